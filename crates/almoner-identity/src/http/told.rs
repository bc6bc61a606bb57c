//! What the routes of sign-in and accounts answer. Texts that are secrets are lent, not copied: they go into the answer and nowhere
//! else.

use almoner_base::Secret;
use almoner_policy::{Method, Set};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{Account, CredentialId, Grants, PersonId, SessionId, TotpSetup};

/// That it is done.
#[derive(Serialize, ToSchema)]
pub(super) struct Empty {}

/// What a person who opened an enrolment link is shown.
#[derive(Serialize, ToSchema)]
pub(super) struct EnrolmentPage<'a> {
    pub(super) display_name: &'a str,
    pub(super) sign_in_name: &'a str,
    pub(super) totp: TotpShown<'a>,
    /// Options of WebAuthn's `create`.
    #[schema(value_type = Object)]
    pub(super) passkey: Value,
    pub(super) ceremony: &'a str,
}

/// The secret of an authenticator app that is being set up.
#[derive(Serialize, ToSchema)]
pub(super) struct TotpShown<'a> {
    /// Base32.
    pub(super) secret: &'a str,
    /// The `otpauth:` URL, to be shown as a QR code.
    pub(super) url: &'a str,
}

impl<'a> TotpShown<'a> {
    pub(super) fn of(setup: &'a TotpSetup) -> Self {
        Self { secret: setup.secret.expose(), url: setup.url.expose() }
    }
}

/// An authenticator app to be set up.
#[derive(Serialize, ToSchema)]
pub(super) struct TotpAsked<'a> {
    pub(super) ceremony: &'a str,
    pub(super) totp: TotpShown<'a>,
}

/// Recovery codes, told this once.
#[derive(Serialize, ToSchema)]
pub(super) struct RecoveryCodes<'a> {
    pub(super) recovery_codes: Vec<&'a str>,
}

/// What a passkey is asked.
#[derive(Serialize, ToSchema)]
pub(super) struct PasskeyAsked<'a> {
    pub(super) ceremony: &'a str,
    /// Options of WebAuthn's `create` or `get`.
    #[schema(value_type = Object)]
    pub(super) challenge: Value,
}

/// Where the hospital's identity provider asks.
#[derive(Serialize, ToSchema)]
pub(super) struct ProviderPage {
    pub(super) url: String,
}

/// A session that began, was opened, or was proved anew. Its token is in a cookie.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionMade<'a> {
    /// What a page sends as `X-CSRF-Token` with each change.
    pub(super) csrf: &'a str,
    #[schema(value_type = String)]
    pub(super) person: PersonId,
    #[schema(value_type = String)]
    pub(super) session: SessionId,
    pub(super) grants: &'a Grants,
    #[schema(value_type = Vec<String>)]
    pub(super) methods: Set<Method>,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct OwnSession<'a> {
    pub(super) account: Account,
    #[schema(value_type = String)]
    pub(super) session: SessionId,
    #[schema(value_type = Vec<String>)]
    pub(super) methods: Set<Method>,
    /// Seconds since two factors were proved.
    pub(super) mfa_age_secs: i64,
    /// For a page that was loaded anew. Another site can send this request, and can not read its answer.
    pub(super) csrf: &'a str,
}

/// A token of a program.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenMade<'a> {
    pub(super) token: &'a str,
}

/// How many sessions were ended.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionsEnded {
    pub(super) ended: u64,
}

/// A passkey that was added.
#[derive(Serialize, ToSchema)]
pub(super) struct CredentialMade {
    #[schema(value_type = String)]
    pub(super) id: CredentialId,
}

/// Somebody who was invited.
#[derive(Serialize, ToSchema)]
pub(super) struct Invited<'a> {
    #[schema(value_type = String)]
    pub(super) person: PersonId,
    /// Good once and for a day.
    pub(super) link: &'a str,
}

/// A new enrolment link.
#[derive(Serialize, ToSchema)]
pub(super) struct LinkMade<'a> {
    /// Good once and for a day.
    pub(super) link: &'a str,
}

/// Secrets as the answer shows them.
pub(super) fn shown(secrets: &[Secret<String>]) -> Vec<&str> {
    secrets.iter().map(|secret| secret.expose().as_str()).collect()
}
