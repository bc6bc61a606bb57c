//! What passes while both zones serve people: requests for contact and how they fare, what the site's register says of a
//! trial, and counts of what was received.
//!
//! **The exchange.** While a release, a match or a withdrawal runs from the command line, messages alternate, each question with
//! its answer. While the doors are open both sides speak when they have something to say, so each reads on a thread of its
//! own (see [`crate::Channel::try_clone`]) and never waits for an answer on that thread. The first message of each is
//! `Hello` with [`SERVING`]; a side that reads another number says nothing more. After that:
//!
//! | research says | the PHI side answers |
//! |---|---|
//! | `Trial`, each approved version at the start and each one approved later | nothing |
//! | `Register`, each trial's at the start and whenever it changes | nothing |
//! | `Ask` | `Desk`, in the order of the questions; questions of one batch are answered together |
//! | `Contact`, each request that has no final state at the start, and new ones | `Contact` with the state it has now |
//! | `WithdrawContact` | `Contact` with the state it has now |
//! | `AskIngest` | `Ingest` |
//! | `Committed`, for each `Retract` (and `Charts`) once it is durable | nothing |
//!
//! Unasked the PHI side sends `Ingest` after `Hello` and when counts change, `Contact` when a request changes its state, and
//! `Retract`. Sending a message again is harmless: trials are known by version, contacts by their id, withdrawals by study id.
//!
//! What comes back of a contact is a state and a code, never a date, a name or a text. That a person has died, said no, or is
//! gone from the project is one code, since which of them it was is nobody's business beyond the withdrawal of the chart.
//! Counts of received records come as days and numbers of eleven and more (DESIGN.md section 1).

use std::fmt;

use almoner_base::{NctId, ProjectId, StudyId};
use minicbor::{Decode, Encode};

/// The version of the exchange while both zones serve.
pub const SERVING: u32 = 1;

/// The number below which a count is not told.
pub const SMALLEST_COUNT: u64 = 11;

/// A request to contact a candidate: 128 random bits, drawn by the research zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct ContactId(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

impl ContactId {
    /// The id with these bytes, which the caller drew at random.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Reads what [`fmt::Display`] writes: 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let id = u128::from_str_radix(text, 16).ok().map(|number| Self(number.to_be_bytes()))?;
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for ContactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ContactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry_doc:meta])* $number:literal $entry:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
        #[cbor(index_only)]
        pub enum $name {
            $($(#[$entry_doc])* #[n($number)] $entry,)*
        }

        impl $name {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$entry),*];

            /// The stable code, as interfaces show it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$entry => $text,)*
                }
            }

            /// The member with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.code() == code)
            }
        }
    };
}

codes! {
    /// Why a candidate is put forward.
    ContactReason {
        /// Eligible by what records can answer.
        0 Eligible = "eligible",
        /// One or a few things can only be asked.
        1 AskPatient = "ask-patient",
        /// Something else.
        2 Other = "other",
    }
}

codes! {
    /// How far a contact has come.
    ContactState {
        /// The PHI side has it in its queue.
        0 Received = "received",
        /// A clinician will contact the patient.
        1 Approved = "approved",
        /// The patient will not be contacted; the code says why. Final.
        2 Refused = "refused",
        /// The patient was contacted and has not decided.
        3 Contacted = "contacted",
        /// The patient wants to hear more from the study team. Final.
        4 Agreed = "agreed",
        /// The patient does not. Final.
        5 Declined = "declined",
        /// The patient could not be reached. Final.
        6 Unreachable = "unreachable",
        /// The research side took the request back. Final.
        7 Withdrawn = "withdrawn",
    }
}

impl ContactState {
    /// Whether nothing more will come of it.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Received | Self::Approved | Self::Contacted)
    }
}

codes! {
    /// Why it came so.
    ContactCode {
        /// Nobody to be contacted stands behind this study id: died, said no to research, or is not in the project (any more).
        0 NotAvailable = "not-available",
        /// The trial's approval by the IRB is missing, is another than the one named, or has expired.
        1 IrbExpired = "irb-expired",
        /// The trial is not open here.
        2 NotOpenHere = "not-open-here",
        /// The trial version is not approved.
        3 NotApproved = "not-approved",
        /// No waiver, authorization or treating relation allows the contact (45 CFR 164.508, 164.512(i)).
        4 NoLegalBasis = "no-legal-basis",
        /// The treating clinician sees a reason against it.
        5 ClinicallyInappropriate = "clinically-inappropriate",
        /// The patient is in another trial.
        6 InOtherTrial = "in-other-trial",
        /// The patient is not interested.
        7 NotInterested = "not-interested",
        /// Visits or procedures are too much for the patient.
        8 Burden = "burden",
        /// Several attempts, no answer.
        9 NoAnswer = "no-answer",
        /// The patient lives elsewhere now.
        10 Moved = "moved",
        /// The patient wants to take part, or to hear more.
        11 Interested = "interested",
        /// Something else.
        12 Other = "other",
    }
}

/// Asks the PHI side to have a candidate contacted. The only way from a study id towards a person.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ContactRequest {
    /// Its id.
    #[n(0)]
    pub contact: ContactId,
    /// Project.
    #[n(1)]
    pub project: ProjectId,
    /// Whom.
    #[n(2)]
    pub study_id: StudyId,
    /// For which trial.
    #[n(3)]
    pub nct_id: NctId,
    /// Content hash of the approved version under which the candidate was found.
    #[n(4)]
    pub version: String,
    /// The IRB's number of the protocol, at most 64 characters.
    #[n(5)]
    pub irb_number: String,
    /// Why.
    #[n(6)]
    pub reason: ContactReason,
}

/// What the site's register says of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TrialRegister {
    /// Trial.
    #[n(0)]
    pub nct_id: NctId,
    /// Whether it recruits here.
    #[n(1)]
    pub open_here: bool,
    /// The IRB's number of the protocol, at most 64 characters.
    #[n(2)]
    pub irb_number: Option<String>,
    /// The last day of the IRB's approval, in days since 1970-01-01.
    #[n(3)]
    pub irb_expires: Option<i32>,
}

/// How a contact fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ContactOutcome {
    /// The request.
    #[n(0)]
    pub contact: ContactId,
    /// How far it has come.
    #[n(1)]
    pub state: ContactState,
    /// Why, where there is a reason.
    #[n(2)]
    pub code: Option<ContactCode>,
}

/// What was received, as far as the research zone may know: by input and resource type, without any file's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct IngestStatus {
    /// The inputs, oldest first.
    #[n(0)]
    pub runs: Vec<IngestRun>,
    /// Resource types that facts come from, and of which nothing was ever received.
    #[n(1)]
    pub not_exported: Vec<String>,
}

/// What came of one input. A count of 1 to 10 is not told ([`SMALLEST_COUNT`]).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IngestRun {
    /// The number that messages name instead of the file.
    #[n(0)]
    pub number: u64,
    /// The day on which it was read, in days since 1970-01-01.
    #[n(1)]
    pub day: i32,
    /// Whether it was read to its proper end.
    #[n(2)]
    pub complete: bool,
    /// By resource type.
    #[n(3)]
    pub types: Vec<IngestType>,
}

/// Resources of one type.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IngestType {
    /// FHIR resource type, or a word in parentheses for what is none.
    #[n(0)]
    pub resource_type: String,
    /// Taken.
    #[n(1)]
    pub accepted: Option<u64>,
    /// Of these, with warnings.
    #[n(2)]
    pub warned: Option<u64>,
    /// Set aside.
    #[n(3)]
    pub quarantined: Option<u64>,
}

/// A count as it may be told.
#[must_use]
pub fn told(count: u64) -> Option<u64> {
    (count == 0 || count >= SMALLEST_COUNT).then_some(count)
}

#[cfg(test)]
mod tests;
