//! Diseases that the findings of a note suggest, by the table `terms/findings.tsv`.
//!
//! A note often describes a disease without its name. Here each disease of the table is scored by the findings that the note
//! affirms of the patient, the rarer among the diseases of the table the more, the telling ones twice. It serves to find trials
//! and to point at sentences. It is no diagnosis: no match of records rests on it, and where a criterion is decided from a single
//! note, a disease that stands alone is named as suggested, and never as stated.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use almoner_base::ConceptId;
use almoner_facts::{Experiencer, Polarity, Sex, Value};
use almoner_nlp::Cues;
use almoner_terms::Terms;

use crate::note::NotePatient;
use crate::tokens;

const TABLE: &str = include_str!("../../../terms/findings.tsv");

/// What a telling finding counts beside another.
const TELLING: f64 = 2.0;
/// A disease with a long list of findings has more chances; its score is divided by the length to this power.
const LENGTH: f64 = 0.35;
/// What is lower is chance: about what two findings that are not rare give.
const LEAST: f64 = 3.0;
/// What is lower, beside the disease with the highest score, is left out.
const BESIDE_BEST: f64 = 0.35;
/// A score from which a disease is taken for likely, so that a weak best one is not taken for a strong one.
const STRONG: f64 = 8.0;
/// How many of the other names of a disease are names of the same thing; the later ones are what trials are about.
const NAMES: usize = 3;
/// How many diseases are given.
const MOST: usize = 3;

/// A disease that findings suggest.
pub(crate) struct Suspected {
    /// The concept, where the terms have it.
    pub(crate) concept: Option<ConceptId>,
    /// The concept, or where the terms have none, those that it is a kind of.
    pub(crate) kinds: Vec<ConceptId>,
    /// Its name, then other names.
    pub(crate) names: Vec<&'static str>,
    /// How likely beside the most likely one, from 0 to 1.
    pub(crate) weight: f64,
}

struct Disease {
    key: &'static str,
    others: Vec<&'static str>,
    who: Who,
    /// Numbers of findings, and whether they are telling.
    findings: Vec<(usize, bool)>,
    /// Keys of what it is a kind of, where the terms do not hold it.
    kinds: Vec<&'static str>,
}

#[derive(Clone, Copy, Default)]
struct Who {
    sex: Option<Sex>,
    least: Option<f64>,
    most: Option<f64>,
}

struct Table {
    /// For each finding the phrases that tell it, as words.
    findings: Vec<Vec<Vec<&'static str>>>,
    by_name: HashMap<&'static str, usize>,
    diseases: Vec<Disease>,
    /// For each finding the number of diseases that have it.
    holders: Vec<u32>,
}

fn table() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| Table::read(TABLE))
}

impl Table {
    fn read(text: &'static str) -> Self {
        let mut table = Self { findings: Vec::new(), by_name: HashMap::new(), diseases: Vec::new(), holders: Vec::new() };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut columns = line.split('\t');
            match (columns.next(), columns.next(), columns.next(), columns.next(), columns.next()) {
                (Some("finding"), Some(name), Some(phrases), ..) => {
                    let number = table.number(name);
                    if let Some(held) = table.findings.get_mut(number) {
                        *held = phrases.split('|').map(|phrase| phrase.split_whitespace().collect()).collect();
                    }
                }
                (Some("disease"), Some(key), Some(others), Some(who), Some(findings)) => {
                    let mut held: BTreeMap<usize, bool> = BTreeMap::new();
                    for finding in findings.split('|') {
                        let name = finding.strip_prefix('!').unwrap_or(finding);
                        *held.entry(table.number(name)).or_default() |= name.len() < finding.len();
                    }
                    for number in held.keys() {
                        if let Some(holders) = table.holders.get_mut(*number) {
                            *holders += 1;
                        }
                    }
                    let others = others.split('|').filter(|name| !name.is_empty()).collect();
                    let kinds = columns.next().map_or_else(Vec::new, |kinds| kinds.split('|').collect());
                    let findings = held.into_iter().collect();
                    table.diseases.push(Disease { key, others, who: who_of(who), findings, kinds });
                }
                _ => {}
            }
        }
        table
    }

    /// The number of a finding. One that has no line of its own is told by its own words.
    fn number(&mut self, name: &'static str) -> usize {
        let next = self.findings.len();
        let number = *self.by_name.entry(name).or_insert(next);
        if number == next {
            self.findings.push(vec![name.split_whitespace().collect()]);
            self.holders.push(0);
        }
        number
    }

    fn weight(&self, finding: usize, telling: bool) -> f64 {
        let holders = self.holders.get(finding).copied().unwrap_or(1).max(1);
        let count = u32::try_from(self.diseases.len()).unwrap_or(u32::MAX);
        (f64::from(count) / f64::from(holders)).ln() * if telling { TELLING } else { 1.0 }
    }
}

/// `f12-50`, `m`, `>40`, `<18`, or nothing.
fn who_of(text: &str) -> Who {
    let sex = match text.chars().next() {
        Some('f') => Some(Sex::Female),
        Some('m') => Some(Sex::Male),
        _ => None,
    };
    let years = text.trim_start_matches(['f', 'm']);
    let (least, most) = if let Some(most) = years.strip_prefix('<') {
        (None, most.parse().ok())
    } else if let Some(least) = years.strip_prefix('>') {
        (least.parse().ok(), None)
    } else {
        years.split_once('-').map_or((None, None), |(least, most)| (least.parse().ok(), most.parse().ok()))
    };
    Who { sex, least, most }
}

impl Who {
    /// Whether a patient may be of those; the limits of age are typical ones, and some leeway is left.
    fn may_be(self, patient: &NotePatient) -> bool {
        let age = patient.years;
        let sex = patient.demographics.sex;
        self.sex.is_none_or(|own| sex.is_none_or(|sex| sex == own))
            && age.is_none_or(|age| self.least.is_none_or(|least| age >= least * 0.8))
            && age.is_none_or(|age| self.most.is_none_or(|most| age < most + 2.0))
    }
}

/// The diseases that the findings of a note suggest, the likeliest first.
pub(crate) fn suspected(terms: &Terms, patient: &NotePatient) -> Vec<Suspected> {
    let table = table();
    let found = found(table, terms, patient);
    let mut scored: Vec<(f64, &Disease)> = table
        .diseases
        .iter()
        .filter(|disease| disease.who.may_be(patient))
        .map(|disease| {
            let held = disease.findings.iter().filter(|(finding, _)| found.contains(finding));
            let sum: f64 = held.map(|(finding, telling)| table.weight(*finding, *telling)).sum();
            let length = f64::from(u32::try_from(disease.findings.len()).unwrap_or(u32::MAX)).max(1.0);
            (sum / length.powf(LENGTH), disease)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.key.cmp(b.1.key)));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    scored.retain(|(score, _)| *score >= LEAST && *score >= BESIDE_BEST * best);
    scored.truncate(MOST);
    let suspected = scored.into_iter().map(|(score, disease)| {
        let concept = terms.by_key(disease.key);
        let names = std::iter::once(disease.key).chain(disease.others.iter().copied()).collect();
        let kinds = disease.kinds.iter().filter_map(|key| terms.by_key(key)).chain(concept).collect();
        Suspected { concept, kinds, names, weight: score / best.max(STRONG) }
    });
    suspected.collect()
}

/// The sentences of a note, as bytes, that affirm a finding of a disease that a text names. They bear on a question about the
/// disease without deciding it.
pub(crate) fn sentences_about(terms: &Terms, text: &str, patient: &NotePatient) -> Vec<std::ops::Range<usize>> {
    let table = table();
    let asked = format!(" {} ", tokens::words(text).collect::<Vec<_>>().join(" "));
    let concepts: Vec<ConceptId> = terms.mentions(text).into_iter().map(|mention| mention.concept).collect();
    let stands = |name: &str| {
        let words = tokens::words(name).collect::<Vec<_>>().join(" ");
        !words.is_empty() && asked.contains(&format!(" {words} "))
    };
    let named = table.diseases.iter().filter(|disease| {
        let concept = terms.by_key(disease.key);
        concept.is_some_and(|concept| concepts.contains(&concept))
            || stands(disease.key)
            || disease.others.iter().take(NAMES).any(|name| stands(name))
    });
    let findings: BTreeSet<usize> = named.flat_map(|disease| disease.findings.iter().map(|(finding, _)| *finding)).collect();
    if findings.is_empty() {
        return Vec::new();
    }
    let tells = |range: &std::ops::Range<usize>| {
        let sentence = patient.text.get(range.clone()).unwrap_or_default().to_lowercase();
        let words = affirmed_words(&sentence);
        findings.iter().filter_map(|finding| table.findings.get(*finding)).any(|phrases| holds(phrases, &words))
    };
    almoner_nlp::sentences(patient.text).filter(tells).collect()
}

/// The numbers of the findings that a note affirms of the patient.
fn found(table: &Table, terms: &Terms, patient: &NotePatient) -> BTreeSet<usize> {
    let mut found = measured(table, terms, patient);
    for range in almoner_nlp::sentences(patient.text) {
        let sentence = patient.text.get(range).unwrap_or_default().to_lowercase();
        let words = affirmed_words(&sentence);
        for (number, phrases) in table.findings.iter().enumerate() {
            if holds(phrases, &words) {
                found.insert(number);
            }
        }
    }
    found
}

fn holds(phrases: &[Vec<&str>], words: &BTreeSet<&str>) -> bool {
    phrases.iter().any(|phrase| phrase.iter().all(|part| words.iter().any(|word| stands_for(part, word))))
}

fn stands_for(part: &str, word: &str) -> bool {
    word == part || part.len() >= 4 && word.starts_with(part)
}

/// The words of a sentence, hyphenated ones whole and in parts, that it does not deny and does not say of others.
fn affirmed_words(sentence: &str) -> BTreeSet<&str> {
    let cues = Cues::find(sentence);
    let base = sentence.as_ptr().addr();
    let affirmed = |word: &&str| {
        let start = word.as_ptr().addr().saturating_sub(base);
        let assertion = cues.assert(start..start + word.len(), None);
        assertion.polarity != Polarity::Negated && assertion.experiencer == Experiencer::Patient
    };
    let whole = sentence.split(|c: char| !c.is_alphanumeric() && c != '-' && c != ',');
    let whole = whole.map(|word| word.trim_matches([',', '-']));
    let parts = sentence.split(|c: char| !c.is_alphanumeric());
    whole.chain(parts).filter(|word| !word.is_empty()).filter(affirmed).collect()
}

/// Findings that are told by numbers: vital signs out of their usual range.
fn measured(table: &Table, terms: &Terms, patient: &NotePatient) -> BTreeSet<usize> {
    let child = patient.years.is_some_and(|age| age < 10.0);
    let fast = if child { 130.0 } else { 100.0 };
    let rules: [(&str, &str, &str, f64, f64); 6] = [
        ("heart-rate", "/min", "tachycardia", fast + 1.0, 300.0),
        ("systolic-bp", "mm[Hg]", "hypotension", 20.0, 89.0),
        ("systolic-bp", "mm[Hg]", "high blood pressure", 140.0, 300.0),
        ("temperature", "Cel", "fever", 38.0, 43.0),
        ("spo2", "%", "hypoxemia", 40.0, 93.0),
        ("respiratory-rate", "/min", "tachypnea", if child { 35.0 } else { 22.0 }, 80.0),
    ];
    let holds = |(key, unit, _, low, high): &(&str, &str, &str, f64, f64)| {
        let concept = terms.by_key(key);
        patient.facts.iter().filter(|fact| concept.is_some() && fact.concept == concept).any(|fact| match &fact.value {
            Some(Value::Quantity(quantity)) => terms
                .convert(concept, quantity.value, &quantity.unit, unit)
                .is_some_and(|value| (*low..=*high).contains(&value)),
            _ => false,
        })
    };
    rules.iter().filter(|rule| holds(rule)).filter_map(|(_, _, name, ..)| table.by_name.get(name).copied()).collect()
}

#[cfg(test)]
mod tests;
