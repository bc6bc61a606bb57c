//! Questions to key services and object stores over HTTPS: nothing followed, nothing quoted.
//!
//! Plain HTTP is refused except to this machine itself, where an agent may stand that speaks TLS onward.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use zeroize::Zeroize;

use crate::Error;
use crate::tls::{Root, provider};

const TIMEOUT: Duration = Duration::from_secs(10);
/// Answers of key services are short; a long one is not from a key service.
const LONGEST_ANSWER: u64 = 64 * 1024;

pub(crate) struct Client {
    agent: Agent,
    /// What the service is called in errors.
    name: &'static str,
}

impl Client {
    /// `roots` are the authorities that may vouch for the service.
    pub(crate) fn new(name: &'static str, url: &str, roots: &[Root]) -> Result<Self, Error> {
        let uri: Uri = url.parse().map_err(|_| Error::Setting("url"))?;
        let here = matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let plain = uri.scheme_str() == Some("http");
        if uri.scheme_str() != Some("https") && !(plain && here) {
            return Err(Error::Setting("url: https is needed"));
        }
        let roots: Vec<_> = roots.iter().map(|root| Certificate::from_der(root.certificate()).to_owned()).collect();
        if roots.is_empty() && !plain {
            return Err(Error::Setting("ca: an authority is needed"));
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
        Ok(Self { agent: Agent::new_with_config(config), name })
    }

    /// Posts a JSON body and wipes it; gives the answer of a success.
    pub(crate) fn post(&self, url: &str, headers: &[(&str, &str)], mut body: Vec<u8>) -> Result<Value, Error> {
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

    /// Posts a text; gives the status and what was answered, whatever that is.
    pub(crate) fn post_text(&self, url: &str, body: &str) -> Result<(u16, Vec<u8>), Error> {
        let mut answer = self.agent.post(url).send(body).map_err(|_| self.refused("no answer"))?;
        let bytes = answer.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec();
        Ok((answer.status().as_u16(), bytes.map_err(|_| self.refused("no answer"))?))
    }

    /// Puts an object; gives the status of the answer, whose body says nothing that is needed.
    #[cfg(feature = "aws")]
    pub(crate) fn put(&self, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<u16, Error> {
        let mut request = self.agent.put(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send(body).map_err(|_| self.refused("no answer"))?;
        Ok(answer.status().as_u16())
    }

    pub(crate) fn refused(&self, what: &'static str) -> Error {
        Error::Service(self.name, what)
    }
}

/// Takes the text out of an answer, so that the caller can wipe it.
pub(crate) fn take_text(answer: &mut Value, path: &[&str]) -> Option<String> {
    let mut at = answer;
    for name in path {
        at = at.get_mut(name)?;
    }
    match at.take() {
        Value::String(text) => Some(text),
        _ => None,
    }
}
