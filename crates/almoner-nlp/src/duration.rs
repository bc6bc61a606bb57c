//! Times that are told relative to the note: `3 weeks ago`, `for the past two years`, `a 9-month history of`, `yesterday`, and the
//! tags `[DAY 412]` and `[DAY 400..429]` that stand in a de-identified note where a date stood.
//!
//! People round, so that "6 months ago" is a range half a month wide to either side. What is told relative to something else
//! ("3 days later", "two weeks before surgery") is left out, and a calendar year is only reported: without a calendar it can not
//! be placed.

use std::ops::Range;
use std::sync::OnceLock;

use almoner_base::{Day, DayRange};
use almoner_facts::Span;
use regex::{Captures, Regex};

/// A count of days that is known to lie between two numbers, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// At least this many.
    pub least: i32,
    /// At most this many.
    pub most: i32,
}

/// What a time expression says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// It happened so many days before the note.
    Ago(Days),
    /// It has lasted so many days and still does.
    Lasting(Days),
    /// It happened on this day of the patient's timeline.
    On(DayRange),
    /// It began on this day of the patient's timeline and still lasts.
    Since(DayRange),
    /// It happened in this calendar year.
    InYear(i32),
    /// It began in this calendar year.
    SinceYear(i32),
}

/// A time expression in a text; `range` is in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeMention {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it says.
    pub when: When,
}

impl TimeMention {
    /// When that was on the timeline, for a note written on `note`. `None` for calendar years and where the note's day is not
    /// known.
    #[must_use]
    pub fn span(&self, note: Option<DayRange>) -> Option<Span> {
        let back = |days: Days| {
            let note = note?;
            Some(DayRange {
                earliest: Day(note.earliest.0.saturating_sub(days.most)),
                latest: Day(note.latest.0.saturating_sub(days.least)),
            })
        };
        let (start, lasts) = match self.when {
            When::Ago(days) => (back(days)?, false),
            When::Lasting(days) => (back(days)?, true),
            When::On(range) => (range, false),
            When::Since(range) => (range, true),
            When::InYear(_) | When::SinceYear(_) => return None,
        };
        Some(Span { start: Some(start), end: (!lasts).then_some(start), recorded: None })
    }
}

/// The time expressions of `text`, in order.
#[must_use]
pub fn durations(text: &str) -> Vec<TimeMention> {
    pattern().captures_iter(text).filter_map(|captures| mention(&captures)).collect()
}

fn pattern() -> &'static Regex {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "a constant pattern; the first test of this module compiles it")]
    PATTERN.get_or_init(|| Regex::new(PATTERN_TEXT).expect("a valid pattern"))
}

const PATTERN_TEXT: &str = r"(?ix-u)
  (?P<since_day>since\s+)? \[DAY\ (?P<day>-?[0-9]{1,6}) (?:\.\.(?P<day2>-?[0-9]{1,6}))? \]
| \b (?: (?P<lasting> (?:for|over) (?:\s+the)? (?:\s+(?:past|last|previous|preceding))? \s+ | x\ ? )
       | (?P<within> (?:(?:in|within|during|on)\s+the\s+|in\s+)? (?:past|last|previous|preceding) \s+ ) )?
  (?: about\s+ | approximately\s+ | around\s+ | roughly\s+ | nearly\s+ | almost\s+ | some\s+ | at\s+least\s+ | over\s+
    | (?P<more>more\s+than\s+) )?
  (?P<low> [0-9]{1,3}(?:\.5)? | one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty
    | half\s+an? | an? | (?:a\s+)?few | several | (?:a\s+)?couple(?:\s+of)? | many )
  (?: (?: \s?-\s? | \s+(?:to|or)\s+ ) (?P<high> [0-9]{1,3} | two|three|four|five|six|seven|eight|nine|ten|twelve ) )?
  [\s-]{0,2} (?P<unit> hour|hr|day|week|wk|month|mo|year|yr|decade ) s? \b \.?
  (?: [\s-]+ (?P<tail> ago | earlier | back\b | previously | history | hx | duration
      | (?:prior|before) (?: \s+ (?:to\s+)? (?:(?:his|her|the|this|current)\s+)? (?P<anchor> [a-z]+ ) )? ) \b )?
| \b (?P<word> yesterday | last\s+(?:night|week|month|year) | today | this\s+morning | tonight ) \b
| \b (?P<year_lead> since | in ) \s+ (?P<year> 19[0-9]{2} | 20[0-9]{2} ) \b
";

fn mention(captures: &Captures<'_>) -> Option<TimeMention> {
    let range = captures.get(0)?.range();
    let text = |name: &str| captures.name(name).map(|found| found.as_str());
    let when = if let Some(day) = text("day") {
        let first: i32 = day.parse().ok()?;
        let last: i32 = text("day2").map_or(Some(first), |day| day.parse().ok())?;
        let days = DayRange { earliest: Day(first.min(last)), latest: Day(first.max(last)) };
        if text("since_day").is_some() { When::Since(days) } else { When::On(days) }
    } else if let Some(word) = text("word") {
        When::Ago(days_of_word(word))
    } else if let Some(year) = text("year") {
        let year = year.parse().ok()?;
        if text("year_lead").is_some_and(|lead| lead.eq_ignore_ascii_case("since")) {
            When::SinceYear(year)
        } else {
            When::InYear(year)
        }
    } else {
        amount(&text)?
    };
    Some(TimeMention { range, when })
}

fn days_of_word(word: &str) -> Days {
    let (least, most) = match word.to_ascii_lowercase().split_whitespace().last() {
        Some("yesterday" | "night") => (1, 1),
        Some("week") => (4, 13),
        Some("month") => (10, 61),
        Some("year") => (90, 730),
        _ => (0, 0),
    };
    Days { least, most }
}

fn amount<'t>(text: &impl Fn(&str) -> Option<&'t str>) -> Option<When> {
    let tail = text("tail").map(str::to_ascii_lowercase);
    let anchored = text("anchor").map(str::to_ascii_lowercase);
    // "Two weeks before surgery" tells nothing of the note; "before admission" does, since notes are written then.
    if let Some(anchor) = &anchored {
        const NOTE: [&str; 9] =
            ["admission", "presentation", "arrival", "visit", "evaluation", "consultation", "admit", "and", "which"];
        if !NOTE.contains(&anchor.as_str()) {
            return None;
        }
    }
    let lasts = text("lasting").is_some() || matches!(tail.as_deref(), Some("history" | "hx" | "duration"));
    let within = text("within").is_some();
    if tail.is_none() && !lasts && !within {
        return None;
    }
    let (low, low_most) = count(text("low")?)?;
    let most = text("high").and_then(count).map_or(low_most, |(_, most)| most);
    let (days, slack) = unit(text("unit")?)?;
    let least = low * days - slack;
    let mut upper = most * days + slack;
    if text("more").is_some() {
        upper = 365.25 * 120.0;
    }
    let range = Days { least: if within && tail.is_none() { 0 } else { whole(least.max(0.0)) }, most: whole(upper.ceil()) };
    let ago = matches!(tail.as_deref(), Some(tail) if !matches!(tail, "history" | "hx" | "duration"));
    Some(if lasts && !ago { When::Lasting(range) } else { When::Ago(range) })
}

#[expect(clippy::cast_possible_truncation, reason = "counts of at most three digits times days of a decade fit easily")]
fn whole(days: f64) -> i32 {
    days as i32
}

fn count(text: &str) -> Option<(f64, f64)> {
    let text = text.to_ascii_lowercase();
    let first = text.split_whitespace().next()?;
    let last = text.split_whitespace().last()?;
    let exact = |value: f64| (value, value);
    Some(match (first, last) {
        ("half", _) => exact(0.5),
        (_, "few") => (2.0, 5.0),
        ("several", _) => (2.0, 9.0),
        ("many", _) => (5.0, 50.0),
        (_, "couple" | "of") => (2.0, 3.0),
        ("a" | "an" | "one", _) => exact(1.0),
        ("two", _) => exact(2.0),
        ("three", _) => exact(3.0),
        ("four", _) => exact(4.0),
        ("five", _) => exact(5.0),
        ("six", _) => exact(6.0),
        ("seven", _) => exact(7.0),
        ("eight", _) => exact(8.0),
        ("nine", _) => exact(9.0),
        ("ten", _) => exact(10.0),
        ("eleven", _) => exact(11.0),
        ("twelve", _) => exact(12.0),
        ("fifteen", _) => exact(15.0),
        ("twenty", _) => exact(20.0),
        ("thirty", _) => exact(30.0),
        (digits, _) => exact(digits.parse().ok()?),
    })
}

/// Days in a unit, and how far people round.
fn unit(text: &str) -> Option<(f64, f64)> {
    Some(match text.to_ascii_lowercase().as_str() {
        "hour" | "hr" => (1.0 / 24.0, 0.0),
        "day" => (1.0, 0.0),
        "week" | "wk" => (7.0, 3.0),
        "month" | "mo" => (30.44, 15.0),
        "year" | "yr" => (365.25, 183.0),
        "decade" => (3652.5, 1826.0),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
