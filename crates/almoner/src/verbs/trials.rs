//! `almoner trials`: trials in as drafts, and a person's signature under a version.

use std::process::ExitCode;

use almoner_base::{NctId, Secret};
use almoner_chart::Approval;
use almoner_crypto::ZoneKeys;
use almoner_research::{Command, TrialVersion};
use miette::{IntoDiagnostic, Result};
use serde_json::{Value, json};

use super::ingest::{list, number};
use crate::cli::{Common, Trials};
use crate::control::Role;
use crate::failure::{Exit, fail};
use crate::home::Home;
use crate::supervisor::{self, Heard, Zone};
use crate::{show, verbs};

pub(crate) fn run(common: &Common, verb: &Trials) -> Result<ExitCode> {
    let choices = verbs::choices(common)?;
    match verb {
        Trials::Import { paths } => {
            let paths = verbs::absolute(paths)?;
            if paths.iter().any(|path| path.is_dir()) {
                let error = fail(Exit::Io, "input-unreadable", "`trials import` reads files, and a folder was given");
                return Err(error.with_hint("name the files in it"));
            }
            let home = verbs::open(common)?;
            let inputs: Vec<_> = paths.iter().map(|path| (Role::Research, path.clone())).collect();
            let (phi, mut research) = supervisor::start(&home, &inputs, &choices)?;
            let summary = import(&mut research, paths)?;
            phi.stop()?;
            research.stop()?;
            if common.json {
                show::json(&summary);
            } else {
                print(&summary);
            }
        }
        Trials::Approve { trials, approver } => {
            let home = verbs::open(common)?;
            let (phi, mut research) = supervisor::start(&home, &[], &choices)?;
            let approved = approve(&home, &mut research, trials, approver, choices.passphrase.as_deref())?;
            phi.stop()?;
            research.stop()?;
            if common.json {
                show::json(&json!({ "approved": approved }));
            } else {
                for version in &approved {
                    show::line(&format!("{} version {} approved by {approver}", version.nct_id, version.version));
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn import(research: &mut Zone, paths: Vec<std::path::PathBuf>) -> Result<Value> {
    let mut bar = show::Bar::default();
    research.ask(&Command::ImportTrials { paths }, |heard| {
        if let Heard::Progress(progress) = heard {
            bar.set(progress);
        }
    })
}

pub(crate) fn print(summary: &Value) {
    show::line(&format!(
        "{} trials accepted ({} new, {} changed, {} with warnings), {} quarantined",
        show::thousands(number(summary, "accepted")),
        show::thousands(number(summary, "new")),
        show::thousands(number(summary, "changed")),
        show::thousands(number(summary, "warned")),
        show::thousands(number(summary, "quarantined")),
    ));
    if number(summary, "carried") + number(summary, "approvals_kept") > 0 {
        show::line(&format!(
            "  {} edited criteria carried over, {} approvals kept",
            show::thousands(number(summary, "carried")),
            show::thousands(number(summary, "approvals_kept")),
        ));
    }
    for trial in list(summary, "to_look_at").take(20) {
        let nct_id = trial.get("nct_id").and_then(Value::as_str).unwrap_or_default();
        let numbers: Vec<String> = list(trial, "criteria").map(ToString::to_string).collect();
        show::line(&format!("  {nct_id}: to be looked at, edited criteria whose words changed: {}", numbers.join(", ")));
    }
    for pair in list(summary, "issues").take(20) {
        let issue = pair.get(1).cloned().unwrap_or(Value::Null);
        let code = issue.get("code").and_then(Value::as_str).unwrap_or_default();
        let input = pair.get(0).and_then(Value::as_u64).unwrap_or(0);
        show::line(&format!("  input {input} line {}: {code}", number(&issue, "line")));
    }
    let flaws = number(summary, "n_flaws");
    if flaws > 0 {
        show::line(&format!("{} flaws of criteria, for whoever approves them:", show::thousands(flaws)));
    }
    for flaw in list(summary, "flaws").take(20) {
        let text = |name: &str| flaw.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (nct_id, code, message) = (text("nct_id"), text("code"), text("message"));
        show::line(&format!("  {nct_id} criterion {}: {code}: {message}", number(flaw, "criterion")));
    }
}

/// Signs the current versions of trials with the approver's key.
pub(crate) fn approve(
    home: &Home,
    research: &mut Zone,
    trials: &[String],
    approver: &str,
    passphrase: Option<&str>,
) -> Result<Vec<TrialVersion>> {
    for text in trials {
        NctId::parse(text).map_err(|error| fail(Exit::Usage, "id-malformed", &error.to_string()))?;
    }
    let passphrase = passphrase.map(|text| Secret::new(text.to_owned()));
    let key = ZoneKeys::open(&home.approver(), passphrase.as_ref())
        .and_then(|keys| keys.signing_key("approval"))
        .map_err(|error| fail(Exit::Io, "approver-key", &error.to_string()))?;
    let versions = research.ask(&Command::TrialVersions { trials: trials.to_vec() }, |_| {})?;
    let versions: Vec<TrialVersion> = serde_json::from_value(versions).into_diagnostic()?;
    for version in &versions {
        let digest = supervisor::unhex(&version.digest)
            .ok_or_else(|| fail(Exit::Io, "trial-digest", "the digest of a trial version can not be read"))?;
        let bytes = Approval::signed_bytes(&digest, version.nct_id, &version.version, &version.author, approver);
        let signature: String = key.sign(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let command = Command::Approve { version: version.clone(), approver: approver.to_owned(), signature };
        research.ask(&command, |_| {})?;
    }
    Ok(versions)
}
