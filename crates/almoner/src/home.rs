//! The data folder of an installation: one folder for each zone, one writer at a time.

use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use miette::{Result, miette};
use rustix::fs::FlockOperation;

use crate::control::Role;
use crate::failure::{Exit, fail};

/// The file that says that `init` came to its end.
pub(crate) const READY: &str = "ready";

/// A locked home. The lock goes when this is dropped, or when the process dies.
pub(crate) struct Home {
    folder: PathBuf,
    _lock: File,
}

/// Where the data of an installation is kept unless `--home` or `ALMONER_HOME` says otherwise.
pub(crate) fn default_folder(data_home: Option<PathBuf>, home: Option<PathBuf>) -> PathBuf {
    data_home.or_else(|| home.map(|home| home.join(".local/share"))).unwrap_or_else(|| PathBuf::from(".")).join("almoner")
}

impl Home {
    /// Makes the folders of a new home.
    pub(crate) fn create(folder: &Path) -> Result<Self> {
        if folder.join(READY).exists() {
            return Err(fail(Exit::Usage, "home-exists", "this home is initialized already")
                .with_hint("choose another folder with --home, or go on with `almoner ingest`"));
        }
        for part in ["", "phi", "phi/keys", "research", "research/keys", "approver", "pins"] {
            let path = folder.join(part);
            if !path.is_dir() {
                DirBuilder::new().recursive(true).mode(0o700).create(&path).map_err(|error| {
                    fail(Exit::Io, "home-unwritable", &format!("the home can not be made: {}", error.kind()))
                })?;
            }
        }
        Self::lock(folder)
    }

    /// Opens an initialized home for this process alone.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        if !folder.join(READY).exists() {
            return Err(fail(Exit::Usage, "home-missing", "there is no Almoner home in this folder")
                .with_hint("run `almoner init` first, or name the folder with --home or ALMONER_HOME"));
        }
        Self::lock(folder)
    }

    fn lock(folder: &Path) -> Result<Self> {
        let folder = folder.canonicalize().map_err(|_| miette!("the home folder can not be resolved"))?;
        let io = |error: &std::io::Error| {
            fail(Exit::Io, "home-unwritable", &format!("the home can not be locked: {}", error.kind()))
        };
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(folder.join("lock"))
            .map_err(|error| io(&error))?;
        if rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Err(fail(Exit::Io, "home-locked", "a server is running on this home")
                .with_hint("wait until the other `almoner` process ends, or use another --home"));
        }
        Ok(Self { folder, _lock: lock })
    }

    /// A zone's own folder.
    pub(crate) fn zone(&self, role: Role) -> PathBuf {
        self.folder.join(role.name())
    }

    /// The folder with the approver's key.
    pub(crate) fn approver(&self) -> PathBuf {
        self.folder.join("approver")
    }

    /// Marks the home as made: an `init` that was interrupted goes on instead.
    pub(crate) fn ready(&self) -> Result<()> {
        File::create(self.folder.join(READY)).map(|_| ()).map_err(|_| miette!("the home can not be marked as ready"))
    }

    /// Copies of what a zone's log is held against, where no zone can write.
    pub(crate) fn pins(&self) -> PathBuf {
        self.folder.join("pins")
    }

    /// The home itself.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}
