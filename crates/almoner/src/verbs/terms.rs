//! `almoner terms`: an operator's own vocabularies. Each zone reads the download for itself.

use std::process::ExitCode;

use miette::Result;
use serde_json::Value;

use super::ingest::{list, number};
use crate::cli::{Common, Terms};
use crate::control::Role;
use crate::{show, supervisor, verbs};

pub(crate) fn run(common: &Common, verb: &Terms) -> Result<ExitCode> {
    let choices = verbs::choices(common)?;
    let (folder, vocabularies) = match verb {
        Terms::Import { folder, vocabularies } => {
            (verbs::absolute(std::slice::from_ref(folder))?.into_iter().next(), vocabularies.clone())
        }
        Terms::Remove => (None, Vec::new()),
    };
    let home = verbs::open(common)?;
    let inputs: Vec<_> =
        folder.iter().flat_map(|folder| [(Role::Phi, folder.clone()), (Role::Research, folder.clone())]).collect();
    let (mut phi, mut research) = supervisor::start(&home, &inputs, &choices)?;
    phi.begin(&almoner_phi::Command::ImportTerms { folder: folder.clone(), vocabularies: vocabularies.clone() })?;
    let report = research.ask(&almoner_research::Command::ImportTerms { folder, vocabularies }, |_| {})?;
    phi.wait(|_| {})?;
    phi.stop()?;
    research.stop()?;
    if common.json {
        show::json(&report);
    } else {
        print(&report);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(report: &Value) {
    if let Some(removed) = report.get("removed").and_then(Value::as_bool) {
        show::line(if removed { "the built-in tables alone are in force" } else { "no vocabularies were in force" });
        return;
    }
    let counted = |name: &str| show::thousands(number(report, name));
    if report.get("stale_days").is_some() {
        show::line(&format!(
            "{} new concepts, {} built-in ones extended, of {} of them how old a value may be",
            counted("new"),
            counted("merged"),
            counted("stale_days")
        ));
        if number(report, "unknown") > 0 {
            show::line(&format!("  passed over, no concept has this id and key: {}", counted("unknown")));
        }
        show::line(
            "verdicts are made with them from the next `almoner match` on, records are read with them at the next `almoner release`",
        );
        return;
    }
    show::line(&format!(
        "{} new concepts, {} built-in ones extended, {} codes, {} further names",
        counted("new"),
        counted("merged"),
        counted("codes"),
        counted("names")
    ));
    for (file, rows) in report.get("rows").and_then(Value::as_object).into_iter().flatten() {
        show::line(&format!(
            "  {file}: {} rows, {} set aside",
            show::thousands(number(rows, "read")),
            show::thousands(number(rows, "quarantined"))
        ));
    }
    for (why, rows) in report.get("passed_over").and_then(Value::as_object).into_iter().flatten() {
        show::line(&format!("  passed over, {why}: {}", show::thousands(rows.as_u64().unwrap_or(0))));
    }
    if number(report, "codes_left") > 0 {
        show::line(&format!(
            "  {} codes mean several things, or something else in the built-in tables",
            counted("codes_left")
        ));
    }
    for issue in list(report, "issues").take(20) {
        let text = |name: &str| issue.get(name).and_then(Value::as_str).unwrap_or_default();
        show::line(&format!("  {} line {}: {}", text("file"), number(issue, "line"), text("code")));
    }
    show::line("trials and notes are read with them at the next `almoner match`, records at the next `almoner release`");
}
