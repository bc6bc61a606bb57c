//! The register of people of one zone: accounts, roles, and who administers them.
//!
//! There is no default account and no default password: the first account is made by [`People::first_link`] (the verb `init`)
//! and is nobody's until its link is used. Everything is recorded before it is done; if the audit log does not take the entry,
//! nothing is done. Names are sealed under the zone's key and found by keyed hash.

use std::fmt;
use std::net::IpAddr;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};

use almoner_audit::{Log, NetworkZone};
use almoner_base::{Clock, Timestamp};
use almoner_crypto::DataKey;
use almoner_policy::{Role, Zone};
use almoner_store::Database;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

use crate::db::{ACTIVE, DISABLED, Db, INVITED, person};
use crate::event::{Event, Subject};
use crate::password::{Cost, Hasher};
use crate::sign_in::Decoy;
use crate::token::TokenKeys;
use crate::{Authentication, Error, Grants, Link, PersonId, link};

/// How long after a proof of two factors an account may be administered.
const ADMINISTRATION_MFA_SECS: i64 = 15 * 60;
/// Failures older than this are forgotten.
const THROTTLE_KEPT_MS: i64 = 30 * 86_400_000;

/// Where a zone's pages are.
#[derive(Clone, Debug)]
pub struct Place {
    /// The zone.
    pub zone: Zone,
    /// The origin of its pages, such as `https://almoner.example.org:8443`. Passkeys need a host name here, not an address.
    pub origin: String,
    /// The relying party id of passkeys (WebAuthn, section 4): the origin's host name or a parent domain of it.
    pub rp_id: String,
}

/// Where a request comes from, as the server saw it.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    /// The address.
    pub source: IpAddr,
    /// The zone of the network that the address belongs to.
    pub network: NetworkZone,
    /// The `User-Agent` header.
    pub user_agent: &'a str,
    /// The random value of the device's own cookie; empty where there is none.
    pub device: &'a str,
}

/// The state of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// A link was given and not used.
    Invited,
    /// The person can sign in.
    Active,
    /// The person can not.
    Disabled,
}

/// An account as its administrators see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Account {
    /// The opaque id.
    #[schema(value_type = String)]
    pub person: PersonId,
    /// What the person types to sign in.
    pub sign_in_name: String,
    /// What others call them.
    pub display_name: String,
    /// Roles, studies and site.
    pub grants: Grants,
    /// The state.
    pub state: AccountState,
}

/// Somebody who is to get an account.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    /// What the person will type to sign in.
    pub sign_in_name: String,
    /// What others call them.
    pub display_name: String,
    /// Roles, studies and site.
    pub grants: Grants,
}

/// The names of a person, sealed at rest.
#[derive(Serialize, Deserialize)]
pub(crate) struct Names {
    pub(crate) sign_in: String,
    pub(crate) display: String,
}

/// The accounts, sessions and credentials of one zone.
pub struct People {
    pub(crate) db: Db,
    pub(crate) key: DataKey,
    pub(crate) log: Arc<Log>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) zone: Zone,
    pub(crate) origin: Url,
    pub(crate) passkeys: Webauthn,
    pub(crate) hasher: Hasher,
    pub(crate) decoy: Decoy,
    pub(crate) tokens: TokenKeys,
    /// The latest moment at which a session was seen, in milliseconds.
    pub(crate) latest: AtomicI64,
    /// Enrolling the first administrator and administering others happen one after another.
    administration: Mutex<()>,
}

impl People {
    /// Opens the register of a zone over a database that was opened with [`crate::Tables`]. The key is one that the zone
    /// derives for this purpose alone (`ZoneKeys::key("identity")`).
    ///
    /// # Errors
    /// The origin or the relying party id can not be used, or the random source failed.
    pub fn open(
        database: Database,
        key: &DataKey,
        log: Arc<Log>,
        clock: Arc<dyn Clock>,
        place: &Place,
    ) -> Result<Self, Error> {
        let origin = Url::parse(&place.origin).map_err(|_| Error::Setting("origin"))?;
        if origin.scheme() != "https" {
            return Err(Error::Setting("origin"));
        }
        let passkeys = WebauthnBuilder::new(&place.rp_id, &origin)
            .and_then(|builder| builder.rp_name("Almoner").build())
            .map_err(|_| Error::Setting("rp_id"))?;
        let key = key.derive(&[b"identity\0", place.zone.name().as_bytes()].concat());
        #[cfg(not(test))]
        let cost = Cost::RFC_9106;
        #[cfg(test)]
        let cost = Cost::OF_TESTS;
        let hasher = Hasher::new(cost);
        let db = Db(database);
        let latest = db.all_sessions()?.iter().map(|session| session.seen).max().unwrap_or(0);
        Ok(Self {
            db,
            latest: AtomicI64::new(latest),
            tokens: TokenKeys::derive(&key)?,
            key,
            log,
            clock,
            zone: place.zone,
            origin,
            passkeys,
            decoy: Decoy::new(&hasher)?,
            hasher,
            administration: Mutex::new(()),
        })
    }

    /// The link by which the first administrator enrols. It may be asked for again until somebody has enrolled; a new link
    /// takes the place of the one before.
    ///
    /// # Errors
    /// [`Error::AlreadySetUp`] once there is an active account.
    pub fn first_link(&self, sign_in_name: &str, display_name: &str) -> Result<Link, Error> {
        self.first_account(&Invitation {
            sign_in_name: sign_in_name.to_owned(),
            display_name: display_name.to_owned(),
            grants: Grants::roles(&[Role::Operator]),
        })
    }

    /// The link by which somebody enrols who is invited while nobody has enrolled yet, as whoever sets the zone up may do. For an
    /// account that is there, a new link takes the place of the one before.
    ///
    /// # Errors
    /// [`Error::AlreadySetUp`] once there is an active account: from then on administrators invite.
    pub fn first_account(&self, invitation: &Invitation) -> Result<Link, Error> {
        let _one_at_a_time = self.administration.lock().map_err(|_| Error::Damaged)?;
        if self.db.active_people()? > 0 {
            return Err(Error::AlreadySetUp);
        }
        match self.db.person_by_name(&self.name_lookup(&invitation.sign_in_name))? {
            Some(person) => self.new_link(PersonId::from_row(&person.id)?, None),
            None => self.add(invitation, None).map(|(_, link)| link),
        }
    }

    /// Makes an account and the link by which its person enrols.
    ///
    /// # Errors
    /// [`Error::NameTaken`], or the asker may not.
    pub fn invite(&self, by: &Authentication, invitation: &Invitation) -> Result<(PersonId, Link), Error> {
        let _one_at_a_time = self.administer(by)?;
        if self.db.person_by_name(&self.name_lookup(&invitation.sign_in_name))?.is_some() {
            return Err(Error::NameTaken);
        }
        self.add(invitation, Some(by))
    }

    /// Makes a new link for a person who lost a factor, after their identity was proved as at enrolment. Their credentials stay
    /// until the link is used and are then replaced altogether.
    ///
    /// # Errors
    /// There is no such account, it is closed, or the asker may not.
    pub fn new_link_for(&self, by: &Authentication, person: PersonId) -> Result<Link, Error> {
        let _one_at_a_time = self.administer(by)?;
        let row = self.db.person(&person.0)?.ok_or(Error::Unknown)?;
        if row.state == DISABLED {
            return Err(Error::Unknown);
        }
        self.new_link(person, Some(by))
    }

    /// Gives a person other roles, studies or another site. Their sessions end, so that no session outlives a role.
    ///
    /// # Errors
    /// There is no such account, or the asker may not. Nobody changes their own roles.
    pub fn set_grants(&self, by: &Authentication, person: PersonId, grants: &Grants) -> Result<(), Error> {
        let _one_at_a_time = self.administer(by)?;
        if by.person() == person {
            return Err(Error::NotAllowed);
        }
        let row = self.db.person(&person.0)?.ok_or(Error::Unknown)?;
        self.change_grants(&row, grants, Some(by)).map(|_| ())
    }

    /// Closes an account: sessions, links and credentials are gone at once. Its id stays, so that the log can be read.
    ///
    /// # Errors
    /// There is no such account, or the asker may not. Nobody closes their own.
    pub fn close(&self, by: &Authentication, person: PersonId) -> Result<(), Error> {
        let _one_at_a_time = self.administer(by)?;
        if by.person() == person {
            return Err(Error::NotAllowed);
        }
        self.db.person(&person.0)?.ok_or(Error::Unknown)?;
        self.record(Event::AccountClosed, Subject::by(by).about(person))?;
        Ok(self.db.disable(&person.0)?)
    }

    /// All accounts.
    ///
    /// # Errors
    /// The asker may not.
    pub fn accounts(&self, by: &Authentication) -> Result<Vec<Account>, Error> {
        let readers = [Role::Operator, Role::PrivacyOfficer, Role::Auditor];
        if !readers.iter().any(|role| by.grants().roles.contains(role)) {
            return Err(Error::NotAllowed);
        }
        self.db.people()?.iter().map(|row| self.account(row)).collect()
    }

    /// Who has an active account under this sign-in name. It tells nobody's name to anybody, and is for the zone itself; what a
    /// person may see of others is in [`People::accounts`].
    ///
    /// # Errors
    /// The row can not be read.
    pub fn person_named(&self, sign_in_name: &str) -> Result<Option<PersonId>, Error> {
        let row = self.db.person_by_name(&self.name_lookup(sign_in_name))?.filter(|row| row.state == ACTIVE);
        row.map(|row| PersonId::from_row(&row.id)).transpose()
    }

    /// The account of the person who asks.
    ///
    /// # Errors
    /// The row can not be read.
    pub fn own_account(&self, by: &Authentication) -> Result<Account, Error> {
        let row = self.db.person(&by.person().0)?.ok_or(Error::Unknown)?;
        self.account(&row)
    }

    /// Removes what has expired. The server calls it now and then; nothing that has expired is accepted before that either.
    ///
    /// # Errors
    /// The database failed.
    pub fn prune(&self) -> Result<(), Error> {
        let now = self.now().0;
        Ok(self.db.prune(now, now.saturating_sub(THROTTLE_KEPT_MS))?)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Refuses who may not administer accounts, and holds others back meanwhile.
    pub(crate) fn administer(&self, by: &Authentication) -> Result<std::sync::MutexGuard<'_, ()>, Error> {
        if !by.grants().roles.contains(&Role::Operator) {
            return Err(Error::NotAllowed);
        }
        by.require_mfa_within(ADMINISTRATION_MFA_SECS)?;
        self.administration.lock().map_err(|_| Error::Damaged)
    }

    fn add(&self, invitation: &Invitation, by: Option<&Authentication>) -> Result<(PersonId, Link), Error> {
        check_name(&invitation.sign_in_name)?;
        check_name(&invitation.display_name)?;
        let person = PersonId::random()?;
        let names = Names { sign_in: invitation.sign_in_name.clone(), display: invitation.display_name.clone() };
        let row = self.person_row(person, &names, None, &invitation.grants, INVITED)?;
        let (link, link_row) = self.make_link(person)?;
        self.record(Event::AccountOpened, Subject::maybe(by).about(person))?;
        self.record_roles(person, &Grants::default(), &invitation.grants, by)?;
        self.record(Event::LinkMade, Subject::maybe(by).about(person))?;
        self.db.invite(row, link_row)?;
        Ok((person, link))
    }

    fn new_link(&self, person: PersonId, by: Option<&Authentication>) -> Result<Link, Error> {
        let (link, row) = self.make_link(person)?;
        self.record(Event::LinkMade, Subject::maybe(by).about(person))?;
        self.db.replace_link(row)?;
        Ok(link)
    }

    fn make_link(&self, person: PersonId) -> Result<(Link, crate::db::link::Model), Error> {
        let (token, link) = link::make(&self.origin)?;
        let expires = self.now().0.saturating_add(link::LIFETIME_MS);
        Ok((
            link,
            crate::db::link::Model { lookup: self.lookup("link", token.expose()), person: person.0.to_vec(), expires },
        ))
    }

    /// The row of an account, found by its sign-in name unless a `lookup` is given.
    pub(crate) fn person_row(
        &self,
        person: PersonId,
        names: &Names,
        lookup: Option<Vec<u8>>,
        grants: &Grants,
        state: i32,
    ) -> Result<person::Model, Error> {
        Ok(person::Model {
            id: person.0.to_vec(),
            lookup: lookup.unwrap_or_else(|| self.name_lookup(&names.sign_in)),
            sealed: self.seal("person", &person.0, names)?,
            grants: serde_json::to_string(grants).map_err(|_| Error::Damaged)?,
            state,
            created: self.now().0,
        })
    }

    /// Changes what a person was given, if it differs; says whether it did.
    pub(crate) fn change_grants(
        &self,
        row: &person::Model,
        grants: &Grants,
        by: Option<&Authentication>,
    ) -> Result<bool, Error> {
        let before = read_grants(row)?;
        if before == *grants {
            return Ok(false);
        }
        self.record_roles(PersonId::from_row(&row.id)?, &before, grants, by)?;
        self.db.set_grants(&row.id, serde_json::to_string(grants).map_err(|_| Error::Damaged)?)?;
        Ok(true)
    }

    pub(crate) fn record_roles(
        &self,
        person: PersonId,
        before: &Grants,
        after: &Grants,
        by: Option<&Authentication>,
    ) -> Result<(), Error> {
        let subject = Subject::maybe(by).about(person);
        for role in before.roles.difference(&after.roles) {
            self.record(Event::RoleRevoked(*role), subject)?;
        }
        for role in after.roles.difference(&before.roles) {
            self.record(Event::RoleGranted(*role), subject)?;
        }
        if before.studies != after.studies || before.site != after.site {
            self.record(Event::AssignmentChanged, subject)?;
        }
        Ok(())
    }

    fn account(&self, row: &person::Model) -> Result<Account, Error> {
        let person = PersonId::from_row(&row.id)?;
        let names: Names = self.unseal("person", &row.id, &row.sealed)?;
        let state = match row.state {
            ACTIVE => AccountState::Active,
            INVITED => AccountState::Invited,
            _ => AccountState::Disabled,
        };
        Ok(Account { person, sign_in_name: names.sign_in, display_name: names.display, grants: read_grants(row)?, state })
    }

    pub(crate) fn names(&self, row: &person::Model) -> Result<Names, Error> {
        self.unseal("person", &row.id, &row.sealed)
    }

    /// The keyed hash under which a row of this kind is found.
    pub(crate) fn lookup(&self, kind: &str, value: &str) -> Vec<u8> {
        self.key.mac(&[kind.as_bytes(), b"\0", value.as_bytes()].concat()).to_vec()
    }

    /// A sign-in name is one name in upper and lower case, and with spaces around it.
    pub(crate) fn name_lookup(&self, name: &str) -> Vec<u8> {
        self.lookup("name", &name.trim().to_lowercase())
    }

    /// Seals what a row holds, bound to its table and id.
    pub(crate) fn seal<T: Serialize>(&self, table: &str, id: &[u8], content: &T) -> Result<Vec<u8>, Error> {
        let mut bytes = serde_json::to_vec(content).map_err(|_| Error::Damaged)?;
        let sealed = self.key.derive(b"rows").seal(&bytes, &[table.as_bytes(), b"\0", id].concat());
        zeroize::Zeroize::zeroize(&mut bytes);
        Ok(sealed?)
    }

    /// Opens what [`People::seal`] sealed.
    pub(crate) fn unseal<T: serde::de::DeserializeOwned>(&self, table: &str, id: &[u8], sealed: &[u8]) -> Result<T, Error> {
        let mut bytes = self.key.derive(b"rows").open(sealed, &[table.as_bytes(), b"\0", id].concat())?;
        let content = serde_json::from_slice(&bytes).map_err(|_| Error::Damaged);
        zeroize::Zeroize::zeroize(&mut bytes);
        content
    }
}

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "People({})", self.zone.name())
    }
}

pub(crate) fn read_grants(row: &person::Model) -> Result<Grants, Error> {
    serde_json::from_str(&row.grants).map_err(|_| Error::Damaged)
}

pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    let fits = (1..=200).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(Error::Name) }
}

#[cfg(test)]
mod tests;
