//! Dates in the forms that people write. 45 CFR 164.514(b)(2)(i)(C).
//!
//! Years are taken too: a calendar year beside relative days would tie a chart to the calendar (DESIGN.md, Time).

use almoner_base::{Date, PartialDate};

use super::lexicon::{DATE_CUE, EPONYM, HOLIDAY, MONTH, SCORE_CUE, UNIT, WEEKDAY};
use super::scan::{Scan, index};
use super::token::{Case, Gap, Kind, word_hash};
use crate::Category;

/// A date as far as it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub year: Option<i32>,
    /// Whether the year had two digits, so that its century is a guess.
    pub short_year: bool,
    pub month: Option<u8>,
    pub day: Option<u8>,
}

impl Written {
    /// The calendar date; `written` is the day of the text, which places a date without a year and a year without a century.
    pub fn resolve(self, written: Option<Date>) -> Option<PartialDate> {
        let year = match (self.year, self.month, self.day) {
            (Some(year), ..) if self.short_year => {
                let latest = written.map_or(2040, |date| date.year() + 2);
                let (this, last) = (2000 + year, 1900 + year);
                if this <= latest { this } else { last }
            }
            (Some(year), ..) => year,
            (None, Some(month), Some(day)) => nearest_year(written?, month, day)?,
            _ => return None,
        };
        let partial = PartialDate { year, month: self.month, day: self.month.and(self.day) };
        partial.bounds().map(|_| partial)
    }
}

/// The year in which month and day come within 120 days of the day of writing; farther off, nobody can tell.
fn nearest_year(written: Date, month: u8, day: u8) -> Option<i32> {
    (written.year() - 1..=written.year() + 1).find(|year| {
        Date::new(*year, month, day).is_some_and(|date| (date.days_since_1970() - written.days_since_1970()).abs() <= 120)
    })
}

/// One date, or a range of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateSpan {
    pub first: Written,
    pub last: Option<Written>,
}

const FOLLOW: u64 = word_hash("follow");
const UP: u64 = word_hash("up");
/// After "the 14th", where a day is meant and not the 14th of something.
const ON_A_DAY: [u64; 5] = [word_hash("at"), word_hash("with"), word_hash("and"), word_hash("for"), word_hash("if")];
const MONTHS: [(u64, u8); 45] = [
    (word_hash("enero"), 1),
    (word_hash("febrero"), 2),
    (word_hash("marzo"), 3),
    (word_hash("abril"), 4),
    (word_hash("junio"), 6),
    (word_hash("agosto"), 8),
    (word_hash("septiembre"), 9),
    (word_hash("octubre"), 10),
    (word_hash("noviembre"), 11),
    (word_hash("diciembre"), 12),
    (word_hash("janvier"), 1),
    (word_hash("fevrier"), 2),
    (word_hash("avril"), 4),
    (word_hash("juin"), 6),
    (word_hash("juillet"), 7),
    (word_hash("septembre"), 9),
    (word_hash("octobre"), 10),
    (word_hash("novembre"), 11),
    (word_hash("decembre"), 12),
    (word_hash("janv"), 1),
    (word_hash("january"), 1),
    (word_hash("jan"), 1),
    (word_hash("february"), 2),
    (word_hash("feb"), 2),
    (word_hash("march"), 3),
    (word_hash("mar"), 3),
    (word_hash("april"), 4),
    (word_hash("apr"), 4),
    (word_hash("may"), 5),
    (word_hash("june"), 6),
    (word_hash("jun"), 6),
    (word_hash("july"), 7),
    (word_hash("jul"), 7),
    (word_hash("august"), 8),
    (word_hash("aug"), 8),
    (word_hash("september"), 9),
    (word_hash("sept"), 9),
    (word_hash("sep"), 9),
    (word_hash("october"), 10),
    (word_hash("oct"), 10),
    (word_hash("november"), 11),
    (word_hash("nov"), 11),
    (word_hash("december"), 12),
    (word_hash("dec"), 12),
    (word_hash("febuary"), 2),
];
const MAY: u64 = word_hash("may");
const MARCH: u64 = word_hash("march");
const OF: u64 = word_hash("of");
const DE: u64 = word_hash("de");
const THE: u64 = word_hash("the");
const ON: u64 = word_hash("on");
/// Days of a month in words.
const SPELLED: [(u64, u8); 21] = [
    (word_hash("first"), 1),
    (word_hash("second"), 2),
    (word_hash("third"), 3),
    (word_hash("fourth"), 4),
    (word_hash("fifth"), 5),
    (word_hash("sixth"), 6),
    (word_hash("seventh"), 7),
    (word_hash("eighth"), 8),
    (word_hash("ninth"), 9),
    (word_hash("tenth"), 10),
    (word_hash("eleventh"), 11),
    (word_hash("twelfth"), 12),
    (word_hash("thirteenth"), 13),
    (word_hash("fourteenth"), 14),
    (word_hash("fifteenth"), 15),
    (word_hash("sixteenth"), 16),
    (word_hash("seventeenth"), 17),
    (word_hash("eighteenth"), 18),
    (word_hash("nineteenth"), 19),
    (word_hash("twentieth"), 20),
    (word_hash("thirtieth"), 30),
];
/// Tests and procedures, after which a day is more likely than a fraction: "CXR 4/5", "colonoscopy 10/8".
const STUDIES: [u64; 42] = [
    word_hash("ct"),
    word_hash("cta"),
    word_hash("mri"),
    word_hash("mra"),
    word_hash("mrcp"),
    word_hash("cxr"),
    word_hash("kub"),
    word_hash("xray"),
    word_hash("xrays"),
    word_hash("us"),
    word_hash("ultrasound"),
    word_hash("pet"),
    word_hash("dexa"),
    word_hash("echo"),
    word_hash("tte"),
    word_hash("tee"),
    word_hash("ekg"),
    word_hash("ecg"),
    word_hash("eeg"),
    word_hash("emg"),
    word_hash("egd"),
    word_hash("ercp"),
    word_hash("cath"),
    word_hash("biopsy"),
    word_hash("bx"),
    word_hash("mammogram"),
    word_hash("scan"),
    word_hash("imaging"),
    word_hash("cabg"),
    word_hash("pci"),
    word_hash("tavr"),
    word_hash("orif"),
    word_hash("replacement"),
    word_hash("transfusion"),
    word_hash("labs"),
    word_hash("visit"),
    word_hash("visits"),
    word_hash("admission"),
    word_hash("admissions"),
    word_hash("surgeries"),
    word_hash("again"),
    word_hash("or"),
];
/// Endings of procedures' names.
const PROCEDURES: [&str; 6] = ["oscopy", "ectomy", "plasty", "otomy", "ostomy", "ography"];
/// Between the days of a list.
const LISTING: [u64; 7] = [
    word_hash("and"),
    word_hash("or"),
    word_hash("again"),
    word_hash("to"),
    word_hash("on"),
    word_hash("then"),
    word_hash("until"),
];
const ORDINALS: [u64; 4] = [word_hash("st"), word_hash("nd"), word_hash("rd"), word_hash("th")];
const RANGE_WORDS: [u64; 5] =
    [word_hash("to"), word_hash("through"), word_hash("thru"), word_hash("until"), word_hash("and")];
/// Units of time after which two numbers are a span.
const SPANS: [u64; 12] = [
    word_hash("week"),
    word_hash("weeks"),
    word_hash("wk"),
    word_hash("wks"),
    word_hash("day"),
    word_hash("days"),
    word_hash("month"),
    word_hash("months"),
    word_hash("hours"),
    word_hash("hrs"),
    word_hash("years"),
    word_hash("yrs"),
];
const BIRTH: [u64; 5] =
    [word_hash("born"), word_hash("dob"), word_hash("birth"), word_hash("birthdate"), word_hash("birthday")];
/// After a holiday: a thing that is named after it.
const THINGS: [u64; 8] = [
    word_hash("tree"),
    word_hash("egg"),
    word_hash("lily"),
    word_hash("cactus"),
    word_hash("candy"),
    word_hash("rash"),
    word_hash("disease"),
    word_hash("factor"),
];
const EVERY: [u64; 4] = [word_hash("every"), word_hash("each"), word_hash("any"), word_hash("per")];

fn valid_year(value: u32) -> bool {
    (1890..=2099).contains(&value)
}

impl Scan<'_> {
    pub fn dates(&mut self) {
        let anchors = std::mem::take(&mut self.anchors.dates);
        let mut resume = 0;
        for at in anchors.into_iter().map(index) {
            if at < resume || !self.free(at) {
                continue;
            }
            let token = *self.t(at);
            let found = if token.is_number() {
                self.numeric_date(at)
            } else if token.has(MONTH) && token.is_word() {
                self.month_date(at)
            } else if token.has(WEEKDAY | HOLIDAY) && token.is_word() {
                self.named_day(at)
            } else if token.is_mark(b'\'') || token.len() == 3 && !token.is_word() {
                self.short_year_alone(at)
            } else {
                None
            };
            if let Some((end, first)) = found.filter(|(end, _)| *end > at) {
                resume = self.close_date(at, end, first);
            } else if token.is_number() && self.may_be_a_day(at) {
                self.doubtful_days.push(at);
            }
        }
        self.listed_days();
    }

    /// "1/4, 1/9 and 2/3": a fraction that may be a day stands beside one that is.
    fn listed_days(&mut self) {
        let doubtful = std::mem::take(&mut self.doubtful_days);
        for forward in [true, false] {
            let mut list = doubtful.clone();
            if !forward {
                list.reverse();
            }
            for at in list {
                if !self.free(at) || !self.free(at + 2) {
                    continue;
                }
                let beside = |mut next: usize, step: fn(usize) -> Option<usize>| {
                    for _ in 0..4 {
                        let Some(other) = step(next) else { return false };
                        next = other;
                        let token = self.t(next);
                        if self.owner(next) == Some(Category::Date) {
                            return token.is_number();
                        }
                        let joins =
                            matches!(token.mark, b',' | b'&' | b';') || token.is_word() && LISTING.contains(&token.hash);
                        if !joins || token.gap > Gap::Space {
                            return false;
                        }
                    }
                    false
                };
                let listed = beside(at, |at| at.checked_sub(1)) && self.t(at).gap <= Gap::Space
                    || beside(at + 2, |at| Some(at + 1)) && self.t(at + 3).gap <= Gap::Space;
                let Some((a, b)) = self.value(at).zip(self.value(at + 2)).filter(|_| listed) else { continue };
                let (month, day) = if a <= 12 { (a, b) } else { (b, a) };
                let written = Written { month: u8::try_from(month).ok(), day: u8::try_from(day).ok(), ..Written::default() };
                self.claim_date(at, at + 3, Category::Date, Some(DateSpan { first: written, last: None }));
            }
        }
    }

    /// Claims the date, together with a second one that a dash or "to" joins to it.
    fn close_date(&mut self, at: usize, end: usize, first: Written) -> usize {
        // "the 9th of January": the article goes too.
        let spelled = first.month.is_some() && self.t(at).is_number() && self.t(at + 1).is_word();
        let ordinal = first.month.is_none() && self.t(at).is_number() && self.t(at + 1).is_word();
        let at = if (spelled || ordinal) && at > 0 && self.is(at - 1, THE) && self.free(at - 1) { at - 1 } else { at };
        // "fourteenth of March".
        let at =
            if first.month.is_some() && first.day.is_none() && self.t(at).is_word() { self.spelled_before(at) } else { at };
        let end = if at < end && self.t(at).is_word() && first.day.is_none() {
            self.spelled_year(end)
        } else {
            self.clock_after(end)
        };
        let joined = self.t(end).mark == b'-'
            || self.t(end).len() == 3 && !self.t(end).is_word() && !self.t(end).is_number()
            || self.t(end).is_word() && RANGE_WORDS.contains(&self.t(end).hash);
        if joined && self.t(end).gap <= Gap::Space && self.t(end + 1).gap <= Gap::Space {
            let next = end + 1;
            let second = if !self.free(next) {
                None
            } else if self.t(next).is_number() {
                self.numeric_date(next)
            } else if self.t(next).has(MONTH) {
                self.month_date(next)
            } else {
                None
            };
            if let Some((stop, last)) = second {
                // "3/4 to 3/9/2024": the year of the second is that of the first.
                let first = if first.year.is_none() {
                    Written { year: last.year, short_year: last.short_year, ..first }
                } else {
                    first
                };
                let last = if last.year.is_none() {
                    Written { year: first.year, short_year: first.short_year, ..last }
                } else {
                    last
                };
                if (self.is(end, word_hash("and")) || !self.years_stay) && self.t(end).is_word() {
                    // Two dates in prose keep the word between them; one tag stands for both where no day is shown.
                    self.claim_date(at, end, Category::Date, Some(DateSpan { first, last: None }));
                    self.claim_date(next, stop, Category::Date, Some(DateSpan { first: last, last: None }));
                } else {
                    self.claim_date(at, stop, Category::Date, Some(DateSpan { first, last: Some(last) }));
                }
                return stop;
            }
        }
        self.claim_date(at, end, Category::Date, Some(DateSpan { first, last: None }));
        end
    }

    /// Where the day in words begins that stands before the month at `at`; else `at`.
    fn spelled_before(&self, at: usize) -> usize {
        let of = if at > 0 && self.is(at - 1, OF) { at - 1 } else { at };
        let starts = [of.checked_sub(3), of.checked_sub(2), of.checked_sub(1)];
        let day = starts.into_iter().flatten().find(|from| self.spelled_day(*from).is_some_and(|(end, _)| end == of));
        match day.filter(|from| (*from..of).all(|at| self.free(at)) && of < at) {
            Some(from) if from > 0 && self.is(from - 1, THE) && self.free(from - 1) => from - 1,
            Some(from) => from,
            None => at,
        }
    }

    /// "2024-03-14T09:30:00Z": where the time of day ends that is glued to a date; else `end`.
    fn clock_after(&self, end: usize) -> usize {
        let clock = self.glued(end) && self.is(end, word_hash("t")) && self.glued(end + 1) && self.t(end + 1).is_number();
        if !clock {
            return end;
        }
        let mut next = end + 2;
        while self.glued(next)
            && (matches!(self.t(next).mark, b':' | b'.' | b'+' | b'-') && self.t(next + 1).is_number()
                || self.t(next).is_number()
                || self.is(next, word_hash("z")))
            && next < end + 14
        {
            next += 1;
        }
        next
    }

    fn month_of(&self, at: usize) -> Option<u8> {
        let token = self.t(at);
        if !token.is_word() || !token.has(MONTH) {
            return None;
        }
        MONTHS.iter().find(|(hash, _)| *hash == token.hash).map(|(_, month)| *month)
    }

    fn day_number(&self, at: usize) -> Option<u8> {
        let value = self.value(at).filter(|_| self.t(at).len() <= 2)?;
        u8::try_from(value).ok().filter(|day| (1..=31).contains(day))
    }

    /// A year of four digits, or of two after an apostrophe; with the token after it.
    fn year_at(&self, at: usize) -> Option<(usize, i32, bool)> {
        if self.t(at).is_number() && self.t(at).len() == 4 {
            let value = self.value(at).filter(|value| valid_year(*value))?;
            return Some((at + 1, i32::try_from(value).ok()?, false));
        }
        let quote = self.mark(at, b'\'') || self.t(at).len() == 3 && !self.t(at).is_word() && !self.t(at).is_number();
        if quote && self.glued(at + 1) && self.t(at + 1).is_number() && self.t(at + 1).len() == 2 {
            return Some((at + 2, i32::try_from(self.value(at + 1)?).ok()?, true));
        }
        None
    }

    pub fn numeric_date(&self, at: usize) -> Option<(usize, Written)> {
        if self.glued(at) && (matches!(self.before(at, 1).mark, b'.' | b',') && self.before(at, 2).is_number()) {
            return None;
        }
        if let Some(found) = self.compact_date(at).or_else(|| self.three_numbers(at)).or_else(|| self.day_month(at)) {
            return Some(found);
        }
        if self.glued(at) && matches!(self.before(at, 1).mark, b'/' | b'-') && self.before(at, 2).is_number() {
            return None;
        }
        self.two_numbers(at).or_else(|| self.year_alone(at)).or_else(|| self.ordinal_alone(at))
    }

    /// `20240312`, `20240312103000`
    fn compact_date(&self, at: usize) -> Option<(usize, Written)> {
        let digits = self.word(at);
        if !matches!(digits.len(), 8 | 12 | 14) {
            return None;
        }
        let part = |range| digits.get(range).and_then(|text: &str| text.parse::<u32>().ok());
        let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let year = i32::try_from(year).ok().filter(|_| valid_year(year))?;
        Date::new(year, month, day)?;
        Some((at + 1, Written { year: Some(year), short_year: false, month: Some(month), day: Some(day) }))
    }

    /// `2024-03-12`, `3/12/2024`, `3/12/24`, `12.03.2024`, also with spaces around the separators.
    fn three_numbers(&self, at: usize) -> Option<(usize, Written)> {
        let separator = self.t(at + 1).mark;
        if !matches!(separator, b'-' | b'/' | b'.') || self.t(at + 3).mark != separator {
            return None;
        }
        let tight = (1..=4).all(|n| self.t(at + n).gap == Gap::None);
        let spaced = separator != b'.' && (1..=4).all(|n| self.t(at + n).gap <= Gap::Space);
        if !(tight || spaced)
            || self.glued(at + 5) && self.t(at + 5).mark == separator && self.t(at + 6).is_number() && separator != b'.'
        {
            return None;
        }
        let (a, b, c) = (self.value(at)?, self.value(at + 2)?, self.value(at + 4)?);
        let (la, lb, lc) = (self.t(at).len(), self.t(at + 2).len(), self.t(at + 4).len());
        if lb > 2 || !tight && (lc != 4 && la != 4) {
            return None;
        }
        let (year, short_year, month, day) = if la == 4 && valid_year(a) && lc <= 2 {
            if b <= 12 { (a, false, b, c) } else { (a, false, c, b) }
        } else if la <= 2 && (lc == 4 && valid_year(c) || lc == 2) {
            let day_first = a > 12 || separator == b'.' && b <= 12;
            let (month, day) = if day_first { (b, a) } else { (a, b) };
            (c, lc == 2, month, day)
        } else {
            return None;
        };
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let year = i32::try_from(year).ok()?;
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        Some((at + 5, Written { year: Some(year), short_year, month: Some(month), day: Some(day) }))
    }

    /// `12 March 2024`, `12-Mar-24`, `12Mar2024`, `the 12th of March`.
    fn day_month(&self, at: usize) -> Option<(usize, Written)> {
        let day = self.day_number(at)?;
        let mut next = at + 1;
        if self.glued(next) && self.t(next).is_word() && ORDINALS.contains(&self.t(next).hash) {
            next += 1;
        }
        if self.is(next, OF) || self.is(next, DE) {
            next += 1;
        }
        while matches!(self.t(next).mark, b'-' | b'/' | b'.' | b',') && self.t(next).gap <= Gap::Space {
            next += 1;
        }
        let month = self.month_of(next).filter(|_| self.t(next).gap <= Gap::Line && self.t(next).gap != Gap::Column)?;
        // "3 may be", "2 mar": an everyday word unless a year follows or capitals say so.
        let modal = self.t(next).hash == MAY || self.t(next).hash == MARCH;
        next += 1;
        let mut after = next;
        while matches!(self.t(after).mark, b'-' | b'/' | b'.' | b',') && self.t(after).gap <= Gap::Space
            || self.is(after, DE)
        {
            after += 1;
        }
        let short = self.t(after);
        if after == next
            && short.is_number()
            && short.len() == 2
            && short.gap == Gap::Space
            && (self.date_cue(at) || self.t(next - 1).case != Case::Lower && self.ends_a_year(after))
            && !self.t(after + 1).has(UNIT)
        {
            let year = i32::try_from(self.value(after)?).ok()?;
            return Some((after + 1, Written { year: Some(year), short_year: true, month: Some(month), day: Some(day) }));
        }
        if let Some((end, year, short_year)) = self.year_at(after).filter(|_| self.t(after).gap <= Gap::Line) {
            return Some((end, Written { year: Some(year), short_year, month: Some(month), day: Some(day) }));
        }
        let tail = self.t(after);
        if after > next && tail.is_number() && tail.len() == 2 && tail.gap == Gap::None
            || self.glued(next) && self.t(next).is_number() && self.t(next).len() == 2
        {
            let year = i32::try_from(self.value(after)?).ok()?;
            return Some((after + 1, Written { year: Some(year), short_year: true, month: Some(month), day: Some(day) }));
        }
        if modal && self.t(next - 1).case == Case::Lower || self.t(next).has(UNIT) && !self.t(next).has(DATE_CUE) {
            return None;
        }
        Some((next, Written { year: None, short_year: false, month: Some(month), day: Some(day) }))
    }

    /// `03/2024`, `2024-03`, `2015-2018`, and `3/4` where it is a date and no score.
    fn two_numbers(&self, at: usize) -> Option<(usize, Written)> {
        let separator = self.t(at + 1).mark;
        let tight = self.t(at + 1).gap == Gap::None && self.t(at + 2).gap == Gap::None;
        if !matches!(separator, b'-' | b'/' | b'.') || !tight || !self.t(at + 2).is_number() {
            return None;
        }
        let end = at + 3;
        if self.glued(end)
            && (matches!(self.t(end).mark, b'/' | b'.' | b',') && self.t(end + 1).is_number() && self.glued(end + 1))
        {
            return None;
        }
        let (a, b) = (self.value(at)?, self.value(at + 2)?);
        let (la, lb) = (self.t(at).len(), self.t(at + 2).len());
        let month = |value: u32| u8::try_from(value).ok().filter(|month| (1..=12).contains(month));
        if la <= 2 && lb == 4 && valid_year(b) && separator != b'.' {
            return Some((
                end,
                Written { year: i32::try_from(b).ok(), short_year: false, month: Some(month(a)?), day: None },
            ));
        }
        if la == 4 && lb == 2 && valid_year(a) && separator != b'.' && month(b).is_some() {
            return Some((end, Written { year: i32::try_from(a).ok(), short_year: false, month: month(b), day: None }));
        }
        if la > 2 || lb > 2 || separator == b'.' {
            return None;
        }
        let (month, day) = if a <= 12 { (month(a)?, b) } else { (month(b)?, a) };
        let day = u8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
        self.fraction_is_date(at, separator, a, b)
            .then_some((end, Written { year: None, short_year: false, month: Some(month), day: Some(day) }))
    }

    /// `3/4` may be a date, a score (4/5), half a tablet (1/2) or a pair of findings.
    fn fraction_is_date(&self, at: usize, separator: u8, a: u32, b: u32) -> bool {
        let end = at + 3;
        let birthday = self.known.iter().any(|known| known.has_month_day(a, b) || known.has_month_day(b, a));
        // "4-6 weeks", "39 2/7 weeks".
        let spanned = self.t(end).has(UNIT) && self.t(end).is_word() && SPANS.contains(&self.t(end).hash);
        let counted = b == 7 && a < 7 && self.before(at, 1).is_number() && self.t(at).gap == Gap::Space;
        if spanned
            || counted
            || self.in_weeks(at)
            || self.t(end).has(UNIT) && !self.t(end).has(DATE_CUE)
            || self.mark(end, b'%')
        {
            return false;
        }
        if self.glued(end) && self.t(end).mark == b'-' && self.t(end + 1).is_word() {
            return false;
        }
        if birthday && separator == b'/' {
            return true;
        }
        let cue = self.date_cue(at);
        if separator == b'-' {
            let follow_up = self.is(at.wrapping_sub(1), UP) && self.is(at.wrapping_sub(2), FOLLOW);
            return (cue || follow_up) && self.t(at).gap != Gap::None && !self.score_near(at);
        }
        if cue && !self.score_just_before(at) {
            return true;
        }
        if self.score_near(at) || self.score_after(end) || self.score_just_before(at) {
            return false;
        }
        if separator == b'/' && a <= 12 && b <= 31 && (a, b) != (1, 2) && self.study_before(at) {
            return true;
        }
        // A line that begins with it, or a list of dated entries: "3/4: stable".
        let heads =
            self.t(at).gap >= Gap::Line && (self.t(end).mark == b':' || self.t(end).mark == b'-' || self.t(end).is_word());
        let denominators = matches!(b, 2..=6 | 10) && a <= b;
        let heads = heads || self.t(at).gap >= Gap::Line && self.t(end).gap == Gap::Column;
        if self.before(at, 1).has(WEEKDAY) && self.before(at, 1).is_word() {
            return true;
        }
        heads && b > 1 || !denominators && b != 1
    }

    /// "38 2/7", "at 39 and 3/7 weeks": weeks and days of a pregnancy.
    pub fn in_weeks(&self, at: usize) -> bool {
        let back = if self.before(at, 1).is_word() || matches!(self.before(at, 1).mark, b'-' | b'+') { 2 } else { 1 };
        let weeks = at.checked_sub(back).and_then(|at| self.value(at)).is_some_and(|weeks| (4..=43).contains(&weeks));
        self.mark(at + 1, b'/') && self.value(at + 2) == Some(7) && self.value(at).is_some_and(|days| days < 7) && weeks
    }

    /// Whether `3/4` at `at` may be a day, though nothing says so by itself.
    fn may_be_a_day(&self, at: usize) -> bool {
        let within =
            |at: usize, most: u32| self.value(at).is_some_and(|value| (1..=most).contains(&value)) && self.t(at).len() <= 2;
        self.mark(at + 1, b'/')
            && self.glued(at + 1)
            && self.glued(at + 2)
            && (within(at, 12) && within(at + 2, 31))
            && !(self.glued(at + 3) && matches!(self.t(at + 3).mark, b'/' | b'-' | b'%' | b'+'))
            && !(self.glued(at + 3) && (self.t(at + 3).is_word() || self.t(at + 4).is_number()))
            && !self.glued(at)
            && !self.score_near(at)
            && !self.t(at + 3).has(UNIT)
    }

    /// Whether a test or a procedure stands right before `at`.
    fn study_before(&self, at: usize) -> bool {
        let token = self.before(at, 1);
        let named = |token: &super::token::Token, at: usize| {
            STUDIES.contains(&token.hash)
                || PROCEDURES.iter().any(|ending| self.word(at).to_ascii_lowercase().ends_with(ending))
        };
        token.is_word()
            && at > 0
            && (named(token, at - 1)
                || at > 1
                    && self.before(at, 2).is_word()
                    && token.has(super::lexicon::CLINICAL)
                    && named(self.before(at, 2), at - 2)
                    && !token.has(SCORE_CUE))
    }

    fn score_just_before(&self, at: usize) -> bool {
        self.before(at, 1).has(SCORE_CUE | EPONYM) && !self.before(at, 1).has(DATE_CUE)
    }

    pub fn score_near(&self, at: usize) -> bool {
        (1..=5)
            .take_while(|back| {
                let between = self.before(at, back - 1);
                *back == 1 && between.gap < Gap::Line
                    || *back > 1 && between.gap < Gap::Line && self.before(at, *back).mark != b'.'
            })
            .any(|back| self.before(at, back).has(SCORE_CUE))
    }

    fn score_after(&self, end: usize) -> bool {
        (0..4)
            .take_while(|n| self.t(end + n).gap < Gap::Line && !matches!(self.t(end + n).mark, b'.' | b',' | b';'))
            .any(|n| self.t(end + n).has(SCORE_CUE))
    }

    /// A year by itself. Numbers that are measured, counted or dosed are none.
    fn year_alone(&self, at: usize) -> Option<(usize, Written)> {
        let (end, year, _) = self.year_at(at).filter(|_| self.t(at).len() == 4)?;
        let next = self.t(end);
        let joined = self.glued(end)
            && (matches!(next.mark, b'.' | b',' | b'/' | b'%') && self.t(end + 1).is_number() && self.glued(end + 1)
                || next.is_word() && !next.has(DATE_CUE) && next.hash != word_hash("s"));
        if next.has(UNIT)
            || next.mark == b'%'
            || joined
            || self.glued(at)
                && (self.before(at, 1).is_word() || matches!(self.before(at, 1).mark, b'$' | b'<' | b'>' | b'#'))
        {
            return None;
        }
        let previous = self.before(at, 1);
        let measured = previous.has(SCORE_CUE | UNIT) && !previous.has(DATE_CUE)
            || matches!(previous.mark, b'<' | b'>' | b'=' | b'$')
            || previous.is_number() && self.t(at).gap == Gap::Space && !self.before(at, 2).has(MONTH);
        // "at 1930", "1945 hours" are times of day.
        let clock = next.is_word()
            && matches!(next.hash, h if h == word_hash("hrs") || h == word_hash("hours") || h == word_hash("h"));
        let clock =
            clock || self.is(at.wrapping_sub(1), word_hash("at")) && u32::try_from(year).is_ok_and(|year| year % 100 < 60);
        // A year that shows an age over 89 goes in any case.
        let born = (1..=3).any(|back| BIRTH.contains(&self.before(at, back).hash));
        if self.years_stay && year > 1940 && !born {
            return None;
        }
        (!measured && !clock).then_some((end, Written { year: Some(year), short_year: false, month: None, day: None }))
    }

    /// "on the 23rd": a day of this month.
    fn ordinal_alone(&self, at: usize) -> Option<(usize, Written)> {
        self.day_number(at)?;
        let ordinal = self.glued(at + 1) && self.t(at + 1).is_word() && ORDINALS.contains(&self.t(at + 1).hash);
        let cue = self.before(at, 2);
        let the = self.before(at, 1).hash == THE && (cue.has(DATE_CUE | WEEKDAY) || cue.hash == ON && cue.is_word());
        let goes_on = matches!(self.t(at + 2).hash, h if ON_A_DAY.contains(&h)) && self.t(at + 2).is_word();
        let ends = (!self.t(at + 2).is_word() || goes_on) && self.t(at + 2).mark != b'-' && !self.t(at + 2).is_number();
        (ordinal && the && ends).then_some((at + 2, Written::default()))
    }

    /// "class of '98", "surgery in '07".
    fn short_year_alone(&self, at: usize) -> Option<(usize, Written)> {
        let (end, year, short_year) = self.year_at(at)?;
        if self.years_stay
            || self.t(at).gap == Gap::None
            || !self.before(at, 1).has(DATE_CUE)
            || self.glued(end) && self.t(end).is_number()
        {
            return None;
        }
        Some((end, Written { year: Some(year), short_year, month: None, day: None }))
    }

    /// `March 12, 2024`, `Mar '24`, `March 3-7`, `in March`.
    fn month_date(&self, at: usize) -> Option<(usize, Written)> {
        let month = self.month_of(at)?;
        let token = self.t(at);
        let month_only = Written { month: Some(month), ..Written::default() };
        let mut next = at + 1;
        if matches!(self.t(next).mark, b'.' | b',' | b'-' | b'/') && self.t(next).gap == Gap::None && token.len() <= 9 {
            next += 1;
        }
        if self.is(next, OF) {
            next += 1;
        }
        if self.t(next).gap > Gap::Line {
            return self.month_alone(at).then_some((at + 1, month_only));
        }
        if let Some((end, year, short_year)) = self.year_at(next) {
            return Some((end, Written { year: Some(year), short_year, month: Some(month), day: None }));
        }
        let Some(day) = self.day_number(next) else {
            if let Some((end, day)) = self.spelled_day(next).filter(|_| self.t(next).gap <= Gap::Line) {
                return Some((self.spelled_year(end), Written { day: Some(day), ..month_only }));
            }
            return self.month_alone(at).then_some((at + 1, month_only));
        };
        let mut end = next + 1;
        if self.glued(end) && self.t(end).is_word() && ORDINALS.contains(&self.t(end).hash) {
            end += 1;
        }
        let modal = (token.hash == MAY || token.hash == MARCH) && token.case == Case::Lower;
        if modal
            && self.t(end).gap < Gap::Line
            && (self.t(end).has(UNIT) || self.t(end).is_word() && end == next + 1)
            && !self.date_cue(at)
        {
            return None;
        }
        if self.t(end).has(UNIT) && self.t(end).gap == Gap::None {
            return None;
        }
        // A range of days within the month.
        let through = self.t(end).is_word() && RANGE_WORDS.iter().take(4).any(|word| self.is(end, *word));
        let through = through && self.years_stay && !self.t(end + 2).has(UNIT);
        if (matches!(self.t(end).mark, b'-') || through)
            && self.t(end).gap <= Gap::Space
            && (self.day_number(end + 1).is_some() || through && self.is(end + 1, THE) && self.day_number(end + 2).is_some())
            && self.t(end + 1).gap <= Gap::Space
        {
            end += if self.is(end + 1, THE) { 3 } else { 2 };
            if self.glued(end) && self.t(end).is_word() && ORDINALS.contains(&self.t(end).hash) {
                end += 1;
            }
        }
        let mut after = end;
        while matches!(self.t(after).mark, b',' | b'-' | b'/' | b'.') && self.t(after).gap <= Gap::Space && after < end + 2 {
            after += 1;
        }
        if self.is(after, OF) {
            after += 1;
        }
        if let Some((stop, year, short_year)) = self.year_at(after).filter(|_| self.t(after).gap <= Gap::Line) {
            return Some((stop, Written { year: Some(year), short_year, month: Some(month), day: Some(day) }));
        }
        let tail = self.t(after);
        if after == end + 1
            && tail.gap == Gap::None
            && tail.is_number()
            && tail.len() == 2
            && matches!(self.t(end).mark, b'-' | b'/')
        {
            let year = i32::try_from(self.value(after)?).ok()?;
            return Some((after + 1, Written { year: Some(year), short_year: true, month: Some(month), day: Some(day) }));
        }
        // "Mar 12 24"
        if after == end && tail.is_number() && tail.len() == 2 && token.case != Case::Lower && self.ends_a_year(after) {
            let year = i32::try_from(self.value(after)?).ok()?;
            return Some((after + 1, Written { year: Some(year), short_year: true, month: Some(month), day: Some(day) }));
        }
        Some((end, Written { year: None, short_year: false, month: Some(month), day: Some(day) }))
    }

    /// Whether two digits after a day and a month are its year: nothing is counted, measured or clocked by them.
    fn ends_a_year(&self, at: usize) -> bool {
        let next = self.t(at + 1);
        let joined = self.glued(at + 1) && (next.is_word() || !matches!(next.mark, b',' | b'.' | b';' | b')'));
        let decimal = self.glued(at + 1) && self.t(at + 2).is_number() && self.glued(at + 2);
        self.t(at).gap == Gap::Space
            && !(joined || decimal || next.is_number() || next.has(UNIT) || self.aged(at + 1))
            && (!next.is_word() || next.gap >= Gap::Column)
    }

    /// A day of the month in words: "fourteenth", "twenty-first".
    fn spelled_day(&self, at: usize) -> Option<(usize, u8)> {
        let day = |at: usize| {
            let token = self.t(at);
            token.is_word().then(|| SPELLED.iter().find(|(hash, _)| *hash == token.hash).map(|(_, day)| *day))?
        };
        let tens = if self.is(at, word_hash("twenty")) {
            20
        } else if self.is(at, word_hash("thirty")) {
            30
        } else {
            return day(at).map(|day| (at + 1, day));
        };
        let one = if self.mark(at + 1, b'-') { at + 2 } else { at + 1 };
        day(one).filter(|day| tens + day <= 31 && *day < 10).map(|day| (one + 1, tens + day))
    }

    /// Where the year ends that follows at `end` in words, "twenty twenty-four"; else `end`.
    fn spelled_year(&self, end: usize) -> usize {
        let from = if self.mark(end, b',') { end + 1 } else { end };
        if let Some((stop, ..)) = self.year_at(from) {
            return stop;
        }
        let centuries = [word_hash("nineteen"), word_hash("twenty"), word_hash("two")];
        if !centuries.iter().any(|word| self.is(from, *word)) {
            return end;
        }
        let (mut next, mut words) = (from, 0);
        while words < 6 && self.t(next).gap <= Gap::Line {
            let token = self.t(next);
            if token.is_word() && token.has(super::lexicon::NUMERAL) && token.len() > 1 {
                words += 1;
            } else if !(token.is_mark(b'-') && self.glued(next) || words > 1 && self.is(next, word_hash("and"))) {
                break;
            }
            next += 1;
        }
        if words >= 2 { next } else { end }
    }

    fn month_alone(&self, at: usize) -> bool {
        let token = self.t(at);
        let modal = token.hash == MAY || token.hash == MARCH;
        if modal && !token.capital() || token.len() <= 3 && !modal && !token.capital() {
            return false;
        }
        let previous = self.before(at, 1);
        let cued = previous.is_word() && previous.has(DATE_CUE) && self.t(at).gap < Gap::Paragraph;
        let lone = !modal && token.len() > 4 && !matches!(token.case, Case::Initial);
        // April, June and August are names too: alone they need a cue.
        cued || lone && !token.has(super::lexicon::GIVEN)
    }

    fn quote(&self, at: usize) -> bool {
        self.mark(at, b'\'') || self.t(at).kind == Kind::Mark && self.t(at).len() == 3
    }

    /// Days of the week and holidays. "every Monday" and "Mondays" are schedules and stay.
    fn named_day(&self, at: usize) -> Option<(usize, Written)> {
        let token = self.t(at);
        if token.has(WEEKDAY) {
            let scheduled = (1..=2).any(|back| EVERY.contains(&self.before(at, back).hash));
            let cued = self.before(at, 1).has(DATE_CUE)
                || self.t(at + 1).mark == b',' && (self.t(at + 2).has(MONTH) || self.t(at + 2).is_number());
            let dated = self.t(at + 1).is_number() && self.t(at + 2).mark == b'/' || self.t(at + 1).has(MONTH);
            let full = token.len() > 4 && token.capital();
            let listed = matches!(self.t(at + 1).mark, b'/' | b',' | b'-') && self.t(at + 2).has(WEEKDAY)
                || matches!(self.before(at, 1).mark, b'/' | b',' | b'-') && self.before(at, 2).has(WEEKDAY);
            return (!scheduled && !listed && (cued || dated || full)).then_some((at + 1, Written::default()));
        }
        let (h, next, after) = (token.hash, self.t(at + 1).hash, self.t(at + 2).hash);
        let first = [
            ("new", "year", 1, 1),
            ("new", "years", 1, 1),
            ("labor", "day", 0, 0),
            ("memorial", "day", 0, 0),
            ("mothers", "day", 0, 0),
            ("mother", "s", 0, 0),
            ("fathers", "day", 0, 0),
            ("father", "s", 0, 0),
            ("valentines", "day", 2, 14),
            ("valentine", "s", 2, 14),
            ("independence", "day", 7, 4),
            ("veterans", "day", 11, 11),
            ("columbus", "day", 0, 0),
            ("presidents", "day", 0, 0),
            ("boxing", "day", 12, 26),
            ("groundhog", "day", 2, 2),
            ("patricks", "day", 3, 17),
            ("patrick", "s", 3, 17),
            ("mlk", "day", 0, 0),
            ("ash", "wednesday", 0, 0),
            ("good", "friday", 0, 0),
            ("palm", "sunday", 0, 0),
            ("cinco", "de", 5, 5),
            ("yom", "kippur", 0, 0),
            ("rosh", "hashanah", 0, 0),
            ("eid", "al", 0, 0),
            ("mardi", "gras", 0, 0),
            ("earth", "day", 4, 22),
        ];
        for (one, two, month, day) in first {
            let possessive = two == "s" || two == "year";
            let quoted = self.quote(at + 1);
            // "Presidents' Day"
            let plural = two == "day" && quoted && self.is(at + 2, word_hash("day"));
            if h != word_hash(one) || next != word_hash(two) && !(possessive && quoted) && !plural {
                continue;
            }
            let mut end = if plural { at + 3 } else { at + 2 };
            if self.quote(end) {
                end += 1;
            }
            if self.is(end, word_hash("s")) {
                end += 1;
            }
            if possessive || two == "de" || two == "al" || two == "years" {
                let closes = [word_hash("day"), word_hash("eve"), word_hash("mayo"), word_hash("fitr"), word_hash("adha")];
                if !closes.contains(&self.t(end).hash) {
                    continue;
                }
                end += 1;
            }
            let written =
                Written { month: (month > 0).then_some(month), day: (day > 0).then_some(day), ..Written::default() };
            return Some((end, written));
        }
        let fourth = h == word_hash("fourth") && next == word_hash("of") && after == word_hash("july");
        if fourth {
            return Some((at + 3, Written { month: Some(7), day: Some(4), ..Written::default() }));
        }
        let alone = [
            ("christmas", 12, 25),
            ("xmas", 12, 25),
            ("thanksgiving", 0, 0),
            ("easter", 0, 0),
            ("halloween", 10, 31),
            ("hanukkah", 0, 0),
            ("chanukah", 0, 0),
            ("passover", 0, 0),
            ("ramadan", 0, 0),
            ("diwali", 0, 0),
            ("kwanzaa", 12, 26),
            ("juneteenth", 6, 19),
            ("purim", 0, 0),
            ("holi", 0, 0),
            ("nowruz", 0, 0),
            ("epiphany", 1, 6),
            ("pentecost", 0, 0),
            ("lent", 0, 0),
        ];
        let (_, month, day) = alone.into_iter().find(|(name, ..)| h == word_hash(name))?;
        if token.case == Case::Lower && (h == word_hash("lent") || h == word_hash("epiphany")) {
            return None;
        }
        // "Christmas tree pattern", "Easter lily": no day.
        if THINGS.contains(&self.t(at + 1).hash) && self.t(at + 1).is_word() {
            return None;
        }
        let mut end = at + 1;
        let following = ["day", "eve", "sunday", "monday", "weekend"].map(word_hash);
        if self.t(end).is_word() && self.t(end).gap == Gap::Space && following.contains(&self.t(end).hash) {
            end += 1;
        }
        let exact = end == at + 1 || self.is(at + 1, word_hash("day"));
        let written = Written {
            month: (month > 0 && exact).then_some(month),
            day: (day > 0 && exact).then_some(day),
            ..Written::default()
        };
        Some((end, written))
    }
}
