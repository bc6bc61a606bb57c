//! Calendar dates with the precision they were written in, and days relative to a patient's secret epoch.

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A full day of the proleptic Gregorian calendar. Identified data: never leaves the PHI zone under `safe_harbor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day, if there is one: 2023-02-30 is `None`. Years 1 to 9999.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let fits = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
        let year = i16::try_from(year).ok()?;
        fits.then_some(Self { year, month, day })
    }

    /// Year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01 (negative before), by the era method that counts years from March.
    #[must_use]
    pub fn days_since_1970(self) -> i32 {
        let (m, d) = (i32::from(self.month), i32::from(self.day));
        let y = self.year() - i32::from(m <= 2);
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let doy = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
        era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
    }

    /// The day `days` after 1970-01-01; clamped to years 1 to 9999.
    #[must_use]
    pub fn from_days_since_1970(days: i32) -> Self {
        let z = i64::from(days.clamp(-719_162, 2_932_896)) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        Self {
            year: i16::try_from(year).unwrap_or(9999),
            month: u8::try_from(month).unwrap_or(12),
            day: u8::try_from(day).unwrap_or(31),
        }
    }

    /// Whole years from `birth` to this day, as age is counted; negative if `birth` is later.
    #[must_use]
    pub fn years_since(self, birth: Self) -> i32 {
        let before_birthday = (self.month, self.day) < (birth.month, birth.day);
        self.year() - birth.year() - i32::from(before_birthday)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A FHIR `date` or the date part of a `dateTime`, with the precision that was written: a year is not 1 January.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// Year, 1 to 9999.
    pub year: i32,
    /// Month, 1 to 12, where written.
    pub month: Option<u8>,
    /// Day of the month, where written.
    pub day: Option<u8>,
}

impl PartialDate {
    /// Reads a FHIR `date`, `dateTime` or `instant`: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or the last followed by `T` and a
    /// time, which is ignored: the local date as written counts (DESIGN.md, Time). `None` if it is not a date.
    #[must_use]
    pub fn parse_fhir(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| -> Option<u32> {
            let digits = text.get(from..to)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let year = i32::try_from(number(0, 4)?).ok()?;
        let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
        let partial = match text.len() {
            4 => Self { year, month: None, day: None },
            7 if dash(4) => Self { year, month: Some(u8::try_from(number(5, 7)?).ok()?), day: None },
            length if length >= 10 && dash(4) && dash(7) => {
                if length > 10 && !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) {
                    return None;
                }
                let month = u8::try_from(number(5, 7)?).ok()?;
                Self { year, month: Some(month), day: Some(u8::try_from(number(8, 10)?).ok()?) }
            }
            _ => return None,
        };
        partial.bounds().map(|_| partial)
    }

    /// First and last day that this can mean; `None` if there is no such month or day.
    #[must_use]
    pub fn bounds(self) -> Option<(Date, Date)> {
        let first = Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))?;
        let month = self.month.unwrap_or(12);
        let last = Date::new(self.year, month, self.day.unwrap_or_else(|| days_in_month(self.year, month)))?;
        Some((first, last))
    }
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days relative to the secret random epoch of one patient in one project. Tells intervals, and no calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(transparent)]
#[serde(transparent)]
pub struct Day(#[n(0)] pub i32);

/// A day that is known to lie between two days, both inclusive. An exact day has both equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
pub struct DayRange {
    /// The earliest day it can be.
    #[n(0)]
    pub earliest: Day,
    /// The latest day it can be.
    #[n(1)]
    pub latest: Day,
}

impl DayRange {
    /// An exactly known day.
    #[must_use]
    pub fn exact(day: Day) -> Self {
        Self { earliest: day, latest: day }
    }

    /// Whether the day is exactly known.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.earliest == self.latest
    }
}

#[cfg(test)]
mod tests;
