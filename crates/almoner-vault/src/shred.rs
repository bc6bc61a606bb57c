//! Crypto-shredding: destroying a person's data key, so that nothing sealed under it can ever be read again.
//!
//! In this order, each step durable before the next: the tombstone, the key, the rows, the bytes of the chunks, the entry in the
//! log. From the tombstone on there is no way back; opening the vault finishes what a crash or a restored backup left undone.

use std::collections::{BTreeSet, HashSet};

use almoner_audit::{Entry, OpaqueId, ResourceKind, Role};
use almoner_policy::{Action, Permit};
use sea_orm::prelude::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::db::{alias, chunk, member, patient};
use crate::shelf::item;
use crate::tombstones::Lookup;
use crate::treating::treats;
use crate::{Error, PatientId, State, Vault, pack};

/// Look-ups in one statement.
const ROWS: usize = 500;

impl Vault {
    /// Destroys the person's keys, those of merged and alias records included whichever of them is named, and the crosswalk, overwrites the person's
    /// chunks, and empties the database's log.
    ///
    /// Charts of all of [`Vault::same_person`] must have been withdrawn before: afterwards nobody can tell any more which study ids were the person's.
    ///
    /// # Errors
    /// The permit does not allow it, or the store refused; then it can be run again, and opening the vault does so.
    pub fn shred(&mut self, permit: &Permit, patient: PatientId) -> Result<(), Error> {
        if !permit.allows(Action::ShredPatient) {
            return Err(Error::Permit);
        }
        let rows: Vec<i64> = self.same_person(patient)?.iter().map(|row| row.0).collect();
        let lookups = self.lookups_of(&rows)?;
        self.tombstones.add(&lookups)?;
        self.destroy(&rows)?;
        let connection = self.database.connection();
        let chunks = self.database.run(async {
            let mut chunks = Vec::new();
            for some in rows.chunks(ROWS) {
                let own = chunk::Entity::find().filter(chunk::Column::Patient.is_in(some.to_vec()));
                chunks.extend(own.all(connection).await?);
            }
            Ok(chunks)
        })?;
        self.erase(&chunks)?;
        let entry = self.entry(permit, almoner_audit::Action::Shredded, patient);
        self.log.append_batch(&self.with_key_uses(vec![entry]))?;
        Ok(())
    }

    /// Finishes what a crash or a restored backup left undone: keys that have a tombstone and are there, and rows of chunks,
    /// which stay until their bytes are gone.
    pub(crate) fn finish_shredding(&mut self, destroyed: &[Lookup]) -> Result<(), Error> {
        let mut people = self.bury(destroyed)?;
        people.extend(self.erase_shredded()?);
        let entries: Vec<Entry> = people
            .into_iter()
            .map(|person| {
                let id = OpaqueId::of(&self.audit_key, ResourceKind::Patient, &person.to_be_bytes());
                Entry::by_service(Role::Phi, almoner_audit::Action::Shredded).resource(ResourceKind::Patient, id)
            })
            .collect();
        if !entries.is_empty() {
            self.log.append_batch(&entries)?;
        }
        Ok(())
    }

    /// Destroys again whatever has a tombstone; gives whose keys that were. Of whom nothing is known (in a backup from before
    /// they came) a row is made that says so, since nothing is kept of them, whatever arrives later.
    fn bury(&mut self, destroyed: &[Lookup]) -> Result<BTreeSet<i64>, Error> {
        let connection = self.database.connection();
        let (mut back, mut unknown) = (BTreeSet::new(), Vec::new());
        for some in destroyed.chunks(ROWS) {
            let some: Vec<Vec<u8>> = some.iter().map(|lookup| lookup.to_vec()).collect();
            let (rows, aliases) = self.database.run(async {
                let rows =
                    patient::Entity::find().filter(patient::Column::Lookup.is_in(some.clone())).all(connection).await?;
                let aliases =
                    alias::Entity::find().filter(alias::Column::Lookup.is_in(some.clone())).all(connection).await?;
                Ok((rows, aliases))
            })?;
            let known: HashSet<&Vec<u8>> =
                rows.iter().map(|row| &row.lookup).chain(aliases.iter().map(|alias| &alias.lookup)).collect();
            unknown.extend(some.iter().filter(|lookup| !known.contains(lookup)).cloned());
            back.extend(rows.iter().filter(|row| row.state != State::Shredded.number()).map(|row| row.id));
        }
        if !back.is_empty() {
            self.destroy(&back.iter().copied().collect::<Vec<_>>())?;
        }
        let rows: Vec<patient::ActiveModel> = (self.next_patient..)
            .zip(unknown)
            .map(|(id, lookup)| patient::ActiveModel {
                id: Set(id),
                lookup: Set(lookup),
                state: Set(State::Shredded.number()),
                same_as: Set(None),
                refused: Set(false),
            })
            .collect();
        self.next_patient += i64::try_from(rows.len()).map_err(|_| Error::TooLarge)?;
        let connection = self.database.connection();
        self.database.run(async {
            for some in rows.chunks(ROWS) {
                patient::Entity::insert_many(some.to_vec()).exec_without_returning(connection).await?;
            }
            Ok(())
        })?;
        Ok(back)
    }

    /// Every look-up under which a person's resources arrived.
    fn lookups_of(&self, rows: &[i64]) -> Result<Vec<Lookup>, Error> {
        let connection = self.database.connection();
        let found = self.database.run(async {
            let mut found = Vec::new();
            for some in rows.chunks(ROWS) {
                let own = patient::Entity::find().filter(patient::Column::Id.is_in(some.to_vec())).all(connection).await?;
                let aliases =
                    alias::Entity::find().filter(alias::Column::Patient.is_in(some.to_vec())).all(connection).await?;
                found.extend(own.into_iter().map(|row| row.lookup));
                found.extend(aliases.into_iter().map(|alias| alias.lookup));
            }
            Ok(found)
        })?;
        let found: BTreeSet<Vec<u8>> = found.into_iter().collect();
        found.into_iter().map(|lookup| Lookup::try_from(lookup).map_err(|_| Error::Schema)).collect()
    }

    /// Destroys the keys of rows, and says in the tables that they are.
    fn destroy(&mut self, rows: &[i64]) -> Result<(), Error> {
        self.slots.destroy(rows)?;
        self.database.transaction(async |transaction| {
            for some in rows.chunks(ROWS) {
                patient::Entity::update_many()
                    .col_expr(patient::Column::State, Expr::value(State::Shredded.number()))
                    .filter(patient::Column::Id.is_in(some.to_vec()))
                    .exec(transaction)
                    .await?;
                member::Entity::delete_many().filter(member::Column::Patient.is_in(some.to_vec())).exec(transaction).await?;
                item::Entity::delete_many().filter(item::Column::Patient.is_in(some.to_vec())).exec(transaction).await?;
                treats::Entity::delete_many().filter(treats::Column::Patient.is_in(some.to_vec())).exec(transaction).await?;
            }
            Ok(())
        })?;
        self.known.forget();
        Ok(())
    }

    /// Overwrites the chunks of all persons without a key; gives who had any.
    fn erase_shredded(&mut self) -> Result<BTreeSet<i64>, Error> {
        let connection = self.database.connection();
        let chunks = self.database.run(async {
            let shredded = sea_orm::sea_query::Query::select()
                .column(patient::Column::Id)
                .from(patient::Entity)
                .and_where(patient::Column::State.eq(State::Shredded.number()))
                .take();
            chunk::Entity::find().filter(chunk::Column::Patient.in_subquery(shredded)).all(connection).await
        })?;
        self.erase(&chunks)
    }

    /// Overwrites chunks, and the database's log with them; gives whose they were. Their rows go last, since they say what is left to do.
    fn erase(&mut self, chunks: &[chunk::Model]) -> Result<BTreeSet<i64>, Error> {
        // The database's log may still hold the crosswalk as it was.
        self.database.checkpoint()?;
        let mut places = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            places.push(pack::Place {
                pack: chunk.pack,
                start: u64::try_from(chunk.start).map_err(|_| Error::Schema)?,
                length: u32::try_from(chunk.length).map_err(|_| Error::Schema)?,
            });
        }
        self.packs.erase(&places)?;
        let people: BTreeSet<i64> = chunks.iter().map(|chunk| chunk.patient).collect();
        let connection = self.database.connection();
        self.database.run(async {
            for person in &people {
                chunk::Entity::delete_many().filter(chunk::Column::Patient.eq(*person)).exec(connection).await?;
            }
            Ok(())
        })?;
        Ok(people)
    }
}

#[cfg(test)]
mod tests;
