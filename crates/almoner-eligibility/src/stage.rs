//! Questions about the stage of a cancer: the latest statement within the staging system counts.
//!
//! The stages of a system exclude each other, so a stage that is neither what is asked nor wider than it answers no. A wider one
//! ("III" where "IIIB" is asked) leaves the question open. A stage is written down at the diagnosis and rarely again, so where the
//! record tells of metastases a stage that they would change proves nothing. Silence is never an answer.

use std::collections::BTreeSet;

use almoner_base::{ConceptId, Reason, Verdict};
use almoner_facts::{Course, Experiencer, Fact, FactKind, Polarity, Source, Temporality};
use almoner_terms::{ConceptKind, Terms};

use crate::Finding;
use crate::atom::{Context, agree, below};
use crate::index::ConceptSet;
use crate::time::possibly_latest;

/// What is asked of one staging system.
#[derive(Clone, Debug)]
pub(crate) struct Staged {
    /// The stages that are asked for, and all below them.
    wanted: ConceptSet,
    /// The stages that have some of them below them, and are none of them.
    wider: ConceptSet,
    /// All stages of the system.
    stages: ConceptSet,
    /// Metastases, in a system that they change.
    spread: ConceptSet,
    /// Whether the system's stage of metastases is asked for.
    wants_spread: bool,
}

/// Systems that metastases change, and their stage of them.
const SPREAD: [(&str, &str); 2] = [("cancer-stage", "cancer-stage-iv"), ("m-category", "m-category-m1")];

impl Staged {
    /// One for each system of which something is asked.
    pub(crate) fn of(any_of: &[ConceptId], terms: &Terms) -> Vec<Self> {
        let systems: BTreeSet<ConceptId> = any_of.iter().map(|stage| system(*stage, terms)).collect();
        systems.into_iter().map(|system| Self::within(system, any_of, terms)).collect()
    }

    fn within(system: ConceptId, any_of: &[ConceptId], terms: &Terms) -> Self {
        let stages = below(terms, system);
        let own = any_of.iter().filter(|stage| stages.contains(**stage));
        let wanted: ConceptSet = own.flat_map(|stage| below(terms, *stage).iter().collect::<Vec<_>>()).collect();
        let is_wider = |stage: &ConceptId| {
            !wanted.contains(*stage) && terms.descendants(*stage).iter().any(|finer| wanted.contains(*finer))
        };
        let wider = stages.iter().filter(is_wider).collect();
        let spread = SPREAD.iter().find(|(key, _)| terms.by_key(key) == Some(system));
        let metastases = |key: &str| terms.by_key(key).map_or_else(Vec::new, |id| terms.descendants(id).to_vec());
        let nodes = metastases("lymph-node-metastases");
        Self {
            wants_spread: spread.and_then(|(_, key)| terms.by_key(key)).is_some_and(|key| wanted.contains(key)),
            spread: spread
                .map_or_else(Vec::new, |_| metastases("metastatic-cancer"))
                .into_iter()
                .filter(|id| !nodes.contains(id))
                .collect(),
            wanted,
            wider,
            stages,
        }
    }

    /// The concepts whose facts bear on it.
    pub(crate) fn concepts(&self) -> impl Iterator<Item = ConceptId> + '_ {
        self.stages.iter().chain(self.spread.iter())
    }

    pub(crate) fn bytes(&self) -> usize {
        [&self.wanted, &self.wider, &self.stages, &self.spread].into_iter().map(ConceptSet::bytes).sum()
    }

    pub(crate) fn answer(&self, context: &Context) -> Finding {
        let facts = context.patient.facts;
        let mut stated = facts.among(&self.stages);
        stated.retain(|fact| {
            fact.kind == FactKind::Stage && counts(fact) && fact.concept.is_some_and(|stage| self.is_told(stage))
        });
        let latest = possibly_latest(&stated);
        if latest.is_empty() {
            return Finding::plain(Verdict::Unknown(Reason::NoData));
        }
        let verdicts: Vec<Verdict> = latest.iter().map(|fact| self.verdict(fact)).collect();
        let mut verdict = agree(&verdicts, &latest);
        let mut evidence: Vec<Source> = latest.iter().map(|fact| fact.source).collect();
        let would_be = if self.wants_spread { Verdict::Met } else { Verdict::NotMet };
        if verdict.is_decided() && verdict != would_be {
            let spread = facts.among(&self.spread).into_iter().filter(|fact| counts(fact));
            let before = evidence.len();
            evidence.extend(spread.map(|fact| fact.source));
            if evidence.len() > before {
                verdict = Verdict::Unknown(Reason::Uncertain);
            }
        }
        evidence.sort_unstable();
        evidence.dedup();
        Finding { evidence, ..Finding::plain(verdict) }
    }

    /// Whether the concept tells more than that there is a stage.
    fn is_told(&self, stage: ConceptId) -> bool {
        self.stages.iter().next() != Some(stage) || self.wanted.contains(stage)
    }

    fn verdict(&self, fact: &Fact) -> Verdict {
        let Some(stage) = fact.concept else { return Verdict::Unknown(Reason::NoData) };
        match fact.assertion.polarity {
            Polarity::Possible => Verdict::Unknown(Reason::Uncertain),
            _ if self.wanted.contains(stage) => Verdict::Met,
            _ if self.wider.contains(stage) => Verdict::Unknown(Reason::Uncertain),
            _ => Verdict::NotMet,
        }
    }
}

/// The staging system of a stage: what is above it and above which nothing is.
fn system(stage: ConceptId, terms: &Terms) -> ConceptId {
    let parent = |id: ConceptId| terms.concept(id).and_then(|concept| concept.parents.first().copied());
    let is_stage = |id: &ConceptId| terms.concept(*id).is_some_and(|concept| concept.kind == ConceptKind::Stage);
    let mut top = stage;
    // The tables hold no circle of parents.
    while let Some(next) = parent(top).filter(is_stage) {
        top = next;
    }
    top
}

/// Whether a fact states something of the patient's own that is or was so.
fn counts(fact: &Fact) -> bool {
    fact.assertion.experiencer == Experiencer::Patient
        && fact.assertion.temporality != Temporality::Hypothetical
        && fact.assertion.polarity != Polarity::Negated
        && fact.course != Some(Course::Planned)
}

#[cfg(test)]
mod tests;
