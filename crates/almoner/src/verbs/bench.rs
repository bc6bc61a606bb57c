//! `almoner bench`: figures of this machine. `ingest` uses one core unless the zones say otherwise; `match` is in its own module.

mod screen;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use almoner_base::CodeSystem;
use almoner_fhir::{CodeableConcept, Item, Limits, Resource, read_input};
use almoner_terms::Terms;
use miette::{IntoDiagnostic, Result};
use serde_json::json;

use super::doctor::Scratch;
use crate::cli::{Bench, Common};
use crate::clock::Watch;
use crate::control::Role;
use crate::home::Home;
use crate::{show, supervisor, verbs};

pub(crate) fn run(common: &Common, what: &Bench) -> Result<ExitCode> {
    match what {
        Bench::Ingest { data, megabytes } => ingest(common, data.as_deref(), *megabytes),
        Bench::Match { patients, trials } => Ok(screen::run(*patients, *trials, common.json)),
    }
}

fn ingest(common: &Common, data: Option<&Path>, megabytes: u64) -> Result<ExitCode> {
    let scratch = Scratch::new()?;
    let file = scratch.path().join("replicated.ndjson");
    let (bytes, resources) = replicate(data, megabytes << 20, &file)?;
    let mb = bytes as f64 / 1e6;

    let watch = Watch::start();
    let terms = Terms::builtin();
    let mut facts = 0_u64;
    let mut input = std::fs::File::open(&file).into_diagnostic()?;
    let report = read_input(&mut input, &Limits::default(), &mut |item| {
        if let Item::Resource(resource) = item
            && let (Some(typed), _) = resource.parse()
        {
            facts += u64::from(coded(&typed).is_some_and(|code| has_concept(terms, code)));
        }
        ControlFlow::Continue(())
    });
    let parse = mb / watch.seconds();

    let home = Home::create(&scratch.path().join("home"))?;
    let choices = verbs::choices(common)?;
    verbs::init::make(&home, &choices)?;
    let (mut phi, mut research) = supervisor::start(&home, &[(Role::Phi, file.clone())], &choices)?;
    let watch = Watch::start();
    verbs::ingest::ingest(&mut phi, &mut research, vec![file])?;
    let sealed = mb / watch.seconds();
    let memory = phi.peak_memory();
    phi.stop()?;
    research.stop()?;
    let figures = json!({
        "megabytes": mb,
        "resources": resources,
        "read_and_parse_mb_per_s": parse,
        "accepted": report.accepted,
        "facts": facts,
        "durable_sealed_ingest_mb_per_s": sealed,
        "phi_peak_memory_mib": memory.map(|kib| kib / 1024),
    });
    if common.json {
        show::json(&figures);
    } else {
        show::line(&format!("input                    {mb:.0} MB, {} resources", show::thousands(resources)));
        show::line(&format!("read, check, facts       {parse:.0} MB/s, {} facts", show::thousands(facts)));
        show::line(&format!("durable sealed ingest    {sealed:.0} MB/s"));
        if let Some(kib) = memory {
            show::line(&format!("peak memory of phi       {} MiB", kib / 1024));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a resource is about, where a fact is made of it.
fn coded<'r, 'a>(resource: &'r Resource<'a>) -> Option<&'r CodeableConcept<'a>> {
    match resource {
        Resource::Condition(it) => it.code.as_ref(),
        Resource::Observation(it) => it.code.as_ref(),
        Resource::Procedure(it) => it.code.as_ref(),
        Resource::AllergyIntolerance(it) => it.code.as_ref(),
        Resource::MedicationRequest(it) => it.medication_codeable_concept.as_ref(),
        Resource::Immunization(it) => it.vaccine_code.as_ref(),
        Resource::Device(it) => it.kind.as_ref(),
        _ => None,
    }
}

fn has_concept(terms: &Terms, code: &CodeableConcept<'_>) -> bool {
    code.coding.iter().any(|coding| {
        let system = coding.system.as_deref().and_then(CodeSystem::from_uri);
        system.zip(coding.code.as_deref()).is_some_and(|(system, code)| terms.by_code(system, code).is_some())
    })
}

/// Writes NDJSON of at least `target` bytes from the resources of a folder, each copy of a patient under another id.
fn replicate(data: Option<&Path>, target: u64, file: &Path) -> Result<(u64, u64)> {
    let mut seed = Vec::new();
    match data {
        Some(folder) => collect(folder, &mut seed)?,
        None => {
            let options = almoner_sample::Options { patients: 50, seed: 7, templates: almoner_sample::TemplateSet::Both };
            almoner_sample::generate(&options, &mut |path, bytes| {
                if path.starts_with("fhir/") && path.ends_with(".ndjson") {
                    seed.extend(bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec));
                }
                Ok::<(), std::io::Error>(())
            })
            .into_diagnostic()?;
        }
    }
    let mut output = std::io::BufWriter::new(std::fs::File::create(file).into_diagnostic()?);
    let (mut bytes, mut resources, mut copy) = (0_u64, 0_u64, 0_u32);
    while bytes < target && !seed.is_empty() {
        let marker = format!("\"Patient/r{copy}-");
        let own = format!("\",\"id\":\"r{copy}-");
        for line in &seed {
            let text = String::from_utf8_lossy(line);
            // A resource of the same id would be the same resource, sent again under another patient.
            let text = text.replace("\"Patient/", &marker).replacen("\",\"id\":\"", &own, 1);
            output.write_all(text.trim_end().as_bytes()).into_diagnostic()?;
            output.write_all(b"\n").into_diagnostic()?;
            bytes += text.trim_end().len() as u64 + 1;
            resources += 1;
            if bytes >= target {
                break;
            }
        }
        copy += 1;
    }
    output.flush().into_diagnostic()?;
    Ok((bytes, resources))
}

/// Every resource of a folder's files as compact lines.
fn collect(folder: &Path, lines: &mut Vec<Vec<u8>>) -> Result<()> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_diagnostic()?.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, lines)?;
        } else if path.extension().is_some_and(|extension| extension == "json" || extension == "ndjson") {
            let mut input = std::fs::File::open(&path).into_diagnostic()?;
            read_input(&mut input, &Limits::default(), &mut |item| {
                if let Item::Resource(resource) = item {
                    let compact = serde_json::from_slice::<serde_json::Value>(resource.raw).map(|value| value.to_string());
                    lines.extend(compact.ok().map(String::into_bytes));
                }
                ControlFlow::Continue(())
            });
        }
    }
    Ok(())
}
