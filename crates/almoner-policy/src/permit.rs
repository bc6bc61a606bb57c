//! The answer to a request: a permit or a refusal.

use std::fmt;
use std::sync::Arc;

use almoner_base::{ProjectId, TenantId};
use thiserror::Error;

use crate::action::{Action, ResourceClass};
use crate::names::{FieldGroup, Purpose, Set, Zone};
use crate::obligations::{Duty, Granted, Limited, Obligations};
use crate::policies::Note;
use crate::request::{Principal, Request};

/// The proof that policy allowed a request. Only [`crate::Policies::authorize`] makes one; it cannot be copied, nor sent to
/// another process, since each zone authorizes for itself.
///
/// It carries what the policies oblige the caller to. Until its [duties](Permit::duties) are [carried out](Permit::carry_out)
/// it allows nothing.
pub struct Permit {
    principal: Principal,
    action: Action,
    zone: Zone,
    tenant: TenantId,
    project: Option<ProjectId>,
    purpose: Purpose,
    fields: Set<FieldGroup>,
    rows: Option<u32>,
    duties: Vec<Duty>,
    version: Arc<str>,
    policies: Vec<Arc<Note>>,
}

impl Permit {
    pub(crate) fn new(request: &Request, purpose: Purpose, version: Arc<str>, policies: Vec<Arc<Note>>) -> Self {
        let obligations =
            policies.iter().fold(Obligations::default(), |obligations, note| obligations.and(note.obligations));
        let rows = obligations.and(Obligations { rows: request.rows, ..Obligations::default() }).rows;
        Self {
            principal: request.principal.clone(),
            action: request.action,
            zone: request.zone,
            tenant: request.tenant.clone(),
            project: request.project.clone(),
            purpose,
            fields: request.fields.intersection(obligations.fields),
            rows,
            duties: obligations.duties(),
            version,
            policies,
        }
    }

    /// Whether the permit is for this action, and nothing is owed for it. A permit for one action is none for another.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        self.action == action && self.duties.is_empty()
    }

    /// Whether the permit [allows](Self::allows) this action within this tenant and project.
    #[must_use]
    pub fn allows_in(&self, action: Action, tenant: &TenantId, project: &ProjectId) -> bool {
        self.allows(action) && self.tenant == *tenant && self.project.as_ref() == Some(project)
    }

    /// What is owed before the permit allows anything.
    #[must_use]
    pub fn duties(&self) -> &[Duty] {
        &self.duties
    }

    /// Carries out what is owed: the caller does each duty, durably, and says so by returning `Ok`.
    ///
    /// # Errors
    /// The caller's own, at the first duty that could not be done; it is still owed then, and so are those after it.
    pub fn carry_out<E>(&mut self, mut each: impl FnMut(Duty) -> Result<(), E>) -> Result<(), E> {
        while let Some(duty) = self.duties.first().copied() {
            each(duty)?;
            self.duties.remove(0);
        }
        Ok(())
    }

    /// The parts of a record that are granted: of those asked for, those that a policy names.
    #[must_use]
    pub fn fields(&self) -> Set<FieldGroup> {
        self.fields
    }

    /// The proof that a part of a record is granted; none while something is owed.
    #[must_use]
    pub fn field(&self, group: FieldGroup) -> Option<Granted<'_>> {
        (self.duties.is_empty() && self.fields.contains(group)).then(|| Granted::new(group))
    }

    /// How many rows may be given out; none where there is no limit.
    #[must_use]
    pub fn row_limit(&self) -> Option<u32> {
        self.rows
    }

    /// Takes no more rows than may be given out.
    pub fn limit<T>(&self, rows: impl IntoIterator<Item = T>) -> Limited<T> {
        Limited::new(rows, self.rows)
    }

    /// Who asked.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// What was allowed.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// What it may be done to.
    #[must_use]
    pub fn resource_class(&self) -> ResourceClass {
        self.action.resource_class()
    }

    /// Where.
    #[must_use]
    pub fn zone(&self) -> Zone {
        self.zone
    }

    /// Whose data.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// Within which project.
    #[must_use]
    pub fn project(&self) -> Option<&ProjectId> {
        self.project.as_ref()
    }

    /// What for.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The content hash of the policies that decided.
    #[must_use]
    pub fn policy_version(&self) -> &str {
        &self.version
    }

    /// The ids of the policies that permit it, in order.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        self.policies.iter().map(|note| note.id.as_str())
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({} {} for {})", self.principal.name(), self.action.name(), self.purpose.name())
    }
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// No policy permits it.
    NotPermitted,
    /// A policy forbids it, whatever others permit.
    Forbidden,
    /// A policy could not be evaluated; nothing is allowed then.
    Unreadable,
}

/// The answer no.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} may not {} {}", .principal.name(), .action.name(), self.because())]
pub struct Refusal {
    /// Who asked.
    pub principal: Principal,
    /// What was asked for.
    pub action: Action,
    /// Why.
    pub reason: RefusalReason,
    /// The ids of the policies that forbid it, or could not be evaluated.
    pub policies: Vec<String>,
    /// The content hash of the policies that decided.
    pub version: Arc<str>,
}

impl Refusal {
    fn because(&self) -> String {
        match self.reason {
            RefusalReason::NotPermitted => "(no policy permits it)".to_owned(),
            RefusalReason::Forbidden => format!("(forbidden by {})", self.policies.join(", ")),
            RefusalReason::Unreadable => format!("(not to be evaluated: {})", self.policies.join(", ")),
        }
    }
}
