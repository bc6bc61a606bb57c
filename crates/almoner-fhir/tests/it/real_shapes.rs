//! What good inputs give: places, subjects, offsets, and no byte lost.

use std::ops::ControlFlow;

use almoner_fhir::{Item, Limits, Subject, Target, parse, read_input};
use proptest::prelude::*;

use crate::read;

fn subjects(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    read_input(&mut text.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Resource(resource) = item {
            found.push(match resource.subject {
                Subject::Itself => "itself".to_owned(),
                Subject::NotPatient => "not a patient".to_owned(),
                Subject::None => "none".to_owned(),
                Subject::Patient(Target::Relative { kind, id }) => format!("{kind} {id}"),
                Subject::Patient(Target::Absolute { base, kind, id }) => format!("{base} {kind} {id}"),
                Subject::Patient(Target::Urn(urn)) => urn.into_owned(),
                Subject::Patient(Target::Contained(id)) => format!("contained {id}"),
                Subject::Patient(Target::Conditional { kind, system, value }) => {
                    format!("{kind} with {} {value}", system.unwrap_or_default())
                }
                Subject::Patient(Target::Identifier { system, value, .. }) => {
                    format!("{} {value}", system.unwrap_or_default())
                }
                Subject::Patient(Target::Unresolvable | Target::Unreadable) => "?".to_owned(),
            });
        }
        ControlFlow::Continue(())
    });
    found
}

#[test]
fn a_resource_says_whose_it_is_in_every_form_of_reference() {
    let text = r##"{"resourceType":"Patient","id":"p1"}
{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p1"}}
{"resourceType":"Immunization","id":"c","patient":{"reference":"Patient/p1/_history/3"}}
{"resourceType":"Coverage","id":"c","beneficiary":{"reference":"https://example.org/fhir/Patient/p1"}}
{"resourceType":"ResearchSubject","id":"c","individual":{"reference":"urn:uuid:0d9b8a52-6e0c-4c7d-9d5e-000000000001"}}
{"resourceType":"Condition","id":"c","subject":{"reference":"#p"}}
{"resourceType":"Condition","id":"c","subject":{"reference":"Patient?identifier=http://example.org/mrn|0017"}}
{"resourceType":"Condition","id":"c","subject":{"reference":"Patient?identifier=http%3A%2F%2Fexample.org%2Fmrn%7C0017"}}
{"resourceType":"Condition","id":"c","subject":{"type":"Patient","identifier":{"system":"http://example.org/mrn","value":"0017"}}}
{"resourceType":"Observation","id":"c","subject":{"reference":"Location/l1"}}
{"resourceType":"Organization","id":"o1"}
{"resourceType":"Task","id":"t1","for":{"reference":"Patient/p1"}}
"##;
    assert_eq!(
        subjects(text),
        [
            "itself",
            "Patient p1",
            "Patient p1",
            "https://example.org/fhir Patient p1",
            "urn:uuid:0d9b8a52-6e0c-4c7d-9d5e-000000000001",
            "contained p",
            "Patient with http://example.org/mrn 0017",
            "Patient with http://example.org/mrn 0017",
            "http://example.org/mrn 0017",
            "not a patient",
            "none",
            "Patient p1",
        ]
    );
}

#[test]
fn entries_of_a_bundle_keep_their_full_url_their_line_and_their_bytes() {
    let text = "\n{\"resourceType\": \"Bundle\",\n \"entry\": [\n {\"fullUrl\": \"urn:uuid:1\",\n  \"resource\": {\"resourceType\":\n\"Patient\",\"id\":\"p1\"}},\n {\"resource\": {\"resourceType\":\"Patient\",\"id\":\"p2\"}}\n]}";
    let mut found = Vec::new();
    read_input(&mut text.as_bytes(), &Limits::default(), &mut |item| {
        if let Item::Resource(it) = item {
            let end = usize::try_from(it.byte_offset).unwrap();
            assert_eq!(&text.as_bytes()[end - it.raw.len()..end], it.raw);
            found.push((it.id.into_owned(), it.full_url.map(|url| url.into_owned()), it.line));
        }
        ControlFlow::Continue(())
    });
    assert_eq!(found, [("p1".into(), Some("urn:uuid:1".into()), 5), ("p2".into(), None, 7)]);
}

/// Pieces of inputs, good and bad, in any order.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let fixed: Vec<&[u8]> = vec![
        b"{\"resourceType\":\"Patient\",\"id\":\"p1\"}",
        b"{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"p1\"}}]}",
        b"{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"id\":",
        b"{\n \"resourceType\": \"Patient\",\n \"id\": \"p2\"\n}",
        b"\n",
        b"\r\n",
        b" ",
        b",",
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b"\\",
        b"\\u",
        b"<x>",
        b"\xef\xbb\xbf",
        b"\xff",
        b"\x00",
        b"null",
        b"{\"resourceType\":\"Patient\",\"modifierExtension\":[1],\"id\":\"\\ud800\"}",
    ];
    prop_oneof![4 => proptest::sample::select(fixed).prop_map(<[u8]>::to_vec), 1 => proptest::collection::vec(any::<u8>(), 0..20)]
}

/// Pieces that are no part of a Bundle or a list.
fn unframed() -> impl Strategy<Value = Vec<u8>> {
    piece().prop_map(
        |piece| if piece.contains(&b'[') || piece.contains(&b'"') && piece.len() > 60 { b"{".to_vec() } else { piece },
    )
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic_and_counted(pieces in proptest::collection::vec(piece(), 0..20)) {
        let input = pieces.concat();
        let report = read(input.as_slice(), &Limits::default()).report;
        prop_assert_eq!(report.received, report.accepted + report.quarantined + report.deletions + report.export_records);
        let _ = parse(&input);
    }

    /// Outside Bundles and lists, whose frame is no record, every byte that is no white space and no comma
    /// between records comes out again, in order.
    #[test]
    fn no_byte_is_lost(pieces in proptest::collection::vec(unframed(), 0..20)) {
        let input = pieces.concat();
        let is_framed = input.windows(8).any(|w| w == b"\"Bundle\"") || input.contains(&b'[');
        let is_packed = input.starts_with(b"\x1f\x8b") || input.starts_with(b"\x28\xb5\x2f\xfd");
        let is_utf16 = matches!(input.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'{', 0, ..] | [0, b'{', ..]);
        prop_assume!(!is_framed && !is_packed && !is_utf16);
        let outcome = read(input.as_slice(), &Limits::default());
        let solid = |bytes: &[u8]| -> Vec<u8> {
            let mut rest = bytes;
            let mut kept = Vec::new();
            while let Some((first, after)) = rest.split_first() {
                if let Some(after) = rest.strip_prefix(b"\xef\xbb\xbf") {
                    rest = after;
                    continue;
                }
                if !matches!(first, b' ' | b'\t' | b'\r' | b'\n' | b',' | 0x1e) {
                    kept.push(*first);
                }
                rest = after;
            }
            kept
        };
        prop_assert_eq!(solid(&outcome.raw.concat()), solid(&input));
    }

    /// Limits are never exceeded by what is handed out, and nothing is lost to them.
    #[test]
    fn small_limits_lose_nothing(pieces in proptest::collection::vec(piece(), 0..30), limit in 16_usize..200) {
        let input = pieces.concat();
        let limits = Limits { max_resource_bytes: limit, max_bundle_bytes: limit, ..Limits::default() };
        let report = read(input.as_slice(), &limits).report;
        prop_assert_eq!(report.received, report.accepted + report.quarantined + report.deletions + report.export_records);
    }
}
