//! Who treats whom, and handles of patients for the pages of this zone.
//!
//! The room says by which keys a record names those who care for a person; the vault keeps keyed hashes of them beside the
//! person's row. A handle names a person in the paths of this zone's pages: it says nothing about the person, can not be made
//! up, and is the same each time.

use std::collections::BTreeSet;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use crate::{Error, PatientId, State, Vault};

/// Rows in one statement, of two values each.
const ROWS: usize = 400;

impl Vault {
    pub(crate) fn provider(&self, key: &str) -> Vec<u8> {
        self.opaque("provider", &[self.tenant.as_str().as_bytes(), key.as_bytes()]).to_vec()
    }

    /// The living and dead persons whom anybody with one of these keys treats, in no telling order. Who was merged counts as the
    /// person they turned out to be.
    ///
    /// # Errors
    /// The database refused.
    pub fn patients_of(&self, providers: &[String]) -> Result<Vec<PatientId>, Error> {
        let lookups: Vec<Vec<u8>> = providers.iter().map(|key| self.provider(key)).collect();
        let connection = self.database.connection();
        let rows = self
            .database
            .run(async { treats::Entity::find().filter(treats::Column::Provider.is_in(lookups)).all(connection).await })?;
        let rows: BTreeSet<i64> = rows.into_iter().map(|row| row.patient).collect();
        let mut people = BTreeSet::new();
        for row in rows {
            if let Some(first) = self.same_person(PatientId(row))?.first() {
                people.insert(*first);
            }
        }
        let mut found = Vec::with_capacity(people.len());
        for patient in people {
            if matches!(self.state(patient)?, State::Active | State::Deceased | State::OptedOut) {
                found.push((self.handle(patient), patient));
            }
        }
        found.sort();
        Ok(found.into_iter().map(|(_, patient)| patient).collect())
    }

    /// Whether anybody with one of these keys treats the person.
    ///
    /// # Errors
    /// The database refused.
    pub fn is_treated_by(&self, patient: PatientId, providers: &[String]) -> Result<bool, Error> {
        let lookups: Vec<Vec<u8>> = providers.iter().map(|key| self.provider(key)).collect();
        let people: Vec<i64> = self.same_person(patient)?.iter().map(|row| row.0).collect();
        let connection = self.database.connection();
        let row = self.database.run(async {
            treats::Entity::find()
                .filter(treats::Column::Provider.is_in(lookups))
                .filter(treats::Column::Patient.is_in(people))
                .one(connection)
                .await
        })?;
        Ok(row.is_some())
    }

    /// The person's name in paths: 32 hexadecimal digits. A synthetic initialization vector and the row's number under it (the
    /// construction of RFC 5297 with HMAC), so that no table of handles is needed and a made-up one opens nothing.
    #[must_use]
    pub fn handle(&self, patient: PatientId) -> String {
        let number = patient.0.to_be_bytes();
        let tag = self.handle_tag(number);
        let mut text = String::with_capacity(32);
        for byte in tag.into_iter().chain(masked(number, self.handle_mask(tag))) {
            text.push_str(&format!("{byte:02x}"));
        }
        text
    }

    /// Whose handle this is; nobody's where it was made up, or the person is gone.
    ///
    /// # Errors
    /// The database refused.
    pub fn by_handle(&self, handle: &str) -> Result<Option<PatientId>, Error> {
        let Ok(both) = u128::from_str_radix(handle, 16) else { return Ok(None) };
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = both.to_be_bytes();
        let tag = [a, b, c, d, e, f, g, h];
        let number = masked([i, j, k, l, m, n, o, p], self.handle_mask(tag));
        let patient = PatientId(i64::from_be_bytes(number));
        if !almoner_crypto::equal(&self.handle_tag(number), &tag) || self.handle(patient) != handle {
            return Ok(None);
        }
        let Some(first) = self.same_person(patient)?.first().copied() else { return Ok(None) };
        let is_person = matches!(self.state(first)?, State::Active | State::Deceased | State::OptedOut);
        Ok(is_person.then_some(first))
    }

    fn handle_tag(&self, number: [u8; 8]) -> [u8; 8] {
        eight(self.opaque("handle-tag", &[self.tenant.as_str().as_bytes(), &number]))
    }

    fn handle_mask(&self, tag: [u8; 8]) -> [u8; 8] {
        eight(self.opaque("handle-mask", &[self.tenant.as_str().as_bytes(), &tag]))
    }
}

fn eight([a, b, c, d, e, f, g, h, ..]: [u8; 32]) -> [u8; 8] {
    [a, b, c, d, e, f, g, h]
}

fn masked(number: [u8; 8], mask: [u8; 8]) -> [u8; 8] {
    (u64::from_be_bytes(number) ^ u64::from_be_bytes(mask)).to_be_bytes()
}

/// Keeps who treats whom: keyed hash of the provider's key, and the person's row.
pub(crate) async fn keep(connection: &sea_orm::DatabaseTransaction, pairs: &[(Vec<u8>, i64)]) -> Result<(), DbErr> {
    for some in pairs.chunks(ROWS) {
        let rows = some
            .iter()
            .map(|(provider, patient)| treats::ActiveModel { provider: Set(provider.clone()), patient: Set(*patient) });
        treats::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns([treats::Column::Provider, treats::Column::Patient]).do_nothing().to_owned())
            .exec_without_returning(connection)
            .await?;
    }
    Ok(())
}

/// Somebody who treats a person.
pub(crate) mod treats {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "treating")]
    pub struct Model {
        /// Keyed hash of tenant and key.
        #[sea_orm(primary_key, auto_increment = false)]
        pub provider: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub patient: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

#[cfg(test)]
mod tests;
