//! How well the text engine does on notes whose identifiers are marked: what leaked, what was lost, with 95 % bounds.
//!
//! A line of a gold file is `{"id", "text", "type", "origin", "spans": [{"start", "end", "category"}],
//! "keep": [{"start", "end", "class"}], "known": {..}}`; `start..end` count Unicode scalar values. A span counts as found
//! only if every letter and digit in it was covered, a span to keep as touched if one of its characters was. Refuses lines of
//! another shape rather than measuring less than was asked for. Misses are told by note and category; their text only on
//! request, since a gold file may hold real notes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::{Category, Error, Form, Known, Redacted, TextEngine, redact};

mod change;
mod html;
mod report;

pub use change::Change;
pub use report::{Count, Miss, Report};

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Evaluation {
    /// What becomes of the text.
    pub form: Form,
    /// Whether the engine is told what `known` of a line says of the patient.
    pub with_known: bool,
    /// Whether misses carry their text, and the page the notes as they were.
    pub show_phi: bool,
    /// How the notes are changed before.
    pub change: Change,
}

impl Default for Evaluation {
    fn default() -> Self {
        Self { form: Form::Tags, with_known: true, show_phi: false, change: Change::None }
    }
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default, rename = "type", alias = "kind")]
    note_type: String,
    #[serde(default)]
    origin: String,
    spans: Vec<GoldSpan>,
    #[serde(default)]
    keep: Vec<KeepSpan>,
    #[serde(default)]
    known: Value,
}

#[derive(Deserialize)]
struct GoldSpan {
    start: usize,
    end: usize,
    category: Category,
}

#[derive(Deserialize)]
struct KeepSpan {
    start: usize,
    end: usize,
    #[serde(default, alias = "kind")]
    class: String,
}

/// Runs `engine` over every line of `gold` and compares.
///
/// # Errors
/// [`Error::Gold`] names the first line that is no JSON of the shape above, or whose spans are outside its text.
pub fn evaluate(engine: &TextEngine, gold: &str, what: &Evaluation) -> Result<Report, Error> {
    let mut report = Report::new(*what);
    for (number, line) in (1..).zip(gold.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let bad = |_| Error::Gold { line: number };
        let note: Line = serde_json::from_str(line).map_err(bad)?;
        let known = match &note.known {
            _ if !what.with_known => Known::new(),
            Value::Null => Known::new(),
            value => Known::from_value(value).map_err(|_| Error::Gold { line: number })?,
        };
        let chars: Vec<char> = note.text.chars().collect();
        let fits = |start: usize, end: usize| start < end && end <= chars.len();
        let all_fit = note.spans.iter().all(|span| fits(span.start, span.end))
            && note.keep.iter().all(|span| fits(span.start, span.end));
        if !all_fit {
            return Err(Error::Gold { line: number });
        }
        let names: Vec<_> = note.spans.iter().map(|span| (span.start..span.end, span.category == Category::Name)).collect();
        let chars = what.change.apply(chars, &names);
        let text: String = chars.iter().collect();
        let redacted = redact(engine, &text, &known, what.form);
        score(&mut report, &note, &chars, &redacted);
    }
    Ok(report)
}

/// Adds one note to the report.
fn score(report: &mut Report, note: &Line, chars: &[char], redacted: &Redacted) {
    let mut covered: Vec<Option<Category>> = vec![None; chars.len()];
    for span in &redacted.spans {
        covered.get_mut(span.start..span.end).unwrap_or_default().fill(Some(span.category));
    }
    let mut gone: Vec<bool> = covered.iter().map(Option::is_some).collect();
    for range in &redacted.unlisted {
        gone.get_mut(range.clone()).unwrap_or_default().fill(true);
    }
    let mut identifying = vec![false; chars.len()];
    let mut missed = Vec::new();
    for span in &note.spans {
        let range = span.start..span.end;
        identifying.get_mut(range.clone()).unwrap_or_default().fill(true);
        let letters = || range.clone().filter(|at| chars.get(*at).is_some_and(|c| c.is_alphanumeric()));
        let whole = letters().all(|at| gone.get(at) == Some(&true));
        let right = letters().all(|at| covered.get(at) == Some(&Some(span.category)));
        let text = || report::piece(chars, &range);
        report.add_span(note, span.category, whole, right, text);
        if !whole {
            missed.push((range, span.category));
        }
    }
    for span in &note.keep {
        let touched = (span.start..span.end).any(|at| gone.get(at) == Some(&true));
        report.add_keep(note, &span.class, touched, || report::piece(chars, &(span.start..span.end)));
    }
    let letters = || chars.iter().enumerate().filter(|(_, c)| c.is_alphanumeric()).map(|(at, _)| at);
    let removed = letters().filter(|at| covered.get(*at).is_some_and(Option::is_some));
    let (hits, all) =
        removed.fold((0, 0), |(hits, all), at| (hits + u64::from(identifying.get(at) == Some(&true)), all + 1));
    report.add_characters(hits, all);
    let plain = letters().filter(|at| identifying.get(*at) == Some(&false));
    let (lost, all) = plain.fold((0, 0), |(lost, all), at| (lost + u64::from(gone.get(at) == Some(&true)), all + 1));
    report.add_utility(all - lost, all);
    report.add_note(note, chars, redacted, &missed);
}

/// Counts by some word.
type Counts = BTreeMap<String, Count>;

#[cfg(test)]
mod tests;
