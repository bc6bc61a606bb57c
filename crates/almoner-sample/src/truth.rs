//! The truth of a criterion for a made-up patient, from the chart itself and not from what can be read of it.
//!
//! Records are taken as complete for diseases, drugs and procedures, and as silent for values that are missing: then nobody
//! can know. Criteria that only a person can answer are left out.

use almoner_base::Date;

use crate::chart::{Chart, Mode, Standing, Value};
use crate::person::Sex;

/// Which list a criterion stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Must hold.
    Inclusion,
    /// Must not hold.
    Exclusion,
}

/// What decides a criterion.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Age between two whole numbers, both included.
    Age(i32, i32),
    /// Sex.
    Is(Sex),
    /// Any of these conditions, now.
    Has(&'static [&'static str]),
    /// Any of these conditions, at any time.
    Ever(&'static [&'static str]),
    /// Any of these conditions began within so many days.
    Began(&'static [&'static str], i32),
    /// Any of these conditions began, the first number of days ago or longer, and the second or less.
    BeganBetween(&'static [&'static str], i32, i32),
    /// The latest value, no older than so many days, lies between two numbers, both included.
    Value(&'static str, f64, f64, i32),
    /// A note says it (met), denies it (not met), or is silent (unknown).
    Told(&'static str),
    /// Any of these drugs, now.
    Takes(&'static [&'static str]),
    /// Any of these drugs, within so many days.
    Took(&'static [&'static str], i32),
    /// Any of these procedures, ever.
    Done(&'static [&'static str]),
    /// A stay in hospital for any of these within so many days.
    Admitted(&'static [&'static str], i32),
    /// Packs a day times years.
    PackYears(i32),
    /// A stage of cancer.
    Stage(&'static str),
    /// Smokes now.
    Smokes,
}

/// Met, not met, or not to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Holds.
    Met,
    /// Does not hold.
    NotMet,
    /// The record does not tell.
    Unknown,
}

impl Answer {
    /// The name used in gold files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Unknown => "unknown",
        }
    }

    fn of(holds: bool) -> Self {
        if holds { Self::Met } else { Self::NotMet }
    }
}

/// Whether a criterion holds for a patient on the anchor day.
pub fn answer(check: Check, chart: &Chart) -> Answer {
    let today = crate::anchor();
    let ago = |date: Date| today.days_since_1970() - date.days_since_1970();
    let confirmed = || chart.problems.iter().filter(|p| p.standing == Standing::Confirmed);
    let told =
        |keys: &[&str]| chart.said.iter().any(|s| keys.contains(&s.key) && s.mode == Mode::Affirmed && s.value.is_none());
    Answer::of(match check {
        Check::Age(low, high) => (low..=high).contains(&chart.person.age_on(today)),
        Check::Is(sex) => chart.person.sex == sex,
        Check::Has(keys) => confirmed().any(|p| keys.contains(&p.concept.key) && p.end.is_none()) || told(keys),
        Check::Ever(keys) => confirmed().any(|p| keys.contains(&p.concept.key)) || told(keys),
        Check::Began(keys, days) => confirmed().any(|p| keys.contains(&p.concept.key) && ago(p.onset.date()) <= days),
        Check::BeganBetween(keys, from, to) => {
            confirmed().any(|p| keys.contains(&p.concept.key) && (from..=to).contains(&ago(p.onset.date())))
        }
        Check::Value(key, low, high, days) => return value(key, low, high, days, chart),
        Check::Told(key) => {
            let mode = chart.said.iter().find(|s| s.key == key).map(|s| s.mode);
            return match mode {
                Some(Mode::Affirmed) => Answer::Met,
                Some(Mode::Negated | Mode::Historical) => Answer::NotMet,
                _ => Answer::Unknown,
            };
        }
        Check::Takes(keys) => chart.courses.iter().any(|d| keys.contains(&d.concept.key) && d.stop.is_none()),
        Check::Took(keys, days) => {
            chart.courses.iter().any(|d| keys.contains(&d.concept.key) && d.stop.is_none_or(|stop| ago(stop) <= days))
        }
        Check::Done(keys) => chart.procedures.iter().any(|p| keys.contains(&p.concept.key)),
        Check::Admitted(keys, days) => {
            chart.visits.iter().any(|v| v.reason.is_some_and(|r| keys.contains(&r.key)) && ago(v.end) <= days)
        }
        Check::PackYears(least) => match chart.pack_years {
            Some(years) => years >= least,
            None => chart.smoking != crate::chart::Smoking::Never,
        },
        Check::Stage(stage) => confirmed().any(|p| p.stage == Some(stage)),
        Check::Smokes => chart.smoking == crate::chart::Smoking::Current,
    })
}

fn value(key: &str, low: f64, high: f64, days: i32, chart: &Chart) -> Answer {
    let today = crate::anchor().days_since_1970();
    let told = chart.said.iter().find(|s| s.key == key).and_then(|s| s.value).map(|(number, _)| number);
    let measured = chart
        .measures
        .iter()
        .filter(|m| m.concept.key == key && !m.error && today - m.date.days_since_1970() <= days)
        .max_by_key(|m| m.date)
        .and_then(|m| match m.value {
            Value::Number(number) => Some(number),
            Value::LessThan(number) => Some(number * 0.99),
            Value::Words(_) => None,
        });
    match measured.or(told) {
        Some(number) => Answer::of((low..=high).contains(&number)),
        None => Answer::Unknown,
    }
}
