//! What a clinician sees and answers, and what the contact queue does with it: only one's own patients, only the granted parts of
//! a record, every look in the log before it is answered, and no marked identifier in what crosses to research.

use almoner_audit::Action;
use almoner_base::{NctId, ProjectId, StudyId};
use almoner_chart::{
    Approval, ApprovedTrial, ContactCode, ContactId, ContactOutcome, ContactReason, ContactRequest, ContactState, ToPhi,
    ToResearch, TrialRegister,
};
use almoner_policy::Role;
use almoner_trials::TrialRecord;
use serde_json::json;

use super::world::{Browser, MARKS, START, World, approver};

const TRIAL: &str = "NCT99000001";

/// A trial for people with diabetes, approved by somebody else than its author.
fn trial() -> ApprovedTrial {
    let nct_id = NctId::parse(TRIAL).unwrap();
    let text = "Inclusion Criteria:\n\n* Type 2 diabetes mellitus\n* HbA1c of at least 8 % within the last 3 months\n\nExclusion Criteria:\n\n* Heart failure\n";
    let mut record = TrialRecord::new(nct_id, text.to_owned());
    record.title = Some("Sweet Relief".to_owned());
    let version = record.version();
    let record = serde_json::to_string(&record).unwrap();
    let signed = Approval::signed_bytes(&almoner_crypto::sha256(record.as_bytes()), nct_id, &version, "author", "approver");
    let approval = Approval {
        author: "author".to_owned(),
        approver: "approver".to_owned(),
        signature: approver().sign(&signed).to_vec(),
    };
    ApprovedTrial { nct_id, version, record, approval }
}

fn register(expires_in: i32) -> TrialRegister {
    let today = i32::try_from(START / 86_400_000).unwrap();
    TrialRegister {
        nct_id: NctId::parse(TRIAL).unwrap(),
        open_here: true,
        irb_number: Some("2026-17".to_owned()),
        irb_expires: Some(today + expires_in),
    }
}

/// A clinician whose account belongs to the practitioner of the records.
pub(super) fn linked(world: &World, operator: &mut Browser) -> Browser {
    let mut clinician = world.person(operator, "clara", &[Role::Clinician]);
    operator.sign_in();
    operator.purpose = Some("HSYSADMIN");
    operator.words = Some("clara is Dr. Hartwell, checked in person");
    let path = format!("/phi/v1/clinicians/{}", clinician.person);
    let wrong = json!({ "practitioner": "Practitioner/nobody" });
    assert_eq!(operator.put(&path, &wrong).1["code"], "practitioner-unknown");
    let npi = json!({ "practitioner": "http://hl7.org/fhir/sid/us-npi|9999999901" });
    let (status, answer) = operator.put(&path, &npi);
    assert_eq!(status, 200, "{answer}");
    clinician.purpose = Some("TREAT");
    clinician.sign_in();
    clinician
}

/// The next word from this zone about a contact.
fn outcome(world: &mut World) -> ContactOutcome {
    loop {
        match world.research.receive().unwrap() {
            ToResearch::Contact(outcome) => return outcome,
            ToResearch::Hello(_) | ToResearch::Ingest(_) => {}
            _ => panic!("another message"),
        }
    }
}

fn study_id(world: &World, key: &str) -> StudyId {
    let mut room = world.api.room();
    let patient = room.vault.person(key).unwrap().unwrap();
    let permit = room.permit(almoner_policy::Principal::Phi, almoner_policy::Action::ReadVault, None).unwrap();
    room.vault.member(&permit, &ProjectId::default(), patient).unwrap().study_id
}

fn request(id: u8, study_id: StudyId) -> ContactRequest {
    ContactRequest {
        contact: ContactId::from_bytes([id; 16]),
        project: ProjectId::default(),
        study_id,
        nct_id: NctId::parse(TRIAL).unwrap(),
        version: trial().version,
        irb_number: "2026-17".to_owned(),
        reason: ContactReason::Eligible,
    }
}

#[test]
fn a_clinician_sees_whom_they_treat_by_parts_and_nobody_else() {
    let world = World::new();
    let mut operator = world.operator();
    let mut clinician = linked(&world, &mut operator);
    let mut stranger = world.person(&mut operator, "stan", &[Role::Clinician]);
    stranger.purpose = Some("TREAT");
    assert_eq!(stranger.get("/phi/v1/my-patients").1["code"], "clinician-not-linked");

    let (status, mine) = clinician.get("/phi/v1/my-patients");
    assert_eq!(status, 200, "{mine}");
    assert_eq!((&mine["total"], &mine["items"][0]["name"]), (&json!(1), &json!("Zephyrine Quillfeather")));
    let handle = mine["items"][0]["patient"].as_str().unwrap().to_owned();
    assert_eq!(handle, world.handle("Patient/one"));

    let before = world.count(Action::IdentifiedShown);
    let path = format!("/phi/v1/patients/{handle}");
    let (status, part) = clinician.get(&format!("{path}?fields=conditions"));
    assert_eq!(status, 200, "{part}");
    assert_eq!(part["fields"], json!(["conditions"]));
    assert_eq!(part["conditions"]["items"][0]["text"], "Type 2 diabetes mellitus");
    assert_eq!(part["conditions"]["items"][0]["date"], json!(null), "dates are a part of their own");
    assert_eq!((&part["demographics"], &part["notes"]), (&json!(null), &json!(null)));
    assert_eq!(part["withheld"], 1, "a Part 2 record needs consent");
    assert_eq!(world.count(Action::IdentifiedShown), before + 1);
    assert!(!part.to_string().contains("Quillfeather") && !part.to_string().contains("Opioid"));

    let (_, whole) = clinician.get(&path);
    assert_eq!(whole["demographics"]["birth_date"], "1961-04-17");
    assert_eq!(whole["observations"]["total"], 2, "HIV status is shown to treat");
    assert!(whole["notes"]["items"][0]["text"].as_str().unwrap().contains("Thornton"));
    assert!(!whole.to_string().contains("Opioid"));

    // Whom they do not treat, who is nobody, and with what is too old or from elsewhere.
    let other = format!("/phi/v1/patients/{}", world.handle("Patient/two"));
    assert_eq!(clinician.get(&other).1["code"], "policy-refused");
    assert_eq!(clinician.get("/phi/v1/patients/00000000000000000000000000000000").1["code"], "policy-refused");
    assert_eq!(stranger.get(&path).1["code"], "policy-refused");
    clinician.network = almoner_audit::NetworkZone::Outside;
    assert_eq!(clinician.get(&path).1["policies"], json!(["floor-identified-network"]));
    clinician.network = almoner_audit::NetworkZone::Clinical;
    world.later(14 * 60_000);
    assert_eq!(clinician.get("/phi/v1/me/navigation").0, 200);
    world.later(2 * 60_000);
    assert_eq!(clinician.get(&path).1["code"], "step-up-needed");
    operator.sign_in();
    assert_eq!(operator.get(&path).1["code"], "policy-refused", "an operator sees no record");
}

#[test]
fn broken_glass_opens_one_record_for_its_time() {
    let world = World::new();
    let mut operator = world.operator();
    let mut clinician = world.person(&mut operator, "clara", &[Role::Clinician]);
    clinician.purpose = Some("ETREAT");
    clinician.sign_in();
    let ask = json!({
        "mrn": "MRN-55017", "reason_code": "emergency", "minutes": 5, "justification": "Collapsed in the waiting room, no papers",
    });
    let (status, grant) = clinician.post("/phi/v1/break-glass", &ask);
    assert_eq!(status, 200, "{grant}");
    let path = format!("/phi/v1/patients/{}", grant["patient"].as_str().unwrap());
    let (status, record) = clinician.get(&path);
    assert_eq!(status, 200, "{record}");
    assert_eq!(record["grant"], grant["grant"]);
    assert!(record.to_string().contains("Opioid"), "a medical emergency opens Part 2 records (42 CFR 2.51)");
    let shown = world.entries().into_iter().rev().find(|record| record.entry.action() == Action::IdentifiedShown).unwrap();
    let started = world.entries().into_iter().find(|record| record.entry.action() == Action::BreakGlassStarted).unwrap();
    assert!(started.index < shown.index);
    assert!(serde_json::to_value(&shown.entry).unwrap()["break_glass"].is_object());
    let other = format!("/phi/v1/patients/{}", world.handle("Patient/two"));
    assert_eq!(clinician.get(&other).1["code"], "policy-refused", "one patient");
    world.later(5 * 60_000);
    assert_eq!(clinician.get(&path).1["code"], "policy-refused", "its time is over");
}

#[test]
fn possible_trials_are_answered_and_a_refusal_of_research_ends_them() {
    let mut world = World::new();
    let mut operator = world.operator();
    let mut clinician = linked(&world, &mut operator);
    world.attend();
    world.research.send(&ToPhi::Trial(trial())).unwrap();
    let mut forged = trial();
    forged.approval.signature = vec![0; 64];
    forged.nct_id = NctId::parse("NCT99000002").unwrap();
    world.research.send(&ToPhi::Trial(forged)).unwrap();
    world.research.send(&ToPhi::Register(register(30))).unwrap();
    settle(&mut world);

    let path = format!("/phi/v1/patients/{}/trials", world.handle("Patient/one"));
    let (status, cards) = clinician.get(&path);
    assert_eq!(status, 200, "{cards}");
    assert_eq!(cards["items"].as_array().unwrap().len(), 1, "only what is approved: {cards}");
    let card = &cards["items"][0];
    assert_eq!((&card["nct_id"], &card["title"], &card["open_here"]), (&json!(TRIAL), &json!("Sweet Relief"), &json!(true)));
    let verdicts: Vec<_> = card["criteria"].as_array().unwrap().iter().map(|one| one["verdict"].clone()).collect();
    assert_eq!(verdicts[0], "met", "{card}");
    assert_eq!(verdicts[1], "met", "the A1c is two weeks old, which this zone may know: {card}");

    let answer = json!({
        "answer": "later", "reason_code": "ask-at-visit",
        "override": [{ "criterion": 2, "verdict": "not_met", "reason_code": "known-otherwise" }],
    });
    let place = format!("{path}/{TRIAL}/answer");
    assert_eq!(clinician.post(&place, &answer).0, 200);
    assert_eq!(world.count(Action::VerdictOverridden), 1);
    assert_eq!(clinician.get(&path).1["items"][0]["answer"]["answer"], "later");
    let wrong = json!({ "answer": "perhaps", "reason_code": "other" });
    assert_eq!(clinician.post(&place, &wrong).1["code"], "answer");
    let elsewhere = format!("/phi/v1/patients/{}/trials/{TRIAL}/answer", world.handle("Patient/two"));
    assert_eq!(clinician.post(&elsewhere, &answer).1["code"], "policy-refused");

    let consent = format!("/phi/v1/patients/{}/consent", world.handle("Patient/one"));
    let (status, kept) = clinician.post(&consent, &json!({ "research": "refused" }));
    assert_eq!(status, 200, "{kept}");
    assert_eq!(clinician.get(&path).1["items"], json!([]));
    assert_eq!(world.count(Action::ConsentApplied), 1);
}

/// Waits until everything that was sent before is done.
fn settle(world: &mut World) {
    world.research.send(&ToPhi::AskIngest).unwrap();
    while !matches!(world.research.receive().unwrap(), ToResearch::Ingest(_)) {}
}

#[test]
fn a_contact_goes_from_a_study_id_to_a_person_and_back_as_a_code() {
    let mut world = World::new();
    let mut operator = world.operator();
    let mut clinician = linked(&world, &mut operator);
    let mut coordinator = world.person(&mut operator, "cora", &[Role::Coordinator]);
    let (one, two) = (study_id(&world, "Patient/one"), study_id(&world, "Patient/two"));
    world.attend();

    // Nothing is known of the trial yet, and nobody has this study id.
    world.research.send(&ToPhi::Contact(request(1, one))).unwrap();
    let told = outcome(&mut world);
    assert_eq!((told.state, told.code), (ContactState::Refused, Some(ContactCode::NotApproved)));
    world.research.send(&ToPhi::Contact(request(2, StudyId::from_random(99)))).unwrap();
    assert_eq!(outcome(&mut world).code, Some(ContactCode::NotAvailable));
    assert_eq!(outcome_of_repeat(&mut world, request(2, StudyId::from_random(99))), Some(ContactCode::NotAvailable));

    world.research.send(&ToPhi::Trial(trial())).unwrap();
    world.research.send(&ToPhi::Register(register(-1))).unwrap();
    world.research.send(&ToPhi::Contact(request(3, one))).unwrap();
    assert_eq!(drained(&mut world, 3).code, Some(ContactCode::IrbExpired));
    world.research.send(&ToPhi::Register(register(5))).unwrap();
    world.research.send(&ToPhi::Contact(request(4, one))).unwrap();
    assert_eq!(drained(&mut world, 4).state, ContactState::Received);
    world.research.send(&ToPhi::Contact(request(5, two))).unwrap();
    assert_eq!(drained(&mut world, 5).state, ContactState::Received);

    let (status, queue) = clinician.get("/phi/v1/contacts");
    assert_eq!(status, 200, "{queue}");
    assert!(!queue.to_string().contains("Quillfeather"), "no name in the list");
    let id = ContactId::from_bytes([4; 16]).to_string();
    assert_eq!(queue["items"][0]["contact"], json!(id));
    let others = ContactId::from_bytes([5; 16]).to_string();
    assert!(!queue.to_string().contains(&others), "whom another treats is not in it");
    assert_eq!(clinician.get(&format!("/phi/v1/contacts/{others}")).1["code"], "policy-refused");
    coordinator.purpose = Some("CLINTRCH");
    assert_eq!(coordinator.get("/phi/v1/contacts").1["code"], "policy-refused");

    let path = format!("/phi/v1/contacts/{id}");
    let (status, shown) = clinician.get(&path);
    assert_eq!(status, 200, "{shown}");
    assert_eq!(shown["demographics"]["name"], "Zephyrine Quillfeather");
    assert_eq!(shown["details"]["telecom"][0]["value"], "555-0117");
    assert_eq!((&shown["guardian"], &shown["irb"]["ok"]), (&json!(null), &json!(true)));

    let bare = json!({ "outcome": "contacted", "reason_code": "other" });
    assert_eq!(clinician.post(&path, &bare).1["code"], "legal-basis");
    let waived = json!({ "outcome": "contacted", "reason_code": "other", "legal_basis": "irb_waiver" });
    assert_eq!(clinician.post(&path, &waived).1["code"], "legal-basis", "no waiver is on record");
    let spoken = json!({ "outcome": "contacted", "reason_code": "other", "legal_basis": "treating_relationship" });
    assert_eq!(clinician.post(&path, &spoken).0, 200);
    assert_eq!(drained(&mut world, 4).state, ContactState::Contacted);
    let agreed = json!({ "outcome": "agreed", "reason_code": "interested", "legal_basis": "treating_relationship" });
    assert_eq!(clinician.post(&path, &agreed).0, 200);
    let told = drained(&mut world, 4);
    assert_eq!((told.state, told.code), (ContactState::Agreed, Some(ContactCode::Interested)));
    assert_eq!(clinician.post(&path, &agreed).1["code"], "contact-settled");
    assert_eq!(clinician.get(&path).1["demographics"], json!(null), "who is settled is not shown again");

    // The moment of contact counts: a refusal of research that came meanwhile ends it.
    world.research.send(&ToPhi::Contact(request(6, one))).unwrap();
    assert_eq!(drained(&mut world, 6).state, ContactState::Received);
    let consent = format!("/phi/v1/patients/{}/consent", world.handle("Patient/one"));
    assert_eq!(clinician.post(&consent, &json!({ "research": "refused" })).0, 200);
    let later = format!("/phi/v1/contacts/{}", ContactId::from_bytes([6; 16]));
    let (status, refusal) = clinician.get(&later);
    assert_eq!(
        (status, &refusal["code"], &refusal["reason"]),
        (409, &json!("contact-not-allowed"), &json!("not-available"))
    );
    let told = drained(&mut world, 6);
    assert_eq!((told.state, told.code), (ContactState::Refused, Some(ContactCode::NotAvailable)));

    for mark in MARKS {
        let told = world.told();
        assert!(!told.windows(mark.len()).any(|window| window == mark.as_bytes()), "{mark}");
        for browser in [&clinician, &coordinator, &operator] {
            assert!(!browser.problems.contains(mark), "{mark}");
        }
    }
}

/// The last word about a contact, once everything before is done.
fn drained(world: &mut World, id: u8) -> ContactOutcome {
    loop {
        let told = outcome(world);
        if told.contact == ContactId::from_bytes([id; 16]) && (told.state != ContactState::Received || id > 3) {
            return told;
        }
    }
}

fn outcome_of_repeat(world: &mut World, request: ContactRequest) -> Option<ContactCode> {
    world.research.send(&ToPhi::Contact(request)).unwrap();
    outcome(world).code
}
