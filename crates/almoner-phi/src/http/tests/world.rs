//! A small hospital behind its door: invented patients with marked identifiers, people of every role who enrol and sign in, a
//! clock that can be moved, and the far end of the airlock.

use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use almoner_audit::alert::{Rules, Tasks};
use almoner_audit::{Filter, NetworkZone, Record};
use almoner_base::{Clock, Timestamp};
use almoner_chart::{Channel, ToPhi, ToResearch};
use almoner_crypto::ZoneKeys;
use almoner_identity::Place;
use almoner_identity::http::{self as door, Door, Peer};
use almoner_policy::{Role, Zone};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE, USER_AGENT};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::{Api, Attending, Command, Room};

pub(super) const PAGE: &str = "https://phi.almoner.test:8444";
/// 2026-10-05T10:00:00Z.
pub(super) const START: i64 = 1_791_194_400_000;
const PASSWORD: &str = "seven wooden ladders lean";
pub(super) const MINUTE: i64 = 60_000;

/// What may stand in no error, log, URL or name of a file: the marked identifiers of the two patients.
pub(super) const MARKS: &[&str] = &[
    "Quillfeather",
    "Zephyrine",
    "MRN-55017",
    "quill@mail.example",
    "17 Lantern Row",
    "555-0117",
    "Oddbottle",
    "Thaddeus",
    "MRN-66018",
    "1961-04-17",
    "Marguerite",
];

/// Two patients: one whom the clinician treats, one whom nobody here treats.
const RECORDS: &[&str] = &[
    r#"{"resourceType":"Practitioner","id":"doc","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"9999999901"}],"name":[{"family":"Hartwell","given":["Ines"]}]}"#,
    r#"{"resourceType":"Patient","id":"one","meta":{"security":[{"code":"HTEST"}]},"identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"urn:ward","value":"MRN-55017"}],"name":[{"family":"Quillfeather","given":["Zephyrine"]}],"gender":"female","birthDate":"1961-04-17","telecom":[{"system":"phone","value":"555-0117"},{"system":"email","value":"quill@mail.example"}],"address":[{"line":["17 Lantern Row"],"city":"Elmhaven","state":"VT"}],"contact":[{"relationship":[{"text":"sister"}],"name":{"family":"Quillfeather","given":["Marguerite"]}}],"generalPractitioner":[{"reference":"Practitioner/doc"}]}"#,
    r#"{"resourceType":"Patient","id":"two","meta":{"security":[{"code":"HTEST"}]},"identifier":[{"type":{"coding":[{"code":"MR"}]},"system":"urn:ward","value":"MRN-66018"}],"name":[{"family":"Oddbottle","given":["Thaddeus"]}],"gender":"male","birthDate":"1970-02-03"}"#,
    r#"{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"code":"active"}]},"subject":{"reference":"Patient/one"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006","display":"Diabetes mellitus type 2"}],"text":"Type 2 diabetes mellitus"},"onsetDateTime":"2015-03-02"}"#,
    r#"{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/one"},"code":{"coding":[{"system":"http://loinc.org","code":"4548-4","display":"Hemoglobin A1c"}]},"effectiveDateTime":"2026-09-20","valueQuantity":{"value":8.4,"unit":"%","system":"http://unitsofmeasure.org","code":"%"}}"#,
    r#"{"resourceType":"Observation","id":"hiv","status":"final","meta":{"security":[{"code":"HIV"}]},"subject":{"reference":"Patient/one"},"code":{"text":"HIV antibody"},"valueString":"negative"}"#,
    r#"{"resourceType":"Condition","id":"sud","meta":{"security":[{"code":"42CFRPart2"}]},"subject":{"reference":"Patient/one"},"code":{"text":"Opioid use disorder, in a Part 2 program"}}"#,
    r#"{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/one"},"participant":[{"individual":{"reference":"Practitioner/doc"}}],"period":{"start":"2026-09-20","end":"2026-09-20"}}"#,
    r#"{"resourceType":"DocumentReference","id":"d1","status":"current","type":{"text":"Progress note"},"subject":{"reference":"Patient/one"},"date":"2026-09-20T09:00:00Z","content":[{"attachment":{"contentType":"text/plain","data":"TXMuIFF1aWxsZmVhdGhlciAoTVJOLTU1MDE3KSB3YXMgc2VlbiBvbiAyMDI2LTA5LTIwIGZvciB0eXBlIDIgZGlhYmV0ZXMuIEhlciBzaXN0ZXIgTWFyZ3Vlcml0ZSBjYW1lIGFsb25nLiBTaGUgbGl2ZXMgaW4gVGhvcm50b24sIG5lYXIgdGhlIGJsdWUgbGlnaHRob3VzZSwgYW5kIHRha2VzIG1ldGZvcm1pbi4="}}]}"#,
    r#"{"resourceType":"Condition","id":"c2","subject":{"reference":"Patient/two"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"38341003","display":"Hypertension"}]}}"#,
];

pub(super) struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

pub(super) struct World {
    pub(super) api: Arc<Api>,
    pub(super) door: Arc<Door>,
    pub(super) router: Router,
    pub(super) clock: Arc<TestClock>,
    pub(super) research: Channel<UnixStream, ToPhi, ToResearch>,
    pub(super) folder: PathBuf,
    attending: Option<Attending>,
    first: String,
}

impl World {
    pub(super) fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("almoner-phi-{:016x}", almoner_crypto::random_u64().unwrap()));
        std::fs::create_dir_all(folder.join("zone/keys")).unwrap();
        std::fs::create_dir_all(folder.join("inputs")).unwrap();
        std::fs::write(folder.join("inputs/records.ndjson"), RECORDS.join("\n")).unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let (ours, theirs) = UnixStream::pair().unwrap();
        let mut room = open_room(&folder, &clock, ours);
        room.execute(Command::Ingest { paths: vec![folder.join("inputs")] }, &mut |_| {}).unwrap();
        let (api, door, router, first) = serve(room);
        Self { api, door, router, clock, research: Channel::new(theirs), folder, attending: None, first }
    }

    /// The zone as it is after a restart: the same folder, nothing in memory.
    pub(super) fn restart(&mut self, browsers: &mut [&mut Browser]) {
        self.attending = None;
        browsers.iter_mut().for_each(|browser| browser.router = Router::new());
        let (ours, theirs) = UnixStream::pair().unwrap();
        // One process holds the log at a time; the old room goes first.
        let (spare, _) = UnixStream::pair().unwrap();
        let nowhere = std::env::temp_dir().join(format!("almoner-phi-{:016x}", almoner_crypto::random_u64().unwrap()));
        std::fs::create_dir_all(nowhere.join("zone/keys")).unwrap();
        let other = serve(open_room(&nowhere, &self.clock, spare));
        (self.api, self.door, self.router) = (other.0, other.1, other.2);
        let again = serve(open_room(&self.folder, &self.clock, ours));
        (self.api, self.door, self.router) = (again.0, again.1, again.2);
        self.research = Channel::new(theirs);
        std::fs::remove_dir_all(nowhere).unwrap();
        browsers.iter_mut().for_each(|browser| browser.router = self.router.clone());
    }

    /// Attends the airlock.
    pub(super) fn attend(&mut self) {
        self.attending = Some(self.api.attend().unwrap());
    }

    pub(super) fn later(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// The first administrator, enrolled and signed in.
    pub(super) fn operator(&self) -> Browser {
        Browser::enrolled(self, &self.first.clone(), "administrator")
    }

    /// Somebody with this role, invited by the operator, enrolled and signed in.
    pub(super) fn person(&self, operator: &mut Browser, name: &str, roles: &[Role]) -> Browser {
        let roles: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        let body = json!({
            "sign_in_name": name, "display_name": format!("{name} Example"), "grants": { "roles": roles, "studies": [], "site": null },
        });
        let (status, answer) = operator.send("POST", "/api/v1/accounts/invite", &body);
        assert_eq!(status, 200, "{answer}");
        let link = answer["link"].as_str().or(answer["url"].as_str()).unwrap_or_else(|| panic!("{answer}"));
        let mut browser = Browser::enrolled(self, link.split_once('#').unwrap().1, name);
        browser.person = answer["person"].as_str().unwrap_or_default().to_owned();
        browser
    }

    /// What the log holds.
    pub(super) fn entries(&self) -> Vec<Record> {
        self.api.log().records(&Filter::default()).unwrap()
    }

    /// How many entries the log holds.
    pub(super) fn size(&self) -> u64 {
        self.api.log().entries().unwrap()
    }

    pub(super) fn count(&self, action: almoner_audit::Action) -> usize {
        self.entries().iter().filter(|record| record.entry.action() == action).count()
    }

    /// How many reasons in somebody's words are kept beside the log.
    pub(super) fn reasons(&self) -> usize {
        std::fs::read_dir(self.api.room().folder.join("justifications")).map_or(0, Iterator::count)
    }

    /// How many tasks the log holds that this rule opened.
    pub(super) fn tasks(&self, rule: &str) -> usize {
        let (mut tasks, rules) = (Tasks::default(), Rules::compiled_in().unwrap());
        self.entries().iter().for_each(|record| tasks.observe(record));
        tasks.iter().filter(|task| rules.name_of(task.rule).is_some_and(|(name, _)| name == rule)).count()
    }

    /// The handle of the patient with this key of the vault.
    pub(super) fn handle(&self, key: &str) -> String {
        let room = self.api.room();
        room.vault.handle(room.vault.person(key).unwrap().unwrap())
    }

    /// Every byte of the audit log, and every name of a file.
    pub(super) fn told(&self) -> Vec<u8> {
        let (mut all, mut folders) = (Vec::new(), vec![self.folder.join("zone")]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                all.extend(path.to_string_lossy().as_bytes());
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                match std::fs::read(path) {
                    Ok(bytes) => all.extend(bytes),
                    // A database's side file may be taken away between the listing and here; then it tells nothing.
                    Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
                }
            }
        }
        all
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.attending = None;
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

fn open_room(folder: &std::path::Path, clock: &Arc<TestClock>, airlock: UnixStream) -> Room {
    let zone = folder.join("zone");
    let keys = ZoneKeys::create(&zone.join("keys"), None).or_else(|_| ZoneKeys::open(&zone.join("keys"), None)).unwrap();
    let approver = approver().public().to_bytes();
    Room::open(&zone, keys, Some(approver), clock.clone(), airlock).unwrap()
}

/// The key of whoever approves trials.
pub(super) fn approver() -> almoner_crypto::SigningKey {
    almoner_crypto::SigningKey::from_seed(&almoner_base::Secret::new([5; 32])).unwrap()
}

fn serve(room: Room) -> (Arc<Api>, Arc<Door>, Router, String) {
    let place = Place { zone: Zone::Phi, origin: PAGE.to_owned(), rp_id: "phi.almoner.test".to_owned() };
    let people = room.people(&place).unwrap();
    let first =
        people.first_link("administrator", "Administrator").map_or_else(|_| String::new(), |link| link.token().to_owned());
    let door = Arc::new(Door { people, oidc: None });
    let api = Arc::new(Api::new(room));
    let router = door::router(Arc::clone(&door))
        .merge(crate::router(Arc::clone(&api), Arc::clone(&door)))
        .layer(axum::middleware::from_fn(door::name_request));
    (api, door, router, first)
}

/// A browser: keeps cookies and the value that the page was given, and sends what a page of the origin sends.
pub(super) struct Browser {
    runtime: tokio::runtime::Runtime,
    router: Router,
    clock: Arc<TestClock>,
    cookies: Vec<(String, String)>,
    csrf: String,
    secret: Vec<u8>,
    name: String,
    pub(super) person: String,
    pub(super) purpose: Option<&'static str>,
    pub(super) words: Option<&'static str>,
    pub(super) network: NetworkZone,
    /// Under which key the next change is sent; a fresh one where none is named.
    pub(super) key: Option<String>,
    /// Everything that was answered with an error.
    pub(super) problems: String,
    /// The newest answer as it came.
    pub(super) text: String,
}

impl Browser {
    /// Somebody who is not signed in.
    pub(super) fn stranger(world: &World) -> Self {
        Self {
            runtime: tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap(),
            router: world.router.clone(),
            clock: Arc::clone(&world.clock),
            cookies: Vec::new(),
            csrf: String::new(),
            secret: Vec::new(),
            name: String::new(),
            person: String::new(),
            purpose: None,
            words: None,
            network: NetworkZone::Clinical,
            key: None,
            problems: String::new(),
            text: String::new(),
        }
    }

    fn enrolled(world: &World, token: &str, name: &str) -> Self {
        let mut browser = Self { name: name.to_owned(), ..Self::stranger(world) };
        let (status, page) = browser.send("POST", "/api/v1/enrolment", &json!({ "token": token }));
        assert_eq!(status, 200, "{page}");
        browser.secret = base32(page["totp"]["secret"].as_str().unwrap());
        let code = browser.code();
        let body = json!({ "token": token, "ceremony": page["ceremony"], "password": PASSWORD, "code": code });
        let (status, answer) = browser.send("POST", "/api/v1/enrolment/finish", &body);
        assert_eq!(status, 200, "{answer}");
        world.later(30_000);
        browser.sign_in();
        browser
    }

    fn code(&self) -> String {
        let totp = totp_rs::Builder::new().with_secret(self.secret.clone()).with_account_name(self.name.clone());
        let totp = totp.with_issuer(Some("Almoner".to_owned())).build().unwrap();
        totp.generate(u64::try_from(self.clock.now().0 / 1000).unwrap()).to_string()
    }

    pub(super) fn sign_in(&mut self) {
        let body = json!({ "name": self.name, "password": PASSWORD, "code": self.code() });
        let (status, answer) = self.send("POST", "/api/v1/sign-in", &body);
        assert_eq!(status, 200, "{answer}");
        // The code is used up.
        self.clock.0.fetch_add(30_000, Ordering::SeqCst);
    }

    pub(super) fn send(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let key = self
            .key
            .clone()
            .unwrap_or_else(|| format!("00000000-0000-4000-8000-{:012x}", almoner_crypto::random_u64().unwrap() >> 16));
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(COOKIE, cookies)
            .header(ORIGIN, PAGE)
            .header("sec-fetch-site", "same-origin")
            .header("x-csrf-token", &self.csrf)
            .header("idempotency-key", key)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0");
        if let Some(purpose) = self.purpose {
            request = request.header("x-purpose", purpose);
        }
        if let Some(words) = self.words {
            request = request.header("x-justification", words.replace(' ', "%20"));
        }
        let mut request = request.body(Body::from(body.to_string())).unwrap();
        request.extensions_mut().insert(Peer { address: "127.0.0.1".parse().unwrap(), network: self.network });
        let response = self.runtime.block_on(self.router.clone().oneshot(request)).unwrap();
        let status = response.status().as_u16();
        for line in response.headers().get_all(SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(own, _)| own != name);
            let value = rest.split(';').next().unwrap();
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let headers = format!("{:?}", response.headers());
        let bytes = self.runtime.block_on(to_bytes(response.into_body(), usize::MAX)).unwrap();
        self.text = String::from_utf8_lossy(&bytes).into_owned();
        let answer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if let Some(csrf) = answer["csrf"].as_str() {
            self.csrf = csrf.to_owned();
        }
        self.problems.push_str(&headers);
        if status >= 400 {
            self.problems.push_str(&String::from_utf8_lossy(&bytes));
        }
        (status, answer)
    }

    pub(super) fn get(&mut self, path: &str) -> (u16, Value) {
        self.send("GET", path, &Value::Null)
    }

    pub(super) fn post(&mut self, path: &str, body: &Value) -> (u16, Value) {
        self.send("POST", path, body)
    }

    pub(super) fn put(&mut self, path: &str, body: &Value) -> (u16, Value) {
        self.send("PUT", path, body)
    }
}

/// RFC 4648, section 6.
fn base32(text: &str) -> Vec<u8> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes().filter(|byte| *byte != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => panic!("not base32"),
        };
        (bits, held) = (bits << 5 | u32::from(value), held + 5);
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap());
        }
    }
    bytes
}
