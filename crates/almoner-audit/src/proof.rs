//! Proofs that can be handed over: an entry, its path to the root, and the signed checkpoint, in the form of C2SP tlog-proof.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use almoner_crypto::VerifyingKey;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::entry::Record;
use crate::error::{Defect, DefectCode, Error};
use crate::layout::{Kind, Tile, WIDTH, tile_with};
use crate::merkle::{Hash, hash_leaf, hash_node, inclusion_path, root_of, verify_inclusion};
use crate::note::Checkpoint;
use crate::shard::Shards;
use crate::show::{check_note, read_checkpoint, read_note};
use crate::witness::{WitnessKey, read_witnessed};

/// A proof that a log has an entry. It can be checked with the log's public key alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    index: u64,
    leaf: Vec<u8>,
    path: Vec<Hash>,
    note: String,
}

impl Proof {
    /// A proof against the newest checkpoint that this witness cosigned.
    pub(crate) fn witnessed(
        folder: &Path,
        origin: &str,
        key: &VerifyingKey,
        witness: &WitnessKey,
        index: u64,
    ) -> Result<Self, Error> {
        let note = fs::read(folder.join(witness.file())).map_err(|_| Error::NoEntry(index))?;
        let (checkpoint, _) = read_witnessed(&note, origin, key, witness)
            .ok_or_else(|| Error::Damaged(Defect::new(witness.file(), None, DefectCode::Witness)))?;
        if index >= checkpoint.size {
            return Err(Error::NoEntry(index));
        }
        // The tiles are those of the newest checkpoint, which hold all that the tree of before had.
        let newest = read_checkpoint(folder, origin, key)?;
        let note = String::from_utf8_lossy(&note).into_owned();
        Self::against(&mut Tiles::new(folder, newest.size), index, &checkpoint, note)
    }

    fn against(tiles: &mut Tiles<'_>, index: u64, checkpoint: &Checkpoint, note: String) -> Result<Self, Error> {
        let tile = tile_with(Kind::Entries, index, tiles.size);
        let leaf = read_entry(File::open(tiles.folder.join(tile.path()))?, index % WIDTH)
            .map_err(|_| Error::Damaged(Defect::new(tile.path(), None, DefectCode::Unreadable)))?;
        let path = inclusion_path(index, checkpoint.size, &mut |height, first| tiles.subtree(height, first))?;
        if !verify_inclusion(&hash_leaf(&leaf), index, checkpoint.size, &path, &checkpoint.root) {
            return Err(Error::Damaged(Defect::new(tile.path(), None, DefectCode::Root)));
        }
        Ok(Self { index, leaf, path, note })
    }

    /// The record, if the proof holds under the key of the log with this origin.
    #[must_use]
    pub fn verify(&self, origin: &str, key: &VerifyingKey) -> Option<Record> {
        self.holds(&Checkpoint::read(self.note.as_bytes(), origin, key)?)
    }

    fn holds(&self, checkpoint: &Checkpoint) -> Option<Record> {
        let leaf = hash_leaf(&self.leaf);
        let holds = verify_inclusion(&leaf, self.index, checkpoint.size, &self.path, &checkpoint.root);
        Record::decode(&self.leaf).filter(|record| holds && record.index == self.index)
    }

    /// The record and the time (seconds since 1970) of the witness's cosignature, if the proof holds under both keys.
    #[must_use]
    pub fn verify_witnessed(&self, origin: &str, key: &VerifyingKey, witness: &WitnessKey) -> Option<(Record, u64)> {
        let (checkpoint, time) = read_witnessed(self.note.as_bytes(), origin, key, witness)?;
        self.holds(&checkpoint).map(|record| (record, time))
    }

    /// The entry's place in its log.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The name of the log that it says it is of, which is for [`Proof::verify`] to hold it to.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.note.lines().next().unwrap_or_default()
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

/// Makes proofs of one log, many in turn: the newest checkpoint's signature is checked once, and what lies above the tiles of
/// leaves, which all proofs share, is computed once.
pub struct Prover {
    folder: PathBuf,
    origin: String,
    key: VerifyingKey,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    note: Vec<u8>,
    checkpoint: Option<Checkpoint>,
    upper: Upper,
}

/// Beyond so many tiles, of 16 KiB each, what was computed is forgotten.
const MOST_KEPT: usize = 1024;

impl Prover {
    /// Of the log in this folder, which another process or thread may be writing.
    #[must_use]
    pub fn new(folder: &Path, origin: &str, key: VerifyingKey) -> Self {
        Self { folder: folder.to_owned(), origin: origin.to_owned(), key, known: Mutex::default() }
    }

    /// A self-contained proof that the log has this entry, against its newest checkpoint.
    ///
    /// # Errors
    /// The entry is not below the checkpoint, or the files are damaged.
    pub fn prove(&self, index: u64) -> Result<Proof, Error> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let note = read_note(&self.folder)?;
        let checkpoint = match known.checkpoint {
            Some(checkpoint) if known.note == note => checkpoint,
            _ => check_note(&note, &self.origin, &self.key)?,
        };
        known.checkpoint = Some(checkpoint);
        known.note.clone_from(&note);
        if index >= checkpoint.size {
            return Err(Error::NoEntry(index));
        }
        let mut tiles = Tiles::new(&self.folder, checkpoint.size);
        tiles.upper = std::mem::take(&mut known.upper);
        let proof = Proof::against(&mut tiles, index, &checkpoint, String::from_utf8_lossy(&note).into_owned());
        // What did not prove anything is not built upon.
        if proof.is_ok() && tiles.upper.len() <= MOST_KEPT {
            known.upper = tiles.upper;
        }
        proof
    }
}

/// Makes proofs of the logs of all years of a zone.
pub struct ShardProver {
    shards: Shards,
    key: VerifyingKey,
    years: Mutex<BTreeMap<u16, Prover>>,
}

impl ShardProver {
    /// Of these shards, the newest of which another process or thread may be writing.
    #[must_use]
    pub fn new(shards: Shards, key: VerifyingKey) -> Self {
        Self { shards, key, years: Mutex::default() }
    }

    /// A self-contained proof that the log of its year has this entry (by its place among all), and that log's name. The
    /// proof itself tells the entry's place within the year.
    ///
    /// # Errors
    /// The entry is not below the newest checkpoint, or the files are damaged.
    pub fn prove(&self, index: u64) -> Result<(Proof, String), Error> {
        let (year, place) = self.shards.find(&self.key, index)?;
        let origin = self.shards.origin(year);
        let mut years = self.years.lock().unwrap_or_else(PoisonError::into_inner);
        let prover = years.entry(year).or_insert_with(|| Prover::new(&self.shards.folder(year), &origin, self.key));
        let proof = prover.prove(place).map_err(|error| match error {
            Error::NoEntry(_) => Error::NoEntry(index),
            error => error,
        })?;
        Ok((proof, origin))
    }
}

/// One entry of a bundle. What stands behind it is not read, and what stands before it is skipped by length.
fn read_entry(bundle: File, place: u64) -> io::Result<Vec<u8>> {
    let mut bundle = BufReader::new(bundle);
    let mut length = [0; 2];
    for _ in 0..place {
        bundle.read_exact(&mut length)?;
        bundle.seek_relative(i64::from(u16::from_be_bytes(length)))?;
    }
    bundle.read_exact(&mut length)?;
    let mut entry = vec![0; usize::from(u16::from_be_bytes(length))];
    bundle.read_exact(&mut entry)?;
    Ok(entry)
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

/// The hash tiles of a log of this size, each read once.
pub(crate) struct Tiles<'a> {
    folder: &'a Path,
    size: u64,
    read: BTreeMap<Tile, Vec<u8>>,
    upper: Upper,
}

/// Of each tile above the leaves the roots of all its perfect subtrees, by height: its own 256 hashes first.
type Upper = BTreeMap<Tile, Vec<Vec<Hash>>>;

impl<'a> Tiles<'a> {
    pub(crate) fn new(folder: &'a Path, size: u64) -> Self {
        Self { folder, size, read: BTreeMap::new(), upper: Upper::new() }
    }

    /// The root of the perfect subtree of this height whose first leaf is `first`.
    pub(crate) fn subtree(&mut self, height: u32, first: u64) -> Result<Hash, Error> {
        let level = u8::try_from(height / 8).unwrap_or(u8::MAX);
        let index = first >> (8 * u32::from(level));
        let tile = tile_with(Kind::Hashes(level), index, self.size);
        let damaged = || Error::Damaged(Defect::new(tile.path(), None, DefectCode::Unreadable));
        if level > 0 {
            let rows = match self.upper.entry(tile) {
                Entry::Occupied(rows) => rows.into_mut(),
                Entry::Vacant(place) => place.insert(rows(&fs::read(self.folder.join(tile.path()))?)),
            };
            let row = usize::try_from(height % 8).ok().and_then(|row| rows.get(row));
            let place = usize::try_from((index % WIDTH) >> (height % 8)).ok();
            return row.zip(place).and_then(|(row, place)| row.get(place)).copied().ok_or_else(damaged);
        }
        let bytes = match self.read.entry(tile) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(place) => place.insert(fs::read(self.folder.join(tile.path()))?),
        };
        let from = usize::try_from(index % WIDTH).unwrap_or(0);
        let hashes = bytes.as_chunks::<32>().0.get(from..from + (1 << (height % 8)));
        hashes.map(root_of).ok_or_else(damaged)
    }
}

fn rows(tile: &[u8]) -> Vec<Vec<Hash>> {
    let first = tile.as_chunks::<32>().0.to_vec();
    let above = |row: &Vec<Hash>| {
        let pairs = row.as_chunks::<2>().0;
        (!pairs.is_empty()).then(|| pairs.iter().map(|[left, right]| hash_node(left, right)).collect())
    };
    std::iter::successors(Some(first), above).collect()
}

#[cfg(test)]
mod tests;
