//! Runs that are cut short: by `kill -9` at any moment, by a full disk. The next run ends as if nothing had happened.

use std::collections::BTreeMap;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;

use crate::{Folder, Prepared, TODAY, almoner, array, command, number};

/// Starts the verb with its zones in a process group of its own and kills all of them after a while. Says whether the verb
/// had ended by then.
fn kill_midway(home: &Path, arguments: &[&str], milliseconds: u64) -> bool {
    let mut child = command(home)
        .args(arguments)
        .args(["--today", TODAY])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(milliseconds));
    let ended = child.try_wait().unwrap().is_some();
    if !ended {
        let group = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        kill_process_group(group, Signal::KILL).unwrap();
        child.wait().unwrap();
    }
    ended
}

fn moment(below: u64) -> u64 {
    almoner_crypto::random_below(below).unwrap()
}

/// Accepted and quarantined resources of all inputs by type.
fn ledger(ingested: &Value) -> BTreeMap<String, (u64, u64)> {
    let mut counts = BTreeMap::new();
    for row in array(ingested, "/inputs").iter().flat_map(|input| array(input, "/types")) {
        let count: &mut (u64, u64) = counts.entry(row["resource_type"].as_str().unwrap().to_owned()).or_default();
        count.0 += number(row, "/accepted");
        count.1 += number(row, "/quarantined");
    }
    counts
}

/// A release whose charts hold the same facts in every home. Safe Harbor charts do not: they end on a secret day.
const RELEASE: [&str; 4] = ["release", "--policy", "expert_determination", "--attestation"];

/// The arguments that make it.
fn release(prepared: &Prepared) -> Vec<String> {
    RELEASE.iter().map(|word| (*word).to_owned()).chain([prepared.attestation()]).collect()
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

/// What a run of match says of the charts it found, after a release was made or brought to its end.
fn charts(home: &Path, prepared: &Prepared) -> [u64; 3] {
    almoner(home, &words(&release(prepared))).expect(0);
    let lines = almoner(home, &["match", "--json"]).expect(0).lines();
    let summary = &lines.last().unwrap()["summary"];
    ["/charts", "/facts", "/criteria"].map(|path| number(summary, path))
}

// ASVS 2.3.3
#[test]
fn killed_at_any_moment_the_next_run_ends_as_an_undisturbed_one() {
    let prepared = Prepared::get();
    let undisturbed = prepared.copy();
    let expected = charts(&undisturbed.0, &prepared);
    let home = Folder::new();
    almoner(&home.0, &["init"]).expect(0);
    let mut killed = 0;
    let fhir = prepared.fhir();
    for _ in 0..5 {
        killed += u32::from(!kill_midway(&home.0, &["ingest", &fhir], moment(700)));
    }
    let ingested = almoner(&home.0, &["ingest", &fhir, "--json"]).expect(0).json();
    assert_eq!(ledger(&ingested), ledger(&prepared.runs[2].json()));
    for _ in 0..2 {
        killed += u32::from(!kill_midway(&home.0, &["trials", "import", &prepared.trials()], moment(400)));
    }
    almoner(&home.0, &["trials", "import", &prepared.trials()]).expect(0);
    for _ in 0..5 {
        killed += u32::from(!kill_midway(&home.0, &words(&release(&prepared)), moment(1500)));
    }
    assert_eq!(charts(&home.0, &prepared), expected);
    assert!(killed >= 3, "only {killed} runs were cut short");
    almoner(&home.0, &["audit", "verify"]).expect(0);
    // Each person crossed under one study id, however often the release began.
    let lines = almoner(&home.0, &["match", "--json"]).expect(0).lines();
    let pairs: u64 = ["eligible", "potential", "excluded"]
        .iter()
        .map(|status| number(lines.last().unwrap(), &format!("/summary/{status}")))
        .sum();
    assert_eq!(pairs, expected[0] * 25);
}

/// Runs the binary with a limit on the size of each file that it writes, in blocks of 512 bytes; a write beyond it fails as
/// on a full disk.
fn limited(home: &Path, blocks: u32, arguments: &[&str]) -> crate::Run {
    let mut shell = Command::new("/bin/sh");
    shell.env_clear().current_dir("/").env("ALMONER_HOME", home);
    // Without the trap the signal would end the process before it can say anything.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    shell.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_almoner")]).args(arguments).args(["--today", TODAY]);
    crate::finish(&mut shell)
}

#[test]
fn without_room_on_the_disk_a_run_says_so_and_a_later_one_completes() {
    let prepared = Prepared::get();
    let undisturbed = prepared.copy();
    let expected = charts(&undisturbed.0, &prepared);
    let home = Folder::new();
    almoner(&home.0, &["init"]).expect(0);
    let fhir = prepared.fhir();
    let mut failures = 0;
    for blocks in [16, 64, 160, 224] {
        let run = limited(&home.0, blocks, &["ingest", &fhir]);
        if run.code != Some(0) {
            assert_eq!(run.code, Some(4), "{blocks}: {}", run.err);
            assert!(run.err.starts_with("error: ") && run.err.contains('['), "{}", run.err);
            failures += 1;
        }
    }
    assert!(failures >= 2, "{failures}");
    let ingested = almoner(&home.0, &["ingest", &fhir, "--json"]).expect(0).json();
    assert_eq!(ledger(&ingested), ledger(&prepared.runs[2].json()));
    almoner(&home.0, &["trials", "import", &prepared.trials()]).expect(0);
    for blocks in [64, 512] {
        let run = limited(&home.0, blocks, &words(&release(&prepared)));
        assert!(matches!(run.code, Some(0 | 4)), "{blocks}: {:?} {}", run.code, run.err);
    }
    assert_eq!(charts(&home.0, &prepared), expected);
    almoner(&home.0, &["audit", "verify"]).expect(0);
}

#[test]
fn a_zone_that_dies_is_told_and_loses_nothing() {
    let prepared = Prepared::get();
    let home = prepared.copy();
    // Without the trap the limit kills the zone itself; the supervisor has to notice.
    let release = release(&prepared).join(" ");
    let script = format!("ulimit -f 64; exec \"$@\" {release} --today {TODAY}");
    let mut shell = Command::new("/bin/sh");
    shell.env_clear().env("ALMONER_HOME", &home.0);
    let run = crate::finish(shell.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_almoner")])).expect(4);
    assert!(run.err.contains("[role-stopped]") && run.err.contains("hint:"), "{}", run.err);
    assert_eq!(charts(&home.0, &prepared), charts(&prepared.copy().0, &prepared));
    almoner(&home.0, &["audit", "verify"]).expect(0);
}
