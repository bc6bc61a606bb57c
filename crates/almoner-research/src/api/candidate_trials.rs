//! Trials for a patient: where one candidate, by study id, stands in each study whose candidates the asker may read.
//!
//! The current version of every such trial is asked of the chart as it is now, without a match run before; what the recency desk
//! answered in the newest match of the same version counts as it does there. Eligible comes first, then who is potential by how
//! little is missing, then who is excluded by how little excludes. Studies of others are neither listed nor counted (45 CFR
//! 164.514(d)(2)), and the reading is in the log as that of a chart.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use almoner_base::{NctId, Reason, StudyId, Verdict};
use almoner_eligibility::{Effect, Section};
use almoner_identity::http::{self, Problem};
use almoner_match::{Roster, Standing, Standings, Status, StatusCounts};
use almoner_policy::{Action, ResearchRoute};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ask::{run, study};
use super::candidates::{StatusName, code, statuses};
use super::decisions::Bin;
use super::page::limit;
use super::trials::{Counts, SectionName};
use super::{About, Answer, Api, Asker};
use crate::live::{CurrentTrial, Matched};
use crate::matching::slice;

/// Criteria of one trial that are named as what decides; the numbers beside them are of all.
const MOST_NAMED: usize = 3;

/// Which trials.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CandidateTrialQuery {
    /// Some of `eligible`, `potential`, `excluded`, with commas; all unless said.
    #[param(example = "eligible,potential")]
    status: Option<String>,
    /// Whether it recruits here.
    open_here: Option<bool>,
    /// Items on the page, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl CandidateTrialQuery {
    /// What the list is, wherever the page begins.
    fn list(&self) -> String {
        let list = Self { limit: None, cursor: None, ..self.clone() };
        serde_json::to_string(&list).unwrap_or_default()
    }
}

/// A criterion on which it depends where the patient stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Deciding {
    criterion: u32,
    section: SectionName,
    text: String,
    /// Why it is unknown, in order of precedence; none for one that excludes.
    reasons: Vec<String>,
}

/// A trial, and where the patient stands in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialOfCandidate {
    #[schema(example = "NCT99000001")]
    nct_id: String,
    title: Option<String>,
    /// Content hash of the version that was asked: the current one.
    version: String,
    /// Whether somebody approved that version.
    approved: bool,
    /// Whether it recruits here; none where the site's register does not say.
    open_here: Option<bool>,
    status: StatusName,
    /// As in the list of that trial's candidates, 0 to 1; no probability.
    score: f64,
    /// How many criteria speak for enrolment.
    in_favour: u32,
    /// How many are open that records could answer.
    missing: u32,
    /// How many only a person can answer.
    for_a_person: u32,
    /// How many exclude.
    against: u32,
    /// The first of those that exclude, or else of those that are missing.
    deciding: Vec<Deciding>,
    /// In which bin the patient is as a candidate of that trial.
    bin: Bin,
    /// Whether a match lists the patient, so that there is a page of the candidate.
    matched: bool,
}

/// What was decided about a candidate in another trial: referred, enrolled, or found not eligible.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Elsewhere {
    #[schema(example = "NCT99000001")]
    nct_id: String,
    title: Option<String>,
    bin: Bin,
    reason_code: Option<String>,
    /// In milliseconds since 1970 UTC.
    decided_at: i64,
}

/// A page of trials for a candidate.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialsOfCandidate {
    items: Vec<TrialOfCandidate>,
    next: Option<String>,
    /// How many trials the filter leaves.
    total: Option<u64>,
    /// Trials by where the patient stands in them, over all that one may read.
    counts: Counts,
}

/// Trials for a candidate: where the patient stands in each study that one is assigned to, best first.
#[utoipa::path(get, path = "/api/v1/candidates/{study_id}/trials", tag = "candidates",
    params(("study_id" = String, Path), CandidateTrialQuery), responses((status = 200, body = TrialsOfCandidate)))]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(study_id): http::Path<String>,
    http::Query(query): http::Query<CandidateTrialQuery>,
) -> Answer<TrialsOfCandidate> {
    run(move || api.trials_of_candidate(&asker, study(&study_id)?, &query, limit(query.limit)?)).await
}

/// A trial that the asker may read the candidates of, and where the patient stands.
struct Stood {
    trial: Arc<CurrentTrial>,
    matched: Option<Arc<Matched>>,
    open_here: Option<bool>,
    standing: Standing,
}

impl Stood {
    /// Best first. What is equal in all that counts stands in the order of the numbers.
    fn order(&self) -> impl Ord + use<> {
        let Standing { nct_id, status, against, missing, unknown, score, .. } = self.standing;
        // A score is between 0 and 1, whose order is that of its bits.
        (status, against, missing, Reverse(score.to_bits()), unknown, nct_id)
    }

    fn answered(&self, study_id: StudyId, criterion: u32) -> Option<Verdict> {
        answered(&self.trial, self.matched.as_deref(), study_id, criterion)
    }
}

/// What was answered beside the chart about a criterion of the version that stands now.
fn answered(trial: &CurrentTrial, matched: Option<&Matched>, study_id: StudyId, criterion: u32) -> Option<Verdict> {
    let same = matched.filter(|matched| matched.trial.trial.version == trial.trial.version);
    same.and_then(|matched| matched.answers.get(study_id, criterion)).map(|answer| answer.verdict)
}

/// The studies that one is assigned to.
fn assigned(asker: &Asker) -> Result<BTreeSet<NctId>, Problem> {
    let person = asker.caller.by().person_for_policy()?;
    Ok(person.studies.iter().filter_map(|study| NctId::parse(study.as_str()).ok()).collect())
}

impl Api {
    fn trials_of_candidate(
        &self,
        asker: &Asker,
        study_id: StudyId,
        query: &CandidateTrialQuery,
        limit: usize,
    ) -> Result<TrialsOfCandidate, Problem> {
        let statuses = statuses(query.status.as_deref().unwrap_or("eligible,potential,excluded"))?;
        let assigned = assigned(asker)?;
        let own = self.read_by(asker, &assigned);
        // Each of these was allowed by itself; without one, the refusal is that of the first that one is assigned to, or of none.
        let asked = own.first().or(assigned.first());
        let about = asked.map_or_else(About::default, |nct_id| About::trial(*nct_id));
        let permit = self.permit(asker, ResearchRoute::CandidateTrials, &about)?;
        self.count_distinct(asker, "candidate", &study_id)?;
        let entry = self.entry(asker, &permit, almoner_audit::Action::ChartRead, &About::default())?;
        self.enter(permit, &self.about_chart(entry, study_id)?.fields(&[almoner_audit::Field::Verdicts]))?;

        let snapshot = self.live.project(&self.room, &asker.project)?;
        let roster = self.live.roster(self.room.terms);
        let number = snapshot.cohort.number_of(study_id).ok_or_else(Problem::not_found)?;
        let standings = snapshot.cohort.view(number, |view| roster.ask(view)).ok_or_else(Problem::not_found)?;
        let trials = self.live.screening();
        let stand = |nct_id: NctId| {
            // A version that came this moment is told from the next question on.
            let trial = trials.get(&nct_id).filter(|trial| roster.holds(nct_id, &trial.trial.version))?;
            let matched = self.live.matched(&asker.project, nct_id);
            let desk = |criterion| answered(trial, matched.as_deref(), study_id, criterion);
            let standing = roster.standing_with(&standings, nct_id, desk)?;
            let open_here = self.registers.of(nct_id).map(|register| register.content.open_here);
            Some(Stood { trial: Arc::clone(trial), matched, open_here, standing })
        };
        let mut stood: Vec<Stood> = own.into_iter().filter_map(stand).collect();
        let with = |status| stood.iter().filter(|one| one.standing.status == status).count() as u64;
        let counts = StatusCounts {
            eligible: with(Status::Eligible),
            potential: with(Status::Potential),
            excluded: with(Status::Excluded),
        };
        stood.retain(|one| {
            statuses.contains(&one.standing.status) && query.open_here.is_none_or(|open| one.open_here == Some(open))
        });
        stood.sort_by_cached_key(Stood::order);

        let list = format!("candidate-trials\0{}\0{study_id}\0{}", asker.project.as_str(), query.list());
        let skip: u64 = query.cursor.as_ref().map_or(Ok(0), |cursor| self.cursors.read(&list, cursor))?;
        let total = stood.len() as u64;
        let from = usize::try_from(skip).unwrap_or(usize::MAX);
        let page = stood.iter().skip(from).take(limit);
        let items: Vec<TrialOfCandidate> =
            page.map(|one| self.trial_of_candidate(asker, study_id, one, &roster, &standings)).collect();
        let end = skip.saturating_add(items.len() as u64);
        let next = (end < total && !items.is_empty()).then(|| self.cursors.make(&list, &end)).transpose()?;
        Ok(TrialsOfCandidate { items, next, total: Some(total), counts: counts.into() })
    }

    /// Those of some studies whose candidates one may read.
    fn read_by(&self, asker: &Asker, assigned: &BTreeSet<NctId>) -> BTreeSet<NctId> {
        let mut may = self.may_of(asker, Action::ReadResults);
        assigned.iter().copied().filter(|nct_id| may(*nct_id)).collect()
    }

    /// What was decided about a candidate of one trial in the others whose candidates one may read, newest first: who takes part
    /// elsewhere, or was screened and not taken, is seldom free for another trial. Studies of others are not told.
    pub(super) fn elsewhere(&self, asker: &Asker, here: NctId, study_id: StudyId) -> Result<Vec<Elsewhere>, Problem> {
        let told = |nct_id: NctId| {
            let standing = self.book.standing(&asker.project, nct_id, study_id);
            let ends = matches!(standing.bin, Bin::Referred | Bin::Enrolled | Bin::NotEligible);
            let title = || self.live.trial(nct_id).and_then(|trial| trial.record.title.clone());
            let decided_at = standing.decided_at.filter(|_| nct_id != here && ends)?;
            let (nct_id, title) = (nct_id.to_string(), title());
            Some(Elsewhere { nct_id, title, bin: standing.bin, reason_code: standing.reason_code, decided_at })
        };
        let mut elsewhere: Vec<Elsewhere> = self.read_by(asker, &assigned(asker)?).into_iter().filter_map(told).collect();
        elsewhere.sort_by_key(|one| Reverse(one.decided_at));
        Ok(elsewhere)
    }

    fn trial_of_candidate(
        &self,
        asker: &Asker,
        study_id: StudyId,
        one: &Stood,
        roster: &Roster<'static>,
        standings: &Standings,
    ) -> TrialOfCandidate {
        let (trial, standing) = (&one.trial, one.standing);
        let nct_id = trial.record.nct_id;
        let wanted = if standing.against > 0 { Effect::Excludes } else { Effect::Open };
        let decides = roster.verdicts(standings, nct_id).filter_map(|(criterion, section, verdict, reasons)| {
            let (verdict, reasons) = match one.answered(study_id, criterion) {
                Some(Verdict::Unknown(reason)) => (Verdict::Unknown(reason), vec![reason]),
                Some(decided) => (decided, Vec::new()),
                None => (verdict, reasons),
            };
            let for_a_person = reasons == [Reason::NeedsPerson];
            let decides = Effect::of(section, verdict) == wanted && !for_a_person;
            decides.then(|| self.deciding(trial, criterion, section, &reasons))
        });
        TrialOfCandidate {
            nct_id: nct_id.to_string(),
            title: trial.record.title.clone(),
            version: trial.trial.version.clone(),
            approved: trial.stored.approver.is_some(),
            open_here: one.open_here,
            status: standing.status.into(),
            score: standing.score,
            in_favour: standing.in_favour,
            missing: standing.missing,
            for_a_person: standing.unknown - standing.missing,
            against: standing.against,
            deciding: decides.take(MOST_NAMED).collect(),
            bin: self.book.standing(&asker.project, nct_id, study_id).bin,
            matched: one.matched.is_some(),
        }
    }

    fn deciding(&self, trial: &CurrentTrial, criterion: u32, section: Section, reasons: &[Reason]) -> Deciding {
        let own = trial.trial.criteria.iter().find(|own| own.id == criterion);
        let words = own.map(|own| slice(&trial.record.eligibility_text, own.source)).unwrap_or_default();
        // A structured field has no words in the text; the readable form says what it asks.
        let readable = || own.map(|own| almoner_eligibility::to_text(&own.expr, self.room.terms)).unwrap_or_default();
        let text = if words.trim().is_empty() { readable() } else { words };
        Deciding { criterion, section: section.into(), text, reasons: reasons.iter().map(code).collect() }
    }
}
