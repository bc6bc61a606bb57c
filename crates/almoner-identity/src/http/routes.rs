//! The table of routes and what each does with a body.

use almoner_base::Secret;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use utoipa::ToSchema;

use super::openapi::{Form, list, one};
use super::told::{
    CredentialMade, Empty, EnrolmentPage, Invited, LinkMade, OwnSession, PasskeyAsked, ProviderPage, RecoveryCodes,
    SessionMade, SessionsEnded, TokenMade, TotpAsked, TotpShown, shown,
};
use super::{Call, Guard, Reply, Route};
use crate::web::{PublicKeyCredential, RegisterPublicKeyCredential};
use crate::{
    Account, Callback, Credential, CredentialId, Error, Factor, Factors, Grants, Invitation, PasskeyAnswer, PersonId, Proof,
    Second, Session, SessionId, Uses,
};

use Guard::{Public, SignedIn};

/// Every route of this crate.
pub const ROUTES: &[Route] = &[
    // Enrolment and sign-in.
    post("/api/v1/enrolment", Public, Some(one::<Link>()), one::<EnrolmentPage<'static>>(), |call| {
        let Link { token } = call.read()?;
        let page = call.door.people.begin_enrolment(token.expose(), &call.client)?;
        Ok(Reply::of(&EnrolmentPage {
            totp: TotpShown::of(&page.totp),
            passkey: json!(page.passkey),
            ceremony: page.ceremony.expose(),
            display_name: &page.display_name,
            sign_in_name: &page.sign_in_name,
        }))
    }),
    post("/api/v1/enrolment/finish", Public, Some(one::<Enrol>()), one::<RecoveryCodes<'static>>(), |call| {
        let body: Enrol = call.read()?;
        let factors = Factors { password: body.password.as_ref().zip(body.code.as_ref()), passkey: body.passkey.as_ref() };
        let people = &call.door.people;
        let codes = people.finish_enrolment(body.token.expose(), body.ceremony.expose(), &factors, &call.client)?;
        Ok(Reply::of(&RecoveryCodes { recovery_codes: shown(&codes) }))
    }),
    post("/api/v1/sign-in", Public, Some(one::<SignIn>()), one::<SessionMade<'static>>(), |call| {
        let body: SignIn = call.read()?;
        let second = match (&body.code, &body.recovery_code) {
            (Some(code), None) => Second::Totp(code),
            (None, Some(code)) => Second::RecoveryCode(code),
            _ => return Err(Error::Body),
        };
        call.door.people.sign_in(body.name.expose(), &body.password, second, &call.client).map(Reply::signed_in)
    }),
    post("/api/v1/sign-in/passkey", Public, None, one::<PasskeyAsked<'static>>(), |call| {
        let (ceremony, challenge) = call.door.people.begin_passkey(&call.client)?;
        Ok(Reply::of(&PasskeyAsked { ceremony: ceremony.expose(), challenge: json!(challenge) }))
    }),
    post("/api/v1/sign-in/passkey/finish", Public, Some(one::<Passkey>()), one::<SessionMade<'static>>(), |call| {
        let body: Passkey = call.read()?;
        call.door.people.sign_in_passkey(&body.answer(), &call.client).map(Reply::signed_in)
    }),
    post("/api/v1/sign-in/oidc", Public, None, one::<ProviderPage>(), |call| {
        let oidc = call.door.oidc.as_ref().ok_or(Error::Unknown)?;
        Ok(Reply::of(&ProviderPage { url: call.door.people.begin_oidc(oidc, &call.client)? }))
    }),
    post("/api/v1/sign-in/oidc/finish", Public, Some(one::<Returned>()), one::<SessionMade<'static>>(), |call| {
        let body: Returned = call.read()?;
        let oidc = call.door.oidc.as_ref().ok_or(Error::Unknown)?;
        let callback = Callback { state: body.state.expose(), code: body.code.expose(), iss: body.iss.as_deref() };
        call.door.people.finish_oidc(oidc, &callback, &call.client).map(Reply::signed_in)
    }),
    // The session.
    get("/api/v1/session", SignedIn, one::<OwnSession<'static>>(), |call| {
        let by = call.by()?;
        let account = call.door.people.own_account(by)?;
        Ok(Reply::of(&OwnSession {
            account,
            session: by.session(),
            methods: by.methods(),
            mfa_age_secs: by.mfa_age_secs(),
            csrf: call.door.people.csrf(call.token()?).expose(),
        }))
    }),
    post("/api/v1/session/unlock", Guard::Session, Some(one::<Unlock>()), one::<SessionMade<'static>>(), |call| {
        let body: Unlock = call.read()?;
        let factor = match (&body.password, &body.code, &body.passkey) {
            (Some(password), None, None) => Factor::Password(password),
            (None, Some(code), None) => Factor::Totp(code),
            (None, None, Some(passkey)) => Factor::Passkey(passkey.answer()),
            _ => return Err(Error::Body),
        };
        call.door.people.unlock(call.token()?, &factor, &call.client).map(Reply::signed_in)
    }),
    post("/api/v1/session/step-up", SignedIn, Some(one::<Unlock>()), one::<SessionMade<'static>>(), |call| {
        let body: Unlock = call.read()?;
        let proof = match (&body.password, &body.code, &body.passkey) {
            (Some(password), Some(code), None) => Proof::PasswordAndTotp(password, code),
            (None, None, Some(passkey)) => Proof::Passkey(passkey.answer()),
            _ => return Err(Error::Body),
        };
        call.door.people.step_up(call.token()?, &proof, &call.client).map(Reply::signed_in)
    }),
    post("/api/v1/session/sign-out", Guard::Session, None, one::<Empty>(), |call| {
        call.door.people.sign_out(call.token()?, &call.client)?;
        Ok(Reply::signed_out())
    }),
    post("/api/v1/session/token", SignedIn, Some(one::<Mint>()), one::<TokenMade<'static>>(), |call| {
        let body: Mint = call.read()?;
        let uses = if body.once { Uses::Once } else { Uses::Many };
        let token = call.door.people.mint_token(call.by()?, &body.audience, body.secs, uses)?;
        Ok(Reply::of(&TokenMade { token: token.expose() }))
    }),
    get("/api/v1/sessions", SignedIn, list::<Session>(), |call| Ok(Reply::of(&call.door.people.sessions(call.by()?)?))),
    post("/api/v1/sessions/end", SignedIn, Some(one::<Handle>()), one::<Empty>(), |call| {
        let Handle { id } = call.read()?;
        call.door.people.end_session(call.by()?, SessionId::parse(&id)?)?;
        Ok(done())
    }),
    post("/api/v1/sessions/end-others", SignedIn, None, one::<SessionsEnded>(), |call| {
        Ok(Reply::of(&SessionsEnded { ended: call.door.people.end_other_sessions(call.by()?)? }))
    }),
    // One's own credentials.
    get("/api/v1/credentials", SignedIn, list::<Credential>(), |call| {
        Ok(Reply::of(&call.door.people.credentials(call.by()?)?))
    }),
    post("/api/v1/credentials/password", SignedIn, Some(one::<NewPassword>()), one::<Empty>(), |call| {
        let body: NewPassword = call.read()?;
        call.door.people.change_password(call.by()?, &body.current, &body.new, &call.client)?;
        Ok(done())
    }),
    post("/api/v1/credentials/totp", SignedIn, None, one::<TotpAsked<'static>>(), |call| {
        let (ceremony, setup) = call.door.people.begin_totp(call.by()?, &call.client)?;
        Ok(Reply::of(&TotpAsked { ceremony: ceremony.expose(), totp: TotpShown::of(&setup) }))
    }),
    post("/api/v1/credentials/totp/finish", SignedIn, Some(one::<NewTotp>()), one::<Empty>(), |call| {
        let body: NewTotp = call.read()?;
        call.door.people.finish_totp(call.by()?, body.ceremony.expose(), &body.code, &call.client)?;
        Ok(done())
    }),
    post("/api/v1/credentials/passkey", SignedIn, None, one::<PasskeyAsked<'static>>(), |call| {
        let (ceremony, challenge) = call.door.people.begin_new_passkey(call.by()?, &call.client)?;
        Ok(Reply::of(&PasskeyAsked { ceremony: ceremony.expose(), challenge: json!(challenge) }))
    }),
    post("/api/v1/credentials/passkey/finish", SignedIn, Some(one::<NewPasskey>()), one::<CredentialMade>(), |call| {
        let body: NewPasskey = call.read()?;
        let people = &call.door.people;
        let id = people.finish_new_passkey(call.by()?, body.ceremony.expose(), &body.response, &call.client)?;
        Ok(Reply::of(&CredentialMade { id }))
    }),
    post("/api/v1/credentials/recovery-codes", SignedIn, None, one::<RecoveryCodes<'static>>(), |call| {
        let codes = call.door.people.new_recovery_codes(call.by()?, &call.client)?;
        Ok(Reply::of(&RecoveryCodes { recovery_codes: shown(&codes) }))
    }),
    post("/api/v1/credentials/remove", SignedIn, Some(one::<Handle>()), one::<Empty>(), |call| {
        let Handle { id } = call.read()?;
        call.door.people.remove_credential(call.by()?, CredentialId::parse(&id)?, &call.client)?;
        Ok(done())
    }),
    // The accounts of others.
    get("/api/v1/accounts", SignedIn, list::<Account>(), |call| Ok(Reply::of(&call.door.people.accounts(call.by()?)?))),
    post("/api/v1/accounts/invite", SignedIn, Some(one::<Invitation>()), one::<Invited<'static>>(), |call| {
        let invitation: Invitation = call.read()?;
        let (person, link) = call.door.people.invite(call.by()?, &invitation)?;
        Ok(Reply::of(&Invited { person, link: link.url() }))
    }),
    post("/api/v1/accounts/link", SignedIn, Some(one::<Handle>()), one::<LinkMade<'static>>(), |call| {
        let Handle { id } = call.read()?;
        let link = call.door.people.new_link_for(call.by()?, PersonId::parse(&id)?)?;
        Ok(Reply::of(&LinkMade { link: link.url() }))
    }),
    post("/api/v1/accounts/grants", SignedIn, Some(one::<NewGrants>()), one::<Empty>(), |call| {
        let body: NewGrants = call.read()?;
        call.door.people.set_grants(call.by()?, PersonId::parse(&body.id)?, &body.grants)?;
        Ok(done())
    }),
    post("/api/v1/accounts/end-sessions", SignedIn, Some(one::<Handle>()), one::<SessionsEnded>(), |call| {
        let Handle { id } = call.read()?;
        let ended = call.door.people.end_sessions_of(call.by()?, PersonId::parse(&id)?)?;
        Ok(Reply::of(&SessionsEnded { ended }))
    }),
    post("/api/v1/accounts/close", SignedIn, Some(one::<Handle>()), one::<Empty>(), |call| {
        let Handle { id } = call.read()?;
        call.door.people.close(call.by()?, PersonId::parse(&id)?)?;
        Ok(done())
    }),
];

type Run = fn(&Call<'_>) -> Result<Reply, Error>;

const fn get(path: &'static str, guard: Guard, gives: Form, run: Run) -> Route {
    Route { method: "GET", path, guard, takes: None, gives, run }
}

const fn post(path: &'static str, guard: Guard, takes: Option<Form>, gives: Form, run: Run) -> Route {
    Route { method: "POST", path, guard, takes, gives, run }
}

fn done() -> Reply {
    Reply::of(&Empty {})
}

/// Reads a text into keeping.
fn kept<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret<String>, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

fn kept_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(|text| text.map(Secret::new))
}

macro_rules! bodies {
    ($($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($(#[$attribute])* $field: $type,)*
        }
    )*};
}

bodies! {
    Link { #[serde(deserialize_with = "kept")] #[schema(value_type = String)] token: Secret<String> }
    Handle { id: String }
    Enrol {
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] token: Secret<String>,
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] ceremony: Secret<String>,
        #[serde(default, deserialize_with = "kept_if_any")] #[schema(value_type = Option<String>)] password: Option<Secret<String>>,
        #[serde(default, deserialize_with = "kept_if_any")] #[schema(value_type = Option<String>)] code: Option<Secret<String>>,
        #[serde(default)] #[schema(value_type = Option<Object>)] passkey: Option<RegisterPublicKeyCredential>,
    }
    SignIn {
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] name: Secret<String>,
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] password: Secret<String>,
        #[serde(default, deserialize_with = "kept_if_any")] #[schema(value_type = Option<String>)] code: Option<Secret<String>>,
        #[serde(default, deserialize_with = "kept_if_any")] #[schema(value_type = Option<String>)] recovery_code: Option<Secret<String>>,
    }
    Passkey {
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] ceremony: Secret<String>,
        #[schema(value_type = Object)] response: PublicKeyCredential,
    }
    Returned {
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] state: Secret<String>,
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] code: Secret<String>,
        #[serde(default)] iss: Option<String>,
    }
    Unlock {
        #[serde(default, deserialize_with = "kept_if_any")] #[schema(value_type = Option<String>)] password: Option<Secret<String>>,
        #[serde(default, deserialize_with = "kept_if_any")] #[schema(value_type = Option<String>)] code: Option<Secret<String>>,
        #[serde(default)] passkey: Option<Passkey>,
    }
    Mint { audience: String, secs: u32, once: bool }
    NewPassword {
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] current: Secret<String>,
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] new: Secret<String>,
    }
    NewTotp {
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] ceremony: Secret<String>,
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] code: Secret<String>,
    }
    NewPasskey {
        #[serde(deserialize_with = "kept")] #[schema(value_type = String)] ceremony: Secret<String>,
        #[schema(value_type = Object)] response: RegisterPublicKeyCredential,
    }
    NewGrants { id: String, grants: Grants }
}

impl Passkey {
    fn answer(&self) -> PasskeyAnswer<'_> {
        PasskeyAnswer { ceremony: self.ceremony.expose(), response: &self.response }
    }
}
