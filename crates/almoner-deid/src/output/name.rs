//! False names of people: word by word, so that every order and form of a name agrees.

use super::pool::{Kind, Pools};
use super::surrogate::Surrogates;
use crate::text::lexicon::{CREDENTIAL, GIVEN, PARTICLE, PERSON, SURNAME, TITLE};
use crate::text::token::{fold, word_hash};
use crate::{Known, TextEngine};

impl Surrogates<'_> {
    /// A false name in the form of the true one: titles, commas, hyphens and case stay.
    pub(super) fn name(&self, engine: &TextEngine, was: &str, known: &[&Known]) -> Option<String> {
        let mut out = String::with_capacity(was.len());
        let mut changed = false;
        for piece in pieces(was) {
            let Some(word) = piece.word else {
                out.extend(piece.between.chars().map(|c| self.other_digit(c, was)));
                continue;
            };
            let folded = fold(word);
            let flags = engine.flags(word_hash(&folded));
            let is_known = known.iter().any(|known| known.word(word_hash(&folded)).is_some());
            let plain = flags & (TITLE | CREDENTIAL | PARTICLE) != 0 && flags & PERSON == 0;
            if (plain || SUFFIXES.contains(&folded.as_str())) && !is_known && folded.chars().count() > 1 {
                out.push_str(word);
                continue;
            }
            changed = true;
            let initials = word.chars().count() == 1
                || flags & PERSON == 0 && word.chars().count() <= 3 && word.chars().all(char::is_uppercase);
            if initials {
                out.extend(word.chars().map(|letter| cased(char::from(self.letter(base(letter))), letter.is_uppercase())));
            } else {
                let full = Pools::get().full(&folded);
                let flags = engine.flags(word_hash(full));
                let class = Pools::get().class(full, flags & GIVEN != 0 && flags & SURNAME == 0);
                let letter = self.letter(full.chars().next()?);
                let pool = Pools::get().names(class, letter);
                let kind = format!("{}{}", if class.1 == Kind::Family { "family" } else { "given" }, char::from(letter));
                let at = self.number("name", full, 0);
                out.push_str(&in_case_of(word, &self.choose(&kind, pool, full, at, known)?));
            }
        }
        changed.then_some(out)
    }

    /// Digits within a name, such as of an account, become others.
    fn other_digit(&self, letter: char, was: &str) -> char {
        match letter.to_digit(10) {
            Some(digit) => {
                let step = u32::try_from(self.number("digit", &fold(was), 0) % 9).unwrap_or(0) + 1;
                char::from_digit((digit + step) % 10, 10).unwrap_or('0')
            }
            None => letter,
        }
    }
}

/// Parts of names that tell nobody.
const SUFFIXES: [&str; 8] = ["jr", "sr", "ii", "iii", "iv", "aka", "nee", "and"];

/// A word, or what stands between words.
pub(super) struct Piece<'a> {
    pub(super) word: Option<&'a str>,
    pub(super) between: &'a str,
}

/// Words of letters with apostrophes in them, without the `'s` of possession; and what stands between.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let is_mark = unicode_normalization::char::is_combining_mark;
    let letter = |c: char| c.is_alphabetic() || is_mark(c);
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = letter(first);
        let mut end = rest.find(|c: char| letter(c) != word).unwrap_or(rest.len());
        if word {
            // "O'Brien" is one word, "Smith's" is a word and what owns.
            while let Some(after) = rest.get(end..).and_then(|after| after.strip_prefix(['\'', '\u{2019}'])) {
                let more = after.find(|c: char| !letter(c)).unwrap_or(after.len());
                if more == 0 || after.get(..more).is_some_and(|tail| tail.eq_ignore_ascii_case("s")) {
                    break;
                }
                end = rest.len() - after.len() + more;
            }
        }
        let (piece, after) = rest.split_at(end);
        // What owns is no word of its own.
        let owns = !word && matches!(piece, "'" | "\u{2019}") && after.get(..1).is_some_and(|s| s.eq_ignore_ascii_case("s"));
        let alone = after.chars().nth(1).is_none_or(|c| !letter(c));
        if owns && alone {
            let end = piece.len() + 1;
            let (piece, after) = rest.split_at(end);
            out.push(Piece { word: None, between: piece });
            rest = after;
            continue;
        }
        out.push(Piece { word: word.then_some(piece), between: if word { "" } else { piece } });
        rest = after;
    }
    out
}

/// The letter under an accent.
fn base(letter: char) -> char {
    fold(&letter.to_string()).chars().next().unwrap_or(letter)
}

fn cased(letter: char, upper: bool) -> char {
    if upper { letter.to_ascii_uppercase() } else { letter }
}

/// `word` written as `like` is: in capitals, in small letters, or with a first capital.
pub(super) fn in_case_of(like: &str, word: &str) -> String {
    let mut letters = like.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let others: Vec<char> = letters.collect();
    if first && !others.is_empty() && others.iter().all(|c| !c.is_lowercase()) {
        return word.to_uppercase();
    }
    if !first {
        return word.to_owned();
    }
    // Each word of a place has its capital.
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    for letter in word.chars() {
        out.push(if start { letter.to_ascii_uppercase() } else { letter });
        start = letter == ' ';
    }
    out
}
