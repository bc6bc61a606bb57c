use super::*;

fn date(text: &str) -> PartialDate {
    PartialDate::parse_fhir(text).expect(text)
}

fn exact(timeline: Timeline, text: &str) -> i32 {
    let range = timeline.range(date(text)).expect(text);
    assert!(range.is_exact(), "{text}");
    range.earliest.0
}

#[test]
fn intervals_between_full_dates_are_exact_whatever_the_epoch() {
    for epoch in [-25_567, -1, 0, 11_016, 47_481] {
        let timeline = Timeline::new(epoch);
        // 2024 was a leap year: 366 days from one New Year to the next.
        assert_eq!(exact(timeline, "2025-01-01") - exact(timeline, "2024-01-01"), 366);
        assert_eq!(exact(timeline, "2024-03-01") - exact(timeline, "2024-02-28"), 2);
    }
}

#[test]
fn the_epoch_is_day_zero() {
    assert_eq!(exact(Timeline::new(11_016), "2000-02-29"), 0);
    assert_eq!(exact(Timeline::new(11_016), "2000-02-28"), -1);
}

#[test]
fn a_partial_date_is_widened_to_whole_cells_of_the_grid_and_no_further() {
    for epoch in (-25_567..47_482).step_by(997) {
        let timeline = Timeline::new(epoch);
        for (text, step) in [("2015", 360), ("2016", 360), ("1899", 360), ("2015-02", 30), ("2016-02", 30), ("1950-12", 30)]
        {
            let (first, last) = date(text).bounds().unwrap();
            let (first, last) = (timeline.day(first).0, timeline.day(last).0);
            let range = timeline.range(date(text)).unwrap();
            let (from, to) = (range.earliest.0, range.latest.0);
            assert!(from <= first && last <= to, "{text} is inside");
            assert!(first - from < step && to - last < step, "{text} is not widened by a whole cell");
            assert_eq!((from % step, (to + 1) % step), (0, 0), "{text} ends on the grid");
        }
    }
}

#[test]
fn the_ends_of_a_year_do_not_tell_the_epoch() {
    // Over all epochs of a 360-day cell the published range takes two or three lengths, none of them a year's own.
    let lengths: std::collections::BTreeSet<i32> = (0..360)
        .map(|epoch| {
            let range = Timeline::new(epoch).range(date("2015")).unwrap();
            range.latest.0 - range.earliest.0 + 1
        })
        .collect();
    assert!(lengths.iter().all(|length| length % 360 == 0), "{lengths:?}");
    let starts: std::collections::BTreeSet<i32> =
        (0..360).map(|epoch| Timeline::new(epoch).range(date("2015")).unwrap().earliest.0).collect();
    assert!(starts.len() <= 2, "{starts:?}");
}

#[test]
fn a_month_that_does_not_exist_has_no_range() {
    let timeline = Timeline::new(0);
    assert_eq!(timeline.range(PartialDate { year: 2015, month: Some(13), day: None }), None);
    assert_eq!(timeline.range(PartialDate { year: 2015, month: Some(2), day: Some(30) }), None);
}

#[test]
fn debug_does_not_show_the_epoch() {
    assert_eq!(format!("{:?}", Timeline::new(4711)), "Timeline(..)");
}

#[test]
fn something_on_a_day_begins_and_ends_on_it() {
    let span = Span::on(Day(-7));
    assert_eq!((span.start, span.end, span.recorded), (Some(DayRange::exact(Day(-7))), span.start, Some(Day(-7))));
}
