//! Inputs by fingerprint: so that an input that never came before is hashed once, while it is read.
//!
//! A fingerprint is cheap (the length and the two ends of a file), and the same bytes have the same one. So a fingerprint that
//! is not known is that of bytes that are not known, and their digest can wait for the end. Only where it is known must the
//! whole digest be taken first. An input that broke off has no digest yet; what was read of it is known by a running one.

use almoner_base::Timestamp;
use sea_orm::prelude::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::input;
use crate::{Error, Input, Permit, Vault};

/// The running digest of the first bytes of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// How many bytes.
    pub bytes: u64,
    /// Their running digest.
    pub digest: [u8; 32],
}

impl Prefix {
    /// Of an input of which nothing was read.
    pub const NOTHING: Self = Self { bytes: 0, digest: [0; 32] };
}

/// What a fingerprint tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognized {
    /// Bytes that never came before.
    New(Input),
    /// An input that broke off; go on after these items if the bytes begin with this prefix.
    Open {
        /// The input.
        input: Input,
        /// Items that are durable.
        items: u64,
        /// What had been read when they became durable.
        prefix: Prefix,
    },
    /// Bytes with these ends came before; only their digest tells whether they are the same: [`Vault::begin`].
    Seen,
}

impl Vault {
    /// Looks an input up by its fingerprint, and begins it if it is new.
    ///
    /// # Errors
    /// The permit does not allow it, or the database refused.
    pub fn recognize(&mut self, permit: &Permit, fingerprint: &[u8; 32], now: Timestamp) -> Result<Recognized, Error> {
        if !permit.allows(almoner_policy::Action::IngestRecords) {
            return Err(Error::Permit);
        }
        self.database
            .transaction(async |transaction| {
                let same = input_read::Entity::find().filter(input_read::Column::Fingerprint.eq(fingerprint.to_vec()));
                let same = same.all(transaction).await?;
                for read in &same {
                    let row = input::Entity::find_by_id(read.input).one(transaction).await?;
                    if let Some(row) = row.filter(|row| row.finished.is_none()) {
                        return Ok(Recognized::Open {
                            input: Input(row.id),
                            items: u64::try_from(row.items).unwrap_or(0),
                            prefix: read.prefix(),
                        });
                    }
                }
                if !same.is_empty() {
                    return Ok(Recognized::Seen);
                }
                let last: Option<i64> = input::Entity::find()
                    .select_only()
                    .column(input::Column::Id)
                    .order_by_desc(input::Column::Id)
                    .into_tuple()
                    .one(transaction)
                    .await?;
                let id = last.unwrap_or(0) + 1;
                let row = input::ActiveModel {
                    id: Set(id),
                    // Stands in for the digest until that is known.
                    digest: Set(fingerprint.to_vec()),
                    started: Set(now.0),
                    finished: Set(None),
                    items: Set(0),
                    complete: Set(false),
                };
                input::Entity::insert(row).exec_without_returning(transaction).await?;
                note(transaction, id, Some(fingerprint), Prefix::NOTHING).await?;
                Ok(Recognized::New(Input(id)))
            })
            .map_err(Error::from)
    }

    /// Notes the fingerprint of an input that was begun by its digest.
    ///
    /// # Errors
    /// The database refused.
    pub fn fingerprint(&mut self, input: Input, fingerprint: &[u8; 32]) -> Result<(), Error> {
        Ok(self
            .database
            .transaction(async |transaction| note(transaction, input.0, Some(fingerprint), Prefix::NOTHING).await)?)
    }

    /// Gives an input its digest, now that all of it was read.
    ///
    /// # Errors
    /// The database refused.
    pub fn digested(&mut self, input: Input, digest: &[u8; 32]) -> Result<(), Error> {
        self.database.transaction(async |transaction| {
            let other = input::Entity::find().filter(input::Column::Digest.eq(digest.to_vec())).one(transaction).await?;
            // The same bytes under another number: they stay known by that one.
            if other.is_none() {
                input::Entity::update_many()
                    .col_expr(input::Column::Digest, Expr::value(digest.to_vec()))
                    .filter(input::Column::Id.eq(input.0))
                    .exec(transaction)
                    .await?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

/// Keeps how far an input was read; its fingerprint stays where none is given.
pub(crate) async fn note(
    transaction: &sea_orm::DatabaseTransaction,
    input: i64,
    fingerprint: Option<&[u8; 32]>,
    prefix: Prefix,
) -> Result<(), DbErr> {
    let row = input_read::ActiveModel {
        input: Set(input),
        fingerprint: Set(fingerprint.map_or_else(Vec::new, |fingerprint| fingerprint.to_vec())),
        bytes: Set(i64::try_from(prefix.bytes).unwrap_or(i64::MAX)),
        digest: Set(prefix.digest.to_vec()),
    };
    let mut columns = vec![input_read::Column::Bytes, input_read::Column::Digest];
    columns.extend(fingerprint.map(|_| input_read::Column::Fingerprint));
    input_read::Entity::insert(row)
        .on_conflict(OnConflict::column(input_read::Column::Input).update_columns(columns).to_owned())
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// How far an input was read.
pub(crate) mod input_read {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "input_read")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub input: i64,
        /// Of the whole input, before it was read.
        pub fingerprint: Vec<u8>,
        /// How many bytes had been hashed when the last items became durable.
        pub bytes: i64,
        /// Their running digest.
        pub digest: Vec<u8>,
    }

    impl Model {
        pub(super) fn prefix(&self) -> super::Prefix {
            super::Prefix {
                bytes: u64::try_from(self.bytes).unwrap_or(0),
                digest: self.digest.as_slice().try_into().unwrap_or([0; 32]),
            }
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

#[cfg(test)]
mod tests;
