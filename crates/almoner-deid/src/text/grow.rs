//! Names whose place in the text tells more than their words: before a birth date or record number, before "is a 65 year
//! old", at the very end; and the words that stand beside a name that was found.

use super::lexicon::{
    CREDENTIAL, EPONYM, FACILITY, FACILITY_WORD, FUNCTION, GIVEN, LABEL, PERSON, PERSON_VERB, PLACE, SURNAME, TITLE, UNIT,
    VOCABULARY,
};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Token, word_hash};
use super::vocabulary::derived;
use crate::Category;

const DOB: u64 = word_hash("dob");
const MRN: u64 = word_hash("mrn");
const IS: u64 = word_hash("is");
const YEARS: [u64; 6] =
    [word_hash("year"), word_hash("years"), word_hash("yo"), word_hash("y"), word_hash("yr"), word_hash("month")];

/// Whether two words are written the same way, so that one may go on the other.
fn alike(one: &Token, two: &Token) -> bool {
    let style = |token: &Token| (token.capital(), token.shouted);
    style(one) == style(two) || one.case == Case::Initial || two.case == Case::Initial
}

impl Scan<'_> {
    /// Names that what follows them gives away.
    pub fn placed_names(&mut self) {
        let mut anchors = std::mem::take(&mut self.anchors.names_before);
        anchors.extend(self.claimed_starts());
        anchors.sort_unstable();
        anchors.dedup();
        for at in anchors.into_iter().map(index) {
            let token = *self.t(at);
            if self.identifies_after(at) {
                self.name_before(if self.before(at, 1).is_mark(b'(') { at - 1 } else { at });
                continue;
            }
            if !token.is_word() {
                continue;
            }
            let record = matches!(token.hash, DOB | MRN);
            let aged = token.hash == IS
                && (1..=2).any(|ahead| {
                    self.t(at + ahead).is_number() && (1..=2).any(|more| YEARS.contains(&self.t(at + ahead + more).hash))
                });
            if record || aged {
                let end = if record && self.before(at, 1).is_mark(b'(') { at - 1 } else { at };
                self.name_before(end);
            }
        }
        self.signature();
    }

    /// Whether a record number, a birth date in brackets or a street address on a new line begins here: a name precedes.
    fn identifies_after(&self, at: usize) -> bool {
        let begins = at > 0 && self.owner(at).is_some() && self.owner(at - 1) != self.owner(at);
        begins
            && match self.owner(at) {
                Some(Category::Mrn | Category::OtherId) if self.t(at).is_number() || self.t(at).len() == 1 => {
                    self.t(at).gap <= Gap::Column && self.before(at, 1).is_word() || self.before(at, 1).is_mark(b',')
                }
                Some(Category::Date) => self.before(at, 1).is_mark(b'('),
                Some(Category::Geo) => self.t(at).is_number() && self.t(at).gap == Gap::Line && self.before(at, 1).is_word(),
                _ => false,
            }
    }

    /// Claims one to four words before `end` that can be names, if one of them is no everyday word.
    fn name_before(&mut self, end: usize) {
        let (mut from, mut telling, mut words) = (end, false, 0);
        while words < 4 && from > 0 && (from == end || self.t(from).gap <= Gap::Space) {
            let token = *self.t(from - 1);
            let joined = token.is_mark(b'.') && self.before(from, 2).case == Case::Initial
                || token.is_mark(b'-') && self.glued(from) && from < end
                || token.is_mark(b',') && from < end && self.before(from, 2).is_word();
            if joined {
                from -= 1;
                continue;
            }
            let unknown = token.flags & (VOCABULARY | LABEL | TITLE | UNIT) == 0 && !derived(self, from - 1);
            let person = token.has(PERSON | EPONYM) && !token.has(FUNCTION | LABEL) && !self.heading_ahead(from - 1);
            if !token.is_word()
                || !self.free(from - 1)
                || !(unknown || person || token.case == Case::Initial)
                || from == end && self.t(end).gap > Gap::Column
            {
                break;
            }
            telling |= unknown || token.has(PERSON) && !token.has(VOCABULARY) || token.has(PERSON) && words > 0;
            words += 1;
            from -= 1;
        }
        while from < end && !self.t(from).is_word() {
            from += 1;
        }
        if telling && from < end {
            self.claim_name(from, end);
        }
    }

    /// Whether a label's words end here: "Record Number".
    fn heading_ahead(&self, at: usize) -> bool {
        self.mark(at + 1, b':')
    }

    /// The last words of the text, if all of them can be names: whoever wrote it.
    fn signature(&mut self) {
        let mut end = self.tokens.len();
        while end > 0 && !self.t(end - 1).is_word() && matches!(self.t(end - 1).mark, b'.' | b'-' | b'_') {
            end -= 1;
        }
        let (mut from, mut words, mut telling) = (end, 0, false);
        while from > 0 && words < 4 {
            let token = *self.t(from - 1);
            let inner = token.is_mark(b'-') && self.glued(from) && self.glued(from - 1)
                || token.is_mark(b'.') && self.before(from, 2).case == Case::Initial && from >= 2;
            if inner {
                from -= 1;
                continue;
            }
            let unknown = token.flags & VOCABULARY == 0 && !derived(self, from - 1) && token.len() > 2;
            let person = token.has(PERSON | EPONYM) && !token.has(FUNCTION | UNIT);
            if !token.is_word() || !(unknown || person || token.case == Case::Initial) {
                break;
            }
            telling |= unknown || person;
            words += 1;
            from -= 1;
            if token.gap >= Gap::Line {
                break;
            }
        }
        let begins = from < end && self.begins(from) && !self.t(from).is_number();
        let short = self.tokens.len() < 6;
        if telling && begins && !short && (1..=3).contains(&words) {
            self.claim_name(from, end);
        }
    }

    /// Takes the words beside a name that belong to it: unlisted ones, and names that are words too.
    pub fn grow_names(&mut self) {
        for run in self.named_runs() {
            for at in run {
                if self.t(at).is_word() {
                    self.grow_left(at);
                }
            }
        }
        for run in self.named_runs() {
            let mut last = run.end.saturating_sub(1);
            while self.named(last) && !self.named(last + 1) {
                self.grow_right(last);
                let before = last;
                while self.named(last + 1) {
                    last += 1;
                }
                if last == before {
                    break;
                }
            }
        }
    }

    fn grow_left(&mut self, at: usize) {
        let (mut from, name) = (at, *self.t(at));
        for _ in 0..4 {
            let Some(previous) = from.checked_sub(1) else { break };
            if self.t(from).gap > Gap::Space || !self.free(previous) {
                break;
            }
            let token = *self.t(previous);
            let hyphen = token.is_mark(b'-')
                && self.glued(from)
                && self.glued(previous)
                && previous > 0
                && self.t(previous - 1).is_word()
                && self.free(previous - 1);
            if hyphen {
                from = previous - 1;
                continue;
            }
            // "Fan, Liying" with the family name at the head of its line or after a label.
            let family = *self.before(previous, 1);
            let heads = family.gap >= Gap::Column
                || matches!(self.before(previous, 2).mark, b':' | b'"' | b'|' | b'(' | b'/')
                || self.before(previous, 2).is_number()
                || self.before(previous, 2).has(LABEL);
            let inverted = token.is_mark(b',')
                && from == at
                && previous > 0
                && self.free(previous - 1)
                && family.is_word()
                && alike(&family, &name)
                && (family.has(PERSON | EPONYM) || family.flags & VOCABULARY == 0 && !derived(self, previous - 1))
                && heads;
            if inverted {
                from = previous - 1;
                continue;
            }
            let unknown = token.flags & (VOCABULARY | LABEL | TITLE | UNIT | PLACE | FACILITY_WORD) == 0
                && token.len() > 1
                && !derived(self, previous);
            let given = token.has(GIVEN) && token.case == Case::Title && !token.has(FUNCTION) && !self.heading(previous);
            if !token.is_word() || !alike(&token, &name) || !(unknown || given) || self.names_a_disease(previous) {
                break;
            }
            from = previous;
        }
        if from < at {
            self.claim_name(from, at);
        }
    }

    fn grow_right(&mut self, at: usize) {
        let (mut end, name) = (at + 1, *self.t(at));
        for _ in 0..4 {
            let token = *self.t(end);
            if token.gap > Gap::Space || !self.free(end) {
                break;
            }
            let hyphen = token.is_mark(b'-')
                && self.glued(end)
                && self.glued(end + 1)
                && self.t(end + 1).is_word()
                && self.free(end + 1);
            if hyphen {
                end += 2;
                continue;
            }
            // ", MADHURI" after a family name, and "K." after either.
            let given = *self.t(end + 1);
            let inverted = token.is_mark(b',')
                && end == at + 1
                && given.is_word()
                && given.gap == Gap::Space
                && self.free(end + 1)
                && alike(&given, &name)
                && given.case != Case::Initial
                && !given.has(FUNCTION | CREDENTIAL | LABEL)
                && (given.has(GIVEN) && (given.case == Case::Title || given.shouted)
                    || given.flags & VOCABULARY == 0 && !derived(self, end + 1) && given.case != Case::Lower)
                && (given.has(GIVEN) || !self.t(end + 2).is_mark(b','));
            if inverted {
                end += 2;
                continue;
            }
            let initial = token.is_word()
                && token.case == Case::Initial
                && (self.mark(end + 1, b'.') || token.shouted && !self.t(end + 1).is_word());
            if initial && token.gap == Gap::Space {
                end += if self.mark(end + 1, b'.') { 2 } else { 1 };
                continue;
            }
            if !token.is_word() || token.gap == Gap::None {
                break;
            }
            let unknown = token.flags & (VOCABULARY | LABEL | TITLE | UNIT | PLACE | FACILITY | FACILITY_WORD) == 0
                && token.len() > 1
                && !derived(self, end);
            let surname =
                token.has(SURNAME | EPONYM) && !token.has(FUNCTION | PERSON_VERB | UNIT) && !self.names_a_disease(end);
            let after = *self.t(end + 1);
            let closed = !after.is_word() || after.gap >= Gap::Line || after.has(PERSON_VERB | CREDENTIAL | LABEL);
            let sure = !name.has(VOCABULARY);
            let styled = if token.capital() { token.case == Case::Title && (sure || !self.heading(end)) } else { closed };
            if !alike(&token, &name) || !(unknown || surname && styled) || token.has(CREDENTIAL) && token.case == Case::Upper
            {
                break;
            }
            end += 1;
        }
        if end > at + 1 {
            self.claim_name(at + 1, end);
        }
    }
}
