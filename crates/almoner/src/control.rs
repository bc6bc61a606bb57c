//! What the supervisor and a role say to each other over the role's standard input: a length of four bytes, then JSON.
//!
//! Commands go down, events come up. No event carries content of a record.

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use almoner_base::{Progress, Secret};
use miette::{IntoDiagnostic, Result, miette};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::door::Network;
use crate::sandbox::Proof;

const LIMIT: u32 = 1 << 30;

/// The two rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    Phi,
    Research,
}

impl Role {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Phi => "phi",
            Self::Research => "research",
        }
    }

    /// The host name of its pages, where research has `host`. Cookies know no ports: under one name, each zone would be sent the
    /// sessions of the other.
    pub(crate) fn host_beside(self, host: &str) -> String {
        match self {
            Self::Phi => format!("phi.{host}"),
            Self::Research => host.to_owned(),
        }
    }

    /// The port that its pages have unless configured.
    pub(crate) fn default_port(self) -> u16 {
        match self {
            Self::Phi => 8444,
            Self::Research => 8443,
        }
    }
}

/// The first message to a role.
#[derive(Serialize, Deserialize)]
pub(crate) struct Start {
    pub(crate) folder: PathBuf,
    /// Files and folders that the role may read besides its own.
    pub(crate) inputs: Vec<PathBuf>,
    /// Opens the service that holds the zone's root key: a passphrase, a token and so on.
    pub(crate) credential: Option<String>,
    /// Whether the command that follows rotates keys.
    pub(crate) rotates: bool,
    pub(crate) allow_unsandboxed: bool,
    /// Milliseconds since 1970, where the operator fixed the clock for a reproducible run.
    pub(crate) fixed_now: Option<i64>,
    /// Public keys of the other side: the seal's for research, the approvers' for phi.
    pub(crate) peer_key: Option<[u8; 32]>,
    /// For phi: the key by which the research zone signs approvals for people who proved to it who they are.
    pub(crate) research_approver: Option<[u8; 32]>,
    /// The operator's own authorization policies: names and texts.
    pub(crate) policies: Vec<(String, String)>,
    /// Where the zone's pages are.
    pub(crate) door: DoorPlace,
    /// Whether a listening socket follows this message.
    pub(crate) serves: bool,
}

/// Where a zone's pages are, and which certificate they show.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DoorPlace {
    /// Such as `https://almoner.example.org:8443`.
    pub(crate) origin: String,
    /// The origin's host name, to which passkeys are bound.
    pub(crate) host: String,
    /// Certificate chain and key in PEM; without them the zone makes its own.
    pub(crate) certificate: Option<(PathBuf, PathBuf)>,
    /// Networks that count as clinical, besides this machine.
    pub(crate) clinical: Vec<Network>,
}

impl DoorPlace {
    /// As the register of people takes it.
    pub(crate) fn place(&self, zone: almoner_policy::Zone) -> almoner_identity::Place {
        almoner_identity::Place { zone, origin: self.origin.clone(), rp_id: self.host.clone() }
    }

    /// The default place of a role's pages.
    pub(crate) fn of(role: Role) -> Self {
        let host = role.host_beside("localhost");
        let origin = format!("https://{host}:{}", role.default_port());
        Self { origin, host, certificate: None, clinical: Vec::new() }
    }
}

impl Start {
    pub(crate) fn secret(&self) -> Option<Secret<String>> {
        self.credential.clone().map(Secret::new)
    }
}

/// What went wrong in a role: a stable code, a message without content, and the exit code of DESIGN.md section 5.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) exit: u8,
}

/// What a role says.
#[derive(Serialize, Deserialize)]
pub(crate) enum Event {
    /// Confined, and open for commands.
    Ready(Proof),
    Progress(Progress),
    /// One line of a long answer.
    Line(Box<serde_json::value::RawValue>),
    Done(serde_json::Value),
    Failed(Failure),
}

/// One end of the control socket.
pub(crate) struct Control(pub(crate) UnixStream);

impl Control {
    pub(crate) fn send<T: Serialize>(&mut self, message: &T) -> Result<()> {
        let bytes = serde_json::to_vec(message).into_diagnostic()?;
        let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LIMIT);
        let length = length.ok_or_else(|| miette!("control message is too large"))?;
        self.0.write_all(&length.to_be_bytes()).into_diagnostic()?;
        self.0.write_all(&bytes).into_diagnostic()
    }

    /// The next message; `None` when the other side has closed.
    pub(crate) fn receive<T: DeserializeOwned>(&mut self) -> Result<Option<T>> {
        let mut length = [0; 4];
        match self.0.read_exact(&mut length) {
            Err(error) if matches!(error.kind(), ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset) => return Ok(None),
            other => other.into_diagnostic()?,
        }
        let length = u32::from_be_bytes(length);
        if length > LIMIT {
            return Err(miette!("control message is too large"));
        }
        let mut bytes = vec![0; usize::try_from(length).into_diagnostic()?];
        self.0.read_exact(&mut bytes).into_diagnostic()?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| miette!("control message is not readable"))
    }
}
