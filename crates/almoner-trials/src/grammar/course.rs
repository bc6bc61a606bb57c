//! How a treatment went, and who has had none: `failed methotrexate`, `treated for asthma`, `chemotherapy-naive`.

use std::ops::Range;

use almoner_eligibility::{Atom, Expr, Manner, Method, Node, Section, Subject, Thing, When};
use almoner_terms::ConceptKind;

use super::words::{is_lead, is_narrowing};
use super::{Cursor, Grammar, Sense};
use crate::lex::Kind;

/// Before the name of a drug or a procedure: it did not help, or not for long.
const FAILED: &[&[&str]] = &[
    &["failed", "to", "respond", "to"],
    &["failed", "treatment", "with"],
    &["failed", "therapy", "with"],
    &["failed", "on"],
    &["failed"],
    &["failure", "of"],
    &["failure", "to", "respond", "to"],
    &["treatment", "failure", "with"],
    &["treatment", "failure", "on"],
    &["treatment", "failure", "to"],
    &["inadequate", "response", "to"],
    &["inadequate", "clinical", "response", "to"],
    &["insufficient", "response", "to"],
    &["incomplete", "response", "to"],
    &["poor", "response", "to"],
    &["lack", "of", "response", "to"],
    &["unresponsive", "to"],
    &["nonresponsive", "to"],
    &["non-responsive", "to"],
    &["refractory", "to"],
    &["resistant", "to"],
    &["progressed", "on"],
    &["progressed", "after"],
    &["progressed", "following"],
    &["progressed", "during"],
    &["progression", "on"],
    &["progression", "after"],
    &["progression", "following"],
    &["disease", "progression", "on"],
    &["disease", "progression", "after"],
    &["disease", "progression", "following"],
    &["relapsed", "after"],
    &["relapsed", "following"],
    &["relapse", "after"],
    &["relapse", "following"],
];

/// Before the name of a disease: it is or was treated.
const TREATED: &[&[&str]] = &[
    &["being", "treated", "for"],
    &["currently", "treated", "for"],
    &["receiving", "treatment", "for"],
    &["receiving", "therapy", "for"],
    &["under", "treatment", "for"],
    &["undergoing", "treatment", "for"],
    &["treated", "for"],
    &["treatment", "for"],
    &["hospitalized", "for"],
    &["hospitalised", "for"],
    &["hospitalized", "with"],
    &["admitted", "for"],
    &["admitted", "with"],
];

impl<'g, 'a> Grammar<'g, 'a> {
    /// Takes words on how a treatment went, or that there was one, if the name that they belong to follows. Whether it is that of
    /// a treatment.
    pub(super) fn went(&self, cursor: &mut Cursor<'g, 'a>) -> Option<(Range<usize>, bool)> {
        let start = cursor.at;
        // One look tells for most words.
        if !cursor.word().is_some_and(begins) {
            return None;
        }
        let mut probe = cursor.clone();
        let failed = probe.eat_any(FAILED);
        if !failed && !probe.eat_any(TREATED) {
            return None;
        }
        let end = probe.at;
        probe.eat_any(&[&["at", "least", "one"], &["at", "least", "1"], &["one", "or", "more"], &["1", "or", "more"]]);
        let counted = probe.at;
        while probe.word().is_some_and(|word| {
            is_lead(word) || is_narrowing(word) || matches!(word, "prior" | "previous" | "first-line" | "standard")
        }) {
            probe.at += 1;
        }
        let fits = match probe.kind() {
            Some(Kind::Named(_, kind)) if failed => {
                matches!(kind, ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Procedure)
            }
            Some(Kind::Named(_, kind)) => kind == ConceptKind::Condition,
            _ => false,
        };
        if !fits {
            return None;
        }
        cursor.at = counted;
        Some((start..end, failed))
    }

    /// The same words beside a name that was read.
    pub(super) fn went_so(&self, cursor: &mut Cursor<'g, 'a>) -> bool {
        if !cursor.word().is_some_and(begins) {
            return false;
        }
        let mut probe = cursor.clone();
        let fits = (probe.eat_any(FAILED) || probe.eat_any(TREATED)) && probe.done();
        if fits {
            cursor.at = probe.at;
        }
        fits
    }

    /// `Naive to methotrexate`, `HCV treatment-naive`, `insulin naive patients`: none was ever given.
    pub(super) fn naive(&self, range: &Range<usize>) -> Option<Node> {
        if self.section == Section::Exclusion {
            return None;
        }
        let bare = |at: usize| matches!(self.word(at), "naive" | "na\u{ef}ve");
        let joined = |at: usize| {
            let word = self.word(at);
            word.strip_suffix("-naive").or_else(|| word.strip_suffix("-na\u{ef}ve"))
        };
        let at = range.clone().take(8).find(|at| self.word(*at).ends_with("ve") && (bare(*at) || joined(*at).is_some()))?;
        let mut first = range.start;
        while first < at && (is_lead(self.word(first)) || self.is_word(first, "be")) {
            first += 1;
        }
        let mut after = self.cursor(&(at + 1..range.end));
        let known = |at: usize| match self.tokens.get(at).map(|token| token.kind) {
            Some(Kind::Named(concept, ConceptKind::Drug | ConceptKind::DrugClass)) => {
                Some(Atom::Medication { any_of: vec![concept], when: When::Ever, manner: Manner::default() })
            }
            _ => None,
        };
        let named = |name: String| Atom::Named {
            kind: Thing::Medication,
            name,
            test: None,
            when: When::Ever,
            subject: Subject::Patient,
        };
        let given = if let Some(given) = joined(at).filter(|_| at - first <= 1) {
            let by_name = self.terms.by_name(given).and_then(|id| self.terms.concept(id));
            let before = (first..at).map(|at| self.word(at)).next();
            let atom = match (before, by_name) {
                (None, Some(concept)) if matches!(concept.kind, ConceptKind::Drug | ConceptKind::DrugClass) => {
                    Atom::Medication { any_of: vec![concept.id], when: When::Ever, manner: Manner::default() }
                }
                (Some(before), _) => named(format!("{before} {given}")),
                (None, _) => named(given.to_owned()),
            };
            self.node(Expr::Atom(atom), &(first..at + 1), Method::Grammar)
        } else if bare(at) && first == at && after.eat_any(&[&["to"], &["for"]]) {
            after.eat_any(&[&["treatment", "with"], &["therapy", "with"], &["prior"], &["previous"], &["any"]]);
            let rest = after.at..range.end;
            let list = self.list(&rest, Sense::Denied);
            let mut drugs = list;
            super::chunk::set_when(&mut drugs, When::Ever);
            if !treats(&drugs) {
                return None;
            }
            return Some(self.node(Expr::Not(Box::new(drugs)), range, Method::Grammar));
        } else if bare(at) && (1..=3).contains(&(at - first)) {
            let words = first..at;
            let plain = words.clone().all(|at| {
                matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Word | Kind::Named(..)))
                    && !matches!(self.word(at), "or" | "and" | "of" | "for" | "with" | "in" | "not" | "either")
            });
            if !plain {
                return None;
            }
            let atom = match (words.len(), known(first)) {
                (1, Some(atom)) => atom,
                _ => named(words.map(|at| self.word(at)).collect::<Vec<_>>().join(" ")),
            };
            self.node(Expr::Atom(atom), &(first..at + 1), Method::Grammar)
        } else {
            return None;
        };
        let not = self.node(Expr::Not(Box::new(given)), &(first..at + 1), Method::Grammar);
        while after.word().is_some_and(|word| {
            matches!(
                word,
                "patients" | "patient" | "subjects" | "subject" | "participants" | "individuals" | "adults" | "status"
            )
        }) {
            after.at += 1;
        }
        if after.done() {
            return Some(Node { source: self.span(range), ..not });
        }
        if !after.eat(&["with"]) {
            return None;
        }
        let rest = self.statement(&(after.at..range.end));
        (rest.expr != Expr::Opaque).then(|| self.node(Expr::And(vec![not, rest]), range, Method::Grammar))
    }
}

/// Whether one of the phrases above begins with a word.
fn begins(word: &str) -> bool {
    matches!(
        word,
        "failed"
            | "failure"
            | "treatment"
            | "inadequate"
            | "insufficient"
            | "incomplete"
            | "poor"
            | "lack"
            | "unresponsive"
            | "nonresponsive"
            | "non-responsive"
            | "refractory"
            | "resistant"
            | "progressed"
            | "progression"
            | "disease"
            | "relapsed"
            | "relapse"
            | "being"
            | "currently"
            | "receiving"
            | "under"
            | "undergoing"
            | "treated"
            | "hospitalized"
            | "hospitalised"
            | "admitted"
    )
}

/// Whether a tree asks of drugs and procedures alone.
fn treats(node: &Node) -> bool {
    match &node.expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().all(treats),
        Expr::Atom(
            Atom::Medication { .. }
            | Atom::Procedure { .. }
            | Atom::Named { kind: Thing::Medication | Thing::Procedure, .. }
            | Atom::Qualifier { .. },
        ) => true,
        _ => false,
    }
}
