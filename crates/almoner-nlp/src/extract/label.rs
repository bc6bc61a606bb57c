//! Labels of one or two letters before a number, which are no names by themselves: `Wt 81 kg`, `Ht 175 cm`, `T 98.4`, `K 4.8`, `Na 138`.
//!
//! Such a label is believed in this very case, right before the number, and where the number is one that a patient can have in the
//! unit that is written, or without one in the usual unit.

use almoner_base::Quantity;
use almoner_facts::{Assertion, FactKind, Span, Value};

use super::{Facts, Reading};

/// The label, the measurement, its usual unit, and the values that a patient can have in it; whether the unit must be written.
const LABELS: &[(&str, &str, &str, f64, f64, bool)] = &[
    ("Wt", "body-weight", "kg", 1.0, 350.0, true),
    ("WT", "body-weight", "kg", 1.0, 350.0, true),
    ("wt", "body-weight", "kg", 1.0, 350.0, true),
    ("Ht", "body-height", "cm", 30.0, 230.0, true),
    ("HT", "body-height", "cm", 30.0, 230.0, true),
    ("ht", "body-height", "cm", 30.0, 230.0, true),
    ("T", "temperature", "Cel", 33.0, 43.0, false),
    ("K", "potassium", "mmol/L", 1.5, 9.0, false),
    ("Na", "sodium", "mmol/L", 100.0, 180.0, false),
];

/// The measurements that such labels state.
pub(super) fn read(reading: &Reading<'_>, facts: &mut Facts) {
    for quantity in &reading.quantities {
        let before = reading.text.get(..quantity.range.start).unwrap_or_default().trim_end_matches([' ', ':', '=']);
        let start = before.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + 1);
        let (head, label) = (before.get(..start).unwrap_or_default(), before.get(start..).unwrap_or_default());
        let Some((_, key, usual, least, most, must_have_unit)) = LABELS.iter().find(|row| row.0 == label) else { continue };
        // "Vitamin K 5 mg", "pre-T 4".
        if head.ends_with('-') || ["Vitamin", "vitamin", "VITAMIN"].iter().any(|word| head.trim_end().ends_with(word)) {
            continue;
        }
        let Some(concept) = reading.terms.by_key(key) else { continue };
        let written = quantity.unit_text.clone().and_then(|unit| reading.text.get(unit));
        let unit = match written {
            Some(written) => reading.terms.unit(written),
            None if *must_have_unit => None,
            None if *usual == "Cel" && quantity.low > 80.0 => Some("[degF]"),
            None => Some(*usual),
        };
        let Some(unit) = unit else { continue };
        let value = reading.terms.convert(Some(concept), quantity.low, unit, usual);
        if value.is_some_and(|value| (*least..=*most).contains(&value)) {
            let value =
                Value::Quantity(Quantity { value: quantity.low, unit: unit.to_owned(), comparator: quantity.comparator });
            let days = Span { start: None, end: None, recorded: reading.recorded() };
            let range = start..quantity.range.end;
            reading.push(FactKind::Measurement, concept, Some(value), days, Assertion::default(), None, range, facts);
        }
    }
}
