//! Questions to key services over HTTPS: JSON in, JSON out, nothing followed, nothing quoted.
//!
//! Plain HTTP is refused except to this machine itself, where an agent may stand that speaks TLS onward.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use zeroize::Zeroize;

use crate::tls::{Root, provider};
use crate::{Error, KmsKind};

const TIMEOUT: Duration = Duration::from_secs(10);
/// Answers of key services are short; a long one is not from a key service.
const LONGEST_ANSWER: u64 = 64 * 1024;

pub(super) struct Client {
    agent: Agent,
    kind: KmsKind,
}

impl Client {
    /// `roots` are the authorities that may vouch for the service.
    pub(super) fn new(kind: KmsKind, url: &str, roots: &[Root]) -> Result<Self, Error> {
        let uri: Uri = url.parse().map_err(|_| Error::KmsSettings("url"))?;
        let here = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let plain = uri.scheme_str() == Some("http");
        if uri.scheme_str() != Some("https") && !(plain && here) {
            return Err(Error::KmsSettings("url: https is needed"));
        }
        let roots: Vec<_> = roots.iter().map(|root| Certificate::from_der(root.certificate()).to_owned()).collect();
        if roots.is_empty() && !plain {
            return Err(Error::KmsSettings("ca: an authority is needed"));
        }
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(provider())
            .root_certs(RootCerts::Specific(std::sync::Arc::new(roots)))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(!plain)
            .http_status_as_error(false)
            .max_redirects(0)
            // What the environment says about proxies is for the user's traffic, not for keys.
            .proxy(None)
            .timeout_global(Some(TIMEOUT))
            .build();
        Ok(Self { agent: Agent::new_with_config(config), kind })
    }

    /// Posts a JSON body and wipes it; gives the answer of a success.
    pub(super) fn post(&self, url: &str, headers: &[(&str, &str)], mut body: Vec<u8>) -> Result<Value, Error> {
        let mut request = self.agent.post(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send(body.as_slice());
        body.zeroize();
        let mut answer = answer.map_err(|_| self.refused("no answer"))?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(self.refused(match status {
                400 => "bad request: the wrapped key, its context or the key's name",
                401 | 403 => "not permitted: the credential or its policy",
                404 => "no such key or engine",
                429 => "too many requests",
                500..=599 => "out of service, or sealed",
                _ => "an unexpected status",
            }));
        }
        let mut bytes =
            answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec().map_err(|_| self.refused("no answer"))?;
        let value = serde_json::from_slice(&bytes);
        bytes.zeroize();
        value.map_err(|_| self.refused("an answer that is not JSON"))
    }

    pub(super) fn refused(&self, what: &'static str) -> Error {
        Error::Kms(self.kind.word(), what)
    }
}

/// Takes the text out of an answer, so that the caller can wipe it.
pub(super) fn take_text(answer: &mut Value, path: &[&str]) -> Option<String> {
    let mut at = answer;
    for name in path {
        at = at.get_mut(name)?;
    }
    match at.take() {
        Value::String(text) => Some(text),
        _ => None,
    }
}
