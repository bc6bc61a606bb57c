//! The translation is held against Cedar's library on random policies, well typed or not, and random requests.

use std::str::FromStr;

use cedar_policy::{PolicySet, Schema};

use super::*;
use crate::policies::SCHEMA;
use crate::policies::reference::Reference;
use crate::testing::{Random, random_request};

const LEAVES: &[&str] = &[
    "true",
    "false",
    "0",
    "7",
    "-3",
    "9223372036854775807",
    r#""default""#,
    r#""x""#,
    "principal",
    "resource",
    "action",
    "principal.studies",
    "principal.site",
    "resource.sensitivity",
    "resource.study",
    "resource.site",
    "resource.owner",
    "resource.treating",
    "resource.author",
    "resource.consent",
    "context.zone",
    "context.purpose",
    "context.project",
    "context.hour",
    "context.fields",
    "context.rows",
    "context.justified",
    "context.break_glass",
    "context.methods",
    "context.mfa_age",
    "context.session_age",
    "context.device_known",
    "context.network",
    r#"Almoner::Person::"asker""#,
    r#"Almoner::Person::"other""#,
    r#"Almoner::Role::"clinician""#,
    r#"Almoner::Role::"auditor""#,
    r#"Almoner::Service::"phi""#,
    r#"Almoner::Zone::"phi""#,
    r#"Almoner::Purpose::"TREAT""#,
    r#"Almoner::Study::"NCT00000001""#,
    r#"Almoner::Sensitivity::"hiv""#,
    r#"Almoner::Network::"clinical""#,
    r#"Almoner::Action::"Identified""#,
    r#"Almoner::Action::"ReadChart""#,
    r#"Almoner::Charts::"default""#,
    r#"[Almoner::Purpose::"TREAT", Almoner::Purpose::"HRESCH"]"#,
    r#"[Almoner::Role::"clinician", Almoner::Role::"coordinator"]"#,
    r#"[Almoner::Person::"asker", Almoner::Role::"auditor"]"#,
    r#"[Almoner::Sensitivity::"hiv", Almoner::Sensitivity::"part2"]"#,
    r#"[Almoner::Study::"NCT00000001", Almoner::Study::"NCT00000002"]"#,
    r#"[Almoner::Action::"Identified", Almoner::Action::"OfStudy"]"#,
    r#"[1, "x", true]"#,
    "[]",
];

const ATTRIBUTES: &[&str] = &[
    "principal has studies",
    "principal has site",
    "resource has study",
    "resource has owner",
    "resource has author",
    "resource has site",
    "context has purpose",
    "context has project",
    "context has hour",
    "context has rows",
    "context has mfa_age",
    "context has network",
];

const LONGS: &[&str] = &["context.mfa_age", "context.session_age", "context.hour", "context.rows", "0", "300", "43200"];
const ENTITIES: &[&str] =
    &["principal", "resource.owner", "resource.author", r#"Almoner::Person::"asker""#, "context.purpose"];
const SETS: &[&str] =
    &["resource.treating", "principal.studies", "context.fields", "resource.sensitivity", "context.methods"];
const MEMBERS: &[&str] =
    &["principal", "resource.study", r#"Almoner::FieldGroup::"notes""#, r#"Almoner::Sensitivity::"hiv""#];
const PARENTS: &[&str] = &[r#"Almoner::Role::"clinician""#, r#"Almoner::Role::"patient""#, r#"Almoner::Person::"other""#];

/// Mostly well typed; now and then anything at all.
fn truth(random: &mut Random, depth: u32) -> String {
    if random.one_in(12) {
        return anything(random, depth);
    }
    if depth > 0 && !random.one_in(4) {
        let (left, right) = (truth(random, depth - 1), truth(random, depth - 1));
        return match random.below(6) {
            0 => format!("!({left})"),
            1 | 2 => format!("({left}) && ({right})"),
            3 | 4 => format!("({left}) || ({right})"),
            _ => format!("(if ({left}) then ({right}) else ({}))", truth(random, depth - 1)),
        };
    }
    match random.below(9) {
        0 | 1 => (*random.pick(ATTRIBUTES)).to_owned(),
        2 => (*random.pick(&["context.justified", "context.break_glass", "resource.consent", "context.device_known"]))
            .to_owned(),
        3 => format!("{} {} {}", random.pick(LONGS), random.pick(&["<", "<=", ">", ">="]), random.pick(LONGS)),
        4 => format!("{} {} {}", random.pick(ENTITIES), random.pick(&["==", "!="]), random.pick(ENTITIES)),
        5 => format!("{}.contains({})", random.pick(SETS), random.pick(MEMBERS)),
        6 => format!("{} in {}", random.pick(ENTITIES), random.pick(PARENTS)),
        7 => format!("{}.{}({})", random.pick(SETS), random.pick(&["containsAll", "containsAny"]), random.pick(SETS)),
        _ => format!("{}.isEmpty()", random.pick(SETS)),
    }
}

fn anything(random: &mut Random, depth: u32) -> String {
    if depth == 0 || random.one_in(6) {
        return (*random.pick(LEAVES)).to_owned();
    }
    let part = |random: &mut Random| anything(random, depth - 1);
    let (left, right) = (part(random), part(random));
    match random.below(17) {
        0 => format!("!({left})"),
        1 => format!("-({left})"),
        2 => format!("({left}) && ({right})"),
        3 => format!("({left}) || ({right})"),
        4..=6 => format!("({left}) == ({right})"),
        7 => format!("({left}) != ({right})"),
        8 => format!("({left}) {} ({right})", random.pick(&["<", "<=", ">", ">="])),
        9 => format!("({left}) {} ({right})", random.pick(&["+", "-", "*"])),
        10 => format!("({left}) in ({right})"),
        11 => {
            let kind = random.pick(&["Person", "Service", "Charts", "Role", "Study"]);
            format!("({left}) is Almoner::{kind}")
        }
        12 => format!("(if ({left}) then ({right}) else ({}))", part(random)),
        13 => format!("({left}).contains({right})"),
        14 => format!("({left}).containsAll({right})"),
        15 => format!("({left}).containsAny({right})"),
        _ => format!("({left}).isEmpty()"),
    }
}

fn policy(random: &mut Random) -> String {
    let principal = random.pick(&[
        "principal",
        "principal is Almoner::Person",
        r#"principal == Almoner::Service::"phi""#,
        r#"principal in Almoner::Role::"clinician""#,
        r#"principal is Almoner::Person in Almoner::Role::"clinician""#,
    ]);
    let resource = random.pick(&["resource", "resource is Almoner::Charts", r#"resource in Almoner::Charts::"default""#]);
    let effect = random.pick(&["permit", "forbid"]);
    let clause = random.pick(&["when", "unless"]);
    let (first, second) = (truth(random, 2), truth(random, 1));
    format!("{effect} ({principal}, action, {resource}) {clause} {{ {first} }} when {{ {second} }};")
}

#[test]
fn a_translated_policy_holds_fails_and_passes_as_cedar_says() {
    compare(1_500);
}

#[test]
#[ignore = "minutes; run in release"]
fn a_hundred_thousand_translated_policies_do_as_cedar_says() {
    compare(100_000);
}

fn compare(policies: usize) {
    let reference = Reference::of(&Schema::from_cedarschema_str(SCHEMA).unwrap().0).unwrap();
    let mut random = Random::seeded(7);
    let (mut translated, mut held, mut failed) = (0, 0, 0);
    for _ in 0..policies {
        let text = policy(&mut random);
        let set = PolicySet::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let policy = set.policies().next().unwrap();
        let note = Arc::new(Note {
            id: policy.id().to_string(),
            because: String::new(),
            permits: policy.effect() == cedar_policy::Effect::Permit,
            obligations: crate::obligations::Obligations::default(),
            text: text.clone(),
        });
        for _ in 0..3 {
            let request = random_request(&mut random);
            let groups = reference.groups(request.action).unwrap();
            let Some(rule) = Rule::of(policy, &note, request.action, &groups) else { continue };
            translated += 1;
            let response = reference.respond(&request, &set).unwrap();
            let expected = match (response.failed.is_empty(), response.deciding.is_empty()) {
                (false, _) => Err(Failed),
                (true, holds_not) => Ok(!holds_not),
            };
            assert_eq!(rule.holds(&request), expected, "{text}\n{request:?}");
            held += usize::from(expected == Ok(true));
            failed += usize::from(expected.is_err());
        }
    }
    println!("{policies} policies, {translated} comparisons: {held} held, {failed} failed");
    assert!(translated > 2 * policies, "only {translated} of {} were compared", 3 * policies);
    assert!(held > policies / 20 && failed > policies / 20, "{held} held, {failed} failed: the sample says little");
}
