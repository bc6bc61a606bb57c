//! Damaged and hostile FHIR through the real binary: each file gets its stable codes, its good neighbours go in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::{Folder, almoner, array, number};

/// What `expected.txt` says of a file, worked out by hand there: counts, and the codes that an ingest reports.
#[derive(Debug, Default, PartialEq)]
struct Expected {
    accepted: u64,
    quarantined: u64,
    complete: bool,
    codes: BTreeMap<String, u64>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata/fhir-bad")
}

fn expected() -> BTreeMap<String, Expected> {
    let text = std::fs::read_to_string(folder().join("expected.txt")).unwrap();
    let mut all = BTreeMap::new();
    for case in text.split("== ").filter(|case| !case.is_empty()) {
        let (name, rest) = case.split_once('\n').unwrap();
        let mut lines = rest.lines();
        let head: Vec<&str> = lines.next().unwrap().split(' ').collect();
        let count =
            |name: &str| head.iter().position(|word| *word == name).map_or(0, |at| head[at + 1].parse::<u64>().unwrap());
        let mut one = Expected {
            // Deletions and records of the export itself are taken in, too.
            accepted: count("accepted") + count("deletions") + count("export"),
            quarantined: count("quarantined"),
            complete: !head.contains(&"incomplete"),
            codes: BTreeMap::new(),
        };
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let code = match words.as_slice() {
                ["input", code] | ["warning" | "quarantined", _, code, ..] => *code,
                // Found when the record is read for a chart.
                _ => continue,
            };
            *one.codes.entry(code.to_owned()).or_default() += 1;
        }
        all.insert(name.to_owned(), one);
    }
    all
}

fn found(input: &Value) -> Expected {
    let codes = array(input, "/codes").iter().map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].as_u64().unwrap()));
    Expected {
        accepted: number(input, "/accepted"),
        quarantined: number(input, "/quarantined"),
        complete: input["complete"] == true,
        // Whose patient nothing is known of: said by the room, not by the reader that `expected.txt` is about.
        codes: codes.filter(|(code, _)| code != "no-patient").collect(),
    }
}

// ASVS 2.2.1
#[test]
fn every_bad_file_has_its_codes_and_its_good_neighbours_go_in() {
    let home = Folder::new();
    almoner(&home.join("home"), &["init"]).expect(0);
    let expected = expected();
    let paths: Vec<String> = expected.keys().map(|name| crate::text(&folder().join(name))).collect();
    let mut arguments: Vec<&str> = vec!["ingest", "--json"];
    arguments.extend(paths.iter().map(String::as_str));
    let run = almoner(&home.join("home"), &arguments).expect(0);
    let report = run.json();
    let inputs = array(&report, "/inputs");
    assert_eq!(inputs.len(), expected.len());
    let mut wrong = Vec::new();
    for ((name, expected), input) in expected.iter().zip(inputs) {
        if found(input) != *expected {
            wrong.push(format!("{name}: expected {expected:?}, found {:?}", found(input)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for name in expected.keys() {
        assert!(!run.out.contains(name) && !run.err.contains(name), "{name} is named");
    }
    // The same again, strictly: the ledger remembers that not all was well.
    arguments.push("--strict");
    almoner(&home.join("home"), &arguments).expect(1);
}

#[test]
fn strict_asks_for_whole_inputs_without_quarantine_and_no_more() {
    let home = Folder::new();
    almoner(&home.join("home"), &["init"]).expect(0);
    let warned = crate::text(&folder().join("nul.ndjson"));
    almoner(&home.join("home"), &["ingest", &warned, "--strict"]).expect(0);
    for name in ["syntax.ndjson", "bundle-truncated.json"] {
        let path = crate::text(&folder().join(name));
        almoner(&home.join("home"), &["ingest", &path, "--strict"]).expect(1);
    }
}

// ASVS 16.5.1
#[test]
fn neither_names_of_files_nor_their_content_are_told() {
    let home = Folder::new();
    almoner(&home.join("home"), &["init"]).expect(0);
    let path = home.write(
        "Zoltan-Canaryson-1931-02-03.ndjson",
        "{\"resourceType\":\"Patient\",\"id\":\"c1\",\"name\":[{\"family\":\"Canaryson\"}],\"birthDate\":\"1931-99-99\"}\n\
         {\"resourceType\":\"Patient\",\"name\":\"Canaryson\",\n\
         Canaryson\n",
    );
    for form in [&["--json"][..], &[]] {
        let run = almoner(&home.join("home"), &[&["ingest", &path], form].concat()).expect(0);
        for said in [&run.out, &run.err] {
            assert!(!said.contains("anaryson") && !said.contains("1931") && !said.contains("Zoltan"), "{said}");
        }
    }
}
