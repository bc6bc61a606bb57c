//! The risk that a row is tied to a person, under three attackers (El Emam, "Guide to the De-Identification of Personal Health
//! Information", 2013).
//!
//! - *Prosecutor*: knows that a certain person is in the table. Risk of a row: 1 / size of its class.
//! - *Journalist*: wants to show that anybody can be found, and matches against a register. 1 / size of the class there.
//! - *Marketer*: wants as many correct matches as possible. The expected share of rows matched correctly.

use serde::Serialize;

use crate::table::{Classes, Column, Error, Table, to_usize};

/// Risk by a class of attacker.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Risk {
    /// The largest risk of a row.
    pub max: f64,
    /// The mean over rows; for matching it is the marketer's risk.
    pub mean: f64,
    /// Share of rows above the threshold that was asked about.
    pub at_risk: f64,
}

/// The prosecutor's risk. `threshold` is what [`Risk::at_risk`] counts above.
///
/// # Errors
/// The table is empty or lacks a column.
pub fn prosecutor(table: &Table, quasi_identifiers: &[impl AsRef<str>], threshold: f64) -> Result<Risk, Error> {
    of_classes(&table.classes(quasi_identifiers)?, threshold)
}

pub(crate) fn of_classes(classes: &Classes, threshold: f64) -> Result<Risk, Error> {
    let rows: f64 = classes.sizes.iter().map(|size| f64::from(*size)).sum();
    let least = classes.sizes.iter().copied().min().ok_or(Error::Empty)?;
    let number = f64::from(u32::try_from(classes.sizes.len()).unwrap_or(u32::MAX));
    let above: f64 = classes.sizes.iter().map(|size| f64::from(*size)).filter(|size| 1.0 / size > threshold).sum();
    Ok(Risk { max: 1.0 / f64::from(least), mean: number / rows, at_risk: above / rows })
}

/// The journalist's risk against a register of the population; its mean is the marketer's. A row whose class the register lacks is
/// counted by the table itself, since its people exist.
///
/// # Errors
/// A table is empty or lacks a column.
pub fn journalist(
    table: &Table,
    register: &Table,
    quasi_identifiers: &[impl AsRef<str>],
    threshold: f64,
) -> Result<Risk, Error> {
    let rows = table.rows();
    if rows == 0 {
        return Err(Error::Empty);
    }
    let both: Vec<Column> = table
        .select(quasi_identifiers)?
        .into_iter()
        .zip(register.select(quasi_identifiers)?)
        .map(|(own, other)| {
            let values = (0..rows).map(|row| own.value(row)).chain((0..register.rows()).map(|row| other.value(row)));
            Column::new(&own.name, values.map(Option::unwrap_or_default))
        })
        .collect();
    let classes = Classes::of(&both.iter().collect::<Vec<_>>(), rows + register.rows());
    let mut own = vec![0u32; classes.sizes.len()];
    for class in classes.of_row.iter().take(rows) {
        if let Some(count) = own.get_mut(to_usize(*class)) {
            *count += 1;
        }
    }
    let mut risk = Risk { max: 0.0, mean: 0.0, at_risk: 0.0 };
    let all = f64::from(u32::try_from(rows).unwrap_or(u32::MAX));
    for (both, own) in classes.sizes.iter().zip(&own).filter(|(_, own)| **own > 0) {
        let there = (both - own).max(*own);
        let one = 1.0 / f64::from(there);
        risk.max = risk.max.max(one);
        risk.mean += f64::from(*own) * one / all;
        if one > threshold {
            risk.at_risk += f64::from(*own) / all;
        }
    }
    Ok(risk)
}

#[cfg(test)]
mod tests;
