//! De-identification policies: versioned files that say which rule a release follows and what it needs (DESIGN.md, the
//! table of policies). They are compiled in; an operator's own file goes through [`Policy::from_json`].
//!
//! A policy can only be as strict as the code: it names what to withhold, it cannot let an unlisted element out.

use almoner_base::{Date, PartialDate, content_version};
use almoner_facts::PolicyKind;
use serde::{Deserialize, Serialize};

use crate::{Error, Form, Places, Writing};

const SAFE_HARBOR: &str = include_str!("../../../policies/deid/safe_harbor.json");
const LIMITED_DATA_SET: &str = include_str!("../../../policies/deid/limited_data_set.json");
const CHOICES: &str = include_str!("../../../policies/deid/choices.json");
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
    /// What is written in notes in the place of names, places and codes. Dates become days of the timeline whatever this says.
    pub writing: Writing,
    /// What charts tell of where people live.
    pub places: Places,
    /// Whether a release needs an [`Attestation`].
    pub needs_attestation: bool,
    /// What people's choices and situations mean for their charts.
    pub choices: Choices,
    /// Security labels that hold back the whole chart.
    pub withhold_chart_labels: Vec<String>,
    /// Whether a chart ends on a secret day of the year before the release (docs/concepts/time.md).
    pub ends_on_a_secret_day: bool,
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
    #[serde(default)]
    writing: Writing,
    #[serde(default)]
    places: Places,
    oldest_age: u8,
    needs_attestation: bool,
    ends_on_a_secret_day: bool,
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
    /// without the safe vocabulary, expert determination without an attestation. Charts that end on a secret day, such as all of
    /// Safe Harbor, have tags alone: a false value would be derived from the true one, and a mask as long as it
    /// (164.514(b)(2)(i)(R), (c)).
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let file: PolicyFile = serde_json::from_str(json).map_err(|error| Error::Policy { line: error.line() })?;
        let lax = match file.kind {
            PolicyKind::SafeHarbor => file.text != Form::SafeVocabulary || !file.ends_on_a_secret_day,
            PolicyKind::ExpertDetermination => !file.needs_attestation,
        };
        // A chart that ends early drops notes, and takes day ranges out of the tags of those that stay.
        let lax = lax || (file.ends_on_a_secret_day && file.writing != Writing::Tags);
        if lax || file.oldest_age > 89 {
            return Err(Error::Policy { line: 1 });
        }
        let choices = Choices::from_json(CHOICES)?;
        let tables = [json, CHOICES, PATHS, ELEMENTS, crate::geography::ZIP3];
        Ok(Self {
            kind: file.kind,
            version: content_version(&tables.map(str::as_bytes)),
            text: file.text,
            writing: file.writing,
            places: file.places,
            needs_attestation: file.needs_attestation,
            withhold_chart_labels: choices.labels_with(Rule::WithholdChart),
            choices,
            ends_on_a_secret_day: file.ends_on_a_secret_day,
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
    /// It speaks of another recipient.
    AttestationOtherRecipient,
    /// It speaks of another release.
    AttestationOtherRelease,
    /// There is no report on the risk of this release.
    RiskReportMissing,
    /// The risk is above what the expert allowed.
    RiskTooHigh,
    /// A limited data set needs a data use agreement and there is none.
    AgreementMissing,
    /// The agreement lacks a party, a purpose or a day.
    AgreementIncomplete,
    /// The agreement is with somebody else.
    AgreementOtherRecipient,
    /// The agreement does not hold on that day.
    AgreementNotInForce,
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
            Self::AttestationOtherRecipient => "attestation-other-recipient",
            Self::AttestationOtherRelease => "attestation-other-release",
            Self::RiskReportMissing => "risk-report-missing",
            Self::RiskTooHigh => "risk-too-high",
            Self::AgreementMissing => "agreement-missing",
            Self::AgreementIncomplete => "agreement-incomplete",
            Self::AgreementOtherRecipient => "agreement-other-recipient",
            Self::AgreementNotInForce => "agreement-not-in-force",
            Self::AttestationIncomplete => "attestation-incomplete",
        }
    }
}

/// An expert's written determination, 45 CFR 164.514(b)(1): that the risk is very small that the anticipated recipient
/// could identify anyone. It binds the policy's version, the recipient and the release.
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

    /// Whether this release may be made on `as_of`. A sample attestation may name the policy by its kind, and binds no recipient
    /// and no release: it covers synthetic people alone, and the caller sees to that.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn check(&self, policy: &Policy, terms: &ReleaseTerms<'_>, as_of: Date) -> Result<(), Refusal> {
        let texts = [&self.who, &self.qualification, &self.method, &self.recipient, &self.release];
        let incomplete = texts.iter().any(|text| text.trim().is_empty())
            || self.quasi_identifiers.is_empty()
            || self.thresholds.is_empty();
        let (Some(issued), Some(expires), false) = (full_day(&self.issued), full_day(&self.expires), incomplete) else {
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
        if as_of > expires {
            return Err(Refusal::AttestationExpired);
        }
        if self.sample {
            return Ok(());
        }
        if !same(&self.recipient, terms.recipient) {
            return Err(Refusal::AttestationOtherRecipient);
        }
        if self.release.trim() != terms.release {
            return Err(Refusal::AttestationOtherRelease);
        }
        match terms.risk {
            None => Err(Refusal::RiskReportMissing),
            Some(risk) if risk.release != terms.release => Err(Refusal::RiskReportMissing),
            Some(risk) if !risk.passed => Err(Refusal::RiskTooHigh),
            Some(_) => Ok(()),
        }
    }
}

/// What is to be released, to whom, and at what risk.
#[derive(Clone, Copy, Debug)]
pub struct ReleaseTerms<'a> {
    /// Who is to have it.
    pub recipient: &'a str,
    /// Its name: project, a hyphen, number, such as `default-2`.
    pub release: &'a str,
    /// The risk of re-identification as it was measured.
    pub risk: Option<&'a RiskReport>,
}

/// What the gate of the risk engine says of one release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskReport {
    /// Of which release.
    pub release: String,
    /// The highest risk of any one person to somebody who knows that they are in it, 0 to 1.
    pub max_prosecutor: f64,
    /// The share of people that would be identified, 0 to 1.
    pub marketer: f64,
    /// Whether all thresholds of the attestation are met.
    pub passed: bool,
}

fn full_day(text: &str) -> Option<Date> {
    PartialDate::parse_fhir(text).filter(|date| date.day.is_some()).and_then(PartialDate::bounds).map(|(day, _)| day)
}

fn same(one: &str, other: &str) -> bool {
    !one.trim().is_empty() && one.trim().eq_ignore_ascii_case(other.trim())
}

/// The policy of limited data sets, 45 CFR 164.514(e): a type of its own, so that no chart of the research zone can be made
/// under it by mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitedDataSetPolicy {
    /// Content hash of the file and its tables.
    pub version: String,
    /// As of [`Policy::writing`].
    pub writing: Writing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitedFile {
    kind: String,
    #[serde(rename = "version")]
    _version: u32,
    #[serde(rename = "rule")]
    _rule: String,
    text: Form,
    #[serde(default)]
    writing: Writing,
    needs_agreement: bool,
}

impl LimitedDataSetPolicy {
    /// The compiled-in policy.
    ///
    /// # Errors
    /// Never for the file in this repository; a test reads it.
    pub fn builtin() -> Result<Self, Error> {
        Self::from_json(LIMITED_DATA_SET)
    }

    /// Reads a policy file.
    ///
    /// # Errors
    /// The file has another shape, or asks for less than the rule: text as it was written, no agreement.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let file: LimitedFile = serde_json::from_str(json).map_err(|error| Error::Policy { line: error.line() })?;
        if file.kind != "limited_data_set" || !file.needs_agreement || file.text != Form::Tags {
            return Err(Error::Policy { line: 1 });
        }
        let version = content_version(&[json, CHOICES, PATHS, ELEMENTS].map(str::as_bytes));
        Ok(Self { version, writing: file.writing })
    }
}

/// A data use agreement, 45 CFR 164.514(e)(4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataUseAgreement {
    /// Who signed for the institution.
    pub who: String,
    /// Who may use the data.
    pub recipient: String,
    /// For what: research, public health or health care operations.
    pub purpose: String,
    /// First day it holds, `YYYY-MM-DD`.
    pub date: String,
    /// Last day it holds, `YYYY-MM-DD`.
    pub expires: String,
}

impl DataUseAgreement {
    /// Reads an agreement file.
    ///
    /// # Errors
    /// The file has another shape.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json).map_err(|error| Error::Agreement { line: error.line() })
    }

    /// Whether the recipient may have a limited data set on this day.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn check(agreement: Option<&Self>, recipient: &str, on: Date) -> Result<(), Refusal> {
        let agreement = agreement.ok_or(Refusal::AgreementMissing)?;
        let purposes = ["research", "public health", "health care operations"];
        let purpose = purposes.iter().any(|purpose| same(purpose, &agreement.purpose));
        let (Some(from), Some(until), true) = (
            full_day(&agreement.date),
            full_day(&agreement.expires),
            purpose && !agreement.who.trim().is_empty() && !agreement.recipient.trim().is_empty(),
        ) else {
            return Err(Refusal::AgreementIncomplete);
        };
        if !same(&agreement.recipient, recipient) {
            return Err(Refusal::AgreementOtherRecipient);
        }
        if (from..=until).contains(&on) { Ok(()) } else { Err(Refusal::AgreementNotInForce) }
    }
}

/// What somebody's choice or situation means for the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Nothing.
    Permit,
    /// The resource stays behind.
    WithholdResource,
    /// The chart stays behind, and one that was sent is withdrawn.
    WithholdChart,
    /// The chart stays behind unless a Consent permits research.
    RequireConsent,
}

/// People's choices and situations, each with its rule: decided before a chart is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    #[serde(rename = "version")]
    _version: u32,
    /// Who is on the institution's opt-out list; the wiring keeps it.
    pub opt_out_list: Rule,
    /// A Consent that denies research. A denial wins over any permit.
    pub consent_denies: Rule,
    /// No Consent speaks of research.
    pub consent_silent: Rule,
    /// Below this age in whole years somebody is a minor.
    pub minor_below: u8,
    /// Minors.
    pub minors: Rule,
    /// The deceased.
    pub deceased: Rule,
    /// A record that was merged into another.
    pub merged: Rule,
    /// Security labels of HL7's ActCode, Confidentiality and others, by code.
    pub labels: std::collections::BTreeMap<String, Rule>,
}

impl Choices {
    fn from_json(json: &str) -> Result<Self, Error> {
        let choices: Self = serde_json::from_str(json).map_err(|error| Error::Policy { line: error.line() })?;
        // Law or a person's own word, whatever the site prefers.
        let firm = [choices.opt_out_list, choices.consent_denies, choices.merged];
        let labels = ["PSYTHPN", "42CFRPart2", "NORESEARCH", "OPTOUT"];
        let lax = firm.iter().any(|rule| *rule != Rule::WithholdChart)
            || labels.iter().any(|label| choices.label(label) == Rule::Permit);
        if lax { Err(Error::Policy { line: 1 }) } else { Ok(choices) }
    }

    /// The rule of a security label; labels that are not listed say nothing.
    #[must_use]
    pub fn label(&self, code: &str) -> Rule {
        let found = self.labels.iter().find(|(label, _)| label.eq_ignore_ascii_case(code));
        found.map_or(Rule::Permit, |(_, rule)| *rule)
    }

    fn labels_with(&self, rule: Rule) -> Vec<String> {
        self.labels.iter().filter(|(_, of)| **of == rule).map(|(label, _)| label.clone()).collect()
    }
}

#[cfg(test)]
mod tests;
