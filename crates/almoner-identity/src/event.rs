//! What is recorded of a sign-in, and as what: every event of this crate is one entry of the zone's audit log.
//!
//! Person ids and session ids are random and stand in the log as they are; addresses and devices stand there as keyed hashes,
//! so that a rule can count failures by source without the log knowing an address.

use almoner_audit::{Action, Actor, AuthMethod, Decision, Entry, OpaqueId, Outcome, Reason, ResourceKind};
use almoner_policy::{Method, Role, Zone};

use crate::credential::Kind;
use crate::person::Methods;
use crate::{Authentication, Client, CredentialId, Error, People, PersonId, SessionId};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    SignedIn(Methods),
    SignInFailed(Methods),
    LockedOut,
    SignedOut,
    SessionRevoked,
    SessionExpired,
    /// A session's token came from another device than the one that it was given to.
    SessionMisplaced,
    SteppedUp(Methods),
    StepUpFailed(Methods),
    LinkMade,
    LinkUsed,
    CredentialAdded(Kind, CredentialId),
    CredentialRemoved(Kind, CredentialId),
    RecoveryCodeUsed,
    RoleGranted(Role),
    RoleRevoked(Role),
    AssignmentChanged,
    AccountOpened,
    AccountClosed,
    TokenMinted,
    TokenRefused,
}

/// Who did it, to whom, in which session, and from where.
#[derive(Clone, Copy, Default)]
pub(crate) struct Subject<'a> {
    actor: Option<PersonId>,
    person: Option<PersonId>,
    session: Option<(SessionId, Methods, Option<u32>)>,
    client: Option<&'a Client<'a>>,
}

impl<'a> Subject<'a> {
    pub(crate) fn by(authentication: &Authentication) -> Self {
        let age = u32::try_from(authentication.mfa_age_secs()).ok();
        Self {
            actor: Some(authentication.person()),
            session: Some((authentication.session(), authentication.methods(), age)),
            ..Self::default()
        }
    }

    /// An actor that has signed in, or the zone itself.
    pub(crate) fn maybe(authentication: Option<&Authentication>) -> Self {
        authentication.map_or_else(Self::default, Self::by)
    }

    /// A person who acts outside of a session.
    pub(crate) fn person(person: Option<PersonId>) -> Self {
        Self { actor: person, ..Self::default() }
    }

    pub(crate) fn in_session(self, session: SessionId, methods: Methods, mfa_age_secs: Option<u32>) -> Self {
        Self { session: Some((session, methods, mfa_age_secs)), ..self }
    }

    pub(crate) fn about(self, person: PersonId) -> Self {
        Self { person: Some(person), ..self }
    }

    pub(crate) fn from(self, client: &'a Client<'a>) -> Self {
        Self { client: Some(client), ..self }
    }
}

impl People {
    /// Appends the entry of an event. It is durable when this returns; whoever gets an error must not go on.
    pub(crate) fn record(&self, event: Event, subject: Subject<'_>) -> Result<(), Error> {
        let service = match self.zone {
            Zone::Phi => almoner_audit::Role::Phi,
            Zone::Research => almoner_audit::Role::Research,
        };
        let actor = subject.actor.map_or(Actor::Service(service), |person| Actor::Person(OpaqueId::from_bytes(person.0)));
        let mut entry = describe(Entry::new(actor, action(event)), event, subject.person);
        if let Some((session, methods, age)) = subject.session {
            entry = entry.session(OpaqueId::from_bytes(session.0), &audit_methods(methods), age);
        }
        if let Some(client) = subject.client {
            let key = self.key.derive(b"audit");
            let source = OpaqueId::of(&key, ResourceKind::Session, client.source.to_string().as_bytes());
            let device =
                (!client.device.is_empty()).then(|| OpaqueId::of(&key, ResourceKind::Credential, client.device.as_bytes()));
            entry = entry.network(client.network, Some(source), device);
        }
        self.log.append(&entry).map(|_| ()).map_err(Error::Audit)
    }
}

fn action(event: Event) -> Action {
    match event {
        Event::SignedIn(_) => Action::SignedIn,
        Event::SignInFailed(_) => Action::SignInFailed,
        Event::LockedOut => Action::LockedOut,
        Event::SignedOut => Action::SignedOut,
        Event::SessionRevoked | Event::SessionMisplaced => Action::SessionRevoked,
        Event::SessionExpired => Action::SessionExpired,
        Event::SteppedUp(_) => Action::SteppedUp,
        Event::StepUpFailed(_) => Action::StepUpFailed,
        Event::LinkMade => Action::EnrolmentLinkMade,
        Event::LinkUsed => Action::EnrolmentLinkUsed,
        Event::CredentialAdded(..) => Action::CredentialAdded,
        Event::CredentialRemoved(..) => Action::CredentialRemoved,
        Event::RecoveryCodeUsed => Action::RecoveryCodeUsed,
        Event::RoleGranted(_) => Action::RoleGranted,
        Event::RoleRevoked(_) | Event::AssignmentChanged => Action::RoleRevoked,
        Event::AccountOpened => Action::AccountOpened,
        Event::AccountClosed => Action::AccountClosed,
        Event::TokenMinted => Action::TokenMinted,
        Event::TokenRefused => Action::TokenRefused,
    }
}

fn describe(entry: Entry, event: Event, person: Option<PersonId>) -> Entry {
    let entry = match person {
        Some(person) => entry.resource(ResourceKind::Person, OpaqueId::from_bytes(person.0)),
        None => entry,
    };
    let failed = |entry: Entry, reason| entry.decision(Decision::Deny).outcome(Outcome::Failure).reason(reason);
    match event {
        Event::SignInFailed(methods) | Event::StepUpFailed(methods) => {
            failed(entry, Reason::WrongCredential).methods(&audit_methods(methods))
        }
        Event::LockedOut => failed(entry, Reason::Locked),
        Event::SessionMisplaced => failed(entry, Reason::WrongPlace),
        Event::SessionExpired => entry.reason(Reason::Expired),
        Event::TokenRefused => failed(entry, Reason::WrongCredential),
        Event::SignedIn(methods) | Event::SteppedUp(methods) => entry.methods(&audit_methods(methods)),
        Event::LinkUsed => entry.methods(&[AuthMethod::EnrolmentLink]),
        Event::CredentialAdded(kind, id) | Event::CredentialRemoved(kind, id) => {
            entry.resource(ResourceKind::Credential, OpaqueId::from_bytes(id.0)).methods(&[audit_kind(kind)])
        }
        _ => entry,
    }
}

fn audit_methods(methods: Methods) -> Vec<AuthMethod> {
    methods
        .iter()
        .map(|method| match method {
            Method::Password => AuthMethod::Password,
            Method::Totp => AuthMethod::Otp,
            Method::Passkey => AuthMethod::Passkey,
            Method::RecoveryCode => AuthMethod::RecoveryCode,
            Method::Oidc => AuthMethod::Oidc,
            Method::Token => AuthMethod::Token,
        })
        .collect()
}

fn audit_kind(kind: Kind) -> AuthMethod {
    match kind {
        Kind::Password => AuthMethod::Password,
        Kind::Totp => AuthMethod::Otp,
        Kind::Passkey => AuthMethod::Passkey,
        Kind::RecoveryCode => AuthMethod::RecoveryCode,
        Kind::External => AuthMethod::Oidc,
    }
}
