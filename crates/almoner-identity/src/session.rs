//! Sessions: a random token that is kept as a keyed hash, bound to zone, device and class of user agent.
//!
//! A session locks after 15 minutes without a request (one factor opens it again), ends after 12 hours whatever happens, and
//! gets a new token with every proof (so a token that was planted before a sign-in or a step-up is worth nothing: session
//! fixation, ASVS 7.2.4). A token that comes from another device ends the session. A person has at most five; a sixth ends the
//! oldest. There is no "remember me". A clock that is set back ends all, since ages by it would be too short.

use std::sync::atomic::Ordering;

use almoner_base::{Secret, Timestamp};
use almoner_policy::{Method, Set};
use serde::Serialize;

use crate::db::{ACTIVE, person, session};
use crate::event::{Event, Subject};
use crate::link::token;
use crate::people::read_grants;
use crate::person::{Methods, method_bits, methods_of};
use crate::{Authentication, Client, Error, People, PersonId, SessionId};

/// Without a request for so long a session locks: 15 minutes.
pub const IDLE_MS: i64 = 15 * 60_000;
/// A session's whole life: 12 hours.
pub const LIFETIME_MS: i64 = 12 * 3_600_000;
/// How many sessions a person has at a time.
pub const MOST_SESSIONS: usize = 5;
/// Requests closer together than this are noted once, so that reading costs no write. The lock comes earlier by at most this.
const NOTED_EVERY_MS: i64 = 30_000;
/// A clock that is set back by more ends every session of the zone. Clocks that NTP keeps in step are corrected by less.
const SET_BACK_MS: i64 = 60_000;
/// Sensitive settings of one's own account need two factors within five minutes.
pub(crate) const SETTINGS_MFA_SECS: i64 = 5 * 60;

/// A session that was just opened or got a new token.
#[derive(Debug)]
pub struct SignedIn {
    /// The token, for a cookie that is `Secure`, `HttpOnly`, `SameSite=Strict` and has the prefix `__Host-`.
    pub token: Secret<String>,
    /// The value that the page sends back with each request that changes something; see [`People::check_request`].
    pub csrf: Secret<String>,
    /// Who signed in.
    pub authentication: Authentication,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Session {
    /// The public handle.
    #[schema(value_type = String)]
    pub id: SessionId,
    /// Browser and operating system by family, such as `Firefox on Linux`.
    pub device_class: String,
    /// How it was proved who they are.
    #[schema(value_type = Vec<String>)]
    pub methods: Set<Method>,
    /// When it began, in milliseconds since 1970 UTC.
    pub created: i64,
    /// When it was used last, to half a minute.
    pub seen: i64,
    /// When it ends at the latest.
    pub expires: i64,
    /// Whether it waits for a factor.
    pub locked: bool,
}

/// A request that may change something, as the server saw it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sender<'a> {
    /// The `Origin` header.
    pub origin: Option<&'a str>,
    /// The `Sec-Fetch-Site` header.
    pub fetch_site: Option<&'a str>,
    /// The value that the page got as [`SignedIn::csrf`].
    pub csrf: Option<&'a str>,
}

impl People {
    /// Who sends a request with this token. The one door of every route.
    ///
    /// # Errors
    /// [`Error::SessionEnded`] or [`Error::SessionLocked`].
    pub fn authenticate(&self, token: &str, client: &Client<'_>) -> Result<Authentication, Error> {
        let (session, person) = self.find_session(token, client)?;
        let now = self.now().0;
        if session.locked || now.saturating_sub(session.seen) >= IDLE_MS {
            self.db.lock_session(&session.id)?;
            return Err(Error::SessionLocked);
        }
        if now.saturating_sub(session.seen) >= NOTED_EVERY_MS {
            self.db.session_seen(&session.id, now)?;
        }
        self.authentication(&session, &person, client)
    }

    /// Refuses a request that changes something unless the application's own page sent it: its `Origin` is this zone's, the
    /// browser says that it is no cross-site request, and it carries the value that only the page was given.
    ///
    /// # Errors
    /// [`Error::CrossSite`].
    pub fn check_request(&self, token: &str, sender: &Sender<'_>) -> Result<(), Error> {
        self.check_origin(sender)?;
        let expected = self.csrf(token);
        let sent = sender.csrf.unwrap_or_default();
        if almoner_crypto::equal(expected.expose().as_bytes(), sent.as_bytes()) { Ok(()) } else { Err(Error::CrossSite) }
    }

    /// The part of [`People::check_request`] for requests before there is a session.
    ///
    /// # Errors
    /// [`Error::CrossSite`].
    pub fn check_origin(&self, sender: &Sender<'_>) -> Result<(), Error> {
        let own = self.audience();
        let same_site = matches!(sender.fetch_site, None | Some("same-origin"));
        if sender.origin == Some(own.as_str()) && same_site { Ok(()) } else { Err(Error::CrossSite) }
    }

    /// The audience of tokens for programs that call this zone: its origin.
    #[must_use]
    pub(crate) fn audience(&self) -> String {
        self.origin.origin().ascii_serialization()
    }

    /// Ends the session of this token. Nothing happens where there is none.
    ///
    /// # Errors
    /// The audit log or the database failed.
    pub fn sign_out(&self, token: &str, client: &Client<'_>) -> Result<(), Error> {
        let Some(session) = self.db.session_by_token(&self.session_lookup(token))? else { return Ok(()) };
        let person = PersonId::from_row(&session.person)?;
        let subject = Subject::person(Some(person)).from(client);
        self.record(
            Event::SignedOut,
            subject.in_session(SessionId::from_row(&session.id)?, methods_of(session.methods), None),
        )?;
        self.db.end_session(&session.person, &session.id)?;
        Ok(())
    }

    /// The sessions of the person who asks, newest first.
    ///
    /// # Errors
    /// The database failed.
    pub fn sessions(&self, by: &Authentication) -> Result<Vec<Session>, Error> {
        let now = self.now().0;
        let rows = self.db.sessions(&by.person().0)?.into_iter().filter(|row| row.expires > now);
        rows.map(|row| {
            Ok(Session {
                id: SessionId::from_row(&row.id)?,
                device_class: row.device_class,
                methods: methods_of(row.methods),
                created: row.created,
                seen: row.seen,
                expires: row.expires,
                locked: row.locked || now.saturating_sub(row.seen) >= IDLE_MS,
            })
        })
        .collect()
    }

    /// Ends one of the sessions of the person who asks.
    ///
    /// # Errors
    /// There is no such session of theirs.
    pub fn end_session(&self, by: &Authentication, session: SessionId) -> Result<(), Error> {
        let row = self.db.session(&session.0)?.filter(|row| row.person == by.person().0).ok_or(Error::Unknown)?;
        self.record(Event::SessionRevoked, Subject::by(by).about(by.person()))?;
        self.db.end_session(&row.person, &row.id)?;
        Ok(())
    }

    /// Ends all sessions of the person who asks but the one that asks; gives how many.
    ///
    /// # Errors
    /// The audit log or the database failed.
    pub fn end_other_sessions(&self, by: &Authentication) -> Result<u64, Error> {
        self.record(Event::SessionRevoked, Subject::by(by).about(by.person()))?;
        Ok(self.db.end_sessions(&by.person().0, Some(&by.session().0))?)
    }

    /// Ends all sessions of a person, as an administrator; gives how many.
    ///
    /// # Errors
    /// There is no such person, or the asker may not.
    pub fn end_sessions_of(&self, by: &Authentication, person: PersonId) -> Result<u64, Error> {
        let _one_at_a_time = self.administer(by)?;
        self.db.person(&person.0)?.ok_or(Error::Unknown)?;
        self.record(Event::SessionRevoked, Subject::by(by).about(person))?;
        Ok(self.db.end_sessions(&person.0, None)?)
    }

    /// Opens a session for a person who has proved who they are.
    pub(crate) fn open_session(
        &self,
        person: &person::Model,
        methods: Methods,
        mfa_at: Timestamp,
        client: &Client<'_>,
    ) -> Result<SignedIn, Error> {
        let (now, id, token) = (self.now().0, SessionId::random()?, token()?);
        let row = session::Model {
            id: id.0.to_vec(),
            person: person.id.clone(),
            lookup: self.session_lookup(token.expose()),
            device: self.device(client),
            device_class: device_class(client.user_agent),
            methods: method_bits(methods),
            created: now,
            seen: now,
            mfa: mfa_at.0,
            expires: now.saturating_add(LIFETIME_MS),
            locked: false,
        };
        let subject = Subject::person(Some(PersonId::from_row(&person.id)?)).from(client);
        self.record(Event::SignedIn(methods), subject.in_session(id, methods, Some(0)))?;
        let authentication = self.authentication(&row, person, client)?;
        for ended in self.db.add_session(row, MOST_SESSIONS)? {
            self.record(Event::SessionRevoked, subject.in_session(SessionId::from_row(&ended)?, Methods::default(), None))?;
        }
        Ok(SignedIn { csrf: self.csrf(token.expose()), token, authentication })
    }

    /// The session of a token and its person, locked or not.
    pub(crate) fn find_session(&self, token: &str, client: &Client<'_>) -> Result<(session::Model, person::Model), Error> {
        self.end_sessions_of_a_later_time(client)?;
        let session = self.db.session_by_token(&self.session_lookup(token))?.ok_or(Error::SessionEnded)?;
        let person = self.db.person(&session.person)?.filter(|person| person.state == ACTIVE).ok_or(Error::SessionEnded)?;
        let over = self.now().0 >= session.expires;
        let misplaced = !almoner_crypto::equal(&session.device, &self.device(client));
        if over || misplaced {
            let event = if over { Event::SessionExpired } else { Event::SessionMisplaced };
            let subject = Subject::person(Some(PersonId::from_row(&person.id)?)).from(client);
            self.record(event, subject.in_session(SessionId::from_row(&session.id)?, methods_of(session.methods), None))?;
            self.db.end_session(&session.person, &session.id)?;
            return Err(Error::SessionEnded);
        }
        Ok((session, person))
    }

    /// Ends all sessions of the zone where the clock was set back: nobody can say any more how old they are.
    fn end_sessions_of_a_later_time(&self, client: &Client<'_>) -> Result<(), Error> {
        let now = self.now().0;
        let latest = self.latest.fetch_max(now, Ordering::SeqCst);
        if latest.saturating_sub(now) <= SET_BACK_MS {
            return Ok(());
        }
        for session in self.db.all_sessions()? {
            let subject = Subject::person(Some(PersonId::from_row(&session.person)?)).from(client);
            let id = SessionId::from_row(&session.id)?;
            self.record(Event::SessionExpired, subject.in_session(id, methods_of(session.methods), None))?;
            self.db.end_session(&session.person, &session.id)?;
        }
        self.latest.store(now, Ordering::SeqCst);
        Ok(())
    }

    /// Unlocks a session and gives it a new token; the old one opens nothing any more.
    pub(crate) fn renew_session(
        &self,
        old: &session::Model,
        person: &person::Model,
        methods: Methods,
        mfa_at: Option<Timestamp>,
        client: &Client<'_>,
    ) -> Result<SignedIn, Error> {
        let (now, token) = (self.now().0, token()?);
        let new = session::Model {
            lookup: self.session_lookup(token.expose()),
            methods: old.methods | method_bits(methods),
            seen: now,
            mfa: mfa_at.map_or(old.mfa, |at| at.0),
            locked: false,
            ..old.clone()
        };
        let authentication = self.authentication(&new, person, client)?;
        self.record(Event::SteppedUp(methods), Subject::by(&authentication).from(client))?;
        if !self.db.rotate_session(&old.lookup, &new)? {
            return Err(Error::SessionEnded);
        }
        Ok(SignedIn { csrf: self.csrf(token.expose()), token, authentication })
    }

    pub(crate) fn authentication(
        &self,
        session: &session::Model,
        person: &person::Model,
        client: &Client<'_>,
    ) -> Result<Authentication, Error> {
        Ok(Authentication {
            person: PersonId::from_row(&person.id)?,
            session: SessionId::from_row(&session.id)?,
            zone: self.zone,
            grants: read_grants(person)?,
            methods: methods_of(session.methods),
            began: Timestamp(session.created),
            mfa_at: Timestamp(session.mfa),
            now: self.now(),
            network: client.network,
        })
    }

    /// The device that a session or a ceremony belongs to.
    pub(crate) fn device(&self, client: &Client<'_>) -> Vec<u8> {
        self.lookup("device", &format!("{}\0{}", device_class(client.user_agent), client.device))
    }

    fn session_lookup(&self, token: &str) -> Vec<u8> {
        self.lookup("session", token)
    }

    pub(crate) fn csrf(&self, token: &str) -> Secret<String> {
        Secret::new(self.lookup("csrf", token).iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Browser and operating system by family: what stays when a browser is updated.
fn device_class(user_agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map_or("other", |(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("almoner/", "Almoner"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iOS"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    format!("{browser} on {system}")
}

#[cfg(test)]
mod tests;
