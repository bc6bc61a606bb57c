//! What tests share: people in favourable circumstances, and random requests.

use almoner_base::ProjectId;

use crate::action::Action;
use crate::names::{FieldGroup, Method, Network, PersonId, Purpose, Role, Service, Set, SiteId, StudyName, Zone};
use crate::request::{Authentication, Person, Principal, Request, Resource};

pub(crate) fn id(text: &str) -> PersonId {
    PersonId::new(text).unwrap()
}

pub(crate) fn project() -> ProjectId {
    ProjectId::new("default").unwrap()
}

/// A person with these roles to whom nothing stands in the way.
pub(crate) fn person(roles: impl Into<Set<Role>>) -> Person {
    Person {
        id: id("asker"),
        roles: roles.into(),
        studies: vec![StudyName::new("NCT00000001").unwrap()],
        site: Some(SiteId::new("north").unwrap()),
        authentication: Authentication {
            methods: [Method::Passkey].into(),
            mfa_age_secs: Some(60),
            session_age_secs: 600,
            device_known: true,
            network: Network::Clinical,
        },
    }
}

/// Actions that are done to what is one's own.
pub(crate) fn is_own(action: Action) -> bool {
    use Action::{ChangeOwnConsent, ManageOwnAccount, ReadOwnDisclosures, ReadOwnRecord, RequestBreakGlass, StopBreakGlass};
    [ReadOwnRecord, ReadOwnDisclosures, ChangeOwnConsent, ManageOwnAccount, RequestBreakGlass, StopBreakGlass]
        .contains(&action)
}

/// Who can be named in the table of cases: services, and roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Service(Service),
    Role(Role),
}

impl Who {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Service::ALL.iter().map(|service| Self::Service(*service)).chain(Role::ALL.iter().map(|role| Self::Role(*role)))
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        // `service` is a role; the services have names of their own.
        Service::from_name(name).map(Self::Service).or_else(|| Role::from_name(name).map(Self::Role))
    }

    pub(crate) fn principal(self) -> Principal {
        match self {
            Self::Service(service) => service.into(),
            Self::Role(role) => person([role]).into(),
        }
    }
}

/// A request in favourable circumstances.
pub(crate) fn favourable(principal: Principal, action: Action, zone: Zone, purpose: Option<Purpose>) -> Request {
    let owner = if is_own(action) { id("asker") } else { id("other") };
    let resource = Resource {
        study: Some(StudyName::new("NCT00000001").unwrap()),
        site: Some(SiteId::new("north").unwrap()),
        owner: Some(owner),
        treating: vec![id("colleague"), id("asker")],
        author: Some(id("other")),
        ..Resource::default()
    };
    let request = Request::new(principal, action, zone)
        .project(project())
        .resource(resource)
        .fields(Set::<FieldGroup>::all())
        .rows(1)
        .hour(10)
        .justified();
    Request { purpose, ..request }
}
