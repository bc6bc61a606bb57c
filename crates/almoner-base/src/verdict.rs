//! Three-valued answers: strong Kleene logic (S. C. Kleene, *Introduction to Metamathematics*, 1952, section 64).

use std::ops::Not;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// Why an answer is not known. The order is the order of precedence when several unknowns meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Only a person can answer: consent, willingness, judgement.
    #[n(0)]
    NeedsPerson,
    /// The criterion, or a part of it, was not understood.
    #[n(1)]
    Opaque,
    /// The answer depends on the distance from today, which charts do not tell; the recency desk may know.
    #[n(2)]
    NeedsRecency,
    /// The sources contradict each other.
    #[n(3)]
    Conflicting,
    /// The unit of the record can not be converted into the unit of the criterion.
    #[n(4)]
    Unit,
    /// The value is older than it may be.
    #[n(5)]
    Stale,
    /// The record says "possible" or "suspected", or gives a date or value too coarse to decide.
    #[n(6)]
    Uncertain,
    /// The kind of resource that would tell was not exported.
    #[n(7)]
    NotExported,
    /// The record holds nothing about it, and its absence proves nothing.
    #[n(8)]
    NoData,
}

/// The answer to a criterion or to a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The statement holds of the patient.
    Met,
    /// The statement does not hold of the patient.
    NotMet,
    /// It can not be told, and why.
    Unknown(Reason),
}

impl Verdict {
    /// Kleene conjunction. Of two unknowns the reason with precedence stays.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::NotMet, _) | (_, Self::NotMet) => Self::NotMet,
            (Self::Unknown(a), Self::Unknown(b)) => Self::Unknown(a.min(b)),
            (Self::Unknown(reason), Self::Met) | (Self::Met, Self::Unknown(reason)) => Self::Unknown(reason),
            (Self::Met, Self::Met) => Self::Met,
        }
    }

    /// Kleene disjunction. Of two unknowns the reason with precedence stays.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !((!self).and(!other))
    }

    /// Whether the answer is known.
    #[must_use]
    pub fn is_decided(self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

impl Not for Verdict {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Met => Self::NotMet,
            Self::NotMet => Self::Met,
            Self::Unknown(reason) => Self::Unknown(reason),
        }
    }
}

#[cfg(test)]
mod tests;
