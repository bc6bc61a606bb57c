//! What goes wrong: wrong factors, replays, theft, guessing, curiosity; a clock set back, kills, torn writes, a lost disk.

use almoner_audit::alert::{Rules, Tasks, Watch};
use almoner_audit::{Action as Audit, Entry, NetworkZone, Role as AuditRole};
use almoner_identity::{Client, Error, PasskeyAnswer, PersonId, Second, Uses};
use almoner_policy::break_glass::Finding;

use super::ward::No;
use super::{AUDIENCE, BOTH, CLINICIANS, HOUR, MINUTE, OPERATOR, SECOND, TYPIST, WORDS, Week};
use crate::testing::{Authenticator, PASSWORD, client, from, secret};

const DEVICES: [&str; 6] = ["device-1", "device-2", "device-3", "device-4", "device-5", "device-6"];

impl Week {
    pub(super) fn wrong_factor(&mut self) {
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
    pub(super) fn replay(&mut self) {
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
    pub(super) fn forget_closed(&mut self, who: usize, but: usize) {
        let open = self.held.iter().enumerate().filter(|(at, held)| *at != but && held.who == who && !held.ended);
        let open: Vec<usize> = open.map(|(at, _)| at).collect();
        for at in open {
            let _ = self.authenticate(at);
        }
    }

    /// Password and app: a wrong password, a code twice.
    pub(super) fn typist(&mut self) {
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

    pub(super) fn end_sessions(&mut self) {
        let who = *self.random.pick(&[1, 2, 4]);
        let kind = self.random.below(3);
        if kind == 0 {
            let (_, by) = self.fresh(OPERATOR);
            let person = PersonId::parse(self.cast[who].id.as_str()).unwrap();
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
    pub(super) fn stolen_token(&mut self) {
        let who = *self.random.pick(&CLINICIANS);
        let (at, _) = self.session(who);
        let thief = from("203.0.113.66", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36", "device-x");
        assert!(matches!(self.ward.people.authenticate(&self.held[at].token, &thief), Err(Error::SessionEnded)));
        self.held[at].ended = true;
        self.note("stolen token refused");
    }

    /// The first sign-in of a person from outside and with a device that they never used.
    pub(super) fn new_place(&mut self, who: usize) {
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

    pub(super) fn guessing(&mut self) {
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
    pub(super) fn curious(&mut self) {
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

    pub(super) fn clock_back(&mut self) {
        let step = i64::from(1 + self.random.below(120)) * MINUTE;
        self.sign_in(2);
        let from_there = self.next_index();
        self.ward.move_clock(-step);
        self.back += step;
        self.sign_in(2);
        self.misuse.push(("clock_back", from_there));
        self.note("clock back");
    }

    pub(super) fn kill(&mut self, torn: Option<usize>) {
        let size = self.next_index();
        // What comes now is in the tail and in no tile.
        let at = self.sign_in(1);
        let acknowledged = self.ward.log.append(&Entry::by_service(AuditRole::Phi, Audit::RoleStarted)).unwrap();
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

    pub(super) fn torn_write(&mut self) {
        let from_there = self.next_index();
        let torn = 1 + self.random.below_len(200);
        self.kill(Some(torn));
        self.misuse.push(("integrity", from_there));
        self.note("torn write");
    }

    /// While the log takes nothing, nothing is answered.
    pub(super) fn lost_disk(&mut self) {
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

    pub(super) fn kill_after_loss(&mut self) {
        let before = self.observed;
        self.ward.kill(None);
        assert!(self.next_index() > before);
    }
}
