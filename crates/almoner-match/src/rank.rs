//! Trials for a patient whom a note describes: retrieval by BM25, then the criteria. What `almoner rank` answers.
//!
//! - A trial is its words (title and conditions weigh more than the summary, the summary more than the criteria) and the
//!   concepts that they name.
//! - A query is the words of the note and its problem list: concepts that the note affirms of the patient. What it denies, or
//!   says of relatives, is left out. A concept also finds trials about what is above or below it, with less weight.
//! - Trials that do not enrol the patient's age or sex are left out. A trial whose criteria exclude the patient by what the
//!   note *states* sinks; silence sinks nothing.
//! - A note often describes a disease without its name. So the terms that the best trials of a first pass share are added to
//!   the query of a second.
//!
//! The score is that of BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) with term frequencies weighted by field. The
//! index is in memory and knows nothing of a cohort.

use std::collections::{BTreeMap, HashMap};

use almoner_base::{ConceptId, NctId, Verdict};
use almoner_eligibility::{
    AbsencePolicy, Atom, Bound, Effect, FactIndex, PatientView, Question, SexClass, decide_criterion,
};
use almoner_facts::{Experiencer, Fact, FactKind, Polarity, Temporality};
use almoner_terms::Terms;
use almoner_trials::{EnrolledSex, Parser, TrialRecord};

use crate::note::{NOTE_DAY, NotePatient};
use crate::tokens;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Weights of fields: how many times a word of the summary one of this field counts.
const TITLE: f64 = 3.0;
const CONDITIONS: f64 = 3.0;
const SUMMARY: f64 = 1.0;
const CRITERIA: f64 = 0.25;

/// What a concept of the problem list counts beside a word of the note.
const CONCEPT: f64 = 4.0;
/// What one step up or down the hierarchy leaves of it.
const STEP: f64 = 0.4;

/// From how many of the best trials of a first pass terms are learnt, how many terms, and what the most telling of them counts
/// beside a word of the note.
const LEARNT_FROM: usize = 20;
const LEARNT: usize = 40;
const LEARNT_WEIGHT: f64 = 2.0;

/// How many of the best trials have their criteria read.
const READ: usize = 200;
/// What being excluded leaves of the score.
const EXCLUDED: f64 = 0.5;

/// One trial for one note.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankedTrial {
    /// The trial.
    pub nct_id: NctId,
    /// Place, from 1.
    pub rank: u32,
    /// Higher is better.
    pub score: f64,
    /// Whether what the note states excludes the patient.
    pub excluded: bool,
}

impl RankedTrial {
    /// The line of a TREC run file: `topic Q0 NCT rank score almoner`.
    #[must_use]
    pub fn trec_line(&self, topic: &str) -> String {
        format!("{topic} Q0 {} {} {:.6} almoner", self.nct_id, self.rank, self.score)
    }
}

/// A word, or a concept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Term {
    Word(String),
    Concept(ConceptId),
}

/// Trials in memory, by the terms they hold.
pub struct TrialIndex<'t> {
    terms: &'t Terms,
    trials: Vec<TrialRecord>,
    /// Trials that hold a term, with its weighted frequency.
    postings: HashMap<Term, Vec<(u32, f64)>>,
    lengths: Vec<f64>,
    mean_length: f64,
    parser: Parser<'t>,
}

impl<'t> TrialIndex<'t> {
    /// Indexes the trials.
    #[must_use]
    pub fn new(terms: &'t Terms, trials: Vec<TrialRecord>) -> Self {
        let mut postings: HashMap<Term, Vec<(u32, f64)>> = HashMap::new();
        let mut lengths = Vec::with_capacity(trials.len());
        for (number, trial) in (0_u32..).zip(&trials) {
            let (held, length) = held(terms, trial);
            for (term, frequency) in held {
                postings.entry(term).or_default().push((number, frequency));
            }
            lengths.push(length);
        }
        let count = lengths.len().max(1);
        let mean_length = (lengths.iter().sum::<f64>() / as_f64(count)).max(1.0);
        Self { terms, trials, postings, lengths, mean_length, parser: Parser::new(terms) }
    }

    /// The best trials for the patient whom the note describes, at most `top`.
    pub fn rank(&mut self, note: &str, top: usize) -> Vec<RankedTrial> {
        let patient = NotePatient::read(self.terms, note);
        let mut found: Vec<(u32, f64, bool)> =
            self.retrieve(&patient).into_iter().map(|(number, score)| (number, score, false)).collect();
        // Equal scores are ordered by trial id, so that a run can be repeated.
        let id = |number: u32| self.trials.get(place(number)).map(|trial| trial.nct_id);
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| id(a.0).cmp(&id(b.0))));
        found.truncate(top.max(READ));
        let facts = FactIndex::new(&patient.facts);
        let NotePatient { demographics, coverage, notes, .. } = &patient;
        let view = PatientView { demographics, facts: &facts, coverage, notes };
        for (number, score, excluded) in found.iter_mut().take(READ) {
            let Some(trial) = self.trials.get(place(*number)) else { continue };
            let parsed = self.parser.parse_trial(trial);
            *excluded = parsed.criteria.iter().any(|criterion| {
                let decision = decide_criterion(criterion, &view, self.terms, &AbsencePolicy::open(), Some(NOTE_DAY));
                decision.effect == Effect::Excludes
            });
            if *excluded {
                *score *= EXCLUDED;
            }
        }
        let id = |number: u32| self.trials.get(place(number)).map(|trial| trial.nct_id);
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| id(a.0).cmp(&id(b.0))));
        let ranked = (1_u32..).zip(found.into_iter().take(top));
        ranked
            .filter_map(|(rank, (number, score, excluded))| Some(RankedTrial { nct_id: id(number)?, rank, score, excluded }))
            .collect()
    }

    /// Scores trials twice: by the terms of the note, then also by the terms that the best trials share, which often name
    /// the disease that the note only describes (relevance feedback, Rocchio 1971).
    fn retrieve(&self, patient: &NotePatient) -> Vec<(u32, f64)> {
        let mut asked = query(self.terms, patient);
        let mut first = self.score(&asked, patient);
        first.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        first.truncate(LEARNT_FROM);
        let total = first.iter().map(|(_, score)| score).sum::<f64>().max(f64::MIN_POSITIVE);
        let mut learnt: BTreeMap<Term, (f64, u32)> = BTreeMap::new();
        for (number, score) in &first {
            let Some(trial) = self.trials.get(place(*number)) else { continue };
            let (held, length) = held(self.terms, trial);
            for (term, frequency) in held {
                let rarity = self.rarity(&term);
                let entry = learnt.entry(term).or_default();
                entry.0 += score / total * frequency / length.max(1.0) * rarity;
                entry.1 += 1;
            }
        }
        let mut learnt: Vec<(Term, f64)> =
            learnt.into_iter().filter(|(_, (_, trials))| *trials > 1).map(|(term, (weight, _))| (term, weight)).collect();
        learnt.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        learnt.truncate(LEARNT);
        let most = learnt.first().map_or(1.0, |(_, weight)| *weight);
        for (term, weight) in learnt {
            *asked.entry(term).or_default() += LEARNT_WEIGHT * weight / most;
        }
        self.score(&asked, patient)
    }

    fn rarity(&self, term: &Term) -> f64 {
        let count = as_f64(self.trials.len());
        let holding = self.postings.get(term).map_or(0.0, |holders| as_f64(holders.len()));
        (1.0 + (count - holding + 0.5) / (holding + 0.5)).ln()
    }

    fn score(&self, asked: &BTreeMap<Term, f64>, patient: &NotePatient) -> Vec<(u32, f64)> {
        let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
        for (term, weight) in asked {
            let Some(holders) = self.postings.get(term) else { continue };
            let rarity = self.rarity(term);
            for (number, frequency) in holders {
                let length = self.lengths.get(place(*number)).copied().unwrap_or(0.0);
                let norm = K1 * (1.0 - B + B * length / self.mean_length);
                *scores.entry(*number).or_default() += weight * rarity * frequency * (K1 + 1.0) / (frequency + norm);
            }
        }
        let enrols = |number: &u32| self.trials.get(place(*number)).is_some_and(|trial| self.enrols(trial, patient));
        scores.into_iter().filter(|(number, _)| enrols(number)).collect()
    }

    /// Whether the structured age limits and sex of a trial leave the patient in.
    fn enrols(&self, trial: &TrialRecord, patient: &NotePatient) -> bool {
        let bound = |years: f64| Bound { value: years, inclusive: true };
        let age = Atom::Age { low: trial.min_age.map(|age| bound(age.0)), high: trial.max_age.map(|age| bound(age.0)) };
        let sex = match trial.sex {
            EnrolledSex::All => None,
            EnrolledSex::Female => Some(Atom::Sex(SexClass::Female)),
            EnrolledSex::Male => Some(Atom::Sex(SexClass::Male)),
        };
        let facts = FactIndex::new(&[]);
        let NotePatient { demographics, coverage, notes, .. } = patient;
        let view = PatientView { demographics, facts: &facts, coverage, notes };
        [Some(age), sex].iter().flatten().all(|atom| {
            Question::new(atom, self.terms).ask(&view, self.terms, &AbsencePolicy::open(), None).verdict != Verdict::NotMet
        })
    }
}

fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

/// The texts of a trial, and what a word of each counts.
fn fields(trial: &TrialRecord) -> Vec<(&str, f64)> {
    let mut fields: Vec<(&str, f64)> = Vec::new();
    fields.extend(trial.title.as_deref().map(|text| (text, TITLE)));
    fields.extend(trial.official_title.as_deref().map(|text| (text, SUMMARY)));
    let subjects = trial.conditions.iter().chain(&trial.keywords).chain(&trial.mesh_terms);
    fields.extend(subjects.map(|text| (text.as_str(), CONDITIONS)));
    fields.extend(trial.interventions.iter().map(|one| (one.name.as_str(), SUMMARY)));
    fields.extend(trial.summary.as_deref().map(|text| (text, SUMMARY)));
    fields.push((trial.eligibility_text.as_str(), CRITERIA));
    fields
}

/// The terms that a trial holds, with their weighted frequencies, and its length in weighted words.
fn held(terms: &Terms, trial: &TrialRecord) -> (BTreeMap<Term, f64>, f64) {
    let mut held: BTreeMap<Term, f64> = BTreeMap::new();
    let mut length = 0.0;
    for (text, weight) in fields(trial) {
        for word in tokens::words(text) {
            *held.entry(Term::Word(word)).or_default() += weight;
            length += weight;
        }
        for mention in terms.mentions(text) {
            *held.entry(Term::Concept(mention.concept)).or_default() += weight;
        }
    }
    (held, length)
}

/// The terms of a note, weighted.
fn query(terms: &Terms, patient: &NotePatient) -> BTreeMap<Term, f64> {
    let mut query: BTreeMap<Term, f64> = BTreeMap::new();
    for word in tokens::words(&patient.affirmed()).filter(|word| !is_everywhere(word)) {
        query.entry(Term::Word(word)).or_insert(1.0);
    }
    let mut add = |concept: ConceptId, weight: f64| {
        let held = query.entry(Term::Concept(concept)).or_default();
        *held = held.max(weight);
    };
    for concept in patient.facts.iter().filter(|fact| is_problem(fact)).filter_map(|fact| fact.concept) {
        add(concept, CONCEPT);
        for parent in terms.concept(concept).map(|known| known.parents.as_slice()).unwrap_or_default() {
            add(*parent, CONCEPT * STEP);
        }
        for below in terms.descendants(concept).iter().filter(|below| **below != concept) {
            add(*below, CONCEPT * STEP * STEP);
        }
    }
    query
}

/// Whether a fact belongs on the patient's problem list. What was done to find out is not what the patient has.
fn is_problem(fact: &Fact) -> bool {
    let told_of_patient = fact.assertion.experiencer == Experiencer::Patient
        && fact.assertion.polarity != Polarity::Negated
        && fact.assertion.temporality != Temporality::Hypothetical;
    told_of_patient && !matches!(fact.kind, FactKind::Measurement | FactKind::Allergy | FactKind::Procedure)
}

/// Words of notes that say nothing of what the patient has.
fn is_everywhere(word: &str) -> bool {
    const EVERYWHERE: &[&str] = &[
        "admission",
        "admitted",
        "ago",
        "brought",
        "came",
        "clinic",
        "complain",
        "complained",
        "complaining",
        "day",
        "denied",
        "deny",
        "denie",
        "department",
        "emergency",
        "er",
        "exam",
        "examination",
        "female",
        "found",
        "history",
        "hospital",
        "hour",
        "lady",
        "male",
        "man",
        "month",
        "noted",
        "old",
        "past",
        "patient",
        "physical",
        "physician",
        "present",
        "presented",
        "presenting",
        "reported",
        "report",
        "reveal",
        "revealed",
        "show",
        "showed",
        "since",
        "started",
        "time",
        "today",
        "week",
        "woman",
        "year",
        "boy",
        "girl",
        "consent",
        "informed",
        "provide",
        "comply",
        "practical",
        "issue",
        "protocol",
    ];
    EVERYWHERE.contains(&word)
}
