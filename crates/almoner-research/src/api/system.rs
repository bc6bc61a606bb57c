//! How the system stands, and what was received: counts alone, as far as this zone may know them.

use std::sync::{Arc, PoisonError};

use almoner_chart::{IngestType, SMALLEST_COUNT, told};
use almoner_facts::ResourceKind;
use almoner_identity::http::Problem;
use almoner_policy::ResearchRoute;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::ask::run;
use super::candidates::code;
use super::{About, Answer, Api, Asker};
use crate::Error;

/// How the log stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AuditHealth {
    /// Entries.
    size: u64,
    /// Seconds since the newest entry under a signature.
    checkpoint_age_s: i64,
}

/// How this zone stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HealthTold {
    version: &'static str,
    uptime_s: i64,
    zone: &'static str,
    /// Charts in all projects.
    charts: u64,
    /// Trials.
    trials: u64,
    audit: AuditHealth,
    /// `ok`.
    database: &'static str,
    /// `confined`, or `off` where the operator asked for it.
    sandbox: &'static str,
    /// Alerts that nobody has closed.
    alerts_open: u64,
}

/// Resources of one type in one input; a count from 1 to 10 is none.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TypeCounts {
    #[serde(rename = "type")]
    resource_type: String,
    received: Option<u64>,
    accepted: Option<u64>,
    warned: Option<u64>,
    quarantined: Option<u64>,
}

/// One input that was read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct InputTold {
    /// The number that messages name instead of the file.
    number: u64,
    /// The day on which it was read, in milliseconds since 1970 UTC.
    at: i64,
    /// Whether it was read to its proper end.
    complete: bool,
    received: Option<u64>,
    accepted: Option<u64>,
    warned: Option<u64>,
    quarantined: Option<u64>,
    by_type: Vec<TypeCounts>,
    /// Resource types of which nothing was ever received.
    not_exported: Vec<String>,
}

/// How complete charts are, for one type of resource.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Completeness {
    #[serde(rename = "type")]
    resource_type: String,
    /// Charts whose source exported the type; none for 1 to 10.
    patients: Option<u64>,
    /// Their share of all charts, 0 to 1; 0 where the number is not told.
    share: f64,
    /// `exported`, `partial` or `not_exported`.
    state: &'static str,
}

/// What was received, and how complete it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct IngestTold {
    /// Inputs, newest first; none where the PHI zone has not told yet.
    runs: Vec<InputTold>,
    ledger: Vec<Completeness>,
}

/// How the research zone stands.
#[utoipa::path(get, path = "/api/v1/health", tag = "system", responses((status = 200, body = HealthTold)))]
pub(crate) async fn health(State(api): State<Arc<Api>>, asker: Asker) -> Answer<HealthTold> {
    run(move || {
        api.grant(&asker, ResearchRoute::Health, &About::default())?;
        let now = api.room.clock.now();
        let size = api.room.log.checkpoint().map_err(Error::from)?.size;
        Ok(HealthTold {
            version: env!("CARGO_PKG_VERSION"),
            uptime_s: now.0.saturating_sub(api.started) / 1000,
            zone: "research",
            charts: api.room.chart_counts()?.values().sum(),
            trials: api.live.trials().len() as u64,
            // The head was signed just now, and the ticker signs one each second.
            audit: AuditHealth { size, checkpoint_age_s: 0 },
            database: "ok",
            sandbox: if api.sandboxed { "confined" } else { "off" },
            alerts_open: api.open_alerts()?,
        })
    })
    .await
}

/// What was received and what was not exported.
#[utoipa::path(get, path = "/api/v1/ingest", tag = "system", responses((status = 200, body = IngestTold)))]
pub(crate) async fn ingest(State(api): State<Arc<Api>>, asker: Asker) -> Answer<IngestTold> {
    run(move || {
        api.grant(&asker, ResearchRoute::IngestStatus, &About::default())?;
        let status = api.live.ingest.read().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default();
        let runs = status.runs.iter().rev().map(|run| {
            let sum = |count: fn(&IngestType) -> Option<u64>| run.types.iter().map(count).sum::<Option<u64>>();
            let (accepted, quarantined) = (sum(|one| one.accepted), sum(|one| one.quarantined));
            InputTold {
                number: run.number,
                at: i64::from(run.day) * 86_400_000,
                complete: run.complete,
                received: add(accepted, quarantined),
                accepted,
                warned: sum(|one| one.warned),
                quarantined,
                by_type: run.types.iter().map(type_counts).collect(),
                not_exported: status.not_exported.clone(),
            }
        });
        let runs = runs.collect();
        Ok(IngestTold { runs, ledger: api.ledger(&asker)? })
    })
    .await
}

fn add(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    Some(one? + other?)
}

fn type_counts(one: &IngestType) -> TypeCounts {
    TypeCounts {
        resource_type: one.resource_type.clone(),
        received: add(one.accepted, one.quarantined),
        accepted: one.accepted,
        warned: one.warned,
        quarantined: one.quarantined,
    }
}

impl Api {
    /// How many charts say that a type of resource was exported.
    fn ledger(&self, asker: &Asker) -> Result<Vec<Completeness>, Problem> {
        const KINDS: [ResourceKind; 15] = [
            ResourceKind::AllergyIntolerance,
            ResourceKind::CarePlan,
            ResourceKind::Condition,
            ResourceKind::Device,
            ResourceKind::DiagnosticReport,
            ResourceKind::DocumentReference,
            ResourceKind::Encounter,
            ResourceKind::FamilyMemberHistory,
            ResourceKind::Immunization,
            ResourceKind::MedicationAdministration,
            ResourceKind::MedicationDispense,
            ResourceKind::MedicationRequest,
            ResourceKind::MedicationStatement,
            ResourceKind::Observation,
            ResourceKind::Procedure,
        ];
        let snapshot = self.live.project(&self.room, &asker.project)?;
        let all = snapshot.cohort.len() as u64;
        let complete = KINDS.iter().map(|kind| {
            let has = snapshot.cohort.patients().filter(|patient| patient.coverage.exported.contains(kind)).count() as u64;
            // That all but a few have it would tell of the few.
            let shown = told(has).filter(|has| *has == all || all - has >= SMALLEST_COUNT);
            #[expect(clippy::cast_precision_loss, reason = "a share of at most some million charts")]
            let share = shown.map_or(0.0, |has| if all == 0 { 0.0 } else { has as f64 / all as f64 });
            Completeness {
                resource_type: code(kind),
                patients: shown,
                share,
                state: match has {
                    0 => "not_exported",
                    has if has == all => "exported",
                    _ => "partial",
                },
            }
        });
        Ok(complete.collect())
    }
}
