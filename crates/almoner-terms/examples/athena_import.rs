//! Measures the import of an Athena download:
//! `cargo run --release -p almoner-terms --example athena_import -- FOLDER [VOCABULARY ...]`.
//!
//! Prints seconds of the import and of taking the table into force, what was kept, and the memory at its peak. The table is thrown
//! away.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measurement prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use almoner_terms::{Terms, athena};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: athena_import FOLDER [VOCABULARY ...]");
        return ExitCode::from(2);
    };
    let vocabularies: Vec<String> = arguments.collect();
    let base = Terms::builtin();
    let started = Instant::now();
    let open = |file: athena::File| File::open(folder.join(file.name())).map(|file| BufReader::with_capacity(1 << 20, file));
    let overlay = match athena::import_from(base, open, &vocabularies) {
        Ok(overlay) => overlay,
        Err(refusal) => {
            println!("refused after {:.1} s: {refusal} [{}]", started.elapsed().as_secs_f64(), refusal.code());
            peak();
            return ExitCode::from(1);
        }
    };
    let rows: u64 = overlay.report.rows.values().map(|rows| rows.read).sum();
    let report = &overlay.report;
    println!(
        "imported in {:.1} s: {rows} rows, {} new concepts, {} codes, {} names, table of {:.1} MB",
        started.elapsed().as_secs_f64(),
        report.new,
        report.codes,
        report.names,
        overlay.table.len() as f64 / 1e6
    );
    for (file, rows) in &report.rows {
        println!("{}: {} rows, {} set aside", file.name(), rows.read, rows.quarantined);
    }
    println!("passed over {:?}, codes left {}, circles {}", report.passed_over, report.codes_left, report.circles);
    peak();
    let started = Instant::now();
    let terms = match base.extended("terms.tsv", &overlay.table) {
        Ok(terms) => terms,
        Err(error) => {
            println!("not taken into force: {error}");
            return ExitCode::from(1);
        }
    };
    let below: usize = terms.concepts().iter().map(|concept| terms.descendants(concept.id).len()).sum();
    println!(
        "in force in {:.1} s: {} concepts, {below} pairs of a concept and a kind of it",
        started.elapsed().as_secs_f64(),
        terms.concepts().len()
    );
    peak();
    ExitCode::SUCCESS
}

fn peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(line) = status.lines().find(|line| line.starts_with("VmHWM")) {
        println!("memory at its peak: {}", line.trim_start_matches("VmHWM:").trim());
    }
}
