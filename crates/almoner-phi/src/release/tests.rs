//! What leaves, seen from the far side of the wall: charts of people whose records hold marks wherever FHIR lets a text stand.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use almoner_audit::alert::{Rules, Watch};
use almoner_audit::{Filter, Record};
use almoner_base::{FixedClock, Timestamp};
use almoner_chart::{Channel, RetractReason, Sealed, ToPhi, ToResearch};
use almoner_crypto::VerifyingKey;

use crate::{Command, ReleaseOptions, Room};

/// 2026-10-05.
const NOW: i64 = 1_791_194_400_000;

/// What came through the airlock: charts as text, by study id, and withdrawals.
type Came = (BTreeMap<String, String>, Vec<(String, RetractReason)>);

struct Place {
    folder: PathBuf,
    inputs: u32,
    room: Room,
    far: Option<JoinHandle<Came>>,
    near: UnixStream,
}

impl Place {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("almoner-phi-{:016x}", almoner_crypto::random_u64().unwrap()));
        for part in ["zone/keys", "in"] {
            std::fs::create_dir_all(folder.join(part)).unwrap();
        }
        let (near, far) = UnixStream::pair().unwrap();
        let clock = Arc::new(FixedClock(Timestamp(NOW)));
        let keys = almoner_crypto::ZoneKeys::create(&folder.join("zone/keys"), None).unwrap();
        let room = Room::open(&folder.join("zone"), keys, None, clock, near.try_clone().unwrap()).unwrap();
        let key = VerifyingKey::from_bytes(room.seal_key.public().to_bytes());
        let far = std::thread::spawn(move || attend(far, &key));
        Self { folder, inputs: 0, room, far: Some(far), near }
    }

    fn ingest(&mut self, lines: &[String]) {
        self.inputs += 1;
        let path = self.folder.join(format!("in/{}.ndjson", self.inputs));
        std::fs::write(&path, lines.join("\n")).unwrap();
        self.room.execute(Command::Ingest { paths: vec![path] }, &mut |_| {}).unwrap();
    }

    fn release(&mut self) -> serde_json::Value {
        let options = ReleaseOptions {
            project: "default".to_owned(),
            policy: "safe_harbor".to_owned(),
            attestation: None,
            as_of: None,
            recipient: None,
            first_only: true,
        };
        self.room.execute(Command::Release(options), &mut |_| {}).unwrap()
    }

    fn withdraw(&mut self) {
        self.room.execute(Command::Withdraw, &mut |_| {}).unwrap();
    }

    /// Ends the exchange and tells what came.
    fn came(&mut self) -> Came {
        self.near.shutdown(std::net::Shutdown::Both).unwrap();
        self.far.take().unwrap().join().unwrap()
    }

    /// Every byte of the audit log and of what lies in clear beside it.
    fn log(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut folders = vec![self.folder.join("zone/audit")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                all.extend(path.to_string_lossy().as_bytes());
                if path.is_dir() { folders.push(path) } else { all.extend(std::fs::read(path).unwrap()) }
            }
        }
        all
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

fn attend(stream: UnixStream, key: &VerifyingKey) -> Came {
    let mut airlock: Channel<UnixStream, ToPhi, ToResearch> = Channel::new(stream);
    let (mut charts, mut retracts) = (BTreeMap::new(), Vec::new());
    while let Ok(message) = airlock.receive() {
        match message {
            ToResearch::Charts(sealed) => {
                for chart in sealed.iter().map(|sealed: &Sealed<_>| sealed.verify(key).unwrap()) {
                    let content = chart.content();
                    let notes: Vec<&str> = content.notes.iter().map(|note| note.text.as_str()).collect();
                    let text = format!("{}\n{:?}\n{:?}", notes.join("\n"), content.facts, content.removed);
                    charts.insert(chart.header().study_id.to_string(), text);
                }
                airlock.send(&ToPhi::Committed(Vec::new())).unwrap();
            }
            ToResearch::Retract(some) => {
                retracts.extend(some.iter().map(|one| (one.study_id.to_string(), one.reason)));
                airlock.send(&ToPhi::Committed(Vec::new())).unwrap();
            }
            _ => {}
        }
    }
    (charts, retracts)
}

/// Where a text can stand in a record: `@` becomes a mark of its own each time, `#` the number of the patient. What carries a
/// code for the far side stands beside it, so that a chart is made and says something.
const TEMPLATES: &[&str] = &[
    r#"{"resourceType":"Patient","id":"p#","identifier":[{"type":{"coding":[{"code":"MR"}],"text":"@"},"system":"urn:@","value":"@"},{"system":"http://hl7.org/fhir/sid/us-ssn","value":"@"}],"name":[{"text":"@ @","family":"@","given":["@","@"],"prefix":["@"],"suffix":["@"]},{"use":"maiden","family":"@"}],"telecom":[{"system":"phone","value":"@"},{"system":"email","value":"@@mail.example"},{"system":"url","value":"https://@.example/"}],"gender":"female","birthDate":"1961-04-17","address":[{"text":"@","line":["12 @ Street"],"city":"@","district":"@","postalCode":"@","country":"@"}],"contact":[{"relationship":[{"text":"@"}],"name":{"family":"@","given":["@"]},"telecom":[{"system":"phone","value":"@"}],"address":{"city":"@"}}],"communication":[{"language":{"text":"@"}}],"maritalStatus":{"text":"@"},"photo":[{"title":"@","url":"https://@.example/p.jpg"}],"managingOrganization":{"display":"@"},"generalPractitioner":[{"display":"@"}],"extension":[{"url":"urn:@","valueString":"@"},{"url":"urn:x","extension":[{"url":"text","valueString":"@"}]}],"text":{"status":"additional","div":"<div>Seen with @ of @ today</div>"}}"#,
    r#"{"resourceType":"RelatedPerson","id":"r#","patient":{"reference":"Patient/p#"},"name":[{"family":"@","given":["@"]}],"telecom":[{"value":"@"}],"identifier":[{"value":"@"}],"address":[{"city":"@"}]}"#,
    r#"{"resourceType":"Condition","id":"c#","identifier":[{"value":"@"}],"subject":{"reference":"Patient/p#","display":"@ @"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006","display":"@"}],"text":"@"},"bodySite":[{"text":"@"}],"onsetDateTime":"2015-03-02","abatementString":"@","recorder":{"display":"@"},"asserter":{"display":"@"},"stage":[{"summary":{"text":"@"}}],"evidence":[{"code":[{"text":"@"}]}],"note":[{"authorString":"@","text":"Told by @ that it began at @"}]}"#,
    r#"{"resourceType":"Observation","id":"o#","identifier":[{"value":"@"}],"status":"final","category":[{"text":"@"}],"subject":{"reference":"Patient/p#","display":"@"},"code":{"coding":[{"system":"http://loinc.org","code":"4548-4","display":"@"}],"text":"@"},"effectiveDateTime":"2024-05-06","performer":[{"display":"@"}],"valueQuantity":{"value":8.4,"unit":"@","system":"http://unitsofmeasure.org","code":"%"},"interpretation":[{"text":"@"}],"method":{"text":"@"},"device":{"display":"@"},"note":[{"text":"Drawn by @ in @"}]}"#,
    r#"{"resourceType":"Observation","id":"s#","status":"final","subject":{"reference":"Patient/p#"},"code":{"coding":[{"system":"http://loinc.org","code":"11341-5"}],"text":"@"},"effectiveDateTime":"2024-05-06","valueString":"Works as a @ at @","component":[{"code":{"text":"@"},"valueString":"@"}]}"#,
    r#"{"resourceType":"Procedure","id":"x#","identifier":[{"value":"@"}],"status":"completed","subject":{"reference":"Patient/p#"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"80146002","display":"@"}],"text":"@"},"performedString":"@","performer":[{"actor":{"display":"@"}}],"location":{"display":"@"},"reasonCode":[{"text":"@"}],"outcome":{"text":"@"},"complication":[{"text":"@"}],"note":[{"text":"Assisted by @"}]}"#,
    r#"{"resourceType":"MedicationRequest","id":"m#","identifier":[{"value":"@"}],"status":"active","intent":"order","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"6809","display":"@"}],"text":"@"},"subject":{"reference":"Patient/p#"},"authoredOn":"2024-05-06","requester":{"display":"@"},"reasonCode":[{"text":"@"}],"note":[{"text":"Sent to @ by @"}],"dosageInstruction":[{"text":"one for @ at night","patientInstruction":"@"}]}"#,
    r#"{"resourceType":"Encounter","id":"e#","identifier":[{"value":"@"}],"status":"finished","class":{"code":"AMB","display":"@"},"type":[{"text":"@"}],"subject":{"reference":"Patient/p#"},"participant":[{"individual":{"display":"@"}}],"period":{"start":"2024-05-06","end":"2024-05-06"},"reasonCode":[{"text":"@"}],"location":[{"location":{"display":"@"}}],"serviceProvider":{"display":"@"}}"#,
    r#"{"resourceType":"AllergyIntolerance","id":"a#","identifier":[{"value":"@"}],"patient":{"reference":"Patient/p#"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"91936005","display":"@"}],"text":"@"},"recorder":{"display":"@"},"note":[{"text":"Found by @"}],"reaction":[{"description":"@","manifestation":[{"text":"@"}]}]}"#,
    r#"{"resourceType":"Device","id":"d#","identifier":[{"value":"@"}],"patient":{"reference":"Patient/p#"},"udiCarrier":[{"deviceIdentifier":"@","carrierHRF":"@"}],"serialNumber":"@","lotNumber":"@","distinctIdentifier":"@","deviceName":[{"name":"@"}],"note":[{"text":"Fitted by @"}]}"#,
    r#"{"resourceType":"FamilyMemberHistory","id":"f#","status":"completed","patient":{"reference":"Patient/p#"},"name":"@","relationship":{"coding":[{"code":"MTH"}],"text":"@"},"note":[{"text":"As @ remembers"}],"condition":[{"code":{"text":"@"},"note":[{"text":"@ said so"}]}]}"#,
    r#"{"resourceType":"DocumentReference","id":"n#","status":"current","type":{"text":"@"},"description":"@","subject":{"reference":"Patient/p#"},"date":"2024-05-06T09:00:00Z","author":[{"display":"@"}],"custodian":{"display":"@"},"content":[{"attachment":{"title":"@","contentType":"text/plain","data":"%"}}]}"#,
    r#"{"resourceType":"Coverage","id":"v#","identifier":[{"value":"@"}],"beneficiary":{"reference":"Patient/p#"},"subscriberId":"@","class":[{"value":"@","name":"@"}],"payor":[{"display":"@"}]}"#,
    r#"{"resourceType":"CareTeam","id":"t#","subject":{"reference":"Patient/p#"},"name":"@","participant":[{"member":{"display":"@"}}],"telecom":[{"value":"@"}],"note":[{"text":"Led by @"}]}"#,
    r#"{"resourceType":"QuestionnaireResponse","id":"q#","status":"completed","subject":{"reference":"Patient/p#"},"item":[{"linkId":"1","text":"@","answer":[{"valueString":"I live with @ in @"}]}]}"#,
];

/// The note of [`TEMPLATES`]: names, places and numbers that no list holds, and clinical words that stay.
const NOTE: &str = "Mrs. @ was seen by Dr. @ @ at @ Hospital for type 2 diabetes. Lives at 12 @ Street in @. Her son @ called from @. \
    MRN @. Signed: @ @, MD. Takes metformin.";

/// One patient's record with marks, and the marks.
fn marked(patient: usize, marks: &mut Vec<String>) -> Vec<String> {
    let mut fill = |template: &str| {
        let mut out = String::new();
        for letter in template.chars() {
            match letter {
                '@' => {
                    // Pronounceable, listed nowhere, and told apart by the letters of its number.
                    let number = marks.len();
                    let letters =
                        format!("{number:05}").bytes().map(|digit| char::from(b'a' + (digit - b'0'))).collect::<String>();
                    let mark = format!("Zorv{letters}ik");
                    out.push_str(&mark);
                    marks.push(mark);
                }
                '#' => out.push_str(&patient.to_string()),
                other => out.push(other),
            }
        }
        out
    };
    let note = fill(NOTE);
    let encoded = base64(note.as_bytes());
    TEMPLATES
        .iter()
        .map(|template| fill(template).replace('%', &encoded).replace(&format!("\"code\":\"{encoded}\""), "\"code\":\"%\""))
        .collect()
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap();
            text.push(if place > three.len() { '=' } else { char::from(DIGITS[digit]) });
        }
    }
    text
}

/// Releases the charts of so many marked patients; gives how many marks there were, of which none left.
fn plant(patients: usize) -> usize {
    let mut place = Place::new();
    let mut marks = Vec::new();
    let lines: Vec<String> = (0..patients).flat_map(|patient| marked(patient, &mut marks)).collect();
    for line in &lines {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    place.ingest(&lines);
    let summary = place.release().to_string();
    let (log, (charts, _)) = (place.log(), place.came());
    assert!(charts.len() * 10 >= patients * 9, "{} charts of {patients}: {summary}", charts.len());
    assert!(charts.values().all(|chart| chart.contains("type 2 diabetes")), "a chart says something");
    let log = String::from_utf8_lossy(&log);
    let known: BTreeSet<&str> = marks.iter().map(String::as_str).collect();
    let mut survived = Vec::new();
    for text in charts.values().map(String::as_str).chain([summary.as_str(), log.as_ref()]) {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
        survived.extend(words.filter(|word| known.contains(word)).map(str::to_owned));
    }
    assert_eq!(survived, Vec::<String>::new(), "of {} marks", marks.len());
    marks.len()
}

#[test]
fn no_planted_identifier_leaves() {
    assert!(plant(4) > 500);
}

#[test]
#[ignore = "more than 10,000 marks"]
fn none_of_ten_thousand_planted_identifiers_leaves() {
    assert!(plant(71) > 10_000);
}

fn patient(id: &str, more: &str) -> String {
    format!(r#"{{"resourceType":"Patient","id":"{id}","gender":"male","birthDate":"1970-02-03"{more}}}"#)
}

fn condition(patient: &str, id: &str, label: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","meta":{{"security":[{{"code":"{label}"}}]}},"subject":{{"reference":"Patient/{patient}"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"44054006"}}]}}}}"#
    )
}

fn note(patient: &str, id: &str, label: &str, text: &str) -> String {
    let data = base64(text.as_bytes());
    format!(
        r#"{{"resourceType":"DocumentReference","id":"{id}","status":"current","meta":{{"security":[{{"code":"{label}"}}]}},"subject":{{"reference":"Patient/{patient}"}},"content":[{{"attachment":{{"contentType":"text/plain","data":"{data}"}}}}]}}"#
    )
}

#[test]
fn what_law_protects_stays_and_who_says_no_or_dies_is_withdrawn() {
    let mut place = Place::new();
    let consent = r#"{"resourceType":"Consent","id":"k","status":"active","scope":{"coding":[{"code":"research"}]},"patient":{"reference":"Patient/no"},"provision":{"type":"deny"}}"#;
    place.ingest(&[
        patient("open", ""),
        condition("open", "c1", "N"),
        note("open", "n1", "PSYTHPN", "He wept about the war in the session."),
        note("open", "n2", "42CFRPart2", "Attends the methadone clinic every day."),
        note("open", "n3", "N", "Takes metformin for type 2 diabetes."),
        patient("later", ""),
        condition("later", "c2", "N"),
        patient("dead", r#","deceasedBoolean":true"#),
        patient("no", ""),
        consent.to_owned(),
        patient("label", r#","meta":{"security":[{"code":"NORESEARCH"}]}"#),
    ]);
    let summary = place.release();
    assert_eq!(summary["charts"], 2, "{summary}");
    assert_eq!((&summary["withheld"]["deceased"], &summary["withheld"]["opted-out"]), (&1.into(), &2.into()), "{summary}");
    // Afterwards one dies, and the other says no.
    place.ingest(&[
        patient("later", r#","deceasedDateTime":"2026-10-01""#),
        consent.replace("Patient/no", "Patient/open").replace("\"k\"", "\"k2\""),
    ]);
    place.withdraw();
    let (charts, retracts) = place.came();
    let all: String = charts.into_values().collect();
    assert!(all.contains("metformin"), "{all}");
    for kept in ["wept", "session", "methadone", "clinic"] {
        assert!(!all.contains(kept), "{kept}");
    }
    let mut reasons: Vec<RetractReason> = retracts.iter().map(|(_, reason)| *reason).collect();
    reasons.sort();
    assert_eq!(reasons, [RetractReason::Death, RetractReason::OptOut]);
}

/// Twenty-two women of one age, who hide in one another, and a release of them on an expert's word.
fn gated(prosecutor: &str) -> (Place, Result<serde_json::Value, crate::Error>, Vec<Record>) {
    let mut place = Place::new();
    let mut marks = Vec::new();
    let lines: Vec<String> = (0..22).flat_map(|patient| marked(patient, &mut marks)).collect();
    place.ingest(&lines);
    let policy = almoner_deid::Policy::builtin(almoner_facts::PolicyKind::ExpertDetermination).unwrap();
    let attestation = serde_json::json!({
        "who": "A. Expert", "qualification": "statistician", "method": "k-anonymity", "issued": "2026-01-01",
        "expires": "2026-12-31", "quasi_identifiers": ["age", "sex"], "thresholds": [format!("prosecutor {prosecutor}")],
        "recipient": "the trials office", "policy": policy.version, "release": "default-1",
    });
    let options = ReleaseOptions {
        project: "default".to_owned(),
        policy: "expert_determination".to_owned(),
        attestation: Some(attestation.to_string()),
        as_of: None,
        recipient: Some("The Trials Office".to_owned()),
        first_only: false,
    };
    let made = place.room.execute(Command::Release(options), &mut |_| {});
    let records = place.room.log().records(&Filter::default()).unwrap();
    (place, made, records)
}

#[test]
fn a_gated_release_reads_each_record_once() {
    let (mut place, made, records) = gated("1/11");
    assert_eq!(made.unwrap()["charts"], 22);
    for patient in 0..22 {
        let person = place.room.vault.person(&format!("Patient/p{patient}")).unwrap().unwrap();
        let own = place.room.vault.opaque_patient(person).to_string();
        let reads = records.iter().filter(|record| {
            record.entry.action() == almoner_audit::Action::VaultRead
                && serde_json::to_value(record).unwrap()["resource"]["id"] == own
        });
        assert_eq!(reads.count(), 1, "what was measured is what leaves");
    }
    assert_eq!(place.came().0.len(), 22);
}

#[test]
fn a_release_over_the_threshold_is_refused_and_is_somebodys_task() {
    let (mut place, made, records) = gated("1/30");
    assert_eq!(made.unwrap_err().code().0, "risk-too-high");
    assert_eq!(place.came().0.len(), 0);
    let mut watch = Watch::new(Rules::compiled_in().unwrap());
    let found = records.iter().flat_map(|record| watch.observe(record)).filter(|alert| alert.rule == "risk");
    assert_eq!(found.count(), 1);
    let (_place, made, records) = gated("1/11");
    assert!(made.is_ok());
    let mut watch = Watch::new(Rules::compiled_in().unwrap());
    assert!(records.iter().flat_map(|record| watch.observe(record)).all(|alert| alert.rule != "risk"));
}
