//! The forms of what a token may say. Everything else is refused before it is evaluated.

use biscuit_auth::Biscuit;

use super::{Error, MOST_FIELDS, MOST_HOPS};

/// A TLS server name: lower-case letters, digits, `.` and `-`.
pub(super) fn is_service(text: &str) -> bool {
    is_made_of(text, 64, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
}

/// An HTTP method in capitals.
pub(super) fn is_method(text: &str) -> bool {
    is_made_of(text, 16, |byte| byte.is_ascii_uppercase())
}

/// A request target in origin form (RFC 9112, section 3.2.1), in ASCII.
pub(super) fn is_path(text: &str) -> bool {
    text.starts_with('/') && is_made_of(text, 512, |byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b'#'))
}

/// A field code, such as `condition.onset`.
pub(super) fn is_field(text: &str) -> bool {
    is_made_of(text, 64, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

fn is_made_of(text: &str, most: usize, fits: impl Fn(u8) -> bool) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(fits)
}

/// Accepts a token whose blocks after the first are narrowings as [`super::Attenuation`] writes them.
///
/// A holder can append whatever the language allows. None of that could widen the token, but a query over many facts can
/// take very long. What is let through compares single facts.
pub(super) fn check(token: &Biscuit) -> Result<(), Error> {
    let fits = token.block_count() <= 1 + MOST_HOPS && token.external_public_keys().iter().all(Option::is_none);
    if !fits {
        return Err(Error::Shape);
    }
    for block in 1..token.block_count() {
        let source = token.print_block_source(block).map_err(|_| Error::Shape)?;
        if source.lines().count() > 3 || !source.lines().all(is_narrowing) {
            return Err(Error::Shape);
        }
    }
    Ok(())
}

fn is_narrowing(line: &str) -> bool {
    let between = |start: &str, end: &str| line.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    if let Some(service) = between("check if service(\"", "\");") {
        return is_service(service);
    }
    if let Some(fields) = between("check if asked($f), {", "}.contains($f);") {
        let is_empty_set = fields == ",";
        let mut fields = fields.split(", ").enumerate();
        let quoted = |text: &str| text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).is_some_and(is_field);
        return is_empty_set || fields.all(|(place, field)| place < MOST_FIELDS && quoted(field));
    }
    let time = between("check if time($t), $t < ", ";").map(|time| time.strip_prefix('-').unwrap_or(time));
    time.is_some_and(|time| is_made_of(time, 19, |byte| byte.is_ascii_digit()))
}
