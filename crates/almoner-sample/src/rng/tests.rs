//! The generator: known numbers, bounds, separate streams.

use super::{Rng, split_mix};

/// The first outputs of SplitMix64 for the seed 1234567, as its authors' C code prints them.
#[test]
fn split_mix_gives_the_published_numbers() {
    let mut state = 1_234_567;
    assert_eq!([split_mix(&mut state), split_mix(&mut state)], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
}

#[test]
fn a_range_holds_both_ends_and_nothing_else() {
    let mut rng = Rng::new(1, "test", 0);
    let drawn: std::collections::BTreeSet<i32> = (0..500).map(|_| rng.range(-2, 2)).collect();
    assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [-2, -1, 0, 1, 2]);
}

#[test]
fn labels_and_numbers_part_the_streams() {
    let first = |label, index| Rng::new(9, label, index).bits();
    assert_ne!(first("a", 0), first("b", 0));
    assert_ne!(first("a", 0), first("a", 1));
}
