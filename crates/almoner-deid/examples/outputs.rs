//! What tags, masks and surrogates cost, and what of a gold file's identifiers stands in them: `outputs GOLD`.
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::collections::BTreeMap;

use almoner_deid::{Form, Known, Output, Surrogates, TextEngine, redact_as};
use serde_json::Value;

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let gold = std::fs::read_to_string(std::env::args().nth(1).ok_or("usage: outputs GOLD")?)?;
    let notes: Vec<Value> = gold.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let engine = TextEngine::builtin();
    let known = Known::new();
    for name in ["tags", "masks", "surrogates"] {
        let (mut bytes, mut found, mut values, mut left) = (0, 0, 0, 0);
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        #[expect(clippy::disallowed_methods, reason = "an example that measures")]
        let start = std::time::Instant::now();
        for (number, note) in (0_u64..).zip(&notes) {
            let text = note.get("text").and_then(Value::as_str).ok_or("a line without text")?;
            // No secret: this measures, and hides nothing.
            let surrogates = Surrogates::new(move |data| mixed(number, data));
            let output = match name {
                "tags" => Output::Tags,
                "masks" => Output::Masks,
                _ => Output::Surrogates(&surrogates),
            };
            let redacted = redact_as(engine, text, &known, Form::Tags, output);
            bytes += text.len();
            found += redacted.spans.len();
            let letters: Vec<char> = text.chars().collect();
            for span in note.get("spans").and_then(Value::as_array).into_iter().flatten() {
                let at = |name: &str| usize::try_from(span.get(name)?.as_u64()?).ok();
                let range = at("start").zip(at("end")).and_then(|(start, end)| letters.get(start..end));
                let value: String = range.ok_or("a span outside its text")?.iter().collect();
                // Shorter values stand in other words.
                if value.chars().count() >= 5 {
                    values += 1;
                    left += usize::from(redacted.text.contains(&value));
                }
            }
            for category in almoner_deid::Category::ALL {
                *tags.entry(category.name()).or_default() += redacted.text.matches(&format!("[{category}]")).count();
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        let stay: usize = tags.values().sum();
        #[expect(clippy::cast_precision_loss, reason = "bytes of a file")]
        let speed = bytes as f64 / 1e6 / seconds;
        println!(
            "{name}: {speed:.1} MB/s, {found} found, {stay} tags, {left} of {values} values stand verbatim in the output"
        );
        if name == "surrogates" {
            tags.retain(|_, count| *count > 0);
            println!("  tags that stay: {tags:?}");
        }
    }
    Ok(())
}

fn mixed(key: u64, data: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    for (part, slot) in (0_u64..).zip(out.chunks_mut(8)) {
        let mut hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ part;
        for byte in data {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
            hash ^= hash >> 29;
        }
        slot.copy_from_slice(&hash.to_be_bytes());
    }
    out
}
