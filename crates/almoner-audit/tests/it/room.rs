//! What these tests share.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almoner_audit::{Action, Count, Entry, Log, Role};
use almoner_base::{FixedClock, Secret, Timestamp};
use almoner_crypto::{SigningKey, VerifyingKey};

pub const ORIGIN: &str = "almoner.test/phi";

pub fn key() -> SigningKey {
    SigningKey::from_seed(&Secret::new([7; 32])).unwrap()
}

pub fn public() -> VerifyingKey {
    key().public()
}

/// A folder that goes away with the test.
pub struct Room(pub PathBuf);

impl Room {
    pub fn new() -> Self {
        let room = std::env::temp_dir().join(format!("almoner-audit-it-{:016x}", almoner_crypto::random_u64().unwrap()));
        fs::create_dir_all(&room).unwrap();
        Self(room)
    }

    pub fn log(&self) -> PathBuf {
        self.0.join("audit")
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn open(folder: &Path) -> Result<Log, almoner_audit::Error> {
    let clock = Arc::new(FixedClock(Timestamp(1_770_000_000_000)));
    if folder.exists() { Log::open(folder, key(), ORIGIN, clock) } else { Log::create(folder, key(), ORIGIN, clock) }
}

/// An entry that differs from every other.
pub fn entry(number: u64) -> Entry {
    Entry::by_service(Role::Phi, Action::VaultRead).count(Count::Rows, number)
}

/// All files of a folder, by relative path.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for item in fs::read_dir(at).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push((path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Writes files into a new folder.
pub fn lay_out(folder: &Path, files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
