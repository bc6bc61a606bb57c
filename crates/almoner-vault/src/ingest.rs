//! Making a batch durable: chunks into packs, then everything else in one transaction.

use std::collections::HashMap;

use almoner_base::{Issue, IssueCode, Severity, Timestamp};
use almoner_crypto::DataKey;
use almoner_policy::{Action, FieldGroup, Permit};
use almoner_store::Database;
use sea_orm::prelude::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::batch::{self, Change};
use crate::db::{alias, chunk, input, issue, ledger, member, patient};
use crate::people::{Person, chunk_key};
use crate::{Batch, Crossing, Error, State, Vault, treating};

/// A change with rows for keys.
enum Step {
    Adopt([u8; 32], i64),
    Withdraw(i64),
    State(i64, State),
    Merge(i64, i64),
}

/// An input that is being read, or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input(pub(crate) i64);

/// How far an input has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputState {
    /// Read to its proper end before: the same bytes change nothing.
    Done,
    /// This many items are durable; go on after them.
    Open {
        /// Items to pass over.
        items: u64,
    },
}

/// An identifier, or the address of a Bundle's entry, was given to two persons and names neither any more.
pub const IDENTIFIER_AMBIGUOUS: IssueCode = IssueCode("identifier-ambiguous");

/// Issues kept one by one for each input; the ledger counts all.
const ISSUES_KEPT: usize = 1000;
/// Rows in one statement, below SQLite's limit of variables.
const ROWS: usize = 500;

/// Next patient and chunk numbers, newest pack and its end.
pub(crate) fn positions(database: &Database) -> Result<(i64, i64, i32, u64), Error> {
    let connection = database.connection();
    let (patient, chunk, last) = database.run(async {
        let patient: Option<Option<i64>> =
            patient::Entity::find().select_only().expr(patient::Column::Id.max()).into_tuple().one(connection).await?;
        let chunk: Option<Option<i64>> =
            chunk::Entity::find().select_only().expr(chunk::Column::Id.max()).into_tuple().one(connection).await?;
        let last = chunk::Entity::find()
            .order_by_desc(chunk::Column::Pack)
            .order_by_desc(chunk::Column::Start)
            .one(connection)
            .await?;
        Ok((patient.flatten(), chunk.flatten(), last))
    })?;
    let end = last.as_ref().map_or(0, |row| row.start + i64::from(row.length));
    Ok((
        patient.unwrap_or(0) + 1,
        chunk.unwrap_or(0) + 1,
        last.map_or(1, |row| row.pack),
        u64::try_from(end).map_err(|_| Error::Schema)?,
    ))
}

impl Vault {
    /// Begins, or goes on with, the input whose bytes have this digest.
    ///
    /// # Errors
    /// The permit does not allow it, or the database refused.
    pub fn begin(&mut self, permit: &Permit, digest: &[u8; 32], now: Timestamp) -> Result<(Input, InputState), Error> {
        if !permit.allows(Action::IngestRecords) {
            return Err(Error::Permit);
        }
        let connection = self.database.connection();
        let found = self
            .database
            .run(async { input::Entity::find().filter(input::Column::Digest.eq(digest.to_vec())).one(connection).await })?;
        if let Some(row) = found {
            let items = u64::try_from(row.items).unwrap_or(0);
            let state = if row.finished.is_some() { InputState::Done } else { InputState::Open { items } };
            return Ok((Input(row.id), state));
        }
        let id = self.database.transaction(async |transaction| {
            let last: Option<Option<i64>> =
                input::Entity::find().select_only().expr(input::Column::Id.max()).into_tuple().one(transaction).await?;
            let id = last.flatten().unwrap_or(0) + 1;
            let row = input::ActiveModel {
                id: Set(id),
                digest: Set(digest.to_vec()),
                started: Set(now.0),
                finished: Set(None),
                items: Set(0),
                complete: Set(false),
            };
            input::Entity::insert(row).exec_without_returning(transaction).await?;
            Ok(id)
        })?;
        Ok((Input(id), InputState::Open { items: 0 }))
    }

    /// Makes a batch durable, whole or not at all, and empties it. Gives how many aliases it made ambiguous; each is among
    /// the input's issues as [`IDENTIFIER_AMBIGUOUS`].
    ///
    /// # Errors
    /// The permit does not allow it, or the disk, the database or a key refused; then nothing of the batch is kept.
    pub fn commit(&mut self, permit: &Permit, input: Input, batch: &mut Batch) -> Result<u64, Error> {
        if !permit.allows(Action::IngestRecords) {
            return Err(Error::Permit);
        }
        let (mark, patients, chunks) = (self.packs.mark(), self.next_patient, self.next_chunk);
        let done = self.write(input, batch);
        if done.is_err() {
            self.known.forget();
            self.next_patient = patients;
            self.next_chunk = chunks;
            self.packs.rewind(mark)?;
        } else {
            *batch = Batch::default();
            if self.owners.is_full() {
                self.settle()?;
            }
        }
        done
    }

    fn write(&mut self, input: Input, batch: &Batch) -> Result<u64, Error> {
        self.known.trim();
        let mut new_people = HashMap::new();
        for key in batch.records.keys() {
            self.resolve(key, &mut new_people)?;
        }
        for change in &batch.changes {
            match change {
                Change::Alias { key, .. } | Change::State { key, .. } => self.resolve(key, &mut new_people)?,
                Change::Withdraw { key } => {
                    if self.find(&self.lookup(key))?.is_some() {
                        self.resolve(key, &mut new_people)?;
                    }
                }
                Change::Merge { from, into } => {
                    self.resolve(from, &mut new_people)?;
                    self.resolve(into, &mut new_people)?;
                }
            }
        }
        let mut chunks = Vec::with_capacity(batch.records.len());
        let mut ordered: Vec<_> = batch.records.iter().collect();
        ordered.sort_by_key(|(_, gathered)| gathered.last);
        let first = u64::try_from(self.next_chunk).map_err(|_| Error::Schema)?;
        let mut claims = Vec::new();
        for (key, gathered) in ordered {
            let Some(person) = self.known.get(&self.lookup(key)).cloned() else { continue };
            let row = u32::try_from(person.id).map_err(|_| Error::TooLarge)?;
            claims.extend(gathered.claims.iter().map(|(arrived, name)| (*arrived, (self.resource_name(name), row))));
            for (group, framed) in &gathered.parts {
                let group = group.map_or("", FieldGroup::name);
                let id = self.next_chunk;
                self.next_chunk += 1;
                let packed = zstd::bulk::compress(&batch::chunk(first, framed), 1)?;
                let sealed = chunk_key(&person.key, id, group).seal(&packed, &self.chunk_aad(person.id, id, group))?;
                let place = self.packs.append(&sealed)?;
                chunks.push(chunk::ActiveModel {
                    id: Set(id),
                    patient: Set(person.id),
                    field_group: Set(group.to_owned()),
                    pack: Set(place.pack),
                    start: Set(i64::try_from(place.start).map_err(|_| Error::TooLarge)?),
                    length: Set(i32::try_from(place.length).map_err(|_| Error::TooLarge)?),
                });
            }
        }
        self.packs.sync()?;
        if !new_people.is_empty() {
            self.slots.sync()?;
        }
        self.log_key_uses()?;
        claims.sort_unstable_by_key(|(arrived, _)| *arrived);
        self.owners.claim(&claims.into_iter().map(|(_, claim)| claim).collect::<Vec<_>>())?;
        let ambiguous = self.write_rows(input, batch, &new_people.into_values().collect::<Vec<_>>(), &chunks)?;
        for lookup in &ambiguous {
            self.known.remove(lookup);
        }
        Ok(ambiguous.len() as u64)
    }

    fn write_rows(
        &self,
        input: Input,
        batch: &Batch,
        new_people: &[patient::ActiveModel],
        chunks: &[chunk::ActiveModel],
    ) -> Result<Vec<[u8; 32]>, Error> {
        let number = |key: &str| self.known.get(&self.lookup(key)).map(|person| person.id);
        let steps: Vec<Step> = batch
            .changes
            .iter()
            .filter_map(|change| {
                Some(match change {
                    Change::Alias { alias, key } => Step::Adopt(self.lookup(alias), number(key)?),
                    Change::Withdraw { key } => Step::Withdraw(number(key)?),
                    Change::State { key, state } => Step::State(number(key)?, *state),
                    Change::Merge { from, into } => Step::Merge(number(from)?, number(into)?),
                })
            })
            .collect();
        let treated: Vec<(Vec<u8>, i64)> =
            batch.treated.iter().filter_map(|(key, provider)| Some((self.provider(provider), number(key)?))).collect();
        let ambiguous = self.database.transaction(async |transaction| {
            let mut ambiguous = Vec::new();
            for rows in new_people.chunks(ROWS) {
                patient::Entity::insert_many(rows.to_vec()).exec_without_returning(transaction).await?;
            }
            for rows in chunks.chunks(ROWS) {
                chunk::Entity::insert_many(rows.to_vec()).exec_without_returning(transaction).await?;
            }
            for step in &steps {
                match step {
                    Step::Adopt(lookup, id) => {
                        if !adopt(transaction, lookup, *id).await? {
                            ambiguous.push(*lookup);
                        }
                    }
                    Step::Withdraw(id) => withdraw_all(transaction, *id).await?,
                    Step::State(id, state) => set_state(transaction, *id, *state).await?,
                    Step::Merge(from, into) => merge(transaction, *from, *into).await?,
                }
            }
            treating::keep(transaction, &treated).await?;
            count(transaction, input, batch, ambiguous.len()).await?;
            Ok(ambiguous)
        })?;
        Ok(ambiguous)
    }

    /// Finds or makes the person under a key and remembers the opened data key.
    fn resolve(&mut self, key: &str, new_people: &mut HashMap<[u8; 32], patient::ActiveModel>) -> Result<(), Error> {
        let lookup = self.lookup(key);
        if self.known.get(&lookup).is_some() {
            return Ok(());
        }
        if let Some(row) = self.find(&lookup)? {
            let opened = match self.open_key(&row) {
                Ok(opened) => opened,
                // Nothing is kept of a person whose key was destroyed, whatever arrives later.
                Err(Error::Shredded) => return Ok(()),
                Err(other) => return Err(other),
            };
            self.known.insert(lookup, Person { id: row.id, key: opened });
            return Ok(());
        }
        let id = self.next_patient;
        self.next_patient += 1;
        let data_key = DataKey::generate()?;
        // Counts from the moment the database has the row; until then the next one may write over it.
        self.slots.put(id, &self.keys.ring().wrap(&data_key, &self.key_aad(id))?)?;
        new_people.insert(
            lookup,
            patient::ActiveModel {
                id: Set(id),
                lookup: Set(lookup.to_vec()),
                state: Set(State::StandIn.number()),
                same_as: Set(None),
                refused: Set(false),
            },
        );
        self.known.insert(lookup, Person { id, key: data_key });
        Ok(())
    }

    /// Ends an input. One whose stream broke is ended but not complete.
    ///
    /// # Errors
    /// The database refused.
    pub fn finish(&mut self, input: Input, complete: bool, now: Timestamp) -> Result<(), Error> {
        let connection = self.database.connection();
        self.database.run(async {
            input::Entity::update_many()
                .col_expr(input::Column::Finished, Expr::value(now.0))
                .col_expr(input::Column::Complete, Expr::value(complete))
                .filter(input::Column::Id.eq(input.0))
                .exec(connection)
                .await
        })?;
        Ok(())
    }
}

impl Vault {
    /// Begins an open input anew: what was read so far were other bytes than those of its digest, so its counts say nothing.
    /// Records stay; the same resource again is its newer version.
    ///
    /// # Errors
    /// The database refused.
    pub fn restart(&mut self, input: Input) -> Result<(), Error> {
        self.database.transaction(async |transaction| {
            ledger::Entity::delete_many().filter(ledger::Column::Input.eq(input.0)).exec(transaction).await?;
            issue::Entity::delete_many().filter(issue::Column::Input.eq(input.0)).exec(transaction).await?;
            input::Entity::update_many()
                .col_expr(input::Column::Items, Expr::value(0_i64))
                .filter(input::Column::Id.eq(input.0))
                .exec(transaction)
                .await?;
            crate::inputs::note(transaction, input.0, None, crate::Prefix::NOTHING).await?;
            Ok(())
        })?;
        Ok(())
    }
}

/// Makes an alias point to a person; a stand-in that gathered resources under it is theirs from now on. A key under which
/// another person is on record is never taken over, and an alias that two persons have names nobody from then on: two
/// people's records must not flow together. False if it became ambiguous now.
///
/// What an ambiguous alias brings later stays with a stand-in, as does what came before its first person. What came in between
/// is among that person's records and can not be told apart; the person's charts are withdrawn, to be made anew.
async fn adopt(transaction: &sea_orm::DatabaseTransaction, lookup: &[u8], id: i64) -> Result<bool, DbErr> {
    let own = patient::Entity::find().filter(patient::Column::Lookup.eq(lookup.to_vec())).one(transaction).await?;
    if let Some(before) = alias::Entity::find_by_id(lookup.to_vec()).one(transaction).await? {
        if before.patient == alias::NOBODY || before.patient == id {
            return Ok(true);
        }
        let holder = survivor(transaction, before.patient).await?;
        if holder == survivor(transaction, id).await? {
            return Ok(true);
        }
        // Nothing is kept of a person whose key was destroyed; the alias goes on naming that person.
        let row = patient::Entity::find_by_id(holder).one(transaction).await?;
        if row.is_some_and(|row| row.state == State::Shredded.number()) {
            return Ok(true);
        }
        alias::Entity::update_many()
            .col_expr(alias::Column::Patient, Expr::value(alias::NOBODY))
            .filter(alias::Column::Lookup.eq(lookup.to_vec()))
            .exec(transaction)
            .await?;
        if let Some(own) = own.filter(|own| own.state == State::StandIn.number()) {
            patient::Entity::update_many()
                .col_expr(patient::Column::SameAs, Expr::value(Option::<i64>::None))
                .filter(patient::Column::Id.eq(own.id))
                .exec(transaction)
                .await?;
            withdraw_chart(transaction, holder).await?;
            if own.refused {
                // One of the two refused, and nobody can say which.
                set_state(transaction, holder, State::OptedOut).await?;
                set_state(transaction, id, State::OptedOut).await?;
            }
        }
        return Ok(false);
    }
    if let Some(own) = own.filter(|own| own.id != id) {
        if own.state != State::StandIn.number() {
            return Ok(true);
        }
        point_to(transaction, own.id, id).await?;
    }
    let row = alias::ActiveModel { lookup: Set(lookup.to_vec()), patient: Set(id) };
    alias::Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(true)
}

/// Whom a row counts as in the end: itself, or whoever its records were merged into.
pub(crate) async fn survivor(transaction: &sea_orm::DatabaseTransaction, mut id: i64) -> Result<i64, DbErr> {
    let mut seen = std::collections::HashSet::from([id]);
    while let Some(row) = patient::Entity::find_by_id(id).one(transaction).await? {
        match row.same_as.filter(|up| seen.insert(*up)) {
            Some(up) => id = up,
            None => break,
        }
    }
    Ok(id)
}

async fn merge(transaction: &sea_orm::DatabaseTransaction, from: i64, into: i64) -> Result<(), DbErr> {
    let (from, into) = (person_behind(transaction, from).await?, person_behind(transaction, into).await?);
    if from == into {
        return Ok(());
    }
    patient::Entity::update_many()
        .col_expr(patient::Column::State, Expr::value(State::Merged.number()))
        .filter(patient::Column::Id.eq(from))
        .filter(patient::Column::State.ne(State::Shredded.number()))
        .exec(transaction)
        .await?;
    point_to(transaction, from, into).await
}

async fn point_to(transaction: &sea_orm::DatabaseTransaction, from: i64, to: i64) -> Result<(), DbErr> {
    patient::Entity::update_many()
        .col_expr(patient::Column::SameAs, Expr::value(to))
        .filter(patient::Column::Id.eq(from))
        .filter(patient::Column::State.ne(State::Shredded.number()))
        .exec(transaction)
        .await?;
    Ok(())
}

/// The person whose alias gathered under this row, or the row itself.
async fn person_behind(transaction: &sea_orm::DatabaseTransaction, id: i64) -> Result<i64, DbErr> {
    let row = patient::Entity::find_by_id(id).one(transaction).await?;
    Ok(row.filter(|row| row.state == State::StandIn.number()).and_then(|row| row.same_as).unwrap_or(id))
}

/// Sets a person's state by what arrived. A patient record makes a stand-in a person, ends a merge (then the charts that
/// held both are to be withdrawn) and tells of death; a refusal stays whatever comes later; a destroyed key stays destroyed.
async fn set_state(transaction: &sea_orm::DatabaseTransaction, id: i64, state: State) -> Result<(), DbErr> {
    if state == State::OptedOut {
        patient::Entity::update_many()
            .col_expr(patient::Column::Refused, Expr::value(true))
            .filter(patient::Column::Id.eq(id))
            .exec(transaction)
            .await?;
        return Ok(());
    }
    let id = person_behind(transaction, id).await?;
    let Some(row) = patient::Entity::find_by_id(id).one(transaction).await? else { return Ok(()) };
    let was = State::from_number(row.state).unwrap_or(State::Shredded);
    if was == State::Shredded || was == state {
        return Ok(());
    }
    if was == State::Merged {
        withdraw_all(transaction, id).await?;
    }
    patient::Entity::update_many()
        .col_expr(patient::Column::State, Expr::value(state.number()))
        .col_expr(patient::Column::SameAs, Expr::value(Option::<i64>::None))
        .filter(patient::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Withdraws the charts of a row and of all that it counts as.
async fn withdraw_all(transaction: &sea_orm::DatabaseTransaction, id: i64) -> Result<(), DbErr> {
    let mut next = Some(id);
    let mut seen = std::collections::HashSet::new();
    while let Some(id) = next.filter(|id| seen.insert(*id)) {
        withdraw_chart(transaction, id).await?;
        next = patient::Entity::find_by_id(id).one(transaction).await?.and_then(|row| row.same_as);
    }
    Ok(())
}

pub(crate) async fn withdraw_chart(transaction: &sea_orm::DatabaseTransaction, id: i64) -> Result<(), DbErr> {
    member::Entity::update_many()
        .col_expr(member::Column::Crossing, Expr::value(Crossing::Withdrawing.number()))
        .filter(member::Column::Patient.eq(id))
        .filter(member::Column::Crossing.ne(Crossing::None.number()))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn count(
    transaction: &sea_orm::DatabaseTransaction,
    input: Input,
    batch: &Batch,
    ambiguous: usize,
) -> Result<(), DbErr> {
    let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    for (resource_type, count) in &batch.counts {
        let row = ledger::ActiveModel {
            input: Set(input.0),
            resource_type: Set(resource_type.clone()),
            accepted: Set(signed(count.accepted)),
            warned: Set(signed(count.warned)),
            quarantined: Set(signed(count.quarantined)),
        };
        let add =
            |column: ledger::Column, more: u64| (column, Expr::col((ledger::Entity, column)).add(Expr::value(signed(more))));
        ledger::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([ledger::Column::Input, ledger::Column::ResourceType])
                    .values([
                        add(ledger::Column::Accepted, count.accepted),
                        add(ledger::Column::Warned, count.warned),
                        add(ledger::Column::Quarantined, count.quarantined),
                    ])
                    .to_owned(),
            )
            .exec_without_returning(transaction)
            .await?;
    }
    let kept: Option<i64> = issue::Entity::find()
        .select_only()
        .expr(issue::Column::Id.count())
        .filter(issue::Column::Input.eq(input.0))
        .into_tuple()
        .one(transaction)
        .await?;
    let room = ISSUES_KEPT.saturating_sub(usize::try_from(kept.unwrap_or(0)).unwrap_or(0));
    let two = Issue { code: IDENTIFIER_AMBIGUOUS, severity: Severity::Warning, path: String::new(), line: 0 };
    let issues: Vec<_> = batch.issues.iter().chain(std::iter::repeat_n(&two, ambiguous)).take(room).collect();
    for rows in issues.chunks(100) {
        let rows = rows.iter().map(|found| issue::ActiveModel {
            input: Set(input.0),
            code: Set(found.code.0.to_owned()),
            quarantined: Set(found.severity == almoner_base::Severity::Quarantined),
            path: Set(found.path.clone()),
            line: Set(signed(found.line)),
            ..Default::default()
        });
        issue::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    }
    input::Entity::update_many()
        .col_expr(input::Column::Items, Expr::col(input::Column::Items).add(signed(batch.items)))
        .filter(input::Column::Id.eq(input.0))
        .exec(transaction)
        .await?;
    if let Some(prefix) = batch.prefix {
        crate::inputs::note(transaction, input.0, None, prefix).await?;
    }
    Ok(())
}

impl Input {
    /// The number that messages name instead of the file.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests;
