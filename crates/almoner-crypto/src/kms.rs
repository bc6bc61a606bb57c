//! The key management service, a wall: whoever implements [`Kms`] holds the root key and lets nobody see it.
//!
//! | service | feature | the root key | what is sent |
//! |---|---|---|---|
//! | [`LocalKms`] | | a file, or a file under a passphrase | nothing |
//! | [`TransitKms`]: HashiCorp Vault, OpenBao | | in the transit engine | the key to wrap, over TLS |
//! | `AwsKms` | `aws` | in AWS KMS | the key to wrap, over TLS |
//! | `Pkcs11Kms` | `pkcs11` | in the token, never extractable | the key to wrap, to the token's library |
//!
//! A service is asked when a zone opens its keys and when they are rotated, not for each patient: it wraps the zone's secret and
//! the versions of its key-encryption key (see [`crate::KeyRing`]), and those wrap the patients' keys. What is given as `aad`
//! may be in the service's own log, so it names purposes and versions and never a person.

#[cfg(feature = "aws")]
mod aws;
mod local;
#[cfg(feature = "pkcs11")]
mod pkcs11;
mod settings;
mod transit;

#[cfg(feature = "aws")]
pub use aws::AwsKms;
pub use local::LocalKms;
pub(crate) use local::{read_private, write_new, write_over};
#[cfg(feature = "pkcs11")]
pub use pkcs11::Pkcs11Kms;
pub use settings::KmsSettings;
pub use transit::TransitKms;

use crate::{DataKey, Error};

/// Wraps keys under a root key that stays inside.
pub trait Kms: Send + Sync {
    /// What it is, for the audit log and for people.
    fn kind(&self) -> KmsKind;

    /// Seals a key, bound to `aad`, which names what the key is for.
    ///
    /// # Errors
    /// The service refuses or fails.
    fn wrap(&self, key: &DataKey, aad: &[u8]) -> Result<Vec<u8>, Error>;

    /// Opens a key that [`Kms::wrap`] sealed for the same `aad`.
    ///
    /// # Errors
    /// The wrapped key, its context or the root key differ, or the service fails.
    fn unwrap(&self, wrapped: &[u8], aad: &[u8]) -> Result<DataKey, Error>;

    /// A new random key and the same wrapped. A service that draws keys itself is asked to.
    ///
    /// # Errors
    /// The random source or the service failed.
    fn generate(&self, aad: &[u8]) -> Result<(DataKey, Vec<u8>), Error> {
        let key = DataKey::generate()?;
        let wrapped = self.wrap(&key, aad)?;
        Ok((key, wrapped))
    }
}

/// Which service holds a root key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KmsKind {
    /// A file of the zone.
    Local,
    /// The transit engine of HashiCorp Vault or OpenBao.
    Transit,
    /// AWS KMS.
    Aws,
    /// A PKCS#11 token.
    Pkcs11,
}

impl KmsKind {
    /// The word that settings and messages use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Transit => "transit",
            Self::Aws => "aws",
            Self::Pkcs11 => "pkcs11",
        }
    }
}
