//! What people write when they must say why: kept encrypted beside the log, one file for each text.
//!
//! The log has the keyed hash alone, so that it stays free of text about patients, and nobody can exchange a text unseen.
//! Whoever may read justifications (the privacy officer) is for the caller's policies to decide.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use almoner_base::Phi;
use almoner_crypto::{DataKey, equal, random_bytes};
use minicbor::{Decode, Encode};
use serde::{Serialize, Serializer};

use crate::disk;
use crate::error::Error;

/// The keyed hash of a justification: HMAC-SHA-256 over a random salt and the text.
#[derive(Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Justification(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl Justification {
    /// Reads what [`fmt::Display`] writes: 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut hash = [0; 32];
        for (at, byte) in hash.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        let parsed = Self(hash);
        (parsed.to_string() == text).then_some(parsed)
    }
}

impl fmt::Display for Justification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Justification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Justification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The texts of one zone.
#[derive(Debug)]
pub struct Justifications {
    folder: PathBuf,
    hashing: DataKey,
    sealing: DataKey,
}

const SALT: usize = 16;
/// The longest text, in bytes.
const LONGEST: usize = 16_384;

impl Justifications {
    /// The texts in this folder, which is made if it is not there. `key` is a key of the zone for this purpose alone.
    ///
    /// # Errors
    /// The disk refused.
    pub fn open(folder: &Path, key: &DataKey) -> Result<Self, Error> {
        disk::make_folder(folder)?;
        let (hashing, sealing) = (key.derive(b"audit justification hash v1"), key.derive(b"audit justification seal v1"));
        Ok(Self { folder: folder.to_owned(), hashing, sealing })
    }

    /// Keeps a text. It is on the disk when this returns, and the hash can go into an entry.
    ///
    /// # Errors
    /// The text is empty or longer than 16 KiB ([`Error::TooLarge`]), or the disk or the random source refused.
    pub fn keep(&self, text: &Phi<String>) -> Result<Justification, Error> {
        let text = text.expose().as_bytes();
        if text.is_empty() || text.len() > LONGEST {
            return Err(Error::TooLarge);
        }
        let salt: [u8; SALT] = random_bytes()?;
        let salted = [salt.as_slice(), text].concat();
        let justification = Justification(self.hashing.mac(&salted));
        let sealed = self.sealing.seal(&salted, &justification.0)?;
        disk::make(&self.folder, &justification.to_string(), &sealed)?;
        Ok(justification)
    }

    /// The text with this hash; `None` if there is none.
    ///
    /// # Errors
    /// The file is not what was kept under this hash, or the disk refused.
    pub fn read(&self, justification: Justification) -> Result<Option<Phi<String>>, Error> {
        let sealed = match fs::read(self.folder.join(justification.to_string())) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let salted = self.sealing.open(&sealed, &justification.0)?;
        if !equal(&self.hashing.mac(&salted), &justification.0) {
            return Err(almoner_crypto::Error::Open.into());
        }
        let text = salted.get(SALT..).and_then(|text| String::from_utf8(text.to_vec()).ok());
        text.map(|text| Some(Phi::new(text))).ok_or_else(|| almoner_crypto::Error::Open.into())
    }
}

#[cfg(test)]
mod tests;
