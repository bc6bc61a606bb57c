use almoner_audit::{Filter, Log};

use super::*;
use crate::testing::{Place, permit, person, records, take};
use crate::{Batch, Crossing};

fn patient(batch: &mut Batch, key: &str) {
    batch.record(key, key.as_bytes());
    batch.state(key, State::Active);
}

fn state(vault: &Vault, key: &str) -> State {
    let id = person(vault, key);
    let told = vault.state(id).unwrap();
    if let Some((_, listed)) = vault.people().unwrap().into_iter().find(|(other, _)| *other == id) {
        assert_eq!(told, listed, "both ways to ask agree");
    }
    told
}

#[test]
fn who_died_is_deceased_until_the_record_says_otherwise() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| patient(batch, "Patient/1"));
    take(&mut vault, 2, |batch| batch.state("Patient/1", State::Deceased));
    assert_eq!(state(&vault, "Patient/1"), State::Deceased);
    take(&mut vault, 3, |batch| patient(batch, "Patient/1"));
    assert_eq!(state(&vault, "Patient/1"), State::Active);
}

#[test]
fn a_refusal_outlasts_every_later_record_of_the_patient() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| patient(batch, "Patient/1"));
    take(&mut vault, 2, |batch| batch.state("Patient/1", State::OptedOut));
    for (digest, later) in [(3, State::Active), (4, State::Deceased), (5, State::Active)] {
        take(&mut vault, digest, |batch| batch.state("Patient/1", later));
        assert_eq!(state(&vault, "Patient/1"), State::OptedOut);
    }
}

#[test]
fn a_refusal_before_the_patients_own_record_counts() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        batch.record("Patient/1", b"consent");
        batch.state("Patient/1", State::OptedOut);
    });
    assert!(vault.people().unwrap().is_empty(), "a key without a patient's record is nobody yet");
    take(&mut vault, 2, |batch| patient(batch, "Patient/1"));
    assert_eq!(state(&vault, "Patient/1"), State::OptedOut);
}

#[test]
fn a_refusal_under_an_alias_counts_in_every_order() {
    let consent = |batch: &mut Batch| {
        batch.record("urn:uuid:1", b"consent");
        batch.state("urn:uuid:1", State::OptedOut);
    };
    let own = |batch: &mut Batch| {
        batch.alias("urn:uuid:1", "Patient/1");
        patient(batch, "Patient/1");
    };
    // In one batch either way round, then in two inputs either way round.
    for (first, second, apart) in [(true, false, false), (false, true, false), (true, false, true), (false, true, true)] {
        let place = Place::new();
        let mut vault = place.open();
        let say = |batch: &mut Batch, refusal: bool| if refusal { consent(batch) } else { own(batch) };
        if apart {
            take(&mut vault, 1, |batch| say(batch, first));
            take(&mut vault, 2, |batch| say(batch, second));
        } else {
            take(&mut vault, 1, |batch| {
                say(batch, first);
                say(batch, second);
            });
        }
        assert_eq!(state(&vault, "Patient/1"), State::OptedOut, "refusal first: {first}, apart: {apart}");
        let mut read = records(&mut vault, "Patient/1");
        read.sort();
        assert_eq!(read, ["Patient/1", "consent"]);
    }
}

#[test]
fn a_refusal_under_a_cached_alias_counts_too() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| batch.record("urn:uuid:1", b"early"));
    take(&mut vault, 2, |batch| {
        batch.alias("urn:uuid:1", "Patient/1");
        patient(batch, "Patient/1");
    });
    take(&mut vault, 3, |batch| batch.state("urn:uuid:1", State::OptedOut));
    assert_eq!(state(&vault, "Patient/1"), State::OptedOut);
    assert_eq!(records(&mut vault, "Patient/1"), ["early", "Patient/1"]);
}

#[test]
fn a_merged_record_reads_with_its_survivor_and_an_unmerge_parts_them() {
    let place = Place::new();
    let mut vault = place.open();
    for (digest, key) in [(1, "Patient/1"), (2, "Patient/2"), (3, "Patient/3")] {
        take(&mut vault, digest, |batch| patient(batch, key));
    }
    take(&mut vault, 4, |batch| batch.merge("Patient/1", "Patient/2"));
    take(&mut vault, 5, |batch| batch.merge("Patient/2", "Patient/3"));
    assert_eq!(state(&vault, "Patient/1"), State::Merged);
    assert_eq!(state(&vault, "Patient/2"), State::Merged);
    assert_eq!(records(&mut vault, "Patient/3"), ["Patient/1", "Patient/2", "Patient/3"]);
    // The survivors' charts, which may hold both, go; at whatever depth.
    let project = almoner_base::ProjectId::default();
    let survivor = person(&vault, "Patient/3");
    vault.member(&permit(Action::ReadVault), &project, survivor).unwrap();
    vault.crossed(&project, &[survivor], Crossing::Delivered, 1).unwrap();
    assert!(vault.to_withdraw().unwrap().is_empty());
    take(&mut vault, 6, |batch| batch.state("Patient/1", State::Active));
    assert_eq!(state(&vault, "Patient/1"), State::Active);
    assert_eq!(records(&mut vault, "Patient/1"), ["Patient/1"]);
    assert_eq!(records(&mut vault, "Patient/3"), ["Patient/2", "Patient/3"]);
    assert_eq!(vault.to_withdraw().unwrap(), [(project, survivor, State::Active)]);
}

#[test]
fn the_later_of_merge_and_unmerge_in_one_input_holds() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        patient(batch, "Patient/2");
        batch.merge("Patient/1", "Patient/2");
        patient(batch, "Patient/1");
    });
    assert_eq!(state(&vault, "Patient/1"), State::Active);
    take(&mut vault, 2, |batch| {
        patient(batch, "Patient/1");
        batch.merge("Patient/1", "Patient/2");
    });
    assert_eq!(state(&vault, "Patient/1"), State::Merged);
}

#[test]
fn a_refusal_goes_with_a_merge_and_back_with_an_unmerge() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        patient(batch, "Patient/1");
        patient(batch, "Patient/2");
        batch.state("Patient/1", State::OptedOut);
    });
    take(&mut vault, 2, |batch| batch.merge("Patient/1", "Patient/2"));
    assert_eq!(state(&vault, "Patient/2"), State::OptedOut, "it is one person, who said no");
    take(&mut vault, 3, |batch| batch.state("Patient/1", State::Active));
    assert_eq!(state(&vault, "Patient/1"), State::OptedOut);
    assert_eq!(state(&vault, "Patient/2"), State::Active, "they were two, and this one said nothing");
}

#[test]
fn a_refusal_that_arrives_under_a_merged_record_is_the_survivors() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        patient(batch, "Patient/1");
        patient(batch, "Patient/2");
        batch.merge("Patient/1", "Patient/2");
    });
    let (project, survivor) = (almoner_base::ProjectId::default(), person(&vault, "Patient/2"));
    vault.member(&permit(Action::ReadVault), &project, survivor).unwrap();
    vault.crossed(&project, &[survivor], Crossing::Delivered, 1).unwrap();
    take(&mut vault, 2, |batch| batch.state("Patient/1", State::OptedOut));
    assert_eq!(state(&vault, "Patient/2"), State::OptedOut);
    assert_eq!(vault.to_withdraw().unwrap(), [(project, survivor, State::OptedOut)]);
}

#[test]
fn records_merged_into_each_other_have_no_chart_and_read_without_end_of_time() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        patient(batch, "Patient/1");
        patient(batch, "Patient/2");
        batch.merge("Patient/1", "Patient/2");
        batch.merge("Patient/2", "Patient/1");
        batch.state("Patient/1", State::OptedOut);
    });
    assert!(vault.people().unwrap().iter().all(|(_, state)| *state == State::Merged));
    assert_eq!(records(&mut vault, "Patient/1").len(), 2);
}

#[test]
fn a_read_needs_its_permit_and_is_in_the_log() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| patient(batch, "Patient/1"));
    let id = person(&vault, "Patient/1");
    assert!(matches!(vault.read(&permit(Action::IngestRecords), &[id]), Err(Error::Permit)));
    let entries = |vault: &Vault| {
        vault.log().checkpoint().unwrap();
        let key = almoner_crypto::ZoneKeys::open(&place.0.join("keys"), None).unwrap().signing_key("audit").unwrap();
        Log::show(&place.0.join("audit"), "test/vault", &key.public(), &Filter::default()).unwrap().len()
    };
    let before = entries(&vault);
    vault.read(&permit(Action::ReadVault), &[id, id]).unwrap();
    assert_eq!(entries(&vault), before + 3, "two reads, and that keys were used");
}

#[test]
fn a_damaged_chunk_is_told_and_never_given_out() {
    let place = Place::new();
    take(&mut place.open(), 1, |batch| patient(batch, "Patient/1"));
    let mut bytes = std::fs::read(place.pack()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(place.pack(), bytes).unwrap();
    let mut vault = place.open();
    let id = person(&vault, "Patient/1");
    assert!(matches!(vault.read(&permit(Action::ReadVault), &[id]), Err(Error::PackDamaged)));
}

#[test]
fn a_patient_id_does_not_print_its_number() {
    assert_eq!(format!("{:?}", PatientId(4711)), "PatientId(..)");
}

#[test]
fn only_the_field_groups_that_were_granted_are_decrypted() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        patient(batch, "Patient/1");
        batch.record_of("Patient/1", FieldGroup::Notes, b"a note");
        batch.record_of("Patient/1", FieldGroup::Contact, b"an address");
        batch.resource_of("Patient/1", FieldGroup::Notes, "DocumentReference/2", b"another note");
    });
    let id = person(&vault, "Patient/1");
    let mut read = |fields: Set<FieldGroup>| -> Vec<String> {
        let records = vault.read_fields(&permit(Action::ReadVault), &[id], fields).unwrap().remove(0).into_exposed();
        records.into_iter().map(|record| String::from_utf8(record.bytes).unwrap()).collect()
    };
    assert_eq!(read([FieldGroup::Notes].into()), ["a note", "another note"]);
    assert_eq!(read([FieldGroup::Contact, FieldGroup::Conditions].into()), ["an address"]);
    assert!(read(Set::new()).is_empty());
    assert_eq!(read(Set::all()), ["Patient/1", "a note", "an address", "another note"], "in the order of arrival");
}

#[test]
fn what_was_not_granted_is_not_even_opened() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        batch.record_of("Patient/1", FieldGroup::Notes, b"a note");
        batch.record_of("Patient/1", FieldGroup::Contact, b"an address");
        batch.state("Patient/1", State::Active);
    });
    let id = person(&vault, "Patient/1");
    // The address lies second; with its bytes spoiled, reading the notes goes well and reading all does not.
    let mut bytes = std::fs::read(place.pack()).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(place.pack(), bytes).unwrap();
    assert_eq!(vault.read_fields(&permit(Action::ReadVault), &[id], [FieldGroup::Notes].into()).unwrap().len(), 1);
    assert!(matches!(vault.read(&permit(Action::ReadVault), &[id]), Err(Error::PackDamaged)));
}

#[test]
fn a_chunk_does_not_pass_for_one_of_another_group() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| batch.record_of("Patient/1", FieldGroup::Contact, b"an address"));
    let id = person(&vault, "Patient/1");
    let connection = vault.database.connection();
    vault
        .database
        .run(async {
            chunk::Entity::update_many()
                .col_expr(chunk::Column::FieldGroup, sea_orm::prelude::Expr::value("notes"))
                .exec(connection)
                .await
        })
        .unwrap();
    let read = vault.read_fields(&permit(Action::ReadVault), &[id], [FieldGroup::Notes].into());
    assert!(matches!(read, Err(Error::PackDamaged)));
}
