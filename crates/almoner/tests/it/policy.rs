//! What a policy refuses: exit code 3, a stable code, and a home as it was.

use serde_json::Value;

use crate::{Folder, Prepared, almoner, command, number};

fn run(home: &Folder, arguments: &[&str], today: &str) -> crate::Run {
    crate::finish(command(&home.0).args(arguments).args(["--json", "--today", today]))
}

#[test]
fn safe_harbor_charts_are_released_once_a_year() {
    let home = Prepared::get().copy();
    run(&home, &["release"], "2026-11-01").expect(0);
    let refused = run(&home, &["release"], "2027-10-31").expect(3);
    assert!(refused.err.contains("release-too-soon"));
    assert!(refused.out.is_empty());
    let again = run(&home, &["release"], "2027-11-01").expect(0).json();
    assert_eq!(number(&again, "/release/release"), 2);
}

#[test]
fn a_day_in_the_future_does_not_shorten_the_year() {
    let home = Prepared::get().copy();
    run(&home, &["release"], "2026-11-01").expect(0);
    let refused = run(&home, &["release", "--as-of", "2030-01-01"], "2026-11-02");
    assert_ne!(refused.code, Some(0), "`as_of` is the operator's to choose, the year between releases is not");
}

#[test]
fn expert_determination_needs_an_attestation_that_holds_today() {
    let prepared = Prepared::get();
    let home = prepared.copy();
    let with = ["release", "--policy", "expert_determination", "--attestation", &prepared.attestation()];
    let refused = run(&home, &with[..3], "2026-11-01").expect(3);
    assert!(refused.err.contains("attestation-missing"));
    // The sample attestation holds from 2026-09-01 to 2099-12-31.
    let early = run(&home, &with, "2026-08-31").expect(3);
    assert!(early.err.contains("attestation-not-yet-valid"), "{}", early.err);
    let late = run(&home, &with, "2100-01-01").expect(3);
    assert!(late.err.contains("attestation-expired"), "{}", late.err);
    run(&home, &with, "2099-12-31").expect(0);
}

#[test]
fn an_expired_attestation_is_not_revived_by_an_earlier_as_of() {
    let prepared = Prepared::get();
    let home = prepared.copy();
    let arguments =
        ["release", "--policy", "expert_determination", "--attestation", &prepared.attestation(), "--as-of", "2027-08-01"];
    let refused = run(&home, &arguments, "2100-01-01");
    assert_eq!(refused.code, Some(3), "an attestation holds today or not at all");
}

#[test]
fn a_refused_release_leaves_nothing_behind() {
    let home = Prepared::get().copy();
    run(&home, &["release", "--policy", "expert_determination"], "2026-11-01").expect(3);
    let status = run(&home, &["doctor"], "2026-11-01").expect(0).json();
    assert_eq!(status["status"]["release"], Value::Null);
    let made = run(&home, &["release"], "2026-11-01").expect(0).json();
    assert_eq!(number(&made, "/release/release"), 1);
}

#[test]
fn an_attestation_that_can_not_be_read_is_no_attestation() {
    let prepared = Prepared::get();
    let home = prepared.copy();
    let broken = home.write("attestation", "{\"who\":\"Ann Example\"");
    let refused = almoner(&home.0, &["release", "--policy", "expert_determination", "--attestation", &broken, "--json"]);
    assert!(matches!(refused.code, Some(2 | 3)), "{:?}", refused.code);
    assert!(!refused.err.contains("Ann"));
}

#[test]
fn the_author_of_a_version_can_not_approve_it() {
    let home = Prepared::get().copy();
    let refused = almoner(&home.0, &["trials", "approve", "NCT99000001", "--approver", "ClinicalTrials.gov"]).expect(3);
    assert!(refused.err.contains("own-version"));
}

const QUESTION: [&str; 8] = ["policy", "explain", "--role", "coordinator", "--action", "ReadResults", "--zone", "research"];

#[test]
fn a_question_is_answered_with_what_would_change_the_answer() {
    let home = Folder::new();
    let asked = |more: &[&str]| almoner(&home.0, &QUESTION.iter().chain(more).copied().collect::<Vec<_>>());
    let study = ["--purpose", "CLINTRCH", "--assigned", "NCT1", "--study", "NCT1"];
    let allowed = asked(&[&study[..], &["--mfa-age", "60"]].concat()).expect(0);
    assert!(allowed.out.starts_with("allowed: coordinator may ReadResults"), "{}", allowed.out);
    let refused = asked(&study).expect(3);
    assert!(refused.out.contains("floor-signed-in-with-two-factors"), "{}", refused.out);
    assert!(refused.out.contains("the second factor were confirmed again"), "{}", refused.out);
    let json = asked(&[&study[..], &["--json"]].concat()).expect(3).json();
    assert_eq!(json["allowed"], false);
    assert_eq!(json["allowed_if"][0][0]["change"], "mfa_age");
    for wrong in [&["--purpose", "FUN"][..], &["--network", "moon"], &["--fields", "soul"], &["--principal", "king"]] {
        let run = asked(wrong).expect(2);
        assert!(run.err.contains("[name-unknown]"), "{wrong:?}: {}", run.err);
    }
}

#[test]
fn the_policies_of_the_home_are_in_force_in_both_zones() {
    let home = Prepared::get().copy();
    let before = almoner(&home.0, &["policy", "show", "--json"]).expect(0).json();
    assert_eq!(number(&before, "/own_files"), 0);
    std::fs::create_dir(home.join("policies")).unwrap();
    home.write(
        "policies/quiet.cedar",
        "@id(\"nothing-comes-in\")\n@because(\"this site takes nothing in this week\")\n\
         forbid (principal, action in [Almoner::Action::\"IngestRecords\", Almoner::Action::\"ImportTrial\"], resource);\n",
    );
    let after = almoner(&home.0, &["policy", "show", "--json"]).expect(0).json();
    assert_eq!(number(&after, "/own_files"), 1);
    assert_ne!(before["version"], after["version"]);
    let shown = almoner(&home.0, &["policy", "show", "nothing-comes-in"]).expect(0);
    assert!(shown.out.contains("forbid"), "{}", shown.out);
    let prepared = Prepared::get();
    almoner(&home.0, &["ingest", &prepared.fhir()]).expect(3);
    almoner(&home.0, &["trials", "import", &prepared.trials()]).expect(3);
    let changes = almoner(&home.0, &["audit", "show", "--json", "--action", "policy_changed"]).expect(0).lines();
    let zones: Vec<_> = changes.iter().map(|line| line["zone"].as_str().unwrap()).collect();
    assert_eq!(zones.len(), 2, "each zone says once that other policies are in force: {zones:?}");
    almoner(&home.0, &["policy", "show", "no-such-policy"]).expect(2);
}

#[test]
fn a_broken_policy_file_stops_both_zones_and_names_its_line() {
    let home = Prepared::get().copy();
    std::fs::create_dir(home.join("policies")).unwrap();
    home.write("policies/broken.cedar", "@id(\"one\")\n@because(\"why\")\nforbid (principal, action resource);\n");
    for arguments in [&["doctor"][..], &["match"], &["policy", "show"]] {
        let run = almoner(&home.0, arguments);
        assert_eq!(run.code, Some(2), "{arguments:?}: {}{}", run.out, run.err);
        assert!(run.err.contains("[policies-unreadable]"), "{arguments:?}: {}", run.err);
        assert!(run.err.contains("broken.cedar") && run.err.contains("line 3"), "{arguments:?}: {}", run.err);
    }
    // A floor can not be taken away by naming another policy like it.
    let floor = "@id(\"floor-purpose\")\n@because(\"mine\")\npermit (principal, action, resource);\n";
    home.write("policies/broken.cedar", floor);
    almoner(&home.0, &["policy", "show"]).expect(2);
}
