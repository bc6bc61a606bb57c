//! `almoner audit`: the logs of both zones. Looking reads only, and needs no key but the public ones; what appends (an export, an
//! alert's task, a review) is asked of the zone that holds the log.

mod copies;
mod duties;
mod export;
mod look;
mod retention;
mod witness;

use std::path::Path;
use std::process::ExitCode;

use almoner_audit::{Filter, Record, Shards};
use almoner_crypto::VerifyingKey;
use miette::Result;

use crate::cli::{Audit, Common, Format};
use crate::control::Role;
use crate::failure::{Exit, fail};
use crate::verbs;

pub(crate) fn run(common: &Common, verb: &Audit) -> Result<ExitCode> {
    let home = verbs::home_folder(common);
    match verb {
        Audit::Verify { copy: Some(copy), .. } => copies::verify(common, &home, copy),
        Audit::Witness { url, key, ca } => witness::run(common, &home, url, key, ca.as_deref()),
        Audit::Copy { to } => copies::copy(common, &home, to),
        Audit::Verify { zone: Some(zone), proof: Some(proof), witnesses, .. } => {
            look::verify_proof(common, &home, *zone, proof, witnesses)
        }
        Audit::Verify { zone, witnesses, .. } => look::verify(common, &home, *zone, witnesses),
        Audit::Show { last, zone, action, since, denied } => {
            let wanted = look::Wanted::new(*zone, action.as_deref(), since.as_deref(), *denied)?;
            look::show_entries(common, &home, *last, &wanted)
        }
        Audit::Prove { zone, index } => look::prove(&home, *zone, *index),
        Audit::Export { zone, format, from, to, output, to_host, ca } => {
            let place = match (output, to_host, ca) {
                (Some(file), ..) => export::Place::File(file),
                (None, Some(receiver), Some(ca)) if *format == Format::Syslog => export::Place::Receiver(receiver, ca),
                _ => {
                    return Err(fail(Exit::Usage, "export-place", "`--to-host` takes `--format syslog` and `--ca`").into());
                }
            };
            export::run(common, &home, *zone, *format, (*from, *to), &place)
        }
        Audit::Alerts { rules, all, step: None } => duties::alerts(common, rules.as_deref(), *all),
        Audit::Alerts { step: Some(step), .. } => duties::step(common, &home, step),
        Audit::Review { zone, scope, read, by, finding, words } => {
            duties::review(common, *zone, scope, *read, (by.as_str(), finding.as_str(), words.as_deref()))
        }
        Audit::Retention { step: None } => retention::list(common, &home),
        Audit::Retention { step: Some(step) } => retention::step(common, step),
        Audit::Accounting { study_id, years } => duties::accounting(common, study_id, *years),
    }
}

/// The name of a zone's log, without a year.
fn origin_of(role: Role) -> &'static str {
    match role {
        Role::Phi => almoner_phi::LOG_ORIGIN,
        Role::Research => almoner_research::LOG_ORIGIN,
    }
}

/// The entries of a zone that a filter lets through.
fn records(home: &Path, role: Role, filter: &Filter) -> Result<Vec<Record>> {
    let (shards, key) = log_of(home, role)?;
    Ok(shards.show(&key, filter).map_err(|error| fail(Exit::Io, "audit", &error.to_string()))?)
}

/// The zones that are meant: this one, or both.
fn zones(zone: Option<Role>) -> Vec<Role> {
    zone.map_or_else(|| vec![Role::Phi, Role::Research], |zone| vec![zone])
}

/// A zone's logs, a year each, and the public key that checks them.
pub(crate) fn log_of(home: &Path, role: Role) -> Result<(Shards, VerifyingKey)> {
    let zone = home.join(role.name());
    let key = crate::supervisor::read_key(&home.join("pins").join(format!("{}.pub", role.name())))
        .ok_or_else(|| fail(Exit::Usage, "home-missing", "there is no audit log in this home"))?;
    Ok((Shards::new(&zone.join("audit"), origin_of(role)), VerifyingKey::from_bytes(key)))
}
