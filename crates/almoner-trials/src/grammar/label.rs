//! Labels: the words before a colon, which repeat what their line says, name a part of the trial, or are a condition.

use std::ops::Range;

use almoner_eligibility::{Expr, Method, Node, Section};

use super::{Grammar, Sense, words};
use crate::lex::Kind;

impl Grammar<'_, '_> {
    /// `Must not have any of the following: A, B`: the words before the colon deny what stands after it.
    pub(super) fn denied_label(&self, range: &Range<usize>) -> Option<Node> {
        let colon =
            range.clone().take(14).find(|at| self.tokens.get(*at).is_some_and(|token| token.kind == Kind::Sign(':')))?;
        let mut head = self.cursor(&(range.start..colon));
        let denied = self.denial(&mut head);
        let following = (head.at..colon).any(|at| self.is_word(at, "following"));
        let plain = (head.at..colon).all(|at| {
            words::is_lead(self.word(at))
                || matches!(
                    self.word(at),
                    "following"
                        | "these"
                        | "one"
                        | "or"
                        | "more"
                        | "conditions"
                        | "condition"
                        | "criteria"
                        | "history"
                        | "current"
                )
        });
        let rest = self.trim(colon + 1..range.end);
        if !denied || !following || !plain || rest.is_empty() {
            return None;
        }
        let node = self.list(&rest, Sense::Denied);
        if node.expr == Expr::Opaque {
            return Some(self.opaque(range));
        }
        match self.section {
            Section::Inclusion => Some(self.node(Expr::Not(Box::new(node)), range, Method::Grammar)),
            Section::Exclusion => Some(node),
        }
    }

    /// `Age:`, `Performance status -`: a label that repeats what its line says is dropped; any other is a condition.
    pub(super) fn label(&self, range: &Range<usize>) -> Option<(Range<usize>, Option<Node>)> {
        let colon =
            range.clone().take(9).find(|at| self.tokens.get(*at).is_some_and(|token| token.kind == Kind::Sign(':')))?;
        let head = range.start..colon;
        let rest = colon + 1..range.end;
        if rest.is_empty() || ["age", "ages", "aged"].contains(&self.word(head.start)) {
            return None;
        }
        let parts = words::names_a_part(head.clone().map(|at| self.word(at)))
            && head.len() <= 8
            && !head.clone().any(|at| matches!(self.word(at), "no" | "not" | "without" | "prior" | "previous" | "history"));
        let amended = head.clone().any(|at| self.word(at) == "amendment");
        let named = head.clone().any(|at| {
            self.tokens.get(at).is_some_and(|token| {
                matches!(token.kind, Kind::Named(..) | Kind::Compare(_))
                    || matches!(token.kind, Kind::Number(_)) && !parts && !amended
            })
        });
        if named {
            return None;
        }
        const LABELS: &[&str] = &[
            "age",
            "ages",
            "sex",
            "gender",
            "performance",
            "status",
            "life",
            "expectancy",
            "hematopoietic",
            "hepatic",
            "renal",
            "cardiovascular",
            "pulmonary",
            "other",
            "biologic",
            "chemotherapy",
            "endocrine",
            "radiotherapy",
            "surgery",
            "function",
            "hematologic",
            "hematology",
            "haematological",
            "liver",
            "kidney",
            "cardiac",
            "respiratory",
            "laboratory",
            "values",
            "tests",
            "general",
            "medical",
            "history",
            "bone",
            "marrow",
            "neurologic",
            "neurological",
            "metabolic",
            "gastrointestinal",
            "health",
            "conditions",
            "disease",
            "diseases",
            "disorders",
            "and",
            "criteria",
            "inclusion",
            "exclusion",
            "diagnosis",
            "condition",
            "adequate",
            "parameters",
            "hematological",
            "blood",
            "weight",
            "pregnancy",
            "lab",
            "age/sex",
            "endocrinology",
            "psychiatric",
            "range",
            "patients",
            "patient",
            "subjects",
            "coagulation",
            "chemistry",
            "biochemistry",
            "histology",
            "vital",
            "signs",
        ];
        let plain = head.clone().all(|at| LABELS.contains(&self.word(at)));
        // "As per amendment 3:" tells when a line was written.
        let drops = words::is_for_everyone(head.clone().map(|at| self.word(at)))
            || ["gender", "sex"].contains(&self.word(head.start))
            || plain
            || head.clone().any(|at| self.word(at) == "amendment" || self.word(at) == "note" && at == head.start);
        let condition = if parts || words::names_a_part(head.clone().map(|at| self.word(at))) {
            self.cohort(&head)
        } else {
            self.opaque(&head)
        };
        Some((rest, if drops { None } else { Some(condition) }))
    }
}
