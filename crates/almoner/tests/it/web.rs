//! The API as the web application meets it, over the real binary: a coordinator's whole task, an investigator's approval, what is
//! refused to whom, and what happens to stale edits, double clicks and lost answers.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::canary::{Finder, canaries, told};
use crate::serve::{Answer, Browser, PASSWORD, Server, run};
use crate::{Folder, Prepared, almoner};

/// The trial that most of the tests look at.
pub(crate) const TRIAL: &str = "NCT99000001";

/// A hospital whose doors are open, with an administrator who invites.
pub(crate) struct Hospital {
    pub(crate) folder: Folder,
    pub(crate) server: Mutex<Server>,
    admin: Mutex<Person>,
    /// What `match --json` said of each trial before the doors were opened.
    matched: Vec<Value>,
    pub(crate) prepared: Arc<Prepared>,
    /// The link of the administrator of the other door.
    pub(crate) phi_link: String,
}

impl Hospital {
    pub(crate) fn make() -> Self {
        let prepared = Prepared::get();
        let folder = Folder::new();
        let home = folder.join("home");
        // Links are good for a day from now; records are read as on the day of the attestation.
        let links = run(&home, &["init", "--json"]).expect(0).json()["enrol"].clone();
        almoner(&home, &["ingest", &prepared.fhir(), "--json"]).expect(0);
        almoner(&home, &["trials", "import", &prepared.trials(), "--json"]).expect(0);
        let release = ["release", "--policy", "expert_determination", "--attestation", &prepared.attestation(), "--json"];
        almoner(&home, &release).expect(0);
        let mut matched = almoner(&home, &["match", "--json"]).expect(0).lines();
        // The last line sums up.
        matched.retain(|line| line["nct_id"].is_string());
        let server = Server::start(&home);
        let browser = Browser::at(server.research, &home, "research");
        let admin = Person::enrol(browser, "administrator", links["research"].as_str().unwrap());
        let phi_link = links["phi"].as_str().unwrap().to_owned();
        Self { folder, server: Mutex::new(server), admin: Mutex::new(admin), matched, prepared, phi_link }
    }

    /// Somebody new in a role, assigned to the sample's trials, signed in.
    pub(crate) fn person(&self, role: &str) -> Person {
        self.invited(&mut self.admin.lock().unwrap(), "research", role)
    }

    /// The same at either door, invited by its administrator.
    pub(crate) fn invited(&self, admin: &mut Person, zone: &str, role: &str) -> Person {
        let studies: Vec<&str> = self.matched.iter().filter_map(|line| line["nct_id"].as_str()).collect();
        self.invited_to(admin, zone, role, &studies)
    }

    /// Somebody new who is assigned to these studies alone.
    fn assigned(&self, role: &str, studies: &[&str]) -> Person {
        self.invited_to(&mut self.admin.lock().unwrap(), "research", role, studies)
    }

    fn invited_to(&self, admin: &mut Person, zone: &str, role: &str, studies: &[&str]) -> Person {
        let name = format!("{role}-{:08x}", almoner_crypto::random_u64().unwrap());
        let grants = json!({ "roles": [role], "studies": studies });
        let body = json!({ "sign_in_name": name, "display_name": "Somebody", "grants": grants });
        let invited = admin.post("/api/v1/accounts/invite", &body).expect(200).body;
        Person::enrol(self.browser(zone), &name, invited["link"].as_str().unwrap())
    }

    pub(crate) fn browser(&self, zone: &str) -> Browser {
        let server = self.server.lock().unwrap();
        let port = if zone == "phi" { server.phi } else { server.research };
        Browser::at(port, &self.folder.join("home"), zone)
    }
}

/// Somebody with an authenticator app.
pub(crate) struct Person {
    pub(crate) browser: Browser,
    secret: Vec<u8>,
    /// The step of the app's code that was used last; each is taken once.
    used: u64,
    pub(crate) id: String,
}

impl Person {
    /// Enrols by a link, and signs in.
    pub(crate) fn enrol(mut browser: Browser, name: &str, link: &str) -> Self {
        let token = link.split('#').nth(1).unwrap();
        let page = browser.ask("POST", "/api/v1/enrolment", &json!({ "token": token }), &[]).expect(200).body;
        let secret = totp_rs::Secret::try_from_base32(page["totp"]["secret"].as_str().unwrap()).unwrap().as_bytes().to_vec();
        let mut person = Self { browser, secret, used: 0, id: String::new() };
        let code = person.code();
        let body = json!({ "token": token, "ceremony": page["ceremony"], "password": PASSWORD, "code": code });
        person.browser.ask("POST", "/api/v1/enrolment/finish", &body, &[]).expect(200);
        let body = json!({ "name": name, "password": PASSWORD, "code": person.code() });
        let signed_in = person.browser.ask("POST", "/api/v1/sign-in", &body, &[]).expect(200).body;
        signed_in["person"].as_str().unwrap().clone_into(&mut person.id);
        person
    }

    /// The app's code of now; or, if that was used, the one after it, which holds as well.
    fn code(&mut self) -> String {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        self.used = (now / 30).max(self.used + 1);
        let app = totp_rs::Builder::new().with_secret(self.secret.clone()).with_account_name("x").build().unwrap();
        app.generate(self.used * 30).to_string()
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.browser.ask("GET", path, &Value::Null, &[])
    }

    pub(crate) fn post(&mut self, path: &str, body: &Value) -> Answer {
        let key = uuid();
        self.browser.ask("POST", path, body, &[("Idempotency-Key", &key)])
    }

    fn edit(&mut self, path: &str, body: &Value, tag: &str, key: &str) -> Answer {
        self.browser.ask("POST", path, body, &[("Idempotency-Key", key), ("If-Match", tag)])
    }

    /// Study ids of the candidates of a trial, best first.
    pub(crate) fn candidates(&mut self, trial: &str) -> Vec<String> {
        let page = self.get(&format!("/api/v1/trials/{trial}/candidates?limit=200")).expect(200).body;
        page["items"].as_array().unwrap().iter().map(|row| row["study_id"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn uuid() -> String {
    let (one, other) = (almoner_crypto::random_u64().unwrap(), almoner_crypto::random_u64().unwrap());
    format!("{:08x}-{:04x}-4000-8000-{:012x}", one >> 32, one & 0xffff, other & 0xffff_ffff_ffff)
}

fn tag(answer: &Answer) -> String {
    answer.header("etag").unwrap().to_owned()
}

// Opening a hospital takes longer than asking it, so that what does not get into each other's way is asked of one.

#[test]
fn a_coordinator_does_a_whole_task() {
    let hospital = Hospital::make();
    a_coordinator_finds_candidates_decides_and_takes_it_back(&hospital);
    a_threshold_can_be_relaxed_and_small_groups_are_not_told(&hospital);
    contact_is_asked_for_once_and_leaves_by_the_airlock(&hospital);
    files_leave_with_a_purpose_a_justification_and_a_fresh_second_factor(&hospital);
    what_was_decided_in_one_trial_is_told_in_the_others(&hospital);
    who_is_enrolled_in_one_trial_takes_part_in_another_one_of_all_the_others(&hospital);
}

#[test]
fn a_trial_is_edited_previewed_approved_and_matched_anew() {
    let hospital = Hospital::make();
    what_one_edits_another_approves(&hospital);
    of_a_trial_that_nobody_approved_nobody_is_enrolled_or_contacted(&hospital);
}

#[test]
fn nobody_is_shown_more_than_is_theirs() {
    let hospital = Hospital::make();
    the_api_tells_the_verdicts_that_the_command_line_tells(&hospital);
    trials_are_found_for_a_candidate_as_candidates_are_for_a_trial(&hospital);
    each_role_is_shown_what_is_its_and_no_more(&hospital);
    nobody_gets_anything_without_a_session_or_from_another_page(&hospital);
    no_identifier_and_no_secret_is_in_any_answer_or_in_the_log(&hospital);
}

fn a_coordinator_finds_candidates_decides_and_takes_it_back(hospital: &Hospital) {
    let mut cora = hospital.person("coordinator");
    let list = cora.get("/api/v1/trials?limit=3&sort=eligible").expect(200).body;
    assert_eq!((list["items"].as_array().unwrap().len(), list["total"].as_u64().unwrap() > 3), (3, true));
    let next = list["next"].as_str().unwrap();
    let second = cora.get(&format!("/api/v1/trials?limit=3&sort=eligible&cursor={next}")).expect(200).body;
    assert!(second["items"][0]["nct_id"] != list["items"][0]["nct_id"]);
    assert_eq!(cora.get(&format!("/api/v1/trials?cursor={next}")).expect(422).body["code"], "cursor");

    let trial = cora.get(&format!("/api/v1/trials/{TRIAL}")).expect(200);
    assert_eq!(tag(&trial).trim_matches('"'), trial.body["version"]);
    assert!(!trial.body["criteria_list"].as_array().unwrap().is_empty());

    let study = cora.candidates(TRIAL)[0].clone();
    let at = format!("/api/v1/trials/{TRIAL}/candidates/{study}");
    let shown = cora.get(&at).expect(200);
    assert_eq!((shown.body["bin"].clone(), tag(&shown)), (json!("new"), "\"0\"".to_owned()));
    let evidence = shown.body["criteria"].as_array().unwrap().iter().flat_map(|one| one["evidence"].as_array().unwrap());
    assert!(evidence.count() > 0, "a verdict names what it rests on");

    let decision = json!({ "bin": "flagged", "reason_code": "promising", "note": "worth a look" });
    let (path, key) = (format!("{at}/decisions"), uuid());
    assert_eq!(cora.post(&path, &decision).expect(428).body["code"], "if-match-missing");
    let made = cora.edit(&path, &decision, "\"0\"", &key).expect(201);
    let again = cora.edit(&path, &decision, "\"0\"", &key).expect(201);
    assert_eq!(made.body, again.body, "a double click decides once");
    let other = json!({ "bin": "deferred", "reason_code": "later" });
    assert_eq!(cora.edit(&path, &other, "\"0\"", &key).expect(422).body["code"], "idempotency-key-reused");
    let stale = cora.edit(&path, &other, "\"0\"", &uuid()).expect(412).body;
    assert_eq!((&stale["current"]["bin"], &stale["yours"]["bin"]), (&json!("flagged"), &json!("deferred")));
    let identifying = json!({ "bin": "deferred", "reason_code": "later", "note": "call 555-014-2368" });
    assert_eq!(cora.edit(&path, &identifying, "\"1\"", &uuid()).expect(422).body["code"], "words-identifier");

    let log = cora.get(&format!("/api/v1/trials/{TRIAL}/screening-log")).expect(200).body;
    assert!(log["items"].as_array().unwrap().iter().any(|row| row["study_id"] == study && row["bin"] == "flagged"));
    let id = made.body["decision"]["id"].as_str().unwrap();
    let mut ines = hospital.person("investigator");
    let undo = format!("{path}/{id}/undo");
    assert_eq!(ines.post(&undo, &json!({})).expect(409).body["code"], "not-to-be-undone");
    cora.post(&undo, &json!({})).expect(200);
    let shown = cora.get(&at).expect(200);
    assert_eq!((shown.body["bin"].clone(), tag(&shown)), (json!("new"), "\"2\"".to_owned()));
    assert_eq!(shown.body["history"][0]["undone"], true);
    let decided = cora.get(&format!("/api/v1/decisions?by={}", cora.id.clone())).expect(200).body;
    assert_eq!(decided["items"][0]["note"], Value::Null, "words stay with the candidate");
}

fn what_was_decided_in_one_trial_is_told_in_the_others(hospital: &Hospital) {
    let mut cora = hospital.person("coordinator");
    let study = cora.candidates(TRIAL)[0].clone();
    let page = cora.get(&format!("/api/v1/candidates/{study}/trials?limit=200")).expect(200).body;
    let items = page["items"].as_array().unwrap();
    let other = items.iter().find_map(|item| item["nct_id"].as_str().filter(|nct_id| *nct_id != TRIAL)).unwrap();
    let at = |trial: &str| format!("/api/v1/trials/{trial}/candidates/{study}");
    let (here, there) = (at(TRIAL), at(other));
    assert_eq!(cora.get(&here).expect(200).body["elsewhere"], json!([]));

    let flagged = json!({ "bin": "flagged", "reason_code": "promising" });
    cora.edit(&format!("{there}/decisions"), &flagged, "\"0\"", &uuid()).expect(201);
    assert_eq!(cora.get(&here).expect(200).body["elsewhere"], json!([]), "a flag binds nobody");
    let refused = json!({ "bin": "not_eligible", "reason_code": "screen_failure" });
    let made = cora.edit(&format!("{there}/decisions"), &refused, "\"1\"", &uuid()).expect(201).body;
    let told = cora.get(&here).expect(200).body["elsewhere"].clone();
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert_eq!((&told[0]["nct_id"], &told[0]["bin"]), (&json!(other), &json!("not_eligible")));
    assert_eq!((&told[0]["reason_code"], &told[0]["decided_at"]), (&json!("screen_failure"), &made["decision"]["at"]));
    assert_eq!(cora.get(&there).expect(200).body["elsewhere"], json!([]), "it is that trial's own history");

    let mut one = hospital.assigned("coordinator", &[TRIAL]);
    assert_eq!(one.get(&here).expect(200).body["elsewhere"], json!([]), "studies of others are not told");
    let id = made["decision"]["id"].as_str().unwrap();
    cora.post(&format!("{there}/decisions/{id}/undo"), &json!({})).expect(200);
    assert_eq!(cora.get(&here).expect(200).body["elsewhere"], json!([]), "taken back");
}

/// Matches a trial over the API, and waits.
fn matched(person: &mut Person, trial: &str) {
    let begun = person.post(&format!("/api/v1/trials/{trial}/matches"), &json!({})).expect(202).body;
    let run = begun["run"].as_str().unwrap().to_owned();
    for _ in 0..200 {
        if person.get(&format!("/api/v1/runs/{run}")).expect(200).body["state"] != "running" {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the match of {trial} did not end");
}

fn who_is_enrolled_in_one_trial_takes_part_in_another_one_of_all_the_others(hospital: &Hospital) {
    let record = |trial: &str, kind: &str, excludes: &str| {
        let text = format!("Inclusion Criteria:\n\n- Age 18 years or older\n\nExclusion Criteria:\n\n- {excludes}\n");
        json!({ "nct_id": trial, "title": trial, "interventions": [[kind, "something"]], "criteria_text": text })
    };
    let asks = "Participation in another clinical trial within 30 days prior to screening";
    let (here, there, talk, over) = ("NCT99000911", "NCT99000912", "NCT99000913", "NCT99000914");
    let mut ended = record(over, "Drug", "Pregnancy");
    ended["status"] = json!("COMPLETED");
    let trials =
        [record(here, "Drug", asks), record(there, "Drug", "Pregnancy"), record(talk, "Behavioral", "Pregnancy"), ended];
    let mut importer = hospital.person("coordinator");
    for trial in &trials {
        importer.post("/api/v1/trials", trial).expect(200);
    }
    let studies = [here, there, talk, over];
    let (mut cora, mut ines) = (hospital.assigned("coordinator", &studies), hospital.assigned("investigator", &studies));
    for trial in studies {
        let version = cora.get(&format!("/api/v1/trials/{trial}")).expect(200).body["version"].as_str().unwrap().to_owned();
        let approval = json!({ "justification": "read against the protocol" });
        ines.post(&format!("/api/v1/trials/{trial}/versions/{version}/approval"), &approval).expect(201);
        matched(&mut cora, trial);
    }
    let eligible = cora.get(&format!("/api/v1/trials/{here}/candidates?limit=200")).expect(200).body["counts"].clone();
    let both: Vec<String> = cora.candidates(there).into_iter().filter(|one| cora.candidates(here).contains(one)).collect();
    let study = &both[0];
    let asked = |cora: &mut Person, trial: &str| {
        let detail = cora.get(&format!("/api/v1/trials/{trial}/candidates/{study}")).expect(200).body;
        let own = detail["criteria"].as_array().unwrap().iter().find(|one| one["text"] == asks).unwrap().clone();
        (own["verdict"].clone(), own["decided_by"].clone(), own["effect"].clone())
    };
    let stale = |cora: &mut Person| cora.get(&format!("/api/v1/trials/{here}/candidates")).expect(200).body["stale"].clone();
    assert_eq!(asked(&mut cora, here), (json!("unknown"), Value::Null, json!("open")));
    assert_eq!(stale(&mut cora), false);

    let decide = |cora: &mut Person, trial: &str, bin: &str, tag: &str| {
        let decision = json!({ "bin": bin, "reason_code": "criteria_confirmed" });
        let made = cora.edit(&format!("/api/v1/trials/{trial}/candidates/{study}/decisions"), &decision, tag, &uuid());
        made.expect(201).body["decision"]["id"].as_str().unwrap().to_owned()
    };
    // Counselling is no drug and no device, a trial may have ended, and a trial's own enrolment is not one in another trial.
    decide(&mut cora, talk, "enrolled", "\"0\"");
    decide(&mut cora, over, "enrolled", "\"0\"");
    matched(&mut cora, here);
    assert_eq!(asked(&mut cora, here).0, "unknown");
    let own = decide(&mut cora, here, "enrolled", "\"0\"");
    cora.post(&format!("/api/v1/trials/{here}/candidates/{study}/decisions/{own}/undo"), &json!({})).expect(200);
    assert_eq!(asked(&mut cora, here).0, "unknown");

    let enrolled = decide(&mut cora, there, "enrolled", "\"0\"");
    assert_eq!(stale(&mut cora), true, "who is enrolled elsewhere changed");
    matched(&mut cora, here);
    assert_eq!(asked(&mut cora, here), (json!("met"), json!("enrolment"), json!("excludes")));
    let now = cora.get(&format!("/api/v1/trials/{here}/candidates?limit=200")).expect(200).body["counts"].clone();
    assert_ne!(now, eligible);

    cora.post(&format!("/api/v1/trials/{there}/candidates/{study}/decisions/{enrolled}/undo"), &json!({})).expect(200);
    assert_eq!(stale(&mut cora), true);
    matched(&mut cora, here);
    assert_eq!(asked(&mut cora, here), (json!("unknown"), Value::Null, json!("open")));
}

fn the_api_tells_the_verdicts_that_the_command_line_tells(hospital: &Hospital) {
    let mut cora = hospital.person("coordinator");
    let mut compared = 0;
    for line in &hospital.matched {
        let trial = line["nct_id"].as_str().unwrap();
        let page = cora.get(&format!("/api/v1/trials/{trial}/candidates?limit=200")).expect(200).body;
        assert_eq!(page["version"], line["versions"]["trial"]);
        assert_eq!(page["counts"], line["counts"], "{trial}");
        let listed = line["candidates"].as_array().unwrap();
        let rows = page["items"].as_array().unwrap();
        assert_eq!(rows.len(), listed.len(), "{trial}");
        for (row, candidate) in rows.iter().zip(listed) {
            let verdicts =
                candidate["criteria"].as_array().unwrap().iter().map(|one| match one["verdict"].as_str().unwrap() {
                    "met" => 'M',
                    "not_met" => 'N',
                    _ => 'U',
                });
            let told = row["verdicts"].as_str().unwrap().replace('P', "U");
            let (ours, theirs) = ((&row["study_id"], &row["rank"]), (&candidate["study_id"], &candidate["rank"]));
            assert_eq!((ours, told), (theirs, verdicts.collect::<String>()), "{trial}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared} candidates");
}

fn trials_are_found_for_a_candidate_as_candidates_are_for_a_trial(hospital: &Hospital) {
    let mut cora = hospital.person("coordinator");
    let study = cora.candidates(TRIAL)[0].clone();
    let at = format!("/api/v1/candidates/{study}/trials");
    let page = cora.get(&format!("{at}?limit=200")).expect(200).body;
    let items = page["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), hospital.matched.len(), "every study that is hers is there");
    let order = |item: &Value| {
        let place = ["eligible", "potential", "excluded"].iter().position(|status| item["status"] == *status).unwrap();
        (place, item["against"].as_u64(), item["missing"].as_u64())
    };
    assert!(items.is_sorted_by_key(order), "best fit first");
    let mut seen = std::collections::BTreeSet::new();
    for item in &items {
        let nct_id = item["nct_id"].as_str().unwrap();
        let own = cora.get(&format!("/api/v1/trials/{nct_id}/candidates/{study}")).expect(200).body;
        assert_eq!((&item["status"], &item["score"]), (&own["status"], &own["score"]), "{nct_id}");
        let excluding = own["criteria"].as_array().unwrap().iter().filter(|one| one["effect"] == "excludes");
        let excluding: Vec<&Value> = excluding.map(|one| &one["criterion"]).collect();
        assert_eq!(item["against"], excluding.len());
        if item["status"] == "excluded" {
            assert_eq!(item["deciding"][0]["criterion"], *excluding[0], "{nct_id}: the criterion that decides is named");
        }
        let named = item["deciding"].as_array().unwrap();
        assert!(named.iter().all(|one| !one["text"].as_str().unwrap().is_empty()));
        assert_eq!(named.is_empty(), item["status"] == "eligible", "{nct_id}");
        seen.insert(item["status"].as_str().unwrap().to_owned());
    }
    assert!(seen.contains("excluded") && seen.len() > 1, "too little to compare: {seen:?}");

    let (mut walked, mut next) = (Vec::new(), String::new());
    loop {
        let part = cora.get(&format!("{at}?limit=2{next}")).expect(200).body;
        walked.extend(part["items"].as_array().unwrap().clone());
        let Some(cursor) = part["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(walked, items, "pages are the list in parts");
    assert_eq!(cora.get(&format!("{at}?status=potential{next}")).expect(422).body["code"], "cursor", "of another list");
    let excluded = cora.get(&format!("{at}?status=excluded&limit=200")).expect(200).body;
    assert!(excluded["items"].as_array().unwrap().iter().all(|item| item["status"] == "excluded"));
    assert_eq!((&excluded["total"], &excluded["counts"]), (&page["counts"]["excluded"], &page["counts"]));
    assert_eq!(cora.get(&format!("{at}?status=perhaps")).expect(422).body["code"], "status");

    // Whoever works on one study is told of that one; whoever works on none, or is not of the research team, of nothing.
    let mut one = hospital.assigned("coordinator", &[TRIAL]);
    let told = one.get(&at).expect(200).body;
    assert_eq!((told["total"].as_u64(), &told["items"][0]["nct_id"]), (Some(1), &json!(TRIAL)));
    let mut none = hospital.assigned("coordinator", &[]);
    assert_eq!(none.get(&at).expect(403).body["code"], "not-assigned");
    for role in ["clinician", "privacy_officer", "data_scientist", "operator"] {
        assert_eq!(hospital.person(role).get(&at).expect(403).body["code"], "policy-refused", "{role}");
    }
    assert_eq!(cora.get("/api/v1/candidates/nonsense/trials").expect(404).body["code"], "not-found");
    let read = hospital.person("privacy_officer").get("/api/v1/audit?action=chart_read&limit=200").expect(200).body;
    let own = read["items"].as_array().unwrap().iter().filter(|entry| entry["actor"] == one.id.as_str());
    assert_eq!(own.count(), 1, "the reading is in the log, once");
}

fn what_one_edits_another_approves(hospital: &Hospital) {
    let (mut cora, mut ines) = (hospital.person("coordinator"), hospital.person("investigator"));
    let trial = "NCT99000002";
    let path = format!("/api/v1/trials/{trial}");
    let shown = cora.get(&path).expect(200);
    let (before, criterion) = (tag(&shown), shown.body["criteria_list"][0]["criterion"].as_u64().unwrap());
    let check = json!({ "readable": "age >= 40 years" });
    let checked = cora.post(&format!("{path}/criteria/check"), &check).expect(200).body;
    assert_eq!((&checked["readable"], &checked["understood"]), (&json!("age >= 40 years"), &json!("full")));
    let odd = cora.post(&format!("{path}/criteria/check"), &json!({ "readable": "age >= " })).expect(422).body;
    assert_eq!(odd["code"], "readable-form");

    let edit = json!({ "reason": "the protocol was amended", "criteria": [{ "criterion": criterion, "readable": "age >= 40 years" }] });
    let made = cora.edit(&format!("{path}/versions"), &edit, &before, &uuid()).expect(201).body;
    let version = made["version"].as_str().unwrap();
    let stale = cora.edit(&format!("{path}/versions"), &edit, &before, &uuid()).expect(412).body;
    assert_eq!(stale["current"]["version"], version, "both versions are shown");
    assert_eq!(stale["yours"]["reason"], "the protocol was amended");
    let diff = cora.get(&format!("{path}/versions/{}/diff/{version}", before.trim_matches('"'))).expect(200).body;
    let changed: Vec<_> = diff["criteria"].as_array().unwrap().iter().filter(|one| one["change"] != "same").collect();
    assert_eq!((changed.len(), &changed[0]["after"]["readable"]), (1, &json!("age >= 40 years")));
    let preview = cora.post(&format!("{path}/versions/{version}/preview"), &json!({})).expect(200).body;
    assert_eq!(preview["base"], before.trim_matches('"'));

    let approval = json!({ "justification": "read against the protocol" });
    let approve = format!("{path}/versions/{version}/approval");
    assert_eq!(cora.post(&approve, &approval).expect(403).body["code"], "policy-refused");
    let own =
        json!({ "reason": "the other way round", "criteria": [{ "criterion": criterion, "readable": "age >= 41 years" }] });
    let by_ines = ines.edit(&format!("{path}/versions"), &own, &format!("\"{version}\""), &uuid()).expect(201).body;
    let own_path = format!("{path}/versions/{}/approval", by_ines["version"].as_str().unwrap());
    assert_eq!(ines.post(&own_path, &approval).expect(403).body["policies"], json!(["floor-author-cannot-approve"]));
    let back =
        cora.edit(&format!("{path}/versions"), &edit, &format!("\"{}\"", by_ines["version"].as_str().unwrap()), &uuid());
    assert_eq!(back.expect(201).body["version"], version, "the same words are the same version");
    let told = ines.post(&approve, &approval).expect(201).body;
    assert_eq!(told["approver"], ines.id.as_str());
    assert_eq!(cora.get(&path).expect(200).body["approved"], true);

    let begun = cora.post(&format!("{path}/matches"), &json!({})).expect(202).body;
    let run = begun["run"].as_str().unwrap().to_owned();
    let mut state = json!("running");
    for _ in 0..200 {
        state = cora.get(&format!("/api/v1/runs/{run}")).expect(200).body["state"].clone();
        if state != "running" {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(state, "done");
    let events = cora.get(&format!("/api/v1/runs/{run}/events")).expect(200);
    assert!(events.text.contains("event: progress") && events.text.contains("\"done\""), "{}", events.text);
    let page = cora.get(&format!("{path}/candidates")).expect(200).body;
    assert_eq!((&page["version"], &page["stale"]), (&json!(version), &json!(false)));
    let imported = cora.post("/api/v1/trials", &first_trial(hospital, trial)).expect(200).body;
    assert_eq!(
        (&imported["accepted"], &imported["changed"]),
        (&json!(1), &json!(0)),
        "the register's text takes no edit away"
    );
    assert_eq!(cora.get(&path).expect(200).body["version"], version);
}

fn of_a_trial_that_nobody_approved_nobody_is_enrolled_or_contacted(hospital: &Hospital) {
    let trial = "NCT99000901";
    let record = json!({ "nct_id": trial, "criteria_text": "Inclusion Criteria:\n\n- Age 18 years or older\n" });
    let taken = hospital.person("coordinator").post("/api/v1/trials", &record).expect(200).body;
    assert_eq!((&taken["new"], &taken["to_look_at"]), (&json!(1), &json!([])));
    let mut cora = hospital.assigned("coordinator", &[trial]);
    let path = format!("/api/v1/trials/{trial}");
    assert_eq!(cora.get(&format!("{path}/candidates")).expect(200).body["preview"], false, "nothing was matched yet");
    matched(&mut cora, trial);
    assert_eq!(cora.get(&format!("{path}/candidates")).expect(200).body["preview"], true);
    let study = cora.candidates(trial).pop().unwrap();
    let at = format!("{path}/candidates/{study}");
    let decide = |bin: &str| json!({ "bin": bin, "reason_code": "promising" });
    let refused = cora.edit(&format!("{at}/decisions"), &decide("enrolled"), "\"0\"", &uuid()).expect(409).body;
    assert_eq!(refused["code"], "not-approved");
    let contact = json!({ "reason_code": "eligible", "protocol": "IRB-1" });
    assert_eq!(cora.post(&format!("{at}/contact"), &contact).expect(409).body["code"], "not-approved");
    // To look and to sort is what a preview is for.
    cora.edit(&format!("{at}/decisions"), &decide("flagged"), "\"0\"", &uuid()).expect(201);
    let version = cora.get(&path).expect(200).body["version"].as_str().unwrap().to_owned();
    let approval = json!({ "justification": "read against the protocol" });
    let mut ines = hospital.assigned("investigator", &[trial]);
    ines.post(&format!("{path}/versions/{version}/approval"), &approval).expect(201);
    cora.edit(&format!("{at}/decisions"), &decide("enrolled"), "\"1\"", &uuid()).expect(201);
}

pub(crate) fn first_trial(hospital: &Hospital, nct_id: &str) -> Value {
    let trials = std::fs::read_to_string(hospital.prepared.trials()).unwrap();
    let mut trials = trials.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    trials.find(|trial| trial.to_string().contains(nct_id)).unwrap()
}

fn a_threshold_can_be_relaxed_and_small_groups_are_not_told(hospital: &Hospital) {
    let mut cora = hospital.person("coordinator");
    let funnel = cora.get(&format!("/api/v1/trials/{TRIAL}/funnel")).expect(200).body;
    let steps = funnel["funnel"].as_array().unwrap();
    let small = |count: &Value| count.as_u64().is_some_and(|count| (1..11).contains(&count));
    assert!(!steps.iter().any(|step| small(&step["remaining"]) || small(&step["excluded_by_it_alone"])));
    let first = steps[0]["criterion"].as_u64().unwrap();
    let asked = json!({ "order": [], "drop": [first], "replace": [] });
    let told = cora.post(&format!("/api/v1/trials/{TRIAL}/what-if"), &asked).expect(200).body;
    assert_eq!(told["funnel"].as_array().unwrap().len(), steps.len() - 1);
    assert_eq!(told["base"]["funnel"], funnel["funnel"]);
    let unknown = json!({ "drop": [999] });
    assert_eq!(
        cora.post(&format!("/api/v1/trials/{TRIAL}/what-if"), &unknown).expect(422).body["code"],
        "criterion-unknown"
    );
}

fn contact_is_asked_for_once_and_leaves_by_the_airlock(hospital: &Hospital) {
    let mut cora = hospital.person("coordinator");
    let study = cora.candidates(TRIAL).pop().unwrap();
    let version = cora.get(&format!("/api/v1/trials/{TRIAL}")).expect(200).body["version"].as_str().unwrap().to_owned();
    let approval = json!({ "justification": "read against the protocol" });
    let approve = format!("/api/v1/trials/{TRIAL}/versions/{version}/approval");
    hospital.person("investigator").post(&approve, &approval).expect(201);
    let path = format!("/api/v1/trials/{TRIAL}/candidates/{study}/contact");
    let asked = json!({ "reason_code": "eligible", "protocol": "IRB-1" });
    let sent = cora.post(&path, &asked).expect(201).body;
    let again = cora.post(&path, &asked);
    // The PHI side may have refused at once, since no IRB approval is on record; then a new request may be made.
    assert!(again.status == 409 || again.status == 201, "{}", again.text);
    for _ in 0..100 {
        let contacts = cora.get("/api/v1/contacts").expect(200).body;
        let own =
            contacts["items"].as_array().unwrap().iter().find(|row| row["contact"] == sent["contact"]).unwrap().clone();
        if own["state"] != "sent" {
            assert!(!own.to_string().contains("name"), "{own}");
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the PHI zone said nothing");
}

fn files_leave_with_a_purpose_a_justification_and_a_fresh_second_factor(hospital: &Hospital) {
    let mut cora = hospital.person("coordinator");
    let path = format!("/api/v1/trials/{TRIAL}/candidates/export");
    let asked = json!({ "format": "csv", "purpose": "CLINTRCH", "justification": "for the site's feasibility call" });
    let file = cora.post(&path, &asked).expect(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(file.text.starts_with("study_id,rank,status"), "{}", file.text);
    assert_eq!(file.text.lines().count(), cora.candidates(TRIAL).len() + 1);
    let file = cora.post("/api/v1/contacts/export", &asked).expect(200);
    assert_eq!(file.text.lines().count(), cora.get("/api/v1/contacts").body["items"].as_array().unwrap().len() + 1);
    // One candidate's verdicts: each criterion that the page shows, once for each thing that it rests on.
    let study = cora.candidates(TRIAL)[0].clone();
    let one = format!("/api/v1/trials/{TRIAL}/candidates/{study}");
    let shown = cora.get(&one).expect(200).body;
    let asked_json = json!({ "format": "json", "purpose": "CLINTRCH", "justification": "for the site's feasibility call" });
    let rows = cora.post(&format!("{one}/export"), &asked_json).expect(200).body;
    let rested = |one: &Value| one["evidence"].as_array().unwrap().len().max(1);
    let expected: usize = shown["criteria"].as_array().unwrap().iter().map(rested).sum();
    assert_eq!(rows.as_array().unwrap().len(), expected);
    for criterion in shown["criteria"].as_array().unwrap() {
        let row = rows.as_array().unwrap().iter().find(|row| row["criterion"] == criterion["criterion"]).unwrap();
        assert_eq!((&row["verdict"], &row["text"]), (&criterion["verdict"], &criterion["text"]));
    }
    let wordless = json!({ "format": "csv", "justification": "short" });
    assert_eq!(cora.post(&path, &wordless).expect(422).body["code"], "words");
    let other = json!({ "format": "json", "purpose": "TREAT", "justification": "for the site's feasibility call" });
    assert_eq!(cora.post(&path, &other).expect(403).body["code"], "policy-refused");
}

fn each_role_is_shown_what_is_its_and_no_more(hospital: &Hospital) {
    let mut clara = hospital.person("clinician");
    clara.get("/api/v1/trials").expect(200);
    let refused = clara.get(&format!("/api/v1/trials/{TRIAL}/candidates")).expect(403);
    assert_eq!(refused.body["code"], "policy-refused");
    assert_eq!(refused.header("x-request-id"), refused.body["request_id"].as_str());
    let mut petra = hospital.person("privacy_officer");
    let log = petra.get("/api/v1/audit?action=policy_refused&limit=200").expect(200).body;
    let entries = log["items"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["actor"] == clara.id.as_str()), "the refusal is in the log");
    let index = entries[0]["index"].as_u64().unwrap();
    let denied = petra.get("/api/v1/audit?outcome=denied&limit=200").expect(200).body;
    let denied = denied["items"].as_array().unwrap();
    assert!(denied.iter().all(|entry| entry["decision"] == "deny"));
    assert!(denied.iter().any(|entry| entry["index"] == index));
    let export = |only: Value| json!({ "format": "json", "purpose": "HCOMPL", "justification": "for the committee's review", "only": only });
    let file = petra.post("/api/v1/audit/export", &export(json!({ "index": index }))).expect(200).body;
    let indices: Vec<_> = file.as_array().unwrap().iter().map(|entry| entry["index"].as_u64()).collect();
    assert_eq!(indices, [Some(index)]);
    let file = petra.post("/api/v1/audit/export", &export(json!({ "trial": TRIAL }))).expect(200).body;
    assert!(file.as_array().unwrap().iter().all(|entry| entry["trial"] == TRIAL) && !file.as_array().unwrap().is_empty());
    let proof = petra.get(&format!("/api/v1/audit/{index}/proof")).expect(200).body;
    let file = hospital.folder.write("proof", proof["text"].as_str().unwrap());
    let verified = run(&hospital.folder.join("home"), &["audit", "verify", "--zone", "research", "--proof", &file]);
    verified.expect(0);
    assert_eq!(petra.get(&format!("/api/v1/trials/{TRIAL}/candidates")).status, 403);
    let explained = petra
        .post("/api/v1/policies/explain", &json!({ "role": "clinician", "action": "ReadResults", "purpose": "CLINTRCH" }));
    assert_eq!(explained.expect(200).body["decision"], "deny");
    let mut olga = hospital.person("operator");
    assert_eq!(olga.get("/api/v1/health").expect(200).body["zone"], "research");
    let mut coordinator = hospital.person("coordinator");
    let may = coordinator.get("/api/v1/me/navigation").expect(200).body["actions"].clone();
    assert!(
        may.as_array().unwrap().contains(&json!("DecideCandidate"))
            && !may.as_array().unwrap().contains(&json!("ReadAudit"))
    );
    for path in ["/api/v1/trials/NCT00000000", "/api/v1/trials/nonsense", "/api/v1/runs/9", "/api/v1/nothing"] {
        assert_eq!(coordinator.get(path).expect(404).body["code"], "not-found", "{path}");
    }
}

fn nobody_gets_anything_without_a_session_or_from_another_page(hospital: &Hospital) {
    let mut cora = hospital.person("coordinator");
    let path = format!("/api/v1/trials/{TRIAL}/matches");
    let csrf = std::mem::replace(&mut cora.browser.csrf, "guessed".to_owned());
    assert_eq!(cora.post(&path, &json!({})).expect(403).body["code"], "cross-site");
    cora.browser.csrf = csrf;
    let mut nobody = Browser::at(hospital.server.lock().unwrap().research, &hospital.folder.join("home"), "research");
    for path in ["/api/v1/trials", "/api/v1/audit", "/api/v1/health", "/api/v1/me/navigation"] {
        assert_eq!(nobody.ask("GET", path, &Value::Null, &[]).expect(401).body["code"], "session-ended", "{path}");
    }
    let stolen = cora.browser.cookies.clone();
    cora.post("/api/v1/session/sign-out", &json!({})).expect(200);
    cora.browser.cookies = stolen;
    assert_eq!(cora.get("/api/v1/trials").expect(401).body["code"], "session-ended", "back after sign-out");
}

fn no_identifier_and_no_secret_is_in_any_answer_or_in_the_log(hospital: &Hospital) {
    let finder = Finder::new(canaries(&hospital.prepared));
    let (mut cora, mut petra) = (hospital.person("coordinator"), hospital.person("privacy_officer"));
    let mut said = Vec::new();
    for line in &hospital.matched {
        let trial = line["nct_id"].as_str().unwrap();
        for what in [
            "",
            "/versions",
            "/register",
            "/funnel",
            "/candidates?status=eligible,potential,excluded&limit=200",
            "/screening-log",
        ] {
            said.push(cora.get(&format!("/api/v1/trials/{trial}{what}")));
        }
        for study in cora.candidates(trial).iter().take(5) {
            said.push(cora.get(&format!("/api/v1/trials/{trial}/candidates/{study}")));
        }
    }
    said.extend(["/api/v1/ingest", "/api/v1/contacts", "/api/v1/decisions"].map(|path| cora.get(path)));
    said.extend(["/api/v1/audit?limit=200", "/api/v1/policies", "/api/v1/alerts"].map(|path| petra.get(path)));
    assert!(said.iter().filter(|answer| answer.status == 200).count() > 50);
    for answer in &said {
        let found = finder.in_text(&answer.text);
        assert!(found.is_empty(), "{}", told(&found));
        for cookie in &cora.browser.cookies {
            let value = cookie.split_once('=').unwrap().1;
            assert!(!answer.text.contains(value) && !answer.head.contains(value), "a token is in an answer");
        }
    }
}
