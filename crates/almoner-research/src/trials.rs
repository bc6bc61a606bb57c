//! Trials: imported as drafts, kept by version, approved by a person.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use almoner_audit::{Action, Count, Entry, Role, Version};
use almoner_base::{NctId, Progress, Stage};
use almoner_chart::{Approval, ApprovedTrial};
use almoner_policy::Permit;
use almoner_trials::{TrialRecord, read_trials};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::db::trial;
use crate::{Error, ImportSummary, Room, hex};

/// The author of a version that came from the public register.
const REGISTER: &str = "ClinicalTrials.gov";
/// The author of a version whose criteria were read of another language than the register's.
const INTERCHANGE: &str = "criteria import";

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
            let (new, changed) = self.store_trials(&records)?;
            summary.new += new;
            summary.changed += changed;
        }
        self.log.append(
            &Entry::by_service(Role::Research, Action::TrialImported)
                .count(Count::Inputs, summary.inputs)
                .count(Count::Trials, summary.accepted)
                .count(Count::Quarantined, summary.quarantined),
        )?;
        Ok(summary)
    }

    pub(crate) fn store_trials(&self, records: &[TrialRecord]) -> Result<(u64, u64), Error> {
        let now = self.clock.now().0;
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            rows.push((
                record.nct_id.to_string(),
                record.version(),
                serde_json::to_string(record).map_err(|_| Error::Schema)?,
                if record.edits.is_empty() { REGISTER } else { INTERCHANGE },
            ));
        }
        let (mut new, mut changed) = (0, 0);
        let counts = self.database.transaction(async |transaction| {
            for (nct_id, version, record, author) in rows {
                let current = trial::Entity::find()
                    .filter(trial::Column::NctId.eq(&nct_id))
                    .filter(trial::Column::Current.eq(true))
                    .one(transaction)
                    .await?;
                match &current {
                    Some(row) if row.version == version || register_version(&row.record) == version => continue,
                    Some(_) => changed += 1,
                    None => new += 1,
                }
                trial::Entity::update_many()
                    .col_expr(trial::Column::Current, Expr::value(false))
                    .filter(trial::Column::NctId.eq(&nct_id))
                    .exec(transaction)
                    .await?;
                let row = trial::ActiveModel {
                    nct_id: Set(nct_id),
                    version: Set(version),
                    record: Set(record),
                    author: Set(author.to_owned()),
                    imported: Set(now),
                    current: Set(true),
                    approver: Set(String::new()),
                    signature: Set(Vec::new()),
                };
                trial::Entity::insert(row)
                    .on_conflict(
                        OnConflict::columns([trial::Column::NctId, trial::Column::Version])
                            .update_column(trial::Column::Current)
                            .to_owned(),
                    )
                    .exec_without_returning(transaction)
                    .await?;
            }
            Ok((new, changed))
        })?;
        Ok(counts)
    }

    fn current(&self, nct_id: NctId) -> Result<trial::Model, Error> {
        let connection = self.database.connection();
        let row = self.database.run(async {
            trial::Entity::find()
                .filter(trial::Column::NctId.eq(nct_id.to_string()))
                .filter(trial::Column::Current.eq(true))
                .one(connection)
                .await
        })?;
        row.ok_or(Error::NoSuchTrial(nct_id))
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

    /// The current trials, all or these, with their approvals.
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
        rows.into_iter()
            .map(|row| {
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

/// The version of the register's own record, below what a person put in place of the parser's words. What the register has not
/// changed takes nobody's edits away.
fn register_version(record: &str) -> String {
    let read = serde_json::from_str::<TrialRecord>(record);
    read.map(|record| TrialRecord { edits: Vec::new(), ..record }.version()).unwrap_or_default()
}
