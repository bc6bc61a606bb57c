//! The clinical concepts of the made-up hospital with their codes in public code systems, and the words in which clinicians
//! write them. Where a code is not certain there is none: the display text alone is then in the record.

mod condition;
mod drug;
mod measure;
mod procedure;

pub use condition::*;
pub use drug::*;
pub use measure::*;
pub use procedure::*;

/// A code system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// SNOMED CT.
    Snomed,
    /// ICD-10-CM.
    Icd10,
    /// LOINC.
    Loinc,
    /// RxNorm.
    RxNorm,
    /// CVX.
    Cvx,
}

impl System {
    /// The URL that FHIR uses.
    pub fn url(self) -> &'static str {
        match self {
            Self::Snomed => "http://snomed.info/sct",
            Self::Icd10 => "http://hl7.org/fhir/sid/icd-10-cm",
            Self::Loinc => "http://loinc.org",
            Self::RxNorm => "http://www.nlm.nih.gov/research/umls/rxnorm",
            Self::Cvx => "http://hl7.org/fhir/sid/cvx",
        }
    }
}

/// A code with its display.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// Code system.
    pub system: System,
    /// Code.
    pub code: &'static str,
    /// The display that the code system gives.
    pub display: &'static str,
}

/// A condition, drug, measurement or procedure.
#[derive(Debug)]
pub struct Concept {
    /// Stable slug, as in the concept tables.
    pub key: &'static str,
    /// What `CodeableConcept.text` says.
    pub text: &'static str,
    /// Codes, the most telling first.
    pub codes: &'static [Code],
    /// How clinicians write it in notes.
    pub said: &'static [&'static str],
    /// UCUM unit of a measurement; dose form of a drug.
    pub unit: &'static str,
    /// Decimals of a measurement.
    pub places: u8,
    /// Reference range of a measurement.
    pub normal: Option<(f64, f64)>,
}

const fn snomed(code: &'static str, display: &'static str) -> Code {
    Code { system: System::Snomed, code, display }
}

const fn icd(code: &'static str, display: &'static str) -> Code {
    Code { system: System::Icd10, code, display }
}

const fn rx(code: &'static str, display: &'static str) -> Code {
    Code { system: System::RxNorm, code, display }
}

const fn loinc(code: &'static str, display: &'static str) -> Code {
    Code { system: System::Loinc, code, display }
}

const fn cvx(code: &'static str, display: &'static str) -> Code {
    Code { system: System::Cvx, code, display }
}

const fn plain(key: &'static str, text: &'static str, codes: &'static [Code], said: &'static [&'static str]) -> Concept {
    Concept { key, text, codes, said, unit: "", places: 0, normal: None }
}
