//! A cohort's answers are exactly those of the one-patient evaluator, and its lists say what they should.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics fails, as it should")]

mod candidates;
mod exactness;
mod made;
mod note;
mod questions;
mod ranking;
mod roster;
mod supplied;
