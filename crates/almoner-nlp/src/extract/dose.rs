//! How much of a drug is taken, and by which way, from the words around its name.

use almoner_base::Quantity;
use almoner_facts::{Experiencer, Fact, FactKind, Polarity, Route, Temporality};

use super::{Place, Reading};
use crate::dosing::Dosing;

/// What a mention of a drug tells beside the drug.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub dose: Option<Quantity>,
    pub route: Option<Route>,
}

/// The dose and route of a mention, and where the words of them end. `free` is the end of what belongs to the drug before.
pub(super) fn given(reading: &Reading<'_>, place: &Place<'_>, free: usize) -> (Given, usize) {
    const BEFORE: usize = 40;
    let line = reading.text.get(place.range.end..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
    let (after, length) = Dosing::read(line);
    let before = reading.before(place, BEFORE);
    let from = free.saturating_sub(place.range.start - before.len()).min(before.len());
    let before = before.get(from..).and_then(|text| text.rsplit(['\n', ';']).next()).unwrap_or_default();
    let ahead = Dosing::before(before);
    let named = named_route(reading, place);
    let route = after.route.or(ahead.route).or(named);
    let dose = match (after.quantity(), ahead.quantity()) {
        // "20 mg prednisone daily": how often stands behind.
        (None, Some(_)) => ahead.joined(&after),
        (told, None) => told,
        (Some(_), Some(_)) => None,
    };
    (Given { dose, route }, place.range.end + length)
}

/// The route that the name itself tells: "inhaled budesonide", "hydrocortisone cream".
fn named_route(reading: &Reading<'_>, place: &Place<'_>) -> Option<Route> {
    let name = reading.text.get(place.range.clone())?;
    name.split(|c: char| !c.is_alphanumeric()).find_map(crate::dosing::route_of)
}

/// Gives the dose and the route that a note tells of a drug once to its other mentions there: "prednisone 5 mg daily ... continue
/// prednisone". Where a note tells two doses of a drug, no mention takes one from another.
pub(super) fn shared(facts: &mut [Fact]) {
    let is_taken = |fact: &Fact| {
        fact.kind == FactKind::Medication
            && fact.assertion.polarity == Polarity::Affirmed
            && fact.assertion.experiencer == Experiencer::Patient
            && fact.assertion.temporality == Temporality::Current
    };
    let untold: Vec<usize> = (0..facts.len())
        .filter(|at| facts.get(*at).is_some_and(|fact| is_taken(fact) && (fact.value.is_none() || fact.route.is_none())))
        .collect();
    for at in untold {
        let Some(concept) = facts.get(at).and_then(|fact| fact.concept) else { continue };
        let same = || facts.iter().filter(|fact| is_taken(fact) && fact.concept == Some(concept));
        let dose = only(same().filter_map(|fact| fact.value.clone()));
        let route = only(same().filter_map(|fact| fact.route));
        if let Some(fact) = facts.get_mut(at) {
            fact.value = fact.value.take().or(dose);
            fact.route = fact.route.or(route);
        }
    }
}

/// The value that all of them are.
fn only<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}
