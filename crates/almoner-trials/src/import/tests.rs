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
fn text_in_another_language_is_said() {
    let text = r#"{"nct_id":"NCT00000003","criteria_text":"Patienten mit Asthma, die nicht mit Insulin behandelt sind und von mehr als 18 Jahren"}"#;
    let (trials, report) = read(text.as_bytes());
    assert_eq!((trials.len(), report.warned), (1, 1));
    assert_eq!(codes_of(&report), [("trial-language", 1)]);
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

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<clinical_study rank="1">
  <!-- written once -->
  <id_info><org_study_id>X-1</org_study_id><nct_id>NCT00000007</nct_id></id_info>
  <brief_title>A study of
     asthma &amp; sleep</brief_title>
  <brief_summary><textblock>Short.</textblock></brief_summary>
  <overall_status>Recruiting</overall_status>
  <phase>Phase 2/Phase 3</phase>
  <condition>Asthma</condition><condition>Sleep</condition>
  <intervention><intervention_type>Drug</intervention_type><intervention_name>Aspirin</intervention_name></intervention>
  <arm_group><arm_group_label>Other</arm_group_label></arm_group>
  <eligibility>
    <criteria><textblock>
        Inclusion Criteria:

          -  Age &lt; 65 and FEV1 &#8805; 50%

          -  Asthma
    </textblock></criteria>
    <gender>Female</gender><minimum_age>18 Years</minimum_age><maximum_age>N/A</maximum_age>
    <healthy_volunteers>No</healthy_volunteers>
  </eligibility>
  <condition_browse><mesh_term>Asthma</mesh_term></condition_browse>
</clinical_study>
"#;

#[test]
fn a_study_in_legacy_xml_is_read_like_one_in_json() {
    for bytes in [XML.as_bytes().to_vec(), gzip(XML.as_bytes()), format!("\u{feff}\n{XML}").into_bytes()] {
        let (trials, report) = read(&bytes);
        assert_eq!((report.accepted, report.issues.as_slice()), (1, [].as_slice()));
        let trial = &trials[0];
        assert_eq!(trial.title.as_deref(), Some("A study of asthma & sleep"));
        assert_eq!(trial.conditions, ["Asthma", "Sleep"]);
        assert_eq!(trial.mesh_terms, ["Asthma"]);
        assert_eq!(trial.interventions, [Intervention { kind: "Drug".to_owned(), name: "Aspirin".to_owned() }]);
        assert_eq!((trial.sex, trial.min_age, trial.max_age), (EnrolledSex::Female, Some(AgeLimit(18.0)), None));
        assert_eq!(trial.healthy_volunteers, Some(false));
        assert_eq!(
            trial.eligibility_text,
            "Inclusion Criteria:\n\n          -  Age < 65 and FEV1 \u{2265} 50%\n\n          -  Asthma"
        );
        let parsed = crate::parse_trial(almoner_terms::Terms::builtin(), trial);
        assert_eq!(parsed.criteria.len(), 4, "two lines, the age and the sex");
    }
}

#[test]
fn a_broken_study_among_thousands_costs_only_itself() {
    let many: String = (0..3000).map(|n| XML.replace("NCT00000007", &format!("NCT{n:08}"))).collect();
    let broken = many.replacen("<phase>", "<phase", 1).replacen("</nct_id></id_info>", "</nct_id>", 2).replacen(
        "<nct_id>NCT00002999",
        "<nct_id>&other;",
        1,
    );
    let (trials, report) = read(broken.as_bytes());
    assert_eq!(trials.len(), 2997);
    assert_eq!(codes_of(&report), [("trial-xml", 2), ("trial-xml", 27), ("trial-xml", 2 + 25 * 2999)]);
}

// ASVS 1.5.1
#[test]
fn entity_bombs_and_outside_entities_are_refused() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<clinical_study>";
    let outside = "<!DOCTYPE x SYSTEM \"file:///etc/hostname\">\n<clinical_study>";
    for head in [bomb, outside] {
        let text = XML.replace("<clinical_study rank=\"1\">", head) + &XML.replace("NCT00000007", "NCT00000008");
        let (trials, report) = read(text.as_bytes());
        assert_eq!(codes_of(&report), [("trial-xml-doctype", 3)]);
        assert_eq!(trials.len(), 1, "the next document is read");
    }
    let used = XML.replace("Short.", "&a;");
    assert_eq!(codes_of(&read(used.as_bytes()).1), [("trial-xml", 2)]);
    let inside = XML.replace("<phase>", "<!DOCTYPE x><phase>");
    assert_eq!(codes_of(&read(inside.as_bytes()).1), [("trial-xml-doctype", 2)]);
}

#[test]
fn xml_that_is_cut_deep_doubled_or_something_else_is_said() {
    let cut = XML.split("<eligibility>").next().unwrap();
    assert_eq!(codes_of(&read(cut.as_bytes()).1), [("trial-xml", 2)]);
    let deep = XML.replace("<phase>", &"<a>".repeat(5000));
    assert_eq!(codes_of(&read(deep.as_bytes()).1), [("trial-xml", 2)]);
    let twice = XML.replace("<phase>", "<id_info><nct_id>NCT00000001</nct_id></id_info><phase>");
    assert_eq!(codes_of(&read(twice.as_bytes()).1), [("trial-xml", 2)]);
    assert_eq!(codes_of(&read(b"<html><body>503</body></html>").1), [("trial-shape", 1)]);
    let (trials, report) = read(&[XML.as_bytes(), b"<clinical_study>\xff</clinical_study>"].concat());
    assert_eq!((trials.len(), codes_of(&report)), (1, vec![("trial-encoding", 26)]));
}

#[test]
fn a_study_longer_than_the_reader_takes_is_passed_over_and_the_next_is_read() {
    let long = XML.replace("Short.", &"word ".repeat(4 << 20));
    let (trials, report) = read((long + &XML.replace("NCT00000007", "NCT00000008")).as_bytes());
    assert_eq!(trials.len(), 1);
    assert_eq!(codes_of(&report), [("trial-too-long", 2)]);
}

proptest::proptest! {
    #[test]
    fn any_bytes_behind_a_tag_are_read_without_a_panic(tail in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let _report = read(&[b"<clinical_study>".as_slice(), &tail, b"</clinical_study>"].concat());
    }
}
