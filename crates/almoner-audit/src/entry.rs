//! What an entry says: who did what to which resource, for what purpose, whether it was allowed and how it ended.
//!
//! Every field is a code of a closed registry, an opaque id, a number or a content hash; there is no place for free text, so
//! there is none for a patient's name. Codes are never reused: a new meaning gets a new number. The encoding is CBOR with
//! integer keys in ascending order and shortest integers (RFC 8949, section 4.2.1), at most 4 KiB.

use std::fmt;

use almoner_base::{NctId, Timestamp};
use almoner_crypto::{DataKey, random_bytes};
use minicbor::{Decode, Encode, Encoder};
use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::merkle::Hash;

/// A registry: its codes as they are stored, its names as they are shown.
macro_rules! registry {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry_doc:meta])* $code:literal $entry:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize)]
        #[cbor(index_only)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$entry_doc])* #[n($code)] $entry,)*
        }

        impl $name {
            /// All codes of the registry.
            pub const ALL: &[Self] = &[$(Self::$entry),*];
        }
    };
}

registry! {
    /// The role that a service has.
    Role {
        /// The process without data that starts the others.
        0 Supervisor,
        /// The PHI zone.
        1 Phi,
        /// The research zone.
        2 Research,
        /// The command line.
        3 Cli,
    }
}

registry! {
    /// What was done.
    Action {
        /// A zone began to serve.
        0 RoleStarted,
        /// A zone ended in order.
        1 RoleStopped,
        /// A zone was started without the kernel's sandbox, as its operator asked.
        2 UnsandboxedStart,
        /// Opening the log found a commit that a crash had cut, and removed it.
        3 RecoveredTornWrite,
        /// A request was refused by policy.
        4 PolicyRefused,
        /// A zone was started with a clock that stands still, as its operator asked.
        5 FixedClock,
        /// An ingest run began.
        10 IngestStarted,
        /// An ingest run ended.
        11 IngestFinished,
        /// Identified records were read from the vault.
        12 VaultRead,
        /// A patient's key was destroyed.
        13 Shredded,
        /// A patient's records were de-identified.
        14 Deidentified,
        /// A text given on the command line was de-identified.
        15 TextDeidentified,
        /// A chart was sealed for the research zone.
        20 ChartSealed,
        /// A sealed chart was verified and stored.
        21 ChartReceived,
        /// A chart was read.
        22 ChartRead,
        /// A chart and all that rests on it was removed.
        23 Retracted,
        /// A release of charts was made.
        24 ReleaseMade,
        /// A sealed chart was refused by the research zone.
        25 ChartRefused,
        /// A chart was held back in the PHI zone.
        26 ChartWithheld,
        /// Trials were imported.
        30 TrialImported,
        /// A trial version was approved.
        31 TrialApproved,
        /// Trials were matched.
        32 MatchRun,
        /// Results left the product.
        33 Exported,
        /// A question was put to the recency desk.
        40 DeskAsked,
        /// The recency desk answered.
        41 DeskAnswered,
        /// A candidate was put forward for contact.
        42 ContactRequested,
        /// A key-encryption key was used to open a zone's key.
        50 KeyOpened,
        /// A key was replaced by a new one.
        51 KeyRotated,
        /// A policy, attestation or configuration was put in force.
        52 ConfigurationChanged,
    }
}

registry! {
    /// The kind of a resource.
    ResourceKind {
        /// A patient in the PHI zone.
        0 Patient,
        /// A chart in the research zone.
        1 Chart,
        /// A trial.
        2 Trial,
        /// An input of an ingest run.
        3 Input,
        /// An ingest, release or match run.
        4 Run,
        /// A research project.
        5 Project,
        /// A key.
        6 Key,
        /// The log itself.
        7 Log,
        /// A policy or an attestation.
        8 Policy,
    }
}

/// Why the request was made: codes of HL7 v3 PurposeOfUse, with the code system's own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "UPPERCASE")]
pub enum Purpose {
    /// Healthcare research.
    #[n(0)]
    Hresch,
    /// Treatment.
    #[n(1)]
    Treat,
    /// Healthcare operations.
    #[n(2)]
    Hoperat,
    /// Clinical trial research.
    #[n(3)]
    Clintrch,
    /// Emergency treatment.
    #[n(4)]
    Etreat,
    /// Health compliance.
    #[n(5)]
    Hcompl,
    /// Public health.
    #[n(6)]
    Pubhlth,
    /// The patient's own request.
    #[n(7)]
    Patrqt,
    /// System administration.
    #[n(8)]
    Hsysadmin,
}

impl Purpose {
    /// The purpose with this HL7 v3 code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "HRESCH" => Self::Hresch,
            "TREAT" => Self::Treat,
            "HOPERAT" => Self::Hoperat,
            "CLINTRCH" => Self::Clintrch,
            "ETREAT" => Self::Etreat,
            "HCOMPL" => Self::Hcompl,
            "PUBHLTH" => Self::Pubhlth,
            "PATRQT" => Self::Patrqt,
            "HSYSADMIN" => Self::Hsysadmin,
            _ => return None,
        })
    }
}

registry! {
    /// What policy said.
    Decision {
        /// Allowed.
        0 Permit,
        /// Refused.
        1 Deny,
    }
}

registry! {
    /// How it ended.
    Outcome {
        /// Done.
        0 Success,
        /// Not done.
        1 Failure,
        /// Done in part: some of the input was set aside.
        2 Partial,
    }
}

registry! {
    /// What a number counts.
    Count {
        /// Input files.
        0 Inputs,
        /// Records received.
        1 Received,
        /// Records accepted.
        2 Accepted,
        /// Records accepted with warnings.
        3 Warned,
        /// Records set aside.
        4 Quarantined,
        /// Patients.
        5 Patients,
        /// Charts.
        6 Charts,
        /// Notes.
        7 Notes,
        /// Facts.
        8 Facts,
        /// Trials.
        9 Trials,
        /// Candidates.
        10 Candidates,
        /// Bytes.
        11 Bytes,
        /// Spans that were removed from text.
        12 Redactions,
        /// Rows that left the product.
        13 Rows,
        /// Charts held back.
        14 Withheld,
        /// Questions.
        15 Questions,
        /// Retractions.
        16 Retractions,
        /// The number of a criterion in its trial.
        17 Criterion,
        /// What the recency desk told: 0 met, 1 not met, 2 unknown, 3 refused by policy, 4 not approved, 5 nobody.
        18 DeskOutcome,
    }
}

registry! {
    /// What a version is the version of.
    Version {
        /// The authorization policies.
        0 Policy,
        /// The de-identification policy.
        1 Deidentification,
        /// The attestation of an expert.
        2 Attestation,
        /// The concept tables.
        3 Terms,
        /// The extractor of facts.
        4 Extractor,
        /// The parser of criteria.
        5 Parser,
        /// A trial's text and criteria.
        6 Trial,
        /// A chart.
        7 Chart,
        /// The program.
        8 Build,
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A service.
    #[n(0)]
    Service(#[n(0)] Role),
    /// A person, by an opaque id.
    #[n(1)]
    Person(#[n(0)] OpaqueId),
}

/// An id that only the holder of the key can link to what it stands for: the first 16 bytes of an HMAC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct OpaqueId(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

impl OpaqueId {
    /// The opaque id of a resource: HMAC-SHA-256 over its kind and its id, cut to 16 bytes. The key is one that the zone
    /// derives for this purpose alone.
    #[must_use]
    pub fn of(key: &DataKey, kind: ResourceKind, id: &[u8]) -> Self {
        // The name of the kind holds no zero byte, so that a kind and an id cannot run into each other.
        let name = format!("{kind:?}\0");
        Self::cut(key.mac(&[name.as_bytes(), id].concat()))
    }

    /// The opaque id of a person.
    #[must_use]
    pub fn of_person(key: &DataKey, id: &[u8]) -> Self {
        Self::cut(key.mac(&[b"Person\0", id].concat()))
    }

    /// A random id, for a request or a run.
    ///
    /// # Errors
    /// The random source failed.
    pub fn random() -> Result<Self, almoner_crypto::Error> {
        random_bytes().map(Self)
    }

    fn cut(code: [u8; 32]) -> Self {
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(code) {
            *to = from;
        }
        Self(id)
    }
}

impl fmt::Display for OpaqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for OpaqueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for OpaqueId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct Resource {
    /// Its kind.
    #[n(0)]
    pub kind: ResourceKind,
    /// Its opaque id; absent where the action concerns all of the kind.
    #[n(1)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<OpaqueId>,
}

/// What is to be recorded. The log adds index, time and the hash of the entry before.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct Entry {
    #[n(0)]
    actor: Actor,
    #[n(1)]
    action: Action,
    #[n(2)]
    decision: Decision,
    #[n(3)]
    outcome: Outcome,
    #[n(4)]
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<Purpose>,
    #[n(5)]
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<Resource>,
    #[n(6)]
    #[serde(skip_serializing_if = "Option::is_none")]
    trial: Option<NctId>,
    #[n(7)]
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<OpaqueId>,
    #[n(8)]
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<OpaqueId>,
    #[n(9)]
    #[serde(serialize_with = "pairs")]
    counts: Vec<(Count, u64)>,
    #[n(10)]
    #[serde(serialize_with = "hex_pairs")]
    versions: Vec<(Version, u64)>,
}

impl Entry {
    /// An entry that says: permitted and done.
    #[must_use]
    pub fn new(actor: Actor, action: Action) -> Self {
        Self {
            actor,
            action,
            decision: Decision::Permit,
            outcome: Outcome::Success,
            purpose: None,
            resource: None,
            trial: None,
            project: None,
            request: None,
            counts: Vec::new(),
            versions: Vec::new(),
        }
    }

    /// An entry of a service.
    #[must_use]
    pub fn by_service(role: Role, action: Action) -> Self {
        Self::new(Actor::Service(role), action)
    }

    /// What policy said.
    #[must_use]
    pub fn decision(self, decision: Decision) -> Self {
        Self { decision, ..self }
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }

    /// Why it was asked for.
    #[must_use]
    pub fn purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// The one resource that it concerned.
    #[must_use]
    pub fn resource(self, kind: ResourceKind, id: OpaqueId) -> Self {
        Self { resource: Some(Resource { kind, id: Some(id) }), ..self }
    }

    /// The kind of resource that it concerned.
    #[must_use]
    pub fn resources(self, kind: ResourceKind) -> Self {
        Self { resource: Some(Resource { kind, id: None }), ..self }
    }

    /// The trial that it concerned. A registry number is public and says nothing about a patient.
    #[must_use]
    pub fn trial(self, trial: NctId) -> Self {
        Self { trial: Some(trial), ..self }
    }

    /// The project within which it was done.
    #[must_use]
    pub fn project(self, project: OpaqueId) -> Self {
        Self { project: Some(project), ..self }
    }

    /// The request that caused it, so that entries of both zones can be read together.
    #[must_use]
    pub fn request(self, request: OpaqueId) -> Self {
        Self { request: Some(request), ..self }
    }

    /// How many. A second number for the same code takes the place of the first.
    #[must_use]
    pub fn count(mut self, count: Count, number: u64) -> Self {
        put(&mut self.counts, count, number);
        self
    }

    /// Under which version. `version` is what [`almoner_base::content_version`] gives; a text of another form is hashed
    /// likewise, so that no text gets into the log.
    #[must_use]
    pub fn version(mut self, of: Version, version: &str) -> Self {
        let hash = parse_version(version)
            .or_else(|| parse_version(&almoner_base::content_version(&[version.as_bytes()])))
            .unwrap_or(0);
        put(&mut self.versions, of, hash);
        self
    }

    /// What was done.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// Who did it.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// What policy said.
    #[must_use]
    pub fn decided(&self) -> Decision {
        self.decision
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, Error> {
        let bytes = minicbor::to_vec(self).map_err(|_| Error::TooLarge)?;
        if bytes.len() + HEADER > LARGEST { Err(Error::TooLarge) } else { Ok(bytes) }
    }
}

/// The largest leaf, and the most that its header takes.
pub(crate) const LARGEST: usize = 4096;
const HEADER: usize = 64;
const FORMAT: u8 = 1;

/// An entry as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place, from 0.
    pub index: u64,
    /// When the log took it.
    pub time: Timestamp,
    /// The leaf hash of the entry before; zeros for the first.
    pub prev: Hash,
    /// What was recorded.
    pub entry: Entry,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct Leaf {
    #[n(0)]
    format: u8,
    #[n(1)]
    index: u64,
    #[n(2)]
    time: i64,
    #[cbor(n(3), with = "minicbor::bytes")]
    prev: [u8; 32],
    #[n(4)]
    entry: Entry,
}

/// The bytes of a leaf, from an entry that [`Entry::encode`] gave.
pub(crate) fn encode_leaf(index: u64, time: Timestamp, prev: &Hash, entry: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = Encoder::new(Vec::with_capacity(entry.len() + HEADER));
    let header = (|| {
        encoder.map(5)?.u8(0)?.u8(FORMAT)?.u8(1)?.u64(index)?.u8(2)?.i64(time.0)?.u8(3)?.bytes(prev)?.u8(4)?;
        Ok::<_, minicbor::encode::Error<std::convert::Infallible>>(())
    })();
    header.map_err(|_| Error::TooLarge)?;
    let mut bytes = encoder.into_writer();
    bytes.extend_from_slice(entry);
    Ok(bytes)
}

impl Record {
    /// Reads a leaf; `None` unless the bytes are exactly what the log would write.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let leaf: Leaf = minicbor::decode(bytes).ok()?;
        let canonical = leaf.format == FORMAT && minicbor::to_vec(&leaf).is_ok_and(|again| again == bytes);
        let record = Self { index: leaf.index, time: Timestamp(leaf.time), prev: leaf.prev, entry: leaf.entry };
        canonical.then_some(record)
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            index: u64,
            time: String,
            #[serde(flatten)]
            entry: &'a Entry,
        }
        Shown { index: self.index, time: self.time.to_rfc3339(), entry: &self.entry }.serialize(serializer)
    }
}

fn put<K: PartialEq + Ord + Copy>(list: &mut Vec<(K, u64)>, key: K, number: u64) {
    list.retain(|(other, _)| *other != key);
    list.push((key, number));
    list.sort_unstable_by_key(|(key, _)| *key);
}

fn parse_version(text: &str) -> Option<u64> {
    (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok())?
}

fn pairs<S: Serializer, K: Serialize>(list: &[(K, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(list.iter().map(|(key, number)| (key, number)))
}

fn hex_pairs<S: Serializer, K: Serialize>(list: &[(K, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(list.iter().map(|(key, number)| (key, format!("{number:016x}"))))
}

#[cfg(test)]
mod tests;
