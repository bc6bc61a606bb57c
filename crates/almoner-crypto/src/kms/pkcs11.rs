//! A key in a PKCS#11 token (version 2.40 or newer): `CKM_AES_GCM` with a 256-bit key that can not leave the token.
//!
//! Wrapped keys are `nonce (12) || ciphertext || tag (16)`, as everywhere in this crate. The nonce is drawn here; a token that
//! insists on its own writes it over ours before it answers.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use almoner_base::Secret;
use cryptoki::context::{CInitializeArgs, Pkcs11};
use cryptoki::error::{Error as TokenError, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::object::{Attribute, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use zeroize::Zeroize;

use crate::{DataKey, Error, Kms, KmsKind, random_bytes};

const NONCE: usize = 12;
const TAG_BITS: u64 = 128;

/// A root key in a token.
pub struct Pkcs11Kms {
    // One session serves one call at a time.
    session: Mutex<Session>,
    key: ObjectHandle,
}

impl Pkcs11Kms {
    /// Opens the AES key `key` in the token `token`, both by label, through the token's `library`.
    ///
    /// # Errors
    /// The library, the token, the PIN or the key is not there, or two keys have the label.
    pub fn open(library: &Path, token: &str, key: &str, pin: &Secret<String>) -> Result<Self, Error> {
        let session = session(library, token, pin)?;
        let template = [
            Attribute::Class(ObjectClass::SECRET_KEY),
            Attribute::KeyType(KeyType::AES),
            Attribute::Label(key.as_bytes().to_vec()),
        ];
        let found = session.find_objects(&template).map_err(|_| refused("no such key"))?;
        let [key] = found.as_slice() else { return Err(refused("not one key with this label")) };
        Ok(Self { key: *key, session: Mutex::new(session) })
    }

    /// Makes the key in the token, 256 bits, neither readable nor extractable, and opens it.
    ///
    /// # Errors
    /// The token refuses, or has a key with this label.
    pub fn create(library: &Path, token: &str, key: &str, pin: &Secret<String>) -> Result<Self, Error> {
        let session = session(library, token, pin)?;
        let label = Attribute::Label(key.as_bytes().to_vec());
        if !session.find_objects(std::slice::from_ref(&label)).map_err(|_| refused("no answer"))?.is_empty() {
            return Err(refused("a key has this label already"));
        }
        let template = [
            label,
            Attribute::ValueLen(32.into()),
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Encrypt(true),
            Attribute::Decrypt(true),
        ];
        let key = session.generate_key(&Mechanism::AesKeyGen, &template).map_err(|_| refused("no key was made"))?;
        Ok(Self { key, session: Mutex::new(session) })
    }

    /// Whether the token says that the key's bytes can be had.
    #[cfg(test)]
    fn extractable(&self) -> bool {
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let attributes = session.get_attributes(self.key, &[cryptoki::object::AttributeType::Value]);
        attributes.is_ok_and(|found| !found.is_empty())
    }
}

impl Kms for Pkcs11Kms {
    fn kind(&self) -> KmsKind {
        KmsKind::Pkcs11
    }

    fn wrap(&self, key: &DataKey, aad: &[u8]) -> Result<Vec<u8>, Error> {
        let mut nonce: [u8; NONCE] = random_bytes()?;
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let body = {
            let params = GcmParams::new(&mut nonce, aad, TAG_BITS.into()).map_err(|_| refused("context"))?;
            session.encrypt(&Mechanism::AesGcm(params), self.key, key.secret().expose())
        };
        Ok([nonce.as_slice(), &body.map_err(|_| refused("wrapping failed"))?].concat())
    }

    fn unwrap(&self, wrapped: &[u8], aad: &[u8]) -> Result<DataKey, Error> {
        let (nonce, body) = wrapped.split_first_chunk::<NONCE>().ok_or(Error::Open)?;
        let mut nonce = *nonce;
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let params = GcmParams::new(&mut nonce, aad, TAG_BITS.into()).map_err(|_| Error::Open)?;
        let mut bytes = session.decrypt(&Mechanism::AesGcm(params), self.key, body).map_err(|_| Error::Open)?;
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map(|bytes| DataKey::from_secret(Secret::new(bytes)));
        bytes.zeroize();
        key.map_err(|_| Error::Open)
    }
}

impl std::fmt::Debug for Pkcs11Kms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pkcs11Kms(..)")
    }
}

fn session(library: &Path, token: &str, pin: &Secret<String>) -> Result<Session, Error> {
    let context = Pkcs11::new(library).map_err(|_| refused("the library can not be loaded"))?;
    match context.initialize(CInitializeArgs::OsThreads) {
        // A process has one library; another root key of it may be open.
        Ok(()) | Err(TokenError::AlreadyInitialized | TokenError::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(_) => return Err(refused("the library does not start")),
    }
    for slot in context.get_slots_with_token().map_err(|_| refused("no token"))? {
        if context.get_token_info(slot).is_ok_and(|info| info.label().trim_end() == token) {
            let session = context.open_rw_session(slot).map_err(|_| refused("no session"))?;
            let pin = AuthPin::new(pin.expose().clone());
            match session.login(UserType::User, Some(&pin)) {
                Ok(()) | Err(TokenError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => return Ok(session),
                Err(_) => return Err(refused("the PIN is refused")),
            }
        }
    }
    Err(refused("no such token"))
}

fn refused(what: &'static str) -> Error {
    Error::Service(KmsKind::Pkcs11.word(), what)
}

#[cfg(test)]
mod tests;
