//! Lines to blocks: bullets are set aside, and lines that only wrap are joined.

use super::Block;
use super::heading::{Heading, read_heading};

struct Line {
    /// Byte range of what is left without bullet and blanks.
    content: (usize, usize),
    /// Column of the bullet, or of the text where there is none.
    indent: usize,
    /// Column of the text.
    column: usize,
    bullet: bool,
    /// Columns in all.
    width: usize,
}

/// Every line of `text` that is not blank, joined with those that continue it.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut last: Option<Line> = None;
    let mut start = 0;
    for raw in text.split_inclusive('\n') {
        let line = read_line(text, start, raw);
        start += raw.len();
        let Some(line) = line else {
            last = None;
            continue;
        };
        let joins = last.as_ref().is_some_and(|before| continues(text, before, &line));
        let mut column = line.column;
        match blocks.last_mut() {
            Some(block) if joins => {
                block.bytes.end = line.content.1;
                column = last.as_ref().map_or(column, |before| before.column);
            }
            _ => blocks.push(Block {
                bytes: line.content.0..line.content.1,
                indent: line.indent,
                bullet: line.bullet,
                label: false,
                glued: false,
            }),
        }
        last = Some(Line { column, ..line });
    }
    blocks
}

/// Whether `line` is the rest of the line before it. The register wraps at a fixed width, so a line ends early only
/// where its writer ended it: the next word would still have fitted.
fn continues(text: &str, before: &Line, line: &Line) -> bool {
    if line.bullet {
        return false;
    }
    let content = |line: &Line| text.get(line.content.0..line.content.1).unwrap_or_default();
    let (above, below) = (content(before), content(line));
    let first = below.split_whitespace().next().unwrap_or_default();
    if above.ends_with(':') && line.indent > before.indent && !before.bullet {
        return false;
    }
    // The name of a list is never the rest of a line.
    if line.indent <= before.indent
        && matches!(read_heading(below, false), Some(Heading::List { .. }))
        && below.starts_with(char::is_uppercase)
    {
        return false;
    }
    let wraps = before.width + 1 + first.chars().count() > 78;
    if wraps && line.indent >= before.indent {
        return true;
    }
    if before.bullet && line.indent >= before.column && !above.ends_with(':') {
        return true;
    }
    let open_end = above.ends_with([',', '-', '/', '(']);
    let lower = below.chars().next().is_some_and(|first| first.is_lowercase() || matches!(first, '(' | ')'));
    let ended = above.ends_with(['.', ';', ':']);
    line.indent >= before.indent.saturating_sub(3) && ((lower && !ended) || open_end)
}

fn read_line(text: &str, start: usize, raw: &str) -> Option<Line> {
    let trimmed = raw.trim_end();
    let body = trimmed.trim_start();
    if body.is_empty() {
        return None;
    }
    let blank = trimmed.len() - body.len();
    let indent = columns(trimmed.get(..blank).unwrap_or_default());
    let mark = bullet(body);
    let content_start = start + blank + mark;
    let content_end = start + trimmed.len();
    debug_assert!(text.is_char_boundary(content_start));
    if content_start >= content_end {
        return None;
    }
    let column = indent + columns(body.get(..mark).unwrap_or_default());
    let width = column + body.get(mark..).map_or(0, |rest| rest.chars().count());
    Some(Line { content: (content_start, content_end), indent, column, bullet: mark > 0, width })
}

fn columns(blanks: &str) -> usize {
    blanks.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Length in bytes of the bullet or number that opens a line, with the blanks after it; 0 if there is none.
pub(super) fn bullet(line: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = line.get(end..).unwrap_or_default();
        let mark = one_bullet(rest, end > 0);
        if mark == 0 {
            return end;
        }
        end += mark;
    }
}

fn one_bullet(line: &str, again: bool) -> usize {
    let Some(first) = line.chars().next() else { return 0 };
    let symbol = matches!(
        first,
        '-' | '*'
            | '\u{2022}'
            | '\u{25cf}'
            | '\u{25cb}'
            | '\u{25aa}'
            | '\u{25a0}'
            | '\u{25e6}'
            | '\u{b7}'
            | '\u{2013}'
            | '\u{2014}'
            | '\u{2023}'
            | '\u{2043}'
            | '\u{2713}'
            | '\u{2714}'
            | '\u{f0b7}'
            | '\u{2212}'
            // Arrows and boxes.
            | '\u{2190}'..='\u{21ff}'
            | '\u{2610}'..='\u{2612}'
            | '\u{25a1}'
            | '\u{25ab}'..='\u{25ac}'
            | '\u{25b6}'
            | '\u{25ba}'
            | '\u{2794}'..='\u{27be}'
            | '\u{2756}'
            | '\u{25c6}'..='\u{25c7}'
            | '\u{f0a7}'
            | '+'
            | '='
            | '#'
    );
    if symbol {
        let run = line.len() - line.trim_start_matches(first).len();
        let rest = line.get(run..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        let spaced = blanks > 0 || rest.is_empty() || !first.is_ascii();
        // `-Age` is a bullet; `-5 C` and `+/-` are not.
        let tight = matches!(first, '-' | '*') && !again && rest.chars().next().is_some_and(char::is_alphabetic);
        return if spaced || tight { run + blanks } else { 0 };
    }
    if line.starts_with("o ") && line.get(2..).is_some_and(|rest| rest.starts_with(|c: char| c == ' ' || c.is_uppercase())) {
        return line.len() - line.get(2..).unwrap_or_default().trim_start().len();
    }
    let outline = outline_number(line);
    if outline > 0 { outline } else { enumerator(line).map_or(0, |(_, length)| length) }
}

/// Length of a number such as `1.1.2` or `2.3.` with the blanks after it, where a word with a capital follows; 0 if there is none.
fn outline_number(line: &str) -> usize {
    let length = line.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let number = line.get(..length).unwrap_or_default();
    let rest = line.get(length..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start().len();
    let parts = number.trim_end_matches('.').split('.');
    let (mut count, mut short) = (0, true);
    for part in parts {
        count += 1;
        short &= (1..=2).contains(&part.len()) && !part.starts_with('0');
    }
    // "1.5 Times" would be an amount, so a number of two parts ends in a point.
    let outline = short && (count >= 3 || count == 2 && number.ends_with('.'));
    let opens = rest.trim_start().starts_with(char::is_uppercase);
    if outline && blanks > 0 && opens { length + blanks } else { 0 }
}

/// Reads `1.`, `12)`, `(3)`, `a.`, `b)`, `(c)`, `iv.` with the blanks after it: its ordinal and its length.
pub(super) fn enumerator(line: &str) -> Option<(u32, usize)> {
    let open = usize::from(line.starts_with('(') || line.starts_with('['));
    let body = line.get(open..)?;
    let length = body.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let token = body.get(..length)?;
    let ordinal = if (1..=2).contains(&length) && token.bytes().all(|b| b.is_ascii_digit()) {
        token.parse().ok()?
    } else if length == 1 {
        u32::from(token.bytes().next()?.to_ascii_lowercase() - b'a') + 1
    } else {
        let numerals = ["ii", "iii", "iv", "vi", "vii", "viii", "ix"];
        let at = numerals.iter().position(|numeral| token.eq_ignore_ascii_case(numeral))?;
        *[2, 3, 4, 6, 7, 8, 9].get(at)?
    };
    let rest = body.get(length..)?;
    let closed = match rest.chars().next()? {
        ')' | ']' => 1,
        '.' if open == 0 => 1,
        _ => return None,
    };
    let after = rest.get(closed..)?;
    let blanks = after.len() - after.trim_start().len();
    // `2.5 mg` and `i.e.` are not numbers of a list; `1)Age` and `(1)Age` are.
    let tight = rest.starts_with(')') && after.starts_with(char::is_alphabetic);
    let dotted = rest.starts_with('.')
        && length <= 2
        && token.bytes().all(|b| b.is_ascii_digit())
        && after.starts_with(char::is_uppercase);
    (blanks > 0 || tight || dotted).then_some((ordinal, open + length + closed + blanks))
}
