//! False places: towns, streets and the names of institutions are others, while what kind of place it is stays.

use super::name::{in_case_of, pieces};
use super::pool::Pools;
use super::surrogate::Surrogates;
use crate::text::lexicon::{COUNTRY, FACILITY, FUNCTION, STATE, STREET};
use crate::text::token::{fold, word_hash};
use crate::{Known, TextEngine};

/// Words that say what kind of place it is.
const KINDS: [&str; 54] = [
    "general",
    "regional",
    "medical",
    "memorial",
    "community",
    "university",
    "college",
    "school",
    "high",
    "elementary",
    "middle",
    "county",
    "city",
    "town",
    "village",
    "township",
    "hospital",
    "clinic",
    "center",
    "centre",
    "health",
    "healthcare",
    "care",
    "system",
    "services",
    "service",
    "department",
    "apt",
    "apartment",
    "unit",
    "suite",
    "ste",
    "room",
    "floor",
    "box",
    "po",
    "rr",
    "route",
    "building",
    "bldg",
    "north",
    "south",
    "east",
    "west",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "ne",
    "nw",
    "se",
    "sw",
    "group",
    "associates",
];
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];

impl Surrogates<'_> {
    /// A false place in the form of the true one. Where every word says only what kind of place it is, so that they are its
    /// name, all of them make way for one.
    pub(super) fn place(&self, engine: &TextEngine, was: &str, known: &[&Known], turn: u8) -> Option<String> {
        let plain = |word: &str| {
            let folded = fold(word);
            let flags = engine.flags(word_hash(&folded));
            let listed = flags & (STREET | FACILITY | FUNCTION | COUNTRY | STATE) != 0 || KINDS.contains(&folded.as_str());
            let is_known = known.iter().any(|known| known.word(word_hash(&folded)).is_some());
            listed && !is_known || folded.chars().count() == 1
        };
        self.written(was, known, turn, &plain).or_else(|| self.written(was, known, turn, &|_| false))
    }

    /// `None` where nothing was replaced.
    fn written(&self, was: &str, known: &[&Known], turn: u8, plain: &dyn Fn(&str) -> bool) -> Option<String> {
        let pieces = pieces(was);
        let last_number = pieces.iter().rposition(|piece| piece.between.bytes().any(|b| b.is_ascii_digit()));
        let mut out = String::with_capacity(was.len());
        let (mut changed, mut at, mut ordinal) = (false, 0, None);
        while let Some(piece) = pieces.get(at) {
            let Some(word) = piece.word else {
                let (text, number) = self.other_numbers(piece.between, Some(at) == last_number, was, turn);
                changed |= text != piece.between;
                out.push_str(&text);
                ordinal = number;
                at += 1;
                continue;
            };
            if let (Some(number), true) = (ordinal.take(), ORDINALS.contains(&fold(word).as_str())) {
                out.push_str(&in_case_of(word, suffix(number)));
                at += 1;
                continue;
            }
            if plain(word) {
                out.push_str(word);
                at += 1;
                continue;
            }
            // All words of one name, which one false word stands for.
            let mut end = at + 1;
            let mut words = vec![fold(word)];
            while let (Some(between), Some(next)) = (pieces.get(end), pieces.get(end + 1)) {
                let joined = matches!(between.between, " " | "-" | "'s " | "\u{2019}s " | ". " | "'" | "\u{2019}");
                match next.word.filter(|next| joined && !plain(next)) {
                    Some(next) => words.push(fold(next)),
                    None => break,
                }
                end += 2;
            }
            let name = words.join(" ");
            let follows = pieces.get(end + 1).and_then(|piece| piece.word).map(fold);
            let street = follows.is_some_and(|word| STREETS.contains(&word.as_str()));
            let (kind, pool) = if street { ("street", &Pools::get().streets) } else { ("town", &Pools::get().towns) };
            let place = self.choose(kind, pool, &name, self.number("place", &name, 0), known)?;
            out.push_str(&in_case_of(word, &place));
            changed = true;
            at = end;
        }
        changed.then_some(out)
    }

    /// House numbers become others of as many digits; a ZIP code becomes one of those that are nowhere in use (000 to 004). The last
    /// number is told, for its ending.
    fn other_numbers(&self, between: &str, last: bool, was: &str, turn: u8) -> (String, Option<u64>) {
        let mut out = String::with_capacity(between.len());
        let mut number = None;
        let mut rest = between;
        while let Some(first) = rest.chars().next() {
            let digits = first.is_ascii_digit();
            let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if !digits {
                out.push_str(run);
                number = None;
            } else if last && run.len() == 5 && after.bytes().all(|b| !b.is_ascii_alphanumeric() || b.is_ascii_digit()) {
                let drawn = self.number("zip", run, turn);
                out.push_str(&format!("00{:03}", drawn % 500));
            } else {
                let drawn = self.digits("house", &format!("{run} {}", fold(was)), run.len(), turn);
                number = drawn.parse().ok();
                out.push_str(&drawn);
            }
            rest = after;
        }
        (out, number)
    }
}

/// Words before which stands the name of a street.
const STREETS: [&str; 34] = [
    "street",
    "st",
    "avenue",
    "ave",
    "av",
    "road",
    "rd",
    "drive",
    "dr",
    "lane",
    "ln",
    "boulevard",
    "blvd",
    "court",
    "ct",
    "circle",
    "cir",
    "place",
    "pl",
    "plaza",
    "terrace",
    "ter",
    "trail",
    "trl",
    "way",
    "highway",
    "hwy",
    "parkway",
    "pkwy",
    "square",
    "sq",
    "alley",
    "loop",
    "row",
];

fn suffix(number: u64) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}
