//! The tables of accounts and sessions. This module alone names the database library.
//!
//! Names and secrets are sealed under the zone's key before they come here, and look-ups go by keyed hash: a copy of the
//! database alone says neither who has an account nor gives anything to guess at. What may happen once (a link, a ceremony, a
//! code, a token) is decided by one statement whose count of changed rows says who came first.

use almoner_store::{Database, Error as StoreError};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};

pub(crate) mod migration;

macro_rules! entity {
    ($(#[$doc:meta])* $module:ident, $table:literal, { $($(#[$attribute:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$attribute])* pub $field: $type,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity! {
    /// An account.
    person, "identity_person", {
        #[sea_orm(primary_key, auto_increment = false)] id: Vec<u8>,
        /// Keyed hash of the sign-in name.
        lookup: Vec<u8>,
        /// Sign-in name and display name, sealed.
        sealed: Vec<u8>,
        /// Roles, studies and site, as JSON.
        grants: String,
        /// 0 invited, 1 active, 2 disabled.
        state: i32,
        created: i64,
    }
}

entity! {
    /// What a person can prove who they are with.
    credential, "identity_credential", {
        #[sea_orm(primary_key, auto_increment = false)] id: Vec<u8>,
        person: Vec<u8>,
        /// See `Kind`.
        kind: i32,
        /// Keyed hash by which it is found: of the passkey's id, the recovery code, or issuer and subject; random elsewhere.
        lookup: Vec<u8>,
        sealed: Vec<u8>,
        /// The last time step of a one-time code that was accepted.
        step: i64,
        added: i64,
        used: Option<i64>,
    }
}

entity! {
    /// A one-time link for enrolment, by the keyed hash of its token.
    link, "identity_link", {
        #[sea_orm(primary_key, auto_increment = false)] lookup: Vec<u8>,
        person: Vec<u8>,
        expires: i64,
    }
}

entity! {
    /// What the server remembers between the two steps of a ceremony, by the keyed hash of its token.
    ceremony, "identity_ceremony", {
        #[sea_orm(primary_key, auto_increment = false)] lookup: Vec<u8>,
        sealed: Vec<u8>,
        expires: i64,
    }
}

entity! {
    /// A session, by the keyed hash of its token.
    session, "identity_session", {
        #[sea_orm(primary_key, auto_increment = false)] id: Vec<u8>,
        person: Vec<u8>,
        lookup: Vec<u8>,
        /// Keyed hash of the device's cookie and the class of its user agent.
        device: Vec<u8>,
        device_class: String,
        methods: i32,
        created: i64,
        seen: i64,
        /// When two factors were proved last.
        mfa: i64,
        expires: i64,
        locked: bool,
    }
}

entity! {
    /// Failures by keyed hash of a sign-in name or a source, of names that do not exist too.
    throttle, "identity_throttle", {
        #[sea_orm(primary_key, auto_increment = false)] lookup: Vec<u8>,
        failures: i64,
        last: i64,
        blocked_until: i64,
    }
}

entity! {
    /// Single-use tokens of programs that were used.
    used_token, "identity_used_token", {
        #[sea_orm(primary_key, auto_increment = false)] lookup: Vec<u8>,
        expires: i64,
    }
}

/// The states of an account.
pub(crate) const INVITED: i32 = 0;
pub(crate) const ACTIVE: i32 = 1;
pub(crate) const DISABLED: i32 = 2;

/// The kind of credential that is an identity at an outside provider: it names the account and is not the person's to replace.
pub(crate) const EXTERNAL: i32 = crate::credential::Kind::External as i32;

type Result<T> = std::result::Result<T, StoreError>;

/// The statements.
pub(crate) struct Db(pub(crate) Database);

impl Db {
    pub(crate) fn person(&self, id: &[u8]) -> Result<Option<person::Model>> {
        self.0.run(person::Entity::find_by_id(id.to_vec()).one(self.0.connection()))
    }

    pub(crate) fn person_by_name(&self, lookup: &[u8]) -> Result<Option<person::Model>> {
        self.0.run(person::Entity::find().filter(person::Column::Lookup.eq(lookup)).one(self.0.connection()))
    }

    pub(crate) fn people(&self) -> Result<Vec<person::Model>> {
        self.0.run(person::Entity::find().order_by_asc(person::Column::Created).all(self.0.connection()))
    }

    pub(crate) fn active_people(&self) -> Result<u64> {
        self.0.run(person::Entity::find().filter(person::Column::State.eq(ACTIVE)).count(self.0.connection()))
    }

    /// Adds an account and its link.
    pub(crate) fn invite(&self, person: person::Model, link: link::Model) -> Result<()> {
        self.0.transaction(async |transaction| {
            person.into_active_model().insert(transaction).await?;
            link.into_active_model().insert(transaction).await.map(|_| ())
        })
    }

    /// Puts a link in the place of the person's other links.
    pub(crate) fn replace_link(&self, link: link::Model) -> Result<()> {
        self.0.transaction(async |transaction| {
            link::Entity::delete_many().filter(link::Column::Person.eq(link.person.clone())).exec(transaction).await?;
            link.into_active_model().insert(transaction).await.map(|_| ())
        })
    }

    pub(crate) fn link(&self, lookup: &[u8]) -> Result<Option<link::Model>> {
        self.0.run(link::Entity::find_by_id(lookup.to_vec()).one(self.0.connection()))
    }

    /// Uses up a link and puts the credentials in the place of all others of the person; false if the link was used already.
    pub(crate) fn enrol(&self, link: &link::Model, credentials: Vec<credential::Model>) -> Result<bool> {
        self.0.transaction(async |transaction| {
            let used = link::Entity::delete_by_id(link.lookup.clone()).exec(transaction).await?;
            if used.rows_affected != 1 {
                return Ok(false);
            }
            let person = link.person.clone();
            let own = credential::Column::Kind.ne(EXTERNAL);
            let old = credential::Entity::delete_many().filter(credential::Column::Person.eq(person.clone())).filter(own);
            old.exec(transaction).await?;
            session::Entity::delete_many().filter(session::Column::Person.eq(person.clone())).exec(transaction).await?;
            insert_credentials(transaction, credentials).await?;
            person::ActiveModel { id: Set(person), state: Set(ACTIVE), ..Default::default() }.update(transaction).await?;
            Ok(true)
        })
    }

    /// Changes roles, studies and site, and ends the person's sessions.
    pub(crate) fn set_grants(&self, person: &[u8], grants: String) -> Result<()> {
        self.0.transaction(async |transaction| {
            let id = Set(person.to_vec());
            person::ActiveModel { id, grants: Set(grants), ..Default::default() }.update(transaction).await?;
            session::Entity::delete_many().filter(session::Column::Person.eq(person)).exec(transaction).await.map(|_| ())
        })
    }

    /// Closes an account: no session, link or credential is left but its id at an outside provider, by which it stays closed.
    pub(crate) fn disable(&self, person: &[u8]) -> Result<()> {
        self.0.transaction(async |transaction| {
            let id = Set(person.to_vec());
            person::ActiveModel { id, state: Set(DISABLED), ..Default::default() }.update(transaction).await?;
            session::Entity::delete_many().filter(session::Column::Person.eq(person)).exec(transaction).await?;
            link::Entity::delete_many().filter(link::Column::Person.eq(person)).exec(transaction).await?;
            let own = credential::Column::Kind.ne(EXTERNAL);
            let old = credential::Entity::delete_many().filter(credential::Column::Person.eq(person)).filter(own);
            old.exec(transaction).await.map(|_| ())
        })
    }

    /// Adds an account that an identity provider vouches for.
    pub(crate) fn provision(&self, person: person::Model, external: credential::Model) -> Result<()> {
        self.0.transaction(async |transaction| {
            person.into_active_model().insert(transaction).await?;
            external.into_active_model().insert(transaction).await.map(|_| ())
        })
    }

    pub(crate) fn credentials(&self, person: &[u8]) -> Result<Vec<credential::Model>> {
        self.0.run(
            credential::Entity::find()
                .filter(credential::Column::Person.eq(person))
                .order_by_asc(credential::Column::Added)
                .all(self.0.connection()),
        )
    }

    pub(crate) fn credential_by_lookup(&self, lookup: &[u8]) -> Result<Option<credential::Model>> {
        self.0.run(credential::Entity::find().filter(credential::Column::Lookup.eq(lookup)).one(self.0.connection()))
    }

    /// Puts credentials of a kind in the place of the person's others of that kind, or beside them where `beside` is set.
    pub(crate) fn put_credentials(&self, replaced: Option<(&[u8], i32)>, credentials: Vec<credential::Model>) -> Result<()> {
        self.0.transaction(async |transaction| {
            if let Some((person, kind)) = replaced {
                credential::Entity::delete_many()
                    .filter(credential::Column::Person.eq(person))
                    .filter(credential::Column::Kind.eq(kind))
                    .exec(transaction)
                    .await?;
            }
            insert_credentials(transaction, credentials).await
        })
    }

    pub(crate) fn delete_credential(&self, person: &[u8], id: &[u8]) -> Result<bool> {
        let gone = credential::Entity::delete_by_id(id.to_vec()).filter(credential::Column::Person.eq(person));
        self.0.run(gone.exec(self.0.connection())).map(|done| done.rows_affected == 1)
    }

    /// Takes note of a passkey's use: its counter, which is inside `sealed`.
    pub(crate) fn passkey_used(&self, id: &[u8], sealed: Vec<u8>, now: i64) -> Result<()> {
        let used = credential::ActiveModel {
            id: Set(id.to_vec()),
            sealed: Set(sealed),
            used: Set(Some(now)),
            ..Default::default()
        };
        self.0.run(used.update(self.0.connection())).map(|_| ())
    }

    /// Accepts a one-time code's step; false if that step or a later one was accepted before.
    pub(crate) fn accept_step(&self, id: &[u8], step: i64, now: i64) -> Result<bool> {
        let accepted = credential::Entity::update_many()
            .col_expr(credential::Column::Step, Expr::value(step))
            .col_expr(credential::Column::Used, Expr::value(Some(now)))
            .filter(credential::Column::Id.eq(id))
            .filter(credential::Column::Step.lt(step));
        self.0.run(accepted.exec(self.0.connection())).map(|done| done.rows_affected == 1)
    }

    /// Uses up a recovery code of this person; false if there is none such.
    pub(crate) fn use_recovery_code(&self, person: &[u8], kind: i32, lookup: &[u8]) -> Result<bool> {
        let gone = credential::Entity::delete_many()
            .filter(credential::Column::Person.eq(person))
            .filter(credential::Column::Kind.eq(kind))
            .filter(credential::Column::Lookup.eq(lookup));
        self.0.run(gone.exec(self.0.connection())).map(|done| done.rows_affected == 1)
    }

    pub(crate) fn put_ceremony(&self, ceremony: ceremony::Model) -> Result<()> {
        self.0.run(ceremony.into_active_model().insert(self.0.connection())).map(|_| ())
    }

    pub(crate) fn ceremony(&self, lookup: &[u8]) -> Result<Option<ceremony::Model>> {
        self.0.run(ceremony::Entity::find_by_id(lookup.to_vec()).one(self.0.connection()))
    }

    /// Takes a ceremony's state out; nobody else gets it again.
    pub(crate) fn take_ceremony(&self, lookup: &[u8]) -> Result<Option<ceremony::Model>> {
        self.0.transaction(async |transaction| {
            let found = ceremony::Entity::find_by_id(lookup.to_vec()).one(transaction).await?;
            let gone = ceremony::Entity::delete_by_id(lookup.to_vec()).exec(transaction).await?;
            Ok(found.filter(|_| gone.rows_affected == 1))
        })
    }

    /// Adds a session and ends the person's oldest beyond `most`; gives the ids of those that ended.
    pub(crate) fn add_session(&self, session: session::Model, most: usize) -> Result<Vec<Vec<u8>>> {
        self.0.transaction(async |transaction| {
            let person = session.person.clone();
            session.into_active_model().insert(transaction).await?;
            let all = session::Entity::find()
                .filter(session::Column::Person.eq(person))
                .order_by_desc(session::Column::Created)
                .all(transaction)
                .await?;
            let ended: Vec<Vec<u8>> = all.into_iter().skip(most).map(|session| session.id).collect();
            session::Entity::delete_many().filter(session::Column::Id.is_in(ended.clone())).exec(transaction).await?;
            Ok(ended)
        })
    }

    /// Every session of the zone.
    pub(crate) fn all_sessions(&self) -> Result<Vec<session::Model>> {
        self.0.run(session::Entity::find().all(self.0.connection()))
    }

    pub(crate) fn session_by_token(&self, lookup: &[u8]) -> Result<Option<session::Model>> {
        self.0.run(session::Entity::find().filter(session::Column::Lookup.eq(lookup)).one(self.0.connection()))
    }

    pub(crate) fn session(&self, id: &[u8]) -> Result<Option<session::Model>> {
        self.0.run(session::Entity::find_by_id(id.to_vec()).one(self.0.connection()))
    }

    pub(crate) fn sessions(&self, person: &[u8]) -> Result<Vec<session::Model>> {
        self.0.run(
            session::Entity::find()
                .filter(session::Column::Person.eq(person))
                .order_by_desc(session::Column::Created)
                .all(self.0.connection()),
        )
    }

    /// Notes that a session was used, if it is neither locked nor ended meanwhile.
    pub(crate) fn session_seen(&self, id: &[u8], now: i64) -> Result<()> {
        let seen = session::Entity::update_many()
            .col_expr(session::Column::Seen, Expr::value(now))
            .filter(session::Column::Id.eq(id))
            .filter(session::Column::Locked.eq(false));
        self.0.run(seen.exec(self.0.connection())).map(|_| ())
    }

    pub(crate) fn lock_session(&self, id: &[u8]) -> Result<()> {
        let locked = session::Entity::update_many()
            .col_expr(session::Column::Locked, Expr::value(true))
            .filter(session::Column::Id.eq(id));
        self.0.run(locked.exec(self.0.connection())).map(|_| ())
    }

    /// Writes a session under its new token, if the old one is still its token; false if it is not.
    pub(crate) fn rotate_session(&self, old_lookup: &[u8], new: &session::Model) -> Result<bool> {
        let rotated = session::Entity::update_many()
            .set(new.clone().into_active_model().reset_all())
            .filter(session::Column::Lookup.eq(old_lookup));
        self.0.run(rotated.exec(self.0.connection())).map(|done| done.rows_affected == 1)
    }

    pub(crate) fn end_session(&self, person: &[u8], id: &[u8]) -> Result<bool> {
        let ended = session::Entity::delete_by_id(id.to_vec()).filter(session::Column::Person.eq(person));
        self.0.run(ended.exec(self.0.connection())).map(|done| done.rows_affected == 1)
    }

    /// Ends the person's sessions but `kept`; gives how many.
    pub(crate) fn end_sessions(&self, person: &[u8], kept: Option<&[u8]>) -> Result<u64> {
        let mut ended = session::Entity::delete_many().filter(session::Column::Person.eq(person));
        if let Some(kept) = kept {
            ended = ended.filter(session::Column::Id.ne(kept));
        }
        self.0.run(ended.exec(self.0.connection())).map(|done| done.rows_affected)
    }

    pub(crate) fn throttle(&self, lookup: &[u8]) -> Result<Option<throttle::Model>> {
        self.0.run(throttle::Entity::find_by_id(lookup.to_vec()).one(self.0.connection()))
    }

    /// Writes a new count, if nobody has written one since `old` was read; false if somebody has.
    pub(crate) fn count_failure(&self, old: Option<&throttle::Model>, new: throttle::Model) -> Result<bool> {
        match old {
            None => {
                let conflict = OnConflict::column(throttle::Column::Lookup).do_nothing().to_owned();
                let added = throttle::Entity::insert(new.into_active_model()).on_conflict(conflict);
                self.0.run(added.exec_without_returning(self.0.connection())).map(|rows| rows == 1)
            }
            Some(old) => {
                let counted = throttle::Entity::update_many()
                    .col_expr(throttle::Column::Failures, Expr::value(new.failures))
                    .col_expr(throttle::Column::Last, Expr::value(new.last))
                    .col_expr(throttle::Column::BlockedUntil, Expr::value(new.blocked_until))
                    .filter(throttle::Column::Lookup.eq(new.lookup))
                    .filter(throttle::Column::Failures.eq(old.failures))
                    .filter(throttle::Column::Last.eq(old.last));
                self.0.run(counted.exec(self.0.connection())).map(|done| done.rows_affected == 1)
            }
        }
    }

    /// Forgets the failures of a name.
    pub(crate) fn clear_failures(&self, lookup: &[u8]) -> Result<()> {
        self.0.run(throttle::Entity::delete_by_id(lookup.to_vec()).exec(self.0.connection())).map(|_| ())
    }

    /// Takes back the failure that was counted before an attempt that then succeeded.
    pub(crate) fn uncount_failure(&self, lookup: &[u8]) -> Result<()> {
        let less = throttle::Entity::update_many()
            .col_expr(throttle::Column::Failures, Expr::col(throttle::Column::Failures).sub(1))
            .col_expr(throttle::Column::BlockedUntil, Expr::value(0_i64))
            .filter(throttle::Column::Lookup.eq(lookup))
            .filter(throttle::Column::Failures.gt(0));
        self.0.run(less.exec(self.0.connection())).map(|_| ())
    }

    /// Notes that a single-use token was used; false if it was used before.
    pub(crate) fn use_token(&self, used: used_token::Model) -> Result<bool> {
        let conflict = OnConflict::column(used_token::Column::Lookup).do_nothing().to_owned();
        let added = used_token::Entity::insert(used.into_active_model()).on_conflict(conflict);
        self.0.run(added.exec_without_returning(self.0.connection())).map(|rows| rows == 1)
    }

    /// Removes what has expired; throttles once they are older than `stale`.
    pub(crate) fn prune(&self, now: i64, stale: i64) -> Result<()> {
        self.0.transaction(async |transaction| {
            link::Entity::delete_many().filter(link::Column::Expires.lte(now)).exec(transaction).await?;
            ceremony::Entity::delete_many().filter(ceremony::Column::Expires.lte(now)).exec(transaction).await?;
            session::Entity::delete_many().filter(session::Column::Expires.lte(now)).exec(transaction).await?;
            used_token::Entity::delete_many().filter(used_token::Column::Expires.lte(now)).exec(transaction).await?;
            throttle::Entity::delete_many().filter(throttle::Column::Last.lte(stale)).exec(transaction).await.map(|_| ())
        })
    }
}

async fn insert_credentials(
    connection: &impl ConnectionTrait,
    credentials: Vec<credential::Model>,
) -> std::result::Result<(), DbErr> {
    let rows = credentials.into_iter().map(IntoActiveModel::into_active_model);
    credential::Entity::insert_many(rows).exec_without_returning(connection).await.map(|_| ())
}
