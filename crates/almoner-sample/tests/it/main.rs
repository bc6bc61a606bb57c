//! What a user of the sample hospital relies on, seen through the files alone.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    reason = "a test that can not read what it made must fail"
)]

mod gold;
mod resources;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::OnceLock;

use almoner_sample::{Options, Summary, TemplateSet, generate};
use serde_json::Value;

/// The files of a hospital, by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Makes a hospital in memory.
pub fn files(patients: u32, seed: u64, templates: TemplateSet) -> (Files, Summary) {
    let mut files = Files::new();
    let made = generate::<Infallible>(&Options { patients, seed, templates }, &mut |path, bytes| {
        files.entry(path.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    });
    let Ok(summary) = made;
    (files, summary)
}

/// The hospital of the demonstration: 200 patients.
pub fn hospital() -> &'static (Files, Summary) {
    static HOSPITAL: OnceLock<(Files, Summary)> = OnceLock::new();
    HOSPITAL.get_or_init(|| files(200, 1, TemplateSet::Both))
}

/// Sixty patients, where that is enough: tests may each run in a process of their own.
pub fn clinic() -> &'static (Files, Summary) {
    static CLINIC: OnceLock<(Files, Summary)> = OnceLock::new();
    CLINIC.get_or_init(|| files(60, 1, TemplateSet::Both))
}

/// The lines of a file as JSON.
pub fn lines(of: &(Files, Summary), path: &str) -> Vec<Value> {
    let bytes = &of.0[path];
    bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(|l| serde_json::from_slice(l).unwrap()).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(files(12, 7, TemplateSet::Both).0, files(12, 7, TemplateSet::Both).0);
}

#[test]
fn another_seed_gives_other_people() {
    assert_ne!(
        files(12, 7, TemplateSet::Both).0["fhir/Patient.ndjson"],
        files(12, 8, TemplateSet::Both).0["fhir/Patient.ndjson"]
    );
}

#[test]
fn a_larger_hospital_begins_with_the_same_patients() {
    let (small, large) = (files(5, 3, TemplateSet::Both).0, files(9, 3, TemplateSet::Both).0);
    assert!(large["fhir/Patient.ndjson"].starts_with(&small["fhir/Patient.ndjson"]));
}

#[test]
fn the_first_error_of_the_sink_ends_the_work() {
    let mut calls = 0;
    let made = generate(&Options { patients: 50, seed: 1, templates: TemplateSet::Both }, &mut |_, _| {
        calls += 1;
        if calls == 3 { Err("full") } else { Ok(()) }
    });
    assert_eq!((made, calls), (Err("full"), 3));
}

#[test]
fn paths_stay_inside_the_folder() {
    for path in clinic().0.keys() {
        assert!(!path.starts_with('/') && !path.contains("..") && !path.contains('\\'), "{path}");
    }
}

#[test]
fn the_sample_says_that_it_is_one() {
    let files = &clinic().0;
    let attestation: Value = serde_json::from_slice(&files["attestation.json"]).unwrap();
    assert!(attestation["who"].as_str().unwrap().starts_with("SAMPLE - NOT A REAL DETERMINATION"));
    assert_eq!(attestation["sample"], true);
    assert!(String::from_utf8_lossy(&files["README.txt"]).contains("Everything in this folder is made up"));
}

#[test]
fn trials_can_not_be_taken_for_real_ones() {
    let trials = lines(clinic(), "trials/trials.jsonl");
    assert_eq!(trials.len(), 25);
    for trial in trials {
        assert!(trial["nct_id"].as_str().unwrap().starts_with("NCT990000"));
        assert!(trial["criteria_text"].as_str().unwrap().len() > 200);
    }
}
