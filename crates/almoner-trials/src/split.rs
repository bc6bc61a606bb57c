//! Cuts eligibility text into headings, criteria and filler without losing a byte.
//!
//! Nothing is understood here beyond layout: which list a line belongs to, where a criterion begins and ends, and under
//! which heading it stands. The spans of the pieces, joined, are the input. Time and memory are linear in the text.

use std::ops::Range;

use almoner_eligibility::{Section, TextSpan};
use serde::Serialize;

mod heading;
mod inline;
mod lines;

use heading::{Heading, read_heading};
pub(crate) use inline::names_its_line;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PieceKind {
    /// Opens a list: `Inclusion Criteria:`.
    Heading,
    /// Stands over the pieces below it: `Hepatic:`, `Any of the following:`.
    SubHeading,
    /// A criterion.
    Criterion,
    /// Something that is allowed or noted, and asks nothing.
    Note,
    /// Bullets, numbers, blanks.
    Filler,
}

/// A stretch of eligibility text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// The list it belongs to.
    pub section: Section,
    /// How deep it is nested; 0 for headings of lists.
    pub depth: u32,
    /// Position in the list of pieces of the heading or criterion that it stands under.
    pub parent: Option<u32>,
    /// Where it stands, in Unicode scalar values.
    pub source: TextSpan,
    /// Whether the heading of its list speaks of a part of the participants only (donors, a cohort, an arm).
    pub partial: bool,
    #[serde(skip)]
    pub(crate) bytes: Range<usize>,
}

/// One run of text between breaks of layout: byte range, column of its bullet or first character, and its role so far.
#[derive(Clone, Debug)]
struct Block {
    bytes: Range<usize>,
    indent: usize,
    /// Whether a bullet or number stood before it.
    bullet: bool,
    /// Whether a label of a glued paragraph opens it: what follows up to the next label stands under it.
    label: bool,
    /// Whether it was cut out of a glued paragraph whose sentences have no full stops.
    glued: bool,
}

/// Splits eligibility text. The pieces are in order, do not overlap, and cover the text.
#[must_use]
pub fn split(text: &str) -> Vec<Piece> {
    let blocks = lines::blocks(text).into_iter().flat_map(|block| inline::cut(text, &block)).collect::<Vec<_>>();
    let mut pieces = Vec::with_capacity(blocks.len() * 2 + 1);
    let mut place = Place { section: Section::Inclusion, partial: false, included: false, open: Vec::new() };
    let mut end = 0;
    for (at, block) in blocks.iter().enumerate() {
        if block.bytes.start > end {
            pieces.push(place.filler(end..block.bytes.start));
        }
        end = block.bytes.end;
        let next = blocks.get(at + 1);
        place.add(text, block, next, &mut pieces);
    }
    if end < text.len() {
        pieces.push(place.filler(end..text.len()));
    }
    count_characters(text, &mut pieces);
    pieces
}

/// Beyond this depth an outline is not one that people wrote; what is deeper stands beside its heading.
const DEEPEST: usize = 6;

/// Where in the outline the next block stands.
struct Place {
    section: Section,
    partial: bool,
    /// Whether the list of the inclusions has begun under its name.
    included: bool,
    /// Open sub-headings: column, piece number, the section to return to, and whether it only allows.
    open: Vec<Open>,
}

struct Open {
    indent: usize,
    piece: u32,
    section: Section,
    allows: bool,
    label: bool,
    /// Whether lines of its own column stand under it, up to the next heading.
    level: bool,
    /// Whether these lines have bullets, so that one without a bullet is none of them.
    bulleted: bool,
    /// Whether it has a bullet itself: then a bullet that is another heading, or a sentence of its own, is none of its lines either.
    same: bool,
    /// Whether one of its lines is enough, so that a value is none of them.
    alternatives: bool,
}

impl Place {
    fn filler(&self, bytes: Range<usize>) -> Piece {
        self.piece(PieceKind::Filler, bytes, None)
    }

    fn piece(&self, kind: PieceKind, bytes: Range<usize>, parent: Option<u32>) -> Piece {
        let depth = u32::try_from(self.open.len()).unwrap_or(u32::MAX);
        let source = TextSpan { start: 0, end: 0 };
        Piece { kind, section: self.section, depth, parent, source, partial: self.partial, bytes }
    }

    fn add(&mut self, text: &str, block: &Block, next: Option<&Block>, pieces: &mut Vec<Piece>) {
        let content = text.get(block.bytes.clone()).unwrap_or_default();
        let heading = match read_heading(content, block.bullet) {
            // After the inclusions it can be but the heading of the exclusions.
            Some(Heading::Lost) if self.included && self.section == Section::Inclusion => {
                Some(Heading::List { section: Section::Exclusion, partial: false })
            }
            heading => heading,
        };
        if let Some(Heading::List { section, partial }) = heading {
            self.open.clear();
            self.included |= section == Section::Inclusion;
            self.section = section;
            self.partial = partial;
            pieces.push(self.piece(PieceKind::Heading, block.bytes.clone(), None));
            return;
        }
        // A glued label ends where the next label begins, whatever the column.
        while let Some(top) = self.open.last() {
            let closes = if top.label {
                block.label || !block.glued
            } else {
                let demands = || content.split_whitespace().take(6).any(|word| word == "must") && !content.contains(" not ");
                let ends = match (top.bulleted, block.bullet) {
                    (true, true) if top.same => {
                        content.ends_with(':') || stands_alone(content) || top.alternatives && asks_a_value(content)
                    }
                    (true, bullet) => !bullet,
                    (false, true) => content.ends_with(':'),
                    (false, false) => content.ends_with(':') || demands(),
                };
                block.indent <= top.indent && !block.glued && !(top.level && block.indent == top.indent && !ends)
            };
            if !closes {
                break;
            }
            self.section = top.section;
            self.open.pop();
        }
        let parent = self.open.last().map(|open| open.piece);
        let number = u32::try_from(pieces.len()).unwrap_or(u32::MAX);
        let has_children = next.is_some_and(|next| next.indent > block.indent || (block.label && next.glued && !next.label));
        let label = block.label || inline::is_bare_label(content);
        let beside = next.is_some_and(|next| next.indent == block.indent);
        let bulleted = !block.bullet && !block.glued && beside && next.is_some_and(|next| next.bullet);
        // "Part A (Healthy volunteers)" over bullets.
        let part = bulleted && heading::names_part(content);
        let label = label || part;
        let over = content.ends_with(':') || label || (has_children && !block.glued);
        if !over {
            let allows = self.open.iter().any(|open| open.allows);
            let kind = if allows || heading::asks_nothing(content) { PieceKind::Note } else { PieceKind::Criterion };
            pieces.push(self.piece(kind, block.bytes.clone(), parent));
            return;
        }
        // A line with children that does not end in a colon is a criterion of its own, and stands over them too.
        let kind = if content.ends_with(':') || label { PieceKind::SubHeading } else { PieceKind::Criterion };
        let before = self.section;
        let turns = matches!(heading, Some(Heading::Turn(_) | Heading::Allows));
        // "- Excluded within 30 days of study entry:" over bullets of its own column.
        let same = block.bullet && beside && next.is_some_and(|next| next.bullet) && content.ends_with(':');
        let excludes = heading == Some(Heading::Turn(Section::Exclusion)) && self.section == Section::Exclusion;
        let announced = heading.is_none() && announces(content);
        let level = same && (excludes || announced) || !block.bullet && beside && (turns || bulleted);
        let mut allows = self.open.last().is_some_and(|open| open.allows);
        match heading {
            Some(Heading::Turn(section)) => {
                self.section = section;
                allows = false;
            }
            Some(Heading::Allows) => allows = true,
            _ => {}
        }
        pieces.push(self.piece(kind, block.bytes.clone(), parent));
        if self.open.len() >= DEEPEST {
            self.section = before;
            return;
        }
        let (indent, label) = (block.indent, block.label);
        self.open.push(Open {
            indent,
            piece: number,
            section: before,
            allows,
            label,
            level,
            bulleted: level && (bulleted && !turns || same),
            same: level && same,
            alternatives: self.section == Section::Inclusion
                && content.split_whitespace().any(|word| {
                    ["any", "one", "either", "two", "including", "subtypes"]
                        .iter()
                        .any(|joint| word.eq_ignore_ascii_case(joint))
                }),
        });
    }
}

/// Whether a line says that those after it belong to it: `including any of the following:`, `defined as:`. Where such a list of what must
/// not be ends, nobody can tell.
fn announces(content: &str) -> bool {
    let lower = content.to_lowercase();
    let denies =
        |word: &str| matches!(word, "no" | "not" | "none" | "without" | "never" | "neither" | "free" | "absence" | "cannot");
    if lower.split(|c: char| !c.is_alphanumeric()).any(denies) {
        return false;
    }
    ["following", "including", "defined as", "defined by", "evidenced by", "such as", "of these"]
        .iter()
        .any(|words| lower.trim_end_matches(':').trim_end().ends_with(words))
        || lower.contains("of the following")
}

/// Whether a line compares something, or names a score.
fn asks_a_value(content: &str) -> bool {
    let first = content.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    content.contains(['<', '>', '\u{2264}', '\u{2265}', '='])
        || [
            "ecog",
            "karnofsky",
            "kps",
            "performance",
            "platelets",
            "platelet",
            "hemoglobin",
            "creatinine",
            "bilirubin",
            "wbc",
            "anc",
        ]
        .iter()
        .any(|word| first.eq_ignore_ascii_case(word))
}

/// Whether a line begins as a criterion of its own does.
fn stands_alone(content: &str) -> bool {
    let first = content.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    [
        "no",
        "not",
        "patient",
        "patients",
        "subject",
        "subjects",
        "participant",
        "participants",
        "must",
        "age",
        "aged",
        "able",
        "ability",
        "willing",
        "willingness",
        "written",
        "signed",
        "informed",
        "women",
        "woman",
        "females",
        "female",
        "men",
        "males",
        "male",
        "has",
        "have",
        "is",
        "are",
        "any",
        "all",
        "at",
        "life",
        "previous",
        "prior",
        "concurrent",
        "known",
        "history",
        "measurable",
        "evaluable",
        "adequate",
        "histologically",
        "cytologically",
        "persistent",
        "recurrent",
        "newly",
        "provision",
        "currently",
    ]
    .iter()
    .any(|word| first.eq_ignore_ascii_case(word))
}

/// Fills in the spans in Unicode scalar values by one walk over the text.
fn count_characters(text: &str, pieces: &mut [Piece]) {
    let mut characters = 0_u32;
    for piece in pieces {
        let start = characters;
        let count = text.get(piece.bytes.clone()).map_or(0, |part| part.chars().count());
        characters = characters.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
        piece.source = TextSpan { start, end: characters };
    }
}

#[cfg(test)]
mod tests;
