//! Who is enrolled in which trial, as the decisions of the research desk tell, and which criteria of other trials that decides.

use std::collections::{BTreeMap, BTreeSet};

use almoner_base::{NctId, ProjectId, StudyId};
use almoner_match::{Screen, Supplied, Supplier, Trial, decided_by_enrolment};
use almoner_trials::TrialRecord;

use crate::api::decisions::{Bin, Book};
use crate::live::SuppliedRow;

/// The trials of a project in which somebody is enrolled.
pub(crate) struct Enrolments(BTreeMap<NctId, BTreeSet<StudyId>>);

impl Enrolments {
    /// Reads the decisions. Criteria ask of trials of drugs and devices, so those of anything else are left out; and nobody is noted to
    /// have left a trial at its end, so those that the register tells to have ended are, too.
    pub(crate) fn of(book: &Book, project: &ProjectId, record: impl Fn(NctId) -> Option<TrialRecord>) -> Self {
        let tries_a_product = |nct_id: &NctId| {
            record(*nct_id)
                .is_some_and(|record| goes_on(&record) && record.interventions.iter().any(|one| is_a_product(&one.kind)))
        };
        let members = |nct_id| (nct_id, book.members(project, nct_id, Bin::Enrolled).collect::<BTreeSet<_>>());
        let enrolled = book.trials(project).into_iter().map(members).filter(|(_, members)| !members.is_empty());
        Self(enrolled.filter(|(nct_id, _)| tries_a_product(nct_id)).collect())
    }

    /// What they decide of a trial: of everybody who is enrolled in another one.
    pub(crate) fn answers(&self, screen: &Screen, trial: &Trial) -> Vec<SuppliedRow> {
        let others = self.0.iter().filter(|(nct_id, _)| **nct_id != trial.nct_id);
        let elsewhere: BTreeSet<StudyId> = others.flat_map(|(_, members)| members).copied().collect();
        let decided = decided_by_enrolment(screen, &trial.criteria, &elsewhere).into_iter();
        decided
            .map(|(study_id, criterion, verdict)| (study_id, criterion, Supplied { verdict, by: Supplier::Enrolment }))
            .collect()
    }
}

/// Whether an intervention is a drug or a device, by its type in the register.
fn is_a_product(kind: &str) -> bool {
    matches!(letters(kind).as_str(), "drug" | "biological" | "device" | "combinationproduct")
}

/// Whether people may take part in a trial, by its status in the register; one of unknown status may go on.
fn goes_on(record: &TrialRecord) -> bool {
    let status = letters(record.overall_status.as_deref().unwrap_or_default());
    !matches!(
        status.as_str(),
        "completed" | "terminated" | "withdrawn" | "suspended" | "nolongeravailable" | "approvedformarketing"
    )
}

fn letters(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}
