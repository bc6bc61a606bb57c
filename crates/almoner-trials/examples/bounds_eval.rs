//! Scores values of numeric and ordinal variables on criterion lines with tagged variables and bounds, in the form of the
//! Clinical-Trial-Parser's NER test set:
//! `cargo run --release -p almoner-trials --example bounds_eval -- FILE.tsv VARIABLES.csv [errors]`.
//!
//! A line is `start:end:label,...` and the text, in small letters; digits are written out as `@NUMBER` there, so what is scored is
//! which variables a line asks about and which ends of an interval it gives them, not the digits. Each `@NUMBER` is given a number
//! that suits the words around it. A variable is right if a question about a measurement, an age or an index stands on text that overlaps it; an
//! end is right if such a question has that end. Lines whose bounds are of a time ("past 6 months") say nothing of a variable and are
//! left out, as are those without a variable. Of the variables, those that are on the list of VARIABLES.csv are scored by
//! themselves too.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example measures and prints")]

use std::collections::BTreeSet;
use std::process::ExitCode;

use almoner_eligibility::{Atom, Expr, Node, Thing, ValueTest};
use almoner_terms::Terms;
use almoner_trials::Parser;

/// A question about a value: where it stands, and which ends it has.
struct Asked {
    span: (usize, usize),
    low: bool,
    high: bool,
}

#[derive(Default)]
struct Tally {
    right: u32,
    given: u32,
    marked: u32,
}

impl Tally {
    fn line(&self) -> String {
        let part = |of: u32| if of == 0 { 0.0 } else { f64::from(self.right) / f64::from(of) };
        format!(
            "precision {:.3} recall {:.3} (marked {}, given {})",
            part(self.given),
            part(self.marked),
            self.marked,
            self.given
        )
    }
}

fn main() -> ExitCode {
    let Some(Ok(table)) = std::env::args().nth(1).map(std::fs::read_to_string) else {
        eprintln!("usage: bounds_eval FILE.tsv");
        return ExitCode::from(2);
    };
    let Some(Ok(listed)) = std::env::args().nth(2).map(std::fs::read_to_string) else {
        eprintln!("usage: bounds_eval FILE.tsv VARIABLES.csv [errors]");
        return ExitCode::from(2);
    };
    let plain = |name: &str| name.to_lowercase().replace([' ', '-'], "");
    let aliases: BTreeSet<String> = listed
        .lines()
        .skip(1)
        .flat_map(|line| line.split(',').skip(2).take(3).flat_map(|names| names.split('|')))
        .map(plain)
        .collect();
    let lists = std::env::args().nth(3).is_some_and(|word| word == "errors");
    let mut parser = Parser::new(Terms::builtin());
    let (mut variables, mut ends, mut on_list) = (Tally::default(), Tally::default(), Tally::default());
    let mut lines = 0;
    for (marks, text) in table.lines().filter_map(|line| line.split_once('\t')) {
        let marks: Vec<(usize, usize, &str)> = marks.split(',').filter_map(mark).collect();
        let is_variable = |label: &str| matches!(label, "clinical_variable" | "age" | "bmi");
        let named: Vec<_> = marks.iter().filter(|mark| is_variable(mark.2)).collect();
        if named.is_empty() || !marks.iter().any(|mark| mark.2.ends_with("_bound")) {
            continue;
        }
        lines += 1;
        let (readable, places) = written_out(text);
        let heading = "Inclusion Criteria:\n\n";
        let mut asked = Vec::new();
        for criterion in parser.parse_eligibility(&format!("{heading}{readable}\n")).criteria {
            questions(&criterion.expr, heading.len(), &mut asked);
        }
        let at = |at: usize| places.get(at).copied().unwrap_or(readable.len());
        let (from, until) = (|mark: &&(usize, usize, &str)| at(mark.0), |mark: &&(usize, usize, &str)| at(mark.1));
        let meets = |one: &Asked, mark: &&(usize, usize, &str)| one.span.0 < until(mark) && from(mark) < one.span.1;
        variables.marked += u32::try_from(named.len()).unwrap_or(0);
        let found = named.iter().filter(|mark| asked.iter().any(|one| meets(one, mark))).count();
        variables.right += u32::try_from(found).unwrap_or(0);
        let is_listed = |mark: &&&(usize, usize, &str)| {
            let name: String = text.chars().skip(mark.0).take(mark.1.saturating_sub(mark.0)).collect();
            mark.2 != "clinical_variable"
                || aliases.contains(&plain(&name))
                || name.split(['(', ')']).any(|part| aliases.contains(&plain(part.trim())))
        };
        let (mut known, mut known_found) = (0, 0);
        for mark in named.iter().filter(is_listed) {
            known += 1;
            known_found += u32::from(asked.iter().any(|one| meets(one, mark)));
        }
        on_list.marked += known;
        on_list.right += known_found;
        on_list.given += known_found;
        let wrong = asked.iter().filter(|one| !named.iter().any(|mark| meets(one, mark))).count();
        variables.given += u32::try_from(found + wrong).unwrap_or(0);
        // An end belongs to the variable that it stands next to; ends of times belong to none.
        let mut failed = found < named.len() || wrong > 0;
        for (low, label) in [(true, "lower_bound"), (false, "upper_bound")] {
            let wanted = marks.iter().filter(|mark| mark.2 == label && !of_time(text, mark));
            let wanted: Vec<_> = wanted.collect();
            let has = |one: &&Asked| if low { one.low } else { one.high };
            let given = asked.iter().filter(has).count();
            let right = wanted.iter().filter(|mark| asked.iter().filter(has).any(|one| meets(one, mark))).count();
            ends.marked += u32::try_from(wanted.len()).unwrap_or(0);
            ends.right += u32::try_from(right).unwrap_or(0);
            ends.given += u32::try_from(given.max(right)).unwrap_or(0);
            failed |= right < wanted.len() || given > right;
        }
        if lists && failed {
            println!("{readable}");
            for mark in named.iter().filter(|mark| !asked.iter().any(|one| meets(one, mark))) {
                let name: String = text.chars().skip(mark.0).take(mark.1.saturating_sub(mark.0)).collect();
                println!("    missed: {name}");
            }
            for one in asked.iter().filter(|one| !named.iter().any(|mark| meets(one, mark))) {
                let given: String = readable.chars().skip(one.span.0).take(one.span.1.saturating_sub(one.span.0)).collect();
                println!("    given: {given}");
            }
        }
    }
    println!("lines {lines}");
    println!("variables  {}", variables.line());
    println!(
        "variables on the list: recall {:.3} (marked {})",
        f64::from(on_list.right) / f64::from(on_list.marked.max(1)),
        on_list.marked
    );
    println!("bounds     {}", ends.line());
    ExitCode::SUCCESS
}

fn mark(text: &str) -> Option<(usize, usize, &str)> {
    let mut parts = text.split(':');
    Some((parts.next()?.parse::<usize>().ok()?.saturating_sub(1), parts.next()?.parse().ok()?, parts.next()?))
}

/// Whether a bound is a length of time or a count of treatments.
fn of_time(text: &str, mark: &(usize, usize, &str)) -> bool {
    let around: String = text.chars().skip(mark.0).take(mark.1.saturating_sub(mark.0) + 10).collect();
    ["day", "week", "month", "hour", "wk", " mo "].iter().any(|unit| around.contains(unit))
}

/// The text with a number for each `@NUMBER`, and for each character of the old text where it stands in the new one.
fn written_out(text: &str) -> (String, Vec<usize>) {
    let mut plain = String::new();
    let mut places = Vec::new();
    let mut rest = text;
    let mut count = 0;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("@NUMBER") {
            let number = if plain.ends_with("bp ") || plain.contains("pressure") || plain.ends_with("140/") {
                ["140", "90"]
            } else if plain.contains("age") || rest.contains("year") {
                ["18", "65"]
            } else {
                ["1", "2"]
            };
            places.extend(std::iter::repeat_n(plain.chars().count(), "@NUMBER".len()));
            plain.push_str(number.get(count % 2).copied().unwrap_or("1"));
            count += 1;
            rest = after;
            continue;
        }
        places.push(plain.chars().count());
        // The set's text is cut into tokens: "mg / dl", "( ecog )".
        let next = rest.chars().nth(1);
        let loose = first == ' '
            && (matches!(next, Some(',' | '.' | ')' | ']' | '/' | '%' | ';' | ':' | '\''))
                || plain.ends_with(['(', '[', '/']));
        if !loose {
            plain.push(first);
        }
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    places.push(plain.chars().count());
    (plain, places)
}

fn questions(node: &Node, shift: usize, out: &mut Vec<Asked>) {
    let test_of = |test: &ValueTest| (test.low.is_some(), test.high.is_some());
    match &node.expr {
        Expr::Opaque => {}
        // A value of which the bearing was not understood stands among what the words name.
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } => {
            parts.iter().for_each(|part| questions(part, shift, out))
        }
        Expr::Not(part) => questions(part, shift, out),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            questions(a, shift, out);
            questions(b, shift, out);
        }
        Expr::Atom(atom) => {
            let (low, high) = match atom {
                Atom::Age { low, high } => (low.is_some(), high.is_some()),
                Atom::Measurement { test, .. } => test_of(test),
                Atom::Named { kind: Thing::Measurement, test: Some(test), .. } => test_of(test),
                _ => return,
            };
            let at = |at: u32| (at as usize).saturating_sub(shift);
            out.push(Asked { span: (at(node.source.start), at(node.source.end)), low, high });
        }
    }
}
