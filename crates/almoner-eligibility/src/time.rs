//! When a fact holds, as far as intervals of days tell.
//!
//! A chart knows no calendar and no `now` (DESIGN.md section 1, Time). What no `now` could change is decided without it;
//! everything else that has a day is `NeedsRecency`, and what has no day at all is `Uncertain` for the desk as well.

use almoner_base::{Day, DayRange, Reason};
use almoner_facts::{Course, Coverage, Fact, FactKind, Polarity, Source, Temporality};
use almoner_terms::Terms;

use crate::{EventWindow, HalfLives, Order, When, Window};

/// What times are told by, beside a fact's own days.
#[derive(Clone, Copy)]
pub(crate) struct Clock<'a> {
    /// Today, where it is known.
    pub(crate) now: Option<Day>,
    pub(crate) terms: &'a Terms,
    /// The events that the question counts from.
    pub(crate) events: &'a [&'a Fact],
}

/// How a fact stands to the time that a question names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// It holds then.
    In,
    /// It does not hold then, which says nothing of other episodes.
    Out,
    /// It is known to be over, or falls where the question forbids it.
    Against,
    /// It may or may not hold then.
    Maybe(Reason),
}

/// First day of a window that ends now.
pub(crate) fn window_start(now: Day, window: Window) -> Day {
    Day(now.0.saturating_sub(i32::try_from(window.days).unwrap_or(i32::MAX)))
}

/// Whether something is certainly more than `days` older than today. Where nobody knows what day it is, today is the last day on which
/// the chart shows the patient: what was already old then is older now. Without either, nothing is known to be old.
pub(crate) fn is_older(day: DayRange, days: u32, coverage: &Coverage, now: Option<Day>) -> bool {
    let today = now.or_else(|| last_seen(coverage));
    today.is_some_and(|today| day.latest < window_start(today, Window { days }))
}

/// A day on which or after which the patient was seen last.
pub(crate) fn last_seen(coverage: &Coverage) -> Option<Day> {
    coverage.encounters.iter().map(|day| day.earliest).max()
}

/// Days from the beginning of a pregnancy, at the latest, after which it is over: 42 weeks from the last period and a few days more.
pub(crate) const PREGNANCY_DAYS: u32 = 300;

/// How an affirmed fact stands to `when`.
pub(crate) fn holds(fact: &Fact, when: When, clock: &Clock) -> Holds {
    let now = clock.now;
    if let (Some(now), Some(start)) = (now, fact.days.start)
        && start.earliest > now
    {
        return Holds::Out;
    }
    match when {
        When::Ever => Holds::In,
        When::Now => holds_now(fact, now),
        When::Within(window) => within(fact, window, now),
        When::Before(window) => match within(fact, window, now) {
            Holds::In => Holds::Against,
            Holds::Out | Holds::Against => Holds::In,
            Holds::Maybe(reason) => Holds::Maybe(reason),
        },
        When::Since(window) => match holds_now(fact, now) {
            Holds::In => begun(fact, window, now),
            // A prescription that ended may have been renewed: whether the drug was taken all the while is not told.
            Holds::Against if fact.kind == FactKind::Medication => Holds::Maybe(Reason::Uncertain),
            other => other,
        },
        When::HalfLives(lives) => half_lives(fact, lives, clock),
        When::Event(window) => {
            let others = clock.events.iter().copied().filter(|event| !std::ptr::eq(*event, fact));
            let each = others.map(|event| around(fact, event, window));
            each.reduce(Holds::nearest).unwrap_or(Holds::Maybe(Reason::NoData))
        }
    }
}

impl Holds {
    /// What holds of one of several events.
    fn nearest(self, other: Self) -> Self {
        match (self, other) {
            (Self::In, _) | (_, Self::In) => Self::In,
            (Self::Maybe(one), Self::Maybe(other)) => Self::Maybe(one.min(other)),
            (Self::Maybe(reason), _) | (_, Self::Maybe(reason)) => Self::Maybe(reason),
            (one, _) => one,
        }
    }
}

/// As [`within`], in a window of so many half-lives of the drug. Of a drug whose half-life the tables do not hold, it is known within
/// the days that the window lasts at least.
fn half_lives(fact: &Fact, lives: HalfLives, clock: &Clock) -> Holds {
    let hours = fact.concept.and_then(|drug| clock.terms.concept(drug)?.half_life_hours);
    if let Some(hours) = hours {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is positive, and `as` stays within bounds"
        )]
        let days = (f64::from(lives.count) * hours / 24.0).ceil() as u32;
        return within(fact, Window { days: days.max(lives.days) }, clock.now);
    }
    match within(fact, Window { days: lives.days }, clock.now) {
        Holds::Out | Holds::Against => Holds::Maybe(Reason::NoData),
        held => held,
    }
}

/// How a fact stands to a window about an event of the same record. What no day is told of is uncertain.
fn around(fact: &Fact, event: &Fact, window: EventWindow) -> Holds {
    let (Some(at), Some(start)) = (event.days.start, fact.days.start.or(fact.days.end)) else {
        return Holds::Maybe(Reason::Uncertain);
    };
    let days = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let (least, most) = (days(window.least), window.most.map_or(i32::MAX, days));
    let sides: &[(i32, i32)] = match window.order {
        Order::Before => &[(most.saturating_neg(), -least)],
        Order::After => &[(least, most)],
        Order::Around if least == 0 => &[(most.saturating_neg(), most)],
        Order::Around => &[(most.saturating_neg(), -least), (least, most)],
    };
    let goes_on = fact.course == Some(Course::Active);
    let end = match known_end(fact) {
        // Whatever end was written, it is being taken.
        _ if goes_on && fact.kind == FactKind::Medication => Some(DayRange::exact(Day(i32::MAX))),
        Some(end) => Some(end),
        None if is_event(fact) || fact.days.end.is_some() => Some(start),
        None if goes_on => Some(DayRange::exact(Day(i32::MAX))),
        None => None,
    };
    let each = sides.iter().map(|(from, to)| {
        let earliest = (at.earliest.0.saturating_add(*from), at.earliest.0.saturating_add(*to));
        let latest = (at.latest.0.saturating_add(*from), at.latest.0.saturating_add(*to));
        let surely_over = end.is_some_and(|end| end.latest.0 < earliest.0);
        if start.earliest.0 > latest.1 || surely_over {
            return Holds::Out;
        }
        // Wherever in its days the event was, the window reaches from here to there.
        let (from, to) = (latest.0, earliest.1);
        let begins_in = start.earliest.0 >= from && start.latest.0 <= to;
        let ends_in = end.is_some_and(|end| end.earliest.0 >= from && end.latest.0 <= to);
        let covers = from <= to && start.latest.0 <= from && end.is_some_and(|end| end.earliest.0 >= to);
        if begins_in || ends_in || covers { Holds::In } else { Holds::Maybe(Reason::Uncertain) }
    });
    let held = each.reduce(Holds::nearest).unwrap_or(Holds::Out);
    match held {
        Holds::In if event.assertion.polarity == Polarity::Possible => Holds::Maybe(Reason::Uncertain),
        held => held,
    }
}

/// Whether something that holds now began before the window. What was first recorded within it may be older.
fn begun(fact: &Fact, window: Window, now: Option<Day>) -> Holds {
    let known = fact.days.start.or(fact.days.recorded.map(DayRange::exact));
    match (known, now) {
        (None, _) => Holds::Maybe(Reason::Uncertain),
        (Some(_), None) => Holds::Maybe(Reason::NeedsRecency),
        (Some(day), Some(now)) => {
            let from = window_start(now, window);
            if day.latest <= from {
                Holds::In
            } else if fact.days.start.is_some() && day.earliest > from && matches!(fact.source, Source::Resource { .. }) {
                Holds::Out
            } else {
                Holds::Maybe(Reason::Uncertain)
            }
        }
    }
}

/// The day on which something ended, where it lasted longer than the moment it was recorded. A point in time has its end
/// equal to its start; that is when it was seen, not when it stopped.
fn known_end(fact: &Fact) -> Option<DayRange> {
    fact.days.end.filter(|end| fact.days.start != Some(*end))
}

/// Something done once, rather than a state that goes on.
fn is_event(fact: &Fact) -> bool {
    matches!(fact.kind, FactKind::Procedure | FactKind::Immunization | FactKind::Measurement)
        && matches!(fact.source, Source::Resource { .. })
        && fact.course != Some(Course::Active)
}

/// Whether it holds now.
pub(crate) fn holds_now(fact: &Fact, now: Option<Day>) -> Holds {
    match fact.course {
        Some(Course::Active) => return Holds::In,
        Some(Course::Ended | Course::Remission) => return Holds::Against,
        Some(Course::Planned) => return Holds::Out,
        None => {}
    }
    if fact.assertion.temporality == Temporality::Historical {
        return Holds::Maybe(Reason::Uncertain);
    }
    match (known_end(fact), now) {
        (None, _) if is_event(fact) => Holds::Maybe(Reason::Uncertain),
        (None, _) => Holds::In,
        // The end of a prescription may lie ahead; the end of anything else is written when it has come.
        (Some(_), None) if fact.kind == FactKind::Medication => Holds::Maybe(Reason::NeedsRecency),
        (Some(_), None) => Holds::Against,
        (Some(end), Some(now)) if end.latest <= now => Holds::Against,
        (Some(end), Some(now)) if end.earliest > now => Holds::In,
        (Some(_), Some(_)) => Holds::Maybe(Reason::Uncertain),
    }
}

/// Whether it holds at some time in a window that ends now.
pub(crate) fn within(fact: &Fact, window: Window, now: Option<Day>) -> Holds {
    let ongoing_drug = fact.kind == FactKind::Medication && fact.course == Some(Course::Active);
    if ongoing_drug {
        return Holds::In;
    }
    let Some(start) = fact.days.start.or(fact.days.end) else {
        return recorded_within(fact, window, now);
    };
    let Some(now) = now else { return Holds::Maybe(Reason::NeedsRecency) };
    let from = window_start(now, window);
    if start.earliest >= from {
        return Holds::In;
    }
    match known_end(fact) {
        Some(end) if end.earliest >= from => Holds::In,
        Some(end) if end.latest < from => Holds::Out,
        Some(_) => Holds::Maybe(Reason::Uncertain),
        None if start.latest >= from => Holds::Maybe(Reason::Uncertain),
        // It began before the window and no end is known. A problem that still stands is both "had it within a year" and
        // "it happened long ago"; which of them a criterion means, the record cannot tell.
        None if fact.days.end.is_none() && !is_event(fact) => Holds::Maybe(Reason::Uncertain),
        None => Holds::Out,
    }
}

/// Nothing is known but the day of the record: it happened on that day or before.
fn recorded_within(fact: &Fact, window: Window, now: Option<Day>) -> Holds {
    match (fact.days.recorded, now) {
        (None, _) => Holds::Maybe(Reason::Uncertain),
        (Some(_), None) => Holds::Maybe(Reason::NeedsRecency),
        (Some(day), Some(now)) if day >= window_start(now, window) => {
            let told_as_present =
                matches!(fact.source, Source::Note { .. }) && fact.assertion.temporality == Temporality::Current;
            if told_as_present { Holds::In } else { Holds::Maybe(Reason::Uncertain) }
        }
        (Some(_), Some(_)) if fact.course == Some(Course::Active) => Holds::Maybe(Reason::Uncertain),
        (Some(_), Some(_)) => Holds::Out,
    }
}

/// The day that orders a fact among others: when it began, else when it was recorded.
pub(crate) fn order_day(fact: &Fact) -> Option<DayRange> {
    fact.days.start.or(fact.days.end).or(fact.days.recorded.map(DayRange::exact))
}

/// The facts that may be the latest of all: none of the others certainly comes after them. Facts without a day count only
/// where no fact has one.
pub(crate) fn possibly_latest<'a>(facts: &[&'a Fact]) -> Vec<&'a Fact> {
    let last_start = facts.iter().filter_map(|fact| order_day(fact)).map(|day| day.earliest).max();
    match last_start {
        None => facts.to_vec(),
        Some(last) => facts.iter().copied().filter(|fact| order_day(fact).is_some_and(|day| day.latest >= last)).collect(),
    }
}

#[cfg(test)]
mod tests;
