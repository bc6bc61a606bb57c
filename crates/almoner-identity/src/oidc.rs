//! Sign-in by a hospital's identity provider: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636, S256).
//!
//! The state is the token of a ceremony, so an answer is taken once, from the device that was sent away, within ten minutes.
//! Issuer, audience, `azp`, nonce, expiry and signature are checked (section 3.1.3.7); the algorithm is one of a fixed list of
//! asymmetric ones. An unknown key id fetches the provider's keys anew, at most once a minute. The provider must state that it
//! checked two factors (`acr`, `amr`) and when (`auth_time`): a statement without them is refused. A person is issuer and
//! subject, never a name or an address, which can be given to somebody else. Roles come from groups by a versioned table; who
//! is in none of its groups has no account here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use almoner_base::{Secret, Timestamp};
use almoner_policy::Method;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthenticationContextClass, AuthorizationCode, ClaimsVerificationError, Client as ProviderClient,
    ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IdToken, IdTokenClaims, IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, SignatureVerificationError, StandardErrorResponse, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::credential::{Content, Kind};
use crate::db::{ACTIVE, person};
use crate::event::{Event, Subject};
use crate::link::token;
use crate::passkey::Ceremony;
use crate::people::Names;
use crate::person::Methods;
use crate::{Client, Error, Grants, People, PersonId, SignedIn};

mod groups;

pub use groups::GroupMap;

/// How long a person may take at the provider.
const CEREMONY_MS: i64 = 10 * 60_000;
/// Keys are fetched anew no more often than this.
const REFRESH_EVERY_MS: i64 = 60_000;
const TIMEOUT: Duration = Duration::from_secs(10);
const LARGEST_ANSWER: u64 = 1024 * 1024;
/// How far the provider's clock may be ahead.
const SKEW_MS: i64 = 60_000;

const ALGORITHMS: [CoreJwsSigningAlgorithm; 7] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// How a provider is spoken to.
#[derive(Debug)]
pub struct OidcSettings {
    /// The issuer, exactly as the provider spells it. `https`, or `http` on this machine's own address.
    pub issuer: String,
    /// The client id that the provider gave.
    pub client_id: String,
    /// The client secret.
    pub client_secret: Option<Secret<String>>,
    /// Where the provider sends the person back to.
    pub redirect: String,
    /// Values of `acr` that mean two factors. Where there are any, one of them must be stated.
    pub acr: Vec<String>,
    /// Values of `amr` (RFC 8176) that mean two factors, such as `mfa`. Where there are any, one of them must be stated.
    pub amr: Vec<String>,
    /// Scopes beside `openid` and `profile`.
    pub scopes: Vec<String>,
    /// The claim that lists groups.
    pub groups_claim: String,
    /// How long ago the person may have proved the factors at the provider, in seconds.
    pub max_age_secs: u32,
    /// What groups are given.
    pub groups: GroupMap,
    /// The certificates that may vouch for the provider, in PEM. Needed for `https`.
    pub roots_pem: Option<Vec<u8>>,
}

/// What the provider sent the person back with.
#[derive(Clone, Copy, Debug)]
pub struct Callback<'a> {
    /// The state.
    pub state: &'a str,
    /// The code.
    pub code: &'a str,
    /// The issuer (RFC 9207), where the provider names it.
    pub iss: Option<&'a str>,
}

/// A provider whose metadata and keys were fetched.
pub struct Oidc {
    settings: OidcSettings,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    agent: ureq::Agent,
    provider: RwLock<Provider>,
}

#[derive(Clone)]
struct Provider {
    metadata: CoreProviderMetadata,
    fetched: Timestamp,
}

/// The claims that openidconnect does not name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
struct Rest(BTreeMap<String, Value>);

impl AdditionalClaims for Rest {}

type Fields =
    IdTokenFields<Rest, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<Rest, CoreGenderClaim>;
type RelyingParty = ProviderClient<
    Rest,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Oidc {
    /// Fetches metadata and keys of a provider. Blocks on the network.
    ///
    /// # Errors
    /// A setting can not be used, or the provider does not answer or is another than the settings say.
    pub fn connect(settings: OidcSettings, now: Timestamp) -> Result<Self, Error> {
        if settings.acr.is_empty() && settings.amr.is_empty() {
            return Err(Error::Setting("acr"));
        }
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| Error::Setting("issuer"))?;
        if !is_private(issuer.url()) {
            return Err(Error::Setting("issuer"));
        }
        let redirect = RedirectUrl::new(settings.redirect.clone()).map_err(|_| Error::Setting("redirect"))?;
        let agent = agent(settings.roots_pem.as_deref())?;
        let metadata = discover(&issuer, &agent)?;
        Ok(Self { settings, issuer, redirect, agent, provider: RwLock::new(Provider { metadata, fetched: now }) })
    }

    fn provider(&self) -> Result<Provider, Error> {
        self.provider.read().map(|provider| provider.clone()).map_err(|_| Error::Damaged)
    }

    /// Fetches the keys anew; false if that was done too short a time ago.
    fn refresh(&self, now: Timestamp) -> Result<bool, Error> {
        if now.0.saturating_sub(self.provider()?.fetched.0) < REFRESH_EVERY_MS {
            return Ok(false);
        }
        let metadata = discover(&self.issuer, &self.agent)?;
        *self.provider.write().map_err(|_| Error::Damaged)? = Provider { metadata, fetched: now };
        Ok(true)
    }

    fn relying_party(&self) -> Result<RelyingParty, Error> {
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = self.settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().clone()));
        let party = RelyingParty::from_provider_metadata(self.provider()?.metadata, id, secret);
        Ok(party.set_redirect_uri(self.redirect.clone()))
    }

    /// Exchanges the code for a statement about the person and checks it.
    fn claims(&self, code: &str, nonce: &str, verifier: String, now: Timestamp) -> Result<Claims, Error> {
        let party = self.relying_party()?;
        let answer = party
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| Error::Provider("no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request(&|request| call(&self.agent, request))
            .map_err(|_| Error::Provider("token"))?;
        let statement = answer.id_token().ok_or(Error::Assertion("no id_token"))?;
        match self.verify(&party, statement, nonce, now) {
            Err(Unverified::UnknownKey) if self.refresh(now)? => {
                self.verify(&self.relying_party()?, statement, nonce, now).map_err(Unverified::into_error)
            }
            verified => verified.map_err(Unverified::into_error),
        }
    }

    fn verify(
        &self,
        party: &RelyingParty,
        statement: &IdToken<Rest, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Claims, Unverified> {
        // The type of the time is not exported by openidconnect; it reads RFC 3339.
        let at = serde_json::from_value(Value::String(now.to_rfc3339())).map_err(|_| Unverified::Because("time"))?;
        let verifier = party.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || at);
        let claims = statement.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|error| match error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                Unverified::UnknownKey
            }
            ClaimsVerificationError::Expired(_) => Unverified::Because("expired"),
            ClaimsVerificationError::InvalidAudience(_) => Unverified::Because("audience"),
            ClaimsVerificationError::InvalidIssuer(_) => Unverified::Because("issuer"),
            ClaimsVerificationError::InvalidNonce(_) => Unverified::Because("nonce"),
            ClaimsVerificationError::SignatureVerification(_) => Unverified::Because("signature"),
            _ => Unverified::Because("claims"),
        })?;
        // Left to the caller by openidconnect.
        if claims.authorized_party().is_some_and(|party| party.as_str() != self.settings.client_id) {
            return Err(Unverified::Because("authorized party"));
        }
        if claims.issue_time().timestamp_millis() > now.0.saturating_add(SKEW_MS) {
            return Err(Unverified::Because("issued in the future"));
        }
        self.check_factors(claims, now).map_err(Unverified::Because)?;
        Ok(claims.clone())
    }

    /// Refuses a statement that does not say that two factors were checked, and lately.
    fn check_factors(&self, claims: &Claims, now: Timestamp) -> Result<(), &'static str> {
        let settings = &self.settings;
        let acr = claims.auth_context_ref().map(|acr| acr.as_str());
        if !settings.acr.is_empty() && !acr.is_some_and(|acr| settings.acr.iter().any(|accepted| accepted == acr)) {
            return Err("acr");
        }
        let stated = claims.auth_method_refs().map_or(&[][..], Vec::as_slice);
        if !settings.amr.is_empty() && !stated.iter().any(|amr| settings.amr.iter().any(|accepted| *accepted == **amr)) {
            return Err("amr");
        }
        let proved = claims.auth_time().ok_or("auth_time")?.timestamp_millis();
        let age = now.0.saturating_sub(proved);
        let oldest = i64::from(settings.max_age_secs).saturating_mul(1000).saturating_add(SKEW_MS);
        if (-SKEW_MS..=oldest).contains(&age) { Ok(()) } else { Err("auth_time") }
    }
}

impl fmt::Debug for Oidc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Oidc(..)")
    }
}

impl People {
    /// Where to send a person who signs in by the provider.
    ///
    /// # Errors
    /// The random source or the database failed.
    pub fn begin_oidc(&self, oidc: &Oidc, client: &Client<'_>) -> Result<String, Error> {
        let (nonce, verifier) = (token()?.expose().clone(), token()?.expose().clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let state = self.begin_ceremony(&Ceremony::Oidc { nonce: nonce.clone(), verifier }, CEREMONY_MS, client)?;
        let party = oidc.relying_party()?;
        let csrf = CsrfToken::new(state.expose().clone());
        let mut request = party
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || csrf, || Nonce::new(nonce))
            .set_pkce_challenge(challenge)
            .set_max_age(Duration::from_secs(u64::from(oidc.settings.max_age_secs)))
            .add_scope(Scope::new("profile".to_owned()))
            .add_scopes(oidc.settings.scopes.iter().cloned().map(Scope::new));
        for acr in &oidc.settings.acr {
            request = request.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
        }
        let (url, _, _) = request.url();
        Ok(url.to_string())
    }

    /// Signs in the person whom the provider sent back. Blocks on the network. An account is made at the first sign-in, and
    /// roles follow the person's groups at each.
    ///
    /// # Errors
    /// [`Error::Ceremony`] for a state that is not this device's, [`Error::Provider`], [`Error::Assertion`], or
    /// [`Error::Refused`] for an account that was closed.
    pub fn finish_oidc(&self, oidc: &Oidc, callback: &Callback<'_>, client: &Client<'_>) -> Result<SignedIn, Error> {
        let signed_in = self.sign_in_oidc(oidc, callback, client);
        if matches!(signed_in, Err(Error::Ceremony | Error::Provider(_) | Error::Assertion(_) | Error::Refused)) {
            self.record(Event::SignInFailed(Methods::from([Method::Oidc])), Subject::default().from(client))?;
        }
        signed_in
    }

    fn sign_in_oidc(&self, oidc: &Oidc, callback: &Callback<'_>, client: &Client<'_>) -> Result<SignedIn, Error> {
        let Ceremony::Oidc { nonce, verifier } = self.finish_ceremony(callback.state, client)? else {
            return Err(Error::Ceremony);
        };
        if callback.iss.is_some_and(|iss| iss != oidc.issuer.as_str()) {
            return Err(Error::Assertion("issuer"));
        }
        let now = self.now();
        let claims = oidc.claims(callback.code, &nonce, verifier, now)?;
        let named = claims.additional_claims().0.get(&oidc.settings.groups_claim);
        let groups: BTreeSet<&str> =
            named.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let grants = oidc.settings.groups.grants(&groups);
        if grants.roles.is_empty() {
            return Err(Error::Assertion("groups"));
        }
        let person = self.external_person(oidc, &claims, &grants)?;
        let proved = claims.auth_time().map_or(i64::MIN, |at| at.timestamp_millis()).min(now.0);
        self.open_session(&person, Methods::from([Method::Oidc]), Timestamp(proved), client)
    }

    /// The account of issuer and subject, made now if there is none.
    fn external_person(&self, oidc: &Oidc, claims: &Claims, grants: &Grants) -> Result<person::Model, Error> {
        let subject = claims.subject().as_str();
        let lookup = self.lookup("external", &format!("{}\0{subject}", oidc.issuer.as_str()));
        if let Some(credential) = self.db.credential_by_lookup(&lookup)? {
            let row = self.db.person(&credential.person)?.filter(|row| row.state == ACTIVE).ok_or(Error::Refused)?;
            if !self.change_grants(&row, grants, None)? {
                return Ok(row);
            }
            return self.db.person(&credential.person)?.ok_or(Error::Damaged);
        }
        let sign_in = claims.preferred_username().map_or(subject, |name| name.as_str());
        let display = claims.name().and_then(|name| name.get(None)).map_or(sign_in, |name| name.as_str());
        let id = PersonId::random()?;
        let names = Names { sign_in: sign_in.to_owned(), display: display.to_owned() };
        let row = self.person_row(id, &names, Some(lookup.clone()), grants, ACTIVE)?;
        let external = self.credential_row(id, Kind::External, Some(lookup), &Content::External)?;
        self.record(Event::AccountOpened, Subject::default().about(id))?;
        self.record_roles(id, &Grants::default(), grants, None)?;
        self.db.provision(row.clone(), external)?;
        Ok(row)
    }
}

/// Why a statement was not believed.
enum Unverified {
    /// Its key is not among those that were fetched.
    UnknownKey,
    Because(&'static str),
}

impl Unverified {
    fn into_error(self) -> Error {
        match self {
            Self::UnknownKey => Error::Assertion("signature"),
            Self::Because(what) => Error::Assertion(what),
        }
    }
}

/// `https`, or an address of this machine.
fn is_private(url: &openidconnect::url::Url) -> bool {
    let own = match url.host() {
        Some(openidconnect::url::Host::Ipv4(address)) => address.is_loopback(),
        Some(openidconnect::url::Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && own)
}

fn discover(issuer: &IssuerUrl, agent: &ureq::Agent) -> Result<CoreProviderMetadata, Error> {
    let metadata =
        CoreProviderMetadata::discover(issuer, &|request| call(agent, request)).map_err(|_| Error::Provider("discovery"))?;
    let endpoints = [Some(metadata.authorization_endpoint().url()), metadata.token_endpoint().map(|url| url.url())];
    if endpoints.into_iter().flatten().all(is_private) { Ok(metadata) } else { Err(Error::Provider("endpoint")) }
}

/// A client that follows no redirects (a provider can not send it elsewhere) and waits ten seconds.
fn agent(roots_pem: Option<&[u8]>) -> Result<ureq::Agent, Error> {
    let mut roots = Vec::new();
    for item in ureq::tls::parse_pem(roots_pem.unwrap_or_default()) {
        if let ureq::tls::PemItem::Certificate(root) = item.map_err(|_| Error::Setting("roots"))? {
            roots.push(root);
        }
    }
    let tls = ureq::tls::TlsConfig::builder()
        .root_certs(ureq::tls::RootCerts::new_with_certs(&roots))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .build();
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .max_redirects_will_error(false)
        // Sign-ins are minutes apart; a connection kept open would be stale, and a code can not be sent twice.
        .max_idle_connections(0)
        .http_status_as_error(false)
        .proxy(None)
        .tls_config(tls)
        .build();
    Ok(ureq::Agent::new_with_config(config))
}

/// The provider could not be reached.
#[derive(Debug, thiserror::Error)]
#[error("the identity provider could not be reached")]
struct Unreachable;

fn call(agent: &ureq::Agent, request: HttpRequest) -> Result<HttpResponse, Unreachable> {
    let (parts, body) = agent.run(request).map_err(|_| Unreachable)?.into_parts();
    let body = body.into_with_config().limit(LARGEST_ANSWER).read_to_vec().map_err(|_| Unreachable)?;
    Ok(HttpResponse::from_parts(parts, body))
}

#[cfg(test)]
mod tests;
