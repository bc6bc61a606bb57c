//! Trains the tagger of notes on synthetic ones: `train_facts OUT [NOTES [SEED [ROUNDS]]]`; `cargo xtask train facts` calls it.
#![expect(clippy::print_stdout, reason = "an example writes a file and prints")]

use almoner_nlp::mention::{Kind, learn};
use almoner_sample::{FactPart, fact_notes};
use almoner_terms::Terms;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("usage: train_facts OUT [NOTES [SEED [ROUNDS]]]")?;
    let mut number = |default: u32| arguments.next().map_or(Ok(default), |text| text.parse());
    let (notes, seed, rounds) = (number(12_000)?, number(1)?, number(4)?);
    let mut examples = Vec::new();
    for note in fact_notes(u64::from(seed), notes, FactPart::Train) {
        let marks = note.marks.into_iter().filter_map(|mark| Some((mark.range, Kind::from_sign(mark.kind)?)));
        let marks = marks.collect();
        examples.push((note.text, marks));
    }
    let bytes = learn(Terms::builtin(), &examples, u64::from(rounds));
    println!("{} notes, {} bytes", examples.len(), bytes.len());
    std::fs::write(out, bytes)?;
    Ok(())
}
