//! All trials, made ready to be asked of one patient at a time: trials for a patient, and what one new result changes.
//!
//! Each distinct question of all trials is one leaf, each distinct criterion one program over leaves. What a patient answers who
//! has no facts depends on how the record was looked at and on little else, so it is worked out once for each such way (a
//! [`Baseline`]). Of a patient only those questions are weighed whose concepts the facts name, and age and sex; only criteria that ask
//! one of these are decided anew, and only their trials are counted anew. The verdicts are those of the one-patient evaluator.
//!
//! Memory grows with the trials alone; baselines are kept up to [`BASELINE_BYTES`].

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use almoner_base::{ConceptId, NctId, Reason, Verdict};
use almoner_eligibility::{
    AbsencePolicy, Atom, FactIndex, PatientView, PlainWhen, Question, Section, Weight, denies, weight_of,
};
use almoner_terms::Terms;

use crate::cohort::{ASKED, OWNERS, concepts_of, owner};
use crate::mark::{Heard, Mark};
use crate::{Status, Trial};

mod build;
mod program;

use program::{Lists, Op, Tally};

/// What baselines may take in memory before the oldest is dropped, in bytes.
pub const BASELINE_BYTES: usize = 64 << 20;

/// By owner and time: see [`Bears::plain`].
const SLOTS: usize = OWNERS * PlainWhen::ALL.len();

/// All trials, made ready to be asked of one patient at a time.
pub struct Roster<'t> {
    terms: &'t Terms,
    absence: AbsencePolicy,
    trials: Vec<Entry>,
    places: HashMap<NctId, u32>,
    /// The criteria of all trials, one trial behind another.
    criteria: Vec<Use>,
    programs: Lists<Op>,
    /// The trials that use a program, each time they do.
    users: Lists<(u32, Section)>,
    leaves: Vec<Leaf>,
    /// The programs that ask a leaf.
    asking: Lists<u32>,
    /// Leaves about age and sex, which every patient is asked.
    about_person: Vec<u32>,
    /// What facts about a concept bear on.
    bearing: HashMap<ConceptId, Bears>,
    /// Questions of which silence says the same, each by one of them.
    silences: Vec<Question>,
    baselines: Mutex<Vec<(Vec<Mark>, Arc<Baseline>)>>,
    bytes: usize,
}

/// A trial.
#[derive(Debug)]
struct Entry {
    nct_id: NctId,
    version: String,
    /// Where its criteria begin and end among all.
    criteria: (u32, u32),
    inclusions: u32,
}

/// A criterion of a trial.
#[derive(Clone, Copy, Debug)]
struct Use {
    id: u32,
    section: Section,
    program: u32,
}

/// A distinct question.
#[derive(Debug)]
struct Leaf {
    atom: Atom,
    /// Made ready where facts are weighed against each other; a plain one is made ready when it is needed.
    question: Option<Question>,
    /// Which of the silences answers it.
    silence: u32,
}

/// The leaves on which a fact about a concept bears.
#[derive(Debug, Default)]
struct Bears {
    /// Plain questions, by whose fact it is and which time is asked.
    plain: [Vec<u32>; SLOTS],
    /// Plain questions that a denial may deny, by whose fact it is.
    denied: [Vec<u32>; OWNERS],
    /// Plain questions that ask for more than it says, by whose fact it is and which time is asked.
    coarse: [Vec<u32>; SLOTS],
    /// Questions that weigh facts against each other.
    full: Vec<u32>,
}

/// What a patient without facts answers, in one way of having been looked at.
#[derive(Debug)]
struct Baseline {
    leaves: Vec<Mark>,
    programs: Vec<Mark>,
    tallies: Vec<Tally>,
}

/// How much a roster holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RosterSize {
    /// Trials.
    pub trials: usize,
    /// Criteria of all trials.
    pub criteria: usize,
    /// Distinct criteria.
    pub programs: usize,
    /// Distinct questions that records can answer.
    pub questions: usize,
    /// About how many bytes all of it takes, with the baselines that are kept.
    pub bytes: usize,
}

/// Where a patient stands in one trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The trial.
    pub nct_id: NctId,
    /// Eligible, potential or excluded.
    pub status: Status,
    /// As in [`crate::Candidate::score`]; 0 for who is excluded.
    pub score: f64,
    /// How many criteria speak for enrolment.
    pub in_favour: u32,
    /// How many are open, those for a person included.
    pub unknown: u32,
    /// How many are open that records could answer.
    pub missing: u32,
    /// How many exclude.
    pub against: u32,
}

/// What one patient answers to all trials of a roster.
#[derive(Clone, Debug)]
pub struct Standings {
    baseline: Arc<Baseline>,
    /// Criteria that come out other than in the baseline, by ascending program.
    other: Vec<(u32, Mark)>,
    tallies: Vec<Tally>,
}

impl<'t> Roster<'t> {
    /// Makes trials ready. Of two with the same id the later stays.
    #[must_use]
    pub fn new<'c>(trials: impl IntoIterator<Item = &'c Trial>, terms: &'t Terms, absence: AbsencePolicy) -> Self {
        build::roster(trials, terms, absence)
    }

    /// How much is held.
    #[must_use]
    pub fn size(&self) -> RosterSize {
        let baselines = self.baselines.lock().unwrap_or_else(PoisonError::into_inner);
        RosterSize {
            trials: self.trials.len(),
            criteria: self.criteria.len(),
            programs: self.programs.len(),
            questions: self.leaves.len(),
            bytes: self.bytes + baselines.iter().map(|(_, kept)| kept.bytes()).sum::<usize>(),
        }
    }

    /// Whether the roster holds this version of a trial.
    #[must_use]
    pub fn holds(&self, nct_id: NctId, version: &str) -> bool {
        self.entry(nct_id).is_some_and(|(_, entry)| entry.version == version)
    }

    /// Asks one patient all questions that the facts, age and sex bear on.
    #[must_use]
    pub fn ask(&self, patient: &PatientView) -> Standings {
        let baseline = self.baseline(patient);
        let mut values = baseline.leaves.clone();
        let mut changed: Vec<u32> = Vec::new();
        let mut set = |leaf: u32, mark: Mark| {
            if let Some(value) = usize::try_from(leaf).ok().and_then(|at| values.get_mut(at))
                && *value != mark
            {
                *value = mark;
                changed.push(leaf);
            }
        };
        for leaf in &self.about_person {
            if let Some(mark) = self.in_full(*leaf, patient) {
                set(*leaf, mark);
            }
        }
        for (leaf, heard) in self.heard(patient) {
            let silent =
                usize::try_from(leaf).ok().and_then(|at| baseline.leaves.get(at)).copied().unwrap_or(program::OPAQUE);
            if let Some(mark) = heard.answer(silent).or_else(|| self.in_full(leaf, patient)) {
                set(leaf, mark);
            }
        }
        let mut again: Vec<u32> = changed.iter().flat_map(|leaf| self.asking.get(*leaf)).copied().collect();
        again.sort_unstable();
        again.dedup();
        let mut tallies = baseline.tallies.clone();
        let mut other = Vec::new();
        let mut stack = Vec::new();
        for program in again {
            let (before, mark) = (baseline.program(program), program::run(self.programs.get(program), &values, &mut stack));
            if mark == before {
                continue;
            }
            other.push((program, mark));
            for (trial, section) in self.users.get(program) {
                if let Some(tally) = usize::try_from(*trial).ok().and_then(|at| tallies.get_mut(at)) {
                    tally.count(*section, before, -1);
                    tally.count(*section, mark, 1);
                }
            }
        }
        Standings { baseline, other, tallies }
    }

    /// The leaves that facts bear on, and what they say.
    fn heard(&self, patient: &PatientView) -> Vec<(u32, Heard)> {
        let mut heard = vec![Heard::default(); self.leaves.len()];
        let mut touched: Vec<u32> = Vec::new();
        let mut hear = |leaves: &[u32], what: Heard| {
            for leaf in leaves {
                let Some(known) = usize::try_from(*leaf).ok().and_then(|at| heard.get_mut(at)) else { continue };
                if known.is_silent() {
                    touched.push(*leaf);
                }
                known.add(what);
            }
        };
        let said = self.said(patient);
        let explained = self.explained(patient);
        for (concept, (bears, said)) in &said {
            for (slot, (leaves, what)) in bears.coarse.iter().zip(said.plain).enumerate() {
                if what.is_told() && !explained.contains(&(*concept, slot / PlainWhen::ALL.len())) {
                    hear(leaves, Heard::COARSE);
                }
            }
            for (leaves, what) in bears.plain.iter().zip(said.plain) {
                if !what.is_silent() {
                    hear(leaves, what);
                }
            }
            for (leaves, denied) in bears.denied.iter().zip(said.denied) {
                if denied {
                    hear(leaves, Heard::IN_FULL);
                }
            }
            hear(&bears.full, Heard::IN_FULL);
        }
        let what = |leaf: u32| usize::try_from(leaf).ok().and_then(|at| heard.get(at)).copied().unwrap_or_default();
        touched.iter().map(|leaf| (*leaf, what(*leaf))).collect()
    }

    /// The concepts of which the patient's facts tell a kind, by whose facts they are, whether or not anything asks about the kind.
    fn explained(&self, patient: &PatientView) -> HashSet<(ConceptId, usize)> {
        let parents = |concept: ConceptId| self.terms.concept(concept).map_or(&[][..], |known| known.parents.as_slice());
        let mut explained = HashSet::new();
        let mut open: Vec<(ConceptId, usize)> = Vec::new();
        for fact in patient.facts.facts() {
            let owner = owner(fact);
            let weight = ASKED.get(owner).and_then(|kind| weight_of(fact, *kind, PlainWhen::Ever));
            if matches!(weight, Some(Weight::For | Weight::Open(_))) {
                open.extend(concepts_of(fact).map(|concept| (concept, owner)));
            }
        }
        while let Some((kind, owner)) = open.pop() {
            open.extend(parents(kind).iter().map(|parent| (*parent, owner)).filter(|wider| explained.insert(*wider)));
        }
        explained
    }

    /// What the facts about each concept say, for the concepts that something asks about.
    fn said(&self, patient: &PatientView) -> HashMap<ConceptId, (&Bears, Said)> {
        let mut all: HashMap<ConceptId, (&Bears, Said)> = HashMap::new();
        for fact in patient.facts.facts() {
            for concept in concepts_of(fact) {
                let Some(bears) = self.bearing.get(&concept) else { continue };
                let (_, said) = all.entry(concept).or_insert((bears, Said::default()));
                let owner = owner(fact);
                let Some(kind) = ASKED.get(owner).copied() else { continue };
                let slots = said.plain.iter_mut().skip(owner * PlainWhen::ALL.len());
                for (when, slot) in PlainWhen::ALL.into_iter().zip(slots) {
                    if let Some(weight) = weight_of(fact, kind, when) {
                        slot.add(Heard::of(weight));
                    }
                }
                if let Some(denied) = said.denied.get_mut(owner) {
                    *denied |= denies(fact, kind);
                }
            }
        }
        all
    }

    /// Asks a leaf of the patient as the evaluator does.
    fn in_full(&self, leaf: u32, patient: &PatientView) -> Option<Mark> {
        let leaf = self.leaves.get(usize::try_from(leaf).ok()?)?;
        let ask = |question: &Question| question.ask(patient, self.terms, &self.absence, None).verdict;
        Some(Mark::of(match &leaf.question {
            Some(question) => ask(question),
            None => ask(&Question::new(&leaf.atom, self.terms)),
        }))
    }

    /// What the patient would answer without facts.
    fn baseline(&self, patient: &PatientView) -> Arc<Baseline> {
        let nothing = FactIndex::new(&[]);
        let silent = PatientView { facts: &nothing, ..*patient };
        let ask = |question: &Question| Mark::of(question.ask(&silent, self.terms, &self.absence, None).verdict);
        let silences: Vec<Mark> = self.silences.iter().map(ask).collect();
        let find = |kept: &[(Vec<Mark>, Arc<Baseline>)]| {
            kept.iter().find(|(known, _)| *known == silences).map(|(_, baseline)| Arc::clone(baseline))
        };
        if let Some(baseline) = find(&self.baselines.lock().unwrap_or_else(PoisonError::into_inner)) {
            return baseline;
        }
        let baseline = Arc::new(self.work_out(&silences));
        let mut kept = self.baselines.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push((silences, Arc::clone(&baseline)));
        while kept.len() > 1 && kept.iter().map(|(_, one)| one.bytes()).sum::<usize>() > BASELINE_BYTES {
            kept.remove(0);
        }
        baseline
    }

    fn work_out(&self, silences: &[Mark]) -> Baseline {
        let silence = |leaf: &Leaf| usize::try_from(leaf.silence).ok().and_then(|at| silences.get(at)).copied();
        let no_data = Mark::of(Verdict::Unknown(Reason::NoData));
        let leaves: Vec<Mark> = self.leaves.iter().map(|leaf| silence(leaf).unwrap_or(no_data)).collect();
        let mut stack = Vec::new();
        let mut programs = Vec::with_capacity(self.programs.len());
        let mut tallies = vec![Tally::default(); self.trials.len()];
        for (program, ops) in (0_u32..).zip(self.programs.iter()) {
            let mark = program::run(ops, &leaves, &mut stack);
            programs.push(mark);
            for (trial, section) in self.users.get(program) {
                if let Some(tally) = usize::try_from(*trial).ok().and_then(|at| tallies.get_mut(at)) {
                    tally.count(*section, mark, 1);
                }
            }
        }
        Baseline { leaves, programs, tallies }
    }

    fn entry(&self, nct_id: NctId) -> Option<(u32, &Entry)> {
        let place = *self.places.get(&nct_id)?;
        Some((place, self.trials.get(usize::try_from(place).ok()?)?))
    }

    /// The criteria of a trial.
    fn uses(&self, entry: &Entry) -> &[Use] {
        let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
        self.criteria.get(at(entry.criteria.0)..at(entry.criteria.1)).unwrap_or_default()
    }

    /// Where the patient stands in each trial, in the order of their ids.
    pub fn standings<'s>(&'s self, of: &'s Standings) -> impl Iterator<Item = Standing> + 's {
        self.trials.iter().zip(&of.tallies).map(|(entry, tally)| entry.standing(*tally))
    }

    /// Where the patient stands in one trial.
    #[must_use]
    pub fn standing(&self, of: &Standings, nct_id: NctId) -> Option<Standing> {
        let (place, entry) = self.entry(nct_id)?;
        Some(entry.standing(*of.tallies.get(usize::try_from(place).ok()?)?))
    }

    /// The same, with what `answer` says of a criterion by its number in place of what the facts do: the recency desk's answers.
    pub fn standing_with(&self, of: &Standings, nct_id: NctId, answer: impl Fn(u32) -> Option<Verdict>) -> Option<Standing> {
        let (_, entry) = self.entry(nct_id)?;
        let mut tally = Tally::default();
        for one in self.uses(entry) {
            tally.count(one.section, answer(one.id).map_or_else(|| of.program(one.program), Mark::of), 1);
        }
        Some(entry.standing(tally))
    }

    /// The verdict on each criterion of a trial, with every reason of an unknown one; empty for a trial that is not here.
    pub fn verdicts<'s>(
        &'s self,
        of: &'s Standings,
        nct_id: NctId,
    ) -> impl Iterator<Item = (u32, Section, Verdict, Vec<Reason>)> + 's {
        let own = self.entry(nct_id).map(|(_, entry)| self.uses(entry)).unwrap_or_default();
        own.iter().map(|one| {
            let mark = of.program(one.program);
            (one.id, one.section, mark.verdict(), mark.reasons().collect())
        })
    }

    /// The trials of which some criterion comes out otherwise in `now` than in `before`, or has another reason.
    #[must_use]
    pub fn differing(&self, before: &Standings, now: &Standings) -> Vec<NctId> {
        let mut programs: Vec<u32> = if Arc::ptr_eq(&before.baseline, &now.baseline) {
            before.other.iter().chain(&now.other).map(|(program, _)| *program).collect()
        } else {
            (0..).take(self.programs.len()).collect()
        };
        programs.retain(|program| before.program(*program) != now.program(*program));
        let mut trials: Vec<u32> =
            programs.iter().flat_map(|program| self.users.get(*program)).map(|(trial, _)| *trial).collect();
        trials.sort_unstable();
        trials.dedup();
        let id = |trial: u32| Some(self.trials.get(usize::try_from(trial).ok()?)?.nct_id);
        trials.into_iter().filter_map(id).collect()
    }
}

/// What the facts about one concept say.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    plain: [Heard; SLOTS],
    denied: [bool; OWNERS],
}

impl Entry {
    fn standing(&self, tally: Tally) -> Standing {
        let status = match tally {
            Tally { against: 1.., .. } => Status::Excluded,
            Tally { in_the_way: 0, .. } => Status::Eligible,
            _ => Status::Potential,
        };
        let criteria = self.criteria.1 - self.criteria.0;
        let share = |part: u32, whole: u32| if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) };
        let closeness = share(tally.in_favour, criteria.saturating_sub(tally.person_only));
        let score = 0.8 * closeness + 0.2 * share(tally.included, self.inclusions);
        Standing {
            nct_id: self.nct_id,
            status,
            score: if status == Status::Excluded { 0.0 } else { score },
            in_favour: tally.in_favour,
            unknown: tally.in_the_way + tally.person_only,
            missing: tally.in_the_way,
            against: tally.against,
        }
    }
}

impl Baseline {
    fn program(&self, program: u32) -> Mark {
        let mark = usize::try_from(program).ok().and_then(|at| self.programs.get(at));
        mark.copied().unwrap_or(program::OPAQUE)
    }

    fn bytes(&self) -> usize {
        std::mem::size_of_val(self.leaves.as_slice())
            + std::mem::size_of_val(self.programs.as_slice())
            + std::mem::size_of_val(self.tallies.as_slice())
    }
}

impl Standings {
    fn program(&self, program: u32) -> Mark {
        match self.other.binary_search_by_key(&program, |(other, _)| *other) {
            Ok(at) => self.other.get(at).map_or(program::OPAQUE, |(_, mark)| *mark),
            Err(_) => self.baseline.program(program),
        }
    }
}
