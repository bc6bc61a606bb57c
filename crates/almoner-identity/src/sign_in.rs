//! Signing in, unlocking and stepping up.
//!
//! Password and second factor come in one request, and the answer to a wrong one is the same whichever was wrong and whether
//! the name exists: an unknown name goes the same way, over a password hash and a one-time code secret that nobody knows. A
//! code is used up only once all else fits. A passkey with user verification is two factors (NIST SP 800-63B, AAL2).

use almoner_base::{Secret, Timestamp};
use almoner_policy::Method;
use webauthn_rs::prelude::{PublicKeyCredential, RequestChallengeResponse};

use crate::credential::{Content, Kind, totp_step};
use crate::db::{ACTIVE, credential, person};
use crate::event::{Event, Subject};
use crate::password::{Hashed, Hasher};
use crate::person::Methods;
use crate::session::SignedIn;
use crate::throttle::{NAME, SOURCE};
use crate::{Client, Error, People, PersonId};

/// What is shown beside the password.
#[derive(Clone, Copy, Debug)]
pub enum Second<'a> {
    /// A code of the authenticator app.
    Totp(&'a Secret<String>),
    /// A recovery code, where the app is lost.
    RecoveryCode(&'a Secret<String>),
}

/// The answer to a passkey's challenge.
#[derive(Debug)]
pub struct PasskeyAnswer<'a> {
    /// The token of the ceremony, from [`People::begin_passkey`].
    pub ceremony: &'a str,
    /// What the browser's `navigator.credentials.get` gave.
    pub response: &'a PublicKeyCredential,
}

/// One factor, which opens a session that was locked for idleness.
#[derive(Debug)]
pub enum Factor<'a> {
    /// The password.
    Password(&'a Secret<String>),
    /// A code of the authenticator app.
    Totp(&'a Secret<String>),
    /// A passkey.
    Passkey(PasskeyAnswer<'a>),
}

/// Two factors.
#[derive(Debug)]
pub enum Proof<'a> {
    /// Password and a code of the authenticator app. Recovery codes do not step up.
    PasswordAndTotp(&'a Secret<String>, &'a Secret<String>),
    /// A passkey.
    Passkey(PasskeyAnswer<'a>),
}

/// What stands in for the credentials that an account does not have.
pub(crate) struct Decoy {
    password: Hashed,
    totp: [u8; 20],
}

impl Decoy {
    pub(crate) fn new(hasher: &Hasher) -> Result<Self, Error> {
        Ok(Self { password: hasher.of_nothing()?, totp: almoner_crypto::random_bytes()? })
    }
}

/// The verdict on one credential, and the row that it used.
struct Checked {
    fits: bool,
    /// The row and step of a one-time code that is to be used up.
    step: Option<(Vec<u8>, i64)>,
}

impl People {
    /// Signs in by name, password and a second factor.
    ///
    /// # Errors
    /// [`Error::Refused`] whatever was wrong, or [`Error::TooMany`].
    pub fn sign_in(
        &self,
        name: &str,
        password: &Secret<String>,
        second: Second<'_>,
        client: &Client<'_>,
    ) -> Result<SignedIn, Error> {
        let (lookup, source) = (self.name_lookup(name), self.source_lookup(client));
        self.count_attempt(&SOURCE, &source, client)?;
        self.count_attempt(&NAME, &lookup, client)?;
        let person = self.db.person_by_name(&lookup)?.filter(|person| person.state == ACTIVE);
        let id = person.as_ref().map_or_else(|| vec![0; 16], |person| person.id.clone());
        let rows = self.db.credentials(&id)?;

        let methods = match second {
            Second::Totp(_) => Methods::from([Method::Password, Method::Totp]),
            Second::RecoveryCode(_) => Methods::from([Method::Password, Method::RecoveryCode]),
        };
        let password = self.check_password(&rows, password)?;
        let proved = match second {
            Second::Totp(code) => {
                let code = self.check_totp(&rows, code)?;
                password.fits && code.fits && self.use_step(&code)?
            }
            Second::RecoveryCode(code) => {
                let lookup = self.recovery_lookup(&id, code.expose());
                password.fits && self.use_recovery_code(&id, &lookup, client)?
            }
        };
        match person {
            Some(person) if proved => {
                let signed_in = self.open_session(&person, methods, self.now(), client)?;
                self.db.clear_failures(&lookup)?;
                self.db.uncount_failure(&source)?;
                Ok(signed_in)
            }
            person => {
                let subject = Subject::default().from(client);
                let about = person.and_then(|person| PersonId::from_row(&person.id).ok());
                self.record(Event::SignInFailed(methods), about.map_or(subject, |person| subject.about(person)))?;
                Err(Error::Refused)
            }
        }
    }

    /// Begins a sign-in, unlock or step-up by passkey: a challenge for the browser, and the token of the ceremony, which ends
    /// after five minutes or one answer. It needs no name, so nobody learns which names exist.
    ///
    /// # Errors
    /// The random source or the database failed.
    pub fn begin_passkey(&self, client: &Client<'_>) -> Result<(Secret<String>, RequestChallengeResponse), Error> {
        self.passkey_challenge(client)
    }

    /// Signs in by passkey.
    ///
    /// # Errors
    /// [`Error::Ceremony`] or [`Error::Refused`].
    pub fn sign_in_passkey(&self, answer: &PasskeyAnswer<'_>, client: &Client<'_>) -> Result<SignedIn, Error> {
        let methods = Methods::from([Method::Passkey]);
        let person = match self.check_passkey(answer, client) {
            Ok(person) => person,
            Err(Error::Refused) => {
                self.record(Event::SignInFailed(methods), Subject::default().from(client))?;
                return Err(Error::Refused);
            }
            Err(error) => return Err(error),
        };
        let signed_in = self.open_session(&person, methods, self.now(), client)?;
        self.db.clear_failures(&person.lookup)?;
        Ok(signed_in)
    }

    /// Opens a session that was locked for idleness. It gets a new token.
    ///
    /// # Errors
    /// The session has ended, or the factor does not fit.
    pub fn unlock(&self, token: &str, factor: &Factor<'_>, client: &Client<'_>) -> Result<SignedIn, Error> {
        let (session, person) = self.find_session(token, client)?;
        let (methods, mfa_at) = match factor {
            Factor::Password(_) => (Methods::from([Method::Password]), None),
            Factor::Totp(_) => (Methods::from([Method::Totp]), None),
            Factor::Passkey(_) => (Methods::from([Method::Passkey]), Some(self.now())),
        };
        let proved = match factor {
            Factor::Password(password) => self.prove(&person, Some(password), None, client)?,
            Factor::Totp(code) => self.prove(&person, None, Some(code), client)?,
            Factor::Passkey(answer) => self.is_passkey_of(&person, answer, client)?,
        };
        self.renew_if(proved, &session, &person, methods, mfa_at, client)
    }

    /// Proves two factors again within a session, for export, break-glass or approval. The session gets a new token.
    ///
    /// # Errors
    /// The session has ended or is locked, or the proof does not fit.
    pub fn step_up(&self, token: &str, proof: &Proof<'_>, client: &Client<'_>) -> Result<SignedIn, Error> {
        self.authenticate(token, client)?;
        let (session, person) = self.find_session(token, client)?;
        let (methods, proved) = match proof {
            Proof::PasswordAndTotp(password, code) => {
                (Methods::from([Method::Password, Method::Totp]), self.prove(&person, Some(password), Some(code), client)?)
            }
            Proof::Passkey(answer) => (Methods::from([Method::Passkey]), self.is_passkey_of(&person, answer, client)?),
        };
        self.renew_if(proved, &session, &person, methods, Some(self.now()), client)
    }

    fn renew_if(
        &self,
        proved: bool,
        session: &crate::db::session::Model,
        person: &person::Model,
        methods: Methods,
        mfa_at: Option<Timestamp>,
        client: &Client<'_>,
    ) -> Result<SignedIn, Error> {
        if proved {
            return self.renew_session(session, person, methods, mfa_at, client);
        }
        let authentication = self.authentication(session, person, client)?;
        self.record(Event::StepUpFailed(methods), Subject::by(&authentication).from(client))?;
        Err(Error::Refused)
    }

    /// Whether what is given fits, throttled like a sign-in. What is not given is not asked for.
    pub(crate) fn prove(
        &self,
        person: &person::Model,
        password: Option<&Secret<String>>,
        code: Option<&Secret<String>>,
        client: &Client<'_>,
    ) -> Result<bool, Error> {
        self.count_attempt(&NAME, &person.lookup, client)?;
        let rows = self.db.credentials(&person.id)?;
        let password = password.map(|password| self.check_password(&rows, password)).transpose()?;
        let code = code.map(|code| self.check_totp(&rows, code)).transpose()?;
        let fits = |checked: &Option<Checked>| checked.as_ref().is_none_or(|checked| checked.fits);
        if !fits(&password) || !fits(&code) || (password.is_none() && code.is_none()) {
            return Ok(false);
        }
        if let Some(code) = code
            && !self.use_step(&code)?
        {
            return Ok(false);
        }
        self.db.clear_failures(&person.lookup)?;
        Ok(true)
    }

    fn is_passkey_of(&self, person: &person::Model, answer: &PasskeyAnswer<'_>, client: &Client<'_>) -> Result<bool, Error> {
        match self.check_passkey(answer, client) {
            Ok(found) => Ok(found.id == person.id),
            Err(Error::Refused) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn check_password(&self, rows: &[credential::Model], password: &Secret<String>) -> Result<Checked, Error> {
        let row = rows.iter().find(|row| row.kind == Kind::Password.number());
        let content = row.map(|row| self.content(row)).transpose()?;
        let kept = match &content {
            Some(Content::Password(kept)) => kept,
            _ => &self.decoy.password,
        };
        let fits = self.hasher.verify(password.expose(), kept)?;
        Ok(Checked { fits: fits && row.is_some(), step: None })
    }

    fn check_totp(&self, rows: &[credential::Model], code: &Secret<String>) -> Result<Checked, Error> {
        let row = rows.iter().find(|row| row.kind == Kind::Totp.number());
        let content = row.map(|row| self.content(row)).transpose()?;
        let secret = match &content {
            Some(Content::Totp(secret)) => secret,
            _ => &self.decoy.totp,
        };
        let step = totp_step(secret, code.expose(), self.now());
        let used = row.zip(step).map(|(row, step)| (row.id.clone(), step));
        Ok(Checked { fits: used.is_some(), step: used })
    }

    /// Uses up the step of a one-time code; false if it was used before.
    fn use_step(&self, code: &Checked) -> Result<bool, Error> {
        match &code.step {
            Some((id, step)) => Ok(self.db.accept_step(id, *step, self.now().0)?),
            None => Ok(false),
        }
    }

    fn use_recovery_code(&self, person: &[u8], lookup: &[u8], client: &Client<'_>) -> Result<bool, Error> {
        if !self.db.use_recovery_code(person, Kind::RecoveryCode.number(), lookup)? {
            return Ok(false);
        }
        self.record(Event::RecoveryCodeUsed, Subject::person(Some(PersonId::from_row(person)?)).from(client))?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
