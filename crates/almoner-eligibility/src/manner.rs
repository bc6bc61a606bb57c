//! Questions about how a drug is given: by which way, and how much in a time.
//!
//! Each fact of the drug answers for itself: it fits, it does not, or it does not tell. A dose that is not recorded, a single dose of
//! unknown frequency, and a dose in another kind of unit leave the answer open; none of them excludes anybody. Where a record
//! holds two doses of a drug, nobody tells whether one followed the other or both are taken: an answer that their sum would turn
//! is uncertain.

use almoner_base::{ConceptId, DayRange, Quantity, Reason, Verdict};
use almoner_facts::{Course, Fact, Route, Source, Value};
use almoner_terms::Terms;

use crate::time::{Clock, window_start};
use crate::value::{in_unit, test_quantity};
use crate::{Manner, ValueTest, When};

/// What is asked of how a drug is given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    routes: Vec<Route>,
    test: Option<ValueTest>,
    equivalent_to: Option<ConceptId>,
    /// In a dose that did not change.
    pub(crate) stable: bool,
}

/// Whether a fact is one of the drug as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Yes,
    No,
    Open(Reason),
}

/// A dose that counts, in the unit of the question.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dosed {
    pub(crate) source: Source,
    /// Doses of one drug may add up; those of others only where they act alike.
    drug: ConceptId,
    value: f64,
}

impl Given {
    /// `None` where nothing is asked.
    pub(crate) fn of(manner: &Manner) -> Option<Self> {
        let test = manner.dose.as_ref().map(|dose| ValueTest { low: dose.low, high: dose.high, unit: dose.unit.clone() });
        let equivalent_to = manner.dose.as_ref().and_then(|dose| dose.equivalent_to);
        (!manner.is_any()).then(|| Self { routes: manner.routes.clone(), test, equivalent_to, stable: manner.stable })
    }

    /// Whether a fact fits, and its dose where that is told and only the amount is in question.
    pub(crate) fn fit(&self, fact: &Fact, terms: &Terms) -> (Fit, Option<Dosed>) {
        let way = self.way(fact);
        if way == Fit::No {
            return (Fit::No, None);
        }
        let (dose, told) = self.dose(fact, terms);
        (way.and(dose), told.filter(|_| way == Fit::Yes))
    }

    fn way(&self, fact: &Fact) -> Fit {
        let Some(told) = fact.route else {
            return if self.routes.is_empty() { Fit::Yes } else { Fit::Open(Reason::NoData) };
        };
        // What acts where it is put is taken in no systemic dose.
        if self.equivalent_to.is_some() && told.is_a(Route::Systemic) == Some(false) {
            return Fit::No;
        }
        let each = || self.routes.iter().map(|asked| told.is_a(*asked));
        if self.routes.is_empty() || each().any(|is| is == Some(true)) {
            Fit::Yes
        } else if each().any(|is| is.is_none()) {
            Fit::Open(Reason::Uncertain)
        } else {
            Fit::No
        }
    }

    fn dose(&self, fact: &Fact, terms: &Terms) -> (Fit, Option<Dosed>) {
        let Some(test) = &self.test else { return (Fit::Yes, None) };
        let (Some(drug), Some(Value::Quantity(dose))) = (fact.concept, &fact.value) else {
            return (Fit::Open(Reason::NoData), None);
        };
        let factor = match self.equivalent_to {
            Some(to) if to != drug => terms.equivalent(drug, to),
            _ => Some(1.0),
        };
        let Some(factor) = factor else { return (Fit::Open(Reason::Uncertain), None) };
        let dose = Quantity { value: dose.value * factor, ..dose.clone() };
        let fit = match test_quantity(terms, drug, &dose, test) {
            Verdict::Met => Fit::Yes,
            Verdict::NotMet => Fit::No,
            Verdict::Unknown(reason) => Fit::Open(reason),
        };
        let value = in_unit(terms, drug, &dose, &test.unit).filter(|_| dose.comparator.is_none());
        let told = value.map(|value| Dosed { source: fact.source, drug, value });
        (fit, told)
    }

    /// Why it is open whether the dose of a drug that is taken stayed the same, among all that is told of drugs. How long it must have stayed
    /// so is for a person where the question does not say.
    pub(crate) fn unsettled(&self, fact: &Fact, when: When, all: &[&Fact], clock: &Clock) -> Option<Reason> {
        if !self.stable {
            return None;
        }
        let When::Since(window) = when else { return Some(Reason::NeedsPerson) };
        if !matches!(fact.value, Some(Value::Quantity(_))) {
            return Some(Reason::NoData);
        }
        let from = clock.now.map(|now| window_start(now, window));
        let within = |day: DayRange| from.is_none_or(|from| day.latest > from);
        let later = |other: &&&Fact| {
            let began = other.days.start.or(other.days.recorded.map(DayRange::exact));
            let ended = other.days.end.map_or(other.course == Some(Course::Ended), within);
            other.concept == fact.concept && (began.is_none_or(within) || ended)
        };
        let same = |other: &Fact| matches!((&fact.value, &other.value), (Some(one), Some(other)) if one == other);
        let changed = all.iter().filter(|other| !std::ptr::eq(**other, fact)).filter(later).any(|other| !same(other));
        changed.then_some(Reason::Uncertain)
    }

    /// The facts whose doses, taken together, would answer otherwise than each of them does.
    pub(crate) fn doubtful(&self, doses: &[Dosed], terms: &Terms) -> Vec<Source> {
        let Some(test) = &self.test else { return Vec::new() };
        let passes = |drug: ConceptId, value: f64| {
            let dose = Quantity { value, unit: test.unit.clone(), comparator: None };
            test_quantity(terms, drug, &dose, test) == Verdict::Met
        };
        let mut doubtful = Vec::new();
        for (at, first) in doses.iter().enumerate() {
            let alike = |other: &Dosed| self.equivalent_to.is_some() || other.drug == first.drug;
            if doses.iter().take(at).any(alike) {
                continue;
            }
            let group: Vec<&Dosed> = doses.iter().filter(|dose| alike(dose)).collect();
            // The same dose told twice is one.
            let mut different: Vec<(ConceptId, f64)> = group.iter().map(|dose| (dose.drug, dose.value)).collect();
            different.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.total_cmp(&b.1)));
            different.dedup();
            let sum = different.iter().map(|dose| dose.1).sum();
            let one = different.iter().any(|(drug, value)| passes(*drug, *value));
            if different.len() > 1 && one != passes(first.drug, sum) {
                doubtful.extend(group.iter().map(|dose| dose.source));
            }
        }
        doubtful
    }
}

impl Fit {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Open(one), Self::Open(other)) => Self::Open(one.min(other)),
            (Self::Open(reason), Self::Yes) | (Self::Yes, Self::Open(reason)) => Self::Open(reason),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }
}

#[cfg(test)]
mod tests;
