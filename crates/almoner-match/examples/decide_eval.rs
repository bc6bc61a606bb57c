//! Scores `decide` on criterion decisions with experts' labels:
//! `cargo run --release -p almoner-match --example decide_eval -- FILE.jsonl [--errors | --lines]`.
//!
//! Lines hold `note` (numbered sentences), `criterion_text`, `criterion_type`, `expert_eligibility` and `expert_sentences`.
//! Prints accuracy, macro-F1, opposite verdicts, decided where experts say unknown, and evidence F1 over sentences of
//! criteria where experts give any. `--errors` prints one line for each wrong verdict, `--lines` JSON for
//! each: the verdict, the reason, the sentences and how the criterion was read.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an evaluation prints its figures")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use almoner_eligibility::{Section, to_text};
use almoner_match::{NoteVerdict, decide};
use almoner_terms::Terms;
use almoner_trials::parse_eligibility;
use serde_json::{Value, json};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = arguments.first() else {
        eprintln!("usage: decide_eval FILE.jsonl [--errors]");
        return ExitCode::from(2);
    };
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("can not read the file");
        return ExitCode::from(4);
    };
    let shows_lines = arguments.iter().any(|argument| argument == "--lines");
    let shows_errors = arguments.iter().any(|argument| argument == "--errors");
    let mut matrix: BTreeMap<(NoteVerdict, NoteVerdict), u32> = BTreeMap::new();
    let (mut both, mut given, mut expected) = (0_usize, 0_usize, 0_usize);
    for row in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let field = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        let gold = match field("expert_eligibility") {
            "included" | "excluded" => NoteVerdict::Met,
            "not included" | "not excluded" => NoteVerdict::NotMet,
            _ => NoteVerdict::Unknown,
        };
        let section = if field("criterion_type") == "inclusion" { Section::Inclusion } else { Section::Exclusion };
        let decision = decide(Terms::builtin(), field("note"), field("criterion_text"), section);
        *matrix.entry((gold, decision.verdict)).or_default() += 1;
        let gold_sentences: BTreeSet<usize> = serde_json::from_str(field("expert_sentences")).unwrap_or_default();
        let sentences: BTreeSet<usize> =
            decision.evidence.iter().filter_map(|span| line_of(field("note"), span.start)).collect();
        if !gold_sentences.is_empty() {
            both += sentences.intersection(&gold_sentences).count();
            given += sentences.len();
            expected += gold_sentences.len();
        }
        if shows_lines {
            let nodes = parse_eligibility(Terms::builtin(), field("criterion_text")).criteria;
            let trees: Vec<String> = nodes.iter().map(|one| to_text(&one.expr, Terms::builtin())).collect();
            println!(
                "{}",
                json!({
                    "id": row.get("annotation_id"), "gold": gold, "verdict": decision.verdict, "reason": decision.reason,
                    "sentences": sentences, "trees": trees,
                })
            );
        }
        if shows_errors && gold != decision.verdict {
            let kind = field("criterion_type").get(..4).unwrap_or_default();
            let text: String = field("criterion_text").chars().take(140).collect::<String>().replace('\n', " ");
            println!(
                "{kind} gold {gold:?} given {:?} ({:?}) {} | {text}",
                decision.verdict,
                decision.reason,
                field("patient_id")
            );
        }
    }
    if shows_lines {
        return ExitCode::SUCCESS;
    }
    report(&matrix);
    let evidence = 2.0 * ratio(both, given + expected);
    println!(
        "evidence sentence F1 {evidence:.3} (precision {:.3}, recall {:.3})",
        ratio(both, given),
        ratio(both, expected)
    );
    ExitCode::SUCCESS
}

fn report(matrix: &BTreeMap<(NoteVerdict, NoteVerdict), u32>) {
    let all = [NoteVerdict::Met, NoteVerdict::NotMet, NoteVerdict::Unknown];
    let count = |gold: NoteVerdict, given: NoteVerdict| matrix.get(&(gold, given)).copied().unwrap_or(0) as usize;
    let total: usize = matrix.values().map(|count| *count as usize).sum();
    println!("rows {total}; gold down, given across (met, not_met, unknown)");
    let mut macro_f1 = 0.0;
    for gold in all {
        println!("{gold:?}\t{}\t{}\t{}", count(gold, all[0]), count(gold, all[1]), count(gold, all[2]));
        let row: usize = all.iter().map(|given| count(gold, *given)).sum();
        let column: usize = all.iter().map(|other| count(*other, gold)).sum();
        macro_f1 += 2.0 * ratio(count(gold, gold), row + column) / 3.0;
    }
    let right: usize = all.iter().map(|one| count(*one, *one)).sum();
    let opposite = count(all[0], all[1]) + count(all[1], all[0]);
    let rash = count(all[2], all[0]) + count(all[2], all[1]);
    println!(
        "accuracy {:.3}, macro-F1 {macro_f1:.3}, opposite {:.3}, decided where experts say unknown {:.3}",
        ratio(right, total),
        ratio(opposite, total),
        ratio(rash, total)
    );
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The number of the line that a character stands in.
fn line_of(note: &str, character: u32) -> Option<usize> {
    let before: String = note.chars().take(character as usize).collect();
    let line = note.lines().nth(before.matches('\n').count())?;
    line.split('.').next()?.trim().parse().ok()
}
