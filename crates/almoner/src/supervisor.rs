//! Starts the two zones and speaks to them. Holds no data: paths, counts and the lines that go to the user.
//!
//! Each child gets its own folder over its standard input, which is the control socket. Its standard output is its end of the
//! airlock, so that nothing a zone prints can reach the user by accident.

use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use almoner_audit::verifier_key;
use almoner_base::Progress;
use miette::{IntoDiagnostic, Report, Result};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::control::{Control, DoorPlace, Event, Role, Start};
use crate::failure::{Exit, fail};
use crate::home::Home;
use crate::sandbox::Proof;

/// What the operator chose for all roles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    pub(crate) passphrase: Option<String>,
    /// What opens the key services of those zones whose root key is no file.
    pub(crate) services: Vec<(Role, String)>,
    /// Whether the keys are to be rotated.
    pub(crate) rotates: bool,
    pub(crate) allow_unsandboxed: bool,
    pub(crate) fixed_now: Option<i64>,
    /// Where the doors are, if they are to be opened.
    pub(crate) doors: Vec<Door>,
}

impl Choices {
    fn credential(&self, role: Role, home: &Home) -> Option<String> {
        if !home.zone(role).join("keys/kms.toml").exists() {
            return self.passphrase.clone();
        }
        self.services.iter().find(|(of, _)| *of == role).map(|(_, credential)| credential.clone())
    }
}

/// A zone's door: where its pages are, and the address to listen on.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    pub(crate) role: Role,
    pub(crate) place: DoorPlace,
    pub(crate) address: SocketAddr,
}

/// A running zone.
pub(crate) struct Zone {
    role: Role,
    child: Child,
    control: Option<Control>,
    folder: PathBuf,
    pins: PathBuf,
    pub(crate) proof: Proof,
}

/// What comes up while a command runs.
pub(crate) enum Heard {
    Progress(Progress),
    Line(Box<RawValue>),
}

/// Starts both zones, connected by the airlock.
pub(crate) fn start(home: &Home, inputs: &[(Role, PathBuf)], choices: &Choices) -> Result<(Zone, Zone)> {
    let (phi_end, research_end) = UnixStream::pair().into_diagnostic()?;
    let approver = read_key(&home.approver().join("approver.pub"));
    let phi = Zone::start(home, Role::Phi, phi_end, inputs, choices, approver)?;
    let seal = read_key(&home.zone(Role::Phi).join("seal.pub"));
    let research = Zone::start(home, Role::Research, research_end, inputs, choices, seal)?;
    Ok((phi, research))
}

/// A public key as 64 hexadecimal digits in a file.
pub(crate) fn read_key(path: &std::path::Path) -> Option<[u8; 32]> {
    unhex(std::fs::read_to_string(path).ok()?.trim())
}

/// 32 bytes from 64 hexadecimal digits.
pub(crate) fn unhex(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    (digits.len() == 64).then_some(bytes)
}

fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).map_err(|error| {
        fail(Exit::Io, "address-taken", &format!("{address} can not be listened on: {}", error.kind()))
            .with_hint("another server may be running there; choose another port")
    })
}

impl Zone {
    fn start(
        home: &Home,
        role: Role,
        airlock: UnixStream,
        inputs: &[(Role, PathBuf)],
        choices: &Choices,
        peer_key: Option<[u8; 32]>,
    ) -> Result<Self> {
        let door = choices.doors.iter().find(|door| door.role == role);
        let listener = door.map(|door| listen(door.address)).transpose()?;
        let (ours, theirs) = UnixStream::pair().into_diagnostic()?;
        let program = std::env::current_exe().into_diagnostic()?;
        let mut command = Command::new(program);
        if listener.is_some() {
            // Ctrl-C at a server is for the supervisor; it lets the zones end in order.
            command.process_group(0);
        }
        let child = command
            .args(["role", role.name()])
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(OwnedFd::from(airlock)))
            .spawn()
            .into_diagnostic()?;
        let mut zone = Self {
            role,
            child,
            control: Some(Control(ours)),
            folder: home.zone(role),
            pins: home.pins(),
            proof: crate::sandbox::without(),
        };
        zone.say(&Start {
            folder: home.zone(role),
            inputs: inputs.iter().filter(|(of, _)| *of == role).map(|(_, path)| path.clone()).collect(),
            credential: choices.credential(role, home),
            rotates: choices.rotates,
            allow_unsandboxed: choices.allow_unsandboxed,
            fixed_now: choices.fixed_now,
            peer_key,
            research_approver: match role {
                Role::Phi => read_key(&home.zone(Role::Research).join("approval.pub")),
                Role::Research => None,
            },
            policies: crate::verbs::policy::own(home.folder())?,
            door: door.map_or_else(|| DoorPlace::of(role), |door| door.place.clone()),
            serves: listener.is_some(),
        })?;
        if let (Some(listener), Some(control)) = (&listener, &zone.control) {
            crate::door::hand_over(&control.0, listener)?;
        }
        match zone.hear()? {
            Event::Ready(proof) => zone.proof = proof,
            Event::Failed(failure) => {
                return Err(fail(Exit::from_number(failure.exit), &failure.code, &failure.message).into());
            }
            _ => return Err(zone.stopped()),
        }
        Ok(zone)
    }

    fn say<T: Serialize>(&mut self, message: &T) -> Result<()> {
        match self.control.as_mut() {
            Some(control) => control.send(message),
            None => Err(self.stopped()),
        }
    }

    fn hear(&mut self) -> Result<Event> {
        let heard = match self.control.as_mut() {
            Some(control) => control.receive()?,
            None => None,
        };
        heard.ok_or_else(|| self.stopped())
    }

    fn stopped(&self) -> Report {
        fail(Exit::Io, "role-stopped", &format!("the {} role stopped unexpectedly", self.role.name()))
            .with_hint("nothing acknowledged is lost; run the same command again")
    }

    /// Gives the zone a command; [`Zone::wait`] brings its answer.
    pub(crate) fn begin<T: Serialize>(&mut self, command: &T) -> Result<()> {
        self.say(command)
    }

    /// Waits for the answer to the command that was begun.
    pub(crate) fn wait(&mut self, mut hear: impl FnMut(Heard)) -> Result<serde_json::Value> {
        loop {
            match self.hear()? {
                Event::Progress(progress) => hear(Heard::Progress(progress)),
                Event::Line(line) => hear(Heard::Line(line)),
                Event::Done(answer) => return Ok(answer),
                Event::Failed(failure) => {
                    return Err(fail(Exit::from_number(failure.exit), &failure.code, &failure.message).into());
                }
                Event::Ready(_) => return Err(self.stopped()),
            }
        }
    }

    /// Gives a command and waits for its answer.
    pub(crate) fn ask<T: Serialize>(&mut self, command: &T, hear: impl FnMut(Heard)) -> Result<serde_json::Value> {
        self.begin(command)?;
        self.wait(hear)
    }

    /// Waits until the zone has closed its control socket, or said something unasked.
    pub(crate) async fn ended(&self) -> Result<()> {
        let Some(control) = &self.control else { return Ok(()) };
        let socket = control.0.try_clone().into_diagnostic()?;
        socket.set_nonblocking(true).into_diagnostic()?;
        let socket = tokio::net::UnixStream::from_std(socket).into_diagnostic()?;
        socket.readable().await.into_diagnostic()
    }

    /// The most memory that the zone has held so far, in KiB, as the kernel counts it.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        peak_memory(self.child.id())
    }

    /// Lets the zone end in order: it signs a checkpoint of its log and exits.
    pub(crate) fn stop(mut self) -> Result<()> {
        self.control = None;
        let status = self.child.wait().into_diagnostic()?;
        if !status.success() {
            return Err(self.stopped());
        }
        // The public key is pinned once, the head each time, where the zone itself can not write.
        let pin = self.pins.join(format!("{}.pub", self.role.name()));
        if !pin.exists() {
            std::fs::copy(self.folder.join("audit.pub"), pin).into_diagnostic()?;
        }
        let head = self.pins.join(format!("{}.head", self.role.name()));
        std::fs::copy(self.folder.join("audit.head"), head).into_diagnostic()?;
        self.pin_names()
    }
}

impl Zone {
    /// Writes the verifier key of each year's log, for tools of others, from the key that is pinned.
    fn pin_names(&self) -> Result<()> {
        let (shards, key) = crate::verbs::audit::log_of(self.pins.parent().unwrap_or(&self.pins), self.role)?;
        let years = shards.years().into_diagnostic()?;
        let lines: String = years.iter().map(|year| verifier_key(&shards.origin(*year), &key) + "\n").collect();
        std::fs::write(self.pins.join(format!("{}.vkey", self.role.name())), lines).into_diagnostic()
    }
}

impl Drop for Zone {
    fn drop(&mut self) {
        self.control = None;
        // The child ends by itself when its control socket closes; an error here has nobody left to hear it.
        let _ended = self.child.wait();
    }
}

/// The most memory that a process has held so far, in KiB, as the kernel counts it.
pub(crate) fn peak_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().split(' ').next()?.parse().ok()
}
