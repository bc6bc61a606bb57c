use super::*;

#[test]
fn records_come_back_as_they_went_in_even_when_empty() {
    let mut batch = Batch::default();
    for record in [b"one".as_slice(), b"", b"\0\xff{"] {
        batch.record("a", record);
    }
    assert_eq!(split(&batch.records["a"].bytes), Some(vec![b"one".to_vec(), Vec::new(), b"\0\xff{".to_vec()]));
    assert_eq!(split(&[]), Some(Vec::new()));
}

#[test]
fn a_chunk_cut_short_anywhere_is_damaged() {
    let mut batch = Batch::default();
    batch.record("a", b"one");
    let bytes = &batch.records["a"].bytes;
    for end in 1..bytes.len() {
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
    assert_eq!(format!("{batch:?}"), "Batch(1 items, 18 bytes)");
}
