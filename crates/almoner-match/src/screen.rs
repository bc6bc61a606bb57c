//! Screens a cohort for trials: each distinct atom is asked once of the whole cohort, each criterion is bitmap algebra.
//!
//! An atom is kept as DESIGN.md section 3.5 says: a default verdict for each class of coverage, and the patients whose facts
//! make an exception. Silence is asked once per class; only patients with a fact that bears on the atom are asked one by
//! one, by the same evaluator that explains a single patient, so that both agree by construction.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use almoner_base::{ConceptId, Reason, Verdict, content_version};
use almoner_eligibility::{AbsencePolicy, Atom, Expr, FactIndex, Node, PatientView, PlainQuestion, Question};
use almoner_terms::Terms;
use roaring::RoaringBitmap;

use crate::cohort::{Class, Replaced, Weights, concepts_of, owner_asked};
use crate::tri::combine;
use crate::{Cohort, TriSet};

/// What the cohort answers to one atom.
#[derive(Clone, Debug)]
struct Answer {
    atom: Atom,
    /// Concepts whose facts can change it, ascending.
    concepts: Vec<ConceptId>,
    by_person: bool,
    /// The verdict of silence, for each class.
    defaults: Vec<Verdict>,
    /// Patients whose own facts were weighed, by verdict.
    exceptions: Vec<(Verdict, RoaringBitmap)>,
    /// All of it as a set, where silence does not say the same of all classes.
    set: OnceLock<TriSet>,
}

impl Answer {
    /// What silence says, where it says the same whoever is silent, which it mostly does.
    fn uniform(&self) -> Option<Verdict> {
        self.defaults.first().filter(|first| self.defaults.iter().all(|one| one == *first)).copied()
    }

    /// The answers of a cohort as a set.
    fn set(&self, cohort: &Cohort) -> TriSet {
        let exceptions = || self.exceptions.iter().cloned();
        if let Some(verdict) = self.uniform() {
            return TriSet::new(verdict, exceptions());
        }
        let spread = || {
            let excepted = self.exceptions.iter().fold(RoaringBitmap::new(), |all, (_, patients)| all | patients);
            let mut silent: BTreeMap<Verdict, RoaringBitmap> = BTreeMap::new();
            for (class, verdict) in classes(cohort, self.by_person).iter().zip(&self.defaults) {
                *silent.entry(*verdict).or_default() |= &class.patients;
            }
            let most = silent.iter().max_by_key(|(_, patients)| patients.len()).map(|(verdict, _)| *verdict);
            let rest = most.unwrap_or(Verdict::Unknown(Reason::NoData));
            silent.remove(&rest);
            let others = silent.into_iter().map(|(verdict, patients)| (verdict, patients - &excepted));
            TriSet::new(rest, others.chain(exceptions()))
        };
        self.set.get_or_init(spread).clone()
    }
}

/// How much was asked so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScreenSize {
    /// Distinct atoms.
    pub atoms: usize,
    /// Atoms in all trials, repeated ones counted again.
    pub asked: usize,
    /// Bytes of the sets, as they would be written.
    pub bytes: usize,
}

/// What one cohort answered to atoms so far, under one absence policy. Screens that work at the same time share it.
#[derive(Debug, Default)]
pub struct Answers {
    atoms: Mutex<HashMap<Arc<str>, Arc<Answer>>>,
    /// Who is told to have a thing and no kind of it, by the thing and whose it is.
    unexplained: Mutex<HashMap<(ConceptId, usize), Arc<RoaringBitmap>>>,
}

impl Answers {
    fn get(&self, key: &str) -> Option<Arc<Answer>> {
        self.atoms.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: &str, answer: Arc<Answer>) {
        self.atoms.lock().unwrap_or_else(PoisonError::into_inner).insert(key.into(), answer);
    }

    fn unexplained(&self, concept: ConceptId, owner: usize, cohort: &Cohort, terms: &Terms) -> Arc<RoaringBitmap> {
        let known =
            |of: &Self| of.unexplained.lock().unwrap_or_else(PoisonError::into_inner).get(&(concept, owner)).map(Arc::clone);
        known(self).unwrap_or_else(|| {
            let patients = Arc::new(cohort.unexplained(concept, owner, terms));
            let mut all = self.unexplained.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry((concept, owner)).or_insert(patients))
        })
    }

    /// The same of a cohort in which a patient's chart was replaced. Only atoms that the patient's facts bear on are asked again,
    /// and of that patient alone.
    #[must_use]
    pub fn following(&self, cohort: &Cohort, replaced: &Replaced, terms: &Terms, absence: &AbsencePolicy) -> Self {
        let Replaced { number, concepts, moved } = replaced;
        let kept = self.atoms.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // What is told of a thing bears on questions about what is wider and narrower, too.
        let mut concepts = concepts.clone();
        let mut open: Vec<ConceptId> = concepts.iter().copied().collect();
        while let Some(next) = open.pop() {
            let parents = terms.concept(next).map_or(&[][..], |known| known.parents.as_slice());
            open.extend(parents.iter().copied().filter(|parent| concepts.insert(*parent)));
        }
        let again = |answer: &Arc<Answer>| {
            // Age and sex are answered by class, and the classes have been told.
            let bears = |concept: &ConceptId| answer.concepts.binary_search(concept).is_ok();
            if !concepts.iter().any(bears) {
                let as_before = !moved || answer.uniform().is_some();
                return if as_before {
                    Arc::clone(answer)
                } else {
                    Arc::new(Answer { set: OnceLock::new(), ..Answer::clone(answer) })
                };
            }
            let question = Question::new(&answer.atom, terms);
            let told = cohort.view(*number, |view| {
                let heard = view.facts.facts().iter().flat_map(concepts_of).any(|concept| bears(&concept));
                heard.then(|| question.ask(view, terms, absence, None).verdict)
            });
            let mut answer = Answer { set: OnceLock::new(), ..Answer::clone(answer) };
            for (_, patients) in &mut answer.exceptions {
                patients.remove(*number);
            }
            if let Some(verdict) = told.flatten() {
                add_to(&mut answer.exceptions, verdict, RoaringBitmap::from([*number]));
            }
            Arc::new(answer)
        };
        let atoms = kept.iter().map(|(key, answer)| (Arc::clone(key), again(answer))).collect();
        Self { atoms: Mutex::new(atoms), unexplained: Mutex::default() }
    }
}

/// Screens one cohort under one absence policy.
pub struct Screen<'a> {
    cohort: &'a Cohort,
    terms: &'a Terms,
    absence: AbsencePolicy,
    answers: Arc<Answers>,
    asked: usize,
}

impl<'a> Screen<'a> {
    /// A screen that has asked nothing yet.
    #[must_use]
    pub fn new(cohort: &'a Cohort, terms: &'a Terms, absence: AbsencePolicy) -> Self {
        Self::sharing(cohort, terms, absence, Arc::default())
    }

    /// A screen that knows what others have asked of the same cohort under the same absence policy, and tells them.
    #[must_use]
    pub fn sharing(cohort: &'a Cohort, terms: &'a Terms, absence: AbsencePolicy, answers: Arc<Answers>) -> Self {
        Self { cohort, terms, absence, answers, asked: 0 }
    }

    /// The cohort.
    #[must_use]
    pub fn cohort(&self) -> &'a Cohort {
        self.cohort
    }

    /// The vocabulary.
    #[must_use]
    pub fn terms(&self) -> &'a Terms {
        self.terms
    }

    /// The absence policy.
    #[must_use]
    pub fn absence(&self) -> &AbsencePolicy {
        &self.absence
    }

    /// The content hash of the absence policy.
    #[must_use]
    pub fn absence_version(&self) -> String {
        content_version(&[&serde_json::to_vec(&self.absence).unwrap_or_default()])
    }

    /// What was asked so far.
    #[must_use]
    pub fn size(&self) -> ScreenSize {
        let answers = self.answers.atoms.lock().unwrap_or_else(PoisonError::into_inner);
        let exceptions = answers.values().flat_map(|answer| &answer.exceptions);
        let listed: usize = exceptions.map(|(_, patients)| patients.serialized_size()).sum();
        let sets = answers.values().filter_map(|answer| answer.set.get());
        let bytes = listed + sets.map(TriSet::bytes).sum::<usize>();
        ScreenSize { atoms: answers.len(), asked: self.asked, bytes }
    }

    /// What each patient answers to a node.
    pub fn answer(&mut self, node: &Node) -> TriSet {
        self.answer_each(node, &|_, set| set)
    }

    /// The same, if those leaves had this verdict wherever they are open.
    pub(crate) fn answer_if(&mut self, node: &Node, leaves: &impl Fn(&Node) -> bool, verdict: Verdict) -> TriSet {
        self.answer_each(node, &|leaf, set| if leaves(leaf) { set.decided(verdict) } else { set })
    }

    fn answer_each(&mut self, node: &Node, turn: &impl Fn(&Node, TriSet) -> TriSet) -> TriSet {
        let parts: Vec<&Node> = match &node.expr {
            Expr::Atom(atom) => return turn(node, self.ask(atom)),
            Expr::Opaque => return turn(node, combine(&node.expr, Vec::new())),
            Expr::AtLeast { count: 0, .. } => return TriSet::uniform(Verdict::Met),
            Expr::And(of) | Expr::Or(of) | Expr::AtLeast { of, .. } | Expr::AtMost { of, .. } => of.iter().collect(),
            Expr::Not(part) => vec![part],
            Expr::IfThen { condition, then } => vec![condition, then],
            Expr::Except { base, exception } => vec![base, exception],
        };
        let sets = parts.into_iter().map(|part| self.answer_each(part, turn)).collect();
        combine(&node.expr, sets)
    }

    fn ask(&mut self, atom: &Atom) -> TriSet {
        self.asked += 1;
        // No fact answers these, whoever is asked: there is nothing to keep.
        if let Atom::Qualifier { .. } | Atom::Named { .. } = atom {
            return TriSet::uniform(Verdict::Unknown(Reason::NoData));
        }
        // Fields serialize in the order of their declaration, so that equal atoms have equal JSON.
        let key = serde_json::to_string(atom).unwrap_or_default();
        if let Some(answer) = self.answers.get(&key) {
            return answer.set(self.cohort);
        }
        let answer = Arc::new(ask_cohort(atom, self.cohort, self.terms, &self.absence, &self.answers));
        let set = answer.set(self.cohort);
        self.answers.keep(&key, answer);
        set
    }
}

fn classes(cohort: &Cohort, by_person: bool) -> &[Class] {
    if by_person { cohort.by_person() } else { cohort.by_coverage() }
}

fn ask_cohort(atom: &Atom, cohort: &Cohort, terms: &Terms, absence: &AbsencePolicy, answers: &Answers) -> Answer {
    let question = Question::new(atom, terms);
    let by_person = matches!(atom, Atom::Age { .. } | Atom::Sex(_));
    let silence = FactIndex::new(&[]);
    let default_of = |class: &Class| {
        let Class { demographics, coverage, notes, .. } = class;
        let view = PatientView { demographics, facts: &silence, coverage, notes };
        question.ask(&view, terms, absence, None).verdict
    };
    // Where no fact turns another, sets of patients answer; the others are asked one by one.
    let defaults: Vec<Verdict> = classes(cohort, by_person).iter().map(default_of).collect();
    let (mut known, asked) = match question.plain() {
        Some(plain) => {
            let (mut known, asked) = answered(cohort.weigh(&plain));
            let told = known.iter().fold(asked.clone(), |all, (_, patients)| all | patients);
            let uncertain = coarse(&plain, cohort, terms, answers) - told;
            for (class, _) in
                classes(cohort, by_person).iter().zip(&defaults).filter(|(_, silent)| **silent == Verdict::NotMet)
            {
                let patients = &uncertain & &class.patients;
                if !patients.is_empty() {
                    add_to(&mut known, Verdict::Unknown(Reason::Uncertain), patients);
                }
            }
            (known, asked)
        }
        None => (Vec::new(), cohort.mentioned(&question.concepts())),
    };
    let mentioned: Vec<u32> = asked.into_iter().collect();
    let weigh = |numbers: &[u32]| {
        let mut found: Vec<(Verdict, RoaringBitmap)> = Vec::new();
        for number in numbers {
            let Some(verdict) = cohort.view(*number, |view| question.ask(view, terms, absence, None).verdict) else {
                continue;
            };
            match found.iter_mut().find(|(known, _)| *known == verdict) {
                Some((_, patients)) => {
                    patients.insert(*number);
                }
                None => found.push((verdict, RoaringBitmap::from([*number]))),
            }
        }
        found
    };
    for (verdict, patients) in in_parallel(&mentioned, weigh) {
        add_to(&mut known, verdict, patients);
    }
    let (atom, concepts) = (atom.clone(), question.concepts());
    Answer { atom, concepts, by_person, defaults, exceptions: known, set: OnceLock::new() }
}

/// Who is told to have something that says less than a plain question asks.
fn coarse(question: &PlainQuestion, cohort: &Cohort, terms: &Terms, answers: &Answers) -> RoaringBitmap {
    let owner = owner_asked(question.kind);
    let each = question.coarser.iter().map(|concept| {
        let unexplained = answers.unexplained(*concept, owner, cohort, terms);
        if unexplained.is_empty() { RoaringBitmap::new() } else { cohort.told_at(*concept, question) & &*unexplained }
    });
    each.fold(RoaringBitmap::new(), |all, some| all | some)
}

/// The verdicts of those whose facts deny nothing, in the order in which facts count, and who is left to be asked.
fn answered((weights, denied): (Weights, RoaringBitmap)) -> (Vec<(Verdict, RoaringBitmap)>, RoaringBitmap) {
    let Weights { holds, open, over } = weights;
    let ordered = [(Verdict::Met, holds)]
        .into_iter()
        .chain(open.into_iter().map(|(reason, patients)| (Verdict::Unknown(reason), patients)))
        .chain([(Verdict::NotMet, over)]);
    let mut told = denied.clone();
    let mut known = Vec::new();
    for (verdict, patients) in ordered {
        let patients = patients - &told;
        if !patients.is_empty() {
            told |= &patients;
            known.push((verdict, patients));
        }
    }
    (known, denied)
}

fn add_to(known: &mut Vec<(Verdict, RoaringBitmap)>, verdict: Verdict, patients: RoaringBitmap) {
    match known.iter_mut().find(|(one, _)| *one == verdict) {
        Some((_, all)) => *all |= patients,
        None => known.push((verdict, patients)),
    }
}

/// Fewer patients than this are weighed without other threads.
const WORTH_A_THREAD: usize = 16_384;

/// Weighs patients on all processors, in stretches of their order; what comes out does not depend on how many there are.
fn in_parallel(
    numbers: &[u32],
    weigh: impl Fn(&[u32]) -> Vec<(Verdict, RoaringBitmap)> + Sync,
) -> Vec<(Verdict, RoaringBitmap)> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(numbers.len() / WORTH_A_THREAD);
    if threads < 2 {
        return weigh(numbers);
    }
    let mut all: Vec<(Verdict, RoaringBitmap)> = Vec::new();
    std::thread::scope(|scope| {
        let weigh = &weigh;
        let parts: Vec<_> =
            numbers.chunks(numbers.len().div_ceil(threads)).map(|part| (part, scope.spawn(move || weigh(part)))).collect();
        for (part, running) in parts {
            // A thread that did not come back is asked again here.
            for (verdict, patients) in running.join().unwrap_or_else(|_| weigh(part)) {
                add_to(&mut all, verdict, patients);
            }
        }
    });
    all
}
