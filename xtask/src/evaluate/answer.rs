//! Fields of the binary's answers; one that is missing is null, empty, or 0, and a section that needs it says so.

use serde_json::Value;

pub(super) fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

pub(super) fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    field(value, name).as_str().unwrap_or_default()
}

pub(super) fn number(value: &Value, name: &str) -> u64 {
    field(value, name).as_u64().unwrap_or(0)
}

pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    field(value, name).as_array().map_or(&[], Vec::as_slice)
}

/// `start` and `end` of a span.
pub(super) fn span(value: &Value) -> (usize, usize) {
    let place = |name: &str| usize::try_from(number(value, name)).unwrap_or(usize::MAX);
    (place("start"), place("end"))
}
