//! One question to one patient: which facts bear on it, and what they say together.
//!
//! Each rule is a statement about the existence of facts (there is one that affirms, there is none that denies), so that
//! the same question can be asked of a table with `EXISTS` and SQL's three-valued logic. Nothing here depends on the order
//! of facts.

use std::collections::BTreeSet;

use almoner_base::{ConceptId, Day, DayRange, Reason, Verdict};
use almoner_facts::{Course, Experiencer, Fact, FactKind, Polarity, Sex, Source, Temporality, Value};
use almoner_terms::Terms;

use crate::absence::verdict_of_silence;
use crate::time::{Holds, holds, order_day, possibly_latest};
use crate::value::{test_age, test_quantity};
use crate::{AbsencePolicy, Assumption, Atom, AtomKind, Finding, PatientView, SexClass, Subject, ValueTest, When};

/// Everything a question is asked with.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) patient: &'a PatientView<'a>,
    pub(crate) terms: &'a Terms,
    pub(crate) absence: &'a AbsencePolicy,
    pub(crate) now: Option<Day>,
}

/// Answers one question. The caller adds where it stands in the text.
pub(crate) fn ask(atom: &Atom, context: &Context) -> Finding {
    let demographics = context.patient.demographics;
    match atom {
        Atom::Age { low, high } => match demographics.age {
            Some(age) => Finding::plain(test_age(age, *low, *high)),
            None => Finding::plain(Verdict::Unknown(Reason::NoData)),
        },
        Atom::Sex(class) => Finding::plain(match (demographics.sex, class) {
            (Some(Sex::Female), SexClass::Female) | (Some(Sex::Male), SexClass::Male) => Verdict::Met,
            (Some(Sex::Female), SexClass::Male) | (Some(Sex::Male), SexClass::Female) => Verdict::NotMet,
            (Some(Sex::Other), _) => Verdict::Unknown(Reason::Uncertain),
            (None, _) => Verdict::Unknown(Reason::NoData),
        }),
        Atom::Condition { any_of, when, subject } => {
            let kind = match subject {
                Subject::Patient => AtomKind::Condition,
                Subject::Family => AtomKind::Family,
            };
            Question { kind, any_of, when: *when }.answer(context)
        }
        Atom::Medication { any_of, when } => Question { kind: AtomKind::Medication, any_of, when: *when }.answer(context),
        Atom::Procedure { any_of, when } => Question { kind: AtomKind::Procedure, any_of, when: *when }.answer(context),
        Atom::Allergy { any_of } => Question { kind: AtomKind::Allergy, any_of, when: When::Ever }.answer(context),
        Atom::Social { any_of, when } => Question { kind: AtomKind::Social, any_of, when: *when }.answer(context),
        Atom::Measurement { concept, test, when } => measured(*concept, test, *when, context),
        Atom::Person => Finding::plain(Verdict::Unknown(Reason::NeedsPerson)),
    }
}

/// The concepts whose facts can change the answer. A patient without any of them is answered by silence and demographics
/// alone, which is what lets an index skip that patient.
#[must_use]
pub fn concepts_of(atom: &Atom, terms: &Terms) -> Vec<ConceptId> {
    let mut found = BTreeSet::new();
    match atom {
        Atom::Age { .. } | Atom::Sex(_) | Atom::Person => {}
        Atom::Measurement { concept, .. } => found.extend(below(terms, *concept)),
        Atom::Condition { any_of, .. }
        | Atom::Medication { any_of, .. }
        | Atom::Procedure { any_of, .. }
        | Atom::Allergy { any_of }
        | Atom::Social { any_of, .. } => {
            for concept in any_of {
                found.extend(below(terms, *concept));
                found.extend(above(terms, *concept));
                found.extend(status_group(terms, *concept));
            }
        }
    }
    found.into_iter().collect()
}

/// The concept and everything below it; the concept alone where the tables do not hold it.
fn below(terms: &Terms, concept: ConceptId) -> BTreeSet<ConceptId> {
    terms.descendants(concept).iter().copied().chain([concept]).collect()
}

/// The concept and everything above it.
fn above(terms: &Terms, concept: ConceptId) -> BTreeSet<ConceptId> {
    let mut found = BTreeSet::from([concept]);
    let mut open = vec![concept];
    while let Some(next) = open.pop() {
        for parent in terms.concept(next).map(|known| known.parents.as_slice()).unwrap_or_default() {
            if found.insert(*parent) {
                open.push(*parent);
            }
        }
    }
    found
}

/// Statements that exclude each other, of which the latest counts.
const STATUS_GROUPS: &[&[&str]] = &[&["smoker-current", "smoker-former", "smoker-never"]];

fn status_group(terms: &Terms, concept: ConceptId) -> Vec<ConceptId> {
    let group = |keys: &[&str]| keys.iter().filter_map(|key| terms.by_key(key)).collect::<Vec<_>>();
    STATUS_GROUPS.iter().map(|keys| group(keys)).find(|ids| ids.contains(&concept)).unwrap_or_default()
}

/// What a fact says of its own concept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Yes,
    Perhaps,
    No,
}

/// What a fact says, or `None` if it says nothing of the patient's (or the family's) past or present.
fn says(fact: &Fact, kind: AtomKind) -> Option<Says> {
    let experiencer = if kind == AtomKind::Family { Experiencer::Family } else { Experiencer::Patient };
    let is_allergy = fact.kind == FactKind::Allergy;
    if fact.assertion.experiencer != experiencer
        || is_allergy != (kind == AtomKind::Allergy)
        || fact.assertion.temporality == Temporality::Hypothetical
        || fact.course == Some(Course::Planned)
    {
        return None;
    }
    Some(match (fact.assertion.polarity, &fact.value) {
        (Polarity::Negated, _) | (Polarity::Affirmed, Some(Value::Flag(false))) => Says::No,
        (Polarity::Possible, _) => Says::Perhaps,
        (Polarity::Affirmed, _) => Says::Yes,
    })
}

/// A question whether something is recorded.
struct Question<'a> {
    kind: AtomKind,
    any_of: &'a [ConceptId],
    when: When,
}

/// What the facts said, sorted by how they bear on the question.
#[derive(Default)]
struct Bearing {
    yes: Vec<Source>,
    maybe: Vec<(Reason, Source)>,
    over: Vec<Source>,
    no: Vec<Source>,
    /// Every one of the concepts is denied.
    denied: bool,
    /// Every one is denied, but by statements older than the record's last encounter.
    denied_once: bool,
}

impl Bearing {
    fn doubt(self) -> Finding {
        let reason = self.maybe.iter().map(|maybe| maybe.0).min().unwrap_or(Reason::Uncertain);
        let mut evidence: Vec<Source> = self.maybe.into_iter().map(|maybe| maybe.1).collect();
        evidence.sort_unstable();
        evidence.dedup();
        Finding { evidence, ..Finding::plain(Verdict::Unknown(reason)) }
    }
}

impl Question<'_> {
    fn answer(&self, context: &Context) -> Finding {
        if self.impossible(context) {
            return Finding::plain(Verdict::NotMet);
        }
        let bearing = self.weigh(context);
        let past = matches!(self.when, When::Before(_));
        // "Before the window" is spoilt by an episode inside it, and by one that may be; "now" is proved by one that
        // goes on, whatever else is over.
        if past && !bearing.over.is_empty() {
            return Finding { evidence: bearing.over, ..Finding::plain(Verdict::NotMet) };
        }
        if past && !bearing.maybe.is_empty() {
            return bearing.doubt();
        }
        if !bearing.yes.is_empty() && bearing.denied {
            let evidence = bearing.yes.into_iter().chain(bearing.no).collect();
            return Finding { evidence, ..Finding::plain(Verdict::Unknown(Reason::Conflicting)) };
        }
        if !bearing.yes.is_empty() {
            return Finding { evidence: bearing.yes, ..Finding::plain(Verdict::Met) };
        }
        if !bearing.maybe.is_empty() {
            return bearing.doubt();
        }
        if !bearing.over.is_empty() {
            return Finding { evidence: bearing.over, ..Finding::plain(Verdict::NotMet) };
        }
        if bearing.denied {
            return Finding { evidence: bearing.no, ..Finding::plain(Verdict::NotMet) };
        }
        self.silence(&bearing, context)
    }

    fn silence(&self, bearing: &Bearing, context: &Context) -> Finding {
        let PatientView { coverage, notes, .. } = *context.patient;
        let rule = context.absence.rule(self.kind);
        let evidence = if bearing.denied_once { bearing.no.clone() } else { Vec::new() };
        match verdict_of_silence(rule, self.kind, self.when, coverage, notes, context.now) {
            Verdict::Unknown(Reason::NoData) if bearing.denied_once => {
                Finding { evidence, ..Finding::plain(Verdict::Unknown(Reason::Stale)) }
            }
            verdict if verdict.is_decided() => {
                let assumption = Assumption::Absence { kind: self.kind, rule };
                Finding { evidence, assumptions: vec![assumption], ..Finding::plain(verdict) }
            }
            verdict => Finding::plain(verdict),
        }
    }

    /// What a recorded male sex rules out.
    fn impossible(&self, context: &Context) -> bool {
        let female_only = ["pregnant", "breastfeeding"].map(|key| context.terms.by_key(key));
        self.kind == AtomKind::Social
            && context.patient.demographics.sex == Some(Sex::Male)
            && !self.any_of.is_empty()
            && self.any_of.iter().all(|concept| female_only.contains(&Some(*concept)))
    }

    fn weigh(&self, context: &Context) -> Bearing {
        let mut bearing =
            Bearing { denied: !self.any_of.is_empty(), denied_once: !self.any_of.is_empty(), ..Bearing::default() };
        let facts = context.patient.facts;
        let last_seen = context.patient.coverage.encounters.iter().map(|day| day.earliest).max();
        let wanted: BTreeSet<ConceptId> = self.any_of.iter().flat_map(|concept| below(context.terms, *concept)).collect();
        let statuses = self.statuses(context);
        let outdated =
            |fact: &Fact| statuses.as_ref().is_some_and(|latest| !latest.iter().any(|one| std::ptr::eq(*one, fact)));

        for concept in &wanted {
            for fact in facts.of(*concept).filter(|fact| !outdated(fact)) {
                let held = match says(fact, self.kind) {
                    None | Some(Says::No) => continue,
                    Some(said) => (said, holds(fact, self.when, context.now)),
                };
                match held {
                    (_, Holds::Out) => {}
                    (Says::Yes, Holds::In) => bearing.yes.push(fact.source),
                    (Says::Yes, Holds::Against) => bearing.over.push(fact.source),
                    (_, Holds::Maybe(reason)) => bearing.maybe.push((reason, fact.source)),
                    (_, Holds::In) => bearing.maybe.push((Reason::Uncertain, fact.source)),
                    // That something possible is over, or fell into the window, decides nothing.
                    (_, Holds::Against) if matches!(self.when, When::Before(_)) => {
                        bearing.maybe.push((Reason::Uncertain, fact.source));
                    }
                    (_, Holds::Against) => {}
                }
            }
        }
        for concept in self.any_of {
            let mut denials: Vec<&Fact> = above(context.terms, *concept)
                .iter()
                .flat_map(|wider| facts.of(*wider))
                .filter(|fact| says(fact, self.kind) == Some(Says::No) && !outdated(fact))
                .collect();
            // "Former smoker" denies "current smoker".
            for other in status_group(context.terms, *concept).into_iter().filter(|other| !wanted.contains(other)) {
                denials.extend(facts.of(other).filter(|fact| says(fact, self.kind) == Some(Says::Yes) && !outdated(fact)));
            }
            bearing.no.extend(denials.iter().map(|fact| fact.source));
            bearing.denied_once &= !denials.is_empty();
            bearing.denied &= denials.iter().any(|fact| speaks_for_today(fact, last_seen));
        }
        for sources in [&mut bearing.yes, &mut bearing.no, &mut bearing.over] {
            sources.sort_unstable();
            sources.dedup();
        }
        bearing.maybe.sort_unstable();
        bearing.maybe.dedup();
        bearing
    }

    /// The latest statements of a group that exclude each other; `None` where the question is about no such group.
    fn statuses<'f>(&self, context: &Context<'f>) -> Option<Vec<&'f Fact>> {
        let group: BTreeSet<ConceptId> =
            self.any_of.iter().flat_map(|concept| status_group(context.terms, *concept)).collect();
        if group.is_empty() {
            return None;
        }
        let said = |fact: &&Fact| says(fact, self.kind).is_some();
        let all: Vec<&Fact> = group.iter().flat_map(|concept| context.patient.facts.of(*concept)).filter(said).collect();
        Some(possibly_latest(&all))
    }
}

/// A denial speaks for the time up to its own day. It decides only where the record shows no later encounter.
fn speaks_for_today(fact: &Fact, last_seen: Option<Day>) -> bool {
    let day = fact.days.recorded.map(DayRange::exact).or_else(|| order_day(fact));
    match (day, last_seen) {
        (Some(day), Some(last)) => day.latest >= last,
        _ => true,
    }
}

/// Answers a question about a measured value. The latest counts; where that cannot be told, all that may be the latest
/// must agree.
fn measured(concept: ConceptId, test: &ValueTest, when: When, context: &Context) -> Finding {
    let counts = |fact: &&Fact| {
        fact.assertion.experiencer == Experiencer::Patient
            && fact.assertion.temporality != Temporality::Hypothetical
            && fact.assertion.polarity != Polarity::Negated
            && fact.course != Some(Course::Planned)
            && fact.kind != FactKind::Allergy
            && fact.value.is_some()
            && !matches!((context.now, fact.days.start), (Some(now), Some(start)) if start.earliest > now)
    };
    let concepts = below(context.terms, concept);
    let all: Vec<&Fact> = concepts.iter().flat_map(|id| context.patient.facts.of(*id)).filter(counts).collect();
    let mut doubtful = false;
    let candidates: Vec<&Fact> = match when {
        When::Before(_) => {
            let held = |fact: &&Fact| match holds(fact, When::Before(window_of(when)), context.now) {
                Holds::In => true,
                Holds::Maybe(_) => {
                    doubtful = true;
                    false
                }
                Holds::Out | Holds::Against => false,
            };
            all.iter().copied().filter(held).collect()
        }
        _ => all,
    };
    if doubtful {
        let reason = if context.now.is_none() { Reason::NeedsRecency } else { Reason::Uncertain };
        return Finding::plain(Verdict::Unknown(reason));
    }
    let latest = possibly_latest(&candidates);
    if latest.is_empty() {
        return Finding::plain(Verdict::Unknown(Reason::NoData));
    }
    let mut evidence: Vec<Source> = latest.iter().map(|fact| fact.source).collect();
    evidence.sort_unstable();
    evidence.dedup();
    let verdicts: Vec<Verdict> = latest
        .iter()
        .map(|fact| match (recent(fact, when, context.now), &fact.value) {
            (Err(reason), _) => Verdict::Unknown(reason),
            _ if fact.assertion.polarity == Polarity::Possible => Verdict::Unknown(Reason::Uncertain),
            (Ok(()), Some(Value::Quantity(quantity))) => test_quantity(context.terms, concept, quantity, test),
            (Ok(()), _) if test.low.is_none() && test.high.is_none() => Verdict::Met,
            (Ok(()), _) => Verdict::Unknown(Reason::Uncertain),
        })
        .collect();
    Finding { evidence, ..Finding::plain(agree(&verdicts, &latest)) }
}

fn window_of(when: When) -> crate::Window {
    match when {
        When::Within(window) | When::Before(window) => window,
        When::Ever | When::Now => crate::Window { days: 0 },
    }
}

/// Whether a measurement is young enough. The point in time counts, so an end is never looked at.
fn recent(fact: &Fact, when: When, now: Option<Day>) -> Result<(), Reason> {
    let When::Within(window) = when else { return Ok(()) };
    let Some(day) = order_day(fact) else { return Err(Reason::Uncertain) };
    let Some(now) = now else { return Err(Reason::NeedsRecency) };
    let from = crate::time::window_start(now, window);
    if day.earliest >= from {
        Ok(())
    } else if day.latest < from {
        Err(Reason::Stale)
    } else {
        Err(Reason::Uncertain)
    }
}

/// The common verdict of all values that may be the latest. Values of the same day that differ contradict each other;
/// values whose order is unknown leave the answer uncertain.
fn agree(verdicts: &[Verdict], facts: &[&Fact]) -> Verdict {
    let met = verdicts.contains(&Verdict::Met);
    let not_met = verdicts.contains(&Verdict::NotMet);
    let unknown = verdicts.iter().filter_map(|verdict| match verdict {
        Verdict::Unknown(reason) => Some(*reason),
        Verdict::Met | Verdict::NotMet => None,
    });
    match (unknown.min(), met, not_met) {
        (Some(reason), _, _) => Verdict::Unknown(reason),
        (None, true, true) => {
            let mut days = facts.iter().map(|fact| order_day(fact));
            let first = days.next().flatten();
            let same_day = first.is_none_or(|day| day.is_exact()) && days.all(|day| day == first);
            Verdict::Unknown(if same_day { Reason::Conflicting } else { Reason::Uncertain })
        }
        (None, true, false) => Verdict::Met,
        (None, false, _) => Verdict::NotMet,
    }
}
