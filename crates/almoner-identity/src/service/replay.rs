//! Which tokens were used. Memory is bounded by time: a token is forgotten when it is over.

use std::collections::{BTreeSet, HashSet};

use super::Error;

/// The most tokens at once: 30 seconds of 33,000 requests each second, in about 100 MiB.
const MOST: usize = 1_000_000;

/// The tokens that were used and are not over.
pub(super) struct Replay {
    used: HashSet<[u8; 16]>,
    ends: BTreeSet<(i64, [u8; 16])>,
    latest: i64,
    most: usize,
}

impl Replay {
    pub(super) fn new(started: i64) -> Self {
        Self::holding(started, MOST)
    }

    pub(super) fn holding(started: i64, most: usize) -> Self {
        Self { used: HashSet::new(), ends: BTreeSet::new(), latest: started, most }
    }

    /// Marks a token as used that is over at `expires`.
    ///
    /// A clock that is set back would bring tokens to life again that are forgotten here, so the latest moment ever seen
    /// counts.
    pub(super) fn take(&mut self, nonce: [u8; 16], expires: i64, now: i64) -> Result<(), Error> {
        self.latest = self.latest.max(now);
        while let Some((end, old)) = self.ends.first().copied().filter(|(end, _)| *end <= self.latest) {
            self.ends.remove(&(end, old));
            self.used.remove(&old);
        }
        if self.used.contains(&nonce) {
            return Err(Error::Replayed);
        }
        if expires <= self.latest {
            return Err(Error::Time);
        }
        if self.used.len() >= self.most {
            return Err(Error::Full);
        }
        self.used.insert(nonce);
        self.ends.insert((expires, nonce));
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.used.len()
    }
}
