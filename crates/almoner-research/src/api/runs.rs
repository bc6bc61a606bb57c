//! Match runs as jobs: asked for once, done in the background, watched by whoever wants to, taken up again after a restart.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use almoner_audit::{Action as Logged, Count, Entry, Role, Version};
use almoner_base::{NctId, ProjectId};
use almoner_identity::http::{self, IdempotencyKey, Problem};
use almoner_match::{Ranking, SuppliedAnswers};
use almoner_policy::ResearchRoute;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use super::ask::{nct, run};
use super::once::Done;
use super::{About, Answer, Api, Asker};
use crate::Error;
use crate::db::review::job;
use crate::enrolments::Enrolments;
use crate::live::{Matched, answers_of};
use crate::matching::recency_questions;
use crate::review::Newest;

/// Steps of a run: charts, criteria, desk, keeping.
const STEPS: u64 = 4;

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RunState {
    /// It goes on in the background.
    Running,
    /// Its candidates can be read.
    Done,
    /// It came to nothing; `problem` says why.
    Failed,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct RunShown {
    run: String,
    nct_id: String,
    state: RunState,
    /// Steps that are done.
    done: u64,
    /// Steps of the whole.
    total: u64,
    started: i64,
    ended: Option<i64>,
    /// The stable code of what went wrong.
    problem: Option<String>,
}

/// An event of a run's stream.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunEvent {
    /// `progress`.
    event: String,
    /// The run as JSON.
    data: String,
}

/// Runs under way.
#[derive(Default)]
pub(crate) struct Runs {
    under_way: Mutex<HashMap<i64, watch::Sender<RunShown>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// One run is begun at a time, so that numbers are not given twice.
    beginning: Mutex<()>,
    stopping: AtomicBool,
}

impl Runs {
    /// Lets the runs end. What they have not kept is done again at the next start.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A run that panicked has said where.
            let _ended = thread.join();
        }
    }

    /// Keeps a thread to be waited for at the end.
    pub(crate) fn keep(&self, thread: JoinHandle<()>) {
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
    }

    fn watch(&self, id: i64) -> Option<watch::Receiver<RunShown>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).get(&id).map(watch::Sender::subscribe)
    }

    fn tell(&self, id: i64, done: u64) {
        if let Some(run) = self.under_way.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            run.send_modify(|shown| shown.done = done);
        }
    }
}

/// Matches a trial against the charts of the project: the version that was approved last. One that nobody ever approved is matched as a
/// preview, of whom nobody is enrolled or contacted. A run of the same trial that is under way is the answer, too.
#[utoipa::path(post, path = "/api/v1/trials/{nct_id}/matches", tag = "runs", params(("nct_id" = String, Path)),
    responses((status = 202, body = RunShown)))]
pub(crate) async fn start(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(nct_id): http::Path<String>,
    key: IdempotencyKey,
) -> Result<Done, Problem> {
    http::blocking(move || {
        let nct_id = nct(&nct_id)?;
        let about = About::trial(nct_id);
        let permit = api.permit(&asker, ResearchRoute::MatchRun, &about)?;
        api.trial(nct_id)?;
        api.once(&asker, &key, &(ResearchRoute::MatchRun.name(), nct_id, asker.project.as_str()), || {
            let entry = api.entry(&asker, &permit, Logged::MatchRun, &about)?;
            api.room.log.append(&entry).map_err(Error::from)?;
            Done::new(StatusCode::ACCEPTED, &api.begin_run(&asker, nct_id)?)
        })
    })
    .await
}

/// How a run stands.
#[utoipa::path(get, path = "/api/v1/runs/{run}", tag = "runs", params(("run" = String, Path)),
    responses((status = 200, body = RunShown)))]
pub(crate) async fn show(State(api): State<Arc<Api>>, asker: Asker, http::Path(id): http::Path<String>) -> Answer<RunShown> {
    run(move || api.show_run(&asker, ResearchRoute::RunShow, &id).map(|(_, shown)| shown)).await
}

/// How a run goes, as server-sent events named `progress`, until it ends.
#[utoipa::path(get, path = "/api/v1/runs/{run}/events", tag = "runs", params(("run" = String, Path)),
    responses((status = 200, body = RunEvent, content_type = "text/event-stream")))]
pub(crate) async fn events(
    State(api): State<Arc<Api>>,
    asker: Asker,
    http::Path(id): http::Path<String>,
) -> Result<Response, Problem> {
    let watched = Arc::clone(&api);
    let (number, shown) = http::blocking(move || watched.show_run(&asker, ResearchRoute::RunEvents, &id)).await?;
    let events = stream::unfold((Some(shown), api.runs.watch(number)), |(next, watching)| async move {
        let shown = next?;
        let event = Event::default().event("progress").data(serde_json::to_string(&shown).unwrap_or_default());
        let (following, watching) = match (shown.state, watching) {
            (RunState::Running, Some(mut watching)) => {
                // A sender that went away without an end is a zone that ends.
                let changed = watching.changed().await.is_ok();
                let following = changed.then(|| watching.borrow_and_update().clone());
                (following, Some(watching))
            }
            (_, watching) => (None, watching),
        };
        Some((Ok::<Event, Infallible>(event), (following, watching)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

/// Takes up the runs that were under way when the room closed.
pub(crate) fn take_up(api: &Arc<Api>) -> Result<(), Error> {
    for row in api.room.unfinished_jobs()? {
        spawn(api, row);
    }
    Ok(())
}

fn shown(row: &job::Model) -> RunShown {
    let state = match row.state.as_str() {
        "done" => RunState::Done,
        "failed" => RunState::Failed,
        _ => RunState::Running,
    };
    RunShown {
        run: row.id.to_string(),
        nct_id: row.nct_id.clone(),
        state,
        done: if state == RunState::Done { STEPS } else { 0 },
        total: STEPS,
        started: row.started,
        ended: (row.ended > 0).then_some(row.ended),
        problem: Some(row.problem.clone()).filter(|problem| !problem.is_empty()),
    }
}

fn spawn(api: &Arc<Api>, row: job::Model) {
    let (progress, _) = watch::channel(shown(&row));
    api.runs.under_way.lock().unwrap_or_else(PoisonError::into_inner).insert(row.id, progress);
    let working = Arc::clone(api);
    api.runs.keep(std::thread::spawn(move || working.finish_run(row)));
}

impl Api {
    fn begin_run(self: &Arc<Self>, asker: &Asker, nct_id: NctId) -> Result<RunShown, Problem> {
        let _one_at_a_time = self.runs.beginning.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |row: &job::Model| row.nct_id == nct_id.to_string() && row.project == asker.project.as_str();
        if let Some(row) = self.room.unfinished_jobs()?.into_iter().find(same) {
            return Ok(shown(&row));
        }
        let row = job::Model {
            id: self.room.next_run()?,
            project: asker.project.as_str().to_owned(),
            nct_id: nct_id.to_string(),
            by: asker.name(),
            state: "running".to_owned(),
            started: self.room.clock.now().0,
            ended: 0,
            problem: String::new(),
        };
        self.room.store_job(row.clone())?;
        let begun = shown(&row);
        spawn(self, row);
        Ok(begun)
    }

    fn show_run(&self, asker: &Asker, route: ResearchRoute, id: &str) -> Result<(i64, RunShown), Problem> {
        let row = id.parse().ok().map(|id| self.room.job(id)).transpose()?.flatten();
        let row = row.filter(|row| row.project == asker.project.as_str()).ok_or_else(Problem::not_found)?;
        self.grant(asker, route, &About::trial(NctId::parse(&row.nct_id).map_err(Error::from)?))?;
        let watched = self.runs.watch(row.id).map(|watching| watching.borrow().clone());
        Ok((row.id, watched.unwrap_or_else(|| shown(&row))))
    }

    /// Does a run, in the background, and keeps how it ended.
    fn finish_run(&self, mut row: job::Model) {
        let result = self.work(&row);
        if result.is_err() && self.runs.stopping.load(Ordering::SeqCst) {
            // It is taken up at the next start.
            return;
        }
        row.ended = self.room.clock.now().0;
        match result {
            Ok(()) => row.state = "done".to_owned(),
            Err(error) => {
                row.state = "failed".to_owned();
                row.problem = error.code().0.to_owned();
            }
        }
        let ended = shown(&row);
        // Should the database refuse, the row says `running` and the run is taken up at the next start.
        let _kept = self.room.store_job(row.clone());
        if let Some(run) = self.runs.under_way.lock().unwrap_or_else(PoisonError::into_inner).remove(&row.id) {
            run.send_replace(ended);
        }
    }

    fn work(&self, row: &job::Model) -> Result<(), Error> {
        let (project, nct_id) = (ProjectId::new(&row.project)?, NctId::parse(&row.nct_id)?);
        let trial = self.live.screening().get(&nct_id).cloned().ok_or(Error::NoSuchTrial(nct_id))?;
        // What comes from here on may not be seen.
        let made = self.room.clock.now().0;
        let snapshot = self.live.project(&self.room, &project)?;
        self.runs.tell(row.id, 1);
        let record = |nct_id| self.live.trial(nct_id).map(|trial| trial.record.clone());
        let enrolments = Enrolments::of(&self.book, &project, record);
        let mut told = enrolments.answers(&snapshot.screen(self.room.terms), &trial.trial);
        self.runs.tell(row.id, 2);
        let mut asked = 0;
        if let Some(approved) = trial.stored.approved() {
            // Whom an enrolment excludes the desk is not asked about. Under number 0 stands what the charts say alone.
            let before = if told.is_empty() {
                snapshot.ranking(&trial.trial, 0, &SuppliedAnswers::default(), self.room.terms)
            } else {
                let mut screen = snapshot.screen(self.room.terms);
                Arc::new(Ranking::new(&mut screen, &trial.trial.criteria, &answers_of(&told)))
            };
            let questions = recency_questions(&project, &approved, &snapshot.cohort, &before);
            let by_desk = self.room.ask_desk(&approved, questions)?;
            asked = by_desk.len() as u64;
            told.extend(by_desk);
        }
        let answers = answers_of(&told);
        self.runs.tell(row.id, 3);
        let ranking = snapshot.ranking(&trial.trial, row.id, &answers, self.room.terms);
        let counts = ranking.counts();
        let versions = self.room.build_versions().to_string();
        let charts = snapshot.cohort.len() as u64;
        self.room.log.append(
            &Entry::by_service(Role::Research, Logged::MatchRun)
                .trial(nct_id)
                .version(Version::Trial, &trial.trial.version)
                .version(Version::Parser, almoner_trials::parser_version())
                .version(Version::Extractor, &self.room.extractor)
                .version(Version::Terms, self.room.terms.version())
                .count(Count::Charts, charts)
                .count(Count::Candidates, counts.eligible + counts.potential)
                .count(Count::Questions, asked),
        )?;
        self.room.store_run(row.id, &project, &versions, charts)?;
        let version = trial.trial.version.clone();
        let newest = Newest { project: project.clone(), nct_id, version, run: row.id, made, counts, versions };
        self.room.store_newest(&newest, &told)?;
        let matched = Matched { run: row.id, made, counts, trial, answers: Arc::new(answers), other_build: false };
        self.live.set_matched(project, matched);
        self.runs.tell(row.id, STEPS);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;
    use std::path::PathBuf;

    use almoner_base::{Clock, FixedClock, Timestamp};
    use almoner_trials::TrialRecord;

    use super::*;
    use crate::Room;

    /// A room in a folder of its own, which goes with it.
    struct Opened {
        folder: PathBuf,
        api: Arc<Api>,
        _far_side: UnixStream,
    }

    impl Opened {
        fn at(folder: PathBuf, prepare: impl FnOnce(&Room)) -> Self {
            std::fs::create_dir_all(folder.join("keys")).unwrap();
            let (ours, theirs) = UnixStream::pair().unwrap();
            let clock: Arc<dyn Clock> = Arc::new(FixedClock(Timestamp(1_000_000)));
            let keys = almoner_crypto::ZoneKeys::create(&folder.join("keys"), None);
            let keys = keys.or_else(|_| almoner_crypto::ZoneKeys::open(&folder.join("keys"), None)).unwrap();
            let room = Room::open(&folder, keys, [9; 32], clock, ours).unwrap();
            prepare(&room);
            let api = Api::open(Arc::new(room), true).unwrap();
            Self { folder, api, _far_side: theirs }
        }
    }

    impl Drop for Opened {
        fn drop(&mut self) {
            self.api.close();
            let _the_next_test_has_another = std::fs::remove_dir_all(&self.folder);
        }
    }

    fn job(id: i64, nct_id: &str) -> job::Model {
        job::Model {
            id,
            project: "default".to_owned(),
            nct_id: nct_id.to_owned(),
            by: "a".repeat(32),
            state: "running".to_owned(),
            started: 1,
            ended: 0,
            problem: String::new(),
        }
    }

    #[test]
    fn runs_that_were_under_way_are_taken_up_at_the_next_start_and_their_end_is_told() {
        let name = almoner_crypto::random_u64().unwrap();
        let folder = std::env::temp_dir().join(format!("almoner-runs-{name:016x}"));
        let opened = Opened::at(folder, |room| {
            let nct_id = NctId::parse("NCT00000001").unwrap();
            room.store_trials(&[TrialRecord::new(nct_id, "Inclusion Criteria:\n\n* age 18 or more".to_owned())]).unwrap();
            room.store_job(job(1, "NCT00000001")).unwrap();
            room.store_job(job(2, "NCT00000002")).unwrap();
        });
        let api = &opened.api;
        // Waits for the threads of the runs; what is not done when the room closes would stay.
        for id in [1, 2] {
            while let Some(watching) = api.runs.watch(id) {
                if watching.borrow().state != RunState::Running {
                    break;
                }
                std::thread::yield_now();
            }
        }
        let state = |id| api.room.job(id).unwrap().map(|row| (row.state, row.problem)).unwrap();
        assert_eq!(state(1), ("done".to_owned(), String::new()));
        assert_eq!(state(2), ("failed".to_owned(), "trial-unknown".to_owned()));
        assert!(api.room.unfinished_jobs().unwrap().is_empty());
        let matched = api.live.matched(&ProjectId::default(), NctId::parse("NCT00000001").unwrap()).unwrap();
        assert_eq!((matched.run, matched.made, matched.other_build), (1, 1_000_000, false));
        assert_eq!(api.room.next_run().unwrap(), 3);
    }
}
