//! What the recency desk answered: verdicts that take the place of `Unknown(NeedsRecency)` for single patients.

use std::collections::HashMap;

use almoner_base::{StudyId, Verdict};

/// Answers of the desk for one trial version, by patient and criterion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeskAnswers(HashMap<u32, HashMap<StudyId, Verdict>>);

impl DeskAnswers {
    /// Takes an answer.
    pub fn insert(&mut self, study_id: StudyId, criterion: u32, verdict: Verdict) {
        self.0.entry(criterion).or_default().insert(study_id, verdict);
    }

    /// The answer for one patient and criterion.
    #[must_use]
    pub fn get(&self, study_id: StudyId, criterion: u32) -> Option<Verdict> {
        self.0.get(&criterion)?.get(&study_id).copied()
    }

    /// All answers to one criterion.
    pub(crate) fn of(&self, criterion: u32) -> impl Iterator<Item = (StudyId, Verdict)> + '_ {
        self.0.get(&criterion).into_iter().flatten().map(|(study_id, verdict)| (*study_id, *verdict))
    }
}
