//! Verification: every byte of every file of a log against what was signed. Only reads.
//!
//! Entries and hash tiles each tell the same tree. Where they differ, the level above (at the right edge the signed root)
//! decides which of the two was changed, so that a defect names the file and byte that differs.
//!
//! Bundles are checked by as many threads as there are cores; what ties them together (the chain of leaf hashes, the tree
//! above the bundles) is checked in order afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

use almoner_base::Timestamp;
use almoner_crypto::VerifyingKey;
use serde::Serialize;

use crate::copy::{copied_checkpoint, copied_sizes};
use crate::edge::Edge;
use crate::entry::Record;
use crate::error::{Defect, DefectCode};
use crate::layout::{self, CHECKPOINT, DRAFT, Kind, TAILS, Tile, WIDTH};
use crate::merkle::{Hash, Tree, hash_leaf, root_of};
use crate::note::Checkpoint;
use crate::tail::{self, Next};
use crate::witness::{WITNESSED, WitnessKey, read_witnessed};

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

/// How many bundles are checked before what ties them together is.
const WINDOW: usize = 16_384;
/// After this many defects there is no use in naming more.
const MOST_DEFECTS: usize = 1000;

pub(crate) fn verify(
    folder: &Path,
    origin: &str,
    key: &VerifyingKey,
    trusted: Option<&Checkpoint>,
    witnesses: &[WitnessKey],
) -> Result<Report, Vec<Defect>> {
    let mut check = Check::new(folder, origin, key, CHECKPOINT.to_owned(), Scope::Log);
    check.claims.extend(trusted.map(|trusted| Claim::new(CHECKPOINT.to_owned(), *trusted)));
    check.cosigned(witnesses);
    check.finish()
}

/// Checks what a checkpoint covers, and nothing that comes after it: a log may grow meanwhile.
pub(crate) fn verify_tiles(folder: &Path, origin: &str, key: &VerifyingKey) -> Result<Report, Vec<Defect>> {
    Check::new(folder, origin, key, CHECKPOINT.to_owned(), Scope::Tiles).finish()
}

/// Checks every byte of a copy of a log ([`crate::copy_log`]). It must continue each checkpoint that stands in it.
///
/// # Errors
/// What differs from what was signed, and where.
pub fn verify_copy(folder: &Path, origin: &str, key: &VerifyingKey) -> Result<Report, Vec<Defect>> {
    let mut sizes = copied_sizes(folder);
    let newest = sizes.pop_last().ok_or_else(|| vec![Defect::new(CHECKPOINT, None, DefectCode::Missing)])?;
    let mut check = Check::new(folder, origin, key, copied_checkpoint(newest), Scope::Copy);
    for size in sizes {
        let name = copied_checkpoint(size);
        match check.read(&name).and_then(|note| Checkpoint::read(&note, origin, key)).filter(|older| older.size == size) {
            Some(older) => check.claims.push(Claim::new(name, older)),
            None => check.defect(name, None, DefectCode::Signature),
        }
    }
    check.finish()
}

/// How much of a folder is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// A log with its tails, every file.
    Log,
    /// Tiles and checkpoint.
    Tiles,
    /// A copy, which has no tails, every file.
    Copy,
}

struct Check<'a> {
    folder: &'a Path,
    origin: &'a str,
    key: &'a VerifyingKey,
    /// The file of the checkpoint that everything is held against.
    checkpoint: String,
    scope: Scope,
    defects: Vec<Defect>,
    edge: Edge,
    /// States that the log must have had.
    claims: Vec<Claim>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    /// The files of the witnesses whose keys are known.
    witnessed: BTreeSet<String>,
    /// Whether there is an entry of a format that came with the second tail.
    newer_format: bool,
}

impl<'a> Check<'a> {
    fn new(folder: &'a Path, origin: &'a str, key: &'a VerifyingKey, checkpoint: String, scope: Scope) -> Self {
        Self {
            folder,
            origin,
            key,
            checkpoint,
            scope,
            defects: Vec::new(),
            edge: Edge::default(),
            claims: Vec::new(),
            first: None,
            last: None,
            witnessed: BTreeSet::new(),
            newer_format: false,
        }
    }

    fn finish(mut self) -> Result<Report, Vec<Defect>> {
        let report = self.run();
        if self.defects.is_empty()
            && let Some(report) = report
        {
            return Ok(report);
        }
        self.defects.truncate(MOST_DEFECTS);
        Err(self.defects)
    }

    fn run(&mut self) -> Option<Report> {
        self.look_for_claims();
        let name = self.checkpoint.clone();
        let note = self.read(&name)?;
        let Some(checkpoint) = Checkpoint::read(&note, self.origin, self.key) else {
            self.defect(name, None, DefectCode::Signature);
            return None;
        };
        let full = checkpoint.size / WIDTH;
        for from in (0..full).step_by(WINDOW) {
            let window = from..full.min(from + WINDOW as u64);
            for (number, bundle) in (from..).zip(self.full_bundles(window, &checkpoint)) {
                self.follow(Tile { kind: Kind::Entries, number, width: WIDTH }, bundle)?;
                self.full_tiles();
                if self.defects.len() > MOST_DEFECTS {
                    return None;
                }
            }
        }
        if let Some(bundle) = layout::partials(checkpoint.size).into_iter().find(|tile| tile.kind == Kind::Entries) {
            let read = self.bundle(bundle, &checkpoint, Some(&self.edge.tree));
            self.follow(bundle, read)?;
        }
        self.partial_tiles(checkpoint.size);
        if self.edge.tree.root() != checkpoint.root {
            self.defect(name, None, DefectCode::Root);
        }
        self.hold_last_bundle(checkpoint.size);
        let head = if self.scope == Scope::Log { self.tails(checkpoint) } else { checkpoint };
        self.compare_with_claims();
        if self.scope != Scope::Tiles {
            self.other_files(checkpoint.size);
        }
        let (first, last) = (self.first.map(Timestamp::to_rfc3339), self.last.map(Timestamp::to_rfc3339));
        Some(Report { head, in_tail: head.size.saturating_sub(checkpoint.size), first, last })
    }

    /// Checks full bundles, in parallel.
    fn full_bundles(&self, numbers: Range<u64>, checkpoint: &Checkpoint) -> Vec<Bundle> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = (numbers.end - numbers.start).div_ceil(threads as u64).max(1);
        let check = |numbers: Range<u64>| -> Vec<Bundle> {
            numbers.map(|number| self.bundle(Tile { kind: Kind::Entries, number, width: WIDTH }, checkpoint, None)).collect()
        };
        let shares = (numbers.start..numbers.end).step_by(usize::try_from(share).unwrap_or(usize::MAX));
        std::thread::scope(|scope| {
            let running: Vec<_> = shares
                .map(|from| {
                    let numbers = from..numbers.end.min(from + share);
                    (numbers.clone(), scope.spawn(move || check(numbers)))
                })
                .collect();
            running.into_iter().flat_map(|(numbers, thread)| thread.join().unwrap_or_else(|_| check(numbers))).collect()
        })
    }

    /// Checks a bundle and the hashes over it by themselves. `left` is the tree before it where no level above tells what
    /// its hashes must be, as at the right edge.
    fn bundle(&self, bundle: Tile, checkpoint: &Checkpoint, left: Option<&Tree>) -> Bundle {
        let tile = Tile { kind: Kind::Hashes(0), ..bundle };
        let mut found = Bundle::default();
        let bytes = found.read(self.folder, &bundle.path());
        let entries = bytes.as_deref().and_then(|bytes| {
            let entries = tail::entries(bytes).filter(|entries| entries.len() as u64 == bundle.width);
            if entries.is_none() {
                found.defects.push(Defect::new(bundle.path(), None, DefectCode::Unreadable));
            }
            entries
        });
        let computed: Option<Vec<Hash>> =
            entries.as_ref().map(|entries| entries.iter().map(|(_, entry)| hash_leaf(entry)).collect());
        let stored = found.read(self.folder, &tile.path()).and_then(|bytes| {
            let hashes = hashes(&bytes, tile.width);
            if hashes.is_none() {
                found.defects.push(Defect::new(tile.path(), None, DefectCode::Unreadable));
            }
            hashes
        });
        let (leaves, entries_hold) = match (computed, stored) {
            (Some(computed), Some(stored)) if computed == stored => (computed, true),
            (Some(computed), Some(stored)) => {
                let different = computed.iter().zip(&stored).map(|(a, b)| a != b);
                if self.agrees_above(&computed, tile, checkpoint, left) {
                    let place = different.enumerate().find_map(|(place, different)| different.then_some(32 * place as u64));
                    found.defects.push(Defect::new(tile.path(), place, DefectCode::Tile));
                    (computed, true)
                } else {
                    let places = entries.iter().flatten().map(|(place, _)| *place as u64).zip(different);
                    for place in places.filter_map(|(place, different)| different.then_some(place)) {
                        found.defects.push(Defect::new(bundle.path(), Some(place), DefectCode::Entry));
                    }
                    (stored, false)
                }
            }
            // The other one is missing or unreadable, which has been noted.
            (Some(computed), None) => (computed, true),
            (None, Some(stored)) => (stored, false),
            (None, None) => return found,
        };
        let mut prev = None;
        let first = bundle.number * WIDTH;
        for ((at, leaf), (place, entry)) in (first..).zip(&leaves).zip(entries.iter().flatten()) {
            found.entry(&bundle, *place, entry, (at, prev), entries_hold);
            prev = Some(*leaf);
        }
        found.root = (bundle.width == WIDTH).then(|| root_of(&leaves));
        found.leaves = leaves;
        found
    }

    /// Whether the level above a leaf tile (or at the right edge the signed root) was made from these hashes.
    fn agrees_above(&self, hashes: &[Hash], tile: Tile, checkpoint: &Checkpoint, left: Option<&Tree>) -> bool {
        if let Some(left) = left {
            let mut tree = left.clone();
            hashes.iter().for_each(|hash| tree.push(*hash, |_, _| {}));
            tree.root() == checkpoint.root
        } else {
            let above = layout::tile_with(Kind::Hashes(1), tile.number, checkpoint.size);
            let place = usize::try_from(tile.number % WIDTH).unwrap_or(0);
            let bytes = fs::read(self.folder.join(above.path())).unwrap_or_default();
            bytes.as_chunks::<32>().0.get(place) == Some(&root_of(hashes))
        }
    }

    /// Puts a bundle that was checked by itself after those before it.
    fn follow(&mut self, tile: Tile, bundle: Bundle) -> Option<()> {
        self.defects.extend(bundle.defects);
        self.newer_format |= bundle.newer_format;
        self.first = self.first.or(bundle.times.map(|(first, _)| first));
        self.last = bundle.times.map(|(_, last)| last).or(self.last);
        if let Some((place, prev)) = bundle.first
            && prev != self.edge.prev
        {
            self.defect(tile.path(), Some(place), DefectCode::Chain);
        }
        let last = bundle.leaves.last()?;
        let (from, to) = (self.edge.tree.size(), self.edge.tree.size() + tile.width);
        let claim_within = self.claims.iter().any(|claim| claim.state.size > from && claim.state.size < to);
        if let Some(root) = bundle.root.filter(|_| !claim_within) {
            self.edge.push_bundle(root, *last);
            self.look_for_claims();
        } else {
            for leaf in &bundle.leaves {
                self.edge.push_hash(*leaf);
                self.look_for_claims();
            }
        }
        Some(())
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
            self.defect(tile.path(), Some(same as u64), DefectCode::Tile);
        }
    }

    /// The bundle at the right edge is needed to tell which files an interrupted flush or an earlier copy left.
    fn hold_last_bundle(&mut self, size: u64) {
        if let Some(bundle) = layout::partials(size).into_iter().find(|tile| tile.kind == Kind::Entries) {
            let bytes = fs::read(self.folder.join(bundle.path())).unwrap_or_default();
            let held = self.edge.held.entry((bundle.kind, bundle.number)).or_default();
            (held.width, held.bytes) = (bundle.width, bytes);
        }
    }

    /// Checks the commits since the checkpoint and gives the state that the last one signed.
    fn tails(&mut self, checkpoint: Checkpoint) -> Checkpoint {
        let mut head = checkpoint;
        let mut tails = Vec::new();
        for name in TAILS {
            match fs::read(self.folder.join(name)) {
                Ok(bytes) => tails.push((name, bytes)),
                // Logs of before had one tail. Whether this is one is known when all entries have been read.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(_) => self.defect(name, None, DefectCode::Unreadable),
            }
        }
        if tail::order(&tails, self.origin, self.key) {
            tails.reverse();
        }
        let mut expected = None;
        for (at, (name, bytes)) in tails.iter().enumerate() {
            let last = tails.get(at + 1).is_none_or(|(_, later)| later.is_empty());
            if self.tail((name, bytes, last), &checkpoint, &mut head, &mut expected).is_none() {
                break;
            }
        }
        for name in TAILS {
            let needed = name != "tail.2" || self.newer_format;
            if needed
                && !tails.iter().any(|(found, _)| *found == name)
                && !self.defects.iter().any(|defect| defect.file == name)
            {
                self.defect(name, None, DefectCode::Missing);
            }
        }
        head
    }

    /// Checks the commits of one tail; `None` where the next tail can not follow.
    fn tail(
        &mut self,
        (name, bytes, last): (&str, &[u8], bool),
        checkpoint: &Checkpoint,
        head: &mut Checkpoint,
        expected: &mut Option<u64>,
    ) -> Option<()> {
        let mut at = 0;
        loop {
            match tail::read_commit(bytes, at, self.origin, self.key) {
                Next::End => return Some(()),
                Next::Torn if last => {
                    self.defect(name, Some(at as u64), DefectCode::TornTail);
                    return None;
                }
                Next::Torn | Next::Bad { .. } => {
                    self.defect(name, Some(at as u64), DefectCode::Unreadable);
                    return None;
                }
                Next::Commit(commit, end) => {
                    let first = commit.checkpoint.size.wrapping_sub(commit.entries.len() as u64);
                    if expected.is_some_and(|expected| expected != first) || first > self.edge.tree.size() {
                        self.defect(name, Some(at as u64), DefectCode::Chain);
                        return None;
                    }
                    *expected = Some(commit.checkpoint.size);
                    if commit.checkpoint.size <= checkpoint.size {
                        self.repeated(name, first, &commit.entries);
                    } else {
                        for (place, entry) in &commit.entries {
                            self.tail_entry(name, *place, entry);
                        }
                        *head = commit.checkpoint;
                        if (Checkpoint { size: self.edge.tree.size(), root: self.edge.tree.root() }) != *head {
                            self.defect(name, Some(at as u64), DefectCode::Root);
                            return None;
                        }
                    }
                    at = end;
                }
            }
        }
    }

    fn tail_entry(&mut self, name: &str, place: usize, entry: &[u8]) {
        match Record::decode(entry) {
            None => self.defect(name, Some(place as u64), DefectCode::Unreadable),
            Some(record) => {
                self.newer_format |= record.id.is_some();
                self.first = self.first.or(Some(record.time));
                self.last = Some(record.time);
                if record.index != self.edge.tree.size() || record.prev != self.edge.prev {
                    self.defect(name, Some(place as u64), DefectCode::Chain);
                }
            }
        }
        if self.edge.push(entry, hash_leaf(entry)).is_none() {
            self.defect(name, Some(place as u64), DefectCode::Unreadable);
        }
        self.look_for_claims();
    }

    /// Checks entries of the tail that are in bundles already, as after a crash between the checkpoint and the emptying of
    /// the tail.
    fn repeated(&mut self, name: &str, first: u64, entries: &[(usize, &[u8])]) {
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
                self.defect(name, Some(*place as u64), DefectCode::Entry);
            }
        }
    }

    /// Reads the checkpoints that witnesses cosigned: each is a state that the log must have had.
    fn cosigned(&mut self, witnesses: &[WitnessKey]) {
        for witness in witnesses {
            let file = witness.file();
            let Ok(note) = fs::read(self.folder.join(&file)) else { continue };
            match read_witnessed(&note, self.origin, self.key, witness) {
                Some((checkpoint, _)) => self.claims.push(Claim::new(file, checkpoint)),
                None => self.defect(file, None, DefectCode::Witness),
            }
        }
    }

    fn look_for_claims(&mut self) {
        let size = self.edge.tree.size();
        for claim in self.claims.iter_mut().filter(|claim| claim.state.size == size) {
            claim.seen = Some(self.edge.tree.root());
        }
    }

    fn compare_with_claims(&mut self) {
        for claim in std::mem::take(&mut self.claims) {
            match claim.seen {
                None => self.defect(claim.file.as_str(), None, DefectCode::RolledBack),
                Some(root) if root != claim.state.root => self.defect(claim.file.as_str(), None, DefectCode::Forked),
                Some(_) => {}
            }
            self.witnessed.insert(claim.file);
        }
    }

    /// Finds what lies in the folder beside the files that the checkpoint requires.
    fn other_files(&mut self, size: u64) {
        let required: BTreeSet<String> = std::iter::once(Kind::Entries)
            .chain(layout::levels(size).map(Kind::Hashes))
            .flat_map(|kind| layout::tiles(kind, size))
            .map(Tile::path)
            .chain([self.checkpoint.clone()])
            .chain(TAILS.iter().filter(|_| self.scope == Scope::Log).map(|tail| (*tail).to_owned()))
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
            } else if self.witnessed.contains(file) || self.defects.iter().any(|defect| defect.file == *file) {
                // Has been compared, or named already.
            } else if name == file && name.starts_with(WITNESSED) {
                self.defect(file.as_str(), None, DefectCode::Witness);
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
        read(self.folder, path).map_err(|code| self.defect(path, None, code)).ok()
    }

    fn defect(&mut self, file: impl Into<String>, offset: Option<u64>, code: DefectCode) {
        self.defects.push(Defect::new(file, offset, code));
    }
}

/// A state that somebody says the log had.
struct Claim {
    /// The file that a contradiction is told of.
    file: String,
    state: Checkpoint,
    /// The root that the tree had at that size.
    seen: Option<Hash>,
}

impl Claim {
    fn new(file: String, state: Checkpoint) -> Self {
        Self { file, state, seen: None }
    }
}

/// What one bundle says by itself.
#[derive(Default)]
struct Bundle {
    defects: Vec<Defect>,
    /// The hashes of its entries, from the bundle or, where that was altered, from the tile.
    leaves: Vec<Hash>,
    /// The root over them, where the bundle is full.
    root: Option<Hash>,
    /// The place of its first entry, and which hash that names as the one before.
    first: Option<(u64, Hash)>,
    times: Option<(Timestamp, Timestamp)>,
    newer_format: bool,
}

impl Bundle {
    fn read(&mut self, folder: &Path, path: &str) -> Option<Vec<u8>> {
        read(folder, path).map_err(|code| self.defects.push(Defect::new(path, None, code))).ok()
    }

    /// Checks that an entry is well formed and follows the one before. Where it is known to be altered that says no more.
    fn entry(&mut self, tile: &Tile, place: usize, entry: &[u8], (index, prev): (u64, Option<Hash>), holds: bool) {
        let place = place as u64;
        let Some(record) = Record::decode(entry) else {
            if holds {
                self.defects.push(Defect::new(tile.path(), Some(place), DefectCode::Unreadable));
            }
            return;
        };
        self.newer_format |= record.id.is_some();
        self.times = Some((self.times.map_or(record.time, |(first, _)| first), record.time));
        if holds {
            match prev {
                None => self.first = Some((place, record.prev)),
                Some(prev) if prev == record.prev => {}
                Some(_) => return self.defects.push(Defect::new(tile.path(), Some(place), DefectCode::Chain)),
            }
            if record.index != index {
                self.defects.push(Defect::new(tile.path(), Some(place), DefectCode::Chain));
            }
        }
    }
}

fn read(folder: &Path, path: &str) -> Result<Vec<u8>, DefectCode> {
    fs::read(folder.join(path)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => DefectCode::Missing,
        _ => DefectCode::Unreadable,
    })
}

fn hashes(bytes: &[u8], width: u64) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    (rest.is_empty() && hashes.len() as u64 == width).then(|| hashes.to_vec())
}

#[cfg(test)]
mod tests;
