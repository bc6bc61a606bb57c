use almoner_crypto::ZoneKeys;

use super::*;
use crate::State;
use crate::testing::{Place, permit, person, records, take};

fn filled(place: &Place) -> Vault {
    let mut vault = place.open();
    take(&mut vault, 1, |batch| {
        for number in 0..20 {
            let key = format!("Patient/{number}");
            batch.record(&key, key.as_bytes());
            batch.state(&key, State::Active);
        }
    });
    vault
}

fn versions(vault: &Vault) -> Vec<Option<u32>> {
    (1..vault.slots.len().unwrap())
        .map(|row| vault.slots.get(row).unwrap().and_then(|slot| KeyRing::version_of(&slot)))
        .collect()
}

#[test]
fn after_a_rotation_all_records_open_and_the_old_wrapped_keys_do_not() {
    let place = Place::new();
    let mut vault = filled(&place);
    let gone = person(&vault, "Patient/3");
    vault.shred(&permit(Action::ShredPatient), gone).unwrap();
    let old: Vec<Slot> = (1..=20).filter_map(|row| vault.slots.get(row).unwrap()).collect();
    let rotated = vault.rotate_keys(&permit(Action::RotateKeys)).unwrap();
    assert_eq!(rotated, Rotated { version: 2, rewrapped: 19, destroyed: 1 });
    assert_eq!(records(&mut vault, "Patient/7"), ["Patient/7"]);
    let after = place.bytes();
    assert!(old.iter().all(|slot| !after.windows(64).any(|window| window == slot)));
    drop(vault);
    let keys = ZoneKeys::open(&place.0.join("keys"), None).unwrap();
    let mut vault = place.open();
    let aad = vault.key_aad(1);
    assert!(matches!(keys.ring().unwrap(&old[0], &aad), Err(almoner_crypto::Error::VersionMissing(1))));
    assert_eq!(records(&mut vault, "Patient/19"), ["Patient/19"]);
    assert!(matches!(vault.read(&permit(Action::ReadVault), &[gone]), Err(Error::Shredded)));
}

#[test]
fn a_rotation_that_was_cut_short_goes_on_where_it_was() {
    let place = Place::new();
    let mut vault = filled(&place);
    // As far as row 8, and no further.
    vault.keys.add_version().unwrap();
    vault.slots.rewrite(1, 8, |row, slot| vault.rewrap(2, row, slot)).unwrap();
    drop(vault);
    let mut vault = place.open();
    assert_eq!(versions(&vault)[7..9], [Some(2), Some(1)]);
    assert_eq!(records(&mut vault, "Patient/2"), ["Patient/2"], "in between, both versions open");
    take(&mut vault, 2, |batch| batch.record("Patient/new", b"new"));
    let status = vault.key_status(&permit(Action::ReadHealth)).unwrap();
    assert_eq!(status, KeyStatus { kms: KmsKind::Local, versions: vec![1, 2], data_keys: 21, behind: 12 });
    let rotated = vault.rotate_keys(&permit(Action::RotateKeys)).unwrap();
    assert_eq!(rotated, Rotated { version: 2, rewrapped: 12, destroyed: 1 });
    assert!(versions(&vault).iter().all(|version| *version == Some(2)));
    drop(vault);
    assert_eq!(records(&mut place.open(), "Patient/new"), ["new"]);
}

#[test]
fn rotation_needs_its_own_permit() {
    let place = Place::new();
    let mut vault = filled(&place);
    assert!(matches!(vault.rotate_keys(&permit(Action::ReadVault)), Err(Error::Permit)));
    assert!(matches!(vault.key_status(&permit(Action::ReadVault)), Err(Error::Permit)));
    assert!(versions(&vault).iter().all(|version| *version == Some(1)));
}
