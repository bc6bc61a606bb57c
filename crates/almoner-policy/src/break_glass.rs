//! Break-glass: access to one record that nobody granted beforehand (45 CFR 164.312(a)(2)(ii), emergency access procedure).
//!
//! Granted at once to whoever may ask for it, for one patient and at most an hour, with a reason. The price is paid
//! afterwards: a privacy officer is told, and somebody else reviews the use within a day. If nobody does, the holder may not
//! break the glass again, and an incident is open.
//!
//! The state is a value without a clock. Every change takes the time and gives the [`Event`]s that the caller writes to the
//! audit log. A grant opens nothing before [`BreakGlass::logged`] says that its start is durable, and that entry holds the
//! latest end, so that the end is on record before the first byte even if nothing runs afterwards. [`BreakGlass::tick`] ends
//! grants and finds reviews that are overdue; it is called before each question and at least once a minute.
//!
//! Whether a person may ask, stop or review is for the policies to say: each change takes their [`Permit`]. What must hold
//! whatever they say is checked here again.

use std::collections::{BTreeMap, BTreeSet};

use almoner_base::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::action::Action;
use crate::names::{PatientHandle, PersonId, Role, names};
use crate::permit::Permit;
use crate::request::Person;

/// The longest grant.
pub const LONGEST_MINUTES: u32 = 60;
/// How long ago the second factor may have been used.
pub const MFA_WITHIN_SECS: u32 = 300;
/// The shortest reason, in characters that are not spaces.
pub const SHORTEST_REASON: usize = 20;
/// How long a review may take, from the start of the grant.
pub const REVIEW_WITHIN_HOURS: u32 = 24;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

names! {
    /// Why the glass is broken.
    ReasonCode {
        /// Life or limb is in danger now.
        Emergency = "emergency",
        /// The patient cannot be asked.
        CannotConsent = "cannot_consent",
        /// Care was handed over, and the record does not know it yet.
        Handover = "handover",
        /// A participant of a trial may be harmed by it.
        ParticipantSafety = "participant_safety",
        /// Something else, as the words say.
        Other = "other",
    }
}

names! {
    /// What a review found.
    Finding {
        /// The use was justified.
        Justified = "justified",
        /// It was not.
        Unjustified = "unjustified",
        /// Others must decide.
        Escalated = "escalated",
    }
}

names! {
    /// Why an incident was opened (45 CFR 164.308(a)(6)).
    Incident {
        /// Nobody reviewed in time.
        Unreviewed = "unreviewed",
        /// The use was not justified; it may be a breach (45 CFR 164.402).
        Unjustified = "unjustified",
        /// A reviewer escalated.
        Escalated = "escalated",
    }
}

names! {
    /// How a grant ended.
    End {
        /// Its time was over.
        Expired = "expired",
        /// Its holder ended it.
        Holder = "holder",
    }
}

/// The number of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantId(pub u64);

/// What happened, for the audit log. Holds no words of a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A grant was given. It ends at `until` at the latest.
    Started {
        /// The grant.
        grant: GrantId,
        /// Who holds it.
        holder: PersonId,
        /// Whose record it opens.
        patient: PatientHandle,
        /// Why.
        reason: ReasonCode,
        /// When it ends at the latest.
        #[serde(with = "millis")]
        until: Timestamp,
    },
    /// The privacy officer is to be told now, and a review task to be opened.
    ReviewAsked {
        /// The grant.
        grant: GrantId,
        /// When the review is due.
        #[serde(with = "millis")]
        due: Timestamp,
    },
    /// A grant ended.
    Stopped {
        /// The grant.
        grant: GrantId,
        /// How.
        end: End,
    },
    /// A use was reviewed.
    Reviewed {
        /// The grant.
        grant: GrantId,
        /// Who reviewed.
        by: PersonId,
        /// What they found.
        finding: Finding,
    },
    /// A person may not break the glass until further notice.
    Suspended {
        /// Who.
        person: PersonId,
    },
    /// A person may break the glass again.
    Reinstated {
        /// Who.
        person: PersonId,
    },
    /// An incident is to be opened.
    IncidentOpened {
        /// The grant.
        grant: GrantId,
        /// Why.
        incident: Incident,
    },
}

/// Why a change was refused. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The permit is for something else, or its duties are not done.
    #[error("no permit for this")]
    Permit,
    /// The person has no role that may break the glass, or one that never may.
    #[error("no role that may break the glass")]
    Role,
    /// The second factor was used too long ago.
    #[error("the second factor was used more than 5 minutes ago (hint: confirm it again)")]
    Mfa,
    /// An earlier use was not reviewed in time, or not justified.
    #[error("suspended: an earlier use was not reviewed, or not justified (hint: ask the privacy officer)")]
    Suspended,
    /// The reason is too short.
    #[error("the reason is too short: expected at least 20 characters")]
    ReasonTooShort,
    /// No time, or more than an hour.
    #[error("expected 1 to 60 minutes")]
    Minutes,
    /// The person holds a grant for this patient already.
    #[error("a grant for this patient is running")]
    Running,
    /// There is no such grant.
    #[error("no such grant")]
    NoGrant,
    /// The grant is another's.
    #[error("the grant is held by somebody else")]
    NotHolder,
    /// A grant that runs is not reviewed.
    #[error("the grant is still running")]
    NotEnded,
    /// Nobody reviews themself.
    #[error("nobody reviews their own use")]
    OwnReview,
    /// The person is not suspended.
    #[error("the person is not suspended")]
    NotSuspended,
}

impl Refused {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Permit => "break-glass-permit",
            Self::Role => "break-glass-role",
            Self::Mfa => "break-glass-mfa",
            Self::Suspended => "break-glass-suspended",
            Self::ReasonTooShort => "break-glass-reason",
            Self::Minutes => "break-glass-minutes",
            Self::Running => "break-glass-running",
            Self::NoGrant => "break-glass-no-grant",
            Self::NotHolder => "break-glass-not-holder",
            Self::NotEnded => "break-glass-not-ended",
            Self::OwnReview => "break-glass-own-review",
            Self::NotSuspended => "break-glass-not-suspended",
        }
    }
}

/// What a person asks for. One patient, by type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask<'a> {
    /// Whose record.
    pub patient: PatientHandle,
    /// Why, as a code.
    pub reason: ReasonCode,
    /// Why, in words; the caller keeps them encrypted beside the log.
    pub words: &'a str,
    /// For how long.
    pub minutes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// Its start is not known to be in the log; it opens nothing.
    Announced,
    Open,
    Ended,
}

/// A grant that runs, or that waits for its review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    holder: PersonId,
    patient: PatientHandle,
    reason: ReasonCode,
    #[serde(with = "millis")]
    started: Timestamp,
    #[serde(with = "millis")]
    until: Timestamp,
    phase: Phase,
    overdue: bool,
}

impl Grant {
    /// Who holds it.
    #[must_use]
    pub fn holder(&self) -> &PersonId {
        &self.holder
    }

    /// Whose record it opens.
    #[must_use]
    pub fn patient(&self) -> &PatientHandle {
        &self.patient
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> ReasonCode {
        self.reason
    }

    /// When it began.
    #[must_use]
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// When it ends at the latest.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.until
    }

    /// When its review is due.
    #[must_use]
    pub fn due(&self) -> Timestamp {
        after(self.started, i64::from(REVIEW_WITHIN_HOURS) * HOUR)
    }

    /// Whether it opens nothing any more.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    /// Whether its review is overdue.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.overdue
    }
}

/// All grants that run or wait for a review, and who is suspended. What is reviewed is in the audit log alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakGlass {
    grants: BTreeMap<GrantId, Grant>,
    /// With whether a privacy officer must lift it, since a use was not justified.
    suspended: BTreeMap<PersonId, bool>,
    next: u64,
    /// The latest time seen. A clock that steps back neither prolongs a grant nor delays a review.
    #[serde(with = "millis")]
    latest: Timestamp,
}

impl Default for BreakGlass {
    fn default() -> Self {
        Self { grants: BTreeMap::new(), suspended: BTreeMap::new(), next: 0, latest: Timestamp(i64::MIN) }
    }
}

impl BreakGlass {
    /// Grants access, at once. It opens nothing until [`Self::logged`].
    ///
    /// # Errors
    /// The person may not, or what they ask for is not a break-glass.
    pub fn request(&mut self, permit: &Permit, ask: Ask<'_>, now: Timestamp) -> Result<(GrantId, Vec<Event>), Refused> {
        let person = permitted(permit, Action::RequestBreakGlass)?;
        let may = person.roles.contains(Role::Clinician) || person.roles.contains(Role::Investigator);
        if !may || person.roles.contains(Role::DataScientist) || person.roles.contains(Role::Service) {
            return Err(Refused::Role);
        }
        if person.authentication.mfa_age_secs.is_none_or(|age| age > MFA_WITHIN_SECS) {
            return Err(Refused::Mfa);
        }
        if ask.words.chars().filter(|c| !c.is_whitespace()).count() < SHORTEST_REASON {
            return Err(Refused::ReasonTooShort);
        }
        if !(1..=LONGEST_MINUTES).contains(&ask.minutes) {
            return Err(Refused::Minutes);
        }
        let mut changed = self.clone();
        let mut events = changed.tick(now);
        if changed.suspended.contains_key(&person.id) {
            return Err(Refused::Suspended);
        }
        let now = changed.latest;
        let is_running = |grant: &&Grant| grant.phase != Phase::Ended && grant.holder == person.id;
        if changed.grants.values().filter(is_running).any(|grant| grant.patient == ask.patient) {
            return Err(Refused::Running);
        }
        let id = GrantId(changed.next);
        let grant = Grant {
            holder: person.id.clone(),
            patient: ask.patient,
            reason: ask.reason,
            started: now,
            until: after(now, i64::from(ask.minutes) * MINUTE),
            phase: Phase::Announced,
            overdue: false,
        };
        events.push(Event::Started {
            grant: id,
            holder: grant.holder.clone(),
            patient: grant.patient.clone(),
            reason: grant.reason,
            until: grant.until,
        });
        events.push(Event::ReviewAsked { grant: id, due: grant.due() });
        changed.next = changed.next.saturating_add(1);
        changed.grants.insert(id, grant);
        *self = changed;
        Ok((id, events))
    }

    /// Opens a grant: its events are in the log, durably, and the privacy officer is told.
    ///
    /// # Errors
    /// There is no such grant, or it ended meanwhile.
    pub fn logged(&mut self, grant: GrantId) -> Result<(), Refused> {
        match self.grants.get_mut(&grant) {
            Some(grant) if grant.phase != Phase::Ended => {
                grant.phase = Phase::Open;
                Ok(())
            }
            _ => Err(Refused::NoGrant),
        }
    }

    /// Whether a grant opens this patient's record to this person now. What [`crate::Request::break_glass`] says.
    #[must_use]
    pub fn covers(&self, person: &PersonId, patient: &PatientHandle, now: Timestamp) -> bool {
        let now = self.latest.max(now);
        self.grants.values().any(|grant| {
            grant.phase == Phase::Open && grant.holder == *person && grant.patient == *patient && now < grant.until
        })
    }

    /// Ends one's own grant. It opens nothing from here on, whether or not the event reaches the log.
    ///
    /// # Errors
    /// There is no such grant, it has ended, or it is another's.
    pub fn stop(&mut self, permit: &Permit, grant: GrantId, now: Timestamp) -> Result<Vec<Event>, Refused> {
        let person = permitted(permit, Action::StopBreakGlass)?;
        let held = self.grants.get(&grant).ok_or(Refused::NoGrant)?;
        if held.holder != person.id {
            return Err(Refused::NotHolder);
        }
        let mut events = self.tick(now);
        if let Some(held) = self.grants.get_mut(&grant).filter(|held| held.phase != Phase::Ended) {
            held.phase = Phase::Ended;
            events.push(Event::Stopped { grant, end: End::Holder });
        }
        Ok(events)
    }

    /// Records what a review found. A use that was not justified suspends its holder until a privacy officer lifts it; one
    /// that was ends a suspension for want of reviews, if it was the last that was overdue.
    ///
    /// # Errors
    /// There is no such grant, it still runs, or the reviewer held it.
    pub fn review(
        &mut self,
        permit: &Permit,
        grant: GrantId,
        finding: Finding,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refused> {
        let reviewer = permitted(permit, Action::ReviewBreakGlass)?;
        let mut changed = self.clone();
        let mut events = changed.tick(now);
        let reviewed = changed.grants.get(&grant).ok_or(Refused::NoGrant)?;
        if reviewed.holder == reviewer.id {
            return Err(Refused::OwnReview);
        }
        if reviewed.phase != Phase::Ended {
            return Err(Refused::NotEnded);
        }
        let holder = reviewed.holder.clone();
        changed.grants.remove(&grant);
        events.push(Event::Reviewed { grant, by: reviewer.id.clone(), finding });
        match finding {
            Finding::Justified => {}
            Finding::Unjustified => {
                events.push(Event::IncidentOpened { grant, incident: Incident::Unjustified });
                events.extend(changed.suspend(&holder, true));
            }
            Finding::Escalated => {
                events.push(Event::IncidentOpened { grant, incident: Incident::Escalated });
                // Others decide about the use, and with it about a suspension that it brought.
                if let Some(until_lifted) = changed.suspended.get_mut(&holder) {
                    *until_lifted = true;
                }
            }
        }
        let waits = changed.grants.values().any(|grant| grant.overdue && grant.holder == holder);
        if !waits && changed.suspended.get(&holder) == Some(&false) {
            changed.suspended.remove(&holder);
            events.push(Event::Reinstated { person: holder });
        }
        *self = changed;
        Ok(events)
    }

    /// Lifts a suspension, once no review of the person's uses is overdue.
    ///
    /// # Errors
    /// The person is not suspended, waits for a review, or asks for themself.
    pub fn reinstate(&mut self, permit: &Permit, person: &PersonId, now: Timestamp) -> Result<Vec<Event>, Refused> {
        let reviewer = permitted(permit, Action::ReviewBreakGlass)?;
        if reviewer.id == *person {
            return Err(Refused::OwnReview);
        }
        let mut changed = self.clone();
        let mut events = changed.tick(now);
        if changed.grants.values().any(|grant| grant.overdue && grant.holder == *person) {
            return Err(Refused::Suspended);
        }
        changed.suspended.remove(person).ok_or(Refused::NotSuspended)?;
        events.push(Event::Reinstated { person: person.clone() });
        *self = changed;
        Ok(events)
    }

    /// Lets time pass: ends grants whose time is over, and suspends who was not reviewed in time.
    pub fn tick(&mut self, now: Timestamp) -> Vec<Event> {
        let now = self.latest.max(now);
        self.latest = now;
        let mut events = Vec::new();
        let mut late = BTreeSet::new();
        for (id, grant) in &mut self.grants {
            if grant.phase != Phase::Ended && now >= grant.until {
                grant.phase = Phase::Ended;
                events.push(Event::Stopped { grant: *id, end: End::Expired });
            }
            if !grant.overdue && now >= grant.due() {
                grant.overdue = true;
                late.insert(grant.holder.clone());
                events.push(Event::IncidentOpened { grant: *id, incident: Incident::Unreviewed });
            }
        }
        for person in late {
            events.extend(self.suspend(&person, false));
        }
        events
    }

    /// The grants that run or wait for a review, the one due first in front: the review queue.
    pub fn queue(&self) -> impl Iterator<Item = (GrantId, &Grant)> {
        // Numbers are given in the order of time, and every review is due as long after its start.
        self.grants.iter().map(|(id, grant)| (*id, grant))
    }

    /// Whether the person may not break the glass until further notice.
    #[must_use]
    pub fn is_suspended(&self, person: &PersonId) -> bool {
        self.suspended.contains_key(person)
    }

    fn suspend(&mut self, person: &PersonId, until_lifted: bool) -> Option<Event> {
        let before = self.suspended.get(person).copied();
        self.suspended.insert(person.clone(), before.unwrap_or(false) || until_lifted);
        before.is_none().then(|| Event::Suspended { person: person.clone() })
    }
}

fn permitted(permit: &Permit, action: Action) -> Result<&Person, Refused> {
    if !permit.allows(action) {
        return Err(Refused::Permit);
    }
    permit.principal().person().ok_or(Refused::Permit)
}

/// Times are stored as the milliseconds that they are.
mod millis {
    use almoner_base::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp)
    }
}

fn after(time: Timestamp, millis: i64) -> Timestamp {
    Timestamp(time.0.saturating_add(millis))
}

#[cfg(test)]
mod tests;
