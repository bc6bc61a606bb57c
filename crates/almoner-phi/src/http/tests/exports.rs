//! Lists that leave as files: with a reason, a second factor just now, and what the person may see anyhow; and an accounting of
//! disclosures that is asked for by record number.

use almoner_audit::Action;
use almoner_policy::Role;
use serde_json::json;

use super::clinician::linked;
use super::world::{MARKS, World};

const WHY: &str = "for the ward round of this afternoon";

#[test]
fn a_clinician_takes_along_whom_they_treat_with_a_reason_and_fresh_factors() {
    let world = World::new();
    let mut operator = world.operator();
    let mut clinician = linked(&world, &mut operator);
    let list = |form: &str| json!({ "of": "my_patients", "form": form });
    let (status, refused) = clinician.post("/phi/v1/exports", &list("csv"));
    assert_eq!((status, &refused["code"]), (403, &json!("justification-needed")), "{refused}");
    clinician.words = Some("so so");
    assert_eq!(clinician.post("/phi/v1/exports", &list("csv")).1["code"], "words");
    assert_eq!(world.count(Action::Exported), 0);
    clinician.words = Some(WHY);
    let (status, rows) = clinician.post("/phi/v1/exports", &list("json"));
    assert_eq!(status, 200, "{rows}");
    assert_eq!((rows.as_array().unwrap().len(), &rows[0]["patient"]), (1, &json!(world.handle("Patient/one"))));
    assert_eq!(clinician.post("/phi/v1/exports", &list("csv")).0, 200);
    let lines: Vec<&str> = clinician.text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, "patient,name,birth_year,sex,trials,answered"));
    assert!(lines[1].contains("Quillfeather"), "whom they treat: {}", lines[1]);
    assert_eq!(world.count(Action::Exported), 2);
    // What is a privacy officer's does not leave with a clinician.
    for of in ["break_glass", "deid_notes"] {
        assert_eq!(clinician.post("/phi/v1/exports", &json!({ "of": of, "form": "json" })).0, 403, "{of}");
    }
    clinician.purpose = Some("HCOMPL");
    assert_eq!(clinician.post("/phi/v1/exports", &list("json")).0, 403, "treatment is the purpose, or screening");
    clinician.purpose = Some("TREAT");
    world.later(301_000);
    assert_eq!(clinician.post("/phi/v1/exports", &list("json")).1["code"], "step-up-needed");
    assert_eq!(world.count(Action::Exported), 2);
    let told = String::from_utf8_lossy(&world.told()).into_owned() + &clinician.problems;
    assert!(!told.contains(WHY), "words stand sealed beside the log");
    MARKS.iter().for_each(|mark| assert!(!told.contains(mark), "{mark}"));
}

#[test]
fn an_accounting_is_found_by_record_number_and_taken_along_by_a_privacy_officer() {
    let world = World::new();
    let mut operator = world.operator();
    let mut officer = world.person(&mut operator, "petra", &[Role::PrivacyOfficer]);
    officer.sign_in();
    officer.purpose = Some("HCOMPL");
    let wanted = |mrn: &str| json!({ "mrn": mrn });
    assert_eq!(officer.post("/phi/v1/disclosures", &wanted("MRN-00000")).0, 404);
    let (status, found) = officer.post("/phi/v1/disclosures", &wanted("MRN-55017"));
    assert_eq!((status, &found["patient"]), (200, &json!(world.handle("Patient/one"))), "{found}");
    assert_eq!(found["told"]["items"], json!([]));
    assert_eq!(world.count(Action::AccountingMade), 1, "one accounting, one entry");

    let recipient = officer.post("/phi/v1/recipients", &json!({ "name": "Coastal Registry" })).1["recipient"].clone();
    let made = json!({ "recipient": recipient, "purpose": "HRESCH", "fields": ["name"] });
    let path = format!("/phi/v1/patients/{}/disclosures", world.handle("Patient/one"));
    assert_eq!(officer.post(&path, &made).0, 200);
    officer.words = Some("the patient asked for it in writing");
    let list = json!({ "of": "disclosures", "form": "csv", "patient": found["patient"] });
    assert_eq!(officer.post("/phi/v1/exports", &list).0, 200);
    assert!(officer.text.starts_with("date,last,times,recipient") && officer.text.contains("Coastal Registry"));
    let nobodys = json!({ "of": "disclosures", "form": "csv" });
    assert_eq!(officer.post("/phi/v1/exports", &nobodys).1["code"], "patient");

    // A clinician learns by none of it who is a patient here.
    operator.sign_in();
    let mut clinician = linked(&world, &mut operator);
    for mrn in ["MRN-00000", "MRN-55017"] {
        assert_eq!(clinician.post("/phi/v1/disclosures", &wanted(mrn)).0, 403, "{mrn}");
    }
    let told = String::from_utf8_lossy(&world.told()).into_owned() + &officer.problems + &clinician.problems;
    MARKS.iter().for_each(|mark| assert!(!told.contains(mark), "{mark}"));
}
