//! What criteria read as: every line of `testdata/*.txt`, against a small fixed vocabulary.
//!
//! A line `in ...` or `ex ...` is a criterion of that section; the indented line below it is its reading. A new form is a
//! new line. `UPDATE_EXPECT=1` rewrites the readings; each must then be read.

use almoner_eligibility::to_text;
use almoner_terms::Terms;
use almoner_trials::{Parser, parse_eligibility, to_json};
use expect_test::{ExpectFile, expect, expect_file};

#[expect(clippy::unwrap_used, reason = "a broken test vocabulary must stop the tests")]
fn vocabulary() -> Terms {
    let tables = [
        ("conditions.tsv", include_str!("../../testdata/terms/conditions.tsv")),
        ("drugs.tsv", include_str!("../../testdata/terms/drugs.tsv")),
        ("measurements.tsv", include_str!("../../testdata/terms/measurements.tsv")),
        ("procedures.tsv", include_str!("../../testdata/terms/procedures.tsv")),
        ("social.tsv", include_str!("../../testdata/terms/social.tsv")),
        ("stages.tsv", include_str!("../../../../terms/stages.tsv")),
    ];
    Terms::parse(&tables, ("units.tsv", include_str!("../../../../terms/units.tsv"))).unwrap()
}

#[expect(clippy::needless_pass_by_value, reason = "expectations are written in place")]
fn check(cases: &str, expected: ExpectFile) {
    let terms = vocabulary();
    let mut parser = Parser::new(&terms);
    let mut shown = String::new();
    for line in cases.lines().filter(|line| !line.starts_with("    ")) {
        shown.push_str(line);
        shown.push('\n');
        let text = match line.split_at_checked(3) {
            Some(("in ", text)) => text.to_owned(),
            Some(("ex ", text)) => format!("Exclusion Criteria:\n\n- {text}"),
            _ => continue,
        };
        for criterion in parser.parse_eligibility(&text).criteria {
            shown.push_str(&format!("    {}\n", to_text(&criterion.expr, &terms)));
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn ages_values_and_scores_read_as_intervals() {
    check(include_str!("../../testdata/numbers.txt"), expect_file!["../../testdata/numbers.txt"]);
}

#[test]
fn statements_read_as_what_they_ask() {
    check(include_str!("../../testdata/statements.txt"), expect_file!["../../testdata/statements.txt"]);
}

#[test]
fn stages_and_lines_of_therapy_read_as_questions() {
    check(include_str!("../../testdata/stages.txt"), expect_file!["../../testdata/stages.txt"]);
}

#[test]
fn the_json_line_gives_text_reading_and_coverage() {
    let terms = vocabulary();
    let text = "Inclusion Criteria:\n\n- \u{c4}ge \u{2265} 18 years\n- Age &ge; 18 years\n";
    let parsed = parse_eligibility(&terms, text);
    let mut line = serde_json::to_value(to_json(&terms, "NCT01234567", text, &parsed)).unwrap();
    line["parser"] = "".into();
    // Compared as values: the order of keys depends on which crates are built together.
    let expected: serde_json::Value = serde_json::from_str(
        r#"{"criteria":[{"coverage":"none","expr":{"expr":"opaque","method":"none","source":{"end":37,"start":23}},"id":0,"reads":"opaque","section":"inclusion","source":{"end":37,"start":23},"text":"Äge ≥ 18 years"},{"coverage":"full","expr":{"expr":{"atom":{"age":{"high":null,"low":{"inclusive":true,"value":18.0}}}},"method":"grammar","source":{"end":57,"start":40}},"id":1,"reads":"age >= 18 years","section":"inclusion","source":{"end":57,"start":40},"text":"Age &ge; 18 years"}],"flaws":[],"nct_id":"NCT01234567","parser":"","summary":{"full":1,"none":1,"partial":0}}"#,
    )
    .unwrap();
    assert_eq!(line, expected);
}
