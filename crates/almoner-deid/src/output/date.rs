//! Dates moved along the patient's timeline and written as they were: the same order, separators, zeros, names and case.
//!
//! A date that is not written out (a month, a year) is moved by its middle. Text in which anything is no part of a date is
//! refused as a whole, so that no element of a true date stays.

use almoner_base::Date;

use super::name::in_case_of;
use crate::text::token::fold;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"];
/// Words that join dates.
const JOINING: [&str; 20] = [
    "to", "through", "thru", "until", "till", "and", "or", "of", "the", "from", "between", "in", "on", "at", "early",
    "late", "mid", "since", "by", "year",
];
const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];
/// The year of a date that names none, where nothing else does: no leap day is missing in it.
const ANY_YEAR: i32 = 2020;

enum Item<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(&'a str),
}

/// The year that a text names with four digits.
pub(super) fn year_in(text: &str) -> Option<i32> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 4);
    numbers.filter_map(|number| number.parse().ok()).find(|year| (1890..2100).contains(year))
}

/// The dates of `was`, moved by `days`; `year` is the year of those that name none. `None` where something is no date.
pub(super) fn moved(was: &str, days: i32, year: Option<i32>) -> Option<String> {
    let items = items(was);
    let year = year_in(was).or(year).unwrap_or(ANY_YEAR);
    let zeros =
        items.iter().any(|item| matches!(item, Item::Number(number) if number.len() == 2 && number.starts_with('0')));
    let moving = Moving { items: &items, days, year, zeros };
    let mut out = String::with_capacity(was.len());
    let mut at = 0;
    while at < items.len() {
        let (text, len) = moving.at(at)?;
        out.push_str(&text);
        at += len;
    }
    Some(out)
}

fn items(text: &str) -> Vec<Item<'_>> {
    let class = |c: char| if c.is_ascii_digit() { 0 } else { 1 + u8::from(c.is_alphabetic()) };
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| class(c) != class(first)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        out.push(match class(first) {
            0 => Item::Number(run),
            1 => Item::Mark(run),
            _ => Item::Word(run),
        });
        rest = after;
    }
    out
}

struct Moving<'a> {
    items: &'a [Item<'a>],
    days: i32,
    year: i32,
    /// Whether days and months of one digit have a zero before them.
    zeros: bool,
}

/// What was moved, and of how many items it was made.
type Moved = Option<(String, usize)>;

impl Moving<'_> {
    fn at(&self, at: usize) -> Moved {
        match self.items.get(at)? {
            Item::Mark(mark) => Some(((*mark).to_owned(), 1)),
            Item::Word(word) => self.month_first(at).or_else(|| self.word(word)),
            Item::Number(_) => [Self::time, Self::numeric, Self::day_first, Self::compact, Self::single]
                .iter()
                .find_map(|shape| shape(self, at)),
        }
    }

    fn number(&self, at: usize) -> Option<(&str, u32)> {
        match self.items.get(at)? {
            Item::Number(number) => Some((number, number.parse().ok()?)),
            _ => None,
        }
    }

    fn mark(&self, at: usize) -> Option<&str> {
        match self.items.get(at)? {
            Item::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    fn word_at(&self, at: usize) -> Option<&str> {
        match self.items.get(at)? {
            Item::Word(word) => Some(word),
            _ => None,
        }
    }

    fn move_to(&self, year: i32, month: u32, day: u32) -> Option<Date> {
        let date = Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
        Some(Date::from_days_since_1970(date.days_since_1970() + self.days))
    }

    fn two(&self, number: u8) -> String {
        if self.zeros { format!("{number:02}") } else { number.to_string() }
    }

    /// A year of four digits, or of two: from 40 on of the last century.
    fn year_at(&self, at: usize) -> Option<(i32, usize)> {
        let (text, year) = self.number(at)?;
        let year = i32::try_from(year).ok()?;
        match text.len() {
            4 if (1800..2200).contains(&year) => Some((year, 4)),
            2 => Some((year + if year < 40 { 2000 } else { 1900 }, 2)),
            _ => None,
        }
    }

    fn in_digits(year: i32, digits: usize) -> String {
        if digits == 2 { format!("{:02}", year.rem_euclid(100)) } else { format!("{year:04}") }
    }

    /// `14:32` and what is like it: no element of a date, for all the rule says.
    fn time(&self, at: usize) -> Moved {
        let (hours, minutes) = (self.number(at)?.0, self.number(at + 2)?.0);
        let clock = self.mark(at + 1)? == ":" && minutes.len() == 2 && hours.len() <= 2;
        let seconds = self.mark(at + 3) == Some(":") && self.number(at + 4).is_some_and(|(text, _)| text.len() == 2);
        if !clock {
            return None;
        }
        match self.number(at + 4).filter(|_| seconds) {
            Some((seconds, _)) => Some((format!("{hours}:{minutes}:{seconds}"), 5)),
            None => Some((format!("{hours}:{minutes}"), 3)),
        }
    }

    /// `2024-03-04`, `3/4/2024`, `4.3.2024`, `3/2024`, `3/4`.
    fn numeric(&self, at: usize) -> Moved {
        let ((first, one), mark, (second, two)) = (self.number(at)?, self.mark(at + 1)?, self.number(at + 2)?);
        if !matches!(mark, "/" | "-" | "." | " / " | " - ") {
            return None;
        }
        let third = self.mark(at + 3).filter(|other| *other == mark).and(self.number(at + 4));
        match (first.len(), third) {
            (4, Some((_, three))) => {
                let date = self.move_to(self.year_at(at)?.0, two, three)?;
                let zeros =
                    |number: u8, text: &str| if text.len() == 2 { format!("{number:02}") } else { number.to_string() };
                let (month, day) = (zeros(date.month(), second), zeros(date.day(), self.number(at + 4)?.0));
                Some((format!("{:04}{mark}{month}{mark}{day}", date.year()), 5))
            }
            (4, None) => {
                let date = self.move_to(self.year_at(at)?.0, two, 15)?;
                Some((format!("{:04}{mark}{}", date.year(), self.two(date.month())), 3))
            }
            (1 | 2, Some(_)) if second.len() <= 2 => {
                let (year, digits) = self.year_at(at + 4)?;
                let (date, swapped) = self.month_and_day(year, (one, two), mark)?;
                let (one, two) = if swapped { (date.day(), date.month()) } else { (date.month(), date.day()) };
                let year = Self::in_digits(date.year(), digits);
                Some((format!("{}{mark}{}{mark}{year}", self.two(one), self.two(two)), 5))
            }
            (1 | 2, None) if second.len() == 4 => {
                let date = self.move_to(self.year_at(at + 2)?.0, one, 15)?;
                Some((format!("{}{mark}{:04}", self.two(date.month()), date.year()), 3))
            }
            (1 | 2, None) => {
                let (date, swapped) = self.month_and_day(self.year, (one, two), mark)?;
                let (one, two) = if swapped { (date.day(), date.month()) } else { (date.month(), date.day()) };
                Some((format!("{}{mark}{}", self.two(one), self.two(two)), 3))
            }
            _ => None,
        }
    }

    /// The moved date of a month and a day in whichever order they can stand, and whether the day stood first.
    fn month_and_day(&self, year: i32, (one, two): (u32, u32), mark: &str) -> Option<(Date, bool)> {
        let usual = self.move_to(year, one, two).map(|date| (date, false));
        let swapped = self.move_to(year, two, one).map(|date| (date, true));
        let leap = self.move_to(ANY_YEAR, one, two).filter(|_| (one, two) == (2, 29)).map(|date| (date, false));
        let found = if mark == "." { swapped.or(usual) } else { usual.or(swapped) };
        found.or(leap)
    }

    /// `20240304`.
    fn compact(&self, at: usize) -> Moved {
        let (text, _) = self.number(at)?;
        if text.len() != 8 {
            return None;
        }
        let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
        let iso = part(0, 4).and_then(|year| i32::try_from(year).ok()).filter(|year| (1890..2100).contains(year));
        match iso {
            Some(year) => {
                let date = self.move_to(year, part(4, 6)?, part(6, 8)?)?;
                Some((format!("{:04}{:02}{:02}", date.year(), date.month(), date.day()), 1))
            }
            None => {
                let year = i32::try_from(part(4, 8)?).ok()?;
                let date = self.move_to(year, part(0, 2)?, part(2, 4)?)?;
                Some((format!("{:02}{:02}{:04}", date.month(), date.day(), date.year()), 1))
            }
        }
    }

    /// `March 4, 2024`, `Mar 2024`, `March 4th`, `Mar '24`, `March`.
    fn month_first(&self, at: usize) -> Moved {
        let name = self.word_at(at)?;
        let month = month(name)?;
        let gap = self.mark(at + 1);
        let written = |date: Date| month_like(name, date.month());
        if let (Some(gap), Some((text, day))) = (gap.filter(|gap| is_gap(gap)), self.number(at + 2))
            && text.len() <= 2
            && !gap.ends_with(['\'', '\u{2019}'])
        {
            let (ending, used) = self.ordinal(at + 3);
            let end = at + 3 + used;
            let between = self.mark(end).filter(|mark| matches!(mark.trim(), "," | "" | "-" | "/" | ".,"));
            let year = between.and_then(|_| self.year_at(end + 1)).filter(|(_, digits)| {
                // "March 3-7": a second day.
                *digits == 4 || between.is_some_and(|mark| mark.trim() != "-")
            });
            if year.is_none()
                && let Some((text, len)) = self.days_of_month(end, (name, month), (gap, day))
            {
                return Some((text, end + len - at));
            }
            let date = self.move_to(year.map_or(self.year, |(year, _)| year), month, day)?;
            let day = self.day(date, ending);
            return Some(match (year, between) {
                (Some((_, digits)), Some(between)) => {
                    let year = Self::in_digits(date.year(), digits);
                    (format!("{}{gap}{day}{between}{year}", written(date)), 5 + used)
                }
                _ => (format!("{}{gap}{day}", written(date)), 3 + used),
            });
        }
        // "March 2024", "March of 2024", "Mar '24".
        let of = self.word_at(at + 2).filter(|of| fold(of) == "of" && gap == Some(" "));
        let year_at = if of.is_some() { at + 4 } else { at + 2 };
        if let (Some(gap), Some((year, digits))) = (gap, self.year_at(year_at)) {
            let date = self.move_to(year, month, 15)?;
            let between = match (of, self.mark(at + 3)) {
                (Some(of), Some(second)) => format!("{gap}{of}{second}"),
                _ => gap.to_owned(),
            };
            let year = Self::in_digits(date.year(), digits);
            return Some((format!("{}{between}{year}", written(date)), year_at + 1 - at));
        }
        Some((written(self.move_to(self.year, month, 15)?), 1))
    }

    /// What follows `March 3` in `March 3-7` and `March 3-7, 2024`; gives the whole.
    fn days_of_month(&self, end: usize, (name, month): (&str, u32), (gap, day): (&str, u32)) -> Moved {
        let dash = self.mark(end).filter(|mark| matches!(mark.trim(), "-" | "\u{2013}"))?;
        let (_, last) = self.number(end + 1).filter(|(text, _)| text.len() <= 2)?;
        let comma = self.mark(end + 2).filter(|mark| *mark == ", ");
        let year = comma.and_then(|_| self.year_at(end + 3));
        let of = year.map_or(self.year, |(year, _)| year);
        let (first, last) = (self.move_to(of, month, day)?, self.move_to(of, month, last)?);
        let written = |date: Date| format!("{}{gap}{}", month_like(name, date.month()), self.two(date.day()));
        let last = if first.month() == last.month() { self.two(last.day()) } else { written(last) };
        let (year, len) = match (year, comma) {
            (Some((_, digits)), Some(comma)) => (format!("{comma}{}", Self::in_digits(first.year(), digits)), 4),
            _ => (String::new(), 2),
        };
        Some((format!("{}{dash}{last}{year}", written(first)), len))
    }

    /// `4 March 2024`, `4th of March`, `04-Mar-24`.
    fn day_first(&self, at: usize) -> Moved {
        let (text, day) = self.number(at).filter(|(text, _)| text.len() <= 2)?;
        let (ending, used) = self.ordinal(at + 1);
        let mut next = at + 1 + used;
        let mut between = self.mark(next).filter(|mark| is_gap(mark))?.to_owned();
        if let Some(of) = self.word_at(next + 1).filter(|of| matches!(fold(of).as_str(), "of" | "day")) {
            between = format!("{between}{of}{}", self.mark(next + 2)?);
            next += 2;
        }
        let name = self.word_at(next + 1)?;
        let month = month(name)?;
        let gap = self.mark(next + 2).filter(|gap| is_gap(gap));
        let year = gap.and_then(|_| self.year_at(next + 3));
        let date = self.move_to(year.map_or(self.year, |(year, _)| year), month, day)?;
        let day =
            if text.len() == 2 && text.starts_with('0') { format!("{:02}", date.day()) } else { self.day(date, ending) };
        let written = month_like(name, date.month());
        Some(match (year, gap) {
            (Some((_, digits)), Some(gap)) => {
                let year = Self::in_digits(date.year(), digits);
                (format!("{day}{between}{written}{gap}{year}"), next + 4 - at)
            }
            _ => (format!("{day}{between}{written}"), next + 2 - at),
        })
    }

    /// `st` after a number, and of how many items it is.
    fn ordinal(&self, at: usize) -> (bool, usize) {
        let is = self.word_at(at).is_some_and(|word| ORDINALS.contains(&fold(word).as_str()));
        (is, usize::from(is))
    }

    fn day(&self, date: Date, ending: bool) -> String {
        let day = date.day();
        if !ending {
            return self.two(day);
        }
        let ending = match (day, day % 10) {
            (11..=13, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        format!("{day}{ending}")
    }

    /// A year, a short year after an apostrophe, or a day of a month that is not named.
    fn single(&self, at: usize) -> Moved {
        let (text, number) = self.number(at)?;
        let after_apostrophe =
            at.checked_sub(1).and_then(|before| self.mark(before)).is_some_and(|mark| mark.ends_with(['\'', '\u{2019}']));
        let (ending, used) = self.ordinal(at + 1);
        if text.len() == 4 || after_apostrophe && text.len() == 2 {
            let (year, digits) = self.year_at(at)?;
            let date = self.move_to(year, 7, 1)?;
            return Some((Self::in_digits(date.year(), digits), 1));
        }
        // A number among marks is part of something that was not understood.
        if text.len() > 2 || !(1..=31).contains(&number) || !ending && self.items.len() > 1 {
            return None;
        }
        let step = self.days.unsigned_abs() % 27 + 1;
        let day = u8::try_from((number + 27 - step.min(27)) % 28 + 1).ok().filter(|day| u32::from(*day) != number)?;
        let date = Date::new(ANY_YEAR, 1, day)?;
        Some((self.day(date, ending), 1 + used))
    }

    fn word(&self, word: &str) -> Moved {
        let folded = fold(word);
        if JOINING.contains(&folded.as_str()) || matches!(folded.as_str(), "t" | "z" | "am" | "pm") {
            return Some((word.to_owned(), 1));
        }
        let short = folded.len() >= 2 && folded.len() <= 5;
        let at = WEEKDAYS.iter().position(|day| *day == folded || short && folded.len() > 2 && day.starts_with(&folded))?;
        let moved = (i32::try_from(at).ok()? + self.days).rem_euclid(7);
        let name = WEEKDAYS.get(usize::try_from(moved).ok()?)?;
        let name = if short { name.get(..3)? } else { name };
        Some((in_case_of(word, name), 1))
    }
}

fn is_gap(mark: &str) -> bool {
    matches!(mark, " " | "-" | ", " | "/" | "." | ". " | "," | " '" | " \u{2019}" | "\n")
}

fn month(name: &str) -> Option<u32> {
    let folded = fold(name);
    let at = MONTHS
        .iter()
        .position(|month| *month == folded || folded.len() == 3 && month.starts_with(&folded))
        .or_else(|| (folded == "sept").then_some(8))?;
    u32::try_from(at + 1).ok()
}

/// The name of a month, as short and in the case as `like` is.
fn month_like(like: &str, month: u8) -> String {
    let name = MONTHS.get(usize::from(month.saturating_sub(1))).copied().unwrap_or_default();
    let may = fold(like) == "may";
    let short = like.chars().count() <= 4 && !may && !MONTHS.contains(&fold(like).as_str());
    in_case_of(like, if short { name.get(..3).unwrap_or(name) } else { name })
}
