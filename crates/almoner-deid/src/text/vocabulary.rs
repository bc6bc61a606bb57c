//! Which words may be shown: the everyday and clinical lists, their inflections, and the shapes that only clinical words
//! have (`-ectomy`, `-mycin`).

use super::lexicon::{COMMON, FACILITY_WORD, Lexicon, PERSON, PLACE, STREET, TITLE, VOCABULARY};
use super::scan::Scan;
use super::token::{Case, fold, hash_start, hash_step};

/// Endings that clinical words have and names hardly do.
const CLINICAL_ENDINGS: [&str; 77] = [
    "itis",
    "ectomy",
    "otomy",
    "ostomy",
    "oscopy",
    "plasty",
    "emia",
    "aemia",
    "osis",
    "oses",
    "pathy",
    "pathic",
    "opathies",
    "algia",
    "uria",
    "plegia",
    "paresis",
    "rrhea",
    "rrhoea",
    "rrhage",
    "rrhagic",
    "megaly",
    "oma",
    "omas",
    "ography",
    "ogram",
    "ologist",
    "ology",
    "ological",
    "ologic",
    "mycin",
    "micin",
    "cillin",
    "cycline",
    "floxacin",
    "azole",
    "prazole",
    "pril",
    "sartan",
    "olol",
    "dipine",
    "statin",
    "gliptin",
    "gliflozin",
    "glutide",
    "formin",
    "mab",
    "tinib",
    "ciclib",
    "parib",
    "rafenib",
    "zomib",
    "vir",
    "azepam",
    "zolam",
    "oxetine",
    "triptan",
    "setron",
    "caine",
    "barbital",
    "profen",
    "oxacin",
    "thiazide",
    "semide",
    "lukast",
    "terol",
    "sone",
    "solone",
    "parin",
    "grel",
    "xaban",
    "gatran",
    "platin",
    "taxel",
    "rubicin",
    "trexate",
    "uracil",
];

/// A word's folded letters where they are ASCII and few; others have no known form.
struct Folded {
    letters: [u8; 40],
    len: usize,
    /// Hashes of the first 0, 1, 2 .. letters.
    heads: [u64; 41],
}

impl Folded {
    fn of(word: &str) -> Option<Self> {
        let mut this = Self { letters: [0; 40], len: 0, heads: [hash_start(); 41] };
        let mut push = |letter: u8| {
            let hash = hash_step(*this.heads.get(this.len)?, letter);
            *this.letters.get_mut(this.len)? = letter;
            this.len += 1;
            *this.heads.get_mut(this.len)? = hash;
            Some(())
        };
        if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            word.bytes().try_for_each(|byte| push(byte | 0x20))?;
        } else {
            let folded = fold(word);
            if !folded.is_ascii() {
                return None;
            }
            folded.bytes().try_for_each(push)?;
        }
        Some(this)
    }

    fn letters(&self) -> &[u8] {
        self.letters.get(..self.len).unwrap_or_default()
    }

    /// Whether the lists hold the word cut to `len` letters, with `more` after them.
    fn listed(&self, lexicon: &Lexicon, len: usize, more: &str) -> bool {
        let Some(head) = self.heads.get(len) else { return false };
        let hash = more.bytes().fold(*head, hash_step);
        len + more.len() >= 3 && lexicon.flags(hash) & VOCABULARY != 0
    }
}

/// Whether the form of an unlisted word is that of a clinical one.
pub(super) fn likely_clinical(word: &str) -> bool {
    Folded::of(word).is_some_and(|folded| clinical_form(folded.letters()))
}

fn clinical_form(letters: &[u8]) -> bool {
    let last = letters.last();
    letters.len() >= 6
        && CLINICAL_ENDINGS.iter().any(|ending| {
            let ending = ending.as_bytes();
            ending.last() == last && letters.len() > ending.len() + 1 && letters.ends_with(ending)
        })
}

/// Endings of inflection and derivation, with what the base form may end in instead.
const INFLECTIONS: [(&str, &[&str]); 22] = [
    ("ies", &["y"]),
    ("es", &["", "e", "is"]),
    ("s", &[""]),
    ("ied", &["y"]),
    ("ed", &["", "e"]),
    ("ing", &["", "e"]),
    ("ly", &["", "le", "e"]),
    ("ally", &["al", ""]),
    ("er", &["", "e"]),
    ("est", &["", "e"]),
    ("ness", &["", "y"]),
    ("ful", &[""]),
    ("less", &[""]),
    ("able", &["", "e"]),
    ("ible", &["", "e"]),
    ("ment", &["", "e"]),
    ("tion", &["te", "t"]),
    ("ation", &["e", ""]),
    ("al", &["", "e"]),
    ("ity", &["", "e"]),
    ("ive", &["e", "ion", ""]),
    ("ic", &["", "y", "ia", "is"]),
];
const PREFIXES: [&str; 22] = [
    "non", "un", "re", "pre", "post", "anti", "hyper", "hypo", "sub", "inter", "intra", "over", "under", "multi", "poly",
    "micro", "peri", "supra", "infra", "trans", "retro", "mis",
];

/// Whether an unlisted word is an inflected or derived form of a listed everyday or clinical word.
fn inflected(lexicon: &Lexicon, folded: &Folded) -> bool {
    if folded.len < 4 {
        return false;
    }
    let based = |from: usize| {
        // A prefix stands before `from`; the rest is looked up as a word of its own.
        let rest;
        let word = if from == 0 {
            folded
        } else {
            let letters = folded.letters().get(from..).and_then(|letters| std::str::from_utf8(letters).ok());
            match letters.and_then(Folded::of) {
                Some(word) => {
                    rest = word;
                    &rest
                }
                None => return false,
            }
        };
        let letters = word.letters();
        (from > 0 && word.listed(lexicon, word.len, ""))
            || INFLECTIONS.iter().any(|(ending, bases)| {
                let Some(stem) = letters.strip_suffix(ending.as_bytes()) else { return false };
                let doubled =
                    stem.len() > 3 && stem.last() == stem.get(stem.len() - 2) && word.listed(lexicon, stem.len() - 1, "");
                let least = if matches!(*ending, "s" | "es" | "ed" | "ing") { 3 } else { 4 };
                doubled
                    || bases.iter().any(|base| stem.len() + base.len() >= least && word.listed(lexicon, stem.len(), base))
            })
    };
    based(0)
        || PREFIXES.iter().any(|prefix| {
            folded.letters().starts_with(prefix.as_bytes()) && folded.len >= prefix.len() + 4 && based(prefix.len())
        })
}

/// Whether the word at `at` may be shown under the safe vocabulary. It was not taken for a name, place or other identifier.
pub(super) fn is_safe(scan: &Scan<'_>, at: usize) -> bool {
    let token = scan.t(at);
    if token.has(VOCABULARY | TITLE) || scan.names_a_disease(at) && token.has(super::lexicon::EPONYM) {
        return true;
    }
    if token.foreign {
        return false;
    }
    // Single letters: list markers, vitamin names, initials of units. Initials of people were claimed.
    if token.len() == 1 {
        return true;
    }
    let lower = token.case == Case::Lower || token.shouted;
    if token.has(PERSON | PLACE) {
        return false;
    }
    if token.has(FACILITY_WORD | STREET) {
        return lower;
    }
    // Short abbreviations in capitals (COPD, LVEF) are not names.
    if token.case == Case::Upper && !token.shouted && token.len() <= 4 {
        return true;
    }
    has_known_form(scan, at)
}

/// Whether an unlisted word is vocabulary all the same.
pub(super) fn derived(scan: &Scan<'_>, at: usize) -> bool {
    scan.t(at).has(COMMON) || has_known_form(scan, at)
}

/// Whether the word at `at` has the form of a clinical word, or of a listed one.
fn has_known_form(scan: &Scan<'_>, at: usize) -> bool {
    let memo = scan.derived.get(at);
    if let Some(known) = memo.and_then(std::cell::Cell::get) {
        return known;
    }
    let known =
        Folded::of(scan.word(at)).is_some_and(|folded| clinical_form(folded.letters()) || inflected(scan.lexicon, &folded));
    if let Some(memo) = memo {
        memo.set(Some(known));
    }
    known
}
