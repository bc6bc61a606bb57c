//! Which words may be shown: the everyday and clinical lists, their inflections, and the shapes that only clinical words
//! have (`-ectomy`, `-mycin`).

use super::lexicon::{COMMON, FACILITY_WORD, Lexicon, PERSON, PLACE, STREET, TITLE, VOCABULARY};
use super::scan::Scan;
use super::token::{Case, fold, word_hash};

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

/// Whether the form of an unlisted word is that of a clinical one.
pub(super) fn likely_clinical(word: &str) -> bool {
    let folded = fold(word);
    folded.len() >= 6 && CLINICAL_ENDINGS.iter().any(|ending| folded.len() > ending.len() + 1 && folded.ends_with(ending))
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
pub(super) fn inflected(lexicon: &Lexicon, word: &str) -> bool {
    let folded = fold(word);
    if !folded.is_ascii() || folded.len() < 4 || folded.len() > 40 {
        return false;
    }
    let listed = |base: &str| base.len() >= 3 && lexicon.flags(word_hash(base)) & VOCABULARY != 0;
    let based = |word: &str| {
        INFLECTIONS.iter().any(|(ending, bases)| {
            word.strip_suffix(ending).is_some_and(|stem| {
                let doubled = stem.len() > 3 && {
                    let mut last = stem.bytes().rev();
                    last.next() == last.next() && stem.get(..stem.len() - 1).is_some_and(listed)
                };
                let least = if matches!(*ending, "s" | "es" | "ed" | "ing") { 3 } else { 4 };
                doubled || bases.iter().any(|base| stem.len() + base.len() >= least && listed(&format!("{stem}{base}")))
            })
        })
    };
    based(&folded)
        || PREFIXES
            .iter()
            .any(|prefix| folded.strip_prefix(prefix).is_some_and(|rest| rest.len() >= 4 && (listed(rest) || based(rest))))
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
    let word = scan.word(at);
    inflected(scan.lexicon, word) || likely_clinical(word)
}

/// Whether an unlisted word is vocabulary all the same.
pub(super) fn derived(scan: &Scan<'_>, at: usize) -> bool {
    let word = scan.word(at);
    scan.t(at).has(COMMON) || likely_clinical(word) || inflected(scan.lexicon, word)
}
