//! The routes of this zone for people, under `/phi/v1`: the clinician's patients, break-glass, the contact queue, the review of
//! de-identification, and what a privacy officer answers for.
//!
//! The table is [`PhiRoute`]: [`router`] is a `match` over it, so that a route without an action can not be served. Each request
//! is authorized by this zone's policies with the purpose that it names (`X-Purpose`; without one everything is refused), and is
//! in the audit log before its answer. Obligations of the permit are carried out here: only granted parts of a record are
//! decrypted, and no more rows are told than may be. Refusals are problem documents without content of a record. A request that
//! changes something carries an `Idempotency-Key`; a repeat is answered as the first was.

use std::fmt;
use std::sync::Arc;

use almoner_audit::{Action as Logged, Actor, Decision, Entry, Justification, Justifications, OpaqueId};
use almoner_base::Phi;
use almoner_crypto::sha256;
use almoner_identity::http::{self as door, Bucket, Caller, Door, Problem};
use almoner_policy::{Action, Permit, PhiRoute, Purpose, Refusal, Request, Zone};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post, put};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::Api;
use crate::kept::{Kept, Kind};
use crate::{Error, Room, hex};

mod basis;
mod break_glass;
mod clinician;
mod contacts;
mod deid;
mod exports;
mod log;
pub mod openapi;
mod oversight;
mod releases;

/// The largest body.
const LARGEST_BODY: usize = 256 * 1024;
/// How often a person may ask one route.
const OFTEN: Bucket = Bucket { burst: 60, each_minute: 120 };
/// How often a person may ask a route that changes something.
const CHANGES: Bucket = Bucket { burst: 20, each_minute: 40 };
/// How long an answer is given again to the same request: a day.
const REPEATED_FOR_MS: i64 = 24 * 3_600_000;

/// What the routes act on.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) api: Arc<Api>,
    pub(crate) door: Arc<Door>,
}

/// All routes of this zone but those of sign-in and accounts, behind the guard of the door.
pub fn router(api: Arc<Api>, door: Arc<Door>) -> Router {
    let mut router = Router::new();
    for route in PhiRoute::ALL {
        let served = match route {
            PhiRoute::BreakGlassRequest => post(break_glass::request),
            PhiRoute::BreakGlassStop => post(break_glass::stop),
            PhiRoute::BreakGlassQueue => get(break_glass::queue),
            PhiRoute::BreakGlassReview => post(break_glass::review),
            PhiRoute::BreakGlassReinstate => post(break_glass::reinstate),
            PhiRoute::MyPatients => get(clinician::my_patients),
            PhiRoute::PatientShow => get(clinician::show),
            PhiRoute::PatientTrials => get(clinician::trials),
            PhiRoute::PatientOverride => post(clinician::answer),
            PhiRoute::PatientConsent => post(clinician::consent),
            PhiRoute::ClinicianList => get(clinician::clinicians),
            PhiRoute::ClinicianLink => put(clinician::link),
            PhiRoute::ContactQueue => get(contacts::queue),
            PhiRoute::ContactShow => get(contacts::show),
            PhiRoute::ContactAnswer => post(contacts::answer),
            PhiRoute::DeidList => get(deid::list),
            PhiRoute::DeidDraw => post(deid::draw),
            PhiRoute::DeidReview => get(deid::show),
            PhiRoute::DeidDecide => post(deid::decide),
            PhiRoute::RecipientList => get(basis::recipients),
            PhiRoute::RecipientRecord => post(basis::new_recipient),
            PhiRoute::AgreementList => get(basis::agreements),
            PhiRoute::AgreementRecord => post(basis::new_agreement),
            PhiRoute::PatientDisclosures => get(basis::disclosures),
            PhiRoute::DisclosuresFind => post(basis::find_disclosures),
            PhiRoute::ListExport => post(exports::export),
            PhiRoute::DisclosureRecord => post(basis::new_disclosure),
            PhiRoute::ReleaseList => get(releases::list),
            PhiRoute::ReleaseDraft => post(releases::draft),
            PhiRoute::ReleaseDecide => post(releases::decide),
            PhiRoute::LimitedDataSetMake => post(releases::limited),
            PhiRoute::ChoiceRecord => post(releases::choice),
            PhiRoute::PhiAuditExport => post(log::export),
            PhiRoute::PhiAuditReview => post(log::review),
            PhiRoute::PhiAudit => get(log::list),
            PhiRoute::PhiAuditProof => get(log::proof),
            PhiRoute::PhiAuditCheckpoint => get(log::checkpoint),
            PhiRoute::PhiAlerts => get(log::alerts),
            PhiRoute::PhiAlertAssign => put(log::assign),
            PhiRoute::PhiAlertClose => post(log::close),
            PhiRoute::PhiNavigation => get(oversight::navigation),
            PhiRoute::PhiHealth => get(oversight::health),
            PhiRoute::PhiIngest => get(oversight::ingest),
        };
        router = router.route(route.path(), served);
    }
    router
        .with_state(Served { api, door: Arc::clone(&door) })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(axum::middleware::from_fn_with_state(door, door::guard))
}

/// A request of somebody who is signed in: who, for which purpose, and why, where they say so.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) caller: Caller,
    pub(crate) purpose: Option<Purpose>,
    /// Why, in the person's own words (`X-Justification`, percent-encoded UTF-8).
    pub(crate) words: Option<Arc<Phi<String>>>,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked({:?})", self.purpose)
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let purpose = match text("x-purpose") {
            Some(code) => Some(Purpose::from_name(code).ok_or_else(|| {
                Problem::unusable("purpose", "`X-Purpose` is no HL7 v3 purpose of use that is known here, such as TREAT")
            })?),
            None => None,
        };
        let words = match text("x-justification") {
            Some(encoded) => Some(Arc::new(Phi::new(percent_decoded(encoded).ok_or_else(|| {
                Problem::unusable("justification", "`X-Justification` is not percent-encoded UTF-8 of at most 2,000 bytes")
            })?))),
            None => None,
        };
        Ok(Self { caller, purpose, words })
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| text.len() <= 2000 && !text.trim().is_empty())
}

/// A request that changes something: the name of the intent, a digest of what was sent, and what was sent.
pub(crate) struct Change<T> {
    pub(crate) intent: Intent,
    pub(crate) body: T,
}

/// What a repeat is known by.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    key: String,
    digest: String,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Change<T> {
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let key = door::IdempotencyKey::from_request_parts(&mut parts, state).await?;
        let place = format!("{} {}\n", parts.method, parts.uri.path());
        let (headers, uri): (HeaderMap, _) = (parts.headers.clone(), parts.uri.clone());
        let bytes = door::body(axum::extract::Request::from_parts(parts, body), state).await?;
        let digest = hex(&sha256(&[place.as_bytes(), &bytes].concat()));
        let mut again = axum::extract::Request::new(axum::body::Body::from(bytes));
        *again.headers_mut() = headers;
        *again.uri_mut() = uri;
        let door::Json(body) = door::Json::<T>::from_request(again, state).await?;
        Ok(Self { intent: Intent { key: key.0, digest }, body })
    }
}

/// Nothing more is sent.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// What is remembered of an answer.
#[derive(Serialize, Deserialize)]
struct Repeat {
    digest: String,
    answer: Value,
}

impl Served {
    /// Answers a request that changes nothing.
    pub(crate) async fn read<T: Serialize + Send + 'static>(
        self,
        route: PhiRoute,
        asked: Asked,
        work: impl FnOnce(&mut Room, &Asked) -> Result<T, Problem> + Send + 'static,
    ) -> Result<door::Json<T>, Problem> {
        door::blocking(move || {
            let mut room = self.api.room();
            self.api.rates.take(asked.caller.by().person(), route.path(), OFTEN, room.clock.now())?;
            work(&mut room, &asked)
        })
        .await
        .map(door::Json)
    }

    /// Answers a request that changes something, once: a repeat under the same key gets the answer of the first. A refusal is not
    /// remembered, since what was missing may be there when it is tried again.
    pub(crate) async fn change<B: Send + 'static, T: Serialize>(
        self,
        route: PhiRoute,
        asked: Asked,
        change: Change<B>,
        work: impl FnOnce(&mut Room, &Asked, &B) -> Result<T, Problem> + Send + 'static,
    ) -> Result<door::Json<Value>, Problem> {
        door::blocking(move || {
            let mut room = self.api.room();
            let now = room.clock.now();
            self.api.rates.take(asked.caller.by().person(), route.path(), CHANGES, now)?;
            let name = format!("{}:{}", asked.caller.by().person(), change.intent.key);
            if let Some(repeat) = room.kept::<Repeat>(Kind::Repeat, &name)? {
                if repeat.value.digest == change.intent.digest {
                    return Ok(repeat.value.answer);
                }
                let title = "another request was sent under the same `Idempotency-Key`";
                return Err(Problem::unusable("idempotency-key-reused", title));
            }
            let answer = work(&mut room, &asked, &change.body)?;
            let answer = serde_json::to_value(answer).map_err(|_| Problem::internal())?;
            let value = Repeat { digest: change.intent.digest, answer: answer.clone() };
            room.keep(Kind::Repeat, &Kept { name, patient: None, at: now, value })?;
            Ok(answer)
        })
        .await
        .map(door::Json)
    }
}

impl Room {
    pub(crate) fn forget_old_answers(&mut self) -> Result<(), Error> {
        let before = almoner_base::Timestamp(self.clock.now().0.saturating_sub(REPEATED_FOR_MS));
        self.forget_before(Kind::Repeat, before)
    }

    /// Asks the policies for a person. A refusal is in the log before it is told.
    pub(crate) fn ask(
        &self,
        asked: &Asked,
        action: Action,
        fill: impl FnOnce(Request) -> Request,
    ) -> Result<Permit, Problem> {
        let person = asked.caller.by().person_for_policy().map_err(Problem::from)?;
        let request = Request::new(person, action, Zone::Phi).tenant(self.tenant.clone()).hour(self.hour());
        let request = match asked.purpose {
            Some(purpose) => request.purpose(purpose),
            None => request,
        };
        let request = if asked.words.is_some() { request.justified() } else { request };
        match self.policies.authorize(&fill(request)) {
            Ok(permit) => Ok(permit),
            Err(refusal) => {
                let policies: Vec<&str> = refusal.policies.iter().map(String::as_str).collect();
                let entry = Entry::new(actor(asked), Logged::PolicyRefused)
                    .decision(Decision::Deny)
                    .outcome(almoner_audit::Outcome::Failure)
                    .decided_by(&refusal.version, &policies);
                self.vault.log().append(&asked.caller.note(entry)).map_err(Error::from)?;
                Err(refused(&refusal))
            }
        }
    }

    /// The hour of the day, by the clock in UTC: an installation has no other.
    fn hour(&self) -> u8 {
        u8::try_from(self.clock.now().0.rem_euclid(86_400_000) / 3_600_000).unwrap_or(0)
    }

    /// An entry of a person, under a permit.
    pub(crate) fn entry_by(&self, asked: &Asked, permit: &Permit, action: Logged) -> Entry {
        let policies: Vec<&str> = permit.policies().collect();
        let entry = Entry::new(actor(asked), action).decided_by(permit.policy_version(), &policies);
        let entry = match almoner_audit::Purpose::from_code(permit.purpose().name()) {
            Some(purpose) => entry.purpose(purpose),
            None => entry,
        };
        asked.caller.note(entry)
    }

    /// Puts entries into the log, durably, and with that carries out what is owed for the permit: the log before the answer, and
    /// the task of a review, which the rules over the log open for these entries (`config/alerts.toml`) or which waits in the
    /// queue of break-glass.
    pub(crate) fn record(&self, permit: &mut Permit, entries: &[Entry]) -> Result<(), Error> {
        self.vault.log().append_batch(entries)?;
        permit.carry_out(|_| Ok::<(), Error>(()))
    }

    /// Keeps words beside the log; the hash goes into an entry.
    pub(crate) fn keep_words(&self, words: &Phi<String>) -> Result<Justification, Error> {
        Ok(self.words()?.keep(words)?)
    }

    pub(crate) fn words(&self) -> Result<Justifications, Error> {
        Ok(Justifications::open(&self.folder.join("justifications"), &self.words_key)?)
    }
}

pub(crate) fn actor(asked: &Asked) -> Actor {
    Actor::Person(OpaqueId::from_bytes(*asked.caller.by().person().as_bytes()))
}

/// A refusal by policy: which policies decided, and whether a newer proof of identity would help.
fn refused(refusal: &Refusal) -> Problem {
    let has = |id: &str| refusal.policies.iter().any(|policy| policy == id);
    let (code, title) = if has("floor-purpose") {
        ("purpose-missing", "the request names no purpose of use in `X-Purpose`")
    } else if has("floor-step-up") || has("floor-identified-mfa") {
        ("step-up-needed", "prove again who you are, with two factors, and try again")
    } else if has("after-hours-needs-a-reason") || has("floor-justified") {
        ("justification-needed", "say why, in `X-Justification`, and try again")
    } else {
        ("policy-refused", "the policies of this zone do not allow this")
    };
    let policies: Vec<Value> = refusal.policies.iter().map(|policy| Value::from(policy.as_str())).collect();
    Problem::new(StatusCode::FORBIDDEN, code, title).with("policies", policies)
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refused(&refusal),
            Error::BreakGlass(refusal) => {
                let status = match refusal {
                    almoner_policy::break_glass::Refused::NoGrant => StatusCode::NOT_FOUND,
                    almoner_policy::break_glass::Refused::ReasonTooShort | almoner_policy::break_glass::Refused::Minutes => {
                        StatusCode::UNPROCESSABLE_ENTITY
                    }
                    almoner_policy::break_glass::Refused::Running
                    | almoner_policy::break_glass::Refused::NotEnded
                    | almoner_policy::break_glass::Refused::NotSuspended => StatusCode::CONFLICT,
                    _ => StatusCode::FORBIDDEN,
                };
                Self::new(status, refusal.code(), refusal.to_string())
            }
            Error::Vault(almoner_vault::Error::Shredded | almoner_vault::Error::NoSuchMember) => Self::not_found(),
            Error::Id(error) => Self::unusable("id", error.to_string()),
            Error::Attestation(refusal) => Self::new(
                StatusCode::CONFLICT,
                refusal.code(),
                "what the release rests on is not on record, or does not hold",
            ),
            Error::Duty(error) => {
                let (code, exit) = error.code();
                if exit == 4 { Self::internal() } else { Self::unusable(code, error.to_string()) }
            }
            // What failed inside is told to the log's reader, not to the caller.
            _ => Self::internal(),
        }
    }
}

#[cfg(test)]
mod tests;
