//! One spelling for the many that eligibility text uses, with a way back to the original characters.
//!
//! Blanks collapse, comparison signs and dashes become ASCII, HTML entities and Markdown escapes are resolved. Criteria
//! that differ in layout only become equal, which is what the parser's cache lives on.

/// Normalized text and, for each of its bytes, the characters of the original that it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Normal {
    pub text: String,
    /// In the order of the text, without gaps; each ends where the next begins.
    runs: Vec<Run>,
}

/// A stretch of normalized text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Its first byte.
    at: u32,
    /// The first character of the original that it stands for, and one past the last.
    start: u32,
    end: u32,
    /// Whether each byte stands for one character; else every byte stands for all of them.
    same: bool,
}

impl Normal {
    /// Normalizes `text`, whose first character has the number `base`.
    pub fn new(text: &str, base: u32) -> Self {
        let mut normal = Self { text: String::with_capacity(text.len()), runs: Vec::with_capacity(4) };
        let mut rest = text;
        let mut at = base;
        while let Some(first) = rest.chars().next() {
            let plain = normal.plain(rest);
            if let Some(same) = rest.get(..plain).filter(|same| !same.is_empty()) {
                at = normal.push_same(same, at);
                rest = rest.get(plain..).unwrap_or_default();
                continue;
            }
            let (written, bytes, characters) = spell(rest, first, &normal.text);
            let end = at.saturating_add(characters);
            normal.push(written.as_str(first, &mut [0; 4]), at, end);
            at = end;
            rest = rest.get(bytes..).unwrap_or_default();
        }
        normal.trim_end();
        normal
    }

    /// How many bytes at the head of `rest` are written as they are.
    fn plain(&self, rest: &str) -> usize {
        let mut blank = self.text.is_empty() || self.text.ends_with(' ');
        rest.bytes()
            .take_while(|byte| match byte {
                b' ' => !std::mem::replace(&mut blank, true),
                b'&' | b'\\' => false,
                0x21..=0x7e => {
                    blank = false;
                    true
                }
                _ => false,
            })
            .count()
    }

    /// Appends characters of one byte each; the number of the character after them.
    fn push_same(&mut self, same: &str, start: u32) -> u32 {
        let at = self.len();
        self.text.push_str(same);
        let end = start.saturating_add(u32::try_from(same.len()).unwrap_or(u32::MAX));
        match self.runs.last_mut() {
            Some(run) if run.same && run.end == start => run.end = end,
            _ => self.runs.push(Run { at, start, end, same: true }),
        }
        end
    }

    fn push(&mut self, written: &str, start: u32, end: u32) {
        if written.is_empty() || written == " " && (self.text.is_empty() || self.text.ends_with(' ')) {
            return;
        }
        let at = self.len();
        self.text.push_str(written);
        self.runs.push(Run { at, start, end, same: false });
    }

    fn len(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    /// Takes the blank at the end away. It is one byte, so its run shrinks or goes.
    fn trim_end(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
            match self.runs.last_mut() {
                Some(run) if run.same && run.end > run.start + 1 => run.end -= 1,
                _ => {
                    self.runs.pop();
                }
            }
        }
    }

    /// The original characters behind one normalized byte.
    fn characters(&self, byte: usize) -> Option<(u32, u32)> {
        let byte = u32::try_from(byte).ok().filter(|byte| *byte < self.len())?;
        let after = self.runs.partition_point(|run| run.at <= byte);
        let run = self.runs.get(after.checked_sub(1)?)?;
        let start = run.start.saturating_add(byte - run.at);
        Some(if run.same { (start, start.saturating_add(1)) } else { (run.start, run.end) })
    }

    /// The original characters behind the normalized bytes `start..end`.
    pub fn original(&self, start: usize, end: usize) -> (u32, u32) {
        let last = end.saturating_sub(1).max(start);
        let past = self.runs.last().map(|run| run.end);
        let begin = self.characters(start).map(|(start, _)| start).or(past).unwrap_or(0);
        let stop = self.characters(last).map(|(_, end)| end).or(past).unwrap_or(begin);
        (begin, stop.max(begin))
    }
}

enum Written {
    Same,
    As(&'static str),
}

impl Written {
    fn as_str<'b>(&self, same: char, buffer: &'b mut [u8; 4]) -> &'b str {
        match self {
            Self::Same => same.encode_utf8(buffer),
            Self::As(text) => text,
        }
    }
}

/// Entities that criteria text holds, and what they mean.
const ENTITIES: &[(&str, &str)] = &[
    ("&gt;", ">"),
    ("&lt;", "<"),
    ("&ge;", ">="),
    ("&le;", "<="),
    ("&amp;", "&"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&nbsp;", " "),
    ("&#160;", " "),
    ("&#8722;", "-"),
    ("&#8805;", ">="),
    ("&#8804;", "<="),
    ("&#xA;", " "),
    ("&#xD;", " "),
    ("&mu;", "u"),
    ("&micro;", "u"),
    ("&times;", "x"),
    ("&deg;", "\u{b0}"),
];

/// How the text at `rest` is written, and how many bytes and characters of it that takes.
fn spell(rest: &str, first: char, before: &str) -> (Written, usize, u32) {
    let written = match first {
        '&' => match ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
            Some((entity, meaning)) => return (Written::As(meaning), entity.len(), entity.len().try_into().unwrap_or(1)),
            None => Written::Same,
        },
        '\\' if rest.get(1..2).is_some_and(|next| "<>[]*_#~=+-.".contains(next)) => Written::As(""),
        c if c.is_ascii() && !c.is_ascii_control() => Written::Same,
        c if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' || c.is_control() => Written::As(" "),
        '\u{2265}' | '\u{2a7e}' | '\u{2267}' => Written::As(">="),
        '\u{2264}' | '\u{2a7d}' | '\u{2266}' => Written::As("<="),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' => Written::As("-"),
        '\u{d7}' => Written::As("x"),
        '\u{2018}' | '\u{2019}' | '\u{b4}' => Written::As("'"),
        '\u{201c}' | '\u{201d}' => Written::As("\""),
        '\u{b5}' | '\u{3bc}' => Written::As("u"),
        '\u{b2}' => Written::As("2"),
        '\u{b3}' => Written::As("3"),
        '\u{2079}' if before.ends_with("10") => Written::As("^9"),
        '\u{2076}' if before.ends_with("10") => Written::As("^6"),
        '\u{b1}' => Written::As("+/-"),
        '\u{2103}' => Written::As("\u{b0}C"),
        '\u{ff08}' => Written::As("("),
        '\u{ff09}' => Written::As(")"),
        '\u{ff0c}' | '\u{3001}' => Written::As(","),
        '\u{ff1a}' => Written::As(":"),
        '\u{ff1b}' => Written::As(";"),
        '\u{ff1e}' => Written::As(">"),
        '\u{ff1c}' => Written::As("<"),
        '\u{ff05}' => Written::As("%"),
        '\u{ae}' | '\u{2122}' => Written::As(""),
        _ => Written::Same,
    };
    (written, first.len_utf8(), 1)
}

#[cfg(test)]
mod tests;
