//! Measures of how much a class of look-alikes gives away.
//!
//! - k-anonymity: Sweeney, "k-anonymity: a model for protecting privacy", 2002.
//! - l-diversity, distinct, entropy and recursive: Machanavajjhala et al., "l-diversity", 2007.
//! - t-closeness with equal and ordered ground distance: Li, Li and Venkatasubramanian, "t-closeness", 2007.
//! - delta-disclosure: Brickell and Shmatikov, "The cost of privacy", 2008.
//!
//! Each is the value of the worst class, so that a table satisfies a demand if its value is at least (k, l) or at most
//! (t, delta) what is demanded.

use crate::table::{Classes, Column, Error, Table, to_usize};

/// The size of the smallest class: every row looks like at least so many rows, itself included.
///
/// # Errors
/// The table is empty or has no such column.
pub fn k_anonymity(table: &Table, quasi_identifiers: &[impl AsRef<str>]) -> Result<u32, Error> {
    table.classes(quasi_identifiers)?.sizes.iter().copied().min().ok_or(Error::Empty)
}

/// What l-diversity, t-closeness and delta-disclosure say of one sensitive column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensitive {
    /// The fewest different values in a class.
    pub distinct_l: u32,
    /// The smallest of the exponentials of the classes' entropies: l for entropy l-diversity.
    pub entropy_l: f64,
    /// The largest earth mover's distance between a class and the table, all values equally far apart. 0 to 1.
    pub equal_t: f64,
    /// The same with values at distances by their order in the column. 0 to 1. Meaningful for ordered columns.
    pub ordered_t: f64,
    /// The largest |ln(share in class / share in table)|; infinite where a class lacks a value of the table.
    pub delta: f64,
}

/// Measures a sensitive column within the classes of the quasi-identifiers.
///
/// # Errors
/// The table is empty or has no such column.
pub fn sensitive(table: &Table, quasi_identifiers: &[impl AsRef<str>], column: &str) -> Result<Sensitive, Error> {
    let classes = table.classes(quasi_identifiers)?;
    let column = table.column(column)?;
    let whole = Shares::of(column);
    let mut worst = Sensitive { distinct_l: u32::MAX, entropy_l: f64::INFINITY, equal_t: 0.0, ordered_t: 0.0, delta: 0.0 };
    each_class(&classes, column, |counts| {
        let size: u32 = counts.iter().map(|(_, count)| count).sum();
        let shares = || counts.iter().map(|(code, count)| (*code, f64::from(*count) / f64::from(size)));
        let entropy: f64 = shares().map(|(_, share)| -share * share.ln()).sum();
        worst.distinct_l = worst.distinct_l.min(u32::try_from(counts.len()).unwrap_or(u32::MAX));
        worst.entropy_l = worst.entropy_l.min(entropy.exp());
        // The differences of two distributions sum to zero, so half of their absolute sum is the sum of the positive ones;
        // and a value that the class lacks has no positive difference.
        worst.equal_t = worst.equal_t.max(shares().map(|(code, share)| (share - whole.share(code)).max(0.0)).sum());
        worst.ordered_t = worst.ordered_t.max(whole.ordered_distance(&shares().collect::<Vec<_>>()));
        let delta = if counts.len() < whole.present {
            f64::INFINITY
        } else {
            shares().map(|(code, share)| (share / whole.share(code)).ln().abs()).fold(0.0, f64::max)
        };
        worst.delta = worst.delta.max(delta);
    });
    if worst.distinct_l == u32::MAX { Err(Error::Empty) } else { Ok(worst) }
}

/// Recursive (c, l)-diversity: the largest l for which in every class the commonest value is rarer than c times the values
/// from the l-th commonest on; 0 if there is none.
///
/// # Errors
/// The table is empty or has no such column.
pub fn recursive_l(table: &Table, quasi_identifiers: &[impl AsRef<str>], column: &str, c: f64) -> Result<u32, Error> {
    let classes = table.classes(quasi_identifiers)?;
    let mut worst = None::<u32>;
    each_class(&classes, table.column(column)?, |counts| {
        let mut sorted: Vec<u32> = counts.iter().map(|(_, count)| *count).collect();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let first = f64::from(sorted.first().copied().unwrap_or(0));
        let mut rest = 0.0;
        let mut l = 0;
        for (from_end, count) in (0u32..).zip(sorted.iter().rev()) {
            rest += f64::from(*count);
            if first < c * rest {
                l = u32::try_from(sorted.len()).unwrap_or(u32::MAX) - from_end;
                break;
            }
        }
        worst = Some(worst.map_or(l, |least| least.min(l)));
    });
    worst.ok_or(Error::Empty)
}

/// Calls `see` with the codes and counts of each class, codes ascending.
fn each_class(classes: &Classes, column: &Column, mut see: impl FnMut(&[(u32, u32)])) {
    let (rows, starts) = classes.grouped();
    let mut codes = Vec::new();
    let mut counts: Vec<(u32, u32)> = Vec::new();
    for bounds in starts.windows(2) {
        let [start, end] = bounds else { continue };
        codes.clear();
        codes.extend(
            rows.get(*start..*end).unwrap_or_default().iter().filter_map(|row| column.codes.get(to_usize(*row)).copied()),
        );
        codes.sort_unstable();
        counts.clear();
        for code in &codes {
            match counts.last_mut() {
                Some((last, count)) if last == code => *count += 1,
                _ => counts.push((*code, 1)),
            }
        }
        see(&counts);
    }
}

/// The distribution of a column over the whole table, with prefix sums for the ordered distance.
struct Shares {
    /// Cumulated shares up to and with each code.
    cumulated: Vec<f64>,
    /// Prefix sums of `cumulated`: `sums[i]` is the sum of the first i.
    sums: Vec<f64>,
    present: usize,
}

impl Shares {
    fn of(column: &Column) -> Self {
        let mut counts = vec![0u32; column.values.len()];
        for code in &column.codes {
            if let Some(count) = counts.get_mut(to_usize(*code)) {
                *count += 1;
            }
        }
        let rows = f64::from(u32::try_from(column.codes.len()).unwrap_or(u32::MAX).max(1));
        let mut total = 0u64;
        let mut sum = 0.0;
        let mut sums = vec![0.0];
        let mut cumulated = Vec::with_capacity(counts.len());
        for count in &counts {
            total += u64::from(*count);
            #[expect(clippy::cast_precision_loss, reason = "at most 2^32 rows")]
            let share = total as f64 / rows;
            cumulated.push(share);
            sum += share;
            sums.push(sum);
        }
        Self { cumulated, sums, present: counts.iter().filter(|count| **count > 0).count() }
    }

    fn upto(&self, code: u32) -> f64 {
        self.cumulated.get(to_usize(code)).copied().unwrap_or(1.0)
    }

    fn share(&self, code: u32) -> f64 {
        self.upto(code) - code.checked_sub(1).map_or(0.0, |before| self.upto(before))
    }

    /// 1/(m-1) times the sum over all m values of |cumulated share in class - cumulated share in table|. Between two values
    /// that the class has, its own sum stands still while the table's rises, so each stretch is cut where they cross.
    fn ordered_distance(&self, class: &[(u32, f64)]) -> f64 {
        let m = self.cumulated.len();
        if m < 2 {
            return 0.0;
        }
        let mut distance = 0.0;
        let mut own = 0.0;
        let mut at = 0;
        let ends = class.iter().map(|(code, share)| (to_usize(*code), *share)).chain([(m, 0.0)]);
        for (end, share) in ends {
            distance += self.stretch(at, end, own);
            own += share;
            at = end;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most 2^32 values")]
        let steps = (m - 1) as f64;
        distance / steps
    }

    /// The sum of |own - cumulated[i]| for i from `start` up to `end`.
    fn stretch(&self, start: usize, end: usize, own: f64) -> f64 {
        let slice = self.cumulated.get(start..end).unwrap_or_default();
        let cross = start + slice.partition_point(|share| *share < own);
        let sum =
            |from: usize, to: usize| self.sums.get(to).copied().unwrap_or(0.0) - self.sums.get(from).copied().unwrap_or(0.0);
        #[expect(clippy::cast_precision_loss, reason = "at most 2^32 values")]
        let (below, above) = ((cross - start) as f64, (end.max(cross) - cross) as f64);
        (own * below - sum(start, cross)) + (sum(cross, end) - own * above)
    }
}

#[cfg(test)]
mod tests;
