//! Counts what the static checks find in real trials: `cargo run --release -p almoner-trials --example flaws -- TRIALS.jsonl`.
//! Lines have `nct_id` and `criteria_text`. Prints for each code how many flaws there are and in how many trials.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measurement prints its figures")]

use std::collections::BTreeMap;
use std::process::ExitCode;

use almoner_eligibility::check;
use almoner_terms::Terms;
use almoner_trials::Parser;

fn main() -> ExitCode {
    let Some(text) = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok()) else {
        eprintln!("usage: flaws TRIALS.jsonl");
        return ExitCode::from(2);
    };
    let terms = Terms::builtin();
    let mut parser = Parser::new(terms);
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let (mut trials, mut flawed) = (0, 0);
    for line in text.lines() {
        let Ok(row) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let criteria = row.get("criteria_text").and_then(serde_json::Value::as_str).unwrap_or_default();
        let flaws = check(&parser.parse_eligibility(criteria).criteria, terms);
        trials += 1;
        flawed += usize::from(!flaws.is_empty());
        let mut here: BTreeMap<&str, usize> = BTreeMap::new();
        flaws.iter().for_each(|flaw| *here.entry(flaw.kind.code()).or_default() += 1);
        for (code, count) in here {
            let (flaws, trials) = found.entry(code).or_default();
            *flaws += count;
            *trials += 1;
        }
    }
    println!("{flawed} of {trials} trials have a flaw");
    for (code, (flaws, trials)) in found {
        println!("{code}: {flaws} in {trials} trials");
    }
    ExitCode::SUCCESS
}
