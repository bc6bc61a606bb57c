//! What the record says that identifies its patient: names, numbers, addresses, relatives, providers, employers.
//!
//! Held as hashes, short folded words and digits; it cannot be printed. The shape that `almoner deid text` accepts as
//! `known` is in [`Known::from_json`].

use almoner_fhir::{IdentityCategory, KnownIdentifier};
use serde_json::Value;

use crate::text::lexicon::{EPONYM, FACILITY_WORD, HashIndex, Lexicon, STREET, VOCABULARY};
use crate::text::token::{fold, word_hash};
use crate::{Category, Error};

/// How much a single word of the record tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum WordKind {
    /// A word of an organization's name: only where it is no vocabulary.
    Weak,
    /// A word of a place's name.
    Place,
    /// A word of a person's name.
    Person,
}

#[derive(Clone)]
struct Spelling {
    folded: String,
    letters: u32,
    kind: WordKind,
}

/// Words that stand together, found by the first of them.
#[derive(Clone)]
pub(crate) struct Phrase {
    /// The words after the first.
    pub(crate) rest: Vec<u64>,
    pub(crate) category: Category,
    /// Whether a person marked it.
    pub(crate) marked: bool,
}

/// Identifiers of one patient, or of a hospital's people and places.
#[derive(Clone, Default)]
pub struct Known {
    /// Whether typos are tolerated: for a patient's own identifiers, not for a hospital's hundreds.
    exact: bool,
    words: HashIndex<WordKind>,
    spellings: Vec<Spelling>,
    misread: HashIndex<()>,
    /// Initials run together, such as `rf`.
    initials: HashIndex<()>,
    phrases: HashIndex<Vec<Phrase>>,
    numbers: std::collections::HashMap<[u8; 4], Vec<(String, Category)>>,
    month_days: Vec<(u32, u32)>,
}

/// Identified data; not shown.
impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Known(..)")
    }
}

/// Parts of written names that are not names.
const NOT_NAMES: [&str; 26] = [
    "mr", "mrs", "ms", "dr", "md", "do", "phd", "rn", "np", "pa", "jr", "sr", "ii", "iii", "iv", "prof", "miss", "rev",
    "and", "of", "the", "aka", "nee", "dds", "esq", "mx",
];
/// Words of organizations' and streets' names that tell nothing by themselves.
const PLAIN: [&str; 42] = [
    "hospital",
    "clinic",
    "center",
    "centre",
    "medical",
    "health",
    "healthcare",
    "care",
    "inc",
    "llc",
    "llp",
    "pc",
    "ltd",
    "group",
    "system",
    "services",
    "service",
    "street",
    "st",
    "avenue",
    "ave",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "court",
    "ct",
    "apt",
    "unit",
    "suite",
    "the",
    "of",
    "and",
    "for",
    "at",
    "us",
    "usa",
    "county",
    "city",
    "po",
];

impl Known {
    /// Nothing known yet, of one patient: typos and misread letters will be tolerated.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing known yet, of a whole hospital (its practitioners, organizations and locations): found as written only.
    #[must_use]
    pub fn shared() -> Self {
        Self { exact: true, ..Self::default() }
    }

    /// Reads `known` of `almoner deid text`: a list of strings, each a name or, if it holds digits, a number or an address;
    /// or an object of lists (or single strings) under the keys `names`, `relatives`, `providers` (people), `ids` (any
    /// number), `mrns`, `ssns`, `phones`, `emails`, `addresses`, `places`, `organizations`, `employers`, `dates`. Other
    /// keys are taken for `ids` or names by whether they hold digits, so that nothing is overlooked.
    ///
    /// # Errors
    /// The JSON has another shape.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        Self::from_value(&serde_json::from_str(json).map_err(|_| Error::Known)?)
    }

    /// As [`Known::from_json`], from a parsed value.
    ///
    /// # Errors
    /// The JSON has another shape.
    pub fn from_value(value: &Value) -> Result<Self, Error> {
        let mut known = Self::new();
        match value {
            Value::Null => {}
            Value::Array(items) => items.iter().try_for_each(|item| known.add_json("", item))?,
            Value::Object(fields) => fields.iter().try_for_each(|(key, value)| known.add_json(key, value))?,
            _ => return Err(Error::Known),
        }
        Ok(known)
    }

    fn add_json(&mut self, key: &str, value: &Value) -> Result<(), Error> {
        match value {
            Value::String(text) => self.add_as(key, text),
            Value::Number(number) => self.add_as(key, &number.to_string()),
            Value::Array(items) => items.iter().try_for_each(|item| self.add_json(key, item))?,
            Value::Object(fields) => fields.iter().try_for_each(|(inner, value)| {
                self.add_json(if inner == "text" || inner == "value" { key } else { inner }, value)
            })?,
            Value::Null | Value::Bool(_) => {}
        }
        Ok(())
    }

    fn add_as(&mut self, key: &str, text: &str) {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        match key.trim_end_matches('s') {
            "name" | "patient" | "relative" | "provider" | "practitioner" | "doctor" | "contact" | "alia" => {
                self.add_name(text)
            }
            "mrn" => self.add_number(text, Category::Mrn),
            "ssn" => self.add_number(text, Category::Ssn),
            "phone" | "telecom" => self.add_contact(text),
            "fax" | "faxe" => self.add_number(text, Category::Fax),
            "email" => self.add_contact(text),
            "addresse" | "addres" => self.add_address(text),
            "place" | "citie" | "city" | "location" => self.add_place(text),
            "organization" | "facilitie" | "hospital" | "employer" => self.add_organization(text),
            "date" | "birthdate" | "dob" => self.add_date(text),
            _ if text.contains('@') => self.add_contact(text),
            _ if digits == 0 => self.add_name(text),
            _ if digits >= 4
                && text
                    .split_whitespace()
                    .filter(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_alphabetic()))
                    .count()
                    < 2 =>
            {
                self.add_number(text, Category::OtherId);
                self.add_date(text);
            }
            _ => self.add_address(text),
        }
    }

    /// What the record's resources say, see [`almoner_fhir::identity`]. States and countries are no identifiers.
    pub fn add(&mut self, identifiers: &[KnownIdentifier<'_>]) {
        for identifier in identifiers {
            let text = identifier.text.as_ref();
            match identifier.category {
                IdentityCategory::Name => self.add_name(text),
                IdentityCategory::OrganizationName => self.add_organization(text),
                IdentityCategory::AddressLine => self.add_address(text),
                IdentityCategory::City => self.add_place(text),
                IdentityCategory::State | IdentityCategory::Country => {}
                IdentityCategory::PostalCode => self.add_number(text, Category::Geo),
                IdentityCategory::Date => self.add_date(text),
                IdentityCategory::Phone | IdentityCategory::Email => self.add_contact(text),
                IdentityCategory::Fax => self.add_number(text, Category::Fax),
                IdentityCategory::Url => self.add_number(text, Category::Url),
                IdentityCategory::Ssn => self.add_number(text, Category::Ssn),
                IdentityCategory::Mrn => self.add_number(text, Category::Mrn),
                IdentityCategory::HealthPlan => self.add_number(text, Category::HealthPlan),
                IdentityCategory::License => self.add_number(text, Category::License),
                IdentityCategory::Device => self.add_number(text, Category::Device),
                IdentityCategory::Photo => self.add_number(text, Category::Photo),
                IdentityCategory::Other => self.add_number(text, Category::OtherId),
            }
        }
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty() && self.numbers.is_empty()
    }

    /// A person's name in any order: `Jane Q. Roe`, `Roe, Jane`.
    pub fn add_name(&mut self, name: &str) {
        let words: Vec<String> =
            words_of(name).filter(|word| word.chars().count() > 1 && !NOT_NAMES.contains(&word.as_str())).collect();
        for word in words.iter().filter(|word| !word.bytes().any(|b| b.is_ascii_digit())) {
            self.add_word(word, WordKind::Person);
        }
        if words.len() > 1 {
            self.add_phrase(&words, Category::Name);
            self.add_initials(&words);
            // "In-Sook Rivera de la Paz" signs ISR, IR or IRP.
            let parts: Vec<String> = name
                .split_whitespace()
                .filter_map(|part| words_of(part).next())
                .filter(|part| words.contains(part))
                .collect();
            self.add_initials(&parts);
            if let [first, .., last] = words.as_slice() {
                self.add_phrase(&[first.clone(), last.clone()], Category::Name);
                self.add_phrase(&[last.clone(), first.clone()], Category::Name);
            }
        }
    }

    /// Adds "R.F." and "RF" for the words of a name, written in capitals, see `known_phrase`: all of them, the first with any
    /// other, and the first two with any further.
    fn add_initials(&mut self, words: &[String]) {
        let letters: Vec<String> = words.iter().filter_map(|word| word.chars().next().map(String::from)).take(6).collect();
        let latin = letters.iter().all(|initial| initial.bytes().all(|b| b.is_ascii_lowercase()));
        let [first, rest @ ..] = letters.as_slice() else { return };
        if !latin || rest.is_empty() {
            return;
        }
        let mut forms = vec![letters.clone()];
        forms.extend(rest.iter().map(|last| vec![first.clone(), last.clone()]));
        if let [second, further @ ..] = rest {
            forms.extend(further.iter().map(|last| vec![first.clone(), second.clone(), last.clone()]));
        }
        for form in forms {
            self.add_phrase(&form, Category::Name);
            self.initials.insert(word_hash(&form.concat()), ());
        }
    }

    /// A town, county or other named place.
    pub fn add_place(&mut self, place: &str) {
        let words: Vec<String> = words_of(place).collect();
        match words.as_slice() {
            [] => {}
            [word] if word.len() > 2 && !word.bytes().any(|b| b.is_ascii_digit()) => self.add_word(word, WordKind::Place),
            [_] => {}
            // A patient's town is meant however plain its words are; a hospital's rooms have such names too.
            _ => self.put_phrase(&words, Category::Geo, !self.exact && words.iter().any(|word| word.len() > 2)),
        }
    }

    /// A street address; parts with digits become numbers, the rest places.
    pub fn add_address(&mut self, address: &str) {
        for line in address.split([',', '\n', ';']).map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<String> = words_of(line).collect();
            if words.len() > 1 {
                self.add_phrase(&words, Category::Geo);
                let named: Vec<String> =
                    words.iter().filter(|word| !word.bytes().any(|b| b.is_ascii_digit())).cloned().collect();
                if named.len() > 1 && named.len() < words.len() {
                    self.add_phrase(&named, Category::Geo);
                }
                let telling = words.iter().filter(|word| {
                    word.len() > 3 && !PLAIN.contains(&word.as_str()) && word.bytes().all(|b| b.is_ascii_alphabetic())
                });
                telling.for_each(|word| self.add_word(word, WordKind::Weak));
            } else if let [word] = words.as_slice() {
                if word.bytes().any(|b| b.is_ascii_digit()) {
                    self.add_number(word, Category::Geo);
                } else if word.len() > 2 {
                    self.add_word(word, WordKind::Place);
                }
            }
            let zips = line.split(|c: char| !(c.is_ascii_digit() || c == '-')).filter(|part| part.len() >= 5);
            zips.for_each(|zip| self.add_number(zip, Category::Geo));
        }
    }

    /// A hospital, practice, employer or other organization.
    pub fn add_organization(&mut self, name: &str) {
        let words: Vec<String> = words_of(name).collect();
        if words.len() > 1 {
            self.add_phrase(&words, Category::Geo);
        }
        let telling = words.iter().filter(|word| {
            word.len() > 3 && !PLAIN.contains(&word.as_str()) && word.bytes().all(|b| b.is_ascii_alphabetic())
        });
        telling.for_each(|word| self.add_word(word, WordKind::Weak));
    }

    /// A telephone number, e-mail or other address of the network.
    pub fn add_contact(&mut self, value: &str) {
        let value = value.trim().trim_start_matches("mailto:").trim_start_matches("tel:");
        if value.contains('@') {
            self.add_number(value, Category::Email);
        } else if value.contains("://") {
            self.add_number(value, Category::Url);
        } else {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            self.add_number(value, Category::Phone);
            // With and without the country's code.
            match digits.len() {
                11 if digits.starts_with('1') => self.add_number(digits.get(1..).unwrap_or_default(), Category::Phone),
                10 => self.add_number(&format!("1{digits}"), Category::Phone),
                _ => {}
            }
            self.add_number(&digits, Category::Phone);
        }
    }

    /// An identifying number or code; separators do not matter. Fewer than four characters tell nothing.
    pub fn add_number(&mut self, value: &str, category: Category) {
        let value = value.trim_start_matches("urn:uuid:").trim_start_matches("urn:oid:");
        let plain: String = value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        let digits = plain.bytes().filter(u8::is_ascii_digit).count();
        let telling = plain.len() >= 5 && digits >= 2
            || plain.len() == 4 && (2..4).contains(&digits)
            || category == Category::Email && plain.len() >= 5;
        let mut head = [0; 4];
        head.iter_mut().zip(plain.bytes()).for_each(|(slot, byte)| *slot = byte);
        if telling {
            let numbers = self.numbers.entry(head).or_default();
            if !numbers.iter().any(|(number, _)| *number == plain) {
                numbers.push((plain, category));
            }
        }
    }

    /// A date that belongs to the person, `YYYY-MM-DD` or `M/D/YYYY`: its month and day are no score in any text.
    pub fn add_date(&mut self, date: &str) {
        let parts: Vec<u32> = date.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
        match parts.as_slice() {
            [year, month, day, ..] if *year > 31 => self.month_days.push((*month, *day)),
            [month, day, ..] => self.month_days.push((*month, *day)),
            _ => {}
        }
    }

    fn add_word(&mut self, folded: &str, kind: WordKind) {
        let entry = self.words.entry(word_hash(folded)).or_insert(WordKind::Weak);
        let (before, now) = (*entry, (*entry).max(kind));
        *entry = now;
        let spelled = before != WordKind::Weak;
        let letters = folded.chars().count();
        if !self.exact && !spelled && now == WordKind::Person && letters == 3 {
            self.misread.insert(word_hash(&ocr_fold(folded)), ());
        }
        if !self.exact && !spelled && now != WordKind::Weak && letters >= 4 {
            self.spellings.push(Spelling { folded: folded.to_owned(), letters: letters_of(folded), kind });
            self.misread.insert(word_hash(&ocr_fold(folded)), ());
        }
    }

    fn add_phrase(&mut self, words: &[String], category: Category) {
        self.put_phrase(words, category, false);
    }

    /// Adds what a person marked as an identifier: words that stand together are one wherever they do, however plain they are.
    /// A single word is left to the others' rules.
    pub fn add_marked(&mut self, text: &str, category: Category) {
        let words: Vec<String> = words_of(text).collect();
        if words.len() > 1 {
            self.put_phrase(&words, category, true);
        }
    }

    fn put_phrase(&mut self, words: &[String], category: Category, marked: bool) {
        let Some((first, rest)) = words.split_first() else { return };
        let rest: Vec<u64> = rest.iter().map(|word| word_hash(word)).collect();
        let phrases = self.phrases.entry(word_hash(first)).or_default();
        match phrases.iter_mut().find(|known| known.rest == rest) {
            Some(known) => known.marked |= marked,
            None => {
                phrases.push(Phrase { rest, category, marked });
                phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
            }
        }
    }

    pub(crate) fn is_tolerant(&self) -> bool {
        !self.exact
    }
    pub(crate) fn has_numbers(&self) -> bool {
        !self.numbers.is_empty()
    }
    pub(crate) fn has_words(&self) -> bool {
        !self.words.is_empty() || !self.phrases.is_empty()
    }
    pub(crate) fn word(&self, hash: u64) -> Option<WordKind> {
        self.words.get(&hash).copied()
    }
    pub(crate) fn phrases(&self, first: u64) -> Option<&[Phrase]> {
        self.phrases.get(&first).map(Vec::as_slice)
    }
    /// Whether a word is the initials of somebody known, such as `RF`.
    pub(crate) fn has_initials(&self, word: u64) -> bool {
        self.initials.contains_key(&word)
    }
    pub(crate) fn numbers_from(&self, head: [u8; 4]) -> Option<&[(String, Category)]> {
        self.numbers.get(&head).map(Vec::as_slice)
    }
    pub(crate) fn has_month_day(&self, month: u32, day: u32) -> bool {
        self.month_days.contains(&(month, day))
    }
    pub(crate) fn reads_as(&self, misread: &str) -> bool {
        self.misread.contains_key(&word_hash(misread))
    }

    /// The name that `word` misspells: one edit away, two for eight letters or more, with the first letter kept for short
    /// ones so that everyday words do not turn into names.
    pub(crate) fn nearly(&self, word: &str) -> Option<WordKind> {
        if self.spellings.is_empty() {
            return None;
        }
        let folded = fold(word);
        let letters = letters_of(&folded);
        self.spellings
            .iter()
            .find(|known| {
                let most = if known.folded.len() >= 8 { 2 } else { 1 };
                let short = known.folded.len() < 5;
                (known.letters ^ letters).count_ones() <= 2 * most
                    && known.folded.len().abs_diff(folded.len()) <= most as usize
                    && (!short || known.folded.as_bytes().first() == folded.as_bytes().first())
                    && (within_edits(known.folded.as_bytes(), folded.as_bytes(), most as usize)
                        || ocr_fold(&known.folded) == ocr_fold(&folded))
            })
            .map(|known| known.kind)
    }

    /// Whether a text still names someone: a listed name that is no word of the language, a name or address of several
    /// words, or a number of six characters or more. Looks at words and digits only, by another way than the redaction
    /// does, so that a slip there does not pass here.
    pub(crate) fn left_in(&self, lexicon: &Lexicon, text: &str) -> bool {
        let words: Vec<u64> = words_of(text).filter(|word| word.len() > 1).map(|word| word_hash(&word)).collect();
        let telling = |hash: u64| lexicon.flags(hash) & (VOCABULARY | EPONYM | STREET | FACILITY_WORD) == 0;
        let named = words.iter().enumerate().any(|(at, word)| {
            let single = self.words.get(word).is_some_and(|kind| *kind == WordKind::Person) && telling(*word);
            single
                || self.phrases.get(word).is_some_and(|phrases| {
                    phrases.iter().any(|Phrase { rest, marked, .. }| {
                        words.get(at + 1..at + 1 + rest.len()).is_some_and(|next| next == rest)
                            && (*marked || telling(*word) || rest.iter().any(|word| telling(*word)))
                    })
                })
        });
        named || self.number_left_in(text)
    }

    /// Whether a code is one of the known numbers.
    pub(crate) fn is_number(&self, code: &str) -> bool {
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        let head = plain.as_bytes().first_chunk::<4>();
        head.and_then(|head| self.numbers.get(head))
            .is_some_and(|numbers| numbers.iter().any(|(number, _)| *number == plain))
    }

    fn number_left_in(&self, text: &str) -> bool {
        if self.numbers.is_empty() {
            return false;
        }
        // Runs of letters, digits and single separators, without the separators.
        let runs = text.split(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | ',' | ';' | '"'));
        runs.filter(|run| run.len() >= 6 && run.bytes().any(|b| b.is_ascii_digit())).any(|run| {
            let plain: Vec<u8> = run.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase()).collect();
            (0..plain.len().saturating_sub(5)).any(|at| {
                let rest = plain.get(at..).unwrap_or_default();
                let candidates =
                    rest.first_chunk::<4>().and_then(|head| self.numbers.get(head)).map_or(&[][..], Vec::as_slice);
                candidates.iter().any(|(number, _)| number.len() >= 6 && rest.starts_with(number.as_bytes()))
            })
        })
    }
}

pub(crate) fn words_of(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| {
        !(c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}') || unicode_normalization::char::is_combining_mark(c))
    })
    .flat_map(possessive)
    .flat_map(split_digits)
    .map(fold)
    .filter(|word| !word.is_empty())
}

/// The word and its possessive "s" apart: the tokens of the text engine are too.
fn possessive(word: &str) -> impl Iterator<Item = &str> {
    let stem = ["'s", "\u{2019}s", "'S", "\u{2019}S"].iter().find_map(|ending| word.strip_suffix(ending));
    let stem = stem.filter(|stem| !stem.is_empty());
    std::iter::once(stem.unwrap_or(word)).chain(stem.map(|_| "s"))
}

/// Letters and digits apart: the tokens of the text engine are too.
fn split_digits(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}

fn letters_of(folded: &str) -> u32 {
    folded.bytes().filter(u8::is_ascii_lowercase).fold(0, |letters, byte| letters | 1 << (byte - b'a'))
}

/// The word with letters and digits that scanners confuse made the same.
pub(crate) fn ocr_fold(word: &str) -> String {
    fold(word)
        .replace("rn", "m")
        .replace("vv", "w")
        .replace("cl", "d")
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | 'i' | '|' | '!' => 'l',
            '5' | '$' => 's',
            '8' => 'b',
            '6' => 'g',
            '2' => 'z',
            '4' => 'a',
            '3' => 'e',
            '7' => 't',
            c => c,
        })
        .collect()
}

/// Whether two short words are at most `most` insertions, deletions, substitutions or swaps of neighbours apart.
fn within_edits(one: &[u8], two: &[u8], most: usize) -> bool {
    let mut before_last = vec![0; two.len() + 1];
    let mut last: Vec<usize> = (0..=two.len()).collect();
    for (i, a) in (1..).zip(one) {
        let mut row = vec![i; 1];
        let mut smallest = i;
        for (j, b) in (1..).zip(two) {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (at(&last, j) + 1).min(at(&row, j - 1) + 1).min(at(&last, j - 1) + usize::from(a != b));
            let swapped = i > 1 && j > 1 && one.get(i - 2) == Some(b) && two.get(j - 2) == Some(a);
            if swapped {
                cost = cost.min(at(&before_last, j - 2) + 1);
            }
            smallest = smallest.min(cost);
            row.push(cost);
        }
        if smallest > most {
            return false;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().is_some_and(|distance| *distance <= most)
}

#[cfg(test)]
mod tests;
