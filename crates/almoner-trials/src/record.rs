//! One trial, in the words of ClinicalTrials.gov's data structure (protocolSection).

use almoner_base::{NctId, content_version};
use almoner_eligibility::{Node, Section};
use serde::{Deserialize, Serialize};

/// An age limit of the `eligibilityModule`, in years; months, weeks and days are fractions of a year.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AgeLimit(pub f64);

impl AgeLimit {
    /// Reads `18 Years`, `6 Months`, `2 Weeks`, `1 Day`, `12 Hours`. `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let number: f64 = words.next()?.parse().ok()?;
        let unit = words.next()?.to_ascii_lowercase();
        let years = match unit.trim_end_matches('s') {
            "year" => number,
            "month" => number / 12.0,
            "week" => number * 7.0 / 365.0,
            "day" => number / 365.0,
            "hour" => number / 24.0 / 365.0,
            "minute" => number / 1440.0 / 365.0,
            _ => return None,
        };
        (words.next().is_none() && years.is_finite() && (0.0..=150.0).contains(&years)).then_some(Self(years))
    }
}

/// `eligibilityModule.sex`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnrolledSex {
    /// Everyone, or not said.
    #[default]
    All,
    /// Female only.
    Female,
    /// Male only.
    Male,
}

/// What the trial tries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intervention {
    /// `Drug`, `Device`, `Procedure` and so on; empty where not said.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// A trial as the public register describes it. Text is kept as it was written; spans of the parser count its characters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialRecord {
    /// `identificationModule.nctId`.
    pub nct_id: NctId,
    /// `identificationModule.briefTitle`.
    pub title: Option<String>,
    /// `identificationModule.officialTitle`.
    pub official_title: Option<String>,
    /// `descriptionModule.briefSummary`.
    pub summary: Option<String>,
    /// `conditionsModule.conditions`.
    pub conditions: Vec<String>,
    /// `conditionsModule.keywords`.
    pub keywords: Vec<String>,
    /// MeSH terms of the conditions, where the register derived them.
    pub mesh_terms: Vec<String>,
    /// `armsInterventionsModule.interventions`.
    pub interventions: Vec<Intervention>,
    /// `eligibilityModule.sex`.
    pub sex: EnrolledSex,
    /// `eligibilityModule.minimumAge`.
    pub min_age: Option<AgeLimit>,
    /// `eligibilityModule.maximumAge`.
    pub max_age: Option<AgeLimit>,
    /// `eligibilityModule.healthyVolunteers`.
    pub healthy_volunteers: Option<bool>,
    /// `designModule.phases`, joined by `/`.
    pub phase: Option<String>,
    /// `statusModule.overallStatus`, as the register writes it.
    pub overall_status: Option<String>,
    /// `eligibilityModule.eligibilityCriteria`.
    pub eligibility_text: String,
    /// What a person put in place of what the parser understood. Part of the version; the register knows none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
}

/// A person's word on one criterion. The text of the register stays as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// The criterion's number; one past the last for a new criterion.
    pub criterion: u32,
    /// Which list it stands in.
    pub section: Section,
    /// What it asks; none where the criterion was taken out.
    pub expr: Option<Node>,
}

impl TrialRecord {
    /// A record that holds an id and its eligibility text, and nothing else.
    #[must_use]
    pub fn new(nct_id: NctId, eligibility_text: String) -> Self {
        Self {
            nct_id,
            title: None,
            official_title: None,
            summary: None,
            conditions: Vec::new(),
            keywords: Vec::new(),
            mesh_terms: Vec::new(),
            interventions: Vec::new(),
            sex: EnrolledSex::All,
            min_age: None,
            max_age: None,
            healthy_volunteers: None,
            phase: None,
            overall_status: None,
            eligibility_text,
            edits: Vec::new(),
        }
    }

    /// The content hash of everything above: the same trial text has the same version wherever it was imported from.
    #[must_use]
    pub fn version(&self) -> String {
        let id = self.nct_id.to_string();
        let rest = serde_json::to_vec(self).unwrap_or_default();
        content_version(&[id.as_bytes(), &rest])
    }
}
