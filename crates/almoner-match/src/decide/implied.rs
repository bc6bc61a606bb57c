//! Diseases that a note implies without naming them: by a drug that treats them, and by a value far from normal.
//!
//! What is implied decides nothing: a drug has more than one use, and a value may be of the hour. It only keeps silence from
//! closing a question, since a note that tells of insulin is not silent about diabetes. Limits are round numbers well outside of
//! what is normal in adults.

use almoner_base::ConceptId;
use almoner_facts::{Fact, FactKind, Temporality, Value};

use super::{Reader, is_affirmed};

/// A drug or a class of drugs, and what it is taken for or brings about.
const TAKEN_FOR: &[(&str, &[&str])] = &[
    ("immunosuppressant", &["immunodeficiency"]),
    ("chemotherapy", &["immunodeficiency", "malignancy"]),
    ("antidiabetic-drug", &["diabetes"]),
    ("insulin", &["diabetes"]),
    ("levothyroxine", &["hypothyroidism"]),
    ("antithyroid-drug", &["hyperthyroidism"]),
    ("anticonvulsant", &["epilepsy"]),
    ("antidepressant", &["depression"]),
    ("antipsychotic", &["psychosis"]),
    ("antiretroviral", &["hiv-infection"]),
    ("antihypertensive", &["hypertension"]),
    ("loop-diuretic", &["heart-failure"]),
    ("bronchodilator", &["asthma", "copd"]),
    ("inhaled-corticosteroid", &["asthma", "copd"]),
    ("statin", &["hyperlipidemia"]),
    ("nitrate", &["coronary-artery-disease"]),
    ("donepezil", &["dementia"]),
    ("antiparkinson-drug", &["parkinsons-disease"]),
    ("antigout-drug", &["gout"]),
    ("bisphosphonate", &["osteoporosis"]),
];

/// A measurement, the unit, the values from and to which it tells of a disease, and the disease.
type Measured = (&'static str, &'static str, f64, f64, &'static str);

const MEASURED: &[Measured] = &[
    ("hemoglobin", "g/dL", 2.0, 10.0, "anemia"),
    ("platelets", "10*3/uL", 1.0, 100.0, "thrombocytopenia"),
    ("creatinine", "mg/dL", 2.0, 30.0, "renal-impairment"),
    ("potassium", "mmol/L", 5.6, 10.0, "hyperkalemia"),
    ("sodium", "mmol/L", 90.0, 130.0, "hyponatremia"),
    ("glucose", "mg/dL", 200.0, 2_000.0, "diabetes"),
    ("alt", "U/L", 150.0, 50_000.0, "liver-disease"),
    ("body-mass-index", "kg/m2", 30.0, 100.0, "obesity"),
    ("systolic-bp", "mm[Hg]", 160.0, 300.0, "hypertension"),
    ("spo2", "%", 40.0, 89.0, "hypoxemia"),
    ("lvef", "%", 5.0, 39.0, "heart-failure"),
];

impl Reader<'_> {
    /// The facts by which a note implies one of some conditions, or a kind of one.
    pub(super) fn implying(&self, asked: &[ConceptId]) -> Vec<&Fact> {
        let is_asked = |key: &str| {
            self.terms.by_key(key).is_some_and(|implied| asked.iter().any(|asked| self.terms.is_a(implied, *asked)))
        };
        let drugs: Vec<ConceptId> = TAKEN_FOR
            .iter()
            .filter(|(_, treats)| treats.iter().any(|key| is_asked(key)))
            .filter_map(|(drug, _)| self.terms.by_key(drug))
            .collect();
        let values: Vec<_> = MEASURED.iter().filter(|row| is_asked(row.4)).collect();
        let implies = |fact: &&Fact| self.is_taken(fact, &drugs) || values.iter().any(|row| self.is_valued(fact, row));
        self.patient.facts.iter().filter(implies).collect()
    }

    fn is_taken(&self, fact: &Fact, drugs: &[ConceptId]) -> bool {
        fact.kind == FactKind::Medication
            && is_affirmed(fact)
            && fact.assertion.temporality != Temporality::Hypothetical
            && fact.concept.is_some_and(|held| drugs.iter().any(|drug| self.terms.is_a(held, *drug)))
    }

    fn is_valued(&self, fact: &Fact, (measurement, unit, least, most, _): &Measured) -> bool {
        let Some(concept) = fact.concept.filter(|held| self.terms.by_key(measurement) == Some(*held)) else { return false };
        match &fact.value {
            Some(Value::Quantity(quantity)) => self
                .terms
                .convert(Some(concept), quantity.value, &quantity.unit, unit)
                .is_some_and(|value| (*least..=*most).contains(&value)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
