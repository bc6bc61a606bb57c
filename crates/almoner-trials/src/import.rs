//! Reads trial records: ClinicalTrials.gov v2 JSON (one study, `{"studies":[..]}`, or one study a line), its legacy XML
//! (`clinical_study`), and JSONL with `nct_id` and `criteria_text`, plain or gzip. The content tells which.
//!
//! One bad record never sinks the rest: it becomes an [`Issue`] with its line and a stable code, and its content is not
//! repeated. Memory is bounded by the longest record, except for a document on many lines, which is held whole up to
//! [`MAX_DOCUMENT`].

use std::collections::HashMap;
use std::io::{BufRead, Read};

use almoner_base::{Issue, IssueCode, NctId, Severity};
use flate2::bufread::MultiGzDecoder;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::record::{AgeLimit, Edit, EnrolledSex, Intervention, TrialRecord};

mod xml;

/// What can be wrong with an input of trials. The codes are stable.
pub mod codes {
    use almoner_base::IssueCode;

    /// The stream broke: the gzip is cut or damaged, or reading failed. What came before was used.
    pub const STREAM: IssueCode = IssueCode("trial-stream");
    /// Not UTF-8.
    pub const ENCODING: IssueCode = IssueCode("trial-encoding");
    /// Not JSON, or an element has a type that its name rules out.
    pub const JSON: IssueCode = IssueCode("trial-json");
    /// A record longer than the reader takes.
    pub const TOO_LONG: IssueCode = IssueCode("trial-too-long");
    /// JSON, but neither a study nor a JSONL record.
    pub const SHAPE: IssueCode = IssueCode("trial-shape");
    /// The id is missing or has another form.
    pub const NCT_ID: IssueCode = IssueCode("trial-nct-id");
    /// The same id came before in this input, with the same content.
    pub const DUPLICATE: IssueCode = IssueCode("trial-duplicate");
    /// The same id came before in this input, with other content; the first one stands.
    pub const CONFLICT: IssueCode = IssueCode("trial-conflict");
    /// No eligibility text.
    pub const NO_CRITERIA: IssueCode = IssueCode("trial-no-criteria");
    /// The eligibility text is not English; every criterion is unknown for everybody.
    pub const LANGUAGE: IssueCode = IssueCode("trial-language");
    /// An age limit that can not be read; it is left out.
    pub const AGE: IssueCode = IssueCode("trial-age");
    /// A sex other than the register's three; treated as not said.
    pub const SEX: IssueCode = IssueCode("trial-sex");
    /// XML that is not well formed, or an element that should stand once stands twice; entities other than XML's own five.
    pub const XML: IssueCode = IssueCode("trial-xml");
    /// XML with a document type declaration, where entity bombs live; it is not read.
    pub const DOCTYPE: IssueCode = IssueCode("trial-xml-doctype");
    /// The input holds no record.
    pub const EMPTY: IssueCode = IssueCode("trial-empty-input");
}

/// Longest line of a JSONL input, in bytes.
const MAX_LINE: u64 = 16 << 20;
/// Longest document that is not one record a line, in bytes.
const MAX_DOCUMENT: u64 = 1 << 30;

/// What became of an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records handed on.
    pub accepted: u64,
    /// Records handed on with something set aside.
    pub warned: u64,
    /// Records kept apart.
    pub quarantined: u64,
    /// What was found, in the order of the input.
    pub issues: Vec<Issue>,
}

/// Reads every record of `bytes` and hands it to `sink`, in the order of the input.
pub fn read_trials(mut bytes: impl BufRead, mut sink: impl FnMut(TrialRecord)) -> Report {
    let mut reader = Reader { report: Report::default(), seen: HashMap::new(), sink: &mut sink };
    match bytes.fill_buf() {
        Ok([0x1f, 0x8b, ..]) => reader.read(std::io::BufReader::new(MultiGzDecoder::new(bytes))),
        Ok(_) => reader.read(bytes),
        Err(_) => reader.issue(codes::STREAM, Severity::Quarantined, "", 1),
    }
    if reader.report.issues.is_empty() && reader.report.accepted == 0 {
        reader.issue(codes::EMPTY, Severity::Warning, "", 0);
    }
    reader.report
}

struct Reader<'a> {
    report: Report,
    seen: HashMap<NctId, String>,
    sink: &'a mut dyn FnMut(TrialRecord),
}

enum Line {
    Text(Vec<u8>),
    TooLong,
    End,
    Broken,
}

impl Reader<'_> {
    fn issue(&mut self, code: IssueCode, severity: Severity, path: &str, line: u64) {
        if severity == Severity::Quarantined {
            self.report.quarantined += 1;
        }
        self.report.issues.push(Issue { code, severity, path: path.to_owned(), line });
    }

    /// The first line that is not blank tells the form: a whole JSON value is a record (or a list of studies) a line;
    /// anything else is the beginning of a document on many lines.
    fn read(&mut self, mut bytes: impl BufRead) {
        if bytes.fill_buf().is_ok_and(|head| strip_bom(head).trim_ascii_start().first() == Some(&b'<')) {
            return self.xml(bytes);
        }
        let mut number = 0;
        let mut first = true;
        loop {
            number += 1;
            let limit = if first { MAX_DOCUMENT } else { MAX_LINE };
            let line = match next_line(&mut bytes, limit) {
                Line::Text(line) => line,
                Line::TooLong => {
                    self.issue(codes::TOO_LONG, Severity::Quarantined, "", number);
                    continue;
                }
                Line::End => return,
                Line::Broken => return self.issue(codes::STREAM, Severity::Quarantined, "", number),
            };
            let body = strip_bom(&line);
            if body.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if first && !is_whole_json(body) && opens_a_document(body) {
                return self.document(line, bytes, number);
            }
            first = false;
            self.value(body, number);
        }
    }

    /// A document on many lines: read whole, because a study may begin and end anywhere. If it turns out not to be JSON,
    /// its lines are read one by one after all, so that a damaged first record does not cost the others.
    fn document(&mut self, mut head: Vec<u8>, bytes: impl BufRead, line: u64) {
        let mut rest = Vec::new();
        let read = bytes.take(MAX_DOCUMENT).read_to_end(&mut rest);
        let broken = read.is_err();
        head.push(b'\n');
        head.extend_from_slice(&rest);
        let body = strip_bom(&head);
        if !broken && is_whole_json(body) {
            return self.value(body, line);
        }
        let mut number = line;
        for part in body.split(|byte| *byte == b'\n') {
            if !part.iter().all(u8::is_ascii_whitespace) {
                if part.len() as u64 > MAX_LINE {
                    self.issue(codes::TOO_LONG, Severity::Quarantined, "", number);
                } else {
                    self.value(part, number);
                }
            }
            number += 1;
        }
        if broken {
            self.issue(codes::STREAM, Severity::Quarantined, "", number);
        }
    }

    fn value(&mut self, body: &[u8], line: u64) {
        let Ok(text) = std::str::from_utf8(body) else {
            return self.issue(codes::ENCODING, Severity::Quarantined, "", line);
        };
        let list: Option<Vec<&RawValue>> = match serde_json::from_str::<Shape<'_>>(text) {
            Ok(shape) => shape.studies,
            Err(_) => match serde_json::from_str::<Vec<&RawValue>>(text) {
                Ok(list) => Some(list),
                Err(_) => return self.issue(codes::JSON, Severity::Quarantined, "", line),
            },
        };
        let Some(list) = list else { return self.record(text, line) };
        for study in list {
            let before = study.get().as_ptr() as usize - text.as_ptr() as usize;
            let lines = body.get(..before).map_or(0, |head| memchr::memchr_iter(b'\n', head).count() as u64);
            self.record(study.get(), line + lines);
        }
    }

    fn record(&mut self, text: &str, line: u64) {
        let raw: Raw<'_> = match serde_json::from_str(text) {
            Ok(raw) => raw,
            Err(_) => return self.issue(codes::JSON, Severity::Quarantined, "", line),
        };
        let read = match raw.protocol_section {
            Some(section) => match serde_json::from_str::<ProtocolSection>(section.get()) {
                Ok(section) => section.into_flat(),
                Err(_) => return self.issue(codes::JSON, Severity::Quarantined, "protocolSection", line),
            },
            None => match serde_json::from_str::<Flat>(text) {
                Ok(flat) => flat,
                Err(_) => return self.issue(codes::JSON, Severity::Quarantined, "", line),
            },
        };
        self.flat(read, line);
    }

    /// Takes what any of the forms said of a trial.
    fn flat(&mut self, read: Flat, line: u64) {
        let mut warned = false;
        let Some(id) = read.nct_id.as_deref() else {
            let known = read.criteria_text.is_some();
            let code = if known { codes::NCT_ID } else { codes::SHAPE };
            return self.issue(code, Severity::Quarantined, "nctId", line);
        };
        let Ok(nct_id) = NctId::parse(id.trim()) else {
            return self.issue(codes::NCT_ID, Severity::Quarantined, "nctId", line);
        };
        let mut age = |reader: &mut Self, value: Option<String>, path: &str| {
            let text = value.filter(|text| !text.trim().is_empty() && !text.trim().eq_ignore_ascii_case("N/A"))?;
            let limit = AgeLimit::parse(&text);
            if limit.is_none() {
                warned = true;
                reader.issue(codes::AGE, Severity::Warning, path, line);
            }
            limit
        };
        let min_age = age(self, read.min_age, "eligibilityModule.minimumAge");
        let max_age = age(self, read.max_age, "eligibilityModule.maximumAge");
        let sex = match read.sex.as_deref().map(|sex| sex.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "all" | "both") => EnrolledSex::All,
            Some("female") => EnrolledSex::Female,
            Some("male") => EnrolledSex::Male,
            Some(_) => {
                warned = true;
                self.issue(codes::SEX, Severity::Warning, "eligibilityModule.sex", line);
                EnrolledSex::All
            }
        };
        let eligibility_text = read.criteria_text.unwrap_or_default();
        let edits = read.edits.unwrap_or_default();
        if eligibility_text.trim().is_empty() && edits.is_empty() {
            warned = true;
            self.issue(codes::NO_CRITERIA, Severity::Warning, "eligibilityModule.eligibilityCriteria", line);
        }
        if crate::language::is_foreign(&eligibility_text) {
            warned = true;
            self.issue(codes::LANGUAGE, Severity::Warning, "eligibilityModule.eligibilityCriteria", line);
        }
        let record = TrialRecord {
            nct_id,
            title: read.title,
            official_title: read.official_title,
            summary: read.summary,
            conditions: read.conditions.unwrap_or_default(),
            keywords: read.keywords.unwrap_or_default(),
            mesh_terms: read.mesh.unwrap_or_default(),
            interventions: read.interventions.unwrap_or_default().into_iter().filter_map(RawIntervention::read).collect(),
            sex,
            min_age,
            max_age,
            healthy_volunteers: read.healthy.and_then(RawFlag::read),
            phase: read.phase,
            overall_status: read.status,
            eligibility_text,
            edits,
        };
        let version = record.version();
        match self.seen.get(&nct_id) {
            Some(other) if *other == version => self.issue(codes::DUPLICATE, Severity::Warning, "nctId", line),
            Some(_) => self.issue(codes::CONFLICT, Severity::Quarantined, "nctId", line),
            None => {
                self.seen.insert(nct_id, version);
                self.report.accepted += 1;
                self.report.warned += u64::from(warned);
                (self.sink)(record);
            }
        }
    }
}

/// Reads up to the next line feed; a line over the limit is skipped to its end without being held.
fn next_line(bytes: &mut impl BufRead, limit: u64) -> Line {
    let mut line = Vec::new();
    match bytes.by_ref().take(limit).read_until(b'\n', &mut line) {
        Ok(0) => Line::End,
        Ok(_) if line.last() == Some(&b'\n') || (line.len() as u64) < limit => Line::Text(line),
        Ok(_) => loop {
            line.clear();
            match bytes.by_ref().take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) => return Line::TooLong,
                Ok(_) if line.last() == Some(&b'\n') => return Line::TooLong,
                Ok(_) => {}
                Err(_) => return Line::Broken,
            }
        },
        Err(_) => Line::Broken,
    }
}

fn strip_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn is_whole_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// Whether a first line that is not whole JSON may begin a document. A broken JSONL record also begins with a brace;
/// `document` falls back to lines for it.
fn opens_a_document(bytes: &[u8]) -> bool {
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'{' | b'['))
}

#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(borrow)]
    studies: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow, rename = "protocolSection")]
    protocol_section: Option<&'a RawValue>,
}

/// A JSONL record; also what a v2 study is brought to.
#[derive(Default, Deserialize)]
struct Flat {
    nct_id: Option<String>,
    #[serde(alias = "brief_title")]
    title: Option<String>,
    official_title: Option<String>,
    #[serde(alias = "brief_summary")]
    summary: Option<String>,
    conditions: Option<Vec<String>>,
    keywords: Option<Vec<String>>,
    #[serde(alias = "mesh_terms")]
    mesh: Option<Vec<String>>,
    interventions: Option<Vec<RawIntervention>>,
    #[serde(alias = "gender")]
    sex: Option<String>,
    #[serde(alias = "minimum_age")]
    min_age: Option<String>,
    #[serde(alias = "maximum_age")]
    max_age: Option<String>,
    #[serde(alias = "healthy_volunteers")]
    healthy: Option<RawFlag>,
    phase: Option<String>,
    #[serde(alias = "overall_status")]
    status: Option<String>,
    #[serde(alias = "eligibility_text", alias = "eligibility_criteria")]
    criteria_text: Option<String>,
    /// What `criteria import` read of another language.
    edits: Option<Vec<Edit>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawIntervention {
    Pair(Vec<Option<String>>),
    Name(String),
    Object {
        #[serde(rename = "type")]
        kind: Option<String>,
        name: Option<String>,
    },
}

impl RawIntervention {
    fn read(self) -> Option<Intervention> {
        match self {
            Self::Name(name) => Some(Intervention { kind: String::new(), name }),
            Self::Object { kind, name } => Some(Intervention { kind: kind.unwrap_or_default(), name: name? }),
            Self::Pair(mut parts) => {
                let name = parts.pop()??;
                Some(Intervention { kind: parts.pop().flatten().unwrap_or_default(), name })
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawFlag {
    Flag(bool),
    Text(String),
}

impl RawFlag {
    fn read(self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(flag),
            Self::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "no" | "false" => Some(false),
                "yes" | "true" | "accepts healthy volunteers" => Some(true),
                _ => None,
            },
        }
    }
}

/// `protocolSection` of the ClinicalTrials.gov v2 API, as far as Almoner uses it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ProtocolSection {
    identification_module: Option<IdentificationModule>,
    status_module: Option<StatusModule>,
    description_module: Option<DescriptionModule>,
    conditions_module: Option<ConditionsModule>,
    design_module: Option<DesignModule>,
    arms_interventions_module: Option<ArmsInterventionsModule>,
    eligibility_module: Option<EligibilityModule>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct IdentificationModule {
    nct_id: Option<String>,
    brief_title: Option<String>,
    official_title: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct StatusModule {
    overall_status: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DescriptionModule {
    brief_summary: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ConditionsModule {
    conditions: Option<Vec<String>>,
    keywords: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct DesignModule {
    phases: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ArmsInterventionsModule {
    interventions: Option<Vec<RawIntervention>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct EligibilityModule {
    eligibility_criteria: Option<String>,
    healthy_volunteers: Option<RawFlag>,
    sex: Option<String>,
    minimum_age: Option<String>,
    maximum_age: Option<String>,
}

impl ProtocolSection {
    fn into_flat(self) -> Flat {
        let id = self.identification_module.unwrap_or_default();
        let conditions = self.conditions_module.unwrap_or_default();
        let eligibility = self.eligibility_module.unwrap_or_default();
        Flat {
            nct_id: id.nct_id,
            title: id.brief_title,
            official_title: id.official_title,
            summary: self.description_module.and_then(|module| module.brief_summary),
            conditions: conditions.conditions,
            keywords: conditions.keywords,
            mesh: None,
            interventions: self.arms_interventions_module.and_then(|module| module.interventions),
            sex: eligibility.sex,
            min_age: eligibility.minimum_age,
            max_age: eligibility.maximum_age,
            healthy: eligibility.healthy_volunteers,
            phase: self.design_module.and_then(|module| module.phases).map(|phases| phases.join("/")),
            status: self.status_module.and_then(|module| module.overall_status),
            criteria_text: eligibility.eligibility_criteria,
            edits: None,
        }
    }
}

#[cfg(test)]
mod tests;
