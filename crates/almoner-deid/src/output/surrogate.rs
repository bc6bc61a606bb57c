//! False values for one patient: the same for the same true value wherever it stands, and never a true value of that patient.
//!
//! Every choice is drawn by a keyed hash that the caller gives, so that only who holds the key can tell what was replaced by
//! what; this crate has no keys. A false value follows from the true one and the key alone, so that texts read apart agree;
//! only where two choices of one patient would meet does the order count. Initials agree by a map of letters: `J. Smith`,
//! `John Smith` and `Smith, John` become the same false person.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::known::words_of;
use crate::text::{Edit, token::word_hash};
use crate::{Category, Known, TextEngine};

/// Letters that every pool of names has; each other letter becomes one of them too.
const LETTERS: &[u8; 16] = b"abcdeghjklmnprst";
/// How often another value is drawn where one would equal something true.
const MOST_DRAWS: u8 = 8;

/// A keyed hash.
type Draw<'a> = dyn Fn(&[u8]) -> [u8; 32] + Send + 'a;

/// What the false values of one patient in one project follow from.
pub struct Surrogates<'a> {
    draw: Box<Draw<'a>>,
    letters: [u8; 26],
    days: i32,
    seen: RefCell<Seen>,
}

/// What was read and written of the patient so far.
#[derive(Default)]
struct Seen {
    /// True words, folded: no false name is one of them.
    words: BTreeSet<String>,
    /// False words by pool and true words.
    given: BTreeMap<(String, String), String>,
    used: BTreeSet<(String, String)>,
}

impl fmt::Debug for Surrogates<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Surrogates(..)")
    }
}

impl<'a> Surrogates<'a> {
    /// `draw` is a keyed hash whose key is of this patient and project alone.
    #[must_use]
    pub fn new(draw: impl Fn(&[u8]) -> [u8; 32] + Send + 'a) -> Self {
        let letters = letters(&draw(b"letters"));
        let days = days(&draw(b"days"));
        Self { draw: Box::new(draw), letters, days, seen: RefCell::default() }
    }

    /// By how many days the patient's dates are moved: one to five years back, never by whole weeks, and never so that a month
    /// keeps its name.
    #[must_use]
    pub fn days(&self) -> i32 {
        self.days
    }

    /// A number that follows from the key and these words.
    pub(super) fn number(&self, what: &str, of: &str, turn: u8) -> u64 {
        let drawn = (self.draw)(&[what.as_bytes(), &[0, turn, 0], of.as_bytes()].concat());
        drawn.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }

    /// Bytes without end that follow from the key and these words.
    pub(super) fn bytes(&self, what: &str, of: &str, turn: u8) -> impl Iterator<Item = u8> {
        let label = [what.as_bytes(), &[0, turn, 0], of.as_bytes()].concat();
        (0..=u8::MAX).flat_map(move |part| (self.draw)(&[label.as_slice(), &[0, part]].concat()))
    }

    /// The letter that names with this first letter begin with.
    pub(super) fn letter(&self, letter: char) -> u8 {
        let at = u32::from(letter.to_ascii_lowercase()).checked_sub(u32::from('a')).filter(|at| *at < 26);
        match at.and_then(|at| self.letters.get(at as usize)) {
            Some(letter) => *letter,
            None => pick(LETTERS, self.number("letter", &letter.to_string(), 0)).copied().unwrap_or(b'm'),
        }
    }

    /// One of `pool` for the words `of`: the one at `at`, or the next that is nothing true and was not given to others.
    pub(super) fn choose(&self, kind: &str, pool: &[&'static str], of: &str, at: u64, known: &[&Known]) -> Option<String> {
        let mut seen = self.seen.borrow_mut();
        let key = (kind.to_owned(), of.to_owned());
        let is_true = |seen: &Seen, word: &str| {
            word == of || seen.words.contains(word) || known.iter().any(|known| known.word(word_hash(word)).is_some())
        };
        if let Some(given) = seen.given.get(&key) {
            return Some(given.clone());
        }
        let len = pool.len().max(1);
        let from = usize::try_from(at % len as u64).unwrap_or(0);
        let ring = || pool.iter().cycle().skip(from).take(len);
        let fresh =
            ring().find(|word| !is_true(&seen, word) && !seen.used.contains(&(kind.to_owned(), (**word).to_owned())));
        let word = (*fresh.or_else(|| ring().find(|word| !is_true(&seen, word)))?).to_owned();
        seen.used.insert((kind.to_owned(), word.clone()));
        seen.given.insert(key, word.clone());
        Some(word)
    }

    /// Reads what names and places a text holds, so that none of them is given as a false one.
    pub(crate) fn read(&self, text: &str, edits: &[Edit]) {
        let mut seen = self.seen.borrow_mut();
        let named = edits.iter().filter(|edit| matches!(edit.category, Some(Category::Name | Category::Geo)));
        seen.words.extend(named.flat_map(|edit| words_of(text.get(edit.range.clone()).unwrap_or_default())));
    }

    /// Puts false values in the place of tags. Where none can be made the tag stays.
    pub(crate) fn write(&self, engine: &TextEngine, text: &str, known: &[&Known], edits: &mut [Edit]) {
        self.read(text, edits);
        let year = edits
            .iter()
            .filter(|edit| edit.category == Some(Category::Date))
            .find_map(|edit| super::date::year_in(text.get(edit.range.clone()).unwrap_or_default()));
        for edit in edits {
            let Some(category) = edit.category else { continue };
            let was = text.get(edit.range.clone()).unwrap_or_default();
            let false_values = (0..MOST_DRAWS).map_while(|turn| self.value(engine, category, was, known, (year, turn)));
            let other = |value: &String| {
                plain(value) != plain(was)
                    && !known.iter().any(|known| known.is_number(value) || engine.left_in(known, value))
            };
            if let Some(value) = false_values.into_iter().find(other) {
                edit.tag = value;
            }
        }
    }

    fn value(
        &self,
        engine: &TextEngine,
        category: Category,
        was: &str,
        known: &[&Known],
        (year, turn): (Option<i32>, u8),
    ) -> Option<String> {
        match category {
            Category::Name => self.name(engine, was, known),
            Category::Geo => self.place(engine, was, known, turn),
            Category::Date => super::date::moved(was, self.days, year),
            Category::Phone | Category::Fax => self.phone(was, turn),
            Category::Email => Some(self.email(was, turn)),
            Category::Url => Some(self.url(was, turn)),
            Category::Ip => Some(self.ip(was, turn)),
            Category::Ssn => self.ssn(was, turn),
            Category::AgeOver89 => Some(age(was)),
            Category::Mrn
            | Category::HealthPlan
            | Category::Account
            | Category::License
            | Category::Vehicle
            | Category::Device
            | Category::Biometric
            | Category::Photo
            | Category::OtherId => self.code(engine, was, turn),
        }
    }
}

/// An age over 89 is told as the class (45 CFR 164.514(b)(2)(i)(C)).
fn age(was: &str) -> String {
    let start = was.find(|c: char| c.is_ascii_digit());
    let Some(start) = start else { return "90+".to_owned() };
    let (before, rest) = was.split_at(start);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let after = rest.get(end..).unwrap_or_default();
    // A second number would tell more than the class.
    if after.bytes().any(|b| b.is_ascii_digit()) { "90+".to_owned() } else { format!("{before}90+{after}") }
}

/// Letters and digits alone, so that another way of writing is no other value.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

pub(super) fn pick<T>(from: &[T], number: u64) -> Option<&T> {
    usize::try_from(number % (from.len().max(1)) as u64).ok().and_then(|at| from.get(at))
}

/// One letter for each of a to z. Those that pools have go round in one circle (Sattolo, Inf Process Lett 1986, 22:315), so that no
/// letter stays and no two of them meet; the rest fall on any of them.
fn letters(drawn: &[u8; 32]) -> [u8; 26] {
    let mut circle = *LETTERS;
    let mut bytes = drawn.iter().copied().map(usize::from);
    for at in (1..circle.len()).rev() {
        let other = bytes.next().unwrap_or(0) % at;
        circle.swap(at, other);
    }
    let mut letters = [b'm'; 26];
    for (letter, slot) in (b'a'..=b'z').zip(&mut letters) {
        let own = LETTERS.iter().position(|of| *of == letter).and_then(|at| circle.get(at)).copied();
        let any = || pick(LETTERS, bytes.next().unwrap_or(0) as u64).copied();
        if let Some(to) = own.or_else(any) {
            *slot = to;
        }
    }
    letters
}

/// 410 to 1,760 days back. The part beyond whole years is 45 to 300 days, so that the month differs, and the sum is no multiple
/// of seven, so that the day of the week differs.
fn days(drawn: &[u8; 32]) -> i32 {
    let number = drawn.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    let years = i32::try_from(number % 4).unwrap_or(0) + 1;
    let beyond = i32::try_from(number / 4 % 255).unwrap_or(0) + 45;
    let days = years * 365 + beyond;
    -(if days % 7 == 0 { days + 1 } else { days })
}
