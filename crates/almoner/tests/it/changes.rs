//! What changes after the first release: new versions, refusals, deaths, merges, shredding.
//!
//! Three people of 25, 50 and 75 years, and a trial for each age, so that a study id can be told without asking for a name.

use serde_json::{Value, json};

use crate::{Folder, almoner, array, number};

struct Hospital {
    folder: Folder,
    files: u32,
}

const PEOPLE: [(&str, u32, &str); 3] =
    [("young", 2001, "NCT90000025"), ("middle", 1976, "NCT90000050"), ("old", 1951, "NCT90000075")];

impl Hospital {
    fn new() -> Self {
        let mut hospital = Self { folder: Folder::new(), files: 0 };
        hospital.run(&["init"]);
        for (id, _, _) in PEOPLE {
            hospital.take(&[patient(id), hba1c(id, 6.0)]);
        }
        let trials: String = PEOPLE
            .iter()
            .map(|(_, born, nct_id)| {
                let age = 2026 - born;
                let text = format!("Inclusion Criteria:\n\n- Age {} to {} years\n- HbA1c of at least 8%", age - 5, age + 5);
                format!("{}\n", json!({"nct_id": nct_id, "title": "A trial for an age", "criteria_text": text}))
            })
            .collect();
        let trials = hospital.folder.write("trials.jsonl", &trials);
        hospital.run(&["trials", "import", &trials]);
        hospital
    }

    fn run(&self, arguments: &[&str]) -> crate::Run {
        almoner(&self.folder.join("home"), arguments).expect(0)
    }

    /// Ingests resources in a file of their own; gives how many charts were withdrawn.
    fn take(&mut self, resources: &[Value]) -> u64 {
        self.files += 1;
        let text: String = resources.iter().map(|resource| format!("{resource}\n")).collect();
        let path = self.folder.write(&format!("{}.ndjson", self.files), &text);
        let summary = self.run(&["ingest", &path, "--json"]).json();
        for input in array(&summary, "/inputs") {
            assert_eq!((number(input, "/quarantined"), number(input, "/warned")), (0, 0), "{summary}");
        }
        number(&summary, "/withdrawals")
    }

    fn release(&self) -> Value {
        let attestation = self.folder.write("attestation.json", &ATTESTATION.to_string());
        let arguments = ["release", "--policy", "expert_determination", "--attestation", &attestation, "--json"];
        self.run(&arguments).json()
    }

    /// The candidates of each trial, by person: study id, version of the chart, and the verdict on HbA1c.
    fn candidates(&self) -> Vec<(&'static str, String, String, Vec<String>)> {
        let lines = self.run(&["match", "--json"]).lines();
        let mut found = Vec::new();
        for (person, _, nct_id) in PEOPLE {
            let line = lines.iter().find(|line| line["nct_id"] == nct_id).unwrap();
            for candidate in array(line, "/candidates") {
                let word = |name: &str| candidate[name].as_str().unwrap().to_owned();
                let verdicts =
                    array(candidate, "/criteria").iter().map(|row| row["verdict"].as_str().unwrap().to_owned()).collect();
                found.push((person, word("study_id"), word("chart_version"), verdicts));
            }
        }
        found
    }

    fn people(&self) -> Vec<&'static str> {
        self.candidates().into_iter().map(|(person, ..)| person).collect()
    }

    fn charts(&self) -> u64 {
        number(self.run(&["match", "--json"]).lines().last().unwrap(), "/summary/charts")
    }
}

/// Says plainly that it is none.
static ATTESTATION: std::sync::LazyLock<Value> = std::sync::LazyLock::new(|| {
    json!({
        "who": "SAMPLE - nobody", "qualification": "SAMPLE", "method": "SAMPLE", "issued": "2026-01-01", "expires": "2027-12-31",
        "quasi_identifiers": ["age"], "thresholds": ["none"], "recipient": "SAMPLE", "policy": "expert_determination",
        "release": "test", "sample": true
    })
});

fn patient(id: &str) -> Value {
    let born = PEOPLE.iter().find(|(of, ..)| *of == id).unwrap().1;
    json!({
        "resourceType": "Patient", "id": id, "gender": "female", "birthDate": format!("{born}-05-01"),
        "meta": {"security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}]},
        "name": [{"family": "Brenninkmeyer", "given": [id]}]
    })
}

fn hba1c(id: &str, percent: f64) -> Value {
    json!({
        "resourceType": "Observation", "id": format!("hba1c-{id}"), "status": "final",
        "subject": {"reference": format!("Patient/{id}")}, "effectiveDateTime": "2026-10-01",
        "code": {"coding": [{"system": "http://loinc.org", "code": "4548-4"}]},
        "valueQuantity": {"value": percent, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}
    })
}

fn refusal(id: &str) -> Value {
    json!({
        "resourceType": "Consent", "id": format!("consent-{id}"), "status": "active",
        "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "research"}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": format!("Patient/{id}")},
        "provision": {"type": "deny"}
    })
}

#[test]
fn a_changed_value_counts_from_the_next_release_on() {
    let mut hospital = Hospital::new();
    hospital.release();
    assert!(hospital.people().is_empty(), "HbA1c of 6 excludes all three");
    hospital.take(&[hba1c("middle", 9.0)]);
    assert!(hospital.people().is_empty(), "a chart does not change between releases");
    assert_eq!(number(&hospital.release(), "/release/release"), 2);
    assert_eq!(hospital.people(), ["middle"]);
}

#[test]
fn study_ids_and_days_stay_the_same_over_releases_and_charts_have_versions() {
    let mut hospital = Hospital::new();
    hospital.take(&[hba1c("middle", 9.0), hba1c("old", 9.0)]);
    hospital.release();
    let before = hospital.candidates();
    hospital.take(&[hba1c("middle", 9.5)]);
    hospital.release();
    let after = hospital.candidates();
    assert_eq!(before.len(), 2);
    for (one, other) in before.iter().zip(&after) {
        assert_eq!((one.0, &one.1), (other.0, &other.1), "the same person under the same study id");
    }
    assert_ne!(before[0].2, after[0].2, "the chart is another version");
}

#[test]
fn a_refusal_that_comes_later_takes_the_chart_away_for_good() {
    let mut hospital = Hospital::new();
    hospital.take(&PEOPLE.map(|(id, ..)| hba1c(id, 9.0)));
    hospital.release();
    assert_eq!(hospital.people(), ["young", "middle", "old"]);
    assert_eq!(hospital.take(&[refusal("middle")]), 1);
    assert_eq!(hospital.people(), ["young", "old"], "at once, not at the next release");
    assert_eq!(hospital.charts(), 2);
    let released = hospital.release();
    assert_eq!(number(&released, "/release/withheld/opted-out"), 1);
    hospital.take(&[patient("middle")]);
    hospital.release();
    assert_eq!(hospital.people(), ["young", "old"]);
}

#[test]
fn death_takes_the_chart_away() {
    let mut hospital = Hospital::new();
    hospital.take(&PEOPLE.map(|(id, ..)| hba1c(id, 9.0)));
    hospital.release();
    let mut dead = patient("old");
    dead["deceasedDateTime"] = "2026-10-20".into();
    assert_eq!(hospital.take(&[dead]), 1);
    assert_eq!(hospital.people(), ["young", "middle"]);
}

#[test]
fn a_merged_record_has_no_chart_and_an_unmerge_withdraws_the_mixed_one() {
    let mut hospital = Hospital::new();
    hospital.take(&PEOPLE.map(|(id, ..)| hba1c(id, 9.0)));
    hospital.release();
    let mut merged = patient("young");
    merged["link"] = json!([{"other": {"reference": "Patient/old"}, "type": "replaced-by"}]);
    assert_eq!(hospital.take(&[merged]), 1);
    assert_eq!(hospital.people(), ["middle", "old"]);
    hospital.release();
    assert_eq!(hospital.people(), ["middle", "old"]);
    assert_eq!(hospital.take(&[patient("young")]), 1, "the survivor's chart held both");
    assert_eq!(hospital.people(), ["middle"]);
    hospital.release();
    assert_eq!(hospital.people(), ["young", "middle", "old"]);
}

#[test]
fn a_deleted_value_is_gone_at_the_next_release() {
    let mut hospital = Hospital::new();
    hospital.take(&PEOPLE.map(|(id, ..)| hba1c(id, 9.0)));
    hospital.release();
    let deletion = json!({
        "resourceType": "Bundle", "type": "transaction",
        "entry": [{"request": {"method": "DELETE", "url": "Observation/hba1c-old"}}]
    });
    hospital.files += 1;
    let path = hospital.folder.write(&format!("{}.json", hospital.files), &deletion.to_string());
    hospital.run(&["ingest", &path]);
    hospital.release();
    let candidates = hospital.candidates();
    let met = |person: &str| {
        candidates
            .iter()
            .filter(|(of, ..)| *of == person)
            .any(|(.., verdicts)| verdicts.iter().all(|verdict| verdict == "met"))
    };
    assert!(met("young") && met("middle") && !met("old"), "{candidates:?}");
}

#[test]
fn shredding_takes_the_charts_away_and_nothing_brings_them_back() {
    let mut hospital = Hospital::new();
    hospital.take(&PEOPLE.map(|(id, ..)| hba1c(id, 9.0)));
    hospital.release();
    let id = hospital.candidates()[2].1.clone();
    let shredded = hospital.run(&["shred", &id, "--json"]).json();
    assert_eq!(number(&shredded, "/withdrawn"), 1);
    assert_eq!(hospital.people(), ["young", "middle"]);
    hospital.take(&[patient("old"), hba1c("old", 9.5)]);
    let released = hospital.release();
    assert_eq!(number(&released, "/release/withheld/shredded"), 1);
    assert_eq!(hospital.people(), ["young", "middle"]);
    let again = almoner(&hospital.folder.join("home"), &["shred", &id]).expect(2);
    assert!(again.err.contains("study-id-unknown"));
}

#[test]
fn an_unknown_study_id_shreds_nobody() {
    let hospital = Hospital::new();
    hospital.release();
    let unknown = almoner_base::StudyId::from_random(4711).to_string();
    let run = almoner(&hospital.folder.join("home"), &["shred", &unknown]).expect(2);
    assert!(run.err.contains("study-id-unknown"), "{}", run.err);
    assert_eq!(hospital.charts(), 3);
}

#[test]
fn a_misread_study_id_shreds_nobody() {
    let hospital = Hospital::new();
    hospital.release();
    let mut misread = almoner_base::StudyId::from_random(4711).to_string();
    let last = if misread.ends_with('2') { '3' } else { '2' };
    misread.pop();
    misread.push(last);
    for id in [misread.as_str(), "Ann"] {
        let run = almoner(&hospital.folder.join("home"), &["shred", id]).expect(2);
        assert!(run.err.contains("id-malformed"), "{}", run.err);
    }
    assert_eq!(hospital.charts(), 3);
}

#[test]
fn on_a_sample_attestation_nobody_crosses_who_is_not_labelled_as_test_data() {
    let mut hospital = Hospital::new();
    hospital.take(&[json!({"resourceType": "Patient", "id": "unlabelled", "gender": "male", "birthDate": "1990-01-01"})]);
    let released = hospital.release();
    assert_eq!(number(&released, "/release/charts"), 3);
    assert_eq!(number(&released, "/release/withheld/sample-attestation"), 1);
}
