//! Opening and appending: one writer, group commit, recovery.
//!
//! Threads that append at the same time share a commit: whoever comes first writes for all that wait, with one `fdatasync`
//! and one signature. After a failed write nothing is promised any more, so the log stops until it is opened again.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use almoner_base::Clock;
use almoner_crypto::{SigningKey, VerifyingKey};

use crate::entry::{Entry, Record, Service};
use crate::error::{Defect, Error};
use crate::note::{Checkpoint, is_origin};
use crate::proof::{Proof, Prover};
use crate::show::{self, Filter};
use crate::verify::{self, Report};
use crate::witness::WitnessKey;

mod flush;
mod writer;

use writer::Writer;

/// The place of an entry, from 0.
pub type Index = u64;

/// A log that is open for appending. There is one per zone, and one process that holds it.
pub struct Log {
    queue: Mutex<Queue>,
    turn: Condvar,
    writer: Mutex<Writer>,
    public: VerifyingKey,
}

/// Entries on their way to the writer.
struct Queue {
    waiting: Vec<Vec<u8>>,
    /// The index that the next entry gets. Indexes are given out in the order of the queue, which is the order of the log.
    next: Index,
    /// All entries below this index are on the disk.
    durable: Index,
    writing: bool,
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
        let public = key.public();
        let writer = Writer::open(folder, key, origin, clock)?;
        let next = writer.size();
        let queue = Queue { waiting: Vec::new(), next, durable: next, writing: false, stopped: false };
        Ok(Self { queue: Mutex::new(queue), turn: Condvar::new(), writer: Mutex::new(writer), public })
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
        self.public
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
        self.with_writer(Writer::tick)
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
