//! Arbitrary bytes through the reader, the typed structures and the notes: no panic, and every record is counted.
//!
//! Seeds: `cargo fuzz run fhir_reader fuzz/corpus/fhir_reader testdata/fhir-bad`.
#![no_main]

use std::ops::ControlFlow;

use almoner_fhir::{Item, Limits, Resource, attachment_text, identity, parse, read_input};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { max_resource_bytes: 1 << 16, max_bundle_bytes: 1 << 18, ..Limits::default() };
    let report = read_input(&mut &*bytes, &limits, &mut |item| {
        if let Item::Resource(raw) = item
            && let (Some(resource), _) = parse(raw.raw)
        {
            let _ = identity(&resource);
            if let Resource::Binary(binary) = &resource
                && let Some(data) = &binary.data
            {
                let _ = attachment_text(binary.content_type.as_deref(), data);
            }
        }
        ControlFlow::Continue(())
    });
    assert_eq!(report.received, report.accepted + report.quarantined + report.deletions + report.export_records);
    let _ = parse(bytes);
});
