//! Words and punctuation marks of a text. Everything that compares phrases does so token by token, so that line breaks and
//! doubled blanks inside a phrase do not hide it.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters and digits; an apostrophe inside belongs to the word, and so does the slash of `s/p`, `w/o`.
    Word,
    /// One mark. Dashes of all kinds are `-`, marks outside ASCII are 0.
    Mark(u8),
}

/// A token and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
}

/// The words of `text` as byte ranges, without marks.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    Tokens { text, at: 0 }.filter(|token| token.kind == Kind::Word).map(|token| token.start..token.end)
}

/// Words and marks of `text`.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut list = Vec::with_capacity(text.len() / 5 + 4);
    list.extend(Tokens { text, at: 0 });
    list
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at;
            let (class, length) = class_at(self.text, start)?;
            self.at += length;
            match class {
                Class::Blank => {}
                Class::Mark(mark) => return Some(Token { start, end: self.at, kind: Kind::Mark(mark) }),
                Class::Letter | Class::Joint => {
                    if class == Class::Joint {
                        return Some(Token { start, end: self.at, kind: Kind::Mark(b'\'') });
                    }
                    self.at = word_end(self.text, self.at);
                    if let Some(end) = slashed_end(bytes, start, self.at) {
                        self.at = end;
                    }
                    return Some(Token { start, end: self.at, kind: Kind::Word });
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Letter,
    /// An apostrophe: part of a word where letters stand on both sides.
    Joint,
    Mark(u8),
}

fn class_at(text: &str, at: usize) -> Option<(Class, usize)> {
    let byte = *text.as_bytes().get(at)?;
    Some(match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => (Class::Letter, 1),
        0..=b' ' | 0x7f => (Class::Blank, 1),
        b'\'' => (Class::Joint, 1),
        0x80.. => {
            let character = text.get(at..).and_then(|rest| rest.chars().next())?;
            let class = match character {
                '\u{2019}' | '\u{2018}' => Class::Joint,
                '\u{2010}'..='\u{2015}' | '\u{2212}' => Class::Mark(b'-'),
                c if c.is_whitespace() || c == '\u{feff}' => Class::Blank,
                c if c.is_alphanumeric() => Class::Letter,
                _ => Class::Mark(0),
            };
            (class, character.len_utf8())
        }
        mark => (Class::Mark(mark), 1),
    })
}

fn word_end(text: &str, mut at: usize) -> usize {
    while let Some((class, length)) = class_at(text, at) {
        match class {
            Class::Letter => at += length,
            Class::Joint if matches!(class_at(text, at + length), Some((Class::Letter, _))) => at += length,
            _ => break,
        }
    }
    at
}

/// `s/p`, `w/o`, `h/o`, `c/w`: one letter, a slash, one letter, and no letter or slash after it.
fn slashed_end(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let short = end == start + 1 && letter(start) && bytes.get(end) == Some(&b'/') && letter(end + 1);
    let closed = !bytes.get(end + 2).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'/');
    (short && closed).then_some(end + 2)
}
