use std::collections::BTreeSet;

use super::*;

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() < 5e-4
}

#[test]
fn f1_is_the_harmonic_mean_of_precision_and_recall() {
    let mut tally = Tally::default();
    // Given 1, 2, 3, 4; expected 3, 4, 5: two of four are right, two of three are found.
    tally.add(&BTreeSet::from([1, 2, 3, 4]), &BTreeSet::from([3, 4, 5]));
    assert!(close(tally.precision(), 0.5) && close(tally.recall(), 2.0 / 3.0));
    assert!(close(tally.f1(), 4.0 / 7.0));
}

#[test]
fn nothing_given_and_nothing_expected_is_no_score() {
    assert!(close(Tally::default().f1(), 0.0));
}

#[test]
fn macro_f1_counts_rare_classes_like_common_ones() {
    let mut confusion = Confusion::default();
    for (expected, given, count) in [("a", "a", 8), ("a", "b", 2), ("b", "a", 1), ("b", "b", 1)] {
        for _ in 0..count {
            confusion.add(expected, given);
        }
    }
    // a: given 9, expected 10, found 8: 16/19. b: given 3, expected 2, found 1: 2/5.
    assert!(close(confusion.accuracy(), 9.0 / 12.0));
    assert!(close(confusion.macro_f1(&["a", "b"]), (16.0 / 19.0 + 0.4) / 2.0));
}

#[test]
fn the_majority_baseline_always_gives_the_most_common_class() {
    let mut confusion = Confusion::default();
    for (expected, given) in [("a", "b"), ("a", "b"), ("b", "b")] {
        confusion.add(expected, given);
    }
    let baseline = confusion.majority();
    assert!(close(baseline.accuracy(), 2.0 / 3.0));
    // a: given 3, expected 2, found 2: 4/5. b: never given: 0.
    assert!(close(baseline.macro_f1(&["a", "b"]), 0.4));
}

#[test]
fn ndcg_discounts_by_the_logarithm_of_the_place() {
    // Grades 2, 0, 1 against an ideal of 2, 1, 0, with gains 3, 0, 1: (3 + 1/2) / (3 + 1/log2(3)).
    let ideal = 3.0 + 1.0 / 3.0_f64.log2();
    assert!(close(ndcg(&[2, 0, 1], &[0, 1, 2], 10), 3.5 / ideal));
    assert!(close(3.5 / ideal, 0.9639));
}

#[test]
fn ndcg_sees_only_the_first_places() {
    assert!(close(ndcg(&[0, 2], &[2, 0], 1), 0.0));
    assert!(close(ndcg(&[2, 0], &[2, 0], 1), 1.0));
    assert!(close(ndcg(&[0, 0], &[0, 0], 10), 0.0));
}
