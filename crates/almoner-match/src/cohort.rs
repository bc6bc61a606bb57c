//! The patients of one project, as columns: by concept who has a fact about it, by age and sex, by coverage.
//!
//! A cohort holds what charts and the extraction of their notes say, under study ids only. It knows no `now`.

use std::collections::{BTreeMap, HashMap};

use almoner_base::{ConceptId, DayRange, Reason, StudyId};
use almoner_eligibility::{
    AtomKind, FactIndex, FactKey, PatientView, PlainQuestion, PlainWhen, Weight, denies, fact_keys, weight_of,
};
use almoner_facts::{Coverage, Demographics, Experiencer, Fact, FactKind, NoteKind, ResourceKind};
use roaring::RoaringBitmap;

/// One patient as a chart and its notes tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Patient {
    /// The pseudonym in this project.
    pub study_id: StudyId,
    /// Age and sex.
    pub demographics: Demographics,
    /// Facts of the record and of the notes.
    pub facts: Vec<Fact>,
    /// Where somebody looked.
    pub coverage: Coverage,
    /// What kinds of notes the chart holds.
    pub notes: Vec<NoteKind>,
    /// Content hash of the chart.
    pub chart_version: String,
}

/// Patients for whom silence means the same, because their records were looked at in the same way.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) demographics: Demographics,
    pub(crate) coverage: Coverage,
    pub(crate) notes: Vec<NoteKind>,
    pub(crate) patients: RoaringBitmap,
}

/// Who has a fact about a concept, and how such facts bear on questions that no other fact turns.
#[derive(Debug, Default)]
struct Posting {
    all: RoaringBitmap,
    /// By whose fact it is: see [`owner`].
    denied: [RoaringBitmap; OWNERS],
    weights: [[Weights; 3]; OWNERS],
}

/// Who has a fact that bears on a question, and how.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    pub(crate) holds: RoaringBitmap,
    pub(crate) open: BTreeMap<Reason, RoaringBitmap>,
    pub(crate) over: RoaringBitmap,
}

impl Weights {
    fn add(&mut self, weight: Weight, patient: u32) {
        match weight {
            Weight::For => self.holds.insert(patient),
            Weight::Open(reason) => self.open.entry(reason).or_default().insert(patient),
            Weight::Over => self.over.insert(patient),
        };
    }

    fn join(&mut self, other: &Self) {
        self.holds |= &other.holds;
        self.over |= &other.over;
        for (reason, patients) in &other.open {
            *self.open.entry(*reason).or_default() |= patients;
        }
    }
}

/// A fact is the patient's, the family's, or an allergy, and bears on questions of that sort only.
const OWNERS: usize = 3;

/// A kind of question for each owner, by which facts of that owner are weighed.
const ASKED: [AtomKind; OWNERS] = [AtomKind::Condition, AtomKind::Family, AtomKind::Allergy];

fn owner(fact: &Fact) -> usize {
    match (fact.kind, fact.assertion.experiencer) {
        (FactKind::Allergy, _) => 2,
        (_, Experiencer::Family) => 1,
        _ => 0,
    }
}

fn owner_asked(kind: AtomKind) -> usize {
    match kind {
        AtomKind::Allergy => 2,
        AtomKind::Family => 1,
        AtomKind::Condition | AtomKind::Medication | AtomKind::Procedure | AtomKind::Social => 0,
    }
}

/// The patients of one project.
#[derive(Debug, Default)]
pub struct Cohort {
    patients: Vec<Patient>,
    keys: Vec<Vec<FactKey>>,
    everybody: RoaringBitmap,
    postings: HashMap<ConceptId, Posting>,
    /// By age and sex.
    by_person: Vec<Class>,
    /// By sex, exported kinds, whether there is an encounter, and kinds of notes.
    by_coverage: Vec<Class>,
}

impl Cohort {
    /// Builds the columns. Patients are ordered by study id; of two with the same id the later stays.
    #[must_use]
    pub fn new(patients: impl IntoIterator<Item = Patient>) -> Self {
        let by_id: BTreeMap<StudyId, Patient> = patients.into_iter().map(|patient| (patient.study_id, patient)).collect();
        let mut cohort = Self { patients: by_id.into_values().collect(), ..Self::default() };
        cohort.keys = cohort.patients.iter().map(|patient| fact_keys(&patient.facts)).collect();
        let mut people = BTreeMap::new();
        let mut covered = BTreeMap::new();
        for ((number, patient), keys) in (0_u32..).zip(&cohort.patients).zip(&cohort.keys) {
            cohort.everybody.insert(number);
            for (concept, at) in keys {
                let posting = cohort.postings.entry(*concept).or_default();
                posting.all.insert(number);
                let Some(fact) = usize::try_from(*at).ok().and_then(|at| patient.facts.get(at)) else { continue };
                let owner = owner(fact);
                let Some((kind, weights)) = ASKED.get(owner).zip(posting.weights.get_mut(owner)) else { continue };
                for (when, weights) in PlainWhen::ALL.into_iter().zip(weights) {
                    if let Some(weight) = weight_of(fact, *kind, when) {
                        weights.add(weight, number);
                    }
                }
                if denies(fact, *kind)
                    && let Some(denied) = posting.denied.get_mut(owner)
                {
                    denied.insert(number);
                }
            }
            let Demographics { age, sex } = patient.demographics;
            people.entry((age, sex)).or_insert_with(RoaringBitmap::new).insert(number);
            let seen = !patient.coverage.encounters.is_empty();
            let key = (sex, sorted(&patient.coverage.exported), seen, sorted(&patient.notes));
            covered.entry(key).or_insert_with(RoaringBitmap::new).insert(number);
        }
        let class = |demographics, coverage, notes, patients| Class { demographics, coverage, notes, patients };
        cohort.by_person = people
            .into_iter()
            .map(|((age, sex), patients)| class(Demographics { age, sex }, Coverage::default(), Vec::new(), patients))
            .collect();
        cohort.by_coverage = covered
            .into_iter()
            .map(|((sex, exported, seen, notes), patients): ((_, Vec<ResourceKind>, _, Vec<NoteKind>), _)| {
                // Without `now` it matters only whether there is any encounter.
                let any_day = DayRange::exact(almoner_base::Day(0));
                let encounters = if seen { vec![any_day] } else { Vec::new() };
                class(Demographics { age: None, sex }, Coverage { encounters, exported }, notes, patients)
            })
            .collect();
        cohort
    }

    /// How many patients there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.patients.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patients.is_empty()
    }

    /// The patients in order of their numbers, which is that of their study ids.
    #[must_use]
    pub fn patients(&self) -> &[Patient] {
        &self.patients
    }

    /// Everybody's number.
    #[must_use]
    pub fn everybody(&self) -> &RoaringBitmap {
        &self.everybody
    }

    /// The patient's number, by study id.
    #[must_use]
    pub fn number_of(&self, study_id: StudyId) -> Option<u32> {
        let at = self.patients.binary_search_by_key(&study_id, |patient| patient.study_id).ok()?;
        u32::try_from(at).ok()
    }

    /// The patient behind a number.
    #[must_use]
    pub fn patient(&self, number: u32) -> Option<&Patient> {
        self.patients.get(usize::try_from(number).ok()?)
    }

    /// Shows one patient to the evaluator.
    pub fn view<T>(&self, number: u32, look: impl FnOnce(&PatientView) -> T) -> Option<T> {
        let at = usize::try_from(number).ok()?;
        let (patient, keys) = (self.patients.get(at)?, self.keys.get(at)?);
        let facts = FactIndex::with_keys(&patient.facts, keys);
        Some(look(&PatientView {
            demographics: &patient.demographics,
            facts: &facts,
            coverage: &patient.coverage,
            notes: &patient.notes,
        }))
    }

    /// Who has a fact about any of the concepts.
    pub(crate) fn mentioned(&self, concepts: &[ConceptId]) -> RoaringBitmap {
        let postings = concepts.iter().filter_map(|concept| self.postings.get(concept));
        postings.fold(RoaringBitmap::new(), |all, some| all | &some.all)
    }

    /// How facts bear on a plain question, and who denies something by which it may be denied.
    pub(crate) fn weigh(&self, question: &PlainQuestion) -> (Weights, RoaringBitmap) {
        let (owner, when) = (owner_asked(question.kind), PlainWhen::ALL.iter().position(|when| *when == question.when));
        let mut weights = Weights::default();
        for posting in question.wanted.iter().filter_map(|concept| self.postings.get(concept)) {
            if let Some(own) = when.and_then(|when| posting.weights.get(owner)?.get(when)) {
                weights.join(own);
            }
        }
        let postings = question.wider.iter().filter_map(|concept| self.postings.get(concept)?.denied.get(owner));
        (weights, postings.fold(RoaringBitmap::new(), |all, some| all | some))
    }

    pub(crate) fn by_person(&self) -> &[Class] {
        &self.by_person
    }

    pub(crate) fn by_coverage(&self) -> &[Class] {
        &self.by_coverage
    }
}

fn sorted<T: Ord + Copy>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items.dedup();
    items
}
