//! One-time links for enrolment. The token stands in the fragment of the URL, which a browser never sends: it is in no request
//! line, no proxy's log and no referrer. It has 256 random bits, is kept as a keyed hash, and ends after 24 hours or one use.

use almoner_base::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use webauthn_rs::prelude::Url;

use crate::Error;

/// How long a link can be used: 24 hours.
pub(crate) const LIFETIME_MS: i64 = 24 * 3_600_000;

/// A link to enrol with. Shown once, to whoever hands it to the person; not kept.
#[derive(Debug)]
pub struct Link(Secret<String>);

impl Link {
    /// The URL, such as `https://almoner.example.org:8443/enrol#Zm9v...`.
    #[must_use]
    pub fn url(&self) -> &str {
        self.0.expose()
    }

    /// The token, which is what the page sends in the body of its request.
    #[must_use]
    pub fn token(&self) -> &str {
        self.0.expose().rsplit_once('#').map_or("", |(_, token)| token)
    }
}

/// A new token and the link that carries it.
pub(crate) fn make(origin: &Url) -> Result<(Secret<String>, Link), Error> {
    let token = token()?;
    let mut url = origin.join("/enrol").map_err(|_| Error::Setting("origin"))?;
    url.set_fragment(Some(token.expose()));
    Ok((token, Link(Secret::new(url.to_string()))))
}

/// 256 random bits in the URL-safe alphabet of base64 (RFC 4648, section 5): 43 characters.
pub(crate) fn token() -> Result<Secret<String>, Error> {
    let mut bytes: [u8; 32] = almoner_crypto::random_bytes()?;
    let token = Secret::new(URL_SAFE_NO_PAD.encode(bytes));
    zeroize::Zeroize::zeroize(&mut bytes);
    Ok(token)
}
