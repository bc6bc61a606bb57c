//! The home's own certificate authority (RFC 5280). It signs nothing but the certificates of roles and of the home's own doors.

use std::fmt;
use std::time::Duration;

use almoner_base::Timestamp;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SerialNumber, date_time_ymd,
};
use rustls::pki_types::ServerName;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use zeroize::Zeroize;

use crate::tls::{INSIDE, Identity, Root, role_name};
use crate::{DataKey, Error, random_bytes, random_u64};

const AAD: &[u8] = b"almoner certificate authority v1";
const DAY: u64 = 86_400;
const LIFETIME_DAYS: u64 = 3650;
/// Clocks of two machines differ; a certificate that was made just now must be good on the other one.
const SKEW_SECS: u64 = 300;

/// An ECDSA P-256 key with its own certificate, good for ten years. Wiped when dropped.
pub struct Authority {
    key: KeyPair,
    name: String,
    certificate: CertificateDer<'static>,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Sealed {
    #[n(0)]
    name: String,
    #[n(1)]
    certificate: ByteVec,
    #[n(2)]
    key: ByteVec,
}

impl Authority {
    /// A new authority with a random name, so that two of them can be told apart.
    ///
    /// # Errors
    /// The random source or the backend failed.
    pub fn create(now: Timestamp) -> Result<Self, Error> {
        let key = KeyPair::generate().map_err(|_| Error::Key)?;
        let name = format!("Almoner authority {:016x}", random_u64()?);
        let mut params = parameters(&name, now, LIFETIME_DAYS * DAY)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key).map_err(|_| Error::Certificate("authority"))?.der().clone();
        Ok(Self { key, name, certificate })
    }

    /// The authority under a zone's key, to be kept in a file.
    ///
    /// # Errors
    /// The random source failed.
    pub fn seal(&self, key: &DataKey) -> Result<Vec<u8>, Error> {
        let mut content = Sealed {
            name: self.name.clone(),
            certificate: self.certificate.to_vec().into(),
            key: self.key.serialize_der().into(),
        };
        let mut bytes = minicbor::to_vec(&content).map_err(|_| Error::Seal)?;
        let sealed = key.seal(&bytes, AAD);
        bytes.zeroize();
        content.key.zeroize();
        sealed
    }

    /// Opens what [`Authority::seal`] gave.
    ///
    /// # Errors
    /// The bytes or the key are not the ones.
    pub fn open(sealed: &[u8], key: &DataKey) -> Result<Self, Error> {
        let mut bytes = key.open(sealed, AAD)?;
        let content = minicbor::decode::<Sealed>(&bytes);
        bytes.zeroize();
        let mut content = content.map_err(|_| Error::Open)?;
        let pkcs8 = PrivatePkcs8KeyDer::from(content.key.as_slice());
        let key = KeyPair::try_from(&pkcs8).map_err(|_| Error::Key);
        content.key.zeroize();
        Ok(Self { key: key?, name: content.name, certificate: CertificateDer::from(Vec::from(content.certificate)) })
    }

    /// What others need to accept this authority's certificates.
    #[must_use]
    pub fn root(&self) -> Root {
        Root::new(self.certificate.clone())
    }

    /// A certificate with a new key for a role (`phi`, `research`), good as server and client inside for `ttl_secs` from now.
    ///
    /// # Errors
    /// The role is no lower-case word, or the backend failed.
    pub fn issue(&self, role: &str, now: Timestamp, ttl_secs: u64) -> Result<Identity, Error> {
        let name = role_name(role)?.to_str().into_owned();
        let mut params = parameters(&name, now, ttl_secs)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params, &[name])
    }

    /// A certificate with a new key for a door outside, by its host names or addresses. It is no role: it can not be a client,
    /// and bears no role's name.
    ///
    /// # Errors
    /// A name is none, or is inside; or the backend failed.
    pub fn issue_door(&self, names: &[&str], now: Timestamp, ttl_secs: u64) -> Result<Identity, Error> {
        let first = names.first().ok_or(Error::Certificate("name"))?;
        let fine = |name: &&str| {
            let lower = name.to_ascii_lowercase();
            ServerName::try_from(lower.as_str()).is_ok() && !lower.trim_end_matches('.').ends_with(INSIDE)
        };
        if !names.iter().all(fine) {
            return Err(Error::Certificate("name"));
        }
        let mut params = parameters(first, now, ttl_secs)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(params, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    }

    fn sign(&self, mut params: CertificateParams, names: &[String]) -> Result<Identity, Error> {
        let named = CertificateParams::new(names.to_vec()).map_err(|_| Error::Certificate("name"))?;
        params.subject_alt_names = named.subject_alt_names;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let mut own = CertificateParams::default();
        own.distinguished_name = common_name(&self.name);
        let issuer = Issuer::from_params(&own, &self.key);
        let mut key = KeyPair::generate().map_err(|_| Error::Key)?;
        let certificate = params.signed_by(&key, &issuer).map_err(|_| Error::Certificate("signing"))?;
        let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        key.zeroize();
        Ok(Identity::new(vec![certificate.der().clone()], der))
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authority(..)")
    }
}

/// Common name, validity and a random serial number of 159 bits (RFC 5280, section 4.1.2.2: positive, at most 20 octets).
fn parameters(name: &str, now: Timestamp, ttl_secs: u64) -> Result<CertificateParams, Error> {
    let now = u64::try_from(now.0).map_err(|_| Error::Certificate("time"))? / 1000;
    let until = now.checked_add(ttl_secs).filter(|until| *until < FAR).ok_or(Error::Certificate("time"))?;
    let epoch = date_time_ymd(1970, 1, 1);
    let mut params = CertificateParams::default();
    params.distinguished_name = common_name(name);
    params.not_before = epoch + Duration::from_secs(now.saturating_sub(SKEW_SECS));
    params.not_after = epoch + Duration::from_secs(until);
    let mut serial = random_bytes::<20>()?;
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x7f | 0x40;
    }
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    Ok(params)
}

/// The year 9000, in seconds: what the form of dates in certificates can hold ends in 9999.
const FAR: u64 = 221_845_392_000;

fn common_name(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

impl Authority {
    /// The private key as PKCS#8, for tests of what becomes of it.
    #[cfg(test)]
    pub(crate) fn key_der(&self) -> almoner_base::Secret<Vec<u8>> {
        almoner_base::Secret::new(self.key.serialize_der())
    }
}
