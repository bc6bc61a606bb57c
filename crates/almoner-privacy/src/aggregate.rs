//! Microaggregation: numbers become the mean of a group of at least k rows that are close to each other.
//!
//! For one column the grouping is the one with the least sum of squared errors, found by dynamic programming over the sorted
//! values (Hansen and Mukherjee, "A polynomial algorithm for optimal univariate microaggregation", 2003). For several columns the
//! optimum is NP-hard, and the heuristic is MDAV (Domingo-Ferrer and Torra, "Ordinal, continuous and heterogeneous k-anonymity
//! through microaggregation", 2005), over standardized columns. With k rows in each group, the prosecutor's risk from these
//! columns is at most 1/k.

use crate::table::Error;

/// Groups of rows, and what was lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// The group of each row.
    pub of_row: Vec<u32>,
    /// The columns with each value replaced by the mean of its group.
    pub columns: Vec<Vec<f64>>,
    /// Sum of squared errors over that of all rows in one group, in standardized columns: 0 nothing lost, 1 all.
    pub loss: f64,
}

/// Groups rows by k or more. Fewer than 2k rows become one group; fewer than k are refused.
///
/// # Errors
/// Fewer rows than k, columns of different lengths, or a value that is not finite.
pub fn microaggregate(columns: &[Vec<f64>], k: usize) -> Result<Grouping, Error> {
    let rows = columns.first().map_or(0, Vec::len);
    if let Some(column) = columns.iter().find(|column| column.len() != rows) {
        return Err(Error::UnequalColumns(rows, column.len()));
    }
    if columns.iter().flatten().any(|value| !value.is_finite()) {
        return Err(Error::NotFinite);
    }
    let k = k.max(1);
    if rows < k {
        return Err(Error::Empty);
    }
    let scaled: Vec<Vec<f64>> = columns.iter().map(|column| standardized(column)).collect();
    let of_row = match scaled.as_slice() {
        [column] => optimal(column, k),
        _ => mdav(&scaled, k, rows),
    };
    let means: Vec<Vec<f64>> = columns.iter().map(|column| group_means(column, &of_row)).collect();
    let lost: f64 = scaled
        .iter()
        .map(|column| {
            column.iter().zip(group_means(column, &of_row)).map(|(value, mean)| (value - mean).powi(2)).sum::<f64>()
        })
        .sum();
    let whole: f64 = scaled.iter().flatten().map(|value| value * value).sum();
    Ok(Grouping { of_row, columns: means, loss: if whole > 0.0 { lost / whole } else { 0.0 } })
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn standardized(column: &[f64]) -> Vec<f64> {
    let mean = column.iter().sum::<f64>() / count(column.len()).max(1.0);
    let variance = column.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count(column.len()).max(1.0);
    let deviation = if variance > 0.0 { variance.sqrt() } else { 1.0 };
    column.iter().map(|value| (value - mean) / deviation).collect()
}

fn group_means(column: &[f64], of_row: &[u32]) -> Vec<f64> {
    let groups = of_row.iter().max().map_or(0, |last| *last as usize + 1);
    let mut sums = vec![(0.0, 0.0); groups];
    for (value, group) in column.iter().zip(of_row) {
        if let Some((sum, number)) = sums.get_mut(*group as usize) {
            *sum += value;
            *number += 1.0;
        }
    }
    of_row.iter().map(|group| sums.get(*group as usize).map_or(0.0, |(sum, number)| sum / number)).collect()
}

/// `best[i]` is the least error of the first i sorted values; an optimal group has from k to 2k - 1 values.
fn optimal(column: &[f64], k: usize) -> Vec<u32> {
    let mut order: Vec<usize> = (0..column.len()).collect();
    let value = |row: usize| column.get(row).copied().unwrap_or(0.0);
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
    let mut sums = vec![(0.0, 0.0)];
    let mut so_far = (0.0, 0.0);
    for row in &order {
        so_far = (so_far.0 + value(*row), so_far.1 + value(*row).powi(2));
        sums.push(so_far);
    }
    let error = |from: usize, to: usize| match (sums.get(from), sums.get(to)) {
        (Some(a), Some(b)) => (b.1 - a.1 - (b.0 - a.0).powi(2) / count(to - from)).max(0.0),
        _ => f64::INFINITY,
    };
    let mut best = vec![(f64::INFINITY, 0usize); column.len() + 1];
    if let Some(first) = best.first_mut() {
        first.0 = 0.0;
    }
    for end in k..=column.len() {
        let least = (k..2 * k)
            .filter_map(|size| {
                let start = end.checked_sub(size)?;
                Some((best.get(start)?.0 + error(start, end), start))
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some(least), Some(slot)) = (least, best.get_mut(end)) {
            *slot = least;
        }
    }
    let mut of_row = vec![0u32; column.len()];
    let mut end = column.len();
    let mut group = 0;
    while end > 0 {
        let start = best.get(end).map_or(0, |(_, start)| *start);
        for row in order.get(start..end).unwrap_or_default() {
            if let Some(slot) = of_row.get_mut(*row) {
                *slot = group;
            }
        }
        group += 1;
        end = start;
    }
    of_row
}

/// Around the row farthest from the middle a group of its k nearest, then one around the row farthest from that, until fewer
/// than 3k rows are left; then one more if 2k are left, and the rest.
fn mdav(columns: &[Vec<f64>], k: usize, rows: usize) -> Vec<u32> {
    let point = |row: usize| columns.iter().map(move |column| column.get(row).copied().unwrap_or(0.0));
    let distance =
        |row: usize, from: &[f64]| -> f64 { point(row).zip(from).map(|(value, from)| (value - from).powi(2)).sum() };
    let mut left: Vec<usize> = (0..rows).collect();
    let mut of_row = vec![0u32; rows];
    let mut group = 0;
    let mut take = |left: &mut Vec<usize>, around: &[f64], of_row: &mut Vec<u32>| {
        let mut near: Vec<(f64, usize)> = left.iter().map(|row| (distance(*row, around), *row)).collect();
        if k < near.len() {
            near.select_nth_unstable_by(k - 1, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        for (_, row) in near.iter().take(k) {
            if let Some(slot) = of_row.get_mut(*row) {
                *slot = group;
            }
        }
        *left = near.into_iter().skip(k).map(|(_, row)| row).collect();
        group += 1;
    };
    let middle = |left: &[usize]| -> Vec<f64> {
        columns
            .iter()
            .map(|column| left.iter().filter_map(|row| column.get(*row)).sum::<f64>() / count(left.len()).max(1.0))
            .collect()
    };
    let farthest = |left: &[usize], from: &[f64]| -> Vec<f64> {
        let row = left.iter().copied().max_by(|a, b| distance(*a, from).total_cmp(&distance(*b, from)).then(b.cmp(a)));
        row.map_or_else(Vec::new, |row| point(row).collect())
    };
    while left.len() >= 3 * k {
        let first = farthest(&left, &middle(&left));
        take(&mut left, &first, &mut of_row);
        let second = farthest(&left, &first);
        take(&mut left, &second, &mut of_row);
    }
    if left.len() >= 2 * k {
        let first = farthest(&left, &middle(&left));
        take(&mut left, &first, &mut of_row);
    }
    for row in left {
        if let Some(slot) = of_row.get_mut(row) {
            *slot = group;
        }
    }
    of_row
}

#[cfg(test)]
mod tests;
