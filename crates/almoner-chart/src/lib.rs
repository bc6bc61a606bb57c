//! The airlock between the PHI zone and the research zone: the sealed chart, and the few messages that may pass.
//!
//! Nothing else is serializable across. A chart goes `ChartDraft -> seal -> Sealed<Chart> -> verify -> Chart`; only the PHI
//! role holds the sealing key, and a [`Chart`] comes from nowhere but [`Sealed::verify`], which also looks once more for
//! structured identifiers. The set of messages is closed: [`Passes`] is implemented here and can not be implemented outside.
//!
#![warn(missing_docs)]

mod channel;
mod chart;
mod message;
mod recheck;
mod serving;

use thiserror::Error;

pub use channel::{Channel, Passes};
pub use chart::{Chart, Header, Sealed, seal};
pub use message::{
    Approval, ApprovedTrial, DeskAnswer, DeskOutcome, DeskQuestion, Refused, Retract, RetractReason, ToPhi, ToResearch,
};
pub use serving::{
    ContactCode, ContactId, ContactOutcome, ContactReason, ContactRequest, ContactState, IngestRun, IngestStatus,
    IngestType, SERVING, SMALLEST_COUNT, TrialRegister, told,
};

/// Why something did not pass. Never carries content of a chart.
#[derive(Debug, Error)]
pub enum Error {
    /// The signature does not fit the bytes and the key.
    #[error("chart seal does not verify")]
    Seal,
    /// The bytes are not a chart of a schema version that this build reads.
    #[error("chart schema is not readable by this build")]
    Schema,
    /// A structured identifier was found after the seal.
    #[error("chart refused: structured identifier of kind `{0}`")]
    Identifier(&'static str),
    /// A key could not be used.
    #[error(transparent)]
    Crypto(#[from] almoner_crypto::Error),
    /// The channel broke.
    #[error("airlock channel: {0}")]
    Io(#[from] std::io::Error),
    /// The other side sent something that is not a message of the airlock.
    #[error("airlock message is not readable")]
    Message,
    /// A frame exceeds the limit of 256 MiB.
    #[error("airlock frame is too large")]
    TooLarge,
}
