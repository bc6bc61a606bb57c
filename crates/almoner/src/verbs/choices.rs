//! `almoner choices import`: the institution's list of people who said no, and the withdrawal of their charts.

use std::path::Path;
use std::process::ExitCode;

use almoner_phi::Command;
use miette::Result;

use super::ingest::number;
use crate::cli::Common;
use crate::control::Role;
use crate::failure::Exit;
use crate::{show, supervisor, verbs};

pub(crate) fn run(common: &Common, file: &Path) -> Result<ExitCode> {
    let files = verbs::absolute(&[file.to_owned()])?;
    let home = verbs::open(common)?;
    let inputs: Vec<_> = files.iter().map(|file| (Role::Phi, file.clone())).collect();
    let (mut phi, mut research) = supervisor::start(&home, &inputs, &verbs::choices(common)?)?;
    let mut summary = serde_json::Value::Null;
    for file in files {
        summary = phi.ask(&Command::Choices { file }, |_| {})?;
    }
    if number(&summary, "withdrawals") > 0 {
        research.begin(&almoner_research::Command::Receive)?;
        phi.ask(&Command::Withdraw, |_| {})?;
        research.wait(|_| {})?;
    }
    phi.stop()?;
    research.stop()?;
    let unreadable = number(&summary, "unreadable");
    if common.json {
        show::json(&summary);
    } else {
        let counted = |name: &str| show::thousands(number(&summary, name));
        show::line(&format!("{} people said no, {} charts withdrawn", counted("people"), counted("withdrawals")));
        if unreadable > 0 {
            show::line(&format!(
                "  {} lines are no id of a Patient resource; nobody was found by them",
                counted("unreadable")
            ));
        }
    }
    Ok(if unreadable > 0 { ExitCode::from(Exit::Findings as u8) } else { ExitCode::SUCCESS })
}
