//! Sentences of clinical prose and of the lists and wrapped lines between it.
//!
//! A line break ends a sentence before a blank line, a list item or a heading, and after a line that is too short to have been
//! wrapped; else the line is taken as wrapped. A full stop ends one unless it belongs to an abbreviation, an initial, a decimal
//! or a list number. A doubtful stop before a small letter does not: two sentences in one only lengthen a scope, while half a
//! sentence loses its negation.

use std::ops::Range;

/// A sentence is cut at the first blank after so many bytes, so that what costs the square of a sentence stays cheap.
const LONGEST: usize = 4096;

/// A line with fewer bytes than this was not broken by wrapping.
const WRAPPED: usize = 50;

/// Abbreviations after which a sentence goes on even before a capital.
const TITLES: [&str; 26] = [
    "dr", "drs", "mr", "mrs", "ms", "prof", "st", "vs", "e.g", "i.e", "eg", "ie", "cf", "approx", "dept", "fig", "p.o",
    "i.v", "b.i.d", "t.i.d", "q.d", "q.i.d", "s.c", "i.m", "a.m", "no",
];

/// Abbreviations after which a sentence goes on before a small letter or a digit.
const ABBREVIATIONS: [&str; 44] = [
    "mg", "mcg", "ml", "dl", "cm", "mm", "kg", "lb", "lbs", "oz", "hr", "hrs", "min", "mins", "sec", "yr", "yrs", "wk",
    "wks", "mo", "mos", "tab", "tabs", "cap", "caps", "inj", "susp", "sol", "resp", "temp", "wt", "ht", "pt", "pts", "hx",
    "dx", "rx", "tx", "sx", "fx", "abd", "ext", "neuro", "approx",
];

/// The sentences of `text` as byte ranges without the blanks around them. Every byte that is not blank is in one.
pub fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    Sentences { text, at: 0 }
}

struct Sentences<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..)?;
        let start = self.at + (rest.len() - rest.trim_start().len());
        if start >= self.text.len() {
            return None;
        }
        let end = sentence_end(self.text, start);
        self.at = end;
        let trimmed = self.text.get(start..end).map_or(0, |sentence| sentence.trim_end().len());
        Some(start..start + trimmed)
    }
}

fn sentence_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut line_start = start;
    let mut at = start;
    loop {
        let skip =
            bytes.get(at..(start + LONGEST + 1).min(bytes.len())).and_then(|rest| memchr::memchr3(b'.', b'\n', b'?', rest));
        let Some(skip) = skip.filter(|skip| at + skip - start <= LONGEST) else {
            return if bytes.len() - start <= LONGEST { bytes.len() } else { cut(text, start) };
        };
        at += skip;
        let ends = match bytes.get(at) {
            Some(b'\n') => {
                let ends = line_ends(text, line_start, at);
                line_start = at + 1;
                ends
            }
            Some(b'?') => bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace),
            _ => stop_ends(text, start, at),
        };
        at += 1;
        if ends {
            return closing_end(bytes, at);
        }
        if at - start > LONGEST {
            return cut(text, start);
        }
    }
}

/// The last blank before the longest sentence is over, or where there is none, the end of the character there.
fn cut(text: &str, start: usize) -> usize {
    let limit = start + LONGEST;
    let window = text.as_bytes().get(start..limit).unwrap_or_default();
    if let Some(blank) = memchr::memrchr(b' ', window).filter(|blank| *blank > 0) {
        return start + blank;
    }
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

/// Quotes and brackets that close after the stop belong to the sentence.
fn closing_end(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b'"' | b'\'' | b')' | b']')) {
        at += 1;
    }
    at
}

/// Whether the line break at `at` ends a sentence.
fn line_ends(text: &str, line_start: usize, at: usize) -> bool {
    let bytes = text.as_bytes();
    let line = text.get(line_start..at).unwrap_or_default().trim_end();
    let next_start = at + 1;
    // Only as much of the next line is looked at as a list mark or a heading can be long.
    let next_bytes = bytes.get(next_start..(next_start + 64).min(bytes.len())).unwrap_or_default();
    let next_line = next_bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let next = next_line.trim_ascii();
    if next.is_empty() || line.is_empty() || line.ends_with([':', '.', '!', '?', ';']) {
        return true;
    }
    let Some(first) = next.first() else { return true };
    let numbered = next.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let item = matches!(first, b'-' | b'*' | b'#' | b'\x95' | b'+' | b'>')
        || next.starts_with("\u{2022}".as_bytes())
        || ((1..=2).contains(&numbered) && matches!(next.get(numbered), Some(b'.' | b')')))
        || next.iter().take(40).position(|byte| *byte == b':').is_some_and(|colon| colon > 1 && first.is_ascii_uppercase());
    item || (line.len() < WRAPPED && !first.is_ascii_lowercase() && !line.ends_with(','))
}

/// Whether the full stop at `at` ends a sentence.
fn stop_ends(text: &str, start: usize, at: usize) -> bool {
    let bytes = text.as_bytes();
    let mut after = at + 1;
    if bytes.get(after) == Some(&b'.') {
        return false;
    }
    after = closing_end(bytes, after);
    match bytes.get(after) {
        None => return true,
        Some(byte) if !byte.is_ascii_whitespace() => return false,
        _ => {}
    }
    let Some(next) = bytes.get(after..(after + 64).min(bytes.len())).map(<[u8]>::trim_ascii_start).and_then(<[u8]>::first)
    else {
        return true;
    };
    let word = last_word(bytes, start, at);
    let is = |list: &[&str]| list.iter().any(|entry| word.eq_ignore_ascii_case(entry.as_bytes()));
    let letters = word.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if word.len() == 1 && letters == 1 {
        // An initial ("J. Smith") or a letter grade; a sentence that ends in one letter is rarer.
        return false;
    }
    if is(&TITLES) {
        // "No." is an abbreviation before a number only.
        return word.eq_ignore_ascii_case(b"no") && !next.is_ascii_digit();
    }
    let opens = !next.is_ascii_lowercase();
    if word.len() <= 2 && letters == 0 && !word.is_empty() {
        // The number of a list item, where nothing stands before it.
        let before = at.saturating_sub(word.len());
        let alone = bytes.get(start..before).is_none_or(|head| head.trim_ascii().is_empty());
        return !alone && opens;
    }
    if opens {
        return !(is(&ABBREVIATIONS) && next.is_ascii_digit());
    }
    let plain = letters == word.len() && letters >= 3;
    (plain || word.is_empty()) && !is(&ABBREVIATIONS)
}

/// The run of letters, digits and inner stops before `at`, at most as long as an abbreviation can be.
fn last_word(bytes: &[u8], start: usize, at: usize) -> &[u8] {
    let from = at.saturating_sub(24).max(start);
    let tail = bytes.get(from..at).unwrap_or_default();
    let length = tail.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.').count();
    tail.get(tail.len() - length..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
