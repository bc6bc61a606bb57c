//! Break-glass through its routes (45 CFR 164.312(a)(2)(ii)): a reason and a term are asked for, the grant opens one record and
//! ends by itself, and every use waits for a review by somebody else.

use almoner_audit::Action;
use almoner_policy::Role;
use serde_json::{Value, json};

use super::world::{MARKS, MINUTE, World};

fn ask(mrn: &str) -> Value {
    json!({
        "mrn": mrn, "reason_code": "emergency", "minutes": 30,
        "justification": "Brought in unconscious, no relatives reachable",
    })
}

#[test]
fn the_glass_is_broken_at_once_reviewed_by_another_and_survives_a_restart() {
    let mut world = World::new();
    let mut operator = world.operator();
    let mut clinician = world.person(&mut operator, "clara", &[Role::Clinician, Role::PrivacyOfficer]);
    let mut officer = world.person(&mut operator, "petra", &[Role::PrivacyOfficer]);

    clinician.purpose = Some("ETREAT");
    clinician.sign_in();
    let (status, grant) = clinician.post("/phi/v1/break-glass", &ask("mrn-66018"));
    assert_eq!(status, 200, "{grant}");
    assert_eq!(grant["patient"].as_str().unwrap(), world.handle("Patient/two"));
    assert_eq!(world.count(Action::BreakGlassStarted), 1);
    assert_eq!(world.count(Action::BreakGlassGranted), 1);
    assert_eq!(world.tasks("break_glass"), 1, "the privacy officer has a task");
    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-66018")).1["code"], "break-glass-running");

    officer.purpose = Some("HCOMPL");
    let (status, queue) = officer.get("/phi/v1/break-glass");
    assert_eq!(status, 200, "{queue}");
    let item = &queue["items"][0];
    assert_eq!(item["by_name"], "clara Example");
    assert_eq!(item["justification"], "Brought in unconscious, no relatives reachable");
    assert_eq!(item["state"], "running");
    let number = item["grant"].as_u64().unwrap();
    let review = format!("/phi/v1/break-glass/{number}/review");
    let justified = json!({ "finding": "justified", "note": "seen in the emergency room" });
    assert_eq!(officer.post(&review, &justified).1["code"], "break-glass-not-ended");

    world.restart(&mut [&mut operator, &mut clinician, &mut officer]);
    assert_eq!(officer.get("/phi/v1/break-glass").1["items"][0]["state"], "running", "kept over a restart");

    // Its own holder ends it, and does not review it.
    assert_eq!(clinician.post(&format!("/phi/v1/break-glass/{number}/stop"), &json!({})).0, 200);
    clinician.purpose = Some("HCOMPL");
    let own = clinician.get("/phi/v1/break-glass").1;
    assert_eq!((&own["items"][0]["own"], &own["items"][0]["justification"]), (&json!(true), &Value::Null));
    let (status, refusal) = clinician.post(&review, &justified);
    assert_eq!((status, &refusal["policies"]), (403, &json!(["floor-nobody-reviews-own-break-glass"])));

    let (status, done) = officer.post(&review, &justified);
    assert_eq!(status, 200, "{done}");
    let queue = officer.get("/phi/v1/break-glass").1;
    assert_eq!((&queue["items"][0]["state"], &queue["items"][0]["finding"]), (&json!("reviewed"), &json!("justified")));
    assert_eq!(world.count(Action::BreakGlassReviewed), 1);
    assert_eq!(officer.post(&review, &justified).1["code"], "break-glass-no-grant");

    let told = world.told();
    for mark in MARKS.iter().chain(&["unconscious", "emergency room"]) {
        assert!(!told.windows(mark.len()).any(|window| window == mark.as_bytes()), "{mark}");
        for browser in [&clinician, &officer] {
            assert!(!browser.problems.contains(mark), "{mark}");
        }
    }
}

#[test]
fn without_role_reason_or_a_new_factor_the_glass_holds() {
    let world = World::new();
    let mut operator = world.operator();
    let mut clinician = world.person(&mut operator, "clara", &[Role::Clinician]);
    let mut officer = world.person(&mut operator, "petra", &[Role::PrivacyOfficer]);

    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-66018")).1["code"], "purpose-missing");
    clinician.purpose = Some("ETREAT");
    officer.purpose = Some("ETREAT");
    assert_eq!(officer.post("/phi/v1/break-glass", &ask("MRN-66018")).1["code"], "policy-refused");
    assert_eq!(
        officer.post("/phi/v1/break-glass", &ask("MRN-nobody")).1["code"],
        "policy-refused",
        "tells nobody who is here"
    );
    let mut short = ask("MRN-66018");
    short["justification"] = json!("a b c d e f g h i j k");
    assert_eq!(clinician.post("/phi/v1/break-glass", &short).1["code"], "break-glass-reason");
    let mut long = ask("MRN-66018");
    long["minutes"] = json!(61);
    assert_eq!(clinician.post("/phi/v1/break-glass", &long).1["code"], "break-glass-minutes");
    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-nobody")).1["code"], "patient-unknown");
    world.later(6 * MINUTE);
    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-66018")).1["code"], "step-up-needed");
    assert_eq!(world.count(Action::BreakGlassStarted), 0);
}

#[test]
fn a_review_that_does_not_come_suspends_and_opens_an_incident() {
    let world = World::new();
    let mut operator = world.operator();
    let mut clinician = world.person(&mut operator, "clara", &[Role::Clinician]);
    let mut officer = world.person(&mut operator, "petra", &[Role::PrivacyOfficer]);
    clinician.purpose = Some("TREAT");
    clinician.sign_in();
    let number = clinician.post("/phi/v1/break-glass", &ask("MRN-66018")).1["grant"].as_u64().unwrap();
    world.later(25 * 60 * MINUTE);
    world.api.room().pass_time().unwrap();
    assert_eq!(world.count(Action::BreakGlassExpired), 1);
    assert_eq!(world.count(Action::IncidentOpened), 1);
    assert_eq!(world.count(Action::BreakGlassSuspended), 1);
    assert_eq!(world.tasks("break_glass"), 2, "one for the grant, one for the suspension");

    clinician.sign_in();
    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-55017")).1["code"], "break-glass-suspended");
    officer.sign_in();
    officer.purpose = Some("HCOMPL");
    let queue = officer.get("/phi/v1/break-glass").1;
    assert_eq!((&queue["items"][0]["state"], &queue["items"][0]["incident"]), (&json!("overdue"), &json!(true)));
    assert_eq!(queue["suspended"], json!([clinician.person]));
    let unjustified = json!({ "finding": "unjustified", "note": "the patient was a neighbour" });
    assert_eq!(officer.post(&format!("/phi/v1/break-glass/{number}/review"), &unjustified).0, 200);
    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-55017")).1["code"], "break-glass-suspended");
    let lift = format!("/phi/v1/break-glass/suspended/{}/reinstate", clinician.person);
    let (status, answer) = officer.post(&lift, &json!({ "note": "spoken to, and retrained" }));
    assert_eq!(status, 200, "{answer}");
    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-55017")).0, 200);
}

#[test]
fn a_repeated_request_is_answered_as_the_first() {
    let world = World::new();
    let mut operator = world.operator();
    let mut clinician = world.person(&mut operator, "clara", &[Role::Clinician]);
    clinician.purpose = Some("TREAT");
    clinician.sign_in();
    clinician.key = Some("00000000-0000-4000-8000-000000000001".to_owned());
    let first = clinician.post("/phi/v1/break-glass", &ask("MRN-66018"));
    assert_eq!(first.0, 200);
    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-66018")), first);
    assert_eq!(clinician.post("/phi/v1/break-glass", &ask("MRN-55017")).1["code"], "idempotency-key-reused");
    assert_eq!(world.count(Action::BreakGlassStarted), 1);
}
