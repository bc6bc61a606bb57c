//! The tamper-evident log of one zone: plain files that anybody with the public key can check.
//!
//! Entries form an RFC 6962 Merkle tree that is kept in the layout of C2SP tlog-tiles (entry bundles, hash tiles and a signed
//! checkpoint), so that others' tools can read it. An append returns when its entry is on the disk and under a signature; if
//! that fails the caller must fail its request. There is no way to change, remove or reorder an entry, and no free text in
//! one: entries are built from enums, opaque ids, counters and versions, so that nothing about a patient can be written.
//!
//! A roll-back to an older state that was signed once cannot be told from the log alone. Whoever keeps a newer
//! [`Checkpoint`] elsewhere gives it to [`Log::verify`], which then finds it.
#![warn(missing_docs)]

pub mod alert;
mod copy;
mod disk;
mod duty;
mod edge;
mod entry;
mod epoch;
mod error;
pub mod export;
mod justification;
mod kept;
mod layout;
mod log;
mod merkle;
mod note;
mod oversight;
mod proof;
mod shard;
mod show;
mod tail;
#[cfg(test)]
mod testing;
mod verify;
mod witness;

pub use copy::{Copied, CopyError, WriteOnce, WriteOnceFolder, copy_log};
pub use duty::{Duties, Duty, DutyError, Words, note_clock};
pub use entry::{
    Action, Actor, AuthMethod, BreakGlass, Count, Decision, Entry, EntryId, Field, Follows, Model, NetworkZone, OpaqueId,
    Outcome, Phase, Purpose, Reason, Record, Resource, ResourceKind, Role, Service, Version,
};
pub use epoch::{EpochKey, EpochKeys};
pub use error::{Defect, DefectCode, Error};
pub use justification::{Justification, Justifications};
pub use kept::{keep_head, open_kept};
pub use log::{Index, Log};
pub use merkle::{Hash, hash_leaf, verify_consistency, verify_inclusion};
pub use note::{Checkpoint, verifier_key};
pub use oversight::Oversight;
pub use proof::{Proof, Prover, ShardProver};
pub use shard::{RETENTION_YEARS, Shards};
pub use show::Filter;
pub use verify::{Report, verify_copy};
pub use witness::{Answer, Witness, WitnessKey};
