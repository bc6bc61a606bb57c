//! What is looked at in the bytes of one record before anything is read from it: encoding, nesting, escapes, modifiers.
//!
//! These are byte scans, several times faster than parsing, and most records pass them on the first, cheapest test. They only
//! ever refuse: what the bytes mean is for `serde_json` alone to say.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use almoner_base::IssueCode;
use memchr::{memchr_iter, memmem};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::codes;
use crate::tolerant::{Key, Text, unquote};

/// What a resource's strings hold.
#[derive(Default)]
pub(crate) struct Content {
    modifier: bool,
    /// An escaped NUL.
    pub(crate) has_nul: bool,
}

/// The record as text, if it is UTF-8 and not nested too deep.
pub(crate) fn text(raw: &[u8], max_depth: usize) -> Result<&str, IssueCode> {
    let text = std::str::from_utf8(raw).map_err(|_| codes::ENCODING_NOT_UTF8)?;
    // Depth can not exceed the number of brackets, and counting them is much cheaper than following them.
    let brackets = memchr_iter(b'{', raw).count() + memchr_iter(b'[', raw).count();
    if brackets > max_depth && depth(raw) > max_depth {
        return Err(codes::JSON_DEPTH);
    }
    Ok(text)
}

/// Looks into a well-formed resource for what forbids its use: a modifier that is not understood, half a surrogate pair.
pub(crate) fn content(text: &str) -> Result<Content, IssueCode> {
    let mut content = Content::default();
    static ESCAPE: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"\\u"));
    static MODIFIER: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"modifierExtension"));
    if ESCAPE.find(text.as_bytes()).is_none() && MODIFIER.find(text.as_bytes()).is_none() {
        return Ok(content);
    }
    let walked = Walk(&mut content).deserialize(&mut serde_json::Deserializer::from_str(text));
    if content.modifier {
        return Err(codes::MODIFIER_EXTENSION_UNKNOWN);
    }
    match walked {
        Ok(_) => Ok(content),
        Err(_) if has_lone_surrogate(text.as_bytes()) => Err(codes::JSON_LONE_SURROGATE),
        // The text is well-formed, so a number out of range ended the walk, and a modifier may lie behind it.
        Err(_) => Err(codes::NUMBER_OVERFLOW),
    }
}

/// Why reading failed: the cause where the bytes tell it, else what `serde_json` says in general.
pub(crate) fn failure(text: &str, error: &serde_json::Error) -> IssueCode {
    if has_lone_surrogate(text.as_bytes()) {
        codes::JSON_LONE_SURROGATE
    } else if error.is_syntax() && depth(text.as_bytes()) > 120 {
        // `serde_json` stops at 128.
        codes::JSON_DEPTH
    } else if error.is_syntax() && text.bytes().any(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n')) {
        codes::JSON_CONTROL_CHARACTER
    } else {
        code_of(error)
    }
}

/// The code for a failure of `serde_json`, whose own message may quote content and is dropped.
pub(crate) fn code_of(error: &serde_json::Error) -> IssueCode {
    match error.classify() {
        serde_json::error::Category::Eof => codes::JSON_TRUNCATED,
        // The outermost value is the only one whose type can fail the reading.
        serde_json::error::Category::Data => codes::JSON_NOT_OBJECT,
        _ => codes::JSON_SYNTAX,
    }
}

/// The `resourceType` of a resource; by far most have it first.
pub(crate) fn resource_type(text: &str) -> Result<Text<'_>, IssueCode> {
    struct TypeVisitor;

    impl<'de> Visitor<'de> for TypeVisitor {
        type Value = Option<&'de serde_json::value::RawValue>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a resource")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut kind = None;
            while let Some(key) = map.next_key::<Key<'de>>()? {
                if key.0 == "resourceType" {
                    kind = Some(map.next_value()?);
                } else {
                    map.next_value::<serde::de::IgnoredAny>()?;
                }
            }
            Ok(kind)
        }
    }

    let first = text.trim_start().strip_prefix("{\"resourceType\":\"").and_then(|rest| rest.split_once('"'));
    if let Some((kind, _)) = first.filter(|(kind, _)| kind.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return Ok(Cow::Borrowed(kind));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let kind = deserializer
        .deserialize_map(TypeVisitor)
        .map_err(|error| if text.trim_start().starts_with('{') { code_of(&error) } else { codes::JSON_NOT_OBJECT })?;
    kind.and_then(|raw| unquote(raw.get())).ok_or(codes::RESOURCE_TYPE_MISSING)
}

/// The deepest nesting, by following brackets outside strings. Exact for JSON; an upper bound is of no use for other bytes.
fn depth(raw: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut rest = raw.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = rest.next() {
                    match byte {
                        b'"' => break,
                        b'\\' => {
                            rest.next();
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    deepest
}

/// Whether a `\u` escape is half of a surrogate pair.
fn has_lone_surrogate(raw: &[u8]) -> bool {
    let unit = |at: usize| -> Option<u16> {
        let digits = raw.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut at = 0;
    while let Some(found) = raw.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        at += found;
        match unit(at) {
            Some(0xd800..=0xdbff) => match unit(at + 6) {
                Some(0xdc00..=0xdfff) => at += 12,
                _ => return true,
            },
            Some(0xdc00..=0xdfff) => return true,
            // Skips the escaped character too, so that an escaped backslash does not begin an escape.
            _ => at += 2,
        }
    }
    false
}

/// Looks through every key and string. `serde_json` bounds the recursion.
struct Walk<'f>(&'f mut Content);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    /// Whether the value is an empty list or null.
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(true)
    }

    fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        self.0.has_nul |= text.contains('\0');
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        let mut empty = true;
        while let Some(nothing) = seq.next_element_seed(Walk(self.0))? {
            empty &= nothing;
        }
        Ok(empty)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while let Some(key) = map.next_key::<Key<'de>>()? {
            let nothing = map.next_value_seed(Walk(self.0))?;
            self.0.modifier |= key.0 == "modifierExtension" && !nothing;
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
