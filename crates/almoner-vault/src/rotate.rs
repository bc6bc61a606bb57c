//! Rotation: a new version of the key-encryption key, every data key wrapped anew under it, the old version destroyed. No
//! record is read or written.
//!
//! It goes on after a kill where it was: what is still wrapped under an old version is what is left to do. Once the old version
//! is destroyed, wrapped keys in backups of the vault open no more, unless somebody kept the key folder of that time too.

use almoner_audit::{Count, Entry, Role, Version};
use almoner_crypto::KeyRing;
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
}

impl Vault {
    /// Replaces the key-encryption key. `progress` is told rows done and rows in all.
    ///
    /// # Errors
    /// The permit does not allow it, or the key service, the disk or the log refused; then it can be run again and goes on.
    pub fn rotate_keys(&mut self, permit: &Permit, mut progress: impl FnMut(i64, i64)) -> Result<Rotated, Error> {
        if !permit.allows(Action::RotateKeys) {
            return Err(Error::Permit);
        }
        if self.keys.ring().versions().count() < 2 {
            self.keys.add_version()?;
        }
        let version = self.keys.ring().newest();
        let end = self.slots.len()?;
        let (mut first, mut rewrapped) = (1, 0);
        while first < end {
            let count = RUN.min(end - first);
            let wide = usize::try_from(count).map_err(|_| Error::KeysDamaged)?;
            rewrapped += self.slots.rewrite(first, wide, |row, slot| self.rewrap(version, row, slot))?;
            first += count;
            progress(first - 1, end - 1);
        }
        self.slots.sync()?;
        self.keys.destroy_old_versions()?;
        let entry = Entry::by_service(Role::Phi, almoner_audit::Action::KeyRotated)
            .version(Version::Policy, permit.policy_version())
            .count(Count::Keys, rewrapped);
        let entries = self.with_key_uses(vec![entry]);
        self.log.append_batch(&entries)?;
        Ok(Rotated { version, rewrapped })
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
