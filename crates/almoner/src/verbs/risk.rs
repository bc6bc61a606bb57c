//! `almoner risk`: what was measured of each release, and the review of charts with unusual characteristics.

use std::process::ExitCode;

use almoner_phi::Command;
use miette::Result;
use serde_json::{Value, json};

use super::ingest::number;
use crate::cli::{Common, Risk};
use crate::{show, supervisor, verbs};

pub(crate) fn run(common: &Common, verb: &Risk) -> Result<ExitCode> {
    let home = verbs::open(common)?;
    let (mut phi, research) = supervisor::start(&home, &[], &verbs::choices(common)?)?;
    let project = common.project.clone();
    let answer = match verb {
        Risk::Report | Risk::History => phi.ask(&Command::Risk { project }, |_| {})?,
        Risk::Review { study_id } => phi.ask(&Command::ReviewUnusual { project, study_id: study_id.clone() }, |_| {})?,
    };
    phi.stop()?;
    research.stop()?;
    let series = answer.as_array().map(Vec::as_slice).unwrap_or_default();
    match (verb, series.last()) {
        (Risk::Review { .. }, _) if common.json => show::json(&json!({ "reviewed": answer })),
        (Risk::Review { .. }, _) => show::line("reviewed; the chart may be in the next release"),
        (Risk::History, _) if common.json => show::json(&answer),
        (Risk::Report, newest) if common.json => show::json(&newest),
        (Risk::Report, Some(newest)) => print(newest),
        (Risk::History, Some(_)) => series.iter().for_each(print),
        (_, None) => show::line("no release was measured yet"),
    }
    Ok(ExitCode::SUCCESS)
}

fn print(entry: &Value) {
    let word = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
    let is = |name: &str| entry.get(name) == Some(&Value::Bool(true));
    let limit = |name: &str| entry.get(name).and_then(Value::as_f64).unwrap_or(0.0);
    let verdict = match (is("passed"), is("gated")) {
        (true, _) => "meets the thresholds",
        (false, true) => "REFUSED: above the thresholds",
        (false, false) => "above the thresholds (not asked for by this policy)",
    };
    show::line(&format!(
        "release {} under {} (as of {}), {} charts: {verdict}",
        number(entry, "release"),
        word("policy"),
        word("as_of"),
        show::thousands(number(entry, "charts")),
    ));
    for (name, heading) in [("alone", "by itself"), ("joint", "with all earlier ones")] {
        let figure = |of: &str| entry.pointer(&format!("/{name}/{of}")).and_then(Value::as_f64).unwrap_or(0.0);
        show::line(&format!(
            "  {heading}: smallest group {}, prosecutor {:.3} (at most {:.3}), marketer {:.3} (at most {:.3})",
            figure("k"),
            figure("prosecutor"),
            limit("max_prosecutor"),
            figure("marketer"),
            limit("max_marketer"),
        ));
    }
    for (study_id, kinds) in entry.get("unusual").and_then(Value::as_object).into_iter().flatten() {
        let kinds: Vec<&str> = kinds.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        show::line(&format!("  withheld for a person to look at: {study_id} ({})", kinds.join(", ")));
    }
}
