//! CSV (RFC 4180) that a spreadsheet shows and does not run.
//!
//! A field that begins with `=`, `+`, `-`, `@`, a tab or a line break would be taken for a formula; it gets an apostrophe in
//! front. Every line ends with CR LF, every line has the same number of fields, and fields are quoted where they must be.

use super::name_of;
use crate::entry::{Actor, Record};

/// One line of these fields, with its end.
#[must_use]
pub fn csv_line<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for (place, field) in fields.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
        if formula || field.contains(['"', ',', '\r', '\n', ';', '\'']) {
            line.push('"');
            if formula {
                line.push('\'');
            }
            line.push_str(&field.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(field);
        }
    }
    line.push_str("\r\n");
    line
}

/// The names of the columns of [`csv_record`].
#[must_use]
pub fn csv_header() -> String {
    csv_line(COLUMNS)
}

const COLUMNS: [&str; 26] = [
    "index",
    "id",
    "time",
    "service",
    "actor",
    "on_behalf_of",
    "session",
    "methods",
    "mfa_age_secs",
    "action",
    "resource",
    "resource_id",
    "epoch",
    "trial",
    "project",
    "fields",
    "purpose",
    "reason",
    "decision",
    "outcome",
    "counts",
    "network",
    "source",
    "device",
    "break_glass",
    "request",
];

/// A record as one line. Lists are separated by a space, counts are `name=number`; what an entry does not say is empty.
#[must_use]
pub fn csv_record(record: &Record) -> String {
    let entry = &record.entry;
    let list = |names: Vec<String>| names.join(" ");
    let fields: [String; 26] = [
        record.index.to_string(),
        text(record.id),
        record.time.to_rfc3339(),
        record.service.map(|service| name_of(service.role)).unwrap_or_default(),
        actor(entry.actor),
        entry.on_behalf_of.map(actor).unwrap_or_default(),
        text(entry.session),
        list(entry.methods.as_slice().iter().map(name_of).collect()),
        text(entry.mfa_age_secs),
        name_of(entry.action),
        entry.resource.map(|resource| name_of(resource.kind)).unwrap_or_default(),
        text(entry.resource.and_then(|resource| resource.id)),
        text(entry.epoch),
        text(entry.trial),
        text(entry.project),
        list(entry.fields.as_slice().iter().map(name_of).collect()),
        entry.purpose.map(name_of).unwrap_or_default(),
        entry.reason.map(name_of).unwrap_or_default(),
        name_of(entry.decision),
        name_of(entry.outcome),
        list(entry.counts.iter().map(|(count, number)| format!("{}={number}", name_of(count))).collect()),
        entry.network.map(name_of).unwrap_or_default(),
        text(entry.source),
        text(entry.device),
        entry.break_glass.map(|access| format!("{} {}", name_of(access.phase), access.grant)).unwrap_or_default(),
        text(entry.request),
    ];
    csv_line(fields.iter().map(String::as_str))
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn actor(actor: Actor) -> String {
    match actor {
        Actor::Service(role) => name_of(role),
        Actor::Person(id) => id.to_string(),
    }
}
