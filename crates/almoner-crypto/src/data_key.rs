//! Data keys: 256-bit keys that seal bytes with AES-256-GCM (NIST SP 800-38D), give birth to further keys by HKDF-SHA256
//! (RFC 5869) and wrap other keys.
//!
//! Sealed bytes are `nonce (12) || ciphertext || tag (16)`. The nonce is random, so one key may seal at most 2^32 messages
//! (SP 800-38D, section 8.3); callers keep far below by deriving a key per patient, chunk or record with
//! [`DataKey::derive`]. There is no way to choose a nonce.

use std::fmt;

use almoner_base::Secret;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroize;

use crate::{Error, hmac_sha256, random_bytes};

const TAG_LEN: usize = 16;

/// How many bytes longer sealed bytes are than their plaintext.
pub const SEAL_OVERHEAD: usize = NONCE_LEN + TAG_LEN;

/// A 256-bit symmetric key. Wiped when dropped; `Debug` shows `DataKey(..)`.
#[derive(Clone)]
pub struct DataKey(Secret<[u8; 32]>);

impl DataKey {
    /// A random key.
    ///
    /// # Errors
    /// The random source failed.
    pub fn generate() -> Result<Self, Error> {
        random_bytes().map(|bytes| Self(Secret::new(bytes)))
    }

    /// The key that these bytes are, as they come from a key file or over the supervisor's socket.
    #[must_use]
    pub fn from_secret(bytes: Secret<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The key that these 44 characters of base64 are, as key services give it.
    pub(crate) fn from_base64(text: &str) -> Result<Self, Error> {
        use base64::Engine;
        let mut bytes = base64::engine::general_purpose::STANDARD.decode(text).map_err(|_| Error::Key)?;
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map(|bytes| Self(Secret::new(bytes)));
        bytes.zeroize();
        key.map_err(|_| Error::Key)
    }

    /// The bytes of the key, for the supervisor that hands a zone its key and for nobody else.
    #[must_use]
    pub fn secret(&self) -> &Secret<[u8; 32]> {
        &self.0
    }

    /// The key that HKDF-SHA256 (RFC 5869, no salt, 32 bytes) derives for the purpose `info`. Distinct purposes give
    /// unrelated keys, so `info` must name the purpose unambiguously: put variable-length parts last or give their length.
    #[must_use]
    pub fn derive(&self, info: &[u8]) -> DataKey {
        Self(hkdf32(self.0.expose(), info))
    }

    /// The keyed hash (HMAC-SHA-256) of `data`, for opaque ids that only the holder of the key can link.
    #[must_use]
    pub fn mac(&self, data: &[u8]) -> [u8; 32] {
        hmac_sha256(self.0.expose(), data)
    }

    /// Encrypts `plaintext` and binds it to `aad`, which is not stored and must be given again to open.
    ///
    /// # Errors
    /// The random source failed, or the text is longer than AES-GCM allows.
    pub fn seal(&self, plaintext: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce: [u8; NONCE_LEN] = random_bytes()?;
        let mut sealed = Vec::with_capacity(plaintext.len() + SEAL_OVERHEAD);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let body = sealed.get_mut(NONCE_LEN..).ok_or(Error::Seal)?;
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = self.aead()?.seal_in_place_separate_tag(nonce, Aad::from(aad), body).map_err(|_| Error::Seal)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Decrypts what [`DataKey::seal`] gave for the same `aad`.
    ///
    /// # Errors
    /// [`Error::Open`] if any bit of the sealed bytes, the `aad` or the key differs.
    pub fn open(&self, sealed: &[u8], aad: &[u8]) -> Result<Vec<u8>, Error> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN).ok_or(Error::Open)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::Open)?;
        let mut plaintext = body.to_vec();
        let length = match self.aead()?.open_in_place(nonce, Aad::from(aad), &mut plaintext) {
            Ok(opened) => opened.len(),
            Err(_) => {
                plaintext.zeroize();
                return Err(Error::Open);
            }
        };
        plaintext.truncate(length);
        Ok(plaintext)
    }

    /// Seals another key under this one, bound to `aad` (which names what the wrapped key is for).
    ///
    /// # Errors
    /// The random source failed.
    pub fn wrap(&self, key: &DataKey, aad: &[u8]) -> Result<Vec<u8>, Error> {
        self.seal(key.0.expose(), aad)
    }

    /// Opens a key that [`DataKey::wrap`] sealed for the same `aad`.
    ///
    /// # Errors
    /// [`Error::Open`] if any bit of the wrapped key, the `aad` or this key differs.
    pub fn unwrap(&self, wrapped: &[u8], aad: &[u8]) -> Result<DataKey, Error> {
        let mut plaintext = self.open(wrapped, aad)?;
        let bytes = <[u8; 32]>::try_from(plaintext.as_slice());
        plaintext.zeroize();
        bytes.map(|bytes| Self(Secret::new(bytes))).map_err(|_| Error::Open)
    }

    fn aead(&self) -> Result<LessSafeKey, Error> {
        UnboundKey::new(&AES_256_GCM, self.0.expose()).map(LessSafeKey::new).map_err(|_| Error::Key)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

/// HKDF-SHA256 (RFC 5869) without salt, to 32 bytes. Written out, since that is exactly one round of the expansion and this
/// form cannot fail.
fn hkdf32(secret: &[u8], info: &[u8]) -> Secret<[u8; 32]> {
    let mut pseudo_random_key = hmac_sha256(&[0; 32], secret);
    let mut first_block = Vec::with_capacity(info.len() + 1);
    first_block.extend_from_slice(info);
    first_block.push(1);
    let key = hmac_sha256(&pseudo_random_key, &first_block);
    pseudo_random_key.zeroize();
    Secret::new(key)
}

#[cfg(test)]
mod tests;
