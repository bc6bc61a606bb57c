//! Rotation: a new version of the key-encryption key, every data key wrapped anew under it, the old version destroyed. No
//! record is read or written.
//!
//! It goes on after a kill where it was: what is still wrapped under an old version is what is left to do. Once the old version
//! is destroyed, wrapped keys in backups of the vault open no more, unless somebody kept the key folder of that time too.

use almoner_audit::{Count, Entry, Role, Version};
use almoner_crypto::{KeyRing, KmsKind};
use almoner_policy::{Action, Permit};

use crate::slots::Slot;
use crate::{Error, Vault};

/// Slots in one read and one write: 512 KiB.
const RUN: i64 = 8192;

/// What a rotation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The version that wraps all keys now.
    pub version: u32,
    /// Data keys that this run wrapped anew.
    pub rewrapped: u64,
    /// Older versions that were destroyed.
    pub destroyed: u64,
}

/// How the keys stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// Which service holds the root key.
    pub kms: KmsKind,
    /// Versions of the key-encryption key, oldest first; more than one while a rotation is unfinished.
    pub versions: Vec<u32>,
    /// Wrapped data keys.
    pub data_keys: u64,
    /// Those among them that an older version wraps.
    pub behind: u64,
}

impl Vault {
    /// Replaces the key-encryption key. The log has its entry before the old version is destroyed.
    ///
    /// # Errors
    /// The permit does not allow it, or the key service, the disk or the log refused; then it can be run again and goes on.
    pub fn rotate_keys(&mut self, permit: &Permit) -> Result<Rotated, Error> {
        if !permit.allows(Action::RotateKeys) {
            return Err(Error::Permit);
        }
        let version = self.keys.begin_rotation()?;
        let mut rewrapped = 0;
        self.each_run(|first, count| {
            rewrapped += self.slots.rewrite(first, count, |row, slot| self.rewrap(version, row, slot))?;
            Ok(())
        })?;
        self.slots.sync()?;
        let entry = Entry::by_service(Role::Phi, almoner_audit::Action::KeyRotated)
            .version(Version::Policy, permit.policy_version())
            .count(Count::Keys, rewrapped);
        self.log.append_batch(&self.with_key_uses(vec![entry]))?;
        let destroyed = self.keys.destroy_old_versions()?;
        Ok(Rotated { version, rewrapped, destroyed })
    }

    /// How the keys stand. Opens none of them.
    ///
    /// # Errors
    /// The permit does not allow it, or the disk refused.
    pub fn key_status(&self, permit: &Permit) -> Result<KeyStatus, Error> {
        if !permit.allows(Action::ReadHealth) {
            return Err(Error::Permit);
        }
        let (ring, mut data_keys, mut behind) = (self.keys.ring(), 0, 0);
        self.each_run(|first, count| {
            self.slots.rewrite(first, count, |_, slot| {
                data_keys += 1;
                behind += u64::from(KeyRing::version_of(slot) != Some(ring.newest()));
                Ok(false)
            })?;
            Ok(())
        })?;
        Ok(KeyStatus { kms: self.keys.kms(), versions: ring.versions().collect(), data_keys, behind })
    }

    /// Goes through the rows that have slots: the first of a run, and how many it has.
    fn each_run(&self, mut step: impl FnMut(i64, usize) -> Result<(), Error>) -> Result<(), Error> {
        let end = self.slots.len()?;
        let mut first = 1;
        while first < end {
            let count = RUN.min(end - first);
            step(first, usize::try_from(count).map_err(|_| Error::KeysDamaged)?)?;
            first += count;
        }
        Ok(())
    }

    fn rewrap(&self, version: u32, row: i64, slot: &mut Slot) -> Result<bool, Error> {
        if KeyRing::version_of(slot) == Some(version) {
            return Ok(false);
        }
        let (ring, aad) = (self.keys.ring(), self.key_aad(row));
        *slot = ring.wrap(&ring.unwrap(slot, &aad)?, &aad)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
