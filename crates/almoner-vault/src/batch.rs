//! What an ingest gathers before it makes it durable in one step.

use std::collections::{BTreeMap, HashMap};

use almoner_base::{Issue, Severity};

use crate::State;

/// Accepted, warned and quarantined resources of one type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Taken in, with or without warnings.
    pub accepted: u64,
    /// Taken in with at least one warning.
    pub warned: u64,
    /// Kept apart.
    pub quarantined: u64,
}

/// What an item says about persons. Applied in the order of arrival, since the later statement holds.
pub(crate) enum Change {
    /// Resources under `alias` belong to the person with this key.
    Alias {
        alias: String,
        key: String,
    },
    State {
        key: String,
        state: State,
    },
    Merge {
        from: String,
        into: String,
    },
    Withdraw {
        key: String,
    },
}

/// The framed records of one key.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) bytes: Vec<u8>,
    /// Where in the batch the last of them came. Chunks follow this order, so that of two versions of a resource that came
    /// under two keys of one person the later stays the later. Where each key has versions older than the other's, the
    /// order of single records is lost; only versions within 16 MiB of one input can be so interleaved.
    pub(crate) last: u64,
}

/// Opaque records by the key of whom they belong to, with what was wrong. The vault knows no FHIR: keys and bytes.
#[derive(Default)]
pub struct Batch {
    pub(crate) records: HashMap<String, Gathered>,
    pub(crate) changes: Vec<Change>,
    pub(crate) counts: BTreeMap<String, Count>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) items: u64,
    bytes: usize,
    arrived: u64,
}

impl Batch {
    /// Adds one record of the person (or stand-in) with this key.
    pub fn record(&mut self, key: &str, bytes: &[u8]) {
        let frame = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let gathered = match self.records.get_mut(key) {
            Some(gathered) => gathered,
            None => self.records.entry(key.to_owned()).or_default(),
        };
        gathered.bytes.extend_from_slice(&frame.to_le_bytes());
        gathered.bytes.extend_from_slice(bytes);
        gathered.last = self.arrived;
        self.arrived += 1;
        self.bytes += bytes.len() + 4;
    }

    /// Says that resources under `alias` belong to the person with this key.
    pub fn alias(&mut self, alias: &str, key: &str) {
        self.changes.push(Change::Alias { alias: alias.to_owned(), key: key.to_owned() });
    }

    /// Sets a person's state.
    pub fn state(&mut self, key: &str, state: State) {
        self.changes.push(Change::State { key: key.to_owned(), state });
    }

    /// Says that the record under `from` was merged into the one under `into`.
    pub fn merge(&mut self, from: &str, into: &str) {
        self.changes.push(Change::Merge { from: from.to_owned(), into: into.to_owned() });
    }

    /// Marks the charts of the person with this key, and of whom that record was merged into, to be withdrawn.
    pub fn withdraw(&mut self, key: &str) {
        self.changes.push(Change::Withdraw { key: key.to_owned() });
    }

    /// Counts one item of the input, of a resource type, with its issues.
    pub fn item(&mut self, resource_type: &str, issues: &[Issue]) {
        self.items += 1;
        let count = match self.counts.get_mut(resource_type) {
            Some(count) => count,
            None => self.counts.entry(resource_type.to_owned()).or_default(),
        };
        if issues.iter().any(|issue| issue.severity == Severity::Quarantined) {
            count.quarantined += 1;
        } else {
            count.accepted += 1;
            count.warned += u64::from(!issues.is_empty());
        }
        self.issues.extend_from_slice(issues);
    }

    /// Notes an issue of the input as a whole, which counts as no item.
    pub fn input_issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    /// Bytes gathered so far.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Batch({} items, {} bytes)", self.items, self.bytes)
    }
}

/// Splits a chunk into its records.
pub(crate) fn split(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut records = Vec::new();
    while let Some((frame, rest)) = bytes.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*frame)).ok()?;
        let (record, rest) = rest.split_at_checked(length)?;
        records.push(record.to_vec());
        bytes = rest;
    }
    bytes.is_empty().then_some(records)
}

#[cfg(test)]
mod tests;
