//! Attends to a zone's log about every second while the zone serves: signs a checkpoint, so that the last entry before a quiet time does
//! not wait for the next one to come under a signature, goes on in the next shard when the year turns, and holds what came since
//! against the rules, so that an alert has its task whether or not somebody looks.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use almoner_audit::{Log, Oversight};
use almoner_base::Clock;

/// Ends with its thread when it is dropped.
pub(crate) struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    pub(crate) fn start(log: Arc<Log>, oversight: Arc<Oversight>, clock: Arc<dyn Clock>) -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            // A log that refuses has stopped; whoever appends next is told why.
            let mut pause = Duration::from_secs(1);
            while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) && log.tick().is_ok() {
                // A long log is read without a pause, in steps between which others can ask. One that can not be read is told of to whoever asks.
                let behind = matches!(oversight.step(&log, clock.now()), Ok((false, _)));
                pause = if behind { Duration::ZERO } else { Duration::from_secs(1) };
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop = None;
        // The log must not be held when the zone closes it; a thread that panicked holds nothing.
        let _ended = self.thread.take().map(JoinHandle::join);
    }
}
