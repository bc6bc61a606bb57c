//! What the tagger decides of a note: which of a dictionary's doubtful names are names here, and which unlisted words are names
//! with a letter wrong.
//!
//! It is asked about three things only. An abbreviation or word of `rules/doubtful.tsv` is taken for what its kind can stand for, or
//! left out. A long word that no table holds is read as the one that is nearest to it, where just one is, where a name of the
//! tagger's kind comes of it, and where the error is not in what turns a meaning round. A name before another capitalized word
//! ("Parkinson Avenue") is left out where the tagger is sure. An abbreviation that the note itself explains ("rheumatoid
//! arthritis (RA)") is what it says. Nothing here looks at negation: that is read around a name, whoever found it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use almoner_base::ConceptId;
use almoner_terms::{Mention, Terms};

use super::sight::{Without, word_hash};
use super::{Kind, Lexicon, Plain, learn};
use crate::sentence::sentences;
use crate::tagger::{Scratch, Tag, Tagger};

/// The weights that `cargo xtask train facts` made.
const WEIGHTS: &[u8] = include_bytes!("../../data/mentions.bin");
/// Margins from which on a name is taken that the dictionary does not hold, read with a letter mended, and left out that it holds.
const SURE_TO_TAKE: i32 = 80;
const SURE_TO_MEND: i32 = 60;
const SURE_TO_DROP: i32 = 120;
const SURE_TO_DROP_BEFORE_A_CAPITAL: i32 = 250;
/// Tokens on each side of the one in question that are labelled with it.
const AROUND: usize = 4;
/// Bytes on each side that are looked at.
const REACH: usize = 90;
/// Letters of an unlisted word that is compared with those of the tables.
const LONG: usize = 7;
const LONGEST: usize = 32;

/// Who finds names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Readers {
    /// The dictionary alone.
    Rules,
    /// The dictionary, and where it is in doubt the tagger.
    #[default]
    Both,
}

/// The names in a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Ascending, without overlap.
    pub mentions: Vec<Mention>,
    /// The first bytes of those that only the tagger found, ascending.
    pub tagged: Vec<usize>,
}

/// The names in a text, from those that the dictionary found in it.
#[must_use]
pub fn settle(terms: &Terms, text: &str, listed: &[Mention], readers: Readers) -> Names {
    let mut names = Names { mentions: listed.to_vec(), tagged: Vec::new() };
    let Some(tagger) = tagger().filter(|_| readers == Readers::Both) else { return names };
    let places = places(text, listed);
    if places.is_empty() {
        return names;
    }
    let judge = Judge { terms, text, listed, tagger };
    let mut explained = HashMap::new();
    let mut scratch = Scratch::default();
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    for place in places {
        match judge.decide(&place, &mut explained, &mut scratch) {
            Verdict::Stays => {}
            Verdict::Goes => gone.push(place.range.start),
            Verdict::Is(mention, by_tagger) => new.push((mention, by_tagger)),
        }
    }
    if gone.is_empty() && new.is_empty() {
        return names;
    }
    new.dedup_by_key(|(mention, _)| mention.start);
    let apart = |one: &Mention| !new.iter().any(|(other, _)| one.start < other.end && other.start < one.end);
    names.mentions.retain(|mention| !gone.contains(&mention.start) && apart(mention));
    names.tagged = new.iter().filter(|(_, by_tagger)| *by_tagger).map(|(mention, _)| mention.start).collect();
    names.mentions.extend(new.iter().map(|(mention, _)| *mention));
    names.mentions.sort_unstable();
    names.tagged.sort_unstable();
    names
}

pub(super) fn tagger() -> Option<&'static Tagger> {
    static TAGGER: OnceLock<Option<Tagger>> = OnceLock::new();
    TAGGER.get_or_init(|| Tagger::from_bytes(WEIGHTS)).as_ref()
}

/// Why the tagger is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// A name of the table of doubtful names: what else it may stand for.
    Doubtful(&'static [&'static str]),
    /// A word that no table holds.
    Unlisted,
    /// A name before a word with a capital.
    Title,
}

/// What a note says that an abbreviation stands for.
#[derive(Clone, Copy, Debug)]
enum Explained {
    Nowhere,
    As(ConceptId),
    AsNoName,
}

/// Letters of an abbreviation that may be explained.
const LONGEST_ABBREVIATION: usize = 5;

/// Where the tagger is asked.
#[derive(Clone, Debug)]
struct Place {
    range: Range<usize>,
    why: Why,
    /// The concept by the dictionary.
    listed: Option<ConceptId>,
}

enum Verdict {
    Stays,
    Goes,
    Is(Mention, bool),
}

/// The words that the tagger is asked about, in order: one pass over the letters of the text.
fn places(text: &str, listed: &[Mention]) -> Vec<Place> {
    const TITLE: usize = 4;
    let (doubtful, lexicon, bytes) = (doubtful(), Lexicon::builtin(), text.as_bytes());
    let (mut places, mut next, mut at) = (Vec::new(), 0, 0);
    while let Some(byte) = bytes.get(at) {
        if !byte.is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            at += 1;
        }
        // Within a word of other letters or digits: "CA125", "Sjögren".
        let joined = |byte: &u8| byte.is_ascii_digit() || *byte >= 0x80;
        if at - start < 2 || bytes.get(at).is_some_and(joined) || start > 0 && bytes.get(start - 1).is_some_and(joined) {
            continue;
        }
        while listed.get(next).is_some_and(|mention| mention.end <= start) {
            next += 1;
        }
        let inside = listed.get(next).filter(|mention| mention.start < at);
        let whole = inside.filter(|mention| mention.start == start && mention.end == at);
        if inside.is_some() && whole.is_none() {
            continue;
        }
        let Some(word) = text.get(start..at) else { continue };
        let range = start..at;
        let concept = whole.map(|mention| mention.concept);
        let capital = byte.is_ascii_uppercase();
        // "PD-L1", "DSM-IV-TR": part of another name.
        let hyphen = bytes.get(at) == Some(&b'-') || start > 0 && bytes.get(start - 1) == Some(&b'-');
        if (capital && !hyphen || whole.is_some())
            && at - start <= 12
            && let Some(others) = doubtful.of(word)
        {
            places.push(Place { range, why: Why::Doubtful(others), listed: concept });
        } else if whole.is_some() {
            let before_title = capital
                && at - start >= TITLE
                && bytes.get(start + 1).is_some_and(u8::is_ascii_lowercase)
                && bytes.get(at) == Some(&b' ')
                && bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase)
                && bytes.get(at + 2).is_some_and(u8::is_ascii_lowercase);
            if before_title {
                places.push(Place { range, why: Why::Title, listed: concept });
            }
        } else if (LONG..LONGEST).contains(&(at - start))
            && bytes.get(start + 1..at).is_some_and(|rest| rest.iter().all(u8::is_ascii_lowercase))
            && !lexicon.holds(word)
            && !spelling().near(word).is_empty()
            && !ordinary().contains(word.to_ascii_lowercase().as_str())
        {
            places.push(Place { range, why: Why::Unlisted, listed: None });
        }
    }
    places
}

struct Judge<'a> {
    terms: &'a Terms,
    text: &'a str,
    listed: &'a [Mention],
    tagger: &'a Tagger,
}

impl Judge<'_> {
    fn decide<'t>(&'t self, place: &Place, explained: &mut HashMap<&'t str, Explained>, scratch: &mut Scratch) -> Verdict {
        let Some(word) = self.text.get(place.range.clone()) else { return Verdict::Stays };
        let kind_of = |id: ConceptId| self.terms.concept(id).map(|concept| Kind::of(concept.kind));
        let is = |mention, by_tagger| Verdict::Is(mention, by_tagger);
        match place.why {
            Why::Doubtful(others) => {
                if word.len() <= LONGEST_ABBREVIATION && word.starts_with(char::is_uppercase) {
                    let Range { start, end } = place.range;
                    match *explained.entry(word).or_insert_with(|| self.explained(word)) {
                        Explained::As(concept) if place.listed == Some(concept) => return Verdict::Stays,
                        Explained::As(concept) => return is(Mention { start, end, concept }, false),
                        Explained::AsNoName => return if place.listed.is_some() { Verdict::Goes } else { Verdict::Stays },
                        Explained::Nowhere => {}
                    }
                }
                let window = self.window(place.range.start, place.range.end);
                let tag = self.ask(&window, &place.range, scratch);
                let own = place.listed.and_then(kind_of);
                let kind = Kind::of_label(tag.label);
                if kind.is_some() && kind == own {
                    return Verdict::Stays;
                }
                let other = kind.filter(|_| tag.margin >= SURE_TO_TAKE).and_then(|kind| {
                    let read = others.iter().filter_map(|name| self.read_as(&window, &place.range, name));
                    read.into_iter().find(|(_, own)| *own == kind).map(|(mention, _)| mention)
                });
                match other {
                    Some(mention) => is(mention, true),
                    None if own.is_some() && tag.margin >= SURE_TO_DROP => Verdict::Goes,
                    None => Verdict::Stays,
                }
            }
            Why::Title => {
                let window = self.window(place.range.start, place.range.end);
                let tag = self.ask(&window, &place.range, scratch);
                if tag.label == 0 && tag.margin >= SURE_TO_DROP_BEFORE_A_CAPITAL { Verdict::Goes } else { Verdict::Stays }
            }
            Why::Unlisted => {
                let window = self.window(place.range.start, place.range.end);
                let mut found: Vec<(Mention, Kind)> = Vec::new();
                found.extend(spelling().near(word).into_iter().filter_map(|near| self.read_as(&window, &place.range, near)));
                found.dedup_by_key(|(mention, _)| mention.concept);
                // The names of drugs of one class are told apart by how they begin.
                let begins = |near: &&str| near.bytes().zip(word.bytes()).take(3).all(|(a, b)| a.eq_ignore_ascii_case(&b));
                found.retain(|(_, kind)| *kind != Kind::Drug || spelling().near(word).iter().all(begins));
                let [(mention, kind)] = found.as_slice() else { return Verdict::Stays };
                let tag = self.ask(&window, &place.range, scratch);
                let taken = Kind::of_label(tag.label) == Some(*kind) && tag.margin >= SURE_TO_MEND;
                if taken { is(*mention, true) } else { Verdict::Stays }
            }
        }
    }

    /// What a note's own explanation makes of an abbreviation: what stands right before it in parentheses, as far as that is a name
    /// or its words begin with those letters ("progressive disease (PD)").
    fn explained(&self, word: &str) -> Explained {
        let written = format!("({word})");
        let Some(at) = memchr::memmem::find(self.text.as_bytes(), written.as_bytes()) else { return Explained::Nowhere };
        let Some(before) = self.text.get(..at).and_then(|before| before.strip_suffix(' ')) else {
            return Explained::Nowhere;
        };
        let last = self.listed.partition_point(|mention| mention.end <= before.len()).checked_sub(1);
        let long = last.and_then(|last| self.listed.get(last)).filter(|mention| mention.end == before.len());
        let first = |text: &str| text.chars().next().map(|c| c.to_ascii_lowercase());
        if let Some(long) = long
            && let Some(name) = self.text.get(long.start..long.end)
            && name.contains(' ')
            && first(name) == first(word)
        {
            return Explained::As(long.concept);
        }
        let mut words =
            before.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !matches!(*word, "" | "of" | "the" | "and"));
        let letters = word.chars().rev().map(|c| c.to_ascii_lowercase());
        let spelled = letters.into_iter().all(|letter| words.next().and_then(first) == Some(letter));
        if spelled { Explained::AsNoName } else { Explained::Nowhere }
    }

    /// The part of the sentence around a word.
    fn window(&self, start: usize, end: usize) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let mut from = start.saturating_sub(REACH);
        let mut to = (end + REACH).min(bytes.len());
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        while !self.text.is_char_boundary(to) {
            to -= 1;
        }
        let near = self.text.get(from..to).unwrap_or_default();
        let inside = sentences(near).find(|sentence| (sentence.start..sentence.end).contains(&(start - from)));
        let inside = inside.unwrap_or(start - from..end - from);
        let mut window = from + inside.start..(from + inside.end).max(end);
        // A word that is cut in two is none.
        if window.start == from && from > 0 {
            let cut = self.text.get(from..start).and_then(|before| before.find(' '));
            window.start = cut.map_or(start, |cut| from + cut);
        }
        if window.end == to && to < bytes.len() {
            let cut = self.text.get(end..to).and_then(|after| after.rfind(' '));
            window.end = cut.map_or(end, |cut| end + cut);
        }
        window
    }

    /// What the tagger says of a word.
    fn ask(&self, window: &Range<usize>, range: &Range<usize>, scratch: &mut Scratch) -> Tag {
        let sight = learn::of_sentence(self.terms, self.text, window, self.listed);
        let own = sight.ranges().partition_point(|token| window.start + token.end <= range.start);
        let first = own.saturating_sub(AROUND);
        let mut features = Vec::new();
        scratch.scores.clear();
        for at in first..(own + AROUND + 1).min(sight.ranges().len()) {
            sight.features(at, Without::default(), &mut features);
            scratch.scores.push(self.tagger.score(&features));
        }
        self.tagger.tag_scored(scratch);
        scratch.tags.get(own - first).copied().unwrap_or_default()
    }

    /// The name that comes of it where `word` stands for what is written, with the bytes that are written, and its kind.
    fn read_as(&self, window: &Range<usize>, range: &Range<usize>, word: &str) -> Option<(Mention, Kind)> {
        let (before, after) = (self.text.get(window.start..range.start)?, self.text.get(range.end..window.end)?);
        let read = format!("{before}{word}{after}");
        let at = before.len()..before.len() + word.len();
        let found = self.terms.mentions(&read);
        let named = found.iter().find(|mention| mention.start <= at.start && mention.end >= at.end)?;
        let kind = self.terms.concept(named.concept).map(|concept| Kind::of(concept.kind))?;
        let (start, end) = (window.start + named.start, range.end + (named.end - at.end));
        Some((Mention { start, end, concept: named.concept }, kind))
    }
}

/// The table of doubtful names.
struct Doubtful {
    names: HashMap<&'static str, Vec<&'static str>>,
}

impl Doubtful {
    fn of(&'static self, word: &str) -> Option<&'static [&'static str]> {
        let of = |word: &str| self.names.get(word).map(Vec::as_slice);
        of(word).or_else(|| of(&word.to_ascii_lowercase()).filter(|_| word.len() > 3))
    }
}

fn doubtful() -> &'static Doubtful {
    static TABLE: OnceLock<Doubtful> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = include_str!("../../rules/doubtful.tsv").lines().filter(|line| !line.starts_with('#'));
        let names = rows.map(|row| {
            let (name, others) = row.split_once('\t').unwrap_or((row, ""));
            (name, others.split('|').filter(|other| !other.is_empty()).collect())
        });
        Doubtful { names: names.collect() }
    })
}

/// Words of the language that are near one of the tables.
fn ordinary() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lines = include_str!("../../rules/words.txt").lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(str::split_whitespace).collect()
    })
}

/// The long words of the tables, by their length and the letters of their first half and of their last half, of which one slip
/// leaves one as it is.
struct Spelling {
    words: Vec<Box<str>>,
    halves: HashMap<u64, Vec<u32>, Plain>,
    /// One bit for each key, by its lowest bits: most words of a text have none.
    bits: Vec<u64>,
}

/// Bits of the place of a bit: 32 KiB in all, which stay in the nearest cache.
const BIT_BITS: u32 = 18;

fn spelling() -> &'static Spelling {
    static BUILT: OnceLock<Spelling> = OnceLock::new();
    BUILT.get_or_init(|| Spelling::of(Terms::builtin()))
}

impl Spelling {
    fn of(terms: &Terms) -> Self {
        let mut words: Vec<Box<str>> = Vec::new();
        for concept in terms.concepts() {
            for name in std::iter::once(&concept.name).chain(&concept.synonyms) {
                let long = name.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() + 1 >= LONG);
                words.extend(long.filter(|word| word.is_ascii()).map(|word| word.to_ascii_lowercase().into()));
            }
        }
        words.sort_unstable();
        words.dedup();
        let mut halves: HashMap<u64, Vec<u32>, Plain> = HashMap::default();
        let mut bits = vec![0; 1 << (BIT_BITS - 6)];
        for (at, word) in (0..).zip(&words) {
            for key in keys(word, word.len()) {
                halves.entry(key).or_default().push(at);
                let (slot, bit) = place_of(key);
                bits.get_mut(slot).into_iter().for_each(|word| *word |= bit);
            }
        }
        Self { words, halves, bits }
    }

    fn with_key(&self, key: u64) -> Option<&Vec<u32>> {
        let (slot, bit) = place_of(key);
        self.bits.get(slot).filter(|word| **word & bit != 0).and_then(|_| self.halves.get(&key))
    }

    /// The words that one slip parts from a word that is none of them: a letter left out, put in, another, or two changed places.
    fn near(&self, word: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for length in word.len() - 1..=word.len() + 1 {
            for at in keys(word, length).filter_map(|key| self.with_key(key)).flatten() {
                if let Some(other) = self.words.get(*at as usize)
                    && one_apart(word.as_bytes(), other.as_bytes())
                    && is_slip(word, other)
                    && !found.contains(&other.as_ref())
                {
                    found.push(other);
                }
            }
        }
        found
    }
}

/// The word of the bits in which a key has its bit, and the bit.
fn place_of(key: u64) -> (usize, u64) {
    let at = (key ^ key >> 32) & ((1 << BIT_BITS) - 1);
    ((at >> 6) as usize, 1 << (at & 63))
}

/// The keys of both halves of a word as one of `length` letters.
fn keys(word: &str, length: usize) -> impl Iterator<Item = u64> {
    const LAST: u64 = 0x3333_3333_3333_3333;
    let half = length.saturating_sub(1) / 2;
    let first = word.get(..half).map(word_hash);
    let last = word.len().checked_sub(half).and_then(|at| word.get(at..)).map(|end| word_hash(end) ^ LAST);
    first.into_iter().chain(last).map(move |key| key ^ (length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// Whether one step leads from one word to the other.
fn one_apart(one: &[u8], two: &[u8]) -> bool {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    let (short, long) = (short.get(same..).unwrap_or_default(), long.get(same..).unwrap_or_default());
    let tail = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    let left = |word: &[u8]| word.len() - tail.min(word.len());
    match (left(short), left(long)) {
        (0 | 1, 1) => true,
        (2, 2) => short.first() == long.get(1) && short.get(1) == long.first(),
        _ => false,
    }
}

/// Whether the difference can be a slip: the first letter is right ("symptomatic", "asymptomatic"), and so is what turns the
/// meaning round: over and under ("hyper", "hypo"), and what was done ("-ostomy", "-otomy", "-ectomy").
fn is_slip(written: &str, word: &str) -> bool {
    let begins = |word: &str, start: &str| word.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    let same = |start: &str| begins(word, start) == begins(written, start);
    written.bytes().zip(word.bytes()).next().is_some_and(|(a, b)| a.eq_ignore_ascii_case(&b))
        && same("hyper")
        && same("hypo")
        && (!word.ends_with("omy")
            || written.get(written.len().saturating_sub(5)..) == word.get(word.len().saturating_sub(5)..))
}

#[cfg(test)]
mod tests;
