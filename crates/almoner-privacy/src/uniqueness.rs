//! How many people of a population would be unique, estimated from a sample of it.
//!
//! Two estimators: Zayatz ("Estimation of the number of unique population elements using a sample", 1991), and the Pitman
//! sampling formula fitted by maximum likelihood (Hoshino, "Applying Pitman's sampling formula to microdata disclosure risk
//! assessment", 2001). Dankar et al. ("Estimating the re-identification risk of clinical data sets", 2012) compare them on
//! clinical data; as there, Pitman is used for sampling fractions up to 0.1 and Zayatz above.

use crate::table::Error;

/// Uniqueness in the sample and, estimated, in the population.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniqueness {
    /// Share of the sample's rows that are alone in their class.
    pub sample: f64,
    /// Estimated share of the population that is alone in its class, by Zayatz.
    pub zayatz: f64,
    /// The same by the Pitman model; `None` where the likelihood has no inner maximum to be found (no class of two, say).
    pub pitman: Option<f64>,
    /// The sampling fraction that the estimates rest on.
    pub fraction: f64,
}

impl Uniqueness {
    /// The estimate of choice for this sampling fraction.
    #[must_use]
    pub fn population(&self) -> f64 {
        match self.pitman {
            Some(pitman) if self.fraction <= 0.1 => pitman,
            _ => self.zayatz,
        }
    }
}

/// Estimates uniqueness from the class sizes of a sample and the size of the population.
///
/// # Errors
/// There are no classes.
pub fn estimate(sizes: &[u32], population: u64) -> Result<Uniqueness, Error> {
    let rows: u64 = sizes.iter().map(|size| u64::from(*size)).sum();
    if rows == 0 {
        return Err(Error::Empty);
    }
    let population = population.max(rows);
    let counts = Counts::of(sizes);
    #[expect(clippy::cast_precision_loss, reason = "counts of rows, far below 2^52")]
    let (n, whole) = (rows as f64, population as f64);
    let fraction = n / whole;
    let unique = counts.with_size(1);
    Ok(Uniqueness { sample: unique / n, zayatz: counts.zayatz(n, fraction), pitman: counts.pitman(n, whole), fraction })
}

/// Sizes of classes, each with how many classes have it.
struct Counts(Vec<(f64, f64)>);

impl Counts {
    fn of(sizes: &[u32]) -> Self {
        let mut sorted = sizes.to_vec();
        sorted.sort_unstable();
        let mut counts: Vec<(f64, f64)> = Vec::new();
        for size in sorted.into_iter().filter(|size| *size > 0) {
            match counts.last_mut() {
                #[expect(clippy::float_cmp, reason = "whole numbers")]
                Some((last, count)) if *last == f64::from(size) => *count += 1.0,
                _ => counts.push((f64::from(size), 1.0)),
            }
        }
        Self(counts)
    }

    fn with_size(&self, size: u32) -> f64 {
        self.0.iter().find(|(own, _)| (own - f64::from(size)).abs() < 0.5).map_or(0.0, |(_, count)| *count)
    }

    fn classes(&self) -> f64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// Takes the sample's distribution of class sizes for the population's; a class of i people shows one of them with
    /// probability i f (1 - f)^(i-1). What share of the sample's singletons then stem from classes of one?
    fn zayatz(&self, n: f64, fraction: f64) -> f64 {
        let classes = self.classes();
        let shows_one = |size: f64| size * fraction * (1.0 - fraction).powf(size - 1.0);
        let all: f64 = self.0.iter().map(|(size, count)| count / classes * shows_one(*size)).sum();
        let unique = self.with_size(1);
        if all <= 0.0 { 0.0 } else { unique / n * (unique / classes * shows_one(1.0) / all) }
    }

    /// Maximum likelihood of theta and alpha, then the probability that a person is alone among `whole`: it is
    /// (theta + alpha)(theta + alpha + 1)... / (theta + 1)(theta + 2)..., with whole - 1 factors each, since each later
    /// person joins somebody else's class with (theta + i - 1 + alpha) / (theta + i).
    fn pitman(&self, n: f64, whole: f64) -> Option<f64> {
        let classes = self.classes();
        // One class, or only singletons: the likelihood rises towards an edge.
        if classes < 2.0 || self.with_size(1) < 1.0 || self.with_size(2) < 1.0 {
            return None;
        }
        let likelihood = |log_theta: f64, alpha: f64| {
            let theta = log_theta.exp();
            let new_classes =
                (classes - 1.0) * alpha.ln() + libm::lgamma(theta / alpha + classes) - libm::lgamma(theta / alpha + 1.0);
            let all = libm::lgamma(theta + n) - libm::lgamma(theta + 1.0);
            let within: f64 =
                self.0.iter().map(|(size, count)| count * (libm::lgamma(size - alpha) - libm::lgamma(1.0 - alpha))).sum();
            new_classes - all + within
        };
        let best_alpha = |log_theta: f64| peak(1e-6, 1.0 - 1e-6, |alpha| likelihood(log_theta, alpha));
        let log_theta = peak(-7.0, n.ln() + 12.0, |log_theta| likelihood(log_theta, best_alpha(log_theta)));
        let (theta, alpha) = (log_theta.exp(), best_alpha(log_theta));
        let log = libm::lgamma(theta + alpha + whole - 1.0) - libm::lgamma(theta + alpha) - libm::lgamma(theta + whole)
            + libm::lgamma(theta + 1.0);
        let share = log.exp();
        share.is_finite().then_some(share.clamp(0.0, 1.0))
    }
}

/// Where a function with one peak has it, by golden section.
fn peak(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_895;
    let (mut left, mut right) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_left, mut at_right) = (of(left), of(right));
    for _ in 0..60 {
        if at_left < at_right {
            low = left;
            (left, at_left) = (right, at_right);
            right = low + GOLDEN * (high - low);
            at_right = of(right);
        } else {
            high = right;
            (right, at_right) = (left, at_left);
            left = high - GOLDEN * (high - low);
            at_left = of(left);
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests;
