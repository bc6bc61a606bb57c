//! Bitmap algebra against the evaluator, patient by patient and criterion by criterion.

use std::collections::BTreeSet;
use std::sync::Arc;

use almoner_base::{Day, DayRange, NctId, Reason, Verdict};
use almoner_eligibility::{AbsencePolicy, Atom, Effect, Expr, Section, Subject, When, decide_criterion};
use almoner_facts::{Assertion, Coverage, Extractor, Fact, FactKind, ResourceKind, Source, Span};
use almoner_match::{
    Answers, Candidate, Cohort, ExplainedCriterion, Patient, Screen, Status, Trial, explain_candidate, match_trial,
};
use almoner_terms::Terms;

use crate::made::{Numbers, concept, criteria, node, patient};

#[test]
fn a_cohort_answers_as_its_patients_do() {
    let terms = Terms::builtin();
    let mut numbers = Numbers(31);
    let mut decided = 0;
    for round in 0..12_u32 {
        let cohort = Cohort::new((0..120).map(|_| patient(&mut numbers)));
        let policies = [
            AbsencePolicy::open(),
            AbsencePolicy::closed(),
            AbsencePolicy::closed_if_covered(),
            AbsencePolicy::summary_note(),
        ];
        let absence = policies[(round % 4) as usize];
        let mut screen = Screen::new(&cohort, terms, absence);
        let criteria = criteria(&mut numbers, 60);
        for criterion in &criteria {
            let set = screen.answer(&criterion.expr);
            for number in cohort.everybody() {
                let alone =
                    cohort.view(number, |view| decide_criterion(criterion, view, terms, &absence, None).finding).unwrap();
                assert_eq!(set.verdict(number), alone.verdict, "round {round}: {criterion:?} of {number}");
                let reasons: BTreeSet<Reason> = alone.missing.iter().map(|missing| missing.reason).collect();
                assert_eq!(
                    set.reasons(number).collect::<BTreeSet<_>>(),
                    reasons,
                    "round {round}: {criterion:?} of {number}"
                );
                assert_eq!(set.needs_only_a_person().contains(number), alone.needs_only_a_person());
                decided += u32::from(alone.verdict.is_decided());
            }
        }
        assert!(screen.size().atoms < screen.size().asked, "no atom repeats, so that nothing was shared");
    }
    assert!(decided > 20_000, "too little was decided to prove anything: {decided}");
}

#[test]
fn a_list_says_what_each_criterion_says() {
    let terms = Terms::builtin();
    let mut numbers = Numbers(77);
    let absence = AbsencePolicy::closed_if_covered();
    let mut seen = BTreeSet::new();
    for _ in 0..40 {
        let cohort = Cohort::new((0..60).map(|_| patient(&mut numbers)));
        let mut screen = Screen::new(&cohort, terms, absence);
        let count = 1 + numbers.below(5);
        let trial = Trial {
            nct_id: NctId::parse("NCT00000001").unwrap(),
            version: "made".to_owned(),
            criteria: criteria(&mut numbers, count),
        };
        let found = match_trial(&mut screen, &trial, usize::MAX);
        let total = found.counts.eligible + found.counts.potential + found.counts.excluded;
        assert_eq!(total, cohort.len() as u64);
        assert_eq!(found.list.len() as u64, found.counts.eligible + found.counts.potential);
        for one in cohort.patients() {
            let explained = explain_candidate(&screen, &trial, one.study_id).unwrap();
            let excludes = explained.criteria.iter().any(|criterion| criterion.effect == Effect::Excludes);
            let in_the_way = explained.criteria.iter().any(|criterion| {
                criterion.effect == Effect::Open
                    && criterion.missing.iter().any(|missing| missing.reason != Reason::NeedsPerson)
            });
            let expected = match (excludes, in_the_way) {
                (true, _) => Status::Excluded,
                (false, true) => Status::Potential,
                (false, false) => Status::Eligible,
            };
            seen.insert(expected);
            let listed = found.list.iter().find(|candidate| candidate.study_id == one.study_id);
            assert_eq!(listed.map_or(Status::Excluded, |candidate| candidate.status), expected);
            let Some(candidate) = listed else {
                assert_eq!(explained.flips_to_eligible, Vec::<Vec<_>>::new());
                continue;
            };
            let counted = |wanted: &dyn Fn(&ExplainedCriterion) -> bool| {
                f64::from(u32::try_from(explained.criteria.iter().filter(|one| wanted(one)).count()).unwrap())
            };
            let share = |part: f64, whole: f64| if whole == 0.0 { 1.0 } else { part / whole };
            let answerable = counted(&|_| true) - f64::from(u32::try_from(candidate.person_only.len()).unwrap());
            let closeness = share(counted(&|one| one.effect == Effect::Favours), answerable);
            let is_inclusion = |one: &ExplainedCriterion| one.section == Section::Inclusion;
            let certainty =
                share(counted(&|one| is_inclusion(one) && one.effect == Effect::Favours), counted(&is_inclusion));
            assert!((candidate.score - (0.8 * closeness + 0.2 * certainty)).abs() < 1e-12);
            let favours = explained.criteria.iter().filter(|criterion| criterion.effect == Effect::Favours).count();
            assert_eq!(candidate.in_favour as usize, favours);
            assert_eq!(candidate.unknown as usize, explained.criteria.len() - favours);
            assert_eq!(candidate.missing.len() + candidate.person_only.len(), candidate.unknown as usize);
        }
        let order = |candidate: &Candidate| (candidate.status, -candidate.score, candidate.study_id);
        assert!(found.list.windows(2).all(|pair| order(&pair[0]) < order(&pair[1])), "not in order");
        for (rank, candidate) in (1_u32..).zip(&found.list) {
            assert_eq!(candidate.rank, rank);
        }
    }
    assert_eq!(seen.len(), 3, "some status never came up: {seen:?}");
}

#[test]
fn a_cohort_with_one_chart_replaced_answers_as_one_built_anew() {
    let terms = Terms::builtin();
    let mut numbers = Numbers(1312);
    let (mut replaced, mut refused) = (0, 0);
    for round in 0..60_u32 {
        let absence = if round % 2 == 0 { AbsencePolicy::closed_if_covered() } else { AbsencePolicy::summary_note() };
        let mut cohort = Cohort::new((0..150).map(|_| patient(&mut numbers)));
        let mut answers: Arc<Answers> = Arc::default();
        let criteria = criteria(&mut numbers, 12);
        for criterion in &criteria {
            Screen::sharing(&cohort, terms, absence, Arc::clone(&answers)).answer(&criterion.expr);
        }
        for _ in 0..4 {
            let old = cohort.patient(numbers.below(150)).unwrap().clone();
            let other = patient(&mut numbers);
            // Another chart altogether, one fact more, or encounters on other days.
            let new = match numbers.below(3) {
                0 => Patient { study_id: old.study_id, ..other },
                1 => Patient {
                    facts: old.facts.iter().rev().cloned().chain(other.facts.into_iter().take(1)).collect(),
                    ..old
                },
                _ => Patient { coverage: Coverage { exported: old.coverage.exported.clone(), ..other.coverage }, ..old },
            };
            let Some((next, what)) = cohort.replacing(new.clone()) else {
                refused += 1;
                continue;
            };
            answers = Arc::new(answers.following(&next, &what, terms, &absence));
            cohort = next;
            replaced += 1;
            let anew = Cohort::new(cohort.patients().cloned());
            assert_eq!(anew.patient(cohort.number_of(new.study_id).unwrap()), Some(&new));
            let mut followed = Screen::sharing(&cohort, terms, absence, Arc::clone(&answers));
            let mut asked = Screen::new(&anew, terms, absence);
            for criterion in &criteria {
                assert_eq!(followed.answer(&criterion.expr), asked.answer(&criterion.expr), "{criterion:?}");
            }
        }
    }
    assert!(replaced > 100 && refused > 0, "{replaced} replaced, {refused} refused");
    let stranger = patient(&mut numbers);
    assert!(Cohort::new([patient(&mut numbers)]).replacing(stranger).is_none());
}

#[test]
fn a_later_encounter_takes_the_force_of_a_statement_that_excludes_others() {
    let terms = Terms::builtin();
    let absence = AbsencePolicy::summary_note();
    let mut numbers = Numbers(1);
    let seen = |day| Coverage { encounters: vec![DayRange::exact(Day(day))], exported: Vec::new() };
    let former = Fact {
        kind: FactKind::Social,
        concept: Some(concept("smoker-former")),
        coding: None,
        value: None,
        days: Span { start: None, end: None, recorded: Some(Day(10)) },
        assertion: Assertion::default(),
        course: None,
        source: Source::Resource { kind: ResourceKind::Observation, ordinal: 0 },
        extractor: Extractor::Structured,
        route: None,
    };
    let before = Patient { facts: vec![former], coverage: seen(10), notes: Vec::new(), ..patient(&mut numbers) };
    let after = Patient { coverage: seen(20), ..before.clone() };
    let smokes = node(Expr::Atom(Atom::Social {
        any_of: vec![concept("smoker-current")],
        when: When::Now,
        subject: Subject::Patient,
    }));
    let cohort = Cohort::new([before]);
    let answers: Arc<Answers> = Arc::default();
    let told = Screen::sharing(&cohort, terms, absence, Arc::clone(&answers)).answer(&smokes).verdict(0);
    assert_eq!(told, Verdict::NotMet);
    let (next, what) = cohort.replacing(after).unwrap();
    let answers = Arc::new(answers.following(&next, &what, terms, &absence));
    let told = Screen::sharing(&next, terms, absence, answers).answer(&smokes).verdict(0);
    assert_eq!(told, Verdict::Unknown(Reason::Stale));
}
