//! A week in the PHI zone, step by step from a fixed seed: people sign in, read, break the glass, review, use tokens; and
//! things go wrong: wrong factors, replays, a log that takes nothing, kills, torn writes, a clock that is set back.
//!
//! After every step the invariants hold, by a second account of what happened that this file keeps (`Held`, `Given`) and by
//! what stands on the disk. Times are told twice, by the clock that the zone sees and as they truly are, since a clock that is
//! set back can prolong by as much as it was set back and by no more.

mod harm;
mod ward;
mod work;

use std::collections::BTreeMap;

use almoner_audit::alert::{Rules, Tasks, Watch};
use almoner_audit::{Index, OpaqueId, Record, Role as AuditRole};
use almoner_identity::{Error, Factors, Grants, Invitation, LIFETIME_MS, Link, PasskeyAnswer, SessionId};
use almoner_policy::break_glass::{GrantId, LONGEST_MINUTES};
use almoner_policy::{PersonId, Role};

use crate::testing::{App, Authenticator, PASSWORD, client, secret};
use ward::{Ward, policy_id};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const WORDS: &str = "unconscious, no relatives reachable, allergies unknown";
const AUDIENCE: &str = "almoner/api";

/// Who works here, by place in `Week::cast`.
const OPERATOR: usize = 0;
const CLINICIANS: [usize; 2] = [1, 2];
const SCIENTIST: usize = 3;
const OFFICERS: [usize; 2] = [4, 5];
/// Privacy officer and clinician in one person, who would review their own use.
const BOTH: usize = 6;
/// Signs in with password and app; all others have passkeys.
const TYPIST: usize = 7;

struct Member {
    name: String,
    id: PersonId,
    key: Authenticator,
    app: Option<App>,
}

/// A session's token, and what is known about it.
struct Held {
    who: usize,
    session: SessionId,
    token: String,
    device: &'static str,
    began: i64,
    /// The latest time by the clock at which it answered: what the zone goes by, too.
    seen: i64,
    seen_truly: i64,
    mfa: i64,
    mfa_truly: i64,
    ended: bool,
}

/// A token of a program.
struct Pass {
    text: String,
    session: SessionId,
    ends: i64,
    once: bool,
    used: bool,
}

/// A grant of break-glass.
struct Given {
    holder: usize,
    patient: u32,
    minutes: u32,
    truly: i64,
    back: i64,
    /// The latest time that the zone had seen.
    latest: i64,
    reviewed: bool,
}

struct Week {
    ward: Ward,
    random: Random,
    cast: Vec<Member>,
    held: Vec<Held>,
    passes: Vec<Pass>,
    given: BTreeMap<GrantId, Given>,
    truth: i64,
    back: i64,
    latest: i64,
    watch: Watch,
    tasks: Tasks,
    observed: Index,
    rules: BTreeMap<String, u32>,
    /// Misuse that was done on purpose: the rule that must speak, and from which record on.
    misuse: Vec<(&'static str, Index)>,
    /// How often each thing happened, so that no invariant holds for want of trying.
    seen: BTreeMap<&'static str, u32>,
    sources: u8,
}

// ASVS 16.3.1
#[test]
fn a_week_of_people_and_faults_breaks_no_invariant() {
    let mut week = Week::new(20_260_105);
    while week.truth < 7 * DAY {
        let seconds = 60 + i64::from(week.random.below(24 * 60));
        week.pass(seconds * SECOND);
        week.step();
        week.check();
    }
    println!("{}", week.finish());
}

impl Week {
    fn new(seed: u64) -> Self {
        let mut week = Self {
            ward: Ward::new(),
            random: Random(seed),
            cast: Vec::new(),
            held: Vec::new(),
            passes: Vec::new(),
            given: BTreeMap::new(),
            truth: 0,
            back: 0,
            latest: 0,
            watch: Watch::new(Rules::compiled_in().unwrap()),
            tasks: Tasks::default(),
            observed: 0,
            rules: BTreeMap::new(),
            misuse: Vec::new(),
            seen: BTreeMap::new(),
            sources: 0,
        };
        week.enrol();
        week.check();
        week
    }

    fn enrol(&mut self) {
        let link = self.ward.people.first_link("olga", "Olga Operator").unwrap();
        let mut key = Authenticator::new();
        enrol_passkey(&self.ward, &link, &mut key);
        let (ceremony, challenge) = self.ward.people.begin_passkey(&client()).unwrap();
        let response = key.get(&challenge);
        let answer = PasskeyAnswer { ceremony: ceremony.expose(), response: &response };
        let olga = self.ward.people.sign_in_passkey(&answer, &client()).unwrap();
        let id = policy_id(&olga.authentication);
        self.cast.push(Member { name: "olga".to_owned(), id, key, app: None });
        self.hold(OPERATOR, &olga, client().device);
        let others: [(&str, &[Role]); 7] = [
            ("carl", &[Role::Clinician]),
            ("cora", &[Role::Clinician]),
            ("dora", &[Role::DataScientist, Role::Clinician]),
            ("paul", &[Role::PrivacyOfficer]),
            ("pia", &[Role::PrivacyOfficer]),
            ("bo", &[Role::PrivacyOfficer, Role::Clinician]),
            ("tom", &[Role::Clinician]),
        ];
        for (name, roles) in others {
            let invitation = Invitation {
                sign_in_name: name.to_owned(),
                display_name: format!("{name} Example"),
                grants: Grants::roles(roles),
            };
            let (person, link) = self.ward.people.invite(&olga.authentication, &invitation).unwrap();
            let mut member = Member {
                name: name.to_owned(),
                id: PersonId::new(&person.to_string()).unwrap(),
                key: Authenticator::new(),
                app: None,
            };
            if name == "tom" {
                member.app = Some(enrol_app(&self.ward, &link));
            } else {
                enrol_passkey(&self.ward, &link, &mut member.key);
            }
            self.cast.push(member);
        }
        self.pass(MINUTE);
    }

    fn pass(&mut self, ms: i64) {
        self.truth += ms;
        self.ward.move_clock(ms);
    }

    fn now(&self) -> i64 {
        self.ward.now().0
    }

    fn note(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    /// One thing that happens. The log works before and after it.
    fn step(&mut self) {
        let who = *self.random.pick(&[1, 1, 1, 2, 2, 3, 4, 5, 6]);
        match self.random.below(100) {
            0..20 => drop(self.sign_in(who)),
            20..42 => self.read_some(),
            42..48 => self.long_visit(),
            48..60 => self.break_glass(),
            60..64 => self.review_some(),
            64..72 => self.break_glass(),
            72..74 => self.reinstate(),
            74..80 => self.program(),
            80..84 => self.wrong_factor(),
            84..87 => self.replay(),
            87..89 => self.end_sessions(),
            89..91 => self.stolen_token(),
            91..92 => self.new_place(who),
            92..93 => self.guessing(),
            93..94 => self.curious(),
            94..95 => self.clock_back(),
            95..96 => self.kill(None),
            96..97 => self.torn_write(),
            97..98 => self.lost_disk(),
            98..99 => self.typist(),
            _ => self.pass(9 * HOUR),
        }
    }

    // What holds after each step.

    fn check(&mut self) {
        self.ward.tick().unwrap();
        self.latest = self.latest.max(self.now());
        self.observe();
        // Sessions that have ended never answer again, not even to a good factor.
        for _ in 0..4.min(self.held.len()) {
            let at = self.random.below_len(self.held.len());
            if self.held[at].ended || self.now() - self.held[at].began >= LIFETIME_MS {
                if !self.held[at].ended || at.is_multiple_of(4) {
                    assert!(
                        matches!(self.try_to_unlock(at), Err(Error::SessionEnded)),
                        "a session that has ended is unlocked"
                    );
                }
                assert!(self.authenticate(at).is_err());
                self.note("ended token tried");
            }
        }
        // No grant is longer than an hour, and who was not reviewed in time is suspended.
        for (_, grant) in self.ward.glass.queue() {
            assert!(grant.until().0 - grant.started().0 <= i64::from(LONGEST_MINUTES) * MINUTE);
            assert!(grant.has_ended() || self.latest < grant.until().0);
        }
        for who in 0..self.cast.len() {
            if self.is_overdue(who) {
                assert!(self.ward.glass.is_suspended(&self.cast[who].id), "unreviewed for 24 hours and not suspended");
                self.note("suspended");
            }
        }
        if self.random.below(8) == 0 {
            assert_eq!(self.ward.verify(), self.next_index());
        }
        for (rule, from) in std::mem::take(&mut self.misuse) {
            let spoke = self.tasks.iter().any(|task| {
                task.about >= from && Rules::compiled_in().unwrap().name_of(task.rule).is_some_and(|(name, _)| name == rule)
            });
            assert!(spoke, "no alert of `{rule}` about a record from {from} on");
        }
    }

    /// Gives new records to the watch and opens a task for each alert.
    fn observe(&mut self) {
        loop {
            let records = self.ward.records(self.observed);
            if records.is_empty() {
                break;
            }
            for record in &records {
                assert_eq!(record.index, self.observed, "an entry is missing or comes twice");
                self.observed += 1;
                self.tasks.observe(record);
                for alert in self.watch.observe(record) {
                    if !self.tasks.knows(&alert) {
                        self.ward.append(&[alert.open(OpaqueId::random().unwrap(), AuditRole::Phi)]).unwrap();
                        *self.rules.entry(alert.rule).or_default() += 1;
                    }
                }
            }
        }
    }

    /// Whether an entry that came since the last check is on the disk.
    fn find(&self, matches: impl Fn(&Record) -> bool) -> bool {
        self.ward.records(self.observed).iter().any(matches)
    }

    fn next_index(&self) -> Index {
        self.ward.records(self.observed).last().map_or(self.observed, |record| record.index + 1)
    }

    /// The last look; gives what the week was.
    fn finish(&mut self) -> String {
        assert_eq!(self.ward.verify(), self.next_index());
        for at in 0..self.held.len() {
            if self.held[at].ended {
                assert!(self.authenticate(at).is_err());
            }
        }
        let mut tasks: Vec<_> = self.tasks.iter().map(|task| (task.rule, task.about, task.subject)).collect();
        let all = tasks.len();
        tasks.sort_unstable();
        tasks.dedup();
        assert_eq!(tasks.len(), all, "an alert opened two tasks");
        let told = format!(
            "{} entries, {} sessions, {} programs; {:?}; alerts {:?}",
            self.observed,
            self.held.len(),
            self.passes.len(),
            self.seen,
            self.rules
        );
        for what in [
            "break-glass forbidden",
            "break-glass refused",
            "clock back",
            "code replayed",
            "curious",
            "disk lost",
            "ended token tried",
            "glass broken",
            "guessing",
            "killed",
            "new place",
            "own review refused",
            "read",
            "read under break-glass",
            "refused",
            "refused for an old factor",
            "refused while suspended",
            "reinstated",
            "replay refused",
            "reviewed",
            "session expired",
            "session locked",
            "sessions revoked",
            "signed in",
            "signed out",
            "stepped up",
            "stolen token refused",
            "stopped",
            "suspended",
            "token refused",
            "token used",
            "torn write",
            "unlocked",
            "wrong factor",
        ] {
            assert!(self.seen.contains_key(what), "the week has no `{what}`");
        }
        told
    }
}

fn request_of(record: &Record) -> Option<OpaqueId> {
    let text = serde_json::to_value(&record.entry).unwrap();
    text["request"].as_str().and_then(OpaqueId::parse)
}

fn enrol_passkey(ward: &Ward, link: &Link, key: &mut Authenticator) {
    let page = ward.people.begin_enrolment(link.token(), &client()).unwrap();
    let made = key.create(&page.passkey);
    let factors = Factors { passkey: Some(&made), ..Default::default() };
    ward.people.finish_enrolment(link.token(), page.ceremony.expose(), &factors, &client()).unwrap();
}

fn enrol_app(ward: &Ward, link: &Link) -> App {
    let page = ward.people.begin_enrolment(link.token(), &client()).unwrap();
    let app = App::new(page.totp.secret.expose(), &page.sign_in_name);
    let code = app.code(ward.now());
    let factors = Factors { password: Some((&secret(PASSWORD), &code)), ..Default::default() };
    ward.people.finish_enrolment(link.token(), page.ceremony.expose(), &factors, &client()).unwrap();
    app
}

/// Random numbers that are the same each time (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(limit)).unwrap()
    }

    fn below_len(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(u32::try_from(limit).unwrap())).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below_len(from.len())]
    }
}
