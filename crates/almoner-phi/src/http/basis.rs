//! What contacts and disclosures rest on, the register of recipients, and a patient's accounting of disclosures.

use std::collections::BTreeMap;

use almoner_audit::export::{Subject, accounting};
use almoner_audit::{Action as Logged, Count, Field, Filter, OpaqueId, ResourceKind, Version};
use almoner_base::{PartialDate, ProjectId};
use almoner_identity::http::{Json, Path, Problem};
use almoner_policy::{Action, PhiRoute};
use almoner_vault::PatientId;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::exports::Cells;
use super::{Asked, Change, Served};
use crate::agreement::{Agreement, AgreementKind, RecipientRecord};
use crate::kept::{Kept, Kind};
use crate::{Error, Room};

/// The register of recipients (45 CFR 164.528(b)(2)(ii)).
#[derive(Serialize, ToSchema)]
pub(crate) struct Recipients {
    items: Vec<RecipientItem>,
}

/// Somebody to whom data may be disclosed.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecipientItem {
    recipient: String,
    name: String,
    address: Option<String>,
}

/// A new recipient.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRecipient {
    /// The name of the entity or person, at most 200 bytes.
    name: String,
    /// The address, if known.
    address: Option<String>,
}

/// Agreements on record.
#[derive(Serialize, ToSchema)]
pub(crate) struct Agreements {
    items: Vec<AgreementItem>,
}

/// An agreement on record.
#[derive(Serialize, ToSchema)]
pub(crate) struct AgreementItem {
    agreement: String,
    kind: AgreementKind,
    project: String,
    nct_id: Option<String>,
    reference: String,
    /// The last day, as `YYYY-MM-DD`.
    expires: String,
    holds: bool,
    recipient: Option<String>,
    /// The patient's handle, of an authorization.
    patient: Option<String>,
}

/// A new agreement.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAgreement {
    kind: AgreementKind,
    /// The project.
    project: String,
    /// The trial, where it is for one alone.
    nct_id: Option<String>,
    /// The number or title under which the institution keeps it, at most 200 bytes.
    reference: String,
    /// The last day, as `YYYY-MM-DD`.
    expires: String,
    /// The recipient, of a data use agreement.
    recipient: Option<String>,
    /// The patient's handle, of an authorization.
    patient: Option<String>,
}

/// A disclosure outside that was made (45 CFR 164.528).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDisclosure {
    /// To whom: of the register.
    recipient: String,
    /// What for: HL7 v3 PurposeOfUse.
    purpose: String,
    /// What was disclosed: names of data elements, such as `name` or `conditions`.
    fields: Vec<String>,
    /// The data use agreement under which it was, of a limited data set.
    agreement: Option<String>,
}

/// The index of the entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct Entered {
    entry: u64,
}

/// A patient's accounting of disclosures.
#[derive(Serialize, ToSchema)]
pub(crate) struct Disclosures {
    /// The first day that it covers.
    from: String,
    /// The last.
    to: String,
    items: Vec<DisclosureItem>,
    /// Disclosures that are exempt, by the paragraph of 45 CFR 164.528(a)(1).
    exempt: u64,
    /// Lines whose recipient is not on record.
    without_recipient: u64,
    /// Disclosures of which can not be told whether they were this patient's.
    unsearched: u64,
}

/// Whose accounting is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisclosuresWanted {
    /// The medical record number, which has no place in an address.
    mrn: String,
}

/// An accounting that was found by record number.
#[derive(Serialize, ToSchema)]
pub(crate) struct DisclosuresFound {
    /// The patient's handle.
    patient: String,
    told: Disclosures,
}

/// One line of an accounting.
#[derive(Serialize, ToSchema)]
pub(crate) struct DisclosureItem {
    date: String,
    last: String,
    times: u64,
    recipient: Option<String>,
    address: Option<String>,
    what: String,
    purpose: String,
}

/// The register of recipients.
#[utoipa::path(get, path = "/phi/v1/recipients", tag = "basis", responses((status = 200, body = Recipients)))]
pub(crate) async fn recipients(State(served): State<Served>, asked: Asked) -> Result<Json<Recipients>, Problem> {
    served.read(PhiRoute::RecipientList, asked, Room::recipients).await
}

/// Puts a recipient into the register.
#[utoipa::path(post, path = "/phi/v1/recipients", tag = "basis", request_body = NewRecipient, responses((status = 200, body = RecipientItem)))]
pub(crate) async fn new_recipient(
    State(served): State<Served>,
    asked: Asked,
    change: Change<NewRecipient>,
) -> Result<Json<Value>, Problem> {
    served.change(PhiRoute::RecipientRecord, asked, change, Room::new_recipient).await
}

/// Waivers, authorizations and data use agreements on record.
#[utoipa::path(get, path = "/phi/v1/agreements", tag = "basis", responses((status = 200, body = Agreements)))]
pub(crate) async fn agreements(State(served): State<Served>, asked: Asked) -> Result<Json<Agreements>, Problem> {
    served.read(PhiRoute::AgreementList, asked, Room::agreements).await
}

/// Puts a waiver, an authorization or a data use agreement on record.
#[utoipa::path(post, path = "/phi/v1/agreements", tag = "basis", request_body = NewAgreement, responses((status = 200, body = AgreementItem)))]
pub(crate) async fn new_agreement(
    State(served): State<Served>,
    asked: Asked,
    change: Change<NewAgreement>,
) -> Result<Json<Value>, Problem> {
    served.change(PhiRoute::AgreementRecord, asked, change, Room::new_agreement).await
}

/// A patient's accounting of disclosures (45 CFR 164.528).
#[utoipa::path(get, path = "/phi/v1/patients/{patient}/disclosures", tag = "basis", params(("patient" = String, Path)), responses((status = 200, body = Disclosures)))]
pub(crate) async fn disclosures(
    State(served): State<Served>,
    asked: Asked,
    Path(patient): Path<String>,
) -> Result<Json<Disclosures>, Problem> {
    served.read(PhiRoute::PatientDisclosures, asked, move |room, asked| room.disclosures(asked, &patient)).await
}

/// The same, by record number.
#[utoipa::path(post, path = "/phi/v1/disclosures", tag = "basis", request_body = DisclosuresWanted, responses((status = 200, body = DisclosuresFound)))]
pub(crate) async fn find_disclosures(
    State(served): State<Served>,
    asked: Asked,
    Json(wanted): Json<DisclosuresWanted>,
) -> Result<Json<DisclosuresFound>, Problem> {
    served.read(PhiRoute::DisclosuresFind, asked, move |room, asked| room.disclosures_by_number(asked, &wanted.mrn)).await
}

/// Records a disclosure outside.
#[utoipa::path(post, path = "/phi/v1/patients/{patient}/disclosures", tag = "basis", params(("patient" = String, Path)), request_body = NewDisclosure, responses((status = 200, body = Entered)))]
pub(crate) async fn new_disclosure(
    State(served): State<Served>,
    asked: Asked,
    Path(patient): Path<String>,
    change: Change<NewDisclosure>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::DisclosureRecord, asked, change, move |room, asked, body| {
            room.new_disclosure(asked, &patient, body)
        })
        .await
}

fn short(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.len() > 200 {
        return Err(Problem::unusable("text", "a name or reference is empty or longer than 200 bytes"));
    }
    Ok(text.to_owned())
}

impl Disclosures {
    /// The lines.
    pub(super) fn into_items(self) -> Vec<DisclosureItem> {
        self.items
    }
}

impl DisclosureItem {
    /// As cells of a line.
    pub(super) fn cells(&self) -> Cells {
        vec![
            ("date", self.date.clone()),
            ("last", self.last.clone()),
            ("times", self.times.to_string()),
            ("recipient", self.recipient.clone().unwrap_or_default()),
            ("address", self.address.clone().unwrap_or_default()),
            ("what", self.what.clone()),
            ("purpose", self.purpose.clone()),
        ]
    }
}

impl Room {
    fn recipients(&mut self, asked: &Asked) -> Result<Recipients, Problem> {
        let mut permit = self.ask(asked, Action::ReadRiskReport, |request| request.project(ProjectId::default()))?;
        let entry = self.entry_by(asked, &permit, Logged::AuditRead).resources(ResourceKind::Agreement);
        self.record(&mut permit, &[entry])?;
        let all = self.all_kept::<RecipientRecord>(Kind::Recipient)?.into_iter();
        let item = |kept: Kept<RecipientRecord>| RecipientItem {
            recipient: kept.name,
            name: kept.value.name,
            address: kept.value.address,
        };
        Ok(Recipients { items: all.map(item).collect() })
    }

    fn new_recipient(&mut self, asked: &Asked, body: &NewRecipient) -> Result<RecipientItem, Problem> {
        let mut permit = self.ask(asked, Action::RecordDua, |request| request.project(ProjectId::default()))?;
        let id = OpaqueId::random().map_err(Error::from)?;
        let (name, address) = (short(&body.name)?, body.address.as_deref().map(short).transpose()?);
        let entry = self.entry_by(asked, &permit, Logged::ConfigurationChanged).recipient(id);
        self.record(&mut permit, &[entry])?;
        let value = RecipientRecord { name: name.clone(), address: address.clone() };
        self.keep(Kind::Recipient, &Kept { name: id.to_string(), patient: None, at: self.clock.now(), value })?;
        Ok(RecipientItem { recipient: id.to_string(), name, address })
    }

    fn agreements(&mut self, asked: &Asked) -> Result<Agreements, Problem> {
        let mut permit = self.ask(asked, Action::ReadRiskReport, |request| request.project(ProjectId::default()))?;
        let entry = self.entry_by(asked, &permit, Logged::AuditRead).resources(ResourceKind::Agreement);
        self.record(&mut permit, &[entry])?;
        let all = self.all_kept::<Agreement>(Kind::Agreement)?;
        Ok(Agreements { items: all.into_iter().map(|kept| self.agreement_item(kept)).collect() })
    }

    fn agreement_item(&self, kept: Kept<Agreement>) -> AgreementItem {
        AgreementItem {
            agreement: kept.name,
            kind: kept.value.kind,
            project: kept.value.project,
            nct_id: kept.value.nct_id,
            reference: kept.value.reference,
            expires: almoner_base::Date::from_days_since_1970(kept.value.expires).to_string(),
            holds: self.clock.now().date().days_since_1970() <= kept.value.expires,
            recipient: kept.value.recipient,
            patient: kept.patient.map(|patient| self.vault.handle(patient)),
        }
    }

    fn new_agreement(&mut self, asked: &Asked, body: &NewAgreement) -> Result<AgreementItem, Problem> {
        let project = ProjectId::new(&body.project).map_err(Error::from)?;
        let mut permit = self.ask(asked, Action::RecordDua, |request| request.project(project.clone()))?;
        let nct_id = body.nct_id.as_deref().map(almoner_base::NctId::parse).transpose().map_err(Error::from)?;
        let expires = PartialDate::parse_fhir(&body.expires).filter(|date| date.day.is_some()).and_then(PartialDate::bounds);
        let (expires, _) =
            expires.ok_or_else(|| Problem::unusable("expires", "`expires` is not a day in the form YYYY-MM-DD"))?;
        let patient = match (&body.patient, body.kind) {
            (Some(handle), AgreementKind::Authorization) => {
                Some(self.vault.by_handle(handle).map_err(Error::from)?.ok_or_else(Problem::not_found)?)
            }
            (None, AgreementKind::IrbWaiver | AgreementKind::DataUseAgreement) => None,
            _ => return Err(Problem::unusable("patient", "an authorization names its patient, and nothing else does")),
        };
        if let Some(recipient) = &body.recipient {
            self.kept::<RecipientRecord>(Kind::Recipient, recipient)?
                .ok_or_else(|| Problem::unusable("recipient-unknown", "the recipient is not in the register"))?;
        }
        let value = Agreement {
            kind: body.kind,
            project: project.as_str().to_owned(),
            nct_id: nct_id.map(|nct_id| nct_id.to_string()),
            reference: short(&body.reference)?,
            expires: expires.days_since_1970(),
            recipient: body.recipient.clone(),
        };
        let id = OpaqueId::random().map_err(Error::from)?;
        let entry = self
            .entry_by(asked, &permit, Logged::DataUseAgreementRecorded)
            .resource(ResourceKind::Agreement, id)
            .project(self.opaque_project(&project));
        self.record(&mut permit, &[entry])?;
        let kept = Kept { name: id.to_string(), patient, at: self.clock.now(), value };
        self.keep(Kind::Agreement, &kept)?;
        Ok(self.agreement_item(kept))
    }

    fn new_disclosure(&mut self, asked: &Asked, handle: &str, body: &NewDisclosure) -> Result<Entered, Problem> {
        let mut permit = self.ask(asked, Action::AccountDisclosures, |request| request.rows(1))?;
        let patient = self.vault.by_handle(handle).map_err(Error::from)?.ok_or_else(Problem::not_found)?;
        let recipient = OpaqueId::parse(&body.recipient);
        let known = self.kept::<RecipientRecord>(Kind::Recipient, &body.recipient)?;
        let (Some(recipient), Some(_)) = (recipient, known) else {
            return Err(Problem::unusable("recipient-unknown", "the recipient is not in the register"));
        };
        let purpose = almoner_audit::Purpose::from_code(&body.purpose)
            .ok_or_else(|| Problem::unusable("purpose", "`purpose` is no HL7 v3 purpose of use"))?;
        let fields: Option<Vec<Field>> = body.fields.iter().map(|name| Field::from_name(name)).collect();
        let fields = fields
            .filter(|fields| !fields.is_empty())
            .ok_or_else(|| Problem::unusable("fields", "`fields` is empty or names no data element"))?;
        let mut entry = self
            .entry_by(asked, &permit, Logged::DisclosureMade)
            .purpose(purpose)
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .recipient(recipient)
            .fields(&fields);
        if let Some(agreement) = &body.agreement {
            let kept = self.kept::<Agreement>(Kind::Agreement, agreement)?;
            let of = kept.filter(|kept| kept.value.kind == AgreementKind::DataUseAgreement);
            let of = of.ok_or_else(|| Problem::unusable("agreement-unknown", "there is no such data use agreement"))?;
            entry = entry.version(Version::DataUseAgreement, &of.name);
        }
        let index = self.vault.log().append(&entry).map_err(Error::from)?;
        permit.carry_out(|_| Ok::<(), Error>(()))?;
        Ok(Entered { entry: index })
    }

    pub(super) fn disclosures(&mut self, asked: &Asked, handle: &str) -> Result<Disclosures, Problem> {
        let patient = self.vault.by_handle(handle).map_err(Error::from)?;
        Ok(self.accounting_of(asked, patient)?.1)
    }

    fn disclosures_by_number(&mut self, asked: &Asked, mrn: &str) -> Result<DisclosuresFound, Problem> {
        let patient = self.vault.person(&crate::ingest::number_key(mrn)).map_err(Error::from)?;
        let (patient, told) = self.accounting_of(asked, patient)?;
        Ok(DisclosuresFound { patient: self.vault.handle(patient), told })
    }

    /// Whoever may not account for disclosures learns nothing about who is a patient here.
    fn accounting_of(&mut self, asked: &Asked, patient: Option<PatientId>) -> Result<(PatientId, Disclosures), Problem> {
        let mut permit = self.ask(asked, Action::AccountDisclosures, |request| request.rows(1))?;
        let patient = patient.ok_or_else(Problem::not_found)?;
        let entry = self
            .entry_by(asked, &permit, Logged::AccountingMade)
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .count(Count::Year, 6);
        self.record(&mut permit, &[entry])?;
        let log = self.vault.log();
        let records = log.records(&Filter::default()).map_err(Error::from)?;
        let mut subject = Subject::default();
        for row in self.vault.same_person(patient).map_err(Error::from)? {
            subject = subject.add_known(self.vault.opaque_patient(row));
        }
        let register = self.register_of_recipients()?;
        let told = accounting(&records, &subject, |_, id| register.get(&id).cloned(), &[], self.clock.now(), 6);
        let items = told.disclosures.iter().map(|line| DisclosureItem {
            date: line.date.to_string(),
            last: line.last.to_string(),
            times: line.times,
            recipient: line.recipient.as_ref().map(|who| who.name.clone()),
            address: line.recipient.as_ref().and_then(|who| who.address.clone()),
            what: line.what.clone(),
            purpose: line.purpose.clone(),
        });
        let told = Disclosures {
            from: told.from.to_string(),
            to: told.to.to_string(),
            items: items.collect(),
            exempt: told.exempt.values().sum(),
            without_recipient: told.without_recipient,
            unsearched: told.unsearched,
        };
        Ok((patient, told))
    }

    /// Recipients by their id in the log.
    pub(crate) fn register_of_recipients(&self) -> Result<BTreeMap<OpaqueId, almoner_audit::export::Recipient>, Error> {
        let all = self.all_kept::<RecipientRecord>(Kind::Recipient)?.into_iter();
        Ok(all
            .filter_map(|kept| {
                let who = almoner_audit::export::Recipient { name: kept.value.name, address: kept.value.address };
                Some((OpaqueId::parse(&kept.name)?, who))
            })
            .collect())
    }
}
