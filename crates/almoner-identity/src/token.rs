//! Tokens for programs that call the API for a person: JSON Web Tokens (RFC 7519) that live five minutes at most.
//!
//! A token is good for one audience and as long as the session that it was made in: who signs out, is locked or loses a role
//! takes it along. The verifier fixes the algorithm (EdDSA, RFC 8037) and the key; `alg`, `kid`, `jku`, `x5u` and `jwk` of a
//! token's header choose nothing (RFC 8725, section 3.1), and its type must be `at+jwt` (RFC 9068). Roles are not in the token:
//! they are read from the account when it is used. A token that is marked for single use is taken once.

use almoner_base::{Secret, Timestamp};
use almoner_crypto::{DataKey, SigningKey};
use almoner_policy::Method;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::db::{ACTIVE, used_token};
use crate::event::{Event, Subject};
use crate::link::token;
use crate::session::IDLE_MS;
use crate::{Authentication, Client, Error, People, PersonId, SessionId};

/// The longest life of a token: five minutes.
pub const LONGEST_TOKEN_SECS: u32 = 5 * 60;
const TYPE: &str = "at+jwt";
/// What stands before the seed in the encoding of an Ed25519 key (RFC 8410, section 7).
const PKCS8: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// How often a token is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uses {
    /// As often as it is shown while it lives.
    Many,
    /// Once.
    Once,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    jti: String,
    iat: i64,
    exp: i64,
    once: bool,
}

/// The keys of a zone's tokens.
pub(crate) struct TokenKeys {
    sign: EncodingKey,
    verify: DecodingKey,
}

impl TokenKeys {
    pub(crate) fn derive(key: &DataKey) -> Result<Self, Error> {
        let seed = key.derive(b"api tokens");
        let public = SigningKey::from_seed(seed.secret())?.public().to_bytes();
        let mut der = [PKCS8.as_slice(), seed.secret().expose()].concat();
        let sign = EncodingKey::from_ed_der(&der);
        der.zeroize();
        Ok(Self { sign, verify: DecodingKey::from_ed_der(&public) })
    }
}

impl People {
    /// A token for a program that acts for the person who asks, good for `audience` and for `secs` seconds, at most five
    /// minutes.
    ///
    /// # Errors
    /// The audience is empty, or the audit log failed.
    pub fn mint_token(&self, by: &Authentication, audience: &str, secs: u32, uses: Uses) -> Result<Secret<String>, Error> {
        if audience.is_empty() || by.methods().contains(Method::Token) {
            // A token makes no further token.
            return Err(Error::NotAllowed);
        }
        let now = self.now().0.div_euclid(1000);
        let claims = Claims {
            iss: self.token_issuer(),
            aud: audience.to_owned(),
            sub: by.person().to_string(),
            sid: by.session().to_string(),
            jti: token()?.expose().clone(),
            iat: now,
            exp: now.saturating_add(i64::from(secs.clamp(1, LONGEST_TOKEN_SECS))),
            once: uses == Uses::Once,
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::EdDSA) };
        let encoded = jsonwebtoken::encode(&header, &claims, &self.tokens.sign).map_err(|_| Error::Token)?;
        self.record(Event::TokenMinted, Subject::by(by))?;
        Ok(Secret::new(encoded))
    }

    /// Who a program acts for. The session must be open: neither ended nor locked.
    ///
    /// # Errors
    /// [`Error::Token`] whatever was wrong.
    pub fn authenticate_token(&self, token: &str, audience: &str, client: &Client<'_>) -> Result<Authentication, Error> {
        match self.check_token(token, audience, client) {
            Err(Error::Token) => {
                self.record(Event::TokenRefused, Subject::default().from(client))?;
                Err(Error::Token)
            }
            checked => checked,
        }
    }

    fn check_token(&self, token: &str, audience: &str, client: &Client<'_>) -> Result<Authentication, Error> {
        let claims = decode(token, &self.tokens.verify).ok_or(Error::Token)?;
        let now = self.now();
        let (seconds, life) = (now.0.div_euclid(1000), claims.exp.saturating_sub(claims.iat));
        let in_time = claims.iat <= seconds && seconds < claims.exp && life <= i64::from(LONGEST_TOKEN_SECS);
        if claims.iss != self.token_issuer() || claims.aud != audience || audience.is_empty() || !in_time {
            return Err(Error::Token);
        }
        let id = SessionId::parse(&claims.sid).map_err(|_| Error::Token)?;
        let person = PersonId::parse(&claims.sub).map_err(|_| Error::Token)?;
        let session = self.db.session(&id.0)?.filter(|row| row.person == person.0).ok_or(Error::Token)?;
        let idle = now.0.saturating_sub(session.seen) >= IDLE_MS;
        if session.locked || idle || now.0 >= session.expires {
            return Err(Error::Token);
        }
        let row = self.db.person(&person.0)?.filter(|row| row.state == ACTIVE).ok_or(Error::Token)?;
        if claims.once {
            let used =
                used_token::Model { lookup: self.lookup("jti", &claims.jti), expires: claims.exp.saturating_mul(1000) };
            if !self.db.use_token(used)? {
                return Err(Error::Token);
            }
        }
        let authentication = self.authentication(&session, &row, client)?;
        Ok(Authentication { methods: authentication.methods.with(Method::Token), now: Timestamp(now.0), ..authentication })
    }

    fn token_issuer(&self) -> String {
        format!("almoner/{}", self.zone.name())
    }
}

/// The claims of a token that this key signed. Times are checked by the caller, who has the clock.
fn decode(token: &str, key: &DecodingKey) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let decoded = jsonwebtoken::decode::<Claims>(token, key, &validation).ok()?;
    (decoded.header.typ.as_deref() == Some(TYPE)).then_some(decoded.claims)
}

#[cfg(test)]
mod tests;
