//! Requests to have a candidate contacted: the only way from a study id towards a person, and it leads out of this zone. What comes back
//! is a state and a code.

use std::sync::{Arc, PoisonError, RwLock};

use almoner_audit::{Action as Logged, Entry, OpaqueId, ResourceKind, Role};
use almoner_base::{NctId, ProjectId, StudyId};
use almoner_chart::{ContactId, ContactOutcome, ContactReason, ContactRequest, ContactState, ToPhi};
use almoner_identity::http::{self, IdempotencyKey, Problem};
use almoner_policy::{Action, ResearchRoute};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ask::{nct, run, study};
use super::candidates::ContactShort;
use super::export::{ExportAsked, Table};
use super::once::Done;
use super::page::{Page, PageQuery};
use super::{About, Answer, Api, Asker};
use crate::db::review::contact;
use crate::{Error, Room};

/// A request for contact to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewContact {
    /// `eligible`, `ask-patient` or `other`.
    reason_code: String,
    /// The IRB's number of the protocol.
    #[schema(min_length = 1, max_length = 64)]
    protocol: String,
}

/// A request for contact.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ContactTold {
    contact: String,
    nct_id: String,
    study_id: String,
    /// `sent`, `received`, `approved`, `refused`, `contacted`, `agreed`, `declined`, `unreachable` or `withdrawn`.
    state: String,
    reason_code: String,
    /// Why it came so, where the PHI side says.
    code: Option<String>,
    /// When the state changed last.
    at: i64,
}

/// The requests for contact.
pub(crate) struct Contacts(RwLock<Vec<contact::Model>>);

impl Contacts {
    pub(crate) fn open(room: &Room) -> Result<Self, Error> {
        Ok(Self(RwLock::new(room.contacts()?)))
    }

    /// Those of a candidate, newest first.
    pub(crate) fn of(&self, project: &ProjectId, nct_id: NctId, study_id: StudyId) -> Vec<ContactShort> {
        let contacts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (nct_id, study_id) = (nct_id.to_string(), study_id.to_string());
        let own =
            |row: &&contact::Model| row.project == project.as_str() && row.nct_id == nct_id && row.study_id == study_id;
        let told = contacts.iter().rev().filter(own);
        told.map(|row| ContactShort { contact: row.id.clone(), state: row.state.clone(), at: row.changed }).collect()
    }

    /// What has no final state, for the PHI side to hear again after a start.
    pub(crate) fn open_requests(&self) -> Vec<ContactRequest> {
        let contacts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let open = contacts.iter().filter(|row| !is_final(&row.state));
        open.filter_map(request_of).collect()
    }
}

fn is_final(state: &str) -> bool {
    ContactState::from_code(state).is_some_and(ContactState::is_final)
}

fn request_of(row: &contact::Model) -> Option<ContactRequest> {
    Some(ContactRequest {
        contact: ContactId::parse(&row.id)?,
        project: ProjectId::new(&row.project).ok()?,
        study_id: StudyId::parse(&row.study_id).ok()?,
        nct_id: NctId::parse(&row.nct_id).ok()?,
        version: row.version.clone(),
        irb_number: row.irb_number.clone(),
        reason: ContactReason::from_code(&row.reason_code)?,
    })
}

fn told(row: &contact::Model) -> ContactTold {
    ContactTold {
        contact: row.id.clone(),
        nct_id: row.nct_id.clone(),
        study_id: row.study_id.clone(),
        state: row.state.clone(),
        reason_code: row.reason_code.clone(),
        code: Some(row.code.clone()).filter(|code| !code.is_empty()),
        at: row.changed,
    }
}

/// Asks the PHI zone to have a candidate contacted, under the approval of an IRB.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/candidates/{study_id}/contact", tag = "contacts",
    params(("nct_id" = String, Path), ("study_id" = String, Path)), request_body = NewContact,
    responses((status = 201, body = ContactTold)))]
pub(crate) async fn request(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path((nct_id, study_id)): http::Path<(String, String)>,
    key: IdempotencyKey,
    http::Json(new): http::Json<NewContact>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let (nct_id, study_id) = (nct(&nct_id)?, study(&study_id)?);
        let about = About::trial(nct_id);
        let permit = api.permit(&asker, ResearchRoute::ContactRequest, &about)?;
        ContactReason::from_code(&new.reason_code)
            .ok_or_else(|| Problem::unusable("reason-code", "expected eligible, ask-patient or other"))?;
        if !(1..=64).contains(&new.protocol.chars().count()) {
            return Err(Problem::unusable("protocol", "expected the IRB's number of the protocol, at most 64 characters"));
        }
        api.once(&asker, &key, &(ResearchRoute::ContactRequest.name(), nct_id, study_id, &new), || {
            let candidate = api.candidate(&asker, nct_id, study_id)?;
            api.screened_by_approved(&candidate)?;
            let mut contacts = api.contacts.0.write().unwrap_or_else(PoisonError::into_inner);
            let same = |row: &&contact::Model| {
                row.project == asker.project.as_str()
                    && row.nct_id == nct_id.to_string()
                    && row.study_id == study_id.to_string()
                    && !is_final(&row.state)
            };
            if let Some(open) = contacts.iter().find(same) {
                let title = "a request for this candidate is under way";
                return Err(Problem::new(StatusCode::CONFLICT, "contact-under-way", title)
                    .with("current", serde_json::to_value(told(open)).unwrap_or_default()));
            }
            let id = ContactId::from_bytes(almoner_crypto::random_bytes().map_err(Error::from)?);
            let entry = api.entry(&asker, &permit, Logged::ContactRequested, &about)?;
            let entry = entry.resource(ResourceKind::ContactRequest, OpaqueId::from_bytes(id.to_bytes()));
            api.room.log.append(&entry).map_err(Error::from)?;
            let now = api.room.clock.now().0;
            let row = contact::Model {
                id: id.to_string(),
                project: asker.project.as_str().to_owned(),
                nct_id: nct_id.to_string(),
                study_id: study_id.to_string(),
                version: candidate.found.matched.trial.trial.version.clone(),
                irb_number: new.protocol.clone(),
                reason_code: new.reason_code.clone(),
                by: asker.name(),
                made: now,
                state: "sent".to_owned(),
                code: String::new(),
                changed: now,
            };
            api.room.store_contact(&row)?;
            contacts.push(row.clone());
            drop(contacts);
            // Should the other zone not be there, it hears of the request when both have started again.
            if let Some(request) = request_of(&row) {
                let _heard_later = api.room.airlock.send(&ToPhi::Contact(request));
            }
            Done::new(StatusCode::CREATED, &told(&row))
        })
    })
    .await
}

/// Requests for contact of the studies that one is assigned to, newest first.
#[utoipa::path(get, path = "/api/v1/contacts", tag = "contacts", params(PageQuery),
    responses((status = 200, body = Page<ContactTold>)))]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Query(page): http::Query<PageQuery>,
) -> Answer<Page<ContactTold>> {
    run(move || {
        let limit = page.limit()?;
        // The policies are asked about each study; one that they allow is enough to see the list, which shows those alone.
        let studies: Vec<NctId> = api.live.trials().keys().copied().collect();
        let may = |nct_id: &NctId| api.may(&asker, Action::RequestContact, &About::trial(*nct_id));
        let own: Vec<NctId> = studies.into_iter().filter(may).collect();
        let about = own.first().map_or_else(About::default, |nct_id| About::trial(*nct_id));
        api.grant(&asker, ResearchRoute::ContactList, &about)?;
        let own: Vec<String> = own.iter().map(NctId::to_string).collect();
        let list = format!("contacts\0{}\0{}", asker.project.as_str(), asker.name());
        let contacts = api.contacts.0.read().unwrap_or_else(PoisonError::into_inner);
        let shown: Vec<(usize, &contact::Model)> = contacts
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, row)| row.project == asker.project.as_str() && own.contains(&row.nct_id))
            .collect();
        let total = shown.len() as u64;
        let before = match &page.cursor {
            Some(cursor) => api.cursors.read(&list, cursor)?,
            None => usize::MAX,
        };
        let mut rows: Vec<_> = shown.into_iter().filter(|(at, _)| *at < before).take(limit + 1).collect();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|(at, _)| api.cursors.make(&list, at)).transpose()?;
        Ok(Page { items: rows.into_iter().map(|(_, row)| told(row)).collect(), next, total: Some(total) })
    })
    .await
}

/// Requests for contact as a file: of one trial, or of all studies whose candidates one may take out.
#[utoipa::path(post, path = "/api/v1/contacts/export", tag = "contacts", request_body = ExportAsked,
    responses((status = 200, content((String = "text/csv"), (Vec<ContactTold> = "application/json")))))]
pub(crate) async fn export(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Json(asked): http::Json<ExportAsked>,
) -> Result<Response, Problem> {
    http::blocking(move || {
        let own = api.taken_out(&asker, asked.trial.as_deref())?;
        let numbers: Vec<String> = own.iter().map(NctId::to_string).collect();
        let contacts = api.contacts.0.read().unwrap_or_else(PoisonError::into_inner);
        let is_own = |row: &&contact::Model| row.project == asker.project.as_str() && numbers.contains(&row.nct_id);
        let rows: Vec<ContactTold> = contacts.iter().filter(is_own).map(told).collect();
        drop(contacts);
        let about = own.first().map_or_else(About::default, |nct_id| About::trial(*nct_id));
        let permit = api.permit_export(&asker, ResearchRoute::ContactExport, &about, &asked, rows.len() as u64)?;
        Ok(Table::of(permit.limit(rows).into_rows(), |row| {
            vec![
                ("contact", row.contact.clone()),
                ("nct_id", row.nct_id.clone()),
                ("study_id", row.study_id.clone()),
                ("state", row.state.clone()),
                ("reason_code", row.reason_code.clone()),
                ("code", row.code.clone().unwrap_or_default()),
                ("at", row.at.to_string()),
            ]
        })
        .respond(asked.format, "contacts"))
    })
    .await
}

impl Api {
    /// Keeps what the PHI zone says of a contact.
    pub(crate) fn contact_changed(&self, outcome: &ContactOutcome) -> Result<(), Error> {
        let mut contacts = self.contacts.0.write().unwrap_or_else(PoisonError::into_inner);
        let id = outcome.contact.to_string();
        let Some(row) = contacts.iter_mut().find(|row| row.id == id) else { return Ok(()) };
        let code = outcome.code.map(|code| code.code()).unwrap_or_default();
        if row.state == outcome.state.code() && row.code == code {
            return Ok(());
        }
        let logged = match outcome.state {
            ContactState::Received | ContactState::Approved => Logged::ContactApproved,
            ContactState::Refused => Logged::ContactRefused,
            ContactState::Withdrawn => Logged::ContactWithdrawn,
            _ => Logged::ContactMade,
        };
        if outcome.state != ContactState::Received {
            let entry = Entry::by_service(Role::Research, logged)
                .resource(ResourceKind::ContactRequest, OpaqueId::from_bytes(outcome.contact.to_bytes()));
            self.room.log.append(&entry)?;
        }
        row.state = outcome.state.code().to_owned();
        row.code = code.to_owned();
        row.changed = self.room.clock.now().0;
        self.room.store_contact(row)
    }
}
