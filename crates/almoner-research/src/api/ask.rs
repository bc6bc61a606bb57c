//! Who asks for what: the project and purpose of a request, the policies, the limits, and the entry in the audit log.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use almoner_audit::{Action as Logged, Actor, Entry, OpaqueId, Outcome, Reason, ResourceKind};
use almoner_base::{NctId, ProjectId, StudyId, Timestamp};
use almoner_identity::http::{Bucket, Caller, Problem, Rates};
use almoner_identity::{PersonId, http};
use almoner_policy::{
    Action, Permit, Person, Purpose, Refusal, Request, ResearchRoute, Resource, ResourceClass, StudyName, Zone,
};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;

use super::Api;
use crate::Error;

/// Somebody who is signed in, the project that they ask about, and what for.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub(crate) caller: Caller,
    pub(crate) project: ProjectId,
    purpose: Option<Purpose>,
}

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let header = |name: &str| parts.headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let query = || {
            let pairs = parts.uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
            pairs.into_iter().find(|(name, _)| *name == "project").map(|(_, value)| value)
        };
        let project = match header("x-project").or_else(query) {
            Some(text) => ProjectId::new(text).map_err(|_| Problem::unusable("project", "no project can have this name"))?,
            None => ProjectId::default(),
        };
        let purpose = match header("x-purpose") {
            Some(text) => {
                let purpose = Purpose::from_name(text);
                Some(purpose.ok_or_else(|| Problem::unusable("purpose", "not a code of HL7 v3 PurposeOfUse"))?)
            }
            None => None,
        };
        Ok(Self { caller, project, purpose })
    }
}

impl Asker {
    pub(crate) fn person(&self) -> PersonId {
        self.caller.by().person()
    }

    /// What the request is for, as its body says.
    pub(crate) fn set_purpose(&mut self, purpose: Purpose) {
        self.purpose = Some(purpose);
    }

    /// As the person stands in what is stored.
    pub(crate) fn name(&self) -> String {
        self.person().to_string()
    }
}

/// What a route is asked about.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    /// The trial, which is the study that people are assigned to.
    pub(crate) trial: Option<NctId>,
    /// Who wrote what is to be approved.
    pub(crate) author: Option<String>,
    /// Whom an alert concerns.
    pub(crate) owner: Option<String>,
    /// How many rows are to leave the product.
    pub(crate) rows: Option<u32>,
    /// Whether a justification was written down.
    pub(crate) justified: bool,
}

impl About {
    pub(crate) fn trial(nct_id: NctId) -> Self {
        Self { trial: Some(nct_id), ..Self::default() }
    }
}

/// How often a person may ask, and about how many different things.
#[derive(Default)]
pub(crate) struct Limits {
    rates: Rates,
    distinct: Mutex<HashMap<Day, HashSet<u64>>>,
}

/// Who asked which kind of question on which day.
type Day = (PersonId, &'static str, i64);

impl Limits {
    /// Counts a question among the different ones of the day: whoever asks about everything in turn copies the cohort.
    pub(crate) fn distinct(
        &self,
        person: PersonId,
        what: &'static str,
        most: usize,
        question: &[u8],
        now: Timestamp,
    ) -> Result<(), Problem> {
        const DAY: i64 = 86_400_000;
        let day = now.0.div_euclid(DAY);
        let digest = almoner_crypto::sha256(question);
        let digest = digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        let mut distinct = self.distinct.lock().unwrap_or_else(PoisonError::into_inner);
        distinct.retain(|(_, _, of), _| *of == day);
        let asked = distinct.entry((person, what, day)).or_default();
        if asked.len() >= most && !asked.contains(&digest) {
            let title = "today's budget of different questions of this kind is used up";
            let rest = u64::try_from((day + 1) * DAY - now.0).unwrap_or(0) / 1000;
            return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "budget", title).retry_after(rest));
        }
        asked.insert(digest);
        Ok(())
    }
}

/// What a person may ask of a route at once, and each minute.
fn bucket(route: ResearchRoute) -> Bucket {
    use ResearchRoute as R;
    match route {
        R::TrialImport
        | R::MatchRun
        | R::CandidateExport
        | R::VerdictExport
        | R::ContactExport
        | R::DecisionExport
        | R::AuditExport => Bucket { burst: 20, each_minute: 20 },
        R::WhatIf | R::TrialPreview | R::PolicyExplain | R::CriteriaCheck => Bucket { burst: 120, each_minute: 240 },
        R::CandidateShow | R::CandidateTrials | R::CandidateList | R::CandidateDecide => {
            Bucket { burst: 600, each_minute: 1200 }
        }
        _ => Bucket { burst: 300, each_minute: 600 },
    }
}

/// What a request is for, where it does not say.
fn usual_purpose(action: Action) -> Purpose {
    match action {
        Action::ReadHealth => Purpose::Hsysadmin,
        Action::ManageOwnAccount => Purpose::Hoperat,
        _ => match action.resource_class() {
            ResourceClass::AuditLog | ResourceClass::Alerts | ResourceClass::AccessRules => Purpose::Hcompl,
            _ => Purpose::Clintrch,
        },
    }
}

/// What the log calls what a route does.
fn logged(route: ResearchRoute) -> Logged {
    use ResearchRoute as R;
    match route {
        R::TrialList | R::TrialShow | R::TrialVersions | R::TrialDiff | R::CriteriaCheck | R::RegisterShow => {
            Logged::TrialsRead
        }
        R::TrialImport => Logged::TrialImported,
        R::TrialEdit => Logged::TrialEdited,
        R::TrialApprove => Logged::TrialApproved,
        R::RegisterEdit => Logged::RegisterChanged,
        R::MatchRun => Logged::MatchRun,
        R::TrialPreview | R::WhatIf => Logged::WhatIfAsked,
        R::RunShow
        | R::RunEvents
        | R::Funnel
        | R::Questions
        | R::CandidateList
        | R::ContactList
        | R::ScreeningLog
        | R::DecisionLog => Logged::ResultsRead,
        R::CandidateShow | R::CandidateTrials => Logged::ChartRead,
        R::CandidateDecide => Logged::CandidateReviewed,
        R::DecisionUndo => Logged::DecisionUndone,
        R::ContactRequest => Logged::ContactRequested,
        R::CandidateExport | R::VerdictExport | R::ContactExport | R::DecisionExport => Logged::Exported,
        R::Audit | R::AuditProof | R::AuditCheckpoint | R::AlertList => Logged::AuditRead,
        R::AuditExport => Logged::AuditExported,
        R::AuditReview => Logged::ReviewRecorded,
        R::AlertAssign => Logged::AlertAssigned,
        R::AlertClose => Logged::AlertClosed,
        R::PolicyList => Logged::PoliciesRead,
        R::PolicyExplain => Logged::AccessExplained,
        R::Navigation | R::Health | R::IngestStatus | R::ViewList | R::ViewSave | R::ViewRemove => Logged::StatusRead,
    }
}

impl Api {
    /// Asks the limits and the policies, and writes the entry: what most routes need before they answer.
    pub(crate) fn grant(&self, asker: &Asker, route: ResearchRoute, about: &About) -> Result<Permit, Problem> {
        self.grant_noting(asker, route, about, |entry| entry)
    }

    /// The same, with more in the entry.
    pub(crate) fn grant_noting(
        &self,
        asker: &Asker,
        route: ResearchRoute,
        about: &About,
        note: impl FnOnce(Entry) -> Entry,
    ) -> Result<Permit, Problem> {
        let permit = self.permit(asker, route, about)?;
        let entry = self.entry(asker, &permit, logged(route), about)?;
        self.enter(permit, &note(entry))
    }

    /// Asks the limits and the policies. The permit allows nothing before its entry is [written](Self::enter).
    pub(crate) fn permit(&self, asker: &Asker, route: ResearchRoute, about: &About) -> Result<Permit, Problem> {
        self.limits.rates.take(asker.person(), route.name(), bucket(route), self.room.clock.now())?;
        let request = self.request(asker, route.action(), about)?;
        self.room.policies.authorize(&request).map_err(|refusal| self.refused(asker, about, &refusal))
    }

    /// Whether the policies would allow it; nobody is told, and nothing done.
    pub(crate) fn may(&self, asker: &Asker, action: Action, about: &About) -> bool {
        self.request(asker, action, about).is_ok_and(|request| self.room.policies.authorize(&request).is_ok())
    }

    /// The same of one trial after the other: what is asked is put together once, since a person may work on many.
    pub(crate) fn may_of(&self, asker: &Asker, action: Action) -> impl FnMut(NctId) -> bool {
        let mut request = self.request(asker, action, &About::default());
        move |nct_id| {
            let Ok(request) = &mut request else { return false };
            request.resource.study = StudyName::new(&nct_id.to_string()).ok();
            request.resource.study.is_some() && self.room.policies.authorize(request).is_ok()
        }
    }

    /// Puts an entry into the log, durably, and with that carries out what is owed for the permit: the log before the answer, and
    /// the task of a review, which the rules over the log open for such an entry (`config/alerts.toml`).
    pub(crate) fn enter(&self, mut permit: Permit, entry: &Entry) -> Result<Permit, Problem> {
        self.room.log.append(entry).map_err(Error::from)?;
        permit.carry_out(|_| Ok::<(), Problem>(()))?;
        Ok(permit)
    }

    /// The entry of what was asked.
    pub(crate) fn entry(&self, asker: &Asker, permit: &Permit, action: Logged, about: &About) -> Result<Entry, Problem> {
        let policies: Vec<&str> = permit.policies().collect();
        let entry = self.entry_of(asker, action, about)?.decided_by(permit.policy_version(), &policies);
        let purpose = almoner_audit::Purpose::from_code(permit.purpose().name());
        Ok(match purpose {
            Some(purpose) => entry.purpose(purpose),
            None => entry,
        })
    }

    fn entry_of(&self, asker: &Asker, action: Logged, about: &About) -> Result<Entry, Problem> {
        let epoch = self.room.epoch()?;
        let person = OpaqueId::from_bytes(*asker.person().as_bytes());
        let project = epoch.resource(ResourceKind::Project, asker.project.as_str().as_bytes());
        let entry = Entry::new(Actor::Person(person), action).epoch(&epoch).project(project);
        let entry = match about.trial {
            Some(trial) => entry.trial(trial),
            None => entry,
        };
        Ok(asker.caller.note(entry))
    }

    /// The opaque id of a chart, for an entry.
    pub(crate) fn about_chart(&self, entry: Entry, study_id: StudyId) -> Result<Entry, Problem> {
        let id = self.room.epoch()?.resource(ResourceKind::Chart, study_id.to_string().as_bytes());
        Ok(entry.resource(ResourceKind::Chart, id))
    }

    fn request(&self, asker: &Asker, action: Action, about: &About) -> Result<Request, Problem> {
        let person: Person = asker.caller.by().person_for_policy()?;
        let opaque = |text: &String| almoner_policy::PersonId::new(text).ok();
        let resource = Resource {
            study: about.trial.and_then(|trial| StudyName::new(&trial.to_string()).ok()),
            author: about.author.as_ref().and_then(opaque),
            owner: about.owner.as_ref().and_then(opaque),
            ..Resource::default()
        };
        let mut request = Request::new(person, action, Zone::Research)
            .project(asker.project.clone())
            .purpose(asker.purpose.unwrap_or_else(|| usual_purpose(action)))
            .resource(resource);
        request.rows = about.rows;
        request.justified = about.justified;
        Ok(request)
    }

    /// A refusal, which is in the log before it is told.
    fn refused(&self, asker: &Asker, about: &About, refusal: &Refusal) -> Problem {
        let has = |id: &str| refusal.policies.iter().any(|policy| policy == id);
        let reason = match () {
            () if has("floor-study-assignment") => Some(Reason::NotAssigned),
            () if has("floor-step-up") => Some(Reason::StepUpNeeded),
            () if has("floor-purpose") => Some(Reason::NoPurpose),
            () => None,
        };
        let entered = self.entry_of(asker, Logged::PolicyRefused, about).and_then(|entry| {
            let policies: Vec<&str> = refusal.policies.iter().map(String::as_str).collect();
            let entry = entry.decided_by(&refusal.version, &policies);
            let entry = entry.decision(almoner_audit::Decision::Deny).outcome(Outcome::Failure);
            let entry = reason.map_or(entry.clone(), |reason| entry.reason(reason));
            self.room.log.append(&entry).map_err(|error| Problem::from(Error::from(error)))
        });
        if let Err(problem) = entered {
            return problem;
        }
        let only_step_up = refusal.policies.len() == 1 && reason == Some(Reason::StepUpNeeded);
        let (code, title) = match reason {
            Some(Reason::StepUpNeeded) if only_step_up => ("step-up-needed", "prove again who you are, with two factors"),
            Some(Reason::NotAssigned) => ("not-assigned", "you are not assigned to this study"),
            _ => ("policy-refused", "the policies do not allow this"),
        };
        Problem::new(StatusCode::FORBIDDEN, code, title)
            .with("action", refusal.action.name())
            .with("policies", refusal.policies.clone())
    }

    /// The trial with this number.
    pub(crate) fn trial(&self, nct_id: NctId) -> Result<std::sync::Arc<crate::live::CurrentTrial>, Problem> {
        self.live.trial(nct_id).ok_or_else(Problem::not_found)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NoSuchTrial(_) | Error::Id(_) => Self::not_found(),
            Error::Refused(_) | Error::Permit => {
                Self::new(StatusCode::FORBIDDEN, "policy-refused", "the policies do not allow this")
            }
            Error::OwnVersion => {
                Self::new(StatusCode::FORBIDDEN, "own-version", "the author of a trial version can not approve it")
            }
            Error::Store(almoner_store::Error::Full) => {
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "disk-full", "the disk is full; nothing was changed")
            }
            Error::Duty(error) => {
                let (code, exit) = error.code();
                match exit {
                    2 => Self::unusable(code, error.to_string()),
                    3 => Self::new(StatusCode::FORBIDDEN, code, error.to_string()),
                    _ => Self::internal(),
                }
            }
            _ => Self::internal(),
        }
    }
}

/// A trial's number from a path.
pub(crate) fn nct(text: &str) -> Result<NctId, Problem> {
    NctId::parse(text).map_err(|_| Problem::not_found())
}

/// A study id from a path.
pub(crate) fn study(text: &str) -> Result<StudyId, Problem> {
    StudyId::parse(text).map_err(|_| Problem::not_found())
}

/// Runs a handler's work off the asynchronous threads.
pub(crate) async fn run<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<http::Json<T>, Problem> {
    http::blocking(work).await.map(http::Json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_budget_counts_different_questions_alone() {
        const DAY: i64 = 86_400_000;
        let limits = Limits::default();
        let person = PersonId::parse(&"a".repeat(32)).unwrap();
        let ask = |question: &[u8], at| limits.distinct(person, "what-if", 2, question, Timestamp(at)).is_ok();
        assert!(ask(b"one", 0) && ask(b"two", 1) && ask(b"one", 2), "what was asked before costs nothing");
        assert!(!ask(b"three", 3));
        assert!(ask(b"three", DAY), "another day has a budget of its own");
    }
}
