//! Codes as the field's code systems write them.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A concept of `terms/*.tsv`: a stable number that is never reused, so that stored charts outlive editions of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct ConceptId(#[n(0)] pub u32);

/// A code system that Almoner knows by name. A closed list: free text can not hide in a system's URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the code system's own name")]
pub enum CodeSystem {
    #[n(0)]
    SnomedCt,
    #[n(1)]
    Loinc,
    #[n(2)]
    RxNorm,
    #[n(3)]
    Icd10Cm,
    #[n(4)]
    Icd9Cm,
    #[n(5)]
    Icd10Pcs,
    #[n(6)]
    Cpt,
    #[n(7)]
    Hcpcs,
    #[n(8)]
    Cvx,
    #[n(9)]
    Ndc,
    #[n(10)]
    Atc,
    #[n(11)]
    Hgnc,
}

impl CodeSystem {
    /// The system behind a FHIR `Coding.system`: its canonical URL or its OID in `urn:oid:` form.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        Some(match uri.trim_end_matches('/') {
            "http://snomed.info/sct" | "urn:oid:2.16.840.1.113883.6.96" => Self::SnomedCt,
            "http://loinc.org" | "urn:oid:2.16.840.1.113883.6.1" => Self::Loinc,
            "http://www.nlm.nih.gov/research/umls/rxnorm" | "urn:oid:2.16.840.1.113883.6.88" => Self::RxNorm,
            "http://hl7.org/fhir/sid/icd-10-cm" | "http://hl7.org/fhir/sid/icd-10" | "urn:oid:2.16.840.1.113883.6.90" => {
                Self::Icd10Cm
            }
            "http://hl7.org/fhir/sid/icd-9-cm" | "urn:oid:2.16.840.1.113883.6.103" => Self::Icd9Cm,
            "http://www.cms.gov/Medicare/Coding/ICD10" | "urn:oid:2.16.840.1.113883.6.4" => Self::Icd10Pcs,
            "http://www.ama-assn.org/go/cpt" | "urn:oid:2.16.840.1.113883.6.12" => Self::Cpt,
            "urn:oid:2.16.840.1.113883.6.285" | "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets" => Self::Hcpcs,
            "http://hl7.org/fhir/sid/cvx" | "urn:oid:2.16.840.1.113883.12.292" => Self::Cvx,
            "http://hl7.org/fhir/sid/ndc" | "urn:oid:2.16.840.1.113883.6.69" => Self::Ndc,
            "http://www.whocc.no/atc" => Self::Atc,
            "http://www.genenames.org" | "http://www.genenames.org/geneId" | "urn:oid:2.16.840.1.113883.6.281" => Self::Hgnc,
            _ => return None,
        })
    }

    /// The name used in `terms/*.tsv` and in output, such as `snomed-ct`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SnomedCt => "snomed-ct",
            Self::Loinc => "loinc",
            Self::RxNorm => "rx-norm",
            Self::Icd10Cm => "icd10-cm",
            Self::Icd9Cm => "icd9-cm",
            Self::Icd10Pcs => "icd10-pcs",
            Self::Cpt => "cpt",
            Self::Hcpcs => "hcpcs",
            Self::Cvx => "cvx",
            Self::Ndc => "ndc",
            Self::Atc => "atc",
            Self::Hgnc => "hgnc",
        }
    }
}

/// A code of a known system. The code's characters are restricted so that it can not carry prose across the airlock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
pub struct Coding {
    /// The code system.
    #[n(0)]
    pub system: CodeSystem,
    /// The code: 1 to 18 ASCII letters, digits, `.` or `-`.
    #[n(1)]
    pub code: String,
}

impl Coding {
    /// A coding whose code has the shape that code systems use; `None` for anything else.
    #[must_use]
    pub fn new(system: CodeSystem, code: &str) -> Option<Self> {
        let fits = (1..=18).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
            && code.bytes().any(|b| b.is_ascii_digit());
        fits.then(|| Self { system, code: code.to_owned() })
    }

    /// Whether a decoded coding still has the shape [`Coding::new`] demands; the airlock asks on arrival.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        Self::new(self.system, &self.code).is_some()
    }
}

#[cfg(test)]
mod tests;
