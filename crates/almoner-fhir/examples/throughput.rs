//! Measures the reader on files: `cargo run --release -p almoner-fhir --example throughput -- FILE...`
//!
//! Each file is read into memory and read over and over, with and without typed parsing, on one core. Prints megabytes per
//! second and counts, never content.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::time::Instant;

use almoner_fhir::{Item, Limits, parse, read_input};

#[expect(clippy::disallowed_methods, reason = "this measures")]
fn main() -> std::io::Result<()> {
    let mut text = Vec::new();
    for path in std::env::args_os().skip(1) {
        text.append(&mut std::fs::read(path)?);
        text.push(b'\n');
    }
    let mut out = std::io::stdout();
    let rounds = (300_000_000 / text.len().max(1)).clamp(1, 200);
    let megabytes = (text.len() * rounds) as f64 / 1e6;

    let start = Instant::now();
    let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
    let mut counts = String::new();
    for round in 0..rounds {
        let report = read_input(&mut text.as_slice(), &Limits::default(), &mut |item| {
            if round == 0 {
                match item {
                    Item::Resource(resource) => {
                        resource.issues.iter().for_each(|issue| *codes.entry(issue.code.0).or_default() += 1)
                    }
                    Item::Quarantined(it) => *codes.entry(it.issue.code.0).or_default() += 1,
                    Item::Warning(issue) => *codes.entry(issue.code.0).or_default() += 1,
                    Item::Deletion(_) | Item::Export(_) => {}
                }
            }
            ControlFlow::Continue(())
        });
        counts = format!(
            "received {} accepted {} warned {} quarantined {} deletions {} export {} complete {} {:?}",
            report.received,
            report.accepted,
            report.warned,
            report.quarantined,
            report.deletions,
            report.export_records,
            report.complete,
            report.issues.iter().map(|issue| issue.code.0).collect::<Vec<_>>()
        );
    }
    writeln!(out, "read and check:          {:6.0} MB/s  {counts}", megabytes / start.elapsed().as_secs_f64())?;
    writeln!(out, "  {codes:?}")?;

    let mut resources = Vec::new();
    read_input(&mut text.as_slice(), &Limits::default(), &mut |item| {
        if let Item::Resource(resource) = item {
            resources.push(resource.raw.to_vec());
        }
        ControlFlow::Continue(())
    });
    let start = Instant::now();
    let mut issues: BTreeMap<String, u64> = BTreeMap::new();
    for round in 0..rounds {
        for raw in &resources {
            let (resource, found) = parse(raw);
            std::hint::black_box(&resource);
            if round == 0 {
                for issue in found {
                    *issues.entry(format!("{} {}", issue.code, issue.path)).or_default() += 1;
                }
            }
        }
    }
    let megabytes = (resources.iter().map(Vec::len).sum::<usize>() * rounds) as f64 / 1e6;
    writeln!(out, "parse into typed:        {:6.0} MB/s", megabytes / start.elapsed().as_secs_f64())?;
    writeln!(out, "  {issues:?}")?;

    let start = Instant::now();
    for _ in 0..rounds {
        read_input(&mut text.as_slice(), &Limits::default(), &mut |item| {
            if let Item::Resource(resource) = item {
                std::hint::black_box(resource.parse());
            }
            ControlFlow::Continue(())
        });
    }
    let megabytes = (text.len() * rounds) as f64 / 1e6;
    writeln!(out, "read, check and parse:   {:6.0} MB/s", megabytes / start.elapsed().as_secs_f64())
}
