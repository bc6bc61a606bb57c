//! The audit logs: every byte counts, and looking at them needs nobody's leave and no lock.

use rustix::fs::{FlockOperation, flock};

use crate::{Folder, Prepared, almoner, array, files};

#[test]
fn a_flipped_byte_in_any_file_is_found() {
    let home = Prepared::get().copy();
    almoner(&home.0, &["match", "--json"]).expect(0);
    almoner(&home.0, &["audit", "verify"]).expect(0);
    let mut tried = 0;
    for zone in ["phi", "research"] {
        for file in files(&home.join(zone).join("audit")) {
            let whole = std::fs::read(&file).unwrap();
            let mut changed = whole.clone();
            match changed.len() {
                // An empty tail is one byte longer.
                0 => changed.push(1),
                length => changed[length / 2] ^= 1,
            }
            std::fs::write(&file, &changed).unwrap();
            let run = almoner(&home.0, &["audit", "verify", "--json"]);
            assert_eq!(run.code, Some(1), "{}", file.display());
            let reports = run.json();
            let unsound: Vec<&str> = reports
                .as_array()
                .unwrap()
                .iter()
                .filter(|report| report["sound"] == false)
                .map(|report| report["zone"].as_str().unwrap())
                .collect();
            assert_eq!(unsound, [zone], "{}", file.display());
            std::fs::write(&file, &whole).unwrap();
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried} files");
    almoner(&home.0, &["audit", "verify"]).expect(0);
}

#[test]
fn a_missing_or_additional_file_is_found() {
    let home = Prepared::get().copy();
    let audit = home.join("phi/audit");
    let stray = audit.join("stray");
    std::fs::write(&stray, "x").unwrap();
    almoner(&home.0, &["audit", "verify"]).expect(1);
    std::fs::remove_file(&stray).unwrap();
    let gone = files(&audit.join("tile/entries")).remove(0);
    std::fs::remove_file(gone).unwrap();
    almoner(&home.0, &["audit", "verify"]).expect(1);
}

#[test]
fn a_second_process_is_told_that_the_home_is_in_use_and_the_logs_can_still_be_checked() {
    let home = Prepared::get().copy();
    let lock = std::fs::File::options().write(true).open(home.join("lock")).unwrap();
    flock(&lock, FlockOperation::NonBlockingLockExclusive).unwrap();
    for arguments in [&["ingest", "/"][..], &["release"], &["match"], &["doctor"]] {
        let run = almoner(&home.0, arguments).expect(4);
        assert!(run.err.contains("[home-locked]"), "{arguments:?}: {}", run.err);
    }
    almoner(&home.0, &["audit", "verify"]).expect(0);
    almoner(&home.0, &["audit", "show"]).expect(0);
    drop(lock);
    almoner(&home.0, &["doctor"]).expect(0);
}

#[test]
fn what_was_done_is_in_the_log_of_its_zone() {
    let home = Prepared::get().copy();
    almoner(&home.0, &["match", "--json"]).expect(0);
    let lines = almoner(&home.0, &["audit", "show", "--last", "100000", "--json"]).expect(0).lines();
    let has = |zone: &str, action: &str| lines.iter().any(|line| line["zone"] == zone && line["entry"]["action"] == action);
    for (zone, action) in [
        ("phi", "ingest_started"),
        ("phi", "ingest_finished"),
        ("phi", "vault_read"),
        ("phi", "chart_sealed"),
        ("phi", "release_made"),
        ("research", "chart_received"),
        ("research", "match_run"),
    ] {
        assert!(has(zone, action), "{action} in {zone}");
    }
    assert!(!has("phi", "unsandboxed_start") && !has("research", "unsandboxed_start"));
}

#[test]
fn an_entry_can_be_proved_and_one_that_is_not_there_can_not() {
    let home = Prepared::get().copy();
    let proof = almoner(&home.0, &["audit", "prove", "--zone", "phi", "0"]).expect(0);
    assert!(proof.out.contains("almoner/phi"), "{}", proof.out);
    almoner(&home.0, &["audit", "prove", "--zone", "phi", "1000000"]).expect(4);
}

#[test]
fn looking_changes_nothing() {
    let home: Folder = Prepared::get().copy();
    let content = |home: &Folder| -> Vec<_> {
        files(&home.0).into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
    };
    let before = content(&home);
    almoner(&home.0, &["audit", "verify"]).expect(0);
    let shown = almoner(&home.0, &["audit", "show", "--json"]).expect(0);
    assert!(shown.lines().iter().all(|line| line["entry"]["index"].is_number()));
    assert_eq!(array(&almoner(&home.0, &["audit", "verify", "--json"]).expect(0).json(), "").len(), 2);
    assert!(content(&home) == before);
}
