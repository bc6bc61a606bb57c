//! One question to one patient: which facts bear on it, and what they say together.
//!
//! Each rule is a statement about the existence of facts (there is one that affirms, there is none that denies), so that
//! the same question can be asked of a table with `EXISTS` and SQL's three-valued logic. Nothing here depends on the order
//! of facts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use almoner_base::{ConceptId, Day, DayRange, Quantity, Reason, Verdict};
use almoner_facts::{Course, Experiencer, Fact, FactKind, Polarity, Sex, Source, Span, Temporality, Value};
use almoner_terms::{Concept, ConceptKind, Terms};

use crate::absence::verdict_of_silence;
use crate::index::ConceptSet;
use crate::manner::{Dosed, Fit, Given};
use crate::stage::Staged;
use crate::time::{Clock, Holds, PREGNANCY_DAYS, holds, holds_now, is_older, last_seen, order_day, possibly_latest, within};
use crate::value::{in_unit, test_age, test_quantity};
use crate::{
    AbsencePolicy, AbsenceRule, Anchor, Assumption, Atom, AtomKind, Bound, EventWindow, Finding, PatientView, SexClass,
    Subject, ValueTest, Values, When, Window,
};

/// Everything a question is asked with.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) patient: &'a PatientView<'a>,
    pub(crate) terms: &'a Terms,
    pub(crate) absence: &'a AbsencePolicy,
    pub(crate) now: Option<Day>,
}

/// An atom made ready to be asked of many patients: its concepts are looked up once.
#[derive(Clone, Debug)]
pub struct Question(Asked);

#[derive(Clone, Debug)]
enum Asked {
    Age {
        low: Option<Bound>,
        high: Option<Bound>,
    },
    Sex(SexClass),
    Recorded(Box<Recorded>),
    Measured(Measured),
    /// One for each staging system of which something is asked; any of them suffices.
    Staged(Vec<Staged>),
    Untold,
    Person,
    /// Taking part in another study, and the concept by which a record tells of a part in any.
    Participation {
        when: When,
        on_record: Option<ConceptId>,
    },
}

impl Question {
    /// Looks up what the atom asks about.
    #[must_use]
    pub fn new(atom: &Atom, terms: &Terms) -> Self {
        let recorded =
            |kind, any_of: &[ConceptId], when| Asked::Recorded(Box::new(Recorded::new(kind, any_of, when, terms)));
        Self(match atom {
            Atom::Age { low, high } => Asked::Age { low: *low, high: *high },
            Atom::Sex(class) => Asked::Sex(*class),
            Atom::Participation { when } => {
                Asked::Participation { when: *when, on_record: terms.by_key("study-participation") }
            }
            person if person.needs_a_person() => Asked::Person,
            Atom::Condition { any_of, when, subject: Subject::Patient } => recorded(AtomKind::Condition, any_of, *when),
            Atom::Condition { any_of, when, .. } => recorded(AtomKind::Family, any_of, *when),
            Atom::Medication { any_of, when, manner } => Asked::Recorded(Box::new(Recorded {
                manner: Given::of(manner),
                ..Recorded::new(AtomKind::Medication, any_of, *when, terms)
            })),
            Atom::Procedure { any_of, when } => recorded(AtomKind::Procedure, any_of, *when),
            Atom::Allergy { any_of } => recorded(AtomKind::Allergy, any_of, When::Ever),
            Atom::Social { any_of, when, subject: Subject::Family } => recorded(AtomKind::Family, any_of, *when),
            Atom::Social { any_of, when, .. } => recorded(AtomKind::Social, any_of, *when),
            Atom::Genomic { any_of, when } => recorded(AtomKind::Genomic, any_of, *when),
            Atom::Measurement { concept, test, when, values } => Asked::Measured(Measured {
                concept: *concept,
                wanted: below(terms, *concept),
                test: test.clone(),
                when: *when,
                values: *values,
                // A window in the text says itself how old the value may be, and the past does not grow old.
                stale_days: match (when, values) {
                    (When::Ever | When::Now | When::Since(_), Values::Latest | Values::Mean(_)) => {
                        terms.concept(*concept).and_then(|known| known.stale_days)
                    }
                    _ => None,
                },
                events: events_of(*when, terms),
            }),
            Atom::Stage { any_of } => Asked::Staged(Staged::of(any_of, terms)),
            Atom::Qualifier { .. } | Atom::Named { .. } => Asked::Untold,
            Atom::Person => Asked::Person,
        })
    }

    /// Asks one patient. `missing` of the finding is left to the caller, who knows where the question stands.
    #[must_use]
    pub fn ask(&self, patient: &PatientView, terms: &Terms, absence: &AbsencePolicy, now: Option<Day>) -> Finding {
        self.answer(&Context { patient, terms, absence, now })
    }

    /// The concepts whose facts can change the answer. A patient without any of them is answered by silence and
    /// demographics alone, which is what lets an index skip that patient.
    #[must_use]
    pub fn concepts(&self) -> Vec<ConceptId> {
        match &self.0 {
            // The answer of a participation is the same whatever is on record.
            Asked::Age { .. } | Asked::Sex(_) | Asked::Untold | Asked::Person | Asked::Participation { .. } => Vec::new(),
            Asked::Measured(measured) => {
                let all: BTreeSet<ConceptId> = measured.wanted.iter().chain(measured.events.iter()).collect();
                all.into_iter().collect()
            }
            Asked::Staged(systems) => {
                systems.iter().flat_map(Staged::concepts).collect::<BTreeSet<_>>().into_iter().collect()
            }
            Asked::Recorded(recorded) => {
                let each = recorded.denied_by.iter().flat_map(|by| by.wider.iter().chain(by.contrary.iter().copied()));
                let all = recorded.wanted.iter().chain(recorded.group.iter()).chain(recorded.events.iter()).chain(each);
                let all: BTreeSet<ConceptId> = all.collect();
                all.into_iter().collect()
            }
        }
    }

    /// How many bytes its concepts take, close to all that it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match &self.0 {
            Asked::Age { .. } | Asked::Sex(_) | Asked::Untold | Asked::Person | Asked::Participation { .. } => 0,
            Asked::Measured(measured) => measured.wanted.bytes() + measured.events.bytes(),
            Asked::Staged(systems) => systems.iter().map(Staged::bytes).sum(),
            Asked::Recorded(recorded) => {
                let Recorded { wanted, all_wider, coarser, group, events, .. } = recorded.as_ref();
                let sets = [wanted, all_wider, coarser, group, events].into_iter();
                sets.chain(recorded.denied_by.iter().map(|by| &by.wider)).map(ConceptSet::bytes).sum()
            }
        }
    }

    /// Whether silence says nothing of it under a rule that lets silence of records speak.
    #[must_use]
    pub fn is_memberless(&self) -> bool {
        matches!(&self.0, Asked::Recorded(recorded) if recorded.memberless)
    }

    /// What the question comes down to for a patient whose facts deny nothing, where nobody knows what day it is. `None` for a
    /// question that weighs facts against each other.
    #[must_use]
    pub fn plain(&self) -> Option<PlainQuestion> {
        let Asked::Recorded(recorded) = &self.0 else { return None };
        let whole = recorded.group.is_empty() && recorded.passing.is_empty();
        let simple = whole && !recorded.female_only && recorded.manner.is_none();
        let when = PlainWhen::of(recorded.when)?;
        simple.then(|| PlainQuestion {
            kind: recorded.kind,
            when,
            wanted: recorded.wanted.iter().collect(),
            wider: recorded.all_wider.iter().collect(),
            coarser: recorded.coarser.iter().collect(),
        })
    }

    pub(crate) fn answer(&self, context: &Context) -> Finding {
        let demographics = context.patient.demographics;
        match &self.0 {
            Asked::Age { low, high } => Finding::plain(match demographics.age {
                Some(age) => test_age(age, *low, *high),
                None => Verdict::Unknown(Reason::NoData),
            }),
            Asked::Sex(class) => Finding::plain(match (demographics.sex, class) {
                (Some(Sex::Female), SexClass::Female) | (Some(Sex::Male), SexClass::Male) => Verdict::Met,
                (Some(Sex::Female), SexClass::Male) | (Some(Sex::Male), SexClass::Female) => Verdict::NotMet,
                (Some(Sex::Other), _) => Verdict::Unknown(Reason::Uncertain),
                (None, _) => Verdict::Unknown(Reason::NoData),
            }),
            Asked::Recorded(recorded) => recorded.answer(context),
            Asked::Measured(measured) => measured.answer(context),
            Asked::Staged(systems) => any(systems.iter().map(|system| system.answer(context))),
            Asked::Untold => Finding::plain(Verdict::Unknown(Reason::NoData)),
            Asked::Person => Finding::plain(Verdict::Unknown(Reason::NeedsPerson)),
            // Which study it is stays in the hospital's zone: it may be the one that asks, or one that only observes. So a person is
            // shown what is on record, and decides.
            Asked::Participation { when, on_record } => {
                let events = events(&events_of(*when, context.terms), context);
                let clock = Clock { now: context.now, terms: context.terms, events: &events };
                let told = on_record.iter().flat_map(|concept| context.patient.facts.of(*concept));
                let told = told.filter(|fact| says(fact, AtomKind::Social).is_some_and(|said| said != Says::No));
                let held = told.filter(|fact| matches!(holds(fact, *when, &clock), Holds::In | Holds::Maybe(_)));
                let mut evidence: Vec<Source> = held.map(|fact| fact.source).collect();
                evidence.sort_unstable();
                evidence.dedup();
                Finding { evidence, ..Finding::plain(Verdict::Unknown(Reason::NeedsPerson)) }
            }
        }
    }
}

/// A question whose answer follows from how single facts bear on it: one that is for it makes it met; else one that leaves it open
/// makes it unknown, for the first of the reasons; else one that is over makes it not met; else it is silence that answers, or what says
/// less than was asked.
#[derive(Clone, Debug)]
pub struct PlainQuestion {
    /// What kind of thing is asked.
    pub kind: AtomKind,
    /// Of which time.
    pub when: PlainWhen,
    /// Concepts whose facts bear on it.
    pub wanted: Vec<ConceptId>,
    /// Concepts by whose denial it may be denied; of a patient who has one, it must be asked in full.
    pub wider: Vec<ConceptId>,
    /// Concepts that say less than was asked. Where silence would answer that it is not met, a fact of one that is for it or leaves it
    /// open makes it uncertain, unless the record tells of a kind of that concept.
    pub coarser: Vec<ConceptId>,
}

/// Times that can be told apart without knowing what day it is; the length of a window cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlainWhen {
    /// At any time.
    Ever,
    /// Now.
    Now,
    /// Within some time.
    Within,
}

impl PlainWhen {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ever, Self::Now, Self::Within];

    fn of(when: When) -> Option<Self> {
        match when {
            When::Ever => Some(Self::Ever),
            When::Now => Some(Self::Now),
            When::Within(_) => Some(Self::Within),
            When::Before(_) | When::Since(_) | When::HalfLives(_) | When::Event(_) => None,
        }
    }
}

/// How one fact bears on a plain question about its concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It makes it so.
    For,
    /// It may.
    Open(Reason),
    /// It is over.
    Over,
}

/// How a fact bears on a plain question of a kind; `None` if not at all. Denials are told by [`denies`].
#[must_use]
pub fn weight_of(fact: &Fact, kind: AtomKind, when: PlainWhen) -> Option<Weight> {
    let held = match when {
        PlainWhen::Ever => Holds::In,
        PlainWhen::Now => holds_now(fact, None),
        PlainWhen::Within => within(fact, Window { days: 1 }, None),
    };
    match (says(fact, kind)?, held) {
        (Says::No, _) | (_, Holds::Out) | (Says::Perhaps, Holds::Against) => None,
        (Says::Yes, Holds::In) => Some(Weight::For),
        (Says::Yes, Holds::Against) => Some(Weight::Over),
        (_, Holds::Maybe(reason)) => Some(Weight::Open(reason)),
        (Says::Perhaps, Holds::In) => Some(Weight::Open(Reason::Uncertain)),
    }
}

/// Whether a fact denies its concept in questions of a kind.
#[must_use]
pub fn denies(fact: &Fact, kind: AtomKind) -> bool {
    says(fact, kind) == Some(Says::No)
}

/// The finding that any of some holds. None of them is asked of an empty list.
fn any(findings: impl Iterator<Item = Finding>) -> Finding {
    findings
        .reduce(|one, other| {
            let verdict = one.verdict.or(other.verdict);
            let carries = |finding: &Finding| !verdict.is_decided() || finding.verdict == verdict;
            let mut evidence: Vec<Source> = Vec::new();
            for finding in [&one, &other].into_iter().filter(|finding| carries(finding)) {
                evidence.extend(&finding.evidence);
            }
            evidence.sort_unstable();
            evidence.dedup();
            Finding { evidence, ..Finding::plain(verdict) }
        })
        .unwrap_or_else(|| Finding::plain(Verdict::Unknown(Reason::NoData)))
}

/// The concept and everything below it; the concept alone where the tables do not hold it.
pub(crate) fn below(terms: &Terms, concept: ConceptId) -> ConceptSet {
    terms.descendants(concept).iter().copied().chain([concept]).collect()
}

/// The concept and everything above it.
fn above(terms: &Terms, concept: ConceptId) -> ConceptSet {
    let mut found = BTreeSet::from([concept]);
    let mut open = vec![concept];
    while let Some(next) = open.pop() {
        for parent in terms.concept(next).map(|known| known.parents.as_slice()).unwrap_or_default() {
            if found.insert(*parent) {
                open.push(*parent);
            }
        }
    }
    found.into_iter().collect()
}

/// Whether a class of drugs has no member and no code, so that no record is of it but one that names the class. What a trial gives is no
/// member: records name the drug.
fn is_memberless(concept: ConceptId, terms: &Terms) -> bool {
    let no_code = |known: &Concept| known.kind == ConceptKind::DrugClass && known.codes.is_empty();
    let given = terms.by_key("study-drug");
    let bare = || terms.descendants(concept).iter().all(|kind| *kind == concept || Some(*kind) == given);
    Some(concept) == given || terms.concept(concept).is_some_and(no_code) && bare()
}

/// What a window counts from, and all below it.
fn events_of(when: When, terms: &Terms) -> ConceptSet {
    match when {
        When::Event(EventWindow { event: Anchor::Concept(concept), .. }) => below(terms, concept),
        _ => ConceptSet::default(),
    }
}

/// What the chart tells of the events that a window counts from.
fn events<'f>(concepts: &ConceptSet, context: &Context<'f>) -> Vec<&'f Fact> {
    let mut events = context.patient.facts.among(concepts);
    events.retain(|fact| says(fact, AtomKind::Condition).is_some_and(|said| said != Says::No));
    events
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
#[derive(Clone, Debug)]
struct Recorded {
    kind: AtomKind,
    when: When,
    /// The concepts that were asked for, and all below them: a fact about one of these affirms.
    wanted: ConceptSet,
    /// For each concept that was asked for, what denies it.
    denied_by: Vec<DeniedBy>,
    /// All of those by which some of them is denied.
    all_wider: ConceptSet,
    /// Of these, the ones that are wider than what was asked.
    coarser: ConceptSet,
    /// The status group that the question is about, if any.
    group: ConceptSet,
    /// Nothing but what a recorded male sex rules out.
    female_only: bool,
    /// Of the concepts asked for now, those that end of themselves: pregnancies.
    passing: ConceptSet,
    /// How a drug must have been given.
    manner: Option<Given>,
    /// What the time counts from.
    events: ConceptSet,
    /// Some class of drugs is asked for of which the tables hold no member: a record names members, so that its silence says nothing.
    memberless: bool,
}

#[derive(Clone, Debug)]
struct DeniedBy {
    /// The concept and all above it: "no cancer" denies lung cancer, "no lung cancer" does not deny cancer.
    wider: ConceptSet,
    /// Statuses that exclude it: "former smoker" denies "current smoker".
    contrary: Vec<ConceptId>,
}

/// What the facts said, sorted by how they bear on the question.
#[derive(Default)]
struct Bearing {
    yes: Vec<Source>,
    maybe: Vec<(Reason, Source)>,
    over: Vec<Source>,
    /// Was so, too long ago to be so still.
    stale: Vec<Source>,
    no: Vec<Source>,
    /// Of the drug, and given in another way.
    unfit: Vec<Source>,
    /// Says less than was asked, and may be it: a stroke of no kind, where a hemorrhagic one is asked.
    coarse: Vec<Source>,
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

impl Recorded {
    fn new(kind: AtomKind, any_of: &[ConceptId], when: When, terms: &Terms) -> Self {
        let wanted: ConceptSet =
            any_of.iter().flat_map(|concept| below(terms, *concept).iter().collect::<Vec<_>>()).collect();
        let all_wider: ConceptSet =
            any_of.iter().flat_map(|concept| above(terms, *concept).iter().collect::<Vec<_>>()).collect();
        let denied_by = any_of.iter().map(|concept| DeniedBy {
            wider: above(terms, *concept),
            contrary: status_group(terms, *concept).into_iter().filter(|other| !wanted.contains(*other)).collect(),
        });
        let sexed = ["pregnant", "breastfeeding"].map(|key| terms.by_key(key));
        let pregnant = terms.by_key("pregnant").map(|pregnant| below(terms, pregnant)).unwrap_or_default();
        let of_patient = !matches!(kind, AtomKind::Family | AtomKind::Allergy);
        let passes = |concept: &ConceptId| of_patient && when == When::Now && pregnant.contains(*concept);
        Self {
            passing: wanted.iter().filter(passes).collect(),
            kind,
            when,
            coarser: all_wider.iter().filter(|concept| !wanted.contains(*concept)).collect(),
            all_wider,
            denied_by: denied_by.collect(),
            group: any_of.iter().flat_map(|concept| status_group(terms, *concept)).collect(),
            female_only: kind == AtomKind::Social
                && !any_of.is_empty()
                && any_of.iter().all(|concept| sexed.contains(&Some(*concept))),
            manner: None,
            events: events_of(when, terms),
            memberless: any_of.iter().any(|concept| is_memberless(*concept, terms)),
            wanted,
        }
    }

    fn answer(&self, context: &Context) -> Finding {
        let bearing = self.weigh(context);
        if self.female_only && context.patient.demographics.sex == Some(Sex::Male) {
            // Either statement of the record is wrong.
            return if bearing.yes.is_empty() {
                Finding::plain(Verdict::NotMet)
            } else {
                Finding { evidence: bearing.yes, ..Finding::plain(Verdict::Unknown(Reason::Conflicting)) }
            };
        }
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
        if !bearing.stale.is_empty() && !bearing.denied {
            return Finding { evidence: bearing.stale, ..Finding::plain(Verdict::Unknown(Reason::Stale)) };
        }
        if !bearing.over.is_empty() {
            return Finding { evidence: bearing.over, ..Finding::plain(Verdict::NotMet) };
        }
        if bearing.denied {
            return Finding { evidence: bearing.no, ..Finding::plain(Verdict::NotMet) };
        }
        match self.silence(&bearing, context) {
            silent if silent.verdict == Verdict::NotMet && !bearing.coarse.is_empty() => {
                Finding { evidence: bearing.coarse, ..Finding::plain(Verdict::Unknown(Reason::Uncertain)) }
            }
            silent => silent,
        }
    }

    fn silence(&self, bearing: &Bearing, context: &Context) -> Finding {
        let PatientView { coverage, notes, .. } = *context.patient;
        let rule = context.absence.rule(self.kind);
        // What is taken in another dose is shown, and leaves it to silence whether nothing else is taken.
        let evidence = if bearing.denied_once { bearing.no.clone() } else { bearing.unfit.clone() };
        match verdict_of_silence(rule, self.kind, self.when, coverage, notes, context.now) {
            Verdict::NotMet if self.memberless && rule != AbsenceRule::SummaryNote => {
                Finding { evidence, ..Finding::plain(Verdict::Unknown(Reason::NoData)) }
            }
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

    fn weigh(&self, context: &Context) -> Bearing {
        let asks = !self.denied_by.is_empty();
        let mut bearing = Bearing { denied: asks, denied_once: asks, ..Bearing::default() };
        let mut doses: Vec<Dosed> = Vec::new();
        let facts = context.patient.facts;
        let events = events(&self.events, context);
        let clock = Clock { now: context.now, terms: context.terms, events: &events };
        let of_drug =
            if self.manner.as_ref().is_some_and(|given| given.stable) { facts.among(&self.wanted) } else { Vec::new() };
        let last_seen = last_seen(context.patient.coverage);
        let statuses = self.statuses(context);
        let outdated =
            |fact: &Fact| statuses.as_ref().is_some_and(|latest| !latest.iter().any(|one| std::ptr::eq(*one, fact)));
        let says_it = |fact: &Fact| if outdated(fact) { None } else { says(fact, self.kind) };

        for fact in facts.among(&self.wanted) {
            let Some(said) = says_it(fact) else { continue };
            let source = fact.source;
            let held = holds(fact, self.when, &clock);
            if said == Says::No || held == Holds::Out {
                continue;
            }
            if let Some(given) = &self.manner {
                let (fit, dose) = given.fit(fact, context.terms);
                let past = held == Holds::Against && !matches!(self.when, When::Before(_));
                match fit {
                    Fit::No => bearing.unfit.push(source),
                    // It is over, however it was given.
                    Fit::Open(reason) if !past => bearing.maybe.push((reason, source)),
                    Fit::Open(_) | Fit::Yes => {}
                }
                if said == Says::Yes && held == Holds::In {
                    doses.extend(dose);
                }
                if fit == Fit::Yes
                    && held == Holds::In
                    && let Some(reason) = given.unsettled(fact, self.when, &of_drug, &clock)
                {
                    bearing.maybe.push((reason, source));
                    continue;
                }
                if fit == Fit::No || (fit != Fit::Yes && !past) {
                    continue;
                }
            }
            match (said, held) {
                (Says::No, _) | (_, Holds::Out) => {}
                (_, Holds::In) if self.has_passed(fact, context) => bearing.stale.push(source),
                (Says::Yes, Holds::In) => bearing.yes.push(source),
                (Says::Yes, Holds::Against) => bearing.over.push(source),
                (_, Holds::Maybe(reason)) => bearing.maybe.push((reason, source)),
                (Says::Perhaps, Holds::In) => bearing.maybe.push((Reason::Uncertain, source)),
                // Something possible that falls where the question forbids it leaves doubt; one that is over does not.
                (Says::Perhaps, Holds::Against) if matches!(self.when, When::Before(_)) => {
                    bearing.maybe.push((Reason::Uncertain, source));
                }
                (Says::Perhaps, Holds::Against) => {}
            }
        }
        if let Some(given) = &self.manner {
            // Two doses may be one after the other, or taken together.
            let doubtful = given.doubtful(&doses, context.terms);
            bearing.maybe.extend(doubtful.iter().map(|source| (Reason::Uncertain, *source)));
            bearing.yes.retain(|source| !doubtful.contains(source));
        }
        // Most records deny nothing: then no concept is denied, whichever it is.
        let denies = |fact: &Fact| says(fact, self.kind) == Some(Says::No);
        let quiet = self.group.is_empty() && !facts.among(&self.all_wider).into_iter().any(denies);
        if quiet && asks {
            (bearing.denied, bearing.denied_once) = (false, false);
        }
        // What a test of genes did not find is not asked again at every encounter.
        let lasting = self.kind == AtomKind::Genomic;
        for by in self.denied_by.iter().filter(|_| !quiet) {
            let plain = facts.among(&by.wider).into_iter().filter(|fact| says_it(fact) == Some(Says::No));
            let contrary = by.contrary.iter().flat_map(|other| facts.of(*other));
            let contrary = contrary.filter(|fact| says_it(fact) == Some(Says::Yes));
            let denials: Vec<&Fact> = plain.chain(contrary).collect();
            bearing.no.extend(denials.iter().map(|fact| fact.source));
            bearing.denied_once &= !denials.is_empty();
            bearing.denied &= denials.iter().any(|fact| lasting || speaks_for_today(fact, last_seen));
        }
        if bearing.yes.is_empty() && bearing.maybe.is_empty() {
            bearing.coarse = self.coarse(context, &clock);
        }
        let Bearing { yes, no, over, stale, unfit, coarse, .. } = &mut bearing;
        for sources in [yes, no, over, stale, unfit, coarse] {
            sources.sort_unstable();
            sources.dedup();
        }
        bearing
    }

    /// What is said of something wider than what was asked, where nothing in the record is a kind of that: it may be what was asked.
    fn coarse(&self, context: &Context, clock: &Clock) -> Vec<Source> {
        let facts = context.patient.facts;
        let told = |fact: &&Fact| says(fact, self.kind).is_some_and(|said| said != Says::No);
        let explained = |concept: ConceptId| {
            let kinds = context.terms.descendants(concept).iter().filter(|kind| **kind != concept);
            kinds.flat_map(|kind| facts.of(*kind)).any(|fact| told(&fact))
        };
        let mut found = Vec::new();
        for concept in self.coarser.iter() {
            let holds = |fact: &&Fact| matches!(holds(fact, self.when, clock), Holds::In | Holds::Maybe(_));
            let mut wider = facts.of(concept).filter(told).filter(holds).peekable();
            if wider.peek().is_some() && !explained(concept) {
                found.extend(wider.map(|fact| fact.source));
            }
        }
        found
    }

    /// Whether a fact tells a pregnancy that began too long ago to go on. One that a note tells began on the day of the note or before.
    fn has_passed(&self, fact: &Fact, context: &Context) -> bool {
        let about = |concept: &ConceptId| self.passing.contains(*concept);
        let answer = match fact.value {
            Some(Value::Concept(answer)) => Some(answer),
            _ => None,
        };
        fact.concept.iter().chain(&answer).any(about)
            && order_day(fact).is_some_and(|day| is_older(day, PREGNANCY_DAYS, context.patient.coverage, context.now))
    }

    /// The latest statements of a group that exclude each other; `None` where the question is about no such group.
    fn statuses<'f>(&self, context: &Context<'f>) -> Option<Vec<&'f Fact>> {
        if self.group.is_empty() {
            return None;
        }
        let said = |fact: &&Fact| says(fact, self.kind).is_some();
        let all: Vec<&Fact> = self.group.iter().flat_map(|concept| context.patient.facts.of(concept)).filter(said).collect();
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

/// A question about a measured value. The latest counts; where that cannot be told, all that may be the latest must agree.
#[derive(Clone, Debug)]
struct Measured {
    concept: ConceptId,
    wanted: ConceptSet,
    test: ValueTest,
    when: When,
    values: Values,
    /// Days after which a value decides nothing, if it ever ceases to.
    stale_days: Option<u32>,
    /// What the time counts from.
    events: ConceptSet,
}

impl Measured {
    fn answer(&self, context: &Context) -> Finding {
        let mut candidates = context.patient.facts.among(&self.wanted);
        candidates.retain(|fact| counts(fact, context.now));
        if let When::Before(_) | When::Event(_) = self.when {
            let events = events(&self.events, context);
            let clock = Clock { now: context.now, terms: context.terms, events: &events };
            let held = |fact: &Fact| holds_value(fact, self.when, &clock);
            let doubts = candidates.iter().filter_map(|fact| match held(fact) {
                Holds::Maybe(reason) => Some(reason),
                Holds::In | Holds::Out | Holds::Against => None,
            });
            if let Some(reason) = doubts.min() {
                return Finding::plain(Verdict::Unknown(reason));
            }
            candidates.retain(|fact| held(fact) == Holds::In);
        }
        let counted = if self.values.is_latest() {
            possibly_latest(&candidates)
        } else {
            // Outside of the window it is no value that is asked of.
            candidates.retain(|fact| recent(fact, self.when, context.now) != Err(Reason::Stale));
            candidates
        };
        if counted.is_empty() {
            return Finding::plain(Verdict::Unknown(Reason::NoData));
        }
        let mut evidence: Vec<Source> = counted.iter().map(|fact| fact.source).collect();
        evidence.sort_unstable();
        evidence.dedup();
        Finding { evidence, ..Finding::plain(self.verdict(&counted, context)) }
    }

    /// What the values that count say together; there is at least one.
    fn verdict(&self, facts: &[&Fact], context: &Context) -> Verdict {
        let each = |test: &ValueTest| facts.iter().map(|fact| self.test(fact, test, context)).collect::<Vec<_>>();
        let any = |test: &ValueTest| each(test).into_iter().fold(Verdict::NotMet, Verdict::or);
        let all = |test: &ValueTest| each(test).into_iter().fold(Verdict::Met, Verdict::and);
        let above = ValueTest { high: None, ..self.test.clone() };
        let below = ValueTest { low: None, ..self.test.clone() };
        match self.values {
            Values::Latest => agree(&each(&self.test), facts),
            Values::Any => any(&self.test),
            Values::All => all(&self.test),
            // The lowest is above a bound where all are, and below one where some value is.
            Values::Lowest => all(&above).and(any(&below)),
            Values::Highest => any(&above).and(all(&below)),
            Values::AtLeast(count) => self.on_days(count, facts, context),
            Values::Mean(last) => self.mean(last, facts, context),
        }
    }

    /// Whether values of so many days pass. Too few of them leave it open, and so does a value that may be of a day that another is of.
    fn on_days(&self, count: u32, facts: &[&Fact], context: &Context) -> Verdict {
        let mut days: BTreeMap<Day, Verdict> = BTreeMap::new();
        let mut loose: Vec<Verdict> = Vec::new();
        for fact in facts {
            let verdict = self.test(fact, &self.test, context);
            match order_day(fact).filter(|day| day.is_exact()) {
                Some(day) => {
                    days.entry(day.earliest).and_modify(|known| *known = known.or(verdict)).or_insert(verdict);
                }
                None => loose.push(verdict),
            }
        }
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let met = days.values().filter(|verdict| **verdict == Verdict::Met).count();
        let perhaps = loose.iter().filter(|verdict| **verdict != Verdict::NotMet).map(|_| Reason::Uncertain);
        let unknown = days.values().filter_map(|verdict| match verdict {
            Verdict::Unknown(reason) => Some(*reason),
            Verdict::Met | Verdict::NotMet => None,
        });
        match unknown.chain(perhaps).min() {
            _ if met >= count => Verdict::Met,
            Some(reason) => Verdict::Unknown(reason),
            None if days.len() < count => Verdict::Unknown(Reason::NoData),
            None => Verdict::NotMet,
        }
    }

    /// Whether the mean of the last so many passes. Where it is not told which these are, or one is told as a bound alone, it is uncertain.
    fn mean(&self, last: u32, facts: &[&Fact], context: &Context) -> Verdict {
        // What a note tells again of a record is one value.
        let retold = |fact: &&&Fact| {
            let same = |other: &&Fact| {
                matches!(other.source, Source::Resource { .. })
                    && other.value == fact.value
                    && order_day(other) == order_day(fact)
            };
            matches!(fact.source, Source::Note { .. }) && facts.iter().any(same)
        };
        let mut ordered: Vec<&Fact> = facts.iter().filter(|fact| !retold(fact)).copied().collect();
        ordered.sort_unstable_by_key(|fact| std::cmp::Reverse((order_day(fact), fact.source)));
        let last = if last == 0 { ordered.len() } else { usize::try_from(last).unwrap_or(usize::MAX) };
        let Some((counted, rest)) = ordered.split_at_checked(last) else { return Verdict::Unknown(Reason::NoData) };
        let exact = |fact: &&Fact| order_day(fact).is_some_and(|day| day.is_exact());
        let oldest = counted.last().and_then(|fact| order_day(fact));
        let later = |fact: &&Fact| order_day(fact) < oldest;
        let in_order = rest.is_empty() || (ordered.iter().all(exact) && rest.iter().all(later));
        if !in_order {
            return Verdict::Unknown(Reason::Uncertain);
        }
        let anything = ValueTest { low: None, high: None, ..self.test.clone() };
        let told = counted.iter().map(|fact| self.test(fact, &anything, context)).fold(Verdict::Met, Verdict::and);
        if told != Verdict::Met {
            return told;
        }
        let mut sum = 0.0;
        let mut common: Option<&str> = None;
        for fact in counted {
            let Some(Value::Quantity(quantity)) = &fact.value else { return Verdict::Unknown(Reason::Uncertain) };
            if quantity.comparator.is_some() {
                return Verdict::Unknown(Reason::Uncertain);
            }
            let unit = *common.get_or_insert(&quantity.unit);
            let Some(value) = in_unit(context.terms, self.concept, quantity, unit) else {
                return Verdict::Unknown(Reason::Unit);
            };
            sum += value;
        }
        #[expect(clippy::cast_precision_loss, reason = "a chart has fewer values than a float can count")]
        let value = sum / counted.len() as f64;
        let mean = Quantity { value, unit: common.unwrap_or_default().to_owned(), comparator: None };
        test_quantity(context.terms, self.concept, &mean, &self.test)
    }

    fn test(&self, fact: &Fact, test: &ValueTest, context: &Context) -> Verdict {
        match (recent(fact, self.when, context.now), &fact.value) {
            (Err(reason), _) => Verdict::Unknown(reason),
            _ if self.is_stale(fact, context) => Verdict::Unknown(Reason::Stale),
            _ if fact.assertion.polarity == Polarity::Possible => Verdict::Unknown(Reason::Uncertain),
            (Ok(()), Some(Value::Quantity(quantity))) => test_quantity(context.terms, self.concept, quantity, test),
            (Ok(()), _) if test.low.is_none() && test.high.is_none() => Verdict::Met,
            (Ok(()), _) => Verdict::Unknown(Reason::Uncertain),
        }
    }

    fn is_stale(&self, fact: &Fact, context: &Context) -> bool {
        let older = |days| order_day(fact).is_some_and(|day| is_older(day, days, context.patient.coverage, context.now));
        self.stale_days.is_some_and(older)
    }
}

/// Whether how long ago it was may decide what a fact says where no window is asked: values and pregnancies grow old, and so does the
/// denial that lies in a statement which excludes others ("former smoker").
#[must_use]
pub fn grows_old(fact: &Fact) -> bool {
    static PASSING: OnceLock<Vec<ConceptId>> = OnceLock::new();
    // The number of a concept is the same in every edition of the tables.
    let passing = PASSING.get_or_init(|| {
        let keys = STATUS_GROUPS.iter().flat_map(|keys| keys.iter()).chain(&["pregnant"]);
        keys.filter_map(|key| Terms::builtin().by_key(key)).collect()
    });
    fact.value.is_some() || fact.concept.is_some_and(|concept| passing.contains(&concept))
}

/// Whether a fact is a value of the patient's own that was measured by now.
fn counts(fact: &Fact, now: Option<Day>) -> bool {
    fact.assertion.experiencer == Experiencer::Patient
        && fact.assertion.temporality != Temporality::Hypothetical
        && fact.assertion.polarity != Polarity::Negated
        && fact.course != Some(Course::Planned)
        && fact.kind != FactKind::Allergy
        && fact.value.is_some()
        && !matches!((now, fact.days.start), (Some(now), Some(start)) if start.earliest > now)
}

/// As [`holds`], of a value: where no day of the measurement is told, it was that of the record.
fn holds_value(fact: &Fact, when: When, clock: &Clock) -> Holds {
    match (when, order_day(fact)) {
        (When::Event(_), Some(day)) => {
            let days = Span { start: Some(day), end: Some(day), recorded: None };
            holds(&Fact { days, ..fact.clone() }, when, clock)
        }
        _ => holds(fact, when, clock),
    }
}

/// Whether a measurement is young enough. The point in time counts, so an end is never looked at.
fn recent(fact: &Fact, when: When, now: Option<Day>) -> Result<(), Reason> {
    let window = match when {
        When::Within(window) => window,
        // A value has no half-life: the days are what is left of the window.
        When::HalfLives(lives) => Window { days: lives.days },
        _ => return Ok(()),
    };
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
pub(crate) fn agree(verdicts: &[Verdict], facts: &[&Fact]) -> Verdict {
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

#[cfg(test)]
mod tests;
