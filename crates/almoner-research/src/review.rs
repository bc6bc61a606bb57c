//! What people do with trials and candidates, as the database keeps it: versions, the register, runs, decisions, contacts, and the
//! answers to requests that changed something.

use std::collections::{HashMap, HashSet};

use almoner_base::{NctId, ProjectId, StudyId};
use almoner_chart::ApprovedTrial;
use almoner_match::StatusCounts;
use minicbor::{Decode, Encode};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use crate::charts::aad;
use crate::db::review::{answered, approved, contact, decision, desk, job, newest, register, version};
use crate::db::{run, trial};
use crate::live::{SuppliedRow, answer_of, code_of};
use crate::{Error, Room};

/// A version of a trial as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredTrial {
    pub(crate) nct_id: NctId,
    pub(crate) version: String,
    pub(crate) record: String,
    pub(crate) author: String,
    pub(crate) imported: i64,
    pub(crate) current: bool,
    /// Who approved it.
    pub(crate) approver: Option<String>,
    /// When, where that is known.
    pub(crate) approved_at: Option<i64>,
    pub(crate) signature: Vec<u8>,
}

/// The newest run of a trial in a project.
#[derive(Clone, Debug)]
pub(crate) struct Newest {
    pub(crate) project: ProjectId,
    pub(crate) nct_id: NctId,
    pub(crate) version: String,
    pub(crate) run: i64,
    pub(crate) made: i64,
    pub(crate) counts: StatusCounts,
    /// What made it, as JSON.
    pub(crate) versions: String,
}

/// How a version that a person made came to be.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) base: String,
    pub(crate) reason: String,
    pub(crate) at: i64,
}

/// An answer that is kept for a repeat of its request.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) request: String,
    pub(crate) status: u16,
    pub(crate) etag: Option<String>,
    pub(crate) body: Value,
}

#[derive(Encode, Decode)]
struct DeskKept(#[n(0)] Vec<(u32, u8)>);

impl Room {
    /// The current version of every trial.
    pub(crate) fn stored_trials(&self) -> Result<Vec<StoredTrial>, Error> {
        let connection = self.database.connection();
        let (rows, approvals) = self.database.run(async {
            let rows = trial::Entity::find()
                .filter(trial::Column::Current.eq(true))
                .order_by_asc(trial::Column::NctId)
                .all(connection)
                .await?;
            Ok((rows, approved::Entity::find().all(connection).await?))
        })?;
        let times: HashMap<_, _> = approvals.into_iter().map(|row| ((row.nct_id, row.version), row.at)).collect();
        rows.into_iter().map(|row| stored(row, &times)).collect()
    }

    /// Of trials whose current version nobody approved: the version that was approved last, if any was.
    pub(crate) fn approved_before(&self) -> Result<HashMap<String, trial::Model>, Error> {
        let connection = self.database.connection();
        let (rows, times) = self.database.run(async {
            let rows = trial::Entity::find()
                .filter(trial::Column::Approver.ne(""))
                .order_by_asc(trial::Column::Imported)
                .all(connection)
                .await?;
            Ok((rows, approved::Entity::find().all(connection).await?))
        })?;
        let times: HashMap<_, _> = times.into_iter().map(|row| ((row.nct_id, row.version), row.at)).collect();
        let mut last: HashMap<String, (i64, trial::Model)> = HashMap::new();
        let mut in_force = HashSet::new();
        for row in rows {
            if row.current {
                in_force.insert(row.nct_id.clone());
            }
            let at = times.get(&(row.nct_id.clone(), row.version.clone())).copied().unwrap_or(row.imported);
            if last.get(&row.nct_id).is_none_or(|(before, _)| *before <= at) {
                last.insert(row.nct_id.clone(), (at, row));
            }
        }
        last.retain(|nct_id, _| !in_force.contains(nct_id));
        Ok(last.into_iter().map(|(nct_id, (_, row))| (nct_id, row)).collect())
    }

    /// The versions of [`Self::approved_before`].
    pub(crate) fn stored_before(&self) -> Result<Vec<StoredTrial>, Error> {
        let rows = self.approved_before()?;
        rows.into_values().map(|row| stored(row, &HashMap::new())).collect()
    }

    /// One version of a trial.
    pub(crate) fn stored_version(&self, nct_id: NctId, version: &str) -> Result<Option<StoredTrial>, Error> {
        Ok(self.stored_versions(nct_id)?.into_iter().find(|stored| stored.version == version))
    }

    /// Every version of a trial, the current one first, then the newest.
    pub(crate) fn stored_versions(&self, nct_id: NctId) -> Result<Vec<StoredTrial>, Error> {
        let connection = self.database.connection();
        let (rows, approvals) = self.database.run(async {
            let rows = trial::Entity::find()
                .filter(trial::Column::NctId.eq(nct_id.to_string()))
                .order_by_desc(trial::Column::Current)
                .order_by_desc(trial::Column::Imported)
                .order_by_asc(trial::Column::Version)
                .all(connection)
                .await?;
            let approvals = approved::Entity::find().filter(approved::Column::NctId.eq(nct_id.to_string()));
            Ok((rows, approvals.all(connection).await?))
        })?;
        let times: HashMap<_, _> = approvals.into_iter().map(|row| ((row.nct_id, row.version), row.at)).collect();
        rows.into_iter().map(|row| stored(row, &times)).collect()
    }

    /// How the versions of a trial that people made came to be.
    pub(crate) fn made_versions(&self, nct_id: NctId) -> Result<HashMap<String, Made>, Error> {
        let connection = self.database.connection();
        let rows = self.database.run(async {
            version::Entity::find().filter(version::Column::NctId.eq(nct_id.to_string())).all(connection).await
        })?;
        rows.into_iter()
            .map(|row| {
                let reason = self.store_key.open(&row.reason, &aad("reason", &row.nct_id, &row.version))?;
                let reason = String::from_utf8(reason).map_err(|_| Error::Schema)?;
                Ok((row.version, Made { base: row.base, reason, at: row.made }))
            })
            .collect()
    }

    /// Makes a person's version of a trial the current one.
    pub(crate) fn store_version(&self, stored: StoredTrial, base: &str, reason: &str) -> Result<(), Error> {
        let nct_id = stored.nct_id.to_string();
        let sealed = self.store_key.seal(reason.as_bytes(), &aad("reason", &nct_id, &stored.version))?;
        let made = version::ActiveModel {
            nct_id: Set(nct_id.clone()),
            version: Set(stored.version.clone()),
            base: Set(base.to_owned()),
            reason: Set(sealed),
            made: Set(stored.imported),
        };
        let row = trial::ActiveModel {
            nct_id: Set(nct_id.clone()),
            version: Set(stored.version),
            record: Set(stored.record),
            author: Set(stored.author),
            imported: Set(stored.imported),
            current: Set(true),
            approver: Set(String::new()),
            signature: Set(Vec::new()),
        };
        self.database.transaction(async |transaction| {
            trial::Entity::update_many()
                .col_expr(trial::Column::Current, Expr::value(false))
                .filter(trial::Column::NctId.eq(&nct_id))
                .exec(transaction)
                .await?;
            let again = OnConflict::columns([trial::Column::NctId, trial::Column::Version])
                .update_column(trial::Column::Current)
                .to_owned();
            trial::Entity::insert(row).on_conflict(again).exec_without_returning(transaction).await?;
            let known = OnConflict::columns([version::Column::NctId, version::Column::Version])
                .update_columns([version::Column::Base, version::Column::Reason, version::Column::Made])
                .to_owned();
            version::Entity::insert(made).on_conflict(known).exec_without_returning(transaction).await?;
            Ok(())
        })?;
        Ok(())
    }

    /// Keeps when a version was approved.
    pub(crate) fn store_approved(&self, nct_id: NctId, of: &str, at: i64) -> Result<(), Error> {
        let row = approved::ActiveModel { nct_id: Set(nct_id.to_string()), version: Set(of.to_owned()), at: Set(at) };
        let again = OnConflict::columns([approved::Column::NctId, approved::Column::Version])
            .update_column(approved::Column::At)
            .to_owned();
        let connection = self.database.connection();
        self.database
            .run(async { approved::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await })?;
        Ok(())
    }

    /// What the site says of trials.
    pub(crate) fn registers(&self) -> Result<Vec<register::Model>, Error> {
        let connection = self.database.connection();
        Ok(self.database.run(async { register::Entity::find().all(connection).await })?)
    }

    pub(crate) fn store_register(&self, row: register::Model) -> Result<(), Error> {
        let connection = self.database.connection();
        let again = OnConflict::column(register::Column::NctId)
            .update_columns([
                register::Column::Revision,
                register::Column::Content,
                register::Column::Changed,
                register::Column::By,
            ])
            .to_owned();
        let row = register::ActiveModel {
            nct_id: Set(row.nct_id),
            revision: Set(row.revision),
            content: Set(row.content),
            changed: Set(row.changed),
            by: Set(row.by),
        };
        self.database
            .run(async { register::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await })?;
        Ok(())
    }

    /// The newest run of each trial in each project.
    pub(crate) fn newest_matches(&self) -> Result<Vec<Newest>, Error> {
        let connection = self.database.connection();
        let (rows, runs) = self.database.run(async {
            Ok((newest::Entity::find().all(connection).await?, run::Entity::find().all(connection).await?))
        })?;
        let versions: HashMap<i64, String> = runs.into_iter().map(|run| (run.id, run.versions)).collect();
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        rows.into_iter()
            .map(|row| {
                Ok(Newest {
                    project: ProjectId::new(&row.project)?,
                    nct_id: NctId::parse(&row.nct_id)?,
                    version: row.version,
                    run: row.run,
                    made: row.made,
                    counts: StatusCounts {
                        eligible: count(row.eligible),
                        potential: count(row.potential),
                        excluded: count(row.excluded),
                    },
                    versions: versions.get(&row.run).cloned().unwrap_or_default(),
                })
            })
            .collect()
    }

    /// Keeps what a run found for a trial, and what was answered in it beside the charts, in place of the run before.
    pub(crate) fn store_newest(&self, of: &Newest, answers: &[SuppliedRow]) -> Result<(), Error> {
        let (project, nct_id) = (of.project.as_str().to_owned(), of.nct_id.to_string());
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let row = newest::ActiveModel {
            project: Set(project.clone()),
            nct_id: Set(nct_id.clone()),
            version: Set(of.version.clone()),
            run: Set(of.run),
            made: Set(of.made),
            eligible: Set(signed(of.counts.eligible)),
            potential: Set(signed(of.counts.potential)),
            excluded: Set(signed(of.counts.excluded)),
        };
        let mut people: HashMap<StudyId, Vec<(u32, u8)>> = HashMap::new();
        for (study_id, criterion, answer) in answers {
            people.entry(*study_id).or_default().push((*criterion, code_of(*answer)));
        }
        let mut rows = Vec::with_capacity(people.len());
        for (study_id, verdicts) in people {
            let study_id = study_id.to_string();
            let bytes = minicbor::to_vec(DeskKept(verdicts)).map_err(|_| Error::Schema)?;
            let sealed = self.store_key.seal(&bytes, &aad("desk", &project, &format!("{nct_id}\0{study_id}")))?;
            rows.push(desk::ActiveModel {
                project: Set(project.clone()),
                nct_id: Set(nct_id.clone()),
                study_id: Set(study_id),
                sealed: Set(sealed),
            });
        }
        self.database.transaction(async |transaction| {
            let again = OnConflict::columns([newest::Column::Project, newest::Column::NctId])
                .update_columns([
                    newest::Column::Version,
                    newest::Column::Run,
                    newest::Column::Made,
                    newest::Column::Eligible,
                    newest::Column::Potential,
                    newest::Column::Excluded,
                ])
                .to_owned();
            newest::Entity::insert(row).on_conflict(again).exec_without_returning(transaction).await?;
            desk::Entity::delete_many()
                .filter(desk::Column::Project.eq(&project))
                .filter(desk::Column::NctId.eq(&nct_id))
                .exec(transaction)
                .await?;
            for some in rows.chunks(100) {
                desk::Entity::insert_many(some.to_vec()).exec_without_returning(transaction).await?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// What was answered beside the charts in the newest run of a trial.
    pub(crate) fn supplied_answers(&self, project: &ProjectId, nct_id: NctId) -> Result<Vec<SuppliedRow>, Error> {
        let connection = self.database.connection();
        let rows = self.database.run(async {
            desk::Entity::find()
                .filter(desk::Column::Project.eq(project.as_str()))
                .filter(desk::Column::NctId.eq(nct_id.to_string()))
                .all(connection)
                .await
        })?;
        let mut answers = Vec::new();
        for row in rows {
            let study_id = StudyId::parse(&row.study_id)?;
            let bound = aad("desk", &row.project, &format!("{}\0{}", row.nct_id, row.study_id));
            let kept: DeskKept = minicbor::decode(&self.store_key.open(&row.sealed, &bound)?).map_err(|_| Error::Schema)?;
            answers.extend(kept.0.into_iter().map(|(criterion, code)| (study_id, criterion, answer_of(code))));
        }
        Ok(answers)
    }

    /// The number of the next run.
    pub(crate) fn next_run(&self) -> Result<i64, Error> {
        let connection = self.database.connection();
        let (runs, jobs): (Option<Option<i64>>, Option<Option<i64>>) = self.database.run(async {
            let runs = run::Entity::find().select_only().expr(run::Column::Id.max()).into_tuple().one(connection).await?;
            Ok((runs, job::Entity::find().select_only().expr(job::Column::Id.max()).into_tuple().one(connection).await?))
        })?;
        Ok(runs.flatten().max(jobs.flatten()).unwrap_or(0) + 1)
    }

    /// Keeps with which versions a run of one trial was made.
    pub(crate) fn store_run(&self, id: i64, project: &ProjectId, versions: &str, charts: u64) -> Result<(), Error> {
        let row = run::ActiveModel {
            id: Set(id),
            project: Set(project.as_str().to_owned()),
            made: Set(self.clock.now().0),
            versions: Set(versions.to_owned()),
            trials: Set(1),
            charts: Set(i64::try_from(charts).unwrap_or(i64::MAX)),
        };
        let again =
            OnConflict::column(run::Column::Id).update_columns([run::Column::Made, run::Column::Versions]).to_owned();
        let connection = self.database.connection();
        self.database.run(async { run::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await })?;
        Ok(())
    }

    pub(crate) fn store_job(&self, row: job::Model) -> Result<(), Error> {
        let connection = self.database.connection();
        let again = OnConflict::column(job::Column::Id)
            .update_columns([job::Column::State, job::Column::Ended, job::Column::Problem])
            .to_owned();
        let row = job::ActiveModel {
            id: Set(row.id),
            project: Set(row.project),
            nct_id: Set(row.nct_id),
            by: Set(row.by),
            state: Set(row.state),
            started: Set(row.started),
            ended: Set(row.ended),
            problem: Set(row.problem),
        };
        self.database.run(async { job::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await })?;
        Ok(())
    }

    pub(crate) fn job(&self, id: i64) -> Result<Option<job::Model>, Error> {
        let connection = self.database.connection();
        Ok(self.database.run(async { job::Entity::find_by_id(id).one(connection).await })?)
    }

    /// Runs that were not done when the room closed.
    pub(crate) fn unfinished_jobs(&self) -> Result<Vec<job::Model>, Error> {
        let connection = self.database.connection();
        Ok(self
            .database
            .run(async { job::Entity::find().filter(job::Column::State.eq("running")).all(connection).await })?)
    }

    /// Every decision, oldest first.
    pub(crate) fn decisions(&self) -> Result<Vec<decision::Model>, Error> {
        let connection = self.database.connection();
        Ok(self.database.run(async { decision::Entity::find().order_by_asc(decision::Column::Id).all(connection).await })?)
    }

    pub(crate) fn store_decision(&self, row: &decision::Model) -> Result<(), Error> {
        let connection = self.database.connection();
        let again = OnConflict::column(decision::Column::Id).update_column(decision::Column::Undone).to_owned();
        let row = decision::ActiveModel {
            id: Set(row.id),
            project: Set(row.project.clone()),
            nct_id: Set(row.nct_id.clone()),
            study_id: Set(row.study_id.clone()),
            bin: Set(row.bin.clone()),
            reason_code: Set(row.reason_code.clone()),
            second: Set(row.second),
            overrides: Set(row.overrides.clone()),
            note: Set(row.note.clone()),
            versions: Set(row.versions.clone()),
            by: Set(row.by.clone()),
            made: Set(row.made),
            undone: Set(row.undone),
        };
        self.database
            .run(async { decision::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await })?;
        Ok(())
    }

    /// Every request for contact, oldest first.
    pub(crate) fn contacts(&self) -> Result<Vec<contact::Model>, Error> {
        let connection = self.database.connection();
        Ok(self.database.run(async { contact::Entity::find().order_by_asc(contact::Column::Made).all(connection).await })?)
    }

    pub(crate) fn store_contact(&self, row: &contact::Model) -> Result<(), Error> {
        let connection = self.database.connection();
        let again = OnConflict::column(contact::Column::Id)
            .update_columns([contact::Column::State, contact::Column::Code, contact::Column::Changed])
            .to_owned();
        let row = contact::ActiveModel {
            id: Set(row.id.clone()),
            project: Set(row.project.clone()),
            nct_id: Set(row.nct_id.clone()),
            study_id: Set(row.study_id.clone()),
            version: Set(row.version.clone()),
            irb_number: Set(row.irb_number.clone()),
            reason_code: Set(row.reason_code.clone()),
            by: Set(row.by.clone()),
            made: Set(row.made),
            state: Set(row.state.clone()),
            code: Set(row.code.clone()),
            changed: Set(row.changed),
        };
        self.database
            .run(async { contact::Entity::insert(row).on_conflict(again).exec_without_returning(connection).await })?;
        Ok(())
    }

    /// The answer to a request that a person named so before.
    pub(crate) fn answered(&self, person: &str, key: &str) -> Result<Option<Answered>, Error> {
        let connection = self.database.connection();
        let found = self
            .database
            .run(async { answered::Entity::find_by_id((person.to_owned(), key.to_owned())).one(connection).await })?;
        let Some(row) = found else { return Ok(None) };
        let body = self.store_key.open(&row.body, &aad("answer", person, key))?;
        Ok(Some(Answered {
            request: row.request,
            status: u16::try_from(row.status).map_err(|_| Error::Schema)?,
            etag: Some(row.etag).filter(|etag| !etag.is_empty()),
            body: serde_json::from_slice(&body).map_err(|_| Error::Schema)?,
        }))
    }

    /// Keeps an answer for a day; older ones go.
    pub(crate) fn keep_answer(&self, person: &str, key: &str, answer: &Answered) -> Result<(), Error> {
        const DAY: i64 = 86_400_000;
        let body = serde_json::to_vec(&answer.body).map_err(|_| Error::Schema)?;
        let now = self.clock.now().0;
        let row = answered::ActiveModel {
            person: Set(person.to_owned()),
            key: Set(key.to_owned()),
            request: Set(answer.request.clone()),
            status: Set(i32::from(answer.status)),
            etag: Set(answer.etag.clone().unwrap_or_default()),
            body: Set(self.store_key.seal(&body, &aad("answer", person, key))?),
            made: Set(now),
        };
        self.database.transaction(async |transaction| {
            answered::Entity::delete_many().filter(answered::Column::Made.lt(now - DAY)).exec(transaction).await?;
            answered::Entity::insert(row).exec_without_returning(transaction).await?;
            Ok(())
        })?;
        Ok(())
    }
}

fn stored(row: trial::Model, times: &HashMap<(String, String), i64>) -> Result<StoredTrial, Error> {
    let nct_id = NctId::parse(&row.nct_id)?;
    let signed = !row.signature.is_empty();
    let approved_at = times.get(&(row.nct_id, row.version.clone())).copied();
    Ok(StoredTrial {
        nct_id,
        version: row.version,
        record: row.record,
        author: row.author,
        imported: row.imported,
        current: row.current,
        approver: signed.then_some(row.approver),
        approved_at,
        signature: row.signature,
    })
}

impl StoredTrial {
    /// As the recency desk takes it, where it is approved.
    pub(crate) fn approved(&self) -> Option<ApprovedTrial> {
        let approver = self.approver.clone()?;
        Some(ApprovedTrial {
            nct_id: self.nct_id,
            version: self.version.clone(),
            record: self.record.clone(),
            approval: almoner_chart::Approval { author: self.author.clone(), approver, signature: self.signature.clone() },
        })
    }
}
