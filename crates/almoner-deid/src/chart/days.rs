//! Dates of the record as days of the patient's timeline.

use almoner_base::{Date, Day, DayRange, PartialDate};
use almoner_facts::{Course, Fact, Note, Span, Timeline};
use almoner_fhir::{DateTime, Period, Quantity};

/// Years that a chart may span: more would show an age over 89.
const MOST_DAYS: i32 = 89 * 365;

/// Dates on one patient's timeline.
#[derive(Clone, Copy)]
pub(super) struct Dates<'a> {
    pub timeline: &'a Timeline,
    pub birth: Option<PartialDate>,
    /// What lies outside is no date of this life and stays behind.
    pub life: DayRange,
    /// Whether partial dates stay without a place: many of them would tell where the grid lies in the calendar.
    pub exact_only: bool,
}

/// The days on which anything of a life can lie: from before the birth (of a long life, where it is not known) to some time
/// after `as_of`, for plans. Placeholders such as 9999-12-31 lie outside; an exact one would tell the epoch.
pub(super) fn life(timeline: &Timeline, birth: Option<PartialDate>, as_of: Date) -> DayRange {
    const BEFORE_BIRTH: i32 = 300;
    const LONGEST_LIFE: i32 = 125 * 366;
    const PLANS: i32 = 731;
    let now = timeline.day(as_of);
    let born = birth.and_then(PartialDate::bounds).map(|(earliest, _)| timeline.day(earliest));
    let earliest = born.map_or(now.0.saturating_sub(LONGEST_LIFE), |born| born.0.saturating_sub(BEFORE_BIRTH));
    DayRange { earliest: Day(earliest), latest: Day(now.0.saturating_add(PLANS)) }
}

/// A date on the timeline, if it lies within the life.
pub(super) fn placed(timeline: &Timeline, life: DayRange, date: PartialDate) -> Option<DayRange> {
    let exact = timeline.range(date)?;
    // A partial date is widened to the grid and may reach over the edges.
    (exact.latest >= life.earliest && exact.earliest <= life.latest).then_some(exact)
}

impl Dates<'_> {
    pub fn range(&self, date: Option<&DateTime<'_>>) -> Option<DayRange> {
        placed(self.timeline, self.life, date?.date).filter(|range| range.is_exact() || !self.exact_only)
    }

    /// A full day; partial dates have none.
    pub fn day(&self, date: Option<&DateTime<'_>>) -> Option<Day> {
        self.range(date).filter(|range| range.is_exact()).map(|range| range.earliest)
    }

    /// Something at one date.
    pub fn at(&self, date: Option<&DateTime<'_>>, recorded: Option<&DateTime<'_>>) -> Span {
        let range = self.range(date);
        Span { start: range, end: range, recorded: self.day(recorded).or_else(|| self.day(date)) }
    }

    /// Something from a start to an end, of which either may be missing.
    pub fn between(
        &self,
        start: Option<&DateTime<'_>>,
        end: Option<&DateTime<'_>>,
        recorded: Option<&DateTime<'_>>,
    ) -> Span {
        Span { start: self.range(start), end: self.range(end), recorded: self.day(recorded) }
    }

    pub fn period(&self, period: &Period<'_>, recorded: Option<&DateTime<'_>>) -> Span {
        self.between(period.start.as_ref(), period.end.as_ref(), recorded)
    }

    /// The years in which the patient had this age, widened to the grid: an exact range would give the birthday away.
    pub fn at_age(&self, age: Option<&Quantity<'_>>) -> Option<DayRange> {
        let age = age.filter(|_| !self.exact_only)?;
        let years = age.value.as_ref()?.value;
        let in_years = match age.code.as_deref().or(age.unit.as_deref()) {
            Some("a" | "year" | "years" | "yr" | "yrs") => years,
            Some("mo" | "month" | "months") => years / 12.0,
            _ => return None,
        };
        if !(0.0..=89.0).contains(&in_years) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 89")]
        let whole = in_years.floor() as i32;
        let year = self.birth?.year + whole;
        let of = |year| self.timeline.range(PartialDate { year, month: None, day: None });
        let (first, last) = (of(year)?, of(year + 1)?);
        Some(DayRange { earliest: first.earliest, latest: last.latest })
    }
}

/// When something may have been that was recorded as past: any day of a long life up to the day of the entry.
pub(super) fn at_or_before(entry: Span) -> Span {
    const LIFE: i32 = 80 * 365;
    let before =
        entry.start.map(|range| DayRange { earliest: Day(range.latest.0.saturating_sub(LIFE)), latest: range.latest });
    Span { start: before, end: before, recorded: entry.recorded }
}

/// Takes out what came to be known after the chart's last day, and places that stem from partial dates. What is left is the
/// same for every calendar day that the last day can be (docs/concepts/time.md).
pub(super) fn end_on(last: Day, facts: &mut Vec<Fact>, encounters: &mut Vec<DayRange>, notes: &mut Vec<Note>) {
    facts.retain(|fact| {
        let began = fact.days.start.or(fact.days.end).map(|range| range.earliest);
        fact.days.recorded.or(began).is_none_or(|known| known <= last)
    });
    for fact in facts {
        // An end that lies ahead of the last day was not known on it.
        if fact.days.end.is_some_and(|range| range.latest > last) {
            fact.days.end = None;
            fact.course = fact.course.filter(|course| *course != Course::Ended);
        }
    }
    encounters.retain(|range| range.earliest <= last);
    for range in encounters {
        range.latest = range.latest.min(last);
    }
    notes.retain(|note| note.day.is_none_or(|range| range.is_exact() && range.latest <= last));
    for note in notes {
        note.text = without_ranges(&note.text);
    }
}

/// `[DAY 390..419]` as `[DATE]`.
fn without_ranges(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[DAY ") {
        out.push_str(before);
        match after.split_once(']') {
            Some((day, after)) if day.contains("..") => {
                out.push_str("[DATE]");
                rest = after;
            }
            _ => {
                out.push_str("[DAY ");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Ranges in ascending order without overlap.
pub(super) fn merged(mut ranges: Vec<DayRange>) -> Vec<DayRange> {
    ranges.retain(|range| range.earliest <= range.latest);
    ranges.sort_unstable();
    let mut out: Vec<DayRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut().filter(|last| range.earliest <= last.latest) {
            Some(last) => last.latest = last.latest.max(range.latest),
            None => out.push(range),
        }
    }
    out
}

/// Forgets days that lie more than 89 years before the latest day of the chart; the number of facts that lost one.
///
/// The bound is the chart's own last day, not `as_of`: a bound that stands for a calendar day would tie the timeline to it.
pub(super) fn cap(facts: &mut [Fact]) -> u32 {
    let latest = |fact: &Fact| {
        let ranges = [fact.days.start, fact.days.end].into_iter().flatten().map(|range| range.latest);
        ranges.chain(fact.days.recorded).max()
    };
    let Some(last) = facts.iter().filter_map(latest).max() else { return 0 };
    let floor = Day(last.0.saturating_sub(MOST_DAYS));
    let mut capped = 0;
    for fact in facts {
        let before = fact.days;
        let keep = |range: Option<DayRange>| range.filter(|range| range.earliest >= floor);
        fact.days.start = keep(before.start);
        fact.days.end = keep(before.end);
        fact.days.recorded = before.recorded.filter(|day| *day >= floor);
        capped += u32::from(fact.days != before);
    }
    capped
}

#[cfg(test)]
mod tests;
