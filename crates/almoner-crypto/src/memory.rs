//! Keeping keys out of swap: the pages of this process are locked into memory as they are touched (`mlockall(2)`).
//!
//! All of them, since keys pass through stacks and buffers of the backend, and a page lock around a few of them would be a
//! gesture. That takes an unlimited `RLIMIT_MEMLOCK` (`LimitMEMLOCK=infinity` of a service, `CAP_IPC_LOCK` or
//! `CAP_SYS_RESOURCE` of a container): under a limit, locking would make later allocations fail, so it is not begun, and the
//! caller is told. Core dumps and debuggers are the sandbox's business.

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What came of [`lock_memory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryLock {
    /// No page of this process will be swapped out.
    Locked,
    /// The limit in bytes is in the way; pages may be swapped. Encrypted swap, or none, is then what protects keys.
    Limited(u64),
    /// The kernel refused.
    Refused,
}

impl MemoryLock {
    /// The word for machines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Limited(_) => "limited",
            Self::Refused => "refused",
        }
    }
}

/// Locks this process's memory, now and as it grows. Call it once, before threads and sandbox.
#[must_use]
pub fn lock_memory() -> MemoryLock {
    let unlimited = Rlimit { current: None, maximum: None };
    let own = getrlimit(Resource::Memlock);
    // The soft limit may go up to the hard one by anybody, the hard one by the privileged alone.
    if own != unlimited && setrlimit(Resource::Memlock, unlimited).is_err() {
        return MemoryLock::Limited(own.maximum.or(own.current).unwrap_or(0));
    }
    match mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT) {
        Ok(()) => MemoryLock::Locked,
        Err(_) => MemoryLock::Refused,
    }
}

#[cfg(test)]
mod tests;
