//! Measures: F1, confusion of three classes, nDCG. Each says what it divides by, and gives 0 where that is nothing.

use std::collections::{BTreeMap, BTreeSet};

/// `part / whole`; 0 where there is no whole.
pub(super) fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// Found, given and expected items of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) found: u64,
    pub(super) given: u64,
    pub(super) expected: u64,
}

impl Tally {
    /// Counts one set of answers against the expected ones.
    pub(super) fn add<T: Ord>(&mut self, given: &BTreeSet<T>, expected: &BTreeSet<T>) {
        self.found += given.intersection(expected).count() as u64;
        self.given += given.len() as u64;
        self.expected += expected.len() as u64;
    }

    pub(super) fn precision(self) -> f64 {
        ratio(self.found as f64, self.given as f64)
    }

    pub(super) fn recall(self) -> f64 {
        ratio(self.found as f64, self.expected as f64)
    }

    /// The harmonic mean of precision and recall.
    pub(super) fn f1(self) -> f64 {
        ratio(2.0 * self.found as f64, (self.given + self.expected) as f64)
    }
}

/// How often a class was answered where another was expected.
#[derive(Clone, Debug, Default)]
pub(super) struct Confusion(BTreeMap<(String, String), u64>);

impl Confusion {
    pub(super) fn add(&mut self, expected: &str, given: &str) {
        *self.0.entry((expected.to_owned(), given.to_owned())).or_default() += 1;
    }

    pub(super) fn count(&self, expected: &str, given: &str) -> u64 {
        self.0.get(&(expected.to_owned(), given.to_owned())).copied().unwrap_or(0)
    }

    pub(super) fn total(&self) -> u64 {
        self.0.values().sum()
    }

    pub(super) fn accuracy(&self) -> f64 {
        let right: u64 = self.0.iter().filter(|((expected, given), _)| expected == given).map(|(_, count)| count).sum();
        ratio(right as f64, self.total() as f64)
    }

    /// The mean of the classes' F1, each class counting the same.
    pub(super) fn macro_f1(&self, classes: &[&str]) -> f64 {
        let one = |class: &str| Tally {
            found: self.count(class, class),
            given: self.0.iter().filter(|((_, given), _)| given == class).map(|(_, count)| count).sum(),
            expected: self.0.iter().filter(|((expected, _), _)| expected == class).map(|(_, count)| count).sum(),
        };
        ratio(classes.iter().map(|class| one(class).f1()).sum(), classes.len() as f64)
    }

    /// What always giving the most common expected class would come to.
    pub(super) fn majority(&self) -> Self {
        let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
        for ((class, _), count) in &self.0 {
            *expected.entry(class).or_default() += count;
        }
        let most = expected.iter().max_by_key(|(_, count)| **count).map_or("", |(class, _)| *class);
        Self(expected.iter().map(|(class, count)| (((*class).to_owned(), most.to_owned()), *count)).collect())
    }
}

/// Normalized discounted cumulative gain of the first `depth` places, with gain `2^grade - 1` and discount
/// `log2(place + 1)`. `judged` are the grades of everything that was judged, in any order; 0 where nothing is relevant.
pub(super) fn ndcg(ranked: &[u32], judged: &[u32], depth: usize) -> f64 {
    let mut ideal = judged.to_vec();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    ratio(dcg(ranked, depth), dcg(&ideal, depth))
}

fn dcg(grades: &[u32], depth: usize) -> f64 {
    let gain = |(place, grade): (f64, &u32)| (f64::from(*grade).exp2() - 1.0) / (place + 1.0).log2();
    (1..=u32::try_from(depth).unwrap_or(u32::MAX)).map(f64::from).zip(grades).map(gain).sum()
}

#[cfg(test)]
mod tests;
