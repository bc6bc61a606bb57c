//! FHIR R4 reader: tolerant, nothing lost.
//!
//! [`read_input`] takes a stream (NDJSON, a Bundle, one resource; plain, gzip or zstd) and hands out every resource with its
//! raw bytes, or the bytes that are no resource with the reason. [`parse`] makes a resource's raw bytes a typed structure that
//! borrows from them. A dirty record is data: what cannot be used is absent and has an issue with a stable code ([`codes`]),
//! an element path and a line, never content.
//!
//! This crate opens no file and fetches no address. `serde_json` is its only parser: two that disagree on duplicate keys would
//! be a way around de-identification. XML is refused without being interpreted.

mod attachment;
mod identity;
mod kinds;
mod model;
mod read;
mod reference;
mod resource;
mod screen;
mod tolerant;

pub mod codes;

pub use attachment::{attachment_text, narrative_text, rtf_text};
pub use identity::{IdentityCategory, IdentityOwner, KnownIdentifier, identity};
pub use model::*;
pub use read::{
    Compression, Deletion, ExportKind, ExportRecord, InputReport, Item, Limits, Quarantined, RawResource, Subject,
    read_input,
};
pub use reference::Target;
pub use resource::{Resource, parse};
pub use tolerant::{DateTime, Decimal, Text};
