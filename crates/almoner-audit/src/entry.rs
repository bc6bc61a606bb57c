//! What an entry says: who did what to which resource, for what purpose, whether it was allowed and how it ended.
//!
//! Every field is a code of a closed registry, an opaque id, a number or a content hash; there is no place for free text, so
//! there is none for a patient's name. Codes are never reused: a new meaning gets a new number. The encoding is CBOR with
//! integer keys in ascending order and shortest integers (RFC 8949, section 4.2.1), at most 4 KiB.

use almoner_base::{NctId, Timestamp};
use minicbor::{Decode, Encode, Encoder};
use serde::{Serialize, Serializer};

use crate::epoch::EpochKey;
use crate::error::Error;
use crate::justification::Justification;
use crate::merkle::Hash;
use crate::note::Checkpoint;

mod codes;
mod id;
mod registry;

use codes::Codes;
pub(crate) use id::EntryIds;
pub use id::{EntryId, OpaqueId};
pub use registry::{
    Action, AuthMethod, Count, Decision, Field, NetworkZone, Outcome, Phase, Purpose, Reason, ResourceKind, Role, Version,
};

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

/// A break-glass access: which grant, and how far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct BreakGlass {
    /// The grant.
    #[n(0)]
    pub grant: OpaqueId,
    /// Its step.
    #[n(1)]
    pub phase: Phase,
}

/// The signed end of another shard of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct Follows {
    /// Its year.
    #[n(0)]
    pub year: u16,
    /// How many entries it has.
    #[n(1)]
    pub size: u64,
    /// The root over them.
    #[cbor(n(2), with = "minicbor::bytes")]
    #[serde(serialize_with = "hex_bytes")]
    pub root: Hash,
}

/// A model and its version, both as content hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct Model {
    #[n(0)]
    #[serde(serialize_with = "hex")]
    name: u64,
    #[n(1)]
    #[serde(serialize_with = "hex")]
    version: u64,
}

/// What is to be recorded. The log adds id, index, time, service, build and the hash of the entry before.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct Entry {
    #[n(0)]
    pub(crate) actor: Actor,
    #[n(1)]
    pub(crate) action: Action,
    #[n(2)]
    pub(crate) decision: Decision,
    #[n(3)]
    pub(crate) outcome: Outcome,
    #[n(4)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<Purpose>,
    #[n(5)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) resource: Option<Resource>,
    #[n(6)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trial: Option<NctId>,
    #[n(7)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) project: Option<OpaqueId>,
    #[n(8)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<OpaqueId>,
    #[n(9)]
    #[serde(serialize_with = "pairs")]
    pub(crate) counts: Vec<(Count, u64)>,
    #[n(10)]
    #[serde(serialize_with = "hex_pairs")]
    pub(crate) versions: Vec<(Version, u64)>,
    /// The epoch whose key made the opaque ids of what the entry is about; the zone's standing key where absent.
    #[n(11)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) epoch: Option<u16>,
    #[n(12)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<OpaqueId>,
    #[n(13)]
    #[serde(skip_serializing_if = "is_empty")]
    pub(crate) methods: Codes<AuthMethod>,
    /// Seconds since the last proof by a second factor.
    #[n(14)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mfa_age_secs: Option<u32>,
    #[n(15)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on_behalf_of: Option<Actor>,
    #[n(16)]
    #[serde(skip_serializing_if = "is_empty")]
    pub(crate) fields: Codes<Field>,
    #[n(17)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Reason>,
    #[n(18)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) justification: Option<Justification>,
    #[n(19)]
    #[serde(skip_serializing_if = "is_empty", serialize_with = "hex_list")]
    pub(crate) policies: Codes<u64>,
    #[n(20)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) network: Option<NetworkZone>,
    #[n(21)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<OpaqueId>,
    #[n(22)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<OpaqueId>,
    #[n(23)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) break_glass: Option<BreakGlass>,
    #[n(24)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<Model>,
    #[n(25)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) correlation: Option<OpaqueId>,
    #[n(26)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recipient: Option<OpaqueId>,
    #[n(27)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) follows: Option<Follows>,
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
            epoch: None,
            session: None,
            methods: Codes::default(),
            mfa_age_secs: None,
            on_behalf_of: None,
            fields: Codes::default(),
            reason: None,
            justification: None,
            policies: Codes::default(),
            network: None,
            source: None,
            device: None,
            break_glass: None,
            model: None,
            correlation: None,
            recipient: None,
            follows: None,
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

    /// The chain of requests that this one belongs to, such as all that one screen or one run caused.
    #[must_use]
    pub fn correlation(self, correlation: OpaqueId) -> Self {
        Self { correlation: Some(correlation), ..self }
    }

    /// The epoch whose key made the opaque ids of this entry.
    #[must_use]
    pub fn epoch(self, key: &EpochKey) -> Self {
        Self { epoch: Some(key.year()), ..self }
    }

    /// The actor's session, how they had proved who they are, and how many seconds ago by a second factor.
    #[must_use]
    pub fn session(self, session: OpaqueId, methods: &[AuthMethod], mfa_age_secs: Option<u32>) -> Self {
        Self { session: Some(session), mfa_age_secs, ..self }.methods(methods)
    }

    /// How the actor proved who they are, where there is no session.
    #[must_use]
    pub fn methods(self, methods: &[AuthMethod]) -> Self {
        Self { methods: methods.iter().copied().collect(), ..self }
    }

    /// For whom the actor acted.
    #[must_use]
    pub fn on_behalf_of(self, actor: Actor) -> Self {
        Self { on_behalf_of: Some(actor), ..self }
    }

    /// Which data elements were read, shown or disclosed.
    #[must_use]
    pub fn fields(self, fields: &[Field]) -> Self {
        Self { fields: fields.iter().copied().collect(), ..self }
    }

    /// Why, from the list.
    #[must_use]
    pub fn reason(self, reason: Reason) -> Self {
        Self { reason: Some(reason), ..self }
    }

    /// Why, in the person's own words, which are kept in [`crate::Justifications`] and not here.
    #[must_use]
    pub fn justification(self, justification: Justification) -> Self {
        Self { justification: Some(justification), ..self }
    }

    /// The policy set, and the policies of it that decided. Both are content hashes or ids, treated as in
    /// [`Entry::version`].
    #[must_use]
    pub fn decided_by(self, set: &str, policies: &[&str]) -> Self {
        let policies = policies.iter().map(|policy| content_hash(policy)).collect();
        Self { policies, ..self }.version(Version::Policy, set)
    }

    /// Where the request came from: the zone of the network, and opaque ids of the address and of the device, where they
    /// are known.
    #[must_use]
    pub fn network(self, network: NetworkZone, source: Option<OpaqueId>, device: Option<OpaqueId>) -> Self {
        Self { network: Some(network), source, device, ..self }
    }

    /// Under which break-glass access.
    #[must_use]
    pub fn break_glass(self, grant: OpaqueId, phase: Phase) -> Self {
        Self { break_glass: Some(BreakGlass { grant, phase }), ..self }
    }

    /// Which model took part, by its name and version, treated as in [`Entry::version`].
    #[must_use]
    pub fn model(self, name: &str, version: &str) -> Self {
        Self { model: Some(Model { name: content_hash(name), version: content_hash(version) }), ..self }
    }

    /// The end of the shard that this one follows, or that is removed.
    #[must_use]
    pub fn follows(self, year: u16, head: &Checkpoint) -> Self {
        Self { follows: Some(Follows { year, size: head.size, root: head.root }), ..self }
    }

    /// The same with another action, for what one request does in several steps.
    #[must_use]
    pub fn acting(self, action: Action) -> Self {
        Self { action, ..self }
    }

    /// To whom something was disclosed or handed.
    #[must_use]
    pub fn recipient(self, recipient: OpaqueId) -> Self {
        Self { recipient: Some(recipient), ..self }
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
        put(&mut self.versions, of, content_hash(version));
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

    /// How many of these it counts; 0 where it does not say.
    #[must_use]
    pub fn counted(&self, count: Count) -> u64 {
        self.counts.iter().find(|(of, _)| *of == count).map_or(0, |(_, number)| *number)
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(512);
        minicbor::encode(self, &mut bytes).map_err(|_| Error::TooLarge)?;
        if bytes.len() + ADDED > LARGEST { Err(Error::TooLarge) } else { Ok(bytes) }
    }
}

/// The largest leaf, and the most that the log adds to an entry.
pub(crate) const LARGEST: usize = 4096;
const ADDED: usize = 96;
/// Format 1 had no id, no service and none of the fields from 11 on. Its logs are still read.
const FORMAT: u8 = 2;

/// The service that wrote an entry, and its build as a content hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[cbor(map)]
pub struct Service {
    /// Its role.
    #[n(0)]
    pub role: Role,
    /// The version of the program.
    #[n(1)]
    #[serde(serialize_with = "hex")]
    pub build: u64,
}

impl Service {
    /// A service by its role and the version of its program, treated as in [`Entry::version`].
    #[must_use]
    pub fn new(role: Role, build: &str) -> Self {
        Self { role, build: content_hash(build) }
    }
}

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
    /// Its id; absent in format 1.
    pub id: Option<EntryId>,
    /// Who wrote it down, where the log was told.
    pub service: Option<Service>,
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
    #[n(5)]
    id: Option<EntryId>,
    #[n(6)]
    service: Option<Service>,
}

/// What the log adds to an entry.
pub(crate) struct Place {
    pub(crate) index: u64,
    pub(crate) time: Timestamp,
    pub(crate) prev: Hash,
    pub(crate) id: EntryId,
    pub(crate) service: Option<Service>,
}

/// Writes a leaf after `bytes`, from an entry that [`Entry::encode`] gave.
pub(crate) fn encode_leaf(bytes: &mut Vec<u8>, place: &Place, entry: &[u8]) -> Result<(), Error> {
    let mut encoder = Encoder::new(bytes);
    let fields = 6 + u64::from(place.service.is_some());
    let written = (|| {
        encoder.map(fields)?.u8(0)?.u8(FORMAT)?.u8(1)?.u64(place.index)?.u8(2)?.i64(place.time.0)?;
        encoder.u8(3)?.bytes(&place.prev)?.u8(4)?;
        encoder.writer_mut().extend_from_slice(entry);
        encoder.u8(5)?.bytes(&place.id.0)?;
        if let Some(service) = place.service {
            encoder.u8(6)?.encode(service)?;
        }
        Ok::<_, minicbor::encode::Error<std::convert::Infallible>>(())
    })();
    written.map_err(|_| Error::TooLarge)
}

impl Record {
    /// Reads a leaf; `None` unless the bytes are exactly what the log would write.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let leaf: Leaf = minicbor::decode(bytes).ok()?;
        let known = match leaf.format {
            1 => leaf.id.is_none() && leaf.service.is_none(),
            FORMAT => leaf.id.is_some(),
            _ => false,
        };
        let mut again = Same(bytes);
        let canonical = known && minicbor::encode(&leaf, &mut again).is_ok() && again.0.is_empty();
        let Leaf { index, time, prev, entry, id, service, .. } = leaf;
        canonical.then_some(Self { index, time: Timestamp(time), prev, entry, id, service })
    }
}

/// Takes what is written only if it is what these bytes begin with, so that comparing needs no second copy.
struct Same<'a>(&'a [u8]);

impl minicbor::encode::Write for Same<'_> {
    type Error = ();

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> Result<(), ()> {
        // Most of what is written is a single byte.
        self.0 = match (bytes, self.0) {
            ([one], [first, rest @ ..]) if one == first => rest,
            _ => self.0.strip_prefix(bytes).ok_or(())?,
        };
        Ok(())
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            index: u64,
            time: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            id: Option<EntryId>,
            #[serde(skip_serializing_if = "Option::is_none")]
            service: Option<Service>,
            #[serde(flatten)]
            entry: &'a Entry,
        }
        let (time, id, service) = (self.time.to_rfc3339(), self.id, self.service);
        Shown { index: self.index, time, id, service, entry: &self.entry }.serialize(serializer)
    }
}

fn put<K: PartialEq + Ord + Copy>(list: &mut Vec<(K, u64)>, key: K, number: u64) {
    list.retain(|(other, _)| *other != key);
    list.push((key, number));
    list.sort_unstable_by_key(|(key, _)| *key);
}

/// A content hash as a number; of a text that is none, the hash.
fn content_hash(text: &str) -> u64 {
    let hashed = || parse_version(&almoner_base::content_version(&[text.as_bytes()]));
    parse_version(text).or_else(hashed).unwrap_or(0)
}

fn parse_version(text: &str) -> Option<u64> {
    (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok())?
}

fn is_empty<T>(codes: &Codes<T>) -> bool {
    codes.as_slice().is_empty()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn hex<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{number:016x}"))
}

fn hex_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

fn hex_list<S: Serializer>(codes: &Codes<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(codes.as_slice().iter().map(|number| format!("{number:016x}")))
}

fn pairs<S: Serializer, K: Serialize>(list: &[(K, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(list.iter().map(|(key, number)| (key, number)))
}

fn hex_pairs<S: Serializer, K: Serialize>(list: &[(K, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(list.iter().map(|(key, number)| (key, format!("{number:016x}"))))
}

#[cfg(test)]
mod tests;
