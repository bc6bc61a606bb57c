//! The sections of a note, by their headings: `# Family History`, `PAST MEDICAL HISTORY:`, `PMH: ...` inside a line.
//!
//! A heading is only believed where a line or a sentence begins. What is not in `rules/sections.tsv` opens a section of kind
//! [`SectionKind::Other`] if it is written as a heading, so that "Medications" never runs on into what follows it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// What a section is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the heading's own name")]
pub enum SectionKind {
    ChiefComplaint,
    HistoryOfPresentIllness,
    PastMedicalHistory,
    PastSurgicalHistory,
    /// Problem lists and diagnoses.
    Problems,
    FamilyHistory,
    SocialHistory,
    Medications,
    Allergies,
    ReviewOfSystems,
    VitalSigns,
    PhysicalExam,
    Laboratory,
    Imaging,
    Procedures,
    HospitalCourse,
    Immunizations,
    Assessment,
    Plan,
    /// Discharge and return instructions.
    Instructions,
    /// Text before the first heading, or under one that is not known.
    Other,
}

/// A section: bytes `heading` (empty before the first heading), then bytes `body`. The sections of a text follow each other
/// without gap and cover it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// The heading with its colon or marks.
    pub heading: Range<usize>,
    /// What follows, up to the next heading.
    pub body: Range<usize>,
}

/// The longest heading, in bytes.
const LONGEST: usize = 60;

/// The sections of `text`, in order, covering it.
#[must_use]
pub fn sections(text: &str) -> Vec<Section> {
    let mut headings: Vec<(SectionKind, Range<usize>)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        headings_of_line(line, start, &mut headings);
        start += line.len();
    }
    let first = headings.first().map_or(text.len(), |(_, heading)| heading.start);
    let mut list = Vec::with_capacity(headings.len() + 1);
    if first > 0 {
        list.push(Section { kind: SectionKind::Other, heading: 0..0, body: 0..first });
    }
    let ends = headings.iter().skip(1).map(|(_, next)| next.start).chain([text.len()]).collect::<Vec<_>>();
    for ((kind, heading), end) in headings.into_iter().zip(ends) {
        let body = heading.end..end;
        list.push(Section { kind, heading, body });
    }
    list
}

/// The kind of the section that byte `at` lies in.
#[must_use]
pub fn section_at(sections: &[Section], at: usize) -> Option<SectionKind> {
    let after = sections.partition_point(|section| section.heading.start.min(section.body.start) <= at);
    sections.get(after.checked_sub(1)?).map(|section| section.kind)
}

fn headings_of_line(line: &str, start: usize, headings: &mut Vec<(SectionKind, Range<usize>)>) {
    let blank = line.len() - line.trim_start().len();
    let Some(content) = line.get(blank..).map(str::trim_end) else { return };
    if content.is_empty() {
        return;
    }
    let from = start + blank;
    let marks = content.bytes().take_while(|byte| matches!(byte, b'#' | b'*' | b'=' | b'_')).count();
    let marked = content.starts_with('#') || (marks >= 2 && content.ends_with(['*', '=', '_']));
    if marked || (content.len() <= LONGEST && !content.contains(':')) {
        let kind = kind_of(content);
        if marked || (kind.is_some() && looks_like_title(content)) {
            headings.push((kind.unwrap_or(SectionKind::Other), from..from + content.len()));
            return;
        }
    }
    let mut clause = 0;
    let mut seen = false;
    // A list number before a heading is no sentence of its own.
    let mut lettered = false;
    for (at, byte) in content.bytes().enumerate() {
        match byte {
            b':' => {
                let name = content.get(clause..at).unwrap_or_default();
                let indent = name.len() - name.trim_start().len();
                let heading = from + clause + indent..from + at + 1;
                if let Some(kind) = kind_of(name) {
                    headings.push((kind, heading));
                } else if !seen && is_capital_heading(name) && !inside_exam(headings) {
                    headings.push((SectionKind::Other, heading));
                }
                seen = true;
                clause = at + 1;
                lettered = false;
            }
            b'a'..=b'z' | b'A'..=b'Z' => lettered = true,
            b'.' | b';' | b'|'
                if lettered && (byte == b'|' || matches!(content.as_bytes().get(at + 1), None | Some(b' '))) =>
            {
                clause = at + 1;
                lettered = false;
            }
            b'-' if !seen && at > 0 && content.get(at - 1..at + 2) == Some(" - ") => {
                let name = content.get(..at).unwrap_or_default();
                if let Some(kind) = kind_of(name).filter(|_| is_capital_heading(name)) {
                    headings.push((kind, from..from + at + 1));
                    clause = at + 1;
                }
                seen = true;
            }
            _ => {}
        }
    }
}

/// `ABDOMEN:` below an examination is a part of it, not its end.
fn inside_exam(headings: &[(SectionKind, Range<usize>)]) -> bool {
    use SectionKind::{Laboratory, PhysicalExam, ReviewOfSystems, VitalSigns};
    headings.last().is_some_and(|(kind, _)| matches!(kind, PhysicalExam | ReviewOfSystems | VitalSigns | Laboratory))
}

fn is_capital_heading(name: &str) -> bool {
    let letters = name.bytes().filter(u8::is_ascii_alphabetic).count();
    (4..=LONGEST).contains(&name.trim().len())
        && letters >= 4
        && !name.bytes().any(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// A line that is nothing but a heading begins with a capital and has no full stop.
fn looks_like_title(line: &str) -> bool {
    line.bytes().find(u8::is_ascii_alphabetic).is_some_and(|byte| byte.is_ascii_uppercase()) && !line.contains('.')
}

/// The kind that a heading names, if it is one of `rules/sections.tsv`.
fn kind_of(name: &str) -> Option<SectionKind> {
    if name.len() > LONGEST + 20 {
        return None;
    }
    let mut plain = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => plain.push(char::from(byte.to_ascii_lowercase())),
            b'\'' => {}
            0x80.. => return None,
            // A list number before a heading ("3. Allergies:") goes; a digit inside a name means that it is none.
            b'0'..=b'9' if !plain.trim_end().is_empty() => return None,
            _ if plain.ends_with(' ') || plain.is_empty() => {}
            _ => plain.push(' '),
        }
    }
    table().get(plain.trim_end()).copied()
}

fn table() -> &'static HashMap<&'static str, SectionKind> {
    static TABLE: OnceLock<HashMap<&'static str, SectionKind>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = include_str!("../rules/sections.tsv").lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(|row| row.split_once('\t'))
            .filter_map(|(kind, names)| Some((named(kind)?, names)))
            .flat_map(|(kind, names)| names.split('|').map(move |name| (name, kind)))
            .collect()
    })
}

fn named(kind: &str) -> Option<SectionKind> {
    Some(match kind {
        "chief-complaint" => SectionKind::ChiefComplaint,
        "history-of-present-illness" => SectionKind::HistoryOfPresentIllness,
        "past-medical-history" => SectionKind::PastMedicalHistory,
        "past-surgical-history" => SectionKind::PastSurgicalHistory,
        "problems" => SectionKind::Problems,
        "family-history" => SectionKind::FamilyHistory,
        "social-history" => SectionKind::SocialHistory,
        "medications" => SectionKind::Medications,
        "allergies" => SectionKind::Allergies,
        "review-of-systems" => SectionKind::ReviewOfSystems,
        "vital-signs" => SectionKind::VitalSigns,
        "physical-exam" => SectionKind::PhysicalExam,
        "laboratory" => SectionKind::Laboratory,
        "imaging" => SectionKind::Imaging,
        "procedures" => SectionKind::Procedures,
        "hospital-course" => SectionKind::HospitalCourse,
        "immunizations" => SectionKind::Immunizations,
        "assessment" => SectionKind::Assessment,
        "plan" => SectionKind::Plan,
        "instructions" => SectionKind::Instructions,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
