//! Doses and routes: what fits, what does not, and what leaves a question open.

use almoner_base::{ConceptId, Reason, Verdict};
use almoner_facts::{Course, Fact, FactKind, Polarity, Route};
use almoner_terms::Terms;

use crate::testing::{Patient, Vary, atom, fact};
use crate::{AbsencePolicy, Atom, Bound, DoseTest, Manner, Node, When};

const UNIT: Verdict = Verdict::Unknown(Reason::Unit);
const NO_DATA: Verdict = Verdict::Unknown(Reason::NoData);
const UNCERTAIN: Verdict = Verdict::Unknown(Reason::Uncertain);

fn drug(key: &str) -> ConceptId {
    Terms::builtin().by_key(key).unwrap()
}

fn bound(value: f64, inclusive: bool) -> Option<Bound> {
    Some(Bound { value, inclusive })
}

fn asks(key: &str, dose: DoseTest) -> Node {
    let manner = Manner { dose: Some(Box::new(dose)), ..Manner::default() };
    atom(Atom::Medication { any_of: vec![drug(key)], when: When::Now, manner })
}

/// More than 10 mg of prednisone or its equivalent in a day.
fn much() -> Node {
    let dose =
        DoseTest { low: bound(10.0, false), high: None, unit: "mg/d".to_owned(), equivalent_to: Some(drug("prednisone")) };
    asks("corticosteroid", dose)
}

fn by(routes: &[Route]) -> Node {
    let manner = Manner { routes: routes.to_vec(), ..Manner::default() };
    atom(Atom::Medication { any_of: vec![drug("corticosteroid")], when: When::Now, manner })
}

fn takes(key: &str) -> Fact {
    fact(FactKind::Medication, drug(key)).course(Course::Active)
}

fn told(node: &Node, facts: Vec<Fact>) -> Verdict {
    Patient::with(facts).seen(&[900]).ask(node, &AbsencePolicy::open(), Some(1000)).verdict
}

#[test]
fn a_dose_is_compared_by_the_day_and_an_untold_one_leaves_it_open() {
    assert_eq!(told(&much(), vec![takes("prednisone").value(20.0, "mg/d")]), Verdict::Met);
    assert_eq!(told(&much(), vec![takes("prednisone").value(140.0, "mg/wk")]), Verdict::Met);
    assert_eq!(told(&much(), vec![takes("prednisone")]), NO_DATA);
    // A single dose is not a daily one, and a dose by weight needs the weight.
    assert_eq!(told(&much(), vec![takes("prednisone").value(20.0, "mg")]), UNIT);
    assert_eq!(told(&much(), vec![takes("prednisone").value(1.0, "mg/kg/d")]), UNIT);
}

#[test]
fn a_dose_that_does_not_fit_leaves_the_rest_to_silence() {
    let low = || vec![takes("prednisone").value(10.0, "mg/d")];
    assert_eq!(told(&much(), low()), NO_DATA);
    let closed = Patient::with(low()).seen(&[900]).ask(&much(), &AbsencePolicy::closed(), Some(1000));
    assert_eq!((closed.verdict, closed.evidence.len()), (Verdict::NotMet, 1));
    // One that is over is over in any dose.
    assert_eq!(told(&much(), vec![takes("prednisone").course(Course::Ended)]), Verdict::NotMet);
    assert_eq!(told(&much(), vec![takes("corticosteroid").said(Polarity::Negated)]), Verdict::NotMet);
}

#[test]
fn equivalent_doses_are_those_of_the_table() {
    for (key, more, less) in [
        ("prednisolone", 10.5, 10.0),
        ("methylprednisolone", 8.1, 8.0),
        ("dexamethasone", 1.6, 1.5),
        ("hydrocortisone", 41.0, 40.0),
    ] {
        assert_eq!(told(&much(), vec![takes(key).value(more, "mg/d")]), Verdict::Met, "{key}");
        assert_eq!(told(&much(), vec![takes(key).value(less, "mg/d")]), NO_DATA, "{key}");
    }
    assert_eq!(told(&much(), vec![takes("fludrocortisone").value(20.0, "mg/d")]), UNCERTAIN);
    let inhaled = Fact { route: Some(Route::Inhaled), ..takes("budesonide").value(20.0, "mg/d") };
    assert_eq!(told(&much(), vec![inhaled]), NO_DATA);
}

#[test]
fn doses_that_together_would_answer_otherwise_leave_it_open() {
    let two = |one: f64, other: f64| {
        vec![takes("prednisone").value(one, "mg/d").at(1), takes("prednisone").value(other, "mg/d").at(2)]
    };
    assert_eq!(told(&much(), two(5.0, 7.5)), UNCERTAIN);
    assert_eq!(told(&much(), two(2.5, 5.0)), NO_DATA);
    assert_eq!(told(&much(), two(10.0, 10.0)), NO_DATA);
    assert_eq!(told(&much(), two(5.0, 20.0)), Verdict::Met);
    let little = DoseTest { low: None, high: bound(10.0, true), unit: "mg/d".to_owned(), equivalent_to: None };
    let little = asks("prednisone", little);
    assert_eq!(told(&little, two(5.0, 20.0)), UNCERTAIN);
    assert_eq!(told(&little, two(2.5, 5.0)), Verdict::Met);
}

#[test]
fn a_route_is_met_by_itself_and_by_what_belongs_to_it() {
    let given = |route| vec![Fact { route, ..takes("corticosteroid") }];
    assert_eq!(told(&by(&[Route::Systemic]), given(Some(Route::Oral))), Verdict::Met);
    assert_eq!(told(&by(&[Route::Systemic]), given(Some(Route::Inhaled))), NO_DATA);
    assert_eq!(told(&by(&[Route::Oral]), given(Some(Route::Systemic))), UNCERTAIN);
    assert_eq!(told(&by(&[Route::Oral, Route::Inhaled]), given(Some(Route::Inhaled))), Verdict::Met);
    assert_eq!(told(&by(&[Route::Oral]), given(None)), NO_DATA);
    let closed = |route| {
        let patient = Patient::with(given(route)).seen(&[900]);
        patient.ask(&by(&[Route::Oral]), &AbsencePolicy::closed(), Some(1000)).verdict
    };
    assert_eq!((closed(Some(Route::Topical)), closed(None)), (Verdict::NotMet, NO_DATA));
}
