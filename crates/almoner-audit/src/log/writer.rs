//! The one place that writes the files of a log.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use almoner_base::{Clock, Timestamp};
use almoner_crypto::{SigningKey, sha256};

use super::flush::{self, Flusher, Job};
use crate::disk::{make_folder, new_file, replace};
use crate::edge::{Edge, Held};
use crate::entry::{Action, Count, Entry, EntryIds, Outcome, Place, Record, ResourceKind, Role, Service, encode_leaf};
use crate::error::{Defect, DefectCode, Error};
use crate::layout::{self, CHECKPOINT, DRAFT, Kind, TAILS, Tile, WIDTH};
use crate::merkle::{Hash, Tree, hash_leaf, root_of};
use crate::note::Checkpoint;
use crate::tail::{self, Next};

/// How many entries a tail takes before they go into tiles. More make the tail slower to read after a crash, fewer write
/// more files.
const FLUSH_AT: u64 = 65_536;
/// How many entries may wait for tiles before callers wait too.
const MOST_WAITING: u64 = 1_048_576;
/// A checkpoint is at most this much older than the last entry when the next one comes.
const CHECKPOINT_MS: i64 = 1000;

pub(super) struct Writer {
    folder: PathBuf,
    /// The open folder carries the lock.
    _lock: File,
    origin: String,
    key: Arc<SigningKey>,
    pub(super) clock: Arc<dyn Clock>,
    ids: EntryIds,
    pub(super) service: Option<Service>,
    /// Commits go to the first; the second is empty, or its entries are being flushed.
    tails: [File; 2],
    /// Holds all tiles that are not full, and those that are not yet written.
    edge: Edge,
    /// The size of the last checkpoint that was handed to the flusher, and when that was.
    flushed: u64,
    flushed_at: Timestamp,
    flusher: Flusher,
    /// The bytes of a commit, kept for the next one.
    commit: Vec<u8>,
    leaf: Vec<u8>,
}

/// Writes the files of an empty log.
pub(super) fn create(folder: &Path, key: &SigningKey, origin: &str) -> Result<(), Error> {
    make_folder(folder)?;
    for item in fs::read_dir(folder)? {
        // A draft or an empty tail is what a crash within this function leaves.
        let item = item?;
        let name = item.file_name();
        let name = name.to_string_lossy();
        let empty_tail = TAILS.contains(&&*name) && item.metadata()?.len() == 0;
        if name.starts_with(DRAFT) {
            fs::remove_file(item.path())?;
        } else if !empty_tail {
            return Err(Error::Exists);
        }
    }
    for tail in TAILS {
        new_file(&folder.join(tail))?.sync_all()?;
    }
    let note = Checkpoint { size: 0, root: Tree::default().root() }.sign(origin, key);
    replace(folder, CHECKPOINT, note.as_bytes())?;
    Ok(())
}

/// How often a log that somebody holds is tried again, and how long it is waited in between: five seconds in all. A process whose
/// supervisor was killed ends by itself when it notices, and holds its log until then.
const TRIES: u32 = if cfg!(test) { 20 } else { 100 };
const BETWEEN: Duration = Duration::from_millis(50);

fn hold(lock: &File) -> Result<(), Error> {
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => std::thread::park_timeout(BETWEEN),
            Err(TryLockError::Error(error)) => return Err(Error::Io(error)),
        }
    }
    Err(Error::Locked)
}

impl Writer {
    pub(super) fn open(folder: &Path, key: Arc<SigningKey>, origin: &str, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let lock = File::open(folder).map_err(missing)?;
        hold(&lock)?;
        let note = fs::read(folder.join(CHECKPOINT)).map_err(missing)?;
        let checkpoint = Checkpoint::read(&note, origin, &key.public())
            .ok_or_else(|| damaged(CHECKPOINT, None, DefectCode::Signature))?;
        let [first, second] = TAILS.map(|tail| folder.join(tail));
        let mut options = OpenOptions::new();
        options.read(true).append(true);
        let first = options.open(first).map_err(missing)?;
        // Logs of before had one tail.
        let second = if second.exists() { options.open(second)? } else { options.create(true).open(second)? };
        let mut writer = Self {
            folder: folder.to_owned(),
            _lock: lock,
            origin: origin.to_owned(),
            key,
            flushed_at: clock.now(),
            clock,
            ids: EntryIds::default(),
            service: None,
            tails: [first, second],
            edge: Edge::default(),
            flushed: checkpoint.size,
            flusher: Flusher::start(folder.to_owned())?,
            commit: Vec::new(),
            leaf: Vec::new(),
        };
        writer.load(&checkpoint)?;
        writer.recover()?;
        Ok(writer)
    }

    pub(super) fn size(&self) -> u64 {
        self.edge.tree.size()
    }

    /// Puts entries into the tree and, with a signature, into the tail, and waits for the disk.
    pub(super) fn commit(&mut self, entries: &[Vec<u8>]) -> Result<(), Error> {
        let now = self.clock.now();
        tail::begin_commit(&mut self.commit);
        for entry in entries {
            let place = Place {
                index: self.edge.tree.size(),
                time: now,
                prev: self.edge.prev,
                id: self.ids.next(now)?,
                service: self.service,
            };
            // The hash of a leaf is one over a zero byte and the leaf, so they lie one after the other.
            self.leaf.clear();
            self.leaf.push(0);
            encode_leaf(&mut self.leaf, &place, entry)?;
            let (_, leaf) = self.leaf.split_at_checked(1).ok_or(Error::TooLarge)?;
            tail::push_entry(&mut self.commit, leaf).ok_or(Error::TooLarge)?;
            self.edge.push(leaf, sha256(&self.leaf)).ok_or(Error::TooLarge)?;
        }
        let note = self.head().sign(&self.origin, &self.key);
        let commit = tail::end_commit(&mut self.commit, &note).ok_or(Error::TooLarge)?;
        let [tail, _] = &mut self.tails;
        tail.write_all(commit)?;
        tail.sync_data()?;
        let waiting = self.edge.tree.size() - self.flushed;
        if waiting >= MOST_WAITING {
            self.flusher.wait()?;
        }
        let due = waiting >= FLUSH_AT || now.0.saturating_sub(self.flushed_at.0) >= CHECKPOINT_MS;
        if due && self.flusher.is_free()? {
            self.begin_flush(now)?;
        }
        Ok(())
    }

    /// Begins a flush if there is something to flush and none is running.
    pub(super) fn tick(&mut self) -> Result<(), Error> {
        if self.edge.tree.size() > self.flushed && self.flusher.is_free()? {
            let now = self.clock.now();
            self.begin_flush(now)?;
        }
        Ok(())
    }

    /// Writes what is not yet in tiles and the checkpoint, and waits for it.
    pub(super) fn flush(&mut self) -> Result<Checkpoint, Error> {
        self.flusher.wait()?;
        if self.edge.tree.size() > self.flushed {
            let now = self.clock.now();
            self.begin_flush(now)?;
            self.flusher.wait()?;
        }
        Ok(self.head())
    }

    /// Hands what is not yet in tiles to the flusher, which must be free, and goes on in the other tail.
    fn begin_flush(&mut self, now: Timestamp) -> Result<(), Error> {
        let [full, _] = &self.tails;
        let tail = full.try_clone()?;
        let job = self.job(tail);
        self.tails.reverse();
        self.flushed_at = now;
        self.flusher.give(job)
    }

    /// All that is not yet in tiles. Full tiles leave memory.
    fn job(&mut self, tail: File) -> Job {
        let head = self.head();
        let note = head.sign(&self.origin, &self.key);
        let mut tiles = Vec::new();
        self.edge.held.retain(|(kind, number), held| {
            if held.written < held.width {
                let tile = Tile { kind: *kind, number: *number, width: held.width };
                let bytes = if held.width == WIDTH { std::mem::take(&mut held.bytes) } else { held.bytes.clone() };
                tiles.push((tile, Arc::new(bytes)));
                held.written = held.width;
            }
            held.width < WIDTH
        });
        let from = std::mem::replace(&mut self.flushed, head.size);
        Job { tiles, note, from, to: head.size, tail }
    }

    fn head(&self) -> Checkpoint {
        Checkpoint { size: self.edge.tree.size(), root: self.edge.tree.root() }
    }

    /// Takes the tiles of the right edge into memory and checks them against the checkpoint.
    fn load(&mut self, checkpoint: &Checkpoint) -> Result<(), Error> {
        let mut peaks = Vec::new();
        for tile in layout::partials(checkpoint.size).into_iter().rev() {
            let bytes = self.read(tile)?;
            if let Kind::Hashes(_) = tile.kind {
                let hashes = hashes(&bytes, tile)?;
                let mut rest = hashes.as_slice();
                for bit in (0..8).rev().filter(|bit| tile.width >> bit & 1 == 1) {
                    let Some((subtree, right)) = rest.split_at_checked(1 << bit) else { break };
                    peaks.push(root_of(subtree));
                    rest = right;
                }
            }
            self.edge.held.insert((tile.kind, tile.number), Held { width: tile.width, bytes, written: tile.width });
        }
        self.edge.tree = Tree::from_peaks(checkpoint.size, peaks);
        if self.edge.tree.root() != checkpoint.root {
            return Err(damaged("tile", None, DefectCode::Root));
        }
        self.load_bundle(checkpoint.size)
    }

    /// Checks the last bundle against its hashes, and finds the hash of the last entry.
    fn load_bundle(&mut self, size: u64) -> Result<(), Error> {
        let Some(last) = size.checked_sub(1) else { return Ok(()) };
        let width = last % WIDTH + 1;
        let bundle = Tile { kind: Kind::Entries, number: last / WIDTH, width };
        let tile = Tile { kind: Kind::Hashes(0), ..bundle };
        let (bytes, expected) = (self.read(bundle)?, hashes(&self.read(tile)?, tile)?);
        let unreadable = || damaged(&bundle.path(), None, DefectCode::Unreadable);
        let entries = tail::entries(&bytes).ok_or_else(unreadable)?;
        let found: Vec<Hash> = entries.iter().map(|(_, entry)| hash_leaf(entry)).collect();
        if found != expected {
            return Err(damaged(&bundle.path(), None, DefectCode::Entry));
        }
        if let Some(hash) = found.last() {
            self.edge.prev = *hash;
        }
        // A full tile is no peak, so the root says nothing about it; it is checked up to the level where it does.
        let (mut level, mut hashes_below) = (0, expected);
        while hashes_below.len() as u64 == WIDTH {
            level += 1;
            let kind = Kind::Hashes(level);
            let last = layout::count(kind, size).saturating_sub(1);
            let above = Tile { kind, number: last / WIDTH, width: last % WIDTH + 1 };
            let above_hashes = hashes(&self.read(above)?, above)?;
            if above_hashes.last() != Some(&root_of(&hashes_below)) {
                return Err(damaged(&above.path(), None, DefectCode::Tile));
            }
            hashes_below = above_hashes;
        }
        Ok(())
    }

    /// Takes in what the tails hold beyond the checkpoint. Tails that are not empty are what a crash leaves.
    fn recover(&mut self) -> Result<(), Error> {
        let mut contents = Vec::new();
        for (file, name) in self.tails.iter_mut().zip(TAILS) {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(0))?;
            file.read_to_end(&mut bytes)?;
            contents.push((name, bytes));
        }
        if contents.iter().all(|(_, bytes)| bytes.is_empty()) {
            return self.sweep();
        }
        // The tail with the later entries was written last, and only its last commit can have been cut.
        if tail::order(&contents, &self.origin, &self.key.public()) {
            contents.reverse();
            self.tails.reverse();
        }
        let mut cut = 0;
        for (at, (name, bytes)) in contents.iter().enumerate() {
            let end = self.take_tail(name, bytes)?;
            let later_is_empty = contents.get(at + 1).is_none_or(|(_, later)| later.is_empty());
            if end < bytes.len() && !later_is_empty {
                return Err(damaged(name, Some(end), DefectCode::Unreadable));
            }
            cut += bytes.len() - end;
        }
        // Tiles and checkpoint first, so that the tails are free before anything is added.
        let [first, _] = &self.tails;
        let first = first.try_clone()?;
        if self.edge.tree.size() > self.flushed {
            let job = self.job(first);
            flush::run(&self.folder, &job)?;
        }
        self.sweep()?;
        for tail in &self.tails {
            tail.set_len(0)?;
        }
        if cut > 0 {
            let entry = Entry::by_service(Role::Supervisor, Action::RecoveredTornWrite)
                .outcome(Outcome::Partial)
                .resources(ResourceKind::Log)
                .count(Count::Bytes, cut as u64);
            self.commit(&[entry.encode()?])?;
        }
        Ok(())
    }

    /// Takes in the commits of one tail; gives the place where a commit that was cut begins, or the end.
    fn take_tail(&mut self, name: &str, bytes: &[u8]) -> Result<usize, Error> {
        let (public, origin) = (self.key.public(), self.origin.clone());
        let mut at = 0;
        loop {
            match tail::read_commit(bytes, at, &origin, &public) {
                Next::End | Next::Torn | Next::Bad { last: true } => return Ok(at),
                Next::Bad { last: false } => return Err(damaged(name, Some(at), DefectCode::Unreadable)),
                // Blocks of the last commit that never reached the disk can read as entries.
                Next::Commit(commit, end) if end == bytes.len() && !self.agrees(&commit) => return Ok(at),
                Next::Commit(commit, end) => {
                    for (place, leaf) in commit.entries {
                        self.take_recovered(name, place, leaf)?;
                    }
                    let behind = commit.checkpoint.size <= self.flushed;
                    if !behind && commit.checkpoint != self.head() {
                        return Err(damaged(name, Some(at), DefectCode::Root));
                    }
                    at = end;
                }
            }
        }
    }

    /// Whether a commit beyond the checkpoint leads to the tree that it signs.
    fn agrees(&self, commit: &tail::Commit<'_>) -> bool {
        let mut tree = self.edge.tree.clone();
        commit.entries.iter().for_each(|(_, leaf)| tree.push(hash_leaf(leaf), |_, _| {}));
        commit.checkpoint.size <= self.flushed || commit.checkpoint == Checkpoint { size: tree.size(), root: tree.root() }
    }

    fn take_recovered(&mut self, name: &str, place: usize, leaf: &[u8]) -> Result<(), Error> {
        let record = Record::decode(leaf).ok_or_else(|| damaged(name, Some(place), DefectCode::Unreadable))?;
        if record.index < self.flushed {
            return Ok(());
        }
        if record.index != self.edge.tree.size() || record.prev != self.edge.prev {
            return Err(damaged(name, Some(place), DefectCode::Chain));
        }
        self.edge.push(leaf, hash_leaf(leaf)).ok_or(Error::TooLarge)
    }

    /// Removes the drafts and stale partial tiles of an interrupted flush.
    fn sweep(&self) -> Result<(), Error> {
        for item in fs::read_dir(&self.folder)? {
            let item = item?;
            if item.file_name().to_string_lossy().starts_with(DRAFT) {
                fs::remove_file(item.path())?;
            }
        }
        Ok(())
    }

    fn read(&self, tile: Tile) -> Result<Vec<u8>, Error> {
        if let Some(held) = self.edge.held.get(&(tile.kind, tile.number)) {
            return Ok(held.bytes.clone());
        }
        fs::read(self.folder.join(tile.path())).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => damaged(&tile.path(), None, DefectCode::Missing),
            _ => Error::Io(error),
        })
    }
}

fn hashes(bytes: &[u8], tile: Tile) -> Result<Vec<Hash>, Error> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() && hashes.len() as u64 == tile.width {
        Ok(hashes.to_vec())
    } else {
        Err(damaged(&tile.path(), None, DefectCode::Unreadable))
    }
}

fn damaged(file: &str, offset: Option<usize>, code: DefectCode) -> Error {
    Error::Damaged(Defect::new(file, offset.map(|offset| offset as u64), code))
}

fn missing(error: std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound { Error::Missing } else { Error::Io(error) }
}
