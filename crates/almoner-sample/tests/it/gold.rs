//! The gold files.

use std::collections::{BTreeMap, BTreeSet};

use almoner_sample::{Category, TemplateSet};
use serde_json::Value;

use crate::{clinic, files, hospital, lines};

fn cut(text: &str, span: &Value) -> String {
    let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
    assert!(start < end && end <= text.chars().count());
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn every_category_is_planted() {
    let found: BTreeSet<String> = lines(clinic(), "gold/notes.jsonl")
        .iter()
        .flat_map(|n| n["spans"].as_array().unwrap().clone())
        .map(|s| s["category"].as_str().unwrap().to_owned())
        .collect();
    let all: BTreeSet<String> = Category::ALL.iter().map(|c| c.name().to_owned()).collect();
    assert_eq!(found, all);
}

/// Numbers, addresses and names of the patient stand in gold spans character by character as the canary file has them.
#[test]
fn spans_hold_what_they_say() {
    let mut known: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for line in lines(clinic(), "gold/phi.jsonl") {
        let of = line["resource"].as_str().unwrap().to_owned();
        for i in line["identifiers"].as_array().unwrap() {
            let pair = (i["category"].as_str().unwrap().to_owned(), i["text"].as_str().unwrap().to_lowercase());
            known.entry(of.clone()).or_default().insert(pair);
        }
    }
    let exact = ["SSN", "MRN", "HEALTH_PLAN", "ACCOUNT", "VEHICLE", "DEVICE", "URL", "IP", "BIOMETRIC", "PHOTO"];
    let mut checked = 0;
    for note in lines(clinic(), "gold/notes.jsonl") {
        let text = note["text"].as_str().unwrap();
        let of = &known[&format!("Patient/{}", note["patient"].as_str().unwrap())];
        for span in note["spans"].as_array().unwrap() {
            let (category, words) = (span["category"].as_str().unwrap(), cut(text, span));
            if exact.contains(&category) {
                assert!(of.contains(&(category.to_owned(), words.to_lowercase())), "{category} {words}");
                checked += 1;
            }
        }
    }
    assert!(checked > 200);
}

#[test]
fn no_span_overlaps_another_and_none_to_keep_overlaps_one_that_identifies() {
    for note in lines(clinic(), "gold/notes.jsonl") {
        let mut all: Vec<(u64, u64)> = ["spans", "keep"]
            .iter()
            .flat_map(|list| note[*list].as_array().unwrap())
            .map(|s| (s["start"].as_u64().unwrap(), s["end"].as_u64().unwrap()))
            .collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|w| w[0].1 <= w[1].0), "{}", note["id"]);
    }
}

/// The patient's own numbers never stand in a note outside a span: what is planted is marked.
#[test]
fn nothing_that_identifies_is_left_unmarked() {
    let mut numbers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines(clinic(), "gold/phi.jsonl") {
        let of = line["resource"].as_str().unwrap().to_owned();
        for i in line["identifiers"].as_array().unwrap() {
            let (category, text) = (i["category"].as_str().unwrap(), i["text"].as_str().unwrap());
            if !matches!(category, "NAME" | "GEO" | "DATE") {
                numbers.entry(of.clone()).or_default().push(text.to_lowercase());
            }
        }
    }
    for note in lines(clinic(), "gold/notes.jsonl") {
        let mut rest: Vec<char> = note["text"].as_str().unwrap().chars().collect();
        for span in note["spans"].as_array().unwrap() {
            let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
            rest[start..end].fill('_');
        }
        let rest = rest.into_iter().collect::<String>().to_lowercase();
        for number in &numbers[&format!("Patient/{}", note["patient"].as_str().unwrap())] {
            assert!(!rest.contains(number), "{}", note["id"]);
        }
    }
}

#[test]
fn notes_in_the_record_are_the_gold_notes() {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for kind in ["DocumentReference", "DiagnosticReport"] {
        for r in lines(clinic(), &format!("fhir/{kind}.ndjson")) {
            let attachment =
                if kind == "DocumentReference" { &r["content"][0]["attachment"] } else { &r["presentedForm"][0] };
            if attachment["contentType"].as_str().unwrap().starts_with("text/plain") && attachment["data"].is_string() {
                texts.insert(r["id"].as_str().unwrap().to_owned(), attachment["data"].as_str().unwrap().to_owned());
            }
        }
    }
    let mut same = 0;
    for note in lines(clinic(), "gold/notes.jsonl") {
        let Some(data) = texts.get(note["id"].as_str().unwrap()) else { continue };
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), note["text"].as_str().unwrap());
        same += 1;
    }
    assert!(same > 150);
}

#[test]
fn facts_of_notes_point_at_their_mention() {
    let notes: BTreeMap<String, String> = lines(clinic(), "gold/notes.jsonl")
        .iter()
        .map(|n| (n["id"].as_str().unwrap().to_owned(), n["text"].as_str().unwrap().to_owned()))
        .collect();
    let mut seen = BTreeMap::<String, u32>::new();
    for fact in lines(clinic(), "gold/facts.jsonl") {
        if fact["source"] != "note" {
            continue;
        }
        let words = cut(&notes[fact["note"].as_str().unwrap()], &fact).to_lowercase();
        if fact["concept"] == "metformin" {
            assert_eq!(words, "metformin");
        }
        for dimension in ["polarity", "temporality", "experiencer"] {
            *seen.entry(fact[dimension].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    for value in ["affirmed", "negated", "possible", "current", "historical", "hypothetical", "patient", "family"] {
        assert!(seen.get(value).is_some_and(|count| *count >= 5), "{value}: {seen:?}");
    }
}

#[test]
fn each_trial_has_patients_of_every_standing() {
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    for line in lines(hospital(), "gold/eligibility.jsonl") {
        let key = (line["nct_id"].as_str().unwrap().to_owned(), line["verdict"].as_str().unwrap().to_owned());
        *counts.entry(key).or_default() += 1;
    }
    for trial in lines(hospital(), "trials/trials.jsonl") {
        let id = trial["nct_id"].as_str().unwrap();
        for verdict in ["eligible", "potential"] {
            assert!(counts.contains_key(&(id.to_owned(), verdict.to_owned())), "{id}: nobody {verdict}");
        }
    }
}

#[test]
fn the_two_sets_of_templates_share_no_layout() {
    let openings = |set| -> BTreeSet<String> {
        let text = files(24, 5, set).0.remove("gold/notes.jsonl").unwrap();
        let notes = text.split(|b| *b == b'\n').filter(|l| !l.is_empty());
        notes
            .map(|l| {
                let note: Value = serde_json::from_slice(l).unwrap();
                let first = note["spans"][0]["start"].as_u64().unwrap() as usize;
                let head: String = note["text"].as_str().unwrap().chars().take(first).collect();
                format!("{} {}", note["kind"], head.to_lowercase())
            })
            .collect()
    };
    let (train, held_out) = (openings(TemplateSet::Train), openings(TemplateSet::HeldOut));
    let shared: Vec<&String> = train.intersection(&held_out).filter(|head| head.len() > 40).collect();
    assert!(shared.is_empty(), "{shared:?}");
}
