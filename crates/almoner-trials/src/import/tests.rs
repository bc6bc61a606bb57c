use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn read(bytes: &[u8]) -> (Vec<TrialRecord>, Report) {
    let mut trials = Vec::new();
    let report = read_trials(bytes, |trial| trials.push(trial));
    (trials, report)
}

fn codes_of(report: &Report) -> Vec<(&str, u64)> {
    report.issues.iter().map(|issue| (issue.code.0, issue.line)).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const FLAT: &str = r#"{"nct_id":"NCT00000001","criteria_text":"Age > 18","conditions":["Asthma"],"interventions":[["Drug","Aspirin"]],"sex":"Female","min_age":"18 Years","max_age":null,"healthy":"No"}"#;
const STUDY: &str = r#"{"protocolSection":{"identificationModule":{"nctId":"NCT00000002","briefTitle":"A study"},"statusModule":{"overallStatus":"RECRUITING"},"designModule":{"phases":["PHASE1","PHASE2"]},"armsInterventionsModule":{"interventions":[{"type":"DRUG","name":"Aspirin"}]},"eligibilityModule":{"eligibilityCriteria":"Inclusion Criteria:\n\n* Asthma","healthyVolunteers":false,"sex":"ALL","minimumAge":"6 Months"}},"hasResults":false}"#;

#[test]
fn a_jsonl_record_is_read_with_its_nulls() {
    let (trials, report) = read(FLAT.as_bytes());
    assert_eq!(report.issues, []);
    let trial = &trials[0];
    assert_eq!((trial.sex, trial.min_age, trial.max_age), (EnrolledSex::Female, Some(AgeLimit(18.0)), None));
    assert_eq!(trial.interventions, [Intervention { kind: "Drug".to_owned(), name: "Aspirin".to_owned() }]);
    assert_eq!(trial.healthy_volunteers, Some(false));
}

#[test]
fn a_study_of_the_register_is_read_alone_in_lines_and_in_a_list() {
    let pretty: serde_json::Value = serde_json::from_str(STUDY).unwrap();
    let pretty = serde_json::to_string_pretty(&pretty).unwrap();
    let list = format!("{{\"studies\":[{STUDY}],\"nextPageToken\":\"x\"}}");
    for text in [STUDY.to_owned(), format!("\u{feff}{STUDY}\r\n\r\n"), pretty, list, format!("[{STUDY}]")] {
        let (trials, report) = read(text.as_bytes());
        assert_eq!((report.accepted, report.issues.len()), (1, 0), "{text}");
        let trial = &trials[0];
        assert_eq!(trial.phase.as_deref(), Some("PHASE1/PHASE2"));
        assert_eq!(trial.min_age, Some(AgeLimit(0.5)));
        assert_eq!(trial.overall_status.as_deref(), Some("RECRUITING"));
    }
}

#[test]
fn a_corrupt_record_costs_only_itself() {
    let text = format!(
        "{FLAT}\n{{\"nct_id\": \"NCT000\n{STUDY}\nnot json\n{{\"nct_id\":\"NCT12\",\"criteria_text\":\"x\"}}\n{{\"a\":1}}\n"
    );
    let (trials, report) = read(text.as_bytes());
    assert_eq!(trials.len(), 2);
    assert_eq!(codes_of(&report), [("trial-json", 2), ("trial-json", 4), ("trial-nct-id", 5), ("trial-shape", 6)]);
    assert_eq!(report.quarantined, 4);
}

#[test]
fn a_corrupt_first_record_costs_only_itself() {
    let text = format!("{{\"nct_id\": \n{FLAT}\n{STUDY}\n");
    let (trials, report) = read(text.as_bytes());
    assert_eq!(trials.len(), 2);
    assert_eq!(codes_of(&report), [("trial-json", 1)]);
}

#[test]
fn bytes_that_are_not_utf8_are_said() {
    let (trials, report) = read(&[FLAT.as_bytes(), b"\n{\"nct_id\":\"\xff\"}\n"].concat());
    assert_eq!(trials.len(), 1);
    assert_eq!(codes_of(&report), [("trial-encoding", 2)]);
}

#[test]
fn a_second_record_of_the_same_trial_is_told_from_a_repetition() {
    let other = FLAT.replace("Age > 18", "Age > 19");
    let (trials, report) = read(format!("{FLAT}\n{FLAT}\n{other}\n").as_bytes());
    assert_eq!(trials.len(), 1);
    assert_eq!(codes_of(&report), [("trial-duplicate", 2), ("trial-conflict", 3)]);
}

#[test]
fn gzip_is_read_and_a_cut_one_is_said() {
    let (trials, report) = read(&gzip(format!("{FLAT}\n{STUDY}\n").as_bytes()));
    assert_eq!((trials.len(), report.issues.len()), (2, 0));
    let many: String = (0..2000).map(|n| FLAT.replace("NCT00000001", &format!("NCT{n:08}")) + "\n").collect();
    let whole = gzip(many.as_bytes());
    let (trials, report) = read(&whole[..whole.len() / 2]);
    assert!(!trials.is_empty() && trials.len() < 2000);
    assert_eq!(report.issues.last().map(|issue| issue.code), Some(codes::STREAM));
}

#[test]
fn missing_criteria_and_unreadable_limits_are_warnings() {
    let text = r#"{"nct_id":"NCT00000003","criteria_text":null,"min_age":"old","sex":"?"}"#;
    let (trials, report) = read(text.as_bytes());
    assert_eq!((trials.len(), report.warned, report.quarantined), (1, 1, 0));
    assert_eq!(codes_of(&report), [("trial-age", 1), ("trial-sex", 1), ("trial-no-criteria", 1)]);
}

#[test]
fn an_empty_input_is_said() {
    assert_eq!(codes_of(&read(b"").1), [("trial-empty-input", 0)]);
    assert_eq!(codes_of(&read(b"\n \n").1), [("trial-empty-input", 0)]);
}

// ASVS 1.5.2
#[test]
fn deep_nesting_and_duplicate_keys_are_refused() {
    let deep = format!("{{\"nct_id\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let twice = r#"{"nct_id":"NCT00000004","nct_id":"NCT00000005","criteria_text":"x"}"#;
    let (trials, report) = read(format!("{deep}\n{twice}\n{FLAT}\n").as_bytes());
    assert_eq!(trials.len(), 1);
    assert_eq!(codes_of(&report), [("trial-json", 1), ("trial-json", 2)]);
}

#[test]
fn the_version_is_that_of_the_content() {
    let (trials, _) = read(FLAT.as_bytes());
    let (other, _) = read(FLAT.replace("Age > 18", "Age > 19").as_bytes());
    assert_eq!(trials[0].version(), read(FLAT.as_bytes()).0[0].version());
    assert_ne!(trials[0].version(), other[0].version());
}
