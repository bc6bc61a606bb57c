//! Cosignatures of a witness. Reads the logs' checkpoints and tiles; what leaves the machine is sizes, hashes and signatures.

use std::path::Path;
use std::process::ExitCode;

use almoner_audit::{Answer, Witness};
use almoner_base::Timestamp;
use almoner_crypto::WitnessServer;
use almoner_crypto::tls::Root;
use miette::{IntoDiagnostic, Result};
use serde_json::json;

use super::log_of;
use super::look::witness_keys;
use crate::cli::Common;
use crate::control::Role;
use crate::failure::{Exit, fail};
use crate::show;

pub(super) fn run(common: &Common, home: &Path, url: &str, key: &str, ca: Option<&Path>) -> Result<ExitCode> {
    let keys = witness_keys(std::slice::from_ref(&key.to_owned()))?;
    let roots = match ca {
        Some(file) => {
            let pem = std::fs::read(file).map_err(|error| {
                fail(Exit::Io, "file-unreadable", &format!("the authorities can not be read: {}", error.kind()))
            })?;
            Root::from_pem(&pem).map_err(|error| refused(&error))?
        }
        None => Vec::new(),
    };
    let server = WitnessServer::new(url, &roots).map_err(|error| refused(&error))?;
    let mut all_well = true;
    let mut told = Vec::new();
    for role in [Role::Phi, Role::Research] {
        let (shards, log_key) = log_of(home, role)?;
        // The logs of earlier years are closed, and were cosigned to their end.
        let years = shards.years().into_diagnostic()?;
        for (year, witness) in years.iter().flat_map(|year| keys.iter().map(move |key| (*year, key))) {
            let (folder, origin) = (shards.folder(year), shards.origin(year));
            let mut witness = Witness::new(&folder, &origin, log_key, witness.clone());
            let answer = ask(&mut witness, &server)?;
            let (well, said) = said(answer);
            all_well &= well;
            if !common.json {
                show::line(&format!("{:<9} {year} {said}", role.name()));
            }
            told.push(json!({ "zone": role, "year": year, "well": well, "said": said }));
        }
    }
    if common.json {
        show::json(&told);
    }
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::from(Exit::Findings as u8) })
}

/// Asks for the newest checkpoint, once more where the witness remembers another size than this home does.
fn ask(witness: &mut Witness, server: &WitnessServer) -> Result<Option<Answer>> {
    let mut answer = None;
    for _ in 0..2 {
        let Some(request) = witness.request().into_diagnostic()? else { return Ok(answer) };
        let (status, body) = server.ask(&request).map_err(|error| refused(&error))?;
        let judged = witness.answer(status, &body).into_diagnostic()?;
        let again = judged == Answer::AskAgain;
        answer = Some(judged);
        if !again {
            break;
        }
    }
    Ok(answer)
}

fn said(answer: Option<Answer>) -> (bool, String) {
    match answer {
        None => (true, "nothing new since the last cosignature".to_owned()),
        Some(Answer::Cosigned { size, time_secs }) => {
            let at = Timestamp(i64::try_from(time_secs).unwrap_or(0).saturating_mul(1000)).to_rfc3339();
            (true, format!("{} entries cosigned at {at}", show::thousands(size)))
        }
        Some(Answer::AskAgain) => (false, "the witness changes its mind about what it has seen".to_owned()),
        Some(Answer::Ahead { size }) => (
            false,
            format!(
                "ROLLED BACK: the witness has seen {} entries, more than are here, or it has another log's",
                show::thousands(size)
            ),
        ),
        Some(Answer::Refused(422)) => (false, "FORKED: the witness has seen another history of this log".to_owned()),
        Some(Answer::Refused(404)) => {
            (false, "the witness does not know this log; register its verifier key there".to_owned())
        }
        Some(Answer::Refused(status)) => (false, format!("the witness refused (HTTP {status})")),
        Some(Answer::Invalid) => (false, "the answer holds no cosignature of this witness".to_owned()),
    }
}

fn refused(error: &almoner_crypto::Error) -> miette::Report {
    fail(Exit::Io, "witness-unreachable", &error.to_string()).into()
}
