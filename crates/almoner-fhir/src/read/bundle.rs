//! Bundles: their entries are records, the Bundle itself is only the wrapping.
//!
//! A damaged Bundle is not lost: entries that are whole are read, the rest is set aside.

use std::borrow::Cow;
use std::ops::ControlFlow;

use almoner_base::IssueCode;
use memchr::memmem;

use super::envelope::Envelope;
use super::{Deletion, Item, Place, Records, frame, offset_in};
use crate::codes;
use crate::model::Contained;
use crate::reference::Target;
use crate::screen;
use crate::tolerant::{Cx, Element, Text, elements};

elements! {
    /// The wrapping.
    Bundle {
        resource_type: Option<Text<'a>> = "resourceType",
        entry: Vec<BundleEntry<'a>> = "entry",
    } ignore []

    /// One entry: a resource, or something to do.
    BundleEntry {
        full_url: Option<Text<'a>> = "fullUrl",
        resource: Option<Contained<'a>> = "resource",
        request: Option<BundleRequest<'a>> = "request",
    } ignore []

    /// What is to be done.
    BundleRequest {
        method: Option<Text<'a>> = "method",
        url: Option<Text<'a>> = "url",
    } ignore []
}

/// Whether the bytes begin as Bundles usually do. `judge` finds the others.
pub(super) fn begins_like_one(raw: &[u8]) -> bool {
    let Some(head) = raw.get(..raw.len().min(64)) else { return false };
    let solid = head.iter().filter(|b| !b.is_ascii_whitespace());
    let begin = b"{\"resourceType\":\"Bundle\"";
    solid.take(begin.len()).eq(begin)
}

/// Whether damaged bytes may be what is left of a Bundle.
pub(super) fn may_be_one(raw: &[u8]) -> bool {
    raw.first() == Some(&b'{') && memmem::find(raw, b"\"Bundle\"").is_some() && memmem::find(raw, b"\"entry\"").is_some()
}

impl Records<'_> {
    /// Reads the entries of a Bundle. `Err` if it is not well-formed: then nothing was handed out.
    pub(super) fn bundle(&mut self, raw: &[u8], place: Place) -> Result<ControlFlow<()>, IssueCode> {
        if raw.len() > self.limits.max_bundle_bytes {
            return Err(codes::RECORD_TOO_LARGE);
        }
        let text = screen::text(raw, self.limits.max_depth)?;
        let mut cx = Cx::new("Bundle");
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let bundle = Bundle::read(&mut cx, &mut deserializer).and_then(|bundle| deserializer.end().map(|()| bundle));
        let bundle = bundle.map_err(|error| screen::failure(text, &error))?;
        let (usable, _) = cx.finish();
        let Some(bundle) = bundle.filter(|_| usable) else { return Err(codes::JSON_DUPLICATE_KEY) };
        if bundle.entry.is_empty() {
            return Ok(self.warn(codes::BUNDLE_EMPTY, "Bundle.entry", place));
        }
        let mut last = (0, place);
        for entry in &bundle.entry {
            if let Some(at) = entry.position(text) {
                let gap = raw.get(last.0..).unwrap_or_default();
                last = (at, last.1.within(gap, at.saturating_sub(last.0)));
            }
            if self.entry(entry, last.1).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Reads what is whole in a damaged Bundle and sets the rest aside.
    pub(super) fn salvage(&mut self, raw: &[u8], code: IssueCode, place: Place) -> ControlFlow<()> {
        let spans = frame::entries(raw);
        let Some(end) = spans.last().map(|last| last.1) else {
            return self.quarantine(raw, code, place, 0);
        };
        let mut last = (0, place);
        for (start, stop) in spans {
            let Some(part) = raw.get(start..stop) else { continue };
            let gap = raw.get(last.0..).unwrap_or_default();
            last = (start, last.1.within(gap, start.saturating_sub(last.0)));
            match screen::text(part, self.limits.max_depth).and_then(|text| Ok((read_entry(text)?, text))) {
                Ok((entry, text)) => {
                    let inner = entry.resource.as_ref().map_or(0, |resource| offset_in(text, resource.raw));
                    self.entry(&entry, last.1.within(part, inner))?;
                }
                Err(code) => self.quarantine(part, code, last.1, 0)?,
            }
        }
        let is_tail_whole = raw.get(end..).is_some_and(is_closing);
        if is_tail_whole {
            return self.warn(codes::BUNDLE_DAMAGED, "Bundle.entry", place);
        }
        let tail = raw.get(end..).unwrap_or_default();
        let code = if code == codes::JSON_TRUNCATED { code } else { codes::BUNDLE_DAMAGED };
        self.quarantine(tail, code, place.within(raw, end), 0)
    }

    fn entry(&mut self, entry: &BundleEntry<'_>, place: Place) -> ControlFlow<()> {
        let method = entry.request.as_ref().and_then(|request| request.method.as_deref());
        if method == Some("DELETE") {
            return self.deletion(entry, place);
        }
        let Some(resource) = &entry.resource else {
            return self.warn(codes::BUNDLE_ENTRY_EMPTY, "Bundle.entry", place);
        };
        if resource.raw == "null" {
            return self.warn(codes::BUNDLE_ENTRY_EMPTY, "Bundle.entry", place);
        }
        match Envelope::read(resource.raw) {
            Ok(envelope) => {
                if envelope.kind.as_deref() == Some("Bundle") {
                    self.warn(codes::BUNDLE_NESTED, "Bundle.entry.resource", place)?;
                }
                self.judge(&envelope, resource.raw, entry.full_url.as_ref(), place)
            }
            Err(code) => self.quarantine(resource.raw.as_bytes(), code, place, 0),
        }
    }

    fn deletion(&mut self, entry: &BundleEntry<'_>, place: Place) -> ControlFlow<()> {
        let url = entry.request.as_ref().and_then(|request| request.url.as_ref());
        match url.map(Target::parse) {
            Some(Target::Relative { kind, id } | Target::Absolute { kind, id, .. }) => {
                self.report.received += 1;
                self.report.deletions += 1;
                (self.sink)(Item::Deletion(Deletion { kind, id, line: place.line, byte_offset: place.offset }))
            }
            _ => self.warn(codes::BUNDLE_DELETE_UNREADABLE, "Bundle.entry.request.url", place),
        }
    }
}

impl BundleEntry<'_> {
    /// Where the entry's resource is in `text`; without a resource, where its address or its request is.
    fn position(&self, text: &str) -> Option<usize> {
        let request = self.request.as_ref().and_then(|request| request.url.as_ref().or(request.method.as_ref()));
        let part = match (&self.resource, self.full_url.as_ref().or(request)) {
            (Some(resource), _) => resource.raw,
            (None, Some(Cow::Borrowed(part))) => part,
            (None, _) => return None,
        };
        Some(offset_in(text, part))
    }
}

fn read_entry(text: &str) -> Result<BundleEntry<'_>, IssueCode> {
    let mut cx = Cx::new("Bundle");
    let entry = BundleEntry::read(&mut cx, &mut serde_json::Deserializer::from_str(text));
    let entry = entry.map_err(|error| screen::failure(text, &error))?;
    if cx.finish().0 { entry.ok_or(codes::JSON_NOT_OBJECT) } else { Err(codes::JSON_DUPLICATE_KEY) }
}

/// Whether these bytes close a Bundle's entry list and the Bundle: `]`, perhaps more elements, `}`.
fn is_closing(tail: &[u8]) -> bool {
    let Some(rest) = tail.trim_ascii().strip_prefix(b"]") else { return false };
    let rest = rest.trim_ascii_start();
    let mut object = b"{".to_vec();
    object.extend_from_slice(rest.strip_prefix(b",").unwrap_or(rest));
    serde_json::from_slice::<serde::de::IgnoredAny>(&object).is_ok()
}
