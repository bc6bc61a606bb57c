//! `almoner doctor`: what is active on this machine, and what is missing.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::ExitCode;

use almoner_deid::Policy;
use almoner_facts::PolicyKind;
use miette::{IntoDiagnostic, Result};
use serde_json::{Value, json};

use crate::cli::Common;
use crate::failure::Exit;
use crate::home::Home;
use crate::sandbox::Proof;
use crate::{show, supervisor, verbs};

pub(crate) fn run(common: &Common) -> Result<ExitCode> {
    let folder = verbs::home_folder(common);
    let (kind, proofs, status) = if folder.join(crate::home::READY).exists() {
        let (kind, home) = ("home", verbs::open(common)?);
        let (proofs, status) = examine(common, &home)?;
        (kind, proofs, status)
    } else {
        let scratch = Scratch::new()?;
        let home = Home::create(&scratch.0)?;
        verbs::init::make(&home, &verbs::choices(common)?)?;
        let (proofs, status) = examine(common, &home)?;
        ("none yet (examined in a scratch folder)", proofs, status)
    };
    let policies = [PolicyKind::SafeHarbor, PolicyKind::ExpertDetermination]
        .into_iter()
        .filter_map(|kind| Policy::builtin(kind).ok())
        .map(|policy| json!({ "policy": policy.kind, "version": policy.version }))
        .collect::<Vec<_>>();
    let sound = proofs.iter().all(|(_, proof)| proof.holds());
    if common.json {
        show::json(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "home": kind,
            "confined": sound,
            "zones": proofs.iter().map(|(zone, proof)| json!({ "zone": zone, "proof": proof })).collect::<Vec<_>>(),
            "policies": policies,
            "status": status,
        }));
    } else {
        show::line(&format!("version    {}", env!("CARGO_PKG_VERSION")));
        show::line(&format!("home       {kind}"));
        for (zone, proof) in &proofs {
            let tried: Vec<String> = proof
                .refused
                .iter()
                .map(|(what, refused)| format!("{what} {}", if *refused { "refused" } else { "NOT REFUSED" }))
                .collect();
            show::line(&format!("{zone:<10} landlock {}; {}", proof.landlock, tried.join(", ")));
        }
        show::line(&format!("memory     {}", memory(&proofs)));
        for policy in &policies {
            let word = |name: &str| policy.get(name).and_then(Value::as_str).unwrap_or_default();
            show::line(&format!("policy     {} version {} (an attestation names it)", word("policy"), word("version")));
        }
        show::line(&format!("patients   {}", super::ingest::number(&status, "patients")));
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(Exit::Findings as u8) })
}

/// Whether keys can reach swap.
fn memory(proofs: &[(&'static str, Proof)]) -> &'static str {
    if proofs.iter().all(|(_, proof)| proof.memory == "locked") {
        "locked: keys do not reach swap"
    } else {
        "NOT locked, so keys may reach swap: give LimitMEMLOCK=infinity, or encrypt swap, or have none"
    }
}

type Examined = (Vec<(&'static str, Proof)>, Value);

fn examine(common: &Common, home: &Home) -> Result<Examined> {
    let (mut phi, research) = supervisor::start(home, &[], &verbs::choices(common)?)?;
    let proofs = vec![("phi", phi.proof.clone()), ("research", research.proof.clone())];
    let status = phi.ask(&almoner_phi::Command::Status { project: common.project.clone() }, |_| {})?;
    phi.stop()?;
    research.stop()?;
    Ok((proofs, status))
}

/// A folder that is removed when this is dropped.
pub(crate) struct Scratch(pub(crate) std::path::PathBuf);

impl Scratch {
    pub(crate) fn new() -> Result<Self> {
        let name: u64 = almoner_crypto::random_u64().into_diagnostic()?;
        let path = std::env::temp_dir().join(format!("almoner-{name:016x}"));
        std::fs::DirBuilder::new().mode(0o700).create(&path).into_diagnostic()?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can not be removed lies in the system's temporary folder, which cleans itself.
        let _left = std::fs::remove_dir_all(&self.0);
    }
}
