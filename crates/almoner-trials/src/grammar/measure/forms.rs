//! Values whose parts stand in another order than name, comparison, number: the name last, the number in a bracket, the scale after
//! its score.

use std::ops::Range;

use almoner_base::ConceptId;
use almoner_eligibility::{Bound, Node, When};
use almoner_terms::ConceptKind;

use super::{Joint, moment};
use crate::grammar::value::{self, Interval, Units};
use crate::grammar::{Cursor, Grammar, when};
use crate::lex::{Kind, size};

impl<'g, 'a> Grammar<'g, 'a> {
    /// `At least 37 weeks gestation`, `24 to 32 weeks of gestational age`: the name stands after the number, and holds its unit.
    pub(super) fn gestation(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let may = match cursor.kind()? {
            Kind::Number(_) | Kind::Compare(_) => true,
            Kind::Word => cursor.word().is_some_and(|word| {
                matches!(
                    word,
                    "at" | "between" | "from" | "less" | "more" | "greater" | "over" | "under" | "before" | "after" | "up"
                )
            }),
            _ => false,
        };
        if !may {
            return None;
        }
        let start = cursor.at;
        let mut probe = cursor.clone();
        let interval = value::interval(&mut probe, Units::Amount).filter(|it| matches!(it.unit.as_str(), "" | "wk"))?;
        probe.eat_any(&[&["completed", "weeks", "of"], &["completed", "weeks"], &["weeks", "of"], &["of"], &["in"]]);
        let concept = self.terms.by_key("gestational-age")?;
        let named = matches!(probe.kind(), Some(Kind::Named(named, _)) if named == concept);
        if !(named || interval.unit == "wk" && matches!(probe.word(), Some("gestation" | "gestational"))) {
            return None;
        }
        probe.at += 1;
        probe.eat(&["age"]);
        let range = start..probe.at;
        cursor.at = probe.at;
        Some(self.test(concept, Some(&Interval { unit: "wk".to_owned(), ..interval }), When::Ever, &range))
    }

    /// `Hemoglobin (> 9 g/dL)`, `HbA1c (>= 6.5 % [48 mmol/mol])`: the bracket right after the name is its value.
    pub(super) fn bracketed_value(
        &self,
        cursor: &Cursor<'g, 'a>,
        concepts: &[ConceptId],
        joint: Joint,
        names: &Range<usize>,
    ) -> Option<Node> {
        let Some(Kind::Group(number)) = cursor.kind() else { return None };
        let inner = self.groups.get(size(number))?;
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let mut value = within.cursor(inner);
        let interval = within.tested(&mut value, concepts)?;
        if !value.done() && !matches!(value.kind(), Some(Kind::Sign('[' | '('))) {
            return None;
        }
        // "Creatinine (mg/dL) > 2 (4 mg/dL in men)": another value after it makes the bracket's one a remark.
        let mut after = cursor.clone();
        after.at += 1;
        self.to_value(&mut after);
        if value::interval(&mut after, Units::Amount).is_some() {
            return None;
        }
        let range = names.start..cursor.at + 1;
        let nodes: Vec<Node> =
            concepts.iter().map(|concept| self.test(*concept, Some(&interval), When::Ever, &range)).collect();
        self.joined(nodes, joint, names, &range)
    }

    /// `Performance status of 0 to 2 on the ECOG scale`: the scale is named after the value, or not at all. WHO, Zubrod and ECOG count
    /// alike, from 0 to 5; Karnofsky's counts from 0 to 100.
    pub(super) fn performance_status(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let start = cursor.at;
        let mut probe = cursor.clone();
        while matches!(probe.word(), Some("a" | "an" | "the")) {
            probe.at += 1;
        }
        if !probe.eat_any(&[&["performance", "status"], &["performance", "score"]]) {
            return None;
        }
        self.to_value(&mut probe);
        let ecog = self.terms.by_key("ecog")?;
        let interval = self.graded(&mut probe, &[ecog])?;
        probe.eat_sign('%');
        let mut tail = probe.clone();
        tail.eat_sign(',');
        let opens =
            tail.eat_any(&[&["on"], &["by"], &["according", "to"], &["per"], &["using"], &["based", "on"], &["as", "per"]]);
        let mut named = None;
        if opens {
            tail.eat(&["the"]);
            while let Some(Kind::Named(concept, ConceptKind::Score)) = tail.kind() {
                named = Some(concept);
                tail.at += 1;
            }
            while named.is_some()
                && tail.eat_any(&[&["scale"], &["performance"], &["status"], &["score"], &["criteria"], &["schedule"]])
            {
            }
        }
        let concept = match named {
            Some(concept) => {
                probe.at = tail.at;
                concept
            }
            None => ecog,
        };
        let karnofsky = Some(concept) == self.terms.by_key("karnofsky");
        if concept != ecog && !karnofsky {
            return None;
        }
        let fits = |bound: Option<Bound>| {
            bound.is_none_or(|bound| if karnofsky { bound.value >= 10.0 } else { bound.value <= 5.0 })
        };
        if !fits(interval.low) || !fits(interval.high) {
            return None;
        }
        let mut window = When::Ever;
        while !moment(&mut probe) {
            let Some(when) = when::window(&mut probe) else { break };
            window = when;
        }
        let range = start..probe.at;
        cursor.at = probe.at;
        Some(self.test(concept, Some(&interval), window, &range))
    }
}
