use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// One line per case of the table that came out otherwise than its author says.
#[test]
fn every_case_of_the_table_is_asserted_as_its_author_says() {
    let mut wrong = String::new();
    let mut cases = 0;
    for line in include_str!("../../testdata/assertion.tsv").lines().filter(|line| !line.starts_with('#')) {
        let [marked, section, expected] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let (head, rest) = marked.split_once('[').unwrap();
        let (mention, tail) = rest.split_once(']').unwrap();
        let section = match section {
            "past" => Some(SectionKind::PastMedicalHistory),
            "family" => Some(SectionKind::FamilyHistory),
            _ => None,
        };
        let sentence = format!("{head}{mention}{tail}");
        let ours = assert_mention(&sentence, head.len()..head.len() + mention.len(), section);
        let ours = format!("{:?}/{:?}/{:?}", ours.polarity, ours.temporality, ours.experiencer);
        if ours != expected {
            writeln!(wrong, "{marked}: {expected} expected, not {ours}").unwrap();
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(cases >= 300, "the table has shrunk to {cases} cases");
}

#[test]
fn a_line_break_inside_a_cue_does_not_hide_it() {
    let sentence = "There is no\n   evidence of thrombosis";
    let start = sentence.find("thrombosis").unwrap();
    assert_eq!(assert_mention(sentence, start..sentence.len(), None).polarity, Polarity::Negated);
}

#[test]
fn a_cue_inside_a_name_does_not_leave_it() {
    let sentence = "not in labor force, stress";
    let cues = Cues::find_around(sentence, std::slice::from_ref(&(0..18)));
    assert_eq!(cues.assert(20..26, None).polarity, Polarity::Affirmed);
}

#[test]
fn a_history_of_a_lasting_disease_is_not_past() {
    let sentence = "history of asthma";
    let cues = Cues::find(sentence);
    assert_eq!(cues.assert(11..17, None).temporality, Temporality::Historical);
    assert_eq!(cues.assert_lasting(11..17, None).temporality, Temporality::Current);
}

#[test]
fn every_row_of_the_cue_table_has_a_known_kind() {
    for line in include_str!("../../rules/cues.tsv").lines().filter(|line| !line.starts_with('#')) {
        let kind = line.split('\t').next().unwrap();
        assert_ne!(bits_of(kind), 0, "{kind}");
    }
}

proptest! {
    #[test]
    fn any_text_and_any_range_get_an_answer(text in any::<String>(), start in 0_usize..200, length in 0_usize..50) {
        let _ = assert_mention(&text, start..start + length, None);
    }
}
