//! The eligibility expression: what a criterion asks, as a tree that is evaluated in strong Kleene logic.
//!
//! Pure. Knows nothing of text (that is `almoner-trials`) nor of many patients at once (that is `almoner-match`). One
//! evaluator serves two callers: the research zone without `now`, and the recency desk in the PHI zone with it.

mod absence;
mod atom;
mod check;
mod evaluate;
mod expr;
mod flips;
mod index;
mod manner;
mod stage;
#[cfg(test)]
mod testing;
pub mod text;
mod time;
mod value;

pub use absence::{AbsencePolicy, AbsenceRule, AtomKind};
pub use atom::{PlainQuestion, PlainWhen, Question, Weight, denies, grows_old, weight_of};
pub use check::{Flaw, FlawKind, check};
pub use evaluate::{
    Assumption, Decision, Effect, Explanation, Finding, Missing, Sense, decide_criterion, evaluate, evaluate_leaves, explain,
};
pub use expr::{
    Anchor, Aspect, Atom, Bound, Criterion, DoseTest, EventWindow, Expr, HalfLives, Manner, Method, Milestone, Node, Order,
    Section, SexClass, Subject, TextSpan, Thing, ValueTest, Values, When, Window,
};
pub use flips::{Flip, LIMIT as FLIP_LIMIT, flips, flips_to_eligible};
pub use index::{FactIndex, FactKey, PatientView, fact_keys};
pub use text::print as to_text;

/// The content hash of the rules of evaluation: kept beside every verdict that they made.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    VERSION.get_or_init(|| {
        almoner_base::content_version(&[
            include_bytes!("absence.rs"),
            include_bytes!("atom.rs"),
            include_bytes!("evaluate.rs"),
            include_bytes!("expr.rs"),
            include_bytes!("index.rs"),
            include_bytes!("manner.rs"),
            include_bytes!("stage.rs"),
            include_bytes!("time.rs"),
            include_bytes!("value.rs"),
        ])
    })
}
