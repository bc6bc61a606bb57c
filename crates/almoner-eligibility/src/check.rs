//! Static checks of a trial's criteria: what no patient could meet, what says nothing, and what cannot be compared.
//!
//! A flaw is for the person who approves the criteria to see; it changes no verdict. Only what is certain from the tree is
//! reported: two inclusions that exclude each other, not two that few patients meet. What must hold for enrolment is gathered through
//! conjunctions, negations and exceptions, over all inclusions and, turned about, all exclusions; of alternatives each is looked
//! at by itself. Intervals of one quantity are folded into one.

use almoner_base::ConceptId;
use almoner_terms::{ConceptKind, Terms};
use serde::{Deserialize, Serialize};

use crate::evaluate::parts;
use crate::{Atom, Bound, Criterion, Expr, Method, Node, Section, TextSpan, ValueTest, Values, When};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlawKind {
    /// What is asked, here or by another criterion, is ruled out.
    Contradiction,
    /// An interval that holds no value, in one question or in several that must hold together.
    EmptyInterval,
    /// More parts must hold than there are.
    ImpossibleCount,
    /// A question about no concept, or about one that the tables do not hold.
    EmptyConceptSet,
    /// A window that no record can fall into, or longer than a life.
    ImpossibleWindow,
    /// The same question as an earlier criterion of the same section.
    Duplicate,
    /// Ages other than those of the record's own fields.
    DiffersFromField,
    /// A unit that values of the measurement cannot be converted into.
    UnitWithoutConversion,
}

impl FlawKind {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::EmptyInterval => "empty-interval",
            Self::ImpossibleCount => "impossible-count",
            Self::EmptyConceptSet => "empty-concept-set",
            Self::ImpossibleWindow => "impossible-window",
            Self::Duplicate => "duplicate",
            Self::DiffersFromField => "differs-from-field",
            Self::UnitWithoutConversion => "unit-without-conversion",
        }
    }

    /// What it means, for the person who approves the criteria.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Contradiction => "what is asked is ruled out, here or by another criterion: it can never hold",
            Self::EmptyInterval => "no value lies in the interval",
            Self::ImpossibleCount => "more parts must hold than there are",
            Self::EmptyConceptSet => "the question is about no concept that the tables hold",
            Self::ImpossibleWindow => "no record can fall into the window",
            Self::Duplicate => "an earlier criterion asks the same",
            Self::DiffersFromField => "the ages differ from those of the record's own fields",
            Self::UnitWithoutConversion => "values of this measurement can not be converted into the unit",
        }
    }
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
    let mut together = Together::new(terms);
    for (at, criterion) in criteria.iter().enumerate() {
        let mut tell = |source, kind| flaws.push(Flaw { criterion: criterion.id, source, kind });
        each_atom(&criterion.expr, &mut |node, atom| {
            if let Some(kind) = of_atom(atom, terms) {
                tell(node.source, kind);
            }
        });
        let broken = never_holds(&criterion.expr, terms, &mut tell);
        let asks = |other: &&Criterion| other.section == criterion.section && says_the_same(&other.expr, &criterion.expr);
        // That the text says the age which the record's field says too is as it should be.
        let of_field = criterion.expr.method == Method::Field;
        let text = criteria.iter().take(at).filter(|other| !of_field && other.expr.method != Method::Field);
        if text.rev().any(|other| asks(&other)) {
            tell(criterion.source, FlawKind::Duplicate);
        }
        let mut demanded = Vec::new();
        demands(&criterion.expr, criterion.section == Section::Inclusion, &mut demanded);
        if criterion.section == Section::Inclusion && !of_field {
            let field = criteria.iter().filter(|other| other.expr.method == Method::Field);
            for source in field.flat_map(|field| ages_that_differ(&demanded, field)) {
                tell(source, FlawKind::DiffersFromField);
            }
        }
        // What can never hold contradicts everything, and is told already.
        if !broken {
            for demand in demanded {
                if together.add(demand).is_some() {
                    tell(criterion.source, FlawKind::Contradiction);
                }
            }
        }
    }
    flaws.sort_unstable();
    flaws.dedup();
    flaws
}

/// Tells of the innermost parts that can never hold; whether there is any that the whole rests on.
fn never_holds(node: &Node, terms: &Terms, tell: &mut impl FnMut(TextSpan, FlawKind)) -> bool {
    let inner = parts(&node.expr).unwrap_or_default();
    let mut broken = false;
    for part in inner {
        broken |= never_holds(part, terms, tell);
    }
    if broken {
        return true;
    }
    if let Expr::AtLeast { count, of } = &node.expr
        && usize::try_from(*count).is_ok_and(|count| count > of.len())
    {
        tell(node.source, FlawKind::ImpossibleCount);
        return true;
    }
    let mut demanded = Vec::new();
    demands(node, true, &mut demanded);
    let mut together = Together::new(terms);
    let clash = demanded.into_iter().find_map(|demand| together.add(demand));
    if let Some(kind) = clash {
        tell(node.source, kind);
    }
    clash.is_some()
}

/// A question that must be answered so wherever the whole holds.
#[derive(Clone, Copy)]
struct Demand<'n> {
    atom: &'n Atom,
    holds: bool,
    source: TextSpan,
}

/// What must hold, or must not, wherever the node comes out so. Of alternatives nothing follows.
fn demands<'n>(node: &'n Node, holds: bool, found: &mut Vec<Demand<'n>>) {
    let all_of = match &node.expr {
        // A qualifier belongs to the thing beside it, and what a person answers is no one thing.
        Expr::Atom(Atom::Qualifier { .. } | Atom::Person) | Expr::Opaque => return,
        Expr::Atom(atom) => return found.push(Demand { atom, holds, source: node.source }),
        Expr::Not(part) => return demands(part, !holds, found),
        Expr::And(of) if holds || of.len() == 1 => of,
        Expr::Or(of) if !holds || of.len() == 1 => of,
        Expr::AtLeast { count: 1, of } if !holds => of,
        Expr::AtMost { count: 0, of } if holds => {
            of.iter().for_each(|part| demands(part, false, found));
            return;
        }
        Expr::AtLeast { count, of } if holds && usize::try_from(*count).is_ok_and(|count| count == of.len()) => of,
        Expr::IfThen { condition, then } if !holds => {
            demands(condition, true, found);
            return demands(then, false, found);
        }
        Expr::Except { base, exception } if holds => {
            demands(base, true, found);
            return demands(exception, false, found);
        }
        Expr::And(_)
        | Expr::Or(_)
        | Expr::AtLeast { .. }
        | Expr::AtMost { .. }
        | Expr::IfThen { .. }
        | Expr::Except { .. } => return,
    };
    all_of.iter().for_each(|part| demands(part, holds, found));
}

/// Questions that must be answered so together.
struct Together<'n, 't> {
    terms: &'t Terms,
    known: Vec<Demand<'n>>,
    intervals: Vec<(Quantity, Interval)>,
}

/// What intervals can be compared of: age, or a measurement of one time in one unit.
#[derive(Clone, PartialEq)]
enum Quantity {
    Age,
    Measured { concept: ConceptId, when: When, values: Values, unit: String },
}

#[derive(Clone, Copy)]
struct Interval {
    low: Option<Bound>,
    high: Option<Bound>,
}

impl<'n, 't> Together<'n, 't> {
    fn new(terms: &'t Terms) -> Self {
        Self { terms, known: Vec::new(), intervals: Vec::new() }
    }

    /// Adds a question. What it clashes with another in, if it does; then it is left out.
    fn add(&mut self, demand: Demand<'n>) -> Option<FlawKind> {
        let clashes = |known: &Demand| match (known.atom, demand.atom) {
            (Atom::Sex(one), Atom::Sex(other)) if known.holds && demand.holds => one != other,
            (one, other) => one == other && known.holds != demand.holds,
        };
        if self.known.iter().any(clashes) {
            return Some(FlawKind::Contradiction);
        }
        if let Some((quantity, interval)) = self.interval(demand) {
            match self.intervals.iter_mut().find(|(known, _)| *known == quantity) {
                Some((_, known)) => {
                    let both = known.and(interval);
                    if is_empty(both.low, both.high) {
                        return Some(FlawKind::EmptyInterval);
                    }
                    *known = both;
                }
                // An interval that is empty by itself is told as that.
                None if !is_empty(interval.low, interval.high) => self.intervals.push((quantity, interval)),
                None => {}
            }
        }
        self.known.push(demand);
        None
    }

    /// The values that a demand leaves, in the measurement's own unit where it has one.
    fn interval(&self, demand: Demand<'n>) -> Option<(Quantity, Interval)> {
        let (quantity, interval) = match demand.atom {
            Atom::Age { low, high } => (Quantity::Age, Interval { low: *low, high: *high }),
            // Of all its values one may be this and another that.
            Atom::Measurement { values: Values::Any | Values::All | Values::AtLeast(_), .. } => return None,
            Atom::Measurement { concept, test, when, values } => {
                let own = self.terms.concept(*concept).and_then(|known| known.unit.as_deref()).unwrap_or_default();
                let convert = |bound: Bound| {
                    let value = self.terms.convert(Some(*concept), bound.value, &test.unit, own)?;
                    Some(Bound { value, ..bound })
                };
                let is_limit = matches!(test.unit.as_str(), "" | "[ULN]" | "[LLN]");
                let converted = |bound: Option<Bound>| bound.map(|bound| convert(bound).ok_or(())).transpose();
                let (unit, low, high) = match (converted(test.low), converted(test.high)) {
                    (Ok(low), Ok(high)) if !is_limit => (own, low, high),
                    _ => (test.unit.as_str(), test.low, test.high),
                };
                let unit = unit.to_owned();
                (Quantity::Measured { concept: *concept, when: *when, values: *values, unit }, Interval { low, high })
            }
            _ => return None,
        };
        if demand.holds {
            return Some((quantity, interval));
        }
        let turned = |bound: Bound| Bound { inclusive: !bound.inclusive, ..bound };
        match (interval.low, interval.high) {
            (Some(low), None) => Some((quantity, Interval { low: None, high: Some(turned(low)) })),
            (None, Some(high)) => Some((quantity, Interval { low: Some(turned(high)), high: None })),
            // What is outside of both ends is no interval.
            _ => None,
        }
    }
}

impl Interval {
    fn and(self, other: Self) -> Self {
        // Of two equal ends the one that is not part of it is the narrower.
        let narrower = |one: Option<Bound>, other: Option<Bound>, higher: bool| match (one, other) {
            (Some(one), Some(other)) => {
                let first = if higher { one.value > other.value } else { one.value < other.value };
                let equal = one.value.total_cmp(&other.value).is_eq();
                Some(if first || (equal && !one.inclusive) { one } else { other })
            }
            (one, other) => one.or(other),
        };
        Self { low: narrower(self.low, other.low, true), high: narrower(self.high, other.high, false) }
    }
}

/// Where the text asks for another age than the field of the record. "< 76" and "at most 75" are the same, and so are "over 18"
/// and "18 or older", since texts do not tell them apart.
fn ages_that_differ(demanded: &[Demand], field: &Criterion) -> Vec<TextSpan> {
    let Expr::Atom(Atom::Age { low: from, high: to }) = &field.expr.expr else { return Vec::new() };
    let whole = |bound: &Bound, is_high: bool| if is_high && !bound.inclusive { bound.value - 1.0 } else { bound.value };
    let differs = |own: Option<Bound>, field: Option<Bound>, is_high: bool| match (own, field) {
        (Some(own), Some(field)) => {
            (own.value - field.value).abs() >= 1.0 && (whole(&own, is_high) - whole(&field, is_high)).abs() >= 1.0
        }
        _ => false,
    };
    let other = demanded.iter().filter(|demand| match demand.atom {
        Atom::Age { low, high } => demand.holds && (differs(*low, *from, false) || differs(*high, *to, true)),
        _ => false,
    });
    other.map(|demand| demand.source).collect()
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
        Atom::Measurement { concept, test, when, .. } => {
            return if lacks(&[*concept]) {
                Some(FlawKind::EmptyConceptSet)
            } else if is_empty(test.low, test.high) {
                Some(FlawKind::EmptyInterval)
            } else if impossible(*when) || matches!(when, When::HalfLives(_)) {
                Some(FlawKind::ImpossibleWindow)
            } else {
                (!converts(*concept, test, terms)).then_some(FlawKind::UnitWithoutConversion)
            };
        }
        Atom::Medication { any_of, when, manner } => {
            if let Some(dose) = &manner.dose {
                if is_empty(dose.low, dose.high) {
                    return Some(FlawKind::EmptyInterval);
                }
                if !lacks(any_of) && terms.convert(None, 1.0, &dose.unit, &dose.unit).is_none() {
                    return Some(FlawKind::UnitWithoutConversion);
                }
            }
            (any_of, *when)
        }
        Atom::Condition { when: When::HalfLives(_), .. }
        | Atom::Social { when: When::HalfLives(_), .. }
        | Atom::Genomic { when: When::HalfLives(_), .. } => return Some(FlawKind::ImpossibleWindow),
        Atom::Condition { any_of, when, .. }
        | Atom::Procedure { any_of, when }
        | Atom::Social { any_of, when, .. }
        | Atom::Genomic { any_of, when } => (any_of, *when),
        Atom::Allergy { any_of } | Atom::Stage { any_of } => (any_of, When::Ever),
        Atom::Named { name, test, when, .. } => {
            return if name.trim().is_empty() {
                Some(FlawKind::EmptyConceptSet)
            } else if test.as_ref().is_some_and(|test| is_empty(test.low, test.high)) {
                Some(FlawKind::EmptyInterval)
            } else if impossible(*when) {
                Some(FlawKind::ImpossibleWindow)
            } else {
                // A measurement of the tables is only named where its value is in a unit that is none of it.
                let measured = terms.by_name(name).filter(|id| {
                    terms
                        .concept(*id)
                        .is_some_and(|concept| concept.kind == ConceptKind::Measurement && concept.unit.is_some())
                });
                let unfit = measured.zip(test.as_ref()).is_some_and(|(concept, test)| !converts(concept, test, terms));
                unfit.then_some(FlawKind::UnitWithoutConversion)
            };
        }
        Atom::Sex(_) | Atom::Qualifier { .. } | Atom::Participation { .. } | Atom::Person => return None,
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
        When::Ever | When::Now => false,
        // Something that is within no time at all.
        When::Within(window) => window.days == 0 || window.days > LONGEST_DAYS,
        When::Before(window) | When::Since(window) => window.days > LONGEST_DAYS,
        When::HalfLives(lives) => (lives.count == 0 && lives.days == 0) || lives.days > LONGEST_DAYS,
        When::Event(window) => {
            window.least > LONGEST_DAYS || window.most.is_some_and(|most| most < window.least || most > LONGEST_DAYS)
        }
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
        Expr::AtLeast { count, .. } | Expr::AtMost { count, .. } => Some(*count),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
