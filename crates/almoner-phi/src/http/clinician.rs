//! The clinician's patients, their records and possible trials, and which practitioner an account belongs to.

use almoner_audit::{Action as Logged, Count, Entry, Field, Phase, ResourceKind};
use almoner_base::NctId;
use almoner_identity::http::{Json, Path, Problem, Query};
use almoner_policy::{Action, FieldGroup, Permit, PersonId, PhiRoute, Resource, Set};
use almoner_vault::PatientId;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::exports::Cells;
use super::{Asked, Change, Served};
use crate::break_glass::person_of;
use crate::clinician::{Answered, Answers, Card, Clinician, Override};
use crate::kept::{Kept, Kind};
use crate::shown::Shown;
use crate::{Error, Room};

/// Which page.
#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) limit: Option<u32>,
    pub(crate) cursor: Option<String>,
}

/// Which parts of a record, by name and separated by commas; all that are granted if none is named.
#[derive(Deserialize)]
pub(crate) struct Parts {
    fields: Option<String>,
}

/// A page of patients.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyPatients {
    items: Vec<MyPatient>,
    next: Option<String>,
    total: usize,
}

/// A patient whom the clinician treats: the least that tells them apart.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyPatient {
    /// The handle.
    patient: String,
    name: String,
    birth_year: Option<i32>,
    sex: Option<String>,
    /// Possible trials.
    trials: usize,
    /// Of these, answered.
    answered: usize,
}

/// A record, as far as it was granted.
#[derive(Serialize, ToSchema)]
pub(crate) struct PatientRecord {
    /// The handle.
    patient: String,
    /// The parts that were granted.
    fields: Vec<&'static str>,
    /// The break-glass grant under which it is shown.
    grant: Option<u64>,
    #[serde(flatten)]
    record: Shown,
}

/// Possible trials of a patient.
#[derive(Serialize, ToSchema)]
pub(crate) struct PatientTrials {
    /// The handle.
    patient: String,
    items: Vec<Card>,
}

/// What the clinician answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrialAnswer {
    /// `yes`, `no` or `later`.
    answer: String,
    /// `suitable`, `ask-at-visit`, `not-appropriate`, `patient-declined`, `in-other-trial`, `burden`, `wrong-verdict` or `other`.
    reason_code: String,
    #[serde(default, rename = "override")]
    overrides: Vec<Override>,
}

/// That an answer is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrialAnswered {
    answer: String,
    /// Milliseconds since 1970 UTC.
    at: i64,
}

/// A choice of the patient about research.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// `refused` or `permitted`.
    research: String,
}

/// That a choice is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChoiceKept {
    research: String,
    /// Charts that were withdrawn by now; more may follow when the other zone is back.
    withdrawn: u64,
}

/// Accounts that belong to a practitioner.
#[derive(Serialize, ToSchema)]
pub(crate) struct Clinicians {
    items: Vec<ClinicianItem>,
}

/// An account that belongs to a practitioner.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClinicianItem {
    /// The account: opaque id.
    person: String,
    practitioner: String,
}

/// Which practitioner an account belongs to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClinicianLink {
    /// `Practitioner/ID`, or an identifier as `system|value`, such as an NPI.
    practitioner: String,
}

const ANSWERS: [&str; 3] = ["yes", "no", "later"];
const REASONS: [&str; 8] = [
    "suitable",
    "ask-at-visit",
    "not-appropriate",
    "patient-declined",
    "in-other-trial",
    "burden",
    "wrong-verdict",
    "other",
];
const OVERRIDE_REASONS: [&str; 5] = ["record-wrong", "record-outdated", "known-otherwise", "criterion-misread", "other"];

/// Patients whom the clinician treats.
#[utoipa::path(get, path = "/phi/v1/my-patients", tag = "clinician", params(("limit" = Option<u32>, Query, minimum = 1, maximum = 50), ("cursor" = Option<String>, Query)), responses((status = 200, body = MyPatients)))]
pub(crate) async fn my_patients(
    State(served): State<Served>,
    asked: Asked,
    Query(page): Query<Page>,
) -> Result<Json<MyPatients>, Problem> {
    served.read(PhiRoute::MyPatients, asked, move |room, asked| room.my_patients(asked, &page)).await
}

/// A record, as far as it is granted.
#[utoipa::path(get, path = "/phi/v1/patients/{patient}", tag = "clinician", params(("patient" = String, Path), ("fields" = Option<String>, Query, description = "parts of a record by name, separated by commas; all that are granted unless said")), responses((status = 200, body = PatientRecord)))]
pub(crate) async fn show(
    State(served): State<Served>,
    asked: Asked,
    Path(patient): Path<String>,
    Query(parts): Query<Parts>,
) -> Result<Json<PatientRecord>, Problem> {
    let fields = fields_of(parts.fields.as_deref());
    served.read(PhiRoute::PatientShow, asked, move |room, asked| room.patient_record(asked, &patient, fields?)).await
}

/// Possible trials of a patient.
#[utoipa::path(get, path = "/phi/v1/patients/{patient}/trials", tag = "clinician", params(("patient" = String, Path)), responses((status = 200, body = PatientTrials)))]
pub(crate) async fn trials(
    State(served): State<Served>,
    asked: Asked,
    Path(patient): Path<String>,
) -> Result<Json<PatientTrials>, Problem> {
    served.read(PhiRoute::PatientTrials, asked, move |room, asked| room.patient_trials(asked, &patient)).await
}

/// Answers a possible trial: yes, no or later.
#[utoipa::path(post, path = "/phi/v1/patients/{patient}/trials/{nct_id}/answer", tag = "clinician", params(("patient" = String, Path), ("nct_id" = String, Path)), request_body = TrialAnswer, responses((status = 200, body = TrialAnswered)))]
pub(crate) async fn answer(
    State(served): State<Served>,
    asked: Asked,
    Path((patient, nct_id)): Path<(String, String)>,
    change: Change<TrialAnswer>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::PatientOverride, asked, change, move |room, asked, body| {
            room.answer_trial(asked, &patient, &nct_id, body)
        })
        .await
}

/// Records a patient's choice about research.
#[utoipa::path(post, path = "/phi/v1/patients/{patient}/consent", tag = "clinician", params(("patient" = String, Path)), request_body = Choice, responses((status = 200, body = ChoiceKept)))]
pub(crate) async fn consent(
    State(served): State<Served>,
    asked: Asked,
    Path(patient): Path<String>,
    change: Change<Choice>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::PatientConsent, asked, change, move |room, asked, body| room.record_consent(asked, &patient, body))
        .await
}

/// Which practitioners of the records accounts belong to.
#[utoipa::path(get, path = "/phi/v1/clinicians", tag = "clinician", responses((status = 200, body = Clinicians)))]
pub(crate) async fn clinicians(State(served): State<Served>, asked: Asked) -> Result<Json<Clinicians>, Problem> {
    served.read(PhiRoute::ClinicianList, asked, Room::clinicians).await
}

/// Says which practitioner of the records an account belongs to.
#[utoipa::path(put, path = "/phi/v1/clinicians/{person}", tag = "clinician", params(("person" = String, Path)), request_body = ClinicianLink, responses((status = 200, body = ClinicianItem)))]
pub(crate) async fn link(
    State(served): State<Served>,
    asked: Asked,
    Path(person): Path<String>,
    change: Change<ClinicianLink>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::ClinicianLink, asked, change, move |room, asked, body| {
            room.link_clinician(asked, &person, &body.practitioner)
        })
        .await
}

fn fields_of(text: Option<&str>) -> Result<Set<FieldGroup>, Problem> {
    let Some(text) = text else { return Ok(Set::all()) };
    text.split(',')
        .map(|name| FieldGroup::from_name(name.trim()))
        .collect::<Option<Set<FieldGroup>>>()
        .ok_or_else(|| Problem::unusable("fields", "`fields` names a part of a record that there is not"))
}

impl MyPatients {
    /// The patients of the page, and where the next one begins.
    pub(super) fn into_items(self) -> (Vec<MyPatient>, Option<String>) {
        (self.items, self.next)
    }
}

impl MyPatient {
    /// As cells of a line.
    pub(super) fn cells(&self) -> Cells {
        vec![
            ("patient", self.patient.clone()),
            ("name", self.name.clone()),
            ("birth_year", self.birth_year.map(|year| year.to_string()).unwrap_or_default()),
            ("sex", self.sex.clone().unwrap_or_default()),
            ("trials", self.trials.to_string()),
            ("answered", self.answered.to_string()),
        ]
    }
}

impl Room {
    pub(super) fn my_patients(&mut self, asked: &Asked, page: &Page) -> Result<MyPatients, Problem> {
        let person = person_of(asked)?;
        let limit = page.limit.unwrap_or(25).clamp(1, 50);
        let fields: Set<FieldGroup> = [FieldGroup::Demographics].into();
        let mut permit = self.ask(asked, Action::ReadPatientTrials, |request| {
            let resource = Resource { treating: vec![person.clone()], ..Resource::default() };
            request.resource(resource).fields(fields).rows(limit)
        })?;
        let providers = self.providers_of(&person)?;
        if providers.is_empty() {
            let title = "this account belongs to no practitioner yet; an operator sets which one";
            return Err(Problem::new(StatusCode::CONFLICT, "clinician-not-linked", title));
        }
        // In the order of handles, which says nothing.
        let mine = self.vault.patients_of(&providers).map_err(Error::from)?;
        let total = mine.len();
        let after = page.cursor.clone().unwrap_or_default();
        let rest = mine.into_iter().filter(|patient| self.vault.handle(*patient) > after);
        let limited = permit.limit(rest.collect::<Vec<PatientId>>());
        let more = limited.is_cut();
        let page: Vec<PatientId> = limited.into_rows();
        let entries: Vec<Entry> = page
            .iter()
            .map(|patient| {
                self.entry_by(asked, &permit, Logged::IdentifiedShown)
                    .resource(ResourceKind::Patient, self.vault.opaque_patient(*patient))
                    .fields(&[Field::Name, Field::Sex, Field::Age])
            })
            .collect();
        let entries = match entries.is_empty() {
            true => vec![self.entry_by(asked, &permit, Logged::IdentifiedShown).count(Count::Patients, 0)],
            false => entries,
        };
        self.record(&mut permit, &entries)?;
        let granted = permit.fields();
        let mut items = Vec::with_capacity(page.len());
        for patient in &page {
            let who = self.show(*patient, granted, &|_, _| false)?.demographics.unwrap_or_default();
            let cards = self.cards(*patient)?;
            items.push(MyPatient {
                patient: self.vault.handle(*patient),
                name: who.name,
                birth_year: who.birth_year,
                sex: who.sex,
                trials: cards.len(),
                answered: cards.iter().filter(|card| card.answer.is_some()).count(),
            });
        }
        let next = items.last().filter(|_| more).map(|item| item.patient.clone());
        Ok(MyPatients { items, next, total })
    }

    /// The patient of a handle, with who treats them. A handle that is nobody's is refused like that of a patient whom the person
    /// may not see.
    pub(crate) fn named(&self, asked: &Asked, handle: &str) -> Result<(Option<PatientId>, Vec<PersonId>), Problem> {
        let patient = self.vault.by_handle(handle).map_err(Error::from)?;
        let treating = match patient {
            Some(patient) => self.treating(asked, patient)?,
            None => Vec::new(),
        };
        Ok((patient, treating))
    }

    fn patient_record(&mut self, asked: &Asked, handle: &str, fields: Set<FieldGroup>) -> Result<PatientRecord, Problem> {
        let (patient, treating) = self.named(asked, handle)?;
        let grant = match patient {
            Some(patient) => self.is_glass_broken(asked, patient)?,
            None => None,
        };
        let ask = |request: almoner_policy::Request, sensitivity| {
            let resource = Resource { treating: treating.clone(), sensitivity, ..Resource::default() };
            let request = request.resource(resource).fields(fields).rows(1);
            if grant.is_some() { request.break_glass() } else { request }
        };
        let mut permit = self.ask(asked, Action::ReadIdentified, |request| ask(request, Set::new()))?;
        let Some(patient) = patient else { return Err(Problem::not_found()) };
        let granted = permit.fields();
        let entry = self
            .entry_by(asked, &permit, Logged::IdentifiedShown)
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .fields(&fields_shown(granted));
        let entry = match grant {
            Some(grant) => entry.break_glass(self.opaque_grant(grant), Phase::Active),
            None => entry,
        };
        self.record(&mut permit, &[entry])?;
        if let Some(grant) = grant {
            self.count_read(grant)?;
        }
        let record = self.show(patient, granted, &|room, labels| {
            room.may(asked, Action::ReadIdentified, |request| ask(request, labels))
        })?;
        Ok(PatientRecord {
            patient: handle.to_owned(),
            fields: granted.iter().map(FieldGroup::name).collect(),
            grant: grant.map(|grant| grant.0),
            record,
        })
    }

    fn patient_trials(&mut self, asked: &Asked, handle: &str) -> Result<PatientTrials, Problem> {
        let (patient, treating) = self.named(asked, handle)?;
        let mut permit = self.ask(asked, Action::ReadPatientTrials, |request| {
            let resource = Resource { treating, ..Resource::default() };
            request.resource(resource).fields(Set::<FieldGroup>::all()).rows(50)
        })?;
        let Some(patient) = patient else { return Err(Problem::not_found()) };
        let entry = self
            .entry_by(asked, &permit, Logged::IdentifiedShown)
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .fields(&[Field::Verdicts]);
        self.record(&mut permit, &[entry])?;
        let cards = self.cards(patient)?;
        Ok(PatientTrials { patient: handle.to_owned(), items: permit.limit(cards).into_rows() })
    }

    fn answer_trial(
        &mut self,
        asked: &Asked,
        handle: &str,
        nct_id: &str,
        body: &TrialAnswer,
    ) -> Result<TrialAnswered, Problem> {
        let (patient, treating) = self.named(asked, handle)?;
        let mut permit = self.ask(asked, Action::OverrideVerdict, |request| {
            request.resource(Resource { treating, ..Resource::default() }).rows(1)
        })?;
        let Some(patient) = patient else { return Err(Problem::not_found()) };
        let trial = NctId::parse(nct_id).map_err(|_| Problem::not_found())?;
        let known = self.trials()?;
        let known = known.iter().find(|known| known.nct_id == trial).ok_or_else(Problem::not_found)?;
        let listed = |code: &str, list: &[&str]| list.contains(&code);
        let fits = listed(&body.answer, &ANSWERS)
            && listed(&body.reason_code, &REASONS)
            && body.overrides.iter().all(|one| {
                listed(&one.verdict, &["met", "not_met", "unknown"])
                    && listed(&one.reason_code, &OVERRIDE_REASONS)
                    && known.criteria.iter().any(|criterion| criterion.id == one.criterion)
            });
        if !fits {
            return Err(Problem::unusable("answer", "an answer, a reason, a verdict or a criterion is none that is known"));
        }
        let entry = self
            .entry_by(asked, &permit, Logged::CandidateReviewed)
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .trial(trial)
            .version(almoner_audit::Version::Trial, &known.version);
        let overridden = body
            .overrides
            .iter()
            .map(|one| entry.clone().acting(Logged::VerdictOverridden).count(Count::Criterion, u64::from(one.criterion)));
        let entries: Vec<Entry> = std::iter::once(entry.clone()).chain(overridden).collect();
        let version = known.version.clone();
        self.record(&mut permit, &entries)?;
        let at = self.clock.now();
        let name = format!("{handle}/{trial}");
        let mut value = self.kept::<Answers>(Kind::Answer, &name)?.map(|kept| kept.value).unwrap_or_default();
        value.nct_id = trial.to_string();
        value.answers.push(Answered {
            answer: body.answer.clone(),
            reason_code: body.reason_code.clone(),
            overrides: body.overrides.clone(),
            version,
            at: at.0,
            by: person_of(asked)?,
        });
        self.keep(Kind::Answer, &Kept { name, patient: Some(patient), at, value })?;
        Ok(TrialAnswered { answer: body.answer.clone(), at: at.0 })
    }

    fn record_consent(&mut self, asked: &Asked, handle: &str, choice: &Choice) -> Result<ChoiceKept, Problem> {
        let (patient, treating) = self.named(asked, handle)?;
        let permit = self.ask(asked, Action::RecordConsent, |request| {
            request.resource(Resource { treating, ..Resource::default() }).rows(1)
        })?;
        let Some(patient) = patient else { return Err(Problem::not_found()) };
        let withdrawn = self.take_choice(asked, permit, patient, &choice.research)?;
        Ok(ChoiceKept { research: choice.research.clone(), withdrawn })
    }

    /// Takes a patient's choice about research, `refused` or `permitted`, from whoever recorded it; gives how many charts were
    /// withdrawn at once.
    pub(crate) fn take_choice(
        &mut self,
        asked: &Asked,
        mut permit: Permit,
        patient: PatientId,
        research: &str,
    ) -> Result<u64, Problem> {
        let refused = match research {
            "refused" => true,
            "permitted" => false,
            _ => return Err(Problem::unusable("research", "`research` is not `refused` or `permitted`")),
        };
        let entry = self
            .entry_by(asked, &permit, Logged::ConsentApplied)
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient));
        self.record(&mut permit, &[entry])?;
        self.vault.record_choice(&permit, patient, refused).map_err(Error::from)?;
        self.at_hand.drop_cards();
        // The choice stands; where the other zone does not answer now, the chart goes when it does.
        Ok(if self.airlock.is_attended() { self.withdraw().unwrap_or(0) } else { 0 })
    }

    fn clinicians(&mut self, asked: &Asked) -> Result<Clinicians, Problem> {
        let mut permit = self.ask(asked, Action::ReadAccounts, |request| request)?;
        let entry = self.entry_by(asked, &permit, Logged::AuditRead).resources(ResourceKind::Person);
        self.record(&mut permit, &[entry])?;
        let kept = self.all_kept::<Clinician>(Kind::Clinician)?;
        let items = kept.into_iter().map(|kept| ClinicianItem { person: kept.name, practitioner: kept.value.practitioner });
        Ok(Clinicians { items: items.collect() })
    }

    fn link_clinician(&mut self, asked: &Asked, person: &str, practitioner: &str) -> Result<ClinicianItem, Problem> {
        let owner = PersonId::new(person).map_err(|_| Problem::not_found())?;
        let id = almoner_audit::OpaqueId::parse(person).ok_or_else(Problem::not_found)?;
        let mut permit = self.ask(asked, Action::GrantRole, |request| {
            request.resource(Resource { owner: Some(owner), ..Resource::default() })
        })?;
        let entry = self.entry_by(asked, &permit, Logged::RoleGranted).resource(ResourceKind::Person, id);
        self.record(&mut permit, &[entry])?;
        let keys = self.practitioner_keys(practitioner)?.ok_or_else(|| {
            Problem::unusable("practitioner-unknown", "no practitioner of the records has this reference or identifier")
        })?;
        let value = Clinician { practitioner: practitioner.to_owned(), keys };
        let at = self.clock.now();
        self.keep(Kind::Clinician, &Kept { name: person.to_owned(), patient: None, at, value })?;
        Ok(ClinicianItem { person: person.to_owned(), practitioner: practitioner.to_owned() })
    }
}

/// The data elements of granted parts, as the log names them.
pub(crate) fn fields_shown(granted: Set<FieldGroup>) -> Vec<Field> {
    let of = |group: FieldGroup| -> &'static [Field] {
        match group {
            FieldGroup::Demographics => &[Field::Name, Field::Sex, Field::Age, Field::Death],
            FieldGroup::Contact => &[Field::Address, Field::Telecom, Field::Relatives],
            FieldGroup::Identifiers => &[Field::RecordNumber, Field::GovernmentNumber],
            FieldGroup::Dates => &[Field::BirthDate],
            FieldGroup::Conditions => &[Field::Conditions, Field::Allergies],
            FieldGroup::Medications => &[Field::Medications, Field::Immunizations],
            FieldGroup::Observations => &[Field::Laboratory, Field::VitalSigns],
            FieldGroup::Procedures => &[Field::Procedures, Field::Devices],
            FieldGroup::Notes => &[Field::Notes, Field::Reports],
            FieldGroup::Genetics => &[Field::Genetic],
        }
    };
    granted.iter().flat_map(of).copied().collect()
}
