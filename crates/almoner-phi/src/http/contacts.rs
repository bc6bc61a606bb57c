//! The contact queue of the clinician who treats the patient.

use almoner_audit::{Action as Logged, Count, Field, ResourceKind};
use almoner_base::Date;
use almoner_chart::{ContactCode, ContactState};
use almoner_identity::http::{Json, Path, Problem};
use almoner_policy::{Action, FieldGroup, PhiRoute, Resource, Set};
use almoner_vault::PatientId;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::exports::Cells;
use super::{Asked, Change, Served};
use crate::break_glass::person_of;
use crate::contact::{Basis, Contact, ContactStep, Step, refusal};
use crate::kept::{Kept, Kind};
use crate::shown::{ContactDetails, Demographics, Relative};
use crate::{Error, Room};

/// The queue.
#[derive(Serialize, ToSchema)]
pub(crate) struct Contacts {
    items: Vec<ContactItem>,
    /// Always null: what may be told at once is told.
    next: Option<String>,
    total: u64,
}

/// A request, without the patient's name.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactItem {
    contact: String,
    nct_id: String,
    title: String,
    /// The patient's handle.
    patient: String,
    /// `received`, `approved`, `contacted`, or a final state.
    state: String,
    code: Option<String>,
    /// Why the study asks.
    reason_code: String,
    /// Until when, in milliseconds since 1970 UTC.
    due: i64,
    irb: Irb,
    /// On what the last step rests.
    legal_basis: Option<Basis>,
    opt_out: bool,
    deceased: bool,
    /// Why the patient must not be contacted now; null where they may.
    obstacle: Option<&'static str>,
}

/// The IRB's approval.
#[derive(Serialize, ToSchema)]
pub(crate) struct Irb {
    number: String,
    /// The last day, as `YYYY-MM-DD`.
    expires: Option<String>,
    /// Whether it is the one on record and holds today.
    ok: bool,
}

/// A request with whom it is about.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactShown {
    #[serde(flatten)]
    item: ContactItem,
    demographics: Option<Demographics>,
    details: Option<ContactDetails>,
    /// Who decides for a patient who is under 18.
    guardian: Option<Relative>,
    /// The screening log of this request.
    history: Vec<ContactStep>,
}

/// How it went.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactAnswer {
    /// `approved`, `refused`, `contacted`, `agreed`, `declined` or `unreachable`.
    outcome: String,
    /// `clinically-inappropriate`, `in-other-trial`, `not-interested`, `burden`, `no-answer`, `moved`, `interested`,
    /// `no-legal-basis` or `other`.
    reason_code: String,
    /// On what the contact rests; not needed to refuse it.
    legal_basis: Option<Basis>,
}

/// How it stands now.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactAnswered {
    contact: String,
    state: String,
    code: Option<String>,
}

/// Requests for contact of patients whom the clinician treats.
#[utoipa::path(get, path = "/phi/v1/contacts", tag = "contacts", responses((status = 200, body = Contacts)))]
pub(crate) async fn queue(State(served): State<Served>, asked: Asked) -> Result<Json<Contacts>, Problem> {
    served.read(PhiRoute::ContactQueue, asked, Room::contact_queue).await
}

/// A request with whom it is about; whether they may be contacted is looked up anew.
#[utoipa::path(get, path = "/phi/v1/contacts/{contact}", tag = "contacts", params(("contact" = String, Path)), responses((status = 200, body = ContactShown)))]
pub(crate) async fn show(
    State(served): State<Served>,
    asked: Asked,
    Path(contact): Path<String>,
) -> Result<Json<ContactShown>, Problem> {
    served.read(PhiRoute::ContactShow, asked, move |room, asked| room.show_contact(asked, &contact)).await
}

/// Records how a contact went.
#[utoipa::path(post, path = "/phi/v1/contacts/{contact}", tag = "contacts", params(("contact" = String, Path)), request_body = ContactAnswer, responses((status = 200, body = ContactAnswered)))]
pub(crate) async fn answer(
    State(served): State<Served>,
    asked: Asked,
    Path(contact): Path<String>,
    change: Change<ContactAnswer>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::ContactAnswer, asked, change, move |room, asked, body| room.answer_contact(asked, &contact, body))
        .await
}

impl Contacts {
    /// The requests.
    pub(super) fn into_items(self) -> Vec<ContactItem> {
        self.items
    }
}

impl ContactItem {
    /// As cells of a line.
    pub(super) fn cells(&self) -> Cells {
        vec![
            ("contact", self.contact.clone()),
            ("nct_id", self.nct_id.clone()),
            ("patient", self.patient.clone()),
            ("state", self.state.clone()),
            ("code", self.code.clone().unwrap_or_default()),
            ("reason_code", self.reason_code.clone()),
            ("due", self.due.to_string()),
            ("irb_number", self.irb.number.clone()),
            ("irb_expires", self.irb.expires.clone().unwrap_or_default()),
            ("irb_ok", self.irb.ok.to_string()),
            ("opt_out", self.opt_out.to_string()),
            ("deceased", self.deceased.to_string()),
            ("obstacle", self.obstacle.unwrap_or_default().to_owned()),
        ]
    }
}

impl Room {
    pub(super) fn contact_queue(&mut self, asked: &Asked) -> Result<Contacts, Problem> {
        let person = person_of(asked)?;
        let mut permit = self.ask(asked, Action::ReadContacts, |request| {
            request.resource(Resource { treating: vec![person.clone()], ..Resource::default() }).rows(50)
        })?;
        let providers = self.providers_of(&person)?;
        let mut mine = Vec::new();
        for kept in self.all_kept::<Contact>(Kind::Contact)? {
            let Some(patient) = kept.patient else { continue };
            if !providers.is_empty() && self.vault.is_treated_by(patient, &providers).map_err(Error::from)? {
                mine.push((kept, patient));
            }
        }
        // What waits comes first, the one due first in front.
        mine.sort_by_key(|(kept, _)| (kept.value.state().is_final(), kept.value.due));
        let total = mine.len() as u64;
        let rows = permit.limit(mine).into_rows();
        let mut entries: Vec<_> = rows
            .iter()
            .map(|(_, patient)| {
                self.entry_by(asked, &permit, Logged::IdentifiedShown)
                    .resource(ResourceKind::Patient, self.vault.opaque_patient(*patient))
                    .fields(&[Field::Death, Field::Consents])
            })
            .collect();
        if entries.is_empty() {
            entries.push(self.entry_by(asked, &permit, Logged::IdentifiedShown).count(Count::Patients, 0));
        }
        self.record(&mut permit, &entries)?;
        let items = rows.iter().map(|(kept, patient)| self.contact_item(kept, *patient)).collect::<Result<_, Error>>()?;
        Ok(Contacts { items, next: None, total })
    }

    fn contact_item(&mut self, kept: &Kept<Contact>, patient: PatientId) -> Result<ContactItem, Error> {
        let contact = &kept.value;
        let state = self.vault.state(patient)?;
        let register = self.register_of(&contact.nct_id)?;
        let expires = register.as_ref().and_then(|register| register.irb_expires);
        let obstacle = if contact.state().is_final() { None } else { self.obstacle(contact, Some(patient))? };
        let trials = self.trials()?;
        let title = trials.iter().find(|trial| trial.nct_id.to_string() == contact.nct_id);
        Ok(ContactItem {
            contact: kept.name.clone(),
            nct_id: contact.nct_id.clone(),
            title: title.map(|trial| trial.title.clone()).unwrap_or_default(),
            patient: self.vault.handle(patient),
            state: contact.state().code().to_owned(),
            code: contact.code().map(|code| code.code().to_owned()),
            reason_code: contact.reason.clone(),
            due: contact.due,
            irb: Irb {
                number: contact.irb_number.clone(),
                expires: expires.map(|day| Date::from_days_since_1970(day).to_string()),
                ok: !matches!(obstacle, Some(ContactCode::IrbExpired)),
            },
            legal_basis: contact.steps.iter().rev().find_map(|step| step.basis),
            opt_out: state == almoner_vault::State::OptedOut,
            deceased: state == almoner_vault::State::Deceased,
            obstacle: obstacle.map(ContactCode::code),
        })
    }

    /// The request, if its patient is one whom the person treats; otherwise the policies refuse.
    fn own_contact(
        &mut self,
        asked: &Asked,
        contact: &str,
        action: Action,
    ) -> Result<(Kept<Contact>, PatientId, almoner_policy::Permit), Problem> {
        let kept = self.kept::<Contact>(Kind::Contact, contact)?;
        let patient = kept.as_ref().and_then(|kept| kept.patient);
        let treating = match patient {
            Some(patient) => self.treating(asked, patient)?,
            None => Vec::new(),
        };
        let fields: Set<FieldGroup> = [FieldGroup::Demographics, FieldGroup::Contact].into();
        let permit = self.ask(asked, action, |request| {
            request.resource(Resource { treating, ..Resource::default() }).fields(fields).rows(1)
        })?;
        match (kept, patient) {
            (Some(kept), Some(patient)) => Ok((kept, patient, permit)),
            _ => Err(Problem::not_found()),
        }
    }

    /// Ends a request whose patient must not be contacted any more.
    fn recheck(&mut self, kept: &mut Kept<Contact>, patient: PatientId) -> Result<(), Problem> {
        if kept.value.state().is_final() {
            return Ok(());
        }
        match self.obstacle(&kept.value, Some(patient))? {
            Some(code) => {
                self.step_contact(kept, refusal(code), None)?;
                self.tell_contact(kept);
                let title = "the patient must not be contacted for this trial; the request has been closed";
                Err(Problem::new(StatusCode::CONFLICT, "contact-not-allowed", title).with("reason", code.code()))
            }
            None => Ok(()),
        }
    }

    fn show_contact(&mut self, asked: &Asked, contact: &str) -> Result<ContactShown, Problem> {
        let (mut kept, patient, mut permit) = self.own_contact(asked, contact, Action::ReadContacts)?;
        self.recheck(&mut kept, patient)?;
        let granted = permit.fields();
        let entry = self
            .entry_by(asked, &permit, Logged::IdentifiedShown)
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .fields(&super::clinician::fields_shown(granted));
        self.record(&mut permit, &[entry])?;
        let item = self.contact_item(&kept, patient)?;
        // Who is settled is not shown again.
        let shown = match kept.value.state().is_final() {
            true => crate::shown::Shown::default(),
            false => self.show(patient, granted, &|_, _| false)?,
        };
        let minor = shown.demographics.as_ref().and_then(|who| who.age).is_some_and(|age| age < 18);
        let guardian = shown.contact.as_ref().filter(|_| minor).and_then(|contact| {
            contact.relatives.iter().find(|relative| relative.guardian).or(contact.relatives.first()).cloned()
        });
        Ok(ContactShown {
            item,
            demographics: shown.demographics,
            details: shown.contact,
            guardian,
            history: kept.value.steps,
        })
    }

    fn answer_contact(&mut self, asked: &Asked, contact: &str, body: &ContactAnswer) -> Result<ContactAnswered, Problem> {
        let (mut kept, patient, mut permit) = self.own_contact(asked, contact, Action::AnswerContact)?;
        let state = ContactState::from_code(&body.outcome)
            .filter(|state| !matches!(state, ContactState::Received | ContactState::Withdrawn))
            .ok_or_else(|| Problem::unusable("outcome", "`outcome` is none that can be recorded"))?;
        let code = ContactCode::from_code(&body.reason_code)
            .filter(|code| *code >= ContactCode::NoLegalBasis)
            .ok_or_else(|| Problem::unusable("reason-code", "`reason_code` is none of those that are known"))?;
        self.recheck(&mut kept, patient)?;
        let before = kept.value.state();
        let follows = match before {
            ContactState::Received => true,
            ContactState::Approved => state != ContactState::Approved,
            ContactState::Contacted => !matches!(state, ContactState::Approved | ContactState::Contacted),
            _ => false,
        };
        if !follows {
            let title = "the request is settled, or has come further than that";
            let problem = Problem::new(StatusCode::CONFLICT, "contact-settled", title);
            return Err(problem.with("current", before.code()).with("yours", state.code()));
        }
        if state != ContactState::Refused {
            let title = "a contact rests on a legal basis: a treating relationship, a waiver or an authorization on record";
            let missing = || Problem::unusable("legal-basis", title);
            let basis = body.legal_basis.ok_or_else(missing)?;
            if !self.rests_on_basis(&kept.value, patient, basis)? {
                return Err(missing());
            }
        }
        let entry = self.entry_by(asked, &permit, Logged::ContactMade);
        permit.carry_out(|_| Ok::<(), Error>(()))?;
        let step = Step { state, code: Some(code), by: Some(person_of(asked)?), basis: body.legal_basis };
        self.step_contact(&mut kept, step, Some(entry))?;
        self.tell_contact(&kept);
        Ok(ContactAnswered {
            contact: kept.name.clone(),
            state: state.code().to_owned(),
            code: Some(code.code().to_owned()),
        })
    }
}
