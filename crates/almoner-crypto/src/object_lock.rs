//! Objects that nobody can rewrite before a date: Amazon S3 Object Lock in compliance mode ("Using S3 Object Lock", Amazon S3 user
//! guide), and stores that speak as S3 does.
//!
//! An object is put only where none with its name is, with a checksum that the store compares. Nothing is read or removed here:
//! the credential needs `s3:PutObject` and `s3:PutObjectRetention` and no more.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almoner_base::{Clock, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::aws::{AwsCredentials, Scope, amazon_date, authority, authorization, check_region, hex};
use crate::http::Client;
use crate::tls::Root;
use crate::{Error, sha256};

/// Where objects go, as an operator writes it:
///
/// ```toml
/// region = "eu-central-1"
/// bucket = "hospital-audit"            # made with Object Lock
/// prefix = "almoner/phi"
/// url = "https://s3.hospital.example"  # another endpoint than the region's
/// ca = "s3-ca.pem"                     # who vouches for it, beside this file
/// ```
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectLockSettings {
    region: String,
    bucket: String,
    prefix: String,
    url: Option<String>,
    ca: Option<PathBuf>,
}

impl ObjectLockSettings {
    /// Reads the file.
    ///
    /// # Errors
    /// It can not be read or understood.
    pub fn read(file: &Path) -> Result<Self, Error> {
        toml::from_str(&fs::read_to_string(file)?).map_err(|_| Error::Setting("object store"))
    }

    /// The store of these settings, read from a file in `folder`.
    ///
    /// # Errors
    /// A setting can not be used.
    pub fn open(&self, folder: &Path, credentials: AwsCredentials, clock: Arc<dyn Clock>) -> Result<ObjectLock, Error> {
        check_region(&self.region)?;
        let names = [&self.bucket, &self.prefix];
        if names.iter().any(|name| name.is_empty() || name.starts_with('/') || !name.bytes().all(is_plain)) {
            return Err(Error::Setting("bucket or prefix"));
        }
        let roots = self.ca.as_ref().map_or(Ok(Vec::new()), |ca| Root::from_pem(&fs::read(folder.join(ca))?))?;
        let endpoint = self.url.clone().unwrap_or_else(|| format!("https://s3.{}.amazonaws.com", self.region));
        Ok(ObjectLock {
            client: Client::new("s3", &endpoint, &roots)?,
            host: authority(&endpoint)?,
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            path: format!("/{}/{}", self.bucket, self.prefix.trim_end_matches('/')),
            region: self.region.clone(),
            credentials,
            clock,
        })
    }
}

/// What needs no escape in a path (RFC 3986, section 2.3), and the slash.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte)
}

/// A place in a bucket whose objects are locked as they are put.
pub struct ObjectLock {
    client: Client,
    endpoint: String,
    host: String,
    path: String,
    region: String,
    credentials: AwsCredentials,
    clock: Arc<dyn Clock>,
}

impl ObjectLock {
    /// Puts an object that nobody, its owner included, can remove or rewrite before `until`; `false` where one with this name is.
    ///
    /// # Errors
    /// The name has other characters than letters, digits and `-._~/`, or the store refuses, as one without Object Lock does.
    pub fn put(&self, name: &str, bytes: &[u8], until: Timestamp) -> Result<bool, Error> {
        if !name.bytes().all(is_plain) {
            return Err(Error::Setting("name of an object"));
        }
        let path = format!("{}/{name}", self.path);
        let (date, digest) = (amazon_date(self.clock.now()), sha256(bytes));
        let (checksum, digest) = (STANDARD.encode(digest), hex(&digest));
        let until = until.to_rfc3339();
        let mut headers = vec![
            ("host", self.host.as_str()),
            ("if-none-match", "*"),
            ("x-amz-checksum-sha256", &checksum),
            ("x-amz-content-sha256", &digest),
            ("x-amz-date", &date),
            ("x-amz-object-lock-mode", "COMPLIANCE"),
            ("x-amz-object-lock-retain-until-date", &until),
            ("x-amz-sdk-checksum-algorithm", "SHA256"),
        ];
        if let Some(token) = &self.credentials.session_token {
            headers.push(("x-amz-security-token", token.expose()));
        }
        let scope = Scope { date: &date, region: &self.region, service: "s3" };
        let authorization = authorization(&self.credentials, &scope, ("PUT", &path), &headers, bytes);
        headers.push(("authorization", &authorization));
        match self.client.put(&format!("{}{path}", self.endpoint), &headers, bytes)? {
            200 => Ok(true),
            412 => Ok(false),
            400 => Err(self.client.refused("bad request: the bucket may lack Object Lock")),
            401 | 403 => Err(self.client.refused("not permitted: the credential or its policy")),
            404 => Err(self.client.refused("no such bucket")),
            409 => Err(self.client.refused("another writer puts the same object")),
            500..=599 => Err(self.client.refused("out of service")),
            _ => Err(self.client.refused("an unexpected status")),
        }
    }
}

impl std::fmt::Debug for ObjectLock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ObjectLock(..)")
    }
}

#[cfg(test)]
mod tests;
