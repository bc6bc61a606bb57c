//! Trials written for the sample hospital, in the style of ClinicalTrials.gov. Their NCT ids lie far beyond those given out.

mod heart;

use std::sync::OnceLock;

use crate::json::Json;

/// A trial record.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is the member of the same name in trials.jsonl")]
pub struct Trial {
    pub nct_id: &'static str,
    pub title: &'static str,
    pub official_title: &'static str,
    pub summary: &'static str,
    pub conditions: &'static [&'static str],
    pub interventions: &'static [(&'static str, &'static str)],
    pub sex: &'static str,
    pub min_age: Option<&'static str>,
    pub max_age: Option<&'static str>,
    pub healthy: bool,
    pub phase: &'static str,
    pub status: &'static str,
    pub criteria_text: &'static str,
}

/// The trials, each written by hand.
pub fn trials() -> &'static [&'static Trial] {
    static ALL: OnceLock<Vec<&'static Trial>> = OnceLock::new();
    ALL.get_or_init(|| [heart::TRIALS].into_iter().flatten().copied().collect())
}

impl Trial {
    /// A line of `trials.jsonl`.
    pub(crate) fn json(&self) -> Vec<u8> {
        Json::object(|j| {
            j.str("nct_id", self.nct_id).str("title", self.title).str("official_title", self.official_title);
            j.str("summary", self.summary);
            j.list("conditions", |j| {
                for condition in self.conditions {
                    j.string_item(condition);
                }
            });
            j.list("interventions", |j| {
                for (kind, name) in self.interventions {
                    j.list_item(|j| {
                        j.string_item(kind).string_item(name);
                    });
                }
            });
            j.str("sex", self.sex);
            j.opt_or_null("min_age", self.min_age).opt_or_null("max_age", self.max_age);
            j.str("healthy", if self.healthy { "Accepts Healthy Volunteers" } else { "No" });
            j.str("phase", self.phase).str("status", self.status).str("criteria_text", self.criteria_text);
        })
    }
}
