//! A match run: charts and trials in, ranked candidates with their reasons out, the run kept with the versions that made it.

use std::collections::BTreeMap;

use almoner_audit::{Action, Count, Entry, Role, Version};
use almoner_base::{NctId, Progress, ProjectId, Reason, Stage, StudyId, Verdict};
use almoner_chart::{ApprovedTrial, Chart, DeskOutcome, DeskQuestion, ToPhi};
use almoner_eligibility::{AbsencePolicy, Criterion, Finding, TextSpan, evaluate};
use almoner_facts::Source;
use almoner_match::{
    Cohort, Place, Ranking, Screen, Status, StatusCounts, Supplied, SuppliedAnswers, Supplier, Trial, Versions, Wanted,
    explain_candidate,
};
use almoner_policy::Principal;
use almoner_trials::{Parser, TrialRecord, coverage_of};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::decisions::Book;
use crate::charts::aad;
use crate::db::{result, run, run_trial};
use crate::enrolments::Enrolments;
use crate::live::{SuppliedRow, answers_of};
use crate::review::Newest;
use crate::{Error, Hearing, Room, parse_trials};

/// Characters shown on each side of a piece of evidence.
const CONTEXT: u32 = 30;
/// Candidates that are looked up at a time.
const PAGE: usize = 1_000;
/// Rows that are inserted at a time.
const ROWS: usize = 100;

/// What to match and what to show.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MatchOptions {
    /// Project.
    pub project: String,
    /// NCT ids; all current trials if empty.
    pub trials: Vec<String>,
    /// Candidates to list for each trial, best first.
    pub top: Option<usize>,
    /// Show the text of criteria and of de-identified evidence.
    pub text: bool,
}

/// What a run did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MatchSummary {
    /// Number of the run in this home.
    pub run: i64,
    /// Charts screened.
    pub charts: u64,
    /// Facts in them.
    pub facts: u64,
    /// Trials matched.
    pub trials: u64,
    /// Criteria in them.
    pub criteria: u64,
    /// Criteria understood in full, in part, and not at all.
    pub understood: [u64; 3],
    /// Pairs of trial and person that are eligible.
    pub eligible: u64,
    /// Pairs that are potential.
    pub potential: u64,
    /// Pairs that are excluded.
    pub excluded: u64,
    /// Questions put to the recency desk, and those that it decided.
    pub desk_asked: u64,
    /// Decided by the desk.
    pub desk_decided: u64,
}

/// Where each person stands in each trial of a run, two bits for each pair: what a run keeps, by person.
struct Grid {
    /// Bytes of one person.
    width: usize,
    bits: Vec<u8>,
}

impl Grid {
    /// Everybody is excluded from everything.
    fn new(persons: usize, trials: usize) -> Self {
        let width = trials.div_ceil(4);
        Self { width, bits: vec![0; persons.saturating_mul(width)] }
    }

    /// Notes who is not excluded from a trial.
    fn put(&mut self, trial: usize, ranking: &Ranking) {
        for (status, bits) in [(Status::Eligible, 1), (Status::Potential, 2)] {
            for person in ranking.with(status).flatten() {
                let at = usize::try_from(person).unwrap_or(usize::MAX).saturating_mul(self.width).saturating_add(trial / 4);
                if let Some(byte) = self.bits.get_mut(at) {
                    *byte |= bits << (trial % 4 * 2);
                }
            }
        }
    }

    /// The bytes of each person, in order.
    fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.bits.chunks(self.width.max(1))
    }
}

impl Room {
    pub(crate) fn match_trials(&self, options: &MatchOptions, hearing: &mut Hearing<'_>) -> Result<MatchSummary, Error> {
        let project = ProjectId::new(&options.project)?;
        let permit = self.permit(Principal::Cli, almoner_policy::Action::RunMatch, Some(&project))?;
        let read = self.permit(Principal::Research, almoner_policy::Action::ReadChart, Some(&project))?;
        let export = self.permit(Principal::Cli, almoner_policy::Action::ExportResults, Some(&project))?;
        let only = parse_trials(&options.trials)?;
        let trials = self.trials(&only)?;
        let mut summary = MatchSummary { trials: trials.len() as u64, ..Default::default() };
        let mut texts: BTreeMap<StudyId, Chart> = BTreeMap::new();
        let mut patients = Vec::new();
        self.each_chart(&read, &project, &mut |one| {
            summary.charts += 1;
            summary.facts += one.facts.len() as u64;
            let (patient, chart) = one.into_patient();
            if options.text {
                texts.insert(patient.study_id, chart);
            }
            patients.push(patient);
        })?;
        let cohort = Cohort::new(patients);
        let terms = self.terms;
        let mut screen = Screen::new(&cohort, terms, AbsencePolicy::closed_if_covered());
        let record = |nct_id| self.trials(&[nct_id]).ok()?.pop().map(|(record, _)| record);
        let enrolments = Enrolments::of(&Book::open(self)?, &project, record);
        let mut parser = Parser::new(terms);
        let mut grid = Grid::new(cohort.len(), trials.len());
        let mut newest = Vec::with_capacity(trials.len());
        let total = trials.len() as u64;
        // In the log before the first line leaves.
        self.log.append(
            &Entry::by_service(Role::Research, Action::Exported)
                .version(Version::Policy, export.policy_version())
                .count(Count::Charts, summary.charts)
                .count(Count::Trials, total),
        )?;
        for (at, (record, approved)) in trials.iter().enumerate() {
            let done = at as u64 + 1;
            let parsed = parser.parse_trial(record);
            let trial = Trial { nct_id: record.nct_id, version: record.version(), criteria: parsed.criteria };
            for criterion in &trial.criteria {
                summary.criteria += 1;
                let at = coverage_of(&criterion.expr) as usize;
                if let Some(count) = summary.understood.get_mut(at) {
                    *count += 1;
                }
            }
            let mut told = enrolments.answers(&screen, &trial);
            let mut answers = answers_of(&told);
            let mut ranking = Ranking::new(&mut screen, &trial.criteria, &answers);
            if let Some(approved) = approved {
                let questions = recency_questions(&project, approved, &cohort, &ranking);
                summary.desk_asked += questions.len() as u64;
                let by_desk = self.ask_desk(approved, questions)?;
                summary.desk_decided += by_desk.iter().filter(|(_, _, answer)| answer.verdict.is_decided()).count() as u64;
                if !by_desk.is_empty() {
                    told.extend(by_desk);
                    answers = answers_of(&told);
                    ranking = Ranking::new(&mut screen, &trial.criteria, &answers);
                }
            }
            let counts = ranking.counts();
            summary.eligible += counts.eligible;
            summary.potential += counts.potential;
            summary.excluded += counts.excluded;
            grid.put(at, &ranking);
            newest.push((trial.nct_id, trial.version.clone(), counts, told));
            let line = Line { room: self, screen: &screen, record, trial: &trial, answers: &answers, texts: &texts };
            (hearing.line)(line.json(&ranking, options, approved.is_some()));
            if done.is_multiple_of(50) || done == total {
                (hearing.progress)(Progress { stage: Stage::Match, done, total });
            }
        }
        self.airlock.send(&ToPhi::Done)?;
        summary.run = self.keep_run(&project, &summary, &cohort, &newest, &grid)?;
        let (made, versions) = (self.clock.now().0, self.build_versions().to_string());
        for (nct_id, version, counts, told) in newest {
            let (project, versions) = (project.clone(), versions.clone());
            self.store_newest(&Newest { project, nct_id, version, run: summary.run, made, counts, versions }, &told)?;
        }
        self.log.append(
            &Entry::by_service(Role::Research, Action::MatchRun)
                .version(Version::Policy, permit.policy_version())
                .version(Version::Parser, almoner_trials::parser_version())
                .version(Version::Extractor, &self.extractor)
                .version(Version::Terms, terms.version())
                .count(Count::Charts, summary.charts)
                .count(Count::Trials, summary.trials)
                .count(Count::Candidates, summary.eligible + summary.potential)
                .count(Count::Questions, summary.desk_asked),
        )?;
        Ok(summary)
    }

    /// Asks the recency desk; each question is in the log first. What it may not tell is not among the answers.
    pub(crate) fn ask_desk(
        &self,
        approved: &ApprovedTrial,
        mut questions: Vec<DeskQuestion>,
    ) -> Result<Vec<SuppliedRow>, Error> {
        if questions.is_empty() {
            return Ok(Vec::new());
        }
        questions.sort();
        self.log.append(
            &Entry::by_service(Role::Research, Action::DeskAsked)
                .trial(approved.nct_id)
                .count(Count::Questions, questions.len() as u64),
        )?;
        let replies = self.airlock.ask(approved, questions)?.into_iter();
        let told = replies
            .filter(|reply| matches!(reply.outcome, DeskOutcome::Met | DeskOutcome::NotMet | DeskOutcome::Unknown))
            .map(|reply| {
                let answer = Supplied { verdict: reply.outcome.verdict(), by: Supplier::RecencyDesk };
                (reply.question.study_id, reply.question.criterion, answer)
            });
        Ok(told.collect())
    }

    /// What made a run, besides trials and charts.
    pub(crate) fn build_versions(&self) -> Value {
        json!({
            "parser": almoner_trials::parser_version(),
            "terms": self.terms.version(),
            "extractor": self.extractor,
            "evaluator": almoner_eligibility::version(),
            "ranking": almoner_match::version(),
        })
    }

    fn keep_run(
        &self,
        project: &ProjectId,
        summary: &MatchSummary,
        cohort: &Cohort,
        trials: &[(NctId, String, StatusCounts, Vec<SuppliedRow>)],
        grid: &Grid,
    ) -> Result<i64, Error> {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let id = self.next_run()?;
        let row = run::ActiveModel {
            id: Set(id),
            project: Set(project.as_str().to_owned()),
            made: Set(self.clock.now().0),
            versions: Set(self.build_versions().to_string()),
            trials: Set(signed(summary.trials)),
            charts: Set(signed(summary.charts)),
        };
        let matched: Vec<run_trial::ActiveModel> = (0..)
            .zip(trials)
            .map(|(place, (nct_id, version, _, _))| run_trial::ActiveModel {
                run: Set(id),
                place: Set(place),
                nct_id: Set(nct_id.to_string()),
                version: Set(version.clone()),
            })
            .collect();
        let mut rows = Vec::with_capacity(cohort.len());
        for (patient, statuses) in cohort.patients().zip(grid.rows()) {
            let study_id = patient.study_id.to_string();
            let bound = aad("statuses", project.as_str(), &format!("{id}\0{study_id}"));
            rows.push(result::ActiveModel {
                run: Set(id),
                study_id: Set(study_id),
                project: Set(project.as_str().to_owned()),
                sealed: Set(self.store_key.seal(statuses, &bound)?),
            });
        }
        self.database.transaction(async |transaction| {
            run::Entity::insert(row).exec_without_returning(transaction).await?;
            for some in matched.chunks(ROWS) {
                run_trial::Entity::insert_many(some.to_vec()).exec_without_returning(transaction).await?;
            }
            for some in rows.chunks(ROWS) {
                result::Entity::insert_many(some.to_vec()).exec_without_returning(transaction).await?;
            }
            Ok(())
        })?;
        Ok(id)
    }
}

/// What only the desk can know of those who are not excluded.
pub(crate) fn recency_questions(
    project: &ProjectId,
    approved: &ApprovedTrial,
    cohort: &Cohort,
    ranking: &Ranking,
) -> Vec<DeskQuestion> {
    let mut questions = Vec::new();
    for number in &ranking.candidates() {
        let Some(patient) = cohort.patient(number) else { continue };
        let (missing, _) = ranking.open(number);
        let recent = missing.into_iter().filter(|open| open.reasons.contains(&Reason::NeedsRecency));
        questions.extend(recent.map(|open| desk_question(project, approved, patient.study_id, open.criterion)));
    }
    questions
}

/// A question to the desk.
fn desk_question(project: &ProjectId, approved: &ApprovedTrial, study_id: StudyId, criterion: u32) -> DeskQuestion {
    let version = approved.version.clone();
    DeskQuestion { project: project.clone(), study_id, nct_id: approved.nct_id, version, criterion }
}

/// What one line of output is made from.
struct Line<'a> {
    room: &'a Room,
    screen: &'a Screen<'a>,
    record: &'a TrialRecord,
    trial: &'a Trial,
    answers: &'a SuppliedAnswers,
    texts: &'a BTreeMap<StudyId, Chart>,
}

impl Line<'_> {
    /// The line. Candidates are written one after the other, so that what is held is the line and not a tree of it.
    fn json(&self, ranking: &Ranking, options: &MatchOptions, approved: bool) -> String {
        let criteria = self.trial.criteria.iter().zip(ranking.criteria()).map(|(criterion, counts)| {
            let mut row = json!({
                "id": criterion.id,
                "section": criterion.section,
                "source": criterion.source,
                "understood": coverage_of(&criterion.expr),
                "met": counts.met,
                "not_met": counts.not_met,
                "unknown": counts.unknown,
            });
            if let (true, Some(row)) = (options.text, row.as_object_mut()) {
                row.insert("text".to_owned(), slice(&self.record.eligibility_text, criterion.source).into());
                let names = almoner_eligibility::to_text(&criterion.expr, self.room.terms);
                row.insert("reads".to_owned(), names.into());
            }
            row
        });
        let head = json!({
            "nct_id": self.trial.nct_id,
            "title": self.record.title,
            "approved": approved,
            "versions": Versions::of(self.screen, self.trial),
            "counts": ranking.counts(),
            "criteria": criteria.collect::<Vec<_>>(),
        });
        let mut line = head.to_string();
        line.pop();
        line.push_str(",\"candidates\":[");
        let wanted = Wanted { statuses: vec![Status::Eligible, Status::Potential], only: None };
        let mut skip = 0;
        let mut room = options.top.unwrap_or(usize::MAX);
        loop {
            let (page, _) = ranking.page(&wanted, skip, room.min(PAGE));
            if page.is_empty() {
                break;
            }
            skip += page.len() as u64;
            room -= page.len();
            for place in page {
                let Some(candidate) = self.candidate(ranking, place, options) else { continue };
                if !line.ends_with('[') {
                    line.push(',');
                }
                line.push_str(&candidate.to_string());
            }
        }
        line.push_str("]}");
        line
    }

    fn candidate(&self, ranking: &Ranking, place: Place, options: &MatchOptions) -> Option<Value> {
        let patient = self.screen.cohort().patient(place.number)?;
        let (_, person_only) = ranking.open(place.number);
        let mut listed = json!({
            "study_id": patient.study_id,
            "rank": place.rank,
            "status": place.status,
            "score": place.score,
            "person_only": person_only,
            "chart_version": patient.chart_version,
            "criteria": self.criteria(patient.study_id),
        });
        // What would make the person eligible is for somebody who reads; it costs more than the verdicts do.
        if let (true, Some(object)) = (options.text, listed.as_object_mut()) {
            let explained = explain_candidate(self.screen, self.trial, patient.study_id);
            object.insert("flips_to_eligible".to_owned(), json!(explained.map(|explained| explained.flips_to_eligible)));
        }
        Some(listed)
    }

    /// The verdict on each criterion for one person, with what it rests on.
    fn criteria(&self, study_id: StudyId) -> Vec<Value> {
        let cohort = self.screen.cohort();
        let Some(number) = cohort.number_of(study_id) else { return Vec::new() };
        let (terms, absence) = (self.screen.terms(), self.screen.absence());
        let findings = cohort.view(number, |patient| {
            let criteria = self.trial.criteria.iter();
            criteria
                .map(|criterion| (criterion, evaluate(&criterion.expr, patient, terms, absence, None)))
                .collect::<Vec<_>>()
        });
        let findings = findings.unwrap_or_default();
        findings.into_iter().map(|(criterion, finding)| self.criterion(study_id, criterion, &finding)).collect()
    }

    fn criterion(&self, study_id: StudyId, criterion: &Criterion, finding: &Finding) -> Value {
        let supplied = self.answers.get(study_id, criterion.id);
        let verdict = supplied.map_or(finding.verdict, |answer| answer.verdict);
        let evidence: Vec<Value> = finding.evidence.iter().map(|source| self.evidence(study_id, *source)).collect();
        let mut row = json!({
            "criterion": criterion.id,
            "section": criterion.section,
            "verdict": name(verdict),
            "evidence": evidence,
        });
        if let Some(object) = row.as_object_mut() {
            if let Verdict::Unknown(reason) = verdict {
                object.insert("reason".to_owned(), json!(reason));
                object.insert("missing".to_owned(), json!(finding.missing));
            }
            if !finding.assumptions.is_empty() {
                object.insert("assumptions".to_owned(), json!(finding.assumptions));
            }
            if let Some(answer) = supplied.filter(|answer| answer.verdict.is_decided()) {
                object.insert("by".to_owned(), json!(answer.by));
            }
        }
        row
    }

    fn evidence(&self, study_id: StudyId, source: Source) -> Value {
        let mut value = json!(source);
        if let Source::Note { ordinal, start, end } = source {
            let text = self.texts.get(&study_id).and_then(|chart| chart.content().notes.get(ordinal as usize));
            if let (Some(note), Some(object)) = (text, value.as_object_mut()) {
                let span = TextSpan { start, end };
                object.insert("text".to_owned(), slice(&note.text, span).into());
                object.insert("context".to_owned(), slice(&note.text, around(&note.text, span)).into());
            }
        }
        value
    }
}

/// The verdict as the command line writes it.
fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::NotMet => "not_met",
        Verdict::Unknown(_) => "unknown",
    }
}

/// A span with about [`CONTEXT`] characters on each side of it, without words cut in two at its ends.
fn around(text: &str, span: TextSpan) -> TextSpan {
    let wide = TextSpan { start: span.start.saturating_sub(CONTEXT), end: span.end.saturating_add(CONTEXT) };
    let blank = |range: TextSpan, last: bool| {
        let mut blanks =
            (range.start..).zip(slice(text, range).chars().collect::<Vec<_>>()).filter(|(_, c)| c.is_whitespace());
        if last { blanks.last() } else { blanks.next() }.map(|(at, _)| at)
    };
    let start = match wide.start {
        0 => 0,
        begin => blank(TextSpan { start: begin, end: span.start }, false).map_or(span.start, |at| at + 1),
    };
    let after = slice(text, TextSpan { start: span.end, end: wide.end });
    let whole = after.chars().count() < wide.end.saturating_sub(span.end) as usize;
    let end = if whole { wide.end } else { blank(TextSpan { start: span.end, end: wide.end }, true).unwrap_or(span.end) };
    TextSpan { start, end }
}

/// The characters of a span; cut at the end of the text.
pub(crate) fn slice(text: &str, span: TextSpan) -> String {
    let count = span.end.saturating_sub(span.start) as usize;
    text.chars().skip(span.start as usize).take(count).collect()
}

#[cfg(test)]
mod tests;
