//! One pass over one text: tokens, the claims that the rules make on them, and the edits that follow.

use std::ops::Range;

use super::code::DOT;
use super::date::DateSpan;
use super::lexicon::{
    ADDRESS_START, AGE_WORD, CLINICAL, CREDENTIAL, EPONYM, EPONYM_NOUN, FACILITY, FACILITY_WORD, FUNCTION, Flags, HOLIDAY,
    HashIndex, LABEL, Lexicon, MONTH, NAME_BEFORE, NUMERAL, PARTICLE, PERSON, PERSON_VERB, PLACE, PLACE_CUE, PLACE_START,
    PREPOSITION, RELATION, STATE, STREET, TITLE, UNIT, VOCABULARY, WEEKDAY,
};
use super::token::{Case, Gap, Kind, Token, hash_start, hash_step, word_hash};
use super::{Edit, Form, Request, TextEngine, day_tag, vocabulary};
use crate::{Category, Known};

/// Tokens `first..end` are an identifier.
pub(super) struct Claim {
    first: usize,
    end: usize,
    category: Category,
    date: Option<DateSpan>,
}

/// Where rules begin: tokens by what makes them interesting, each list ascending. Most tokens are in none.
#[derive(Default)]
pub(super) struct Anchors {
    pub numbers: Vec<u32>,
    /// Tokens without white space between.
    pub runs: Vec<Run>,
    pub labels: Vec<u32>,
    pub addresses: Vec<u32>,
    pub dates: Vec<u32>,
    pub ages: Vec<u32>,
    /// Titles, credentials, relations.
    pub people: Vec<u32>,
    /// Words that can be a name by themselves.
    pub names: Vec<u32>,
    /// The same and all words with capitals, but for function words.
    pub words: Vec<u32>,
    pub names_before: Vec<u32>,
    pub place_starts: Vec<u32>,
    pub places: Vec<u32>,
    /// Words that end a letter: "thanks".
    pub closings: Vec<u32>,
    /// The word "dot".
    pub dots: Vec<u32>,
    /// What an earlier run or round has left.
    pub tags: Vec<u32>,
    /// Runs of more tokens than anybody writes without white space: machine-made, and nothing for the tagger.
    pub endless: Vec<std::ops::Range<usize>>,
}

/// Two tokens or more without white space between, with a digit, `@`, `.` or `:` in them.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub first: u32,
    pub end: u32,
    pub at_sign: bool,
    pub number: bool,
}

/// After these, at the end of a line, stands who writes.
const CLOSINGS: [u64; 8] = [
    word_hash("thanks"),
    word_hash("thx"),
    word_hash("ty"),
    word_hash("tks"),
    word_hash("regards"),
    word_hash("sincerely"),
    word_hash("cheers"),
    word_hash("yours"),
];
/// Of each closing the bit of its last six bits, so that nearly every other word is told apart by one look.
const CLOSING_BITS: u64 = {
    let (mut bits, mut at) = (0, 0);
    while at < CLOSINGS.len() {
        #[expect(clippy::indexing_slicing, reason = "at < CLOSINGS.len() by the loop's condition")]
        let hash = CLOSINGS[at];
        bits |= 1 << (hash & 63);
        at += 1;
    }
    bits
};
/// Tokens without white space between them that are too many to be anybody's writing.
const ENDLESS: u32 = 400;

/// An anchor as an index of a token.
pub(super) fn index(anchor: u32) -> usize {
    anchor as usize
}

impl Anchors {
    fn of(tokens: &[Token]) -> Self {
        let mut this = Self::default();
        let mut run = Run { first: 0, end: 0, at_sign: false, number: false };
        let mut telling = false;
        for (at, token) in (0_u32..).zip(tokens) {
            if token.gap != Gap::None || at == 0 {
                this.end_run(run);
                if telling && run.end > run.first + 1 {
                    this.runs.push(run);
                }
                run = Run { first: at, end: at, at_sign: false, number: false };
                telling = false;
            }
            run.end = at + 1;
            match token.kind {
                Kind::Word => this.word(at, token),
                Kind::Number => {
                    run.number = true;
                    telling = true;
                    this.numbers.push(at);
                    this.addresses.push(at);
                    this.dates.push(at);
                    this.ages.push(at);
                }
                Kind::Mark => {
                    run.at_sign |= token.mark == b'@';
                    telling |= matches!(token.mark, b'.' | b':' | b'@');
                    if token.mark == b'\'' || token.len() == 3 {
                        this.dates.push(at);
                    }
                }
                Kind::Tag => this.tags.push(at),
            }
        }
        this.end_run(run);
        if telling && run.end > run.first + 1 {
            this.runs.push(run);
        }
        this
    }

    fn end_run(&mut self, run: Run) {
        if run.end > run.first + ENDLESS {
            self.endless.push(index(run.first)..index(run.end));
        }
    }

    fn word(&mut self, at: u32, token: &Token) {
        let flags = token.flags;
        let unknown = flags & VOCABULARY == 0;
        if unknown || flags & PERSON != 0 || token.case == Case::Initial || token.foreign {
            self.names.push(at);
            self.words.push(at);
        } else if token.case != Case::Lower && flags & FUNCTION == 0
            || token.len() == 1
            || flags & (FACILITY | FACILITY_WORD | STREET | PARTICLE | PLACE) != 0
        {
            self.words.push(at);
        }
        if unknown && token.len() > 3 && flags & TITLE == 0
            || flags & (FACILITY | PLACE | PLACE_CUE | PLACE_START | PREPOSITION) != 0
        {
            self.places.push(at);
        }
        if token.hash == DOT {
            self.dots.push(at);
        }
        if CLOSING_BITS >> (token.hash & 63) & 1 == 1 && CLOSINGS.contains(&token.hash) {
            self.closings.push(at);
        }
        if flags & ANCHORING == 0 {
            return;
        }
        let add = |list: &mut Vec<u32>, wanted: Flags| {
            if flags & wanted != 0 {
                list.push(at);
            }
        };
        add(&mut self.labels, LABEL);
        add(&mut self.addresses, ADDRESS_START | STATE);
        add(&mut self.dates, MONTH | WEEKDAY | HOLIDAY);
        add(&mut self.ages, AGE_WORD | NUMERAL);
        add(&mut self.people, TITLE | CREDENTIAL | RELATION);
        add(&mut self.names_before, NAME_BEFORE);
        add(&mut self.place_starts, PLACE_START);
    }
}

const ANCHORING: Flags = LABEL
    | ADDRESS_START
    | STATE
    | MONTH
    | WEEKDAY
    | HOLIDAY
    | AGE_WORD
    | NUMERAL
    | TITLE
    | CREDENTIAL
    | RELATION
    | NAME_BEFORE
    | PLACE_START;

/// A replacement of the tokens `first..end`.
pub(super) struct TokenEdit {
    pub first: usize,
    pub end: usize,
    pub edit: Edit,
}

/// The state of one pass. Rules live in the sibling modules as further methods.
pub(super) struct Scan<'a> {
    pub lexicon: &'a Lexicon,
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub anchors: Anchors,
    pub known: &'a [&'a Known],
    /// Whether years by themselves stay: the rule allows them, but not beside days of a timeline.
    pub years_stay: bool,
    /// Whether long intervals are identifiers too.
    pub longest_years: u32,
    owner: Vec<Option<Category>>,
    claims: Vec<Claim>,
    /// Fractions that may be days of a month.
    pub doubtful_days: Vec<usize>,
    /// Words of the record's names that may mean something else where they stand; the tagger decides.
    pub in_doubt: Vec<u32>,
    found: HashIndex<()>,
    /// Words of the language that were somebody's name in this text.
    found_words: HashIndex<()>,
    spread: &'a HashIndex<()>,
    /// What `vocabulary::derived` said of each token.
    pub derived: Vec<std::cell::Cell<Option<bool>>>,
    /// Whether the text is written without capitals.
    pub lower_case: bool,
    /// What each label of `anchors.labels` announces.
    pub labels: Vec<(usize, super::lexicon::Announces, usize, bool)>,
}

/// Stands before the first and after the last token.
pub(super) const EDGE: Token = Token {
    start: 0,
    end: 0,
    hash: 0,
    flags: 0,
    kind: Kind::Mark,
    case: Case::Lower,
    gap: Gap::Paragraph,
    mark: 0,
    foreign: false,
    shouted: false,
};

impl<'a> Scan<'a> {
    /// All layers over `tokens` of `text`.
    pub fn run(
        engine: &'a TextEngine,
        text: &'a str,
        tokens: Vec<Token>,
        lower_case: bool,
        request: &Request<'a>,
        spread: &'a HashIndex<()>,
    ) -> Self {
        let mut this = Self::by_rules(engine, text, tokens, lower_case, request, spread);
        if let Some(tagger) = &engine.tagger {
            this.tagged(tagger);
            this.grow_initials();
        }
        this.grow_places();
        this.spread_names();
        this
    }

    /// Every rule, without the tagger.
    pub fn by_rules(
        engine: &'a TextEngine,
        text: &'a str,
        tokens: Vec<Token>,
        lower_case: bool,
        request: &Request<'a>,
        spread: &'a HashIndex<()>,
    ) -> Self {
        let mut this = Self {
            lower_case,
            lexicon: &engine.lexicon,
            text,
            owner: vec![None; tokens.len()],
            anchors: Anchors::of(&tokens),
            derived: vec![std::cell::Cell::new(None); tokens.len()],
            labels: Vec::new(),
            tokens,
            known: request.known,
            years_stay: request.dates.is_none(),
            longest_years: if request.dates.is_some_and(|dates| dates.ninety_or_older) { 70 } else { 90 },
            claims: Vec::new(),
            doubtful_days: Vec::new(),
            in_doubt: Vec::new(),
            found: HashIndex::default(),
            found_words: HashIndex::default(),
            spread,
        };
        this.codes();
        this.known_numbers();
        this.addresses();
        this.dates();
        this.numbers();
        this.ages();
        this.known_words();
        this.in_doubt.sort_unstable();
        this.labelled_people();
        this.listed_places_of_several_words();
        this.names();
        this.places();
        this.grow_names();
        this
    }

    /// The token at `at`, or the edge.
    pub fn t(&self, at: usize) -> &Token {
        self.tokens.get(at).unwrap_or(&EDGE)
    }

    /// The token `back` places before `at`, or the edge.
    pub fn before(&self, at: usize, back: usize) -> &Token {
        at.checked_sub(back).map_or(&EDGE, |at| self.t(at))
    }

    pub fn word(&self, at: usize) -> &'a str {
        self.text.get(self.t(at).range()).unwrap_or_default()
    }

    /// The value of a number of at most nine digits.
    pub fn value(&self, at: usize) -> Option<u32> {
        let token = self.t(at);
        (token.is_number() && token.len() <= 9).then(|| u32::try_from(token.hash).ok())?
    }

    /// Whether nothing stands between the token and the one before it.
    pub fn glued(&self, at: usize) -> bool {
        self.t(at).gap == Gap::None && at > 0
    }

    pub fn is(&self, at: usize, hash: u64) -> bool {
        let token = self.t(at);
        token.is_word() && token.hash == hash
    }

    pub fn mark(&self, at: usize, mark: u8) -> bool {
        self.t(at).is_mark(mark)
    }

    /// Whether the word is one of the record's names that may mean something else here.
    pub fn in_doubt(&self, at: usize) -> bool {
        u32::try_from(at).is_ok_and(|at| self.in_doubt.binary_search(&at).is_ok())
    }

    pub fn free(&self, at: usize) -> bool {
        self.owner.get(at).is_some_and(Option::is_none)
    }

    /// What the token was found to be.
    pub fn owner(&self, at: usize) -> Option<Category> {
        self.owner.get(at).copied().flatten()
    }

    /// Whether the token is part of a person's name that was found.
    pub fn named(&self, at: usize) -> bool {
        self.owner.get(at).is_some_and(|owner| *owner == Some(Category::Name))
    }

    /// Whether the token begins a sentence or a line.
    pub fn begins(&self, at: usize) -> bool {
        if self.t(at).gap >= Gap::Line || at == 0 {
            return true;
        }
        let previous = self.before(at, 1);
        previous.kind == Kind::Mark
            && matches!(previous.mark, 0 | b'.' | b'!' | b'?' | b':' | b'*' | b'#' | b'-' | b'>' | b'|' | b';')
            || matches!(previous.mark, b')' | b']') && self.t(at).gap >= Gap::Column
    }

    /// Claims the free tokens in `first..end`; tags are nobody's.
    pub fn claim(&mut self, first: usize, end: usize, category: Category) {
        self.claim_date(first, end, category, None);
    }

    pub fn claim_date(&mut self, first: usize, end: usize, category: Category, date: Option<DateSpan>) {
        let mut at = first;
        while at < end.min(self.tokens.len()) {
            if !self.free(at) || self.t(at).kind == Kind::Tag {
                at += 1;
                continue;
            }
            let from = at;
            while at < end && self.free(at) && self.t(at).kind != Kind::Tag {
                if let Some(owned) = self.owner.get_mut(at) {
                    *owned = Some(category);
                }
                at += 1;
            }
            // A date counts only if all of its tokens were still free.
            let date = if from == first && at == end { date } else { None };
            self.claims.push(Claim { first: from, end: at, category, date });
        }
    }

    /// Claims a person's name and remembers its words, to be found elsewhere.
    pub fn claim_name(&mut self, first: usize, end: usize) {
        for at in first..end {
            let token = *self.t(at);
            let telling = token.is_word() && token.len() >= 3 && !token.has(VOCABULARY) && self.free(at);
            if telling && !vocabulary::likely_clinical(self.word(at)) {
                self.found.insert(token.hash, ());
            }
            // A name that is a word too: looked for in this text alone, and only where it is written as a name.
            let word = token.is_word() && token.len() >= 3 && token.has(VOCABULARY) && self.free(at);
            if word
                && !token.has(FUNCTION | UNIT | MONTH | CLINICAL | RELATION)
                && (end > first + 1 || self.titled_before(first))
            {
                self.found_words.insert(token.hash, ());
            }
        }
        self.claim(first, end, Category::Name);
    }

    /// Words of names that were found with certainty and are nothing else.
    pub fn found_names(&self) -> impl Iterator<Item = u64> {
        self.found.keys().copied()
    }

    /// First tokens of what is claimed so far.
    pub fn claimed_starts(&self) -> impl Iterator<Item = u32> {
        self.claims.iter().filter_map(|claim| u32::try_from(claim.first).ok())
    }

    /// Runs of tokens that belong to names, in ascending order.
    pub fn named_runs(&self) -> Vec<Range<usize>> {
        let named = self.claims.iter().filter(|claim| claim.category == Category::Name);
        let mut runs: Vec<_> = named.map(|claim| claim.first..claim.end).collect();
        runs.sort_unstable_by_key(|run| run.start);
        runs
    }

    /// Runs of tokens that are claimed, as they were found.
    pub fn claimed_runs(&self) -> impl Iterator<Item = Range<usize>> {
        self.claims.iter().map(|claim| claim.first..claim.end)
    }

    /// Runs of tokens that are places, in ascending order.
    pub fn placed_runs(&self) -> Vec<Range<usize>> {
        let placed = self.claims.iter().filter(|claim| claim.category == Category::Geo);
        let mut runs: Vec<_> = placed.map(|claim| claim.first..claim.end).collect();
        runs.sort_unstable_by_key(|run| run.start);
        runs
    }

    /// Whether a title stands before `at`: "Dr. ".
    fn titled_before(&self, at: usize) -> bool {
        self.before(at, 1).has(TITLE) || self.before(at, 1).is_mark(b'.') && self.before(at, 2).has(TITLE)
    }

    fn spread_names(&mut self) {
        self.spread_initials();
        if self.found.is_empty() && self.spread.is_empty() && self.found_words.is_empty() {
            return;
        }
        for at in std::mem::take(&mut self.anchors.words).into_iter().map(index) {
            let token = *self.t(at);
            if !self.free(at) {
                continue;
            }
            if token.has(VOCABULARY)
                && token.is_word()
                && self.found_words.contains_key(&token.hash)
                && self.written_as_name(at)
            {
                self.claim(at, at + 1, Category::Name);
                continue;
            }
            let named =
                !token.has(VOCABULARY) && (self.found.contains_key(&token.hash) || self.spread.contains_key(&token.hash));
            // Dr. Foley placed the Foley: what names diseases and tools too needs more than to have been somebody's name.
            let named = named
                && (!token.has(EPONYM)
                    || self.written_as_name(at) && self.t(at + 1).has(PERSON_VERB)
                    || self.titled_before(at));
            if named && !self.names_a_disease(at) {
                let end = if self.glued(at + 1) && self.t(at + 1).is_number() { at + 2 } else { at + 1 };
                self.claim(at, end, Category::Name);
            }
        }
    }

    /// Whether a word that is a name too is written as one here: with a capital that it has from nothing else.
    fn written_as_name(&self, at: usize) -> bool {
        let (token, next) = (self.t(at), self.t(at + 1));
        let verb = next.is_word() && next.has(PERSON_VERB) && !next.capital();
        token.case == Case::Title
            && token.capital()
            && !self.names_a_disease(at)
            && !self.heading(at)
            && (verb || !(self.begins(at) || next.is_mark(b':') || next.is_word() && next.has(EPONYM_NOUN)))
    }

    /// Two or three capitals in the last column of a row that begins with a number: who did what the row says.
    fn ends_a_row(&self, at: usize) -> bool {
        let (token, next) = (self.t(at), self.t(at + 1));
        let column = token.gap == Gap::Column || self.before(at, 1).is_mark(b'|') && token.gap <= Gap::Space;
        let short =
            (2..=3).contains(&token.len()) && (token.case == Case::Upper || self.lower_case && token.case == Case::Lower);
        if !column || !short || next.gap < Gap::Line || token.has(VOCABULARY | UNIT | LABEL | STATE) {
            return false;
        }
        let first = (0..24).map_while(|back| at.checked_sub(back)).find(|at| self.t(*at).gap >= Gap::Line || *at == 0);
        first.is_some_and(|first| {
            first < at
                && (self.t(first).is_number()
                    || (first..at).any(|at| self.t(at).kind == Kind::Tag || self.owner(at).is_some()))
        })
    }

    /// "JTW", "j.t.w.": the initials of somebody whose name was found in the text.
    fn spread_initials(&mut self) {
        let mut initials: HashIndex<()> = HashIndex::default();
        for run in self.named_runs() {
            let mut letters = [0_u8; 4];
            let (mut count, mut inverted) = (0, false);
            for at in run.clone() {
                let token = self.t(at);
                inverted |= token.is_mark(b',') && count == 1;
                let first = self.word(at).bytes().next().filter(u8::is_ascii_alphabetic);
                let Some(first) = first.filter(|_| token.is_word() && !token.has(PARTICLE)) else { continue };
                if let Some(slot) = letters.get_mut(count) {
                    *slot = first | 0x20;
                }
                count += 1;
            }
            let Some(letters) = letters.get_mut(..count).filter(|_| (2..=4).contains(&count)) else { continue };
            if inverted {
                letters.rotate_left(1);
            }
            let hash = |letters: &[u8]| letters.iter().fold(hash_start(), |hash, letter| hash_step(hash, *letter));
            initials.insert(hash(letters), ());
            if let ([first, .., last], 3..) = (&*letters, count) {
                initials.insert(hash(&[*first, *last]), ());
            }
        }
        let words = std::mem::take(&mut self.anchors.words);
        for at in words.iter().copied().map(index) {
            if self.t(at).len() > 4 || !self.free(at) {
                continue;
            }
            let known = |hash: u64| self.known.iter().any(|known| known.is_tolerant() && known.has_initials(hash));
            let (token, next) = (self.t(at), self.t(at + 1));
            let column = token.gap >= Gap::Column && next.gap >= Gap::Line && token.case == Case::Upper && known(token.hash);
            if column
                || self.reads_as_initials(at, |hash| initials.contains_key(&hash))
                || self.ends_a_row(at)
                || self.signs_off(at)
            {
                self.claim(at, at + 1, Category::Name);
            } else if self.t(at).len() == 1 {
                let (mut next, mut hash, mut count) = (at, hash_start(), 0);
                while self.t(next).is_word() && self.t(next).len() == 1 && (count == 0 || self.t(next).gap <= Gap::Space) {
                    hash = hash_step(hash, self.word(next).bytes().next().unwrap_or_default() | 0x20);
                    count += 1;
                    next += 1;
                    if !(self.mark(next, b'.') && self.glued(next)) {
                        break;
                    }
                    next += 1;
                }
                let meant = initials.contains_key(&hash) || known(hash);
                if (2..=4).contains(&count) && meant && self.before(next, 1).is_mark(b'.') {
                    self.claim(at, next, Category::Name);
                }
            }
        }
        self.anchors.words = words;
    }

    /// The tokens back, and the replacements in ascending order; neighbouring claims of one kind become one.
    pub fn into_edits(mut self, request: &Request<'_>) -> (Vec<Token>, Vec<TokenEdit>) {
        self.claims.sort_by_key(|claim| claim.first);
        let mut edits: Vec<TokenEdit> = Vec::with_capacity(self.claims.len());
        for claim in &self.claims {
            let (start, end) = (self.t(claim.first).start as usize, self.before(claim.end, 1).end as usize);
            let joins = claim.category != Category::Date && self.t(claim.first).gap <= Gap::Space;
            if let Some(last) = edits.last_mut()
                && joins
                && last.end == claim.first
                && last.edit.category == Some(claim.category)
            {
                last.edit.range.end = end;
                last.end = claim.end;
                continue;
            }
            let tag = match (&claim.date, &request.dates) {
                (Some(date), Some(dates)) => day_tag(date, dates),
                _ => format!("[{}]", claim.category),
            };
            let edit = Edit { range: start..end, category: Some(claim.category), tag };
            edits.push(TokenEdit { first: claim.first, end: claim.end, edit });
        }
        if request.form == Form::SafeVocabulary {
            self.add_unlisted(&mut edits);
        }
        (self.tokens, edits)
    }

    /// Replaces what the safe vocabulary does not hold: words, and numbers of six digits or more without a unit.
    fn add_unlisted(&self, edits: &mut Vec<TokenEdit>) {
        let claimed = edits.len();
        for at in 0..self.tokens.len() {
            let token = self.t(at);
            if !self.free(at) || token.kind == Kind::Tag {
                continue;
            }
            let safe = match token.kind {
                Kind::Word => vocabulary::is_safe(self, at),
                Kind::Number => token.len() < 6 || self.t(at + 1).has(super::lexicon::UNIT),
                Kind::Mark | Kind::Tag => true,
            };
            if !safe {
                let edit = Edit { range: token.range(), category: None, tag: "[REDACTED]".to_owned() };
                edits.push(TokenEdit { first: at, end: at + 1, edit });
            }
        }
        if edits.len() > claimed {
            edits.sort_by_key(|edit| edit.first);
        }
    }
}
