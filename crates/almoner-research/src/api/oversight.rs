//! The audit log as people read it, proofs that a browser can check, reviews and alerts. What a person does here is done by them: the
//! entries name them, not the zone.

use std::sync::Arc;

use almoner_audit::alert::{Owner, Review, Rules, Task, TaskError, TaskState, Tasks};
use almoner_audit::{
    Action as Logged, Actor, Decision, Entry, Filter, OpaqueId, Outcome, Proof, Reason, Record, verifier_key,
};
use almoner_base::Phi;
use almoner_identity::http::{self, IdempotencyKey, Problem};
use almoner_policy::ResearchRoute;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::ask::run;
use super::export::{ExportAsked, Format, Table};
use super::once::Done;
use super::page::Page;
use super::versions::words;
use super::{About, Answer, Api, Asker};
use crate::Error;

/// Entries that are looked at in one step, and steps that one request takes at most.
const STEP: u64 = 4096;
const MOST_STEPS: usize = 16;
/// Among outcomes it stands for what the policies refused.
const DENIED: &str = "denied";

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize, Serialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// An action's name, such as `results_read`.
    action: Option<String>,
    /// A person's id, or a service: `cli`, `phi`, `research`, `supervisor`.
    actor: Option<String>,
    /// `success`, `failure`, `partial`, or `denied`: what the policies refused.
    outcome: Option<String>,
    /// The trial that it concerned.
    trial: Option<String>,
    /// From this time on, in milliseconds since 1970 UTC.
    since: Option<i64>,
    /// Before this time.
    until: Option<i64>,
    /// Items on the page, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u16>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl AuditQuery {
    /// What the list is, wherever the page begins.
    fn list(&self) -> String {
        let list = Self { limit: None, cursor: None, ..self.clone() };
        serde_json::to_string(&list).unwrap_or_default()
    }
}

/// Which entries a file is about; all without it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuditOnly {
    /// This entry alone.
    index: Option<u64>,
    /// An action's name, such as `results_read`.
    action: Option<String>,
    /// A person's id, or a service: `cli`, `phi`, `research`, `supervisor`.
    actor: Option<String>,
    /// `success`, `failure`, `partial`, or `denied`: what the policies refused.
    outcome: Option<String>,
    /// The trial that it concerned.
    trial: Option<String>,
    /// From this time on, in milliseconds since 1970 UTC.
    since: Option<i64>,
    /// Before this time.
    until: Option<i64>,
}

/// An export of the log.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditExportAsked {
    format: Format,
    /// HL7 v3 PurposeOfUse, in place of `X-Purpose`.
    #[serde(default)]
    #[schema(example = "HCOMPL")]
    purpose: Option<String>,
    /// At least ten characters of words.
    #[schema(min_length = 10, max_length = 2_000)]
    justification: String,
    #[serde(default)]
    only: AuditOnly,
}

/// An entry of the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AuditItem {
    index: u64,
    /// In milliseconds since 1970 UTC.
    at: i64,
    action: String,
    /// A person's id, or `service:` and its role.
    actor: String,
    /// Its kind, and its opaque id where there is one.
    resource: String,
    outcome: String,
    decision: String,
    purpose: Option<String>,
    /// The trial that it concerned.
    trial: Option<String>,
    /// Numbers by what they count.
    #[schema(value_type = Object)]
    counts: Value,
    /// The whole entry.
    #[schema(value_type = Object)]
    entry: Value,
}

/// A proof that an entry is in the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProofTold {
    /// In the form of C2SP tlog-proof.
    text: String,
    /// The entry's bytes, base64.
    leaf: String,
    index: u64,
    /// Entries under the checkpoint.
    size: u64,
    /// The path to the root, base64, from the leaf upwards.
    hashes: Vec<String>,
    /// The signed checkpoint.
    checkpoint: String,
    /// The log's verifier key.
    key: String,
}

/// The newest signed head of the log.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CheckpointTold {
    size: u64,
    /// Base64.
    root: String,
    /// The log's name.
    origin: String,
    /// The log's verifier key.
    key: String,
}

/// A periodic review of the log.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReview {
    scope: ReviewScope,
    /// `nothing_found`, `correction_needed` or `escalated`.
    finding: String,
    /// What was found, in words; needed unless nothing was.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    words: Option<String>,
}

/// Which entries a review covers.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewScope {
    /// The first.
    from: u64,
    /// The one before which it ends.
    to: u64,
    /// How many of them were read; all unless said.
    #[serde(default)]
    read: Option<u64>,
}

/// An alert's task.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AlertTold {
    alert: String,
    /// The rule that spoke.
    kind: String,
    /// Whose task it is by the rule: a role.
    severity: String,
    /// The entry that it is about.
    about: u64,
    opened: i64,
    due: i64,
    overdue: bool,
    /// The person who has it.
    owner: Option<String>,
    /// `open`, `assigned` or `closed`.
    state: String,
    finding: Option<String>,
}

/// To whom a task is handed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOwner {
    /// A person's id; oneself unless said.
    #[serde(default)]
    person: Option<String>,
}

/// With what a task is closed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    /// `justified`, `unjustified`, `escalated`, `nothing_found`, `correction_needed` or `false_alarm`.
    finding: String,
    /// At least ten characters of words.
    #[schema(min_length = 10, max_length = 2_000)]
    words: String,
}

/// What was written down.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Recorded {
    /// The entry's index.
    entry: u64,
}

/// Entries of the research zone's log, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "oversight", params(AuditQuery),
    responses((status = 200, body = Page<AuditItem>)))]
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Query(query): http::Query<AuditQuery>,
) -> Answer<Page<AuditItem>> {
    run(move || {
        let limit = super::page::limit(query.limit)?;
        let wanted = WantedEntries::read(&query)?;
        api.grant(&asker, ResearchRoute::Audit, &About::default())?;
        let list = format!("audit\0{}", query.list());
        let size = api.room.log.entries().map_err(Error::from)?;
        let mut below = match &query.cursor {
            Some(cursor) => api.cursors.read(&list, cursor)?,
            None => size,
        };
        let mut items = Vec::new();
        let mut steps = 0;
        'steps: while below > 0 && steps < MOST_STEPS {
            steps += 1;
            let from = below.saturating_sub(STEP);
            for record in api.records(&wanted.filter(from, below))?.iter().rev() {
                if record.time.0 < wanted.since {
                    below = 0;
                    break 'steps;
                }
                if items.len() == limit {
                    below = record.index + 1;
                    break 'steps;
                }
                if wanted.has(record) {
                    items.push(shown(record));
                }
            }
            below = from;
        }
        let next = (below > 0).then(|| api.cursors.make(&list, &below)).transpose()?;
        Ok(Page { items, next, total: None })
    })
    .await
}

/// A proof that an entry is in the log, for whoever has the log's public key.
#[utoipa::path(get, path = "/api/v1/audit/{index}/proof", tag = "oversight", params(("index" = u64, Path)),
    responses((status = 200, body = ProofTold)))]
pub(crate) async fn proof(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(index): http::Path<u64>,
) -> Answer<ProofTold> {
    run(move || {
        api.grant(&asker, ResearchRoute::AuditProof, &About::default())?;
        let size = api.room.log.entries().map_err(Error::from)?;
        if index >= size {
            return Err(Problem::not_found());
        }
        let key = api.room.log.public();
        let (proof, origin) = api.room.prover.prove(index).map_err(Error::from)?;
        proof_told(&proof, verifier_key(&origin, &key)).ok_or_else(Problem::internal)
    })
    .await
}

/// The newest signed head of the log.
#[utoipa::path(get, path = "/api/v1/audit/checkpoint", tag = "oversight", responses((status = 200, body = CheckpointTold)))]
pub(crate) async fn checkpoint(State(api): State<Arc<Api>>, asker: Asker) -> Answer<CheckpointTold> {
    run(move || {
        api.grant(&asker, ResearchRoute::AuditCheckpoint, &About::default())?;
        let checkpoint = api.room.log.checkpoint().map_err(Error::from)?;
        let told = serde_json::to_value(checkpoint).unwrap_or_default();
        Ok(CheckpointTold {
            size: checkpoint.size,
            root: told.get("root").and_then(Value::as_str).unwrap_or_default().to_owned(),
            origin: api.room.log.origin(),
            key: verifier_key(&api.room.log.origin(), &api.room.log.public()),
        })
    })
    .await
}

/// Entries of the log as a file.
#[utoipa::path(post, path = "/api/v1/audit/export", tag = "oversight", request_body = AuditExportAsked,
    responses((status = 200, content((String = "text/csv"), (Vec<AuditItem> = "application/json")))))]
pub(crate) async fn export(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Json(asked): http::Json<AuditExportAsked>,
) -> Result<Response, Problem> {
    http::blocking(move || {
        let AuditExportAsked { format, purpose, justification, only } = asked;
        let AuditOnly { index, action, actor, outcome, trial, since, until } = only;
        let query = AuditQuery { action, actor, outcome, trial, since, until, ..AuditQuery::default() };
        let wanted = WantedEntries::read(&query)?;
        let size = api.room.log.entries().map_err(Error::from)?;
        let (from, to) = index.map_or((0, size), |index| (index, index.saturating_add(1).min(size)));
        let records = api.records(&wanted.filter(from, to))?;
        let records: Vec<&Record> = records.iter().filter(|record| wanted.has(record)).collect();
        let asked = ExportAsked { format, purpose, justification, trial: None };
        let rows = records.len() as u64;
        let permit = api.permit_export(&asker, ResearchRoute::AuditExport, &About::default(), &asked, rows)?;
        let rows = permit.limit(records.into_iter().map(shown)).into_rows();
        Ok(Table::of(rows, |row| {
            vec![
                ("index", row.index.to_string()),
                ("at", row.at.to_string()),
                ("action", row.action.clone()),
                ("actor", row.actor.clone()),
                ("resource", row.resource.clone()),
                ("outcome", row.outcome.clone()),
                ("decision", row.decision.clone()),
                ("purpose", row.purpose.clone().unwrap_or_default()),
                ("trial", row.trial.clone().unwrap_or_default()),
            ]
        })
        .respond(format, "audit"))
    })
    .await
}

/// Records a periodic review of entries (45 CFR 164.308(a)(1)(ii)(D)).
#[utoipa::path(post, path = "/api/v1/audit/reviews", tag = "oversight", request_body = NewReview,
    responses((status = 201, body = Recorded)))]
pub(crate) async fn review(
    State(api): State<Arc<Api>>,
    asker: Asker,
    key: IdempotencyKey,
    http::Json(new): http::Json<NewReview>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let permit = api.permit(&asker, ResearchRoute::AuditReview, &About::default())?;
        let finding = finding(&new.finding)?;
        if let Some(text) = &new.words {
            words(text, 1, "words")?;
        }
        api.once(&asker, &key, &(ResearchRoute::AuditReview.name(), &new), || {
            let size = api.room.log.entries().map_err(Error::from)?;
            let ReviewScope { from, to, read } = new.scope;
            let kept = new.words.clone().map(|text| api.words.keep(&Phi::new(text))).transpose();
            let review = Review {
                id: OpaqueId::random().map_err(Error::from)?,
                by: OpaqueId::from_bytes(*asker.person().as_bytes()),
                entries: from..to,
                read: read.unwrap_or(to.saturating_sub(from)),
                rules: Rules::compiled_in().map_err(|_| Problem::internal())?.version().to_owned(),
                finding,
                words: kept.map_err(Error::from)?,
            };
            let told = review.record(size).map_err(|error| Problem::unusable("review", error.to_string()))?;
            let policies: Vec<&str> = permit.policies().collect();
            let entry = asker.caller.note(told).decided_by(permit.policy_version(), &policies);
            let index = api.room.log.append(&entry.purpose(almoner_audit::Purpose::Hcompl)).map_err(Error::from)?;
            Done::new(StatusCode::CREATED, &Recorded { entry: index })
        })
    })
    .await
}

/// What rules find in the log, as tasks, newest first. Looking opens a task for each new alert.
#[utoipa::path(get, path = "/api/v1/alerts", tag = "oversight", responses((status = 200, body = Page<AlertTold>)))]
pub(crate) async fn alerts(State(api): State<Arc<Api>>, asker: Asker) -> Answer<Page<AlertTold>> {
    run(move || {
        api.grant(&asker, ResearchRoute::AlertList, &About::default())?;
        let rules = Rules::compiled_in().map_err(|_| Problem::internal())?;
        let now = api.room.clock.now();
        // Looking opens a task for each new alert.
        api.room.oversight.catch_up(&api.room.log, now).map_err(Error::from)?;
        let told = |tasks: &Tasks| tasks.iter().map(|task| alert_told(task, &rules, now)).collect();
        let mut items: Vec<AlertTold> = api.room.oversight.tasks(told);
        items.sort_by_key(|alert| (alert.state == "closed", std::cmp::Reverse(alert.opened)));
        let total = items.len() as u64;
        Ok(Page { items, next: None, total: Some(total) })
    })
    .await
}

/// Hands a task to a person.
#[utoipa::path(put, path = "/api/v1/alerts/{alert}/owner", tag = "oversight", params(("alert" = String, Path)),
    request_body = NewOwner, responses((status = 200, body = Recorded)))]
pub(crate) async fn assign(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(alert): http::Path<String>,
    key: IdempotencyKey,
    http::Json(new): http::Json<NewOwner>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let permit = api.permit(&asker, ResearchRoute::AlertAssign, &About::default())?;
        let to = new.person.clone().unwrap_or_else(|| asker.name());
        let to = OpaqueId::parse(&to).ok_or_else(|| Problem::unusable("person", "expected a person's id"))?;
        api.once(&asker, &key, &(ResearchRoute::AlertAssign.name(), &alert, &new), || {
            let task = api.task(&alert)?;
            let by = Actor::Person(OpaqueId::from_bytes(*asker.person().as_bytes()));
            let step = task.assign(to, by).map_err(refused)?;
            api.step(&asker, &permit, step)
        })
    })
    .await
}

/// Closes a task with a finding. Nobody closes an alert about themself.
#[utoipa::path(post, path = "/api/v1/alerts/{alert}/close", tag = "oversight", params(("alert" = String, Path)),
    request_body = Closing, responses((status = 200, body = Recorded)))]
pub(crate) async fn close(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(alert): http::Path<String>,
    key: IdempotencyKey,
    http::Json(closing): http::Json<Closing>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        words(&closing.words, 10, "words")?;
        let finding = finding(&closing.finding)?;
        let task = api.task(&alert);
        // An alert about nobody is about the zone, which is not the person who closes it.
        let owner = match &task {
            Ok(task) => task.subject.map_or_else(|| "zone".to_owned(), |subject| subject.to_string()),
            Err(_) => "nobody".to_owned(),
        };
        let about = About { owner: Some(owner), justified: true, ..About::default() };
        let permit = api.permit(&asker, ResearchRoute::AlertClose, &about)?;
        let task = task?;
        api.once(&asker, &key, &(ResearchRoute::AlertClose.name(), &alert, &closing), || {
            let by = OpaqueId::from_bytes(*asker.person().as_bytes());
            task.close(by, finding, None).map_err(refused)?;
            let kept = api.words.keep(&Phi::new(closing.words.clone())).map_err(Error::from)?;
            let step = task.close(by, finding, Some(kept)).map_err(refused)?;
            api.step(&asker, &permit, step)
        })
    })
    .await
}

struct WantedEntries {
    action: Option<Logged>,
    actor: Option<Actor>,
    outcome: Option<Outcome>,
    decision: Option<Decision>,
    trial: Option<String>,
    since: i64,
    until: i64,
}

impl WantedEntries {
    fn read(query: &AuditQuery) -> Result<Self, Problem> {
        fn named<T>(
            text: Option<&String>,
            read: impl Fn(&str) -> Option<T>,
            code: &'static str,
        ) -> Result<Option<T>, Problem> {
            text.map(|text| read(text).ok_or_else(|| Problem::unusable(code, "no entry has this"))).transpose()
        }
        let actor = |text: &str| {
            let service = almoner_audit::Role::from_name(text).map(Actor::Service);
            service.or_else(|| OpaqueId::parse(text).map(Actor::Person))
        };
        Ok(Self {
            action: named(query.action.as_ref(), Logged::from_name, "action")?,
            actor: named(query.actor.as_ref(), actor, "actor")?,
            outcome: named(query.outcome.as_ref().filter(|name| *name != DENIED), Outcome::from_name, "outcome")?,
            decision: query.outcome.as_ref().filter(|name| *name == DENIED).map(|_| Decision::Deny),
            trial: query.trial.as_ref().map(|text| super::ask::nct(text)).transpose()?.map(|nct_id| nct_id.to_string()),
            since: query.since.unwrap_or(i64::MIN),
            until: query.until.unwrap_or(i64::MAX),
        })
    }

    fn filter(&self, from: u64, to: u64) -> Filter {
        let Self { action, actor, outcome, decision, .. } = *self;
        Filter { from, to: Some(to), action, actor, outcome, decision }
    }

    /// What the filter of the log does not know.
    fn has(&self, record: &Record) -> bool {
        let about = |nct_id: &String| shown(record).trial.as_ref() == Some(nct_id);
        self.trial.as_ref().is_none_or(about) && (self.since..self.until).contains(&record.time.0)
    }
}

impl Api {
    fn records(&self, filter: &Filter) -> Result<Vec<Record>, Problem> {
        Ok(self.room.log.records(filter).map_err(Error::from)?)
    }

    fn task(&self, id: &str) -> Result<Task, Problem> {
        let id = OpaqueId::parse(id).ok_or_else(Problem::not_found)?;
        self.room.oversight.read(&self.room.log).map_err(Error::from)?;
        self.room.oversight.tasks(|tasks| tasks.get(id).cloned()).ok_or_else(Problem::not_found)
    }

    /// How many tasks are not closed, as far as the log was read; it is read at least each second.
    pub(crate) fn open_alerts(&self) -> Result<u64, Problem> {
        self.room.oversight.step(&self.room.log, self.room.clock.now()).map_err(Error::from)?;
        let waits = |task: &&Task| !matches!(task.state, TaskState::Closed { .. });
        Ok(self.room.oversight.tasks(|tasks| tasks.iter().filter(waits).count() as u64))
    }

    fn step(&self, asker: &Asker, permit: &almoner_policy::Permit, step: Entry) -> Result<Done, Problem> {
        let policies: Vec<&str> = permit.policies().collect();
        let entry = asker.caller.note(step).decided_by(permit.policy_version(), &policies);
        let index = self.room.log.append(&entry.purpose(almoner_audit::Purpose::Hcompl)).map_err(Error::from)?;
        Done::new(StatusCode::OK, &Recorded { entry: index })
    }
}

fn refused(error: TaskError) -> Problem {
    match error {
        TaskError::Finding => Problem::unusable(error.code(), error.to_string()),
        _ => Problem::new(StatusCode::CONFLICT, error.code(), error.to_string()),
    }
}

fn finding(text: &str) -> Result<Reason, Problem> {
    Reason::from_name(text).ok_or_else(|| Problem::unusable("finding", "not a finding of the list"))
}

fn alert_told(task: &Task, rules: &Rules, now: almoner_base::Timestamp) -> AlertTold {
    let (name, owner): (Option<&str>, Option<Owner>) = rules.name_of(task.rule).unzip();
    let (state, owner_id, finding) = match task.state {
        TaskState::Open => ("open", None, None),
        TaskState::Assigned(to) => ("assigned", Some(to), None),
        TaskState::Closed { by, finding } => ("closed", Some(by), Some(finding)),
    };
    AlertTold {
        alert: task.id.to_string(),
        kind: name.map_or_else(|| format!("{:016x}", task.rule), str::to_owned),
        severity: owner.map(super::candidates::code).unwrap_or_default(),
        about: task.about,
        opened: task.opened.0,
        due: task.due.0,
        overdue: task.is_overdue(now),
        owner: owner_id.map(|id| id.to_string()),
        state: state.to_owned(),
        finding: finding.map(super::candidates::code),
    }
}

fn shown(record: &Record) -> AuditItem {
    let entry = serde_json::to_value(record).unwrap_or_default();
    let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let actor = match record.entry.actor() {
        Actor::Service(role) => format!("service:{}", super::candidates::code(role)),
        Actor::Person(id) => id.to_string(),
    };
    let resource = entry.get("resource").map(|resource| {
        let part = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default();
        [part("kind"), part("id")].join(" ").trim().to_owned()
    });
    AuditItem {
        index: record.index,
        at: record.time.0,
        action: super::candidates::code(record.entry.action()),
        actor,
        resource: resource.unwrap_or_default(),
        outcome: text("outcome").unwrap_or_default(),
        decision: if record.entry.decided() == Decision::Permit { "permit" } else { "deny" }.to_owned(),
        purpose: text("purpose"),
        trial: text("trial"),
        counts: entry.get("counts").cloned().unwrap_or_default(),
        entry,
    }
}

/// The parts of a proof in the form of C2SP tlog-proof: a line of the form's name, `extra` with the leaf, `index`, the hashes, an empty
/// line, and the checkpoint.
fn proof_told(proof: &Proof, key: String) -> Option<ProofTold> {
    let (text, index) = (proof.to_string(), proof.index());
    let (head, checkpoint) = text.split_once("\n\n")?;
    let mut lines = head.lines().skip(1);
    let leaf = lines.next()?.strip_prefix("extra ")?.to_owned();
    let hashes = lines.skip(1).map(str::to_owned).collect();
    let size = checkpoint.lines().nth(1)?.parse().ok()?;
    let checkpoint = checkpoint.to_owned();
    Some(ProofTold { text, leaf, index, size, hashes, checkpoint, key })
}
