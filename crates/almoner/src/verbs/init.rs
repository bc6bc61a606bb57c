//! `almoner init`: keys, databases, and the approver who signs trial versions.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use almoner_base::{Clock, Secret};
use almoner_crypto::{KmsSettings, ZoneKeys};
use miette::{IntoDiagnostic, Result};
use serde::Deserialize;
use serde_json::json;

use crate::cli::Common;
use crate::clock::SystemClock;
use crate::control::{DoorPlace, Role};
use crate::failure::{Exit, fail};
use crate::home::Home;
use crate::{show, supervisor, verbs};

/// The file that `--kms` names: a table for each zone whose root key is in a service, with what stands in its `kms.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyServices {
    phi: Option<KmsSettings>,
    research: Option<KmsSettings>,
}

pub(crate) fn run(common: &Common, kms: Option<&Path>) -> Result<ExitCode> {
    let choices = verbs::choices(common)?;
    let services = kms.map(key_services).transpose()?;
    let home = Home::create(&verbs::home_folder(common))?;
    if let Some((file, KeyServices { phi, research })) = services {
        for (role, settings) in [(Role::Phi, phi), (Role::Research, research)] {
            if let Some(settings) = settings {
                settings
                    .write(&home.zone(role).join("keys"), file.parent().unwrap_or(Path::new(".")))
                    .map_err(|error| refused(&error))?;
            }
        }
    }
    let links = make(&home, &choices)?;
    let protected = choices.passphrase.is_some();
    if common.json {
        show::json(&json!({ "home": home.folder(), "passphrase": protected, "enrol": links }));
    } else {
        show::line(&format!("home      {}", home.folder().display()));
        let keys = if kms.is_some() {
            "held by the services that `--kms` names; those of the approver in a file"
        } else if protected {
            "opened by ALMONER_PASSPHRASE"
        } else {
            "key files with mode 0600; set ALMONER_PASSPHRASE before `init` to protect them"
        };
        show::line(&format!("keys      {keys}"));
        show::line("next      almoner ingest FOLDER, almoner trials import FILE, almoner match");
        show::line(
            "people    `almoner serve` opens the doors; the first administrator of each zone enrols once, within 24 hours, at",
        );
        for (role, link) in &links {
            show::line(&format!("          {role:9} {link}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn key_services(file: &Path) -> Result<(&Path, KeyServices)> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        fail(Exit::Io, "file-unreadable", &format!("the file of key services can not be read: {}", error.kind()))
    })?;
    let services = toml::from_str(&text).map_err(|_| {
        fail(Exit::Usage, "kms-malformed", "the file of key services can not be understood")
            .with_hint("it has a table [phi], [research] or both; see docs/concepts/keys.md")
    })?;
    Ok((file, services))
}

fn refused(error: &almoner_crypto::Error) -> miette::Report {
    fail(Exit::Usage, "kms-malformed", &error.to_string()).into()
}

/// Makes the approver's key, and starts the zones once so that each makes its own and the link for its first administrator. The
/// links are told here and nowhere else; the zones keep a hash of them.
pub(crate) fn make(home: &Home, choices: &supervisor::Choices) -> Result<BTreeMap<&'static str, String>> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let passphrase = choices.passphrase.clone().map(Secret::new);
    let ready = home.approver().join("approver.pub").exists();
    let approver = ZoneKeys::open_or_create(&home.approver(), passphrase.as_ref(), &clock, ready).into_diagnostic()?;
    let public = approver.signing_key("approval").into_diagnostic()?.public().to_bytes();
    let text: String = public.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(home.approver().join("approver.pub"), text).into_diagnostic()?;
    let (mut phi, mut research) = supervisor::start(home, &[], choices)?;
    let mut links = BTreeMap::new();
    for (zone, role) in [(&mut phi, Role::Phi), (&mut research, Role::Research)] {
        let DoorPlace { origin, host, .. } = DoorPlace::of(role);
        let link = zone.ask(&json!({ "FirstLink": { "origin": origin, "host": host } }), |_| {})?;
        links.extend(link.as_str().map(|link| (role.name(), link.to_owned())));
    }
    phi.stop()?;
    research.stop()?;
    home.ready()?;
    Ok(links)
}
