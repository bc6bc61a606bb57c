//! The keys of one zone: a key-encryption key, and one secret from which the zone's other keys are derived.

use std::path::Path;

use almoner_base::Secret;

use crate::kms::{read_private, write_new};
use crate::{DataKey, Error, Kms, LocalKms, SigningKey};

const AAD: &[u8] = b"almoner zone secret v1";

/// What a zone's process holds once it has opened its key folder.
#[derive(Debug)]
pub struct ZoneKeys {
    kms: LocalKms,
    secret: DataKey,
}

impl ZoneKeys {
    /// Makes `zone.key` and `zone.secret` in an existing folder.
    ///
    /// # Errors
    /// The files exist already, or the random source or the disk failed.
    pub fn create(folder: &Path, passphrase: Option<&Secret<String>>) -> Result<Self, Error> {
        let kms = LocalKms::create(&folder.join("zone.key"), passphrase)?;
        let secret = DataKey::generate()?;
        write_new(&folder.join("zone.secret"), &kms.wrap(&secret, AAD)?)?;
        Ok(Self { kms, secret })
    }

    /// Opens the files that [`ZoneKeys::create`] made.
    ///
    /// # Errors
    /// A file is missing, damaged or readable by others, or the passphrase does not fit.
    pub fn open(folder: &Path, passphrase: Option<&Secret<String>>) -> Result<Self, Error> {
        let kms = LocalKms::open(&folder.join("zone.key"), passphrase)?;
        let secret = kms.unwrap(&read_private(&folder.join("zone.secret"))?, AAD)?;
        Ok(Self { kms, secret })
    }

    /// Opens the keys of a zone, or makes them if the zone was never `ready`. A crash between the two files is made good.
    ///
    /// # Errors
    /// As for [`ZoneKeys::create`] and [`ZoneKeys::open`].
    pub fn open_or_create(folder: &Path, passphrase: Option<&Secret<String>>, ready: bool) -> Result<Self, Error> {
        let (key, secret) = (folder.join("zone.key"), folder.join("zone.secret"));
        if ready || (key.exists() && secret.exists()) {
            return Self::open(folder, passphrase);
        }
        if !key.exists() {
            return Self::create(folder, passphrase);
        }
        let kms = LocalKms::open(&key, passphrase)?;
        let fresh = DataKey::generate()?;
        write_new(&secret, &kms.wrap(&fresh, AAD)?)?;
        Ok(Self { kms, secret: fresh })
    }

    /// The key for one purpose of the zone, such as `index`.
    #[must_use]
    pub fn key(&self, purpose: &str) -> DataKey {
        self.secret.derive(&[b"zone-key\0", purpose.as_bytes()].concat())
    }

    /// The signing key for one purpose of the zone, such as `audit`.
    ///
    /// # Errors
    /// The backend refuses the seed.
    pub fn signing_key(&self, purpose: &str) -> Result<SigningKey, Error> {
        SigningKey::derive(&self.secret, &[b"zone-signing\0", purpose.as_bytes()].concat())
    }

    /// The key service, for the data keys of persons.
    #[must_use]
    pub fn into_kms(self) -> LocalKms {
        self.kms
    }
}
