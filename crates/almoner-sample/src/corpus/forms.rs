//! The many ways in which dates are written. A form is a number, so that an author keeps to a few of them.

use almoner_base::Date;

use super::Part;
use crate::rng::Rng;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// Forms of a whole date that both parts write.
const COMMON: u32 = 21;
/// Forms that only the held-out part writes.
const ONLY_HELD_OUT: u32 = 5;

/// A form of a whole date.
pub fn whole_form(part: Part, rng: &mut Rng) -> u32 {
    match part {
        Part::HeldOut if rng.chance(25) => COMMON + rng.below(ONLY_HELD_OUT),
        _ => rng.below(COMMON),
    }
}

/// The name of a month.
pub fn month(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).saturating_sub(1)).copied().unwrap_or("January")
}

fn short_month(m: u8) -> &'static str {
    match m {
        9 => "Sept",
        _ => month(m).get(..3).unwrap_or_default(),
    }
}

fn three(m: u8) -> &'static str {
    month(m).get(..3).unwrap_or_default()
}

/// The weekday's name.
pub fn weekday(date: Date) -> &'static str {
    let at = usize::try_from(date.days_since_1970().rem_euclid(7)).unwrap_or(0);
    WEEKDAYS.get(at).copied().unwrap_or("Monday")
}

fn ordinal(day: u8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

/// A whole date.
pub fn whole(date: Date, form: u32) -> String {
    let (y, m, d) = (date.year(), date.month(), date.day());
    let yy = y.rem_euclid(100);
    let (name, three, th) = (month(m), three(m), ordinal(d));
    match form {
        0 | 1 => format!("{m:02}/{d:02}/{y}"),
        2 => format!("{m}/{d}/{yy:02}"),
        3 => format!("{m}/{d}/{y}"),
        4 => format!("{name} {d}, {y}"),
        5 => format!("{y}-{m:02}-{d:02}"),
        6 => format!("{three} {d}, {y}"),
        7 => format!("{d} {three} {y}"),
        8 => format!("{m}-{d}-{yy:02}"),
        9 => format!("{m:02}-{d:02}-{y}"),
        10 => format!("{d:02}-{three}-{y}"),
        11 => format!("{name} {d}{th}, {y}"),
        12 => format!("{d:02}.{m:02}.{y}"),
        13 => format!("{m}.{d}.{yy:02}"),
        14 => format!("{y}{m:02}{d:02}"),
        15 => format!("{d} {name} {y}"),
        16 => format!("{m:02}/{d:02}/{yy:02}"),
        17 => format!("{}, {name} {d}, {y}", weekday(date)),
        18 => format!("{} {m}/{d}/{yy:02}", weekday(date).get(..3).unwrap_or_default()),
        19 => format!("{} {d} {y}", short_month(m)),
        20 => format!("{y}/{m:02}/{d:02}"),
        21 => format!("the {d}{th} of {name}, {y}"),
        22 => format!("{d:02}{}{y}", three.to_uppercase()),
        23 => format!("{y}.{m:02}.{d:02}"),
        24 => format!("{}, {d} {name} {y}", weekday(date).get(..3).unwrap_or_default()),
        _ => format!("{three}. {d}{th} '{yy:02}"),
    }
}

/// A date without its year.
pub fn month_day(date: Date, rng: &mut Rng) -> String {
    let (m, d) = (date.month(), date.day());
    let (name, three, th) = (month(m), short_month(m), ordinal(d));
    match rng.below(10) {
        0..=2 => format!("{m}/{d}"),
        3 => format!("{name} {d}"),
        4 => format!("{name} {d}{th}"),
        5 => format!("{three} {d}"),
        6 => format!("the {d}{th} of {name}"),
        7 => format!("{} {m}/{d}", weekday(date).get(..3).unwrap_or_default()),
        8 => format!("{}, {name} {d}", weekday(date)),
        _ => format!("{d} {three}"),
    }
}

/// Month and year, or month alone.
pub fn month_year(date: Date, rng: &mut Rng) -> String {
    let (y, m) = (date.year(), date.month());
    let yy = y.rem_euclid(100);
    match rng.below(8) {
        0 | 1 => format!("{} {y}", month(m)),
        2 => format!("{} {y}", short_month(m)),
        3 => format!("{} '{yy:02}", three(m)),
        4 => format!("{m}/{y}"),
        5 => format!("{m:02}/{yy:02}"),
        6 => format!("{} of {y}", month(m)),
        _ => month(m).to_owned(),
    }
}

/// From one day to another, a few days later.
pub fn range(from: Date, days: i32, rng: &mut Rng) -> String {
    let to = Date::from_days_since_1970(from.days_since_1970() + days);
    let (m, d, y) = (from.month(), from.day(), from.year());
    let (to_m, to_d, to_y) = (to.month(), to.day(), to.year());
    let yy = to_y.rem_euclid(100);
    match rng.below(7) {
        0 => format!("{m}/{d}-{to_m}/{to_d}/{yy:02}"),
        1 => format!("{m}/{d}/{:02} - {to_m}/{to_d}/{yy:02}", y.rem_euclid(100)),
        2 if m == to_m => format!("{} {d}-{to_d}, {y}", month(m)),
        3 if m == to_m => format!("{} {d} to {to_d}", month(m)),
        4 => format!("{m}/{d} - {to_m}/{to_d}"),
        5 => format!("{m:02}/{d:02}/{y}-{to_m:02}/{to_d:02}/{to_y}"),
        _ => format!("{} {d} through {} {to_d}", month(m), month(to_m)),
    }
}

/// A day that has a name of its own.
pub fn holiday(part: Part, rng: &mut Rng) -> &'static str {
    match part {
        Part::Train | Part::Development | Part::Rest => rng.pick(&[
            "Thanksgiving",
            "Christmas",
            "Christmas Eve",
            "Labor Day",
            "New Year's Day",
            "Easter",
            "Memorial Day",
            "the Fourth of July",
            "Halloween",
            "Mother's Day",
            "Valentine's Day",
            "Veterans Day",
        ]),
        Part::HeldOut => rng.pick(&[
            "Thanksgiving",
            "Christmas Day",
            "New Year's Eve",
            "Good Friday",
            "July 4th",
            "Columbus Day",
            "Father's Day",
            "Easter Sunday",
            "Presidents' Day",
            "St. Patrick's Day",
        ]),
    }
}

/// A number below 100 in words.
pub fn in_words(number: u32) -> String {
    const ONES: [&str; 10] = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let tens = match number / 10 {
        2 => "twenty",
        3 => "thirty",
        4 => "forty",
        5 => "fifty",
        6 => "sixty",
        7 => "seventy",
        8 => "eighty",
        9 => "ninety",
        _ => return number.to_string(),
    };
    match ONES.get((number % 10) as usize) {
        Some(&"") | None => tens.to_owned(),
        Some(one) => format!("{tens}-{one}"),
    }
}
