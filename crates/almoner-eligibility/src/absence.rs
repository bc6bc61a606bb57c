//! What it means that a record says nothing (DESIGN.md section 1, Absence).
//!
//! Silence is `Unknown` unless the policy of that kind of question says otherwise. It never makes anything `Met`, and a
//! measurement that was not taken is never `NotMet`: no rule here can say so.

use almoner_base::{Day, DayRange, Reason, Verdict};
use almoner_facts::{Coverage, NoteKind, ResourceKind};
use serde::{Deserialize, Serialize};

use crate::{When, Window, time::window_start};

/// What silence means for one kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbsenceRule {
    /// Silence proves nothing.
    Open,
    /// What is not recorded is not so.
    Closed,
    /// What is not recorded is not so where the record shows that somebody looked: the resource type was exported and there
    /// is an encounter, within the window if the question has one.
    ClosedIfCovered,
    /// What a full clinical note (history and physical, discharge summary, consultation) does not mention is not so.
    SummaryNote,
}

/// The kinds of question that silence can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AtomKind {
    /// A condition of the patient.
    Condition,
    /// A condition of a relative.
    Family,
    /// A drug.
    Medication,
    /// A procedure or device.
    Procedure,
    /// An allergy.
    Allergy,
    /// A statement about the person's life.
    Social,
    /// An alteration of a gene, or a marker.
    Genomic,
}

/// One rule per kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbsencePolicy {
    /// Conditions of the patient.
    pub condition: AbsenceRule,
    /// Conditions of relatives.
    pub family: AbsenceRule,
    /// Drugs.
    pub medication: AbsenceRule,
    /// Procedures and devices.
    pub procedure: AbsenceRule,
    /// Allergies.
    pub allergy: AbsenceRule,
    /// Smoking, alcohol, pregnancy, lactation.
    pub social: AbsenceRule,
}

impl AbsencePolicy {
    /// The same rule for every kind.
    #[must_use]
    pub fn uniform(rule: AbsenceRule) -> Self {
        Self { condition: rule, family: rule, medication: rule, procedure: rule, allergy: rule, social: rule }
    }

    /// Silence proves nothing.
    #[must_use]
    pub fn open() -> Self {
        Self::uniform(AbsenceRule::Open)
    }

    /// What is not recorded is not so.
    #[must_use]
    pub fn closed() -> Self {
        Self::uniform(AbsenceRule::Closed)
    }

    /// The default for records. Family history and social statements stay open: no export shows that they were asked for.
    #[must_use]
    pub fn closed_if_covered() -> Self {
        Self { family: AbsenceRule::Open, social: AbsenceRule::Open, ..Self::uniform(AbsenceRule::ClosedIfCovered) }
    }

    /// The default for a single note: problems and drugs are closed by a full note, everything else is open.
    #[must_use]
    pub fn summary_note() -> Self {
        Self {
            condition: AbsenceRule::SummaryNote,
            medication: AbsenceRule::SummaryNote,
            ..Self::uniform(AbsenceRule::Open)
        }
    }

    /// The rule for a kind of question.
    #[must_use]
    pub fn rule(&self, kind: AtomKind) -> AbsenceRule {
        match kind {
            AtomKind::Condition => self.condition,
            AtomKind::Family => self.family,
            AtomKind::Medication => self.medication,
            AtomKind::Procedure => self.procedure,
            AtomKind::Allergy => self.allergy,
            AtomKind::Social => self.social,
            // A gene that was not tested is not a normal one, whatever the policy.
            AtomKind::Genomic => AbsenceRule::Open,
        }
    }
}

impl Default for AbsencePolicy {
    fn default() -> Self {
        Self::closed_if_covered()
    }
}

/// What silence says: `NotMet`, or `Unknown` with the reason. Never `Met`.
pub(crate) fn verdict_of_silence(
    rule: AbsenceRule,
    kind: AtomKind,
    when: When,
    coverage: &Coverage,
    notes: &[NoteKind],
    now: Option<Day>,
) -> Verdict {
    match rule {
        AbsenceRule::Open => Verdict::Unknown(Reason::NoData),
        AbsenceRule::Closed => Verdict::NotMet,
        AbsenceRule::SummaryNote => {
            let full =
                |note: &NoteKind| matches!(note, NoteKind::HistoryAndPhysical | NoteKind::Discharge | NoteKind::Consult);
            if notes.iter().any(full) { Verdict::NotMet } else { Verdict::Unknown(Reason::NoData) }
        }
        AbsenceRule::ClosedIfCovered => {
            if !exported(kind, &coverage.exported) {
                return Verdict::Unknown(Reason::NotExported);
            }
            match looked(when, &coverage.encounters, now) {
                Ok(true) => Verdict::NotMet,
                Ok(false) => Verdict::Unknown(Reason::NoData),
                Err(reason) => Verdict::Unknown(reason),
            }
        }
    }
}

/// Whether the export held a resource type that would have told.
fn exported(kind: AtomKind, kinds: &[ResourceKind]) -> bool {
    let telling: &[ResourceKind] = match kind {
        AtomKind::Condition => &[ResourceKind::Condition],
        AtomKind::Family => &[ResourceKind::FamilyMemberHistory],
        AtomKind::Medication => &[
            ResourceKind::MedicationRequest,
            ResourceKind::MedicationStatement,
            ResourceKind::MedicationAdministration,
            ResourceKind::MedicationDispense,
        ],
        AtomKind::Procedure => &[ResourceKind::Procedure],
        AtomKind::Allergy => &[ResourceKind::AllergyIntolerance],
        AtomKind::Social | AtomKind::Genomic => &[ResourceKind::Observation],
    };
    telling.iter().any(|one| kinds.contains(one))
}

/// Whether there is certainly an encounter at which it would have been noticed.
fn looked(when: When, encounters: &[DayRange], now: Option<Day>) -> Result<bool, Reason> {
    let window = match when {
        When::Ever | When::Now | When::Since(_) | When::Event(_) => return Ok(!encounters.is_empty()),
        When::HalfLives(lives) if lives.days == 0 => return Ok(!encounters.is_empty()),
        When::Within(window) | When::Before(window) => window,
        When::HalfLives(lives) => Window { days: lives.days },
    };
    if encounters.is_empty() {
        return Ok(false);
    }
    let now = now.ok_or(Reason::NeedsRecency)?;
    let from = window_start(now, window);
    Ok(encounters.iter().any(|day| match when {
        When::Before(_) => day.latest < from,
        _ => day.earliest >= from && day.earliest <= now,
    }))
}
