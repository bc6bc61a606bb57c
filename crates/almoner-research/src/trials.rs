//! Trials: imported as drafts, kept by version, approved by a person.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use almoner_audit::{Action, Count, Entry, Role, Version};
use almoner_base::{NctId, Progress, Stage};
use almoner_chart::{Approval, ApprovedTrial};
use almoner_eligibility::{Flaw, check};
use almoner_policy::Permit;
use almoner_trials::{Parser, TrialRecord, read_trials};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::carry::{Carried, carry};
use crate::charts::aad;
use crate::db::review::{approved, version};
use crate::db::trial;
use crate::{Error, ImportSummary, LookAt, MOST_FLAWS, Room, TrialFlaw, hex};

/// The author of a version that came from the public register.
const REGISTER: &str = "ClinicalTrials.gov";
/// The author of a version whose criteria were read of another language than the register's.
const INTERCHANGE: &str = "criteria import";
/// Fewer trials than this are read without another thread.
const WORTH_A_THREAD: usize = 64;

/// The current version of one trial, for the person who is to sign it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrialVersion {
    /// Trial.
    pub nct_id: NctId,
    /// Content hash.
    pub version: String,
    /// SHA-256 of the record, in hexadecimal: what an approval signs.
    pub digest: String,
    /// Who made it.
    pub author: String,
}

impl Room {
    /// Reads trial files. Versions that differ from the current one become current; approvals stay with their version.
    pub(crate) fn import_trials(
        &self,
        permit: &Permit,
        paths: &[PathBuf],
        tell: &mut dyn FnMut(Progress),
    ) -> Result<ImportSummary, Error> {
        if !permit.allows(almoner_policy::Action::ImportTrial) {
            return Err(Error::Permit);
        }
        let mut summary = ImportSummary::default();
        for path in paths {
            summary.inputs += 1;
            let input = BufReader::with_capacity(1 << 20, File::open(path)?);
            let mut records = Vec::new();
            let report = read_trials(input, |record| {
                records.push(record);
                let done = records.len() as u64;
                if done.is_multiple_of(500) {
                    tell(Progress { stage: Stage::Trials, done, total: 0 });
                }
            });
            summary.accepted += report.accepted;
            summary.warned += report.warned;
            summary.quarantined += report.quarantined;
            summary.issues.extend(report.issues.into_iter().map(|issue| (summary.inputs, issue)));
            let stored = self.store_trials(&records)?;
            summary.new += stored.new;
            summary.changed += stored.changed;
            summary.carried += stored.carried;
            summary.approvals_kept += stored.approvals_kept;
            summary.to_look_at.extend(stored.to_look_at);
            records.retain(|record| stored.taken.contains(&record.nct_id));
            self.tell_flaws(&records, &mut summary);
        }
        self.log.append(
            &Entry::by_service(Role::Research, Action::TrialImported)
                .count(Count::Inputs, summary.inputs)
                .count(Count::Trials, summary.accepted)
                .count(Count::Quarantined, summary.quarantined),
        )?;
        Ok(summary)
    }

    fn tell_flaws(&self, records: &[TrialRecord], summary: &mut ImportSummary) {
        for (nct_id, flaw) in self.flaws_of(records) {
            summary.n_flaws += 1;
            if summary.flaws.len() < MOST_FLAWS {
                let (code, message) = (flaw.kind.code(), flaw.kind.message());
                summary.flaws.push(TrialFlaw { nct_id, criterion: flaw.criterion, code, message });
            }
        }
    }

    /// The flaws of trials in their order. Reading the criteria takes longer than all else of an import, so all processors do it.
    fn flaws_of(&self, records: &[TrialRecord]) -> Vec<(NctId, Flaw)> {
        let read = |records: &[TrialRecord]| -> Vec<(NctId, Flaw)> {
            let mut parser = Parser::new(self.terms);
            let mut flaws = |record: &TrialRecord| {
                let flaws = check(&parser.parse_trial(record).criteria, self.terms);
                flaws.into_iter().map(|flaw| (record.nct_id, flaw)).collect::<Vec<_>>()
            };
            records.iter().flat_map(&mut flaws).collect()
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = records.len().div_ceil(threads).max(WORTH_A_THREAD);
        std::thread::scope(|scope| {
            let running: Vec<_> = records.chunks(share).map(|part| (part, scope.spawn(move || read(part)))).collect();
            // A thread that did not come back is asked again here.
            running.into_iter().flat_map(|(part, thread)| thread.join().unwrap_or_else(|_| read(part))).collect()
        })
    }

    /// Takes records in. What people put in place of the register's words goes with words that did not change; an approval holds where
    /// no criterion changed.
    pub(crate) fn store_trials(&self, records: &[TrialRecord]) -> Result<Stored, Error> {
        let mut stored = Stored::default();
        let mut parser = Parser::new(self.terms);
        let mut coming = Vec::new();
        for record in records {
            let before = self.current_row(record.nct_id)?;
            match &before {
                Some(row) if row.version == record.version() || register_version(&row.record) == record.version() => {
                    continue;
                }
                Some(_) => stored.changed += 1,
                None => stored.new += 1,
            }
            stored.taken.insert(record.nct_id);
            coming.push(self.coming(record, before, &mut parser)?);
        }
        let mut entries = Vec::new();
        for one in &coming {
            stored.carried += one.carried;
            stored.approvals_kept += u64::from(one.approved.is_some());
            let entry = |action| {
                Entry::by_service(Role::Research, action).trial(one.nct_id).version(Version::Trial, &one.row.version)
            };
            if one.approved.is_some() {
                entries.push(entry(Action::TrialApproved));
            }
            entries.extend(
                one.to_look_at
                    .iter()
                    .map(|criterion| entry(Action::TrialEdited).count(Count::Criterion, u64::from(*criterion))),
            );
            if !one.to_look_at.is_empty() {
                let (base, criteria) = (one.base.clone(), one.to_look_at.clone());
                stored.to_look_at.push(LookAt { nct_id: one.nct_id, base, criteria });
            }
        }
        if !entries.is_empty() {
            self.log.append_batch(&entries)?;
        }
        self.database.transaction(async |transaction| {
            for Coming { row, made, approved, .. } in coming {
                trial::Entity::update_many()
                    .col_expr(trial::Column::Current, Expr::value(false))
                    .filter(trial::Column::NctId.eq(&row.nct_id))
                    .exec(transaction)
                    .await?;
                let mut columns = vec![trial::Column::Current];
                if approved.is_some() {
                    columns.extend([trial::Column::Approver, trial::Column::Signature]);
                }
                let again =
                    OnConflict::columns([trial::Column::NctId, trial::Column::Version]).update_columns(columns).to_owned();
                let row: trial::ActiveModel = row.into();
                trial::Entity::insert(row.reset_all()).on_conflict(again).exec_without_returning(transaction).await?;
                if let Some(made) = made {
                    let known = OnConflict::columns([version::Column::NctId, version::Column::Version])
                        .update_columns([version::Column::Base, version::Column::Reason, version::Column::Made])
                        .to_owned();
                    let made: version::ActiveModel = made.into();
                    version::Entity::insert(made.reset_all()).on_conflict(known).exec_without_returning(transaction).await?;
                }
                if let Some(approved) = approved {
                    let known = OnConflict::columns([approved::Column::NctId, approved::Column::Version])
                        .update_column(approved::Column::At)
                        .to_owned();
                    let approved: approved::ActiveModel = approved.into();
                    approved::Entity::insert(approved.reset_all())
                        .on_conflict(known)
                        .exec_without_returning(transaction)
                        .await?;
                }
            }
            Ok(())
        })?;
        Ok(stored)
    }

    /// The version that a record becomes, after the one before it.
    fn coming(&self, record: &TrialRecord, before: Option<trial::Model>, parser: &mut Parser<'_>) -> Result<Coming, Error> {
        let now = self.clock.now().0;
        let of = |record: &TrialRecord, author: &str| -> Result<trial::Model, Error> {
            Ok(trial::Model {
                nct_id: record.nct_id.to_string(),
                version: record.version(),
                record: serde_json::to_string(record).map_err(|_| Error::Schema)?,
                author: author.to_owned(),
                imported: now,
                current: true,
                approver: String::new(),
                signature: Vec::new(),
            })
        };
        let plain = |row| Coming {
            nct_id: record.nct_id,
            row,
            base: String::new(),
            carried: 0,
            to_look_at: Vec::new(),
            made: None,
            approved: None,
        };
        // A record that brings words of its own was made somewhere else as a whole.
        let Some(before) = before.filter(|_| record.edits.is_empty()) else {
            let author = if record.edits.is_empty() { REGISTER } else { INTERCHANGE };
            return Ok(plain(of(record, author)?));
        };
        let old: TrialRecord = serde_json::from_str(&before.record).map_err(|_| Error::Schema)?;
        let signed = !before.signature.is_empty();
        if old.edits.is_empty() && !signed {
            return Ok(plain(of(record, REGISTER)?));
        }
        let Carried { record, to_look_at, same_criteria } = carry(&old, record.clone(), parser);
        // Whoever wrote the words that hold can not approve them here either.
        let author = if record.edits.is_empty() { REGISTER } else { before.author.as_str() };
        let mut coming = Coming { base: before.version.clone(), ..plain(of(&record, author)?) };
        if !old.edits.is_empty() {
            let reason = reason_of(&record, &to_look_at);
            let sealed = self.store_key.seal(reason.as_bytes(), &aad("reason", &coming.row.nct_id, &coming.row.version))?;
            coming.made = Some(version::Model {
                nct_id: coming.row.nct_id.clone(),
                version: coming.row.version.clone(),
                base: before.version.clone(),
                reason: sealed,
                made: now,
            });
            coming.carried = record.edits.len() as u64;
            coming.to_look_at = to_look_at;
        }
        if signed && same_criteria && before.author == author {
            let digest = almoner_crypto::sha256(coming.row.record.as_bytes());
            let bytes = Approval::signed_bytes(&digest, record.nct_id, &coming.row.version, author, &before.approver);
            coming.row.signature = self.approval_key.sign(&bytes).to_vec();
            coming.row.approver = before.approver;
            let (nct_id, version) = (coming.row.nct_id.clone(), coming.row.version.clone());
            let at = self.stored_version(record.nct_id, &before.version)?.and_then(|known| known.approved_at);
            coming.approved = Some(approved::Model { nct_id, version, at: at.unwrap_or(now) });
        }
        Ok(coming)
    }

    fn current_row(&self, nct_id: NctId) -> Result<Option<trial::Model>, Error> {
        let connection = self.database.connection();
        Ok(self.database.run(async {
            trial::Entity::find()
                .filter(trial::Column::NctId.eq(nct_id.to_string()))
                .filter(trial::Column::Current.eq(true))
                .one(connection)
                .await
        })?)
    }

    fn current(&self, nct_id: NctId) -> Result<trial::Model, Error> {
        self.current_row(nct_id)?.ok_or(Error::NoSuchTrial(nct_id))
    }

    /// The current versions of these trials.
    pub(crate) fn trial_versions(&self, trials: &[NctId]) -> Result<Vec<TrialVersion>, Error> {
        trials
            .iter()
            .map(|nct_id| {
                let row = self.current(*nct_id)?;
                let digest = hex(&almoner_crypto::sha256(row.record.as_bytes()));
                Ok(TrialVersion { nct_id: *nct_id, version: row.version, digest, author: row.author })
            })
            .collect()
    }

    /// Keeps a person's signature under a version. The author of a version can not approve it.
    pub(crate) fn approve(&self, permit: &Permit, version: &TrialVersion, approval: Approval) -> Result<(), Error> {
        if !permit.allows(almoner_policy::Action::ApproveTrial) {
            return Err(Error::Permit);
        }
        if approval.author == approval.approver {
            return Err(Error::OwnVersion);
        }
        self.current(version.nct_id)?;
        self.log.append(
            &Entry::by_service(Role::Research, Action::TrialApproved)
                .trial(version.nct_id)
                .version(Version::Trial, &version.version),
        )?;
        self.keep_approval(permit, version, approval)?;
        self.store_approved(version.nct_id, &version.version, self.clock.now().0)
    }

    /// Keeps a signature whose entry is in the log.
    pub(crate) fn keep_approval(&self, permit: &Permit, version: &TrialVersion, approval: Approval) -> Result<(), Error> {
        if !permit.allows(almoner_policy::Action::ApproveTrial) {
            return Err(Error::Permit);
        }
        let connection = self.database.connection();
        let updated = self.database.run(async {
            trial::Entity::update_many()
                .col_expr(trial::Column::Approver, Expr::value(approval.approver))
                .col_expr(trial::Column::Signature, Expr::value(approval.signature))
                .filter(trial::Column::NctId.eq(version.nct_id.to_string()))
                .filter(trial::Column::Version.eq(&version.version))
                .exec(connection)
                .await
        })?;
        if updated.rows_affected == 0 {
            return Err(Error::NoSuchTrial(version.nct_id));
        }
        Ok(())
    }

    /// The versions that screen, of all trials or of these, with their approvals: the current one where it is approved, else the one
    /// that was approved last, else the current one, as a preview.
    pub(crate) fn trials(&self, only: &[NctId]) -> Result<Vec<(TrialRecord, Option<ApprovedTrial>)>, Error> {
        let connection = self.database.connection();
        let rows = if only.is_empty() {
            self.database.run(async {
                trial::Entity::find()
                    .filter(trial::Column::Current.eq(true))
                    .order_by_asc(trial::Column::NctId)
                    .all(connection)
                    .await
            })?
        } else {
            only.iter().map(|nct_id| self.current(*nct_id)).collect::<Result<_, _>>()?
        };
        let mut last = self.approved_before()?;
        rows.into_iter()
            .map(|row| {
                let row = if row.signature.is_empty() { last.remove(&row.nct_id).unwrap_or(row) } else { row };
                let record: TrialRecord = serde_json::from_str(&row.record).map_err(|_| Error::Schema)?;
                let signed = !row.signature.is_empty();
                let approved = ApprovedTrial {
                    nct_id: record.nct_id,
                    version: row.version,
                    record: row.record,
                    approval: Approval { author: row.author, approver: row.approver, signature: row.signature },
                };
                Ok((record, signed.then_some(approved)))
            })
            .collect()
    }
}

/// What a version that comes from the register becomes.
struct Coming {
    nct_id: NctId,
    row: trial::Model,
    /// The version before, where people had a word in it.
    base: String,
    carried: u64,
    to_look_at: Vec<u32>,
    made: Option<version::Model>,
    approved: Option<approved::Model>,
}

/// What became of records that were taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Trials that are new or changed.
    pub(crate) taken: BTreeSet<NctId>,
    /// Trials seen for the first time.
    pub(crate) new: u64,
    /// Trials whose record changed.
    pub(crate) changed: u64,
    /// Criteria in people's words that still hold.
    pub(crate) carried: u64,
    /// Approvals that still hold.
    pub(crate) approvals_kept: u64,
    /// Criteria in people's words that somebody has to look at.
    pub(crate) to_look_at: Vec<LookAt>,
}

/// Why a version is there that nobody made, for the list of versions.
fn reason_of(record: &TrialRecord, to_look_at: &[u32]) -> String {
    let listed = |numbers: Vec<String>| if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") };
    let kept = listed(record.edits.iter().map(|edit| edit.criterion.to_string()).collect());
    let left = listed(to_look_at.iter().map(u32::to_string).collect());
    format!(
        "The register published another version. Edits carried over: {kept}. To be looked at, by their numbers before: {left}."
    )
}

/// The version of the register's own record, below what a person put in place of the parser's words. What the register has not
/// changed takes nobody's edits away.
fn register_version(record: &str) -> String {
    let read = serde_json::from_str::<TrialRecord>(record);
    read.map(|record| TrialRecord { edits: Vec::new(), ..record }.version()).unwrap_or_default()
}
