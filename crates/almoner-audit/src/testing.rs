//! What the tests of this crate share.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almoner_base::{FixedClock, Secret, Timestamp};
use almoner_crypto::{SigningKey, VerifyingKey};

use crate::{Action, Defect, Entry, Error, Log, Report, Role};

pub(crate) const ORIGIN: &str = "almoner.test/phi";

/// A folder that goes away with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("almoner-audit-{:016x}", almoner_crypto::random_u64().unwrap()));
        Self(path)
    }

    /// A folder with a closed log of some entries.
    pub(crate) fn with_log(entries: u64) -> Self {
        let folder = Self::new();
        let log = create(&folder.0);
        let batch: Vec<Entry> = (0..entries).map(entry).collect();
        log.append_batch(&batch).unwrap();
        log.close().unwrap();
        folder
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn key() -> SigningKey {
    SigningKey::from_seed(&Secret::new([7; 32])).unwrap()
}

pub(crate) fn public() -> VerifyingKey {
    key().public()
}

pub(crate) fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock(Timestamp(1_700_000_000_000)))
}

pub(crate) fn create(folder: &Path) -> Log {
    Log::create(folder, key(), ORIGIN, clock()).unwrap()
}

pub(crate) fn open(folder: &Path) -> Result<Log, Error> {
    Log::open(folder, key(), ORIGIN, clock())
}

pub(crate) fn verify(folder: &Path) -> Result<Report, Vec<Defect>> {
    Log::verify(folder, ORIGIN, &public(), None)
}

/// An entry that differs from every other.
pub(crate) fn entry(number: u64) -> Entry {
    Entry::by_service(Role::Phi, Action::VaultRead).count(crate::Count::Rows, number)
}

/// All files of a folder, by relative path.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for item in fs::read_dir(at).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Copies a folder as a crash would leave it for the next process.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
