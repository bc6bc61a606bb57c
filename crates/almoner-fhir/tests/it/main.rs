//! The reader as its callers use it: whole inputs in, resources and reasons out.
#![expect(clippy::unwrap_used, reason = "a test that can not go on fails")]

mod bad_input;
mod large;
mod real_shapes;

use std::fmt::Write;
use std::io::Read;
use std::ops::ControlFlow;

use almoner_fhir::{InputReport, Item, Limits, parse, read_input};

/// What came of an input, as text: counts first, then each issue in the order of the input.
struct Outcome {
    text: String,
    report: InputReport,
    /// The raw bytes that were handed out, in order.
    raw: Vec<Vec<u8>>,
}

fn read(mut input: impl Read, limits: &Limits) -> Outcome {
    let (mut lines, mut raw) = (String::new(), Vec::new());
    let mut parsed = String::new();
    let report = read_input(&mut input, limits, &mut |item| {
        match item {
            Item::Resource(resource) => {
                for issue in &resource.issues {
                    writeln!(lines, "warning {} {} {}", issue.line, issue.code, issue.path).unwrap();
                }
                for issue in parse(resource.raw).1 {
                    writeln!(parsed, "parse {} {} {}", resource.line, issue.code, issue.path).unwrap();
                }
                raw.push(resource.raw.to_vec());
            }
            Item::Quarantined(it) => {
                if it.piece == 0 {
                    writeln!(lines, "quarantined {} {}", it.issue.line, it.issue.code).unwrap();
                }
                raw.push(it.raw.to_vec());
            }
            Item::Warning(issue) => writeln!(lines, "warning {} {} {}", issue.line, issue.code, issue.path).unwrap(),
            Item::Deletion(_) => {}
            Item::Export(record) => raw.push(record.raw.to_vec()),
        }
        ControlFlow::Continue(())
    });
    let mut text = format!("received {}", report.received);
    for (name, count) in [
        ("accepted", report.accepted),
        ("warned", report.warned),
        ("quarantined", report.quarantined),
        ("deletions", report.deletions),
        ("export", report.export_records),
    ] {
        if count > 0 {
            write!(text, " {name} {count}").unwrap();
        }
    }
    text.push_str(if report.complete { "\n" } else { " incomplete\n" });
    for issue in &report.issues {
        writeln!(text, "input {}", issue.code).unwrap();
    }
    text.push_str(&lines);
    text.push_str(&parsed);
    Outcome { text, report, raw }
}
