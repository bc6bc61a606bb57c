use super::*;

#[test]
fn records_come_back_as_they_went_in_even_when_empty_and_with_their_places() {
    let mut batch = Batch::default();
    for (key, record) in [("a", b"one".as_slice()), ("b", b"other"), ("a", b""), ("a", b"\0\xff{")] {
        batch.record(key, record);
    }
    let records = split(&chunk(7, &batch.records["a"].parts[0].1)).unwrap();
    let expected = [(0, b"one".to_vec()), (2, Vec::new()), (3, b"\0\xff{".to_vec())];
    assert_eq!(records, expected.map(|(arrived, bytes)| Record { at: 7 << 32 | arrived, bytes }));
    assert_eq!(split(&chunk(7, &[])), Some(Vec::new()));
}

#[test]
fn a_chunk_cut_short_anywhere_is_damaged() {
    let mut batch = Batch::default();
    batch.record("a", b"one");
    let bytes = chunk(1, &batch.records["a"].parts[0].1);
    for end in (0..bytes.len()).filter(|end| *end != 8) {
        assert_eq!(split(&bytes[..end]), None, "cut at {end}");
    }
}

#[test]
fn an_item_is_quarantined_or_accepted_and_warned_only_if_accepted() {
    let issue = |severity| Issue { code: almoner_base::IssueCode("x"), severity, path: String::new(), line: 1 };
    let mut batch = Batch::default();
    batch.item("Patient", &[]);
    batch.item("Patient", &[issue(Severity::Warning)]);
    batch.item("Patient", &[issue(Severity::Warning), issue(Severity::Quarantined)]);
    assert_eq!(batch.counts["Patient"], Count { accepted: 2, warned: 1, quarantined: 1 });
}

#[test]
fn debug_shows_counts_alone() {
    let mut batch = Batch::default();
    batch.record("Patient/ann", b"{\"name\":\"Ann\"}");
    batch.item("Patient", &[]);
    assert_eq!(format!("{batch:?}"), "Batch(1 items, 22 bytes)");
}
