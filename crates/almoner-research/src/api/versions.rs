//! Versions of a trial's criteria: help for the editor, an edit as a new version, what it would change, and its approval by somebody
//! else. The register's text stays as it is; a person's words stand beside it and are part of the version.

use std::collections::BTreeSet;
use std::sync::Arc;

use almoner_audit::Action as Logged;
use almoner_base::{NctId, Phi};
use almoner_chart::{Approval, ToPhi};
use almoner_eligibility::text::read;
use almoner_eligibility::{Criterion, Expr, Method, Node, Section, TextSpan, check, to_text};
use almoner_identity::http::{self, IdempotencyKey, IfMatch, Problem};
use almoner_match::{Compared, Ranking, SuppliedAnswers};
use almoner_policy::ResearchRoute;
use almoner_trials::{Edit, Parser, TrialRecord, coverage_of};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::ask::{nct, run};
use super::funnel::ToldCounts;
use super::once::Done;
use super::trials::{ApprovalTold, FlawTold, HowFar, Part, SectionName, approval, flaw_told};
use super::{About, Answer, Api, Asker};
use crate::live::CurrentTrial;
use crate::matching::slice;
use crate::review::StoredTrial;
use crate::{Error, TrialVersion};

/// Characters of a criterion's text, or of its readable form.
const LONGEST_TEXT: usize = 10_000;
/// Characters of a reason or a justification.
pub(crate) const LONGEST_WORDS: usize = 2_000;
/// Criteria of one edit.
const MOST_EDITS: usize = 200;
/// Study ids that a preview names on each side.
const MOST_NAMED: usize = 50;

/// A version in the list of a trial's.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VersionShown {
    version: String,
    /// `ClinicalTrials.gov`, or a person's id.
    author: String,
    /// When it came or was made, in milliseconds since 1970 UTC.
    made: i64,
    /// Why, in the author's words; none for one of the register.
    reason: Option<String>,
    approval: Option<ApprovalTold>,
    /// Whether matches are made against it.
    current: bool,
    /// The criteria that differ from the version that it was made from.
    changed: Vec<u32>,
}

/// The versions of a trial.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VersionList {
    items: Vec<VersionShown>,
}

/// One side of a difference.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct CriterionSide {
    section: SectionName,
    text: String,
    readable: String,
    #[schema(value_type = Object)]
    expr: Value,
}

/// What became of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChangeKind {
    /// Nothing.
    Same,
    /// It asks something else.
    Changed,
    /// It is new.
    Added,
    /// It was taken out.
    Removed,
}

/// A criterion in two versions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CriterionChange {
    criterion: u32,
    change: ChangeKind,
    before: Option<CriterionSide>,
    after: Option<CriterionSide>,
}

/// What differs between two versions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Difference {
    criteria: Vec<CriterionChange>,
}

/// One of three ways to say what a criterion asks.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Wording {
    /// As a trial writes it; it is parsed.
    #[serde(default)]
    #[schema(max_length = 10_000)]
    text: Option<String>,
    /// The readable form, such as `age >= 18 years`.
    #[serde(default)]
    #[schema(max_length = 10_000)]
    readable: Option<String>,
    /// The expression as JSON.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    expr: Option<Value>,
    /// Which list it stands in; inclusion unless said.
    #[serde(default)]
    section: Option<SectionName>,
}

/// What was understood of a wording.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Checked {
    #[schema(value_type = Object)]
    expr: Value,
    readable: String,
    understood: HowFar,
    parts: Vec<Part>,
    flaws: Vec<FlawTold>,
}

/// An edit of a trial's criteria.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VersionEdit {
    /// Why, in words.
    #[schema(min_length = 3, max_length = 2_000)]
    reason: String,
    #[schema(min_items = 1, max_items = 200)]
    criteria: Vec<CriterionEdit>,
}

/// What becomes of one criterion.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct CriterionEdit {
    /// Its number; one past the last for a new one.
    criterion: u32,
    /// Whether it is taken out.
    #[serde(default)]
    removed: bool,
    #[serde(flatten)]
    wording: Wording,
}

/// A version that was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct VersionMade {
    version: String,
    changed: Vec<u32>,
}

/// Numbers before and after.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BeforeAfter {
    before: ToldCounts,
    /// As a what-if tells them: within ten of the one before is told as that one, others in steps of eleven.
    after: ToldCounts,
}

/// Who would come and go with a version. Groups of fewer than eleven are neither counted nor named: nobody has a list of what
/// would be.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Preview {
    /// The version that it is compared with.
    base: String,
    counts: BeforeAfter,
    /// Study ids of some who would be candidates then and are not now.
    entering: Vec<String>,
    /// Study ids of some who are now and would not be then.
    leaving: Vec<String>,
    /// How many, true to within ten; none where fewer than eleven.
    n_entering: Option<u64>,
    /// How many, true to within ten; none where fewer than eleven.
    n_leaving: Option<u64>,
}

/// Why a version is approved.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Justified {
    /// At least ten characters of words.
    #[schema(min_length = 10, max_length = 2_000)]
    pub(crate) justification: String,
}

/// The versions of a trial, the current one first.
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}/versions", tag = "versions", params(("nct_id" = String, Path)),
    responses((status = 200, body = VersionList)))]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
) -> Answer<VersionList> {
    run(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::TrialVersions, &About::trial(nct_id))?;
        api.trial(nct_id)?;
        api.list_versions(nct_id)
    })
    .await
}

/// What differs between two versions of a trial.
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}/versions/{version}/diff/{other}", tag = "versions",
    params(("nct_id" = String, Path), ("version" = String, Path), ("other" = String, Path)),
    responses((status = 200, body = Difference)))]
pub(crate) async fn diff(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path((nct_id, version, other)): http::Path<(String, String, String)>,
) -> Answer<Difference> {
    run(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::TrialDiff, &About::trial(nct_id))?;
        let (before, after) = (api.version(nct_id, &version)?, api.version(nct_id, &other)?);
        Ok(Difference { criteria: api.difference(&before, &after) })
    })
    .await
}

/// Says what is understood of a wording, and keeps nothing.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/criteria/check", tag = "versions", params(("nct_id" = String, Path)),
    request_body = Wording, responses((status = 200, body = Checked)))]
pub(crate) async fn check_criterion(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
    http::Json(wording): http::Json<Wording>,
) -> Answer<Checked> {
    run(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::CriteriaCheck, &About::trial(nct_id))?;
        api.trial(nct_id)?;
        let section = wording.section.unwrap_or(SectionName::Inclusion).into();
        let source = TextSpan { start: 0, end: 0 };
        let expr = api.understand(&wording, section, source)?;
        let mut parts = Vec::new();
        api.parts(&expr, &mut parts);
        let flaws = check(&[Criterion { id: 0, section, source, expr: expr.clone() }], api.room.terms);
        Ok(Checked {
            readable: to_text(&expr, api.room.terms),
            understood: coverage_of(&expr).into(),
            parts,
            flaws: flaws.into_iter().map(|flaw| flaw_told(flaw.kind)).collect(),
            expr: serde_json::to_value(&expr).map_err(|_| Problem::internal())?,
        })
    })
    .await
}

/// Makes a new version with other criteria. It is a draft until somebody else approves it.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/versions", tag = "versions", params(("nct_id" = String, Path)),
    request_body = VersionEdit, responses((status = 201, body = VersionMade, headers(("ETag" = String, description = "the version")))))]
pub(crate) async fn edit(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
    IfMatch(base): IfMatch,
    key: IdempotencyKey,
    http::Json(edit): http::Json<VersionEdit>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let nct_id = nct(&nct_id)?;
        let about = About::trial(nct_id);
        let permit = api.permit(&asker, ResearchRoute::TrialEdit, &about)?;
        words(&edit.reason, 3, "reason")?;
        if edit.criteria.is_empty() || edit.criteria.len() > MOST_EDITS {
            return Err(Problem::unusable("edit-size", "an edit has 1 to 200 criteria"));
        }
        let request = (ResearchRoute::TrialEdit.name(), nct_id, &base, &edit);
        api.once(&asker, &key, &request, || {
            let current = api.trial(nct_id)?;
            if base != current.trial.version {
                return Err(api.stale_edit(&current, &edit));
            }
            let record = api.edited(&current, &edit.criteria)?;
            let version = record.version();
            if version == current.trial.version {
                return Err(Problem::unusable("edit-empty", "the edit changes nothing"));
            }
            let entry = api.entry(&asker, &permit, Logged::TrialEdited, &about)?;
            let entry = entry.version(almoner_audit::Version::Trial, &version);
            api.room.log.append(&entry).map_err(Error::from)?;
            let stored = StoredTrial {
                nct_id,
                version: version.clone(),
                record: serde_json::to_string(&record).map_err(|_| Problem::internal())?,
                author: asker.name(),
                imported: api.room.clock.now().0,
                current: true,
                approver: None,
                approved_at: None,
                signature: Vec::new(),
            };
            api.room.store_version(stored, &current.trial.version, &edit.reason)?;
            api.live.read_trials(&api.room)?;
            let changed = edit.criteria.iter().map(|edit| edit.criterion).collect::<BTreeSet<_>>();
            let made = VersionMade { version: version.clone(), changed: changed.into_iter().collect() };
            Ok(Done::new(StatusCode::CREATED, &made)?.etag(&version))
        })
    })
    .await
}

/// Who would come and go if this version were matched.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/versions/{version}/preview", tag = "versions",
    params(("nct_id" = String, Path), ("version" = String, Path)), responses((status = 200, body = Preview)))]
pub(crate) async fn preview(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path((nct_id, version)): http::Path<(String, String)>,
) -> Answer<Preview> {
    run(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::TrialPreview, &About::trial(nct_id))?;
        api.count_distinct(&asker, "what-if", &(nct_id, &version))?;
        let after = api.version(nct_id, &version)?;
        let base = api.room.made_versions(nct_id)?.remove(&version).map(|made| made.base);
        let matched = api.live.matched(&asker.project, nct_id).map(|matched| Arc::clone(&matched.trial));
        let before = match (base, matched) {
            (Some(base), _) => api.version(nct_id, &base)?,
            (None, Some(matched)) => matched,
            (None, None) => api.trial(nct_id)?,
        };
        api.preview(&asker, &before, &after)
    })
    .await
}

/// Approves the current version, which somebody else made. The zone signs it on behalf of the approver.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/versions/{version}/approval", tag = "versions",
    params(("nct_id" = String, Path), ("version" = String, Path)), request_body = Justified,
    responses((status = 201, body = ApprovalTold)))]
pub(crate) async fn approve(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path((nct_id, version)): http::Path<(String, String)>,
    key: IdempotencyKey,
    http::Json(body): http::Json<Justified>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let nct_id = nct(&nct_id)?;
        words(&body.justification, 10, "justification")?;
        let stored = api.room.stored_version(nct_id, &version)?.ok_or_else(Problem::not_found)?;
        let about = About { author: Some(stored.author.clone()), justified: true, ..About::trial(nct_id) };
        let permit = api.permit(&asker, ResearchRoute::TrialApprove, &about)?;
        let request = (ResearchRoute::TrialApprove.name(), nct_id, &version, &body);
        api.once(&asker, &key, &request, || {
            if !stored.current || stored.approver.is_some() {
                let title = "only the current version can be approved, and only once";
                return Err(Problem::new(StatusCode::CONFLICT, "not-to-be-approved", title));
            }
            let kept = api.words.keep(&Phi::new(body.justification.clone())).map_err(Error::from)?;
            let entry = api.entry(&asker, &permit, Logged::TrialApproved, &about)?.justification(kept);
            let permit = api.enter(permit, &entry.version(almoner_audit::Version::Trial, &version))?;
            let approver = asker.name();
            let digest = almoner_crypto::sha256(stored.record.as_bytes());
            let signed = Approval::signed_bytes(&digest, nct_id, &version, &stored.author, &approver);
            let signature = api.room.approval_key.sign(&signed).to_vec();
            let of = TrialVersion {
                nct_id,
                version: version.clone(),
                digest: crate::hex(&digest),
                author: stored.author.clone(),
            };
            let approval = Approval { author: stored.author.clone(), approver: approver.clone(), signature };
            api.room.keep_approval(&permit, &of, approval)?;
            let at = api.room.clock.now().0;
            api.room.store_approved(nct_id, &version, at)?;
            api.live.read_trials(&api.room)?;
            if let Some(approved) = api.trial(nct_id)?.stored.approved() {
                // Should the other zone not be there, it is told when both have started again.
                let _told_later = api.room.airlock.send(&ToPhi::Trial(approved));
            }
            Done::new(StatusCode::CREATED, &ApprovalTold { approver, at: Some(at) })
        })
    })
    .await
}

impl Api {
    /// A version of a trial, parsed.
    pub(crate) fn version(&self, nct_id: NctId, version: &str) -> Result<Arc<CurrentTrial>, Problem> {
        let current = self.trial(nct_id)?;
        if current.trial.version == version {
            return Ok(current);
        }
        let stored = self.room.stored_version(nct_id, version)?.ok_or_else(Problem::not_found)?;
        Ok(Arc::new(CurrentTrial::read(stored, &mut Parser::new(self.room.terms), self.room.terms)?))
    }

    fn list_versions(&self, nct_id: NctId) -> Result<VersionList, Problem> {
        let made = self.room.made_versions(nct_id)?;
        let mut parser = Parser::new(self.room.terms);
        let versions = self.room.stored_versions(nct_id)?.into_iter();
        let versions: Vec<CurrentTrial> =
            versions.map(|stored| CurrentTrial::read(stored, &mut parser, self.room.terms)).collect::<Result<_, _>>()?;
        let items = versions.iter().map(|version| {
            let made = made.get(&version.trial.version);
            let base = made.and_then(|made| versions.iter().find(|other| other.trial.version == made.base));
            let changed = base.map(|base| self.difference(base, version)).unwrap_or_default().into_iter();
            VersionShown {
                version: version.trial.version.clone(),
                author: version.stored.author.clone(),
                made: made.map_or(version.stored.imported, |made| made.at),
                reason: made.map(|made| made.reason.clone()),
                approval: approval(version),
                current: version.stored.current,
                changed: changed.filter(|one| one.change != ChangeKind::Same).map(|one| one.criterion).collect(),
            }
        });
        Ok(VersionList { items: items.collect() })
    }

    fn difference(&self, before: &CurrentTrial, after: &CurrentTrial) -> Vec<CriterionChange> {
        let side = |of: &CurrentTrial, number: u32| {
            let criterion = of.trial.criteria.iter().find(|criterion| criterion.id == number)?;
            Some(CriterionSide {
                section: criterion.section.into(),
                text: slice(&of.record.eligibility_text, criterion.source),
                readable: to_text(&criterion.expr, self.room.terms),
                expr: serde_json::to_value(&criterion.expr).unwrap_or_default(),
            })
        };
        let all = before.trial.criteria.iter().chain(&after.trial.criteria);
        let numbers: BTreeSet<u32> = all.map(|criterion| criterion.id).collect();
        let changes = numbers.into_iter().map(|criterion| {
            let (before, after) = (side(before, criterion), side(after, criterion));
            let change = match (&before, &after) {
                (None, _) => ChangeKind::Added,
                (_, None) => ChangeKind::Removed,
                // Places in the text and methods say nothing about what is asked.
                (Some(one), Some(other)) if (one.section, &one.readable) == (other.section, &other.readable) => {
                    ChangeKind::Same
                }
                _ => ChangeKind::Changed,
            };
            CriterionChange { criterion, change, before, after }
        });
        changes.collect()
    }

    /// What a wording asks. Nodes keep the place of the criterion that they stand for.
    pub(crate) fn understand(&self, wording: &Wording, section: Section, source: TextSpan) -> Result<Node, Problem> {
        let short = |text: &str| text.chars().count() <= LONGEST_TEXT;
        match (&wording.text, &wording.readable, &wording.expr) {
            (Some(text), None, None) if short(text) => Ok(self.parse(text, section, source)),
            (None, Some(readable), None) if short(readable) => {
                let read = read(readable, self.room.terms, source).map_err(|error| {
                    Problem::unusable("readable-form", "the readable form can not be read at this place")
                        .with("at", error.at)
                        .with("expected", error.expected.code())
                })?;
                Ok(of_a_person(read, source))
            }
            (None, None, Some(expr)) => {
                let node = serde_json::from_value::<Node>(expr.clone())
                    .map_err(|_| Problem::unusable("expression", "the expression is not of the documented form"))?;
                Ok(of_a_person(node, source))
            }
            (Some(_), None, None) | (None, Some(_), None) => {
                Err(Problem::unusable("criterion-long", "a criterion has at most 10,000 characters"))
            }
            _ => Err(Problem::unusable("wording", "expected one of `text`, `readable` and `expr`")),
        }
    }

    /// Parses a line as it would stand in a trial.
    fn parse(&self, text: &str, section: Section, source: TextSpan) -> Node {
        let heading = match section {
            Section::Inclusion => "Inclusion Criteria:",
            Section::Exclusion => "Exclusion Criteria:",
        };
        let parsed = Parser::new(self.room.terms).parse_eligibility(&format!("{heading}\n\n* {text}"));
        let mut nodes: Vec<Node> = parsed.criteria.into_iter().map(|criterion| criterion.expr).collect();
        let expr = match (nodes.len(), section) {
            (0, _) => Expr::Opaque,
            (1, _) => return nodes.pop().map_or_else(|| opaque(source), |node| of_a_person(node, source)),
            // All lines of the one kind must hold; any of the other excludes.
            (_, Section::Inclusion) => Expr::And(nodes),
            (_, Section::Exclusion) => Expr::Or(nodes),
        };
        of_a_person(Node { expr, source, method: Method::Person }, source)
    }

    /// The record with a person's edits.
    fn edited(&self, current: &CurrentTrial, edits: &[CriterionEdit]) -> Result<TrialRecord, Problem> {
        let mut record = current.record.clone();
        let mut next = current.trial.criteria.iter().map(|criterion| criterion.id + 1).max().unwrap_or(0);
        next = record.edits.iter().map(|edit| edit.criterion + 1).fold(next, u32::max);
        for edit in edits {
            let known = current.trial.criteria.iter().find(|criterion| criterion.id == edit.criterion);
            let is_next = edit.criterion == next && !edit.removed;
            if known.is_none() && !is_next {
                let title = "expected the number of a criterion, or one past the last for a new one";
                return Err(Problem::unusable("criterion-unknown", title).with("criterion", edit.criterion));
            }
            next += u32::from(is_next);
            let source = known.map_or(TextSpan { start: 0, end: 0 }, |criterion| criterion.source);
            let own = known.map_or(Section::Inclusion, |criterion| criterion.section);
            let section = edit.wording.section.map_or(own, Section::from);
            let expr = match (edit.removed, known) {
                (true, _) => None,
                // Only the list changes.
                (false, Some(known)) if !edit.wording.says_something() => Some(known.expr.clone()),
                _ => Some(self.understand(&edit.wording, section, source)?),
            };
            record.edits.retain(|before| before.criterion != edit.criterion);
            record.edits.push(Edit { criterion: edit.criterion, section, expr });
        }
        record.edits.sort_by_key(|edit| edit.criterion);
        Ok(record)
    }

    fn stale_edit(&self, current: &CurrentTrial, edit: &VersionEdit) -> Problem {
        let asked: BTreeSet<u32> = edit.criteria.iter().map(|edit| edit.criterion).collect();
        let theirs = current.trial.criteria.iter().filter(|criterion| asked.contains(&criterion.id));
        let theirs: Vec<_> = theirs.map(|criterion| self.criterion(current, criterion)).collect();
        let current = serde_json::json!({ "version": current.trial.version, "criteria": theirs });
        Problem::new(StatusCode::PRECONDITION_FAILED, "precondition-failed", "there is a newer version of this trial")
            .with("current", current)
            .with("yours", serde_json::to_value(edit).unwrap_or_default())
    }

    fn preview(&self, asker: &Asker, before: &CurrentTrial, after: &CurrentTrial) -> Result<Preview, Problem> {
        let snapshot = self.live.project(&self.room, &asker.project)?;
        let answers = SuppliedAnswers::default();
        // Under number 0 stands what the charts say without the desk.
        let rank = |of: &CurrentTrial| snapshot.ranking(&of.trial, 0, &answers, self.room.terms);
        let (one, other) = (rank(before), rank(after));
        let Compared { before: now, after: then, entering, leaving } = one.compared(&other);
        let named = |patients| -> Vec<String> {
            Ranking::study_ids(patients, &snapshot.cohort).take(MOST_NAMED).map(|id| id.to_string()).collect()
        };
        Ok(Preview {
            base: before.trial.version.clone(),
            counts: BeforeAfter { before: now.into(), after: then.into() },
            entering: named(&entering.named),
            leaving: named(&leaving.named),
            n_entering: entering.count,
            n_leaving: leaving.count,
        })
    }
}

impl Wording {
    fn says_something(&self) -> bool {
        self.text.is_some() || self.readable.is_some() || self.expr.is_some()
    }
}

fn opaque(source: TextSpan) -> Node {
    Node { expr: Expr::Opaque, source, method: Method::None }
}

/// The tree as a person's word, each part of it at the place of the criterion.
pub(crate) fn of_a_person(node: Node, source: TextSpan) -> Node {
    let many = |nodes: Vec<Node>| nodes.into_iter().map(|node| of_a_person(node, source)).collect();
    let one = |node: Box<Node>| Box::new(of_a_person(*node, source));
    let expr = match node.expr {
        Expr::And(parts) => Expr::And(many(parts)),
        Expr::Or(parts) => Expr::Or(many(parts)),
        Expr::Not(part) => Expr::Not(one(part)),
        Expr::AtLeast { count, of } => Expr::AtLeast { count, of: many(of) },
        Expr::AtMost { count, of } => Expr::AtMost { count, of: many(of) },
        Expr::IfThen { condition, then } => Expr::IfThen { condition: one(condition), then: one(then) },
        Expr::Except { base, exception } => Expr::Except { base: one(base), exception: one(exception) },
        leaf @ (Expr::Atom(_) | Expr::Opaque) => leaf,
    };
    let method = if expr == Expr::Opaque { Method::None } else { Method::Person };
    Node { expr, source, method }
}

/// Refuses words that are too few, too many, or look like somebody's identifier.
pub(crate) fn words(text: &str, least: usize, what: &'static str) -> Result<(), Problem> {
    let count = text.trim().chars().count();
    if count < least || text.chars().count() > LONGEST_WORDS {
        let title = format!("expected {least} to {LONGEST_WORDS} characters of words");
        return Err(Problem::unusable("words", title).with("field", what));
    }
    if looks_like_identifier(text) {
        let title = "this looks like a number, date or address of a person, which has no place here";
        return Err(Problem::unusable("words-identifier", title).with("field", what));
    }
    Ok(())
}

/// Whether a text holds what could be a record number, a telephone number, a date or an address. Trials' own numbers pass.
fn looks_like_identifier(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
        if NctId::parse(word).is_ok() {
            return false;
        }
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let joined = word.chars().filter(|c| matches!(c, '-' | '/' | '.')).count();
        let is_date = joined == 2 && digits >= 4 && word.chars().all(|c| c.is_ascii_digit() || "-/.".contains(c));
        word.contains('@') || digits >= 6 || is_date
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_look_like_somebodys_identifier_are_refused() {
        for text in ["call 555-014-2368", "MRN 8812345", "born 03/04/1961", "seen on 2026-11-01", "mail ann@example.org"] {
            assert_eq!(words(text, 3, "note").unwrap_err().code(), "words-identifier", "{text}");
        }
        for text in ["see NCT99000001", "HbA1c 7.5 to 10 %", "3/4 of criteria", "weeks 12-16", "eGFR < 60"] {
            assert!(words(text, 3, "note").is_ok(), "{text}");
        }
        assert_eq!(words("  no ", 3, "reason").unwrap_err().code(), "words");
        assert_eq!(words(&"x".repeat(LONGEST_WORDS + 1), 3, "reason").unwrap_err().code(), "words");
    }

    #[test]
    fn a_persons_expression_keeps_the_place_of_its_criterion_and_opaque_stays_opaque() {
        let (inner, source) = (TextSpan { start: 3, end: 9 }, TextSpan { start: 100, end: 120 });
        let leaf = |expr| Node { expr, source: inner, method: Method::Grammar };
        let node = leaf(Expr::Not(Box::new(leaf(Expr::And(vec![
            leaf(Expr::Opaque),
            leaf(Expr::Atom(almoner_eligibility::Atom::Person)),
        ])))));
        let Expr::Not(part) = of_a_person(node, source).expr else { panic!("no longer a negation") };
        let Expr::And(parts) = &part.expr else { panic!("no longer a conjunction") };
        assert_eq!(parts.iter().map(|part| part.method).collect::<Vec<_>>(), [Method::None, Method::Person]);
        assert!(parts.iter().all(|part| part.source == source) && part.source == source);
    }
}
