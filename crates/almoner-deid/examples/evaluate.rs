//! Measures the text engine: `evaluate GOLD.jsonl [--no-known] [--show-phi] [--safe] [--change NAME] [--html FILE]
//! [--brief|--json]`,
//! or `evaluate --speed FILE...` for the throughput over plain files.
#![expect(clippy::print_stdout, reason = "an example reads files and prints")]
#![expect(clippy::disallowed_methods, reason = "an example measures time")]

use std::time::Instant;

use almoner_deid::{Change, Evaluation, Form, Known, TextEngine, evaluate, redact};

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let after = |flag: &str| arguments.iter().skip_while(|argument| *argument != flag).nth(1);
    let start = Instant::now();
    let trained;
    let engine = match after("--weights") {
        Some(path) => {
            trained = TextEngine::with_weights(almoner_terms::Terms::builtin(), &std::fs::read(path)?);
            &trained
        }
        None => TextEngine::builtin(),
    };
    if has("--speed") {
        println!("start {:?}", start.elapsed());
        for path in arguments.iter().filter(|argument| !argument.starts_with("--") && !argument.ends_with(".bin")) {
            speed(engine, path)?;
        }
        return Ok(());
    }
    let gold = std::fs::read_to_string(arguments.first().ok_or("usage: evaluate GOLD.jsonl")?)?;
    let change = match after("--change") {
        Some(name) => Change::ALL.into_iter().find(|change| change.name() == name).ok_or("no such change")?,
        None => Change::None,
    };
    let what = Evaluation {
        form: if has("--safe") { Form::SafeVocabulary } else { Form::Tags },
        with_known: !has("--no-known"),
        show_phi: has("--show-phi"),
        change,
    };
    let mut report = evaluate(engine, &gold, &what)?;
    if let Some(path) = after("--html") {
        std::fs::write(path, report.to_html())?;
    }
    if has("--json") {
        println!("{}", report.to_json()?);
        return Ok(());
    }
    if has("--brief") {
        report.misses.clear();
        report.touched.clear();
    }
    println!("{report}");
    Ok(())
}

/// Seconds of processor time so far: on a shared machine the clock on the wall says little. Linux only; else 0.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or_default() / 1e9
}

/// Throughput over one file as one text, and the spread over 3 KB notes cut from it, in processor time; the best of five.
fn speed(engine: &TextEngine, path: &str) -> Result<(), Problem> {
    let text = std::fs::read_to_string(path)?;
    let known = Known::new();
    for form in [Form::Tags, Form::SafeVocabulary] {
        let mut spans = 0;
        let mut best = f64::MAX;
        for _ in 0..5 {
            let start = processor();
            spans = redact(engine, &text, &known, form).spans.len();
            best = best.min(processor() - start);
        }
        #[expect(clippy::cast_precision_loss, reason = "sizes of files")]
        let rate = text.len() as f64 / 1e6 / best;
        println!("{path} {form:?}: {} bytes, {spans} spans, {best:.3} s, {rate:.1} MB/s", text.len());
    }
    let chars: Vec<char> = text.chars().collect();
    let mut times: Vec<f64> = chars
        .chunks(3000)
        .map(|chunk| {
            let note: String = chunk.iter().collect();
            // The best of three: a note is over before the count of processor time moves.
            let once = || {
                let start = Instant::now();
                std::hint::black_box(redact(engine, &note, &known, Form::Tags));
                start.elapsed().as_secs_f64()
            };
            once().min(once()).min(once())
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default() * 1e3;
    println!("  3 KB notes: median {:.3} ms, p99 {:.3} ms", at(50), at(99));
    Ok(())
}
