//! The next best question: the unknown whose answer, whatever it is, settles most. Of a trial, for how many candidates; of a
//! candidate, for how many trials.
//!
//! An answer settles a trial for a patient if the patient is then eligible or excluded, and potential no longer. So it must be all
//! that is in the way: one part of one criterion, or the same part of several. (Where more is in the way, an answer settles only in a
//! trial that excludes whatever it is, a contradiction that the static checks tell.) Equal atoms are one question; text that was not
//! understood is a question by itself at its place. What only a person can answer, such as consent, is not asked: it is never in
//! the way alone.
//!
//! A question says of how many candidates it is open. That is told on the scale of the trial's funnel ([`crate::release`]), so that
//! nobody finds out through a question what the funnel keeps back.

use almoner_base::{NctId, Verdict};
use almoner_eligibility::{
    AbsencePolicy, Criterion, Effect, Expr, Finding, Node, PatientView, Section, TextSpan, evaluate, evaluate_leaves,
};
use almoner_terms::Terms;
use roaring::RoaringBitmap;

use crate::candidates::against;
use crate::{Ranking, Screen, Trial};

/// Something that is open in a trial's criteria, and what an answer would settle.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The criteria that ask it, in order.
    pub criteria: Vec<u32>,
    /// Where it stands first in the eligibility text.
    pub source: TextSpan,
    /// What is asked: a leaf.
    pub node: Node,
    /// Candidates whom any answer to it alone would settle; `None` where kept back.
    pub settles: Option<u64>,
    /// Candidates of whom it is open and in the way; `None` where kept back.
    pub open: Option<u64>,
}

/// Something that is open for one patient, and the trials that an answer would settle.
#[derive(Clone, Debug, PartialEq)]
pub struct PatientQuestion {
    /// Where it stands first: the trial, the criterion and the place.
    pub first: (NctId, u32, TextSpan),
    /// What is asked: a leaf.
    pub node: Node,
    /// Trials for which any answer to it alone would settle the patient, in the order that they were given.
    pub settles: Vec<NctId>,
    /// In how many trials it is open and in the way.
    pub open: u64,
}

/// An open part of one or more criteria.
struct Asked<'n> {
    node: &'n Node,
    /// Places of the criteria in their trial.
    of: Vec<usize>,
}

/// The distinct questions of a trial's criteria, in order.
fn asked(criteria: &[Criterion]) -> Vec<Asked<'_>> {
    let mut all: Vec<Asked<'_>> = Vec::new();
    for (at, criterion) in criteria.iter().enumerate() {
        each_leaf(&criterion.expr, &mut |node| {
            if matches!(&node.expr, Expr::Atom(atom) if atom.needs_a_person()) {
                return;
            }
            match all.iter_mut().find(|known| same(known.node, node)) {
                Some(known) if known.of.last() == Some(&at) => {}
                Some(known) => known.of.push(at),
                None => all.push(Asked { node, of: vec![at] }),
            }
        });
    }
    all
}

pub(crate) fn each_leaf<'n>(node: &'n Node, see: &mut impl FnMut(&'n Node)) {
    match &node.expr {
        Expr::Atom(_) | Expr::Opaque => see(node),
        Expr::And(of) | Expr::Or(of) | Expr::AtLeast { of, .. } | Expr::AtMost { of, .. } => {
            of.iter().for_each(|part| each_leaf(part, see));
        }
        Expr::Not(part) => each_leaf(part, see),
        Expr::IfThen { condition: one, then: other } | Expr::Except { base: one, exception: other } => {
            each_leaf(one, see);
            each_leaf(other, see);
        }
    }
}

/// Whether two leaves are one question.
fn same(one: &Node, other: &Node) -> bool {
    one.expr == other.expr && (one.expr != Expr::Opaque || one.source == other.source)
}

/// The verdicts that an answer may be.
const ANSWERS: [Verdict; 2] = [Verdict::Met, Verdict::NotMet];

impl Ranking {
    /// At most `limit` questions of the trial that this is the ranking of, those first that settle most candidates, then those that
    /// are open for most. A question that is open for no candidate is not there.
    pub fn next_questions(&self, screen: &mut Screen, criteria: &[Criterion], limit: usize) -> Vec<Question> {
        let release = self.release();
        let ways: Vec<RoaringBitmap> = criteria.iter().map(|criterion| self.in_the_way(criterion.id)).collect();
        let (mut once, mut twice) = (RoaringBitmap::new(), RoaringBitmap::new());
        for way in &ways {
            twice |= &once & way;
            once |= way;
        }
        let lone = once - twice;
        let mut found = Vec::new();
        for (order, question) in asked(criteria).into_iter().enumerate() {
            let own: Vec<_> = question.of.iter().filter_map(|at| Some((criteria.get(*at)?, ways.get(*at)?))).collect();
            let leaf = screen.answer(question.node).unknown();
            let mut open = own.iter().fold(RoaringBitmap::new(), |any, (_, way)| any | *way);
            // Whom nothing else is in the way of: of one criterion that is known for all, of several it is looked up.
            let mut alone = match own.as_slice() {
                [(_, way)] => &lone & *way,
                _ => {
                    let others = ways.iter().enumerate().filter(|(at, _)| !question.of.contains(at));
                    others.fold(open.clone(), |alone, (_, way)| alone - way)
                }
            };
            leaf.keep(&mut open);
            leaf.keep(&mut alone);
            for answer in ANSWERS {
                if alone.is_empty() {
                    break;
                }
                let (mut excluded, mut left) = (RoaringBitmap::new(), RoaringBitmap::new());
                for (criterion, way) in &own {
                    let of = &alone & *way;
                    let set = screen.answer_if(&criterion.expr, &|node| same(node, question.node), answer);
                    let (mut against_it, mut still) = (of.clone(), of);
                    set.with(against(criterion.section)).keep(&mut against_it);
                    set.in_the_way().keep(&mut still);
                    excluded |= against_it;
                    left |= still;
                }
                alone -= left - excluded;
            }
            if !open.is_empty() {
                found.push((order, question, alone.len(), open.len()));
            }
        }
        let told = |count: u64| release.near(count, None);
        // By what is told alone, so that the order does not tell the rest.
        found.sort_by_key(|(order, _, settles, open)| {
            let by = |count: u64| std::cmp::Reverse(told(count).map_or(1, |told| told * 2));
            (by(*settles), by(*open), *order)
        });
        let told = found.into_iter().take(limit).map(|(_, question, settles, open)| Question {
            criteria: question.of.iter().filter_map(|at| criteria.get(*at)).map(|criterion| criterion.id).collect(),
            source: question.node.source,
            node: question.node.clone(),
            settles: told(settles),
            open: told(open),
        });
        told.collect()
    }
}

/// At most `limit` questions about one patient: those first that settle most of the trials, then those that are open in most.
/// Trials that exclude the patient, or that nothing is open in, ask none.
#[must_use]
pub fn next_questions_of(
    patient: &PatientView,
    trials: &[&Trial],
    terms: &Terms,
    absence: &AbsencePolicy,
    limit: usize,
) -> Vec<PatientQuestion> {
    let mut found: Vec<PatientQuestion> = Vec::new();
    for trial in trials {
        let findings: Vec<Finding> =
            trial.criteria.iter().map(|criterion| evaluate(&criterion.expr, patient, terms, absence, None)).collect();
        let judged = || trial.criteria.iter().zip(&findings);
        if judged().any(|(criterion, finding)| Effect::of(criterion.section, finding.verdict) == Effect::Excludes) {
            continue;
        }
        for question in asked(&trial.criteria) {
            if evaluate(question.node, patient, terms, absence, None).verdict.is_decided() {
                continue;
            }
            let asks = |at: usize| question.of.contains(&at);
            let in_the_way = judged().enumerate().filter(|(_, (_, finding))| is_in_the_way(finding));
            let (own, others): (Vec<_>, Vec<_>) = in_the_way.partition(|(at, _)| asks(*at));
            let Some((_, (first, _))) = own.first() else { continue };
            let settled = |answer: Verdict| {
                let supposed: Vec<(Section, Finding)> = own
                    .iter()
                    .map(|(_, (criterion, _))| {
                        let finding = evaluate_leaves(&criterion.expr, &|leaf, _| {
                            let finding = evaluate(leaf, patient, terms, absence, None);
                            if same(leaf, question.node) { Finding { verdict: answer, ..finding } } else { finding }
                        });
                        (criterion.section, finding)
                    })
                    .collect();
                supposed.iter().any(|(section, finding)| Effect::of(*section, finding.verdict) == Effect::Excludes)
                    || !supposed.iter().any(|(_, finding)| is_in_the_way(finding))
            };
            let settles = others.is_empty() && ANSWERS.into_iter().all(settled);
            let first = (trial.nct_id, first.id, question.node.source);
            // Text that was not understood is of its trial alone.
            let node = question.node;
            let is = |known: &PatientQuestion| {
                known.node.expr == node.expr && (node.expr != Expr::Opaque || known.first == first)
            };
            let at = found.iter().position(is).unwrap_or_else(|| {
                found.push(PatientQuestion { first, node: node.clone(), settles: Vec::new(), open: 0 });
                found.len() - 1
            });
            let Some(told) = found.get_mut(at) else { continue };
            told.open += 1;
            told.settles.extend(settles.then_some(trial.nct_id));
        }
    }
    found.sort_by_key(|question| std::cmp::Reverse((question.settles.len(), question.open)));
    found.truncate(limit);
    found
}

fn is_in_the_way(finding: &Finding) -> bool {
    !finding.verdict.is_decided() && !finding.needs_only_a_person()
}
