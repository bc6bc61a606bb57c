//! Names whose place in the text tells more than their words: before a birth date or record number, before "is a 65 year
//! old", at the very end; and the words that stand beside a name that was found.

use super::lexicon::{
    CLINICAL, COMMON, COUNTRY, CREDENTIAL, EPONYM, FACILITY, FACILITY_WORD, FUNCTION, GIVEN, LABEL, MONTH, PERSON,
    PERSON_VERB, PLACE, RELATION, STATE, STREET, SURNAME, TITLE, UNIT, VOCABULARY, WEEKDAY,
};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Kind, Token, word_hash};
use super::vocabulary::derived;
use crate::Category;

const A: u64 = word_hash("a");
const I: u64 = word_hash("i");
const X: u64 = word_hash("x");
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

/// First words of towns and of what is named after saints.
const PREFIXES: [u64; 34] = [
    word_hash("mt"),
    word_hash("mount"),
    word_hash("st"),
    word_hash("saint"),
    word_hash("ste"),
    word_hash("ft"),
    word_hash("fort"),
    word_hash("pt"),
    word_hash("port"),
    word_hash("point"),
    word_hash("new"),
    word_hash("old"),
    word_hash("north"),
    word_hash("south"),
    word_hash("east"),
    word_hash("west"),
    word_hash("upper"),
    word_hash("lower"),
    word_hash("lake"),
    word_hash("cape"),
    word_hash("glen"),
    word_hash("grand"),
    word_hash("big"),
    word_hash("little"),
    word_hash("san"),
    word_hash("santa"),
    word_hash("los"),
    word_hash("las"),
    word_hash("el"),
    word_hash("la"),
    word_hash("le"),
    word_hash("des"),
    word_hash("del"),
    word_hash("villa"),
];
/// Between a kind of institution and its place.
const LINKS: [u64; 5] = [word_hash("of"), word_hash("at"), word_hash("for"), word_hash("on"), word_hash("the")];
/// Before the number of a school, a post, a lodge.
const NUMBERED: [u64; 7] = [
    word_hash("no"),
    word_hash("number"),
    word_hash("post"),
    word_hash("local"),
    word_hash("lodge"),
    word_hash("troop"),
    word_hash("council"),
];

impl Scan<'_> {
    /// Takes the words beside a place that are part of its name: "The ... Times", "Bank of ...", "... Children's", "Mt. ...".
    pub fn grow_places(&mut self) {
        for run in self.placed_runs() {
            let (mut first, mut end) = (run.start, run.end);
            if !self.t(first).is_word() && !self.t(end - 1).is_word() {
                continue;
            }
            for _ in 0..6 {
                let before = self.place_before(first);
                if before == first {
                    break;
                }
                first = before;
            }
            for _ in 0..6 {
                let after = self.place_after(end);
                if after == end {
                    break;
                }
                end = after;
            }
            if first < run.start {
                self.claim(first, run.start, Category::Geo);
            }
            if end > run.end {
                self.claim(run.end, end, Category::Geo);
            }
        }
    }

    /// Where a place that begins at `first` begins in truth.
    fn place_before(&self, first: usize) -> usize {
        let Some(previous) = first.checked_sub(1) else { return first };
        let (token, own) = (*self.t(previous), *self.t(first));
        if own.gap > Gap::Space || !self.free(previous) {
            return first;
        }
        let untold = own.shouted || !own.capital();
        let written = |token: &Token| token.is_word() && (token.capital() || untold && token.shouted == own.shouted);
        // "Mt. ", "St. "
        if token.is_mark(b'.') && self.glued(previous) && previous > 0 {
            let prefix = *self.t(previous - 1);
            let fits = prefix.len() <= 3 && PREFIXES.contains(&prefix.hash) && written(&prefix) && self.free(previous - 1);
            return if fits { previous - 1 } else { first };
        }
        if !token.is_word() {
            return first;
        }
        if PREFIXES.contains(&token.hash) && written(&token) {
            return previous;
        }
        if token.hash == word_hash("the") && token.case == Case::Title && !self.begins(previous) {
            return previous;
        }
        // "Bank of", "Gardens at": the words before the small word.
        if LINKS.contains(&token.hash) && !token.capital() | token.shouted && own.gap == Gap::Space {
            let mut at = previous;
            while at > 0 && LINKS.contains(&self.t(at).hash) && self.t(at).gap == Gap::Space && previous - at < 2 {
                at -= 1;
            }
            let head = *self.t(at);
            if at < previous && self.owner(at) == Some(Category::Geo) {
                return at + 1;
            }
            let kind = head.has(FACILITY | FACILITY_WORD | STREET);
            let proper = head.capital() && head.case == Case::Title && !self.begins(at);
            let fits = head.is_word()
                && self.free(at)
                && at < previous
                && !head.has(FUNCTION | PERSON_VERB)
                && (kind && written(&head) || proper && !head.has(CLINICAL))
                && (head.capital() || untold && kind);
            return if fits { at } else { first };
        }
        // "Regional" before "Hospital of ...": a capitalised word before one that was taken along.
        let proper = token.case == Case::Title
            && token.capital()
            && own.capital()
            && !self.begins(previous)
            && !token.has(FUNCTION | TITLE | RELATION | LABEL | CREDENTIAL | PERSON_VERB)
            && (token.has(FACILITY | FACILITY_WORD) || token.flags & VOCABULARY == 0 && !derived(self, previous));
        if proper { previous } else { first }
    }

    /// Where a place that ends at `end` ends in truth.
    fn place_after(&self, end: usize) -> usize {
        let (token, last) = (*self.t(end), *self.before(end, 1));
        if !self.free(end) {
            return end;
        }
        // "Anselm's", "Children's"
        if matches!(token.mark, b'\'') && self.glued(end) && self.is(end + 1, word_hash("s")) && self.glued(end + 1) {
            return end + 2;
        }
        if token.gap != Gap::Space {
            return end;
        }
        // "No. 4", "#5", "Post 312"
        let numbered = token.is_mark(b'#') || token.is_word() && NUMBERED.contains(&token.hash);
        if numbered {
            let number = if self.mark(end + 1, b'.') || self.mark(end + 1, b'#') { end + 2 } else { end + 1 };
            return if self.t(number).is_number() && self.t(number).len() <= 5 { number + 1 } else { end };
        }
        let next = *self.t(end + 1);
        let kind = token.is_word() && token.has(FACILITY | FACILITY_WORD) && !token.has(LABEL);
        let untold = last.shouted || !last.capital();
        if untold {
            // "des arbres community hospital": words of trade up to the kind of institution.
            if kind && token.shouted == last.shouted && !self.mark(end + 1, b':') {
                return end + 1;
            }
            let trade = token.is_word() && token.has(CLINICAL | COMMON) && !token.has(FUNCTION | LABEL | PERSON_VERB);
            let leads =
                trade && next.has(FACILITY) && next.gap == Gap::Space && !next.has(LABEL) && !self.mark(end + 2, b':');
            return if leads { end + 2 } else { end };
        }
        let of_somebody = self.mark(end + 1, b'\'') && self.glued(end + 1) && self.is(end + 2, word_hash("s"));
        let proper = token.case == Case::Title
            && token.capital()
            && (of_somebody || !token.has(RELATION))
            && !self.mark(end + 1, b':')
            && !token.has(FUNCTION | TITLE | CREDENTIAL | PERSON_VERB | MONTH | WEEKDAY | STATE | COUNTRY);
        if proper { end + 1 } else { end }
    }

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

    /// A single letter before a name or between two, where capitals tell nothing: "t jensen", "elena a marini".
    pub fn grow_initials(&mut self) {
        for run in self.named_runs() {
            if let Some(previous) = run.start.checked_sub(1)
                && (self.lone_initial(previous, run.start) || self.opening_initial(previous, run.start))
            {
                self.claim(previous, run.start, Category::Name);
            }
            if self.closing_initial(run.start, run.end) {
                self.claim(run.end, run.end + 1, Category::Name);
            }
        }
    }

    /// ", i sanna from ...": what would be a word elsewhere is an initial right after a mark, in a text without capitals.
    fn opening_initial(&self, at: usize, name: usize) -> bool {
        let (token, name) = (self.t(at), self.t(name));
        self.lower_case
            && matches!(token.hash, I | X)
            && token.is_word()
            && self.free(at)
            && name.gap == Gap::Space
            && matches!(self.before(at, 1).mark, b',' | b'(' | b':' | b'/')
    }

    /// "Gebre, Kwabena I" at the end of its cell: a letter after a family name, a comma and a given name, in one run or two.
    fn closing_initial(&self, first: usize, end: usize) -> bool {
        let (token, name, next) = (self.t(end), self.before(end, 1), self.t(end + 1));
        let inverted = (first.saturating_sub(2)..end).any(|at| self.mark(at, b',') && at > 0 && self.named(at - 1));
        let written = token.case == Case::Initial || !name.capital();
        let ends = next.gap >= Gap::Column
            || next.kind == Kind::Mark && !matches!(next.mark, b'\'' | b'.')
            || next.kind == Kind::Tag;
        inverted
            && self.free(end)
            && token.is_word()
            && token.len() == 1
            && token.gap == Gap::Space
            && name.is_word()
            && name.len() > 1
            && written
            && ends
    }

    /// Whether the letter at `at` is an initial of the name at `name`, right after it.
    fn lone_initial(&self, at: usize, name: usize) -> bool {
        let (token, name) = (self.t(at), self.t(name));
        token.is_word()
            && token.len() == 1
            && self.free(at)
            && name.is_word()
            && name.gap == Gap::Space
            && (!name.capital() || name.shouted)
            && token.gap >= Gap::Space
            && !self.before(at, 1).is_number()
            && (!matches!(token.hash, A | I | X) || at > 0 && self.named(at - 1))
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
            if self.lone_initial(previous, from) {
                from = previous;
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
            // "jacqueline d. roux", in lower case.
            let inner = token.is_word()
                && token.len() == 1
                && !name.capital()
                && token.gap == Gap::Space
                && !matches!(token.hash, A | I | X)
                && {
                    let after = if self.mark(end + 1, b'.') { end + 2 } else { end + 1 };
                    let last = self.t(after);
                    last.is_word()
                        && last.gap == Gap::Space
                        && last.len() > 2
                        && last.flags & (FUNCTION | PERSON_VERB | UNIT | LABEL) == 0
                        && (last.has(SURNAME | EPONYM) || last.flags & VOCABULARY == 0 && !derived(self, after))
                };
            if inner {
                end += if self.mark(end + 1, b'.') { 3 } else { 2 };
                continue;
            }
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
