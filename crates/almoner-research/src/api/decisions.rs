//! Decisions about candidates: bins with reason codes, overrides, a second reader, undo; the screening log of a trial and the decision
//! log of a project. A decision is never changed. It starts from what its person saw, so that two at once do not overwrite
//! each other unseen.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use almoner_audit::{Action as Logged, Count};
use almoner_base::{NctId, ProjectId, StudyId};
use almoner_identity::http::{self, IdempotencyKey, IfMatch, Problem};
use almoner_match::explain_candidate;
use almoner_policy::ResearchRoute;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ask::{nct, run, study};
use super::candidates::{VerdictName, VersionsTold, code, versions_told};
use super::export::{ExportAsked, Table};
use super::once::Done;
use super::page::{Page, PageQuery};
use super::trials::list_of;
use super::versions::words;
use super::{About, Answer, Api, Asker};
use crate::charts::aad;
use crate::db::review::decision;
use crate::{Error, Room};

/// How long a decision can be taken back by whoever made it. The page offers it for ten seconds; the rest is for slow networks.
const UNDO_MS: i64 = 30_000;
/// Characters of a note.
const LONGEST_NOTE: usize = 500;

/// Where a candidate stands in the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Bin {
    /// Nobody has decided anything.
    New,
    /// Worth a closer look.
    Flagged,
    /// Read against the criteria.
    Screened,
    /// Waits for something.
    Deferred,
    /// Will not take part.
    NotEligible,
    /// Handed to the study team.
    Referred,
    /// Takes part.
    Enrolled,
}

impl Bin {
    pub(crate) const ALL: &[Self] =
        &[Self::New, Self::Flagged, Self::Screened, Self::Deferred, Self::NotEligible, Self::Referred, Self::Enrolled];

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|bin| code(*bin) == name)
    }
}

/// A verdict that a person sets against the computed one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Override {
    criterion: u32,
    verdict: VerdictName,
    /// A code of the site's list.
    #[schema(pattern = "^[a-z][a-z0-9_-]{0,39}$")]
    reason_code: String,
}

/// A decision to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    bin: Bin,
    /// A code of the site's list.
    #[schema(pattern = "^[a-z][a-z0-9_-]{0,39}$")]
    reason_code: String,
    /// At most 500 characters; nothing that identifies anybody.
    #[serde(default)]
    #[schema(max_length = 500)]
    note: Option<String>,
    #[serde(default, rename = "override")]
    #[schema(max_items = 200)]
    overrides: Vec<Override>,
    /// Whether this is the reading of a second person, which moves the candidate to no other bin.
    #[serde(default)]
    second_reader: bool,
}

/// A decision as it is told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DecisionTold {
    id: String,
    /// In milliseconds since 1970 UTC.
    at: i64,
    /// The person's id.
    by: String,
    nct_id: String,
    study_id: String,
    bin: Bin,
    reason_code: String,
    /// In a candidate's own history alone.
    note: Option<String>,
    #[serde(rename = "override")]
    overrides: Vec<Override>,
    second_reader: bool,
    undone: bool,
    /// Content hashes of what the person saw.
    versions: Option<VersionsTold>,
}

/// A decision that was made, and the tag for the next.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Decided {
    decision: DecisionTold,
    etag: String,
}

/// A line of the screening log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ScreeningRow {
    study_id: String,
    bin: Bin,
    reason_code: Option<String>,
    at: i64,
    by: String,
}

/// Which decisions.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DecisionQuery {
    /// Of this trial alone.
    trial: Option<String>,
    /// Of this person alone.
    by: Option<String>,
    /// Items on the page, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl DecisionQuery {
    /// What the list is, wherever the page begins.
    fn list(&self) -> String {
        let list = Self { limit: None, cursor: None, ..self.clone() };
        serde_json::to_string(&list).unwrap_or_default()
    }
}

/// Where a candidate stands.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) bin: Bin,
    pub(crate) reason_code: Option<String>,
    pub(crate) decided_at: Option<i64>,
    pub(crate) second: bool,
    by: Option<String>,
    last: i64,
}

/// All decisions, by candidate.
pub(crate) struct Book(RwLock<Decisions>);

#[derive(Default)]
struct Decisions {
    all: Vec<decision::Model>,
    of: HashMap<(String, String), HashMap<StudyId, Vec<usize>>>,
}

impl Decisions {
    fn add(&mut self, row: decision::Model) -> Result<(), Error> {
        let study_id = StudyId::parse(&row.study_id)?;
        let trial = self.of.entry((row.project.clone(), row.nct_id.clone())).or_default();
        trial.entry(study_id).or_default().push(self.all.len());
        self.all.push(row);
        Ok(())
    }

    /// A candidate's decisions, oldest first.
    fn rows(
        &self,
        project: &ProjectId,
        nct_id: NctId,
        study_id: StudyId,
    ) -> impl DoubleEndedIterator<Item = &decision::Model> {
        let trial = self.of.get(&(project.as_str().to_owned(), nct_id.to_string()));
        let places = trial.and_then(|trial| trial.get(&study_id)).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.all.get(*place))
    }

    fn standing(&self, project: &ProjectId, nct_id: NctId, study_id: StudyId) -> Standing {
        let valid = || self.rows(project, nct_id, study_id).filter(|row| row.undone == 0).rev();
        let Some(first) = valid().find(|row| !row.second) else {
            return Standing { bin: Bin::New, reason_code: None, decided_at: None, second: false, by: None, last: 0 };
        };
        Standing {
            bin: Bin::from_name(&first.bin).unwrap_or(Bin::New),
            reason_code: Some(first.reason_code.clone()),
            decided_at: Some(first.made),
            second: valid().any(|row| row.second && row.id > first.id),
            by: Some(first.by.clone()),
            last: first.id,
        }
    }

    /// Counts what was decided and undone: the entity tag.
    fn revision(&self, project: &ProjectId, nct_id: NctId, study_id: StudyId) -> usize {
        self.rows(project, nct_id, study_id).map(|row| 1 + usize::from(row.undone != 0)).sum()
    }

    fn studies(&self, project: &ProjectId, nct_id: NctId) -> Vec<StudyId> {
        let trial = self.of.get(&(project.as_str().to_owned(), nct_id.to_string()));
        trial.into_iter().flat_map(HashMap::keys).copied().collect()
    }
}

impl Book {
    pub(crate) fn open(room: &Room) -> Result<Self, Error> {
        let mut decisions = Decisions::default();
        for row in room.decisions()? {
            decisions.add(row)?;
        }
        Ok(Self(RwLock::new(decisions)))
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Decisions> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn standing(&self, project: &ProjectId, nct_id: NctId, study_id: StudyId) -> Standing {
        self.read().standing(project, nct_id, study_id)
    }

    pub(crate) fn revision(&self, project: &ProjectId, nct_id: NctId, study_id: StudyId) -> usize {
        self.read().revision(project, nct_id, study_id)
    }

    /// Forgets the words about somebody whose chart was withdrawn. The database has forgotten them.
    pub(crate) fn forget_words(&self, project: &ProjectId, study_id: StudyId) {
        let mut decisions = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let study_id = study_id.to_string();
        let theirs = decisions.all.iter_mut().filter(|row| row.project == project.as_str() && row.study_id == study_id);
        theirs.for_each(|row| row.note.clear());
    }

    /// Trials of a project about whose candidates something was decided.
    pub(crate) fn trials(&self, project: &ProjectId) -> Vec<NctId> {
        let book = self.read();
        let of_project = book.of.keys().filter(|(of, _)| of == project.as_str());
        of_project.filter_map(|(_, nct_id)| NctId::parse(nct_id).ok()).collect()
    }

    /// When anything changed last about somebody who is or was enrolled, by project and trial.
    pub(crate) fn enrolments_changed(&self) -> Vec<(ProjectId, NctId, i64)> {
        let book = self.read();
        let changes = book.of.iter().filter_map(|((project, nct_id), studies)| {
            let rows = |places: &[usize]| places.iter().filter_map(|place| book.all.get(*place)).collect::<Vec<_>>();
            let enrolled = studies.values().map(|places| rows(places));
            let enrolled = enrolled.filter(|rows| rows.iter().any(|row| row.bin == code(Bin::Enrolled)));
            let last = enrolled.flatten().map(|row| row.made.max(row.undone)).max()?;
            Some((ProjectId::new(project).ok()?, NctId::parse(nct_id).ok()?, last))
        });
        changes.collect()
    }

    /// Whoever is in a bin.
    pub(crate) fn members(&self, project: &ProjectId, nct_id: NctId, bin: Bin) -> impl Iterator<Item = StudyId> + use<> {
        let book = self.read();
        let in_it = |id: &StudyId| book.standing(project, nct_id, *id).bin == bin;
        book.studies(project, nct_id).into_iter().filter(in_it).collect::<Vec<_>>().into_iter()
    }

    pub(crate) fn in_bin(&self, project: &ProjectId, nct_id: NctId, bin: Bin) -> u64 {
        self.members(project, nct_id, bin).count() as u64
    }
}

/// Decides about a candidate, from what was seen: `If-Match` holds the tag that came with the candidate.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/candidates/{study_id}/decisions", tag = "decisions",
    params(("nct_id" = String, Path), ("study_id" = String, Path)), request_body = NewDecision,
    responses((status = 201, body = Decided, headers(("ETag" = String, description = "counts the decisions")))))]
pub(crate) async fn decide(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path((nct_id, study_id)): http::Path<(String, String)>,
    IfMatch(seen): IfMatch,
    key: IdempotencyKey,
    http::Json(new): http::Json<NewDecision>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let (nct_id, study_id) = (nct(&nct_id)?, study(&study_id)?);
        let about = About::trial(nct_id);
        let permit = api.permit(&asker, ResearchRoute::CandidateDecide, &about)?;
        check(&new)?;
        let request = (ResearchRoute::CandidateDecide.name(), nct_id, study_id, &seen, &new);
        api.once(&asker, &key, &request, || {
            let versions = api.seen_versions(&asker, nct_id, study_id, &new)?;
            let mut decisions = api.book.0.write().unwrap_or_else(PoisonError::into_inner);
            if seen != decisions.revision(&asker.project, nct_id, study_id).to_string() {
                return Err(api.conflict(&decisions, &asker, nct_id, study_id, &new));
            }
            let standing = decisions.standing(&asker.project, nct_id, study_id);
            if new.second_reader && standing.by.as_deref().is_none_or(|first| first == asker.name()) {
                let title = "a second reader is somebody else than the first, after the first";
                return Err(Problem::new(StatusCode::CONFLICT, "second-reader", title));
            }
            let logged = if new.second_reader { Logged::SecondRead } else { Logged::CandidateReviewed };
            let mut entries = vec![api.about_chart(api.entry(&asker, &permit, logged, &about)?, study_id)?];
            for one in &new.overrides {
                let entry = api.entry(&asker, &permit, Logged::VerdictOverridden, &about)?;
                let entry = entry.count(Count::Criterion, u64::from(one.criterion));
                entries.push(api.about_chart(entry, study_id)?);
            }
            api.room.log.append_batch(&entries).map_err(Error::from)?;
            let id = decisions.all.last().map_or(0, |row| row.id) + 1;
            let row = api.row_of(&asker, id, nct_id, study_id, &new, &versions)?;
            api.room.store_decision(&row)?;
            decisions.add(row.clone())?;
            api.enrolment_of(&asker, nct_id, study_id, standing.bin, &decisions);
            let etag = decisions.revision(&asker.project, nct_id, study_id).to_string();
            let decision = api.told(&row, true)?;
            Ok(Done::new(StatusCode::CREATED, &Decided { decision, etag: etag.clone() })?.etag(&etag))
        })
    })
    .await
}

/// Takes back one's own newest decision about a candidate, shortly after it was made.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/candidates/{study_id}/decisions/{decision}/undo", tag = "decisions",
    params(("nct_id" = String, Path), ("study_id" = String, Path), ("decision" = String, Path)),
    responses((status = 200, body = Decided, headers(("ETag" = String, description = "counts the decisions")))))]
pub(crate) async fn undo(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path((nct_id, study_id, decision)): http::Path<(String, String, String)>,
    key: IdempotencyKey,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let (nct_id, study_id) = (nct(&nct_id)?, study(&study_id)?);
        let id: i64 = decision.parse().map_err(|_| Problem::not_found())?;
        let about = About::trial(nct_id);
        let permit = api.permit(&asker, ResearchRoute::DecisionUndo, &about)?;
        api.once(&asker, &key, &(ResearchRoute::DecisionUndo.name(), nct_id, study_id, id), || {
            let mut decisions = api.book.0.write().unwrap_or_else(PoisonError::into_inner);
            let newest = decisions.rows(&asker.project, nct_id, study_id).rfind(|row| row.undone == 0).cloned();
            decisions.rows(&asker.project, nct_id, study_id).find(|row| row.id == id).ok_or_else(Problem::not_found)?;
            let now = api.room.clock.now().0;
            let can = |row: &decision::Model| row.id == id && row.by == asker.name() && now - row.made <= UNDO_MS;
            let Some(mut row) = newest.filter(can) else {
                let title = "only your own newest decision can be taken back, within half a minute";
                return Err(Problem::new(StatusCode::CONFLICT, "not-to-be-undone", title));
            };
            let entry = api.entry(&asker, &permit, Logged::DecisionUndone, &about)?;
            api.room.log.append(&api.about_chart(entry, study_id)?).map_err(Error::from)?;
            let before = decisions.standing(&asker.project, nct_id, study_id).bin;
            row.undone = now;
            api.room.store_decision(&row)?;
            if let Some(kept) = decisions.all.iter_mut().find(|kept| kept.id == id) {
                kept.undone = now;
            }
            api.enrolment_of(&asker, nct_id, study_id, before, &decisions);
            let etag = decisions.revision(&asker.project, nct_id, study_id).to_string();
            let decision = api.told(&row, true)?;
            Ok(Done::new(StatusCode::OK, &Decided { decision, etag: etag.clone() })?.etag(&etag))
        })
    })
    .await
}

/// The screening log of a trial: who stands where, and why, newest first (ICH E6).
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}/screening-log", tag = "decisions",
    params(("nct_id" = String, Path), PageQuery), responses((status = 200, body = Page<ScreeningRow>)))]
pub(crate) async fn screening_log(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
    http::Query(page): http::Query<PageQuery>,
) -> Answer<Page<ScreeningRow>> {
    run(move || {
        let (nct_id, limit) = (nct(&nct_id)?, page.limit()?);
        api.grant(&asker, ResearchRoute::ScreeningLog, &About::trial(nct_id))?;
        api.trial(nct_id)?;
        let decisions = api.book.read();
        let studies = decisions.studies(&asker.project, nct_id).into_iter();
        let mut standing: Vec<(StudyId, Standing)> = studies
            .map(|study_id| (study_id, decisions.standing(&asker.project, nct_id, study_id)))
            .filter(|(_, standing)| standing.last > 0)
            .collect();
        standing.sort_by_key(|(_, standing)| std::cmp::Reverse(standing.last));
        let total = standing.len() as u64;
        let list = list_of("screening", &asker, nct_id);
        if let Some(cursor) = &page.cursor {
            let before: i64 = api.cursors.read(&list, cursor)?;
            standing.retain(|(_, standing)| standing.last < before);
        }
        let more = standing.len() > limit;
        standing.truncate(limit);
        let last = standing.last().filter(|_| more).map(|(_, standing)| standing.last);
        let next = last.map(|last| api.cursors.make(&list, &last)).transpose()?;
        let items = standing.into_iter().map(|(study_id, standing)| ScreeningRow {
            study_id: study_id.to_string(),
            bin: standing.bin,
            reason_code: standing.reason_code,
            at: standing.decided_at.unwrap_or(0),
            by: standing.by.unwrap_or_default(),
        });
        Ok(Page { items: items.collect(), next, total: Some(total) })
    })
    .await
}

/// What was decided in the project, by which versions, newest first.
#[utoipa::path(get, path = "/api/v1/decisions", tag = "decisions", params(DecisionQuery),
    responses((status = 200, body = Page<DecisionTold>)))]
pub(crate) async fn log(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Query(query): http::Query<DecisionQuery>,
) -> Answer<Page<DecisionTold>> {
    run(move || {
        let limit = super::page::limit(query.limit)?;
        api.grant(&asker, ResearchRoute::DecisionLog, &About::default())?;
        let list = format!("decisions\0{}\0{}", asker.project.as_str(), query.list());
        let before = match &query.cursor {
            Some(cursor) => api.cursors.read(&list, cursor)?,
            None => i64::MAX,
        };
        let decisions = api.book.read();
        let is = |asked: &Option<String>, own: &str| asked.as_ref().is_none_or(|asked| asked == own);
        let wanted = |row: &&decision::Model| {
            row.project == asker.project.as_str()
                && row.id < before
                && is(&query.trial, &row.nct_id)
                && is(&query.by, &row.by)
        };
        let mut rows: Vec<&decision::Model> = decisions.all.iter().rev().filter(wanted).take(limit + 1).collect();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| api.cursors.make(&list, &row.id)).transpose()?;
        let items = rows.into_iter().map(|row| api.told(row, false)).collect::<Result<_, _>>()?;
        Ok(Page { items, next, total: None })
    })
    .await
}

/// Decisions as a file: of one trial, or of all studies whose candidates one may take out.
#[utoipa::path(post, path = "/api/v1/decisions/export", tag = "decisions", request_body = ExportAsked,
    responses((status = 200, content((String = "text/csv"), (Vec<DecisionTold> = "application/json")))))]
pub(crate) async fn export(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Json(asked): http::Json<ExportAsked>,
) -> Result<Response, Problem> {
    http::blocking(move || {
        let own = api.taken_out(&asker, asked.trial.as_deref())?;
        let numbers: Vec<String> = own.iter().map(NctId::to_string).collect();
        let decisions = api.book.read();
        let is_own = |row: &&decision::Model| row.project == asker.project.as_str() && numbers.contains(&row.nct_id);
        let rows: Vec<&decision::Model> = decisions.all.iter().filter(is_own).collect();
        let about = own.first().map_or_else(About::default, |nct_id| About::trial(*nct_id));
        let permit = api.permit_export(&asker, ResearchRoute::DecisionExport, &about, &asked, rows.len() as u64)?;
        let told = permit.limit(rows).into_rows().into_iter().map(|row| api.told(row, false));
        Ok(Table::of(told.collect::<Result<Vec<DecisionTold>, _>>()?, |row| {
            vec![
                ("id", row.id.clone()),
                ("at", row.at.to_string()),
                ("by", row.by.clone()),
                ("nct_id", row.nct_id.clone()),
                ("study_id", row.study_id.clone()),
                ("bin", code(row.bin)),
                ("reason_code", row.reason_code.clone()),
                ("second_reader", row.second_reader.to_string()),
                ("undone", row.undone.to_string()),
            ]
        })
        .respond(asked.format, "decisions"))
    })
    .await
}

impl Api {
    /// Tells the matches of other trials where a candidate was enrolled, or is no longer.
    fn enrolment_of(&self, asker: &Asker, nct_id: NctId, study_id: StudyId, before: Bin, decisions: &Decisions) {
        let now = decisions.standing(&asker.project, nct_id, study_id).bin;
        if (before == Bin::Enrolled) != (now == Bin::Enrolled) {
            self.live.enrolment_changed(&asker.project, nct_id, self.room.clock.now().0);
        }
    }

    /// What was decided about a candidate, newest first.
    pub(crate) fn history(&self, asker: &Asker, nct_id: NctId, study_id: StudyId) -> Result<Vec<DecisionTold>, Problem> {
        let decisions = self.book.read();
        decisions.rows(&asker.project, nct_id, study_id).rev().map(|row| self.told(row, true)).collect()
    }

    /// The versions of what the person sees now, and a check that overrides name criteria of it.
    fn seen_versions(
        &self,
        asker: &Asker,
        nct_id: NctId,
        study_id: StudyId,
        new: &NewDecision,
    ) -> Result<VersionsTold, Problem> {
        let candidate = self.candidate(asker, nct_id, study_id)?;
        if new.bin == Bin::Enrolled {
            self.screened_by_approved(&candidate)?;
        }
        let trial = &candidate.found.matched.trial.trial;
        let known = |one: &Override| trial.criteria.iter().any(|criterion| criterion.id == one.criterion);
        if !new.overrides.iter().all(known) {
            return Err(Problem::unusable(
                "criterion-unknown",
                "an override names a criterion of the version that was matched",
            ));
        }
        let screen = candidate.found.snapshot.screen(self.room.terms);
        let explained = explain_candidate(&screen, trial, study_id).ok_or_else(Problem::not_found)?;
        Ok(versions_told(&explained))
    }

    fn row_of(
        &self,
        asker: &Asker,
        id: i64,
        nct_id: NctId,
        study_id: StudyId,
        new: &NewDecision,
        versions: &VersionsTold,
    ) -> Result<decision::Model, Problem> {
        let json = |value: serde_json::Result<String>| value.map_err(|_| Problem::internal());
        let note = match new.note.as_deref().filter(|note| !note.trim().is_empty()) {
            Some(note) => {
                let bound = aad("note", asker.project.as_str(), &id.to_string());
                self.room.store_key.seal(note.as_bytes(), &bound).map_err(Error::from)?
            }
            None => Vec::new(),
        };
        Ok(decision::Model {
            id,
            project: asker.project.as_str().to_owned(),
            nct_id: nct_id.to_string(),
            study_id: study_id.to_string(),
            bin: code(new.bin),
            reason_code: new.reason_code.clone(),
            second: new.second_reader,
            overrides: json(serde_json::to_string(&new.overrides))?,
            note,
            versions: json(serde_json::to_string(versions))?,
            by: asker.name(),
            made: self.room.clock.now().0,
            undone: 0,
        })
    }

    fn told(&self, row: &decision::Model, with_note: bool) -> Result<DecisionTold, Problem> {
        let note = if with_note && !row.note.is_empty() {
            let bound = aad("note", &row.project, &row.id.to_string());
            let bytes = self.room.store_key.open(&row.note, &bound).map_err(Error::from)?;
            String::from_utf8(bytes).ok()
        } else {
            None
        };
        Ok(DecisionTold {
            id: row.id.to_string(),
            at: row.made,
            by: row.by.clone(),
            nct_id: row.nct_id.clone(),
            study_id: row.study_id.clone(),
            bin: Bin::from_name(&row.bin).unwrap_or(Bin::New),
            reason_code: row.reason_code.clone(),
            note,
            overrides: serde_json::from_str(&row.overrides).unwrap_or_default(),
            second_reader: row.second,
            undone: row.undone != 0,
            versions: serde_json::from_str(&row.versions).ok(),
        })
    }

    fn conflict(
        &self,
        decisions: &Decisions,
        asker: &Asker,
        nct_id: NctId,
        study_id: StudyId,
        new: &NewDecision,
    ) -> Problem {
        let newest = decisions.rows(&asker.project, nct_id, study_id).next_back();
        let newest = newest.and_then(|row| self.told(row, true).ok());
        let title = "somebody has decided about this candidate meanwhile";
        Problem::new(StatusCode::PRECONDITION_FAILED, "precondition-failed", title)
            .with("etag", decisions.revision(&asker.project, nct_id, study_id).to_string())
            .with("current", serde_json::to_value(newest).unwrap_or_default())
            .with("yours", serde_json::to_value(new).unwrap_or_default())
    }
}

fn check(new: &NewDecision) -> Result<(), Problem> {
    let overrides = new.overrides.iter().map(|one| one.reason_code.as_str());
    if !overrides.chain([new.reason_code.as_str()]).all(is_code) {
        return Err(Problem::unusable("reason-code", "a reason is a code of at most 40 small letters, digits, `-` and `_`"));
    }
    if new.overrides.len() > 200 {
        return Err(Problem::unusable("overrides", "at most 200 overrides"));
    }
    match &new.note {
        Some(note) if note.chars().count() > LONGEST_NOTE => {
            Err(Problem::unusable("words", "a note has at most 500 characters").with("field", "note"))
        }
        Some(note) => words(note, 0, "note"),
        None => Ok(()),
    }
}

/// Whether a text is a code as sites use them: small letters, digits, `-` and `_`, and no number of anybody.
pub(crate) fn is_code(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let fits = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    fits && digits < 6 && text.len() <= 40 && text.starts_with(|c: char| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, bin: Bin, by: &str, second: bool, undone: bool) -> decision::Model {
        decision::Model {
            id,
            project: "default".to_owned(),
            nct_id: "NCT99000001".to_owned(),
            study_id: StudyId::from_random(7).to_string(),
            bin: code(bin),
            reason_code: "promising".to_owned(),
            second,
            overrides: "[]".to_owned(),
            note: Vec::new(),
            versions: "{}".to_owned(),
            by: by.to_owned(),
            made: id * 1000,
            undone: i64::from(undone),
        }
    }

    #[test]
    fn a_candidate_stands_where_the_newest_valid_first_reader_put_it() {
        let (project, nct_id, study_id) =
            (ProjectId::default(), NctId::parse("NCT99000001").unwrap(), StudyId::from_random(7));
        let mut decisions = Decisions::default();
        let stands = |decisions: &Decisions| {
            let standing = decisions.standing(&project, nct_id, study_id);
            (standing.bin, standing.second, decisions.revision(&project, nct_id, study_id))
        };
        assert_eq!(stands(&decisions), (Bin::New, false, 0));
        decisions.add(row(1, Bin::Flagged, "cora", false, false)).unwrap();
        assert_eq!(stands(&decisions), (Bin::Flagged, false, 1));
        decisions.add(row(2, Bin::Deferred, "ines", true, false)).unwrap();
        assert_eq!(stands(&decisions), (Bin::Flagged, true, 2), "a second reading moves nobody");
        decisions.add(row(3, Bin::Referred, "cora", false, true)).unwrap();
        assert_eq!(stands(&decisions), (Bin::Flagged, true, 4), "what was undone counts in the tag alone");
        decisions.add(row(4, Bin::Enrolled, "cora", false, false)).unwrap();
        assert_eq!(stands(&decisions), (Bin::Enrolled, false, 5), "the second reading was of the former decision");
        let other = NctId::parse("NCT99000002").unwrap();
        assert_eq!(decisions.standing(&project, other, study_id).bin, Bin::New);
    }

    #[test]
    fn a_reason_is_a_code_and_no_number_of_anybody() {
        assert!(["promising", "other-trial", "awaiting_result", "eq-5d"].into_iter().all(is_code));
        assert!(!["", "Other", "1st", "two words", "mrn-8812345", "é"].into_iter().any(is_code));
    }
}
