//! The next best question settles whom it says, whatever the answer is: checked patient by patient.

use almoner_base::{NctId, Verdict};
use almoner_eligibility::{
    AbsencePolicy, Criterion, Effect, Expr, FactIndex, Finding, Node, PatientView, TextSpan, evaluate, evaluate_leaves,
};
use almoner_match::{Cohort, Patient, Ranking, Screen, Status, SuppliedAnswers, Trial, next_questions_of};
use almoner_terms::Terms;

use crate::made::{Numbers, criteria, patient};

fn in_the_way(finding: &Finding) -> bool {
    !finding.verdict.is_decided() && !finding.needs_only_a_person()
}

fn same(one: &Node, other: &Node) -> bool {
    one.expr == other.expr && (one.expr != Expr::Opaque || one.source == other.source)
}

/// Where a patient stands if a leaf had this verdict wherever it is open.
fn status_if(criteria: &[Criterion], view: &PatientView, leaf: Option<(&Node, Verdict)>) -> Status {
    let (terms, absence) = (Terms::builtin(), AbsencePolicy::closed_if_covered());
    let mut potential = false;
    for criterion in criteria {
        let finding = evaluate_leaves(&criterion.expr, &|own, _| {
            let finding = evaluate(own, view, terms, &absence, None);
            match leaf {
                Some((leaf, verdict)) if same(leaf, own) && !finding.verdict.is_decided() => {
                    Finding { verdict, missing: Vec::new(), ..finding }
                }
                _ => finding,
            }
        });
        if Effect::of(criterion.section, finding.verdict) == Effect::Excludes {
            return Status::Excluded;
        }
        potential |= in_the_way(&finding);
    }
    if potential { Status::Potential } else { Status::Eligible }
}

/// Whether a tree asks a leaf.
fn asks(node: &Node, leaf: &Node) -> bool {
    match &node.expr {
        Expr::Atom(_) | Expr::Opaque => same(node, leaf),
        Expr::And(of) | Expr::Or(of) | Expr::AtLeast { of, .. } | Expr::AtMost { of, .. } => {
            of.iter().any(|part| asks(part, leaf))
        }
        Expr::Not(part) => asks(part, leaf),
        Expr::IfThen { condition: one, then: other } | Expr::Except { base: one, exception: other } => {
            asks(one, leaf) || asks(other, leaf)
        }
    }
}

/// Whether nothing is in the way but criteria that ask a leaf.
fn is_all_that_is_in_the_way(criteria: &[Criterion], view: &PatientView, leaf: &Node) -> bool {
    let absence = AbsencePolicy::closed_if_covered();
    let open = |criterion: &&Criterion| in_the_way(&evaluate(&criterion.expr, view, Terms::builtin(), &absence, None));
    criteria.iter().filter(open).all(|criterion| asks(&criterion.expr, leaf))
}

/// The criteria with each leaf at a place of its own.
fn placed(mut criteria: Vec<Criterion>) -> Vec<Criterion> {
    fn place(node: &mut Node, next: &mut u32) {
        *next += 1;
        node.source = TextSpan { start: *next, end: *next + 1 };
        match &mut node.expr {
            Expr::Atom(_) | Expr::Opaque => {}
            Expr::And(of) | Expr::Or(of) | Expr::AtLeast { of, .. } | Expr::AtMost { of, .. } => {
                of.iter_mut().for_each(|part| place(part, next))
            }
            Expr::Not(part) => place(part, next),
            Expr::IfThen { condition: one, then: other } | Expr::Except { base: one, exception: other } => {
                place(one, next);
                place(other, next);
            }
        }
    }
    let mut next = 0;
    criteria.iter_mut().for_each(|criterion| place(&mut criterion.expr, &mut next));
    criteria
}

fn with_view<T>(patient: &Patient, of: impl FnOnce(&PatientView) -> T) -> T {
    let facts = FactIndex::new(&patient.facts);
    of(&PatientView {
        demographics: &patient.demographics,
        facts: &facts,
        coverage: &patient.coverage,
        notes: &patient.notes,
    })
}

#[test]
fn a_question_settles_as_many_candidates_as_one_by_one() {
    let mut numbers = Numbers(31);
    let mut settled_some = 0;
    for round in 0..40 {
        let patients: Vec<Patient> = (0..120).map(|_| patient(&mut numbers)).collect();
        let criteria = placed(criteria(&mut numbers, 2 + round % 2));
        let cohort = Cohort::new(patients.iter().cloned());
        let mut screen = Screen::new(&cohort, Terms::builtin(), AbsencePolicy::closed_if_covered());
        let ranking = Ranking::new(&mut screen, &criteria, &SuppliedAnswers::default());
        let questions = ranking.next_questions(&mut screen, &criteria, 100);
        for question in &questions {
            let leaf = &question.node;
            let settles = patients.iter().filter(|patient| {
                with_view(patient, |view| {
                    let if_so = |verdict| status_if(&criteria, view, Some((leaf, verdict)));
                    status_if(&criteria, view, None) == Status::Potential
                        && is_all_that_is_in_the_way(&criteria, view, leaf)
                        && [Verdict::Met, Verdict::NotMet].iter().all(|verdict| if_so(*verdict) != Status::Potential)
                })
            });
            let settles = settles.count() as u64;
            let near = question.settles.map_or((1..=10).contains(&settles), |told| told.abs_diff(settles) <= 10);
            assert!(near, "{question:?}: {settles}");
            settled_some += u64::from(question.settles.is_some_and(|settles| settles > 0));
        }
        let told: Vec<u64> = questions.iter().filter_map(|question| question.settles).collect();
        assert!(told.iter().filter(|told| **told > 0).is_sorted_by(|one, other| one >= other));
    }
    assert!(settled_some > 0, "{settled_some}");
}

#[test]
fn a_patients_questions_name_the_trials_that_an_answer_settles() {
    let mut numbers = Numbers(32);
    let mut found = 0;
    for _ in 0..60 {
        let patient = patient(&mut numbers);
        let trials: Vec<Trial> = (0..6)
            .map(|at| Trial {
                nct_id: NctId::parse(&format!("NCT0000010{at}")).unwrap(),
                version: "v".to_owned(),
                criteria: placed(criteria(&mut numbers, 3)),
            })
            .collect();
        let of: Vec<&Trial> = trials.iter().collect();
        with_view(&patient, |view| {
            let (terms, absence) = (Terms::builtin(), AbsencePolicy::closed_if_covered());
            let questions = next_questions_of(view, &of, terms, &absence, 50);
            for question in &questions {
                assert!(question.open >= question.settles.len() as u64);
                for nct_id in &question.settles {
                    let trial = trials.iter().find(|trial| trial.nct_id == *nct_id).unwrap();
                    assert_eq!(status_if(&trial.criteria, view, None), Status::Potential);
                    for verdict in [Verdict::Met, Verdict::NotMet] {
                        let settled = status_if(&trial.criteria, view, Some((&question.node, verdict)));
                        assert_ne!(settled, Status::Potential, "{question:?}");
                    }
                    found += 1;
                }
            }
            assert!(questions.is_sorted_by(|one, other| one.settles.len() >= other.settles.len()));
        });
    }
    assert!(found > 10, "{found}");
}
