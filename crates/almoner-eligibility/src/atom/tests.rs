//! What facts say of one question: assertion, experiencer, course, time, absence.

use almoner_base::{Day, Reason, Verdict};
use almoner_facts::{
    AgeYears, Assertion, Course, Demographics, Experiencer, Fact, FactKind, NoteKind, Polarity, ResourceKind, Sex, Source,
    Span, Temporality, Value,
};
use almoner_terms::Terms;
use proptest::prelude::*;

use crate::testing::{Patient, Vary, atom, condition, days, fact, made_up};
use crate::{
    AbsencePolicy, AbsenceRule, Assumption, Atom, AtomKind, Bound, Manner, Node, Subject, ValueTest, Values, When, Window,
};

const NO_DATA: Verdict = Verdict::Unknown(Reason::NoData);
const UNCERTAIN: Verdict = Verdict::Unknown(Reason::Uncertain);
const RECENCY: Verdict = Verdict::Unknown(Reason::NeedsRecency);

fn problem() -> Fact {
    fact(FactKind::Condition, made_up(1))
}

fn drug() -> Fact {
    fact(FactKind::Medication, made_up(1))
}

fn has(when: When) -> Node {
    condition(made_up(1), when)
}

fn takes(when: When) -> Node {
    atom(Atom::Medication { any_of: vec![made_up(1)], when, manner: Manner::default() })
}

fn open(node: &Node, facts: Vec<Fact>, now: Option<i32>) -> Verdict {
    Patient::with(facts).ask(node, &AbsencePolicy::open(), now).verdict
}

#[test]
fn what_is_said_of_the_patient_counts_as_it_is_said() {
    let said = |polarity| open(&has(When::Ever), vec![problem().said(polarity)], None);
    assert_eq!(said(Polarity::Affirmed), Verdict::Met);
    assert_eq!(said(Polarity::Negated), Verdict::NotMet);
    assert_eq!(said(Polarity::Possible), UNCERTAIN);
    let both = vec![problem(), problem().said(Polarity::Negated)];
    assert_eq!(open(&has(When::Ever), both, None), Verdict::Unknown(Reason::Conflicting));
    let hypothetical = Assertion { temporality: Temporality::Hypothetical, ..Assertion::default() };
    assert_eq!(open(&has(When::Ever), vec![Fact { assertion: hypothetical, ..problem() }], None), NO_DATA);
    assert_eq!(open(&has(When::Ever), vec![problem().course(Course::Planned)], None), NO_DATA);
}

#[test]
fn a_gene_is_altered_or_not_only_where_a_test_says_so() {
    let terms = Terms::builtin();
    let gene = |key| terms.by_key(key).unwrap();
    let has = |key| atom(Atom::Genomic { any_of: vec![gene(key)], when: When::Ever });
    let found = |key| fact(FactKind::Genomic, gene(key));
    let closed = |node: &Node, facts: Vec<Fact>| {
        Patient::with(facts).seen(&[900]).ask(node, &AbsencePolicy::closed(), Some(1000)).verdict
    };
    // Nobody tests every gene: silence says nothing under any policy.
    assert_eq!(closed(&has("egfr-mutation"), vec![]), NO_DATA);
    assert_eq!(closed(&has("egfr-mutation"), vec![found("egfr-l858r")]), Verdict::Met);
    assert_eq!(closed(&has("egfr-l858r"), vec![found("egfr-mutation")]), NO_DATA);
    // A gene that is not altered has none of its alterations, and is not asked again at later visits.
    let denied = found("egfr-mutation").said(Polarity::Negated).on(10);
    assert_eq!(closed(&has("egfr-l858r"), vec![denied.clone()]), Verdict::NotMet);
    assert_eq!(closed(&has("egfr-alteration"), vec![denied]), NO_DATA);
    let absent = Fact { value: Some(Value::Flag(false)), ..found("her2-positive") };
    assert_eq!(closed(&has("her2-positive"), vec![absent]), Verdict::NotMet);
}

#[test]
fn a_relative_is_not_the_patient() {
    let family = Assertion { experiencer: Experiencer::Family, ..Assertion::default() };
    let facts = vec![Fact { assertion: family, ..problem() }];
    assert_eq!(open(&has(When::Ever), facts.clone(), None), NO_DATA);
    let asks_family = Atom::Condition { any_of: vec![made_up(1)], when: When::Ever, subject: Subject::Family };
    assert_eq!(open(&atom(asks_family.clone()), facts, None), Verdict::Met);
    assert_eq!(open(&atom(asks_family), vec![problem()], None), NO_DATA);
}

#[test]
fn an_allergy_to_a_drug_is_not_its_use() {
    let allergy = fact(FactKind::Allergy, made_up(1));
    assert_eq!(open(&takes(When::Ever), vec![allergy.clone()], None), NO_DATA);
    let asks = || atom(Atom::Allergy { any_of: vec![made_up(1)] });
    assert_eq!(open(&asks(), vec![allergy], None), Verdict::Met);
    assert_eq!(open(&asks(), vec![drug()], None), NO_DATA);
}

#[test]
fn the_general_covers_the_special_and_its_denial_too() {
    let terms = Terms::builtin();
    let special = terms.by_key("type-2-diabetes").unwrap();
    let general = terms.concept(special).unwrap().parents[0];
    let special_fact = fact(FactKind::Condition, special);
    let general_fact = fact(FactKind::Condition, general);
    assert_eq!(open(&condition(general, When::Ever), vec![special_fact.clone()], None), Verdict::Met);
    assert_eq!(open(&condition(special, When::Ever), vec![general_fact.clone()], None), NO_DATA);
    let denied = |fact: Fact| vec![fact.said(Polarity::Negated)];
    assert_eq!(open(&condition(special, When::Ever), denied(general_fact), None), Verdict::NotMet);
    assert_eq!(open(&condition(general, When::Ever), denied(special_fact), None), NO_DATA);
}

#[test]
fn one_of_several_suffices_and_all_must_be_denied() {
    let any = atom(Atom::Condition { any_of: vec![made_up(1), made_up(2)], when: When::Ever, subject: Subject::Patient });
    let other = fact(FactKind::Condition, made_up(2));
    assert_eq!(open(&any, vec![other.clone()], None), Verdict::Met);
    assert_eq!(open(&any, vec![problem().said(Polarity::Negated)], None), NO_DATA);
    let denied = vec![problem().said(Polarity::Negated), other.said(Polarity::Negated)];
    assert_eq!(open(&any, denied, None), Verdict::NotMet);
}

#[test]
fn a_denial_older_than_the_last_encounter_no_longer_decides() {
    let denial = || problem().said(Polarity::Negated).on(10);
    let ask = |facts: Vec<Fact>, seen: &[i32], policy| {
        Patient::with(facts).seen(seen).ask(&has(When::Ever), &policy, None).verdict
    };
    assert_eq!(ask(vec![denial()], &[10], AbsencePolicy::open()), Verdict::NotMet);
    assert_eq!(ask(vec![denial()], &[10, 400], AbsencePolicy::open()), Verdict::Unknown(Reason::Stale));
    assert_eq!(ask(vec![denial(), problem().on(300)], &[10, 400], AbsencePolicy::open()), Verdict::Met);
    assert_eq!(ask(vec![denial()], &[10, 400], AbsencePolicy::closed_if_covered()), Verdict::NotMet);
}

#[test]
fn now_asks_how_it_stands() {
    let now = |facts: Vec<Fact>, day| open(&has(When::Now), facts, day);
    assert_eq!(now(vec![problem().lasting(10, None)], None), Verdict::Met);
    assert_eq!(now(vec![problem().course(Course::Active)], None), Verdict::Met);
    assert_eq!(now(vec![problem().course(Course::Ended)], None), Verdict::NotMet);
    assert_eq!(now(vec![problem().course(Course::Remission)], None), Verdict::NotMet);
    assert_eq!(now(vec![problem().lasting(10, Some(50))], None), Verdict::NotMet);
    assert_eq!(now(vec![problem().course(Course::Ended), problem().course(Course::Active)], None), Verdict::Met);
    let historical = Assertion { temporality: Temporality::Historical, ..Assertion::default() };
    assert_eq!(now(vec![Fact { assertion: historical, ..problem() }], None), UNCERTAIN);
    // A prescription's end may lie ahead.
    assert_eq!(open(&takes(When::Now), vec![drug().lasting(10, Some(50))], None), RECENCY);
    assert_eq!(open(&takes(When::Now), vec![drug().lasting(10, Some(50))], Some(40)), Verdict::Met);
    assert_eq!(open(&takes(When::Now), vec![drug().lasting(10, Some(50))], Some(60)), Verdict::NotMet);
}

#[test]
fn a_window_without_now_waits_for_the_desk() {
    let within = has(When::Within(days(30)));
    let at = |fact: Fact, now| open(&within, vec![fact], now);
    assert_eq!(at(problem().on(100), None), RECENCY);
    assert_eq!(at(problem().on(100), Some(120)), Verdict::Met);
    assert_eq!(at(problem().on(100), Some(130)), Verdict::Met);
    assert_eq!(at(problem().on(100), Some(131)), NO_DATA);
    assert_eq!(at(problem().between(90, 110), Some(130)), UNCERTAIN);
    assert_eq!(at(problem().lasting(10, Some(110)), Some(130)), Verdict::Met);
    assert_eq!(at(problem().lasting(10, None), Some(130)), UNCERTAIN);
    // No day at all: the desk could not tell either.
    assert_eq!(at(problem(), None), UNCERTAIN);
    // A drug that is being taken is taken within any window.
    assert_eq!(open(&takes(When::Within(days(30))), vec![drug().course(Course::Active)], None), Verdict::Met);
}

#[test]
fn since_before_a_window_means_now_and_then() {
    let since = has(When::Since(days(30)));
    let at = |facts: Vec<Fact>, now| open(&since, facts, now);
    assert_eq!(at(vec![problem().lasting(10, None)], None), RECENCY);
    assert_eq!(at(vec![problem().lasting(10, None)], Some(40)), Verdict::Met);
    assert_eq!(at(vec![problem().lasting(10, Some(50))], Some(60)), Verdict::NotMet);
    // No day: it may be old or new.
    assert_eq!(at(vec![problem()], Some(40)), UNCERTAIN);
    // What began within the window does not hold, but an older record of it does.
    assert_eq!(at(vec![problem().lasting(20, None)], Some(40)), NO_DATA);
    assert_eq!(at(vec![problem().lasting(20, None), problem().lasting(5, None)], Some(40)), Verdict::Met);
    // A prescription that ended may have been renewed.
    let takes_since = takes(When::Since(days(30)));
    assert_eq!(open(&takes_since, vec![drug().lasting(5, Some(20))], Some(40)), UNCERTAIN);
}

#[test]
fn before_a_window_means_not_within_it() {
    let before = has(When::Before(days(30)));
    let at = |facts: Vec<Fact>, now| open(&before, facts, now);
    assert_eq!(at(vec![problem().on(100)], Some(200)), Verdict::Met);
    assert_eq!(at(vec![problem().on(100)], Some(110)), Verdict::NotMet);
    assert_eq!(at(vec![problem().on(100), problem().on(190)], Some(200)), Verdict::NotMet);
    assert_eq!(at(vec![problem().on(100), problem().between(160, 180)], Some(200)), UNCERTAIN);
    assert_eq!(at(vec![problem().on(100)], None), RECENCY);
    assert_eq!(at(Vec::new(), Some(200)), NO_DATA);
}

#[test]
fn silence_counts_only_where_the_policy_and_the_record_let_it() {
    let silent =
        |policy: AbsencePolicy, seen: &[i32], when, now| Patient::with(Vec::new()).seen(seen).ask(&has(when), &policy, now);
    let covered = AbsencePolicy::closed_if_covered;
    assert_eq!(silent(AbsencePolicy::open(), &[1], When::Ever, None).verdict, NO_DATA);
    let finding = silent(covered(), &[1], When::Ever, None);
    assert_eq!(finding.verdict, Verdict::NotMet);
    let named = Assumption::Absence { kind: AtomKind::Condition, rule: AbsenceRule::ClosedIfCovered };
    assert_eq!(finding.assumptions, vec![named]);
    assert_eq!(silent(covered(), &[], When::Ever, None).verdict, NO_DATA);
    assert_eq!(silent(covered(), &[90], When::Within(days(30)), None).verdict, RECENCY);
    assert_eq!(silent(covered(), &[90], When::Within(days(30)), Some(100)).verdict, Verdict::NotMet);
    assert_eq!(silent(covered(), &[10], When::Within(days(30)), Some(100)).verdict, NO_DATA);
    // Drugs were not exported, which is not the same as no drugs.
    let drugs = Patient::with(Vec::new()).seen(&[1]).ask(&takes(When::Ever), &covered(), None);
    assert_eq!(drugs.verdict, Verdict::Unknown(Reason::NotExported));
}

#[test]
fn a_full_note_closes_problems_and_drugs_only() {
    let ask = |node: &Node, notes: Vec<NoteKind>| {
        Patient { notes, ..Patient::with(Vec::new()) }.ask(node, &AbsencePolicy::summary_note(), None).verdict
    };
    assert_eq!(ask(&has(When::Ever), vec![NoteKind::HistoryAndPhysical]), Verdict::NotMet);
    assert_eq!(ask(&takes(When::Now), vec![NoteKind::Discharge]), Verdict::NotMet);
    assert_eq!(ask(&has(When::Ever), vec![NoteKind::Report]), NO_DATA);
    let operated = atom(Atom::Procedure { any_of: vec![made_up(1)], when: When::Ever });
    assert_eq!(ask(&operated, vec![NoteKind::HistoryAndPhysical]), NO_DATA);
}

fn at_least_ten(when: When) -> Node {
    let test = ValueTest { low: Some(Bound { value: 10.0, inclusive: true }), high: None, unit: "g/dL".to_owned() };
    atom(Atom::Measurement { concept: Terms::builtin().by_key("hemoglobin").unwrap(), test, when, values: Values::Latest })
}

fn hemoglobin(value: f64) -> Fact {
    let concept = Terms::builtin().by_key("hemoglobin").unwrap();
    let source = Source::Resource { kind: ResourceKind::Observation, ordinal: 0 };
    Fact { source, ..fact(FactKind::Measurement, concept).value(value, "g/dL") }
}

#[test]
fn the_latest_value_counts() {
    let ask = |facts| open(&at_least_ten(When::Ever), facts, None);
    assert_eq!(ask(vec![hemoglobin(12.0).on(1), hemoglobin(8.0).on(2)]), Verdict::NotMet);
    assert_eq!(ask(vec![hemoglobin(8.0).on(1), hemoglobin(12.0).on(2)]), Verdict::Met);
    assert_eq!(ask(vec![hemoglobin(8.0).on(2), hemoglobin(12.0).on(2)]), Verdict::Unknown(Reason::Conflicting));
    assert_eq!(ask(vec![hemoglobin(11.0).on(2), hemoglobin(12.0).on(2)]), Verdict::Met);
    assert_eq!(ask(vec![hemoglobin(8.0).between(1, 9), hemoglobin(12.0).on(2)]), UNCERTAIN);
    assert_eq!(ask(vec![hemoglobin(8.0), hemoglobin(12.0).on(2)]), Verdict::Met);
}

#[test]
fn an_unknown_or_stale_lab_never_excludes() {
    for policy in [AbsencePolicy::open(), AbsencePolicy::closed(), AbsencePolicy::closed_if_covered()] {
        let silent = Patient::with(Vec::new()).seen(&[90]);
        assert_eq!(silent.ask(&at_least_ten(When::Ever), &policy, Some(100)).verdict, NO_DATA);
        let old = Patient::with(vec![hemoglobin(8.0).on(10)]).seen(&[90]);
        let recent = at_least_ten(When::Within(days(28)));
        assert_eq!(old.ask(&recent, &policy, Some(100)).verdict, Verdict::Unknown(Reason::Stale));
        assert_eq!(old.ask(&recent, &policy, None).verdict, RECENCY);
    }
}

#[test]
fn a_value_of_years_ago_decides_nothing_whether_it_would_be_met_or_not() {
    let stale = Verdict::Unknown(Reason::Stale);
    let ask = |value: f64, seen: &[i32], now| {
        let patient = Patient::with(vec![hemoglobin(value).on(0)]).seen(seen);
        patient.ask(&at_least_ten(When::Ever), &AbsencePolicy::closed(), now).verdict
    };
    // Measured 180 days before the last encounter, and a day more.
    assert_eq!([ask(12.0, &[180], None), ask(8.0, &[180], None)], [Verdict::Met, Verdict::NotMet]);
    assert_eq!([ask(12.0, &[0, 181], None), ask(8.0, &[181, 0], None)], [stale, stale]);
    // The desk knows what day it is, and a chart without encounters knows of nothing later.
    assert_eq!([ask(12.0, &[0], Some(181)), ask(12.0, &[0], Some(180))], [stale, Verdict::Met]);
    assert_eq!(ask(12.0, &[], None), Verdict::Met);
}

#[test]
fn only_what_is_certainly_too_old_is_stale_and_some_things_never_are() {
    let ask =
        |fact: Fact, when| Patient::with(vec![fact]).seen(&[5_000]).ask(&at_least_ten(when), &AbsencePolicy::open(), None);
    assert_eq!(ask(hemoglobin(12.0).between(4_000, 4_900), When::Ever).verdict, Verdict::Met);
    assert_eq!(ask(hemoglobin(12.0), When::Ever).verdict, Verdict::Met);
    let old = ask(hemoglobin(12.0).on(1), When::Now);
    assert_eq!((old.verdict, old.evidence.len()), (Verdict::Unknown(Reason::Stale), 1));
    // A window in the text says itself how old the value may be.
    assert_eq!(ask(hemoglobin(12.0).on(4_000), When::Within(days(2_000))).verdict, RECENCY);
    let height = Terms::builtin().by_key("body-height").unwrap();
    let tall = ValueTest { low: Some(Bound { value: 150.0, inclusive: true }), high: None, unit: "cm".to_owned() };
    let asks = atom(Atom::Measurement { concept: height, test: tall, when: When::Ever, values: Values::Latest });
    let measured = fact(FactKind::Measurement, height).value(170.0, "cm").on(1);
    let found = Patient::with(vec![measured]).seen(&[5_000]).ask(&asks, &AbsencePolicy::open(), None);
    assert_eq!(found.verdict, Verdict::Met);
}

#[test]
fn a_pregnancy_ends() {
    let pregnant = Terms::builtin().by_key("pregnant").unwrap();
    let asks = atom(Atom::Social { any_of: vec![pregnant], when: When::Now, subject: Subject::Patient });
    let since = |day| fact(FactKind::Social, pregnant).lasting(day, None).course(Course::Active);
    let ask =
        |facts: Vec<Fact>, seen: &[i32], now| Patient::with(facts).seen(seen).ask(&asks, &AbsencePolicy::closed(), now);
    assert_eq!(ask(vec![since(0)], &[300], None).verdict, Verdict::Met);
    let old = ask(vec![since(0)], &[301], None);
    assert_eq!((old.verdict, old.evidence.len()), (Verdict::Unknown(Reason::Stale), 1));
    assert_eq!(ask(vec![since(0)], &[], Some(1_800)).verdict, Verdict::Unknown(Reason::Stale));
    assert_eq!(ask(vec![since(0)], &[], None).verdict, Verdict::Met);
    // A later one goes on, and a later denial denies.
    assert_eq!(ask(vec![since(0), since(1_700)], &[1_800], None).verdict, Verdict::Met);
    let denied = fact(FactKind::Social, pregnant).said(Polarity::Negated).on(1_800);
    assert_eq!(ask(vec![since(0), denied], &[1_800], None).verdict, Verdict::NotMet);
    // That there was one stays true.
    let ever = atom(Atom::Social { any_of: vec![pregnant], when: When::Ever, subject: Subject::Patient });
    assert_eq!(Patient::with(vec![since(0)]).seen(&[1_800]).ask(&ever, &AbsencePolicy::open(), None).verdict, Verdict::Met);
}

#[test]
fn parts_in_studies_are_shown_to_the_person_who_decides() {
    let on_record = Terms::builtin().by_key("study-participation").unwrap();
    let month = When::Within(Window { days: 30 });
    // How many are shown; whatever the record tells or is silent about, a person decides.
    let shown = |when, facts: Vec<Fact>| {
        let asks = atom(Atom::Participation { when });
        let found = Patient::with(facts).seen(&[990]).ask(&asks, &AbsencePolicy::closed(), Some(1_000));
        assert_eq!(found.verdict, Verdict::Unknown(Reason::NeedsPerson), "{when:?}");
        found.evidence.len()
    };
    let taken = |to| fact(FactKind::Social, on_record).lasting(800, to);
    let going_on = || taken(None).course(Course::Active);
    let over = |to| taken(Some(to)).course(Course::Ended);
    for when in [When::Ever, When::Now, month] {
        assert_eq!(shown(when, vec![]), 0);
        assert_eq!(shown(when, vec![going_on()]), 1);
    }
    assert_eq!((shown(When::Now, vec![over(980)]), shown(month, vec![over(980)])), (0, 1));
    assert_eq!((shown(month, vec![over(900)]), shown(When::Ever, vec![over(900)])), (0, 1));
    assert_eq!(shown(When::Ever, vec![going_on().said(Polarity::Negated)]), 0);
}

#[test]
fn the_latest_smoking_status_counts() {
    let terms = Terms::builtin();
    let status = |key: &str, day| fact(FactKind::Social, terms.by_key(key).unwrap()).on(day);
    let asks = atom(Atom::Social {
        any_of: vec![terms.by_key("smoker-current").unwrap()],
        when: When::Now,
        subject: Subject::Patient,
    });
    assert_eq!(open(&asks, vec![status("smoker-current", 1), status("smoker-former", 9)], None), Verdict::NotMet);
    assert_eq!(open(&asks, vec![status("smoker-former", 1), status("smoker-current", 9)], None), Verdict::Met);
    assert_eq!(open(&asks, vec![status("smoker-never", 1)], None), Verdict::NotMet);
    // The status may also be the answer to a question.
    let answer = Some(Value::Concept(terms.by_key("smoker-current").unwrap()));
    let answered = Fact { value: answer, ..fact(FactKind::Social, made_up(3)) };
    assert_eq!(open(&asks, vec![answered], None), Verdict::Met);
}

#[test]
fn a_man_is_not_pregnant() {
    let asks = atom(Atom::Social {
        any_of: vec![Terms::builtin().by_key("pregnant").unwrap()],
        when: When::Now,
        subject: Subject::Patient,
    });
    let mut patient = Patient::with(Vec::new());
    assert_eq!(patient.ask(&asks, &AbsencePolicy::open(), None).verdict, NO_DATA);
    patient.demographics = Demographics { age: Some(AgeYears::Years(50)), sex: Some(Sex::Male) };
    assert_eq!(patient.ask(&asks, &AbsencePolicy::open(), None).verdict, Verdict::NotMet);
}

prop_compose! {
    fn any_fact()(
        concept in 0_u32..3,
        polarity in prop_oneof![Just(Polarity::Affirmed), Just(Polarity::Negated), Just(Polarity::Possible)],
        temporality in prop_oneof![Just(Temporality::Current), Just(Temporality::Historical), Just(Temporality::Hypothetical)],
        start in prop::option::of((0_i32..100, 0_i32..20)),
        end in prop::option::of((0_i32..100, 0_i32..20)),
        recorded in prop::option::of(0_i32..120),
        course in prop_oneof![Just(None), Just(Some(Course::Active)), Just(Some(Course::Ended)), Just(Some(Course::Planned))],
        is_drug in any::<bool>(),
        from_note in any::<bool>(),
    ) -> Fact {
        let range = |(from, width): (i32, i32)| almoner_base::DayRange { earliest: Day(from), latest: Day(from + width) };
        let kind = if is_drug { FactKind::Medication } else { FactKind::Condition };
        let source = if from_note {
            Source::Note { ordinal: 0, start: 0, end: 1 }
        } else {
            Source::Resource { kind: ResourceKind::Condition, ordinal: 0 }
        };
        Fact {
            days: Span { start: start.map(range), end: end.map(range), recorded: recorded.map(Day) },
            assertion: Assertion { polarity, temporality, experiencer: Experiencer::Patient },
            course,
            source,
            ..fact(kind, made_up(concept))
        }
    }
}

/// "There is one, ever or within the window": the questions that are existential. "Now" asks for a state, and "before the
/// window" also for what is not within it.
fn existential() -> impl Strategy<Value = When> {
    prop_oneof![Just(When::Ever), (0_u32..150).prop_map(days).prop_map(When::Within)]
}

fn any_when() -> impl Strategy<Value = When> {
    prop_oneof![existential(), Just(When::Now), (0_u32..150).prop_map(days).prop_map(When::Before)]
}

fn any_question(when: impl Strategy<Value = When>) -> impl Strategy<Value = Node> {
    (when, prop::collection::vec(0_u32..3, 1..3), any::<bool>()).prop_map(|(when, concepts, is_drug)| {
        let any_of = concepts.into_iter().map(made_up).collect();
        atom(if is_drug {
            Atom::Medication { any_of, when, manner: Manner::default() }
        } else {
            Atom::Condition { any_of, when, subject: Subject::Patient }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_more_fact_never_turns_an_existential_answer_around(
        question in any_question(existential()),
        facts in prop::collection::vec(any_fact(), 0..6),
        more in any_fact(),
        seen in prop::collection::vec(0_i32..120, 0..3),
        now in prop::option::of(0_i32..200),
    ) {
        let before = Patient::with(facts.clone()).seen(&seen).ask(&question, &AbsencePolicy::open(), now).verdict;
        let all = facts.into_iter().chain([more]).collect();
        let after = Patient::with(all).seen(&seen).ask(&question, &AbsencePolicy::open(), now).verdict;
        prop_assert!(!before.is_decided() || !after.is_decided() || before == after, "{:?} became {:?}", before, after);
    }

    #[test]
    fn the_desk_never_contradicts_the_research_zone(
        question in any_question(any_when()),
        facts in prop::collection::vec(any_fact(), 0..6),
        seen in prop::collection::vec(0_i32..120, 0..3),
        later in 0_i32..100,
    ) {
        // No fact and no encounter lies after now.
        let patient = Patient::with(facts).seen(&seen);
        for policy in [AbsencePolicy::open(), AbsencePolicy::closed_if_covered(), AbsencePolicy::closed()] {
            let research = patient.ask(&question, &policy, None).verdict;
            let desk = patient.ask(&question, &policy, Some(120 + later)).verdict;
            prop_assert!(!research.is_decided() || research == desk, "{:?} became {:?}", research, desk);
            // Only what needs the distance from now is worth asking the desk.
            if let Verdict::Unknown(reason) = research && reason != Reason::NeedsRecency && desk.is_decided() {
                prop_assert!(false, "{:?} became {:?} at the desk", research, desk);
            }
        }
    }

    #[test]
    fn the_order_of_facts_means_nothing(
        question in any_question(any_when()),
        facts in prop::collection::vec(any_fact(), 0..6),
        now in prop::option::of(0_i32..200),
    ) {
        let reversed = facts.iter().rev().cloned().collect();
        let policy = AbsencePolicy::closed_if_covered();
        let forward = Patient::with(facts).seen(&[5]).ask(&question, &policy, now);
        let backward = Patient::with(reversed).seen(&[5]).ask(&question, &policy, now);
        prop_assert_eq!(forward, backward);
    }
}

mod values {
    use super::*;

    /// Hemoglobin of 10 to 14 g/dL, of these of several values.
    fn asks(values: Values, when: When) -> Node {
        let bound = |value| Some(Bound { value, inclusive: true });
        let test = ValueTest { low: bound(10.0), high: bound(14.0), unit: "g/dL".to_owned() };
        atom(Atom::Measurement { concept: Terms::builtin().by_key("hemoglobin").unwrap(), test, when, values })
    }

    fn of(values: Values, measured: &[f64]) -> Verdict {
        let facts = (1..).zip(measured).map(|(day, value)| hemoglobin(*value).on(day)).collect();
        open(&asks(values, When::Ever), facts, None)
    }

    #[test]
    fn several_values_are_asked_as_the_question_says() {
        let (met, not_met) = (Verdict::Met, Verdict::NotMet);
        let each = |measured: &[f64]| {
            [Values::Any, Values::All, Values::Lowest, Values::Highest, Values::Mean(0)].map(|values| of(values, measured))
        };
        assert_eq!(each(&[9.0, 12.0]), [met, not_met, not_met, met, met]);
        assert_eq!(each(&[12.0, 13.0]), [met; 5]);
        assert_eq!(each(&[12.0, 18.0]), [met, not_met, met, not_met, not_met]);
        assert_eq!(each(&[9.0, 18.0]), [not_met, not_met, not_met, not_met, met], "none fits, and their mean does");
        assert_eq!(each(&[]), [NO_DATA; 5]);
    }

    #[test]
    fn so_many_days_must_pass() {
        assert_eq!(of(Values::AtLeast(2), &[12.0, 9.0, 13.0]), Verdict::Met);
        assert_eq!(of(Values::AtLeast(2), &[12.0, 9.0]), Verdict::NotMet);
        assert_eq!(of(Values::AtLeast(2), &[12.0]), NO_DATA, "it was not measured twice");
        let loose = vec![hemoglobin(12.0).on(5), hemoglobin(12.0).between(0, 30).at(1)];
        assert_eq!(open(&asks(Values::AtLeast(2), When::Ever), loose, None), UNCERTAIN, "it may be the same day");
        let same_day = vec![hemoglobin(12.0).on(1), hemoglobin(12.5).on(1).at(1)];
        assert_eq!(open(&asks(Values::AtLeast(2), When::Ever), same_day, None), NO_DATA, "one day is one occasion");
    }

    #[test]
    fn the_mean_is_of_the_last_so_many() {
        assert_eq!(of(Values::Mean(2), &[1.0, 9.0, 12.0]), Verdict::Met);
        assert_eq!(of(Values::Mean(3), &[1.0, 9.0, 12.0]), Verdict::NotMet);
        assert_eq!(of(Values::Mean(4), &[1.0, 9.0, 12.0]), NO_DATA);
        // 120 g/L are 12 g/dL.
        let units = vec![hemoglobin(9.0).on(1), hemoglobin(120.0).value(120.0, "g/L").on(2)];
        assert_eq!(open(&asks(Values::Mean(2), When::Ever), units, None), Verdict::Met);
        let note = Source::Note { ordinal: 0, start: 0, end: 4 };
        let retold = vec![hemoglobin(18.0).on(3), Fact { source: note, ..hemoglobin(18.0).on(3) }, hemoglobin(9.0).on(2)];
        assert_eq!(open(&asks(Values::Mean(2), When::Ever), retold, None), Verdict::Met, "told twice, measured once");
        let unordered = vec![hemoglobin(9.0).between(1, 5), hemoglobin(12.0).on(2), hemoglobin(12.0).on(3).at(1)];
        assert_eq!(open(&asks(Values::Mean(2), When::Ever), unordered, None), UNCERTAIN);
    }

    #[test]
    fn values_outside_of_the_window_are_not_asked() {
        let within = |values, now| {
            let facts = vec![hemoglobin(12.0).on(10), hemoglobin(9.0).on(90)];
            open(&asks(values, When::Within(days(30))), facts, now)
        };
        assert_eq!(within(Values::Any, Some(100)), Verdict::NotMet);
        assert_eq!(within(Values::Any, Some(30)), Verdict::Met, "the later value has not been measured");
        assert_eq!(within(Values::Any, None), RECENCY);
    }
}

#[test]
fn a_stable_dose_did_not_change_in_the_time() {
    let asks = |when| {
        let manner = Manner { stable: true, ..Manner::default() };
        atom(Atom::Medication { any_of: vec![made_up(1)], when, manner })
    };
    let dose = |milligrams: f64| drug().value(milligrams, "mg/d").course(Course::Active);
    let month = |facts: Vec<Fact>| open(&asks(When::Since(days(30))), facts, Some(100));
    assert_eq!(month(vec![dose(10.0).lasting(50, None)]), Verdict::Met);
    assert_eq!(month(vec![dose(10.0).lasting(50, None), dose(20.0).lasting(90, None).at(1)]), UNCERTAIN, "it was changed");
    assert_eq!(
        month(vec![dose(10.0).lasting(50, None), dose(10.0).lasting(90, None).at(1)]),
        Verdict::Met,
        "it was renewed"
    );
    assert_eq!(month(vec![dose(10.0).lasting(90, None)]), NO_DATA, "it was begun in the time");
    let ended = dose(20.0).course(Course::Ended).lasting(50, Some(90)).at(1);
    assert_eq!(month(vec![dose(10.0).lasting(50, None), ended]), UNCERTAIN, "a higher dose ended in the time");
    assert_eq!(month(vec![drug().course(Course::Active).lasting(50, None)]), NO_DATA, "no dose is told");
    // Without a time, somebody must say for how long.
    let now = |facts: Vec<Fact>| open(&asks(When::Now), facts, Some(100));
    assert_eq!(now(vec![dose(10.0).lasting(50, None)]), Verdict::Unknown(Reason::NeedsPerson));
    assert_eq!(now(vec![drug().course(Course::Ended)]), Verdict::NotMet);
}

#[test]
fn what_says_less_than_was_asked_leaves_it_open() {
    let key = |key: &str| Terms::builtin().by_key(key).unwrap();
    let has = |name: &str| fact(FactKind::Condition, key(name));
    let closed = AbsencePolicy::closed_if_covered();
    let ask = |when, facts: Vec<Fact>| {
        Patient::with(facts).seen(&[200]).ask(&condition(key("type-2-diabetes"), when), &closed, None)
    };
    let finding = ask(When::Ever, vec![has("diabetes").on(100)]);
    assert_eq!(finding.verdict, UNCERTAIN, "of which type the diabetes is, nobody tells");
    assert_eq!(finding.evidence.len(), 1);
    assert_eq!(ask(When::Ever, Vec::new()).verdict, Verdict::NotMet);
    let other = vec![has("diabetes").on(100), has("type-1-diabetes").on(50).at(1)];
    assert_eq!(ask(When::Ever, other).verdict, Verdict::NotMet, "the record tells which it is");
    let denied = vec![has("diabetes").on(100), has("type-2-diabetes").on(200).said(Polarity::Negated).at(1)];
    assert_eq!(ask(When::Ever, denied).verdict, Verdict::NotMet);
    let over = vec![has("diabetes").course(Course::Ended).on(100)];
    assert_eq!(ask(When::Now, over).verdict, Verdict::NotMet, "whichever it was, it is over");
    let family = Assertion { experiencer: Experiencer::Family, ..Assertion::default() };
    assert_eq!(ask(When::Ever, vec![Fact { assertion: family, ..has("diabetes").on(100) }]).verdict, Verdict::NotMet);
    // Where silence says nothing, nothing is changed by it.
    assert_eq!(open(&condition(key("type-2-diabetes"), When::Ever), vec![has("diabetes")], None), NO_DATA);
}

#[test]
fn silence_about_a_class_without_members_says_nothing() {
    let silent = |key: &str, policy: AbsencePolicy, note: bool| {
        let any_of = vec![Terms::builtin().by_key(key).unwrap()];
        let asks = atom(Atom::Medication { any_of, when: When::Ever, manner: Manner::default() });
        let mut patient = Patient::with(Vec::new()).seen(&[1]);
        patient.coverage.exported.push(ResourceKind::MedicationRequest);
        patient.notes.extend(note.then_some(NoteKind::HistoryAndPhysical));
        patient.ask(&asks, &policy, None).verdict
    };
    assert_eq!(silent("anticoagulant", AbsencePolicy::closed_if_covered(), false), Verdict::NotMet);
    for key in ["prescription-drug", "investigational-drug", "study-drug"] {
        assert_eq!(
            silent(key, AbsencePolicy::closed_if_covered(), false),
            NO_DATA,
            "{key}: a record names the drug, not the class"
        );
        assert_eq!(silent(key, AbsencePolicy::summary_note(), true), Verdict::NotMet, "{key}: a full note would tell");
    }
}
