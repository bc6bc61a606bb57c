//! Reads an input of unknown shape: NDJSON, a Bundle, one resource, several; plain, gzip or zstd; well-formed or not.
//!
//! The input streams through a buffer that holds one record at a time, so memory does not grow with the input. A record is a
//! line, or, where a line is no JSON value, as many lines as the value takes. After a damaged record reading goes on at the
//! next line that begins with `{`. Every byte that is not white space or a Bundle's own frame reaches the receiver: as a
//! resource, or quarantined with the reason. (FHIR R4, <https://hl7.org/fhir/R4/json.html>; Bulk Data Access 2.0, NDJSON.)

mod bundle;
mod envelope;
mod frame;
mod source;

use std::borrow::Cow;
use std::io::Read;
use std::ops::ControlFlow;

use almoner_base::{Issue, IssueCode, Severity};

use crate::codes;
use crate::kinds::{self, Kind};
use crate::reference::Target;
use crate::resource::{Resource, parse_checked};
use crate::screen;
use crate::tolerant::Text;
use envelope::Envelope;
use frame::{Feed, Frame};

/// What an input may ask of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest resource, in bytes.
    pub max_resource_bytes: usize,
    /// The largest Bundle, in bytes; also what the buffer may grow to.
    pub max_bundle_bytes: usize,
    /// The deepest nesting of a record. Not above 120: `serde_json` stops at 128.
    pub max_depth: usize,
    /// How many bytes one compressed byte may become. Records compress 5 to 40 times; a bomb 1,000 times and more.
    pub max_decompressed_ratio: u64,
    /// How many bytes a compressed input may become in all.
    pub max_decompressed_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_resource_bytes: 64 << 20,
            max_bundle_bytes: 256 << 20,
            max_depth: 100,
            max_decompressed_ratio: 200,
            max_decompressed_bytes: 1 << 40,
        }
    }
}

/// What the reader hands out, in the order of the input.
pub enum Item<'a> {
    /// A resource that can be used.
    Resource(RawResource<'a>),
    /// Bytes that can not be used, whole and unchanged.
    Quarantined(Quarantined<'a>),
    /// A request to delete one resource, as the `deleted` files of a bulk export hold.
    Deletion(Deletion<'a>),
    /// A record of a bulk export that is no FHIR: its manifest or a line of its log.
    Export(ExportRecord<'a>),
    /// A defect that belongs to no resource, such as an empty Bundle entry.
    Warning(Issue),
}

/// A resource and what the vault must know to file it.
pub struct RawResource<'a> {
    /// `resourceType`, as FHIR spells it.
    pub kind: &'static str,
    /// The logical id; empty where there is none.
    pub id: Text<'a>,
    /// `Bundle.entry.fullUrl`, which references of the same Bundle may use.
    pub full_url: Option<Text<'a>>,
    /// The resource as it stands in the input (in UTF-8, if that was UTF-16).
    pub raw: &'a [u8],
    /// The line on which it begins, from 1.
    pub line: u64,
    /// What is odd about it.
    pub issues: Vec<Issue>,
    /// Whose it is.
    pub subject: Subject<'a>,
    /// The offset just after it in the decompressed text. Grows from item to item, so that a broken run can be resumed.
    pub byte_offset: u64,
    /// `raw`, known to be UTF-8 and screened.
    text: &'a str,
}

impl<'a> RawResource<'a> {
    /// The resource, typed, as [`crate::parse`] gives it but without screening it again; issues carry the line.
    #[must_use]
    pub fn parse(&self) -> (Option<Resource<'a>>, Vec<Issue>) {
        let (resource, mut issues) = parse_checked(self.kind, self.text);
        issues.iter_mut().for_each(|issue| issue.line = self.line);
        (resource, issues)
    }
}

/// Which patient a resource belongs to.
#[derive(Clone, PartialEq, Eq)]
pub enum Subject<'a> {
    /// It is a Patient.
    Itself,
    /// The patient that this points to.
    Patient(Target<'a>),
    /// It is about a group, a device, a place: no single patient.
    NotPatient,
    /// It does not say, or its type has no patient.
    None,
}

/// Bytes that can not be used.
pub struct Quarantined<'a> {
    /// The bytes, for the vault to keep.
    pub raw: &'a [u8],
    /// Which piece of one record this is, from 0; only what is larger than the limits comes in several.
    pub piece: u64,
    /// Why, and on which line it begins.
    pub issue: Issue,
    /// The offset just after it in the decompressed text.
    pub byte_offset: u64,
}

/// A request to delete one resource.
pub struct Deletion<'a> {
    /// The resource's type.
    pub kind: Text<'a>,
    /// The resource's logical id.
    pub id: Text<'a>,
    /// The line on which the Bundle that asks for it begins.
    pub line: u64,
    /// The offset just after the request.
    pub byte_offset: u64,
}

/// What a record of a bulk export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKind {
    /// The manifest, which lists the files.
    Manifest,
    /// A line of the export's log.
    Log,
}

/// A record of a bulk export that is no FHIR.
pub struct ExportRecord<'a> {
    /// Which.
    pub kind: ExportKind,
    /// The record as it stands.
    pub raw: &'a [u8],
    /// The line on which it begins.
    pub line: u64,
    /// The offset just after it.
    pub byte_offset: u64,
}

/// How an input was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip (RFC 1952), one or more members.
    Gzip,
    /// Zstandard (RFC 8878), one or more frames.
    Zstd,
}

/// What became of an input. `received` is `accepted + quarantined + deletions + export_records`.
#[derive(Clone, Debug)]
pub struct InputReport {
    /// Whether the input was read to its end and its end was whole. A run with an incomplete input is never green.
    pub complete: bool,
    /// Defects of the input as a whole.
    pub issues: Vec<Issue>,
    /// Records that came.
    pub received: u64,
    /// Resources that can be used.
    pub accepted: u64,
    /// Of these, the ones with issues.
    pub warned: u64,
    /// Records set aside.
    pub quarantined: u64,
    /// Requests to delete.
    pub deletions: u64,
    /// Manifests and log lines of a bulk export.
    pub export_records: u64,
    /// Size of the text after decompression, in bytes.
    pub bytes: u64,
    /// How the input was packed.
    pub compression: Compression,
}

/// Reads an input to its end, or until `sink` breaks off. Fails in no way: what went wrong is in the report.
pub fn read_input(input: &mut dyn Read, limits: &Limits, sink: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> InputReport {
    let mut feed = Feed::new(source::open(input, limits), limits);
    let mut records = Records::new(*limits, sink);
    let stopped = read_records(&mut feed, &mut records).is_break();
    let mut report = records.report;
    report.compression = feed.source.compression;
    report.bytes = feed.source.delivered();
    if stopped {
        report.flaw(codes::INPUT_STOPPED, Severity::Warning, feed.line);
    } else if feed.is_blank && feed.source.failure.is_none() {
        let issue = Issue { code: codes::INPUT_EMPTY, severity: Severity::Warning, path: String::new(), line: 0 };
        report.issues.push(issue);
    }
    if let Some(code) = feed.source.failure {
        report.flaw(code, Severity::Quarantined, feed.line);
    }
    for code in feed.source.remarks() {
        report.issues.push(Issue { code, severity: Severity::Warning, path: String::new(), line: 0 });
    }
    report
}

impl InputReport {
    /// Notes a defect that leaves the input incomplete.
    fn flaw(&mut self, code: IssueCode, severity: Severity, line: u64) {
        self.complete = false;
        self.issues.push(Issue { code, severity, path: String::new(), line });
    }
}

fn read_records(feed: &mut Feed<'_>, records: &mut Records<'_>) -> ControlFlow<()> {
    while feed.skip_space() {
        // Nearly every record of nearly every input is one object on one line.
        if let Some(end) = feed.one_line_object() {
            let place = feed.place();
            if let Ok(flow) = records.attempt(feed.bytes(end), place) {
                feed.consume(end);
                flow?;
                continue;
            }
        }
        let place = feed.place();
        match feed.frame() {
            Frame::Value(end) => {
                let value = feed.bytes(end);
                match records.attempt(value, place) {
                    Ok(flow) => flow?,
                    Err(code) => records.refuse(value, code, place)?,
                }
                feed.consume(end);
                feed.skip_separator();
            }
            Frame::Damaged(end, code) => {
                records.refuse(feed.bytes(end), code, place)?;
                feed.consume(end);
                if code == codes::JSON_TRUNCATED && feed.is_at_end() && feed.source.failure.is_none() {
                    records.report.flaw(code, Severity::Quarantined, place.line);
                }
                if code == codes::XML_NOT_SUPPORTED {
                    records.report.flaw(code, Severity::Quarantined, place.line);
                }
            }
            Frame::TooLarge(end) => {
                let mut piece = 0;
                let mut end = end;
                while end > 0 {
                    let place = feed.place();
                    records.quarantine(feed.bytes(end), codes::RECORD_TOO_LARGE, place, piece)?;
                    feed.consume(end);
                    piece += 1;
                    end = feed.rest_of_damage();
                }
            }
        }
    }
    ControlFlow::Continue(())
}

/// Where a record begins.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    /// Line, from 1.
    line: u64,
    /// Offset in the decompressed text.
    offset: u64,
}

impl Place {
    /// The place of a part of `whole`, which begins here.
    fn within(self, whole: &[u8], part_start: usize) -> Self {
        let lines = memchr::memchr_iter(b'\n', whole.get(..part_start).unwrap_or(whole)).count();
        Self { line: self.line + lines as u64, offset: self.offset + part_start as u64 }
    }
}

/// Judges records and hands them to the receiver.
struct Records<'s> {
    limits: Limits,
    sink: &'s mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    report: InputReport,
}

impl<'s> Records<'s> {
    fn new(limits: Limits, sink: &'s mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> Self {
        let report = InputReport {
            complete: true,
            issues: Vec::new(),
            received: 0,
            accepted: 0,
            warned: 0,
            quarantined: 0,
            deletions: 0,
            export_records: 0,
            bytes: 0,
            compression: Compression::None,
        };
        Self { limits, sink, report }
    }

    /// Takes a record that is a whole JSON value. `Err` if it is not one: then nothing was handed out.
    fn attempt(&mut self, raw: &[u8], place: Place) -> Result<ControlFlow<()>, IssueCode> {
        if raw.first() == Some(&b'[') {
            return self.list(raw, place);
        }
        if bundle::begins_like_one(raw) {
            return self.bundle(raw, place);
        }
        if raw.len() > self.limits.max_resource_bytes && !bundle::may_be_one(raw) {
            return Err(codes::RECORD_TOO_LARGE);
        }
        let text = screen::text(raw, self.limits.max_depth)?;
        let envelope = Envelope::read(text)?;
        Ok(self.judge(&envelope, text, None, place))
    }

    /// Sets aside what is no whole JSON value, after saving what is whole in a damaged Bundle.
    fn refuse(&mut self, raw: &[u8], code: IssueCode, place: Place) -> ControlFlow<()> {
        if bundle::may_be_one(raw) {
            return self.salvage(raw, code, place);
        }
        self.quarantine(raw, code, place, 0)
    }

    /// A list of resources, which FHIR does not know, is taken for its elements.
    fn list(&mut self, raw: &[u8], place: Place) -> Result<ControlFlow<()>, IssueCode> {
        let text = screen::text(raw, self.limits.max_depth + 1)?;
        let list: Vec<&serde_json::value::RawValue> = serde_json::from_str(text).map_err(|error| screen::code_of(&error))?;
        if list.iter().any(|one| !one.get().starts_with('{')) {
            return Err(codes::JSON_NOT_OBJECT);
        }
        for one in list {
            let place = place.within(raw, offset_in(text, one.get()));
            let flow = match self.attempt(one.get().as_bytes(), place) {
                Ok(flow) => flow,
                Err(code) => self.refuse(one.get().as_bytes(), code, place),
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Judges one resource that is well-formed JSON.
    fn judge(&mut self, envelope: &Envelope<'_>, text: &str, full_url: Option<&Text<'_>>, place: Place) -> ControlFlow<()> {
        let raw = text.as_bytes();
        if envelope.duplicate {
            return self.quarantine(raw, codes::JSON_DUPLICATE_KEY, place, 0);
        }
        let Some(name) = &envelope.kind else {
            return match envelope.export {
                Some(kind) => self.export(kind, raw, place),
                None => self.quarantine(raw, codes::RESOURCE_TYPE_MISSING, place, 0),
            };
        };
        let mut remarks = Vec::new();
        let kind = match kinds::kind_of(name) {
            Kind::R4(kind) => kind,
            Kind::WrongCase(kind) => {
                remarks.push((codes::RESOURCE_TYPE_CASE, "resourceType"));
                kind
            }
            Kind::R5(kind) => {
                remarks.push((codes::RESOURCE_TYPE_R5, "resourceType"));
                kind
            }
            Kind::Unknown => return self.quarantine(raw, codes::RESOURCE_TYPE_UNKNOWN, place, 0),
        };
        if kind == "Bundle" {
            return match self.bundle(raw, place) {
                Ok(flow) => flow,
                Err(code) => self.refuse(raw, code, place),
            };
        }
        if raw.len() > self.limits.max_resource_bytes {
            return self.quarantine(raw, codes::RECORD_TOO_LARGE, place, 0);
        }
        if envelope.implicit_rules {
            return self.quarantine(raw, codes::IMPLICIT_RULES_UNKNOWN, place, 0);
        }
        match screen::content(text) {
            Err(code) => return self.quarantine(raw, code, place, 0),
            Ok(content) if content.has_nul => remarks.push((codes::JSON_NUL, "")),
            Ok(_) => {}
        }
        let id = envelope.id.clone().unwrap_or(Cow::Borrowed(""));
        match id.len() {
            0 => remarks.push((codes::ID_MISSING, "id")),
            1..=64 if id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.') => {}
            _ => remarks.push((codes::ID_FORM, "id")),
        }
        let (subject, remark) = envelope.subject(kind);
        remarks.extend(remark);
        let issues: Vec<Issue> = remarks
            .into_iter()
            .map(|(code, element)| Issue {
                code,
                severity: Severity::Warning,
                path: if element.is_empty() { kind.to_owned() } else { format!("{kind}.{element}") },
                line: place.line,
            })
            .collect();
        self.report.received += 1;
        self.report.accepted += 1;
        self.report.warned += u64::from(!issues.is_empty());
        (self.sink)(Item::Resource(RawResource {
            kind,
            id,
            full_url: full_url.cloned(),
            raw,
            text,
            line: place.line,
            issues,
            subject,
            byte_offset: place.offset + raw.len() as u64,
        }))
    }

    fn export(&mut self, kind: ExportKind, raw: &[u8], place: Place) -> ControlFlow<()> {
        self.report.received += 1;
        self.report.export_records += 1;
        let byte_offset = place.offset + raw.len() as u64;
        (self.sink)(Item::Export(ExportRecord { kind, raw, line: place.line, byte_offset }))
    }

    fn quarantine(&mut self, raw: &[u8], code: IssueCode, place: Place, piece: u64) -> ControlFlow<()> {
        if piece == 0 {
            self.report.received += 1;
            self.report.quarantined += 1;
        }
        let issue = Issue { code, severity: Severity::Quarantined, path: String::new(), line: place.line };
        let byte_offset = place.offset + raw.len() as u64;
        (self.sink)(Item::Quarantined(Quarantined { raw, piece, issue, byte_offset }))
    }

    fn warn(&mut self, code: IssueCode, path: &str, place: Place) -> ControlFlow<()> {
        let issue = Issue { code, severity: Severity::Warning, path: path.to_owned(), line: place.line };
        (self.sink)(Item::Warning(issue))
    }
}

/// Where `part` begins in `whole`, of which it is a slice.
fn offset_in(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len())
}

#[cfg(test)]
mod tests;
