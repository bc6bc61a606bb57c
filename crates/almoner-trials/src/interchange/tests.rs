use almoner_base::{ConceptId, Date, NctId};
use almoner_eligibility::{
    Anchor, Aspect, Atom, Bound, Criterion, DoseTest, EventWindow, Expr, HalfLives, Manner, Milestone, Node, Order, Section,
    SexClass, Subject, TextSpan, Thing, ValueTest, Values, When, Window,
};
use almoner_facts::Route;
use almoner_terms::Terms;
use expect_test::expect;
use proptest::prelude::{any, *};
use serde_json::{Value, json};

use super::*;
use crate::{TrialRecord, parse_trial};

fn trial(text: &str) -> (TrialRecord, Vec<Criterion>) {
    let trial = TrialRecord::new(NctId::parse("NCT00000001").unwrap(), text.to_owned());
    let criteria = parse_trial(Terms::builtin(), &trial).criteria;
    (trial, criteria)
}

fn codes(unsaid: &[Unsaid]) -> Vec<(&str, &str)> {
    unsaid.iter().map(|part| (part.at.as_str(), part.code)).collect()
}

const TEXT: &str = "Inclusion Criteria:\n\n- Age 18 to 65 years\n- Asthma\n- Hemoglobin >= 9 g/dL\n- ALT <= 2.5 x ULN\n- Stroke or myocardial infarction\n- Able to give informed consent\n\nExclusion Criteria:\n\n- Pregnant\n- Warfarin or heparin\n- Stroke within 6 months";

#[test]
fn a_group_says_what_holds_together_and_lists_the_rest() {
    let (trial, criteria) = trial(TEXT);
    let exported = to_fhir(&trial, &criteria, Terms::builtin(), None);
    let group = exported.document.pointer("/entry/1/resource").unwrap();
    let shown: Vec<String> = group["characteristic"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let value = ["valueCodeableConcept", "valueRange", "valueQuantity", "valueBoolean"]
                .iter()
                .find_map(|name| one.get(*name).map(|value| (name, value)))
                .unwrap();
            // The order of members is not the document's to say.
            let quantity = |of: &Value| {
                let part = |name: &str| of[name].as_str().unwrap_or_default().to_owned();
                format!("{}{} {} ({})", part("comparator"), of["value"], part("code"), part("system"))
            };
            let value = match (*value.0, value.1) {
                ("valueRange", range) => format!("{} to {}", quantity(&range["low"]), quantity(&range["high"])),
                ("valueQuantity", one) => quantity(one),
                (_, coded) => coded["text"].as_str().unwrap().to_owned(),
            };
            format!("{} {value} exclude={}", one["code"]["text"].as_str().unwrap(), one["exclude"])
        })
        .collect();
    expect![[r#"
        age 18.0 a (http://unitsofmeasure.org) to 65.0 a (http://unitsofmeasure.org) exclude=false
        condition Asthma exclude=false
        Hemoglobin >=9.0 g/dL (http://unitsofmeasure.org) exclude=false
        social Pregnant exclude=true
        medication Warfarin exclude=true
        medication Heparin exclude=true"#]]
    .assert_eq(&shown.join("\n"));
    assert_eq!(
        codes(&exported.unsaid),
        [("3", "limit-of-normal"), ("4", "alternative"), ("5", "person"), ("8", "relative-window")]
    );
    let study = exported.document.pointer("/entry/0/resource").unwrap();
    assert_eq!(study["enrollment"][0]["reference"], "Group/NCT00000001-eligibility");
    assert_eq!(study["note"].as_array().unwrap().len(), 4, "the study itself tells what is missing");
}

#[test]
fn a_window_is_a_period_where_the_day_of_screening_is_given() {
    let (trial, criteria) = trial(TEXT);
    let exported = to_fhir(&trial, &criteria, Terms::builtin(), Date::new(2026, 7, 1));
    assert_eq!(codes(&exported.unsaid).last(), Some(&("5", "person")));
    let last = exported.document.pointer("/entry/1/resource/characteristic").unwrap().as_array().unwrap().last().unwrap();
    // 180 days before 1 July 2026.
    assert_eq!(last["period"], json!({ "start": "2026-01-02", "end": "2026-07-01" }));
    assert_eq!(last["exclude"], true);
}

const CTML: &str = r#"{
  "protocol_no": "99-001", "nct_id": "NCT00000009",
  "treatment_list": { "step": [ { "step_code": "1", "arm": [
    { "arm_code": "A", "arm_suspended": "N", "match": [ { "and": [
      { "clinical": { "age_numerical": ">=18", "oncotree_primary_diagnosis": "!Melanoma" } },
      { "genomic": { "hugo_symbol": "BRAF", "variant_category": "!Mutation", "protein_change": "p.V600E" } },
      { "or": [ { "clinical": { "gender": "Female" } }, { "clinical": { "favourite_colour": "red" } } ] }
    ] } ] },
    { "arm_code": "B", "arm_suspended": "Y", "match": [ { "clinical": { "gender": "Male" } } ] }
  ] } ] } }"#;

#[test]
fn a_ctml_trial_reads_as_its_open_arms_with_denials_where_they_belong() {
    let document = documents(CTML).next().unwrap().unwrap();
    let imported = from_ctml(&document, Terms::builtin()).unwrap();
    let line = imported.line(Terms::builtin());
    assert_eq!(line.nct_id.as_deref(), Some("NCT00000009"));
    assert_eq!(
        line.criteria[0].reads,
        "(age >= 18 years and (not condition Melanoma now)) and (not genomic BRAF V600E) and (sex female or opaque)"
    );
    assert_eq!(
        codes(line.unsaid),
        [
            ("/treatment_list/step/0/arm/0/match/0/and/2/or/1/clinical/favourite_colour", "clinical-element"),
            ("/treatment_list/step/0/arm/1/match", "level-suspended"),
        ]
    );
    let read = almoner_eligibility::text::read(&line.criteria[0].reads, Terms::builtin(), TextSpan { start: 0, end: 0 });
    assert!(read.is_ok(), "the readable form can be read back");
}

fn clinical(element: &str, value: &str) -> (String, Vec<&'static str>) {
    let document = json!({ "match": [{ "clinical": { element: value } }] });
    let imported = from_ctml(&document, Terms::builtin()).unwrap();
    let reads = almoner_eligibility::to_text(&imported.criteria[0].expr, Terms::builtin());
    (reads, imported.unsaid.iter().map(|unsaid| unsaid.code).collect())
}

#[test]
fn an_age_of_ctml_compares_days_of_birth_and_never_turns_a_verdict_of_whole_years_round() {
    let told = |value, years| {
        let document = json!({ "match": [{ "clinical": { "age_numerical": value } }] });
        let imported = from_ctml(&document, Terms::builtin()).unwrap();
        let (facts, age) = (almoner_eligibility::FactIndex::new(&[]), Some(almoner_facts::AgeYears::Years(years)));
        let view = almoner_eligibility::PatientView {
            demographics: &almoner_facts::Demographics { age, sex: None },
            facts: &facts,
            coverage: &almoner_facts::Coverage::default(),
            notes: &[],
        };
        let absence = almoner_eligibility::AbsencePolicy::closed();
        almoner_eligibility::evaluate(&imported.criteria[0].expr, &view, Terms::builtin(), &absence, None).verdict
    };
    use almoner_base::{
        Reason,
        Verdict::{Met, NotMet, Unknown},
    };
    let open = Unknown(Reason::Uncertain);
    // Somebody of 18 whole years is older than 18 on every day but the birthday, and not at most 18 on every day but that.
    let table = [
        (">=18", [NotMet, Met, Met]),
        (">18", [NotMet, open, Met]),
        ("<18", [Met, NotMet, NotMet]),
        ("<=18", [Met, open, NotMet]),
        ("==18", [NotMet, open, NotMet]),
        // Half a year: 0.083 is how curators write a month.
        (">=17.5", [open, Met, Met]),
        ("<18.083", [Met, open, NotMet]),
    ];
    for (value, wanted) in table {
        assert_eq!([17, 18, 19].map(|years| told(value, years)), wanted, "{value}");
    }
}

#[test]
fn a_tissue_is_its_cancers_or_another_tumor_of_it_and_a_burden_is_a_measurement() {
    let (reads, codes) = clinical("oncotree_primary_diagnosis", "Lung");
    assert!(reads.starts_with("condition Lung cancer now or"), "{reads}");
    assert_eq!(codes, ["tissue"]);
    assert_eq!(
        clinical("oncotree_primary_diagnosis", "Other").1,
        [""; 0],
        "a name that is no tissue of a cancer stays a name"
    );
    let (reads, codes) = clinical("tmb_numerical", ">=10");
    assert!(reads.starts_with("measurement Tumor mutational burden >= 10"), "{reads}");
    assert_eq!(codes, [""; 0]);
}

#[test]
fn a_trial_without_an_open_arm_takes_nobody_and_one_without_arms_says_nothing() {
    let closed = CTML.replace("\"arm_suspended\": \"N\"", "\"arm_suspended\": \"Y\"");
    let imported = from_ctml(&documents(&closed).next().unwrap().unwrap(), Terms::builtin()).unwrap();
    assert_eq!(imported.criteria[0].expr.expr, Expr::Or(Vec::new()));
    let empty = json!({ "treatment_list": { "step": [] } });
    let imported = from_ctml(&empty, Terms::builtin()).unwrap();
    assert_eq!(imported.criteria[0].expr.expr, Expr::Opaque);
    assert_eq!(from_ctml(&json!({ "a": 1 }), Terms::builtin()).unwrap_err().code, "ctml-shape");
}

#[test]
fn an_imported_line_is_taken_by_trials_import() {
    let document = documents(CTML).next().unwrap().unwrap();
    let line = serde_json::to_string(&from_ctml(&document, Terms::builtin()).unwrap().line(Terms::builtin())).unwrap();
    let mut trials = Vec::new();
    let report = crate::read_trials(line.as_bytes(), |trial| trials.push(trial));
    assert_eq!((report.accepted, report.issues.len()), (1, 0));
    let parsed = parse_trial(Terms::builtin(), &trials[0]);
    assert_eq!(parsed.criteria.len(), 1);
    assert!(matches!(parsed.criteria[0].expr.expr, Expr::And(_)));
}

#[test]
fn documents_are_read_one_behind_another_and_an_element_named_twice_is_refused() {
    let read = |text: &str| documents(text).map(|one| one.map_err(|error| error.code)).collect::<Vec<_>>();
    assert_eq!(read("{\"a\":1}\n{\"a\":2} [{\"a\":3},{\"a\":4}]").len(), 4);
    assert_eq!(read("{\"a\":{\"b\":1,\"b\":2}}"), [Err("interchange-json")]);
    assert_eq!(read("{\"a\":1} nonsense"), [Ok(json!({ "a": 1 })), Err("interchange-json")]);
    assert_eq!(read(&"[".repeat(100_000)), [Err("interchange-json")]);
    assert_eq!(read(""), []);
}

#[test]
fn a_cohort_asks_the_criteria_of_the_latest_visit() {
    let (trial, criteria) = trial(TEXT);
    let exported = to_circe(&trial, &criteria, Terms::builtin(), &Vocabulary::default());
    let rules = exported.document["InclusionRules"].as_array().unwrap();
    let names: Vec<&str> = rules.iter().map(|rule| rule["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "0. age [18, 65] years",
            "1. condition Asthma now",
            "2. measurement Hemoglobin >= 9 g/dL",
            "3. measurement Alanine aminotransferase <= 2.5 [ULN]",
            "4. (condition Stroke) or (condition Myocardial infarction)",
            "6. not: social Pregnant now",
            "7. not: medication Warfarin | Heparin now",
            "8. not: condition Stroke within 180 d",
        ]
        .map(|name| name.replace("(condition Stroke) or (condition Myocardial infarction)", names[4].get(3..).unwrap()))
    );
    assert_eq!(
        rules[3]["expression"]["CriteriaList"][0]["Criteria"]["Measurement"]["RangeHighRatio"],
        json!({ "Value": 2.5, "Op": "lte" })
    );
    assert_eq!(rules[7]["expression"]["CriteriaList"][0]["Occurrence"], json!({ "Type": 0, "Count": 0 }));
    assert_eq!(rules[7]["expression"]["CriteriaList"][0]["StartWindow"]["Start"], json!({ "Days": 180, "Coeff": -1 }));
    let codes: Vec<&str> = exported.unsaid.iter().map(|part| part.code).collect();
    assert_eq!(codes, ["latest-value", "latest-value", "person", "concept-id"]);
}

#[test]
fn concept_ids_are_filled_in_from_an_athena_download() {
    let (trial, criteria) = trial("Inclusion Criteria:\n\n- Asthma");
    let code = "195967001";
    let text = format!(
        "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tconcept_code\tinvalid_reason\n317009\tAsthma\tCondition\tSNOMED\tDisorder\t{code}\t\nx\tbroken\n"
    );
    let vocabulary = Vocabulary::read(&mut text.as_bytes(), Terms::builtin()).unwrap();
    let exported = to_circe(&trial, &criteria, Terms::builtin(), &vocabulary);
    let items = exported.document["ConceptSets"][0]["expression"]["items"].as_array().unwrap();
    let asthma = items.iter().find(|item| item["concept"]["CONCEPT_CODE"] == code).unwrap();
    assert_eq!(asthma["concept"]["CONCEPT_ID"], 317_009);
}

#[test]
fn a_cohort_around_other_events_is_read_as_far_as_it_does_not_depend_on_them() {
    let set = json!({ "id": 0, "name": "a", "expression": { "items": [ { "concept": { "CONCEPT_CODE": "195967001", "VOCABULARY_ID": "SNOMED", "CONCEPT_NAME": "Asthma" }, "includeDescendants": true } ] } });
    let item = |window: Value, kind: u8, count: u8| json!({ "Criteria": { "ConditionOccurrence": { "CodesetId": 0 } }, "StartWindow": window, "Occurrence": { "Type": kind, "Count": count } });
    let before = json!({ "Start": { "Days": 365, "Coeff": -1 }, "End": { "Days": 0, "Coeff": -1 } });
    let ever = json!({ "Start": { "Coeff": -1 }, "End": { "Coeff": 1 } });
    let cohort = json!({
        "ConceptSets": [set],
        "PrimaryCriteria": { "CriteriaList": [{ "ConditionOccurrence": { "CodesetId": 0, "First": true } }], "ObservationWindow": { "PriorDays": 0, "PostDays": 0 }, "PrimaryCriteriaLimit": { "Type": "First" } },
        "InclusionRules": [
            { "name": "ever", "expression": { "Type": "ALL", "CriteriaList": [item(ever.clone(), 2, 1)], "DemographicCriteriaList": [{ "Age": { "Value": 18, "Op": "gte" } }], "Groups": [] } },
            { "name": "year", "expression": { "Type": "AT_MOST", "Count": 0, "CriteriaList": [item(before, 2, 1)], "DemographicCriteriaList": [], "Groups": [] } },
            { "name": "twice", "expression": { "Type": "ANY", "CriteriaList": [item(ever, 2, 2)], "DemographicCriteriaList": [], "Groups": [] } },
        ],
        "EndStrategy": { "DateOffset": { "DateField": "StartDate", "Offset": 1 } },
    });
    let imported = from_circe(&cohort, Terms::builtin()).unwrap();
    let line = imported.line(Terms::builtin());
    let reads: Vec<&str> = line.criteria.iter().map(|criterion| criterion.reads.as_str()).collect();
    assert_eq!(
        reads,
        [
            "condition Asthma",
            "condition Asthma and (age >= 18 years and opaque)",
            "not (condition Asthma and opaque)",
            "condition Asthma and opaque",
        ]
    );
    let codes: Vec<&str> = imported.unsaid.iter().map(|part| part.code).collect();
    assert_eq!(codes, ["window", "window", "occurrence-count", "cohort-time"]);
    assert_eq!(from_circe(&json!({}), Terms::builtin()).unwrap_err().code, "circe-shape");
}

fn key(slug: &str) -> ConceptId {
    Terms::builtin().by_key(slug).unwrap()
}

fn leaf() -> impl Strategy<Value = Atom> {
    let when = prop_oneof![
        Just(When::Ever),
        Just(When::Now),
        (1..400u32).prop_map(|days| When::Within(Window { days })),
        (1..400u32).prop_map(|days| When::Before(Window { days })),
        (1..400u32).prop_map(|days| When::Since(Window { days })),
        (0..9u32, 0..99u32).prop_map(|(count, days)| When::HalfLives(HalfLives { count, days })),
        (0..99u32, proptest::option::of(0..99u32), any::<bool>()).prop_map(|(least, most, known)| {
            let event = if known { Anchor::Concept(key("stroke")) } else { Anchor::Milestone(Milestone::Diagnosis) };
            let order = Order::ALL[least as usize % 3].0;
            When::Event(EventWindow { event, order, least, most })
        }),
    ];
    let values = prop_oneof![
        4 => Just(Values::Latest),
        1 => Just(Values::Any),
        1 => Just(Values::Lowest),
        1 => (0..4u32).prop_map(Values::Mean),
        1 => (0..4u32).prop_map(Values::AtLeast),
    ];
    let whose = prop_oneof![
        4 => Just(Subject::Patient),
        1 => Just(Subject::Family),
        1 => Just(Subject::Partner),
        1 => Just(Subject::Donor),
    ];
    let subject = Subject::Patient;
    let bound = |value: u8| Some(Bound { value: f64::from(value), inclusive: value.is_multiple_of(2) });
    let unit = prop_oneof![Just("g/dL"), Just("[ULN]"), Just("")];
    prop_oneof![
        when.clone().prop_map(move |when| Atom::Condition { any_of: vec![key("asthma")], when, subject }),
        when.clone().prop_map(|when| Atom::Medication { any_of: vec![key("aspirin")], when, manner: Manner::default() }),
        (when.clone(), whose.clone()).prop_map(|(when, subject)| Atom::Social {
            any_of: vec![key("pregnant")],
            when,
            subject
        }),
        (when.clone(), whose).prop_map(|(when, subject)| Atom::Condition { any_of: vec![key("stroke")], when, subject }),
        when.clone().prop_map(|when| Atom::Participation { when }),
        when.clone().prop_map(|when| {
            Atom::Medication { any_of: vec![key("aspirin")], when, manner: Manner { stable: true, ..Manner::default() } }
        }),
        (10..80u8, 10..80u8).prop_map(move |(low, high)| Atom::Age { low: bound(low), high: bound(high) }),
        Just(Atom::Sex(SexClass::Female)),
        (when.clone(), 1..9u8, unit, values).prop_map(move |(when, low, unit, values)| Atom::Measurement {
            values,
            concept: key("hemoglobin"),
            test: ValueTest { low: bound(low), high: None, unit: unit.to_owned() },
            when: match when {
                When::Now => When::Ever,
                when => when,
            },
        }),
        when.prop_map(move |when| Atom::Named { kind: Thing::Condition, name: "x".to_owned(), test: None, when, subject }),
        Just(Atom::Qualifier { aspect: Aspect::Severity, value: "severe".to_owned(), any_of: Vec::new() }),
        Just(Atom::Person),
    ]
}

fn tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![8 => leaf().prop_map(|atom| node(Expr::Atom(atom))), 1 => Just(node(Expr::Opaque))];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            list.clone().prop_map(|parts| node(Expr::And(parts))),
            list.clone().prop_map(|parts| node(Expr::Or(parts))),
            (0..4u32, list.clone()).prop_map(|(count, of)| node(Expr::AtLeast { count, of })),
            (0..4u32, list).prop_map(|(count, of)| node(Expr::AtMost { count, of })),
            inner.clone().prop_map(|part| node(Expr::Not(Box::new(part)))),
            (inner.clone(), inner.clone())
                .prop_map(|(a, b)| node(Expr::IfThen { condition: Box::new(a), then: Box::new(b) })),
            (inner.clone(), inner).prop_map(|(a, b)| node(Expr::Except { base: Box::new(a), exception: Box::new(b) })),
        ]
    })
}

/// The answer for one made-up patient, who has an age, a sex, and a yes or a no to everything else.
fn holds(node: &Node, patient: u64) -> bool {
    match &node.expr {
        Expr::And(parts) => parts.iter().all(|part| holds(part, patient)),
        Expr::Or(parts) => parts.iter().any(|part| holds(part, patient)),
        Expr::Not(part) => !holds(part, patient),
        Expr::AtLeast { count, of } => of.iter().filter(|part| holds(part, patient)).count() >= *count as usize,
        Expr::AtMost { count, of } => of.iter().filter(|part| holds(part, patient)).count() <= *count as usize,
        Expr::IfThen { condition, then } => !holds(condition, patient) || holds(then, patient),
        Expr::Except { base, exception } => holds(base, patient) && !holds(exception, patient),
        Expr::Atom(Atom::Age { low, high }) => {
            let age = (patient % 90) as f64;
            low.is_none_or(|low| if low.inclusive { age >= low.value } else { age > low.value })
                && high.is_none_or(|high| if high.inclusive { age <= high.value } else { age < high.value })
        }
        Expr::Atom(Atom::Sex(class)) => (*class == SexClass::Female) == patient.is_multiple_of(2),
        other => {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            (format!("{other:?}"), patient).hash(&mut hasher);
            hasher.finish().is_multiple_of(2)
        }
    }
}

fn passes(criteria: &[Criterion], patient: u64) -> bool {
    criteria.iter().all(|one| holds(&one.expr, patient) == (one.section == Section::Inclusion))
}

fn as_criteria(inclusion: Node, exclusion: Node) -> Vec<Criterion> {
    let source = TextSpan { start: 0, end: 0 };
    vec![
        Criterion { id: 0, section: Section::Inclusion, source, expr: inclusion },
        Criterion { id: 1, section: Section::Exclusion, source, expr: exclusion },
    ]
}

proptest! {
    #[test]
    fn a_cohort_that_is_read_back_takes_everybody_and_where_all_was_said_nobody_else(
        inclusion in tree(), exclusion in tree(), seed in any::<u32>(),
    ) {
        let criteria = as_criteria(inclusion, exclusion);
        let (trial, _) = trial("");
        let exported = to_circe(&trial, &criteria, Terms::builtin(), &Vocabulary::default());
        let read = from_circe(&exported.document, Terms::builtin()).unwrap();
        prop_assert_eq!(&read.unsaid, &[], "what we write we read");
        let whole = exported.unsaid.iter().all(|part| matches!(part.code, "concept-id"));
        let nobody = exported.document.to_string().contains("\"CriteriaList\":[],\"DemographicCriteriaList\":[],\"Groups\":[]");
        for patient in 0..64 {
            let patient = u64::from(seed) + patient;
            let (before, after) = (passes(&criteria, patient), passes(&read.criteria, patient));
            prop_assert!(!before || after, "someone was lost");
            prop_assert!(!whole || nobody || before == after, "someone was added though all was said");
        }
    }

    #[test]
    fn every_criterion_is_in_the_group_or_in_the_list_or_asks_nothing(inclusion in tree(), exclusion in tree()) {
        let criteria = as_criteria(inclusion, exclusion);
        let (trial, _) = trial("");
        for one in &criteria {
            let exported = to_fhir(&trial, std::slice::from_ref(one), Terms::builtin(), None);
            let said = !exported.document.pointer("/entry/1/resource/characteristic").unwrap().as_array().unwrap().is_empty();
            let asks_nothing = (0..64).all(|patient| passes(std::slice::from_ref(one), patient));
            prop_assert!(said || !exported.unsaid.is_empty() || asks_nothing);
        }
    }
}

/// As much of JSON Schema as the committed schema uses.
fn fits(schema: &Value, root: &Value, value: &Value) -> bool {
    let each = |(name, rule): (&String, &Value)| match name.as_str() {
        "$ref" => fits(root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap(), root, value),
        "oneOf" => rule.as_array().unwrap().iter().filter(|one| fits(one, root, value)).count() == 1,
        "const" => rule == value,
        "enum" => rule.as_array().unwrap().contains(value),
        "type" => match rule.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            "number" => value.is_number(),
            "integer" => value.is_i64() || value.is_u64(),
            other => panic!("{other}"),
        },
        "required" => rule.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
        "properties" => {
            rule.as_object().unwrap().iter().all(|(name, rule)| value.get(name).is_none_or(|part| fits(rule, root, part)))
        }
        "additionalProperties" => {
            let known = schema["properties"].as_object().unwrap();
            value.as_object().is_none_or(|map| map.keys().all(|name| known.contains_key(name)))
        }
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| fits(rule, root, item))),
        "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
        "$schema" | "$defs" | "title" | "description" => true,
        other => panic!("the test knows no `{other}`"),
    };
    schema.as_object().unwrap().iter().all(each)
}

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/reference/eligibility.schema.json")).unwrap()
}

#[test]
fn the_schema_knows_every_aspect_and_refuses_what_is_no_expression() {
    let schema = schema();
    for aspect in Aspect::ALL {
        let atom = Atom::Qualifier { aspect, value: String::new(), any_of: vec![ConceptId(1)] };
        assert!(fits(&schema, &schema, &serde_json::to_value(node(Expr::Atom(atom))).unwrap()), "{aspect:?}");
    }
    for low in [None, Some(Bound { value: 10.0, inclusive: false })] {
        let equivalent_to = low.map(|_| key("prednisone"));
        let dose = DoseTest { low, high: None, unit: "mg/d".to_owned(), equivalent_to };
        let manner = Manner { dose: low.map(|_| Box::new(dose)), routes: Route::ALL.to_vec(), stable: low.is_some() };
        let atom = Atom::Medication { any_of: vec![key("aspirin")], when: When::Now, manner };
        let written = serde_json::to_value(node(Expr::Atom(atom.clone()))).unwrap();
        assert!(fits(&schema, &schema, &written), "{written}");
        assert_eq!(serde_json::from_value::<Node>(written).unwrap().expr, Expr::Atom(atom));
    }
    let good = serde_json::to_value(node(Expr::Atom(Atom::Sex(SexClass::Male)))).unwrap();
    for (from, to) in
        [("male", "other"), ("\"field\"", "\"guess\""), ("\"sex\"", "\"gender\""), ("\"start\":0", "\"start\":-1")]
    {
        let bad: Value = serde_json::from_str(&good.to_string().replace(from, to)).unwrap();
        assert!(!fits(&schema, &schema, &bad), "{bad}");
        assert!(serde_json::from_value::<Node>(bad).is_err(), "and the program refuses it as well");
    }
}

proptest! {
    #[test]
    fn every_expression_fits_the_schema_and_is_read_back(tree in tree()) {
        let written = serde_json::to_value(&tree).unwrap();
        let schema = schema();
        prop_assert!(fits(&schema, &schema, &written), "{written}");
        prop_assert_eq!(serde_json::from_value::<Node>(written).unwrap(), tree);
    }
}

#[test]
fn a_concept_that_is_taken_out_of_a_set_counts_only_where_the_set_holds_something_of_it() {
    let item = |name: &str, excluded: bool| {
        let concept = json!({ "CONCEPT_NAME": name, "CONCEPT_CODE": "", "VOCABULARY_ID": "SNOMED" });
        json!({ "concept": concept, "isExcluded": excluded, "includeDescendants": true })
    };
    let read = |taken_out: &str| {
        let items = [item("Type 2 diabetes mellitus", false), item(taken_out, true)];
        let group =
            json!({ "Type": "ALL", "CriteriaList": [{ "Criteria": { "ConditionOccurrence": { "CodesetId": 0 } } }] });
        let document = json!({
            "ConceptSets": [{ "id": 0, "expression": { "items": items } }],
            "InclusionRules": [{ "name": "one", "expression": group }],
        });
        let imported = from_circe(&document, Terms::builtin()).unwrap();
        let reads = almoner_eligibility::to_text(&imported.criteria[0].expr, Terms::builtin());
        (reads.contains("opaque"), imported.unsaid.iter().map(|unsaid| unsaid.code).collect::<Vec<_>>())
    };
    assert_eq!(read("Asthma"), (false, vec![]));
    // What the set is a kind of, what it is, and what no table holds.
    for taken_out in ["Diabetes mellitus", "Type 2 diabetes mellitus", "zz no such thing"] {
        assert_eq!(read(taken_out), (true, vec!["excluded-concept"]), "{taken_out}");
    }
}
