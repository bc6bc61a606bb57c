use super::*;

fn covered(note: &str, spans: &[(usize, usize, &str)]) -> Covered {
    let spans: Vec<Value> =
        spans.iter().map(|(start, end, category)| json!({ "start": start, "end": end, "category": category })).collect();
    Covered::of(note, &json!({ "spans": spans }))
}

#[test]
fn a_mark_is_found_only_if_no_letter_of_it_is_left() {
    let mut found = Found::default();
    // The mark is `Ann Lee`; the space between two spans may stay.
    found.add(&covered("Ann Lee x", &[(0, 3, "NAME"), (4, 7, "NAME")]), (0, 7), "NAME");
    found.add(&covered("Ann Lee x", &[(0, 3, "NAME")]), (0, 7), "NAME");
    found.add(&covered("Ann Lee x", &[(8, 9, "NAME")]), (0, 7), "NAME");
    found.add(&covered("Ann Lee x", &[(0, 7, "GEO")]), (0, 7), "NAME");
    assert_eq!(found, Found { marked: 4, whole: 2, part: 1, right: 1 });
}

#[test]
fn a_span_that_ends_where_a_kept_one_begins_does_not_touch_it() {
    let covered = covered("Ann Lee x", &[(0, 3, "NAME")]);
    assert!(!covered.touches((3, 7)));
    assert!(covered.touches((2, 7)));
}

#[test]
fn a_patient_is_known_with_the_hospitals_people_and_without_other_patients() {
    let row = |resource: &str, category: &str, text: &str| json!({ "resource": resource, "identifiers": [{ "category": category, "text": text }] });
    let known = known_of(&[
        row("Practitioner/p", "NAME", "Ann Lee"),
        row("Organization/o", "NAME", "Elm Clinic"),
        row("Patient/1", "GEO", "1 Elm Street"),
        row("Patient/2", "NAME", "Bo Ek"),
    ]);
    assert_eq!(known["1"], json!({ "addresses": ["1 Elm Street"], "names": ["Ann Lee"], "organizations": ["Elm Clinic"] }));
    assert_eq!(known["2"]["names"], json!(["Bo Ek", "Ann Lee"]));
}
