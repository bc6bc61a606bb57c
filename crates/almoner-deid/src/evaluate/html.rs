//! A page on which a reviewer sees what was removed, what was left, and the text around it. No script, nothing loaded.

use std::fmt::Write as _;
use std::ops::Range;

use super::report::piece;
use crate::{Category, Redacted};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a}\
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f6f4;padding:1rem;border-radius:4px}\
mark{background:#cfe3ff;padding:0 .15em}mark.left{background:#ffc9c2;outline:2px solid #b3261e}\
mark.unlisted{background:#e6e6e6}h2{font-size:1rem;margin-top:2rem}";

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// One note's section.
pub(super) fn note(
    id: &str,
    kind: &str,
    chars: &[char],
    redacted: &Redacted,
    missed: &[(Range<usize>, Category)],
    show_phi: bool,
) -> String {
    let mut out = String::from("<section><h2>");
    escape(id, &mut out);
    if !kind.is_empty() {
        out.push_str(" \u{b7} ");
        escape(kind, &mut out);
    }
    out.push_str("</h2><pre>");
    let removed = redacted.spans.iter().map(|span| (span.start..span.end, "removed", span.category.name()));
    let unlisted = redacted.unlisted.iter().map(|range| (range.clone(), "unlisted", "REDACTED"));
    let left = missed.iter().map(|(range, category)| (range.clone(), "left", category.name()));
    let mut marks: Vec<_> = removed.chain(unlisted).chain(left).collect();
    // What was left is marked whole, over whatever part of it was removed.
    marks.sort_by_key(|(range, class, _)| (range.start, *class != "left"));
    let mut at = 0;
    for (range, class, name) in marks {
        if range.start < at && class != "left" {
            continue;
        }
        let start = range.start.max(at);
        escape(&piece(chars, &(at..start)), &mut out);
        let shown = if show_phi { piece(chars, &(start..range.end)) } else { format!("[{name}]") };
        // Writing to a string cannot fail.
        let _ = write!(out, "<mark class=\"{class}\" title=\"{name}\">");
        escape(&shown, &mut out);
        out.push_str("</mark>");
        at = range.end.max(at);
    }
    escape(&piece(chars, &(at..chars.len())), &mut out);
    out.push_str("</pre></section>");
    out
}

/// The whole page.
pub(super) fn page(figures: &str, notes: &[String]) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>De-identification, reviewed</title><style>{STYLE}</style>\
         <h1>De-identification, reviewed</h1><p><mark>removed</mark> <mark class=\"left\">left</mark> \
         <mark class=\"unlisted\">outside the safe vocabulary</mark></p><pre>"
    );
    escape(figures, &mut out);
    out.push_str("</pre>");
    notes.iter().for_each(|note| out.push_str(note));
    out.push_str("</html>\n");
    out
}
