//! A cohort's answers are exactly those of the one-patient evaluator, and its lists say what they should.

mod candidates;
mod exactness;
mod made;
