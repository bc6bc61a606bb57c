//! Keys behind opaque ids, one for each year.
//!
//! An opaque id links entries about one patient to each other, and to the patient for whoever holds the key. The keys
//! outlive the shredding of a patient, for an accounting of disclosures reaches back six years (45 CFR 164.528); when a
//! year's entries have been retired its key is destroyed, and copies of them can not be linked any more. The keys are drawn
//! at random, not derived from a lasting one, since a derived key can not be destroyed.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use almoner_base::Timestamp;
use almoner_crypto::DataKey;

use crate::disk;
use crate::entry::{Actor, OpaqueId, ResourceKind};
use crate::error::Error;

/// The key of one year.
#[derive(Clone, Debug)]
pub struct EpochKey {
    year: u16,
    key: DataKey,
}

impl EpochKey {
    /// The year (UTC).
    #[must_use]
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The opaque id of a resource.
    #[must_use]
    pub fn resource(&self, kind: ResourceKind, id: &[u8]) -> OpaqueId {
        OpaqueId::of(&self.key, kind, id)
    }

    /// A person as an actor.
    #[must_use]
    pub fn person(&self, id: &[u8]) -> Actor {
        Actor::Person(self.resource(ResourceKind::Person, id))
    }

    /// The opaque id of a network address, for [`crate::Entry::network`].
    #[must_use]
    pub fn source(&self, address: &[u8]) -> OpaqueId {
        OpaqueId::named(&self.key, "Source", address)
    }

    /// The opaque id of a device, for [`crate::Entry::network`].
    #[must_use]
    pub fn device(&self, id: &[u8]) -> OpaqueId {
        OpaqueId::named(&self.key, "Device", id)
    }

    /// The opaque id of a recipient, for [`crate::Entry::recipient`].
    #[must_use]
    pub fn recipient(&self, id: &[u8]) -> OpaqueId {
        OpaqueId::named(&self.key, "Recipient", id)
    }
}

/// The keys of all years, each in a file of a folder, wrapped under a key of the zone.
#[derive(Debug)]
pub struct EpochKeys {
    folder: PathBuf,
    wrapping: DataKey,
}

impl EpochKeys {
    /// The keys in this folder, which is made if it is not there. `wrapping` is a key of the zone for this purpose alone.
    ///
    /// # Errors
    /// The disk refused.
    pub fn open(folder: &Path, wrapping: DataKey) -> Result<Self, Error> {
        disk::make_folder(folder)?;
        Ok(Self { folder: folder.to_owned(), wrapping })
    }

    /// The key of the year in which `now` lies, made when it is first asked for.
    ///
    /// # Errors
    /// The disk or the random source refused, or the key does not open.
    pub fn at(&self, now: Timestamp) -> Result<EpochKey, Error> {
        let year = year_of(now);
        if let Some(key) = self.of(year)? {
            return Ok(key);
        }
        let wrapped = self.wrapping.wrap(&DataKey::generate()?, &aad(year))?;
        disk::make(&self.folder, &name(year), &wrapped)?;
        // Another thread may have been first, and then its key counts.
        self.of(year)?.ok_or(Error::Missing)
    }

    /// The key of a year; `None` if there is none, or it was destroyed.
    ///
    /// # Errors
    /// The disk refused, or the key does not open.
    pub fn of(&self, year: u16) -> Result<Option<EpochKey>, Error> {
        match fs::read(self.folder.join(name(year))) {
            Ok(wrapped) => Ok(Some(EpochKey { year, key: self.wrapping.unwrap(&wrapped, &aad(year))? })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Destroys the key of a year: overwrites and removes it. Backups keep it for as long as they are kept. Tells whether
    /// there was one. The caller records [`crate::Action::KeyDestroyed`] first.
    ///
    /// # Errors
    /// The disk refused.
    pub fn destroy(&self, year: u16) -> Result<bool, Error> {
        let path = self.folder.join(name(year));
        let mut file = match OpenOptions::new().write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
        file.write_all(&vec![0; length])?;
        file.sync_all()?;
        fs::remove_file(&path)?;
        fs::File::open(&self.folder)?.sync_all()?;
        Ok(true)
    }
}

/// The year (UTC) of a moment.
pub(crate) fn year_of(time: Timestamp) -> u16 {
    u16::try_from(time.date().year()).unwrap_or(0)
}

fn name(year: u16) -> String {
    format!("{year:04}.key")
}

fn aad(year: u16) -> Vec<u8> {
    format!("audit epoch key v1\0{year}").into_bytes()
}

#[cfg(test)]
mod tests;
