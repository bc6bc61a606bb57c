//! Notes of ten kinds of clinic, read with the tables of the release. A `+` line is a fact that a coordinator would look for, a `-`
//! line one that would mislead.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::*;

const NOTES: [(&str, &str); 10] = [
    ("cardiology", include_str!("../../../testdata/notes/cardiology.txt")),
    ("discharge", include_str!("../../../testdata/notes/discharge.txt")),
    ("hematology", include_str!("../../../testdata/notes/hematology.txt")),
    ("nephrology", include_str!("../../../testdata/notes/nephrology.txt")),
    ("neurology", include_str!("../../../testdata/notes/neurology.txt")),
    ("obstetrics", include_str!("../../../testdata/notes/obstetrics.txt")),
    ("oncology", include_str!("../../../testdata/notes/oncology.txt")),
    ("psychiatry", include_str!("../../../testdata/notes/psychiatry.txt")),
    ("pulmonology", include_str!("../../../testdata/notes/pulmonology.txt")),
    ("rheumatology", include_str!("../../../testdata/notes/rheumatology.txt")),
];

#[test]
fn a_note_of_each_kind_tells_what_a_coordinator_looks_for() {
    let mut wrong = String::new();
    for (name, case) in NOTES {
        let (note, expected) = case.split_once("---\n").unwrap();
        let told = told(note);
        for line in expected.lines() {
            let (sign, fact) = line.split_once(' ').unwrap();
            if told.contains(fact) != (sign == "+") {
                writeln!(wrong, "{name}: {line}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Each fact as `kind key value unit assertion course`, as far as it is not plainly affirmed of the patient now.
fn told(note: &str) -> BTreeSet<String> {
    let terms = Terms::builtin();
    let context = NoteContext { ordinal: 0, day: Some(DayRange::exact(Day(0))) };
    let facts = extract(terms, note, &context).into_iter().map(|fact| {
        let mut line = format!("{:?} {}", fact.kind, terms.concept(fact.concept.unwrap()).unwrap().key);
        if let Some(Value::Quantity(quantity)) = &fact.value {
            write!(line, " {} {}", quantity.value, quantity.unit).unwrap();
        }
        let Assertion { polarity, temporality, experiencer } = fact.assertion;
        if polarity != Polarity::Affirmed {
            write!(line, " {polarity:?}").unwrap();
        }
        if temporality != Temporality::Current {
            write!(line, " {temporality:?}").unwrap();
        }
        if experiencer != Experiencer::Patient {
            write!(line, " {experiencer:?}").unwrap();
        }
        if let Some(course) = fact.course {
            write!(line, " {course:?}").unwrap();
        }
        line
    });
    facts.collect()
}
