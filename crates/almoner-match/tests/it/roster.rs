//! All trials asked of one patient, against the evaluator and against the cohort that the patient stands in.

use std::collections::BTreeSet;

use almoner_base::{ConceptId, NctId, Reason, Verdict};
use almoner_eligibility::{AbsencePolicy, Criterion, Effect, decide_criterion};
use almoner_facts::Fact;
use almoner_match::{
    Cohort, Patient, Ranking, Roster, Screen, Standings, Status, Supplied, SuppliedAnswers, Supplier, Trial, match_trial,
};
use almoner_terms::Terms;

use crate::made::{Numbers, criteria, patient};

fn trial(number: u32, criteria: Vec<Criterion>) -> Trial {
    let nct_id = NctId::parse(&format!("NCT{:08}", number + 1)).unwrap();
    Trial { nct_id, version: format!("v{number}"), criteria }
}

fn trials(numbers: &mut Numbers, count: u32) -> Vec<Trial> {
    (0..count)
        .map(|number| {
            let size = numbers.below(7);
            trial(number, criteria(numbers, size))
        })
        .collect()
}

fn ask(roster: &Roster<'_>, patient: &Patient) -> Standings {
    Cohort::new([patient.clone()]).view(0, |view| roster.ask(view)).unwrap()
}

#[test]
fn a_roster_says_of_a_patient_what_the_evaluator_says() {
    let terms = Terms::builtin();
    let mut numbers = Numbers(5);
    let (mut decided, mut seen) = (0, BTreeSet::new());
    let policies =
        [AbsencePolicy::open(), AbsencePolicy::closed(), AbsencePolicy::closed_if_covered(), AbsencePolicy::summary_note()];
    for round in 0..12_u32 {
        let absence = policies[(round % 4) as usize];
        // Of few trials, charts tell much that nothing asks about.
        let trials = trials(&mut numbers, if round < 8 { 60 } else { 2 });
        let roster = Roster::new(&trials, terms, absence);
        let cohort = Cohort::new((0..60).map(|_| patient(&mut numbers)));
        let mut screen = Screen::new(&cohort, terms, absence);
        let lists: Vec<_> = trials.iter().map(|trial| match_trial(&mut screen, trial, usize::MAX).list).collect();
        for number in cohort.everybody() {
            let study_id = cohort.patient(number).unwrap().study_id;
            let standings = cohort.view(number, |view| roster.ask(view)).unwrap();
            for ((trial, standing), list) in trials.iter().zip(roster.standings(&standings)).zip(&lists) {
                assert_eq!(standing.nct_id, trial.nct_id);
                let found: Vec<_> = roster.verdicts(&standings, trial.nct_id).collect();
                assert_eq!(found.len(), trial.criteria.len());
                for (criterion, (id, section, verdict, reasons)) in trial.criteria.iter().zip(found) {
                    let alone =
                        cohort.view(number, |view| decide_criterion(criterion, view, terms, &absence, None)).unwrap();
                    assert_eq!((id, section), (criterion.id, criterion.section));
                    assert_eq!(verdict, alone.finding.verdict, "round {round}: {criterion:?} of {number}");
                    let all: BTreeSet<Reason> = alone.finding.missing.iter().map(|missing| missing.reason).collect();
                    assert_eq!(reasons, all.into_iter().collect::<Vec<_>>(), "round {round}: {criterion:?} of {number}");
                    decided += u32::from(verdict.is_decided());
                }
                seen.insert(standing.status);
                match list.iter().find(|candidate| candidate.study_id == study_id) {
                    None => {
                        assert_eq!((standing.status, standing.score), (Status::Excluded, 0.0));
                        let verdicts = roster.verdicts(&standings, trial.nct_id);
                        let against = verdicts.filter(|one| Effect::of(one.1, one.2) == Effect::Excludes).count();
                        assert_eq!(standing.against as usize, against);
                        assert!(against > 0, "nobody is excluded by nothing");
                    }
                    Some(candidate) => {
                        assert_eq!(standing.status, candidate.status);
                        assert!((standing.score - candidate.score).abs() < 1e-12);
                        assert_eq!((standing.in_favour, standing.unknown), (candidate.in_favour, candidate.unknown));
                        assert_eq!((standing.missing as usize, standing.against), (candidate.missing.len(), 0));
                    }
                }
            }
        }
    }
    assert!(decided > 20_000, "too little was decided to prove anything: {decided}");
    assert_eq!(seen.len(), 3, "some status never came up: {seen:?}");
}

#[test]
fn with_the_answers_of_the_desk_a_patient_stands_as_in_the_trials_own_list() {
    let terms = Terms::builtin();
    let mut numbers = Numbers(17);
    let mut moved = 0;
    for _ in 0..6 {
        let trials = trials(&mut numbers, 30);
        let absence = AbsencePolicy::closed_if_covered();
        let roster = Roster::new(&trials, terms, absence);
        let cohort = Cohort::new((0..40).map(|_| patient(&mut numbers)));
        let mut screen = Screen::new(&cohort, terms, absence);
        for trial in &trials {
            let mut answers = SuppliedAnswers::default();
            for number in cohort.everybody() {
                let study_id = cohort.patient(number).unwrap().study_id;
                for criterion in &trial.criteria {
                    if numbers.below(3) > 0 {
                        continue;
                    }
                    let verdict = numbers.one_of(&[Verdict::Met, Verdict::NotMet, Verdict::Unknown(Reason::NoData)]);
                    answers.insert(study_id, criterion.id, Supplied { verdict, by: Supplier::RecencyDesk });
                }
            }
            let ranking = Ranking::new(&mut screen, &trial.criteria, &answers);
            for number in cohort.everybody() {
                let study_id = cohort.patient(number).unwrap().study_id;
                let standings = cohort.view(number, |view| roster.ask(view)).unwrap();
                let desk = |criterion| answers.get(study_id, criterion).map(|answer| answer.verdict);
                let standing = roster.standing_with(&standings, trial.nct_id, desk).unwrap();
                let place = ranking.place_of(number).unwrap();
                assert_eq!(standing.status, place.status, "{number} in {}", trial.nct_id);
                assert!((standing.score - place.score).abs() < 1e-12);
                let (missing, person_only) = ranking.open(number);
                assert_eq!(standing.missing as usize, missing.len());
                assert_eq!(standing.unknown as usize, missing.len() + person_only.len());
                moved += u32::from(roster.standing(&standings, trial.nct_id).unwrap().status != standing.status);
                let silent = roster.standing_with(&standings, trial.nct_id, |_| None);
                assert_eq!(silent, roster.standing(&standings, trial.nct_id));
            }
        }
        assert!(
            roster
                .standing_with(&ask(&roster, &patient(&mut numbers)), NctId::parse("NCT09999999").unwrap(), |_| None)
                .is_none()
        );
    }
    assert!(moved > 200, "the desk moved too few to prove anything: {moved}");
}

#[test]
fn what_one_new_fact_changes_is_told_trial_by_trial_and_nothing_else() {
    let terms = Terms::builtin();
    let mut numbers = Numbers(9);
    let trials = trials(&mut numbers, 80);
    let roster = Roster::new(&trials, terms, AbsencePolicy::closed_if_covered());
    let (mut changed, mut same) = (0, 0);
    for _ in 0..200 {
        let before = patient(&mut numbers);
        let facts: Vec<Fact> = before.facts.iter().cloned().chain(patient(&mut numbers).facts.into_iter().take(1)).collect();
        // Sometimes the way of looking changes with it, and with that what silence says.
        let coverage = if numbers.below(4) == 0 { patient(&mut numbers).coverage } else { before.coverage.clone() };
        let first = ask(&roster, &before);
        let second = ask(&roster, &Patient { facts, coverage, ..before });
        let told: BTreeSet<NctId> = roster.differing(&first, &second).into_iter().collect();
        for trial in &trials {
            let verdicts = |of: &Standings| roster.verdicts(of, trial.nct_id).collect::<Vec<_>>();
            assert_eq!(told.contains(&trial.nct_id), verdicts(&first) != verdicts(&second));
        }
        changed += told.len();
        same += trials.len() - told.len();
    }
    assert!(changed > 100 && same > 100, "{changed} changed, {same} not");
}

#[test]
fn a_roster_knows_which_version_of_a_trial_it_holds() {
    let mut numbers = Numbers(3);
    let (first, other) = (trial(1, criteria(&mut numbers, 3)), trial(2, Vec::new()));
    let second = Trial { version: "newer".to_owned(), criteria: criteria(&mut numbers, 2), ..first };
    let roster = Roster::new([&first, &other, &second], Terms::builtin(), AbsencePolicy::open());
    assert_eq!((roster.size().trials, roster.size().criteria), (2, 2), "the later of two stays");
    assert!(roster.holds(first.nct_id, "newer") && !roster.holds(first.nct_id, &first.version));
    let standings = ask(&roster, &patient(&mut numbers));
    assert_eq!(roster.standing(&standings, other.nct_id).unwrap().status, Status::Eligible, "nothing is asked");
    let absent = NctId::parse("NCT09999999").unwrap();
    assert!(roster.standing(&standings, absent).is_none());
    assert_eq!(roster.verdicts(&standings, absent).count(), 0);
}

#[test]
fn memory_does_not_grow_with_the_patients_who_are_asked() {
    let mut numbers = Numbers(21);
    let trials = trials(&mut numbers, 50);
    let roster = Roster::new(&trials, Terms::builtin(), AbsencePolicy::closed_if_covered());
    let before = roster.size().bytes;
    for _ in 0..500 {
        ask(&roster, &patient(&mut numbers));
    }
    let after = roster.size().bytes;
    // Two coverages of encounters, eight of exports, four of sexes at most.
    assert!(after - before <= 64 * 50_000, "{}", after - before);
}

#[test]
fn a_fact_that_answers_with_a_concept_bears_on_both() {
    let terms = Terms::builtin();
    let mut numbers = Numbers(40);
    let concepts: Vec<ConceptId> =
        ["smoker-current", "smoker-never", "type-2-diabetes"].map(|key| terms.by_key(key).unwrap()).to_vec();
    let trials = trials(&mut numbers, 60);
    let absence = AbsencePolicy::open();
    let roster = Roster::new(&trials, terms, absence);
    for _ in 0..100 {
        let mut patient = patient(&mut numbers);
        for fact in &mut patient.facts {
            fact.value = Some(almoner_facts::Value::Concept(numbers.one_of(&concepts)));
        }
        let cohort = Cohort::new([patient]);
        cohort.view(0, |view| {
            let standings = roster.ask(view);
            for trial in &trials {
                for (criterion, (_, _, verdict, _)) in trial.criteria.iter().zip(roster.verdicts(&standings, trial.nct_id)) {
                    assert_eq!(verdict, decide_criterion(criterion, view, terms, &absence, None).finding.verdict);
                }
            }
        });
    }
}
