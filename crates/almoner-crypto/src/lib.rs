//! The only code that touches keys, randomness and cryptographic primitives.
//!
//! Everything stands on one backend (aws-lc-rs) and argon2 for passphrases; other crates name neither. Key types wipe
//! themselves when dropped and show nothing in `Debug`. This crate offers no choice of algorithm: AES-256-GCM (NIST SP
//! 800-38D), HKDF and HMAC with SHA-256 (RFC 5869, RFC 2104), Ed25519 (RFC 8032), argon2id (RFC 9106). It has no password
//! check for people; that belongs to the room that needs it. [`tls`] is in the same spirit: configurations, no choices.
#![warn(missing_docs)]

#[cfg(feature = "aws")]
mod aws;
mod data_key;
mod error;
mod hash;
mod http;
mod kms;
mod memory;
#[cfg(feature = "aws")]
mod object_lock;
mod random;
mod ring;
mod sign;
#[cfg(test)]
mod testing;
pub mod tls;
mod witness;
mod zone;

#[cfg(feature = "aws")]
pub use aws::AwsCredentials;
pub use data_key::{DataKey, SEAL_OVERHEAD};
pub use error::Error;
pub use hash::{Sha256, equal, hmac_sha256, sha256};
#[cfg(feature = "aws")]
pub use kms::AwsKms;
#[cfg(feature = "pkcs11")]
pub use kms::Pkcs11Kms;
pub use kms::{Kms, KmsKind, KmsSettings, LocalKms, TransitKms};
pub use memory::{MemoryLock, lock_memory};
#[cfg(feature = "aws")]
pub use object_lock::{ObjectLock, ObjectLockSettings};
pub use random::{random_below, random_bytes, random_u64};
pub use ring::{KeyRing, KeyUses, WRAPPED_KEY_LEN};
pub use sign::{SigningKey, VerifyingKey};
pub use witness::WitnessServer;
pub use zone::ZoneKeys;
