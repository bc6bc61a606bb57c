//! A zone's log with what is kept beside it: the public key, and the newest signed head.
//!
//! A log by itself can not tell that it was rolled back, or thrown away and begun anew. Beside it stand `audit.pub` (written
//! once, when the log is made) and `audit.head` (its last signed checkpoint); opening holds the log against both. Who can
//! write the zone's folder can change all three, so the supervisor keeps copies where no zone can write.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use almoner_base::Clock;
use almoner_crypto::SigningKey;

use crate::{Error, Log, Service, Shards, verifier_key};

/// Opens the log of the present year among the shards in `folder/audit`, or makes it if this zone never had one. `key` gives the
/// signing key.
///
/// # Errors
/// The log is gone, older than its kept head, or can not be opened or made.
pub fn open_kept(
    folder: &Path,
    key: &impl Fn() -> Result<SigningKey, Error>,
    origin: &str,
    clock: &Arc<dyn Clock>,
    service: Service,
) -> Result<Log, Error> {
    let (shards, public) = (Shards::new(&folder.join("audit"), origin), key()?.public());
    if folder.join("audit.pub").exists() {
        let Some(newest) = shards.years()?.last().copied() else { return Err(Error::Gone) };
        let head = fs::read(folder.join("audit.head")).ok().and_then(|note| shards.read_head(&note, &public));
        let (year, head) = head.ok_or(Error::RolledBack)?;
        let log = shards.open(key, clock, service)?;
        let now = log.checkpoint()?;
        // A head of an earlier year is what its closed log must have come to, or have gone beyond.
        let now = if log.origin() == shards.origin(year) { now } else { shards.head_of(year, &public)? };
        if year > newest || now.size < head.size || (now.size == head.size && now.root != head.root) {
            return Err(Error::RolledBack);
        }
        keep_key(folder, &log)?;
        return Ok(log);
    }
    // A crash before the public key was written leaves a log that nobody has relied on yet.
    let log = shards.open(key, clock, service)?;
    keep_key(folder, &log)?;
    let text: String = public.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    write(&folder.join("audit.pub"), text.as_bytes())?;
    keep_head(folder, &log)?;
    Ok(log)
}

/// Keeps the newest checkpoint of a log beside the folder of its shards, whole or not at all, and its verifier key.
///
/// # Errors
/// The disk refused.
pub fn keep_head(folder: &Path, log: &Log) -> Result<(), Error> {
    log.checkpoint()?;
    write(&folder.join("audit.head"), &log.note()?)?;
    keep_key(folder, log)
}

/// Writes the verifier key of the year's log into `audit.vkey`, a line for each year.
fn keep_key(folder: &Path, log: &Log) -> Result<(), Error> {
    let path = folder.join("audit.vkey");
    let line = format!("{}\n", verifier_key(&log.origin(), &log.public()));
    let known = fs::read_to_string(&path).unwrap_or_default();
    if known.contains(&line) { Ok(()) } else { write(&path, (known + &line).as_bytes()) }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let draft = path.with_extension("draft");
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    Ok(())
}

#[cfg(test)]
mod tests;
