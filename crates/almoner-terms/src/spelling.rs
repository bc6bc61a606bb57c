//! Units as people write them, turned into UCUM codes.
//!
//! A unit is taken apart at its division signs and each part looked up among its spellings (`terms/units.tsv`), so that the
//! table lists parts, not combinations. The codes that can come out are made once, when the tables are read.

use crate::Error;
use crate::ucum::Unit;
use crate::words::WordMap;

/// Longest spelling, in bytes.
const LONGEST: usize = 48;

/// Spellings of units and of their parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spellings {
    /// Whole units and parts by normal form.
    parts: WordMap<Box<str>, Box<str>>,
    /// The same by exact spelling, where case matters (`mM`, `G/L`).
    exact: WordMap<Box<str>, Box<str>>,
    codes: WordMap<Box<str>, ()>,
    /// The parts of the normal forms of everything above, sorted: what a part of a unit can be.
    begins: Vec<Box<str>>,
}

impl Spellings {
    /// Reads `ucum TAB role TAB spellings`. Roles: `over` stands above a division sign, `under` below, `both` in either place,
    /// `whole` is a complete unit.
    pub(crate) fn parse(table: &str, text: &str) -> Result<Self, Error> {
        let mut spellings = Self::default();
        let (mut over, mut under) = (Vec::new(), Vec::new());
        for (index, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty()).skip(1) {
            let malformed = |column| Error::Field { table: table.to_owned(), line: index + 1, column };
            let mut fields = line.split('\t').map(str::trim);
            let (code, role) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
            if Unit::parse(code).is_none() && !is_limit(code) {
                return Err(malformed("unit"));
            }
            match role {
                "over" => over.push(code),
                "under" => under.push(code),
                "both" => {
                    over.push(code);
                    under.push(code);
                }
                "whole" => {}
                _ => return Err(malformed("kind")),
            }
            spellings.codes.insert(code.into(), ());
            for spelling in fields.next().unwrap_or_default().split('|').map(str::trim).chain([code]) {
                match spelling.strip_prefix('=') {
                    Some(exact) => spellings.exact.insert(exact.into(), code.into()),
                    None => spellings.parts.insert(normal(spelling).into(), code.into()),
                };
            }
        }
        for denominator in &under {
            spellings.codes.insert(format!("/{denominator}").into(), ());
            for numerator in &over {
                spellings.codes.insert(format!("{numerator}/{denominator}").into(), ());
                if let "kg" | "m2" | "min" = *denominator {
                    for third in under.iter().filter(|third| **third != *denominator) {
                        spellings.codes.insert(format!("{numerator}/{denominator}/{third}").into(), ());
                    }
                }
            }
        }
        let written = spellings.exact.keys().chain(spellings.exact.values()).chain(spellings.parts.values());
        let normal = written.map(|written| normal(written)).chain(spellings.parts.keys().map(|key| key.to_string()));
        let mut begins: Vec<Box<str>> = normal.flat_map(|key| key.split('/').map(Box::from).collect::<Vec<_>>()).collect();
        begins.sort_unstable();
        begins.dedup();
        spellings.begins = begins;
        Ok(spellings)
    }

    /// The UCUM code of a unit as written.
    pub(crate) fn code(&self, text: &str) -> Option<&str> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        if let Some((code, ())) = self.codes.get_key_value(text) {
            return Some(code);
        }
        if let Some(code) = self.exact.get(text) {
            return Some(code);
        }
        let normal = normal(text);
        if let Some(code) = self.parts.get(normal.as_str()) {
            return Some(code);
        }
        let mut code = String::new();
        for (index, part) in normal.split('/').enumerate() {
            if index > 0 {
                code.push('/');
            }
            match self.parts.get(part) {
                Some(part) => code.push_str(part),
                None if index == 0 && part.is_empty() => {}
                None => return None,
            }
        }
        self.codes.get_key_value(code.as_str()).map(|(code, ())| code.as_ref())
    }

    /// How far a text can go on as a unit, in bytes: beyond it no prefix is one. It looks at one part after the other, each
    /// for itself, so it may be too far and is never too short.
    fn reach(&self, text: &str) -> usize {
        // The multiplication sign of "x 10^9" is no part of the unit.
        let bare = text.strip_prefix(['x', 'X']).map_or(0, |rest| 1 + self.reach_of_parts(rest));
        bare.max(self.reach_of_parts(text))
    }

    fn reach_of_parts(&self, text: &str) -> usize {
        let mut fits = self.begins.as_slice();
        let mut depth = 0;
        let mut word = true;
        for (at, c) in text.char_indices() {
            // Whether "per" and "times" are words of their own shows only at their end, and other letters have forms of their own.
            let rest = text.get(at..).unwrap_or_default().as_bytes();
            let starts = |name: &[u8]| rest.get(..name.len()).is_some_and(|rest| rest.eq_ignore_ascii_case(name));
            if !c.is_ascii() || word && (starts(b"per") || starts(b"times")) {
                return text.len();
            }
            word = c.is_whitespace();
            match c {
                '/' => {
                    fits = self.begins.as_slice();
                    depth = 0;
                }
                '*' | '^' | '(' | ')' | '{' | '}' | '[' | ']' | '_' | '-' | '.' => {}
                _ if word => {}
                _ => {
                    let wanted = c.to_ascii_lowercase();
                    let own = |key: &str| key.as_bytes().get(depth).map_or('\0', |byte| char::from(*byte));
                    let from = fits.partition_point(|key| own(key) < wanted);
                    fits = fits.get(from..).unwrap_or_default();
                    let to = fits.partition_point(|key| own(key) <= wanted);
                    fits = fits.get(..to).unwrap_or_default();
                    depth += 1;
                    if fits.is_empty() {
                        return at;
                    }
                }
            }
        }
        text.len()
    }

    /// The unit that a text begins with, the longest there is, and its length in bytes.
    pub(crate) fn leading<'a>(&'a self, text: &str) -> Option<(&'a str, usize)> {
        let mut longest = text.len().min(LONGEST);
        while !text.is_char_boundary(longest) {
            longest -= 1;
        }
        let window = text.get(..longest)?;
        let window = window.find(['\n', ';', ',']).and_then(|end| window.get(..end)).unwrap_or(window);
        let window = window.get(..self.reach(window)).unwrap_or(window);
        window.char_indices().rev().find_map(|(at, c)| {
            let end = at + c.len_utf8();
            let next = text.get(end..)?.chars().next();
            let last = text.get(..end)?.chars().next_back()?;
            let inside = next.is_some_and(char::is_alphanumeric) && last.is_alphanumeric();
            if inside || last.is_whitespace() {
                return None;
            }
            Some((self.code(text.get(..end)?)?, end))
        })
    }
}

/// Whether a code is a multiple of a limit of normal rather than a unit.
pub(crate) fn is_limit(code: &str) -> bool {
    matches!(code, "[ULN]" | "[LLN]")
}

/// Lower case, `/` for "per", no blanks, no multiplication and power signs, plain digits.
fn normal(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut out = String::with_capacity(lower.len());
    for word in lower.split_whitespace() {
        match word {
            "per" => out.push('/'),
            "times" => {}
            _ => out.extend(word.chars().filter_map(|c| match c {
                '*' | '^' | '×' | '·' | '(' | ')' | '{' | '}' | '[' | ']' | '_' | '-' | '.' => None,
                'µ' | 'μ' => Some('u'),
                '⁰'..='⁹' => superscript(c),
                '¹' => Some('1'),
                '²' => Some('2'),
                '³' => Some('3'),
                '\u{2215}' | '\u{2044}' => Some('/'),
                c => Some(c),
            })),
        }
    }
    // The multiplication sign of "x 10^9".
    match out.strip_prefix('x') {
        Some(rest) if rest.starts_with("10") => rest.to_owned(),
        _ => out,
    }
}

fn superscript(c: char) -> Option<char> {
    char::from_digit((c as u32).checked_sub('⁰' as u32)?, 10)
}

#[cfg(test)]
mod tests;
