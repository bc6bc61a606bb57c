//! Several values of one measurement in one line: `Hgb 13.1 -> 7.9`, `K 5.9, repeat 4.2`, `BP 182/110 on arrival, 130/80 after
//! labetalol`. The one that the writer tells last is the patient's; what orders two values is an arrow, a verb of change, or a
//! word of time beside one of them. Values that only a comma parts are not ordered here: the first is read alone.

use super::{Place, Reading, is_one_of};
use crate::quantity::QuantityMention;

/// How far the next value may stand from the one before it, in bytes.
const REACH: usize = 48;

/// Beside a value, they say that it is the older one.
const EARLIER: &[&str] = &[
    "arrival",
    "admission",
    "initially",
    "initial",
    "baseline",
    "yesterday",
    "ago",
    "last",
    "previously",
    "before",
    "prior",
];

/// Beside a value, they say that it is the newer one.
const LATER: &[&str] = &[
    "now",
    "today",
    "repeat",
    "repeated",
    "recheck",
    "rechecked",
    "currently",
    "then",
    "later",
    "subsequently",
    "discharge",
    "after",
    "improved",
    "improving",
    "dropped",
    "fell",
    "rose",
    "increased",
    "decreased",
    "down",
    "up",
    "declined",
];

/// Before a value that something is told to have changed from.
const CHANGES: &[&str] = &[
    "from",
    "rose",
    "rising",
    "increased",
    "improved",
    "improving",
    "dropped",
    "fell",
    "falling",
    "decreased",
    "declined",
    "went",
    "trended",
    "climbed",
];

/// What else may stand between two values of a line.
const NEUTRAL: &[&str] = &[
    "to", "and", "is", "was", "at", "on", "of", "a", "an", "the", "with", "in", "this", "that", "morning", "day", "days",
    "week", "weeks", "month", "months", "year", "years", "er", "ed", "about", "one", "two", "three", "has", "had", "since",
    "it",
];

/// The value that the writer tells last, `first` being the one right after the name.
pub(super) fn latest<'r>(reading: &'r Reading<'_>, place: &Place<'_>, first: &'r QuantityMention) -> &'r QuantityMention {
    let mut last = first;
    let mut changes = gap(reading, place.range.end, first.range.start).is_some_and(|gap| has(gap, CHANGES));
    let next = reading.quantities.partition_point(|quantity| quantity.range.start < first.range.end);
    for quantity in reading.quantities.get(next..).unwrap_or_default() {
        let near = quantity.range.start < place.sentence.end && quantity.range.start - last.range.end <= REACH;
        let Some(gap) = gap(reading, last.range.end, quantity.range.start).filter(|_| near) else { break };
        let behind = reading.text.get(quantity.range.end..place.sentence.end).unwrap_or_default();
        if !is_later(gap, behind, changes) {
            break;
        }
        changes = false;
        last = quantity;
    }
    last
}

/// Whether two values of a range are an old one and a new one: "rose from 7.9 to 13.1", but not "ranging from 7 to 13".
pub(super) fn is_change(reading: &Reading<'_>, place: &Place<'_>, quantity: &QuantityMention) -> bool {
    gap(reading, place.range.end, quantity.range.start)
        .is_some_and(|gap| words(gap).any(|word| word != "from" && is_one_of(word, CHANGES)) && has(gap, &["from"]))
}

fn is_later(gap: &str, behind: &str, changes: bool) -> bool {
    let arrow = gap.trim();
    if matches!(arrow, "->" | "-->" | "=>" | "\u{2192}" | "\u{2192}>") {
        return true;
    }
    let known = |word: &str| [EARLIER, LATER, CHANGES, NEUTRAL].iter().any(|list| is_one_of(word, list));
    let marks_fit = gap.chars().all(|c| c.is_ascii_alphabetic() || " \t\n\r,;()-".contains(c));
    if !marks_fit || !words(gap).all(known) {
        return false;
    }
    let (before, after) = gap.rsplit_once([',', ';']).unwrap_or(("", gap));
    if has(before, LATER) {
        return false;
    }
    let told = words(behind).next().is_some_and(|word| is_one_of(word, &["now", "today", "after", "currently"]));
    has(before, EARLIER) || has(after, LATER) || (changes && has(after, &["to"])) || (told && gap.contains([',', ';']))
}

fn gap<'r>(reading: &'r Reading<'_>, from: usize, to: usize) -> Option<&'r str> {
    reading.text.get(from..to)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

fn has(text: &str, list: &[&str]) -> bool {
    words(text).any(|word| is_one_of(word, list))
}
