//! Everything that may pass between the zones. Adding a variant here moves the wall and takes a written decision.

use almoner_base::{NctId, ProjectId, Reason, StudyId, Verdict};
use minicbor::{Decode, Encode};

use crate::serving::{ContactId, ContactOutcome, ContactRequest, IngestStatus, TrialRegister};
use crate::{Chart, Sealed};

/// Why a person's chart is withdrawn. The research zone removes facts, index entries, results and evidence alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum RetractReason {
    /// The person has died.
    #[n(0)]
    Death,
    /// The person, or the site's policy, said no to research.
    #[n(1)]
    OptOut,
    /// Two records turned out to be one person, or one record two.
    #[n(2)]
    Merge,
    /// The person's key was destroyed.
    #[n(3)]
    Shred,
    /// A later look found an identifier, or a policy now withholds the chart.
    #[n(4)]
    Withheld,
}

impl RetractReason {
    /// The stable code, as the audit log and outputs show it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Death => "death",
            Self::OptOut => "opt-out",
            Self::Merge => "merge",
            Self::Shred => "shred",
            Self::Withheld => "withheld",
        }
    }
}

/// Withdraws a chart.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Retract {
    /// Project.
    #[n(0)]
    pub project: ProjectId,
    /// Whose chart.
    #[n(1)]
    pub study_id: StudyId,
    /// Why.
    #[n(2)]
    pub reason: RetractReason,
}

/// A person's signature under one version of one trial's criteria. The author of a version can not approve it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Approval {
    /// Who made the version.
    #[n(0)]
    pub author: String,
    /// Who approved it.
    #[n(1)]
    pub approver: String,
    /// Ed25519 over [`Approval::signed_bytes`].
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signature: Vec<u8>,
}

impl Approval {
    /// The bytes that an approval signs: the SHA-256 of the record, then trial, version, author and approver, each with its
    /// length. The version names the record to people; the digest is what binds it.
    #[must_use]
    pub fn signed_bytes(record: &[u8; 32], nct_id: NctId, version: &str, author: &str, approver: &str) -> Vec<u8> {
        let mut bytes = b"almoner trial approval v2\0".to_vec();
        bytes.extend_from_slice(record);
        for part in [nct_id.to_string().as_str(), version, author, approver] {
            bytes.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// An approved trial version, handed to the desk so that it reads the same criteria.
#[derive(Clone, Debug, Encode, Decode)]
pub struct ApprovedTrial {
    /// Trial.
    #[n(0)]
    pub nct_id: NctId,
    /// Content hash of the record; the desk computes it again.
    #[n(1)]
    pub version: String,
    /// The trial record as JSON, as it was imported.
    #[n(2)]
    pub record: String,
    /// Who signed for it.
    #[n(3)]
    pub approval: Approval,
}

/// Asks the recency desk about one criterion of one approved trial version for one person. Never a day, never a window.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct DeskQuestion {
    /// Project.
    #[n(0)]
    pub project: ProjectId,
    /// Whose chart.
    #[n(1)]
    pub study_id: StudyId,
    /// Trial.
    #[n(2)]
    pub nct_id: NctId,
    /// Content hash of the approved version.
    #[n(3)]
    pub version: String,
    /// Criterion within the version.
    #[n(4)]
    pub criterion: u32,
}

/// What the desk says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum DeskOutcome {
    /// The criterion holds at the project's `as_of`.
    #[n(0)]
    Met,
    /// It does not hold.
    #[n(1)]
    NotMet,
    /// The record can not tell even with today's date.
    #[n(2)]
    Unknown,
    /// The policy of the project's release does not let the desk answer.
    #[n(3)]
    PolicyRefuses,
    /// The trial version is not approved, or its approval does not verify.
    #[n(4)]
    NotApproved,
    /// No such person in this project any more.
    #[n(5)]
    NoSuchPerson,
}

impl DeskOutcome {
    /// The verdict that this outcome puts in place of `Unknown(NeedsRecency)`.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Met => Verdict::Met,
            Self::NotMet => Verdict::NotMet,
            Self::Unknown | Self::NoSuchPerson => Verdict::Unknown(Reason::NoData),
            Self::PolicyRefuses | Self::NotApproved => Verdict::Unknown(Reason::NeedsRecency),
        }
    }
}

/// The desk's answer to one question.
#[derive(Clone, Debug, Encode, Decode)]
pub struct DeskAnswer {
    /// The question.
    #[n(0)]
    pub question: DeskQuestion,
    /// The answer.
    #[n(1)]
    pub outcome: DeskOutcome,
}

/// From the PHI zone to the research zone.
#[derive(Debug, Encode, Decode)]
pub enum ToResearch {
    /// Charts to keep; answered by [`ToPhi::Committed`] once they are durable.
    #[n(0)]
    Charts(#[n(0)] Vec<Sealed<Chart>>),
    /// Charts to forget; answered by [`ToPhi::Committed`] once that is durable.
    #[n(1)]
    Retract(#[n(0)] Vec<Retract>),
    /// Answers, in the order of the questions.
    #[n(2)]
    Desk(#[n(0)] Vec<DeskAnswer>),
    /// Nothing more comes in this exchange.
    #[n(3)]
    Done,
    /// The first message while both zones serve, with [`crate::SERVING`].
    #[n(4)]
    Hello(#[n(0)] u32),
    /// How a contact fares.
    #[n(5)]
    Contact(#[n(0)] ContactOutcome),
    /// What was received.
    #[n(6)]
    Ingest(#[n(0)] IngestStatus),
}

/// A chart that the far side refused.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Refused {
    /// Position in the batch.
    #[n(0)]
    pub at: u32,
    /// A stable code.
    #[n(1)]
    pub code: String,
}

/// From the research zone to the PHI zone.
#[derive(Debug, Encode, Decode)]
pub enum ToPhi {
    /// The batch is durable, but for the charts named.
    #[n(0)]
    Committed(#[n(0)] Vec<Refused>),
    /// A trial version that questions may name.
    #[n(1)]
    Trial(#[n(0)] ApprovedTrial),
    /// Questions; answered by [`ToResearch::Desk`].
    #[n(2)]
    Ask(#[n(0)] Vec<DeskQuestion>),
    /// Nothing more comes in this exchange.
    #[n(3)]
    Done,
    /// The first message while both zones serve, with [`crate::SERVING`].
    #[n(4)]
    Hello(#[n(0)] u32),
    /// Have a candidate contacted; answered by [`ToResearch::Contact`].
    #[n(5)]
    Contact(#[n(0)] ContactRequest),
    /// Take a request for contact back; answered by [`ToResearch::Contact`].
    #[n(6)]
    WithdrawContact(#[n(0)] ContactId),
    /// What the site's register says of a trial.
    #[n(7)]
    Register(#[n(0)] TrialRegister),
    /// Tell what was received; answered by [`ToResearch::Ingest`].
    #[n(8)]
    AskIngest,
}
