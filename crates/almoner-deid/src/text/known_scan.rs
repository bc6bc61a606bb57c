//! Layer 3: what the record itself says about this patient, found again in spite of typos, initials, order and separators.

use super::lexicon::{
    CLINICAL, COMMON, CREDENTIAL, EPONYM, FACILITY, FUNCTION, GIVEN, MONTH, PERSON_VERB, RELATION, STREET, TITLE, UNIT,
    VOCABULARY,
};
use super::name::SUFFIXES;
use super::scan::Scan;
use super::token::{Case, Gap, Kind, hash_start, hash_step, word_hash};
use crate::Category;
use crate::known::{Phrase, WordKind, ocr_fold};

/// What somebody does after them.
const MODALS: [u64; 7] = [
    word_hash("may"),
    word_hash("will"),
    word_hash("can"),
    word_hash("could"),
    word_hash("would"),
    word_hash("should"),
    word_hash("must"),
];
/// Who is spoken to or named follows.
const ADDRESSES: [u64; 33] = [
    word_hash("dear"),
    word_hash("hi"),
    word_hash("hello"),
    word_hash("hey"),
    word_hash("att"),
    word_hash("attn"),
    word_hash("attending"),
    word_hash("surgeon"),
    word_hash("tech"),
    word_hash("rep"),
    word_hash("pcp"),
    word_hash("cc"),
    word_hash("per"),
    word_hash("ask"),
    word_hash("asked"),
    word_hash("tell"),
    word_hash("told"),
    word_hash("text"),
    word_hash("texted"),
    word_hash("page"),
    word_hash("paged"),
    word_hash("email"),
    word_hash("emailed"),
    word_hash("call"),
    word_hash("called"),
    word_hash("let"),
    word_hash("w"),
    word_hash("rbv"),
    word_hash("by"),
    word_hash("rn"),
    word_hash("with"),
    word_hash("nurse"),
    word_hash("nok"),
];
/// After a family's name: "the Rich household".
const FAMILIES: [u64; 5] =
    [word_hash("household"), word_hash("family"), word_hash("twins"), word_hash("residence"), word_hash("kids")];
const APPEARING: u64 = word_hash("appearing");
const LOOKING: u64 = word_hash("looking");
const LET: u64 = word_hash("let");
const ON: u64 = word_hash("on");
const AT: u64 = word_hash("at");
const NO: u64 = word_hash("no");
const AND: u64 = word_hash("and");
/// Before the initials of who did something.
const DOERS: [u64; 10] = [
    word_hash("by"),
    word_hash("per"),
    word_hash("verified"),
    word_hash("initials"),
    word_hash("initialed"),
    word_hash("signed"),
    word_hash("sig"),
    word_hash("rbv"),
    word_hash("witness"),
    word_hash("checked"),
];
/// What people are and things are too.
const BEING: [u64; 6] =
    [word_hash("is"), word_hash("was"), word_hash("has"), word_hash("had"), word_hash("did"), word_hash("does")];

impl Scan<'_> {
    /// Numbers and codes of the record, with any separators.
    pub fn known_numbers(&mut self) {
        let known = self.known;
        for known in known.iter().filter(|known| known.has_numbers()) {
            for at in 0..self.tokens.len() {
                let token = self.t(at);
                if matches!(token.kind, Kind::Word | Kind::Number)
                    && !(self.glued(at) && self.before(at, 1).is_number() && token.is_number())
                {
                    self.known_number_at(known, at);
                }
            }
        }
    }

    fn known_number_at(&mut self, known: &crate::Known, at: usize) {
        let Some(candidates) = known.numbers_from(self.letters_from(at)) else { return };
        'candidates: for (number, category) in candidates {
            let (mut next, mut rest) = (at, number.as_str());
            while !rest.is_empty() {
                let token = self.t(next);
                match token.kind {
                    Kind::Word | Kind::Number => {
                        let piece = self.word(next).to_ascii_lowercase();
                        match rest.strip_prefix(piece.as_str()) {
                            Some(left) => rest = left,
                            None => continue 'candidates,
                        }
                        if token.gap > Gap::Line && next > at {
                            continue 'candidates;
                        }
                    }
                    Kind::Mark if matches!(token.mark, b'-' | b'.' | b'/' | b'(' | b')' | b':' | b'_' | b'+' | b'#') => {}
                    _ => continue 'candidates,
                }
                next += 1;
            }
            // Part of a longer number is another number.
            if self.glued(next) && self.t(next).is_number() && self.before(next, 1).is_number() {
                continue;
            }
            let telephone = matches!(category, Category::Phone | Category::Fax);
            let end = if telephone { self.extension(next) } else { next };
            self.claim(at, end, *category);
            return;
        }
    }

    /// The first letters or digits from `at` on, without separators.
    fn letters_from(&self, at: usize) -> [u8; 4] {
        let mut out = [0; 4];
        let mut filled = 0;
        for next in at..at + 6 {
            let token = self.t(next);
            match token.kind {
                Kind::Word | Kind::Number => {
                    for byte in self.word(next).bytes() {
                        match out.get_mut(filled) {
                            Some(slot) => *slot = byte.to_ascii_lowercase(),
                            None => return out,
                        }
                        filled += 1;
                    }
                }
                Kind::Mark if next > at => {}
                _ => return out,
            }
        }
        out
    }

    /// Words of the record's names and places.
    pub fn known_words(&mut self) {
        let known = self.known;
        for known in known.iter().filter(|known| known.has_words()) {
            let mut at = 0;
            while at < self.tokens.len() {
                at = self.known_word_at(known, at);
            }
        }
    }

    fn known_word_at(&mut self, known: &crate::Known, at: usize) -> usize {
        let token = *self.t(at);
        if !(token.is_word() || token.is_number() && known.is_tolerant()) {
            return at + 1;
        }
        let phrase = if self.glued(at) && token.is_number() { None } else { self.known_phrase(known, at) };
        if let Some((end, category)) = phrase {
            if category != Category::Name {
                self.claim(at, end, category);
                return end;
            }
            let from = self.initials_before(known, self.hyphens_before(known, at));
            let end = self.past_inverted(at, self.past_hyphens(known, end));
            self.claim(from, end, category);
            return end;
        }
        if token.is_number() {
            return self.known_misread(known, at);
        }
        if known.is_tolerant() && self.known_initials(known, at) {
            self.claim(at, at + 1, Category::Name);
            return at + 1;
        }
        let exact = known.word(token.hash);
        let kind = match exact {
            Some(kind) => Some(kind),
            None if known.is_tolerant() && token.has(GIVEN) && self.is_nickname(known, token.hash) => Some(WordKind::Person),
            None if known.is_tolerant() && self.may_be_misspelt(at) => known.nearly(self.word(at)),
            None => None,
        };
        let Some(kind) = kind else {
            return if known.is_tolerant() && self.glued(at + 1) && self.t(at + 1).is_number() {
                self.known_misread(known, at)
            } else {
                at + 1
            };
        };
        if !self.known_word_counts(known, at, kind, exact.is_some()) {
            // "Young appearing" says how somebody looks.
            let looks = self.is(at + 1, APPEARING) || self.is(at + 1, LOOKING);
            if exact == Some(WordKind::Person) && !token.has(FUNCTION | UNIT) && !looks {
                self.in_doubt.extend(u32::try_from(at));
            }
            return at + 1;
        }
        let category = if kind == WordKind::Place { Category::Geo } else { Category::Name };
        let mut end = at + 1;
        if self.glued(end) && self.t(end).is_number() {
            end += 1;
        }
        // "J. Smith", "Smith, J.", "JS" beside it.
        let mut from = at;
        if category == Category::Name {
            end = self.past_hyphens(known, end);
            from = self.initials_before(known, self.hyphens_before(known, at));
            let (initial, comma) = if self.mark(end, b',') { (end + 1, true) } else { (end, false) };
            let follows = self.t(initial).is_word()
                && self.t(initial).case == Case::Initial
                && self.t(initial).gap == Gap::Space
                && !self.t(initial).shouted;
            let signed = self.known_phrase(known, initial).filter(|_| follows && !comma);
            if let Some((stop, Category::Name)) = signed {
                end = stop;
            } else if follows && (comma || self.mark(initial + 1, b'.')) {
                end = if self.mark(initial + 1, b'.') && self.glued(initial + 1) { initial + 2 } else { initial + 1 };
            }
        }
        if category == Category::Name {
            let end = self.past_inverted(from, end);
            self.claim_name(from, end)
        } else {
            self.claim(from, end, category)
        }
        end
    }

    /// Past "-Sook" of "In-Sook", which is no name by itself.
    fn past_hyphens(&self, known: &crate::Known, mut end: usize) -> usize {
        while self.mark(end, b'-')
            && self.glued(end)
            && self.glued(end + 1)
            && self.t(end + 1).is_word()
            && (known.word(self.t(end + 1).hash).is_some() || self.misreads(known, end + 1))
        {
            end += 2;
        }
        end
    }

    /// Where "In-" of "In-Sook" begins.
    fn hyphens_before(&self, known: &crate::Known, mut at: usize) -> usize {
        while at >= 2
            && self.glued(at)
            && self.before(at, 1).is_mark(b'-')
            && self.glued(at - 1)
            && self.before(at, 2).is_word()
            && self.free(at - 2)
            && (known.word(self.before(at, 2).hash).is_some() || self.misreads(known, at - 2))
        {
            at -= 2;
        }
        at
    }

    fn misreads(&self, known: &crate::Known, at: usize) -> bool {
        known.is_tolerant() && self.may_be_misspelt(at) && known.nearly(self.word(at)).is_some()
    }

    /// Where "G. Y. Smith" begins, if its family name is at `at`.
    fn initials_before(&self, known: &crate::Known, mut at: usize) -> usize {
        for _ in 0..3 {
            let Some(from) = self.initial_before(known, at) else { break };
            at = from;
        }
        at
    }

    /// Where the initial before the name at `at` stands: "J. Smith", "j smith"; what is a word too, "a smith", only where
    /// somebody known has these initials.
    fn initial_before(&self, known: &crate::Known, at: usize) -> Option<usize> {
        let dotted = self.before(at, 1).is_mark(b'.') && at >= 2 && self.glued(at - 1);
        let from = at.checked_sub(if dotted { 2 } else { 1 })?;
        let (letter, name) = (self.t(from), self.t(at));
        if !letter.is_word()
            || letter.len() != 1
            || name.gap > Gap::Line
            || self.glued(from) && self.before(from, 1).is_word()
        {
            return None;
        }
        let capital = letter.case == Case::Initial && name.gap <= Gap::Space;
        let article = matches!(self.word(from), "a" | "i" | "A" | "I" | "x" | "s" | "t");
        let initials = || {
            let of = |word: &str| crate::text::token::fold(word).chars().next();
            let both = of(self.word(from)).into_iter().chain(of(self.word(at)));
            known.has_initials(word_hash(&both.collect::<String>()))
        };
        let numbered = self.before(from, 1).is_number() && letter.gap <= Gap::Space;
        let meant = capital && !letter.shouted || (dotted || !article) && !numbered || initials();
        meant.then_some(from)
    }

    /// Past what may follow a name of the record: "II", and after an inverted one a letter, "khanna, seema a".
    fn past_inverted(&self, from: usize, end: usize) -> usize {
        let next = self.t(end);
        if !next.is_word() || next.gap != Gap::Space || self.glued(end + 1) && !self.mark(end + 1, b'.') {
            return end;
        }
        if SUFFIXES.contains(&next.hash) {
            return end + 1;
        }
        let inverted = (from.saturating_sub(1)..end).any(|at| self.mark(at, b','));
        let article = next.case == Case::Lower && matches!(self.word(end), "a" | "i") && self.t(end + 1).gap == Gap::Space;
        if inverted && next.len() == 1 && !article { end + 1 } else { end }
    }

    /// "RF" of Robert Fontaine: in capitals; what is a word too, or stands where capitals tell nothing, only at the end of its
    /// line or beside a slash.
    fn known_initials(&self, known: &crate::Known, at: usize) -> bool {
        if self.reads_as_initials(at, |hash| known.has_initials(hash)) {
            return true;
        }
        // "JQR" where the record knows of no second name.
        let (token, next) = (self.t(at), self.t(at + 1));
        let mut letters = self.word(at).bytes().map(|letter| letter | 0x20);
        let (Some(first), Some(last), 3) = (letters.next(), letters.next_back(), token.len()) else { return false };
        let outer = hash_step(hash_step(hash_start(), first), last);
        let row = token.gap >= Gap::Column || self.before(at, 1).is_mark(b'|') || self.before(at, 1).is_mark(b'/');
        let ends = next.gap >= Gap::Line || next.is_mark(b'|') || next.gap >= Gap::Column && row;
        (row && ends || DOERS.contains(&self.before(at, 1).hash)) && !token.has(VOCABULARY) && known.has_initials(outer)
    }

    /// Whether the word at `at` is written as initials are, and `has` knows them.
    pub fn reads_as_initials(&self, at: usize, has: impl Fn(u64) -> bool) -> bool {
        let (token, next) = (self.t(at), self.t(at + 1));
        let short = token.is_word() && (2..=4).contains(&token.len());
        if !short || !has(token.hash) || self.glued(at + 1) && next.is_number() {
            return false;
        }
        let enclosed = self.mark(at + 1, b')') && self.before(at, 1).is_mark(b'(');
        // A cell of a table, or a line, of its own.
        let opens = token.gap >= Gap::Column || matches!(self.before(at, 1).mark, b'|') && token.gap <= Gap::Space;
        let cell = opens && (next.gap >= Gap::Column || next.is_mark(b'|'));
        let credited = next.has(CREDENTIAL) && next.gap == Gap::Space && self.begins(at) && !next.shouted;
        let doer = self.before(at, 1).is_word() && DOERS.contains(&self.before(at, 1).hash);
        let dated = matches!(self.t(at + 1).hash, ON | AT) && next.is_word() || next.is_mark(b',') || next.gap >= Gap::Line;
        let done = doer && token.case != Case::Title && (dated || !token.has(FUNCTION | UNIT | TITLE | MONTH));
        // "Smith JS 9:31"
        let timed = at > 0 && self.named(at - 1) && token.gap == Gap::Space && next.is_number() && next.gap == Gap::Space;
        let credential = token.has(CREDENTIAL) && !(token.gap == Gap::Column && next.gap >= Gap::Line);
        let of_somebody = enclosed && at > 1 && self.named(at - 2);
        if cell && token.hash != NO && !credential || of_somebody || done || credited || timed {
            return true;
        }
        let closes = next.gap >= Gap::Line || self.mark(at + 1, b'/') || self.before(at, 1).is_mark(b'/') || enclosed;
        let plain = token.case == Case::Upper && !token.shouted && !token.has(VOCABULARY | UNIT);
        plain || closes && !token.has(FUNCTION | UNIT) && !self.before(at, 1).is_number()
    }

    /// Whether a word of the record is meant here. A name that is also a word needs a capital, a title or another name.
    fn known_word_counts(&self, known: &crate::Known, at: usize, kind: WordKind, exact: bool) -> bool {
        let token = self.t(at);
        if token.has(EPONYM)
            && self.names_a_disease(at)
            && !(self.before(at, 1).has(TITLE) || self.before(at, 2).has(TITLE) && self.mark(at - 1, b'.'))
        {
            return false;
        }
        let word = token.flags & VOCABULARY != 0;
        if !word {
            return kind != WordKind::Weak || token.capital();
        }
        let neighbour = |at: usize| {
            known.word(self.t(at).hash).is_some() && self.t(at).is_word() && self.t(at).flags & (FUNCTION | UNIT) == 0
        };
        let beside = neighbour(at + 1) && self.t(at + 1).gap <= Gap::Line
            || at > 0 && neighbour(at - 1) && token.gap <= Gap::Line
            || self.mark(at + 1, b',') && neighbour(at + 2)
            || at > 1 && self.before(at, 1).is_mark(b',') && neighbour(at - 2);
        if beside && exact {
            return true;
        }
        if kind == WordKind::Weak || !exact {
            return false;
        }
        // "rose and jeroen", "Xu / rose": beside another name that means nothing else.
        let joins = |at: usize| self.is(at, AND) || self.mark(at, b'/') || self.mark(at, b'&');
        let sure = |at: usize| {
            self.named(at) || self.t(at).is_word() && !self.t(at).has(VOCABULARY) && neighbour(at) && self.t(at).len() > 2
        };
        let joined = joins(at + 1) && sure(at + 2) || at > 1 && joins(at - 1) && sure(at - 2);
        // "Dear Bill:", "let rosemary know", "Att: Cook", "the Rich household", "dawn (night RN)", "bill: daughter ..."
        let colon = usize::from(self.before(at, 1).is_mark(b':') || self.before(at, 1).is_mark(b'/'));
        let called = self.before(at, 1 + colon);
        let addressed = called.is_word()
            && ADDRESSES.contains(&called.hash)
            && token.gap <= Gap::Line
            && (token.capital()
                || !token.has(CLINICAL) && (self.lower_case || token.shouted)
                || token.has(GIVEN) && !token.has(CLINICAL) && called.hash == LET);
        // "Att:Down"
        if addressed
            && colon == 1
            && token.case == Case::Title
            && token.capital()
            && !(self.t(at + 1).is_word() && !self.t(at + 1).capital() && self.t(at + 1).gap <= Gap::Space)
        {
            return true;
        }
        let after = self.t(at + 1);
        let family = after.is_word()
            && FAMILIES.contains(&after.hash)
            && self.before(at, 1).is_word()
            && self.is(at.saturating_sub(1), word_hash("the"))
            && !token.has(RELATION);
        let role = |at: usize| (at..at + 3).any(|at| self.t(at).is_word() && self.t(at).has(RELATION | CREDENTIAL));
        let told = self.mark(at + 1, b'(') && role(at + 2)
            || self.mark(at + 1, b':') && self.t(at + 2).has(RELATION)
            || self.mark(at + 1, b',') && self.t(at + 2).has(CREDENTIAL) && self.t(at + 2).case != Case::Lower;
        if (joined || addressed || family || told) && !token.has(FUNCTION | UNIT | MONTH)
            || joined && token.has(MONTH) && !after.is_number()
        {
            return true;
        }
        // "COOK signs out" where the rest of the line has capitals and small letters: a name set in capitals.
        let set = token.case == Case::Upper && !token.shouted && token.len() > 2;
        if set && !token.has(FUNCTION | UNIT | MONTH | CLINICAL) && !self.heading(at) {
            return true;
        }
        // "p. fox", "v fox"
        let initial = if self.before(at, 1).is_mark(b'.') { 2 } else { 1 };
        let letter = self.before(at, initial);
        let initialled = letter.is_word()
            && letter.len() == 1
            && token.gap == Gap::Space
            && (initial == 2 && self.glued(at - 1)
                || letter.case == Case::Lower && !matches!(self.word(at - 1), "a" | "i" | "x"))
            && !self.before(at, initial + 1).is_number();
        if initialled {
            return true;
        }
        let titled = self.before(at, 1).has(TITLE) || self.before(at, 1).is_mark(b'.') && self.before(at, 2).has(TITLE);
        if titled {
            return true;
        }
        // "Lane may return", "hope will call", "Church was seen": who does something at the beginning of a sentence.
        let next = self.t(at + 1);
        let acts = next.is_word()
            && next.gap <= Gap::Line
            && !next.capital()
            && (MODALS.contains(&next.hash)
                || !token.has(CLINICAL | UNIT) && (BEING.contains(&next.hash) || next.has(PERSON_VERB)));
        if acts && self.begins(at) && !token.has(FUNCTION | MONTH) {
            return true;
        }
        let clinical = token.has(CLINICAL | EPONYM | MONTH | UNIT | FUNCTION);
        if token.capital() && token.case == Case::Title {
            let verb = self.t(at + 1).has(PERSON_VERB) && !self.t(at + 1).capital();
            let related = (1..=2).any(|back| self.before(at, back).has(RELATION));
            // Between words in lower case a capital comes from nothing but a name.
            let plain = |token: &super::token::Token| token.is_word() && !token.capital() && !token.shouted;
            let between = plain(self.before(at, 1)) && (plain(self.t(at + 1)) || !self.t(at + 1).is_word());
            return verb
                || related
                || !self.begins(at) && !self.heading(at) && !clinical
                || between && !token.has(EPONYM | MONTH | FUNCTION | UNIT)
                || !self.begins(at) && clinical && token.has(GIVEN) && !self.heading(at) && !token.has(MONTH);
        }
        token.shouted && !clinical && !token.has(COMMON)
    }

    fn known_phrase(&self, known: &crate::Known, at: usize) -> Option<(usize, Category)> {
        let first = if self.t(at).is_number() { word_hash(self.word(at)) } else { self.t(at).hash };
        let phrases = known.phrases(first)?;
        phrases.iter().find_map(|Phrase { rest, category, marked }| {
            let mut next = at + 1;
            for hash in rest {
                while matches!(self.t(next).mark, b',' | b'-' | b'\'' | b'&' | b'#') && self.t(next).gap <= Gap::Space
                    || self.t(next).kind == Kind::Mark && self.t(next).len() == 3 && self.glued(next)
                    || self.mark(next, b'/') && self.glued(next) && self.before(next, 1).is_number()
                    || self.mark(next, b'.') && self.before(next, 1).len() <= 3
                {
                    next += 1;
                }
                let token = self.t(next);
                let same = match token.kind {
                    Kind::Word => token.hash == *hash,
                    Kind::Number => word_hash(self.word(next)) == *hash,
                    _ => false,
                };
                if !same || token.gap > Gap::Line {
                    return None;
                }
                next += 1;
            }
            // A phrase of everyday words ("emergency department") is a name only where it is written as one.
            let initials = self.t(at).len() == 1;
            let dotted = self.mark(at + 1, b'.') && self.glued(at + 1);
            if initials
                && !dotted
                && !(at..next).all(|at| self.t(at).case == Case::Initial && !self.t(at).shouted || !self.t(at).is_word())
            {
                return None;
            }
            // Where capitals tell nothing, and of a person where nothing but the whole name stands, a word that is not clinical
            // is enough.
            let untold = self.lower_case || self.t(at).shouted;
            let own = known.is_tolerant() && (untold || *category == Category::Name);
            let plain = if own { CLINICAL | FUNCTION | FACILITY | UNIT | MONTH } else { VOCABULARY | STREET };
            let addressed =
                known.is_tolerant() && self.t(at).is_number() && next > at + if self.t(at).len() > 1 { 1 } else { 2 };
            let telling = *marked
                || initials
                || addressed
                || self.t(at).capital()
                || (at..next).any(|word| self.t(word).is_word() && !self.t(word).has(plain));
            telling.then_some((next, *category))
        })
    }

    /// Whether the word is another form of a name of the record: Bill for William.
    fn is_nickname(&self, known: &crate::Known, name: u64) -> bool {
        let others = self.lexicon.nicknames(name);
        others.iter().any(|other| known.word(word_hash(&super::token::fold(other))) == Some(WordKind::Person))
    }

    /// Whether a word could be a misspelt name: no everyday or clinical word, four letters or more.
    fn may_be_misspelt(&self, at: usize) -> bool {
        let token = self.t(at);
        token.len() >= 4 && token.len() <= 40 && !token.has(VOCABULARY)
    }

    /// A run of letters and digits that reads as a name if digits are taken for the letters they look like: `Sm1th`.
    fn known_misread(&mut self, known: &crate::Known, at: usize) -> usize {
        if self.glued(at) && matches!(self.before(at, 1).kind, Kind::Word | Kind::Number) {
            return at + 1;
        }
        let mut end = at;
        let (mut letters, mut digits) = (0, 0);
        while end < at + 6 && (end == at || self.glued(end)) {
            match self.t(end).kind {
                Kind::Word => letters += self.t(end).len(),
                Kind::Number => digits += self.t(end).len(),
                _ => break,
            }
            end += 1;
        }
        if letters < 2 || digits == 0 || digits > 3 || letters + digits > 40 {
            return at + 1;
        }
        let (start, stop) = (self.t(at).start as usize, self.before(end, 1).end as usize);
        let Some(run) = self.text.get(start..stop) else { return at + 1 };
        if known.reads_as(&ocr_fold(run)) {
            self.claim(at, end, Category::Name);
            return end;
        }
        at + 1
    }
}
