//! One patient's facts by concept, and the view of a patient that the evaluator takes.

use almoner_base::ConceptId;
use almoner_facts::{Coverage, Demographics, Fact, NoteKind, Value};
use std::borrow::Cow;

/// A concept and the position of a fact that is about it or answers with it.
pub type FactKey = (ConceptId, u32);

/// Concepts that a question is about: asked of every fact of every patient, so membership is one look at a word of bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConceptSet {
    /// Ascending.
    ids: Vec<ConceptId>,
    /// A bit for each number below [`BITS`].
    bits: Vec<u64>,
}

/// Numbers from here on, which no table has, are looked up by halving.
const BITS: u32 = 1 << 16;

impl ConceptSet {
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub(crate) fn bytes(&self) -> usize {
        std::mem::size_of_val(self.ids.as_slice()) + std::mem::size_of_val(self.bits.as_slice())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = ConceptId> + '_ {
        self.ids.iter().copied()
    }

    pub(crate) fn contains(&self, concept: ConceptId) -> bool {
        if concept.0 >= BITS {
            return self.ids.binary_search(&concept).is_ok();
        }
        let word = usize::try_from(concept.0 / 64).ok().and_then(|word| self.bits.get(word));
        word.is_some_and(|word| word >> (concept.0 % 64) & 1 == 1)
    }
}

impl FromIterator<ConceptId> for ConceptSet {
    fn from_iter<I: IntoIterator<Item = ConceptId>>(concepts: I) -> Self {
        let mut ids: Vec<ConceptId> = concepts.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let most = ids.iter().rev().find(|id| id.0 < BITS).map_or(0, |id| id.0 / 64 + 1);
        let mut bits = vec![0_u64; usize::try_from(most).unwrap_or(0)];
        for id in ids.iter().filter(|id| id.0 < BITS) {
            if let Some(word) = usize::try_from(id.0 / 64).ok().and_then(|word| bits.get_mut(word)) {
                *word |= 1 << (id.0 % 64);
            }
        }
        Self { ids, bits }
    }
}

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
    pub(crate) fn among(&self, wanted: &ConceptSet) -> Vec<&'a Fact> {
        if wanted.len() < self.keys.len() {
            return wanted.iter().flat_map(|concept| self.of(concept)).collect();
        }
        let asked = self.keys.iter().filter(|key| wanted.contains(key.0));
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
