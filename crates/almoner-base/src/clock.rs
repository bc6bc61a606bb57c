//! Time as an argument. Nothing below the binary reads the machine's clock.

use crate::Date;

/// Milliseconds since 1970-01-01T00:00:00Z, as databases and the audit log store time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The UTC calendar day of this moment.
    #[must_use]
    pub fn date(self) -> Date {
        let days = self.0.div_euclid(86_400_000);
        Date::from_days_since_1970(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// `2026-03-01T12:34:56.789Z`, the form of RFC 3339 that logs and interfaces use.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        let ms = self.0.rem_euclid(86_400_000);
        let (h, m, s, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        format!("{}T{h:02}:{m:02}:{s:02}.{ms:03}Z", self.date())
    }
}

/// A source of the present. The binary has the only one that reads the machine's clock; tests use [`FixedClock`].
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// A clock that stands still, for tests and for reproducible runs.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[cfg(test)]
mod tests;
