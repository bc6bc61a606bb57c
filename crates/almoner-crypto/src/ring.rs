//! The versions of a zone's key-encryption key, which wrap the patients' data keys.
//!
//! A wrapped key is `version (4, big endian) || nonce (12) || ciphertext (32) || tag (16)`, 64 bytes, bound to the version and
//! to what the caller says it is for. New keys are wrapped under the newest version; old versions open until rotation has
//! rewrapped what they wrapped and destroys them. Each use is counted, so that whoever keeps the audit log can say so there.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{DataKey, Error, KmsKind, SEAL_OVERHEAD};

/// Length of a wrapped key.
pub const WRAPPED_KEY_LEN: usize = 4 + SEAL_OVERHEAD + 32;

/// The opened versions of one zone's key-encryption key.
pub struct KeyRing {
    versions: BTreeMap<u32, DataKey>,
    wrapped: AtomicU64,
    unwrapped: AtomicU64,
}

/// How often keys were used since it was asked last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUses {
    /// Which service holds the root key.
    pub kms: KmsKind,
    /// Keys of the zone that the service opened: its secret and the versions.
    pub opened: u64,
    /// Keys that the service sealed.
    pub sealed: u64,
    /// Data keys wrapped under the newest version.
    pub wrapped: u64,
    /// Data keys that a version opened.
    pub unwrapped: u64,
}

impl KeyRing {
    pub(crate) fn new(versions: BTreeMap<u32, DataKey>) -> Self {
        Self { versions, wrapped: AtomicU64::new(0), unwrapped: AtomicU64::new(0) }
    }

    pub(crate) fn add(&mut self, version: u32, key: DataKey) {
        self.versions.insert(version, key);
    }

    pub(crate) fn keep_newest(&mut self) {
        let newest = self.newest();
        self.versions.retain(|version, _| *version == newest);
    }

    pub(crate) fn key(&self, version: u32) -> Option<&DataKey> {
        self.versions.get(&version)
    }

    /// Wrapped and unwrapped since this was asked last.
    pub(crate) fn take_uses(&self) -> (u64, u64) {
        (self.wrapped.swap(0, Ordering::Relaxed), self.unwrapped.swap(0, Ordering::Relaxed))
    }

    /// The version that wraps new keys.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.versions.last_key_value().map_or(0, |(version, _)| *version)
    }

    /// The versions that there are, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = u32> + '_ {
        self.versions.keys().copied()
    }

    /// The version that a wrapped key names.
    #[must_use]
    pub fn version_of(wrapped: &[u8]) -> Option<u32> {
        wrapped.first_chunk::<4>().map(|version| u32::from_be_bytes(*version))
    }

    /// Wraps a data key under the newest version, bound to `aad`, which names tenant and patient.
    ///
    /// # Errors
    /// The random source failed.
    pub fn wrap(&self, key: &DataKey, aad: &[u8]) -> Result<[u8; WRAPPED_KEY_LEN], Error> {
        let (version, own) = self.versions.last_key_value().ok_or(Error::RingMissing)?;
        let sealed = own.wrap(key, &bound(*version, aad))?;
        self.wrapped.fetch_add(1, Ordering::Relaxed);
        [version.to_be_bytes().as_slice(), &sealed].concat().try_into().map_err(|_| Error::Seal)
    }

    /// Opens a data key that [`KeyRing::wrap`] wrapped for the same `aad`.
    ///
    /// # Errors
    /// Its version is not there, or any bit of it or of `aad` differs.
    pub fn unwrap(&self, wrapped: &[u8], aad: &[u8]) -> Result<DataKey, Error> {
        let (version, sealed) = wrapped.split_first_chunk::<4>().ok_or(Error::Open)?;
        let version = u32::from_be_bytes(*version);
        let own = self.versions.get(&version).ok_or(Error::VersionMissing(version))?;
        let key = own.unwrap(sealed, &bound(version, aad))?;
        self.unwrapped.fetch_add(1, Ordering::Relaxed);
        Ok(key)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing(newest {})", self.newest())
    }
}

fn bound(version: u32, aad: &[u8]) -> Vec<u8> {
    [b"almoner data key\0".as_slice(), &version.to_be_bytes(), aad].concat()
}

#[cfg(test)]
mod tests;
