//! Trials for a patient whom a note describes: retrieval by BM25, then the criteria. What `almoner rank` answers.
//!
//! - A trial is its words (title and conditions weigh more than the summary, the summary more than the criteria) and the
//!   concepts that they name.
//! - A query is the words of the note and its problem list: concepts that the note affirms of the patient. What it denies, or
//!   says of relatives, is left out. A concept also finds trials about what is above or below it, with less weight.
//! - Trials that do not enrol the patient's age or sex are left out. A trial whose criteria exclude the patient by what the
//!   note *states* sinks; silence sinks nothing.
//! - A note often describes a disease without its name. So the diseases that its findings suggest (`findings.rs`) are asked
//!   for by their names, other names and concepts; a trial counts by the best of them.
//! - Below the best trials of this first pass follow those of a second, which also asks for what is near the suspected
//!   diseases and for the terms that the best trials share.
//!
//! The score is that of BM25 (Robertson and Zaragoza 2009, k1 = 1.2, b = 0.75) with term frequencies weighted by field. The
//! index is in memory and knows nothing of a cohort.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use almoner_base::{ConceptId, NctId, Verdict};
use almoner_eligibility::{
    AbsencePolicy, Atom, Bound, Effect, FactIndex, PatientView, Question, SexClass, decide_criterion,
};
use almoner_facts::{Experiencer, Fact, FactKind, Polarity, Temporality};
use almoner_terms::Terms;
use almoner_trials::{EnrolledSex, Parser, TrialRecord};

use crate::findings::{Suspected, suspected};
use crate::note::{NOTE_DAY, NotePatient};
use crate::tokens;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// Weights of fields: how many times a word of the summary one of this field counts.
const TITLE: f64 = 3.0;
const CONDITIONS: f64 = 3.0;
const SUMMARY: f64 = 1.0;
const CRITERIA: f64 = 0.25;

/// What a word of the note, a concept of the problem list and a suspected disease count. The words find what nothing else
/// names; a disease says more than all of them.
const WORD: f64 = 0.3;
const CONCEPT: f64 = 2.0;
const SUSPECTED: f64 = 4.0;
/// How much less a disease counts that is suspected less than the likeliest: its share to this power.
const LESS_LIKELY: f64 = 1.5;
/// What is left of it where a trial only has another name of the disease, or a kind of it.
const OTHER_NAME: f64 = 0.8;
/// What a kind of a problem counts beside the problem, and a problem of the past beside a present one.
const KIND: f64 = 0.15;
const PAST: f64 = 0.6;
/// The part of the length that counts for names; a long summary that names the disease is about it like a short one.
const B_NAMED: f64 = 0.5;

/// How many trials of the first pass stay on top.
const HEAD: usize = 50;
/// From how many of the best trials of a first pass terms are learnt, how many terms, and what the most telling of them counts.
const LEARNT_FROM: usize = 20;
const LEARNT: usize = 40;
const LEARNT_WEIGHT: f64 = 1.0;
/// What concepts near a suspected disease, and the single words of its names, count in the second pass.
const NEAR: f64 = 0.5;

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

    /// Scores trials twice: by the note, its problems and the diseases that it suggests; then, below the best of these, also
    /// by what is near the diseases and by the terms that the best trials share (relevance feedback, Rocchio 1971).
    fn retrieve(&self, patient: &NotePatient) -> Vec<(u32, f64)> {
        let diseases = suspected(self.terms, patient);
        let mut scores = self.score(&query(self.terms, patient));
        for disease in &diseases {
            for (number, score) in self.named(disease) {
                *scores.entry(number).or_default() += SUSPECTED * disease.weight.powf(LESS_LIKELY) * score;
            }
        }
        let mut head = self.best(&scores, patient);
        head.truncate(HEAD);
        let mut asked = self.learnt(&head);
        for (term, weight) in near(self.terms, &diseases) {
            *asked.entry(term).or_default() += weight;
        }
        for (number, score) in self.score(&asked) {
            *scores.entry(number).or_default() += score;
        }
        // The order of the head stays; what follows is put below it.
        let lowest = head.last().map_or(0.0, |(_, score)| *score);
        let on_top: BTreeSet<u32> = head.iter().map(|(number, _)| *number).collect();
        let mut below = self.best(&scores, patient);
        below.retain(|(number, _)| !on_top.contains(number));
        let highest = below.first().map_or(0.0, |(_, score)| *score).max(f64::MIN_POSITIVE);
        head.extend(below.into_iter().map(|(number, score)| (number, lowest * score / highest)));
        head
    }

    /// The trials that enrol such patients, the best first; equal scores by the trial's id, so that a run can be repeated.
    fn best(&self, scores: &BTreeMap<u32, f64>, patient: &NotePatient) -> Vec<(u32, f64)> {
        let trial = |number: u32| self.trials.get(place(number));
        let enrols = |number: u32| trial(number).is_some_and(|trial| self.enrols(trial, patient));
        let mut best: Vec<(u32, f64)> =
            scores.iter().map(|(number, score)| (*number, *score)).filter(|(number, _)| enrols(*number)).collect();
        let id = |number: u32| trial(number).map(|trial| trial.nct_id);
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| id(a.0).cmp(&id(b.0))));
        best
    }

    /// The terms that the best trials share, weighted by how telling they are.
    fn learnt(&self, best: &[(u32, f64)]) -> BTreeMap<Term, f64> {
        let best = best.get(..LEARNT_FROM).unwrap_or(best);
        let total = best.iter().map(|(_, score)| score).sum::<f64>().max(f64::MIN_POSITIVE);
        let mut learnt: BTreeMap<Term, (f64, u32)> = BTreeMap::new();
        for (number, score) in best {
            let Some(trial) = self.trials.get(place(*number)) else { continue };
            let (held, length) = held(self.terms, trial);
            for (term, frequency) in held {
                let rarity = self.rarity(&term);
                let entry = learnt.entry(term).or_default();
                entry.0 += score / total * frequency / length.max(1.0) * rarity;
                entry.1 += 1;
            }
        }
        let is_word = |term: &Term| matches!(term, Term::Word(word) if !is_everywhere(word));
        let shared = learnt.into_iter().filter(|(term, (_, trials))| *trials > 1 && is_word(term));
        let mut shared: Vec<(Term, f64)> = shared.map(|(term, (weight, _))| (term, weight)).collect();
        shared.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        shared.truncate(LEARNT);
        let most = shared.first().map_or(1.0, |(_, weight)| *weight);
        shared.into_iter().map(|(term, weight)| (term, LEARNT_WEIGHT * weight / most)).collect()
    }

    /// How much each trial is about a disease: by its concept, the kinds of it, or one of its names, whichever says most.
    fn named(&self, disease: &Suspected) -> BTreeMap<u32, f64> {
        let mut best: BTreeMap<u32, f64> = BTreeMap::new();
        let mut put = |holders: &[(u32, f64)], weight: f64| {
            let rarity = self.rarity_of(holders.len());
            for (number, frequency) in holders {
                let held = best.entry(*number).or_default();
                *held = held.max(weight * rarity * self.saturated(*number, *frequency, B_NAMED));
            }
        };
        if let Some(concept) = disease.concept {
            put(self.holders(&Term::Concept(concept)), 1.0);
            for kind in self.terms.descendants(concept).iter().filter(|kind| **kind != concept) {
                put(self.holders(&Term::Concept(*kind)), OTHER_NAME);
            }
            if let Some(known) = self.terms.concept(concept) {
                put(&self.phrase(&known.name), 1.0);
            }
        }
        for (at, name) in disease.names.iter().enumerate() {
            put(&self.phrase(name), if at == 0 { 1.0 } else { OTHER_NAME });
        }
        best
    }

    /// The trials that hold the words of a name side by side, with weighted frequencies.
    fn phrase(&self, name: &str) -> Vec<(u32, f64)> {
        let words: Vec<String> = tokens::words(name).collect();
        let mut holding: Option<BTreeSet<u32>> = None;
        for word in &words {
            let with: BTreeSet<u32> = self.holders(&Term::Word(word.clone())).iter().map(|(number, _)| *number).collect();
            holding = Some(match holding {
                Some(held) => held.intersection(&with).copied().collect(),
                None => with,
            });
        }
        let count = |number: &u32| {
            let trial = self.trials.get(place(*number))?;
            let frequency: f64 = fields(trial)
                .into_iter()
                .map(|(text, weight)| {
                    let field: Vec<String> = tokens::words(text).collect();
                    weight * as_f64(field.windows(words.len().max(1)).filter(|window| *window == words.as_slice()).count())
                })
                .sum();
            (frequency > 0.0).then_some((*number, frequency))
        };
        holding.iter().flatten().filter_map(count).collect()
    }

    fn holders(&self, term: &Term) -> &[(u32, f64)] {
        self.postings.get(term).map_or(&[], Vec::as_slice)
    }

    fn rarity(&self, term: &Term) -> f64 {
        self.rarity_of(self.holders(term).len())
    }

    fn rarity_of(&self, holders: usize) -> f64 {
        let (count, holding) = (as_f64(self.trials.len()), as_f64(holders));
        (1.0 + (count - holding + 0.5) / (holding + 0.5)).ln()
    }

    /// The part of a frequency that counts: each further time says less, and less in a long text.
    fn saturated(&self, number: u32, frequency: f64, b: f64) -> f64 {
        let length = self.lengths.get(place(number)).copied().unwrap_or(0.0);
        let norm = K1 * (1.0 - b + b * length / self.mean_length);
        frequency * (K1 + 1.0) / (frequency + norm)
    }

    fn score(&self, asked: &BTreeMap<Term, f64>) -> BTreeMap<u32, f64> {
        let mut scores: BTreeMap<u32, f64> = BTreeMap::new();
        for (term, weight) in asked {
            let rarity = self.rarity(term);
            let b = if matches!(term, Term::Word(_)) { B } else { B_NAMED };
            for (number, frequency) in self.holders(term) {
                *scores.entry(*number).or_default() += weight * rarity * self.saturated(*number, *frequency, b);
            }
        }
        scores
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
        query.entry(Term::Word(word)).or_insert(WORD);
    }
    let mut problems: BTreeMap<ConceptId, f64> = BTreeMap::new();
    for fact in patient.facts.iter().filter(|fact| is_problem(fact)) {
        let weight = if fact.assertion.temporality == Temporality::Current { 1.0 } else { PAST };
        if let Some(concept) = fact.concept {
            let held = problems.entry(concept).or_default();
            *held = held.max(weight);
        }
    }
    for (problem, weight) in problems {
        for concept in terms.descendants(problem) {
            let share = if *concept == problem { 1.0 } else { KIND };
            *query.entry(Term::Concept(*concept)).or_default() += CONCEPT * weight * share;
        }
    }
    query
}

/// What is near suspected diseases: what they are kinds of, the other kinds of that, and the single words of their names.
fn near(terms: &Terms, diseases: &[Suspected]) -> BTreeMap<Term, f64> {
    let mut near: BTreeMap<Term, f64> = BTreeMap::new();
    let parents = |id: ConceptId| terms.concept(id).map_or(&[][..], |known| known.parents.as_slice());
    for disease in diseases {
        for parent in disease.concept.map_or(&[][..], parents) {
            let kinds = terms.descendants(*parent).iter().filter(|kind| *kind == parent || parents(**kind).contains(parent));
            for concept in kinds {
                *near.entry(Term::Concept(*concept)).or_default() += NEAR;
            }
        }
        for word in disease.names.iter().flat_map(|name| tokens::words(name)) {
            *near.entry(Term::Word(word)).or_default() += NEAR;
        }
    }
    near
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
