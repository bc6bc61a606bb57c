//! Short notes with gold marks of what they name: problems, drugs, tests, procedures, devices, genes and how a person lives.
//!
//! The tagger of notes learns from them. They hold what a dictionary can not decide: abbreviations that mean two things, names
//! that are misspelt, diseases and drugs that no table lists, and look-alikes that are none. The lines stand in `data/facts`, apart from those of
//! [`corpus`](crate::corpus()); the names in them are those of the tables.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use almoner_terms::{ConceptKind, Terms};

use crate::rng::Rng;

/// Which lines are written from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactPart {
    /// Those to learn from.
    Train,
    /// Those held out to measure on.
    HeldOut,
}

/// What a mark says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactMark {
    /// The bytes.
    pub range: Range<usize>,
    /// `p` problem, `d` drug, `m` measurement or score, `t` procedure, `v` device, `g` gene, `s` social.
    pub kind: char,
    /// The key of the concept, where the name is of a table.
    pub key: Option<&'static str>,
    /// Whether a letter of it is wrong.
    pub misspelt: bool,
}

/// A note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactNote {
    /// Its text.
    pub text: String,
    /// What it names, ascending, without overlap.
    pub marks: Vec<FactMark>,
}

/// `n` notes of a part. The same arguments give the same notes on every machine.
pub fn fact_notes(seed: u64, n: u32, part: FactPart) -> impl Iterator<Item = FactNote> {
    (0..n).map(move |index| note(seed, index, part))
}

const SHARED: &str = include_str!("../data/facts/shared.txt");
const TRAIN: &str = include_str!("../data/facts/train.txt");
const HELD_OUT: &str = include_str!("../data/facts/held_out.txt");

/// What a note is made of, and how often of a hundred.
const MIX: [(&str, u32); 5] = [("narrative", 34), ("list", 14), ("ambiguous", 26), ("nothing", 16), ("terse", 10)];
/// Of a hundred names of tables, so many have a letter wrong.
const MISSPELT: u32 = 7;
/// Letters from which on a word is misspelt.
const LONG: usize = 6;

type Lines = BTreeMap<&'static str, Vec<&'static str>>;

fn lines(part: FactPart) -> &'static Lines {
    static BANKS: [OnceLock<Lines>; 2] = [const { OnceLock::new() }; 2];
    let [train, held_out] = &BANKS;
    let of = |own: &'static str| {
        let mut banks = Lines::new();
        let blocks = [SHARED, own].into_iter().flat_map(|file| file.split("\n=== ").skip(1));
        for (name, body) in blocks.filter_map(|block| block.split_once('\n')) {
            banks.entry(name).or_default().extend(body.lines().filter(|line| !line.is_empty()));
        }
        banks
    };
    match part {
        FactPart::Train => train.get_or_init(|| of(TRAIN)),
        FactPart::HeldOut => held_out.get_or_init(|| of(HELD_OUT)),
    }
}

/// The names of a concept, and its key.
type Named = (&'static str, Vec<&'static str>);

/// The concepts of a slot; none for a name that is no slot of the tables.
fn slot(name: &str) -> Option<(char, &'static [Named])> {
    static SLOTS: OnceLock<BTreeMap<&'static str, (char, Vec<Named>)>> = OnceLock::new();
    let (kind, named) = SLOTS.get_or_init(slots).get(name)?;
    Some((*kind, named))
}

fn slots() -> BTreeMap<&'static str, (char, Vec<Named>)> {
    const LONGEST: usize = 45;
    let mut slots = BTreeMap::new();
    for concept in Terms::builtin().concepts() {
        let (slot, kind) = match concept.kind {
            ConceptKind::Condition => ("problem", 'p'),
            ConceptKind::Drug => ("drug", 'd'),
            ConceptKind::DrugClass => ("class", 'd'),
            ConceptKind::Allergen | ConceptKind::Stage => continue,
            ConceptKind::Measurement => ("measure", 'm'),
            ConceptKind::Score => ("score", 'm'),
            ConceptKind::Procedure => ("procedure", 't'),
            ConceptKind::Device => ("device", 'v'),
            ConceptKind::Social => ("social", 's'),
            ConceptKind::Genomic => ("gene", 'g'),
        };
        let names = std::iter::once(&concept.name).chain(&concept.synonyms).map(String::as_str);
        // What has brackets is a display of a code, which nobody writes in a note.
        let names: Vec<_> = names.filter(|name| name.len() <= LONGEST && !name.contains('[')).collect();
        if !names.is_empty() {
            slots.entry(slot).or_insert((kind, Vec::new())).1.push((concept.key.as_str(), names));
        }
    }
    slots
}

fn note(seed: u64, index: u32, part: FactPart) -> FactNote {
    let label = match part {
        FactPart::Train => "facts-train",
        FactPart::HeldOut => "facts-held-out",
    };
    let mut rng = Rng::new(seed, label, u64::from(index));
    let mut note = FactNote::default();
    for _ in 0..6 + rng.below(9) {
        let mut at = rng.below(100);
        let bank = MIX.iter().find(|(_, share)| {
            let found = at < *share;
            at = at.wrapping_sub(*share);
            found
        });
        let bank = bank.map_or("narrative", |(name, _)| name);
        let mut writer = Writer { part, rng: &mut rng, note: &mut note };
        let from = writer.note.text.len();
        writer.line(bank);
        let style = writer.rng.below(100);
        if bank != "ambiguous" && style < 10 {
            let lowered = style < 6;
            let text = writer.note.text.get(from..).unwrap_or_default();
            let text = if lowered { text.to_ascii_lowercase() } else { text.to_ascii_uppercase() };
            writer.note.text.truncate(from);
            writer.note.text.push_str(&text);
        }
        let end = match rng.below(10) {
            0 => " ",
            1 | 2 => ". ",
            3 => "; ",
            _ => "\n",
        };
        note.text.push_str(end);
    }
    note
}

struct Writer<'a> {
    part: FactPart,
    rng: &'a mut Rng,
    note: &'a mut FactNote,
}

impl Writer<'_> {
    /// A line of a bank.
    fn line(&mut self, bank: &str) {
        let list = lines(self.part).get(bank).map_or(&[][..], Vec::as_slice);
        if let Some(line) = list.get(self.rng.index(list.len())) {
            self.write(line);
        }
    }

    /// A line with its choices, slots and marks.
    fn write(&mut self, line: &str) {
        let mut rest = line;
        while let Some(at) = rest.find(['[', '{', '<', '\\']) {
            let (plain, from) = rest.split_at(at);
            self.note.text.push_str(plain);
            let closing = match from.as_bytes().first() {
                Some(b'[') => closing(from, '[', ']'),
                Some(b'{') => closing(from, '{', '}'),
                Some(b'<') => closing(from, '<', '>'),
                _ => None,
            };
            let Some((inside, after)) = closing else {
                // `\n`, or a sign that opens nothing.
                let is_break = from.starts_with("\\n");
                self.note.text.push_str(if is_break { "\n" } else { from.get(..1).unwrap_or_default() });
                rest = from.get(if is_break { 2 } else { 1 }..).unwrap_or_default();
                continue;
            };
            match from.as_bytes().first() {
                Some(b'[') => {
                    let choices = choices(inside);
                    let choice = choices.get(self.rng.index(choices.len())).copied().unwrap_or_default();
                    self.write(choice);
                }
                Some(b'{') => self.slot(inside),
                _ => self.mark(inside),
            }
            rest = after;
        }
        self.note.text.push_str(rest);
    }

    fn mark(&mut self, inside: &str) {
        let Some((kind, text)) = inside.split_once(' ').and_then(|(kind, text)| Some((kind.chars().next()?, text))) else {
            // "< 2 SEC"
            self.note.text.push('<');
            self.write(inside);
            return;
        };
        let start = self.note.text.len();
        self.write(text);
        let range = start..self.note.text.len();
        self.note.marks.push(FactMark { range, kind, key: None, misspelt: false });
    }

    fn slot(&mut self, name: &str) {
        if let Some(range) = name.strip_prefix("n:") {
            let (low, high) = range.split_once(':').unwrap_or((range, range));
            let number = |text: &str| text.parse().unwrap_or(0);
            let number = self.rng.range(number(low), number(high));
            self.note.text.push_str(&number.to_string());
        } else if let Some((kind, named)) = slot(name) {
            let Some((key, names)) = named.get(self.rng.index(named.len())) else { return };
            let written = names.get(self.rng.index(names.len())).copied().unwrap_or_default();
            let wrong = self.rng.chance(MISSPELT).then(|| misspelt(written, self.rng)).flatten();
            let misspelt = wrong.is_some();
            let start = self.note.text.len();
            self.note.text.push_str(wrong.as_deref().unwrap_or(written));
            let range = start..self.note.text.len();
            self.note.marks.push(FactMark { range, kind, key: Some(key), misspelt });
        } else {
            self.line(name);
        }
    }
}

/// A name with one letter of a long word wrong: left out, doubled, another vowel, or changed places with the next.
fn misspelt(name: &str, rng: &mut Rng) -> Option<String> {
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    let is_plain = |word: &str| word.len() >= LONG && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words: Vec<&str> = name.split(' ').filter(|word| is_plain(word.trim_start_matches(char::is_uppercase))).collect();
    let word = *words.get(rng.index(words.len()))?;
    let at = name.find(word)?;
    let mut letters: Vec<char> = word.chars().collect();
    let place = 1 + rng.index(letters.len() - 2);
    match rng.below(4) {
        0 => drop(letters.remove(place)),
        1 => letters.insert(place, *letters.get(place)?),
        2 if letters.get(place) != letters.get(place + 1) => letters.swap(place, place + 1),
        _ => {
            let vowels = letters.iter().enumerate().skip(1).filter(|(_, c)| VOWELS.contains(c)).map(|(at, _)| at);
            let vowels: Vec<usize> = vowels.collect();
            let slot = letters.get_mut(*vowels.get(rng.index(vowels.len()))?)?;
            let others: Vec<char> = VOWELS.into_iter().filter(|vowel| vowel != slot).collect();
            *slot = *others.get(rng.index(others.len()))?;
        }
    }
    let wrong: String = letters.into_iter().collect();
    let (before, after) = (name.get(..at)?, name.get(at + word.len()..)?);
    Some(format!("{before}{wrong}{after}"))
}

/// What stands between the sign that `text` begins with and the one that closes it, and what follows.
fn closing(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some((text.get(1..at)?, text.get(at + 1..)?));
            }
        }
    }
    None
}

/// The parts of a choice.
fn choices(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' | '<' => depth += 1,
            ']' | '}' | '>' => depth -= 1,
            '|' if depth == 0 => {
                parts.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(text.get(from..));
    parts
}

#[cfg(test)]
mod tests;
