//! What the tagger may not take, however sure it is: diseases, values, stages, languages, kin by number, public codes.

use super::super::code::PUBLIC_CODES;
use super::super::lexicon::{
    Announces, CLINICAL, COMMON, COUNTRY, CREDENTIAL, EPONYM, EPONYM_NOUN, FACILITY, FACILITY_WORD, NUMERAL, PERSON, PLACE,
    RELATION, SCORE_CUE, STATE, STREET, UNIT, VOCABULARY, WEEKDAY,
};
use super::super::scan::Scan;
use super::super::token::{Case, Gap, Kind, Token, word_hash};
use super::super::vocabulary::{derived, likely_clinical};
use super::sight::OF_NAMES;
use crate::Category;

/// Margins, in the unit of the weights, from which on a label counts: for unknown words and listed names, for numbers, for words
/// that are something else too, for clinical words.
const SURE: i32 = 5;
const SURE_OF_A_NUMBER: i32 = 10;
const SURE_OF_A_WORD: i32 = 10;
const SURE_OF_A_CLINICAL_WORD: i32 = 80;
const SURE_OF_AN_EPONYM: i32 = 160;
const SURE_OF_AN_ACRONYM: i32 = 2000;
const SURE_OF_SHORT_CAPITALS: i32 = 150;
const SURE_OF_A_LONE_LETTER: i32 = 40;
const SURE_OF_LETTERS_OF_A_SHORT_CODE: i32 = 100;
const SURE_OF_A_SHORT_CODE: i32 = 200;
const SURE_OF_AN_ODD_DATE: i32 = 200;
const SURE_OF_A_CLASS: i32 = 200;
const SURE_OF_WHAT_IS_MEASURED: i32 = 300;
const SURE_OF_A_SCORE: i32 = 400;
/// More than any margin.
const NEVER: i32 = i32::MAX;

const EVERY: u64 = word_hash("every");
const EACH: u64 = word_hash("each");
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
/// Between what is measured and its value.
const STATED: [u64; 8] = [
    word_hash("was"),
    word_hash("is"),
    word_hash("of"),
    word_hash("at"),
    word_hash("now"),
    word_hash("to"),
    word_hash("up"),
    word_hash("down"),
];
/// Units of what is measured in a body; time and counts are none of them.
const MEASURES: [u64; 22] = [
    word_hash("mg"),
    word_hash("mcg"),
    word_hash("ug"),
    word_hash("ng"),
    word_hash("pg"),
    word_hash("g"),
    word_hash("kg"),
    word_hash("ml"),
    word_hash("l"),
    word_hash("dl"),
    word_hash("fl"),
    word_hash("u"),
    word_hash("iu"),
    word_hash("k"),
    word_hash("mmol"),
    word_hash("umol"),
    word_hash("meq"),
    word_hash("mosm"),
    word_hash("mmhg"),
    word_hash("bpm"),
    word_hash("mm"),
    word_hash("cm"),
];
/// Public code systems.
const CODE_SYSTEMS: [u64; 6] =
    [word_hash("loinc"), word_hash("icd"), word_hash("cpt"), word_hash("snomed"), word_hash("rxnorm"), word_hash("rxcui")];
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

impl Scan<'_> {
    /// The margin from which on the tagger's word for the token at `at` counts. What is clinical by its form or its neighbours
    /// needs a large one; each was chosen on notes of the development part, for recall first.
    pub fn least(&self, at: usize, label: u8, grouped: bool) -> i32 {
        let (token, next) = (self.t(at), self.t(at + 1));
        if self.of_code_system(at) || self.variant(at) || self.graded(at) {
            return NEVER;
        }
        let class = self.class_least(at, label);
        if token.is_number() {
            return SURE_OF_A_NUMBER.max(self.measured_least(at, label - 1, grouped)).max(class);
        }
        // "T09:30Z": letters of a time.
        let timed = token.len() == 1
            && (self.glued(at + 1) && next.is_number() && self.clock(at + 1)
                || self.glued(at) && self.before(at, 1).is_number() && self.clock(at - 1));
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
        // "J. Roe", "Roe, J": an initial stands beside a name.
        let beside = |at: usize| {
            self.t(at).is_word() && self.t(at).len() > 1 && (self.t(at).capital() || self.t(at).shouted)
                || self.owner(at) == Some(Category::Name)
        };
        let dotted = usize::from(self.mark(at + 1, b'.'));
        let lone = letter
            && !(beside(at + 1 + dotted)
                || at > 0 && beside(at - 1)
                || at > 1 && self.before(at, 1).kind == Kind::Mark && beside(at - 2))
            && !(self.t(at + 1 + dotted).len() == 1 && self.t(at + 1 + dotted).is_word());
        let short = capitals && token.len() <= 5 && !token.has(PERSON | PLACE);
        let form = if acronym {
            SURE_OF_AN_ACRONYM
        } else if short && !word {
            SURE_OF_SHORT_CAPITALS
        } else if lone {
            SURE_OF_A_LONE_LETTER
        } else if token.has(EPONYM) && !token.has(PERSON) && !letter {
            SURE_OF_AN_EPONYM
        } else if (clinical || opens) && !letter {
            SURE_OF_A_CLINICAL_WORD
        } else if word {
            SURE_OF_A_WORD
        } else {
            SURE
        };
        let few = if label == 4 && !grouped && self.few_digits(at) { SURE_OF_LETTERS_OF_A_SHORT_CODE } else { 0 };
        let measured = match (timed, dosed) {
            (true, _) => NEVER,
            (_, true) if label == 1 => SURE_OF_LETTERS_OF_A_SHORT_CODE,
            (_, true) => NEVER,
            _ => 0,
        };
        form.max(few).max(measured).max(class)
    }

    /// What a number's surroundings ask for: a value, an age below 90, a score or a year by itself is no identifier.
    fn measured_least(&self, at: usize, kind: u8, grouped: bool) -> i32 {
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
            && !self.code_announced(at)
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
        let percent = self.mark(at + 1, b'%') && self.glued(at + 1);
        // An age below 90 or a count: no day of a month without its ending, and seldom part of a place's name.
        let ordinal = self.glued(at + 1) && next.is_word();
        let count =
            token.len() <= 2 && !self.glued(at) && !self.glued(at + 1) && self.value(at).is_some_and(|value| value < 90);
        // "31 cmH2O", "pH 7.19", and a number that is no part of a name's word.
        let dosed = unit && kind != 2 && token.len() <= 3 && !self.glued(at);
        let named = kind == 0 && !(self.glued(at) && self.before(at, 1).is_word() || self.glued(at + 1) && next.is_word());
        // "eGFR 98 mL/min": no age; "38 2/7 weeks": no day.
        let measured = kind == 2 && unit && alone || self.in_weeks(self.number_group(at).0);
        let counted =
            measured || aged || thousands || percent || dosed || named || short && alone || kind == 2 && count && !ordinal;
        if counted || kind == 3 && (year && alone || self.pressure(at)) || self.clock(at) || self.decimal(at) {
            return NEVER;
        }
        let mut least = 0;
        let mut ask = |on: bool, margin: i32| least = least.max(if on { margin } else { 0 });
        let odd = kind == 2 && !self.may_be_a_date(at);
        ask(unit, SURE_OF_WHAT_IS_MEASURED);
        ask(kind == 1 && count, SURE_OF_A_SHORT_CODE);
        ask(kind != 2 && year, if kind == 1 { SURE_OF_A_SHORT_CODE } else { SURE_OF_A_SCORE });
        ask(odd, if alone { SURE_OF_A_SCORE } else { SURE_OF_AN_ODD_DATE });
        ask(kind == 2 && year || kind != 2 && scored, SURE_OF_A_SCORE);
        ask(odd && scored, SURE_OF_A_SCORE + SURE_OF_A_SHORT_CODE);
        ask(kind == 3 && !grouped && self.few_digits(at), SURE_OF_A_SHORT_CODE);
        ask(self.pair(at, kind), SURE_OF_A_SCORE);
        least
    }

    /// Whether a number joined to others is a value, a score or a time, and so no part of a name or code beside it.
    pub fn measured(&self, at: usize, kind: u8) -> bool {
        self.measured_least(at, kind, true) > SURE_OF_A_SHORT_CODE
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
                    && (self.aged(at + 1) || self.of_somebody(at) || !self.measure_named_before(at))
                    && !self.glued(at)
                    && (!self.t(at + 1).has(UNIT) || self.aged(at + 1) || self.t(at + 1).len() == 1)
            }
            2 if self.in_weeks(first) => false,
            2 => {
                let day = within(first, 1, 12) && within(last, 1, 31) || within(first, 1, 31) && within(last, 1, 12);
                let scored = self.value(first) <= self.value(last)
                    && self.value(last).is_some_and(|of| matches!(of, 2..=6 | 10 | 15 | 20 | 24 | 28 | 30));
                day && (self.date_cue(first) || mark == b'/' && !scored)
            }
            _ => same || last - first == 6,
        }
    }

    /// "HCV RNA is 92", "glucose today: 118": whether one of the three words before is what is measured.
    fn measure_named_before(&self, at: usize) -> bool {
        (1..=4).take_while(|back| *back <= at && self.t(at + 1 - back).gap < Gap::Line).any(|back| {
            let token = self.before(at, back);
            matches!(token.mark, b'=' | b'<' | b'>')
                || token.is_word() && token.has(CLINICAL | UNIT | SCORE_CUE) && !token.has(RELATION | PERSON)
        })
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

    /// `127/88`: a blood pressure by its values.
    fn pressure(&self, at: usize) -> bool {
        let (first, last) = self.number_group(at);
        let within = |at: usize, low: u32, high: u32| self.value(at).is_some_and(|value| (low..=high).contains(&value));
        last == first + 2
            && self.t(first + 1).is_mark(b'/')
            && within(first, 60, 260)
            && within(last, 30, 150)
            && self.value(first) > self.value(last)
            && !self.glued(first)
            && !self.glued(last + 1)
            && !self.word(last).starts_with('0')
    }

    /// `7.19` and `120.5`, which no further number joins.
    fn decimal(&self, at: usize) -> bool {
        let (first, last) = self.number_group(at);
        last == first + 2
            && self.t(first + 1).is_mark(b'.')
            && self.t(first).len() <= 3
            && self.t(last).len() <= 2
            && !self.glued(first)
            && !(self.glued(last + 1) && self.t(last + 1).is_word())
    }

    /// "Schatzker score A.": a letter by which something is graded.
    pub fn graded(&self, at: usize) -> bool {
        let (token, previous) = (self.t(at), self.before(at, 1));
        token.len() == 1
            && token.is_word()
            && token.gap == Gap::Space
            && previous.is_word()
            && (previous.has(SCORE_CUE | EPONYM_NOUN) || STAGED.contains(&previous.hash))
    }

    /// `L858R`, `c.68_69delAG`, `p.Val600Glu`: a variant as the HGVS writes it.
    fn variant(&self, at: usize) -> bool {
        let mut from = at;
        while from > 0 && self.glued(from) && at - from < 12 {
            from -= 1;
        }
        let letter = |at: usize| self.t(at).is_word() && self.t(at).len() == 1;
        let exchange = letter(from)
            && self.glued(from + 1)
            && self.t(from + 1).is_number()
            && (2..=4).contains(&self.t(from + 1).len())
            && self.glued(from + 2)
            && letter(from + 2)
            && !(self.glued(from + 3) && matches!(self.t(from + 3).kind, Kind::Word | Kind::Number));
        if exchange && at <= from + 2 && !self.code_announced(from) {
            return true;
        }
        (from..=at).any(|letter| {
            let token = self.t(letter);
            token.is_word()
                && token.len() == 1
                && matches!(self.word(letter), "c" | "g" | "n" | "m" | "p" | "C" | "P" | "G")
                && self.mark(letter + 1, b'.')
                && self.glued(letter + 1)
                && self.glued(letter + 2)
                && (self.t(letter + 2).is_number() || self.glued(letter + 3) && self.t(letter + 3).is_number())
        })
    }

    /// `09:30:00`
    fn clock(&self, at: usize) -> bool {
        let (first, last) = self.number_group(at);
        let below = |at: usize, limit: u32| self.t(at).len() <= 2 && self.value(at).is_some_and(|value| value < limit);
        last > first
            && last <= first + 4
            && self.t(first + 1).mark == b':'
            && below(first, 24)
            && below(first + 2, 60)
            && (last == first + 2 || below(first + 4, 60))
    }

    /// `120-180` or `800/650` where no label announces a code. What falls or begins with a zero is no range: `3839-1`, `35/078`.
    fn pair(&self, at: usize, kind: u8) -> bool {
        let (first, last) = self.number_group(at);
        if last != first + 2 {
            return false;
        }
        let mark = self.t(first + 1).mark;
        let lone = !(self.glued(first) || self.glued(last + 1) && self.t(last + 1).is_word());
        let above = |at: usize| self.value(at).is_some_and(|value| value > 31);
        let zero = |at: usize| self.t(at).len() > 1 && self.word(at).starts_with('0');
        let falls = mark == b'-' && self.t(first).len() > 2 && self.value(first) > self.value(last).max(Some(300));
        let values = lone
            && matches!(mark, b'-' | b'/')
            && self.t(first).len() <= 4
            && self.t(last).len() <= 4
            && !(zero(first) || zero(last) || falls)
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

    /// What the class of a word asks for: diseases, states, public codes, weekdays, kin, languages, stages.
    fn class_least(&self, at: usize, label: u8) -> i32 {
        if self.public(at) || self.of_a_measure(at) {
            return NEVER;
        }
        let token = self.t(at);
        if !token.is_word() {
            return 0;
        }
        // "Mon/Wed/Fri", "every Monday": a schedule.
        let beside = |mark: usize, other: usize| self.mark(mark, b'/') && self.t(other).has(WEEKDAY);
        let every = matches!(self.before(at, 1).hash, EVERY | EACH) && self.before(at, 1).is_word();
        if token.has(WEEKDAY) && (every || beside(at + 1, at + 2) || at > 1 && beside(at - 1, at - 2)) {
            return NEVER;
        }
        // A state by itself stays; "Michigan Avenue" is no state.
        let next = self.t(at + 1);
        let two = self.two_word_state(at) || at > 0 && self.two_word_state(at - 1);
        let state = (two || token.has(STATE) && token.len() > 2)
            && !self.before(at, 1).is_mark(b'-')
            && !(next.has(STREET | FACILITY) && next.gap == Gap::Space);
        // "Children's Hospital", "Brothers Construction": kin, days and units are in the names of places and codes.
        let of_a_class =
            token.len() > 1 && (token.has(WEEKDAY | RELATION | UNIT) && !token.has(PERSON) || self.closed_class(at));
        let country = token.has(COUNTRY) && token.flags & (PERSON | PLACE) == 0;
        if state && !token.has(PERSON) || country {
            return if next.has(FACILITY | STREET) && next.gap == Gap::Space { SURE_OF_A_CLASS } else { NEVER };
        }
        if state || self.names_or_halves_a_disease(at) || of_a_class && matches!(label, 1 | 3) { SURE_OF_A_CLASS } else { 0 }
    }

    /// "K was 4.0 mmol/L", "Hgb: 9", and the parts of "mL/min/1.73m2": what is measured, and its unit.
    fn of_a_measure(&self, at: usize) -> bool {
        let token = self.t(at);
        let unit = |at: usize| self.t(at).is_word() && self.t(at).has(UNIT);
        let rated = |at: usize| at >= 2 && self.glued(at) && self.before(at, 1).is_mark(b'/') && self.glued(at - 1);
        if rated(at) && unit(at - 2) && (token.is_number() || unit(at)) {
            return true;
        }
        let decimals = at >= 2 && self.glued(at) && self.before(at, 1).is_mark(b'.') && self.before(at, 2).is_number();
        let numbered = at > 0 && self.glued(at) && self.before(at, 1).is_number();
        // The power of a unit: "1.73m2".
        let numbered_unit = |at: usize| {
            at > 1
                && self.glued(at)
                && self.glued(at - 1)
                && unit(at - 1)
                && self.before(at, 1).len() == 1
                && self.before(at, 2).is_number()
                && self.of_a_measure(at - 1)
        };
        if token.is_number() && numbered_unit(at) {
            return true;
        }
        if decimals && rated(at - 2) && unit(at.saturating_sub(4))
            || numbered && unit(at) && token.len() == 1 && {
                let first = if at >= 3 && self.before(at, 2).is_mark(b'.') { at - 3 } else { at - 1 };
                rated(first) && first >= 2 && unit(first - 2)
            }
        {
            return true;
        }
        if !token.is_word() || token.len() > 3 && !token.has(CLINICAL) {
            return false;
        }
        let mut next = at + 1;
        while next < at + 4
            && self.t(next).gap <= Gap::Space
            && (matches!(self.t(next).mark, b':' | b'=' | b'<' | b'>' | b'~')
                || self.t(next).is_word() && STATED.contains(&self.t(next).hash))
        {
            next += 1;
        }
        let value = self.t(next).is_number() && self.t(next).gap <= Gap::Space && (next > at + 1 || !self.glued(next));
        let end = if self.mark(next + 1, b'.') && self.glued(next + 1) && self.t(next + 2).is_number() {
            next + 3
        } else {
            next + 1
        };
        let mark = self.mark(end, b'%') || self.mark(end, b'/') && self.glued(end) && unit(end + 1);
        value && (mark || unit(end) && self.t(end).gap <= Gap::Space && MEASURES.contains(&self.t(end).hash))
    }

    /// "Parkinson disease", and the halves of "Brown-Sequard syndrome".
    fn names_or_halves_a_disease(&self, at: usize) -> bool {
        self.names_a_disease(at)
            || self.mark(at + 1, b'-') && self.names_a_disease(at + 2)
            || self.before(at, 1).is_mark(b'-') && at >= 2 && self.names_a_disease(at - 2)
    }

    /// "rs1801133", "OTR/L".
    fn public(&self, at: usize) -> bool {
        let (token, previous) = (self.t(at), self.before(at, 1));
        if token.is_number() {
            return self.glued(at) && PUBLIC_CODES.contains(&previous.hash);
        }
        token.is_word()
            && (self.glued(at + 1) && self.t(at + 1).is_number() && PUBLIC_CODES.contains(&token.hash)
                || self.glued(at) && previous.is_mark(b'/') && self.before(at, 2).has(CREDENTIAL)
                || token.has(CREDENTIAL) && self.mark(at + 1, b'/'))
    }

    /// What no name is even beside another: the name of a disease, weekdays and the like.
    pub fn never(&self, at: usize, label: u8) -> bool {
        self.class_least(at, label) >= SURE_OF_A_CLASS
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
