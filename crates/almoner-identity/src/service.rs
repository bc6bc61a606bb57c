//! Services prove what they may ask of each other: one Biscuit token for each request.
//!
//! A role calls another over mutual TLS 1.3, and the certificate says who it is; the token says what this one request may
//! do. It is minted for listed calls (certificate of the caller, name of the service, method, request target, field codes),
//! lives for at most 30 seconds, is taken once by each service, and whoever passes it on can only narrow it
//! ([`Attenuation`]). A stolen token is of no use without the caller's private key, a stolen key for no longer than the
//! minter goes on giving tokens to it.
//!
//! There is no token without an end: [`Lifetime`] holds 1 to 30 seconds and nothing else, and [`Verifier`] refuses a token
//! of a longer life even under the right key. So no long-lived service account exists, and none can reach identified
//! records. A token carries no data about persons.
//!
//! The format is Biscuit (version 3 and later of its specification). Of its language only what this file writes is taken:
//! blocks of other forms are refused before they are evaluated, because evaluation looks at its time limit between
//! rounds only, and a single round over a hostile block can be long. Biscuit's signatures (Ed25519) are made by its own
//! library; keys and nonces are drawn by `almoner-crypto`.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use almoner_base::Timestamp;
use almoner_crypto::{DataKey, VerifyingKey, random_bytes};
use biscuit_auth::builder::{Algorithm, Term};
use biscuit_auth::macros::{authorizer, biscuit, block, rule};
use biscuit_auth::{AuthorizerLimits, Biscuit, KeyPair, PrivateKey, PublicKey, UnverifiedBiscuit};
use thiserror::Error;

use replay::Replay;

mod replay;
mod shape;

#[cfg(test)]
mod attack;
#[cfg(test)]
mod mutual_tls;
#[cfg(test)]
mod tests;

/// The longest life of a token, in seconds.
pub const LONGEST_SECS: u8 = 30;

/// How far the clock of the minter may be ahead of the verifier's.
const SKEW_MS: i64 = 2_000;
/// The most calls that one token is for, and the most times that it is narrowed.
const MOST_HOPS: usize = 4;
/// The most fields of one call.
const MOST_FIELDS: usize = 64;
/// The longest text of a token. Four calls of 64 fields are shorter.
const LONGEST_TEXT: usize = 32 * 1024;
/// What a verification may cost. No rule passes [`shape`], so one round is all there is; the time bounds a broken machine.
const LIMITS: AuthorizerLimits = AuthorizerLimits { max_facts: 64, max_iterations: 4, max_time: Duration::from_millis(250) };

/// Why a token was not made or not taken. The caller of a request learns only that it was refused; the code is for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// A name, method, path or field code of another form than this crate takes, or too many of them.
    #[error("not a call: expected a service name, a method, a path and at most 64 field codes")]
    Call,
    /// A life of other than 1 to 30 seconds.
    #[error("a token lives 1 to 30 seconds")]
    Lifetime,
    /// The bytes are no token, or one that is written in another way than the one canonical way.
    #[error("not a token")]
    Malformed,
    /// The token was not signed by the minter, or was altered.
    #[error("the token was not signed by the minter")]
    Signature,
    /// A block says more than a narrowing can say.
    #[error("the token holds a block that is no narrowing")]
    Shape,
    /// The token is over, not valid yet, or minted before this verifier began.
    #[error("the token is not valid now")]
    Time,
    /// The call is not one that the token was minted or narrowed for.
    #[error("the token is not for this call")]
    Refused,
    /// The token was used before.
    #[error("the token was used before")]
    Replayed,
    /// More tokens are in flight than are kept track of.
    #[error("too many tokens at once")]
    Full,
    /// The random source failed.
    #[error("the random source failed")]
    Random,
}

impl Error {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Call => "token-call",
            Self::Lifetime => "token-lifetime",
            Self::Malformed => "token-malformed",
            Self::Signature => "token-signature",
            Self::Shape => "token-shape",
            Self::Time => "token-time",
            Self::Refused => "token-refused",
            Self::Replayed => "token-replayed",
            Self::Full => "token-full",
            Self::Random => "token-random",
        }
    }
}

/// The SHA-256 digest of a certificate (DER), by which a token is bound to who presents it (as in RFC 8705, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint that `almoner_crypto::tls::peer_fingerprint` gives of the other end of a connection.
    #[must_use]
    pub fn new(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }
}

/// How long a token lives: 1 to 30 seconds. There is no other value, so there is no token without an end.
///
/// ```
/// use almoner_identity::service::Lifetime;
/// assert!(Lifetime::seconds(30).is_ok() && Lifetime::seconds(31).is_err());
/// ```
/// ```compile_fail,E0423
/// let forever = almoner_identity::service::Lifetime(u8::MAX);
/// ```
/// ```compile_fail,E0277
/// let none: almoner_identity::service::Lifetime = Option::None.unwrap_or_default();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime(u8);

impl Lifetime {
    /// The longest.
    pub const LONGEST: Self = Self(LONGEST_SECS);

    /// A life of so many seconds.
    ///
    /// # Errors
    /// [`Error::Lifetime`] for 0 and for more than 30.
    pub fn seconds(seconds: u8) -> Result<Self, Error> {
        if (1..=LONGEST_SECS).contains(&seconds) { Ok(Self(seconds)) } else { Err(Error::Lifetime) }
    }

    fn ms(self) -> i64 {
        i64::from(self.0) * 1000
    }
}

/// One request from one service to another: what a token is minted for, and what a verifier sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    caller: Fingerprint,
    service: String,
    method: String,
    path: String,
    fields: BTreeSet<String>,
}

impl Call {
    /// A call by the holder of the certificate `caller` to the service of the TLS name `service`, with an HTTP `method`, the
    /// request target `path` (query included) and the field codes that are asked for.
    ///
    /// # Errors
    /// [`Error::Call`] if a part has another form, or there are more than 64 fields.
    pub fn new<'a>(
        caller: Fingerprint,
        service: &str,
        method: &str,
        path: &str,
        fields: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, Error> {
        let fields = field_codes(fields)?;
        let fits = shape::is_service(service) && shape::is_method(method) && shape::is_path(path);
        let call = Self { caller, service: service.to_owned(), method: method.to_owned(), path: path.to_owned(), fields };
        fits.then_some(call).ok_or(Error::Call)
    }
}

fn field_codes<'a>(fields: impl IntoIterator<Item = &'a str>) -> Result<BTreeSet<String>, Error> {
    let fields: BTreeSet<String> = fields.into_iter().map(str::to_owned).collect();
    let fits = fields.len() <= MOST_FIELDS && fields.iter().all(|field| shape::is_field(field));
    fits.then_some(fields).ok_or(Error::Call)
}

fn set_of(fields: &BTreeSet<String>) -> Term {
    Term::Set(fields.iter().map(|field| Term::Str(field.clone())).collect())
}

/// A token as it travels in `Authorization: Biscuit <text>`. `Debug` shows `Token(..)`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The text of the header, after the scheme.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Makes tokens. Who holds it decides which service may ask what; it runs where the policies were asked.
pub struct Minter {
    root: KeyPair,
    public: VerifyingKey,
}

impl Minter {
    /// The minter of a zone, from a key that the zone derives for this purpose alone.
    ///
    /// # Errors
    /// The backend refuses the seed.
    pub fn new(key: &DataKey) -> Result<Self, Error> {
        let root = key_pair(key.derive(b"biscuit root v1").secret().expose())?;
        let public = root.public().to_bytes().try_into().map_err(|_| Error::Random)?;
        Ok(Self { root, public: VerifyingKey::from_bytes(public) })
    }

    /// The public half, for the verifiers.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.public
    }

    /// A token for these calls, each by another service in a chain of requests, from `now` on.
    ///
    /// # Errors
    /// [`Error::Call`] for none or more than four calls; [`Error::Random`] if the random source failed.
    pub fn mint(&self, calls: &[Call], lifetime: Lifetime, now: Timestamp) -> Result<Token, Error> {
        if calls.is_empty() || calls.len() > MOST_HOPS {
            return Err(Error::Call);
        }
        let (nonce, issued, expires) = (random_bytes::<16>().map_err(|_| Error::Random)?, now.0, now.0 + lifetime.ms());
        let mut builder = biscuit!("minted({nonce}, {issued}, {expires});", nonce = nonce.to_vec());
        for call in calls {
            let calls = block!(
                "call({caller}, {service}, {method}, {path}, {fields});",
                caller = call.caller.0.to_vec(),
                service = call.service.as_str(),
                method = call.method.as_str(),
                path = call.path.as_str(),
                fields = set_of(&call.fields),
            );
            builder = builder.merge(calls);
        }
        let next = key_pair(&random_bytes().map_err(|_| Error::Random)?)?;
        let symbols = biscuit_auth::datalog::SymbolTable::new();
        let token = builder.build_with_key_pair(&self.root, symbols, &next).map_err(|_| Error::Malformed)?;
        token.to_base64().map(Token).map_err(|_| Error::Malformed)
    }
}

impl fmt::Debug for Minter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Minter(..)")
    }
}

/// What a service takes away from a token before it passes it on. There is no way to add anything: whatever is set here
/// holds beside all that was set before.
#[derive(Clone, Debug, Default)]
pub struct Attenuation {
    fields: Option<BTreeSet<String>>,
    service: Option<String>,
    until: Option<Timestamp>,
}

impl Attenuation {
    /// Nothing taken away yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// No other fields than these may be asked for.
    ///
    /// # Errors
    /// [`Error::Call`] if one is no field code.
    pub fn fields<'a>(self, fields: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        Ok(Self { fields: Some(field_codes(fields)?), ..self })
    }

    /// No other service than this may be called.
    ///
    /// # Errors
    /// [`Error::Call`] if it is no name of a service.
    pub fn service(self, service: &str) -> Result<Self, Error> {
        let fits = shape::is_service(service);
        fits.then(|| Self { service: Some(service.to_owned()), ..self }).ok_or(Error::Call)
    }

    /// The token is over at this moment, if not before.
    #[must_use]
    pub fn until(self, until: Timestamp) -> Self {
        Self { until: Some(until), ..self }
    }

    /// The narrower token. Needs no key of the minter, and does not check the token.
    ///
    /// # Errors
    /// [`Error::Malformed`] if it is no token; [`Error::Random`] if the random source failed.
    pub fn apply(&self, token: &str) -> Result<Token, Error> {
        if token.len() > LONGEST_TEXT {
            return Err(Error::Malformed);
        }
        let token = UnverifiedBiscuit::from_base64(token).map_err(|_| Error::Malformed)?;
        let mut narrowing = biscuit_auth::BlockBuilder::new();
        if let Some(service) = &self.service {
            narrowing = narrowing.merge(block!("check if service({service});", service = service.as_str()));
        }
        if let Some(fields) = &self.fields {
            narrowing = narrowing.merge(block!("check if asked($f), {fields}.contains($f);", fields = set_of(fields)));
        }
        if let Some(until) = self.until {
            narrowing = narrowing.merge(block!("check if time($t), $t < {until};", until = until.0));
        }
        let next = key_pair(&random_bytes().map_err(|_| Error::Random)?)?;
        let token = token.append_with_keypair(&next, narrowing).map_err(|_| Error::Malformed)?;
        token.to_base64().map(Token).map_err(|_| Error::Malformed)
    }
}

/// A request whose token was taken. Only [`Verifier::verify`] makes one, and only once for each token.
#[derive(Debug, PartialEq, Eq)]
pub struct Accepted {
    nonce: [u8; 16],
}

impl Accepted {
    /// The random number of the token, the same at all services on its way, so that their logs can be read together.
    #[must_use]
    pub fn nonce(&self) -> [u8; 16] {
        self.nonce
    }
}

/// Takes tokens on behalf of one service.
///
/// A service of several processes gives each a name and certificate of its own, because which tokens were used is
/// remembered in the process. After a restart nothing is remembered, therefore tokens from before are refused.
pub struct Verifier {
    root: PublicKey,
    service: String,
    started: Timestamp,
    used: Mutex<Replay>,
}

impl Verifier {
    /// The verifier of the service that has this TLS name, from the moment `started` on.
    ///
    /// # Errors
    /// [`Error::Call`] if it is no name; [`Error::Signature`] if the bytes are no public key.
    pub fn new(minter: VerifyingKey, service: &str, started: Timestamp) -> Result<Self, Error> {
        let root = PublicKey::from_bytes(&minter.to_bytes(), Algorithm::Ed25519).map_err(|_| Error::Signature)?;
        let fits = shape::is_service(service);
        let service = service.to_owned();
        let used = Mutex::new(Replay::new(started.0));
        fits.then_some(Self { root, service, started, used }).ok_or(Error::Call)
    }

    /// Takes the token for this call, or says why not. A token that is refused is not used up.
    ///
    /// The caller of `call` is the certificate that TLS has verified, not one that a header names.
    ///
    /// # Errors
    /// Any but [`Error::Lifetime`] and [`Error::Random`]; see there.
    pub fn verify(&self, token: &str, call: &Call, now: Timestamp) -> Result<Accepted, Error> {
        if call.service != self.service {
            return Err(Error::Refused);
        }
        if token.len() > LONGEST_TEXT {
            return Err(Error::Malformed);
        }
        let biscuit = Biscuit::from_base64(token, self.root).map_err(refusal)?;
        // Base64 and protocol buffers know several ways to write the same; one is taken, so that a token has one text.
        if biscuit.to_base64().map_err(refusal)? != token || biscuit.root_key_id().is_some() {
            return Err(Error::Malformed);
        }
        shape::check(&biscuit)?;
        let builder = authorizer!(
            "peer({caller}); service({service}); method({method}); path({path}); asked({fields}); time({now});
             allow if call($c, $s, $m, $p, $fields), peer($c), service($s), method($m), path($p),
                      asked($f), $fields.contains($f);",
            caller = call.caller.0.to_vec(),
            service = call.service.as_str(),
            method = call.method.as_str(),
            path = call.path.as_str(),
            fields = set_of(&call.fields),
            now = now.0,
        );
        let mut authorizer = builder.set_limits(LIMITS).build(&biscuit).map_err(refusal)?;
        let minted: Vec<(Vec<u8>, i64, i64)> =
            authorizer.query(rule!("minted($n, $i, $e) <- minted($n, $i, $e)")).map_err(refusal)?;
        let [(nonce, issued, expires)] = minted.as_slice() else {
            return Err(Error::Shape);
        };
        let nonce: [u8; 16] = nonce.as_slice().try_into().map_err(|_| Error::Shape)?;
        let life = expires.checked_sub(*issued).filter(|life| (1..=Lifetime::LONGEST.ms()).contains(life));
        life.ok_or(Error::Lifetime)?;
        let begun = *issued >= self.started.0 && *issued <= now.0.saturating_add(SKEW_MS);
        if !begun || now.0 >= *expires {
            return Err(Error::Time);
        }
        authorizer.authorize().map_err(refusal)?;
        // A lock that a panic broke is used all the same: the set of used tokens is whole after every step.
        let mut used = self.used.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        used.take(nonce, *expires, now.0)?;
        Ok(Accepted { nonce })
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("service", &self.service).finish_non_exhaustive()
    }
}

fn key_pair(seed: &[u8; 32]) -> Result<KeyPair, Error> {
    let private = PrivateKey::from_bytes(seed, Algorithm::Ed25519).map_err(|_| Error::Random)?;
    Ok(KeyPair::from(&private))
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` calls")]
fn refusal(error: biscuit_auth::error::Token) -> Error {
    use biscuit_auth::error::{Format, Token};
    match error {
        Token::Format(Format::Signature(_) | Format::UnknownPublicKey) => Error::Signature,
        Token::FailedLogic(_) | Token::RunLimit(_) | Token::Execution(_) => Error::Refused,
        _ => Error::Malformed,
    }
}
