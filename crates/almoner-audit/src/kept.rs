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

use crate::{Checkpoint, Error, Log, verifier_key};

/// Opens the log in `folder/audit`, or makes it if this zone never had one.
///
/// # Errors
/// The log is gone, older than its kept head, or can not be opened or made.
pub fn open_kept(folder: &Path, key: SigningKey, origin: &str, clock: Arc<dyn Clock>) -> Result<Log, Error> {
    let (audit, public) = (folder.join("audit"), key.public());
    if !folder.join("audit.pub").exists() {
        // A crash before the public key was written leaves a log that nobody has relied on yet.
        let log =
            if audit.exists() { Log::open(&audit, key, origin, clock)? } else { Log::create(&audit, key, origin, clock)? };
        write(&folder.join("audit.vkey"), verifier_key(origin, &public).as_bytes())?;
        let text: String = public.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        write(&folder.join("audit.pub"), text.as_bytes())?;
        log.checkpoint()?;
        keep_head(folder)?;
        return Ok(log);
    }
    if !audit.exists() {
        return Err(Error::Gone);
    }
    let head = fs::read(folder.join("audit.head")).ok().and_then(|note| Checkpoint::read(&note, origin, &public));
    let head = head.ok_or(Error::RolledBack)?;
    let log = Log::open(&audit, key, origin, clock)?;
    let now = log.checkpoint()?;
    if now.size < head.size || (now.size == head.size && now.root != head.root) {
        return Err(Error::RolledBack);
    }
    Ok(log)
}

/// Keeps the newest checkpoint of the log in `folder/audit` beside it, whole or not at all.
///
/// # Errors
/// The disk refused.
pub fn keep_head(folder: &Path) -> Result<(), Error> {
    let note = fs::read(folder.join("audit/checkpoint"))?;
    write(&folder.join("audit.head"), &note)
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
