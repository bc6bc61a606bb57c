//! Periodic reviews of the log (45 CFR 164.308(a)(1)(ii)(D)): who looked at which entries, and what they found.

use std::ops::Range;

use thiserror::Error;

use crate::entry::{Action, Actor, Count, Entry, OpaqueId, Reason, ResourceKind, Version};
use crate::justification::Justification;

/// A review of some entries by a person.
#[derive(Clone, Debug)]
pub struct Review {
    /// Its id, drawn at random.
    pub id: OpaqueId,
    /// Who reviewed.
    pub by: OpaqueId,
    /// The entries that it covers, by index.
    pub entries: Range<u64>,
    /// How many of them were looked at; the rest were covered by rules and counts alone.
    pub read: u64,
    /// The content hash of the rules that ran over them.
    pub rules: String,
    /// `nothing_found`, `correction_needed` or `escalated`.
    pub finding: Reason,
    /// What was found, in words that are kept beside the log.
    pub words: Option<Justification>,
}

/// Why a review was not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReviewError {
    /// It covers no entry, or ones that are not there.
    #[error("a review covers at least one entry, and none after the last")]
    Scope,
    /// Not one of the findings of a periodic review.
    #[error("not a finding: expected nothing_found, correction_needed or escalated")]
    Finding,
    /// Something was found, and no words say what.
    #[error("a finding other than nothing_found needs words")]
    Words,
}

impl Review {
    /// The entry that records the review, in a log of `size` entries.
    ///
    /// # Errors
    /// See [`ReviewError`].
    pub fn record(&self, size: u64) -> Result<Entry, ReviewError> {
        if self.entries.is_empty() || self.entries.end > size || self.read > self.entries.end - self.entries.start {
            return Err(ReviewError::Scope);
        }
        match self.finding {
            Reason::NothingFound => {}
            Reason::CorrectionNeeded | Reason::Escalated if self.words.is_some() => {}
            Reason::CorrectionNeeded | Reason::Escalated => return Err(ReviewError::Words),
            _ => return Err(ReviewError::Finding),
        }
        let entry = Entry::new(Actor::Person(self.by), Action::ReviewRecorded)
            .resource(ResourceKind::Review, self.id)
            .count(Count::FromEntry, self.entries.start)
            .count(Count::ToEntry, self.entries.end)
            .count(Count::Entries, self.read)
            .version(Version::AlertRules, &self.rules)
            .reason(self.finding);
        Ok(Entry { justification: self.words, ..entry })
    }
}
