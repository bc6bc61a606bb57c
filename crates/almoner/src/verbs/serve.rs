//! `almoner serve`: both zones, each with a door for people, until the process is told to end.

use std::net::SocketAddr;
use std::process::ExitCode;

use miette::{IntoDiagnostic, Result};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{Common, Serve};
use crate::control::{DoorPlace, Role};
use crate::failure::{Exit, fail};
use crate::home::Home;
use crate::supervisor::{self, Door};
use crate::{show, verbs};

pub(crate) fn run(common: &Common, serve: &Serve) -> Result<ExitCode> {
    let home = verbs::open(common)?;
    open_doors(common, serve, &home, &[])
}

/// Opens the doors of a home until the process is told to end. `welcome` is what is said besides where they are.
pub(crate) fn open_doors(common: &Common, serve: &Serve, home: &Home, welcome: &[String]) -> Result<ExitCode> {
    let mut choices = verbs::choices(common)?;
    choices.doors = doors(serve)?;
    let files = choices.doors.iter().filter_map(|door| Some((door.role, door.place.certificate.clone()?)));
    let inputs: Vec<_> = files.flat_map(|(role, (chain, key))| [(role, chain), (role, key)]).collect();
    let (phi, research) = supervisor::start(home, &inputs, &choices)?;
    if common.json {
        let places: Vec<_> =
            choices.doors.iter().map(|door| json!({"role": door.role, "origin": door.place.origin})).collect();
        show::json(&json!({ "serving": places }));
    } else {
        for door in &choices.doors {
            show::line(&format!("{:9} {}", door.role.name(), door.place.origin));
        }
        if serve.certificate.is_none() {
            show::line("certificates are the zones' own; let browsers trust phi/door.pem and research/door.pem of the home");
        }
        for line in welcome {
            show::line(line);
        }
        show::line("stop with Ctrl-C");
    }
    let gone = wait(&phi, &research)?;
    let ended = phi.stop().and(research.stop());
    match gone {
        // A zone that ended by itself has said why, or is reported here.
        true => ended.map(|()| ExitCode::SUCCESS),
        false => {
            ended?;
            show::remark("both zones have ended in order");
            Ok(ExitCode::SUCCESS)
        }
    }
}

pub(crate) fn doors(serve: &Serve) -> Result<Vec<Door>> {
    let certificate = match (&serve.certificate, &serve.key) {
        (Some(chain), Some(key)) => Some((chain.canonicalize().into_diagnostic()?, key.canonicalize().into_diagnostic()?)),
        _ => None,
    };
    let phi_host = serve.phi_host.clone().unwrap_or_else(|| Role::Phi.host_beside(&serve.host));
    if phi_host == serve.host {
        return Err(fail(Exit::Usage, "one-host", "`--phi-host` must differ from `--host`").with_hint(
            "browsers send cookies to every port of a host, so each zone would be sent the sessions of the other",
        ));
    }
    Ok([(Role::Research, serve.port, serve.host.clone()), (Role::Phi, serve.phi_port, phi_host)]
        .map(|(role, port, host)| Door {
            role,
            place: DoorPlace {
                origin: format!("https://{host}:{port}"),
                host,
                certificate: certificate.clone(),
                clinical: serve.clinical.clone(),
            },
            address: SocketAddr::new(serve.listen, port),
        })
        .to_vec())
}

/// Waits for Ctrl-C, for SIGTERM, or for a zone to end by itself; says whether it was a zone.
fn wait(phi: &supervisor::Zone, research: &supervisor::Zone) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().into_diagnostic()?;
    runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt()).into_diagnostic()?;
        let mut terminate = signal(SignalKind::terminate()).into_diagnostic()?;
        Ok(tokio::select! {
            _ = interrupt.recv() => false,
            _ = terminate.recv() => false,
            ended = phi.ended() => { ended?; true }
            ended = research.ended() => { ended?; true }
        })
    })
}
