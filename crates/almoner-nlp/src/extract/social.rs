//! Statements about the person's life: smoking status in its many forms, pregnancy and its age told by weeks of gestation.

use std::sync::OnceLock;

use almoner_base::Quantity;
use almoner_facts::{Assertion, FactKind, Polarity, Temporality, Value};

use regex::Regex;

use super::{Facts, Place, Reading, is_one_of};
use crate::assertion::Cues;

/// Emits a social fact. A bare "tobacco use" becomes the status that the words after it state ("Tobacco: former").
pub(super) fn read(reading: &Reading<'_>, place: &Place<'_>, facts: &mut Facts) {
    let mut assertion = reading.assertion(place);
    if place.concept.key == "smoking"
        && let Some(status) = status_after(reading, place)
        && let Some(id) = reading.terms.by_key(status)
    {
        assertion.polarity = Polarity::Affirmed;
        assertion.temporality = Temporality::Current;
        let days = reading.days(place, assertion);
        reading.push(FactKind::Social, id, None, days, assertion, None, place.range.clone(), facts);
        return;
    }
    // "Former" and "never" are what the patient is now.
    if matches!(place.concept.key.as_str(), "smoker-former" | "smoker-never") {
        assertion.temporality = Temporality::Current;
    }
    // "Cirrhosis due to alcohol" tells of what was drunk.
    let before = reading.before(place, 16).trim_end().to_ascii_lowercase();
    let is_cause =
        ["due to", "secondary to", "caused by", "because of", "related to"].iter().any(|cause| before.ends_with(cause));
    if place.concept.key == "alcohol-drinking" && is_cause {
        assertion.temporality = Temporality::Historical;
    }
    reading.push_plain(place, FactKind::Social, assertion, None, facts);
}

/// The status in `Tobacco: former`, `Smoking status: never`.
fn status_after(reading: &Reading<'_>, place: &Place<'_>) -> Option<&'static str> {
    let after = reading.after(place, 32);
    let mut asked = false;
    for word in after.split_inclusive(|c: char| !c.is_ascii_alphabetic()) {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        if asked && !bare.is_empty() {
            return if is_one_of(bare, &["former", "quit", "ex", "previous", "stopped", "past"]) {
                Some("smoker-former")
            } else if is_one_of(bare, &["never", "none", "no", "non", "denies", "nonsmoker"]) {
                Some("smoker-never")
            } else if is_one_of(bare, &["current", "yes", "active", "daily", "positive", "smokes"]) {
                Some("smoker-current")
            } else {
                None
            };
        }
        if !bare.is_empty() && !is_one_of(bare, &["use", "status", "history", "abuse"]) {
            return None;
        }
        asked |= word.ends_with([':', '=']);
    }
    None
}

/// "Has smoked two packs a day for the past 20 years" says that the patient smokes; "smoked until 2010" does not.
pub(super) fn smoking_by_verb(reading: &Reading<'_>, facts: &mut Facts) {
    const UNTIL_NOW: &[&str] = &["for the past", "for the last", "for over", "for more than", "since"];
    const OVER: &[&str] =
        &["quit", "stopped", "former", "until", "ago", "never", "not", "mother", "father", "husband", "wife"];
    let Some(current) = reading.terms.by_key("smoker-current") else { return };
    for range in crate::sentences(reading.text) {
        let sentence = reading.text.get(range.clone()).unwrap_or_default();
        if !sentence.contains("smoked") {
            continue;
        }
        let lower = sentence.to_ascii_lowercase();
        let Some(rest) = lower.find("has smoked").and_then(|at| lower.get(at..)) else { continue };
        let over = lower.split(|c: char| !c.is_ascii_alphabetic()).any(|word| OVER.contains(&word));
        if over || !UNTIL_NOW.iter().any(|words| rest.contains(words)) {
            continue;
        }
        let days = almoner_facts::Span { start: None, end: None, recorded: reading.recorded() };
        reading.push(FactKind::Social, current, None, days, Assertion::default(), None, range, facts);
    }
}

/// "Drinks two glasses of wine a week", "does not drink".
pub(super) fn drinking_by_verb(reading: &Reading<'_>, facts: &mut Facts) {
    const DRINKS: &[&str] = &[
        "alcohol",
        "beer",
        "beers",
        "wine",
        "liquor",
        "vodka",
        "whiskey",
        "whisky",
        "rum",
        "gin",
        "cocktail",
        "cocktails",
        "socially",
        "heavily",
        "drinks",
    ];
    let Some(drinking) = reading.terms.by_key("alcohol-drinking") else { return };
    for range in crate::sentences(reading.text) {
        let sentence = reading.text.get(range.clone()).unwrap_or_default();
        if !sentence.contains("rink") {
            continue;
        }
        let lower = sentence.to_ascii_lowercase();
        let verb = ["drinks", "drink", "drinking"].iter().find_map(|verb| {
            let at = lower.find(verb)?;
            let (head, rest) = (lower.get(..at)?, lower.get(at + verb.len()..)?);
            let whole = !head.ends_with(char::is_alphanumeric) && !rest.starts_with(char::is_alphanumeric);
            whole.then_some(at..at + verb.len())
        });
        let Some(verb) = verb else { continue };
        let assertion = Cues::find(sentence).assert(verb.clone(), None);
        let rest = lower.get(verb.end..).unwrap_or_default();
        let clause = rest.split([';', ',']).next().unwrap_or_default();
        let names = clause.split(|c: char| !c.is_ascii_alphabetic()).any(|word| DRINKS.contains(&word));
        let ends =
            rest.trim_start().is_empty() || rest.trim_start().starts_with(['.', ',', ';']) || rest.starts_with(" or ");
        if names || ends && assertion.polarity == Polarity::Negated {
            let days = almoner_facts::Span { start: None, end: None, recorded: reading.recorded() };
            let range = range.start + verb.start..range.start + verb.end;
            reading.push(FactKind::Social, drinking, None, days, assertion, None, range, facts);
        }
    }
}

/// "G3P1 at 28w3d", "IUP at 34 weeks": a pregnancy that goes on, told by counts.
pub(super) fn pregnancy_by_count(reading: &Reading<'_>, facts: &mut Facts) {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "a constant pattern; the tests of this module compile it")]
    let pattern = PATTERN.get_or_init(|| {
        Regex::new(r"(?i-u)\b(?:G[0-9]{1,2}\s?,?\s?P[0-9]{1,4}|gravida|IUP|EGA|intrauterine pregnancy)\b[ a-z0-9,:()/-]{0,60}?\b([0-9]{1,2})(?:\s?(?:w|wk|wks|weeks?)\b|w[0-9]d|\s?\+\s?[0-6]|\s[0-6]/7)")
            .expect("a valid pattern")
    });
    let Some(pregnant) = reading.terms.by_key("pregnant") else { return };
    for found in pattern.captures_iter(reading.text) {
        let Some((whole, weeks)) = found.get(0).zip(found.get(1)) else { continue };
        let Some(weeks) = weeks.as_str().parse().ok().filter(|weeks| (4.0..=43.0).contains(weeks)) else { continue };
        let sentence = crate::sentences(reading.text).find(|range| range.contains(&whole.start())).unwrap_or(whole.range());
        let told = reading.text.get(sentence).unwrap_or_default();
        let over = told.split(|c: char| !c.is_ascii_alphabetic()).any(|word| {
            is_one_of(
                word,
                &[
                    "delivered",
                    "delivery",
                    "postpartum",
                    "born",
                    "birth",
                    "miscarriage",
                    "abortion",
                    "cesarean",
                    "prior",
                    "previous",
                    "last",
                ],
            )
        });
        if over {
            continue;
        }
        let days = almoner_facts::Span { start: None, end: None, recorded: reading.recorded() };
        reading.push(FactKind::Social, pregnant, None, days, Assertion::default(), None, whole.range(), facts);
        if let Some(age) = reading.terms.by_key("gestational-age") {
            let value = Value::Quantity(Quantity { value: weeks, unit: "wk".to_owned(), comparator: None });
            reading.push(FactKind::Measurement, age, Some(value), days, Assertion::default(), None, whole.range(), facts);
        }
    }
}

/// "The urine pregnancy test is negative" says that she is not pregnant.
pub(super) fn pregnancy_by_test(reading: &Reading<'_>, facts: &mut Facts) {
    const TESTS: &[&str] = &["pregnancy test", "pregnancy tests", "beta-hcg", "b-hcg", "hcg test"];
    let Some(pregnant) = reading.terms.by_key("pregnant") else { return };
    for range in crate::sentences(reading.text) {
        let sentence = reading.text.get(range.clone()).unwrap_or_default();
        if !["egnancy", "EGNANCY", "hcg", "hCG", "HCG", "Hcg"].iter().any(|part| sentence.contains(part)) {
            continue;
        }
        let lower = sentence.to_ascii_lowercase();
        let Some(at) = TESTS.iter().find_map(|test| lower.find(test)) else { continue };
        // The result stands beside the test: before it in the clause, or after it.
        let before = lower.get(..at).unwrap_or_default();
        let clause = lower.get(before.rfind([',', ';']).map_or(0, |comma| comma + 1)..).unwrap_or_default();
        let says = |result: &str| clause.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word == result);
        let polarity = match (says("negative"), says("positive")) {
            (true, false) => Polarity::Negated,
            (false, true) => Polarity::Affirmed,
            _ => continue,
        };
        let assertion = Assertion { polarity, ..Assertion::default() };
        let days = almoner_facts::Span { start: None, end: None, recorded: reading.recorded() };
        reading.push(FactKind::Social, pregnant, None, days, assertion, None, range, facts);
    }
}

/// "At 11 weeks gestation" states a pregnancy, unless a birth is told.
pub(super) fn pregnancy_by_gestation(reading: &Reading<'_>, facts: &mut Facts) {
    let Some(pregnant) = reading.terms.by_key("pregnant") else { return };
    for quantity in &reading.quantities {
        let Some(unit) = quantity.unit_text.clone().and_then(|unit| reading.text.get(unit)) else { continue };
        if !is_one_of(unit, &["week", "weeks", "wk", "wks"]) || !(3.0..=43.0).contains(&quantity.low) {
            continue;
        }
        let rest = reading.text.get(quantity.range.end..).unwrap_or_default();
        let mut words = rest.split([' ', '\'', ',', '\n', '-']).filter(|word| !word.is_empty());
        let Some(word) = words.next().map(|word| if word == "of" { words.next().unwrap_or_default() } else { word }) else {
            continue;
        };
        let told = is_one_of(
            word.trim_end_matches(['.', ',']),
            &["gestation", "gestational", "pregnant", "pregnancy", "amenorrhea"],
        );
        let mut from = quantity.range.start.saturating_sub(100);
        while !reading.text.is_char_boundary(from) {
            from += 1;
        }
        let head = reading.text.get(from..quantity.range.start).unwrap_or_default();
        let clause = head.rsplit(['.', '\n']).next().unwrap_or_default();
        let birth = clause.split(|c: char| !c.is_ascii_alphabetic()).any(|word| {
            is_one_of(word, &["born", "birth", "delivered", "delivery", "premature", "infant", "boy", "neonate", "newborn"])
        });
        if told && !birth && !word.eq_ignore_ascii_case("amenorrhea") {
            let days = almoner_facts::Span { start: None, end: None, recorded: reading.recorded() };
            let range = quantity.range.start..quantity.range.end;
            reading.push(FactKind::Social, pregnant, None, days, Assertion::default(), None, range.clone(), facts);
            if let Some(age) = reading.terms.by_key("gestational-age") {
                let value = Value::Quantity(Quantity { value: quantity.low, unit: "wk".to_owned(), comparator: None });
                reading.push(FactKind::Measurement, age, Some(value), days, Assertion::default(), None, range, facts);
            }
        }
    }
}
