//! Arbitrary bytes as an RTF note: no panic, and no more characters than bytes.
#![no_main]

use almoner_fhir::rtf_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(text) = rtf_text(bytes) {
        assert!(text.chars().count() <= bytes.len());
    }
});
