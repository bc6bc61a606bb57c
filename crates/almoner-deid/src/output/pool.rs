//! The false names: by origin and kind, with what origin and kind a true name seems to be of.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// `data/surrogates.tsv`: the names that are given.
const LISTS: &str = include_str!("../../data/surrogates.tsv");
/// The lists that names are found by; their headings tell origins.
const FAMILY_NAMES: &str = include_str!("../../data/surnames.txt");
const GIVEN_NAMES: &str = include_str!("../../data/given.txt");
const NICKNAMES: &str = include_str!("../../data/nicknames.txt");

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Female,
    Male,
    Family,
}

/// Where a name is at home: a word of the lists.
pub(super) type Origin = &'static str;
const GENERAL: Origin = "general";

pub(super) struct Pools {
    names: BTreeMap<(Origin, Kind, u8), Vec<&'static str>>,
    of: BTreeMap<&'static str, (Origin, Kind)>,
    origins: BTreeMap<&'static str, Origin>,
    full: BTreeMap<&'static str, &'static str>,
    pub(super) towns: Vec<&'static str>,
    pub(super) streets: Vec<&'static str>,
}

impl Pools {
    pub(super) fn get() -> &'static Self {
        static POOLS: OnceLock<Pools> = OnceLock::new();
        POOLS.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut this = Self {
            names: BTreeMap::new(),
            of: BTreeMap::new(),
            origins: BTreeMap::new(),
            full: BTreeMap::new(),
            towns: Vec::new(),
            streets: Vec::new(),
        };
        for line in LISTS.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split('\t');
            let (Some(origin), Some(kind), Some(words)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let words = words.split(' ');
            let (kind, given) = kind.strip_prefix("known-").map_or((kind, true), |kind| (kind, false));
            let kind = match kind {
                "f" => Kind::Female,
                "m" => Kind::Male,
                "s" => Kind::Family,
                "town" => {
                    this.towns.extend(words);
                    continue;
                }
                _ => {
                    this.streets.extend(words);
                    continue;
                }
            };
            for word in words {
                if given {
                    let letter = word.as_bytes().first().copied().unwrap_or_default();
                    this.names.entry((origin, kind, letter)).or_default().push(word);
                }
                this.of.entry(word).or_insert((origin, kind));
            }
        }
        for list in [FAMILY_NAMES, GIVEN_NAMES] {
            let mut origin = GENERAL;
            for line in list.lines() {
                match line.strip_prefix('#') {
                    Some(heading) => origin = origin_of(heading),
                    None => line.split_whitespace().for_each(|word| {
                        this.origins.entry(word).or_insert(origin);
                    }),
                }
            }
        }
        for line in NICKNAMES.lines().filter(|line| !line.starts_with('#')) {
            let mut names = line.split_whitespace();
            let Some(full) = names.next() else { continue };
            for name in names {
                this.full.entry(name).or_insert(full);
            }
        }
        this
    }

    /// The full name that a nickname stands for; itself if it is none.
    pub(super) fn full<'n>(&self, name: &'n str) -> &'n str
    where
        'static: 'n,
    {
        self.full.get(name).copied().unwrap_or(name)
    }

    /// Origin and kind of a folded name, as far as lists tell; `given` says whether it is listed as a given name alone.
    pub(super) fn class(&self, name: &str, given: bool) -> (Origin, Kind) {
        if let Some(class) = self.of.get(name) {
            return *class;
        }
        let origin = self.origins.get(name).copied().unwrap_or(GENERAL);
        let kind = match name.as_bytes().last() {
            _ if !given => Kind::Family,
            Some(b'a' | b'e' | b'i') => Kind::Female,
            _ => Kind::Male,
        };
        (origin, kind)
    }

    /// The names of a class under a letter, or those of the general class.
    pub(super) fn names(&self, (origin, kind): (Origin, Kind), letter: u8) -> &[&'static str] {
        let own = self.names.get(&(origin, kind, letter));
        own.or_else(|| self.names.get(&(GENERAL, kind, letter))).map_or(&[], Vec::as_slice)
    }
}

/// The origin that a heading of the lists of names speaks of.
fn origin_of(heading: &str) -> Origin {
    let first = heading.trim().split([' ', ',']).next().unwrap_or_default();
    match first {
        "Hispanic" => "hispanic",
        "Slavic" => "slavic",
        "Arabic" => "middle-eastern",
        "South" => "south-asian",
        "East" => "east-asian",
        "African" => "african",
        _ => GENERAL,
    }
}
