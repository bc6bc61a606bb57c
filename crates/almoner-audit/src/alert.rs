//! Alerts: rules over the log, and the tasks that they open (45 CFR 164.308(a)(1)(ii)(D) and (a)(5)(ii)(C)).
//!
//! [`Watch`] is given every record in order and answers with what the rules find; it reads no clock and no file, so the same
//! log and rules give the same alerts at any time. What an alert opens is a [`Task`] with an owner and a due time, and the log
//! itself keeps it: [`Tasks`] is rebuilt from the entries `alert_opened`, `alert_assigned` and `alert_closed`. To look at a
//! log again is harmless: an alert whose task is there already opens no second one ([`Tasks::knows`]).
//!
//! A rule sees what entries hold: opaque ids, codes, numbers and times. Ids of persons, addresses and devices change with the
//! epoch at the turn of the year, so what is usual is learnt anew then. Nothing here says that somebody did wrong; a person
//! decides that and closes the task with a finding.

use std::collections::{BTreeMap, BTreeSet};

use almoner_base::{Timestamp, content_version};
use serde::Serialize;
use thiserror::Error;

pub use review::{Review, ReviewError};
pub use rules::{Owner, RuleError, Rules};
pub use watch::Watch;

use crate::entry::{Action, Actor, Count, Entry, OpaqueId, Reason, Record, ResourceKind, Role, Version};
use crate::justification::Justification;

mod review;
mod rules;
mod watch;

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// The name of the rule.
    pub rule: String,
    /// The content hash of the rules.
    pub rules: String,
    /// The index of the record at which the rule spoke.
    pub about: u64,
    /// When that was.
    #[serde(serialize_with = "rfc3339")]
    pub time: Timestamp,
    /// The person, address or device that it concerns, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<OpaqueId>,
    /// What was counted: sign-ins, patients, or seconds; 1 for a single event.
    pub seen: u64,
    /// The most that the rule lets pass.
    pub limit: u64,
    /// Whose task it is.
    pub owner: Owner,
    /// Until when.
    #[serde(serialize_with = "rfc3339")]
    pub due: Timestamp,
}

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// Nobody has taken it.
    Open,
    /// This person has it.
    Assigned(OpaqueId),
    /// A person has closed it with a finding.
    Closed {
        /// Who.
        by: OpaqueId,
        /// With which finding.
        finding: Reason,
    },
}

/// What an alert asks somebody to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Its id.
    pub id: OpaqueId,
    /// The content hash of the rule's name; [`Rules::name_of`] tells the name.
    pub rule: u64,
    /// The index of the record that the alert is about.
    pub about: u64,
    /// The person, address or device that it concerns.
    pub subject: Option<OpaqueId>,
    /// When it was opened.
    #[serde(serialize_with = "rfc3339")]
    pub opened: Timestamp,
    /// Until when it is due.
    #[serde(serialize_with = "rfc3339")]
    pub due: Timestamp,
    /// How far it has come.
    pub state: TaskState,
}

/// Why a step of a task was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TaskError {
    /// The task is closed, for good.
    #[error("the task is closed")]
    Closed,
    /// A person does not judge an alert about themself.
    #[error("the alert concerns the same person")]
    OwnCase,
    /// Not one of the findings of a review.
    #[error("not a finding: expected justified, unjustified, escalated, nothing_found, correction_needed or false_alarm")]
    Finding,
}

impl TaskError {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Closed => "task-closed",
            Self::OwnCase => "task-own-case",
            Self::Finding => "task-finding",
        }
    }
}

impl Alert {
    /// The entry that opens the task of this alert, under a random id.
    #[must_use]
    pub fn open(&self, task: OpaqueId, by: Role) -> Entry {
        let due = u64::try_from(self.due.0).unwrap_or(0);
        let entry = Entry::by_service(by, Action::AlertOpened)
            .resource(ResourceKind::Alert, task)
            .count(Count::FromEntry, self.about)
            .count(Count::Entries, self.seen)
            .count(Count::DueAt, due)
            .version(Version::AlertRules, &self.rules);
        // The rule is what decided; the subject is what ties entries together.
        Entry { policies: [hash_of(&self.rule)].into_iter().collect(), correlation: self.subject, ..entry }
    }
}

impl Task {
    /// The entry that hands the task to a person.
    ///
    /// # Errors
    /// The task is closed, or concerns that person.
    pub fn assign(&self, to: OpaqueId, by: Actor) -> Result<Entry, TaskError> {
        self.check(to)?;
        Ok(Entry::new(by, Action::AlertAssigned).resource(ResourceKind::Alert, self.id).recipient(to))
    }

    /// The entry that closes the task with a finding, and with words where there are any.
    ///
    /// # Errors
    /// The task is closed or concerns that person, or the reason is no finding.
    pub fn close(&self, by: OpaqueId, finding: Reason, words: Option<Justification>) -> Result<Entry, TaskError> {
        self.check(by)?;
        if !FINDINGS.contains(&finding) {
            return Err(TaskError::Finding);
        }
        let entry =
            Entry::new(Actor::Person(by), Action::AlertClosed).resource(ResourceKind::Alert, self.id).reason(finding);
        Ok(Entry { justification: words, ..entry })
    }

    /// Whether it should have been closed by now.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        now > self.due && !matches!(self.state, TaskState::Closed { .. })
    }

    fn check(&self, person: OpaqueId) -> Result<(), TaskError> {
        match self.state {
            TaskState::Closed { .. } => Err(TaskError::Closed),
            _ if self.subject == Some(person) => Err(TaskError::OwnCase),
            _ => Ok(()),
        }
    }
}

const FINDINGS: [Reason; 6] = [
    Reason::Justified,
    Reason::Unjustified,
    Reason::Escalated,
    Reason::NothingFound,
    Reason::CorrectionNeeded,
    Reason::FalseAlarm,
];

/// All tasks of a log, as its entries tell.
#[derive(Clone, Debug, Default)]
pub struct Tasks {
    by_id: BTreeMap<OpaqueId, Task>,
    /// Rule, record and subject of each.
    known: BTreeSet<(u64, u64, Option<OpaqueId>)>,
}

impl Tasks {
    /// Takes in the next record.
    pub fn observe(&mut self, record: &Record) {
        let entry = &record.entry;
        let Some(id) =
            entry.resource.filter(|resource| resource.kind == ResourceKind::Alert).and_then(|resource| resource.id)
        else {
            return;
        };
        match (entry.action, self.by_id.get_mut(&id), entry.actor) {
            (Action::AlertOpened, None, _) => {
                let due = i64::try_from(count(entry, Count::DueAt)).unwrap_or(i64::MAX);
                let task = Task {
                    id,
                    rule: entry.policies.as_slice().first().copied().unwrap_or(0),
                    about: count(entry, Count::FromEntry),
                    subject: entry.correlation,
                    opened: record.time,
                    due: Timestamp(due),
                    state: TaskState::Open,
                };
                self.known.insert((task.rule, task.about, task.subject));
                self.by_id.insert(id, task);
            }
            (Action::AlertAssigned, Some(task), _) if !matches!(task.state, TaskState::Closed { .. }) => {
                task.state = entry.recipient.map_or(task.state, TaskState::Assigned);
            }
            (Action::AlertClosed, Some(task), actor) if !matches!(task.state, TaskState::Closed { .. }) => {
                // A service closes a task on behalf of a person, or not at all.
                let ((Actor::Person(by), _) | (_, Some(Actor::Person(by)))) = (actor, entry.on_behalf_of) else { return };
                task.state = entry.reason.map_or(task.state, |finding| TaskState::Closed { by, finding });
            }
            _ => {}
        }
    }

    /// Whether an alert of this rule about this record has a task already.
    #[must_use]
    pub fn knows(&self, alert: &Alert) -> bool {
        self.known.contains(&(hash_of(&alert.rule), alert.about, alert.subject))
    }

    /// The task with this id.
    #[must_use]
    pub fn get(&self, id: OpaqueId) -> Option<&Task> {
        self.by_id.get(&id)
    }

    /// All tasks.
    pub fn iter(&self) -> impl Iterator<Item = &Task> {
        self.by_id.values()
    }
}

/// A name as the log keeps it, in the way of [`Entry::version`].
fn hash_of(name: &str) -> u64 {
    u64::from_str_radix(&content_version(&[name.as_bytes()]), 16).unwrap_or(0)
}

fn count(entry: &Entry, code: Count) -> u64 {
    entry.counts.iter().find(|(of, _)| *of == code).map_or(0, |(_, number)| *number)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn rfc3339<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&time.to_rfc3339())
}

#[cfg(test)]
mod tests;
