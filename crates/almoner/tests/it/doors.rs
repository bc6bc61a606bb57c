//! Every route of both doors, asked by somebody of every role: no answer of the research door names anybody, and of the PHI door only
//! the answers of the routes, and to the roles, that [`tells`] lists. What the policies allow nobody of a role is answered to nobody of
//! it. A route that is new has no request here and does not compile.
//!
//! Looked for are the names, numbers, dates, addresses and phrases that were planted in the sample, in bodies, headers and problem
//! documents, in what the server prints, and in the audit log. A study id has no place at the PHI door, in a header, in a problem, in
//! what is printed, or in the log.

use std::collections::{BTreeMap, BTreeSet};

use almoner_identity::http::ROUTES;
use almoner_policy::{
    Action, Authentication, FieldGroup, HttpMethod, Method, Network, Person as Asker, PersonId, PhiRoute, Policies, Purpose,
    Request, ResearchRoute, Resource, Role, Set, StudyName, Zone,
};
use serde_json::{Value, json};

use crate::canary::{Finder, canaries, told};
use crate::serve::{Answer, run};
use crate::web::{Hospital, Person, TRIAL, uuid};

/// To whom a route of the PHI door may say who a patient is, or which practitioner somebody is.
fn tells(route: PhiRoute) -> &'static [Role] {
    use PhiRoute as P;
    match route {
        P::MyPatients | P::PatientShow | P::PatientTrials | P::ContactQueue | P::ContactShow | P::ListExport => {
            &[Role::Clinician]
        }
        P::DeidReview => &[Role::PrivacyOfficer],
        P::ClinicianList | P::ClinicianLink => &[Role::Operator, Role::PrivacyOfficer, Role::Auditor],
        _ => &[],
    }
}

/// What stands in paths and bodies, so that requests are about what is there.
struct Known {
    study: String,
    version: String,
    run: String,
    decision: String,
    person: String,
    patient: String,
    mrn: String,
    practitioner: String,
    contact: String,
    note: String,
    grant: String,
    draft: String,
    recipient: String,
    alerts: BTreeMap<&'static str, String>,
}

const WHY: &str = "for the review of this week";

fn at_research(route: ResearchRoute, known: &Known, purpose: &str, hospital: &Hospital) -> (String, Value) {
    use ResearchRoute as R;
    let export = json!({ "format": "json", "purpose": purpose, "justification": WHY });
    let body = match route {
        R::TrialList
        | R::TrialShow
        | R::TrialVersions
        | R::TrialDiff
        | R::RegisterShow
        | R::RunShow
        | R::RunEvents
        | R::Funnel
        | R::Questions
        | R::CandidateList
        | R::CandidateShow
        | R::CandidateTrials
        | R::ContactList
        | R::ScreeningLog
        | R::DecisionLog
        | R::Audit
        | R::AuditProof
        | R::AuditCheckpoint
        | R::AlertList
        | R::PolicyList
        | R::Navigation
        | R::ViewList
        | R::ViewRemove
        | R::Health
        | R::IngestStatus => Value::Null,
        R::TrialImport => crate::web::first_trial(hospital, TRIAL),
        R::CriteriaCheck => json!({ "readable": "age >= 40 years" }),
        R::TrialEdit => json!({ "reason": "amended", "criteria": [{ "criterion": 0, "readable": "age >= 40 years" }] }),
        R::TrialPreview | R::MatchRun | R::DecisionUndo | R::AlertAssign => json!({}),
        R::TrialApprove => json!({ "justification": "read against the protocol" }),
        R::RegisterEdit => json!({ "open_here": true, "irb_number": "2026-0117", "irb_expires": "2031-12-31", "team": [] }),
        R::WhatIf => json!({ "order": [], "drop": [0], "replace": [] }),
        R::CandidateExport | R::VerdictExport | R::ContactExport | R::DecisionExport | R::AuditExport => export,
        R::CandidateDecide => json!({ "bin": "flagged", "reason_code": "promising", "note": known.mrn }),
        R::ContactRequest => json!({ "reason_code": "eligible", "protocol": "2026-0117" }),
        R::AuditReview => json!({ "scope": { "from": 0, "to": 2 }, "finding": "nothing_found" }),
        R::AlertClose => json!({ "finding": "false_alarm", "words": "looked at, and nothing there" }),
        R::PolicyExplain => json!({ "action": "ReadResults", "purpose": "CLINTRCH" }),
        R::ViewSave => json!({ "name": "one away", "of": "candidates", "filters": { "one_unknown": true } }),
    };
    let path = filled(route.path(), known).replace("{alert}", &known.alerts["research"]);
    (path, body)
}

fn at_phi(route: PhiRoute, known: &Known, role: Role) -> (String, Value) {
    use PhiRoute as P;
    let list = if role == Role::Clinician { "my_patients" } else { "deid_notes" };
    let body = match route {
        P::MyPatients
        | P::PatientShow
        | P::PatientTrials
        | P::PatientDisclosures
        | P::DeidList
        | P::DeidReview
        | P::ContactQueue
        | P::ContactShow
        | P::BreakGlassQueue
        | P::ClinicianList
        | P::RecipientList
        | P::AgreementList
        | P::ReleaseList
        | P::PhiAlerts
        | P::PhiAudit
        | P::PhiAuditProof
        | P::PhiAuditCheckpoint
        | P::PhiIngest
        | P::PhiNavigation
        | P::PhiHealth => Value::Null,
        P::PatientOverride => json!({ "answer": "later", "reason_code": "ask-at-visit" }),
        P::PatientConsent => json!({ "research": "permitted" }),
        P::DisclosureRecord => json!({ "recipient": known.recipient, "purpose": "HRESCH", "fields": ["name"] }),
        P::DisclosuresFind => json!({ "mrn": known.mrn }),
        P::ListExport => json!({ "of": list, "form": "csv" }),
        P::DeidDraw => json!({ "notes": 2 }),
        P::DeidDecide => json!({ "decision": "pass", "misses": [] }),
        P::ContactAnswer => {
            json!({ "outcome": "approved", "reason_code": "interested", "legal_basis": "treating_relationship" })
        }
        P::BreakGlassRequest => json!({
            "mrn": known.mrn, "reason_code": "emergency", "minutes": 5,
            "justification": "unconscious in the emergency room, allergies are not known",
        }),
        P::BreakGlassStop | P::PhiAlertAssign => json!({}),
        P::BreakGlassReview => json!({ "finding": "justified", "note": "an emergency, as the ward confirmed" }),
        P::BreakGlassReinstate => json!({ "note": "talked it over" }),
        P::ClinicianLink => json!({ "practitioner": known.practitioner }),
        P::RecipientRecord => json!({ "name": "Coastal Registry" }),
        P::AgreementRecord => {
            json!({ "kind": "irb_waiver", "project": "default", "reference": "W 7", "expires": "2031-01-31" })
        }
        P::ReleaseDraft => json!({ "project": "default", "policy": "safe_harbor" }),
        P::ReleaseDecide => json!({ "decision": "approved", "words": "the figures are as they were" }),
        P::LimitedDataSetMake => json!({ "project": "default", "recipient": known.recipient }),
        P::ChoiceRecord => json!({ "mrn": known.mrn, "research": "permitted" }),
        P::PhiAuditExport => json!({ "form": "json" }),
        P::PhiAuditReview => json!({ "scope": { "from": 0, "to": 2 }, "finding": "nothing_found" }),
        P::PhiAlertClose => json!({ "finding": "false_alarm", "words": "looked at, and nothing there" }),
    };
    let path = filled(route.path(), known).replace("{alert}", &known.alerts["phi"]);
    (path, body)
}

/// Parameters in the order in which a path has them; a link of a clinician is about who asks for it, a suspension about nobody.
fn filled(path: &str, known: &Known) -> String {
    let parts = [
        ("{nct_id}", TRIAL),
        ("{study_id}", known.study.as_str()),
        ("{version}", known.version.as_str()),
        ("{other}", known.version.as_str()),
        ("{run}", known.run.as_str()),
        ("{decision}", known.decision.as_str()),
        ("{index}", "3"),
        ("{view}", "0123456789abcdef0123456789abcdef"),
        ("{patient}", known.patient.as_str()),
        ("{note}", known.note.as_str()),
        ("{contact}", known.contact.as_str()),
        ("{grant}", known.grant.as_str()),
        ("{person}", known.person.as_str()),
        ("{draft}", known.draft.as_str()),
    ];
    parts.iter().fold(path.to_owned(), |path, (name, value)| path.replace(name, value))
}

/// A purpose for which the policies allow this role the action in favourable circumstances; none where they allow it for none.
fn purpose_for(policies: &Policies, role: Role, action: Action, zone: Zone) -> Option<Purpose> {
    let id = |text: &str| PersonId::new(text).unwrap();
    let study = StudyName::new(TRIAL).unwrap();
    let authentication = Authentication {
        methods: Set::from([Method::Password, Method::Totp]),
        mfa_age_secs: Some(1),
        session_age_secs: 1,
        device_known: true,
        network: Network::Clinical,
    };
    let person = Asker { id: id("asker"), roles: [role].into(), studies: vec![study.clone()], site: None, authentication };
    let allowed = |purpose: Purpose, owner: &str, break_glass: bool| {
        let resource = Resource {
            study: Some(study.clone()),
            owner: Some(id(owner)),
            author: Some(id("other")),
            treating: vec![id("asker")],
            ..Resource::default()
        };
        let mut request = Request::new(person.clone(), action, zone)
            .project(almoner_base::ProjectId::default())
            .resource(resource)
            .purpose(purpose)
            .fields(Set::<FieldGroup>::all())
            .rows(1)
            .hour(10)
            .justified();
        request.break_glass = break_glass;
        policies.authorize(&request).is_ok()
    };
    let under = |purpose: &Purpose| {
        ["asker", "other"].iter().any(|owner| allowed(*purpose, owner, false) || allowed(*purpose, owner, true))
    };
    Purpose::ALL.iter().copied().find(under)
}

fn method(of: HttpMethod) -> &'static str {
    match of {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
        HttpMethod::Put => "PUT",
        HttpMethod::Delete => "DELETE",
    }
}

fn ask(person: &mut Person, method: &str, path: &str, body: &Value, purpose: Purpose) -> Answer {
    let key = uuid();
    let why = WHY.replace(' ', "%20");
    let headers =
        [("Idempotency-Key", key.as_str()), ("If-Match", "\"0\""), ("X-Purpose", purpose.name()), ("X-Justification", &why)];
    person.browser.ask(method, path, body, &headers)
}

/// Who treats the most in the sample, and the record number of one of the patients.
fn of_the_sample(hospital: &Hospital) -> (String, String) {
    let lines = |name: &str| {
        let text = std::fs::read_to_string(hospital.prepared.folder.join(&format!("sample/fhir/{name}.ndjson"))).unwrap();
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>()
    };
    let mut seen = BTreeMap::<String, usize>::new();
    for encounter in lines("Encounter") {
        let text = encounter.to_string();
        for part in text.split("Practitioner/").skip(1) {
            let id = part.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap();
            *seen.entry(format!("Practitioner/{id}")).or_default() += 1;
        }
    }
    let practitioner = seen.into_iter().max_by_key(|(_, times)| *times).unwrap().0;
    let number = |patient: &Value| {
        let identifiers = patient["identifier"].as_array()?.iter();
        let is_mrn = |one: &&Value| one.pointer("/type/coding/0/code").and_then(Value::as_str) == Some("MR");
        Some(identifiers.clone().find(is_mrn)?["value"].as_str()?.to_owned())
    };
    (practitioner, lines("Patient").iter().find_map(number).unwrap())
}

/// Puts something behind every parameter: candidates that were decided about and asked for, a queue, notes, a draft, a grant.
fn furnish(hospital: &Hospital, operator: &mut Person, people: &mut BTreeMap<Role, Person>) -> Known {
    let mut cora = hospital.person("coordinator");
    let studies = cora.candidates(TRIAL);
    let study = studies[0].clone();
    let version = cora.get(&format!("/api/v1/trials/{TRIAL}")).expect(200).body["version"].as_str().unwrap().to_owned();
    let decide = json!({ "bin": "screened", "reason_code": "criteria_confirmed" });
    let at = format!("/api/v1/trials/{TRIAL}/candidates");
    let made = ask(&mut cora, "POST", &format!("{at}/{study}/decisions"), &decide, Purpose::Clintrch).expect(201).body;
    let register = json!({ "open_here": true, "irb_number": "2026-0117", "irb_expires": "2031-12-31", "team": [] });
    ask(&mut cora, "PUT", &format!("/api/v1/trials/{TRIAL}/register"), &register, Purpose::Clintrch).expect(200);
    let contact = json!({ "reason_code": "ask-patient", "protocol": "2026-0117" });
    for study in &studies {
        ask(&mut cora, "POST", &format!("{at}/{study}/contact"), &contact, Purpose::Clintrch);
    }
    let begun = ask(&mut cora, "POST", &format!("/api/v1/trials/{TRIAL}/matches"), &json!({}), Purpose::Clintrch);
    let run = begun.expect(202).body["run"].as_str().unwrap().to_owned();

    let (practitioner, mrn) = of_the_sample(hospital);
    let clinician = people.get_mut(&Role::Clinician).unwrap();
    let link = json!({ "practitioner": practitioner });
    ask(operator, "PUT", &format!("/phi/v1/clinicians/{}", clinician.id), &link, Purpose::Hsysadmin).expect(200);
    let mine = ask(clinician, "GET", "/phi/v1/my-patients?limit=50", &Value::Null, Purpose::Treat).expect(200).body;
    let with_trials = mine["items"].as_array().unwrap().iter().max_by_key(|one| one["trials"].as_u64()).unwrap();
    let patient = with_trials["patient"].as_str().unwrap().to_owned();
    let queue = ask(clinician, "GET", "/phi/v1/contacts", &Value::Null, Purpose::Treat).expect(200).body;
    let contact = queue["items"][0]["contact"].as_str().unwrap_or("none").to_owned();
    let glass = json!({
        "mrn": mrn, "reason_code": "emergency", "minutes": 5,
        "justification": "unconscious in the emergency room, allergies are not known",
    });
    let granted = ask(clinician, "POST", "/phi/v1/break-glass", &glass, Purpose::Etreat).expect(200).body;

    let officer = people.get_mut(&Role::PrivacyOfficer).unwrap();
    ask(officer, "POST", "/phi/v1/deid", &json!({ "notes": 3 }), Purpose::Hoperat).expect(200);
    let notes = ask(officer, "GET", "/phi/v1/deid", &Value::Null, Purpose::Hoperat).expect(200).body;
    let recipient = ask(officer, "POST", "/phi/v1/recipients", &json!({ "name": "Coastal Registry" }), Purpose::Hcompl);
    let draft = json!({ "project": "default", "policy": "safe_harbor" });
    let mut other = hospital.invited(operator, "phi", "privacy_officer");
    let draft = ask(&mut other, "POST", "/phi/v1/releases/drafts", &draft, Purpose::Hresch).expect(200).body;
    let alerts = ask(&mut other, "GET", "/phi/v1/alerts", &Value::Null, Purpose::Hcompl).expect(200).body;
    // One that is about somebody else than who is to close it: nobody judges their own case.
    let alert = |body: &Value, kind: &str| {
        let found = body["items"].as_array().unwrap().iter().find(|task| task["kind"] == kind);
        found.unwrap_or_else(|| panic!("a task of {kind}"))["alert"].as_str().unwrap().to_owned()
    };
    // What leaves opens a task of review.
    let export = json!({ "format": "json", "purpose": "CLINTRCH", "justification": WHY });
    ask(&mut cora, "POST", &format!("{at}/export"), &export, Purpose::Clintrch).expect(200);
    let mut petra = hospital.person("privacy_officer");
    let of_research = petra.get("/api/v1/alerts").expect(200).body;
    let all = of_research["items"].as_array().unwrap().iter().chain(alerts["items"].as_array().unwrap());
    assert!(all.map(|task| task["severity"].as_str().unwrap()).all(|owner| Role::from_name(owner).is_some()));
    Known {
        study,
        version,
        run,
        decision: made["decision"]["id"].as_str().unwrap().to_owned(),
        person: people[&Role::Clinician].id.clone(),
        patient,
        mrn,
        practitioner,
        contact,
        note: notes["items"][0]["note"].as_str().unwrap().to_owned(),
        grant: granted["grant"].to_string(),
        draft: draft["draft"].as_str().unwrap().to_owned(),
        recipient: recipient.expect(200).body["recipient"].as_str().unwrap().to_owned(),
        alerts: BTreeMap::from([("research", alert(&of_research, "export")), ("phi", alert(&alerts, "break_glass"))]),
    }
}

/// Routes that nobody here is answered with success: an edit of another's version, an undo of another's decision, a contact that is
/// not there, a data set without an agreement, a view that is not there, a suspension of nobody.
const NEVER_ANSWERED: [&str; 9] = [
    "ContactAnswer",
    "ContactShow",
    "TrialEdit",
    "CandidateDecide",
    "DecisionUndo",
    "RegisterEdit",
    "ViewRemove",
    "LimitedDataSetMake",
    "BreakGlassReinstate",
];

struct Watch<'a> {
    finder: Finder,
    studies: Vec<String>,
    leaks: Vec<String>,
    answered: BTreeSet<&'static str>,
    hospital: &'a Hospital,
}

impl Watch<'_> {
    /// Looks at an answer; `may_tell` says whether its body may say who somebody is.
    fn look(&mut self, what: &str, answer: &Answer, may_tell: bool, studies_may_stand: bool) {
        let ports = {
            let server = self.hospital.server.lock().unwrap();
            [server.research.to_string(), server.phi.to_string()]
        };
        // A port may look like a ZIP code.
        let plain = |text: &str| ports.iter().fold(text.to_owned(), |text, port| text.replace(port, ""));
        let well = (200..300).contains(&answer.status);
        let mut texts = vec![plain(&answer.head)];
        if !(well && may_tell) {
            texts.push(plain(&answer.text));
        }
        for text in texts {
            let found = self.finder.in_text(&text);
            if !found.is_empty() {
                self.leaks.push(format!("{what}: {}\n{}", answer.status, told(&found)));
            }
        }
        let own = |study: &String| what.contains(study.as_str());
        let stands = |text: &str| self.studies.iter().filter(|study| !own(study)).any(|study| text.contains(study.as_str()));
        if stands(&answer.head) || (stands(&answer.text) && !(well && studies_may_stand)) {
            self.leaks.push(format!("{what}: {}: a study id", answer.status));
        }
    }
}

#[test]
fn no_route_of_either_door_tells_a_role_more_than_is_its() {
    let hospital = Hospital::make();
    let policies = Policies::builtin().unwrap();
    let mut operator = Person::enrol(hospital.browser("phi"), "administrator", &hospital.phi_link);
    let mut people: BTreeMap<Role, Person> =
        Role::ALL.iter().map(|role| (*role, hospital.invited(&mut operator, "phi", role.name()))).collect();
    let known = furnish(&hospital, &mut operator, &mut people);
    let studies = hospital.person("coordinator").candidates(TRIAL);
    assert!(!studies.is_empty());
    let finder = Finder::new(canaries(&hospital.prepared));
    let mut watch = Watch { finder, studies, leaks: Vec::new(), answered: BTreeSet::new(), hospital: &hospital };
    let mut told_somebody = BTreeSet::new();

    for role in Role::ALL {
        let mut person = hospital.person(role.name());
        for route in ResearchRoute::ALL {
            let purpose = purpose_for(&policies, *role, route.action(), Zone::Research);
            let (path, body) = at_research(*route, &known, purpose.unwrap_or(Purpose::Clintrch).name(), &hospital);
            let answer = ask(&mut person, method(route.method()), &path, &body, purpose.unwrap_or(Purpose::Clintrch));
            let what = format!("{} as {}: {path}", route.name(), role.name());
            watch.look(&what, &answer, false, true);
            let well = (200..300).contains(&answer.status);
            // Everybody may ask what they may ask for.
            if well && purpose.is_none() && *route != ResearchRoute::Navigation {
                watch.leaks.push(format!("{what}: answered against the policies"));
            }
            if well {
                watch.answered.insert(route.name());
            }
        }
        let identified = people.get_mut(role).unwrap();
        for route in PhiRoute::ALL {
            let purpose = purpose_for(&policies, *role, route.action(), Zone::Phi);
            let (path, body) = at_phi(*route, &known, *role);
            let answer = ask(identified, method(route.method()), &path, &body, purpose.unwrap_or(Purpose::Hcompl));
            let what = format!("{} as {}: {}", route.name(), role.name(), route.path());
            watch.look(&what, &answer, tells(*route).contains(role), false);
            let well = (200..300).contains(&answer.status);
            if well && purpose.is_none() {
                watch.leaks.push(format!("{what}: answered against the policies"));
            }
            if well {
                watch.answered.insert(route.name());
                if !watch.finder.in_text(&answer.text).is_empty() {
                    told_somebody.insert(route.name());
                }
            }
        }
        for (zone, person) in [("research", &mut person), ("phi", identified)] {
            for route in ROUTES.iter().filter(|route| !route.path.ends_with("/sign-out")) {
                let body = json!({ "id": "0".repeat(32), "name": known.mrn, "token": known.mrn, "password": known.mrn });
                let answer = ask(person, route.method, route.path, &body, Purpose::Hoperat);
                watch.look(&format!("{zone}: {} as {}", route.path, role.name()), &answer, false, false);
            }
        }
    }

    assert!(watch.leaks.is_empty(), "{}", watch.leaks.join("\n"));
    // What is asked of nothing proves nothing.
    let all = ResearchRoute::ALL.iter().map(|route| route.name()).chain(PhiRoute::ALL.iter().map(|route| route.name()));
    let odd: Vec<&str> = all.filter(|name| watch.answered.contains(name) == NEVER_ANSWERED.contains(name)).collect();
    assert!(odd.is_empty(), "answered nobody, or somebody against the list: {odd:?}");
    for name in ["MyPatients", "PatientShow", "DeidReview", "ListExport"] {
        assert!(told_somebody.contains(name), "{name} was to say who somebody is");
    }

    let home = hospital.folder.join("home");
    assert_eq!(hospital.server.lock().unwrap().stop(), Some(0));
    let printed = std::fs::read_to_string(home.with_extension("said")).unwrap();
    let log = run(&home, &["audit", "show", "--json", "--last", "1000000"]).expect(0).out;
    assert!(log.lines().count() > 500, "{} entries", log.lines().count());
    for (what, text) in [("printed", printed), ("logged", log)] {
        let found = watch.finder.in_text(&text);
        assert!(found.is_empty(), "{what}\n{}", told(&found));
        assert!(!watch.studies.iter().any(|study| text.contains(study.as_str())), "{what}: a study id");
    }
}
