//! Tests of measured values: intervals, comparators, units, multiples of the limits of normal.
//!
//! A value that cannot be compared is `Unknown`, never `NotMet`: a wrong unit excludes nobody.

use almoner_base::{Comparator, ConceptId, Quantity, Reason, Verdict};
use almoner_facts::AgeYears;
use almoner_terms::Terms;

use crate::{Bound, ValueTest};

/// Values that are possible, from `low` to `high`; each end belongs to them or not.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Range {
    low: f64,
    low_closed: bool,
    high: f64,
    high_closed: bool,
}

impl Range {
    fn of(value: f64, comparator: Option<Comparator>) -> Self {
        let exact = Self { low: value, low_closed: true, high: value, high_closed: true };
        match comparator {
            None => exact,
            Some(Comparator::Less) => Self { low: f64::NEG_INFINITY, high_closed: false, ..exact },
            Some(Comparator::LessOrEqual) => Self { low: f64::NEG_INFINITY, ..exact },
            Some(Comparator::Greater) => Self { high: f64::INFINITY, low_closed: false, ..exact },
            Some(Comparator::GreaterOrEqual) => Self { high: f64::INFINITY, ..exact },
        }
    }

    /// Whether all, none or some of the possible values lie within the bounds.
    fn within(self, low: Option<Bound>, high: Option<Bound>) -> Verdict {
        let all_above = low.is_none_or(|b| self.low > b.value || (self.low == b.value && (b.inclusive || !self.low_closed)));
        let all_below =
            high.is_none_or(|b| self.high < b.value || (self.high == b.value && (b.inclusive || !self.high_closed)));
        let none_above =
            low.is_some_and(|b| self.high < b.value || (self.high == b.value && !(b.inclusive && self.high_closed)));
        let none_below =
            high.is_some_and(|b| self.low > b.value || (self.low == b.value && !(b.inclusive && self.low_closed)));
        if none_above || none_below {
            Verdict::NotMet
        } else if all_above && all_below {
            Verdict::Met
        } else {
            Verdict::Unknown(Reason::Uncertain)
        }
    }
}

/// Whether a recorded quantity passes the test.
pub(crate) fn test_quantity(terms: &Terms, concept: ConceptId, quantity: &Quantity, test: &ValueTest) -> Verdict {
    if !quantity.value.is_finite() {
        return Verdict::Unknown(Reason::Uncertain);
    }
    let known = terms.concept(concept);
    let canonical = known.and_then(|concept| concept.unit.as_deref()).unwrap_or("");
    let (unit, factor) = match test.unit.as_str() {
        "[ULN]" => (canonical, known.and_then(|concept| concept.normal_high)),
        "[LLN]" => (canonical, known.and_then(|concept| concept.normal_low)),
        "" => (canonical, Some(1.0)),
        unit => (unit, Some(1.0)),
    };
    let Some(factor) = factor else { return Verdict::Unknown(Reason::NoData) };
    let Some(value) = in_unit(terms, concept, quantity, unit) else { return Verdict::Unknown(Reason::Unit) };
    let scaled = |bound: Bound| Bound { value: bound.value * factor, ..bound };
    Range::of(value, quantity.comparator).within(test.low.map(scaled), test.high.map(scaled))
}

/// A quantity in another unit, where it converts.
pub(crate) fn in_unit(terms: &Terms, concept: ConceptId, quantity: &Quantity, to: &str) -> Option<f64> {
    let bare = |unit: &str| unit.is_empty() || unit == "1" || (unit.starts_with('{') && unit.ends_with('}'));
    if quantity.unit == to || (bare(&quantity.unit) && bare(to)) {
        return Some(quantity.value);
    }
    terms.convert(Some(concept), quantity.value, &quantity.unit, to).filter(|value| value.is_finite())
}

/// Whether an age in whole years lies within the bounds. A bound in whole years is compared with whole years, as people
/// do ("up to 65" holds until the 66th birthday); a bound in months or weeks with the year that the age stands for.
pub(crate) fn test_age(age: AgeYears, low: Option<Bound>, high: Option<Bound>) -> Verdict {
    let (from, to) = match age {
        AgeYears::Years(years) => (f64::from(years), f64::from(years)),
        // Who turns 90 before the next release is in this class already, so 89 is possible.
        AgeYears::NinetyOrOlder => (89.0, f64::INFINITY),
    };
    let is_whole = |bound: Bound| bound.value.fract() == 0.0;
    let whole = Range { low: from, low_closed: true, high: to, high_closed: true };
    let exact = Range { high: to + 1.0, high_closed: false, ..whole };
    let range_for = |bound: Bound| if is_whole(bound) { whole } else { exact };
    let low = low.map_or(Verdict::Met, |bound| range_for(bound).within(Some(bound), None));
    let high = high.map_or(Verdict::Met, |bound| range_for(bound).within(None, Some(bound)));
    low.and(high)
}

#[cfg(test)]
mod tests;
