//! Persons: their keys, their states, their records.

use std::collections::{HashMap, HashSet};

use almoner_audit::{Entry, OpaqueId, ResourceKind, Role, Version};
use almoner_base::Phi;
use almoner_crypto::DataKey;
use almoner_policy::{Action, FieldGroup, Permit, Set};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::db::{alias, chunk, patient};
use crate::{Error, Record, Vault, batch, pack};

/// A person inside the PHI zone. Never leaves it; outside there is only `StudyId`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatientId(pub(crate) i64);

impl std::fmt::Debug for PatientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PatientId(..)")
    }
}

/// Whether a person's chart may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It may.
    Active,
    /// The person has died.
    Deceased,
    /// The person said no to research.
    OptedOut,
    /// The record was merged into another.
    Merged,
    /// The person's key was destroyed.
    Shredded,
    /// No person (yet): resources whose patient is named and did not come.
    StandIn,
    /// No person at all: what belongs to the hospital or to several, and content that others point to.
    Thing,
}

impl State {
    /// The number in the table; a refusal stands there in a column of its own.
    pub(crate) fn number(self) -> i32 {
        match self {
            Self::Active => 0,
            Self::Deceased => 1,
            Self::OptedOut => 2,
            Self::Merged => 3,
            Self::Shredded => 4,
            Self::StandIn => 5,
            Self::Thing => 6,
        }
    }

    pub(crate) fn from_number(number: i32) -> Result<Self, Error> {
        Ok(match number {
            0 => Self::Active,
            1 => Self::Deceased,
            3 => Self::Merged,
            4 => Self::Shredded,
            5 => Self::StandIn,
            6 => Self::Thing,
            _ => return Err(Error::Schema),
        })
    }
}

/// A row of the patient table with its key opened.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) key: DataKey,
}

/// Persons seen lately, so that a stream of one patient's resources opens the key once.
#[derive(Default)]
pub(crate) struct Known(HashMap<[u8; 32], Person>);

/// Past this many the memory is dropped and filled again.
const KNOWN_LIMIT: usize = 50_000;

impl Known {
    pub(crate) fn get(&self, lookup: &[u8; 32]) -> Option<&Person> {
        self.0.get(lookup)
    }

    pub(crate) fn insert(&mut self, lookup: [u8; 32], person: Person) {
        self.0.insert(lookup, person);
    }

    /// Bounds the memory between two batches; within one, everybody that it names must stay known.
    pub(crate) fn trim(&mut self) {
        if self.0.len() >= KNOWN_LIMIT {
            self.0.clear();
        }
    }

    pub(crate) fn remove(&mut self, lookup: &[u8; 32]) {
        self.0.remove(lookup);
    }

    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}

impl Vault {
    pub(crate) fn lookup(&self, key: &str) -> [u8; 32] {
        self.opaque("patient", &[self.tenant.as_str().as_bytes(), key.as_bytes()])
    }

    /// What a wrapped data key is bound to.
    pub(crate) fn key_aad(&self, patient: i64) -> Vec<u8> {
        [b"patient-key\0", self.tenant.as_str().as_bytes(), b"\0", &patient.to_be_bytes()].concat()
    }

    pub(crate) fn open_key(&self, row: &patient::Model) -> Result<DataKey, Error> {
        if row.state == State::Shredded.number() {
            return Err(Error::Shredded);
        }
        // A key that is missing without a word is damage: nothing may be dropped as if its person had been shredded.
        let slot = self.slots.get(row.id)?.ok_or(Error::KeysDamaged)?;
        Ok(self.keys.ring().unwrap(&slot, &self.key_aad(row.id))?)
    }

    pub(crate) fn row(&self, id: i64) -> Result<patient::Model, Error> {
        let connection = self.database.connection();
        let row = self.database.run(async { patient::Entity::find_by_id(id).one(connection).await })?;
        row.ok_or(Error::NoSuchMember)
    }

    /// The row that stands under a key, following aliases that name one person.
    pub(crate) fn find(&self, lookup: &[u8; 32]) -> Result<Option<patient::Model>, Error> {
        let connection = self.database.connection();
        self.database
            .run(async {
                let alias = alias::Entity::find_by_id(lookup.to_vec()).one(connection).await?;
                if let Some(alias) = alias.filter(|alias| alias.patient != alias::NOBODY) {
                    return patient::Entity::find_by_id(alias.patient).one(connection).await;
                }
                patient::Entity::find().filter(patient::Column::Lookup.eq(lookup.to_vec())).one(connection).await
            })
            .map_err(Error::from)
    }

    /// The person whose records arrive under this key, if any did.
    ///
    /// # Errors
    /// The database refused.
    pub fn person(&self, key: &str) -> Result<Option<PatientId>, Error> {
        Ok(self.find(&self.lookup(key))?.map(|row| PatientId(row.id)))
    }

    /// All persons with their states, in no telling order (by keyed look-up hash).
    ///
    /// # Errors
    /// The database refused.
    pub fn people(&self) -> Result<Vec<(PatientId, State)>, Error> {
        let connection = self.database.connection();
        let (rows, refused) = self.database.run(async {
            let rows = patient::Entity::find()
                .filter(patient::Column::State.lt(State::StandIn.number()))
                .order_by_asc(patient::Column::Lookup)
                .all(connection)
                .await?;
            Ok((rows, refused(connection).await?))
        })?;
        rows.iter().map(|row| Ok((PatientId(row.id), state_of(row, refused.contains(&row.id))?))).collect()
    }

    /// How many patients are named by resources and have none of their own.
    ///
    /// # Errors
    /// The database refused.
    pub fn unresolved(&self) -> Result<u64, Error> {
        let connection = self.database.connection();
        let count = self.database.run(async {
            patient::Entity::find()
                .filter(patient::Column::State.eq(State::StandIn.number()))
                .filter(patient::Column::SameAs.is_null())
                .count(connection)
                .await
        })?;
        Ok(count)
    }

    /// A person's state.
    ///
    /// # Errors
    /// No such person, or the database refused.
    pub fn state(&self, patient: PatientId) -> Result<State, Error> {
        let rows = self.one_person(patient)?;
        let refused = rows.iter().any(|row| row.refused);
        rows.first().map_or(Err(Error::NoSuchMember), |row| state_of(row, refused))
    }

    /// All records of each of these persons, oldest first, those of merged and alias records included.
    ///
    /// Every read is in the audit log before this returns, in one append for all of them.
    ///
    /// # Errors
    /// The permit does not allow it, a person was shredded, a pack is damaged, or the log refused.
    pub fn read(&mut self, permit: &Permit, patients: &[PatientId]) -> Result<Vec<Phi<Vec<Record>>>, Error> {
        self.read_fields(permit, patients, Set::all())
    }

    /// As [`Vault::read`], but of these field groups alone: the keys of the others are not derived, and what is under them is not
    /// decrypted. Records that came under no group are read with all groups or not at all.
    ///
    /// # Errors
    /// As for [`Vault::read`].
    pub fn read_fields(
        &mut self,
        permit: &Permit,
        patients: &[PatientId],
        fields: Set<FieldGroup>,
    ) -> Result<Vec<Phi<Vec<Record>>>, Error> {
        if !permit.allows(Action::ReadVault) {
            return Err(Error::Permit);
        }
        let mut all = Vec::with_capacity(patients.len());
        let mut entries = Vec::with_capacity(patients.len());
        for patient in patients {
            let records = self.records_of(*patient, fields)?;
            entries.push(
                self.entry(permit, almoner_audit::Action::VaultRead, *patient)
                    .count(almoner_audit::Count::Received, u64::try_from(records.len()).unwrap_or(u64::MAX)),
            );
            all.push(Phi::new(records));
        }
        self.log.append_batch(&self.with_key_uses(entries))?;
        Ok(all)
    }

    fn records_of(&self, patient: PatientId, fields: Set<FieldGroup>) -> Result<Vec<Record>, Error> {
        let rows = self.one_person(patient)?;
        let mut chunks: Vec<(chunk::Model, DataKey)> = Vec::new();
        for row in &rows {
            let key = self.open_key(row)?;
            let connection = self.database.connection();
            let found = self
                .database
                .run(async { chunk::Entity::find().filter(chunk::Column::Patient.eq(row.id)).all(connection).await })?;
            let granted = found.into_iter().filter(|chunk| is_granted(&chunk.field_group, fields));
            chunks.extend(granted.map(|chunk| (chunk, key.clone())));
        }
        chunks.sort_by_key(|(chunk, _)| chunk.id);
        let mut records = Vec::new();
        for (chunk, key) in &chunks {
            records.extend(self.open_chunk(chunk, key)?);
        }
        // Chunks of one batch interleave.
        records.sort_by_key(|record: &Record| record.at);
        Ok(records)
    }

    /// The person's row, then those of the aliases and merged records that count as the person's, at any depth.
    pub(crate) fn one_person(&self, patient: PatientId) -> Result<Vec<patient::Model>, Error> {
        let mut rows = vec![self.row(patient.0)?];
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            let connection = self.database.connection();
            let same = self
                .database
                .run(async { patient::Entity::find().filter(patient::Column::SameAs.eq(row.id)).all(connection).await })?;
            for other in same {
                if rows.iter().all(|seen| seen.id != other.id) {
                    rows.push(other);
                }
            }
            at += 1;
        }
        Ok(rows)
    }

    /// The opaque id of a person in the audit log.
    #[must_use]
    pub fn opaque_patient(&self, patient: PatientId) -> OpaqueId {
        OpaqueId::of(&self.audit_key, ResourceKind::Patient, &patient.0.to_be_bytes())
    }

    /// Every row of the one person that this row belongs to: also whom it was merged into, and whoever else was.
    ///
    /// # Errors
    /// No such person, or the database refused.
    pub fn same_person(&self, patient: PatientId) -> Result<Vec<PatientId>, Error> {
        let mut row = self.row(patient.0)?;
        let mut seen = HashSet::from([row.id]);
        while let Some(up) = row.same_as.filter(|up| seen.insert(*up)) {
            row = self.row(up)?;
        }
        Ok(self.one_person(PatientId(row.id))?.iter().map(|row| PatientId(row.id)).collect())
    }

    /// An entry of the audit log about one person, by an opaque id.
    #[must_use]
    pub fn entry(&self, permit: &Permit, action: almoner_audit::Action, patient: PatientId) -> Entry {
        let id = self.opaque_patient(patient);
        Entry::by_service(Role::Phi, action)
            .resource(ResourceKind::Patient, id)
            .version(Version::Policy, permit.policy_version())
    }

    fn open_chunk(&self, chunk: &chunk::Model, key: &DataKey) -> Result<Vec<Record>, Error> {
        let place = pack::Place {
            pack: chunk.pack,
            start: u64::try_from(chunk.start).map_err(|_| Error::Schema)?,
            length: u32::try_from(chunk.length).map_err(|_| Error::Schema)?,
        };
        let sealed = self.packs.read(place)?;
        let packed = chunk_key(key, chunk.id, &chunk.field_group)
            .open(&sealed, &self.chunk_aad(chunk.patient, chunk.id, &chunk.field_group))
            .map_err(|_| Error::PackDamaged)?;
        let bytes = zstd::decode_all(packed.as_slice()).map_err(|_| Error::PackDamaged)?;
        batch::split(&bytes).ok_or(Error::PackDamaged)
    }

    /// What a sealed chunk is bound to: kind and version of the form, tenant, person, chunk, field group.
    pub(crate) fn chunk_aad(&self, patient: i64, chunk: i64, group: &str) -> Vec<u8> {
        let tenant = self.tenant.as_str().as_bytes();
        [b"chunk-v3\0", tenant, b"\0", &patient.to_be_bytes(), &chunk.to_be_bytes(), group.as_bytes()].concat()
    }
}

/// The rows under which a refusal arrived, and those that they count as.
pub(crate) async fn refused(connection: &impl ConnectionTrait) -> Result<HashSet<i64>, DbErr> {
    let rows = patient::Entity::find().filter(patient::Column::Refused.eq(true)).all(connection).await?;
    let mut refused = HashSet::new();
    for row in rows {
        let mut next = Some((row.id, row.same_as));
        while let Some((id, same_as)) = next {
            if !refused.insert(id) {
                break;
            }
            next = match same_as {
                Some(up) => patient::Entity::find_by_id(up).one(connection).await?.map(|row| (row.id, row.same_as)),
                None => None,
            };
        }
    }
    Ok(refused)
}

/// What holds of a person: a refusal counts for more than life and death, and for less than that there is no chart to make.
pub(crate) fn state_of(row: &patient::Model, refused: bool) -> Result<State, Error> {
    Ok(match State::from_number(row.state)? {
        State::Active | State::Deceased if refused => State::OptedOut,
        state => state,
    })
}

/// A group that this build does not know is granted to nobody.
fn is_granted(group: &str, fields: Set<FieldGroup>) -> bool {
    match FieldGroup::from_name(group) {
        Some(group) => fields.contains(group),
        None => group.is_empty() && fields == Set::all(),
    }
}

/// The key of one chunk alone, which is of one field group.
pub(crate) fn chunk_key(person: &DataKey, chunk: i64, group: &str) -> DataKey {
    person.derive(&[b"chunk-v3\0".as_slice(), &chunk.to_be_bytes(), group.as_bytes()].concat())
}

#[cfg(test)]
mod tests;
