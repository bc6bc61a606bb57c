//! What each verb does.

pub(crate) mod audit;
pub(crate) mod bench;
pub(crate) mod choices;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod ingest;
pub(crate) mod init;
pub(crate) mod interchange;
pub(crate) mod keys;
pub(crate) mod matching;
pub(crate) mod policy;
pub(crate) mod release;
pub(crate) mod risk;
pub(crate) mod sample;
pub(crate) mod serve;
pub(crate) mod stateless;
pub(crate) mod terms;
pub(crate) mod trials;

use std::path::PathBuf;

use almoner_base::{PartialDate, ProjectId, Secret};
use miette::Result;

use crate::cli::Common;
use crate::control::Role;
use crate::failure::{Exit, fail};
use crate::home::{Home, default_folder};
use crate::supervisor::Choices;

/// The home that the arguments name.
pub(crate) fn home_folder(common: &Common) -> PathBuf {
    common.home.clone().unwrap_or_else(|| default_folder(environment("XDG_DATA_HOME"), environment("HOME")))
}

#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
fn environment(name: &str) -> Option<PathBuf> {
    std::env::var(name).ok().map(PathBuf::from)
}

/// A secret from the environment, where it stands in no list of processes and no shell history.
#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
pub(crate) fn secret(name: &str) -> Option<Secret<String>> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).map(Secret::new)
}

/// What opens the key services of the zones.
const KEY_SERVICES: [(Role, &str); 2] =
    [(Role::Phi, "ALMONER_PHI_KMS_CREDENTIAL"), (Role::Research, "ALMONER_RESEARCH_KMS_CREDENTIAL")];

/// What holds for both zones.
pub(crate) fn choices(common: &Common) -> Result<Choices> {
    let fixed_now = match &common.today {
        Some(text) => {
            let date = PartialDate::parse_fhir(text).filter(|date| date.day.is_some()).and_then(PartialDate::bounds);
            let (date, _) = date.ok_or_else(|| fail(Exit::Usage, "date-malformed", "`--today` expects YYYY-MM-DD"))?;
            Some(i64::from(date.days_since_1970()) * 86_400_000 + 43_200_000)
        }
        None => None,
    };
    let told = |name| secret(name).map(|secret| secret.expose().clone());
    let services = KEY_SERVICES.into_iter().filter_map(|(role, name)| Some((role, told(name)?))).collect();
    Ok(Choices {
        passphrase: told("ALMONER_PASSPHRASE"),
        services,
        allow_unsandboxed: common.allow_unsandboxed,
        fixed_now,
        ..Choices::default()
    })
}

/// Opens the home and checks the project's name.
pub(crate) fn open(common: &Common) -> Result<Home> {
    if ProjectId::new(&common.project).is_err() {
        return Err(
            fail(Exit::Usage, "project-malformed", "`--project` expects 1 to 40 lower-case letters, digits or `-`").into()
        );
    }
    Home::open(&home_folder(common))
}

/// Input paths made absolute, since the zones stand elsewhere.
pub(crate) fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    paths
        .iter()
        .enumerate()
        .map(|(at, path)| {
            path.canonicalize().map_err(|error| {
                fail(Exit::Io, "input-missing", &format!("input {} can not be found: {}", at + 1, error.kind()))
                    .with_hint("paths are named by their position, since file names may carry patients' names")
            })
        })
        .collect()
}
