//! Why a request is allowed or refused, and what would change that.
//!
//! The answer names the policies that decide and their reasons. If it is no, the smallest changes of the circumstances are
//! searched that would make it yes: every set of at most [`MOST_CHANGES`] changes is tried, smaller sets first, and no set is
//! given that contains another that is enough. If it is yes, each single change is given that would make it no.
//!
//! An explanation proposes nothing: a purpose is stated because it is the purpose.

use std::fmt;

use almoner_base::ProjectId;
use serde::Serialize;

use crate::action::Action;
use crate::names::{Network, Purpose, Role, Service, StudyName, Zone};
use crate::permit::RefusalReason;
use crate::policies::Policies;
use crate::request::{Person, Principal, Request};

/// The largest set of changes that is tried.
pub const MOST_CHANGES: usize = 4;
/// How many sets are given at most.
const MOST_WAYS: usize = 8;

/// Why a request is allowed or refused. As JSON by serde, in words by `Display`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Who asks: the name of a service, or the roles of a person.
    pub asked_by: Vec<&'static str>,
    /// What for.
    pub action: Action,
    /// Where.
    pub zone: Zone,
    /// For what purpose.
    pub purpose: Option<Purpose>,
    /// The answer.
    pub allowed: bool,
    /// Why not, where it is not: `not_permitted`, `forbidden` or `unreadable`.
    pub refused: Option<&'static str>,
    /// The policies that decide.
    pub policies: Vec<Deciding>,
    /// If it is refused, the smallest sets of changes each of which would allow it; none where no such set was found.
    pub allowed_if: Vec<Vec<Change>>,
    /// If it is allowed, the changes each of which would refuse it.
    pub refused_if: Vec<Change>,
    /// The content hash of the policies.
    pub policy_version: String,
}

/// A policy that decides a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Deciding {
    /// Its id.
    pub id: String,
    /// Its reason.
    pub because: String,
}

/// A change of the circumstances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "change", content = "to")]
pub enum Change {
    /// Seconds since the second factor was used.
    MfaAge(u32),
    /// Whether a justification is on record.
    Justified(bool),
    /// Whether the number of rows is said.
    Rows(bool),
    /// Whether the project is named.
    Project(bool),
    /// The hour of the day.
    Hour(u8),
    /// Seconds since the session began.
    SessionAge(u32),
    /// Whether the device is enrolled.
    DeviceKnown(bool),
    /// Where the request comes from.
    Network(Network),
    /// The zone that is asked.
    Zone(Zone),
    /// The purpose.
    Purpose(Option<Purpose>),
    /// Whether a break-glass grant runs.
    BreakGlass(bool),
    /// Whether the person is assigned to the study.
    Assigned(bool),
    /// Whether the person belongs to the site.
    Site(bool),
    /// Whether the person treats the patient.
    Treating(bool),
    /// Whether it is the person's own.
    Own(bool),
    /// Whether the patient's consent is on record.
    Consent(bool),
    /// Whether the person wrote it.
    Author(bool),
    /// A service that asks instead.
    Service(Service),
    /// The one role of a person who asks instead.
    Role(Role),
}

impl Change {
    /// What may stand between a request and a yes, the easy before the hard.
    fn for_the_better() -> impl Iterator<Item = Self> {
        let one = [
            Self::MfaAge(0),
            Self::Justified(true),
            Self::Rows(true),
            Self::Project(true),
            Self::Hour(12),
            Self::SessionAge(0),
            Self::DeviceKnown(true),
            Self::Network(Network::Clinical),
            Self::BreakGlass(true),
            Self::Assigned(true),
            Self::Site(true),
            Self::Treating(true),
            Self::Own(true),
            Self::Own(false),
            Self::Consent(true),
            Self::Author(false),
        ];
        one.into_iter()
            .chain(Zone::ALL.iter().map(|zone| Self::Zone(*zone)))
            .chain(Purpose::ALL.iter().map(|purpose| Self::Purpose(Some(*purpose))))
            .chain(Service::ALL.iter().map(|service| Self::Service(*service)))
            .chain(Role::ALL.iter().map(|role| Self::Role(*role)))
    }

    /// What may stand between a request and a no.
    fn for_the_worse() -> impl Iterator<Item = Self> {
        [
            Self::MfaAge(301),
            Self::MfaAge(901),
            Self::SessionAge(43_201),
            Self::DeviceKnown(false),
            Self::Network(Network::Internal),
            Self::Network(Network::External),
            Self::Purpose(None),
            Self::Justified(false),
            Self::Project(false),
            Self::Assigned(false),
            Self::Treating(false),
            Self::BreakGlass(false),
            Self::Consent(false),
            Self::Author(true),
            Self::Own(true),
            Self::Own(false),
            Self::Hour(23),
            Self::Zone(Zone::Phi),
            Self::Zone(Zone::Research),
        ]
        .into_iter()
    }

    /// Changes of one thing exclude each other.
    fn excludes(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    fn is_another_asker(self) -> bool {
        matches!(self, Self::Role(_) | Self::Service(_))
    }

    /// The request with the change made; none if it is that way already, or cannot be.
    fn made(self, request: &Request) -> Option<Request> {
        let mut changed = request.clone();
        match self {
            Self::Justified(justified) => changed.justified = justified,
            Self::Rows(true) => changed.rows = changed.rows.or(Some(1)),
            Self::Rows(false) => changed.rows = None,
            Self::Project(true) => changed.project = changed.project.or_else(|| Some(ProjectId::default())),
            Self::Project(false) => changed.project = None,
            Self::Hour(hour) => changed.hour = Some(hour),
            Self::Zone(zone) => changed.zone = zone,
            Self::Purpose(purpose) => changed.purpose = purpose,
            Self::BreakGlass(runs) => changed.break_glass = runs,
            Self::Consent(consent) => changed.resource.consent = consent,
            Self::Service(service) => {
                request.principal.service()?;
                changed.principal = service.into();
            }
            Self::MfaAge(secs) => changed.person_mut()?.authentication.mfa_age_secs = Some(secs),
            Self::SessionAge(secs) => changed.person_mut()?.authentication.session_age_secs = secs,
            Self::DeviceKnown(known) => changed.person_mut()?.authentication.device_known = known,
            Self::Network(network) => changed.person_mut()?.authentication.network = network,
            Self::Role(role) => changed.person_mut()?.roles = [role].into(),
            Self::Site(true) => {
                let site = changed.resource.site.clone();
                changed.person_mut()?.site = site;
            }
            Self::Site(false) => changed.person_mut()?.site = None,
            Self::Assigned(assigned) => {
                let study = changed.resource.study.get_or_insert(StudyName::new("this").ok()?).clone();
                let studies = &mut changed.person_mut()?.studies;
                studies.retain(|one| *one != study);
                if assigned {
                    studies.push(study);
                }
            }
            Self::Treating(treating) => {
                let id = changed.person_mut()?.id.clone();
                changed.resource.treating.retain(|one| *one != id);
                if treating {
                    changed.resource.treating.push(id);
                }
            }
            Self::Own(own) => {
                let id = changed.person_mut()?.id.clone();
                changed.resource.owner = Some(if own { id } else { another(&id)? });
            }
            Self::Author(author) => {
                let id = changed.person_mut()?.id.clone();
                changed.resource.author = Some(if author { id } else { another(&id)? });
            }
        }
        (changed != *request).then_some(changed)
    }

    /// The change in words, after "it would be so if".
    #[must_use]
    pub fn words(self) -> String {
        let yes = |yes, text: &str, no: &str| if yes { text.to_owned() } else { no.to_owned() };
        match self {
            Self::MfaAge(0) => "the second factor were confirmed again".to_owned(),
            Self::MfaAge(secs) => format!("the second factor had been used {} minutes ago", secs.div_ceil(60)),
            Self::Justified(to) => yes(to, "a justification were written down", "no justification were written down"),
            Self::Rows(to) => yes(to, "the number of rows were said", "the number of rows were not said"),
            Self::Project(to) => yes(to, "the project were named", "no project were named"),
            Self::Hour(hour) => format!("it were {hour} o'clock"),
            Self::SessionAge(0) => "the session were new".to_owned(),
            Self::SessionAge(secs) => format!("the session were older than {} hours", secs / 3600),
            Self::DeviceKnown(to) => yes(to, "the device were enrolled", "the device were not enrolled"),
            Self::Network(network) => format!("the request came from the {} network", network.name()),
            Self::Zone(zone) => format!("the {} zone were asked", zone.name()),
            Self::Purpose(Some(purpose)) => format!("the purpose were {}", purpose.name()),
            Self::Purpose(None) => "no purpose were stated".to_owned(),
            Self::BreakGlass(to) => yes(to, "a break-glass grant ran", "no break-glass grant ran"),
            Self::Assigned(to) => {
                yes(to, "the person were assigned to the study", "the person were not assigned to the study")
            }
            Self::Site(to) => yes(to, "the person belonged to the site", "the person belonged to no site"),
            Self::Treating(to) => yes(to, "the person treated the patient", "the person did not treat the patient"),
            Self::Own(to) => yes(to, "it were the person's own", "it were not the person's own"),
            Self::Consent(to) => yes(to, "the patient's consent were on record", "there were no consent on record"),
            Self::Author(to) => yes(to, "the person had written it", "another had written it"),
            Self::Service(service) => format!("the service `{}` asked", service.name()),
            Self::Role(role) => format!("a person with the role {} alone asked", role.name()),
        }
    }
}

fn another(than: &crate::names::PersonId) -> Option<crate::names::PersonId> {
    ["another", "somebody"].iter().filter_map(|id| crate::names::PersonId::new(id).ok()).find(|id| id != than)
}

impl Request {
    fn person_mut(&mut self) -> Option<&mut Person> {
        match &mut self.principal {
            Principal::Person(person) => Some(std::sync::Arc::make_mut(person)),
            _ => None,
        }
    }
}

impl Policies {
    /// Says why a request is allowed or refused, and what would change that.
    #[must_use]
    pub fn explain(&self, request: &Request) -> Explanation {
        let refusal = self.authorize(request).err();
        let decided = match self.answer(request) {
            Some(answer) if answer.failed.is_empty() => answer.deciding,
            Some(answer) => answer.failed,
            None => Vec::new(),
        };
        let allowed = refusal.is_none();
        Explanation {
            asked_by: match (request.principal.person(), request.principal.service()) {
                (Some(person), _) => person.roles.iter().map(Role::name).collect(),
                (None, service) => service.map(Service::name).into_iter().collect(),
            },
            action: request.action,
            zone: request.zone,
            purpose: request.purpose,
            allowed,
            refused: refusal.map(|refusal| match refusal.reason {
                RefusalReason::NotPermitted => "not_permitted",
                RefusalReason::Forbidden => "forbidden",
                RefusalReason::Unreadable => "unreadable",
            }),
            policies: decided.iter().map(|note| Deciding { id: note.id.clone(), because: note.because.clone() }).collect(),
            allowed_if: if allowed { Vec::new() } else { self.ways(request) },
            refused_if: if allowed { self.ends(request) } else { Vec::new() },
            policy_version: self.version().to_owned(),
        }
    }

    fn ways(&self, request: &Request) -> Vec<Vec<Change>> {
        let changes: Vec<Change> = Change::for_the_better().filter(|change| change.made(request).is_some()).collect();
        let mut ways: Vec<Vec<Change>> = Vec::new();
        // Sets of one size, each with the request that it leads to and the place after its last change.
        let mut tried = vec![(Vec::new(), request.clone(), 0)];
        for size in 1..=MOST_CHANGES {
            let mut larger = Vec::new();
            for (set, request, from) in &tried {
                for (at, change) in changes.iter().enumerate().skip(*from) {
                    let mut with = set.clone();
                    with.push(*change);
                    let is_enough_already = ways.iter().any(|way| way.iter().all(|change| with.contains(change)));
                    let contradicts = set.iter().any(|earlier: &Change| earlier.excludes(*change));
                    // That somebody else asks is a large change, which few others may go with.
                    let is_far = size == MOST_CHANGES && with.iter().any(|change| change.is_another_asker());
                    if is_enough_already || contradicts || is_far {
                        continue;
                    }
                    let Some(changed) = change.made(request) else { continue };
                    if self.authorize(&changed).is_ok() {
                        ways.push(with);
                        if ways.len() == MOST_WAYS {
                            return ways;
                        }
                    } else if size < MOST_CHANGES {
                        larger.push((with, changed, at + 1));
                    }
                }
            }
            tried = larger;
        }
        ways
    }

    fn ends(&self, request: &Request) -> Vec<Change> {
        let refuses = |change: &Change| change.made(request).is_some_and(|changed| self.authorize(&changed).is_err());
        let mut ends: Vec<Change> = Vec::new();
        for change in Change::for_the_worse().filter(refuses) {
            // The first of two steps in one direction says it all.
            if !ends.iter().any(|earlier| earlier.excludes(change)) {
                ends.push(change);
            }
        }
        ends
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.asked_by.is_empty() { "nobody".to_owned() } else { self.asked_by.join(" and ") };
        let purpose = self.purpose.map_or("without a purpose".to_owned(), |purpose| format!("for {}", purpose.name()));
        let (answer, may) = if self.allowed { ("allowed", "may") } else { ("refused", "may not") };
        writeln!(f, "{answer}: {who} {may} {} in the {} zone {purpose}", self.action.name(), self.zone.name())?;
        for policy in &self.policies {
            writeln!(f, "  {}: {}", policy.id, policy.because)?;
        }
        if self.policies.is_empty() {
            writeln!(f, "  no policy permits it")?;
        }
        if !self.refused_if.is_empty() {
            writeln!(f, "it would be refused if")?;
            for change in &self.refused_if {
                writeln!(f, "  - {}", change.words())?;
            }
        }
        match (self.allowed, self.allowed_if.is_empty()) {
            (true, _) => {}
            (false, true) => writeln!(f, "no {MOST_CHANGES} changes of the circumstances would allow it")?,
            (false, false) => {
                writeln!(f, "it would be allowed if")?;
                for way in &self.allowed_if {
                    let words: Vec<String> = way.iter().map(|change| change.words()).collect();
                    writeln!(f, "  - {}", words.join(", and "))?;
                }
            }
        }
        write!(f, "policies {}", self.policy_version)
    }
}

#[cfg(test)]
mod tests;
