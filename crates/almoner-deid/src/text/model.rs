//! Layer 4: a trained tagger for what the rules have left, and how it is trained.
//!
//! It looks at words that may be names and at numbers; their form, the lists they stand in and what stands around them are
//! its features, never an unlisted word itself, so that it learns how names are used and not which names there are. The
//! rules' findings beside a token are features; a tag that stands there from an earlier round gives the same features, so
//! that redacted text reads as it did. The clinical safe-list has the last word. Weights: `data/tagger.bin`, made by
//! `cargo xtask train deid`.

use almoner_nlp::tagger::{Scratch, Sequence, Tag, Tagger, Trainer};

use super::code::PUBLIC_CODES;
use super::lexicon::{
    Announces, CLINICAL, COMMON, COUNTRY, CREDENTIAL, EPONYM, EPONYM_NOUN, FACILITY, FACILITY_WORD, FUNCTION, Flags, GIVEN,
    HashIndex, LABEL, MONTH, NUMERAL, PARTICLE, PERSON, PERSON_VERB, PLACE, PLACE_CUE, PREPOSITION, RELATION, SCORE_CUE,
    STATE, STREET, SURNAME, TITLE, UNIT, VOCABULARY, WEEKDAY,
};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Kind, Token, hash_start, hash_step, shout, tokenize, word_hash};
use super::vocabulary::{derived, likely_clinical};
use super::{Form, PhiSpan, Request, TextEngine};
use crate::{Category, Known};

/// Labels: none, name, place, date or age, number or code.
const LABELS: u8 = 5;
const BUCKET_BITS: u8 = 18;
/// Margins, in the unit of the weights, from which on a label counts: for unknown words and listed names, for numbers, for
/// words that are something else too, for clinical words, and for what stands beside something that counts.
const SURE: i32 = 20;
const SURE_OF_A_NUMBER: i32 = 20;
const SURE_OF_A_WORD: i32 = 60;
const SURE_OF_A_CLINICAL_WORD: i32 = 200;
const SURE_OF_AN_ACRONYM: i32 = 260;
const SURE_OF_SHORT_CAPITALS: i32 = 120;
const SURE_TO_GO_ON: i32 = 5;
const SURE_OF_A_WORD_TO_GO_ON: i32 = 20;
const SURE_OF_A_FIRST_WORD_TO_GO_ON: i32 = 90;
/// From here on an unlisted word is looked for in the rest of the record.
const SURE_TO_SPREAD: i32 = 120;

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

/// Small words inside the names of places.
const INNER: [u64; 6] =
    [word_hash("of"), word_hash("the"), word_hash("at"), word_hash("and"), word_hash("for"), word_hash("on")];
/// After the number of an age.
const AGED: [u64; 9] = [
    word_hash("y"),
    word_hash("yo"),
    word_hash("yr"),
    word_hash("yrs"),
    word_hash("year"),
    word_hash("years"),
    word_hash("month"),
    word_hash("months"),
    word_hash("yof"),
];
const PRONOUN_I: u64 = word_hash("i");
const ARTICLE: u64 = word_hash("a");

/// Which of the four kinds an identifier is to the tagger: 0 name, 1 place, 2 date or age, 3 number or code.
fn kind(category: Category) -> u8 {
    match category {
        Category::Name => 0,
        Category::Geo => 1,
        Category::Date | Category::AgeOver89 => 2,
        _ => 3,
    }
}

/// Mixes two values into one.
fn both(one: u64, two: u64) -> u64 {
    one.rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ two
}

/// A feature: a template and a value.
fn feature(template: u64, value: u64) -> u32 {
    let mixed = value.wrapping_add(template.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (mixed >> 40) as u32
}

/// Flags that tell what a word is by itself.
const OWN: Flags =
    COMMON | CLINICAL | EPONYM | FACILITY | FACILITY_WORD | STREET | MONTH | TITLE | LABEL | RELATION | STATE | PARTICLE;
/// Words that make the name of a place or a person more likely than others of the vocabulary.
const OF_NAMES: Flags = PERSON | PLACE | FACILITY | FACILITY_WORD | STREET | PARTICLE;
/// What neighbours are told apart by.
const CLASSES: Flags = TITLE
    | CREDENTIAL
    | RELATION
    | LABEL
    | MONTH
    | WEEKDAY
    | STATE
    | FACILITY
    | STREET
    | PLACE_CUE
    | PREPOSITION
    | PERSON_VERB
    | EPONYM_NOUN
    | UNIT
    | FUNCTION
    | NUMERAL
    | SCORE_CUE
    | EPONYM
    | CLINICAL;

/// Whether the tagger is asked about a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Never,
    /// Only beside something that it is asked about or that was found.
    Beside,
    Always,
}

/// What one token is to its neighbours.
#[derive(Clone, Copy)]
struct View {
    /// What it was taken for, the word of a list, or the form of another.
    look: u64,
    /// The same by class alone.
    class: u64,
}

/// Tokens without white space between, with a digit among them.
#[derive(Clone, Copy, Default)]
struct Glued {
    first: usize,
    end: usize,
    /// The lengths of its parts and its marks.
    shape: u64,
    /// How many digits and letters, and which marks.
    summary: u64,
}

/// Most features of an item.
const MOST: usize = 48;

/// What training leaves out of an item, so that nothing is learned by a single word or ending alone.
#[derive(Clone, Copy, Default)]
struct Without {
    words: bool,
    endings: bool,
}

/// What the tagger sees of a text: tokens and, for each, what it is taken for.
struct Sight<'a, 'b> {
    scan: &'b Scan<'a>,
    /// Claims that are hidden for training.
    hidden: &'b [bool],
    /// Whether the lists of names and places are hidden for training.
    unlisted: bool,
    /// What a label before a token announces, and how far off the label is; 0 for none.
    announced: Vec<u8>,
    glued: Glued,
}

const EDGE_VIEW: View = View { look: 6, class: 6 };

impl<'a, 'b> Sight<'a, 'b> {
    fn new(scan: &'b Scan<'a>, hidden: &'b [bool], unlisted: bool) -> Self {
        let announced = vec![0; scan.tokens.len()];
        let mut this = Self { scan, hidden, unlisted, announced, glued: Glued::default() };
        this.announce();
        this
    }

    /// What a token was found to be.
    fn taken(&self, at: usize) -> Option<u8> {
        if let Some(category) = self.scan.owner(at) {
            return (self.hidden.get(at) != Some(&true)).then(|| kind(category));
        }
        let token = self.scan.t(at);
        (token.kind == Kind::Tag).then(|| {
            let category = Category::ALL.get(usize::from(token.mark).wrapping_sub(1)).copied();
            kind(category.unwrap_or(Category::OtherId))
        })
    }

    fn flags(&self, token: &Token) -> Flags {
        if self.unlisted { token.flags & !(PERSON | PLACE) } else { token.flags }
    }

    /// Marks what stands after a label.
    fn announce(&mut self) {
        let mut labels = self.scan.labels.iter().peekable();
        while let Some((_, announces, from, _)) = labels.next() {
            let what = match announces {
                Announces::Code(Category::Phone | Category::Fax) => 1,
                Announces::Code(_) => 2,
                Announces::Person => 3,
                Announces::Place | Announces::Employer => 4,
                Announces::Date => 5,
            };
            let stop = labels.peek().map_or(usize::MAX, |(next, ..)| *next).min(from + 10);
            for at in *from..stop.min(self.announced.len()) {
                let gap = self.scan.t(at).gap;
                if gap >= Gap::Paragraph || gap == Gap::Line && at > *from {
                    break;
                }
                let distance = if at == *from {
                    0
                } else if at < from + 4 {
                    1
                } else {
                    2
                };
                if let Some(slot) = self.announced.get_mut(at) {
                    *slot = what * 3 + distance;
                }
            }
        }
    }

    fn asked(&self, at: usize) -> Asked {
        let (scan, token) = (self.scan, self.scan.t(at));
        let flags = self.flags(token);
        match token.kind {
            Kind::Word if token.len() == 1 => {
                let dotted = scan.mark(at + 1, b'.') && scan.glued(at + 1);
                // "A long QT": the article.
                let article = token.hash == ARTICLE && !token.shouted && self.scan.t(at + 1).case == Case::Lower;
                let initial = token.case == Case::Initial && token.hash != PRONOUN_I && !article;
                // "2 L": a unit.
                let unit = flags & UNIT != 0 && at > 0 && scan.t(at - 1).is_number() && token.gap <= Gap::Space;
                if unit {
                    return Asked::Never;
                }
                if dotted || initial { Asked::Always } else { Asked::Never }
            }
            Kind::Word => {
                let lower = token.case == Case::Lower;
                // Where capitals tell nothing, a word that may be a name is asked about wherever it stands.
                let untold = token.shouted || lower && scan.lower_case;
                let of_names = token.flags & OF_NAMES != 0;
                // "412 ng/mL"
                if flags & UNIT != 0 && token.len() <= 3 && at > 0 && scan.t(at - 1).is_number() && token.gap <= Gap::Space {
                    return Asked::Never;
                }
                if flags & UNIT != 0 && token.flags & PERSON == 0 && (lower || token.len() <= 2) {
                    return Asked::Never;
                }
                if flags & FUNCTION != 0 {
                    let named = untold && token.flags & PERSON != 0 || !lower && token.flags & (PERSON | PLACE) != 0;
                    return if named { Asked::Beside } else { Asked::Never };
                }
                let plain = flags & (VOCABULARY | TITLE) != 0 || lower && derived(scan, at);
                if !plain {
                    return Asked::Always;
                }
                // Where capitals tell, a plain word without one belongs to no name.
                if lower && !scan.lower_case && !of_names {
                    return Asked::Never;
                }
                let telling = if lower || token.shouted {
                    untold && token.flags & (PERSON | PLACE) != 0
                } else if token.case == Case::Upper {
                    of_names && token.flags & CLINICAL == 0
                } else {
                    of_names || !scan.begins(at)
                };
                if telling { Asked::Always } else { Asked::Beside }
            }
            Kind::Number => {
                let short = |at: usize| scan.t(at).is_number() && scan.t(at).len() <= 2;
                // Decimals and times of day are asked about only beside something.
                let joins = |mark: usize, other: usize| {
                    scan.t(mark).is_word()
                        || matches!(scan.t(mark).mark, b'-' | b'/' | b'#' | b'*' | b'_')
                        || matches!(scan.t(mark).mark, b'.' | b':') && !(token.len() <= 2 && short(other))
                };
                let joined = scan.glued(at) && at > 0 && joins(at - 1, at.wrapping_sub(2))
                    || scan.glued(at + 1) && (scan.t(at + 1).is_word() || joins(at + 1, at + 2) && scan.glued(at + 2));
                if token.len() >= 3 || joined { Asked::Always } else { Asked::Beside }
            }
            Kind::Mark | Kind::Tag => Asked::Never,
        }
    }

    fn view(&self, at: usize) -> View {
        let Some(token) = self.scan.tokens.get(at) else { return EDGE_VIEW };
        if let Some(kind) = self.taken(at) {
            return View { look: 1 + u64::from(kind), class: 1 + u64::from(kind) };
        }
        let flags = self.flags(token);
        View { look: look(token, flags), class: class(token, flags) }
    }

    fn look(&self, at: usize) -> u64 {
        let Some(token) = self.scan.tokens.get(at) else { return EDGE_VIEW.look };
        self.taken(at).map_or_else(|| look(token, self.flags(token)), |kind| 1 + u64::from(kind))
    }

    fn back(&self, at: usize, back: usize) -> View {
        at.checked_sub(back).map_or(EDGE_VIEW, |at| self.view(at))
    }

    /// The tokens that the tagger is asked about, in ascending order: those that may be names or numbers, and other words of
    /// the text within two tokens of one of them or of what was found.
    fn candidates(&self) -> Vec<usize> {
        const SEEN: u8 = 1;
        const WANTED: u8 = 2;
        let scan = self.scan;
        let mut marks = vec![0_u8; scan.tokens.len()];
        let beside = |marks: &mut [u8], at: usize| {
            let Some(mark) = marks.get_mut(at).filter(|mark| **mark == 0) else { return };
            *mark = if self.taken(at).is_none() && self.asked(at) == Asked::Beside { WANTED } else { SEEN };
        };
        let near = |at: usize| scan.t(at).gap <= Gap::Line;
        let around = |marks: &mut [u8], first: usize, end: usize| {
            if near(end) {
                beside(marks, end);
                if near(end + 1) {
                    beside(marks, end + 1);
                }
            }
            if first > 0 && near(first) {
                beside(marks, first - 1);
                if first > 1 && near(first - 1) {
                    beside(marks, first - 2);
                }
            }
        };
        let mut strong: Vec<usize> = Vec::new();
        for at in scan.anchors.words.iter().chain(&scan.anchors.numbers).map(|at| index(*at)) {
            let endless = !scan.anchors.endless.is_empty() && scan.anchors.endless.iter().any(|run| run.contains(&at));
            if !endless && self.taken(at).is_none() && self.asked(at) == Asked::Always {
                strong.push(at);
                if let Some(mark) = marks.get_mut(at) {
                    *mark = WANTED;
                }
            }
        }
        for at in strong {
            around(&mut marks, at, at + 1);
        }
        for run in scan.claimed_runs() {
            if self.taken(run.start).is_some() {
                around(&mut marks, run.start, run.end);
            }
        }
        for at in scan.anchors.tags.iter().map(|at| index(*at)) {
            around(&mut marks, at, at + 1);
        }
        for run in &scan.anchors.endless {
            marks.get_mut(run.clone()).unwrap_or_default().fill(SEEN);
        }
        marks.iter().enumerate().filter(|(_, mark)| **mark == WANTED).map(|(at, _)| at).collect()
    }

    /// The nearest word before or after that is no mark, within four tokens.
    fn word_near(&self, at: usize, back: bool) -> u64 {
        for n in 1..=4 {
            let Some(next) = (if back { at.checked_sub(n) } else { Some(at + n) }) else { break };
            let token = self.scan.t(next);
            if token.kind != Kind::Mark || self.taken(next).is_some() {
                return self.look(next);
            }
            if token.gap >= Gap::Paragraph {
                break;
            }
        }
        7
    }

    /// The nearest identifier found before or after, within eight tokens: its kind and how near.
    fn found_near(&self, at: usize, back: bool) -> u64 {
        for n in 1..=8 {
            let Some(next) = (if back { at.checked_sub(n) } else { Some(at + n) }) else { break };
            if let Some(kind) = self.taken(next) {
                return 1
                    + u64::from(kind) * 3
                    + if n <= 2 {
                        0
                    } else if n <= 4 {
                        1
                    } else {
                        2
                    };
            }
        }
        0
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
        both(self.look(from), u64::from(colon))
    }

    /// What stands glued to the token at `at`.
    fn glued(&mut self, at: usize) -> Glued {
        let scan = self.scan;
        if (self.glued.first..self.glued.end).contains(&at) {
            return self.glued;
        }
        let (mut first, mut end) = (at, at + 1);
        while first > 0 && scan.glued(first) && at - first < 16 {
            first -= 1;
        }
        while scan.glued(end) && end < at + 16 && end < scan.tokens.len() {
            end += 1;
        }
        let closes =
            |token: &Token| token.kind == Kind::Mark && matches!(token.mark, b'.' | b',' | b';' | b':' | b')' | b'"');
        while end > at + 1 && closes(scan.t(end - 1)) {
            end -= 1;
        }
        while first < at && scan.t(first).kind == Kind::Mark {
            first += 1;
        }
        let (mut shape, mut digits, mut letters, mut marks) = (0, 0, 0, 0_u64);
        for token in scan.tokens.get(first..end).unwrap_or_default() {
            let part = match token.kind {
                Kind::Number => {
                    digits += token.len();
                    1 + token.len().min(12) as u64
                }
                Kind::Word => {
                    letters += token.len();
                    16 + token.len().min(6) as u64
                }
                Kind::Mark => {
                    marks |= 1 << (token.mark & 15);
                    32 + u64::from(token.mark)
                }
                Kind::Tag => 200,
            };
            shape = both(shape, part);
        }
        let summary = (digits.min(14) * 8 + letters.min(7)) as u64 * 65536 + marks;
        self.glued = Glued { first, end, shape, summary };
        self.glued
    }

    /// The features of the token at `at`; how many there are.
    fn features(&mut self, at: usize, without: Without, out: &mut [u32; MOST]) -> usize {
        let scan = self.scan;
        let token = scan.t(at);
        let flags = self.flags(token);
        let number = token.is_number();
        let letters = scan.word(at).as_bytes();
        let hash = |bytes: &[u8]| bytes.iter().fold(hash_start(), |hash, byte| hash_step(hash, byte.to_ascii_lowercase()));
        let tail = |count: usize| hash(letters.get(letters.len().saturating_sub(count)..).unwrap_or_default());
        let head = |count: usize| hash(letters.get(..count.min(letters.len())).unwrap_or_default());
        let case =
            token.case as u64 + u64::from(token.shouted) * 4 + u64::from(number) * 8 + u64::from(scan.lower_case) * 16;
        let length = token.len().min(12) as u64;
        let own = u64::from(flags & OWN);
        let listed = u64::from(flags & (GIVEN | SURNAME | PLACE)) + u64::from(flags & VOCABULARY != 0) * 8;
        let gaps = token.gap as u64 * 8 + scan.t(at + 1).gap as u64;
        let begins = u64::from(scan.begins(at));
        let known_form = u64::from(token.is_word() && derived(scan, at));
        let (b1, b2, b3) = (self.back(at, 1), self.back(at, 2), self.back(at, 3));
        let (a1, a2, a3) = (self.view(at + 1), self.view(at + 2), self.view(at + 3));
        // A neighbour across an empty line is none.
        let far = |view: View, gap: Gap| if gap >= Gap::Paragraph { EDGE_VIEW } else { view };
        let (b1, a1) = (far(b1, token.gap), far(a1, scan.t(at + 1).gap));
        let announced = u64::from(self.announced.get(at).copied().unwrap_or(0));
        let mut count = 0;
        let mut add = |template: u64, value: u64| {
            if let Some(slot) = out.get_mut(count) {
                *slot = feature(template, value);
                count += 1;
            }
        };
        add(0, case);
        add(1, case * 16 + length);
        add(2, both(own, case));
        add(3, both(listed, case));
        add(4, known_form * 2 + begins + case * 4);
        add(5, gaps * 64 + case);
        if !without.endings {
            add(6, tail(3) ^ u64::from(number));
            add(7, both(tail(2), case));
            add(8, tail(4));
            add(9, both(head(2), case));
            add(10, head(3));
        }
        add(11, both(b1.class, case));
        add(12, both(a1.class, case));
        add(13, both(both(b1.class, a1.class), case));
        add(14, both(both(b2.class, b1.class), case));
        add(15, both(both(a1.class, a2.class), case));
        add(16, both(both(both(b1.class, a1.class), listed), own));
        add(17, both(both(b3.class, b2.class), b1.class));
        add(18, both(both(a1.class, a2.class), a3.class));
        add(19, both(announced, case));
        add(20, both(both(announced, listed), own));
        add(21, both(self.found_near(at, true), case));
        add(22, both(self.found_near(at, false), case));
        if !without.words {
            if flags & (VOCABULARY | TITLE | LABEL) != 0 {
                add(23, both(token.hash, case));
            }
            add(24, b1.look);
            add(25, b2.look);
            add(26, a1.look);
            add(27, a2.look);
            add(28, both(b1.look, a1.look));
            add(29, both(b2.look, b1.look));
            add(30, both(a1.look, a2.look));
            add(31, both(b1.look, case));
            add(32, both(a1.look, case));
            add(33, both(b1.look, listed));
            add(34, both(a1.look, listed));
            let (before, after) = (self.word_near(at, true), self.word_near(at, false));
            add(35, both(before, case));
            add(36, both(after, case));
            add(37, both(before, after));
            add(38, self.line_label(at));
            add(39, both(b3.look, b1.class));
            add(40, both(a3.look, a1.class));
        }
        if number || scan.t(at + 1).is_number() && scan.glued(at + 1) || scan.glued(at) {
            let glued = self.glued(at);
            let before = self.back(glued.first, 1);
            let after = self.view(glued.end);
            add(41, glued.shape);
            add(42, glued.summary);
            add(43, both(glued.summary, announced));
            add(44, both(glued.shape, before.class));
            add(45, both(both(glued.summary >> 16, before.class), after.class));
            if !without.words {
                add(46, both(glued.summary >> 16, before.look));
                add(47, both(glued.shape, after.look));
            }
        }
        count
    }

    /// Whether the item at `at` is one sequence with the item at `last`.
    fn joins(&self, last: usize, at: usize) -> bool {
        at - last <= 3
            && (last + 1..=at).all(|at| self.scan.t(at).gap <= Gap::Line)
            && (last + 1..at).all(|between| {
                let token = self.scan.t(between);
                token.kind == Kind::Mark && matches!(token.mark, b'.' | b',' | b'-' | b'\'' | b'/' | b'&' | 0)
                    || token.is_word() && INNER.contains(&token.hash)
            })
    }

    /// Calls `each` with every run of items that stand together.
    fn sequences(&mut self, mut each: impl FnMut(&mut Self, &[usize])) {
        let mut items: Vec<usize> = Vec::new();
        for at in self.candidates() {
            if items.last().is_some_and(|last| !self.joins(*last, at)) {
                each(self, &items);
                items.clear();
            }
            items.push(at);
        }
        if !items.is_empty() {
            each(self, &items);
        }
    }
}

/// The word of a list, or the form of another.
fn look(token: &Token, flags: Flags) -> u64 {
    match token.kind {
        Kind::Word if flags & (VOCABULARY | TITLE | LABEL) != 0 => token.hash,
        Kind::Word => {
            let listed = u64::from(flags & (GIVEN | SURNAME | PLACE));
            16 + token.case as u64 * 4 + u64::from(token.len() > 2) * 2 + u64::from(token.shouted) + listed * 64
        }
        Kind::Number => 1024 + token.len().min(9) as u64,
        Kind::Mark => 2048 + if token.mark == 0 { 127 + token.len() as u64 } else { u64::from(token.mark) },
        Kind::Tag => 5,
    }
}

fn class(token: &Token, flags: Flags) -> u64 {
    if token.kind != Kind::Word {
        return look(token, flags);
    }
    let class = match u64::from(flags & CLASSES) {
        0 if flags & VOCABULARY != 0 => 1 + u64::from(flags & PERSON != 0),
        0 => 3 + u64::from(flags & (GIVEN | SURNAME | PLACE)),
        classes => classes * 16,
    };
    16 + class * 8 + token.case as u64 + u64::from(token.shouted) * 4
}

impl Scan<'_> {
    /// Claims what the tagger is sure of and the safe-list does not protect.
    pub fn tagged(&mut self, tagger: &Tagger) {
        let mut found: Vec<(Vec<usize>, u8, i32)> = Vec::new();
        let mut scratch = Scratch::default();
        let mut accepted: Vec<bool> = Vec::new();
        Sight::new(self, &[], false).sequences(|sight, items| {
            scratch.scores.clear();
            let mut features = [0; MOST];
            for at in items {
                let count = sight.features(*at, Without::default(), &mut features);
                scratch.scores.push(tagger.score(features.get(..count).unwrap_or_default()));
            }
            tagger.tag_scored(&mut scratch);
            if scratch.tags.iter().all(|tag| tag.label == 0) {
                return;
            }
            sight.scan.accept(items, &scratch.tags, &mut accepted);
            let mut last: Option<usize> = None;
            for ((at, tag), accepted) in items.iter().zip(&scratch.tags).zip(&accepted) {
                if !accepted {
                    last = None;
                    continue;
                }
                match found.last_mut() {
                    Some((run, label, margin)) if last.is_some() && *label == tag.label => {
                        run.push(*at);
                        *margin = (*margin).max(tag.margin);
                    }
                    _ => found.push((vec![*at], tag.label, tag.margin)),
                }
                last = Some(*at);
            }
        });
        for (run, label, margin) in found {
            self.claim_tagged(&run, label - 1, margin);
        }
    }

    /// Which of the items of a sequence count: those that are sure enough, and those beside them.
    fn accept(&self, items: &[usize], tags: &[Tag], accepted: &mut Vec<bool>) {
        accepted.clear();
        // Groups of digits that single spaces part, such as "123 45 678", are one code.
        let same = |one: usize, two: usize| {
            let (Some(a), Some(b), Some(from), Some(to)) = (tags.get(one), tags.get(two), items.get(one), items.get(two))
            else {
                return false;
            };
            a.label == b.label && from + 1 == *to && self.t(*to).gap == Gap::Space
        };
        accepted.extend(items.iter().zip(tags).enumerate().map(|(nth, (at, tag))| {
            let grouped = same(nth, nth + 1) || nth > 0 && same(nth - 1, nth);
            tag.label > 0 && !self.protected(*at, *tag, grouped)
        }));
        let goes_on = |from: usize, to: usize, accepted: &[bool]| {
            let (Some(one), Some(two), Some(at)) = (tags.get(from), tags.get(to), items.get(to)) else { return false };
            accepted.get(from) == Some(&true)
                && one.label == two.label
                && two.margin >= self.least_to_go_on(*at)
                && !self.never(*at)
                && (self.t(*at).is_word() || !self.measured(*at, two.label - 1, true))
        };
        for to in 1..items.len() {
            let now = goes_on(to - 1, to, accepted);
            accepted.get_mut(to).into_iter().for_each(|slot| *slot |= now);
        }
        for to in (0..items.len().saturating_sub(1)).rev() {
            let now = goes_on(to + 1, to, accepted);
            accepted.get_mut(to).into_iter().for_each(|slot| *slot |= now);
        }
    }

    /// The margin from which on a token belongs to a name or place beside it.
    fn least_to_go_on(&self, at: usize) -> i32 {
        let token = self.t(at);
        let word = token.is_word()
            && token.len() > 1
            && !token.has(PERSON | PLACE)
            && (token.has(VOCABULARY | LABEL) || derived(self, at));
        if !word {
            SURE_TO_GO_ON
        } else if token.case == Case::Title && self.begins(at) && !token.has(FACILITY_WORD) {
            // "Attends Grace Church": a sentence's first word has its capital from there.
            SURE_OF_A_FIRST_WORD_TO_GO_ON
        } else if token.case == Case::Title || token.has(OF_NAMES) {
            SURE_TO_GO_ON
        } else {
            SURE_OF_A_WORD_TO_GO_ON
        }
    }

    fn claim_tagged(&mut self, run: &[usize], kind: u8, margin: i32) {
        let (Some(first), Some(last)) = (run.first().copied(), run.last().copied()) else { return };
        match kind {
            0 => {
                // A comma may part two people, a conjunction does.
                let mut from = first;
                for pair in run.windows(2) {
                    let [one, two] = pair else { continue };
                    let parted =
                        (one + 1..*two).any(|at| self.t(at).is_word() || self.mark(at, b'/') || self.mark(at, b'&'));
                    if parted {
                        self.claim_person(from, one + 1, margin);
                        from = *two;
                    }
                }
                self.claim_person(from, last + 1, margin);
            }
            1 => {
                let the = first > 0
                    && self.t(first).gap == Gap::Space
                    && self.is(first - 1, word_hash("the"))
                    && self.t(first - 1).case == Case::Title
                    && !self.begins(first - 1);
                self.claim(if the { first - 1 } else { first }, last + 1, Category::Geo);
            }
            2 => {
                let aged = run.len() == 1 && self.value(first).is_some_and(|value| (90..=125).contains(&value));
                self.claim(first, last + 1, if aged { Category::AgeOver89 } else { Category::Date });
            }
            _ => {
                let (from, end) = (self.glued_from(first), self.glued_to(last + 1));
                let category = self.announced_category(from);
                self.claim(from, end, category);
            }
        }
    }

    fn claim_person(&mut self, from: usize, end: usize, margin: i32) {
        if margin >= SURE_TO_SPREAD {
            self.claim_name(from, end);
        } else {
            self.claim(from, end, Category::Name);
        }
    }

    /// What the label nearest before `at` announces.
    fn announced_category(&self, at: usize) -> Category {
        let label = self.labels.partition_point(|(label, ..)| *label < at).checked_sub(1).and_then(|n| self.labels.get(n));
        match label {
            Some((_, Announces::Code(category), from, _)) if at < from + 8 => *category,
            _ => Category::OtherId,
        }
    }

    /// The first of the tokens glued before `at` that belong to a code.
    fn glued_from(&self, at: usize) -> usize {
        let mut from = at;
        while from > 0 && at - from < 12 && self.glued(from) && self.free(from - 1) {
            let token = self.t(from - 1);
            let joins = matches!(token.kind, Kind::Word | Kind::Number)
                || token.kind == Kind::Mark
                    && matches!(token.mark, b'-' | b'_' | b'/' | b'.' | b':' | b'*' | b'#')
                    && self.glued(from - 1)
                    && self.free(from.saturating_sub(2))
                    && matches!(self.before(from, 2).kind, Kind::Word | Kind::Number);
            if !joins {
                break;
            }
            from -= 1;
        }
        while from < at && self.t(from).kind == Kind::Mark {
            from += 1;
        }
        from
    }

    /// One past the last of the tokens glued after `end` that belong to a code.
    fn glued_to(&self, mut end: usize) -> usize {
        let stop = end + 12;
        while end < stop && self.glued(end) && self.free(end) {
            let token = self.t(end);
            let joins = matches!(token.kind, Kind::Word | Kind::Number)
                || token.kind == Kind::Mark
                    && matches!(token.mark, b'-' | b'_' | b'/' | b'.' | b':' | b'*' | b'#')
                    && self.glued(end + 1)
                    && self.free(end + 1)
                    && matches!(self.t(end + 1).kind, Kind::Word | Kind::Number);
            if !joins {
                break;
            }
            end += 1;
        }
        end
    }

    /// Whether the word or number at `at` is clinical here, whatever the tagger thinks.
    fn protected(&self, at: usize, tag: Tag, grouped: bool) -> bool {
        let (token, next) = (self.t(at), self.t(at + 1));
        if token.is_number() {
            return tag.margin < SURE_OF_A_NUMBER
                || self.never(at)
                || self.measured(at, tag.label - 1, grouped)
                || self.of_code_system(at);
        }
        // "T09:30Z": letters of a time.
        let timed = token.len() == 1
            && (self.glued(at + 1) && next.is_number() && self.clock_or_pair(at + 1, 3)
                || self.glued(at) && self.before(at, 1).is_number() && self.clock_or_pair(at - 1, 3));
        let dosed = next.is_number() && self.t(at + 2).has(UNIT);
        // A single letter is an initial or nothing.
        let letter = token.len() == 1;
        let word = !letter && (token.has(VOCABULARY | EPONYM) || derived(self, at));
        let clinical = token.has(CLINICAL | EPONYM) && !token.has(PERSON) || likely_clinical(self.word(at));
        // "Married, three children.": a word of the language that begins a sentence has its capital from there.
        let opens = token.has(COMMON) && !token.has(OF_NAMES) && token.case == Case::Title && self.begins(at);
        // "MI in 2019": a clinical abbreviation is hardly ever somebody's initials.
        let capitals = token.case == Case::Upper && !token.shouted;
        let acronym = capitals && (clinical || token.has(COMMON));
        let short = capitals && token.len() <= 5 && !token.has(PERSON | PLACE);
        let least = if acronym {
            SURE_OF_AN_ACRONYM
        } else if short && !word {
            SURE_OF_SHORT_CAPITALS
        } else if (clinical || opens) && !letter {
            SURE_OF_A_CLINICAL_WORD
        } else if word {
            SURE_OF_A_WORD
        } else {
            SURE
        };
        tag.margin < least
            || tag.label == 4 && !grouped && self.few_digits(at)
            || self.never(at)
            || dosed
            || timed
            || !letter && self.closed_class(at)
    }

    /// Whether the number at `at` is a value, an age below 90, a score or a year by itself.
    fn measured(&self, at: usize, kind: u8, grouped: bool) -> bool {
        let (token, next) = (self.t(at), self.t(at + 1));
        let unit = next.has(UNIT)
            && !(kind == 2 && self.aged(at + 1))
            && next.is_word()
            && next.gap <= Gap::Space
            && (kind != 3 || token.len() <= 5 && !self.code_announced(at));
        let aged = token.len() <= 2 && self.value(at).is_some_and(|value| value < 90) && self.aged(at + 1);
        let joined =
            |mark: u8| self.mark(at + 1, mark) && self.glued(at + 1) || self.glued(at) && self.before(at, 1).is_mark(mark);
        let year = token.len() == 4
            && kind == 2
            && !joined(b'/')
            && !joined(b'-')
            && self.value(at).is_some_and(|value| (1890..=2099).contains(&value));
        let scored = joined(b'/') && token.len() <= 3 && self.score_near(at);
        // A short number by itself is a value, unless it is a house's or part of a code.
        let short = kind == 0 || kind == 3 && token.len() <= 3 && !grouped && !self.code_announced(at);
        let alone = !self.glued(at) && (!self.glued(at + 1) || self.t(at + 1).kind == Kind::Mark && !self.glued(at + 2));
        // "150,000"
        let thousands = self.mark(at + 1, b',') && self.glued(at + 1) && self.glued(at + 2) && self.t(at + 2).is_number()
            || self.glued(at) && self.before(at, 1).is_mark(b',') && self.before(at, 2).is_number();
        unit || aged
            || year
            || scored
            || thousands
            || kind == 2 && !self.may_be_a_date(at)
            || kind == 3 && !grouped && self.few_digits(at)
            || short && alone
            || self.mark(at + 1, b'%') && self.glued(at + 1)
            || self.clock_or_pair(at, kind)
    }

    /// Whether a number that no rule took for a date can be one, or an age over 89: two or three numbers joined by slashes, or
    /// by hyphens after a word that dates follow. "5th", "2-3/10" and "4/5" are none.
    fn may_be_a_date(&self, at: usize) -> bool {
        let (first, last) = self.number_group(at);
        let within = |at: usize, low: u32, high: u32| self.value(at).is_some_and(|value| (low..=high).contains(&value));
        let mark = self.t(first + 1).mark;
        let same = (first + 1..last).step_by(2).all(|at| self.t(at).mark == mark);
        match last - first {
            0 => {
                within(at, 90, 125)
                    && !self.glued(at)
                    && (!self.t(at + 1).has(UNIT) || self.aged(at + 1) || self.t(at + 1).len() == 1)
            }
            2 => {
                let day = within(first, 1, 12) && within(last, 1, 31) || within(first, 1, 31) && within(last, 1, 12);
                let scored = self.value(first) <= self.value(last)
                    && self.value(last).is_some_and(|of| matches!(of, 2..=6 | 10 | 15 | 20 | 24 | 28 | 30));
                day && (self.date_cue(first) || mark == b'/' && !scored)
            }
            _ => same || last - first == 6,
        }
    }

    /// Whether the glued run at `at` holds too few digits for a code that no label announces: "KCNQ1", "L858R".
    fn few_digits(&self, at: usize) -> bool {
        let (from, end) = (self.glued_from(at), self.glued_to(at + 1));
        let digits: usize =
            self.tokens.get(from..end).unwrap_or_default().iter().filter(|t| t.is_number()).map(Token::len).sum();
        let letters: usize =
            self.tokens.get(from..end).unwrap_or_default().iter().filter(|t| t.is_word()).map(Token::len).sum();
        digits < 4 && digits + letters < 7 && self.glued(from + 1) && !self.code_announced(from)
    }

    /// The first and last of the numbers that single marks join to the number at `at`.
    fn number_group(&self, at: usize) -> (usize, usize) {
        let mut first = at;
        while first >= 2 && at - first < 6 && self.follows_in_group(first) {
            first -= 2;
        }
        let mut last = first;
        while last < first + 8 && self.follows_in_group(last + 2) {
            last += 2;
        }
        (first, last)
    }

    /// `09:30:00`, and `120-180` or `800/650` where no label announces a code.
    fn clock_or_pair(&self, at: usize, kind: u8) -> bool {
        let (first, last) = self.number_group(at);
        if last == first {
            return false;
        }
        let mark = self.t(first + 1).mark;
        let below = |at: usize, limit: u32| self.t(at).len() <= 2 && self.value(at).is_some_and(|value| value < limit);
        if mark == b':' && below(first, 24) && below(first + 2, 60) && (last == first + 2 || below(first + 4, 60)) {
            return last <= first + 4;
        }
        let lone = !(self.glued(first) || self.glued(last + 1) && self.t(last + 1).is_word());
        let above = |at: usize| self.value(at).is_some_and(|value| value > 31);
        let values = last == first + 2
            && lone
            && matches!(mark, b'-' | b'/')
            && self.t(first).len() <= 4
            && self.t(last).len() <= 4
            && (kind == 3 || above(first) && above(last));
        values && !(kind == 3 && self.code_announced(first))
    }

    /// Whether the number at `at` is joined by one mark to a number before it.
    fn follows_in_group(&self, at: usize) -> bool {
        at >= 2
            && self.t(at).is_number()
            && self.glued(at)
            && self.glued(at - 1)
            && self.before(at, 1).kind == Kind::Mark
            && self.before(at, 2).is_number()
    }

    /// Whether a label at most three tokens before `at` announces a code.
    fn code_announced(&self, at: usize) -> bool {
        let label = self.labels.partition_point(|(label, ..)| *label < at).checked_sub(1).and_then(|n| self.labels.get(n));
        label.is_some_and(|(_, announces, from, _)| matches!(announces, Announces::Code(_)) && *from <= at && at < from + 3)
    }

    /// "y/o", "yo", "years", "-year-old" at `at`.
    pub fn aged(&self, at: usize) -> bool {
        let at = if self.mark(at, b'-') { at + 1 } else { at };
        let token = self.t(at);
        token.is_word() && token.gap <= Gap::Space && AGED.contains(&token.hash)
    }

    /// What no name is even beside another: the name of a disease, weekdays and the like.
    fn never(&self, at: usize) -> bool {
        // "Brown-Sequard syndrome": the second half names a disease too.
        let hyphened = self.mark(at + 1, b'-') && self.names_a_disease(at + 2)
            || self.before(at, 1).is_mark(b'-') && at >= 2 && self.names_a_disease(at - 2);
        // A state by itself stays; "Michigan Avenue" is no state.
        let next = self.t(at + 1);
        let state = self.t(at).has(STATE)
            && self.t(at).len() > 2
            && !self.before(at, 1).is_mark(b'-')
            && !(next.has(STREET | FACILITY) && next.gap == Gap::Space);
        // "rs1801133", "OTR/L".
        let public = self.glued(at + 1) && self.t(at + 1).is_number() && PUBLIC_CODES.contains(&self.t(at).hash)
            || self.glued(at) && self.before(at, 1).is_mark(b'/') && self.before(at, 2).has(CREDENTIAL)
            || self.t(at).has(CREDENTIAL) && self.mark(at + 1, b'/');
        let number = self.t(at).is_number() && self.glued(at) && PUBLIC_CODES.contains(&self.before(at, 1).hash);
        number
            || self.t(at).is_word()
                && (self.names_a_disease(at)
                    || state
                    || public
                    || hyphened
                    || self.t(at).len() > 1 && self.t(at).has(WEEKDAY | RELATION | UNIT) && !self.t(at).has(PERSON))
    }

    /// Words whose class alone says what they are: weekdays and months, numbers and kin, countries and peoples, stages
    /// (`IIA`) and hyphenated acronyms of regimens (`AC-T`).
    fn closed_class(&self, at: usize) -> bool {
        let (token, previous) = (self.t(at), self.before(at, 1));
        let other = PERSON | PLACE | FACILITY_WORD;
        let acronym = |token: &Token| {
            token.is_word() && matches!(token.case, Case::Upper | Case::Initial) && token.len() <= 4 && !token.shouted
        };
        let regimen = acronym(token)
            && (self.mark(at + 1, b'-') && self.glued(at + 1) && self.glued(at + 2) && acronym(self.t(at + 2))
                || at >= 2 && self.glued(at) && previous.is_mark(b'-') && self.glued(at - 1) && acronym(self.t(at - 2)))
            && !token.has(PERSON);
        token.has(WEEKDAY | NUMERAL | RELATION | UNIT | COUNTRY) && !token.has(other)
            || STAGED.contains(&previous.hash) && previous.is_word()
            || KIN.contains(&token.hash)
            || LANGUAGES.contains(&token.hash) && !self.t(at + 1).has(PERSON)
            || regimen
    }

    /// "LOINC 4548-4": what stands after the name of a public code system is public.
    pub fn of_code_system(&self, at: usize) -> bool {
        let joined = self.glued(at) && self.before(at, 1).is_mark(b'-');
        [1, if joined { 3 } else { 1 }, 2].iter().any(|back| {
            let token = self.before(at, *back);
            token.is_word() && CODE_SYSTEMS.contains(&token.hash)
        }) || self.glued(at) && PUBLIC_CODES.contains(&self.before(at, 1).hash)
    }
}

/// A pseudo-random number below 100, always the same for the same place of the same note in the same round.
fn percent(note: u64, at: usize, round: u32) -> u32 {
    feature(1000 + u64::from(round), both(note, at as u64)) % 100
}

/// Learns the weights of layer 4 from notes with gold spans, `rounds` times over; the bytes are those of `data/tagger.bin`.
/// The same notes in the same order give the same bytes.
///
/// Half of each round shows what the rules found and asks about the rest; the other half hides a part of the rules' findings,
/// and the lists, so that names are learned by their surroundings.
#[must_use]
pub fn learn(engine: &TextEngine, notes: &[(String, Vec<PhiSpan>)], rounds: u32) -> Vec<u8> {
    let mut trainer = Trainer::new(LABELS, BUCKET_BITS);
    let spread = HashIndex::default();
    let known = Known::new();
    let request = Request { known: &[&known], form: Form::Tags, dates: None, spread: &spread };
    let mut sequence = Sequence::default();
    for round in 0..rounds {
        for (number, (text, spans)) in (0_u64..).zip(notes) {
            let mut tokens = tokenize(text, (0, text.len()), &engine.lexicon);
            let lower_case = shout(&mut tokens).lower_case;
            let scan = Scan::by_rules(engine, text, tokens, lower_case, &request, &spread);
            let gold = gold_labels(&scan, text, spans);
            // A whole claim is hidden or shown: neighbours of one category share their fate.
            let mut hidden = Vec::with_capacity(scan.tokens.len());
            let mut hide = false;
            for at in 0..scan.tokens.len() {
                if at == 0 || scan.owner(at) != scan.owner(at - 1) {
                    hide = percent(number, at, round) < 50;
                }
                hidden.push(hide);
            }
            let unlisted = percent(number, 0, round + 500) < 50;
            for (turn, (hidden, unlisted)) in (0..).zip([(&[][..], false), (&hidden[..], unlisted)]) {
                Sight::new(&scan, hidden, unlisted).sequences(|sight, items| {
                    sequence.clear();
                    let mut features = [0; MOST];
                    for at in items {
                        let chance = |what: u32, of: u32| percent(number, *at, round + (what + turn) * 1000) < of;
                        let without = Without { words: chance(1, 25), endings: chance(3, 20) };
                        let count = sight.features(*at, without, &mut features);
                        sequence.push(features.iter().take(count).copied());
                    }
                    let right: Vec<u8> = items.iter().map(|at| gold.get(*at).copied().unwrap_or(0)).collect();
                    trainer.learn(&sequence, &right, 2, 2);
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
        let from = scan.tokens.partition_point(|token| (token.end as usize) <= range.start);
        for (token, label) in scan.tokens.iter().zip(&mut labels).skip(from) {
            if token.start as usize >= range.end {
                break;
            }
            *label = kind(span.category) + 1;
        }
    }
    labels
}
