//! Crypto-shredding: destroying a person's data key, so that nothing sealed under it can ever be read again.

use almoner_policy::{Action, Permit};
use sea_orm::prelude::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::db::{chunk, member, patient};
use crate::{Error, PatientId, State, Vault, pack};

impl Vault {
    /// Destroys the person's key and crosswalk, overwrites the person's chunks, and empties the database's log.
    ///
    /// Charts must have been withdrawn before: afterwards nobody can tell any more which study ids were the person's.
    ///
    /// # Errors
    /// The permit does not allow it, or the store refused; then it can be run again.
    pub fn shred(&mut self, permit: &Permit, patient: PatientId) -> Result<(), Error> {
        if !permit.allows(Action::ShredPatient) {
            return Err(Error::Permit);
        }
        let connection = self.database.connection();
        let (rows, chunks) = self.database.run(async {
            let mut rows = vec![patient.0];
            let same = patient::Entity::find().filter(patient::Column::SameAs.eq(patient.0)).all(connection).await?;
            rows.extend(same.into_iter().map(|row| row.id));
            let chunks = chunk::Entity::find().filter(chunk::Column::Patient.is_in(rows.clone())).all(connection).await?;
            Ok((rows, chunks))
        })?;
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
        self.database.checkpoint()?;
        for chunk in &chunks {
            self.packs.erase(pack::Place {
                pack: chunk.pack,
                start: u64::try_from(chunk.start).map_err(|_| Error::Schema)?,
                length: u32::try_from(chunk.length).map_err(|_| Error::Schema)?,
            })?;
        }
        let entry = self.entry(permit, almoner_audit::Action::Shredded, patient);
        self.log.append(&entry)?;
        Ok(())
    }
}
