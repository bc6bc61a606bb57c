//! Flip sets against enumeration of every partial answer.

use almoner_base::Verdict;
use almoner_facts::{FactKind, Polarity};
use almoner_terms::Terms;

use super::{Flip, LIMIT, flips};
use crate::testing::{Numbers, Patient, Vary, fact, made_up, node};
use crate::{AbsencePolicy, Atom, Expr, FactIndex, Node, PatientView, Subject, TextSpan, When};

const QUESTIONS: u32 = 5;

/// A leaf's place in the text tells its question, so that a question asked twice has one place.
fn leaf(question: u32) -> Node {
    let any_of = vec![made_up(question)];
    node(Expr::Atom(Atom::Condition { any_of, when: When::Ever, subject: Subject::Patient }), question)
}

fn tree(numbers: &mut Numbers, depth: u32) -> Node {
    let many = |numbers: &mut Numbers| (0..=numbers.below(3)).map(|_| tree(numbers, depth - 1)).collect::<Vec<_>>();
    let one = |numbers: &mut Numbers| Box::new(tree(numbers, depth - 1));
    let expr = match if depth == 0 { 9 } else { numbers.below(8) } {
        0 => Expr::And(many(numbers)),
        1 => Expr::Or(many(numbers)),
        2 => Expr::Not(one(numbers)),
        3 if numbers.below(3) == 0 => Expr::AtMost { count: numbers.below(3), of: many(numbers) },
        3 => Expr::AtLeast { count: numbers.below(3), of: many(numbers) },
        4 => Expr::IfThen { condition: one(numbers), then: one(numbers) },
        5 => Expr::Except { base: one(numbers), exception: one(numbers) },
        _ => return leaf(numbers.below(QUESTIONS)),
    };
    node(expr, 100)
}

fn ask_flips(patient: &Patient, tree: &Node, target: Verdict) -> Vec<Vec<Flip>> {
    let facts = FactIndex::new(&patient.facts);
    let view = PatientView {
        demographics: &patient.demographics,
        facts: &facts,
        coverage: &patient.coverage,
        notes: &patient.notes,
    };
    flips(tree, target, &view, Terms::builtin(), &AbsencePolicy::open(), None)
}

/// A patient who has the concepts at `Met`, lacks those at `NotMet`, and is unknown for the rest.
fn patient_of(answers: &[Option<Verdict>]) -> Patient {
    let facts = answers.iter().zip(0_u32..).filter_map(|(answer, concept)| {
        let polarity = match answer {
            Some(Verdict::Met) => Polarity::Affirmed,
            Some(Verdict::NotMet) => Polarity::Negated,
            _ => return None,
        };
        Some(fact(FactKind::Condition, made_up(concept)).said(polarity))
    });
    Patient::with(facts.collect())
}

/// Every minimal set, by trying all answers to all unknown questions.
fn enumerate(known: &[Option<Verdict>], tree: &Node, target: Verdict) -> Vec<Vec<Flip>> {
    let mut found: Vec<Vec<Flip>> = Vec::new();
    for code in 0..3_u32.pow(QUESTIONS) {
        let mut answers = known.to_vec();
        let mut set = Vec::new();
        let mut rest = code;
        for (question, answer) in (0_u32..).zip(answers.iter_mut()) {
            let becomes = [None, Some(Verdict::Met), Some(Verdict::NotMet)][(rest % 3) as usize];
            rest /= 3;
            if let Some(becomes) = becomes {
                *answer = answer.or(Some(becomes));
                set.push(Flip { source: TextSpan { start: question, end: question + 1 }, becomes });
            }
        }
        let flips_known = set.iter().any(|flip| known[flip.source.start as usize].is_some());
        if !flips_known && patient_of(&answers).ask(tree, &AbsencePolicy::open(), None).verdict == target {
            found.push(set);
        }
    }
    let whole = found.clone();
    found.retain(|set| !whole.iter().any(|other| other.len() < set.len() && other.iter().all(|flip| set.contains(flip))));
    found
}

#[test]
fn flip_sets_are_exactly_the_minimal_ones() {
    let mut numbers = Numbers(4);
    let mut compared = 0;
    for case in 0..250_u32 {
        let known: Vec<Option<Verdict>> = (0..QUESTIONS)
            .map(|_| [None, None, Some(Verdict::Met), Some(Verdict::NotMet)][numbers.below(4) as usize])
            .collect();
        let tree = tree(&mut numbers, 1 + case % 3);
        for target in [Verdict::Met, Verdict::NotMet] {
            let mut expected = enumerate(&known, &tree, target);
            assert!(expected.len() < LIMIT);
            let mut given = ask_flips(&patient_of(&known), &tree, target);
            for sets in [&mut expected, &mut given] {
                sets.iter_mut().for_each(|set| set.sort());
                sets.sort();
            }
            assert_eq!(given, expected, "case {case}: {tree:?} of {known:?} to {target:?}");
            compared += usize::from(expected.iter().any(|set| !set.is_empty()));
        }
    }
    assert!(compared > 100, "too few cases had anything to flip: {compared}");
}

#[test]
fn what_is_known_is_not_flipped() {
    let patient = patient_of(&[Some(Verdict::NotMet)]);
    assert_eq!(ask_flips(&patient, &leaf(0), Verdict::Met), Vec::<Vec<Flip>>::new());
    assert_eq!(ask_flips(&patient, &leaf(0), Verdict::NotMet), vec![Vec::new()]);
}
