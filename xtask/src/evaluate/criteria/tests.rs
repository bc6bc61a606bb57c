use super::*;

#[test]
fn a_span_counts_for_every_sentence_that_it_touches() {
    // Lines: 0..7, 8..15, 16..23.
    let note = "0. aaaa\n1. bbbb\n2. cccc";
    let spans = [json!({ "start": 4, "end": 9 })];
    assert_eq!(sentences_of(note, &spans), BTreeSet::from([0, 1]));
    assert_eq!(sentences_of(note, &[json!({ "start": 16, "end": 17 })]), BTreeSet::from([2]));
    assert!(sentences_of(note, &[]).is_empty());
}

#[test]
fn spans_count_characters_and_not_bytes() {
    let spans = [json!({ "start": 8, "end": 9 })];
    assert_eq!(sentences_of("0. éééé\n1. b", &spans), BTreeSet::from([1]));
}

#[test]
fn a_criterion_that_is_not_what_stands_at_its_span_is_counted() {
    let mut parsed = Parsed::default();
    let criterion = |start, end, text| json!({ "source": { "start": start, "end": end }, "text": text, "coverage": "full" });
    parsed.add("ab\ncd", &json!({ "criteria": [criterion(0, 2, "ab"), criterion(3, 5, "xx")] }));
    assert_eq!((parsed.unfaithful, parsed.inside, parsed.characters), (1, 4, 5));
    assert_eq!(parsed.understood, [2, 0, 0]);
}

#[test]
fn labels_of_both_sections_fall_into_three_classes() {
    assert_eq!(expected("excluded"), "met");
    assert_eq!(expected("not excluded"), "not_met");
    assert_eq!(expected("not applicable"), "unknown");
}
