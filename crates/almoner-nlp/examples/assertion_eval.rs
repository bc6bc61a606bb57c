//! Scores assertion on a table in the form of the NegEx kit: `cargo run --release -p almoner-nlp --example assertion_eval -- FILE [errors]`.
//!
//! Columns: line number, condition, sentence with the condition in capitals, negation, temporality, experiencer. A sentence that
//! does not hold its condition in capitals is counted and left out. `errors` lists what went wrong.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example is a command line of its own")]

use std::process::ExitCode;

use almoner_facts::{Experiencer, Polarity, Temporality};
use almoner_nlp::{SectionKind, assert_mention, section_at, sections};

#[derive(Default)]
struct Score {
    found: u32,
    missed: u32,
    invented: u32,
}

impl Score {
    fn count(&mut self, gold: bool, ours: bool) -> bool {
        match (gold, ours) {
            (true, true) => self.found += 1,
            (true, false) => self.missed += 1,
            (false, true) => self.invented += 1,
            (false, false) => {}
        }
        gold == ours
    }

    fn line(&self) -> String {
        let ratio = |part: u32, whole: u32| if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) };
        let precision = ratio(self.found, self.found + self.invented);
        let recall = ratio(self.found, self.found + self.missed);
        let f1 = if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
        format!("precision {precision:.4} recall {recall:.4} f1 {f1:.4} (gold {})", self.found + self.missed)
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("usage: assertion_eval FILE [errors]");
        return ExitCode::from(2);
    };
    let table = match std::fs::read_to_string(path) {
        Ok(table) => table,
        Err(error) => {
            eprintln!("cannot read the table: {error}");
            return ExitCode::from(4);
        }
    };
    let list_errors = arguments.next().is_some_and(|word| word == "errors");
    let (mut negated, mut historical, mut hypothetical, mut other) =
        (Score::default(), Score::default(), Score::default(), Score::default());
    let mut left_out = 0;
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [_, condition, sentence, negation, temporality, experiencer, ..] = columns.as_slice() else { continue };
        let Some(start) = sentence.find(condition.to_uppercase().trim()) else {
            left_out += 1;
            continue;
        };
        let mention = start..start + condition.to_uppercase().trim().len();
        let plain = lowered(sentence, mention.clone());
        let section = heading_before(&plain, mention.start);
        let ours = assert_mention(&plain, mention, section);
        let right = [
            negated.count(*negation == "Negated", ours.polarity == Polarity::Negated),
            historical.count(*temporality == "Historical", ours.temporality == Temporality::Historical),
            hypothetical.count(*temporality == "Not particular", ours.temporality == Temporality::Hypothetical),
            other.count(*experiencer != "Patient", ours.experiencer != Experiencer::Patient),
        ];
        if list_errors && right.contains(&false) {
            println!("{right:?} {negation} {temporality} {experiencer}\n  {condition}\n  {sentence}");
        }
    }
    println!("negation      {}", negated.line());
    println!("historical    {}", historical.line());
    println!("hypothetical  {}", hypothetical.line());
    println!("experiencer   {} invented {}", other.line(), other.invented);
    println!("left out      {left_out}");
    ExitCode::SUCCESS
}

/// The sentence with the marked condition in small letters.
fn lowered(sentence: &str, mention: std::ops::Range<usize>) -> String {
    let mut plain = String::with_capacity(sentence.len());
    for (at, character) in sentence.char_indices() {
        plain.push(if mention.contains(&at) { character.to_ascii_lowercase() } else { character });
    }
    plain
}

fn heading_before(sentence: &str, at: usize) -> Option<SectionKind> {
    section_at(&sections(sentence), at)
}
