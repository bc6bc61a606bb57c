//! Every kind of bad input gets its own stable code, and the rest of the input goes on. Cases in `testdata/fhir-bad`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use almoner_fhir::{Limits, Resource, attachment_text, codes, parse};

use crate::read;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testdata/fhir-bad")
}

#[test]
fn each_case_gets_exactly_the_codes_that_were_worked_out_by_hand() {
    let expected = std::fs::read_to_string(folder().join("expected.txt")).unwrap();
    let mut seen = BTreeSet::new();
    let mut wrong = String::new();
    for case in expected.split("== ").filter(|case| !case.is_empty()) {
        let (name, expected) = case.split_once('\n').unwrap();
        seen.insert(name.to_owned());
        let content = std::fs::read(folder().join(name)).unwrap();
        let outcome = read(content.as_slice(), &Limits::default());
        let mut found = outcome.text.clone();
        for raw in &outcome.raw {
            found.push_str(&notes(raw));
        }
        if found.trim() != expected.trim() {
            writeln!(wrong, "{name}: expected\n{}\n-- found\n{}\n", expected.trim(), found.trim()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with("json"))
        .collect();
    assert_eq!(seen, files, "each file has an expectation and each expectation a file");
}

/// What reading the notes of a resource reports.
fn notes(raw: &[u8]) -> String {
    let mut found = String::new();
    if let (Some(Resource::DocumentReference(document)), _) = parse(raw) {
        for attachment in document.content.iter().filter_map(|content| content.attachment.as_ref()) {
            if let Some(data) = &attachment.data
                && let Err(code) = attachment_text(attachment.content_type.as_deref(), data)
            {
                writeln!(found, "note 1 {code}").unwrap();
            }
        }
    }
    found
}

#[test]
fn no_report_quotes_what_the_files_hold() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json" || extension == "ndjson") {
            let outcome = read(std::fs::File::open(&path).unwrap(), &Limits::default());
            let said = format!("{}{:?}", outcome.text, outcome.report);
            for content in
                ["Example", "Exam", "Gr", "Ada", "nickname", "favouriteColour", "Pateint", "4711", "somebody", "maybe"]
            {
                assert!(!said.contains(content), "{} tells {content}", path.display());
            }
        }
    }
}

#[test]
fn every_code_is_named_once_and_documented() {
    let names: BTreeSet<&str> = codes::ALL.iter().map(|(code, _)| code.0).collect();
    assert_eq!(names.len(), codes::ALL.len());
    assert!(codes::ALL.iter().all(|(code, meaning)| !meaning.trim().is_empty()
        && code.0.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')));
}
