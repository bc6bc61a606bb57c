//! `almoner ingest`: records into the vault, and the withdrawal of charts that they call for.

use std::path::PathBuf;
use std::process::ExitCode;

use almoner_phi::Command;
use miette::{IntoDiagnostic, Result};
use serde_json::Value;

use crate::cli::Common;
use crate::control::Role;
use crate::failure::Exit;
use crate::supervisor::{self, Heard, Zone};
use crate::{show, verbs};

pub(crate) fn run(common: &Common, paths: &[PathBuf], strict: bool) -> Result<ExitCode> {
    let paths = verbs::absolute(paths)?;
    let home = verbs::open(common)?;
    let inputs: Vec<_> = paths.iter().map(|path| (Role::Phi, path.clone())).collect();
    let (mut phi, mut research) = supervisor::start(&home, &inputs, &verbs::choices(common)?)?;
    let summary = ingest(&mut phi, &mut research, paths)?;
    phi.stop()?;
    research.stop()?;
    if common.json {
        show::json(&summary);
    } else {
        print(&summary);
    }
    let findings = list(&summary, "inputs")
        .any(|input| number(input, "quarantined") > 0 || input.get("complete") == Some(&Value::Bool(false)));
    Ok(if strict && findings { ExitCode::from(Exit::Findings as u8) } else { ExitCode::SUCCESS })
}

/// Ingests, then withdraws what must go.
pub(crate) fn ingest(phi: &mut Zone, research: &mut Zone, paths: Vec<PathBuf>) -> Result<Value> {
    let mut bar = show::Bar::default();
    let summary = phi.ask(&Command::Ingest { paths }, |heard| {
        if let Heard::Progress(progress) = heard {
            bar.set(progress);
        }
    })?;
    bar.end();
    if number(&summary, "withdrawals") > 0 {
        research.begin(&almoner_research::Command::Receive)?;
        phi.ask(&Command::Withdraw, |_| {})?;
        research.wait(|_| {})?;
    }
    Ok(summary)
}

pub(crate) fn number(value: &Value, name: &str) -> u64 {
    value.get(name).and_then(Value::as_u64).unwrap_or(0)
}

pub(crate) fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// Inputs shown one by one; of more, only those with something to say.
const INPUTS_SHOWN: usize = 12;

pub(crate) fn print(summary: &Value) {
    let flag = |input: &Value, name: &str| input.get(name) == Some(&Value::Bool(true));
    let inputs: Vec<&Value> = list(summary, "inputs").collect();
    let quiet = |input: &Value| flag(input, "complete") && number(input, "quarantined") == 0 && number(input, "warned") == 0;
    let mut table = show::table(&["input", "received", "accepted", "warned", "quarantined", "remark"]);
    let mut totals = [0; 4];
    for (at, input) in inputs.iter().enumerate() {
        let counts = ["received", "accepted", "warned", "quarantined"].map(|name| number(input, name));
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
        if at >= INPUTS_SHOWN && quiet(input) {
            continue;
        }
        let unread = number(input, "number") == 0;
        let remark = match (flag(input, "already"), flag(input, "complete")) {
            _ if unread => "NOT READ",
            (true, _) => "read before; nothing changed",
            (false, true) => "",
            (false, false) => "BROKEN OFF: the input did not end properly",
        };
        let mut row = vec![if unread { "-".to_owned() } else { number(input, "number").to_string() }];
        row.extend(counts.map(show::thousands));
        row.push(remark.to_owned());
        table.add_row(row);
    }
    let mut row = vec![format!("all {}", inputs.len())];
    row.extend(totals.map(show::thousands));
    row.push(String::new());
    table.add_row(row);
    show::line(&table.to_string());
    let mut codes = std::collections::BTreeMap::<String, u64>::new();
    for pair in list(summary, "inputs").flat_map(|input| list(input, "codes")) {
        if let (Some(code), Some(count)) = (pair.get(0).and_then(Value::as_str), pair.get(1).and_then(Value::as_u64)) {
            *codes.entry(code.to_owned()).or_default() += count;
        }
    }
    for (code, count) in &codes {
        show::line(&format!("  {code:<28} {}", show::thousands(*count)));
    }
    let passed_over = number(summary, "passed_over");
    if passed_over > 0 {
        show::line(&format!(
            "{passed_over} other files in these folders were passed over (no .json, .ndjson, .jsonl or .xml)"
        ));
    }
    if number(summary, "withdrawals") > 0 {
        show::line(&format!("{} charts were withdrawn from the research zone", number(summary, "withdrawals")));
    }
}

/// Reads a file that the user named, for its content to be handed to a zone.
pub(crate) fn text(path: &std::path::Path) -> Result<String> {
    std::fs::read_to_string(path).into_diagnostic()
}
