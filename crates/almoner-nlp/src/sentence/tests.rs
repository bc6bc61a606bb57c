use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &Expect) {
    let list: String = sentences(text).map(|range| format!("<{}>\n", text.get(range).unwrap().replace('\n', "|"))).collect();
    expected.assert_eq(&list);
}

#[test]
fn abbreviations_and_decimals_do_not_end_a_sentence() {
    check(
        "Dr. Example saw him. Given 2.5 mg. of drug A vs. placebo p.o. daily. Ward No. 4 is full. Fever? No. He left.",
        &expect![[r#"
            <Dr. Example saw him.>
            <Given 2.5 mg. of drug A vs. placebo p.o. daily.>
            <Ward No. 4 is full.>
            <Fever?>
            <No.>
            <He left.>
        "#]],
    );
}

#[test]
fn wrapped_lines_are_joined_and_lists_are_not() {
    check(
        "The patient was seen in the clinic today and denies any fever,\nchills or sweats at night.\n- asthma\n- gout\n1. Diabetes\n2. Obesity\n\nEnd",
        &expect![[r#"
            <The patient was seen in the clinic today and denies any fever,|chills or sweats at night.>
            <- asthma>
            <- gout>
            <1. Diabetes>
            <2. Obesity>
            <End>
        "#]],
    );
}

#[test]
fn a_stop_before_a_small_letter_ends_a_sentence_after_a_plain_word() {
    check(
        "she has asthma. she denies fever. temp. of 38 noted",
        &expect![[r#"
            <she has asthma.>
            <she denies fever.>
            <temp. of 38 noted>
        "#]],
    );
}

#[test]
fn an_endless_sentence_is_cut_at_a_blank() {
    let text = "word ".repeat(5000);
    assert!(sentences(&text).all(|range| range.len() <= LONGEST && text.get(range).unwrap().starts_with("word")));
}

proptest! {
    #[test]
    fn every_character_that_is_not_blank_is_in_one_sentence(text in "(?s)(\\. |\n|[A-Z]|[a-z]{1,4}| |[0-9]|.){0,60}") {
        let mut at = 0;
        for range in sentences(&text) {
            prop_assert!(range.start >= at && range.end > range.start);
            prop_assert!(text.get(at..range.start).unwrap().trim().is_empty());
            prop_assert!(text.get(range.clone()).is_some());
            at = range.end;
        }
        prop_assert!(text.get(at..).unwrap().trim().is_empty());
    }
}
