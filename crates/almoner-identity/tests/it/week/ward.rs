//! What a server of the PHI zone would be: the register of people, the policies, break-glass and the log, wired together, with
//! a clock that is moved and a folder that can be killed.
//!
//! No such server exists yet. The wiring here is the test's own and is meant as the least that one would do: authenticate, put
//! the request to the policies, write the entry, answer. What it proves are the crates.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use almoner_audit::{
    Action as Audit, Actor, Count, Decision, Entry, Filter, Index, Log, OpaqueId, Outcome, Phase, Purpose as AuditPurpose,
    Reason, Record, ResourceKind, Role as AuditRole,
};
use almoner_base::{Clock, Secret, Timestamp};
use almoner_crypto::{DataKey, SigningKey};
use almoner_identity::{Authentication, Client, People, Place, Tables};
use almoner_policy::break_glass::{Ask, BreakGlass, End, Event, Finding, GrantId, Refused};
use almoner_policy::{Action, Duty, FieldGroup, PatientHandle, PersonId, Policies, Purpose, Request, Resource, Zone};
use almoner_store::Database;

use crate::testing::{ORIGIN, START};

const LOG_ORIGIN: &str = "almoner.test/phi";

/// The clock of the machine.
pub struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// The zone.
pub struct Ward {
    root: PathBuf,
    folder: PathBuf,
    lives: u32,
    pub clock: Arc<MovedClock>,
    pub log: Arc<Log>,
    pub people: People,
    pub policies: Policies,
    pub glass: BreakGlass,
}

/// Why nothing was answered.
#[derive(Debug)]
pub enum No {
    /// The policies refused, and the refusal is in the log.
    Policy(Vec<String>),
    /// Break-glass refused.
    Glass(Refused),
    /// The log did not take the entry.
    Log,
}

/// What a read showed.
#[derive(Debug)]
pub struct Shown {
    /// The id of the request, which is in its entry.
    pub request: OpaqueId,
    /// Whether it was shown under a grant and not by who treats.
    pub by_grant: bool,
}

impl Ward {
    pub fn new() -> Self {
        // In memory where there is such a place: what a kill leaves is copied, so nothing here waits for a disk on purpose.
        let memory = PathBuf::from("/dev/shm");
        let place = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let root = place.join(format!("almoner-week-{:016x}", almoner_crypto::random_u64().unwrap()));
        let folder = root.join("0");
        fs::create_dir_all(&folder).unwrap();
        let clock = Arc::new(MovedClock(AtomicI64::new(START)));
        let log = Arc::new(Log::create(&folder.join("audit"), log_key(), LOG_ORIGIN, clock.clone()).unwrap());
        let people = open_people(&folder, log.clone(), clock.clone());
        Self {
            root,
            folder,
            lives: 0,
            clock,
            log,
            people,
            policies: Policies::builtin().unwrap(),
            glass: BreakGlass::default(),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock, forth or back.
    pub fn move_clock(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// The process dies and is started again on what the disk holds. With `torn`, the disk also holds so many bytes of a commit
    /// that was being written, which begins as the last one does.
    pub fn kill(&mut self, torn: Option<usize>) {
        self.lives += 1;
        let next = self.root.join(self.lives.to_string());
        copy(&self.folder, &next);
        if let Some(length) = torn {
            let tails = ["tail", "tail.2"].map(|name| next.join("audit").join(name));
            let path = tails.iter().max_by_key(|path| fs::metadata(path).map_or(0, |file| file.len())).unwrap();
            let mut bytes = fs::read(path).unwrap();
            bytes.extend_from_within(..length);
            fs::write(path, bytes).unwrap();
        }
        self.log = Arc::new(Log::open(&next.join("audit"), log_key(), LOG_ORIGIN, self.clock.clone()).unwrap());
        self.people = open_people(&next, self.log.clone(), self.clock.clone());
        let state = fs::read(next.join("break-glass.json"));
        self.glass = state.map_or_else(|_| BreakGlass::default(), |state| serde_json::from_slice(&state).unwrap());
        let before = std::mem::replace(&mut self.folder, next);
        fs::remove_dir_all(before).unwrap();
    }

    /// The disk under the log goes away until the process is started again: the log notices at its next checkpoint.
    pub fn lose_disk(&self) {
        let (audit, away) = (self.folder.join("audit"), self.folder.join("audit.away"));
        self.log.checkpoint().unwrap();
        fs::rename(&audit, &away).unwrap();
        // Acknowledged, for the tail is on the disk; only its tiles can not be written.
        self.log.append(&Entry::by_service(AuditRole::Phi, Audit::RoleStarted)).unwrap();
        assert!(self.log.checkpoint().is_err());
        fs::rename(&away, &audit).unwrap();
    }

    /// The records from this index on, as they are on the disk.
    pub fn records(&self, from: Index) -> Vec<Record> {
        // A log that has stopped still holds what it acknowledged.
        let _ = self.log.checkpoint();
        let filter = Filter { from, ..Filter::default() };
        Log::show(&self.folder.join("audit"), LOG_ORIGIN, &log_key().public(), &filter).unwrap()
    }

    /// Checks every byte of the log.
    pub fn verify(&self) -> u64 {
        self.log.checkpoint().unwrap();
        Log::verify(&self.folder.join("audit"), LOG_ORIGIN, &log_key().public(), None).unwrap().head.size
    }

    /// Shows a patient's record, or refuses.
    pub fn read(
        &mut self,
        by: &Authentication,
        client: &Client<'_>,
        patient: u32,
        treating: &[PersonId],
    ) -> Result<Shown, No> {
        let person = by.person_for_policy().unwrap();
        let covered = self.glass.covers(&person.id, &handle(patient), self.now());
        let treats = treating.contains(&person.id);
        let resource = Resource { treating: treating.to_vec(), ..Resource::default() };
        let request = Request::new(person, Action::ReadIdentified, Zone::Phi)
            .purpose(Purpose::Treat)
            .resource(resource)
            .fields([FieldGroup::Demographics])
            .rows(1);
        let request = if covered && !treats { request.break_glass() } else { request };
        let id = OpaqueId::random().unwrap();
        let entry = |action| {
            Entry::new(actor(by), action)
                .purpose(AuditPurpose::Treat)
                .resource(ResourceKind::Patient, opaque(patient.into()))
                .network(client.network, None, None)
                .request(id)
        };
        match self.policies.authorize(&request) {
            Err(refusal) => {
                self.append(&[entry(Audit::PolicyRefused).decision(Decision::Deny).outcome(Outcome::Failure)])?;
                Err(No::Policy(refusal.policies))
            }
            Ok(mut permit) => {
                assert!(!permit.allows(Action::ReadIdentified), "a permit allows nothing before its entry");
                assert!(permit.field(FieldGroup::Demographics).is_none(), "nor grants a field");
                permit.carry_out(|duty| match duty {
                    Duty::Log(_) => self.append(&[entry(Audit::IdentifiedShown)]),
                    // The review of a grant is asked for when it is given.
                    Duty::Review { .. } if self.glass.queue().any(|(_, grant)| *grant.holder() == policy_id(by)) => Ok(()),
                    Duty::Review { .. } => Err(No::Log),
                })?;
                assert!(permit.allows(Action::ReadIdentified));
                assert!(permit.field(FieldGroup::Demographics).is_some());
                assert!(permit.field(FieldGroup::Notes).is_none(), "what was not asked for is not granted");
                Ok(Shown { request: id, by_grant: !treats })
            }
        }
    }

    /// Asks to break the glass.
    pub fn ask(&mut self, by: &Authentication, patient: u32, words: &str, minutes: u32) -> Result<GrantId, No> {
        let permit = self.permit(by, Action::RequestBreakGlass, Purpose::Etreat, &policy_id(by))?;
        let ask =
            Ask { patient: handle(patient), reason: almoner_policy::break_glass::ReasonCode::Emergency, words, minutes };
        let now = self.now();
        let mut granted = None;
        self.change(actor(by), |glass| {
            let (grant, events) = glass.request(&permit, ask, now)?;
            granted = Some(grant);
            Ok(events)
        })?;
        let grant = granted.unwrap();
        self.glass.logged(grant).unwrap();
        self.save();
        Ok(grant)
    }

    pub fn stop(&mut self, by: &Authentication, grant: GrantId) -> Result<(), No> {
        let permit = self.permit(by, Action::StopBreakGlass, Purpose::Etreat, &policy_id(by))?;
        let now = self.now();
        self.change(actor(by), |glass| glass.stop(&permit, grant, now))
    }

    /// Reviews a grant. `holder` is who the request says holds it: somebody could lie about that.
    pub fn review(&mut self, by: &Authentication, grant: GrantId, holder: &PersonId, finding: Finding) -> Result<(), No> {
        let permit = self.permit(by, Action::ReviewBreakGlass, Purpose::Hcompl, holder)?;
        let now = self.now();
        self.change(actor(by), |glass| glass.review(&permit, grant, finding, now))
    }

    /// Lifts a suspension.
    pub fn reinstate(&mut self, by: &Authentication, person: &PersonId) -> Result<(), No> {
        let permit = self.permit(by, Action::ReviewBreakGlass, Purpose::Hcompl, person)?;
        let now = self.now();
        self.change(actor(by), |glass| glass.reinstate(&permit, person, now))
    }

    /// Lets time pass for the grants. If the log does not take what happened, it has not happened yet.
    pub fn tick(&mut self) -> Result<(), No> {
        let now = self.now();
        self.change(Actor::Service(AuditRole::Phi), |glass| Ok(glass.tick(now)))
    }

    pub fn append(&self, entries: &[Entry]) -> Result<(), No> {
        self.log.append_batch(entries).map(|_| ()).map_err(|_| No::Log)
    }

    fn permit(
        &self,
        by: &Authentication,
        action: Action,
        purpose: Purpose,
        owner: &PersonId,
    ) -> Result<almoner_policy::Permit, No> {
        let resource = Resource { owner: Some(owner.clone()), ..Resource::default() };
        let request =
            Request::new(by.person_for_policy().unwrap(), action, Zone::Phi).purpose(purpose).resource(resource).justified();
        let entry = |entry| Entry::new(actor(by), entry).resources(ResourceKind::Grant);
        match self.policies.authorize(&request) {
            Ok(mut permit) => {
                let asked =
                    if action == Action::ReviewBreakGlass { Audit::BreakGlassReviewed } else { Audit::BreakGlassRequested };
                permit.carry_out(|_| self.append(&[entry(asked)]))?;
                Ok(permit)
            }
            Err(refusal) => {
                self.append(&[entry(Audit::PolicyRefused).decision(Decision::Deny).outcome(Outcome::Failure)])?;
                Err(No::Policy(refusal.policies))
            }
        }
    }

    /// A change of the grants: first the entries, then the state on the disk, then the state here.
    fn change(&mut self, by: Actor, change: impl FnOnce(&mut BreakGlass) -> Result<Vec<Event>, Refused>) -> Result<(), No> {
        let mut changed = self.glass.clone();
        let events = change(&mut changed).map_err(No::Glass)?;
        if !events.is_empty() {
            self.append(&events.iter().flat_map(|event| describe(by, event)).collect::<Vec<_>>())?;
        }
        if changed != self.glass {
            self.glass = changed;
            self.save();
        }
        Ok(())
    }

    fn save(&self) {
        fs::write(self.folder.join("break-glass.json"), serde_json::to_vec(&self.glass).unwrap()).unwrap();
    }
}

impl Drop for Ward {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// The entries of what happened to a grant.
fn describe(by: Actor, event: &Event) -> Vec<Entry> {
    let step = |grant: &GrantId, action, phase| Entry::new(by, action).break_glass(opaque(grant.0), phase);
    match event {
        Event::Started { grant, until, .. } => {
            let until = u64::try_from(until.0).unwrap();
            vec![
                step(grant, Audit::BreakGlassGranted, Phase::Granted).count(Count::DueAt, until),
                step(grant, Audit::BreakGlassStarted, Phase::Active).count(Count::DueAt, until),
            ]
        }
        // The rule `break_glass` opens the task for the privacy officer.
        Event::ReviewAsked { .. } => Vec::new(),
        Event::Stopped { grant, end: End::Holder } => vec![step(grant, Audit::BreakGlassStopped, Phase::Stopped)],
        Event::Stopped { grant, end: End::Expired } => vec![step(grant, Audit::BreakGlassExpired, Phase::Expired)],
        Event::Reviewed { grant, finding, .. } => {
            let reason = match finding {
                Finding::Justified => Reason::Justified,
                Finding::Unjustified => Reason::Unjustified,
                Finding::Escalated => Reason::Escalated,
            };
            vec![step(grant, Audit::BreakGlassReviewed, Phase::Reviewed).reason(reason)]
        }
        Event::Suspended { person } => {
            let id = OpaqueId::parse(person.as_str()).unwrap();
            vec![Entry::new(by, Audit::BreakGlassSuspended).resource(ResourceKind::Person, id)]
        }
        // The registry has no code for the end of a suspension; the review that ends it is recorded.
        Event::Reinstated { .. } => Vec::new(),
        Event::IncidentOpened { grant, .. } => vec![step(grant, Audit::IncidentOpened, Phase::Suspended)],
    }
}

fn open_people(folder: &Path, log: Arc<Log>, clock: Arc<MovedClock>) -> People {
    let database = Database::open::<Tables>(&folder.join("people.db")).unwrap();
    let key = DataKey::from_secret(Secret::new([9; 32]));
    let place = Place { zone: Zone::Phi, origin: ORIGIN.to_owned(), rp_id: "almoner.test".to_owned() };
    People::open(database, &key, log, clock, &place).unwrap()
}

fn log_key() -> SigningKey {
    SigningKey::from_seed(&Secret::new([7; 32])).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let path = item.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Who, as the policies know them.
pub fn policy_id(by: &Authentication) -> PersonId {
    by.person_for_policy().unwrap().id
}

pub fn handle(patient: u32) -> PatientHandle {
    PatientHandle::new(&format!("p{patient}")).unwrap()
}

pub fn actor(by: &Authentication) -> Actor {
    Actor::Person(OpaqueId::from_bytes(*by.person().as_bytes()))
}

fn opaque(number: u64) -> OpaqueId {
    OpaqueId::from_bytes(u128::from(number).to_be_bytes())
}
