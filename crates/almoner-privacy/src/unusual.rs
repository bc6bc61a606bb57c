//! What makes somebody known to a whole town, without any identifier: an office held, an event in the news, a rare occupation, a
//! record or a prize (the guidance of the US Department of Health and Human Services on Safe Harbor, "actual knowledge", 2012).
//!
//! A phrase list finds them. A finding is no proof; it brings the chart before a person. The list is `unusual.tsv`, written here.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Serialize;

/// Which kind of characteristic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnusualKind {
    /// A public office.
    Office,
    /// An event that was reported.
    News,
    /// An occupation that few have.
    Occupation,
    /// A title, prize or record.
    Distinction,
    /// A family that few have, such as quadruplets.
    Family,
}

/// One finding. It holds a place and a kind, and not the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unusual {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Which kind.
    pub kind: UnusualKind,
}

struct Phrases {
    scan: AhoCorasick,
    kinds: Vec<UnusualKind>,
}

static PHRASES: LazyLock<Option<Phrases>> = LazyLock::new(|| {
    let mut kinds = Vec::new();
    let mut phrases = Vec::new();
    for line in include_str!("unusual.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (kind, phrase) = line.split_once('\t')?;
        kinds.push(match kind {
            "office" => UnusualKind::Office,
            "news" => UnusualKind::News,
            "occupation" => UnusualKind::Occupation,
            "distinction" => UnusualKind::Distinction,
            "family" => UnusualKind::Family,
            _ => return None,
        });
        phrases.push(phrase);
    }
    let scan =
        AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(phrases).ok()?;
    Some(Phrases { scan, kinds })
});

/// Finds unusual characteristics in a text: whole words, in any case, plurals included.
#[must_use]
pub fn unusual(text: &str) -> Vec<Unusual> {
    let Some(phrases) = PHRASES.as_ref() else { return Vec::new() };
    phrases
        .scan
        .find_iter(text)
        .filter_map(|found| {
            let before = text.get(..found.start())?.chars().next_back();
            let after = text.get(found.end()..)?.strip_prefix('s').or(text.get(found.end()..))?.chars().next();
            if before.is_some_and(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric) {
                return None;
            }
            let kind = *phrases.kinds.get(found.pattern().as_usize())?;
            Some(Unusual { start: found.start(), end: found.end(), kind })
        })
        .collect()
}

#[cfg(test)]
mod tests;
