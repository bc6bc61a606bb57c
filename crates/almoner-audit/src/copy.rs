//! Copies of a log where nobody can rewrite them: a folder of read-only files, or a bucket under Object Lock.
//!
//! A tile's name tells its place and how far it is filled, and a copy's checkpoint bears its size, so every file of a copy has one
//! content for ever and is put once. Tails are not copied: what is not yet under a checkpoint comes with the next copy. Only what
//! verifies is copied, as a write-once store would keep what was altered.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use almoner_base::Timestamp;
use almoner_crypto::VerifyingKey;
use serde::Serialize;
use thiserror::Error as ThisError;

use crate::disk::make_folder;
use crate::error::{Defect, DefectCode, Error};
use crate::layout::{self, CHECKPOINT, DRAFT, WIDTH};
use crate::note::Checkpoint;
use crate::verify::verify_tiles;

/// While a copy is made the log may go on, and its partial tiles may go: then the copy is begun again at most so often.
const ATTEMPTS: u32 = 5;

/// Where a copy goes. What was put there stays as it is until a date.
pub trait WriteOnce {
    /// Puts a file; `false` where one with this name is.
    ///
    /// # Errors
    /// The store refuses, or can tell that what is there differs.
    fn put(&self, name: &str, bytes: &[u8], until: Timestamp) -> Result<bool, Error>;
}

/// A folder of files that only their owner can read and nobody can write (mode 0400). Who owns the folder can remove them all the
/// same; only the store below it (a write-once file system, `chattr +a`) can forbid that.
#[derive(Debug)]
pub struct WriteOnceFolder(pub PathBuf);

impl WriteOnce for WriteOnceFolder {
    fn put(&self, name: &str, bytes: &[u8], _until: Timestamp) -> Result<bool, Error> {
        let path = self.0.join(name);
        let parent = path.parent().unwrap_or(&self.0);
        make_folder(parent)?;
        let draft = parent.join(format!("{DRAFT}copy"));
        if let Err(error) = fs::remove_file(&draft)
            && error.kind() != ErrorKind::NotFound
        {
            return Err(error.into());
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o400).open(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // A link never takes the place of what is there.
        let linked = fs::hard_link(&draft, &path);
        fs::remove_file(&draft)?;
        match linked {
            Ok(()) => File::open(parent)?.sync_all().map(|()| true).map_err(Error::from),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && fs::read(&path)? == bytes => Ok(false),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Err(Error::Damaged(Defect::new(name, None, DefectCode::Forked)))
            }
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(feature = "aws")]
impl WriteOnce for almoner_crypto::ObjectLock {
    fn put(&self, name: &str, bytes: &[u8], until: Timestamp) -> Result<bool, Error> {
        Ok(Self::put(self, name, bytes, until)?)
    }
}

/// What a copy added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Copied {
    /// Entries that the copy holds now.
    pub entries: u64,
    /// Files that were put.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
}

/// Why a log was not copied.
#[derive(Debug, ThisError)]
pub enum CopyError {
    /// The log differs from what was signed, so nothing was copied.
    #[error("the log is not sound, so nothing was copied: {0}")]
    NotSound(Defect),
    /// Reading the log or putting a file failed. What was put stays, and the next copy goes on from there.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Copies what a store does not have yet. `copied` is how many entries an earlier copy to the same store held (0 if none, or if
/// nobody knows); the files are to stay until `until`.
///
/// # Errors
/// See [`CopyError`].
pub fn copy_log(
    folder: &Path,
    origin: &str,
    key: &VerifyingKey,
    copied: u64,
    until: Timestamp,
    to: &dyn WriteOnce,
) -> Result<Copied, CopyError> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let note = fs::read(folder.join(CHECKPOINT)).map_err(Error::from)?;
        let done = try_copy(folder, origin, key, &note, (copied, until, to));
        // Where the log has gone on, its partial tiles of before are gone.
        let moved = || fs::read(folder.join(CHECKPOINT)).is_ok_and(|now| now != note);
        if done.is_ok() || attempt == ATTEMPTS || !moved() {
            return done;
        }
    }
}

fn try_copy(
    folder: &Path,
    origin: &str,
    key: &VerifyingKey,
    note: &[u8],
    (copied, until, to): (u64, Timestamp, &dyn WriteOnce),
) -> Result<Copied, CopyError> {
    let report = verify_tiles(folder, origin, key)
        .map_err(|defects| defects.into_iter().next().map_or(CopyError::Failed(Error::Missing), CopyError::NotSound))?;
    // Between the two reads the log may have gone on.
    let checkpoint = Checkpoint::read(note, origin, key).filter(|read| *read == report.head).ok_or(Error::Stopped)?;
    let mut done = Copied { entries: checkpoint.size, ..Copied::default() };
    let mut put = |name: &str, bytes: &[u8]| -> Result<(), Error> {
        if to.put(name, bytes, until)? {
            done.files += 1;
            done.bytes += bytes.len() as u64;
        }
        Ok(())
    };
    for tile in layout::all(checkpoint.size) {
        let there = tile.is_full() && (tile.number + 1) * WIDTH <= layout::count(tile.kind, copied);
        if !there {
            put(&tile.path(), &fs::read(folder.join(tile.path())).map_err(Error::from)?)?;
        }
    }
    // Last: a copy counts from its checkpoint on.
    put(&copied_checkpoint(checkpoint.size), note)?;
    Ok(done)
}

/// The name of a checkpoint in a copy.
pub(crate) fn copied_checkpoint(size: u64) -> String {
    format!("{CHECKPOINT}.{size}")
}

/// How many entries the copies in a folder held, one after another.
pub(crate) fn copied_sizes(folder: &Path) -> BTreeSet<u64> {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|item| item.file_name());
    names
        .filter_map(|name| {
            let size = name.to_str()?.strip_prefix(CHECKPOINT)?.strip_prefix('.')?.parse().ok()?;
            (*copied_checkpoint(size) == *name).then_some(size)
        })
        .collect()
}

impl WriteOnceFolder {
    /// How many entries the folder holds a copy of.
    #[must_use]
    pub fn entries(&self) -> u64 {
        copied_sizes(&self.0).last().copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
