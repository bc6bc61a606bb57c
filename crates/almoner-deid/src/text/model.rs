//! Layer 4: a trained tagger for what the rules have left, and how it is trained.
//!
//! It looks only at words that are no plain vocabulary and at longer numbers; their form and what stands around them are its
//! features, never an unlisted word itself, so that it learns how names are used and not which names there are. The rules'
//! findings beside a token are features; a tag that stands there from an earlier round gives the same features, so that
//! redacted text reads as it did. The clinical safe-list has the last word. Weights: `data/tagger.bin`, made by
//! `cargo xtask train deid`.

use almoner_nlp::tagger::{Scratch, Sequence, Tagger, Trainer};

use super::lexicon::{
    CLINICAL, COMMON, COUNTRY, CREDENTIAL, EPONYM, EPONYM_NOUN, FACILITY, FACILITY_WORD, FUNCTION, Flags, GIVEN, HashIndex,
    LABEL, MONTH, NUMERAL, PARTICLE, PERSON, PERSON_VERB, PLACE, PLACE_CUE, PREPOSITION, RELATION, SCORE_CUE, STATE, STREET,
    SURNAME, TITLE, UNIT, VOCABULARY, WEEKDAY,
};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Kind, hash_start, hash_step, shout, tokenize, word_hash};
use super::vocabulary::{derived, likely_clinical};
use super::{Form, PhiSpan, Request, TextEngine};
use crate::{Category, Known};

/// Labels: none, and the first and later items of each kind.
const LABELS: u8 = 7;
const BUCKET_BITS: u8 = 18;
/// Margins, in eighths, from which on a label counts: for unknown words, and for words that are something else too.
const SURE: i32 = 64;
const SURE_TO_GO_ON: i32 = 32;
const SURE_OF_A_WORD: i32 = 192;
const SURE_OF_A_CLINICAL_WORD: i32 = 320;
/// From here on an unlisted word is looked for in the rest of the record.
const SURE_TO_SPREAD: i32 = 80;

/// What a stage or grade follows.
const STAGED: [u64; 4] = [word_hash("stage"), word_hash("grade"), word_hash("class"), word_hash("type")];
/// Languages, which many people speak and many surnames resemble.
const LANGUAGES: [u64; 39] = [
    word_hash("arabic"),
    word_hash("armenian"),
    word_hash("bengali"),
    word_hash("cantonese"),
    word_hash("creole"),
    word_hash("croatian"),
    word_hash("english"),
    word_hash("farsi"),
    word_hash("french"),
    word_hash("german"),
    word_hash("greek"),
    word_hash("gujarati"),
    word_hash("haitian"),
    word_hash("hebrew"),
    word_hash("hindi"),
    word_hash("hmong"),
    word_hash("italian"),
    word_hash("japanese"),
    word_hash("khmer"),
    word_hash("korean"),
    word_hash("mandarin"),
    word_hash("navajo"),
    word_hash("pashto"),
    word_hash("polish"),
    word_hash("portuguese"),
    word_hash("punjabi"),
    word_hash("russian"),
    word_hash("serbian"),
    word_hash("somali"),
    word_hash("spanish"),
    word_hash("swahili"),
    word_hash("tagalog"),
    word_hash("tamil"),
    word_hash("thai"),
    word_hash("turkish"),
    word_hash("ukrainian"),
    word_hash("urdu"),
    word_hash("vietnamese"),
    word_hash("yiddish"),
];
/// Kin by number: a family's size, not its names.
const KIN: [u64; 15] = [
    word_hash("children"),
    word_hash("sons"),
    word_hash("daughters"),
    word_hash("siblings"),
    word_hash("grandchildren"),
    word_hash("grandsons"),
    word_hash("granddaughters"),
    word_hash("nephews"),
    word_hash("nieces"),
    word_hash("cousins"),
    word_hash("brothers"),
    word_hash("sisters"),
    word_hash("parents"),
    word_hash("grandparents"),
    word_hash("twins"),
];
/// Public code systems.
const CODE_SYSTEMS: [u64; 6] =
    [word_hash("loinc"), word_hash("icd"), word_hash("cpt"), word_hash("snomed"), word_hash("rxnorm"), word_hash("rxcui")];

/// Which of the three kinds an identifier is to the tagger: 0 name, 1 place, 2 number or code.
fn kind(category: Category) -> u8 {
    match category {
        Category::Name => 0,
        Category::Geo => 1,
        _ => 2,
    }
}

/// A feature: a template and up to two values.
fn feature(template: u32, one: u64, two: u64) -> u32 {
    let mixed = (one ^ u64::from(template).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed ^ (mixed >> 33) ^ two.wrapping_mul(0xc4ce_b9fe_1a85_ec53)).wrapping_mul(0x2545_f491_4f6c_dd1d);
    (mixed >> 32) as u32
}

/// Flags that tell how a neighbour is used.
const NEIGHBOUR: Flags = TITLE
    | CREDENTIAL
    | RELATION
    | PERSON_VERB
    | PLACE_CUE
    | LABEL
    | PREPOSITION
    | FACILITY
    | STREET
    | UNIT
    | EPONYM_NOUN
    | MONTH
    | WEEKDAY
    | STATE
    | FUNCTION
    | SCORE_CUE;
/// Flags that tell what a word is by itself.
const OWN: Flags = COMMON | CLINICAL | EPONYM | FACILITY_WORD | STREET | MONTH | TITLE | LABEL | RELATION | STATE;

/// What the tagger sees of a text: tokens and, for each, what it is taken for.
struct Sight<'a, 'b> {
    scan: &'b Scan<'a>,
    /// Claims that are hidden for training.
    hidden: &'b [bool],
    /// Whether the lists of names and places are hidden for training.
    unlisted: bool,
}

impl Sight<'_, '_> {
    fn taken(&self, at: usize) -> Option<Category> {
        let token = self.scan.t(at);
        if token.kind == Kind::Tag {
            return Category::ALL.get(usize::from(token.mark).wrapping_sub(1)).copied().or(Some(Category::OtherId));
        }
        self.scan.owner(at).filter(|_| self.hidden.get(at) != Some(&true))
    }

    fn flags(&self, at: usize) -> Flags {
        let flags = self.scan.t(at).flags;
        if self.unlisted { flags & !(PERSON | PLACE) } else { flags }
    }

    /// Whether the tagger is asked about a token.
    fn candidate(&self, at: usize) -> bool {
        let token = self.scan.t(at);
        if self.taken(at).is_some() {
            return false;
        }
        match token.kind {
            Kind::Word => {
                if token.len() == 1 {
                    return token.case == Case::Initial || self.scan.mark(at + 1, b'.') && self.scan.glued(at + 1);
                }
                let place = token.has(FACILITY | FACILITY_WORD | STREET);
                let short = token.len() < 3 && !token.has(PARTICLE);
                let plain = token.has(FUNCTION) && !token.has(PERSON)
                    || token.has(UNIT)
                    || token.case == Case::Lower && !place && !token.has(PERSON) && (short || derived(self.scan, at));
                !plain
            }
            Kind::Number => {
                let joined = |at: usize| self.scan.glued(at) && matches!(self.scan.before(at, 1).mark, b'-' | b'/' | b'#');
                token.len() >= 3 || joined(at) || matches!(self.scan.t(at + 1).mark, b'-' | b'/') && self.scan.glued(at + 1)
            }
            Kind::Mark | Kind::Tag => false,
        }
    }

    /// What a neighbour looks like: what it was taken for, the word of a list, or the form of another.
    fn look(&self, at: usize) -> u64 {
        let token = self.scan.t(at);
        if let Some(category) = self.taken(at) {
            return 1 + u64::from(kind(category));
        }
        match token.kind {
            Kind::Word if token.has(VOCABULARY | TITLE | LABEL) => token.hash,
            Kind::Word => 16 + token.case as u64 * 4 + u64::from(token.len() > 2) * 2 + u64::from(token.shouted),
            Kind::Number => 64 + token.len().min(9) as u64,
            Kind::Mark => 128 + if token.mark == 0 { 127 + token.len() as u64 } else { u64::from(token.mark) },
            Kind::Tag => 5,
        }
    }

    /// The nearest word before or after that is no mark, within four tokens.
    fn word_near(&self, at: usize, back: bool) -> u64 {
        for n in 1..=4 {
            let Some(next) = (if back { at.checked_sub(n) } else { Some(at + n) }) else { break };
            let token = self.scan.t(next);
            if self.taken(next).is_some() || token.kind != Kind::Mark {
                return self.look(next);
            }
            if token.gap >= Gap::Paragraph {
                break;
            }
        }
        7
    }

    /// The first token of the line, if near, and whether a colon follows it: the label of a form.
    fn line_label(&self, at: usize) -> u64 {
        let mut from = at;
        for _ in 0..8 {
            if self.scan.t(from).gap >= Gap::Line || from == 0 {
                break;
            }
            from -= 1;
        }
        let colon = (from..at.min(from + 4)).any(|at| self.scan.mark(at, b':'));
        self.look(from).rotate_left(1) ^ u64::from(colon)
    }

    fn push(&self, at: usize, sequence: &mut Sequence) {
        let scan = self.scan;
        let (token, flags) = (scan.t(at), self.flags(at));
        let letters = scan.word(at).as_bytes();
        let tail = |count: usize| {
            let tail = letters.get(letters.len().saturating_sub(count)..).unwrap_or_default();
            tail.iter().fold(hash_start(), |hash, byte| hash_step(hash, byte.to_ascii_lowercase()))
        };
        let head = letters.iter().take(2).fold(hash_start(), |hash, byte| hash_step(hash, byte.to_ascii_lowercase()));
        let case = token.case as u64 + u64::from(token.shouted) * 4 + u64::from(token.is_number()) * 8;
        let length = token.len().min(12) as u64;
        let (before, before2, after, after2) =
            (self.look_back(at, 1), self.look_back(at, 2), self.look(at + 1), self.look(at + 2));
        let own = u64::from(flags & OWN);
        let listed = u64::from(flags & (GIVEN | SURNAME | PLACE)) + u64::from(flags & VOCABULARY != 0) * 8;
        let vocabulary = if flags & VOCABULARY != 0 { token.hash } else { 0 };
        let gaps = token.gap as u64 * 8 + scan.t(at + 1).gap as u64;
        let begins = u64::from(scan.begins(at));
        let known_form = u64::from(token.is_word() && derived(scan, at));
        let uses = |at: usize, back: bool| {
            let token = if back { scan.before(at, 1) } else { scan.t(at + 1) };
            u64::from(token.flags & NEIGHBOUR)
        };
        let (use_before, use_after) = (uses(at, true), uses(at, false));
        let (near_before, near_after) = (self.word_near(at, true), self.word_near(at, false));
        let place = u64::from(at < 30) + u64::from(at + 20 > scan.tokens.len()) * 2;
        sequence.push([
            feature(0, case, 0),
            feature(1, case, length),
            feature(2, tail(3), u64::from(token.is_number())),
            feature(3, tail(2), case),
            feature(4, head, case),
            feature(5, own, case),
            feature(6, listed, case),
            feature(7, vocabulary, case),
            feature(8, known_form, case + begins * 32),
            feature(9, before, 0),
            feature(10, before2, 0),
            feature(11, after, 0),
            feature(12, after2, 0),
            feature(13, before, after),
            feature(14, before2, before),
            feature(15, after, after2),
            feature(16, before, case),
            feature(17, after, case),
            feature(18, gaps, case),
            feature(19, use_before, case),
            feature(20, use_after, case),
            feature(21, near_before, case),
            feature(22, near_after, case),
            feature(23, near_before, near_after),
            feature(24, self.line_label(at), 0),
            feature(25, begins, place * 32 + case),
            feature(26, listed, before),
            feature(27, listed, after),
        ]);
    }

    fn look_back(&self, at: usize, back: usize) -> u64 {
        at.checked_sub(back).map_or(6, |at| self.look(at))
    }

    /// Calls `each` with every sequence of candidates that stand together.
    fn sequences(&self, mut each: impl FnMut(&Sequence, &[usize])) {
        let anchors = &self.scan.anchors;
        let (mut words, mut numbers) = (anchors.words.iter().peekable(), anchors.numbers.iter().peekable());
        let (mut sequence, mut items) = (Sequence::default(), Vec::new());
        loop {
            let next = match (words.peek(), numbers.peek()) {
                (Some(word), Some(number)) if word > number => numbers.next(),
                (Some(_), _) => words.next(),
                (None, _) => numbers.next(),
            };
            let at = next.copied().map(index);
            let joins = |last: usize, at: usize| {
                at - last <= 3
                    && (last + 1..=at).all(|at| self.scan.t(at).gap <= Gap::Line)
                    && (last + 1..at).all(|between| {
                        self.scan.t(between).kind == Kind::Mark
                            && matches!(self.scan.t(between).mark, b'.' | b',' | b'-' | b'\'' | b'/' | 0)
                    })
            };
            let ends = match (items.last(), at) {
                (Some(last), Some(at)) => self.candidate(at) && !joins(*last, at),
                (Some(_), None) => true,
                (None, _) => false,
            };
            if ends {
                each(&sequence, &items);
                sequence.clear();
                items.clear();
            }
            let Some(at) = at else { break };
            if self.candidate(at) {
                self.push(at, &mut sequence);
                items.push(at);
            }
        }
    }
}

impl Scan<'_> {
    /// Claims what the tagger is sure of and the safe-list does not protect.
    pub fn tagged(&mut self, tagger: &Tagger) {
        let mut found: Vec<(usize, u8, i32)> = Vec::new();
        let mut scratch = Scratch::default();
        let sight = Sight { scan: self, hidden: &[], unlisted: false };
        sight.sequences(|sequence, items| {
            tagger.tag(sequence, &mut scratch);
            let sure = items.iter().zip(&scratch.tags).filter(|(_, tag)| tag.label > 0 && tag.margin >= SURE_TO_GO_ON);
            found.extend(sure.map(|(at, tag)| (*at, tag.label, tag.margin)));
        });
        let mut last: Option<(usize, u8)> = None;
        for (at, label, margin) in found {
            let goes_on = label % 2 == 0
                && last.is_some_and(|(before, kind)| kind == (label - 1) / 2 && (before..=before + 3).contains(&at));
            if !self.free(at)
                || !goes_on && self.protected(at, margin)
                || goes_on
                    && (self.names_a_disease(at)
                        || self.t(at).has(WEEKDAY | RELATION | UNIT)
                        || self.mark(at - 1, b'.') && self.begins(at) && self.t(at).has(VOCABULARY))
            {
                continue;
            }
            let (category, end) = match (label - 1) / 2 {
                0 => (Category::Name, at + 1),
                1 => (Category::Geo, at + 1),
                _ => self.tagged_code(at),
            };
            // Later items of an identifier take the marks before them along.
            let follows = label % 2 == 0;
            let from = match last {
                Some((before, kind)) if follows && kind == (label - 1) / 2 && (before..=before + 3).contains(&at) => before,
                _ => at,
            };
            if category == Category::Name && margin >= SURE_TO_SPREAD {
                self.claim_name(from, end);
            } else {
                self.claim(from, end, category);
            }
            last = Some((end, (label - 1) / 2));
        }
    }

    /// Whether the word or number at `at` is clinical here, whatever the tagger thinks.
    fn protected(&self, at: usize, margin: i32) -> bool {
        let (token, next) = (self.t(at), self.t(at + 1));
        if token.is_number() {
            return next.has(UNIT) || self.mark(at + 1, b'%') || self.of_code_system(at) || margin < SURE_TO_GO_ON;
        }
        let dosed = next.is_number() && self.t(at + 2).has(UNIT);
        let word = token.has(VOCABULARY) || token.has(EPONYM) || derived(self, at);
        // "Brown-Sequard syndrome": the second half names a disease too.
        let hyphened = self.mark(at + 1, b'-') && self.names_a_disease(at + 2)
            || self.before(at, 1).is_mark(b'-') && at >= 2 && self.names_a_disease(at - 2);
        self.names_a_disease(at)
            || hyphened
            || dosed
            || self.closed_class(at)
            || (token.has(CLINICAL) && !token.has(PERSON) || likely_clinical(self.word(at)))
                && margin < SURE_OF_A_CLINICAL_WORD
            || margin < if word { SURE_OF_A_WORD } else { SURE }
    }

    /// Words whose class alone says what they are: weekdays and months, numbers and kin, countries and peoples, anatomy and
    /// diseases that are nobody's name, stages (`IIA`) and hyphenated acronyms of regimens (`AC-T`).
    fn closed_class(&self, at: usize) -> bool {
        let (token, previous) = (self.t(at), self.before(at, 1));
        let other = PERSON | PLACE | FACILITY_WORD | EPONYM;
        let acronym = |token: &super::token::Token| {
            token.is_word() && matches!(token.case, Case::Upper | Case::Initial) && token.len() <= 4 && !token.shouted
        };
        let regimen = acronym(token)
            && (self.mark(at + 1, b'-') && self.glued(at + 1) && self.glued(at + 2) && acronym(self.t(at + 2))
                || at >= 2 && self.glued(at) && previous.is_mark(b'-') && self.glued(at - 1) && acronym(self.t(at - 2)))
            && !token.has(PERSON);
        token.has(WEEKDAY | NUMERAL | RELATION | UNIT | COUNTRY) && !token.has(other & !EPONYM)
            || token.has(CLINICAL) && !token.has(other)
            || STAGED.contains(&previous.hash) && previous.is_word()
            || KIN.contains(&token.hash)
            || LANGUAGES.contains(&token.hash) && !self.t(at + 1).has(PERSON)
            || regimen
    }

    /// "LOINC 4548-4": what stands after the name of a public code system is public.
    fn of_code_system(&self, at: usize) -> bool {
        let joined = self.glued(at) && self.before(at, 1).is_mark(b'-');
        [1, if joined { 3 } else { 1 }, 2].iter().any(|back| {
            let token = self.before(at, *back);
            token.is_word() && CODE_SYSTEMS.contains(&token.hash)
        })
    }

    /// A number or code: with what is glued to it; a date if it is written like one.
    fn tagged_code(&self, at: usize) -> (Category, usize) {
        let slash = self.mark(at + 1, b'/') && self.glued(at + 1) || self.glued(at) && self.before(at, 1).is_mark(b'/');
        let date =
            self.t(at).has(MONTH | WEEKDAY) || slash && self.value(at).is_some_and(|value| value <= 31 || value > 1900);
        let mut end = at + 1;
        while !date && self.glued(end) && self.free(end) && end < at + 12 {
            let joins = matches!(self.t(end).kind, Kind::Word | Kind::Number)
                || matches!(self.t(end).mark, b'-' | b'_' | b'/')
                    && self.glued(end + 1)
                    && matches!(self.t(end + 1).kind, Kind::Word | Kind::Number);
            if !joins {
                break;
            }
            end += 1;
        }
        (if date { Category::Date } else { Category::OtherId }, end)
    }
}

/// A pseudo-random bit of an example: always the same for the same place.
fn coin(note: u64, at: usize, round: u32) -> bool {
    feature(1000 + round, note, at as u64).is_multiple_of(2)
}

/// Learns the weights of layer 4 from notes with gold spans, `rounds` times over; the bytes are those of `data/tagger.bin`.
/// The same notes in the same order give the same bytes.
///
/// Half of each round shows what the rules found and asks about the rest; the other half hides a part of the rules' names and
/// places, and the lists, so that names are learned by their surroundings.
#[must_use]
pub fn learn(engine: &TextEngine, notes: &[(String, Vec<PhiSpan>)], rounds: u32) -> Vec<u8> {
    let mut trainer = Trainer::new(LABELS, BUCKET_BITS);
    let spread = HashIndex::default();
    let known = Known::new();
    let request = Request { known: &[&known], form: Form::Tags, dates: None, spread: &spread };
    for round in 0..rounds {
        for (number, (text, spans)) in (0_u64..).zip(notes) {
            let mut tokens = tokenize(text, (0, text.len()), &engine.lexicon);
            shout(&mut tokens);
            let scan = Scan::by_rules(engine, text, tokens, &request, &spread);
            let gold = gold_labels(&scan, text, spans);
            let shown = vec![false; scan.tokens.len()];
            // A whole claim is hidden or shown: neighbours of one category share their fate.
            let mut hidden = Vec::with_capacity(scan.tokens.len());
            let mut hide = false;
            for at in 0..scan.tokens.len() {
                if at == 0 || scan.owner(at) != scan.owner(at - 1) {
                    hide = coin(number, at, round) && matches!(scan.owner(at), Some(Category::Name | Category::Geo));
                }
                hidden.push(hide);
            }
            for (hidden, unlisted) in [(&shown, false), (&hidden, coin(number, 0, round + 500))] {
                Sight { scan: &scan, hidden, unlisted }.sequences(|sequence, items| {
                    let right: Vec<u8> = items.iter().map(|at| gold.get(*at).copied().unwrap_or(0)).collect();
                    trainer.learn(sequence, &right, 2, 2);
                });
            }
        }
    }
    trainer.finish().to_bytes()
}

/// The label of each token by the gold spans, whose offsets count characters.
fn gold_labels(scan: &Scan<'_>, text: &str, spans: &[PhiSpan]) -> Vec<u8> {
    let mut labels = vec![0; scan.tokens.len()];
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(text.len());
    for span in spans {
        let range = byte(span.start)..byte(span.end);
        let mut first = true;
        let from = scan.tokens.partition_point(|token| (token.end as usize) <= range.start);
        for (token, label) in scan.tokens.iter().zip(&mut labels).skip(from) {
            if token.start as usize >= range.end {
                break;
            }
            if matches!(token.kind, Kind::Word | Kind::Number) {
                *label = kind(span.category) * 2 + if first { 1 } else { 2 };
                first = false;
            }
        }
    }
    labels
}
