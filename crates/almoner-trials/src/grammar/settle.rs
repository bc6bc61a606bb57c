//! What words beside a question say of its time or of its values, moved into the question: `within 2 weeks after a stroke`, `on two
//! occasions`.
//!
//! They stand as qualifiers beside it at first. A window becomes part of the question where it counts from one thing that happens to
//! people and was written to the record: a stroke, an operation that is over, a diagnosis. What the trial will do ("before surgery",
//! "after the last dose") stays in words.

use almoner_base::ConceptId;
use almoner_eligibility::{
    Anchor, Aspect, Atom, EventWindow, Expr, Method, Milestone, Node, Order, Section, TextSpan, ValueTest, Values, When,
};
use almoner_terms::{ConceptKind, Terms};

use super::{Cursor, Grammar, value, when};
use crate::lex::{Compare, Kind, Lexed};

impl Grammar<'_, '_> {
    /// Moves windows about events, and how many values are asked, into the questions that they stand beside.
    pub(super) fn settle_times(&self, node: &mut Node) {
        match &mut node.expr {
            Expr::And(parts) => {
                parts.iter_mut().for_each(|part| self.settle_times(part));
                self.settle_beside(parts);
                self.settle_scales(parts);
                if parts.len() == 1
                    && let Some(only) = parts.pop()
                {
                    *node = Node { source: node.source, ..only };
                }
            }
            Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
                parts.iter_mut().for_each(|part| self.settle_times(part));
                self.share_healing(parts);
            }
            Expr::Not(part) => {
                self.settle_times(part);
                self.settle_absence(part);
            }
            Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
                self.settle_times(a);
                self.settle_times(b);
            }
            Expr::Atom(Atom::Measurement { concept, test, .. }) if test.unit.is_empty() => {
                self.settle_count(*concept, test);
            }
            Expr::Atom(_) | Expr::Opaque => {}
        }
    }

    /// `Platelets > 100,000`: a count in thousands that no blood holds is a plain count.
    fn settle_count(&self, concept: ConceptId, test: &mut ValueTest) {
        /// How many times the limit of normal no count of blood cells reaches.
        const BEYOND: f64 = 20.0;
        let known = self.terms.concept(concept).filter(|known| known.unit.as_deref() == Some("10*3/uL"));
        let Some(high) = known.and_then(|known| known.normal_high) else { return };
        if test.low.iter().chain(&test.high).all(|bound| bound.value > BEYOND * high) {
            test.unit = "/uL".to_owned();
        }
    }

    /// `No chemotherapy for at least two weeks`: what is denied is any of it in these weeks, not that it went on all the while.
    fn settle_absence(&self, denied: &mut Node) {
        if self.section != Section::Inclusion {
            return;
        }
        match &mut denied.expr {
            Expr::Or(parts) => parts.iter_mut().for_each(|part| self.settle_absence(part)),
            Expr::Atom(Atom::Procedure { when, .. }) => forbid_within(when),
            Expr::Atom(Atom::Medication { when, manner, .. }) if !manner.stable => forbid_within(when),
            _ => {}
        }
    }

    /// `ECOG <= 2 (Karnofsky >= 60%)`: one thing on two scales, of which a record holds one, rarely both.
    fn settle_scales(&self, parts: &mut Vec<Node>) {
        let scale = |node: &Node| match &node.expr {
            Expr::Atom(Atom::Measurement { concept, .. }) => {
                ["ecog", "karnofsky", "lansky"].into_iter().position(|key| self.terms.by_key(key) == Some(*concept))
            }
            _ => None,
        };
        let text =
            |from: u32, to: u32| self.lexed.text.get(crate::lex::size(from)..crate::lex::size(to)).unwrap_or_default();
        let pair = |pair: &[Node]| {
            let [first, second] = pair else { return false };
            let apart = text(first.source.end, second.source.start).trim();
            // The span of what stands in brackets begins with the bracket.
            let own = text(second.source.start, second.source.end);
            let beside = match own.strip_prefix(['(', '[']) {
                Some(inner) => apart.is_empty() && !inner.trim_start().starts_with("and "),
                None => matches!(apart, "(" | "[" | "/"),
            };
            matches!((scale(first), scale(second)), (Some(one), Some(other)) if one != other) && beside
        };
        let Some(from) = parts.windows(2).position(pair) else { return };
        let more = parts.get(from + 1..).map_or(0, |rest| rest.windows(2).take_while(|two| pair(two)).count());
        let scales: Vec<Node> = parts.drain(from..from + 2 + more).collect();
        let source = TextSpan {
            start: scales.first().map_or(0, |node| node.source.start),
            end: scales.last().map_or(0, |node| node.source.end),
        };
        parts.insert(from, Node { expr: Expr::Or(scales), source, method: Method::Grammar });
    }

    /// `Non-healing wound, ulcer, or bone fracture`: none of them healed; a fracture at any time is not what is meant.
    fn share_healing(&self, parts: &mut [Node]) {
        let Some((first, others)) = parts.split_first_mut() else { return };
        let place = crate::lex::size(first.source.start)..crate::lex::size(first.source.end);
        let text = self.lexed.text.get(place).unwrap_or_default().to_lowercase();
        let heals = |any_of: &[almoner_base::ConceptId]| {
            any_of.iter().all(|concept| {
                let of = |key: &str| self.terms.by_key(key).is_some_and(|wider| is_a(self.terms, *concept, wider));
                ["skin-ulcer", "wound", "nonhealing-wound", "fracture", "burn"].into_iter().any(of)
            })
        };
        let words = ["non-healing", "nonhealing", "non healing", "unhealed", "non-healed"];
        let Some(word) = words.into_iter().find(|word| text.contains(word)) else { return };
        for part in others {
            let mut asked = part.clone();
            if let Expr::Atom(Atom::Condition { when, any_of, .. }) = &mut asked.expr
                && heals(any_of)
                && matches!(when, When::Ever | When::Now)
            {
                *when = When::Now;
                let course = Atom::Qualifier { aspect: Aspect::Course, value: word.to_owned(), any_of: Vec::new() };
                let course = Node { expr: Expr::Atom(course), ..part.clone() };
                part.expr = Expr::And(vec![asked, course]);
            }
        }
    }

    /// One question, or values alone, beside qualifiers.
    fn settle_beside(&self, parts: &mut Vec<Node>) {
        let is_qualifier = |part: &Node| matches!(part.expr, Expr::Atom(Atom::Qualifier { .. }));
        let asked = || parts.iter().filter(|part| !is_qualifier(part));
        let of_values =
            asked().all(|part| matches!(&part.expr, Expr::Atom(Atom::Measurement { values, .. }) if values.is_latest()));
        let one = asked().count() == 1;
        let qualifiers = || {
            parts.iter().enumerate().filter_map(|(at, part)| match &part.expr {
                Expr::Atom(Atom::Qualifier { aspect, value, .. }) => Some((at, *aspect, value.as_str())),
                _ => None,
            })
        };
        if one
            && let Some((at, window)) = qualifiers().find_map(|(at, aspect, value)| {
                let window = (aspect == Aspect::Window).then(|| self.event_window(value)).flatten()?;
                Some((at, window))
            })
        {
            if let Some(when) = parts.iter_mut().find_map(|part| time_of(part, window)) {
                *when = When::Event(window);
                parts.remove(at);
            }
            return;
        }
        let says_series = |aspect| {
            matches!(aspect, Aspect::Site | Aspect::Time | Aspect::Confirmation | Aspect::Definition | Aspect::Value)
        };
        let series = qualifiers().find_map(|(at, aspect, value)| {
            let values = says_series(aspect).then(|| series(self.terms, value)).flatten()?;
            Some((at, values))
        });
        if let Some((at, values)) = series.filter(|_| of_values) {
            for part in parts.iter_mut() {
                if let Expr::Atom(Atom::Measurement { values: asked, .. }) = &mut part.expr {
                    *asked = values;
                }
            }
            parts.remove(at);
        }
    }

    /// `within 2 weeks after a stroke`, and nothing else.
    fn event_window(&self, text: &str) -> Option<EventWindow> {
        let lexed = Lexed::new(self.terms, text);
        let mut cursor = Cursor { terms: self.terms, lexed: &lexed, tokens: &lexed.tokens, at: 0, end: lexed.tokens.len() };
        // Charts hold days.
        let shorter = |word: &str| matches!(word, "hour" | "hours" | "hrs" | "hr" | "h" | "minutes" | "minute" | "min");
        if lexed.tokens.iter().any(|token| shorter(lexed.word(token))) {
            return None;
        }
        cursor.eat_sign(',');
        cursor.eat_any(&[&["occurring"], &["received"], &["given"], &["beginning"], &["starting"]]);
        let inside = cursor.eat_any(&[
            &["within", "the", "first"],
            &["within"],
            &["in", "the", "first"],
            &["during", "the", "first"],
        ]);
        let compare = value::comparison(&mut cursor);
        let days = when::duration(&mut cursor);
        let order = if cursor.eat_any(&[&["prior", "to"], &["before"], &["preceding"]]) {
            Order::Before
        } else if cursor.eat_any(&[&["after"], &["following"], &["since"], &["from"]]) {
            Order::After
        } else if inside && days.is_some() && cursor.eat(&["of"]) {
            Order::Around
        } else {
            return None;
        };
        let (least, most) = match (days, inside, compare) {
            (None, false, None) => (0, None),
            (Some(days), true, None | Some(Compare::Less | Compare::LessOrEqual)) => (0, Some(days)),
            (Some(days), false, Some(Compare::Less | Compare::LessOrEqual)) => (0, Some(days)),
            (Some(days), false, Some(Compare::Greater | Compare::GreaterOrEqual)) => (days, None),
            _ => return None,
        };
        let event = self.event(&mut cursor, order).filter(|event| most.is_some() || !self.is_operation(*event))?;
        cursor.done().then_some(EventWindow { event, order, least, most })
    }

    /// Whether a window counts from something that was done.
    fn is_operation(&self, event: Anchor) -> bool {
        let Anchor::Concept(concept) = event else { return false };
        self.terms.concept(concept).is_some_and(|known| known.kind == ConceptKind::Procedure)
    }

    /// `the initial diagnosis`, `the onset of asthma`, `an acute stroke`, `surgery` where it is over.
    fn event(&self, cursor: &mut Cursor, order: Order) -> Option<Anchor> {
        cursor.eat_any(&[&["the", "date", "of"], &["the", "time", "of"], &["date", "of"], &["time", "of"]]);
        cursor.eat_any(&[&["the"], &["an"], &["a"], &["their"], &["his"], &["her"], &["any"]]);
        cursor.eat_any(&[&["initial"], &["first"], &["original"], &["index"], &["acute"], &["most", "recent"]]);
        let begins = cursor.eat_any(&[&["diagnosis", "of"], &["onset", "of"], &["occurrence", "of"]]);
        if !begins && cursor.eat(&["diagnosis"]) {
            return Some(Anchor::Milestone(Milestone::Diagnosis));
        }
        let Some(Kind::Named(concept, kind)) = cursor.kind() else { return None };
        cursor.at += 1;
        let happened = match kind {
            ConceptKind::Condition => begins || self.is_event(concept),
            // What the trial plans comes before its start; a course of treatment has no one day.
            ConceptKind::Procedure => {
                let course = |key: &str| self.terms.by_key(key).is_some_and(|course| is_a(self.terms, concept, course));
                // Which operation "surgery" is, nobody tells: mostly that of the trial.
                let any =
                    ["surgery", "major-surgery", "resection"].into_iter().any(|key| self.terms.by_key(key) == Some(concept));
                order == Order::After && !begins && !any && !["radiotherapy", "dialysis"].into_iter().any(course)
            }
            _ => false,
        };
        happened.then_some(Anchor::Concept(concept))
    }
}

fn is_a(terms: &Terms, concept: almoner_base::ConceptId, wider: almoner_base::ConceptId) -> bool {
    concept == wider || terms.descendants(wider).contains(&concept)
}

/// The time that a question asks of, where the text named none of its own. What is asked of now stays so where the window has no other end.
fn time_of(part: &mut Node, window: EventWindow) -> Option<&mut When> {
    let Expr::Atom(atom) = &mut part.expr else { return None };
    // No record answers it.
    let named = matches!(atom, Atom::Named { .. });
    let when = atom.when_mut()?;
    let open = match when {
        When::Ever => true,
        When::Now => window.most.is_some() || named,
        _ => false,
    };
    open.then_some(when)
}

/// `on two separate occasions`, `mean of 3 readings`, and nothing else.
fn series(terms: &Terms, text: &str) -> Option<Values> {
    let lexed = Lexed::new(terms, text);
    let mut cursor = Cursor { terms, lexed: &lexed, tokens: &lexed.tokens, at: 0, end: lexed.tokens.len() };
    cursor.eat_any(&[&["confirmed"], &["documented"], &["measured"], &["present"], &["based"]]);
    let mean = cursor.eat_any(&[&["mean", "of"], &["average", "of"], &["the", "mean", "of"], &["the", "average", "of"]]);
    if !mean && !cursor.eat_any(&[&["on"], &["by"], &["at"]]) {
        return None;
    }
    cursor.eat_any(&[&["the", "last"], &["last"], &["the", "most", "recent"], &["the"]]);
    match value::comparison(&mut cursor) {
        None => {}
        Some(Compare::GreaterOrEqual) if !mean => {}
        Some(_) => return None,
    }
    let count = value::quantity_number(&mut cursor).filter(|count| count.fract() == 0.0 && (2.0..=9.0).contains(count))?;
    cursor.eat_any(&[&["separate"], &["different"], &["distinct"], &["independent"]]);
    let counted = cursor.eat_any(&[
        &["occasions"],
        &["readings"],
        &["measurements"],
        &["determinations"],
        &["measures"],
        &["values"],
        &["tests"],
        &["samples"],
        &["days"],
    ]);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 2 to 9")]
    let count = count as u32;
    let values = if mean { Values::Mean(count) } else { Values::AtLeast(count) };
    (counted && cursor.done()).then_some(values)
}

fn forbid_within(when: &mut When) {
    if let When::Since(window) = *when {
        *when = When::Within(window);
    }
}
