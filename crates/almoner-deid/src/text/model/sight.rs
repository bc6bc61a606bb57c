//! What the tagger sees of a text: which tokens it is asked about, and the features of each.

use super::super::lexicon::{
    Announces, CLINICAL, COMMON, CREDENTIAL, EPONYM, EPONYM_NOUN, FACILITY, FACILITY_WORD, FUNCTION, Flags, GIVEN, LABEL,
    MONTH, NUMERAL, PARTICLE, PERSON, PERSON_VERB, PLACE, PLACE_CUE, PREPOSITION, RELATION, SCORE_CUE, STATE, STREET,
    SURNAME, TITLE, UNIT, VOCABULARY, WEEKDAY,
};
use super::super::scan::{Scan, index};
use super::super::token::{Case, Gap, Kind, Token, hash_start, hash_step, word_hash};
use super::super::vocabulary::derived;
use crate::Category;

/// Small words inside the names of places.
const INNER: [u64; 6] =
    [word_hash("of"), word_hash("the"), word_hash("at"), word_hash("and"), word_hash("for"), word_hash("on")];
const PRONOUN_I: u64 = word_hash("i");
const ARTICLE: u64 = word_hash("a");

/// Which of the four kinds an identifier is to the tagger: 0 name, 1 place, 2 date or age, 3 number or code.
pub(super) fn kind(category: Category) -> u8 {
    match category {
        Category::Name => 0,
        Category::Geo => 1,
        Category::Date | Category::AgeOver89 => 2,
        _ => 3,
    }
}

/// Mixes two values into one.
pub(super) fn both(one: u64, two: u64) -> u64 {
    one.rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ two
}

/// A feature: a template and a value.
pub(super) fn feature(template: u64, value: u64) -> u32 {
    let mixed = value.wrapping_add(template.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (mixed >> 40) as u32
}

/// Flags that tell what a word is by itself.
const OWN: Flags =
    COMMON | CLINICAL | EPONYM | FACILITY | FACILITY_WORD | STREET | MONTH | TITLE | LABEL | RELATION | STATE | PARTICLE;
/// Words that make the name of a place or a person more likely than others of the vocabulary.
pub(super) const OF_NAMES: Flags = PERSON | PLACE | FACILITY | FACILITY_WORD | STREET | PARTICLE;
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
pub(super) const MOST: usize = 48;

/// What training leaves out of an item, so that nothing is learned by a single word or ending alone.
#[derive(Clone, Copy, Default)]
pub(super) struct Without {
    pub words: bool,
    pub endings: bool,
}

/// What the tagger sees of a text: tokens and, for each, what it is taken for.
pub(super) struct Sight<'a, 'b> {
    pub scan: &'b Scan<'a>,
    /// Claims that are hidden for training.
    hidden: &'b [bool],
    /// Whether the lists of names and places are hidden for training.
    unlisted: bool,
    /// For training: by this, one in ten words of the language is taken for a word that no list holds, so that such a word is
    /// not a name for this reason alone.
    forget: Option<u64>,
    /// What a label before a token announces, and how far off the label is; 0 for none.
    announced: Vec<u8>,
    glued: Glued,
}

const EDGE_VIEW: View = View { look: 6, class: 6 };

impl<'a, 'b> Sight<'a, 'b> {
    pub fn new(scan: &'b Scan<'a>, hidden: &'b [bool], unlisted: bool, forget: Option<u64>) -> Self {
        let announced = vec![0; scan.tokens.len()];
        let mut this = Self { scan, hidden, unlisted, forget, announced, glued: Glued::default() };
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
        let flags = if self.unlisted { token.flags & !(PERSON | PLACE) } else { token.flags };
        if self.forgets(token) { flags & !(COMMON | CLINICAL) } else { flags }
    }

    fn forgets(&self, token: &Token) -> bool {
        let plain = token.has(COMMON | CLINICAL) && token.flags & VOCABULARY & !(COMMON | CLINICAL) == 0;
        self.forget.is_some_and(|seed| plain && feature(2000, both(seed, token.hash)).is_multiple_of(10))
    }

    /// Whether the word at `at` is vocabulary by its form.
    fn derived(&self, at: usize) -> bool {
        !self.forgets(self.scan.t(at)) && derived(self.scan, at)
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
                let plain = flags & (VOCABULARY | TITLE) != 0 || lower && self.derived(at);
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
        let anchors = scan.anchors.words.iter().chain(&scan.anchors.numbers).map(|at| index(*at));
        let forgotten = (0..scan.tokens.len()).filter(|at| self.forgets(scan.t(*at)));
        let in_doubt = scan.in_doubt.iter().map(|at| index(*at));
        for at in anchors.chain(in_doubt).chain(forgotten.take_while(|_| self.forget.is_some())) {
            let asked = || self.asked(at) == Asked::Always || scan.in_doubt(at);
            let endless = !scan.anchors.endless.is_empty() && scan.anchors.endless.iter().any(|run| run.contains(&at));
            if !endless && self.taken(at).is_none() && asked() {
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
    pub fn features(&mut self, at: usize, without: Without, out: &mut [u32; MOST]) -> usize {
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
        let known_form = u64::from(token.is_word() && self.derived(at));
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
    pub fn sequences(&mut self, mut each: impl FnMut(&mut Self, &[usize])) {
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
