//! Notes written by hand with their marks in place, so that people can add one without counting characters.
//!
//! ```text
//! === note-id type=discharge origin=english
//! known: {"names": ["Jane Q. Roe"], "mrns": ["00482913"]}
//! Seen by Dr. [[NAME:Roe]] on [[DATE:3/4]], given {{drug:Lasix}}.
//! ```
//!
//! `[[CATEGORY:words]]` identifies, `{{class:words}}` must be left; `type`, `origin` and the line `known:` may be missing. A
//! mark that is not closed, is empty, or names no category or class is refused: a gold file that is nearly right measures
//! nothing.

use serde_json::{Value, json};

use crate::corpus::{GoldNote, KeepClass, KeepSpan, Span};
use crate::text::Category;

/// Why marked notes were refused. Lines count from 1, through the whole source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A mark begins and does not end before the next begins.
    #[error("mark without an end (line {line})")]
    Unclosed {
        /// Where it begins.
        line: usize,
    },
    /// Something that ends a mark, where none began.
    #[error("end of a mark without a beginning (line {line})")]
    Unopened {
        /// Where it stands.
        line: usize,
    },
    /// A mark has no `:`, no words, or blanks at an edge.
    #[error("mark without words, or with blanks at its edge (line {line})")]
    Empty {
        /// Where it begins.
        line: usize,
    },
    /// No such category or class.
    #[error("mark of an unknown category or class (line {line})")]
    Unknown {
        /// Where it begins.
        line: usize,
    },
    /// The `known:` line is no JSON.
    #[error("`known` is not JSON (line {line})")]
    Known {
        /// Where it stands.
        line: usize,
    },
}

/// Reads marked notes. Lines before the first `===` are remarks.
///
/// # Errors
/// The first thing that is wrong, with its line.
pub fn parse(source: &str) -> Result<Vec<GoldNote>, Error> {
    let mut notes = Vec::new();
    let mut lines = source.lines().enumerate().map(|(at, line)| (at + 1, line)).peekable();
    while let Some((line, text)) = lines.next() {
        let Some(head) = text.strip_prefix("=== ") else { continue };
        let mut known = Value::Null;
        if let Some((at, json)) = lines.peek().and_then(|(at, l)| Some((*at, l.strip_prefix("known: ")?))) {
            known = serde_json::from_str(json).map_err(|_| Error::Known { line: at })?;
            lines.next();
        }
        let first = lines.peek().map_or(line, |(at, _)| *at);
        let mut body = String::new();
        while let Some((_, text)) = lines.next_if(|(_, l)| !l.starts_with("=== ")) {
            body.push_str(text);
            body.push('\n');
        }
        notes.push(note(head, known, body.trim_end(), first)?);
    }
    Ok(notes)
}

fn note(head: &str, known: Value, body: &str, first: usize) -> Result<GoldNote, Error> {
    let mut words = head.split_whitespace();
    let id = words.next().unwrap_or_default().to_owned();
    let (mut note_type, mut name_origin) = (String::new(), String::new());
    for word in words {
        match word.split_once('=') {
            Some(("type", value)) => value.clone_into(&mut note_type),
            Some(("origin", value)) => value.clone_into(&mut name_origin),
            _ => {}
        }
    }
    let mut out = GoldNote {
        id,
        note_type,
        name_origin,
        text: String::new(),
        spans: Vec::new(),
        keep: Vec::new(),
        facts: Vec::new(),
        known: if known.is_null() { json!({}) } else { known },
    };
    let (mut rest, mut line, mut at) = (body, first, 0);
    let mut push = |text: &str, out: &mut GoldNote, line: &mut usize| {
        out.text.push_str(text);
        *line += text.matches('\n').count();
        let start = at;
        at += text.chars().count();
        (start, at)
    };
    while let Some(open) = [rest.find("[["), rest.find("{{")].into_iter().flatten().min() {
        let (plain, mark) = rest.split_at(open);
        unopened(plain, line)?;
        push(plain, &mut out, &mut line);
        let identifies = mark.starts_with("[[");
        let close = if identifies { "]]" } else { "}}" };
        let (inside, after) = mark.split_once(close).ok_or(Error::Unclosed { line })?;
        let inside = inside.get(2..).unwrap_or_default();
        if inside.contains("[[") || inside.contains("{{") {
            return Err(Error::Unclosed { line });
        }
        let (name, words) = inside.split_once(':').ok_or(Error::Empty { line })?;
        if words.is_empty() || words.trim() != words {
            return Err(Error::Empty { line });
        }
        let here = line;
        let (start, end) = push(words, &mut out, &mut line);
        if identifies {
            let category = Category::ALL.into_iter().find(|c| c.name() == name);
            out.spans.push(Span { start, end, category: category.ok_or(Error::Unknown { line: here })? });
        } else {
            let class = KeepClass::from_name(name).ok_or(Error::Unknown { line: here })?;
            out.keep.push(KeepSpan { start, end, class });
        }
        rest = after;
    }
    unopened(rest, line)?;
    push(rest, &mut out, &mut line);
    Ok(out)
}

fn unopened(plain: &str, line: usize) -> Result<(), Error> {
    match [plain.find("]]"), plain.find("}}")].into_iter().flatten().min() {
        Some(at) => Err(Error::Unopened { line: line + plain.split_at(at).0.matches('\n').count() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
