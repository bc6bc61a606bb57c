//! The last look for structured identifiers, made on both sides of the wall with the same few patterns.
//!
//! It is deliberately independent of the de-identification engine: another author's mistake there is caught here. It knows
//! no names; those are re-checked against the person's own record on the near side.

use std::sync::OnceLock;

use almoner_facts::ChartDraft;
use regex::RegexSet;

use crate::Error;

/// Kind and pattern. Relative days (`[DAY 412]`), blood pressures, ratios and doses pass.
const PATTERNS: &[(&str, &str)] = &[
    ("email", r"[\w.+-]+@[\w-]+\.[A-Za-z]{2,}"),
    ("url", r"(?i)\b(?:https?://|www\.)\S"),
    ("ssn", r"\b\d{3}-\d{2}-\d{4}\b"),
    ("phone", r"(?:\(\d{3}\) ?|\b\d{3}[-. ])\d{3}[-. ]\d{4}\b"),
    ("date", r"\b(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b"),
    ("date", r"\b(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:19|20)\d{2}\b"),
    ("ip", r"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b"),
    ("number", r"\b\d{9,}\b"),
];

fn patterns() -> Option<&'static RegexSet> {
    static SET: OnceLock<Option<RegexSet>> = OnceLock::new();
    SET.get_or_init(|| RegexSet::new(PATTERNS.iter().map(|(_, pattern)| pattern)).ok()).as_ref()
}

/// Refuses a draft in which any text holds a structured identifier. Fails closed if the patterns can not be built.
pub(crate) fn look(draft: &ChartDraft) -> Result<(), Error> {
    let patterns = patterns().ok_or(Error::Identifier("unchecked"))?;
    let check = |text: &str| match patterns.matches(text).iter().next() {
        Some(at) => Err(Error::Identifier(PATTERNS.get(at).map_or("unknown", |(kind, _)| kind))),
        None => Ok(()),
    };
    for note in &draft.notes {
        check(&note.text)?;
    }
    for fact in &draft.facts {
        if fact.coding.as_ref().is_some_and(|coding| !coding.is_well_formed()) {
            return Err(Error::Identifier("code"));
        }
        if let Some(almoner_facts::Value::Quantity(quantity)) = &fact.value {
            check(&quantity.unit)?;
            if quantity.unit.len() > 40 || !quantity.value.is_finite() {
                return Err(Error::Identifier("unit"));
            }
        }
    }
    if draft.area.as_ref().is_some_and(|area| !area.is_well_formed()) {
        return Err(Error::Identifier("area"));
    }
    for tally in &draft.removed {
        if !tally.what.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':' | b'.')) {
            return Err(Error::Identifier("tally"));
        }
    }
    Ok(())
}
