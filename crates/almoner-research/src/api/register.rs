//! The site's own register beside the public record: whether a trial recruits here, the IRB's approval, the target. The PHI zone is
//! told what it needs to decide about contacts.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use almoner_base::{NctId, PartialDate};
use almoner_chart::{ToPhi, TrialRegister};
use almoner_identity::http::{self, IdempotencyKey, IfMatch, Problem};
use almoner_policy::ResearchRoute;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ask::nct;
use super::decisions::Bin;
use super::once::Done;
use super::{About, Api, Asker};
use crate::db::review::register;
use crate::{Error, Room};

/// What the site says of a trial.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct RegisterContent {
    /// Whether it recruits here.
    pub(crate) open_here: bool,
    /// The IRB's number of the protocol, at most 64 characters.
    #[schema(max_length = 64)]
    pub(crate) irb_number: Option<String>,
    /// The last day of the IRB's approval, `YYYY-MM-DD`.
    #[schema(example = "2027-06-30")]
    pub(crate) irb_expires: Option<String>,
    /// How many participants the site is to enrol.
    pub(crate) target: Option<u32>,
    /// The sponsor's version of the protocol, at most 64 characters.
    #[schema(max_length = 64)]
    pub(crate) protocol_version: Option<String>,
    /// The study team: persons' ids.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub(crate) team: Vec<String>,
}

/// The register's entry of a trial, with how far enrolment has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RegisterShown {
    nct_id: String,
    /// What the site says; all is empty where it says nothing yet.
    #[serde(flatten)]
    content: RegisterContent,
    /// Candidates that were enrolled.
    accrued: u64,
    /// Candidates that were referred and not enrolled yet.
    referred: u64,
    changed: Option<i64>,
    /// Who changed it last.
    by: Option<String>,
}

/// An entry of the register as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) content: RegisterContent,
    revision: i64,
    changed: i64,
    by: String,
}

/// The register.
pub(crate) struct Registers(RwLock<HashMap<NctId, Kept>>);

impl Registers {
    pub(crate) fn open(room: &Room) -> Result<Self, Error> {
        let rows = room.registers()?.into_iter().map(|row| {
            let content = serde_json::from_str(&row.content).map_err(|_| Error::Schema)?;
            let kept = Kept { content, revision: row.revision, changed: row.changed, by: row.by };
            Ok((NctId::parse(&row.nct_id)?, kept))
        });
        Ok(Self(RwLock::new(rows.collect::<Result<_, Error>>()?)))
    }

    pub(crate) fn of(&self, nct_id: NctId) -> Option<Kept> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&nct_id).cloned()
    }

    /// What the PHI zone is to know.
    pub(crate) fn told(&self) -> Vec<TrialRegister> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.iter().map(|(nct_id, kept)| told(*nct_id, &kept.content)).collect()
    }
}

fn told(nct_id: NctId, content: &RegisterContent) -> TrialRegister {
    TrialRegister {
        nct_id,
        open_here: content.open_here,
        irb_number: content.irb_number.clone(),
        irb_expires: content.irb_expires.as_deref().and_then(day),
    }
}

/// Days since 1970 of `YYYY-MM-DD`.
fn day(text: &str) -> Option<i32> {
    let date = PartialDate::parse_fhir(text).filter(|date| date.day.is_some())?;
    Some(date.bounds()?.0.days_since_1970())
}

/// What the site says of a trial.
#[utoipa::path(get, path = "/api/v1/trials/{nct_id}/register", tag = "trials", params(("nct_id" = String, Path)),
    responses((status = 200, body = RegisterShown, headers(("ETag" = String, description = "the revision")))))]
pub(crate) async fn show(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let nct_id = nct(&nct_id)?;
        api.grant(&asker, ResearchRoute::RegisterShow, &About::trial(nct_id))?;
        api.trial(nct_id)?;
        api.register_shown(&asker, nct_id)
    })
    .await
}

/// Changes what the site says of a trial.
#[utoipa::path(put, path = "/api/v1/trials/{nct_id}/register", tag = "trials", params(("nct_id" = String, Path)),
    request_body = RegisterContent,
    responses((status = 200, body = RegisterShown, headers(("ETag" = String, description = "the revision")))))]
pub(crate) async fn edit(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
    IfMatch(base): IfMatch,
    key: IdempotencyKey,
    http::Json(content): http::Json<RegisterContent>,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let nct_id = nct(&nct_id)?;
        let about = About::trial(nct_id);
        let permit = api.permit(&asker, ResearchRoute::RegisterEdit, &about)?;
        api.trial(nct_id)?;
        check(&content)?;
        let request = (ResearchRoute::RegisterEdit.name(), nct_id, &base, &content);
        api.once(&asker, &key, &request, || {
            let entry = api.entry(&asker, &permit, almoner_audit::Action::RegisterChanged, &about)?;
            api.room.log.append(&entry).map_err(Error::from)?;
            api.change_register(&asker, nct_id, &base, &content)?;
            api.register_shown(&asker, nct_id)
        })
    })
    .await
}

impl Api {
    fn change_register(&self, asker: &Asker, nct_id: NctId, base: &str, content: &RegisterContent) -> Result<(), Problem> {
        let mut registers = self.registers.0.write().unwrap_or_else(PoisonError::into_inner);
        let current = registers.get(&nct_id);
        let revision = current.map_or(0, |kept| kept.revision);
        if base != revision.to_string() {
            let title = "somebody else changed the register meanwhile";
            return Err(Problem::new(StatusCode::PRECONDITION_FAILED, "precondition-failed", title)
                .with("current", serde_json::to_value(current.map(|kept| &kept.content)).unwrap_or_default())
                .with("yours", serde_json::to_value(content).unwrap_or_default()));
        }
        let kept =
            Kept { content: content.clone(), revision: revision + 1, changed: self.room.clock.now().0, by: asker.name() };
        self.room.store_register(register::Model {
            nct_id: nct_id.to_string(),
            revision: kept.revision,
            content: serde_json::to_string(content).map_err(|_| Problem::internal())?,
            changed: kept.changed,
            by: kept.by.clone(),
        })?;
        registers.insert(nct_id, kept);
        // Should the other zone not be there, it is told when both have started again.
        let _told_later = self.room.airlock.send(&ToPhi::Register(told(nct_id, content)));
        Ok(())
    }

    fn register_shown(&self, asker: &Asker, nct_id: NctId) -> Result<Done, Problem> {
        let kept = self.registers.of(nct_id);
        let in_bin = |bin| self.book.in_bin(&asker.project, nct_id, bin);
        let shown = RegisterShown {
            nct_id: nct_id.to_string(),
            accrued: in_bin(Bin::Enrolled),
            referred: in_bin(Bin::Referred),
            changed: kept.as_ref().map(|kept| kept.changed),
            by: kept.as_ref().map(|kept| kept.by.clone()),
            content: kept.as_ref().map(|kept| kept.content.clone()).unwrap_or_default(),
        };
        Ok(Done::new(StatusCode::OK, &shown)?.etag(&kept.map_or(0, |kept| kept.revision)))
    }
}

fn check(content: &RegisterContent) -> Result<(), Problem> {
    let short = |text: &Option<String>| text.as_ref().is_none_or(|text| (1..=64).contains(&text.chars().count()));
    if !short(&content.irb_number) || !short(&content.protocol_version) {
        return Err(Problem::unusable("register-text", "a number or version has 1 to 64 characters"));
    }
    if content.irb_expires.as_deref().is_some_and(|date| day(date).is_none()) {
        return Err(Problem::unusable("register-date", "expected a day as YYYY-MM-DD"));
    }
    if content.team.len() > 100 || content.team.iter().any(|person| almoner_identity::PersonId::parse(person).is_err()) {
        return Err(Problem::unusable("register-team", "expected at most 100 persons' ids"));
    }
    Ok(())
}
