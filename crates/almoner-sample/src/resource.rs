//! FHIR R4 resources of one patient, written from the chart.
//!
//! In files, references are relative, as a bulk export has them; in a transaction bundle they are `urn:uuid:` within it and
//! conditional (`Practitioner?identifier=`) to what the hospital shares, as transaction bundles of other generators have them.

mod clinical;
mod document;
mod person;
mod shared;

pub use person::merged_duplicate;
pub use shared::write_shared;

use crate::chart::Chart;
use crate::concept::{Code, Concept};
use crate::hospital::{Hospital, Practitioner, Site};
use crate::json::Json;

/// One resource.
#[derive(Debug)]
pub struct Resource {
    /// Resource type.
    pub kind: &'static str,
    /// Id.
    pub id: String,
    /// JSON.
    pub json: Vec<u8>,
}

/// Where the resources will stand, and so how they refer to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// NDJSON by type.
    Bulk,
    /// A transaction bundle.
    Bundle,
}

/// Writes the resources of one patient.
pub struct Writer<'a> {
    /// The hospital.
    pub hospital: &'a Hospital,
    /// The patient.
    pub chart: &'a Chart,
    /// Form of references.
    pub form: Form,
    /// What is written so far.
    pub out: Vec<Resource>,
}

impl<'a> Writer<'a> {
    /// Everything but the notes.
    pub fn new(hospital: &'a Hospital, chart: &'a Chart, form: Form) -> Self {
        let mut writer = Self { hospital, chart, form, out: Vec::new() };
        writer.person();
        writer.clinical();
        writer
    }

    /// Adds a resource; `fill` writes all after `id`.
    pub fn add(&mut self, kind: &'static str, id: &str, fill: impl FnOnce(&Self, &mut Json)) {
        let json = Json::object(|j| {
            j.str("resourceType", kind).str("id", id);
            fill(self, j);
        });
        self.out.push(Resource { kind, id: id.to_owned(), json });
    }

    /// A reference to a resource of this patient.
    pub fn refer(&self, j: &mut Json, key: &str, kind: &str, id: &str) {
        let reference = self.reference(kind, id);
        j.obj(key, |j| {
            j.str("reference", &reference);
        });
    }

    /// The text of a reference to a resource of this patient.
    pub fn reference(&self, kind: &str, id: &str) -> String {
        match self.form {
            Form::Bulk => format!("{kind}/{id}"),
            Form::Bundle => format!("urn:uuid:{id}"),
        }
    }

    /// The reference to the patient.
    pub fn patient(&self, j: &mut Json, key: &str) {
        let reference = self.reference("Patient", &self.chart.person.id);
        j.obj(key, |j| {
            j.str("reference", &reference).str("display", &self.chart.person.name.full());
        });
    }

    /// The text of a reference to a clinician.
    pub fn practitioner(&self, who: &Practitioner) -> String {
        match self.form {
            Form::Bulk => format!("Practitioner/{}", who.id),
            Form::Bundle => format!("Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|{}", who.npi),
        }
    }

    /// The text of a reference to an organization or location.
    pub fn site(&self, kind: &str, site: &Site) -> String {
        match self.form {
            Form::Bulk => format!("{kind}/{}", site.id),
            Form::Bundle => format!("{kind}?identifier=http://hl7.org/fhir/sid/us-npi|{}", site.npi),
        }
    }
}

/// A `CodeableConcept` of a concept.
pub fn concept(j: &mut Json, key: &str, concept: &Concept) {
    j.obj(key, |j| codes(j, concept.codes, concept.text));
}

/// A `CodeableConcept` of codes and a text.
pub fn codes(j: &mut Json, all: &[Code], text: &str) {
    if !all.is_empty() {
        j.list("coding", |j| {
            for code in all {
                j.item(|j| {
                    j.str("system", code.system.url()).str("code", code.code).str("display", code.display);
                });
            }
        });
    }
    j.str("text", text);
}

/// A `CodeableConcept` of one HL7 terminology code.
pub fn hl7(j: &mut Json, key: &str, system: &str, code: &str, display: &str) {
    j.obj(key, |j| hl7_coding(j, system, code, display));
}

/// The inside of [`hl7`], for lists.
pub fn hl7_coding(j: &mut Json, system: &str, code: &str, display: &str) {
    j.list("coding", |j| {
        j.item(|j| {
            j.str("system", &format!("http://terminology.hl7.org/CodeSystem/{system}"))
                .str("code", code)
                .str("display", display);
        });
    });
}

/// `2026-03-01T10:30:00-05:00`: clock time and summer time are made up from the id, so that they vary but never change.
pub fn moment(date: almoner_base::Date, id: &str) -> String {
    let sum: u32 = id.bytes().map(u32::from).sum();
    let offset = if (4..=10).contains(&date.month()) { "-04:00" } else { "-05:00" };
    format!("{date}T{:02}:{:02}:{:02}{offset}", 8 + sum % 10, sum % 60, sum / 7 % 60)
}
