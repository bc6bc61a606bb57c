//! Crypto-shredding: destroying a person's data key, so that nothing sealed under it can ever be read again.

use std::collections::BTreeSet;

use almoner_audit::{Entry, OpaqueId, ResourceKind, Role};
use almoner_policy::{Action, Permit};
use sea_orm::prelude::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::{chunk, member, patient};
use crate::{Error, PatientId, State, Vault, pack};

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
        self.database.transaction(async |transaction| {
            patient::Entity::update_many()
                .col_expr(patient::Column::WrappedKey, Expr::value(Vec::<u8>::new()))
                .col_expr(patient::Column::State, Expr::value(State::Shredded.number()))
                .filter(patient::Column::Id.is_in(rows.clone()))
                .exec(transaction)
                .await?;
            member::Entity::delete_many().filter(member::Column::Patient.is_in(rows.clone())).exec(transaction).await?;
            Ok(())
        })?;
        self.known.forget();
        self.erase_shredded()?;
        let entry = self.entry(permit, almoner_audit::Action::Shredded, patient);
        self.log.append(&entry)?;
        Ok(())
    }

    /// Finishes what a crash cut short: a row of a chunk stays until its bytes are gone.
    pub(crate) fn finish_shredding(&mut self) -> Result<(), Error> {
        for person in self.erase_shredded()? {
            let id = OpaqueId::of(&self.audit_key, ResourceKind::Patient, &person.to_be_bytes());
            let entry = Entry::by_service(Role::Phi, almoner_audit::Action::Shredded).resource(ResourceKind::Patient, id);
            self.log.append(&entry)?;
        }
        Ok(())
    }

    /// Overwrites the chunks of persons without a key; gives who had any.
    fn erase_shredded(&mut self) -> Result<BTreeSet<i64>, Error> {
        let connection = self.database.connection();
        let chunks = self.database.run(async {
            let shredded = patient::Entity::find().filter(patient::Column::State.eq(State::Shredded.number()));
            let mut chunks = Vec::new();
            for row in shredded.all(connection).await? {
                chunks.extend(chunk::Entity::find().filter(chunk::Column::Patient.eq(row.id)).all(connection).await?);
            }
            Ok(chunks)
        })?;
        // The database's log may still hold the keys as they were.
        self.database.checkpoint()?;
        for chunk in &chunks {
            self.packs.erase(pack::Place {
                pack: chunk.pack,
                start: u64::try_from(chunk.start).map_err(|_| Error::Schema)?,
                length: u32::try_from(chunk.length).map_err(|_| Error::Schema)?,
            })?;
        }
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
