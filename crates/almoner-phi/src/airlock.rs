//! This room's end of the airlock: turn by turn while a command runs, in both directions at once while the zone serves.

use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use almoner_chart::{Channel, Error, ToPhi, ToResearch};

/// How long the other side may take to make withdrawals durable.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) type Channels = Channel<UnixStream, ToResearch, ToPhi>;

pub(crate) struct Airlock {
    channel: Channels,
    /// While the zone serves another thread reads, and hands answers to what this room asked over here.
    answers: Option<Receiver<ToPhi>>,
}

impl Airlock {
    pub(crate) fn new(stream: UnixStream) -> Self {
        Self { channel: Channel::new(stream), answers: None }
    }

    /// Whether another thread reads.
    pub(crate) fn is_attended(&self) -> bool {
        self.answers.is_some()
    }

    pub(crate) fn send(&mut self, message: &ToResearch) -> Result<(), Error> {
        if let Some(answers) = &self.answers {
            // An answer that came too late is none to what is asked now.
            while answers.try_recv().is_ok() {}
        }
        self.channel.send(message)
    }

    /// The next message; while the zone serves, the next answer.
    pub(crate) fn receive(&mut self) -> Result<ToPhi, Error> {
        let Some(answers) = &self.answers else { return self.channel.receive() };
        answers.recv_timeout(PATIENCE).map_err(|error| match error {
            RecvTimeoutError::Timeout => Error::Io(std::io::ErrorKind::TimedOut.into()),
            RecvTimeoutError::Disconnected => Error::Io(std::io::ErrorKind::BrokenPipe.into()),
        })
    }

    /// Hands reading over to another thread: the end to read from, and where answers go.
    pub(crate) fn split(&mut self) -> Result<(Channels, Sender<ToPhi>), Error> {
        let reads = self.channel.try_clone()?;
        let (sender, receiver) = channel();
        self.answers = Some(receiver);
        Ok((reads, sender))
    }

    pub(crate) fn close(&mut self) {
        self.channel.close();
    }
}
