//! The contact queue: the only way from a study id to a person, and it ends here.
//!
//! The research zone asks for somebody to be contacted, by study id. This zone finds the person through the crosswalk, and a
//! clinician who treats them decides, contacts them, and says how it went. What goes back is a state and a code. Whether the
//! person may be contacted is looked up when the request comes, whenever it is shown, and once more when the outcome is
//! recorded: life, refusal of research, the IRB's approval and its last day, whether the trial recruits here, whether its
//! version is approved. A contact without a legal basis is refused (45 CFR 164.508, 164.512(i)); of a project whose charts are
//! a limited data set a treating relation is not enough, since its agreement forbids contact (45 CFR 164.514(e)(4)(ii)(C)(5)):
//! a waiver or an authorization must be on record.

use almoner_audit::{Action as Logged, Actor, Entry, OpaqueId, ResourceKind, Role};
use almoner_base::{NctId, ProjectId, StudyId, Timestamp};
use almoner_chart::{ContactCode, ContactId, ContactOutcome, ContactRequest, ContactState, ToResearch};
use almoner_policy::PersonId;
use almoner_vault::{PatientId, State};
use serde::{Deserialize, Serialize};

use crate::kept::{Kept, Kind};
use crate::knowledge::is_irb_number;
use crate::{Error, Room};

/// How long a clinician has: seven days.
const DUE_MS: i64 = 7 * 86_400_000;

/// On what a contact rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Basis {
    /// The clinician treats the patient and speaks with them in that capacity (45 CFR 164.506(c), 164.502(a)(1)(ii)).
    TreatingRelationship,
    /// A waiver or alteration of authorization by the IRB, on record (45 CFR 164.512(i)(1)(i)).
    IrbWaiver,
    /// The patient's own authorization, on record (45 CFR 164.508).
    Authorization,
}

/// One step of a contact: the screening log of this zone.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct ContactStep {
    /// The state that it came to.
    pub(crate) state: String,
    /// Why, where there is a reason.
    pub(crate) code: Option<String>,
    /// Milliseconds since 1970 UTC.
    pub(crate) at: i64,
    /// Who: opaque id; nobody where the zone decided.
    #[schema(value_type = Option<String>)]
    pub(crate) by: Option<PersonId>,
    /// On what it rests.
    pub(crate) basis: Option<Basis>,
}

/// A request with what became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) project: String,
    pub(crate) study_id: StudyId,
    pub(crate) nct_id: String,
    pub(crate) version: String,
    pub(crate) irb_number: String,
    pub(crate) reason: String,
    pub(crate) due: i64,
    pub(crate) steps: Vec<ContactStep>,
}

impl Contact {
    pub(crate) fn state(&self) -> ContactState {
        let last = self.steps.last().and_then(|step| ContactState::from_code(&step.state));
        last.unwrap_or(ContactState::Received)
    }

    pub(crate) fn code(&self) -> Option<ContactCode> {
        self.steps.last().and_then(|step| step.code.as_deref()).and_then(ContactCode::from_code)
    }

    fn outcome(&self, contact: ContactId) -> ContactOutcome {
        ContactOutcome { contact, state: self.state(), code: self.code() }
    }
}

/// A step that a person or the zone takes.
pub(crate) struct Step {
    pub(crate) state: ContactState,
    pub(crate) code: Option<ContactCode>,
    pub(crate) by: Option<PersonId>,
    pub(crate) basis: Option<Basis>,
}

impl Room {
    /// Takes a request into the queue, or tells how one that came before stands.
    pub(crate) fn receive_contact(&mut self, request: &ContactRequest) -> Result<ContactOutcome, Error> {
        let name = request.contact.to_string();
        if let Some(kept) = self.kept::<Contact>(Kind::Contact, &name)? {
            return Ok(kept.value.outcome(request.contact));
        }
        let now = self.clock.now();
        let patient = self.vault.patient_of(&request.project, request.study_id)?;
        let known_number = if is_irb_number(&request.irb_number) { request.irb_number.clone() } else { String::new() };
        let value = Contact {
            project: request.project.as_str().to_owned(),
            study_id: request.study_id,
            nct_id: request.nct_id.to_string(),
            version: request.version.clone(),
            irb_number: known_number,
            reason: request.reason.code().to_owned(),
            due: now.0.saturating_add(DUE_MS),
            steps: vec![step(ContactState::Received, None, now)],
        };
        let mut entry = Entry::by_service(Role::Phi, Logged::ContactRequested)
            .on_behalf_of(Actor::Service(Role::Research))
            .trial(request.nct_id)
            .project(self.opaque_project(&request.project));
        if let Some(patient) = patient {
            entry = entry.resource(ResourceKind::Patient, self.vault.opaque_patient(patient));
        }
        self.vault.log().append(&entry)?;
        let mut kept = Kept { name, patient, at: now, value };
        self.keep(Kind::Contact, &kept)?;
        if let Some(code) = self.obstacle(&kept.value, patient)? {
            self.step_contact(&mut kept, refusal(code), None)?;
        }
        Ok(kept.value.outcome(request.contact))
    }

    /// The research side takes a request back; tells how it stands.
    pub(crate) fn withdraw_contact(&mut self, contact: ContactId) -> Result<Option<ContactOutcome>, Error> {
        let Some(mut kept) = self.kept::<Contact>(Kind::Contact, &contact.to_string())? else { return Ok(None) };
        if !kept.value.state().is_final() {
            let step = Step { state: ContactState::Withdrawn, code: None, by: None, basis: None };
            self.step_contact(&mut kept, step, None)?;
        }
        Ok(Some(kept.value.outcome(contact)))
    }

    /// Why the person must not be contacted now, if so.
    pub(crate) fn obstacle(&self, contact: &Contact, patient: Option<PatientId>) -> Result<Option<ContactCode>, Error> {
        let available = match patient {
            Some(patient) => self.vault.state(patient)? == State::Active,
            None => false,
        };
        if !available {
            return Ok(Some(ContactCode::NotAvailable));
        }
        if !self.knows_version(&contact.nct_id, &contact.version)? {
            return Ok(Some(ContactCode::NotApproved));
        }
        let Some(register) = self.register_of(&contact.nct_id)? else { return Ok(Some(ContactCode::IrbExpired)) };
        if !register.open_here {
            return Ok(Some(ContactCode::NotOpenHere));
        }
        let today = self.clock.now().date().days_since_1970();
        let same = register.irb_number.as_deref() == Some(contact.irb_number.as_str()) && !contact.irb_number.is_empty();
        let valid = register.irb_expires.is_some_and(|last| today <= last);
        Ok((!same || !valid).then_some(ContactCode::IrbExpired))
    }

    /// Whether a contact may rest on this.
    pub(crate) fn rests_on_basis(&self, contact: &Contact, patient: PatientId, basis: Basis) -> Result<bool, Error> {
        let project = ProjectId::new(&contact.project)?;
        let limited = self.vault.newest_release(&project)?.is_some_and(|release| release.policy == "limited_data_set");
        Ok(match basis {
            Basis::TreatingRelationship => !limited,
            Basis::IrbWaiver => self.has_waiver(&project, &contact.nct_id)?,
            Basis::Authorization => self.has_authorization(&project, &contact.nct_id, patient)?,
        })
    }

    /// Takes a step: in the log first, then kept.
    pub(crate) fn step_contact(&mut self, kept: &mut Kept<Contact>, taken: Step, entry: Option<Entry>) -> Result<(), Error> {
        let now = self.clock.now();
        let action = match taken.state {
            ContactState::Received => Logged::ContactRequested,
            ContactState::Approved => Logged::ContactApproved,
            ContactState::Refused => Logged::ContactRefused,
            ContactState::Withdrawn => Logged::ContactWithdrawn,
            _ => Logged::ContactMade,
        };
        let entry = entry.unwrap_or_else(|| Entry::by_service(Role::Phi, action)).acting(action);
        let entry = match NctId::parse(&kept.value.nct_id) {
            Ok(trial) => entry.trial(trial),
            Err(_) => entry,
        };
        let entry = match kept.patient {
            Some(patient) => entry.resource(ResourceKind::Patient, self.vault.opaque_patient(patient)),
            None => entry.resource(ResourceKind::ContactRequest, self.opaque_contact(&kept.name)),
        };
        self.vault.log().append(&entry)?;
        kept.value.steps.push(ContactStep { by: taken.by, basis: taken.basis, ..step(taken.state, taken.code, now) });
        self.keep(Kind::Contact, kept)?;
        Ok(())
    }

    /// Tells the research side how a request stands. Where that side is away it asks when it is back.
    pub(crate) fn tell_contact(&mut self, kept: &Kept<Contact>) {
        if let Some(contact) = ContactId::parse(&kept.name) {
            let _away = self.airlock.send(&ToResearch::Contact(kept.value.outcome(contact)));
        }
    }

    /// How many requests wait.
    pub(crate) fn open_contacts(&self) -> Result<u64, Error> {
        let all = self.all_kept::<Contact>(Kind::Contact)?;
        Ok(all.iter().filter(|kept| !kept.value.state().is_final()).count() as u64)
    }

    fn opaque_contact(&self, contact: &str) -> OpaqueId {
        OpaqueId::of(&self.audit_key, ResourceKind::ContactRequest, contact.as_bytes())
    }
}

/// The step that ends a contact which must not be made.
pub(crate) fn refusal(code: ContactCode) -> Step {
    Step { state: ContactState::Refused, code: Some(code), by: None, basis: None }
}

fn step(state: ContactState, code: Option<ContactCode>, at: Timestamp) -> ContactStep {
    ContactStep {
        state: state.code().to_owned(),
        code: code.map(|code| code.code().to_owned()),
        at: at.0,
        by: None,
        basis: None,
    }
}
