//! What a person changes about their own account. Every change needs two factors within the last five minutes (ASVS 7.5.1),
//! keeps the account at two factors, and ends the person's other sessions (ASVS 7.4.3).

use almoner_base::Secret;
use webauthn_rs::prelude::{CreationChallengeResponse, RegisterPublicKeyCredential};

use crate::credential::{Content, Credential, Kind, TotpSetup, totp_setup, totp_step};
use crate::db::{ACTIVE, credential, person};
use crate::event::{Event, Subject};
use crate::passkey::Ceremony;
use crate::session::SETTINGS_MFA_SECS;
use crate::{Authentication, Client, CredentialId, Error, People, password};

/// How long setting up a passkey or an app may take.
const SETUP_MS: i64 = 15 * 60_000;

impl People {
    /// The credentials of the person who asks, recovery codes one by one.
    ///
    /// # Errors
    /// The database failed.
    pub fn credentials(&self, by: &Authentication) -> Result<Vec<Credential>, Error> {
        let rows = self.db.credentials(&by.person().0)?;
        rows.iter()
            .map(|row| {
                let (id, kind) = (CredentialId::from_row(&row.id)?, Kind::from_row(row)?);
                Ok(Credential { id, kind, added: row.added, used: row.used })
            })
            .collect()
    }

    /// Changes the password, or sets one beside a passkey once there is an authenticator app.
    ///
    /// # Errors
    /// [`Error::StepUpNeeded`], what is wrong with the new password, or [`Error::Refused`] if the current one does not fit.
    pub fn change_password(
        &self,
        by: &Authentication,
        current: &Secret<String>,
        new: &Secret<String>,
        client: &Client<'_>,
    ) -> Result<(), Error> {
        let person = self.settings_of(by)?;
        let names = self.names(&person)?;
        password::check(new.expose(), &[&names.sign_in, &names.display])?;
        if !self.prove(&person, Some(current), None, client)? {
            self.record(Event::StepUpFailed(by.methods()), Subject::by(by).from(client))?;
            return Err(Error::Refused);
        }
        let hashed = self.hasher.hash(new.expose())?;
        let row = self.credential_row(by.person(), Kind::Password, None, &Content::Password(hashed))?;
        self.replace(by, Kind::Password, vec![row], client)
    }

    /// Begins to set up a new authenticator app.
    ///
    /// # Errors
    /// [`Error::StepUpNeeded`].
    pub fn begin_totp(&self, by: &Authentication, client: &Client<'_>) -> Result<(Secret<String>, TotpSetup), Error> {
        let person = self.settings_of(by)?;
        let secret: [u8; 20] = almoner_crypto::random_bytes()?;
        let setup = totp_setup(&secret, &self.names(&person)?.sign_in)?;
        Ok((self.begin_ceremony(&Ceremony::AddTotp(by.person().0, secret), SETUP_MS, client)?, setup))
    }

    /// Puts the new app in the place of the one before, if its code fits.
    ///
    /// # Errors
    /// [`Error::StepUpNeeded`], [`Error::Ceremony`] or [`Error::Refused`].
    pub fn finish_totp(
        &self,
        by: &Authentication,
        ceremony: &str,
        code: &Secret<String>,
        client: &Client<'_>,
    ) -> Result<(), Error> {
        self.settings_of(by)?;
        let Ceremony::AddTotp(whose, secret) = self.peek_ceremony(ceremony, client)? else { return Err(Error::Ceremony) };
        if whose != by.person().0 {
            return Err(Error::Ceremony);
        }
        let step = totp_step(&secret, code.expose(), self.now()).ok_or(Error::Refused)?;
        self.finish_ceremony(ceremony, client)?;
        let row = self.credential_row(by.person(), Kind::Totp, None, &Content::Totp(secret))?;
        self.replace(by, Kind::Totp, vec![credential::Model { step, ..row }], client)
    }

    /// Begins to add a passkey.
    ///
    /// # Errors
    /// [`Error::StepUpNeeded`].
    pub fn begin_new_passkey(
        &self,
        by: &Authentication,
        client: &Client<'_>,
    ) -> Result<(Secret<String>, CreationChallengeResponse), Error> {
        let person = self.settings_of(by)?;
        let others = self.db.credentials(&person.id)?;
        let (challenge, state) = self.passkey_registration(by.person(), &self.names(&person)?, &others)?;
        Ok((self.begin_ceremony(&Ceremony::AddPasskey(by.person().0, state), SETUP_MS, client)?, challenge))
    }

    /// Adds the passkey that the browser made.
    ///
    /// # Errors
    /// [`Error::StepUpNeeded`], [`Error::Ceremony`] or [`Error::Refused`].
    pub fn finish_new_passkey(
        &self,
        by: &Authentication,
        ceremony: &str,
        response: &RegisterPublicKeyCredential,
        client: &Client<'_>,
    ) -> Result<CredentialId, Error> {
        self.settings_of(by)?;
        let Ceremony::AddPasskey(whose, state) = self.finish_ceremony(ceremony, client)? else {
            return Err(Error::Ceremony);
        };
        if whose != by.person().0 {
            return Err(Error::Ceremony);
        }
        let row = self.passkey_row(by.person(), &state, response)?;
        let id = CredentialId::from_row(&row.id)?;
        self.record(Event::CredentialAdded(Kind::Passkey, id), Subject::by(by).from(client))?;
        self.db.put_credentials(None, vec![row])?;
        self.db.end_sessions(&by.person().0, Some(&by.session().0))?;
        Ok(id)
    }

    /// Ten new recovery codes in the place of those before; shown once.
    ///
    /// # Errors
    /// [`Error::StepUpNeeded`].
    pub fn new_recovery_codes(&self, by: &Authentication, client: &Client<'_>) -> Result<Vec<Secret<String>>, Error> {
        self.settings_of(by)?;
        let (codes, rows) = self.recovery_codes(by.person())?;
        self.replace(by, Kind::RecoveryCode, rows, client)?;
        Ok(codes)
    }

    /// Removes a passkey, a password or an app, unless fewer than two factors would be left.
    ///
    /// # Errors
    /// [`Error::StepUpNeeded`], [`Error::Unknown`] or [`Error::TwoFactors`].
    pub fn remove_credential(&self, by: &Authentication, id: CredentialId, client: &Client<'_>) -> Result<(), Error> {
        self.settings_of(by)?;
        let rows = self.db.credentials(&by.person().0)?;
        let row = rows.iter().find(|row| row.id == id.0).ok_or(Error::Unknown)?;
        let left = |kind: Kind| rows.iter().any(|other| other.id != row.id && other.kind == kind.number());
        if !(left(Kind::Passkey) || left(Kind::External) || left(Kind::Password) && left(Kind::Totp)) {
            return Err(Error::TwoFactors);
        }
        self.record(Event::CredentialRemoved(Kind::from_row(row)?, id), Subject::by(by).from(client))?;
        self.db.delete_credential(&by.person().0, &row.id)?;
        self.db.end_sessions(&by.person().0, Some(&by.session().0))?;
        Ok(())
    }

    /// The row of the person who asks, if two factors were proved lately.
    fn settings_of(&self, by: &Authentication) -> Result<person::Model, Error> {
        by.require_mfa_within(SETTINGS_MFA_SECS)?;
        self.db.person(&by.person().0)?.filter(|person| person.state == ACTIVE).ok_or(Error::SessionEnded)
    }

    /// Puts credentials in the place of all others of their kind.
    fn replace(
        &self,
        by: &Authentication,
        kind: Kind,
        rows: Vec<credential::Model>,
        client: &Client<'_>,
    ) -> Result<(), Error> {
        let subject = Subject::by(by).from(client);
        let old = self.db.credentials(&by.person().0)?.into_iter().filter(|row| row.kind == kind.number());
        for row in old.take(1) {
            self.record(Event::CredentialRemoved(kind, CredentialId::from_row(&row.id)?), subject)?;
        }
        for row in rows.iter().take(1) {
            self.record(Event::CredentialAdded(kind, CredentialId::from_row(&row.id)?), subject)?;
        }
        self.db.put_credentials(Some((&by.person().0, kind.number())), rows)?;
        self.db.end_sessions(&by.person().0, Some(&by.session().0))?;
        Ok(())
    }

    /// The state of a ceremony that stays open, so that a mistyped code can be tried again.
    pub(crate) fn peek_ceremony(&self, token: &str, client: &Client<'_>) -> Result<Ceremony, Error> {
        let lookup = self.ceremony_lookup(token, client);
        let row = self.db.ceremony(&lookup)?.filter(|row| self.now().0 < row.expires).ok_or(Error::Ceremony)?;
        self.unseal("ceremony", &lookup, &row.sealed)
    }
}

#[cfg(test)]
mod tests;
