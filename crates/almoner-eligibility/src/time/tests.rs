use almoner_base::{ConceptId, DayRange, Verdict};
use almoner_facts::{Polarity, Span};
use proptest::prelude::*;

use super::*;
use crate::testing::{Patient, Vary, atom, fact, made_up};
use crate::{AbsencePolicy, Anchor, Atom, EventWindow, Manner, Milestone, Node, Subject};

const NO_DATA: Verdict = Verdict::Unknown(Reason::NoData);
const UNCERTAIN: Verdict = Verdict::Unknown(Reason::Uncertain);

fn operation() -> Fact {
    fact(FactKind::Procedure, made_up(1))
}

fn stroke() -> Fact {
    fact(FactKind::Condition, made_up(2))
}

fn asks(order: Order, least: u32, most: Option<u32>) -> Node {
    let when = When::Event(EventWindow { event: Anchor::Concept(made_up(2)), order, least, most });
    atom(Atom::Procedure { any_of: vec![made_up(1)], when })
}

fn open(node: &Node, facts: Vec<Fact>) -> Verdict {
    Patient::with(facts).ask(node, &AbsencePolicy::open(), None).verdict
}

#[test]
fn a_window_counts_from_what_happened_to_the_patient() {
    let within_14_before = |day: i32| open(&asks(Order::Before, 0, Some(14)), vec![operation().on(day), stroke().on(100)]);
    let days = [85, 86, 100, 101].map(within_14_before);
    assert_eq!(days, [NO_DATA, Verdict::Met, Verdict::Met, NO_DATA], "without a fact in the window, silence answers");
    let ten_after = |day: i32| open(&asks(Order::After, 10, None), vec![operation().on(day), stroke().on(100)]);
    assert_eq!([109, 110, 900].map(ten_after), [NO_DATA, Verdict::Met, Verdict::Met]);
    let around = |day: i32| open(&asks(Order::Around, 0, Some(7)), vec![operation().on(day), stroke().on(100)]);
    assert_eq!([92, 93, 107, 108].map(around), [NO_DATA, Verdict::Met, Verdict::Met, NO_DATA]);
    let apart = |day: i32| open(&asks(Order::Around, 5, Some(7)), vec![operation().on(day), stroke().on(100)]);
    assert_eq!([93, 96, 105, 108].map(apart), [Verdict::Met, NO_DATA, Verdict::Met, NO_DATA]);
}

#[test]
fn any_of_several_events_will_do_and_none_leaves_it_open() {
    let asks = asks(Order::Before, 0, Some(14));
    let facts = |days: &[i32]| days.iter().map(|day| stroke().on(*day)).chain([operation().on(90)]).collect::<Vec<_>>();
    assert_eq!(open(&asks, facts(&[500, 100])), Verdict::Met);
    assert_eq!(open(&asks, facts(&[500, 600])), NO_DATA);
    assert_eq!(open(&asks, facts(&[])), NO_DATA, "no stroke is recorded");
    let denied = vec![operation().on(90), stroke().on(100).said(Polarity::Negated)];
    assert_eq!(open(&asks, denied), NO_DATA, "a denied stroke is none");
    let possible = vec![operation().on(90), stroke().on(100).said(Polarity::Possible)];
    assert_eq!(open(&asks, possible), UNCERTAIN);
    assert_eq!(open(&asks, vec![operation(), stroke().on(100)]), UNCERTAIN, "no day of the operation");
    assert_eq!(open(&asks, vec![operation().on(90), stroke()]), UNCERTAIN, "no day of the stroke");
    // Whoever was not operated is answered by silence, whatever the stroke.
    let seen = Patient::with(vec![stroke().on(100)]).seen(&[200]);
    assert_eq!(seen.ask(&asks, &AbsencePolicy::closed_if_covered(), None).verdict, Verdict::NotMet);
    // One thing is not its own event.
    let again =
        When::Event(EventWindow { event: Anchor::Concept(made_up(1)), order: Order::After, least: 0, most: Some(30) });
    let again = atom(Atom::Procedure { any_of: vec![made_up(1)], when: again });
    assert_eq!(open(&again, vec![operation().on(90)]), NO_DATA);
    assert_eq!(open(&again, vec![operation().on(90), operation().on(100)]), Verdict::Met);
    // Which diagnosis is meant, the criterion does not say.
    let event = Anchor::Milestone(Milestone::Diagnosis);
    let when = When::Event(EventWindow { event, order: Order::After, least: 0, most: None });
    let diagnosed = atom(Atom::Procedure { any_of: vec![made_up(1)], when });
    assert_eq!(open(&diagnosed, vec![operation().on(90)]), NO_DATA);
}

#[test]
fn what_lasts_is_within_a_window_that_it_touches() {
    let when =
        When::Event(EventWindow { event: Anchor::Concept(made_up(2)), order: Order::Before, least: 0, most: Some(14) });
    let takes = atom(Atom::Medication { any_of: vec![made_up(1)], when, manner: Manner::default() });
    let drug = || fact(FactKind::Medication, made_up(1));
    let at = |drug: Fact| open(&takes, vec![drug, stroke().on(100)]);
    assert_eq!(at(drug().lasting(10, Some(90))), Verdict::Met, "it ended in the window");
    assert_eq!(at(drug().lasting(10, Some(85))), NO_DATA);
    assert_eq!(at(drug().lasting(10, Some(300))), Verdict::Met, "it was taken throughout");
    assert_eq!(at(drug().lasting(10, None).course(Course::Active)), Verdict::Met);
    assert_eq!(
        at(drug().lasting(10, Some(40)).course(Course::Active)),
        Verdict::Met,
        "it goes on past the end that was written"
    );
    assert_eq!(at(drug().lasting(10, None)), UNCERTAIN, "nobody tells when it ended");
    assert_eq!(at(drug().lasting(101, None)), NO_DATA);
}

proptest! {
    /// What is decided of days that are known to be between two others stays so whichever day it was.
    #[test]
    fn partial_dates_decide_only_what_no_day_of_theirs_changes(
        start in 0..60i32, more in 0..20i32, event in 0..60i32, wide in 0..20i32,
        least in 0..10u32, most in proptest::option::of(0..30u32), order in 0..3usize,
    ) {
        let range = |first: i32, more: i32| DayRange { earliest: Day(first), latest: Day(first + more) };
        let on = |fact: Fact, days: DayRange| Fact { days: Span { start: Some(days), end: Some(days), recorded: None }, ..fact };
        let window = EventWindow { event: Anchor::Concept(made_up(2)), order: Order::ALL[order].0, least, most };
        let held = around(&on(operation(), range(start, more)), &on(stroke(), range(event, wide)), window);
        for day in start..=start + more {
            for at in event..=event + wide {
                let distance = match window.order {
                    Order::Before => at - day,
                    Order::After => day - at,
                    Order::Around => (day - at).abs(),
                };
                let inside = distance >= least as i32 && most.is_none_or(|most| distance <= most as i32);
                prop_assert!(held != Holds::In || inside, "{day} {at}");
                prop_assert!(held != Holds::Out || !inside, "{day} {at}");
            }
        }
        // Of days that are known, nothing is left open.
        prop_assert!(more > 0 || wide > 0 || !matches!(held, Holds::Maybe(_)));
    }
}

#[test]
fn half_lives_are_those_of_the_drug_that_was_taken() {
    let key = |key: &str| Terms::builtin().by_key(key).unwrap();
    let hours = |drug: ConceptId| Terms::builtin().concept(drug).unwrap().half_life_hours;
    let (long, short) = (key("amiodarone"), key("metformin"));
    assert!(hours(long).unwrap() > 1_000.0 && hours(short).unwrap() < 10.0);
    let ask = |drug: ConceptId, days: u32, taken: i32| {
        let when = When::HalfLives(HalfLives { count: 5, days });
        let node = atom(Atom::Medication { any_of: vec![drug], when, manner: Manner::default() });
        let facts = vec![fact(FactKind::Medication, drug).on(taken)];
        Patient::with(facts).ask(&node, &AbsencePolicy::open(), Some(1_000)).verdict
    };
    assert_eq!(ask(long, 14, 800), Verdict::Met, "five half-lives of amiodarone are longer than 200 days");
    assert_eq!(ask(short, 14, 980), NO_DATA, "those of metformin are over in two days, and the fortnight is over too");
    assert_eq!(ask(short, 14, 990), Verdict::Met, "whichever is longer");
    assert_eq!(ask(short, 0, 990), NO_DATA);
    // Of a drug without a known half-life, the days are known and no more.
    assert_eq!(ask(made_up(1), 14, 990), Verdict::Met);
    assert_eq!(ask(made_up(1), 14, 900), NO_DATA);
    let when = When::HalfLives(HalfLives { count: 5, days: 14 });
    let node = atom(Atom::Medication { any_of: vec![made_up(1)], when, manner: Manner::default() });
    let seen = Patient::with(vec![fact(FactKind::Medication, made_up(1)).on(900)]).seen(&[990]);
    let finding = seen.ask(&node, &AbsencePolicy::closed_if_covered(), Some(1_000));
    assert_eq!(finding.verdict, NO_DATA, "and silence does not close it");
    assert_eq!(finding.evidence.len(), 1);
}

#[test]
fn other_people_are_for_a_person_to_ask() {
    for subject in [Subject::Partner, Subject::Donor] {
        let node = atom(Atom::Condition { any_of: vec![made_up(2)], when: When::Ever, subject });
        assert_eq!(open(&node, vec![stroke().on(1)]), Verdict::Unknown(Reason::NeedsPerson));
    }
}
