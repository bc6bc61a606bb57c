//! Releases as a privacy officer sees them: nothing leaves by a draft, what is refused is not made, a limited data set needs an
//! agreement and holds dates and places but no names, and a choice on paper counts like any other.

use almoner_audit::Action;
use almoner_policy::Role;
use serde_json::{Value, json};

use super::world::{Browser, MARKS, World};
use crate::{Command, ReleaseOptions};

fn officer(world: &World, operator: &mut Browser) -> Browser {
    let mut officer = world.person(operator, "petra", &[Role::PrivacyOfficer]);
    officer.sign_in();
    officer
}

fn release(world: &World, policy: &str, recipient: Option<&str>) -> Result<Value, crate::Error> {
    let options = ReleaseOptions {
        project: "default".to_owned(),
        policy: policy.to_owned(),
        attestation: None,
        as_of: None,
        recipient: recipient.map(str::to_owned),
        first_only: false,
    };
    world.api.execute(Command::Release(options), &mut |_| {})
}

#[test]
fn a_release_is_drafted_and_what_an_officer_refuses_is_not_made() {
    let world = World::new();
    let mut operator = world.operator();
    let mut officer = officer(&world, &mut operator);
    officer.purpose = Some("HRESCH");
    let ask = json!({ "project": "default", "policy": "safe_harbor", "as_of": null });
    let (status, draft) = officer.post("/phi/v1/releases/drafts", &ask);
    assert_eq!(status, 200, "{draft}");
    let figures = &draft["figures"];
    assert_eq!(
        (&figures["release"], &figures["patients"], &figures["charts"]),
        (&json!(1), &json!(2), &json!(2)),
        "{draft}"
    );
    assert_eq!(figures["risk"]["alone"]["k"], 1, "two people who look like nobody else: {draft}");
    assert!(figures["removed"]["NAME"].as_u64().unwrap() > 0, "{draft}");
    assert_eq!(world.count(Action::ChartSealed), 0, "a draft lets nothing out");

    let decide = format!("/phi/v1/releases/drafts/{}/decision", draft["draft"].as_str().unwrap());
    let word = |decision: &str| json!({ "decision": decision, "words": "two people are too few to hide in" });
    let (status, own) = officer.post(&decide, &word("refused"));
    assert_eq!((status, &own["code"]), (403, &json!("own-draft")), "nobody decides about a draft of their own");
    assert_eq!(draft["own"], true);
    let mut second_officer = world.person(&mut operator, "paul", &[Role::PrivacyOfficer]);
    second_officer.sign_in();
    second_officer.purpose = Some("HRESCH");
    assert_eq!(second_officer.post(&decide, &word("perhaps")).1["code"], "decision");
    assert_eq!(second_officer.post(&decide, &json!({ "decision": "refused", "words": "no" })).1["code"], "words");
    assert_eq!(second_officer.post(&decide, &word("refused")).0, 200);
    assert_eq!(second_officer.post(&decide, &word("approved")).1["code"], "draft-decided");
    assert_eq!(release(&world, "safe_harbor", None).unwrap_err().code().0, "release-refused");
    assert_eq!(world.count(Action::ChartSealed), 0);

    world.later(60_000);
    officer.sign_in();
    second_officer.sign_in();
    let (_, second) = officer.post("/phi/v1/releases/drafts", &ask);
    let decide = format!("/phi/v1/releases/drafts/{}/decision", second["draft"].as_str().unwrap());
    assert_eq!(second_officer.post(&decide, &word("approved")).0, 200);
    let (status, listed) = officer.get("/phi/v1/releases");
    assert_eq!(status, 200, "{listed}");
    assert_eq!(listed["drafts"].as_array().unwrap().len(), 2);
    assert_eq!(listed["drafts"][0]["figures"]["decision"]["decision"], "approved", "the newest comes first");
    assert_eq!(
        (&listed["items"], &listed["risk"]),
        (&json!([]), &json!([])),
        "nothing was made, nothing stands in the series"
    );

    // A clinician sees none of it, and the words of the officer are not in the log.
    operator.sign_in();
    let mut clinician = world.person(&mut operator, "karl", &[Role::Clinician]);
    clinician.sign_in();
    clinician.purpose = Some("HRESCH");
    assert_eq!(clinician.get("/phi/v1/releases").0, 403);
    assert_eq!(clinician.post("/phi/v1/releases/drafts", &ask).0, 403);
    let told = String::from_utf8_lossy(&world.told()).into_owned() + &officer.problems;
    assert!(!told.contains("too few to hide"));
    MARKS.iter().for_each(|mark| assert!(!told.contains(mark), "{mark}"));
}

#[test]
fn a_limited_data_set_needs_an_agreement_and_holds_dates_and_towns_and_no_names() {
    let world = World::new();
    let mut operator = world.operator();
    let mut officer = officer(&world, &mut operator);
    officer.purpose = Some("HCOMPL");
    let registry = officer.post("/phi/v1/recipients", &json!({ "name": "Coastal Registry", "address": null })).1;
    let recipient = registry["recipient"].as_str().unwrap().to_owned();
    let ask = json!({ "project": "default", "recipient": recipient });
    officer.purpose = Some("HRESCH");
    let (status, refused) = officer.post("/phi/v1/releases/limited-data-sets", &ask);
    assert_eq!((status, &refused["code"]), (409, &json!("agreement-missing")), "{refused}");
    assert_eq!(release(&world, "limited_data_set", Some("Coastal Registry")).unwrap_err().code().0, "agreement-missing");
    assert_eq!(world.count(Action::DisclosureMade), 0);

    let agreement = json!({
        "kind": "data_use_agreement", "project": "default", "nct_id": null, "reference": "DUA 2026-9",
        "expires": "2027-01-31", "recipient": recipient, "patient": null,
    });
    officer.purpose = Some("HCOMPL");
    assert_eq!(officer.post("/phi/v1/agreements", &agreement).0, 200);
    officer.purpose = Some("HRESCH");
    let (status, made) = officer.post("/phi/v1/releases/limited-data-sets", &ask);
    assert_eq!((status, &made["patients"]), (200, &json!(2)), "{made}");
    let file = std::fs::read_to_string(world.folder.join("zone").join(made["file"].as_str().unwrap())).unwrap();
    for gone in
        ["Quillfeather", "Zephyrine", "MRN-", "quill@", "Lantern Row", "555-0117", "Oddbottle", "Thaddeus", "Marguerite"]
    {
        assert!(!file.contains(gone), "{gone} in {file}");
    }
    for kept in ["1961-04-17", "Elmhaven", "\"VT\"", "2026-09-20", "44054006", "metformin"] {
        assert!(file.contains(kept), "{kept} not in {file}");
    }
    for behind in ["Opioid", "Part 2"] {
        assert!(!file.contains(behind), "what 42 CFR Part 2 protects stays");
    }
    let ids: Vec<Value> = file.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_charts = {
        let mut room = world.api.room();
        let permit = room.permit(almoner_policy::Principal::Phi, almoner_policy::Action::ReadVault, None).unwrap();
        let patient = room.vault.person("Patient/one").unwrap().unwrap();
        room.vault.member(&permit, &almoner_base::ProjectId::default(), patient).unwrap().study_id.to_string()
    };
    assert!(ids.iter().all(|line| line["study_id"] != of_charts), "study ids of charts would tie days to dates");

    // One entry for the whole of it; a limited data set is exempt from the accounting (164.528(a)(1)(viii)).
    assert_eq!(world.count(Action::DisclosureMade), 1);
    officer.purpose = Some("HCOMPL");
    let path = format!("/phi/v1/patients/{}/disclosures", world.handle("Patient/one"));
    officer.sign_in();
    let (status, accounting) = officer.get(&path);
    assert_eq!((status, &accounting["items"]), (200, &json!([])), "{accounting}");
    // The agreement ends.
    world.later(200 * 86_400_000);
    let project = almoner_base::ProjectId::default();
    let entry = almoner_audit::Entry::by_service(almoner_audit::Role::Phi, Action::DisclosureMade);
    let late = world.api.room().make_limited(&project, &recipient, &entry).unwrap_err();
    assert_eq!(late.code().0, "agreement-not-in-force");
}

#[test]
fn a_choice_on_paper_is_recorded_by_record_number_and_keeps_the_patient_out() {
    let world = World::new();
    let mut operator = world.operator();
    let mut officer = officer(&world, &mut operator);
    officer.purpose = Some("HOPERAT");
    let choice = |mrn: &str, research: &str| json!({ "mrn": mrn, "research": research });
    assert_eq!(officer.post("/phi/v1/choices", &choice("MRN-00000", "refused")).0, 404);
    assert_eq!(officer.post("/phi/v1/choices", &choice("MRN-55017", "maybe")).1["code"], "research");
    let (status, kept) = officer.post("/phi/v1/choices", &choice("MRN-55017", "refused"));
    assert_eq!((status, &kept["research"]), (200, &json!("refused")), "{kept}");
    assert_eq!(kept["patient"], world.handle("Patient/one"));
    officer.purpose = Some("HRESCH");
    let ask = json!({ "project": "default", "policy": "safe_harbor", "as_of": null });
    let (_, draft) = officer.post("/phi/v1/releases/drafts", &ask);
    assert_eq!((&draft["figures"]["charts"], &draft["figures"]["withheld"]["opted-out"]), (&json!(1), &json!(1)), "{draft}");
    let told = String::from_utf8_lossy(&world.told()).into_owned() + &officer.problems;
    MARKS.iter().for_each(|mark| assert!(!told.contains(mark), "{mark}"));
}

#[test]
fn the_log_is_taken_along_with_a_reason_and_its_review_is_recorded() {
    let world = World::new();
    let mut operator = world.operator();
    let mut officer = officer(&world, &mut operator);
    officer.purpose = Some("HCOMPL");
    let form = |form: &str| json!({ "form": form });
    assert_eq!(officer.post("/phi/v1/audit/export", &form("json")).1["code"], "justification-needed");
    officer.words = Some("yearly review by the board");
    let (status, entries) = officer.post("/phi/v1/audit/export", &form("json"));
    assert_eq!(status, 200);
    assert!(entries.as_array().unwrap().len() > 5, "{entries}");
    let (_, bundle) = officer.post("/phi/v1/audit/export", &form("fhir"));
    assert_eq!(bundle["entry"][0]["resource"]["resourceType"], "AuditEvent");
    assert_eq!(world.count(Action::AuditExported), 2);
    let size = world.size();
    let review = |to: u64| json!({ "scope": { "from": 0, "to": to }, "finding": "nothing_found", "words": "read in full" });
    assert_eq!(officer.post("/phi/v1/audit/reviews", &review(size * 100)).1["code"], "review");
    let (status, recorded) = officer.post("/phi/v1/audit/reviews", &review(size));
    assert_eq!(status, 200, "{recorded}");
    assert_eq!(world.count(Action::ReviewRecorded), 1);
    let mut clinician = world.person(&mut operator, "karl", &[Role::Clinician]);
    clinician.sign_in();
    clinician.purpose = Some("HCOMPL");
    clinician.words = Some("curious");
    assert_eq!(clinician.post("/phi/v1/audit/export", &form("csv")).0, 403);
}
