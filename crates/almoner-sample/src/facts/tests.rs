//! That the marks are where the names are, and that the parts are apart.

use super::{FactPart, HELD_OUT, TRAIN, fact_notes, lines, slot};

#[test]
fn the_same_seed_gives_the_same_notes() {
    let two = || fact_notes(7, 3, FactPart::Train).collect::<Vec<_>>();
    assert_eq!(two(), two());
    assert_ne!(two(), fact_notes(8, 3, FactPart::Train).collect::<Vec<_>>());
}

#[test]
fn marks_ascend_and_hold_text_without_signs_of_the_templates() {
    for note in fact_notes(1, 400, FactPart::Train).chain(fact_notes(1, 200, FactPart::HeldOut)) {
        assert!(!note.text.contains(['[', ']', '{', '}', '\\']), "{}", note.text);
        let mut end = 0;
        for mark in &note.marks {
            assert!(mark.range.start >= end && mark.range.start < mark.range.end, "{mark:?}");
            let name = note.text.get(mark.range.clone()).unwrap();
            assert_eq!(name.trim(), name);
            assert!("pdmtvgs".contains(mark.kind), "{mark:?}");
            end = mark.range.end;
        }
    }
}

#[test]
fn every_slot_names_a_bank_or_a_kind() {
    for part in [FactPart::Train, FactPart::HeldOut] {
        for line in lines(part).values().flatten() {
            for name in line.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(name.starts_with("n:") || slot(name).is_some() || lines(part).contains_key(name), "{line}");
            }
        }
    }
}

#[test]
fn no_line_is_in_both_parts() {
    let train: Vec<&str> = TRAIN.lines().filter(|line| !line.is_empty() && !line.starts_with("===")).collect();
    assert!(HELD_OUT.lines().all(|line| line.is_empty() || line.starts_with("===") || !train.contains(&line)));
}

#[test]
fn some_names_are_misspelt_and_some_are_in_no_table() {
    let marks: Vec<_> = fact_notes(1, 300, FactPart::Train).flat_map(|note| note.marks).collect();
    assert!(marks.iter().any(|mark| mark.misspelt && mark.key.is_some()));
    assert!(marks.iter().any(|mark| mark.key.is_none()));
}
