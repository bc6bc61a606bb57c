//! What can go wrong with a log, and what a verification finds.

use std::fmt;
use std::io;

use serde::Serialize;
use thiserror::Error;

/// Why the log refused. A request whose entry was refused must fail too.
#[derive(Debug, Error)]
pub enum Error {
    /// Reading or writing failed. After a failed write the log takes no more entries until it is opened again.
    #[error("audit log: {0}")]
    Io(#[from] io::Error),
    /// An earlier write failed, so nothing can be promised about a further one.
    #[error("the audit log stopped after a failed write (hint: free space, then start again)")]
    Stopped,
    /// Another process writes to this log.
    #[error("the audit log is open in another process")]
    Locked,
    /// There is no log in this folder.
    #[error("no audit log in this folder")]
    Missing,
    /// There is a log in this folder already, or something that is not one.
    #[error("the folder holds something already")]
    Exists,
    /// The files do not agree with their signatures.
    #[error("the audit log is damaged: {0}")]
    Damaged(Defect),
    /// The entry takes more than 4 KiB.
    #[error("the entry is larger than 4 KiB")]
    TooLarge,
    /// An origin names the log in its signatures; it must be a short text without spaces, `+` and control characters.
    #[error("not an origin: expected a text without spaces, `+` and control characters")]
    Origin,
    /// No entry has this index.
    #[error("the log has no entry {0}")]
    NoEntry(u64),
    /// The zone had a log, and it is not there any more.
    #[error("the audit log is gone")]
    Gone,
    /// The log is older than the head that was kept beside it, or the head is missing.
    #[error("the audit log was rolled back, or its kept head is missing")]
    RolledBack,
    /// A key or the random source failed.
    #[error(transparent)]
    Crypto(#[from] almoner_crypto::Error),
}

/// Where a log differs from what was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// The file, relative to the log's folder.
    pub file: String,
    /// The first byte that is wrong, where one can be named.
    pub offset: Option<u64>,
    /// What is wrong.
    pub code: DefectCode,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        write!(f, ": {}", self.code)
    }
}

/// The kinds of damage that [`crate::Log::verify`] tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefectCode {
    /// A file that the checkpoint requires is not there.
    Missing,
    /// A file or folder that is no part of the log.
    Unexpected,
    /// A file that a crash can leave; opening the log removes it.
    Leftover,
    /// The tail ends inside a commit, as after a crash; opening the log cuts it and records that.
    TornTail,
    /// The bytes cannot be read as what the file holds.
    Unreadable,
    /// The checkpoint's text or signature is not the log's.
    Signature,
    /// A hash tile differs from the tree over the entries.
    Tile,
    /// An entry differs from the one that was signed.
    Entry,
    /// The entry does not name the one before it, or carries another index.
    Chain,
    /// The tree over the entries has another root than the one that was signed.
    Root,
    /// A cosigned checkpoint that does not hold under the key of a witness that the verifier was given.
    Witness,
    /// The log is shorter than the checkpoint that the verifier trusts.
    RolledBack,
    /// The log is not a continuation of the checkpoint that the verifier trusts.
    Forked,
}

impl fmt::Display for DefectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the file is missing",
            Self::Unexpected => "no part of the log",
            Self::Leftover => "left by an interrupted write; opening the log removes it",
            Self::TornTail => "the last commit is incomplete; opening the log cuts it and records that",
            Self::Unreadable => "unreadable",
            Self::Signature => "not a checkpoint that this log's key signed",
            Self::Tile => "the hash tile differs from the entries",
            Self::Entry => "the entry differs from the one that was signed",
            Self::Chain => "the entry does not follow the one before it",
            Self::Root => "the entries differ from those that were signed",
            Self::Witness => "not a checkpoint that a known witness cosigned",
            Self::RolledBack => "the log is shorter than the trusted checkpoint",
            Self::Forked => "the log does not continue the trusted checkpoint",
        })
    }
}

impl Defect {
    pub(crate) fn new(file: impl Into<String>, offset: Option<u64>, code: DefectCode) -> Self {
        Self { file: file.into(), offset, code }
    }
}
