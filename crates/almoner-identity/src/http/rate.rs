//! How often a person may ask a route: a bucket of tokens for each pair, filled as time goes by. Requests that cost more, or tell
//! more, take more tokens. The present is an argument.

use std::collections::HashMap;
use std::sync::Mutex;

use almoner_base::Timestamp;
use axum::http::StatusCode;

use super::problem::Problem;
use crate::PersonId;

/// A bucket: how much it holds, and how much comes back each minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// What may be asked at once.
    pub burst: u32,
    /// What comes back in a minute.
    pub each_minute: u32,
}

/// Buckets by person and by what is asked.
#[derive(Debug, Default)]
pub struct Rates(Mutex<HashMap<(PersonId, &'static str), Level>>);

#[derive(Clone, Copy, Debug)]
struct Level {
    /// Thousandths of a token.
    thousandths: u64,
    at: Timestamp,
}

/// Beyond so many buckets those that are full again are forgotten.
const MOST: usize = 10_000;

impl Rates {
    /// Takes a token, or says when there is one again.
    ///
    /// # Errors
    /// The bucket is empty: 429, with `Retry-After`.
    pub fn take(&self, person: PersonId, what: &'static str, bucket: Bucket, now: Timestamp) -> Result<(), Problem> {
        let full = u64::from(bucket.burst) * 1000;
        let mut levels = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if levels.len() > MOST {
            levels.retain(|_, level| now.0.saturating_sub(level.at.0) < 3_600_000);
        }
        let level = levels.entry((person, what)).or_insert(Level { thousandths: full, at: now });
        let passed = u64::try_from(now.0.saturating_sub(level.at.0)).unwrap_or(0);
        // One token a minute is a thousandth in 60 ms.
        let came = passed.saturating_mul(u64::from(bucket.each_minute)) / 60;
        level.thousandths = full.min(level.thousandths.saturating_add(came));
        if came > 0 || passed == 0 {
            level.at = now;
        }
        match level.thousandths.checked_sub(1000) {
            Some(left) => {
                level.thousandths = left;
                Ok(())
            }
            None => {
                let lacking = 1000 - level.thousandths;
                let millis = lacking.saturating_mul(60) / u64::from(bucket.each_minute.max(1));
                let title = "too many requests of this kind; wait, then try again";
                Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate", title).retry_after(millis.div_ceil(1000).max(1)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // ASVS 2.4.1
    #[test]
    fn a_bucket_gives_its_burst_then_what_came_back() {
        let (rates, bucket) = (Rates::default(), Bucket { burst: 3, each_minute: 6 });
        let person = PersonId::parse(&"a".repeat(32)).unwrap();
        let other = PersonId::parse(&"b".repeat(32)).unwrap();
        let take = |person, at| rates.take(person, "what-if", bucket, Timestamp(at)).is_ok();
        assert_eq!([take(person, 0), take(person, 0), take(person, 0), take(person, 0)], [true, true, true, false]);
        assert!(take(other, 0), "another person has a bucket of their own");
        assert!(!take(person, 9_000), "one in ten seconds comes back");
        assert!(take(person, 10_100));
        assert!(!take(person, 10_200));
        let refused = rates.take(person, "what-if", bucket, Timestamp(10_300)).unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.code()), (429, "rate"));
        assert!(!take(person, -5_000), "a clock that went back fills nothing");
    }
}
