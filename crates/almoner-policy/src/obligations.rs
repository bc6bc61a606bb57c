//! What a caller owes for a permit: minimum necessary (45 CFR 164.502(b), 164.514(d)) as values, not as advice.
//!
//! Policies oblige by annotations. `@fields` names the parts of a record that are granted; their keys are the only ones that a
//! caller gets, through [`Permit::field`](crate::Permit::field). `@rows` limits what is given out, through
//! [`Permit::limit`](crate::Permit::limit). `@log` and `@review` are [duties](Duty): until they are carried out a permit allows
//! nothing.
//!
//! If several policies permit a request, the fields that they grant add up, since each would be enough alone; of everything
//! else the strictest holds.

use crate::names::{FieldGroup, Set, names};

names! {
    /// When entries must be in the audit log, durably.
    Log {
        /// One entry for the request, before the first byte of the answer.
        Before = "before",
        /// Beyond that one entry for each patient, before their part of the answer.
        Each = "each",
    }
}

/// What one policy, or all that permit a request, ask of the caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Obligations {
    pub fields: Set<FieldGroup>,
    pub rows: Option<u32>,
    pub review_hours: Option<u32>,
    pub log: Option<Log>,
}

impl Obligations {
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            fields: self.fields.union(other.fields),
            rows: strictest(self.rows, other.rows),
            review_hours: strictest(self.review_hours, other.review_hours),
            log: self.log.max(other.log),
        }
    }

    pub(crate) fn duties(self) -> Vec<Duty> {
        let log = self.log.map(Duty::Log);
        let review = self.review_hours.map(|within_hours| Duty::Review { within_hours });
        log.into_iter().chain(review).collect()
    }
}

fn strictest(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// What must be done before a permit allows anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Write to the audit log.
    Log(Log),
    /// Open a task for somebody to review the use.
    Review {
        /// Hours until it is due.
        within_hours: u32,
    },
}

/// The proof that a permit grants a part of a record. Whoever hands out the key of a field group asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted<'permit> {
    group: FieldGroup,
    permit: std::marker::PhantomData<&'permit ()>,
}

impl Granted<'_> {
    pub(crate) fn new(group: FieldGroup) -> Self {
        Self { group, permit: std::marker::PhantomData }
    }

    /// The part of a record.
    #[must_use]
    pub fn group(self) -> FieldGroup {
        self.group
    }
}

/// Rows within the limit of a permit. An answer that takes its rows in this type cannot give out more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limited<T> {
    rows: Vec<T>,
    cut: bool,
}

impl<T> Limited<T> {
    pub(crate) fn new(rows: impl IntoIterator<Item = T>, limit: Option<u32>) -> Self {
        let mut rows = rows.into_iter();
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        let kept = rows.by_ref().take(limit).collect();
        Self { rows: kept, cut: rows.next().is_some() }
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows.
    #[must_use]
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }

    /// Whether there were more, which the reader must be told.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.cut
    }
}

#[cfg(test)]
mod tests;
