//! Proofs that can be handed over: an entry, its path to the root, and the signed checkpoint, in the form of C2SP tlog-proof.

use std::fmt;
use std::fs;
use std::path::Path;

use almoner_crypto::VerifyingKey;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::entry::Record;
use crate::error::{Defect, DefectCode, Error};
use crate::layout::{CHECKPOINT, Kind, WIDTH, tile_with};
use crate::merkle::{Hash, hash_leaf, inclusion_path, root_of, verify_inclusion};
use crate::note::Checkpoint;
use crate::show::read_checkpoint;
use crate::tail;

/// A proof that a log has an entry. It can be checked with the log's public key alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    index: u64,
    leaf: Vec<u8>,
    path: Vec<Hash>,
    note: String,
}

impl Proof {
    pub(crate) fn of(folder: &Path, origin: &str, key: &VerifyingKey, index: u64) -> Result<Self, Error> {
        let checkpoint = read_checkpoint(folder, origin, key)?;
        if index >= checkpoint.size {
            return Err(Error::NoEntry(index));
        }
        let note = String::from_utf8_lossy(&fs::read(folder.join(CHECKPOINT))?).into_owned();
        let tile = tile_with(Kind::Entries, index, checkpoint.size);
        let bundle = fs::read(folder.join(tile.path()))?;
        let place = usize::try_from(index % WIDTH).unwrap_or(0);
        let leaf = tail::entries(&bundle)
            .and_then(|entries| entries.get(place).map(|(_, entry)| entry.to_vec()))
            .ok_or_else(|| Error::Damaged(Defect::new(tile.path(), None, DefectCode::Unreadable)))?;
        let path = inclusion_path(index, checkpoint.size, &mut |height, first| {
            read_subtree(folder, checkpoint.size, height, first)
        })?;
        if !verify_inclusion(&hash_leaf(&leaf), index, checkpoint.size, &path, &checkpoint.root) {
            return Err(Error::Damaged(Defect::new(tile.path(), None, DefectCode::Root)));
        }
        Ok(Self { index, leaf, path, note })
    }

    /// The record, if the proof holds under the key of the log with this origin.
    #[must_use]
    pub fn verify(&self, origin: &str, key: &VerifyingKey) -> Option<Record> {
        let checkpoint = Checkpoint::read(self.note.as_bytes(), origin, key)?;
        let leaf = hash_leaf(&self.leaf);
        let holds = verify_inclusion(&leaf, self.index, checkpoint.size, &self.path, &checkpoint.root);
        Record::decode(&self.leaf).filter(|record| holds && record.index == self.index)
    }

    /// Reads the form that [`fmt::Display`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(HEAD)?.strip_prefix("\nextra ")?;
        let (leaf, rest) = rest.split_once("\nindex ")?;
        let (index, rest) = rest.split_once('\n')?;
        let (path, note) = if let Some(note) = rest.strip_prefix('\n') { ("", note) } else { rest.split_once("\n\n")? };
        let path = path.lines().map(|line| STANDARD.decode(line).ok()?.as_slice().try_into().ok());
        Some(Self {
            index: index.parse().ok()?,
            leaf: STANDARD.decode(leaf).ok()?,
            path: path.collect::<Option<_>>()?,
            note: note.to_owned(),
        })
    }
}

const HEAD: &str = "c2sp.org/tlog-proof@v1";

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}\nextra {}\nindex {}", STANDARD.encode(&self.leaf), self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", STANDARD.encode(hash))?;
        }
        write!(f, "\n{}", self.note)
    }
}

/// The root of the perfect subtree of this height whose first leaf is `first`.
fn read_subtree(folder: &Path, size: u64, height: u32, first: u64) -> Result<Hash, Error> {
    let level = u8::try_from(height / 8).unwrap_or(u8::MAX);
    let index = first >> (8 * u32::from(level));
    let tile = tile_with(Kind::Hashes(level), index, size);
    let bytes = fs::read(folder.join(tile.path()))?;
    let from = usize::try_from(index % WIDTH).unwrap_or(0);
    let hashes = bytes.as_chunks::<32>().0.get(from..from + (1 << (height % 8)));
    hashes.map(root_of).ok_or_else(|| Error::Damaged(Defect::new(tile.path(), None, DefectCode::Unreadable)))
}

#[cfg(test)]
mod tests;
