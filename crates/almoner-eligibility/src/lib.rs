//! The eligibility expression: what a criterion asks, as a tree that is evaluated in strong Kleene logic.
//!
//! Pure. Knows nothing of text (that is `almoner-trials`) nor of many patients at once (that is `almoner-match`). One
//! evaluator serves two callers: the research zone without `now`, and the recency desk in the PHI zone with it.

mod expr;

pub use expr::{Atom, Bound, Criterion, Expr, Method, Node, Section, SexClass, Subject, TextSpan, ValueTest, When, Window};
