//! Signs a checkpoint of a zone's log about every second while the zone serves, so that the last entry before a quiet time does not
//! wait for the next one to come under a signature.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use almoner_audit::Log;

/// Ends with its thread when it is dropped.
pub(crate) struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    pub(crate) fn start(log: Arc<Log>) -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            // A log that refuses has stopped; whoever appends next is told why.
            while stopped.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) && log.tick().is_ok() {}
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
