//! What the tests of this crate share: facts in one line, a patient, and a source of numbers that repeats itself.

use almoner_base::{ConceptId, Day, DayRange, Quantity};
use almoner_facts::{
    AgeYears, Assertion, Course, Coverage, Demographics, Extractor, Fact, FactKind, NoteKind, Polarity, ResourceKind, Sex,
    Source, Span, Value,
};
use almoner_terms::Terms;

use crate::{
    AbsencePolicy, Atom, Expr, FactIndex, Finding, Method, Node, PatientView, Subject, TextSpan, When, Window, evaluate,
};

/// A concept that the tables do not hold, so that no hierarchy interferes.
pub(crate) fn made_up(number: u32) -> ConceptId {
    ConceptId(4_000_000_000 + number)
}

pub(crate) fn fact(kind: FactKind, concept: ConceptId) -> Fact {
    Fact {
        kind,
        concept: Some(concept),
        coding: None,
        value: None,
        days: Span::default(),
        assertion: Assertion::default(),
        course: None,
        source: Source::Resource { kind: ResourceKind::Condition, ordinal: 0 },
        extractor: Extractor::Structured,
        route: None,
    }
}

/// Short ways to vary a fact.
pub(crate) trait Vary {
    fn on(self, day: i32) -> Fact;
    fn lasting(self, start: i32, end: Option<i32>) -> Fact;
    fn between(self, earliest: i32, latest: i32) -> Fact;
    fn said(self, polarity: Polarity) -> Fact;
    fn course(self, course: Course) -> Fact;
    fn value(self, value: f64, unit: &str) -> Fact;
    fn at(self, ordinal: u32) -> Fact;
}

impl Vary for Fact {
    fn on(self, day: i32) -> Fact {
        Fact { days: Span::on(Day(day)), ..self }
    }

    fn lasting(self, start: i32, end: Option<i32>) -> Fact {
        let exact = |day| DayRange::exact(Day(day));
        Fact { days: Span { start: Some(exact(start)), end: end.map(exact), recorded: None }, ..self }
    }

    fn between(self, earliest: i32, latest: i32) -> Fact {
        let range = DayRange { earliest: Day(earliest), latest: Day(latest) };
        Fact { days: Span { start: Some(range), end: Some(range), recorded: None }, ..self }
    }

    fn said(self, polarity: Polarity) -> Fact {
        Fact { assertion: Assertion { polarity, ..self.assertion }, ..self }
    }

    fn course(self, course: Course) -> Fact {
        Fact { course: Some(course), ..self }
    }

    fn value(self, value: f64, unit: &str) -> Fact {
        Fact { value: Some(Value::Quantity(Quantity { value, unit: unit.to_owned(), comparator: None })), ..self }
    }

    fn at(self, ordinal: u32) -> Fact {
        let source = match self.source {
            Source::Resource { kind, .. } => Source::Resource { kind, ordinal },
            note @ Source::Note { .. } => note,
        };
        Fact { source, ..self }
    }
}

/// A patient to ask.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patient {
    pub(crate) demographics: Demographics,
    pub(crate) facts: Vec<Fact>,
    pub(crate) coverage: Coverage,
    pub(crate) notes: Vec<NoteKind>,
}

impl Patient {
    pub(crate) fn with(facts: Vec<Fact>) -> Self {
        let demographics = Demographics { age: Some(AgeYears::Years(50)), sex: Some(Sex::Female) };
        Self { demographics, facts, ..Self::default() }
    }

    pub(crate) fn seen(mut self, days: &[i32]) -> Self {
        self.coverage.encounters = days.iter().map(|day| DayRange::exact(Day(*day))).collect();
        self.coverage.exported = vec![ResourceKind::Condition, ResourceKind::Observation, ResourceKind::Procedure];
        self
    }

    pub(crate) fn ask(&self, node: &Node, absence: &AbsencePolicy, now: Option<i32>) -> Finding {
        let facts = FactIndex::new(&self.facts);
        let view =
            PatientView { demographics: &self.demographics, facts: &facts, coverage: &self.coverage, notes: &self.notes };
        evaluate(node, &view, Terms::builtin(), absence, now.map(Day))
    }
}

pub(crate) fn node(expr: Expr, at: u32) -> Node {
    Node { expr, source: TextSpan { start: at, end: at + 1 }, method: Method::Grammar }
}

pub(crate) fn atom(atom: Atom) -> Node {
    node(Expr::Atom(atom), 0)
}

pub(crate) fn condition(concept: ConceptId, when: When) -> Node {
    atom(Atom::Condition { any_of: vec![concept], when, subject: Subject::Patient })
}

pub(crate) fn days(days: u32) -> Window {
    Window { days }
}

/// SplitMix64 (Steele, Lea and Flood 2014): repeatable numbers for large random tests.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((z ^ (z >> 31)) % u64::from(bound)).unwrap()
    }
}
