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
        secrets.push(row.wrapped_key.clone());
        let connection = vault.database.connection();
        let (members, chunks) = vault
            .database
            .run(async {
                let members = member::Entity::find().filter(member::Column::Patient.eq(row.id)).all(connection).await?;
                let chunks = chunk::Entity::find().filter(chunk::Column::Patient.eq(row.id)).all(connection).await?;
                Ok((members, chunks))
            })
            .unwrap();
        secrets.extend(members.into_iter().map(|member| member.sealed));
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
    assert_eq!(secrets.len(), 9);
    let before = place.bytes();
    assert!(secrets.iter().all(|secret| secret.len() > 20 && contains(&before, secret)));

    vault.shred(&permit(Action::ShredPatient), target).unwrap();
    let after = place.bytes();
    assert!(secrets.iter().all(|secret| !contains(&after, secret)));
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
    let place = Place::new();
    let mut vault = place.open();
    take(&mut vault, 1, |batch| patient(batch, "Patient/1"));
    let secrets = secrets(&place, &vault, "Patient/1");
    let id = person(&vault, "Patient/1").0;
    // As far as the first transaction, and no further.
    let connection = vault.database.connection();
    vault
        .database
        .run(async {
            patient::Entity::update_many()
                .col_expr(patient::Column::WrappedKey, Expr::value(Vec::<u8>::new()))
                .col_expr(patient::Column::State, Expr::value(State::Shredded.number()))
                .filter(patient::Column::Id.eq(id))
                .exec(connection)
                .await
        })
        .unwrap();
    drop(vault);
    assert!(secrets.iter().any(|secret| contains(&place.bytes(), secret)));
    let vault = place.open();
    assert!(secrets.iter().all(|secret| !contains(&place.bytes(), secret)));
    drop(vault);
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
