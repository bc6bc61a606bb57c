//! The transit engine of HashiCorp Vault and of OpenBao, by its documented HTTP interface
//! (`POST /v1/{mount}/encrypt/{key}` and `/decrypt/{key}`), with an `aes256-gcm96` key and `associated_data`.

use almoner_base::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use zeroize::Zeroize;

use crate::http::{Client, take_text};
use crate::tls::Root;
use crate::{DataKey, Error, Kms, KmsKind};

/// A root key in a transit engine.
pub struct TransitKms {
    client: Client,
    /// `{url}/v1/{mount}`.
    engine: String,
    key: String,
    namespace: Option<String>,
    token: Secret<String>,
}

impl TransitKms {
    /// The key `key` of the engine mounted at `mount` (usually `transit`) of the server at `url`, whose certificate one of
    /// `roots` vouches for. The token needs `update` on `encrypt/{key}` and `decrypt/{key}` and nothing else.
    ///
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// A setting can not be used.
    pub fn new(
        url: &str,
        mount: &str,
        key: &str,
        namespace: Option<&str>,
        token: Secret<String>,
        roots: &[Root],
    ) -> Result<Self, Error> {
        let segment =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !segment(key) {
            return Err(Error::Setting("key"));
        }
        if !mount.split('/').all(segment) {
            return Err(Error::Setting("mount"));
        }
        if !token.expose().bytes().all(|byte| byte.is_ascii_graphic()) || token.expose().is_empty() {
            return Err(Error::Setting("token"));
        }
        if namespace.is_some_and(|namespace| !namespace.trim_end_matches('/').split('/').all(segment)) {
            return Err(Error::Setting("namespace"));
        }
        let client = Client::new(KmsKind::Transit.word(), url, roots)?;
        let engine = format!("{}/v1/{mount}", url.trim_end_matches('/'));
        Ok(Self { client, engine, key: key.to_owned(), namespace: namespace.map(str::to_owned), token })
    }

    fn ask(&self, verb: &str, body: Vec<u8>, answer: &str) -> Result<String, Error> {
        let mut headers = vec![
            ("X-Vault-Token", self.token.expose().as_str()),
            ("X-Vault-Request", "true"),
            ("Content-Type", "application/json"),
        ];
        if let Some(namespace) = &self.namespace {
            headers.push(("X-Vault-Namespace", namespace));
        }
        let mut found = self.client.post(&format!("{}/{verb}/{}", self.engine, self.key), &headers, body)?;
        take_text(&mut found, &["data", answer]).ok_or_else(|| self.client.refused("an answer without its field"))
    }
}

impl Kms for TransitKms {
    fn kind(&self) -> KmsKind {
        KmsKind::Transit
    }

    fn wrap(&self, key: &DataKey, aad: &[u8]) -> Result<Vec<u8>, Error> {
        let mut plaintext = STANDARD.encode(key.secret().expose());
        let body = json!({ "plaintext": plaintext, "associated_data": STANDARD.encode(aad) }).to_string().into_bytes();
        plaintext.zeroize();
        Ok(self.ask("encrypt", body, "ciphertext")?.into_bytes())
    }

    fn unwrap(&self, wrapped: &[u8], aad: &[u8]) -> Result<DataKey, Error> {
        let ciphertext = std::str::from_utf8(wrapped).map_err(|_| Error::Open)?;
        let body = json!({ "ciphertext": ciphertext, "associated_data": STANDARD.encode(aad) }).to_string().into_bytes();
        let mut text = self.ask("decrypt", body, "plaintext")?;
        let key = DataKey::from_base64(&text);
        text.zeroize();
        key
    }
}

impl std::fmt::Debug for TransitKms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TransitKms(..)")
    }
}

#[cfg(test)]
mod tests;
