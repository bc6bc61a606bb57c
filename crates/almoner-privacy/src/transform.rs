//! Generalization and suppression to a target risk, at the least loss of information.
//!
//! Each column has a [`Hierarchy`] of levels, from the values as they are to one group of all. A choice of one level for each
//! column is a node of a lattice; rows that are still too rare at a node are suppressed. The loss of a node is the mean over all
//! rows and columns of (values in the row's group - 1) / (values - 1) (the normalized certainty penalty of Xu et al.,
//! "Utility-based anonymization using local recoding", 2006), with 1 for each cell of a suppressed row. The loss without
//! suppression bounds it from below, so nodes are tried in the order of that bound until no other can be better: the answer is
//! the best of the whole lattice, not of a path through it.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::table::{Column, Error, Mix, Table, to_usize};

/// The levels of one column: for each level, the group of each code, and the groups' values.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    column: String,
    levels: Vec<Level>,
}

#[derive(Clone, Debug)]
struct Level {
    group_of: Vec<u32>,
    values: Vec<String>,
}

impl Hierarchy {
    /// The values as they are, then nothing of them.
    #[must_use]
    pub fn all_or_nothing(column: &Column) -> Self {
        Self::start(column).and_all()
    }

    /// Whole numbers in intervals of these widths, narrowest first, then nothing of them: `30-39` for a width of 10. Values that are
    /// no numbers, such as `90+`, stay by themselves.
    #[must_use]
    pub fn intervals(column: &Column, widths: &[u32]) -> Self {
        widths
            .iter()
            .fold(Self::start(column), |hierarchy, width| {
                hierarchy.and(column, |value| match value.parse::<i64>() {
                    Ok(number) => {
                        let width = i64::from((*width).max(1));
                        let low = number.div_euclid(width).saturating_mul(width);
                        format!("{low}-{}", low.saturating_add(width - 1))
                    }
                    Err(_) => value.to_owned(),
                })
            })
            .and_all()
    }

    /// The first characters only, for each of these lengths, longest first, then nothing: ZIP codes, classifications.
    #[must_use]
    pub fn prefixes(column: &Column, lengths: &[usize]) -> Self {
        lengths
            .iter()
            .fold(Self::start(column), |hierarchy, length| {
                hierarchy.and(column, |value| {
                    let mut kept: String = value.chars().take(*length).collect();
                    if value.chars().nth(*length).is_some() {
                        kept.push('*');
                    }
                    kept
                })
            })
            .and_all()
    }

    fn start(column: &Column) -> Self {
        Self { column: column.name.clone(), levels: Vec::new() }.and(column, str::to_owned)
    }

    fn and(mut self, column: &Column, group: impl Fn(&str) -> String) -> Self {
        let groups: Vec<String> = column.values.iter().map(|value| group(value)).collect();
        let column = Column::new(&self.column, groups.iter().map(String::as_str));
        self.levels.push(Level { group_of: column.codes, values: column.values });
        self
    }

    fn and_all(mut self) -> Self {
        let codes = self.levels.first().map_or(0, |level| level.group_of.len());
        self.levels.push(Level { group_of: vec![0; codes], values: vec!["*".to_owned()] });
        self
    }

    /// How many levels it has.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.levels.len()
    }
}

/// What the result must meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The largest prosecutor risk of a row, such as 1/11.
    pub max_prosecutor: f64,
    /// The largest marketer risk.
    pub max_marketer: f64,
    /// The largest share of rows that may be suppressed.
    pub max_suppressed: f64,
}

/// The best table that meets the target.
#[derive(Clone, Debug, PartialEq)]
pub struct Generalized {
    /// The level of each hierarchy, in their order; 0 is the values as they are.
    pub levels: Vec<usize>,
    /// How many rows were suppressed: their quasi-identifiers are `*`.
    pub suppressed: usize,
    /// The loss of information, 0 to 1.
    pub loss: f64,
    /// The table with the columns of the hierarchies changed and all others as they were.
    pub table: Table,
}

/// The most nodes of a lattice that are searched.
const LARGEST_LATTICE: u64 = 1_000_000;

/// Finds the choice of levels that meets the target with the least loss, and makes that table. `None` if no choice does.
///
/// # Errors
/// A hierarchy that is not of this table's columns, an empty table, or too many combinations of levels.
pub fn generalize(table: &Table, hierarchies: &[Hierarchy], target: Target) -> Result<Option<Generalized>, Error> {
    if table.rows() == 0 {
        return Err(Error::Empty);
    }
    let nodes = hierarchies.iter().fold(1u64, |all, hierarchy| all.saturating_mul(hierarchy.levels.len() as u64));
    if nodes > LARGEST_LATTICE {
        return Err(Error::TooManyLevels(nodes, LARGEST_LATTICE));
    }
    let search = Search::new(table, hierarchies)?;
    let mut lattice: Vec<(f64, Vec<usize>)> = (0..nodes)
        .map(|mut node| {
            let levels: Vec<usize> = hierarchies
                .iter()
                .map(|hierarchy| {
                    let level = node % hierarchy.levels.len() as u64;
                    node /= hierarchy.levels.len() as u64;
                    usize::try_from(level).unwrap_or(0)
                })
                .collect();
            (search.bound(&levels), levels)
        })
        .collect();
    lattice.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut best: Option<(f64, Vec<usize>, usize)> = None;
    for (bound, levels) in lattice {
        if best.as_ref().is_some_and(|(loss, _, _)| bound >= *loss) {
            break;
        }
        if let Some((loss, suppressed)) = search.visit(&levels, target)
            && best.as_ref().is_none_or(|(least, _, _)| loss < *least)
        {
            best = Some((loss, levels, suppressed));
        }
    }
    let Some((loss, levels, suppressed)) = best else { return Ok(None) };
    let table = search.table(table, &levels, target)?;
    Ok(Some(Generalized { levels, suppressed, loss, table }))
}

/// The rows by their distinct combinations of codes.
struct Search<'a> {
    hierarchies: &'a [Hierarchy],
    combinations: Vec<(Vec<u32>, u32)>,
    rows: f64,
    /// For each hierarchy and level, the mean loss over rows.
    losses: Vec<Vec<f64>>,
    /// For each hierarchy, level and group, the loss of a row in it.
    penalties: Vec<Vec<Vec<f64>>>,
}

impl<'a> Search<'a> {
    fn new(table: &Table, hierarchies: &'a [Hierarchy]) -> Result<Self, Error> {
        let names: Vec<&str> = hierarchies.iter().map(|hierarchy| hierarchy.column.as_str()).collect();
        let columns = table.select(&names)?;
        for (column, hierarchy) in columns.iter().zip(hierarchies) {
            if hierarchy.levels.first().is_none_or(|level| level.group_of.len() != column.values.len()) {
                return Err(Error::Hierarchy(hierarchy.column.clone()));
            }
        }
        let classes = table.classes(&names)?;
        let mut combinations: Vec<(Vec<u32>, u32)> = classes.sizes.iter().map(|size| (Vec::new(), *size)).collect();
        for (row, class) in classes.of_row.iter().enumerate() {
            if let Some((codes, _)) = combinations.get_mut(to_usize(*class))
                && codes.is_empty()
            {
                codes.extend(columns.iter().filter_map(|column| column.codes.get(row)));
            }
        }
        let rows = f64::from(u32::try_from(table.rows()).unwrap_or(u32::MAX));
        let penalties: Vec<Vec<Vec<f64>>> =
            hierarchies.iter().map(|hierarchy| hierarchy.levels.iter().map(Level::penalties).collect()).collect();
        let losses = hierarchies
            .iter()
            .zip(&penalties)
            .enumerate()
            .map(|(place, (hierarchy, penalties))| {
                hierarchy
                    .levels
                    .iter()
                    .zip(penalties)
                    .map(|(level, penalties)| {
                        let loss: f64 = combinations
                            .iter()
                            .filter_map(|(codes, size)| {
                                let group = level.group_of.get(to_usize(*codes.get(place)?))?;
                                Some(penalties.get(to_usize(*group))? * f64::from(*size))
                            })
                            .sum();
                        loss / rows
                    })
                    .collect()
            })
            .collect();
        Ok(Self { hierarchies, combinations, rows, losses, penalties })
    }

    fn width(&self) -> f64 {
        f64::from(u32::try_from(self.hierarchies.len()).unwrap_or(u32::MAX)).max(1.0)
    }

    fn bound(&self, levels: &[usize]) -> f64 {
        let sum: f64 = self.losses.iter().zip(levels).filter_map(|(losses, level)| losses.get(*level)).sum();
        sum / self.width()
    }

    /// The groups of a combination at these levels.
    fn groups(&self, codes: &[u32], levels: &[usize]) -> Vec<u32> {
        self.hierarchies
            .iter()
            .zip(levels)
            .zip(codes)
            .filter_map(|((hierarchy, level), code)| hierarchy.levels.get(*level)?.group_of.get(to_usize(*code)).copied())
            .collect()
    }

    /// Loss and suppressed rows of a node, if it meets the target.
    fn visit(&self, levels: &[usize], target: Target) -> Option<(f64, usize)> {
        let classes = self.classes(levels);
        let mut kept = 0.0;
        let mut kept_classes = 0.0;
        let mut loss = 0.0;
        for (groups, size) in &classes {
            let size = f64::from(*size);
            if 1.0 / size > target.max_prosecutor {
                continue;
            }
            kept += size;
            kept_classes += 1.0;
            let penalty: f64 = self
                .penalties
                .iter()
                .zip(levels)
                .zip(groups)
                .filter_map(|((penalties, level), group)| penalties.get(*level)?.get(to_usize(*group)))
                .sum();
            loss += penalty / self.width() * size;
        }
        let suppressed = self.rows - kept;
        let marketer = if kept > 0.0 { kept_classes / kept } else { 0.0 };
        let meets = suppressed / self.rows <= target.max_suppressed && marketer <= target.max_marketer;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of rows, below 2^32")]
        meets.then_some(((loss + suppressed) / self.rows, suppressed as usize))
    }

    fn classes(&self, levels: &[usize]) -> HashMap<Vec<u32>, u32, BuildHasherDefault<Mix>> {
        let mut classes: HashMap<Vec<u32>, u32, BuildHasherDefault<Mix>> = HashMap::default();
        for (codes, size) in &self.combinations {
            *classes.entry(self.groups(codes, levels)).or_default() += size;
        }
        classes
    }

    fn table(&self, table: &Table, levels: &[usize], target: Target) -> Result<Table, Error> {
        let classes = self.classes(levels);
        let names: Vec<&str> = self.hierarchies.iter().map(|hierarchy| hierarchy.column.as_str()).collect();
        let own = table.select(&names)?;
        let keep: Vec<bool> = (0..table.rows())
            .map(|row| {
                let codes: Vec<u32> = own.iter().filter_map(|column| column.codes.get(row).copied()).collect();
                let size = classes.get(&self.groups(&codes, levels)).copied().unwrap_or(0);
                1.0 / f64::from(size) <= target.max_prosecutor
            })
            .collect();
        let columns = table
            .columns()
            .iter()
            .map(|column| {
                let level = names
                    .iter()
                    .zip(levels)
                    .zip(self.hierarchies)
                    .find(|((name, _), _)| **name == column.name)
                    .and_then(|((_, level), hierarchy)| hierarchy.levels.get(*level));
                let Some(level) = level else { return column.clone() };
                let value = |code: &u32| level.values.get(to_usize(*level.group_of.get(to_usize(*code))?));
                let values = column.codes.iter().zip(&keep).map(|(code, keep)| match value(code) {
                    Some(value) if *keep => value.as_str(),
                    _ => "*",
                });
                Column::new(&column.name, values)
            })
            .collect();
        Table::new(columns)
    }
}

impl Level {
    /// For each group: (values in it - 1) / (values - 1).
    fn penalties(&self) -> Vec<f64> {
        let mut counts = vec![0u32; self.values.len()];
        for group in &self.group_of {
            if let Some(count) = counts.get_mut(to_usize(*group)) {
                *count += 1;
            }
        }
        let all = f64::from(u32::try_from(self.group_of.len()).unwrap_or(u32::MAX));
        counts.into_iter().map(|count| if all > 1.0 { (f64::from(count) - 1.0) / (all - 1.0) } else { 0.0 }).collect()
    }
}

#[cfg(test)]
mod tests;
