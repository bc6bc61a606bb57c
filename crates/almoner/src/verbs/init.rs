//! `almoner init`: keys, databases, and the approver who signs trial versions.

use std::process::ExitCode;

use almoner_base::Secret;
use almoner_crypto::ZoneKeys;
use miette::{IntoDiagnostic, Result};
use serde_json::json;

use crate::cli::Common;
use crate::home::Home;
use crate::{show, supervisor, verbs};

pub(crate) fn run(common: &Common) -> Result<ExitCode> {
    let choices = verbs::choices(common)?;
    let home = Home::create(&verbs::home_folder(common))?;
    make(&home, &choices)?;
    let protected = choices.passphrase.is_some();
    if common.json {
        show::json(&json!({ "home": home.folder(), "passphrase": protected }));
    } else {
        show::line(&format!("home      {}", home.folder().display()));
        let keys = if protected {
            "opened by ALMONER_PASSPHRASE"
        } else {
            "key files with mode 0600; set ALMONER_PASSPHRASE before `init` to protect them"
        };
        show::line(&format!("keys      {keys}"));
        show::line("next      almoner ingest FOLDER, almoner trials import FILE, almoner match");
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes the approver's key, and starts the zones once so that each makes its own.
pub(crate) fn make(home: &Home, choices: &supervisor::Choices) -> Result<()> {
    let passphrase = choices.passphrase.clone().map(Secret::new);
    let ready = home.approver().join("approver.pub").exists();
    let approver = ZoneKeys::open_or_create(&home.approver(), passphrase.as_ref(), ready).into_diagnostic()?;
    let public = approver.signing_key("approval").into_diagnostic()?.public().to_bytes();
    let text: String = public.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(home.approver().join("approver.pub"), text).into_diagnostic()?;
    let (phi, research) = supervisor::start(home, &[], choices)?;
    phi.stop()?;
    research.stop()?;
    home.ready()
}
