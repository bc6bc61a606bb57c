//! The table of crates (ARCHITECTURE.md), held as data and checked against what Cargo resolves.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    Neutral,
    Phi,
    Airlock,
    Research,
    Bin,
    Dev,
}

impl Zone {
    fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Phi => "PHI",
            Self::Airlock => "airlock",
            Self::Research => "research",
            Self::Bin => "binary",
            Self::Dev => "dev",
        }
    }
}

pub struct Room {
    pub name: &'static str,
    pub zone: Zone,
    /// No input or output, clock, randomness, environment, asynchronous runtime or crypto backend.
    pub pure: bool,
    /// The workspace crates that it may depend on.
    pub may: &'static [&'static str],
    pub line: &'static str,
}

const fn room(name: &'static str, zone: Zone, pure: bool, may: &'static [&'static str], line: &'static str) -> Room {
    Room { name, zone, pure, may, line }
}

const NEUTRAL: &[&str] = &[
    "base",
    "terms",
    "facts",
    "nlp",
    "eligibility",
    "trials",
    "crypto",
    "store",
    "audit",
    "policy",
    "identity",
    "privacy",
    "sample",
];

pub const ROOMS: &[Room] = &[
    room("base", Zone::Neutral, true, &[], "ids, codings, quantities, verdicts, clocks, secrets"),
    room("terms", Zone::Neutral, true, &["base"], "concepts: codes, synonyms, hierarchy, UCUM; compiled from `terms/*.tsv`"),
    room("facts", Zone::Neutral, true, &["base"], "facts, timelines, chart drafts"),
    room("nlp", Zone::Neutral, true, &["base", "terms", "facts"], "text to sections, sentences, assertion; notes to facts"),
    room("eligibility", Zone::Neutral, true, &["base", "terms", "facts"], "the eligibility expression and its evaluation"),
    room(
        "trials",
        Zone::Neutral,
        true,
        &["base", "terms", "nlp", "eligibility", "facts"],
        "trial records; eligibility text to expressions",
    ),
    room("sample", Zone::Neutral, true, &["base", "terms"], "a synthetic hospital, deterministic by seed"),
    room("crypto", Zone::Neutral, false, &["base"], "the only code that touches keys, randomness and primitives"),
    room("store", Zone::Neutral, false, &["base", "crypto"], "one way to open, migrate and speak to a database"),
    room("audit", Zone::Neutral, false, &["base", "crypto"], "tamper-evident log: append, checkpoint, prove, verify"),
    room("policy", Zone::Neutral, true, &["base"], "who may do what, as Cedar policies"),
    room(
        "identity",
        Zone::Neutral,
        false,
        &["base", "crypto", "store", "audit", "policy"],
        "people and services prove who they are",
    ),
    room("privacy", Zone::Neutral, true, &["base", "facts"], "re-identification risk of charts and datasets"),
    room(
        "chart",
        Zone::Airlock,
        false,
        &["base", "crypto", "facts"],
        "the airlock: seal, verify, and the messages that may pass",
    ),
    room("fhir", Zone::Phi, true, &["base", "terms"], "FHIR R4 reader; tolerant, nothing lost"),
    room("deid", Zone::Phi, true, &["base", "terms", "facts", "nlp", "fhir"], "identified record in, chart draft out"),
    room(
        "vault",
        Zone::Phi,
        false,
        &["base", "facts", "crypto", "store", "policy", "audit"],
        "encrypted records, crosswalk, epochs, ledger, shredding",
    ),
    room("phi", Zone::Phi, false, NEUTRAL, "wiring of the PHI room: ingest, de-identify, desk"),
    room(
        "match",
        Zone::Research,
        true,
        &["base", "terms", "facts", "nlp", "eligibility", "trials"],
        "facts and expressions to verdicts, ranking, funnel",
    ),
    room("research", Zone::Research, false, NEUTRAL, "wiring of the research room: chart store, extraction, match runs"),
    room("almoner", Zone::Bin, false, &[], "the binary: supervisor, roles, verbs"),
    room("xtask", Zone::Dev, false, &[], "automation"),
];

/// Asynchronous runtimes, databases, HTTP and crypto backends: a pure room must not reach them, even through others.
const IMPURE: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "sqlx",
    "sqlx-core",
    "sea-orm",
    "rusqlite",
    "hyper",
    "reqwest",
    "ureq",
    "axum",
    "aws-lc-rs",
    "aws-lc-sys",
    "ring",
    "openssl",
    "openssl-sys",
];

/// Zone crates that a room may use besides `may`.
fn own_zone(zone: Zone, name: &str) -> &'static [&'static str] {
    match (zone, name) {
        (Zone::Phi, "phi") => &["fhir", "deid", "vault", "chart"],
        (Zone::Research, "research") => &["match", "chart"],
        _ => &[],
    }
}

/// What stands against the table; empty if nothing does.
pub fn check() -> Result<Vec<String>, String> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    Ok(check_graph(&Graph::read(&metadata)))
}

pub struct Graph {
    /// Direct normal and build dependencies by package name (workspace names without the prefix).
    pub uses: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    fn read(metadata: &Value) -> Self {
        let names: BTreeMap<&str, &str> =
            list(metadata, "/packages").filter_map(|package| Some((text(package, "id")?, text(package, "name")?))).collect();
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for node in list(metadata, "/resolve/nodes") {
            let Some(name) = text(node, "id").and_then(|id| names.get(id)) else { continue };
            let of = uses.entry(short(name)).or_default();
            for dependency in list(node, "/deps") {
                let normal = list(dependency, "/dep_kinds").any(|kind| !matches!(text(kind, "kind"), Some("dev" | "build")));
                if let (true, Some(used)) = (normal, text(dependency, "pkg").and_then(|id| names.get(id))) {
                    of.insert(short(used));
                }
            }
        }
        Self { uses }
    }

    fn reach(&self, from: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut open = vec![from.to_owned()];
        while let Some(name) = open.pop() {
            for used in self.uses.get(&name).into_iter().flatten() {
                if seen.insert(used.clone()) {
                    open.push(used.clone());
                }
            }
        }
        seen
    }
}

fn list<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn short(name: &str) -> String {
    name.strip_prefix("almoner-").unwrap_or(name).to_owned()
}

pub fn check_graph(graph: &Graph) -> Vec<String> {
    let mut findings = Vec::new();
    let known: BTreeMap<&str, &Room> = ROOMS.iter().map(|room| (room.name, room)).collect();
    for room in ROOMS {
        let Some(uses) = graph.uses.get(room.name) else {
            findings.push(format!("{}: in the table, not in the workspace", room.name));
            continue;
        };
        let reach = graph.reach(room.name);
        if !matches!(room.zone, Zone::Bin | Zone::Dev) {
            for used in uses.iter().filter(|used| known.contains_key(used.as_str())) {
                let allowed = room.may.contains(&used.as_str()) || own_zone(room.zone, room.name).contains(&used.as_str());
                if !allowed {
                    findings.push(format!("{}: may not depend on {used}", room.name));
                }
            }
            for other in reach.iter().filter_map(|name| known.get(name.as_str())) {
                let across = matches!(
                    (room.zone, other.zone),
                    (Zone::Phi, Zone::Research)
                        | (Zone::Research, Zone::Phi)
                        | (Zone::Neutral | Zone::Airlock, Zone::Phi | Zone::Research)
                );
                if across {
                    findings.push(format!("{}: reaches {} across the wall", room.name, other.name));
                }
            }
        }
        if room.pure {
            for impure in reach.iter().filter(|name| IMPURE.contains(&name.as_str())) {
                findings.push(format!("{}: is pure, and reaches {impure}", room.name));
            }
        }
    }
    for name in graph.uses.keys().filter(|name| graph.uses.contains_key(*name) && is_ours(name)) {
        if !known.contains_key(name.as_str()) {
            findings.push(format!("{name}: not in the table"));
        }
    }
    findings
}

fn is_ours(name: &str) -> bool {
    std::path::Path::new("crates").join(format!("almoner-{name}")).is_dir()
}

/// The table as Markdown, for ARCHITECTURE.md.
pub fn table() -> String {
    let mut text = String::from("| crate | what it is for | zone | may depend on |\n|---|---|---|---|\n");
    for room in ROOMS {
        let name =
            if matches!(room.zone, Zone::Bin | Zone::Dev) { room.name.to_owned() } else { format!("almoner-{}", room.name) };
        let mut may: Vec<&str> = room.may.to_vec();
        may.extend(own_zone(room.zone, room.name));
        let may = if matches!(room.zone, Zone::Bin | Zone::Dev) {
            "all".to_owned()
        } else if may.is_empty() {
            "-".to_owned()
        } else {
            may.join(" ")
        };
        let pure = if room.pure { ", pure" } else { "" };
        text.push_str(&format!("| {name} | {} | {}{pure} | {may} |\n", room.line, room.zone.name()));
    }
    text
}

#[cfg(test)]
mod tests;
