//! One pass over one text: tokens, the claims that the rules make on them, and the edits that follow.

use super::date::DateSpan;
use super::lexicon::{HashIndex, Lexicon, VOCABULARY};
use super::token::{Case, Gap, Kind, Token, tokenize};
use super::{Edit, Form, Request, TextEngine, day_tag, vocabulary};
use crate::{Category, Known};

/// Tokens `first..end` are an identifier.
pub(super) struct Claim {
    first: usize,
    end: usize,
    category: Category,
    date: Option<DateSpan>,
}

/// The state of one pass. Rules live in the sibling modules as further methods.
pub(super) struct Scan<'a> {
    pub lexicon: &'a Lexicon,
    pub text: &'a str,
    pub tokens: Vec<Token>,
    pub known: &'a [&'a Known],
    /// Whether years by themselves stay: the rule allows them, but not beside days of a timeline.
    pub years_stay: bool,
    /// Whether long intervals are identifiers too.
    pub longest_years: u32,
    owner: Vec<Option<Category>>,
    claims: Vec<Claim>,
    found: HashIndex<()>,
    spread: &'a HashIndex<()>,
}

/// Stands before the first and after the last token.
const EDGE: Token = Token {
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
    pub fn run(engine: &'a TextEngine, text: &'a str, request: &Request<'a>) -> Self {
        let tokens = tokenize(text, &engine.lexicon);
        let mut this = Self {
            lexicon: &engine.lexicon,
            text,
            owner: vec![None; tokens.len()],
            tokens,
            known: request.known,
            years_stay: request.dates.is_none(),
            longest_years: if request.dates.is_some_and(|dates| dates.ninety_or_older) { 70 } else { 90 },
            claims: Vec::new(),
            found: HashIndex::default(),
            spread: request.spread,
        };
        this.codes();
        this.known_numbers();
        this.addresses();
        this.dates();
        this.numbers();
        this.ages();
        this.known_words();
        this.labelled_people();
        this.listed_places_of_several_words();
        this.names();
        this.places();
        this.grow_names();
        this.spread_names();
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
        (token.is_number() && token.len() <= 9).then(|| self.word(at).parse().ok())?
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
        }
        self.claim(first, end, Category::Name);
    }

    /// Words of names that were found with certainty and are nothing else.
    pub fn found_names(&self) -> impl Iterator<Item = u64> {
        self.found.keys().copied()
    }

    fn spread_names(&mut self) {
        if self.found.is_empty() && self.spread.is_empty() {
            return;
        }
        for at in 0..self.tokens.len() {
            let token = *self.t(at);
            let named = token.is_word()
                && self.free(at)
                && (self.found.contains_key(&token.hash) || self.spread.contains_key(&token.hash));
            if named && !token.has(VOCABULARY) && !self.names_a_disease(at) {
                let end = if self.glued(at + 1) && self.t(at + 1).is_number() { at + 2 } else { at + 1 };
                self.claim(at, end, Category::Name);
            }
        }
    }

    /// The replacements, in ascending order; neighbouring claims of one kind become one.
    pub fn into_edits(mut self, request: &Request<'_>) -> Vec<Edit> {
        self.claims.sort_by_key(|claim| claim.first);
        let mut edits: Vec<(usize, usize, Edit)> = Vec::with_capacity(self.claims.len());
        for claim in &self.claims {
            let (start, end) = (self.t(claim.first).start as usize, self.before(claim.end, 1).end as usize);
            let joins = claim.category != Category::Date && self.t(claim.first).gap <= Gap::Space;
            if let Some((_, last_end, last)) = edits.last_mut()
                && joins
                && *last_end == claim.first
                && last.category == Some(claim.category)
            {
                last.range.end = end;
                *last_end = claim.end;
                continue;
            }
            let tag = match (&claim.date, &request.dates) {
                (Some(date), Some(dates)) => day_tag(date, dates),
                _ => format!("[{}]", claim.category),
            };
            edits.push((claim.first, claim.end, Edit { range: start..end, category: Some(claim.category), tag }));
        }
        if request.form == Form::SafeVocabulary {
            self.add_unlisted(&mut edits);
        }
        edits.into_iter().map(|(_, _, edit)| edit).collect()
    }

    /// Replaces what the safe vocabulary does not hold: words, and numbers of six digits or more without a unit.
    fn add_unlisted(&self, edits: &mut Vec<(usize, usize, Edit)>) {
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
                edits.push((at, at + 1, edit));
            }
        }
        if edits.len() > claimed {
            edits.sort_by_key(|(first, ..)| *first);
        }
    }
}
