//! What a person proves who they are with, as it is kept: password hash, one-time code secret, passkey, recovery codes, and the
//! identity at an outside provider.
//!
//! One-time codes are RFC 6238 with its defaults (SHA-1, 30 seconds, six digits), one step of delay each way, and each step is
//! accepted once. Recovery codes have 120 random bits, stand for the authenticator app beside the password, and work once.

use almoner_base::{Secret, Timestamp};
use serde::{Deserialize, Serialize};
use totp_rs::{Algorithm, Builder, Totp};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use webauthn_rs::prelude::Passkey;
use zeroize::Zeroize;

use crate::db::credential::Model;
use crate::password::Hashed;
use crate::person::codes;
use crate::{CredentialId, Error, People, PersonId};

/// How many recovery codes a person gets.
pub(crate) const RECOVERY_CODES: usize = 10;

codes! {
    /// The kind of a credential.
    Kind {
        /// A password.
        Password = "password",
        /// An authenticator app.
        Totp = "totp",
        /// A passkey.
        Passkey = "passkey",
        /// A recovery code.
        RecoveryCode = "recovery_code",
        /// An identity at the hospital's provider.
        External = "external",
    }
}

impl utoipa::PartialSchema for Kind {
    fn schema() -> RefOr<Schema> {
        let names = Self::ALL.iter().map(|kind| kind.name());
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
    }
}

impl utoipa::ToSchema for Kind {
    fn name() -> std::borrow::Cow<'static, str> {
        "CredentialKind".into()
    }
}

impl Kind {
    pub(crate) fn number(self) -> i32 {
        self as i32
    }

    pub(crate) fn from_row(row: &Model) -> Result<Self, Error> {
        Self::ALL.iter().copied().find(|kind| kind.number() == row.kind).ok_or(Error::Damaged)
    }
}

/// What a credential's row holds, sealed.
#[derive(Serialize, Deserialize)]
pub(crate) enum Content {
    Password(Hashed),
    Totp([u8; 20]),
    Passkey(Box<Passkey>),
    RecoveryCode,
    External,
}

impl Drop for Content {
    fn drop(&mut self) {
        if let Self::Totp(secret) = self {
            secret.zeroize();
        }
    }
}

/// What an authenticator app needs to know.
#[derive(Debug)]
pub struct TotpSetup {
    /// The secret in base32, to be typed.
    pub secret: Secret<String>,
    /// The `otpauth:` URL, to be shown as a QR code.
    pub url: Secret<String>,
}

/// A credential as its owner sees it.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct Credential {
    /// The public handle.
    #[schema(value_type = String)]
    pub id: CredentialId,
    /// The kind.
    pub kind: Kind,
    /// When it was added, in milliseconds since 1970 UTC.
    pub added: i64,
    /// When it was used last.
    pub used: Option<i64>,
}

impl People {
    /// A row for a credential. `lookup` is what it is found by, or nothing where it is found by its person.
    pub(crate) fn credential_row(
        &self,
        person: PersonId,
        kind: Kind,
        lookup: Option<Vec<u8>>,
        content: &Content,
    ) -> Result<Model, Error> {
        let id = CredentialId::random()?;
        let lookup = match lookup {
            Some(lookup) => lookup,
            None => almoner_crypto::random_bytes::<32>()?.to_vec(),
        };
        Ok(Model {
            id: id.0.to_vec(),
            person: person.0.to_vec(),
            kind: kind.number(),
            lookup,
            sealed: self.seal("credential", &id.0, content)?,
            step: 0,
            added: self.now().0,
            used: None,
        })
    }

    pub(crate) fn content(&self, row: &Model) -> Result<Content, Error> {
        self.unseal("credential", &row.id, &row.sealed)
    }

    /// Ten new recovery codes and their rows.
    pub(crate) fn recovery_codes(&self, person: PersonId) -> Result<(Vec<Secret<String>>, Vec<Model>), Error> {
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        let mut rows = Vec::with_capacity(RECOVERY_CODES);
        for _ in 0..RECOVERY_CODES {
            let code = recovery_code()?;
            let lookup = self.recovery_lookup(&person.0, code.expose());
            rows.push(self.credential_row(person, Kind::RecoveryCode, Some(lookup), &Content::RecoveryCode)?);
            codes.push(code);
        }
        Ok((codes, rows))
    }

    pub(crate) fn recovery_lookup(&self, person: &[u8], code: &str) -> Vec<u8> {
        self.key.mac(&[b"recovery\0", person, read_recovery_code(code).as_bytes()].concat()).to_vec()
    }
}

/// The digits of recovery codes (Crockford's base32): no I, L, O or U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Six groups of four digits: 120 random bits, more than the 112 from which a plain keyed hash is enough (ASVS 6.5.2).
fn recovery_code() -> Result<Secret<String>, Error> {
    let mut bits: [u8; 24] = almoner_crypto::random_bytes()?;
    let mut code = String::with_capacity(29);
    for (place, byte) in bits.iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(DIGITS.get(usize::from(byte & 31)).copied().unwrap_or(b'0')));
    }
    bits.zeroize();
    Ok(Secret::new(code))
}

/// A code as a person types it: in either case, with or without hyphens, `O` for `0`, `I` and `L` for `1`.
fn read_recovery_code(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// The step that a one-time code belongs to, if it is the code of this moment, one step before or one after.
pub(crate) fn totp_step(secret: &[u8; 20], code: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.0.div_euclid(1000)).ok()?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    totp(secret, "").ok()?.check(&code, seconds).and_then(|step| i64::try_from(step).ok())
}

/// What the person's app is told.
pub(crate) fn totp_setup(secret: &[u8; 20], account: &str) -> Result<TotpSetup, Error> {
    // A colon separates issuer and account in the URL.
    let totp = totp(secret, &account.replace(':', " "))?;
    let url = totp.to_url().map_err(|_| Error::Name)?;
    Ok(TotpSetup { secret: Secret::new(totp_rs::Secret::from(*secret).to_base32()), url: Secret::new(url) })
}

fn totp(secret: &[u8; 20], account: &str) -> Result<Totp, Error> {
    let account = if account.is_empty() { "account" } else { account };
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(*secret)
        .with_account_name(account)
        .with_issuer(Some("Almoner"))
        .build()
        .map_err(|_| Error::Damaged)
}

#[cfg(test)]
mod tests;
