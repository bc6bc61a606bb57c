//! The JSON form of parsed trials: one object a trial, as `criteria parse` writes them.

use almoner_eligibility::{Node, Section, TextSpan, check};
use serde::Serialize;

use crate::parse::{Coverage, Parsed, coverage_of, parser_version};

/// One trial.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrialLine<'a> {
    /// The trial's id, as the input wrote it.
    pub nct_id: &'a str,
    /// Content hash of the parser's rules and tables.
    pub parser: &'a str,
    /// Its criteria, in the order of the text; those of structured fields last.
    pub criteria: Vec<CriterionLine<'a>>,
    /// How many criteria were understood.
    pub summary: crate::Summary,
    /// What is wrong with the criteria, for a person to see; no verdict changes for it.
    pub flaws: Vec<FlawLine>,
    /// `other` where the text is in another language than English, so that none of it was read; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<&'static str>,
}

/// A flaw of a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FlawLine {
    /// The criterion that has it; of two, the later one.
    pub criterion: u32,
    /// Where it stands in the text.
    pub source: TextSpan,
    /// Stable code.
    pub code: &'static str,
    /// The same in words.
    pub message: &'static str,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionLine<'a> {
    /// Position in the trial.
    pub id: u32,
    /// Inclusion or exclusion.
    pub section: Section,
    /// Where it stands in the text; empty for a structured field.
    pub source: TextSpan,
    /// The text, as written.
    pub text: &'a str,
    /// What it asks.
    pub expr: &'a Node,
    /// The same in one readable line.
    pub reads: String,
    /// How far it was understood.
    pub coverage: Coverage,
}

/// The JSON form of a parsed trial. `text` is the eligibility text that was parsed.
#[must_use]
pub fn to_json<'a>(terms: &almoner_terms::Terms, nct_id: &'a str, text: &'a str, parsed: &'a Parsed) -> TrialLine<'a> {
    let mut cursor = Cursor { text, characters: 0, bytes: 0 };
    let criteria = parsed.criteria.iter().map(|criterion| CriterionLine {
        id: criterion.id,
        section: criterion.section,
        source: criterion.source,
        text: cursor.slice(criterion.source),
        expr: &criterion.expr,
        reads: almoner_eligibility::to_text(&criterion.expr, terms),
        coverage: coverage_of(&criterion.expr),
    });
    let language = parsed.foreign.then_some("other");
    let flaws = check(&parsed.criteria, terms).into_iter().map(|flaw| FlawLine {
        criterion: flaw.criterion,
        source: flaw.source,
        code: flaw.kind.code(),
        message: flaw.kind.message(),
    });
    let (criteria, flaws) = (criteria.collect(), flaws.collect());
    TrialLine { nct_id, criteria, parser: parser_version(), summary: parsed.summary, flaws, language }
}

/// Turns character spans into slices; spans that ascend cost one walk over the text in all.
struct Cursor<'a> {
    text: &'a str,
    characters: u32,
    bytes: usize,
}

impl<'a> Cursor<'a> {
    fn slice(&mut self, span: TextSpan) -> &'a str {
        let start = self.seek(span.start);
        let end = self.ahead(start, span.end.saturating_sub(span.start));
        self.text.get(start..end).unwrap_or_default()
    }

    fn seek(&mut self, character: u32) -> usize {
        if character < self.characters {
            (self.characters, self.bytes) = (0, 0);
        }
        self.bytes = self.ahead(self.bytes, character - self.characters);
        self.characters = character;
        self.bytes
    }

    fn ahead(&self, from: usize, count: u32) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        from + rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at)
    }
}
