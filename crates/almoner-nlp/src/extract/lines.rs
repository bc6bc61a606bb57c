//! Lines of therapy of a cancer: "progressed on two lines of chemotherapy", "now on third-line docetaxel", "treatment-naive".
//!
//! A number is told of a patient with a cancer alone, since other diseases have lines too. Whoever is on the third line has had two;
//! whose third line failed has had three. A line that is planned says nothing.

use std::ops::Range;
use std::sync::OnceLock;

use almoner_base::{Comparator, Quantity};
use almoner_facts::{Experiencer, FactKind, Polarity, Temporality, Value};
use regex::Regex;

use super::{Facts, Place, Reading};
use crate::assertion::Cues;
use crate::section::section_at;
use crate::sentence::sentences;
use crate::therapy::{key, line_counts};

pub(super) fn read(reading: &Reading<'_>, facts: &mut Facts) {
    let Some(malignancy) = reading.terms.by_key("malignancy") else { return };
    if !reading.mentions.iter().any(|mention| reading.terms.is_a(mention.concept, malignancy)) {
        return;
    }
    for count in line_counts(reading.text) {
        let (value, comparator) = match (count.low, count.high) {
            (Some(low), Some(high)) if low >= high => (low, None),
            (Some(low), None) => (low, Some(Comparator::GreaterOrEqual)),
            (None, Some(high)) => (high, Some(Comparator::LessOrEqual)),
            _ => continue,
        };
        push(reading, count.key, value, comparator, count.range, facts);
    }
    for found in numbered().captures_iter(reading.text) {
        let (Some(whole), Some(how), Some(line)) = (found.get(0), found.name("how"), found.name("line")) else { continue };
        let line = match line.as_str().to_ascii_lowercase().as_str() {
            "first" | "1st" => 1.0,
            "second" | "2nd" => 2.0,
            "third" | "3rd" => 3.0,
            "fourth" | "4th" => 4.0,
            _ => 5.0,
        };
        // "On" is the line that is being given, all else one that is over.
        let is_given = ["on", "receiving", "started", "began"].iter().any(|word| how.as_str().eq_ignore_ascii_case(word));
        let before = reading.text.get(..whole.start()).unwrap_or_default().trim_end();
        let failed = ["progressed", "progression", "failed", "relapsed"].iter().any(|word| before.ends_with(word));
        if is_given && !failed {
            push(reading, key(false, false), line - 1.0, None, whole.range(), facts);
        } else {
            push(reading, key(false, false), line, Some(Comparator::GreaterOrEqual), whole.range(), facts);
        }
    }
    for found in naive().find_iter(reading.text) {
        let chemotherapy = found.as_str().to_ascii_lowercase().starts_with("chemo");
        let keys = [(true, false), (true, true), (false, false), (false, true)];
        for (of_chemotherapy, advanced) in keys.into_iter().filter(|(chemo, _)| *chemo || !chemotherapy) {
            push(reading, key(of_chemotherapy, advanced), 0.0, None, found.range(), facts);
        }
    }
}

fn push(
    reading: &Reading<'_>,
    key: &str,
    value: f64,
    comparator: Option<Comparator>,
    range: Range<usize>,
    facts: &mut Facts,
) {
    let Some(concept) = reading.terms.by_key(key).and_then(|id| reading.terms.concept(id)) else { return };
    let Some(sentence) = sentences(reading.text).find(|sentence| sentence.end > range.start) else { return };
    let end = range.end.min(sentence.end);
    let (Some(words), Some(inside)) = (
        reading.text.get(sentence.clone()),
        range.start.checked_sub(sentence.start).map(|start| start..end - sentence.start),
    ) else {
        return;
    };
    let cues = Cues::find_around(words, std::slice::from_ref(&inside));
    let section = section_at(&reading.sections, range.start);
    let place = Place { sentence: &sentence, range: range.start..end, concept, section, cues: &cues, times: &reading.times };
    let mut assertion = cues.assert(inside, section);
    if assertion.experiencer != Experiencer::Patient
        || assertion.temporality == Temporality::Hypothetical
        || assertion.polarity != Polarity::Affirmed
    {
        return;
    }
    // What went before is counted today.
    assertion.temporality = Temporality::Current;
    let days = almoner_facts::Span { start: None, end: None, recorded: reading.recorded() };
    let unit = concept.unit.clone().unwrap_or_default();
    let value = Some(Value::Quantity(Quantity { value, unit, comparator }));
    reading.push(FactKind::Measurement, concept.id, value, days, assertion, None, place.range, facts);
}

/// A numbered line, after the word that says whether it is given or over.
fn numbered() -> &'static Regex {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "made of constant words; the tests of extraction compile it")]
    PATTERN.get_or_init(|| {
        Regex::new(
            r"(?i-u)\b(?P<how>on|receiving|started|began|after|through|following|failed|completed)\s+(?P<line>first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)[- ]line\b",
        )
        .expect("a valid pattern")
    })
}

fn naive() -> &'static Regex {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "made of constant words; the tests of extraction compile it")]
    PATTERN.get_or_init(|| {
        Regex::new(r"(?i)\b(?:treatment|chemotherapy|chemo|systemic therapy|therapy)[- ]na(?:i|\u{ef})ve\b")
            .expect("a valid pattern")
    })
}

#[cfg(test)]
mod tests;
