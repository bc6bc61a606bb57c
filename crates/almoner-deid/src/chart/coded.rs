//! Codes of the record as concepts of the tables.

use almoner_base::{CodeSystem, Coding, Comparator, ConceptId, Quantity};
use almoner_facts::{Extractor, FactKind, Value};
use almoner_fhir::CodeableConcept;
use almoner_terms::{ConceptKind, Terms};

use super::dosage::Product;

/// What a coded element means.
#[derive(Clone)]
pub(super) struct Coded {
    pub concept: Option<ConceptId>,
    pub coding: Option<Coding>,
    pub extractor: Extractor,
    /// What a unit of the product holds of a drug, and how the product is given.
    pub product: Product,
}

/// The kind of fact that a concept makes by itself.
pub(super) fn fact_kind(terms: &Terms, concept: ConceptId) -> Option<FactKind> {
    Some(match terms.concept(concept)?.kind {
        ConceptKind::Condition => FactKind::Condition,
        ConceptKind::Drug | ConceptKind::DrugClass => FactKind::Medication,
        ConceptKind::Measurement | ConceptKind::Score => FactKind::Measurement,
        ConceptKind::Procedure => FactKind::Procedure,
        ConceptKind::Device => FactKind::Device,
        ConceptKind::Social => FactKind::Social,
        ConceptKind::Allergen => FactKind::Allergy,
        ConceptKind::Genomic => FactKind::Genomic,
        ConceptKind::Stage => FactKind::Stage,
    })
}

/// The codes of known systems, in the shape that may leave.
fn codings(concept: &CodeableConcept<'_>) -> Vec<Coding> {
    let known = concept.coding.iter().filter_map(|coding| {
        let system = CodeSystem::from_uri(coding.system.as_deref()?)?;
        let code = coding.code.as_deref()?.trim();
        // Genes are written with and without the name of their register.
        Coding::new(system, code.strip_prefix("HGNC:").unwrap_or(code))
    });
    known.collect()
}

fn displays<'c>(concept: &'c CodeableConcept<'_>) -> impl Iterator<Item = &'c str> {
    concept.coding.iter().filter_map(|coding| coding.display.as_deref()).chain(concept.text.as_deref())
}

/// Looks a coded element up: by code, then by a display text that can mean one thing only. `None` if it has no code of a
/// known system and no name that the tables know.
pub(super) fn look_up(terms: &Terms, concept: &CodeableConcept<'_>) -> Option<Coded> {
    let codes = codings(concept);
    for code in &codes {
        if let Some(id) = terms.by_code(code.system, &code.code) {
            return Some(Coded {
                concept: Some(id),
                coding: Some(code.clone()),
                extractor: Extractor::Structured,
                product: Product::default(),
            });
        }
    }
    let first = codes.into_iter().next();
    if let Some(id) = displays(concept).find_map(|display| terms.by_name(display)) {
        return Some(Coded {
            concept: Some(id),
            coding: first,
            extractor: Extractor::StructuredDisplay,
            product: Product::default(),
        });
    }
    first.map(|coding| Coded {
        concept: None,
        coding: Some(coding),
        extractor: Extractor::Structured,
        product: Product::default(),
    })
}

/// As [`look_up`], for drugs: a product of several ingredients gives each of them, with what its name tells of strength and form.
pub(super) fn drugs(terms: &Terms, concept: &CodeableConcept<'_>) -> Vec<Coded> {
    let mut drugs = ingredients(terms, concept);
    for coded in &mut drugs {
        let Some(drug) = coded.concept else { continue };
        let named = displays(concept).map(|display| Product::of(terms, display, drug));
        coded.product = named.reduce(Product::or).unwrap_or_default();
    }
    drugs
}

fn ingredients(terms: &Terms, concept: &CodeableConcept<'_>) -> Vec<Coded> {
    let found = look_up(terms, concept);
    if found.as_ref().is_some_and(|coded| coded.concept.is_some()) {
        return found.into_iter().collect();
    }
    let coding = found.as_ref().and_then(|coded| coded.coding.clone());
    let ingredients = displays(concept).map(|display| terms.drugs_in(display)).find(|drugs| !drugs.is_empty());
    match ingredients {
        Some(ingredients) => ingredients
            .into_iter()
            .map(|id| Coded {
                concept: Some(id),
                coding: coding.clone(),
                extractor: Extractor::StructuredDisplay,
                product: Product::default(),
            })
            .collect(),
        None => found.into_iter().collect(),
    }
}

/// A FHIR quantity with a unit that the tables know; `Err` if there is a number that cannot be used.
pub(super) fn quantity(
    terms: &Terms,
    concept: Option<ConceptId>,
    quantity: &almoner_fhir::Quantity<'_>,
) -> Result<Option<Value>, ()> {
    let Some(decimal) = &quantity.value else { return Ok(None) };
    let comparator = match quantity.comparator.as_deref() {
        None => None,
        Some(text) => Some(comparator(text).ok_or(())?),
    };
    let code = quantity.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let unit = quantity.unit.as_deref().map(str::trim).filter(|unit| !unit.is_empty());
    let unit = match (code, unit) {
        (None, None) => String::new(),
        _ => {
            code.and_then(|code| known_unit(terms, concept, code)).or_else(|| known_unit(terms, concept, unit?)).ok_or(())?
        }
    };
    Ok(Some(Value::Quantity(Quantity { value: decimal.value, unit, comparator })))
}

/// A UCUM code as it stands if the tables can convert it, else the code behind a unit as people write it. Annotations in
/// braces hold free text and are not let through; they count as bare numbers.
fn known_unit(terms: &Terms, concept: Option<ConceptId>, unit: &str) -> Option<String> {
    if unit.starts_with('{') && unit.ends_with('}') && unit.len() <= 20 {
        return Some("1".to_owned());
    }
    let spelled = terms.unit(unit).map(str::to_owned);
    let plain = unit.len() <= 16 && !unit.contains(['{', ' ']);
    let converts = || {
        plain && terms.convert(concept, 1.0, unit, unit).is_some() && !unit.bytes().filter(u8::is_ascii_digit).count().gt(&3)
    };
    spelled.or_else(|| converts().then(|| unit.to_owned()))
}

fn comparator(text: &str) -> Option<Comparator> {
    Some(match text.trim() {
        "<" => Comparator::Less,
        "<=" | "≤" => Comparator::LessOrEqual,
        ">=" | "≥" => Comparator::GreaterOrEqual,
        ">" => Comparator::Greater,
        _ => return None,
    })
}

/// A coded answer: positive or negative, or a concept.
pub(super) fn answer(terms: &Terms, concept: &CodeableConcept<'_>) -> Option<Value> {
    let coded = concept.coding.iter().filter_map(|coding| coding.code.as_deref()).find_map(|code| match code {
        "10828004" | "52101004" | "260373001" | "POS" | "373066001" | "LA6576-8" | "LA9633-4" => Some(true),
        "260385009" | "2667000" | "260415000" | "NEG" | "373067005" | "LA6577-6" | "LA9634-2" => Some(false),
        _ => None,
    });
    if let Some(flag) = coded.or_else(|| displays(concept).find_map(flag_of)) {
        return Some(Value::Flag(flag));
    }
    look_up(terms, concept)?.concept.map(Value::Concept)
}

fn flag_of(text: &str) -> Option<bool> {
    let plain = text.trim().trim_end_matches('.').to_ascii_lowercase();
    match plain.split(" (").next().unwrap_or_default() {
        "positive" | "present" | "detected" | "reactive" | "pos" | "yes" => Some(true),
        "negative" | "absent" | "not detected" | "non-reactive" | "nonreactive" | "neg" | "none detected" | "no" => {
            Some(false)
        }
        _ => None,
    }
}

/// A result written as text: `<0.5 mg/dL`, `7.2`, `Negative`. Anything else is prose, and stays behind.
pub(super) fn text_value(terms: &Terms, concept: Option<ConceptId>, text: &str) -> Option<Value> {
    if let Some(flag) = flag_of(text) {
        return Some(Value::Flag(flag));
    }
    let text = text.trim();
    let (mark, rest) = ["<=", ">=", "≤", "≥", "<", ">"]
        .into_iter()
        .find_map(|mark| text.strip_prefix(mark).map(|rest| (Some(mark), rest.trim_start())))
        .unwrap_or((None, text));
    let digits = rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')).count();
    let (number, unit) = rest.split_at_checked(digits)?;
    // Long runs of digits are no measurements.
    if number.bytes().filter(u8::is_ascii_digit).count() > 7 || number.get(1..).is_some_and(|rest| rest.contains('-')) {
        return None;
    }
    let value: f64 = number.parse().ok()?;
    let unit = unit.trim();
    let unit = if unit.is_empty() { String::new() } else { known_unit(terms, concept, unit)? };
    let comparator = match mark {
        Some(mark) => Some(comparator(mark)?),
        None => None,
    };
    value.is_finite().then_some(Value::Quantity(Quantity { value, unit, comparator }))
}

#[cfg(test)]
mod tests;

/// Whether a code says that something is in the past ("old myocardial infarction"): its date is that of the entry.
pub(super) fn is_recorded_history(terms: &Terms, concept: ConceptId) -> bool {
    terms.by_key("history-finding").is_some_and(|history| terms.is_a(concept, history))
}
