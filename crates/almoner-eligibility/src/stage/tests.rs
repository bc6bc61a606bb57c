//! Stages that are asked and stages that are recorded.

use almoner_base::{ConceptId, Reason, Verdict};
use almoner_facts::{Experiencer, Fact, FactKind, Polarity};
use almoner_terms::Terms;

use crate::testing::{Patient, Vary, atom, fact};
use crate::{AbsencePolicy, Atom};

fn id(key: &str) -> ConceptId {
    Terms::builtin().by_key(key).unwrap()
}

fn stated(key: &str) -> Fact {
    fact(FactKind::Stage, id(key))
}

fn ask(asked: &[&str], facts: &[Fact]) -> Verdict {
    let node = atom(Atom::Stage { any_of: asked.iter().map(|key| id(key)).collect() });
    let verdicts = [AbsencePolicy::closed(), AbsencePolicy::open(), AbsencePolicy::summary_note()]
        .map(|policy| Patient::with(facts.to_vec()).seen(&[100]).ask(&node, &policy, None).verdict);
    assert!(verdicts.iter().all(|verdict| *verdict == verdicts[0]), "silence is read alike under every policy");
    verdicts[0]
}

const LATE: [&str; 2] = ["cancer-stage-iii", "cancer-stage-iv"];
const UNCERTAIN: Verdict = Verdict::Unknown(Reason::Uncertain);

#[test]
fn a_stage_is_met_by_its_kinds_denied_by_the_others_and_open_to_a_wider_one() {
    for (recorded, expected) in [
        ("cancer-stage-iiib", Verdict::Met),
        ("cancer-stage-iv", Verdict::Met),
        ("cancer-stage-ii", Verdict::NotMet),
        ("cancer-stage-iia", Verdict::NotMet),
        ("rai-stage-iii", Verdict::Unknown(Reason::NoData)),
        ("cancer-stage", Verdict::Unknown(Reason::NoData)),
    ] {
        assert_eq!(ask(&LATE, &[stated(recorded)]), expected, "{recorded}");
    }
    let from_iiib = ["cancer-stage-iiib", "cancer-stage-iiic", "cancer-stage-iiid", "cancer-stage-iv"];
    assert_eq!(ask(&from_iiib, &[stated("cancer-stage-iii")]), UNCERTAIN);
    assert_eq!(ask(&from_iiib, &[stated("cancer-stage-iiic1")]), Verdict::Met);
    assert_eq!(ask(&from_iiib, &[stated("cancer-stage-iiia")]), Verdict::NotMet);
}

#[test]
fn silence_about_a_stage_is_unknown_whatever_the_policy() {
    assert_eq!(ask(&LATE, &[]), Verdict::Unknown(Reason::NoData));
    assert_eq!(ask(&["t-category-t2"], &[stated("cancer-stage-ii")]), Verdict::Unknown(Reason::NoData));
}

#[test]
fn the_latest_stage_counts_and_stages_of_one_day_that_differ_contradict_each_other() {
    let (early, late) = (stated("cancer-stage-i").on(10), stated("cancer-stage-iv").on(90));
    assert_eq!(ask(&LATE, &[early.clone(), late.clone()]), Verdict::Met);
    assert_eq!(ask(&LATE, &[early.clone().on(90), late.clone()]), Verdict::Unknown(Reason::Conflicting));
    assert_eq!(ask(&LATE, &[early.clone(), late.between(0, 100)]), UNCERTAIN);
    assert_eq!(ask(&["cancer-stage-i"], &[early.said(Polarity::Possible)]), UNCERTAIN);
}

#[test]
fn a_denial_and_another_person_s_stage_say_nothing() {
    let nothing = Verdict::Unknown(Reason::NoData);
    let mut mother = stated("cancer-stage-iv");
    mother.assertion.experiencer = Experiencer::Family;
    assert_eq!(ask(&LATE, &[mother]), nothing);
    assert_eq!(ask(&LATE, &[stated("cancer-stage-iv").said(Polarity::Negated)]), nothing);
}

#[test]
fn metastases_leave_open_what_an_earlier_stage_would_answer() {
    let spread = |key: &str| vec![stated("cancer-stage-ii"), fact(FactKind::Condition, id(key))];
    assert_eq!(ask(&LATE, &spread("bone-metastases")), UNCERTAIN);
    assert_eq!(ask(&LATE, &spread("lymph-node-metastases")), Verdict::NotMet);
    assert_eq!(ask(&["cancer-stage-ii"], &spread("metastatic-breast-cancer")), UNCERTAIN);
    assert_eq!(ask(&["cancer-stage-i"], &spread("metastatic-breast-cancer")), Verdict::NotMet);
    let advanced = vec![stated("cancer-stage-iv"), fact(FactKind::Condition, id("liver-metastases"))];
    assert_eq!(ask(&LATE, &advanced), Verdict::Met);
}

#[test]
fn stages_of_several_systems_are_asked_one_beside_the_other() {
    let either = ["cancer-stage-iv", "t-category-t4"];
    assert_eq!(ask(&either, &[stated("t-category-t4b")]), Verdict::Met);
    assert_eq!(ask(&either, &[stated("t-category-t1"), stated("cancer-stage-i")]), Verdict::NotMet);
    assert_eq!(ask(&either, &[stated("t-category-t1")]), Verdict::Unknown(Reason::NoData));
}
