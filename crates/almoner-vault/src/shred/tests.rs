use almoner_base::ProjectId;

use super::*;
use crate::testing::{Place, permit, person, records, take};
use crate::{Batch, Error};

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn patient(batch: &mut Batch, key: &str) {
    batch.record(key, key.repeat(20).as_bytes());
    batch.state(key, State::Active);
}

/// The wrapped keys, sealed study ids and sealed chunks of a person and of all records that count as the person's.
fn secrets(place: &Place, vault: &Vault, key: &str) -> Vec<Vec<u8>> {
    let mut secrets = Vec::new();
    for row in vault.one_person(person(vault, key)).unwrap() {
        secrets.push(vault.slots.get(row.id).unwrap().unwrap().to_vec());
        let connection = vault.database.connection();
        let (members, chunks) = vault
            .database
            .run(async {
                let members = member::Entity::find().filter(member::Column::Patient.eq(row.id)).all(connection).await?;
                let chunks = chunk::Entity::find().filter(chunk::Column::Patient.eq(row.id)).all(connection).await?;
                Ok((members, chunks))
            })
            .unwrap();
        // On PostgreSQL the crosswalk's rows are not in the folder; what they hold is sealed under the key that is.
        secrets.extend(members.into_iter().map(|member| member.sealed).filter(|_| place.is_sqlite()));
        let pack = std::fs::read(place.pack()).unwrap();
        for chunk in chunks {
            let start = usize::try_from(chunk.start).unwrap();
            secrets.push(pack[start..start + usize::try_from(chunk.length).unwrap()].to_vec());
        }
    }
    secrets
}

#[test]
fn a_shredded_person_leaves_nothing_to_open_in_any_file() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        patient(batch, "Patient/1");
        patient(batch, "Patient/2");
        patient(batch, "Patient/3");
        patient(batch, "Patient/bystander");
        batch.record("urn:uuid:3", b"under an alias");
    });
    // A chain: alias of 3, 1 into 2, 2 into 3.
    take(&mut vault, 2, |batch| {
        batch.alias("urn:uuid:3", "Patient/3");
        batch.merge("Patient/1", "Patient/2");
        batch.merge("Patient/2", "Patient/3");
    });
    let target = person(&vault, "Patient/3");
    vault.member(&permit(Action::ReadVault), &ProjectId::default(), target).unwrap();
    let secrets = secrets(&place, &vault, "Patient/3");
    // Four keys, four chunks, one study id.
    assert_eq!(secrets.len(), if place.is_sqlite() { 9 } else { 8 });
    let before = place.bytes();
    assert!(secrets.iter().all(|secret| secret.len() > 20 && contains(&before, secret)));
    // Neither before nor after is a word of the record in the clear, or the key that it came under.
    let in_the_clear = [b"under an alias".as_slice(), b"Patient/3", b"urn:uuid:3"];
    assert!(in_the_clear.iter().all(|word| !contains(&before, word)));

    vault.shred(&permit(Action::ShredPatient), target).unwrap();
    let after = place.bytes();
    assert!(secrets.iter().all(|secret| !contains(&after, secret)));
    assert!(in_the_clear.iter().all(|word| !contains(&after, word)));
    assert!(matches!(vault.read(&permit(Action::ReadVault), &[target]), Err(Error::Shredded)));
    assert_eq!(records(&mut vault, "Patient/bystander").len(), 1);
    drop(vault);
    let mut vault = place.open();
    assert_eq!(records(&mut vault, "Patient/bystander").len(), 1);
    assert_eq!(vault.state(target).unwrap(), State::Shredded);
}

#[test]
fn what_arrives_later_of_a_shredded_person_is_not_kept() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        batch.alias("urn:uuid:1", "Patient/1");
        patient(batch, "Patient/1");
    });
    let target = person(&vault, "Patient/1");
    vault.shred(&permit(Action::ShredPatient), target).unwrap();
    let length = std::fs::metadata(place.pack()).unwrap().len();
    take(&mut vault, 2, |batch| {
        patient(batch, "Patient/1");
        batch.record("urn:uuid:1", b"under the alias");
    });
    assert_eq!(std::fs::metadata(place.pack()).unwrap().len(), length);
    assert_eq!(vault.state(target).unwrap(), State::Shredded);
    assert_eq!(vault.people().unwrap().len(), 1);
}

#[test]
fn a_shredding_that_a_crash_cut_short_is_finished_at_the_next_start() {
    // After the tombstone, after the key, after the rows.
    for steps in 1..=3 {
        let place = Place::new();
        let mut vault = place.open();
        take(&mut vault, 1, |batch| patient(batch, "Patient/1"));
        let target = person(&vault, "Patient/1");
        vault.member(&permit(Action::ReadVault), &ProjectId::default(), target).unwrap();
        let secrets = secrets(&place, &vault, "Patient/1");
        vault.tombstones.add(&vault.lookups_of(&[target.0]).unwrap()).unwrap();
        if steps == 2 {
            vault.slots.destroy(&[target.0]).unwrap();
        }
        if steps == 3 {
            vault.destroy(&[target.0]).unwrap();
        }
        drop(vault);
        assert!(secrets.iter().any(|secret| contains(&place.bytes(), secret)));
        let before = place.entries(almoner_audit::Action::Shredded);
        let vault = place.open();
        assert!(secrets.iter().all(|secret| !contains(&place.bytes(), secret)), "after step {steps}");
        assert_eq!(vault.state(target).unwrap(), State::Shredded);
        drop(vault);
        assert_eq!(place.entries(almoner_audit::Action::Shredded), before + 1, "after step {steps}");
        drop(place.open());
        assert_eq!(place.entries(almoner_audit::Action::Shredded), before + 1, "told once");
    }
}

#[test]
fn a_backup_from_before_does_not_bring_a_shredded_person_back() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        patient(batch, "Patient/1");
        patient(batch, "Patient/bystander");
        batch.alias("urn:uuid:1", "Patient/1");
    });
    let target = person(&vault, "Patient/1");
    let secrets = secrets(&place, &vault, "Patient/1");
    drop(vault);
    let backup = place.copy();
    let mut vault = place.open();
    vault.shred(&permit(Action::ShredPatient), target).unwrap();
    drop(vault);
    // Everything comes back but the tombstones.
    let tombstones = std::fs::read(place.0.join("tombstones")).unwrap();
    place.restore(&backup);
    std::fs::write(place.0.join("tombstones"), tombstones).unwrap();
    assert!(secrets.iter().all(|secret| contains(&place.bytes(), secret)), "it is all there again");
    let mut vault = place.open();
    assert!(secrets.iter().all(|secret| !contains(&place.bytes(), secret)));
    assert!(matches!(vault.read(&permit(Action::ReadVault), &[target]), Err(Error::Shredded)));
    assert_eq!(records(&mut vault, "Patient/bystander").len(), 1);
}

#[test]
fn a_backup_from_before_they_came_keeps_nothing_of_a_shredded_person() {
    let place = Place::new();
    take(&mut place.open(), 1, |batch| patient(batch, "Patient/bystander"));
    let backup = place.copy();
    let mut vault = place.open();
    take(&mut vault, 2, |batch| {
        patient(batch, "Patient/1");
        batch.alias("urn:uuid:1", "Patient/1");
    });
    let target = person(&vault, "Patient/1");
    vault.shred(&permit(Action::ShredPatient), target).unwrap();
    drop(vault);
    let tombstones = std::fs::read(place.0.join("tombstones")).unwrap();
    place.restore(&backup);
    std::fs::write(place.0.join("tombstones"), tombstones).unwrap();
    drop(place.open());
    let mut vault = place.open();
    let length = std::fs::metadata(place.pack()).unwrap().len();
    take(&mut vault, 2, |batch| {
        patient(batch, "Patient/1");
        batch.record("urn:uuid:1", b"under the alias");
    });
    assert_eq!(std::fs::metadata(place.pack()).unwrap().len(), length, "nothing is kept");
    let again = person(&vault, "Patient/1");
    assert_eq!(vault.state(again).unwrap(), State::Shredded);
    take(&mut vault, 3, |batch| patient(batch, "Patient/2"));
    assert_eq!(records(&mut vault, "Patient/2").len(), 1, "rows after the buried ones are free");
}

#[test]
fn a_key_that_is_missing_without_a_word_is_damage_and_not_a_shredding() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| patient(batch, "Patient/1"));
    let target = person(&vault, "Patient/1");
    drop(vault);
    std::fs::remove_file(place.0.join("wrapped-keys")).unwrap();
    let mut vault = place.open();
    assert!(matches!(vault.read(&permit(Action::ReadVault), &[target]), Err(Error::KeysDamaged)));
    let ingest = permit(Action::IngestRecords);
    let (input, _) = vault.begin(&ingest, &[2; 32], crate::testing::NOW).unwrap();
    let mut batch = Batch::default();
    patient(&mut batch, "Patient/1");
    assert!(matches!(vault.commit(&ingest, input, &mut batch), Err(Error::KeysDamaged)), "nothing is dropped in silence");
}

#[test]
fn shredding_needs_its_own_permit() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| patient(batch, "Patient/1"));
    let target = person(&vault, "Patient/1");
    assert!(matches!(vault.shred(&permit(Action::ReadVault), target), Err(Error::Permit)));
    assert_eq!(records(&mut vault, "Patient/1").len(), 1);
}

#[test]
fn shredding_a_merged_record_shreds_the_whole_person() {
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        patient(batch, "Patient/old");
        patient(batch, "Patient/new");
        patient(batch, "Patient/bystander");
        batch.merge("Patient/old", "Patient/new");
    });
    let (old, new) = (person(&vault, "Patient/old"), person(&vault, "Patient/new"));
    assert_eq!(vault.same_person(old).unwrap(), [new, old]);
    vault.shred(&permit(Action::ShredPatient), old).unwrap();
    assert_eq!(vault.state(new).unwrap(), State::Shredded);
    assert_eq!(records(&mut vault, "Patient/bystander").len(), 1);
}
