//! The recency desk: decides what depends on today, for approved trial versions, under policies that let it answer.
//!
//! It is asked by (project, study id, approved trial version, criterion), never by a day or a window. It runs the same pure
//! extractor and evaluator as the research zone, with `now` set to the release's `as_of`, and remembers its answers, so that
//! asking again tells nothing more. Under `safe_harbor` its answers would be date elements, and it gives none.

use std::collections::{HashMap, HashSet};

use almoner_audit::{Action, Count, Entry, ResourceKind, Role};
use almoner_base::{Day, NctId, Verdict};
use almoner_chart::{Approval, ApprovedTrial, DeskAnswer, DeskOutcome, DeskQuestion, ToPhi, ToResearch};
use almoner_eligibility::{AbsencePolicy, Criterion, FactIndex, PatientView, evaluate};
use almoner_facts::{ChartDraft, Fact};
use almoner_nlp::NoteContext;
use almoner_policy::Principal;
use almoner_terms::Terms;
use almoner_trials::{Parser, TrialRecord};
use almoner_vault::{PatientId, Release, State};
use serde::Serialize;

use crate::release::Hospital;
use crate::{Error, Room};

/// Persons whose facts are kept at hand while questions come.
const AT_HAND: usize = 2000;

/// What a session of the desk did.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct DeskSummary {
    /// Questions.
    pub asked: u64,
    /// Of these, decided.
    pub decided: u64,
    /// Refused by policy or for want of an approval.
    pub refused: u64,
}

/// What the desk holds while a session lasts.
#[derive(Default)]
pub(crate) struct Session {
    trials: HashMap<(NctId, String), Vec<Criterion>>,
    people: HashMap<PatientId, Option<Prepared>>,
    /// Who has a chart on the far side, by project and release.
    delivered: HashMap<(String, u32), HashSet<PatientId>>,
    hospital: Option<Hospital>,
}

impl Session {
    pub(crate) fn learn(&mut self, nct_id: NctId, version: &str, criteria: Vec<Criterion>) {
        self.trials.insert((nct_id, version.to_owned()), criteria);
    }

    /// Forgets what was read of people and who has a chart; trials stay.
    pub(crate) fn forget_people(&mut self) {
        self.people.clear();
        self.delivered.clear();
    }
}

pub(crate) struct Prepared {
    pub(crate) draft: ChartDraft,
    pub(crate) facts: Vec<Fact>,
    pub(crate) now: Day,
}

impl Prepared {
    /// A draft with the facts of its notes.
    pub(crate) fn of(draft: ChartDraft, terms: &Terms, now: Day) -> Self {
        let mut facts = draft.facts.clone();
        for (ordinal, note) in (0..).zip(&draft.notes) {
            facts.extend(almoner_nlp::extract(terms, &note.text, &NoteContext { ordinal, day: note.day }));
        }
        Self { draft, facts, now }
    }
}

impl Room {
    pub(crate) fn answer_desk(&mut self) -> Result<DeskSummary, Error> {
        let mut session = Session::default();
        let mut summary = DeskSummary::default();
        loop {
            match self.airlock.receive()? {
                ToPhi::Trial(trial) => self.learn_trial(&trial, &mut session)?,
                ToPhi::Ask(questions) => {
                    let answers = self.answer(questions, &mut session, &mut summary)?;
                    self.airlock.send(&ToResearch::Desk(answers))?;
                }
                ToPhi::Done => return Ok(summary),
                _ => return Err(Error::Protocol),
            }
        }
    }

    /// The criteria of a trial version, if its approval holds: signed by the registered approver, over this very record, by
    /// somebody who is not its author.
    pub(crate) fn approved_criteria(&self, trial: &ApprovedTrial) -> Option<Vec<Criterion>> {
        let approval = &trial.approval;
        let digest = almoner_crypto::sha256(trial.record.as_bytes());
        let signed = Approval::signed_bytes(&digest, trial.nct_id, &trial.version, &approval.author, &approval.approver);
        self.approvers.iter().find(|key| key.verify(&signed, &approval.signature).is_ok())?;
        let record: TrialRecord = serde_json::from_str(&trial.record).ok()?;
        let same = record.version() == trial.version && record.nct_id == trial.nct_id;
        (same && approval.author != approval.approver).then(|| Parser::new(self.terms).parse_trial(&record).criteria)
    }

    pub(crate) fn answer(
        &mut self,
        questions: Vec<DeskQuestion>,
        session: &mut Session,
        summary: &mut DeskSummary,
    ) -> Result<Vec<DeskAnswer>, Error> {
        let mut answers = Vec::with_capacity(questions.len());
        let mut entries = Vec::with_capacity(questions.len());
        for question in questions {
            let outcome = self.outcome(&question, session)?;
            summary.asked += 1;
            summary.decided += u64::from(matches!(outcome, DeskOutcome::Met | DeskOutcome::NotMet));
            summary.refused += u64::from(matches!(outcome, DeskOutcome::PolicyRefuses | DeskOutcome::NotApproved));
            let mut entry = Entry::by_service(Role::Phi, Action::DeskAnswered)
                .trial(question.nct_id)
                .project(self.opaque_project(&question.project))
                .version(almoner_audit::Version::Trial, &question.version)
                .count(Count::Criterion, u64::from(question.criterion))
                .count(Count::DeskOutcome, outcome_code(outcome));
            if let Some(patient) = self.vault.patient_of(&question.project, question.study_id)? {
                entry = entry.resource(ResourceKind::Patient, self.vault.opaque_patient(patient));
            }
            entries.push(entry);
            answers.push(DeskAnswer { question, outcome });
        }
        // In the log before any answer leaves.
        self.vault.log().append_batch(&entries)?;
        Ok(answers)
    }

    fn outcome(&mut self, question: &DeskQuestion, session: &mut Session) -> Result<DeskOutcome, Error> {
        self.permit(Principal::Phi, almoner_policy::Action::AnswerDesk, Some(&question.project))?;
        let Some(release) = self.vault.newest_release(&question.project)?.filter(|release| release.complete) else {
            return Ok(DeskOutcome::NoSuchPerson);
        };
        if release.policy != "expert_determination" {
            return Ok(DeskOutcome::PolicyRefuses);
        }
        let Some(criterion) = session
            .trials
            .get(&(question.nct_id, question.version.clone()))
            .and_then(|criteria| criteria.iter().find(|criterion| criterion.id == question.criterion))
            .cloned()
        else {
            return Ok(DeskOutcome::NotApproved);
        };
        let Some(patient) = self.vault.patient_of(&question.project, question.study_id)? else {
            return Ok(DeskOutcome::NoSuchPerson);
        };
        if self.vault.state(patient)? != State::Active {
            return Ok(DeskOutcome::NoSuchPerson);
        }
        // Of a chart that was withdrawn, or never made, nothing is told.
        let project = (question.project.as_str().to_owned(), release.number);
        if !session.delivered.contains_key(&project) {
            let delivered = self.vault.delivered(&question.project, release.number)?;
            session.delivered.insert(project.clone(), delivered.into_iter().collect());
        }
        if !session.delivered.get(&project).is_some_and(|delivered| delivered.contains(&patient)) {
            return Ok(DeskOutcome::NoSuchPerson);
        }
        let trial = question.nct_id.to_string();
        let key = (question.study_id, trial.as_str(), question.version.as_str(), question.criterion);
        if let Some(outcome) = self.vault.desk_answer(&question.project, release.number, key)? {
            return Ok(outcome_of(outcome));
        }
        let outcome = match self.prepared(question, &release, patient, session)? {
            Some(prepared) => decide(prepared, &criterion, self.terms),
            None => DeskOutcome::NoSuchPerson,
        };
        self.vault.remember_desk_answer(&question.project, release.number, key, number_of(outcome))?;
        Ok(outcome)
    }

    fn prepared<'s>(
        &mut self,
        question: &DeskQuestion,
        release: &Release,
        patient: PatientId,
        session: &'s mut Session,
    ) -> Result<Option<&'s Prepared>, Error> {
        if session.people.len() >= AT_HAND {
            session.people.clear();
        }
        if !session.people.contains_key(&patient) {
            let permit = self.permit(Principal::Phi, almoner_policy::Action::ReadVault, None)?;
            let hospital = match session.hospital.take() {
                Some(hospital) => hospital,
                None => {
                    let rests_on = self.vault.rests_on(&question.project, release.number)?;
                    self.hospital(&permit, rests_on)?
                }
            };
            let policy = crate::release::policy_named(&release.policy)?;
            let member = self.vault.member(&permit, &question.project, patient)?;
            let mut prepared = None;
            for records in self.vault.read(&permit, &[patient])? {
                let drafted = self.draft(
                    &permit,
                    &hospital,
                    (&question.project, &policy),
                    release.as_of,
                    (patient, member.timeline, Some(&member.surrogates)),
                    &records,
                )?;
                let now = member.timeline.day(release.as_of);
                prepared = drafted.ok().map(|released| Prepared::of(released.draft, self.terms, now));
            }
            session.hospital = Some(hospital);
            session.people.insert(patient, prepared);
        }
        Ok(session.people.get(&patient).and_then(Option::as_ref))
    }
}

fn decide(prepared: &Prepared, criterion: &Criterion, terms: &almoner_terms::Terms) -> DeskOutcome {
    let index = FactIndex::new(&prepared.facts);
    let notes: Vec<_> = prepared.draft.notes.iter().map(|note| note.kind).collect();
    let view = PatientView {
        demographics: &prepared.draft.demographics,
        facts: &index,
        coverage: &prepared.draft.coverage,
        notes: &notes,
    };
    let finding = evaluate(&criterion.expr, &view, terms, &AbsencePolicy::closed_if_covered(), Some(prepared.now));
    match finding.verdict {
        Verdict::Met => DeskOutcome::Met,
        Verdict::NotMet => DeskOutcome::NotMet,
        Verdict::Unknown(_) => DeskOutcome::Unknown,
    }
}

/// The code of an outcome in the log.
fn outcome_code(outcome: DeskOutcome) -> u64 {
    match outcome {
        DeskOutcome::Met => 0,
        DeskOutcome::NotMet => 1,
        DeskOutcome::Unknown => 2,
        DeskOutcome::PolicyRefuses => 3,
        DeskOutcome::NotApproved => 4,
        DeskOutcome::NoSuchPerson => 5,
    }
}

fn number_of(outcome: DeskOutcome) -> i32 {
    match outcome {
        DeskOutcome::Met => 0,
        DeskOutcome::NotMet => 1,
        _ => 2,
    }
}

fn outcome_of(number: i32) -> DeskOutcome {
    match number {
        0 => DeskOutcome::Met,
        1 => DeskOutcome::NotMet,
        _ => DeskOutcome::Unknown,
    }
}
