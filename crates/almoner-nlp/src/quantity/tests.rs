use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &Expect) {
    let lines = quantities(text).into_iter().map(|found| {
        let unit = found.unit_text.map_or("-", |unit| text.get(unit).unwrap());
        let over = found.over.map_or(String::new(), |over| format!(" over {over}"));
        let number =
            if found.low == found.high { format!("{}", found.low) } else { format!("{}..{}", found.low, found.high) };
        let sign = found.comparator.map_or(String::new(), |comparator| format!("{comparator:?} "));
        format!("<{}> {sign}{number}{over} [{unit}]\n", text.get(found.range).unwrap())
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn numbers_and_units_are_read_as_people_write_them() {
    check(
        "WBC 3,000/mm3, platelets 1.5 x 10^9/L or 119 x 109/L, Hgb 9.8, A1c 8.2 %, 2cm mass, 5 mg/kg/day, 12 beats per minute",
        &expect![[r#"
            <3,000/mm3> 3000 [/mm3]
            <1.5 x 10^9/L> 1.5 [x 10^9/L]
            <119 x 109/L> 119 [x 109/L]
            <9.8> 9.8 [-]
            <8.2 %> 8.2 [%]
            <2cm> 2 [cm]
            <5 mg/kg/day> 5 [mg/kg/day]
            <12 beats per minute> 12 [beats per minute]
        "#]],
    );
}

#[test]
fn ranges_pairs_and_words_are_read() {
    check(
        "BP 120/80 mm Hg, EF 35-40%, potassium 3.5 to 5.0 mmol/L, three weeks, 10%-15%, twenty tablets",
        &expect![[r#"
            <120/80 mm Hg> 120 over 80 [mm Hg]
            <35-40%> 35..40 [%]
            <3.5 to 5.0 mmol/L> 3.5..5 [mmol/L]
            <three weeks> 3 [weeks]
            <10%-15%> 10..15 [%]
            <twenty> 20 [-]
        "#]],
    );
}

#[test]
fn comparators_before_and_after_are_read() {
    check(
        "at least 18 years, >= 1.5 g/dL, ≤2, no more than 3 doses, less than or equal to 40 %, 18 years or older, <5",
        &expect![[r#"
            <at least 18 years> GreaterOrEqual 18 [years]
            <>= 1.5 g/dL> GreaterOrEqual 1.5 [g/dL]
            <≤2> LessOrEqual 2 [-]
            <no more than 3> LessOrEqual 3 [-]
            <less than or equal to 40 %> LessOrEqual 40 [%]
            <18 years or older> GreaterOrEqual 18 [years]
            <<5> Less 5 [-]
        "#]],
    );
}

#[test]
fn dates_times_and_codes_are_no_quantities() {
    check("on 2024-03-01 at 10:30, 3/14/2020, level T10 and B12, the 2nd, CD20, 1.2.3", &expect![[""]]);
}

proptest! {
    #[test]
    fn ranges_lie_on_characters_in_order(text in "(?s)([0-9]{1,4}|[.,/ <>≤%-]|mg|x 10\\^9/L| to |at least |years|é|.){0,40}") {
        let mut at = 0;
        for found in quantities(&text) {
            prop_assert!(text.get(found.range.clone()).is_some());
            prop_assert!(text.get(found.number.clone()).is_some());
            prop_assert!(found.unit_text.is_none_or(|unit| text.get(unit).is_some()));
            prop_assert!(found.number.start >= at && found.low <= found.high && found.high.is_finite());
            at = found.number.end;
        }
    }
}
