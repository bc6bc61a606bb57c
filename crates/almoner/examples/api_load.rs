//! Measures the research door under load: many users at once read trials, pages of candidates and single candidates.
//!
//! `cargo run --release -p almoner --example api_load -- PORT DOOR.PEM ENROLMENT-LINK [USERS] [SECONDS]`
//!
//! The link is that of an operator who has not enrolled yet (`almoner demo` prints one), or the first administrator's of `almoner init`. The operator invites twenty coordinators; each has
//! as many users as it takes, which share a session. A user asks, waits half a second, and asks again, on a connection of
//! its own. Trials that were never matched are matched before. Printed are requests, answers that are none (429 counts as an answer), and how long answers took.

#![expect(clippy::print_stdout, reason = "a measurement prints its figures")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement that can not go on ends")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock and waits")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
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
}

impl Session {
    fn connect(&self) -> Stream {
        let socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        socket.set_nodelay(true).unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        BufReader::new(StreamOwned::new(ClientConnection::new(Arc::clone(&self.tls), name).unwrap(), socket))
    }

    fn send(&mut self, stream: &mut Stream, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if method == "GET" { String::new() } else { body.to_string() };
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: https://localhost:{port}\r\nSec-Fetch-Site: same-origin\r\n\
             Idempotency-Key: {key}\r\nContent-Type: application/json\r\nUser-Agent: almoner/load\r\nCookie: {}\r\nX-CSRF-Token: {}\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            self.csrf,
            body.len(),
            port = self.port,
            key = uuid(),
        );
        stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(stream.read_line(&mut head).unwrap() > 0, "the server closed the connection");
        }
        let mut length = 0;
        for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "set-cookie" => {
                    let (name, value) = value.split(';').next().unwrap().split_once('=').unwrap();
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        if let Some(csrf) = answer["csrf"].as_str() {
            csrf.clone_into(&mut self.csrf);
        }
        (head.split(' ').nth(1).unwrap().parse().unwrap(), answer)
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
    let stranger = Session { port: port.parse().unwrap(), tls, cookies: BTreeMap::new(), csrf: String::new() };
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
    for thread in threads.collect::<Vec<_>>() {
        let (answers, refused) = thread.join().unwrap();
        took.extend(answers);
        for status in refused {
            *other.entry(status).or_insert(0_u64) += 1;
        }
    }
    for what in ["trials", "page", "candidate"] {
        let mut millis: Vec<f64> = took.iter().filter(|(own, _)| *own == what).map(|(_, millis)| *millis).collect();
        millis.sort_by(f64::total_cmp);
        let at = |share: usize| millis.get((millis.len() * share / 100).min(millis.len().saturating_sub(1))).copied();
        let [p50, p95, p99] = [50, 95, 99].map(|share| at(share).unwrap_or(0.0));
        println!("{what:10} {:6} answers   p50 {p50:6.1} ms   p95 {p95:6.1} ms   p99 {p99:6.1} ms", millis.len());
    }
    println!("other answers: {other:?}");
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

/// What one user does until it is over.
fn work(mut session: Session, trials: &[String], user: u64, until: Instant) -> (Vec<(&'static str, f64)>, Vec<u16>) {
    let (mut took, mut other) = (Vec::new(), Vec::new());
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
        let asked = Instant::now();
        let (status, answer) = session.send(stream, "GET", &path, &Value::Null);
        if status == 200 {
            took.push((what, asked.elapsed().as_secs_f64() * 1000.0));
        } else {
            other.push(status);
        }
        if what == "page" {
            let rows = answer["items"].as_array().into_iter().flatten().take(3);
            studies = rows.map(|row| (trial.clone(), row["study_id"].as_str().unwrap().to_owned())).collect();
        }
        std::thread::sleep(PAUSE);
    }
    (took, other)
}
