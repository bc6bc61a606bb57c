//! Makes the hospital patient by patient and hands the files to a sink.
//!
//! A path comes again and again: each call appends. Only the counts for the manifest are held to the end.

use std::collections::BTreeMap;

use crate::hospital::Hospital;
use crate::json::Json;
use crate::resource::{self, Form, Resource, Writer};
use crate::{Options, extra, gold, module, note, trial};

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Patients, merged duplicates not counted.
    pub patients: u32,
    /// Resources in NDJSON files, by type.
    pub resources: BTreeMap<&'static str, u64>,
    /// Patients who stand in transaction bundles instead.
    pub bundles: u32,
    /// Notes.
    pub notes: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

/// Takes a relative path and bytes to append to that file.
pub type Sink<'s, E> = dyn FnMut(&str, &[u8]) -> Result<(), E> + 's;

/// Makes the files of a synthetic hospital. `sink` gets a relative path and bytes to append to that file; its error ends
/// the work. No path is empty, absolute or leads upwards.
///
/// # Errors
/// The first error of `sink`.
pub fn generate<E>(options: &Options, sink: &mut Sink<'_, E>) -> Result<Summary, E> {
    let hospital = Hospital::new(options.seed, options.patients);
    let mut files = Files { sink, summary: Summary::default() };
    for resource in resource::write_shared(&hospital) {
        files.resource(&resource)?;
    }
    for line in gold::shared_identifiers(&hospital) {
        files.line("gold/phi.jsonl", line)?;
    }
    for index in 0..options.patients {
        patient(options, &hospital, index, &mut files)?;
    }
    for trial in trial::trials() {
        files.line("trials/trials.jsonl", trial.json())?;
    }
    let manifest = manifest(&files.summary);
    files.write("fhir/manifest.json", &manifest)?;
    files.write("attestation.json", &extra::attestation(options.seed))?;
    files.write("README.txt", extra::README.as_bytes())?;
    files.summary.patients = options.patients;
    Ok(files.summary)
}

struct Files<'s, E> {
    sink: &'s mut Sink<'s, E>,
    summary: Summary,
}

impl<E> Files<'_, E> {
    fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), E> {
        self.summary.bytes += bytes.len() as u64;
        (self.sink)(path, bytes)
    }

    fn line(&mut self, path: &str, mut json: Vec<u8>) -> Result<(), E> {
        json.push(b'\n');
        self.write(path, &json)
    }

    fn resource(&mut self, resource: &Resource) -> Result<(), E> {
        *self.summary.resources.entry(resource.kind).or_default() += 1;
        let mut line = resource.json.clone();
        line.push(b'\n');
        self.write(&format!("fhir/{}.ndjson", resource.kind), &line)
    }
}

fn patient<E>(options: &Options, hospital: &Hospital, index: u32, files: &mut Files<'_, E>) -> Result<(), E> {
    let chart = module::live(options.seed, index);
    let form = if index % 50 == 49 { Form::Bundle } else { Form::Bulk };
    let mut writer = Writer::new(hospital, &chart, form);
    let notes = note::write(options.templates, hospital, &chart, options.seed, index);
    for (nth, note) in notes.iter().enumerate() {
        writer.note(note, nth);
    }
    if index % 20 == 7 || index % 20 == 12 {
        let date = chart.visits.first().map_or(chart.last, |v| v.date);
        writer.consent(index, date, index % 20 == 12);
    }
    match form {
        Form::Bundle => {
            files.summary.bundles += 1;
            files.write(&format!("bundles/{}.json", chart.person.id), &bundle(&writer.out))?;
        }
        Form::Bulk => {
            for resource in &writer.out {
                files.resource(resource)?;
            }
            if let Some(old) = resource::merged_duplicate(&chart) {
                files.resource(&old)?;
            }
        }
    }
    let patient = &chart.person.id;
    files.summary.notes += notes.len() as u64;
    for note in &notes {
        files.line("gold/notes.jsonl", gold::note(note, patient))?;
    }
    for line in gold::structured(&chart).into_iter().chain(notes.iter().flat_map(|n| gold::told(n, patient))) {
        files.line("gold/facts.jsonl", line)?;
    }
    files.line("gold/phi.jsonl", gold::identifiers(&chart))?;
    for line in trial::trials().iter().filter_map(|trial| gold::eligibility(trial, &chart)) {
        files.line("gold/eligibility.jsonl", line)?;
    }
    Ok(())
}

fn bundle(resources: &[Resource]) -> Vec<u8> {
    Json::object(|j| {
        j.str("resourceType", "Bundle").str("type", "transaction");
        j.list("entry", |j| {
            for resource in resources {
                j.item(|j| {
                    j.str("fullUrl", &format!("urn:uuid:{}", resource.id));
                    j.raw("resource", &String::from_utf8_lossy(&resource.json));
                    j.obj("request", |j| {
                        j.str("method", "POST").str("url", resource.kind);
                    });
                });
            }
        });
    })
}

/// The manifest of a bulk export (FHIR Bulk Data Access 2.0.0, response of a completed export).
fn manifest(summary: &Summary) -> Vec<u8> {
    Json::object(|j| {
        j.str("transactionTime", "2026-09-30T23:59:00.000-04:00");
        j.str("request", "https://fhir.elmhaven.example/r4/$export");
        j.flag("requiresAccessToken", false);
        j.list("output", |j| {
            for (kind, count) in &summary.resources {
                j.item(|j| {
                    j.str("type", kind).str("url", &format!("{kind}.ndjson")).int("count", *count);
                });
            }
        });
        j.list("deleted", |_| {});
        j.list("error", |_| {});
    })
}
