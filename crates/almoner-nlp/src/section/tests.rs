use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &Expect) {
    let lines = sections(text).into_iter().map(|section| {
        let heading = text.get(section.heading).unwrap();
        format!("{:?} <{heading}> {:?}\n", section.kind, text.get(section.body).unwrap().trim())
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn headings_of_all_forms_open_sections() {
    check(
        "Seen today.\n# Family History\nfather: gout\n\nPAST MEDICAL HISTORY: asthma\nMedications\naspirin\n3. Allergies: none\n",
        &expect![[r#"
            Other <> "Seen today."
            FamilyHistory <# Family History> "father: gout"
            PastMedicalHistory <PAST MEDICAL HISTORY:> "asthma"
            Medications <Medications> "aspirin"
            Allergies <3. Allergies:> "none"
        "#]],
    );
}

#[test]
fn headings_inside_a_line_open_sections() {
    check(
        "PMH: asthma. FH: mother with gout. Meds: aspirin; Allergies: NKDA",
        &expect![[r#"
            PastMedicalHistory <PMH:> "asthma."
            FamilyHistory <FH:> "mother with gout."
            Medications <Meds:> "aspirin;"
            Allergies <Allergies:> "NKDA"
        "#]],
    );
}

#[test]
fn an_unknown_heading_ends_a_section_but_a_body_part_does_not_end_the_examination() {
    check(
        "MEDICATIONS: aspirin\nVALUABLES: ring\nPHYSICAL EXAM: well\nABDOMEN: soft\n",
        &expect![[r#"
            Medications <MEDICATIONS:> "aspirin"
            Other <VALUABLES:> "ring"
            PhysicalExam <PHYSICAL EXAM:> "well\nABDOMEN: soft"
        "#]],
    );
}

#[test]
fn a_colon_in_prose_is_no_heading() {
    check(
        "She takes the following medications: aspirin and iron.",
        &expect![[r#"
            Other <> "She takes the following medications: aspirin and iron."
        "#]],
    );
}

#[test]
fn every_row_of_the_section_table_has_a_known_kind() {
    for line in include_str!("../../rules/sections.tsv").lines().filter(|line| !line.starts_with('#')) {
        let kind = line.split('\t').next().unwrap();
        assert!(named(kind).is_some(), "{kind}");
    }
}

#[test]
fn a_position_finds_its_section() {
    let text = "PMH: asthma. FH: gout";
    let list = sections(text);
    assert_eq!(section_at(&list, 6), Some(SectionKind::PastMedicalHistory));
    assert_eq!(section_at(&list, 18), Some(SectionKind::FamilyHistory));
}

proptest! {
    #[test]
    fn sections_cover_any_text_without_gap(text in "(?s)(# Plan\n|PMH: |\\. |: |[a-zA-Z\u{e9}\u{4e2d} ]{1,8}|\n| - |.){0,30}") {
        let mut at = 0;
        for section in sections(&text) {
            if !section.heading.is_empty() {
                prop_assert_eq!(section.heading.start, at);
                at = section.heading.end;
            }
            prop_assert_eq!(section.body.start, at);
            at = section.body.end;
            prop_assert!(text.get(section.heading).is_some() && text.get(section.body).is_some());
        }
        prop_assert_eq!(at, text.len());
    }
}
