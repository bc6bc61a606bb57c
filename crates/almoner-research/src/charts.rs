//! The chart store: what came through the airlock, and the facts read from it.

use std::collections::BTreeMap;

use almoner_audit::{Action, Count, Entry, ResourceKind, Role, Version};
use almoner_base::{ProjectId, StudyId};
use almoner_chart::{Chart, Refused, Retract, Sealed, ToPhi, ToResearch};
use almoner_facts::Fact;
use almoner_match::Patient;
use almoner_nlp::NoteContext;
use almoner_policy::{Permit, Principal};
use sea_orm::prelude::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::db::review::{decision, desk};
use crate::db::{chart, result};
use crate::{Error, ReceiveSummary, Room};

/// Charts that are read at a time.
const CHARTS_AT_ONCE: u64 = 500;

/// A chart of a project with its facts, opened.
pub(crate) struct Opened {
    pub(crate) chart: Chart,
    pub(crate) facts: Vec<Fact>,
    pub(crate) version: String,
}

/// What became of a batch of charts.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) refused: Vec<Refused>,
    /// Whose charts are durable now, by project.
    pub(crate) patients: BTreeMap<ProjectId, Vec<Patient>>,
}

impl Opened {
    /// What a cohort keeps of it, and the chart.
    pub(crate) fn into_patient(self) -> (Patient, Chart) {
        let content = self.chart.content();
        let patient = Patient {
            study_id: self.chart.header().study_id,
            demographics: content.demographics,
            coverage: content.coverage.clone(),
            notes: content.notes.iter().map(|note| note.kind).collect(),
            facts: self.facts,
            chart_version: self.version,
        };
        (patient, self.chart)
    }
}

impl Room {
    /// Takes what the PHI zone sends until it says that nothing more comes.
    pub(crate) fn receive(&self) -> Result<ReceiveSummary, Error> {
        let mut summary = ReceiveSummary::default();
        loop {
            match self.airlock.receive()? {
                ToResearch::Charts(charts) => {
                    let kept = self.keep(charts, &mut summary)?;
                    self.airlock.send(&ToPhi::Committed(kept.refused))?;
                }
                ToResearch::Retract(retracts) => {
                    self.forget(&retracts)?;
                    summary.retracted += retracts.len() as u64;
                    self.airlock.send(&ToPhi::Committed(Vec::new()))?;
                }
                ToResearch::Done => return Ok(summary),
                _ => return Err(Error::Protocol),
            }
        }
    }

    /// Verifies, extracts and stores a batch in one transaction. A chart that is refused does not sink the others.
    pub(crate) fn keep(&self, charts: Vec<Sealed<Chart>>, summary: &mut ReceiveSummary) -> Result<Kept, Error> {
        let mut kept = Kept::default();
        let mut rows = Vec::new();
        let mut entries = Vec::new();
        let mut permits = Vec::new();
        let epoch = self.epoch()?;
        for (at, sealed) in (0..).zip(charts) {
            let chart = match sealed.verify(&self.seal_key) {
                Ok(chart) => chart,
                Err(error) => {
                    let code = match error {
                        almoner_chart::Error::Identifier(kind) => format!("identifier-{kind}"),
                        almoner_chart::Error::Schema => "schema".to_owned(),
                        _ => "seal".to_owned(),
                    };
                    entries.push(Entry::by_service(Role::Research, Action::ChartRefused));
                    kept.refused.push(Refused { at, code });
                    continue;
                }
            };
            self.permit_once(almoner_policy::Action::ReceiveChart, &chart.header().project, &mut permits)?;
            let facts = self.extract(&chart);
            summary.charts += 1;
            summary.notes += chart.content().notes.len() as u64;
            summary.record_facts += chart.content().facts.len() as u64;
            summary.note_facts += (facts.len() - chart.content().facts.len()) as u64;
            let header = chart.header();
            let (project, study_id) = (header.project.as_str().to_owned(), header.study_id.to_string());
            entries.push(
                Entry::by_service(Role::Research, Action::ChartReceived)
                    .epoch(&epoch)
                    .resource(ResourceKind::Chart, epoch.resource(ResourceKind::Chart, study_id.as_bytes()))
                    .count(Count::Facts, facts.len() as u64)
                    .version(Version::Extractor, &self.extractor),
            );
            let (stored, bytes) = (sealed.to_stored(), minicbor::to_vec(&facts).map_err(|_| Error::Schema)?);
            rows.push(chart::ActiveModel {
                release: Set(i32::try_from(header.release).map_err(|_| Error::Schema)?),
                sealed: Set(self.store_key.seal(&stored, &aad("chart", &project, &study_id))?),
                facts: Set(self.store_key.seal(&bytes, &aad("facts", &project, &study_id))?),
                extractor: Set(self.extractor.clone()),
                project: Set(project),
                study_id: Set(study_id),
            });
            let project = header.project.clone();
            let version = almoner_base::content_version(&[&stored]);
            kept.patients.entry(project).or_default().push(Opened { chart, facts, version }.into_patient().0);
        }
        self.log.append_batch(&entries)?;
        self.database.transaction(async |transaction| {
            for some in rows.chunks(100) {
                chart::Entity::insert_many(some.to_vec())
                    .on_conflict(
                        OnConflict::columns([chart::Column::Project, chart::Column::StudyId])
                            .update_columns([
                                chart::Column::Release,
                                chart::Column::Sealed,
                                chart::Column::Facts,
                                chart::Column::Extractor,
                            ])
                            .to_owned(),
                    )
                    .exec_without_returning(transaction)
                    .await?;
            }
            Ok(())
        })?;
        Ok(kept)
    }

    /// Asks the policies once for each project of a batch.
    fn permit_once(
        &self,
        action: almoner_policy::Action,
        project: &ProjectId,
        permits: &mut Vec<Permit>,
    ) -> Result<(), Error> {
        if !permits.iter().any(|permit| permit.allows(action) && permit.project() == Some(project)) {
            permits.push(self.permit(Principal::Research, action, Some(project))?);
        }
        Ok(())
    }

    /// The facts of the record and those that the notes say.
    fn extract(&self, chart: &Chart) -> Vec<Fact> {
        let mut facts = chart.content().facts.clone();
        for (ordinal, note) in (0..).zip(&chart.content().notes) {
            facts.extend(almoner_nlp::extract(self.terms, &note.text, &NoteContext { ordinal, day: note.day }));
        }
        facts
    }

    /// Removes chart, facts, results and evidence of persons, durably, before the other side hears of it.
    pub(crate) fn forget(&self, retracts: &[Retract]) -> Result<(), Error> {
        let mut permits = Vec::new();
        for retract in retracts {
            self.permit_once(almoner_policy::Action::RetractChart, &retract.project, &mut permits)?;
        }
        let epoch = self.epoch()?;
        let entries: Vec<Entry> = retracts
            .iter()
            .map(|retract| {
                let study_id = retract.study_id.to_string();
                Entry::by_service(Role::Research, Action::Retracted)
                    .epoch(&epoch)
                    .resource(ResourceKind::Chart, epoch.resource(ResourceKind::Chart, study_id.as_bytes()))
            })
            .collect();
        self.log.append_batch(&entries)?;
        self.database.transaction(async |transaction| {
            for retract in retracts {
                let study_id = retract.study_id.to_string();
                chart::Entity::delete_by_id((retract.project.as_str().to_owned(), study_id.clone()))
                    .exec(transaction)
                    .await?;
                result::Entity::delete_many()
                    .filter(result::Column::StudyId.eq(&study_id))
                    .filter(result::Column::Project.eq(retract.project.as_str()))
                    .exec(transaction)
                    .await?;
                desk::Entity::delete_many()
                    .filter(desk::Column::StudyId.eq(&study_id))
                    .filter(desk::Column::Project.eq(retract.project.as_str()))
                    .exec(transaction)
                    .await?;
                // That somebody was screened, and the code of what was decided, stay in the screening log; words go.
                decision::Entity::update_many()
                    .col_expr(decision::Column::Note, Expr::value(Vec::<u8>::new()))
                    .filter(decision::Column::StudyId.eq(&study_id))
                    .filter(decision::Column::Project.eq(retract.project.as_str()))
                    .exec(transaction)
                    .await?;
            }
            Ok(())
        })?;
        self.database.checkpoint()?;
        Ok(())
    }

    /// Gives every chart of a project, opened, in the order of their study ids; each read is in the log before its chart is given.
    /// A few hundred are held at a time.
    pub(crate) fn each_chart(
        &self,
        permit: &Permit,
        project: &ProjectId,
        take: &mut dyn FnMut(Opened),
    ) -> Result<(), Error> {
        if !permit.allows(almoner_policy::Action::ReadChart) {
            return Err(Error::Permit);
        }
        let connection = self.database.connection();
        let mut after = String::new();
        loop {
            let rows = self.database.run(async {
                chart::Entity::find()
                    .filter(chart::Column::Project.eq(project.as_str()))
                    .filter(chart::Column::StudyId.gt(&after))
                    .order_by_asc(chart::Column::StudyId)
                    .limit(CHARTS_AT_ONCE)
                    .all(connection)
                    .await
            })?;
            let Some(last) = rows.last() else { return Ok(()) };
            after.clone_from(&last.study_id);
            let epoch = self.epoch()?;
            let entry = |row: &chart::Model| {
                Entry::by_service(Role::Research, Action::ChartRead)
                    .epoch(&epoch)
                    .resource(ResourceKind::Chart, epoch.resource(ResourceKind::Chart, row.study_id.as_bytes()))
            };
            self.log.append_batch(&rows.iter().map(entry).collect::<Vec<_>>())?;
            for row in rows {
                take(self.open_chart(&row)?);
            }
        }
    }

    fn open_chart(&self, row: &chart::Model) -> Result<Opened, Error> {
        let stored = self.store_key.open(&row.sealed, &aad("chart", &row.project, &row.study_id))?;
        let chart = Sealed::<Chart>::from_stored(&stored)?.verify(&self.seal_key)?;
        let facts = if row.extractor == self.extractor {
            let bytes = self.store_key.open(&row.facts, &aad("facts", &row.project, &row.study_id))?;
            minicbor::decode(&bytes).map_err(|_| Error::Schema)?
        } else {
            self.extract(&chart)
        };
        Ok(Opened { chart, facts, version: almoner_base::content_version(&[&stored]) })
    }

    /// The permit of this role to read a project's charts.
    pub(crate) fn permit_reading_charts(&self, project: &ProjectId) -> Result<Permit, Error> {
        self.permit(Principal::Research, almoner_policy::Action::ReadChart, Some(project))
    }

    /// One chart, verified; `None` if the project has none of this study id. That it was read is the caller's to log, with who
    /// asked.
    pub(crate) fn chart(&self, permit: &Permit, project: &ProjectId, study_id: StudyId) -> Result<Option<Chart>, Error> {
        if !permit.allows(almoner_policy::Action::ReadResults) {
            return Err(Error::Permit);
        }
        let (project, study_id) = (project.as_str().to_owned(), study_id.to_string());
        let connection = self.database.connection();
        let found = self
            .database
            .run(async { chart::Entity::find_by_id((project.clone(), study_id.clone())).one(connection).await })?;
        let Some(row) = found else { return Ok(None) };
        let stored = self.store_key.open(&row.sealed, &aad("chart", &project, &study_id))?;
        Ok(Some(Sealed::<Chart>::from_stored(&stored)?.verify(&self.seal_key)?))
    }

    /// How many charts each project holds.
    pub(crate) fn chart_counts(&self) -> Result<BTreeMap<String, u64>, Error> {
        let connection = self.database.connection();
        let projects: Vec<String> = self.database.run(async {
            chart::Entity::find().select_only().column(chart::Column::Project).distinct().into_tuple().all(connection).await
        })?;
        let mut counts = BTreeMap::new();
        for project in projects {
            let count = self
                .database
                .run(async { chart::Entity::find().filter(chart::Column::Project.eq(&project)).count(connection).await })?;
            counts.insert(project, count);
        }
        Ok(counts)
    }
}

/// What sealed bytes of the store are bound to.
pub(crate) fn aad(kind: &str, project: &str, id: &str) -> Vec<u8> {
    format!("{kind}-v1\0{project}\0{id}").into_bytes()
}
