//! What the parser leaves unread, by how often: `leftovers TRIALS dev|rest|all OUT`.
//!
//! Trials are parted into two halves by a hash of their number, so that rules written while looking at `dev` can be checked
//! on `rest`. Prints how many criteria are understood, and writes one line for each criterion to OUT: its coverage, section,
//! text, reading, and the texts of its opaque parts.
#![expect(clippy::print_stdout, reason = "an example measures and prints")]

use std::io::{BufReader, BufWriter, Write as _};

use almoner_eligibility::{Expr, Method, Node, TextSpan, text};
use almoner_terms::Terms;
use almoner_trials::{Coverage, Parser, coverage_of, read_trials};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: leftovers TRIALS dev|rest|all OUT";
    let (path, half) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    let mut out = BufWriter::new(std::fs::File::create(arguments.next().ok_or(usage)?)?);
    let terms = Terms::builtin();
    let mut trials = Vec::new();
    read_trials(BufReader::new(std::fs::File::open(path)?), |trial| {
        let is_dev = hash(&trial.nct_id.to_string()).is_multiple_of(2);
        if half == "all" || (half == "dev") == is_dev {
            trials.push(trial);
        }
    });
    let mut parser = Parser::new(terms);
    let (mut full, mut partial, mut none, mut broken, mut named) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for trial in &trials {
        let characters: Vec<char> = trial.eligibility_text.chars().collect();
        let slice = |span: TextSpan| {
            let range = span.start as usize..span.end as usize;
            let text: String = characters.get(range).unwrap_or_default().iter().collect();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        for criterion in parser.parse_eligibility(&trial.eligibility_text).criteria {
            let coverage = coverage_of(&criterion.expr);
            match coverage {
                Coverage::Full => full += 1,
                Coverage::Partial => partial += 1,
                Coverage::None => none += 1,
            }
            let printed = text::print(&criterion.expr, terms);
            named += u32::from(coverage == Coverage::Full && printed.contains("condition \""));
            let place = TextSpan { start: 0, end: 0 };
            let mut plain = criterion.expr.clone();
            strip(&mut plain);
            if text::read(&printed, terms, place).map_or(true, |node| node != plain) {
                broken += 1;
                if broken <= 5 {
                    println!("does not round-trip: {printed}");
                }
            }
            let mut opaque = Vec::new();
            leaves(&criterion.expr, &mut |node| opaque.push(slice(node.source)));
            writeln!(
                out,
                "{coverage:?}\t{:?}\t{}\t{printed}\t{}",
                criterion.section,
                slice(criterion.source),
                opaque.join(" || ")
            )?;
        }
    }
    let total = f64::from(full + partial + none).max(1.0);
    let share = |part: u32| 100.0 * f64::from(part) / total;
    println!(
        "trials {} criteria {total} full {:.1} % partial {:.1} % none {:.1} %",
        trials.len(),
        share(full),
        share(partial),
        share(none)
    );
    println!(
        "expressions whose readable form is not read back: {broken}; full with a condition outside the tables: {:.1} %",
        share(named)
    );
    Ok(())
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn leaves(node: &Node, see: &mut impl FnMut(&Node)) {
    match &node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter().for_each(|part| leaves(part, see))
        }
        Expr::Not(part) => leaves(part, see),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            leaves(a, see);
            leaves(b, see);
        }
        Expr::Opaque => see(node),
        Expr::Atom(_) => {}
    }
}

/// Takes out what the readable form does not hold.
fn strip(node: &mut Node) {
    node.source = TextSpan { start: 0, end: 0 };
    node.method = if node.expr == Expr::Opaque { Method::None } else { Method::Person };
    match &mut node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter_mut().for_each(strip)
        }
        Expr::Not(part) => strip(part),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            strip(a);
            strip(b);
        }
        Expr::Opaque | Expr::Atom(_) => {}
    }
}
