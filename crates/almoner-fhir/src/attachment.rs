//! The text of an attachment: a clinical note in plain text, HTML or RTF.
//!
//! Only `data` is read. An address in the data is never fetched: it could name any host, and asking would tell that host
//! something about a patient. PDF, images and CDA are kept as they are and reported, not guessed at.

mod html;
mod rtf;

use almoner_base::IssueCode;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::codes;

pub use rtf::to_text as rtf_text;

/// Missing padding is common and harmless; stray bits at the end are not data.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The text of an attachment, given its `contentType` (such as `text/plain; charset=iso-8859-1`) and its base64 data. Without a
/// content type it is taken as plain text if it is UTF-8. HTML and RTF become the text that a reader sees, RTF
/// also where it is called plain text. Line ends become `\n`.
///
/// # Errors
/// A code that says why there is no text: the type is not read, or the data do not fit their encoding.
pub fn attachment_text(content_type: Option<&str>, data_base64: &str) -> Result<String, IssueCode> {
    let (media_type, charset) = media_type(content_type.unwrap_or_default());
    let (is_html, is_rtf) = match media_type.as_str() {
        "" | "text/plain" | "text" | "text/markdown" => (false, false),
        "text/html" | "application/xhtml+xml" => (true, false),
        "application/rtf" | "text/rtf" | "application/x-rtf" | "text/richtext" => (false, true),
        _ => return Err(codes::ATTACHMENT_TYPE),
    };
    let bytes = decoded(data_base64)?;
    if is_rtf || rtf::is_rtf(&bytes) {
        return rtf::to_text(&bytes).ok_or(codes::ATTACHMENT_TEXT);
    }
    let text = match charset {
        Some(label) => {
            let encoding = Encoding::for_label(label.as_bytes()).ok_or(codes::ATTACHMENT_CHARSET)?;
            in_encoding(&bytes, encoding).or_else(|code| declared_wrongly(&bytes, code))?
        }
        None if media_type.is_empty() => in_encoding(&bytes, UTF_8)?,
        None => undeclared(&bytes)?,
    };
    if text.contains("\0") && media_type.is_empty() {
        return Err(codes::ATTACHMENT_TYPE);
    }
    let text = if is_html { html::to_text(&text) } else { text };
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
}

/// The text that a reader sees of a narrative (`Narrative.div`, XHTML).
#[must_use]
pub fn narrative_text(div: &str) -> String {
    html::to_text(div)
}

/// `Text/Plain; Charset="UTF-8"` as `text/plain` and `UTF-8`.
fn media_type(content_type: &str) -> (String, Option<&str>) {
    let mut parts = content_type.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    (name, charset.filter(|charset| !charset.is_empty()))
}

fn decoded(data: &str) -> Result<Vec<u8>, IssueCode> {
    // FHIR R4 allows white space inside base64Binary.
    if data.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let compact: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        return ENGINE.decode(compact).map_err(|_| codes::ATTACHMENT_BASE64);
    }
    ENGINE.decode(data).map_err(|_| codes::ATTACHMENT_BASE64)
}

/// Text in a known encoding; a byte order mark outranks it.
fn in_encoding(bytes: &[u8], encoding: &'static Encoding) -> Result<String, IssueCode> {
    let (text, _, malformed) = encoding.decode(bytes);
    if malformed { Err(codes::ATTACHMENT_TEXT) } else { Ok(text.into_owned()) }
}

/// Senders that say UTF-8 and send Windows-1252 are common. Every byte string is Windows-1252, so this can not fail, but bytes
/// that are control characters there show that it is no text.
fn declared_wrongly(bytes: &[u8], code: IssueCode) -> Result<String, IssueCode> {
    if bytes.iter().any(|byte| matches!(byte, 0..=8 | 0x0e..=0x1f | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) {
        return Err(code);
    }
    in_encoding(bytes, WINDOWS_1252)
}

/// FHIR's text is UTF-8 where nothing is said; UTF-16 shows by its zeros.
fn undeclared(bytes: &[u8]) -> Result<String, IssueCode> {
    let zeros =
        |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count() * 8 > bytes.len() * 3;
    if bytes.len() >= 4 && zeros(1) {
        return in_encoding(bytes, UTF_16LE);
    }
    if bytes.len() >= 4 && zeros(0) {
        return in_encoding(bytes, UTF_16BE);
    }
    in_encoding(bytes, UTF_8).or_else(|code| declared_wrongly(bytes, code))
}

#[cfg(test)]
mod tests;
