//! `almoner audit`: looks at the logs of both zones; reads only, and needs no key but the public ones.

use std::path::Path;
use std::process::ExitCode;

use almoner_audit::{Checkpoint, Filter, Log};
use almoner_crypto::VerifyingKey;
use miette::{IntoDiagnostic, Result};
use serde_json::json;

use crate::cli::{Audit, Common};
use crate::control::Role;
use crate::failure::{Exit, fail};
use crate::{show, verbs};

pub(crate) fn run(common: &Common, verb: &Audit) -> Result<ExitCode> {
    let home = verbs::home_folder(common);
    match verb {
        Audit::Verify => verify(common, &home),
        Audit::Show { last } => show_entries(common, &home, *last),
        Audit::Prove { zone, index } => {
            let (folder, origin, key) = log_of(&home, *zone)?;
            let proof =
                Log::prove(&folder, origin, &key, *index).map_err(|error| fail(Exit::Io, "audit", &error.to_string()))?;
            show::line(&proof.to_string());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Folder, name and public key of a zone's log.
fn log_of(home: &Path, role: Role) -> Result<(std::path::PathBuf, &'static str, VerifyingKey)> {
    let origin = match role {
        Role::Phi => almoner_phi::LOG_ORIGIN,
        Role::Research => almoner_research::LOG_ORIGIN,
    };
    let zone = home.join(role.name());
    let key = crate::supervisor::read_key(&home.join("pins").join(format!("{}.pub", role.name())))
        .ok_or_else(|| fail(Exit::Usage, "home-missing", "there is no audit log in this home"))?;
    Ok((zone.join("audit"), origin, VerifyingKey::from_bytes(key)))
}

fn verify(common: &Common, home: &Path) -> Result<ExitCode> {
    let mut sound = true;
    let mut reports = Vec::new();
    for role in [Role::Phi, Role::Research] {
        let (folder, origin, key) = log_of(home, role)?;
        // The head that was kept where no zone can write tells of a log that was rolled back or begun anew.
        let head = std::fs::read(home.join("pins").join(format!("{}.head", role.name()))).ok();
        let Some(head) = head.and_then(|note| Checkpoint::read(&note, origin, &key)) else {
            sound = false;
            if !common.json {
                show::line(&format!("{:<9} NOT SOUND\n  the kept head is missing or not signed by this log", role.name()));
            }
            reports.push(json!({ "zone": role, "sound": false, "defects": [{ "file": "pins", "code": "head-missing" }] }));
            continue;
        };
        match Log::verify(&folder, origin, &key, Some(&head)) {
            Ok(report) => {
                if !common.json {
                    show::line(&format!("{:<9} {} entries, sound", role.name(), show::thousands(report.head.size)));
                }
                reports.push(json!({ "zone": role, "sound": true, "report": report }));
            }
            Err(defects) => {
                sound = false;
                if !common.json {
                    show::line(&format!("{:<9} NOT SOUND", role.name()));
                    for defect in &defects {
                        show::line(&format!("  {defect}"));
                    }
                }
                reports.push(json!({ "zone": role, "sound": false, "defects": defects }));
            }
        }
    }
    if common.json {
        show::json(&reports);
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(Exit::Findings as u8) })
}

fn show_entries(common: &Common, home: &Path, last: u64) -> Result<ExitCode> {
    let mut entries = Vec::new();
    for role in [Role::Phi, Role::Research] {
        let (folder, origin, key) = log_of(home, role)?;
        let records = Log::show(&folder, origin, &key, &Filter::default())
            .map_err(|error| fail(Exit::Io, "audit", &error.to_string()))?;
        entries.extend(records.into_iter().map(|record| (record.time, role, record)));
    }
    entries.sort_by_key(|(time, _, record)| (*time, record.index));
    let skip = entries.len().saturating_sub(usize::try_from(last).unwrap_or(usize::MAX));
    let mut table = show::table(&["time", "zone", "index", "action", "decision", "counts"]);
    for (time, role, record) in entries.into_iter().skip(skip) {
        let value = serde_json::to_value(&record).into_diagnostic()?;
        if common.json {
            show::line(&json!({ "zone": role, "entry": value }).to_string());
            continue;
        }
        let text = |name: &str| value.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let counts =
            value.get("counts").map(ToString::to_string).filter(|text| text != "{}" && text != "[]").unwrap_or_default();
        table.add_row([
            time.to_rfc3339(),
            role.name().to_owned(),
            record.index.to_string(),
            text("action"),
            text("decision"),
            counts.replace(['"', '{', '}'], "").replace(',', ", "),
        ]);
    }
    if !common.json {
        show::line(&table.to_string());
    }
    Ok(ExitCode::SUCCESS)
}
