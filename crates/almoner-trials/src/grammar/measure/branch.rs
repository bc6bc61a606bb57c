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

    /// `Heart rate outside 50-100 bpm`, `sodium not between 130 and 150`: below or above.
    pub(super) fn outside_range(
        &self,
        cursor: &mut Cursor<'g, 'a>,
        concepts: &[ConceptId],
        names: &std::ops::Range<usize>,
    ) -> Option<Node> {
        let mut probe = cursor.clone();
        let start = probe.at;
        if !crate::grammar::either::outside(&mut probe) {
            return None;
        }
        let normal = (start..probe.at).any(|at| matches!(self.word(at), "normal" | "reference"));
        let mark = probe.at;
        let interval = self.range_in(&mut probe).or_else(|| {
            probe.at = mark;
            None
        });
        let (low, high, unit) = match interval {
            Some(Interval { low: Some(low), high: Some(high), unit }) => (low, high, unit),
            Some(_) => return None,
            // Only at the end: what follows may be the range, or say whose it is.
            None if normal && probe.done() => {
                let one = Bound { value: 1.0, inclusive: true };
                return self.beyond(cursor, &probe, concepts, names, (one, "[LLN]"), (one, "[ULN]"));
            }
            None => return None,
        };
        if !concepts.iter().all(|concept| value::fits(self.terms, *concept, &unit)) {
            return None;
        }
        self.beyond(cursor, &probe, concepts, names, (low, &unit), (high, &unit))
    }

    /// Two numbers that bound a range, bare or in brackets.
    fn range_in(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Interval> {
        if let Some(Kind::Group(number)) = cursor.kind() {
            let inner = self.groups.get(size(number))?.clone();
            let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
            let mut inside = within.cursor(&inner);
            let interval = value::interval(&mut inside, Units::Amount)?;
            cursor.at += 1;
            return inside.done().then_some(interval);
        }
        let mark = cursor.at;
        value::interval(cursor, Units::Amount).or_else(|| {
            cursor.at = mark;
            value::between(cursor, Units::Amount)
        })
    }

    /// Each concept below the one limit or above the other.
    fn beyond(
        &self,
        cursor: &mut Cursor<'g, 'a>,
        probe: &Cursor<'g, 'a>,
        concepts: &[ConceptId],
        names: &std::ops::Range<usize>,
        low: (Bound, &str),
        high: (Bound, &str),
    ) -> Option<Node> {
        let range = names.start..probe.at;
        let turned = crate::grammar::either::turned;
        let nodes = concepts.iter().flat_map(|concept| {
            let below = Interval { low: None, high: Some(turned(low.0)), unit: low.1.to_owned() };
            let above = Interval { low: Some(turned(high.0)), high: None, unit: high.1.to_owned() };
            [below, above].map(|interval| self.test(*concept, Some(&interval), When::Ever, &range))
        });
        cursor.at = probe.at;
        Some(self.node(Expr::Or(nodes.collect()), &range, Method::Grammar))
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
        // "BMI >= 30 or BMI >= 27 with hypertension".
        let mut named = inner.clone();
        if self.measured(&mut named).is_some_and(|(again, _)| again == concepts) {
            self.to_value(&mut named);
            inner.at = named.at;
        }
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
            &["for", "those", "with"],
            &["in", "those", "with"],
            &["in", "individuals", "with"],
            &["for", "individuals", "with"],
            &["in", "the", "case", "of"],
            &["in", "patients", "with"],
            &["for", "subjects", "with"],
            &["in", "subjects", "with"],
            &["for", "participants", "with"],
            &["in", "participants", "with"],
            &["in", "case", "of"],
            &["in", "the", "presence", "of"],
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
        // Another value after it may be asked beside it.
        let another = |at: usize| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(
                    Kind::Compare(_)
                        | Kind::Named(_, almoner_terms::ConceptKind::Measurement | almoner_terms::ConceptKind::Score)
                )
            )
        };
        let joins = |at: usize| {
            matches!(self.word(at), "and" | "or") || self.tokens.get(at).map(|token| token.kind) == Some(Kind::Sign(','))
        };
        if (inner.at..inner.end).any(another) && (inner.at..inner.end).any(joins) {
            return None;
        }
        let mut end = inner.end;
        while end > inner.at && matches!(self.word(end - 1), "present" | "exist" | "exists" | "are" | "is") {
            end -= 1;
        }
        let at = |expr, method| Node { expr, source: place, method };
        let mut denied = inner.clone();
        let denies =
            denied.eat_any(&[&["not", "on"], &["not", "receiving"], &["not", "taking"], &["not"], &["no"], &["without"]]);
        let condition = if denies {
            let asked = self.list(&(denied.at..end), crate::grammar::Sense::Denied);
            match asked.expr {
                Expr::Opaque => asked,
                _ => Node { expr: Expr::Not(Box::new(asked)), source: place, method: Method::Grammar },
            }
        } else {
            self.list(&(inner.at..end), crate::grammar::Sense::Denied)
        };
        let method = if condition.expr == Expr::Opaque { Method::None } else { Method::Terminology };
        let mut condition = at(condition.expr, method);
        crate::grammar::recall(&mut condition, When::Ever);
        let tests =
            concepts.iter().map(|concept| at(self.test(*concept, Some(&interval), window, &(0..0)).expr, Method::Grammar));
        let source = TextSpan { start: base.source.start, end: place.end };
        let node = |expr| Node { expr, source, method: Method::Grammar };
        // A wider limit is another way to be meant; a narrower one is what those of whom the condition holds must keep.
        let wider = match (sole_test(base), &interval) {
            (Some((Some(a), None)), Interval { low: Some(b), high: None, .. }) => b.value < a.value,
            (Some((None, Some(a))), Interval { low: None, high: Some(b), .. }) => b.value > a.value,
            _ => self.section == Section::Inclusion,
        };
        Some(if wider {
            let parts = std::iter::once(condition).chain(tests).collect();
            node(Expr::Or(vec![base.clone(), node(Expr::And(parts))]))
        } else {
            let not = match condition.expr {
                Expr::Not(asked) => *asked,
                _ => at(Expr::Not(Box::new(condition)), Method::Grammar),
            };
            let mut limits: Vec<Node> = tests.collect();
            let limit = match (limits.len(), limits.pop()) {
                (1, Some(only)) => only,
                (_, Some(last)) => {
                    limits.push(last);
                    let several = if self.section == Section::Inclusion { Expr::And(limits) } else { Expr::Or(limits) };
                    node(several)
                }
                (_, None) => return None,
            };
            node(Expr::And(vec![base.clone(), node(Expr::Or(vec![not, limit]))]))
        })
    }
}

/// The bounds of the first value in a question.
fn sole_test(node: &Node) -> Option<(Option<Bound>, Option<Bound>)> {
    match &node.expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().find_map(sole_test),
        Expr::Atom(Atom::Measurement { test, .. }) => Some((test.low, test.high)),
        _ => None,
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
