//! The few elements of a resource that decide where it goes: type, id, subject. The rest is checked and passed over.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashSet;

use almoner_base::IssueCode;

use super::{ExportKind, Subject};
use crate::codes;
use crate::kinds::belongs_to_patient;
use crate::model::Reference;
use crate::reference::Target;
use crate::screen;
use crate::tolerant::{Cx, Element, Key, Text, unquote};

/// What the outermost object says.
#[derive(Default)]
pub(super) struct Envelope<'a> {
    pub(super) kind: Option<Text<'a>>,
    pub(super) id: Option<Text<'a>>,
    /// An element is named twice.
    pub(super) duplicate: bool,
    pub(super) implicit_rules: bool,
    /// Without `resourceType`: what of a bulk export it looks like.
    pub(super) export: Option<ExportKind>,
    subject: Option<(&'static str, &'a str)>,
}

impl<'a> Envelope<'a> {
    /// Reads one object, which must be all of `text`, and checks it for well-formedness.
    pub(super) fn read(text: &'a str) -> Result<Self, IssueCode> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let envelope = Self::deserialize(&mut deserializer).and_then(|envelope| deserializer.end().map(|()| envelope));
        envelope.map_err(|error| screen::failure(text, &error))
    }

    /// Whose the resource is, and what is odd about that.
    pub(super) fn subject(&self, kind: &str) -> (Subject<'a>, Option<(IssueCode, &'static str)>) {
        if kind == "Patient" {
            return (Subject::Itself, None);
        }
        let Some((element, raw)) = self.subject else {
            let missing = belongs_to_patient(kind).then_some((codes::SUBJECT_MISSING, "subject"));
            return (Subject::None, missing);
        };
        // The issues of the reference itself show when the resource is parsed.
        let mut cx = Cx::new("Reference");
        let reference = Reference::read(&mut cx, &mut serde_json::Deserializer::from_str(raw)).ok().flatten();
        let Some(reference) = reference.filter(|_| cx.finish().0) else {
            return (Subject::None, Some((codes::SUBJECT_UNREADABLE, element)));
        };
        let target = reference.target();
        match &target {
            Target::Unresolvable => (Subject::None, Some((codes::SUBJECT_MISSING, element))),
            Target::Unreadable => (Subject::None, Some((codes::SUBJECT_UNREADABLE, element))),
            target if target.kind().or(reference.kind.as_deref()).is_some_and(|kind| kind != "Patient") => {
                (Subject::NotPatient, None)
            }
            _ => (Subject::Patient(target), None),
        }
    }
}

impl<'de> Deserialize<'de> for Envelope<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a resource")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope<'de>, A::Error> {
        let mut envelope = Envelope::default();
        let mut keys = Keys { few: Vec::with_capacity(24), many: HashSet::new() };
        while let Some(Key(key)) = map.next_key()? {
            match &*key {
                "resourceType" => envelope.kind = text(map.next_value()?),
                "id" => envelope.id = scalar(map.next_value()?),
                "subject" => envelope.subject = Some(("subject", raw(map.next_value()?))),
                "patient" => envelope.subject = Some(("patient", raw(map.next_value()?))),
                "beneficiary" => envelope.subject = Some(("beneficiary", raw(map.next_value()?))),
                "individual" => envelope.subject = Some(("individual", raw(map.next_value()?))),
                "for" => envelope.subject = Some(("for", raw(map.next_value()?))),
                "implicitRules" => envelope.implicit_rules = raw(map.next_value()?) != "null",
                other => {
                    match other {
                        "exportId" => envelope.export = Some(ExportKind::Log),
                        "transactionTime" => envelope.export = Some(ExportKind::Manifest),
                        _ => {}
                    }
                    map.next_value::<IgnoredAny>()?;
                }
            }
            envelope.duplicate |= !keys.insert(key);
        }
        Ok(envelope)
    }
}

fn raw(value: &RawValue) -> &str {
    value.get()
}

fn text(value: &RawValue) -> Option<Text<'_>> {
    unquote(value.get()).filter(|text| !text.is_empty())
}

/// An id that was written as a number is still an id.
fn scalar(value: &RawValue) -> Option<Text<'_>> {
    let raw = value.get();
    let is_number = raw.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if is_number { Some(Cow::Borrowed(raw)) } else { text(value) }
}

/// The names of an object's elements. A resource has about fifteen; comparing them all is quicker than hashing.
struct Keys<'a> {
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Keys<'a> {
    /// False if the name was there before.
    fn insert(&mut self, key: Cow<'a, str>) -> bool {
        if self.few.len() < 40 {
            let fresh = !self.few.contains(&key);
            self.few.push(key);
            return fresh;
        }
        !self.few.contains(&key) && self.many.insert(key)
    }
}
