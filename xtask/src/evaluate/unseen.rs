//! Notes that de-identification has not seen: the held-out part of the generator and the set written by hand.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::answer::{field, number};
use super::examples::example;
use super::score::ratio;
use super::{Ground, Outcome, notes, table};

/// Held-out notes, and the seed they are written from.
const NOTES: &str = "600";
const SEED: &str = "9";
const HANDWRITTEN: &str = "testdata/deid/handwritten.jsonl";
const CHANGES: [&str; 5] = ["lower case", "upper case", "scanned", "broken lines", "mistyped names"];
/// A text of one pattern over and over, which looks like the beginning of many things at each place.
const PATTERN: &str = "3/4-";
const PATTERNS: usize = 10_000_000 / PATTERN.len();

/// Recall, what is taken, and how both change with how a note is written.
pub(super) fn quality(ground: &Ground) -> Result<Outcome, String> {
    let held_out = ground.scratch("held-out.jsonl");
    example("almoner-deid", "train", &["--held-out".into(), held_out.clone(), NOTES.into(), SEED.into()])?;
    let sets = [held_out, PathBuf::from(HANDWRITTEN)];
    let mut reports = Vec::new();
    for set in &sets {
        for known in [false, true] {
            reports.push(report(set, known, &[])?);
        }
    }
    let row = |name: &str, of: &dyn Fn(&Value) -> String| {
        [name.to_owned()].into_iter().chain(reports.iter().map(of)).collect::<Vec<_>>()
    };
    let mut rows = vec![
        row("identifiers removed whole", &|report| with_bounds(field(report, "recall"))),
        row("notes with a leak", &|report| share(field(report, "leaking_notes"))),
        row("spans to keep touched", &|report| with_bounds(field(report, "keep_touched"))),
        row("removed characters that were identifiers", &|report| share(field(report, "character_precision"))),
        row("other text kept", &|report| share(field(report, "utility"))),
        row("category named rightly", &|report| share(field(report, "right_category"))),
    ];
    for class in keys(&reports, "keep_by_class") {
        rows.push(row(&format!("to keep, touched: {class}"), &|report| {
            share(field(field(report, "keep_by_class"), &class))
        }));
    }
    for category in keys(&reports, "by_category") {
        rows.push(row(&category, &|report| share(field(field(report, "by_category"), &category))));
    }
    let heads = ["held-out", "with known", "hand-written", "with known"];
    let head: Vec<&str> = [""].into_iter().chain(heads).collect();
    let mut text = table(&head, &rows);
    text.push_str(&format!(
        "\nHeld-out: {NOTES} notes of seed {SEED}, from templates, names and places that training has not (`train -- --held-out`). \
         Hand-written: `{HANDWRITTEN}`, which nothing is trained on. An identifier counts as removed where no letter or digit of \
         it is left; in brackets 95 % bounds. \"With known\": what the record knows of the patient was given too.\n\n"
    ));
    text.push_str(&origins(&reports));
    text.push('\n');
    text.push_str(&changes(&sets, &reports)?);
    Ok(Outcome::Measured(text))
}

/// Recall of names by where they are common, of the held-out notes.
fn origins(reports: &[Value]) -> String {
    let [alone, known, ..] = reports else { return String::new() };
    let of = |report: &Value, origin: &str| share(field(field(report, "by_origin"), origin));
    let rows: Vec<Vec<String>> = keys(reports.get(..1).unwrap_or_default(), "by_origin")
        .into_iter()
        .map(|origin| vec![origin.clone(), of(alone, &origin), of(known, &origin)])
        .collect();
    table(&["names by origin, held-out", "removed", "with known"], &rows)
}

/// Recall when notes are written otherwise, and in the form that keeps safe words alone.
fn changes(sets: &[PathBuf], reports: &[Value]) -> Result<String, String> {
    let mut rows = Vec::new();
    for change in CHANGES {
        let mut row = vec![change.to_owned()];
        let mut before = reports.iter();
        for set in sets {
            for known in [false, true] {
                let changed = points(field(&report(set, known, &["--change", change])?, "recall"));
                let as_written = before.next().map_or(0.0, |report| points(field(report, "recall")));
                row.push(format!("{:+.1}", changed - as_written));
            }
        }
        rows.push(row);
    }
    let (mut found, mut kept) =
        (vec!["safe words alone: removed".to_owned()], vec!["safe words alone: text kept".to_owned()]);
    for set in sets {
        for known in [false, true] {
            let report = report(set, known, &["--safe"])?;
            found.push(share(field(&report, "recall")));
            kept.push(share(field(&report, "utility")));
        }
    }
    rows.extend([found, kept]);
    Ok(table(&["change of recall, points", "held-out", "with known", "hand-written", "with known"], &rows))
}

/// Speed over notes and over a text made to be slow.
pub(super) fn speed(ground: &Ground) -> Result<Outcome, String> {
    let Some(texts) = notes::visits(ground)? else { return Ok(Outcome::Absent(notes::VISITS)) };
    let visits = ground.scratch("visits.txt");
    write(&visits, &texts.join("\n"))?;
    let said = example("almoner-deid", "evaluate", &["--speed".into(), visits.clone()])?;
    let said = said.replace(&visits.display().to_string(), "visits.txt");
    let (slow, out) = (ground.scratch("slow.jsonl"), ground.scratch("slow.out"));
    write(&slow, &format!("{}\n", json!({ "id": "slow", "text": PATTERN.repeat(PATTERNS) })))?;
    let [from, to] = [&slow, &out].map(|path| path.display().to_string());
    let cost = ground.program.lines(&["deid", "text", "--input", &from, "--output", &to], &mut |_| {})?;
    Ok(Outcome::Measured(format!(
        "`cargo run --release -p almoner-deid --example evaluate -- --speed visits.txt`, the visit notes as one text, on one core:\n\n\
         ```text\n{}\n```\n\n10 MB of `{PATTERN}` over and over: {:.1} s with start, {} MiB of memory at the peak of the largest process.\n",
        said.trim_end(),
        cost.seconds,
        cost.memory.largest >> 10,
    )))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("a text can not be written: {error}"))
}

fn report(set: &Path, known: bool, more: &[&str]) -> Result<Value, String> {
    let mut arguments = vec![set.to_owned(), "--json".into()];
    arguments.extend((!known).then(|| "--no-known".into()));
    arguments.extend(more.iter().map(PathBuf::from));
    let said = example("almoner-deid", "evaluate", &arguments)?;
    serde_json::from_str(&said).map_err(|error| format!("the report is no JSON: {error}"))
}

fn keys(reports: &[Value], name: &str) -> BTreeSet<String> {
    reports.iter().filter_map(|report| field(report, name).as_object()).flat_map(|map| map.keys().cloned()).collect()
}

fn points(count: &Value) -> f64 {
    100.0 * ratio(number(count, "hits") as f64, number(count, "all") as f64)
}

fn share(count: &Value) -> String {
    if count.is_null() { "-".to_owned() } else { format!("{:.1} % of {}", points(count), number(count, "all")) }
}

fn with_bounds(count: &Value) -> String {
    let bound = |at: usize| field(count, "bounds").get(at).and_then(Value::as_f64).unwrap_or_default() * 100.0;
    format!("{:.1} % ({:.1} to {:.1})", points(count), bound(0), bound(1))
}
