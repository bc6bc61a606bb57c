//! One spelling for the many that eligibility text uses, with a way back to the original characters.
//!
//! Blanks collapse, comparison signs and dashes become ASCII, HTML entities and Markdown escapes are resolved. Criteria
//! that differ in layout only become equal, which is what the parser's cache lives on.

/// Normalized text and, for each of its bytes, the characters of the original that it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Normal {
    pub text: String,
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Normal {
    /// Normalizes `text`, whose first character has the number `base`.
    pub fn new(text: &str, base: u32) -> Self {
        let mut normal = Self { text: String::with_capacity(text.len()), starts: Vec::new(), ends: Vec::new() };
        let mut rest = text;
        let mut at = base;
        while let Some(first) = rest.chars().next() {
            let (written, bytes, characters) = spell(rest, first, &normal.text);
            let end = at.saturating_add(characters);
            normal.push(written.as_str(first, &mut [0; 4]), at, end);
            at = end;
            rest = rest.get(bytes..).unwrap_or_default();
        }
        while normal.text.ends_with(' ') {
            normal.text.pop();
            normal.starts.pop();
            normal.ends.pop();
        }
        normal
    }

    fn push(&mut self, written: &str, start: u32, end: u32) {
        if written == " " && (self.text.is_empty() || self.text.ends_with(' ')) {
            return;
        }
        self.text.push_str(written);
        self.starts.resize(self.text.len(), start);
        self.ends.resize(self.text.len(), end);
    }

    /// The original characters behind the normalized bytes `start..end`.
    pub fn original(&self, start: usize, end: usize) -> (u32, u32) {
        let last = end.saturating_sub(1).max(start);
        let begin = self.starts.get(start).or(self.ends.last()).copied().unwrap_or(0);
        let stop = self.ends.get(last).or(self.ends.last()).copied().unwrap_or(begin);
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
