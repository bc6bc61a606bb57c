//! Whose keys were destroyed, in a file of its own that outlives every backup.
//!
//! A tombstone is written before the key is destroyed, so a crash in between is made good at the next start. A backup from
//! before brings the key back; opened beside the present tombstones, the vault destroys it again before anything is read. So a
//! restore brings back everything but this file, which is kept, or is copied elsewhere after each shredding.
//!
//! Each tombstone is a keyed hash of the person's record key and a code over all tombstones before it, so that one can not be
//! taken out of the middle or altered. A tail that was cut off is not noticed here; the audit log has an entry for each.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use almoner_crypto::{DataKey, equal};

use crate::Error;

pub(crate) type Lookup = [u8; 32];

const STONE: usize = 64;

pub(crate) struct Tombstones {
    file: File,
    key: DataKey,
    last: [u8; 32],
    end: u64,
}

impl Tombstones {
    /// Opens the file, making it where it is missing; gives all tombstones.
    pub(crate) fn open(path: &Path, index_key: &DataKey) -> Result<(Self, Vec<Lookup>), Error> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
        let mut stones = Self { file, key: index_key.derive(b"tombstones-v1"), last: [0; 32], end: 0 };
        let bytes = std::fs::read(path)?;
        let (whole, torn) = bytes.as_chunks::<STONE>();
        let mut lookups = Vec::with_capacity(whole.len());
        for stone in whole {
            let (lookup, code) = stone.split_first_chunk::<32>().ok_or(Error::KeysDamaged)?;
            let expected = stones.code(lookup);
            if !equal(&expected, code) {
                return Err(Error::KeysDamaged);
            }
            stones.last = expected;
            stones.end += STONE as u64;
            lookups.push(*lookup);
        }
        if !torn.is_empty() {
            // Nothing was destroyed before the tombstone was whole.
            stones.file.set_len(stones.end)?;
        }
        Ok((stones, lookups))
    }

    /// Sets tombstones. Durable when this returns.
    pub(crate) fn add(&mut self, lookups: &[Lookup]) -> Result<(), Error> {
        let mut bytes = Vec::with_capacity(lookups.len() * STONE);
        let mut last = self.last;
        for lookup in lookups {
            last = self.code_after(&last, lookup);
            bytes.extend_from_slice(lookup);
            bytes.extend_from_slice(&last);
        }
        self.file.write_all_at(&bytes, self.end)?;
        self.file.sync_data()?;
        self.end += bytes.len() as u64;
        self.last = last;
        Ok(())
    }

    fn code(&self, lookup: &Lookup) -> [u8; 32] {
        self.code_after(&self.last, lookup)
    }

    fn code_after(&self, last: &[u8; 32], lookup: &Lookup) -> [u8; 32] {
        self.key.mac(&[last.as_slice(), lookup].concat())
    }
}

#[cfg(test)]
mod tests;
