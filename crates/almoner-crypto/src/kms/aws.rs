//! AWS KMS by its JSON interface: `GenerateDataKey`, `Encrypt` and `Decrypt` with an encryption context, signed by Signature
//! Version 4 ("Create a signed AWS API request", AWS IAM user guide).
//!
//! The signature is written out over this crate's HMAC: it is four of them, and AWS's own crate would bring a second
//! implementation of SHA-256 beside the one backend.

use std::sync::Arc;

use almoner_base::{Clock, Secret, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroize;

use crate::kms::http::{Client, take_text};
use crate::tls::Root;
use crate::{DataKey, Error, Kms, KmsKind, hmac_sha256, sha256};

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

/// A root key in AWS KMS.
pub struct AwsKms {
    client: Client,
    endpoint: String,
    host: String,
    region: String,
    key: String,
    credentials: AwsCredentials,
    clock: Arc<dyn Clock>,
}

impl AwsKms {
    /// The symmetric key `key` (id, ARN or alias) in `region`. `endpoint` is `https://kms.{region}.amazonaws.com` unless a
    /// private one is used; one of `roots` vouches for its certificate.
    ///
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// A setting can not be used.
    pub fn new(
        endpoint: &str,
        region: &str,
        key: &str,
        credentials: AwsCredentials,
        roots: &[Root],
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let client = Client::new(KmsKind::Aws, endpoint, roots)?;
        let uri: ureq::http::Uri = endpoint.parse().map_err(|_| Error::KmsSettings("url"))?;
        let host = uri.authority().ok_or(Error::KmsSettings("url"))?.as_str().to_owned();
        if region.is_empty() || !region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(Error::KmsSettings("region"));
        }
        let endpoint = format!("{}/", endpoint.trim_end_matches('/'));
        Ok(Self { client, endpoint, host, region: region.to_owned(), key: key.to_owned(), credentials, clock })
    }

    fn ask(&self, operation: &str, body: &Value) -> Result<Value, Error> {
        let body = body.to_string().into_bytes();
        let date = amazon_date(self.clock.now());
        let target = format!("TrentService.{operation}");
        let mut headers = vec![
            ("content-type", "application/x-amz-json-1.1"),
            ("host", self.host.as_str()),
            ("x-amz-date", date.as_str()),
        ];
        if let Some(token) = &self.credentials.session_token {
            headers.push(("x-amz-security-token", token.expose()));
        }
        headers.push(("x-amz-target", &target));
        let scope = Scope { date: &date, region: &self.region, service: "kms" };
        let authorization = authorization(&self.credentials, &scope, ("POST", "/"), &headers, &body);
        headers.push(("authorization", &authorization));
        self.client.post(&self.endpoint, &headers, body)
    }

    /// AWS logs the context with each use of the key.
    fn context(aad: &[u8]) -> Value {
        json!({ "almoner": STANDARD.encode(aad) })
    }

    fn bytes(&self, answer: &mut Value, field: &str) -> Result<Vec<u8>, Error> {
        let text = take_text(answer, &[field]).and_then(|text| STANDARD.decode(text).ok());
        text.ok_or_else(|| self.client.refused("an answer without its field"))
    }

    fn key(&self, answer: &mut Value) -> Result<DataKey, Error> {
        let mut text =
            take_text(answer, &["Plaintext"]).ok_or_else(|| self.client.refused("an answer without its field"))?;
        let key = DataKey::from_base64(&text);
        text.zeroize();
        key
    }
}

impl Kms for AwsKms {
    fn kind(&self) -> KmsKind {
        KmsKind::Aws
    }

    fn wrap(&self, key: &DataKey, aad: &[u8]) -> Result<Vec<u8>, Error> {
        let mut body = json!({
            "KeyId": self.key,
            "Plaintext": STANDARD.encode(key.secret().expose()),
            "EncryptionContext": Self::context(aad),
        });
        let answer = self.ask("Encrypt", &body);
        if let Some(mut text) = take_text(&mut body, &["Plaintext"]) {
            text.zeroize();
        }
        self.bytes(&mut answer?, "CiphertextBlob")
    }

    fn unwrap(&self, wrapped: &[u8], aad: &[u8]) -> Result<DataKey, Error> {
        let body = json!({
            "KeyId": self.key,
            "CiphertextBlob": STANDARD.encode(wrapped),
            "EncryptionContext": Self::context(aad),
        });
        self.key(&mut self.ask("Decrypt", &body)?)
    }

    fn generate(&self, aad: &[u8]) -> Result<(DataKey, Vec<u8>), Error> {
        let body = json!({ "KeyId": self.key, "KeySpec": "AES_256", "EncryptionContext": Self::context(aad) });
        let mut answer = self.ask("GenerateDataKey", &body)?;
        Ok((self.key(&mut answer)?, self.bytes(&mut answer, "CiphertextBlob")?))
    }
}

impl std::fmt::Debug for AwsKms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AwsKms(..)")
    }
}

/// `20150830T123600Z`.
fn amazon_date(now: Timestamp) -> String {
    let text = now.to_rfc3339();
    let seconds = text.split('.').next().unwrap_or_default();
    format!("{}Z", seconds.replace(['-', ':'], ""))
}

struct Scope<'a> {
    date: &'a str,
    region: &'a str,
    service: &'a str,
}

/// The `Authorization` header of a request without a query. `headers` are in lower case and in order.
fn authorization(
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
