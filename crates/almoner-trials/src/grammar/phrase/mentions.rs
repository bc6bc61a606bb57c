//! What words name of which no more is understood: concepts, and values that they ask of something.

use std::ops::Range;

use almoner_eligibility::{Atom, Expr, Manner, Method, Node, SexClass, Subject, TextSpan, Thing, ValueTest, When};
use almoner_terms::ConceptKind;

use super::MOST_MEMBERS;
use super::kinds::{self, Role, role};
use crate::grammar::words::is_lead;
use crate::grammar::{Cursor, Grammar, value};
use crate::lex::{Kind, Token, size};

/// Most words of the name before a value.
const LONGEST: usize = 5;
/// Below this a bare number before the name of a test may be how many of them.
const MOST_TESTS: f64 = 10.0;

impl<'g, 'a> Grammar<'g, 'a> {
    /// Shows beside every part that was not read, or is for a person to judge, what it is about.
    pub(in crate::grammar) fn name_what_is_left(&self, node: &mut Node) {
        match &mut node.expr {
            Expr::And(parts) => {
                let shown: Vec<TextSpan> = parts.iter().filter(|part| is_shown(part)).map(|part| part.source).collect();
                let mut more = Vec::new();
                for part in parts.iter_mut() {
                    if matches!(part.expr, Expr::Opaque | Expr::Atom(Atom::Person)) {
                        let told = shown.iter().any(|span| span.start < part.source.end && part.source.start < span.end);
                        more.extend(if told { None } else { self.mentioned(part.source) });
                    } else if let Expr::Atom(Atom::Qualifier { .. }) = part.expr {
                        more.extend(self.valued_within(part.source));
                    } else {
                        self.name_what_is_left(part);
                    }
                }
                parts.extend(more);
            }
            Expr::AtLeast { count: 0, .. } => {}
            Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
                parts.iter_mut().for_each(|part| self.name_what_is_left(part));
            }
            Expr::Not(part) => self.name_what_is_left(part),
            Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
                self.name_what_is_left(a);
                self.name_what_is_left(b);
            }
            Expr::Opaque | Expr::Atom(Atom::Person) => {
                if let Some(mentions) = self.mentioned(node.source) {
                    let leaf = node.clone();
                    node.expr = Expr::And(vec![mentions, leaf]);
                    node.method = Method::Terminology;
                }
            }
            Expr::Atom(_) => {}
        }
    }

    /// Shows the values of the tables that stand in a text and in no question: a value that is not asked may still be what a reader looks for.
    pub(in crate::grammar) fn name_values(&self, node: &mut Node) {
        if !self.may_hold_values(&(0..self.tokens.len())) {
            return;
        }
        let mut asked = Vec::new();
        valued(node, &mut asked);
        let mut left = self.values(&(0..self.tokens.len()));
        left.retain(|value| {
            !matches!(value.expr, Expr::Atom(Atom::Named { .. }))
                && !asked.iter().any(|span| span.start < value.source.end && value.source.start < span.end)
        });
        let (Some(first), Some(last)) = (left.first(), left.last()) else { return };
        let source = TextSpan { start: first.source.start, end: last.source.end };
        let shown = Node { expr: Expr::AtLeast { count: 0, of: left }, source, method: Method::Grammar };
        if let Expr::And(parts) = &mut node.expr {
            parts.push(shown);
            return;
        }
        let whole = node.source;
        let read = std::mem::replace(node, Node { expr: Expr::Opaque, source: whole, method: Method::Terminology });
        node.expr = Expr::And(vec![read, shown]);
    }

    /// Shows the values in the words of a qualifier.
    fn valued_within(&self, source: TextSpan) -> Option<Node> {
        let start = self.tokens.partition_point(|token| token.start < source.start);
        let end = self.tokens.partition_point(|token| token.end <= source.end);
        let compares = |token: &Token| matches!(token.kind, Kind::Number(_) | Kind::Compare(_) | Kind::Group(_));
        if !self.tokens.get(start..end).is_some_and(|tokens| tokens.iter().any(compares)) {
            return None;
        }
        let of = self.values(&(start..end));
        (!of.is_empty()).then_some(Node { expr: Expr::AtLeast { count: 0, of }, source, method: Method::Grammar })
    }

    /// Shows the things that bracketed examples name.
    pub(in crate::grammar) fn name_examples(&self, node: &mut Node, examples: &[TextSpan]) {
        // What was set aside stands in the text's own tokens only.
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let shown: Vec<Node> = examples.iter().filter_map(|span| within.mentioned(*span)).collect();
        if shown.is_empty() {
            return;
        }
        if let Expr::And(parts) = &mut node.expr {
            parts.extend(shown);
            return;
        }
        let source = node.source;
        let mut parts = vec![std::mem::replace(node, Node { expr: Expr::Opaque, source, method: Method::Terminology })];
        parts.extend(shown);
        node.expr = Expr::And(parts);
    }

    /// The concepts and values that words name of which no more is understood: `at least 0 of` them, which asks nothing and tells
    /// a reader what the words are about.
    pub(super) fn mentioned(&self, source: TextSpan) -> Option<Node> {
        let start = self.tokens.partition_point(|token| token.start < source.start);
        let end = self.tokens.partition_point(|token| token.end <= source.end);
        let mut of = self.values(&(start..end.max(start)));
        let valued = of.clone();
        let within = |token: &&Token| token.start >= source.start && token.end <= source.end;
        let mut seen = Vec::new();
        for sex in [SexClass::Female, SexClass::Male] {
            let says = |token: &&Token| token.kind == Kind::Word && names_sex(self.lexed.word(token)) == Some(sex);
            if let Some(token) = self.lexed.tokens.iter().filter(within).find(says) {
                let source = TextSpan { start: token.start, end: token.end };
                of.push(Node { expr: Expr::Atom(Atom::Sex(sex)), source, method: Method::Grammar });
            }
        }
        for token in self.lexed.tokens.iter().filter(within) {
            let Kind::Named(concept, kind) = token.kind else { continue };
            let told = valued.iter().any(|node| node.source.start <= token.start && token.end <= node.source.end);
            if told || seen.contains(&concept) || of.len() >= MOST_MEMBERS {
                continue;
            }
            seen.push(concept);
            let (any_of, when, subject) = (vec![concept], When::Ever, Subject::Patient);
            let atom = match kind {
                ConceptKind::Condition => Atom::Condition { any_of, when, subject },
                ConceptKind::Drug | ConceptKind::DrugClass => Atom::Medication { any_of, when, manner: Manner::default() },
                ConceptKind::Procedure | ConceptKind::Device => Atom::Procedure { any_of, when },
                ConceptKind::Social => Atom::Social { any_of, when, subject: Subject::Patient },
                ConceptKind::Genomic => Atom::Genomic { any_of, when },
                ConceptKind::Measurement | ConceptKind::Score => {
                    let Some(concept) = self.terms.concept(concept) else { continue };
                    Atom::Named { kind: Thing::Measurement, name: concept.name.to_lowercase(), test: None, when, subject }
                }
                ConceptKind::Allergen | ConceptKind::Stage => continue,
            };
            let source = TextSpan { start: token.start, end: token.end };
            of.push(Node { expr: Expr::Atom(atom), source, method: Method::Terminology });
        }
        self.outside_the_tables(source, &mut of);
        of.sort_by_key(|node| node.source.start);
        let first = of.first()?.source;
        let last = of.iter().map(|node| node.source.end).max().unwrap_or(first.end);
        let source = TextSpan { start: first.start, end: last };
        Some(Node { expr: Expr::AtLeast { count: 0, of }, source, method: Method::Terminology })
    }

    /// Names that the tables do not hold, where the last word tells of what kind they are.
    fn outside_the_tables(&self, source: TextSpan, of: &mut Vec<Node>) {
        let tokens = &self.lexed.tokens;
        let start = tokens.partition_point(|token| token.start < source.start);
        let end = tokens.partition_point(|token| token.end <= source.end);
        let within = Grammar { tokens, groups: &[], ..*self };
        let mut from = start;
        for at in start..end {
            let Some(token) = tokens.get(at) else { break };
            let word = self.lexed.word(token);
            if matches!(word, "contraindication" | "contraindications" | "contraindicated" | "healthy") {
                let atom = Atom::Named {
                    kind: Thing::Condition,
                    name: word.to_owned(),
                    test: None,
                    when: When::Ever,
                    subject: Subject::Patient,
                };
                let source = TextSpan { start: token.start, end: token.end };
                of.push(Node { expr: Expr::Atom(atom), source, method: Method::Grammar });
                from = at + 1;
                continue;
            }
            let part = token.kind == Kind::Word
                && !matches!(
                    role(word),
                    Some(Role::Turns | Role::Verb | Role::Opens(_) | Role::Intends | Role::Arranges | Role::Result)
                )
                && !matches!(word, "or" | "and" | "and/or" | "nor")
                && !is_lead(word)
                && !kinds::is_dropped(word);
            if !part {
                from = at + 1;
                continue;
            }
            let name = from.max((at + 1).saturating_sub(LONGEST))..at + 1;
            let kind = match role(word) {
                Some(Role::Is(_)) => within.kind_of_head(&name, at),
                _ => kinds::by_ending(word),
            };
            // When the trial screens is not what it asks.
            let Some(kind) = kind.filter(|kind| *kind != Thing::Measurement && !says_nothing(word)) else { continue };
            let of_the_trial = tokens.get(name.start).map(|token| self.lexed.word(token));
            if word.starts_with("procedure") && matches!(of_the_trial, Some("study" | "trial" | "protocol")) {
                continue;
            }
            let goes_on = tokens.get(at + 1).filter(|_| at + 1 < end).is_some_and(|next| match next.kind {
                Kind::Named(..) => true,
                Kind::Word => {
                    let word = self.lexed.word(next);
                    matches!(role(word), Some(Role::Is(_))) || kinds::by_ending(word).is_some()
                }
                _ => false,
            });
            let alone = name.len() == 1 && kinds::is_general(word)
                || matches!(self.lexed.word(tokens.get(name.start).unwrap_or(token)), "measurable" | "evaluable");
            let span = within.span(&name);
            let told = of.iter().any(|node| node.source.start < span.end && span.start < node.source.end);
            if goes_on || alone || told || of.len() >= MOST_MEMBERS {
                continue;
            }
            let (when, subject) = (When::Ever, Subject::Patient);
            let atom = Atom::Named { kind, name: within.written(&name, false), test: None, when, subject };
            of.push(Node { expr: Expr::Atom(atom), source: span, method: Method::Grammar });
            from = at + 1;
        }
    }

    /// The values that words ask of something, in brackets too.
    fn values(&self, range: &Range<usize>) -> Vec<Node> {
        let mut found = Vec::new();
        if !self.may_hold_values(range) {
            return found;
        }
        let mut at = range.start;
        while at < range.end && found.len() < MOST_MEMBERS {
            if let Some(Kind::Group(number)) = self.tokens.get(at).map(|token| token.kind)
                && let Some(inner) = self.groups.get(size(number))
            {
                let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
                found.extend(within.values(inner));
            }
            let mut cursor = self.cursor(&(at..range.end));
            let read = self.age(&mut cursor).or_else(|| {
                let named = matches!(
                    cursor.kind(),
                    Some(Kind::Named(_, ConceptKind::Measurement | ConceptKind::Score) | Kind::Compare(_) | Kind::Number(_))
                ) || matches!(cursor.word(), Some("blood" | "bp" | "performance"));
                if named { self.measure(&mut cursor) } else { self.excess(&mut cursor) }
            });
            if let Some(node) = read.filter(|_| cursor.at > at) {
                // "0.3 mg/dL above normal" is no value of its own either.
                let relative =
                    matches!(self.word(cursor.at), "above" | "below" | "higher" | "lower" | "over" | "under" | "from");
                if !(self.changes(at) || relative && cursor.at < range.end) {
                    tests(node, &mut found);
                }
                at = cursor.at;
                continue;
            }
            if let Some((node, end)) = self.loose_test(at, range) {
                found.push(node);
                at = end;
                continue;
            }
            at += 1;
        }
        found
    }

    /// Whether the words before a value make it one of a change: `a decline in FEV1 of > 10 %`.
    fn changes(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at).any(|at| {
            matches!(
                self.word(at),
                "change"
                    | "changes"
                    | "increase"
                    | "decrease"
                    | "reduction"
                    | "decline"
                    | "drop"
                    | "rise"
                    | "fall"
                    | "elevation"
                    | "difference"
                    | "improvement"
                    | "loss"
                    | "gain"
                    | "variation"
                    | "fluctuation"
            )
        })
    }

    /// A comparison at `at` and the name of what is measured before it, or after it as in `10 g/dL of hemoglobin`.
    pub(super) fn loose_test(&self, at: usize, range: &Range<usize>) -> Option<(Node, usize)> {
        let mut cursor = self.cursor(&(at..range.end));
        let interval = value::interval(&mut cursor, value::Units::Amount)?;
        let timed = matches!(interval.unit.as_str(), "d" | "wk" | "mo" | "a" | "h");
        let mut end = at;
        while end > range.start && (self.joins_value(end - 1) || self.is_bracketed(end - 1)) {
            end -= 1;
        }
        let mut start = end;
        while start > range.start && end - start < LONGEST && self.names_measure(start - 1) {
            start -= 1;
        }
        let measures = |at: usize| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Named(_, ConceptKind::Measurement | ConceptKind::Score))
            ) || role(self.word(at)) == Some(Role::Is(Thing::Measurement))
        };
        let mut name = start..end;
        // "A score < 10 on the Mini-Mental State Examination": which score, the words after it say.
        if name.clone().all(|at| is_any_score(self.word(at)))
            && let Some(scale) = self.scale_after(&cursor)
        {
            let whole = name.start.min(at)..scale.end;
            if let Some(Kind::Named(concept, ConceptKind::Score)) = self.tokens.get(scale.start).map(|token| token.kind)
                && interval.unit.is_empty()
            {
                return Some((self.test(concept, Some(&interval), When::Ever, &whole), scale.end));
            }
            let test = ValueTest { low: interval.low, high: interval.high, unit: interval.unit };
            let (when, subject) = (When::Ever, Subject::Patient);
            let atom =
                Atom::Named { kind: Thing::Measurement, name: self.written(&scale, false), test: Some(test), when, subject };
            return Some((self.node(Expr::Atom(atom), &whole, Method::Grammar), scale.end));
        }
        if !name.clone().any(measures) {
            // "Greater than 100,000/mm3 platelets", "a score < 10 on the scale".
            cursor.eat_any(&[&["of"], &["on", "the"], &["on"], &["for"]]);
            while cursor.word() == Some("the") {
                cursor.at += 1;
            }
            if let Some(Kind::Named(concept, kind @ (ConceptKind::Measurement | ConceptKind::Score))) = cursor.kind() {
                name = cursor.at..cursor.at + 1;
                cursor.at += 1;
                // "At least 2 platelet counts" counts the tests.
                let few = interval.low.or(interval.high).is_some_and(|bound| bound.value < MOST_TESTS);
                if few && interval.unit.is_empty() && kind == ConceptKind::Measurement {
                    return None;
                }
                if value::fits(self.terms, concept, &interval.unit) {
                    let whole = at..cursor.at;
                    return Some((self.test(concept, Some(&interval), When::Ever, &whole), cursor.at));
                }
            } else if timed
                || name.is_empty()
                || interval.unit.is_empty()
                || value::comparison(&mut self.cursor(&(at..range.end))).is_none()
            {
                return None;
            }
        }
        let lasts = name
            .clone()
            .any(|at| matches!(self.word(at), "interval" | "duration" | "gestation" | "time" | "qtc" | "survival"));
        if timed && !lasts {
            return None;
        }
        let test = ValueTest { low: interval.low, high: interval.high, unit: interval.unit };
        let atom = Atom::Named {
            kind: Thing::Measurement,
            name: self.written(&name, false),
            test: Some(test),
            when: When::Ever,
            subject: Subject::Patient,
        };
        let whole = name.start.min(at)..cursor.at.max(name.end);
        Some((self.node(Expr::Atom(atom), &whole, Method::Grammar), cursor.at))
    }

    /// The scale that a score after `on the` or `of the` is one of: a score of the tables, or words that end in what scales are called.
    fn scale_after(&self, cursor: &Cursor<'g, 'a>) -> Option<Range<usize>> {
        let mut probe = cursor.clone();
        if !probe.eat_any(&[&["on"], &["in"], &["of"], &["for"], &["using"], &["by"]]) {
            return None;
        }
        while matches!(probe.word(), Some("the" | "a" | "an" | "each")) {
            probe.at += 1;
        }
        let start = probe.at;
        if matches!(probe.kind(), Some(Kind::Named(_, ConceptKind::Score))) {
            return Some(start..start + 1);
        }
        let last = (start + 1..probe.end.min(start + LONGEST + 3)).find(|at| {
            matches!(
                self.word(*at),
                "scale" | "index" | "questionnaire" | "inventory" | "examination" | "subscale" | "checklist" | "test"
            )
        })?;
        (start..=last)
            .all(|at| self.names_measure(at) || self.is_bracketed(at) || matches!(self.word(at), "of" | "and" | "for"))
            .then_some(start..last + 1)
    }

    /// Whether a number, a comparison, a score or a bracket stands among words, without which there is no value.
    pub(in crate::grammar) fn may_hold_values(&self, range: &Range<usize>) -> bool {
        let holds = |token: &Token| {
            matches!(
                token.kind,
                Kind::Number(_)
                    | Kind::Compare(_)
                    | Kind::Group(_)
                    | Kind::Named(_, ConceptKind::Score | ConceptKind::Measurement)
            ) || matches!(self.lexed.word(token), "age" | "aged" | "ages" | "older" | "younger" | "old" | "pressure" | "bp")
        };
        self.tokens.get(range.clone()).is_some_and(|tokens| tokens.iter().any(holds))
    }

    fn is_bracketed(&self, at: usize) -> bool {
        matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Group(_)))
    }

    /// Whether a token may belong to the name of what is measured.
    fn names_measure(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| match token.kind {
            Kind::Word => {
                let word = self.lexed.word(token);
                !matches!(role(word), Some(Role::Turns | Role::Verb | Role::Opens(_) | Role::Intends))
                    && !matches!(word, "or" | "and" | "and/or" | "patients" | "subjects" | "a" | "an" | "the" | "age")
            }
            Kind::Named(..) => true,
            Kind::Sign(sign) => matches!(sign, '-' | '/'),
            _ => false,
        })
    }
}

/// Words for a score that do not say which.
pub(super) fn is_any_score(word: &str) -> bool {
    matches!(word, "score" | "scores" | "total" | "scoring" | "rating" | "value")
}

/// Nouns that are never what a statement is about: when the trial screens, how much is given.
fn says_nothing(word: &str) -> bool {
    matches!(
        word,
        "screening"
            | "risk"
            | "risks"
            | "etc"
            | "cetera"
            | "history"
            | "habits"
            | "status"
            | "features"
            | "situation"
            | "situations"
            | "dose"
            | "doses"
            | "regimen"
            | "regimens"
            | "effects"
            | "reasons"
            | "reason"
            | "participation"
    )
}

fn is_shown(node: &Node) -> bool {
    matches!(node.expr, Expr::AtLeast { count: 0, .. })
}

fn names_sex(word: &str) -> Option<SexClass> {
    match word {
        "women" | "woman" | "female" | "females" | "girls" => Some(SexClass::Female),
        "men" | "man" | "male" | "males" | "boys" => Some(SexClass::Male),
        _ => None,
    }
}

/// Where the questions about values stand.
fn valued(node: &Node, out: &mut Vec<TextSpan>) {
    match &node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter().for_each(|part| valued(part, out))
        }
        Expr::Not(part) => valued(part, out),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            valued(a, out);
            valued(b, out);
        }
        Expr::Atom(Atom::Age { .. } | Atom::Measurement { .. }) => out.push(node.source),
        Expr::Atom(_) | Expr::Opaque => {}
    }
}

/// The questions about values in a reading.
fn tests(node: Node, out: &mut Vec<Node>) {
    match node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.into_iter().for_each(|part| tests(part, out));
        }
        Expr::Not(part) => tests(*part, out),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            tests(*a, out);
            tests(*b, out);
        }
        Expr::Atom(Atom::Age { .. } | Atom::Measurement { .. }) => out.push(node),
        Expr::Atom(_) | Expr::Opaque => {}
    }
}
