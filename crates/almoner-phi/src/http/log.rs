//! The zone's audit log as people read it, proofs that a browser can check, and alerts. In the same shapes as the research
//! zone's.

use almoner_audit::alert::{Review, Rules, Task, TaskError, TaskState, Tasks};
use almoner_audit::export::{audit_event, csv_header, csv_record};
use almoner_audit::{
    Action as Logged, Actor, Decision, Entry, Filter, OpaqueId, Outcome, Proof, Reason, Record, ResourceKind, Role,
    verifier_key,
};
use almoner_base::Phi;
use almoner_identity::http::{Json, Path, Problem, Query};
use almoner_policy::{Action, PersonId, PhiRoute, Resource};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{Asked, Change, Served};
use crate::break_glass::person_of;
use crate::{Error, LOG_ORIGIN, Room};

/// Entries that are looked at in one step, and steps that one request takes at most.
const STEP: u64 = 4096;
const MOST_STEPS: usize = 16;

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct AuditQuery {
    action: Option<String>,
    actor: Option<String>,
    outcome: Option<String>,
    since: Option<i64>,
    until: Option<i64>,
    limit: Option<usize>,
    /// The index below which the page begins.
    cursor: Option<u64>,
}

/// A page of entries, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditPage {
    items: Vec<AuditItem>,
    next: Option<String>,
    total: Option<u64>,
}

/// An entry of the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditItem {
    index: u64,
    /// In milliseconds since 1970 UTC.
    at: i64,
    action: String,
    /// A person's id, or `service:` and its role.
    actor: String,
    resource: String,
    outcome: String,
    decision: &'static str,
    purpose: Option<String>,
    trial: Option<String>,
    #[schema(value_type = Object)]
    counts: Value,
    /// The whole entry.
    #[schema(value_type = Object)]
    entry: Value,
}

/// A proof that an entry is in the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProofTold {
    /// In the form of C2SP tlog-proof.
    text: String,
    /// The entry's bytes, base64.
    leaf: String,
    index: u64,
    size: u64,
    /// The path to the root, base64, from the leaf upwards.
    hashes: Vec<String>,
    checkpoint: String,
    /// The log's verifier key.
    key: String,
}

/// The newest signed head of the log.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckpointTold {
    size: u64,
    /// Base64.
    root: String,
    origin: String,
    key: String,
}

/// Tasks that rules over the log opened.
#[derive(Serialize, ToSchema)]
pub(crate) struct Alerts {
    items: Vec<AlertTold>,
    next: Option<String>,
    total: u64,
}

/// An alert's task.
#[derive(Serialize, ToSchema)]
pub(crate) struct AlertTold {
    alert: String,
    /// The rule that spoke.
    kind: String,
    /// Whose task it is by the rule: a role.
    severity: String,
    about: u64,
    opened: i64,
    due: i64,
    overdue: bool,
    owner: Option<String>,
    /// `open`, `assigned` or `closed`.
    state: &'static str,
    finding: Option<String>,
}

/// To whom a task is handed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOwner {
    /// A person's id; oneself unless said.
    #[serde(default)]
    person: Option<String>,
}

/// With what a task is closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    /// `justified`, `unjustified`, `escalated`, `nothing_found`, `correction_needed` or `false_alarm`.
    finding: String,
    /// At least ten characters of words.
    words: String,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExportForm {
    /// Comma-separated values with a line of names.
    Csv,
    /// A FHIR R4 Bundle of AuditEvent resources.
    Fhir,
    /// An array of the entries.
    Json,
}

/// An export of the log. Why stands in `X-Justification`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExport {
    form: ExportForm,
}

/// The entries that a review covers, by index: `from` up to `to`, without it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scope {
    from: u64,
    to: u64,
    /// How many were looked at one by one; all unless said.
    #[serde(default)]
    read: Option<u64>,
}

/// A periodic review.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReview {
    scope: Scope,
    /// `nothing_found`, `correction_needed` or `escalated`.
    finding: String,
    /// What was found, in words; they are kept beside the log.
    #[serde(default)]
    words: Option<String>,
}

/// What was written down.
#[derive(Serialize, ToSchema)]
pub(crate) struct Recorded {
    /// The entry's index.
    entry: u64,
}

/// Entries of this zone's log, newest first.
#[utoipa::path(get, path = "/phi/v1/audit", tag = "oversight", params(("action" = Option<String>, Query), ("actor" = Option<String>, Query), ("outcome" = Option<String>, Query), ("since" = Option<i64>, Query), ("until" = Option<i64>, Query), ("limit" = Option<usize>, Query, minimum = 1, maximum = 200), ("cursor" = Option<u64>, Query)), responses((status = 200, body = AuditPage)))]
pub(crate) async fn list(
    State(served): State<Served>,
    asked: Asked,
    Query(query): Query<AuditQuery>,
) -> Result<Json<AuditPage>, Problem> {
    served.read(PhiRoute::PhiAudit, asked, move |room, asked| room.audit_page(asked, &query)).await
}

/// A proof that an entry is in the log.
#[utoipa::path(get, path = "/phi/v1/audit/{index}/proof", tag = "oversight", params(("index" = u64, Path)), responses((status = 200, body = ProofTold)))]
pub(crate) async fn proof(
    State(served): State<Served>,
    asked: Asked,
    Path(index): Path<u64>,
) -> Result<Json<ProofTold>, Problem> {
    served.read(PhiRoute::PhiAuditProof, asked, move |room, asked| room.audit_proof(asked, index)).await
}

/// The newest signed head of the log.
#[utoipa::path(get, path = "/phi/v1/audit/checkpoint", tag = "oversight", responses((status = 200, body = CheckpointTold)))]
pub(crate) async fn checkpoint(State(served): State<Served>, asked: Asked) -> Result<Json<CheckpointTold>, Problem> {
    served
        .read(PhiRoute::PhiAuditCheckpoint, asked, |room, asked| {
            room.read_log(asked, Action::VerifyAudit)?;
            let log = room.vault.log();
            let head = log.checkpoint().map_err(Error::from)?;
            let told = serde_json::to_value(head).unwrap_or_default();
            Ok(CheckpointTold {
                size: head.size,
                root: told.get("root").and_then(Value::as_str).unwrap_or_default().to_owned(),
                origin: log.origin(),
                key: verifier_key(&log.origin(), &log.public()),
            })
        })
        .await
}

/// Takes entries of the log along, with a reason.
#[utoipa::path(post, path = "/phi/v1/audit/export", tag = "oversight", request_body = NewExport, responses((status = 200, description = "a file in the form that was asked for", body = String)))]
pub(crate) async fn export(
    State(served): State<Served>,
    asked: Asked,
    Json(body): Json<NewExport>,
) -> Result<Response, Problem> {
    let Json((kind, ending, text)) =
        served.read(PhiRoute::PhiAuditExport, asked, move |room, asked| room.audit_export(asked, body.form)).await?;
    let mut response = Response::new(axum::body::Body::from(text));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static(ending));
    Ok(response)
}

/// Records a periodic review of entries (45 CFR 164.308(a)(1)(ii)(D)).
#[utoipa::path(post, path = "/phi/v1/audit/reviews", tag = "oversight", request_body = NewReview, responses((status = 200, body = Recorded)))]
pub(crate) async fn review(
    State(served): State<Served>,
    asked: Asked,
    change: Change<NewReview>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::PhiAuditReview, asked, change, |room, asked, body| {
            let permit = room.ask(asked, Action::ReviewAudit, |request| request)?;
            let finding = Reason::from_name(&body.finding).ok_or(TaskError::Finding).map_err(refused)?;
            if body.words.as_ref().is_some_and(|words| words.trim().is_empty() || words.len() > 2000) {
                return Err(Problem::unusable("words", "`words` is empty or has more than 2,000 bytes"));
            }
            let size = room.vault.log().entries().map_err(Error::from)?;
            let words = body.words.clone().map(|words| room.keep_words(&Phi::new(words))).transpose()?;
            let Scope { from, to, read } = body.scope;
            let review = Review {
                id: OpaqueId::random().map_err(Error::from)?,
                by: OpaqueId::from_bytes(*asked.caller.by().person().as_bytes()),
                entries: from..to,
                read: read.unwrap_or(to.saturating_sub(from)),
                rules: Rules::compiled_in().map_err(|_| Problem::internal())?.version().to_owned(),
                finding,
                words,
            };
            let told = review.record(size).map_err(|error| Problem::unusable("review", error.to_string()))?;
            room.take_step(asked, &permit, told)
        })
        .await
}

/// Tasks that rules over the log opened. Looking opens one for each new alert.
#[utoipa::path(get, path = "/phi/v1/alerts", tag = "oversight", responses((status = 200, body = Alerts)))]
pub(crate) async fn alerts(State(served): State<Served>, asked: Asked) -> Result<Json<Alerts>, Problem> {
    served.read(PhiRoute::PhiAlerts, asked, Room::alerts).await
}

/// Hands a task to a person.
#[utoipa::path(put, path = "/phi/v1/alerts/{alert}/owner", tag = "oversight", params(("alert" = String, Path)), request_body = NewOwner, responses((status = 200, body = Recorded)))]
pub(crate) async fn assign(
    State(served): State<Served>,
    asked: Asked,
    Path(alert): Path<String>,
    change: Change<NewOwner>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::PhiAlertAssign, asked, change, move |room, asked, body| {
            let permit = room.ask(asked, Action::AssignAlert, |request| request)?;
            let to = match &body.person {
                Some(person) => person.clone(),
                None => person_of(asked)?.as_str().to_owned(),
            };
            let to = OpaqueId::parse(&to).ok_or_else(|| Problem::unusable("person", "expected a person's id"))?;
            let by = super::actor(asked);
            let step = room.task(&alert)?.assign(to, by).map_err(refused)?;
            room.take_step(asked, &permit, step)
        })
        .await
}

/// Closes a task with a finding. Nobody closes an alert about themself.
#[utoipa::path(post, path = "/phi/v1/alerts/{alert}/close", tag = "oversight", params(("alert" = String, Path)), request_body = Closing, responses((status = 200, body = Recorded)))]
pub(crate) async fn close(
    State(served): State<Served>,
    asked: Asked,
    Path(alert): Path<String>,
    change: Change<Closing>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::PhiAlertClose, asked, change, move |room, asked, body| {
            if !(10..=2000).contains(&body.words.trim().len()) {
                return Err(Problem::unusable("words", "`words` has fewer than 10 or more than 2,000 bytes"));
            }
            let task = room.task(&alert);
            // An alert about nobody is about the zone, which is not the person who closes it.
            let owner = match &task {
                Ok(task) => task.subject.map_or_else(|| "zone".to_owned(), |subject| subject.to_string()),
                Err(_) => "nobody".to_owned(),
            };
            let owner = PersonId::new(&owner).map_err(|_| Problem::internal())?;
            let permit = room.ask(asked, Action::CloseAlert, |request| {
                request.resource(Resource { owner: Some(owner), ..Resource::default() }).justified()
            })?;
            let (task, by) = (task?, OpaqueId::from_bytes(*asked.caller.by().person().as_bytes()));
            let finding = Reason::from_name(&body.finding).ok_or(TaskError::Finding).map_err(refused)?;
            task.close(by, finding, None).map_err(refused)?;
            let words = room.keep_words(&Phi::new(body.words.clone()))?;
            let step = task.close(by, finding, Some(words)).map_err(refused)?;
            room.take_step(asked, &permit, step)
        })
        .await
}

impl Room {
    /// Asks for the log, and writes down that it is read.
    fn read_log(&self, asked: &Asked, action: Action) -> Result<(), Problem> {
        let mut permit = self.ask(asked, action, |request| request)?;
        let entry = self.entry_by(asked, &permit, Logged::AuditRead).resources(ResourceKind::Log);
        Ok(self.record(&mut permit, &[entry])?)
    }

    fn records(&self, filter: &Filter) -> Result<Vec<Record>, Problem> {
        Ok(self.vault.log().records(filter).map_err(Error::from)?)
    }

    fn audit_page(&mut self, asked: &Asked, query: &AuditQuery) -> Result<AuditPage, Problem> {
        let unknown = |code| move || Problem::unusable(code, "no entry has this");
        let action =
            query.action.as_deref().map(|name| Logged::from_name(name).ok_or_else(unknown("action"))).transpose()?;
        let actor = query
            .actor
            .as_deref()
            .map(|text| {
                let service = Role::from_name(text).map(Actor::Service);
                service.or_else(|| OpaqueId::parse(text).map(Actor::Person)).ok_or_else(unknown("actor"))
            })
            .transpose()?;
        // Among outcomes it stands for what the policies refused.
        let (denied, named) = (query.outcome.as_deref() == Some("denied"), query.outcome.as_deref());
        let outcome = named.filter(|_| !denied).map(|name| Outcome::from_name(name).ok_or_else(unknown("outcome")));
        let (decision, outcome) = (denied.then_some(Decision::Deny), outcome.transpose()?);
        self.read_log(asked, Action::ReadAudit)?;
        let limit = query.limit.unwrap_or(50).clamp(1, 200);
        let size = self.vault.log().entries().map_err(Error::from)?;
        let mut below = query.cursor.unwrap_or(size).min(size);
        let mut items = Vec::new();
        let mut steps = 0;
        'steps: while below > 0 && steps < MOST_STEPS {
            steps += 1;
            let from = below.saturating_sub(STEP);
            let filter = Filter { from, to: Some(below), action, actor, outcome, decision };
            for record in self.records(&filter)?.iter().rev() {
                if query.since.is_some_and(|since| record.time.0 < since) {
                    below = 0;
                    break 'steps;
                }
                if items.len() == limit {
                    below = record.index + 1;
                    break 'steps;
                }
                if query.until.is_none_or(|until| record.time.0 < until) {
                    items.push(shown(record));
                }
            }
            below = from;
        }
        Ok(AuditPage { items, next: (below > 0).then(|| below.to_string()), total: None })
    }

    fn audit_proof(&mut self, asked: &Asked, index: u64) -> Result<ProofTold, Problem> {
        self.read_log(asked, Action::VerifyAudit)?;
        let size = self.vault.log().entries().map_err(Error::from)?;
        if index >= size {
            return Err(Problem::not_found());
        }
        let key = self.vault.log().public();
        let (proof, origin) = self.prover.prove(index).map_err(Error::from)?;
        proof_told(&proof, verifier_key(&origin, &key)).ok_or_else(Problem::internal)
    }

    /// The entries in a form, with its media type and how a browser is to keep it. In the log before it is given.
    fn audit_export(&mut self, asked: &Asked, form: ExportForm) -> Result<(&'static str, &'static str, String), Problem> {
        let mut permit = self.ask(asked, Action::ExportAudit, |request| request)?;
        let words = asked.words.as_ref().ok_or_else(|| {
            Problem::new(StatusCode::FORBIDDEN, "justification-needed", "say why, in `X-Justification`, and try again")
        })?;
        let words = self.keep_words(words)?;
        let size = self.vault.log().entries().map_err(Error::from)?;
        let entry = self.entry_by(asked, &permit, Logged::AuditExported).resources(ResourceKind::Log).justification(words);
        self.record(&mut permit, &[entry.count(almoner_audit::Count::Entries, size)])?;
        let records = self.records(&Filter { to: Some(size), ..Filter::default() })?;
        let rows = permit.limit(records).into_rows();
        Ok(match form {
            ExportForm::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"audit.csv\"", csv(&rows)),
            ExportForm::Fhir => {
                let entries = rows.iter().map(|record| json!({ "resource": audit_event(record, LOG_ORIGIN) }));
                let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries.collect::<Vec<_>>() });
                ("application/fhir+json", "attachment; filename=\"audit.fhir.json\"", bundle.to_string())
            }
            ExportForm::Json => {
                let text = serde_json::to_string(&rows).map_err(|_| Problem::internal())?;
                ("application/json", "attachment; filename=\"audit.json\"", text)
            }
        })
    }

    fn task(&self, id: &str) -> Result<Task, Problem> {
        let id = OpaqueId::parse(id).ok_or_else(Problem::not_found)?;
        self.oversight.read(self.vault.log()).map_err(Error::from)?;
        self.oversight.tasks(|tasks| tasks.get(id).cloned()).ok_or_else(Problem::not_found)
    }

    fn alerts(&mut self, asked: &Asked) -> Result<Alerts, Problem> {
        self.read_log(asked, Action::ReadAlerts)?;
        let now = self.clock.now();
        self.oversight.catch_up(self.vault.log(), now).map_err(Error::from)?;
        let rules = Rules::compiled_in().map_err(|_| Problem::internal())?;
        let told = |tasks: &Tasks| tasks.iter().map(|task| alert_told(task, &rules, now)).collect();
        let mut items: Vec<AlertTold> = self.oversight.tasks(told);
        items.sort_by_key(|alert| (alert.state == "closed", std::cmp::Reverse(alert.opened)));
        let total = items.len() as u64;
        Ok(Alerts { items, next: None, total })
    }

    fn take_step(&self, asked: &Asked, permit: &almoner_policy::Permit, step: Entry) -> Result<Recorded, Problem> {
        let policies: Vec<&str> = permit.policies().collect();
        let entry = asked.caller.note(step).decided_by(permit.policy_version(), &policies);
        let entry = entry.purpose(almoner_audit::Purpose::Hcompl);
        Ok(Recorded { entry: self.vault.log().append(&entry).map_err(Error::from)? })
    }
}

fn csv(rows: &[Record]) -> String {
    std::iter::once(csv_header()).chain(rows.iter().map(csv_record)).collect()
}

fn refused(error: TaskError) -> Problem {
    match error {
        TaskError::Finding => Problem::unusable(error.code(), error.to_string()),
        _ => Problem::new(StatusCode::CONFLICT, error.code(), error.to_string()),
    }
}

/// A code as serde spells it.
fn code(code: impl Serialize) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn alert_told(task: &Task, rules: &Rules, now: almoner_base::Timestamp) -> AlertTold {
    let (name, owner) = rules.name_of(task.rule).unzip();
    let (state, owner_id, finding) = match task.state {
        TaskState::Open => ("open", None, None),
        TaskState::Assigned(to) => ("assigned", Some(to), None),
        TaskState::Closed { by, finding } => ("closed", Some(by), Some(finding)),
    };
    AlertTold {
        alert: task.id.to_string(),
        kind: name.map_or_else(|| format!("{:016x}", task.rule), str::to_owned),
        severity: owner.map(code).unwrap_or_default(),
        about: task.about,
        opened: task.opened.0,
        due: task.due.0,
        overdue: task.is_overdue(now),
        owner: owner_id.map(|id| id.to_string()),
        state,
        finding: finding.map(code),
    }
}

fn shown(record: &Record) -> AuditItem {
    let entry = serde_json::to_value(record).unwrap_or_default();
    let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let actor = match record.entry.actor() {
        Actor::Service(role) => format!("service:{}", code(role)),
        Actor::Person(id) => id.to_string(),
    };
    let resource = entry.get("resource").map(|resource| {
        let part = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default();
        [part("kind"), part("id")].join(" ").trim().to_owned()
    });
    AuditItem {
        index: record.index,
        at: record.time.0,
        action: code(record.entry.action()),
        actor,
        resource: resource.unwrap_or_default(),
        outcome: text("outcome").unwrap_or_default(),
        decision: if record.entry.decided() == Decision::Permit { "permit" } else { "deny" },
        purpose: text("purpose"),
        trial: text("trial"),
        counts: entry.get("counts").cloned().unwrap_or_default(),
        entry,
    }
}

/// The parts of a proof in the form of C2SP tlog-proof: a line of the form's name, `extra` with the leaf, `index`, the hashes, an
/// empty line, and the checkpoint.
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
