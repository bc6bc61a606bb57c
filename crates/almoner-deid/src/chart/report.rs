//! What was done to one record: counts only.

use std::collections::BTreeMap;

use almoner_base::Issue;
use almoner_facts::Tally;
use serde::Serialize;

use crate::Category;
pub use crate::paths::Done;

/// Counts of what was read, kept, dropped and removed. Holds no content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What the reader found wrong with the record.
    pub issues: Vec<Issue>,
    /// Whether the patient is dead; the caller then retracts what was sent before.
    pub deceased: bool,
    /// Resources that gave something to the chart.
    pub resources_used: u32,
    /// Resources of types that no path lists.
    pub resources_unlisted: u32,
    /// Resources that the reader refused as a whole.
    pub resources_unreadable: u32,
    /// Resources marked `entered-in-error`.
    pub entered_in_error: u32,
    /// Resources that a security label held back.
    pub labelled: u32,
    /// What was done to the values and elements of the record, by rule.
    #[serde(flatten)]
    pub done: Done,
    /// Facts whose code the tables do not hold, kept with their code.
    pub uncoded: u32,
    /// Facts without any usable code, left behind.
    pub unusable: u32,
    /// Values with an unknown unit or in a form that is not read; the fact is kept without the value.
    pub values_dropped: u32,
    /// Days that lie so far back that they would show an age over 89.
    pub days_capped: u32,
    /// Notes in the chart.
    pub notes: u32,
    /// Attachments that hold no readable text, or only an address.
    pub attachments_unread: u32,
    /// Identifiers removed from text, by category.
    pub removed: BTreeMap<Category, u32>,
    /// Words outside the safe vocabulary.
    pub unlisted_words: u32,
}

impl Report {
    /// The rules that every record meets, without counts: of a chart that ends on a secret day they would tell how much came
    /// after it.
    pub(super) fn rules() -> Vec<Tally> {
        let rules =
            ["kept", "generalized", "relative-day", "text-engine", "path-dropped", "path-unknown", "extension-dropped"];
        rules.into_iter().map(|what| Tally { what: what.to_owned(), count: 0 }).collect()
    }

    /// What was done, by rule and category of identifier.
    #[must_use]
    pub fn tallies(&self) -> Vec<Tally> {
        let removed = self.removed.iter().map(|(category, count)| (category.name(), *count));
        let others = [
            ("kept", self.done.kept),
            ("generalized", self.done.generalized),
            ("relative-day", self.done.relative_days),
            ("text-engine", self.done.texts),
            ("path-dropped", self.done.dropped),
            ("path-unknown", self.done.unknown),
            ("extension-dropped", self.done.extensions),
            ("resource-unlisted", self.resources_unlisted),
            ("resource-unreadable", self.resources_unreadable),
            ("resource-labelled", self.labelled),
            ("entered-in-error", self.entered_in_error),
            ("uncoded", self.uncoded),
            ("unusable", self.unusable),
            ("value-dropped", self.values_dropped),
            ("day-capped", self.days_capped),
            ("attachment-unread", self.attachments_unread),
            ("unlisted-word", self.unlisted_words),
        ];
        removed
            .chain(others)
            .filter(|(_, count)| *count > 0)
            .map(|(what, count)| Tally { what: what.to_owned(), count })
            .collect()
    }
}
