//! The allow-list over FHIR paths: a resource goes in, and only what `policies/deid/paths.tsv` lists comes out.
//!
//! Facts and notes are built from what comes out, so that an element nobody thought of cannot reach a chart. Whatever is
//! left behind is counted; its name and content are not kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::policy::PATHS;

/// Elements that pass with a data type.
fn elements_of(kind: &str) -> &'static [&'static str] {
    match kind {
        "CodeableConcept" => &["coding.system", "coding.code", "coding.display", "text"],
        "Coding" => &["system", "code", "display"],
        "Quantity" => &["value", "comparator", "unit", "system", "code"],
        "Period" => &["start", "end"],
        "Reference" => &["reference"],
        "Attachment" => &["contentType", "data", "url"],
        "PatientLink" => &["type"],
        "Provision" => &[
            "type",
            "purpose.code",
            "purpose.system",
            "action.coding.code",
            "provision.type",
            "provision.purpose.code",
            "provision.purpose.system",
            "provision.action.coding.code",
        ],
        _ => &[""],
    }
}

/// What becomes of one element: its children by name, or, without children, it passes as it is.
#[derive(Default)]
struct Node {
    children: Vec<(&'static str, Node)>,
    leaf: bool,
}

impl Node {
    fn add(&mut self, path: &'static str) {
        let Some((first, rest)) = path.split_once('.') else {
            self.child(path).leaf = true;
            return;
        };
        self.child(first).add(rest);
    }

    fn child(&mut self, name: &'static str) -> &mut Self {
        let at = match self.children.iter().position(|(known, _)| *known == name) {
            Some(at) => at,
            None => {
                self.children.push((name, Self::default()));
                self.children.len() - 1
            }
        };
        #[expect(clippy::indexing_slicing, reason = "`at` was found in the list or is its last place")]
        let (_, node) = &mut self.children[at];
        node
    }

    fn get(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|(known, _)| *known == name).map(|(_, node)| node)
    }
}

/// The listed paths, by resource type.
pub(crate) struct Paths {
    types: HashMap<&'static str, Node>,
}

impl Paths {
    pub fn builtin() -> &'static Self {
        static PATHS_TABLE: OnceLock<Paths> = OnceLock::new();
        PATHS_TABLE.get_or_init(|| Self::parse(PATHS))
    }

    fn parse(table: &'static str) -> Self {
        let rows = || table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let mut types: HashMap<&'static str, Node> = HashMap::new();
        let mut add = |kind: &'static str, path: &'static str, data_type: &str| {
            let node = types.entry(kind).or_default();
            for element in elements_of(data_type) {
                let mut target = &mut *node;
                for part in path.split('.') {
                    target = target.child(part);
                }
                if element.is_empty() { target.leaf = true } else { target.add(element) }
            }
        };
        let kinds: Vec<&'static str> = rows().filter_map(|row| row.split('.').next()).filter(|kind| *kind != "*").collect();
        for row in rows() {
            let mut columns = row.split('\t');
            let (Some(path), data_type) = (columns.next(), columns.nth(1).unwrap_or_default()) else { continue };
            let Some((kind, path)) = path.split_once('.') else { continue };
            if kind == "*" {
                kinds.iter().for_each(|kind| add(kind, path, data_type));
            } else {
                add(kind, path, data_type);
            }
        }
        Self { types }
    }

    /// The listed part of a resource of this type, as JSON, and how many elements stayed behind. `None` if the type is not
    /// listed at all, or the bytes are not a JSON object.
    pub fn project(&self, kind: &str, raw: &[u8]) -> Option<(String, u32)> {
        let node = self.types.get(kind)?;
        let text = std::str::from_utf8(raw).ok()?.trim_start_matches('\u{feff}');
        let mut out = String::with_capacity(text.len() / 2);
        let mut dropped = 0;
        self.write(node, text.trim(), &mut out, &mut dropped).then_some((out, dropped))
    }

    /// Writes the listed part of one JSON value; false if nothing of it is listed.
    fn write(&self, node: &Node, raw: &str, out: &mut String, dropped: &mut u32) -> bool {
        match raw.as_bytes().first() {
            Some(b'{') if node.children.is_empty() => false,
            Some(b'{') => {
                let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(raw) else { return false };
                out.push('{');
                let mut first = true;
                for (name, value) in members {
                    let before = out.len();
                    if let Some(child) = node.get(&name) {
                        out.push_str(if first { "\"" } else { ",\"" });
                        out.push_str(&name);
                        out.push_str("\":");
                        let contained = name == "contained" && child.leaf;
                        let written = if contained {
                            self.write_contained(value.get(), out, dropped)
                        } else {
                            self.write(child, value.get(), out, dropped)
                        };
                        if written {
                            first = false;
                            continue;
                        }
                        out.truncate(before);
                    }
                    *dropped += 1;
                }
                out.push('}');
                true
            }
            Some(b'[') => {
                let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(raw) else { return false };
                out.push('[');
                let mut first = true;
                for item in items {
                    let before = out.len();
                    if !first {
                        out.push(',');
                    }
                    if self.write(node, item.get(), out, dropped) {
                        first = false;
                    } else {
                        out.truncate(before);
                    }
                }
                out.push(']');
                true
            }
            Some(_) if node.leaf => {
                out.push_str(raw);
                true
            }
            _ => false,
        }
    }

    /// Contained resources: of the listed types, each by its own paths.
    fn write_contained(&self, raw: &str, out: &mut String, dropped: &mut u32) -> bool {
        let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(raw) else { return false };
        out.push('[');
        let mut first = true;
        for item in items {
            let projected = kind_of(item.get())
                .filter(|kind| kind == "Medication")
                .and_then(|kind| self.project(&kind, item.get().as_bytes()));
            match projected {
                Some((json, more)) => {
                    if !first {
                        out.push(',');
                    }
                    first = false;
                    out.push_str(&json);
                    *dropped += more;
                }
                None => *dropped += 1,
            }
        }
        out.push(']');
        true
    }
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
