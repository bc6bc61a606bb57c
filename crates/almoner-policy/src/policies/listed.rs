//! The policies in force as they are shown: what each permits or forbids, why, and where it is written.

use serde::Serialize;

use super::Policies;

/// A policy as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed<'a> {
    /// Its id.
    pub id: &'a str,
    /// `permit` or `forbid`.
    pub effect: &'static str,
    /// Its reason.
    pub because: &'a str,
    /// The policy as Cedar prints it.
    pub policy: &'a str,
}

impl Policies {
    /// All policies, in the order of their ids.
    pub fn list(&self) -> impl Iterator<Item = Listed<'_>> {
        self.notes.values().map(|note| Listed {
            id: &note.id,
            effect: if note.permits { "permit" } else { "forbid" },
            because: &note.because,
            policy: &note.text,
        })
    }
}
