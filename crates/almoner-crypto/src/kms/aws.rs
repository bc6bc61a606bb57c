//! AWS KMS by its JSON interface: `GenerateDataKey`, `Encrypt` and `Decrypt` with an encryption context.

use std::sync::Arc;

use almoner_base::Clock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroize;

use crate::aws::{AwsCredentials, Scope, amazon_date, authority, authorization, check_region};
use crate::http::{Client, take_text};
use crate::tls::Root;
use crate::{DataKey, Error, Kms, KmsKind};

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
        let client = Client::new(KmsKind::Aws.word(), endpoint, roots)?;
        let host = authority(endpoint)?;
        check_region(region)?;
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

#[cfg(test)]
mod tests;
