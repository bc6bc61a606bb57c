//! Measurements and scores with what is asked of their value.

use std::ops::Range;

use almoner_base::ConceptId;
use almoner_eligibility::{Atom, Bound, Expr, Method, Node, Section, ValueTest, Values, When};
use almoner_terms::ConceptKind;

use super::value::{self, Interval, Units};
use super::{Cursor, Grammar, when};
use crate::lex::{Compare, Kind, size};

mod branch;
mod excess;
mod forms;
mod way;

/// How the names before a value are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    And,
    Or,
    Slash,
}

impl<'g, 'a> Grammar<'g, 'a> {
    /// `20 < BMI < 35 kg/m2`.
    fn measure_between_signs(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let mut probe = cursor.clone();
        let start = probe.at;
        let (interval, concept) =
            value::around(&mut probe, Units::Amount, |cursor| match self.measured(cursor)?.0.as_slice() {
                [one] => Some(*one),
                _ => None,
            })?;
        if !value::fits(self.terms, concept, &interval.unit) {
            return None;
        }
        let range = start..probe.at;
        cursor.at = probe.at;
        Some(self.test(concept, Some(&interval), When::Ever, &range))
    }

    /// `>= NYHA class III`, `> ECOG 2`: the comparison stands before the score.
    fn compared_score(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let mut probe = cursor.clone();
        let start = probe.at;
        let compare = value::comparison(&mut probe)?;
        let (concepts, _) = self.measured(&mut probe)?;
        let [concept] = concepts.as_slice() else { return None };
        let known = self.terms.concept(*concept).filter(|concept| concept.kind == ConceptKind::Score)?;
        while probe.eat_any(&[&["functional"], &["class"], &["grade"], &["stage"], &["score"], &["of"], &["classification"]])
        {
        }
        let (low, high) = grade(&mut probe, known.key == "child-pugh")?;
        let bound = |value, inclusive| Some(Bound { value, inclusive });
        let (low, high) = match compare {
            Compare::Greater => (bound(high, false), None),
            Compare::GreaterOrEqual => (bound(low, true), None),
            Compare::Less => (None, bound(low, false)),
            Compare::LessOrEqual => (None, bound(high, true)),
            Compare::Equal => (bound(low, true), bound(high, true)),
        };
        let interval = Interval { low, high, unit: "1".to_owned() };
        let range = start..probe.at;
        cursor.at = probe.at;
        Some(self.test(*concept, Some(&interval), When::Ever, &range))
    }

    /// Reads one or several measurements and the value that is asked of them.
    pub(super) fn measure(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let start = cursor.at;
        if let Some(node) = self.gestation(cursor) {
            return Some(node);
        }
        match cursor.kind() {
            Some(Kind::Number(_)) => return self.measure_between_signs(cursor),
            Some(Kind::Compare(_)) => return self.compared_score(cursor),
            _ => {}
        }
        if let Some(node) = self.blood_pressure(cursor).or_else(|| self.performance_status(cursor)) {
            return Some(node);
        }
        let mut probe = cursor.clone();
        let (concepts, joint) = self.measured(&mut probe)?;
        let names = start..probe.at;
        if let Some(node) = self.bracketed_value(&probe, &concepts, joint, &names) {
            cursor.at = probe.at + 1;
            return Some(node);
        }
        self.to_value(&mut probe);
        if let Some(node) = self.outside_range(&mut probe, &concepts, &names) {
            cursor.at = probe.at;
            return Some(node);
        }
        let condition_free = probe.at;
        let normal = probe.eat_any(&[
            &["within", "normal", "limits"],
            &["within", "normal", "range"],
            &["within", "the", "normal", "range"],
            &["within", "the", "normal", "limits"],
            &["within", "normal", "institutional", "limits"],
            &["within", "institutional", "normal", "limits"],
            &["within", "normal", "laboratory", "limits"],
            &["within", "normal", "institutional", "range"],
            &["within", "the", "institutional", "normal", "range"],
            &["within", "institutional", "limits", "of", "normal"],
            &["within", "the", "limits", "of", "normal"],
            &["within", "limits", "of", "normal"],
            &["within", "normal", "ranges"],
            &["within", "normal", "values"],
            &["normal"],
            &["in", "the", "normal", "range"],
            &["in", "normal", "range"],
        ]);
        let interval = if normal {
            None
        } else {
            probe.at = condition_free;
            Some(self.tested(&mut probe, &concepts)?)
        };
        if let Some(first) = &interval
            && let Some((node, end)) = self.by_sex(&probe, start, &concepts, first)
        {
            cursor.at = end;
            return Some(node);
        }
        let second = interval.as_ref().and_then(|first| self.second(&mut probe, &concepts, first));
        let interval = match (interval, &second) {
            (Some(mut first), Some(second)) if first.unit.is_empty() => {
                first.unit.clone_from(&second.unit);
                Some(first)
            }
            (interval, _) => interval,
        };
        let mut window = When::Ever;
        loop {
            if let Some(when) = when::window(&mut probe) {
                window = when;
            } else if self.way_of_measuring(&mut probe)
                || moment(&mut probe)
                || probe.eat_any(&[&["bsa"], &["body", "surface", "area"]])
            {
            } else if matches!(probe.kind(), Some(Kind::Group(number)) if self.same_in_other_unit(number) || self.empty_group(number) || self.names_method(number))
            {
                probe.at += 1;
            } else {
                break;
            }
        }
        let range = start..probe.at;
        let nodes: Vec<Node> =
            concepts.iter().map(|concept| self.test(*concept, interval.as_ref(), window, &range)).collect();
        let mut node = self.joined(nodes, joint, &names, &range)?;
        if let Some(second) = second {
            let others: Vec<Node> =
                concepts.iter().map(|concept| self.test(*concept, Some(&second), window, &range)).collect();
            let other = self.joined(others, joint, &names, &range)?;
            node = self.node(Expr::Or(vec![node, other]), &range, Method::Grammar);
        }
        let node = self.alternative(&mut probe, node, &concepts, window);
        let node = self.alternative_after(&mut probe, node, &concepts, window);
        cursor.at = probe.at;
        Some(node)
    }

    /// Values joined by commas, `and` and `or`, up to the end: `ANC >= 1500/uL, platelets >= 100000/uL and hemoglobin >= 9 g/dL`.
    pub(super) fn measures(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        let (mut nodes, mut either) = (Vec::new(), None);
        loop {
            while matches!(cursor.word(), Some("a" | "an" | "the" | "with")) {
                cursor.at += 1;
            }
            nodes.push(self.measure(&mut cursor)?);
            if cursor.done() {
                break;
            }
            let comma = cursor.eat_sign(',') || cursor.eat_sign(';');
            let joint = if cursor.eat_any(&[&["or"], &["and/or"]]) {
                Some(true)
            } else if cursor.eat(&["and"]) {
                Some(false)
            } else {
                None
            };
            if !comma && joint.is_none() || joint.is_some() && either.is_some() && joint != either {
                return None;
            }
            either = joint.or(either);
        }
        if nodes.len() == 1 {
            return nodes.pop();
        }
        let either = either.unwrap_or(self.section == Section::Exclusion);
        Some(self.node(if either { Expr::Or(nodes) } else { Expr::And(nodes) }, range, Method::Grammar))
    }

    /// `Blood pressure > 140/90 mmHg`. Too low is either value too low to be let in; too high is either too high. Where both
    /// must be exceeded or one, the text does not say, and the tree leaves it open.
    pub(super) fn blood_pressure(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let start = cursor.at;
        let mut probe = cursor.clone();
        while matches!(
            probe.word(),
            Some(
                "a" | "the"
                    | "resting"
                    | "office"
                    | "sitting"
                    | "seated"
                    | "supine"
                    | "arterial"
                    | "screening"
                    | "baseline"
                    | "clinic"
                    | "elevated"
                    | "high"
            )
        ) {
            probe.at += 1;
        }
        // "Hypertension > 170/100 mmHg".
        let named = !probe.done() && matches!(self.key(probe.at), Some("blood-pressure" | "hypertension"));
        probe.at += usize::from(named);
        if !named && !probe.eat(&["blood", "pressure"]) && !probe.eat(&["bp"]) {
            return None;
        }
        probe.eat_sign(':');
        while matches!(probe.word(), Some("of" | "is" | "must" | "be" | "at" | "level" | "levels" | "reading"))
            && value::comparison(&mut probe.clone()).is_none()
        {
            probe.at += 1;
        }
        let compare = value::comparison(&mut probe);
        let systolic = value::quantity_number(&mut probe)?;
        if !probe.eat_sign('/') {
            return None;
        }
        let diastolic = value::quantity_number(&mut probe)?;
        if !((60.0..=260.0).contains(&systolic) && (30.0..=160.0).contains(&diastolic)) {
            return None;
        }
        probe.eat_any(&[&["mmhg"], &["mm", "hg"]]);
        let after = if probe.eat_any(&[&["or", "higher"], &["or", "greater"], &["or", "more"], &["or", "above"]]) {
            Some(Compare::GreaterOrEqual)
        } else if probe.eat_any(&[&["or", "lower"], &["or", "less"], &["or", "below"]]) {
            Some(Compare::LessOrEqual)
        } else {
            None
        };
        let compare = compare.or(after)?;
        let mut window = When::Ever;
        loop {
            if let Some(when) = when::window(&mut probe) {
                window = when;
            } else if !moment(&mut probe) {
                break;
            }
        }
        let range = start..probe.at;
        let side = |key: &str, value: f64| -> Option<Node> {
            let bound = |inclusive| Some(Bound { value, inclusive });
            let (low, high) = match compare {
                Compare::Greater => (bound(false), None),
                Compare::GreaterOrEqual => (bound(true), None),
                Compare::Less => (None, bound(false)),
                Compare::LessOrEqual => (None, bound(true)),
                Compare::Equal => return None,
            };
            let test = ValueTest { low, high, unit: "mm[Hg]".to_owned() };
            let atom = Atom::Measurement { concept: self.terms.by_key(key)?, test, when: window, values: Values::Latest };
            Some(self.node(Expr::Atom(atom), &range, Method::Grammar))
        };
        let nodes = vec![side("systolic-bp", systolic)?, side("diastolic-bp", diastolic)?];
        let above = matches!(compare, Compare::Greater | Compare::GreaterOrEqual);
        cursor.at = probe.at;
        Some(match (above, self.section) {
            (true, Section::Exclusion) => self.node(Expr::Or(nodes), &range, Method::Grammar),
            (false, Section::Inclusion) => self.node(Expr::And(nodes), &range, Method::Grammar),
            _ => self.both_or_either(nodes, &range, &range),
        })
    }

    /// `< 3.5 or > 5.1 mEq/L`: a second interval of the same measurement.
    fn second(&self, cursor: &mut Cursor<'g, 'a>, concepts: &[ConceptId], first: &Interval) -> Option<Interval> {
        let mut probe = cursor.clone();
        while matches!(probe.kind(), Some(Kind::Group(number)) if self.same_in_other_unit(number)) {
            probe.at += 1;
        }
        probe.eat_sign(',');
        if !probe.eat(&["or"]) || value::comparison(&mut probe.clone()).is_none() {
            return None;
        }
        let interval = self.tested(&mut probe, concepts)?;
        // ">= 600, or >= 400 if hospitalized": a second limit of the same side is another one's.
        let same_side = first.low.is_some() && first.high.is_none() && interval.low.is_some() && interval.high.is_none()
            || first.high.is_some() && first.low.is_none() && interval.high.is_some() && interval.low.is_none();
        if same_side && (first.unit == interval.unit || first.unit.is_empty() || interval.unit.is_empty()) {
            return None;
        }
        cursor.at = probe.at;
        Some(interval)
    }

    /// One concept against an interval; against its normal range where there is none.
    pub(super) fn test(&self, concept: ConceptId, interval: Option<&Interval>, window: When, range: &Range<usize>) -> Node {
        let atom = |low, high, unit: &str| {
            Expr::Atom(Atom::Measurement {
                concept,
                test: ValueTest { low, high, unit: unit.to_owned() },
                when: window,
                values: Values::Latest,
            })
        };
        if let Some(interval) = interval {
            // A bare number of a score is in its own unit; of anything else the text names none.
            let own = self.terms.concept(concept).and_then(|concept| concept.unit.as_deref());
            let counts = own.is_some_and(|own| own == "1" || own.starts_with('{'));
            let unit = match interval.unit.as_str() {
                "" | "1" => {
                    if counts {
                        "1"
                    } else {
                        ""
                    }
                }
                unit => unit,
            };
            return self.node(atom(interval.low, interval.high, unit), range, Method::Grammar);
        }
        let one = Some(Bound { value: 1.0, inclusive: true });
        let parts = vec![
            self.node(atom(one, None, "[LLN]"), range, Method::Grammar),
            self.node(atom(None, one, "[ULN]"), range, Method::Grammar),
        ];
        self.node(Expr::And(parts), range, Method::Grammar)
    }

    fn joined(&self, mut nodes: Vec<Node>, joint: Joint, names: &Range<usize>, range: &Range<usize>) -> Option<Node> {
        if nodes.len() == 1 {
            return nodes.pop();
        }
        let inclusion = self.section == Section::Inclusion;
        let expr = match (joint, inclusion) {
            (Joint::And | Joint::Slash, true) => Expr::And(nodes),
            (Joint::Or | Joint::Slash, false) => Expr::Or(nodes),
            (Joint::Or, true) | (Joint::And, false) => return Some(self.both_or_either(nodes, names, range)),
        };
        Some(self.node(expr, range, Method::Grammar))
    }

    /// Names of measurements: `AST`, `AST and ALT`, `serum AST/ALT, bilirubin`.
    fn measured(&self, cursor: &mut Cursor<'g, 'a>) -> Option<(Vec<ConceptId>, Joint)> {
        let mut concepts = Vec::new();
        let mut joint = None;
        loop {
            while matches!(
                cursor.word(),
                Some(
                    "serum"
                        | "plasma"
                        | "total"
                        | "blood"
                        | "baseline"
                        | "screening"
                        | "a"
                        | "an"
                        | "the"
                        | "fasting"
                        | "resting"
                        | "either"
                        | "both"
                        | "calculated"
                        | "estimated"
                        | "measured"
                        | "mean"
                        | "average"
                        | "current"
                        | "laboratory"
                        | "peripheral"
                        | "venous"
                        | "office"
                        | "in-office"
                        | "clinic"
                        | "supine"
                        | "pre-bronchodilator"
                        | "prebronchodilator"
                        | "documented"
                        | "entry"
                        | "absolute"
                        | "overall"
                        | "minimum"
                        | "anticipated"
                        | "sitting"
                        | "seated"
                        | "level"
                        | "levels"
                        | "of"
                )
            ) && cursor.word() != Some("of")
            {
                cursor.at += 1;
            }
            // "WHO/ECOG performance status"
            if concepts.is_empty()
                && matches!(cursor.word(), Some("who" | "zubrod" | "gog" | "swog"))
                && self.tokens.get(cursor.at + 1).is_some_and(|token| token.kind == Kind::Sign('/'))
                && cursor.at + 2 < cursor.end
                && matches!(self.key(cursor.at + 2), Some("ecog"))
            {
                cursor.at += 2;
            }
            let Some(Kind::Named(concept, ConceptKind::Measurement | ConceptKind::Score)) = cursor.kind() else { break };
            if !concepts.contains(&concept) {
                concepts.push(concept);
            }
            cursor.at += 1;
            // "Total bilirubin (bilirubin)", "creatinine creatinine": said twice.
            while matches!(cursor.kind(), Some(Kind::Named(again, _)) if again == concept) {
                cursor.at += 1;
            }
            let mark = cursor.at;
            while cursor.eat_any(&[
                &["level"],
                &["levels"],
                &["count"],
                &["counts"],
                &["value"],
                &["values"],
                &["concentration"],
            ]) {}
            let either = {
                let mut probe = cursor.clone();
                let read = probe.eat(&["and"]) && probe.eat_sign('/') && probe.eat(&["or"]);
                if read {
                    cursor.at = probe.at;
                }
                read
            };
            let next = if either {
                Some(Joint::Or)
            } else if cursor.eat(&["and"]) || cursor.eat_sign('&') || cursor.eat_sign(',') && cursor.eat(&["and"]) {
                Some(Joint::And)
            } else if cursor.eat(&["or"]) || cursor.eat(&["and/or"]) {
                Some(Joint::Or)
            } else if cursor.eat_sign('/') {
                if cursor.eat(&["or"]) { Some(Joint::Or) } else { Some(Joint::Slash) }
            } else {
                None
            };
            let comma = next.is_none()
                && self.tokens.get(cursor.at.saturating_sub(1)).is_some_and(|token| token.kind == Kind::Sign(','));
            let mut ahead = cursor.clone();
            while matches!(ahead.word(), Some("serum" | "plasma" | "total" | "the")) {
                ahead.at += 1;
            }
            let another = matches!(ahead.kind(), Some(Kind::Named(_, ConceptKind::Measurement | ConceptKind::Score)));
            if !another || (next.is_none() && !comma) {
                cursor.at = mark;
                break;
            }
            match (joint, next) {
                (_, None) => {}
                (None | Some(Joint::Slash), Some(next)) => joint = Some(next),
                (Some(before), Some(next)) if before == next || next == Joint::Slash => {}
                _ => return None,
            }
        }
        if concepts.is_empty() {
            return None;
        }
        Some((concepts, joint.unwrap_or(Joint::Slash)))
    }

    /// Steps over the words between a name and its value.
    fn to_value(&self, cursor: &mut Cursor<'g, 'a>) {
        loop {
            if moment(cursor) || self.way_to_value(cursor) {
                continue;
            }
            match cursor.word() {
                // The article, not class A.
                Some("a")
                    if !matches!(
                        cursor.word_at(1),
                        Some(
                            "score"
                                | "class"
                                | "value"
                                | "level"
                                | "grade"
                                | "performance"
                                | "total"
                                | "count"
                                | "status"
                                | "minimum"
                                | "maximum"
                        )
                    ) =>
                {
                    return;
                }
                Some(
                    "level" | "levels" | "count" | "counts" | "value" | "values" | "concentration" | "concentrations"
                    | "score" | "scores" | "status" | "performance" | "is" | "are" | "of" | "must" | "be" | "should" | "was"
                    | "scale" | "class" | "grade" | "classes" | "grades" | "functional" | "classification" | "has" | "with"
                    | "result" | "measurement" | "reading" | "index" | "ps" | "at" | "a" | "stage" | "test" | "criteria"
                    | "total" | "rate" | "as" | "to",
                ) if value::comparison(&mut cursor.clone()).is_none() => {
                    if cursor.word() == Some("at") && !cursor.clone().eat_any(&[&["at", "screening"], &["at", "baseline"]]) {
                        return;
                    }
                    if cursor.word() == Some("at") {
                        cursor.at += 1;
                    }
                    cursor.at += 1;
                }
                _ => match cursor.kind() {
                    Some(Kind::Sign(':' | ',' | '-')) => cursor.at += 1,
                    // `ECOG (Zubrod) performance status`: a second name of the same score.
                    Some(Kind::Named(_, ConceptKind::Score)) => cursor.at += 1,
                    // `eGFR (CKD-EPI) >= 30`: how it is calculated.
                    Some(Kind::Group(number)) if self.value_follows(cursor, number) => cursor.at += 1,
                    _ => return,
                },
            }
        }
    }

    /// Whether a bracketed group without a value stands between a name and the value that is asked of it.
    fn value_follows(&self, cursor: &Cursor<'g, 'a>, number: u32) -> bool {
        let Some(inner) = self.groups.get(size(number)) else { return false };
        let tokens = self.lexed.tokens.get(inner.clone()).unwrap_or_default();
        let plain = tokens.len() <= 10
            && tokens.iter().all(|token| match token.kind {
                Kind::Word => !matches!(
                    self.lexed.word(token),
                    "if" | "unless"
                        | "except"
                        | "without"
                        | "with"
                        | "patients"
                        | "subjects"
                        | "or"
                        | "excluding"
                        | "not"
                        | "no"
                ),
                Kind::Named(..) => true,
                Kind::Sign(sign) => matches!(sign, '-' | ',' | '.' | '/' | '\''),
                _ => false,
            });
        // "Transaminases (AST or ALT)".
        let names = tokens.iter().any(|token| matches!(token.kind, Kind::Named(_, ConceptKind::Measurement)))
            && tokens.iter().all(|token| {
                matches!(token.kind, Kind::Named(_, ConceptKind::Measurement) | Kind::Sign('/' | ',' | '&'))
                    || matches!(self.lexed.word(token), "or" | "and" | "and/or" | "either")
            });
        let plain = plain || names;
        let mut after = cursor.clone();
        after.at += 1;
        while matches!(
            after.word(),
            Some(
                "is" | "of"
                    | "must"
                    | "be"
                    | "should"
                    | "level"
                    | "levels"
                    | "score"
                    | "value"
                    | "values"
                    | "count"
                    | "concentration"
                    | "concentrations"
            )
        ) {
            after.at += 1;
        }
        plain && value::interval(&mut after, Units::Amount).is_some()
    }

    /// The interval that a value phrase gives, if its unit fits every concept.
    fn tested(&self, cursor: &mut Cursor<'g, 'a>, concepts: &[ConceptId]) -> Option<Interval> {
        let score = concepts
            .iter()
            .all(|concept| self.terms.concept(*concept).is_some_and(|concept| concept.kind == ConceptKind::Score));
        if score {
            return self.graded(cursor, concepts);
        }
        let mut probe = cursor.clone();
        // "Within 1.5 x ULN": up to that; within a percentage of a weight is around it.
        let mut interval = if probe.eat(&["within"])
            && let Some(most) = value::quantity(&mut probe, Units::Amount).filter(|most| most.unit == "[ULN]")
        {
            cursor.at = probe.at;
            Interval { low: None, high: Some(Bound { value: most.value, inclusive: true }), unit: most.unit }
        } else {
            value::interval(cursor, Units::Amount)?
        };
        if interval.unit == "%" {
            // Lung volumes are kept in per cent of what is predicted.
            cursor.eat_any(&[
                &["of", "the", "predicted", "value"],
                &["of", "the", "predicted"],
                &["of", "predicted", "value"],
                &["of", "predicted", "normal"],
                &["of", "predicted"],
                &["predicted", "value"],
                &["predicted"],
            ]);
        }
        if let Some(unit) = self.meant_unit(concepts, &interval.unit) {
            unit.clone_into(&mut interval.unit);
        }
        let share = |bound: Option<Bound>| bound.is_none_or(|bound| bound.value > 0.0 && bound.value <= 1.0);
        let percent =
            |concept: &ConceptId| self.terms.concept(*concept).is_some_and(|concept| concept.unit.as_deref() == Some("%"));
        if interval.unit.is_empty() && share(interval.low) && share(interval.high) && concepts.iter().all(percent) {
            // "FEV1/FVC < 0.70": a share of what is kept in per cent.
            let scaled =
                |bound: Option<Bound>| bound.map(|bound| Bound { value: (bound.value * 1e6).round() / 1e4, ..bound });
            interval = Interval { low: scaled(interval.low), high: scaled(interval.high), unit: "%".to_owned() };
        }
        concepts.iter().all(|concept| value::fits(self.terms, *concept, &interval.unit)).then_some(interval)
    }

    /// What a unit that is cut short means where only one is possible: `1500 mm3` of cells is per volume, `100 x 10^9` per litre,
    /// `90 mm` of blood pressure are of mercury.
    fn meant_unit(&self, concepts: &[ConceptId], written: &str) -> Option<&'static str> {
        let unit_of = |concept: &ConceptId| self.terms.concept(*concept).and_then(|concept| concept.unit.as_deref());
        let counted = concepts.iter().all(|concept| unit_of(concept).is_some_and(|unit| unit.ends_with("/uL")));
        let pressure = concepts.iter().all(|concept| unit_of(concept) == Some("mm[Hg]"));
        Some(match written {
            "uL" | "{cells}" if counted => "/uL",
            "10*9" if counted => "10*9/L",
            "10*3" if counted => "10*3/uL",
            "mm" if pressure => "mm[Hg]",
            _ => return None,
        })
    }

    /// Scores: `0-1`, `0, 1 or 2`, `III or IV`, `A or B`, `>= 70 %`.
    fn graded(&self, cursor: &mut Cursor<'g, 'a>, concepts: &[ConceptId]) -> Option<Interval> {
        let letters =
            concepts.iter().any(|concept| self.terms.concept(*concept).is_some_and(|concept| concept.key == "child-pugh"));
        let mark = cursor.at;
        let mut grades = Vec::new();
        let mut last = 0.0;
        let mut ranged = false;
        let mut open = true;
        // "ECOG 0,1" is a list: grades have no decimals.
        if matches!(cursor.kind(), Some(Kind::Number(number)) if number == 0.1) {
            cursor.at += 1;
            grades.extend([0.0, 1.0]);
            last = 1.0;
            let next = cursor.at;
            let goes_on = cursor.eat_sign(',') | cursor.eat_any(&[&["or"], &["and"], &["and/or"]]);
            open = goes_on && grade(&mut cursor.clone(), letters).is_some();
            if !open {
                cursor.at = next;
            }
        }
        while open {
            let Some((low, high)) = grade(cursor, letters) else { break };
            grades.push(low);
            last = high;
            let mark = cursor.at;
            let comma = cursor.eat_sign(',');
            let word = cursor.eat_any(&[&["or"], &["and"], &["and/or"]]);
            let range = !comma && !word && (cursor.eat_sign('-') || cursor.eat(&["to"]) || cursor.eat(&["through"]));
            let slash = !comma && !word && !range && cursor.eat_sign('/');
            ranged |= range;
            cursor.eat_any(&[&["class"], &["grade"], &["classes"]]);
            open = (comma || word || range || slash) && grade(&mut cursor.clone(), letters).is_some();
            if !open {
                cursor.at = mark;
            }
        }
        let direction = value::interval(&mut Cursor { at: mark, ..cursor.clone() }, Units::Amount);
        if grades.is_empty() || (grades.len() == 1 && !ranged) {
            cursor.at = mark;
            // "ECOG 2 or better" is at most 2; only of Karnofsky's points are more better.
            let low_is_good = concepts.iter().all(|concept| {
                self.terms
                    .concept(*concept)
                    .is_some_and(|concept| matches!(concept.key.as_str(), "ecog" | "nyha" | "asa-class"))
            });
            let mut better = cursor.clone();
            if low_is_good
                && let Some((_, high)) = grade(&mut better, letters)
                && better.eat_any(&[&["or", "better"]])
            {
                cursor.at = better.at;
                let high = Some(Bound { value: high, inclusive: true });
                return Some(Interval { low: None, high, unit: "1".to_owned() });
            }
            if direction.is_some() {
                let mut interval = value::interval(cursor, Units::Amount)?;
                // Karnofsky is written with a per cent sign and is a bare number all the same.
                if !matches!(interval.unit.as_str(), "" | "%") {
                    return None;
                }
                cursor.eat_any(&[&["points"], &["point"]]);
                interval.unit = "1".to_owned();
                return Some(interval);
            }
            let compare = value::comparison(cursor);
            cursor.eat_any(&[&["class"], &["grade"], &["stage"], &["classes"], &["grades"]]);
            let (low, high) = grade(cursor, letters)?;
            // "NYHA class II or greater"; better is lower in all scores but Karnofsky's.
            let compare = compare.or_else(|| {
                let up = cursor.eat_any(&[
                    &["or", "greater"],
                    &["or", "higher"],
                    &["or", "more"],
                    &["or", "above"],
                    &["or", "worse"],
                ]);
                let down = !up && cursor.eat_any(&[&["or", "less"], &["or", "lower"], &["or", "below"]]);
                match (up, down) {
                    (true, _) => Some(Compare::GreaterOrEqual),
                    (_, true) => Some(Compare::LessOrEqual),
                    _ => None,
                }
            });
            let bound = |value, inclusive| Some(Bound { value, inclusive });
            use crate::lex::Compare::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
            let (low, high) = match compare {
                Some(Greater) => (bound(high, false), None),
                Some(GreaterOrEqual) => (bound(low, true), None),
                Some(Less) => (None, bound(low, false)),
                Some(LessOrEqual) => (None, bound(high, true)),
                Some(Equal) | None => (bound(low, true), bound(high, true)),
            };
            let unit = "1".to_owned();
            return Some(Interval { low, high, unit });
        }
        if matches!(cursor.kind(), Some(Kind::Sign('%'))) {
            cursor.at += 1;
        }
        // Grades that leave one out are not an interval.
        let consecutive = letters || grades.windows(2).all(|two| matches!(two, [a, b] if (b - a - 1.0).abs() < 1e-9));
        let (low, high) = (*grades.first()?, last);
        let fits = if ranged { grades.len() == 2 && low <= high } else { consecutive };
        let bound = |value| Some(Bound { value, inclusive: true });
        fits.then(|| Interval { low: bound(low), high: bound(high), unit: "1".to_owned() })
    }

    /// Whether a bracketed group gives the same value in another unit: a comparison or number with a unit, and no word
    /// that makes it a condition.
    fn same_in_other_unit(&self, number: u32) -> bool {
        let Some(group) = self.groups.get(size(number)) else { return false };
        let tokens = self.lexed.tokens.get(group.clone()).unwrap_or_default();
        let conditional = tokens.iter().skip(1).any(|token| {
            matches!(
                self.lexed.word(token),
                "if" | "for"
                    | "in"
                    | "with"
                    | "unless"
                    | "when"
                    | "patients"
                    | "or"
                    | "except"
                    | "uln"
                    | "normal"
                    | "allowed"
            )
        });
        let mut cursor =
            Cursor { terms: self.terms, lexed: self.lexed, tokens: &self.lexed.tokens, at: group.start, end: group.end };
        // "(kg)", "(beats per minute)": the unit again.
        let unit = tokens
            .first()
            .zip(tokens.last())
            .and_then(|(first, last)| self.terms.unit(self.lexed.text.get(size(first.start)..size(last.end))?));
        if unit.is_some() {
            return true;
        }
        let _ = cursor.eat_any(&[&["i.e"], &["or"], &["equivalent", "to"]]) || cursor.eat_sign('=');
        let value_at = cursor.at;
        if conditional {
            return false;
        }
        let ok = value::interval(&mut cursor, Units::Amount).is_some_and(|interval| !interval.unit.is_empty()) || {
            cursor.at = value_at;
            value::quantity(&mut cursor, Units::Amount).is_some_and(|quantity| !quantity.unit.is_empty())
        };
        ok && cursor.done()
    }
}

/// `at screening` and its like: the latest value is what is asked for in any case.
fn moment(cursor: &mut Cursor<'_, '_>) -> bool {
    const MOMENTS: &[&[&str]] = &[
        &["at", "screening", "and", "baseline"],
        &["at", "screening", "or", "baseline"],
        &["at", "screening", "visit"],
        &["at", "screening"],
        &["at", "the", "baseline", "visit"],
        &["at", "baseline", "visit"],
        &["at", "baseline"],
        &["at", "the", "time", "of", "screening"],
        &["at", "the", "screening", "visit"],
        &["at", "enrollment"],
        &["at", "enrolment"],
        &["at", "study", "entry"],
        &["at", "entry"],
        &["at", "visit", "1"],
        &["at", "time", "of", "screening"],
        &["at", "screening", "only"],
        &["only", "at", "screening"],
        &["inclusive"],
    ];
    let mark = cursor.at;
    cursor.eat_sign(',');
    if cursor.eat_any(MOMENTS) {
        return true;
    }
    cursor.at = mark;
    false
}

/// One grade, from its lowest to its highest point: a number, a Roman numeral, or a Child-Pugh class (A is 5 to 6 points, B 7
/// to 9, C 10 to 15; Pugh et al., Br J Surg 1973;60:646).
fn grade(cursor: &mut Cursor<'_, '_>, letters: bool) -> Option<(f64, f64)> {
    let value = match cursor.kind()? {
        Kind::Number(value) if value.is_finite() => (value, value),
        Kind::Word => match (cursor.word()?, letters) {
            ("a", true) => (5.0, 6.0),
            ("b", true) => (7.0, 9.0),
            ("c", true) => (10.0, 15.0),
            ("i", false) => (1.0, 1.0),
            ("ii", false) => (2.0, 2.0),
            ("iii", false) => (3.0, 3.0),
            ("iv", false) => (4.0, 4.0),
            ("zero", false) => (0.0, 0.0),
            ("one", false) => (1.0, 1.0),
            ("two", false) => (2.0, 2.0),
            ("three", false) => (3.0, 3.0),
            _ => return None,
        },
        _ => return None,
    };
    cursor.at += 1;
    Some(value)
}
