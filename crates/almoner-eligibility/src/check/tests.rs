use super::*;
use crate::{Manner, Method, SexClass, Subject, Window};

fn node(expr: Expr) -> Node {
    Node { expr, source: TextSpan { start: 0, end: 0 }, method: Method::Grammar }
}

fn criterion(id: u32, section: Section, atom: Atom) -> Criterion {
    Criterion { id, section, source: TextSpan { start: 0, end: 0 }, expr: node(Expr::Atom(atom)) }
}

fn age(low: Option<f64>, high: Option<f64>) -> Atom {
    let bound = |value| Bound { value, inclusive: true };
    Atom::Age { low: low.map(bound), high: high.map(bound) }
}

fn kinds(criteria: &[Criterion]) -> Vec<(u32, FlawKind)> {
    check(criteria, Terms::builtin()).into_iter().map(|flaw| (flaw.criterion, flaw.kind)).collect()
}

fn diabetes(when: When) -> Atom {
    let any_of = vec![Terms::builtin().by_key("diabetes").unwrap()];
    Atom::Condition { any_of, when, subject: Subject::Patient }
}

#[test]
fn ages_that_do_not_meet_contradict() {
    let young = criterion(0, Section::Inclusion, age(None, Some(17.0)));
    let old = criterion(1, Section::Inclusion, age(Some(18.0), None));
    let grown = criterion(2, Section::Inclusion, age(Some(16.0), None));
    assert_eq!(kinds(&[young.clone(), old]), [(1, FlawKind::Contradiction)]);
    assert_eq!(kinds(&[young, grown]), []);
}

#[test]
fn what_is_asked_for_and_excludes_contradicts() {
    let asked = criterion(0, Section::Inclusion, diabetes(When::Now));
    let excludes = criterion(1, Section::Exclusion, diabetes(When::Now));
    let once = criterion(1, Section::Exclusion, diabetes(When::Within(Window { days: 30 })));
    assert_eq!(kinds(&[asked.clone(), excludes]), [(1, FlawKind::Contradiction)]);
    assert_eq!(kinds(&[asked, once]), []);
    let (women, men) = (Atom::Sex(SexClass::Female), Atom::Sex(SexClass::Male));
    let both = [criterion(0, Section::Inclusion, women), criterion(1, Section::Inclusion, men)];
    assert_eq!(kinds(&both), [(1, FlawKind::Contradiction)]);
}

#[test]
fn an_interval_without_values_is_reported() {
    assert_eq!(kinds(&[criterion(3, Section::Inclusion, age(Some(65.0), Some(18.0)))]), [(3, FlawKind::EmptyInterval)]);
    assert_eq!(kinds(&[criterion(3, Section::Inclusion, age(Some(18.0), Some(18.0)))]), []);
}

#[test]
fn a_question_about_nothing_is_reported() {
    let nothing = Atom::Medication { any_of: Vec::new(), when: When::Now, manner: Manner::default() };
    let unknown = Atom::Allergy { any_of: vec![ConceptId(4_000_000_001)] };
    let both = [criterion(0, Section::Exclusion, nothing), criterion(1, Section::Exclusion, unknown)];
    assert_eq!(kinds(&both), [(0, FlawKind::EmptyConceptSet), (1, FlawKind::EmptyConceptSet)]);
}

#[test]
fn a_window_longer_than_a_life_is_impossible() {
    let long = diabetes(When::Within(Window { days: 60_000 }));
    assert_eq!(kinds(&[criterion(0, Section::Exclusion, long)]), [(0, FlawKind::ImpossibleWindow)]);
}

#[test]
fn a_repeated_criterion_is_a_duplicate() {
    let twice =
        [criterion(0, Section::Exclusion, diabetes(When::Now)), criterion(1, Section::Exclusion, diabetes(When::Now))];
    assert_eq!(kinds(&twice), [(1, FlawKind::Duplicate)]);
}

#[test]
fn a_unit_that_cannot_be_converted_is_reported() {
    let hemoglobin = |unit: &str| Atom::Measurement {
        concept: Terms::builtin().by_key("hemoglobin").unwrap(),
        test: ValueTest { low: Some(Bound { value: 9.0, inclusive: true }), high: None, unit: unit.to_owned() },
        when: When::Ever,
        values: Values::Latest,
    };
    assert_eq!(kinds(&[criterion(0, Section::Inclusion, hemoglobin("mm[Hg]"))]), [(0, FlawKind::UnitWithoutConversion)]);
    assert_eq!(kinds(&[criterion(0, Section::Inclusion, hemoglobin("g/L"))]), []);
}

fn read(text: &str) -> Node {
    crate::text::read(text, Terms::builtin(), TextSpan { start: 0, end: 9 }).unwrap()
}

fn of_text(id: u32, section: Section, text: &str) -> Criterion {
    Criterion { id, section, source: TextSpan { start: 0, end: 9 }, expr: read(text) }
}

fn alone(text: &str) -> Vec<FlawKind> {
    kinds(&[of_text(0, Section::Inclusion, text)]).into_iter().map(|(_, kind)| kind).collect()
}

#[test]
fn what_can_never_hold_is_told_wherever_it_stands() {
    let anemia = |low: &str, high: &str| {
        let of = |test: &str| format!("measurement Hemoglobin {test}");
        format!("{} and {}", of(low), of(high))
    };
    assert_eq!(alone(&anemia("> 9 g/dL", "< 7 g/dL")), [FlawKind::EmptyInterval]);
    assert_eq!(alone(&anemia("> 9 g/dL", "< 70 g/L")), [FlawKind::EmptyInterval]);
    assert_eq!(alone(&anemia("> 7 g/dL", "< 9 g/dL")), []);
    assert_eq!(alone("sex female and sex male"), [FlawKind::Contradiction]);
    assert_eq!(alone("age >= 90 years and age < 10 years"), [FlawKind::EmptyInterval]);
    let stroke = "condition Stroke";
    assert_eq!(alone(&format!("{stroke} and not {stroke}")), [FlawKind::Contradiction]);
    assert_eq!(alone(&format!("{stroke} or not {stroke}")), []);
    // One of the alternatives.
    assert_eq!(alone(&format!("age >= 18 years or ({stroke} and not {stroke})")), [FlawKind::Contradiction]);
    assert_eq!(alone(&format!("not ({stroke} and not {stroke})")), [FlawKind::Contradiction]);
}

#[test]
fn more_parts_than_there_are_can_not_hold() {
    let of = [diabetes(When::Ever), diabetes(When::Now)].map(|atom| node(Expr::Atom(atom))).to_vec();
    let at_least = |count| {
        let expr = node(Expr::AtLeast { count, of: of.clone() });
        vec![Criterion { id: 0, section: Section::Exclusion, source: expr.source, expr }]
    };
    assert_eq!(kinds(&at_least(5)), [(0, FlawKind::ImpossibleCount)]);
    assert_eq!(kinds(&at_least(2)), []);
}

#[test]
fn no_time_at_all_is_an_impossible_window() {
    let none = diabetes(When::Within(Window { days: 0 }));
    assert_eq!(kinds(&[criterion(0, Section::Exclusion, none)]), [(0, FlawKind::ImpossibleWindow)]);
}

#[test]
fn intervals_are_folded_through_inclusions_and_exclusions() {
    let adults = of_text(0, Section::Inclusion, "age >= 18 years");
    let over_sixteen = of_text(1, Section::Exclusion, "age > 16 years");
    assert_eq!(kinds(&[adults.clone(), over_sixteen]), [(1, FlawKind::Contradiction)]);
    let old = of_text(1, Section::Exclusion, "age > 75 years");
    assert_eq!(kinds(&[adults.clone(), old.clone()]), []);
    // Each two of the three meet, all three do not.
    let oldest = of_text(2, Section::Inclusion, "age >= 80 years");
    assert_eq!(kinds(&[adults, old, oldest]), [(2, FlawKind::Contradiction)]);
    // An exclusion that everybody has.
    let everybody = of_text(0, Section::Exclusion, "condition Stroke or not condition Stroke");
    assert_eq!(kinds(&[everybody]), [(0, FlawKind::Contradiction)]);
}

#[test]
fn the_age_of_the_text_is_no_duplicate_of_the_fields_and_a_difference_is_told() {
    let mut field = of_text(9, Section::Inclusion, "age >= 18 years");
    field.expr.method = Method::Field;
    let of = |text: &str| kinds(&[of_text(0, Section::Inclusion, text), field.clone()]);
    assert_eq!(of("age >= 18 years"), []);
    assert_eq!(of("age > 18 years"), []);
    assert_eq!(of("age >= 21 years"), [(0, FlawKind::DiffersFromField)]);
    assert_eq!(of("age < 10 years"), [(9, FlawKind::Contradiction)]);
    assert_eq!(of("age >= 18 years and age <= 75 years"), []);
}

#[test]
fn a_measurement_that_is_only_named_for_its_unit_is_reported() {
    let named = |name: &str, unit: &str| Atom::Named {
        kind: crate::Thing::Measurement,
        name: name.to_owned(),
        test: Some(ValueTest { low: Some(Bound { value: 9.0, inclusive: true }), high: None, unit: unit.to_owned() }),
        when: When::Ever,
        subject: Subject::Patient,
    };
    let of = |name: &str, unit: &str| kinds(&[criterion(0, Section::Inclusion, named(name, unit))]);
    assert_eq!(of("hemoglobin", "mm[Hg]"), [(0, FlawKind::UnitWithoutConversion)]);
    assert_eq!(of("hemoglobin", "g/L"), []);
    assert_eq!(of("tumor volume", "cm3"), []);
}
