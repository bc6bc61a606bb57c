//! A synthetic hospital, deterministic by seed: FHIR R4 resources, clinical notes with gold spans of what identifies people,
//! gold facts, trials, and a sample attestation.
//!
//! For demonstrations, tests and training where real records must not be used. Nobody in it exists: names are drawn from
//! lists, cities and employers are invented, telephone numbers, e-mail domains, IP addresses, Social Security numbers and NCT
//! ids lie in ranges that are never given out.
//!
//! Pure: it hands files to a sink as it makes them and holds one patient at a time, so that 100,000 patients need no more
//! memory than one. It refuses to use a random source: the same [`Options`] give the same bytes.

mod chart;
mod concept;
mod corpus;
mod extra;
mod facts;
mod gold;
mod hospital;
mod json;
pub mod marked;
mod module;
mod names;
mod note;
mod output;
mod person;
mod place;
mod resource;
mod rng;
mod text;
mod trial;
mod truth;

pub use corpus::{Assertion, FactClass, FactSpan, GoldNote, KeepClass, KeepSpan, Part, Span, corpus, note_types};
pub use facts::{FactMark, FactNote, FactPart, fact_notes};
pub use output::{Sink, Summary, generate};
pub use text::{Category, Keep};
pub use trial::{Trial, trials};

use almoner_base::Date;

/// The day on which the hospital's data end: 2026-09-30.
#[must_use]
pub fn anchor() -> Date {
    Date::from_days_since_1970(20_726)
}

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many patients.
    pub patients: u32,
    /// The same seed gives the same hospital.
    pub seed: u64,
    /// Which note templates to write from.
    pub templates: TemplateSet,
}

/// The templates of notes stand in two sets with different layouts and wording, so that what is learned on one can be
/// measured on the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TemplateSet {
    /// Both sets.
    #[default]
    Both,
    /// The set for training.
    Train,
    /// The set held out for measuring.
    HeldOut,
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_data_end_on_the_anchor_day() {
        assert_eq!(super::anchor().to_string(), "2026-09-30");
    }
}
