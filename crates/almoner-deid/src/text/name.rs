//! Layer 2, names of people: by title, label, credential, kinship, dictionary, shape, and what stands beside.
//!
//! A word that is also an everyday or clinical word (Brown, Wilson) needs its context to say that it is a name; a listed
//! name that is nothing else is one wherever it stands. What is in doubt is taken: a leak is worse than a lost word.

use super::lexicon::{
    Announces, CLINICAL, COMMON, COUNTRY, CREDENTIAL, EPONYM, EPONYM_NOUN, FACILITY, FACILITY_WORD, FUNCTION, GIVEN, LABEL,
    MONTH, PARTICLE, PERSON, PERSON_VERB, PLACE, PLACE_CUE, RELATION, SURNAME, TITLE, UNIT, VOCABULARY,
};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Kind, word_hash};
use super::vocabulary::derived;
use crate::Category;

/// Titles that are everyday words too, and need a capitalised name after them.
const WEAK_TITLES: [u64; 14] = [
    word_hash("miss"),
    word_hash("sister"),
    word_hash("brother"),
    word_hash("father"),
    word_hash("mother"),
    word_hash("nurse"),
    word_hash("doctor"),
    word_hash("coach"),
    word_hash("judge"),
    word_hash("officer"),
    word_hash("uncle"),
    word_hash("aunt"),
    word_hash("grandma"),
    word_hash("grandpa"),
];
const AND: u64 = word_hash("and");
/// Between a relative and the name: "wife named", "son's name is".
const NAMING: [u64; 5] = [word_hash("named"), word_hash("name"), word_hash("is"), word_hash("called"), word_hash("s")];
/// After a surname.
pub(super) const SUFFIXES: [u64; 5] = [word_hash("jr"), word_hash("sr"), word_hash("ii"), word_hash("iii"), word_hash("iv")];
/// After these, a capitalised unknown word is a person's or a place's name rather than a product.
const PEOPLE_CUES: [u64; 22] = [
    word_hash("with"),
    word_hash("by"),
    word_hash("and"),
    word_hash("to"),
    word_hash("from"),
    word_hash("told"),
    word_hash("called"),
    word_hash("per"),
    word_hash("contact"),
    word_hash("contacted"),
    word_hash("paged"),
    word_hash("asked"),
    word_hash("informed"),
    word_hash("thank"),
    word_hash("thanks"),
    word_hash("hi"),
    word_hash("hello"),
    word_hash("dear"),
    word_hash("saw"),
    word_hash("for"),
    word_hash("cc"),
    word_hash("attn"),
];

/// Nouns that make a disease, a sign or a tool of any name before them.
const DISEASES: [u64; 48] = [
    word_hash("syndrome"),
    word_hash("syndromes"),
    word_hash("disease"),
    word_hash("palsy"),
    word_hash("sign"),
    word_hash("contracture"),
    word_hash("lymphoma"),
    word_hash("tumor"),
    word_hash("anemia"),
    word_hash("sarcoma"),
    word_hash("dislocation"),
    word_hash("deformity"),
    word_hash("reflex"),
    word_hash("maneuver"),
    word_hash("criteria"),
    word_hash("phenomenon"),
    word_hash("grade"),
    word_hash("classification"),
    word_hash("fracture"),
    word_hash("fractures"),
    word_hash("stain"),
    word_hash("bodies"),
    word_hash("cells"),
    word_hash("procedure"),
    word_hash("triad"),
    word_hash("boot"),
    word_hash("catheter"),
    word_hash("drain"),
    word_hash("needle"),
    word_hash("splint"),
    word_hash("clamp"),
    word_hash("scale"),
    word_hash("score"),
    word_hash("index"),
    word_hash("frame"),
    word_hash("bandage"),
    word_hash("hernia"),
    word_hash("cyst"),
    word_hash("ulcer"),
    word_hash("node"),
    word_hash("nodule"),
    word_hash("osteotomy"),
    word_hash("fundoplication"),
    word_hash("anastomosis"),
    word_hash("retractor"),
    word_hash("forceps"),
    word_hash("brace"),
    word_hash("collar"),
];

const NOT: u64 = word_hash("not");
/// What is found of a sign that is named after somebody.
const FINDINGS: [u64; 17] = [
    word_hash("normal"),
    word_hash("intact"),
    word_hash("brisk"),
    word_hash("symmetric"),
    word_hash("nonspecific"),
    word_hash("negative"),
    word_hash("positive"),
    word_hash("neg"),
    word_hash("pos"),
    word_hash("equivocal"),
    word_hash("downgoing"),
    word_hash("upgoing"),
    word_hash("mute"),
    word_hash("bilaterally"),
    word_hash("unremarkable"),
    word_hash("nonreactive"),
    word_hash("reactive"),
];
/// After "not", of a test that is named after somebody.
const DONE: [u64; 7] = [
    word_hash("done"),
    word_hash("tested"),
    word_hash("performed"),
    word_hash("elicited"),
    word_hash("seen"),
    word_hash("palpable"),
    word_hash("assessed"),
];

/// How sure the context is that a name stands here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expect {
    /// A title says so: even an everyday word is a name.
    Titled,
    /// A label, a credential or kinship says so.
    Announced,
    /// Only the words themselves say so.
    Bare,
}

impl Scan<'_> {
    /// Names and places that a label announces.
    pub fn labelled_people(&mut self) {
        let labels = std::mem::take(&mut self.labels);
        for (_, announces, from, marked) in labels.iter().copied() {
            let near = self.t(from).gap <= if marked { Gap::Line } else { Gap::Column };
            if !near {
                continue;
            }
            match announces {
                Announces::Person => {
                    let cell = self.t(from).gap >= Gap::Column || self.before(from, 1).is_mark(b':');
                    if let Some(end) = self.name_cell(from).filter(|_| cell) {
                        self.claim_name(from, end);
                    }
                    self.announced_people(from, marked);
                }
                Announces::Employer => {
                    if let Some(end) = self.proper_run(from, marked) {
                        self.claim(from, end, Category::Geo);
                    }
                }
                Announces::Place => {
                    if let Some(end) = self.proper_run(from, marked) {
                        self.claim(from, end, Category::Geo);
                    }
                }
                Announces::Code(_) | Announces::Date => {}
            }
        }
        self.labels = labels;
    }

    /// The end of a form's cell whose words can all be names, one of them listed or none a word: "hand, art m".
    fn name_cell(&self, from: usize) -> Option<usize> {
        let (mut next, mut words, mut telling, mut listed) = (from, 0, false, 0);
        while next < from + 12 {
            let token = self.t(next);
            if next > from && token.gap >= Gap::Column {
                break;
            }
            if token.is_word() {
                let person = token.has(PERSON) && !token.has(FUNCTION);
                let unlisted = token.flags & (VOCABULARY | LABEL | TITLE) == 0 && !derived(self, next);
                if !(person
                    || unlisted
                    || token.len() == 1
                    || words > 0 && (token.has(PARTICLE) || SUFFIXES.contains(&token.hash)))
                    || token.has(CREDENTIAL) && token.len() == 2 && words > 1
                {
                    break;
                }
                telling |= person && !token.has(CLINICAL) || unlisted && token.len() > 2;
                listed += usize::from(person);
                words += 1;
            } else if !(matches!(token.mark, b',' | b'-' | b'\'' | b'.') && words > 0) {
                break;
            }
            next += 1;
        }
        while next > from && !self.t(next - 1).is_word() {
            next -= 1;
        }
        let ends = self.t(next).gap >= Gap::Column || !self.t(next).is_word();
        ((2..=5).contains(&words) && telling && listed > 0 && ends).then_some(next)
    }

    /// "Thanks, Precious", "thx jia" at the end of a line: whoever wrote it.
    fn closings(&mut self) {
        for at in std::mem::take(&mut self.anchors.closings).into_iter().map(index) {
            let from = if matches!(self.t(at + 1).mark, b',' | b'-' | b'!') { at + 2 } else { at + 1 };
            let (mut end, mut telling) = (from, false);
            while end < from + 3 && self.t(end).is_word() && self.free(end) && (end == from || self.t(end).gap == Gap::Space)
            {
                let token = self.t(end);
                let person = token.has(PERSON);
                let unlisted = token.flags & (VOCABULARY | LABEL | TITLE) == 0 && !derived(self, end);
                if !person && !unlisted && token.case != Case::Initial || token.has(FUNCTION) && !token.has(GIVEN) {
                    break;
                }
                telling |= person || unlisted;
                end += 1;
                if self.mark(end, b'.') && self.before(end, 1).len() == 1 {
                    end += 1;
                }
            }
            let closes = self.t(end).gap >= Gap::Line
                || matches!(self.t(end).mark, b',' | b'.' | b'-') && self.t(end + 1).gap >= Gap::Line;
            if telling && closes && end > from && self.t(from).gap <= Gap::Paragraph {
                self.claim_name(from, end);
            }
        }
    }

    /// One name or several, joined by commas, slashes or "and".
    fn announced_people(&mut self, from: usize, marked: bool) {
        let mut at = from;
        for _ in 0..6 {
            if self.t(at).has(TITLE) && self.t(at).is_word() {
                at += 1;
                while self.mark(at, b'.') {
                    at += 1;
                }
            }
            let lower = !self.t(at).capital() && !self.t(at).shouted;
            let named = self.t(at).is_word() && !(lower && !marked && !self.t(at).has(PERSON)) && self.known_or_free(at);
            let end = if named { self.take_name(at, Expect::Announced) } else { None };
            let Some(end) = end else { return };
            self.claim_name(at, end);
            let mut next = end;
            while self.mark(next, b',') || self.t(next).has(CREDENTIAL) && self.t(next).case == Case::Upper {
                next += 1;
            }
            let joined = self.is(next, AND) || matches!(self.t(next).mark, b'/' | b'&' | b';');
            if !joined || self.t(next).gap > Gap::Space {
                return;
            }
            at = next + 1;
        }
    }

    fn known_or_free(&self, at: usize) -> bool {
        self.t(at).kind != Kind::Tag
    }

    /// The end of the name that begins at `at`; `None` if none can begin there.
    pub fn take_name(&self, at: usize, expect: Expect) -> Option<usize> {
        let mut next = at;
        let (mut end, mut words) = (at, 0);
        let mut comma_used = false;
        while words < 6 {
            let token = self.t(next);
            let joined = words == 0 || token.gap <= Gap::Space || token.gap == Gap::Line && self.wraps(next, end);
            if !joined || !token.is_word() {
                break;
            }
            let first = words == 0;
            if !self.name_word(next, first, expect) {
                // Particles and suffixes inside a name.
                let past = self.past_particles(next);
                let particle = past > next && self.name_word(past, false, expect) && self.t(past).gap <= Gap::Space;
                if !particle {
                    break;
                }
                next = past;
                continue;
            }
            words += 1;
            next += 1;
            // Digits that a generator glued to the name.
            if self.glued(next) && self.t(next).is_number() {
                next += 1;
            }
            end = next;
            // "J." and "Jr."
            if self.mark(next, b'.')
                && self.glued(next)
                && (token.case == Case::Initial || token.len() <= 2 || SUFFIXES.contains(&token.hash))
            {
                next += 1;
                if token.case == Case::Initial || !self.begins_after_stop(next) {
                    end = next;
                }
            }
            // Double names.
            if self.mark(next, b'-') && self.glued(next) && self.glued(next + 1) && self.t(next + 1).is_word() {
                next += 1;
                continue;
            }
            // "Smith, John": once, if what follows is a given name, an initial or an unknown word.
            if self.mark(next, b',') && !comma_used && (words == 1 || first) && self.t(next + 1).gap <= Gap::Space {
                let given = self.t(next + 1);
                let credential = given.has(CREDENTIAL) && given.case == Case::Upper;
                let plausible = given.is_word()
                    && !credential
                    && !given.has(FUNCTION)
                    && !self.is(next + 1, word_hash("i"))
                    && (given.has(GIVEN) && (given.capital() || given.shouted || expect != Expect::Bare)
                        || given.case == Case::Initial && !given.shouted
                        || given.has(PERSON) && !given.has(VOCABULARY) && given.capital()
                        || given.flags & (VOCABULARY | PLACE) == 0
                            && (given.case == Case::Title || given.shouted)
                            && (expect != Expect::Bare || given.shouted && !derived(self, next + 1)));
                let suffix = given.is_word() && SUFFIXES.contains(&given.hash);
                if plausible && !suffix {
                    comma_used = true;
                    next += 1;
                    continue;
                }
                if suffix {
                    end = next + 2;
                    next = end;
                }
            }
        }
        (words > 0).then_some(end)
    }

    fn past_particles(&self, mut at: usize) -> usize {
        let limit = at + 3;
        while at < limit
            && self.t(at).has(PARTICLE)
            && self.t(at).is_word()
            && (self.t(at + 1).is_word() || !self.t(at).capital())
        {
            at += 1;
            if self.mark(at, b'-') && self.glued(at) {
                at += 1;
            }
        }
        at
    }

    fn begins_after_stop(&self, at: usize) -> bool {
        self.t(at).gap >= Gap::Line || self.t(at).capital() && !self.t(at).has(PERSON)
    }

    /// Whether a name goes on over a line break: the next word is a name and no label.
    fn wraps(&self, next: usize, _end: usize) -> bool {
        let token = self.t(next);
        token.capital() && token.has(PERSON) && !token.has(VOCABULARY) && !self.mark(next + 1, b':')
            || token.case == Case::Title
                && token.flags & (VOCABULARY | PLACE | LABEL | TITLE) == 0
                && !derived(self, next)
                && !self.mark(next + 1, b':')
    }

    /// Whether the word at `at` can be part of a name here.
    fn name_word(&self, at: usize, first: bool, expect: Expect) -> bool {
        let token = self.t(at);
        if !token.is_word() || token.kind == Kind::Tag {
            return false;
        }
        if token.foreign {
            return true;
        }
        let sure_person = token.has(PERSON) && !token.has(VOCABULARY);
        if token.has(LABEL | TITLE) && self.mark(at + 1, b':') && !sure_person {
            return false;
        }
        let announced = expect != Expect::Bare;
        if !token.capital() {
            // Lower case or a shouted line: capitals say nothing.
            let unknown = token.flags & (VOCABULARY | LABEL | TITLE | UNIT | FACILITY_WORD) == 0;
            return sure_person
                || announced && (unknown && token.len() > 1 && !derived(self, at))
                || announced && token.has(PERSON) && !token.has(FUNCTION | PERSON_VERB | MONTH) && (first || token.shouted)
                || announced
                    && token.has(EPONYM)
                    && !token.has(FUNCTION)
                    && !self.names_a_disease(at)
                    && (first || token.shouted)
                || announced
                    && first
                    && self.mark(at + 1, b'-')
                    && self.glued(at + 1)
                    && self.t(at + 2).flags & VOCABULARY == 0
                || announced && token.shouted && token.case == Case::Initial && !first
                || announced
                    && token.shouted
                    && first
                    && !token.has(FUNCTION | CLINICAL | PERSON_VERB | LABEL)
                    && !self.t(at + 1).is_word();
        }
        if token.has(CREDENTIAL) && token.case == Case::Upper {
            return false;
        }
        if SUFFIXES.contains(&token.hash) {
            return !first;
        }
        if token.case == Case::Initial {
            return !first || self.mark(at + 1, b'.') || announced || self.t(at + 1).has(PERSON) && self.t(at + 1).capital();
        }
        if sure_person {
            return true;
        }
        if token.has(FUNCTION) && !token.has(PERSON) {
            return false;
        }
        if token.has(FUNCTION) && !(announced && first) {
            return false;
        }
        if token.flags & VOCABULARY == 0 {
            let acronym = token.case == Case::Upper && token.len() <= 4;
            return if acronym { announced && first } else { announced || !derived(self, at) };
        }
        if token.has(PERSON) {
            // Both a name and a word.
            let after_name = !first && token.case == Case::Title && !token.has(FUNCTION | PERSON_VERB | MONTH | UNIT);
            return announced && !token.has(RELATION | FACILITY)
                || after_name && !self.names_a_disease(at) && !self.heading(at)
                || !token.has(CLINICAL | EPONYM | MONTH | PERSON_VERB | UNIT | COUNTRY) && !first;
        }
        // A plain word: a name only right after its announcement.
        let eponym_after =
            !first && token.has(EPONYM) && token.case == Case::Title && !self.names_a_disease(at) && !self.heading(at);
        let next_plain = self.t(at + 1).is_word() && self.t(at + 1).has(COMMON | CLINICAL) && !self.t(at + 1).capital();
        let eponym = announced && token.has(EPONYM) && (first || token.case == Case::Title) && !self.names_a_disease(at);
        let comma_given = self.mark(at + 1, b',') && self.t(at + 2).has(GIVEN) && self.t(at + 2).capital();
        // "Patient: Katja Heart   MRN": what stands between a label's name and the next column.
        let after = self.t(at + 1);
        let closes =
            after.gap >= Gap::Column || after.kind == Kind::Mark && !matches!(after.mark, b':' | b'-' | b'/' | b'\'');
        let last = announced
            && !first
            && token.case == Case::Title
            && closes
            && !token.has(LABEL | CREDENTIAL | TITLE | RELATION | MONTH)
            && !self.heading(at);
        eponym
            || last
            || eponym_after
            || announced && first && comma_given
            || expect == Expect::Titled
                && first
                && token.case == Case::Title
                && !token.has(RELATION | FACILITY | MONTH)
                && !next_plain
    }

    /// Whether the name at `at` names a disease, sign or device: "Parkinson disease", "Foley catheter", "Hodgkin's".
    pub fn names_a_disease(&self, at: usize) -> bool {
        let mut next = at + 1;
        if matches!(self.t(next).mark, b'\'') || self.t(next).len() == 3 && self.t(next).kind == Kind::Mark {
            next += 1;
            if self.is(next, word_hash("s")) {
                next += 1;
            }
        }
        if self.mark(next, b'-') && self.t(next + 1).has(EPONYM | PERSON) {
            next += 2;
        }
        let strict = self.t(at).has(EPONYM);
        // "non-Hodgkin", "Barrett", "Down": by itself, unless announced.
        let noun = self.t(next).has(EPONYM_NOUN) && self.t(next).is_word() && self.t(next).gap <= Gap::Line;
        // Where capitals tell nothing, only what nobody is said to have about them: "tanaka syndrome", "TANAKA SYNDROME".
        let sick = noun
            && DISEASES.contains(&self.t(next).hash)
            && !self.before(at, 1).has(TITLE)
            && !self.before(at, 1).is_mark(b'.');
        let adjective =
            strict && self.t(next).is_word() && self.t(next + 1).has(EPONYM_NOUN) && self.t(next).has(CLINICAL | COMMON);
        // "Cheyne-Stokes": two that name diseases name one together.
        let eponym = |at: usize| self.t(at).is_word() && self.t(at).has(EPONYM);
        let paired = strict
            && (self.mark(at + 1, b'-') && self.glued(at + 1) && self.glued(at + 2) && eponym(at + 2)
                || at >= 2 && self.glued(at) && self.before(at, 1).is_mark(b'-') && self.glued(at - 1) && eponym(at - 2));
        // "Spurling negative", "Kernig's equivocal", "Adson not done"; but "Roe positive for flu".
        let result = if self.is(next, NOT) { next + 1 } else { next };
        let told = self.t(result).is_word()
            && self.t(next).gap == Gap::Space
            && !self.t(next).capital()
            && (result == next && FINDINGS.contains(&self.t(result).hash)
                || result == next && strict && super::beside::OF_TOOLS.contains(&self.t(result).hash)
                || result > next && DONE.contains(&self.t(result).hash))
            && !matches!(self.t(result + 1).hash, h if h == word_hash("for") || h == word_hash("on"));
        let before = self.before(at, 1);
        let called = before.has(GIVEN | TITLE)
            || before.is_mark(b'.') && self.before(at, 2).has(TITLE)
            || before.case == Case::Initial;
        let sign =
            told && self.t(at).case == Case::Title && !called && !(before.is_mark(b',') && self.before(at, 2).capital());
        sign || sick
            || paired
            || noun && (strict || self.t(at).capital() && !self.before(at, 1).has(GIVEN | TITLE))
            || adjective
    }

    pub fn names(&mut self) {
        let people = std::mem::take(&mut self.anchors.people);
        for at in people.iter().map(|at| index(*at)) {
            let token = *self.t(at);
            if token.has(TITLE) {
                self.titled(at);
            }
            if token.has(CREDENTIAL) {
                self.credentialed(at);
            }
            if token.has(RELATION) {
                self.related(at);
            }
        }
        self.placed_names();
        self.names_beside(&people);
        self.closings();
        let anchors = std::mem::take(&mut self.anchors.names);
        let mut resume = 0;
        for at in anchors.iter().copied().map(index) {
            if at >= resume {
                resume = self.bare_name(at);
            }
        }
        self.anchors.names = anchors;
    }

    fn titled(&mut self, at: usize) {
        let mut from = at + 1;
        while self.mark(from, b'.') && self.glued(from) {
            from += 1;
        }
        let weak = WEAK_TITLES.contains(&self.t(at).hash);
        // "Dr. Smith", "Drs. Smith and Jones", "Dr. Smith/Jones".
        for round in 0..4 {
            let token = self.t(from);
            if token.gap > Gap::Line || !token.is_word() || token.has(TITLE) && round == 0 && !token.has(PERSON) {
                return;
            }
            let capital = token.capital();
            let plain = token.has(VOCABULARY) && !token.has(PERSON | EPONYM);
            let allowed = if weak || round > 0 {
                capital && (!token.has(VOCABULARY) || token.has(PERSON)) && !derived_unless_person(self, from)
            } else {
                capital
                    || token.shouted && !token.has(FUNCTION | PERSON_VERB)
                    || !token.has(FUNCTION) && !plain && !token.has(PERSON_VERB)
            };
            if !allowed {
                return;
            }
            let Some(end) = self.take_name(from, Expect::Titled) else { return };
            self.claim_name(from, end);
            let joins = self.is(end, AND)
                || matches!(self.t(end).mark, b'&' | b'/')
                || self.mark(end, b',') && self.word(at).ends_with('s');
            if !joins || self.t(end).gap > Gap::Space {
                return;
            }
            from = end + 1;
        }
    }

    /// "Jane Roe, MD", "j. roe rn".
    fn credentialed(&mut self, at: usize) {
        let token = *self.t(at);
        let comma = self.before(at, 1).is_mark(b',');
        if !comma && (token.case != Case::Upper || token.shouted) || token.gap > Gap::Space {
            return;
        }
        let end = if comma { at - 1 } else { at };
        let (mut from, mut person) = (end, false);
        for _ in 0..7 {
            let Some(previous) = from.checked_sub(1) else { break };
            let token = *self.t(previous);
            let joined = from == end || self.t(from).gap <= Gap::Space;
            if !joined {
                break;
            }
            let mark = matches!(token.mark, b'-') && self.glued(from)
                || token.is_mark(b'.') && self.before(from, 2).case == Case::Initial;
            let comma_before_given = token.is_mark(b',')
                && from < end
                && self.before(from, 2).capital()
                && (self.before(from, 2).flags & VOCABULARY == 0 || self.before(from, 2).has(SURNAME));
            if mark || comma_before_given {
                from = previous;
                continue;
            }
            let sure = token.has(PERSON) && !token.has(VOCABULARY) || token.foreign;
            let unknown = (token.capital() || comma && !derived(self, previous))
                && token.flags & (VOCABULARY | LABEL | TITLE) == 0
                && !(token.case == Case::Upper && token.len() <= 3);
            let last_word = comma && from == end && self.t(previous).gap == Gap::Space;
            let both = (token.has(PERSON) && (token.capital() || token.shouted || last_word)
                || token.has(EPONYM) && last_word)
                && !token.has(FUNCTION);
            let initial = token.case == Case::Initial;
            let particle = token.has(PARTICLE) && from < end;
            if !token.is_word()
                || !(sure || unknown || both || initial || particle)
                || token.has(CREDENTIAL) && token.case == Case::Upper && !sure
            {
                break;
            }
            person |= sure || unknown && !derived(self, previous) || both && (comma || from < end);
            from = previous;
        }
        while from < end && self.t(from).kind == Kind::Mark {
            from += 1;
        }
        if person && from < end {
            self.claim_name(from, end);
        }
    }

    /// "his wife Maria", "son (James)", "daughter's name is Zuri".
    fn related(&mut self, at: usize) {
        let mut from = at + 1;
        for _ in 0..4 {
            let token = self.t(from);
            let passes =
                matches!(token.mark, b',' | b'(' | b'\'' | b':' | b'-') || token.is_word() && NAMING.contains(&token.hash);
            if !passes || token.gap > Gap::Line {
                break;
            }
            from += 1;
        }
        // "daughters Freya and Solveig".
        for _ in 0..5 {
            let token = *self.t(from);
            let capital =
                token.is_word() && (token.capital() && token.case != Case::Upper || token.shouted) && token.gap <= Gap::Line;
            let next = self.t(from + 1);
            let named = next.has(PERSON) && alike_case(&token, next);
            let unknown = token.flags & (VOCABULARY | LABEL | TITLE) == 0 && (named || !derived(self, from));
            let person = token.has(PERSON) && !token.has(FUNCTION | CLINICAL);
            if !capital && self.related_in_lower_case(from) {
                self.claim_name(from, from + 1);
                return;
            }
            if !capital || !(person || unknown && !self.before(from, 1).is_mark(b':')) {
                return;
            }
            let Some(end) = self.take_name(from, Expect::Announced) else { return };
            self.claim_name(from, end);
            let joins = self.is(end, AND) || matches!(self.t(end).mark, b'&' | b',');
            if !joins || self.t(end).gap > Gap::Space {
                return;
            }
            from = if self.mark(end, b',') && self.is(end + 1, AND) { end + 2 } else { end + 1 };
        }
    }

    /// "his son mostafa at bedside", "home w wife nathalie."
    fn related_in_lower_case(&self, at: usize) -> bool {
        let (token, next) = (self.t(at), self.t(at + 1));
        let lower = token.is_word() && token.case == Case::Lower && token.gap <= Gap::Space && token.len() > 2;
        let listed = token.has(PERSON) && !token.has(FUNCTION | PERSON_VERB | RELATION | UNIT);
        let unknown = token.flags & (VOCABULARY | LABEL | TITLE | UNIT) == 0 && !derived(self, at);
        let closes = !next.is_word() && next.mark != b'-'
            || next.has(PERSON_VERB)
            || matches!(next.hash, h if h == word_hash("at") || h == word_hash("who") || h == word_hash("and"));
        lower && closes && (listed || unknown)
    }

    /// A name that nothing announces; the index to go on from.
    fn bare_name(&mut self, at: usize) -> usize {
        let token = *self.t(at);
        if !token.is_word() || !self.free(at) {
            return at + 1;
        }
        if token.foreign {
            self.claim(at, at + 1, Category::Name);
            return at + 1;
        }
        if self.names_a_disease(at) || token.len() == 1 && token.case != Case::Initial {
            return at + 1;
        }
        // An eponym by itself ("Ortolani and Barlow negative") is left to what stands beside it and to the tagger.
        let previous = self.before(at, 1);
        let beside = |token: &super::token::Token| token.is_word() && token.has(GIVEN) && !token.has(EPONYM);
        let named = beside(previous)
            || beside(self.t(at + 1)) && self.t(at + 1).gap == Gap::Space
            || previous.is_mark(b'.') && self.before(at, 2).case == Case::Initial
            || previous.case == Case::Initial && previous.is_word()
            || self.mark(at + 1, b',') && beside(self.t(at + 2));
        if token.has(EPONYM) && !named {
            return at + 1;
        }
        let found = if token.has(PERSON) && !token.has(VOCABULARY) {
            self.listed_name(at)
        } else if token.has(PERSON) {
            self.doubtful_name(at)
        } else if token.case == Case::Initial {
            self.initialled_name(at)
        } else if token.flags & VOCABULARY == 0 {
            self.unlisted_name(at)
        } else {
            None
        };
        match found {
            Some(end) if end > at => {
                self.claim_name(at, end);
                end
            }
            _ => at + 1,
        }
    }

    /// A listed name that is no word.
    fn listed_name(&self, at: usize) -> Option<usize> {
        let token = self.t(at);
        let place = token.has(PLACE);
        let end = self.take_name(at, Expect::Bare)?;
        if place && end == at + 1 && !token.has(GIVEN) && !self.before(at, 1).has(GIVEN) {
            // Left to the rules for places.
            return None;
        }
        if place && end == at + 1 && self.before(at, 1).has(PLACE_CUE) {
            return None;
        }
        if self.t(end).has(FACILITY | FACILITY_WORD) && self.t(end).capital() && self.t(end).gap <= Gap::Space {
            return None;
        }
        // "Sister Mary Joseph nodule", "Kerr score": a family name by itself may name a thing; what stands beside it decides,
        // and the tagger hears it.
        let (previous, next) = (self.before(at, 1), self.t(end));
        let told = token.has(GIVEN)
            || end > at + 1
            || next.has(PERSON_VERB) && next.is_word() && !next.capital()
            || previous.is_word()
                && (previous.has(TITLE | RELATION | CREDENTIAL | LABEL)
                    || PEOPLE_CUES.contains(&previous.hash)
                    || !self.free(at - 1))
            || self.t(end).has(CREDENTIAL)
            || self.mark(end, b',') && self.t(end + 1).has(CREDENTIAL | GIVEN);
        if !told {
            return None;
        }
        // Two or three letters in lower case are too easily something else.
        let short = token.len() <= 2 && !token.capital() || token.len() == 2 && token.case == Case::Upper && end == at + 1;
        (!short).then_some(end)
    }

    /// A word that is a name and something else.
    fn doubtful_name(&self, at: usize) -> Option<usize> {
        let token = self.t(at);
        if token.has(FUNCTION) && !token.has(GIVEN) || token.case == Case::Initial {
            return None;
        }
        let next = *self.t(at + 1);
        let beside = next.is_word() && next.gap <= Gap::Space;
        if !token.capital() {
            // "grace kim", "will smith": a given name before a surname that is nothing else.
            let pair =
                token.has(GIVEN) && beside && next.has(SURNAME) && !next.has(VOCABULARY) && !token.has(FUNCTION | CLINICAL);
            return if pair { self.take_name(at + 1, Expect::Bare) } else { None };
        }
        if token.case == Case::Upper && token.len() <= 4 {
            return None;
        }
        let strong_next = beside
            && next.capital()
            && (next.has(PERSON) && !next.has(VOCABULARY)
                || next.has(SURNAME) && (!next.has(VOCABULARY) || token.has(GIVEN) && !next.has(CLINICAL | FUNCTION))
                || next.case == Case::Initial && self.mark(at + 2, b'.'));
        let heading = self.heading(at);
        if strong_next && token.has(GIVEN) && !(heading && next.has(VOCABULARY)) {
            return Some(self.take_name(at + 1, Expect::Bare).unwrap_or(at + 2).max(at + 2));
        }
        let comma_given = self.mark(at + 1, b',')
            && token.has(SURNAME)
            && self.t(at + 2).has(GIVEN)
            && self.t(at + 2).capital()
            && !self.t(at + 2).has(CLINICAL | FUNCTION);
        if comma_given && !heading {
            return Some(self.take_name(at + 2, Expect::Bare).unwrap_or(at + 3).max(at + 3));
        }
        if token.has(CLINICAL | EPONYM | MONTH | COUNTRY | UNIT) {
            return None;
        }
        let verb = beside && next.has(PERSON_VERB) && !next.capital();
        if self.begins(at) || heading {
            return (verb && token.has(GIVEN | SURNAME) && !heading && !token.has(FUNCTION)).then_some(at + 1);
        }
        let previous = self.before(at, 1);
        let lower_before = previous.is_word() && !previous.capital() || previous.is_mark(b',') || previous.is_mark(b'(');
        let ends = !next.is_word() || !next.capital() || next.has(FUNCTION);
        (lower_before && ends && token.case == Case::Title && !self.glued(at)).then_some(at + 1)
    }

    /// "J. Xyz", "J Smith".
    fn initialled_name(&self, at: usize) -> Option<usize> {
        if self.graded(at) {
            return None;
        }
        let mut next = at + 1;
        for _ in 0..3 {
            if self.mark(next, b'.') && self.glued(next) {
                next += 1;
            }
            let token = self.t(next);
            if token.case == Case::Initial && token.is_word() && token.gap <= Gap::Space {
                next += 1;
                continue;
            }
            break;
        }
        let token = self.t(next);
        let dotted = self.before(next, 1).is_mark(b'.');
        if !token.is_word()
            || token.gap > Gap::Space
            || token.case != Case::Title
            || self.names_a_disease(next)
            || token.shouted
        {
            return None;
        }
        let sure = token.has(PERSON) && !token.has(VOCABULARY);
        // "E. coli" is lower case; "B. Pertussis" is clinical.
        let unknown = dotted && token.flags & (VOCABULARY | PLACE) == 0 && !derived(self, next);
        let both = dotted && token.has(SURNAME) && !token.has(CLINICAL | EPONYM | FUNCTION);
        let listed = self.mark(at.wrapping_sub(1), b')') || self.begins(at) && !dotted;
        if (sure || unknown || both) && !listed {
            self.take_name(next, Expect::Bare).or(both.then_some(next + 1))
        } else {
            None
        }
    }

    /// A capitalised word that no list holds.
    fn unlisted_name(&self, at: usize) -> Option<usize> {
        let token = self.t(at);
        // "printed by kdubois": a user's name.
        let lower_user = token.case == Case::Lower && self.is(at.wrapping_sub(1), word_hash("by")) && token.len() >= 4;
        if lower_user && !derived(self, at) && !token.has(PLACE | LABEL | TITLE | FACILITY_WORD) {
            return Some(at + 1);
        }
        let given = self.t(at + 2);
        let inverted = self.mark(at + 1, b',') && given.has(GIVEN) && !given.has(VOCABULARY) && given.gap == Gap::Space;
        if inverted
            && given.case == token.case
            && token.case != Case::Lower
            && !derived(self, at)
            && !token.has(PLACE | FACILITY_WORD)
        {
            return self.take_name(at + 2, Expect::Announced);
        }
        if token.case != Case::Title
            || !token.capital()
            || token.has(PLACE | TITLE | LABEL | FACILITY_WORD)
            || derived(self, at)
            || token.len() < 3
        {
            return None;
        }
        // "TAILORx": letters of an acronym.
        if self.word(at).bytes().filter(u8::is_ascii_uppercase).count() > 2 {
            return None;
        }
        let end = self.take_name(at, Expect::Bare)?;
        if self.t(end).has(FACILITY) && self.t(end).capital() {
            return None;
        }
        if end > at + 1
            && (at + 1..end).any(|word| {
                self.t(word).is_word() && (self.t(word).case == Case::Title || self.t(word).case == Case::Initial)
            })
        {
            return Some(end);
        }
        let next = self.t(at + 1);
        let dosed = next.is_number()
            || next.has(UNIT)
            || next.has(EPONYM_NOUN)
            || self.mark(at + 1, b'(')
            || self.glued(at + 1) && matches!(next.mark, b'-' | b'/');
        let verb = next.is_word() && next.has(PERSON_VERB) && !next.capital();
        if self.begins(at) {
            return (verb && !self.heading(at)).then_some(end);
        }
        let previous = self.before(at, 1);
        let cue = previous.is_word() && (PEOPLE_CUES.contains(&previous.hash) || previous.has(RELATION));
        let named_before = previous.is_word() && !self.free(at - 1);
        ((verb || cue || named_before) && !dosed).then_some(end)
    }

    /// Whether the line looks like a heading: nearly all of its words are capitalised.
    pub fn heading(&self, at: usize) -> bool {
        let (mut capitals, mut lowers) = (0, 0);
        let mut count = |token: &super::token::Token| {
            if token.is_word() && token.len() > 3 {
                if token.capital() { capitals += 1 } else { lowers += 1 }
            }
        };
        let mut back = 0;
        while back < 8 && back <= at {
            let token = self.before(at, back);
            count(token);
            if token.gap >= Gap::Line {
                break;
            }
            back += 1;
        }
        for ahead in 1..8 {
            let token = self.t(at + ahead);
            if token.gap >= Gap::Line {
                break;
            }
            count(token);
        }
        lowers == 0 && capitals > 1
    }

    /// The end of a run of capitalised words that make a proper name: an employer, a facility.
    pub fn proper_run(&self, from: usize, marked: bool) -> Option<usize> {
        let first = self.t(from);
        let mut start = from;
        if first.is_word() && first.hash == word_hash("the") && !first.capital() {
            start += 1;
        }
        let (mut next, mut end, mut words) = (start, start, 0);
        while words < 7 {
            let token = self.t(next);
            if words > 0 && token.gap > Gap::Space || token.kind == Kind::Tag {
                break;
            }
            let inner = words > 0
                && (matches!(token.mark, b'&' | b'\'' | b'-' | b'.') && token.gap <= Gap::Space
                    || token.is_word()
                        && matches!(token.hash, h if h == word_hash("of") || h == AND || h == word_hash("the") || h == word_hash("s") || h == word_hash("for")));
            let capital = token.is_word() && (token.capital() || token.shouted && marked) && token.case != Case::Lower;
            if capital && !(token.has(FUNCTION) && words == 0) {
                words += 1;
                next += 1;
                if self.glued(next) && self.t(next).is_number() {
                    next += 1;
                }
                end = next;
            } else if inner {
                if token.is_mark(b'.') && (self.before(next, 1).len() > 3 || self.t(next + 1).gap > Gap::Space) {
                    break;
                }
                next += 1;
            } else {
                break;
            }
        }
        let all_clinical = (start..end).all(|at| {
            !self.t(at).is_word() || self.t(at).has(CLINICAL | FUNCTION) && !self.t(at).has(PERSON | PLACE | FACILITY)
        });
        (words > 0 && !all_clinical).then_some(end)
    }
}

fn alike_case(one: &super::token::Token, two: &super::token::Token) -> bool {
    two.is_word() && one.capital() == two.capital() && two.gap <= Gap::Space
}

fn derived_unless_person(scan: &Scan<'_>, at: usize) -> bool {
    !scan.t(at).has(PERSON) && derived(scan, at)
}
