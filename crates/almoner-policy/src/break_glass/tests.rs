use proptest::prelude::*;

use super::*;
use crate::names::{PersonId, Purpose, Role, Zone};
use crate::policies::Policies;
use crate::request::{Principal, Resource};
use crate::testing::{favourable, person};

const WORDS: &str = "found unconscious, medication not known";
const START: Timestamp = Timestamp(1_800_000_000_000);

fn policies() -> &'static Policies {
    static POLICIES: std::sync::OnceLock<Policies> = std::sync::OnceLock::new();
    POLICIES.get_or_init(|| Policies::builtin().unwrap())
}

fn named(name: &str) -> PersonId {
    PersonId::new(name).unwrap()
}

fn patient(name: &str) -> PatientHandle {
    PatientHandle::new(name).unwrap()
}

/// A permit of this person for this action, about what is this owner's, with its duties done.
fn permit(who: &str, role: Role, action: Action, owner: &str) -> Option<Permit> {
    let person = crate::request::Person { id: named(who), ..person([role]) };
    let purpose = if action == Action::ReviewBreakGlass { Purpose::Hcompl } else { Purpose::Etreat };
    let request = favourable(Principal::from(person), action, Zone::Phi, Some(purpose));
    let resource = Resource { owner: Some(named(owner)), ..request.resource.clone() };
    let mut permit = policies().authorize(&request.resource(resource)).ok()?;
    permit.carry_out(|_| Ok::<_, ()>(())).unwrap();
    Some(permit)
}

fn asking(who: &str) -> Permit {
    permit(who, Role::Clinician, Action::RequestBreakGlass, who).unwrap()
}

fn reviewing(who: &str, owner: &str) -> Permit {
    permit(who, Role::PrivacyOfficer, Action::ReviewBreakGlass, owner).unwrap()
}

fn ask(of: &str) -> Ask<'static> {
    Ask { patient: patient(of), reason: ReasonCode::Emergency, words: WORDS, minutes: 30 }
}

fn minutes(count: i64) -> Timestamp {
    after(START, count * MINUTE)
}

#[test]
fn a_grant_opens_one_record_once_its_start_is_in_the_log() {
    let mut state = BreakGlass::default();
    let (grant, events) = state.request(&asking("ann"), ask("p1"), START).unwrap();
    let until = minutes(30);
    let started =
        Event::Started { grant, holder: named("ann"), patient: patient("p1"), reason: ReasonCode::Emergency, until };
    assert_eq!(events, [started, Event::ReviewAsked { grant, due: minutes(24 * 60) }]);
    assert!(!state.covers(&named("ann"), &patient("p1"), START), "the log does not have it yet");
    state.logged(grant).unwrap();
    assert!(state.covers(&named("ann"), &patient("p1"), START));
    assert!(!state.covers(&named("ann"), &patient("p2"), START), "another patient");
    assert!(!state.covers(&named("bob"), &patient("p1"), START), "another person");
    assert!(!state.covers(&named("ann"), &patient("p1"), until), "its time is over, even before a tick");
    assert_eq!(state.tick(until), [Event::Stopped { grant, end: End::Expired }]);
}

// ASVS 2.3.2
#[test]
fn what_is_no_break_glass_is_refused() {
    let mut state = BreakGlass::default();
    let mut refused = |permit: &Permit, ask: Ask<'_>| state.request(permit, ask, START).unwrap_err();
    let review = reviewing("eve", "ann");
    assert_eq!(refused(&review, ask("p1")), Refused::Permit, "a permit for something else");
    let short = Ask { words: "x                      y   19 characters z", ..ask("p1") };
    assert_eq!(refused(&asking("ann"), short), Refused::ReasonTooShort, "spaces are no reason");
    assert_eq!(refused(&asking("ann"), Ask { minutes: 61, ..ask("p1") }), Refused::Minutes);
    assert_eq!(refused(&asking("ann"), Ask { minutes: 0, ..ask("p1") }), Refused::Minutes);
    assert_eq!(state, BreakGlass::default(), "nothing changed");
}

#[test]
fn the_holder_ends_a_grant_and_nobody_else() {
    let mut state = BreakGlass::default();
    let (grant, _) = state.request(&asking("ann"), ask("p1"), START).unwrap();
    state.logged(grant).unwrap();
    let bobs = permit("bob", Role::Clinician, Action::StopBreakGlass, "bob").unwrap();
    assert_eq!(state.stop(&bobs, grant, minutes(1)), Err(Refused::NotHolder));
    let anns = permit("ann", Role::Clinician, Action::StopBreakGlass, "ann").unwrap();
    assert_eq!(state.stop(&anns, grant, minutes(1)).unwrap(), [Event::Stopped { grant, end: End::Holder }]);
    assert!(!state.covers(&named("ann"), &patient("p1"), minutes(1)));
    assert_eq!(state.stop(&anns, grant, minutes(2)).unwrap(), [], "it ends once");
    assert_eq!(state.logged(grant), Err(Refused::NoGrant), "what has ended is not opened again");
}

#[test]
fn nobody_reviews_themself_whatever_the_policies_say() {
    let mut state = BreakGlass::default();
    let (grant, _) = state.request(&asking("ann"), ask("p1"), START).unwrap();
    state.tick(minutes(31));
    assert!(permit("ann", Role::PrivacyOfficer, Action::ReviewBreakGlass, "ann").is_none(), "the floor");
    // A caller that names another owner gets a permit; the state still knows who held the grant.
    let cheated = reviewing("ann", "bob");
    assert_eq!(state.review(&cheated, grant, Finding::Justified, minutes(32)), Err(Refused::OwnReview));
    let events = state.review(&reviewing("eve", "ann"), grant, Finding::Justified, minutes(32)).unwrap();
    assert_eq!(events, [Event::Reviewed { grant, by: named("eve"), finding: Finding::Justified }]);
    assert_eq!(state.queue().count(), 0);
}

#[test]
fn a_review_that_is_overdue_suspends_the_holder_until_it_is_made() {
    let mut state = BreakGlass::default();
    let (grant, _) = state.request(&asking("ann"), ask("p1"), START).unwrap();
    assert_eq!(state.tick(minutes(30)), [Event::Stopped { grant, end: End::Expired }]);
    assert_eq!(state.tick(minutes(24 * 60 - 1)), []);
    let late = state.tick(minutes(24 * 60));
    let opened = Event::IncidentOpened { grant, incident: Incident::Unreviewed };
    assert_eq!(late, [opened, Event::Suspended { person: named("ann") }]);
    let again = state.request(&asking("ann"), ask("p2"), minutes(24 * 60 + 1));
    assert_eq!(again, Err(Refused::Suspended));
    let officer = reviewing("eve", "ann");
    assert_eq!(state.reinstate(&officer, &named("ann"), minutes(24 * 60 + 2)), Err(Refused::Suspended));
    let events = state.review(&officer, grant, Finding::Justified, minutes(24 * 60 + 3)).unwrap();
    assert!(events.contains(&Event::Reinstated { person: named("ann") }));
    assert!(state.request(&asking("ann"), ask("p2"), minutes(24 * 60 + 4)).is_ok());
}

#[test]
fn a_use_that_was_not_justified_suspends_until_somebody_else_lifts_it() {
    let mut state = BreakGlass::default();
    let (grant, _) = state.request(&asking("ann"), ask("p1"), START).unwrap();
    assert_eq!(
        state.review(&reviewing("eve", "ann"), grant, Finding::Unjustified, minutes(29)),
        Err(Refused::NotEnded),
        "it still runs"
    );
    let events = state.review(&reviewing("eve", "ann"), grant, Finding::Unjustified, minutes(30)).unwrap();
    assert!(events.contains(&Event::IncidentOpened { grant, incident: Incident::Unjustified }));
    assert!(state.is_suspended(&named("ann")));
    assert_eq!(state.reinstate(&reviewing("ann", "bob"), &named("ann"), minutes(40)), Err(Refused::OwnReview));
    let lifted = state.reinstate(&reviewing("eve", "ann"), &named("ann"), minutes(40)).unwrap();
    assert_eq!(lifted, [Event::Reinstated { person: named("ann") }]);
}

#[test]
fn an_overdue_use_that_is_escalated_leaves_its_holder_suspended() {
    let mut state = BreakGlass::default();
    let (grant, _) = state.request(&asking("ann"), ask("p1"), START).unwrap();
    let officer = reviewing("eve", "ann");
    let events = state.review(&officer, grant, Finding::Escalated, minutes(25 * 60)).unwrap();
    assert!(events.contains(&Event::IncidentOpened { grant, incident: Incident::Escalated }));
    assert!(state.is_suspended(&named("ann")));
    assert!(state.reinstate(&officer, &named("ann"), minutes(25 * 60)).is_ok());
}

#[test]
fn a_clock_that_steps_back_prolongs_nothing() {
    let mut state = BreakGlass::default();
    let (grant, _) = state.request(&asking("ann"), ask("p1"), START).unwrap();
    state.logged(grant).unwrap();
    state.tick(minutes(29));
    assert!(state.covers(&named("ann"), &patient("p1"), minutes(0)));
    state.tick(minutes(30));
    assert!(!state.covers(&named("ann"), &patient("p1"), minutes(0)));
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Request { who: usize, patient: usize, minutes: u32 },
    Logged { grant: u64 },
    Stop { who: usize, grant: u64 },
    Review { who: usize, grant: u64, finding: Finding },
    Reinstate { who: usize, person: usize },
    Wait { minutes: i64 },
}

const PEOPLE: [&str; 4] = ["ann", "bob", "eve", "zoe"];
const PATIENTS: [&str; 3] = ["p1", "p2", "p3"];

fn step() -> impl Strategy<Value = Step> {
    let grant = 0..6_u64;
    let finding = prop::sample::select(Finding::ALL);
    prop_oneof![
        3 => (0..4_usize, 0..3_usize, 0..70_u32).prop_map(|(who, patient, minutes)| Step::Request { who, patient, minutes }),
        3 => grant.clone().prop_map(|grant| Step::Logged { grant }),
        1 => (0..4_usize, grant.clone()).prop_map(|(who, grant)| Step::Stop { who, grant }),
        2 => (0..4_usize, grant, finding).prop_map(|(who, grant, finding)| Step::Review { who, grant, finding }),
        1 => (0..4_usize, 0..4_usize).prop_map(|(who, person)| Step::Reinstate { who, person }),
        3 => prop_oneof![-30..40_i64, 0..1_500_i64].prop_map(|minutes| Step::Wait { minutes }),
    ]
}

/// What an auditor knows: the events alone.
#[derive(Default)]
struct Witness {
    started: BTreeMap<GrantId, (PersonId, PatientHandle, Timestamp, Timestamp)>,
    stopped: BTreeSet<GrantId>,
    reviewed: BTreeSet<GrantId>,
    unreviewed: BTreeSet<GrantId>,
    suspended: BTreeSet<PersonId>,
    logged: BTreeSet<GrantId>,
}

impl Witness {
    fn see(&mut self, events: &[Event], now: Timestamp) {
        for event in events {
            match event {
                Event::Started { grant, holder, patient, until, .. } => {
                    assert!(until.0 - now.0 <= 60 * MINUTE && until.0 > now.0, "longer than an hour, or no time at all");
                    assert!(!self.suspended.contains(holder), "granted to a suspended person");
                    let is_new = self.started.insert(*grant, (holder.clone(), patient.clone(), now, *until)).is_none();
                    assert!(is_new, "a number is given once");
                }
                Event::ReviewAsked { grant, due } => assert_eq!(due.0 - self.started[grant].2.0, 24 * HOUR),
                Event::Stopped { grant, .. } => assert!(self.stopped.insert(*grant), "stopped twice"),
                Event::Reviewed { grant, by, .. } => {
                    assert_ne!(self.started[grant].0, *by, "reviewed by the holder");
                    assert!(self.stopped.contains(grant), "reviewed while it runs");
                    assert!(self.reviewed.insert(*grant), "reviewed twice");
                }
                Event::Suspended { person } => assert!(self.suspended.insert(person.clone()), "suspended twice"),
                Event::Reinstated { person } => assert!(self.suspended.remove(person), "was not suspended"),
                Event::IncidentOpened { grant, incident: Incident::Unreviewed } => {
                    assert!(self.unreviewed.insert(*grant), "two incidents for one review");
                }
                Event::IncidentOpened { grant, .. } => assert!(self.reviewed.contains(grant)),
            }
        }
    }

    fn agrees_with(&self, state: &BreakGlass, now: Timestamp) {
        for person in PEOPLE.map(named) {
            assert_eq!(state.is_suspended(&person), self.suspended.contains(&person));
            for patient in PATIENTS.map(patient) {
                let open = self.started.iter().any(|(grant, (holder, of, _, until))| {
                    let runs = self.logged.contains(grant) && !self.stopped.contains(grant) && now < *until;
                    runs && *holder == person && *of == patient
                });
                assert_eq!(state.covers(&person, &patient, now), open, "{person:?} {patient:?}");
            }
        }
        for (grant, (holder, _, started, until)) in &self.started {
            assert!(self.stopped.contains(grant) || now < *until, "{grant:?} runs on");
            let is_late = now.0 - started.0 >= 24 * HOUR && !self.reviewed.contains(grant);
            if is_late {
                assert!(self.unreviewed.contains(grant), "no incident for {grant:?}");
                assert!(self.suspended.contains(holder), "{holder:?} is not suspended");
            }
        }
        let waiting: Vec<GrantId> = state.queue().map(|(grant, _)| grant).collect();
        assert!(self.started.keys().filter(|grant| !self.reviewed.contains(grant)).eq(&waiting));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_invariant_holds_after_every_step(steps in prop::collection::vec(step(), 1..60)) {
        let mut state = BreakGlass::default();
        let mut witness = Witness::default();
        let (mut wall, mut now) = (START, START);
        state.tick(START);
        for step in steps {
            if let Step::Wait { minutes } = step {
                // The machine's clock may step back; what has been seen stays seen.
                wall = after(wall, minutes * MINUTE);
                now = now.max(wall);
            }
            witness.see(&state.tick(wall), now);
            let before = state.clone();
            let done = match step {
                Step::Request { who, patient: of, minutes } => {
                    let asked = Ask { minutes, ..ask(PATIENTS[of]) };
                    state.request(&asking(PEOPLE[who]), asked, wall).map(|(_, events)| events)
                }
                Step::Logged { grant } => state.logged(GrantId(grant)).map(|()| {
                    witness.logged.insert(GrantId(grant));
                    Vec::new()
                }),
                Step::Stop { who, grant } => {
                    let permit = permit(PEOPLE[who], Role::Clinician, Action::StopBreakGlass, PEOPLE[who]).unwrap();
                    state.stop(&permit, GrantId(grant), wall)
                }
                Step::Review { who, grant, finding } => {
                    let other = PEOPLE[(who + 1) % PEOPLE.len()];
                    state.review(&reviewing(PEOPLE[who], other), GrantId(grant), finding, wall)
                }
                Step::Reinstate { who, person } => {
                    let other = PEOPLE[(who + 1) % PEOPLE.len()];
                    state.reinstate(&reviewing(PEOPLE[who], other), &named(PEOPLE[person]), wall)
                }
                Step::Wait { .. } => Ok(Vec::new()),
            };
            match done {
                Ok(events) => witness.see(&events, now),
                Err(_) => prop_assert_eq!(&before, &state, "a refusal changed something"),
            }
            witness.agrees_with(&state, now);
            // Zones store the state: what is read back is what was written.
            let stored = serde_json::to_string(&state).unwrap();
            state = serde_json::from_str(&stored).unwrap();
        }
    }
}
