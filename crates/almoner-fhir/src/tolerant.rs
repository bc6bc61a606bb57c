//! How a typed element is read from JSON that may not keep FHIR's rules.
//!
//! `serde_json` alone decides what the bytes mean. On top of it every element is read tolerantly: what cannot be used becomes
//! "absent" with an [`Issue`] that names its path, and the rest of the resource is used. Leaves are cut out as raw JSON first,
//! so that no value, however odd, can fail the resource around it. Structures are written once, in [`elements!`], which is
//! both the type and its reader. Nothing here quotes content: `serde_json`'s own messages are never passed on.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use almoner_base::{Issue, IssueCode, PartialDate, Severity};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::codes;

/// FHIR text: borrowed from the input unless an escape had to be undone.
pub type Text<'a> = Cow<'a, str>;

/// The state of reading one resource: where we are, and what was found wrong.
pub(crate) struct Cx {
    path: Vec<&'static str>,
    issues: Vec<Issue>,
    unknown: u32,
    fatal: bool,
}

/// Structures nest this deep at most: `Extension` and its like can hold themselves, and the stack is finite. FHIR's own
/// resources stay below 15.
const DEEPEST: usize = 24;

/// More issues than this are not listed one by one: a hostile record could make more of them than it has bytes.
const MOST_ISSUES: usize = 100;

impl Cx {
    pub(crate) fn new(kind: &'static str) -> Self {
        Self { path: vec![kind], issues: Vec::new(), unknown: 0, fatal: false }
    }

    pub(crate) fn warn(&mut self, code: IssueCode) {
        self.report(code, Severity::Warning);
    }

    fn report(&mut self, code: IssueCode, severity: Severity) {
        if self.issues.len() < MOST_ISSUES {
            self.issues.push(Issue { code, severity, path: self.path.join("."), line: 0 });
        }
    }

    /// Steps into an element. A second occurrence in the same object condemns the resource.
    pub(crate) fn enter(&mut self, seen: &mut u64, place: u32, name: &'static str) {
        self.path.push(name);
        let bit = 1_u64.checked_shl(place).unwrap_or(0);
        if *seen & bit != 0 {
            self.fatal = true;
            self.report(codes::JSON_DUPLICATE_KEY, Severity::Quarantined);
        }
        *seen |= bit;
    }

    /// Whether a structure here would nest too deep.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.path.len() > DEEPEST
    }

    pub(crate) fn leave(&mut self) {
        self.path.pop();
    }

    /// Notes an element that is not listed. Siblings such as `_birthDate` carry extensions of a primitive: allowed, not read.
    pub(crate) fn unlisted(&mut self, key: &str, ignored: &[&str]) {
        if !key.starts_with('_') && key != "fhir_comments" && !ignored.contains(&key) {
            self.unknown += 1;
        }
    }

    /// The issues found, and whether the resource may be used.
    pub(crate) fn finish(mut self) -> (bool, Vec<Issue>) {
        if self.unknown > 0 {
            self.path.truncate(1);
            self.warn(codes::ELEMENT_UNKNOWN);
        }
        (!self.fatal, self.issues)
    }
}

/// A FHIR element that can be read from any JSON value. `None` stands for null and for what could not be used.
pub(crate) trait Element<'de>: Sized {
    /// Reads whatever value comes.
    fn read<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Option<Self>, D::Error>;

    /// Reads an object, where one came instead of a list.
    fn from_map<A: MapAccess<'de>>(cx: &mut Cx, mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        cx.warn(codes::VALUE_TYPE);
        Ok(None)
    }

    /// Reads a string, where one came instead of a list.
    fn from_text(cx: &mut Cx, _text: Text<'de>) -> Option<Self> {
        cx.warn(codes::VALUE_TYPE);
        None
    }
}

/// A field of a structure: optional or a list.
pub(crate) trait Slot<'de>: Sized {
    fn fill<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Self, D::Error>;
}

/// Hands the reading state to a field while `serde` drives.
pub(crate) struct Fill<'c, T>(pub(crate) &'c mut Cx, pub(crate) PhantomData<T>);

impl<'de, T: Slot<'de>> DeserializeSeed<'de> for Fill<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::fill(self.0, deserializer)
    }
}

struct Read<'c, T>(&'c mut Cx, PhantomData<T>);

impl<'de, T: Element<'de>> DeserializeSeed<'de> for Read<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read(self.0, deserializer)
    }
}

impl<'de, T: Element<'de>> Slot<'de> for Option<T> {
    fn fill<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Self, D::Error> {
        T::read(cx, deserializer)
    }
}

impl<'de, T: Element<'de>> Slot<'de> for Vec<T> {
    fn fill<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ManyVisitor(cx, PhantomData))
    }
}

impl<'de, T: Element<'de>> Element<'de> for Box<T> {
    fn read<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(T::read(cx, deserializer)?.map(Box::new))
    }

    fn from_map<A: MapAccess<'de>>(cx: &mut Cx, map: A) -> Result<Option<Self>, A::Error> {
        Ok(T::from_map(cx, map)?.map(Box::new))
    }

    fn from_text(cx: &mut Cx, text: Text<'de>) -> Option<Self> {
        T::from_text(cx, text).map(Box::new)
    }
}

/// The scalar cases that no structure and no list can use.
macro_rules! unusable_scalars {
    ($none:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a FHIR element")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($none)
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            self.0.warn(codes::VALUE_TYPE);
            Ok($none)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            self.0.warn(codes::VALUE_TYPE);
            Ok($none)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            self.0.warn(codes::VALUE_TYPE);
            Ok($none)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            self.0.warn(codes::VALUE_TYPE);
            Ok($none)
        }
    };
}

struct ManyVisitor<'c, T>(&'c mut Cx, PhantomData<T>);

impl<'de, T: Element<'de>> Visitor<'de> for ManyVisitor<'_, T> {
    type Value = Vec<T>;

    unusable_scalars!(Vec::new());

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut many = Vec::new();
        while let Some(one) = seq.next_element_seed(Read(self.0, PhantomData))? {
            many.extend(one);
        }
        Ok(many)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        self.0.warn(codes::CARDINALITY_ONE);
        Ok(T::from_map(self.0, map)?.into_iter().collect())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Vec<T>, E> {
        self.0.warn(codes::CARDINALITY_ONE);
        Ok(T::from_text(self.0, Cow::Borrowed(text)).into_iter().collect())
    }

    fn visit_str<E>(self, text: &str) -> Result<Vec<T>, E> {
        self.0.warn(codes::CARDINALITY_ONE);
        Ok(T::from_text(self.0, Cow::Owned(text.to_owned())).into_iter().collect())
    }
}

/// Reads a structure: an object, or the first of a list of them.
pub(crate) struct OneVisitor<'c, T>(pub(crate) &'c mut Cx, pub(crate) PhantomData<T>);

impl<'de, T: Element<'de>> Visitor<'de> for OneVisitor<'_, T> {
    type Value = Option<T>;

    unusable_scalars!(None);

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        T::from_map(self.0, map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<T>, A::Error> {
        self.0.warn(codes::CARDINALITY_MANY);
        let first = seq.next_element_seed(Read(self.0, PhantomData))?.flatten();
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first)
    }

    fn visit_str<E>(self, _: &str) -> Result<Option<T>, E> {
        self.0.warn(codes::VALUE_TYPE);
        Ok(None)
    }
}

/// Passes over a structure that nests too deep.
pub(crate) fn leave_out<'de, T, A: MapAccess<'de>>(cx: &mut Cx, mut map: A) -> Result<Option<T>, A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    cx.warn(codes::ELEMENT_DEPTH);
    Ok(None)
}

/// The name of an element as it stands in an object.
pub(crate) struct Key<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an element name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

/// Declares FHIR structures: each is the type and its tolerant reader. `ignore` lists the elements of FHIR R4 that are known
/// and not read, so that what remains is unknown.
macro_rules! elements {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $ty:ty = $key:literal,)* } ignore [$($ignored:literal)*])*) => {$(
        $(#[$doc])*
        #[derive(Clone, Default)]
        #[non_exhaustive]
        pub struct $name<'a> {
            $(#[doc = concat!("`", $key, "`")] pub $field: $ty,)*
        }

        impl<'a> $crate::tolerant::Element<'a> for $name<'a> {
            fn read<D: serde::Deserializer<'a>>(cx: &mut $crate::tolerant::Cx, deserializer: D) -> Result<Option<Self>, D::Error> {
                deserializer.deserialize_any($crate::tolerant::OneVisitor(cx, std::marker::PhantomData))
            }

            fn from_map<A: serde::de::MapAccess<'a>>(cx: &mut $crate::tolerant::Cx, mut map: A) -> Result<Option<Self>, A::Error> {
                if cx.is_too_deep() {
                    return $crate::tolerant::leave_out(cx, map);
                }
                #[expect(non_camel_case_types, reason = "the places are the fields' own names")]
                enum Place { $($field,)* }
                let mut out = Self::default();
                let mut seen = 0_u64;
                while let Some(key) = map.next_key::<$crate::tolerant::Key<'a>>()? {
                    match &*key.0 {
                        $($key => {
                            cx.enter(&mut seen, Place::$field as u32, $key);
                            out.$field = map.next_value_seed($crate::tolerant::Fill(cx, std::marker::PhantomData))?;
                            cx.leave();
                        })*
                        other => {
                            cx.unlisted(other, &["id", "extension", $($ignored,)*]);
                            map.next_value::<serde::de::IgnoredAny>()?;
                        }
                    }
                }
                Ok(Some(out))
            }
        }
    )*};
}
pub(crate) use elements;

/// A JSON value that is no structure.
enum Leaf<'de> {
    Null,
    Text(Text<'de>),
    Number(&'de str),
    Bool(bool),
    Unusable,
}

/// Cuts out a value and says what it is. Of a list the first is used.
fn leaf<'de, D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Leaf<'de>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    Ok(leaf_of(cx, raw))
}

fn leaf_of<'de>(cx: &mut Cx, raw: &'de str) -> Leaf<'de> {
    match raw.as_bytes().first() {
        Some(b'"') => match unquote(raw) {
            Some(text) => Leaf::Text(text),
            None => unusable(cx, codes::VALUE_TYPE),
        },
        Some(b'n') => Leaf::Null,
        Some(b't') => Leaf::Bool(true),
        Some(b'f') => Leaf::Bool(false),
        Some(b'[') => {
            match serde_json::from_str::<Vec<&RawValue>>(raw).ok().and_then(|list| list.first().map(|one| one.get())) {
                Some(first) if !first.starts_with('[') => {
                    cx.warn(codes::CARDINALITY_MANY);
                    leaf_of(cx, first)
                }
                _ => unusable(cx, codes::VALUE_TYPE),
            }
        }
        Some(b'{') | None => unusable(cx, codes::VALUE_TYPE),
        Some(_) => Leaf::Number(raw),
    }
}

fn unusable<'de>(cx: &mut Cx, code: IssueCode) -> Leaf<'de> {
    cx.warn(code);
    Leaf::Unusable
}

/// The text of a JSON string; `None` where an escape is half a surrogate pair.
pub(crate) fn unquote(raw: &str) -> Option<Text<'_>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str::<String>(raw).ok().map(Cow::Owned)
}

impl<'de> Element<'de> for Text<'de> {
    fn read<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(match leaf(cx, deserializer)? {
            Leaf::Text(text) => Some(text),
            Leaf::Number(text) => {
                cx.warn(codes::TEXT_EXPECTED);
                Some(Cow::Borrowed(text))
            }
            Leaf::Bool(value) => {
                cx.warn(codes::TEXT_EXPECTED);
                Some(Cow::Borrowed(if value { "true" } else { "false" }))
            }
            Leaf::Null | Leaf::Unusable => None,
        })
    }

    fn from_text(_: &mut Cx, text: Text<'de>) -> Option<Self> {
        Some(text)
    }
}

impl<'de> Element<'de> for bool {
    fn read<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(match leaf(cx, deserializer)? {
            Leaf::Bool(value) => Some(value),
            Leaf::Text(text) if text == "true" || text == "false" => {
                cx.warn(codes::BOOLEAN_AS_TEXT);
                Some(text == "true")
            }
            Leaf::Text(_) | Leaf::Number(_) => {
                cx.warn(codes::BOOLEAN_INVALID);
                None
            }
            Leaf::Null | Leaf::Unusable => None,
        })
    }
}

/// A FHIR `decimal` or `integer`: its value, and its text, because `1.0` and `1.00` differ in precision.
#[derive(Clone)]
pub struct Decimal<'a> {
    /// The nearest 64-bit floating point number; finite.
    pub value: f64,
    /// The number as written.
    pub text: Text<'a>,
}

impl<'de> Element<'de> for Decimal<'de> {
    fn read<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(match leaf(cx, deserializer)? {
            Leaf::Number(text) => decimal(cx, Cow::Borrowed(text)),
            Leaf::Text(text) => Self::from_text(cx, text),
            Leaf::Bool(_) => {
                cx.warn(codes::NUMBER_INVALID);
                None
            }
            Leaf::Null | Leaf::Unusable => None,
        })
    }

    fn from_text(cx: &mut Cx, text: Text<'de>) -> Option<Self> {
        // Rust reads "inf", "nan" and "1." as numbers; JSON does not.
        if serde_json::from_str::<&RawValue>(text.trim())
            .is_ok_and(|raw| raw.get().starts_with(|c: char| c == '-' || c.is_ascii_digit()))
        {
            cx.warn(codes::NUMBER_AS_TEXT);
            return decimal(cx, Cow::Owned(text.trim().to_owned()));
        }
        cx.warn(codes::NUMBER_INVALID);
        None
    }
}

fn decimal<'de>(cx: &mut Cx, text: Text<'de>) -> Option<Decimal<'de>> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Some(Decimal { value, text }),
        Ok(_) => {
            cx.warn(codes::NUMBER_OVERFLOW);
            None
        }
        Err(_) => {
            cx.warn(codes::NUMBER_INVALID);
            None
        }
    }
}

/// A FHIR `date`, `dateTime` or `instant`: the local day as written with its precision, and the text for the time of day.
#[derive(Clone)]
pub struct DateTime<'a> {
    /// The day, month or year; never converted to another zone.
    pub date: PartialDate,
    /// As written.
    pub text: Text<'a>,
}

impl<'de> Element<'de> for DateTime<'de> {
    fn read<D: Deserializer<'de>>(cx: &mut Cx, deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(match leaf(cx, deserializer)? {
            Leaf::Text(text) => Self::from_text(cx, text),
            // A year written as a number is still a year.
            Leaf::Number(text) if text.len() == 4 => {
                cx.warn(codes::TEXT_EXPECTED);
                Self::from_text(cx, Cow::Borrowed(text))
            }
            Leaf::Number(_) | Leaf::Bool(_) => {
                cx.warn(codes::DATE_INVALID);
                None
            }
            Leaf::Null | Leaf::Unusable => None,
        })
    }

    fn from_text(cx: &mut Cx, text: Text<'de>) -> Option<Self> {
        let Some(date) = PartialDate::parse_fhir(&text) else {
            cx.warn(codes::DATE_INVALID);
            return None;
        };
        if text.get(10..).is_some_and(|rest| !rest.is_empty() && !is_time_of_day(rest.as_bytes())) {
            cx.warn(codes::DATE_TIME_FORM);
        }
        Some(Self { date, text })
    }
}

/// Whether this is `Thh:mm:ss`, with an optional fraction, followed by `Z` or `+hh:mm` (FHIR R4, datatypes, dateTime).
fn is_time_of_day(rest: &[u8]) -> bool {
    let two = |at: usize, most: u8| match rest.get(at..at + 2) {
        Some(&[a, b]) => a.is_ascii_digit() && b.is_ascii_digit() && (a - b'0') * 10 + (b - b'0') <= most,
        _ => false,
    };
    let is = |at: usize, byte: u8| rest.get(at) == Some(&byte);
    if !(is(0, b'T') && two(1, 24) && is(3, b':') && two(4, 59) && is(6, b':') && two(7, 60)) {
        return false;
    }
    let mut at = 9;
    if is(at, b'.') {
        at += 1;
        let digits = rest.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return false;
        }
        at += digits;
    }
    let zone = rest.get(at..).unwrap_or_default();
    match zone.first() {
        Some(b'Z') => zone.len() == 1,
        Some(b'+' | b'-') => zone.len() == 6 && two(at + 1, 14) && is(at + 3, b':') && two(at + 4, 59),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
