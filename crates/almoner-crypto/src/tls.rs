//! Transport security: certificates of the home's own authority or mounted ones, and the three configurations that there are.
//!
//! | where | version | who is checked |
//! |---|---|---|
//! | [`server_config_outside`]: browsers and programs | TLS 1.2 (RFC 5246) or 1.3 (RFC 8446) | the server |
//! | [`server_config_inside`], [`client_config_inside`]: between roles | 1.3 alone | both |
//!
//! Suites are those with forward secrecy and authenticated encryption alone (RFC 9325, section 4.2); key agreement prefers the
//! hybrid of X25519 and ML-KEM-768. There is no early data, which could be replayed, and no session of an inside connection is
//! resumed, so that each connection checks certificates anew. What a [`Certificates`] holds can be exchanged at any time; the
//! next handshake uses it. Time comes from a `Clock`.

mod authority;
mod identity;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use almoner_base::Clock;
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::{NoServerSessionStorage, ParsedCertificate, WebPkiClientVerifier};
use rustls::time_provider::TimeProvider;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, CommonState, RootCertStore, ServerConfig};

pub use authority::Authority;
pub use identity::{Certificates, Identity, Root};

use crate::{Error, sha256};

/// The one provider of primitives: suites with forward secrecy and authenticated encryption, the post-quantum hybrid first.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    use aws_lc_rs::kx_group::{SECP256R1, SECP384R1, X25519, X25519MLKEM768};
    let kx_groups = vec![X25519MLKEM768, X25519, SECP256R1, SECP384R1];
    Arc::new(CryptoProvider { kx_groups, ..aws_lc_rs::default_provider() })
}

/// For doors that people and programs outside knock at: HTTP over TLS 1.2 or newer.
///
/// # Errors
/// The backend refuses the configuration.
pub fn server_config_outside(own: &Arc<Certificates>, clock: Arc<dyn Clock>) -> Result<Arc<ServerConfig>, Error> {
    let mut config = ServerConfig::builder_with_details(provider(), Arc::new(Now(clock)))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(|_| Error::Certificate("version"))?
        .with_no_client_auth()
        .with_cert_resolver(own.clone());
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// For a role that other roles connect to: TLS 1.3, and nobody without a certificate of one of the `roots`.
///
/// # Errors
/// There is no root, or the backend refuses the configuration.
pub fn server_config_inside(
    own: &Arc<Certificates>,
    roots: &[Root],
    clock: Arc<dyn Clock>,
) -> Result<Arc<ServerConfig>, Error> {
    let verifier = WebPkiClientVerifier::builder_with_provider(store(roots)?, provider())
        .build()
        .map_err(|_| Error::Certificate("root"))?;
    let mut config = ServerConfig::builder_with_details(provider(), Arc::new(Now(clock)))
        .with_protocol_versions(&[&TLS13])
        .map_err(|_| Error::Certificate("version"))?
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(own.clone());
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    Ok(Arc::new(config))
}

/// For connections to a server of somebody else that one of the `roots` vouches for: TLS 1.2 or newer, showing no certificate.
///
/// # Errors
/// There is no root, or the backend refuses the configuration.
pub fn client_config_outside(roots: &[Root], clock: Arc<dyn Clock>) -> Result<Arc<ClientConfig>, Error> {
    let verifier = WebPkiServerVerifier::builder_with_provider(store(roots)?, provider())
        .build()
        .map_err(|_| Error::Certificate("root"))?;
    let mut config = ClientConfig::builder_with_details(provider(), Arc::new(Now(clock)))
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::Certificate("version"))?
        .with_webpki_verifier(verifier)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// For a role that connects to another: TLS 1.3, showing its own certificate. Connect under the name that [`role_name`] gives.
///
/// # Errors
/// There is no root, or the backend refuses the configuration.
pub fn client_config_inside(
    own: &Arc<Certificates>,
    roots: &[Root],
    clock: Arc<dyn Clock>,
) -> Result<Arc<ClientConfig>, Error> {
    let verifier = WebPkiServerVerifier::builder_with_provider(store(roots)?, provider())
        .build()
        .map_err(|_| Error::Certificate("root"))?;
    let mut config = ClientConfig::builder_with_details(provider(), Arc::new(Now(clock)))
        .with_protocol_versions(&[&TLS13])
        .map_err(|_| Error::Certificate("version"))?
        .with_webpki_verifier(verifier)
        .with_client_cert_resolver(own.clone());
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// The name in the certificates of a role, such as `phi`.
///
/// # Errors
/// The role is not one lower-case word that a host name can hold.
pub fn role_name(role: &str) -> Result<ServerName<'static>, Error> {
    let word = !role.is_empty() && role.len() <= 63 && role.bytes().all(|byte| byte.is_ascii_lowercase());
    let name = word.then(|| ServerName::try_from(format!("{role}{INSIDE}")).ok()).flatten();
    name.ok_or(Error::Certificate("role"))
}

/// What the names of all roles end with. Names under `.internal` are never given out in public.
const INSIDE: &str = ".almoner.internal";

/// The SHA-256 fingerprint of a certificate, to which tokens are bound (RFC 8705, section 3.1).
#[must_use]
pub fn fingerprint(certificate: &CertificateDer<'_>) -> [u8; 32] {
    sha256(certificate)
}

/// The fingerprint of the certificate that the other end of a connection showed, once the handshake is done.
#[must_use]
pub fn peer_fingerprint(connection: &CommonState) -> Option<[u8; 32]> {
    connection.peer_certificates()?.first().map(fingerprint)
}

/// Whether the other end of a connection showed the certificate of this role.
#[must_use]
pub fn peer_is(connection: &CommonState, role: &str) -> bool {
    let certificate = connection.peer_certificates().and_then(|chain| chain.first());
    let (Some(certificate), Ok(name)) = (certificate, role_name(role)) else { return false };
    ParsedCertificate::try_from(certificate).is_ok_and(|parsed| rustls::client::verify_server_name(&parsed, &name).is_ok())
}

fn store(roots: &[Root]) -> Result<Arc<RootCertStore>, Error> {
    let mut store = RootCertStore::empty();
    for root in roots {
        store.add(root.certificate().clone()).map_err(|_| Error::Certificate("root"))?;
    }
    Ok(Arc::new(store))
}

struct Now(Arc<dyn Clock>);

impl TimeProvider for Now {
    fn current_time(&self) -> Option<UnixTime> {
        u64::try_from(self.0.now().0).ok().map(|ms| UnixTime::since_unix_epoch(Duration::from_millis(ms)))
    }
}

impl fmt::Debug for Now {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Now(..)")
    }
}

#[cfg(test)]
mod tests;
