//! One person's record as de-identification reads it: the latest version of each resource, and what it points to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use almoner_vault::Record;
use serde::Deserialize;

/// Type and id of a resource; everything else stays unread.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, rename = "resourceType")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
}

/// The latest version of every resource, in order of type and id, so that order of arrival tells nothing.
pub(crate) fn latest(records: &[Record], deleted: &BTreeSet<String>) -> Vec<(String, Vec<u8>)> {
    let mut resources: BTreeMap<(String, String), &Record> = BTreeMap::new();
    for record in records {
        let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(record) else { continue };
        // Resources without an id can not be newer versions of each other; each counts once by its content.
        let id = envelope.id.map_or_else(|| format!("\0{}", almoner_base::content_version(&[record])), Cow::into_owned);
        if deleted.contains(&format!("{}/{id}", envelope.kind)) {
            continue;
        }
        resources.insert((envelope.kind.into_owned(), id), record);
    }
    resources.into_iter().map(|((kind, _), record)| (kind, record.clone())).collect()
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
