//! What follows a named thing and bears on it alone: how long, how much, which kinds, and values in brackets.

use std::ops::Range;

use almoner_base::ConceptId;
use almoner_eligibility::{Aspect, Atom, Expr, HalfLives, Method, Node, Section, When};
use almoner_terms::ConceptKind;

use super::chunk::{Item, set_when, trails};
use super::{Cursor, Grammar, when};
use crate::lex::Kind;

impl<'g, 'a> Grammar<'g, 'a> {
    /// `for at least 6 months`. A drug that excludes after some length of use need not be taken now.
    pub(super) fn lasts(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item, kind: ConceptKind) -> bool {
        let may = match kind {
            ConceptKind::Condition | ConceptKind::Social => !item.lead.family,
            ConceptKind::Drug | ConceptKind::DrugClass => {
                self.section == Section::Inclusion && item.lead.when != Some(When::Ever)
            }
            _ => false,
        };
        let event = matches!(&item.node.expr, Expr::Atom(Atom::Condition { any_of, .. }) if any_of.iter().any(|one| self.is_event(*one)));
        if !may || event || item.window {
            return false;
        }
        let Some(when) = when::lasting(cursor) else { return false };
        set_when(&mut item.node, when);
        item.window = true;
        true
    }

    /// `within 28 days or 5 half-lives, whichever is longer`.
    pub(super) fn half_lives(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item) -> bool {
        let start = cursor.at;
        let Some((count, longer)) = when::or_half_lives(cursor) else { return false };
        if !(longer && in_half_lives(&mut item.node, count)) {
            let range = item.range.start..cursor.at;
            let open = self.half_lives_said(&(start..cursor.at));
            item.node = self.node(Expr::And(vec![item.node.clone(), open]), &range, Method::Terminology);
        }
        true
    }

    /// Whether a bracketed group is a length of time and nothing else.
    pub(super) fn is_duration(&self, number: u32) -> bool {
        let Some(inner) = self.groups.get(crate::lex::size(number)) else { return false };
        let mut cursor =
            Cursor { terms: self.terms, lexed: self.lexed, tokens: &self.lexed.tokens, at: inner.start, end: inner.end };
        when::duration(&mut cursor).is_some() && cursor.done()
    }

    /// The shorter of a window and so many half-lives, in words.
    pub(super) fn half_lives_said(&self, place: &Range<usize>) -> Node {
        let words: Vec<&str> = place.clone().map(|at| self.word(at)).filter(|word| *word != ",").collect();
        let value = words.join(" ").replace(['(', ')'], "");
        let atom = Atom::Qualifier { aspect: Aspect::HalfLives, value, any_of: Vec::new() };
        self.node(Expr::Atom(atom), place, Method::Grammar)
    }

    /// `of any cause`, `of any NYHA class`: every kind is meant, which the name says already.
    pub(super) fn adds_nothing(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        let mut probe = cursor.clone();
        if probe.eat_any(&[
            &["not", "otherwise", "specified"],
            &["not", "elsewhere", "classified"],
            &["in", "any", "form"],
            &["of", "all", "types"],
            &["in", "the", "opinion", "of", "the", "patient"],
        ]) && (probe.done() || self.at_connector(&probe))
        {
            cursor.at = probe.at;
            return true;
        }
        let any = probe.eat_any(&[
            &["of", "any"],
            &["from", "any"],
            &["due", "to", "any"],
            &["regardless", "of"],
            &["of", "either"],
        ]);
        if !any {
            return false;
        }
        if matches!(probe.kind(), Some(Kind::Named(_, ConceptKind::Score))) {
            probe.at += 1;
        }
        let noun = probe.eat_any(&[
            &["cause"],
            &["causes"],
            &["type"],
            &["types"],
            &["kind"],
            &["etiology"],
            &["aetiology"],
            &["origin"],
            &["class"],
            &["grade"],
            &["severity"],
            &["stage"],
            &["degree"],
            &["nature"],
            &["form"],
            &["duration"],
            &["site"],
            &["race"],
            &["gender"],
            &["sex"],
            &["ethnicity"],
        ]);
        if noun && (probe.done() || self.at_connector(&probe) || when::window(&mut probe.clone()).is_some()) {
            cursor.at = probe.at;
            return true;
        }
        false
    }

    /// `such as A, B or C` at the end of a statement: what is named is meant too.
    pub(super) fn examples(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item, concept: ConceptId) -> bool {
        let mut probe = cursor.clone();
        probe.eat_sign(',');
        let opens = probe.eat_any(&[
            &["such", "as"],
            &["for", "example"],
            &["for", "instance"],
            &["including", "but", "not", "limited", "to"],
            &["including"],
            &["e.g"],
            &["eg"],
        ]);
        if !opens {
            return false;
        }
        while probe.eat_sign(',') || probe.eat_sign('.') || probe.eat_sign(':') {}
        let mut named = Vec::new();
        loop {
            let Some(Kind::Named(example, kind)) = probe.kind() else { return false };
            let same = match &item.node.expr {
                Expr::Atom(Atom::Condition { .. }) => kind == ConceptKind::Condition,
                Expr::Atom(Atom::Medication { .. }) => matches!(kind, ConceptKind::Drug | ConceptKind::DrugClass),
                Expr::Atom(Atom::Procedure { .. }) => matches!(kind, ConceptKind::Procedure | ConceptKind::Device),
                _ => false,
            };
            if !same {
                return false;
            }
            named.push(example);
            probe.at += 1;
            while probe.word().is_some_and(|word| trails(kind, word)) {
                probe.at += 1;
            }
            let mut joint = probe.eat_sign(',') || probe.eat_sign('/');
            joint |= probe.eat_any(&[&["or"], &["and"], &["and/or"]]);
            probe.eat_any(&[&["other"], &["others"], &["any"]]);
            if !joint {
                break;
            }
            if probe.eat(&["etc"]) {
                break;
            }
        }
        probe.eat_sign('.');
        if !(probe.done() || when::window(&mut probe.clone()).is_some()) {
            return false;
        }
        let all_kinds = named.iter().all(|example| self.terms.is_a(*example, concept));
        if let Expr::Atom(Atom::Condition { any_of, .. } | Atom::Medication { any_of, .. } | Atom::Procedure { any_of, .. }) =
            &mut item.node.expr
            && !all_kinds
        {
            // "Liver disease including variceal bleeding": a name that the tables do not put below the first one.
            named.retain(|example| !any_of.contains(example));
            any_of.extend(named);
        }
        cursor.at = probe.at;
        true
    }

    /// `without X` and `with LVEF < 40 %` at the end of a statement: both are asked.
    pub(super) fn with_more(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item, kind: ConceptKind) -> bool {
        let mut probe = cursor.clone();
        let first = probe.at;
        if kind == ConceptKind::Procedure && item.after.is_none() && probe.eat(&["for"]) {
            return self.stay_for(cursor, item, probe);
        }
        if kind != ConceptKind::Condition || item.after.is_some() || item.before.is_some() {
            return false;
        }
        if probe.eat(&["without"]) {
            probe.eat_any(&[
                &["evidence", "of"],
                &["history", "of"],
                &["a", "history", "of"],
                &["concomitant"],
                &["any"],
                &["current"],
            ]);
            let Some(Kind::Named(other, ConceptKind::Condition)) = probe.kind() else { return false };
            let at = probe.at..probe.at + 1;
            probe.at += 1;
            if !probe.done() {
                return false;
            }
            let when = When::Now;
            let atom = Atom::Condition { any_of: vec![other], when, subject: almoner_eligibility::Subject::Patient };
            let held = self.node(Expr::Atom(atom), &at, Method::Terminology);
            let denied = self.node(Expr::Not(Box::new(held)), &(first..probe.at), Method::Terminology);
            return self.also(cursor, item, probe.at, denied);
        }
        // "Hepatitis or cirrhosis with bilirubin > 2": whose bilirubin, the text does not say.
        let listed = item
            .range
            .start
            .checked_sub(1)
            .is_some_and(|before| matches!(self.word(before), "or" | "and" | "and/or" | "," | "/"));
        if !listed && probe.eat(&["with"]) {
            probe.eat_any(&[&["an"], &["a"]]);
            let Some(node) = self.measure(&mut probe) else { return false };
            if !probe.done() {
                return false;
            }
            if self.section == Section::Exclusion {
                // "Renal impairment with a creatinine clearance < 30": the value may say what the impairment is.
                let place = first..probe.at;
                let range = item.range.start..probe.at;
                let name = std::mem::replace(&mut item.node, self.opaque(&range));
                item.node = if self.is_defined_by(&name, &node) {
                    let source = name.source;
                    let named =
                        Node { expr: Expr::AtLeast { count: 0, of: vec![name] }, source, method: Method::Terminology };
                    self.node(Expr::And(vec![node, named]), &range, Method::Terminology)
                } else {
                    self.both_or_either(vec![name, node], &place, &range)
                };
                cursor.at = probe.at;
                return true;
            }
            return self.also(cursor, item, probe.at, node);
        }
        false
    }

    /// `Heart failure (NYHA class III or IV)`, `Uncontrolled hypertension (systolic blood pressure > 160 mmHg)`. A score is
    /// that of the disease; a measurement may define what stands before it or ask for more, so it decides together with it
    /// only.
    pub(super) fn value_in_group(
        &self,
        cursor: &mut Cursor<'g, 'a>,
        item: &mut Item,
        named: Option<(ConceptId, ConceptKind)>,
        number: u32,
    ) -> bool {
        let Some(inner) = self.groups.get(crate::lex::size(number)).cloned() else { return false };
        if !matches!(named, Some((_, ConceptKind::Condition))) || item.lead.family || item.after.is_some() {
            return false;
        }
        let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
        let mut probe = within.cursor(&inner);
        probe.eat_any(&[&["i.e"], &["defined", "as"], &["that", "is"], &["e.g"]]);
        probe.eat_sign('.');
        probe.eat_sign(',');
        let Some(value) = within.measures(&(probe.at..inner.end)) else { return false };
        self.valued(cursor, item, value, cursor.at + 1);
        true
    }

    /// `Neutropenia, defined as a neutrophil count < 1000/uL`: the same without brackets, to the end.
    pub(super) fn defined_as(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item) -> bool {
        if item.lead.family || item.after.is_some() {
            return false;
        }
        let mut probe = cursor.clone();
        probe.eat_sign(',');
        let opens = probe.eat_any(&[
            &["as", "defined", "by"],
            &["defined", "as"],
            &["defined", "by"],
            &["i.e"],
            &["as", "evidenced", "by"],
            &["as", "indicated", "by"],
            &["as", "demonstrated", "by"],
            &["with"],
        ]);
        if !opens || probe.done() || self.word(probe.at - 1) == "with" && self.section == Section::Inclusion {
            return false;
        }
        probe.eat_sign(',');
        let Some(value) = self.measures(&(probe.at..probe.end)) else { return false };
        let end = probe.end;
        self.valued(cursor, item, value, end);
        true
    }

    /// A condition with a value that ends at `end`.
    fn valued(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item, mut value: Node, end: usize) {
        let place = cursor.at..end;
        value.source = self.span(&place);
        cursor.at = end;
        let range = item.range.start..cursor.at;
        let score = self.asks_score(&value);
        let severity = item.before.as_ref().is_some_and(|before| {
            before.clone().all(|at| {
                matches!(
                    self.word(at),
                    "uncontrolled"
                        | "severe"
                        | "moderate"
                        | "mild"
                        | "significant"
                        | "poorly"
                        | "controlled"
                        | "to"
                        | "or"
                        | "and"
                        | "inadequately"
                )
            })
        });
        if severity {
            item.before = None;
        }
        let first = std::mem::replace(&mut item.node, self.opaque(&range));
        item.node = if score {
            self.node(Expr::And(vec![first, value]), &range, Method::Terminology)
        } else if self.is_defined_by(&first, &value) {
            // "Severe anemia (hemoglobin < 8 g/dL)" is that value.
            let source = first.source;
            let named = Node { expr: Expr::AtLeast { count: 0, of: vec![first] }, source, method: Method::Terminology };
            self.node(Expr::And(vec![value, named]), &range, Method::Terminology)
        } else {
            self.both_or_either(vec![first, value], &place, &range)
        };
    }

    /// `An anticoagulant (warfarin, apixaban or dabigatran)`: examples or a definition, which the text does not say. The kinds
    /// that are named decide for, the class alone does not.
    pub(super) fn kinds_in_group(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item, number: u32) -> bool {
        let Some(inner) = self.groups.get(crate::lex::size(number)).cloned() else { return false };
        let (
            Expr::Atom(
                Atom::Condition { any_of: outer, .. }
                | Atom::Medication { any_of: outer, .. }
                | Atom::Procedure { any_of: outer, .. },
            ),
            true,
        ) = (&item.node.expr, item.after.is_none())
        else {
            return false;
        };
        let mut kinds = Vec::new();
        for token in self.lexed.tokens.get(inner).unwrap_or_default() {
            match token.kind {
                Kind::Named(kind, _) if outer.iter().any(|outer| self.terms.is_a(kind, *outer)) => kinds.push(kind),
                Kind::Sign(',' | '/' | ';' | '.') => {}
                Kind::Word if matches!(self.lexed.word(token), "or" | "and" | "and/or" | "i.e" | "namely") => {}
                _ => return false,
            }
        }
        if kinds.is_empty() {
            return false;
        }
        let place = cursor.at..cursor.at + 1;
        cursor.at += 1;
        let range = item.range.start..cursor.at;
        let mut listed = item.node.clone();
        listed.source = self.span(&place);
        if let Expr::Atom(
            Atom::Condition { any_of, .. } | Atom::Medication { any_of, .. } | Atom::Procedure { any_of, .. },
        ) = &mut listed.expr
        {
            *any_of = kinds;
        }
        let class = std::mem::replace(&mut item.node, self.opaque(&range));
        let open = self.node(Expr::And(vec![class, self.opaque(&place)]), &range, Method::Terminology);
        item.node = self.node(Expr::Or(vec![listed, open]), &range, Method::Terminology);
        true
    }

    /// Whether a condition is nothing else than a result beyond some limit, so that a value beside its name says what is meant.
    pub(super) fn is_defined_by(&self, condition: &Node, value: &Node) -> bool {
        const DEFINED: &[(&[&str], &[&str])] = &[
            (&["anemia"], &["hemoglobin", "hematocrit"]),
            (&["thrombocytopenia"], &["platelet"]),
            (&["neutropenia", "agranulocytosis"], &["neutrophil", "white-blood"]),
            (&["leukopenia", "leukocytosis"], &["white-blood"]),
            (&["lymphopenia"], &["lymphocyte"]),
            (&["hypertension", "hypotension"], &["systolic", "diastolic"]),
            (&["tachycardia", "bradycardia"], &["heart-rate"]),
            (&["fever", "hypothermia"], &["temperature"]),
            (&["prematurity"], &["gestational-age"]),
            (&["hypox"], &["spo2", "oxygen-saturation", "pao2"]),
            (&["obesity", "overweight", "underweight"], &["body-mass-index"]),
            (&["kalemia"], &["potassium"]),
            (&["natremia"], &["sodium"]),
            (&["calcemia"], &["calcium"]),
            (&["magnesemia"], &["magnesium"]),
            (&["phosphatemia"], &["phosph"]),
            (&["glycemia"], &["glucose", "hba1c", "hemoglobin-a1c"]),
            (&["bilirubinemia", "jaundice"], &["bilirubin"]),
            (&["albuminemia"], &["albumin"]),
            (&["triglyceridemia"], &["triglyceride"]),
            (&["cholesterolemia", "lipidemia"], &["cholesterol", "ldl", "triglyceride"]),
            (
                &["kidney-failure", "renal-failure", "kidney-disease", "renal-impairment"],
                &["creatinine", "gfr", "glomerular"],
            ),
            (&["proteinuria", "albuminuria"], &["protein", "albumin"]),
            (&["thyroid"], &["tsh", "thyroid-stimulating", "thyrotropin"]),
            (&["long-qt", "qt-prolongation"], &["qtc"]),
        ];
        fn concepts(node: &Node, out: &mut Vec<ConceptId>) {
            match &node.expr {
                Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| concepts(part, out)),
                Expr::Atom(Atom::Measurement { concept, .. }) => out.push(*concept),
                Expr::Atom(Atom::Condition { any_of, .. }) => out.extend(any_of),
                _ => {}
            }
        }
        let holds = |node: &Node, parts: &[&str]| {
            let mut found = Vec::new();
            concepts(node, &mut found);
            let key = |id: &ConceptId| self.terms.concept(*id).map_or("", |concept| concept.key.as_str());
            !found.is_empty() && found.iter().all(|id| parts.iter().any(|part| key(id).contains(part)))
        };
        DEFINED.iter().any(|(names, values)| holds(condition, names) && holds(value, values))
    }

    pub(super) fn asks_score(&self, node: &Node) -> bool {
        matches!(&node.expr, Expr::Atom(Atom::Measurement { concept, .. })
            if self.terms.concept(*concept).is_some_and(|concept| concept.kind == ConceptKind::Score))
    }

    /// Whether the token at the cursor is the last of its member.
    pub(super) fn ends_after(&self, cursor: &Cursor<'g, 'a>) -> bool {
        let mut next = cursor.clone();
        next.at += 1;
        next.done() || self.at_connector(&next)
    }

    /// `Hospitalization for unstable angina`: the stay and the disease; that the one was for the other is not on record.
    fn stay_for(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item, mut probe: Cursor<'g, 'a>) -> bool {
        let stay = matches!(&item.node.expr, Expr::Atom(Atom::Procedure { any_of, .. }) if any_of.iter().any(|one| {
            self.terms.concept(*one).is_some_and(|concept| concept.key.contains("hospitali"))
        }));
        let Some(Kind::Named(disease, ConceptKind::Condition)) = probe.kind() else { return false };
        let at = probe.at..probe.at + 1;
        probe.at += 1;
        let ends = probe.done() || self.at_connector(&probe) || when::window(&mut probe.clone()).is_some();
        if !(stay && ends) {
            return false;
        }
        let subject = almoner_eligibility::Subject::Patient;
        let disease = Atom::Condition { any_of: vec![disease], when: When::Ever, subject };
        let disease = self.node(Expr::Atom(disease), &at, Method::Terminology);
        let link = self.opaque(&(cursor.at..probe.at));
        let both = self.node(Expr::And(vec![disease, link]), &at, Method::Terminology);
        self.also(cursor, item, probe.at, both)
    }

    pub(super) fn also(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item, end: usize, other: Node) -> bool {
        cursor.at = end;
        let range = item.range.start..end;
        let first = std::mem::replace(&mut item.node, self.opaque(&range));
        item.node = self.node(Expr::And(vec![first, other]), &range, Method::Terminology);
        item.closed = false;
        true
    }

    /// A narrowing phrase runs to the end of the statement: which of the members after a connector belong to it is not
    /// understood.
    pub(super) fn rest_narrows(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item) {
        let start = cursor.at;
        if self.gives_examples(&(start..cursor.end)) {
            cursor.at = cursor.end;
        }
        let mut window = None;
        let treatment = !matches!(item.node.expr, Expr::Atom(Atom::Condition { .. }));
        while !cursor.done() && !self.at_connector(cursor) {
            // "Radiotherapy for sarcoma within 4 weeks of entry": the window at the end is that of the whole.
            let mut probe = cursor.clone();
            if cursor.at > start
                && treatment
                && !item.window
                && matches!(cursor.word(), Some("within" | "in" | "during" | "over" | "less" | "more"))
                && let Some(when) = when::window(&mut probe)
                && (probe.done() || self.at_connector(&probe))
            {
                window = Some((when, probe.at));
                break;
            }
            cursor.at += 1;
        }
        let tail = start..cursor.at;
        if let Some((when, end)) = window {
            set_when(&mut item.node, when);
            item.window = true;
            item.after = Some(item.after.take().map_or(start, |after| after.start)..cursor.at);
            cursor.at = end;
            return;
        }
        if !item.window && item.lead.when != Some(When::Now) && self.speaks_of_time(tail, treatment) {
            // "Botulinum toxin to the arm within 12 weeks": the time is not understood, so what is not understood must not be
            // asked of now.
            super::recall(&mut item.node, When::Ever);
        }
        item.after = Some(item.after.take().map_or(start, |after| after.start)..cursor.at);
    }

    /// `including A, B or C` to the end, without a time that may be meant for what stands before it.
    pub(super) fn gives_examples(&self, range: &Range<usize>) -> bool {
        let opens = matches!(self.word(range.start), "including" | "includes" | "e.g" | "eg")
            || self.is_word(range.start, "such") && self.is_word(range.start + 1, "as");
        opens && !range.clone().any(|at| names_time(self.word(at)))
    }

    /// Whether words name a time. A treatment is also placed in time by what it comes before.
    fn speaks_of_time(&self, mut range: Range<usize>, treatment: bool) -> bool {
        range.any(|at| {
            let word = self.word(at);
            names_time(word)
                || treatment
                    && matches!(
                        word,
                        "prior" | "before" | "previous" | "previously" | "preceding" | "since" | "history" | "ever"
                    )
        })
    }

    /// `>= 40 mg daily`, `15 to 25 mg weekly`: a dose, which the facts do not hold.
    pub(super) fn dose(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item) -> bool {
        let start = cursor.at;
        let Some(end) = self.dose_end(cursor) else { return false };
        cursor.at = end;
        let range = item.range.start..cursor.at;
        let first = std::mem::replace(&mut item.node, self.opaque(&range));
        let place = start..cursor.at;
        let dose = self.qualifiers(&place).unwrap_or_else(|| self.opaque(&place));
        item.node = self.node(Expr::And(vec![first, dose]), &range, Method::Terminology);
        true
    }

    /// Where a dose at the cursor ends.
    pub(super) fn dose_end(&self, cursor: &Cursor<'g, 'a>) -> Option<usize> {
        let mut probe = cursor.clone();
        let mut unit = false;
        while !probe.done() {
            let word = probe.word().unwrap_or_default();
            let known = matches!(
                word,
                "mg" | "g"
                    | "mcg"
                    | "ug"
                    | "iu"
                    | "units"
                    | "kg"
                    | "ml"
                    | "daily"
                    | "day"
                    | "weekly"
                    | "week"
                    | "per"
                    | "bid"
                    | "qd"
                    | "b.i.d"
                    | "twice"
                    | "once"
                    | "equivalent"
                    | "equivalents"
                    | "greater"
                    | "a"
                    | "or"
                    | "more"
                    | "less"
                    | "to"
                    | "month"
                    | "monthly"
                    | "every"
                    | "m2"
                    | "at"
                    | "least"
                    | "than"
                    | "its"
            );
            unit |= matches!(word, "mg" | "g" | "mcg" | "ug" | "iu" | "units" | "ml");
            let amount = matches!(probe.kind(), Some(Kind::Number(_) | Kind::Compare(_) | Kind::Sign('/' | '-')));
            let joint = word == "or"
                && !matches!(probe.word_at(1), Some("more" | "less" | "greater" | "equivalent" | "equivalents" | "its"));
            if unit && (word == "of" || word.is_empty()) && !amount && self.names_equivalent(&probe) {
                probe.at += 1;
                continue;
            }
            if !(known || amount) || joint || (word == "at" && probe.word_at(1) != Some("least")) {
                break;
            }
            probe.at += 1;
        }
        unit.then_some(probe.at)
    }
}

impl Grammar<'_, '_> {
    /// `Of prednisone`, `prednisone`, before `or equivalent`: a drug in whose dose those of others are told.
    fn names_equivalent(&self, cursor: &Cursor<'_, '_>) -> bool {
        let mut probe = cursor.clone();
        probe.eat(&["of"]);
        let Some(Kind::Named(drug, ConceptKind::Drug)) = probe.kind() else { return false };
        let alike = self.word(probe.at).ends_with("equivalent");
        probe.at += 1;
        let told = probe.eat_any(&[
            &["equivalent"],
            &["equivalents"],
            &["or", "equivalent"],
            &["or", "equivalents"],
            &["or", "its", "equivalent"],
            &["or", "an", "equivalent"],
        ]);
        (told || alike) && self.terms.concept(drug).is_some_and(|concept| concept.equivalent.is_some())
    }
}

/// Words of a window of time.
pub(super) fn names_time(word: &str) -> bool {
    matches!(
        word,
        "within"
            | "past"
            | "last"
            | "months"
            | "weeks"
            | "days"
            | "years"
            | "month"
            | "week"
            | "year"
            | "recent"
            | "ago"
            | "hours"
    )
}

/// Lets the windows of what was asked last so many half-lives of the drug, where that is longer.
/// Whether each of them took it.
fn in_half_lives(node: &mut Node, count: u32) -> bool {
    match &mut node.expr {
        Expr::And(parts) | Expr::Or(parts) => {
            // All of them, or none.
            let mut whole = parts.clone();
            let taken = !whole.is_empty() && whole.iter_mut().all(|part| in_half_lives(part, count));
            if taken {
                *parts = whole;
            }
            taken
        }
        Expr::Not(part) => in_half_lives(part, count),
        Expr::Atom(Atom::Medication { when, .. } | Atom::Procedure { when, .. } | Atom::Named { when, .. }) => {
            let before = std::mem::replace(when, longer_of(*when, count));
            before != *when
        }
        _ => false,
    }
}

/// A window, or so many half-lives where that is longer.
pub(super) fn longer_of(when: When, count: u32) -> When {
    match when {
        When::Within(window) => When::HalfLives(HalfLives { count, days: window.days }),
        other => other,
    }
}
