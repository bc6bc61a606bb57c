//! One statement about a patient, with where it came from.

use almoner_base::{Coding, ConceptId, Quantity};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{Route, Span};

/// What kind of statement. Each kind has its own absence policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// A disease, finding or symptom.
    #[n(0)]
    Condition,
    /// A drug ordered, taken or given.
    #[n(1)]
    Medication,
    /// A laboratory value, vital sign, score or other measured or coded observation.
    #[n(2)]
    Measurement,
    /// Something done to the patient.
    #[n(3)]
    Procedure,
    /// An implanted or used device.
    #[n(4)]
    Device,
    /// An allergy or intolerance; the concept is the substance.
    #[n(5)]
    Allergy,
    /// A vaccine given.
    #[n(6)]
    Immunization,
    /// Tobacco, alcohol, drugs, pregnancy, occupation class: statements about the person's life.
    #[n(7)]
    Social,
    /// An alteration of a gene or chromosome, or a marker of a tumor.
    #[n(8)]
    Genomic,
    /// The stage of a cancer.
    #[n(9)]
    Stage,
}

/// Whether the statement affirms or denies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// It is so.
    #[default]
    #[n(0)]
    Affirmed,
    /// It is not so ("denies chest pain").
    #[n(1)]
    Negated,
    /// It may be so ("possible pneumonia").
    #[n(2)]
    Possible,
}

/// When the statement is meant to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Temporality {
    /// Now, at the time of the record.
    #[default]
    #[n(0)]
    Current,
    /// In the past ("history of stroke").
    #[n(1)]
    Historical,
    /// Not yet, or only if something happens ("return if fever").
    #[n(2)]
    Hypothetical,
}

/// Whom the statement is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Experiencer {
    /// The patient.
    #[default]
    #[n(0)]
    Patient,
    /// A blood relative.
    #[n(1)]
    Family,
    /// Anyone else: partner, donor, contact.
    #[n(2)]
    Other,
}

/// How a statement is meant: ConText's three dimensions (Harkema et al. 2009).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
pub struct Assertion {
    /// Affirmed, negated or possible.
    #[n(0)]
    pub polarity: Polarity,
    /// Current, historical or hypothetical.
    #[n(1)]
    pub temporality: Temporality,
    /// The patient, a relative, or another.
    #[n(2)]
    pub experiencer: Experiencer,
}

/// How the thing stands, where the record says so (`Condition.clinicalStatus`, `MedicationRequest.status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// Active, recurring, relapsing; a drug being taken.
    #[n(0)]
    Active,
    /// In remission.
    #[n(1)]
    Remission,
    /// Resolved or inactive; a drug stopped or completed.
    #[n(2)]
    Ended,
    /// Ordered or planned, not begun.
    #[n(3)]
    Planned,
}

/// What was measured or said of the concept.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// An amount; the unit is UCUM as the record has it.
    #[n(0)]
    Quantity(#[n(0)] Quantity),
    /// A coded answer, such as "current smoker".
    #[n(1)]
    Concept(#[n(0)] ConceptId),
    /// Positive or negative, present or absent.
    #[n(2)]
    Flag(#[n(0)] bool),
}

/// The resource types that facts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[expect(missing_docs, reason = "each variant is the FHIR resource type's own name")]
pub enum ResourceKind {
    #[n(0)]
    AllergyIntolerance,
    #[n(1)]
    CarePlan,
    #[n(2)]
    Condition,
    #[n(3)]
    Device,
    #[n(4)]
    DiagnosticReport,
    #[n(5)]
    DocumentReference,
    #[n(6)]
    Encounter,
    #[n(7)]
    FamilyMemberHistory,
    #[n(8)]
    Immunization,
    #[n(9)]
    MedicationAdministration,
    #[n(10)]
    MedicationDispense,
    #[n(11)]
    MedicationRequest,
    #[n(12)]
    MedicationStatement,
    #[n(13)]
    Observation,
    #[n(14)]
    Patient,
    #[n(15)]
    Procedure,
    #[n(16)]
    ResearchSubject,
}

/// Where a fact came from, without naming the record: a position in this chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The `ordinal`-th resource of its type in this chart, in shuffled order.
    #[n(0)]
    Resource {
        /// FHIR resource type.
        #[n(0)]
        kind: ResourceKind,
        /// Position among the chart's resources of the type.
        #[n(1)]
        ordinal: u32,
    },
    /// Characters `start..end` (Unicode scalar values) of the `ordinal`-th note of this chart.
    #[n(1)]
    Note {
        /// Position among the chart's notes.
        #[n(0)]
        ordinal: u32,
        /// First character.
        #[n(1)]
        start: u32,
        /// One past the last character.
        #[n(2)]
        end: u32,
    },
}

/// What made the fact. Its version is the content hash of the crate's rules, kept beside the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Extractor {
    /// A coded element of a FHIR resource.
    #[n(0)]
    Structured,
    /// The display text of a FHIR code that the tables do not hold, resolved because it is unambiguous.
    #[n(1)]
    StructuredDisplay,
    /// Dictionary and rules over a note.
    #[n(2)]
    NoteRules,
    /// A trained tagger over a note.
    #[n(3)]
    NoteTagger,
}

/// One statement about the patient.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize, Deserialize)]
pub struct Fact {
    /// What kind of statement.
    #[n(0)]
    pub kind: FactKind,
    /// What it is about; `None` for a code that the tables do not hold (then `coding` tells).
    #[n(1)]
    pub concept: Option<ConceptId>,
    /// The record's own code, where it has one of a known system.
    #[n(2)]
    pub coding: Option<Coding>,
    /// What was measured or said of it. Of a drug: how much is taken in a time (`mg/d`, `mg/wk`; at most so much where it is taken as needed),
    /// or how much at once (`mg`) where nobody tells how often.
    #[n(3)]
    pub value: Option<Value>,
    /// When it held.
    #[n(4)]
    pub days: Span,
    /// How it is meant.
    #[n(5)]
    pub assertion: Assertion,
    /// How it stands, where the record says so.
    #[n(6)]
    pub course: Option<Course>,
    /// Where it came from.
    #[n(7)]
    pub source: Source,
    /// What made it.
    #[n(8)]
    pub extractor: Extractor,
    /// By which way a drug is given, where the record says so.
    #[n(9)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
}
