//! How much of a drug is taken and by which way, from `Dosage` (FHIR R4) and from the name of the product.
//!
//! What leaves is a number with a unit and a route of a closed list. The words of an instruction and the display text of a
//! product are read by closed patterns and stay behind. A dose is computed from one instruction alone: where there are several, at
//! the same time or one after the other, none is told; nor where an amount or a frequency is a range.

use almoner_base::{ConceptId, Quantity};
use almoner_facts::Route;
use almoner_fhir::{AdministeredDose, CodeableConcept, Dosage, Timing};
use almoner_nlp::dosing::{Dosing, Times, dose_unit, route_of, taken};
use almoner_terms::Terms;

/// What the name of a product tells: "Metformin 500 MG Oral Tablet" (the form of names in RxNorm).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Product {
    strength: Option<Strength>,
    route: Option<Route>,
}

/// What one piece holds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Strength {
    amount: f64,
    unit: &'static str,
    piece: Piece,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// A tablet, a capsule.
    Solid,
    Milliliter,
    Puff,
}

/// How a drug is given, in what may leave.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Given {
    pub dose: Option<Quantity>,
    pub route: Option<Route>,
}

impl Product {
    /// Reads the display text of a product for one of its drugs.
    pub fn of(terms: &Terms, display: &str, drug: ConceptId) -> Self {
        let route = display.split(|c: char| !c.is_alphanumeric()).find_map(form_route);
        let parts: Vec<&str> = display.split(" / ").collect();
        let own = match parts.as_slice() {
            [one] => Some(*one),
            several => several.iter().copied().find(|part| terms.drugs_in(part).contains(&drug)),
        };
        // The form stands behind the last ingredient.
        let solid = parts.last().is_some_and(|last| last.split_whitespace().any(is_solid));
        Self { strength: own.and_then(|part| strength(part, solid)), route }
    }

    /// What another name of the same product tells beside.
    pub fn or(self, other: Self) -> Self {
        Self { strength: self.strength.or(other.strength), route: self.route.or(other.route) }
    }
}

fn is_solid(word: &str) -> bool {
    ["tablet", "tablets", "tab", "capsule", "capsules", "cap", "lozenge"].iter().any(|form| word.eq_ignore_ascii_case(form))
}

fn form_route(word: &str) -> Option<Route> {
    Some(match word.to_ascii_lowercase().as_str() {
        "injection" | "injector" | "syringe" => Route::Parenteral,
        "inhalant" => Route::Inhaled,
        word => match route_of(word) {
            Some(route) => route,
            None if is_solid(word) => Route::Oral,
            None => return None,
        },
    })
}

/// The first amount that is no volume: `5 MG/ML` of "1 ML tacrolimus 5 MG/ML Injection".
fn strength(part: &str, solid: bool) -> Option<Strength> {
    let words: Vec<&str> = part.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let [number, unit] = pair else { return None };
        let amount: f64 = number.replace(',', "").parse().ok()?;
        let (unit, per) = unit.split_once('/').map_or((*unit, None), |(unit, per)| (unit, Some(per)));
        let unit = dose_unit(unit).filter(|unit| *unit != "mL")?;
        let piece = match per.map(str::to_ascii_uppercase).as_deref() {
            None if solid => Piece::Solid,
            Some("ML") => Piece::Milliliter,
            Some("ACTUAT") => Piece::Puff,
            _ => return None,
        };
        Some(Strength { amount, unit, piece })
    })
}

/// What the instructions of a prescription or statement tell. `alone` where the product holds no other drug.
pub(super) fn instructed(dosages: &[Dosage<'_>], product: Product, alone: bool) -> Given {
    let [dosage] = dosages else {
        let mut routes = dosages.iter().map(|dosage| way(dosage.route.as_ref(), dosage.text.as_deref(), product));
        let route = routes.next().map_or(product.route, |first| first.filter(|_| routes.all(|other| other == first)));
        return Given { dose: None, route };
    };
    let route = way(dosage.route.as_ref(), dosage.text.as_deref(), product);
    Given { dose: dose(dosage, product, alone), route }
}

/// What was given at once.
pub(super) fn administered(dosage: Option<&AdministeredDose<'_>>, product: Product, alone: bool) -> Given {
    let Some(dosage) = dosage else { return Given { dose: None, route: product.route } };
    let amount = dosage.dose.as_ref().and_then(|dose| amount(dose, product, alone));
    Given {
        dose: amount.and_then(|(amount, unit)| taken(amount, unit, None, false)),
        route: way(dosage.route.as_ref(), dosage.text.as_deref(), product),
    }
}

fn way(coded: Option<&CodeableConcept<'_>>, text: Option<&str>, product: Product) -> Option<Route> {
    if let Some(coded) = coded.filter(|coded| !coded.coding.is_empty() || coded.text.is_some()) {
        let by_code = coded.coding.iter().find_map(|coding| Route::from_snomed(coding.code.as_deref()?.trim()));
        let named = coded.coding.iter().filter_map(|coding| coding.display.as_deref()).chain(coded.text.as_deref());
        let mut named = named.chain(coded.coding.iter().filter_map(|coding| coding.code.as_deref()));
        // A route that the list does not hold is not that of the product either.
        return by_code.or_else(|| named.find_map(|name| name.split(|c: char| !c.is_alphanumeric()).find_map(route_of)));
    }
    text.and_then(|text| Dosing::after(text).route).or(product.route)
}

fn dose(dosage: &Dosage<'_>, product: Product, alone: bool) -> Option<Quantity> {
    let as_needed = dosage.as_needed_boolean == Some(true) || dosage.as_needed_codeable_concept.is_some();
    let said = dosage.text.as_deref().map(Dosing::after).unwrap_or_default();
    let as_needed = as_needed || said.as_needed();
    let times = match &dosage.timing {
        Some(timing) => Some(often(timing)?),
        None => said.times(),
    };
    match dosage.dose_and_rate.as_slice() {
        [rate] if rate.dose_range.is_some() => None,
        [rate] if rate.dose_quantity.is_some() => {
            let (amount, unit) = amount(rate.dose_quantity.as_ref()?, product, alone)?;
            taken(amount, unit, times, as_needed)
        }
        [] | [_] => {
            let pieces = said.count.zip(product.strength.filter(|strength| strength.piece != Piece::Milliliter));
            match (said.quantity(), pieces) {
                (Some(told), _) if alone => Some(told),
                (None, Some((count, strength))) => taken(count * strength.amount, strength.unit, times, as_needed),
                _ => None,
            }
        }
        _ => None,
    }
}

/// An amount of the drug, by weight or in units.
fn amount(dose: &almoner_fhir::Quantity<'_>, product: Product, alone: bool) -> Option<(f64, &'static str)> {
    const BY_WEIGHT: [&str; 4] = ["mg/kg", "ug/kg", "mg/m2", "[IU]/kg"];
    let value = dose.value.as_ref()?.value;
    if dose.comparator.is_some() {
        return None;
    }
    let written = dose.code.as_deref().or(dose.unit.as_deref()).unwrap_or_default().trim();
    let written = if written == "1" { "" } else { written.trim_start_matches('{').trim_end_matches('}') };
    let piece = match written.to_ascii_lowercase().trim_start_matches('{') {
        "" | "each" | "unit dose" => {
            product.strength.map(|strength| strength.piece).filter(|piece| *piece == Piece::Solid)?
        }
        "ml" => Piece::Milliliter,
        "puff" | "puffs" | "actuat" | "actuation" | "inhalation" => Piece::Puff,
        word if is_solid(word) || matches!(word, "pill" | "pills" | "tbl") => Piece::Solid,
        _ => {
            let by_weight = BY_WEIGHT.into_iter().find(|unit| *unit == written);
            let unit = by_weight.or_else(|| dose_unit(written)).filter(|_| alone)?;
            return Some((value, unit));
        }
    };
    let strength = product.strength.filter(|strength| strength.piece == piece)?;
    Some((value * strength.amount, strength.unit))
}

/// How often, where it is told in one way.
fn often(timing: &Timing<'_>) -> Option<Times> {
    let coded = || {
        let code = timing.code.as_ref()?;
        let mut words = code.coding.iter().filter_map(|coding| coding.code.as_deref()).chain(code.text.as_deref());
        words.find_map(|word| Dosing::after(word).times())
    };
    let Some(repeat) = &timing.repeat else { return coded() };
    if repeat.count.is_some()
        || repeat.frequency_max.is_some()
        || repeat.period_max.is_some()
        || !repeat.day_of_week.is_empty()
    {
        return None;
    }
    let Some(unit) = repeat.period_unit.as_deref() else {
        let often = f64::from(u32::try_from(repeat.when.len()).ok()?);
        return if often > 0.0 { Some(Times { count: often, per: "d" }) } else { coded() };
    };
    let period = repeat.period.as_ref().map_or(1.0, |period| period.value);
    let frequency = repeat.frequency.as_ref().map_or(1.0, |frequency| frequency.value);
    if period <= 0.0 || frequency <= 0.0 {
        return None;
    }
    let (count, per) = match unit {
        "h" => (frequency * 24.0 / period, "d"),
        "d" => (frequency / period, "d"),
        "wk" => (frequency / period, "wk"),
        _ => return None,
    };
    Some(Times { count, per })
}
