//! Exceptions: `except`, `other than`, `unless`.

use std::ops::Range;

use almoner_base::ConceptId;
use almoner_eligibility::{Aspect, Atom, Expr, Method, Node, Section};
use almoner_terms::Terms;

use super::chunk::set_when;
use super::list::when_of;
use super::{Cursor, Grammar, Sense};
use crate::lex::Kind;

const EXCEPT: &[&[&str]] = &[
    &["with", "the", "exception", "of"],
    &["with", "exception", "of"],
    &["with", "the", "exclusion", "of"],
    &["excepting"],
    &["except", "for"],
    &["except"],
    &["other", "than"],
    &["apart", "from"],
    &["aside", "from"],
    &["excluding"],
    &["but", "not"],
];

impl Grammar<'_, '_> {
    /// `Neoplasms not specifically allowed`: what is allowed is said elsewhere.
    pub(super) fn not_specifically(&self, range: &Range<usize>) -> Option<Node> {
        let at = range.end.checked_sub(3).filter(|at| *at > range.start)?;
        let says = self.is_word(at, "not")
            && matches!(self.word(at + 1), "specifically" | "otherwise" | "explicitly")
            && matches!(self.word(at + 2), "allowed" | "permitted" | "listed" | "mentioned" | "excluded");
        if !says || self.section == Section::Inclusion {
            return None;
        }
        let base = self.statement(&(range.start..at));
        let expr = Expr::And(vec![base, self.opaque(&(at..range.end))]);
        Some(self.node(expr, range, Method::Grammar))
    }

    /// Reads a sentence that has an exception.
    pub(super) fn exception(&self, range: &Range<usize>) -> Option<Node> {
        let inner = range.start + 1..range.end;
        for at in inner {
            let mut cursor = self.cursor(&(at..range.end));
            if cursor.eat(&["unless"]) {
                return Some(self.unless(range, &(range.start..at), &(cursor.at..range.end)));
            }
            if cursor.eat_any(EXCEPT) {
                return Some(self.except(range, &(range.start..at), &(cursor.at..range.end)));
            }
            if let Some(Kind::Group(number)) = self.tokens.get(at).map(|token| token.kind)
                && self.group_opens(number, &["except", "excluding", "other", "unless", "excepting", "not"])
            {
                if at + 1 < range.end {
                    return None;
                }
                if let Some(node) = self.bracketed_exception(range, at, number) {
                    return Some(node);
                }
                let base = self.statement(&(range.start..at));
                let place = at..at + 1;
                let mut spared = self.opaque(&place);
                if let Some(inner) = self.groups.get(crate::lex::size(number))
                    && self.group_opens(number, &["unless"])
                {
                    let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
                    spared = within.spared_unless(&(inner.start + 1..inner.end));
                    spared.source = self.span(&place);
                }
                return Some(self.spare(range, base, spared));
            }
        }
        None
    }

    /// `X (except Y)` at the end of a statement.
    fn bracketed_exception(&self, range: &Range<usize>, at: usize, number: u32) -> Option<Node> {
        let inner = self.groups.get(crate::lex::size(number))?.clone();
        let mut probe =
            Cursor { terms: self.terms, lexed: self.lexed, tokens: &self.lexed.tokens, at: inner.start, end: inner.end };
        if !probe.eat_any(EXCEPT) {
            return None;
        }
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let spared = within.list(&(probe.at..inner.end), Sense::Denied);
        listed(&spared)?;
        Some(self.except_from(range, &(range.start..at), spared, &(at..at + 1)))
    }

    /// `X unless Y`: for an inclusion, Y is another way in; for what excludes, Y lets through.
    fn unless(&self, range: &Range<usize>, base: &Range<usize>, exception: &Range<usize>) -> Node {
        let base = self.statement(base);
        self.spare(range, base, self.spared_unless(exception))
    }

    /// What stands after `unless`: things, values, or a case told by its cause, its treatment or its course.
    fn spared_unless(&self, exception: &Range<usize>) -> Node {
        let spared = self.list(exception, Sense::Denied);
        if listed(&spared).is_some() || is_value(&spared) {
            return spared;
        }
        self.case(exception).unwrap_or_else(|| self.opaque(exception))
    }

    /// Spares those for whom `exception` holds, whatever side the statement is on.
    fn spare(&self, range: &Range<usize>, base: Node, exception: Node) -> Node {
        if base.expr == Expr::Opaque {
            return self.opaque(range);
        }
        let expr = match self.section {
            Section::Inclusion => Expr::Or(vec![base, exception]),
            Section::Exclusion => Expr::Except { base: Box::new(base), exception: Box::new(exception) },
        };
        self.node(expr, range, Method::Grammar)
    }

    fn except(&self, range: &Range<usize>, base: &Range<usize>, exception: &Range<usize>) -> Node {
        let spared = self.list(exception, Sense::Denied);
        self.except_from(range, base, spared, exception)
    }

    /// `X except Y`. Where Y is a kind of X, a patient may have Y and another X too: the other X still counts.
    fn except_from(&self, range: &Range<usize>, base: &Range<usize>, mut spared: Node, exception: &Range<usize>) -> Node {
        let mut cursor = self.cursor(base);
        let denied = self.denial(&mut cursor);
        let core = self.list(&(cursor.at..base.end), Sense::Denied);
        if core.expr == Expr::Opaque || (denied && self.section == Section::Exclusion) {
            return self.opaque(range);
        }
        let others = match (&core.expr, listed(&spared)) {
            (Expr::Atom(atom), Some(spared)) => others(self.terms, atom, &spared),
            _ => None,
        };
        // What is spared is spared for the time that is asked about.
        if let Some(when) = when_of(&core) {
            set_when(&mut spared, when);
        }
        let known = others.is_some();
        let exception = if known {
            spared
        } else if listed(&spared).is_some() {
            // Whether there is another one beside what is spared, the tables do not tell.
            let only = Atom::Qualifier { aspect: Aspect::Other, value: "nothing else".to_owned(), any_of: Vec::new() };
            let only = self.node(Expr::Atom(only), exception, Method::Grammar);
            self.node(Expr::And(vec![spared, only]), exception, Method::Terminology)
        } else {
            self.opaque(exception)
        };
        let mut node =
            self.node(Expr::Except { base: Box::new(core), exception: Box::new(exception) }, range, Method::Terminology);
        if let Some(atom) = others.flatten() {
            let others = self.node(Expr::Atom(atom), base, Method::Terminology);
            node = self.node(Expr::Or(vec![others, node]), range, Method::Terminology);
        }
        if denied {
            node = self.node(Expr::Not(Box::new(node)), range, Method::Grammar);
        }
        node
    }

    pub(super) fn group_opens(&self, number: u32, words: &[&str]) -> bool {
        self.groups
            .get(crate::lex::size(number))
            .and_then(|group| self.lexed.tokens.get(group.start))
            .is_some_and(|token| words.contains(&self.lexed.word(token)))
    }
}

/// The concepts of a plain list of conditions, drugs or procedures.
fn listed(node: &Node) -> Option<Vec<ConceptId>> {
    match &node.expr {
        Expr::Atom(Atom::Condition { any_of, .. } | Atom::Medication { any_of, .. } | Atom::Procedure { any_of, .. }) => {
            Some(any_of.clone())
        }
        Expr::Or(parts) => parts.iter().map(listed).collect::<Option<Vec<_>>>().map(|lists| lists.concat()),
        // What narrows what is spared makes less of it, and it is not known of how much.
        Expr::And(parts) => match parts.as_slice() {
            [thing, rest @ ..] if rest.iter().all(qualifies) => listed(thing),
            _ => None,
        },
        _ => None,
    }
}

fn is_value(node: &Node) -> bool {
    match &node.expr {
        Expr::Atom(Atom::Measurement { .. } | Atom::Age { .. }) => true,
        Expr::And(parts) | Expr::Or(parts) => !parts.is_empty() && parts.iter().all(is_value),
        _ => false,
    }
}

fn qualifies(node: &Node) -> bool {
    match &node.expr {
        Expr::Atom(Atom::Qualifier { .. } | Atom::Participation { .. } | Atom::Person) => true,
        Expr::And(parts) | Expr::Or(parts) => parts.iter().all(qualifies),
        _ => false,
    }
}

/// The same question about every kind that is not spared. `None` if what is spared is not a kind of what is asked;
/// `Some(None)` if nothing else is known below it.
fn others(terms: &Terms, atom: &Atom, spared: &[ConceptId]) -> Option<Option<Atom>> {
    let any_of = match atom {
        Atom::Condition { any_of, .. } | Atom::Medication { any_of, .. } | Atom::Procedure { any_of, .. } => any_of,
        _ => return None,
    };
    let under = |concept: &ConceptId| any_of.iter().any(|base| base != concept && terms.is_a(*concept, *base));
    if !spared.iter().all(under) {
        return None;
    }
    // A kind that contains something spared is replaced by its own kinds; the widest that remain are listed.
    let contains_spared = |concept: ConceptId| spared.iter().any(|spared| terms.is_a(*spared, concept));
    let is_spared = |concept: ConceptId| spared.iter().any(|spared| terms.is_a(concept, *spared));
    let free: Vec<ConceptId> = any_of
        .iter()
        .flat_map(|base| terms.descendants(*base))
        .copied()
        .filter(|concept| !contains_spared(*concept) && !is_spared(*concept))
        .collect();
    let mut widest: Vec<ConceptId> = free
        .iter()
        .copied()
        .filter(|concept| !free.iter().any(|other| other != concept && terms.is_a(*concept, *other)))
        .collect();
    widest.sort_unstable();
    widest.dedup();
    if widest.is_empty() {
        return Some(None);
    }
    let mut atom = atom.clone();
    if let Atom::Condition { any_of, .. } | Atom::Medication { any_of, .. } | Atom::Procedure { any_of, .. } = &mut atom {
        *any_of = widest;
    }
    Some(Some(atom))
}
