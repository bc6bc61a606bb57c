//! Enrolment: how a person who holds a link gets an account that only they can open.
//!
//! A link shows who it is for and offers a secret for an authenticator app and a challenge for a passkey. Whoever sends back a
//! passkey, or a password and a code of the app, has two factors; they get ten recovery codes, once. The link is used up in the
//! same transaction that makes the account active. For a person who lost a factor the same way replaces all they had, so a
//! lost authenticator never leaves a way in beside the new one (ASVS 6.4.3).

use almoner_base::Secret;
use webauthn_rs::prelude::{CreationChallengeResponse, RegisterPublicKeyCredential};

use crate::credential::{Content, Kind, TotpSetup, totp_setup, totp_step};
use crate::db::{DISABLED, credential, link, person};
use crate::event::{Event, Subject};
use crate::passkey::Ceremony;
use crate::{Client, CredentialId, Error, People, PersonId, password};

/// How long a person may take over the page: an hour.
const PAGE_MS: i64 = 3_600_000;

/// What the page of a link shows.
#[derive(Debug)]
pub struct Enrolment {
    /// Who the link is for.
    pub display_name: String,
    /// What they will type to sign in.
    pub sign_in_name: String,
    /// For an authenticator app.
    pub totp: TotpSetup,
    /// For a passkey: the argument of the browser's `navigator.credentials.create`.
    pub passkey: CreationChallengeResponse,
    /// The token of this ceremony, which comes back with the factors.
    pub ceremony: Secret<String>,
}

/// The factors that a person chose: a passkey, or a password with an authenticator app, or both.
#[derive(Debug, Default)]
pub struct Factors<'a> {
    /// A password, and a code of the app that [`Enrolment::totp`] set up.
    pub password: Option<(&'a Secret<String>, &'a Secret<String>)>,
    /// What the browser made for [`Enrolment::passkey`].
    pub passkey: Option<&'a RegisterPublicKeyCredential>,
}

impl People {
    /// Opens the page of a link. This does not use it up.
    ///
    /// # Errors
    /// [`Error::Link`].
    pub fn begin_enrolment(&self, link_token: &str, client: &Client<'_>) -> Result<Enrolment, Error> {
        let (_, person) = self.find_link(link_token)?;
        let id = PersonId::from_row(&person.id)?;
        let names = self.names(&person)?;
        let secret: [u8; 20] = almoner_crypto::random_bytes()?;
        let totp = totp_setup(&secret, &names.sign_in)?;
        let (passkey, state) = self.passkey_registration(id, &names, &[])?;
        let ceremony = self.begin_ceremony(&Ceremony::Enrol(id.0, secret, state), PAGE_MS, client)?;
        Ok(Enrolment { display_name: names.display, sign_in_name: names.sign_in, totp, passkey, ceremony })
    }

    /// Uses up a link: the account becomes active with these factors and no others. Gives the ten recovery codes, which are
    /// shown once and not kept. The person then signs in.
    ///
    /// # Errors
    /// [`Error::Link`], [`Error::Ceremony`], [`Error::TwoFactors`], what is wrong with the password, or [`Error::Refused`] for
    /// a code or passkey that does not fit. Until it succeeds it can be tried again.
    pub fn finish_enrolment(
        &self,
        link_token: &str,
        ceremony: &str,
        factors: &Factors<'_>,
        client: &Client<'_>,
    ) -> Result<Vec<Secret<String>>, Error> {
        let (link, person) = self.find_link(link_token)?;
        let id = PersonId::from_row(&person.id)?;
        let Ceremony::Enrol(whose, secret, state) = self.peek_ceremony(ceremony, client)? else {
            return Err(Error::Ceremony);
        };
        if whose != id.0 {
            return Err(Error::Ceremony);
        }
        let mut rows = Vec::new();
        if let Some((password, code)) = factors.password {
            let names = self.names(&person)?;
            password::check(password.expose(), &[&names.sign_in, &names.display])?;
            let step = totp_step(&secret, code.expose(), self.now()).ok_or(Error::Refused)?;
            let hashed = self.hasher.hash(password.expose())?;
            rows.push(self.credential_row(id, Kind::Password, None, &Content::Password(hashed))?);
            let totp = self.credential_row(id, Kind::Totp, None, &Content::Totp(secret))?;
            // The code that was shown here is used up as at a sign-in.
            rows.push(credential::Model { step, ..totp });
        }
        if let Some(response) = factors.passkey {
            rows.push(self.passkey_row(id, &state, response)?);
        }
        if rows.is_empty() {
            return Err(Error::TwoFactors);
        }
        let (codes, code_rows) = self.recovery_codes(id)?;

        let subject = Subject::person(Some(id)).about(id).from(client);
        self.record(Event::LinkUsed, subject)?;
        for row in &rows {
            self.record(Event::CredentialAdded(Kind::from_row(row)?, CredentialId::from_row(&row.id)?), subject)?;
        }
        rows.extend(code_rows);
        if !self.db.enrol(&link, rows)? {
            return Err(Error::Link);
        }
        self.db.clear_failures(&person.lookup)?;
        // What the page held is no longer of use; if this fails it ends by itself within the hour.
        self.finish_ceremony(ceremony, client)?;
        Ok(codes)
    }

    fn find_link(&self, token: &str) -> Result<(link::Model, person::Model), Error> {
        let link =
            self.db.link(&self.lookup("link", token))?.filter(|link| self.now().0 < link.expires).ok_or(Error::Link)?;
        let person = self.db.person(&link.person)?.filter(|person| person.state != DISABLED).ok_or(Error::Link)?;
        Ok((link, person))
    }
}

#[cfg(test)]
mod tests;
