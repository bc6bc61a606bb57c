//! Text of clinical notes to sections, sentences, quantities, times, assertions and facts.
//!
//! Pure: dictionary, rules and a small trained tagger over a text that is passed in; nothing is kept, and no text is repeated in an
//! error or a debug output. The rules live in `rules` and in this crate's modules, the tagger's weights in `data/mentions.bin`;
//! [`version`] names all of them by content. The same code reads
//! redacted notes in the research zone and identified ones at the recency desk, so that both give the same answer.
//! Offsets that this crate gives are bytes of the text that was passed, except in a [`Fact`](almoner_facts::Fact), whose source
//! counts Unicode scalar values (DESIGN.md section 5).
#![warn(missing_docs)]

mod assertion;
mod demographics;
pub mod dosing;
mod duration;
mod extract;
pub mod mention;
mod phrases;
mod quantity;
mod section;
mod sentence;
mod staging;
pub mod tagger;
mod therapy;
mod token;

pub use assertion::{Cues, assert_mention};
pub use demographics::{Described, demographics};
pub use duration::{Days, TimeMention, When, durations};
pub use extract::{NoteContext, extract, extract_with};
pub use quantity::{QuantityMention, quantities};
pub use section::{Section, SectionKind, section_at, sections};
pub use sentence::sentences;
pub use staging::{Staging, stage_answer, stagings};
pub use therapy::{LineCount, line_counts};
pub use token::words;

use std::sync::OnceLock;

/// The content hash of this crate's rules, tables and code alike: kept beside every fact and verdict that they made.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        almoner_base::content_version(&[
            include_bytes!("../rules/cues.tsv"),
            include_bytes!("../rules/doubtful.tsv"),
            include_bytes!("../rules/sections.tsv"),
            include_bytes!("../rules/words.txt"),
            include_bytes!("../data/mentions.bin"),
            include_bytes!("assertion.rs"),
            include_bytes!("demographics.rs"),
            include_bytes!("dosing.rs"),
            include_bytes!("duration.rs"),
            include_bytes!("extract.rs"),
            include_bytes!("extract/dose.rs"),
            include_bytes!("extract/genomic.rs"),
            include_bytes!("extract/label.rs"),
            include_bytes!("extract/line.rs"),
            include_bytes!("extract/lines.rs"),
            include_bytes!("extract/series.rs"),
            include_bytes!("extract/social.rs"),
            include_bytes!("extract/stage.rs"),
            include_bytes!("extract/value.rs"),
            include_bytes!("mention.rs"),
            include_bytes!("mention/doubt.rs"),
            include_bytes!("mention/learn.rs"),
            include_bytes!("mention/sight.rs"),
            include_bytes!("phrases.rs"),
            include_bytes!("quantity.rs"),
            include_bytes!("section.rs"),
            include_bytes!("sentence.rs"),
            include_bytes!("staging.rs"),
            include_bytes!("tagger.rs"),
            include_bytes!("tagger/network.rs"),
            include_bytes!("therapy.rs"),
            include_bytes!("token.rs"),
        ])
    })
}
