//! How often something was given: `no more than 2 prior chemotherapy regimens`, `at least one prior line of therapy`.

use std::ops::Range;

use almoner_eligibility::{Aspect, Atom, Bound, Expr, Manner, Method, Node, ValueTest, Values, When};
use almoner_terms::ConceptKind;

use super::qualify::adjective;
use super::{Cursor, Grammar, value, words};
use crate::lex::{Compare, Kind, size};

impl<'g, 'a> Grammar<'g, 'a> {
    /// A count of prior lines of therapy at the cursor: `at least two prior lines of systemic therapy`.
    pub(super) fn lines(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let count = self.lexed.lines(cursor.token()?)?;
        let is_last = |at: &usize| self.tokens.get(*at).is_some_and(|token| size(token.end) == count.range.end);
        let end = (cursor.at..cursor.end).find(is_last)? + 1;
        let bound = |value| Bound { value, inclusive: true };
        let test = ValueTest { low: count.low.map(bound), high: count.high.map(bound), unit: "1".to_owned() };
        let atom =
            Atom::Measurement { concept: self.terms.by_key(count.key)?, test, when: When::Ever, values: Values::Latest };
        let node = self.node(Expr::Atom(atom), &(cursor.at..end), Method::Grammar);
        cursor.at = end;
        Some(node)
    }

    /// A count of courses of a treatment. The facts hold that it was given, not how often: who never had it is decided.
    pub(super) fn courses(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(words::is_lead) || matches!(cursor.word(), Some("received" | "undergone" | "failed"))
        {
            cursor.at += 1;
        }
        let start = cursor.at;
        // At most so many "for breast cancer" says nothing of how many there were in all.
        let end = self.lines_end(&cursor);
        let lines = self.lines(&mut cursor.clone()).filter(|node| end == Some(range.end) || !has_most(node));
        if let Some((node, end)) = lines.clone().zip(self.lines_end(&cursor))
            && !self.names_treatment(&(start..end))
        {
            let rest = end..range.end;
            let mut parts = vec![node];
            if !rest.is_empty() {
                parts.push(self.qualifiers(&rest)?);
            }
            return Some(if parts.len() == 1 {
                parts.remove(0)
            } else {
                self.node(Expr::And(parts), range, Method::Grammar)
            });
        }
        let compare = value::comparison(&mut cursor);
        let count = value::quantity_number(&mut cursor).filter(|count| (1.0..=20.0).contains(count))?;
        if matches!(cursor.kind(), Some(Kind::Group(_))) {
            cursor.at += 1;
        }
        let more = cursor.eat_any(&[&["or", "more"], &["or", "greater"]]);
        let counted = |word: &str| {
            matches!(
                word,
                "regimen"
                    | "regimens"
                    | "line"
                    | "lines"
                    | "course"
                    | "courses"
                    | "cycle"
                    | "cycles"
                    | "therapies"
                    | "treatments"
                    | "therapy"
                    | "treatment"
                    | "doses"
                    | "dose"
                    | "episodes"
                    | "procedures"
            )
        };
        let (mut any_of, mut noun, mut before) = (Vec::new(), false, false);
        loop {
            match cursor.kind() {
                Some(Kind::Named(concept, ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Procedure)) => {
                    any_of.push((concept, cursor.kind()));
                }
                Some(Kind::Word) => {
                    let word = cursor.word().unwrap_or_default();
                    before |= matches!(word, "prior" | "previous");
                    if counted(word) {
                        noun = true;
                    } else if !(adjective(word).is_some()
                        || matches!(word, "of" | "different" | "the" | "a" | "agent" | "containing"))
                    {
                        break;
                    }
                }
                _ => break,
            }
            cursor.at += 1;
        }
        let [(concept, kind)] = any_of.as_slice() else { return None };
        if !(noun || before) {
            return None;
        }
        let rest = cursor.at..range.end;
        let tail = if rest.is_empty() { None } else { Some(self.qualifiers(&rest)?) };
        let any_of = vec![*concept];
        let atom = match kind {
            Some(Kind::Named(_, ConceptKind::Procedure)) => Atom::Procedure { any_of, when: When::Ever },
            _ => Atom::Medication { any_of, when: When::Ever, manner: Manner::default() },
        };
        let place = start..cursor.at;
        let had = self.node(Expr::Atom(atom), &place, Method::Terminology);
        let value = place.clone().map(|at| self.word(at)).collect::<Vec<_>>().join(" ");
        let often = Atom::Qualifier { aspect: Aspect::Treatment, value, any_of: Vec::new() };
        let often = lines.unwrap_or_else(|| self.node(Expr::Atom(often), &place, Method::Grammar));
        let at_most = !more && matches!(compare, Some(Compare::Less | Compare::LessOrEqual));
        if at_most && matches!(compare, Some(Compare::Less)) && count <= 1.0 {
            return None;
        }
        let expr = if at_most {
            let never = self.node(Expr::Not(Box::new(had)), &place, Method::Terminology);
            // How many there were "for this disease" is part of the count that is not known.
            Expr::Or(vec![never, often])
        } else {
            Expr::And([vec![had, often], tail.into_iter().collect()].concat())
        };
        Some(self.node(expr, range, Method::Terminology))
    }

    fn lines_end(&self, cursor: &Cursor<'g, 'a>) -> Option<usize> {
        let mut probe = cursor.clone();
        self.lines(&mut probe).map(|_| probe.at)
    }

    /// Whether a drug, a class of drugs or a procedure is named: whoever never had it is decided by that.
    fn names_treatment(&self, range: &Range<usize>) -> bool {
        self.tokens.get(range.clone()).unwrap_or_default().iter().any(|token| {
            matches!(token.kind, Kind::Named(_, ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Procedure))
        })
    }
}

/// Whether a value has an upper bound.
fn has_most(node: &Node) -> bool {
    matches!(&node.expr, Expr::Atom(Atom::Measurement { test, .. }) if test.high.is_some())
}
