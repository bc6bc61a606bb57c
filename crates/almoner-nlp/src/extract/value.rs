//! The value of a measurement or score that a sentence names: the number, class or result that follows it.

use std::ops::Range;

use almoner_base::{Comparator, ConceptId, Quantity};
use almoner_facts::{Assertion, Course, FactKind, Polarity, Temporality, Value};
use almoner_terms::{Concept, ConceptKind};

use super::{Facts, Place, Reading, is_one_of, series};
use crate::quantity::QuantityMention;

/// How far a value may stand from the name, in bytes.
const REACH: usize = 80;

/// Words that may stand between a name and its value.
const FILLER: &[&str] = &[
    "of",
    "was",
    "is",
    "at",
    "were",
    "are",
    "level",
    "levels",
    "count",
    "counts",
    "value",
    "values",
    "score",
    "scores",
    "approximately",
    "about",
    "around",
    "roughly",
    "measured",
    "to",
    "range",
    "today",
    "on",
    "admission",
    "currently",
    "now",
    "has",
    "been",
    "had",
    "have",
    "found",
    "be",
    "reading",
    "readings",
    "result",
    "results",
    "class",
    "classification",
    "ps",
    "status",
    "performance",
    "stage",
    "grade",
    "estimated",
    "elevated",
    "low",
    "high",
    "increased",
    "decreased",
    "normal",
    "initial",
    "initially",
    "repeat",
    "ranging",
    "from",
    "between",
    "up",
    "peak",
    "with",
    "a",
    "an",
    "the",
    "as",
    "only",
    "just",
    "down",
    "noted",
    "still",
    "most",
    "recent",
    "last",
    "rate",
    "serum",
    "plasma",
    "blood",
    "functional",
    "showed",
    "shows",
    "revealed",
    "total",
    "ratio",
    "concentration",
    "it",
    "s",
    "test",
    "came",
    "back",
    "rising",
    "rose",
    "fell",
    "dropped",
    "steady",
    "stable",
    "his",
    "her",
    "irregular",
    "regular",
    "equals",
    "index",
];

/// Words before a name that make the number after it an aim.
const AIMS: &[&str] = &["goal", "target", "keep", "maintain", "aim", "until", "if", "when"];

/// Emits the value of a measurement; whether there was one.
pub(super) fn measure(reading: &Reading<'_>, place: &Place<'_>, facts: &mut Facts) -> bool {
    let first = quantity_after(reading, place);
    let latest = first.and_then(|(first, unit)| {
        let latest = series::latest(reading, place, first);
        (latest != first).then(|| pick(reading, place, latest, unit)).flatten()
    });
    let changed = latest.is_some();
    let found = latest.or_else(|| first.and_then(|(quantity, unit)| pick(reading, place, quantity, unit)));
    let found = found.or_else(|| number_before(reading, place));
    let found = found.or_else(|| class_after(reading, place)).or_else(|| flag_near(reading, place));
    let Some((values, end)) = found else { return false };
    let mut assertion = reading.assertion(place);
    let mut days = reading.days(place, assertion);
    // The times of a series are those of its older values.
    if changed {
        days = almoner_facts::Span { start: None, end: None, recorded: reading.recorded() };
    }
    // "RF 120, diagnosed six years ago": the time of the disease, not of the value.
    if reading.after(place, REACH).contains("diagnosed") {
        assertion = place.cues.assert_lasting(reading.in_sentence(place), place.section);
        days = almoner_facts::Span { start: None, end: None, recorded: reading.recorded() };
    }
    assertion.polarity = Polarity::Affirmed;
    // What was smoked stays counted after quitting.
    if place.concept.key == "pack-years" {
        assertion.temporality = Temporality::Current;
    }
    for (concept, value) in values {
        push(reading, concept, value, days, assertion, place.range.start..end, facts);
    }
    true
}

/// "Fever up to 39.4 C" tells a temperature.
pub(super) fn temperature_of_fever(reading: &Reading<'_>, place: &Place<'_>, facts: &mut Facts) {
    let Some(concept) = reading.terms.by_key("temperature").and_then(|id| reading.terms.concept(id)) else { return };
    let place = Place { range: place.range.clone(), concept, ..*place };
    let Some((quantity, unit)) = quantity_after(reading, &place) else { return };
    let celsius = |value: &Value| match value {
        Value::Quantity(quantity) => reading.terms.convert(Some(concept.id), quantity.value, &quantity.unit, "Cel"),
        _ => None,
    };
    let Some((values, end)) = pick(reading, &place, quantity, unit) else { return };
    if values.iter().all(|(_, value)| celsius(value).is_some_and(|value| (35.0..=43.0).contains(&value))) {
        let assertion = reading.assertion(&place);
        let days = reading.days(&place, assertion);
        for (concept, value) in values {
            push(reading, concept, value, days, assertion, place.range.start..end, facts);
        }
    }
}

type Found = (Vec<(ConceptId, Value)>, usize);

fn push(
    reading: &Reading<'_>,
    concept: ConceptId,
    value: Value,
    days: almoner_facts::Span,
    assertion: Assertion,
    range: Range<usize>,
    facts: &mut Facts,
) {
    let course: Option<Course> = None;
    if let (Value::Flag(result), Some(pregnant)) = (&value, pregnancy_of(reading, concept)) {
        let polarity = if *result { Polarity::Affirmed } else { Polarity::Negated };
        let assertion = Assertion { polarity, ..assertion };
        reading.push(FactKind::Social, pregnant, None, days, assertion, course, range.clone(), facts);
    }
    reading.push(FactKind::Measurement, concept, Some(value), days, assertion, course, range, facts);
}

/// The concept `pregnant` for a pregnancy test.
fn pregnancy_of(reading: &Reading<'_>, concept: ConceptId) -> Option<ConceptId> {
    let concept = reading.terms.concept(concept)?;
    concept.key.contains("pregnancy-test").then(|| reading.terms.by_key("pregnant"))?
}

/// "30 pack-years": what is counted in itself has its number before its name.
fn number_before(reading: &Reading<'_>, place: &Place<'_>) -> Option<Found> {
    let unit = place.concept.unit.as_deref().filter(|_| place.concept.key == "pack-years")?;
    let next = reading.quantities.partition_point(|quantity| quantity.range.start < place.range.start);
    let quantity = next.checked_sub(1).and_then(|last| reading.quantities.get(last))?;
    let gap = reading.text.get(quantity.number.end..place.range.start)?;
    let value = Quantity { value: quantity.low, unit: unit.to_owned(), comparator: quantity.comparator };
    matches!(gap, "" | " " | "-" | "+ ").then(|| (vec![(place.concept.id, Value::Quantity(value))], place.range.end))
}

/// The next quantity, if only filler stands before it, and the unit named in the gap (`Hemoglobin (g/dL): 9.8`).
fn quantity_after<'r>(reading: &'r Reading<'_>, place: &Place<'_>) -> Option<(&'r QuantityMention, Option<&'r str>)> {
    let next = reading.quantities.partition_point(|quantity| quantity.range.start < place.range.end);
    let quantity = reading.quantities.get(next)?;
    if quantity.range.start >= place.sentence.end || quantity.range.start - place.range.end > REACH {
        return None;
    }
    // "Keep the INR between 2 and 3", "blood sugar 2 to 3 times a day": no result of the patient's.
    let aimed = reading.before(place, 32).split(|c: char| !c.is_ascii_alphabetic()).any(|word| is_one_of(word, AIMS));
    let counted = reading.text.get(quantity.range.end..).is_some_and(|rest| rest.trim_start().starts_with("times"));
    if aimed || counted {
        return None;
    }
    let gap = reading.text.get(place.range.end..quantity.range.start)?;
    let (gap, unit) = unit_in_gap(reading, gap);
    is_filler(&gap).then_some((quantity, unit))
}

fn unit_in_gap<'r>(reading: &'r Reading<'_>, gap: &str) -> (String, Option<&'r str>) {
    if let Some((head, rest)) = gap.split_once(['(', '['])
        && let Some((inner, tail)) = rest.split_once([')', ']'])
        && let Some(unit) = reading.terms.unit(inner.trim())
    {
        return (format!("{head} {tail}"), Some(unit));
    }
    (gap.to_owned(), None)
}

fn is_filler(gap: &str) -> bool {
    let marks_fit = gap.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" \t\n\r:=(),-~|/'*".contains(&byte));
    marks_fit
        && gap
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .all(|word| is_one_of(word, FILLER))
}

/// The quantity as the concept's value, or as two for a range and for a blood pressure.
fn pick(reading: &Reading<'_>, place: &Place<'_>, quantity: &QuantityMention, unit: Option<&str>) -> Option<Found> {
    let concept = place.concept;
    let terms = reading.terms;
    let end = quantity.range.end;
    if matches!(concept.key.as_str(), "blood-pressure" | "systolic-bp")
        && (quantity.over.is_some() || concept.key == "blood-pressure")
    {
        let (over, end) = match quantity.over {
            Some(over) => (over, end),
            None => spoken_diastolic(reading, quantity)?,
        };
        let pressures = [("systolic-bp", quantity.low, 40.0..330.0), ("diastolic-bp", over, 20.0..220.0)];
        let values = pressures.into_iter().map(|(key, value, range)| {
            let id = terms.by_key(key).filter(|_| range.contains(&value))?;
            Some((id, Value::Quantity(Quantity { value, unit: "mm[Hg]".to_owned(), comparator: None })))
        });
        return Some((values.collect::<Option<Vec<_>>>()?, end));
    }
    let (unit, end) = match (&quantity.unit_text, unit) {
        (Some(written), _) => (written_unit(reading, concept, written.clone())?, end),
        (None, Some(named)) => (named.to_owned(), end),
        (None, None) => match unit_beside(reading, end) {
            Some((unit, after)) => (unit, after),
            None => (assumed_unit(reading, concept, quantity)?, end),
        },
    };
    let number = |value: f64, comparator: Option<Comparator>| {
        (concept.id, Value::Quantity(Quantity { value, unit: unit.clone(), comparator }))
    };
    // The true value of a range lies between its ends, so both are stated: what they do not agree on stays open.
    let mut values = Vec::new();
    let ranges = quantity.high > quantity.low;
    if !ranges || !series::is_change(reading, place, quantity) {
        values.push(number(quantity.low, quantity.comparator));
    }
    if ranges {
        values.push(number(quantity.high, quantity.comparator));
    }
    Some((values, end))
}

/// "150 over 90", as people say it.
fn spoken_diastolic(reading: &Reading<'_>, systolic: &QuantityMention) -> Option<(f64, usize)> {
    let next = reading.quantities.partition_point(|quantity| quantity.range.start < systolic.range.end);
    let second = reading.quantities.get(next)?;
    let gap = reading.text.get(systolic.range.end..second.number.start)?;
    (gap.trim() == "over").then_some((second.low, second.range.end))
}

/// The unit that is written after a number, in UCUM, if the concept can have it.
fn written_unit(reading: &Reading<'_>, concept: &Concept, written: Range<usize>) -> Option<String> {
    let text = reading.text.get(written)?;
    let Some(own) = concept.unit.as_deref() else {
        return reading.terms.unit(text).map(str::to_owned);
    };
    let bare = own == "1" || own.starts_with('{');
    if bare {
        // "KPS 80%", "ECOG 1 point".
        return matches!(text, "%" | "points" | "point" | "percent").then(|| own.to_owned());
    }
    // "Platelets 85K": thousands in a microliter.
    let unit = if matches!(text, "K" | "k") { "10*3/uL" } else { reading.terms.unit(text)? };
    reading.terms.convert(Some(concept.id), 1.0, unit, own).map(|_| unit.to_owned())
}

/// A unit that a table's column or a bracket parts from its number.
fn unit_beside(reading: &Reading<'_>, end: usize) -> Option<(String, usize)> {
    let rest = reading.text.get(end..)?;
    let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '|', '(']).len();
    if !rest.get(..skipped)?.contains(['\t', '|', '(']) {
        return None;
    }
    let (unit, length) = reading.terms.leading_unit(rest.get(skipped..)?)?;
    // "88 (ULN 40)" states the limit, not how many times the limit.
    let limit = matches!(unit, "[ULN]" | "[LLN]")
        && rest
            .get(skipped + length..)?
            .trim_start_matches([' ', ':', '=', '<', '>'])
            .starts_with(|c: char| c.is_ascii_digit());
    (!limit).then(|| (unit.to_owned(), end + skipped + length))
}

/// The unit of a bare number: the concept's own where the number is plausible in it, thousands of it for counts written in
/// full ("platelets 150,000"). `None` where the number fits neither: then it is no value that anybody could read.
fn assumed_unit(reading: &Reading<'_>, concept: &Concept, quantity: &QuantityMention) -> Option<String> {
    let Some(own) = concept.unit.as_deref() else { return Some(String::new()) };
    if own == "1" || own.starts_with('{') {
        return Some(own.to_owned());
    }
    let plausible = |value: f64| {
        let low = concept.normal_low.unwrap_or(0.0);
        concept.normal_high.is_some_and(|high| value >= low / 8.0 && value <= high * 8.0)
    };
    if plausible(quantity.low) || is_vital(concept, quantity.low) {
        return Some(own.to_owned());
    }
    if own == "Cel" && (90.0..=110.0).contains(&quantity.low) {
        return Some("[degF]".to_owned());
    }
    let per_microliter = reading.terms.convert(Some(concept.id), quantity.low, "/uL", own);
    (own.starts_with("10*") && per_microliter.is_some_and(plausible)).then(|| "/uL".to_owned())
}

/// Measurements whose bare numbers leave no doubt and whose normal range the tables do not give.
fn is_vital(concept: &Concept, value: f64) -> bool {
    match concept.key.as_str() {
        "lvef" => (5.0..=90.0).contains(&value),
        "body-mass-index" => (10.0..=80.0).contains(&value),
        "hba1c" => (3.0..=20.0).contains(&value),
        "egfr" | "creatinine-clearance" => (3.0..=200.0).contains(&value),
        _ => false,
    }
}

/// Roman classes ("NYHA class III") and letters ("Child-Pugh B").
fn class_after(reading: &Reading<'_>, place: &Place<'_>) -> Option<Found> {
    if place.concept.kind != ConceptKind::Score {
        return None;
    }
    let after = reading.after(place, 40);
    let mut at = 0;
    let mut values = Vec::new();
    let mut end = 0;
    for word in after.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if let Some(range) = class_value(&place.concept.key, bare) {
            values.extend(range);
            end = at + bare.len();
        } else if !bare.is_empty() && (!values.is_empty() || !is_one_of(bare, FILLER)) {
            break;
        }
        at += word.len();
        let ends_clause = word.ends_with([',', ';', '.']);
        if ends_clause {
            break;
        }
    }
    let unit = place.concept.unit.clone().unwrap_or_default();
    values.dedup();
    let quantity = |value| (place.concept.id, Value::Quantity(Quantity { value, unit: unit.clone(), comparator: None }));
    let values: Vec<_> = values.into_iter().map(quantity).collect();
    (!values.is_empty()).then_some((values, place.range.end + end))
}

fn class_value(key: &str, word: &str) -> Option<Vec<f64>> {
    let roman = || match word {
        "I" => Some(1.0),
        "II" | "IIa" | "IIb" | "ii" => Some(2.0),
        "III" | "IIIa" | "IIIb" | "iii" => Some(3.0),
        "IV" | "iv" => Some(4.0),
        _ => None,
    };
    match key {
        "nyha" => roman().map(|value| vec![value]),
        // Points of the classes: Pugh et al., Br J Surg 1973.
        "child-pugh" => match word {
            "A" => Some(vec![5.0, 6.0]),
            "B" => Some(vec![7.0, 9.0]),
            "C" => Some(vec![10.0, 15.0]),
            // "B8" states the points themselves.
            _ => {
                let points: f64 = word.strip_prefix(['A', 'B', 'C'])?.parse().ok()?;
                (5.0..=15.0).contains(&points).then(|| vec![points])
            }
        },
        _ => None,
    }
}

/// `positive`, `negative`, `+`, `-` right after or right before the name.
fn flag_near(reading: &Reading<'_>, place: &Place<'_>) -> Option<Found> {
    let after = reading.after(place, 40);
    let found = |flag: bool, length: usize| Some((vec![(place.concept.id, Value::Flag(flag))], place.range.end + length));
    let mut bytes = after.bytes();
    match (bytes.next(), bytes.next()) {
        (Some(b'+'), next) if next.is_none_or(|byte| !byte.is_ascii_digit()) => return found(true, 1),
        (Some(b'-'), next) if next.is_none_or(|byte| !byte.is_ascii_alphanumeric()) => return found(false, 1),
        _ => {}
    }
    let mut at = 0;
    for word in after.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if let Some(flag) = flag_of(bare) {
            return found(flag, at + bare.len());
        }
        if !bare.is_empty() && !is_one_of(bare, FILLER) || word.ends_with([',', ';', '.']) {
            break;
        }
        at += word.len();
    }
    let before = reading.before(place, 12).trim_end();
    let last = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    flag_of(last).and_then(|flag| found(flag, 0))
}

fn flag_of(word: &str) -> Option<bool> {
    if is_one_of(word, &["positive", "reactive", "detected", "pos"]) {
        Some(true)
    } else if is_one_of(word, &["negative", "nonreactive", "undetectable", "neg", "undetected"]) {
        Some(false)
    } else {
        None
    }
}
