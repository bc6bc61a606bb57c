//! Certificates with their keys, the roots that vouch for them, and their exchange while connections go on.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use almoner_base::Secret;
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use zeroize::Zeroize;

use crate::Error;
use crate::tls::{fingerprint, provider};

/// A certificate chain, the end's own first, with its private key. Wiped when dropped; `Debug` shows the fingerprint alone.
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    pub(crate) fn new(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Self {
        Self { chain, key }
    }

    /// A mounted identity: PEM (RFC 7468) of the chain, the end's own certificate first, and of its key in PKCS#8, SEC 1 or
    /// PKCS#1.
    ///
    /// # Errors
    /// A text is no PEM of its kind, the chain is empty, or the key is not the one of the certificate.
    pub fn from_pem(chain: &[u8], key: &Secret<Vec<u8>>) -> Result<Self, Error> {
        let chain = certificates(chain)?;
        let key = PrivateKeyDer::from_pem_slice(key.expose()).map_err(|_| Error::Certificate("key PEM"))?;
        let identity = Self { chain, key };
        identity.certified()?;
        Ok(identity)
    }

    /// The chain as DER, the end's own certificate first.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// The private key as DER, for the supervisor that hands a role its identity and for nobody else.
    #[must_use]
    pub fn key_der(&self) -> Secret<Vec<u8>> {
        Secret::new(self.key.secret_der().to_vec())
    }

    /// What [`Identity::chain`] and [`Identity::key_der`] gave elsewhere.
    ///
    /// # Errors
    /// The parts do not belong together.
    pub fn from_der(chain: Vec<Vec<u8>>, key: &Secret<Vec<u8>>) -> Result<Self, Error> {
        let key = PrivateKeyDer::try_from(key.expose().clone()).map_err(|_| Error::Certificate("key"))?;
        let identity = Self { chain: chain.into_iter().map(CertificateDer::from).collect(), key };
        identity.certified()?;
        Ok(identity)
    }

    /// The SHA-256 fingerprint of the end's own certificate.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        self.chain.first().map(fingerprint).unwrap_or_default()
    }

    fn certified(&self) -> Result<CertifiedKey, Error> {
        if self.chain.is_empty() {
            return Err(Error::Certificate("empty chain"));
        }
        CertifiedKey::from_der(self.chain.clone(), self.key.clone_key(), &provider())
            .map_err(|_| Error::Certificate("the key is not the certificate's"))
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, ..] = self.fingerprint();
        write!(f, "Identity({a:02x}{b:02x}{c:02x}{d:02x}..)")
    }
}

/// The certificate of an authority whose certificates are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root(CertificateDer<'static>);

impl Root {
    pub(crate) fn new(certificate: CertificateDer<'static>) -> Self {
        Self(certificate)
    }

    /// The roots in a PEM file.
    ///
    /// # Errors
    /// It is no PEM of certificates, or holds none.
    pub fn from_pem(pem: &[u8]) -> Result<Vec<Self>, Error> {
        Ok(certificates(pem)?.into_iter().map(Self).collect())
    }

    /// The root that these bytes encode, as [`Root::certificate`] gave them.
    #[must_use]
    pub fn from_der(der: Vec<u8>) -> Self {
        Self(CertificateDer::from(der))
    }

    /// The certificate as DER.
    #[must_use]
    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.0
    }
}

/// What an end shows. [`Certificates::replace`] takes effect with the next handshake; connections that stand go on.
pub struct Certificates(RwLock<Arc<CertifiedKey>>);

impl Certificates {
    /// Begins with this identity.
    ///
    /// # Errors
    /// The key is not the certificate's.
    pub fn new(identity: &Identity) -> Result<Arc<Self>, Error> {
        Ok(Arc::new(Self(RwLock::new(Arc::new(identity.certified()?)))))
    }

    /// Goes on with another. What can not be used is refused and changes nothing.
    ///
    /// # Errors
    /// The key is not the certificate's.
    pub fn replace(&self, identity: &Identity) -> Result<(), Error> {
        let next = Arc::new(identity.certified()?);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(())
    }

    /// The fingerprint of the certificate that is shown now.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        self.current().end_entity_cert().map(fingerprint).unwrap_or_default()
    }

    fn current(&self) -> Arc<CertifiedKey> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

impl ResolvesClientCert for Certificates {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificates(..)")
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    found.ok().filter(|chain| !chain.is_empty()).ok_or(Error::Certificate("certificate PEM"))
}
