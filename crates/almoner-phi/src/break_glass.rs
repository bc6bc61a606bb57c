//! Break-glass, kept and recorded: the state machine is `almoner_policy::break_glass`; here it outlives a restart, its events
//! are in the audit log before they count, and the privacy officer has a queue (45 CFR 164.312(a)(2)(ii), 164.308(a)(6)).
//!
//! A change is made on a copy, its events go into the log, then the copy is kept and takes the place of the state. So a grant
//! whose start is not in the log opens nothing, and a crash in between leaves at most an entry about something that did not come
//! to be. The words of a reason are sealed beside the log; the entry has their keyed hash.

use almoner_audit::{Action as Logged, Actor, Count, Entry, OpaqueId, Phase, Reason, ResourceKind, Role};
use almoner_base::{Phi, Timestamp};
use almoner_identity::http::Problem;
use almoner_policy::break_glass::{Ask, BreakGlass, End, Event, Finding, GrantId, Incident, ReasonCode};
use almoner_policy::{Action, PatientHandle, Permit, PersonId, Resource};
use almoner_vault::PatientId;
use serde::{Deserialize, Serialize};

use crate::http::{Asked, actor};
use crate::kept::{Kept, Kind};
use crate::{Error, Room};

/// The one name under which the state is kept.
const STATE: &str = "state";

/// What is remembered of a grant beside the state machine, for the queue and after the review.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct GrantRecord {
    pub(crate) holder: PersonId,
    /// What others call the holder.
    pub(crate) holder_name: String,
    pub(crate) reason: ReasonCode,
    /// The keyed hash of the words.
    pub(crate) words: String,
    pub(crate) started: i64,
    pub(crate) until: i64,
    pub(crate) ended: Option<i64>,
    /// How often the record was shown under it.
    pub(crate) reads: u64,
    pub(crate) finding: Option<Finding>,
    pub(crate) reviewed: Option<i64>,
    pub(crate) incident: bool,
}

/// What a person asks for.
pub(crate) struct Wanted<'a> {
    pub(crate) patient: PatientId,
    pub(crate) reason: ReasonCode,
    pub(crate) words: &'a str,
    pub(crate) minutes: u32,
    pub(crate) holder_name: String,
}

/// Who caused events, and under which permit; nobody where time alone did.
#[derive(Clone, Copy)]
struct Cause<'a> {
    asked: &'a Asked,
    permit: &'a Permit,
}

impl Room {
    /// The state as it was kept; none was before the first grant.
    pub(crate) fn load_break_glass(&mut self) -> Result<(), Error> {
        if let Some(kept) = self.kept::<BreakGlass>(Kind::BreakGlass, STATE)? {
            self.break_glass = kept.value;
        }
        Ok(())
    }

    /// Lets time pass.
    pub(crate) fn tick_break_glass(&mut self) -> Result<(), Error> {
        let mut changed = self.break_glass.clone();
        let events = changed.tick(self.clock.now());
        if events.is_empty() {
            return Ok(());
        }
        self.settle_break_glass(changed, &events, None)
    }

    /// Whether a running grant opens this patient's record to the person who asks.
    pub(crate) fn is_glass_broken(&mut self, asked: &Asked, patient: PatientId) -> Result<Option<GrantId>, Error> {
        self.tick_break_glass()?;
        let (person, handle) = (person_of(asked)?, self.handle_of(patient)?);
        let now = self.clock.now();
        if !self.break_glass.covers(&person, &handle, now) {
            return Ok(None);
        }
        let mut running = self.break_glass.queue().filter(|(_, grant)| !grant.has_ended());
        Ok(running.find(|(_, grant)| *grant.holder() == person && *grant.patient() == handle).map(|(id, _)| id))
    }

    /// Grants access to one record at once.
    pub(crate) fn grant_break_glass(&mut self, asked: &Asked, wanted: Wanted<'_>) -> Result<(GrantId, Timestamp), Problem> {
        let owner = person_of(asked)?;
        let mut permit = self.ask(asked, Action::RequestBreakGlass, |request| {
            request.resource(Resource { owner: Some(owner.clone()), ..Resource::default() }).justified()
        })?;
        permit.carry_out(|_| Ok::<(), Error>(()))?;
        self.tick_break_glass()?;
        let ask = Ask {
            patient: self.handle_of(wanted.patient)?,
            reason: wanted.reason,
            words: wanted.words,
            minutes: wanted.minutes,
        };
        let now = self.clock.now();
        let mut changed = self.break_glass.clone();
        let (id, events) = match changed.request(&permit, ask, now) {
            Ok(granted) => granted,
            Err(refusal) => {
                let entry = self.entry_by(asked, &permit, Logged::BreakGlassRefused);
                let entry = entry.decision(almoner_audit::Decision::Deny).outcome(almoner_audit::Outcome::Failure);
                self.vault.log().append(&entry).map_err(Error::from)?;
                return Err(Error::from(refusal).into());
            }
        };
        let words = self.keep_words(&Phi::new(wanted.words.to_owned()))?;
        let until = Timestamp(now.0.saturating_add(i64::from(wanted.minutes) * 60_000));
        let record = GrantRecord {
            holder: owner,
            holder_name: wanted.holder_name,
            reason: wanted.reason,
            words: words.to_string(),
            started: now.0,
            until: until.0,
            ended: None,
            reads: 0,
            finding: None,
            reviewed: None,
            incident: false,
        };
        // Kept first, so that the events find the hash of the words; it opens nothing.
        self.keep_grant(id, record)?;
        changed.logged(id).map_err(Error::from)?;
        self.settle_break_glass(changed, &events, Some(Cause { asked, permit: &permit }))?;
        Ok((id, until))
    }

    /// Ends one's own grant.
    pub(crate) fn stop_break_glass(&mut self, asked: &Asked, grant: GrantId) -> Result<(), Problem> {
        self.tick_break_glass()?;
        let owner = self.holder_of(grant)?;
        let mut permit =
            self.ask(asked, Action::StopBreakGlass, |request| request.resource(Resource { owner, ..Resource::default() }))?;
        permit.carry_out(|_| Ok::<(), Error>(()))?;
        let mut changed = self.break_glass.clone();
        let events = changed.stop(&permit, grant, self.clock.now()).map_err(Error::from)?;
        Ok(self.settle_break_glass(changed, &events, Some(Cause { asked, permit: &permit }))?)
    }

    /// Records what a review found.
    pub(crate) fn review_break_glass(
        &mut self,
        asked: &Asked,
        grant: GrantId,
        finding: Finding,
        note: &str,
    ) -> Result<(), Problem> {
        self.tick_break_glass()?;
        let owner = self.holder_of(grant)?;
        let mut permit = self.ask(asked, Action::ReviewBreakGlass, |request| {
            request.resource(Resource { owner, ..Resource::default() }).justified()
        })?;
        permit.carry_out(|_| Ok::<(), Error>(()))?;
        let mut changed = self.break_glass.clone();
        let events = changed.review(&permit, grant, finding, self.clock.now()).map_err(Error::from)?;
        let words = self.keep_words(&Phi::new(note.to_owned()))?;
        let entry = self.entry_by(asked, &permit, Logged::BreakGlassReviewed).justification(words);
        let entry = entry
            .break_glass(self.opaque_grant(grant), Phase::Reviewed)
            .resource(ResourceKind::Grant, self.opaque_grant(grant))
            .reason(match finding {
                Finding::Justified => Reason::Justified,
                Finding::Unjustified => Reason::Unjustified,
                Finding::Escalated => Reason::Escalated,
            });
        self.vault.log().append(&entry).map_err(Error::from)?;
        if let Some(mut kept) = self.kept::<GrantRecord>(Kind::Grant, &grant.0.to_string())? {
            kept.value.finding = Some(finding);
            kept.value.reviewed = Some(self.clock.now().0);
            self.keep(Kind::Grant, &kept)?;
        }
        Ok(self.settle_break_glass(changed, &events, Some(Cause { asked, permit: &permit }))?)
    }

    /// Lifts a suspension, with a reason that is kept.
    pub(crate) fn reinstate(&mut self, asked: &Asked, person: &PersonId, note: &str) -> Result<(), Problem> {
        self.tick_break_glass()?;
        let owner = Some(person.clone());
        let mut permit = self.ask(asked, Action::ReviewBreakGlass, |request| {
            request.resource(Resource { owner, ..Resource::default() }).justified()
        })?;
        permit.carry_out(|_| Ok::<(), Error>(()))?;
        let mut changed = self.break_glass.clone();
        let events = changed.reinstate(&permit, person, self.clock.now()).map_err(Error::from)?;
        let words = self.keep_words(&Phi::new(note.to_owned()))?;
        let entry = self.entry_by(asked, &permit, Logged::BreakGlassReviewed).justification(words);
        self.vault.log().append(&entry.resources(ResourceKind::Person)).map_err(Error::from)?;
        Ok(self.settle_break_glass(changed, &events, Some(Cause { asked, permit: &permit }))?)
    }

    /// Whose grant it is, or was.
    fn holder_of(&self, grant: GrantId) -> Result<Option<PersonId>, Error> {
        Ok(self.kept::<GrantRecord>(Kind::Grant, &grant.0.to_string())?.map(|kept| kept.value.holder))
    }

    /// Counts one showing under a grant.
    pub(crate) fn count_read(&mut self, grant: GrantId) -> Result<(), Error> {
        if let Some(mut kept) = self.kept::<GrantRecord>(Kind::Grant, &grant.0.to_string())? {
            kept.value.reads += 1;
            self.keep(Kind::Grant, &kept)?;
        }
        Ok(())
    }

    /// The opaque id of a grant in the log.
    pub(crate) fn opaque_grant(&self, grant: GrantId) -> OpaqueId {
        OpaqueId::of(&self.audit_key, ResourceKind::Grant, &grant.0.to_be_bytes())
    }

    pub(crate) fn handle_of(&self, patient: PatientId) -> Result<PatientHandle, Error> {
        PatientHandle::new(&self.vault.handle(patient)).map_err(|_| Error::Protocol)
    }

    /// Under nobody's key: it says nothing of the patient, and outlives shredding, since a review is still due then.
    fn keep_grant(&mut self, grant: GrantId, record: GrantRecord) -> Result<(), Error> {
        let at = Timestamp(record.started);
        self.keep(Kind::Grant, &Kept { name: grant.0.to_string(), patient: None, at, value: record })
    }

    /// Logs what happened, then keeps the new state and puts it in force.
    fn settle_break_glass(&mut self, changed: BreakGlass, events: &[Event], cause: Option<Cause<'_>>) -> Result<(), Error> {
        let mut entries = Vec::with_capacity(events.len());
        let mut alarming = false;
        for event in events {
            alarming |= matches!(event, Event::IncidentOpened { .. } | Event::Suspended { .. } | Event::ReviewAsked { .. });
            entries.extend(self.entry_of(event, cause)?);
            self.note_event(event)?;
        }
        self.vault.log().append_batch(&entries)?;
        let at = self.clock.now();
        self.keep(Kind::BreakGlass, &Kept { name: STATE.to_owned(), patient: None, at, value: changed.clone() })?;
        self.break_glass = changed;
        if alarming {
            // The rules over the log make tasks of grants and suspensions, with an owner and a time.
            self.open_alerts()?;
        }
        Ok(())
    }

    fn open_alerts(&self) -> Result<(), Error> {
        // Nobody who is in a hurry waits for a long log to be read: what is left is done within the next seconds.
        self.oversight.step(self.vault.log(), self.clock.now())?;
        Ok(())
    }

    /// What the queue remembers of an event.
    fn note_event(&mut self, event: &Event) -> Result<(), Error> {
        let (Event::Stopped { grant, .. } | Event::IncidentOpened { grant, .. }) = event else { return Ok(()) };
        if let Some(mut kept) = self.kept::<GrantRecord>(Kind::Grant, &grant.0.to_string())? {
            match event {
                Event::Stopped { .. } => kept.value.ended = Some(self.clock.now().0.min(kept.value.until)),
                _ => kept.value.incident = true,
            }
            self.keep(Kind::Grant, &kept)?;
        }
        Ok(())
    }

    fn entry_of(&self, event: &Event, cause: Option<Cause<'_>>) -> Result<Option<Entry>, Error> {
        let by = |action: Logged| match cause {
            Some(cause) => self.entry_by(cause.asked, cause.permit, action),
            None => Entry::by_service(Role::Phi, action),
        };
        let about = |entry: Entry, person: &PersonId| match OpaqueId::parse(person.as_str()) {
            Some(id) => entry.resource(ResourceKind::Person, id),
            None => entry.resources(ResourceKind::Person),
        };
        Ok(Some(match event {
            Event::Started { grant, patient, reason, until, .. } => {
                let words = self.kept::<GrantRecord>(Kind::Grant, &grant.0.to_string())?;
                let words = words.and_then(|kept| almoner_audit::Justification::parse(&kept.value.words));
                let entry = by(Logged::BreakGlassStarted)
                    .break_glass(self.opaque_grant(*grant), Phase::Active)
                    .count(Count::DueAt, u64::try_from(until.0).unwrap_or(0))
                    .reason(reason_of(*reason));
                let entry = match self.vault.by_handle(patient.as_str())? {
                    Some(patient) => entry.resource(ResourceKind::Patient, self.vault.opaque_patient(patient)),
                    None => entry.resources(ResourceKind::Patient),
                };
                match words {
                    Some(words) => entry.justification(words),
                    None => entry,
                }
            }
            Event::ReviewAsked { grant, due } => by(Logged::BreakGlassGranted)
                .break_glass(self.opaque_grant(*grant), Phase::Granted)
                .resource(ResourceKind::Grant, self.opaque_grant(*grant))
                .count(Count::DueAt, u64::try_from(due.0).unwrap_or(0)),
            Event::Stopped { grant, end } => {
                let (action, phase) = match end {
                    End::Holder => (by(Logged::BreakGlassStopped), Phase::Stopped),
                    End::Expired => (Entry::by_service(Role::Phi, Logged::BreakGlassExpired), Phase::Expired),
                };
                let id = self.opaque_grant(*grant);
                action.break_glass(id, phase).resource(ResourceKind::Grant, id)
            }
            // Recorded with the reviewer's words before.
            Event::Reviewed { .. } => return Ok(None),
            Event::Suspended { person } => about(by(Logged::BreakGlassSuspended), person),
            Event::Reinstated { person } => about(by(Logged::RoleGranted), person),
            Event::IncidentOpened { grant, incident } => {
                let reason = match incident {
                    Incident::Unreviewed => Reason::Expired,
                    Incident::Unjustified => Reason::Unjustified,
                    Incident::Escalated => Reason::Escalated,
                };
                let id = self.opaque_grant(*grant);
                by(Logged::IncidentOpened).break_glass(id, Phase::Suspended).resource(ResourceKind::Grant, id).reason(reason)
            }
        }))
    }
}

/// The person who asks, as the policies know them.
pub(crate) fn person_of(asked: &Asked) -> Result<PersonId, Error> {
    PersonId::new(&asked.caller.by().person().to_string()).map_err(|_| Error::Protocol)
}

/// The same person in the log.
pub(crate) fn is_actor(asked: &Asked, person: &PersonId) -> bool {
    OpaqueId::parse(person.as_str()).is_some_and(|id| actor(asked) == Actor::Person(id))
}

fn reason_of(reason: ReasonCode) -> Reason {
    match reason {
        ReasonCode::Emergency => Reason::EmergencyTreatment,
        ReasonCode::CannotConsent => Reason::PatientUnable,
        ReasonCode::Handover => Reason::CoverageDuty,
        ReasonCode::ParticipantSafety => Reason::PatientSafety,
        ReasonCode::Other => Reason::OtherReason,
    }
}
