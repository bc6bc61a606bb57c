//! The wrapped data keys, in a file of fixed slots: the key of row `n` lies at `64 * n`, and nowhere else.
//!
//! Not in the database, because a database keeps copies: in its log, in free pages, in row versions that wait to be vacuumed. A
//! slot is written in place, so that destroying a key is one write of zeros that is durable when it returns, whichever database
//! holds the rest. Slots never straddle a sector, so a crash leaves the old or the new wrapping and never half of each.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use almoner_crypto::WRAPPED_KEY_LEN;

use crate::Error;

pub(crate) type Slot = [u8; WRAPPED_KEY_LEN];

/// The bytes of slot 0, which is nobody's: rows count from 1.
const HEAD: &[u8; WRAPPED_KEY_LEN] = b"almoner wrapped data keys, 64 bytes each, version 1.............";
const EMPTY: Slot = [0; WRAPPED_KEY_LEN];

pub(crate) struct Slots(File);

impl Slots {
    /// Opens the file, making it where it is missing.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
        if file.metadata()?.len() == 0 {
            file.write_all_at(HEAD, 0)?;
            file.sync_all()?;
        }
        let mut head = EMPTY;
        file.read_exact_at(&mut head, 0).map_err(|_| Error::KeysDamaged)?;
        if &head == HEAD { Ok(Self(file)) } else { Err(Error::KeysDamaged) }
    }

    /// The wrapped key of a row; none where it was destroyed or never was.
    pub(crate) fn get(&self, row: i64) -> Result<Option<Slot>, Error> {
        let mut slot = EMPTY;
        match self.0.read_exact_at(&mut slot, offset(row)?) {
            Ok(()) => Ok(Some(slot).filter(|slot| *slot != EMPTY)),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a key. Durable after [`Slots::sync`].
    pub(crate) fn put(&self, row: i64, slot: &Slot) -> Result<(), Error> {
        Ok(self.0.write_all_at(slot, offset(row)?)?)
    }

    /// Destroys keys. Durable when this returns.
    pub(crate) fn destroy(&self, rows: &[i64]) -> Result<(), Error> {
        let length = self.0.metadata()?.len();
        for row in rows {
            let offset = offset(*row)?;
            if offset < length {
                self.0.write_all_at(&EMPTY, offset)?;
            }
        }
        self.sync()
    }

    pub(crate) fn sync(&self) -> Result<(), Error> {
        Ok(self.0.sync_data()?)
    }

    /// How many rows the file has room for now, row 0 included.
    pub(crate) fn len(&self) -> Result<i64, Error> {
        i64::try_from(self.0.metadata()?.len() / WRAPPED_KEY_LEN as u64).map_err(|_| Error::KeysDamaged)
    }

    /// Puts the keys of `count` rows from `first` through `change`, which says whether it changed one; gives how many were. One
    /// read and one write.
    pub(crate) fn rewrite(
        &self,
        first: i64,
        count: usize,
        mut change: impl FnMut(i64, &mut Slot) -> Result<bool, Error>,
    ) -> Result<u64, Error> {
        let mut run = vec![0; count * WRAPPED_KEY_LEN];
        self.0.read_exact_at(&mut run, offset(first)?).map_err(|_| Error::KeysDamaged)?;
        let mut changed = 0;
        let (slots, _) = run.as_chunks_mut::<WRAPPED_KEY_LEN>();
        for (row, slot) in (first..).zip(slots) {
            if *slot != EMPTY {
                changed += u64::from(change(row, slot)?);
            }
        }
        if changed > 0 {
            self.0.write_all_at(&run, offset(first)?)?;
        }
        Ok(changed)
    }
}

fn offset(row: i64) -> Result<u64, Error> {
    let row = u64::try_from(row).ok().filter(|row| *row > 0).ok_or(Error::KeysDamaged)?;
    row.checked_mul(WRAPPED_KEY_LEN as u64).ok_or(Error::KeysDamaged)
}

#[cfg(test)]
mod tests;
