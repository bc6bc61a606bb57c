use super::*;

const REASONS: [Reason; 9] = [
    Reason::NeedsPerson,
    Reason::Opaque,
    Reason::NeedsRecency,
    Reason::Conflicting,
    Reason::Unit,
    Reason::Stale,
    Reason::Uncertain,
    Reason::NotExported,
    Reason::NoData,
];

fn all() -> Vec<Verdict> {
    let unknown = REASONS.into_iter().map(Verdict::Unknown);
    [Verdict::NotMet, Verdict::Met].into_iter().chain(unknown).collect()
}

/// Kleene's values as numbers: false 0, unknown 1, true 2. Then conjunction is the least, disjunction the greatest.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotMet => 0,
        Verdict::Unknown(_) => 1,
        Verdict::Met => 2,
    }
}

#[test]
fn and_is_the_least_or_the_greatest_and_not_turns_the_order_around() {
    for a in all() {
        assert_eq!(rank(!a), 2 - rank(a));
        for b in all() {
            assert_eq!(rank(a.and(b)), rank(a).min(rank(b)), "{a:?} and {b:?}");
            assert_eq!(rank(a.or(b)), rank(a).max(rank(b)), "{a:?} or {b:?}");
        }
    }
}

#[test]
fn the_order_of_criteria_changes_neither_answer_nor_reason() {
    for a in all() {
        for b in all() {
            assert_eq!(a.and(b), b.and(a));
            assert_eq!(a.or(b), b.or(a));
            for c in all() {
                assert_eq!(a.and(b).and(c), a.and(b.and(c)));
                assert_eq!(a.or(b).or(c), a.or(b.or(c)));
            }
        }
    }
}

#[test]
fn de_morgan_holds_with_reasons() {
    for a in all() {
        assert_eq!(!!a, a);
        for b in all() {
            assert_eq!(!(a.and(b)), (!a).or(!b));
            assert_eq!(!(a.or(b)), (!a).and(!b));
        }
    }
}

#[test]
fn a_statement_and_its_negation_are_never_both_met() {
    for a in all() {
        assert_ne!(a.and(!a), Verdict::Met);
        assert_ne!(a.or(!a), Verdict::NotMet);
    }
}

#[test]
fn of_two_unknowns_the_reason_a_person_must_resolve_stays() {
    let (person, data) = (Verdict::Unknown(Reason::NeedsPerson), Verdict::Unknown(Reason::NoData));
    assert_eq!(data.and(person), person);
    assert_eq!(data.or(person), person);
}

#[test]
fn only_unknown_is_undecided() {
    for verdict in all() {
        assert_eq!(verdict.is_decided(), rank(verdict) != 1);
    }
}
