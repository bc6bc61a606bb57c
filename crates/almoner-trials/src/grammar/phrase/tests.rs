//! What is read beyond the closed grammar, and what it must not do.

use almoner_eligibility::{Atom, Expr, Node, Section, to_text};
use almoner_terms::Terms;

use super::kinds::{by_ending, is_gene, role};
use crate::grammar::parse;

fn reads(text: &str, section: Section) -> String {
    to_text(&parse(Terms::builtin(), text, section, None), Terms::builtin())
}

#[test]
fn a_name_outside_the_tables_is_of_the_kind_that_its_head_tells() {
    let cases = [
        ("History of frobnic wampitis", r#"condition "frobnic wampitis""#),
        ("Treatment with zorbifenimab within 4 weeks prior to screening", r#"medication "zorbifenimab" within 28 d"#),
        ("Prior snorkelectomy", r#"procedure "snorkelectomy""#),
        ("Allergy to quibble oil", r#"allergy "quibble oil""#),
        (
            "Zorb kinase inhibitors or quux agonists",
            r#"medication "zorb kinase inhibitors" now or medication "quux agonists" now"#,
        ),
        ("Documented ZORB1 mutation", r#"genomic "zorb1 mutation""#),
        ("Zorb capacity < 40 points", r#"measurement "zorb capacity" < 40 {score}"#),
    ];
    for (text, expected) in cases {
        assert_eq!(reads(text, Section::Exclusion), expected, "{text}");
    }
}

#[test]
fn what_is_said_of_a_name_stands_beside_it() {
    assert_eq!(
        reads("Frobnic wampitis due to wumps", Section::Exclusion),
        r#"condition "frobnic wampitis" now and cause "due to wumps""#
    );
    assert_eq!(
        reads("No frobnic wampitis requiring hospital care within 6 months", Section::Inclusion),
        r#"not (condition "frobnic wampitis" within 180 d and treatment "requiring hospital care")"#
    );
    assert_eq!(
        reads("At least 3 months since frobnic infusion", Section::Inclusion),
        r#"not procedure "frobnic infusion" within 90 d"#
    );
}

#[test]
fn examples_are_shown_and_none_is_required() {
    assert_eq!(
        reads("Heart disease, including frobnic carditis or wampitis", Section::Exclusion),
        r#"condition Heart disease now and (at least 0 of (condition "frobnic carditis" now; condition "wampitis" now))"#
    );
}

#[test]
fn a_sentence_of_its_own_is_no_name() {
    for text in [
        "Slithy toves gyre and gimble in the wabe",
        "Vorpal blades were used by him",
        "The results are described in section 4",
        "\u{c4}ge > 18 years",
    ] {
        assert_eq!(reads(text, Section::Inclusion), "opaque", "{text}");
    }
}

#[test]
fn phrases_bring_no_question_that_a_record_decides() {
    fn concepts(node: &Node) -> usize {
        match &node.expr {
            // What is only named asks nothing.
            Expr::AtLeast { count: 0, .. } => 0,
            Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
                parts.iter().map(concepts).sum()
            }
            Expr::Not(part) => concepts(part),
            Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => concepts(a) + concepts(b),
            Expr::Atom(Atom::Named { .. } | Atom::Qualifier { .. } | Atom::Person) | Expr::Opaque => 0,
            Expr::Atom(_) => 1,
        }
    }
    // Planned treatment, the risk of a disease and medication for one are none of these themselves.
    for text in ["Planned warfarin infusion", "Risk of stroke", "Stroke medication", "Family member with stroke drugs"] {
        let node = parse(Terms::builtin(), text, Section::Exclusion, None);
        assert_eq!(concepts(&node), 0, "{text}: {}", to_text(&node, Terms::builtin()));
    }
}

#[test]
fn endings_and_capitals_tell_kinds() {
    use almoner_eligibility::Thing;
    assert_eq!(by_ending("laryngotracheitis"), Some(Thing::Condition));
    assert_eq!(by_ending("sugarmab"), Some(Thing::Medication));
    assert_eq!(by_ending("pyeloplasty"), Some(Thing::Procedure));
    assert_eq!(by_ending("table"), None);
    assert!(is_gene("EGFR") && is_gene("HLA-A2") && !is_gene("Egfr") && !is_gene("A"));
    assert!(role("unless").is_some() && role("wabe").is_none());
}
