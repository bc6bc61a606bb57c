//! `almoner match`: candidates by study id, with the verdict on each criterion.

use std::process::ExitCode;

use almoner_research::{Command, MatchOptions};
use miette::Result;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::ingest::{list, number};
use crate::cli::{Common, ReleaseArgs};
use crate::failure::{Exit, fail};
use crate::supervisor::{self, Heard, Zone};
use crate::{show, verbs};

/// Pieces of evidence shown for a criterion; `--json` has all.
const EVIDENCE_SHOWN: usize = 2;
/// Trials printed in full when no trial was named; all are in `--json`.
const TRIALS_SHOWN: usize = 20;

pub(crate) fn run(common: &Common, trials: &[String], text: bool, top: usize) -> Result<ExitCode> {
    for text in trials {
        almoner_base::NctId::parse(text).map_err(|error| fail(Exit::Usage, "id-malformed", &error.to_string()))?;
    }
    let home = verbs::open(common)?;
    let (mut phi, mut research) = supervisor::start(&home, &[], &verbs::choices(common)?)?;
    first_release(common, &mut phi, &mut research)?;
    let options =
        MatchOptions { project: common.project.clone(), trials: trials.to_vec(), top: (!common.json).then_some(top), text };
    let mut shown = 0;
    let summary = matching(&mut phi, &mut research, &options, &mut |line| {
        if common.json {
            show::line(line.get());
            return;
        }
        let line = serde_json::from_str(line.get()).unwrap_or(Value::Null);
        // Who names a trial hears of it even if nobody is left.
        if shown < TRIALS_SHOWN && (!trials.is_empty() || list(&line, "candidates").next().is_some()) {
            shown += 1;
            trial(&line);
        }
    })?;
    phi.stop()?;
    research.stop()?;
    if common.json {
        show::line(&json!({ "summary": summary }).to_string());
    } else {
        print(&summary);
        if trials.is_empty() && shown == TRIALS_SHOWN {
            show::line(&format!(
                "the first {TRIALS_SHOWN} trials with candidates are shown; name one with --trial, or use --json for all"
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The project's first release, under the default policy, if it has none yet.
fn first_release(common: &Common, phi: &mut Zone, research: &mut Zone) -> Result<()> {
    let arguments = ReleaseArgs { policy: "safe_harbor".to_owned(), attestation: None, recipient: None, as_of: None };
    let options = verbs::release::options(common, &arguments, true)?;
    let (summary, received) = verbs::release::release(phi, research, &options)?;
    if summary.get("made") == Some(&Value::Bool(true)) && !common.json {
        verbs::release::print(&summary, &received);
    }
    Ok(())
}

/// Matches; the desk stands by until the research zone is done.
pub(crate) fn matching(
    phi: &mut Zone,
    research: &mut Zone,
    options: &MatchOptions,
    hear: &mut dyn FnMut(&RawValue),
) -> Result<Value> {
    let mut bar = show::Bar::default();
    phi.begin(&almoner_phi::Command::Desk)?;
    let summary = research.ask(&Command::Match(options.clone()), |heard| match heard {
        Heard::Progress(progress) => bar.set(progress),
        Heard::Line(line) => hear(&line),
    })?;
    bar.end();
    phi.wait(|_| {})?;
    Ok(summary)
}

/// One trial as a table of candidates.
pub(crate) fn trial(line: &Value) {
    let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
    let draft = if line.get("approved") == Some(&Value::Bool(true)) { "approved" } else { "draft: a preview" };
    let counts = line.get("counts").cloned().unwrap_or_default();
    show::line("");
    show::line(&format!("{}  {}  ({draft})", text("nct_id"), text("title")));
    show::line(&format!(
        "  eligible {}, potential {}, excluded {}",
        show::thousands(number(&counts, "eligible")),
        show::thousands(number(&counts, "potential")),
        show::thousands(number(&counts, "excluded")),
    ));
    if list(line, "candidates").next().is_none() {
        return;
    }
    let mut table = show::table(&["rank", "study id", "status", "met", "not met", "unknown", "missing"]);
    for candidate in list(line, "candidates") {
        let verdicts = |name: &str| {
            list(candidate, "criteria").filter(|row| row.get("verdict").and_then(Value::as_str) == Some(name)).count()
        };
        let mut missing: Vec<String> = Vec::new();
        for row in list(candidate, "criteria") {
            if let Some(reason) = row.get("reason").and_then(Value::as_str) {
                missing.push(format!("#{} {reason}", number(row, "criterion") + 1));
            }
        }
        let more = missing.len().saturating_sub(4);
        missing.truncate(4);
        if more > 0 {
            missing.push(format!("and {more} more"));
        }
        let word = |name: &str| candidate.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        table.add_row([
            number(candidate, "rank").to_string(),
            word("study_id"),
            word("status"),
            verdicts("met").to_string(),
            verdicts("not_met").to_string(),
            verdicts("unknown").to_string(),
            missing.join(", "),
        ]);
    }
    show::line(&table.to_string());
}

/// One candidate in full: each criterion with its text, verdict, evidence and what is missing.
pub(crate) fn candidate(line: &Value, candidate: &Value) {
    let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    show::line("");
    show::line(&format!(
        "{} for {}, {}: each criterion",
        word(candidate, "study_id"),
        word(line, "nct_id"),
        word(candidate, "status"),
    ));
    let mut table = show::table(&["#", "section", "criterion", "verdict", "evidence"]);
    for row in list(candidate, "criteria") {
        let id = number(row, "criterion");
        let criterion = list(line, "criteria").find(|criterion| number(criterion, "id") == id);
        let text = criterion.map(|criterion| word(criterion, "text")).unwrap_or_default();
        // A criterion from a structured field has no text of its own; what it asks is shown instead.
        let text = if text.trim().is_empty() {
            criterion.map(|criterion| word(criterion, "reads")).unwrap_or_default()
        } else {
            text
        };
        let reason = word(row, "reason");
        let verdict = match (word(row, "verdict").as_str(), word(row, "section").as_str()) {
            ("met", "exclusion") => "MET (excludes)".to_owned(),
            ("unknown", _) => format!("unknown: {reason}"),
            (verdict, _) => verdict.replace('_', " "),
        };
        table.add_row([(id + 1).to_string(), word(row, "section"), squeeze(&text), verdict, evidence(row)]);
    }
    show::line(&table.to_string());
}

/// Where a verdict comes from, in a few words.
fn evidence(row: &Value) -> String {
    let sources: Vec<&Value> = list(row, "evidence").collect();
    let mut parts: Vec<String> = sources
        .iter()
        .take(EVIDENCE_SHOWN)
        .filter_map(|source| {
            if let Some(text) = source.get("context").and_then(Value::as_str) {
                return Some(format!("note: \u{201c}{}\u{201d}", squeeze(text)));
            }
            let resource = source.get("resource")?;
            Some(format!("{} {}", resource.get("kind")?.as_str()?, number(resource, "ordinal") + 1))
        })
        .collect();
    if sources.len() > EVIDENCE_SHOWN {
        parts.push(format!("and {} more", sources.len() - EVIDENCE_SHOWN));
    }
    if parts.is_empty() {
        parts.extend(list(row, "assumptions").take(1).map(assumption));
    }
    match row.get("by").and_then(Value::as_str) {
        Some("recency-desk") => parts.push("decided by the recency desk".to_owned()),
        Some("enrolment") => parts.push("the patient is enrolled in another trial".to_owned()),
        _ => {}
    }
    parts.join("; ")
}

/// What a verdict assumes, for people.
fn assumption(value: &Value) -> String {
    match value.get("absence").and_then(|absence| absence.get("rule")).and_then(Value::as_str) {
        Some(rule) => format!("nothing on record (absence policy: {rule})"),
        None => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    }
}

fn squeeze(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() > 160 { line.chars().take(157).chain("...".chars()).collect() } else { line }
}

pub(crate) fn print(summary: &Value) {
    let understood: Vec<u64> = list(summary, "understood").filter_map(Value::as_u64).collect();
    let of = |at: usize| show::thousands(understood.get(at).copied().unwrap_or(0));
    show::line("");
    show::line(&format!(
        "run {}: {} charts x {} trials ({} criteria: {} understood, {} in part, {} not)",
        number(summary, "run"),
        show::thousands(number(summary, "charts")),
        show::thousands(number(summary, "trials")),
        show::thousands(number(summary, "criteria")),
        of(0),
        of(1),
        of(2),
    ));
    show::line(&format!(
        "pairs: {} eligible, {} potential, {} excluded; the recency desk was asked {} times and decided {}",
        show::thousands(number(summary, "eligible")),
        show::thousands(number(summary, "potential")),
        show::thousands(number(summary, "excluded")),
        show::thousands(number(summary, "desk_asked")),
        show::thousands(number(summary, "desk_decided")),
    ));
}

#[cfg(test)]
mod tests {
    use almoner_match::Supplier;
    use serde_json::json;

    use super::evidence;

    #[test]
    fn who_decided_what_no_chart_decides_is_told() {
        let told = |by: Supplier| evidence(&json!({ "evidence": [], "by": by }));
        assert_eq!(told(Supplier::RecencyDesk), "decided by the recency desk");
        assert_eq!(told(Supplier::Enrolment), "the patient is enrolled in another trial");
        assert_eq!(evidence(&json!({ "evidence": [] })), "");
    }
}
