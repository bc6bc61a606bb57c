//! Ids in entries: opaque ids, which only the holder of a key can link to what they stand for, and the id of an entry itself.

use std::fmt;

use almoner_base::Timestamp;
use almoner_crypto::{DataKey, random_bytes};
use minicbor::{Decode, Encode};
use serde::{Serialize, Serializer};

use super::registry::ResourceKind;

/// An id that only the holder of the key can link to what it stands for: the first 16 bytes of an HMAC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct OpaqueId(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

impl OpaqueId {
    /// The opaque id of a resource: HMAC-SHA-256 over its kind and its id, cut to 16 bytes. The key is one that the zone
    /// derives for this purpose alone, or that of an epoch ([`crate::EpochKey::resource`]).
    #[must_use]
    pub fn of(key: &DataKey, kind: ResourceKind, id: &[u8]) -> Self {
        Self::named(key, &format!("{kind:?}"), id)
    }

    /// The opaque id of a person.
    #[must_use]
    pub fn of_person(key: &DataKey, id: &[u8]) -> Self {
        Self::named(key, "Person", id)
    }

    /// A random id, for a request or a run.
    ///
    /// # Errors
    /// The random source failed.
    pub fn random() -> Result<Self, almoner_crypto::Error> {
        random_bytes().map(Self)
    }

    /// The id whose bytes are known, such as that of a request which another zone gave.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Reads what [`fmt::Display`] writes: 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let id = u128::from_str_radix(text, 16).ok().map(|number| Self(number.to_be_bytes()))?;
        (id.to_string() == text).then_some(id)
    }

    pub(crate) fn named(key: &DataKey, name: &str, id: &[u8]) -> Self {
        // No name holds a zero byte, so that a name and an id cannot run into each other.
        let mut half = [0; 16];
        for (to, from) in half.iter_mut().zip(key.mac(&[name.as_bytes(), b"\0", id].concat())) {
            *to = from;
        }
        Self(half)
    }
}

impl fmt::Display for OpaqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for OpaqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for OpaqueId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The id of an entry: a UUID of version 7 (RFC 9562, section 5.7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct EntryId(#[cbor(n(0), with = "minicbor::bytes")] pub(crate) [u8; 16]);

impl EntryId {
    /// Its bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(f, "{dash}{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for EntryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The source of entry ids: the random bits start anew each millisecond and count up within it (RFC 9562, section 6.2,
/// method 2), so that ids ascend and one draw serves a whole commit.
#[derive(Default)]
pub(crate) struct EntryIds {
    millisecond: u64,
    random: u128,
}

/// The random bits of a version 7 UUID.
const RANDOM_BITS: u32 = 74;

impl EntryIds {
    /// The next id. Where the clock stands or goes back, ids go on from the one before.
    pub(crate) fn next(&mut self, now: Timestamp) -> Result<EntryId, almoner_crypto::Error> {
        let now = u64::try_from(now.0).unwrap_or(0) & 0xffff_ffff_ffff;
        if now > self.millisecond || self.random == 0 {
            self.millisecond = self.millisecond.max(now);
            // The highest bit stays free, so that counting up never leaves the field.
            self.random = (u128::from_be_bytes(random_bytes()?) >> (129 - RANDOM_BITS)).max(1);
        } else {
            self.random += 1;
        }
        let high = self.random >> 62;
        let low = self.random & ((1 << 62) - 1);
        let id = u128::from(self.millisecond) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low;
        Ok(EntryId(id.to_be_bytes()))
    }
}
