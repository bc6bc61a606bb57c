//! Shows misses in their surroundings, to learn from notes of the train part: `misses GOLD.jsonl [--known] [--weights FILE]`.
//! Each line is a category, the kind of mistake (`left`, `touched` or `extra`) and the text around it.
#![expect(clippy::print_stdout, reason = "an example prints")]

use almoner_deid::{Form, Known, TextEngine, redact};
use serde_json::Value;

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let weights = arguments.iter().skip_while(|argument| *argument != "--weights").nth(1);
    let trained = weights.map(std::fs::read).transpose()?;
    let trained = trained.map(|bytes| TextEngine::with_weights(almoner_terms::Terms::builtin(), &bytes));
    let engine = trained.as_ref().unwrap_or_else(|| TextEngine::builtin());
    let with_known = arguments.iter().any(|argument| argument == "--known");
    for line in std::fs::read_to_string(arguments.first().ok_or("usage: misses GOLD.jsonl")?)?.lines() {
        let note: Value = serde_json::from_str(line)?;
        let known = match note.get("known").filter(|_| with_known) {
            Some(known) => Known::from_value(known)?,
            None => Known::new(),
        };
        let text = note.get("text").and_then(Value::as_str).unwrap_or_default();
        let chars: Vec<char> = text.chars().collect();
        let mut gone = vec![false; chars.len()];
        let redacted = redact(engine, text, &known, Form::Tags);
        for span in &redacted.spans {
            gone.get_mut(span.start..span.end).unwrap_or_default().fill(true);
        }
        let mut gold = vec![false; chars.len()];
        let number = |span: &Value, key: &str| span.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let around = |start: usize, end: usize| {
            let piece = |from: usize, to: usize| -> String {
                let masked = (from..to.min(chars.len())).map(|at| chars.get(at).copied().unwrap_or(' '));
                masked.collect::<String>().replace('\n', "\\n")
            };
            format!("{}⟦{}⟧{}", piece(start.saturating_sub(40), start), piece(start, end), piece(end, end + 30))
        };
        for (list, kind) in [("spans", "left"), ("keep", "touched")] {
            for span in note.get(list).and_then(Value::as_array).into_iter().flatten() {
                let (Some(start), Some(end)) = (number(span, "start"), number(span, "end")) else { continue };
                let name = span.get("category").or_else(|| span.get("class")).and_then(Value::as_str).unwrap_or_default();
                let telling = |at: &usize| chars.get(*at).is_some_and(|c| c.is_alphanumeric());
                let wrong = match kind {
                    "left" => (start..end).filter(telling).any(|at| gone.get(at) != Some(&true)),
                    _ => (start..end).any(|at| gone.get(at) == Some(&true)),
                };
                if kind == "left" {
                    gold.get_mut(start..end).unwrap_or_default().fill(true);
                }
                if wrong {
                    println!("{name}\t{kind}\t{}", around(start, end));
                }
            }
        }
        for span in &redacted.spans {
            let extra = (span.start..span.end)
                .filter(|at| chars.get(*at).is_some_and(|c| c.is_alphanumeric()) && gold.get(*at) != Some(&true))
                .count();
            if extra > 0 {
                println!("{}\textra\t{}", span.category, around(span.start, span.end));
            }
        }
    }
    Ok(())
}
