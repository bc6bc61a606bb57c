//! Copies of the logs where nobody can rewrite them. Reads logs and writes there; opens no home, and asks no zone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use almoner_audit::{
    Copied, CopyError, Defect, DefectCode, Error, RETENTION_YEARS, Shards, WriteOnce, WriteOnceFolder, copy_log, verify_copy,
};
use almoner_base::{Clock, Timestamp};
use miette::{IntoDiagnostic, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{log_of, origin_of};
use crate::cli::Common;
use crate::clock::SystemClock;
use crate::control::Role;
use crate::failure::{Exit, fail};
use crate::show;

const YEAR_MS: i64 = 366 * 86_400_000;

pub(super) fn copy(common: &Common, home: &Path, to: &Path) -> Result<ExitCode> {
    let until = Timestamp(SystemClock.now().0.saturating_add(i64::from(RETENTION_YEARS) * YEAR_MS));
    let bucket = to.extension().is_some_and(|extension| extension == "toml").then(|| Bucket::open(to)).transpose()?;
    let mut done = Vec::new();
    for role in [Role::Phi, Role::Research] {
        let (shards, key) = log_of(home, role)?;
        let kept = home.join("pins").join(format!("{}.copied", role.name()));
        let known = fs::read(&kept).ok().and_then(|bytes| serde_json::from_slice::<Known>(&bytes).ok());
        let mut known = known.unwrap_or_default();
        let mut added = Copied::default();
        for year in shards.years().into_diagnostic()? {
            let (folder, origin, place) = (shards.folder(year), shards.origin(year), format!("{}/{year:04}", role.name()));
            let year = if let Some(bucket) = &bucket {
                let store = Below { place, store: &bucket.store };
                if known.target != bucket.target {
                    known = Known { target: bucket.target.clone(), entries: BTreeMap::new() };
                }
                let before = known.entries.get(&year).copied().unwrap_or(0);
                let added =
                    copy_log(&folder, &origin, &key, before, until, &store).map_err(|error| refused(role, &error))?;
                known.entries.insert(year, added.entries);
                fs::write(&kept, serde_json::to_vec(&known).into_diagnostic()?).into_diagnostic()?;
                added
            } else {
                let store = WriteOnceFolder(to.join(place));
                let before = store.entries();
                copy_log(&folder, &origin, &key, before, until, &store).map_err(|error| refused(role, &error))?
            };
            added = Copied {
                entries: added.entries + year.entries,
                files: added.files + year.files,
                bytes: added.bytes + year.bytes,
            };
        }
        if !common.json {
            let Copied { entries, files, bytes } = added;
            let (entries, bytes) = (show::thousands(entries), show::thousands(bytes));
            show::line(&format!("{:<9} {entries} entries there; {files} files added, {bytes} bytes", role.name()));
        }
        done.push(json!({ "zone": role, "copied": added }));
    }
    if common.json {
        show::json(&done);
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn verify(common: &Common, home: &Path, copy: &Path) -> Result<ExitCode> {
    let mut sound = true;
    let mut reports = Vec::new();
    for role in [Role::Phi, Role::Research] {
        let (_, key) = log_of(home, role)?;
        let copies = Shards::new(&copy.join(role.name()), origin_of(role));
        let mut checked: std::result::Result<Vec<Value>, Vec<Defect>> = Ok(Vec::new());
        let mut entries = 0;
        let years = copies.years().into_diagnostic()?;
        if years.is_empty() {
            checked = Err(vec![Defect { file: role.name().to_owned(), offset: None, code: DefectCode::Missing }]);
        }
        for year in years {
            match (verify_copy(&copies.folder(year), &copies.origin(year), &key), &mut checked) {
                (Ok(report), Ok(reports)) => {
                    entries += report.head.size;
                    reports.push(json!({ "year": year, "report": report }));
                }
                (Ok(_), Err(_)) => {}
                (Err(found), _) => {
                    let found =
                        found.into_iter().map(|defect| Defect { file: format!("{year:04}/{}", defect.file), ..defect });
                    let before = checked.err().unwrap_or_default();
                    checked = Err(before.into_iter().chain(found).collect());
                }
            }
        }
        match &checked {
            Ok(_) if !common.json => {
                show::line(&format!("{:<9} {} entries, sound", role.name(), show::thousands(entries)));
            }
            Ok(_) => {}
            Err(defects) => {
                sound = false;
                if !common.json {
                    show::line(&format!("{:<9} NOT SOUND", role.name()));
                    defects.iter().for_each(|defect| show::line(&format!("  {defect}")));
                }
            }
        }
        reports.push(match checked {
            Ok(years) => json!({ "zone": role, "sound": true, "years": years }),
            Err(defects) => json!({ "zone": role, "sound": false, "defects": defects }),
        });
    }
    if common.json {
        show::json(&reports);
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(Exit::Findings as u8) })
}

fn refused(role: Role, error: &CopyError) -> miette::Report {
    match error {
        CopyError::NotSound(_) => fail(Exit::Findings, "log-not-sound", &format!("the log of {}: {error}", role.name()))
            .with_hint("`almoner audit verify` names everything that differs"),
        CopyError::Failed(_) => fail(Exit::Io, "copy-failed", &format!("the log of {}: {error}", role.name())).into(),
    }
}

/// What was copied to a bucket, which is written and never read.
#[derive(Default, Serialize, Deserialize)]
struct Known {
    /// SHA-256 of the bucket's settings.
    target: String,
    /// Entries of each year.
    entries: BTreeMap<u16, u64>,
}

/// The place of a zone's year in a store.
struct Below<'a> {
    place: String,
    store: &'a dyn WriteOnce,
}

impl WriteOnce for Below<'_> {
    fn put(&self, name: &str, bytes: &[u8], until: Timestamp) -> std::result::Result<bool, Error> {
        self.store.put(&format!("{}/{name}", self.place), bytes, until)
    }
}

/// A bucket by a settings file.
struct Bucket {
    #[cfg(feature = "aws")]
    store: almoner_crypto::ObjectLock,
    #[cfg(not(feature = "aws"))]
    store: WriteOnceFolder,
    target: String,
}

impl Bucket {
    #[cfg(feature = "aws")]
    fn open(settings: &Path) -> Result<Self> {
        use almoner_crypto::{AwsCredentials, ObjectLockSettings};

        let malformed = |error: almoner_crypto::Error| fail(Exit::Usage, "copy-settings", &error.to_string());
        let missing = || fail(Exit::Usage, "copy-credential", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
        let credentials = AwsCredentials {
            access_key_id: crate::verbs::secret("AWS_ACCESS_KEY_ID").ok_or_else(missing)?.expose().clone(),
            secret_access_key: crate::verbs::secret("AWS_SECRET_ACCESS_KEY").ok_or_else(missing)?,
            session_token: crate::verbs::secret("AWS_SESSION_TOKEN"),
        };
        let folder = settings.parent().unwrap_or(Path::new("."));
        let text = fs::read(settings).into_diagnostic()?;
        let store = ObjectLockSettings::read(settings)
            .and_then(|read| read.open(folder, credentials, std::sync::Arc::new(SystemClock)))
            .map_err(malformed)?;
        let target = almoner_crypto::sha256(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { store, target })
    }

    #[cfg(not(feature = "aws"))]
    fn open(_settings: &Path) -> Result<Self> {
        Err(fail(Exit::Usage, "copy-settings", "this build was made without `aws`").into())
    }
}
