use std::fs;

use almoner_base::{FixedClock, Timestamp};

use super::*;
use crate::testing::Folder;

fn clock() -> Arc<dyn Clock> {
    Arc::new(FixedClock(Timestamp(0)))
}

fn open(folder: &Folder) -> Result<ZoneKeys, Error> {
    ZoneKeys::open(&folder.0, None)
}

#[test]
fn a_zone_finds_its_keys_again() {
    let folder = Folder::new();
    let made = ZoneKeys::create(&folder.0, None).unwrap();
    let wrapped = made.ring().wrap(&DataKey::generate().unwrap(), b"patient").unwrap();
    let again = open(&folder).unwrap();
    assert_eq!(made.key("index").secret().expose(), again.key("index").secret().expose());
    assert_ne!(made.key("index").secret().expose(), again.key("audit-ids").secret().expose());
    assert_eq!(made.signing_key("audit").unwrap().public(), again.signing_key("audit").unwrap().public());
    assert!(again.ring().unwrap(&wrapped, b"patient").is_ok());
    assert_eq!(format!("{again:?}"), "ZoneKeys(local, KeyRing(newest 1))");
}

#[test]
fn every_use_of_the_root_key_is_told() {
    let folder = Folder::new();
    let mut keys = ZoneKeys::create(&folder.0, None).unwrap();
    assert_eq!(keys.take_uses(), KeyUses { kms: KmsKind::Local, opened: 0, sealed: 2, wrapped: 0, unwrapped: 0 });
    keys.add_version().unwrap();
    assert_eq!(keys.take_uses().sealed, 1);
    let keys = open(&folder).unwrap();
    assert_eq!(keys.take_uses().opened, 3, "the secret and two versions");
    assert_eq!(keys.take_uses().opened, 0);
}

#[test]
fn a_destroyed_version_is_in_no_file() {
    let folder = Folder::new();
    let mut keys = ZoneKeys::create(&folder.0, None).unwrap();
    let old = keys.file.versions[0].wrapped.to_vec();
    let sealed = keys.ring().wrap(&DataKey::generate().unwrap(), b"").unwrap();
    let there = || {
        fs::read_dir(&folder.0)
            .unwrap()
            .any(|entry| fs::read(entry.unwrap().path()).unwrap().windows(old.len()).any(|window| window == old))
    };
    assert_eq!(keys.add_version().unwrap(), 2);
    assert!(there() && open(&folder).unwrap().ring().unwrap(&sealed, b"").is_ok());
    keys.destroy_old_versions().unwrap();
    assert!(!there());
    assert!(matches!(open(&folder).unwrap().ring().unwrap(&sealed, b""), Err(Error::VersionMissing(1))));
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 2, "zone.key and zone.ring, no draft");
}

#[test]
fn keys_move_to_another_root_key_and_stay_what_they_are() {
    let (folder, other) = (Folder::new(), Folder::new());
    let mut keys = ZoneKeys::create(&folder.0, None).unwrap();
    keys.add_version().unwrap();
    let index = keys.key("index");
    let wrapped = keys.ring().wrap(&DataKey::generate().unwrap(), b"").unwrap();
    let root = LocalKms::create(&other.0.join("zone.key"), None).unwrap();
    keys.move_to(Box::new(root)).unwrap();
    assert!(matches!(open(&folder), Err(Error::Open)), "the old root key opens nothing");
    let root = LocalKms::open(&other.0.join("zone.key"), None).unwrap();
    let moved = ZoneKeys::open_with(&folder.0, Box::new(root)).unwrap();
    assert_eq!(moved.key("index").secret().expose(), index.secret().expose());
    assert!(moved.ring().unwrap(&wrapped, b"").is_ok());
}

#[test]
fn a_folder_whose_root_key_is_elsewhere_is_not_opened_by_a_file() {
    let folder = Folder::new();
    ZoneKeys::create(&folder.0, None).unwrap();
    let settings = "service = \"transit\"\nurl = \"https://vault.example\"\nkey = \"almoner\"\n";
    fs::write(folder.0.join("kms.toml"), settings).unwrap();
    assert!(matches!(open(&folder), Err(Error::KmsElsewhere)));
    fs::write(folder.0.join("kms.toml"), "service = \"tansit\"").unwrap();
    assert!(matches!(open(&folder), Err(Error::Setting(_))));
}

#[test]
fn a_crash_between_the_two_files_is_made_good_and_a_lost_one_is_told() {
    let folder = Folder::new();
    LocalKms::create(&folder.0.join("zone.key"), None).unwrap();
    ZoneKeys::open_or_create(&folder.0, None, &clock(), false).unwrap();
    open(&folder).unwrap();
    fs::remove_file(folder.0.join("zone.ring")).unwrap();
    assert!(matches!(ZoneKeys::open_or_create(&folder.0, None, &clock(), true), Err(Error::RingMissing)));
}

#[test]
fn every_damaged_byte_of_the_ring_is_found() {
    let folder = Folder::new();
    ZoneKeys::create(&folder.0, None).unwrap();
    let path = folder.0.join("zone.ring");
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&path, &damaged).unwrap();
        assert!(open(&folder).is_err(), "byte {at}");
        fs::write(&path, &whole[..at]).unwrap();
        assert!(open(&folder).is_err(), "cut at {at}");
    }
}
