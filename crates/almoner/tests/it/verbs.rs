//! The verbs in the order of a first day: exit codes and the shape of JSON (the contract that scripts rely on).

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Folder, PATIENTS, Prepared, almoner, array, command, number};

/// The fields of an object, sorted.
fn fields(value: &Value) -> Vec<&str> {
    let mut fields: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

#[test]
fn the_whole_way_under_safe_harbor() {
    let prepared = Prepared::get();
    let ingested = prepared.runs[2].json();
    assert_eq!(fields(&ingested), ["bytes", "inputs", "passed_over", "withdrawals"]);
    let input = &array(&ingested, "/inputs")[0];
    let expected =
        ["accepted", "already", "codes", "complete", "issues", "number", "quarantined", "received", "types", "warned"];
    assert_eq!(fields(input), expected);
    for input in array(&ingested, "/inputs") {
        assert_eq!(input["complete"], true);
        assert_eq!(number(input, "/received"), number(input, "/accepted"));
    }
    let imported = prepared.runs[3].json();
    assert_eq!((number(&imported, "/accepted"), number(&imported, "/new")), (25, 25));

    let home = prepared.copy();
    let released = almoner(&home.0, &["release", "--json"]).expect(0).json();
    assert_eq!(released["release"]["policy"], "safe_harbor");
    let charts = number(&released, "/release/charts");
    let withheld: u64 = released["release"]["withheld"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert!(charts > 10);
    assert!(charts + withheld >= PATIENTS.parse().unwrap(), "each patient has a chart or a reason");
    assert_eq!(number(&released, "/received/charts"), charts);

    let matched = almoner(&home.0, &["match", "--json"]).expect(0);
    let lines = matched.lines();
    assert_eq!(lines.len(), 26, "a line for each trial and the summary");
    let summary = lines.last().unwrap();
    assert_eq!(number(summary, "/summary/charts"), charts);
    assert_eq!(number(summary, "/summary/trials"), 25);
    let pairs = ["eligible", "potential", "excluded"].map(|status| number(summary, &format!("/summary/{status}")));
    assert_eq!(pairs.iter().sum::<u64>(), charts * 25, "each person has a status for each trial");
    let mut candidates = 0;
    for line in &lines[..25] {
        assert!(line["nct_id"].as_str().unwrap().starts_with("NCT"));
        let criteria: BTreeSet<u64> = array(line, "/criteria").iter().map(|row| number(row, "/id")).collect();
        for candidate in array(line, "/candidates") {
            candidates += 1;
            almoner_base::StudyId::parse(candidate["study_id"].as_str().unwrap()).unwrap();
            assert!(["eligible", "potential"].contains(&candidate["status"].as_str().unwrap()));
            let rows = array(candidate, "/criteria");
            assert_eq!(rows.iter().map(|row| number(row, "/criterion")).collect::<BTreeSet<_>>(), criteria);
            for row in rows {
                let verdict = row["verdict"].as_str().unwrap();
                assert!(["met", "not_met", "unknown"].contains(&verdict));
                assert_eq!(row.get("reason").is_some(), verdict == "unknown", "unknown has a reason, and it alone");
                let excludes = if row["section"] == "inclusion" { "not_met" } else { "met" };
                assert_ne!(verdict, excludes, "who is excluded is no candidate");
                assert!(array(row, "/evidence").iter().all(|source| source.get("text").is_none()), "text only with --text");
            }
        }
    }
    assert_eq!(candidates, pairs[0] + pairs[1]);
    assert!(pairs[2] > 0 && candidates > 0);
}

#[test]
fn the_whole_way_under_expert_determination() {
    let prepared = Prepared::get();
    let home = prepared.copy();
    let options = ["release", "--policy", "expert_determination", "--attestation", &prepared.attestation(), "--json"];
    let released = almoner(&home.0, &options).expect(0).json();
    assert_eq!(released["release"]["policy"], "expert_determination");
    assert_eq!(released["release"]["sample_attestation"], true, "the sample attestation is marked as one");
    let trial = "NCT99000001";
    let approved = almoner(&home.0, &["trials", "approve", trial, "--json"]).expect(0).json();
    assert_eq!(approved["approved"][0]["nct_id"], trial);
    let lines = almoner(&home.0, &["match", "--json", "--text"]).expect(0).lines();
    let line = lines.iter().find(|line| line["nct_id"] == trial).unwrap();
    assert_eq!(line["approved"], true);
    assert!(line["criteria"][0]["text"].as_str().unwrap().contains("Type 2 diabetes"));
    let summary = &lines.last().unwrap()["summary"];
    assert!(number(summary, "/desk_asked") > 0, "the desk is asked of approved trials");
    assert!(number(summary, "/desk_decided") > 0, "and answers under this policy");
    let draft = lines.iter().filter(|line| line["approved"] == false).count();
    assert_eq!(draft, 24);
}

#[test]
fn match_makes_the_first_release_by_itself() {
    let home = Prepared::get().copy();
    let lines = almoner(&home.0, &["match", "--trial", "NCT99000001", "--json"]).expect(0).lines();
    assert_eq!(lines.len(), 2);
    assert!(number(&lines[1], "/summary/charts") > 10);
}

#[test]
fn projects_have_study_ids_of_their_own() {
    let home = Prepared::get().copy();
    let ids = |project: &str| -> BTreeSet<String> {
        let lines = almoner(&home.0, &["match", "--json", "--project", project]).expect(0).lines();
        lines[..25]
            .iter()
            .flat_map(|line| array(line, "/candidates"))
            .map(|candidate| candidate["study_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let (first, second) = (ids("default"), ids("other"));
    assert!(!first.is_empty() && !second.is_empty());
    assert!(first.is_disjoint(&second));
}

#[test]
fn the_same_inputs_again_change_nothing() {
    let prepared = Prepared::get();
    let home = prepared.copy();
    let again = almoner(&home.0, &["ingest", &prepared.fhir(), "--json"]).expect(0).json();
    let first = prepared.runs[2].json();
    for (before, after) in array(&first, "/inputs").iter().zip(array(&again, "/inputs")) {
        assert_eq!(after["already"], true);
        for field in ["number", "received", "accepted", "quarantined", "types"] {
            assert_eq!(before[field], after[field], "{field}");
        }
    }
    let imported = almoner(&home.0, &["trials", "import", &prepared.trials(), "--json"]).expect(0).json();
    assert_eq!((number(&imported, "/new"), number(&imported, "/changed")), (0, 0));
}

#[test]
fn every_verb_has_help_and_those_with_paths_an_example() {
    let folder = Folder::new();
    let verbs: [&[&str]; 20] = [
        &[],
        &["init"],
        &["sample"],
        &["ingest"],
        &["release"],
        &["trials"],
        &["trials", "import"],
        &["trials", "approve"],
        &["match"],
        &["shred"],
        &["deid", "text"],
        &["criteria", "parse"],
        &["criteria", "decide"],
        &["rank"],
        &["audit", "verify"],
        &["audit", "prove"],
        &["doctor"],
        &["bench", "ingest"],
        &["bench", "match"],
        &["demo"],
    ];
    for verb in verbs {
        let run = crate::finish(command(&folder.0).args(verb).arg("--help")).expect(0);
        assert!(run.out.contains("Usage: almoner") && run.err.is_empty(), "{verb:?}");
        let must = matches!(verb, ["init" | "sample" | "ingest" | "release" | "match" | "rank"] | ["deid", _]);
        assert!(!must || run.out.contains("Example"), "{verb:?} shows an example");
        assert!(!run.out.contains(" role "), "the hidden verb stays hidden");
    }
}

#[test]
fn wrong_usage_ends_with_two() {
    let folder = Folder::new();
    let cases: [(&[&str], &str); 8] = [
        (&["nonsense"], ""),
        (&["ingest"], ""),
        (&["ingest", "/", "--json"], "home-missing"),
        (&["match"], "home-missing"),
        (&["match", "--trial", "4711"], "id-malformed"),
        (&["match", "--project", "Bad Name"], "project-malformed"),
        (&["release", "--policy", "none"], ""),
        (&["audit", "verify"], "home-missing"),
    ];
    for (arguments, code) in cases {
        let run = almoner(&folder.0, arguments).expect(2);
        assert!(run.out.is_empty(), "{arguments:?}");
        assert!(run.err.contains(code), "{arguments:?}: {}", run.err);
    }
    assert!(crate::files(&folder.0).is_empty(), "nothing was made");
}

#[test]
fn a_home_is_made_once() {
    let home = Prepared::get().copy();
    let run = almoner(&home.0, &["init"]).expect(2);
    assert!(run.err.contains("home-exists"));
}

#[test]
fn a_missing_input_is_named_by_its_position_alone() {
    let home = Prepared::get().copy();
    let run = almoner(&home.0, &["ingest", "/nowhere/ann-example.ndjson"]).expect(4);
    assert!(run.err.contains("input-missing") && run.err.contains("input 1"));
    assert!(!run.err.contains("ann-example"));
}

#[test]
fn a_passphrase_opens_what_it_closed_and_nothing_else_does() {
    let folder = Folder::new();
    let with = |passphrase: Option<&str>, arguments: &[&str]| {
        let mut command = command(&folder.join("home"));
        if let Some(passphrase) = passphrase {
            command.env("ALMONER_PASSPHRASE", passphrase);
        }
        crate::finish(command.args(arguments))
    };
    assert_eq!(with(Some("correct horse"), &["init", "--json"]).expect(0).json()["passphrase"], true);
    let patient = folder.write("p.ndjson", "{\"resourceType\":\"Patient\",\"id\":\"1\"}\n");
    with(Some("correct horse"), &["ingest", &patient]).expect(0);
    for wrong in [None, Some("wrong horse")] {
        let run = with(wrong, &["ingest", &patient]).expect(4);
        assert!(run.err.contains("[key]"), "{}", run.err);
        assert!(!run.err.contains("horse"));
    }
}

// ASVS 13.2.2, 13.2.4, 13.2.5
#[test]
fn doctor_proves_the_confinement_of_both_zones() {
    let home = Prepared::get().copy();
    let report = almoner(&home.0, &["doctor", "--json"]).expect(0).json();
    assert_eq!(report["confined"], true);
    let zones = array(&report, "/zones");
    assert_eq!(zones.iter().map(|zone| zone["zone"].as_str().unwrap()).collect::<Vec<_>>(), ["phi", "research"]);
    for zone in zones {
        let refused = zone["proof"]["refused"].as_object().unwrap();
        let tried = ["connect", "exec", "list-root", "ptrace", "read-system-file", "socket", "write-outside"];
        assert!(tried.iter().all(|what| refused.contains_key(*what)), "{refused:?}");
        assert!(refused.values().all(|refused| *refused == true), "{refused:?}");
    }
    assert!(!home.join("outside-probe").exists());
}
