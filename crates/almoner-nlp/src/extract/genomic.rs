//! Alterations of genes and markers of tumors: found, not found, or only asked for.
//!
//! A report names what was tested whether it was there or not ("EGFR mutation: not detected", "ALK testing pending"), so the words
//! after a name decide before the sentence does. A test whose outcome nobody tells is no fact.

use almoner_facts::{FactKind, Polarity};

use super::{Facts, Place, Reading, is_one_of};

/// What the words around a name say of its test.
enum Told {
    Found,
    NotFound,
    /// Tested, and no outcome told.
    Asked,
    /// Nothing: the sentence decides.
    Nothing,
}

/// Emits the fact.
pub(super) fn read(reading: &Reading<'_>, place: &Place<'_>, facts: &mut Facts) {
    let mut assertion = reading.assertion(place);
    match told(reading, place) {
        Told::Asked => return,
        // "No EGFR mutation was found".
        Told::Found if assertion.polarity == Polarity::Negated => {}
        Told::Found => assertion.polarity = Polarity::Affirmed,
        Told::NotFound => assertion.polarity = Polarity::Negated,
        Told::Nothing => {}
    }
    reading.push_plain(place, FactKind::Genomic, assertion, None, facts);
}

fn told(reading: &Reading<'_>, place: &Place<'_>) -> Told {
    const TESTED: &[&str] = &["testing", "test", "tests", "status", "analysis", "assay", "panel", "screening", "sequencing"];
    const FOUND: &[&str] = &["positive", "detected", "present", "identified", "found", "confirmed", "pos"];
    const NOT_FOUND: &[&str] = &["negative", "absent", "undetected", "neg", "wild", "wildtype", "wt"];
    const OPEN: &[&str] = &["pending", "unknown", "unavailable", "ordered", "sent", "requested", "awaited", "equivocal"];
    const BETWEEN: &[&str] = &[
        "mutation", "gene", "result", "results", "was", "were", "is", "are", "by", "ngs", "pcr", "fish", "ihc", "came",
        "back",
    ];
    let before = reading.before(place, 32).to_ascii_lowercase();
    let mut words = before.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).rev();
    let asked_for = words.next() == Some("for")
        && words.next().is_some_and(|word| {
            TESTED.contains(&word) || matches!(word, "tested" | "screen" | "screened" | "evaluate" | "evaluated" | "check")
        });
    let (mut asked, mut denied) = (asked_for, false);
    for word in reading.after(place, 40).split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_one_of(bare, FOUND) {
            return if denied { Told::NotFound } else { Told::Found };
        } else if is_one_of(bare, NOT_FOUND) {
            return Told::NotFound;
        } else if is_one_of(bare, OPEN) {
            return Told::Asked;
        } else if is_one_of(bare, TESTED) {
            asked = true;
        } else if is_one_of(bare, &["not", "no", "none"]) {
            denied = true;
        } else if !bare.is_empty() && !is_one_of(bare, BETWEEN) {
            break;
        }
        if word.ends_with([',', ';', '.', '\n']) {
            break;
        }
    }
    if asked { Told::Asked } else { Told::Nothing }
}
