//! Looking at the logs: reads only.

use std::path::Path;
use std::process::ExitCode;

use almoner_audit::{Action, Decision, Filter, Proof, Record, ShardProver, WitnessKey};
use almoner_base::{PartialDate, Timestamp};
use miette::{IntoDiagnostic, Result};
use serde_json::{Value, json};

use super::{log_of, records, zones};
use crate::cli::Common;
use crate::control::Role;
use crate::failure::{Exit, Failed, fail};
use crate::show;

/// Which entries are shown.
pub(super) struct Wanted {
    zone: Option<Role>,
    filter: Filter,
    since: Option<Timestamp>,
}

impl Wanted {
    pub(super) fn new(zone: Option<Role>, action: Option<&str>, since: Option<&str>, denied: bool) -> Result<Self> {
        let action = action
            .map(|name| {
                Action::from_name(name).ok_or_else(|| {
                    fail(
                        Exit::Usage,
                        "action-unknown",
                        "`--action` expects the name of an action of the log, such as `vault_read`",
                    )
                })
            })
            .transpose()?;
        let since = since
            .map(|text| {
                let date = PartialDate::parse_fhir(text).filter(|date| date.day.is_some()).and_then(PartialDate::bounds);
                let (date, _) = date.ok_or_else(|| fail(Exit::Usage, "date-malformed", "`--since` expects YYYY-MM-DD"))?;
                Ok::<_, Failed>(Timestamp(i64::from(date.days_since_1970()) * 86_400_000))
            })
            .transpose()?;
        let decision = denied.then_some(Decision::Deny);
        Ok(Self { zone, filter: Filter { action, decision, ..Filter::default() }, since })
    }
}

pub(super) fn prove(home: &Path, zone: Role, index: u64) -> Result<ExitCode> {
    let (shards, key) = log_of(home, zone)?;
    let (proof, _) =
        ShardProver::new(shards, key).prove(index).map_err(|error| fail(Exit::Io, "audit", &error.to_string()))?;
    show::line(&proof.to_string());
    Ok(ExitCode::SUCCESS)
}

pub(super) fn verify(common: &Common, home: &Path, zone: Option<Role>, witnesses: &[String]) -> Result<ExitCode> {
    let witnesses = witness_keys(witnesses)?;
    let mut sound = true;
    let mut reports = Vec::new();
    for role in zones(zone) {
        let (shards, key) = log_of(home, role)?;
        // The head that was kept where no zone can write tells of a log that was rolled back or begun anew.
        let head = std::fs::read(home.join("pins").join(format!("{}.head", role.name()))).ok();
        let Some(head) = head.and_then(|note| shards.read_head(&note, &key)) else {
            sound = false;
            if !common.json {
                show::line(&format!("{:<9} NOT SOUND\n  the kept head is missing or not signed by this log", role.name()));
            }
            reports.push(json!({ "zone": role, "sound": false, "defects": [{ "file": "pins", "code": "head-missing" }] }));
            continue;
        };
        match shards.verify(&key, Some((head.0, &head.1)), &witnesses) {
            Ok(years) => {
                if !common.json {
                    let entries: u64 = years.iter().map(|(_, report)| report.head.size).sum();
                    let cosigned = if witnesses.is_empty() { "" } else { ", no cosigned checkpoint contradicts it" };
                    show::line(&format!("{:<9} {} entries, sound{cosigned}", role.name(), show::thousands(entries)));
                }
                let years: Vec<_> = years.iter().map(|(year, report)| json!({ "year": year, "report": report })).collect();
                reports.push(json!({ "zone": role, "sound": true, "years": years }));
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

/// Checks a proof with the public key that is pinned for the zone, and needs no log.
pub(super) fn verify_proof(common: &Common, home: &Path, zone: Role, file: &Path, witnesses: &[String]) -> Result<ExitCode> {
    let witnesses = witness_keys(witnesses)?;
    let (shards, key) = log_of(home, zone)?;
    let text = std::fs::read_to_string(file)
        .map_err(|error| fail(Exit::Io, "input-unreadable", &format!("the proof can not be read: {}", error.kind())))?;
    // A proof ends with one line break; what printed or mailed it may have added some.
    let proof = Proof::parse(&format!("{}\n", text.trim_end_matches('\n')));
    // A proof is of the log of one year, whose name must be one of this zone's.
    let origin = proof.as_ref().map(Proof::origin).filter(|origin| shards.year_of_origin(origin).is_some());
    let origin = origin.unwrap_or_default();
    let proved: Option<(Record, Option<u64>)> = match (&proof, witnesses.as_slice()) {
        (None, _) => None,
        (Some(proof), []) => proof.verify(origin, &key).map(|record| (record, None)),
        (Some(proof), [witness]) => proof.verify_witnessed(origin, &key, witness).map(|(record, time)| (record, Some(time))),
        _ => {
            return Err(fail(Exit::Usage, "witness-many", "a proof is cosigned by one witness; name one `--witness`").into());
        }
    };
    if common.json {
        let record = proved.as_ref().map(|(record, _)| record);
        let cosigned = proved.as_ref().and_then(|(_, time)| *time);
        show::json(&json!({ "zone": zone, "holds": proved.is_some(), "cosigned_at_secs": cosigned, "entry": record }));
    } else {
        match &proved {
            Some((record, time)) => {
                let action = json!(record.entry.action());
                show::line(&format!(
                    "the proof holds: entry {} of {origin} is `{}` at {}",
                    record.index,
                    action.as_str().unwrap_or_default(),
                    record.time.to_rfc3339()
                ));
                if let Some(time) = time {
                    let millis = i64::try_from(*time).unwrap_or(0).saturating_mul(1000);
                    show::line(&format!("  cosigned by the witness at {}", Timestamp(millis).to_rfc3339()));
                }
            }
            None if proof.is_none() => show::line("NOT PROVED: the file is not a proof"),
            None => show::line("NOT PROVED: the proof does not hold under the keys of this log and witness"),
        }
    }
    Ok(if proved.is_some() { ExitCode::SUCCESS } else { ExitCode::from(Exit::Findings as u8) })
}

pub(super) fn witness_keys(keys: &[String]) -> Result<Vec<WitnessKey>, Failed> {
    let keys: Option<Vec<_>> = keys.iter().map(|key| WitnessKey::parse(key)).collect();
    keys.ok_or_else(|| {
        fail(Exit::Usage, "witness-key", "`--witness` expects a verifier key of type 4: `<name>+<key id>+<base64>`")
    })
}

pub(super) fn show_entries(common: &Common, home: &Path, last: u64, wanted: &Wanted) -> Result<ExitCode> {
    let mut entries = Vec::new();
    for role in zones(wanted.zone) {
        let records = records(home, role, &wanted.filter)?;
        let records = records.into_iter().filter(|record| wanted.since.is_none_or(|since| record.time >= since));
        entries.extend(records.map(|record| (record.time, role, record)));
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
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
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
