//! Pack files: append-only runs of sealed chunks.
//!
//! A chunk counts from the moment the database says so; bytes after the last recorded chunk are the remains of a crash and
//! are cut off when the vault is opened.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::Error;

/// A new pack is begun past this length, so that one file stays easy to copy.
const FULL: u64 = 1 << 30;

/// Where a chunk lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) pack: i32,
    pub(crate) start: u64,
    pub(crate) length: u32,
}

pub(crate) struct Packs {
    folder: PathBuf,
    number: i32,
    file: File,
    end: u64,
}

impl Packs {
    /// Opens the newest pack and cuts it to the end that the database knows.
    pub(crate) fn open(folder: &Path, number: i32, end: u64) -> Result<Self, Error> {
        let number = number.max(1);
        let file = open_file(folder, number, true)?;
        if file.metadata()?.len() < end {
            return Err(Error::PackDamaged);
        }
        file.set_len(end)?;
        Ok(Self { folder: folder.to_owned(), number, file, end })
    }

    /// Appends a chunk. Durable after [`Packs::sync`].
    pub(crate) fn append(&mut self, chunk: &[u8]) -> Result<Place, Error> {
        if self.end >= FULL {
            self.sync()?;
            self.number += 1;
            self.file = open_file(&self.folder, self.number, true)?;
            self.file.set_len(0)?;
            self.end = 0;
        }
        let length = u32::try_from(chunk.len()).map_err(|_| Error::TooLarge)?;
        self.file.write_all_at(chunk, self.end)?;
        let place = Place { pack: self.number, start: self.end, length };
        self.end += u64::from(length);
        Ok(place)
    }

    pub(crate) fn sync(&self) -> Result<(), Error> {
        Ok(self.file.sync_data()?)
    }

    /// Where the next chunk would lie, to come back to if a batch fails.
    pub(crate) fn mark(&self) -> (i32, u64) {
        (self.number, self.end)
    }

    /// Forgets what was appended since the mark.
    pub(crate) fn rewind(&mut self, (number, end): (i32, u64)) -> Result<(), Error> {
        *self = Self::open(&self.folder, number, end)?;
        Ok(())
    }

    pub(crate) fn read(&self, place: Place) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; usize::try_from(place.length).map_err(|_| Error::TooLarge)?];
        if place.pack == self.number {
            self.file.read_exact_at(&mut bytes, place.start).map_err(|_| Error::PackDamaged)?;
        } else {
            let file = open_file(&self.folder, place.pack, false)?;
            file.read_exact_at(&mut bytes, place.start).map_err(|_| Error::PackDamaged)?;
        }
        Ok(bytes)
    }

    /// Overwrites a destroyed person's chunks, so that not even the ciphertext stays. Each pack reaches the disk once.
    pub(crate) fn erase(&mut self, places: &[Place]) -> Result<(), Error> {
        let mut packs: BTreeMap<i32, File> = BTreeMap::new();
        for place in places {
            let zeros = vec![0; usize::try_from(place.length).map_err(|_| Error::TooLarge)?];
            let file = match packs.entry(place.pack) {
                Entry::Occupied(open) => open.into_mut(),
                Entry::Vacant(none) => none.insert(open_file(&self.folder, place.pack, true)?),
            };
            file.write_all_at(&zeros, place.start)?;
        }
        for file in packs.values() {
            file.sync_data()?;
        }
        Ok(())
    }
}

fn open_file(folder: &Path, number: i32, write: bool) -> Result<File, Error> {
    let path = folder.join(format!("{number:06}.pack"));
    Ok(OpenOptions::new().read(true).write(write).create(write).truncate(false).mode(0o600).open(path)?)
}
