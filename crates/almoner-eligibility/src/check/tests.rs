use super::*;
use crate::{Method, SexClass, Subject, Window};

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
    let nothing = Atom::Medication { any_of: Vec::new(), when: When::Now };
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
    };
    assert_eq!(kinds(&[criterion(0, Section::Inclusion, hemoglobin("mm[Hg]"))]), [(0, FlawKind::UnitWithoutConversion)]);
    assert_eq!(kinds(&[criterion(0, Section::Inclusion, hemoglobin("g/L"))]), []);
}
