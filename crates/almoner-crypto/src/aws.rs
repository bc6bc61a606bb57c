//! Requests to AWS, signed by Signature Version 4 ("Create a signed AWS API request", AWS IAM user guide).
//!
//! The signature is written out over this crate's HMAC: it is four of them, and AWS's own crate would bring a second
//! implementation of SHA-256 beside the one backend.

use almoner_base::{Secret, Timestamp};
use zeroize::Zeroize;

use crate::{Error, hmac_sha256, sha256};

/// Whose name requests are signed in.
#[derive(Clone)]
pub struct AwsCredentials {
    /// The access key's id; no secret.
    pub access_key_id: String,
    /// The access key's secret.
    pub secret_access_key: Secret<String>,
    /// The token of temporary credentials.
    pub session_token: Option<Secret<String>>,
}

impl std::fmt::Debug for AwsCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AwsCredentials(..)")
    }
}

/// Host and port of an endpoint.
pub(crate) fn authority(endpoint: &str) -> Result<String, Error> {
    let uri: ureq::http::Uri = endpoint.parse().map_err(|_| Error::Setting("url"))?;
    Ok(uri.authority().ok_or(Error::Setting("url"))?.as_str().to_owned())
}

/// A region such as `eu-central-1`.
pub(crate) fn check_region(region: &str) -> Result<(), Error> {
    let fits = !region.is_empty() && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then_some(()).ok_or(Error::Setting("region"))
}

/// `20150830T123600Z`.
pub(crate) fn amazon_date(now: Timestamp) -> String {
    let text = now.to_rfc3339();
    let seconds = text.split('.').next().unwrap_or_default();
    format!("{}Z", seconds.replace(['-', ':'], ""))
}

pub(crate) struct Scope<'a> {
    pub(crate) date: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
}

/// The `Authorization` header of a request without a query. `headers` are in lower case and in order.
pub(crate) fn authorization(
    credentials: &AwsCredentials,
    scope: &Scope<'_>,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: &[u8],
) -> String {
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let request = format!("{method}\n{path}\n\n{lines}\n{names}\n{}", hex(&sha256(body)));
    let day = scope.date.split('T').next().unwrap_or_default();
    let place = format!("{day}/{}/{}/aws4_request", scope.region, scope.service);
    let text = format!("AWS4-HMAC-SHA256\n{}\n{place}\n{}", scope.date, hex(&sha256(request.as_bytes())));
    let mut key = format!("AWS4{}", credentials.secret_access_key.expose()).into_bytes();
    for part in [day, scope.region, scope.service, "aws4_request"] {
        let next = hmac_sha256(&key, part.as_bytes()).to_vec();
        key.zeroize();
        key = next;
    }
    let signature = hex(&hmac_sha256(&key, text.as_bytes()));
    key.zeroize();
    let id = &credentials.access_key_id;
    format!("AWS4-HMAC-SHA256 Credential={id}/{place}, SignedHeaders={names}, Signature={signature}")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
