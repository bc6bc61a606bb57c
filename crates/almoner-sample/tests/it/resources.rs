//! The FHIR side.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{Files, Summary, clinic, hospital, lines};

fn resources(of: &(Files, Summary)) -> Vec<Value> {
    let paths = of.0.keys().filter(|p| p.ends_with(".ndjson"));
    paths.flat_map(|p| lines(of, p)).collect()
}

fn bundles() -> Vec<Value> {
    let paths = clinic().0.iter().filter(|(p, _)| p.starts_with("bundles/"));
    paths.map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect()
}

fn references(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text) if key == "reference" || (key == "url" && text.starts_with("Binary/")) => {
                        out.push(text.clone());
                    }
                    _ => references(member, out),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, out)),
        _ => {}
    }
}

#[test]
fn ids_are_unique_and_references_resolve() {
    let all = resources(clinic());
    let mut ids = BTreeSet::new();
    for r in &all {
        let id = format!("{}/{}", r["resourceType"].as_str().unwrap(), r["id"].as_str().unwrap());
        assert!(ids.insert(id.clone()), "{id} twice");
    }
    let mut found = Vec::new();
    all.iter().for_each(|r| references(r, &mut found));
    assert!(found.len() > 1000);
    for reference in found {
        assert!(ids.contains(&reference), "{reference}");
    }
}

#[test]
fn bundles_refer_within_themselves_or_by_identifier() {
    let shared: BTreeSet<String> = ["Practitioner", "Organization", "Location"]
        .iter()
        .flat_map(|kind| {
            lines(clinic(), &format!("fhir/{kind}.ndjson")).into_iter().map(move |r| {
                let npi = r["identifier"][0]["value"].as_str().unwrap();
                format!("{kind}?identifier=http://hl7.org/fhir/sid/us-npi|{npi}")
            })
        })
        .collect();
    let bundles = bundles();
    assert_eq!(bundles.len(), 1);
    for bundle in bundles {
        let urls: BTreeSet<&str> =
            bundle["entry"].as_array().unwrap().iter().map(|e| e["fullUrl"].as_str().unwrap()).collect();
        let mut found = Vec::new();
        references(&bundle, &mut found);
        for reference in found {
            assert!(urls.contains(reference.as_str()) || shared.contains(&reference), "{reference}");
        }
    }
}

#[test]
fn the_manifest_counts_every_line() {
    let manifest: Value = serde_json::from_slice(&clinic().0["fhir/manifest.json"]).unwrap();
    let counted: BTreeMap<String, u64> = manifest["output"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| (o["url"].as_str().unwrap().to_owned(), o["count"].as_u64().unwrap()))
        .collect();
    for (file, count) in &counted {
        assert_eq!(lines(clinic(), &format!("fhir/{file}")).len() as u64, *count, "{file}");
    }
    assert!(counted.len() >= 18, "{counted:?}");
}

#[test]
fn every_hard_case_of_a_record_occurs() {
    let all = resources(hospital());
    let files = hospital().0.iter().filter(|(path, _)| path.ends_with(".ndjson"));
    let text: String = files.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    let has = |what: &str| text.contains(what);
    for what in [
        "replaced-by",
        "replaces",
        "deceasedDateTime",
        "entered-in-error",
        "\"refuted\"",
        "42CFRPart2",
        "PSYTHPN",
        "OPTOUT",
        "\"deny\"",
        "text/html",
        "\"comparator\":\"<\"",
        "udiCarrier",
    ] {
        assert!(has(what), "{what}");
    }
    let partial = |length: usize| all.iter().any(|r| r["onsetDateTime"].as_str().is_some_and(|d| d.len() == length));
    assert!(partial(4) && partial(7) && partial(10));
    let birth = |low: &str, high: &str| {
        lines(hospital(), "fhir/Patient.ndjson").iter().any(|p| (low..high).contains(&p["birthDate"].as_str().unwrap()))
    };
    assert!(birth("1900", "1936-09-30"), "somebody of 90 or more");
    assert!(birth("2025-09-30", "2026-12-31"), "a newborn");
}

/// Every FHIR date of a patient's record lies between birth and the last day; only a consent or a merge may be later.
#[test]
fn nothing_happens_before_birth_or_after_death() {
    let mut lives = BTreeMap::new();
    for p in lines(hospital(), "fhir/Patient.ndjson") {
        let last = p["deceasedDateTime"].as_str().map_or("2026-09-30", |d| &d[..10]).to_owned();
        lives.insert(format!("Patient/{}", p["id"].as_str().unwrap()), (p["birthDate"].as_str().unwrap().to_owned(), last));
    }
    let mut seen = 0;
    for r in resources(hospital()) {
        let subject = r["subject"]["reference"].as_str().or(r["patient"]["reference"].as_str());
        let Some((birth, last)) = subject.and_then(|s| lives.get(s)) else { continue };
        let dates = [
            &r["onsetDateTime"],
            &r["abatementDateTime"],
            &r["effectiveDateTime"],
            &r["authoredOn"],
            &r["performedDateTime"],
            &r["occurrenceDateTime"],
            &r["period"]["start"],
            &r["period"]["end"],
            &r["date"],
        ];
        for date in dates.into_iter().filter_map(Value::as_str) {
            let day = &date[..date.len().min(10)];
            assert!(day >= &birth[..day.len()] && day <= &last[..day.len()], "{} {day} not in {birth}..{last}", r["id"]);
            seen += 1;
        }
    }
    assert!(seen > 5000);
}
