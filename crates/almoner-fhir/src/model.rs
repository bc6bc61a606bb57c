//! The typed resources: FHIR R4's structures as far as screening and de-identification read them.
//!
//! Every type borrows from the raw JSON. None can be printed: they hold identified data. Field names are FHIR's element names
//! in snake case; `type` is `kind`, `class` and `use` keep a trailing underscore where Rust reserves the word. What a
//! structure leaves out stays in the raw bytes, which the vault keeps.

mod administrative;
mod clinical;
mod datatypes;
mod documents;
mod medications;

pub use administrative::*;
pub use clinical::*;
pub use datatypes::*;
pub use documents::*;
pub use medications::*;

/// Declares resource types: structures with the elements that every resource has.
macro_rules! resources {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $ty:ty = $key:literal,)* } ignore [$($ignored:literal)*])*) => {
        $crate::tolerant::elements! {
            $($(#[$doc])* $name {
                resource_type: Option<Text<'a>> = "resourceType",
                id: Option<Text<'a>> = "id",
                meta: Option<$crate::model::Meta<'a>> = "meta",
                text: Option<$crate::model::Narrative<'a>> = "text",
                contained: Vec<$crate::model::Contained<'a>> = "contained",
                extension: Vec<$crate::model::Extension<'a>> = "extension",
                language: Option<Text<'a>> = "language",
                $($field: $ty = $key,)*
            } ignore ["implicitRules" "modifierExtension" $($ignored)*])*
        }
    };
}
pub(crate) use resources;
