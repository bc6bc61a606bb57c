//! The HTTP API of the research zone: trials, candidates, decisions and oversight, as JSON under `/api/v1`.
//!
//! The router is built from `almoner_policy::ResearchRoute`, so that what has no line in that table can not be served. Every
//! request passes the guard of `almoner_identity::http`, asks the policies, and is in the audit log before it is answered.
//! There are study ids, criterion numbers and relative days here, no identity and no date of a person. What is told of groups
//! is told from eleven patients on.

mod access;
mod ask;
mod candidate_trials;
mod candidates;
mod contacts;
pub(crate) mod decisions;
mod evidence;
mod export;
mod funnel;
mod once;
pub mod openapi;
mod oversight;
mod page;
mod register;
mod runs;
mod serving;
mod system;
mod trials;
pub(crate) mod versions;
mod views;

use std::sync::Arc;

use almoner_audit::Justifications;
use almoner_identity::http;
use almoner_policy::{HttpMethod, ResearchRoute};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::live::Live;
use crate::{Error, Room};

pub(crate) use ask::{About, Asker};
pub(crate) use page::Cursors;

/// The largest body of a route that takes edits and answers.
const LARGEST_BODY: usize = 1 << 20;
/// The largest body of an import of trials.
const LARGEST_IMPORT: usize = 64 << 20;

/// An answer in JSON, or a problem document.
pub(crate) type Answer<T> = Result<http::Json<T>, http::Problem>;

/// The research zone while it serves people.
pub struct Api {
    pub(crate) room: Arc<Room>,
    pub(crate) live: Live,
    book: decisions::Book,
    registers: register::Registers,
    contacts: contacts::Contacts,
    runs: runs::Runs,
    cursors: Cursors,
    once: once::Once,
    limits: ask::Limits,
    words: Justifications,
    started: i64,
    sandboxed: bool,
}

impl Api {
    /// Reads what the room keeps, takes up runs that were interrupted, and begins to listen at the airlock.
    ///
    /// # Errors
    /// The database, a key or the airlock refused.
    pub fn open(room: Arc<Room>, sandboxed: bool) -> Result<Arc<Self>, Error> {
        let api = Arc::new(Self {
            live: Live::open(&room)?,
            book: decisions::Book::open(&room)?,
            registers: register::Registers::open(&room)?,
            contacts: contacts::Contacts::open(&room)?,
            runs: runs::Runs::default(),
            cursors: Cursors::new(room.cursor_key.clone()),
            once: once::Once::default(),
            limits: ask::Limits::default(),
            words: Justifications::open(&room.folder.join("justifications"), &room.words_key)?,
            started: room.clock.now().0,
            sandboxed,
            room,
        });
        // What was enrolled after a match was made, before this process began.
        for (project, nct_id, at) in api.book.enrolments_changed() {
            api.live.enrolment_changed(&project, nct_id, at);
        }
        serving::listen(&api)?;
        runs::take_up(&api)?;
        Ok(api)
    }

    /// All routes of this zone, behind the guard of its door.
    pub fn router(self: &Arc<Self>, door: &Arc<http::Door>) -> Router {
        let mut router = Router::new();
        for route in ResearchRoute::ALL {
            router = router.route(route.path(), handler(*route));
        }
        router.with_state(Arc::clone(self)).layer(axum::middleware::from_fn_with_state(Arc::clone(door), http::guard))
    }

    /// Ends what runs in the background: the airlock is closed, and runs that are under way are taken up at the next start.
    pub fn close(&self) {
        self.room.airlock.close();
        self.runs.stop();
    }
}

/// What serves a route.
fn handler(route: ResearchRoute) -> MethodRouter<Arc<Api>> {
    use ResearchRoute as R;
    let filter = match route.method() {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Post => MethodFilter::POST,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Delete => MethodFilter::DELETE,
    };
    let limit = if route == R::TrialImport { LARGEST_IMPORT } else { LARGEST_BODY };
    let router = match route {
        R::TrialList => of(filter, trials::list),
        R::TrialImport => of(filter, trials::import),
        R::TrialShow => of(filter, trials::show),
        R::TrialVersions => of(filter, versions::list),
        R::TrialDiff => of(filter, versions::diff),
        R::CriteriaCheck => of(filter, versions::check_criterion),
        R::TrialEdit => of(filter, versions::edit),
        R::TrialPreview => of(filter, versions::preview),
        R::TrialApprove => of(filter, versions::approve),
        R::RegisterShow => of(filter, register::show),
        R::RegisterEdit => of(filter, register::edit),
        R::MatchRun => of(filter, runs::start),
        R::RunShow => of(filter, runs::show),
        R::RunEvents => of(filter, runs::events),
        R::Funnel => of(filter, funnel::show),
        R::Questions => of(filter, funnel::questions),
        R::WhatIf => of(filter, funnel::what_if),
        R::CandidateList => of(filter, candidates::list),
        R::CandidateExport => of(filter, candidates::export),
        R::CandidateShow => of(filter, candidates::show),
        R::CandidateTrials => of(filter, candidate_trials::list),
        R::VerdictExport => of(filter, candidates::export_one),
        R::CandidateDecide => of(filter, decisions::decide),
        R::DecisionUndo => of(filter, decisions::undo),
        R::ContactRequest => of(filter, contacts::request),
        R::ContactList => of(filter, contacts::list),
        R::ContactExport => of(filter, contacts::export),
        R::ScreeningLog => of(filter, decisions::screening_log),
        R::DecisionLog => of(filter, decisions::log),
        R::DecisionExport => of(filter, decisions::export),
        R::Audit => of(filter, oversight::list),
        R::AuditProof => of(filter, oversight::proof),
        R::AuditCheckpoint => of(filter, oversight::checkpoint),
        R::AuditExport => of(filter, oversight::export),
        R::AuditReview => of(filter, oversight::review),
        R::AlertList => of(filter, oversight::alerts),
        R::AlertAssign => of(filter, oversight::assign),
        R::AlertClose => of(filter, oversight::close),
        R::PolicyList => of(filter, access::policies),
        R::PolicyExplain => of(filter, access::explain),
        R::Navigation => of(filter, access::navigation),
        R::ViewList => of(filter, views::list),
        R::ViewSave => of(filter, views::save),
        R::ViewRemove => of(filter, views::remove),
        R::Health => of(filter, system::health),
        R::IngestStatus => of(filter, system::ingest),
    };
    router.layer(DefaultBodyLimit::max(limit))
}

fn of<H: Handler<T, Arc<Api>>, T: 'static>(filter: MethodFilter, handler: H) -> MethodRouter<Arc<Api>> {
    on(filter, handler)
}
