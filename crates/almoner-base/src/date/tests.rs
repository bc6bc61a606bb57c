use super::*;

fn date(text: &str) -> Date {
    let (first, last) = PartialDate::parse_fhir(text).and_then(PartialDate::bounds).expect(text);
    assert_eq!(first, last);
    first
}

#[test]
fn day_numbers_are_those_of_the_gregorian_calendar() {
    for (text, days) in [
        ("0001-01-01", -719_162),
        ("1582-10-15", -141_427),
        ("1900-01-01", -25_567),
        ("1900-03-01", -25_508),
        ("1969-12-31", -1),
        ("1970-01-01", 0),
        ("2000-02-29", 11_016),
        ("2000-03-01", 11_017),
        ("2024-02-29", 19_782),
        ("2026-03-01", 20_513),
        ("9999-12-31", 2_932_896),
    ] {
        assert_eq!(date(text).days_since_1970(), days, "{text}");
        assert_eq!(Date::from_days_since_1970(days).to_string(), text);
    }
}

#[test]
fn every_day_from_1_to_9999_follows_the_day_before() {
    let mut day = Date::from_days_since_1970(-719_162);
    for days in -719_161..=2_932_896 {
        let next = Date::from_days_since_1970(days);
        let follows = if next.day() > 1 {
            (next.year(), next.month(), next.day()) == (day.year(), day.month(), day.day() + 1)
        } else if next.month() > 1 {
            (next.year(), next.month()) == (day.year(), day.month() + 1) && day.day() >= 28
        } else {
            next.year() == day.year() + 1 && (day.month(), day.day()) == (12, 31)
        };
        assert!(follows, "{day} then {next}");
        assert_eq!(next.days_since_1970(), days);
        day = next;
    }
    assert_eq!(day.to_string(), "9999-12-31");
}

#[test]
fn there_are_97_leap_days_in_400_years() {
    let leap = (1..=400).filter(|year| Date::new(2000 + year, 2, 29).is_some()).count();
    assert_eq!(leap, 97);
    assert!(Date::new(1900, 2, 29).is_none() && Date::new(2000, 2, 29).is_some());
}

#[test]
fn days_beyond_the_calendar_are_held_at_its_ends() {
    assert_eq!(Date::from_days_since_1970(i32::MAX).to_string(), "9999-12-31");
    assert_eq!(Date::from_days_since_1970(i32::MIN).to_string(), "0001-01-01");
}

#[test]
fn age_counts_birthdays() {
    for (birth, on, years) in [
        ("1980-06-15", "2020-06-14", 39),
        ("1980-06-15", "2020-06-15", 40),
        ("2000-02-29", "2001-02-28", 0),
        ("2000-02-29", "2001-03-01", 1),
        ("2020-01-01", "2019-12-31", -1),
        ("1936-03-01", "2026-02-28", 89),
        ("1936-03-01", "2026-03-01", 90),
    ] {
        assert_eq!(date(on).years_since(date(birth)), years, "{birth} on {on}");
    }
}

#[test]
fn fhir_dates_keep_their_precision() {
    for (text, first, last) in [
        ("2015", "2015-01-01", "2015-12-31"),
        ("2015-02", "2015-02-01", "2015-02-28"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015-04", "2015-04-01", "2015-04-30"),
        ("2015-03-31", "2015-03-31", "2015-03-31"),
        // The local date as written, whatever the zone says.
        ("2015-12-31T23:59:59-05:00", "2015-12-31", "2015-12-31"),
        ("2016-01-01T00:00:00+14:00", "2016-01-01", "2016-01-01"),
        ("2016-01-01t00:00:00Z", "2016-01-01", "2016-01-01"),
    ] {
        let (from, to) = PartialDate::parse_fhir(text).expect(text).bounds().expect(text);
        assert_eq!((from.to_string().as_str(), to.to_string().as_str()), (first, last), "{text}");
    }
}

#[test]
fn what_is_no_fhir_date_is_none() {
    for text in [
        "",
        "15",
        "201",
        "20155",
        "2015-",
        "2015-1",
        "2015-13",
        "2015-00",
        "2015-02-29",
        "2015-02-30",
        "2015-04-31",
        "2015-1-1",
        "2015/01/01",
        "20150101",
        "2015-01-01x",
        "0000-01-01",
        "-001-01-01",
        "+015-01-01",
        "２０１５",
        "20é5",
        "2015-01-0é",
        "yesterday",
        "2015-01-00",
        " 2015",
    ] {
        assert_eq!(PartialDate::parse_fhir(text), None, "{text:?}");
    }
}
