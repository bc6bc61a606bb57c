//! What an ingest gathers before it makes it durable in one step.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use almoner_base::{Issue, Severity};

use almoner_policy::FieldGroup;

use crate::{Prefix, State};

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

/// The framed records of one key, by field group.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) parts: Vec<(Option<FieldGroup>, Vec<u8>)>,
    /// Resources with a name, and where in the batch they came: whose they are is told by who brought them last.
    pub(crate) claims: Vec<(u32, String)>,
    /// Where in the batch the last of them came.
    pub(crate) last: u32,
}

/// Opaque records by the key of whom they belong to, with what was wrong. The vault knows no FHIR: keys and bytes.
#[derive(Default)]
pub struct Batch {
    pub(crate) records: HashMap<String, Gathered>,
    pub(crate) changes: Vec<Change>,
    /// Keys of persons and of who treats them.
    pub(crate) treated: BTreeSet<(String, String)>,
    pub(crate) counts: BTreeMap<String, Count>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) items: u64,
    pub(crate) prefix: Option<Prefix>,
    bytes: usize,
    arrived: u32,
}

impl Batch {
    /// Adds one record of the person (or stand-in) with this key, under no field group: it is read with all groups or not at
    /// all.
    pub fn record(&mut self, key: &str, bytes: &[u8]) {
        self.file(key, None, bytes);
    }

    /// Adds one record of the person with this key, under the key of a field group.
    pub fn record_of(&mut self, key: &str, group: FieldGroup, bytes: &[u8]) {
        self.file(key, Some(group), bytes);
    }

    fn file(&mut self, key: &str, group: Option<FieldGroup>, bytes: &[u8]) {
        let frame = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let gathered = match self.records.get_mut(key) {
            Some(gathered) => gathered,
            None => self.records.entry(key.to_owned()).or_default(),
        };
        let part = match gathered.parts.iter().position(|(other, _)| *other == group) {
            Some(place) => place,
            None => {
                gathered.parts.push((group, Vec::new()));
                gathered.parts.len() - 1
            }
        };
        if let Some((_, part)) = gathered.parts.get_mut(part) {
            part.extend_from_slice(&frame.to_le_bytes());
            part.extend_from_slice(&self.arrived.to_le_bytes());
            part.extend_from_slice(bytes);
        }
        gathered.last = self.arrived;
        self.arrived = self.arrived.saturating_add(1);
        self.bytes += bytes.len() + FRAME;
    }

    /// Adds one resource of the person with this key, under the name (`type/id`) that it has for whoever brings it: it leaves
    /// the record of anybody else who had it before.
    pub fn resource(&mut self, key: &str, name: &str, bytes: &[u8]) {
        self.file_resource(key, None, name, bytes);
    }

    /// As [`Batch::resource`], under the key of a field group.
    pub fn resource_of(&mut self, key: &str, group: FieldGroup, name: &str, bytes: &[u8]) {
        self.file_resource(key, Some(group), name, bytes);
    }

    fn file_resource(&mut self, key: &str, group: Option<FieldGroup>, name: &str, bytes: &[u8]) {
        let arrived = self.arrived;
        self.file(key, group, bytes);
        if let Some(gathered) = self.records.get_mut(key) {
            gathered.claims.push((arrived, name.to_owned()));
        }
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

    /// Says that whoever is known by `provider` treats the person with this key, of whom the batch holds a record.
    pub fn treated_by(&mut self, key: &str, provider: &str) {
        self.treated.insert((key.to_owned(), provider.to_owned()));
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

    /// Says how far the input was read when this batch was full.
    pub fn read_so_far(&mut self, prefix: Prefix) {
        self.prefix = Some(prefix);
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

/// Length and place in the batch, before each record.
const FRAME: usize = 8;

/// One stored record: the bytes as they came, and where in the order of arrival.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Grows with each record of the vault; two of one batch differ as well.
    pub at: u64,
    /// As received.
    pub bytes: Vec<u8>,
}

/// Identified data; shows its type only.
impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({} bytes)", self.bytes.len())
    }
}

/// Where the first record of the batch with this first chunk stands in the order of arrival.
pub(crate) fn position(batch: u64, arrived: u32) -> u64 {
    batch << 32 | u64::from(arrived)
}

/// What a chunk holds: the number of its batch, then the framed records.
pub(crate) fn chunk(batch: u64, framed: &[u8]) -> Vec<u8> {
    [&batch.to_le_bytes(), framed].concat()
}

/// Splits a chunk into its records.
pub(crate) fn split(bytes: &[u8]) -> Option<Vec<Record>> {
    let (batch, mut bytes) = bytes.split_first_chunk::<8>()?;
    let batch = u64::from_le_bytes(*batch);
    let mut records = Vec::new();
    while let Some((frame, rest)) = bytes.split_first_chunk::<FRAME>() {
        let [a, b, c, d, arrived @ ..] = *frame;
        let length = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok()?;
        let (record, rest) = rest.split_at_checked(length)?;
        records.push(Record { at: position(batch, u32::from_le_bytes(arrived)), bytes: record.to_vec() });
        bytes = rest;
    }
    bytes.is_empty().then_some(records)
}

#[cfg(test)]
mod tests;
