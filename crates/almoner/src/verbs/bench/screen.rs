//! `almoner bench match`: made patients against made trials, in this process and without a store.
//!
//! The facts are drawn from the concepts of the terms, some of them often and most of them rarely; the trials are written as
//! eligibility text from the same concepts and parsed like any other. The same numbers come every time. Timed are reading the
//! trials, building the columns, matching all trials, which makes the bitmaps, and matching them again from the bitmaps.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use almoner_base::{Day, DayRange, NctId, Quantity, StudyId};
use almoner_eligibility::AbsencePolicy;
use almoner_facts::{
    AgeYears, Assertion, Coverage, Demographics, Extractor, Fact, FactKind, ResourceKind, Sex, Source, Span, Value,
};
use almoner_match::{Answers, Cohort, Patient, Screen, Trial, match_trial};
use almoner_terms::{Concept, ConceptKind, Terms};
use almoner_trials::{Parser, TrialRecord};
use serde_json::json;

use crate::clock::Watch;
use crate::{show, supervisor};

/// About so many facts a patient has.
const FACTS: u32 = 8;
/// The newest day of a record, and so many lie before it.
const DAYS: u32 = 3_000;
/// So many candidates of each trial are ranked, as for a first page.
const PAGE: usize = 100;

pub(super) fn run(patients: u32, trials: u32, as_json: bool) -> ExitCode {
    let terms = Terms::builtin();
    let known = Known::of(terms);
    let mut numbers = Numbers(1);

    let watch = Watch::start();
    let mut parser = Parser::new(terms);
    let trials: Vec<Trial> = (1..=trials).filter_map(|number| trial(number, &mut numbers, &known, &mut parser)).collect();
    let reading = watch.seconds();
    let criteria: usize = trials.iter().map(|trial| trial.criteria.len()).sum();

    let watch = Watch::start();
    let cohort = Cohort::new((0..patients).map(|_| patient(&mut numbers, &known)));
    let building = watch.seconds();

    let answers: Arc<Answers> = Arc::default();
    let watch = Watch::start();
    let eligible = match_all(&cohort, &answers, &trials);
    let first = watch.seconds();
    let watch = Watch::start();
    match_all(&cohort, &answers, &trials);
    let again = watch.seconds();
    let size = Screen::sharing(&cohort, terms, AbsencePolicy::closed_if_covered(), Arc::clone(&answers)).size();
    let memory = supervisor::peak_memory(std::process::id());

    if as_json {
        show::json(&json!({
            "patients": cohort.len(),
            "trials": trials.len(),
            "criteria": criteria,
            "atoms": size.atoms,
            "bitmap_bytes": size.bytes,
            "eligible_pairs": eligible,
            "parse_seconds": reading,
            "columns_seconds": building,
            "match_seconds": first,
            "match_from_bitmaps_seconds": again,
            "peak_memory_mib": memory.map(|kib| kib / 1024),
        }));
    } else {
        let count = |number: usize| show::thousands(u64::try_from(number).unwrap_or(u64::MAX));
        show::line(&format!(
            "trials read            {reading:.2} s, {} trials, {} criteria",
            count(trials.len()),
            count(criteria)
        ));
        show::line(&format!("patients in columns    {building:.2} s, {} patients", count(cohort.len())));
        show::line(&format!("matched                {first:.2} s, {} eligible pairs", show::thousands(eligible)));
        show::line(&format!(
            "matched from bitmaps   {again:.2} s, {} atoms, {} MB of bitmaps",
            count(size.atoms),
            count(size.bytes / 1_000_000)
        ));
        if let Some(kib) = memory {
            show::line(&format!("peak memory            {} MiB", show::thousands(kib / 1024)));
        }
    }
    ExitCode::SUCCESS
}

/// Matches all trials on all processors, and counts the pairs that are eligible.
fn match_all(cohort: &Cohort, answers: &Arc<Answers>, trials: &[Trial]) -> u64 {
    let next = AtomicUsize::new(0);
    let work = || {
        let absence = AbsencePolicy::closed_if_covered();
        let mut screen = Screen::sharing(cohort, Terms::builtin(), absence, Arc::clone(answers));
        let mut eligible = 0;
        while let Some(trial) = trials.get(next.fetch_add(1, Ordering::Relaxed)) {
            eligible += match_trial(&mut screen, trial, PAGE).counts.eligible;
        }
        eligible
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).sum()
    })
}

/// The concepts that facts and criteria are made of.
struct Known<'t> {
    things: Vec<(&'t Concept, FactKind)>,
    measured: Vec<&'t Concept>,
}

impl<'t> Known<'t> {
    fn of(terms: &'t Terms) -> Self {
        let kind = |concept: &Concept| match concept.kind {
            ConceptKind::Condition => Some(FactKind::Condition),
            ConceptKind::Drug => Some(FactKind::Medication),
            ConceptKind::Procedure => Some(FactKind::Procedure),
            _ => None,
        };
        let things = terms.concepts().iter().filter_map(|concept| Some((concept, kind(concept)?))).collect();
        let measured =
            terms.concepts().iter().filter(|concept| concept.kind == ConceptKind::Measurement && concept.unit.is_some());
        Self { things, measured: measured.collect() }
    }
}

/// Age and a result are required, and four things and another result bar. None asks for a window: a patient's now is no part of it.
fn trial(number: u32, numbers: &mut Numbers, known: &Known<'_>, parser: &mut Parser<'_>) -> Option<Trial> {
    let youngest = 18 + numbers.below(30);
    let oldest = youngest + 20 + numbers.below(40);
    let result = |numbers: &mut Numbers| {
        let measured = numbers.pick(&known.measured)?;
        let unit = measured.unit.as_deref().unwrap_or_default();
        Some(format!("* {} > {} {unit}\n", measured.name, 20 + numbers.below(160)))
    };
    let mut text = format!("Inclusion Criteria:\n\n* Age {youngest} to {oldest} years\n{}", result(numbers)?);
    text.push_str("\nExclusion Criteria:\n\n");
    text.push_str(&result(numbers)?);
    for _ in 0..4 {
        text.push_str(&format!("* {}\n", numbers.pick(&known.things)?.0.name));
    }
    let nct_id = NctId::parse(&format!("NCT{number:08}")).ok()?;
    let record = TrialRecord::new(nct_id, text);
    Some(Trial { nct_id, version: record.version(), criteria: parser.parse_trial(&record).criteria })
}

fn patient(numbers: &mut Numbers, known: &Known<'_>) -> Patient {
    let facts = (0..FACTS / 2 + numbers.below(FACTS + 1)).filter_map(|ordinal| {
        let day = numbers.day();
        if numbers.below(3) == 0 {
            let measured = numbers.pick(&known.measured)?;
            let unit = measured.unit.clone().unwrap_or_default();
            let value = Value::Quantity(Quantity { value: f64::from(numbers.below(200)), unit, comparator: None });
            Some(fact(measured, FactKind::Measurement, Some(value), day, ordinal))
        } else {
            let (concept, kind) = numbers.pick(&known.things)?;
            Some(fact(concept, *kind, None, day, ordinal))
        }
    });
    let facts = facts.collect();
    Patient {
        study_id: StudyId::from_random(numbers.next()),
        demographics: Demographics {
            age: Some(AgeYears::Years(u8::try_from(numbers.below(90)).unwrap_or(0))),
            sex: Some(if numbers.below(2) == 0 { Sex::Female } else { Sex::Male }),
        },
        facts,
        coverage: Coverage {
            encounters: vec![numbers.day()],
            exported: vec![ResourceKind::Condition, ResourceKind::MedicationRequest, ResourceKind::Procedure],
        },
        notes: Vec::new(),
        chart_version: String::new(),
    }
}

fn fact(concept: &Concept, kind: FactKind, value: Option<Value>, day: DayRange, ordinal: u32) -> Fact {
    Fact {
        kind,
        concept: Some(concept.id),
        coding: None,
        value,
        days: Span { start: Some(day), end: Some(day), recorded: None },
        assertion: Assertion::default(),
        course: None,
        source: Source::Resource { kind: ResourceKind::Condition, ordinal },
        extractor: Extractor::Structured,
        route: None,
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): repeatable numbers.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound.max(1))).unwrap_or(0)
    }

    /// One of a list, the first ones more often.
    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let bound = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let at = self.below(bound).min(self.below(bound)).min(self.below(bound));
        list.get(usize::try_from(at).ok()?)
    }

    fn day(&mut self) -> DayRange {
        DayRange::exact(Day(i32::try_from(self.below(DAYS)).unwrap_or(0)))
    }
}
