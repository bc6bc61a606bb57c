//! Evaluation of a tree in strong Kleene logic, with evidence, assumptions and what is missing.
//!
//! `Unknown` never becomes an answer on the way up: a criterion is decided only where no way of settling its unknowns could
//! change it. Two callers, one evaluator: without `now` in the research zone, with it at the recency desk; what is decided
//! without `now` stays as it is with one that no fact lies after, but for values and pregnancies that have grown old since the patient
//! was seen last.

use almoner_base::{Day, Reason, Verdict};
use almoner_facts::Source;
use almoner_terms::Terms;
use serde::{Deserialize, Serialize};

use crate::atom::{Context, Question};
use crate::{AbsencePolicy, AbsenceRule, AtomKind, Criterion, Expr, Node, PatientView, Section, TextSpan};

/// On what, beside facts, a verdict rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assumption {
    /// Silence of the record counted as absence.
    Absence {
        /// Of what.
        kind: AtomKind,
        /// By which rule.
        rule: AbsenceRule,
    },
}

/// A part of the criterion that could not be decided and bears on the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Missing {
    /// Why.
    pub reason: Reason,
    /// Where the part stands in the eligibility text.
    pub source: TextSpan,
}

/// The answer to a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Met, not met, or unknown and why.
    pub verdict: Verdict,
    /// What the verdict rests on; sorted, each once.
    pub evidence: Vec<Source>,
    /// What was assumed; sorted, each once.
    pub assumptions: Vec<Assumption>,
    /// The undecided parts that keep an unknown verdict unknown; empty for a decided one.
    pub missing: Vec<Missing>,
}

impl Finding {
    /// A verdict that needs no evidence.
    #[must_use]
    pub fn plain(verdict: Verdict) -> Self {
        Self { verdict, evidence: Vec::new(), assumptions: Vec::new(), missing: Vec::new() }
    }

    /// Whether only a person can settle what is open.
    #[must_use]
    pub fn needs_only_a_person(&self) -> bool {
        !self.verdict.is_decided() && self.missing.iter().all(|missing| missing.reason == Reason::NeedsPerson)
    }
}

/// A finding for each node of a tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Where the node stands in the eligibility text.
    pub source: TextSpan,
    /// The node's own answer.
    pub finding: Finding,
    /// Its parts, in order.
    pub parts: Vec<Explanation>,
}

/// What a criterion means for enrolment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// An inclusion that is met or an exclusion that is not.
    Favours,
    /// An inclusion that is not met or an exclusion that is.
    Excludes,
    /// Not decided.
    Open,
}

impl Effect {
    /// What a verdict means in a section.
    #[must_use]
    pub fn of(section: Section, verdict: Verdict) -> Self {
        match (section, verdict) {
            (Section::Inclusion, Verdict::Met) | (Section::Exclusion, Verdict::NotMet) => Self::Favours,
            (Section::Inclusion, Verdict::NotMet) | (Section::Exclusion, Verdict::Met) => Self::Excludes,
            (_, Verdict::Unknown(_)) => Self::Open,
        }
    }
}

/// The answer to a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The criterion's number in its trial.
    pub criterion: u32,
    /// Inclusion or exclusion.
    pub section: Section,
    /// The answer; for an exclusion `Met` means that the patient has what excludes.
    pub finding: Finding,
    /// What it means for enrolment.
    pub effect: Effect,
}

/// Answers a node for one patient. `now` is given at the recency desk only.
#[must_use]
pub fn evaluate(node: &Node, patient: &PatientView, terms: &Terms, absence: &AbsencePolicy, now: Option<Day>) -> Finding {
    let context = Context { patient, terms, absence, now };
    visit(node, Sense::Plain, &|leaf: &Node, _| answer_leaf(&leaf.expr, leaf.source, &context))
}

/// In which sense a part enters its whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// As it stands.
    Plain,
    /// Negated: under a negation, as a condition, or as an exception.
    Negated,
}

impl Sense {
    fn turned(self) -> Self {
        match self {
            Self::Plain => Self::Negated,
            Self::Negated => Self::Plain,
        }
    }
}

/// Answers a node whose leaves are answered by `ask`, for callers that know more of a leaf than its atom: its text, or in
/// which sense it enters.
pub fn evaluate_leaves(node: &Node, ask: &impl Fn(&Node, Sense) -> Finding) -> Finding {
    visit(node, Sense::Plain, ask)
}

/// Answers a node and each of its parts.
#[must_use]
pub fn explain(node: &Node, patient: &PatientView, terms: &Terms, absence: &AbsencePolicy, now: Option<Day>) -> Explanation {
    explain_node(node, &Context { patient, terms, absence, now })
}

/// Answers a criterion and says what that means for enrolment.
#[must_use]
pub fn decide_criterion(
    criterion: &Criterion,
    patient: &PatientView,
    terms: &Terms,
    absence: &AbsencePolicy,
    now: Option<Day>,
) -> Decision {
    let finding = evaluate(&criterion.expr, patient, terms, absence, now);
    let effect = Effect::of(criterion.section, finding.verdict);
    Decision { criterion: criterion.id, section: criterion.section, finding, effect }
}

/// The parts of a combination, in order. `None` for a leaf.
pub(crate) fn parts(expr: &Expr) -> Option<Vec<&Node>> {
    match expr {
        Expr::And(of) | Expr::Or(of) | Expr::AtLeast { of, .. } | Expr::AtMost { of, .. } => Some(of.iter().collect()),
        Expr::Not(part) => Some(vec![part]),
        Expr::IfThen { condition, then } => Some(vec![condition, then]),
        Expr::Except { base, exception } => Some(vec![base, exception]),
        Expr::Atom(_) | Expr::Opaque => None,
    }
}

/// The verdict of a combination from those of its parts, in the order of [`parts`].
pub(crate) fn combine(expr: &Expr, parts: &[Verdict]) -> Verdict {
    let pair = || (parts.first().copied(), parts.get(1).copied());
    match expr {
        Expr::And(_) => parts.iter().copied().fold(Verdict::Met, Verdict::and),
        Expr::Or(_) => parts.iter().copied().fold(Verdict::NotMet, Verdict::or),
        Expr::Not(_) => parts.first().map_or(Verdict::Unknown(Reason::Opaque), |part| !*part),
        Expr::AtLeast { count, .. } => at_least(*count, parts),
        Expr::AtMost { count, .. } => !at_least(count.saturating_add(1), parts),
        Expr::IfThen { .. } => match pair() {
            (Some(condition), Some(then)) => (!condition).or(then),
            _ => Verdict::Unknown(Reason::Opaque),
        },
        Expr::Except { .. } => match pair() {
            (Some(base), Some(exception)) => base.and(!exception),
            _ => Verdict::Unknown(Reason::Opaque),
        },
        Expr::Atom(_) | Expr::Opaque => Verdict::Unknown(Reason::Opaque),
    }
}

fn at_least(count: u32, parts: &[Verdict]) -> Verdict {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let met = parts.iter().filter(|part| **part == Verdict::Met).count();
    let reasons = parts.iter().filter_map(|part| match part {
        Verdict::Unknown(reason) => Some(*reason),
        Verdict::Met | Verdict::NotMet => None,
    });
    let open = reasons.clone().count();
    match reasons.min() {
        _ if met >= count => Verdict::Met,
        Some(reason) if met + open >= count => Verdict::Unknown(reason),
        _ => Verdict::NotMet,
    }
}

fn visit(node: &Node, sense: Sense, ask: &impl Fn(&Node, Sense) -> Finding) -> Finding {
    let Some(parts) = parts(&node.expr) else { return ask(node, sense) };
    if asks_nothing(&node.expr) {
        return Finding::plain(Verdict::Met);
    }
    let findings: Vec<Finding> = parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| visit(part, if enters_negated(&node.expr, at) { sense.turned() } else { sense }, ask))
        .collect();
    gather(&node.expr, findings.iter())
}

/// Examples of which none is required hold of everybody, so that nothing of a record is evidence for them.
fn asks_nothing(expr: &Expr) -> bool {
    matches!(expr, Expr::AtLeast { count: 0, .. })
}

/// Whether the part at `at` enters the whole negated.
fn enters_negated(expr: &Expr, at: usize) -> bool {
    match expr {
        Expr::Not(_) | Expr::AtMost { .. } => true,
        Expr::IfThen { .. } => at == 0,
        Expr::Except { .. } => at == 1,
        Expr::And(_) | Expr::Or(_) | Expr::AtLeast { .. } | Expr::Atom(_) | Expr::Opaque => false,
    }
}

fn explain_node(node: &Node, context: &Context) -> Explanation {
    match (&node.expr, parts(&node.expr)) {
        (_, Some(parts)) => {
            let parts: Vec<Explanation> = parts.into_iter().map(|part| explain_node(part, context)).collect();
            let finding = gather(&node.expr, parts.iter().map(|part| &part.finding));
            Explanation { source: node.source, finding, parts }
        }
        (expr, None) => {
            Explanation { source: node.source, finding: answer_leaf(expr, node.source, context), parts: Vec::new() }
        }
    }
}

fn answer_leaf(expr: &Expr, source: TextSpan, context: &Context) -> Finding {
    let mut finding = match expr {
        Expr::Atom(atom) => Question::new(atom, context.terms).answer(context),
        _ => Finding::plain(Verdict::Unknown(Reason::Opaque)),
    };
    if let Verdict::Unknown(reason) = finding.verdict {
        finding.missing.push(Missing { reason, source });
    }
    finding
}

/// Joins the findings of the parts. Evidence and assumptions come from the parts that carry the verdict: where a single
/// part decides (a false one of a conjunction, a true one of a disjunction), the others are left out.
fn gather<'f>(expr: &Expr, findings: impl Iterator<Item = &'f Finding> + Clone) -> Finding {
    let verdicts: Vec<Verdict> = findings.clone().map(|finding| finding.verdict).collect();
    let verdict = combine(expr, &verdicts);
    let mut joined = Finding::plain(verdict);
    if asks_nothing(expr) {
        return joined;
    }
    for (at, finding) in findings.enumerate() {
        if !carries(expr, at, finding.verdict, verdict) {
            continue;
        }
        joined.evidence.extend(&finding.evidence);
        joined.assumptions.extend(&finding.assumptions);
        if !verdict.is_decided() {
            joined.missing.extend(&finding.missing);
        }
    }
    joined.evidence.sort_unstable();
    joined.evidence.dedup();
    joined.assumptions.sort_unstable();
    joined.assumptions.dedup();
    joined.missing.sort_unstable();
    joined.missing.dedup();
    joined
}

/// Whether the part at `at` is one of those that make the whole what it is.
fn carries(expr: &Expr, at: usize, part: Verdict, whole: Verdict) -> bool {
    let part = if enters_negated(expr, at) { !part } else { part };
    match whole {
        Verdict::Unknown(_) => true,
        decided => part == decided,
    }
}

#[cfg(test)]
mod tests;
