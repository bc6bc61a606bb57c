//! Notes: what de-identification finds and what it takes by mistake, and assertion.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::answer::{field, list, span, word};
use super::criteria::write_lines;
use super::score::{Tally, ratio};
use super::{Ground, Outcome, columns, percent, table, thousands};

const NOTES: &str = "deid/aci_bench";
const ASSERTIONS: &str = "nlp/negex-dev.tsv";
/// Text is repeated up to this many bytes to measure speed, so that the start does not count.
const ENOUGH: usize = 16 << 20;

/// Fictional notes, read for speed and for what is taken though it identifies nobody.
pub(super) fn redaction(ground: &Ground) -> Result<Outcome, String> {
    let Some(folder) = ground.data(NOTES) else { return Ok(Outcome::Absent(NOTES)) };
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    files.sort();
    let mut notes = Vec::new();
    for file in &files {
        notes.extend(columns(file, ["note"])?.into_iter().map(|[note]| note));
    }
    let bytes: usize = notes.iter().map(String::len).sum();
    let words: usize = notes.iter().map(|note| note.split_whitespace().count()).sum();
    let answers = redact(ground, &notes, 1)?.0;
    let copies = ENOUGH.div_ceil(bytes.max(1));
    let cost = redact(ground, &notes, copies)?.1;
    let mut taken: BTreeMap<String, u64> = BTreeMap::new();
    for row in answers.iter().flat_map(|answer| list(answer, "spans")) {
        *taken.entry(word(row, "category").to_owned()).or_default() += 1;
    }
    let rate = |count: u64| format!("{:.2}", ratio(1000.0 * count as f64, words as f64));
    let mut rows: Vec<Vec<String>> =
        taken.iter().map(|(category, count)| vec![category.clone(), thousands(*count), rate(*count)]).collect();
    let all = taken.values().sum();
    rows.push(vec!["all".to_owned(), thousands(all), rate(all)]);
    let mut text = table(&["category", "spans", "per 1,000 words"], &rows);
    text.push_str(&format!(
        "\n{} fictional visit notes, {} words. They hold invented names, dates and places beside much that only looks like \
         them, so these counts bound over-redaction from above. Speed: {:.1} MB/s in one process ({} copies, {:.1} MB in \
         {:.1} s with start and JSON).\n",
        notes.len(),
        thousands(words as u64),
        (bytes * copies) as f64 / 1e6 / cost,
        copies,
        (bytes * copies) as f64 / 1e6,
        cost,
    ));
    Ok(Outcome::Measured(text))
}

/// Runs `deid text` over the notes so many times over; gives the answers of the last time and the seconds.
fn redact(ground: &Ground, notes: &[String], copies: usize) -> Result<(Vec<Value>, f64), String> {
    let (input, output) = (ground.scratch("notes.jsonl"), ground.scratch("redacted.jsonl"));
    let lines = (0..copies).flat_map(|_| notes.iter().enumerate());
    write_lines(&input, lines.map(|(id, text)| json!({ "id": id, "text": text })))?;
    let [from, to] = [&input, &output].map(|path| path.display().to_string());
    let cost = ground.program.lines(&["deid", "text", "--input", &from, "--output", &to], &mut |_| {})?;
    let answers = fs::read_to_string(&output).map_err(|error| format!("the answers can not be read: {error}"))?;
    let answers: Vec<Value> =
        answers.lines().take(notes.len()).map(|line| serde_json::from_str(line).unwrap_or_default()).collect();
    if answers.len() != notes.len() || answers.iter().any(|answer| field(answer, "spans").is_null()) {
        return Err("`deid text` left notes without an answer".to_owned());
    }
    Ok((answers, cost.seconds))
}

/// The sample hospital's notes, whose identifiers are marked.
pub(super) fn gold(ground: &Ground) -> Result<Outcome, String> {
    let folder = ground.scratch("hospital").display().to_string();
    ground.program.lines(&["sample", "--patients", "50", "--seed", "11", "--out", &folder], &mut |_| {})?;
    let text = fs::read_to_string(ground.scratch("hospital").join("gold/notes.jsonl"))
        .map_err(|error| format!("the gold notes can not be read: {error}"))?;
    let rows: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let notes: Vec<String> = rows.iter().map(|row| word(row, "text").to_owned()).collect();
    let answers = redact(ground, &notes, 1)?.0;
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let (mut kept, mut touched) = (0, 0);
    for ((row, note), answer) in rows.iter().zip(&notes).zip(&answers) {
        let covered = Covered::of(note, answer);
        for mark in list(row, "spans") {
            let category = word(mark, "category");
            found.entry(category.to_owned()).or_default().add(&covered, span(mark), category);
        }
        for mark in list(row, "keep") {
            kept += 1;
            touched += u64::from(covered.touches(span(mark)));
        }
    }
    let mut rows = Vec::new();
    let mut all = Found::default();
    for (category, one) in &found {
        rows.push(one.row(category));
        all.merge(*one);
    }
    rows.push(all.row("all"));
    let mut text = table(&["category", "marked", "recall", "partly left", "wholly left", "right category"], &rows);
    text.push_str(&format!(
        "\nThe synthetic hospital's notes (50 patients, seed 11, {} notes), read without what the record knows of the patient. \
         A mark is found if no letter or digit of it is left. Of {} marked spans that must stay, such as drug names and values, {} were \
         touched ({}). These notes come from templates of this project, and real notes are more varied: do not read the \
         recall as that of a hospital's notes.\n",
        notes.len(),
        thousands(kept),
        thousands(touched),
        percent(touched, kept),
    ));
    Ok(Outcome::Measured(text))
}

/// Which characters of a note were taken, and as what.
struct Covered {
    letters: Vec<bool>,
    spans: Vec<(usize, usize, String)>,
}

impl Covered {
    fn of(note: &str, answer: &Value) -> Self {
        let spans = list(answer, "spans").iter().map(|row| {
            let (start, end) = span(row);
            (start, end, word(row, "category").to_owned())
        });
        Self { letters: note.chars().map(char::is_alphanumeric).collect(), spans: spans.collect() }
    }

    fn at(&self, place: usize) -> Option<&str> {
        self.spans.iter().find(|(start, end, _)| (*start..*end).contains(&place)).map(|(_, _, category)| category.as_str())
    }

    fn touches(&self, (start, end): (usize, usize)) -> bool {
        self.spans.iter().any(|(from, to, _)| *from < end && *to > start)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Found {
    marked: u64,
    whole: u64,
    part: u64,
    right: u64,
}

impl Found {
    fn add(&mut self, covered: &Covered, (start, end): (usize, usize), category: &str) {
        let letters: Vec<usize> = (start..end).filter(|place| covered.letters.get(*place) == Some(&true)).collect();
        let taken: Vec<&str> = letters.iter().filter_map(|place| covered.at(*place)).collect();
        self.marked += 1;
        if taken.len() == letters.len() {
            self.whole += 1;
            self.right += u64::from(taken.iter().all(|one| *one == category));
        } else if !taken.is_empty() {
            self.part += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        self.marked += other.marked;
        self.whole += other.whole;
        self.part += other.part;
        self.right += other.right;
    }

    fn row(self, name: &str) -> Vec<String> {
        let recall = Tally { found: self.whole, given: self.whole, expected: self.marked }.recall();
        vec![
            name.to_owned(),
            thousands(self.marked),
            format!("{recall:.4}"),
            thousands(self.part),
            thousands(self.marked - self.whole - self.part),
            percent(self.right, self.whole),
        ]
    }
}

/// The extractor's own scorer, since assertion has no verb.
pub(super) fn assertion(ground: &Ground) -> Result<Outcome, String> {
    let Some(path) = ground.data(ASSERTIONS) else { return Ok(Outcome::Absent(ASSERTIONS)) };
    let output = Command::new("cargo")
        .args(["run", "--release", "--quiet", "--locked", "--package", "almoner-nlp", "--example", "assertion_eval", "--"])
        .arg(path)
        .output()
        .map_err(|error| format!("cargo run: {error}"))?;
    if !output.status.success() {
        return Err(format!("assertion_eval ended with {}", output.status));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(Outcome::Measured(format!(
        "`cargo run --release -p almoner-nlp --example assertion_eval -- FILE`, sentences with one marked condition each:\n\n\
         ```text\n{}\n```\n",
        text.trim_end()
    )))
}

#[cfg(test)]
mod tests;
