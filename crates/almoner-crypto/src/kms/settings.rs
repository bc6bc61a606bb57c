//! `kms.toml` in a zone's key folder: which service holds the root key. Without it, that is `zone.key` beside it.
//!
//! ```toml
//! service = "transit"
//! url = "https://vault.hospital.example:8200"
//! key = "almoner-phi"
//! ca = "vault-ca.pem"          # beside this file
//! ```
//!
//! What opens the service is no setting but a credential, given apart: a passphrase, a token, a PIN, or
//! `ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almoner_base::{Clock, Secret};
use serde::{Deserialize, Serialize};

use crate::kms::{LocalKms, TransitKms, write_new, write_over};
use crate::tls::Root;
use crate::{Error, Kms};

/// Which service holds a zone's root key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "service", rename_all = "lowercase", deny_unknown_fields)]
pub enum KmsSettings {
    /// `zone.key` in the folder.
    Local {},
    /// HashiCorp Vault or OpenBao.
    Transit {
        /// `https://host:port`.
        url: String,
        /// Where the engine is mounted.
        #[serde(default = "transit")]
        mount: String,
        /// Name of the key.
        key: String,
        /// Namespace, where the server has some.
        namespace: Option<String>,
        /// PEM of the authorities that vouch for the server, relative to the folder.
        ca: Option<PathBuf>,
    },
    /// AWS KMS.
    Aws {
        /// Region, such as `eu-central-1`.
        region: String,
        /// Key id, ARN or alias.
        key: String,
        /// Another endpoint than the region's.
        url: Option<String>,
        /// PEM of the authorities that vouch for the endpoint, relative to the folder.
        ca: Option<PathBuf>,
    },
    /// A PKCS#11 token.
    Pkcs11 {
        /// The token's library.
        library: PathBuf,
        /// Label of the token.
        token: String,
        /// Label of the key.
        key: String,
    },
}

fn transit() -> String {
    "transit".to_owned()
}

impl KmsSettings {
    /// The settings of a key folder.
    ///
    /// # Errors
    /// The file is there and can not be understood.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        match fs::read_to_string(folder.join("kms.toml")) {
            Ok(text) => toml::from_str(&text).map_err(|_| Error::Setting("kms.toml")),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::Local {}),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes these settings into a zone's key folder, with a copy of the authorities that `ca` names relative to `beside`.
    ///
    /// # Errors
    /// The authorities can not be read, or the disk refused.
    pub fn write(mut self, folder: &Path, beside: &Path) -> Result<(), Error> {
        if let Self::Transit { ca: Some(ca), .. } | Self::Aws { ca: Some(ca), .. } = &mut self {
            let pem = fs::read(beside.join(&*ca))?;
            Root::from_pem(&pem)?;
            place(&folder.join("kms-ca.pem"), &pem)?;
            *ca = PathBuf::from("kms-ca.pem");
        }
        let text = toml::to_string(&self).map_err(|_| Error::Setting("kms.toml"))?;
        place(&folder.join("kms.toml"), text.as_bytes())
    }

    /// The service that these settings name.
    ///
    /// # Errors
    /// A setting or the credential can not be used, this build lacks the service's feature, or opening it failed.
    pub fn open(
        &self,
        folder: &Path,
        credential: Option<&Secret<String>>,
        #[cfg_attr(not(feature = "aws"), expect(unused_variables, reason = "only signatures for AWS bear a time"))]
        clock: &Arc<dyn Clock>,
    ) -> Result<Box<dyn Kms>, Error> {
        let needed = || credential.ok_or(Error::Setting("the credential is missing"));
        Ok(match self {
            Self::Local {} => Box::new(LocalKms::open(&folder.join("zone.key"), credential)?),
            Self::Transit { url, mount, key, namespace, ca } => {
                let roots = roots(folder, ca.as_deref())?;
                Box::new(TransitKms::new(url, mount, key, namespace.as_deref(), needed()?.clone(), &roots)?)
            }
            #[cfg(feature = "aws")]
            Self::Aws { region, key, url, ca } => {
                let mut parts = needed()?.expose().splitn(3, ':').map(str::to_owned);
                let (Some(access_key_id), Some(secret)) = (parts.next(), parts.next()) else {
                    return Err(Error::Setting("the credential is not ACCESS_KEY_ID:SECRET"));
                };
                let secret_access_key = Secret::new(secret);
                let credentials =
                    crate::AwsCredentials { access_key_id, secret_access_key, session_token: parts.next().map(Secret::new) };
                let endpoint = url.clone().unwrap_or_else(|| format!("https://kms.{region}.amazonaws.com"));
                let roots = roots(folder, ca.as_deref())?;
                Box::new(crate::AwsKms::new(&endpoint, region, key, credentials, &roots, clock.clone())?)
            }
            #[cfg(feature = "pkcs11")]
            Self::Pkcs11 { library, token, key } => Box::new(crate::Pkcs11Kms::open(library, token, key, needed()?)?),
            #[cfg(not(feature = "aws"))]
            Self::Aws { .. } => return Err(Error::Setting("service: this build was made without `aws`")),
            #[cfg(not(feature = "pkcs11"))]
            Self::Pkcs11 { .. } => return Err(Error::Setting("service: this build was made without `pkcs11`")),
        })
    }
}

fn place(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if path.exists() { write_over(path, bytes) } else { write_new(path, bytes) }
}

fn roots(folder: &Path, ca: Option<&Path>) -> Result<Vec<Root>, Error> {
    ca.map_or(Ok(Vec::new()), |ca| Root::from_pem(&fs::read(folder.join(ca))?))
}

#[cfg(test)]
mod tests;
