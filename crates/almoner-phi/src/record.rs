//! One person's record as de-identification reads it: the latest version of each resource, and what it points to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use almoner_vault::{MovedAway, Record};
use serde::Deserialize;

/// Type and id of a resource; everything else stays unread.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, rename = "resourceType")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
}

/// What of the records that arrived counts.
#[derive(Clone, Copy)]
pub(crate) struct Fold<'a> {
    /// Where each resource (`type/id`) was deleted last, in the order of arrival.
    pub deleted: &'a BTreeMap<String, u64>,
    /// What came under another person later.
    pub moved: Option<&'a MovedAway>,
    /// Records from here on are later than what is asked for.
    pub before: u64,
}

/// The latest version of every resource, in order of type and id, so that order of arrival tells nothing. What was deleted
/// after it came is left out; what came again after its deletion is not.
pub(crate) fn latest(records: &[Record], fold: Fold<'_>) -> Vec<(String, Vec<u8>)> {
    let mut resources: BTreeMap<(String, String), &Record> = BTreeMap::new();
    for record in records.iter().filter(|record| record.at < fold.before) {
        let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(&record.bytes) else { continue };
        // Resources without an id can not be newer versions of each other; each counts once by its content.
        let id =
            envelope.id.map_or_else(|| format!("\0{}", almoner_base::content_version(&[&record.bytes])), Cow::into_owned);
        let name = format!("{}/{id}", envelope.kind);
        let gone = fold.deleted.get(&name).is_some_and(|deleted| *deleted > record.at);
        if gone || fold.moved.is_some_and(|moved| moved.contains(&name)) {
            // An older version does not stand in for one that is gone.
            resources.remove(&(envelope.kind.into_owned(), id));
            continue;
        }
        resources.insert((envelope.kind.into_owned(), id), record);
    }
    resources.into_iter().map(|((kind, _), record)| (kind, record.bytes.clone())).collect()
}

/// Where each resource was deleted last, from the records of deletions. A deleted Patient counts whenever it came: nobody's
/// chart is made once the person was taken out.
pub(crate) fn deletions(records: &[Record], before: u64) -> BTreeMap<String, u64> {
    let named = records.iter().filter_map(|record| Some((String::from_utf8(record.bytes.clone()).ok()?, record.at)));
    named.filter(|(name, at)| *at < before || name.starts_with("Patient/")).collect()
}

/// The `Binary/...` and `Medication/...` references in a record, found in its text: what they name lies elsewhere.
pub(crate) fn references(resources: &[(String, Vec<u8>)], prefix: &str) -> BTreeSet<String> {
    let needle = prefix.as_bytes();
    let mut found = BTreeSet::new();
    for (_, raw) in resources {
        let mut rest = raw.as_slice();
        while let Some(at) = rest.windows(needle.len()).position(|window| window == needle) {
            rest = rest.get(at..).unwrap_or_default();
            let end = rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len());
            if let Some(text) = rest.get(..end).and_then(|bytes| std::str::from_utf8(bytes).ok()) {
                found.insert(text.split("/_history").next().unwrap_or(text).to_owned());
            }
            rest = rest.get(end..).unwrap_or_default();
        }
    }
    found
}

#[cfg(test)]
mod tests;
