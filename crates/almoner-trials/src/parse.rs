//! Eligibility text to criteria: the outline of the pieces decides how lines belong together, the grammar what each says.
//!
//! A heading whose meaning for the lines below it is not understood takes no meaning away from them silently: it enters
//! the tree as `Opaque`, in a place where it can only make a verdict less certain.

use std::collections::HashMap;
use std::sync::OnceLock;

use almoner_base::content_version;
use almoner_eligibility::{Atom, Bound, Criterion, Expr, Method, Node, Section, SexClass, TextSpan, Thing};
use almoner_terms::Terms;
use serde::Serialize;

use crate::grammar;
use crate::language;
use crate::normal::Normal;
use crate::record::{Edit, EnrolledSex, TrialRecord};
use crate::split::{Piece, PieceKind, split};

mod group;

/// How far a criterion was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// No part is opaque.
    Full,
    /// Some part is opaque.
    Partial,
    /// Nothing but opaque text.
    None,
}

/// How many criteria of a trial were understood, and how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Without opaque parts.
    pub full: u32,
    /// With some.
    pub partial: u32,
    /// Opaque as a whole.
    pub none: u32,
}

impl Summary {
    fn count(&mut self, expr: &Node) {
        match coverage_of(expr) {
            Coverage::Full => self.full += 1,
            Coverage::Partial => self.partial += 1,
            Coverage::None => self.none += 1,
        }
    }
}

/// A trial's eligibility text, understood as far as the grammar goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// Its criteria, in the order of the text; those of structured fields last.
    pub criteria: Vec<Criterion>,
    /// The whole text in pieces.
    pub pieces: Vec<Piece>,
    /// How far the criteria were understood.
    pub summary: Summary,
    /// Whether the text is in another language than English, so that none of it was read.
    pub foreign: bool,
}

/// Parses criteria of many trials. About a third of all lines repeat, so what was parsed once is kept.
pub struct Parser<'t> {
    terms: &'t Terms,
    /// By section and kind, then by normalized text.
    cache: HashMap<(Section, Option<Thing>), HashMap<String, Node>>,
    cached_bytes: usize,
}

/// What the cache may hold, in bytes of normalized text; beyond it the cache starts anew.
const CACHE_BYTES: usize = 16 << 20;

impl<'t> Parser<'t> {
    /// A parser over a vocabulary.
    #[must_use]
    pub fn new(terms: &'t Terms) -> Self {
        Self { terms, cache: HashMap::new(), cached_bytes: 0 }
    }

    /// Parses eligibility text. The answer does not depend on what was parsed before.
    pub fn parse_eligibility(&mut self, text: &str) -> Parsed {
        let pieces = split(text);
        let mut nodes = group::criteria(self, text, &pieces);
        let foreign = language::is_foreign(text) || mostly_foreign(text, &pieces);
        if foreign {
            for (_, node) in &mut nodes {
                *node = Node { expr: Expr::Opaque, source: node.source, method: Method::None };
            }
        }
        let mut parsed = Parsed { criteria: Vec::with_capacity(nodes.len()), pieces, summary: Summary::default(), foreign };
        for (section, expr) in nodes {
            parsed.add(section, expr);
        }
        parsed
    }

    /// Parses a trial: its text, and its structured age limits and sex.
    pub fn parse_trial(&mut self, trial: &TrialRecord) -> Parsed {
        let mut parsed = self.parse_eligibility(&trial.eligibility_text);
        let source = TextSpan { start: 0, end: 0 };
        let mut field = |atom| {
            parsed.add(Section::Inclusion, Node { expr: Expr::Atom(atom), source, method: Method::Field });
        };
        let bound = |limit: crate::AgeLimit| Bound { value: limit.0, inclusive: true };
        if trial.min_age.is_some() || trial.max_age.is_some() {
            field(Atom::Age { low: trial.min_age.map(bound), high: trial.max_age.map(grammar::age_ceiling) });
        }
        match trial.sex {
            EnrolledSex::All => {}
            EnrolledSex::Female => field(Atom::Sex(SexClass::Female)),
            EnrolledSex::Male => field(Atom::Sex(SexClass::Male)),
        }
        parsed.edit(&trial.edits);
        parsed
    }

    /// The expression of one stretch of text; `piece` gives its place, `hint` what its heading is about.
    fn node(&mut self, text: &str, piece: &Piece, hint: Option<Thing>) -> Node {
        let content = text.get(piece.bytes.clone()).unwrap_or_default();
        let normal = Normal::new(content, piece.source.start);
        if let Some(node) = self.cache.get(&(piece.section, hint)).and_then(|known| known.get(&normal.text)) {
            return place(node, &normal);
        }
        let node = if language::is_foreign_line(content) {
            let end = u32::try_from(normal.text.len()).unwrap_or(u32::MAX);
            Node { expr: Expr::Opaque, source: TextSpan { start: 0, end }, method: Method::None }
        } else {
            grammar::parse(self.terms, &normal.text, piece.section, hint)
        };
        let placed = place(&node, &normal);
        if self.cached_bytes > CACHE_BYTES {
            self.cache.clear();
            self.cached_bytes = 0;
        }
        self.cached_bytes += normal.text.len();
        self.cache.entry((piece.section, hint)).or_default().insert(normal.text, node);
        placed
    }
}

/// Whether more of a text's lines are in another language than are not.
fn mostly_foreign(text: &str, pieces: &[Piece]) -> bool {
    let lines = pieces.iter().filter(|piece| matches!(piece.kind, PieceKind::Criterion | PieceKind::SubHeading));
    let (mut foreign, mut count) = (0_usize, 0_usize);
    for piece in lines {
        count += 1;
        foreign += usize::from(language::is_foreign_line(text.get(piece.bytes.clone()).unwrap_or_default()));
    }
    foreign >= 2 && 2 * foreign > count
}

/// Copies a node whose spans count bytes of the normalized text into one whose spans count characters of the original.
fn place(node: &Node, normal: &Normal) -> Node {
    let at = |index: u32| usize::try_from(index).unwrap_or(usize::MAX);
    let (start, end) = normal.original(at(node.source.start), at(node.source.end));
    let many = |nodes: &[Node]| nodes.iter().map(|node| place(node, normal)).collect();
    let one = |node: &Node| Box::new(place(node, normal));
    let expr = match &node.expr {
        Expr::And(parts) => Expr::And(many(parts)),
        Expr::Or(parts) => Expr::Or(many(parts)),
        Expr::Not(part) => Expr::Not(one(part)),
        Expr::AtLeast { count, of } => Expr::AtLeast { count: *count, of: many(of) },
        Expr::AtMost { count, of } => Expr::AtMost { count: *count, of: many(of) },
        Expr::IfThen { condition, then } => Expr::IfThen { condition: one(condition), then: one(then) },
        Expr::Except { base, exception } => Expr::Except { base: one(base), exception: one(exception) },
        leaf @ (Expr::Atom(_) | Expr::Opaque) => leaf.clone(),
    };
    Node { expr, source: TextSpan { start, end }, method: node.method }
}

impl Parsed {
    /// Puts a person's words in place of the parser's. A criterion keeps its number whatever becomes of others.
    fn edit(&mut self, edits: &[Edit]) {
        for edit in edits {
            self.criteria.retain(|criterion| criterion.id != edit.criterion || edit.expr.is_some());
            let Some(expr) = &edit.expr else { continue };
            match self.criteria.iter_mut().find(|criterion| criterion.id == edit.criterion) {
                Some(criterion) => {
                    criterion.section = edit.section;
                    criterion.expr = expr.clone();
                }
                None => self.criteria.push(Criterion {
                    id: edit.criterion,
                    section: edit.section,
                    source: expr.source,
                    expr: expr.clone(),
                }),
            }
        }
        if !edits.is_empty() {
            self.summary = Summary::default();
            for criterion in &self.criteria {
                self.summary.count(&criterion.expr);
            }
        }
    }

    fn add(&mut self, section: Section, expr: Node) {
        self.summary.count(&expr);
        let id = u32::try_from(self.criteria.len()).unwrap_or(u32::MAX);
        self.criteria.push(Criterion { id, section, source: expr.source, expr });
    }
}

/// How far an expression was understood.
#[must_use]
pub fn coverage_of(node: &Node) -> Coverage {
    fn count(node: &Node, opaque: &mut u32, known: &mut u32) {
        match &node.expr {
            // Concepts that are only named ask nothing.
            Expr::AtLeast { count: 0, .. } => {}
            Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
                parts.iter().for_each(|part| count(part, opaque, known));
            }
            Expr::Not(part) => count(part, opaque, known),
            Expr::IfThen { condition: left, then: right } | Expr::Except { base: left, exception: right } => {
                count(left, opaque, known);
                count(right, opaque, known);
            }
            // Words that were only sorted are not understood; they are never what a criterion is understood by alone.
            Expr::Atom(Atom::Qualifier { aspect, value, .. }) if aspect.is_left_in_words() && !value.is_empty() => {
                *opaque += 1
            }
            Expr::Atom(_) => *known += 1,
            Expr::Opaque => *opaque += 1,
        }
    }
    let (mut opaque, mut known) = (0, 0);
    count(node, &mut opaque, &mut known);
    match (opaque, known) {
        (0, _) => Coverage::Full,
        (_, 0) => Coverage::None,
        _ => Coverage::Partial,
    }
}

/// Parses eligibility text with a fresh parser. For many trials, keep a [`Parser`].
#[must_use]
pub fn parse_eligibility(terms: &Terms, text: &str) -> Parsed {
    Parser::new(terms).parse_eligibility(text)
}

/// Parses a trial with a fresh parser. For many trials, keep a [`Parser`].
#[must_use]
pub fn parse_trial(terms: &Terms, trial: &TrialRecord) -> Parsed {
    Parser::new(terms).parse_trial(trial)
}

/// Content hash of the rules of this crate, so that a verdict can name the parser that its criterion came from.
#[must_use]
pub fn parser_version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let sources: &[&[u8]] = &[
            include_bytes!("grammar.rs"),
            include_bytes!("grammar/age.rs"),
            include_bytes!("grammar/arranged.rs"),
            include_bytes!("grammar/aside.rs"),
            include_bytes!("grammar/chunk.rs"),
            include_bytes!("grammar/counted.rs"),
            include_bytes!("grammar/course.rs"),
            include_bytes!("grammar/courses.rs"),
            include_bytes!("grammar/either.rs"),
            include_bytes!("grammar/except.rs"),
            include_bytes!("grammar/fertile.rs"),
            include_bytes!("grammar/follow.rs"),
            include_bytes!("grammar/generic.rs"),
            include_bytes!("grammar/holds.rs"),
            include_bytes!("grammar/label.rs"),
            include_bytes!("grammar/lead.rs"),
            include_bytes!("grammar/list.rs"),
            include_bytes!("grammar/manner.rs"),
            include_bytes!("grammar/measure.rs"),
            include_bytes!("grammar/measure/branch.rs"),
            include_bytes!("grammar/measure/excess.rs"),
            include_bytes!("grammar/measure/forms.rs"),
            include_bytes!("grammar/measure/way.rs"),
            include_bytes!("grammar/person.rs"),
            include_bytes!("grammar/phrase.rs"),
            include_bytes!("grammar/phrase/brackets.rs"),
            include_bytes!("grammar/phrase/kinds.rs"),
            include_bytes!("grammar/phrase/mentions.rs"),
            include_bytes!("grammar/phrase/said.rs"),
            include_bytes!("grammar/phrase/tells.rs"),
            include_bytes!("grammar/phrase/thing.rs"),
            include_bytes!("grammar/qualify.rs"),
            include_bytes!("grammar/qualify/lists.rs"),
            include_bytes!("grammar/settle.rs"),
            include_bytes!("grammar/sums.rs"),
            include_bytes!("grammar/value.rs"),
            include_bytes!("grammar/when.rs"),
            include_bytes!("grammar/whom.rs"),
            include_bytes!("grammar/words.rs"),
            include_bytes!("language.rs"),
            include_bytes!("lex.rs"),
            include_bytes!("normal.rs"),
            include_bytes!("parse.rs"),
            include_bytes!("parse/group.rs"),
            include_bytes!("split.rs"),
            include_bytes!("split/heading.rs"),
            include_bytes!("split/inline.rs"),
            include_bytes!("split/lines.rs"),
            // What reads stages and lines of therapy stands in the crate that reads notes.
            include_bytes!("../../almoner-nlp/src/staging.rs"),
            include_bytes!("../../almoner-nlp/src/therapy.rs"),
        ];
        content_version(sources)
    })
}

#[cfg(test)]
mod tests;
