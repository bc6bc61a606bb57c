//! One trial against one cohort: who is excluded, eligible or potential, in which order, and why (DESIGN.md section 3.7).
//!
//! - *Excluded*: an inclusion criterion is not met, or an exclusion criterion is.
//! - *Eligible*: every criterion that records can answer is decided in favour. Criteria that only a person can answer, such
//!   as consent, are listed and do not stand in the way. Text that was not understood does: it might exclude.
//! - *Potential*: everybody else.
//!
//! The order is by status, then by score, then by study id, which says nothing about the patient. The score is
//! `0.8 * closeness + 0.2 * certainty`: closeness is the share of criteria decided in favour among those that records can
//! answer for this patient; certainty is the share of inclusion criteria that are met by what the record says. It orders
//! candidates of one trial; it is no probability, and is not comparable between trials.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use almoner_base::{NctId, Reason, StudyId};
use almoner_eligibility::{Criterion, Section};
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::mark::Mark;
use crate::{Funnel, Screen, Share, SuppliedAnswers, TriSet};

/// A trial, parsed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The trial.
    pub nct_id: NctId,
    /// Content hash of the record that was parsed.
    pub version: String,
    /// Its criteria.
    pub criteria: Vec<Criterion>,
}

/// Where a patient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing that records can answer stands in the way.
    Eligible,
    /// Not excluded, but something is open.
    Potential,
    /// A criterion excludes.
    Excluded,
}

/// A criterion that is open for a patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCriterion {
    /// Its number in the trial.
    pub criterion: u32,
    /// Why, in order of precedence.
    pub reasons: Vec<Reason>,
}

/// One patient who is not excluded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The pseudonym.
    pub study_id: StudyId,
    /// Place in the list, from 1.
    pub rank: u32,
    /// Eligible or potential.
    pub status: Status,
    /// What the order rests on; 0 to 1.
    pub score: f64,
    /// How many criteria speak for enrolment: inclusions met, exclusions not met.
    pub in_favour: u32,
    /// How many criteria are open, those for a person included.
    pub unknown: u32,
    /// What is open, and why.
    pub missing: Vec<OpenCriterion>,
    /// Criteria that only a person can answer; they do not stand in the way.
    pub person_only: Vec<u32>,
    /// Content hash of the patient's chart.
    pub chart_version: String,
}

/// How many patients stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCounts {
    /// Eligible.
    pub eligible: u64,
    /// Potential.
    pub potential: u64,
    /// Excluded.
    pub excluded: u64,
}

/// Verdicts of one criterion over the cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionCounts {
    /// Its number in the trial.
    pub criterion: u32,
    /// Inclusion or exclusion.
    pub section: Section,
    /// Patients of whom it is met. For an exclusion these are the ones it excludes.
    pub met: u64,
    /// Patients of whom it is not.
    pub not_met: u64,
    /// Patients of whom it is unknown.
    pub unknown: u64,
}

/// The candidates of one trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidates {
    /// How many patients stand where.
    pub counts: StatusCounts,
    /// Verdicts by criterion.
    pub criteria: Vec<CriterionCounts>,
    /// How the criteria, in order, leave fewer patients.
    pub funnel: Funnel,
    /// Who is not excluded, best first; at most as many as were asked for.
    pub list: Vec<Candidate>,
}

/// What a trial's criteria say of everybody, before anyone is listed.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) sets: Vec<(u32, Section, TriSet)>,
    /// Who is not excluded.
    pub(crate) open: RoaringBitmap,
    pub(crate) eligible: RoaringBitmap,
}

impl Judged {
    pub(crate) fn new(screen: &mut Screen, criteria: &[Criterion], answers: &SuppliedAnswers) -> Self {
        let mut sets = Vec::with_capacity(criteria.len());
        for criterion in criteria {
            let mut set = screen.answer(&criterion.expr);
            for (study_id, verdict) in answers.of(criterion.id) {
                if let Some(number) = screen.cohort().number_of(study_id) {
                    set.put(number, verdict);
                }
            }
            sets.push((criterion.id, criterion.section, set));
        }
        let (open, eligible) =
            open_and_eligible(sets.iter().map(|(_, section, set)| (*section, set)), screen.cohort().everybody());
        Self { sets, open, eligible }
    }

    /// Verdicts by criterion.
    pub(crate) fn criteria(&self, everybody: u64) -> Vec<CriterionCounts> {
        let counts = self.sets.iter().map(|(criterion, section, set)| {
            let [met, not_met, unknown] = set.counts(everybody);
            CriterionCounts { criterion: *criterion, section: *section, met, not_met, unknown }
        });
        counts.collect()
    }

    /// How many stand where.
    pub(crate) fn counts(&self, everybody: u64) -> StatusCounts {
        let (open, eligible) = (self.open.len(), self.eligible.len());
        StatusCounts { eligible, potential: open - eligible, excluded: everybody - open }
    }
}

/// Who is not excluded by any of the criteria, and of whom nothing is open that records could answer.
pub(crate) fn open_and_eligible<'s>(
    sets: impl Iterator<Item = (Section, &'s TriSet)> + Clone,
    everybody: &RoaringBitmap,
) -> (RoaringBitmap, RoaringBitmap) {
    let mut open = Share::everybody();
    for (section, set) in sets.clone() {
        open.less(&set.with(against(section)));
    }
    let open = open.of(everybody);
    let mut eligible = open.clone();
    for (_, set) in sets {
        if eligible.is_empty() {
            break;
        }
        // In the way is whatever is open, unless only a person can settle it.
        set.in_the_way().drop(&mut eligible);
    }
    (open, eligible)
}

/// The mark that favours.
pub(crate) fn favour(section: Section) -> Mark {
    match section {
        Section::Inclusion => Mark::MET,
        Section::Exclusion => Mark::NOT_MET,
    }
}

/// The mark that excludes.
pub(crate) fn against(section: Section) -> Mark {
    favour(section).not()
}

/// Screens the cohort for one trial and lists at most `limit` candidates.
pub fn match_trial(screen: &mut Screen, trial: &Trial, limit: usize) -> Candidates {
    match_trial_with(screen, trial, limit, &SuppliedAnswers::default())
}

/// The same, with what the recency desk answered in place of what the charts leave open.
pub fn match_trial_with(screen: &mut Screen, trial: &Trial, limit: usize, answers: &SuppliedAnswers) -> Candidates {
    let judged = Judged::new(screen, &trial.criteria, answers);
    let cohort = screen.cohort();
    let everybody = cohort.everybody().len();
    let (counts, criteria) = (judged.counts(everybody), judged.criteria(everybody));

    let best = scored(&judged).into_iter().flat_map(|(status, score, patients)| {
        // A bitmap gives its members in ascending order, which is that of study ids.
        patients.into_iter().map(move |number| (status, score, number))
    });
    let list = (1_u32..).zip(best.take(limit)).filter_map(|(rank, (status, score, number))| {
        let patient = cohort.patient(number)?;
        Some(describe(
            &judged,
            Candidate {
                study_id: patient.study_id,
                rank,
                status,
                score,
                in_favour: 0,
                unknown: 0,
                missing: Vec::new(),
                person_only: Vec::new(),
                chart_version: patient.chart_version.clone(),
            },
            number,
        ))
    });
    let list = list.collect();
    let funnel = Funnel::of(&judged, everybody);
    Candidates { counts, criteria, funnel, list }
}

/// What a score is made of.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Tally {
    in_favour: u32,
    person_only: u32,
    included: u32,
}

impl Tally {
    /// With one criterion more.
    fn and(mut self, section: Section, mark: Mark) -> Self {
        if mark == favour(section) {
            self.in_favour += 1;
            self.included += u32::from(section == Section::Inclusion);
        } else if mark.needs_only_a_person() {
            self.person_only += 1;
        }
        self
    }
}

/// Everybody who is not excluded, by status and score, best first. Patients with the same tally stay together in one set
/// all the way, so that the work depends on how many tallies there are and not on how many patients.
pub(crate) fn scored(judged: &Judged) -> Vec<(Status, f64, RoaringBitmap)> {
    let mut groups = BTreeMap::from([(Tally::default(), judged.open.clone())]);
    let mut inclusions = 0_u32;
    for (_, section, set) in &judged.sets {
        inclusions += u32::from(*section == Section::Inclusion);
        let (rest, listed) = set.marks();
        let plain = Tally::default().and(*section, rest);
        let otherwise: Vec<_> = listed.filter(|(mark, _)| Tally::default().and(*section, *mark) != plain).collect();
        let mut refined: BTreeMap<Tally, RoaringBitmap> = BTreeMap::new();
        let mut put = |tally: Tally, patients: RoaringBitmap| {
            if !patients.is_empty() {
                match refined.entry(tally) {
                    Entry::Vacant(slot) => {
                        slot.insert(patients);
                    }
                    Entry::Occupied(mut slot) => *slot.get_mut() |= patients,
                }
            }
        };
        for (tally, mut patients) in groups {
            for (mark, listed) in &otherwise {
                let both = &patients & *listed;
                if !both.is_empty() {
                    patients -= &both;
                    put(tally.and(*section, *mark), both);
                }
            }
            put(tally.and(*section, rest), patients);
        }
        groups = refined;
    }
    let criteria = u32::try_from(judged.sets.len()).unwrap_or(u32::MAX);
    let share = |part: u32, whole: u32| if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) };
    let mut scored: Vec<(Status, f64, RoaringBitmap)> = Vec::new();
    for (tally, patients) in groups {
        let closeness = share(tally.in_favour, criteria.saturating_sub(tally.person_only));
        let score = 0.8 * closeness + 0.2 * share(tally.included, inclusions);
        let eligible = &patients & &judged.eligible;
        for (status, patients) in [(Status::Potential, patients - &eligible), (Status::Eligible, eligible)] {
            match scored.iter_mut().find(|known| known.0 == status && known.1.total_cmp(&score).is_eq()) {
                Some(known) => known.2 |= patients,
                None => scored.push((status, score, patients)),
            }
        }
    }
    scored.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    scored
}

fn describe(judged: &Judged, mut candidate: Candidate, number: u32) -> Candidate {
    for (criterion, section, set) in &judged.sets {
        if set.verdict(number) == favour(*section).verdict() {
            candidate.in_favour += 1;
            continue;
        }
        candidate.unknown += 1;
        let reasons: Vec<Reason> = set.reasons(number).collect();
        if reasons == [Reason::NeedsPerson] {
            candidate.person_only.push(*criterion);
        } else {
            candidate.missing.push(OpenCriterion { criterion: *criterion, reasons });
        }
    }
    candidate
}
