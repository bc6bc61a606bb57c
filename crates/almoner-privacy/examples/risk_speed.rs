//! How long it takes to measure 1,000,000 rows by 8 quasi-identifiers: `cargo run --release -p almoner-privacy --example risk_speed`.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark prints what it measured")]

use std::time::Instant;

use almoner_privacy::{Column, Table, Thresholds, assess};

fn main() -> Result<(), almoner_privacy::Error> {
    let rows = 1_000_000u64;
    // A fixed multiplicative generator: the same table every time.
    let mut state = 7u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let columns: Vec<Column> = ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "sensitive"]
        .into_iter()
        .zip([90u64, 2, 900, 6, 5, 40, 12, 25, 50])
        .map(|(name, limit)| Column::numbers(name, (0..rows).map(|_| i64::try_from(below(limit)).ok()).collect::<Vec<_>>()))
        .collect();
    let table = Table::new(columns)?;
    for (name, columns) in [("8 columns", 8), ("3 columns", 3)] {
        let thresholds = Thresholds {
            quasi_identifiers: (1..=columns).map(|number| format!("q{number}")).collect(),
            sensitive: vec!["sensitive".to_owned()],
            population: Some(10_000_000),
            ..Thresholds::default()
        };
        let start = Instant::now();
        let report = assess(&table, &thresholds)?;
        println!("{name}: {:.2} s, {} classes, k {}", start.elapsed().as_secs_f64(), report.classes, report.k);
    }
    Ok(())
}
