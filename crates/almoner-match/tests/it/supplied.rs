//! Who is enrolled in another trial, and what that decides.

use std::collections::BTreeSet;

use almoner_base::{Reason, StudyId, Verdict};
use almoner_eligibility::{AbsencePolicy, Atom, Criterion, Expr, Node, Section, TextSpan, When, Window, evaluate};
use almoner_match::{Cohort, Ranking, Screen, Status, Supplied, SuppliedAnswers, Supplier, decided_by_enrolment};
use almoner_terms::Terms;

use crate::made::{Numbers, criteria, node, patient};

fn criterion(id: u32, section: Section, expr: Expr) -> Criterion {
    Criterion { id, section, source: TextSpan { start: id, end: id + 1 }, expr: node(expr) }
}

fn asks(when: When) -> Expr {
    Expr::Atom(Atom::Participation { when })
}

#[test]
fn whoever_is_enrolled_elsewhere_takes_part_now_and_within_any_window() {
    let window = Window { days: 30 };
    let within = || node(asks(When::Within(window)));
    let asked = [
        criterion(0, Section::Exclusion, asks(When::Now)),
        criterion(1, Section::Exclusion, asks(When::Within(window))),
        criterion(2, Section::Exclusion, asks(When::Ever)),
        criterion(3, Section::Exclusion, asks(When::Before(window))),
        criterion(4, Section::Exclusion, asks(When::Since(window))),
        criterion(5, Section::Inclusion, Expr::Not(Box::new(within()))),
        criterion(6, Section::Exclusion, Expr::Or(vec![node(Expr::Atom(Atom::Person)), within()])),
        criterion(7, Section::Exclusion, Expr::And(vec![node(Expr::Atom(Atom::Person)), within()])),
        criterion(8, Section::Exclusion, Expr::Atom(Atom::Person)),
    ];
    let mut numbers = Numbers(5);
    let cohort = Cohort::new((0..4).map(|_| patient(&mut numbers)));
    let mut screen = Screen::new(&cohort, Terms::builtin(), AbsencePolicy::closed_if_covered());
    let first = cohort.patient(0).map(|patient| patient.study_id).unwrap();
    let stranger = StudyId::from_random(u64::MAX);
    let mut decided = decided_by_enrolment(&screen, &asked, &BTreeSet::from([first, stranger]));
    decided.sort_by_key(|(_, criterion, _)| *criterion);
    let of_first = |criterion, verdict| (first, criterion, verdict);
    let expected = [(0, Verdict::Met), (1, Verdict::Met), (2, Verdict::Met), (5, Verdict::NotMet), (6, Verdict::Met)];
    assert_eq!(decided, expected.map(|(criterion, verdict)| of_first(criterion, verdict)));

    let mut answers = SuppliedAnswers::default();
    for (study_id, criterion, verdict) in decided {
        answers.insert(study_id, criterion, Supplied { verdict, by: Supplier::Enrolment });
    }
    let standing = |asked: &[Criterion], screen: &mut Screen, answers| {
        let ranking = Ranking::new(screen, asked, answers);
        [0, 1].map(|number| ranking.place_of(number).unwrap().status)
    };
    // Of those who are not enrolled nothing is known, and a person is asked.
    assert_eq!(standing(&asked[..1], &mut screen, &answers), [Status::Excluded, Status::Eligible]);
    assert_eq!(standing(&asked[..1], &mut screen, &SuppliedAnswers::default()), [Status::Eligible; 2]);
}

/// Puts what always holds in the place of each question that an enrolment answers.
fn give(node: &mut Node) {
    match &mut node.expr {
        Expr::Atom(Atom::Participation { when: When::Ever | When::Now | When::Within(_) }) => {
            node.expr = Expr::And(Vec::new());
        }
        Expr::Atom(_) | Expr::Opaque => {}
        Expr::And(of) | Expr::Or(of) | Expr::AtLeast { of, .. } | Expr::AtMost { of, .. } => of.iter_mut().for_each(give),
        Expr::Not(part) => give(part),
        Expr::IfThen { condition: one, then: other } | Expr::Except { base: one, exception: other } => {
            give(one);
            give(other);
        }
    }
}

#[test]
fn what_the_chart_decides_stays_as_it_is() {
    let terms = Terms::builtin();
    let absence = AbsencePolicy::closed_if_covered();
    let mut numbers = Numbers(23);
    let mut decided_some = 0;
    for _ in 0..20 {
        let cohort = Cohort::new((0..20).map(|_| patient(&mut numbers)));
        let asked = criteria(&mut numbers, 12);
        let screen = Screen::new(&cohort, terms, absence);
        let everybody: BTreeSet<StudyId> = cohort.patients().map(|patient| patient.study_id).collect();
        for (study_id, id, verdict) in decided_by_enrolment(&screen, &asked, &everybody) {
            let own = asked.iter().find(|criterion| criterion.id == id).unwrap();
            let number = cohort.number_of(study_id).unwrap();
            let of_the_chart = cohort.view(number, |view| evaluate(&own.expr, view, terms, &absence, None)).unwrap();
            assert!(verdict.is_decided() && !of_the_chart.verdict.is_decided());
            // As if the text said nothing where it asks for it.
            let mut given = own.expr.clone();
            give(&mut given);
            let anew = cohort.view(number, |view| evaluate(&given, view, terms, &absence, None)).unwrap();
            assert_eq!(verdict, anew.verdict, "{own:?}");
            decided_some += 1;
        }
    }
    assert!(decided_some > 0, "no criterion was decided by an enrolment");
}

#[test]
fn an_answer_that_decides_stays_against_one_that_does_not() {
    let study_id = StudyId::from_random(1);
    let met = Supplied { verdict: Verdict::Met, by: Supplier::Enrolment };
    let open = Supplied { verdict: Verdict::Unknown(Reason::NeedsRecency), by: Supplier::RecencyDesk };
    for order in [[met, open], [open, met]] {
        let mut answers = SuppliedAnswers::default();
        order.into_iter().for_each(|answer| answers.insert(study_id, 0, answer));
        assert_eq!(answers.get(study_id, 0), Some(met));
    }
}
