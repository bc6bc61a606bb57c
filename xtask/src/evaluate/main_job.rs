//! The main job on real input: records in, candidates out, counted and timed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::{field, list, number, word};
use super::program::Cost;
use super::{Ground, Outcome, percent, table, thousands};

const RECORDS: [&str; 2] = ["fhir/synthea-bundles-12", "fhir/synthea-bulk-10"];
const TRIALS: &str = "trials/trials.jsonl.gz";
/// The records were exported in that month; ages are counted at this day, so that the figures do not depend on when they
/// are taken.
const AS_OF: &str = "2024-08-06";

pub(super) fn run(ground: &Ground) -> Result<Outcome, String> {
    let mut folders = Vec::new();
    for part in RECORDS {
        let Some(folder) = ground.data(part) else { return Ok(Outcome::Absent(part)) };
        folders.push(folder.display().to_string());
    }
    let Some(trials) = ground.data(TRIALS) else { return Ok(Outcome::Absent(TRIALS)) };
    let (trials, home) = (trials.display().to_string(), ground.scratch("home").display().to_string());
    let program = &ground.program;
    program.json(&["init", "--home", &home, "--json"])?;
    let mut arguments = vec!["ingest", "--home", &home, "--json"];
    arguments.extend(folders.iter().map(String::as_str));
    let (ingested, ingest_cost) = program.json(&arguments)?;
    let (imported, import_cost) = program.json(&["trials", "import", "--home", &home, "--json", &trials])?;
    let (released, release_cost) = program.json(&["release", "--home", &home, "--json", "--as-of", AS_OF])?;
    let (mut summary, mut lines, mut bytes) = (Value::Null, 0_u64, 0_u64);
    let match_cost = program.lines(&["match", "--home", &home, "--json"], &mut |line| {
        bytes += line.len() as u64;
        if line.starts_with(b"{\"summary\"") {
            summary =
                serde_json::from_slice::<Value>(line).map(|value| field(&value, "summary").clone()).unwrap_or_default();
        } else {
            lines += 1;
        }
    })?;
    if summary.is_null() {
        return Err("`match` gave no summary".to_owned());
    }
    let mut text = format!(
        "`init`, then `ingest` on {}, `trials import` on `{TRIALS}`, `release` under `safe_harbor` as of {AS_OF}, and `match` on \
         all trials.\n\n",
        RECORDS.map(|part| format!("`{part}`")).join(" and "),
    );
    text.push_str(&costs(&[
        ("ingest", ingest_cost),
        ("trials import", import_cost),
        ("release", release_cost),
        ("match --json", match_cost),
    ]));
    text.push('\n');
    text.push_str(&resources(&ingested));
    text.push('\n');
    text.push_str(&outcome(&imported, &released, &summary));
    text.push_str(&format!("\nCriteria of a match include those of the register's fields for age and sex. `match --json` wrote {} lines of trials, \
         {:.0} MB.\n", thousands(lines), bytes as f64 / 1e6));
    Ok(Outcome::Measured(text))
}

fn costs(steps: &[(&str, Cost)]) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut total = Cost::default();
    for (name, cost) in steps {
        rows.push(std::iter::once((*name).to_owned()).chain(cost.cells()).collect());
        total.seconds += cost.seconds;
        total.memory.largest = total.memory.largest.max(cost.memory.largest);
        total.memory.together = total.memory.together.max(cost.memory.together);
    }
    rows.push(std::iter::once("all".to_owned()).chain(total.cells()).collect());
    table(&["step", "seconds", "peak of the largest process, MiB", "peak of all processes, MiB"], &rows)
}

/// Resources by type, and issues by code.
fn resources(ingested: &Value) -> String {
    let mut types: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut inputs, mut broken) = (0_u64, 0_u64);
    for input in list(ingested, "inputs") {
        inputs += 1;
        broken += u64::from(*field(input, "complete") != Value::Bool(true));
        for row in list(input, "types") {
            let sum = types.entry(word(row, "resource_type")).or_default();
            for (sum, name) in sum.iter_mut().zip(["accepted", "warned", "quarantined"]) {
                *sum += number(row, name);
            }
        }
        for pair in list(input, "codes") {
            if let Some([Value::String(code), Value::Number(count)]) = pair.as_array().map(Vec::as_slice) {
                *codes.entry(code).or_default() += count.as_u64().unwrap_or(0);
            }
        }
    }
    let mut all = [0; 3];
    let mut rows = Vec::new();
    for (name, counts) in &types {
        for (sum, count) in all.iter_mut().zip(counts) {
            *sum += count;
        }
        rows.push(std::iter::once((*name).to_owned()).chain(counts.map(thousands)).collect());
    }
    rows.push(std::iter::once("all".to_owned()).chain(all.map(thousands)).collect::<Vec<_>>());
    let mut text = table(&["resource type", "accepted", "of these warned", "quarantined"], &rows);
    let codes: Vec<String> = codes.iter().map(|(code, count)| format!("`{code}` {}", thousands(*count))).collect();
    text.push_str(&format!(
        "\n{} inputs, {} of them broken off, {} other files passed over. Issues by code: {}.\n",
        thousands(inputs),
        broken,
        number(ingested, "passed_over"),
        if codes.is_empty() { "none".to_owned() } else { codes.join(", ") },
    ));
    text
}

fn outcome(imported: &Value, released: &Value, summary: &Value) -> String {
    let (release, received) = (field(released, "release"), field(released, "received"));
    let withheld: u64 = counts(field(release, "withheld")).iter().map(|(_, count)| count).sum();
    let mut rows = vec![
        vec!["trials accepted, warned, quarantined".to_owned(), join(imported, &["accepted", "warned", "quarantined"])],
        vec!["charts that crossed".to_owned(), thousands(number(release, "charts"))],
        vec!["persons without a chart".to_owned(), named(withheld, &counts(field(release, "withheld")))],
        vec!["notes".to_owned(), thousands(number(received, "notes"))],
        vec!["facts from records, from notes".to_owned(), join(received, &["record_facts", "note_facts"])],
        vec!["removed from text".to_owned(), {
            let removed = counts(field(release, "removed"));
            named(removed.iter().map(|(_, count)| count).sum(), &removed)
        }],
        vec!["charts, facts and trials in the match".to_owned(), join(summary, &["charts", "facts", "trials"])],
    ];
    let criteria = number(summary, "criteria");
    for (what, count) in ["in full", "in part", "not at all"].iter().zip(list(summary, "understood")) {
        let count = count.as_u64().unwrap_or(0);
        rows.push(vec![
            format!("criteria understood {what}"),
            format!("{} ({})", thousands(count), percent(count, criteria)),
        ]);
    }
    for status in ["eligible", "potential", "excluded"] {
        rows.push(vec![format!("pairs of trial and person: {status}"), thousands(number(summary, status))]);
    }
    table(&["what", "count"], &rows)
}

fn join(value: &Value, names: &[&str]) -> String {
    names.iter().map(|name| thousands(number(value, name))).collect::<Vec<_>>().join(", ")
}

fn counts(value: &Value) -> Vec<(String, u64)> {
    value.as_object().into_iter().flatten().map(|(name, count)| (name.clone(), count.as_u64().unwrap_or(0))).collect()
}

fn named(total: u64, parts: &[(String, u64)]) -> String {
    if parts.is_empty() {
        return thousands(total);
    }
    let parts: Vec<String> = parts.iter().map(|(name, count)| format!("{name} {}", thousands(*count))).collect();
    format!("{} ({})", thousands(total), parts.join(", "))
}

#[cfg(test)]
mod tests;
