//! What is known of a patient, in a form that carries no identity: facts, the timeline they stand on, and the draft of a
//! chart that de-identification hands to the seal.
//!
//! Pure. A [`ChartDraft`] is only a draft: nothing here can make a chart that the research zone would accept.
#![warn(missing_docs)]

mod draft;
mod fact;
mod route;
mod timeline;

pub use draft::{AgeYears, Area, ChartDraft, Coverage, Demographics, Note, NoteKind, PolicyKind, Sex, Tally};
pub use fact::{
    Assertion, Course, Experiencer, Extractor, Fact, FactKind, Polarity, ResourceKind, Source, Temporality, Value,
};
pub use route::Route;
pub use timeline::{Span, Timeline};
