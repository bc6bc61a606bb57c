//! What this zone knows of trials, and what it tells of what was received.
//!
//! Trials and the register come from the research zone, which owns them. A version is taken only with an approval that holds
//! (see `desk`), and the newest of a trial is the one that clinicians see.

use std::collections::BTreeSet;

use almoner_base::NctId;
use almoner_chart::{ApprovedTrial, IngestRun, IngestStatus, IngestType, TrialRegister, told};
use almoner_eligibility::Criterion;
use almoner_trials::TrialRecord;
use serde::{Deserialize, Serialize};

use crate::desk::Session;
use crate::kept::{Kept, Kind};
use crate::{Error, Room};

/// Resource types that facts come from.
const OF_FACTS: &[&str] = &[
    "AllergyIntolerance",
    "Condition",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "Immunization",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
];

/// The longest number of an IRB.
const IRB_NUMBER: usize = 64;

/// An approved version, as it is kept.
#[derive(Serialize, Deserialize)]
struct KnownTrial {
    nct_id: String,
    version: String,
    record: String,
}

/// What the register says, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Register {
    pub(crate) open_here: bool,
    pub(crate) irb_number: Option<String>,
    /// Days since 1970-01-01.
    pub(crate) irb_expires: Option<i32>,
}

/// The newest approved version of a trial, read.
pub(crate) struct Trial {
    pub(crate) nct_id: NctId,
    pub(crate) version: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) criteria: Vec<Criterion>,
}

impl Room {
    /// Takes an approved version, if its approval holds. What does not hold is as if it had not come.
    pub(crate) fn learn_trial(&mut self, trial: &ApprovedTrial, session: &mut Session) -> Result<(), Error> {
        let Some(criteria) = self.approved_criteria(trial) else { return Ok(()) };
        let name = trial_name(trial.nct_id, &trial.version);
        if self.kept::<KnownTrial>(Kind::Trial, &name)?.is_none() {
            let value = KnownTrial {
                nct_id: trial.nct_id.to_string(),
                version: trial.version.clone(),
                record: trial.record.clone(),
            };
            self.keep(Kind::Trial, &Kept { name, patient: None, at: self.clock.now(), value })?;
            self.trials = None;
            self.at_hand.drop_cards();
        }
        session.learn(trial.nct_id, &trial.version, criteria);
        Ok(())
    }

    pub(crate) fn learn_register(&mut self, register: &TrialRegister) -> Result<(), Error> {
        let irb_number = register.irb_number.clone().filter(|number| is_irb_number(number));
        let value = Register { open_here: register.open_here, irb_number, irb_expires: register.irb_expires };
        self.keep(Kind::Register, &Kept { name: register.nct_id.to_string(), patient: None, at: self.clock.now(), value })
    }

    pub(crate) fn register_of(&self, trial: &str) -> Result<Option<Register>, Error> {
        Ok(self.kept::<Register>(Kind::Register, trial)?.map(|kept| kept.value))
    }

    pub(crate) fn knows_version(&self, trial: &str, version: &str) -> Result<bool, Error> {
        Ok(self.kept::<KnownTrial>(Kind::Trial, &format!("{trial}/{version}"))?.is_some())
    }

    pub(crate) fn known_trials(&self) -> Result<usize, Error> {
        Ok(self.all_kept::<KnownTrial>(Kind::Trial)?.len())
    }

    /// The newest approved version of each trial, read once.
    pub(crate) fn trials(&mut self) -> Result<std::sync::Arc<Vec<Trial>>, Error> {
        if let Some(trials) = &self.trials {
            return Ok(std::sync::Arc::clone(trials));
        }
        let mut newest = std::collections::BTreeMap::new();
        // Oldest first, so that the last of a trial stays.
        for kept in self.all_kept::<KnownTrial>(Kind::Trial)? {
            newest.insert(kept.value.nct_id.clone(), kept.value);
        }
        let mut parser = almoner_trials::Parser::new(self.terms);
        let read = newest.into_values().filter_map(|known| {
            let record: TrialRecord = serde_json::from_str(&known.record).ok()?;
            let parsed = parser.parse_trial(&record);
            Some(Trial {
                nct_id: record.nct_id,
                version: known.version,
                title: record.title.clone().or(record.official_title.clone()).unwrap_or_default(),
                text: record.eligibility_text,
                criteria: parsed.criteria,
            })
        });
        let trials = std::sync::Arc::new(read.collect::<Vec<_>>());
        self.trials = Some(std::sync::Arc::clone(&trials));
        Ok(trials)
    }

    /// What was received, as far as the research zone may know.
    pub(crate) fn ingest_status(&self) -> Result<IngestStatus, Error> {
        let mut came = BTreeSet::new();
        let mut runs = Vec::new();
        for report in self.vault.ledger()? {
            let types = report.rows.into_iter().map(|row| {
                if row.count.accepted > 0 {
                    came.insert(row.resource_type.clone());
                }
                IngestType {
                    resource_type: row.resource_type,
                    accepted: told(row.count.accepted),
                    warned: told(row.count.warned),
                    quarantined: told(row.count.quarantined),
                }
            });
            runs.push(IngestRun {
                number: u64::try_from(report.number).unwrap_or(0),
                day: report.at.date().days_since_1970(),
                complete: report.complete,
                types: types.collect(),
            });
        }
        let not_exported = OF_FACTS.iter().filter(|kind| !came.contains(**kind)).map(|kind| (*kind).to_owned());
        Ok(IngestStatus { runs, not_exported: not_exported.collect() })
    }
}

fn trial_name(nct_id: NctId, version: &str) -> String {
    format!("{nct_id}/{version}")
}

/// Letters, digits and what stands between them in such numbers; nothing that could be a sentence.
pub(crate) fn is_irb_number(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '/' | '#' | '_' | ' ');
    !text.trim().is_empty() && text.len() <= IRB_NUMBER && text.chars().all(fits)
}
