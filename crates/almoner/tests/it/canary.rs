//! No identifier of the synthetic hospital comes out: not in results with all their text, not in messages, not in logs, not
//! in the bytes of any file.
//!
//! Compared are whole texts between word boundaries, whatever their case: numbers and dates of five characters or more, names
//! of several words, and single words that are neither everyday nor clinical and stand in no trial. Shorter ones would be
//! found by chance.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value;

use crate::{Folder, Prepared, almoner, command, files};

/// An identifier with where it stands in the sample.
pub(crate) type Canaries = BTreeMap<String, String>;

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Words that may stand anywhere: everyday words, the clinical vocabulary, the trials' own.
fn ordinary(prepared: &Prepared) -> BTreeSet<String> {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../almoner-deid/data");
    let mut ordinary = BTreeSet::new();
    for name in ["common.txt", "clinical.txt"] {
        ordinary.extend(words(&std::fs::read_to_string(data.join(name)).unwrap()));
    }
    ordinary.extend(words(&std::fs::read_to_string(prepared.trials()).unwrap()));
    ordinary
}

fn is_telling(text: &str, ordinary: &BTreeSet<String>) -> bool {
    if text.chars().count() < 5 {
        return false;
    }
    if text.chars().any(|c| c.is_ascii_digit()) {
        return true;
    }
    words(text).any(|word| !ordinary.contains(&word))
}

/// Keys whose texts identify in a record of a person, a place or an organization.
const IDENTIFYING: &[&str] = &[
    "id",
    "family",
    "given",
    "text",
    "value",
    "line",
    "city",
    "district",
    "postalCode",
    "birthDate",
    "deceasedDateTime",
    "title",
];

/// Elements below which texts are codes in words.
const CODED: &[&str] = &["extension", "relationship", "communication", "type", "code", "specialty", "maritalStatus"];

fn identifying(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if IDENTIFYING.contains(&key) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| identifying(item, key, found)),
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| !CODED.contains(&key.as_str())) {
                identifying(value, key, found);
            }
        }
        _ => {}
    }
}

pub(crate) fn canaries(prepared: &Prepared) -> Canaries {
    let ordinary = ordinary(prepared);
    let mut canaries = Canaries::new();
    let mut add = |text: &str, from: String| {
        if is_telling(text, &ordinary) {
            canaries.entry(text.to_lowercase()).or_insert(from);
        }
    };
    let gold = std::fs::read_to_string(prepared.folder.join("sample/gold/phi.jsonl")).unwrap();
    for line in gold.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let resource = line["resource"].as_str().unwrap();
        for identifier in line["identifiers"].as_array().unwrap() {
            let category = identifier["category"].as_str().unwrap();
            add(identifier["text"].as_str().unwrap(), format!("{category} of {resource}"));
        }
    }
    for kind in ["Patient", "RelatedPerson", "Practitioner", "Organization", "Location"] {
        let text = std::fs::read_to_string(prepared.folder.join(&format!("sample/fhir/{kind}.ndjson"))).unwrap();
        for line in text.lines() {
            let resource: Value = serde_json::from_str(line).unwrap();
            let mut found = Vec::new();
            identifying(&resource, "", &mut found);
            for text in found {
                add(&text, format!("{kind} record"));
            }
        }
    }
    canaries
}

pub(crate) struct Finder {
    automaton: AhoCorasick,
    canaries: Vec<(String, String)>,
}

impl Finder {
    pub(crate) fn new(canaries: Canaries) -> Self {
        let canaries: Vec<_> = canaries.into_iter().collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(canaries.iter().map(|(text, _)| text.as_bytes()))
            .unwrap();
        Self { automaton, canaries }
    }

    /// Canaries in a text, between word boundaries.
    pub(crate) fn in_text(&self, text: &str) -> BTreeSet<&(String, String)> {
        let text = text.to_lowercase();
        let bounded = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        self.automaton
            .find_overlapping_iter(&text)
            .filter(|found| {
                let (before, after) = (&text.as_bytes()[..found.start()], &text.as_bytes()[found.end()..]);
                let before =
                    String::from_utf8_lossy(before.get(before.len().saturating_sub(4)..).unwrap()).chars().next_back();
                let after = String::from_utf8_lossy(after.get(..after.len().min(4)).unwrap()).chars().next();
                bounded(before) && bounded(after)
            })
            .map(|found| &self.canaries[found.pattern().as_usize()])
            .collect()
    }

    /// Canaries of eight bytes or more in raw bytes; shorter ones occur in random bytes by chance.
    fn in_bytes(&self, bytes: &[u8]) -> BTreeSet<&(String, String)> {
        self.automaton
            .find_overlapping_iter(&bytes.to_ascii_lowercase())
            .filter(|found| found.len() >= 8)
            .map(|found| &self.canaries[found.pattern().as_usize()])
            .collect()
    }
}

pub(crate) fn told(found: &BTreeSet<&(String, String)>) -> String {
    let lines: Vec<String> = found.iter().map(|(text, from)| format!("  {text:?} ({from})")).collect();
    lines.join("\n")
}

// ASVS 14.2.3, 16.2.5
#[test]
fn no_identifier_leaves_the_phi_zone() {
    let prepared = Prepared::get();
    let finder = Finder::new(canaries(&prepared));
    assert!(finder.canaries.len() > 500, "{} canaries", finder.canaries.len());
    let home = prepared.copy();
    let mut said: Vec<(String, String)> = Vec::new();
    let mut run = |arguments: &[&str]| {
        let run = almoner(&home.0, arguments);
        said.push((arguments.join(" "), format!("{}\n{}", run.out, run.err)));
        run
    };
    let (fhir, attestation) = (prepared.fhir(), prepared.attestation());
    for project in ["default", "expert"] {
        let release: &[&str] = if project == "expert" {
            &["release", "--project", project, "--policy", "expert_determination", "--attestation", &attestation, "--json"]
        } else {
            &["release", "--project", project, "--json"]
        };
        run(release).expect(0);
        run(&["match", "--project", project, "--json", "--text"]).expect(0);
        run(&["match", "--project", project, "--text"]).expect(0);
    }
    for arguments in [
        &["ingest", &fhir][..],
        &["ingest", &fhir, "--json"],
        &["trials", "approve", "NCT99000001"],
        &["match", "--project", "expert", "--json", "--text"],
        &["audit", "show", "--json", "--last", "1000000"],
        &["audit", "show", "--last", "1000000"],
        &["audit", "verify", "--json"],
        &["audit", "prove", "--zone", "phi", "5"],
        &["doctor", "--json"],
        &["release"],
    ] {
        run(arguments);
    }
    said.extend(prepared.runs[1..].iter().map(|run| ("on the way".to_owned(), format!("{}\n{}", run.out, run.err))));
    let mut leaks = Vec::new();
    for (what, text) in &said {
        // The operator named these paths.
        let text = text.replace(&fhir, "").replace(&crate::text(&prepared.folder.0), "");
        let found = finder.in_text(&text);
        if !found.is_empty() {
            leaks.push(format!("almoner {what}\n{}", told(&found)));
        }
    }
    for file in files(&home.0) {
        let found = finder.in_bytes(&std::fs::read(&file).unwrap());
        if !found.is_empty() {
            leaks.push(format!("{}\n{}", file.display(), told(&found)));
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

#[test]
fn the_canaries_would_be_found() {
    let prepared = Prepared::get();
    let finder = Finder::new(canaries(&prepared));
    for kind in ["Patient", "RelatedPerson", "Practitioner", "Organization", "Location"] {
        let raw = std::fs::read(prepared.folder.join(&format!("sample/fhir/{kind}.ndjson"))).unwrap();
        assert!(!finder.in_bytes(&raw).is_empty(), "{kind}");
        assert!(!finder.in_text(&String::from_utf8(raw).unwrap()).is_empty(), "{kind}");
    }
}

#[test]
fn a_damaged_record_tells_nothing_of_itself() {
    let prepared = Prepared::get();
    let finder = Finder::new(canaries(&prepared));
    let home = Folder::new();
    almoner(&home.join("home"), &["init"]).expect(0);
    // Every patient's record, each broken in another way.
    let text = std::fs::read_to_string(prepared.folder.join("sample/fhir/Patient.ndjson")).unwrap();
    let mut broken = String::new();
    for (at, line) in text.lines().enumerate() {
        let line = match at % 6 {
            0 => line.replacen('{', "", 1),
            1 => line.replacen("\"birthDate\":", "\"birthDate\" ", 1),
            2 => line.replacen("\"resourceType\":\"Patient\"", "\"resourceType\":\"Pateint\"", 1),
            3 => line.replacen("\"gender\":", "\"birthDate\":", 1),
            4 => line.replacen("\"name\":[", "\"name\":[\u{1}", 1),
            _ => line.chars().take(line.chars().count() / 2).collect(),
        };
        broken.push_str(&line);
        broken.push('\n');
    }
    let path = home.write("broken.ndjson", &broken);
    for form in [&["--json"][..], &["--strict"], &[]] {
        let run = crate::finish(command(&home.join("home")).args(["ingest", &path]).args(form));
        let found = finder.in_text(&format!("{}\n{}", run.out, run.err).replace(&crate::text(&home.0), ""));
        assert!(found.is_empty(), "{}", told(&found));
    }
    let report = almoner(&home.join("home"), &["ingest", &path, "--json"]).expect(0).json();
    assert!(crate::number(&report, "/inputs/0/quarantined") >= 12, "{report}");
}
