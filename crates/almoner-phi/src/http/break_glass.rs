//! Break-glass: the request, its end, and the queue of reviews.

use almoner_identity::http::{Json, Path, Problem};
use almoner_policy::break_glass::{Finding, GrantId, ReasonCode, SHORTEST_REASON};
use almoner_policy::{Action, PersonId, PhiRoute, Resource};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::exports::Cells;
use super::{Asked, Change, Nothing, Served};
use crate::Room;
use crate::break_glass::{GrantRecord, Wanted, is_actor};
use crate::kept::{Kept, Kind};

/// Asks for one patient's record: by the number on their wristband, or by the handle of a patient that a page shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BreakGlassAsk {
    /// The medical record number.
    mrn: Option<String>,
    /// The patient's handle.
    patient: Option<String>,
    /// `emergency`, `cannot_consent`, `handover`, `participant_safety`, `other`.
    reason_code: String,
    /// Why, at least 20 characters that are not spaces.
    justification: String,
    /// 1 to 60.
    minutes: u32,
}

/// A grant that was given.
#[derive(Serialize, ToSchema)]
pub(crate) struct BreakGlassGrant {
    /// Its number.
    grant: u64,
    /// The patient's handle.
    patient: String,
    /// When it ends, in milliseconds since 1970 UTC.
    ends: i64,
}

/// A grant in the queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct BreakGlassItem {
    /// Its number.
    grant: u64,
    /// Who holds it: opaque id.
    by: String,
    /// Who holds it, as others call them.
    by_name: String,
    /// Why, as a code.
    reason_code: String,
    /// Why, in words; for those who may review it alone.
    justification: Option<String>,
    /// Milliseconds since 1970 UTC.
    started: i64,
    /// When it ended, if it has.
    ended: Option<i64>,
    /// When it ends at the latest.
    until: i64,
    /// How often the record was shown under it.
    reads: u64,
    /// When the review is due.
    review_due: i64,
    /// `running`, `to_review`, `overdue` or `reviewed`.
    state: &'static str,
    /// What the review found.
    finding: Option<String>,
    /// Whether an incident is open about it.
    incident: bool,
    /// Whether the person who asks held it, and so can not review it.
    own: bool,
}

/// The queue: grants that run or wait, the one due first in front, then those that were reviewed.
#[derive(Serialize, ToSchema)]
pub(crate) struct BreakGlassQueue {
    items: Vec<BreakGlassItem>,
    /// Always null: the queue is told whole.
    next: Option<String>,
    total: u64,
    /// Who may not break the glass until further notice: opaque ids.
    suspended: Vec<String>,
}

/// What a review found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BreakGlassReviewed {
    /// `justified`, `unjustified` or `escalated`.
    finding: String,
    /// Why, at most 2,000 bytes.
    note: String,
}

/// Why a suspension is lifted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BreakGlassNote {
    /// Why, at most 2,000 bytes.
    note: String,
}

fn noted(note: &str) -> Result<&str, Problem> {
    if note.trim().is_empty() || note.len() > 2000 {
        return Err(Problem::unusable("note", "`note` is empty or longer than 2,000 bytes"));
    }
    Ok(note)
}

/// What was done.
#[derive(Serialize, ToSchema)]
pub(crate) struct Done {
    /// The state afterwards.
    state: &'static str,
}

/// Grants access to one record at once (45 CFR 164.312(a)(2)(ii)).
#[utoipa::path(post, path = "/phi/v1/break-glass", tag = "break-glass", request_body = BreakGlassAsk, responses((status = 200, body = BreakGlassGrant)))]
pub(crate) async fn request(
    State(served): State<Served>,
    asked: Asked,
    change: Change<BreakGlassAsk>,
) -> Result<Json<Value>, Problem> {
    let door = std::sync::Arc::clone(&served.door);
    served
        .change(PhiRoute::BreakGlassRequest, asked, change, move |room, asked, body| {
            let reason = ReasonCode::from_name(&body.reason_code).ok_or_else(|| {
                Problem::unusable("break-glass-reason-code", "`reason_code` is none of those that are known")
            })?;
            if body.justification.chars().filter(|letter| !letter.is_whitespace()).count() < SHORTEST_REASON {
                let title = "the reason is too short: expected at least 20 characters";
                return Err(Problem::unusable("break-glass-reason", title));
            }
            if body.justification.len() > 2000 {
                return Err(Problem::unusable("break-glass-reason", "the reason is longer than 2,000 bytes"));
            }
            // Whoever may not break the glass learns nothing about who is a patient here.
            let patient = room.named_patient(asked, body.mrn.as_deref(), body.patient.as_deref())?;
            let account = door.people.own_account(asked.caller.by())?;
            let wanted = Wanted {
                patient,
                reason,
                words: &body.justification,
                minutes: body.minutes,
                holder_name: account.display_name,
            };
            let handle = room.vault.handle(patient);
            let (grant, ends) = room.grant_break_glass(asked, wanted)?;
            Ok(BreakGlassGrant { grant: grant.0, patient: handle, ends: ends.0 })
        })
        .await
}

/// Ends one's own grant.
#[utoipa::path(post, path = "/phi/v1/break-glass/{grant}/stop", tag = "break-glass", params(("grant" = u64, Path)), request_body = Nothing, responses((status = 200, body = Done)))]
pub(crate) async fn stop(
    State(served): State<Served>,
    asked: Asked,
    Path(grant): Path<u64>,
    change: Change<Nothing>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::BreakGlassStop, asked, change, move |room, asked, _| {
            room.stop_break_glass(asked, GrantId(grant))?;
            Ok(Done { state: "ended" })
        })
        .await
}

/// Grants that run, wait for a review, or were reviewed.
#[utoipa::path(get, path = "/phi/v1/break-glass", tag = "break-glass", responses((status = 200, body = BreakGlassQueue)))]
pub(crate) async fn queue(State(served): State<Served>, asked: Asked) -> Result<Json<BreakGlassQueue>, Problem> {
    served.read(PhiRoute::BreakGlassQueue, asked, Room::break_glass_queue).await
}

/// Records what a review found. Nobody reviews themself.
#[utoipa::path(post, path = "/phi/v1/break-glass/{grant}/review", tag = "break-glass", params(("grant" = u64, Path)), request_body = BreakGlassReviewed, responses((status = 200, body = Done)))]
pub(crate) async fn review(
    State(served): State<Served>,
    asked: Asked,
    Path(grant): Path<u64>,
    change: Change<BreakGlassReviewed>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::BreakGlassReview, asked, change, move |room, asked, body| {
            let finding = Finding::from_name(&body.finding)
                .ok_or_else(|| Problem::unusable("finding", "`finding` is not `justified`, `unjustified` or `escalated`"))?;
            room.review_break_glass(asked, GrantId(grant), finding, noted(&body.note)?)?;
            Ok(Done { state: "reviewed" })
        })
        .await
}

/// Lifts a suspension.
#[utoipa::path(post, path = "/phi/v1/break-glass/suspended/{person}/reinstate", tag = "break-glass", params(("person" = String, Path)), request_body = BreakGlassNote, responses((status = 200, body = Done)))]
pub(crate) async fn reinstate(
    State(served): State<Served>,
    asked: Asked,
    Path(person): Path<String>,
    change: Change<BreakGlassNote>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::BreakGlassReinstate, asked, change, move |room, asked, body| {
            let person = PersonId::new(&person).map_err(|_| Problem::not_found())?;
            room.reinstate(asked, &person, noted(&body.note)?)?;
            Ok(Done { state: "reinstated" })
        })
        .await
}

impl BreakGlassQueue {
    /// The grants.
    pub(super) fn into_items(self) -> Vec<BreakGlassItem> {
        self.items
    }
}

impl BreakGlassItem {
    /// As cells of a line.
    pub(super) fn cells(&self) -> Cells {
        vec![
            ("grant", self.grant.to_string()),
            ("by", self.by.clone()),
            ("by_name", self.by_name.clone()),
            ("reason_code", self.reason_code.clone()),
            ("justification", self.justification.clone().unwrap_or_default()),
            ("started", self.started.to_string()),
            ("until", self.until.to_string()),
            ("ended", self.ended.map(|at| at.to_string()).unwrap_or_default()),
            ("reads", self.reads.to_string()),
            ("review_due", self.review_due.to_string()),
            ("state", self.state.to_owned()),
            ("finding", self.finding.clone().unwrap_or_default()),
            ("incident", self.incident.to_string()),
        ]
    }
}

impl Room {
    pub(super) fn break_glass_queue(&mut self, asked: &Asked) -> Result<BreakGlassQueue, Problem> {
        let mut permit = self.ask(asked, Action::ReadBreakGlass, |request| request)?;
        self.tick_break_glass()?;
        let entry = self.entry_by(asked, &permit, almoner_audit::Action::AuditRead);
        self.record(&mut permit, &[entry.resources(almoner_audit::ResourceKind::Grant)])?;
        let now = self.clock.now().0;
        let waiting: Vec<u64> = self.break_glass.queue().map(|(id, _)| id.0).collect();
        let records: Vec<Kept<GrantRecord>> = self.all_kept(Kind::Grant)?;
        let words = self.words()?;
        let mut items = Vec::with_capacity(records.len());
        let mut suspended = std::collections::BTreeSet::new();
        for record in records {
            let grant: u64 = record.name.parse().unwrap_or(u64::MAX);
            let record = record.value;
            if self.break_glass.is_suspended(&record.holder) {
                suspended.insert(record.holder.as_str().to_owned());
            }
            let due = record.started + 24 * 3_600_000;
            let state = match (waiting.contains(&grant), record.ended) {
                (false, _) => "reviewed",
                (true, None) => "running",
                (true, Some(_)) if now >= due => "overdue",
                (true, Some(_)) => "to_review",
            };
            // The words are for whoever may review this very use; others see that there are some.
            let may_review = self.may(asked, Action::ReviewBreakGlass, |request| {
                request.resource(Resource { owner: Some(record.holder.clone()), ..Resource::default() })
            });
            let justification = match almoner_audit::Justification::parse(&record.words) {
                Some(hash) if may_review => words.read(hash).map_err(crate::Error::from)?,
                _ => None,
            };
            items.push(BreakGlassItem {
                grant,
                own: is_actor(asked, &record.holder),
                by: record.holder.as_str().to_owned(),
                by_name: record.holder_name,
                reason_code: record.reason.name().to_owned(),
                justification: justification.map(almoner_base::Phi::into_exposed),
                started: record.started,
                ended: record.ended,
                until: record.until,
                reads: record.reads,
                review_due: due,
                state,
                finding: record.finding.map(|finding| finding.name().to_owned()),
                incident: record.incident,
            });
        }
        // Few hours left first; what is reviewed comes last, the latest first.
        items.sort_by_key(|item| match item.state {
            "reviewed" => (1, -item.started),
            _ => (0, item.review_due),
        });
        let total = items.len() as u64;
        Ok(BreakGlassQueue { items, next: None, total, suspended: suspended.into_iter().collect() })
    }

    /// Whom a number or a handle names. Asked only after the person's role lets them break the glass at all.
    fn named_patient(
        &mut self,
        asked: &Asked,
        mrn: Option<&str>,
        handle: Option<&str>,
    ) -> Result<almoner_vault::PatientId, Problem> {
        let owner = crate::break_glass::person_of(asked)?;
        self.ask(asked, Action::RequestBreakGlass, |request| {
            request.resource(Resource { owner: Some(owner), ..Resource::default() }).justified()
        })?;
        let found = match (mrn, handle) {
            (Some(mrn), None) if !mrn.trim().is_empty() && mrn.len() <= 64 => {
                self.vault.person(&crate::ingest::number_key(mrn)).map_err(crate::Error::from)?
            }
            (None, Some(handle)) => self.vault.by_handle(handle).map_err(crate::Error::from)?,
            _ => return Err(Problem::unusable("patient", "name one patient, by `mrn` or by `patient`")),
        };
        found.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "patient-unknown", "no record here has this number"))
    }
}
