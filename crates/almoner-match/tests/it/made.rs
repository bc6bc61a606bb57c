//! Random cohorts and trials over a few concepts of the built-in vocabulary.

use almoner_base::{Comparator, ConceptId, Day, DayRange, Quantity, StudyId};
use almoner_eligibility::{
    Anchor, Atom, Bound, Criterion, DoseTest, EventWindow, Expr, HalfLives, Manner, Method, Milestone, Node, Order, Section,
    SexClass, Subject, TextSpan, ValueTest, Values, When, Window,
};
use almoner_facts::{
    AgeYears, Assertion, Course, Coverage, Demographics, Experiencer, Extractor, Fact, FactKind, NoteKind, Polarity,
    ResourceKind, Route, Sex, Source, Span, Temporality, Value,
};
use almoner_match::Patient;
use almoner_terms::Terms;

/// SplitMix64 (Steele, Lea and Flood 2014): repeatable numbers.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound)).unwrap()
    }

    pub fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(u32::try_from(items.len()).unwrap()) as usize]
    }
}

/// A concept by key.
pub fn concept(key: &str) -> ConceptId {
    Terms::builtin().by_key(key).unwrap()
}

/// Concepts that are related to each other, so that hierarchy and status groups matter.
fn concepts() -> Vec<ConceptId> {
    let mut all: Vec<ConceptId> =
        ["type-2-diabetes", "type-1-diabetes", "smoker-current", "smoker-former", "pregnant"].map(concept).to_vec();
    let parents: Vec<ConceptId> = all.iter().flat_map(|id| Terms::builtin().concept(*id).unwrap().parents.clone()).collect();
    all.extend(parents);
    all.push(ConceptId(4_000_000_001));
    all
}

/// Stages of one system, from wide to narrow, one of another, and metastases.
fn stages() -> [ConceptId; 7] {
    [
        "cancer-stage-ii",
        "cancer-stage-iii",
        "cancer-stage-iiia",
        "cancer-stage-iv",
        "m-category-m1",
        "m-category-m0",
        "liver-metastases",
    ]
    .map(concept)
}

/// A steroid, often with its dose and route.
fn taken(numbers: &mut Numbers) -> Fact {
    let drug = numbers.one_of(&["prednisone", "dexamethasone", "budesonide", "corticosteroid"]);
    let unit = numbers.one_of(&["mg/d", "mg/d", "mg/wk", "mg", "mg/kg/d"]).to_owned();
    let comparator = numbers.one_of(&[None, None, Some(Comparator::LessOrEqual)]);
    let dose = Quantity { value: f64::from(numbers.below(30)), unit, comparator };
    Fact {
        kind: FactKind::Medication,
        concept: Some(concept(drug)),
        value: (numbers.below(4) > 0).then_some(Value::Quantity(dose)),
        route: numbers.one_of(&[None, Some(Route::Oral), Some(Route::Inhaled), Some(Route::Systemic)]),
        ..fact(numbers)
    }
}

fn fact(numbers: &mut Numbers) -> Fact {
    let range = |numbers: &mut Numbers| {
        // Some are older than a blood count or a pregnancy may be.
        let from = i32::try_from(numbers.below(600)).unwrap();
        let width = i32::try_from(numbers.below(2) * 30).unwrap();
        DayRange { earliest: Day(from), latest: Day(from + width) }
    };
    let measured = numbers.below(3) == 0;
    let staged = !measured && numbers.below(3) == 0;
    let about = match (measured, staged) {
        (true, _) => concept("hemoglobin"),
        (false, true) => numbers.one_of(&stages()),
        (false, false) => numbers.one_of(&concepts()),
    };
    let unit = numbers.one_of(&["g/dL", "g/L", "mm[Hg]"]);
    let kinds = [FactKind::Condition, FactKind::Medication, FactKind::Social, FactKind::Allergy];
    let start = (numbers.below(3) > 0).then(|| range(numbers));
    Fact {
        kind: match (measured, staged) {
            (true, _) => FactKind::Measurement,
            (false, true) => FactKind::Stage,
            (false, false) => numbers.one_of(&kinds),
        },
        concept: Some(about),
        coding: None,
        value: measured.then(|| {
            let value = f64::from(numbers.below(20));
            Value::Quantity(Quantity { value, unit: unit.to_owned(), comparator: None })
        }),
        days: Span { start, end: if numbers.below(2) == 0 { start } else { None }, recorded: None },
        assertion: Assertion {
            polarity: numbers.one_of(&[Polarity::Affirmed, Polarity::Affirmed, Polarity::Negated, Polarity::Possible]),
            temporality: numbers.one_of(&[Temporality::Current, Temporality::Current, Temporality::Historical]),
            experiencer: numbers.one_of(&[Experiencer::Patient, Experiencer::Patient, Experiencer::Family]),
        },
        course: numbers.one_of(&[None, None, Some(Course::Active), Some(Course::Ended)]),
        source: Source::Resource { kind: ResourceKind::Condition, ordinal: numbers.below(50) },
        extractor: Extractor::Structured,
        route: None,
    }
}

pub fn patient(numbers: &mut Numbers) -> Patient {
    let kinds = [ResourceKind::Condition, ResourceKind::Observation, ResourceKind::MedicationRequest];
    let day = DayRange::exact(Day(i32::try_from(numbers.below(700)).unwrap()));
    Patient {
        study_id: StudyId::from_random(numbers.next()),
        demographics: Demographics {
            age: numbers.one_of(&[
                None,
                Some(AgeYears::Years(40)),
                Some(AgeYears::Years(70)),
                Some(AgeYears::NinetyOrOlder),
            ]),
            sex: numbers.one_of(&[None, Some(Sex::Female), Some(Sex::Male), Some(Sex::Other)]),
        },
        facts: (0..numbers.below(5)).map(|_| if numbers.below(4) == 0 { taken(numbers) } else { fact(numbers) }).collect(),
        coverage: Coverage {
            encounters: if numbers.below(3) == 0 { Vec::new() } else { vec![day] },
            exported: kinds.into_iter().filter(|_| numbers.below(3) > 0).collect(),
        },
        notes: if numbers.below(2) == 0 { vec![NoteKind::HistoryAndPhysical] } else { Vec::new() },
        chart_version: "made".to_owned(),
    }
}

fn atom(numbers: &mut Numbers) -> Atom {
    let window = Window { days: numbers.below(100) };
    let lives = HalfLives { count: numbers.below(9), days: numbers.one_of(&[0, 0, 30]) };
    let order = numbers.one_of(&Order::ALL).0;
    let event = Anchor::Concept(numbers.one_of(&concepts()));
    let event = numbers.one_of(&[event, event, Anchor::Milestone(Milestone::Diagnosis)]);
    let window_of_event =
        EventWindow { event, order, least: numbers.one_of(&[0, 0, 10]), most: numbers.one_of(&[None, Some(200)]) };
    let when = numbers.one_of(&[
        When::Ever,
        When::Ever,
        When::Now,
        When::Within(window),
        When::Before(window),
        When::HalfLives(lives),
        When::Event(window_of_event),
    ]);
    let values = numbers.one_of(&[
        Values::Latest,
        Values::Latest,
        Values::Any,
        Values::All,
        Values::Lowest,
        Values::Highest,
        Values::Mean(0),
        Values::Mean(2),
        Values::AtLeast(2),
    ]);
    let subject = numbers.one_of(&[Subject::Patient, Subject::Patient, Subject::Patient, Subject::Family, Subject::Partner]);
    let any_of: Vec<ConceptId> = (0..=numbers.below(2)).map(|_| numbers.one_of(&concepts())).collect();
    let bound = |value| Some(Bound { value: f64::from(value), inclusive: true });
    match numbers.below(10) {
        9 => Atom::Stage { any_of: (0..=numbers.below(2)).map(|_| numbers.one_of(&stages())).collect() },
        0 => Atom::Age { low: bound(numbers.below(60)), high: bound(60 + numbers.below(60)) },
        1 => Atom::Sex(numbers.one_of(&[SexClass::Female, SexClass::Male])),
        2 => {
            let routes = [Vec::new(), vec![Route::Oral], vec![Route::Systemic, Route::Inhaled]];
            let routes = routes[numbers.below(3) as usize].clone();
            let equivalent_to = (numbers.below(2) == 0).then(|| concept("prednisone"));
            let unit = numbers.one_of(&["mg/d", "mg/kg/d"]).to_owned();
            let dose = DoseTest { low: bound(numbers.below(20)), high: None, unit, equivalent_to };
            let dose = (numbers.below(2) == 0).then(|| Box::new(dose));
            let any_of = if numbers.below(2) == 0 { vec![concept("corticosteroid")] } else { any_of };
            Atom::Medication { any_of, when, manner: Manner { dose, routes, stable: numbers.below(4) == 0 } }
        }
        3 => Atom::Measurement {
            concept: concept("hemoglobin"),
            test: ValueTest { low: bound(numbers.below(15)), high: None, unit: "g/dL".to_owned() },
            when,
            values,
        },
        4 => Atom::Social { any_of, when, subject },
        5 => Atom::Allergy { any_of },
        6 if numbers.below(2) == 0 => Atom::Participation { when },
        6 => Atom::Person,
        _ => Atom::Condition { any_of, when, subject },
    }
}

pub fn node(expr: Expr) -> Node {
    Node { expr, source: TextSpan { start: 0, end: 0 }, method: Method::Grammar }
}

fn tree(numbers: &mut Numbers, depth: u32) -> Node {
    let many = |numbers: &mut Numbers| (0..numbers.below(4)).map(|_| tree(numbers, depth - 1)).collect::<Vec<_>>();
    let one = |numbers: &mut Numbers| Box::new(tree(numbers, depth - 1));
    node(match if depth == 0 { 7 } else { numbers.below(9) } {
        0 => Expr::And(many(numbers)),
        1 => Expr::Or(many(numbers)),
        2 => Expr::Not(one(numbers)),
        3 if numbers.below(3) == 0 => Expr::AtMost { count: numbers.below(4), of: many(numbers) },
        3 => Expr::AtLeast { count: numbers.below(4), of: many(numbers) },
        4 => Expr::IfThen { condition: one(numbers), then: one(numbers) },
        5 => Expr::Except { base: one(numbers), exception: one(numbers) },
        6 => Expr::Opaque,
        _ => Expr::Atom(atom(numbers)),
    })
}

pub fn criteria(numbers: &mut Numbers, count: u32) -> Vec<Criterion> {
    (0..count)
        .map(|id| Criterion {
            id,
            section: numbers.one_of(&[Section::Inclusion, Section::Exclusion]),
            source: TextSpan { start: 0, end: 0 },
            expr: tree(numbers, id % 4),
        })
        .collect()
}
