//! Measures screening of a made cohort:
//! `cargo run --release -p almoner-match --example screen_bench -- PATIENTS TRIALS.jsonl [COUNT [FACTS]]`.
//!
//! Patients have random age, sex and about eight facts (or `FACTS`) drawn from the vocabulary; trials are lines with `nct_id` and
//! `criteria_text`. Prints seconds to build the columns, to parse, to screen once, and to screen again from kept atoms; then
//! what a person waits for: a ranking from kept atoms, pages of it, and what-if questions, the worst over all trials; then one
//! patient against all trials, and again after one new result, with 20 patients compared with the evaluator.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a measurement prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use almoner_base::{ConceptId, Day, DayRange, NctId, Quantity, StudyId};
use almoner_eligibility::{AbsencePolicy, Atom, Bound, Expr, FactIndex, PatientView, decide_criterion};
use almoner_facts::{
    AgeYears, Assertion, Coverage, Demographics, Extractor, Fact, FactKind, ResourceKind, Sex, Source, Span, Value,
};
use almoner_match::{
    Answers, Change, Cohort, Patient, Ranking, Roster, Screen, SuppliedAnswers, Trial, Wanted, match_trial,
};
use almoner_terms::{ConceptKind, Terms};
use almoner_trials::{Parser, TrialRecord};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(Ok(patients)), Some(path)) = (arguments.first().map(|text| text.parse::<u32>()), arguments.get(1)) else {
        eprintln!("usage: screen_bench PATIENTS TRIALS.jsonl [COUNT [FACTS]]");
        return ExitCode::from(2);
    };
    let count = arguments.get(2).and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
    let facts = arguments.get(3).and_then(|text| text.parse().ok()).unwrap_or(8);
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("can not read the trials");
        return ExitCode::from(4);
    };
    let terms = Terms::builtin();
    let started = Instant::now();
    let mut parser = Parser::new(terms);
    let trials: Vec<Trial> = text.lines().take(count).filter_map(|line| read(line, &mut parser)).collect();
    let criteria: usize = trials.iter().map(|trial| trial.criteria.len()).sum();
    println!("{} trials, {criteria} criteria parsed in {:.2} s", trials.len(), started.elapsed().as_secs_f64());

    let started = Instant::now();
    let known: Vec<(ConceptId, FactKind, Option<String>)> = concepts(terms);
    let mut numbers = Numbers(1);
    let cohort = Cohort::new((0..patients).map(|_| patient(&mut numbers, &known, facts)));
    println!("{} patients in columns in {:.2} s", cohort.len(), started.elapsed().as_secs_f64());

    let answers: Arc<Answers> = Arc::default();
    let mut screen = Screen::sharing(&cohort, terms, AbsencePolicy::closed_if_covered(), Arc::clone(&answers));
    for turn in ["first", "again"] {
        let (started, busy) = (Instant::now(), processor_seconds());
        let eligible = match_all(&cohort, &answers, &trials);
        let size = screen.size();
        println!(
            "{turn}: {:.2} s ({:.2} s of processors); {} distinct atoms, {:.1} MB of exceptions; {eligible} eligible pairs",
            started.elapsed().as_secs_f64(),
            processor_seconds() - busy,
            size.atoms,
            size.bytes as f64 / 1e6
        );
    }
    ask(&mut screen, &trials);
    one_by_one(&cohort, &trials, &known);
    if let Some(line) = std::fs::read_to_string("/proc/self/status")
        .ok()
        .as_deref()
        .and_then(|status| status.lines().find(|line| line.starts_with("VmHWM")))
    {
        println!("memory at its peak: {}", line.trim_start_matches("VmHWM:").trim());
    }
    ExitCode::SUCCESS
}

/// One patient against all trials: with everything that is on record, and again with one result more.
fn one_by_one(cohort: &Cohort, trials: &[Trial], results: &[(ConceptId, FactKind, Option<String>)]) {
    let (terms, absence) = (Terms::builtin(), AbsencePolicy::closed_if_covered());
    let started = Instant::now();
    let roster = Roster::new(trials, terms, absence);
    let size = roster.size();
    println!(
        "roster made in {:.2} s: {} trials, {} criteria, {} distinct, {} questions, {:.1} MB",
        started.elapsed().as_secs_f64(),
        size.trials,
        size.criteria,
        size.programs,
        size.questions,
        size.bytes as f64 / 1e6
    );
    let mut numbers = Numbers(77);
    let (mut asked, mut again, mut differing) = (Vec::new(), Vec::new(), 0);
    let measured: Vec<_> = results.iter().filter(|(_, kind, _)| *kind == FactKind::Measurement).collect();
    for (number, patient) in (0_u32..).zip(cohort.patients()).take(1_000) {
        let started = thread_millis();
        let Some(before) = cohort.view(number, |view| roster.ask(view)) else { continue };
        let millis = thread_millis() - started;
        if number == 0 {
            println!("the first patient of a coverage: {millis:.2} ms of a processor");
        } else {
            asked.push(millis);
        }
        let most = u32::try_from(measured.len()).unwrap_or(u32::MAX);
        let Some((concept, _, unit)) = measured.get(numbers.below(most) as usize) else { continue };
        let mut facts = patient.facts.clone();
        let quantity = Quantity { value: 7.0, unit: unit.clone().unwrap_or_default(), comparator: None };
        facts.push(fact(*concept, FactKind::Measurement, Some(Value::Quantity(quantity)), DayRange::exact(Day(3_001)), 99));
        let started = thread_millis();
        let facts = FactIndex::new(&facts);
        let Patient { demographics, coverage, notes, .. } = patient;
        let now = roster.ask(&PatientView { demographics, facts: &facts, coverage, notes });
        differing += roster.differing(&before, &now).len();
        again.push(thread_millis() - started);
    }
    for (what, millis) in [("one patient, all trials", &mut asked), ("again after one new result", &mut again)] {
        millis.sort_by(f64::total_cmp);
        let at = |share: usize| millis.get(millis.len().saturating_sub(1) * share / 100).copied().unwrap_or(0.0);
        let (median, most, worst) = (at(50), at(99), at(100));
        println!("{what}: median {median:.2} ms of a processor, 99 of 100 within {most:.2} ms, at most {worst:.2} ms");
    }
    println!(
        "trials with another verdict after one result, on average: {:.1}",
        differing as f64 / again.len().max(1) as f64
    );
    let mut verdicts = 0_u64;
    let mut wrong = 0_u64;
    for number in (0_u32..20).filter(|number| cohort.patient(*number).is_some()) {
        let Some(standings) = cohort.view(number, |view| roster.ask(view)) else { continue };
        for trial in trials {
            for (criterion, (_, _, verdict, _)) in trial.criteria.iter().zip(roster.verdicts(&standings, trial.nct_id)) {
                let alone =
                    cohort.view(number, |view| decide_criterion(criterion, view, terms, &absence, None).finding.verdict);
                verdicts += 1;
                wrong += u64::from(alone != Some(verdict));
            }
        }
    }
    println!(
        "{verdicts} verdicts compared with the evaluator's, {wrong} differ; {:.1} MB",
        roster.size().bytes as f64 / 1e6
    );
}

/// Matches all trials on all processors, and counts the pairs that are eligible.
fn match_all(cohort: &Cohort, answers: &Arc<Answers>, trials: &[Trial]) -> u64 {
    let next = AtomicUsize::new(0);
    let work = || {
        let answers = Arc::clone(answers);
        let mut screen = Screen::sharing(cohort, Terms::builtin(), AbsencePolicy::closed_if_covered(), answers);
        let mut eligible = 0;
        while let Some(trial) = trials.get(next.fetch_add(1, Ordering::Relaxed)) {
            eligible += match_trial(&mut screen, trial, 100).counts.eligible;
        }
        eligible
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).sum()
    })
}

/// Seconds that all threads of this process have computed, where the system tells: a machine that others use makes clocks lie.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u32 = after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    f64::from(ticks) / 100.0
}

/// Milliseconds that this thread has computed.
fn thread_millis() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// Asks what people ask, of each trial, and tells the longest that one waited.
fn ask(screen: &mut Screen<'_>, trials: &[Trial]) {
    let mut worst: [(&str, f64); 7] = [
        ("ranking", 0.0),
        ("first page", 0.0),
        ("jump to any place", 0.0),
        ("one unknown away", 0.0),
        ("what if a criterion is dropped", 0.0),
        ("what if a criterion asks something new", 0.0),
        ("what to ask first", 0.0),
    ];
    let mut note = |at: usize, started: Instant| {
        if let Some((_, worst)) = worst.get_mut(at) {
            *worst = worst.max(started.elapsed().as_secs_f64() * 1000.0);
        }
    };
    let mut age = 20.0;
    for trial in trials {
        let started = Instant::now();
        let ranking = Ranking::new(screen, &trial.criteria, &SuppliedAnswers::default());
        note(0, started);
        let started = Instant::now();
        let (page, total) = ranking.page(&Wanted::default(), 0, 50);
        let rows: usize = page.iter().map(|place| ranking.verdicts(place.number).len()).sum();
        note(1, started);
        let started = Instant::now();
        let (page, _) = ranking.page(&Wanted::default(), total / 2, 200);
        let more: usize = page.iter().map(|place| ranking.verdicts(place.number).len()).sum();
        note(2, started);
        let started = Instant::now();
        let wanted = Wanted { statuses: Vec::new(), only: Some(ranking.one_unknown()) };
        let (_, few) = ranking.page(&wanted, 0, 50);
        note(3, started);
        let Some(first) = trial.criteria.first() else { continue };
        let started = Instant::now();
        let dropped = Change { dropped: vec![first.id], ..Change::default() };
        let left = ranking.suppose(screen, &dropped).candidates.len();
        note(4, started);
        // A threshold that nobody has asked about yet.
        age += 0.01;
        let low = Some(Bound { value: age, inclusive: true });
        let mut criterion = first.clone();
        criterion.expr.expr = Expr::Atom(Atom::Age { low, high: None });
        let started = Instant::now();
        let left_then = ranking.suppose(screen, &Change { replaced: vec![criterion], ..Change::default() }).candidates.len();
        note(5, started);
        let started = Instant::now();
        let questions = ranking.next_questions(screen, &trial.criteria, 5).len();
        note(6, started);
        std::hint::black_box((rows, more, few, left, left_then, questions));
    }
    for (what, millis) in worst {
        println!("{what}: at most {millis:.1} ms");
    }
}

fn read(line: &str, parser: &mut Parser) -> Option<Trial> {
    let row: serde_json::Value = serde_json::from_str(line).ok()?;
    let nct_id = NctId::parse(row.get("nct_id")?.as_str()?).ok()?;
    let record = TrialRecord::new(nct_id, row.get("criteria_text")?.as_str()?.to_owned());
    Some(Trial { nct_id, version: record.version(), criteria: parser.parse_trial(&record).criteria })
}

fn concepts(terms: &Terms) -> Vec<(ConceptId, FactKind, Option<String>)> {
    let all = (0..100_000).filter_map(|id| terms.concept(ConceptId(id)));
    let kind = |kind: ConceptKind| match kind {
        ConceptKind::Condition => Some(FactKind::Condition),
        ConceptKind::Drug => Some(FactKind::Medication),
        ConceptKind::Measurement => Some(FactKind::Measurement),
        ConceptKind::Procedure => Some(FactKind::Procedure),
        _ => None,
    };
    all.filter_map(|concept| Some((concept.id, kind(concept.kind)?, concept.unit.clone()))).collect()
}

fn patient(numbers: &mut Numbers, known: &[(ConceptId, FactKind, Option<String>)], facts: u32) -> Patient {
    let day = DayRange::exact(Day(i32::try_from(numbers.below(3_000)).unwrap_or(0)));
    let facts = (0..facts / 2 + numbers.below(facts + 1)).filter_map(|ordinal| {
        // Some concepts are common, most are rare.
        let most = u32::try_from(known.len()).unwrap_or(u32::MAX);
        let pick = numbers.below(most).min(numbers.below(most)).min(numbers.below(most));
        let (concept, kind, unit) = known.get(pick as usize)?;
        let value = (*kind == FactKind::Measurement).then(|| {
            let unit = unit.clone().unwrap_or_default();
            Value::Quantity(Quantity { value: f64::from(numbers.below(200)), unit, comparator: None })
        });
        Some(fact(*concept, *kind, value, day, ordinal))
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
            encounters: vec![day],
            exported: vec![ResourceKind::Condition, ResourceKind::MedicationRequest, ResourceKind::Procedure],
        },
        notes: Vec::new(),
        chart_version: String::new(),
    }
}

fn fact(concept: ConceptId, kind: FactKind, value: Option<Value>, day: DayRange, ordinal: u32) -> Fact {
    Fact {
        kind,
        concept: Some(concept),
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
}
