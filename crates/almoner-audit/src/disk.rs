//! Files that appear whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use crate::layout::DRAFT;

/// A new, empty file that only its owner may read and write.
pub(crate) fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

/// A folder that only its owner may enter, with all above it.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Puts a file in the place of another, complete and durable.
pub(crate) fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = write_draft(folder, name, bytes)?;
    fs::rename(&draft, folder.join(name))?;
    File::open(folder)?.sync_all()
}

/// Makes a file, complete and durable; `false` if one with this name is there.
pub(crate) fn make(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<bool> {
    let draft = write_draft(folder, name, bytes)?;
    // A link never takes the place of what is there, as a rename would.
    let linked = fs::hard_link(&draft, folder.join(name));
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => File::open(folder)?.sync_all().map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

fn write_draft(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<std::path::PathBuf> {
    let draft = folder.join(format!("{DRAFT}{name}"));
    let mut file = new_file(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(draft)
}
