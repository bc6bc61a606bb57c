//! Dates in a chart's text, on the timeline.

use almoner_base::{Date, Day, DayRange};
use almoner_facts::Timeline;
use expect_test::{Expect, expect};

use super::super::lexicon::HashIndex;
use super::super::{Form, OnTimeline, Request, TextEngine, redact_request};

/// Day 0 is 2024-01-01; the note was written on 2024-03-10.
#[expect(clippy::needless_pass_by_value, reason = "expect! makes a value")]
fn check(text: &str, expected: Expect) {
    let epoch = Date::new(2024, 1, 1).unwrap().days_since_1970();
    let dates = OnTimeline {
        timeline: Timeline::new(epoch),
        written: Date::new(2024, 3, 10),
        life: DayRange { earliest: Day(-99_999), latest: Day(99_999) },
        ninety_or_older: false,
    };
    let spread = HashIndex::default();
    let request = Request { known: &[], form: Form::Tags, dates: Some(dates), spread: &spread };
    expected.assert_eq(&redact_request(TextEngine::builtin(), text, &request).0.text);
}

#[test]
fn full_dates_become_exact_days() {
    check("seen 2024-01-11, then 1/21/2024 and 31 Jan 2024", expect!["seen [DAY 10], then [DAY 20] and [DAY 30]"]);
    check("MI on 12/31/23", expect!["MI on [DAY -1]"]);
    check("ISO 2024-01-11T09:30:00Z", expect!["ISO [DAY 10]"]);
}

#[test]
fn partial_dates_become_ranges_on_the_grid() {
    check("in February 2024", expect!["in [DAY 30..59]"]);
    check("surgery in 2023", expect!["surgery in [DAY -720..-1]"]);
    check("02/2024", expect!["[DAY 30..59]"]);
}

#[test]
fn a_date_without_a_year_is_the_nearest_one_or_unknown() {
    check("visit on 3/4", expect!["visit on [DAY 63]"]);
    check("visit on 12/30", expect!["visit on [DAY -2]"]);
    check("visit on 9/9", expect!["visit on [DATE]"]);
    check("on Christmas", expect!["on [DAY -7]"]);
}

#[test]
fn a_range_of_dates_is_one_range_of_days() {
    check("admitted 1/11/2024-1/21/2024", expect!["admitted [DAY 10..20]"]);
    check("from 1/11 to 1/21/2024", expect!["from [DAY 10] to [DAY 20]"]);
}

#[test]
fn relative_times_stay() {
    check("3 weeks ago, for 2 days, at 10:30", expect!["3 weeks ago, for 2 days, at 10:30"]);
}
