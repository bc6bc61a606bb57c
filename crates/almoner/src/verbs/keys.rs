//! `almoner keys`: replaces the key-encryption keys of both zones, and says how they stand. No key passes through this process.

use std::process::ExitCode;

use miette::Result;
use serde_json::{Value, json};

use super::ingest::number;
use crate::cli::{Common, Keys};
use crate::control::Role;
use crate::supervisor::Choices;
use crate::{show, supervisor, verbs};

pub(crate) fn run(common: &Common, verb: Keys) -> Result<ExitCode> {
    let home = verbs::open(common)?;
    let choices = Choices { rotates: matches!(verb, Keys::Rotate), ..verbs::choices(common)? };
    let (mut phi, mut research) = supervisor::start(&home, &[], &choices)?;
    let command = match verb {
        Keys::Rotate => "RotateKeys",
        Keys::Status => "KeyStatus",
    };
    let mut zones = Vec::new();
    for (zone, role) in [(&mut phi, Role::Phi), (&mut research, Role::Research)] {
        zones.push((role.name(), zone.ask(&command, |_| {})?));
    }
    phi.stop()?;
    research.stop()?;
    if common.json {
        let zones: Vec<Value> = zones.iter().map(|(zone, keys)| json!({ "zone": zone, "keys": keys })).collect();
        show::json(&json!({ "zones": zones }));
        return Ok(ExitCode::SUCCESS);
    }
    for (zone, keys) in &zones {
        let said = match verb {
            Keys::Rotate => rotated(keys),
            Keys::Status => standing(keys),
        };
        show::line(&format!("{zone:<10} {said}"));
    }
    if matches!(verb, Keys::Rotate) {
        show::line("wrapped keys in older backups open no more, unless the key folder of that time was kept too");
    }
    Ok(ExitCode::SUCCESS)
}

fn rotated(keys: &Value) -> String {
    format!(
        "key-encryption key version {} in force; {} data keys wrapped anew; older versions destroyed: {}",
        number(keys, "version"),
        show::thousands(number(keys, "rewrapped")),
        number(keys, "destroyed"),
    )
}

fn standing(keys: &Value) -> String {
    let versions: Vec<u64> =
        keys.get("versions").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64).collect();
    let data_keys = show::thousands(number(keys, "data_keys"));
    let root = keys.get("root_key").and_then(Value::as_str).unwrap_or_default();
    let newest = versions.last().copied().unwrap_or(0);
    let mut said = format!("root key {root}; key-encryption key version {newest}; {data_keys} data keys");
    if versions.len() > 1 {
        let behind = show::thousands(number(keys, "behind"));
        said.push_str(&format!(
            "; a rotation is unfinished, {behind} of them are under an older version: run `almoner keys rotate`"
        ));
    }
    said
}
