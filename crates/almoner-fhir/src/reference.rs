//! The forms that a FHIR reference takes (FHIR R4, references, 2.3.0), told apart without looking anything up.
//!
//! No address is ever fetched. Whether a target exists is for the vault to say, which sees all resources.

use std::borrow::Cow;

use crate::model::Reference;
use crate::tolerant::Text;

/// What a reference points to.
#[derive(Clone, PartialEq, Eq)]
pub enum Target<'a> {
    /// `Patient/123`, with or without `/_history/2`; on the server that sent the data.
    Relative {
        /// The resource type.
        kind: Text<'a>,
        /// The resource's id.
        id: Text<'a>,
    },
    /// `https://host/fhir/Patient/123`.
    Absolute {
        /// The server's address, without the last slash.
        base: Text<'a>,
        /// The resource type.
        kind: Text<'a>,
        /// The resource's id.
        id: Text<'a>,
    },
    /// `urn:uuid:...` or `urn:oid:...`: the entry of the same Bundle whose `fullUrl` is this.
    Urn(Text<'a>),
    /// `#p1`: a resource contained in this one, without the `#`. Empty for the containing resource itself.
    Contained(Text<'a>),
    /// `Practitioner?identifier=http://system|value`: resolved by search.
    Conditional {
        /// The resource type.
        kind: Text<'a>,
        /// The identifier's system, where given.
        system: Option<Text<'a>>,
        /// The identifier's value.
        value: Text<'a>,
    },
    /// No `reference`, but an `identifier`.
    Identifier {
        /// The resource type, where given.
        kind: Option<Text<'a>>,
        /// The identifier's system, where given.
        system: Option<Text<'a>>,
        /// The identifier's value.
        value: Text<'a>,
    },
    /// Only a text for people to read, or nothing.
    Unresolvable,
    /// A `reference` in none of these forms.
    Unreadable,
}

impl<'a> Target<'a> {
    /// Reads the text of `Reference.reference`.
    #[must_use]
    pub fn parse(text: &Text<'a>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::parse_str(text),
            Cow::Owned(text) => Target::parse_str(text).into_owned(),
        }
    }

    fn parse_str(text: &'a str) -> Self {
        if text.starts_with("urn:uuid:") || text.starts_with("urn:oid:") {
            return Self::Urn(Cow::Borrowed(text));
        }
        if let Some(id) = text.strip_prefix('#') {
            return Self::Contained(Cow::Borrowed(id));
        }
        if let Some((kind, query)) = text.split_once('?') {
            return conditional(kind.rsplit('/').next().unwrap_or(kind), query).unwrap_or(Self::Unreadable);
        }
        let text = text.split_once("/_history/").map_or(text, |(before, _)| before);
        let Some((before, id)) = text.rsplit_once('/') else { return Self::Unreadable };
        let (base, kind) = before.rsplit_once('/').map_or((None, before), |(base, kind)| (Some(base), kind));
        if id.is_empty() || !is_type_name(kind) {
            return Self::Unreadable;
        }
        let (kind, id) = (Cow::Borrowed(kind), Cow::Borrowed(id));
        match base {
            None | Some("") => Self::Relative { kind, id },
            Some(base) if base.contains("://") => Self::Absolute { base: Cow::Borrowed(base), kind, id },
            Some(_) => Self::Unreadable,
        }
    }

    /// The resource type that the reference names.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        match self {
            Self::Relative { kind, .. } | Self::Absolute { kind, .. } | Self::Conditional { kind, .. } => Some(kind),
            Self::Identifier { kind, .. } => kind.as_deref(),
            Self::Urn(_) | Self::Contained(_) | Self::Unresolvable | Self::Unreadable => None,
        }
    }

    /// The same target without borrowing from the input.
    #[must_use]
    pub fn into_owned(self) -> Target<'static> {
        let own = |text: Text<'_>| -> Text<'static> { Cow::Owned(text.into_owned()) };
        match self {
            Self::Relative { kind, id } => Target::Relative { kind: own(kind), id: own(id) },
            Self::Absolute { base, kind, id } => Target::Absolute { base: own(base), kind: own(kind), id: own(id) },
            Self::Urn(urn) => Target::Urn(own(urn)),
            Self::Contained(id) => Target::Contained(own(id)),
            Self::Conditional { kind, system, value } => {
                Target::Conditional { kind: own(kind), system: system.map(own), value: own(value) }
            }
            Self::Identifier { kind, system, value } => {
                Target::Identifier { kind: kind.map(own), system: system.map(own), value: own(value) }
            }
            Self::Unresolvable => Target::Unresolvable,
            Self::Unreadable => Target::Unreadable,
        }
    }
}

impl<'a> Reference<'a> {
    /// What this reference points to.
    #[must_use]
    pub fn target(&self) -> Target<'a> {
        if let Some(text) = self.reference.as_ref().filter(|text| !text.is_empty()) {
            return Target::parse(text);
        }
        let Some(identifier) = self.identifier.as_deref() else { return Target::Unresolvable };
        match &identifier.value {
            Some(value) if !value.is_empty() => {
                Target::Identifier { kind: self.kind.clone(), system: identifier.system.clone(), value: value.clone() }
            }
            _ => Target::Unresolvable,
        }
    }
}

fn conditional<'a>(kind: &'a str, query: &'a str) -> Option<Target<'a>> {
    let token = query.split('&').find_map(|pair| pair.strip_prefix("identifier="))?;
    let token = percent_decoded(token)?;
    let cut = |from: usize, to: usize| -> Text<'a> {
        match &token {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(from..to).unwrap_or_default()),
            Cow::Owned(text) => Cow::Owned(text.get(from..to).unwrap_or_default().to_owned()),
        }
    };
    let bar = token.find('|');
    let value = cut(bar.map_or(0, |bar| bar + 1), token.len());
    let system = bar.map(|bar| cut(0, bar)).filter(|system| !system.is_empty());
    (is_type_name(kind) && !value.is_empty()).then_some(Target::Conditional { kind: Cow::Borrowed(kind), system, value })
}

/// Undoes `%7C` and its like; `None` where what results is not UTF-8.
fn percent_decoded(text: &str) -> Option<Text<'_>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let Some((&first, rest)) = bytes.split_first() {
        let pair = rest.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()).filter(|_| first == b'%');
        if let Some(byte) = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            out.push(byte);
            bytes = rest.get(2..).unwrap_or_default();
        } else {
            out.push(first);
            bytes = rest;
        }
    }
    String::from_utf8(out).ok().map(Cow::Owned)
}

fn is_type_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase()) && text.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests;
