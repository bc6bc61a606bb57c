//! Conditions that are a result beyond a limit, with the limit that is meant: `Fever > 38.5 °C`, `Neutropenia (< 500/mm3)`.
//!
//! The value decides, since it says what the name means here. Without a unit, or with one that the result is not measured in, nothing is
//! read: "fever > 3 days" is a length of time.

use almoner_eligibility::{Atom, Expr, Method, Node, Subject, When};
use almoner_terms::ConceptKind;

use crate::grammar::{Cursor, Grammar, when};
use crate::lex::{Kind, size};

/// The result that a condition is a high or low value of, both by their slugs.
fn result_of(condition: &str) -> Option<&'static str> {
    Some(match condition {
        "fever" => "temperature",
        "tachycardia" | "bradycardia" => "heart-rate",
        "neutropenia" => "anc",
        "leukopenia" => "wbc",
        "lymphopenia" => "alc",
        "thrombocytopenia" => "platelets",
        "anemia" => "hemoglobin",
        "hyperkalemia" | "hypokalemia" => "potassium",
        "hyponatremia" | "hypernatremia" => "sodium",
        "hypercalcemia" | "hypocalcemia" => "calcium",
        "hypomagnesemia" => "magnesium",
        "hypertriglyceridemia" => "triglycerides",
        "hyperglycemia" | "hypoglycemia" => "glucose",
        "hypoxemia" => "spo2",
        _ => return None,
    })
}

impl<'g, 'a> Grammar<'g, 'a> {
    /// Reads such a condition and its value.
    pub(in crate::grammar) fn excess(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let Some(Kind::Named(condition, ConceptKind::Condition)) = cursor.kind() else { return None };
        let concept = self.terms.by_key(result_of(self.key(cursor.at)?)?)?;
        let start = cursor.at;
        let mut probe = cursor.clone();
        probe.at += 1;
        let interval = if let Some(Kind::Group(number)) = probe.kind() {
            let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
            let mut inner = within.cursor(self.groups.get(size(number))?);
            while inner.eat_any(&[&["i.e"], &["defined", "as"], &["of"]]) || inner.eat_sign(',') || inner.eat_sign('.') {}
            let interval = within.tested(&mut inner, &[concept])?;
            if !inner.done() {
                return None;
            }
            probe.at += 1;
            interval
        } else {
            probe.eat_sign(',');
            probe.eat_any(&[&["of"], &["defined", "as"], &["is"], &["with"], &["at"]]);
            self.tested(&mut probe, &[concept])?
        };
        if interval.unit.is_empty() {
            return None;
        }
        let window = when::window(&mut probe).unwrap_or(When::Ever);
        let range = start..probe.at;
        let value = self.test(concept, Some(&interval), window, &range);
        let atom = Atom::Condition { any_of: vec![condition], when: When::Ever, subject: Subject::Patient };
        let named = self.node(Expr::Atom(atom), &(start..start + 1), Method::Terminology);
        let shown = self.node(Expr::AtLeast { count: 0, of: vec![named] }, &(start..start + 1), Method::Terminology);
        cursor.at = probe.at;
        Some(self.node(Expr::And(vec![value, shown]), &range, Method::Grammar))
    }
}
