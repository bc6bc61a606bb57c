//! What tests and examples share: people in favourable circumstances, and random requests.

use almoner_base::ProjectId;

use almoner_policy::{
    Action, Authentication, Closed, FieldGroup, Method, Network, Person, PersonId, Principal, Purpose, Request, Resource,
    Role, Service, Set, SiteId, StudyName, Zone,
};

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

/// Random numbers that are the same each time (splitmix64).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }

    pub(crate) fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn subset<T: Closed>(&mut self) -> Set<T> {
        T::MEMBERS.iter().copied().filter(|_| self.one_in(3)).collect()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.one_in(4) { None } else { Some(make(self)) }
    }
}

/// A request in which everything varies, the usual more often than the odd.
pub(crate) fn random_request(random: &mut Random) -> Request {
    const PEOPLE: &[&str] = &["asker", "other", "colleague"];
    const STUDIES: &[&str] = &["NCT00000001", "NCT00000002", "NCT00000003"];
    const SITES: &[&str] = &["north", "south"];
    let study = |random: &mut Random| StudyName::new(random.pick::<&str>(STUDIES)).unwrap();
    let site = |random: &mut Random| SiteId::new(random.pick::<&str>(SITES)).unwrap();
    let someone = |random: &mut Random| id(random.pick::<&str>(PEOPLE));
    let principal: Principal = if random.one_in(4) {
        (*random.pick(Service::ALL)).into()
    } else {
        let mut roles: Set<Role> = [*random.pick(Role::ALL)].into();
        if random.one_in(4) {
            roles = roles.with(*random.pick(Role::ALL));
        }
        let authentication = Authentication {
            methods: random.subset(),
            mfa_age_secs: random.maybe(|random| *random.pick(&[0, 60, 300, 301, 900, 901, 50_000])),
            session_age_secs: *random.pick(&[0, 600, 43_200, 43_201]),
            device_known: !random.one_in(4),
            network: if random.one_in(3) { *random.pick(Network::ALL) } else { Network::Clinical },
        };
        let studies = (0..random.below(3)).map(|_| study(random)).collect();
        Person { id: id("asker"), roles, studies, site: random.maybe(site), authentication }.into()
    };
    let resource = Resource {
        sensitivity: if random.one_in(3) { random.subset() } else { Set::new() },
        study: random.maybe(study),
        site: random.maybe(site),
        owner: random.maybe(someone),
        treating: (0..random.below(3)).map(|_| someone(random)).collect(),
        author: random.maybe(someone),
        consent: random.one_in(2),
    };
    Request {
        purpose: random.maybe(|random| *random.pick(Purpose::ALL)),
        project: random.maybe(|_| project()),
        resource,
        fields: random.subset(),
        rows: random.maybe(|random| *random.pick(&[1, 50, 5_000])),
        hour: random.maybe(|random| u8::try_from(random.below(24)).unwrap()),
        justified: !random.one_in(3),
        break_glass: random.one_in(4),
        ..Request::new(principal, *random.pick(Action::ALL), *random.pick(Zone::ALL))
    }
}

/// A request in favourable circumstances with one or two things as they happen to be.
pub(crate) fn usual_request(random: &mut Random) -> Request {
    let odd = random_request(random);
    let mut request = favourable(odd.principal.clone(), odd.action, odd.zone, odd.purpose);
    if let Principal::Person(asker) = &odd.principal {
        request.principal = person(asker.roles).into();
    }
    for _ in 0..random.below(3) {
        match random.below(8) {
            0 => request.principal = odd.principal.clone(),
            1 => request.project.clone_from(&odd.project),
            2 => request.resource = odd.resource.clone(),
            3 => request.resource.sensitivity = odd.resource.sensitivity,
            4 => request.rows = odd.rows,
            5 => request.hour = odd.hour,
            6 => request.justified = odd.justified,
            _ => request.break_glass = odd.break_glass,
        }
    }
    request
}
