//! The free-text engine: identifiers found by shape and label (layer 1), by dictionary and context (layer 2) and by what
//! the record says of this patient (layer 3), over one list of tokens, then spread to every other place of a name.
//!
//! Everything here is linear in the text: each rule looks a bounded number of tokens ahead or back. A later layer (a
//! trained tagger) would add candidates to the same claims. 45 CFR 164.514(b)(2)(i).

use std::ops::Range;
use std::sync::OnceLock;

use almoner_base::{Date, DayRange, PartialDate};
use almoner_facts::Timeline;
use almoner_nlp::tagger::Network;
use almoner_terms::Terms;
use serde::{Deserialize, Serialize};

use crate::{Category, Known};

mod address;
mod age;
mod beside;
mod block;
mod code;
mod date;
mod grow;
mod known_scan;
pub(crate) mod lexicon;
mod model;
mod name;
mod place;
mod scan;
pub(crate) mod token;
mod vocabulary;

pub(crate) use date::DateSpan;
use lexicon::{HashIndex, Lexicon};
pub use model::learn;

/// What becomes of free text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Each identifier becomes its category in brackets, such as `[NAME]`.
    Tags,
    /// As `Tags`, and then every word that is outside the safe vocabulary, and every long number, becomes `[REDACTED]`.
    SafeVocabulary,
}

/// Characters `start..end` (Unicode scalar values of the input) are an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PhiSpan {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What kind of identifier.
    pub category: Category,
}

/// A text without its identifiers. Between `spans` and `unlisted` it equals the input byte for byte.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The text that may be shown.
    pub text: String,
    /// What was taken for an identifier, in ascending order, not overlapping.
    pub spans: Vec<PhiSpan>,
    /// Characters of the input that became `[REDACTED]` because no list holds them; empty with [`Form::Tags`].
    pub unlisted: Vec<Range<usize>>,
}

/// Shows counts, never text.
impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redacted").field("spans", &self.spans.len()).field("unlisted", &self.unlisted.len()).finish()
    }
}

/// The weights of layer 4. Without them (before the first training) the rules work alone.
const WEIGHTS: &[u8] = include_bytes!("../data/tagger.bin");

/// The word lists, rules and weights, built once and shared by threads.
pub struct TextEngine {
    lexicon: Lexicon,
    tagger: Option<Network>,
}

impl std::fmt::Debug for TextEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TextEngine")
    }
}

impl TextEngine {
    /// An engine whose clinical vocabulary is this crate's and the names and synonyms in `terms`.
    #[must_use]
    pub fn new(terms: &Terms) -> Self {
        Self::with_weights(terms, WEIGHTS)
    }

    /// As [`TextEngine::new`], with weights that [`learn`] made; with others that cannot be read the rules work alone.
    #[must_use]
    pub fn with_weights(terms: &Terms, weights: &[u8]) -> Self {
        let names = terms
            .concepts()
            .iter()
            .flat_map(|concept| std::iter::once(concept.name.as_str()).chain(concept.synonyms.iter().map(String::as_str)));
        Self { lexicon: Lexicon::new(names), tagger: Network::from_bytes(weights) }
    }

    /// What the word lists say of a word, by its hash.
    pub(crate) fn flags(&self, word: u64) -> lexicon::Flags {
        self.lexicon.flags(word)
    }

    /// Whether a text still holds something of `known`, looked for by another way than redaction does.
    pub(crate) fn left_in(&self, known: &Known, text: &str) -> bool {
        known.left_in(&self.lexicon, text)
    }

    /// The engine over the compiled-in terms.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static ENGINE: OnceLock<TextEngine> = OnceLock::new();
        ENGINE.get_or_init(|| Self::new(Terms::builtin()))
    }
}

/// How dates in a text are to appear in a chart.
#[derive(Clone, Copy)]
pub(crate) struct OnTimeline {
    pub timeline: Timeline,
    /// The day the text was written, where known: it places dates without a year.
    pub written: Option<Date>,
    /// Days outside are no days of this life (placeholders, misprints) and become `[DATE]`.
    pub life: DayRange,
    /// Whether the patient is in the class of 90 or older, whom long intervals would give away.
    pub ninety_or_older: bool,
}

/// One text to be redacted and what is known beside it.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    pub known: &'a [&'a Known],
    pub form: Form,
    pub dates: Option<OnTimeline>,
    /// Names found in other texts of the same record.
    pub spread: &'a HashIndex<()>,
}

/// Takes the identifiers out of `text`. `known` are identifiers of the patient that the text is about.
///
/// Running it on its own output changes nothing. Dates become `[DATE]`: a text by itself has no timeline.
#[must_use]
pub fn redact(engine: &TextEngine, text: &str, known: &Known, form: Form) -> Redacted {
    let spread = HashIndex::default();
    redact_request(engine, text, &Request { known: &[known], form, dates: None, spread: &spread }).0
}

/// [`redact`] with a timeline and names from the rest of the record; also returns the names found with certainty.
pub(crate) fn redact_request(engine: &TextEngine, text: &str, request: &Request<'_>) -> (Redacted, Vec<u64>) {
    redact_with(engine, text, request, |_| {})
}

/// [`redact_request`], where `rewrite` may put something else in the place of an identifier than its tag.
pub(crate) fn redact_with(
    engine: &TextEngine,
    text: &str,
    request: &Request<'_>,
    rewrite: impl FnOnce(&mut [Edit]),
) -> (Redacted, Vec<u64>) {
    if u32::try_from(text.len()).is_err() {
        return (whole_text_withheld(text), Vec::new());
    }
    let (mut edits, found) = block::edits(engine, text, request);
    rewrite(&mut edits);
    (assemble(text, &edits), found)
}

/// A text beyond 4 GiB is not read; all of it stays behind.
fn whole_text_withheld(text: &str) -> Redacted {
    let end = text.chars().count();
    Redacted { text: "[REDACTED]".to_owned(), spans: Vec::new(), unlisted: std::iter::once(0..end).collect() }
}

/// A replacement of bytes of the text.
pub(crate) struct Edit {
    pub range: Range<usize>,
    /// `None` for a token outside the safe vocabulary.
    pub category: Option<Category>,
    pub tag: String,
}

impl Edit {
    /// The category as tokens of tags carry it.
    fn mark(&self) -> u8 {
        token::tag_mark(self.category)
    }
}

/// Puts the tags in; `edits` ascend and do not overlap.
fn assemble(text: &str, edits: &[Edit]) -> Redacted {
    let (mut spans, mut unlisted) = (Vec::with_capacity(edits.len()), Vec::new());
    let mut out = String::with_capacity(text.len());
    let (mut at_byte, mut at_char) = (0, 0);
    for edit in edits {
        let between = text.get(at_byte..edit.range.start).unwrap_or_default();
        let inside = text.get(edit.range.clone()).unwrap_or_default();
        let start = at_char + between.chars().count();
        at_char = start + inside.chars().count();
        at_byte = edit.range.end;
        out.push_str(between);
        out.push_str(&edit.tag);
        match edit.category {
            Some(category) => spans.push(PhiSpan { start, end: at_char, category }),
            None => unlisted.push(start..at_char),
        }
    }
    out.push_str(text.get(at_byte..).unwrap_or_default());
    Redacted { text: out, spans, unlisted }
}

/// The tag that stands for a date in a chart: `[DAY 412]`, or `[DAY 390..419]` for a range of days, or `[DATE]` where the
/// year cannot be told.
pub(crate) fn day_tag(span: &DateSpan, dates: &OnTimeline) -> String {
    let range = |date: PartialDate| dates.timeline.range(date);
    let Some(first) = span.first.resolve(dates.written).and_then(range) else { return "[DATE]".to_owned() };
    let last = match &span.last {
        Some(last) => match last.resolve(dates.written).and_then(range) {
            Some(last) => last,
            None => return "[DATE]".to_owned(),
        },
        None => first,
    };
    let (earliest, latest) = (first.earliest.min(last.earliest).0, first.latest.max(last.latest).0);
    if latest < dates.life.earliest.0 || earliest > dates.life.latest.0 {
        "[DATE]".to_owned()
    } else if earliest == latest {
        format!("[DAY {earliest}]")
    } else {
        format!("[DAY {earliest}..{latest}]")
    }
}

#[cfg(test)]
mod tests;
