//! Opening and appending: one writer, group commit, recovery.
//!
//! Threads that append at the same time share a commit: whoever comes first writes for all that wait, with one `fdatasync`
//! and one signature. After a failed write nothing is promised any more, so the log stops until it is opened again.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use almoner_base::Clock;
use almoner_crypto::{SigningKey, VerifyingKey};

use crate::entry::{Entry, Record, Service};
use crate::epoch::year_of;
use crate::error::{Defect, Error};
use crate::note::{Checkpoint, is_origin};
use crate::proof::{Proof, Prover};
use crate::shard::Shards;
use crate::show::{self, Filter};
use crate::verify::{self, Report};
use crate::witness::WitnessKey;

mod flush;
mod writer;

use writer::Writer;

/// The place of an entry, from 0. Where a zone has yearly shards it goes on from year to year.
pub type Index = u64;

/// A log that is open for appending. There is one per zone, and one process that holds it.
pub struct Log {
    queue: Mutex<Queue>,
    turn: Condvar,
    writer: Mutex<Writer>,
    key: Arc<SigningKey>,
    place: RwLock<Place>,
    /// The shards that it is the newest of.
    shards: Option<Shards>,
}

/// Where the entries go.
struct Place {
    folder: PathBuf,
    origin: String,
    /// The year of the shard.
    year: u16,
    /// How many entries the shards before have.
    base: Index,
}

/// Entries on their way to the writer.
struct Queue {
    waiting: Vec<Vec<u8>>,
    /// The index that the next entry gets. Indexes are given out in the order of the queue, which is the order of the log.
    next: Index,
    /// All entries below this index are on the disk.
    durable: Index,
    writing: bool,
    /// The year has turned, and what is waiting is written before the next shard begins.
    turning: bool,
    stopped: bool,
}

impl Log {
    /// Makes an empty log in a folder that does not exist or is empty, and opens it.
    ///
    /// # Errors
    /// The folder holds something already, or the disk failed.
    pub fn create(folder: &Path, key: SigningKey, origin: &str, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        if !is_origin(origin) {
            return Err(Error::Origin);
        }
        writer::create(folder, &key, origin)?;
        Self::open(folder, key, origin, clock)
    }

    /// Opens a log. What a crash left is repaired, and a commit that it cut is recorded as an entry.
    ///
    /// Only the right edge of the tree is checked, so that opening takes the same time for every size; [`Log::verify`] checks
    /// all of it.
    ///
    /// # Errors
    /// There is no log, another process holds it, its right edge is damaged, or the disk failed.
    pub fn open(folder: &Path, key: SigningKey, origin: &str, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        if !is_origin(origin) {
            return Err(Error::Origin);
        }
        let key = Arc::new(key);
        let writer = Writer::open(folder, Arc::clone(&key), origin, clock)?;
        let next = writer.size();
        let queue = Queue { waiting: Vec::new(), next, durable: next, writing: false, turning: false, stopped: false };
        let place = Place { folder: folder.to_owned(), origin: origin.to_owned(), year: 0, base: 0 };
        Ok(Self {
            queue: Mutex::new(queue),
            turn: Condvar::new(),
            writer: Mutex::new(writer),
            key,
            place: RwLock::new(place),
            shards: None,
        })
    }

    /// Makes it the newest of these shards: of this year, with so many entries before its own.
    pub(crate) fn in_shards(mut self, shards: Shards, year: u16, base: Index) -> Self {
        if let Ok(place) = self.place.get_mut() {
            (place.year, place.base) = (year, base);
        }
        if let Ok(queue) = self.queue.get_mut() {
            queue.next += base;
            queue.durable += base;
        }
        self.shards = Some(shards);
        self
    }

    /// Names the service and its build in every entry from now on.
    #[must_use]
    pub fn written_by(mut self, service: Service) -> Self {
        if let Ok(writer) = self.writer.get_mut() {
            writer.service = Some(service);
        }
        self
    }

    /// The key that checks this log's signatures.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.key.public()
    }

    /// The name of the log that is open now, as its signatures have it.
    #[must_use]
    pub fn origin(&self) -> String {
        self.place().origin.clone()
    }

    /// The signed note of its newest checkpoint.
    pub(crate) fn note(&self) -> Result<Vec<u8>, Error> {
        show::read_note(&self.place().folder)
    }

    /// The shards that it is the newest of, if it is of one year alone.
    #[must_use]
    pub fn shards(&self) -> Option<&Shards> {
        self.shards.as_ref()
    }

    /// How many entries there are, those of earlier years included. All of them can be read and proved then.
    ///
    /// # Errors
    /// The disk failed; the log has stopped.
    pub fn entries(&self) -> Result<Index, Error> {
        loop {
            let base = self.place().base;
            let size = self.checkpoint()?.size;
            // The year may turn in between.
            if self.place().base == base {
                return Ok(base + size);
            }
        }
    }

    /// Below this index all entries are on the disk, and those of the present year can be read.
    ///
    /// # Errors
    /// The log has stopped.
    pub fn durable(&self) -> Result<Index, Error> {
        Ok(self.lock_queue()?.durable)
    }

    /// The index of the oldest entry that is still there.
    ///
    /// # Errors
    /// The log is damaged.
    pub fn first(&self) -> Result<Index, Error> {
        self.shards.as_ref().map_or(Ok(0), |shards| shards.first(&self.public()))
    }

    /// The entries that a filter lets through, in order, those of earlier years included.
    ///
    /// # Errors
    /// As for [`Log::show`].
    pub fn records(&self, filter: &Filter) -> Result<Vec<Record>, Error> {
        match &self.shards {
            Some(shards) => shards.show(&self.public(), filter),
            None => {
                let place = self.place();
                Self::show(&place.folder, &place.origin, &self.public(), filter)
            }
        }
    }

    /// Appends an entry and returns its index when it is on the disk and signed.
    ///
    /// # Errors
    /// The entry is not in the log, or nothing can be said about whether it is: the caller must fail its request.
    pub fn append(&self, entry: &Entry) -> Result<Index, Error> {
        self.enqueue(vec![entry.encode()?])
    }

    /// Appends entries, next to each other, and returns the index of the first.
    ///
    /// # Errors
    /// As for [`Log::append`].
    pub fn append_batch(&self, entries: &[Entry]) -> Result<Index, Error> {
        self.enqueue(entries.iter().map(Entry::encode).collect::<Result<_, _>>()?)
    }

    /// Writes all tiles and the signed checkpoint, waits for them, and gives the checkpoint.
    ///
    /// # Errors
    /// The disk failed; the log has stopped.
    pub fn checkpoint(&self) -> Result<Checkpoint, Error> {
        self.with_writer(Writer::flush)
    }

    /// Begins a checkpoint over what was appended since the last one, and does not wait for it. To be called about every
    /// second: under load the log does it by itself, but a last entry before a quiet time would wait for the next.
    ///
    /// # Errors
    /// The disk failed; the log has stopped.
    pub fn tick(&self) -> Result<(), Error> {
        self.turn_of_year()?;
        self.with_writer(Writer::tick)
    }

    /// Goes on in the next year's shard where the year has turned. Whoever appends meanwhile waits.
    fn turn_of_year(&self) -> Result<(), Error> {
        let Some(shards) = &self.shards else { return Ok(()) };
        let clock = self.with_writer(|writer| Ok(Arc::clone(&writer.clock)))?;
        let before = self.place().year;
        let year = year_of(clock.now());
        if year <= before {
            return Ok(());
        }
        let mut queue = self.lock_queue()?;
        // Another caller may be at it, or be done since the year was read.
        if queue.turning || self.place().year != before {
            return Ok(());
        }
        queue.turning = true;
        // What waits in a log that has stopped is not written any more.
        while !queue.stopped && (queue.writing || !queue.waiting.is_empty()) {
            queue = self.turn.wait(queue).map_err(|_| Error::Stopped)?;
        }
        if queue.stopped {
            queue.turning = false;
            return Err(Error::Stopped);
        }
        queue.writing = true;
        drop(queue);
        let next = self.next_shard(shards, (before, year));
        let mut queue = self.lock_queue()?;
        (queue.writing, queue.turning) = (false, false);
        match &next {
            Ok(next) => (queue.next, queue.durable) = (*next, *next),
            Err(_) => queue.stopped = true,
        }
        self.turn.notify_all();
        next.map(drop)
    }

    /// Closes the shard of one year and begins that of another; gives the index of the entry that comes next.
    fn next_shard(&self, shards: &Shards, (before, year): (u16, u16)) -> Result<Index, Error> {
        let mut writer = self.writer.lock().map_err(|_| Error::Stopped)?;
        let mut place = self.place.write().map_err(|_| Error::Stopped)?;
        writer.commit(&[shards.closing(before).encode()?])?;
        let head = writer.flush()?;
        let base = place.base + head.size;
        let (folder, origin) = (shards.folder(year), shards.origin(year));
        writer::create(&folder, &self.key, &origin)?;
        let mut next = Writer::open(&folder, Arc::clone(&self.key), &origin, Arc::clone(&writer.clock))?;
        next.service = writer.service;
        next.commit(&[shards.opening(year, base).follows(before, &head).encode()?])?;
        next.flush()?;
        let size = next.size();
        *writer = next;
        *place = Place { folder, origin, year, base };
        Ok(base + size)
    }

    fn place(&self) -> RwLockReadGuard<'_, Place> {
        self.place.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the log with a checkpoint, as dropping it does, and reports failure.
    ///
    /// # Errors
    /// The disk failed. What was appended is safe in the tail all the same.
    pub fn close(self) -> Result<Checkpoint, Error> {
        self.checkpoint()
    }

    /// Checks every byte of every file in the folder of a log at rest. Only reads.
    ///
    /// With a `trusted` checkpoint that was kept elsewhere the log must also be a continuation of it; a roll-back cannot be
    /// found without one.
    ///
    /// # Errors
    /// What differs from what was signed, and where.
    pub fn verify(
        folder: &Path,
        origin: &str,
        key: &VerifyingKey,
        trusted: Option<&Checkpoint>,
    ) -> Result<Report, Vec<Defect>> {
        verify::verify(folder, origin, key, trusted, &[])
    }

    /// As [`Log::verify`], for a log that has witnesses: the checkpoints that they cosigned must hold, and the log must
    /// continue them.
    ///
    /// # Errors
    /// What differs from what was signed, and where.
    pub fn verify_witnessed(
        folder: &Path,
        origin: &str,
        key: &VerifyingKey,
        trusted: Option<&Checkpoint>,
        witnesses: &[WitnessKey],
    ) -> Result<Report, Vec<Defect>> {
        verify::verify(folder, origin, key, trusted, witnesses)
    }

    /// A self-contained proof that the log has this entry, against its checkpoint.
    ///
    /// # Errors
    /// The entry is not below the checkpoint, or the files are damaged.
    pub fn prove(folder: &Path, origin: &str, key: &VerifyingKey, index: Index) -> Result<Proof, Error> {
        Prover::new(folder, origin, *key).prove(index)
    }

    /// As [`Log::prove`], against the newest checkpoint that a witness cosigned.
    ///
    /// # Errors
    /// The entry is not below that checkpoint, or the files are damaged.
    pub fn prove_witnessed(
        folder: &Path,
        origin: &str,
        key: &VerifyingKey,
        witness: &WitnessKey,
        index: Index,
    ) -> Result<Proof, Error> {
        Proof::witnessed(folder, origin, key, witness, index)
    }

    /// The entries that a filter lets through, in order, from the files of a log. Signatures are checked, the whole tree is
    /// not: that is what [`Log::verify`] is for.
    ///
    /// # Errors
    /// There is no log or it is damaged.
    pub fn show(folder: &Path, origin: &str, key: &VerifyingKey, filter: &Filter) -> Result<Vec<Record>, Error> {
        show::show(folder, origin, key, filter)
    }

    fn enqueue(&self, entries: Vec<Vec<u8>>) -> Result<Index, Error> {
        let mut queue = self.lock_queue()?;
        while queue.turning && !queue.stopped {
            queue = self.turn.wait(queue).map_err(|_| Error::Stopped)?;
        }
        if queue.stopped {
            return Err(Error::Stopped);
        }
        let first = queue.next;
        queue.next += entries.len() as u64;
        let end = queue.next;
        queue.waiting.extend(entries);
        loop {
            if queue.durable >= end {
                return Ok(first);
            }
            if queue.stopped {
                return Err(Error::Stopped);
            }
            if queue.writing {
                queue = self.turn.wait(queue).map_err(|_| Error::Stopped)?;
                continue;
            }
            queue.writing = true;
            let batch = std::mem::take(&mut queue.waiting);
            drop(queue);
            let written = self.write(&batch);
            queue = self.lock_queue()?;
            queue.writing = false;
            match written {
                Ok(()) => queue.durable += batch.len() as u64,
                Err(_) => queue.stopped = true,
            }
            self.turn.notify_all();
            written?;
        }
    }

    fn write(&self, batch: &[Vec<u8>]) -> Result<(), Error> {
        self.writer.lock().map_err(|_| Error::Stopped)?.commit(batch)
    }

    fn with_writer<T>(&self, work: impl FnOnce(&mut Writer) -> Result<T, Error>) -> Result<T, Error> {
        if self.lock_queue()?.stopped {
            return Err(Error::Stopped);
        }
        let done = work(&mut *self.writer.lock().map_err(|_| Error::Stopped)?);
        if done.is_err() {
            self.lock_queue()?.stopped = true;
            self.turn.notify_all();
        }
        done
    }

    fn lock_queue(&self) -> Result<MutexGuard<'_, Queue>, Error> {
        self.queue.lock().map_err(|_: PoisonError<_>| Error::Stopped)
    }
}

impl Drop for Log {
    /// Signs a last checkpoint. A failure loses nothing, for the tail holds what the checkpoint does not.
    fn drop(&mut self) {
        let _ = self.checkpoint();
    }
}

#[cfg(test)]
mod tests;
