//! Why a request of a person was refused, said without telling an attacker more than they knew.

use thiserror::Error;

/// A refusal. No variant holds a name, a secret or a token, and [`Error::Refused`] does not say which part was wrong.
#[derive(Debug, Error)]
pub enum Error {
    /// Name, password, code, passkey or assertion did not fit. Which of them, or whether the name exists, is not told.
    #[error("sign-in refused")]
    Refused,
    /// Too many failures by this name or from this source.
    #[error("too many attempts; try again in {retry_after_secs} seconds")]
    TooMany {
        /// How long to wait.
        retry_after_secs: i64,
    },
    /// There is no such session any more, or it belongs to another device.
    #[error("the session has ended; sign in again")]
    SessionEnded,
    /// The session was idle too long and waits for one factor.
    #[error("the session is locked; unlock it with one factor")]
    SessionLocked,
    /// The request needs a recent proof of two factors.
    #[error("confirm with two factors again (step-up)")]
    StepUpNeeded,
    /// The body of a request is not what the route reads.
    #[error("the request can not be read")]
    Body,
    /// The request did not come from a page of this origin.
    #[error("the request did not come from this application's own page")]
    CrossSite,
    /// The person's roles do not allow it.
    #[error("not allowed for the roles of this account")]
    NotAllowed,
    /// The link was used, has expired or never was.
    #[error("the link was used or has expired; ask for a new one")]
    Link,
    /// The ceremony was finished, has expired or never was.
    #[error("the sign-in took too long or was finished already; begin again")]
    Ceremony,
    /// The password is too short.
    #[error("the password has fewer than {0} characters")]
    PasswordShort(usize),
    /// The password is longer than any person's.
    #[error("the password has more than {0} bytes")]
    PasswordLong(usize),
    /// The password is one of those that are tried first.
    #[error("the password is one of those that are tried first, or close to one")]
    PasswordCommon,
    /// The password contains the account's own name or the product's.
    #[error("the password contains a name that an attacker would try first")]
    PasswordContext,
    /// Fewer than two factors, which is what every account needs.
    #[error("an account needs two factors: a passkey, or a password and an authenticator app")]
    TwoFactors,
    /// The sign-in name is empty, too long or holds control characters.
    #[error("a name has 1 to 200 characters, none of them a control character")]
    Name,
    /// There is a person of that sign-in name.
    #[error("the sign-in name is taken")]
    NameTaken,
    /// There is no such person, session or credential.
    #[error("no such account, session or credential")]
    Unknown,
    /// The first administrator has enrolled; others are invited by them.
    #[error("there is an administrator already; ask them for a link")]
    AlreadySetUp,
    /// The token of a program was refused.
    #[error("the token was refused")]
    Token,
    /// The identity provider could not be reached or its answer not understood.
    #[error("the identity provider did not answer as OpenID Connect says ({0})")]
    Provider(&'static str),
    /// What the identity provider said about the person is not enough to sign in.
    #[error("the identity provider's statement was refused ({0})")]
    Assertion(&'static str),
    /// A setting can not be used.
    #[error("setting `{0}` can not be used")]
    Setting(&'static str),
    /// The audit log did not take the entry, so nothing was done.
    #[error("the audit log did not take the entry")]
    Audit(#[source] almoner_audit::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] almoner_store::Error),
    /// A key or the random source failed.
    #[error(transparent)]
    Crypto(#[from] almoner_crypto::Error),
    /// A stored row can not be read.
    #[error("a stored row can not be read")]
    Damaged,
}

impl Error {
    /// The stable code of the refusal, for interfaces.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused => "sign-in-refused",
            Self::TooMany { .. } => "too-many-attempts",
            Self::SessionEnded => "session-ended",
            Self::SessionLocked => "session-locked",
            Self::StepUpNeeded => "step-up-needed",
            Self::Body => "body-invalid",
            Self::CrossSite => "cross-site",
            Self::NotAllowed => "not-allowed",
            Self::Link => "link-invalid",
            Self::Ceremony => "ceremony-invalid",
            Self::PasswordShort(_) => "password-short",
            Self::PasswordLong(_) => "password-long",
            Self::PasswordCommon => "password-common",
            Self::PasswordContext => "password-context",
            Self::TwoFactors => "two-factors-needed",
            Self::Name => "name-invalid",
            Self::NameTaken => "name-taken",
            Self::Unknown => "unknown",
            Self::AlreadySetUp => "already-set-up",
            Self::Token => "token-refused",
            Self::Provider(_) => "provider-failed",
            Self::Assertion(_) => "assertion-refused",
            Self::Setting(_) => "setting-invalid",
            Self::Audit(_) => "audit-failed",
            Self::Store(_) => "store-failed",
            Self::Crypto(_) => "crypto-failed",
            Self::Damaged => "damaged",
        }
    }
}
