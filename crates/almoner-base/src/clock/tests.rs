use super::*;

#[test]
fn a_moment_is_written_in_utc_with_milliseconds() {
    assert_eq!(Timestamp(0).to_rfc3339(), "1970-01-01T00:00:00.000Z");
    assert_eq!(Timestamp(-1).to_rfc3339(), "1969-12-31T23:59:59.999Z");
    // 11,016 days after 1970 is the leap day of 2000.
    assert_eq!(Timestamp(11_016 * 86_400_000 + 3_723_004).to_rfc3339(), "2000-02-29T01:02:03.004Z");
}

#[test]
fn the_day_of_a_moment_begins_at_midnight_utc() {
    assert_eq!(Timestamp(86_399_999).date(), Timestamp(0).date());
    assert_eq!(Timestamp(86_400_000).date().to_string(), "1970-01-02");
    assert_eq!(Timestamp(-1).date().to_string(), "1969-12-31");
}

#[test]
fn moments_after_the_calendar_are_held_at_its_end() {
    assert_eq!(Timestamp(i64::MAX).date().to_string(), "9999-12-31");
}
