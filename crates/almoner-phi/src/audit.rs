//! What those who answer for this zone's log ask of it, and the operator's own policies.
//!
//! An accounting of disclosures (45 CFR 164.528) is identified data. It goes into `outbox` in this zone's folder, for the privacy
//! officer; whoever asked on the command line is told a number and the name of the file.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::sync::Arc;

use almoner_audit::export::{Subject, accounting};
use almoner_audit::{
    Action, Count, Duties, Duty, Entry, Filter, Justifications, Log, OpaqueId, Oversight, ResourceKind, Role, Service,
    Version, note_clock,
};
use almoner_base::{ProjectId, StudyId};
use almoner_identity::Place;
use almoner_policy::{Action as Asked, Permit, Policies, Principal, Purpose, Request, Zone};
use serde::Serialize;
use serde_json::Value;

use crate::{Error, Room};

/// What is told of an accounting. Only the file says who received what.
#[derive(Clone, Debug, Serialize)]
pub struct AccountingSummary {
    /// The first day that it covers.
    pub from: String,
    /// The last.
    pub to: String,
    /// Its lines.
    pub disclosures: u64,
    /// Disclosures that are exempt.
    pub exempt: u64,
    /// Disclosures of which can not be told whether they were this patient's.
    pub unsearched: u64,
    /// The file, within the zone's folder.
    pub file: String,
}

/// This role and its build, for every entry.
pub(crate) fn service() -> Service {
    Service::new(Role::Phi, env!("CARGO_PKG_VERSION"))
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
                let entry = Entry::by_service(Role::Phi, Action::PolicyChanged);
                self.vault.log().append(&entry.version(Version::Policy, policies.version()))?;
            }
            std::fs::write(&known, policies.version())?;
        }
        self.policies = policies;
        Ok(())
    }

    /// The zone's log.
    #[must_use]
    pub fn log(&self) -> &Arc<Log> {
        self.vault.log()
    }

    /// Keeps the log in step with time: signs a checkpoint that is due, and records a clock that was set back.
    pub(crate) fn attend_to_log(&self) -> Result<(), Error> {
        self.vault.log().tick()?;
        Ok(note_clock(self.vault.log(), Role::Phi, self.clock.now())?)
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
        let duties = self.duties(&words);
        Ok(duties.carry_out(duty, |name| self.person_named(name))?)
    }

    /// What is asked of the log, with where words are kept.
    pub(crate) fn duties<'a>(&'a self, words: &'a Justifications) -> Duties<'a> {
        let (log, oversight, now) = (self.vault.log(), &*self.oversight, self.clock.now());
        Duties { log, role: Role::Phi, oversight, words, now }
    }

    /// What the rules found in the log, and the tasks that follow.
    #[must_use]
    pub fn oversight(&self) -> &Arc<Oversight> {
        &self.oversight
    }

    /// The person with this sign-in name in the zone's register, if they have an account there.
    fn person_named(&self, name: &str) -> Option<OpaqueId> {
        // Names do not depend on where the zone's pages are.
        let place = Place { zone: Zone::Phi, origin: "https://localhost".to_owned(), rp_id: "localhost".to_owned() };
        let person = self.people(&place).ok()?.person_named(name).ok()??;
        Some(OpaqueId::from_bytes(*person.as_bytes()))
    }

    fn permit_oversight(&self, principal: Principal, action: Asked) -> Result<Permit, Error> {
        let request = Request::new(principal, action, Zone::Phi).purpose(Purpose::Hcompl);
        self.decide(&request)
    }

    /// Writes the accounting of disclosures of one patient, over at most six years, into the outbox.
    pub(crate) fn account(&self, project: &ProjectId, study_id: StudyId, years: u8) -> Result<AccountingSummary, Error> {
        self.permit_oversight(Principal::Cli, Asked::ReadAudit)?;
        self.permit_oversight(Principal::Phi, Asked::AccountDisclosures)?;
        let patient = self.vault.patient_of(project, study_id)?.ok_or(Error::NoSuchStudyId)?;
        let log = self.vault.log();
        let records = log.records(&Filter::default())?;
        let mut subject = Subject::default();
        for row in self.vault.same_person(patient)? {
            subject = subject.add_known(self.vault.opaque_patient(row));
        }
        // Whoever is not in the register is listed as not on record, for the officer to clear up.
        let register = self.register_of_recipients()?;
        let known = |_, id| register.get(&id).cloned();
        let accounting = accounting(&records, &subject, known, &[], self.clock.now(), years);
        let file = format!("accounting-{}.csv", OpaqueId::random()?);
        let entry = Entry::by_service(Role::Phi, Action::AccountingMade)
            .purpose(almoner_audit::Purpose::Patrqt)
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .count(Count::Disclosures, accounting.disclosures.len() as u64);
        log.append(&entry)?;
        let outbox = self.folder.join("outbox");
        DirBuilder::new().recursive(true).mode(0o700).create(&outbox)?;
        let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(outbox.join(&file))?;
        out.write_all(accounting.to_csv().as_bytes())?;
        out.sync_all()?;
        Ok(AccountingSummary {
            from: accounting.from.to_string(),
            to: accounting.to.to_string(),
            disclosures: accounting.disclosures.len() as u64,
            exempt: accounting.exempt.values().sum(),
            unsearched: accounting.unsearched,
            file: format!("outbox/{file}"),
        })
    }
}
