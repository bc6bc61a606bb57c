//! Minimal changes that would decide a criterion: "would be eligible if eGFR of 60 or more were documented".
//!
//! Only unknown questions are flipped; what is known stays. A question that occurs twice is one question. Sets are minimal
//! (no part of one suffices) and complete up to [`LIMIT`] sets at each node; beyond that, the smallest are kept. Text that
//! was not understood and questions for a person are flipped too, so that nothing open is hidden.

use almoner_base::{Day, Verdict};
use almoner_terms::Terms;
use serde::{Deserialize, Serialize};

use crate::{AbsencePolicy, Criterion, Expr, Node, PatientView, Section, TextSpan, evaluate};

/// How many sets are kept at each node.
pub const LIMIT: usize = 64;

/// One unknown question, answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Flip {
    /// Where the question stands in the eligibility text (its first occurrence).
    pub source: TextSpan,
    /// The answer that is supposed: `Met` or `NotMet`.
    pub becomes: Verdict,
}

/// Sets of questions and answers; each set suffices.
type Sets = Vec<Vec<(usize, bool)>>;

/// The smallest sets of answers to unknown questions that give the node the verdict `target` (`Met` or `NotMet`). An
/// empty set means that it has the verdict already; no set means that the unknowns cannot give it.
#[must_use]
pub fn flips(
    node: &Node,
    target: Verdict,
    patient: &PatientView,
    terms: &Terms,
    absence: &AbsencePolicy,
    now: Option<Day>,
) -> Vec<Vec<Flip>> {
    let mut solver =
        Solver { verdict_of: |leaf: &Node| evaluate(leaf, patient, terms, absence, now).verdict, questions: Vec::new() };
    let sets = match target {
        Verdict::Met => solver.sets(node, true),
        Verdict::NotMet => solver.sets(node, false),
        Verdict::Unknown(_) => Vec::new(),
    };
    solver.named(&sets)
}

/// The smallest sets of answers that would make the patient eligible: every inclusion met, every exclusion not.
#[must_use]
pub fn flips_to_eligible(
    criteria: &[Criterion],
    patient: &PatientView,
    terms: &Terms,
    absence: &AbsencePolicy,
    now: Option<Day>,
) -> Vec<Vec<Flip>> {
    let mut solver =
        Solver { verdict_of: |leaf: &Node| evaluate(leaf, patient, terms, absence, now).verdict, questions: Vec::new() };
    let mut sets: Sets = vec![Vec::new()];
    for criterion in criteria {
        let wanted = criterion.section == Section::Inclusion;
        let more = solver.sets(&criterion.expr, wanted);
        sets = both(&sets, &more);
    }
    solver.named(&sets)
}

struct Solver<'n, V: Fn(&Node) -> Verdict> {
    verdict_of: V,
    questions: Vec<&'n Node>,
}

impl<'n, V: Fn(&Node) -> Verdict> Solver<'n, V> {
    fn sets(&mut self, node: &'n Node, wanted: bool) -> Sets {
        let (of, count, wanted) = match &node.expr {
            Expr::Not(part) => return self.sets(part, !wanted),
            Expr::IfThen { condition, then } => {
                let first = self.sets(condition, !wanted);
                let second = self.sets(then, wanted);
                return if wanted { either(first, second) } else { both(&first, &second) };
            }
            Expr::Except { base, exception } => {
                let first = self.sets(base, wanted);
                let second = self.sets(exception, !wanted);
                return if wanted { both(&first, &second) } else { either(first, second) };
            }
            Expr::Atom(_) | Expr::Opaque => return self.leaf(node, wanted),
            Expr::And(of) => (of, of.len(), wanted),
            Expr::Or(of) => (of, 1, wanted),
            Expr::AtLeast { count, of } => (of, usize::try_from(*count).unwrap_or(usize::MAX), wanted),
            // One more of them must not hold.
            Expr::AtMost { count, of } => {
                (of, usize::try_from(*count).map_or(usize::MAX, |count| count.saturating_add(1)), !wanted)
            }
        };
        // "At least n of m hold" fails where m - n + 1 fail.
        let needed = if wanted { count } else { (of.len() + 1).saturating_sub(count) };
        self.some_of(of, needed, wanted)
    }

    /// At least `needed` of the parts come out as wanted: by dynamic programming over the parts.
    fn some_of(&mut self, of: &'n [Node], needed: usize, wanted: bool) -> Sets {
        if needed > of.len() {
            return Vec::new();
        }
        let mut reached: Vec<Sets> = vec![Vec::new(); needed + 1];
        if let Some(none) = reached.first_mut() {
            none.push(Vec::new());
        }
        for part in of {
            let sets = self.sets(part, wanted);
            for already in (0..needed).rev() {
                let more = reached.get(already).map(|before| both(before, &sets)).unwrap_or_default();
                if let Some(after) = reached.get_mut(already + 1) {
                    *after = either(std::mem::take(after), more);
                }
            }
        }
        reached.pop().unwrap_or_default()
    }

    fn leaf(&mut self, node: &'n Node, wanted: bool) -> Sets {
        match (self.verdict_of)(node) {
            Verdict::Met if wanted => vec![Vec::new()],
            Verdict::NotMet if !wanted => vec![Vec::new()],
            Verdict::Met | Verdict::NotMet => Vec::new(),
            Verdict::Unknown(_) => {
                let same = |asked: &&Node| match (&asked.expr, &node.expr) {
                    (Expr::Atom(a), Expr::Atom(b)) if *a != crate::Atom::Person => a == b,
                    // Two pieces of text that were not understood, or two questions for a person, are two questions.
                    _ => asked.source == node.source && asked.expr == node.expr,
                };
                let at = self.questions.iter().position(same).unwrap_or_else(|| {
                    self.questions.push(node);
                    self.questions.len() - 1
                });
                vec![vec![(at, wanted)]]
            }
        }
    }

    fn named(&self, sets: &Sets) -> Vec<Vec<Flip>> {
        let name = |(at, wanted): &(usize, bool)| {
            let becomes = if *wanted { Verdict::Met } else { Verdict::NotMet };
            self.questions.get(*at).map(|node| Flip { source: node.source, becomes })
        };
        sets.iter().map(|set| set.iter().filter_map(name).collect()).collect()
    }
}

fn both(first: &Sets, second: &Sets) -> Sets {
    let mut joined = Vec::new();
    for a in first {
        for b in second {
            let mut set: Vec<(usize, bool)> = a.iter().chain(b).copied().collect();
            set.sort_unstable();
            set.dedup();
            let contradicts = set.windows(2).any(|pair| matches!(pair, [(x, _), (y, _)] if x == y));
            if !contradicts {
                joined.push(set);
            }
        }
    }
    minimal(joined)
}

fn either(mut first: Sets, second: Sets) -> Sets {
    first.extend(second);
    minimal(first)
}

/// Drops every set that holds another, then all but the smallest.
fn minimal(mut sets: Sets) -> Sets {
    sets.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    let mut kept: Sets = Vec::new();
    for set in sets {
        if kept.len() == LIMIT {
            break;
        }
        let holds_another = kept.iter().any(|smaller| smaller.iter().all(|one| set.binary_search(one).is_ok()));
        if !holds_another {
            kept.push(set);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
