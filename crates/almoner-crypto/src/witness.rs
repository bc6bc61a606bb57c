//! The way to a witness of the audit log (C2SP tlog-witness): one question over HTTPS, whose answer the log judges by itself.

use crate::Error;
use crate::http::Client;
use crate::tls::Root;

/// A witness's server.
pub struct WitnessServer {
    client: Client,
    url: String,
}

impl WitnessServer {
    /// `url` is the submission prefix; `roots` are the authorities that may vouch for the server.
    ///
    /// # Errors
    /// The address can not be used: HTTPS is needed, except to this machine itself, and an authority with it.
    pub fn new(url: &str, roots: &[Root]) -> Result<Self, Error> {
        let client = Client::new("witness", url, roots)?;
        Ok(Self { client, url: format!("{}/add-checkpoint", url.trim_end_matches('/')) })
    }

    /// Posts a request of `almoner_audit::Witness`; gives the HTTP status and the body of the answer.
    ///
    /// # Errors
    /// Nobody answered.
    pub fn ask(&self, request: &str) -> Result<(u16, Vec<u8>), Error> {
        self.client.post_text(&self.url, request)
    }
}
