//! Lists: members joined by commas, `and`, `or`, and what is said of all of them at once.

use std::ops::Range;

use almoner_eligibility::{Atom, Expr, Method, Node, Section, Subject, Thing};

use super::chunk::{Failure, Item, adult_atom, set_when, sex_atom};
use super::follow::names_time;
use super::lead::Lead;
use super::words::{is_disease_head, is_narrowing, is_shared_head, qualifies};
use super::{Cursor, Grammar, Sense};

/// What stands between two members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    Comma,
    And,
    Or,
    Slash,
}

impl<'g, 'a> Grammar<'g, 'a> {
    /// Reads a list of one or more members.
    pub(super) fn list(&self, range: &Range<usize>, sense: Sense) -> Node {
        let range = self.trim(range.clone());
        if range.is_empty() {
            return self.opaque(&range);
        }
        let mut cursor = self.cursor(&range);
        let window = self.leading_window(&mut cursor);
        let (mut items, mut joints) = self.members(&mut cursor);
        if !self.settle(&mut items, &range) {
            return self.opaque(&range);
        }
        if let Some(when) = window {
            for item in items.iter_mut().filter(|item| !item.window) {
                set_when(&mut item.node, when);
            }
        }
        self.spread_time(&mut items);
        joints.truncate(items.len().saturating_sub(1));
        self.combine(items, &joints, &range, sense)
    }

    /// `Within 6 months of screening: ...`.
    fn leading_window(&self, cursor: &mut Cursor<'g, 'a>) -> Option<almoner_eligibility::When> {
        let mark = cursor.at;
        let when = super::when::window(cursor)?;
        if cursor.eat_sign(',') || cursor.eat_sign(':') {
            return Some(when);
        }
        cursor.at = mark;
        None
    }

    fn members(&self, cursor: &mut Cursor<'g, 'a>) -> (Vec<Item>, Vec<Joint>) {
        let (mut items, mut joints) = (Vec::new(), Vec::new());
        let mut carried = Lead::default();
        while !cursor.done() {
            let mut item = self.chunk(cursor, &carried);
            self.qualified(cursor, &mut item);
            carried = Lead { sex: None, adult: false, not_pregnant: false, given: false, ..item.lead };
            let narrowed = item.after.is_some();
            items.push(item);
            if cursor.done() {
                break;
            }
            let Some(joint) = self.joint(cursor) else {
                // Something stands here that no member begins with.
                let rest = cursor.at..cursor.end;
                items.push(self.leftover(rest));
                joints.push(Joint::Comma);
                break;
            };
            if cursor.done() {
                break;
            }
            joints.push(joint);
            if narrowed {
                // The members after a narrowing phrase may belong to it.
                items.push(self.leftover(cursor.at..cursor.end));
                cursor.at = cursor.end;
            }
        }
        (items, joints)
    }

    /// `Asthma, not controlled by corticosteroids`; `Hypertension, uncontrolled`.
    fn qualified(&self, cursor: &mut Cursor<'g, 'a>, item: &mut Item) {
        let mut probe = cursor.clone();
        if item.failure.is_some() || !probe.eat_sign(',') {
            return;
        }
        let start = probe.at;
        if item.after.is_none() && self.gives_examples(&(start..probe.end)) {
            item.after = Some(start..probe.end);
            cursor.at = probe.end;
            return;
        }
        let clause = probe.word().is_some_and(qualifies) && super::when::window(&mut probe.clone()).is_none();
        let mut narrowing = true;
        while !probe.done() && !self.at_connector(&probe) {
            narrowing &= probe.word().is_some_and(is_narrowing);
            probe.at += 1;
        }
        if (clause || narrowing) && probe.at > start {
            let first = item.after.take().map_or(start, |after| after.start);
            item.after = Some(first..probe.at);
            cursor.at = probe.at;
        }
    }

    fn leftover(&self, range: Range<usize>) -> Item {
        let node = self.opaque(&range);
        Item {
            node,
            range,
            lead: Lead::default(),
            window: true,
            before: None,
            after: None,
            failure: Some(Failure::Unnamed),
            closed: false,
        }
    }

    fn joint(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Joint> {
        let comma = cursor.eat_sign(',');
        if cursor.eat(&["and"]) {
            if cursor.eat_sign('/') {
                cursor.eat(&["or"]);
                return Some(Joint::Or);
            }
            return Some(Joint::And);
        }
        if cursor.eat(&["or"]) {
            cursor.eat_sign(',');
            return Some(Joint::Or);
        }
        if cursor.eat(&["nor"]) || cursor.eat(&["and/or"]) {
            return Some(Joint::Or);
        }
        if cursor.eat(&["as", "well", "as"]) || cursor.eat_sign('&') {
            return Some(Joint::And);
        }
        if comma {
            return Some(Joint::Comma);
        }
        cursor.eat_sign('/').then_some(Joint::Slash)
    }

    /// Takes back what the failures put in doubt. False if nothing of the list is understood.
    fn settle(&self, items: &mut [Item], whole: &Range<usize>) -> bool {
        if items.iter().any(|item| item.failure == Some(Failure::Compound)) {
            let last = items.iter().rposition(|item| item.failure == Some(Failure::Compound)).unwrap_or(0);
            for item in items.iter_mut().take(last).filter(|item| !item.closed && !item.window) {
                item.node = self.opaque(&item.range);
                item.failure = Some(Failure::Unnamed);
            }
        }
        for at in 1..items.len() {
            let (before, rest) = items.split_at_mut(at);
            let Some(failed) = rest.first().filter(|item| item.failure.is_some()) else { continue };
            let words = || failed.range.clone().map(|at| self.word(at));
            // A time, or a noun, inside what is not understood may belong to the members before it too.
            let timed = words().any(names_time);
            let head = words().next_back().unwrap_or_default();
            let shared = is_shared_head(head);
            // A disease is no less a disease for another that follows: "asthma or respiratory infection".
            let alike = |item: &Item| is_disease_head(head) && matches!(item.node.expr, Expr::Atom(Atom::Condition { .. }));
            for item in
                before.iter_mut().filter(|item| item.failure.is_none() && !item.window && (timed || shared && !alike(item)))
            {
                if timed && item.lead.when != Some(almoner_eligibility::When::Now) {
                    super::recall(&mut item.node, almoner_eligibility::When::Ever);
                }
                item.after = Some(failed.range.clone());
            }
        }
        // "Alcohol or other substance abuse": the abuse is of alcohol too, not its drinking.
        let abuses = |range: &Range<usize>| {
            range.clone().any(|at| {
                let text = self.word(at);
                ["abuse", "misuse", "dependence", "dependency", "addiction", "use disorder"]
                    .iter()
                    .any(|noun| text.ends_with(noun))
            })
        };
        for at in 1..items.len() {
            let (before, rest) = items.split_at_mut(at);
            let (Some(item), Some(abused)) = (before.last_mut(), rest.iter().find(|item| abuses(&item.range))) else {
                continue;
            };
            let habit =
                matches!(item.node.expr, Expr::Atom(Atom::Social { .. })) && !speaks_of_pregnancy(&item.node, self.terms);
            if habit && item.after.is_none() && !abuses(&item.range) {
                item.after = Some(abused.range.clone());
            }
        }
        let mut doubtful = false;
        for item in items.iter_mut() {
            match item.failure {
                Some(Failure::Spreads | Failure::Compound) => doubtful = true,
                Some(Failure::Unnamed) => {}
                None if doubtful && !item.lead.given && !item.closed => {
                    item.node = self.opaque(&item.range);
                    item.failure = Some(Failure::Unnamed);
                }
                None => doubtful = false,
            }
        }
        let _ = whole;
        items.iter().any(|item| item.failure.is_none() || item.node.expr != Expr::Opaque)
    }

    /// A time written after the last member holds for those before it that have none of their own.
    fn spread_time(&self, items: &mut [Item]) {
        let mut time = None;
        for item in items.iter_mut().rev() {
            if item.window && !item.closed {
                time = when_of(&item.node);
            } else if let Some(when) = time
                && !item.closed
            {
                set_when(&mut item.node, when);
            }
        }
    }

    fn combine(&self, mut items: Vec<Item>, joints: &[Joint], range: &Range<usize>, sense: Sense) -> Node {
        let mut residues = Vec::new();
        // Words before the first member, and after the last, may be meant for all of them.
        let several = items.len() > 1;
        let sex = items.first().and_then(|item| item.lead.sex);
        let adult = items.first().is_some_and(|item| item.lead.adult)
            && !items.iter().any(|item| matches!(item.node.expr, Expr::Atom(Atom::Age { .. })));
        let not_pregnant = items.first().is_some_and(|item| item.lead.not_pregnant);
        let first_before = items.first_mut().and_then(|item| item.before.take());
        let last_after = items.last_mut().and_then(|item| item.after.take());
        residues.extend(first_before.map(|range| self.residue(&range)));
        let nodes: Vec<Node> = items.iter().map(|item| self.narrowed(item)).collect();
        // "Pregnant or planning to become pregnant during the study": the time says no more than the plan.
        let expecting = items.last().is_some_and(|item| speaks_of_pregnancy(&item.node, self.terms));
        let last_after = last_after.filter(|range| {
            let mut after = self.cursor(range);
            !(expecting && self.during_study(&mut after).is_some() && after.done())
        });
        let closing = last_after.map(|range| self.residue(&range));
        let mut node = if several {
            self.join_members(nodes, &items, joints, range, sense)
        } else {
            nodes.into_iter().next().unwrap_or_else(|| self.opaque(range))
        };
        residues.extend(closing);
        if node.expr == Expr::Opaque {
            return self.opaque(range);
        }
        if !residues.is_empty() {
            residues.insert(0, node);
            node = self.node(Expr::And(residues), range, Method::Terminology);
        }
        if adult {
            let first = range.start..range.start + 1;
            let adults = self.node(adult_atom(), &first, Method::Terminology);
            let expr = if matches!(&node.expr, Expr::And(parts) if parts.is_empty()) {
                adults.expr
            } else {
                Expr::And(vec![adults, node])
            };
            node = self.node(expr, range, Method::Terminology);
        }
        if not_pregnant && let Some(pregnant) = self.terms.by_key("pregnant") {
            let first = range.start..range.start + 1;
            let pregnant =
                Atom::Social { any_of: vec![pregnant], when: almoner_eligibility::When::Now, subject: Subject::Patient };
            let pregnant = self.node(Expr::Atom(pregnant), &first, Method::Terminology);
            let not = self.node(Expr::Not(Box::new(pregnant)), &first, Method::Terminology);
            let women = self.node(sex_atom(almoner_eligibility::SexClass::Female), &first, Method::Grammar);
            let not = Expr::IfThen { condition: Box::new(women), then: Box::new(not) };
            let not = self.node(not, &first, Method::Terminology);
            node = self.node(Expr::And(vec![not, node]), range, Method::Terminology);
        }
        match sex {
            Some(sex) => self.of_sex(sex, node, range),
            None => node,
        }
    }

    /// `Women with X`: who is meant is part of what is asked, unless the sentence only says what holds for them.
    fn of_sex(&self, sex: almoner_eligibility::SexClass, node: Node, range: &Range<usize>) -> Node {
        if matches!(&node.expr, Expr::Atom(Atom::Sex(_)))
            || (self.section == Section::Exclusion && speaks_of_pregnancy(&node, self.terms))
        {
            return node;
        }
        let first = range.start..range.start + 1;
        let who = self.node(sex_atom(sex), &first, Method::Grammar);
        let demands =
            range.clone().any(|at| matches!(self.word(at), "must" | "should" | "need" | "required" | "will" | "are"));
        let conditional = demands || speaks_of_pregnancy(&node, self.terms);
        let expr = if self.section == Section::Inclusion && conditional {
            Expr::IfThen { condition: Box::new(who), then: Box::new(node) }
        } else {
            Expr::And(vec![who, node])
        };
        self.node(expr, range, Method::Grammar)
    }

    /// A member with its own narrowing words.
    fn narrowed(&self, item: &Item) -> Node {
        let residues: Vec<Node> =
            [&item.before, &item.after].into_iter().flatten().map(|range| self.residue(range)).collect();
        if residues.is_empty() || item.node.expr == Expr::Opaque {
            return item.node.clone();
        }
        let mut parts = vec![item.node.clone()];
        parts.extend(residues);
        self.node(Expr::And(parts), &item.range, Method::Terminology)
    }

    /// Words that narrow: a person's judgement where they say so, else opaque.
    fn residue(&self, range: &Range<usize>) -> Node {
        let judged = |at: usize| {
            matches!(self.word(at), "clinically" | "significant" | "relevant" | "important" | "serious" | "medically")
        };
        // Whether a dose is stable or the most that is tolerated is for a person to see.
        let dose = range.clone().any(|at| matches!(self.word(at), "stable" | "tolerated" | "unchanged" | "optimized"))
            && range.clone().all(|at| {
                matches!(
                    self.word(at),
                    "stable"
                        | "constant"
                        | "maximally"
                        | "maximum"
                        | "maximal"
                        | "optimal"
                        | "optimized"
                        | "tolerated"
                        | "unchanged"
                        | "background"
                        | "dose"
                        | "doses"
                        | "or"
                        | "of"
                        | "dosage"
                        | "dosages"
                        | "regimen"
                        | "treatment"
                        | "therapy"
                        | "with"
                        | "a"
                        | "on"
                        | "at"
                )
            });
        let person = dose
            || range.clone().all(judged)
            || range.clone().any(|at| matches!(self.word(at), "investigator" | "investigator's" | "judgment" | "judgement"));
        if person || self.would_interfere(range) {
            return self.person(range);
        }
        if let Some(read) = self.qualifiers(range) {
            return read;
        }
        // "Resected stage III melanoma": the stage is read, whatever the other words say.
        let Some((stage, node)) = self.stage_within(range) else { return self.opaque(range) };
        let mut parts = vec![node];
        for rest in [range.start..stage.start, stage.end..range.end] {
            if rest
                .clone()
                .any(|at| self.tokens.get(at).is_some_and(|token| !matches!(token.kind, crate::lex::Kind::Sign(_))))
            {
                parts.push(self.qualifiers(&rest).unwrap_or_else(|| self.opaque(&rest)));
            }
        }
        self.node(Expr::And(parts), range, Method::Grammar)
    }

    fn join_members(&self, nodes: Vec<Node>, items: &[Item], joints: &[Joint], range: &Range<usize>, sense: Sense) -> Node {
        if nodes.iter().all(|node| node.expr == Expr::Opaque) {
            return self.opaque(range);
        }
        let has = |joint| joints.contains(&joint);
        let inclusion = self.section == Section::Inclusion;
        if has(Joint::And) && has(Joint::Or) {
            return self.mixed(nodes, joints, range, sense);
        }
        let closed = items.iter().all(|item| item.closed);
        // "Heart failure, NYHA class II to IV": the score is that of the disease.
        let graded = matches!(items, [disease, score]
            if matches!(disease.node.expr, Expr::Atom(Atom::Condition { .. })) && self.asks_score(&score.node));
        if graded && joints == [Joint::Comma] {
            return self.node(Expr::And(nodes), range, Method::Terminology);
        }
        let either = |nodes| self.any_of(nodes, range);
        if has(Joint::Or) {
            return either(nodes);
        }
        let denied_list = inclusion && sense == Sense::Denied;
        if denied_list || (sense == Sense::Denied && (nodes.len() > 2 || !has(Joint::And) || closed_social(items))) {
            return either(nodes);
        }
        // "COPD, smoker": what differs in kind is asked together.
        let differ = matches!(items, [one, two]
            if matches!(one.node.expr, Expr::Atom(Atom::Condition { .. })) && matches!(two.node.expr, Expr::Atom(Atom::Social { .. })));
        if inclusion && differ && joints == [Joint::Comma] {
            return self.node(Expr::And(nodes), range, Method::Terminology);
        }
        // What only a person can answer stands on its own too.
        let stands =
            |item: &Item| item.closed || matches!(item.node.expr, Expr::Atom(Atom::Participation { .. } | Atom::Person));
        if inclusion && (closed || has(Joint::And) && items.iter().any(stands)) {
            return self.node(Expr::And(nodes), range, Method::Terminology);
        }
        // What excludes is named to be left out, each alone: "asthma and COPD". Two drugs may be meant together.
        let together = |at: usize| {
            matches!(
                self.word(at),
                "both" | "together" | "combination" | "combined" | "simultaneous" | "simultaneously" | "co-existing"
            )
        };
        if sense == Sense::Denied && nodes.iter().all(afflicts) && !range.clone().any(together) {
            return either(nodes);
        }
        self.both_or_either(nodes, range, range)
    }

    /// "A or B and C": what is denied, and a longer list of what excludes, is any of them; elsewhere the members around "and"
    /// may mean both or either.
    fn mixed(&self, nodes: Vec<Node>, joints: &[Joint], range: &Range<usize>, sense: Sense) -> Node {
        let inclusion = self.section == Section::Inclusion;
        if sense != Sense::Denied {
            return self.opaque(range);
        }
        if inclusion || joints.contains(&Joint::Comma) {
            return self.any_of(nodes, range);
        }
        let mut parts: Vec<Vec<Node>> = Vec::new();
        for (at, node) in nodes.into_iter().enumerate() {
            let joined = at.checked_sub(1).and_then(|before| joints.get(before)) == Some(&Joint::And);
            match parts.last_mut() {
                Some(last) if joined => last.push(node),
                _ => parts.push(vec![node]),
            }
        }
        let parts = parts
            .into_iter()
            .map(|mut part| if part.len() == 1 { part.remove(0) } else { self.both_or_either(part, range, range) })
            .collect();
        self.node(Expr::Or(parts), range, Method::Terminology)
    }

    /// Any of the members; those that differ only in what they name are one question.
    fn any_of(&self, nodes: Vec<Node>, range: &Range<usize>) -> Node {
        let mut nodes = merge(nodes);
        match nodes.pop() {
            Some(only) if nodes.is_empty() => only,
            Some(last) => {
                nodes.push(last);
                self.node(Expr::Or(nodes), range, Method::Terminology)
            }
            None => self.opaque(range),
        }
    }

    /// "A and B" that may mean both or either: met by both, not met by neither, opaque between.
    pub(super) fn both_or_either(&self, nodes: Vec<Node>, place: &Range<usize>, range: &Range<usize>) -> Node {
        super::both_or_either(nodes, self.span(place), self.span(range))
    }
}

/// Whether a node asks of a state of the patient, or of something done to it, and of nothing else but how it is.
fn afflicts(node: &Node) -> bool {
    let plain = |node: &Node| {
        matches!(
            &node.expr,
            Expr::Atom(
                Atom::Condition { .. }
                    | Atom::Procedure { .. }
                    | Atom::Social { .. }
                    | Atom::Allergy { .. }
                    | Atom::Named { kind: Thing::Condition | Thing::Procedure | Thing::Allergy, .. },
            )
        )
    };
    let says = |node: &Node| matches!(&node.expr, Expr::Atom(Atom::Qualifier { .. }));
    match &node.expr {
        Expr::And(parts) => parts.iter().all(|part| plain(part) || says(part)) && parts.iter().any(plain),
        Expr::Or(parts) => parts.iter().all(afflicts),
        _ => plain(node),
    }
}

fn closed_social(items: &[Item]) -> bool {
    items.iter().all(|item| matches!(item.node.expr, Expr::Atom(Atom::Social { .. })))
}

fn speaks_of_pregnancy(node: &Node, terms: &almoner_terms::Terms) -> bool {
    match &node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter().any(|part| speaks_of_pregnancy(part, terms))
        }
        Expr::Not(part) => speaks_of_pregnancy(part, terms),
        Expr::Atom(Atom::Social { any_of, .. }) => any_of.iter().any(|concept| {
            terms.concept(*concept).is_some_and(|concept| {
                ["pregnan", "breastfeed", "childbearing", "menopaus"].iter().any(|part| concept.key.contains(part))
            })
        }),
        _ => false,
    }
}

/// The time that a node asks about, if it names one thing.
pub(super) fn when_of(node: &Node) -> Option<almoner_eligibility::When> {
    match &node.expr {
        Expr::Atom(
            Atom::Condition { when, .. }
            | Atom::Medication { when, .. }
            | Atom::Procedure { when, .. }
            | Atom::Social { when, .. }
            | Atom::Named { when, .. },
        ) => Some(*when),
        Expr::Not(part) => when_of(part),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().find_map(when_of),
        _ => None,
    }
}

/// Joins neighbouring questions that differ only in what they name.
fn merge(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let joined = match (out.last_mut(), &node.expr) {
            (Some(last), Expr::Atom(atom)) => match &mut last.expr {
                Expr::Atom(before) => absorb(before, atom),
                _ => false,
            },
            _ => false,
        };
        match out.last_mut() {
            Some(last) if joined => last.source.end = node.source.end,
            _ => out.push(node),
        }
    }
    out
}

fn absorb(into: &mut Atom, other: &Atom) -> bool {
    let same = match (&*into, other) {
        (Atom::Condition { when: a, subject: s, .. }, Atom::Condition { when: b, subject: t, .. }) => a == b && s == t,
        (Atom::Medication { when: a, .. }, Atom::Medication { when: b, .. })
        | (Atom::Procedure { when: a, .. }, Atom::Procedure { when: b, .. })
        | (Atom::Social { when: a, .. }, Atom::Social { when: b, .. })
        | (Atom::Genomic { when: a, .. }, Atom::Genomic { when: b, .. }) => a == b,
        (Atom::Allergy { .. }, Atom::Allergy { .. }) => true,
        _ => false,
    };
    let (
        Atom::Condition { any_of: a, .. }
        | Atom::Medication { any_of: a, .. }
        | Atom::Procedure { any_of: a, .. }
        | Atom::Social { any_of: a, .. }
        | Atom::Genomic { any_of: a, .. }
        | Atom::Allergy { any_of: a },
        Atom::Condition { any_of: b, .. }
        | Atom::Medication { any_of: b, .. }
        | Atom::Procedure { any_of: b, .. }
        | Atom::Social { any_of: b, .. }
        | Atom::Genomic { any_of: b, .. }
        | Atom::Allergy { any_of: b },
    ) = (into, other)
    else {
        return false;
    };
    if same {
        for concept in b {
            if !a.contains(concept) {
                a.push(*concept);
            }
        }
    }
    same
}
