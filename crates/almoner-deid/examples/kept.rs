//! How much of a FHIR export stays: codes, values, units and dates that the rules let pass, and the coded facts and values
//! that are in the drafts; and how fast a draft is made.
//!
//! `cargo run --release -p almoner-deid --example kept -- FOLDER...`
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "an example that prints its figures"
)]

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;

use almoner_base::Date;
use almoner_deid::{Context, Known, Policy, RawRef, TextEngine, deidentify, path_rules};
use almoner_facts::{PolicyKind, ResourceKind, Timeline};
use almoner_fhir::{Item, Limits, Subject, Target, read_input};
use serde_json::Value;

#[derive(Default)]
struct Count {
    all: u64,
    kept: u64,
}

fn main() {
    let rules: HashMap<String, &'static str> = path_rules().into_iter().collect();
    let mut people: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    let mut shared = Known::shared();
    let mut classes: BTreeMap<&'static str, Count> = BTreeMap::new();
    let mut missed: BTreeMap<String, u64> = BTreeMap::new();
    let mut bytes = 0_usize;
    for folder in std::env::args().skip(1) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.extension().is_some_and(|extension| extension == "ndjson" || extension == "json") {
                continue;
            }
            let mut input = std::fs::File::open(path).unwrap();
            let mut last = String::new();
            read_input(&mut input, &Limits::default(), &mut |item| {
                let Item::Resource(resource) = item else { return ControlFlow::Continue(()) };
                let own = match &resource.subject {
                    Subject::Itself => resource.id.to_string(),
                    Subject::Patient(Target::Relative { id, .. } | Target::Absolute { id, .. }) => id.to_string(),
                    Subject::Patient(Target::Urn(urn)) => urn.trim_start_matches("urn:uuid:").to_owned(),
                    _ if resource.kind == "Medication" => last.clone(),
                    _ => {
                        if let (Some(parsed), _) = almoner_fhir::parse(resource.raw) {
                            shared.add(&almoner_fhir::identity(&parsed));
                        }
                        return ControlFlow::Continue(());
                    }
                };
                last.clone_from(&own);
                let value: Value = serde_json::from_slice(resource.raw).unwrap();
                count(resource.kind, "", &value, &rules, &mut classes, &mut missed);
                bytes += resource.raw.len();
                people.entry(own).or_default().push((resource.kind.to_owned(), resource.raw.to_vec()));
                ControlFlow::Continue(())
            });
        }
    }
    for (class, count) in &classes {
        println!("{class:10} {:8} of {:8} pass, {:.2} %", count.kept, count.all, percent(count));
    }
    let mut missed: Vec<_> = missed.into_iter().collect();
    missed.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (path, count) in missed.iter().take(12) {
        println!("  stays behind {count:7} {path}");
    }
    drafts(&people, &shared, bytes);
}

fn percent(count: &Count) -> f64 {
    100.0 * count.kept as f64 / count.all.max(1) as f64
}

const CLINICAL: &[&str] = &[
    "AllergyIntolerance",
    "CarePlan",
    "Condition",
    "DiagnosticReport",
    "Encounter",
    "Immunization",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
    "ServiceRequest",
    "Device",
    "ImagingStudy",
    "FamilyMemberHistory",
    "Goal",
    "Specimen",
];

fn count(
    path: &str,
    name: &str,
    value: &Value,
    rules: &HashMap<String, &'static str>,
    classes: &mut BTreeMap<&'static str, Count>,
    missed: &mut BTreeMap<String, u64>,
) {
    let kind = path.split('.').next().unwrap_or_default();
    if !CLINICAL.contains(&kind) || name == "meta" || name == "extension" || name == "identifier" || name == "contained" {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                count(&format!("{path}.{name}"), name, value, rules, classes, missed);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| count(path, name, item, rules, classes, missed)),
        leaf => {
            let class = match (name, leaf) {
                ("code", Value::String(_)) => "codes",
                ("unit", _) => "units",
                (_, Value::Number(_) | Value::Bool(_)) => "values",
                (_, Value::String(text)) if almoner_base::PartialDate::parse_fhir(text).is_some() => "dates",
                _ => return,
            };
            let kept = rules.get(path).is_some_and(|rule| matches!(*rule, "keep" | "relative-day" | "generalize"));
            let count = classes.entry(class).or_default();
            count.all += 1;
            count.kept += u64::from(kept);
            if !kept {
                *missed.entry(path.to_owned()).or_default() += 1;
            }
        }
    }
}

fn drafts(people: &BTreeMap<String, Vec<(String, Vec<u8>)>>, shared: &Known, bytes: usize) {
    let engine = TextEngine::builtin();
    let policy = Policy::builtin(PolicyKind::ExpertDetermination).unwrap();
    let (mut codes, mut values) = (Count::default(), Count::default());
    let (mut withheld, mut notes) = (0, 0);
    let mut seconds = 0.0;
    for record in people.values() {
        let refs: Vec<RawRef<'_>> = record.iter().map(|(kind, raw)| RawRef { kind, raw }).collect();
        let context = Context {
            policy: &policy,
            timeline: Timeline::new(9_000),
            as_of: Date::new(2024, 6, 1).unwrap(),
            next_release: Date::new(2025, 6, 1).unwrap(),
            shared,
            exported: &[ResourceKind::Condition],
            terms: almoner_terms::Terms::builtin(),
            engine,
            surrogates: None,
        };
        #[expect(clippy::disallowed_methods, reason = "an example that measures")]
        let start = std::time::Instant::now();
        let drafted = deidentify(&refs, &context);
        seconds += start.elapsed().as_secs_f64();
        let Ok(released) = drafted else {
            withheld += 1;
            continue;
        };
        notes += released.draft.notes.len();
        let mut facts: HashMap<String, u64> = HashMap::new();
        for fact in &released.draft.facts {
            if let Some(coding) = &fact.coding {
                *facts.entry(coding.code.clone()).or_default() += 1;
            }
        }
        values.kept += released.draft.facts.iter().filter(|fact| fact.value.is_some()).count() as u64;
        for (kind, raw) in record {
            let json: Value = serde_json::from_slice(raw).unwrap();
            let element = match kind.as_str() {
                "Condition" | "Observation" | "Procedure" | "AllergyIntolerance" => "code",
                "MedicationRequest" | "MedicationAdministration" => "medicationCodeableConcept",
                "Immunization" => "vaccineCode",
                _ => continue,
            };
            let components = json["component"].as_array().map_or(&[][..], Vec::as_slice);
            let has_value = |it: &&Value| it.get("valueQuantity").is_some() || it.get("valueCodeableConcept").is_some();
            values.all += std::iter::once(&json).chain(components).filter(has_value).count() as u64;
            let Some(first) = json[element]["coding"][0]["code"].as_str() else { continue };
            if kind == "Observation" && !components.is_empty() {
                continue;
            }
            codes.all += 1;
            let alternatives =
                json[element]["coding"].as_array().unwrap().iter().filter_map(|coding| coding["code"].as_str());
            let mut alternatives = alternatives.chain([first]);
            codes.kept += u64::from(alternatives.any(|code| facts.get(code).is_some_and(|count| *count > 0)));
        }
    }
    println!("main codes that are facts of the draft: {} of {}, {:.2} %", codes.kept, codes.all, percent(&codes));
    println!("values that are facts of the draft: {} of {}, {:.2} %", values.kept, values.all, percent(&values));
    println!(
        "{} people, {withheld} withheld, {notes} notes, {:.1} MB/s record to draft",
        people.len(),
        bytes as f64 / 1e6 / seconds
    );
}
