use almoner_base::{Issue, IssueCode, Severity};
use almoner_policy::Action;
use sea_orm::ConnectionTrait;

use super::*;
use crate::Count;
use crate::testing::{NOW, Place, permit, person, records, take};

#[test]
fn the_same_input_again_changes_nothing() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| batch.record("Patient/1", b"first"));
    drop(vault);
    let mut vault = place.open();
    let (_, state) = vault.begin(&permit(Action::IngestRecords), &[1; 32], NOW).unwrap();
    assert_eq!(state, InputState::Done);
    assert_eq!(records(&mut vault, "Patient/1"), ["first"]);
}

#[test]
fn a_changed_resource_comes_after_its_older_version() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| batch.record("Patient/1", b"first"));
    take(&mut vault, 2, |batch| batch.record("Patient/1", b"second"));
    drop(vault);
    assert_eq!(records(&mut place.open(), "Patient/1"), ["first", "second"]);
}

#[test]
fn an_input_that_broke_off_goes_on_where_it_was_durable() {
    let place = Place::new();
    let ingest = permit(Action::IngestRecords);
    {
        let mut vault = place.open();
        let (input, _) = vault.begin(&ingest, &[1; 32], NOW).unwrap();
        let mut batch = Batch::default();
        for record in ["one", "two"] {
            batch.record("Patient/1", record.as_bytes());
            batch.item("Observation", &[]);
        }
        vault.commit(&ingest, input, &mut batch).unwrap();
        assert_eq!(batch.bytes(), 0, "the batch is emptied");
        // What was gathered after the last commit dies with the process.
        batch.record("Patient/1", b"three");
        batch.item("Observation", &[]);
    }
    let mut vault = place.open();
    let (input, state) = vault.begin(&ingest, &[1; 32], NOW).unwrap();
    assert_eq!(state, InputState::Open { items: 2 });
    let mut batch = Batch::default();
    batch.record("Patient/1", b"three");
    batch.item("Observation", &[]);
    vault.commit(&ingest, input, &mut batch).unwrap();
    vault.finish(input, true, NOW).unwrap();
    assert_eq!(records(&mut vault, "Patient/1"), ["one", "two", "three"]);
    let ledger = vault.ledger().unwrap();
    assert_eq!(ledger.len(), 1);
    assert!(ledger[0].complete);
    assert_eq!(ledger[0].rows[0].count, Count { accepted: 3, warned: 0, quarantined: 0 });
}

#[test]
fn what_a_crash_left_behind_the_last_commit_is_cut_off() {
    let place = Place::new();
    {
        let mut vault = place.open();
        take(&mut vault, 1, |batch| batch.record("Patient/1", b"first"));
        vault.packs.append(b"sealed but never committed").unwrap();
        vault.packs.sync().unwrap();
    }
    let before = std::fs::metadata(place.pack()).unwrap().len();
    let mut vault = place.open();
    assert_eq!(std::fs::metadata(place.pack()).unwrap().len(), before - 26);
    take(&mut vault, 2, |batch| batch.record("Patient/1", b"second"));
    assert_eq!(records(&mut vault, "Patient/1"), ["first", "second"]);
}

#[test]
fn a_batch_that_the_database_refuses_leaves_nothing_and_can_be_tried_again() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| batch.record("Patient/1", b"first"));
    let length = std::fs::metadata(place.pack()).unwrap().len();
    let (refuse, allow) = if place.is_sqlite() {
        ("CREATE TRIGGER refuse BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'no'); END", "DROP TRIGGER refuse")
    } else {
        ("ALTER TABLE ledger ADD CONSTRAINT refuse CHECK (false) NOT VALID", "ALTER TABLE ledger DROP CONSTRAINT refuse")
    };
    vault.database.run(async { vault.database.connection().execute_unprepared(refuse).await }).unwrap();
    let ingest = permit(Action::IngestRecords);
    let (input, _) = vault.begin(&ingest, &[2; 32], NOW).unwrap();
    let mut batch = Batch::default();
    batch.record("Patient/2", b"other");
    batch.state("Patient/2", State::Active);
    batch.item("Patient", &[]);
    assert!(vault.commit(&ingest, input, &mut batch).is_err());
    assert_eq!(std::fs::metadata(place.pack()).unwrap().len(), length, "the pack is cut back");
    assert!(vault.person("Patient/2").unwrap().is_none());
    vault.database.run(async { vault.database.connection().execute_unprepared(allow).await }).unwrap();
    vault.commit(&ingest, input, &mut batch).unwrap();
    drop(vault);
    let mut vault = place.open();
    assert_eq!(records(&mut vault, "Patient/2"), ["other"]);
    assert_eq!(records(&mut vault, "Patient/1"), ["first"]);
}

#[test]
fn a_pack_shorter_than_the_database_says_is_told_not_filled_up() {
    let place = Place::new();
    take(&mut place.open(), 1, |batch| batch.record("Patient/1", b"first"));
    let file = std::fs::OpenOptions::new().write(true).open(place.pack()).unwrap();
    file.set_len(3).unwrap();
    assert!(matches!(place.try_open(), Err(Error::PackDamaged)));
}

#[test]
fn issues_are_kept_up_to_a_thousand_and_counted_beyond() {
    let place = Place::new();
    let mut vault = place.open();
    let issue = Issue {
        code: IssueCode("json-syntax"),
        severity: Severity::Quarantined,
        path: "Patient.birthDate".to_owned(),
        line: 7,
    };
    let input = take(&mut vault, 1, |batch| {
        for _ in 0..1100 {
            batch.item("(unreadable)", std::slice::from_ref(&issue));
        }
    });
    assert_eq!(vault.issues(input.number(), 5000).unwrap().len(), 1000);
    let first = &vault.issues(input.number(), 1).unwrap()[0];
    assert_eq!((first.code.as_str(), first.quarantined, first.line), ("json-syntax", true, 7));
    assert_eq!(vault.ledger().unwrap()[0].rows[0].count.quarantined, 1100);
}

#[test]
fn another_actions_permit_takes_nothing_in() {
    let place = Place::new();
    let mut vault = place.open();
    let wrong = permit(Action::ReadVault);
    assert!(matches!(vault.begin(&wrong, &[1; 32], NOW), Err(Error::Permit)));
    let (input, _) = vault.begin(&permit(Action::IngestRecords), &[1; 32], NOW).unwrap();
    let mut batch = Batch::default();
    batch.record("Patient/1", b"first");
    assert!(matches!(vault.commit(&wrong, input, &mut batch), Err(Error::Permit)));
    assert!(vault.person("Patient/1").unwrap().is_none());
}

#[test]
fn resources_under_an_alias_are_the_persons_whichever_came_first() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| batch.record("urn:uuid:1", b"before"));
    take(&mut vault, 2, |batch| {
        batch.alias("urn:uuid:1", "Patient/1");
        batch.record("Patient/1", b"patient");
        batch.state("Patient/1", State::Active);
    });
    take(&mut vault, 3, |batch| batch.record("urn:uuid:1", b"after"));
    drop(vault);
    let mut vault = place.open();
    take(&mut vault, 4, |batch| batch.record("urn:uuid:1", b"after a restart"));
    assert_eq!(records(&mut vault, "Patient/1"), ["before", "patient", "after", "after a restart"]);
    assert_eq!(vault.people().unwrap().len(), 1, "the stand-in is nobody of its own");
}

#[test]
fn an_alias_never_takes_over_another_persons_own_key() {
    let place = Place::new();
    let mut vault = place.open();
    for (digest, key) in [(1, "Patient/1"), (2, "Patient/2")] {
        take(&mut vault, digest, |batch| {
            batch.record(key, key.as_bytes());
            batch.state(key, State::Active);
        });
    }
    take(&mut vault, 3, |batch| batch.alias("Patient/2", "Patient/1"));
    assert_ne!(person(&vault, "Patient/1"), person(&vault, "Patient/2"));
    assert_eq!(records(&mut vault, "Patient/1"), ["Patient/1"]);
    assert_eq!(records(&mut vault, "Patient/2"), ["Patient/2"]);
}

#[test]
fn the_tables_and_packs_hold_no_key_and_no_content_in_the_clear() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        batch.record("Patient/canary-key", b"canary-content canary-content");
        batch.alias("urn:canary-alias", "Patient/canary-key");
    });
    let text = String::from_utf8_lossy(&place.bytes()).into_owned();
    assert!(!text.contains("canary"));
    // The tables of PostgreSQL lie elsewhere, and hold the same.
    assert!(text.contains(if place.is_sqlite() { "patient" } else { "almoner wrapped data keys" }), "the files were read");
}

#[test]
fn an_identifier_that_two_persons_have_names_neither_of_them() {
    let place = Place::new();
    let mut vault = place.open();
    let alive = |batch: &mut Batch, key: &str| {
        batch.record(key, key.as_bytes());
        batch.state(key, State::Active);
    };
    take(&mut vault, 1, |batch| batch.record("family|1", b"before anybody"));
    take(&mut vault, 2, |batch| {
        alive(batch, "Patient/1");
        batch.alias("family|1", "Patient/1");
    });
    assert_eq!(records(&mut vault, "Patient/1"), ["before anybody", "Patient/1"]);
    let second = take(&mut vault, 3, |batch| {
        alive(batch, "Patient/2");
        batch.alias("family|1", "Patient/2");
    });
    take(&mut vault, 4, |batch| {
        batch.alias("family|1", "Patient/1");
        batch.record("family|1", b"after both");
    });
    assert_eq!(records(&mut vault, "Patient/1"), ["Patient/1"]);
    assert_eq!(records(&mut vault, "Patient/2"), ["Patient/2"]);
    assert_eq!(records(&mut vault, "family|1"), ["before anybody", "after both"]);
    assert_eq!(vault.unresolved().unwrap(), 1);
    let issues = vault.issues(second.number(), 10).unwrap();
    assert_eq!(issues.iter().map(|issue| issue.code.as_str()).collect::<Vec<_>>(), ["identifier-ambiguous"]);
}

#[test]
fn an_identifier_of_two_persons_in_one_batch_is_counted_once() {
    let place = Place::new();
    let mut vault = place.open();
    let ingest = permit(Action::IngestRecords);
    let (input, _) = vault.begin(&ingest, &[1; 32], NOW).unwrap();
    let mut batch = Batch::default();
    for key in ["Patient/1", "Patient/2", "Patient/3"] {
        batch.state(key, State::Active);
        batch.alias("UNKNOWN", key);
    }
    batch.record("UNKNOWN", b"whose");
    assert_eq!(vault.commit(&ingest, input, &mut batch).unwrap(), 1);
    assert!(records(&mut vault, "Patient/1").is_empty());
    assert_eq!(records(&mut vault, "UNKNOWN"), ["whose"]);
}

#[test]
fn a_merged_record_and_its_survivor_may_share_an_identifier() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        for key in ["Patient/1", "Patient/2"] {
            batch.state(key, State::Active);
        }
        batch.alias("mrn|1", "Patient/2");
        batch.merge("Patient/1", "Patient/2");
        batch.alias("mrn|1", "Patient/1");
    });
    assert_eq!(person(&vault, "mrn|1"), person(&vault, "Patient/2"));
}

#[test]
fn of_two_versions_under_two_keys_of_one_person_the_later_stays_the_later() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        batch.state("Patient/1", State::Active);
        batch.alias("a-url", "Patient/1");
    });
    take(&mut vault, 2, |batch| {
        batch.record("Patient/1", b"older");
        batch.record("a-url", b"newer");
    });
    take(&mut vault, 3, |batch| {
        batch.record("a-url", b"older still");
        batch.record("Patient/1", b"newest");
    });
    assert_eq!(records(&mut vault, "Patient/1"), ["older", "newer", "older still", "newest"]);
}

#[test]
fn a_restarted_input_begins_with_its_first_item_and_empty_counts() {
    let place = Place::new();
    let mut vault = place.open();
    let ingest = permit(Action::IngestRecords);
    let (input, _) = vault.begin(&ingest, &[1; 32], NOW).unwrap();
    let mut batch = Batch::default();
    batch.item("Observation", &[]);
    vault.commit(&ingest, input, &mut batch).unwrap();
    assert_eq!(vault.ledger_of(input).unwrap().unwrap().rows[0].count.accepted, 1);
    vault.restart(input).unwrap();
    assert!(vault.ledger_of(input).unwrap().unwrap().rows.is_empty());
    assert_eq!(vault.begin(&ingest, &[1; 32], NOW).unwrap(), (input, InputState::Open { items: 0 }));
}
