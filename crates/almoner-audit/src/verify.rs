//! Verification: every byte of every file of a log against what was signed. Only reads.
//!
//! Entries and hash tiles each tell the same tree. Where they differ, the level above (at the right edge the signed root)
//! decides which of the two was changed, so that a defect names the file and byte that differs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use almoner_crypto::VerifyingKey;
use serde::Serialize;

use crate::edge::Edge;
use crate::entry::Record;
use crate::error::{Defect, DefectCode};
use crate::layout::{self, CHECKPOINT, DRAFT, Kind, TAIL, Tile, WIDTH};
use crate::merkle::{Hash, hash_leaf, root_of};
use crate::note::Checkpoint;
use crate::tail::{self, Next};

/// What a verification found in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The newest signed state: that of the checkpoint, or of the last commit in the tail.
    pub head: Checkpoint,
    /// How many of the entries are in the tail, as they are while the log is open and after a crash.
    pub in_tail: u64,
    /// When the first entry was taken.
    pub first: Option<String>,
    /// When the last entry was taken.
    pub last: Option<String>,
}

/// After this many defects there is no use in naming more.
const MOST_DEFECTS: usize = 1000;

pub(crate) fn verify(
    folder: &Path,
    origin: &str,
    key: &VerifyingKey,
    trusted: Option<&Checkpoint>,
) -> Result<Report, Vec<Defect>> {
    let mut check =
        Check { folder, origin, key, defects: Vec::new(), edge: Edge::default(), trusted, seen: None, times: None };
    let report = check.run();
    if check.defects.is_empty()
        && let Some(report) = report
    {
        return Ok(report);
    }
    check.defects.truncate(MOST_DEFECTS);
    Err(check.defects)
}

struct Check<'a> {
    folder: &'a Path,
    origin: &'a str,
    key: &'a VerifyingKey,
    defects: Vec<Defect>,
    edge: Edge,
    trusted: Option<&'a Checkpoint>,
    /// The root that the tree had at the trusted size.
    seen: Option<Hash>,
    times: Option<(String, String)>,
}

impl Check<'_> {
    fn run(&mut self) -> Option<Report> {
        self.look_for_trusted();
        let note = self.read(CHECKPOINT)?;
        let Some(checkpoint) = Checkpoint::read(&note, self.origin, self.key) else {
            self.defect(CHECKPOINT, None, DefectCode::Signature);
            return None;
        };
        for bundle in layout::tiles(Kind::Entries, checkpoint.size) {
            self.bundle(bundle, &checkpoint)?;
            self.full_tiles();
            if self.defects.len() > MOST_DEFECTS {
                return None;
            }
        }
        self.partial_tiles(checkpoint.size);
        if self.edge.tree.root() != checkpoint.root {
            self.defect(CHECKPOINT, None, DefectCode::Root);
        }
        let head = self.tail(checkpoint);
        self.compare_with_trusted();
        self.other_files(checkpoint.size);
        let (first, last) = self.times.clone().unzip();
        Some(Report { head, in_tail: head.size.saturating_sub(checkpoint.size), first, last })
    }

    /// Checks a bundle and the hashes over it, and puts its leaves into the tree.
    fn bundle(&mut self, bundle: Tile, checkpoint: &Checkpoint) -> Option<()> {
        let tile = Tile { kind: Kind::Hashes(0), ..bundle };
        let bytes = self.read(&bundle.path());
        let entries = bytes.as_deref().and_then(|bytes| {
            let entries = tail::entries(bytes).filter(|entries| entries.len() as u64 == bundle.width);
            if entries.is_none() {
                self.defect(bundle.path(), None, DefectCode::Unreadable);
            }
            entries
        });
        let computed: Option<Vec<Hash>> =
            entries.as_ref().map(|entries| entries.iter().map(|(_, entry)| hash_leaf(entry)).collect());
        let stored = self.read(&tile.path()).and_then(|bytes| {
            let hashes = hashes(&bytes, tile.width);
            if hashes.is_none() {
                self.defect(tile.path(), None, DefectCode::Unreadable);
            }
            hashes
        });
        let (leaves, entries_hold) = match (computed, stored) {
            (Some(computed), Some(stored)) if computed == stored => (computed, true),
            (Some(computed), Some(stored)) => {
                let different = computed.iter().zip(&stored).map(|(a, b)| a != b);
                if self.agrees_above(&computed, tile, checkpoint) {
                    let place = different.enumerate().find_map(|(place, different)| different.then_some(32 * place));
                    self.defect(tile.path(), place, DefectCode::Tile);
                    (computed, true)
                } else {
                    let places = entries.iter().flatten().map(|(place, _)| *place).zip(different);
                    for place in places.filter_map(|(place, different)| different.then_some(place)) {
                        self.defect(bundle.path(), Some(place), DefectCode::Entry);
                    }
                    (stored, false)
                }
            }
            // The other one is missing or unreadable, which has been noted.
            (Some(computed), None) => (computed, true),
            (None, Some(stored)) => (stored, false),
            (None, None) => return None,
        };
        for (at, leaf) in leaves.into_iter().enumerate() {
            if let Some((place, entry)) = entries.as_ref().and_then(|entries| entries.get(at)) {
                self.entry(&bundle.path(), *place, entry, entries_hold);
            }
            self.edge.push_hash(leaf);
            self.look_for_trusted();
        }
        Some(())
    }

    /// Whether the level above a leaf tile (or at the right edge the signed root) was made from these hashes.
    fn agrees_above(&mut self, hashes: &[Hash], tile: Tile, checkpoint: &Checkpoint) -> bool {
        if tile.is_full() {
            let above = layout::tile_with(Kind::Hashes(1), tile.number, checkpoint.size);
            let place = usize::try_from(tile.number % WIDTH).unwrap_or(0);
            let bytes = fs::read(self.folder.join(above.path())).unwrap_or_default();
            bytes.as_chunks::<32>().0.get(place) == Some(&root_of(hashes))
        } else {
            let mut tree = self.edge.tree.clone();
            hashes.iter().for_each(|hash| tree.push(*hash, |_, _| {}));
            tree.root() == checkpoint.root
        }
    }

    /// Checks that an entry is well formed and follows the one before. Where it is known to be altered that says no more.
    fn entry(&mut self, file: &str, place: usize, entry: &[u8], holds: bool) {
        let record = Record::decode(entry);
        if let Some(record) = record.as_ref() {
            let time = record.time.to_rfc3339();
            let first = self.times.take().map_or_else(|| time.clone(), |(first, _)| first);
            self.times = Some((first, time));
        }
        let follows = record.as_ref().map(|record| record.index == self.edge.tree.size() && record.prev == self.edge.prev);
        match follows {
            Some(true) => {}
            _ if !holds => {}
            Some(false) => self.defect(file, Some(place), DefectCode::Chain),
            None => self.defect(file, Some(place), DefectCode::Unreadable),
        }
    }

    /// Compares the tiles that have become full with their files, and lets go of them.
    fn full_tiles(&mut self) {
        let full: Vec<_> = self.edge.tiles().map(|(tile, _)| tile).filter(|tile| tile.is_full()).collect();
        for tile in full {
            if let Some(held) = self.edge.held.remove(&(tile.kind, tile.number)) {
                self.tile(tile, &held.bytes);
            }
        }
    }

    fn partial_tiles(&mut self, size: u64) {
        for tile in layout::partials(size) {
            let held = self.edge.held.get(&(tile.kind, tile.number)).map(|held| held.bytes.clone());
            if let Some(bytes) = held {
                self.tile(tile, &bytes);
            }
        }
    }

    /// Compares a tile above the leaves with its file; leaf tiles have been compared with their bundle.
    fn tile(&mut self, tile: Tile, expected: &[u8]) {
        if tile.kind == Kind::Hashes(0) {
            return;
        }
        let Some(bytes) = self.read(&tile.path()) else { return };
        if bytes != expected {
            let same = bytes.iter().zip(expected).take_while(|(a, b)| a == b).count();
            self.defect(tile.path(), Some(same), DefectCode::Tile);
        }
    }

    /// Checks the commits since the checkpoint and gives the state that the last one signed.
    fn tail(&mut self, checkpoint: Checkpoint) -> Checkpoint {
        let mut head = checkpoint;
        let Some(bytes) = self.read(TAIL) else { return head };
        // The bundle at the right edge is needed to tell which files an interrupted flush may have left.
        if let Some(bundle) = layout::partials(checkpoint.size).into_iter().find(|tile| tile.kind == Kind::Entries) {
            let bytes = fs::read(self.folder.join(bundle.path())).unwrap_or_default();
            let held = self.edge.held.entry((bundle.kind, bundle.number)).or_default();
            (held.width, held.bytes) = (bundle.width, bytes);
        }
        let mut at = 0;
        let mut expected: Option<u64> = None;
        loop {
            match tail::read_commit(&bytes, at, self.origin, self.key) {
                Next::End => return head,
                Next::Torn => {
                    self.defect(TAIL, Some(at), DefectCode::TornTail);
                    return head;
                }
                Next::Bad { .. } => {
                    self.defect(TAIL, Some(at), DefectCode::Unreadable);
                    return head;
                }
                Next::Commit(commit, end) => {
                    let first = commit.checkpoint.size.wrapping_sub(commit.entries.len() as u64);
                    if expected.is_some_and(|expected| expected != first) || first > self.edge.tree.size() {
                        self.defect(TAIL, Some(at), DefectCode::Chain);
                        return head;
                    }
                    expected = Some(commit.checkpoint.size);
                    if commit.checkpoint.size <= checkpoint.size {
                        self.repeated(first, &commit.entries);
                    } else {
                        for (place, entry) in &commit.entries {
                            self.entry(TAIL, *place, entry, true);
                            if self.edge.push(entry).is_none() {
                                self.defect(TAIL, Some(*place), DefectCode::Unreadable);
                            }
                            self.look_for_trusted();
                        }
                        head = commit.checkpoint;
                        if (Checkpoint { size: self.edge.tree.size(), root: self.edge.tree.root() }) != head {
                            self.defect(TAIL, Some(at), DefectCode::Root);
                            return head;
                        }
                    }
                    at = end;
                }
            }
        }
    }

    /// Checks entries of the tail that are in bundles already, as after a crash between the checkpoint and the emptying of
    /// the tail.
    fn repeated(&mut self, first: u64, entries: &[(usize, &[u8])]) {
        let mut bundles: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
        for (index, (place, entry)) in (first..).zip(entries) {
            let size = self.edge.tree.size();
            let number = index / WIDTH;
            let bundle = bundles.entry(number).or_insert_with(|| {
                let held = self.edge.held.get(&(Kind::Entries, number)).map(|held| held.bytes.clone());
                let full = Tile { kind: Kind::Entries, number, width: WIDTH };
                held.or_else(|| fs::read(self.folder.join(full.path())).ok()).unwrap_or_default()
            });
            let known = tail::entries(bundle)
                .and_then(|known| known.get(usize::try_from(index % WIDTH).ok()?).map(|(_, known)| known == entry));
            if index >= size || known != Some(true) {
                self.defect(TAIL, Some(*place), DefectCode::Entry);
            }
        }
    }

    fn look_for_trusted(&mut self) {
        if self.trusted.is_some_and(|trusted| trusted.size == self.edge.tree.size()) {
            self.seen = Some(self.edge.tree.root());
        }
    }

    fn compare_with_trusted(&mut self) {
        let Some(trusted) = self.trusted else { return };
        match self.seen {
            None => self.defect(CHECKPOINT, None, DefectCode::RolledBack),
            Some(root) if root != trusted.root => self.defect(CHECKPOINT, None, DefectCode::Forked),
            Some(_) => {}
        }
    }

    /// Finds what lies in the folder beside the files that the checkpoint requires.
    fn other_files(&mut self, size: u64) {
        let required: BTreeSet<String> = std::iter::once(Kind::Entries)
            .chain(layout::levels(size).map(Kind::Hashes))
            .flat_map(|kind| layout::tiles(kind, size))
            .map(Tile::path)
            .chain([CHECKPOINT.to_owned(), TAIL.to_owned()])
            .collect();
        let mut folders: BTreeSet<String> = BTreeSet::new();
        for path in required.iter().cloned().chain(self.edge.tiles().map(|(tile, _)| tile.path())) {
            folders.extend(path.match_indices('/').filter_map(|(at, _)| path.get(..at).map(str::to_owned)));
        }
        let (files, found_folders) = self.walk();
        for file in files.iter().filter(|file| !required.contains(*file)) {
            let name = file.rsplit('/').next().unwrap_or(file);
            if name == file && name.starts_with(DRAFT) {
                self.defect(file.as_str(), None, DefectCode::Leftover);
            } else if !self.is_copy(file) {
                self.defect(file.as_str(), None, DefectCode::Unexpected);
            }
        }
        for folder in found_folders.iter().filter(|folder| !folders.contains(*folder)) {
            // The folder of a partial tile may stay, empty, where the tile has become full.
            let parent = folder.strip_suffix(".p").and_then(Tile::from_path);
            if parent.is_none_or(|tile| tile.number * WIDTH >= layout::count(tile.kind, self.edge.tree.size())) {
                self.defect(folder.as_str(), None, DefectCode::Unexpected);
            }
        }
    }

    /// Whether a file is a tile of an earlier or, after a crash in a flush, of the coming checkpoint, and holds exactly what
    /// that tile does.
    fn is_copy(&self, file: &str) -> bool {
        let Some(tile) = Tile::from_path(file) else { return false };
        let held = self.edge.held.get(&(tile.kind, tile.number)).map(|held| held.bytes.clone());
        let full = Tile { width: WIDTH, ..tile };
        let whole = held.or_else(|| fs::read(self.folder.join(full.path())).ok().filter(|_| full != tile));
        let width = usize::try_from(tile.width).unwrap_or(0);
        let expected = whole.and_then(|bytes| match tile.kind {
            Kind::Hashes(_) => bytes.get(..32 * width).map(<[u8]>::to_vec),
            Kind::Entries => {
                let entries = tail::entries(&bytes)?;
                let end = entries.get(width).map_or(bytes.len(), |(place, _)| *place);
                if width <= entries.len() { bytes.get(..end).map(<[u8]>::to_vec) } else { None }
            }
        });
        expected.is_some() && fs::read(self.folder.join(file)).ok() == expected
    }

    /// All files and folders below the log's folder, by their relative paths. Whatever is neither is a defect.
    fn walk(&mut self) -> (Vec<String>, Vec<String>) {
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        let mut open = vec![String::new()];
        while let Some(at) = open.pop() {
            let Ok(items) = fs::read_dir(self.folder.join(&at)) else {
                self.defect(at, None, DefectCode::Unreadable);
                continue;
            };
            for item in items {
                let Ok(item) = item else {
                    self.defect(at.as_str(), None, DefectCode::Unreadable);
                    continue;
                };
                let name = item.file_name();
                let name = name.to_string_lossy();
                let path = if at.is_empty() { name.into_owned() } else { format!("{at}/{name}") };
                match item.file_type() {
                    Ok(kind) if kind.is_dir() => {
                        open.push(path.clone());
                        folders.push(path);
                    }
                    Ok(kind) if kind.is_file() => files.push(path),
                    _ => self.defect(path, None, DefectCode::Unexpected),
                }
            }
        }
        files.sort();
        folders.sort();
        (files, folders)
    }

    /// A file's content. A file that cannot be read is a defect.
    fn read(&mut self, path: &str) -> Option<Vec<u8>> {
        match fs::read(self.folder.join(path)) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let missing = error.kind() == std::io::ErrorKind::NotFound;
                self.defect(path, None, if missing { DefectCode::Missing } else { DefectCode::Unreadable });
                None
            }
        }
    }

    fn defect(&mut self, file: impl Into<String>, offset: Option<usize>, code: DefectCode) {
        self.defects.push(Defect::new(file, offset.map(|offset| offset as u64), code));
    }
}

fn hashes(bytes: &[u8], width: u64) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    (rest.is_empty() && hashes.len() as u64 == width).then(|| hashes.to_vec())
}

#[cfg(test)]
mod tests;
