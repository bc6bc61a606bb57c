//! The order of arrival, and what follows from it: which resources have left a person's record for another's, and what a
//! release rests on.
//!
//! A release is made of what had arrived when it was begun. So is everything that is said of it later: the desk's answers,
//! and the charts of a run that broke off and goes on after another ingest. Otherwise two answers would tell that something
//! was recorded in between, and when.

use std::collections::{HashMap, HashSet};

use almoner_base::ProjectId;
use almoner_crypto::DataKey;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::db::input;
use crate::ingest::{survivor, withdraw_chart};
use crate::owners::{Moved, Name};
use crate::{Error, PatientId, Vault, batch};

/// A place in the order of arrival: what a release rests on lies before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Records with a smaller [`Record::at`](crate::Record::at).
    pub records: u64,
    /// Inputs up to this number.
    pub inputs: i64,
}

/// The resources that have left one person's record: the same name arrived under somebody else later.
pub struct MovedAway {
    key: DataKey,
    tenant: String,
    names: HashSet<Name>,
}

impl MovedAway {
    /// Whether this resource (`type/id`) is another person's now.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        !self.names.is_empty() && self.names.contains(&hashed(&self.key, &self.tenant, name))
    }
}

/// Names no resource.
impl std::fmt::Debug for MovedAway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MovedAway({})", self.names.len())
    }
}

fn hashed(key: &DataKey, tenant: &str, name: &str) -> Name {
    let text = [b"resource\0", tenant.as_bytes(), b"\0", name.as_bytes()].concat();
    let [a, b, c, d, e, f, g, h, i, j, k, l, ..] = key.mac(&text);
    [a, b, c, d, e, f, g, h, i, j, k, l]
}

impl Vault {
    pub(crate) fn resource_name(&self, name: &str) -> Name {
        hashed(&self.index_key, self.tenant.as_str(), name)
    }

    /// Finds out which resources have come under another person since, so that they leave the first one's record. The charts
    /// of whoever loses one are marked to be withdrawn: they say something of somebody else.
    ///
    /// # Errors
    /// The disk or the database refused.
    pub fn settle(&mut self) -> Result<(), Error> {
        let database = &self.database;
        self.owners.settle(|moved| {
            database.transaction(async |transaction| {
                let mut losers = HashSet::new();
                for some in moved.chunks(MOVED_ROWS) {
                    keep(transaction, some, &mut losers).await?;
                }
                for loser in losers {
                    withdraw_chart(transaction, loser).await?;
                }
                Ok(())
            })?;
            Ok(())
        })
    }

    /// The resources that have left this person's record. Of claims that are not settled yet nothing is known: call
    /// [`Vault::settle`] first.
    ///
    /// # Errors
    /// The database refused.
    pub fn moved_away(&self, patient: PatientId) -> Result<MovedAway, Error> {
        let rows: Vec<i64> = self.one_person(patient)?.iter().map(|row| row.id).collect();
        let connection = self.database.connection();
        let found = self
            .database
            .run(async { moved::Entity::find().filter(moved::Column::Patient.is_in(rows.clone())).all(connection).await })?;
        let names = found.into_iter().filter(|one| !rows.contains(&one.owner));
        let names = names.filter_map(|one| Name::try_from(one.name.as_slice()).ok()).collect();
        Ok(MovedAway { key: self.index_key.clone(), tenant: self.tenant.as_str().to_owned(), names })
    }

    /// How many days before a release this person's charts of a project end, where a policy has them end on a secret day: 0 to
    /// 364, the same for every release. By keyed hash, so that nothing else of the person tells it, the epoch included.
    #[must_use]
    pub fn days_held_back(&self, project: &ProjectId, patient: PatientId) -> i32 {
        let parts: [&[u8]; 3] = [self.tenant.as_str().as_bytes(), project.as_str().as_bytes(), &patient.0.to_be_bytes()];
        let [a, b, c, d, e, f, g, h, ..] = self.opaque("days-held-back", &parts);
        i32::try_from(u64::from_be_bytes([a, b, c, d, e, f, g, h]) % 365).unwrap_or(0)
    }

    /// Where the order of arrival stands now.
    ///
    /// # Errors
    /// The database refused.
    pub fn mark(&self) -> Result<Mark, Error> {
        let connection = self.database.connection();
        let last: Option<Option<i64>> = self.database.run(async {
            input::Entity::find().select_only().expr(input::Column::Id.max()).into_tuple().one(connection).await
        })?;
        let chunk = u64::try_from(self.next_chunk).map_err(|_| Error::Schema)?;
        Ok(Mark { records: batch::position(chunk, 0), inputs: last.flatten().unwrap_or(0) })
    }

    /// What a release rests on; fixed when it is asked for the first time.
    ///
    /// # Errors
    /// The database refused.
    pub fn rests_on(&mut self, project: &ProjectId, release: u32) -> Result<Mark, Error> {
        let number = i32::try_from(release).map_err(|_| Error::Schema)?;
        let now = self.mark()?;
        let row = mark::ActiveModel {
            project: Set(project.as_str().to_owned()),
            release: Set(number),
            records: Set(i64::try_from(now.records).map_err(|_| Error::TooLarge)?),
            inputs: Set(now.inputs),
        };
        let connection = self.database.connection();
        let kept = self.database.run(async {
            mark::Entity::insert(row)
                .on_conflict(OnConflict::columns([mark::Column::Project, mark::Column::Release]).do_nothing().to_owned())
                .exec_without_returning(connection)
                .await?;
            mark::Entity::find_by_id((project.as_str().to_owned(), number)).one(connection).await
        })?;
        let kept = kept.ok_or(Error::Schema)?;
        Ok(Mark { records: u64::try_from(kept.records).map_err(|_| Error::Schema)?, inputs: kept.inputs })
    }
}

/// Rows in one statement, of three values each, below SQLite's limit of variables.
const MOVED_ROWS: usize = 300;

/// Records that resources have left rows, and notes which persons have lost one. Who lost it before loses nothing again.
async fn keep(connection: &sea_orm::DatabaseTransaction, some: &[Moved], losers: &mut HashSet<i64>) -> Result<(), DbErr> {
    let names: Vec<Vec<u8>> = some.iter().map(|one| one.name.to_vec()).collect();
    let before = moved::Entity::find().filter(moved::Column::Name.is_in(names)).all(connection).await?;
    let before: HashMap<(Vec<u8>, i64), i64> = before.into_iter().map(|row| ((row.name, row.patient), row.owner)).collect();
    // Each row that a resource has left says who has it now; so do those from before.
    let now: HashMap<Vec<u8>, i64> = some.iter().map(|one| (one.name.to_vec(), i64::from(one.to))).collect();
    let mut rows = before.clone();
    rows.extend(some.iter().map(|one| ((one.name.to_vec(), i64::from(one.from)), i64::from(one.to))));
    let rows: Vec<moved::ActiveModel> = rows
        .into_iter()
        .map(|((name, patient), owner)| {
            let owner = now.get(&name).copied().unwrap_or(owner);
            moved::ActiveModel { name: Set(name), patient: Set(patient), owner: Set(owner) }
        })
        .collect();
    for rows in rows.chunks(MOVED_ROWS) {
        moved::Entity::insert_many(rows.to_vec())
            .on_conflict(
                OnConflict::columns([moved::Column::Name, moved::Column::Patient])
                    .update_column(moved::Column::Owner)
                    .to_owned(),
            )
            .exec_without_returning(connection)
            .await?;
    }
    let mut survivors = HashMap::new();
    for one in some {
        let (from, to) = (i64::from(one.from), i64::from(one.to));
        if before.get(&(one.name.to_vec(), from)).is_some_and(|owner| *owner != from) {
            continue;
        }
        for row in [from, to] {
            if let std::collections::hash_map::Entry::Vacant(unknown) = survivors.entry(row) {
                unknown.insert(survivor(connection, row).await?);
            }
        }
        if let (Some(loser), Some(winner)) = (survivors.get(&from), survivors.get(&to))
            && loser != winner
        {
            losers.insert(*loser);
        }
    }
    Ok(())
}

/// A resource that has arrived under several rows: one row here for each that it has left.
mod moved {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "moved")]
    pub struct Model {
        /// Keyed hash of tenant, resource type and id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: Vec<u8>,
        /// The row that it left.
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient: i64,
        /// The row that it is under now, which may be the first again.
        pub owner: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What a release rests on.
mod mark {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "release_mark")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub project: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub release: i32,
        /// See `Mark`.
        pub records: i64,
        pub inputs: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The tables of this module.
pub(crate) struct Tables;

impl sea_orm_migration::MigrationName for Tables {
    fn name(&self) -> &str {
        "m0002_order"
    }
}

#[sea_orm_migration::async_trait::async_trait]
impl sea_orm_migration::MigrationTrait for Tables {
    async fn up(&self, manager: &sea_orm_migration::SchemaManager) -> Result<(), DbErr> {
        use sea_orm_migration::prelude::{Index, Table};
        use sea_orm_migration::schema::{big_integer, binary, integer, string};
        let moved = Table::create()
            .table("moved")
            .col(binary("name"))
            .col(big_integer("patient"))
            .col(big_integer("owner"))
            .primary_key(Index::create().col("name").col("patient"))
            .take();
        manager.create_table(moved).await?;
        manager.create_index(Index::create().name("moved_patient").table("moved").col("patient").take()).await?;
        let mark = Table::create()
            .table("release_mark")
            .col(string("project"))
            .col(integer("release"))
            .col(big_integer("records"))
            .col(big_integer("inputs"))
            .primary_key(Index::create().col("project").col("release"))
            .take();
        manager.create_table(mark).await?;
        let read = Table::create()
            .table("input_read")
            .col(big_integer("input").primary_key())
            .col(binary("fingerprint"))
            .col(big_integer("bytes"))
            .col(binary("digest"))
            .take();
        manager.create_table(read).await?;
        manager
            .create_index(Index::create().name("input_read_fingerprint").table("input_read").col("fingerprint").take())
            .await
    }
}

#[cfg(test)]
mod tests;
