//! What those who answer for a log ask its zone to do: hand entries out, look for alerts, answer them, record reviews.
//!
//! Whoever has the files and the public key can read a log. All of this appends, so the process that holds the log does it. A
//! person who is named here has not signed in: the entry says that a service acted, and on behalf of whom.

use std::fmt;

use almoner_base::{Phi, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use thiserror::Error as ThisError;

use crate::alert::{Review, ReviewError, RuleError, Rules, Task, TaskError};
use crate::entry::{Action, Actor, Count, Entry, OpaqueId, Purpose, Reason, ResourceKind, Role};
use crate::error::Error;
use crate::justification::{Justification, Justifications};
use crate::log::Log;
use crate::oversight::Oversight;
use crate::shard::Shards;
use crate::show::Filter;

/// What a person wrote, on its way to be kept beside the log. `Debug` does not show it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(String);

impl Words {
    /// These words.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words(..)")
    }
}

/// Something to be done about a log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Duty {
    /// Record that entries are about to leave the product. Answers with the range.
    Export {
        /// The first.
        from: u64,
        /// The one before which it ends; the end of the log if absent.
        to: Option<u64>,
    },
    /// Hold all records against rules and open a task for each new alert. Answers with all tasks.
    Alerts {
        /// The rules as TOML; those that are compiled in if absent.
        rules: Option<String>,
    },
    /// Hand a task to a person.
    Assign {
        /// The task's id.
        task: String,
        /// The person.
        to: String,
    },
    /// Close a task.
    Close {
        /// The task's id.
        task: String,
        /// The person who decided.
        by: String,
        /// The finding.
        finding: String,
        /// What was found, in words.
        words: Option<Words>,
    },
    /// Record a review of some entries.
    Review {
        /// The first.
        from: u64,
        /// The one before which it ends; the end of the log if absent.
        to: Option<u64>,
        /// How many of them were read; all if absent.
        read: Option<u64>,
        /// The person who reviewed.
        by: String,
        /// The finding.
        finding: String,
        /// What was found, in words.
        words: Option<Words>,
        /// The rules that ran over the rest, as TOML; those that are compiled in if absent.
        rules: Option<String>,
    },
    /// Set a legal hold on years of the log.
    Hold {
        /// The first year.
        from: u16,
        /// The last.
        to: u16,
        /// The person who ordered it.
        by: String,
        /// Why, in words.
        words: Words,
    },
    /// Lift a legal hold.
    Lift {
        /// The hold's id.
        hold: String,
        /// The person who ordered it.
        by: String,
    },
    /// Remove the oldest year, if its retention is over and no hold covers it.
    Retire,
}

/// Why a duty was not done.
#[derive(Debug, ThisError)]
pub enum DutyError {
    /// The log, a key or the disk refused.
    #[error(transparent)]
    Log(#[from] Error),
    /// The rules can not be read.
    #[error(transparent)]
    Rules(#[from] RuleError),
    /// The step of the task is not allowed.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// The review is not one.
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// No task has this id.
    #[error("no task of this zone has this id")]
    NoTask,
    /// Nobody is known under this name or id.
    #[error(
        "nobody is known under this name in this zone: expected a sign-in name, or a person's id of 32 hexadecimal digits"
    )]
    NoPerson,
    /// No hold has this id.
    #[error("no hold of this zone has this id")]
    NoHold,
    /// The years are none, or the log is not kept by years.
    #[error("the years end before they begin")]
    Years,
    /// The range is empty, or ends after the last entry.
    #[error("the range holds no entry, or ends after the last one")]
    Range,
}

impl DutyError {
    /// The stable code, and the exit code of the command line.
    #[must_use]
    pub fn code(&self) -> (&'static str, u8) {
        match self {
            Self::Log(_) => ("audit", 4),
            Self::Rules(_) => ("alert-rules", 2),
            Self::Task(error @ (TaskError::Closed | TaskError::OwnCase)) => (error.code(), 3),
            Self::Task(error) => (error.code(), 2),
            Self::Review(ReviewError::Scope) => ("review-scope", 2),
            Self::Review(ReviewError::Finding) => ("review-finding", 2),
            Self::Review(ReviewError::Words) => ("review-words", 2),
            Self::NoTask => ("task-unknown", 2),
            Self::NoPerson => ("person-unknown", 2),
            Self::Range => ("audit-range", 2),
            Self::NoHold => ("hold-unknown", 2),
            Self::Years => ("hold-years", 2),
        }
    }
}

/// An open log with what its duties need.
#[derive(Clone, Copy)]
pub struct Duties<'a> {
    /// The log.
    pub log: &'a Log,
    /// The role that holds it.
    pub role: Role,
    /// Its alerts and tasks, by the rules that are compiled in.
    pub oversight: &'a Oversight,
    /// Where words are kept.
    pub words: &'a Justifications,
    /// The present moment.
    pub now: Timestamp,
}

impl Duties<'_> {
    /// Does it. `person` looks up somebody by sign-in name.
    ///
    /// # Errors
    /// See [`DutyError`].
    pub fn carry_out(&self, duty: &Duty, person: impl Fn(&str) -> Option<OpaqueId>) -> Result<Value, DutyError> {
        let person = |name: &str| OpaqueId::parse(name).or_else(|| person(name)).ok_or(DutyError::NoPerson);
        match duty {
            Duty::Export { from, to } => self.export(*from, *to),
            Duty::Alerts { rules } => self.alerts(&rules_of(rules.as_deref())?),
            Duty::Assign { task, to } => {
                let step = self.task(task)?.assign(person(to)?, Actor::Service(Role::Cli))?;
                self.append(step)
            }
            Duty::Close { task, by, finding, words } => {
                let (task, by) = (self.task(task)?, person(by)?);
                // Whether it may be closed is asked before words are kept that nothing would refer to.
                let finding = Reason::from_name(finding).ok_or(TaskError::Finding)?;
                task.close(by, finding, None)?;
                let step = task.close(by, finding, self.keep(words.as_ref())?)?;
                self.append(for_person(step, by))
            }
            Duty::Review { from, to, read, by, finding, words, rules } => {
                let size = self.log.entries()?;
                let to = to.unwrap_or(size);
                let by = person(by)?;
                let mut review = Review {
                    id: OpaqueId::random().map_err(Error::from)?,
                    by,
                    entries: *from..to,
                    read: read.unwrap_or(to.saturating_sub(*from)),
                    rules: rules_of(rules.as_deref())?.version().to_owned(),
                    finding: Reason::from_name(finding).ok_or(ReviewError::Finding)?,
                    words: None,
                };
                if words.is_none() || !matches!(review.finding, Reason::CorrectionNeeded | Reason::Escalated) {
                    review.record(size)?;
                }
                review.words = self.keep(words.as_ref())?;
                self.append(for_person(review.record(size)?, by))?;
                Ok(json!({ "review": review.id, "from": from, "to": to, "read": review.read }))
            }
            Duty::Hold { from, to, by, words } => {
                let (shards, by) = (self.shards()?, person(by)?);
                if from > to {
                    return Err(DutyError::Years);
                }
                let id = OpaqueId::random().map_err(Error::from)?;
                let entry = self.in_the_name_of(by).justification(self.words.keep(&Phi::new(words.0.clone()))?);
                shards.hold(self.log, id, *from, *to, &entry)?;
                Ok(json!({ "hold": id, "from": from, "to": to }))
            }
            Duty::Lift { hold, by } => {
                let (shards, by) = (self.shards()?, person(by)?);
                let id = OpaqueId::parse(hold).ok_or(DutyError::NoHold)?;
                if !shards.lift(self.log, id, &self.in_the_name_of(by))? {
                    return Err(DutyError::NoHold);
                }
                Ok(json!({ "hold": id }))
            }
            Duty::Retire => Ok(json!({ "year": self.shards()?.retire(self.log, &self.log.public(), self.now)? })),
        }
    }

    fn shards(&self) -> Result<&Shards, DutyError> {
        self.log.shards().ok_or(DutyError::Years)
    }

    fn in_the_name_of(&self, person: OpaqueId) -> Entry {
        for_person(Entry::by_service(Role::Cli, Action::LegalHoldSet), person).purpose(Purpose::Hcompl)
    }

    fn export(&self, from: u64, to: Option<u64>) -> Result<Value, DutyError> {
        let size = self.log.entries()?;
        let to = to.unwrap_or(size);
        if from >= to || to > size {
            return Err(DutyError::Range);
        }
        let entry = Entry::by_service(Role::Cli, Action::AuditExported)
            .resources(ResourceKind::Log)
            .count(Count::FromEntry, from)
            .count(Count::ToEntry, to)
            .count(Count::Entries, to - from);
        self.append(entry)?;
        Ok(json!({ "from": from, "to": to }))
    }

    fn alerts(&self, rules: &Rules) -> Result<Value, DutyError> {
        let own = Oversight::new(rules.clone(), self.role);
        let oversight = if rules.version() == Rules::compiled_in()?.version() { self.oversight } else { &own };
        let opened = oversight.catch_up(self.log, self.now)?;
        let tasks: Vec<Value> = oversight.tasks(|tasks| tasks.iter().map(|task| self.told(task, rules)).collect());
        let entries = self.log.entries()? - self.log.first()?;
        Ok(json!({ "entries": entries, "rules": rules.version(), "opened": opened, "tasks": tasks }))
    }

    /// A task as it is told, with the name of its rule.
    fn told(&self, task: &Task, rules: &Rules) -> Value {
        let mut told = json!(task);
        if let Some(fields) = told.as_object_mut() {
            let (name, owner) = rules.name_of(task.rule).unzip();
            fields.insert("rule".to_owned(), json!(name.map_or_else(|| format!("{:016x}", task.rule), str::to_owned)));
            fields.insert("owner".to_owned(), json!(owner));
            fields.insert("overdue".to_owned(), json!(task.is_overdue(self.now)));
        }
        told
    }

    fn task(&self, id: &str) -> Result<Task, DutyError> {
        let id = OpaqueId::parse(id).ok_or(DutyError::NoTask)?;
        self.oversight.read(self.log)?;
        self.oversight.tasks(|tasks| tasks.get(id).cloned()).ok_or(DutyError::NoTask)
    }

    fn keep(&self, words: Option<&Words>) -> Result<Option<Justification>, Error> {
        words.map(|words| self.words.keep(&Phi::new(words.0.clone()))).transpose()
    }

    fn append(&self, entry: Entry) -> Result<Value, DutyError> {
        let index = self.log.append(&entry.purpose(Purpose::Hcompl))?;
        Ok(json!({ "entry": index }))
    }
}

/// The command line did it in the name of a person, who has not proved who they are.
fn for_person(entry: Entry, person: OpaqueId) -> Entry {
    Entry { actor: Actor::Service(Role::Cli), ..entry }.on_behalf_of(Actor::Person(person))
}

fn rules_of(text: Option<&str>) -> Result<Rules, RuleError> {
    text.map_or_else(Rules::compiled_in, Rules::parse)
}

/// Records that the clock stands before the last entry by more than a second, as it does after it was set back. To be called
/// before a zone's first entry and at each request.
///
/// # Errors
/// The log refused.
pub fn note_clock(log: &Log, role: Role, now: Timestamp) -> Result<(), Error> {
    let last = Filter { from: log.entries()?.saturating_sub(1), ..Filter::default() };
    let last = log.records(&last)?.pop();
    let back = last.map_or(0, |last| last.time.0 - now.0);
    if back > 1000 {
        let entry = Entry::by_service(role, Action::ClockStepped).resources(ResourceKind::Log);
        log.append(&entry.count(Count::Milliseconds, u64::try_from(back).unwrap_or(0)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
