//! What everybody and those who oversee the zone ask: navigation, health, what was received.

use almoner_audit::{Action as Logged, ResourceKind};
use almoner_identity::http::{Json, Problem};
use almoner_policy::{Action, FieldGroup, Network, PersonId, PhiRoute, Purpose, Request, Resource, Set, Zone};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Asked, Served};
use crate::Room;

/// What the person may ask for in this zone, for showing or hiding navigation.
#[derive(Serialize, ToSchema)]
pub(crate) struct Navigation {
    /// Names of actions, such as `ReadContacts`.
    actions: Vec<&'static str>,
}

/// How the zone stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// The program's version.
    version: &'static str,
    /// `phi`.
    zone: &'static str,
    /// Persons in the vault; null under 11.
    patients: Option<u64>,
    /// The size of the audit log, in entries under a signature.
    audit: LogHealth,
    /// Whether the database answers.
    database: &'static str,
    /// Requests for contact that wait; null under 11.
    contacts_open: Option<u64>,
    /// Grants of break-glass that run or wait for a review.
    break_glass_open: u64,
    /// Approved trial versions that the zone knows.
    trials: u64,
}

/// The audit log.
#[derive(Serialize, ToSchema)]
pub(crate) struct LogHealth {
    /// Entries.
    size: u64,
}

/// What was received.
#[derive(Serialize, ToSchema)]
pub(crate) struct IngestReport {
    runs: Vec<IngestRun>,
    /// Resource types that facts come from, and of which nothing ever came.
    not_exported: Vec<String>,
    /// Patients whom resources name and of whom no Patient resource came.
    unresolved: u64,
}

/// One input.
#[derive(Serialize, ToSchema)]
pub(crate) struct IngestRun {
    /// The number that messages name instead of the file.
    number: i64,
    /// When it was read, in milliseconds since 1970 UTC.
    at: i64,
    /// Whether it was read to its end.
    complete: bool,
    received: u64,
    accepted: u64,
    warned: u64,
    quarantined: u64,
    by_type: Vec<IngestType>,
    /// The first issues: code, element path and line, never content.
    issues: Vec<IngestIssue>,
}

/// Resources of one type.
#[derive(Serialize, ToSchema)]
pub(crate) struct IngestType {
    resource_type: String,
    accepted: u64,
    warned: u64,
    quarantined: u64,
}

/// What was wrong with something.
#[derive(Serialize, ToSchema)]
pub(crate) struct IngestIssue {
    code: String,
    quarantined: bool,
    path: String,
    line: u64,
}

/// Issues told of one input.
const ISSUES_SHOWN: u64 = 20;

/// What the person may ask for, for showing or hiding navigation.
#[utoipa::path(get, path = "/phi/v1/me/navigation", tag = "oversight", responses((status = 200, body = Navigation)))]
pub(crate) async fn navigation(State(served): State<Served>, asked: Asked) -> Result<Json<Navigation>, Problem> {
    served.read(PhiRoute::PhiNavigation, asked, Room::navigation).await
}

/// How the zone stands.
#[utoipa::path(get, path = "/phi/v1/health", tag = "oversight", responses((status = 200, body = Health)))]
pub(crate) async fn health(State(served): State<Served>, asked: Asked) -> Result<Json<Health>, Problem> {
    served.read(PhiRoute::PhiHealth, asked, Room::health).await
}

/// What was received, by input and resource type.
#[utoipa::path(get, path = "/phi/v1/ingest", tag = "oversight", responses((status = 200, body = IngestReport)))]
pub(crate) async fn ingest(State(served): State<Served>, asked: Asked) -> Result<Json<IngestReport>, Problem> {
    served.read(PhiRoute::PhiIngest, asked, Room::ingest_report).await
}

impl Room {
    /// Whether the policies would allow something, without a trace in the log, for what a page shows or hides.
    pub(crate) fn may(&self, asked: &Asked, action: Action, fill: impl FnOnce(Request) -> Request) -> bool {
        let Ok(person) = asked.caller.by().person_for_policy() else { return false };
        let request = Request::new(person, action, Zone::Phi).tenant(self.tenant.clone()).justified().hour(10);
        let request = match asked.purpose {
            Some(purpose) => request.purpose(purpose),
            None => request,
        };
        self.policies.authorize(&fill(request)).is_ok()
    }

    fn navigation(&mut self, asked: &Asked) -> Result<Navigation, Problem> {
        let owner = crate::break_glass::person_of(asked)?;
        // Everybody asks this of themself, and says no purpose: it shows nobody anything about anybody.
        let purposed = Asked { purpose: Some(Purpose::Hoperat), ..asked.clone() };
        let own = |request: Request| request.resource(Resource { owner: Some(owner.clone()), ..Resource::default() });
        let mut permit = match self.ask(&purposed, Action::ManageOwnAccount, own) {
            Ok(permit) => permit,
            // A patient's account is for a patient's purposes.
            Err(_) => {
                let patient = Asked { purpose: Some(Purpose::Patrqt), ..asked.clone() };
                self.ask(&patient, Action::ManageOwnAccount, |request| {
                    request.resource(Resource { owner: Some(owner.clone()), ..Resource::default() })
                })?
            }
        };
        let entry = self.entry_by(asked, &permit, Logged::AuditRead).resources(ResourceKind::PersonRole);
        self.record(&mut permit, &[entry])?;
        let mut person = asked.caller.by().person_for_policy().map_err(Problem::from)?;
        // In favourable circumstances: what is missing is asked for when it matters.
        person.authentication.mfa_age_secs = Some(0);
        person.authentication.network = Network::Clinical;
        let person = almoner_policy::Principal::from(person);
        let other = PersonId::new("somebody-else").ok();
        let allowed = |action: Action| {
            Purpose::ALL.iter().any(|purpose| {
                [Some(owner.clone()), other.clone()].into_iter().any(|of| {
                    let request = Request::new(person.clone(), action, Zone::Phi)
                        .purpose(*purpose)
                        .tenant(self.tenant.clone())
                        .project(almoner_base::ProjectId::default())
                        .resource(Resource {
                            owner: of,
                            author: other.clone(),
                            treating: vec![owner.clone()],
                            ..Resource::default()
                        })
                        .fields(Set::<FieldGroup>::all())
                        .rows(1)
                        .hour(10)
                        .justified();
                    self.policies.authorize(&request).is_ok()
                })
            })
        };
        Ok(Navigation { actions: Action::ALL.iter().copied().filter(|action| allowed(*action)).map(Action::name).collect() })
    }

    fn health(&mut self, asked: &Asked) -> Result<Health, Problem> {
        let mut permit = self.ask(asked, Action::ReadHealth, |request| request)?;
        let entry = self.entry_by(asked, &permit, Logged::AuditRead).resources(ResourceKind::Run);
        self.record(&mut permit, &[entry])?;
        let people = self.vault.people().map_err(crate::Error::from)?.len() as u64;
        let size = self.vault.log().entries().map_err(crate::Error::from)?;
        let open = self.open_contacts()?;
        Ok(Health {
            version: env!("CARGO_PKG_VERSION"),
            zone: Zone::Phi.name(),
            patients: almoner_chart::told(people),
            audit: LogHealth { size },
            database: "answers",
            contacts_open: almoner_chart::told(open),
            break_glass_open: self.break_glass.queue().count() as u64,
            trials: self.known_trials()? as u64,
        })
    }

    fn ingest_report(&mut self, asked: &Asked) -> Result<IngestReport, Problem> {
        let mut permit = self.ask(asked, Action::ReadIngestStatus, |request| request)?;
        let entry = self.entry_by(asked, &permit, Logged::AuditRead).resources(ResourceKind::Input);
        self.record(&mut permit, &[entry])?;
        let status = self.ingest_status()?;
        let mut runs = Vec::new();
        for report in self.vault.ledger().map_err(crate::Error::from)? {
            let issues = self.vault.issues(report.number, ISSUES_SHOWN).map_err(crate::Error::from)?;
            let sum = |count: fn(&almoner_vault::Count) -> u64| report.rows.iter().map(|row| count(&row.count)).sum::<u64>();
            let (accepted, quarantined) = (sum(|count| count.accepted), sum(|count| count.quarantined));
            runs.push(IngestRun {
                number: report.number,
                at: report.at.0,
                complete: report.complete,
                received: accepted + quarantined,
                accepted,
                warned: sum(|count| count.warned),
                quarantined,
                by_type: report
                    .rows
                    .iter()
                    .map(|row| IngestType {
                        resource_type: row.resource_type.clone(),
                        accepted: row.count.accepted,
                        warned: row.count.warned,
                        quarantined: row.count.quarantined,
                    })
                    .collect(),
                issues: issues
                    .into_iter()
                    .map(|issue| IngestIssue {
                        code: issue.code,
                        quarantined: issue.quarantined,
                        path: issue.path,
                        line: issue.line,
                    })
                    .collect(),
            });
        }
        let unresolved = self.vault.unresolved().map_err(crate::Error::from)?;
        Ok(IngestReport { runs, not_exported: status.not_exported, unresolved })
    }
}
