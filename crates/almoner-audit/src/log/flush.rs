//! Moving entries from a tail into tiles, and signing the checkpoint over them, beside the sequencer.
//!
//! A thread of its own does it, so that no caller waits for it. Entries are durable in a tail before they come here, so a
//! flush that fails or is cut loses nothing.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use crate::disk::{make_folder, new_file, replace};
use crate::error::Error;
use crate::layout::{self, CHECKPOINT, DRAFT, Tile};

/// What one flush writes.
pub(super) struct Job {
    pub(super) tiles: Vec<(Tile, Arc<Vec<u8>>)>,
    pub(super) note: String,
    /// The size of the checkpoint before, whose partial tiles are removed, and that of this one.
    pub(super) from: u64,
    pub(super) to: u64,
    /// The tail that holds nothing beyond the checkpoint.
    pub(super) tail: File,
}

/// A tile that is written under another name first.
struct Draft<'a> {
    path: PathBuf,
    tile: &'a Tile,
    bytes: &'a [u8],
}

/// So many threads write tiles: their waits for the disk share a commit of the file system. A wait for all at once would be
/// shorter, but would hold up the tail's own wait until the disk has everything.
const WRITERS: usize = 8;

/// Writes tiles, then the checkpoint, then empties the tail. A crash between any two steps leaves files that opening the log
/// completes.
pub(super) fn run(folder: &std::path::Path, job: &Job) -> Result<(), Error> {
    let drafts: Vec<_> = (0_u32..)
        .zip(&job.tiles)
        .map(|(number, (tile, bytes))| Draft { path: folder.join(format!("{DRAFT}{number}")), tile, bytes })
        .collect();
    let share = drafts.len().div_ceil(WRITERS).max(1);
    std::thread::scope(|scope| {
        let writers: Vec<_> = drafts.chunks(share).map(|drafts| scope.spawn(|| write(drafts))).collect();
        writers.into_iter().try_for_each(|writer| writer.join().unwrap_or(Err(Error::Stopped)))
    })?;
    let mut folders = BTreeSet::new();
    let mut made = PathBuf::new();
    for draft in &drafts {
        let path = folder.join(draft.tile.path());
        let parent = path.parent().unwrap_or(folder);
        if parent != made {
            make_folder(parent)?;
            made = parent.to_owned();
            folders.extend(parent.ancestors().take_while(|above| above.starts_with(folder)).map(PathBuf::from));
        }
        fs::rename(&draft.path, &path)?;
    }
    for folder in &folders {
        File::open(folder)?.sync_all()?;
    }
    replace(folder, CHECKPOINT, job.note.as_bytes())?;
    job.tail.set_len(0)?;
    remove_partials(folder, job)
}

fn write(drafts: &[Draft<'_>]) -> Result<(), Error> {
    for draft in drafts {
        let mut file = new_file(&draft.path)?;
        file.write_all(draft.bytes)?;
        file.sync_data()?;
    }
    Ok(())
}

/// Removes tiles that have grown since. They are copies of what the newer tile begins with.
fn remove_partials(folder: &std::path::Path, job: &Job) -> Result<(), Error> {
    let current = layout::partials(job.to);
    for tile in layout::partials(job.from).into_iter().filter(|tile| !current.contains(tile)) {
        let path = folder.join(tile.path());
        fs::remove_file(&path)?;
        // Other widths may lie beside it, and then the folder stays.
        if let Some(parent) = path.parent() {
            let _ = fs::remove_dir(parent);
        }
    }
    Ok(())
}

/// The thread that flushes, one job at a time.
pub(super) struct Flusher {
    jobs: Option<Sender<Job>>,
    done: Receiver<Result<(), Error>>,
    thread: Option<JoinHandle<()>>,
    busy: bool,
}

impl Flusher {
    pub(super) fn start(folder: PathBuf) -> Result<Self, Error> {
        let (jobs, next) = channel::<Job>();
        let (report, done) = channel();
        let thread = std::thread::Builder::new().name("audit-flush".to_owned()).spawn(move || {
            for job in next {
                if report.send(run(&folder, &job)).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self { jobs: Some(jobs), done, thread: Some(thread), busy: false })
    }

    /// Whether it can take a job now. Tells of a job that failed.
    pub(super) fn is_free(&mut self) -> Result<bool, Error> {
        if self.busy {
            match self.done.try_recv() {
                Ok(result) => {
                    self.busy = false;
                    result?;
                }
                Err(std::sync::mpsc::TryRecvError::Empty) => return Ok(false),
                Err(std::sync::mpsc::TryRecvError::Disconnected) => return Err(Error::Stopped),
            }
        }
        Ok(true)
    }

    /// Waits for the job that it has, if any.
    pub(super) fn wait(&mut self) -> Result<(), Error> {
        if std::mem::take(&mut self.busy) {
            return self.done.recv().map_err(|_| Error::Stopped)?;
        }
        Ok(())
    }

    /// Hands over a job; the one before must be done.
    pub(super) fn give(&mut self, job: Job) -> Result<(), Error> {
        self.busy = true;
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).ok_or(Error::Stopped)
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
