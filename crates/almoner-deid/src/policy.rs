//! De-identification policies: versioned files that say which rule a release follows and what it needs (DESIGN.md, the
//! table of policies). They are compiled in; an operator's own file goes through [`Policy::from_json`].
//!
//! A policy can only be as strict as the code: it names what to withhold, it cannot let an unlisted element out.

use almoner_base::{Date, PartialDate, content_version};
use almoner_facts::PolicyKind;
use serde::{Deserialize, Serialize};

use crate::{Error, Form};

const SAFE_HARBOR: &str = include_str!("../../../policies/deid/safe_harbor.json");
const EXPERT_DETERMINATION: &str = include_str!("../../../policies/deid/expert_determination.json");
pub(crate) const ELEMENTS: &str = include_str!("../../../policies/deid/elements.tsv");
pub(crate) const PATHS: &str = include_str!("../../../policies/deid/paths.tsv");

/// One policy file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Which rule it implements.
    pub kind: PolicyKind,
    /// Content hash of the file and of the path table that goes with it.
    pub version: String,
    /// What becomes of free text.
    pub text: Form,
    /// Whether a release needs an [`Attestation`].
    pub needs_attestation: bool,
    /// Security labels (`Resource.meta.security.code`) whose resource stays behind.
    pub withhold_labels: Vec<String>,
    /// Security labels that hold back the whole chart.
    pub withhold_chart_labels: Vec<String>,
    oldest_age: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    kind: PolicyKind,
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "rule")]
    _rule: String,
    text: Form,
    oldest_age: u8,
    needs_attestation: bool,
    withhold_labels: Vec<String>,
    withhold_chart_labels: Vec<String>,
}

impl Policy {
    /// The compiled-in policy of this kind.
    ///
    /// # Errors
    /// Never for the files in this repository; a test reads both.
    pub fn builtin(kind: PolicyKind) -> Result<Self, Error> {
        Self::from_json(match kind {
            PolicyKind::SafeHarbor => SAFE_HARBOR,
            PolicyKind::ExpertDetermination => EXPERT_DETERMINATION,
        })
    }

    /// Reads a policy file.
    ///
    /// # Errors
    /// The file has another shape, or asks for less than its rule demands: ages above 89 in the open, Safe Harbor text
    /// without the safe vocabulary, expert determination without an attestation.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let file: PolicyFile = serde_json::from_str(json).map_err(|error| Error::Policy { line: error.line() })?;
        let lax = match file.kind {
            PolicyKind::SafeHarbor => file.text != Form::SafeVocabulary,
            PolicyKind::ExpertDetermination => !file.needs_attestation,
        };
        if lax || file.oldest_age > 89 {
            return Err(Error::Policy { line: 1 });
        }
        Ok(Self {
            kind: file.kind,
            version: content_version(&[json.as_bytes(), PATHS.as_bytes(), ELEMENTS.as_bytes()]),
            text: file.text,
            needs_attestation: file.needs_attestation,
            withhold_labels: file.withhold_labels,
            withhold_chart_labels: file.withhold_chart_labels,
            oldest_age: file.oldest_age,
        })
    }

    /// The highest age in whole years that a chart may show; 89 or less.
    #[must_use]
    pub fn oldest_age(&self) -> u8 {
        self.oldest_age
    }
}

/// Why a release may not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The policy needs an attestation and there is none.
    AttestationMissing,
    /// Its last day has passed.
    AttestationExpired,
    /// Its first day is still to come.
    AttestationNotYetValid,
    /// It speaks of another version of the policy.
    AttestationOtherPolicy,
    /// It lacks a name, a method or another thing that 164.514(b)(1) asks for.
    AttestationIncomplete,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AttestationMissing => "attestation-missing",
            Self::AttestationExpired => "attestation-expired",
            Self::AttestationNotYetValid => "attestation-not-yet-valid",
            Self::AttestationOtherPolicy => "attestation-other-policy",
            Self::AttestationIncomplete => "attestation-incomplete",
        }
    }
}

/// An expert's written determination, 45 CFR 164.514(b)(1): that the risk is very small that the anticipated recipient
/// could identify anyone. It binds the policy's version; recipient and release are on record for people to compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// Who determined it.
    pub who: String,
    /// Knowledge and experience with the methods.
    pub qualification: String,
    /// Statistical and scientific principles and methods that were applied.
    pub method: String,
    /// First day it holds, `YYYY-MM-DD`.
    pub issued: String,
    /// Last day it holds, `YYYY-MM-DD`.
    pub expires: String,
    /// The attributes taken as knowable to the recipient.
    pub quasi_identifiers: Vec<String>,
    /// The risk thresholds, by measure, such as `prosecutor`: 0.0909 as text.
    pub thresholds: Vec<String>,
    /// The anticipated recipient.
    pub recipient: String,
    /// [`Policy::version`] that it speaks of; `sample` only in the sample hospital, see `is_sample`.
    pub policy: String,
    /// The release it speaks of.
    pub release: String,
    /// Marks the attestation of the sample hospital, which speaks of synthetic people only.
    #[serde(default)]
    pub sample: bool,
}

impl Attestation {
    /// Reads an attestation file.
    ///
    /// # Errors
    /// The file has another shape.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json).map_err(|error| Error::Attestation { line: error.line() })
    }

    /// Whether a release under `policy` may be made on `as_of`. A sample attestation may name the policy by its kind.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn check(&self, policy: &Policy, as_of: Date) -> Result<(), Refusal> {
        let texts = [&self.who, &self.qualification, &self.method, &self.recipient, &self.release];
        let incomplete = texts.iter().any(|text| text.trim().is_empty())
            || self.quasi_identifiers.is_empty()
            || self.thresholds.is_empty();
        let day = |text: &str| PartialDate::parse_fhir(text).filter(|date| date.day.is_some()).and_then(PartialDate::bounds);
        let (Some((issued, _)), Some((expires, _)), false) = (day(&self.issued), day(&self.expires), incomplete) else {
            return Err(Refusal::AttestationIncomplete);
        };
        let kind_name = match policy.kind {
            PolicyKind::SafeHarbor => "safe_harbor",
            PolicyKind::ExpertDetermination => "expert_determination",
        };
        if self.policy != policy.version && !(self.sample && self.policy == kind_name) {
            return Err(Refusal::AttestationOtherPolicy);
        }
        if as_of < issued {
            return Err(Refusal::AttestationNotYetValid);
        }
        if as_of > expires { Err(Refusal::AttestationExpired) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
