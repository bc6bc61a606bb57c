use std::collections::BTreeSet;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use almoner_base::{FixedClock, NctId, Secret, Timestamp};
use almoner_crypto::DataKey;
use almoner_crypto::tls::{Authority, Certificates, client_config_inside, role_name, server_config_inside};
use serde_json::Value;

use super::*;
use crate::entry::{
    Action, Actor, AuthMethod, Count, Decision, Entry, Field, NetworkZone, OpaqueId, Outcome, Phase, Purpose, Reason,
    Record, ResourceKind, Role, Service, Version,
};
use crate::epoch::EpochKeys;
use crate::testing::Folder;

const ORIGIN: &str = "almoner.test/phi";
/// 2026-03-02, 09:00 UTC.
const NOW: Timestamp = Timestamp(1_772_442_000_000);
const DAY: i64 = 86_400_000;

fn id(byte: u8) -> OpaqueId {
    OpaqueId::from_bytes([byte; 16])
}

fn record(entry: Entry) -> Record {
    let service = Some(Service::new(Role::Phi, "build"));
    Record { index: 41, time: NOW, prev: [0; 32], entry, id: None, service }
}

fn full(action: Action) -> Entry {
    Entry::new(Actor::Person(id(1)), action)
        .purpose(Purpose::Hresch)
        .resource(ResourceKind::Patient, id(2))
        .trial(NctId::parse("NCT01234567").unwrap())
        .request(id(3))
        .session(id(4), &[AuthMethod::Passkey], Some(30))
        .on_behalf_of(Actor::Service(Role::Research))
        .fields(&[Field::Name, Field::Conditions])
        .reason(Reason::PatientSafety)
        .decided_by("set", &["policy"])
        .network(NetworkZone::Clinical, Some(id(5)), Some(id(6)))
        .break_glass(id(7), Phase::Active)
        .recipient(id(8))
        .count(Count::Rows, 12)
        .version(Version::AlertRules, "rules")
}

/// What the R4 definition of `AuditEvent` asks for: element names, cardinalities, types and required codes.
fn check_audit_event(event: &Value) {
    let allowed = [
        "resourceType",
        "id",
        "meta",
        "type",
        "subtype",
        "action",
        "period",
        "recorded",
        "outcome",
        "outcomeDesc",
        "purposeOfEvent",
        "agent",
        "source",
        "entity",
    ];
    let object = |value: &Value, allowed: &[&str]| {
        let object = value.as_object().expect("an object").clone();
        assert!(!object.is_empty(), "no empty objects");
        for (key, value) in &object {
            assert!(allowed.contains(&key.as_str()), "{key}");
            assert!(
                !value.is_null() && value != "" && value.as_array().is_none_or(|list| !list.is_empty()),
                "{key} is empty"
            );
        }
        object
    };
    let coding = |value: &Value| {
        let coding = object(value, &["system", "code", "display"]);
        assert!(coding["system"].as_str().unwrap().contains(':'), "an absolute URI");
        assert!(!coding["code"].as_str().unwrap().contains(char::is_whitespace));
    };
    let concept = |value: &Value| object(value, &["coding"])["coding"].as_array().unwrap().iter().for_each(coding);
    let reference = |value: &Value| {
        let reference = object(value, &["type", "identifier"]);
        object(&reference["identifier"], &["system", "value"]);
    };
    let list = |value: Option<&Value>| value.map_or(&[][..], |value| value.as_array().expect("a list")).to_vec();

    let event = object(event, &allowed);
    assert_eq!(event["resourceType"], "AuditEvent");
    coding(&event["type"]);
    list(event.get("subtype")).iter().for_each(coding);
    assert!(["C", "R", "U", "D", "E"].contains(&event["action"].as_str().unwrap()));
    let recorded = event["recorded"].as_str().unwrap();
    assert!(recorded.len() == 24 && recorded.ends_with('Z') && recorded.as_bytes()[10] == b'T', "an instant");
    assert!(["0", "4", "8", "12"].contains(&event["outcome"].as_str().unwrap()));
    list(event.get("purposeOfEvent")).iter().for_each(concept);
    let agents = list(event.get("agent"));
    assert!(!agents.is_empty());
    for agent in &agents {
        let agent = object(agent, &["type", "who", "requestor", "policy", "network"]);
        concept(&agent["type"]);
        reference(&agent["who"]);
        assert!(agent["requestor"].is_boolean());
        list(agent.get("policy")).iter().for_each(|policy| assert!(policy.as_str().unwrap().starts_with("urn:")));
        if let Some(network) = agent.get("network") {
            let network = object(network, &["address", "type", "extension"]);
            assert!(network.get("type").is_none_or(|kind| ["1", "2", "3", "4", "5"].contains(&kind.as_str().unwrap())));
        }
    }
    assert_eq!(agents.iter().filter(|agent| agent["requestor"] == true).count(), 1, "one asked");
    let source = object(&event["source"], &["site", "observer", "type"]);
    reference(&source["observer"]);
    list(source.get("type")).iter().for_each(coding);
    for entity in list(event.get("entity")) {
        let entity = object(&entity, &["what", "type", "role", "name", "detail"]);
        coding(&entity["type"]);
        entity.get("role").into_iter().for_each(coding);
        entity.get("what").into_iter().for_each(|what| {
            object(what, &["type", "identifier"]);
        });
        for detail in list(entity.get("detail")) {
            let detail = object(&detail, &["type", "valueString"]);
            assert!(detail["type"].is_string() && detail["valueString"].is_string());
        }
    }
}

#[test]
fn every_action_becomes_an_audit_event_of_the_right_shape() {
    for action in Action::ALL {
        for entry in [Entry::by_service(Role::Phi, *action), full(*action), full(*action).decision(Decision::Deny)] {
            check_audit_event(&audit_event(&record(entry), ORIGIN));
        }
    }
    for kind in ResourceKind::ALL {
        check_audit_event(&audit_event(
            &record(Entry::by_service(Role::Cli, Action::Exported).resource(*kind, id(1))),
            ORIGIN,
        ));
        check_audit_event(&audit_event(&record(Entry::by_service(Role::Cli, Action::Exported).resources(*kind)), ORIGIN));
    }
}

#[test]
fn events_have_the_codes_of_dicom() {
    let codes = |action| {
        let event = audit_event(&record(Entry::by_service(Role::Phi, action)), ORIGIN);
        assert_eq!(event["type"]["system"], "http://dicom.nema.org/resources/ontology/DCM");
        let text =
            |value: &Value| format!("{} {}", value["code"].as_str().unwrap(), value["display"].as_str().unwrap_or(""));
        (text(&event["type"]), text(&event["subtype"][0]), event["action"].as_str().unwrap().to_owned())
    };
    for (action, kind, subtype, code) in [
        (Action::MatchRun, "110112 Query", "match_run ", "E"),
        (Action::Exported, "110106 Export", "exported ", "R"),
        (Action::IdentifiedShown, "110110 Patient Record", "identified_shown ", "R"),
        (Action::SignInFailed, "110114 User Authentication", "110122 Login", "E"),
        (Action::SignedOut, "110114 User Authentication", "110123 Logout", "E"),
        (Action::AuditRead, "110101 Audit Log Used", "audit_read ", "R"),
        (Action::RoleStarted, "110100 Application Activity", "110120 Application Start", "E"),
        (Action::BreakGlassStarted, "110113 Security Alert", "110127 Emergency Override Started", "E"),
        (Action::BreakGlassStopped, "110113 Security Alert", "110138 Emergency Override Stopped", "E"),
        (Action::RoleGranted, "110113 Security Alert", "110136 Security Roles Changed", "U"),
        (Action::PolicyChanged, "110113 Security Alert", "110129 Security Configuration", "U"),
        (Action::Shredded, "110110 Patient Record", "shredded ", "D"),
    ] {
        assert_eq!(codes(action), (kind.to_owned(), subtype.to_owned(), code.to_owned()), "{action:?}");
    }
}

#[test]
fn a_disclosure_follows_the_profile_of_disclosures_at_their_source() {
    let event = audit_event(&record(full(Action::DisclosureMade)), ORIGIN);
    let profile = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PrivacyDisclosure.Source";
    assert_eq!(event["meta"]["profile"][0], profile);
    assert_eq!((&event["type"]["code"], &event["action"]), (&"110106".into(), &"R".into()));
    assert_eq!(event["subtype"][0]["system"], "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle");
    assert_eq!(event["subtype"][0]["code"], "disclose");
    let with = |code: &str| {
        let agents = event["agent"].as_array().unwrap();
        let found: Vec<&Value> = agents.iter().filter(|agent| agent["type"]["coding"][0]["code"] == code).collect();
        assert_eq!(found.len(), 1, "{code}");
        found[0].clone()
    };
    let (source, recipient) = (with("110153"), with("110152"));
    assert_eq!(source["who"], event["source"]["observer"], "the invariant val-audit-source");
    assert!(source.get("network").is_some() && recipient.get("network").is_some());
    assert_eq!(recipient["who"]["identifier"]["value"], id(8).to_string());
    let entities = event["entity"].as_array().unwrap();
    assert!(entities.len() >= 2);
    let patients: Vec<&Value> = entities.iter().filter(|entity| entity["type"]["code"] == "1").collect();
    assert_eq!(patients.len(), 1);
    assert_eq!(patients[0]["role"]["code"], "1");
    assert_eq!(patients[0]["what"]["type"], "Patient");
    let purposes: Vec<&Value> =
        event["purposeOfEvent"].as_array().unwrap().iter().map(|p| &p["coding"][0]["code"]).collect();
    assert_eq!(purposes, ["HRESCH", "BTG"]);
    let refused = audit_event(&record(full(Action::DisclosureMade).decision(Decision::Deny)), ORIGIN);
    assert_eq!((refused.get("meta"), &refused["outcome"]), (None, &"8".into()), "nothing was disclosed");
}

#[test]
fn csv_is_quoted_and_no_formula_is_run() {
    assert_eq!(csv_line(["a", "b c", ""]), "a,b c,\r\n");
    assert_eq!(csv_line(["a,b", "say \"no\"", "x\r\ny"]), "\"a,b\",\"say \"\"no\"\"\",\"x\r\ny\"\r\n");
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=\"x\""] {
        let line = csv_line([formula]);
        assert!(line.starts_with("\"'"), "{line}");
    }
}

#[test]
fn a_record_is_one_line_of_csv() {
    let entry = Entry::new(Actor::Person(id(0x1a)), Action::IdentifiedShown)
        .purpose(Purpose::Treat)
        .resource(ResourceKind::Patient, id(0x2b))
        .fields(&[Field::Notes, Field::Name])
        .count(Count::Rows, 3)
        .count(Count::Patients, 1);
    let expected = "41,,2026-03-02T09:00:00.000Z,phi,1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a,,,,,identified_shown,patient,\
                    2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b,,,,name notes,TREAT,,permit,success,patients=1 rows=3,,,,,\r\n";
    assert_eq!(csv_record(&record(entry)), expected);
    let columns = |line: &str| line.matches(',').count();
    assert_eq!(columns(&csv_header()), 25);
    for action in Action::ALL {
        assert_eq!(columns(&csv_record(&record(full(*action)))), 25, "no field of a record holds a comma");
    }
}

// ASVS 16.2.4
#[test]
fn a_syslog_message_is_as_rfc_5424_has_it() {
    let entry = Entry::by_service(Role::Phi, Action::RoleStarted);
    let expected =
        "<109>1 2026-03-02T09:00:00.000Z almoner.test/phi almoner phi role_started [meta sequenceId=\"42\"] {\"index\":41,";
    let message = syslog_message(&record(entry), ORIGIN);
    assert!(message.starts_with(expected), "{message}");
    let json: Value = serde_json::from_str(message.split_once("] ").unwrap().1).unwrap();
    assert_eq!(json["action"], "role_started");
    assert!(message.is_ascii());
    let refused = record(full(Action::PolicyRefused).decision(Decision::Deny));
    assert!(syslog_message(&refused, ORIGIN).starts_with("<108>1 "), "a warning");
    assert!(syslog_message(&refused, "two words").contains("Z - almoner "), "no host name");
    let last = Record { index: 2_147_483_646, ..refused };
    assert!(syslog_message(&last, ORIGIN).contains("sequenceId=\"2147483647\""));
    assert!(syslog_message(&Record { index: 2_147_483_647, ..last }, ORIGIN).contains("sequenceId=\"1\""));
    for action in Action::ALL {
        assert!(name_of(action).len() <= 32, "the longest MSGID");
    }
    assert_eq!(frame("abc"), "3 abc");
}

#[test]
fn a_record_with_every_count_version_and_field_is_shorter_than_receivers_should_take() {
    let mut entry = full(Action::BreakGlassReviewed).fields(Field::ALL).methods(AuthMethod::ALL);
    for count in Count::ALL {
        entry = entry.count(*count, u64::MAX);
    }
    for version in Version::ALL {
        entry = entry.version(*version, "version");
    }
    let message = syslog_message(&record(entry), ORIGIN);
    assert!(message.len() < 8192, "{}", message.len());
}

/// A receiver on a port of this machine: takes one connection and gives back all that came.
fn receiver(authority: &Authority) -> (u16, std::thread::JoinHandle<std::io::Result<String>>) {
    let own = Certificates::new(&authority.issue("collector", NOW, 3600).unwrap()).unwrap();
    let config = server_config_inside(&own, &[authority.root()], Arc::new(FixedClock(NOW))).unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (socket, _) = listener.accept()?;
        let connection = rustls::ServerConnection::new(config).map_err(std::io::Error::other)?;
        let mut stream = rustls::StreamOwned::new(connection, socket);
        let mut text = String::new();
        // An end without close_notify is an error here.
        stream.read_to_string(&mut text)?;
        Ok(text)
    });
    (port, thread)
}

fn unframe(mut text: &str) -> Vec<&str> {
    let mut messages = Vec::new();
    while !text.is_empty() {
        let (length, rest) = text.split_once(' ').unwrap();
        let (message, rest) = rest.split_at(length.parse().unwrap());
        messages.push(message);
        text = rest;
    }
    messages
}

#[test]
fn records_arrive_over_tls_whole_and_in_order() {
    let authority = Authority::create(NOW).unwrap();
    let (port, thread) = receiver(&authority);
    let own = Certificates::new(&authority.issue("phi", NOW, 3600).unwrap()).unwrap();
    let config = client_config_inside(&own, &[authority.root()], Arc::new(FixedClock(NOW))).unwrap();
    let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut sender = SyslogSender::new(socket, config, role_name("collector").unwrap(), ORIGIN).unwrap();
    let records: Vec<Record> = (0..300).map(|index| Record { index, ..record(full(Action::IdentifiedShown)) }).collect();
    sender.send(&records[..100]).unwrap();
    sender.send(&records[100..]).unwrap();
    sender.close().unwrap();
    let text = thread.join().unwrap().unwrap();
    let expected: Vec<String> = records.iter().map(|record| syslog_message(record, ORIGIN)).collect();
    assert_eq!(unframe(&text), expected);
}

// ASVS 12.3.2
#[test]
fn a_receiver_of_another_authority_gets_nothing() {
    let (port, thread) = receiver(&Authority::create(NOW).unwrap());
    let authority = Authority::create(NOW).unwrap();
    let own = Certificates::new(&authority.issue("phi", NOW, 3600).unwrap()).unwrap();
    let config = client_config_inside(&own, &[authority.root()], Arc::new(FixedClock(NOW))).unwrap();
    let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    assert!(SyslogSender::new(socket, config, role_name("collector").unwrap(), ORIGIN).is_err());
    assert!(thread.join().unwrap().is_err());
}

/// A log of disclosures, written under the epoch keys of their years.
struct Disclosures {
    keys: EpochKeys,
    records: Vec<Record>,
    _folder: Folder,
}

impl Disclosures {
    fn new() -> Self {
        let folder = Folder::new();
        std::fs::create_dir_all(&folder.0).unwrap();
        let keys = EpochKeys::open(&folder.0.join("epochs"), DataKey::from_secret(Secret::new([9; 32]))).unwrap();
        Self { keys, records: Vec::new(), _folder: folder }
    }

    fn add(&mut self, days_ago: i64, patient: &[u8], recipient: &[u8], change: impl Fn(Entry) -> Entry) {
        let time = Timestamp(NOW.0 - days_ago * DAY);
        let key = self.keys.at(time).unwrap();
        let entry = Entry::new(Actor::Person(id(1)), Action::DisclosureMade)
            .epoch(&key)
            .resource(ResourceKind::Patient, key.resource(ResourceKind::Patient, patient))
            .recipient(key.recipient(recipient))
            .purpose(Purpose::Pubhlth)
            .fields(&[Field::Name, Field::Laboratory]);
        self.records.push(Record { index: self.records.len() as u64, time, ..record(change(entry)) });
    }

    fn subject(&self, patient: &[u8]) -> Subject {
        Subject::default().add(&self.keys, 2019..=2026, patient).unwrap()
    }

    /// The accounting of `p1`, with a register of two recipients.
    fn accounting(&self, suspensions: &[Suspension]) -> Accounting {
        let register = [("registry", "State cancer registry"), ("agency", "Agency")];
        let recipient = |epoch: Option<u16>, id: OpaqueId| {
            let key = self.keys.of(epoch?).unwrap()?;
            let (_, name) = register.iter().find(|(known, _)| key.recipient(known.as_bytes()) == id)?;
            Some(Recipient { name: (*name).to_owned(), address: Some("1 Main Street, Springfield".to_owned()) })
        };
        accounting(&self.records, &self.subject(b"p1"), recipient, suspensions, NOW, 6)
    }
}

#[test]
fn the_accounting_lists_one_patients_disclosures_of_six_years() {
    let mut log = Disclosures::new();
    log.add(5, b"p1", b"registry", |entry| entry);
    log.add(400, b"p1", b"agency", |entry| entry.purpose(Purpose::Hcompl).fields(&[Field::Notes]));
    log.add(7, b"p2", b"registry", |entry| entry);
    // 2026-03-02 less six years is 2020-03-02, which is 2,191 days (2020 and 2024 are leap years; 2020-02-29 lies before).
    log.add(2191, b"p1", b"registry", |entry| entry.purpose(Purpose::Hresch).trial(NctId::parse("NCT01234567").unwrap()));
    log.add(2192, b"p1", b"registry", |entry| entry);
    let accounting = log.accounting(&[]);
    assert_eq!((accounting.from.to_string().as_str(), accounting.to.to_string().as_str()), ("2020-03-02", "2026-03-02"));
    let expected = "date,times,last,recipient,address,what,purpose\r\n\
        2020-03-02,1,2020-03-02,State cancer registry,\"1 Main Street, Springfield\",\"name, laboratory\",research NCT01234567\r\n\
        2025-01-26,1,2025-01-26,Agency,\"1 Main Street, Springfield\",notes,health oversight and compliance\r\n\
        2026-02-25,1,2026-02-25,State cancer registry,\"1 Main Street, Springfield\",\"name, laboratory\",public health\r\n";
    assert_eq!(accounting.to_csv(), expected);
    assert_eq!((accounting.unsearched, accounting.without_recipient, accounting.suspended), (0, 0, 0));
}

#[test]
fn several_disclosures_to_one_recipient_for_one_purpose_are_one_line() {
    let mut log = Disclosures::new();
    for days_ago in [400, 300, 200, 10] {
        log.add(days_ago, b"p1", b"registry", |entry| entry);
    }
    let accounting = log.accounting(&[]);
    let [line] = accounting.disclosures.as_slice() else { panic!("one line") };
    assert_eq!(
        (line.times, line.date.to_string(), line.last.to_string()),
        (4, "2025-01-26".to_owned(), "2026-02-20".to_owned())
    );
}

#[test]
fn exempt_disclosures_are_counted_and_not_listed() {
    let mut log = Disclosures::new();
    for purpose in [Purpose::Treat, Purpose::Etreat, Purpose::Hoperat] {
        log.add(5, b"p1", b"registry", |entry| entry.purpose(purpose));
    }
    log.add(5, b"p1", b"registry", |entry| entry.purpose(Purpose::Patrqt));
    log.add(5, b"p1", b"registry", |entry| entry.purpose(Purpose::Hresch).version(Version::DataUseAgreement, "agreement"));
    log.add(5, b"p1", b"registry", |entry| entry.decision(Decision::Deny));
    log.add(5, b"p1", b"registry", |entry| entry.outcome(Outcome::Failure));
    let accounting = log.accounting(&[]);
    assert!(accounting.disclosures.is_empty());
    let exempt: Vec<(Exemption, u64)> = accounting.exempt.into_iter().collect();
    assert_eq!(exempt, [(Exemption::Operations, 3), (Exemption::Individual, 1), (Exemption::LimitedDataSet, 1)]);
}

#[test]
fn a_use_inside_the_organization_is_no_disclosure() {
    let mut log = Disclosures::new();
    log.add(5, b"p1", b"registry", |entry| Entry { action: Action::IdentifiedShown, ..entry });
    assert!(log.accounting(&[]).disclosures.is_empty());
}

#[test]
fn what_can_not_be_told_is_listed_or_counted_and_never_dropped() {
    let mut log = Disclosures::new();
    log.add(5, b"p1", b"somebody", |entry| entry);
    log.add(5, b"p1", b"registry", |entry| Entry { purpose: None, ..entry });
    log.add(800, b"p1", b"registry", |entry| entry);
    assert!(log.keys.destroy(2023).unwrap());
    let accounting = log.accounting(&[]);
    assert_eq!((accounting.disclosures.len(), accounting.without_recipient, accounting.unsearched), (2, 1, 1));
    assert!(accounting.to_csv().contains("not on record"));
}

#[test]
fn an_agency_can_suspend_its_line_for_a_time() {
    let mut log = Disclosures::new();
    log.add(5, b"p1", b"agency", |entry| entry.purpose(Purpose::Hcompl));
    log.add(5, b"p1", b"registry", |entry| entry);
    let agency = log.records[0].entry.recipient.unwrap();
    let until = |time| log.accounting(&[Suspension { recipient: agency, until: Timestamp(time) }]);
    assert_eq!((until(NOW.0 + 1).disclosures.len(), until(NOW.0 + 1).suspended), (1, 1));
    assert_eq!((until(NOW.0).disclosures.len(), until(NOW.0).suspended), (2, 0));
}

#[test]
fn the_keys_link_a_patient_who_is_shredded_and_one_who_was_merged() {
    let mut log = Disclosures::new();
    log.add(5, b"p1", b"registry", |entry| entry);
    log.add(6, b"p1-before-merge", b"registry", |entry| entry);
    // Nothing of the vault is needed: the keys of the epochs and the ids are.
    let merged = log.subject(b"p1").add(&log.keys, 2019..=2026, b"p1-before-merge").unwrap();
    let found = accounting(&log.records, &merged, |_, _| None, &[], NOW, 6);
    assert_eq!(found.disclosures.iter().map(|line| line.times).sum::<u64>(), 2);
    let shorter = accounting(&log.records, &merged, |_, _| None, &[], NOW, 0);
    assert_eq!(shorter.from.to_string(), "2025-03-02", "one year is the least");
    assert_eq!(format!("{merged:?} {found:?}"), "Subject(2 ids) Accounting(1 lines)");
}

#[test]
fn no_code_is_without_a_name() {
    let names: BTreeSet<String> = Action::ALL.iter().map(name_of).collect();
    assert_eq!(names.len(), Action::ALL.len());
    assert!(!names.contains(""));
}
