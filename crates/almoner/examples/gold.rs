//! How far verdicts agree with what the sample hospital truly holds: `gold HOSPITAL [--each]`.
//!
//! Takes the folder that `almoner sample` writes, and goes the whole way in one process: de-identification under
//! `expert_determination`, extraction from notes, evaluation with the day of the sample as now. Prints the matrix of
//! verdicts over all criteria that `gold/eligibility.jsonl` speaks of; `--each` prints a line for every criterion that is
//! decided against the truth. For synthetic records only: it opens none of the vault's doors.
#![expect(clippy::print_stdout, reason = "an example reads files and prints")]

use std::collections::BTreeMap;
use std::path::Path;

use almoner_base::{Date, Verdict};
use almoner_deid::{Context, Known, Policy, RawRef, TextEngine, deidentify};
use almoner_eligibility::{AbsencePolicy, FactIndex, Finding, PatientView, Section, evaluate, to_text};
use almoner_facts::{PolicyKind, ResourceKind, Source, Timeline};
use almoner_nlp::NoteContext;
use almoner_terms::Terms;
use almoner_trials::{Parser, read_trials};
use serde_json::Value;

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let mut arguments = std::env::args().skip(1);
    let hospital = arguments.next().ok_or("usage: gold HOSPITAL [--each]")?;
    let each = arguments.next().is_some();
    let hospital = Path::new(&hospital);
    let terms = Terms::builtin();
    let mut parser = Parser::new(terms);
    let mut trials = BTreeMap::new();
    let text = std::fs::read(hospital.join("trials/trials.jsonl"))?;
    read_trials(text.as_slice(), |trial| {
        let parsed = parser.parse_trial(&trial);
        trials.insert(trial.nct_id.to_string(), (trial, parsed));
    });
    let charts = charts(hospital, terms)?;
    let as_of = Date::new(2026, 9, 30).ok_or("no date")?;
    let now = Timeline::new(0).day(as_of);

    let mut matrix: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut missed: BTreeMap<String, u32> = BTreeMap::new();
    let mut status: BTreeMap<(String, &str), u32> = BTreeMap::new();
    for line in std::fs::read_to_string(hospital.join("gold/eligibility.jsonl"))?.lines() {
        let gold: Value = serde_json::from_str(line)?;
        let field = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (Some((trial, parsed)), Some(chart)) =
            (trials.get(&field(&gold, "nct_id")), charts.get(&field(&gold, "patient")))
        else {
            continue;
        };
        let facts = FactIndex::new(&chart.facts);
        let kinds: Vec<_> = chart.draft.notes.iter().map(|note| note.kind).collect();
        let view = PatientView {
            demographics: &chart.draft.demographics,
            facts: &facts,
            coverage: &chart.draft.coverage,
            notes: &kinds,
        };
        let mut worst = "eligible";
        for criterion in &parsed.criteria {
            let found = evaluate(&criterion.expr, &view, terms, &AbsencePolicy::closed_if_covered(), Some(now));
            let favours = matches!(
                (criterion.section, found.verdict),
                (Section::Inclusion, Verdict::Met) | (Section::Exclusion, Verdict::NotMet)
            );
            let person = found.needs_only_a_person();
            if each && found.verdict.is_decided() && !favours && field(&gold, "verdict") == "eligible" {
                println!(
                    "eligible in truth, {}: {} | patient {}{}",
                    trial.nct_id,
                    to_text(&criterion.expr, terms),
                    field(&gold, "patient"),
                    evidence(&found, chart)
                );
            }
            worst = match (worst, found.verdict) {
                ("excluded", _) => "excluded",
                (_, verdict) if verdict.is_decided() && !favours => "excluded",
                (before, _) if favours || person => before,
                _ => "potential",
            };
        }
        *status.entry((field(&gold, "verdict"), worst)).or_default() += 1;
        for told in gold.get("criteria").and_then(Value::as_array).into_iter().flatten() {
            let section = if field(told, "section") == "inclusion" { Section::Inclusion } else { Section::Exclusion };
            let start = field(told, "line");
            let criterion = parsed.criteria.iter().find(|criterion| {
                let at = usize::try_from(criterion.source.start).unwrap_or(usize::MAX);
                let text: String = trial.eligibility_text.chars().skip(at).take(start.chars().count() + 8).collect();
                criterion.section == section && text.contains(&start)
            });
            let Some(criterion) = criterion else {
                *missed.entry(format!("{} {start}", trial.nct_id)).or_default() += 1;
                continue;
            };
            let found = evaluate(&criterion.expr, &view, terms, &AbsencePolicy::closed_if_covered(), Some(now));
            let given = match found.verdict {
                Verdict::Met => "met".to_owned(),
                Verdict::NotMet => "not_met".to_owned(),
                Verdict::Unknown(reason) => format!("unknown {reason:?}"),
            };
            let truth = field(told, "verdict");
            if each && !found.verdict.is_decided() && truth != "unknown" {
                println!("open: {} {start} | {given} | {}", trial.nct_id, to_text(&criterion.expr, terms));
            }
            if each && found.verdict.is_decided() && truth != "unknown" && truth != given {
                println!(
                    "{} {start} | truth {truth} given {given} | {} | patient {}{}",
                    trial.nct_id,
                    to_text(&criterion.expr, terms),
                    field(&gold, "patient"),
                    evidence(&found, chart)
                );
            }
            *matrix.entry((truth, given)).or_default() += 1;
        }
    }
    println!("{} charts, {} trials", charts.len(), trials.len());
    for ((truth, given), count) in &matrix {
        println!("truth {truth:8} given {given:20} {count}");
    }
    for ((truth, given), count) in &status {
        println!("patient truth {truth:12} given {given:10} {count}");
    }
    for (line, count) in &missed {
        println!("no criterion found for: {line} ({count})");
    }
    Ok(())
}

/// The facts and the places in notes that a finding rests on.
fn evidence(found: &Finding, chart: &Opened) -> String {
    let mut out = String::new();
    for source in found.evidence.iter().take(4) {
        out.push_str("\n      ");
        match source {
            Source::Note { ordinal, start, end } => {
                let text = usize::try_from(*ordinal).ok().and_then(|at| chart.draft.notes.get(at)).map(|note| &note.text);
                let from = usize::try_from(start.saturating_sub(60)).unwrap_or_default();
                let length = usize::try_from(end.saturating_sub(*start)).unwrap_or_default() + 100;
                let around: String = text.map(|text| text.chars().skip(from).take(length).collect()).unwrap_or_default();
                out.push_str(&around.replace('\n', " "));
            }
            other => {
                let fact = chart.facts.iter().find(|fact| fact.source == *other);
                out.push_str(&format!("{:?}", fact.map(|fact| (fact.kind, &fact.value, fact.days))));
            }
        }
    }
    out
}

struct Opened {
    draft: almoner_facts::ChartDraft,
    facts: Vec<almoner_facts::Fact>,
}

/// The charts of all patients whose records may be used, by the id of the sample.
fn charts(hospital: &Path, terms: &Terms) -> Result<BTreeMap<String, Opened>, Problem> {
    let mut records: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut exported = Vec::new();
    for entry in std::fs::read_dir(hospital.join("fhir"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "ndjson") {
            continue;
        }
        for line in std::fs::read_to_string(&path)?.lines() {
            let resource: Value = serde_json::from_str(line)?;
            let kind = resource.get("resourceType").and_then(Value::as_str).unwrap_or_default().to_owned();
            exported.extend(serde_json::from_value::<ResourceKind>(kind.clone().into()).ok());
            let id = resource.get("id").and_then(Value::as_str).map(str::to_owned);
            let patient = ["subject", "patient", "securityContext"].iter().find_map(|key| {
                let reference = resource.get(key)?.get("reference")?.as_str()?;
                reference.strip_prefix("Patient/").map(str::to_owned)
            });
            if let Some(patient) = if kind == "Patient" { id } else { patient } {
                records.entry(patient).or_default().push((kind, line.to_owned()));
            }
        }
    }
    exported.sort_unstable();
    exported.dedup();
    let policy = Policy::builtin(PolicyKind::ExpertDetermination)?;
    let as_of = Date::new(2026, 9, 30).ok_or("no date")?;
    let engine = TextEngine::new(terms);
    let shared = Known::shared();
    let mut out = BTreeMap::new();
    for (patient, mut resources) in records {
        resources.sort_unstable();
        let refs: Vec<RawRef<'_>> = resources.iter().map(|(kind, raw)| RawRef { kind, raw: raw.as_bytes() }).collect();
        let context = Context {
            policy: &policy,
            timeline: Timeline::new(0),
            as_of,
            next_release: Date::from_days_since_1970(as_of.days_since_1970() + 365),
            shared: &shared,
            exported: &exported,
            terms,
            engine: &engine,
            surrogates: None,
        };
        let Ok(released) = deidentify(&refs, &context) else { continue };
        let draft = released.draft;
        let mut facts = draft.facts.clone();
        for (ordinal, note) in (0..).zip(&draft.notes) {
            facts.extend(almoner_nlp::extract(terms, &note.text, &NoteContext { ordinal, day: note.day }));
        }
        out.insert(patient, Opened { draft, facts });
    }
    Ok(out)
}
