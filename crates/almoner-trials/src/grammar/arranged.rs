//! How the trial is run and who comes into question for it at all: specimens, other criteria, earlier parts of the study, custody,
//! health in general. No record decides any of it.
//!
//! A statement that names a disease, a drug or a value is none of these: what records can decide is not handed to a person.

use std::ops::Range;

use almoner_eligibility::Node;
use almoner_terms::ConceptKind;

use super::Grammar;
use crate::lex::Kind;

/// Shortest and longest statement, in tokens. What is shorter is as often a heading.
const SHORTEST: usize = 2;
const LONGEST: usize = 30;

impl Grammar<'_, '_> {
    /// Statements on the running of the trial.
    pub(super) fn arranged(&self, range: &Range<usize>) -> Option<Node> {
        let decides = range.clone().any(|at| {
            self.tokens.get(at).is_some_and(|token| match token.kind {
                Kind::Compare(_) => true,
                Kind::Named(_, kind) => {
                    matches!(
                        kind,
                        ConceptKind::Condition
                            | ConceptKind::Drug
                            | ConceptKind::DrugClass
                            | ConceptKind::Social
                            | ConceptKind::Score
                    ) && !self.key(at).is_some_and(|key| key.starts_with("investigational-"))
                }
                _ => false,
            })
        });
        if decides
            || range.len() > LONGEST
            || range.len() < SHORTEST
            || range.clone().any(|at| matches!(self.word(at), "following" | "either"))
        {
            return None;
        }
        let words: Vec<&str> = range.clone().flat_map(|at| self.word(at).split(' ')).collect();
        let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
        // An age or an alteration of a gene is on record, whatever else the sentence says.
        if has(&["age", "ages", "aged", "years", "year", "old", "mutation", "mutations", "positive", "negative"]) {
            return None;
        }
        let counted = range.clone().any(|at| matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Number(_))));
        let asks =
            has(&["history", "allergy", "response", "transfusion", "transfusions", "received", "taking", "underwent"]);
        let specimen = has(SPECIMENS) && has(KEPT) && !asks && !has(&["within"]);
        let done = range.clone().any(|at| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Named(_, ConceptKind::Procedure | ConceptKind::Device))
            )
        });
        let criteria = has(&["criteria", "criterion"])
            && has(&["protocol", "protocol-defined", "inclusion", "exclusion", "entry", "eligibility"])
            && !counted
            && has(SAID_OF_CRITERIA)
            && !has(&["following", "diagnostic"]);
        let treated = has(&[
            "therapy",
            "therapies",
            "treatment",
            "treatments",
            "surgery",
            "drug",
            "drugs",
            "medication",
            "medications",
            "agent",
            "agents",
            "disease",
            "lesion",
            "lesions",
            "contraception",
            "score",
            "test",
            "tests",
        ]);
        let takes_part = range.len() >= 4
            && has(TAKES_PART)
            && has(&["study", "studies", "trial", "trials", "protocol", "cohort"])
            && !treated
            && !asks
            && !done;
        let judged = has(&["opinion", "discretion", "judgement", "judgment", "judged", "deemed", "deems", "feels"])
            && has(&[
                "operator",
                "surgeon",
                "surgeons",
                "clinician",
                "doctor",
                "physician",
                "anesthesiologist",
                "pi",
                "oncologist",
            ]);
        let well = words.iter().take(4).any(|word| *word == "healthy")
            && !counted
            && !has(&["with", "without", "except", "who", "not", "no", "age", "aged", "relatives", "siblings", "children"]);
        (specimen || criteria || takes_part || judged || well || has(CUSTODY)).then(|| self.person(range))
    }
}

const SPECIMENS: &[&str] = &[
    "tissue",
    "tissues",
    "specimen",
    "specimens",
    "sample",
    "samples",
    "block",
    "blocks",
    "slides",
    "paraffin",
    "paraffin-embedded",
];

const KEPT: &[&str] = &[
    "available",
    "availability",
    "archived",
    "archival",
    "submitted",
    "submission",
    "provide",
    "provided",
    "provision",
    "obtained",
    "collected",
    "collection",
    "sent",
];

const TAKES_PART: &[&str] = &[
    "enrolled",
    "enroll",
    "enrolment",
    "enrollment",
    "included",
    "inclusion",
    "randomized",
    "randomised",
    "participated",
    "participate",
    "participating",
    "participation",
    "participant",
    "completed",
    "completion",
    "withdrawn",
    "registered",
];

/// Words that make a statement on criteria of what would only be a heading.
const SAID_OF_CRITERIA: &[&str] = &[
    "apply",
    "applied",
    "applies",
    "meet",
    "meets",
    "met",
    "meeting",
    "fulfill",
    "fulfil",
    "see",
    "listed",
    "described",
    "stated",
    "specified",
    "identified",
    "not",
    "no",
    "none",
    "found",
    "defined",
    "all",
    "other",
    "may",
    "could",
];

const CUSTODY: &[&str] = &[
    "imprisonment",
    "imprisoned",
    "detained",
    "detention",
    "guardianship",
    "tutelage",
    "curatorship",
    "liberty",
    "custody",
    "litigation",
    "jail",
    "lawsuit",
    "wards",
    "incapacitated",
];
