//! The tree against an oracle that knows nothing of it: numbers for truth values, subsets for "at least".

use almoner_base::{Reason, Verdict};
use almoner_facts::{FactKind, Polarity};

use crate::testing::{Numbers, Patient, Vary, fact, made_up, node};
use crate::{AbsencePolicy, Aspect, Atom, Expr, Node, Subject, When};

const QUESTIONS: u32 = 6;

/// A random tree. Leaf `n` asks for the made-up concept `n`; two more leaves are opaque or for a person.
fn tree(numbers: &mut Numbers, depth: u32) -> Node {
    let at = numbers.below(10_000);
    let many = |numbers: &mut Numbers| (0..numbers.below(4)).map(|_| tree(numbers, depth - 1)).collect::<Vec<_>>();
    let one = |numbers: &mut Numbers| Box::new(tree(numbers, depth - 1));
    let expr = match if depth == 0 { 6 + numbers.below(4) } else { numbers.below(10) } {
        0 => Expr::And(many(numbers)),
        1 => Expr::Or(many(numbers)),
        2 => Expr::Not(one(numbers)),
        3 if numbers.below(3) == 0 => Expr::AtMost { count: numbers.below(4), of: many(numbers) },
        3 => Expr::AtLeast { count: numbers.below(4), of: many(numbers) },
        4 => Expr::IfThen { condition: one(numbers), then: one(numbers) },
        5 => Expr::Except { base: one(numbers), exception: one(numbers) },
        _ => match numbers.below(QUESTIONS + 2) {
            QUESTIONS => Expr::Opaque,
            leaf if leaf > QUESTIONS => Expr::Atom(Atom::Person),
            leaf => Expr::Atom(Atom::Condition { any_of: vec![made_up(leaf)], when: When::Ever, subject: Subject::Patient }),
        },
    };
    node(expr, at)
}

/// 0 is false, 1 is unknown, 2 is true.
fn oracle(node: &Node, truth: &[u8]) -> u8 {
    let all = |of: &[Node]| of.iter().map(|part| oracle(part, truth)).collect::<Vec<u8>>();
    match &node.expr {
        Expr::And(of) => all(of).into_iter().min().unwrap_or(2),
        Expr::Or(of) => all(of).into_iter().max().unwrap_or(0),
        Expr::Not(part) => 2 - oracle(part, truth),
        Expr::AtLeast { count, of } => {
            let values = all(of);
            let chosen = |mask: u32| (0..values.len()).filter(move |at| mask >> at & 1 == 1);
            let subsets = (0..1_u32 << values.len()).filter(|mask| mask.count_ones() == *count);
            subsets.map(|mask| chosen(mask).map(|at| values[at]).min().unwrap_or(2)).max().unwrap_or(0)
        }
        Expr::AtMost { count, of } => {
            let values = all(of);
            let chosen = |mask: u32| (0..values.len()).filter(move |at| mask >> at & 1 == 1);
            // Of one more than may hold, some does not.
            let subsets = (0..1_u32 << values.len()).filter(|mask| mask.count_ones() == *count + 1);
            subsets.map(|mask| chosen(mask).map(|at| 2 - values[at]).max().unwrap_or(0)).min().unwrap_or(2)
        }
        Expr::IfThen { condition, then } => (2 - oracle(condition, truth)).max(oracle(then, truth)),
        Expr::Except { base, exception } => oracle(base, truth).min(2 - oracle(exception, truth)),
        Expr::Atom(Atom::Condition { any_of, .. }) => truth[(any_of[0].0 - made_up(0).0) as usize],
        Expr::Atom(_) | Expr::Opaque => 1,
    }
}

/// A patient whose record affirms, denies, doubts or is silent about each concept.
fn patient(numbers: &mut Numbers) -> (Patient, Vec<u8>) {
    let mut facts = Vec::new();
    let mut truth = Vec::new();
    for concept in 0..QUESTIONS {
        let said = |polarity| fact(FactKind::Condition, made_up(concept)).said(polarity).at(concept);
        let (added, value) = match numbers.below(4) {
            0 => (Some(said(Polarity::Affirmed)), 2),
            1 => (Some(said(Polarity::Negated)), 0),
            2 => (Some(said(Polarity::Possible)), 1),
            _ => (None, 1),
        };
        facts.extend(added);
        truth.push(value);
    }
    (Patient::with(facts), truth)
}

fn as_number(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotMet => 0,
        Verdict::Unknown(_) => 1,
        Verdict::Met => 2,
    }
}

#[test]
fn every_tree_has_the_verdict_of_the_oracle() {
    compare_with_the_oracle(120_000, 20_260);
}

#[test]
#[ignore = "minutes long: `cargo test --release -p almoner-eligibility -- --ignored ten_million`"]
fn ten_million_trees_have_the_verdict_of_the_oracle() {
    compare_with_the_oracle(10_000_000, 7);
}

fn compare_with_the_oracle(cases: u32, seed: u64) {
    let mut numbers = Numbers(seed);
    let mut seen = [0_u32; 3];
    for case in 0..cases {
        let (patient, truth) = patient(&mut numbers);
        let tree = tree(&mut numbers, 1 + case % 4);
        let finding = patient.ask(&tree, &AbsencePolicy::open(), None);
        let expected = oracle(&tree, &truth);
        assert_eq!(as_number(finding.verdict), expected, "case {case}: {tree:?} of {truth:?}");
        seen[usize::from(expected)] += 1;
        // What is missing explains an unknown, and nothing is missing of an answer.
        let reasons = finding.missing.iter().map(|missing| missing.reason).min();
        match finding.verdict {
            Verdict::Unknown(reason) => assert_eq!(reasons, Some(reason), "case {case}: {tree:?}"),
            _ => assert_eq!(reasons, None, "case {case}: {tree:?}"),
        }
    }
    assert!(seen.iter().all(|count| *count > cases / 6), "the trees are lopsided: {seen:?}");
}

#[test]
fn an_answer_holds_however_the_unknowns_come_out() {
    let mut numbers = Numbers(7);
    for case in 0..3_000_u32 {
        let (patient, truth) = patient(&mut numbers);
        let tree = tree(&mut numbers, 1 + case % 3);
        let verdict = patient.ask(&tree, &AbsencePolicy::open(), None).verdict;
        if !verdict.is_decided() {
            continue;
        }
        for completion in 0..1_u32 << QUESTIONS {
            let complete: Vec<u8> = (0..QUESTIONS as usize)
                .map(|at| if truth[at] == 1 { (completion >> at & 1) as u8 * 2 } else { truth[at] })
                .collect();
            assert_eq!(oracle(&tree, &complete), as_number(verdict), "case {case}: {tree:?}");
        }
    }
}

#[test]
fn a_statement_and_its_negation_are_never_both_met() {
    let mut numbers = Numbers(99);
    for case in 0..20_000_u32 {
        let (patient, _) = patient(&mut numbers);
        let tree = tree(&mut numbers, 1 + case % 4);
        let negation = node(Expr::Not(Box::new(tree.clone())), 0);
        for policy in [AbsencePolicy::open(), AbsencePolicy::closed(), AbsencePolicy::closed_if_covered()] {
            let (plain, negated) =
                (patient.ask(&tree, &policy, None).verdict, patient.ask(&negation, &policy, None).verdict);
            assert_eq!(negated, !plain, "case {case}: {tree:?}");
        }
    }
}

#[test]
fn the_part_that_decides_gives_the_evidence() {
    let has = |concept| {
        Expr::Atom(Atom::Condition { any_of: vec![made_up(concept)], when: When::Ever, subject: Subject::Patient })
    };
    let facts = vec![
        fact(FactKind::Condition, made_up(0)).at(10),
        fact(FactKind::Condition, made_up(1)).said(Polarity::Negated).at(11),
    ];
    let patient = Patient::with(facts.clone());
    let both = Expr::And(vec![node(has(0), 0), node(has(1), 1)]);
    let finding = patient.ask(&node(both, 0), &AbsencePolicy::open(), None);
    assert_eq!((finding.verdict, finding.evidence), (Verdict::NotMet, vec![facts[1].source]));
    let any = Expr::Or(vec![node(has(0), 0), node(has(1), 1)]);
    let finding = patient.ask(&node(any, 0), &AbsencePolicy::open(), None);
    assert_eq!((finding.verdict, finding.evidence), (Verdict::Met, vec![facts[0].source]));
}

#[test]
fn text_that_was_not_understood_never_excludes() {
    let patient = Patient::with(Vec::new());
    for policy in [AbsencePolicy::open(), AbsencePolicy::closed()] {
        let finding = patient.ask(&node(Expr::Opaque, 0), &policy, Some(0));
        assert_eq!(finding.verdict, Verdict::Unknown(Reason::Opaque));
    }
}

#[test]
fn only_a_person_can_answer_what_only_lacks_a_person() {
    let patient = Patient::with(Vec::new());
    let person = || node(Expr::Atom(Atom::Person), 0);
    let lacks_data =
        node(Expr::Atom(Atom::Condition { any_of: vec![made_up(0)], when: When::Ever, subject: Subject::Patient }), 1);
    let ask = |tree| patient.ask(&tree, &AbsencePolicy::open(), None);
    assert!(ask(person()).needs_only_a_person());
    assert!(!ask(node(Expr::And(vec![person(), lacks_data]), 0)).needs_only_a_person());
    assert!(!ask(node(Expr::And(Vec::new()), 0)).needs_only_a_person());
}

#[test]
fn a_qualifier_never_decides_and_its_thing_does_where_it_is_denied() {
    let held = fact(FactKind::Condition, made_up(1));
    let denied = held.clone().said(Polarity::Negated);
    let severe = Atom::Qualifier { aspect: Aspect::Severity, value: "severe".to_owned(), any_of: Vec::new() };
    let thing = Atom::Condition { any_of: vec![made_up(1)], when: When::Ever, subject: Subject::Patient };
    let both = node(Expr::And(vec![node(Expr::Atom(thing), 0), node(Expr::Atom(severe.clone()), 1)]), 0);
    let ask = |facts, node: &Node| Patient::with(facts).seen(&[0]).ask(node, &AbsencePolicy::open(), None).verdict;
    assert_eq!(ask(vec![held.clone()], &both), Verdict::Unknown(Reason::NoData));
    assert_eq!(ask(vec![denied], &both), Verdict::NotMet);
    assert_eq!(ask(vec![held], &node(Expr::Atom(severe), 0)), Verdict::Unknown(Reason::NoData));
}
