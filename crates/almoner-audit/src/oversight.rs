//! A log's alerts and tasks kept in step with it: each record is read once, and an alert opens its task soon after what it is
//! about, whether or not somebody looks.
//!
//! At the start the whole log is read, some records at a time, since what is usual and what is open stand in it. Whoever serves
//! a log takes steps about every second; whoever must know how things stand catches up first.

use std::sync::{Mutex, MutexGuard, PoisonError};

use almoner_base::Timestamp;

use crate::alert::{Alert, Rules, TaskState, Tasks, Watch};
use crate::entry::{Entry, OpaqueId, Role};
use crate::error::Error;
use crate::log::{Index, Log};
use crate::show::Filter;

/// Records that are read in one step, while whoever asks about tasks waits.
const STEP: u64 = 20_000;

/// What the rules found in one log so far.
pub struct Oversight {
    role: Role,
    seen: Mutex<Seen>,
}

struct Seen {
    rules: Rules,
    watch: Watch,
    tasks: Tasks,
    /// What was found in the part that is read, before it is known whether its task is there.
    found: Vec<Alert>,
    /// The first record that is not read; none before the first step.
    next: Option<Index>,
    /// Tasks that were opened here are in the log below this.
    opened: Index,
}

impl Oversight {
    /// One that has read nothing yet. `role` holds the log and opens the tasks.
    #[must_use]
    pub fn new(rules: Rules, role: Role) -> Self {
        let watch = Watch::new(rules.clone());
        let seen = Seen { rules, watch, tasks: Tasks::default(), found: Vec::new(), next: None, opened: 0 };
        Self { role, seen: Mutex::new(seen) }
    }

    /// Reads some of what came since, and at the end of the log opens a task for each new alert. Tells whether it came to the
    /// end, and how many tasks it opened.
    ///
    /// # Errors
    /// The log is damaged or refused.
    pub fn step(&self, log: &Log, now: Timestamp) -> Result<(bool, u64), Error> {
        let mut seen = self.lock();
        if !seen.read(log)? {
            return Ok((false, 0));
        }
        let opened = if seen.next < Some(seen.opened) { 0 } else { seen.open(log, self.role, now)? };
        Ok((true, opened))
    }

    /// Takes steps until the end of the log as it is now; tells how many tasks were opened.
    ///
    /// # Errors
    /// As for [`Oversight::step`].
    pub fn catch_up(&self, log: &Log, now: Timestamp) -> Result<u64, Error> {
        loop {
            if let (true, opened) = self.step(log, now)? {
                // So that the tasks that were opened just now are known.
                return if opened == 0 { Ok(0) } else { Ok(opened + self.catch_up(log, now)?) };
            }
        }
    }

    /// Reads what came since, and opens no task.
    ///
    /// # Errors
    /// As for [`Oversight::step`].
    pub fn read(&self, log: &Log) -> Result<(), Error> {
        while !self.lock().read(log)? {}
        Ok(())
    }

    /// What `read` makes of the tasks, as far as the log was read.
    pub fn tasks<T>(&self, read: impl FnOnce(&Tasks) -> T) -> T {
        read(&self.lock().tasks)
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// Reads some of what came since; tells whether that is all.
    fn read(&mut self, log: &Log) -> Result<bool, Error> {
        let end = log.durable()?;
        let from = match self.next {
            Some(next) => next,
            None => log.first()?,
        };
        self.next = Some(from);
        if self.take(log, from)? == 0 && from < end {
            // In tiles they stand in one place; what can not be read there is damaged.
            log.checkpoint()?;
            if self.take(log, from)? == 0 {
                return Err(Error::NoEntry(from));
            }
        }
        Ok(self.next >= Some(end))
    }

    /// Takes in some records from this one on; tells how many.
    fn take(&mut self, log: &Log, from: Index) -> Result<u64, Error> {
        let mut next = from;
        let some = Filter { from, to: Some(from + STEP), ..Filter::default() };
        for record in log.records(&some)? {
            // While entries go from a tail into tiles, some may stand in neither place that was read; they are there next time.
            if record.index != next {
                break;
            }
            next += 1;
            self.tasks.observe(&record);
            self.found.extend(self.watch.observe(&record));
        }
        self.next = Some(next);
        Ok(next - from)
    }

    fn open(&mut self, log: &Log, role: Role, now: Timestamp) -> Result<u64, Error> {
        let mut alerts = std::mem::take(&mut self.found);
        alerts.retain(|alert| !self.tasks.knows(alert));
        // What is found in silence is about whatever entry came last, so it is known by its rule alone.
        let (rules, tasks) = (&self.rules, &self.tasks);
        let waiting = |alert: &Alert| {
            let open = tasks.iter().filter(|task| !matches!(task.state, TaskState::Closed { .. }));
            open.filter_map(|task| rules.name_of(task.rule)).any(|(name, _)| name == alert.rule)
        };
        alerts.extend(self.watch.at(now).into_iter().filter(|alert| !waiting(alert)));
        let opening = |alert: &Alert| Ok(alert.open(OpaqueId::random()?, role));
        let entries = alerts.iter().map(opening).collect::<Result<Vec<Entry>, almoner_crypto::Error>>()?;
        if !entries.is_empty() {
            self.opened = log.append_batch(&entries)? + entries.len() as u64;
        }
        Ok(entries.len() as u64)
    }
}

#[cfg(test)]
mod tests;
