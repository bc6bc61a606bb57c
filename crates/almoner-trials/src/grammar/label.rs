//! Labels: the words before a colon, which repeat what their line says, name a part of the trial, or are a condition.

use std::ops::Range;

use almoner_eligibility::Node;

use super::{Grammar, words};
use crate::lex::Kind;

impl Grammar<'_, '_> {
    /// `Age:`, `Performance status -`: a label that repeats what its line says is dropped; any other is a condition.
    pub(super) fn label(&self, range: &Range<usize>) -> Option<(Range<usize>, Option<Node>)> {
        let colon =
            range.clone().take(9).find(|at| self.tokens.get(*at).is_some_and(|token| token.kind == Kind::Sign(':')))?;
        let head = range.start..colon;
        let rest = colon + 1..range.end;
        if rest.is_empty() || ["age", "ages", "aged"].contains(&self.word(head.start)) {
            return None;
        }
        let parts = words::names_a_part(head.clone().map(|at| self.word(at)));
        let named = head.clone().any(|at| {
            self.tokens.get(at).is_some_and(|token| {
                matches!(token.kind, Kind::Named(..) | Kind::Compare(_)) || matches!(token.kind, Kind::Number(_)) && !parts
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
        let drops = ["gender", "sex"].contains(&self.word(head.start))
            || plain
            || head.clone().any(|at| self.word(at) == "amendment" || self.word(at) == "note" && at == head.start);
        let condition = if parts { self.cohort(&head) } else { self.opaque(&head) };
        Some((rest, if drops { None } else { Some(condition) }))
    }
}
