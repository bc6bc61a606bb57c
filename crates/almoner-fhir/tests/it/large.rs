//! Inputs that are large, deep, compressed or cut off: bounded in memory, and reported.

use std::io::{self, Read, Write};
use std::ops::ControlFlow;

use almoner_fhir::{Compression, Item, Limits, codes, parse, read_input};

use crate::read;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p1"}"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An endless input of one byte.
struct Endless(u8);

impl Read for Endless {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        buf.fill(self.0);
        Ok(buf.len())
    }
}

#[test]
fn gzip_of_several_members_is_read_through() {
    let mut packed = gzip(format!("{PATIENT}\n").as_bytes());
    packed.extend(gzip(format!("{PATIENT}\n").as_bytes()));
    let outcome = read(packed.as_slice(), &Limits::default());
    assert_eq!(outcome.text, "received 2 accepted 2\n");
    assert_eq!(outcome.report.compression, Compression::Gzip);
    assert_eq!(outcome.report.bytes, 2 * (PATIENT.len() as u64 + 1));
}

#[test]
fn zstd_is_read() {
    let packed = zstd::encode_all(format!("{PATIENT}\n{PATIENT}\n").as_bytes(), 3).unwrap();
    let outcome = read(packed.as_slice(), &Limits::default());
    assert_eq!(outcome.text, "received 2 accepted 2\n");
    assert_eq!(outcome.report.compression, Compression::Zstd);
}

#[test]
fn a_cut_compressed_file_gives_what_came_before_the_cut_and_is_not_complete() {
    let text: String = (0..5000).map(|i| format!("{{\"resourceType\":\"Patient\",\"id\":\"p{i}\"}}\n")).collect();
    for packed in [gzip(text.as_bytes()), zstd::encode_all(text.as_bytes(), 3).unwrap()] {
        let outcome = read(packed.get(..packed.len() - 12).unwrap(), &Limits::default());
        assert!(!outcome.report.complete);
        assert!(outcome.report.issues.iter().any(|issue| issue.code.0 == "compression-broken"));
    }
}

// ASVS 5.2.3
#[test]
fn a_gzip_bomb_is_stopped_before_it_grows() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    io::copy(&mut Endless(b' ').take(200 << 20), &mut encoder).unwrap();
    let packed = encoder.finish().unwrap();
    assert!(packed.len() < 1 << 20);
    let outcome = read(packed.as_slice(), &Limits::default());
    assert!(!outcome.report.complete);
    assert!(outcome.report.issues.iter().any(|issue| issue.code.0 == "compression-bomb"));
    assert!(outcome.report.bytes < 40 << 20, "stopped after {} bytes", outcome.report.bytes);
}

// ASVS 5.2.1
#[test]
fn a_bomb_of_one_endless_string_holds_no_more_than_the_limit() {
    let limits = Limits { max_resource_bytes: 1 << 20, max_bundle_bytes: 1 << 20, ..Limits::default() };
    let head = br#"{"resourceType":"Patient","id":""#;
    let mut largest = 0;
    let mut total = 0;
    let mut input = head.chain(Endless(b'a').take(20 << 20));
    let report = read_input(&mut input, &limits, &mut |item| {
        if let Item::Quarantined(it) = item {
            largest = largest.max(it.raw.len());
            total += it.raw.len();
        }
        ControlFlow::Continue(())
    });
    assert!(largest <= (1 << 20) + (256 << 10), "{largest}");
    assert_eq!(total, head.len() + (20 << 20), "nothing is lost");
    assert_eq!((report.received, report.quarantined), (1, 1), "its pieces are one record");
}

#[test]
fn what_follows_an_oversized_record_is_read() {
    let limits = Limits { max_resource_bytes: 1 << 10, max_bundle_bytes: 1 << 12, ..Limits::default() };
    for size in [2_000, 4_000, 5_000, 9_000, 700_000] {
        let text = format!("{PATIENT}\n{{\"resourceType\":\"Patient\",\"id\":\"{}\"}}\n{PATIENT}\n", "a".repeat(size));
        let outcome = read(text.as_bytes(), &limits);
        assert_eq!(outcome.text, "received 3 accepted 2 quarantined 1\nquarantined 2 record-too-large\n", "{size}");
    }
}

#[test]
fn nesting_of_any_depth_is_refused_without_recursion() {
    for depth in [101, 127, 128, 200, 100_000] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let inner = if open == "[" { "" } else { "1" };
            let deep = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
            let text = format!("{{\"resourceType\":\"Patient\",\"id\":\"p1\",\"x\":{deep}}}\n{PATIENT}\n");
            let outcome = read(text.as_bytes(), &Limits::default());
            assert_eq!(outcome.text, "received 2 accepted 1 quarantined 1\nquarantined 1 json-depth\n", "{depth} {open}");
        }
    }
}

#[test]
fn typed_parsing_alone_refuses_what_is_nested_too_deep() {
    for (open, close) in [("[", "]"), (r#"{"extension":"#, "}")] {
        for depth in [200, 100_000] {
            let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let text = format!("{{\"resourceType\":\"Patient\",\"extension\":{deep}}}");
            let (resource, issues) = parse(text.as_bytes());
            // Objects beyond the 24th are passed over without recursion.
            if open == "[" {
                assert!(resource.is_none());
                assert_eq!(issues.last().unwrap().code, codes::JSON_DEPTH);
            } else {
                assert!(issues.iter().any(|issue| issue.code == codes::ELEMENT_DEPTH));
            }
        }
    }
}

#[test]
fn nesting_within_the_limit_is_kept_and_parsed_as_far_as_structures_go() {
    let mut extension = r#"{"url":"http://example.org/a","valueString":"x"}"#.to_owned();
    for _ in 0..45 {
        extension = format!(r#"{{"url":"http://example.org/a","extension":[{extension}]}}"#);
    }
    let text = format!("{{\"resourceType\":\"Patient\",\"id\":\"p1\",\"extension\":[{extension}]}}\n");
    let outcome = read(text.as_bytes(), &Limits::default()).text;
    let path = vec!["extension"; 24].join(".");
    assert_eq!(outcome, format!("received 1 accepted 1\nparse 1 element-depth Patient.{path}\n"));
}

#[test]
fn a_string_of_8_megabytes_is_read() {
    let text = format!("{{\"resourceType\":\"Binary\",\"id\":\"b1\",\"data\":\"{}\"}}\n{PATIENT}", "QUJD".repeat(2 << 20));
    let outcome = read(text.as_bytes(), &Limits::default());
    assert_eq!(outcome.text, "received 2 accepted 2\n");
    assert_eq!(outcome.raw.first().map(Vec::len), Some(text.len() - PATIENT.len() - 1));
}

#[test]
fn a_failing_disk_is_an_incomplete_input() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("disk"))
        }
    }
    let outcome = read(format!("{PATIENT}\n").as_bytes().chain(Failing), &Limits::default());
    assert_eq!(outcome.text, "received 1 accepted 1 incomplete\ninput input-broken\n");
}

#[test]
fn a_receiver_that_breaks_off_gets_nothing_more() {
    let text = format!("{PATIENT}\n").repeat(10);
    let mut calls = 0;
    let report = read_input(&mut text.as_bytes(), &Limits::default(), &mut |_| {
        calls += 1;
        if calls == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(calls, 3);
    assert!(!report.complete);
}

#[test]
fn a_byte_at_a_time_gives_what_the_whole_gives() {
    struct Drip<'a>(&'a [u8]);
    impl Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(1).min(buf.len());
            let (now, later) = self.0.split_at(count);
            buf.get_mut(..count).unwrap().copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/fhir-bad");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let content = std::fs::read(&path).unwrap();
        let (whole, dripped) = (read(content.as_slice(), &Limits::default()), read(Drip(&content), &Limits::default()));
        assert_eq!(whole.text, dripped.text, "{}", path.display());
        assert_eq!(whole.raw, dripped.raw);
    }
}
