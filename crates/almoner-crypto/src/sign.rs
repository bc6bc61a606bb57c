//! Ed25519 signatures (RFC 8032).

use std::fmt;

use almoner_base::Secret;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::{DataKey, Error, random_bytes};

/// A private signing key. Wiped when dropped; `Debug` shows `SigningKey(..)`.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    verifying: VerifyingKey,
}

impl SigningKey {
    /// A random key.
    ///
    /// # Errors
    /// The random source failed.
    pub fn generate() -> Result<Self, Error> {
        Self::from_seed(&Secret::new(random_bytes()?))
    }

    /// The key whose seed is given (RFC 8032, section 5.1.5).
    ///
    /// # Errors
    /// The backend refuses the seed.
    pub fn from_seed(seed: &Secret<[u8; 32]>) -> Result<Self, Error> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.expose()).map_err(|_| Error::Key)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| Error::Key)?;
        Ok(Self { pair, verifying: VerifyingKey(public) })
    }

    /// The key that a data key gives birth to for the purpose `info`, so that a zone keeps one key and needs no more.
    ///
    /// # Errors
    /// The backend refuses the seed.
    pub fn derive(from: &DataKey, info: &[u8]) -> Result<Self, Error> {
        Self::from_seed(from.derive(info).secret())
    }

    /// The signature of `message`.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut bytes = [0; 64];
        for (to, from) in bytes.iter_mut().zip(self.pair.sign(message).as_ref()) {
            *to = *from;
        }
        bytes
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.verifying
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// A public key that checks signatures. It is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// The key that these 32 bytes encode. Bytes that encode no point verify nothing.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The encoding of RFC 8032.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Accepts `signature` if the private half made it for exactly this `message`.
    ///
    /// # Errors
    /// [`Error::Signature`] otherwise.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, signature).map_err(|_| Error::Signature)
    }
}

#[cfg(test)]
mod tests;
