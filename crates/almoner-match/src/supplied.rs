//! Verdicts that rest on more than the chart of a patient: what the recency desk answered, and who takes part in another trial.

use std::collections::{BTreeSet, HashMap};

use almoner_base::{StudyId, Verdict};
use almoner_eligibility::{Atom, Criterion, Expr, Finding, Node, When, evaluate, evaluate_leaves};

use serde::{Deserialize, Serialize};

use crate::Screen;
use crate::questions::each_leaf;

/// Who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Supplier {
    /// The recency desk, which knows what day it is.
    RecencyDesk,
    /// The decisions in other trials, which tell who is enrolled there.
    Enrolment,
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supplied {
    /// The verdict, in place of that of the chart.
    pub verdict: Verdict,
    /// Whose it is.
    pub by: Supplier,
}

/// Answers for one trial version, by patient and criterion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SuppliedAnswers(HashMap<u32, HashMap<StudyId, Supplied>>);

impl SuppliedAnswers {
    /// Takes an answer. One that decides stays against one that does not.
    pub fn insert(&mut self, study_id: StudyId, criterion: u32, answer: Supplied) {
        let kept = self.0.entry(criterion).or_default().entry(study_id).or_insert(answer);
        if answer.verdict.is_decided() || !kept.verdict.is_decided() {
            *kept = answer;
        }
    }

    /// The answer for one patient and criterion.
    #[must_use]
    pub fn get(&self, study_id: StudyId, criterion: u32) -> Option<Supplied> {
        self.0.get(&criterion)?.get(&study_id).copied()
    }

    /// All answers to one criterion.
    pub(crate) fn of(&self, criterion: u32) -> impl Iterator<Item = (StudyId, Verdict)> + '_ {
        self.0.get(&criterion).into_iter().flatten().map(|(study_id, answer)| (*study_id, answer.verdict))
    }
}

/// Whether a criterion asks who takes part in another trial.
#[must_use]
pub fn asks_of_participation(node: &Node) -> bool {
    let mut asks = false;
    each_leaf(node, &mut |leaf| asks |= matches!(leaf.expr, Expr::Atom(Atom::Participation { .. })));
    asks
}

/// What is decided by the knowledge that these patients are enrolled in another trial, and was not without it.
///
/// Who is enrolled takes part now, has taken part at some time, and has within any window that ends now; since when, and whether
/// somebody took part who is not enrolled, is not known.
#[must_use]
pub fn decided_by_enrolment(
    screen: &Screen,
    criteria: &[Criterion],
    enrolled_elsewhere: &BTreeSet<StudyId>,
) -> Vec<(StudyId, u32, Verdict)> {
    let (terms, absence) = (screen.terms(), screen.absence());
    let asking: Vec<&Criterion> = criteria.iter().filter(|criterion| asks_of_participation(&criterion.expr)).collect();
    let mut decided = Vec::new();
    for study_id in enrolled_elsewhere {
        let Some(number) = screen.cohort().number_of(*study_id) else { continue };
        screen.cohort().view(number, |patient| {
            for criterion in &asking {
                let of_the_chart = evaluate(&criterion.expr, patient, terms, absence, None).verdict;
                let verdict = evaluate_leaves(&criterion.expr, &|leaf, _| match leaf.expr {
                    Expr::Atom(Atom::Participation { when: When::Ever | When::Now | When::Within(_) }) => {
                        Finding::plain(Verdict::Met)
                    }
                    _ => evaluate(leaf, patient, terms, absence, None),
                })
                .verdict;
                if verdict.is_decided() && !of_the_chart.is_decided() {
                    decided.push((*study_id, criterion.id, verdict));
                }
            }
        });
    }
    decided
}
