//! The answer to a request: a permit or a refusal.

use std::fmt;
use std::sync::Arc;

use almoner_base::{ProjectId, TenantId};
use thiserror::Error;

use crate::action::{Action, ResourceClass};
use crate::names::{Purpose, Zone};
use crate::request::{Principal, Request};

/// The proof that policy allowed a request. Only [`crate::Policies::authorize`] makes one; it cannot be copied, nor sent to
/// another process, since each zone authorizes for itself.
pub struct Permit {
    principal: Principal,
    action: Action,
    zone: Zone,
    tenant: TenantId,
    project: Option<ProjectId>,
    purpose: Purpose,
    version: Arc<str>,
    policies: Vec<String>,
}

impl Permit {
    pub(crate) fn new(request: &Request, purpose: Purpose, version: Arc<str>, policies: Vec<String>) -> Self {
        Self {
            principal: request.principal.clone(),
            action: request.action,
            zone: request.zone,
            tenant: request.tenant.clone(),
            project: request.project.clone(),
            purpose,
            version,
            policies,
        }
    }

    /// Whether the permit is for this action. A permit for one action is none for another.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        self.action == action
    }

    /// Whether the permit is for this action within this tenant and project.
    #[must_use]
    pub fn allows_in(&self, action: Action, tenant: &TenantId, project: &ProjectId) -> bool {
        self.action == action && self.tenant == *tenant && self.project.as_ref() == Some(project)
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

    /// The ids of the policies that permit it.
    #[must_use]
    pub fn policies(&self) -> &[String] {
        &self.policies
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
