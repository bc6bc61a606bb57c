//! What stands in a text where an identifier stood: its category, a mask of the same length, or a false value that reads like a
//! true one ("hiding in plain sight", Carrell et al., J Am Med Inform Assoc 2013, 20:342).
//!
//! Text between identifiers is never touched. Tags and masks written twice change nothing. A mask keeps the number of characters,
//! which narrows names down; where that matters, use tags.

use serde::{Deserialize, Serialize};

use crate::text::{Edit, Request, lexicon::HashIndex, redact_with};
use crate::{Category, Form, Known, PhiSpan, Redacted, TextEngine};

mod code;
mod date;
mod name;
mod place;
mod pool;
mod surrogate;

pub use surrogate::Surrogates;

/// What is written in the place of an identifier, as policies name it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writing {
    /// The category in brackets, such as `[NAME]`.
    #[default]
    Tags,
    /// An asterisk for each character; line ends stay.
    Masks,
    /// A false value.
    Surrogates,
}

/// What is written in the place of an identifier, with what that takes.
#[derive(Clone, Copy, Debug)]
pub enum Output<'a> {
    /// As [`Writing::Tags`].
    Tags,
    /// As [`Writing::Masks`].
    Masks,
    /// As [`Writing::Surrogates`]: the false values of one patient.
    Surrogates(&'a Surrogates<'a>),
}

/// As [`redact`](crate::redact), with another output than tags. What is only outside the safe vocabulary becomes `[REDACTED]`, or is
/// masked: it has no category that a false value could be made for.
#[must_use]
pub fn redact_as(engine: &TextEngine, text: &str, known: &Known, form: Form, output: Output<'_>) -> Redacted {
    let spread = HashIndex::default();
    let request = Request { known: &[known], form, dates: None, spread: &spread };
    match output {
        Output::Tags => redact_with(engine, text, &request, |_| {}).0,
        Output::Masks => masked(engine, text, &request),
        Output::Surrogates(surrogates) => {
            redact_with(engine, text, &request, |edits| surrogates.write(engine, text, &[known], edits)).0
        }
    }
}

/// The notes of one chart. Days of the timeline stay as tags, since criteria are read from them; so do numbers, codes and addresses,
/// since the last look on both sides of the wall withholds whatever has the form of one. All notes are read before the first is
/// written, so that no false name of one is a true name of another.
pub(crate) fn in_chart<'n, I: Iterator<Item = (&'n str, &'n Request<'n>)>>(
    engine: &TextEngine,
    notes: impl Fn() -> I,
    output: Output<'_>,
) -> Vec<String> {
    let stays = |edit: &Edit| !matches!(edit.category, Some(Category::Name | Category::Geo));
    if let Output::Surrogates(surrogates) = output {
        for (text, request) in notes() {
            redact_with(engine, text, request, |edits| surrogates.read(text, edits));
        }
    }
    let written = |(text, request): (&str, &Request<'_>)| {
        let redacted = redact_with(engine, text, request, |edits| match output {
            Output::Tags => {}
            Output::Masks => edits.iter_mut().filter(|edit| edit.category != Some(Category::Date)).for_each(|edit| {
                edit.tag = mask_of(text, edit);
            }),
            Output::Surrogates(surrogates) => {
                let tags: Vec<Option<String>> = edits.iter().map(|edit| stays(edit).then(|| edit.tag.clone())).collect();
                surrogates.write(engine, text, request.known, edits);
                for (edit, tag) in edits.iter_mut().zip(tags) {
                    edit.tag = tag.unwrap_or_else(|| std::mem::take(&mut edit.tag));
                }
            }
        });
        redacted.0.text
    };
    notes().map(written).collect()
}

/// How often a masked text is read again. Each time something more is masked, so the bound is there for the reader; a text that
/// needs more is masked as a whole.
const MOST_ROUNDS: usize = 12;

fn masked(engine: &TextEngine, text: &str, request: &Request<'_>) -> Redacted {
    let mut out = Redacted { text: text.to_owned(), spans: Vec::new(), unlisted: Vec::new() };
    for _ in 0..MOST_ROUNDS {
        // A mask is as long as what it hides, so that the spans of every round count the same characters.
        let (again, _) = redact_with(engine, &out.text, request, |edits| mask(&out.text, edits));
        if again.text == out.text {
            return out;
        }
        out.text = again.text;
        add(&mut out.spans, again.spans);
        out.unlisted.extend(again.unlisted);
        out.unlisted.sort_unstable_by_key(|range| range.start);
    }
    let all = 0..text.chars().count();
    Redacted { text: text.chars().map(hidden).collect(), spans: out.spans, unlisted: vec![all] }
}

/// Adds spans of a later round, without what was found before.
fn add(spans: &mut Vec<PhiSpan>, later: Vec<PhiSpan>) {
    let before = spans.len();
    for mut span in later {
        for at in 0..before {
            let Some(known) = spans.get(at).copied().filter(|known| known.start < span.end && span.start < known.end) else {
                continue;
            };
            // What stands before a span that was found is one of its own, what stands after it goes on.
            if span.start < known.start {
                spans.push(PhiSpan { end: known.start, ..span });
            }
            span.start = known.end;
        }
        if span.start < span.end {
            spans.push(span);
        }
    }
    spans.sort_unstable_by_key(|span| span.start);
}

fn mask(text: &str, edits: &mut [Edit]) {
    for edit in edits {
        edit.tag = mask_of(text, edit);
    }
}

fn mask_of(text: &str, edit: &Edit) -> String {
    text.get(edit.range.clone()).unwrap_or_default().chars().map(hidden).collect()
}

fn hidden(letter: char) -> char {
    if matches!(letter, '\n' | '\r') { letter } else { '*' }
}

#[cfg(test)]
mod tests;
