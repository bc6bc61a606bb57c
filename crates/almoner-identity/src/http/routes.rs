//! The table of routes and what each does with a body.

use almoner_base::Secret;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::{Call, Guard, Reply, Route};
use crate::web::{PublicKeyCredential, RegisterPublicKeyCredential};
use crate::{
    Callback, CredentialId, Error, Factor, Factors, Grants, Invitation, PasskeyAnswer, PersonId, Proof, Second, SessionId,
    Uses,
};

use Guard::{Public, Session, SignedIn};

/// Every route of this crate.
pub const ROUTES: &[Route] = &[
    // Enrolment and sign-in.
    post("/api/v1/enrolment", Public, |call| {
        let Link { token } = call.read()?;
        let page = call.door.people.begin_enrolment(token.expose(), &call.client)?;
        Ok(Reply::of(json!({
            "display_name": page.display_name,
            "sign_in_name": page.sign_in_name,
            "totp": { "secret": page.totp.secret.expose(), "url": page.totp.url.expose() },
            "passkey": page.passkey,
            "ceremony": page.ceremony.expose(),
        })))
    }),
    post("/api/v1/enrolment/finish", Public, |call| {
        let body: Enrol = call.read()?;
        let factors = Factors { password: body.password.as_ref().zip(body.code.as_ref()), passkey: body.passkey.as_ref() };
        let people = &call.door.people;
        let codes = people.finish_enrolment(body.token.expose(), body.ceremony.expose(), &factors, &call.client)?;
        Ok(Reply::of(json!({ "recovery_codes": shown(&codes) })))
    }),
    post("/api/v1/sign-in", Public, |call| {
        let body: SignIn = call.read()?;
        let second = match (&body.code, &body.recovery_code) {
            (Some(code), None) => Second::Totp(code),
            (None, Some(code)) => Second::RecoveryCode(code),
            _ => return Err(Error::Body),
        };
        call.door.people.sign_in(body.name.expose(), &body.password, second, &call.client).map(Reply::signed_in)
    }),
    post("/api/v1/sign-in/passkey", Public, |call| {
        let (ceremony, challenge) = call.door.people.begin_passkey(&call.client)?;
        Ok(Reply::of(json!({ "ceremony": ceremony.expose(), "challenge": challenge })))
    }),
    post("/api/v1/sign-in/passkey/finish", Public, |call| {
        let body: Passkey = call.read()?;
        call.door.people.sign_in_passkey(&body.answer(), &call.client).map(Reply::signed_in)
    }),
    post("/api/v1/sign-in/oidc", Public, |call| {
        let oidc = call.door.oidc.as_ref().ok_or(Error::Unknown)?;
        Ok(Reply::of(json!({ "url": call.door.people.begin_oidc(oidc, &call.client)? })))
    }),
    post("/api/v1/sign-in/oidc/finish", Public, |call| {
        let body: Returned = call.read()?;
        let oidc = call.door.oidc.as_ref().ok_or(Error::Unknown)?;
        let callback = Callback { state: body.state.expose(), code: body.code.expose(), iss: body.iss.as_deref() };
        call.door.people.finish_oidc(oidc, &callback, &call.client).map(Reply::signed_in)
    }),
    // The session.
    get("/api/v1/session", SignedIn, |call| {
        let by = call.by()?;
        let account = call.door.people.own_account(by)?;
        Ok(Reply::of(json!({
            "account": account,
            "session": by.session(),
            "methods": by.methods(),
            "mfa_age_secs": by.mfa_age_secs(),
            // For a page that was loaded anew. Another site can send this request, and can not read its answer.
            "csrf": call.door.people.csrf(call.token()?).expose(),
        })))
    }),
    post("/api/v1/session/unlock", Session, |call| {
        let body: Unlock = call.read()?;
        let factor = match (&body.password, &body.code, &body.passkey) {
            (Some(password), None, None) => Factor::Password(password),
            (None, Some(code), None) => Factor::Totp(code),
            (None, None, Some(passkey)) => Factor::Passkey(passkey.answer()),
            _ => return Err(Error::Body),
        };
        call.door.people.unlock(call.token()?, &factor, &call.client).map(Reply::signed_in)
    }),
    post("/api/v1/session/step-up", SignedIn, |call| {
        let body: Unlock = call.read()?;
        let proof = match (&body.password, &body.code, &body.passkey) {
            (Some(password), Some(code), None) => Proof::PasswordAndTotp(password, code),
            (None, None, Some(passkey)) => Proof::Passkey(passkey.answer()),
            _ => return Err(Error::Body),
        };
        call.door.people.step_up(call.token()?, &proof, &call.client).map(Reply::signed_in)
    }),
    post("/api/v1/session/sign-out", Session, |call| {
        call.door.people.sign_out(call.token()?, &call.client)?;
        Ok(Reply::signed_out())
    }),
    post("/api/v1/session/token", SignedIn, |call| {
        let body: Mint = call.read()?;
        let uses = if body.once { Uses::Once } else { Uses::Many };
        let token = call.door.people.mint_token(call.by()?, &body.audience, body.secs, uses)?;
        Ok(Reply::of(json!({ "token": token.expose() })))
    }),
    get("/api/v1/sessions", SignedIn, |call| Ok(Reply::of(json!(call.door.people.sessions(call.by()?)?)))),
    post("/api/v1/sessions/end", SignedIn, |call| {
        let Handle { id } = call.read()?;
        call.door.people.end_session(call.by()?, SessionId::parse(&id)?)?;
        Ok(done())
    }),
    post("/api/v1/sessions/end-others", SignedIn, |call| {
        Ok(Reply::of(json!({ "ended": call.door.people.end_other_sessions(call.by()?)? })))
    }),
    // One's own credentials.
    get("/api/v1/credentials", SignedIn, |call| Ok(Reply::of(json!(call.door.people.credentials(call.by()?)?)))),
    post("/api/v1/credentials/password", SignedIn, |call| {
        let body: NewPassword = call.read()?;
        call.door.people.change_password(call.by()?, &body.current, &body.new, &call.client)?;
        Ok(done())
    }),
    post("/api/v1/credentials/totp", SignedIn, |call| {
        let (ceremony, setup) = call.door.people.begin_totp(call.by()?, &call.client)?;
        Ok(Reply::of(json!({
            "ceremony": ceremony.expose(),
            "totp": { "secret": setup.secret.expose(), "url": setup.url.expose() },
        })))
    }),
    post("/api/v1/credentials/totp/finish", SignedIn, |call| {
        let body: NewTotp = call.read()?;
        call.door.people.finish_totp(call.by()?, body.ceremony.expose(), &body.code, &call.client)?;
        Ok(done())
    }),
    post("/api/v1/credentials/passkey", SignedIn, |call| {
        let (ceremony, challenge) = call.door.people.begin_new_passkey(call.by()?, &call.client)?;
        Ok(Reply::of(json!({ "ceremony": ceremony.expose(), "challenge": challenge })))
    }),
    post("/api/v1/credentials/passkey/finish", SignedIn, |call| {
        let body: NewPasskey = call.read()?;
        let people = &call.door.people;
        let id = people.finish_new_passkey(call.by()?, body.ceremony.expose(), &body.response, &call.client)?;
        Ok(Reply::of(json!({ "id": id })))
    }),
    post("/api/v1/credentials/recovery-codes", SignedIn, |call| {
        let codes = call.door.people.new_recovery_codes(call.by()?, &call.client)?;
        Ok(Reply::of(json!({ "recovery_codes": shown(&codes) })))
    }),
    post("/api/v1/credentials/remove", SignedIn, |call| {
        let Handle { id } = call.read()?;
        call.door.people.remove_credential(call.by()?, CredentialId::parse(&id)?, &call.client)?;
        Ok(done())
    }),
    // The accounts of others.
    get("/api/v1/accounts", SignedIn, |call| Ok(Reply::of(json!(call.door.people.accounts(call.by()?)?)))),
    post("/api/v1/accounts/invite", SignedIn, |call| {
        let invitation: Invitation = call.read()?;
        let (person, link) = call.door.people.invite(call.by()?, &invitation)?;
        Ok(Reply::of(json!({ "person": person, "link": link.url() })))
    }),
    post("/api/v1/accounts/link", SignedIn, |call| {
        let Handle { id } = call.read()?;
        let link = call.door.people.new_link_for(call.by()?, PersonId::parse(&id)?)?;
        Ok(Reply::of(json!({ "link": link.url() })))
    }),
    post("/api/v1/accounts/grants", SignedIn, |call| {
        let body: NewGrants = call.read()?;
        call.door.people.set_grants(call.by()?, PersonId::parse(&body.id)?, &body.grants)?;
        Ok(done())
    }),
    post("/api/v1/accounts/end-sessions", SignedIn, |call| {
        let Handle { id } = call.read()?;
        let ended = call.door.people.end_sessions_of(call.by()?, PersonId::parse(&id)?)?;
        Ok(Reply::of(json!({ "ended": ended })))
    }),
    post("/api/v1/accounts/close", SignedIn, |call| {
        let Handle { id } = call.read()?;
        call.door.people.close(call.by()?, PersonId::parse(&id)?)?;
        Ok(done())
    }),
];

type Run = fn(&Call<'_>) -> Result<Reply, Error>;

const fn get(path: &'static str, guard: Guard, run: Run) -> Route {
    Route { method: "GET", path, guard, run }
}

const fn post(path: &'static str, guard: Guard, run: Run) -> Route {
    Route { method: "POST", path, guard, run }
}

fn done() -> Reply {
    Reply::of(json!({}))
}

fn shown(codes: &[Secret<String>]) -> Vec<&str> {
    codes.iter().map(|code| code.expose().as_str()).collect()
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
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($(#[$attribute])* $field: $type,)*
        }
    )*};
}

bodies! {
    Link { #[serde(deserialize_with = "kept")] token: Secret<String> }
    Handle { id: String }
    Enrol {
        #[serde(deserialize_with = "kept")] token: Secret<String>,
        #[serde(deserialize_with = "kept")] ceremony: Secret<String>,
        #[serde(default, deserialize_with = "kept_if_any")] password: Option<Secret<String>>,
        #[serde(default, deserialize_with = "kept_if_any")] code: Option<Secret<String>>,
        #[serde(default)] passkey: Option<RegisterPublicKeyCredential>,
    }
    SignIn {
        #[serde(deserialize_with = "kept")] name: Secret<String>,
        #[serde(deserialize_with = "kept")] password: Secret<String>,
        #[serde(default, deserialize_with = "kept_if_any")] code: Option<Secret<String>>,
        #[serde(default, deserialize_with = "kept_if_any")] recovery_code: Option<Secret<String>>,
    }
    Passkey {
        #[serde(deserialize_with = "kept")] ceremony: Secret<String>,
        response: PublicKeyCredential,
    }
    Returned {
        #[serde(deserialize_with = "kept")] state: Secret<String>,
        #[serde(deserialize_with = "kept")] code: Secret<String>,
        #[serde(default)] iss: Option<String>,
    }
    Unlock {
        #[serde(default, deserialize_with = "kept_if_any")] password: Option<Secret<String>>,
        #[serde(default, deserialize_with = "kept_if_any")] code: Option<Secret<String>>,
        #[serde(default)] passkey: Option<Passkey>,
    }
    Mint { audience: String, secs: u32, once: bool }
    NewPassword {
        #[serde(deserialize_with = "kept")] current: Secret<String>,
        #[serde(deserialize_with = "kept")] new: Secret<String>,
    }
    NewTotp {
        #[serde(deserialize_with = "kept")] ceremony: Secret<String>,
        #[serde(deserialize_with = "kept")] code: Secret<String>,
    }
    NewPasskey {
        #[serde(deserialize_with = "kept")] ceremony: Secret<String>,
        response: RegisterPublicKeyCredential,
    }
    NewGrants { id: String, grants: Grants }
}

impl Passkey {
    fn answer(&self) -> PasskeyAnswer<'_> {
        PasskeyAnswer { ceremony: self.ceremony.expose(), response: &self.response }
    }
}
