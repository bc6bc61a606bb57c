use almoner_terms::Terms;

use super::{MEASURED, TAKEN_FOR};

#[test]
fn every_row_names_concepts_and_units_that_the_terms_hold() {
    let terms = Terms::builtin();
    let taken = TAKEN_FOR.iter().flat_map(|(drug, diseases)| diseases.iter().chain([drug]).copied());
    for key in taken.chain(MEASURED.iter().flat_map(|row| [row.0, row.4])) {
        assert!(terms.by_key(key).is_some(), "{key}");
    }
    for (key, unit, least, ..) in MEASURED {
        assert!(terms.convert(terms.by_key(key), *least, unit, unit).is_some(), "{key} in {unit}");
    }
}
