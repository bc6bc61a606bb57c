//! Values against bounds. Limits of normal and units come from the built-in tables.

use almoner_base::{Comparator, Quantity, Reason, Verdict};
use almoner_facts::AgeYears;
use almoner_terms::Terms;

use super::{test_age, test_quantity};
use crate::{Bound, ValueTest};

fn bound(text: &str) -> Option<Bound> {
    let (inclusive, number) = match text.strip_prefix('=') {
        Some(number) => (true, number),
        None => (false, text),
    };
    (!number.is_empty()).then(|| Bound { value: number.parse().unwrap(), inclusive })
}

fn within(low: &str, high: &str, unit: &str) -> ValueTest {
    ValueTest { low: bound(low), high: bound(high), unit: unit.to_owned() }
}

fn check(key: &str, value: f64, unit: &str, comparator: Option<Comparator>, test: &ValueTest, expected: Verdict) {
    let terms = Terms::builtin();
    let concept = terms.by_key(key).unwrap();
    let quantity = Quantity { value, unit: unit.to_owned(), comparator };
    assert_eq!(test_quantity(terms, concept, &quantity, test), expected, "{key} {value} {unit} against {test:?}");
}

#[test]
fn bounds_belong_to_the_interval_as_written() {
    check("hemoglobin", 9.0, "g/dL", None, &within("=9", "", "g/dL"), Verdict::Met);
    check("hemoglobin", 9.0, "g/dL", None, &within("9", "", "g/dL"), Verdict::NotMet);
    check("hemoglobin", 9.0, "g/dL", None, &within("", "=9", "g/dL"), Verdict::Met);
    check("hemoglobin", 9.0, "g/dL", None, &within("", "9", "g/dL"), Verdict::NotMet);
}

#[test]
fn a_comparator_that_straddles_a_bound_is_uncertain() {
    let less = Some(Comparator::Less);
    check("egfr", 60.0, "mL/min/{1.73_m2}", less, &within("=60", "", "mL/min/{1.73_m2}"), Verdict::NotMet);
    check(
        "egfr",
        60.0,
        "mL/min/{1.73_m2}",
        less,
        &within("=45", "", "mL/min/{1.73_m2}"),
        Verdict::Unknown(Reason::Uncertain),
    );
    check("egfr", 60.0, "mL/min/{1.73_m2}", less, &within("", "90", "mL/min/{1.73_m2}"), Verdict::Met);
    let more = Some(Comparator::Greater);
    check("egfr", 60.0, "mL/min/{1.73_m2}", more, &within("60", "", "mL/min/{1.73_m2}"), Verdict::Met);
    check("egfr", 60.0, "mL/min/{1.73_m2}", more, &within("", "=60", "mL/min/{1.73_m2}"), Verdict::NotMet);
}

#[test]
fn units_are_converted_and_what_cannot_be_is_unknown() {
    check("hemoglobin", 95.0, "g/L", None, &within("=9", "", "g/dL"), Verdict::Met);
    check("hemoglobin", 9.5, "mm[Hg]", None, &within("=9", "", "g/dL"), Verdict::Unknown(Reason::Unit));
    check("hemoglobin", 9.5, "", None, &within("=9", "", "g/dL"), Verdict::Unknown(Reason::Unit));
    // 100 umol/L of creatinine (113.12 g/mol) are 1.13 mg/dL.
    check("creatinine", 100.0, "umol/L", None, &within("", "=1.2", "mg/dL"), Verdict::Met);
    check("creatinine", 100.0, "umol/L", None, &within("", "=1.1", "mg/dL"), Verdict::NotMet);
}

#[test]
fn multiples_of_the_limit_of_normal_need_one() {
    // The built-in upper limit of normal for ALT lies between 30 and 60 U/L.
    check("alt", 300.0, "U/L", None, &within("", "=3", "[ULN]"), Verdict::NotMet);
    check("alt", 20.0, "U/L", None, &within("", "=3", "[ULN]"), Verdict::Met);
    check("body-weight", 80.0, "kg", None, &within("", "=3", "[ULN]"), Verdict::Unknown(Reason::NoData));
}

#[test]
fn scores_are_bare_numbers() {
    check("ecog", 1.0, "{score}", None, &within("", "=2", "1"), Verdict::Met);
    check("ecog", 3.0, "", None, &within("", "=2", "1"), Verdict::NotMet);
}

#[test]
fn an_age_counts_whole_years() {
    let age = |years, low: &str, high: &str| test_age(AgeYears::Years(years), bound(low), bound(high));
    assert_eq!(age(18, "=18", "=65"), Verdict::Met);
    assert_eq!(age(65, "=18", "=65"), Verdict::Met);
    assert_eq!(age(66, "=18", "=65"), Verdict::NotMet);
    assert_eq!(age(65, "", "65"), Verdict::NotMet);
    // Somebody of 0 whole years may be older or younger than half a year.
    assert_eq!(age(0, "=0.5", ""), Verdict::Unknown(Reason::Uncertain));
    assert_eq!(age(1, "=0.5", ""), Verdict::Met);
}

#[test]
fn ninety_or_older_is_only_what_it_says() {
    let old = |low: &str, high: &str| test_age(AgeYears::NinetyOrOlder, bound(low), bound(high));
    assert_eq!(old("=18", ""), Verdict::Met);
    assert_eq!(old("=18", "=75"), Verdict::NotMet);
    assert_eq!(old("", "=89"), Verdict::Unknown(Reason::Uncertain));
    assert_eq!(old("", "=95"), Verdict::Unknown(Reason::Uncertain));
    assert_eq!(old("=90", ""), Verdict::Unknown(Reason::Uncertain));
    assert_eq!(old("=89", ""), Verdict::Met);
}
