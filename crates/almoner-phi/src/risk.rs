//! The risk gate: how likely somebody is recognised in a release, measured before it is made and kept for as long as the
//! project lasts.
//!
//! Each release is measured alone and together with all earlier ones of the project, since whoever holds several sees who
//! came, who left and whose age went up. Expert determination is refused where either passes over what the attestation names
//! (45 CFR 164.514(b)(1)); the other releases are measured and kept too, so that later ones are judged against them. The
//! series lies sealed in the folder of the zone; a series with a gap refuses, since risk against an unknown release is
//! unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use almoner_audit::{Action, Decision, Entry, Role};
use almoner_base::{ProjectId, StudyId};
use almoner_deid::{Attestation, Refusal};
use almoner_facts::Demographics;
use almoner_privacy::{Table, Thresholds, assess, joint, of_charts, unusual};
use serde::{Deserialize, Serialize};

use crate::{Error, Room};

/// One entry of a project's series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RiskEntry {
    /// The release.
    pub release: u32,
    /// Its policy.
    pub policy: String,
    /// The day at which ages are counted.
    pub as_of: String,
    /// Who has it; empty where nobody was named.
    pub recipient: String,
    /// Charts that were measured.
    pub charts: usize,
    /// By what somebody could be recognised.
    pub quasi_identifiers: Vec<String>,
    /// The largest prosecutor risk that is allowed.
    pub max_prosecutor: f64,
    /// The largest marketer risk that is allowed.
    pub max_marketer: f64,
    /// The release by itself.
    pub alone: Figures,
    /// Together with all earlier releases.
    pub joint: Figures,
    /// Whether both meet the thresholds.
    pub passed: bool,
    /// Whether the release depended on it.
    pub gated: bool,
    /// Whether the release was made; a refused one is kept too.
    pub made: bool,
    /// Charts withheld for unusual characteristics, by study id, with the kinds that were found.
    pub unusual: BTreeMap<String, Vec<String>>,
}

/// The main figures of one measurement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Figures {
    /// People who look alike, the fewest.
    pub k: u32,
    /// The highest prosecutor risk of one person, 0 to 1.
    pub prosecutor: f64,
    /// The share of people who would be matched correctly, 0 to 1.
    pub marketer: f64,
}

/// Somebody in a release: the study id, and what a recipient could know.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) demographics: Demographics,
    /// The area that the chart tells, as a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) area: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    entry: RiskEntry,
    people: Vec<Person>,
}

/// A project's releases as they were measured, and what a person has reviewed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Series {
    kept: Vec<Kept>,
    /// Study id and kind of unusual characteristics that a person looked at and let pass.
    pub(crate) reviewed: BTreeSet<(String, String)>,
}

/// What is about to be measured.
pub(crate) struct Measured<'a> {
    pub(crate) release: u32,
    pub(crate) policy: &'a str,
    pub(crate) as_of: String,
    pub(crate) recipient: &'a str,
    pub(crate) attestation: Option<&'a Attestation>,
    pub(crate) people: Vec<Person>,
    pub(crate) unusual: BTreeMap<String, Vec<String>>,
}

impl Series {
    /// Measures a release against the series and puts it there; gives whether the thresholds are met.
    pub(crate) fn measure(&mut self, measured: Measured<'_>) -> Result<RiskEntry, Error> {
        let mut thresholds = match measured.attestation {
            Some(attestation) => thresholds(attestation)?,
            None => Thresholds::default(),
        };
        let names_area = thresholds.quasi_identifiers.iter().any(|name| name == "area");
        if measured.people.iter().any(|person| person.area.is_some()) && !names_area {
            // What charts tell and the expert did not weigh can not be released on that word.
            if measured.attestation.is_some() {
                return Err(Error::Attestation(Refusal::AttestationIncomplete));
            }
            thresholds.quasi_identifiers.push("area".to_owned());
        }
        let earlier: Vec<&Kept> =
            self.kept.iter().filter(|kept| kept.entry.made && kept.entry.release < measured.release).collect();
        if earlier.len() + 1 != usize::try_from(measured.release).unwrap_or(usize::MAX) {
            return Err(Error::RiskUnknown);
        }
        let (mut alone, mut together, mut passed) = (Figures::default(), Figures::default(), true);
        if !measured.people.is_empty() {
            let table = table(&measured.people)?;
            (alone, passed) = figures(&table, &thresholds)?;
            let mut tables = Vec::with_capacity(earlier.len() + 1);
            for kept in &earlier {
                // A release without charts tells nothing.
                if !kept.people.is_empty() {
                    tables.push((ids(&kept.people), self::table(&kept.people)?));
                }
            }
            tables.push((ids(&measured.people), table));
            let releases: Vec<(&[String], &Table)> = tables.iter().map(|(ids, table)| (ids.as_slice(), table)).collect();
            let (all, columns) = joint(&releases).map_err(|_| Error::RiskUnknown)?;
            let named = |column: &String| {
                column
                    .split_once(':')
                    .is_some_and(|(_, name)| thresholds.quasi_identifiers.iter().any(|known| known == name))
            };
            let quasi_identifiers = columns.into_iter().filter(named).collect();
            let (figures, meets) = figures(&all, &Thresholds { quasi_identifiers, ..thresholds.clone() })?;
            together = figures;
            passed &= meets;
        }
        let entry = RiskEntry {
            release: measured.release,
            policy: measured.policy.to_owned(),
            as_of: measured.as_of,
            recipient: measured.recipient.to_owned(),
            charts: measured.people.len(),
            quasi_identifiers: thresholds.quasi_identifiers,
            max_prosecutor: thresholds.max_prosecutor,
            max_marketer: thresholds.max_marketer,
            alone,
            joint: together,
            passed,
            gated: measured.attestation.is_some(),
            made: measured.attestation.is_none() || passed,
            unusual: measured.unusual,
        };
        // What was refused before under this number stays, for the series; what was made is replaced.
        self.kept.retain(|kept| kept.entry.release != measured.release || !kept.entry.made);
        self.kept.push(Kept { entry: entry.clone(), people: measured.people });
        Ok(entry)
    }

    /// What was measured for a release that was let through.
    pub(crate) fn passed(&self, release: u32) -> Option<&RiskEntry> {
        self.kept.iter().map(|kept| &kept.entry).find(|entry| entry.release == release && entry.gated && entry.made)
    }

    /// The series, oldest first.
    pub(crate) fn entries(&self) -> Vec<RiskEntry> {
        self.kept.iter().map(|kept| kept.entry.clone()).collect()
    }

    fn forget(&mut self, id: &str) {
        for kept in &mut self.kept {
            kept.people.retain(|person| person.id != id);
            kept.entry.unusual.remove(id);
        }
        self.reviewed.retain(|(of, _)| of != id);
    }
}

/// The kinds of unusual characteristics in notes, each once.
pub(crate) fn kinds<'n>(notes: impl IntoIterator<Item = &'n str>) -> BTreeSet<String> {
    notes.into_iter().flat_map(unusual).map(|found| format!("{:?}", found.kind).to_lowercase()).collect()
}

/// What an attestation asks for: `prosecutor`, `marketer` and `k_anonymity`, each with a number, a fraction or an integer. What
/// it names otherwise can not be checked, so it is refused.
fn thresholds(attestation: &Attestation) -> Result<Thresholds, Error> {
    let refused = || Error::Attestation(Refusal::AttestationIncomplete);
    let mut thresholds = Thresholds { quasi_identifiers: attestation.quasi_identifiers.clone(), ..Thresholds::default() };
    for text in &attestation.thresholds {
        let (name, limit) = text.trim().split_once([':', '=', ' ']).ok_or_else(refused)?;
        let limit = limit.trim();
        let limit = match limit.split_once('/') {
            Some((part, whole)) => number(part).zip(number(whole)).map(|(part, whole)| part / whole),
            None => number(limit),
        };
        let limit = limit.filter(|limit| limit.is_finite() && *limit > 0.0).ok_or_else(refused)?;
        match name.trim() {
            "prosecutor" => thresholds.max_prosecutor = thresholds.max_prosecutor.min(limit),
            "k_anonymity" => thresholds.max_prosecutor = thresholds.max_prosecutor.min(1.0 / limit),
            "marketer" => thresholds.max_marketer = limit,
            _ => return Err(refused()),
        }
    }
    Ok(thresholds)
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok()
}

fn ids(people: &[Person]) -> Vec<String> {
    people.iter().map(|person| person.id.clone()).collect()
}

fn table(people: &[Person]) -> Result<Table, Error> {
    of_charts(people.iter().map(|person| (&person.demographics, person.area.as_deref()))).map_err(|_| Error::RiskUnknown)
}

fn figures(table: &Table, thresholds: &Thresholds) -> Result<(Figures, bool), Error> {
    let report = assess(table, thresholds).map_err(|_| Error::RiskUnknown)?;
    let figures = Figures { k: report.k, prosecutor: report.prosecutor.max, marketer: report.prosecutor.mean };
    Ok((figures, report.passes()))
}

impl Room {
    fn series_at(&self, project: &ProjectId) -> PathBuf {
        self.folder.join("risk").join(format!("{}.sealed", project.as_str()))
    }

    /// The project's series; empty before its first release.
    pub(crate) fn series(&self, project: &ProjectId) -> Result<Series, Error> {
        let sealed = match std::fs::read(self.series_at(project)) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Series::default()),
            Err(error) => return Err(error.into()),
        };
        let json = self.risk_key.open(&sealed, project.as_str().as_bytes())?;
        serde_json::from_slice(&json).map_err(|_| Error::RiskUnknown)
    }

    /// Keeps the series: whole or not at all.
    pub(crate) fn keep_series(&self, project: &ProjectId, series: &Series) -> Result<(), Error> {
        let json = serde_json::to_vec(series).map_err(|_| Error::RiskUnknown)?;
        let sealed = self.risk_key.seal(&json, project.as_str().as_bytes())?;
        let at = self.series_at(project);
        let beside = at.with_extension("new");
        std::fs::create_dir_all(self.folder.join("risk"))?;
        std::fs::write(&beside, sealed)?;
        std::fs::File::open(&beside)?.sync_all()?;
        std::fs::rename(&beside, &at)?;
        Ok(())
    }

    /// Says in the log that a release was measured; a gate that was passed over stands there as a denial.
    pub(crate) fn log_risk(&self, project: &ProjectId, entry: &RiskEntry) -> Result<(), Error> {
        let computed = Entry::by_service(Role::Phi, Action::RiskComputed).project(self.opaque_project(project));
        self.vault.log().append(&if entry.passed { computed } else { computed.decision(Decision::Deny) })?;
        Ok(())
    }

    /// Lets a person's chart pass from now on, with the unusual characteristics that were found in it so far.
    pub(crate) fn review_unusual(&self, project: &ProjectId, id: StudyId) -> Result<usize, Error> {
        let mut series = self.series(project)?;
        let id = id.to_string();
        let found =
            series.kept.iter().rev().find_map(|kept| kept.entry.unusual.get(&id)).ok_or(Error::NoSuchStudyId)?.clone();
        let kinds = found.len();
        series.reviewed.extend(found.into_iter().map(|kind| (id.clone(), kind)));
        self.keep_series(project, &series)?;
        Ok(kinds)
    }

    /// Takes somebody whose key is destroyed out of the series.
    pub(crate) fn forget_risk_of(&self, project: &ProjectId, id: StudyId) -> Result<(), Error> {
        let mut series = self.series(project)?;
        if series.kept.is_empty() {
            return Ok(());
        }
        series.forget(&id.to_string());
        self.keep_series(project, &series)
    }
}

#[cfg(test)]
mod tests;
