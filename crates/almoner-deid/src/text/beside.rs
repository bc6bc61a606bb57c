//! Layer 2, names by what stands right behind or before them: a telephone number, a relation in brackets, a date after an inverted
//! name at the head of its line, an age with a letter for the sex; and initials by their place in a row.
//!
//! A name is taken only where each of its words can be one and at least one is no word of the language.

use super::lexicon::{
    CREDENTIAL, EPONYM, FUNCTION, LABEL, PARTICLE, PERSON, RELATION, STATE, TITLE, UNIT, VOCABULARY, WEEKDAY,
};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Kind, word_hash};
use super::vocabulary::{derived, likely_clinical};
use crate::Category;

/// Who did something stands after these: "verified JS".
const DOERS: [u64; 5] =
    [word_hash("by"), word_hash("per"), word_hash("verified"), word_hash("initials"), word_hash("initialed")];
/// What is said of signs and tools with somebody's name, and of people as well: only after a listed one, "Foley draining".
pub const OF_TOOLS: [u64; 31] = [
    word_hash("absent"),
    word_hash("present"),
    word_hash("steady"),
    word_hash("weak"),
    word_hash("elicited"),
    word_hash("draining"),
    word_hash("patent"),
    word_hash("removed"),
    word_hash("placed"),
    word_hash("inserted"),
    word_hash("flushed"),
    word_hash("flushes"),
    word_hash("discontinued"),
    word_hash("clamped"),
    word_hash("capped"),
    word_hash("exchanged"),
    word_hash("pulled"),
    word_hash("out"),
    word_hash("rare"),
    word_hash("seen"),
    word_hash("deferred"),
    word_hash("performed"),
    word_hash("mild"),
    word_hash("moderate"),
    word_hash("severe"),
    word_hash("stable"),
    word_hash("improved"),
    word_hash("worse"),
    word_hash("healed"),
    word_hash("reduced"),
    word_hash("controlled"),
];

impl Scan<'_> {
    /// All of them, over `people` (titles, credentials and relations) and what is claimed so far.
    pub fn names_beside(&mut self, people: &[u32]) {
        for at in people.iter().map(|at| index(*at)) {
            // "Ali (son)", "Samia: sister ..."
            let follows =
                self.before(at, 1).is_mark(b'(') || self.before(at, 1).is_mark(b':') && self.t(at).gap == Gap::Space;
            if self.t(at).has(RELATION) && at > 1 && follows {
                self.written_before(at - 1);
            }
        }
        let mut starts: Vec<usize> = self.claimed_starts().map(index).collect();
        starts.sort_unstable();
        for at in starts {
            match self.owner(at) {
                Some(Category::Phone) => {
                    if let Some(end) = self.before_the_relation(at) {
                        self.written_before(end);
                    }
                }
                Some(Category::Date | Category::Mrn | Category::OtherId) => self.inverted_at_the_head(at),
                _ => {}
            }
        }
        for at in 0..self.anchors.numbers.len() {
            if let Some(number) = self.anchors.numbers.get(at).map(|at| index(*at)) {
                self.after_age_and_sex(number);
            }
        }
    }

    /// Where a name may end before the number at `at`: "Roe 555-0101", "Roe (son) 555-0101", "Roe, son, 555-0101".
    fn before_the_relation(&self, at: usize) -> Option<usize> {
        let marks = |at: usize| matches!(self.before(at, 1).mark, b'(' | b',' | b')' | b'-' | b'+');
        let mut end = at;
        let mut steps = 0;
        while end > 0 && steps < 4 && (marks(end) || self.before(end, 1).has(RELATION)) && self.t(end).gap <= Gap::Column {
            end -= 1;
            steps += 1;
        }
        (end > 0 && self.t(end).gap <= Gap::Column && self.before(end, 1).is_word()).then_some(end)
    }

    /// Whether the word at `at` can be part of a name, and whether it is hardly anything else.
    fn may_be_named(&self, at: usize) -> (bool, bool) {
        let token = self.t(at);
        if !token.is_word()
            || !self.free(at)
            || token.has(LABEL | TITLE | UNIT | STATE | WEEKDAY | CREDENTIAL) && token.len() > 1
        {
            return (false, false);
        }
        // "Soon-Ja": half of a name may be a word.
        let hyphened = |mark: usize| self.mark(mark, b'-') && self.glued(mark) && self.glued(mark + 1);
        if (hyphened(at + 1) || at > 1 && hyphened(at - 1)) && token.len() > 1 {
            return (true, false);
        }
        let unlisted =
            token.flags & VOCABULARY == 0 && token.len() > 2 && !derived(self, at) && !likely_clinical(self.word(at));
        let listed = token.has(PERSON | EPONYM) && !token.has(FUNCTION);
        (unlisted || listed || token.len() == 1 || token.has(PARTICLE), unlisted || listed && !token.has(VOCABULARY))
    }

    /// Claims up to four words before `end`, written as names are.
    fn written_before(&mut self, end: usize) {
        let (mut from, mut words, mut telling, mut listed) = (end, 0, false, 0);
        while words < 4 && from > 0 && (from == end || self.t(from).gap <= Gap::Space) {
            let token = *self.t(from - 1);
            let inner = from < end
                && (token.is_mark(b'-') && self.glued(from) || token.is_mark(b'.') && self.before(from, 2).len() == 1);
            if inner {
                from -= 1;
                continue;
            }
            let written = token.case == Case::Title || token.case == Case::Initial || token.shouted || self.lower_case;
            let (may, tells) = self.may_be_named(from - 1);
            if !may || !written || from == end && self.t(end).gap > Gap::Column {
                break;
            }
            telling |= tells;
            listed += usize::from(token.has(PERSON));
            words += 1;
            from -= 1;
        }
        // "Emergency 1   precious west 555-0100": a cell of nothing but names that are words.
        telling |= listed >= 2 && listed == words && self.t(from).gap >= Gap::Column;
        while from < end && (!self.t(from).is_word() || self.t(from).len() == 1 && !self.t(from).capital()) {
            from += 1;
        }
        if telling && from < end {
            self.claim_name(from, end);
        }
    }

    /// "roe, anna m 3/4/1950" at the head of a line or cell, before the identifier at `at`.
    fn inverted_at_the_head(&mut self, at: usize) {
        let (mut from, mut comma, mut telling, mut words) = (at, 0, false, 0);
        while from > 0 && at - from < 9 && (from == at || self.t(from).gap < Gap::Column) {
            let token = self.t(from - 1);
            if token.is_mark(b',') {
                comma += 1;
            } else if token.is_word() {
                let (may, tells) = self.may_be_named(from - 1);
                if !may {
                    return;
                }
                telling |= tells;
                words += 1;
            } else if !matches!(token.mark, b'-' | b'.' | b'\'') {
                break;
            }
            from -= 1;
        }
        let heads = self.t(from).gap >= Gap::Column || from == 0 || self.before(from, 1).is_mark(b'|');
        let comma_after_first = (from + 1..from + 5).any(|at| self.mark(at, b','));
        let last = self.before(at, 1);
        let ends = last.is_word() || last.is_mark(b'.');
        if heads && comma == 1 && comma_after_first && telling && ends && (2..=5).contains(&words) && self.t(from).is_word()
        {
            self.claim_name(from, at);
        }
    }

    /// "83 F precious west" and "41M Roe" in a line that begins with the number.
    fn after_age_and_sex(&mut self, at: usize) {
        let sex = self.t(at + 1);
        let aged = self.t(at).len() <= 3 && self.t(at).gap >= Gap::Line && sex.is_word() && sex.len() == 1;
        if !aged || !matches!(self.word(at + 1), "F" | "M" | "f" | "m") || sex.gap > Gap::Space {
            return;
        }
        let (mut end, mut words, mut telling) = (at + 2, 0, false);
        while words < 4 && self.t(end).gap <= Gap::Space {
            let inner = matches!(self.t(end).mark, b'.' | b'-') && words > 0 && self.glued(end);
            if !inner {
                let (may, tells) = self.may_be_named(end);
                if !may {
                    break;
                }
                telling |= tells;
                words += 1;
            }
            end += 1;
        }
        if telling && words > 0 && self.t(end).gap >= Gap::Line {
            self.claim_name(at + 2, end);
        }
    }

    /// Two or three capitals after "verified", "by" and the like, or alone in the last line: somebody's initials.
    pub fn signs_off(&self, at: usize) -> bool {
        let (token, next) = (self.t(at), self.t(at + 1));
        let capitals = token.case == Case::Upper || self.lower_case && token.case == Case::Lower;
        if !(2..=3).contains(&token.len()) || !capitals || token.has(VOCABULARY | UNIT | LABEL | STATE | TITLE) {
            return false;
        }
        let previous = self.before(at, 1);
        let done =
            previous.is_word() && DOERS.contains(&previous.hash) && token.gap <= Gap::Line && next.kind != Kind::Number;
        let closes = next.gap >= Gap::Line || next.is_mark(b',') || next.is_mark(b'.') || self.is(at + 1, word_hash("on"));
        let alone = token.gap >= Gap::Line && at + 1 >= self.tokens.len() && at > 20;
        done && closes || alone
    }
}
