//! What the tagger sees of a text: its tokens, and the features of each.
//!
//! Form (letters at both ends, runs of four letters, shape), the dictionary (the kind of the name that covers a token, which
//! kinds of names the word is a part of), and both for the neighbours. A feature is a template and a value, hashed.

use std::ops::Range;

use almoner_base::ConceptId;
use almoner_terms::{Mention, Terms};

use super::{Kind, Lexicon};
use crate::token::{self, tokens};

/// FNV-1a.
const START: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, letter: u64) -> u64 {
    (hash ^ letter).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The hash of a word in lower case.
pub(super) fn word_hash(word: &str) -> u64 {
    if word.is_ascii() {
        return word.bytes().fold(START, |hash, byte| step(hash, u64::from(byte.to_ascii_lowercase())));
    }
    word.chars().flat_map(char::to_lowercase).fold(START, |hash, c| step(hash, u64::from(c)))
}

/// Mixes two values into one.
fn both(one: u64, two: u64) -> u64 {
    one.rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ two
}

/// A feature: a template and a value.
fn feature(template: u64, value: u64) -> u32 {
    let mixed = value.wrapping_add(template.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (mixed >> 40) as u32
}

/// Most letters of a word that are looked at: what is longer is a sequence or a link.
const LONGEST: usize = 40;

/// One token.
#[derive(Clone, Debug)]
struct Word {
    hash: u64,
    shape: u64,
    /// The last four letters.
    ending: u64,
    /// In which kinds of names the word stands.
    parts: u16,
    /// What the dictionary takes it for: 0 for nothing, else the kind, and whether the name begins here.
    listed: u8,
}

/// What stands beyond the ends.
const EDGE: Word = Word { hash: 1, shape: 1, ending: 1, parts: 0x8000, listed: 99 };

/// What training leaves out of a token, so that nothing is learned by a single word or by the dictionary alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Without {
    /// The word itself.
    pub word: bool,
    /// What the dictionary says of it.
    pub dictionary: bool,
}

/// A text as the tagger sees it.
#[derive(Clone, Debug)]
pub struct Sight<'t> {
    text: &'t str,
    ranges: Vec<Range<usize>>,
    words: Vec<Word>,
}

impl<'t> Sight<'t> {
    /// A text, in which the dictionary found these names (ascending, without overlap).
    #[must_use]
    pub fn new(terms: &Terms, text: &'t str, mentions: &[Mention]) -> Self {
        let ranges = tokens(text).into_iter().map(|token: token::Token| token.start..token.end).collect();
        Self::of_words(terms, text, ranges, mentions)
    }

    /// The same of a text whose words stand at these bytes (ascending, without overlap).
    #[must_use]
    pub fn of_words(terms: &Terms, text: &'t str, ranges: Vec<Range<usize>>, mentions: &[Mention]) -> Self {
        let lexicon = Lexicon::builtin();
        let kind = |id: ConceptId| terms.concept(id).map(|concept| Kind::of(concept.kind));
        let mut next = 0;
        let mut words = Vec::with_capacity(ranges.len());
        let mut inside = usize::MAX;
        for range in &ranges {
            while mentions.get(next).is_some_and(|mention| mention.end <= range.start) {
                next += 1;
            }
            let mention = mentions.get(next).filter(|mention| mention.start < range.end);
            let listed = mention.and_then(|mention| kind(mention.concept)).map_or(0, |kind| {
                let begins = std::mem::replace(&mut inside, next) != next;
                kind.label() * 2 - u8::from(begins)
            });
            let written = text.get(range.clone()).unwrap_or_default();
            words.push(Word::of(written, lexicon, listed));
        }
        Self { text, ranges, words }
    }

    /// Where the tokens stand, in bytes.
    #[must_use]
    pub fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// The hash of a token in lower case.
    #[must_use]
    pub fn hash(&self, at: usize) -> u64 {
        self.word(at, 0).hash
    }

    fn word(&self, at: usize, by: isize) -> &Word {
        at.checked_add_signed(by).and_then(|at| self.words.get(at)).unwrap_or(&EDGE)
    }

    /// The features of a token, in place of what `out` holds.
    pub fn features(&self, at: usize, without: Without, out: &mut Vec<u32>) {
        out.clear();
        let Some(range) = self.ranges.get(at) else { return };
        let own = self.word(at, 0);
        let mut put = |template: u64, value: u64| out.push(feature(template, value));
        put(1, own.shape);
        put(2, 0);
        let mut letters = ['\0'; LONGEST];
        let written = self.text.get(range.clone()).unwrap_or_default().chars().flat_map(char::to_lowercase);
        let count = letters.iter_mut().zip(written).map(|(slot, c)| *slot = c).count();
        let letters = letters.get(..count).unwrap_or_default();
        let hashed = |letters: &[char]| letters.iter().fold(START, |hash, c| step(hash, u64::from(*c)));
        if !without.word {
            put(3, own.hash);
            if count > 4 && letters.last() == Some(&'s') {
                put(3, hashed(letters.get(..count - 1).unwrap_or_default()));
            }
        }
        for length in 2..=5 {
            if count > length {
                put(4, hashed(letters.get(..length).unwrap_or_default()));
                put(5, hashed(letters.get(count - length..).unwrap_or_default()));
            }
        }
        if count > 5 {
            letters.windows(4).for_each(|part| put(6, hashed(part)));
        }
        for (template, by) in [(10, -3), (11, -2), (12, -1), (13, 1), (14, 2), (15, 3)] {
            put(template, self.word(at, by).hash);
        }
        let (before, after) = (self.word(at, -1), self.word(at, 1));
        for (template, near) in [(20, before), (30, after)] {
            put(template, near.shape);
            put(template + 1, near.ending);
            if !without.word {
                put(template + 2, both(own.hash, near.hash));
            }
        }
        put(40, both(before.hash, after.hash));
        put(41, both(after.hash, self.word(at, 2).hash));
        put(42, both(self.word(at, -2).hash, before.hash));
        put(43, both(both(before.shape, own.shape), after.shape));
        if !without.dictionary {
            let listed = |word: &Word| u64::from(word.listed);
            let parts = |word: &Word| u64::from(word.parts);
            put(50, listed(own));
            put(51, both(listed(before), listed(own)));
            put(52, both(listed(own), listed(after)));
            put(53, parts(own));
            put(54, both(parts(before), parts(own)));
            put(55, both(parts(own), parts(after)));
            put(56, both(both(parts(before), parts(own)), parts(after)));
            put(57, both(parts(own), listed(own)));
            let (second, last) = (self.word(at, 2), self.word(at, -2));
            put(58, both(both(parts(own), parts(after)), parts(second)));
            put(59, both(both(parts(last), parts(before)), parts(own)));
            put(60, both(listed(own), listed(second)));
            put(61, both(listed(last), listed(own)));
        }
    }
}

impl Word {
    fn of(written: &str, lexicon: &Lexicon, listed: u8) -> Self {
        let mut hash = START;
        let mut shape = START;
        let mut last = ' ';
        let mut ends = [0_u64; 4];
        for c in written.chars() {
            let sign = match c {
                _ if c.is_uppercase() => 'X',
                _ if c.is_alphabetic() => 'x',
                _ if c.is_numeric() => '9',
                _ => c,
            };
            if sign != last {
                shape = step(shape, u64::from(sign));
                last = sign;
            }
            for c in c.to_lowercase() {
                hash = step(hash, u64::from(c));
                ends.rotate_left(1);
                if let Some(slot) = ends.last_mut() {
                    *slot = u64::from(c);
                }
            }
        }
        let ending = ends.into_iter().fold(START, step);
        Self { hash, shape, ending, parts: lexicon.parts(written, hash), listed }
    }
}
