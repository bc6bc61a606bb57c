//! False numbers and addresses, from ranges that are set aside wherever there is one, so that none of them reaches anybody.

use super::surrogate::{Surrogates, pick};
use crate::TextEngine;
use crate::text::lexicon::{LABEL, VOCABULARY};
use crate::text::token::{fold, word_hash};

/// Area codes of the United States, for false numbers that end in 555-01xx, which are given to nobody in any of them.
const AREAS: [&str; 24] = [
    "202", "206", "212", "213", "215", "303", "305", "312", "314", "404", "412", "414", "501", "502", "503", "504", "602",
    "612", "615", "702", "713", "804", "808", "816",
];
/// Set aside for examples (RFC 2606).
const DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];
/// Set aside for documentation (RFC 5737).
const NETWORKS: [&str; 3] = ["192.0.2", "198.51.100", "203.0.113"];
/// Words that stand in a telephone number.
const PHONE_WORDS: [&str; 14] =
    ["ext", "x", "extension", "tel", "phone", "fax", "cell", "pager", "home", "work", "mobile", "office", "or", "and"];

impl Surrogates<'_> {
    /// So many digits, the first of them not zero.
    pub(super) fn digits(&self, what: &str, of: &str, len: usize, turn: u8) -> String {
        let digit = |at: usize, byte: u8| if at == 0 { b'1' + byte % 9 } else { b'0' + byte % 10 };
        let drawn = self.bytes(what, of, turn).take(len).enumerate();
        drawn.map(|(at, byte)| char::from(digit(at, byte))).collect()
    }

    /// A telephone number in the same form: `555-01xx` at its end, an area code before it, and after `+` a country that does not
    /// exist (`999`), except for North America.
    pub(super) fn phone(&self, was: &str, turn: u8) -> Option<String> {
        let mut words = was.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        if words.any(|word| !PHONE_WORDS.contains(&word.to_lowercase().as_str())) {
            return None;
        }
        // What stands behind the number after letters is an extension.
        let main_end = was
            .char_indices()
            .find(|(at, c)| c.is_alphabetic() && was.get(..*at).is_some_and(|before| digits_of(before).len() >= 7))
            .map_or(was.len(), |(at, _)| at);
        let (main, extension) = was.split_at(main_end);
        let number = digits_of(main);
        let international = main.trim_start().starts_with('+') && !number.starts_with('1');
        let key = if number.len() == 11 && number.starts_with('1') { number.get(1..)? } else { &number };
        let mut new = match number.len() {
            0 => String::new(),
            len @ 1..=6 => self.digits("short", key, len, turn),
            len => {
                let line = format!("55501{:02}", self.number("line", key, turn) % 100);
                let area = pick(&AREAS, self.number("area", key, turn)).copied()?;
                let front = match len - 7 {
                    0 => String::new(),
                    3 if !international => area.to_owned(),
                    4 if number.starts_with('1') => format!("1{area}"),
                    more if international => {
                        let mut front = format!("999{}", self.digits("front", key, more, turn));
                        front.truncate(more);
                        front
                    }
                    more => self.digits("front", key, more, turn),
                };
                front + &line
            }
        };
        let behind = digits_of(extension);
        new.push_str(&self.digits("extension", &behind, behind.len(), turn));
        Some(put(was, &new))
    }

    /// An address at a domain for examples.
    pub(super) fn email(&self, was: &str, turn: u8) -> String {
        let key = was.to_lowercase();
        let domain = pick(&DOMAINS, self.number("domain", &key, turn)).copied().unwrap_or("example.org");
        format!("user{}@{domain}", self.digits("mailbox", &key, 4, turn))
    }

    /// An address at a domain for examples, with or without its scheme as before.
    pub(super) fn url(&self, was: &str, turn: u8) -> String {
        let key = was.to_lowercase();
        let scheme = was.find("://").and_then(|at| was.get(..at + 3)).unwrap_or_default();
        let domain = pick(&DOMAINS, self.number("domain", &key, turn)).copied().unwrap_or("example.org");
        format!("{scheme}www.{domain}/{}", self.digits("page", &key, 5, turn))
    }

    /// An address of a network for documentation (RFC 5737, RFC 3849).
    pub(super) fn ip(&self, was: &str, turn: u8) -> String {
        let drawn = self.number("address", was, turn);
        if was.contains(':') {
            return format!("2001:db8::{:x}:{:x}", drawn >> 16 & 0xffff, drawn & 0xffff);
        }
        let network = pick(&NETWORKS, drawn >> 8).copied().unwrap_or("192.0.2");
        format!("{network}.{}", drawn % 254 + 1)
    }

    /// A number that the administration gives to nobody: its area is 900 or more, and its group none of a taxpayer number's.
    pub(super) fn ssn(&self, was: &str, turn: u8) -> Option<String> {
        let number = digits_of(was);
        if was.chars().any(char::is_alphabetic) {
            return None;
        }
        let drawn = self.number("ssn", &number, turn);
        let new = match number.len() {
            9 => format!("9{:02}{:02}{:04}", drawn % 100, drawn / 100 % 49 + 1, drawn / 4900 % 9999 + 1),
            len => self.digits("ssn", &number, len, turn),
        };
        Some(put(was, &new))
    }

    /// Another code of the same form: digits for digits, letters for letters, words and marks as they were. Where the form has a check
    /// digit it is wrong: of vehicles (49 CFR 565.15), and the sum of Luhn (ISO/IEC 7812-1) of digits alone.
    pub(super) fn code(&self, engine: &TextEngine, was: &str, turn: u8) -> Option<String> {
        let plain: String = was.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if digits_of(&plain).is_empty() {
            return None;
        }
        let mut drawn = self.bytes("code", &plain, turn);
        let mut out: Vec<char> = Vec::with_capacity(was.len());
        let mut rest = was;
        while let Some(first) = rest.chars().next() {
            let letters = first.is_alphabetic();
            let end = rest.find(|c: char| c.is_alphabetic() != letters).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            let flags = engine.flags(word_hash(&fold(run)));
            if letters && flags & (VOCABULARY | LABEL) != 0 && run.chars().count() > 2 {
                out.extend(run.chars());
            } else {
                out.extend(run.chars().map(|c| other(c, drawn.next().unwrap_or(0))));
            }
            rest = after;
        }
        make_impossible(&mut out);
        Some(out.into_iter().collect())
    }
}

fn other(letter: char, byte: u8) -> char {
    match letter {
        '0'..='9' => char::from(b'0' + byte % 10),
        // Letters that no vehicle number leaves out.
        c if c.is_alphabetic() => {
            let new = char::from(b"ABCDEFGHJKLMNPRSTUVWXYZ".get(usize::from(byte % 23)).copied().unwrap_or(b'X'));
            if c.is_uppercase() { new } else { new.to_ascii_lowercase() }
        }
        c => c,
    }
}

/// Makes a check digit wrong, where there is one.
fn make_impossible(code: &mut [char]) {
    let places: Vec<usize> = code.iter().enumerate().filter(|(_, c)| c.is_ascii_alphanumeric()).map(|(at, _)| at).collect();
    let letters: Vec<char> = places.iter().filter_map(|at| code.get(*at).copied()).collect();
    let wrong = if letters.len() == 17 && letters.iter().any(char::is_ascii_alphabetic) {
        vehicle_check(&letters).zip(places.get(8)).map(|(right, at)| (*at, if right == '1' { '2' } else { '1' }))
    } else if letters.len() >= 8 && letters.iter().all(char::is_ascii_digit) && luhn(&letters) {
        let last = letters.last().and_then(|last| last.to_digit(10)).unwrap_or(0);
        places.last().map(|at| (*at, char::from_digit((last + 1) % 10, 10).unwrap_or('0')))
    } else {
        None
    };
    if let Some((at, digit)) = wrong
        && let Some(slot) = code.get_mut(at)
    {
        *slot = digit;
    }
}

fn vehicle_check(letters: &[char]) -> Option<char> {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |letter: char| match letter.to_ascii_uppercase() {
        digit @ '0'..='9' => digit.to_digit(10),
        letter @ 'A'..='H' => Some(u32::from(letter) - u32::from('A') + 1),
        letter @ 'J'..='R' => Some(u32::from(letter) - u32::from('J') + 1),
        letter @ 'S'..='Z' => Some(u32::from(letter) - u32::from('S') + 2),
        _ => None,
    };
    let sum: Option<u32> = letters.iter().zip(WEIGHTS).map(|(letter, weight)| Some(value(*letter)? * weight)).sum();
    sum.map(|sum| if sum % 11 == 10 { 'X' } else { char::from_digit(sum % 11, 10).unwrap_or('0') })
}

fn luhn(digits: &[char]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The text with its digits replaced, one by one.
fn put(text: &str, digits: &str) -> String {
    let mut digits = digits.chars();
    text.chars().map(|c| if c.is_ascii_digit() { digits.next().unwrap_or('0') } else { c }).collect()
}
