//! Prints the facts of a note, and how fast notes are read: `cargo run --release -p almoner-nlp --example extract -- FILE [repeats]`.
//!
//! With `repeats` it prints megabytes per second of one core instead of the facts.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example is a command line of its own")]

use std::process::ExitCode;
use std::time::Instant;

use almoner_base::{Day, DayRange};
use almoner_facts::{Fact, Source};
use almoner_nlp::mention::{Readers, settle};
use almoner_nlp::{Cues, NoteContext, durations, extract, extract_with, quantities, sections, sentences};
use almoner_terms::Terms;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(text) = arguments.next().and_then(|path| std::fs::read_to_string(path).ok()) else {
        eprintln!("usage: extract FILE [repeats]");
        return ExitCode::from(2);
    };
    let terms = Terms::builtin();
    let note = NoteContext { ordinal: 0, day: Some(DayRange::exact(Day(0))) };
    if let Some(repeats) = arguments.next().and_then(|count| count.parse::<u32>().ok()) {
        time(terms, &text, &note, repeats);
        return ExitCode::SUCCESS;
    }
    for fact in extract(terms, &text, &note) {
        println!("{}", line(terms, &text, &fact));
    }
    ExitCode::SUCCESS
}

fn time(terms: &Terms, text: &str, note: &NoteContext, repeats: u32) {
    rate("extract", text, repeats, || extract(terms, text, note).len());
    rate("  by rules", text, repeats, || extract_with(terms, text, note, Readers::Rules).len());
    let listed = terms.mentions(text);
    rate("  doubts", text, repeats, || settle(terms, text, &listed, Readers::Both).mentions.len());
    rate("  dictionary", text, repeats, || terms.mentions(text).len());
    rate("  sections", text, repeats, || sections(text).len());
    rate("  sentences", text, repeats, || sentences(text).count());
    rate("  cues", text, repeats, || sentences(text).filter_map(|range| text.get(range)).map(Cues::find).count());
    rate("  quantities", text, repeats, || quantities(text).len());
    rate("  durations", text, repeats, || durations(text).len());
}

#[expect(clippy::disallowed_methods, reason = "this measures")]
fn rate(what: &str, text: &str, repeats: u32, work: impl Fn() -> usize) {
    let bytes = f64::from(repeats) * f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let start = Instant::now();
    let found: usize = (0..repeats).map(|_| work()).sum();
    println!("{what:<14} {:8.1} MB/s, {found} found", bytes / start.elapsed().as_secs_f64() / 1e6);
}

fn line(terms: &Terms, text: &str, fact: &Fact) -> String {
    let (start, end) = match fact.source {
        Source::Note { start, end, .. } => (start as usize, end as usize),
        Source::Resource { .. } => (0, 0),
    };
    let words: String = text.chars().skip(start).take(end - start).collect();
    let key = fact.concept.and_then(|id| terms.concept(id)).map_or("-", |concept| concept.key.as_str());
    let days = fact.days.start.map(|range| (range.earliest.0, range.latest.0, fact.days.end.is_some()));
    format!(
        "{:?} {key} [{words}] {:?}/{:?}/{:?} {:?} {:?} {:?}",
        fact.kind,
        fact.assertion.polarity,
        fact.assertion.temporality,
        fact.assertion.experiencer,
        fact.course,
        fact.value,
        days
    )
}
