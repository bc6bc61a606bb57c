//! A table by columns, and its equivalence classes: the sets of rows that agree on given columns.
//!
//! Values are codes into a dictionary for each column. A missing value is a value of its own, written as the empty text: two
//! people of unknown sex look alike to whoever searches, which is what the measures of the literature assume.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What is wrong with a table or a question about it. Names of columns come from the caller; values are never repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Columns of one table must have the same number of rows.
    #[error("columns have {0} and {1} rows; a table needs the same number in each")]
    UnequalColumns(usize, usize),
    /// The table has no column of this name.
    #[error("there is no column {0:?}")]
    NoColumn(String),
    /// There is nothing to measure.
    #[error("the table has no rows")]
    Empty,
    /// The hierarchies span more combinations of levels than a search can visit.
    #[error("the hierarchies span {0} combinations of levels; at most {1} can be searched")]
    TooManyLevels(u64, u64),
    /// A hierarchy does not fit its column.
    #[error("the hierarchy of column {0:?} does not cover its values")]
    Hierarchy(String),
    /// More codes or rows than the engine counts with.
    #[error("a table holds at most {} rows", u32::MAX)]
    TooLarge,
    /// A number that is not finite.
    #[error("a value is not a finite number")]
    NotFinite,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub(crate) name: String,
    pub(crate) codes: Vec<u32>,
    /// The value of each code. For an ordered column the codes are in the order of the values.
    pub(crate) values: Vec<String>,
}

impl Column {
    /// A column of texts, its codes in the order of first appearance.
    pub fn new<'a>(name: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut dictionary: HashMap<&str, u32> = HashMap::new();
        let mut known = Vec::new();
        let codes = values
            .into_iter()
            .map(|value| {
                *dictionary.entry(value).or_insert_with(|| {
                    known.push(value.to_owned());
                    u32::try_from(known.len() - 1).unwrap_or(u32::MAX)
                })
            })
            .collect();
        Self { name: name.to_owned(), codes, values: known }
    }

    /// A column of whole numbers, such as ages in years; codes are in the order of the numbers. `None` is a missing value and
    /// comes last.
    pub fn numbers(name: &str, numbers: impl IntoIterator<Item = Option<i64>>) -> Self {
        let numbers: Vec<Option<i64>> = numbers.into_iter().collect();
        let mut order: Vec<Option<i64>> = numbers.clone();
        order.sort_unstable_by_key(|number| (number.is_none(), *number));
        order.dedup();
        let place: HashMap<Option<i64>, u32> = order.iter().zip(0u32..).map(|(number, code)| (*number, code)).collect();
        let codes = numbers.iter().map(|number| place.get(number).copied().unwrap_or(u32::MAX)).collect();
        let values = order.iter().map(|number| number.map_or_else(String::new, |number| number.to_string())).collect();
        Self { name: name.to_owned(), codes, values }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value in a row.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<&str> {
        let code = *self.codes.get(row)?;
        self.values.get(usize::try_from(code).ok()?).map(String::as_str)
    }

    /// How many different values it has.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.values.len()
    }
}

/// A table by columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub(crate) columns: Vec<Column>,
    rows: usize,
}

impl Table {
    /// A table of these columns.
    ///
    /// # Errors
    /// The columns differ in length, or there are more rows than a `u32` counts.
    pub fn new(columns: Vec<Column>) -> Result<Self, Error> {
        let rows = columns.first().map_or(0, |column| column.codes.len());
        if let Some(column) = columns.iter().find(|column| column.codes.len() != rows) {
            return Err(Error::UnequalColumns(rows, column.codes.len()));
        }
        if u32::try_from(rows).is_err() {
            return Err(Error::TooLarge);
        }
        Ok(Self { columns, rows })
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns with these names, in that order.
    ///
    /// # Errors
    /// A name that no column has.
    pub fn select(&self, names: &[impl AsRef<str>]) -> Result<Vec<&Column>, Error> {
        names.iter().map(|name| self.column(name.as_ref())).collect()
    }

    /// The column of this name.
    ///
    /// # Errors
    /// No column has it.
    pub fn column(&self, name: &str) -> Result<&Column, Error> {
        self.columns.iter().find(|column| column.name == name).ok_or_else(|| Error::NoColumn(name.to_owned()))
    }

    /// The equivalence classes of the rows by the named columns.
    ///
    /// # Errors
    /// A name that no column has.
    pub fn classes(&self, names: &[impl AsRef<str>]) -> Result<Classes, Error> {
        Ok(Classes::of(&self.select(names)?, self.rows))
    }
}

/// A partition of rows: the class of each row, and the size of each class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    pub(crate) of_row: Vec<u32>,
    pub(crate) sizes: Vec<u32>,
}

impl Classes {
    /// Refines one class by one column after another: as many look-ups as there are rows times columns.
    pub(crate) fn of(columns: &[&Column], rows: usize) -> Self {
        let mut of_row = vec![0u32; rows];
        let mut classes = u32::from(rows > 0);
        for column in columns {
            classes = refine(&mut of_row, classes, column);
        }
        let mut sizes = vec![0u32; to_usize(classes)];
        for class in &of_row {
            if let Some(size) = sizes.get_mut(to_usize(*class)) {
                *size += 1;
            }
        }
        Self { of_row, sizes }
    }

    /// How many rows are in each class.
    #[must_use]
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// The class of each row.
    #[must_use]
    pub fn of_row(&self) -> &[u32] {
        &self.of_row
    }

    /// The rows, those of one class side by side, and where each class begins.
    pub(crate) fn grouped(&self) -> (Vec<u32>, Vec<usize>) {
        let mut starts = Vec::with_capacity(self.sizes.len() + 1);
        let mut at = 0;
        for size in &self.sizes {
            starts.push(at);
            at += to_usize(*size);
        }
        starts.push(at);
        let mut next = starts.clone();
        let mut rows = vec![0u32; self.of_row.len()];
        for (row, class) in (0u32..).zip(&self.of_row) {
            if let Some(place) = next.get_mut(to_usize(*class)) {
                if let Some(slot) = rows.get_mut(*place) {
                    *slot = row;
                }
                *place += 1;
            }
        }
        (rows, starts)
    }
}

/// The most cells of a table of classes by codes that is kept dense, for each row.
const DENSE: usize = 4;

fn refine(of_row: &mut [u32], classes: u32, column: &Column) -> u32 {
    let codes = column.values.len().max(1);
    let cells = to_usize(classes).saturating_mul(codes);
    let mut next = 0u32;
    if cells <= of_row.len().saturating_mul(DENSE).max(1 << 16) {
        let mut dense = vec![u32::MAX; cells];
        for (class, code) in of_row.iter_mut().zip(&column.codes) {
            if let Some(cell) = dense.get_mut(to_usize(*class) * codes + to_usize(*code)) {
                if *cell == u32::MAX {
                    *cell = next;
                    next += 1;
                }
                *class = *cell;
            }
        }
    } else {
        let mut sparse: HashMap<u64, u32, BuildHasherDefault<Mix>> =
            HashMap::with_capacity_and_hasher(of_row.len() / 2, BuildHasherDefault::default());
        for (class, code) in of_row.iter_mut().zip(&column.codes) {
            *class = *sparse.entry(u64::from(*class) << 32 | u64::from(*code)).or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
    }
    next
}

/// A multiplicative hash of one 64-bit key. Keys are made of codes, which nobody outside chooses.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            for (to, from) in word.iter_mut().zip(chunk) {
                *to = *from;
            }
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, key: u64) {
        // The golden ratio as a 64-bit fraction; the high half of the product stirs all bits into the low ones.
        let product = u128::from(self.0 ^ key) * 0x9E37_79B9_7F4A_7C15;
        let (high, low) = (product >> 64, product & u128::from(u64::MAX));
        self.0 = u64::try_from(high ^ low).unwrap_or(0).rotate_left(23);
    }
}

pub(crate) fn to_usize(number: u32) -> usize {
    number.try_into().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
