//! One patient's facts by concept, and the view of a patient that the evaluator takes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use almoner_base::ConceptId;
use almoner_facts::{Coverage, Demographics, Fact, NoteKind, Value};

/// A concept and the position of a fact that is about it or answers with it.
pub type FactKey = (ConceptId, u32);

/// One patient's facts by concept. A fact whose value is a concept ("smoking status: never") is found under both.
#[derive(Clone, Debug)]
pub struct FactIndex<'a> {
    facts: &'a [Fact],
    keys: Cow<'a, [FactKey]>,
}

impl<'a> FactIndex<'a> {
    /// Sorts the facts by concept.
    #[must_use]
    pub fn new(facts: &'a [Fact]) -> Self {
        Self { facts, keys: Cow::Owned(fact_keys(facts)) }
    }

    /// Takes keys that [`fact_keys`] made of the same facts, so that a cohort sorts once.
    #[must_use]
    pub fn with_keys(facts: &'a [Fact], keys: &'a [FactKey]) -> Self {
        Self { facts, keys: Cow::Borrowed(keys) }
    }

    /// The facts about exactly this concept, in the order of the chart.
    pub fn of(&self, concept: ConceptId) -> impl Iterator<Item = &'a Fact> + '_ {
        let from = self.keys.partition_point(|key| key.0 < concept);
        self.keys
            .iter()
            .skip(from)
            .take_while(move |key| key.0 == concept)
            .filter_map(|key| self.facts.get(usize::try_from(key.1).ok()?))
    }

    /// The facts about any of the concepts, ordered by concept. Walks whichever is shorter, the concepts or the facts.
    pub(crate) fn among(&self, wanted: &BTreeSet<ConceptId>) -> Vec<&'a Fact> {
        if wanted.len() < self.keys.len() {
            return wanted.iter().flat_map(|concept| self.of(*concept)).collect();
        }
        let asked = self.keys.iter().filter(|key| wanted.contains(&key.0));
        asked.filter_map(|key| self.facts.get(usize::try_from(key.1).ok()?)).collect()
    }

    /// All facts, in the order of the chart.
    #[must_use]
    pub fn facts(&self) -> &'a [Fact] {
        self.facts
    }
}

/// The sorted keys of an index.
#[must_use]
pub fn fact_keys(facts: &[Fact]) -> Vec<FactKey> {
    let mut keys: Vec<FactKey> = Vec::with_capacity(facts.len());
    for (at, fact) in (0_u32..).zip(facts) {
        keys.extend(fact.concept.map(|concept| (concept, at)));
        if let Some(Value::Concept(answer)) = fact.value {
            keys.push((answer, at));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What the evaluator may know of one patient.
#[derive(Clone, Copy, Debug)]
pub struct PatientView<'a> {
    /// Age and sex.
    pub demographics: &'a Demographics,
    /// Facts by concept.
    pub facts: &'a FactIndex<'a>,
    /// Where somebody looked.
    pub coverage: &'a Coverage,
    /// What kinds of notes the chart holds.
    pub notes: &'a [NoteKind],
}
