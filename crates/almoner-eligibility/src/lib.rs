//! The eligibility expression: what a criterion asks, as a tree that is evaluated in strong Kleene logic.
//!
//! Pure. Knows nothing of text (that is `almoner-trials`) nor of many patients at once (that is `almoner-match`). One
//! evaluator serves two callers: the research zone without `now`, and the recency desk in the PHI zone with it.

mod absence;
mod atom;
mod evaluate;
mod expr;
mod flips;
mod index;
mod time;
mod value;

pub use absence::{AbsencePolicy, AbsenceRule, AtomKind};
pub use atom::concepts_of;
pub use evaluate::{Assumption, Decision, Effect, Explanation, Finding, Missing, decide_criterion, evaluate, explain};
pub use expr::{Atom, Bound, Criterion, Expr, Method, Node, Section, SexClass, Subject, TextSpan, ValueTest, When, Window};
pub use flips::{Flip, LIMIT as FLIP_LIMIT, flips, flips_to_eligible};
pub use index::{FactIndex, FactKey, PatientView, fact_keys};
