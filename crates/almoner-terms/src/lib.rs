//! Clinical concepts: codes, synonyms, hierarchy and unit conversion.
//!
//! One vocabulary for records, notes and trials. [`Terms::builtin`] is compiled from the tables in `terms/`, so that it is
//! the same in every process and has one [version](Terms::version). [`athena`] reads an operator's own vocabularies, and
//! [`Terms::extended`] puts them beside the built-in tables.
//!
//! Pure, and careful rather than complete: a name that could mean two things is not resolved, and a value is converted only
//! where the units' dimensions, or the substance's molar mass, say that it can be. There is no guessing of units or codes.
#![warn(missing_docs)]

pub mod athena;
mod concept;
mod dictionary;
mod error;
mod spelling;
mod table;
mod terms;
mod ucum;
mod words;

pub use concept::{Concept, ConceptKind, Equivalent};
pub use dictionary::Mention;
pub use error::Error;
pub use terms::{OwnRows, Terms};
pub use words::{WordHasher, WordMap};
