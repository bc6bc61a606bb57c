//! Releases as a privacy officer sees them: what was made, what the next one would hold and at what risk, their word on it,
//! and limited data sets for a recipient. Also a patient's choice that came on paper, by record number.

use std::collections::BTreeMap;

use almoner_audit::{Action as Logged, Count, Decision, OpaqueId, ResourceKind, Version};
use almoner_base::{Date, PartialDate, ProjectId};
use almoner_deid::Attestation;
use almoner_identity::http::{Json, Path, Problem, Query};
use almoner_policy::{Action, PhiRoute, Resource};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Asked, Change, Served};
use crate::break_glass::person_of;
use crate::drafts::{DraftDecision, Drafted};
use crate::kept::{Kept, Kind};
use crate::risk::RiskEntry;
use crate::{Error, Room};

/// Of which project.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct OfProject {
    project: Option<String>,
}

/// The releases of a project and the drafts of its next one.
#[derive(Serialize, ToSchema)]
pub(crate) struct Releases {
    /// Oldest first.
    items: Vec<ReleaseItem>,
    /// Every measurement of the project's risk, oldest first; those that were refused too.
    risk: Vec<RiskEntry>,
    /// Drafts, newest first.
    drafts: Vec<DraftItem>,
}

/// A release that was made, or is being made.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleaseItem {
    release: u32,
    policy: String,
    policy_version: String,
    /// The day at which ages are counted.
    as_of: String,
    /// When it was begun, in milliseconds since 1970 UTC.
    made: i64,
    /// Whether all its charts have crossed.
    complete: bool,
    /// The recipient that its attestation names.
    recipient: Option<String>,
    /// Whether it rests on the sample hospital's attestation, which no expert gave.
    sample_attestation: bool,
    /// What a privacy officer said of its draft.
    decision: Option<DraftDecision>,
}

/// A draft with its id.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftItem {
    draft: String,
    /// When it was drafted, in milliseconds since 1970 UTC.
    at: i64,
    /// Whether the person who asks drafted it, and so can not decide about it.
    own: bool,
    figures: Drafted,
}

/// A draft to be made. Nothing leaves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDraft {
    project: String,
    /// `safe_harbor` or `expert_determination`.
    policy: String,
    /// The day at which ages are counted, as `YYYY-MM-DD`; today unless said.
    as_of: Option<String>,
}

/// A word on a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    /// `approved` or `refused`.
    decision: String,
    /// Why, in at least ten characters of words; they are kept beside the log.
    words: String,
}

/// A limited data set to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLimited {
    project: String,
    /// For whom: of the register, with a data use agreement on record that holds today.
    recipient: String,
}

/// A limited data set as it was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct LimitedMade {
    /// The file, within the zone's folder, for an operator to hand over.
    file: String,
    policy_version: String,
    /// People in it.
    patients: u64,
    /// People who are not, by coded reason.
    withheld: BTreeMap<String, u64>,
}

/// A patient's choice about research that came on paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaperChoice {
    /// The medical record number.
    mrn: String,
    /// `refused` or `permitted`.
    research: String,
}

/// What was written down.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaperChoiceKept {
    /// The patient's handle.
    patient: String,
    research: String,
    /// Charts that were withdrawn at once; others go as soon as the research zone answers.
    withdrawn: u64,
}

/// The releases of a project, the series of its risk, and the drafts of the next one.
#[utoipa::path(get, path = "/phi/v1/releases", tag = "releases", params(("project" = Option<String>, Query)), responses((status = 200, body = Releases)))]
pub(crate) async fn list(
    State(served): State<Served>,
    asked: Asked,
    Query(of): Query<OfProject>,
) -> Result<Json<Releases>, Problem> {
    served.read(PhiRoute::ReleaseList, asked, move |room, asked| room.releases(asked, of.project.as_deref())).await
}

/// Drafts the next release: figures and risk. Nothing leaves.
#[utoipa::path(post, path = "/phi/v1/releases/drafts", tag = "releases", request_body = NewDraft, responses((status = 200, body = DraftItem)))]
pub(crate) async fn draft(
    State(served): State<Served>,
    asked: Asked,
    change: Change<NewDraft>,
) -> Result<Json<Value>, Problem> {
    served.change(PhiRoute::ReleaseDraft, asked, change, Room::new_draft).await
}

/// Says whether the drafted release may be made. One that is refused can not be, until another draft of it is approved. Nobody
/// decides about a draft of their own.
#[utoipa::path(post, path = "/phi/v1/releases/drafts/{draft}/decision", tag = "releases", params(("draft" = String, Path)), request_body = NewDecision, responses((status = 200, body = DraftItem)))]
pub(crate) async fn decide(
    State(served): State<Served>,
    asked: Asked,
    Path(draft): Path<String>,
    change: Change<NewDecision>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::ReleaseDecide, asked, change, move |room, asked, body| room.decide_draft(asked, &draft, body))
        .await
}

/// Makes a limited data set for a recipient (45 CFR 164.514(e)).
#[utoipa::path(post, path = "/phi/v1/releases/limited-data-sets", tag = "releases", request_body = NewLimited, responses((status = 200, body = LimitedMade)))]
pub(crate) async fn limited(
    State(served): State<Served>,
    asked: Asked,
    change: Change<NewLimited>,
) -> Result<Json<Value>, Problem> {
    served.change(PhiRoute::LimitedDataSetMake, asked, change, Room::new_limited).await
}

/// Records a patient's choice about research that came on paper.
#[utoipa::path(post, path = "/phi/v1/choices", tag = "releases", request_body = PaperChoice, responses((status = 200, body = PaperChoiceKept)))]
pub(crate) async fn choice(
    State(served): State<Served>,
    asked: Asked,
    change: Change<PaperChoice>,
) -> Result<Json<Value>, Problem> {
    served.change(PhiRoute::ChoiceRecord, asked, change, Room::paper_choice).await
}

fn project_named(name: &str) -> Result<ProjectId, Problem> {
    Ok(ProjectId::new(name).map_err(Error::from)?)
}

impl Room {
    fn releases(&mut self, asked: &Asked, project: Option<&str>) -> Result<Releases, Problem> {
        let project = project_named(project.unwrap_or(ProjectId::default().as_str()))?;
        let mut permit = self.ask(asked, Action::ReadRiskReport, |request| request.project(project.clone()))?;
        let entry = self.entry_by(asked, &permit, Logged::AuditRead).resources(ResourceKind::Dataset);
        self.record(&mut permit, &[entry.project(self.opaque_project(&project))])?;
        let mut items = Vec::new();
        for release in self.vault.releases(&project).map_err(Error::from)? {
            let attestation = Attestation::from_json(&release.attestation).ok();
            let decided = self.decided(&project, release.number, &release.policy_version)?;
            items.push(ReleaseItem {
                release: release.number,
                policy: release.policy,
                policy_version: release.policy_version,
                as_of: release.as_of.to_string(),
                made: release.made.0,
                complete: release.complete,
                recipient: attestation.as_ref().map(|attestation| attestation.recipient.clone()),
                sample_attestation: attestation.is_some_and(|attestation| attestation.sample),
                decision: decided.and_then(|kept| kept.value.decision),
            });
        }
        let drafts = self.all_kept::<Drafted>(Kind::Draft)?.into_iter().rev();
        let asker = person_of(asked)?;
        let drafts = drafts.filter(|kept| kept.value.project == project.as_str());
        let drafts = drafts.map(|kept| item(kept, asker.as_str())).collect();
        Ok(Releases { items, risk: self.series(&project)?.entries(), drafts })
    }

    fn new_draft(&mut self, asked: &Asked, body: &NewDraft) -> Result<DraftItem, Problem> {
        let project = project_named(&body.project)?;
        let mut permit = self.ask(asked, Action::MakeRelease, |request| request.project(project.clone()))?;
        let today = self.clock.now().date();
        let as_of = match &body.as_of {
            Some(text) => day(text).filter(|day| *day <= today).ok_or_else(|| {
                Problem::unusable("as-of", "`as_of` is not a day in the form YYYY-MM-DD, or lies in the future")
            })?,
            None => today,
        };
        if !matches!(body.policy.as_str(), "safe_harbor" | "expert_determination") {
            return Err(Problem::unusable("policy", "`policy` is not safe_harbor or expert_determination"));
        }
        let id = OpaqueId::random().map_err(Error::from)?;
        let entry = self
            .entry_by(asked, &permit, Logged::RiskComputed)
            .resource(ResourceKind::Dataset, id)
            .project(self.opaque_project(&project));
        self.record(&mut permit, &[entry])?;
        let asker = person_of(asked)?;
        let drafted = self.draft_release(&project, &body.policy, as_of)?;
        let value = Drafted { by: Some(asker.as_str().to_owned()), ..drafted };
        let kept = Kept { name: id.to_string(), patient: None, at: self.clock.now(), value };
        self.keep(Kind::Draft, &kept)?;
        Ok(item(kept, asker.as_str()))
    }

    fn decide_draft(&mut self, asked: &Asked, draft: &str, body: &NewDecision) -> Result<DraftItem, Problem> {
        let found = self.kept::<Drafted>(Kind::Draft, draft)?;
        let project = match &found {
            Some(kept) => project_named(&kept.value.project)?,
            None => ProjectId::default(),
        };
        let mut permit = self.ask(asked, Action::MakeRelease, |request| request.project(project.clone()))?;
        let mut kept = found.ok_or_else(Problem::not_found)?;
        let refused = match body.decision.as_str() {
            "approved" => false,
            "refused" => true,
            _ => return Err(Problem::unusable("decision", "`decision` is not `approved` or `refused`")),
        };
        if !(10..=2000).contains(&body.words.trim().len()) {
            return Err(Problem::unusable("words", "`words` has fewer than 10 or more than 2,000 bytes"));
        }
        let asker = person_of(asked)?;
        if kept.value.by.as_deref() == Some(asker.as_str()) {
            let title = "nobody decides about a draft of their own; another privacy officer does";
            return Err(Problem::new(StatusCode::FORBIDDEN, "own-draft", title));
        }
        if kept.value.decision.is_some() {
            let title = "this draft is decided; another can be made";
            return Err(Problem::new(StatusCode::CONFLICT, "draft-decided", title));
        }
        let words = self.keep_words(&almoner_base::Phi::new(body.words.clone()))?;
        let id = OpaqueId::parse(draft).ok_or_else(Problem::not_found)?;
        // A refusal is of the release; that its risk was approved is of the figures alone.
        let action = if refused { Logged::ReleaseMade } else { Logged::RiskComputed };
        let entry = self
            .entry_by(asked, &permit, action)
            .resource(ResourceKind::Dataset, id)
            .project(self.opaque_project(&project))
            .version(Version::Deidentification, &kept.value.policy_version)
            .count(Count::Charts, kept.value.charts)
            .justification(words);
        let entry = if refused { entry.decision(Decision::Deny) } else { entry };
        self.record(&mut permit, &[entry])?;
        kept.value.decision =
            Some(DraftDecision { decision: body.decision.clone(), by: asker.as_str().to_owned(), at: self.clock.now().0 });
        self.keep(Kind::Draft, &kept)?;
        Ok(item(kept, asker.as_str()))
    }

    fn new_limited(&mut self, asked: &Asked, body: &NewLimited) -> Result<LimitedMade, Problem> {
        let project = project_named(&body.project)?;
        let mut permit = self.ask(asked, Action::MakeRelease, |request| request.project(project.clone()))?;
        let entry = self.entry_by(asked, &permit, Logged::DisclosureMade);
        let made = self.make_limited(&project, &body.recipient, &entry)?;
        permit.carry_out(|_| Ok::<(), Error>(()))?;
        Ok(LimitedMade {
            file: made.file.unwrap_or_default(),
            policy_version: made.policy_version,
            patients: made.charts,
            withheld: made.withheld,
        })
    }

    fn paper_choice(&mut self, asked: &Asked, body: &PaperChoice) -> Result<PaperChoiceKept, Problem> {
        let patient = self.vault.person(&crate::ingest::number_key(&body.mrn)).map_err(Error::from)?;
        let treating = match patient {
            Some(patient) => self.treating(asked, patient)?,
            None => Vec::new(),
        };
        let permit = self.ask(asked, Action::RecordConsent, |request| {
            request.resource(Resource { treating, ..Resource::default() }).rows(1)
        })?;
        let patient = patient.ok_or_else(Problem::not_found)?;
        let withdrawn = self.take_choice(asked, permit, patient, &body.research)?;
        Ok(PaperChoiceKept { patient: self.vault.handle(patient), research: body.research.clone(), withdrawn })
    }
}

fn item(kept: Kept<Drafted>, asker: &str) -> DraftItem {
    let own = kept.value.by.as_deref() == Some(asker);
    DraftItem { draft: kept.name, at: kept.at.0, own, figures: kept.value }
}

fn day(text: &str) -> Option<Date> {
    PartialDate::parse_fhir(text).filter(|date| date.day.is_some()).and_then(PartialDate::bounds).map(|(day, _)| day)
}
