use almoner_base::Secret;

use super::*;
use crate::testing::Folder;

const IN_2026: Timestamp = Timestamp(1_770_000_000_000);
const IN_2027: Timestamp = Timestamp(1_800_000_000_000);

fn keys(folder: &Folder, byte: u8) -> EpochKeys {
    EpochKeys::open(&folder.0, DataKey::from_secret(Secret::new([byte; 32]))).unwrap()
}

#[test]
fn a_year_has_one_key_that_lasts_and_each_year_another() {
    let folder = Folder::new();
    let id = |key: &EpochKey| key.resource(ResourceKind::Patient, b"1");
    let first = keys(&folder, 1).at(IN_2026).unwrap();
    assert_eq!(first.year(), 2026);
    let again = keys(&folder, 1).at(IN_2026).unwrap();
    assert_eq!(id(&first), id(&again));
    let next = keys(&folder, 1).at(IN_2027).unwrap();
    assert_eq!(next.year(), 2027);
    assert_ne!(id(&first), id(&next));
    assert_ne!(first.source(b"1"), first.device(b"1"));
}

#[test]
fn a_destroyed_key_is_gone_and_the_others_stay() {
    let folder = Folder::new();
    let keys = keys(&folder, 1);
    keys.at(IN_2026).unwrap();
    keys.at(IN_2027).unwrap();
    assert!(keys.destroy(2026).unwrap());
    assert!(keys.of(2026).unwrap().is_none());
    assert!(!keys.destroy(2026).unwrap());
    assert!(keys.of(2027).unwrap().is_some());
}

#[test]
fn a_key_opens_under_its_own_wrapping_and_year_alone() {
    let folder = Folder::new();
    keys(&folder, 1).at(IN_2026).unwrap();
    assert!(keys(&folder, 2).of(2026).is_err());
    fs::rename(folder.0.join("2026.key"), folder.0.join("2027.key")).unwrap();
    assert!(keys(&folder, 1).of(2027).is_err());
}
