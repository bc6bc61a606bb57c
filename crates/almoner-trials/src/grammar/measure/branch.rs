//! Values that are asked of some patients only: of men or of women, or of those with another condition.

use almoner_base::ConceptId;
use almoner_eligibility::{Atom, Bound, Expr, Method, Node, Section, SexClass, TextSpan, When};

use crate::grammar::value::{self, Interval, Units};
use crate::grammar::{Cursor, Grammar};
use crate::lex::{Kind, size};

impl<'g, 'a> Grammar<'g, 'a> {
    /// `Hemoglobin < 13 g/dL for men or < 12 g/dL for women`: each limit for those whom it is for.
    pub(super) fn by_sex(
        &self,
        after: &Cursor<'g, 'a>,
        start: usize,
        concepts: &[ConceptId],
        first: &Interval,
    ) -> Option<(Node, usize)> {
        let [concept] = concepts else { return None };
        let mut probe = after.clone();
        let one = self.whose(&mut probe)?;
        let range = start..probe.at;
        let mut parts = vec![(one, self.test(*concept, Some(first), When::Ever, &range), range)];
        let mut other = probe.clone();
        let _ = other.eat_sign(',') || other.eat_sign(';') || other.eat_sign('/');
        other.eat_any(&[&["and"], &["or"], &["and/or"]]);
        let from = other.at;
        if self.measured(&mut other.clone()).is_some_and(|(named, _)| named == concepts) {
            self.measured(&mut other);
            self.to_value(&mut other);
        }
        if let Some(mut second) = self.tested(&mut other, concepts)
            && let Some(two) = self.whose(&mut other).filter(|two| *two != one)
        {
            if second.unit.is_empty() {
                second.unit.clone_from(&first.unit);
            }
            let range = from..other.at;
            parts.push((two, self.test(*concept, Some(&second), When::Ever, &range), range));
            probe = other;
        }
        let inclusion = self.section == Section::Inclusion;
        let nodes: Vec<Node> = parts
            .into_iter()
            .map(|(sex, test, range)| {
                let who = self.node(crate::grammar::chunk::sex_atom(sex), &range, Method::Grammar);
                let expr = if inclusion {
                    Expr::IfThen { condition: Box::new(who), then: Box::new(test) }
                } else {
                    Expr::And(vec![who, test])
                };
                self.node(expr, &range, Method::Grammar)
            })
            .collect();
        let whole = start..probe.at;
        let expr = if inclusion { Expr::And(nodes) } else { Expr::Or(nodes) };
        Some((self.node(expr, &whole, Method::Grammar), probe.at))
    }

    /// `For men`, `in female subjects`, `(males)`.
    fn whose(&self, cursor: &mut Cursor<'g, 'a>) -> Option<SexClass> {
        let sex = |word: &str| match word {
            "male" | "males" | "men" | "boys" => Some(SexClass::Male),
            "female" | "females" | "women" | "girls" => Some(SexClass::Female),
            _ => None,
        };
        if let Some(Kind::Group(number)) = cursor.kind() {
            let inner = self.groups.get(size(number))?.clone();
            let tokens = self.lexed.tokens.get(inner).unwrap_or_default();
            let words: Vec<&str> = tokens.iter().map(|token| self.lexed.word(token)).collect();
            let [rest @ .., last] = words.as_slice() else { return None };
            let who = sex(last).filter(|_| rest.iter().all(|word| matches!(*word, "for" | "in" | "adult")))?;
            cursor.at += 1;
            return Some(who);
        }
        let mut probe = cursor.clone();
        probe.eat_sign(',');
        if !probe.eat_any(&[&["for"], &["in"], &["if"]]) {
            return None;
        }
        probe.eat(&["adult"]);
        let who = sex(probe.word()?)?;
        probe.at += 1;
        probe.eat_any(&[&["subjects"], &["patients"], &["participants"]]);
        cursor.at = probe.at;
        Some(who)
    }

    /// `(<= 5 x ULN if liver metastases)`: another value for those of whom the condition holds.
    pub(super) fn alternative(&self, cursor: &mut Cursor<'g, 'a>, base: Node, concepts: &[ConceptId], window: When) -> Node {
        let Some(Kind::Group(number)) = cursor.kind() else { return base };
        let Some(group) = self.groups.get(size(number)) else { return base };
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let mut inner = within.cursor(group);
        inner.eat(&["or"]);
        let place = cursor.at..cursor.at + 1;
        let start = base.source.start;
        match within.alternative_in(inner, &base, concepts, window, self.span(&place)) {
            Some(mut node) => {
                cursor.at += 1;
                node.source.start = start;
                node
            }
            None => base,
        }
    }

    /// `, or <= 5 x ULN for patients with liver metastases`, to the end.
    pub(super) fn alternative_after(
        &self,
        cursor: &mut Cursor<'g, 'a>,
        base: Node,
        concepts: &[ConceptId],
        window: When,
    ) -> Node {
        let mut inner = cursor.clone();
        inner.eat_sign(',');
        inner.eat_sign(';');
        if !inner.eat_any(&[&["or"], &["and"]]) && inner.at == cursor.at {
            return base;
        }
        let place = self.span(&(inner.at..cursor.end));
        let start = base.source.start;
        match self.alternative_in(inner, &base, concepts, window, place) {
            Some(mut node) => {
                cursor.at = cursor.end;
                node.source.start = start;
                node
            }
            None => base,
        }
    }

    /// The value and the condition of an alternative that runs to the end of the cursor.
    fn alternative_in(
        &self,
        mut inner: Cursor<'g, '_>,
        base: &Node,
        concepts: &[ConceptId],
        window: When,
        place: TextSpan,
    ) -> Option<Node> {
        let mark = inner.at;
        let interval = match value::interval(&mut inner, Units::Amount) {
            Some(interval) => interval,
            None => {
                // "(5 times ULN if ...)": on the side of the value before it.
                inner.at = mark;
                let (low, inclusive) = side_of(base)?;
                let limit = value::quantity(&mut inner, Units::Amount)?;
                let bound = Some(Bound { value: limit.value, inclusive });
                let (low, high) = if low { (bound, None) } else { (None, bound) };
                Interval { low, high, unit: limit.unit }
            }
        };
        let led = inner.eat_any(&[
            &["if"],
            &["for", "patients", "with"],
            &["in", "patients", "with"],
            &["for", "subjects", "with"],
            &["in", "subjects", "with"],
            &["for", "participants", "with"],
            &["in", "participants", "with"],
            &["in", "case", "of"],
            &["in", "the", "presence", "of"],
            &["in", "the", "case", "of"],
            &["in", "the", "setting", "of"],
            &["with"],
            &["for"],
            &["in"],
            &["when"],
        ]);
        if !led || inner.done() || !concepts.iter().all(|concept| value::fits(self.terms, *concept, &interval.unit)) {
            return None;
        }
        while inner.word().is_some_and(|word| crate::grammar::words::is_lead(word) || word == "there") {
            inner.at += 1;
        }
        let mut end = inner.end;
        while end > inner.at && matches!(self.word(end - 1), "present" | "exist" | "exists" | "are" | "is") {
            end -= 1;
        }
        let at = |expr, method| Node { expr, source: place, method };
        let condition = self.list(&(inner.at..end), crate::grammar::Sense::Denied);
        let method = if condition.expr == Expr::Opaque { Method::None } else { Method::Terminology };
        let mut condition = at(condition.expr, method);
        crate::grammar::recall(&mut condition, When::Ever);
        let tests =
            concepts.iter().map(|concept| at(self.test(*concept, Some(&interval), window, &(0..0)).expr, Method::Grammar));
        let source = TextSpan { start: base.source.start, end: place.end };
        let node = |expr| Node { expr, source, method: Method::Grammar };
        Some(match self.section {
            Section::Inclusion => {
                let parts = std::iter::once(condition).chain(tests).collect();
                node(Expr::Or(vec![base.clone(), node(Expr::And(parts))]))
            }
            Section::Exclusion => {
                let not = at(Expr::Not(Box::new(condition)), Method::Grammar);
                let parts = std::iter::once(not).chain(tests).collect();
                node(Expr::And(vec![base.clone(), node(Expr::Or(parts))]))
            }
        })
    }
}

/// The side of a value that a question bounds, and whether the bound belongs to it: true for a lower one.
fn side_of(node: &Node) -> Option<(bool, bool)> {
    match &node.expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().find_map(side_of),
        Expr::Atom(Atom::Measurement { test, .. }) => match (test.low, test.high) {
            (Some(low), None) => Some((true, low.inclusive)),
            (None, Some(high)) => Some((false, high.inclusive)),
            _ => None,
        },
        _ => None,
    }
}
