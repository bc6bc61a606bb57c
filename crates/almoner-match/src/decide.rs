//! One criterion, one note, one verdict: what `almoner criteria decide` answers.
//!
//! A full note mentions what would bar a patient; what a trial requires must be stated. So silence closes what bars (an
//! exclusion, or what an inclusion negates) under the policy `summary_note`, and leaves open what is required. Results that would
//! bar count among it: a platelet count of 40 is a finding. Body measures and scores are no findings, so they stay open, as do
//! pregnancy, the stage of the disease itself, how the study is run, and what only a person can answer; for these a note must
//! speak. Text of a criterion that was not understood is closed in the same way only where the note has less than half of its words.
//!
//! A disease that the findings of the note strongly suggest (`findings`) is not closed by silence; one that stands alone meets what
//! requires it, and the reason says that it is suggested. Nor is one closed that a drug or a value implies (`implied`), an operation
//! at any time in the past by a note that tells no past history, or another cause of what brought the patient.

mod evidence;
mod implied;
mod words;

use std::collections::BTreeSet;

use almoner_base::{CodeSystem, ConceptId, Reason, Verdict};
use almoner_eligibility::{
    AbsencePolicy, AbsenceRule, Aspect, Assumption, Atom, AtomKind, Expr, FactIndex, Finding, Manner, Missing, Node,
    PatientView, Question, Section, Sense, SexClass, Subject, TextSpan, Values, evaluate_leaves,
};
use almoner_facts::{Experiencer, Fact, FactKind, Polarity, Sex, Source};
use almoner_terms::{ConceptKind, Terms};
use almoner_trials::parse_eligibility;
use serde::{Deserialize, Serialize};

use crate::findings::{sentences_about, suspected};
use crate::note::{NOTE_DAY, NotePatient, characters};
use crate::tokens;
use words::{
    DENIES, is_about_ability, is_about_another_cause, is_about_cooperation, is_about_other_trials, is_about_results,
    is_about_women, is_arranged_operation, is_arranging, is_general, is_left_to_judgement, is_neutral, is_never_closed,
    is_of_now, is_of_presenting, is_of_state, is_of_the_study, is_past_operation, shows, tells_past_history,
};

/// A verdict without its reason, as the output spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteVerdict {
    /// The note says or implies that it holds. For an exclusion: the patient has what excludes.
    Met,
    /// It does not hold.
    NotMet,
    /// The note does not tell.
    Unknown,
}

/// Why, as a stable code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteReason {
    /// The note says so.
    Stated,
    /// The note says nothing of it, and a full note would (policy `summary_note`).
    AbsentFromSummaryNote,
    /// The note does not name the disease, and its findings strongly suggest that one before all others.
    SuggestedByFindings,
    /// The question does not arise for this patient.
    NotApplicable,
    /// Only a person can answer.
    NeedsPerson,
    /// The criterion was not understood.
    Opaque,
    /// The note does not tell.
    NoData,
    /// The note contradicts itself.
    Conflicting,
    /// The note gives a value in a unit that can not be compared.
    Unit,
    /// The note is not sure, or too coarse.
    Uncertain,
}

/// The answer to one criterion from one note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteDecision {
    /// The verdict.
    pub verdict: NoteVerdict,
    /// Characters of the note (Unicode scalar values) that it rests on.
    pub evidence: Vec<TextSpan>,
    /// Why.
    pub reason: NoteReason,
}

/// Decides one criterion for the patient that a note describes.
#[must_use]
pub fn decide(terms: &Terms, note: &str, criterion: &str, section: Section) -> NoteDecision {
    let patient = NotePatient::read(terms, note);
    decide_for(terms, &patient, criterion, section)
}

fn decide_for(terms: &Terms, patient: &NotePatient, criterion: &str, section: Section) -> NoteDecision {
    let heading = match section {
        Section::Inclusion => "Inclusion Criteria:\n\n",
        Section::Exclusion => "Exclusion Criteria:\n\n",
    };
    let text = format!("{heading}{criterion}\n");
    let nodes: Vec<Node> = parse_eligibility(terms, &text).criteria.into_iter().map(|criterion| criterion.expr).collect();
    let whole = TextSpan { start: 0, end: u32::try_from(text.chars().count()).unwrap_or(u32::MAX) };
    let expr = match (nodes.is_empty(), section) {
        // An exclusion that names nothing ("None") bars nobody.
        (true, Section::Exclusion) if criterion.trim().trim_end_matches('.').eq_ignore_ascii_case("none") => {
            Expr::Or(Vec::new())
        }
        (true, _) => Expr::Opaque,
        // Several lines are several criteria: all must hold, or any excludes.
        (false, Section::Inclusion) => Expr::And(nodes),
        (false, Section::Exclusion) => Expr::Or(nodes),
    };
    let mut node = Node { expr, source: whole, method: almoner_eligibility::Method::Grammar };
    let index = FactIndex::new(&patient.facts);
    let suggested = Suggested::by(terms, patient);
    let mut reader = Reader {
        terms,
        patient,
        index,
        suggested,
        other_sex: false,
        asks_a_person: asks_a_person(&node),
        bars_more: bars_more(&node),
        criterion: &text,
        section,
    };
    // An exclusion of people of the other sex does not apply.
    reader.other_sex = section == Section::Exclusion && reader.is_of_other_sex(&node);
    reader.drop_empty_words(&mut node);
    reader.ask_of_men_too(&mut node);
    let mut finding = evaluate_leaves(&node, &|leaf: &Node, sense| reader.ask(leaf, sense));
    if let (Verdict::Unknown(Reason::NoData | Reason::Opaque | Reason::NeedsPerson | Reason::Uncertain), Section::Inclusion) =
        (finding.verdict, section)
        && let Some(evidence) = reader.told_of_all_names()
    {
        finding = Finding { verdict: Verdict::Met, evidence, assumptions: Vec::new(), missing: Vec::new() };
    }
    let is_silent = finding.verdict.is_decided() && !finding.assumptions.is_empty();
    if reader.other_sex || reader.is_silent_of_tests(&finding) || is_silent && reader.is_of_untold_past() {
        finding = unknown(Reason::NoData);
    } else if is_silent && section == Section::Exclusion && is_about_another_cause(criterion) {
        finding = unknown(Reason::Uncertain);
    }
    reader.told(&finding)
}

/// Letters by which words are taken for forms of one word.
const ROOT: usize = 6;

fn asks_a_person(node: &Node) -> bool {
    match &node.expr {
        Expr::Atom(atom) if atom.needs_a_person() => true,
        Expr::And(children) | Expr::Or(children) => !children.is_empty() && children.iter().all(asks_a_person),
        Expr::Not(child) => asks_a_person(child),
        _ => false,
    }
}

fn bars_more(node: &Node) -> bool {
    matches!(&node.expr, Expr::Or(children) if children.iter().any(|child| {
        matches!(child.expr, Expr::Opaque | Expr::Atom(Atom::Condition { .. } | Atom::Medication { .. } | Atom::Measurement { .. })) || bars_more(child)
    }))
}

fn is_unread(node: &Node) -> bool {
    matches!(node.expr, Expr::Opaque | Expr::Atom(Atom::Qualifier { .. } | Atom::Named { .. }))
}

/// Evidence that is not a fact is passed as a span of note 0, like facts are.
fn as_source(span: TextSpan) -> Source {
    Source::Note { ordinal: 0, start: span.start, end: span.end }
}

/// A disease is taken for the patient's where nothing else that the findings suggest comes near it.
const NO_RIVAL: f64 = 0.9;
/// From here on its findings are shown where it is asked about.
const LIKELY: f64 = 0.7;

/// What the findings of a note suggest.
struct Suggested {
    /// The disease that stands alone: none comes near it.
    alone: Option<ConceptId>,
    /// What the strong ones are or are kinds of: silence does not close them.
    strong: Vec<ConceptId>,
    /// What each likely one is or is a kind of, and the sentences that tell its findings.
    likely: Vec<(Vec<ConceptId>, BTreeSet<TextSpan>)>,
}

impl Suggested {
    fn by(terms: &Terms, patient: &NotePatient<'_>) -> Self {
        let likely: Vec<_> = suspected(terms, patient).into_iter().filter(|one| one.weight >= LIKELY).collect();
        let strong = || likely.iter().filter(|one| one.weight >= NO_RIVAL);
        let is_cancer = |concept| terms.by_key("malignancy").is_some_and(|malignancy| terms.is_a(concept, malignancy));
        // No finding but that of a pathologist tells a cancer.
        let first = likely.first().filter(|first| first.weight >= 1.0 && strong().count() == 1);
        let alone = first.and_then(|first| first.concept).filter(|concept| !is_cancer(*concept));
        let strong = strong().flat_map(|one| one.kinds.iter().copied()).collect();
        let sentences = |name: &&str| {
            let told = sentences_about(terms, name, patient).into_iter();
            told.map(|range| characters(patient.text, range.start, range.end)).collect()
        };
        let told = likely.iter().map(|one| (one.kinds.clone(), one.names.first().map(sentences).unwrap_or_default()));
        let likely = told.collect();
        Self { alone, strong, likely }
    }

    /// The sentences that tell the disease that stands alone.
    fn told(&self) -> impl Iterator<Item = Source> + '_ {
        self.likely.first().into_iter().flat_map(|(_, sentences)| sentences.iter().copied().map(as_source))
    }
}

struct Reader<'a> {
    terms: &'a Terms,
    patient: &'a NotePatient<'a>,
    index: FactIndex<'a>,
    suggested: Suggested,
    /// Whether it bars only people of the other sex.
    other_sex: bool,
    /// Whether all of it is for a person to answer.
    asks_a_person: bool,
    /// Whether it lists things that have nothing to do with pregnancy beside it.
    bars_more: bool,
    criterion: &'a str,
    section: Section,
}

impl Reader<'_> {
    fn ask(&self, leaf: &Node, sense: Sense) -> Finding {
        let bars = (self.section == Section::Exclusion) != (sense == Sense::Negated);
        let text = self.asked_text(leaf);
        let told = match &leaf.expr {
            Expr::Atom(Atom::Named { .. }) => self.told_in_words(&text),
            // What narrows a thing is told in a sentence that also speaks of the thing.
            Expr::Atom(Atom::Qualifier { .. }) => self.told_in_words(&text).filter(|told| {
                let sentence = self.patient.text.chars().skip(told.start as usize).take((told.end - told.start) as usize);
                let (said, narrows) = (roots(&sentence.collect::<String>()), roots(&text));
                roots(self.body()).iter().any(|word| !narrows.contains(word) && said.contains(word))
            }),
            _ => None,
        };
        let named = match &leaf.expr {
            Expr::Atom(Atom::Named { .. }) => self.named(leaf, bars),
            _ => None,
        };
        let mut finding = match &leaf.expr {
            Expr::Atom(Atom::Named { .. }) if let Some(finding) = named => finding,
            Expr::Atom(atom) if atom.needs_a_person() && (is_about_cooperation(&text) || !bars) => self.person(&text, bars),
            Expr::Atom(atom) if atom.needs_a_person() => match self.unread(&text, bars) {
                silent if silent.verdict.is_decided() => silent,
                _ => unknown(Reason::NeedsPerson),
            },
            // A qualifier is in no fact; what the note says of its words is all there is.
            Expr::Atom(Atom::Named { .. } | Atom::Qualifier { .. }) if let (false, Some(told)) = (bars, told) => Finding {
                verdict: if sense == Sense::Negated { Verdict::NotMet } else { Verdict::Met },
                evidence: vec![as_source(told)],
                assumptions: Vec::new(),
                missing: Vec::new(),
            },
            // Silence about what narrows a disease that is suggested is not silence about the disease.
            Expr::Atom(Atom::Qualifier { .. }) if bars && self.asks_of_suggested() => unknown(Reason::Uncertain),
            Expr::Atom(Atom::Qualifier { .. } | Atom::Named { .. }) => self.unread(&text, bars),
            Expr::Atom(atom) => self.recorded(atom, bars),
            _ => self.unread(&text, bars),
        };
        if let Verdict::Unknown(reason) = finding.verdict {
            finding.missing.push(Missing { reason, source: leaf.source });
        }
        finding
    }

    /// Whether the criterion names a disease that the findings strongly suggest, or a kind of it.
    fn asks_of_suggested(&self) -> bool {
        let is_strong = |asked: ConceptId| self.suggested.strong.iter().any(|held| self.terms.is_a(asked, *held));
        self.terms.mentions(self.body()).iter().any(|mention| is_strong(mention.concept))
    }

    /// Whether silence would close an exclusion about what the study itself is to measure: a list of laboratory values, or what an
    /// examination shows that the note does not tell of.
    fn is_silent_of_tests(&self, finding: &Finding) -> bool {
        let is_silent = finding.verdict == Verdict::NotMet && !finding.assumptions.is_empty();
        if !is_silent || self.section == Section::Inclusion {
            return false;
        }
        let body = self.body();
        let mentions = self.terms.mentions(body);
        let kind = |concept| self.terms.concept(concept).map(|concept| concept.kind);
        let measured: BTreeSet<ConceptId> = mentions
            .iter()
            .filter(|mention| kind(mention.concept) == Some(ConceptKind::Measurement))
            .map(|mention| mention.concept)
            .collect();
        let told = |concept: ConceptId| self.patient.facts.iter().any(|fact| fact.concept == Some(concept));
        let untold = mentions.iter().any(|mention| {
            let rest = body.get(mention.end..).unwrap_or_default().trim_start();
            kind(mention.concept) == Some(ConceptKind::Procedure) && shows(rest) && !told(mention.concept)
        });
        let first = mentions.first().and_then(|mention| kind(mention.concept)) == Some(ConceptKind::Measurement);
        let is_allergy = ["hypersens", "allerg"].iter().any(|stem| body.to_lowercase().contains(stem));
        (measured.len() > 1 && !is_allergy && (first || is_about_results(body))) || untold
    }

    /// Whether all that is asked is an operation at any time in the past, and the note tells no past history. A recent one, or one
    /// that is arranged, a note tells.
    fn is_of_untold_past(&self) -> bool {
        let body = self.body();
        let is_operation = |concept| {
            matches!(
                self.terms.concept(concept).map(|concept| concept.kind),
                Some(ConceptKind::Procedure | ConceptKind::Device)
            )
        };
        is_past_operation(body)
            && self.terms.mentions(body).iter().all(|mention| is_operation(mention.concept))
            && !tells_past_history(self.patient.text)
    }

    /// A thing under its own name that ends in the name of a concept ("severe liver disease"): who has not the one has not the
    /// other. Who has it has both only where the words before say nothing.
    fn named(&self, leaf: &Node, bars: bool) -> Option<Finding> {
        let Expr::Atom(Atom::Named { name, test, when, subject, .. }) = &leaf.expr else { return None };
        let ends = |end: usize| name.get(end..).is_some_and(|rest| tokens::words(rest).all(|word| is_of_state(&word)));
        let mention = self.terms.mentions(name).into_iter().rev().find(|mention| ends(mention.end))?;
        let concept = mention.concept;
        let (any_of, when) = (vec![concept], *when);
        let atom = match (self.terms.concept(concept)?.kind, test) {
            (ConceptKind::Condition, _) => Atom::Condition { any_of, when, subject: *subject },
            (ConceptKind::Drug | ConceptKind::DrugClass, _) => Atom::Medication { any_of, when, manner: Manner::default() },
            (ConceptKind::Procedure | ConceptKind::Device, _) => Atom::Procedure { any_of, when },
            (ConceptKind::Social, None) => Atom::Social { any_of, when, subject: Subject::Patient },
            (ConceptKind::Genomic, None) => Atom::Genomic { any_of, when },
            (ConceptKind::Measurement | ConceptKind::Score, Some(test)) => {
                Atom::Measurement { concept, test: test.clone(), when, values: Values::Latest }
            }
            _ => return None,
        };
        let is_value = matches!(atom, Atom::Measurement { .. });
        let plain = tokens::words(name.get(..mention.start)?).all(|word| is_neutral(&word)) && (test.is_none() || is_value);
        let finding = self.recorded(&atom, bars);
        match finding.verdict {
            Verdict::NotMet | Verdict::Unknown(Reason::Uncertain) => Some(finding),
            Verdict::Met if plain => Some(finding),
            _ => None,
        }
    }

    fn recorded(&self, atom: &Atom, bars: bool) -> Finding {
        let facts = &self.index;
        let NotePatient { demographics, coverage, notes, .. } = self.patient;
        let view = PatientView { demographics, facts, coverage, notes };
        let absence = match atom {
            Atom::Social { any_of, .. } if self.is_about_pregnancy(any_of) => {
                if demographics.sex == Some(Sex::Male) {
                    // Nothing to decide: the experts' "not applicable"; beside other things that bar, one that can not be.
                    let verdict = if bars && self.bars_more { Verdict::NotMet } else { Verdict::Unknown(Reason::NoData) };
                    return Finding { verdict, ..unknown(Reason::NoData) };
                }
                AbsencePolicy::open()
            }
            Atom::Procedure { .. } if self.section == Section::Inclusion && is_arranged_operation(self.body()) => {
                AbsencePolicy::uniform(AbsenceRule::SummaryNote)
            }
            _ if bars => AbsencePolicy { family: AbsenceRule::Open, ..AbsencePolicy::uniform(AbsenceRule::SummaryNote) },
            _ => AbsencePolicy::open(),
        };
        let mut finding = Question::new(atom, self.terms).ask(&view, self.terms, &absence, Some(NOTE_DAY));
        if let Atom::Condition { any_of, subject: Subject::Patient, .. } = atom {
            let is_asked = |held: &ConceptId| any_of.iter().any(|asked| self.terms.is_a(*held, *asked));
            let is_near = |held: &ConceptId| any_of.iter().any(|asked| self.terms.is_a(*asked, *held)) || is_asked(held);
            let is_silent = finding.verdict == Verdict::NotMet && !finding.assumptions.is_empty();
            if bars && is_silent && (self.suggested.strong.iter().any(is_near) || !self.implying(any_of).is_empty()) {
                return unknown(Reason::Uncertain);
            }
            // A symptom of what brought the patient is not yet a disease of that kind.
            if bars && finding.verdict == Verdict::Met && self.is_of_symptoms(&finding, any_of) {
                return Finding { verdict: Verdict::Unknown(Reason::Uncertain), ..finding };
            }
            if let (false, Verdict::Unknown(Reason::NoData), Some(held)) = (bars, finding.verdict, &self.suggested.alone)
                && is_asked(held)
            {
                finding.verdict = Verdict::Met;
                finding.evidence = self.suggested.told().collect();
                finding.missing.clear();
            }
        }
        if let (true, Atom::Measurement { concept, .. }, Verdict::Unknown(Reason::NoData)) = (bars, atom, finding.verdict)
            && !self.is_of_the_body(*concept)
            && !self.patient.notes.is_empty()
        {
            let assumption = Assumption::Absence { kind: AtomKind::Condition, rule: AbsenceRule::SummaryNote };
            return Finding {
                verdict: Verdict::NotMet,
                evidence: Vec::new(),
                assumptions: vec![assumption],
                missing: Vec::new(),
            };
        }
        if matches!(atom, Atom::Age { .. } | Atom::Sex(_)) {
            finding.evidence.extend(self.patient.described.map(as_source));
        }
        finding
    }

    /// Takes out what was not understood and says nothing by itself: "recent or", "documented", "presenting with".
    fn drop_empty_words(&self, node: &mut Node) {
        match &mut node.expr {
            Expr::And(children) if !children.iter().all(is_unread) => {
                children.retain(|child| !self.says_nothing(child, &is_neutral));
            }
            Expr::Or(children) if !children.iter().all(is_unread) => {
                children.retain(|child| !self.says_nothing(child, &is_general));
            }
            _ => {}
        }
        match &mut node.expr {
            Expr::And(children) | Expr::Or(children) => children.iter_mut().for_each(|child| self.drop_empty_words(child)),
            Expr::Not(child) => self.drop_empty_words(child),
            _ => {}
        }
    }

    /// Whether nothing of a node was understood and all its words are empty.
    fn says_nothing(&self, node: &Node, is_empty: &dyn Fn(&str) -> bool) -> bool {
        match &node.expr {
            Expr::And(children) | Expr::Or(children) => {
                !children.is_empty() && children.iter().all(|child| self.says_nothing(child, is_empty))
            }
            Expr::Atom(Atom::Qualifier { aspect: Aspect::Reading, .. }) => true,
            _ if is_unread(node) => {
                let text = self.asked_text(node);
                !text.contains(['<', '>', '\u{2264}', '\u{2265}']) && tokens::words(&text).all(|word| is_empty(&word))
            }
            _ => false,
        }
    }

    /// "Women must have a negative pregnancy test" holds of a man because it does not arise; what it asks is asked as it stands, so
    /// that the answer says that it does not apply.
    fn ask_of_men_too(&self, node: &mut Node) {
        match &mut node.expr {
            Expr::IfThen { condition, then } if self.is_other_sex(condition) => {
                let then = std::mem::replace(&mut **then, Node { expr: Expr::Opaque, ..(**condition).clone() });
                *node = then;
                self.ask_of_men_too(node);
            }
            Expr::And(parts) if parts.iter().any(|part| self.is_other_sex(part)) && parts.len() > 1 => {
                parts.retain(|part| !self.is_other_sex(part));
                parts.iter_mut().for_each(|part| self.ask_of_men_too(part));
            }
            // "Men and non-pregnant women over 18" asks men too: only what is about women throughout does not apply to them.
            Expr::And(parts) | Expr::Or(parts)
                if parts.len() == 1 || parts.iter().all(|part| self.is_of_other_sex(part)) =>
            {
                parts.iter_mut().for_each(|part| self.ask_of_men_too(part));
            }
            Expr::Not(part) => self.ask_of_men_too(part),
            _ => {}
        }
    }

    fn is_other_sex(&self, node: &Node) -> bool {
        let sex = self.patient.demographics.sex;
        match node.expr {
            Expr::Atom(Atom::Sex(SexClass::Female)) => sex == Some(Sex::Male),
            Expr::Atom(Atom::Sex(SexClass::Male)) => sex == Some(Sex::Female),
            _ => false,
        }
    }

    fn is_of_other_sex(&self, node: &Node) -> bool {
        match &node.expr {
            Expr::IfThen { condition, .. } => self.is_other_sex(condition),
            Expr::And(parts) => parts.iter().any(|part| self.is_other_sex(part)),
            Expr::Or(parts) => !parts.is_empty() && parts.iter().all(|part| self.is_of_other_sex(part)),
            _ => false,
        }
    }

    /// A thing that stands under no concept: the note tells of it where one sentence affirms every word of its name.
    fn told_in_words(&self, text: &str) -> Option<TextSpan> {
        let root = |word: &str| match word {
            "ekg" => "ecg".to_owned(),
            _ => word.chars().take(ROOT).collect::<String>(),
        };
        let asked: BTreeSet<String> =
            tokens::words(text).filter(|word| !is_general(word) && !is_neutral(word)).map(|word| root(&word)).collect();
        const COUNTS: &[&str] = &["week", "day", "month", "year", "hour", "one", "two", "three", "least", "times"];
        let counted = text.split(|c: char| !c.is_alphabetic()).any(|word| {
            let word = word.to_lowercase();
            word == "than"
                || COUNTS.iter().any(|count| word.strip_prefix(count).is_some_and(|rest| rest.is_empty() || rest == "s"))
        });
        let plain =
            !counted && !text.chars().any(|c| c.is_ascii_digit() || matches!(c, '<' | '>' | '=' | '\u{2264}' | '\u{2265}'));
        if asked.is_empty() || !plain {
            return None;
        }
        let affirmed = self.patient.affirmed();
        almoner_nlp::sentences(&affirmed).find_map(|range| {
            let sentence = affirmed.get(range.clone())?;
            let said: BTreeSet<String> = tokens::words(sentence).map(|word| root(&word)).collect();
            let denies =
                tokens::words(sentence).any(|word| matches!(word.as_str(), "denie" | "deny" | "denied" | "negative"));
            let unsure =
                ["suspect", "possib", "rule out", "concern for", "risk of"].iter().any(|cue| sentence.contains(cue));
            (!denies && !unsure && asked.is_subset(&said)).then(|| characters(&affirmed, range.start, range.end))
        })
    }

    /// Scores, weight, height and what is calculated from them: what a note gives, or not, whatever it is.
    fn is_of_the_body(&self, concept: ConceptId) -> bool {
        let body = ["body-mass-index", "body-weight", "body-height", "life-expectancy"].map(|key| self.terms.by_key(key));
        let is_score = self.terms.concept(concept).is_some_and(|concept| concept.kind == ConceptKind::Score);
        is_score || body.contains(&Some(concept))
    }

    /// Whether a finding rests on symptoms alone, and none of them is what was asked.
    fn is_of_symptoms(&self, finding: &Finding, asked: &[ConceptId]) -> bool {
        let facts = self.patient.facts.iter().filter(|fact| finding.evidence.contains(&fact.source));
        let is_asked = |held| asked.iter().any(|asked| self.is_symptom(*asked) && self.terms.is_a(held, *asked));
        let mut held = facts.filter_map(|fact| fact.concept);
        !finding.evidence.is_empty() && held.all(|held| self.is_symptom(held) && !is_asked(held))
    }

    /// What ICD-10-CM counts among the symptoms and signs (chapter 18, codes R00 to R99), or the tables under symptoms.
    fn is_symptom(&self, concept: ConceptId) -> bool {
        let symptom = self.terms.by_key("symptom");
        symptom.is_some_and(|symptom| self.terms.is_a(concept, symptom))
            || self.terms.concept(concept).is_some_and(|known| {
                known.codes.iter().any(|code| code.system == CodeSystem::Icd10Cm && code.code.starts_with('R'))
            })
    }

    fn is_about_pregnancy(&self, any_of: &[ConceptId]) -> bool {
        let ids = ["pregnant", "breastfeeding"].map(|key| self.terms.by_key(key));
        any_of.iter().any(|concept| ids.contains(&Some(*concept)))
    }

    /// Consent and cooperation are answered where the note says that the patient will give them.
    fn person(&self, text: &str, bars: bool) -> Finding {
        let promised = is_about_cooperation(text).then(|| self.promise()).flatten();
        match promised {
            Some(span) => {
                let verdict = if bars { Verdict::NotMet } else { Verdict::Met };
                Finding { verdict, evidence: vec![as_source(span)], assumptions: Vec::new(), missing: Vec::new() }
            }
            None => unknown(Reason::NeedsPerson),
        }
    }

    /// The sentence in which the note says that the patient consents or cooperates.
    fn promise(&self) -> Option<TextSpan> {
        let note = self.patient.text;
        almoner_nlp::sentences(note).into_iter().find_map(|range| {
            let sentence = note.get(range.clone())?.to_lowercase();
            let promises = sentence.contains("consent") || sentence.contains("comply with");
            let refuses = ["refus", "declin", "unable", "unwilling", " not "].iter().any(|word| sentence.contains(word));
            (promises && !refuses).then(|| characters(note, range.start, range.end))
        })
    }

    /// Text that was not understood. It is closed by silence only where it bars and the note has none of its words.
    fn unread(&self, text: &str, bars: bool) -> Finding {
        if is_about_cooperation(text) {
            return self.person(text, bars);
        }
        let asked: BTreeSet<String> = tokens::words(text).filter(|word| !is_general(word)).collect();
        let operated = self.section == Section::Inclusion && !bars && is_arranged_operation(text);
        let may_close = (self.section == Section::Exclusion && bars || operated) && !self.patient.notes.is_empty();
        let is_run = is_of_the_study(self.body());
        let is_judged = self.terms.mentions(text).is_empty() && is_left_to_judgement(text);
        if !may_close || is_run || asked.is_empty() && !is_about_other_trials(text) || is_judged || is_never_closed(text) {
            return unknown(Reason::Opaque);
        }
        let said: BTreeSet<String> = tokens::words(&self.patient.affirmed()).collect();
        // A word in common may be chance; a name that the note affirms, or half of the words, is the note speaking of it.
        if self.affirms_a_name(text)
            || !asked.is_empty() && asked.iter().filter(|word| said.contains(*word)).count() * 2 >= asked.len()
        {
            return unknown(Reason::Opaque);
        }
        let assumption = Assumption::Absence { kind: AtomKind::Condition, rule: AbsenceRule::SummaryNote };
        Finding { verdict: Verdict::NotMet, evidence: Vec::new(), assumptions: vec![assumption], missing: Vec::new() }
    }

    /// A line that was understood in part holds where the note tells of every thing that it names, and what is left of it narrows
    /// nothing or stands in the note: what it rests on.
    fn told_of_all_names(&self) -> Option<Vec<Source>> {
        let body = self.body();
        let mentions = self.terms.mentions(body);
        let narrows = body.chars().any(|c| c.is_ascii_digit() || matches!(c, '<' | '>' | '=' | '\u{2264}' | '\u{2265}'));
        if mentions.is_empty() || narrows {
            return None;
        }
        let mut evidence = Vec::new();
        let mut suggested = false;
        for mention in &mentions {
            let facts =
                self.patient.facts.iter().filter(|fact| {
                    is_affirmed(fact) && fact.concept.is_some_and(|held| self.terms.is_a(held, mention.concept))
                });
            let before = evidence.len();
            evidence.extend(facts.map(|fact| fact.source));
            let name = body.get(mention.start..mention.end).unwrap_or_default();
            if evidence.len() > before || tokens::words(name).all(|word| is_of_presenting(&word)) {
                continue;
            }
            if !self.terms.is_a(self.suggested.alone?, mention.concept) {
                return None;
            }
            suggested = true;
            evidence.extend(self.suggested.told());
        }
        let said: BTreeSet<String> = tokens::words(&self.patient.affirmed()).collect();
        let mut left = String::new();
        let mut from = 0;
        for mention in &mentions {
            left.push_str(body.get(from..mention.start).unwrap_or_default());
            left.push(' ');
            from = mention.end.max(from);
        }
        left.push_str(body.get(from..).unwrap_or_default());
        let is_open = |word: &str| {
            let word = word.to_lowercase();
            DENIES.contains(&word.as_str())
        };
        let plain = |word: String| {
            is_neutral(&word) || is_of_presenting(&word) || (suggested && is_of_now(&word)) || said.contains(&word)
        };
        let denies = left.split(|c: char| !c.is_alphabetic()).any(is_open);
        (!denies && tokens::words(&left).all(plain)).then_some(evidence)
    }

    /// Whether the note affirms a disease or a drug that the text names. A symptom is no disease: what the text says of its cause
    /// is another matter.
    fn affirms_a_name(&self, text: &str) -> bool {
        let affirmed = |fact: &&Fact| matches!(fact.kind, FactKind::Condition | FactKind::Medication) && is_affirmed(fact);
        let held: Vec<_> = self.patient.facts.iter().filter(affirmed).filter_map(|fact| fact.concept).collect();
        let mentions = self.terms.mentions(text);
        let mut named = mentions.iter().map(|mention| mention.concept).filter(|concept| !self.is_symptom(*concept));
        named.any(|named| held.iter().any(|held| self.terms.is_a(*held, named)))
    }

    /// The words of a leaf. A name of which a part stands elsewhere ("current or planned pregnancy") is taken from the leaf itself.
    fn asked_text(&self, leaf: &Node) -> String {
        let text = self.text_of(leaf.source);
        match &leaf.expr {
            Expr::Atom(Atom::Named { name, .. }) => {
                let held: BTreeSet<String> = tokens::words(&text).collect();
                if tokens::words(name).all(|word| held.contains(&word)) { text } else { name.clone() }
            }
            _ => text,
        }
    }

    fn text_of(&self, span: TextSpan) -> String {
        let index = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        self.criterion.chars().skip(index(span.start)).take(index(span.end.saturating_sub(span.start))).collect()
    }

    fn told(&self, finding: &Finding) -> NoteDecision {
        let evidence = finding.evidence.iter().filter_map(|source| match source {
            Source::Note { start, end, .. } => Some(TextSpan { start: *start, end: *end }),
            Source::Resource { .. } => None,
        });
        let shown: BTreeSet<TextSpan> = evidence.collect();
        let rests = finding.verdict.is_decided() && finding.assumptions.is_empty();
        let mut told = self.suggested.told().peekable();
        let suggested =
            self.suggested.alone.is_some() && told.peek().is_some() && told.all(|one| finding.evidence.contains(&one));
        let looks_on = !rests || self.section == Section::Inclusion || finding.verdict == Verdict::Met;
        let is_silent = finding.verdict == Verdict::NotMet && !rests;
        let body = self.body();
        let mut evidence = if let (true, Some(promise)) =
            (is_about_ability(body) || is_about_cooperation(body) || self.is_about_arrangements(), self.promise())
        {
            BTreeSet::from([promise])
        } else if suggested {
            self.whole_sentences(&shown).into_iter().chain(self.patient.described).collect()
        } else if rests && !looks_on {
            self.whole_sentences(&shown)
        } else {
            self.bearing(&shown, rests, is_silent)
        };
        if !rests || suggested {
            self.add_continued(&mut evidence);
        }
        let (verdict, reason) = match finding.verdict {
            Verdict::Met if suggested => (NoteVerdict::Met, NoteReason::SuggestedByFindings),
            Verdict::Met => (NoteVerdict::Met, stated(finding)),
            Verdict::NotMet => (NoteVerdict::NotMet, stated(finding)),
            Verdict::Unknown(reason) => (NoteVerdict::Unknown, self.reason(reason)),
        };
        NoteDecision { verdict, evidence: evidence.into_iter().collect(), reason }
    }

    /// Whether the line is about what a patient can arrange, and names nothing of medicine.
    fn is_about_arrangements(&self) -> bool {
        let body = self.body();
        tokens::words(body).any(|word| is_arranging(&word)) && self.terms.mentions(body).is_empty()
    }

    /// The criterion without its heading.
    fn body(&self) -> &str {
        self.criterion.split_once("\n\n").map_or(self.criterion, |(_, body)| body)
    }

    fn reason(&self, reason: Reason) -> NoteReason {
        match reason {
            Reason::NeedsPerson => NoteReason::NeedsPerson,
            Reason::Opaque => NoteReason::Opaque,
            Reason::Conflicting => NoteReason::Conflicting,
            Reason::Unit => NoteReason::Unit,
            Reason::Uncertain | Reason::Stale | Reason::NeedsRecency => NoteReason::Uncertain,
            Reason::NotExported | Reason::NoData => {
                let asks_women = tokens::words(self.criterion).any(|word| is_about_women(&word));
                let is_man = self.patient.demographics.sex == Some(Sex::Male);
                if self.other_sex || asks_women && is_man { NoteReason::NotApplicable } else { NoteReason::NoData }
            }
        }
    }
}

/// Words that tell something, by their beginnings.
fn roots(text: &str) -> BTreeSet<String> {
    let root = |word: String| word.chars().take(ROOT).collect::<String>();
    tokens::words(text).filter(|word| word.len() > 2 && !is_general(word)).map(root).collect()
}

fn is_affirmed(fact: &Fact) -> bool {
    fact.assertion.polarity == Polarity::Affirmed && fact.assertion.experiencer == Experiencer::Patient
}

fn stated(finding: &Finding) -> NoteReason {
    if finding.assumptions.is_empty() { NoteReason::Stated } else { NoteReason::AbsentFromSummaryNote }
}

fn unknown(reason: Reason) -> Finding {
    Finding { verdict: Verdict::Unknown(reason), evidence: Vec::new(), assumptions: Vec::new(), missing: Vec::new() }
}
