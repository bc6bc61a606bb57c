//! Street addresses, post boxes, cities with their state, and ZIP codes. 45 CFR 164.514(b)(2)(i)(B).

use super::lexicon::{CREDENTIAL, FUNCTION, LABEL, PERSON, PLACE, PLACE_CUE, STATE, STREET, UNIT, VOCABULARY};
use super::scan::{Scan, index};
use super::token::{Case, Gap, word_hash};
use super::vocabulary::derived;
use crate::Category;

/// Street words that are streets in lower case too.
const SURE: [u64; 12] = [
    word_hash("street"),
    word_hash("avenue"),
    word_hash("ave"),
    word_hash("road"),
    word_hash("lane"),
    word_hash("boulevard"),
    word_hash("blvd"),
    word_hash("highway"),
    word_hash("hwy"),
    word_hash("parkway"),
    word_hash("terrace"),
    word_hash("rd"),
];
const UNITS: [u64; 9] = [
    word_hash("apt"),
    word_hash("apartment"),
    word_hash("unit"),
    word_hash("suite"),
    word_hash("ste"),
    word_hash("floor"),
    word_hash("fl"),
    word_hash("lot"),
    word_hash("trailer"),
];
/// State abbreviations that are words or clinical abbreviations too.
const DOUBTFUL_STATES: [u64; 30] = [
    word_hash("md"),
    word_hash("pa"),
    word_hash("ma"),
    word_hash("ct"),
    word_hash("or"),
    word_hash("in"),
    word_hash("me"),
    word_hash("hi"),
    word_hash("ok"),
    word_hash("al"),
    word_hash("la"),
    word_hash("id"),
    word_hash("de"),
    word_hash("co"),
    word_hash("ms"),
    word_hash("mt"),
    word_hash("va"),
    word_hash("dc"),
    word_hash("mi"),
    word_hash("ar"),
    word_hash("ne"),
    word_hash("nd"),
    word_hash("sd"),
    word_hash("sc"),
    word_hash("pr"),
    word_hash("ga"),
    word_hash("mo"),
    word_hash("nc"),
    word_hash("nh"),
    word_hash("ia"),
];
/// First and second words of states' names.
const TWO_WORD_STATES: [(u64, u64); 10] = [
    (word_hash("new"), word_hash("hampshire")),
    (word_hash("new"), word_hash("jersey")),
    (word_hash("new"), word_hash("mexico")),
    (word_hash("new"), word_hash("york")),
    (word_hash("north"), word_hash("carolina")),
    (word_hash("south"), word_hash("carolina")),
    (word_hash("north"), word_hash("dakota")),
    (word_hash("south"), word_hash("dakota")),
    (word_hash("west"), word_hash("virginia")),
    (word_hash("rhode"), word_hash("island")),
];
/// "Route 9", "Interstate 91".
const ROADS: [u64; 5] =
    [word_hash("route"), word_hash("rte"), word_hash("highway"), word_hash("hwy"), word_hash("interstate")];
const COUNTY: u64 = word_hash("county");
const BOX: u64 = word_hash("box");
/// Before the number of a rural route.
const RURAL: [u64; 5] = [word_hash("rr"), word_hash("hc"), word_hash("route"), word_hash("rte"), word_hash("rfd")];

impl Scan<'_> {
    pub fn addresses(&mut self) {
        let anchors = std::mem::take(&mut self.anchors.addresses);
        for at in anchors.into_iter().map(index) {
            let token = *self.t(at);
            if token.is_number() && self.free(at) && token.len() <= 6 {
                self.street_address(at);
            } else if token.is_word() && token.hash == BOX {
                self.post_box(at);
            } else if token.is_word() && token.capital() && ROADS.contains(&token.hash) && self.t(at + 1).is_number() {
                self.claim(at, at + 2, Category::Geo);
            } else if let Some(end) = self.state_at(at) {
                self.city_state(at, end);
            }
        }
    }

    fn street_address(&mut self, at: usize) {
        if self.glued(at) && !matches!(self.before(at, 1).mark, b'(' | b'#' | b'"' | b':' | b'|') {
            return;
        }
        let mut next = at + 1;
        // 12B, 12-14
        if self.glued(next) && self.t(next).is_word() && self.t(next).len() == 1 {
            next += 1;
        } else if self.mark(next, b'-') && self.glued(next) && self.t(next + 1).is_number() {
            next += 2;
        }
        // "412 1/2 Maple Street"
        let half =
            self.t(next).is_number() && self.mark(next + 1, b'/') && self.is_number_at(next + 2) && self.glued(next + 2);
        if half && self.t(next).gap == Gap::Space && self.t(next).len() == 1 {
            next += 3;
        }
        let (first, mut words) = (next, 0);
        let mut sure_only = false;
        while words < 5 {
            let token = self.t(next);
            let breaks = token.gap > Gap::Line || token.gap == Gap::Line && words == 0;
            if breaks {
                return;
            }
            // "4600 County Road 25", "4186 Highway 28".
            let numbered = token.is_word()
                && (ROADS.contains(&token.hash) || words > 0 && self.is(next - 1, COUNTY) && token.has(STREET))
                && self.t(next + 1).is_number()
                && self.t(next + 1).len() <= 4
                && self.t(next + 1).gap == Gap::Space;
            if numbered && words < 2 {
                let end = self.address_tail(next + 2);
                self.claim(at, end, Category::Geo);
                return;
            }
            if words > 0 && token.has(STREET) && token.is_word() {
                let sure = SURE.contains(&token.hash);
                let shouted = token.shouted;
                let follows_cue =
                    (1..=3).any(|back| self.before(at, back).has(PLACE_CUE) || self.before(at, back).has(LABEL));
                let settled = !token.capital() && (follows_cue || self.address_tail(next + 1) > next + 1);
                if (sure || settled || !sure_only && (token.capital() || shouted))
                    && !(self.glued(next + 1) && self.t(next + 1).is_number())
                {
                    // "12 Oak Park Drive": the last street word of the run.
                    let mut end = next + 1;
                    while self.t(end).has(STREET) && self.t(end).capital() && self.t(end).gap == Gap::Space && words < 6 {
                        end += 1;
                        words += 1;
                    }
                    let end = self.address_tail(end);
                    self.claim(at, end, Category::Geo);
                    return;
                }
            }
            let ordinal = token.is_number() && token.len() <= 3 && words == 0 && self.glued(next + 1);
            let usable = token.is_word() && !token.has(UNIT) && (!token.has(FUNCTION) || token.capital()) || ordinal;
            if !usable || words > 0 && token.gap == Gap::None && !self.before(next, 1).is_number() {
                if token.is_mark(b'.') && next > first && self.before(next, 1).len() <= 3 && words > 0 {
                    next += 1;
                    continue;
                }
                return;
            }
            sure_only |= token.is_word() && !token.capital() && !token.shouted && !self.before(next, 1).is_number();
            words += usize::from(!(token.is_word() && self.before(next, 1).is_number() && self.glued(next)));
            next += 1;
        }
    }

    fn is_number_at(&self, at: usize) -> bool {
        self.t(at).is_number() && self.t(at).len() == 1
    }

    /// The end of an address after its street: direction, unit, city, state, ZIP.
    fn address_tail(&self, end: usize) -> usize {
        let mut end = end;
        if self.mark(end, b'.') && self.glued(end) {
            let continues = matches!(self.t(end + 1).mark, b',' | b'#')
                || self.t(end + 1).gap == Gap::Space && UNITS.contains(&self.t(end + 1).hash);
            if continues {
                end += 1;
            }
        }
        if self.t(end).case == Case::Initial && matches!(self.word(end), "N" | "S" | "E" | "W") {
            end += 1;
        }
        let unit = if self.mark(end, b',') { end + 1 } else { end };
        let named_unit = self.t(unit).is_word() && UNITS.contains(&self.t(unit).hash);
        if (named_unit || self.mark(unit, b'#')) && self.t(unit).gap <= Gap::Line {
            let mut value = unit + 1;
            while matches!(self.t(value).mark, b'.' | b'#') {
                value += 1;
            }
            if self.t(value).is_number() || self.t(value).is_word() && self.t(value).len() == 1 {
                end = value + 1;
                if self.glued(end) && (self.t(end).is_word() && self.t(end).len() == 1 || self.t(end).is_number()) {
                    end += 1;
                }
            }
        }
        self.city_tail(end).unwrap_or(end)
    }

    /// "New York", "Rhode Island" at `at`.
    pub fn two_word_state(&self, at: usize) -> bool {
        TWO_WORD_STATES
            .iter()
            .any(|(one, two)| self.is(at, *one) && self.is(at + 1, *two) && self.t(at + 1).gap <= Gap::Line)
    }

    /// The end of a state's name or abbreviation at `at`.
    pub fn state_at(&self, at: usize) -> Option<usize> {
        let token = self.t(at);
        if !token.is_word() {
            return None;
        }
        if self.two_word_state(at) { Some(at + 2) } else { token.has(STATE).then_some(at + 1) }
    }

    /// `, Springfield, Hampden County, IL 62704`, with or without its parts; also over a line break.
    fn city_tail(&self, at: usize) -> Option<usize> {
        let mut next = at;
        let mut best = None;
        for _ in 0..3 {
            let comma = self.mark(next, b',') || self.mark(next, b';') && self.mark(next - 1, b',');
            while self.mark(next, b',') || self.mark(next, b'.') {
                next += 1;
            }
            if self.t(next).gap > Gap::Line {
                return best;
            }
            let broken = self.t(next).gap == Gap::Line;
            if let Some(state) = self.state_at(next).filter(|_| self.t(next).len() > 2 || comma || best.is_some()) {
                let zip = self.zip_after(state);
                let written = self.t(next).capital() || self.t(next).shouted || zip.is_some();
                // The state itself stays where no ZIP code follows.
                return if written { zip.or(best) } else { best };
            }
            let (first, mut words, mut capitals) = (next, 0, true);
            while words < 4
                && self.t(next).is_word()
                && (words == 0 || self.t(next).gap <= Gap::Space)
                && !(words > 0 && self.state_at(next).is_some() && self.t(next).len() == 2)
                && !self.t(next).has(LABEL | UNIT)
            {
                capitals &= self.t(next).capital() || self.t(next).shouted;
                words += 1;
                next += 1;
                if self.mark(next, b'.') && self.before(next, 1).len() <= 2 {
                    next += 1;
                }
            }
            if words == 0 {
                return best.or_else(|| self.zip_after(at));
            }
            if let Some(end) = self.zip_after(next).filter(|_| capitals) {
                return Some(end);
            }
            // A state or a ZIP further on makes a city of any words before a comma; else it must look like one.
            let state = if self.mark(next, b',') { next + 1 } else { next };
            let stated = self.state_at(state).is_some_and(|end| {
                self.zip_after(end).is_some() || self.mark(next, b',') && self.t(state).len() == 2 && (comma || broken)
            });
            let telling = (first..next)
                .any(|word| self.t(word).has(PLACE) || self.t(word).flags & VOCABULARY == 0 && !derived(self, word))
                || self.place_words(first).is_some();
            let county = self.is(next - 1, COUNTY);
            let closes = !self.t(next).is_word() || self.t(next).gap >= Gap::Line;
            if !(stated || capitals && (telling || county) && closes && (comma || broken)) {
                return best;
            }
            best = Some(next);
        }
        best
    }

    /// A ZIP code, five digits or nine.
    fn zip_after(&self, at: usize) -> Option<usize> {
        let next = if self.mark(at, b',') || self.mark(at, b'.') { at + 1 } else { at };
        let zip = self.t(next).is_number()
            && self.t(next).len() == 5
            && self.t(next).gap <= Gap::Line
            && self.t(next).gap != Gap::None;
        if !zip {
            return None;
        }
        let plus_four = self.mark(next + 1, b'-') && self.t(next + 2).is_number() && self.t(next + 2).len() == 4;
        Some(if plus_four { next + 3 } else { next + 1 })
    }

    fn post_box(&mut self, at: usize) {
        let mut from = at;
        for back in 1..=4 {
            let token = self.before(at, back);
            let part = token.is_mark(b'.')
                || token.is_word()
                    && matches!(token.hash, h if h == word_hash("p") || h == word_hash("o") || h == word_hash("po"));
            let post = token.is_word() && (token.hash == word_hash("post") || token.hash == word_hash("office"));
            if !part && !post || token.gap > Gap::Line && back > 1 {
                break;
            }
            from = at - back;
        }
        // "RR 21 Box 13", "HC 2, Box 118"
        let number_before = |at: usize| self.before(at, 1).is_number() && self.before(at, 1).len() <= 3;
        let comma = usize::from(self.before(at, 1).is_mark(b',') || self.before(at, 1).is_mark(b'#'));
        if from == at && number_before(at - comma.min(at)) {
            let route = (at - comma).saturating_sub(2);
            let rural = RURAL.contains(&self.t(route).hash) && self.t(route).is_word();
            let dotted = self.mark(route, b'.') && route > 0 && RURAL.contains(&self.t(route - 1).hash);
            if rural || dotted {
                from = if dotted { route - 1 } else { route };
            }
        }
        if from == at || self.mark(from, b'.') {
            return;
        }
        let number = if self.mark(at + 1, b'#') { at + 2 } else { at + 1 };
        if self.t(number).is_number() {
            let end = self.address_tail(number + 1);
            self.claim(from, end, Category::Geo);
        }
    }

    /// `Springfield, IL`, `Springfield IL 62704`; the state by itself stays.
    fn city_state(&mut self, at: usize, state_end: usize) {
        let state = *self.t(at);
        let abbreviated = state.len() == 2;
        let zip = self.zip_after(state_end);
        if abbreviated && state.case != Case::Upper && zip.is_none() {
            return;
        }
        let comma = self.before(at, 1).is_mark(b',');
        let city_end = if comma { at - 1 } else { at };
        let mut first = city_end;
        while first > 0 && city_end - first < 3 && self.free(first - 1) {
            let token = self.before(first, 1);
            let joined = first == city_end || self.t(first).gap == Gap::Space;
            let dotted = token.is_mark(b'.') && self.before(first, 2).len() <= 2 && self.before(first, 2).capital();
            let cityish = token.is_word()
                && (token.capital() || token.shouted)
                && !token.has(FUNCTION | CREDENTIAL)
                && token.case != Case::Initial;
            if !joined || self.t(first).gap > Gap::Space || !(cityish || dotted) {
                break;
            }
            first -= 1;
        }
        while first < city_end && self.t(first).kind == super::token::Kind::Mark {
            first += 1;
        }
        let named = first < city_end
            && (first..city_end).any(|word| {
                let token = self.t(word);
                token.has(PLACE) || !token.has(VOCABULARY) && !token.has(PERSON) || self.place_words(word).is_some()
            });
        let doubtful = abbreviated && DOUBTFUL_STATES.contains(&state.hash);
        let surely_place = first < city_end
            && (self.t(first).has(PLACE) && !self.t(first).has(super::lexicon::SURNAME)
                || self.place_words(first).is_some());
        let city = zip.is_some() && first < city_end
            || comma && named && (!doubtful || surely_place)
            || !comma && abbreviated && surely_place && !doubtful;
        if city {
            self.claim(first, zip.unwrap_or(city_end), Category::Geo);
        } else if let Some(end) = zip.filter(|_| !self.t(end_of(zip)).has(UNIT)) {
            self.claim(state_end, end, Category::Geo);
        }
    }

    /// The end of a listed place name of several words that begins at `at`.
    pub fn place_words(&self, at: usize) -> Option<usize> {
        self.lexicon.places(self.t(at).hash).iter().find_map(|rest| {
            let mut next = at + 1;
            for word in rest {
                if self.mark(next, b'.') || self.mark(next, b'-') {
                    next += 1;
                }
                if !self.is(next, *word) || self.t(next).gap > Gap::Line {
                    return None;
                }
                next += 1;
            }
            Some(next)
        })
    }
}

fn end_of(zip: Option<usize>) -> usize {
    zip.unwrap_or(usize::MAX)
}
