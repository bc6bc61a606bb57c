//! `almoner init`: keys, databases, and the approver who signs trial versions.

use std::collections::BTreeMap;
use std::process::ExitCode;

use almoner_base::Secret;
use almoner_crypto::ZoneKeys;
use miette::{IntoDiagnostic, Result};
use serde_json::json;

use crate::cli::Common;
use crate::control::{DoorPlace, Role};
use crate::home::Home;
use crate::{show, supervisor, verbs};

pub(crate) fn run(common: &Common) -> Result<ExitCode> {
    let choices = verbs::choices(common)?;
    let home = Home::create(&verbs::home_folder(common))?;
    let links = make(&home, &choices)?;
    let protected = choices.passphrase.is_some();
    if common.json {
        show::json(&json!({ "home": home.folder(), "passphrase": protected, "enrol": links }));
    } else {
        show::line(&format!("home      {}", home.folder().display()));
        let keys = if protected {
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

/// Makes the approver's key, and starts the zones once so that each makes its own and the link for its first administrator. The
/// links are told here and nowhere else; the zones keep a hash of them.
pub(crate) fn make(home: &Home, choices: &supervisor::Choices) -> Result<BTreeMap<&'static str, String>> {
    let passphrase = choices.passphrase.clone().map(Secret::new);
    let ready = home.approver().join("approver.pub").exists();
    let approver = ZoneKeys::open_or_create(&home.approver(), passphrase.as_ref(), ready).into_diagnostic()?;
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
