//! The room while it serves: one room behind a lock, shared by the requests of people, the commands of the supervisor and the
//! messages of the research zone.
//!
//! A thread of its own reads the airlock, and never waits for the room: it hands answers to whoever asked, and everything else
//! to a second thread, which takes the room message by message. So somebody who holds the room and waits for the far side to
//! make a withdrawal durable is always answered. The second thread also lets time pass (see [`Room::pass_time`]).

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use almoner_audit::{Log, Oversight};
use almoner_base::Progress;
use almoner_chart::{SERVING, ToPhi, ToResearch};
use almoner_identity::http::Rates;
use serde_json::Value;

use crate::airlock::Channels;
use crate::desk::Session;
use crate::{Command, Error, Room};

/// How often time passes: grants end, reviews become overdue.
const PACE: Duration = Duration::from_secs(30);

/// The room, shared.
pub struct Api {
    room: Mutex<Room>,
    log: Arc<Log>,
    /// How often a person may ask.
    pub(crate) rates: Rates,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Api(..)")
    }
}

impl Api {
    /// Shares an open room.
    #[must_use]
    pub fn new(room: Room) -> Self {
        let log = Arc::clone(room.log());
        Self { room: Mutex::new(room), log, rates: Rates::default() }
    }

    /// The zone's log.
    #[must_use]
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// What the rules found in the log.
    #[must_use]
    pub fn oversight(&self) -> Arc<Oversight> {
        Arc::clone(self.room().oversight())
    }

    /// The room, for as long as it is held. What a request that failed half-way left is in the database whole or not at all.
    pub(crate) fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what the supervisor asks; see [`Room::execute`].
    ///
    /// # Errors
    /// As there.
    pub fn execute(&self, command: Command, tell: &mut dyn FnMut(Progress)) -> Result<Value, Error> {
        self.room().execute(command, tell)
    }

    /// Attends the airlock until the answer is dropped. To be called once, before the door opens.
    ///
    /// # Errors
    /// The system has no more descriptors, or the other side is gone.
    pub fn attend(self: &Arc<Self>) -> Result<Attending, Error> {
        let (reads, answers) = {
            let mut room = self.room();
            room.pass_time()?;
            let split = room.airlock.split()?;
            room.airlock.send(&ToResearch::Hello(SERVING))?;
            split
        };
        let (work, jobs) = channel();
        let reader = std::thread::spawn(move || read(reads, &answers, &work));
        let api = Arc::clone(self);
        let worker = std::thread::spawn(move || api.work(&jobs));
        Ok(Attending { api: Arc::clone(self), threads: Some((reader, worker)) })
    }

    fn work(&self, jobs: &Receiver<ToPhi>) {
        let mut session = Session::default();
        loop {
            let done = match jobs.recv_timeout(PACE) {
                Ok(message) => self.room().hear(message, &mut session),
                Err(RecvTimeoutError::Timeout) => self.room().pass_time(),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if done.is_err() {
                // The far side asks again when it is back; what was not recorded was not done.
                self.room().airlock.close();
            }
        }
    }

    /// Ends in order; see [`Room::close`].
    ///
    /// # Errors
    /// As there.
    pub fn close(&self) -> Result<(), Error> {
        self.room().close()
    }
}

fn read(mut reads: Channels, answers: &Sender<ToPhi>, work: &Sender<ToPhi>) {
    while let Ok(message) = reads.receive() {
        let taken = match message {
            answer @ ToPhi::Committed(_) => answers.send(answer),
            other => work.send(other),
        };
        if taken.is_err() {
            return;
        }
    }
}

/// Ends with its threads when it is dropped.
#[derive(Debug)]
pub struct Attending {
    api: Arc<Api>,
    threads: Option<(JoinHandle<()>, JoinHandle<()>)>,
}

impl Drop for Attending {
    fn drop(&mut self) {
        self.api.room().airlock.close();
        if let Some((reader, worker)) = self.threads.take() {
            // A thread that panicked holds nothing.
            let _ended = (reader.join(), worker.join());
        }
    }
}

impl Room {
    /// What a message of the research zone asks for; see `almoner_chart::serving`.
    pub(crate) fn hear(&mut self, message: ToPhi, session: &mut Session) -> Result<(), Error> {
        match message {
            ToPhi::Hello(version) if version == SERVING => {
                let status = self.ingest_status()?;
                self.airlock.send(&ToResearch::Ingest(status))?;
            }
            ToPhi::Hello(_) => return Err(Error::Protocol),
            ToPhi::AskIngest => {
                let status = self.ingest_status()?;
                self.airlock.send(&ToResearch::Ingest(status))?;
            }
            ToPhi::Trial(trial) => self.learn_trial(&trial, session)?,
            ToPhi::Ask(questions) => {
                // What was known of people may have changed since the last questions.
                session.forget_people();
                let answers = self.answer(questions, session, &mut crate::desk::DeskSummary::default())?;
                self.airlock.send(&ToResearch::Desk(answers))?;
            }
            ToPhi::Register(register) => self.learn_register(&register)?,
            ToPhi::Contact(request) => {
                let outcome = self.receive_contact(&request)?;
                self.airlock.send(&ToResearch::Contact(outcome))?;
            }
            ToPhi::WithdrawContact(contact) => {
                if let Some(outcome) = self.withdraw_contact(contact)? {
                    self.airlock.send(&ToResearch::Contact(outcome))?;
                }
            }
            ToPhi::Committed(_) | ToPhi::Done => {}
        }
        Ok(())
    }

    /// Lets time pass: grants of break-glass end, and reviews become overdue.
    pub(crate) fn pass_time(&mut self) -> Result<(), Error> {
        self.attend_to_log()?;
        self.tick_break_glass()?;
        self.forget_old_answers()
    }
}
