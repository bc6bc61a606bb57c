//! Names of problems, drugs, tests and the like by their look and their neighbours: what a dictionary can not tell.
//!
//! A [`Tagger`](crate::tagger::Tagger) gives each token one of seven kinds, or none. It is asked only where the dictionary is in
//! doubt; what it may change is in [`crate::extract()`].

mod doubt;
mod learn;
mod sight;

pub use doubt::{Names, Readers, settle};
pub use learn::{Marked, learn};
pub use sight::{Sight, Without};

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use almoner_terms::{ConceptKind, Terms};

use crate::sentence::sentences;
use crate::tagger::Scratch;

/// None, and each kind.
const LABELS: u8 = 8;

/// What a name in a note names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A disease, finding or symptom.
    Problem,
    /// A drug, a class of drugs, an allergen.
    Drug,
    /// A laboratory value, vital sign, score or stage.
    Measurement,
    /// Something done to a patient.
    Procedure,
    /// A device.
    Device,
    /// A gene, its alteration, or a marker of a tumor.
    Gene,
    /// How a person lives.
    Social,
}

impl Kind {
    /// Every kind, in the order of the labels.
    pub const ALL: [Self; 7] =
        [Self::Problem, Self::Drug, Self::Measurement, Self::Procedure, Self::Device, Self::Gene, Self::Social];

    /// The kind of a concept's names.
    #[must_use]
    pub fn of(concept: ConceptKind) -> Self {
        match concept {
            ConceptKind::Condition => Self::Problem,
            ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Allergen => Self::Drug,
            ConceptKind::Measurement | ConceptKind::Score | ConceptKind::Stage => Self::Measurement,
            ConceptKind::Procedure => Self::Procedure,
            ConceptKind::Device => Self::Device,
            ConceptKind::Social => Self::Social,
            ConceptKind::Genomic => Self::Gene,
        }
    }

    fn of_label(label: u8) -> Option<Self> {
        usize::from(label).checked_sub(1).and_then(|at| Self::ALL.get(at)).copied()
    }

    /// The word for it, such as `problem`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Drug => "drug",
            Self::Measurement => "measurement",
            Self::Procedure => "procedure",
            Self::Device => "device",
            Self::Gene => "gene",
            Self::Social => "social",
        }
    }

    /// The kind that the sample notes mark with a letter: `p`, `d`, `m`, `t`, `v`, `g` or `s`.
    #[must_use]
    pub fn from_sign(sign: char) -> Option<Self> {
        "pdmtvgs".chars().zip(Self::ALL).find(|(known, _)| *known == sign).map(|(_, kind)| kind)
    }

    /// The tagger's label: 1 to 7.
    #[must_use]
    pub fn label(self) -> u8 {
        1 + self as u8
    }
}

/// What the tagger by itself takes for names, with the bytes of each: every token is asked about, whatever the dictionary says.
#[must_use]
pub fn tag(terms: &Terms, text: &str) -> Vec<(Range<usize>, Kind)> {
    let Some(tagger) = doubt::tagger() else { return Vec::new() };
    let mentions = terms.mentions(text);
    let (mut found, mut scratch, mut features) = (Vec::new(), Scratch::default(), Vec::new());
    for sentence in sentences(text) {
        let sight = learn::of_sentence(terms, text, &sentence, &mentions);
        scratch.scores.clear();
        for at in 0..sight.ranges().len() {
            sight.features(at, Without::default(), &mut features);
            scratch.scores.push(tagger.score(&features));
        }
        tagger.tag_scored(&mut scratch);
        let mut last: Option<Kind> = None;
        for (range, tag) in sight.ranges().iter().zip(&scratch.tags) {
            let range = sentence.start + range.start..sentence.start + range.end;
            let kind = Kind::of_label(tag.label);
            match (kind, found.last_mut()) {
                (Some(kind), Some((open, _))) if last == Some(kind) => *open = open_to(open, range.end),
                (Some(kind), _) => found.push((range, kind)),
                (None, _) => {}
            }
            last = kind;
        }
    }
    found
}

fn open_to(open: &Range<usize>, end: usize) -> Range<usize> {
    open.start..end
}

/// In which kinds of names each word of the tables stands.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    parts: HashMap<u64, u16, Plain>,
}

/// The keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct Plain(u64);

impl std::hash::BuildHasher for Plain {
    type Hasher = Self;

    fn build_hasher(&self) -> Self {
        Self(0)
    }
}

impl std::hash::Hasher for Plain {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value ^ (value >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

mod part {
    pub(super) const LAST_OF_PROBLEM: u16 = 1 << 7;
    pub(super) const BEGINS_AS_DRUG: u16 = 1 << 8;
}

/// Letters by which a word begins as a drug does.
const DRUG_LETTERS: usize = 5;
/// Tells beginnings from words.
const BEGINNING: u64 = 0x5555_5555_5555_5555;

impl Lexicon {
    /// Of the tables of this release, with which the tagger is trained too.
    pub(crate) fn builtin() -> &'static Self {
        static BUILT: OnceLock<Lexicon> = OnceLock::new();
        BUILT.get_or_init(|| Self::of(Terms::builtin()))
    }

    fn of(terms: &Terms) -> Self {
        let mut lexicon = Self::default();
        for concept in terms.concepts() {
            let kind = Kind::of(concept.kind);
            let bit = 1 << (kind.label() - 1);
            for name in std::iter::once(&concept.name).chain(&concept.synonyms) {
                let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).peekable();
                while let Some(word) = words.next() {
                    let last = kind == Kind::Problem && words.peek().is_none();
                    let bits = if last { bit | part::LAST_OF_PROBLEM } else { bit };
                    *lexicon.parts.entry(sight::word_hash(word)).or_default() |= bits;
                    if kind == Kind::Drug
                        && let Some(start) = word.get(..DRUG_LETTERS)
                    {
                        *lexicon.parts.entry(sight::word_hash(start) ^ BEGINNING).or_default() |= part::BEGINS_AS_DRUG;
                    }
                }
            }
        }
        lexicon
    }

    /// Whether a word, or what it is the plural of, is part of a name.
    fn holds(&self, word: &str) -> bool {
        let of = |word: &str| self.parts.contains_key(&sight::word_hash(word));
        of(word) || ["s", "es"].iter().any(|ending| word.strip_suffix(ending).is_some_and(of))
    }

    /// The bits of a word.
    fn parts(&self, word: &str, hash: u64) -> u16 {
        let of = |hash: u64| self.parts.get(&hash).copied();
        let begins = word.get(..DRUG_LETTERS).and_then(|start| of(sight::word_hash(start) ^ BEGINNING)).unwrap_or(0);
        let whole = of(hash).or_else(|| word.strip_suffix('s').and_then(|word| of(sight::word_hash(word)))).unwrap_or(0);
        whole | begins
    }
}
