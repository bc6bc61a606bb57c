use super::*;

fn record(at: u64, json: &str) -> Record {
    Record { at, bytes: json.as_bytes().to_vec() }
}

fn observation(at: u64, value: &str) -> Record {
    record(at, &format!(r#"{{"resourceType":"Observation","id":"1","value":"{value}"}}"#))
}

/// The values of what counts.
fn values(records: &[Record], deleted: &[(&str, u64)], before: u64) -> Vec<String> {
    let deleted = deleted.iter().map(|(name, at)| ((*name).to_owned(), *at)).collect();
    let fold = Fold { deleted: &deleted, moved: None, before };
    let text = |raw: Vec<u8>| String::from_utf8(raw).unwrap();
    let value = |json: String| json.split("\"value\":\"").nth(1).unwrap().trim_end_matches("\"}").to_owned();
    latest(records, fold).into_iter().map(|(_, raw)| value(text(raw))).collect()
}

#[test]
fn what_was_deleted_is_out_and_what_came_again_is_back() {
    let records = [observation(1, "first"), observation(9, "again")];
    assert_eq!(values(&records[..1], &[("Observation/1", 5)], 100), Vec::<String>::new());
    assert_eq!(values(&records, &[("Observation/1", 5)], 100), ["again"]);
    assert_eq!(values(&records, &[("Observation/1", 20)], 100), Vec::<String>::new());
}

#[test]
fn what_came_after_the_mark_does_not_count() {
    let records = [observation(1, "then"), observation(9, "now")];
    assert_eq!(values(&records, &[], 9), ["then"]);
    assert_eq!(values(&records, &[], 10), ["now"]);
}

#[test]
fn a_deletion_after_the_mark_counts_for_patients_alone() {
    let records = [record(3, "Observation/1"), record(9, "Observation/1"), record(10, "Patient/ann")];
    let found = deletions(&records, 5);
    assert_eq!(found, BTreeMap::from([("Observation/1".to_owned(), 3), ("Patient/ann".to_owned(), 10)]));
}
