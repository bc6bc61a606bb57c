//! An identified record as a page shows it: the parts that a permit grants, and nothing else.
//!
//! Parts that are not granted are not decrypted, by the group that a resource was filed under. A resource with a label that law
//! protects beyond the rest (psychotherapy notes, 42 CFR Part 2, HIV, genetic information) is shown only where the policies
//! allow that for this very request; otherwise it is left out and counted.

use std::collections::BTreeMap;

use almoner_base::{Date, Phi};
use almoner_fhir::{CodeableConcept, ContactPoint, DateTime, HumanName, Quantity, Resource, attachment_text};
use almoner_policy::{FieldGroup, Sensitivity, Set};
use almoner_vault::PatientId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::record::{Fold, latest, references};
use crate::{Error, Room};

/// Entries of one kind that are shown, the newest first.
const MOST: usize = 200;

/// The parts of a record that were granted; a part that was not is null.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct Shown {
    pub(crate) demographics: Option<Demographics>,
    pub(crate) contact: Option<ContactDetails>,
    pub(crate) identifiers: Option<Vec<Number>>,
    pub(crate) conditions: Option<Rows>,
    pub(crate) medications: Option<Rows>,
    pub(crate) observations: Option<Rows>,
    pub(crate) procedures: Option<Rows>,
    pub(crate) notes: Option<Notes>,
    /// Resources that are protected beyond the rest and were left out.
    pub(crate) withheld: u64,
}

/// Who.
#[derive(Clone, Default, Serialize, ToSchema)]
pub(crate) struct Demographics {
    pub(crate) name: String,
    /// Only where dates were granted.
    pub(crate) birth_date: Option<String>,
    pub(crate) birth_year: Option<i32>,
    /// Whole years.
    pub(crate) age: Option<i32>,
    pub(crate) sex: Option<String>,
    pub(crate) deceased: bool,
}

/// How to reach the patient, and those around them.
#[derive(Clone, Default, Serialize, ToSchema)]
pub(crate) struct ContactDetails {
    pub(crate) telecom: Vec<Telecom>,
    pub(crate) address: Vec<String>,
    pub(crate) relatives: Vec<Relative>,
}

/// A telephone number or an address of mail.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Telecom {
    pub(crate) system: String,
    pub(crate) value: String,
}

/// Somebody around the patient.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Relative {
    pub(crate) name: String,
    pub(crate) relationship: String,
    /// Whether they decide for the patient: a guardian or a parent.
    pub(crate) guardian: bool,
    pub(crate) telecom: Vec<Telecom>,
}

/// A number of the patient.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Number {
    pub(crate) kind: String,
    pub(crate) value: String,
}

/// Entries of one kind.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct Rows {
    pub(crate) items: Vec<Row>,
    /// How many there are.
    pub(crate) total: usize,
}

/// One entry.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Row {
    /// FHIR resource type.
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    pub(crate) value: Option<String>,
    pub(crate) status: Option<String>,
    /// Only where dates were granted.
    pub(crate) date: Option<String>,
}

/// Notes.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct Notes {
    pub(crate) items: Vec<NoteShown>,
    pub(crate) total: usize,
}

/// One note.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct NoteShown {
    pub(crate) title: String,
    pub(crate) date: Option<String>,
    pub(crate) text: String,
}

/// Resources by type, as they were received.
pub(crate) type Resources = Vec<(String, Vec<u8>)>;

/// A note of a record with the resource that it stands in.
pub(crate) struct NoteText {
    /// Type, id and number within the resource.
    pub(crate) at: String,
    pub(crate) title: String,
    pub(crate) date: Option<String>,
    pub(crate) text: String,
}

impl Room {
    /// The latest version of the resources of these parts of a record. Whoever calls has a permit that grants them.
    pub(crate) fn resources_of(&mut self, patient: PatientId, fields: Set<FieldGroup>) -> Result<Phi<Resources>, Error> {
        let permit = self.permit(almoner_policy::Principal::Phi, almoner_policy::Action::ReadVault, None)?;
        let hospital = self.hospital_at_hand(&permit)?;
        let moved = self.vault.moved_away(patient)?;
        let fold = Fold { deleted: &hospital.deleted, moved: Some(&moved), before: hospital.before };
        let mut resources = Vec::new();
        for records in self.vault.read_fields(&permit, &[patient], fields)? {
            resources.extend(latest(records.expose(), fold));
        }
        for reference in references(&resources, "Binary/") {
            if let Some(stand_in) = self.vault.person(&reference)? {
                for records in self.vault.read_fields(&permit, &[stand_in], fields)? {
                    resources.extend(latest(records.expose(), Fold { moved: None, ..fold }));
                }
            }
        }
        Ok(Phi::new(resources))
    }

    /// Shows the granted parts. `allows` says whether a resource with these protections may be shown.
    pub(crate) fn show(
        &mut self,
        patient: PatientId,
        fields: Set<FieldGroup>,
        allows: &dyn Fn(&Self, Set<Sensitivity>) -> bool,
    ) -> Result<Shown, Error> {
        let resources = self.resources_of(patient, fields)?;
        let today = self.clock.now().date();
        let has = |group: FieldGroup| fields.contains(group);
        let mut shown = Shown {
            contact: has(FieldGroup::Contact).then(ContactDetails::default),
            identifiers: has(FieldGroup::Identifiers).then(Vec::new),
            conditions: has(FieldGroup::Conditions).then(Rows::default),
            medications: has(FieldGroup::Medications).then(Rows::default),
            observations: has(FieldGroup::Observations).then(Rows::default),
            procedures: has(FieldGroup::Procedures).then(Rows::default),
            notes: has(FieldGroup::Notes).then(Notes::default),
            ..Shown::default()
        };
        let mut decided: BTreeMap<u64, bool> = BTreeMap::new();
        for (_, raw) in resources.expose() {
            let Some(resource) = almoner_fhir::parse(raw).0 else { continue };
            if resource.is_entered_in_error() {
                continue;
            }
            let labels = sensitivity(&resource);
            let key = labels.iter().fold(0, |bits, label| bits | 1 << (label as u64));
            let may = labels.is_empty() || *decided.entry(key).or_insert_with(|| allows(self, labels));
            if !may {
                shown.withheld += 1;
                continue;
            }
            shown.take(&resource, has(FieldGroup::Dates), has(FieldGroup::Demographics), today);
        }
        if let Some(notes) = &mut shown.notes {
            for note in notes_of(resources.expose(), &|labels| labels.is_empty() || allows(self, labels)) {
                notes.items.push(NoteShown {
                    title: note.title,
                    date: note.date.filter(|_| has(FieldGroup::Dates)),
                    text: note.text,
                });
            }
            notes.total = notes.items.len();
            notes.items.truncate(MOST);
        }
        let rows = [&mut shown.conditions, &mut shown.medications, &mut shown.observations, &mut shown.procedures];
        for rows in rows.into_iter().flatten() {
            rows.items.sort_by(|a, b| b.date.cmp(&a.date));
            rows.total = rows.items.len();
            rows.items.truncate(MOST);
        }
        Ok(shown)
    }
}

impl Shown {
    fn take(&mut self, resource: &Resource<'_>, dated: bool, named: bool, today: Date) {
        let date = |date: Option<&DateTime<'_>>| date.filter(|_| dated).map(|date| date.text.to_string());
        let row = |kind, code: Option<&CodeableConcept<'_>>, value, status, date| Row {
            kind,
            text: words(code),
            value,
            status,
            date,
        };
        match resource {
            Resource::Patient(it) => {
                if named {
                    let birth = it.birth_date.as_ref();
                    let bounds = birth.and_then(|birth| birth.date.bounds());
                    self.demographics = Some(Demographics {
                        name: it.name.first().map(name).unwrap_or_default(),
                        birth_date: date(birth),
                        birth_year: bounds.map(|(first, _)| first.year()),
                        age: bounds.map(|(_, last)| today.years_since(last)),
                        sex: it.gender.as_ref().map(ToString::to_string),
                        deceased: it.deceased() == almoner_fhir::Deceased::Yes,
                    });
                }
                if let Some(contact) = &mut self.contact {
                    contact.telecom.extend(it.telecom.iter().filter_map(telecom));
                    contact.address.extend(it.address.iter().map(address));
                    contact
                        .relatives
                        .extend(it.contact.iter().map(|one| relative(one.name.as_ref(), &one.relationship, &one.telecom)));
                }
                if let Some(identifiers) = &mut self.identifiers {
                    identifiers.extend(it.identifier.iter().filter_map(|identifier| {
                        Some(Number { kind: words(identifier.kind.as_ref()), value: identifier.value.as_ref()?.to_string() })
                    }));
                }
            }
            Resource::RelatedPerson(it) => {
                if let Some(contact) = &mut self.contact {
                    contact.relatives.push(relative(it.name.first(), &it.relationship, &it.telecom));
                }
            }
            Resource::Condition(it) => push(&mut self.conditions, || {
                row(
                    "Condition",
                    it.code.as_ref(),
                    None,
                    it.clinical_status.as_ref().map(|status| words(Some(status))),
                    date(it.onset_date_time.as_ref().or(it.recorded_date.as_ref())),
                )
            }),
            Resource::AllergyIntolerance(it) => push(&mut self.conditions, || {
                row(
                    "AllergyIntolerance",
                    it.code.as_ref(),
                    None,
                    it.clinical_status.as_ref().map(|status| words(Some(status))),
                    date(it.recorded_date.as_ref()),
                )
            }),
            Resource::MedicationRequest(it) => push(&mut self.medications, || {
                row(
                    "MedicationRequest",
                    it.medication_codeable_concept.as_ref(),
                    it.dosage_instruction.first().and_then(|dosage| dosage.text.as_ref()).map(ToString::to_string),
                    it.status.as_ref().map(ToString::to_string),
                    date(it.authored_on.as_ref()),
                )
            }),
            Resource::MedicationStatement(it) => push(&mut self.medications, || {
                row(
                    "MedicationStatement",
                    it.medication_codeable_concept.as_ref(),
                    None,
                    it.status.as_ref().map(ToString::to_string),
                    date(it.effective_date_time.as_ref()),
                )
            }),
            Resource::Immunization(it) => push(&mut self.medications, || {
                row(
                    "Immunization",
                    it.vaccine_code.as_ref(),
                    None,
                    it.status.as_ref().map(ToString::to_string),
                    date(it.occurrence_date_time.as_ref()),
                )
            }),
            Resource::Observation(it) => push(&mut self.observations, || {
                let value = it.value_quantity.as_ref().map(quantity);
                let value = value.or_else(|| it.value_codeable_concept.as_ref().map(|value| words(Some(value))));
                let value = value.or_else(|| it.value_string.as_ref().map(ToString::to_string));
                row("Observation", it.code.as_ref(), value, None, date(it.effective_date_time.as_ref()))
            }),
            Resource::Procedure(it) => push(&mut self.procedures, || {
                row(
                    "Procedure",
                    it.code.as_ref(),
                    None,
                    it.status.as_ref().map(ToString::to_string),
                    date(it.performed_date_time.as_ref()),
                )
            }),
            _ => {}
        }
    }
}

fn push(rows: &mut Option<Rows>, row: impl FnOnce() -> Row) {
    if let Some(rows) = rows {
        rows.items.push(row());
    }
}

/// The notes of a record, as they were written: documents and reports, inline or in a Binary.
pub(crate) fn notes_of(resources: &[(String, Vec<u8>)], allows: &dyn Fn(Set<Sensitivity>) -> bool) -> Vec<NoteText> {
    let parsed: Vec<Resource<'_>> = resources.iter().filter_map(|(_, raw)| almoner_fhir::parse(raw).0).collect();
    let binaries: BTreeMap<&str, (Option<&str>, &str)> = parsed
        .iter()
        .filter_map(|resource| match resource {
            Resource::Binary(it) => Some((it.id.as_deref()?, (it.content_type.as_deref(), it.data.as_deref()?))),
            _ => None,
        })
        .collect();
    let mut notes = Vec::new();
    for resource in &parsed {
        if resource.is_entered_in_error() || !allows(sensitivity(resource)) {
            continue;
        }
        let (attachments, title, date): (Vec<_>, _, _) = match resource {
            Resource::DocumentReference(it) => (
                it.content.iter().filter_map(|content| content.attachment.as_ref()).collect(),
                words(it.kind.as_ref()),
                it.date.as_ref(),
            ),
            Resource::DiagnosticReport(it) => {
                (it.presented_form.iter().collect(), words(it.code.as_ref()), it.effective_date_time.as_ref())
            }
            _ => continue,
        };
        for (number, attachment) in attachments.into_iter().enumerate() {
            let own = attachment.content_type.as_deref();
            let source = match (attachment.data.as_deref(), attachment.url.as_deref()) {
                (Some(data), _) => Some((own, data)),
                (None, Some(url)) => {
                    binaries.get(url.rsplit('/').next().unwrap_or(url)).map(|(kind, data)| (own.or(*kind), *data))
                }
                (None, None) => None,
            };
            let Some(Ok(text)) = source.map(|(kind, data)| attachment_text(kind, data)) else { continue };
            notes.push(NoteText {
                at: format!("{}/{}#{number}", resource.kind(), resource.id().unwrap_or_default()),
                title: title.clone(),
                date: date.map(|date| date.text.to_string()),
                text,
            });
        }
    }
    notes.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.at.cmp(&b.at)));
    notes
}

/// What law protects in a resource, by its labels (HL7 v3 ActCode and Confidentiality).
pub(crate) fn sensitivity(resource: &Resource<'_>) -> Set<Sensitivity> {
    let meta = resource.meta().map_or(&[][..], |meta| &meta.security);
    let document = match resource {
        Resource::DocumentReference(document) => document.security_label.as_slice(),
        _ => &[],
    };
    let codes =
        meta.iter().chain(document.iter().flat_map(|label| &label.coding)).filter_map(|coding| coding.code.as_deref());
    codes
        .filter_map(|code| {
            Some(match code.to_ascii_uppercase().as_str() {
                "PSYTHPN" => Sensitivity::PsychotherapyNotes,
                "ETH" | "42CFRPART2" | "SUD" => Sensitivity::Part2,
                "HIV" => Sensitivity::Hiv,
                "GDIS" | "GENETIC" => Sensitivity::Genetic,
                _ => return None,
            })
        })
        .collect()
}

fn words(concept: Option<&CodeableConcept<'_>>) -> String {
    let Some(concept) = concept else { return String::new() };
    let display = || concept.coding.iter().find_map(|coding| coding.display.as_ref().or(coding.code.as_ref()));
    concept.text.as_ref().or_else(display).map(ToString::to_string).unwrap_or_default()
}

fn quantity(quantity: &Quantity<'_>) -> String {
    let value = quantity.value.as_ref().map(|value| value.text.as_ref()).unwrap_or_default();
    let unit = quantity.unit.as_ref().or(quantity.code.as_ref()).map(|unit| unit.as_ref()).unwrap_or_default();
    format!("{}{value} {unit}", quantity.comparator.as_deref().unwrap_or_default()).trim().to_owned()
}

fn name(name: &HumanName<'_>) -> String {
    if let Some(text) = &name.text {
        return text.to_string();
    }
    let parts = name.given.iter().chain(&name.family).map(|part| part.as_ref());
    parts.collect::<Vec<&str>>().join(" ")
}

fn telecom(point: &ContactPoint<'_>) -> Option<Telecom> {
    let system = point.system.as_deref().unwrap_or("other").to_owned();
    Some(Telecom { system, value: point.value.as_ref()?.to_string() })
}

fn address(address: &almoner_fhir::Address<'_>) -> String {
    if let Some(text) = &address.text {
        return text.to_string();
    }
    let parts = address.line.iter().chain(&address.city).chain(&address.state).chain(&address.postal_code);
    parts.map(|part| part.as_ref()).collect::<Vec<&str>>().join(", ")
}

fn relative(who: Option<&HumanName<'_>>, relationship: &[CodeableConcept<'_>], points: &[ContactPoint<'_>]) -> Relative {
    // HL7 v3 RoleCode and v2 table 0131: guardian, parents, power of attorney.
    const GUARDIANS: [&str; 8] = ["GUARD", "PRN", "MTH", "FTH", "POWATT", "HPOWATT", "N", "GRPRN"];
    let coded = relationship.iter().flat_map(|one| &one.coding).filter_map(|coding| coding.code.as_deref());
    let text = relationship.first().map(|one| words(Some(one))).unwrap_or_default();
    let by_word = ["guardian", "mother", "father", "parent"].iter().any(|word| text.to_lowercase().contains(word));
    Relative {
        name: who.map(name).unwrap_or_default(),
        guardian: by_word || coded.into_iter().any(|code| GUARDIANS.contains(&code)),
        relationship: text,
        telecom: points.iter().filter_map(telecom).collect(),
    }
}
