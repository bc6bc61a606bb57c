//! Static checks of a trial's criteria: what no patient could meet, what says nothing, and what cannot be compared.
//!
//! A flaw is for the person who approves the criteria to see; it changes no verdict. Only what is certain from the tree is
//! reported: two inclusions that exclude each other, not two that few patients meet.

use almoner_base::ConceptId;
use almoner_terms::Terms;
use serde::{Deserialize, Serialize};

use crate::evaluate::parts;
use crate::{Atom, Bound, Criterion, Expr, Node, Section, TextSpan, ValueTest, When};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlawKind {
    /// What one criterion asks, another rules out: nobody is eligible.
    Contradiction,
    /// An interval that holds no value.
    EmptyInterval,
    /// A question about no concept, or about one that the tables do not hold.
    EmptyConceptSet,
    /// A window that no record can fall into, or longer than a life.
    ImpossibleWindow,
    /// The same question as an earlier criterion of the same section.
    Duplicate,
    /// A unit that values of the measurement cannot be converted into.
    UnitWithoutConversion,
}

/// A flaw of a trial's criteria.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Flaw {
    /// The criterion that has it; of two, the later one.
    pub criterion: u32,
    /// Where it stands in the eligibility text.
    pub source: TextSpan,
    /// What it is.
    pub kind: FlawKind,
}

/// Longest window that makes sense, in days: 130 years.
const LONGEST_DAYS: u32 = 130 * 365;

/// The flaws of a trial's criteria, in order, each once.
#[must_use]
pub fn check(criteria: &[Criterion], terms: &Terms) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (at, criterion) in criteria.iter().enumerate() {
        each_atom(&criterion.expr, &mut |node, atom| {
            flaws.extend(of_atom(atom, terms).map(|kind| Flaw { criterion: criterion.id, source: node.source, kind }));
        });
        let earlier = || criteria.iter().take(at);
        let duplicate = criterion.expr.expr != Expr::Opaque
            && earlier().any(|other| other.section == criterion.section && says_the_same(&other.expr, &criterion.expr));
        let contradicts = earlier().any(|other| contradict(other, criterion));
        let found = [(duplicate, FlawKind::Duplicate), (contradicts, FlawKind::Contradiction)];
        flaws.extend(found.into_iter().filter(|(found, _)| *found).map(|(_, kind)| Flaw {
            criterion: criterion.id,
            source: criterion.source,
            kind,
        }));
    }
    flaws.sort_unstable();
    flaws.dedup();
    flaws
}

fn each_atom<'n>(node: &'n Node, see: &mut impl FnMut(&'n Node, &'n Atom)) {
    if let Expr::Atom(atom) = &node.expr {
        see(node, atom);
    }
    for part in parts(&node.expr).unwrap_or_default() {
        each_atom(part, see);
    }
}

/// What is wrong with one question.
fn of_atom(atom: &Atom, terms: &Terms) -> Option<FlawKind> {
    let lacks = |any_of: &[ConceptId]| any_of.is_empty() || any_of.iter().any(|concept| terms.concept(*concept).is_none());
    let (any_of, when) = match atom {
        Atom::Age { low, high } => return is_empty(*low, *high).then_some(FlawKind::EmptyInterval),
        Atom::Measurement { concept, test, when } => {
            return if lacks(&[*concept]) {
                Some(FlawKind::EmptyConceptSet)
            } else if is_empty(test.low, test.high) {
                Some(FlawKind::EmptyInterval)
            } else if impossible(*when) {
                Some(FlawKind::ImpossibleWindow)
            } else {
                (!converts(*concept, test, terms)).then_some(FlawKind::UnitWithoutConversion)
            };
        }
        Atom::Condition { any_of, when, .. }
        | Atom::Medication { any_of, when }
        | Atom::Procedure { any_of, when }
        | Atom::Social { any_of, when }
        | Atom::Genomic { any_of, when } => (any_of, *when),
        Atom::Allergy { any_of } => (any_of, When::Ever),
        Atom::Named { name, test, when, .. } => {
            return if name.trim().is_empty() {
                Some(FlawKind::EmptyConceptSet)
            } else if test.as_ref().is_some_and(|test| is_empty(test.low, test.high)) {
                Some(FlawKind::EmptyInterval)
            } else {
                impossible(*when).then_some(FlawKind::ImpossibleWindow)
            };
        }
        Atom::Sex(_) | Atom::Qualifier { .. } | Atom::Person => return None,
    };
    if lacks(any_of) {
        return Some(FlawKind::EmptyConceptSet);
    }
    impossible(when).then_some(FlawKind::ImpossibleWindow)
}

fn is_empty(low: Option<Bound>, high: Option<Bound>) -> bool {
    match (low, high) {
        (Some(low), Some(high)) => low.value > high.value || (low.value >= high.value && !(low.inclusive && high.inclusive)),
        _ => false,
    }
}

fn impossible(when: When) -> bool {
    match when {
        When::Ever | When::Now | When::Within(_) => matches!(when, When::Within(window) if window.days > LONGEST_DAYS),
        When::Before(window) | When::Since(window) => window.days > LONGEST_DAYS,
    }
}

fn converts(concept: ConceptId, test: &ValueTest, terms: &Terms) -> bool {
    if test.unit.is_empty() || matches!(test.unit.as_str(), "[ULN]" | "[LLN]") {
        return true;
    }
    let own = terms.concept(concept).and_then(|concept| concept.unit.as_deref());
    own.is_some_and(|own| terms.convert(Some(concept), 1.0, &test.unit, own).is_some())
}

/// Whether two trees ask the same, wherever they stand.
fn says_the_same(one: &Node, other: &Node) -> bool {
    let same_parts = match (parts(&one.expr), parts(&other.expr)) {
        (Some(ones), Some(others)) => {
            return std::mem::discriminant(&one.expr) == std::mem::discriminant(&other.expr)
                && counts(&one.expr) == counts(&other.expr)
                && ones.len() == others.len()
                && ones.iter().zip(&others).all(|(one, other)| says_the_same(one, other));
        }
        (None, None) => one.expr == other.expr,
        _ => false,
    };
    same_parts && one.expr != Expr::Opaque
}

fn counts(expr: &Expr) -> Option<u32> {
    match expr {
        Expr::AtLeast { count, .. } => Some(*count),
        _ => None,
    }
}

/// Whether no patient can satisfy both.
fn contradict(one: &Criterion, other: &Criterion) -> bool {
    if one.section != other.section {
        // What is asked for is what excludes.
        return says_the_same(&one.expr, &other.expr) && matches!(one.expr.expr, Expr::Atom(_));
    }
    if one.section == Section::Exclusion {
        return false;
    }
    match (&one.expr.expr, &other.expr.expr) {
        (Expr::Not(denied), _) => says_the_same(denied, &other.expr),
        (_, Expr::Not(denied)) => says_the_same(&one.expr, denied),
        (Expr::Atom(one), Expr::Atom(other)) => disjoint(one, other),
        _ => false,
    }
}

fn disjoint(one: &Atom, other: &Atom) -> bool {
    let apart = |low: Option<Bound>, high: Option<Bound>| is_empty(low, high);
    match (one, other) {
        (Atom::Age { low, high }, Atom::Age { low: from, high: to }) => apart(*low, *to) || apart(*from, *high),
        (Atom::Sex(one), Atom::Sex(other)) => one != other,
        (Atom::Measurement { concept, test, when }, Atom::Measurement { concept: same, test: second, when: then })
            if concept == same && when == then && test.unit == second.unit =>
        {
            apart(test.low, second.high) || apart(second.low, test.high)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
