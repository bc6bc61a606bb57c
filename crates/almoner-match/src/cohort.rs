//! The patients of one project, as columns: by concept who has a fact about it, by age and sex, by coverage.
//!
//! A cohort holds what charts and the extraction of their notes say, under study ids only. It knows no `now`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use almoner_base::{ConceptId, Day, DayRange, Reason, StudyId};
use almoner_eligibility::{
    AtomKind, FactIndex, FactKey, PatientView, PlainQuestion, PlainWhen, Weight, denies, fact_keys, grows_old, weight_of,
};
use almoner_facts::{
    AgeYears, Coverage, Demographics, Experiencer, Fact, FactKind, NoteKind, ResourceKind, Sex, Source, Value,
};
use almoner_terms::Terms;
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
#[derive(Clone, Debug, Default)]
struct Posting {
    all: RoaringBitmap,
    /// By whose fact it is: see [`owner`].
    denied: [RoaringBitmap; OWNERS],
    weights: [[Weights; 3]; OWNERS],
}

/// Who has a fact that bears on a question, and how.
#[derive(Clone, Debug, Default)]
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

    fn remove(&mut self, patient: u32) {
        self.holds.remove(patient);
        self.over.remove(patient);
        for open in self.open.values_mut() {
            open.remove(patient);
        }
    }

    /// Who has a fact that is for it or leaves it open.
    fn told(&self) -> RoaringBitmap {
        self.open.values().fold(self.holds.clone(), |all, some| all | some)
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
pub(crate) const OWNERS: usize = 3;

/// A kind of question for each owner, by which facts of that owner are weighed.
pub(crate) const ASKED: [AtomKind; OWNERS] = [AtomKind::Condition, AtomKind::Family, AtomKind::Allergy];

pub(crate) fn owner(fact: &Fact) -> usize {
    match (fact.kind, fact.assertion.experiencer) {
        (FactKind::Allergy, _) => 2,
        (_, Experiencer::Family) => 1,
        _ => 0,
    }
}

pub(crate) fn owner_asked(kind: AtomKind) -> usize {
    match kind {
        AtomKind::Allergy => 2,
        AtomKind::Family => 1,
        AtomKind::Condition | AtomKind::Medication | AtomKind::Procedure | AtomKind::Social | AtomKind::Genomic => 0,
    }
}

/// A patient with the keys of the facts.
#[derive(Debug)]
struct Row {
    patient: Patient,
    keys: Vec<FactKey>,
}

impl Row {
    fn new(patient: Patient) -> Self {
        let keys = fact_keys(&patient.facts);
        Self { patient, keys }
    }

    /// Which class silence puts the patient in, with nobody in it yet: by age and sex, and by coverage.
    fn classes(&self) -> [Class; 2] {
        let Patient { demographics, coverage, notes, .. } = &self.patient;
        let class = |demographics, coverage, notes| Class { demographics, coverage, notes, patients: RoaringBitmap::new() };
        // Without `now` it matters only whether there is any encounter.
        let encounters = coverage.encounters.first().map(|_| DayRange::exact(Day(0))).into_iter().collect();
        let covered = Coverage { encounters, exported: sorted(&coverage.exported) };
        [
            class(*demographics, Coverage::default(), Vec::new()),
            class(Demographics { age: None, sex: demographics.sex }, covered, sorted(notes)),
        ]
    }

    fn concepts(&self) -> impl Iterator<Item = ConceptId> + '_ {
        self.keys.iter().map(|(concept, _)| *concept)
    }

    /// Each concept with the facts about it, without their places in the chart, which say nothing.
    fn by_concept(&self) -> BTreeMap<ConceptId, Vec<Fact>> {
        let mut all: BTreeMap<ConceptId, Vec<Fact>> = BTreeMap::new();
        for (concept, fact) in self.facts() {
            let source = match fact.source {
                Source::Resource { kind, .. } => Source::Resource { kind, ordinal: 0 },
                Source::Note { .. } => Source::Note { ordinal: 0, start: 0, end: 0 },
            };
            all.entry(concept).or_default().push(Fact { source, ..fact.clone() });
        }
        all
    }

    /// Concepts whose facts deny, or grow old: how long that holds depends on the last encounter.
    fn dated(&self) -> impl Iterator<Item = ConceptId> + '_ {
        let dated = |fact: &Fact| grows_old(fact) || ASKED.iter().any(|kind| denies(fact, *kind));
        self.facts().filter(move |(_, fact)| dated(fact)).map(|(concept, _)| concept)
    }

    fn last_seen(&self) -> Option<Day> {
        self.patient.coverage.encounters.iter().map(|day| day.earliest).max()
    }

    fn facts(&self) -> impl Iterator<Item = (ConceptId, &Fact)> {
        let fact = |at: u32| self.patient.facts.get(usize::try_from(at).ok()?);
        self.keys.iter().filter_map(move |(concept, at)| Some((*concept, fact(*at)?)))
    }
}

/// What a class is told apart by.
type ClassKey = (Option<AgeYears>, Option<Sex>, Vec<ResourceKind>, bool, Vec<NoteKind>);

impl Class {
    fn key(&self) -> ClassKey {
        let Demographics { age, sex } = self.demographics;
        (age, sex, self.coverage.exported.clone(), self.coverage.encounters.is_empty(), self.notes.clone())
    }

    /// Whether silence means the same in both.
    fn is_like(&self, other: &Self) -> bool {
        self.demographics == other.demographics && self.coverage == other.coverage && self.notes == other.notes
    }
}

impl Posting {
    fn add(&mut self, fact: &Fact, number: u32) {
        self.all.insert(number);
        let owner = owner(fact);
        let Some((kind, weights)) = ASKED.get(owner).zip(self.weights.get_mut(owner)) else { return };
        for (when, weights) in PlainWhen::ALL.into_iter().zip(weights) {
            if let Some(weight) = weight_of(fact, *kind, when) {
                weights.add(weight, number);
            }
        }
        if denies(fact, *kind)
            && let Some(denied) = self.denied.get_mut(owner)
        {
            denied.insert(number);
        }
    }

    fn remove(&mut self, number: u32) {
        self.all.remove(number);
        self.denied.iter_mut().for_each(|denied| {
            denied.remove(number);
        });
        self.weights.iter_mut().flatten().for_each(|weights| weights.remove(number));
    }
}

/// A patient whose chart took the place of another.
#[derive(Clone, Debug)]
pub struct Replaced {
    pub(crate) number: u32,
    /// Concepts whose questions may be answered otherwise now.
    pub(crate) concepts: BTreeSet<ConceptId>,
    /// Whether silence means something else for the patient now.
    pub(crate) moved: bool,
}

/// The patients of one project.
#[derive(Clone, Debug, Default)]
pub struct Cohort {
    rows: Vec<Arc<Row>>,
    everybody: RoaringBitmap,
    postings: HashMap<ConceptId, Arc<Posting>>,
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
        let rows = by_id.into_values().map(|patient| Arc::new(Row::new(patient))).collect();
        let mut cohort = Self { rows, ..Self::default() };
        let mut postings: HashMap<ConceptId, Posting> = HashMap::new();
        let mut classes: [HashMap<ClassKey, Class>; 2] = Default::default();
        for (number, row) in (0_u32..).zip(&cohort.rows) {
            cohort.everybody.insert(number);
            for (concept, fact) in row.facts() {
                postings.entry(concept).or_default().add(fact, number);
            }
            for (all, class) in classes.iter_mut().zip(row.classes()) {
                all.entry(class.key()).or_insert(class).patients.insert(number);
            }
        }
        cohort.postings = postings.into_iter().map(|(concept, posting)| (concept, Arc::new(posting))).collect();
        let [by_person, by_coverage] = classes.map(|all| {
            let all: BTreeMap<ClassKey, Class> = all.into_iter().collect();
            all.into_values().collect()
        });
        Self { by_person, by_coverage, ..cohort }
    }

    /// The cohort with another chart of a patient who is in it, without building the columns anew: what is the same stays shared.
    /// `None` for a patient who is not in it, and for one whose record was looked at as nobody's here was.
    #[must_use]
    pub fn replacing(&self, patient: Patient) -> Option<(Self, Replaced)> {
        let number = self.number_of(patient.study_id)?;
        let at = usize::try_from(number).ok()?;
        let (before, now) = (Arc::clone(self.rows.get(at)?), Arc::new(Row::new(patient)));
        let mut cohort = self.clone();
        let classes = [&mut cohort.by_person, &mut cohort.by_coverage].into_iter();
        let mut moved = [false; 2];
        for ((all, (from, to)), moved) in classes.zip(before.classes().into_iter().zip(now.classes())).zip(&mut moved) {
            *moved = !from.is_like(&to);
            all.iter_mut().find(|class| class.is_like(&from))?.patients.remove(number);
            all.iter_mut().find(|class| class.is_like(&to))?.patients.insert(number);
        }
        let (old, new) = (before.by_concept(), now.by_concept());
        let both: BTreeSet<ConceptId> = old.keys().chain(new.keys()).copied().collect();
        let differing: BTreeSet<ConceptId> =
            both.into_iter().filter(|concept| !same(old.get(concept), new.get(concept))).collect();
        for concept in &differing {
            let posting = Arc::make_mut(cohort.postings.entry(*concept).or_default());
            posting.remove(number);
            for fact in new.get(concept).into_iter().flatten() {
                posting.add(fact, number);
            }
        }
        // Where silence means something else, it does so for facts that do not bear on a question, too.
        let [_, looked_at] = moved;
        let concepts = if looked_at {
            before.concepts().chain(now.concepts()).collect()
        } else if before.last_seen() == now.last_seen() {
            differing
        } else {
            differing.into_iter().chain(before.dated()).chain(now.dated()).collect()
        };
        let moved = moved.contains(&true);
        *cohort.rows.get_mut(at)? = now;
        Some((cohort, Replaced { number, concepts, moved }))
    }

    /// How many patients there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The patients in order of their numbers, which is that of their study ids.
    #[must_use]
    pub fn patients(&self) -> impl ExactSizeIterator<Item = &Patient> {
        self.rows.iter().map(|row| &row.patient)
    }

    /// Everybody's number.
    #[must_use]
    pub fn everybody(&self) -> &RoaringBitmap {
        &self.everybody
    }

    /// The patient's number, by study id.
    #[must_use]
    pub fn number_of(&self, study_id: StudyId) -> Option<u32> {
        let at = self.rows.binary_search_by_key(&study_id, |row| row.patient.study_id).ok()?;
        u32::try_from(at).ok()
    }

    /// The patient behind a number.
    #[must_use]
    pub fn patient(&self, number: u32) -> Option<&Patient> {
        Some(&self.rows.get(usize::try_from(number).ok()?)?.patient)
    }

    /// Shows one patient to the evaluator.
    pub fn view<T>(&self, number: u32, look: impl FnOnce(&PatientView) -> T) -> Option<T> {
        let at = usize::try_from(number).ok()?;
        let Row { patient, keys } = self.rows.get(at)?.as_ref();
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

    /// Who is told to have a thing at any time, surely or possibly.
    fn told(&self, concept: ConceptId, owner: usize) -> RoaringBitmap {
        let ever = PlainWhen::ALL.iter().position(|when| *when == PlainWhen::Ever);
        let weights = self.postings.get(&concept).and_then(|posting| posting.weights.get(owner)?.get(ever?));
        weights.map(Weights::told).unwrap_or_default()
    }

    /// Who is told to have a thing, and no kind of it.
    pub(crate) fn unexplained(&self, concept: ConceptId, owner: usize, terms: &Terms) -> RoaringBitmap {
        let mut told = self.told(concept, owner);
        for kind in terms.descendants(concept).iter().filter(|kind| **kind != concept) {
            if told.is_empty() {
                break;
            }
            told -= self.told(*kind, owner);
        }
        told
    }

    /// Who is told to have a thing at the time of a plain question, surely or possibly.
    pub(crate) fn told_at(&self, concept: ConceptId, question: &PlainQuestion) -> RoaringBitmap {
        let when = PlainWhen::ALL.iter().position(|when| *when == question.when);
        let posting = self.postings.get(&concept);
        let weights = posting.and_then(|posting| posting.weights.get(owner_asked(question.kind))?.get(when?));
        weights.map(Weights::told).unwrap_or_default()
    }

    pub(crate) fn by_person(&self) -> &[Class] {
        &self.by_person
    }

    pub(crate) fn by_coverage(&self) -> &[Class] {
        &self.by_coverage
    }
}

/// Whether both hold the same facts, in whatever order: charts are shuffled.
fn same(one: Option<&Vec<Fact>>, other: Option<&Vec<Fact>>) -> bool {
    let mut rest: Vec<&Fact> = other.into_iter().flatten().collect();
    let all_there = one.into_iter().flatten().all(|fact| {
        let place = rest.iter().position(|other| *other == fact);
        place.map(|place| rest.swap_remove(place)).is_some()
    });
    all_there && rest.is_empty()
}

/// What a fact is about, and what it answers with if that is a concept.
pub(crate) fn concepts_of(fact: &Fact) -> impl Iterator<Item = ConceptId> {
    let answer = match fact.value {
        Some(Value::Concept(answer)) => Some(answer),
        _ => None,
    };
    fact.concept.into_iter().chain(answer)
}

fn sorted<T: Ord + Copy>(items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items.dedup();
    items
}
