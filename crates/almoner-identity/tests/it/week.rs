//! A week in the PHI zone, step by step from a fixed seed: people sign in, read, break the glass, review, use tokens; and
//! things go wrong: wrong factors, replays, a log that takes nothing, kills, torn writes, a clock that is set back.
//!
//! After every step the invariants hold, by a second account of what happened that this file keeps (`Held`, `Given`) and by
//! what stands on the disk. Times are told twice, by the clock that the zone sees and as they truly are, since a clock that is
//! set back can prolong by as much as it was set back and by no more.

mod ward;

use std::collections::{BTreeMap, BTreeSet};

use almoner_audit::alert::{Rules, Tasks, Watch};
use almoner_audit::{Action as Audit, Index, NetworkZone, OpaqueId, Record, Role as AuditRole};
use almoner_identity::{
    Authentication, Client, Error, Factor, Grants, IDLE_MS, Invitation, LIFETIME_MS, PasskeyAnswer, Proof, Second,
    SessionId, SignedIn, Uses,
};
use almoner_policy::break_glass::{Finding, GrantId, LONGEST_MINUTES, Refused};
use almoner_policy::{PersonId, Role};

use crate::testing::{App, Authenticator, PASSWORD, client, from, secret};
use ward::{No, Shown, Ward, actor, policy_id};

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
    /// How far the clock had been set back in all at that proof.
    back_at_mfa: i64,
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
    week.finish();
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

    // Signing in, and what is held of it.

    fn hold(&mut self, who: usize, signed_in: &SignedIn, device: &'static str) -> usize {
        let now = self.now();
        assert_eq!(policy_id(&signed_in.authentication), self.cast[who].id, "nobody signs in as another");
        // Every answer to a sign-in has its entry.
        let session = signed_in.authentication.session();
        let entry = self.find(|record| {
            matches!(record.entry.action(), Audit::SignedIn | Audit::SteppedUp)
                && record.entry.actor() == actor(&signed_in.authentication)
        });
        assert!(entry, "a sign-in without its entry");
        self.held.push(Held {
            who,
            session,
            token: signed_in.token.expose().clone(),
            device,
            began: now,
            seen: now,
            seen_truly: self.truth,
            mfa: now,
            mfa_truly: self.truth,
            back_at_mfa: self.back,
            ended: false,
        });
        self.held.len() - 1
    }

    /// The session got a new token: the old one is worth nothing from here on.
    fn renew(&mut self, at: usize, signed_in: &SignedIn) -> usize {
        let (began, who, device) = (self.held[at].began, self.held[at].who, self.held[at].device);
        self.held[at].ended = true;
        let new = self.hold(who, signed_in, device);
        self.held[new].began = began;
        new
    }

    fn sign_in(&mut self, who: usize) -> usize {
        if let Some(app) = &self.cast[who].app {
            let code = app.code(self.ward.now());
            let signed_in =
                self.ward.people.sign_in(&self.cast[who].name, &secret(PASSWORD), Second::Totp(&code), &client());
            return self.hold(who, &signed_in.unwrap(), client().device);
        }
        let signed_in = self.passkey(who, &client()).unwrap();
        self.note("signed in");
        let at = self.hold(who, &signed_in, client().device);
        // A sixth session ended the oldest.
        let open: BTreeSet<SessionId> =
            self.ward.people.sessions(&signed_in.authentication).unwrap().iter().map(|session| session.id).collect();
        assert!(open.len() <= 5);
        for held in self.held.iter_mut().filter(|held| held.who == who && !open.contains(&held.session)) {
            held.ended = true;
        }
        at
    }

    fn passkey(&mut self, who: usize, client: &Client<'_>) -> Result<SignedIn, Error> {
        let (ceremony, challenge) = self.ward.people.begin_passkey(client)?;
        let response = self.cast[who].key.get(&challenge);
        self.ward.people.sign_in_passkey(&PasskeyAnswer { ceremony: ceremony.expose(), response: &response }, client)
    }

    /// A session of this person that answers, or a new one.
    fn session(&mut self, who: usize) -> (usize, Authentication) {
        let newest = self.held.iter().rposition(|held| held.who == who && !held.ended);
        if let Some(at) = newest
            && let Ok(by) = self.authenticate(at)
        {
            return (at, by);
        }
        let at = self.sign_in(who);
        let by = self.authenticate(at).unwrap();
        (at, by)
    }

    /// A session of this person with two factors proved just now.
    fn fresh(&mut self, who: usize) -> (usize, Authentication) {
        let (at, _) = self.session(who);
        let (ceremony, challenge) = self.ward.people.begin_passkey(&client()).unwrap();
        let response = self.cast[who].key.get(&challenge);
        let proof = Proof::Passkey(PasskeyAnswer { ceremony: ceremony.expose(), response: &response });
        let signed_in = self.ward.people.step_up(&self.held[at].token, &proof, &client()).unwrap();
        self.note("stepped up");
        let at = self.renew(at, &signed_in);
        (at, self.authenticate(at).unwrap())
    }

    /// Shows a token to the one door of every route. What it may not answer is checked against what is known.
    fn authenticate(&mut self, at: usize) -> Result<Authentication, Error> {
        let client = from("198.51.100.7", client().user_agent, self.held[at].device);
        let answer = self.ward.people.authenticate(&self.held[at].token, &client);
        let (now, held) = (self.ward.now().0, &mut self.held[at]);
        match &answer {
            Ok(by) => {
                assert!(!held.ended, "a session that has ended answers");
                assert!(now - held.began < LIFETIME_MS, "a session outlives 12 hours");
                assert!(now - held.seen < IDLE_MS, "a session that nobody used answers without a factor");
                assert_eq!(by.session(), held.session);
                assert!(self.truth - held.seen_truly < IDLE_MS + self.back, "nor for longer than the clock was set back");
                (held.seen, held.seen_truly) = (held.seen.max(now), self.truth);
            }
            Err(Error::SessionEnded) => {
                let over = now - held.began >= LIFETIME_MS && !held.ended;
                held.ended = true;
                if over {
                    self.note("session expired");
                }
            }
            Err(Error::SessionLocked) => self.note("session locked"),
            Err(error) => panic!("{error}"),
        }
        answer
    }

    // Reading.

    fn read(&mut self, at: usize, by: &Authentication, patient: u32) -> Result<Shown, No> {
        // Who treats whom: odd and even, and some patients nobody.
        let treating: Vec<PersonId> = match patient % 3 {
            2 => Vec::new(),
            rest => vec![self.cast[CLINICIANS[rest as usize]].id.clone(), self.cast[TYPIST].id.clone()],
        };
        let client = from("198.51.100.7", client().user_agent, self.held[at].device);
        let answer = self.ward.read(by, &client, patient, &treating);
        let (now, held) = (self.now(), &self.held[at]);
        match &answer {
            Ok(shown) => {
                let age = (now - held.mfa) / SECOND;
                assert!((0..=900).contains(&age), "shown {age} s after the second factor");
                let truly = (self.truth - held.mfa_truly) / SECOND;
                assert!(truly <= 900 + (self.back - held.back_at_mfa) / SECOND, "shown {truly} s after it");
                assert!(
                    held.who != SCIENTIST && !OFFICERS.contains(&held.who) && held.who != OPERATOR,
                    "shown to a role without"
                );
                let who = held.who;
                if shown.by_grant {
                    assert!(self.is_granted(who, patient), "shown under a grant that is over or was never given");
                    self.note("read under break-glass");
                } else {
                    assert!(treating.contains(&self.cast[who].id));
                    self.note("read");
                }
                assert!(
                    self.find(|record| record.entry.action() == Audit::IdentifiedShown
                        && request_of(record) == Some(shown.request))
                );
            }
            Err(No::Policy(policies)) => {
                let late = policies.iter().any(|policy| policy == "floor-identified-mfa");
                self.note(if late { "refused for an old factor" } else { "refused" });
                assert!(
                    self.find(|record| record.entry.action() == Audit::PolicyRefused && record.entry.actor() == actor(by))
                );
            }
            Err(_) => {}
        }
        answer
    }

    fn is_granted(&self, who: usize, patient: u32) -> bool {
        let now = self.latest.max(self.now());
        self.given.values().any(|given| {
            let allowed = i64::from(given.minutes) * MINUTE;
            assert!(given.minutes <= LONGEST_MINUTES);
            let truly = self.truth - given.truly < allowed + (self.back - given.back);
            given.holder == who && given.patient == patient && now - given.latest < allowed && truly
        })
    }

    fn read_some(&mut self) {
        if self.held.is_empty() {
            return;
        }
        // Often a token that should not answer any more.
        let at = if self.random.below(3) == 0 {
            self.random.below_len(self.held.len())
        } else {
            let recent = self.held.len().min(6);
            self.held.len() - 1 - self.random.below_len(recent)
        };
        let by = match self.authenticate(at) {
            Ok(by) => by,
            Err(Error::SessionLocked) => return self.unlock(at),
            Err(_) => return,
        };
        for _ in 0..=self.random.below(3) {
            let patient = self.random.below(12);
            let _ = self.read(at, &by, patient);
        }
    }

    /// Reads every few minutes, so that the session stays open and the second factor grows old.
    fn long_visit(&mut self) {
        let who = *self.random.pick(&CLINICIANS);
        let (at, _) = self.session(who);
        for _ in 0..5 {
            let minutes = 3 + i64::from(self.random.below(4));
            self.pass(minutes * MINUTE);
            let Ok(by) = self.authenticate(at) else { return };
            let patient = if who == CLINICIANS[0] { 0 } else { 1 };
            let _ = self.read(at, &by, patient);
        }
    }

    fn unlock(&mut self, at: usize) {
        let who = self.held[at].who;
        if self.cast[who].app.is_some() {
            return;
        }
        let client = from("198.51.100.7", client().user_agent, self.held[at].device);
        let (ceremony, challenge) = self.ward.people.begin_passkey(&client).unwrap();
        let response = self.cast[who].key.get(&challenge);
        let factor = Factor::Passkey(PasskeyAnswer { ceremony: ceremony.expose(), response: &response });
        let signed_in = self.ward.people.unlock(&self.held[at].token, &factor, &client).unwrap();
        self.note("unlocked");
        self.renew(at, &signed_in);
    }

    // Break-glass.

    fn break_glass(&mut self) {
        let suspended = (0..self.cast.len()).find(|who| self.ward.glass.is_suspended(&self.cast[*who].id));
        let usual = *self.random.pick(&[1, 1, 2, 2, SCIENTIST, BOTH, 4]);
        let who = suspended.filter(|_| self.random.below(2) == 0).unwrap_or(usual);
        let fresh = self.random.below(6) > 0;
        let (at, by) = if fresh { self.fresh(who) } else { self.session(who) };
        let patient = self.random.below(12);
        let minutes = *self.random.pick(&[0, 5, 30, 60, 60, 61, 600]);
        let words = if self.random.below(8) == 0 { "because" } else { WORDS };
        let age = self.now() - self.held[at].mfa;
        let given = self.ward.ask(&by, patient, words, minutes);
        match given {
            Ok(grant) => {
                assert!((1..=LONGEST_MINUTES).contains(&minutes) && words == WORDS);
                assert!((0..=300 * SECOND + 999).contains(&age), "granted {age} ms after the second factor");
                assert!(who != SCIENTIST && who != 4, "granted to a role that may not");
                assert!(!self.is_overdue(who), "granted to somebody whose use nobody reviewed in time");
                assert!(
                    self.find(
                        |record| record.entry.action() == Audit::BreakGlassStarted && record.entry.actor() == actor(&by)
                    )
                );
                let (truly, back) = (self.truth, self.back);
                let latest = self.latest.max(self.now());
                assert!(!self.given.contains_key(&grant), "a number is given once");
                self.given.insert(grant, Given { holder: who, patient, minutes, truly, back, latest, reviewed: false });
                self.note("glass broken");
                let from = self.observed;
                self.misuse.push(("break_glass", from));
                let _ = self.read(at, &by, patient);
                if self.random.below(4) == 0 {
                    self.pass(2 * MINUTE);
                    self.stop_one();
                }
            }
            Err(No::Glass(Refused::Suspended)) => self.note("refused while suspended"),
            Err(No::Glass(_)) => self.note("break-glass refused"),
            Err(No::Policy(_)) => self.note("break-glass forbidden"),
            Err(No::Log) => panic!("the log works"),
        }
    }

    fn is_overdue(&self, who: usize) -> bool {
        let now = self.latest.max(self.now());
        self.given.values().any(|given| given.holder == who && !given.reviewed && now - given.latest >= DAY)
    }

    fn stop_one(&mut self) {
        let open: Vec<(GrantId, PersonId)> = self
            .ward
            .glass
            .queue()
            .filter(|(_, grant)| !grant.has_ended())
            .map(|(id, grant)| (id, grant.holder().clone()))
            .collect();
        let Some((grant, holder)) = open.first().cloned() else { return };
        let other = if holder == self.cast[1].id { 2 } else { 1 };
        let (_, by) = self.fresh(other);
        assert!(self.ward.stop(&by, grant).is_err(), "somebody else ended a grant");
        let who = self.who(&holder);
        let (at, by) = self.fresh(who);
        self.ward.stop(&by, grant).unwrap();
        self.note("stopped");
        let patient = self.given[&grant].patient;
        self.given.get_mut(&grant).unwrap().minutes = 0;
        if let Ok(shown) = self.read(at, &by, patient) {
            assert!(!shown.by_grant, "a grant that was ended opens a record");
        }
    }

    fn review_some(&mut self) {
        let mut waiting: Vec<(GrantId, PersonId)> = self
            .ward
            .glass
            .queue()
            .filter(|(_, grant)| grant.has_ended())
            .map(|(id, grant)| (id, grant.holder().clone()))
            .collect();
        let limit = 1 + self.random.below_len(3);
        waiting.truncate(limit);
        for (grant, holder) in waiting {
            if holder == self.cast[BOTH].id {
                // Who is both tries to review their own use, as themself and by naming another as the holder.
                let (_, by) = self.fresh(BOTH);
                let lie = self.cast[1].id.clone();
                for named in [&holder, &lie] {
                    let answer = self.ward.review(&by, grant, named, Finding::Justified);
                    assert!(matches!(answer, Err(No::Policy(_) | No::Glass(Refused::OwnReview))), "{answer:?}");
                }
                self.note("own review refused");
            }
            let officer = *self.random.pick(&OFFICERS);
            let (_, by) = self.session(officer);
            let finding = *self.random.pick(&[Finding::Justified, Finding::Justified, Finding::Escalated]);
            self.ward.review(&by, grant, &holder, finding).unwrap();
            assert!(policy_id(&by) != holder);
            self.given.get_mut(&grant).unwrap().reviewed = true;
            self.note("reviewed");
        }
    }

    /// A suspension is lifted by another, and not before every use is reviewed.
    fn reinstate(&mut self) {
        let suspended = (0..self.cast.len()).find(|who| self.ward.glass.is_suspended(&self.cast[*who].id));
        let Some(who) = suspended else { return };
        let (_, by) = self.session(OFFICERS[0]);
        let person = self.cast[who].id.clone();
        match self.ward.reinstate(&by, &person) {
            Ok(()) => {
                assert!(!self.is_overdue(who), "a suspension was lifted before the review");
                self.note("reinstated");
            }
            Err(No::Glass(Refused::Suspended)) => assert!(self.is_overdue(who)),
            Err(no) => panic!("{no:?}"),
        }
    }

    fn who(&self, id: &PersonId) -> usize {
        self.cast.iter().position(|member| member.id == *id).unwrap()
    }

    // Programs.

    fn program(&mut self) {
        let who = *self.random.pick(&CLINICIANS);
        let (_, by) = self.session(who);
        let secs = 30 + self.random.below(600);
        let once = self.random.below(2) == 0;
        let uses = if once { Uses::Once } else { Uses::Many };
        let text = self.ward.people.mint_token(&by, AUDIENCE, secs, uses).unwrap().expose().clone();
        let ends = self.now() + i64::from(secs.min(300)) * SECOND;
        self.passes.push(Pass { text, session: by.session(), ends, once, used: false });
        let newest = self.passes.len() - 1;
        assert!(self.ward.people.authenticate_token(&self.passes[newest].text, "almoner/other", &client()).is_err());
        let made = self.use_pass(newest);
        assert!(made, "a token of an open session answers");
        self.use_pass(newest);
        let seconds = i64::from(self.random.below(400));
        self.pass(seconds * SECOND);
        self.use_pass(newest);
        let any = self.random.below_len(self.passes.len());
        self.use_pass(any);
    }

    fn use_pass(&mut self, at: usize) -> bool {
        let now = self.now();
        let answer = self.ward.people.authenticate_token(&self.passes[at].text, AUDIENCE, &client());
        let pass = &mut self.passes[at];
        let ended = !self.held.iter().any(|held| held.session == pass.session && !held.ended);
        if answer.is_ok() {
            assert!(now < pass.ends + SECOND, "a token outlives its time");
            assert!(!ended, "a token outlives its session");
            assert!(!(pass.once && pass.used), "a token for one use was used twice");
            pass.used = true;
            self.note("token used");
        } else {
            self.note("token refused");
        }
        answer.is_ok()
    }

    // Attacks.

    fn wrong_factor(&mut self) {
        let who = *self.random.pick(&[1, 2, 4, BOTH]);
        let kind = self.random.below(4);
        let key = &mut self.cast[who].key;
        match kind {
            0 => key.user_verified = false,
            1 => key.origin = "https://almoner.example".to_owned(),
            2 => key.rp_id = "almoner.example".to_owned(),
            // Another authenticator that claims the same credential.
            _ => {
                let (id, user, counter) = (key.id, key.user.clone(), key.counter);
                let mut forged = Authenticator::new();
                (forged.id, forged.user, forged.counter) = (id, user, counter);
                let kept = std::mem::replace(key, forged);
                assert!(self.passkey(who, &client()).is_err());
                self.cast[who].key = kept;
                return self.note("wrong factor");
            }
        }
        assert!(self.passkey(who, &client()).is_err());
        let usual = Authenticator::new();
        let key = &mut self.cast[who].key;
        (key.user_verified, key.origin, key.rp_id) = (true, usual.origin, usual.rp_id);
        self.note("wrong factor");
    }

    /// An answer to a challenge is taken once.
    fn replay(&mut self) {
        let who = *self.random.pick(&CLINICIANS);
        let (ceremony, challenge) = self.ward.people.begin_passkey(&client()).unwrap();
        let response = self.cast[who].key.get(&challenge);
        let answer = PasskeyAnswer { ceremony: ceremony.expose(), response: &response };
        let signed_in = self.ward.people.sign_in_passkey(&answer, &client()).unwrap();
        assert!(self.ward.people.sign_in_passkey(&answer, &client()).is_err(), "a challenge was answered twice");
        let at = self.hold(who, &signed_in, client().device);
        self.ward.people.sign_out(&self.held[at].token, &client()).unwrap();
        self.held[at].ended = true;
        self.forget_closed(who, at);
        self.note("replay refused");
    }

    /// The session may have been the sixth; what it ended is asked for in another.
    fn forget_closed(&mut self, who: usize, but: usize) {
        let open = self.held.iter().enumerate().filter(|(at, held)| *at != but && held.who == who && !held.ended);
        let open: Vec<usize> = open.map(|(at, _)| at).collect();
        for at in open {
            let _ = self.authenticate(at);
        }
    }

    /// Password and app: a wrong password, a code twice.
    fn typist(&mut self) {
        let code = self.cast[TYPIST].app.as_ref().unwrap().code(self.ward.now());
        let name = self.cast[TYPIST].name.clone();
        let sign_in =
            |week: &Self, password: &str| week.ward.people.sign_in(&name, &secret(password), Second::Totp(&code), &client());
        assert!(sign_in(self, "seven wooden ladders leap").is_err());
        let Ok(signed_in) = sign_in(self, PASSWORD) else {
            // After the clock was set back the step of this code may have been used.
            assert!(self.back > 0);
            return self.note("code refused");
        };
        let at = self.hold(TYPIST, &signed_in, client().device);
        assert!(sign_in(self, PASSWORD).is_err(), "a code was used twice");
        let by = self.authenticate(at).unwrap();
        self.read(at, &by, 0).unwrap();
        self.ward.people.sign_out(&self.held[at].token, &client()).unwrap();
        self.held[at].ended = true;
        self.note("code replayed");
    }

    fn end_sessions(&mut self) {
        let who = *self.random.pick(&[1, 2, 4]);
        let kind = self.random.below(3);
        if kind == 0 {
            let (_, by) = self.fresh(OPERATOR);
            let person = almoner_identity::PersonId::parse(self.cast[who].id.as_str()).unwrap();
            self.ward.people.end_sessions_of(&by, person).unwrap();
            self.held.iter_mut().filter(|held| held.who == who).for_each(|held| held.ended = true);
        } else {
            let (at, by) = self.session(who);
            let kept = if kind == 1 {
                self.ward.people.sign_out(&self.held[at].token, &client()).unwrap();
                self.held[at].ended = true;
                return self.note("signed out");
            } else {
                self.ward.people.end_other_sessions(&by).unwrap();
                at
            };
            let mine = self.held.iter_mut().enumerate().filter(|(at, held)| held.who == who && *at != kept);
            mine.for_each(|(_, held)| held.ended = true);
        }
        self.note("sessions revoked");
    }

    /// A token that comes from another device is worth nothing there, and nothing anywhere from then on.
    fn stolen_token(&mut self) {
        let who = *self.random.pick(&CLINICIANS);
        let (at, _) = self.session(who);
        let thief = from("203.0.113.66", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36", "device-x");
        assert!(matches!(self.ward.people.authenticate(&self.held[at].token, &thief), Err(Error::SessionEnded)));
        self.held[at].ended = true;
        self.note("stolen token refused");
    }

    /// The first sign-in of a person from outside and with a device that they never used.
    fn new_place(&mut self, who: usize) {
        let (_, _) = self.session(who);
        let from_there = self.next_index();
        let number = self.sources;
        self.sources += 1;
        let outside =
            Client { network: NetworkZone::Outside, device: DEVICES[usize::from(number) % DEVICES.len()], ..client() };
        let known = self.held.iter().any(|held| held.who == who && held.device == outside.device);
        let signed_in = self.passkey(who, &outside).unwrap();
        let at = self.hold(who, &signed_in, outside.device);
        assert!(matches!(
            self.ward.read(&signed_in.authentication, &outside, 0, &[self.cast[who].id.clone()]),
            Err(No::Policy(_))
        ));
        self.ward.people.sign_out(&self.held[at].token, &outside).unwrap();
        self.held[at].ended = true;
        self.forget_closed(who, at);
        if !known {
            self.misuse.push(("new_device", from_there));
        }
        self.note("new place");
    }

    fn guessing(&mut self) {
        let from_there = self.next_index();
        self.sources += 1;
        let address = format!("203.0.113.{}", self.sources);
        let attacker = from(&address, client().user_agent, "device-y");
        let mut stranger = Authenticator::new();
        stranger.user.clone_from(&self.cast[1].key.user);
        for _ in 0..12 {
            let (ceremony, challenge) = self.ward.people.begin_passkey(&attacker).unwrap();
            let response = stranger.get(&challenge);
            let answer = PasskeyAnswer { ceremony: ceremony.expose(), response: &response };
            assert!(self.ward.people.sign_in_passkey(&answer, &attacker).is_err());
            self.pass(5 * SECOND);
        }
        self.misuse.push(("failed_sign_ins", from_there));
        self.note("guessing");
    }

    /// A clinician who looks at far more patients in an hour than anybody does.
    fn curious(&mut self) {
        // Silence after an alert about the same person lasts an hour.
        self.pass(2 * HOUR);
        let (at, by) = self.fresh(1);
        let from_there = self.next_index();
        for patient in 0..45 {
            self.read(at, &by, 1000 * 3 + 3 * patient).unwrap();
        }
        self.misuse.push(("unusual_patients", from_there));
        self.note("curious");
    }

    // Faults.

    fn clock_back(&mut self) {
        let step = i64::from(1 + self.random.below(120)) * MINUTE;
        self.sign_in(2);
        let from_there = self.next_index();
        self.ward.move_clock(-step);
        self.back += step;
        self.sign_in(2);
        self.misuse.push(("clock_back", from_there));
        self.note("clock back");
    }

    fn kill(&mut self, torn: Option<usize>) {
        let size = self.next_index();
        // What comes now is in the tail and in no tile.
        let at = self.sign_in(1);
        let acknowledged =
            self.ward.log.append(&almoner_audit::Entry::by_service(AuditRole::Phi, Audit::RoleStarted)).unwrap();
        self.ward.kill(torn);
        assert!(self.next_index() > acknowledged && acknowledged >= size, "an acknowledged entry was lost");
        self.authenticate(at).unwrap();
        self.note("killed");
        // Whoever looks at the log anew finds the same.
        self.watch = Watch::new(Rules::compiled_in().unwrap());
        self.tasks = Tasks::default();
        let all = self.ward.records(0);
        all.iter().for_each(|record| self.tasks.observe(record));
        for record in all.iter().filter(|record| record.index < self.observed) {
            for alert in self.watch.observe(record) {
                assert!(self.tasks.knows(&alert), "an alert is found that was not found before: {alert:?}");
            }
        }
    }

    fn torn_write(&mut self) {
        let from_there = self.next_index();
        let torn = 1 + self.random.below_len(200);
        self.kill(Some(torn));
        self.misuse.push(("integrity", from_there));
        self.note("torn write");
    }

    /// While the log takes nothing, nothing is answered.
    fn lost_disk(&mut self) {
        let (at, by) = self.fresh(1);
        let (_, officer) = self.session(4);
        let sessions = self.ward.people.sessions(&by).unwrap().len();
        let glass = self.ward.glass.clone();
        self.ward.lose_disk();
        assert!(matches!(self.passkey(1, &client()), Err(Error::Audit(_))));
        assert!(matches!(self.ward.people.mint_token(&by, AUDIENCE, 60, Uses::Many), Err(Error::Audit(_))));
        assert!(matches!(self.ward.people.sign_out(&self.held[at].token, &client()), Err(Error::Audit(_))));
        assert!(matches!(self.ward.people.end_other_sessions(&by), Err(Error::Audit(_))));
        let treats = [self.cast[1].id.clone()];
        assert!(matches!(self.ward.read(&by, &client(), 0, &treats), Err(No::Log)), "shown without an entry");
        assert!(matches!(self.ward.read(&by, &client(), 2, &[]), Err(No::Log | No::Policy(_))));
        assert!(self.ward.ask(&by, 11, WORDS, 60).is_err(), "the glass broke without an entry");
        if let Some((grant, holder)) =
            glass.queue().find(|(_, grant)| grant.has_ended()).map(|(id, grant)| (id, grant.holder().clone()))
        {
            assert!(matches!(self.ward.review(&officer, grant, &holder, Finding::Justified), Err(No::Log)));
        }
        assert_eq!(self.ward.glass, glass, "something changed that is not in the log");
        self.kill_after_loss();
        let by = self.authenticate(at).unwrap();
        assert_eq!(self.ward.people.sessions(&by).unwrap().len(), sessions, "a session began that is not in the log");
        self.note("disk lost");
    }

    fn kill_after_loss(&mut self) {
        let before = self.observed;
        self.ward.kill(None);
        assert!(self.next_index() > before);
    }

    // What holds after each step.

    fn check(&mut self) {
        self.ward.tick().unwrap();
        self.latest = self.latest.max(self.now());
        self.observe();
        // Sessions that have ended never answer again.
        for _ in 0..4.min(self.held.len()) {
            let at = self.random.below_len(self.held.len());
            if self.held[at].ended || self.now() - self.held[at].began >= LIFETIME_MS {
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

    fn finish(&mut self) {
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
        println!(
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
    }
}

const DEVICES: [&str; 6] = ["device-1", "device-2", "device-3", "device-4", "device-5", "device-6"];

fn request_of(record: &Record) -> Option<OpaqueId> {
    let text = serde_json::to_value(&record.entry).unwrap();
    text["request"].as_str().and_then(OpaqueId::parse)
}

fn enrol_passkey(ward: &Ward, link: &almoner_identity::Link, key: &mut Authenticator) {
    let page = ward.people.begin_enrolment(link.token(), &client()).unwrap();
    let made = key.create(&page.passkey);
    let factors = almoner_identity::Factors { passkey: Some(&made), ..Default::default() };
    ward.people.finish_enrolment(link.token(), page.ceremony.expose(), &factors, &client()).unwrap();
}

fn enrol_app(ward: &Ward, link: &almoner_identity::Link) -> App {
    let page = ward.people.begin_enrolment(link.token(), &client()).unwrap();
    let app = App::new(page.totp.secret.expose(), &page.sign_in_name);
    let code = app.code(ward.now());
    let factors = almoner_identity::Factors { password: Some((&secret(PASSWORD), &code)), ..Default::default() };
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
