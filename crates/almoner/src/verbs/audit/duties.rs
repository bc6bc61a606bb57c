//! What appends to a log: asked of the zone that holds it.

use std::path::Path;
use std::process::ExitCode;

use almoner_audit::alert::Tasks;
use almoner_audit::{Duty, Filter, Words};
use miette::Result;
use serde_json::{Value, json};

use super::{records, zones};
use crate::cli::{Common, TaskStep};
use crate::control::Role;
use crate::failure::{Exit, Failed, fail};
use crate::supervisor::{self, Zone};
use crate::verbs::ingest::{list, number};
use crate::{show, verbs};

/// The most that a text of a person, or a file of rules, may take.
const LONGEST: u64 = 1 << 20;

pub(super) fn alerts(common: &Common, rules: Option<&Path>, all: bool) -> Result<ExitCode> {
    let rules = rules.map(|path| read(path, "the rules")).transpose()?;
    let home = verbs::open(common)?;
    let (mut phi, mut research) = supervisor::start(&home, &[], &verbs::choices(common)?)?;
    let mut answers = Vec::new();
    for role in zones(None) {
        let answer = ask(&mut phi, &mut research, role, Duty::Alerts { rules: rules.clone() })?;
        answers.push((role, answer));
    }
    phi.stop()?;
    research.stop()?;
    let waits = |task: &Value| task.pointer("/state/closed").is_none();
    let waiting = answers.iter().flat_map(|(_, answer)| list(answer, "tasks")).filter(|task| waits(task)).count();
    if common.json {
        let zones: Vec<Value> = answers.iter().map(|(role, answer)| json!({ "zone": role, "found": answer })).collect();
        show::json(&json!({ "waiting": waiting, "zones": zones }));
    } else {
        print_tasks(&answers, all);
    }
    Ok(if waiting == 0 { ExitCode::SUCCESS } else { ExitCode::from(Exit::Findings as u8) })
}

fn print_tasks(answers: &[(Role, Value)], all: bool) {
    let mut table = show::table(&["task", "zone", "rule", "entry", "owner", "due", "state"]);
    let (mut rows, mut opened) = (0_usize, 0);
    for (role, answer) in answers {
        opened += number(answer, "opened");
        let mut tasks: Vec<&Value> = list(answer, "tasks").collect();
        tasks.sort_by_key(|task| text(task, "due"));
        for task in tasks {
            let state = state_of(task);
            if state.starts_with("closed") && !all {
                continue;
            }
            rows += 1;
            table.add_row([
                text(task, "id").chars().take(8).collect(),
                role.name().to_owned(),
                text(task, "rule"),
                number(task, "about").to_string(),
                text(task, "owner").replace('_', " "),
                text(task, "due"),
                state,
            ]);
        }
    }
    if rows > 0 {
        show::line(&table.to_string());
    }
    let shown = match (all, rows) {
        (true, 1) => "1 task".to_owned(),
        (true, rows) => format!("{rows} tasks"),
        (false, 0) => "no task waits".to_owned(),
        (false, 1) => "1 task waits".to_owned(),
        (false, rows) => format!("{rows} tasks wait"),
    };
    show::line(&format!("{shown}; {opened} new"));
}

fn state_of(task: &Value) -> String {
    let overdue = if task.get("overdue").and_then(Value::as_bool) == Some(true) { ", overdue" } else { "" };
    match task.get("state") {
        Some(Value::Object(state)) if state.contains_key("closed") => {
            let finding = task.pointer("/state/closed/finding").and_then(Value::as_str).unwrap_or_default();
            format!("closed: {}", finding.replace('_', " "))
        }
        Some(Value::Object(_)) => format!("assigned{overdue}"),
        _ => format!("open{overdue}"),
    }
}

pub(super) fn step(common: &Common, folder: &Path, step: &TaskStep) -> Result<ExitCode> {
    let (TaskStep::Assign { task, .. } | TaskStep::Close { task, .. }) = step;
    let (zone, task) = find(folder, task)?;
    let (duty, done) = match step {
        TaskStep::Assign { to, .. } => (Duty::Assign { task: task.clone(), to: to.clone() }, "assigned"),
        TaskStep::Close { by, finding, words, .. } => {
            let words = words.as_deref().map(words_of).transpose()?;
            (Duty::Close { task: task.clone(), by: by.clone(), finding: finding.clone(), words }, "closed")
        }
    };
    let answer = ask_alone(common, zone, duty)?;
    if common.json {
        show::json(&json!({ "zone": zone, "task": task, "done": done, "entry": answer.get("entry") }));
    } else {
        let id: String = task.chars().take(8).collect();
        show::line(&format!("task {id} of the {} zone is {done}", zone.name()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The one task whose id begins like this, and its zone.
fn find(folder: &Path, begin: &str) -> Result<(Role, String)> {
    let mut found = Vec::new();
    for role in zones(None) {
        let mut tasks = Tasks::default();
        records(folder, role, &Filter::default())?.iter().for_each(|record| tasks.observe(record));
        found.extend(tasks.iter().map(|task| (role, task.id.to_string())).filter(|(_, id)| id.starts_with(begin)));
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            Err(fail(Exit::Usage, "task-unknown", "no task has this id").with_hint("`almoner audit alerts` lists the tasks"))
        }
        _ => Err(fail(Exit::Usage, "task-unknown", "several tasks have an id that begins so").with_hint("give more digits")),
    }
}

pub(super) fn review(
    common: &Common,
    zone: Role,
    scope: &str,
    read: Option<u64>,
    (by, finding, words): (&str, &str, Option<&Path>),
) -> Result<ExitCode> {
    let (from, to) = scope_of(scope)?;
    let duty = Duty::Review {
        from,
        to,
        read,
        by: by.to_owned(),
        finding: finding.to_owned(),
        words: words.map(words_of).transpose()?,
        rules: None,
    };
    let answer = ask_alone(common, zone, duty)?;
    if common.json {
        show::json(&json!({ "zone": zone, "review": answer }));
    } else {
        let (from, to, read) = (number(&answer, "from"), number(&answer, "to"), number(&answer, "read"));
        let of = show::thousands(to.saturating_sub(from));
        show::line(&format!(
            "review of {of} entries of the {} log recorded ({from} up to {to}), {} of them read",
            zone.name(),
            show::thousands(read)
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn scope_of(scope: &str) -> Result<(u64, Option<u64>), Failed> {
    let parsed = scope.split_once("..").and_then(|(from, to)| {
        let to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
        Some((from.parse().ok()?, to))
    });
    parsed.ok_or_else(|| {
        fail(
            Exit::Usage,
            "review-scope",
            "`--scope` expects FROM..TO or FROM.., such as `0..1200` for the first 1200 entries",
        )
    })
}

pub(super) fn accounting(common: &Common, study_id: &str, years: u8) -> Result<ExitCode> {
    let home = verbs::open(common)?;
    let (mut phi, research) = supervisor::start(&home, &[], &verbs::choices(common)?)?;
    let command = almoner_phi::Command::Account { project: common.project.clone(), study_id: study_id.to_owned(), years };
    let summary = phi.ask(&command, |_| {})?;
    phi.stop()?;
    research.stop()?;
    if common.json {
        show::json(&summary);
        return Ok(ExitCode::SUCCESS);
    }
    show::line(&format!(
        "accounting of disclosures from {} to {}: {} lines, {} disclosures exempt",
        text(&summary, "from"),
        text(&summary, "to"),
        number(&summary, "disclosures"),
        number(&summary, "exempt")
    ));
    if number(&summary, "unsearched") > 0 {
        let unsearched = number(&summary, "unsearched");
        show::line(&format!(
            "  of {unsearched} disclosures can not be told whether they were this patient's: a key is gone"
        ));
    }
    show::line(&format!("for the privacy officer: phi/{} in the home", text(&summary, "file")));
    Ok(ExitCode::SUCCESS)
}

pub(super) fn ask_alone(common: &Common, zone: Role, duty: Duty) -> Result<Value> {
    let home = verbs::open(common)?;
    let (mut phi, mut research) = supervisor::start(&home, &[], &verbs::choices(common)?)?;
    let answer = ask(&mut phi, &mut research, zone, duty)?;
    phi.stop()?;
    research.stop()?;
    Ok(answer)
}

pub(super) fn ask(phi: &mut Zone, research: &mut Zone, zone: Role, duty: Duty) -> Result<Value> {
    match zone {
        Role::Phi => phi.ask(&almoner_phi::Command::Audit(duty), |_| {}),
        Role::Research => research.ask(&almoner_research::Command::Audit(duty), |_| {}),
    }
}

pub(super) fn words_of(path: &Path) -> Result<Words> {
    read(path, "the words").map(Words::new)
}

fn read(path: &Path, what: &str) -> Result<String> {
    let unreadable = |why: &str| fail(Exit::Io, "input-unreadable", &format!("{what} can not be read: {why}"));
    let size = std::fs::metadata(path).map_err(|error| unreadable(&error.kind().to_string()))?.len();
    if size > LONGEST {
        return Err(unreadable("larger than 1 MiB").into());
    }
    Ok(std::fs::read_to_string(path).map_err(|error| unreadable(&error.kind().to_string()))?)
}

pub(super) fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
