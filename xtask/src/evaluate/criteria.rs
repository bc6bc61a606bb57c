//! Criteria: how much of real eligibility text is understood, and how verdicts from notes agree with experts.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};

use serde_json::{Value, json};

use super::answer::{field, list, span, word};
use super::examples::example;
use super::score::{Confusion, Tally, ratio};
use super::{Ground, Outcome, percent, table, thousands, threads};

const TRIALS: &str = "trials/trials.jsonl.gz";
const DECISIONS: &str = "criterion-decisions/dev.jsonl";
const CLASSES: [&str; 3] = ["met", "not_met", "unknown"];

/// What was counted over parsed trials.
#[derive(Default)]
struct Parsed {
    trials: u64,
    /// Understood in full, in part, not at all.
    understood: [u64; 3],
    /// Criteria whose text is not what stands at their span.
    unfaithful: u64,
    characters: u64,
    /// Characters inside the span of a criterion.
    inside: u64,
}

pub(super) fn parse(ground: &Ground) -> Result<Outcome, String> {
    let Some(packed) = ground.data(TRIALS) else { return Ok(Outcome::Absent(TRIALS)) };
    let (input, output) = (ground.scratch("trials.jsonl"), ground.scratch("parsed.jsonl"));
    let failed = |error: std::io::Error| format!("the trials can not be unpacked: {error}");
    let mut texts = Vec::new();
    flate2::read::MultiGzDecoder::new(File::open(packed).map_err(failed)?).read_to_end(&mut texts).map_err(failed)?;
    fs::write(&input, &texts).map_err(failed)?;
    let [from, to] = [&input, &output].map(|path| path.display().to_string());
    let cost = ground.program.lines(&["criteria", "parse", "--input", &from, "--output", &to], &mut |_| {})?;
    let mut parsed = Parsed::default();
    let answers = BufReader::new(File::open(&output).map_err(|error| format!("the answers can not be read: {error}"))?);
    for (asked, answer) in texts.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).zip(answers.lines()) {
        let asked: Value = serde_json::from_slice(asked).map_err(|_| "a trial is not JSON")?;
        let answer: Value = answer.ok().and_then(|line| serde_json::from_str(&line).ok()).ok_or("an answer is not JSON")?;
        parsed.add(word(&asked, "criteria_text"), &answer);
    }
    let all: u64 = parsed.understood.iter().sum();
    let [full, part, none] = parsed.understood;
    let count = |what: &str, number: u64| vec![what.to_owned(), thousands(number), percent(number, all)];
    let mut text = table(
        &["criteria", "count", "share"],
        &[
            count("all", all),
            count("understood in full", full),
            count("in part", part),
            count("not at all (kept as opaque text, always unknown)", none),
        ],
    );
    text.push_str(&format!(
        "\n{} trials. Criteria whose text is not what stands at their span: {}. {} of the characters of eligibility text lie in \
         a criterion (the rest are headings, blank lines and marks). The verb took {:.1} s with start and JSON on {} threads, {:.0} \
         criteria/s. Parsing alone on one thread, five times (`cargo run --release -p almoner-trials --example coverage -- FILE`):\n",
        thousands(parsed.trials),
        parsed.unfaithful,
        percent(parsed.inside, parsed.characters),
        cost.seconds,
        threads(),
        ratio(all as f64, cost.seconds),
    ));
    text.push_str("\n```text\n");
    for _ in 0..5 {
        let said = example("almoner-trials", "coverage", std::slice::from_ref(&input))?;
        text.push_str(said.lines().find(|line| line.ends_with("criteria/s")).ok_or("the example tells no speed")?);
        text.push('\n');
    }
    text.push_str("```\n");
    Ok(Outcome::Measured(text))
}

impl Parsed {
    fn add(&mut self, text: &str, answer: &Value) {
        let characters: Vec<char> = text.chars().collect();
        self.trials += 1;
        self.characters += characters.len() as u64;
        let mut until = 0;
        for criterion in list(answer, "criteria") {
            let [full, part, none] = &mut self.understood;
            *match word(criterion, "coverage") {
                "full" => full,
                "partial" => part,
                _ => none,
            } += 1;
            let (start, end) = span(field(criterion, "source"));
            let written: Option<String> = characters.get(start..end).map(|slice| slice.iter().collect());
            self.unfaithful += u64::from(written.as_deref() != Some(word(criterion, "text")));
            self.inside += end.saturating_sub(start.max(until)) as u64;
            until = until.max(end);
        }
    }
}

pub(super) fn decide(ground: &Ground) -> Result<Outcome, String> {
    let Some(path) = ground.data(DECISIONS) else { return Ok(Outcome::Absent(DECISIONS)) };
    let text = fs::read_to_string(path).map_err(|error| format!("the decisions can not be read: {error}"))?;
    let rows: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let (input, output) = (ground.scratch("decide.jsonl"), ground.scratch("decided.jsonl"));
    write_lines(&input, rows.iter().enumerate().map(|(id, row)| {
        json!({ "id": id, "note": field(row, "note"), "criterion": word(row, "criterion_text"), "section": field(row, "criterion_type") })
    }))?;
    let [from, to] = [&input, &output].map(|path| path.display().to_string());
    let cost = ground.program.lines(&["criteria", "decide", "--input", &from, "--output", &to], &mut |_| {})?;
    let answers = fs::read_to_string(&output).map_err(|error| format!("the answers can not be read: {error}"))?;
    let (mut confusion, mut evidence, mut unanswered) = (Confusion::default(), Tally::default(), 0_u64);
    let mut answers = answers.lines();
    for row in &rows {
        let answer: Value = answers.next().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
        let verdict = field(&answer, "verdict").as_str().unwrap_or_else(|| {
            unanswered += 1;
            "unknown"
        });
        confusion.add(expected(word(row, "expert_eligibility")), verdict);
        let sentences: BTreeSet<u64> =
            field(row, "expert_sentences").as_str().and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default();
        if !sentences.is_empty() {
            let note = word(row, "note");
            evidence.add(&sentences_of(note, list(&answer, "evidence")), &sentences);
        }
    }
    Ok(Outcome::Measured(decisions(&confusion, evidence, unanswered, cost.seconds)))
}

fn decisions(confusion: &Confusion, evidence: Tally, unanswered: u64, seconds: f64) -> String {
    let majority = confusion.majority();
    let total = confusion.total();
    let opposite = confusion.count("met", "not_met") + confusion.count("not_met", "met");
    let rash = confusion.count("unknown", "met") + confusion.count("unknown", "not_met");
    let line = |name: &str, one: &Confusion| {
        vec![name.to_owned(), format!("{:.3}", one.accuracy()), format!("{:.3}", one.macro_f1(&CLASSES))]
    };
    let mut text = table(
        &["", "accuracy", "macro-F1"],
        &[line("`almoner criteria decide`", confusion), line("always the most common verdict", &majority)],
    );
    text.push('\n');
    let rows: Vec<Vec<String>> = CLASSES
        .iter()
        .map(|gold| {
            let cells = CLASSES.iter().map(|given| confusion.count(gold, given).to_string());
            std::iter::once(format!("experts: {gold}")).chain(cells).collect()
        })
        .collect();
    text.push_str(&table(&["", "met", "not_met", "unknown"], &rows));
    text.push_str(&format!(
        "\n{total} pairs in {seconds:.2} s; lines without an answer: {unanswered}. Opposite verdicts: {} ({:.3}). Decided where the \
         experts say unknown: {} ({:.3}). Evidence, by sentence, where the experts name any: precision {:.3}, recall {:.3}, \
         F1 {:.3}. Classes: included and excluded are met; not included and not excluded are not_met; not enough \
         information and not applicable are unknown.\n",
        opposite,
        ratio(opposite as f64, total as f64),
        rash,
        ratio(rash as f64, total as f64),
        evidence.precision(),
        evidence.recall(),
        evidence.f1(),
    ));
    text
}

/// The experts' six labels as three classes. For an exclusion, `met` means that the patient has what excludes.
fn expected(label: &str) -> &'static str {
    match label {
        "included" | "excluded" => "met",
        "not included" | "not excluded" => "not_met",
        _ => "unknown",
    }
}

/// The numbers of the sentences that spans touch; the note has one sentence a line, each with its number first.
fn sentences_of(note: &str, spans: &[Value]) -> BTreeSet<u64> {
    let mut sentences = BTreeSet::new();
    let mut start = 0;
    for line in note.split('\n') {
        let end = start + line.chars().count();
        let touched = spans.iter().map(span).any(|(from, to)| from < end && to > start);
        let number = line.split('.').next().and_then(|number| number.trim().parse::<u64>().ok());
        sentences.extend(number.filter(|_| touched));
        start = end + 1;
    }
    sentences
}

/// Writes JSON lines.
pub(super) fn write_lines(path: &std::path::Path, lines: impl Iterator<Item = Value>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("a temporary file can not be written: {error}");
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    for line in lines {
        writeln!(file, "{line}").map_err(failed)?;
    }
    file.flush().map_err(failed)
}

#[cfg(test)]
mod tests;
