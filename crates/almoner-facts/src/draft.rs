//! The draft of a chart: everything that de-identification lets out about one patient, before the seal.

use almoner_base::DayRange;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::{Fact, ResourceKind};

/// FHIR `administrative-gender`, as recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// `female`
    #[n(0)]
    Female,
    /// `male`
    #[n(1)]
    Male,
    /// `other`
    #[n(2)]
    Other,
}

/// Whole years of age at the release's `as_of`; everyone of 90 or more is one class (45 CFR 164.514(b)(2)(i)(C)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgeYears {
    /// 0 to 89 whole years.
    #[n(0)]
    Years(#[n(0)] u8),
    /// 90 or older, or 90 before the next release.
    #[n(1)]
    NinetyOrOlder,
}

/// Who the patient is, as far as a chart may tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Demographics {
    /// Age at `as_of`; `None` where no usable birth date is on record.
    #[n(0)]
    pub age: Option<AgeYears>,
    /// Recorded administrative gender.
    #[n(1)]
    pub sex: Option<Sex>,
}

/// What kind of document a note is, from its LOINC type where known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// History and physical.
    #[n(0)]
    HistoryAndPhysical,
    /// Progress or visit note.
    #[n(1)]
    Progress,
    /// Discharge summary.
    #[n(2)]
    Discharge,
    /// Consultation.
    #[n(3)]
    Consult,
    /// Imaging, pathology or laboratory report.
    #[n(4)]
    Report,
    /// Anything else.
    #[default]
    #[n(5)]
    Other,
}

/// A redacted note.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Note {
    /// What kind of document.
    #[n(0)]
    pub kind: NoteKind,
    /// When it was written, where the record says so.
    #[n(1)]
    pub day: Option<DayRange>,
    /// The redacted text.
    #[n(2)]
    pub text: String,
}

/// Where the record shows that somebody looked: the ground on which absence may count as `NotMet`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Coverage {
    /// Days with an encounter, ascending, without overlap.
    #[n(0)]
    pub encounters: Vec<DayRange>,
    /// Resource types that the hospital's export held at all (the completeness ledger); a kind that is missing here was not
    /// exported, which is not the same as absent.
    #[n(1)]
    pub exported: Vec<ResourceKind>,
}

/// Which de-identification policy made the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "snake_case")]
pub enum PolicyKind {
    /// 45 CFR 164.514(b)(2).
    #[n(0)]
    SafeHarbor,
    /// 45 CFR 164.514(b)(1).
    #[n(1)]
    ExpertDetermination,
}

/// How often something was done to the record on its way, by PHI category or element class.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Tally {
    /// A category such as `NAME`, or an action such as `path-dropped`.
    #[n(0)]
    pub what: String,
    /// How often.
    #[n(1)]
    pub count: u32,
}

/// Everything that may leave the PHI zone about one patient in one project. Order carries no time: facts and notes are
/// sorted by content, and no resource keeps its identifier.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub struct ChartDraft {
    /// The policy that made it.
    #[n(0)]
    pub policy: PolicyKind,
    /// Content hash of the policy file, first 8 bytes in hexadecimal.
    #[n(1)]
    pub policy_version: String,
    /// Age and sex.
    #[n(2)]
    pub demographics: Demographics,
    /// Facts of the structured record.
    #[n(3)]
    pub facts: Vec<Fact>,
    /// Redacted notes.
    #[n(4)]
    pub notes: Vec<Note>,
    /// Where somebody looked.
    #[n(5)]
    pub coverage: Coverage,
    /// What was removed, by category, for the privacy officer.
    #[n(6)]
    pub removed: Vec<Tally>,
    /// Where the patient lives, where the policy tells it.
    #[n(7)]
    pub area: Option<Area>,
}

/// Where somebody lives, as far as a chart may tell: a state, or three digits of a ZIP code, never both (45 CFR
/// 164.514(b)(2)(i)(B)).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// A state or territory, as the two letters of the postal service.
    #[n(0)]
    State(#[n(0)] String),
    /// The first three digits of a ZIP code, of an area of more than 20,000 people.
    #[n(1)]
    Zip3(#[n(0)] String),
}

impl Area {
    /// Whether it is no more than it may be: two capital letters, or three digits.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        match self {
            Self::State(state) => state.len() == 2 && state.bytes().all(|letter| letter.is_ascii_uppercase()),
            Self::Zip3(digits) => digits.len() == 3 && digits.bytes().all(|digit| digit.is_ascii_digit()),
        }
    }

    /// As a value of a table: `MA`, `021`.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::State(value) | Self::Zip3(value) => value,
        }
    }
}

#[cfg(test)]
mod tests;
