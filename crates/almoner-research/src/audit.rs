//! What those who answer for this zone's log ask of it, and the operator's own policies.

use std::sync::Arc;

use almoner_audit::{
    Action, Duties, Duty, Entry, EpochKey, Justifications, Log, OpaqueId, Oversight, Role, Service, Version, note_clock,
};
use almoner_identity::Place;
use almoner_policy::{Action as Asked, Permit, Policies, Principal, Purpose, Request, Zone};
use serde_json::Value;

use crate::{Error, Room};

/// This role and its build, for every entry.
pub(crate) fn service() -> Service {
    Service::new(Role::Research, env!("CARGO_PKG_VERSION"))
}

impl Room {
    /// Puts an operator's policies in force beside those that are compiled in. Each file is a name and its text. That they
    /// differ from those of the last start is in the log first.
    ///
    /// # Errors
    /// A file can not be read as policies, which leaves those in force that were; or the log or the disk refused.
    pub fn use_policies(&mut self, files: &[(String, String)]) -> Result<(), Error> {
        let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let policies = Policies::with(&texts)?;
        let known = self.folder.join("policies.version");
        let before = std::fs::read_to_string(&known).ok();
        if before.as_deref() != Some(policies.version()) {
            if before.is_some() || !files.is_empty() {
                let entry = Entry::by_service(Role::Research, Action::PolicyChanged);
                self.log.append(&entry.version(Version::Policy, policies.version()))?;
            }
            std::fs::write(&known, policies.version())?;
        }
        self.policies = policies;
        Ok(())
    }

    /// The zone's log.
    #[must_use]
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// Keeps the log in step with time: signs a checkpoint that is due, and records a clock that was set back.
    pub(crate) fn attend_to_log(&self) -> Result<(), Error> {
        self.log.tick()?;
        Ok(note_clock(&self.log, Role::Research, self.clock.now())?)
    }

    /// Does what is to be done about the log.
    pub(crate) fn audit_duty(&self, duty: &Duty) -> Result<Value, Error> {
        let asked = match duty {
            Duty::Export { .. } => Asked::ExportAudit,
            Duty::Alerts { .. } => Asked::ReadAlerts,
            Duty::Assign { .. } => Asked::AssignAlert,
            Duty::Close { .. } => Asked::CloseAlert,
            Duty::Review { .. } => Asked::ReviewAudit,
            Duty::Hold { .. } | Duty::Lift { .. } | Duty::Retire => Asked::RetainAudit,
        };
        self.permit_oversight(Principal::Cli, asked)?;
        let words = Justifications::open(&self.folder.join("justifications"), &self.words_key)?;
        let (log, oversight, now) = (&*self.log, &*self.oversight, self.clock.now());
        let duties = Duties { log, role: Role::Research, oversight, words: &words, now };
        let done = duties.carry_out(duty, |name| self.person_named(name))?;
        if let Some(year) = done.get("year").and_then(Value::as_u64).and_then(|year| u16::try_from(year).ok()) {
            // What the entries of a year were about can be told by its key alone, which ends with them.
            self.epochs.destroy(year)?;
        }
        Ok(done)
    }

    /// What the rules found in the log, and the tasks that follow.
    #[must_use]
    pub fn oversight(&self) -> &Arc<Oversight> {
        &self.oversight
    }

    /// The person with this sign-in name in the zone's register, if they have an account there.
    fn person_named(&self, name: &str) -> Option<OpaqueId> {
        // Names do not depend on where the zone's pages are.
        let place = Place { zone: Zone::Research, origin: "https://localhost".to_owned(), rp_id: "localhost".to_owned() };
        let person = self.people(&place).ok()?.person_named(name).ok()??;
        Some(OpaqueId::from_bytes(*person.as_bytes()))
    }

    fn permit_oversight(&self, principal: Principal, action: Asked) -> Result<Permit, Error> {
        let request = Request::new(principal, action, Zone::Research).purpose(Purpose::Hcompl);
        self.decide(&request)
    }

    /// The key of this year's opaque ids.
    pub(crate) fn epoch(&self) -> Result<EpochKey, Error> {
        Ok(self.epochs.at(self.clock.now())?)
    }
}
