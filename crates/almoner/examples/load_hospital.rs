//! Makes a large hospital out of the sample one, for the load test: each patient many times over, under other ids.
//!
//! `cargo run -p almoner --example load_hospital -- FOLDER [PATIENTS] [TRIALS]`
//!
//! From each patient come the conditions, medications, procedures, allergies, every eighth observation and the first note; as many copies
//! are written as it takes. The trials are those of the sample, each under as many numbers as it takes.

#![expect(clippy::print_stdout, reason = "a measurement prints what it does")]
#![expect(clippy::unwrap_used, reason = "a measurement that can not go on ends")]

use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use serde_json::Value;

/// Patients of the sample that is copied.
const SEED: u32 = 2000;
/// One observation in so many.
const OBSERVATIONS: usize = 8;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        println!("usage: load_hospital FOLDER [PATIENTS] [TRIALS]");
        return;
    };
    let mut number = |usual: usize| arguments.next().map_or(usual, |text| text.parse().unwrap());
    let (patients, trials) = (number(100_000), number(500));
    std::fs::create_dir_all(&folder).unwrap();
    let mut lines: Vec<String> = Vec::new();
    let mut noted: BTreeSet<String> = BTreeSet::new();
    let (mut people, mut observations) = (0, 0_usize);
    let options = almoner_sample::Options { patients: SEED, seed: 1, templates: almoner_sample::TemplateSet::Both };
    almoner_sample::generate(&options, &mut |path, bytes| {
        let Some(kind) = path.strip_prefix("fhir/").and_then(|name| name.strip_suffix(".ndjson")) else {
            return Ok::<(), std::io::Error>(());
        };
        let text = String::from_utf8_lossy(bytes);
        for line in text.lines() {
            let kept = match kind {
                "Patient" => {
                    people += 1;
                    true
                }
                "Condition" | "MedicationRequest" | "Procedure" | "AllergyIntolerance" => true,
                "Observation" => {
                    observations += 1;
                    observations.is_multiple_of(OBSERVATIONS)
                }
                "DocumentReference" => {
                    let note: Value = serde_json::from_str(line).unwrap();
                    noted.insert(note.pointer("/subject/reference").unwrap().to_string())
                }
                _ => false,
            };
            if kept {
                lines.push(line.to_owned());
            }
        }
        Ok(())
    })
    .unwrap();
    let copies = patients.div_ceil(people.max(1));
    let mut output = BufWriter::new(std::fs::File::create(folder.join("hospital.ndjson")).unwrap());
    for copy in 0..copies {
        let (patient, own, number) =
            (format!("\"Patient/r{copy}-"), format!("\",\"id\":\"r{copy}-"), format!("\"value\":\"R{copy}-"));
        for line in &lines {
            let mut text = line.replace("\"Patient/", &patient).replacen("\",\"id\":\"", &own, 1);
            if text.starts_with("{\"resourceType\":\"Patient\"") {
                // Of one record number there is one patient.
                text = text.replace("\"value\":\"", &number);
            }
            output.write_all(text.as_bytes()).unwrap();
            output.write_all(b"\n").unwrap();
        }
    }
    output.flush().unwrap();
    let mut output = BufWriter::new(std::fs::File::create(folder.join("trials.jsonl")).unwrap());
    let sample = almoner_sample::trials();
    for at in 0..trials {
        let Some(trial) = sample.get(at % sample.len()) else { continue };
        let nct_id = format!("NCT98{at:06}");
        let record = serde_json::json!({
            "nct_id": nct_id, "title": trial.title, "phase": trial.phase, "status": trial.status, "criteria_text": trial.criteria_text,
        });
        writeln!(output, "{record}").unwrap();
    }
    output.flush().unwrap();
    println!("{} patients, {trials} trials in {}", copies * people, folder.display());
}
