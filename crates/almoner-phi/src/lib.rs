//! The PHI room: takes records in, makes charts of them and hands them through the airlock, answers the recency desk.
//!
//! This is the only room that sees identified data. What leaves it is a sealed chart, a withdrawal, an answer of the desk or
//! a count. Errors name a place by number and code, never by content; a file is named by its number.
#![warn(missing_docs)]

mod agreement;
mod airlock;
mod api;
mod audit;
mod break_glass;
mod choices;
mod clinician;
mod contact;
mod desk;
mod drafts;
mod http;
mod ingest;
mod kept;
mod keys;
mod knowledge;
mod limited;
mod record;
mod release;
mod review;
mod risk;
mod shown;
mod terms;

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almoner_audit::alert::Rules;
use almoner_audit::{
    Action, Decision, Duty, DutyError, Entry, OpaqueId, Oversight, ResourceKind, Role, ShardProver, Shards, keep_head,
    note_clock, open_kept,
};
use almoner_base::{Clock, IdError, Progress, ProjectId, StudyId, TenantId};
use almoner_chart::ToResearch;
use almoner_crypto::{DataKey, SigningKey, VerifyingKey, ZoneKeys};
use almoner_deid::TextEngine;
use almoner_identity::{Invitation, People, Place};
use almoner_policy::{Permit, Policies, Principal, Purpose, Request, Zone};
use almoner_store::Database;
use almoner_terms::Terms;
use almoner_vault::Vault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use airlock::Airlock;
use almoner_policy::break_glass::BreakGlass;

pub use api::{Api, Attending};
pub use audit::AccountingSummary;
pub use choices::ChoicesSummary;
pub use http::{openapi, router};
pub use ingest::{IngestSummary, InputSummary, NO_PATIENT, TypeSummary};
pub use release::{ReleaseOptions, ReleaseSummary};
pub use risk::{Figures, RiskEntry};

/// What the first administrator types to sign in.
pub const FIRST_NAME: &str = "administrator";

/// The name of this zone's log.
pub const LOG_ORIGIN: &str = "almoner/phi";

/// Why the room refused. Holds no content of any record.
#[derive(Debug, Error)]
pub enum Error {
    /// Policy refused.
    #[error(transparent)]
    Refused(#[from] almoner_policy::Refusal),
    /// The policies can not be read, so nothing is allowed.
    #[error(transparent)]
    Policies(#[from] almoner_policy::Error),
    /// The de-identification policy or the attestation can not be read.
    #[error(transparent)]
    Deid(#[from] almoner_deid::Error),
    /// The expert's attestation does not cover this release.
    #[error("the release is refused: {}", .0.code())]
    Attestation(almoner_deid::Refusal),
    /// The risk can not be measured: a column that charts lack, or a release that the series lacks.
    #[error("the risk of this release can not be measured, so it is refused")]
    RiskUnknown,
    /// Safe Harbor charts are released at most once a year, so that releases can not be compared for dates.
    #[error("safe_harbor charts of this project may be released again in {days} days")]
    TooSoon {
        /// Days to wait.
        days: i32,
    },
    /// A release was broken off and this request is for another.
    #[error(
        "a release under another policy or policy version was interrupted (it was {policy:?}); go on with that one first"
    )]
    Interrupted {
        /// Its policy.
        policy: almoner_facts::PolicyKind,
    },
    /// The day lies ahead.
    #[error("`as_of` lies in the future")]
    AsOfFuture,
    /// A privacy officer refused the release whose figures they had drafted.
    #[error("a privacy officer refused this release")]
    ReleaseRefused,
    /// There is no policy of this name.
    #[error("no such de-identification policy")]
    NoSuchPolicy,
    /// The day is not a full date.
    #[error("`as_of` is not a day in the form YYYY-MM-DD")]
    AsOf,
    /// A name or id in the request is malformed.
    #[error(transparent)]
    Id(#[from] IdError),
    /// Nobody has this study id in this project.
    #[error("no such study id in this project")]
    NoSuchStudyId,
    /// The other side broke the order of the exchange.
    #[error("the airlock exchange went out of order")]
    Protocol,
    /// An input can not be read.
    #[error("an input can not be read: {}", .0.kind())]
    Io(#[from] std::io::Error),
    /// The airlock refused.
    #[error(transparent)]
    Chart(#[from] almoner_chart::Error),
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] almoner_vault::Error),
    /// A key could not be used.
    #[error(transparent)]
    Crypto(#[from] almoner_crypto::Error),
    /// The audit log refused, so the action was not done.
    #[error(transparent)]
    Audit(#[from] almoner_audit::Error),
    /// The register of people refused.
    #[error(transparent)]
    People(#[from] almoner_identity::Error),
    /// The register's database refused.
    #[error(transparent)]
    Store(#[from] almoner_store::Error),
    /// Break-glass was refused.
    #[error(transparent)]
    BreakGlass(#[from] almoner_policy::break_glass::Refused),
    /// What was asked about the audit log was not done.
    #[error(transparent)]
    Duty(#[from] DutyError),
    /// Nothing was imported of an operator's vocabularies.
    #[error(transparent)]
    Athena(#[from] almoner_terms::athena::Refusal),
    /// The operator's vocabularies can not be read.
    #[error(
        "the operator's vocabularies can not be read: {0}; hint: mend the table; where none was being imported, delete `terms.tsv` and `terms-own.tsv` in this zone's folder and import them anew"
    )]
    Terms(#[from] almoner_terms::Error),
}

impl Error {
    /// The stable code and the exit code of the command line (DESIGN.md section 5).
    #[must_use]
    pub fn code(&self) -> (&'static str, u8) {
        match self {
            Self::Refused(_) => ("policy-refused", 3),
            Self::Policies(_) => ("policies-unreadable", 2),
            Self::Duty(error) => error.code(),
            Self::Athena(refusal) => (refusal.code(), 2),
            Self::Terms(_) => ("terms-unreadable", 4),
            Self::BreakGlass(refused) => (refused.code(), 3),
            Self::Deid(_) => ("deid-policy", 2),
            Self::Attestation(refusal) => (refusal.code(), 3),
            Self::RiskUnknown => ("risk-unknown", 3),
            Self::TooSoon { .. } => ("release-too-soon", 3),
            Self::ReleaseRefused => ("release-refused", 3),
            Self::NoSuchPolicy => ("deid-policy-unknown", 2),
            Self::AsOf => ("as-of-malformed", 2),
            Self::AsOfFuture => ("as-of-future", 3),
            Self::Interrupted { .. } => ("release-interrupted", 3),
            Self::Id(_) => ("id-malformed", 2),
            Self::NoSuchStudyId => ("study-id-unknown", 2),
            Self::Protocol => ("airlock-order", 4),
            Self::Io(_) => ("input-unreadable", 4),
            Self::Chart(_) => ("airlock", 4),
            Self::Vault(almoner_vault::Error::Store(almoner_store::Error::Full)) => ("disk-full", 4),
            Self::Vault(almoner_vault::Error::Io(error)) if error.kind() == std::io::ErrorKind::StorageFull => {
                ("disk-full", 4)
            }
            Self::Vault(_) => ("vault", 4),
            Self::Crypto(_) => ("key", 4),
            Self::Audit(_) => ("audit", 4),
            Self::People(almoner_identity::Error::AlreadySetUp) => ("already-set-up", 3),
            Self::People(_) => ("people", 4),
            Self::Store(_) => ("database", 4),
        }
    }
}

/// What the supervisor may ask of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Command {
    /// Take an operator's vocabularies into force.
    ImportTerms {
        /// A folder with the files of an Athena download, or a table in the form of ours; none takes what is in force out of it.
        folder: Option<PathBuf>,
        /// The vocabularies to take; all that are known, if none is named.
        vocabularies: Vec<String>,
    },
    /// Take inputs into the vault.
    Ingest {
        /// Files and folders.
        paths: Vec<PathBuf>,
    },
    /// Withdraw the charts of those who died, said no or were merged since.
    Withdraw,
    /// Take the institution's list of people who said no to research.
    Choices {
        /// A file with one record id in each line.
        file: PathBuf,
    },
    /// Give the series of risk measurements of a project.
    Risk {
        /// Project.
        project: String,
    },
    /// Let a chart pass whose unusual characteristics a person has looked at.
    ReviewUnusual {
        /// Project of the study id.
        project: String,
        /// The study id.
        study_id: String,
    },
    /// Make a release of a project, or go on with one that was broken off.
    Release(ReleaseOptions),
    /// Answer the research zone's questions until it has no more.
    Desk,
    /// Withdraw a person's charts and destroy the person's key.
    Shred {
        /// Project of the study id.
        project: String,
        /// The study id.
        study_id: String,
    },
    /// Make the links by which these people enrol, while nobody has enrolled yet.
    FirstAccounts {
        /// The origin of the zone's pages.
        origin: String,
        /// Its host name.
        host: String,
        /// Whom.
        people: Vec<Invitation>,
    },
    /// Make the link by which the zone's first administrator enrols.
    FirstLink {
        /// The origin of the zone's pages.
        origin: String,
        /// Its host name.
        host: String,
    },
    /// Replace the key-encryption key.
    RotateKeys,
    /// Tell how the keys stand.
    KeyStatus,
    /// Do something about the audit log.
    Audit(Duty),
    /// Write a patient's accounting of disclosures into the outbox.
    Account {
        /// Project of the study id.
        project: String,
        /// The study id.
        study_id: String,
        /// How far back, 1 to 6.
        years: u8,
    },
    /// Tell what is there.
    Status {
        /// Project.
        project: String,
    },
}

/// What is in the vault, in counts.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// Persons.
    pub patients: u64,
    /// The project's newest release.
    pub release: Option<u32>,
    /// Whether all its charts have crossed.
    pub complete: bool,
    /// Its policy.
    pub policy: Option<String>,
}

/// The open PHI room.
pub struct Room {
    folder: PathBuf,
    vault: Vault,
    tenant: TenantId,
    seal_key: SigningKey,
    audit_key: DataKey,
    words_key: DataKey,
    risk_key: DataKey,
    identity_key: DataKey,
    door_key: DataKey,
    /// Whoever may have signed an approval: the approver of the command line, and the research zone for people who proved to it who
    /// they are.
    approvers: Vec<VerifyingKey>,
    policies: Policies,
    engine: TextEngine,
    terms: &'static Terms,
    clock: Arc<dyn Clock>,
    airlock: Airlock,
    prover: ShardProver,
    oversight: Arc<Oversight>,
    break_glass: BreakGlass,
    /// The newest approved version of each trial, once somebody asked.
    trials: Option<Arc<Vec<knowledge::Trial>>>,
    at_hand: clinician::AtHand,
}

impl Room {
    /// Opens the room in its folder with the zone's keys, making the log the first time.
    ///
    /// # Errors
    /// The vault or the log can not be opened.
    pub fn open(
        folder: &Path,
        keys: ZoneKeys,
        approver: Option<[u8; 32]>,
        clock: Arc<dyn Clock>,
        airlock: UnixStream,
    ) -> Result<Self, Error> {
        let seal_key = keys.signing_key("seal")?;
        std::fs::write(folder.join("seal.pub"), hex(&seal_key.public().to_bytes()))?;
        let audit_key = || Ok(keys.signing_key("audit")?);
        let log = open_kept(folder, &audit_key, LOG_ORIGIN, &clock, audit::service())?;
        note_clock(&log, Role::Phi, clock.now())?;
        log.append(&Entry::by_service(Role::Phi, Action::RoleStarted))?;
        let prover = ShardProver::new(Shards::new(&folder.join("audit"), LOG_ORIGIN), log.public());
        let terms = terms::in_force(folder)?;
        let mut room = Self {
            folder: folder.to_owned(),
            tenant: TenantId::default(),
            seal_key,
            audit_key: keys.key("audit-ids"),
            words_key: keys.key("justifications"),
            risk_key: keys.key("risk"),
            identity_key: keys.key("identity"),
            door_key: keys.key("door"),
            vault: Vault::open(folder, TenantId::default(), keys, log)?,
            approvers: approver.map(VerifyingKey::from_bytes).into_iter().collect(),
            policies: Policies::builtin()?,
            // Names that an operator adds do not change what is taken for a name of a person.
            engine: TextEngine::new(Terms::builtin()),
            terms,
            clock,
            airlock: Airlock::new(airlock),
            prover,
            oversight: Arc::new(Oversight::new(Rules::compiled_in().map_err(DutyError::from)?, Role::Phi)),
            break_glass: BreakGlass::default(),
            trials: None,
            at_hand: clinician::AtHand::default(),
        };
        room.load_break_glass()?;
        Ok(room)
    }

    /// Takes approvals that another key signed, too: that of the research zone, which signs for people who proved to it who they are.
    pub fn trust_approver(&mut self, key: [u8; 32]) {
        self.approvers.push(VerifyingKey::from_bytes(key));
    }

    /// Records that the operator runs this room without the kernel's sandbox.
    ///
    /// # Errors
    /// The log refused.
    pub fn note_unsandboxed(&self) -> Result<(), Error> {
        self.vault.log().append(&Entry::by_service(Role::Phi, Action::UnsandboxedStart))?;
        Ok(())
    }

    /// Records that the operator made the clock stand still.
    ///
    /// # Errors
    /// The log refused.
    pub fn note_fixed_clock(&self) -> Result<(), Error> {
        self.vault.log().append(&Entry::by_service(Role::Phi, Action::FixedClock))?;
        Ok(())
    }

    /// Does what the supervisor asks.
    ///
    /// # Errors
    /// See [`enum@Error`]; what was acknowledged before stays.
    pub fn execute(&mut self, command: Command, tell: &mut dyn FnMut(Progress)) -> Result<Value, Error> {
        self.attend_to_log()?;
        let done = self.carry_out(command, tell);
        if done.is_err() {
            // The far side may be waiting for a word that will not come; a closed airlock is one.
            self.airlock.close();
        }
        done
    }

    fn carry_out(&mut self, command: Command, tell: &mut dyn FnMut(Progress)) -> Result<Value, Error> {
        Ok(match command {
            Command::ImportTerms { folder, vocabularies } => self.import_terms(folder.as_deref(), &vocabularies)?,
            Command::Ingest { paths } => {
                self.permit(Principal::Cli, almoner_policy::Action::IngestRecords, None)?;
                let permit = self.permit(Principal::Phi, almoner_policy::Action::IngestRecords, None)?;
                to_value(self.ingest(&permit, &paths, tell)?)
            }
            Command::Withdraw => {
                let withdrawn = self.withdraw()?;
                self.airlock.send(&ToResearch::Done)?;
                to_value(withdrawn)
            }
            Command::Choices { file } => {
                self.permit(Principal::Cli, almoner_policy::Action::IngestRecords, None)?;
                let permit = self.permit(Principal::Phi, almoner_policy::Action::IngestRecords, None)?;
                to_value(self.choices(&permit, &file)?)
            }
            Command::Risk { project } => {
                self.permit(Principal::Cli, almoner_policy::Action::Deidentify, None)?;
                to_value(self.series(&ProjectId::new(&project)?)?.entries())
            }
            Command::ReviewUnusual { project, study_id } => {
                self.permit(Principal::Cli, almoner_policy::Action::Deidentify, None)?;
                to_value(self.review_unusual(&ProjectId::new(&project)?, StudyId::parse(&study_id)?)?)
            }
            Command::Release(options) => {
                self.permit(Principal::Cli, almoner_policy::Action::Deidentify, None)?;
                let summary = match options.policy.as_str() {
                    limited::POLICY => self.limited_data_set(&options),
                    _ => self.release(&options, tell),
                };
                // The far side waits for the end of the exchange whether or not the release was made.
                self.airlock.send(&ToResearch::Done)?;
                to_value(summary?)
            }
            Command::Desk => to_value(self.answer_desk()?),
            Command::Shred { project, study_id } => {
                self.permit(Principal::Cli, almoner_policy::Action::ShredPatient, None)?;
                let shredded = ProjectId::new(&project)
                    .and_then(|project| Ok((project, StudyId::parse(&study_id)?)))
                    .map_err(Error::from)
                    .and_then(|(project, study_id)| self.shred(&project, study_id));
                self.airlock.send(&ToResearch::Done)?;
                to_value(shredded?)
            }
            Command::FirstAccounts { origin, host, people } => {
                let register = self.people(&Place { zone: Zone::Phi, origin, rp_id: host })?;
                let links = people.iter().map(|person| register.first_account(person).map(|link| link.url().to_owned()));
                let links = links.collect::<Result<Vec<String>, _>>()?;
                for person in people.iter().filter(|person| person.grants.roles.contains(&almoner_policy::Role::Clinician)) {
                    if let Some(id) = register.person_named(&person.sign_in_name)? {
                        self.link_sample_clinician(&id.to_string())?;
                    }
                }
                to_value(links)
            }
            Command::FirstLink { origin, host } => {
                let place = Place { zone: Zone::Phi, origin, rp_id: host };
                Value::String(self.people(&place)?.first_link(FIRST_NAME, "Administrator")?.url().to_owned())
            }
            Command::RotateKeys => to_value(self.rotate_keys()?),
            Command::KeyStatus => to_value(self.key_status()?),
            Command::Audit(duty) => self.audit_duty(&duty)?,
            Command::Account { project, study_id, years } => {
                to_value(self.account(&ProjectId::new(&project)?, StudyId::parse(&study_id)?, years)?)
            }
            Command::Status { project } => to_value(self.status(&ProjectId::new(&project)?)?),
        })
    }

    fn status(&self, project: &ProjectId) -> Result<Status, Error> {
        let release = self.vault.newest_release(project)?;
        Ok(Status {
            patients: self.vault.people()?.len() as u64,
            release: release.as_ref().map(|release| release.number),
            complete: release.as_ref().is_some_and(|release| release.complete),
            policy: release.map(|release| release.policy),
        })
    }

    /// Ends in order: the log gets its signed checkpoint.
    ///
    /// # Errors
    /// The log refused.
    pub fn close(&self) -> Result<(), Error> {
        self.vault.log().append(&Entry::by_service(Role::Phi, Action::RoleStopped))?;
        Ok(keep_head(&self.folder, self.vault.log())?)
    }

    /// The accounts, credentials and sessions of this zone.
    ///
    /// # Errors
    /// The register's database can not be opened, or the place can not be used.
    pub fn people(&self, place: &Place) -> Result<People, Error> {
        let database = Database::open::<almoner_identity::Tables>(&self.folder.join("people.db"))?;
        Ok(People::open(database, &self.identity_key, Arc::clone(self.vault.log()), Arc::clone(&self.clock), place)?)
    }

    /// The key under which the certificate authority of this zone's door is kept.
    #[must_use]
    pub fn door_key(&self) -> &DataKey {
        &self.door_key
    }

    /// Asks the policies. A refusal is in the log before it is told.
    fn permit(
        &self,
        principal: Principal,
        action: almoner_policy::Action,
        project: Option<&ProjectId>,
    ) -> Result<Permit, Error> {
        let request = Request::new(principal, action, Zone::Phi).purpose(Purpose::Clintrch).tenant(self.tenant.clone());
        let request = match project {
            Some(project) => request.project(project.clone()),
            None => request,
        };
        self.decide(&request)
    }

    fn decide(&self, request: &Request) -> Result<Permit, Error> {
        match self.policies.authorize(request) {
            Ok(permit) => Ok(permit),
            Err(refusal) => {
                let entry = Entry::by_service(Role::Phi, Action::PolicyRefused).decision(Decision::Deny);
                self.vault.log().append(&entry)?;
                Err(refusal.into())
            }
        }
    }

    fn opaque_project(&self, project: &ProjectId) -> OpaqueId {
        OpaqueId::of(&self.audit_key, ResourceKind::Project, project.as_str().as_bytes())
    }
}

fn to_value<T: Serialize>(answer: T) -> Value {
    serde_json::to_value(answer).unwrap_or(Value::Null)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
