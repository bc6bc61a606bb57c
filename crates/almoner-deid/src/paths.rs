//! The allow-list over FHIR paths: a resource goes in, and only what `policies/deid/paths.tsv` lets pass comes out.
//!
//! `policies/deid/elements.tsv` holds FHIR R4's element definitions as data; every leaf path that follows from them has exactly
//! one [`Action`]. Facts and notes are built from what comes out, so that an element nobody thought of cannot reach a chart.
//! Whatever is left behind is counted; its name and content are not kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::policy::{ELEMENTS, PATHS};

mod tree;

pub(crate) use tree::Action;
use tree::Node;

/// The rules, by resource type.
pub(crate) struct Paths {
    types: HashMap<&'static str, Node>,
}

/// How many values or elements of a record met which rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Done {
    /// Codes, values and units.
    pub kept: u32,
    /// Ages and areas.
    pub generalized: u32,
    /// Dates.
    pub relative_days: u32,
    /// Texts.
    pub texts: u32,
    /// Read inside and not shown.
    pub looked_up: u32,
    /// Left behind by a rule.
    pub dropped: u32,
    /// Elements that FHIR R4 does not have there.
    pub unknown: u32,
    /// Extensions, of elements and of values.
    pub extensions: u32,
}

/// The part of a resource that may be read, and what was done to it.
#[derive(Default)]
pub(crate) struct Projected {
    pub json: String,
    /// Prose of elements for the text engine, in the order of the resource.
    pub prose: Vec<String>,
    pub done: Done,
}

impl Paths {
    pub fn builtin() -> &'static Self {
        static PATHS_TABLE: OnceLock<Paths> = OnceLock::new();
        PATHS_TABLE.get_or_init(|| Self { types: tree::of_tables(ELEMENTS, PATHS) })
    }

    /// The part of a resource of this type that may be read. `None` if nothing of the type may, or the bytes are not a JSON
    /// object.
    pub fn project(&self, kind: &str, raw: &[u8]) -> Option<Projected> {
        let node = self.types.get(kind)?;
        let text = std::str::from_utf8(raw).ok()?.trim_start_matches('\u{feff}');
        let mut out = Projected { json: String::with_capacity(text.len() / 2), ..Projected::default() };
        self.write(node, text.trim(), &mut out).then_some(out)
    }

    /// Writes what may be read of one JSON value; false if nothing of it may.
    fn write(&self, node: &Node, raw: &str, out: &mut Projected) -> bool {
        match raw.as_bytes().first() {
            Some(b'{') if node.children.is_empty() => {
                out.done.unknown += 1;
                false
            }
            Some(b'{') => {
                let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(raw) else { return false };
                out.json.push('{');
                let mut first = true;
                for (name, value) in members {
                    let before = out.json.len();
                    let Some(child) = node.get(&name) else {
                        let is_extension = name.starts_with('_') || name == "extension" || name == "modifierExtension";
                        *(if is_extension { &mut out.done.extensions } else { &mut out.done.unknown }) += 1;
                        continue;
                    };
                    if child.action == Some(Action::Drop) {
                        let is_extension = name == "extension" || name == "modifierExtension";
                        *(if is_extension { &mut out.done.extensions } else { &mut out.done.dropped }) += 1;
                        continue;
                    }
                    out.json.push_str(if first { "\"" } else { ",\"" });
                    out.json.push_str(&name);
                    out.json.push_str("\":");
                    let written = if name == "contained" {
                        self.write_contained(value.get(), out)
                    } else {
                        self.write(child, value.get(), out)
                    };
                    if written {
                        first = false;
                    } else {
                        out.json.truncate(before);
                    }
                }
                out.json.push('}');
                !first
            }
            Some(b'[') => {
                let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(raw) else { return false };
                out.json.push('[');
                let mut first = true;
                for item in items {
                    let before = out.json.len();
                    if !first {
                        out.json.push(',');
                    }
                    if self.write(node, item.get(), out) {
                        first = false;
                    } else {
                        out.json.truncate(before);
                    }
                }
                out.json.push(']');
                !first
            }
            Some(b'n') => false,
            Some(_) => match node.action {
                Some(action) => out.leaf(action, node.is_prose, raw),
                None => {
                    out.done.unknown += 1;
                    false
                }
            },
            None => false,
        }
    }

    /// Contained resources: medications alone, by their own paths.
    fn write_contained(&self, raw: &str, out: &mut Projected) -> bool {
        let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(raw) else { return false };
        out.json.push('[');
        let mut first = true;
        for item in items {
            let node =
                kind_of(item.get()).filter(|kind| kind == "Medication").and_then(|kind| self.types.get(kind.as_str()));
            let before = out.json.len();
            if !first {
                out.json.push(',');
            }
            if node.is_some_and(|node| self.write(node, item.get(), out)) {
                first = false;
            } else {
                out.json.truncate(before);
                out.done.dropped += 1;
            }
        }
        out.json.push(']');
        !first
    }
}

impl Projected {
    /// One primitive value; false if it stays behind.
    fn leaf(&mut self, action: Action, is_prose: bool, raw: &str) -> bool {
        let done = &mut self.done;
        *(match action {
            Action::Keep => &mut done.kept,
            Action::Generalize => &mut done.generalized,
            Action::RelativeDay => &mut done.relative_days,
            Action::TextEngine => &mut done.texts,
            Action::LookUp | Action::Gate => &mut done.looked_up,
            Action::Drop => &mut done.dropped,
        }) += 1;
        if action == Action::TextEngine
            && is_prose
            && let Ok(text) = serde_json::from_str::<String>(raw)
        {
            self.prose.push(text);
        }
        if action != Action::Drop {
            self.json.push_str(raw);
        }
        action != Action::Drop
    }
}

impl Done {
    pub fn add(&mut self, other: Self) {
        self.kept += other.kept;
        self.generalized += other.generalized;
        self.relative_days += other.relative_days;
        self.texts += other.texts;
        self.looked_up += other.looked_up;
        self.dropped += other.dropped;
        self.unknown += other.unknown;
        self.extensions += other.extensions;
    }
}

/// Every leaf path of the resource types that are read, with its rule; for the privacy officer and for tests.
#[must_use]
pub fn path_rules() -> Vec<(String, &'static str)> {
    let leaves = tree::leaves(ELEMENTS, PATHS);
    leaves.into_iter().map(|(path, action)| (path, action.map_or("none", Action::name))).collect()
}

fn kind_of(raw: &str) -> Option<String> {
    let Members(members) = serde_json::from_str(raw).ok()?;
    let (_, value) = members.into_iter().find(|(name, _)| name == "resourceType")?;
    serde_json::from_str(value.get()).ok()
}
/// The members of a JSON object, values unread.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Name(name)) = map.next_key::<Name<'de>>()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

struct Name<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests;
