//! How much of real eligibility text the parser understands: `coverage TRIALS [SAMPLE [SEED]]`, or `coverage TRIALS all`.
//!
//! Prints counts, checks that the pieces of every trial, joined, are its text, and lists a sample of parsed criteria, or all
//! of them, for a reader to judge.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "an example measures and prints"
)]

use std::io::BufReader;
use std::time::Instant;

use almoner_eligibility::{Criterion, to_text};
use almoner_terms::Terms;
use almoner_trials::{Coverage, Parser, TrialRecord, coverage_of, read_trials, split};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: coverage TRIALS [SAMPLE [SEED]]")?;
    let wanted = arguments.next();
    let all = wanted.as_deref() == Some("all");
    let sample: u64 = if all { 0 } else { wanted.map_or(Ok(0), |text| text.parse())? };
    let mut seed: u64 = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let mut trials = Vec::new();
    let report = read_trials(BufReader::new(std::fs::File::open(path)?), |trial| trials.push(trial));
    println!(
        "trials {} warned {} quarantined {} issues {}",
        report.accepted,
        report.warned,
        report.quarantined,
        report.issues.len()
    );

    let mut broken = 0;
    for trial in &trials {
        let joined: String = split(&trial.eligibility_text)
            .iter()
            .map(|piece| slice(&trial.eligibility_text, piece.source.start, piece.source.end))
            .collect();
        broken += u64::from(joined != trial.eligibility_text);
    }
    println!("trials whose pieces do not join to their text: {broken}");

    let mut parser = Parser::new(Terms::builtin());
    let started = Instant::now();
    let parsed: Vec<_> = trials.iter().map(|trial| parser.parse_eligibility(&trial.eligibility_text)).collect();
    let seconds = started.elapsed().as_secs_f64();
    let count = |which| {
        parsed.iter().flat_map(|parsed| &parsed.criteria).filter(|criterion| coverage_of(&criterion.expr) == which).count()
    };
    let (full, partial, none) = (count(Coverage::Full), count(Coverage::Partial), count(Coverage::None));
    let total = full + partial + none;
    let share = |part: usize| 100.0 * part as f64 / total.max(1) as f64;
    println!(
        "criteria {total}: full {full} ({:.1} %), partial {partial} ({:.1} %), none {none} ({:.1} %)",
        share(full),
        share(partial),
        share(none)
    );
    println!("{seconds:.2} s, {:.0} criteria/s", total as f64 / seconds);

    if all {
        for (trial, parsed) in trials.iter().zip(&parsed) {
            parsed.criteria.iter().for_each(|criterion| show(trial, criterion));
        }
    }
    for _ in 0..sample {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(seed >> 33)? % trials.len().max(1);
        let (Some(trial), Some(parsed)) = (trials.get(at), parsed.get(at)) else { continue };
        let within = usize::try_from(seed >> 20 & 0xfff)? % parsed.criteria.len().max(1);
        if let Some(criterion) = parsed.criteria.get(within) {
            show(trial, criterion);
        }
    }
    Ok(())
}

fn show(trial: &TrialRecord, criterion: &Criterion) {
    let text = slice(&trial.eligibility_text, criterion.source.start, criterion.source.end);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    println!(
        "\n{} {:?} {:?}\n  {text}\n  => {}",
        trial.nct_id,
        criterion.section,
        coverage_of(&criterion.expr),
        to_text(&criterion.expr, Terms::builtin())
    );
}

fn slice(text: &str, start: u32, end: u32) -> String {
    text.chars().skip(start as usize).take((end - start) as usize).collect()
}
