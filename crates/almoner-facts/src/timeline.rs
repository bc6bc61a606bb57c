//! Days relative to a patient's secret epoch (DESIGN.md section 1, Time).

use almoner_base::{Date, Day, DayRange, PartialDate};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// When something held: from `start` to `end`, each known to lie in a range. A point in time has `end` equal to `start`;
/// `end: None` means that it had not ended when it was recorded, or that no end was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
pub struct Span {
    /// When it began; `None` where the record does not say.
    #[n(0)]
    pub start: Option<DayRange>,
    /// When it ended.
    #[n(1)]
    pub end: Option<DayRange>,
    /// When it was recorded or last asserted, where the record says so.
    #[n(2)]
    pub recorded: Option<Day>,
}

impl Span {
    /// Something that happened on one exact day.
    #[must_use]
    pub fn on(day: Day) -> Self {
        let range = DayRange::exact(day);
        Self { start: Some(range), end: Some(range), recorded: Some(day) }
    }
}

/// Turns one patient's calendar dates into relative days. Lives in the PHI zone only: it knows the epoch.
///
/// Full dates keep exact intervals. Partial dates are widened outward to a grid anchored on the epoch, so that the
/// ends of a month or year do not give the epoch away.
#[derive(Clone, Copy)]
pub struct Timeline {
    epoch: i32,
    grid: i32,
}

impl Timeline {
    /// A timeline whose day 0 is `epoch` days after 1970-01-01. The epoch is drawn at random and kept in the vault.
    #[must_use]
    pub fn new(epoch: i32) -> Self {
        Self { epoch, grid: 30 }
    }

    /// The relative day of a calendar day.
    #[must_use]
    pub fn day(&self, date: Date) -> Day {
        Day(date.days_since_1970() - self.epoch)
    }

    /// The relative day of a full date, or the range of a partial one, widened outward to multiples of 30 days from the
    /// epoch for a month and of 360 days for a year. `None` if there is no such month or day.
    #[must_use]
    pub fn range(&self, date: PartialDate) -> Option<DayRange> {
        let (first, last) = date.bounds()?;
        let (first, last) = (self.day(first), self.day(last));
        let step = match (date.month, date.day) {
            (Some(_), Some(_)) => return Some(DayRange::exact(first)),
            (Some(_), None) => self.grid,
            (None, _) => self.grid * 12,
        };
        Some(DayRange {
            earliest: Day(first.0.div_euclid(step) * step),
            latest: Day(last.0.div_euclid(step) * step + step - 1),
        })
    }
}

/// The epoch is a secret; it is not shown.
impl std::fmt::Debug for Timeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Timeline(..)")
    }
}

#[cfg(test)]
mod tests;
