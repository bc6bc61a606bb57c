//! `almoner serve` as a browser meets it: TLS on both doors, enrolment by the link that `init` printed, sign-in, and an end in order.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rustix::process::{Pid, Signal, kill_process};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::{Value, json};

use crate::{Folder, Run, command, finish, text};

pub(crate) const PASSWORD: &str = "eleven copper kettles sing";

pub(crate) struct Server {
    child: Child,
    pub(crate) research: u16,
    pub(crate) phi: u16,
}

impl Server {
    pub(crate) fn start(home: &Path) -> Self {
        // The two are held at the same time, so they differ; whoever takes one in between makes the test fail loudly.
        let free = [TcpListener::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap()];
        let [research, phi] = free.map(|listener| listener.local_addr().unwrap().port());
        let mut child = command(home)
            .args(["serve", "--json", "--port", &research.to_string(), "--phi-port", &phi.to_string()])
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(home.with_extension("said")).unwrap())
            .spawn()
            .unwrap();
        let mut said = [0; 1];
        assert_eq!(
            child.stdout.as_mut().unwrap().read(&mut said).unwrap(),
            1,
            "it says where it serves before anybody asks: {}",
            std::fs::read_to_string(home.with_extension("said")).unwrap()
        );
        Self { child, research, phi }
    }

    /// As Ctrl-C or a service manager ends it.
    pub(crate) fn stop(&mut self) -> Option<i32> {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _ended_already = self.child.wait();
    }
}

/// A browser at one door: trusts the zone's own authority and nothing else.
pub(crate) struct Browser {
    host: &'static str,
    port: u16,
    tls: Arc<ClientConfig>,
    pub(crate) cookies: Vec<String>,
    pub(crate) csrf: String,
}

/// What a server answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) text: String,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Fails the test unless it has this status.
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.text);
        self
    }
}

impl Browser {
    pub(crate) fn at(port: u16, home: &Path, zone: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(home.join(zone).join("door.pem")).unwrap()).unwrap();
        let provider = almoner_crypto::tls::provider();
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let tls = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
        let host = if zone == "phi" { "phi.localhost" } else { "localhost" };
        Self { host, port, tls, cookies: Vec::new(), csrf: String::new() }
    }

    fn connect(&self) -> std::io::Result<StreamOwned<ClientConnection, TcpStream>> {
        let socket = TcpStream::connect(("127.0.0.1", self.port))?;
        socket.set_read_timeout(Some(Duration::from_secs(20)))?;
        let client = ClientConnection::new(Arc::clone(&self.tls), ServerName::try_from(self.host).unwrap()).unwrap();
        Ok(StreamOwned::new(client, socket))
    }

    fn send(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.ask(method, path, body, &[]);
        (answer.status, answer.body)
    }

    pub(crate) fn ask(&mut self, method: &str, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut stream = self.connect().unwrap();
        let body = body.to_string();
        let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: https://{host}:{port}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/json\r\nUser-Agent: Mozilla/5.0\r\nCookie: {}\r\nX-CSRF-Token: {}\r\n\
             Content-Length: {}\r\n{more}Connection: close\r\n\r\n{body}",
            self.cookies.join("; "),
            self.csrf,
            body.len(),
            port = self.port,
            host = self.host,
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A server may close without the TLS farewell once the body is out.
        let _farewell = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        for header in [
            "strict-transport-security: max-age=63072000",
            "content-security-policy: default-src 'none'",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "x-request-id: ",
        ] {
            assert!(head.contains(header), "{header} is missing:\n{head}");
        }
        for line in head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let pair = line.split(';').next().unwrap();
            let name = pair.split('=').next().unwrap();
            self.cookies.retain(|own| own.split('=').next() != Some(name));
            self.cookies.push(pair.to_owned());
        }
        let body: Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(csrf) = body["csrf"].as_str() {
            csrf.clone_into(&mut self.csrf);
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), text: text.to_owned(), body }
    }

    /// Enrols by a link with a password and an authenticator app; gives the recovery codes.
    fn enrol(&mut self, link: &str) -> Vec<String> {
        let token = link.split('#').nth(1).unwrap();
        let (status, page) = self.send("POST", "/api/v1/enrolment", &json!({ "token": token }));
        assert_eq!(status, 200, "{page}");
        let secret = totp_rs::Secret::try_from_base32(page["totp"]["secret"].as_str().unwrap()).unwrap().as_bytes().to_vec();
        let app = totp_rs::Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let body = json!({
            "token": token, "ceremony": page["ceremony"], "password": PASSWORD, "code": app.generate(now).to_string(),
        });
        let (status, codes) = self.send("POST", "/api/v1/enrolment/finish", &body);
        assert_eq!(status, 200, "{codes}");
        codes["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn run(home: &Path, arguments: &[&str]) -> Run {
    finish(command(home).args(arguments))
}

// ASVS 3.4.1, 3.4.4, 3.4.5, 3.4.6, 3.5.4
#[test]
fn the_first_administrator_enrols_and_signs_in_at_each_door_and_one_session_is_none_at_the_other() {
    let folder = Folder::new();
    let home = folder.join("home");
    let links = run(&home, &["init", "--json"]).expect(0).json()["enrol"].clone();
    let mut server = Server::start(&home);
    let mut research = Browser::at(server.research, &home, "research");
    assert_eq!(research.send("GET", "/api/v1/session", &Value::Null).0, 401);

    let codes = research.enrol(links["research"].as_str().unwrap());
    let body = json!({ "name": "administrator", "password": PASSWORD, "recovery_code": codes[0] });
    let (status, answer) = research.send("POST", "/api/v1/sign-in", &body);
    assert_eq!(status, 200, "{answer}");
    let (status, session) = research.send("GET", "/api/v1/session", &Value::Null);
    assert_eq!((status, &session["account"]["sign_in_name"]), (200, &json!("administrator")));

    let mut phi = Browser::at(server.phi, &home, "phi");
    phi.cookies.clone_from(&research.cookies);
    assert_eq!(phi.send("GET", "/api/v1/session", &Value::Null).0, 401, "a session of one zone is none in the other");
    phi.cookies.clear();
    phi.enrol(links["phi"].as_str().unwrap());

    let page = phi.send("POST", "/api/v1/enrolment", &json!({ "token": links["phi"].as_str().unwrap().split('#').nth(1) }));
    assert_ne!(page.0, 200, "a link is used once");
    assert!(run(&home, &["doctor"]).expect(4).err.contains("server is running"));
    assert_eq!(server.stop(), Some(0));
    let shown = run(&home, &["audit", "show", "--json", "--last", "200"]).expect(0).out;
    for word in ["signed_in", "enrolment_link_used"] {
        assert!(shown.contains(word), "{word} is not in the log:\n{shown}");
    }
    for secret in [PASSWORD, &codes[0], "administrator"] {
        assert!(!shown.contains(secret), "{secret} is in the log");
    }
    run(&home, &["audit", "verify"]).expect(0);
}

#[test]
fn whoever_does_not_trust_the_zone_gets_no_further_than_the_handshake() {
    let folder = Folder::new();
    let home = folder.join("home");
    run(&home, &["init"]).expect(0);
    let server = Server::start(&home);
    let mut stranger = Browser::at(server.phi, &home, "research");
    stranger.host = "phi.localhost";
    let mut stream = stranger.connect().unwrap();
    assert!(stream.write_all(b"GET / HTTP/1.1\r\n\r\n").is_err(), "the other zone's authority did not sign this door");
}

#[test]
fn an_address_that_is_taken_is_told() {
    let folder = Folder::new();
    let home = folder.join("home");
    run(&home, &["init"]).expect(0);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = run(&home, &["serve", "--port", &port, "--phi-port", &port]).expect(4);
    assert!(said.err.contains("address-taken"), "{}", said.err);
}

#[test]
fn a_certificate_that_is_not_there_is_told() {
    let folder = Folder::new();
    let home = folder.join("home");
    run(&home, &["init"]).expect(0);
    let missing = text(&folder.join("missing.pem"));
    run(&home, &["serve", "--certificate", &missing, "--key", &missing]).expect(4);
    run(&home, &["serve", "--certificate", &missing]).expect(2);
    let said = run(&home, &["serve", "--host", "a.example", "--phi-host", "a.example"]).expect(2);
    assert!(said.err.contains("one-host"), "{}", said.err);
}
