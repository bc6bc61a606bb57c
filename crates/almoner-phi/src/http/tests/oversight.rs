//! What a privacy officer answers for: the review of de-identification, agreements, recipients and disclosures, the log with its
//! proofs, and alerts. Nobody reviews without the role, nobody closes a task about themself.

use almoner_audit::Action;
use almoner_policy::{PhiRoute, Role};
use serde_json::{Value, json};

use super::world::{Browser, MARKS, World};

fn officer(world: &World, operator: &mut Browser) -> Browser {
    let mut officer = world.person(operator, "petra", &[Role::PrivacyOfficer]);
    officer.purpose = Some("HCOMPL");
    officer
}

#[test]
fn what_a_reviewer_marks_is_found_from_then_on() {
    let world = World::new();
    let mut operator = world.operator();
    let mut officer = officer(&world, &mut operator);
    assert_eq!(officer.get("/phi/v1/deid").1["items"], json!([]));
    let (status, drawn) = officer.post("/phi/v1/deid", &json!({ "notes": 10 }));
    assert_eq!((status, &drawn["notes"]), (200, &json!(1)), "one note is there: {drawn}");
    let list = officer.get("/phi/v1/deid").1;
    assert!(!list.to_string().contains("Quillfeather"));
    let path = format!("/phi/v1/deid/{}", list["items"][0]["note"].as_str().unwrap());
    let before = world.count(Action::IdentifiedShown);
    let (status, note) = officer.get(&path);
    assert_eq!(status, 200, "{note}");
    assert_eq!(world.count(Action::IdentifiedShown), before + 1);
    let text: Vec<char> = note["text"].as_str().unwrap().chars().collect();
    let covered = |note: &Value, word: &str| {
        let (before, _) = note["text"].as_str().unwrap().split_once(word).unwrap();
        let at = before.chars().count() as u64;
        note["spans"]
            .as_array()
            .unwrap()
            .iter()
            .any(|span| span["start"].as_u64().unwrap() <= at && at < span["end"].as_u64().unwrap())
    };
    for known in ["Quillfeather", "MRN-55017", "Marguerite", "2026-09-20"] {
        assert!(covered(&note, known), "{known}: {note}");
        assert!(!note["redacted"].as_str().unwrap().contains(known));
    }
    let at = |word: &str| {
        let word: Vec<char> = word.chars().collect();
        text.windows(word.len()).position(|window| window == word).unwrap()
    };
    // Words that no rule takes for a place are marked by the reviewer.
    let (start, word) = (at("blue lighthouse"), "blue lighthouse");
    assert!(!covered(&note, word));
    let miss = json!([{ "start": start, "end": start + word.len(), "category": "GEO" }]);
    assert_eq!(officer.post(&path, &json!({ "decision": "perhaps" })).1["code"], "decision");
    let outside = json!([{ "start": 0, "end": 100_000, "category": "NAME" }]);
    assert_eq!(officer.post(&path, &json!({ "decision": "pass", "misses": outside })).1["code"], "misses");
    let (status, kept) = officer.post(&path, &json!({ "decision": "pass", "misses": miss }));
    assert_eq!((status, &kept["misses"], &kept["decision"]), (200, &json!(1), &json!("pass")), "{kept}");
    let again = officer.get(&path).1;
    assert!(covered(&again, word), "{again}");
    // A clinical word stays what it is, so the chart stays here instead.
    let drug = json!([{ "start": at("metformin"), "end": at("metformin") + 9, "category": "NAME" }]);
    let (status, kept) = officer.post(&path, &json!({ "decision": "pass", "misses": drug }));
    assert_eq!((status, &kept["decision"], &kept["not_found_again"]), (200, &json!("withhold"), &json!(1)), "{kept}");
    let summary = &officer.get("/phi/v1/deid").1["summary"];
    assert_eq!((&summary["reviewed"], &summary["with_misses"], &summary["misses"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(world.count(Action::RiskComputed), 2, "each decision, with what was missed");

    operator.purpose = Some("HOPERAT");
    assert_eq!(operator.get("/phi/v1/deid").1["code"], "policy-refused");
    // At night a reason is asked for.
    world.later(13 * 3_600_000);
    officer.sign_in();
    assert_eq!(officer.get(&path).1["code"], "justification-needed");
    officer.words = Some("release of tomorrow morning waits for this");
    let before = world.reasons();
    assert_eq!(officer.get(&path).0, 200);
    assert_eq!(world.reasons(), before + 1, "the reason is kept");
    let told = world.told();
    for mark in MARKS {
        assert!(!told.windows(mark.len()).any(|window| window == mark.as_bytes()), "{mark}");
        assert!(!officer.problems.contains(mark), "{mark}");
    }
}

#[test]
fn disclosures_are_accounted_for_to_whom_and_for_what() {
    let world = World::new();
    let mut operator = world.operator();
    let mut officer = officer(&world, &mut operator);
    officer.sign_in();
    let patient = world.handle("Patient/one");
    let path = format!("/phi/v1/patients/{patient}/disclosures");
    let (status, registry) =
        officer.post("/phi/v1/recipients", &json!({ "name": "State Cancer Registry", "address": null }));
    assert_eq!(status, 200, "{registry}");
    let agreement = json!({
        "kind": "data_use_agreement", "project": "default", "nct_id": null, "reference": "DUA 2026-4", "expires": "2027-01-31",
        "recipient": registry["recipient"], "patient": null,
    });
    let (status, agreement) = officer.post("/phi/v1/agreements", &agreement);
    assert_eq!((status, &agreement["holds"]), (200, &json!(true)), "{agreement}");

    let told = |purpose: &str, agreement: Value| json!({ "recipient": registry["recipient"], "purpose": purpose, "fields": ["name", "conditions"], "agreement": agreement });
    let stranger = json!({ "recipient": "0".repeat(32), "purpose": "PUBHLTH", "fields": ["name"], "agreement": null });
    assert_eq!(officer.post(&path, &stranger).1["code"], "recipient-unknown");
    assert_eq!(officer.post(&path, &told("PUBHLTH", Value::Null)).0, 200);
    assert_eq!(officer.post(&path, &told("TREAT", Value::Null)).0, 200);
    assert_eq!(officer.post(&path, &told("HRESCH", agreement["agreement"].clone())).0, 200);
    let (status, accounting) = officer.get(&path);
    assert_eq!(status, 200, "{accounting}");
    assert_eq!(accounting["items"].as_array().unwrap().len(), 1, "{accounting}");
    assert_eq!(accounting["items"][0]["recipient"], "State Cancer Registry");
    assert_eq!(accounting["exempt"], 2, "treatment, and a limited data set");
    let other = format!("/phi/v1/patients/{}/disclosures", world.handle("Patient/two"));
    assert_eq!(officer.get(&other).1["items"], json!([]));
}

#[test]
fn the_log_is_read_page_by_page_and_its_proofs_hold_together() {
    let world = World::new();
    let mut operator = world.operator();
    let mut officer = officer(&world, &mut operator);
    let (status, page) = officer.get("/phi/v1/audit?limit=2");
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    assert_eq!(page["items"][0]["action"], "audit_read", "what is read here is in the log first");
    let next = officer.get(&format!("/phi/v1/audit?limit=2&cursor={}", page["next"].as_str().unwrap())).1;
    assert!(next["items"][0]["index"].as_u64() < page["items"][1]["index"].as_u64());
    let only = officer.get("/phi/v1/audit?action=role_started").1;
    assert_eq!(only["items"].as_array().unwrap().len(), 1);
    assert_eq!(officer.get("/phi/v1/audit?action=nothing").0, 422);
    let index = only["items"][0]["index"].as_u64().unwrap();
    let proof = officer.get(&format!("/phi/v1/audit/{index}/proof")).1;
    assert_eq!(proof["index"], json!(index));
    assert!(proof["checkpoint"].as_str().unwrap().starts_with("almoner/phi/"));
    assert_eq!(officer.get("/phi/v1/audit/999999/proof").0, 404);
    assert!(officer.get("/phi/v1/audit/checkpoint").1["size"].as_u64() > Some(index));

    let (status, alerts) = officer.get("/phi/v1/alerts");
    assert_eq!(status, 200, "{alerts}");
    let alert = alerts["items"][0]["alert"].as_str().unwrap().to_owned();
    let assigned = officer.send("PUT", &format!("/phi/v1/alerts/{alert}/owner"), &json!({}));
    assert_eq!(assigned.0, 200, "{}", assigned.1);
    let closing = json!({ "finding": "nothing_found", "words": "roles were given as planned" });
    let (status, closed) = officer.post(&format!("/phi/v1/alerts/{alert}/close"), &closing);
    assert_eq!(status, 200, "{closed}");
    assert_eq!(officer.post(&format!("/phi/v1/alerts/{alert}/close"), &closing).1["code"], "task-closed");
    operator.purpose = Some("HSYSADMIN");
    assert_eq!(operator.get("/phi/v1/audit").1["code"], "policy-refused");
    let denied = officer.get("/phi/v1/audit?outcome=denied").1;
    let denied = denied["items"].as_array().unwrap();
    assert!(!denied.is_empty() && denied.iter().all(|entry| entry["decision"] == "deny"), "{denied:?}");
    assert_eq!(operator.get("/phi/v1/health").0, 200);
    let ingest = operator.get("/phi/v1/ingest").1;
    assert_eq!((&ingest["runs"][0]["received"], &ingest["runs"][0]["quarantined"]), (&json!(10), &json!(0)), "{ingest}");
}

#[test]
fn no_route_answers_without_the_policies_and_none_tells_of_patients_in_a_refusal() {
    ask_everything(&[Role::Clinician, Role::DataScientist], &[Some("CLINTRCH")]);
}

#[test]
#[ignore = "a minute: every route, role and several purposes"]
fn no_route_answers_anybody_without_the_policies() {
    ask_everything(Role::ALL, &[None, Some("TREAT"), Some("CLINTRCH"), Some("HCOMPL"), Some("HOPERAT")]);
}

/// Every route, asked by somebody of each role and by nobody, with what no page would send.
fn ask_everything(roles: &[Role], purposes: &[Option<&'static str>]) {
    let world = World::new();
    let mut operator = world.operator();
    let mut people: Vec<Browser> = roles
        .iter()
        .map(|role| world.person(&mut operator, &format!("p-{}", role.name().replace('_', "-")), &[*role]))
        .collect();
    let (one, two) = (world.handle("Patient/one"), world.handle("Patient/two"));
    let mut asked = 0;
    for route in PhiRoute::ALL {
        let method = format!("{:?}", route.method()).to_uppercase();
        let patients: &[&String] = if route.path().contains("{patient}") { &[&one, &two] } else { &[&one] };
        for patient in patients {
            let path = route
                .path()
                .replace("{patient}", patient)
                .replace("{nct_id}", "NCT99000001")
                .replace("{grant}", "0")
                .replace("{draft}", &"d".repeat(32))
                .replace("{index}", "0")
                .replace("{person}", &"a".repeat(32))
                .replace("{contact}", &"b".repeat(32))
                .replace("{note}", &"c".repeat(32))
                .replace("{alert}", &"d".repeat(32));
            let mut stranger = Browser::stranger(&world);
            assert_eq!(stranger.send(&method, &path, &json!({})).0, 401, "{method} {path}");
            for browser in &mut people {
                for purpose in purposes {
                    browser.purpose = *purpose;
                    let before = world.size();
                    // The marks stand in what is sent, as somebody could paste them anywhere.
                    let body = json!({
                        "mrn": "MRN-55017", "reason_code": "Zephyrine Quillfeather", "justification": "x", "minutes": 1,
                        "research": "Quillfeather", "answer": "Quillfeather", "practitioner": "Quillfeather",
                    });
                    let (status, answer) = browser.send(&method, &path, &body);
                    assert_ne!(status, 500, "{method} {path}: {answer}");
                    assert!(status != 404 || answer["code"] == "not-found", "{method} {path} is served: {answer}");
                    assert_ne!(status, 405, "{method} {path} is served");
                    let decided = status == 200 || answer["code"] == "policy-refused" || answer["code"] == "purpose-missing";
                    if decided {
                        assert!(world.size() > before, "{method} {path}: {status} without an entry");
                    }
                    asked += 1;
                }
            }
        }
    }
    assert!(asked >= PhiRoute::ALL.len() * roles.len() * purposes.len(), "{asked}");
    let told = world.told();
    for mark in MARKS {
        assert!(!told.windows(mark.len()).any(|window| window == mark.as_bytes()), "{mark}");
        for browser in &people {
            assert!(!browser.problems.contains(mark), "{mark}");
        }
    }
}
