//! Lock-out with exponential back-off, by sign-in name and by source (ASVS 6.3.1, NIST SP 800-63B section 3.2.2).
//!
//! An attempt is counted as a failure before it is looked at, by one statement, so that a thousand at once are a thousand
//! failures; success takes it back. Names that do not exist are counted like others, so that a lock-out tells nothing. Only what
//! can be guessed is throttled: a person whom an attacker locks out still signs in with a passkey, which clears the count.

use crate::db::throttle::Model;
use crate::event::{Event, Subject};
use crate::{Client, Error, People};

/// How failures are answered.
pub(crate) struct Rule {
    /// Failures without any wait.
    free: i64,
    /// The wait after the first that is not free; every further one doubles it.
    first_wait_ms: i64,
    longest_wait_ms: i64,
    /// Failures after which only a passkey or a new link helps.
    most: i64,
    /// How long without a failure until all are forgotten.
    forgotten_after_ms: i64,
}

/// By name: five free, then 30 seconds, doubling to an hour; closed at 100 (SP 800-63B: no more than 100 in a row).
pub(crate) const NAME: Rule =
    Rule { free: 5, first_wait_ms: 30_000, longest_wait_ms: 3_600_000, most: 100, forgotten_after_ms: 30 * 86_400_000 };

/// By source: fifty free, for many people share a hospital's address; forgotten after an hour without.
pub(crate) const SOURCE: Rule =
    Rule { free: 50, first_wait_ms: 1_000, longest_wait_ms: 15 * 60_000, most: i64::MAX, forgotten_after_ms: 3_600_000 };

impl Rule {
    fn wait_ms(&self, failures: i64) -> i64 {
        if failures >= self.most {
            return i64::MAX;
        }
        let over = failures.saturating_sub(self.free);
        if over < 0 {
            return 0;
        }
        let doubled = u32::try_from(over).ok().and_then(|over| self.first_wait_ms.checked_shl(over.min(40)));
        doubled.unwrap_or(i64::MAX).min(self.longest_wait_ms)
    }
}

impl People {
    /// Counts an attempt as a failure until it is known to be none. Refuses while there is a wait, without counting.
    pub(crate) fn count_attempt(&self, rule: &Rule, lookup: &[u8], client: &Client<'_>) -> Result<(), Error> {
        // Whoever loses the race against a simultaneous attempt looks again; each look sees one failure more.
        for _ in 0..1000 {
            let now = self.now().0;
            let old = self.db.throttle(lookup)?;
            let failures = match &old {
                Some(row) if row.blocked_until > now => {
                    let retry_after_secs = row.blocked_until.saturating_sub(now) / 1000 + 1;
                    return Err(Error::TooMany { retry_after_secs });
                }
                Some(row) if now.saturating_sub(row.last) < rule.forgotten_after_ms => row.failures.saturating_add(1),
                _ => 1,
            };
            let wait = rule.wait_ms(failures);
            let new = Model { lookup: lookup.to_vec(), failures, last: now, blocked_until: now.saturating_add(wait) };
            if self.db.count_failure(old.as_ref(), new)? {
                if wait > 0 {
                    self.record(Event::LockedOut, Subject::default().from(client))?;
                }
                return Ok(());
            }
        }
        Err(Error::TooMany { retry_after_secs: 1 })
    }

    pub(crate) fn source_lookup(&self, client: &Client<'_>) -> Vec<u8> {
        let source = match client.source {
            // One household or host has a whole /64.
            std::net::IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}")
            }
            std::net::IpAddr::V4(address) => address.to_string(),
        };
        self.lookup("source", &source)
    }
}

#[cfg(test)]
mod tests;
