//! The crosswalk from a patient to the study id and secret epoch of one project, and how far the chart has crossed.

use almoner_base::{ProjectId, StudyId};
use almoner_crypto::{DataKey, random_below, random_u64};
use almoner_facts::Timeline;
use almoner_policy::{Action, Permit};
use minicbor::{Decode, Encode};
use sea_orm::prelude::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::db::{member, patient};
use crate::people::{refused, state_of};
use crate::{Error, PatientId, State, Vault};

/// Where a chart stands on its way across the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossing {
    /// The far side holds nothing.
    None,
    /// It was, or is about to be, sent; whether it arrived is not known yet.
    Sent,
    /// The far side has it and said so.
    Delivered,
    /// It is to be withdrawn, and the far side has not said yet that it is.
    Withdrawing,
}

impl Crossing {
    pub(crate) fn number(self) -> i32 {
        match self {
            Self::None => 0,
            Self::Sent => 1,
            Self::Delivered => 2,
            Self::Withdrawing => 3,
        }
    }
}

/// A person in a project.
#[derive(Clone, Debug)]
pub struct Member {
    /// Pseudonym, drawn at random.
    pub study_id: StudyId,
    /// The person's days in this project, counted from a secret epoch, drawn at random.
    pub timeline: Timeline,
    /// What false values of the person in this project follow from: derived from the person's own key, so that it goes with it.
    pub surrogates: DataKey,
}

#[derive(Encode, Decode)]
struct SealedMember {
    #[n(0)]
    study_id: StudyId,
    #[n(1)]
    epoch: i32,
}

/// Epochs are drawn from the 200 years after 1900-01-01, so that a day number by itself says next to nothing.
const EPOCH_FIRST: i32 = -25_567;
const EPOCH_SPAN: u64 = 73_049;

impl Vault {
    fn member_aad(&self, project: &ProjectId, patient: i64) -> Vec<u8> {
        let (tenant, project) = (self.tenant.as_str().as_bytes(), project.as_str().as_bytes());
        [b"member-v1\0", tenant, b"\0", project, b"\0", &patient.to_be_bytes()].concat()
    }

    fn member_lookup(&self, project: &ProjectId, study_id: StudyId) -> Vec<u8> {
        let (tenant, project) = (self.tenant.as_str().as_bytes(), project.as_str().as_bytes());
        self.opaque("member", &[tenant, project, study_id.to_string().as_bytes()]).to_vec()
    }

    /// The person's study id and timeline in a project; drawn at random the first time, the same ever after.
    ///
    /// # Errors
    /// The permit does not allow it, the person was shredded, or the store refused.
    pub fn member(&mut self, permit: &Permit, project: &ProjectId, patient: PatientId) -> Result<Member, Error> {
        if !permit.allows(Action::ReadVault) {
            return Err(Error::Permit);
        }
        let key = self.open_key(&self.row(patient.0)?)?;
        let surrogates = key.derive(&[b"surrogates\0", project.as_str().as_bytes()].concat());
        let aad = self.member_aad(project, patient.0);
        let connection = self.database.connection();
        let found = self
            .database
            .run(async { member::Entity::find_by_id((project.as_str().to_owned(), patient.0)).one(connection).await })?;
        if let Some(row) = found {
            let bytes = key.open(&row.sealed, &aad)?;
            let sealed: SealedMember = minicbor::decode(&bytes).map_err(|_| Error::Schema)?;
            return Ok(Member { study_id: sealed.study_id, timeline: Timeline::new(sealed.epoch), surrogates });
        }
        let mut study_id = StudyId::from_random(random_u64()?);
        while self.patient_of(project, study_id)?.is_some() {
            study_id = StudyId::from_random(random_u64()?);
        }
        let epoch = EPOCH_FIRST + i32::try_from(random_below(EPOCH_SPAN)?).map_err(|_| Error::Schema)?;
        let bytes = minicbor::to_vec(SealedMember { study_id, epoch }).map_err(|_| Error::Schema)?;
        let row = member::ActiveModel {
            project: Set(project.as_str().to_owned()),
            patient: Set(patient.0),
            lookup: Set(self.member_lookup(project, study_id)),
            sealed: Set(key.seal(&bytes, &aad)?),
            crossing: Set(Crossing::None.number()),
            release: Set(0),
        };
        self.database.run(async { member::Entity::insert(row).exec_without_returning(connection).await })?;
        Ok(Member { study_id, timeline: Timeline::new(epoch), surrogates })
    }

    /// Who has this study id in this project.
    ///
    /// # Errors
    /// The database refused.
    pub fn patient_of(&self, project: &ProjectId, study_id: StudyId) -> Result<Option<PatientId>, Error> {
        let lookup = self.member_lookup(project, study_id);
        let connection = self.database.connection();
        let row = self
            .database
            .run(async { member::Entity::find().filter(member::Column::Lookup.eq(lookup)).one(connection).await })?;
        Ok(row.map(|row| PatientId(row.patient)))
    }

    /// Records where charts of a release stand. Durable when this returns.
    ///
    /// # Errors
    /// The database refused.
    pub fn crossed(
        &mut self,
        project: &ProjectId,
        patients: &[PatientId],
        crossing: Crossing,
        release: u32,
    ) -> Result<(), Error> {
        let release = i32::try_from(release).map_err(|_| Error::Schema)?;
        self.database.transaction(async |transaction| {
            for some in patients.chunks(500) {
                member::Entity::update_many()
                    .col_expr(member::Column::Crossing, Expr::value(crossing.number()))
                    .col_expr(member::Column::Release, Expr::value(release))
                    .filter(member::Column::Project.eq(project.as_str()))
                    .filter(member::Column::Patient.is_in(some.iter().map(|patient| patient.0)))
                    .exec(transaction)
                    .await?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// The persons whose charts of this release the far side already holds.
    ///
    /// # Errors
    /// The database refused.
    pub fn delivered(&self, project: &ProjectId, release: u32) -> Result<Vec<PatientId>, Error> {
        let release = i32::try_from(release).map_err(|_| Error::Schema)?;
        let connection = self.database.connection();
        let rows = self.database.run(async {
            member::Entity::find()
                .filter(member::Column::Project.eq(project.as_str()))
                .filter(member::Column::Release.eq(release))
                .filter(member::Column::Crossing.eq(Crossing::Delivered.number()))
                .order_by_asc(member::Column::Lookup)
                .all(connection)
                .await
        })?;
        Ok(rows.into_iter().map(|row| PatientId(row.patient)).collect())
    }

    /// Charts that the far side may hold and must not: of persons who died, said no, or were merged since, and those marked.
    ///
    /// # Errors
    /// The database refused.
    pub fn to_withdraw(&self) -> Result<Vec<(ProjectId, PatientId, State)>, Error> {
        let connection = self.database.connection();
        let held = [Crossing::Sent.number(), Crossing::Delivered.number(), Crossing::Withdrawing.number()];
        let (rows, refused) = self.database.run(async {
            let members = member::Entity::find()
                .filter(member::Column::Crossing.is_in(held))
                .order_by_asc(member::Column::Lookup)
                .all(connection)
                .await?;
            let mut rows = Vec::new();
            for member in members {
                if let Some(person) = patient::Entity::find_by_id(member.patient).one(connection).await? {
                    rows.push((member, person));
                }
            }
            Ok((rows, refused(connection).await?))
        })?;
        let mut found = Vec::new();
        for (member, person) in rows {
            let state = state_of(&person, refused.contains(&person.id))?;
            if state != State::Active || member.crossing == Crossing::Withdrawing.number() {
                let project = ProjectId::new(&member.project).map_err(|_| Error::Schema)?;
                found.push((project, PatientId(member.patient), state));
            }
        }
        Ok(found)
    }
}

impl Vault {
    /// Marks the charts of these persons to be withdrawn, where the far side may hold one.
    ///
    /// # Errors
    /// The database refused.
    pub fn hold_back(&mut self, project: &ProjectId, patients: &[PatientId]) -> Result<(), Error> {
        self.database.transaction(async |transaction| {
            for some in patients.chunks(500) {
                member::Entity::update_many()
                    .col_expr(member::Column::Crossing, Expr::value(Crossing::Withdrawing.number()))
                    .filter(member::Column::Project.eq(project.as_str()))
                    .filter(member::Column::Patient.is_in(some.iter().map(|patient| patient.0)))
                    .filter(member::Column::Crossing.ne(Crossing::None.number()))
                    .exec(transaction)
                    .await?;
            }
            Ok(())
        })?;
        Ok(())
    }
}

impl Vault {
    /// Records what a person, or who treats them, said of research here. A refusal holds from now on, whatever arrives later; only a
    /// choice that is recorded here takes it back. Charts of who refuses are found by [`Vault::to_withdraw`].
    ///
    /// # Errors
    /// The permit does not allow it, or the database refused.
    pub fn record_choice(&mut self, permit: &Permit, patient: PatientId, refused: bool) -> Result<(), Error> {
        if !permit.allows(Action::RecordConsent) {
            return Err(Error::Permit);
        }
        let rows: Vec<i64> = self.same_person(patient)?.iter().map(|row| row.0).collect();
        let connection = self.database.connection();
        self.database.run(async {
            patient::Entity::update_many()
                .col_expr(patient::Column::Refused, Expr::value(refused))
                .filter(patient::Column::Id.is_in(rows))
                .exec(connection)
                .await
        })?;
        Ok(())
    }

    /// The projects in which a person has a study id.
    ///
    /// # Errors
    /// The database refused.
    pub fn projects_of(&self, patient: PatientId) -> Result<Vec<ProjectId>, Error> {
        let connection = self.database.connection();
        let rows = self
            .database
            .run(async { member::Entity::find().filter(member::Column::Patient.eq(patient.0)).all(connection).await })?;
        rows.iter().map(|row| ProjectId::new(&row.project).map_err(|_| Error::Schema)).collect()
    }
}

#[cfg(test)]
mod tests;
