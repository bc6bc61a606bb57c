//! Measures the research door under load: many users at once read trials, pages of candidates and single candidates.
//!
//! `cargo run --release -p almoner --example api_load -- PORT DOOR.PEM ENROLMENT-LINK [USERS] [SECONDS]`
//!
//! The link is that of an operator who has not enrolled yet (`almoner demo` prints one), or the first administrator's of `almoner init`. The operator invites twenty coordinators; each has
//! as many users as it takes, which share a session. A user asks, waits half a second, and asks again, on a connection of
//! its own; now and then a user decides about the candidate that was read. Trials that were never matched are matched before. Printed are requests,
//! answers that are none (429 counts as an answer), and how long answers took.
//!
//! The server may be killed and started again meanwhile: a request that gets no answer is sent again under its own key. At the end each decision that
//! was acknowledged is looked for, and must be there once.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement that can not go on ends")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock and waits")]

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};

const PASSWORD: &str = "eleven copper kettles sing";
const COORDINATORS: usize = 20;
const PAUSE: Duration = Duration::from_millis(500);

type Stream = BufReader<StreamOwned<ClientConnection, TcpStream>>;

/// A session at the door.
#[derive(Clone)]
struct Session {
    port: u16,
    tls: Arc<ClientConfig>,
    cookies: BTreeMap<String, String>,
    csrf: String,
    /// The header with the tag of what was read last.
    seen: String,
}

impl Session {
    /// A connection, as soon as there is one.
    fn connect(&self) -> Stream {
        loop {
            if let Ok(socket) = TcpStream::connect(("127.0.0.1", self.port)) {
                socket.set_nodelay(true).unwrap();
                let name = ServerName::try_from("localhost").unwrap();
                let client = ClientConnection::new(Arc::clone(&self.tls), name).unwrap();
                return BufReader::new(StreamOwned::new(client, socket));
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn send(&mut self, stream: &mut Stream, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.ask(stream, method, path, body).0
    }

    /// Sends a request until there is an answer; tells how often there was none.
    fn ask(&mut self, stream: &mut Stream, method: &str, path: &str, body: &Value) -> ((u16, Value), u64) {
        let key = uuid();
        let seen = if method == "POST" { std::mem::take(&mut self.seen) } else { String::new() };
        let mut lost = 0;
        loop {
            match self.once(stream, (method, path), body, (&key, &seen)) {
                Ok(answer) => return (answer, lost),
                Err(_) => {
                    lost += 1;
                    assert!(lost < 200, "the server does not come back");
                    std::thread::sleep(PAUSE);
                    *stream = self.connect();
                }
            }
        }
    }

    fn once(
        &mut self,
        stream: &mut Stream,
        (method, path): (&str, &str),
        body: &Value,
        (key, seen): (&str, &str),
    ) -> io::Result<(u16, Value)> {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: https://localhost:{port}\r\nSec-Fetch-Site: same-origin\r\n\
             Idempotency-Key: {key}\r\n{seen}Content-Type: application/json\r\nUser-Agent: almoner/load\r\nCookie: {}\r\nX-CSRF-Token: {}\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            self.csrf,
            body.len(),
            port = self.port,
        );
        stream.get_mut().write_all(request.as_bytes())?;
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let mut length = 0;
        for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "set-cookie" => {
                    let (name, value) = value.split(';').next().unwrap().split_once('=').unwrap();
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                "etag" => self.seen = format!("If-Match: {value}\r\n"),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        if let Some(csrf) = answer["csrf"].as_str() {
            csrf.clone_into(&mut self.csrf);
        }
        Ok((head.split(' ').nth(1).unwrap().parse().unwrap(), answer))
    }

    fn enrol(mut self, link: &str) -> Self {
        let stream = &mut self.connect();
        let token = link.split('#').nth(1).unwrap();
        let (_, page) = self.send(stream, "POST", "/api/v1/enrolment", &json!({ "token": token }));
        let name = &page["sign_in_name"];
        let secret = totp_rs::Secret::try_from_base32(page["totp"]["secret"].as_str().unwrap()).unwrap();
        let app = totp_rs::Builder::new().with_secret(secret.as_bytes().to_vec()).with_account_name("x").build().unwrap();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let code = app.generate(now).to_string();
        let body = json!({ "token": token, "ceremony": page["ceremony"], "password": PASSWORD, "code": code });
        assert_eq!(self.send(stream, "POST", "/api/v1/enrolment/finish", &body).0, 200);
        let body = json!({ "name": name, "password": PASSWORD, "code": app.generate(now + 30).to_string() });
        assert_eq!(self.send(stream, "POST", "/api/v1/sign-in", &body).0, 200);
        self
    }
}

/// A key for an intent: a UUID of version 4 (RFC 9562).
fn uuid() -> String {
    let [high, low] = [(); 2].map(|()| almoner_crypto::random_u64().unwrap());
    let (node, variant) = (low & 0xffff_ffff_ffff, (low >> 48) & 0x3fff | 0x8000);
    format!("{:08x}-{:04x}-4{:03x}-{variant:04x}-{node:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, door, link, ..] = arguments.as_slice() else {
        println!("usage: api_load PORT DOOR.PEM ENROLMENT-LINK [USERS] [SECONDS]");
        return;
    };
    let number = |at: usize, usual: u64| arguments.get(at).map_or(usual, |text| text.parse().unwrap());
    let (users, seconds) = (number(3, 200), number(4, 30));
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(door).unwrap()).unwrap();
    let provider = almoner_crypto::tls::provider();
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let tls = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
    let stranger =
        Session { port: port.parse().unwrap(), tls, cookies: BTreeMap::new(), csrf: String::new(), seen: String::new() };
    let mut operator = stranger.clone().enrol(link);
    let stream = &mut operator.connect();

    // An operator does not read trials; the first coordinator finds out which there are.
    let invite = |operator: &mut Session, stream: &mut Stream, at: usize, studies: &[String]| {
        let name = format!("load-{at}-{:08x}", almoner_crypto::random_u64().unwrap());
        let grants = json!({ "roles": ["coordinator"], "studies": studies });
        let body = json!({ "sign_in_name": name, "display_name": "Load", "grants": grants });
        let (status, invited) = operator.send(stream, "POST", "/api/v1/accounts/invite", &body);
        assert_eq!(status, 200, "{invited}");
        stranger.clone().enrol(invited["link"].as_str().unwrap())
    };
    let mut scout = invite(&mut operator, stream, 0, &[]);
    let (mut trials, mut path) = (Vec::new(), "/api/v1/trials?limit=200".to_owned());
    loop {
        let (_, list) = scout.send(&mut scout.connect(), "GET", &path, &Value::Null);
        trials.extend(list["items"].as_array().unwrap().iter().map(|trial| trial["nct_id"].as_str().unwrap().to_owned()));
        let Some(next) = list["next"].as_str() else { break };
        path = format!("/api/v1/trials?limit=200&cursor={next}");
    }
    let sessions: Vec<Session> = (1..=COORDINATORS).map(|at| invite(&mut operator, stream, at, &trials)).collect();
    let matching = Instant::now();
    let waiting = sessions.iter().enumerate().map(|(at, session)| {
        let own: Vec<String> = trials.iter().skip(at).step_by(COORDINATORS).cloned().collect();
        let session = session.clone();
        std::thread::spawn(move || match_unmatched(session, &own))
    });
    let matched: usize = waiting.collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).sum();
    println!("{matched} trials matched first, in {:.0} s", matching.elapsed().as_secs_f64());
    println!("{} trials, {} coordinators, {users} users, {seconds} s", trials.len(), sessions.len());

    let until = Instant::now() + Duration::from_secs(seconds);
    let threads = (0..users).map(|user| {
        let (session, trials) = (sessions[usize::try_from(user).unwrap() % sessions.len()].clone(), trials.clone());
        std::thread::spawn(move || work(session, &trials, user, until))
    });
    let mut took: Vec<(&str, f64)> = Vec::new();
    let mut other = BTreeMap::new();
    let (mut decided, mut lost) = (Vec::new(), 0);
    for thread in threads.collect::<Vec<_>>() {
        let done = thread.join().unwrap();
        took.extend(done.took);
        decided.extend(done.decided);
        lost += done.lost;
        for status in done.other {
            *other.entry(status).or_insert(0_u64) += 1;
        }
    }
    for what in ["trials", "page", "candidate", "decision"] {
        let mut millis: Vec<f64> = took.iter().filter(|(own, _)| *own == what).map(|(_, millis)| *millis).collect();
        millis.sort_by(f64::total_cmp);
        let at = |share: usize| millis.get((millis.len() * share / 100).min(millis.len().saturating_sub(1))).copied();
        let [p50, p95, p99] = [50, 95, 99].map(|share| at(share).unwrap_or(0.0));
        println!("{what:10} {:6} answers   p50 {p50:6.1} ms   p95 {p95:6.1} ms   p99 {p99:6.1} ms", millis.len());
    }
    println!("other answers: {other:?}; requests that got none and were sent again: {lost}");
    let mut reader = sessions[0].clone();
    let stream = &mut reader.connect();
    let (mut gone, mut doubled) = (0, 0);
    for (trial, study, id) in &decided {
        let path = format!("/api/v1/trials/{trial}/candidates/{study}");
        // One person may not ask for all of them at once.
        let shown = loop {
            match reader.send(stream, "GET", &path, &Value::Null) {
                (429, _) => std::thread::sleep(PAUSE),
                (_, shown) => break shown,
            }
        };
        let known = shown["history"].as_array().into_iter().flatten().filter(|decision| decision["id"] == *id).count();
        gone += usize::from(known == 0);
        doubled += usize::from(known > 1);
    }
    println!("decisions acknowledged: {}; of these gone: {gone}; doubled: {doubled}", decided.len());
}

/// Matches the trials that nobody has matched yet, one after the other.
fn match_unmatched(mut session: Session, trials: &[String]) -> usize {
    let stream = &mut session.connect();
    let mut matched = 0;
    for trial in trials {
        let (_, shown) = session.send(stream, "GET", &format!("/api/v1/trials/{trial}"), &Value::Null);
        if !shown["matched_at"].is_null() {
            continue;
        }
        let run = loop {
            let (status, run) = session.send(stream, "POST", &format!("/api/v1/trials/{trial}/matches"), &json!({}));
            if status == 202 {
                break run["run"].as_str().unwrap().to_owned();
            }
            assert_eq!(status, 429, "{run}");
            std::thread::sleep(PAUSE);
        };
        while session.send(stream, "GET", &format!("/api/v1/runs/{run}"), &Value::Null).1["state"] == "running" {
            std::thread::sleep(PAUSE);
        }
        matched += 1;
    }
    matched
}

/// What one user did.
#[derive(Default)]
struct Done {
    /// What was asked, and how many milliseconds the answer took.
    took: Vec<(&'static str, f64)>,
    /// Answers that were none.
    other: Vec<u16>,
    /// Trial, study id and id of each decision that was acknowledged.
    decided: Vec<(String, String, String)>,
    /// Requests that got no answer and were sent again.
    lost: u64,
}

/// What one user does until it is over.
fn work(mut session: Session, trials: &[String], user: u64, until: Instant) -> Done {
    let mut done = Done::default();
    let stream = &mut session.connect();
    let mut studies: Vec<(String, String)> = Vec::new();
    let mut turn = usize::try_from(user).unwrap() * 7;
    // Users do not begin at the same moment.
    std::thread::sleep(PAUSE * u32::try_from(user % 16).unwrap() / 16);
    while Instant::now() < until {
        turn += 1;
        let trial = &trials[turn % trials.len()];
        let (what, path) = match (turn % 4, studies.pop()) {
            (0, _) => ("trials", "/api/v1/trials?limit=50".to_owned()),
            (3, Some((trial, study))) => ("candidate", format!("/api/v1/trials/{trial}/candidates/{study}")),
            _ => ("page", format!("/api/v1/trials/{trial}/candidates?limit=50&from_rank={}", 1 + turn % 40)),
        };
        let mut ask = |session: &mut Session, what: &'static str, method: &str, path: &str, body: &Value| {
            let asked = Instant::now();
            let ((status, answer), lost) = session.ask(stream, method, path, body);
            done.lost += lost;
            if (200..300).contains(&status) {
                // What was asked twice says how long the server was away.
                done.took.extend((lost == 0).then(|| (what, asked.elapsed().as_secs_f64() * 1000.0)));
            } else {
                done.other.push(status);
            }
            answer
        };
        let answer = ask(&mut session, what, "GET", &path, &Value::Null);
        if what == "candidate" && turn % 8 == 3 {
            let body = json!({ "bin": "flagged", "reason_code": "promising" });
            let told = ask(&mut session, "decision", "POST", &format!("{path}/decisions"), &body);
            if let (Some(id), [.., trial, _, study]) =
                (told["decision"]["id"].as_str(), &path.split('/').collect::<Vec<_>>()[..])
            {
                done.decided.push(((*trial).to_owned(), (*study).to_owned(), id.to_owned()));
            }
        }
        if what == "page" {
            let rows = answer["items"].as_array().into_iter().flatten().take(3);
            studies = rows.map(|row| (trial.clone(), row["study_id"].as_str().unwrap().to_owned())).collect();
        }
        std::thread::sleep(PAUSE);
    }
    done
}
