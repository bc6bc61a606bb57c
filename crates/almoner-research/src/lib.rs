//! The research room: keeps sealed charts, reads facts from redacted notes, keeps trials, matches.
//!
//! It knows study ids and relative days, and no person. What it has came through the airlock; it holds no key of the PHI
//! zone but the public half of the seal. Every chart read, match and import is in its own audit log first.
#![warn(missing_docs)]

mod airlock;
pub mod api;
mod audit;
mod carry;
mod charts;
mod db;
mod enrolments;
mod keys;
mod live;
mod matching;
mod review;
mod terms;
mod trials;

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use almoner_audit::alert::Rules;
use almoner_audit::{
    Action, Duty, DutyError, Entry, EpochKeys, Log, Oversight, Role, ShardProver, Shards, keep_head, note_clock, open_kept,
};
use almoner_base::{Clock, IdError, Issue, NctId, Progress, ProjectId};
use almoner_chart::Approval;
use almoner_crypto::{DataKey, SigningKey, VerifyingKey, ZoneKeys};
use almoner_identity::{Invitation, People, Place};
use almoner_policy::{Permit, Policies, Principal, Purpose, Request, Zone};
use almoner_store::Database;
use almoner_terms::Terms;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

pub use api::Api;
pub use matching::MatchOptions;
pub use trials::TrialVersion;

/// What the first administrator types to sign in.
pub const FIRST_NAME: &str = "administrator";

/// The name of this zone's log.
pub const LOG_ORIGIN: &str = "almoner/research";

/// Why the room refused. Holds no content of charts.
#[derive(Debug, Error)]
pub enum Error {
    /// The permit does not allow this.
    #[error("the permit does not allow this action")]
    Permit,
    /// Policy refused.
    #[error(transparent)]
    Refused(#[from] almoner_policy::Refusal),
    /// The policies can not be read, so nothing is allowed.
    #[error(transparent)]
    Policies(#[from] almoner_policy::Error),
    /// No such trial was imported.
    #[error("{0} was not imported")]
    NoSuchTrial(NctId),
    /// A name or id in the request is malformed.
    #[error(transparent)]
    Id(#[from] IdError),
    /// The author of a trial version tried to approve it.
    #[error("the author of a trial version can not approve it")]
    OwnVersion,
    /// The recency desk did not answer.
    #[error("the recency desk did not answer")]
    DeskSilent,
    /// The other side broke the order of the exchange.
    #[error("the airlock exchange went out of order")]
    Protocol,
    /// A stored value can not be read by this build.
    #[error("a stored value is not readable by this build")]
    Schema,
    /// A file can not be read.
    #[error("an input can not be read: {0}")]
    Io(#[from] std::io::Error),
    /// The airlock refused.
    #[error(transparent)]
    Chart(#[from] almoner_chart::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] almoner_store::Error),
    /// A key could not be used.
    #[error(transparent)]
    Crypto(#[from] almoner_crypto::Error),
    /// The audit log refused, so the action was not done.
    #[error(transparent)]
    Audit(#[from] almoner_audit::Error),
    /// The register of people refused.
    #[error(transparent)]
    People(#[from] almoner_identity::Error),
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
            Self::Permit | Self::Refused(_) => ("policy-refused", 3),
            Self::Policies(_) => ("policies-unreadable", 2),
            Self::Duty(error) => error.code(),
            Self::Athena(refusal) => (refusal.code(), 2),
            Self::Terms(_) => ("terms-unreadable", 4),
            Self::OwnVersion => ("own-version", 3),
            Self::NoSuchTrial(_) => ("trial-unknown", 2),
            Self::Id(_) => ("id-malformed", 2),
            Self::Protocol => ("airlock-order", 4),
            Self::DeskSilent => ("desk-silent", 4),
            Self::Schema => ("stored-value", 4),
            Self::Io(_) => ("input-unreadable", 4),
            Self::Chart(_) => ("airlock", 4),
            Self::Store(almoner_store::Error::Full) => ("disk-full", 4),
            Self::Store(_) => ("database", 4),
            Self::Crypto(_) => ("key", 4),
            Self::Audit(_) => ("audit", 4),
            Self::People(almoner_identity::Error::AlreadySetUp) => ("already-set-up", 3),
            Self::People(_) => ("people", 4),
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
    /// Take what the PHI zone sends until it is done.
    Receive,
    /// Read trial files.
    ImportTrials {
        /// Files.
        paths: Vec<PathBuf>,
    },
    /// Tell the current versions of trials.
    TrialVersions {
        /// NCT ids.
        trials: Vec<String>,
    },
    /// Keep an approval.
    Approve {
        /// What is approved.
        version: TrialVersion,
        /// By whom.
        approver: String,
        /// Ed25519 signature in hexadecimal.
        signature: String,
    },
    /// Match trials against the charts of a project.
    Match(MatchOptions),
    /// Replace the key-encryption key.
    RotateKeys,
    /// Tell how the keys stand.
    KeyStatus,
    /// Tell what is there.
    Status,
    /// Do something about the audit log.
    Audit(Duty),
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
}

/// What a run of [`Command::Receive`] stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReceiveSummary {
    /// Charts stored.
    pub charts: u64,
    /// Redacted notes in them.
    pub notes: u64,
    /// Facts of the structured record.
    pub record_facts: u64,
    /// Facts read from notes.
    pub note_facts: u64,
    /// Charts withdrawn.
    pub retracted: u64,
}

/// What a run of [`Command::ImportTrials`] took in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportSummary {
    /// Files read.
    pub inputs: u64,
    /// Records taken.
    pub accepted: u64,
    /// Records taken with something set aside.
    pub warned: u64,
    /// Records kept apart.
    pub quarantined: u64,
    /// Trials seen for the first time.
    pub new: u64,
    /// Trials whose record changed.
    pub changed: u64,
    /// Criteria in people's words that hold for the new record as they did for the old.
    pub carried: u64,
    /// Trials whose approval holds, since only other things than criteria changed.
    pub approvals_kept: u64,
    /// Criteria in people's words that the register words otherwise now, or no more: somebody has to look.
    pub to_look_at: Vec<LookAt>,
    /// What was found, with the number of the input.
    pub issues: Vec<(u64, Issue)>,
    /// How many flaws the criteria of trials that are new or changed have.
    pub n_flaws: u64,
    /// The first of them, at most [`MOST_FLAWS`].
    pub flaws: Vec<TrialFlaw>,
}

/// Flaws that an import tells at most.
pub const MOST_FLAWS: usize = 500;

/// Something that is wrong with a criterion, for a person to see. It changes no verdict.
#[derive(Clone, Debug, Serialize)]
pub struct TrialFlaw {
    /// The trial.
    pub nct_id: NctId,
    /// The criterion's number.
    pub criterion: u32,
    /// Stable code.
    pub code: &'static str,
    /// The same in words.
    pub message: &'static str,
}

/// Criteria of a trial that a person had put otherwise, and whose words the register changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LookAt {
    /// The trial.
    #[schema(value_type = String)]
    pub nct_id: NctId,
    /// The version before, in which their numbers are.
    pub base: String,
    /// The numbers.
    pub criteria: Vec<u32>,
}

/// The open research room.
pub struct Room {
    folder: PathBuf,
    database: Database,
    store_key: DataKey,
    epochs: EpochKeys,
    words_key: DataKey,
    identity_key: DataKey,
    door_key: DataKey,
    cursor_key: DataKey,
    /// Signs approvals of trial versions on behalf of people who proved to this zone who they are.
    approval_key: SigningKey,
    keys: Mutex<ZoneKeys>,
    seal_key: VerifyingKey,
    log: Arc<Log>,
    policies: Policies,
    terms: &'static Terms,
    extractor: String,
    clock: Arc<dyn Clock>,
    airlock: airlock::Airlock,
    prover: ShardProver,
    oversight: Arc<Oversight>,
}

/// What a room answers a command with, besides progress.
pub struct Hearing<'a> {
    /// Takes progress.
    pub progress: &'a mut dyn FnMut(Progress),
    /// Takes one line of a long answer, as JSON.
    pub line: &'a mut dyn FnMut(String),
}

impl Room {
    /// Opens the room in its folder with the zone's keys, making the log the first time.
    ///
    /// # Errors
    /// The database or the log can not be opened.
    pub fn open(
        folder: &Path,
        keys: ZoneKeys,
        seal_key: [u8; 32],
        clock: Arc<dyn Clock>,
        airlock: UnixStream,
    ) -> Result<Self, Error> {
        let audit_key = || Ok(keys.signing_key("audit")?);
        let log = Arc::new(open_kept(folder, &audit_key, LOG_ORIGIN, &clock, audit::service())?);
        note_clock(&log, Role::Research, clock.now())?;
        let terms = terms::in_force(folder)?;
        let extractor = almoner_base::content_version(&[terms.version().as_bytes(), almoner_nlp::version().as_bytes()]);
        log.append(&Entry::by_service(Role::Research, Action::RoleStarted))?;
        log.append_batch(&keys::uses(&keys))?;
        let prover = ShardProver::new(Shards::new(&folder.join("audit"), LOG_ORIGIN), log.public());
        let approval_key = keys.signing_key("approval")?;
        std::fs::write(folder.join("approval.pub"), hex(&approval_key.public().to_bytes()))?;
        Ok(Self {
            folder: folder.to_owned(),
            database: Database::open::<db::migration::Migrator>(&folder.join("research.db"))?,
            store_key: keys.key("store"),
            epochs: EpochKeys::open(&folder.join("audit-epochs"), keys.key("audit-epochs"))?,
            words_key: keys.key("justifications"),
            identity_key: keys.key("identity"),
            door_key: keys.key("door"),
            cursor_key: keys.key("cursors"),
            approval_key,
            keys: Mutex::new(keys),
            seal_key: VerifyingKey::from_bytes(seal_key),
            log,
            policies: Policies::builtin()?,
            terms,
            extractor,
            clock,
            airlock: airlock::Airlock::new(airlock),
            prover,
            oversight: Arc::new(Oversight::new(Rules::compiled_in().map_err(DutyError::from)?, Role::Research)),
        })
    }

    /// Records that the operator runs this room without the kernel's sandbox.
    ///
    /// # Errors
    /// The log refused.
    pub fn note_unsandboxed(&self) -> Result<(), Error> {
        self.log.append(&Entry::by_service(Role::Research, Action::UnsandboxedStart))?;
        Ok(())
    }

    /// Records that the operator made the clock stand still.
    ///
    /// # Errors
    /// The log refused.
    pub fn note_fixed_clock(&self) -> Result<(), Error> {
        self.log.append(&Entry::by_service(Role::Research, Action::FixedClock))?;
        Ok(())
    }

    /// Does what the supervisor asks.
    ///
    /// # Errors
    /// See [`enum@Error`]; what was acknowledged before stays.
    pub fn execute(&self, command: Command, hearing: &mut Hearing<'_>) -> Result<Value, Error> {
        self.attend_to_log()?;
        let done = self.carry_out(command, hearing);
        if done.is_err() {
            // The far side may be waiting for a word that will not come; a closed airlock is one.
            self.airlock.close();
        }
        done
    }

    fn carry_out(&self, command: Command, hearing: &mut Hearing<'_>) -> Result<Value, Error> {
        let answer = match command {
            Command::ImportTerms { folder, vocabularies } => self.import_terms(folder.as_deref(), &vocabularies)?,
            Command::Receive => to_value(self.receive()?),
            Command::ImportTrials { paths } => {
                let permit = self.permit(Principal::Cli, almoner_policy::Action::ImportTrial, None)?;
                to_value(self.import_trials(&permit, &paths, hearing.progress)?)
            }
            Command::TrialVersions { trials } => to_value(self.trial_versions(&parse_trials(&trials)?)?),
            Command::Approve { version, approver, signature } => {
                let permit = self.permit(Principal::Cli, almoner_policy::Action::ApproveTrial, None)?;
                let approval = Approval {
                    author: version.author.clone(),
                    approver,
                    signature: unhex(&signature).ok_or(Error::Schema)?,
                };
                self.approve(&permit, &version, approval)?;
                Value::Null
            }
            Command::Match(options) => to_value(self.match_trials(&options, hearing)?),
            Command::RotateKeys => to_value(self.rotate_keys()?),
            Command::KeyStatus => to_value(self.key_status()?),
            Command::Status => to_value(self.chart_counts()?),
            Command::Audit(duty) => self.audit_duty(&duty)?,
            Command::FirstAccounts { origin, host, people } => {
                let register = self.people(&Place { zone: Zone::Research, origin, rp_id: host })?;
                let links = people.iter().map(|person| register.first_account(person).map(|link| link.url().to_owned()));
                to_value(links.collect::<Result<Vec<String>, _>>()?)
            }
            Command::FirstLink { origin, host } => {
                let place = Place { zone: Zone::Research, origin, rp_id: host };
                Value::String(self.people(&place)?.first_link(FIRST_NAME, "Administrator")?.url().to_owned())
            }
        };
        Ok(answer)
    }

    /// Ends in order: the log gets its signed checkpoint.
    ///
    /// # Errors
    /// The log refused.
    pub fn close(self: Arc<Self>) -> Result<(), Error> {
        self.log.append(&Entry::by_service(Role::Research, Action::RoleStopped))?;
        let folder = self.folder.clone();
        // Whoever still holds the room or its log, as a request that would not end: the head is signed, and what follows stands in
        // the log's tail.
        let log = Arc::clone(&self.log);
        drop(self);
        Ok(keep_head(&folder, &log)?)
    }

    /// The accounts, credentials and sessions of this zone.
    ///
    /// # Errors
    /// The register's database can not be opened, or the place can not be used.
    pub fn people(&self, place: &Place) -> Result<People, Error> {
        let database = Database::open::<almoner_identity::Tables>(&self.folder.join("people.db"))?;
        Ok(People::open(database, &self.identity_key, Arc::clone(&self.log), Arc::clone(&self.clock), place)?)
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
        let request = Request::new(principal, action, Zone::Research).purpose(Purpose::Clintrch);
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
                self.log.append(
                    &Entry::by_service(Role::Research, Action::PolicyRefused).decision(almoner_audit::Decision::Deny),
                )?;
                Err(refusal.into())
            }
        }
    }
}

fn to_value<T: Serialize>(answer: T) -> Value {
    serde_json::to_value(answer).unwrap_or(Value::Null)
}

fn parse_trials(trials: &[String]) -> Result<Vec<NctId>, Error> {
    trials.iter().map(|text| NctId::parse(text).map_err(Error::from)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
