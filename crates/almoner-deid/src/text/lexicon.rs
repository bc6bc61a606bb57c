//! Word lists as flags per folded word. The lists lie in `data/`; each was written for this crate (data/PROVENANCE.md).
//!
//! A word may carry several flags: `Brown` is a surname and an everyday word. Context decides; see `name`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::token::{fold, word_hash};
use crate::Category;

/// A set of the constants below.
pub(crate) type Flags = u32;

pub(crate) const GIVEN: Flags = 1;
pub(crate) const SURNAME: Flags = 1 << 1;
pub(crate) const PLACE: Flags = 1 << 2;
/// An everyday English word.
pub(crate) const COMMON: Flags = 1 << 3;
/// A clinical word: anatomy, diseases, drugs, tests, abbreviations.
pub(crate) const CLINICAL: Flags = 1 << 4;
/// A person's name that names a disease, sign, device or score.
pub(crate) const EPONYM: Flags = 1 << 5;
pub(crate) const MONTH: Flags = 1 << 6;
pub(crate) const WEEKDAY: Flags = 1 << 7;
/// `Dr`, `Mrs`: a name follows.
pub(crate) const TITLE: Flags = 1 << 8;
/// `MD`, `RN`: a name precedes.
pub(crate) const CREDENTIAL: Flags = 1 << 9;
/// `Street`, `Ave`.
pub(crate) const STREET: Flags = 1 << 10;
/// `Hospital`, `Clinic`.
pub(crate) const FACILITY: Flags = 1 << 11;
/// `Memorial`, `Mercy`: part of many facilities' names.
pub(crate) const FACILITY_WORD: Flags = 1 << 12;
/// A US state, by name or postal abbreviation.
pub(crate) const STATE: Flags = 1 << 13;
/// `wife`, `son`: a name may follow.
pub(crate) const RELATION: Flags = 1 << 14;
/// `reports`, `denies`: a person precedes.
pub(crate) const PERSON_VERB: Flags = 1 << 15;
/// `disease`, `syndrome`, `catheter`: an eponym precedes.
pub(crate) const EPONYM_NOUN: Flags = 1 << 16;
/// A word after which `3/4` is a date.
pub(crate) const DATE_CUE: Flags = 1 << 17;
/// A word near which `3/4` is a score.
pub(crate) const SCORE_CUE: Flags = 1 << 18;
/// A unit of measure or dose.
pub(crate) const UNIT: Flags = 1 << 19;
/// `van`, `de`, `al`: part of a surname.
pub(crate) const PARTICLE: Flags = 1 << 20;
/// Begins a phrase of `labels.tsv`.
pub(crate) const LABEL: Flags = 1 << 21;
/// A function word that never is a name: `the`, `was`.
pub(crate) const FUNCTION: Flags = 1 << 22;
/// A holiday, or its first word.
pub(crate) const HOLIDAY: Flags = 1 << 23;
/// A number in words.
pub(crate) const NUMERAL: Flags = 1 << 24;
/// `lives in`, `from`: a place may follow.
pub(crate) const PLACE_CUE: Flags = 1 << 25;
/// Country or nation: larger than a state, stays.
pub(crate) const COUNTRY: Flags = 1 << 26;

/// Begins a listed place of several words.
pub(crate) const PLACE_START: Flags = 1 << 27;
/// May begin or belong to an address although it is no street word: `box`, `route`, `new` (York).
pub(crate) const ADDRESS_START: Flags = 1 << 28;
/// `in`, `at`: a place may follow.
pub(crate) const PREPOSITION: Flags = 1 << 29;
/// `nonagenarian`: an age by itself.
pub(crate) const AGE_WORD: Flags = 1 << 30;
/// `dob`, `is`: what stands before it may be a name because of what follows.
pub(crate) const NAME_BEFORE: Flags = 1 << 31;

/// Words that are known not to be names by themselves.
pub(crate) const VOCABULARY: Flags = COMMON
    | CLINICAL
    | MONTH
    | WEEKDAY
    | CREDENTIAL
    | RELATION
    | PERSON_VERB
    | EPONYM_NOUN
    | DATE_CUE
    | SCORE_CUE
    | UNIT
    | FUNCTION
    | NUMERAL
    | PLACE_CUE
    | COUNTRY
    | FACILITY
    | STATE;
pub(crate) const PERSON: Flags = GIVEN | SURNAME;

/// Keys are hashes already.
#[derive(Default)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

pub(crate) type HashIndex<V> = HashMap<u64, V, BuildHasherDefault<Identity>>;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Announces {
    /// A number or code of this category.
    Code(Category),
    /// A person's name.
    Person,
    /// A place, address or facility.
    Place,
    /// An employer.
    Employer,
    /// A date.
    Date,
}

/// One phrase of `labels.tsv`.
pub(crate) struct Label {
    /// Hashes of the words after the first.
    pub rest: Vec<u64>,
    pub announces: Announces,
    /// Whether `:`, `#`, `is` or the like must stand between label and value.
    pub needs_mark: bool,
}

/// The word lists, ready for look-up.
pub(crate) struct Lexicon {
    words: HashIndex<Flags>,
    labels: HashIndex<Vec<Label>>,
    /// Place names of several words, by first word.
    places: HashIndex<Vec<Vec<u64>>>,
    nicknames: HashIndex<Vec<&'static str>>,
}

const LISTS: [(&str, Flags); 5] = [
    (include_str!("../../data/given.txt"), GIVEN),
    (include_str!("../../data/surnames.txt"), SURNAME),
    (include_str!("../../data/common.txt"), COMMON),
    (include_str!("../../data/clinical.txt"), CLINICAL),
    (include_str!("../../data/function.txt"), FUNCTION | COMMON),
];
/// Words where rules begin that no list above makes recognisable.
const ANCHORS: [(&str, Flags); 4] = [
    ("box route rte highway hwy interstate new north south west rhode", ADDRESS_START),
    ("in at from near to outside", PREPOSITION),
    ("nonagenarian nonagenarians centenarian centenarians supercentenarian", AGE_WORD),
    ("dob mrn is", NAME_BEFORE),
];
const SPECIAL: &str = include_str!("../../data/special.txt");
const PLACES: &str = include_str!("../../data/places.txt");
const LABELS: &str = include_str!("../../data/labels.tsv");
const NICKNAMES: &str = include_str!("../../data/nicknames.txt");

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#'))
}

fn special_flag(name: &str) -> Flags {
    match name {
        "month" => MONTH,
        "weekday" => WEEKDAY,
        "title" => TITLE,
        "credential" => CREDENTIAL,
        "street" => STREET,
        "facility" => FACILITY,
        "facility-word" => FACILITY_WORD,
        "state" => STATE,
        "relation" => RELATION,
        "person-verb" => PERSON_VERB | COMMON,
        "eponym-noun" => EPONYM_NOUN,
        "eponym" => EPONYM,
        "date-cue" => DATE_CUE,
        "score-cue" => SCORE_CUE,
        "unit" => UNIT,
        "particle" => PARTICLE,
        "holiday" => HOLIDAY,
        "numeral" => NUMERAL,
        "place-cue" => PLACE_CUE,
        "country" => COUNTRY,
        _ => 0,
    }
}

impl Lexicon {
    /// Builds the tables; `clinical` are further phrases whose words count as clinical.
    pub fn new<'t>(clinical: impl Iterator<Item = &'t str>) -> Self {
        let mut this = Self {
            words: HashIndex::default(),
            labels: HashIndex::default(),
            places: HashIndex::default(),
            nicknames: HashIndex::default(),
        };
        for (list, flag) in LISTS {
            for word in lines(list).flat_map(str::split_whitespace) {
                this.add(word, flag);
            }
        }
        let mut flag = 0;
        for line in lines(SPECIAL) {
            match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                Some(section) => flag = special_flag(section),
                None => line.split_whitespace().for_each(|word| this.add(word, flag)),
            }
        }
        for place in lines(PLACES).flat_map(|line| line.split(',')).map(str::trim).filter(|place| !place.is_empty()) {
            let mut words = place.split(' ').map(|word| word_hash(&fold(word)));
            let (Some(first), rest) = (words.next(), words.collect::<Vec<_>>()) else { continue };
            if rest.is_empty() {
                this.add(place, PLACE);
            } else {
                *this.words.entry(first).or_default() |= PLACE_START;
                this.places.entry(first).or_default().push(rest);
            }
        }
        for rests in this.places.values_mut() {
            rests.sort_by_key(|rest| std::cmp::Reverse(rest.len()));
        }
        for (words, flag) in ANCHORS {
            words.split(' ').for_each(|word| this.add(word, flag));
        }
        this.read_labels();
        for line in lines(NICKNAMES) {
            for name in line.split_whitespace() {
                this.add(name, GIVEN);
                let others = line.split_whitespace().filter(|other| *other != name);
                this.nicknames.entry(word_hash(&fold(name))).or_default().extend(others);
            }
        }
        for phrase in clinical {
            for word in phrase.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1) {
                this.add(word, CLINICAL);
            }
        }
        this
    }

    fn read_labels(&mut self) {
        for line in lines(LABELS) {
            let Some((what, phrases)) = line.split_once('\t') else { continue };
            let (what, needs_mark) = what.strip_suffix('!').map_or((what, false), |what| (what, true));
            let announces = match what {
                "PERSON" => Announces::Person,
                "PLACE" => Announces::Place,
                "EMPLOYER" => Announces::Employer,
                "DATE" => Announces::Date,
                code => match Category::from_name(code) {
                    Some(category) => Announces::Code(category),
                    None => continue,
                },
            };
            for phrase in phrases.split(',').map(str::trim) {
                let mut words = phrase.split(' ').map(word_hash);
                let Some(first) = words.next() else { continue };
                let flags = self.words.entry(first).or_default();
                *flags |= LABEL;
                self.labels.entry(first).or_default().push(Label { rest: words.collect(), announces, needs_mark });
            }
        }
        for labels in self.labels.values_mut() {
            labels.sort_by_key(|label| std::cmp::Reverse(label.rest.len()));
        }
    }

    fn add(&mut self, word: &str, flag: Flags) {
        let hash = if word.bytes().all(|b| b.is_ascii_lowercase()) { word_hash(word) } else { word_hash(&fold(word)) };
        *self.words.entry(hash).or_default() |= flag;
    }

    pub fn flags(&self, hash: u64) -> Flags {
        self.words.get(&hash).copied().unwrap_or(0)
    }

    /// Labels that begin with this word, longest first.
    pub fn labels(&self, first: u64) -> &[Label] {
        self.labels.get(&first).map_or(&[], Vec::as_slice)
    }

    /// What may follow this word to make a place of several words, longest first.
    pub fn places(&self, first: u64) -> &[Vec<u64>] {
        self.places.get(&first).map_or(&[], Vec::as_slice)
    }

    /// Other forms of a given name.
    pub fn nicknames(&self, name: u64) -> &[&'static str] {
        self.nicknames.get(&name).map_or(&[], Vec::as_slice)
    }
}
