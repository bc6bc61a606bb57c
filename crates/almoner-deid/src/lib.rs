//! De-identification: the identified record of one patient in, a [`ChartDraft`](almoner_facts::ChartDraft) and a report of
//! what was done out; and the free-text engine by itself, for `almoner deid text`.
//!
//! This crate is pure: no input or output, no clock, no randomness, no keys. It refuses rather than guesses: whatever is
//! not on an allow-list stays behind and is counted, and a draft that still holds a known identifier is withheld.
//! It follows 45 CFR 164.514(b)(2)(i)(A) to (R); docs/concepts/de-identification.md says what is not promised.
#![warn(missing_docs)]

mod category;
mod chart;
mod error;
mod evaluate;
mod geography;
mod known;
mod output;
mod paths;
mod policy;
mod text;

pub use category::Category;
pub use chart::{
    Context, DatedFact, LimitedDraft, NoLimitedDraft, RawRef, Released, Report, Withheld, deidentify, limited_data_set,
    refuses_research,
};
pub use error::Error;
pub use evaluate::{Change, Count, Evaluation, Miss, Report as EvaluationReport, evaluate};
pub use geography::{Places, area, zip3};
pub use known::Known;
pub use output::{Output, Surrogates, Writing, redact_as};
pub use paths::path_rules;
pub use policy::{
    Attestation, Choices, DataUseAgreement, LimitedDataSetPolicy, Policy, Refusal, ReleaseTerms, RiskReport, Rule,
};
pub use text::{Form, PhiSpan, Redacted, TextEngine, learn, redact};
