//! `almoner release` and `almoner shred`: what crosses the wall.

use std::process::ExitCode;

use almoner_phi::{Command, ReleaseOptions};
use miette::Result;
use serde_json::{Value, json};

use super::ingest::number;
use crate::cli::{Common, ReleaseArgs};
use crate::supervisor::{self, Heard, Zone};
use crate::{show, verbs};

pub(crate) fn run(common: &Common, arguments: &ReleaseArgs) -> Result<ExitCode> {
    let home = verbs::open(common)?;
    let options = options(common, arguments, false)?;
    let (mut phi, mut research) = supervisor::start(&home, &[], &verbs::choices(common)?)?;
    let (summary, received) = release(&mut phi, &mut research, &options)?;
    phi.stop()?;
    research.stop()?;
    if common.json {
        show::json(&json!({ "release": summary, "received": received }));
    } else {
        print(&summary, &received);
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn options(common: &Common, arguments: &ReleaseArgs, first_only: bool) -> Result<ReleaseOptions> {
    Ok(ReleaseOptions {
        project: common.project.clone(),
        policy: arguments.policy.clone(),
        attestation: arguments.attestation.as_deref().map(super::ingest::text).transpose()?,
        as_of: arguments.as_of.clone(),
        recipient: arguments.recipient.clone(),
        first_only,
    })
}

/// Makes the release and gives what both sides say of it.
pub(crate) fn release(phi: &mut Zone, research: &mut Zone, options: &ReleaseOptions) -> Result<(Value, Value)> {
    let mut bar = show::Bar::default();
    research.begin(&almoner_research::Command::Receive)?;
    let made = phi.ask(&Command::Release(options.clone()), |heard| {
        if let Heard::Progress(progress) = heard {
            bar.set(progress);
        }
    });
    bar.end();
    let received = research.wait(|_| {});
    match (made, received) {
        // Where the research zone broke off, the PHI zone knows only that the airlock closed; the cause is the other's to tell.
        (Err(made), Err(received)) if is_airlock(&made) => Err(received),
        (made, received) => Ok((made?, received?)),
    }
}

fn is_airlock(report: &miette::Report) -> bool {
    report.downcast_ref::<crate::failure::Failed>().is_some_and(|failed| failed.code == "airlock")
}

pub(crate) fn print(summary: &Value, received: &Value) {
    let text = |name: &str| summary.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    show::line(&format!(
        "release {} under {} (as of {}): {} charts crossed, {} notes, {} facts from records, {} from notes",
        number(summary, "release"),
        text("policy"),
        text("as_of"),
        show::thousands(number(summary, "charts")),
        show::thousands(number(received, "notes")),
        show::thousands(number(received, "record_facts")),
        show::thousands(number(received, "note_facts")),
    ));
    if summary.get("sample_attestation") == Some(&Value::Bool(true)) {
        show::line("  on a SAMPLE attestation: no expert determined anything; synthetic data only");
    }
    let unresolved = number(summary, "unresolved");
    if unresolved > 0 {
        show::line(&format!(
            "  {} patients are named by resources, but no Patient resource came",
            show::thousands(unresolved)
        ));
    }
    for (what, heading) in [("withheld", "without a chart"), ("removed", "removed from text")] {
        let counts: Vec<String> = summary
            .get(what)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(code, count)| format!("{code} {}", show::thousands(count.as_u64().unwrap_or(0))))
            .collect();
        if !counts.is_empty() {
            show::line(&format!("  {heading}: {}", counts.join(", ")));
        }
    }
}

pub(crate) fn shred(common: &Common, study_id: &str) -> Result<ExitCode> {
    let home = verbs::open(common)?;
    let (mut phi, mut research) = supervisor::start(&home, &[], &verbs::choices(common)?)?;
    research.begin(&almoner_research::Command::Receive)?;
    let shredded = phi.ask(&Command::Shred { project: common.project.clone(), study_id: study_id.to_owned() }, |_| {});
    research.wait(|_| {})?;
    let withdrawn = shredded?;
    phi.stop()?;
    research.stop()?;
    if common.json {
        show::json(&json!({ "withdrawn": withdrawn }));
    } else {
        show::line("the key is destroyed and the charts are withdrawn; this can not be undone");
    }
    Ok(ExitCode::SUCCESS)
}
