//! What a policy says beside its condition: its id, its reason and its obligations, which are Cedar annotations. An annotation
//! that is not known is an error, since a misspelt obligation would be one that nobody carries out.

use cedar_policy::{Effect, Policy};

use super::Error;
use crate::names::{FieldGroup, Set};
use crate::obligations::{Log, Obligations};

/// A policy's id, reason and obligations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub id: String,
    pub because: String,
    pub permits: bool,
    pub obligations: Obligations,
    /// The policy as written, so that a change of its condition is one.
    pub text: String,
}

impl Note {
    pub(super) fn of(policy: &Policy, file: &str) -> Result<Self, Error> {
        let mut note = Self {
            id: policy.annotation("id").ok_or_else(|| Error::Id(file.to_owned()))?.to_owned(),
            because: String::new(),
            permits: policy.effect() == Effect::Permit,
            obligations: Obligations::default(),
            text: policy.to_string(),
        };
        for (name, value) in policy.annotations() {
            let wrong = || Error::Annotation { policy: note.id.clone(), annotation: name.to_owned() };
            match name {
                "id" => {}
                "because" => note.because = value.to_owned(),
                // A policy that forbids has nobody to oblige.
                _ if !note.permits => return Err(wrong()),
                "fields" => note.obligations.fields = fields(value).ok_or_else(wrong)?,
                "rows" => note.obligations.rows = Some(value.parse().map_err(|_| wrong())?),
                "review" => note.obligations.review_hours = Some(hours(value).ok_or_else(wrong)?),
                "log" => note.obligations.log = Some(Log::from_name(value).ok_or_else(wrong)?),
                _ => return Err(wrong()),
            }
        }
        if note.because.is_empty() {
            return Err(Error::Annotation { policy: note.id, annotation: "because".to_owned() });
        }
        Ok(note)
    }
}

fn fields(list: &str) -> Option<Set<FieldGroup>> {
    list.split(',').map(|name| FieldGroup::from_name(name.trim())).collect()
}

fn hours(text: &str) -> Option<u32> {
    text.strip_suffix('h')?.parse().ok()
}
