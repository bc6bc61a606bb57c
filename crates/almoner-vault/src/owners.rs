//! Whose resource it is: which person's row each named resource arrived under last, as files beside the packs.
//!
//! A resource that comes again under another person (a wrong-patient correction) must leave the first one's record. Telling
//! that needs an entry for each resource that ever came; a database row for each costs more than sealing its bytes
//! (docs/decisions/0003-ingest-idempotence.md). So entries of 16 bytes, a keyed hash of the name and the number of a row, are
//! appended to a log as they come, and settled later: sorted, compared with the sorted runs of before, and kept as a run of
//! their own. Runs of like size are merged, so that their number grows with the logarithm of the entries.
//!
//! Nothing here is content: without the vault's key an entry names neither resource nor person.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::Error;

/// A keyed hash of a resource's type and id. 96 bits: two of a billion resources share one with a chance of 1 in 10^11.
pub(crate) type Name = [u8; 12];

const ENTRY: usize = 16;
/// Entries in the log beyond which it should be settled: 64 MiB.
const LOG_FULL: u64 = 4 << 20;
/// A run is searched rather than read through where it holds this many times the new entries.
const SEARCH_FROM: u64 = 64;

/// A resource that arrived under several rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moved {
    pub(crate) name: Name,
    pub(crate) from: u32,
    pub(crate) to: u32,
}

/// One sorted run.
struct Run {
    number: u32,
    file: File,
    entries: u64,
}

pub(crate) struct Owners {
    folder: PathBuf,
    log: File,
    logged: u64,
    runs: Vec<Run>,
}

impl Owners {
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder)?;
        let log = open_file(&folder.join("log"))?;
        // A crash may have cut the last entry; what it spoke of was not durable either, and will come again.
        let logged = log.metadata()?.len() / ENTRY as u64;
        log.set_len(logged * ENTRY as u64)?;
        let mut numbers = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let of_run = path.extension().is_some_and(|extension| extension == "run");
            let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse::<u32>().ok());
            numbers.extend(number.filter(|_| of_run));
        }
        numbers.sort_unstable();
        let runs = numbers.into_iter().map(|number| Run::open(folder, number)).collect::<Result<_, _>>()?;
        Ok(Self { folder: folder.to_owned(), log, logged, runs })
    }

    /// Appends claims of one row each, in the order of arrival. Durable when this returns.
    pub(crate) fn claim(&mut self, claims: &[(Name, u32)]) -> Result<(), Error> {
        if claims.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::with_capacity(claims.len() * ENTRY);
        for claim in claims {
            bytes.extend_from_slice(&encoded(*claim));
        }
        self.log.write_all_at(&bytes, self.logged * ENTRY as u64)?;
        self.log.sync_data()?;
        self.logged += claims.len() as u64;
        Ok(())
    }

    /// Whether enough was claimed that it should be settled before more is.
    pub(crate) fn is_full(&self) -> bool {
        self.logged >= LOG_FULL
    }

    /// Settles the log. `keep` is given the resources that are under another row now than before, once for each row that they
    /// have left, and must make that durable; the log is forgotten only after it did.
    pub(crate) fn settle(&mut self, keep: impl FnOnce(&[Moved]) -> Result<(), Error>) -> Result<(), Error> {
        if self.logged == 0 {
            return Ok(());
        }
        let mut log = vec![0; usize::try_from(self.logged).map_err(|_| Error::TooLarge)? * ENTRY];
        self.log.read_exact_at(&mut log, 0).map_err(|_| Error::PackDamaged)?;
        let mut claims: Vec<(Name, u32)> = log.as_chunks::<ENTRY>().0.iter().map(decoded).collect();
        // Stable: of one name the last stays the last.
        claims.sort_by_key(|(name, _)| *name);
        let mut moved = Vec::new();
        let mut newest: Vec<(Name, u32)> = Vec::with_capacity(claims.len());
        for same in claims.chunk_by(|a, b| a.0 == b.0) {
            let Some((name, to)) = same.last().copied() else { continue };
            moved.extend(same.iter().filter(|(_, from)| *from != to).map(|(_, from)| Moved { name, from: *from, to }));
            newest.push((name, to));
        }
        for run in &self.runs {
            run.compare(&newest, &mut moved)?;
        }
        moved.sort_unstable();
        moved.dedup();
        keep(&moved)?;
        let number = self.runs.last().map_or(0, |run| run.number) + 1;
        self.runs.push(write_run(&self.folder, number, |out| {
            newest.iter().try_for_each(|claim| out.write_all(&encoded(*claim))).map_err(Error::from)
        })?);
        self.merge_runs()?;
        self.log.set_len(0)?;
        self.log.sync_data()?;
        self.logged = 0;
        Ok(())
    }

    /// Merges the two newest runs for as long as they are of like size.
    fn merge_runs(&mut self) -> Result<(), Error> {
        while let [.., older, newer] = self.runs.as_slice() {
            if newer.entries * 2 < older.entries {
                break;
            }
            let (number, left) = (older.number, newer.number);
            let (mut old, mut new) = (older.entries()?, newer.entries()?);
            let run = write_run(&self.folder, number, |out| {
                let (mut one, mut other) = (old.next().transpose()?, new.next().transpose()?);
                loop {
                    let entry = match (one, other) {
                        (None, None) => return Ok(()),
                        (Some(entry), None) => entry,
                        (Some(entry), Some(newer)) if entry.0 < newer.0 => entry,
                        (_, Some(newer)) => newer,
                    };
                    out.write_all(&encoded(entry))?;
                    // A name in both was taken from the newer.
                    if one.is_some_and(|one| one.0 == entry.0) {
                        one = old.next().transpose()?;
                    }
                    if other.is_some_and(|other| other.0 == entry.0) {
                        other = new.next().transpose()?;
                    }
                }
            })?;
            // The newer run may outlive a crash here: its entries are in the merged one, and equal.
            std::fs::remove_file(path_of(&self.folder, left))?;
            self.runs.truncate(self.runs.len() - 2);
            self.runs.push(run);
        }
        Ok(())
    }
}

impl Run {
    fn open(folder: &Path, number: u32) -> Result<Self, Error> {
        let file = open_file(&path_of(folder, number))?;
        let entries = file.metadata()?.len() / ENTRY as u64;
        Ok(Self { number, file, entries })
    }

    fn entries(&self) -> Result<impl Iterator<Item = Result<(Name, u32), Error>> + use<>, Error> {
        let mut left = self.entries;
        // A handle of its own: the position of a file is shared with its clones.
        let mut reader = BufReader::with_capacity(1 << 16, OffsetReader { file: self.file.try_clone()?, at: 0 });
        Ok(std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            let mut entry = [0; ENTRY];
            Some(reader.read_exact(&mut entry).map(|()| decoded(&entry)).map_err(|_| Error::PackDamaged))
        }))
    }

    /// Adds to `moved` what this run has under another row than `newest` has.
    fn compare(&self, newest: &[(Name, u32)], moved: &mut Vec<Moved>) -> Result<(), Error> {
        let mut note = |(name, to): (Name, u32), from: u32| {
            if from != to {
                moved.push(Moved { name, from, to });
            }
        };
        if (newest.len() as u64).saturating_mul(SEARCH_FROM) < self.entries {
            for claim in newest {
                if let Some(from) = self.search(claim.0)? {
                    note(*claim, from);
                }
            }
            return Ok(());
        }
        let mut newest = newest.iter().peekable();
        for entry in self.entries()? {
            let (name, from) = entry?;
            while newest.next_if(|claim| claim.0 < name).is_some() {}
            match newest.peek() {
                Some(claim) if claim.0 == name => note(**claim, from),
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    fn search(&self, name: Name) -> Result<Option<u32>, Error> {
        let (mut low, mut high) = (0, self.entries);
        while low < high {
            let middle = low + (high - low) / 2;
            let mut entry = [0; ENTRY];
            self.file.read_exact_at(&mut entry, middle * ENTRY as u64).map_err(|_| Error::PackDamaged)?;
            let (found, row) = decoded(&entry);
            match found.cmp(&name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Ok(Some(row)),
            }
        }
        Ok(None)
    }
}

struct OffsetReader {
    file: File,
    at: u64,
}

impl Read for OffsetReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

fn encoded((name, row): (Name, u32)) -> [u8; ENTRY] {
    let mut entry = [0; ENTRY];
    let (first, last) = entry.split_at_mut(name.len());
    first.copy_from_slice(&name);
    last.copy_from_slice(&row.to_be_bytes());
    entry
}

fn decoded(entry: &[u8; ENTRY]) -> (Name, u32) {
    let [name @ .., a, b, c, d] = *entry;
    (name, u32::from_be_bytes([a, b, c, d]))
}

/// Writes a run beside its place and puts it there whole.
fn write_run(
    folder: &Path,
    number: u32,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>,
) -> Result<Run, Error> {
    let path = folder.join("run.new");
    let file = open_file(&path)?;
    file.set_len(0)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    fill(&mut out)?;
    let file = out.into_inner().map_err(|error| Error::Io(error.into_error()))?;
    file.sync_all()?;
    std::fs::rename(&path, path_of(folder, number))?;
    File::open(folder)?.sync_all()?;
    Run::open(folder, number)
}

fn path_of(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("{number:06}.run"))
}

fn open_file(path: &Path) -> Result<File, Error> {
    Ok(OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?)
}

#[cfg(test)]
mod tests;
