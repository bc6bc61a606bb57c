//! Facts and expressions to verdicts, ranking and funnels; and, for a single note, criteria to verdicts and trials to ranks.
//!
//! Research zone, pure. It knows study ids and facts, no identity, no calendar and no `now`: what depends on today is
//! `Unknown(NeedsRecency)` here, and the recency desk's to answer. It knows no HTTP and no database.
#![warn(missing_docs)]

mod candidates;
mod cohort;
mod decide;
mod findings;
mod funnel;
mod mark;
mod note;
mod questions;
mod rank;
mod ranking;
mod release;
mod report;
mod roster;
mod screen;
mod supplied;
mod tokens;
mod tri;

pub use candidates::{
    Candidate, Candidates, CriterionCounts, OpenCriterion, Status, StatusCounts, Trial, match_trial, match_trial_with,
};
pub use cohort::{Cohort, Patient, Replaced};
pub use decide::{NoteDecision, NoteReason, NoteVerdict, decide};
pub use funnel::{Funnel, FunnelRow, ToldCounts};
pub use questions::{PatientQuestion, Question, next_questions_of};
pub use rank::{RankedTrial, TrialIndex};
pub use ranking::{Change, Compared, Movement, Place, Ranking, Supposed, Wanted};
pub use release::SMALLEST_COUNT;
pub use report::{ExplainedCandidate, ExplainedCriterion, MatchReport, Versions, explain_candidate};
pub use roster::{BASELINE_BYTES, Roster, RosterSize, Standing, Standings};
pub use screen::{Answers, Screen, ScreenSize};
pub use supplied::{Supplied, SuppliedAnswers, Supplier, asks_of_participation, decided_by_enrolment};
pub use tri::{REASONS, Share, TriSet};

/// The content hash of the rules of this crate: kept beside every ranking that they made.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    VERSION.get_or_init(|| {
        almoner_base::content_version(&[
            include_bytes!("candidates.rs"),
            include_bytes!("cohort.rs"),
            include_bytes!("decide.rs"),
            include_bytes!("decide/evidence.rs"),
            include_bytes!("decide/implied.rs"),
            include_bytes!("decide/words.rs"),
            include_bytes!("findings.rs"),
            include_bytes!("../../../terms/findings.tsv"),
            include_bytes!("funnel.rs"),
            include_bytes!("mark.rs"),
            include_bytes!("note.rs"),
            include_bytes!("questions.rs"),
            include_bytes!("rank.rs"),
            include_bytes!("ranking.rs"),
            include_bytes!("release.rs"),
            include_bytes!("roster.rs"),
            include_bytes!("roster/build.rs"),
            include_bytes!("roster/program.rs"),
            include_bytes!("screen.rs"),
            include_bytes!("supplied.rs"),
            include_bytes!("tokens.rs"),
            include_bytes!("tri.rs"),
        ])
    })
}
