//! The patients of one project, as columns: by concept who has a fact about it, by age and sex, by coverage.
//!
//! A cohort holds what charts and the extraction of their notes say, under study ids only. It knows no `now`.

use std::collections::{BTreeMap, HashMap};

use almoner_base::{ConceptId, DayRange, StudyId};
use almoner_eligibility::{FactIndex, FactKey, PatientView, fact_keys};
use almoner_facts::{Coverage, Demographics, Fact, NoteKind, ResourceKind};
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

/// The patients of one project.
#[derive(Debug, Default)]
pub struct Cohort {
    patients: Vec<Patient>,
    keys: Vec<Vec<FactKey>>,
    everybody: RoaringBitmap,
    postings: HashMap<ConceptId, RoaringBitmap>,
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
            let mut last = None;
            for (concept, _) in keys {
                if last.replace(*concept) != Some(*concept) {
                    cohort.postings.entry(*concept).or_default().insert(number);
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
        concepts.iter().filter_map(|concept| self.postings.get(concept)).fold(RoaringBitmap::new(), |all, some| all | some)
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
