//! Cuts that layout does not show: headings inside a paragraph, lists numbered within a line, and the registers of the
//! nineties that glue labels and requirements without full stops.

use super::heading::read_heading;
use super::lines::enumerator;
use super::{Block, Heading};

/// Cuts one block where its text shows that it holds several.
pub(super) fn cut(text: &str, block: &Block) -> Vec<Block> {
    let mut out = Vec::new();
    for part in cut_headings(text, block) {
        for part in cut_labels(text, part) {
            if part.label {
                out.push(part);
            } else {
                out.extend(cut_numbers(text, part));
            }
        }
    }
    out
}

/// What a heading within a paragraph ends in, before its colon.
const NAMES: &[&str] =
    &["criteria", "exclusion", "inclusion", "characteristics", "concurrent therapy", "exclusions", "inclusions"];

/// `Inclusion Criteria: ... Exclusion Criteria: ...` in one paragraph.
fn cut_headings(text: &str, block: &Block) -> Vec<Block> {
    let content = text.get(block.bytes.clone()).unwrap_or_default();
    let mut cuts = Vec::new();
    for (colon, _) in content.match_indices(':') {
        let head = content.get(..colon).unwrap_or_default().trim_end();
        let name = |name: &&&str| {
            head.len()
                .checked_sub(name.len())
                .and_then(|at| head.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
        };
        if let Some(name) = NAMES.iter().find(name) {
            let (at, end) = (head.len() - name.len(), colon + 1);
            // The heading begins after the sentence before it, at most a few words back: the longest reading that is one.
            let mut start = at;
            let mut word = at;
            for _ in 0..6 {
                let head = content.get(..word).unwrap_or_default().trim_end();
                if head.is_empty() || head.ends_with(['.', ';', ':']) {
                    break;
                }
                word = head.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
                // `rfind` gives the first byte of a blank, which may have several.
                while !content.is_char_boundary(word) {
                    word += 1;
                }
                if matches!(read_heading(content.get(word..end).unwrap_or_default(), true), Some(Heading::List { .. })) {
                    start = word;
                }
            }
            if matches!(read_heading(content.get(start..end).unwrap_or_default(), true), Some(Heading::List { .. })) {
                cuts.push((start, end));
            }
        }
    }
    // "... FEV1 >= 60%. Subjects are excluded if: 1. COPD": from there on what excludes.
    for (colon, _) in content.match_indices(':') {
        let head = content.get(..colon).unwrap_or_default();
        let start = head.rfind(['.', ';', ':']).map_or(0, |stop| stop + 1);
        if start == 0 || !head.get(start..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
            continue;
        }
        let sentence = head.get(start..).unwrap_or_default();
        let start = start + (sentence.len() - sentence.trim_start().len());
        let numbered =
            enumerator(content.get(colon + 1..).unwrap_or_default().trim_start()).is_some_and(|(first, _)| first == 1);
        let said = content.get(start..=colon).unwrap_or_default();
        if numbered && matches!(read_heading(said, true), Some(Heading::Turn(_) | Heading::List { .. })) {
            cuts.push((start, colon + 1));
        }
    }
    cuts.sort_unstable();
    let mut out = Vec::new();
    let mut from = 0;
    for (start, end) in cuts {
        if start < from || end <= start {
            continue;
        }
        push(text, block, from, start, false, &mut out);
        push(text, block, start, end, false, &mut out);
        from = end;
    }
    push(text, block, from, content.len(), false, &mut out);
    out
}

/// Adds `block[from..to]` without the blanks around it.
fn push(text: &str, block: &Block, from: usize, to: usize, label: bool, out: &mut Vec<Block>) {
    let base = block.bytes.start;
    let part = text.get(base + from..base + to).unwrap_or_default();
    let trimmed = part.trim();
    if trimmed.is_empty() {
        return;
    }
    let start = base + from + (part.len() - part.trim_start().len());
    out.push(Block {
        bytes: start..start + trimmed.len(),
        indent: block.indent,
        bullet: block.bullet,
        label,
        glued: block.glued,
    });
}

/// The labels of the old oncology registers. What follows one, up to the next, stands under it.
const LABELS: &[&str] = &[
    "Age",
    "Sex",
    "Menopausal status",
    "Performance status",
    "Life expectancy",
    "Hematopoietic",
    "Hepatic",
    "Renal",
    "Cardiovascular",
    "Pulmonary",
    "Other",
    "Biologic therapy",
    "Chemotherapy",
    "Endocrine therapy",
    "Radiotherapy",
    "Surgery",
    "Hormone receptor status",
    "Immunologic",
    "Neurologic",
    "Gastrointestinal",
    "Metabolic",
    "Prior therapy",
    "Characteristics",
];

/// Whether a heading names what the line below it measures: `Age:`.
pub(crate) fn names_its_line(content: &str) -> bool {
    let head = content.trim_end_matches(':').trim_end();
    NAMING.iter().any(|label| label_start(head, label) == Some(0))
}

/// Whether a line is nothing but a label, without its colon.
pub(super) fn is_bare_label(content: &str) -> bool {
    LABELS.contains(&content)
}

/// Labels that name what the words after them measure, and so belong to them.
const NAMING: &[&str] = &["Age", "Sex", "Menopausal status", "Performance status", "Life expectancy"];

fn cut_labels(text: &str, block: Block) -> Vec<Block> {
    let content = text.get(block.bytes.clone()).unwrap_or_default();
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for (colon, _) in content.match_indices(':') {
        let head = content.get(..colon).unwrap_or_default();
        if let Some(start) = LABELS.iter().find_map(|label| label_start(head, label)) {
            cuts.push((start, colon + 1));
        }
    }
    // One label in a line is an ordinary "Age: 18 and over"; several are a glued paragraph.
    let several = cuts.len() >= 2;
    let mut out = Vec::new();
    if !several {
        let starts = if is_glued(content) { starters(content) } else { Vec::new() };
        let mut from = 0;
        if starts.len() < 3 {
            return vec![block];
        }
        let block = Block { glued: true, ..block };
        for at in starts {
            if at > from {
                push(text, &block, from, at, false, &mut out);
                from = at;
            }
        }
        push(text, &block, from, content.len(), false, &mut out);
        return out;
    }
    let block = Block { glued: true, ..block };
    let starts = starters(content);
    let mut from = 0;
    let loose = |from: usize, to: usize, out: &mut Vec<Block>| {
        let mut at = from;
        for start in starts.iter().copied().filter(|start| (from + 1..to).contains(start)) {
            push(text, &block, at, start, false, out);
            at = start;
        }
        push(text, &block, at, to, false, out);
    };
    for (start, end) in cuts {
        if start < from {
            continue;
        }
        loose(from, start, &mut out);
        let named = content.get(start..end).is_some_and(names_its_line);
        if named {
            from = start;
        } else {
            push(text, &block, start, end, true, &mut out);
            from = end;
        }
    }
    loose(from, content.len(), &mut out);
    out
}

/// Where the label that ends `head` begins; its words may stand on two lines.
fn label_start(head: &str, label: &str) -> Option<usize> {
    let mut rest = head;
    for (at, word) in label.rsplit(' ').enumerate() {
        let trimmed = if at > 0 { rest.trim_end() } else { rest };
        if at > 0 && trimmed.len() == rest.len() {
            return None;
        }
        rest = trimmed.strip_suffix(word)?;
    }
    (rest.is_empty() || rest.ends_with(char::is_whitespace)).then_some(rest.len())
}

/// Whether a paragraph runs requirement into requirement without full stops.
fn is_glued(content: &str) -> bool {
    content.len() > 120 && !content.contains(". ") && !content.contains(';') && !content.contains(":\n")
}

/// Words that open a requirement in glued text.
const STARTERS: &[&str] = &[
    "No",
    "Not",
    "At",
    "HIV",
    "Fertile",
    "Must",
    "WBC",
    "AST",
    "ALT",
    "SGOT",
    "SGPT",
    "ALT/AST",
    "AST/ALT",
    "SGOT/SGPT",
    "SGPT/SGOT",
    "BUN",
    "Bilirubin",
    "Creatinine",
    "Platelet",
    "Hemoglobin",
    "Absolute",
    "Granulocyte",
    "Alkaline",
    "Negative",
    "Pregnant",
    "Patients",
    "Prior",
    "Concurrent",
    "Recovered",
    "Measurable",
    "Hepatitis",
    "INR",
    "PT",
    "PTT",
    "Calcium",
    "Albumin",
    "LVEF",
    "Ejection",
    "Lymphocyte",
    "Neutrophil",
    "ANC",
    "Adequate",
    "Able",
    "Willing",
    "Hematocrit",
    "Leukocyte",
    "Transaminases",
    "Histologically",
    "Cytologically",
    "Failed",
    "DLCO",
    "FEV1",
    "More",
    "Less",
    "Karnofsky",
    "Normal",
    "Evaluable",
];

fn starters(content: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut before = "";
    let mut depth = 0_i32;
    let base = content.as_ptr() as usize;
    for word in content.split_whitespace() {
        let at = word.as_ptr() as usize - base;
        let bare = word.trim_end_matches([',', ':', ';', '.', ')']);
        let closed = !before.ends_with([',', ':', '-', '/', '(']) && depth == 0;
        if closed && STARTERS.contains(&bare) && !joins(before) {
            starts.push(at);
        }
        depth += word.bytes().map(|byte| i32::from(byte == b'(') - i32::from(byte == b')')).sum::<i32>();
        before = word;
    }
    starts
}

/// `the following: (1) ...; (2) ...` within a block.
fn cut_numbers(text: &str, block: Block) -> Vec<Block> {
    let content = text.get(block.bytes.clone()).unwrap_or_default();
    // Two numbers, each with its sign.
    if content.bytes().filter(|byte| matches!(byte, b')' | b']' | b'.')).count() < 2 {
        return vec![block];
    }
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let mut expected = 1;
    let mut boundary = true;
    let mut style = None;
    for (at, c) in content.char_indices() {
        let here = boundary && c.is_ascii_graphic();
        boundary = c.is_whitespace() || matches!(c, ';' | ',' | ':');
        if !here {
            continue;
        }
        let rest = content.get(at..).unwrap_or_default();
        let Some((ordinal, length)) = enumerator(rest) else { continue };
        let this =
            (rest.starts_with('('), rest.as_bytes().get(usize::from(rest.starts_with('('))).is_some_and(u8::is_ascii_digit));
        if ordinal == expected && style.is_none_or(|style| style == this) && separated(content, at, marks.is_empty()) {
            style = Some(this);
            marks.push((at, at + length));
            expected += 1;
        }
    }
    if marks.len() < 2 {
        return vec![block];
    }
    let mut out = Vec::new();
    let first = marks.first().map_or(0, |mark| mark.0);
    push(text, &block, 0, first, false, &mut out);
    let child = Block { indent: block.indent + usize::from(first > 0) * 2, ..block };
    for (at, (_, start)) in marks.iter().enumerate() {
        let end = marks.get(at + 1).map_or(content.len(), |next| next.0);
        push(text, &child, *start, end, false, &mut out);
    }
    out
}

/// Whether a number at `at` can open a list: the list's head ends in a colon or is absent, its members end in a stop.
fn separated(content: &str, at: usize, first: bool) -> bool {
    let head = content.get(..at).unwrap_or_default().trim_end();
    if first {
        head.is_empty() || head.ends_with(':')
    } else {
        head.ends_with([';', ',', '.', ')']) || head.ends_with(" and") || head.ends_with(" or")
    }
}

/// Whether a word stands before what it is about, so that no part of a list begins after it.
fn joins(before: &str) -> bool {
    matches!(
        before,
        "of" | "or"
            | "and"
            | "with"
            | "to"
            | "the"
            | "than"
            | "for"
            | "by"
            | "in"
            | "on"
            | "OR"
            | "AND"
            | "if"
            | "a"
            | "an"
            | "from"
            | "at"
            | "Serum"
            | "serum"
            | "total"
            | "Total"
            | "Direct"
            | "if:"
            | "unless"
            | "except"
            | "that"
            | "Both"
            | "plus"
            | "no"
            | "not"
            | "prior"
            | "as"
            | "is"
            | "are"
            | "has"
            | "have"
            | "normal"
            | "No"
            | "Not"
            | ""
    )
}
