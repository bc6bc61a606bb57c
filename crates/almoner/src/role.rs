//! A zone's process: confines itself, proves it, opens its room, does what the supervisor asks, and ends when it is gone.

use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::Arc;

use almoner_base::{Clock, FixedClock, Progress, Timestamp};
use almoner_crypto::ZoneKeys;
use miette::{IntoDiagnostic, Result, miette};
use serde_json::value::RawValue;

use crate::clock::SystemClock;
use crate::control::{Control, Event, Failure, Role, Start};
use crate::door::{self, Server};
use crate::sandbox::{self, Proof, Reach};
use crate::ticker::Ticker;

/// Runs a zone over the sockets that the supervisor gave as standard input and output.
pub(crate) fn run(role: Role) -> Result<ExitCode> {
    let mut control = Control(socket(std::io::stdin().as_fd().try_clone_to_owned())?);
    let airlock = socket(std::io::stdout().as_fd().try_clone_to_owned())?;
    sandbox::die_with_parent();
    // A panic tells where, and nothing of what was being read.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" at {}:{}", place.file(), place.line()));
        crate::show::remark(&format!("internal error{place}"));
    }));
    let Some(start) = control.receive::<Start>()? else { return Ok(ExitCode::FAILURE) };
    let clock: Arc<dyn Clock> = match start.fixed_now {
        Some(now) => Arc::new(FixedClock(Timestamp(now))),
        None => Arc::new(SystemClock),
    };
    // Where a service holds the root key it is asked now and let go of: from here on nothing is reached over a network.
    let keys = match keys(&start, &clock) {
        Ok(keys) => keys,
        Err(error) => return refuse(control, ("key", 4), &error.to_string()),
    };
    let listener = if start.serves { Some(door::take(&control.0)?) } else { None };
    let reach = Reach { own: std::slice::from_ref(&start.folder), read: &start.inputs, accepts: start.serves };
    // Where the limit forbids it the zone runs all the same, and `doctor` says so.
    let memory = almoner_crypto::lock_memory().word().to_owned();
    let confined = sandbox::enter(&reach);
    let proof = match confined {
        Some(proof) if proof.holds() => Some(proof),
        _ if start.allow_unsandboxed => None,
        _ => {
            let message = "the kernel does not confine this process (landlock and seccomp are needed)";
            control.send(&Event::Failed(failure("not-confined", message, 3)))?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let told = Proof { memory, ..proof.clone().unwrap_or_else(sandbox::without) };
    match role {
        Role::Phi => {
            let clocks = Arc::clone(&clock);
            let opened = almoner_phi::Room::open(&start.folder, keys, start.peer_key, clocks, airlock);
            let mut room = match opened {
                Ok(room) => room,
                Err(error) => return refuse(control, error.code(), &error.to_string()),
            };
            if let Err(error) = room.use_policies(&start.policies) {
                return refuse(control, error.code(), &error.to_string());
            }
            if proof.is_none() {
                room.note_unsandboxed().into_diagnostic()?;
            }
            if start.fixed_now.is_some() {
                room.note_fixed_clock().into_diagnostic()?;
            }
            if let Some(key) = start.research_approver {
                room.trust_approver(key);
            }
            let place = start.door.place(almoner_policy::Zone::Phi);
            let door = match &listener {
                Some(_) => {
                    let people = room.people(&place).into_diagnostic()?;
                    Some((people, door::acceptor(&start.folder, room.door_key(), &start.door, &clock)?))
                }
                None => None,
            };
            let api = Arc::new(almoner_phi::Api::new(room));
            let (server, attending) = match (listener, door) {
                (Some(listener), Some((people, acceptor))) => {
                    let attending = api.attend().into_diagnostic()?;
                    let routes = |door: &_| almoner_phi::router(Arc::clone(&api), Arc::clone(door));
                    let clinical = start.door.clinical.clone();
                    (Some(Server::start(listener, acceptor, people, clinical, role, routes)?), Some(attending))
                }
                _ => (None, None),
            };
            let ticker = start.serves.then(|| Ticker::start(Arc::clone(api.log()), api.oversight(), Arc::clone(&clock)));
            control.send(&Event::Ready(told))?;
            while let Some(command) = control.receive()? {
                let done = api.execute(command, &mut |progress| tell(&mut control, progress));
                answer(&mut control, done.map_err(|error| (error.code(), error.to_string())))?;
            }
            drop(server);
            drop(attending);
            drop(ticker);
            api.close().into_diagnostic()?;
        }
        Role::Research => {
            let seal_key = start.peer_key.ok_or_else(|| miette!("the seal's public key is missing"))?;
            let clocks = Arc::clone(&clock);
            let opened = almoner_research::Room::open(&start.folder, keys, seal_key, clocks, airlock);
            let mut room = match opened {
                Ok(room) => room,
                Err(error) => return refuse(control, error.code(), &error.to_string()),
            };
            if let Err(error) = room.use_policies(&start.policies) {
                return refuse(control, error.code(), &error.to_string());
            }
            if proof.is_none() {
                room.note_unsandboxed().into_diagnostic()?;
            }
            if start.fixed_now.is_some() {
                room.note_fixed_clock().into_diagnostic()?;
            }
            let room = Arc::new(room);
            let (server, api) = match listener {
                Some(listener) => {
                    let place = start.door.place(almoner_policy::Zone::Research);
                    let people = room.people(&place).into_diagnostic()?;
                    let acceptor = door::acceptor(&start.folder, room.door_key(), &start.door, &clock)?;
                    let api = match almoner_research::Api::open(Arc::clone(&room), proof.is_some()) {
                        Ok(api) => api,
                        Err(error) => return refuse(control, error.code(), &error.to_string()),
                    };
                    let routes = |door: &_| api.router(door);
                    let clinical = start.door.clinical.clone();
                    (Some(Server::start(listener, acceptor, people, clinical, role, routes)?), Some(api))
                }
                None => (None, None),
            };
            let ticker = start
                .serves
                .then(|| Ticker::start(Arc::clone(room.log()), Arc::clone(room.oversight()), Arc::clone(&clock)));
            control.send(&Event::Ready(told))?;
            while let Some(command) = control.receive()? {
                let done = {
                    let control = std::cell::RefCell::new(&mut control);
                    let mut progress = |progress| tell(&mut control.borrow_mut(), progress);
                    let mut line = |line: String| {
                        if let Ok(line) = RawValue::from_string(line) {
                            // A supervisor that is gone is noticed at the next command.
                            let _gone = control.borrow_mut().send(&Event::Line(line));
                        }
                    };
                    room.execute(command, &mut almoner_research::Hearing { progress: &mut progress, line: &mut line })
                };
                answer(&mut control, done.map_err(|error| (error.code(), error.to_string())))?;
            }
            drop(server);
            if let Some(api) = api {
                api.close();
            }
            drop(ticker);
            room.close().into_diagnostic()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn keys(start: &Start, clock: &Arc<dyn Clock>) -> std::result::Result<ZoneKeys, almoner_crypto::Error> {
    let ready = start.folder.join("audit.pub").exists();
    ZoneKeys::open_or_create(&start.folder.join("keys"), start.secret().as_ref(), clock, ready)?.let_go(start.rotates)
}

fn socket(fd: std::io::Result<std::os::fd::OwnedFd>) -> Result<UnixStream> {
    fd.map(UnixStream::from).into_diagnostic()
}

fn tell(control: &mut Control, progress: Progress) {
    // A supervisor that is gone is noticed at the next command.
    let _gone = control.send(&Event::Progress(progress));
}

fn answer(control: &mut Control, done: std::result::Result<serde_json::Value, ((&'static str, u8), String)>) -> Result<()> {
    match done {
        Ok(value) => control.send(&Event::Done(value)),
        Err(((code, exit), message)) => control.send(&Event::Failed(failure(code, &message, exit))),
    }
}

fn refuse(mut control: Control, (code, exit): (&'static str, u8), message: &str) -> Result<ExitCode> {
    control.send(&Event::Failed(failure(code, message, exit)))?;
    Ok(ExitCode::FAILURE)
}

fn failure(code: &str, message: &str, exit: u8) -> Failure {
    Failure { code: code.to_owned(), message: message.to_owned(), exit }
}
