//! What people do at work: sign in, read, break the glass, review, mint tokens; and what may not have been answered.

use std::collections::BTreeSet;

use almoner_audit::Action as Audit;
use almoner_identity::{
    Authentication, Client, Error, Factor, IDLE_MS, LIFETIME_MS, PasskeyAnswer, Proof, Second, SessionId, SignedIn, Uses,
};
use almoner_policy::PersonId;
use almoner_policy::break_glass::{Finding, GrantId, LONGEST_MINUTES, Refused};

use super::ward::{No, Shown, actor, policy_id};
use super::{
    AUDIENCE, BOTH, CLINICIANS, DAY, Given, Held, MINUTE, OFFICERS, OPERATOR, Pass, SCIENTIST, SECOND, TYPIST, WORDS, Week,
    request_of,
};
use crate::testing::{PASSWORD, client, from, secret};

impl Week {
    pub(super) fn hold(&mut self, who: usize, signed_in: &SignedIn, device: &'static str) -> usize {
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
            ended: false,
        });
        self.held.len() - 1
    }

    /// The session got a new token: the old one is worth nothing from here on.
    pub(super) fn renew(&mut self, at: usize, signed_in: &SignedIn) -> usize {
        let (began, who, device) = (self.held[at].began, self.held[at].who, self.held[at].device);
        self.held[at].ended = true;
        let new = self.hold(who, signed_in, device);
        self.held[new].began = began;
        new
    }

    pub(super) fn sign_in(&mut self, who: usize) -> usize {
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

    pub(super) fn passkey(&mut self, who: usize, client: &Client<'_>) -> Result<SignedIn, Error> {
        let (ceremony, challenge) = self.ward.people.begin_passkey(client)?;
        let response = self.cast[who].key.get(&challenge);
        self.ward.people.sign_in_passkey(&PasskeyAnswer { ceremony: ceremony.expose(), response: &response }, client)
    }

    /// A session of this person that answers, or a new one.
    pub(super) fn session(&mut self, who: usize) -> (usize, Authentication) {
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
    pub(super) fn fresh(&mut self, who: usize) -> (usize, Authentication) {
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
    pub(super) fn authenticate(&mut self, at: usize) -> Result<Authentication, Error> {
        let client = from("198.51.100.7", client().user_agent, self.held[at].device);
        let answer = self.ward.people.authenticate(&self.held[at].token, &client);
        let (now, held) = (self.ward.now().0, &mut self.held[at]);
        match &answer {
            Ok(by) => {
                assert!(!held.ended, "a session that has ended answers");
                assert!(now - held.began < LIFETIME_MS, "a session outlives 12 hours");
                assert!(now - held.seen < IDLE_MS, "a session that nobody used answers without a factor");
                assert_eq!(by.session(), held.session);
                assert!(self.truth - held.seen_truly < IDLE_MS, "nor after the clock was set back");
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

    pub(super) fn read(&mut self, at: usize, by: &Authentication, patient: u32) -> Result<Shown, No> {
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
                assert!(truly <= 900, "shown {truly} s after it");
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

    pub(super) fn is_granted(&self, who: usize, patient: u32) -> bool {
        let now = self.latest.max(self.now());
        self.given.values().any(|given| {
            let allowed = i64::from(given.minutes) * MINUTE;
            assert!(given.minutes <= LONGEST_MINUTES);
            let truly = self.truth - given.truly < allowed + (self.back - given.back);
            given.holder == who && given.patient == patient && now - given.latest < allowed && truly
        })
    }

    pub(super) fn read_some(&mut self) {
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
    pub(super) fn long_visit(&mut self) {
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

    pub(super) fn unlock(&mut self, at: usize) {
        if self.cast[self.held[at].who].app.is_none() {
            let signed_in = self.try_to_unlock(at).unwrap();
            self.note("unlocked");
            self.renew(at, &signed_in);
        }
    }

    /// Proves a factor of the session's own person.
    pub(super) fn try_to_unlock(&mut self, at: usize) -> Result<SignedIn, Error> {
        let client = from("198.51.100.7", client().user_agent, self.held[at].device);
        let (ceremony, challenge) = self.ward.people.begin_passkey(&client).unwrap();
        let response = self.cast[self.held[at].who].key.get(&challenge);
        let factor = Factor::Passkey(PasskeyAnswer { ceremony: ceremony.expose(), response: &response });
        self.ward.people.unlock(&self.held[at].token, &factor, &client)
    }

    // Break-glass.

    pub(super) fn break_glass(&mut self) {
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

    pub(super) fn is_overdue(&self, who: usize) -> bool {
        let now = self.latest.max(self.now());
        self.given.values().any(|given| given.holder == who && !given.reviewed && now - given.latest >= DAY)
    }

    pub(super) fn stop_one(&mut self) {
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

    pub(super) fn review_some(&mut self) {
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
    pub(super) fn reinstate(&mut self) {
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

    pub(super) fn who(&self, id: &PersonId) -> usize {
        self.cast.iter().position(|member| member.id == *id).unwrap()
    }

    // Programs.

    pub(super) fn program(&mut self) {
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

    pub(super) fn use_pass(&mut self, at: usize) -> bool {
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
}
