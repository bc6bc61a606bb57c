//! The vocabulary that every room of Almoner shares: identifiers, codings, dates, quantities, verdicts, clocks, secrets.
//!
//! This crate is pure: no input or output, no clock, no randomness, no environment. It holds no logic of a zone; what is
//! identified travels in [`Phi`], which cannot be printed, serialized or compared.
#![warn(missing_docs)]

mod clock;
mod coding;
mod date;
mod id;
mod issue;
mod phi;
mod quantity;
mod secret;
mod verdict;

pub use clock::{Clock, FixedClock, Timestamp};
pub use coding::{CodeSystem, Coding, ConceptId};
pub use date::{Date, Day, DayRange, PartialDate};
pub use id::{IdError, NctId, ProjectId, StudyId, TenantId};
pub use issue::{Issue, IssueCode, Severity};
pub use phi::Phi;
pub use quantity::{Comparator, Quantity};
pub use secret::Secret;
pub use verdict::{Reason, Verdict};

/// A short content hash (64-bit FNV-1a, in hexadecimal) that names a version of a table, a rule set or a policy. It tells
/// versions apart; it protects nothing, which is what `almoner-crypto` is for.
#[must_use]
pub fn content_version(parts: &[&[u8]]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.iter().copied().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

/// How far a long task has come, for a progress bar. Carries counts and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Units done.
    pub done: u64,
    /// Units in all; 0 where it is not known.
    pub total: u64,
}

/// The long tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Reading inputs, in bytes.
    Ingest,
    /// De-identifying and sealing, in patients.
    Deidentify,
    /// Storing and extracting, in charts.
    Receive,
    /// Importing trials, in trials.
    Trials,
    /// Matching, in trials.
    Match,
    /// Questions to the recency desk.
    Desk,
}
