//! Trial records, and eligibility text turned into expressions.
//!
//! Pure: readers take bytes, parsers take text. Nothing here decides anything about a patient (that is
//! `almoner-eligibility`), and nothing of a text is dropped: what the grammar does not understand stays in the tree as
//! `Opaque`, with its place in the text.
#![warn(missing_docs)]

mod grammar;
mod import;
pub mod interchange;
mod json;
mod language;
mod lex;
mod normal;
mod parse;
mod record;
mod split;

pub use import::{Report, codes, read_trials};
pub use json::{CriterionLine, TrialLine, to_json};
pub use parse::{Coverage, Parsed, Parser, Summary, coverage_of, parse_eligibility, parse_trial, parser_version};
pub use record::{AgeLimit, Edit, EnrolledSex, Intervention, TrialRecord};
pub use split::{Piece, PieceKind, split};
