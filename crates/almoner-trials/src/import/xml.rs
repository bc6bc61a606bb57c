//! Legacy ClinicalTrials.gov XML: `clinical_study` documents, one or many behind each other, brought to the same record as the JSON.
//!
//! The input is cut at `<clinical_study` and `</clinical_study>` before any of it is parsed, so that a broken study costs only itself and
//! memory is bounded by the longest. A document type declaration is refused with the studies behind it: the register never wrote
//! one, and it is where entity bombs and references to other files live. No entity but the five of XML 1.0 is known.

use std::io::BufRead;

use almoner_base::{IssueCode, Severity};
use memchr::memmem;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader as XmlReader;

use super::{Flat, MAX_LINE, RawFlag, RawIntervention, Reader, codes};

const START: &[u8] = b"<clinical_study";
const END: &[u8] = b"</clinical_study>";
/// Elements within elements; the register nests five deep.
const DEEPEST: usize = 64;

impl Reader<'_> {
    /// Reads an input whose first character is `<`.
    pub(super) fn xml(&mut self, mut bytes: impl BufRead) {
        let mut cut = Cut { held: Vec::new(), from: 0, line: 1, declared: false, inside: None, too_long: false };
        loop {
            let chunk = match bytes.fill_buf() {
                Ok([]) => break,
                Ok(chunk) => chunk,
                Err(_) => return self.issue(codes::STREAM, Severity::Quarantined, "", cut.line),
            };
            let length = chunk.len();
            cut.add(chunk);
            bytes.consume(length);
            self.studies(&mut cut);
        }
        if cut.inside.is_some() {
            // The last study has no end.
            self.issue(codes::XML, Severity::Quarantined, "clinical_study", cut.inside.unwrap_or(cut.line));
        } else if self.report.accepted == 0 && self.report.issues.is_empty() {
            self.issue(codes::SHAPE, Severity::Quarantined, "", 1);
        }
    }

    /// Takes every whole study out of what is held.
    fn studies(&mut self, cut: &mut Cut) {
        loop {
            match cut.inside {
                None => {
                    let Some(at) = memmem::find(cut.rest(), START) else {
                        // Half a mark may stand at the end of what is held.
                        cut.pass(cut.rest().len().saturating_sub(START.len()));
                        return;
                    };
                    cut.pass(at);
                    cut.inside = Some(cut.line);
                    cut.too_long = false;
                }
                Some(line) => match memmem::find(cut.rest(), END) {
                    Some(at) => {
                        let study = cut.take(at + END.len());
                        cut.inside = None;
                        if cut.too_long || study.len() as u64 > MAX_LINE {
                            self.issue(codes::TOO_LONG, Severity::Quarantined, "clinical_study", line);
                        } else if cut.declared {
                            self.issue(codes::DOCTYPE, Severity::Quarantined, "clinical_study", line);
                        } else {
                            self.study(&study, line);
                        }
                    }
                    None => {
                        if cut.rest().len() as u64 > MAX_LINE {
                            cut.too_long = true;
                            let _gone = cut.take(cut.rest().len().saturating_sub(END.len()));
                        }
                        return;
                    }
                },
            }
        }
    }

    fn study(&mut self, bytes: &[u8], line: u64) {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return self.issue(codes::ENCODING, Severity::Quarantined, "clinical_study", line);
        };
        match read(text) {
            Ok(flat) => self.flat(flat, line),
            Err(code) => self.issue(code, Severity::Quarantined, "clinical_study", line),
        }
    }
}

/// What of the input is held, and where it stands.
struct Cut {
    held: Vec<u8>,
    /// What of `held` is done with.
    from: usize,
    /// The line on which the rest begins.
    line: u64,
    /// The document has a type declaration.
    declared: bool,
    /// The line on which the present study begins.
    inside: Option<u64>,
    too_long: bool,
}

impl Cut {
    fn add(&mut self, chunk: &[u8]) {
        self.held.drain(..self.from);
        self.from = 0;
        self.held.extend_from_slice(chunk);
    }

    fn rest(&self) -> &[u8] {
        self.held.get(self.from..).unwrap_or_default()
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let taken = self.rest().get(..length).unwrap_or_default().to_vec();
        self.from += taken.len();
        self.line += memchr::memchr_iter(b'\n', &taken).count() as u64;
        taken
    }

    /// Passes over what stands between studies, looking for the beginning of a document and for its type declaration.
    fn pass(&mut self, length: usize) {
        let gap = self.take(length);
        let last = |mark: &[u8]| memmem::rfind(&gap, mark);
        let declared = last(b"<!DOCTYPE").max(last(b"<!doctype")).max(last(b"<!ENTITY"));
        match (last(b"<?xml "), declared) {
            (Some(begun), Some(declared)) => self.declared = declared > begun,
            (Some(_), None) => self.declared = false,
            (None, Some(_)) => self.declared = true,
            (None, None) => {}
        }
    }
}

/// Elements whose text is kept, by their path in a study.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    NctId,
    Title,
    OfficialTitle,
    Summary,
    Condition,
    Keyword,
    Mesh,
    InterventionKind,
    InterventionName,
    Sex,
    MinAge,
    MaxAge,
    Healthy,
    Phase,
    Status,
    Criteria,
}

fn slot(path: &[String]) -> Option<Slot> {
    let names: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
    Some(match names.as_slice() {
        ["id_info", "nct_id"] => Slot::NctId,
        ["brief_title"] => Slot::Title,
        ["official_title"] => Slot::OfficialTitle,
        ["brief_summary", "textblock"] => Slot::Summary,
        ["condition"] => Slot::Condition,
        ["keyword"] => Slot::Keyword,
        ["condition_browse", "mesh_term"] => Slot::Mesh,
        ["intervention", "intervention_type"] => Slot::InterventionKind,
        ["intervention", "intervention_name"] => Slot::InterventionName,
        ["eligibility", "gender" | "sex"] => Slot::Sex,
        ["eligibility", "minimum_age"] => Slot::MinAge,
        ["eligibility", "maximum_age"] => Slot::MaxAge,
        ["eligibility", "healthy_volunteers"] => Slot::Healthy,
        ["phase"] => Slot::Phase,
        ["overall_status"] => Slot::Status,
        ["eligibility", "criteria", "textblock"] => Slot::Criteria,
        _ => return None,
    })
}

fn read(text: &str) -> Result<Flat, IssueCode> {
    let mut reader = XmlReader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut study = Study::default();
    let mut path: Vec<String> = Vec::new();
    let mut words = String::new();
    loop {
        match reader.read_event().map_err(|_| codes::XML)? {
            Event::Start(element) => {
                if path.len() >= DEEPEST {
                    return Err(codes::XML);
                }
                path.push(name(&element));
                words.clear();
            }
            Event::End(_) => {
                if let Some(slot) = slot(&path) {
                    study.put(slot, &words)?;
                }
                words.clear();
                path.pop();
                if path.is_empty() {
                    return Ok(study.flat);
                }
            }
            Event::Text(part) => words.push_str(&part.xml10_content().map_err(|_| codes::XML)?),
            Event::CData(part) => words.push_str(&part.xml10_content().map_err(|_| codes::XML)?),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|_| codes::XML)?;
                match character {
                    Some(character) => words.push(character),
                    None => {
                        let name = reference.decode().map_err(|_| codes::XML)?;
                        words.push_str(resolve_xml_entity(&name).ok_or(codes::XML)?);
                    }
                }
            }
            Event::DocType(_) => return Err(codes::DOCTYPE),
            Event::Eof => return Err(codes::XML),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn name(element: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(element.local_name().as_ref()).into_owned()
}

#[derive(Default)]
struct Study {
    flat: Flat,
    kind: Option<String>,
}

impl Study {
    fn put(&mut self, slot: Slot, text: &str) -> Result<(), IssueCode> {
        let line = || text.split_whitespace().collect::<Vec<_>>().join(" ");
        // The register writes each of these once; a second one is another document's, or an attack on who reads the first.
        let once = |place: &mut Option<String>, text: String| match place.replace(text) {
            None => Ok(()),
            Some(_) => Err(codes::XML),
        };
        let flat = &mut self.flat;
        let push = |list: &mut Option<Vec<String>>, text: String| {
            list.get_or_insert_default().push(text);
            Ok(())
        };
        match slot {
            Slot::NctId => once(&mut flat.nct_id, line()),
            Slot::Title => once(&mut flat.title, line()),
            Slot::OfficialTitle => once(&mut flat.official_title, line()),
            Slot::Summary => once(&mut flat.summary, line()),
            Slot::Condition => push(&mut flat.conditions, line()),
            Slot::Keyword => push(&mut flat.keywords, line()),
            Slot::Mesh => push(&mut flat.mesh, line()),
            Slot::InterventionKind => {
                self.kind = Some(line());
                Ok(())
            }
            Slot::InterventionName => {
                let pair = RawIntervention::Pair(vec![Some(self.kind.take().unwrap_or_default()), Some(line())]);
                flat.interventions.get_or_insert_default().push(pair);
                Ok(())
            }
            Slot::Sex => once(&mut flat.sex, line()),
            Slot::MinAge => once(&mut flat.min_age, line()),
            Slot::MaxAge => once(&mut flat.max_age, line()),
            Slot::Healthy => {
                flat.healthy = Some(RawFlag::Text(line()));
                Ok(())
            }
            Slot::Phase => once(&mut flat.phase, line()),
            Slot::Status => once(&mut flat.status, line()),
            // Its lines, bullets and indents are what the splitter reads.
            Slot::Criteria => once(&mut flat.criteria_text, text.trim().to_owned()),
        }
    }
}
