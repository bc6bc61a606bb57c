//! Trials: the list with its facets, one trial with what was understood of its criteria, and import.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use almoner_audit::{Count, Entry};
use almoner_base::NctId;
use almoner_chart::ToPhi;
use almoner_eligibility::{Criterion, Expr, FlawKind, Method, Node, Section, TextSpan, to_text};
use almoner_identity::http::{self, Problem};
use almoner_match::StatusCounts;
use almoner_policy::{Action, ResearchRoute};
use almoner_trials::{Coverage, coverage_of, read_trials};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::ask::{nct, run};
use super::once::Done;
use super::register::RegisterContent;
use super::{About, Answer, Api, Asker};
use crate::LookAt;
use crate::live::CurrentTrial;
use crate::matching::slice;

/// Values of a facet that are told at most.
const MOST_VALUES: usize = 50;
/// How a packed file begins (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Things found in an import that are told at most.
const MOST_ISSUES: usize = 500;

/// Which trials, in which order.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TrialQuery {
    /// Words of number, title, conditions or keywords; all must be there.
    search: Option<String>,
    /// `overall_status` of the register.
    status: Option<String>,
    /// One of the phases.
    phase: Option<String>,
    /// One of the conditions.
    condition: Option<String>,
    /// Whether it recruits here.
    open_here: Option<bool>,
    /// `nct_id`, `title`, `imported`, `matched_at` or `eligible`; those of time and number begin with the newest and largest.
    sort: Option<String>,
    /// Items on the page, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl TrialQuery {
    /// What the list is, wherever the page begins.
    fn list(&self) -> String {
        let list = Self { limit: None, cursor: None, ..self.clone() };
        serde_json::to_string(&list).unwrap_or_default()
    }
}

/// How far criteria were understood.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Understood {
    total: u32,
    /// Without opaque parts.
    full: u32,
    /// With some.
    partial: u32,
    /// Opaque as a whole.
    none: u32,
}

/// How many candidates stand where.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Counts {
    pub(crate) eligible: u64,
    pub(crate) potential: u64,
    pub(crate) excluded: u64,
}

impl From<StatusCounts> for Counts {
    fn from(counts: StatusCounts) -> Self {
        let StatusCounts { eligible, potential, excluded } = counts;
        Self { eligible, potential, excluded }
    }
}

/// What lists and details tell of a trial.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialHead {
    /// `identificationModule.nctId`.
    #[schema(example = "NCT99000001")]
    nct_id: String,
    /// `identificationModule.briefTitle`.
    title: Option<String>,
    /// `statusModule.overallStatus`.
    status: Option<String>,
    /// `designModule.phases`.
    phase: Vec<String>,
    /// `conditionsModule.conditions`.
    conditions: Vec<String>,
    /// Content hash of the current version.
    version: String,
    /// When that version came, in milliseconds since 1970 UTC.
    imported: i64,
    /// Whether somebody approved it.
    approved: bool,
    /// Whether it recruits here; none where the site's register does not say.
    open_here: Option<bool>,
    /// Of the newest match, for who is assigned to the study.
    candidates: Option<Counts>,
    /// When that was.
    matched_at: Option<i64>,
    /// Whether trial, charts or program have changed since.
    stale: bool,
}

/// A trial in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialSummary {
    #[serde(flatten)]
    head: TrialHead,
    criteria: Understood,
}

/// A value and how many trials have it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FacetValue {
    value: String,
    n: u64,
}

/// What the trials that were searched for can be narrowed by.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialFacets {
    status: Vec<FacetValue>,
    phase: Vec<FacetValue>,
    condition: Vec<FacetValue>,
}

/// A page of trials.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialPage {
    items: Vec<TrialSummary>,
    next: Option<String>,
    total: Option<u64>,
    facets: TrialFacets,
}

/// Characters of a text (Unicode scalar values, `end` exclusive).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl From<TextSpan> for Span {
    fn from(TextSpan { start, end }: TextSpan) -> Self {
        Self { start, end }
    }
}

/// Which list a criterion stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SectionName {
    /// Must hold.
    Inclusion,
    /// Must not hold; the expression says what excludes.
    Exclusion,
}

impl From<Section> for SectionName {
    fn from(section: Section) -> Self {
        match section {
            Section::Inclusion => Self::Inclusion,
            Section::Exclusion => Self::Exclusion,
        }
    }
}

impl From<SectionName> for Section {
    fn from(section: SectionName) -> Self {
        match section {
            SectionName::Inclusion => Self::Inclusion,
            SectionName::Exclusion => Self::Exclusion,
        }
    }
}

/// How far a criterion was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HowFar {
    /// No part is opaque.
    Full,
    /// Some part is opaque.
    Partial,
    /// Nothing but opaque text.
    None,
}

impl From<Coverage> for HowFar {
    fn from(coverage: Coverage) -> Self {
        match coverage {
            Coverage::Full => Self::Full,
            Coverage::Partial => Self::Partial,
            Coverage::None => Self::None,
        }
    }
}

/// How a part was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MethodName {
    /// A closed form of the grammar.
    Grammar,
    /// Grammar around a term of the dictionary.
    Terminology,
    /// A structured field of the record.
    Field,
    /// A person's edit.
    Person,
    /// Not understood.
    None,
}

/// How sure a reading is, by the method that it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Confidence {
    /// A structured field, a closed form, or a person's word.
    High,
    /// Words of the dictionary within a grammar.
    Medium,
    /// Not understood.
    None,
}

/// A part of a criterion that was understood, or not, by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Part {
    span: Span,
    method: MethodName,
    confidence: Confidence,
    readable: String,
    opaque: bool,
}

/// Something that is wrong with a criterion.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FlawTold {
    /// Such as `contradiction` or `unit-without-conversion`.
    code: String,
    message: &'static str,
}

/// A criterion with what was understood of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CriterionShown {
    /// Its number, stable within a version.
    pub(crate) criterion: u32,
    pub(crate) section: SectionName,
    /// Where it stands in the eligibility text; empty for one of a structured field.
    pub(crate) span: Span,
    pub(crate) text: String,
    /// The expression as JSON.
    #[schema(value_type = Object)]
    pub(crate) expr: Value,
    /// The expression for people to read.
    pub(crate) readable: String,
    pub(crate) understood: HowFar,
    pub(crate) parts: Vec<Part>,
    /// Whether a person put it in place of the parser's words.
    pub(crate) edited: bool,
    pub(crate) flaws: Vec<FlawTold>,
}

/// Who approved a version, and when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ApprovalTold {
    /// A person's id, or a name that the command line was given.
    pub(crate) approver: String,
    pub(crate) at: Option<i64>,
}

/// A trial with its criteria.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TrialDetail {
    #[serde(flatten)]
    in_list: TrialSummary,
    /// `identificationModule.briefTitle`.
    brief_title: Option<String>,
    /// `identificationModule.officialTitle`.
    official_title: Option<String>,
    /// `descriptionModule.briefSummary`.
    summary: Option<String>,
    keywords: Vec<String>,
    /// What the site says of it.
    register: Option<RegisterContent>,
    /// Who made the version: `ClinicalTrials.gov`, or a person's id.
    author: String,
    approval: Option<ApprovalTold>,
    /// The eligibility text as the register has it.
    text: String,
    criteria_list: Vec<CriterionShown>,
}

/// What came of an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Imported {
    accepted: u64,
    warned: u64,
    quarantined: u64,
    /// Trials seen for the first time.
    new: u64,
    /// Trials whose record changed.
    changed: u64,
    /// Criteria in people's words that hold for the new records as they did for the old.
    carried: u64,
    /// Trials whose approval holds, since only other things than criteria changed.
    approvals_kept: u64,
    /// Criteria in people's words that the register words otherwise now: somebody has to look.
    to_look_at: Vec<LookAt>,
    issues: Vec<ImportIssue>,
}

/// Something found in an import; never its content.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ImportIssue {
    line: u64,
    code: String,
    path: String,
}

/// Trials, by words, facets and order.
#[utoipa::path(get, path = "/api/v1/trials", tag = "trials", params(TrialQuery), responses((status = 200, body = TrialPage)))]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Query(query): http::Query<TrialQuery>,
) -> Answer<TrialPage> {
    run(move || {
        let limit = super::page::limit(query.limit)?;
        api.grant(&asker, ResearchRoute::TrialList, &About::default())?;
        api.list_trials(&asker, &query, limit)
    })
    .await
}

/// One trial: the register's text beside what was understood.
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}", tag = "trials", params(("nct_id" = String, Path)),
    responses((status = 200, body = TrialDetail, headers(("ETag" = String, description = "the version")))))]
pub(crate) async fn show(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::TrialShow, &About::trial(nct_id))?;
        let current = api.trial(nct_id)?;
        let detail = api.trial_detail(&asker, &current);
        Ok(Done::new(StatusCode::OK, &detail)?.etag(&current.trial.version))
    })
    .await
}

/// Trials from the register's files: one record, `{"studies":[..]}`, or one record a line.
#[utoipa::path(post, path = "/api/v1/trials", tag = "trials",
    request_body(content(("application/json"), (String = "text/plain"))),
    responses((status = 200, body = Imported)))]
pub(crate) async fn import(State(api): State<Arc<Api>>, asker: Asker, request: Request) -> Answer<Imported> {
    let bytes = http::body(request, &()).await?;
    run(move || {
        let permit = api.permit(&asker, ResearchRoute::TrialImport, &About::default())?;
        // What is packed could unpack to more than memory holds; the command line takes it.
        if bytes.starts_with(&GZIP) {
            let title = "expected JSON or lines of JSON, not packed";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "body-type", title));
        }
        let mut records = Vec::new();
        let report = read_trials(bytes.as_ref(), |record| records.push(record));
        let count = |entry: Entry| entry.count(Count::Trials, report.accepted).count(Count::Quarantined, report.quarantined);
        let entry = api.entry(&asker, &permit, almoner_audit::Action::TrialImported, &About::default())?;
        api.enter(permit, &count(entry))?;
        let stored = api.room.store_trials(&records)?;
        api.live.read_trials(&api.room)?;
        if stored.approvals_kept > 0 {
            let kept: BTreeSet<NctId> = records.iter().map(|record| record.nct_id).collect();
            for approved in api.live.screening().values().filter_map(|trial| trial.stored.approved()) {
                if kept.contains(&approved.nct_id) {
                    // Should the other zone not be there, it is told when both have started again.
                    let _told_later = api.room.airlock.send(&ToPhi::Trial(approved));
                }
            }
        }
        let told = report.issues.iter().take(MOST_ISSUES);
        let issues =
            told.map(|issue| ImportIssue { line: issue.line, code: issue.code.0.to_owned(), path: issue.path.clone() });
        Ok(Imported {
            accepted: report.accepted,
            warned: report.warned,
            quarantined: report.quarantined,
            new: stored.new,
            changed: stored.changed,
            carried: stored.carried,
            approvals_kept: stored.approvals_kept,
            to_look_at: stored.to_look_at,
            issues: issues.collect(),
        })
    })
    .await
}

impl Api {
    fn list_trials(&self, asker: &Asker, query: &TrialQuery, limit: usize) -> Result<TrialPage, Problem> {
        let trials = self.live.trials();
        let words = query.search.as_deref().unwrap_or_default().to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        let found = trials.values().filter(|trial| has_words(trial, &words));
        let mut may = self.may_of(asker, Action::ReadResults);
        let found: Vec<TrialSummary> = found
            .map(|trial| TrialSummary { head: self.head(asker, trial, &mut may), criteria: understood(trial) })
            .collect();
        let facets = facets(&found);
        let is = |asked: &Option<String>, own: &[String]| asked.as_ref().is_none_or(|asked| own.contains(asked));
        let mut items: Vec<TrialSummary> = found
            .into_iter()
            .filter(|trial| {
                let head = &trial.head;
                is(&query.status, head.status.as_slice())
                    && is(&query.phase, &head.phase)
                    && is(&query.condition, &head.conditions)
                    && query.open_here.is_none_or(|open| head.open_here == Some(open))
            })
            .collect();
        let key = sort_key(query.sort.as_deref())?;
        items.sort_by_cached_key(|trial| (key(&trial.head), trial.head.nct_id.clone()));
        let total = items.len() as u64;
        let list = format!("trials\0{}", query.list());
        if let Some(cursor) = &query.cursor {
            let last: (SortKey, String) = self.cursors.read(&list, cursor)?;
            items.retain(|trial| (key(&trial.head), trial.head.nct_id.clone()) > last);
        }
        let more = items.len() > limit;
        items.truncate(limit);
        let last = items.last().filter(|_| more);
        let next = last.map(|trial| self.cursors.make(&list, &(key(&trial.head), &trial.head.nct_id))).transpose()?;
        Ok(TrialPage { items, next, total: Some(total), facets })
    }

    fn head(&self, asker: &Asker, trial: &CurrentTrial, may: &mut impl FnMut(NctId) -> bool) -> TrialHead {
        let record = &trial.record;
        let matched = self.live.matched(&asker.project, record.nct_id);
        // Numbers of candidates are for who works on the study.
        let matched = matched.filter(|_| may(record.nct_id));
        TrialHead {
            nct_id: record.nct_id.to_string(),
            title: record.title.clone(),
            status: record.overall_status.clone(),
            phase: phases(record.phase.as_deref()),
            conditions: record.conditions.clone(),
            version: trial.trial.version.clone(),
            imported: trial.stored.imported,
            approved: trial.stored.approver.is_some(),
            open_here: self.registers.of(record.nct_id).map(|register| register.content.open_here),
            candidates: matched.as_ref().map(|matched| matched.counts.into()),
            matched_at: matched.as_ref().map(|matched| matched.made),
            stale: matched.is_some_and(|matched| self.live.is_stale(&asker.project, &matched)),
        }
    }

    fn trial_detail(&self, asker: &Asker, trial: &CurrentTrial) -> TrialDetail {
        let record = &trial.record;
        TrialDetail {
            in_list: TrialSummary {
                head: self.head(asker, trial, &mut self.may_of(asker, Action::ReadResults)),
                criteria: understood(trial),
            },
            brief_title: record.title.clone(),
            official_title: record.official_title.clone(),
            summary: record.summary.clone(),
            keywords: record.keywords.clone(),
            register: self.registers.of(record.nct_id).map(|register| register.content),
            author: trial.stored.author.clone(),
            approval: approval(trial),
            text: record.eligibility_text.clone(),
            criteria_list: trial.trial.criteria.iter().map(|criterion| self.criterion(trial, criterion)).collect(),
        }
    }

    pub(crate) fn criterion(&self, trial: &CurrentTrial, criterion: &Criterion) -> CriterionShown {
        let mut parts = Vec::new();
        self.parts(&criterion.expr, &mut parts);
        let flaws = trial.flaws.iter().filter(|flaw| flaw.criterion == criterion.id);
        CriterionShown {
            criterion: criterion.id,
            section: criterion.section.into(),
            span: criterion.source.into(),
            text: slice(&trial.record.eligibility_text, criterion.source),
            expr: serde_json::to_value(&criterion.expr).unwrap_or_default(),
            readable: to_text(&criterion.expr, self.room.terms),
            understood: coverage_of(&criterion.expr).into(),
            parts,
            edited: trial.record.edits.iter().any(|edit| edit.criterion == criterion.id),
            flaws: flaws.map(|flaw| flaw_told(flaw.kind)).collect(),
        }
    }

    /// The parts of an expression that were understood by themselves: its leaves.
    pub(crate) fn parts(&self, node: &Node, parts: &mut Vec<Part>) {
        match &node.expr {
            Expr::And(of) | Expr::Or(of) | Expr::AtLeast { of, .. } | Expr::AtMost { of, .. } => {
                of.iter().for_each(|part| self.parts(part, parts))
            }
            Expr::Not(part) => self.parts(part, parts),
            Expr::IfThen { condition: one, then: other } | Expr::Except { base: one, exception: other } => {
                self.parts(one, parts);
                self.parts(other, parts);
            }
            Expr::Atom(_) | Expr::Opaque => {
                let opaque = node.expr == Expr::Opaque;
                let (method, confidence) = match node.method {
                    _ if opaque => (MethodName::None, Confidence::None),
                    Method::Grammar => (MethodName::Grammar, Confidence::High),
                    Method::Terminology => (MethodName::Terminology, Confidence::Medium),
                    Method::Field => (MethodName::Field, Confidence::High),
                    Method::Person => (MethodName::Person, Confidence::High),
                    Method::None => (MethodName::None, Confidence::None),
                };
                let readable = to_text(node, self.room.terms);
                parts.push(Part { span: node.source.into(), method, confidence, readable, opaque });
            }
        }
    }
}

pub(crate) fn approval(trial: &CurrentTrial) -> Option<ApprovalTold> {
    let approver = trial.stored.approver.clone()?;
    Some(ApprovalTold { approver, at: trial.stored.approved_at })
}

pub(crate) fn flaw_told(kind: FlawKind) -> FlawTold {
    FlawTold { code: kind.code().to_owned(), message: kind.message() }
}

fn understood(trial: &CurrentTrial) -> Understood {
    Understood {
        total: u32::try_from(trial.trial.criteria.len()).unwrap_or(u32::MAX),
        full: trial.understood.full,
        partial: trial.understood.partial,
        none: trial.understood.none,
    }
}

/// The phases of a trial that spans several (`PHASE1/PHASE2`). `N/A` is one answer, not two.
fn phases(phase: Option<&str>) -> Vec<String> {
    match phase {
        Some(none) if none.trim().eq_ignore_ascii_case("N/A") => vec![none.trim().to_owned()],
        _ => phase.into_iter().flat_map(|phases| phases.split('/')).map(|phase| phase.trim().to_owned()).collect(),
    }
}

fn has_words(trial: &CurrentTrial, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let record = &trial.record;
    let number = record.nct_id.to_string();
    let texts = [Some(&number), record.title.as_ref(), record.official_title.as_ref()].into_iter().flatten();
    let texts: Vec<String> =
        texts.chain(&record.conditions).chain(&record.keywords).map(|text| text.to_lowercase()).collect();
    words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
}

fn facets(trials: &[TrialSummary]) -> TrialFacets {
    fn counted<'t>(values: impl Iterator<Item = &'t String>) -> Vec<FacetValue> {
        let mut counts: BTreeMap<&String, u64> = BTreeMap::new();
        values.for_each(|value| *counts.entry(value).or_default() += 1);
        let mut values: Vec<_> = counts.into_iter().map(|(value, n)| FacetValue { value: value.clone(), n }).collect();
        values.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.value.cmp(&b.value)));
        values.truncate(MOST_VALUES);
        values
    }
    TrialFacets {
        status: counted(trials.iter().filter_map(|trial| trial.head.status.as_ref())),
        phase: counted(trials.iter().flat_map(|trial| &trial.head.phase)),
        condition: counted(trials.iter().flat_map(|trial| &trial.head.conditions)),
    }
}

/// What a list is ordered by, before the trial's number.
type SortKey = (i64, String);

fn sort_key(sort: Option<&str>) -> Result<fn(&TrialHead) -> SortKey, Problem> {
    Ok(match sort.unwrap_or("nct_id") {
        "nct_id" => |_| (0, String::new()),
        "title" => |trial| (0, trial.title.clone().unwrap_or_default().to_lowercase()),
        "imported" => |trial| (-trial.imported, String::new()),
        "matched_at" => |trial| (trial.matched_at.map_or(i64::MAX, |at| -at), String::new()),
        "eligible" => |trial| {
            let eligible = trial.candidates.map(|counts| i64::try_from(counts.eligible).unwrap_or(i64::MAX));
            (eligible.map_or(i64::MAX, |eligible| -eligible), String::new())
        },
        _ => return Err(Problem::unusable("sort", "expected nct_id, title, imported, matched_at or eligible")),
    })
}

/// The trial's number as text, for lists that are bound to it.
pub(crate) fn list_of(what: &str, asker: &Asker, nct_id: NctId) -> String {
    format!("{what}\0{}\0{nct_id}", asker.project.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_of_two_phases_has_both_and_one_of_none_says_so_in_one_word() {
        assert_eq!(phases(Some("PHASE1/PHASE2")), ["PHASE1", "PHASE2"]);
        assert_eq!(phases(Some("Phase 2 / Phase 3")), ["Phase 2", "Phase 3"]);
        assert_eq!(phases(Some("N/A")), ["N/A"]);
        assert_eq!(phases(Some("NA")), ["NA"]);
        assert!(phases(None).is_empty());
    }
}
