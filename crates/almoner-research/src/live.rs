//! What is held in memory while the room serves: each project's charts as columns, the trials parsed, the newest match of each
//! trial as ranked sets. All of it is rebuilt from the database, and none of it is the only copy of anything.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use almoner_base::{NctId, ProjectId, StudyId, Verdict};
use almoner_chart::IngestStatus;
use almoner_eligibility::{AbsencePolicy, Flaw, check};
use almoner_match::{
    Answers, Cohort, Patient, Ranking, Roster, Screen, StatusCounts, Supplied, SuppliedAnswers, Supplier, Trial,
    asks_of_participation,
};
use almoner_terms::Terms;
use almoner_trials::{Parser, Summary, TrialRecord};

use crate::review::{Newest, StoredTrial};
use crate::{Error, Room};

/// What rankings may take in memory before the oldest are dropped, in bytes.
const RANKING_BYTES: usize = 512 << 20;
/// Charts that are put in one by one; of more that come together, all are read anew when somebody asks.
const MOST_ONE_BY_ONE: usize = 16;

/// A trial version, parsed.
#[derive(Debug)]
pub(crate) struct CurrentTrial {
    pub(crate) stored: StoredTrial,
    pub(crate) record: TrialRecord,
    pub(crate) trial: Trial,
    pub(crate) understood: Summary,
    pub(crate) flaws: Vec<Flaw>,
}

impl CurrentTrial {
    pub(crate) fn read(stored: StoredTrial, parser: &mut Parser<'_>, terms: &Terms) -> Result<Self, Error> {
        let record: TrialRecord = serde_json::from_str(&stored.record).map_err(|_| Error::Schema)?;
        let parsed = parser.parse_trial(&record);
        let flaws = check(&parsed.criteria, terms);
        let trial = Trial { nct_id: record.nct_id, version: stored.version.clone(), criteria: parsed.criteria };
        Ok(Self { stored, record, trial, understood: parsed.summary, flaws })
    }
}

/// The charts of a project at one moment.
pub(crate) struct Snapshot {
    pub(crate) cohort: Cohort,
    answers: Arc<Answers>,
    rankings: Mutex<Rankings>,
}

#[derive(Default)]
struct Rankings {
    /// By trial version and run, with what each takes.
    kept: HashMap<(NctId, String, i64), (Arc<Ranking>, usize)>,
    order: Vec<(NctId, String, i64)>,
    bytes: usize,
}

impl Snapshot {
    pub(crate) fn of(cohort: Cohort) -> Self {
        Self { cohort, answers: Arc::default(), rankings: Mutex::default() }
    }

    /// A screen over these charts that shares what others have asked.
    pub(crate) fn screen(&self, terms: &'static Terms) -> Screen<'_> {
        Screen::sharing(&self.cohort, terms, AbsencePolicy::closed_if_covered(), Arc::clone(&self.answers))
    }

    /// The same charts with another in place of a known patient's, and the trials in which that patient stands otherwise now. What the
    /// others answered is kept. `None` for who is not known here, or was looked at as nobody here was.
    fn replacing(
        &self,
        patient: &Patient,
        roster: &Roster<'static>,
        terms: &'static Terms,
    ) -> Option<(Self, BTreeSet<NctId>)> {
        let (cohort, replaced) = self.cohort.replacing(patient.clone())?;
        let ask = |cohort: &Cohort| cohort.view(cohort.number_of(patient.study_id)?, |view| roster.ask(view));
        let differing: BTreeSet<NctId> = roster.differing(&ask(&self.cohort)?, &ask(&cohort)?).into_iter().collect();
        let answers = self.answers.following(&cohort, &replaced, terms, &AbsencePolicy::closed_if_covered());
        let mut rankings = Rankings::default();
        let before = self.rankings.lock().unwrap_or_else(PoisonError::into_inner);
        // A ranking stays where nothing in it differs; of a version that the roster does not hold, that is not known.
        for key in
            before.order.iter().filter(|(nct_id, version, _)| roster.holds(*nct_id, version) && !differing.contains(nct_id))
        {
            if let Some((ranking, bytes)) = before.kept.get(key) {
                rankings.kept.insert(key.clone(), (Arc::clone(ranking), *bytes));
                rankings.order.push(key.clone());
                rankings.bytes += bytes;
            }
        }
        Some((Self { cohort, answers: Arc::new(answers), rankings: Mutex::new(rankings) }, differing))
    }

    /// The ranking of a trial version with what was answered beside the charts in a run.
    pub(crate) fn ranking(&self, trial: &Trial, run: i64, answers: &SuppliedAnswers, terms: &'static Terms) -> Arc<Ranking> {
        let key = (trial.nct_id, trial.version.clone(), run);
        let find = || {
            let rankings = self.rankings.lock().unwrap_or_else(PoisonError::into_inner);
            rankings.kept.get(&key).map(|(ranking, _)| Arc::clone(ranking))
        };
        if let Some(ranking) = find() {
            return ranking;
        }
        let ranking = Arc::new(Ranking::new(&mut self.screen(terms), &trial.criteria, answers));
        let bytes = ranking.bytes();
        let mut rankings = self.rankings.lock().unwrap_or_else(PoisonError::into_inner);
        if rankings.kept.insert(key.clone(), (Arc::clone(&ranking), bytes)).is_none() {
            rankings.bytes += bytes;
            rankings.order.push(key);
        }
        while rankings.bytes > RANKING_BYTES && rankings.order.len() > 1 {
            let oldest = rankings.order.remove(0);
            if let Some((_, bytes)) = rankings.kept.remove(&oldest) {
                rankings.bytes -= bytes;
            }
        }
        ranking
    }
}

/// The newest match of a trial in a project.
#[derive(Clone, Debug)]
pub(crate) struct Matched {
    pub(crate) run: i64,
    pub(crate) made: i64,
    pub(crate) counts: StatusCounts,
    /// The version that was matched, parsed.
    pub(crate) trial: Arc<CurrentTrial>,
    pub(crate) answers: Arc<SuppliedAnswers>,
    /// Whether another build's parser, terms, extractor or evaluator made it.
    pub(crate) other_build: bool,
}

/// The charts of a project, once somebody has read them.
type Slot = Arc<Mutex<Option<Arc<Snapshot>>>>;

/// What the room holds in memory.
pub(crate) struct Live {
    projects: Mutex<HashMap<ProjectId, Slot>>,
    trials: RwLock<Arc<BTreeMap<NctId, Arc<CurrentTrial>>>>,
    /// What screens: the current version where it is approved or none ever was, else the one that was approved last.
    screening: RwLock<Arc<BTreeMap<NctId, Arc<CurrentTrial>>>>,
    matched: RwLock<HashMap<(ProjectId, NctId), Arc<Matched>>>,
    /// When charts of a project changed last, while this process runs, and nobody can say for which trials.
    changed: RwLock<HashMap<ProjectId, i64>>,
    /// When somebody's standing in a trial changed last, of which it is known.
    rematched: RwLock<HashMap<(ProjectId, NctId), i64>>,
    /// The trials that screen, made ready to be asked of one patient; made when a chart comes, and again when trials change.
    roster: Mutex<Option<Arc<Roster<'static>>>>,
    pub(crate) ingest: RwLock<Option<IngestStatus>>,
}

impl Live {
    /// Reads trials and the newest matches.
    pub(crate) fn open(room: &Room) -> Result<Self, Error> {
        let live = Self {
            projects: Mutex::default(),
            trials: RwLock::default(),
            screening: RwLock::default(),
            matched: RwLock::default(),
            changed: RwLock::default(),
            rematched: RwLock::default(),
            roster: Mutex::default(),
            ingest: RwLock::default(),
        };
        live.read_trials(room)?;
        let mut parser = Parser::new(room.terms);
        for newest in room.newest_matches()? {
            live.take_match(room, &newest, &mut parser)?;
        }
        Ok(live)
    }

    /// Reads the current trials anew.
    pub(crate) fn read_trials(&self, room: &Room) -> Result<(), Error> {
        let before = self.trials();
        let mut parser = Parser::new(room.terms);
        let mut trials = BTreeMap::new();
        for stored in room.stored_trials()? {
            // What was parsed once is kept, unless its approval changed.
            let known = before.get(&stored.nct_id).filter(|known| known.stored == stored);
            let current = match known {
                Some(known) => Arc::clone(known),
                None => Arc::new(CurrentTrial::read(stored, &mut parser, room.terms)?),
            };
            trials.insert(current.record.nct_id, current);
        }
        let before = self.screening();
        let mut screening = trials.clone();
        for stored in room.stored_before()? {
            let known = before.get(&stored.nct_id).filter(|known| known.stored.version == stored.version);
            let last = match known.filter(|known| known.stored.signature == stored.signature) {
                Some(known) => Arc::clone(known),
                None => Arc::new(CurrentTrial::read(stored, &mut parser, room.terms)?),
            };
            screening.insert(last.record.nct_id, last);
        }
        *self.screening.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(screening);
        *self.trials.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(trials);
        *self.roster.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    fn take_match(&self, room: &Room, newest: &Newest, parser: &mut Parser<'_>) -> Result<(), Error> {
        let trials = self.screening();
        let current = trials.get(&newest.nct_id).filter(|current| current.trial.version == newest.version);
        let trial = match current {
            Some(current) => Arc::clone(current),
            None => {
                let Some(stored) = room.stored_version(newest.nct_id, &newest.version)? else { return Ok(()) };
                Arc::new(CurrentTrial::read(stored, parser, room.terms)?)
            }
        };
        let answers = answers_of(&room.supplied_answers(&newest.project, newest.nct_id)?);
        let made_by = serde_json::from_str::<serde_json::Value>(&newest.versions).ok();
        let other_build = made_by != Some(room.build_versions());
        let matched = Matched {
            run: newest.run,
            made: newest.made,
            counts: newest.counts,
            trial,
            answers: Arc::new(answers),
            other_build,
        };
        self.set_matched(newest.project.clone(), matched);
        Ok(())
    }

    pub(crate) fn trials(&self) -> Arc<BTreeMap<NctId, Arc<CurrentTrial>>> {
        Arc::clone(&self.trials.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The versions that patients are screened with.
    pub(crate) fn screening(&self) -> Arc<BTreeMap<NctId, Arc<CurrentTrial>>> {
        Arc::clone(&self.screening.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn trial(&self, nct_id: NctId) -> Option<Arc<CurrentTrial>> {
        self.trials().get(&nct_id).cloned()
    }

    pub(crate) fn matched(&self, project: &ProjectId, nct_id: NctId) -> Option<Arc<Matched>> {
        let matched = self.matched.read().unwrap_or_else(PoisonError::into_inner);
        matched.get(&(project.clone(), nct_id)).cloned()
    }

    pub(crate) fn set_matched(&self, project: ProjectId, matched: Matched) {
        let key = (project, matched.trial.record.nct_id);
        self.matched.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::new(matched));
    }

    /// Whether a match says what one made now would say, as far as that is known without making it.
    pub(crate) fn is_stale(&self, project: &ProjectId, matched: &Matched) -> bool {
        let current = self.screening().get(&matched.trial.record.nct_id).cloned();
        let other_version = current.is_none_or(|current| current.trial.version != matched.trial.trial.version);
        let changed = self.changed.read().unwrap_or_else(PoisonError::into_inner);
        let rematched = self.rematched.read().unwrap_or_else(PoisonError::into_inner);
        let trial = (project.clone(), matched.trial.record.nct_id);
        let since = changed.get(project).copied().max(rematched.get(&trial).copied());
        other_version || matched.other_build || since.is_some_and(|at| at > matched.made)
    }

    /// Somebody was enrolled in a trial, or is no longer: matches of others that ask for it are not what they would be now.
    pub(crate) fn enrolment_changed(&self, project: &ProjectId, here: NctId, now: i64) {
        let matched = self.matched.read().unwrap_or_else(PoisonError::into_inner);
        let asks =
            |matched: &Matched| matched.trial.trial.criteria.iter().any(|criterion| asks_of_participation(&criterion.expr));
        let others = matched.iter().filter(|((of, nct_id), matched)| of == project && *nct_id != here && asks(matched));
        let mut rematched = self.rematched.write().unwrap_or_else(PoisonError::into_inner);
        for (trial, _) in others {
            let last = rematched.entry(trial.clone()).or_insert(now);
            *last = now.max(*last);
        }
    }

    /// The trials that screen, made ready to be asked of one patient.
    pub(crate) fn roster(&self, terms: &'static Terms) -> Arc<Roster<'static>> {
        let mut kept = self.roster.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let trials = self.screening();
            let all = trials.values().map(|current| &current.trial);
            Arc::new(Roster::new(all, terms, AbsencePolicy::closed_if_covered()))
        };
        Arc::clone(kept.get_or_insert_with(make))
    }

    /// Takes charts that came for a project. A known patient's takes the place of the one before, and only trials in which the
    /// patient stands otherwise now are told to be stale; of anybody else the charts are read anew.
    pub(crate) fn charts_came(&self, project: &ProjectId, patients: &[Patient], now: i64, terms: &'static Terms) {
        let slot = {
            let projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
            projects.get(project).map(Arc::clone)
        };
        let Some(slot) = slot.filter(|_| patients.len() <= MOST_ONE_BY_ONE) else {
            return self.charts_changed(project, now);
        };
        let roster = self.roster(terms);
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut snapshot) = slot.as_ref().map(Arc::clone) else {
            drop(slot);
            return self.charts_changed(project, now);
        };
        let mut differing = BTreeSet::new();
        for patient in patients {
            match snapshot.replacing(patient, &roster, terms) {
                Some((next, trials)) => {
                    snapshot = Arc::new(next);
                    differing.extend(trials);
                }
                None => {
                    drop(slot);
                    return self.charts_changed(project, now);
                }
            }
        }
        *slot = Some(snapshot);
        let mut rematched = self.rematched.write().unwrap_or_else(PoisonError::into_inner);
        rematched.extend(differing.into_iter().map(|nct_id| ((project.clone(), nct_id), now)));
    }

    /// The charts of a project. The first who asks reads them; whoever comes meanwhile waits.
    pub(crate) fn project(&self, room: &Room, project: &ProjectId) -> Result<Arc<Snapshot>, Error> {
        let slot = {
            let mut projects = self.projects.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(projects.entry(project.clone()).or_default())
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(snapshot) = slot.as_ref() {
            return Ok(Arc::clone(snapshot));
        }
        let permit = room.permit_reading_charts(project)?;
        let mut patients = Vec::new();
        room.each_chart(&permit, project, &mut |one| patients.push(one.into_patient().0))?;
        let snapshot = Arc::new(Snapshot::of(Cohort::new(patients)));
        *slot = Some(Arc::clone(&snapshot));
        Ok(snapshot)
    }

    /// Forgets the charts of a project, since others came or some were withdrawn.
    pub(crate) fn charts_changed(&self, project: &ProjectId, now: i64) {
        self.projects.lock().unwrap_or_else(PoisonError::into_inner).remove(project);
        self.changed.write().unwrap_or_else(PoisonError::into_inner).insert(project.clone(), now);
    }
}

/// Set in the number of an answer that is not the desk's.
const BY_ENROLMENT: u8 = 0x80;

/// An answer as one number, for what is kept of a match.
pub(crate) fn code_of(answer: Supplied) -> u8 {
    let verdict = match answer.verdict {
        Verdict::Met => 0,
        Verdict::NotMet => 1,
        Verdict::Unknown(almoner_base::Reason::NeedsRecency) => 2,
        Verdict::Unknown(_) => 3,
    };
    verdict | if answer.by == Supplier::Enrolment { BY_ENROLMENT } else { 0 }
}

/// The answer behind a number of [`code_of`].
pub(crate) fn answer_of(code: u8) -> Supplied {
    let verdict = match code & !BY_ENROLMENT {
        0 => Verdict::Met,
        1 => Verdict::NotMet,
        2 => Verdict::Unknown(almoner_base::Reason::NeedsRecency),
        _ => Verdict::Unknown(almoner_base::Reason::NoData),
    };
    Supplied { verdict, by: if code & BY_ENROLMENT == 0 { Supplier::RecencyDesk } else { Supplier::Enrolment } }
}

/// What was answered beside the charts, one person and criterion at a time.
pub(crate) type SuppliedRow = (StudyId, u32, Supplied);

/// The answers of a trial together.
pub(crate) fn answers_of(rows: &[SuppliedRow]) -> SuppliedAnswers {
    let mut answers = SuppliedAnswers::default();
    for (study_id, criterion, answer) in rows {
        answers.insert(*study_id, *criterion, *answer);
    }
    answers
}
