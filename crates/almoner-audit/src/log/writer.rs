//! The one place that writes the files of a log.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almoner_base::Clock;
use almoner_crypto::SigningKey;

use crate::disk::{make_folder, new_file, replace};
use crate::edge::{Edge, Held};
use crate::entry::{Action, Count, Entry, EntryIds, Outcome, Place, Record, ResourceKind, Role, Service, encode_leaf};
use crate::error::{Defect, DefectCode, Error};
use crate::layout::{self, CHECKPOINT, DRAFT, Kind, TAIL, Tile, WIDTH};
use crate::merkle::{Hash, Tree, hash_leaf, root_of};
use crate::note::Checkpoint;
use crate::tail::{self, Next};

/// How many entries the tail takes before they go into tiles. More make the tail slower to read after a crash, fewer write
/// more files.
const FLUSH_AT: u64 = 16_384;

pub(super) struct Writer {
    folder: PathBuf,
    /// The open folder carries the lock.
    _lock: File,
    origin: String,
    key: SigningKey,
    clock: Arc<dyn Clock>,
    ids: EntryIds,
    pub(super) service: Option<Service>,
    tail: File,
    /// Holds all tiles that are not full, and those that are not yet written.
    edge: Edge,
    flushed: u64,
}

/// Writes the files of an empty log.
pub(super) fn create(folder: &Path, key: &SigningKey, origin: &str) -> Result<(), Error> {
    make_folder(folder)?;
    for item in fs::read_dir(folder)? {
        // A draft or an empty tail is what a crash within this function leaves.
        let item = item?;
        let name = item.file_name();
        let name = name.to_string_lossy();
        let empty_tail = name == TAIL && item.metadata()?.len() == 0;
        if name.starts_with(DRAFT) {
            fs::remove_file(item.path())?;
        } else if !empty_tail {
            return Err(Error::Exists);
        }
    }
    new_file(&folder.join(TAIL))?.sync_all()?;
    let note = Checkpoint { size: 0, root: Tree::default().root() }.sign(origin, key);
    replace(folder, CHECKPOINT, note.as_bytes())?;
    Ok(())
}

impl Writer {
    pub(super) fn open(folder: &Path, key: SigningKey, origin: &str, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let lock = File::open(folder).map_err(missing)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => Error::Locked,
            TryLockError::Error(error) => Error::Io(error),
        })?;
        let note = fs::read(folder.join(CHECKPOINT)).map_err(missing)?;
        let checkpoint = Checkpoint::read(&note, origin, &key.public())
            .ok_or_else(|| damaged(CHECKPOINT, None, DefectCode::Signature))?;
        let tail = OpenOptions::new().read(true).append(true).open(folder.join(TAIL)).map_err(missing)?;
        let mut writer = Self {
            folder: folder.to_owned(),
            _lock: lock,
            origin: origin.to_owned(),
            key,
            clock,
            ids: EntryIds::default(),
            service: None,
            tail,
            edge: Edge::default(),
            flushed: checkpoint.size,
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
        let mut bundle = Vec::with_capacity(entries.iter().map(|entry| entry.len() + 64).sum());
        for entry in entries {
            let place = Place {
                index: self.edge.tree.size(),
                time: now,
                prev: self.edge.prev,
                id: self.ids.next(now)?,
                service: self.service,
            };
            let mut leaf = Vec::with_capacity(entry.len() + 128);
            encode_leaf(&mut leaf, &place, entry)?;
            tail::push_entry(&mut bundle, &leaf).ok_or(Error::TooLarge)?;
            self.edge.push(&leaf).ok_or(Error::TooLarge)?;
        }
        let note = self.head().sign(&self.origin, &self.key);
        let commit = tail::encode_commit(&note, &bundle).ok_or(Error::TooLarge)?;
        self.tail.write_all(&commit)?;
        self.tail.sync_data()?;
        if self.edge.tree.size() - self.flushed >= FLUSH_AT {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is not yet in tiles, then the checkpoint, then empties the tail. A crash between any two steps leaves
    /// files that `recover` completes.
    pub(super) fn flush(&mut self) -> Result<Checkpoint, Error> {
        let head = self.head();
        if head.size == self.flushed {
            return Ok(head);
        }
        let mut drafts = Vec::new();
        for (tile, held) in self.edge.tiles().filter(|(_, held)| held.written < held.width) {
            let draft = self.folder.join(format!("{DRAFT}{}", drafts.len()));
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
            file.write_all(&held.bytes)?;
            drafts.push((draft, file, tile));
        }
        for (_, file, _) in &drafts {
            file.sync_data()?;
        }
        let mut folders = BTreeSet::new();
        for (draft, _, tile) in &drafts {
            let path = self.folder.join(tile.path());
            let parent = path.parent().unwrap_or(&self.folder);
            make_folder(parent)?;
            fs::rename(draft, &path)?;
            folders.extend(parent.ancestors().take_while(|folder| folder.starts_with(&self.folder)).map(Path::to_owned));
        }
        for folder in &folders {
            File::open(folder)?.sync_all()?;
        }
        replace(&self.folder, CHECKPOINT, head.sign(&self.origin, &self.key).as_bytes())?;
        self.tail.set_len(0)?;
        self.remove_partials(layout::partials(self.flushed))?;
        self.flushed = head.size;
        self.edge.held.retain(|_, held| held.width < WIDTH);
        for held in self.edge.held.values_mut() {
            held.written = held.width;
        }
        Ok(head)
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

    /// Takes in what the tail holds beyond the checkpoint. A tail that is not empty is what a crash leaves.
    fn recover(&mut self) -> Result<(), Error> {
        let mut bytes = Vec::new();
        self.tail.seek(SeekFrom::Start(0))?;
        self.tail.read_to_end(&mut bytes)?;
        if bytes.is_empty() {
            return Ok(());
        }
        let (public, origin) = (self.key.public(), self.origin.clone());
        let mut at = 0;
        let torn = loop {
            match tail::read_commit(&bytes, at, &origin, &public) {
                Next::End => break false,
                Next::Torn | Next::Bad { last: true } => break true,
                Next::Bad { last: false } => return Err(damaged(TAIL, Some(at), DefectCode::Unreadable)),
                Next::Commit(commit, end) => {
                    for (place, leaf) in commit.entries {
                        self.take_recovered(place, leaf)?;
                    }
                    let behind = commit.checkpoint.size <= self.flushed;
                    if !behind && commit.checkpoint != self.head() {
                        return Err(damaged(TAIL, Some(at), DefectCode::Root));
                    }
                    at = end;
                }
            }
        };
        if torn {
            self.tail.set_len(at as u64)?;
            let entry = Entry::by_service(Role::Supervisor, Action::RecoveredTornWrite)
                .outcome(Outcome::Partial)
                .resources(ResourceKind::Log)
                .count(Count::Bytes, (bytes.len() - at) as u64);
            self.commit(&[entry.encode()?])?;
        }
        self.flush()?;
        self.tail.set_len(0)?;
        self.sweep()
    }

    fn take_recovered(&mut self, place: usize, leaf: &[u8]) -> Result<(), Error> {
        let record = Record::decode(leaf).ok_or_else(|| damaged(TAIL, Some(place), DefectCode::Unreadable))?;
        if record.index < self.flushed {
            return Ok(());
        }
        if record.index != self.edge.tree.size() || record.prev != self.edge.prev {
            return Err(damaged(TAIL, Some(place), DefectCode::Chain));
        }
        self.edge.push(leaf).ok_or(Error::TooLarge)
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

    /// Removes tiles that have grown since. They are copies of what the newer tile begins with.
    fn remove_partials(&self, partials: Vec<Tile>) -> Result<(), Error> {
        let current = layout::partials(self.edge.tree.size());
        for tile in partials.into_iter().filter(|tile| !current.contains(tile)) {
            let path = self.folder.join(tile.path());
            fs::remove_file(&path)?;
            // Other widths may lie beside it, and then the folder stays.
            if let Some(parent) = path.parent() {
                let _ = fs::remove_dir(parent);
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
