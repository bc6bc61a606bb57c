//! Trains layer 4 on synthetic notes: `train OUT [NOTES [SEED [ROUNDS]]]`; `cargo xtask train deid` calls it.
//! `--rest` before OUT trains without the development part, to choose by that part.
//! With `--held-out FILE`, `--train FILE` or `--development FILE` instead of OUT it writes notes of that part as a gold file.
#![expect(clippy::print_stdout, reason = "an example writes files and prints")]

use almoner_deid::{Category, PhiSpan, TextEngine, learn};
use almoner_sample::{Part, corpus};

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let mut arguments = std::env::args().skip(1);
    let mut first = arguments.next().ok_or("usage: train OUT [NOTES [SEED [ROUNDS]]]")?;
    let part = match first.as_str() {
        "--held-out" => Some(Part::HeldOut),
        "--train" => Some(Part::Train),
        "--development" => Some(Part::Development),
        _ => None,
    };
    let learned = if first == "--rest" { Part::Rest } else { Part::Train };
    if part.is_some() || learned == Part::Rest {
        first = arguments.next().ok_or("usage: train --held-out FILE [NOTES [SEED]]")?;
    }
    let number = |text: Option<String>, default: u32| text.map_or(Ok(default), |text| text.parse());
    let notes = number(arguments.next(), 12_000)?;
    let seed = u64::from(number(arguments.next(), 1)?);
    let rounds = number(arguments.next(), 4)?;
    if let Some(part) = part {
        let lines: String = corpus(seed, notes, part).map(|note| note.to_json_line() + "\n").collect();
        std::fs::write(first, lines)?;
        return Ok(());
    }
    let mut examples = Vec::with_capacity(notes as usize);
    for note in corpus(seed, notes, learned) {
        let spans = note.spans.iter().map(|span| {
            let category = Category::from_name(span.category.name()).unwrap_or(Category::OtherId);
            PhiSpan { start: span.start, end: span.end, category }
        });
        let spans = spans.collect();
        examples.push((note.text, spans));
    }
    let bytes = learn(TextEngine::builtin(), &examples, rounds);
    println!("{} notes, {} bytes", examples.len(), bytes.len());
    std::fs::write(first, bytes)?;
    Ok(())
}
