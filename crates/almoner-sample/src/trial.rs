//! Trials written for the sample hospital, in the style of ClinicalTrials.gov. Their NCT ids lie far beyond those given out.

mod body;
mod cancer;
mod heart;
mod mind;

use std::sync::OnceLock;

use crate::chart::Chart;
use crate::json::Json;
use crate::truth::{self, Answer, Check, Section};

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
    /// The beginning of a criterion's line, the list it stands in, and what decides it for the sample's patients.
    pub(crate) checks: &'static [(Section, &'static str, Check)],
}

/// The trials, each written by hand.
pub fn trials() -> &'static [&'static Trial] {
    static ALL: OnceLock<Vec<&'static Trial>> = OnceLock::new();
    ALL.get_or_init(|| [heart::TRIALS, cancer::TRIALS, body::TRIALS, mind::TRIALS].into_iter().flatten().copied().collect())
}

/// How a patient truly stands towards a trial.
pub(crate) struct Standing {
    /// `eligible`, `excluded` or `potential`.
    pub verdict: &'static str,
    /// The answer of each check, in order.
    pub answers: Vec<Answer>,
}

impl Trial {
    /// How a patient truly stands towards this trial, as far as records can tell.
    pub(crate) fn standing(&self, chart: &Chart) -> Standing {
        let answers: Vec<Answer> = self.checks.iter().map(|(_, _, check)| truth::answer(*check, chart)).collect();
        let mut verdict = "eligible";
        for ((section, _, _), answer) in self.checks.iter().zip(&answers) {
            match (section, answer) {
                (Section::Inclusion, Answer::NotMet) | (Section::Exclusion, Answer::Met) => {
                    verdict = "excluded";
                    break;
                }
                (_, Answer::Unknown) => verdict = "potential",
                _ => {}
            }
        }
        Standing { verdict, answers }
    }

    /// Whether the patient has what the trial's first question about disease asks for.
    pub(crate) fn has_disease(&self, chart: &Chart) -> bool {
        let asks = |check: &Check| match check {
            Check::Has(keys) | Check::BeganBetween(keys, ..) => Some(Check::Ever(keys)),
            Check::Takes(_) => Some(*check),
            _ => None,
        };
        let included = self.checks.iter().filter(|(section, ..)| *section == Section::Inclusion);
        let first = included.filter_map(|(.., check)| asks(check)).next();
        first.is_some_and(|check| truth::answer(check, chart) == Answer::Met)
    }

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

#[cfg(test)]
mod tests;
