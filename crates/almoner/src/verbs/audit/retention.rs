//! The years of the logs: how long each is kept, what holds it, and its end. The list reads only.

use std::path::Path;
use std::process::ExitCode;

use almoner_audit::{Duty, RETENTION_YEARS};
use miette::{IntoDiagnostic, Result};
use serde_json::{Value, json};

use super::duties::{ask_alone, text, words_of};
use super::{log_of, zones};
use crate::cli::{Common, RetentionStep};
use crate::show;

pub(super) fn list(common: &Common, home: &Path) -> Result<ExitCode> {
    let mut told = Vec::new();
    let mut table = show::table(&["zone", "year", "entries", "kept to the end of", "held by"]);
    for role in zones(None) {
        let (shards, key) = log_of(home, role)?;
        let holds = shards.holds().into_diagnostic()?;
        for year in shards.years().into_diagnostic()? {
            let entries = shards.head_of(year, &key).into_diagnostic()?.size;
            let until = year.saturating_add(RETENTION_YEARS);
            let held: Vec<&str> =
                holds.iter().filter(|(_, years)| years.contains(&year)).map(|(hold, _)| hold.as_str()).collect();
            table.add_row([
                role.name().to_owned(),
                year.to_string(),
                show::thousands(entries),
                until.to_string(),
                held.join("\n"),
            ]);
            told.push(json!({ "zone": role, "year": year, "entries": entries, "kept_to_end_of": until, "holds": held }));
        }
    }
    if common.json {
        show::json(&told);
    } else {
        show::line(&table.to_string());
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn step(common: &Common, step: &RetentionStep) -> Result<ExitCode> {
    let (zone, duty) = match step {
        RetentionStep::Hold { zone, from, to, by, words } => {
            (*zone, Duty::Hold { from: *from, to: *to, by: by.clone(), words: words_of(words)? })
        }
        RetentionStep::Lift { zone, hold, by } => (*zone, Duty::Lift { hold: hold.clone(), by: by.clone() }),
        RetentionStep::Retire { zone } => (*zone, Duty::Retire),
    };
    let answer = ask_alone(common, zone, duty)?;
    if common.json {
        show::json(&json!({ "zone": zone, "done": answer }));
        return Ok(ExitCode::SUCCESS);
    }
    let said = match step {
        RetentionStep::Hold { from, to, .. } => format!("{from} to {to} are held by {}", text(&answer, "hold")),
        RetentionStep::Lift { .. } => "the hold is lifted".to_owned(),
        RetentionStep::Retire { .. } => match answer.get("year").and_then(Value::as_u64) {
            Some(year) => format!("{year} is removed"),
            None => "nothing is due: each year is open, within its retention or held".to_owned(),
        },
    };
    show::line(&format!("{} log: {said}", zone.name()));
    Ok(ExitCode::SUCCESS)
}
