//! Layer 2, places: cities, counties, facilities, schools, what "lives in" announces. 45 CFR 164.514(b)(2)(i)(B).
//!
//! States and countries stay: the rule speaks of subdivisions smaller than a state.

use super::lexicon::{
    CLINICAL, COMMON, COUNTRY, EPONYM, FACILITY, FACILITY_WORD, FUNCTION, MONTH, PERSON, PLACE, PLACE_CUE, PREPOSITION,
    STATE, TITLE, VOCABULARY,
};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Kind, word_hash};
use super::vocabulary::derived;
use crate::Category;

/// Words that make an institution of what stands before them, by themselves.
const STRONG: [u64; 20] = [
    word_hash("ymca"),
    word_hash("ywca"),
    word_hash("transit"),
    word_hash("courthouse"),
    word_hash("synagogue"),
    word_hash("mosque"),
    word_hash("academy"),
    word_hash("hospital"),
    word_hash("hospitals"),
    word_hash("university"),
    word_hash("college"),
    word_hash("school"),
    word_hash("church"),
    word_hash("hospice"),
    word_hash("county"),
    word_hash("township"),
    word_hash("manor"),
    word_hash("village"),
    word_hash("pharmacy"),
    word_hash("parish"),
];
const WARDS: [u64; 5] =
    [word_hash("clinic"), word_hash("department"), word_hash("suite"), word_hash("icu"), word_hash("ward")];
const ROOMS: [u64; 6] =
    [word_hash("room"), word_hash("suite"), word_hash("ward"), word_hash("floor"), word_hash("unit"), word_hash("bed")];
const SIDES: [u64; 8] = [
    word_hash("west"),
    word_hash("east"),
    word_hash("north"),
    word_hash("south"),
    word_hash("a"),
    word_hash("b"),
    word_hash("icu"),
    word_hash("medical"),
];
const OF: u64 = word_hash("of");
/// Before the name of a mountain or a fort, and of the town that is called by it.
const MOUNTS: [u64; 6] =
    [word_hash("mt"), word_hash("mount"), word_hash("ft"), word_hash("fort"), word_hash("pt"), word_hash("mtn")];
/// First words of towns.
const TOWNS: [u64; 12] = [
    word_hash("mt"),
    word_hash("mount"),
    word_hash("ft"),
    word_hash("fort"),
    word_hash("st"),
    word_hash("saint"),
    word_hash("san"),
    word_hash("santa"),
    word_hash("cape"),
    word_hash("port"),
    word_hash("lake"),
    word_hash("new"),
];
/// Kinds of institutions that are what somebody has or needs as well: "plan of care", "department of health".
const OF_CARE: [u64; 8] = [
    word_hash("plan"),
    word_hash("group"),
    word_hash("store"),
    word_hash("home"),
    word_hash("office"),
    word_hash("unit"),
    word_hash("department"),
    word_hash("practice"),
];
/// Who goes or lives somewhere.
const MOTIONS: [u64; 24] = [
    word_hash("came"),
    word_hash("moved"),
    word_hash("flew"),
    word_hash("drove"),
    word_hash("drives"),
    word_hash("traveled"),
    word_hash("travelled"),
    word_hash("travels"),
    word_hash("lives"),
    word_hash("lived"),
    word_hash("living"),
    word_hash("resides"),
    word_hash("residing"),
    word_hash("resident"),
    word_hash("born"),
    word_hash("raised"),
    word_hash("stays"),
    word_hash("staying"),
    word_hash("relocated"),
    word_hash("relocating"),
    word_hash("commutes"),
    word_hash("originally"),
    word_hash("native"),
    word_hash("hometown"),
];
/// What has a number for a name.
const NUMBERED_PLACES: [u64; 5] =
    [word_hash("school"), word_hash("lodge"), word_hash("post"), word_hash("precinct"), word_hash("firehouse")];

impl Scan<'_> {
    pub fn places(&mut self) {
        let anchors = std::mem::take(&mut self.anchors.places);
        for at in anchors.into_iter().map(index) {
            let token = *self.t(at);
            if token.has(FACILITY) && (token.capital() || token.shouted) {
                self.facility(at);
            } else if token.has(FACILITY) && (STRONG.contains(&token.hash) || WARDS.contains(&token.hash)) {
                self.facility_in_lower_case(at);
            }
            if token.has(FACILITY) {
                self.institution_of(at);
            }
            if token.has(PREPOSITION | PLACE_CUE) {
                self.went_to(at);
            }
            self.prefixed_place(at);
            if !self.free(at) {
                continue;
            }
            if let Some(end) = self.place_words(at) {
                let capital = token.capital() || token.shouted;
                if capital && !self.heading_word(at)
                    || self.before(at, 1).has(PLACE_CUE)
                    || self.before(at, 1).has(PREPOSITION)
                {
                    self.claim(at, end, Category::Geo);
                    continue;
                }
            }
            if self.of_the_name(at) {
                let end = self.room_tail(at + 1);
                self.claim(at - 1, end, Category::Geo);
                continue;
            }
            if token.has(PREPOSITION) && !token.capital() {
                self.place_after_preposition(at);
            }
            let ward = token.flags & (VOCABULARY | TITLE) == 0
                && token.len() > 3
                && self.t(at + 1).gap == Gap::Space
                && !derived(self, at);
            if ward && self.room_tail(at + 1) > at + 1 {
                self.claim(at, self.room_tail(at + 1), Category::Geo);
            } else if token.has(PLACE) {
                self.listed_place(at);
            } else if token.has(PLACE_CUE) {
                self.announced_place(at);
            }
        }
    }

    /// "Mt. Long", "Ft. Hamilton" before the word at `at`, and "School No. 5".
    fn prefixed_place(&mut self, at: usize) {
        let token = *self.t(at);
        if NUMBERED_PLACES.contains(&token.hash) && token.is_word() && self.free(at) {
            let no = self.is(at + 1, word_hash("no")) || self.is(at + 1, word_hash("number")) || self.mark(at + 1, b'#');
            let number = if self.mark(at + 2, b'.') { at + 3 } else { at + 2 };
            if no && self.t(at + 1).gap <= Gap::Space && self.t(number).is_number() && self.t(number).len() <= 3 {
                self.claim(at, number + 1, Category::Geo);
            }
            return;
        }
        let dotted = at >= 2 && self.before(at, 1).is_mark(b'.') && self.glued(at - 1);
        let from = if dotted { at - 2 } else { at.saturating_sub(1) };
        let prefix = *self.t(from);
        let fits = at > 0 && MOUNTS.contains(&prefix.hash) && prefix.is_word() && (dotted || prefix.len() > 2);
        if !fits || !token.is_word() || token.gap != Gap::Space || token.len() < 3 || !self.free(from) {
            return;
        }
        let written = token.capital() && token.case == Case::Title && prefix.capital()
            || token.shouted && prefix.shouted
            || self.lower_case;
        let measured = self.before(from, 1).is_number();
        // "Mt. Mid" can be nothing else, whatever its word means.
        let plain = if dotted && !token.shouted { FUNCTION } else { FUNCTION | CLINICAL | super::lexicon::UNIT };
        if written && !measured && !token.has(plain) && self.free(at) {
            self.claim(from, self.room_tail(at + 1), Category::Geo);
        }
    }

    /// "in Brackwater", "at Quillby": a capitalised word that no list holds, with the capitalised words around it.
    fn place_after_preposition(&mut self, at: usize) {
        let mut end = at + 1;
        let mut telling = false;
        while end < at + 5
            && self.t(end).is_word()
            && self.t(end).case == Case::Title
            && self.t(end).capital()
            && self.free(end)
        {
            let token = self.t(end);
            if end > at + 1 && token.gap > Gap::Space || token.gap > Gap::Line || token.has(FUNCTION) {
                break;
            }
            if end > at + 1 && (self.state_at(end).is_some() || token.has(COUNTRY)) {
                break;
            }
            telling |=
                token.flags & (VOCABULARY | TITLE | FACILITY_WORD) == 0 && !derived(self, end) && !self.names_a_disease(end);
            end += 1;
        }
        let dosed = self.t(end).is_number() || self.mark(end, b'(');
        if telling && !dosed {
            self.claim(at + 1, self.room_tail(end), Category::Geo);
        }
    }

    /// "... Clinic Room 3", "... 4 West".
    fn room_tail(&self, end: usize) -> usize {
        let room = self.t(end).is_word() && ROOMS.contains(&self.t(end).hash) && self.t(end).gap == Gap::Space;
        if room && self.t(end + 1).is_number() && self.t(end + 1).gap <= Gap::Space {
            return end + 2;
        }
        let side = self.t(end).is_number()
            && self.t(end + 1).is_word()
            && SIDES.contains(&self.t(end + 1).hash)
            && self.t(end + 1).capital();
        if side && self.t(end).gap == Gap::Space { end + 2 } else { end }
    }

    /// "terraces of brannock", "UNIVERSITY OF FRANK LAKE" where capitals tell nothing: what follows an institution's kind, up to
    /// three words, one of them no word of the language or the beginning of a town's name.
    fn institution_of(&mut self, at: usize) {
        let (token, link) = (*self.t(at), *self.t(at + 1));
        let untold = token.shouted || self.lower_case;
        let links = link.hash == OF || link.hash == word_hash("at");
        if !untold || !links || !link.is_word() || link.gap > Gap::Line || !self.free(at) || OF_CARE.contains(&token.hash) {
            return;
        }
        let (mut end, mut telling) = (at + 2, false);
        while end < at + 5 && self.t(end).is_word() && self.t(end).gap <= Gap::Line && self.free(end) {
            let word = self.t(end);
            let unlisted = word.flags & (VOCABULARY | TITLE) == 0 && word.len() > 3 && !derived(self, end);
            let named = word.has(PERSON | PLACE) && !word.has(FUNCTION | CLINICAL);
            let opens = end == at + 2 && TOWNS.contains(&word.hash);
            if !(unlisted || named || opens || end > at + 2 && word.has(FACILITY | FACILITY_WORD)) {
                break;
            }
            telling |= unlisted || named && !word.has(COMMON) || opens;
            end += 1;
            if self.mark(end, b'.') && self.before(end, 1).len() <= 3 {
                end += 1;
            }
        }
        if telling && end > at + 2 && !(end == at + 3 && TOWNS.contains(&self.t(at + 2).hash)) {
            let the = at > 0 && self.is(at - 1, word_hash("the")) && token.gap == Gap::Space && self.free(at - 1);
            self.claim(if the { at - 1 } else { at }, end, Category::Geo);
        }
    }

    /// "came to brannock" where capitals tell nothing: a word that no list holds, after a verb of going or living.
    fn went_to(&mut self, at: usize) {
        let (cue, word) = (self.t(at), *self.t(at + 1));
        let untold = word.shouted || self.lower_case;
        let unlisted = word.is_word()
            && word.flags & (VOCABULARY | TITLE | PERSON) == 0
            && word.len() > 4
            && word.gap <= Gap::Line
            && !derived(self, at + 1)
            && !super::vocabulary::likely_clinical(self.word(at + 1));
        let goes = |token: &super::token::Token| token.is_word() && MOTIONS.contains(&token.hash);
        let moved = (1..=3).any(|back| goes(self.before(at, back))) || cue.has(PLACE_CUE) && goes(cue);
        if untold && unlisted && moved && self.free(at + 1) {
            self.claim(at + 1, at + 2, Category::Geo);
        }
    }

    /// "The Langwold" within a sentence: the article has its capital from a name.
    fn of_the_name(&self, at: usize) -> bool {
        let token = self.t(at);
        at > 1
            && self.is(at - 1, word_hash("the"))
            && self.before(at, 1).case == Case::Title
            && self.before(at, 1).capital()
            && !self.begins(at - 1)
            && self.before(at, 2).is_word()
            && !self.before(at, 2).capital()
            && token.gap == Gap::Space
            && token.case == Case::Title
            && token.capital()
            && token.flags & (VOCABULARY | TITLE) == 0
            && !derived(self, at)
    }

    fn heading_word(&self, at: usize) -> bool {
        self.t(at).has(COMMON | CLINICAL) && self.heading(at)
    }

    fn listed_place(&mut self, at: usize) {
        let token = *self.t(at);
        let previous = self.before(at, 1);
        let cued = previous.is_word() && (previous.has(PLACE_CUE | PREPOSITION));
        let plain = !token.has(VOCABULARY);
        let capital = token.capital();
        let eponym = self.names_a_disease(at);
        let sure = plain
            && (capital && !eponym || cued || token.shouted && !token.has(PERSON) || !token.has(PERSON) && token.len() > 4)
            || !plain && capital && token.case == Case::Title && cued && !token.has(CLINICAL | MONTH | COUNTRY | STATE);
        if sure && !eponym && (cued || !token.has(EPONYM)) {
            self.claim(at, at + 1, Category::Geo);
        }
    }

    /// "lives in Xville": the capitalised run after the cue.
    fn announced_place(&mut self, at: usize) {
        let mut from = at + 1;
        // The cue may go on: "lives in", "moved to", "resident of".
        for _ in 0..2 {
            let token = self.t(from);
            if token.is_word()
                && (token.has(PREPOSITION) || token.hash == OF || token.hash == word_hash("the"))
                && !token.capital()
            {
                from += 1;
            }
        }
        let token = *self.t(from);
        let strong = self.t(at).hash != word_hash("from") && self.t(at).hash != word_hash("to");
        let unknown = token.flags & (VOCABULARY | TITLE) == 0 && !derived(self, from);
        if from == at + 1 && strong
            || !token.is_word()
            || !token.capital()
            || token.case != Case::Title
            || token.gap > Gap::Line
            || !self.free(from)
        {
            return;
        }
        if !(unknown || token.has(PLACE)) || token.has(COUNTRY | STATE) {
            return;
        }
        let mut end = from + 1;
        while end < from + 3
            && self.t(end).case == Case::Title
            && self.t(end).is_word()
            && self.t(end).gap == Gap::Space
            && self.t(end).capital()
            && !self.t(end).has(FUNCTION | COUNTRY)
            && self.state_at(end).is_none()
        {
            end += 1;
        }
        self.claim(from, end, Category::Geo);
    }

    /// "Mercy General Hospital", "Clinic of St. Xyz": the capitalised words before the institution's kind.
    fn facility(&mut self, at: usize) {
        let token = *self.t(at);
        let mut end = at + 1;
        // Medical Center, Health System.
        while self.t(end).has(FACILITY) && self.t(end).gap == Gap::Space && (self.t(end).capital() || self.t(end).shouted) {
            end += 1;
        }
        let (mut from, mut telling, mut words) = (at, false, 0);
        while words < 6 {
            let Some(previous) = from.checked_sub(1) else { break };
            if self.t(from).gap > Gap::Space {
                break;
            }
            let before = *self.t(previous);
            let inner = matches!(before.mark, b'.' | b'\'' | b'-' | b'&')
                || before.kind == Kind::Mark && before.len() == 3
                || before.is_word() && before.len() == 1 && before.hash == word_hash("s");
            let connects = before.is_word()
                && !before.capital()
                && matches!(before.hash, h if h == OF || h == word_hash("and") || h == word_hash("for") || h == word_hash("the"));
            let capital = before.is_word()
                && (before.capital()
                    || token.shouted
                        && before.shouted
                        && (before.has(FACILITY_WORD | PERSON | PLACE) || !before.has(VOCABULARY)));
            if inner {
                let abbreviated = before.is_mark(b'.') && self.before(from, 2).len() <= 2 && self.before(from, 2).is_word()
                    || before.mark != b'.';
                if !abbreviated {
                    break;
                }
            } else if connects {
                let goes_on = previous > 0 && self.before(previous, 1).capital() && self.t(previous).gap <= Gap::Space;
                if !goes_on {
                    break;
                }
            } else if capital && (before.has(FACILITY_WORD) || !before.has(FUNCTION)) {
                let word_of_trade =
                    before.has(CLINICAL | COMMON) && !before.has(FACILITY_WORD | PLACE) && !before.has(PERSON);
                let title_case = before.case == Case::Title || before.shouted;
                let known = word_of_trade || !title_case && before.len() <= 3;
                telling |= !known && (before.has(PERSON | PLACE | FACILITY_WORD | STATE) || !derived(self, previous));
                words += 1;
            } else {
                break;
            }
            from = previous;
        }
        while from < at && (self.t(from).kind == Kind::Mark || !self.t(from).capital() && !self.t(from).shouted) {
            from += 1;
        }
        if telling && from < at {
            let end = self.room_tail(self.facility_tail(end));
            self.claim(from, end, Category::Geo);
            self.town_after(end);
        } else if STRONG.contains(&token.hash) && from == at && self.is(end, OF) && self.t(end + 1).capital() {
            // "University of Xyz", "Hospital of the Xyz"
            if let Some(stop) = self.proper_run(end + 1, false) {
                self.claim(at, stop, Category::Geo);
            }
        }
    }

    /// "riverside methodist hospital", "elmhaven emergency department": words that mark facilities' names, or that no list
    /// holds, with the clinical words between.
    fn facility_in_lower_case(&mut self, at: usize) {
        let (mut from, mut first) = (at, None);
        while from > 0 && at - from < 4 && self.t(from).gap == Gap::Space && self.free(from - 1) {
            let before = *self.before(from, 1);
            let marks = before.has(FACILITY_WORD | PLACE | PERSON) && !before.has(COMMON | CLINICAL | FUNCTION);
            let unknown = before.flags & (VOCABULARY | TITLE) == 0 && before.len() > 3 && !derived(self, from - 1);
            let between = before.has(CLINICAL | COMMON) && !before.has(FUNCTION);
            if !before.is_word() || !(marks || unknown || between) {
                break;
            }
            from -= 1;
            if marks || unknown {
                first = Some(from);
            }
        }
        if let Some(first) = first {
            self.claim(first, self.room_tail(at + 1), Category::Geo);
        }
    }

    /// Listed places of several words, written as names: before the rules for people take "Francisco" from "San Francisco".
    pub fn listed_places_of_several_words(&mut self) {
        for at in std::mem::take(&mut self.anchors.place_starts).into_iter().map(index) {
            let token = *self.t(at);
            if !(token.capital() || token.shouted) || !self.free(at) {
                continue;
            }
            if let Some(end) = self.place_words(at) {
                let written_as_name =
                    (at..end).all(|at| !self.t(at).is_word() || self.t(at).capital() || self.t(at).shouted);
                if written_as_name && !self.heading_word(at) && !self.before(at, 1).has(TITLE) {
                    self.claim(at, end, Category::Geo);
                }
            }
        }
    }

    /// "Lantern Pharmacy, Brackwater, fax ...".
    fn town_after(&mut self, end: usize) {
        let mut stop = end + 1;
        while stop < end + 4
            && self.t(stop).is_word()
            && (self.t(stop).case == Case::Title && self.t(stop).capital() || self.t(stop).shouted)
        {
            stop += 1;
        }
        let telling = (end + 1..stop)
            .any(|at| self.t(at).has(PLACE) || self.t(at).flags & (VOCABULARY | TITLE) == 0 && !derived(self, at));
        let closes = matches!(self.t(stop).mark, b',' | b'.' | b';') || self.t(stop).gap >= Gap::Line;
        if self.mark(end, b',') && telling && closes && self.t(end + 1).gap <= Gap::Line {
            self.claim(end + 1, stop, Category::Geo);
        }
    }

    /// "... Hospital of Springfield", "... University at Buffalo".
    fn facility_tail(&self, end: usize) -> usize {
        let joined = self.is(end, OF) || self.is(end, word_hash("at")) || self.mark(end, b'-') && !self.glued(end);
        if joined
            && self.t(end).gap <= Gap::Space
            && self.t(end + 1).capital()
            && !self.t(end + 1).has(FUNCTION)
            && self.t(end + 1).case == Case::Title
        {
            return self.proper_run(end + 1, false).unwrap_or(end);
        }
        end
    }
}
