//! Candidates of a trial: the ranked list in pages of any place, and one candidate with the verdict on each criterion and why.

use std::sync::Arc;

use almoner_base::{NctId, StudyId, Verdict};
use almoner_eligibility::{Assumption, Effect, Flip, Section, TextSpan};
use almoner_identity::http::{self, Problem};
use almoner_match::{
    ExplainedCandidate, ExplainedCriterion, Place, Ranking, Status, Supplier, Versions, Wanted, explain_candidate,
};
use almoner_policy::ResearchRoute;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ask::{nct, run, study};
use super::candidate_trials::Elsewhere;
use super::decisions::{Bin, DecisionTold, Standing};
use super::evidence::{EvidenceTold, Evidences};
use super::export::{ExportAsked, Table};
use super::once::Done;
use super::page::limit;
use super::trials::{Counts, SectionName, list_of};
use super::{About, Answer, Api, Asker};
use crate::live::{CurrentTrial, Matched, Snapshot};
use crate::matching::slice;

/// Different candidates that a person may look at in a day.
pub(crate) const MOST_CANDIDATES: usize = 10_000;

/// Which candidates.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CandidateQuery {
    /// Some of `eligible`, `potential`, `excluded`, with commas; the first two unless said.
    #[param(example = "eligible,potential")]
    status: Option<String>,
    /// In this bin alone.
    bin: Option<Bin>,
    /// Of whom this criterion is unknown.
    missing: Option<u32>,
    /// Who is one answer away from being decided.
    one_unknown: Option<bool>,
    /// Begin at this place of the list, from 1, instead of after a cursor.
    #[param(minimum = 1)]
    from_rank: Option<u64>,
    /// Items on the page, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl CandidateQuery {
    /// What the list is, wherever the page begins.
    fn list(&self) -> String {
        let list = Self { from_rank: None, limit: None, cursor: None, ..self.clone() };
        serde_json::to_string(&list).unwrap_or_default()
    }
}

/// Where a patient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StatusName {
    /// Nothing that records can answer stands in the way.
    Eligible,
    /// Not excluded, but something is open.
    Potential,
    /// A criterion excludes.
    Excluded,
}

impl From<Status> for StatusName {
    fn from(status: Status) -> Self {
        match status {
            Status::Eligible => Self::Eligible,
            Status::Potential => Self::Potential,
            Status::Excluded => Self::Excluded,
        }
    }
}

/// Some of the three, with commas between them.
pub(crate) fn statuses(words: &str) -> Result<Vec<Status>, Problem> {
    let status = |word: &str| match word.trim() {
        "eligible" => Ok(Status::Eligible),
        "potential" => Ok(Status::Potential),
        "excluded" => Ok(Status::Excluded),
        _ => Err(Problem::unusable("status", "expected eligible, potential or excluded")),
    };
    words.split(',').map(status).collect()
}

/// A criterion that is open, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OpenTold {
    criterion: u32,
    /// Such as `needs-recency`, `no-data`, `opaque`.
    reasons: Vec<String>,
}

/// A candidate in the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CandidateRow {
    #[schema(example = "7QK3-M4XW")]
    pub(crate) study_id: String,
    /// Place among everybody, from 1.
    pub(crate) rank: u64,
    pub(crate) status: StatusName,
    /// What the order rests on, 0 to 1; no probability.
    pub(crate) score: f64,
    /// One letter for each criterion: `M` met, `N` not met, `U` unknown, `P` only a person can answer.
    pub(crate) verdicts: String,
    /// How many criteria speak for enrolment.
    in_favour: u32,
    /// How many are open, those for a person included.
    unknown: u32,
    missing: Vec<OpenTold>,
    pub(crate) bin: Bin,
    pub(crate) reason_code: Option<String>,
    pub(crate) decided_at: Option<i64>,
    /// Whether a second person has read it.
    second: bool,
}

/// A page of candidates.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CandidatePage {
    items: Vec<CandidateRow>,
    next: Option<String>,
    /// How many candidates the filter leaves.
    total: Option<u64>,
    /// Of the whole match.
    counts: Counts,
    /// The run that the list comes from; none before the first.
    run: Option<String>,
    matched_at: Option<i64>,
    /// The version that was matched.
    version: Option<String>,
    /// Whether nobody ever approved that version: a preview, of whom nobody can be enrolled or contacted.
    preview: bool,
    stale: bool,
}

/// A verdict. For an exclusion, `met` means that the patient has what excludes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VerdictName {
    /// The statement holds.
    Met,
    /// It does not.
    NotMet,
    /// It can not be told.
    Unknown,
}

impl From<Verdict> for VerdictName {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::Met,
            Verdict::NotMet => Self::NotMet,
            Verdict::Unknown(_) => Self::Unknown,
        }
    }
}

/// What a verdict means for enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EffectName {
    /// It speaks for it.
    Favours,
    /// It rules it out.
    Excludes,
    /// It leaves it open.
    Open,
}

impl From<Effect> for EffectName {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Favours => Self::Favours,
            Effect::Excludes => Self::Excludes,
            Effect::Open => Self::Open,
        }
    }
}

/// What lacks for an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct MissingTold {
    /// The words of the criterion that are open.
    text: String,
    /// Why: a reason's code.
    code: String,
}

/// An answer that is supposed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FlipTold {
    /// The criterion that it belongs to.
    criterion: u32,
    /// The words that would be answered.
    text: String,
    becomes: VerdictName,
}

/// What decides a criterion that the chart does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SupplierName {
    /// The recency desk, which knows what day it is.
    RecencyDesk,
    /// The patient is enrolled in another trial.
    Enrolment,
}

impl From<Supplier> for SupplierName {
    fn from(supplier: Supplier) -> Self {
        match supplier {
            Supplier::RecencyDesk => Self::RecencyDesk,
            Supplier::Enrolment => Self::Enrolment,
        }
    }
}

/// The verdict on one criterion, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CriterionVerdict {
    criterion: u32,
    section: SectionName,
    text: String,
    readable: String,
    verdict: VerdictName,
    effect: EffectName,
    /// Why it is unknown, in order of precedence.
    reasons: Vec<String>,
    /// Who decided it, where it was not the chart.
    decided_by: Option<SupplierName>,
    /// What was assumed, such as `absence:condition:closed-if-covered`.
    assumptions: Vec<String>,
    evidence: Vec<EvidenceTold>,
    missing: Vec<MissingTold>,
    /// The smallest sets of answers that would decide it in the patient's favour.
    flips: Vec<Vec<FlipTold>>,
}

/// Content hashes of everything that the verdicts rest on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct VersionsTold {
    pub(crate) trial: String,
    pub(crate) parser: String,
    pub(crate) terms: String,
    pub(crate) extractor: String,
    pub(crate) evaluator: String,
    pub(crate) absence: String,
    pub(crate) chart: String,
}

/// How a request for contact stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ContactShort {
    pub(crate) contact: String,
    pub(crate) state: String,
    pub(crate) at: i64,
}

/// A candidate, explained.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CandidateDetail {
    study_id: String,
    nct_id: String,
    rank: u64,
    status: StatusName,
    score: f64,
    versions: VersionsTold,
    /// Study id of the one before in the order.
    prev: Option<String>,
    /// Study id of the next.
    next: Option<String>,
    criteria: Vec<CriterionVerdict>,
    /// The smallest sets of answers that would make the patient eligible; none if a known answer excludes.
    flips_to_eligible: Vec<Vec<FlipTold>>,
    bin: Bin,
    reason_code: Option<String>,
    second: bool,
    /// What was decided, newest first.
    history: Vec<DecisionTold>,
    /// Where the patient was referred, enrolled or found not eligible in another trial that one is assigned to, newest first.
    elsewhere: Vec<Elsewhere>,
    contact: Vec<ContactShort>,
}

/// Candidates of a trial's newest match, best first.
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}/candidates", tag = "candidates",
    params(("nct_id" = String, Path), CandidateQuery), responses((status = 200, body = CandidatePage)))]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
    http::Query(query): http::Query<CandidateQuery>,
) -> Answer<CandidatePage> {
    run(move || {
        let (nct_id, limit) = (nct(&nct_id)?, limit(query.limit)?);
        api.grant(&asker, ResearchRoute::CandidateList, &About::trial(nct_id))?;
        api.trial(nct_id)?;
        api.list_candidates(&asker, nct_id, &query, limit)
    })
    .await
}

/// One candidate: the verdict on each criterion, what it rests on, what is missing, and what would change it.
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}/candidates/{study_id}", tag = "candidates",
    params(("nct_id" = String, Path), ("study_id" = String, Path)),
    responses((status = 200, body = CandidateDetail, headers(("ETag" = String, description = "counts the decisions")))))]
pub(crate) async fn show(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path((nct_id, study_id)): http::Path<(String, String)>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let (nct_id, study_id) = (nct(&nct_id)?, study(&study_id)?);
        let detail = api.read_candidate(&asker, nct_id, study_id)?;
        let revision = api.book.revision(&asker.project, nct_id, study_id);
        Ok(Done::new(StatusCode::OK, &detail)?.etag(&revision))
    })
    .await
}

/// Candidates as a file.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/candidates/export", tag = "candidates",
    params(("nct_id" = String, Path)), request_body = ExportAsked,
    responses((status = 200, content((String = "text/csv"), (Vec<CandidateRow> = "application/json")))))]
pub(crate) async fn export(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
    http::Json(asked): http::Json<ExportAsked>,
) -> Result<Response, Problem> {
    http::blocking(move || {
        let nct_id = nct(&nct_id)?;
        let matched = api.live.matched(&asker.project, nct_id);
        let wanted = Wanted { statuses: vec![Status::Eligible, Status::Potential], only: None };
        let found = matched.map(|matched| api.found(&asker, matched)).transpose()?;
        let total = found.as_ref().map_or(0, |found| found.ranking.page(&wanted, 0, 0).1);
        let permit = api.permit_export(&asker, ResearchRoute::CandidateExport, &About::trial(nct_id), &asked, total)?;
        let places = found.as_ref().map(|found| found.ranking.page(&wanted, 0, usize::MAX).0).unwrap_or_default();
        let rows = permit.limit(places);
        let rows = rows.rows().iter().filter_map(|place| api.row(&asker, found.as_ref()?, *place));
        Ok(Table::of(rows.collect::<Vec<CandidateRow>>(), |row| {
            let status = serde_json::to_value(row.status).ok();
            let bin = serde_json::to_value(row.bin).ok();
            let text =
                |value: Option<serde_json::Value>| value.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
            vec![
                ("study_id", row.study_id.clone()),
                ("rank", row.rank.to_string()),
                ("status", text(status)),
                ("score", format!("{:.4}", row.score)),
                ("verdicts", row.verdicts.clone()),
                ("bin", text(bin)),
                ("reason_code", row.reason_code.clone().unwrap_or_default()),
            ]
        })
        .respond(asked.format, "candidates"))
    })
    .await
}

/// A verdict with one of the things that it rests on; a verdict that rests on none has one row.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct VerdictRow {
    pub(crate) criterion: u32,
    pub(crate) section: String,
    pub(crate) text: String,
    pub(crate) verdict: String,
    pub(crate) effect: String,
    pub(crate) reasons: Vec<String>,
    pub(crate) assumptions: Vec<String>,
    /// Such as `Condition`, or the kind of a note.
    pub(crate) source: String,
    pub(crate) label: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) unit: Option<String>,
    /// Before the latest entry of the chart.
    pub(crate) days_before: Option<i32>,
    pub(crate) assertion: Option<String>,
    /// De-identified words around what was found.
    pub(crate) snippet: Option<String>,
}

impl VerdictRow {
    fn all(verdict: &CriterionVerdict) -> Vec<Self> {
        let row = Self {
            criterion: verdict.criterion,
            section: code(verdict.section),
            text: verdict.text.clone(),
            verdict: code(verdict.verdict),
            effect: code(verdict.effect),
            reasons: verdict.reasons.clone(),
            assumptions: verdict.assumptions.clone(),
            ..Self::default()
        };
        if verdict.evidence.is_empty() {
            return vec![row];
        }
        verdict.evidence.iter().map(|evidence| evidence.in_row(row.clone())).collect()
    }
}

/// The verdicts on one candidate, with what they rest on, as a file.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/candidates/{study_id}/export", tag = "candidates",
    params(("nct_id" = String, Path), ("study_id" = String, Path)), request_body = ExportAsked,
    responses((status = 200, content((String = "text/csv"), (Vec<VerdictRow> = "application/json")))))]
pub(crate) async fn export_one(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path((nct_id, study_id)): http::Path<(String, String)>,
    http::Json(asked): http::Json<ExportAsked>,
) -> Result<Response, Problem> {
    http::blocking(move || {
        let (nct_id, study_id) = (nct(&nct_id)?, study(&study_id)?);
        let about = About::trial(nct_id);
        // It leaves by the rules of an export, and is read by those of a chart.
        api.permit_export(&asker, ResearchRoute::VerdictExport, &about, &asked, 1)?;
        let verdicts = api.read_candidate(&asker, nct_id, study_id)?.criteria;
        Ok(Table::of(verdicts.iter().flat_map(VerdictRow::all).collect(), |row: &VerdictRow| {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            vec![
                ("criterion", row.criterion.to_string()),
                ("section", row.section.clone()),
                ("text", row.text.clone()),
                ("verdict", row.verdict.clone()),
                ("effect", row.effect.clone()),
                ("reasons", row.reasons.join("; ")),
                ("assumptions", row.assumptions.join("; ")),
                ("source", row.source.clone()),
                ("label", text(&row.label)),
                ("value", text(&row.value)),
                ("unit", text(&row.unit)),
                ("days_before", row.days_before.map(|days| days.to_string()).unwrap_or_default()),
                ("assertion", text(&row.assertion)),
                ("snippet", text(&row.snippet)),
            ]
        })
        .respond(asked.format, "verdicts"))
    })
    .await
}

/// A match with the charts that it is shown from.
pub(crate) struct Found {
    pub(crate) matched: Arc<Matched>,
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) ranking: Arc<Ranking>,
}

/// One patient of a match.
pub(crate) struct CandidateFound {
    pub(crate) found: Found,
    pub(crate) place: Place,
    pub(crate) study_id: StudyId,
}

impl CandidateFound {
    pub(crate) fn patient(&self) -> Option<&almoner_match::Patient> {
        self.found.snapshot.cohort.patient(self.place.number)
    }

    fn trial(&self) -> &CurrentTrial {
        &self.found.matched.trial
    }
}

impl Api {
    pub(crate) fn found(&self, asker: &Asker, matched: Arc<Matched>) -> Result<Found, Problem> {
        let snapshot = self.live.project(&self.room, &asker.project)?;
        let ranking = snapshot.ranking(&matched.trial.trial, matched.run, &matched.answers, self.room.terms);
        Ok(Found { matched, snapshot, ranking })
    }

    /// A patient in the newest match of a trial.
    pub(crate) fn candidate(&self, asker: &Asker, nct_id: NctId, study_id: StudyId) -> Result<CandidateFound, Problem> {
        let matched = self.live.matched(&asker.project, nct_id).ok_or_else(Problem::not_found)?;
        let found = self.found(asker, matched)?;
        let number = found.snapshot.cohort.number_of(study_id).ok_or_else(Problem::not_found)?;
        let place = found.ranking.place_of(number).ok_or_else(Problem::not_found)?;
        Ok(CandidateFound { found, place, study_id })
    }

    /// Whether somebody approved the version that was matched, then or since.
    fn is_approved(&self, matched: &Matched) -> Result<bool, Problem> {
        let trial = &matched.trial;
        let signed = || self.room.stored_version(trial.record.nct_id, &trial.trial.version);
        Ok(trial.stored.approver.is_some() || signed()?.is_some_and(|stored| stored.approver.is_some()))
    }

    /// Refuses what is done about a candidate of a preview.
    pub(crate) fn screened_by_approved(&self, candidate: &CandidateFound) -> Result<(), Problem> {
        if self.is_approved(&candidate.found.matched)? {
            return Ok(());
        }
        let title = "nobody approved the version that was matched; have it approved and match again";
        Err(Problem::new(StatusCode::CONFLICT, "not-approved", title))
    }

    /// Counts a question against the day's budget.
    pub(crate) fn count_distinct(
        &self,
        asker: &Asker,
        what: &'static str,
        question: &impl Serialize,
    ) -> Result<(), Problem> {
        let most = if what == "candidate" { MOST_CANDIDATES } else { super::funnel::MOST_WHAT_IFS };
        let question = serde_json::to_vec(question).map_err(|_| Problem::internal())?;
        self.limits.distinct(asker.person(), what, most, &question, self.room.clock.now())
    }

    fn list_candidates(
        &self,
        asker: &Asker,
        nct_id: NctId,
        query: &CandidateQuery,
        limit: usize,
    ) -> Result<CandidatePage, Problem> {
        let Some(matched) = self.live.matched(&asker.project, nct_id) else {
            let counts = Counts { eligible: 0, potential: 0, excluded: 0 };
            let (items, next, total) = (Vec::new(), None, Some(0));
            return Ok(CandidatePage {
                items,
                next,
                total,
                counts,
                run: None,
                matched_at: None,
                version: None,
                preview: false,
                stale: false,
            });
        };
        let found = self.found(asker, matched)?;
        let wanted = self.wanted(asker, nct_id, &found, query)?;
        let filter = query.list();
        let list = format!("{}\0{}\0{filter}", list_of("candidates", asker, nct_id), found.matched.run);
        let skip = match (&query.cursor, query.from_rank) {
            (Some(_), Some(_)) => {
                return Err(Problem::unusable("two-places", "expected one of `cursor` and `from_rank`"));
            }
            (Some(cursor), None) => self.cursors.read(&list, cursor)?,
            (None, Some(0)) => return Err(Problem::unusable("from-rank", "places begin at 1")),
            (None, from) => from.map_or(0, |from| from - 1),
        };
        let (places, total) = found.ranking.page(&wanted, skip, limit);
        let end = skip.saturating_add(places.len() as u64);
        let next = (end < total && !places.is_empty()).then(|| self.cursors.make(&list, &end)).transpose()?;
        Ok(CandidatePage {
            items: places.into_iter().filter_map(|place| self.row(asker, &found, place)).collect(),
            next,
            total: Some(total),
            counts: found.ranking.counts().into(),
            run: Some(found.matched.run.to_string()),
            matched_at: Some(found.matched.made),
            version: Some(found.matched.trial.trial.version.clone()),
            preview: !self.is_approved(&found.matched)?,
            stale: self.live.is_stale(&asker.project, &found.matched),
        })
    }

    fn wanted(&self, asker: &Asker, nct_id: NctId, found: &Found, query: &CandidateQuery) -> Result<Wanted, Problem> {
        let statuses = statuses(query.status.as_deref().unwrap_or("eligible,potential"))?;
        let mut only: Option<RoaringBitmap> = None;
        let mut narrow = |to: RoaringBitmap| {
            only = Some(match only.take() {
                Some(so_far) => so_far & to,
                None => to,
            });
        };
        if let Some(criterion) = query.missing {
            narrow(found.ranking.unknown(criterion));
        }
        if query.one_unknown == Some(true) {
            narrow(found.ranking.one_unknown());
        }
        if let Some(bin) = query.bin {
            let cohort = &found.snapshot.cohort;
            let numbers = |bin| -> RoaringBitmap {
                self.book.members(&asker.project, nct_id, bin).filter_map(|id| cohort.number_of(id)).collect()
            };
            narrow(match bin {
                // New is whoever is in no other bin.
                Bin::New => {
                    let others = Bin::ALL.iter().copied().filter(|other| *other != Bin::New);
                    others.fold(cohort.everybody().clone(), |rest, other| rest - numbers(other))
                }
                bin => numbers(bin),
            });
        }
        Ok(Wanted { statuses, only })
    }

    pub(crate) fn row(&self, asker: &Asker, found: &Found, place: Place) -> Option<CandidateRow> {
        let study_id = found.snapshot.cohort.patient(place.number)?.study_id;
        let verdicts = found.ranking.verdicts(place.number);
        let (missing, person_only) = found.ranking.open(place.number);
        let letters = verdicts.iter().map(|(criterion, _, verdict)| match verdict {
            Verdict::Met => 'M',
            Verdict::NotMet => 'N',
            Verdict::Unknown(_) if person_only.contains(criterion) => 'P',
            Verdict::Unknown(_) => 'U',
        });
        let favours = verdicts.iter().filter(|(_, section, verdict)| Effect::of(*section, *verdict) == Effect::Favours);
        let Standing { bin, reason_code, decided_at, second, .. } =
            self.book.standing(&asker.project, found.matched.trial.record.nct_id, study_id);
        Some(CandidateRow {
            study_id: study_id.to_string(),
            rank: place.rank,
            status: place.status.into(),
            score: place.score,
            verdicts: letters.collect(),
            in_favour: u32::try_from(favours.count()).unwrap_or(u32::MAX),
            unknown: u32::try_from(missing.len() + person_only.len()).unwrap_or(u32::MAX),
            missing: missing
                .into_iter()
                .map(|open| OpenTold { criterion: open.criterion, reasons: open.reasons.into_iter().map(code).collect() })
                .collect(),
            bin,
            reason_code,
            decided_at,
            second,
        })
    }

    /// One candidate with the redacted chart behind the verdicts, as the policies allow; the reading is in the log.
    fn read_candidate(&self, asker: &Asker, nct_id: NctId, study_id: StudyId) -> Result<CandidateDetail, Problem> {
        let about = About::trial(nct_id);
        let permit = self.permit(asker, ResearchRoute::CandidateShow, &about)?;
        self.count_distinct(asker, "candidate", &(nct_id, study_id))?;
        let entry = self.entry(asker, &permit, almoner_audit::Action::ChartRead, &about)?;
        let fields = [almoner_audit::Field::Verdicts, almoner_audit::Field::RedactedNotes, almoner_audit::Field::Facts];
        let permit = self.enter(permit, &self.about_chart(entry, study_id)?.fields(&fields))?;
        let candidate = self.candidate(asker, nct_id, study_id)?;
        let chart = self.room.chart(&permit, &asker.project, study_id)?.ok_or_else(Problem::not_found)?;
        self.candidate_detail(asker, &candidate, &Evidences::new(self.room.terms, candidate.patient(), &chart))
    }

    fn candidate_detail(
        &self,
        asker: &Asker,
        candidate: &CandidateFound,
        evidences: &Evidences<'_>,
    ) -> Result<CandidateDetail, Problem> {
        let (found, place) = (&candidate.found, candidate.place);
        let trial = candidate.trial();
        let screen = found.snapshot.screen(self.room.terms);
        let explained = explain_candidate(&screen, &trial.trial, candidate.study_id).ok_or_else(Problem::not_found)?;
        let name = |place: Option<Place>| {
            let patient = found.snapshot.cohort.patient(place?.number)?;
            Some(patient.study_id.to_string())
        };
        let (prev, next) = found.ranking.beside(place);
        let standing = self.book.standing(&asker.project, trial.record.nct_id, candidate.study_id);
        Ok(CandidateDetail {
            study_id: candidate.study_id.to_string(),
            nct_id: trial.record.nct_id.to_string(),
            rank: place.rank,
            status: place.status.into(),
            score: place.score,
            versions: versions_told(&explained),
            prev: name(prev),
            next: name(next),
            criteria: explained.criteria.iter().map(|one| self.verdict(candidate, one, evidences)).collect(),
            flips_to_eligible: told_flips(trial, &explained.flips_to_eligible, None),
            bin: standing.bin,
            reason_code: standing.reason_code,
            second: standing.second,
            history: self.history(asker, trial.record.nct_id, candidate.study_id)?,
            elsewhere: self.elsewhere(asker, trial.record.nct_id, candidate.study_id)?,
            contact: self.contacts.of(&asker.project, trial.record.nct_id, candidate.study_id),
        })
    }

    fn verdict(&self, candidate: &CandidateFound, one: &ExplainedCriterion, evidences: &Evidences<'_>) -> CriterionVerdict {
        let trial = candidate.trial();
        let text = &trial.record.eligibility_text;
        let criterion = trial.trial.criteria.iter().find(|criterion| criterion.id == one.criterion);
        let readable = criterion.map(|criterion| almoner_eligibility::to_text(&criterion.expr, self.room.terms));
        let supplied = candidate.found.matched.answers.get(candidate.study_id, one.criterion);
        let verdict = supplied.map_or(one.verdict, |answer| answer.verdict);
        let decided_by = supplied.filter(|answer| answer.verdict.is_decided()).map(|answer| answer.by.into());
        let open = !verdict.is_decided();
        let mut reasons: Vec<String> = one.missing.iter().map(|missing| code(missing.reason)).collect();
        if let (Verdict::Unknown(reason), true) = (verdict, reasons.is_empty() || supplied.is_some()) {
            reasons = vec![code(reason)];
        }
        reasons.dedup();
        let section: Section = one.section;
        CriterionVerdict {
            criterion: one.criterion,
            section: section.into(),
            text: slice(text, one.source),
            readable: readable.unwrap_or_default(),
            verdict: verdict.into(),
            effect: Effect::of(section, verdict).into(),
            reasons: if open { reasons } else { Vec::new() },
            decided_by,
            assumptions: one.assumptions.iter().map(|assumption| assumed(*assumption)).collect(),
            evidence: one.evidence.iter().map(|source| evidences.of(*source)).collect(),
            missing: if open {
                let told = one
                    .missing
                    .iter()
                    .map(|missing| MissingTold { text: words(trial, missing.source), code: code(missing.reason) });
                told.collect()
            } else {
                Vec::new()
            },
            flips: if open { told_flips(trial, &one.flips, Some(one.criterion)) } else { Vec::new() },
        }
    }
}

/// The versions of an explanation.
pub(crate) fn versions_told(explained: &ExplainedCandidate) -> VersionsTold {
    let Versions { trial, parser, terms, extractor, evaluator, absence } = explained.versions.clone();
    VersionsTold { trial, parser, terms, extractor, evaluator, absence, chart: explained.chart_version.clone() }
}

/// A code of the program as it is told.
pub(crate) fn code<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

fn assumed(assumption: Assumption) -> String {
    let Assumption::Absence { kind, rule } = assumption;
    format!("absence:{}:{}", code(kind), code(rule))
}

/// The words at a place of the text; of a structured field, which has none, what it asks.
fn words(trial: &CurrentTrial, source: TextSpan) -> String {
    slice(&trial.record.eligibility_text, source)
}

fn told_flips(trial: &CurrentTrial, sets: &[Vec<Flip>], of: Option<u32>) -> Vec<Vec<FlipTold>> {
    let owner = |source: TextSpan| {
        let holds = |own: TextSpan| own.start <= source.start && source.end <= own.end;
        trial.trial.criteria.iter().find(|criterion| holds(criterion.source)).map_or(0, |criterion| criterion.id)
    };
    let told = |flip: &Flip| FlipTold {
        criterion: of.unwrap_or_else(|| owner(flip.source)),
        text: words(trial, flip.source),
        becomes: flip.becomes.into(),
    };
    sets.iter().map(|set| set.iter().map(told).collect()).collect()
}
