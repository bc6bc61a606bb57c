//! Releases: which policy made a project's charts, as of which day, on whose word; and the desk's memory.

use almoner_base::{Date, ProjectId, StudyId, Timestamp};
use almoner_policy::{Action, Permit};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::db::{desk_answer, release};
use crate::{Error, Vault};

/// A release of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// From 1.
    pub number: u32,
    /// Name of the de-identification policy.
    pub policy: String,
    /// Content hash of the policy file.
    pub policy_version: String,
    /// The day at which ages are counted and the desk answers.
    pub as_of: Date,
    /// When it was begun.
    pub made: Timestamp,
    /// The expert's attestation as given, or empty.
    pub attestation: String,
    /// Whether all its charts have crossed.
    pub complete: bool,
}

impl Vault {
    /// The newest release of a project.
    ///
    /// # Errors
    /// The database refused.
    pub fn newest_release(&self, project: &ProjectId) -> Result<Option<Release>, Error> {
        Ok(self.releases(project)?.pop())
    }

    /// The releases of a project, oldest first.
    ///
    /// # Errors
    /// The database refused.
    pub fn releases(&self, project: &ProjectId) -> Result<Vec<Release>, Error> {
        let connection = self.database.connection();
        let rows = self.database.run(async {
            release::Entity::find()
                .filter(release::Column::Project.eq(project.as_str()))
                .order_by_asc(release::Column::Number)
                .all(connection)
                .await
        })?;
        let read = |row: release::Model| {
            Ok(Release {
                number: u32::try_from(row.number).map_err(|_| Error::Schema)?,
                policy: row.policy,
                policy_version: row.policy_version,
                as_of: Date::from_days_since_1970(row.as_of),
                made: Timestamp(row.made),
                attestation: row.attestation,
                complete: row.complete,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// Records a release before its first chart is sealed.
    ///
    /// # Errors
    /// The permit does not allow it, or the database refused.
    pub fn begin_release(&mut self, permit: &Permit, project: &ProjectId, release: &Release) -> Result<(), Error> {
        if !permit.allows(Action::SealChart) {
            return Err(Error::Permit);
        }
        let row = release::ActiveModel {
            project: Set(project.as_str().to_owned()),
            number: Set(i32::try_from(release.number).map_err(|_| Error::Schema)?),
            policy: Set(release.policy.clone()),
            policy_version: Set(release.policy_version.clone()),
            as_of: Set(release.as_of.days_since_1970()),
            made: Set(release.made.0),
            attestation: Set(release.attestation.clone()),
            complete: Set(false),
        };
        let connection = self.database.connection();
        self.database.run(async { release::Entity::insert(row).exec_without_returning(connection).await })?;
        Ok(())
    }

    /// Records that all charts of a release have crossed.
    ///
    /// # Errors
    /// The database refused.
    pub fn complete_release(&mut self, project: &ProjectId, number: u32) -> Result<(), Error> {
        let number = i32::try_from(number).map_err(|_| Error::Schema)?;
        let connection = self.database.connection();
        self.database.run(async {
            release::Entity::update_many()
                .col_expr(release::Column::Complete, Expr::value(true))
                .filter(release::Column::Project.eq(project.as_str()))
                .filter(release::Column::Number.eq(number))
                .exec(connection)
                .await
        })?;
        Ok(())
    }

    fn desk_lookup(&self, project: &ProjectId, release: u32, question: (StudyId, &str, &str, u32)) -> Vec<u8> {
        let (study_id, trial, version, criterion) = question;
        let (study_id, release, criterion) = (study_id.to_string(), release.to_be_bytes(), criterion.to_be_bytes());
        let parts: [&[u8]; 6] =
            [project.as_str().as_bytes(), &release, study_id.as_bytes(), trial.as_bytes(), version.as_bytes(), &criterion];
        self.opaque("desk", &parts).to_vec()
    }

    /// What the desk answered to this question (study id, trial, version, criterion) within this release.
    ///
    /// # Errors
    /// The database refused.
    pub fn desk_answer(
        &self,
        project: &ProjectId,
        release: u32,
        question: (StudyId, &str, &str, u32),
    ) -> Result<Option<i32>, Error> {
        let lookup = self.desk_lookup(project, release, question);
        let connection = self.database.connection();
        let row = self.database.run(async { desk_answer::Entity::find_by_id(lookup).one(connection).await })?;
        Ok(row.map(|row| row.outcome))
    }

    /// Remembers an answer for as long as the release stands.
    ///
    /// # Errors
    /// The database refused.
    pub fn remember_desk_answer(
        &mut self,
        project: &ProjectId,
        release: u32,
        question: (StudyId, &str, &str, u32),
        outcome: i32,
    ) -> Result<(), Error> {
        let row =
            desk_answer::ActiveModel { lookup: Set(self.desk_lookup(project, release, question)), outcome: Set(outcome) };
        let connection = self.database.connection();
        self.database.run(async {
            desk_answer::Entity::insert(row)
                .on_conflict(OnConflict::column(desk_answer::Column::Lookup).do_nothing().to_owned())
                .exec_without_returning(connection)
                .await
        })?;
        Ok(())
    }
}
