//! The gate of a release: what is measured, against which thresholds, and whether it passes.

use std::collections::BTreeMap;

use almoner_facts::{AgeYears, Demographics};
use serde::{Deserialize, Serialize};

use crate::risk::{self, Risk};
use crate::table::{Column, Error, Table};
use crate::{estimate, measure};

/// What a release must meet. An attestation names its own; these are stated in it and bound to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The columns by which somebody could recognise a person.
    pub quasi_identifiers: Vec<String>,
    /// Columns whose value nobody should learn from belonging to a class.
    #[serde(default)]
    pub sensitive: Vec<String>,
    /// The largest prosecutor risk of a row.
    pub max_prosecutor: f64,
    /// The largest marketer risk.
    pub max_marketer: f64,
    /// The least distinct l-diversity of a sensitive column.
    #[serde(default)]
    pub min_l: Option<u32>,
    /// The largest t of a sensitive column, equal ground distance.
    #[serde(default)]
    pub max_t: Option<f64>,
    /// The size of the population that the people are drawn from, for the estimate of uniqueness.
    #[serde(default)]
    pub population: Option<u64>,
    /// The largest estimated share of the population that may be unique.
    #[serde(default)]
    pub max_population_uniqueness: Option<f64>,
}

impl Default for Thresholds {
    /// Age and sex as in charts; 1/11 and 0.05.
    fn default() -> Self {
        Self {
            quasi_identifiers: vec!["age".to_owned(), "sex".to_owned()],
            sensitive: Vec::new(),
            max_prosecutor: 1.0 / 11.0,
            max_marketer: 0.05,
            min_l: None,
            max_t: None,
            population: None,
            max_population_uniqueness: None,
        }
    }
}

/// A threshold that was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// A row's class is too small.
    Prosecutor,
    /// Too many rows would be matched correctly.
    Marketer,
    /// A class has too few values of a sensitive column.
    Diversity,
    /// A class shows too different a distribution of a sensitive column.
    Closeness,
    /// Too many people of the population would be unique.
    Uniqueness,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RiskReport {
    /// Rows of the table.
    pub rows: usize,
    /// Classes of rows that look alike.
    pub classes: usize,
    /// The size of the smallest class.
    pub k: u32,
    /// The prosecutor's risk; its mean is the marketer's where no register is given.
    pub prosecutor: Risk,
    /// Share of rows that are alone in the table.
    pub sample_uniqueness: f64,
    /// Estimated share of the population that is unique, if its size is known.
    pub population_uniqueness: Option<f64>,
    /// Least distinct l and largest t over the sensitive columns.
    pub diversity: Option<(u32, f64)>,
    /// The thresholds that were passed over; a release with any is not made.
    pub failures: Vec<Failure>,
}

impl RiskReport {
    /// Whether the release may be made.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Measures a table against thresholds.
///
/// # Errors
/// An empty table, or a column that it lacks.
pub fn assess(table: &Table, thresholds: &Thresholds) -> Result<RiskReport, Error> {
    let quasi = &thresholds.quasi_identifiers;
    let classes = table.classes(quasi)?;
    let prosecutor = risk::of_classes(&classes, thresholds.max_prosecutor)?;
    let uniqueness = estimate(&classes.sizes, thresholds.population.unwrap_or(0))?;
    let population_uniqueness = thresholds.population.map(|_| uniqueness.population());
    let mut diversity = None::<(u32, f64)>;
    for column in &thresholds.sensitive {
        let found = measure::sensitive(table, quasi, column)?;
        let (l, t) = diversity.unwrap_or((u32::MAX, 0.0));
        diversity = Some((l.min(found.distinct_l), t.max(found.equal_t)));
    }
    let over =
        |value: Option<f64>, limit: Option<f64>| matches!((value, limit), (Some(value), Some(limit)) if value > limit);
    let mut failures = Vec::new();
    // A hair of tolerance, so that a class of exactly 11 meets a threshold written as 0.0909.
    if prosecutor.max > thresholds.max_prosecutor + 1e-4 {
        failures.push(Failure::Prosecutor);
    }
    if prosecutor.mean > thresholds.max_marketer {
        failures.push(Failure::Marketer);
    }
    if matches!((diversity, thresholds.min_l), (Some((l, _)), Some(least)) if l < least) {
        failures.push(Failure::Diversity);
    }
    if over(diversity.map(|(_, t)| t), thresholds.max_t) {
        failures.push(Failure::Closeness);
    }
    if over(population_uniqueness, thresholds.max_population_uniqueness) {
        failures.push(Failure::Uniqueness);
    }
    Ok(RiskReport {
        rows: table.rows(),
        classes: classes.sizes().len(),
        k: classes.sizes().iter().copied().min().unwrap_or(0),
        prosecutor,
        sample_uniqueness: uniqueness.sample,
        population_uniqueness,
        diversity,
        failures,
    })
}

/// The default quasi-identifiers of charts as a table: whole years of age (`90+` for the oldest) and sex.
///
/// # Errors
/// More rows than a table holds.
pub fn of_demographics<'a>(people: impl IntoIterator<Item = &'a Demographics>) -> Result<Table, Error> {
    of_charts(people.into_iter().map(|person| (person, None)))
}

/// As [`of_demographics`], with a column `area` where anybody's is told.
///
/// # Errors
/// More rows than a table holds.
pub fn of_charts<'a>(people: impl IntoIterator<Item = (&'a Demographics, Option<&'a str>)>) -> Result<Table, Error> {
    let mut ages = Vec::new();
    let mut sexes = Vec::new();
    let mut areas = Vec::new();
    for (person, area) in people {
        ages.push(match person.age {
            Some(AgeYears::Years(years)) => years.to_string(),
            Some(AgeYears::NinetyOrOlder) => "90+".to_owned(),
            None => String::new(),
        });
        sexes.push(person.sex.map(|sex| format!("{sex:?}").to_lowercase()).unwrap_or_default());
        areas.push(area.unwrap_or_default());
    }
    let mut columns =
        vec![Column::new("age", ages.iter().map(String::as_str)), Column::new("sex", sexes.iter().map(String::as_str))];
    if areas.iter().any(|area| !area.is_empty()) {
        columns.push(Column::new("area", areas));
    }
    Table::new(columns)
}

/// All releases of the same people as one table: one row for each person, the columns of each release side by side, `-` where a
/// person is not in it. Whoever holds all releases sees this table, so its risk includes what differences give away: who came, who
/// left, whose age went up between two of them.
///
/// Each release is its table and the study ID of each row. Columns are named `1:age`, `2:age` and so on; their names are
/// returned too.
///
/// # Errors
/// A release whose IDs are not as many as its rows, or more rows than a table holds.
pub fn joint(releases: &[(&[String], &Table)]) -> Result<(Table, Vec<String>), Error> {
    const ABSENT: &str = "-";
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for (ids, table) in releases {
        if ids.len() != table.rows() {
            return Err(Error::UnequalColumns(ids.len(), table.rows()));
        }
        for id in *ids {
            let next = people.len();
            people.entry(id).or_insert(next);
        }
    }
    let mut columns = Vec::new();
    for (number, (ids, table)) in (1usize..).zip(releases) {
        for column in table.columns() {
            let mut values = vec![ABSENT; people.len()];
            for (row, id) in ids.iter().enumerate() {
                if let Some(slot) = people.get(id.as_str()).and_then(|place| values.get_mut(*place)) {
                    *slot = column.value(row).unwrap_or_default();
                }
            }
            columns.push(Column::new(&format!("{number}:{}", column.name()), values));
        }
    }
    let names = columns.iter().map(|column| column.name().to_owned()).collect();
    Ok((Table::new(columns)?, names))
}

#[cfg(test)]
mod tests;
