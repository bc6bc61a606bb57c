//! What can be asked: who, what, about what, in which circumstances.

use std::sync::Arc;

use almoner_base::{ProjectId, TenantId};
use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::names::{
    FieldGroup, Method, Network, PersonId, Purpose, Role, Sensitivity, Service, Set, SiteId, StudyName, Zone,
};

/// A person who has signed in. Made by whoever verified the session; the policies believe what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who, without saying who.
    pub id: PersonId,
    /// What they may be. Without a role nothing is permitted.
    pub roles: Set<Role>,
    /// Studies that they are assigned to.
    pub studies: Vec<StudyName>,
    /// The site that they belong to.
    pub site: Option<SiteId>,
    /// How they proved who they are.
    pub authentication: Authentication,
}

/// How and when a person proved who they are, and from where they ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    /// What they proved it with.
    pub methods: Set<Method>,
    /// Seconds since they last used two factors; none if they never did.
    pub mfa_age_secs: Option<u32>,
    /// Seconds since the session began.
    pub session_age_secs: u32,
    /// Whether the device is enrolled.
    pub device_known: bool,
    /// Where the request comes from.
    pub network: Network,
}

/// Who asks: a service, or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// The command line.
    Cli,
    /// The role of the PHI zone.
    Phi,
    /// The role of the research zone.
    Research,
    /// The process without data that starts the roles.
    Supervisor,
    /// A person. Shared, since a session asks many times.
    Person(Arc<Person>),
}

impl Principal {
    /// The service, where it is one.
    #[must_use]
    pub fn service(&self) -> Option<Service> {
        match self {
            Self::Cli => Some(Service::Cli),
            Self::Phi => Some(Service::Phi),
            Self::Research => Some(Service::Research),
            Self::Supervisor => Some(Service::Supervisor),
            Self::Person(_) => None,
        }
    }

    /// The person, where it is one.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            _ => None,
        }
    }

    /// The name of the service, or `person`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.service().map_or("person", Service::name)
    }
}

impl From<Service> for Principal {
    fn from(service: Service) -> Self {
        match service {
            Service::Cli => Self::Cli,
            Service::Phi => Self::Phi,
            Service::Research => Self::Research,
            Service::Supervisor => Self::Supervisor,
        }
    }
}

impl From<Person> for Principal {
    fn from(person: Person) -> Self {
        Self::Person(Arc::new(person))
    }
}

/// What is known about the one thing that is asked for. What is not known is left out, and policies that need it refuse.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    /// What law protects in it beyond the rest.
    pub sensitivity: Set<Sensitivity>,
    /// The study that it belongs to.
    pub study: Option<StudyName>,
    /// The site that it belongs to.
    pub site: Option<SiteId>,
    /// Whose it is: the patient of a record, the person of an account, the holder of a break-glass grant, the subject of an
    /// alert.
    pub owner: Option<PersonId>,
    /// Who treats the patient.
    pub treating: Vec<PersonId>,
    /// Who wrote the version that is to be approved, or the note that is to be read.
    pub author: Option<PersonId>,
    /// Whether the patient's written consent to this use is on record.
    pub consent: bool,
}

/// A request for permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// What is to be done.
    pub action: Action,
    /// Where.
    pub zone: Zone,
    /// Whose data.
    pub tenant: TenantId,
    /// Within which project, where the action belongs to one.
    pub project: Option<ProjectId>,
    /// What for. Without a purpose the answer is no.
    pub purpose: Option<Purpose>,
    /// To what.
    pub resource: Resource,
    /// Which parts of an identified record. What is not asked for is not granted.
    pub fields: Set<FieldGroup>,
    /// How many rows at most.
    pub rows: Option<u32>,
    /// The hour of the day at the site, 0 to 23.
    pub hour: Option<u8>,
    /// Whether a justification was written down and kept.
    pub justified: bool,
    /// Whether a break-glass grant of this person for this patient runs; see [`crate::break_glass`].
    pub break_glass: bool,
}

impl Request {
    /// A request about the default tenant, without project and purpose.
    #[must_use]
    pub fn new(principal: impl Into<Principal>, action: Action, zone: Zone) -> Self {
        Self {
            principal: principal.into(),
            action,
            zone,
            tenant: TenantId::default(),
            project: None,
            purpose: None,
            resource: Resource::default(),
            fields: Set::new(),
            rows: None,
            hour: None,
            justified: false,
            break_glass: false,
        }
    }

    /// Names the purpose.
    #[must_use]
    pub fn purpose(self, purpose: Purpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    /// Names the project.
    #[must_use]
    pub fn project(self, project: ProjectId) -> Self {
        Self { project: Some(project), ..self }
    }

    /// Names the tenant.
    #[must_use]
    pub fn tenant(self, tenant: TenantId) -> Self {
        Self { tenant, ..self }
    }

    /// Says what is known about the thing asked for.
    #[must_use]
    pub fn resource(self, resource: Resource) -> Self {
        Self { resource, ..self }
    }

    /// Names the parts of an identified record that are needed.
    #[must_use]
    pub fn fields(self, fields: impl Into<Set<FieldGroup>>) -> Self {
        Self { fields: fields.into(), ..self }
    }

    /// Says how many rows are needed at most.
    #[must_use]
    pub fn rows(self, rows: u32) -> Self {
        Self { rows: Some(rows), ..self }
    }

    /// Names the hour of the day at the site.
    #[must_use]
    pub fn hour(self, hour: u8) -> Self {
        Self { hour: Some(hour), ..self }
    }

    /// Says that a justification was written down and kept.
    #[must_use]
    pub fn justified(self) -> Self {
        Self { justified: true, ..self }
    }

    /// Says that a break-glass grant runs.
    #[must_use]
    pub fn break_glass(self) -> Self {
        Self { break_glass: true, ..self }
    }
}
