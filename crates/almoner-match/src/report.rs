//! What a match run says, as JSON: study ids, codes with arguments, and the versions of everything that made it. Prose comes
//! from message catalogues, and no text of a note or record is in here: evidence is places in a chart.

use almoner_base::{NctId, StudyId, Verdict, content_version};
use almoner_eligibility::{
    Assumption, Effect, Explanation, Flip, Missing, Section, TextSpan, explain, flips, flips_to_eligible,
};
use almoner_facts::Source;
use serde::{Deserialize, Serialize};

use crate::{Candidates, Screen, Trial, match_trial};

/// Content hashes of everything that a verdict rests on, beside the patient's chart, which each candidate names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The trial record.
    pub trial: String,
    /// The criteria parser.
    pub parser: String,
    /// The vocabulary.
    pub terms: String,
    /// The extractor of facts from notes.
    pub extractor: String,
    /// The evaluator and this crate's ranking.
    pub evaluator: String,
    /// The absence policy.
    pub absence: String,
}

impl Versions {
    /// The versions in this build, for one trial.
    #[must_use]
    pub fn of(screen: &Screen, trial: &Trial) -> Self {
        Self {
            trial: trial.version.clone(),
            parser: almoner_trials::parser_version().to_owned(),
            terms: screen.terms().version().to_owned(),
            extractor: almoner_nlp::version().to_owned(),
            evaluator: content_version(&[almoner_eligibility::version().as_bytes(), crate::version().as_bytes()]),
            absence: screen.absence_version(),
        }
    }
}

/// One trial, matched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchReport {
    /// The trial.
    pub trial: NctId,
    /// What made the verdicts.
    pub versions: Versions,
    /// The candidates.
    pub candidates: Candidates,
}

impl MatchReport {
    /// Matches one trial and names the versions.
    pub fn new(screen: &mut Screen, trial: &Trial, limit: usize) -> Self {
        let candidates = match_trial(screen, trial, limit);
        Self { trial: trial.nct_id, versions: Versions::of(screen, trial), candidates }
    }
}

/// One criterion of one candidate, explained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplainedCriterion {
    /// Its number in the trial.
    pub criterion: u32,
    /// Inclusion or exclusion.
    pub section: Section,
    /// Its place in the eligibility text.
    pub source: TextSpan,
    /// The verdict; for an exclusion `Met` means that the patient has what excludes.
    pub verdict: Verdict,
    /// What that means for enrolment.
    pub effect: Effect,
    /// What it rests on.
    pub evidence: Vec<Source>,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
    /// What is open.
    pub missing: Vec<Missing>,
    /// The smallest sets of answers that would decide the criterion in the patient's favour.
    pub flips: Vec<Vec<Flip>>,
    /// The same for each part of the criterion.
    pub parts: Vec<Explanation>,
}

/// One candidate, explained in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExplainedCandidate {
    /// The pseudonym.
    pub study_id: StudyId,
    /// The trial.
    pub trial: NctId,
    /// What made the verdicts.
    pub versions: Versions,
    /// Content hash of the patient's chart.
    pub chart_version: String,
    /// Every criterion, in order.
    pub criteria: Vec<ExplainedCriterion>,
    /// The smallest sets of answers that would make the patient eligible; none if a known answer excludes.
    pub flips_to_eligible: Vec<Vec<Flip>>,
}

/// Explains one patient of the cohort for one trial, excluded ones too. `None` for a study id that is not in the cohort.
#[must_use]
pub fn explain_candidate(screen: &Screen, trial: &Trial, study_id: StudyId) -> Option<ExplainedCandidate> {
    let (terms, absence) = (screen.terms(), screen.absence());
    let number = screen.cohort().number_of(study_id)?;
    let chart_version = screen.cohort().patient(number)?.chart_version.clone();
    let (criteria, flips_to_eligible) = screen.cohort().view(number, |patient| {
        let criteria = trial.criteria.iter().map(|criterion| {
            let explanation = explain(&criterion.expr, patient, terms, absence, None);
            let finding = explanation.finding;
            let effect = Effect::of(criterion.section, finding.verdict);
            let wanted = match criterion.section {
                Section::Inclusion => Verdict::Met,
                Section::Exclusion => Verdict::NotMet,
            };
            let flips = match effect {
                Effect::Open => flips(&criterion.expr, wanted, patient, terms, absence, None),
                Effect::Favours | Effect::Excludes => Vec::new(),
            };
            ExplainedCriterion {
                criterion: criterion.id,
                section: criterion.section,
                source: criterion.source,
                verdict: finding.verdict,
                effect,
                evidence: finding.evidence,
                assumptions: finding.assumptions,
                missing: finding.missing,
                flips,
                parts: explanation.parts,
            }
        });
        (criteria.collect(), flips_to_eligible(&trial.criteria, patient, terms, absence, None))
    })?;
    let versions = Versions::of(screen, trial);
    Some(ExplainedCandidate { study_id, trial: trial.nct_id, versions, chart_version, criteria, flips_to_eligible })
}
