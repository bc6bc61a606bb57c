use std::os::unix::fs::symlink;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;

use almoner_base::{FixedClock, Timestamp};
use almoner_vault::PatientId;

use super::*;

/// A room and a folder of inputs that go away with the test.
struct Place {
    folder: PathBuf,
    room: Room,
    _far: UnixStream,
}

impl Place {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("almoner-phi-{:016x}", almoner_crypto::random_u64().unwrap()));
        for part in ["room/keys", "in"] {
            std::fs::create_dir_all(folder.join(part)).unwrap();
        }
        let (near, far) = UnixStream::pair().unwrap();
        let clock = Arc::new(FixedClock(Timestamp(1_767_225_600_000)));
        let keys = almoner_crypto::ZoneKeys::create(&folder.join("room/keys"), None).unwrap();
        let room = Room::open(&folder.join("room"), keys, None, clock, near).unwrap();
        Self { folder, room, _far: far }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.join("in").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn permit(&self) -> Permit {
        self.room.permit(almoner_policy::Principal::Phi, almoner_policy::Action::IngestRecords, None).unwrap()
    }

    fn ingest(&mut self, paths: &[PathBuf]) -> Result<IngestSummary, Error> {
        let permit = self.permit();
        self.room.ingest(&permit, paths, &mut |_| {})
    }

    fn ingest_all(&mut self) -> IngestSummary {
        let folder = self.folder.join("in");
        self.ingest(&[folder]).unwrap()
    }

    fn state(&self, key: &str) -> State {
        self.room.vault.state(self.person(key)).unwrap()
    }

    fn person(&self, key: &str) -> PatientId {
        self.room.vault.person(key).unwrap().unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
    }
}

const ANN: &str = r#"{"resourceType":"Patient","id":"ann"}"#;
const BOB: &str = r#"{"resourceType":"Patient","id":"bob"}"#;

fn codes(input: &InputSummary) -> Vec<(&str, u64)> {
    input.codes.iter().map(|(code, count)| (code.0, *count)).collect()
}

#[test]
fn what_is_no_regular_file_is_told_and_the_rest_goes_in() {
    let mut place = Place::new();
    let ann = place.file("a/ann.ndjson", ANN);
    place.file("z/bob.ndjson", BOB);
    place.file("z/notes.txt", "");
    let inside = place.folder.join("in");
    symlink(&ann, inside.join("link.ndjson")).unwrap();
    symlink(inside.join("gone"), inside.join("dangling.ndjson")).unwrap();
    symlink(&inside, inside.join("a/round")).unwrap();
    let socket = UnixListener::bind(inside.join("socket.ndjson")).unwrap();
    let summary = place.ingest_all();
    drop(socket);
    assert_eq!(summary.inputs.len(), 5);
    assert_eq!(summary.inputs.iter().map(|input| input.number).collect::<Vec<_>>(), [1, 2, 0, 0, 0]);
    assert_eq!(summary.inputs.iter().map(|input| input.complete).collect::<Vec<_>>(), [true, true, false, false, false]);
    assert_eq!(codes(&summary.inputs[4]), [("input-unreadable", 1)]);
    assert_eq!(summary.passed_over, 2, "the text file and the link to a folder");
    assert_eq!(place.state("Patient/bob"), State::Active);
}

#[test]
fn a_named_link_to_a_file_is_read_and_a_missing_path_alone_is_an_error() {
    let mut place = Place::new();
    let ann = place.file("ann.ndjson", ANN);
    let link = place.folder.join("link");
    symlink(&ann, &link).unwrap();
    assert!(place.ingest(&[link]).unwrap().inputs[0].complete);
    let gone = place.folder.join("gone.ndjson");
    assert!(matches!(place.ingest(&[gone]), Err(Error::Io(_))));
}

#[test]
fn an_input_that_goes_on_otherwise_than_it_began_stays_open() {
    let mut place = Place::new();
    let padding = "\n".repeat(3 << 20);
    let path = place.file("ann.ndjson", &format!("{ANN}{padding}"));
    let permit = place.permit();
    let fingerprint = super::digest::fingerprint(&mut File::open(&path).unwrap()).unwrap();
    // As a run that was killed leaves it: begun with other bytes, whose length and ends were the same.
    let now = place.room.clock.now();
    let begun = place.room.vault.recognize(&permit, &fingerprint, now).unwrap();
    let almoner_vault::Recognized::New(input) = begun else { panic!("known before") };
    let mut batch = Batch::default();
    batch.item("Patient", &[]);
    batch.read_so_far(Prefix { bytes: 2 << 20, digest: [1; 32] });
    place.room.vault.commit(&permit, input, &mut batch).unwrap();
    let summary = place.ingest_all();
    assert!(!summary.inputs[0].complete);
    assert_eq!(codes(&summary.inputs[0]), [("input-changed", 1)]);
    let summary = place.ingest_all();
    assert_eq!((summary.inputs[0].already, summary.inputs[0].complete, summary.inputs[0].accepted), (false, true, 1));
}

#[test]
fn files_with_the_same_length_and_ends_are_told_apart() {
    let mut place = Place::new();
    let of = |id: &str| {
        format!("{}{{\"resourceType\":\"Patient\",\"id\":\"{id}\"}}\n{}", "\n".repeat(1 << 17), "\n".repeat(1 << 17))
    };
    place.file("a.ndjson", &of("ann"));
    place.file("b.ndjson", &of("bob"));
    place.file("c.ndjson", &of("ann"));
    let summary = place.ingest_all();
    assert_eq!(summary.inputs.iter().map(|input| input.already).collect::<Vec<_>>(), [false, false, true]);
    assert_eq!((place.state("Patient/ann"), place.state("Patient/bob")), (State::Active, State::Active));
    assert!(place.ingest_all().inputs.iter().all(|input| input.already));
}

#[test]
fn damaged_content_ends_an_input_though_the_reader_left_some_of_it() {
    let mut place = Place::new();
    // A gzip header and nothing that unpacks, longer than any buffer.
    let path = place.file("ann.ndjson.gz", "");
    std::fs::write(&path, [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0xff; 3 << 20]].concat()).unwrap();
    let summary = place.ingest_all();
    assert_eq!(codes(&summary.inputs[0]), [("compression-broken", 1)]);
    assert!(place.ingest_all().inputs[0].already);
}

#[test]
fn a_resumed_run_files_what_came_after_the_last_durable_item_and_no_more() {
    let mut place = Place::new();
    let path = place.file("two.ndjson", &format!("{{\"damaged\n{ANN}\nno json\n{BOB}\n"));
    let permit = place.permit();
    let fingerprint = super::digest::fingerprint(&mut File::open(&path).unwrap()).unwrap();
    let begun = place.room.vault.recognize(&permit, &fingerprint, place.room.clock.now()).unwrap();
    let almoner_vault::Recognized::New(input) = begun else { panic!("known before") };
    let mut batch = Batch::default();
    batch.item("(unreadable)", &[of_input(IssueCode("json-truncated"))]);
    batch.item("Patient", &[]);
    place.room.vault.commit(&permit, input, &mut batch).unwrap();
    let summary = place.ingest_all();
    let input = &summary.inputs[0];
    assert_eq!((input.received, input.accepted, input.quarantined), (4, 2, 2));
    assert_eq!(input.issues.iter().map(|issue| issue.line).collect::<Vec<_>>(), [3]);
    assert!(place.room.vault.person("Patient/ann").unwrap().is_none(), "it was durable before, so it is passed over");
    assert_eq!(place.state("Patient/bob"), State::Active);
}

#[test]
fn a_patient_whose_label_refuses_research_is_opted_out() {
    let mut place = Place::new();
    place.file("ann.ndjson", r#"{"resourceType":"Patient","id":"ann","meta":{"security":[{"code":"NORESEARCH"}]}}"#);
    place.file("bob.ndjson", r#"{"resourceType":"Patient","id":"bob","meta":{"security":[{"code":"HTEST"}]}}"#);
    place.ingest_all();
    assert_eq!((place.state("Patient/ann"), place.state("Patient/bob")), (State::OptedOut, State::Active));
}

#[test]
fn an_unreadable_consent_of_one_patient_refuses() {
    let of = |text: &str| refuser(text.as_bytes());
    let ann = Some("Patient/ann".to_owned());
    assert_eq!(of(r#"{"resourceType" : "Consent","patient":{"reference":"Patient/ann"},"status":1,"status":2}"#), ann);
    assert_eq!(of(r#"{"resourceType":"Consent","patient":{"reference":"https://a/Patient/ann/_history/1"#), ann);
    assert_eq!(of(r#"{"resourceType":"Consent","a":"Patient/ann","b":"Patient/bob""#), None);
    assert_eq!(of(r#"{"resourceType":"Observation","note":"Consent","subject":"Patient/ann""#), None);
    assert_eq!(of(r#"{"resourceType":"Consent","patient":{"reference":"Patient/"}"#), None);
    let mut place = Place::new();
    place.file("a.ndjson", ANN);
    place.file("b.ndjson", r#"{"resourceType":"Consent","patient":{"reference":"Patient/ann"},"id":"1","id":"2"}"#);
    assert_eq!(place.ingest_all().inputs[1].quarantined, 1);
    assert_eq!(place.state("Patient/ann"), State::OptedOut);
}

#[test]
fn a_deleted_patients_chart_is_to_be_withdrawn() {
    let mut place = Place::new();
    place.file("ann.ndjson", ANN);
    place.ingest_all();
    let read = place.room.permit(almoner_policy::Principal::Phi, almoner_policy::Action::ReadVault, None).unwrap();
    let (project, ann) = (almoner_base::ProjectId::default(), place.person("Patient/ann"));
    place.room.vault.member(&read, &project, ann).unwrap();
    place.room.vault.crossed(&project, &[ann], almoner_vault::Crossing::Delivered, 1).unwrap();
    let path = place.file(
        "deleted.json",
        r#"{"resourceType":"Bundle","type":"transaction","entry":[
            {"request":{"method":"DELETE","url":"Patient/ann"}},{"request":{"method":"DELETE","url":"Patient/nobody"}}]}"#,
    );
    assert_eq!(place.ingest(&[path]).unwrap().withdrawals, 1);
    assert!(place.room.vault.person("Patient/nobody").unwrap().is_none());
}

#[test]
fn an_identifier_of_two_patients_is_told_with_its_input() {
    let mut place = Place::new();
    let of = |id: &str| format!(r#"{{"resourceType":"Patient","id":"{id}","identifier":[{{"value":"UNKNOWN"}}]}}"#);
    place.file("a.ndjson", &of("ann"));
    place.file("b.ndjson", &of("bob"));
    let summary = place.ingest_all();
    assert!(summary.inputs[0].codes.is_empty());
    assert_eq!(codes(&summary.inputs[1]), [("identifier-ambiguous", 1)]);
}

impl Place {
    /// The codes of the facts that a chart of this person would hold, as of a mark or now.
    fn facts(&mut self, key: &str, rests_on: Option<almoner_vault::Mark>) -> Vec<String> {
        let read = self.room.permit(almoner_policy::Principal::Phi, almoner_policy::Action::ReadVault, None).unwrap();
        let person = self.person(key);
        let room = &mut self.room;
        let rests_on = rests_on.unwrap_or_else(|| room.vault.mark().unwrap());
        let hospital = room.hospital(&read, rests_on).unwrap();
        let policy = Policy::builtin(PolicyKind::ExpertDetermination).unwrap();
        let records = room.vault.read(&read, &[person]).unwrap().remove(0);
        let as_of = almoner_base::Date::new(2026, 1, 1).unwrap();
        let timeline = almoner_facts::Timeline::new(0);
        let drafted = room
            .draft(
                &read,
                &hospital,
                (&almoner_base::ProjectId::default(), &policy),
                as_of,
                (person, timeline, None),
                &records,
            )
            .unwrap()
            .unwrap();
        let facts = drafted.draft.facts.iter();
        let mut codes: Vec<String> = facts.map(|fact| fact.coding.as_ref().unwrap().code.clone()).collect();
        codes.sort();
        codes
    }
}

fn condition(id: &str, patient: &str, code: &str) -> String {
    format!(
        r#"{{"resourceType":"Condition","id":"{id}","subject":{{"reference":"Patient/{patient}"}},"code":{{"coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}}}}"#
    )
}

#[test]
fn a_resource_sent_again_under_another_patient_leaves_the_first_patients_record() {
    let mut place = Place::new();
    place.file("a.ndjson", &[ANN, BOB, &condition("1", "ann", "44054006"), &condition("2", "ann", "38341003")].join("\n"));
    place.ingest_all();
    assert_eq!(place.facts("Patient/ann", None), ["38341003", "44054006"]);
    place.file("b.ndjson", &condition("1", "bob", "44054006"));
    place.ingest_all();
    assert_eq!(place.facts("Patient/ann", None), ["38341003"]);
    assert_eq!(place.facts("Patient/bob", None), ["44054006"]);
}

#[test]
fn a_deleted_resource_that_is_made_again_is_back() {
    let mut place = Place::new();
    place.file("a.ndjson", &[ANN, &condition("1", "ann", "44054006")].join("\n"));
    place.ingest_all();
    place.file(
        "b.json",
        r#"{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Condition/1"}}]}"#,
    );
    place.ingest_all();
    assert_eq!(place.facts("Patient/ann", None), [""; 0]);
    place.file("c.ndjson", &condition("1", "ann", "38341003"));
    place.ingest_all();
    assert_eq!(place.facts("Patient/ann", None), ["38341003"]);
}

#[test]
fn what_is_said_of_a_release_rests_on_the_record_as_it_was() {
    let mut place = Place::new();
    place.file("a.ndjson", &[ANN, &condition("1", "ann", "44054006")].join("\n"));
    place.ingest_all();
    let mark = place.room.vault.rests_on(&almoner_base::ProjectId::default(), 1).unwrap();
    place.file("b.ndjson", &[condition("1", "ann", "38341003"), condition("2", "ann", "195967001")].join("\n"));
    place.ingest_all();
    assert_eq!(place.facts("Patient/ann", Some(mark)), ["44054006"]);
    assert_eq!(place.facts("Patient/ann", None).len(), 2);
}
