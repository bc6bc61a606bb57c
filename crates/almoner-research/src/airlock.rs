//! This zone's end of the airlock. While a verb of the command line runs, messages alternate and whoever asks waits for the
//! answer. While the doors are open a thread reads what comes (see `almoner_chart::SERVING`), and answers of the desk are passed
//! on to the run that waits for them.

use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use almoner_chart::{ApprovedTrial, Channel, DeskAnswer, DeskQuestion, ToPhi, ToResearch};

use crate::Error;

/// The longest that the desk is waited for while both zones serve.
const PATIENCE: Duration = Duration::from_secs(300);

/// This zone's end.
pub(crate) type Ours = Channel<UnixStream, ToPhi, ToResearch>;

/// One end of the airlock, shared by whoever has something to say.
pub(crate) struct Airlock {
    channel: Mutex<Ours>,
    /// Where answers of the desk come while both zones serve.
    answers: Mutex<Option<Receiver<Vec<DeskAnswer>>>>,
}

impl Airlock {
    pub(crate) fn new(stream: UnixStream) -> Self {
        Self { channel: Mutex::new(Channel::new(stream)), answers: Mutex::new(None) }
    }

    pub(crate) fn send(&self, message: &ToPhi) -> Result<(), Error> {
        Ok(self.channel().send(message)?)
    }

    pub(crate) fn receive(&self) -> Result<ToResearch, Error> {
        Ok(self.channel().receive()?)
    }

    /// Ends the exchange: whoever waits on the other end hears of it.
    pub(crate) fn close(&self) {
        self.channel().close();
    }

    /// A handle for the thread that reads while both zones serve, and where it puts what the desk answers.
    pub(crate) fn serve(&self) -> Result<(Ours, Sender<Vec<DeskAnswer>>), Error> {
        let (answered, answers) = channel();
        *self.answers.lock().unwrap_or_else(PoisonError::into_inner) = Some(answers);
        Ok((self.channel().try_clone()?, answered))
    }

    /// Asks the recency desk about an approved trial version. One run asks at a time.
    pub(crate) fn ask(&self, approved: &ApprovedTrial, questions: Vec<DeskQuestion>) -> Result<Vec<DeskAnswer>, Error> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        self.send(&ToPhi::Trial(approved.clone()))?;
        match answers.as_ref() {
            None => {
                self.send(&ToPhi::Ask(questions))?;
                match self.receive()? {
                    ToResearch::Desk(replies) => Ok(replies),
                    _ => Err(Error::Protocol),
                }
            }
            Some(answers) => {
                // What a run that gave up did not wait for is nobody's now.
                while answers.try_recv().is_ok() {}
                let first = questions.first().cloned();
                self.send(&ToPhi::Ask(questions))?;
                loop {
                    match answers.recv_timeout(PATIENCE) {
                        Ok(replies) if replies.first().map(|reply| &reply.question) == first.as_ref() => return Ok(replies),
                        Ok(_) => {}
                        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Err(Error::DeskSilent),
                    }
                }
            }
        }
    }

    fn channel(&self) -> MutexGuard<'_, Ours> {
        self.channel.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
