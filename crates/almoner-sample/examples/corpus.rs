//! Writes a corpus as JSON lines: `cargo run -p almoner-sample --example corpus -- PART SEED COUNT`.
#![expect(clippy::print_stdout, reason = "an example writes where its user looks")]

use almoner_sample::{Part, corpus};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let part = if arguments.next().as_deref() == Some("held-out") { Part::HeldOut } else { Part::Train };
    let mut number = |default: u32| arguments.next().and_then(|a| a.parse().ok()).unwrap_or(default);
    let (seed, count) = (number(1), number(10));
    for note in corpus(seed.into(), count, part) {
        println!("{}", note.to_json_line());
    }
}
