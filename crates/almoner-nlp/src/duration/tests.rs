use expect_test::{Expect, expect};

use super::*;

fn check(text: &str, expected: &Expect) {
    let list: String =
        durations(text).into_iter().map(|time| format!("<{}> {:?}\n", text.get(time.range).unwrap(), time.when)).collect();
    expected.assert_eq(&list);
}

#[test]
fn times_before_the_note_are_ranges_as_wide_as_people_round() {
    check(
        "MI 6 months ago, fever three days ago, two weeks earlier, several years ago, yesterday, 2-3 days prior to admission",
        &expect![[r#"
            <6 months ago> Ago(Days { least: 167, most: 198 })
            <three days ago> Ago(Days { least: 3, most: 3 })
            <two weeks earlier> Ago(Days { least: 11, most: 17 })
            <several years ago> Ago(Days { least: 547, most: 3471 })
            <yesterday> Ago(Days { least: 1, most: 1 })
            <2-3 days prior to admission> Ago(Days { least: 2, most: 3 })
        "#]],
    );
}

#[test]
fn what_lasts_until_the_note_is_told_apart() {
    check(
        "cough for 3 weeks, smoked for the past two years, diabetes x 10 years, a 9 month history of pain, in the last 5 days",
        &expect![[r#"
            <for 3 weeks> Lasting(Days { least: 18, most: 24 })
            <for the past two years> Lasting(Days { least: 547, most: 914 })
            <x 10 years> Lasting(Days { least: 3469, most: 3836 })
            <9 month history> Lasting(Days { least: 258, most: 289 })
            <in the last 5 days> Ago(Days { least: 0, most: 5 })
        "#]],
    );
}

#[test]
fn tags_and_years_are_read() {
    check(
        "Stent [DAY 412], angina since [DAY 390..419], surgery on [DAY -30], gout since 2015, burn in 1999",
        &expect![[r#"
            <[DAY 412]> On(DayRange { earliest: Day(412), latest: Day(412) })
            <since [DAY 390..419]> Since(DayRange { earliest: Day(390), latest: Day(419) })
            <[DAY -30]> On(DayRange { earliest: Day(-30), latest: Day(-30) })
            <since 2015> SinceYear(2015)
            <in 1999> InYear(1999)
        "#]],
    );
}

#[test]
fn what_is_told_of_another_moment_or_the_future_is_left_out() {
    check(
        "He is 58 years old. Follow up in 3 weeks. Fever two days after and 4 weeks before surgery, 3 days later.",
        &expect![[""]],
    );
}

#[test]
fn spans_are_placed_from_the_day_of_the_note() {
    let text = "pain for 3 weeks, stent 10 days ago";
    let note = DayRange { earliest: Day(100), latest: Day(101) };
    let times = durations(text);
    let span = |at: usize| times[at].span(Some(note)).unwrap();
    assert_eq!(span(0), Span { start: Some(DayRange { earliest: Day(76), latest: Day(83) }), end: None, recorded: None });
    let day = Some(DayRange { earliest: Day(90), latest: Day(91) });
    assert_eq!(span(1), Span { start: day, end: day, recorded: None });
    assert_eq!(times[0].span(None), None);
}
