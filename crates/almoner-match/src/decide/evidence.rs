//! What a decision from a note shows.
//!
//! Evidence is what the verdict rests on. Where it rests on silence, or nothing was decided, the sentences that speak of the same
//! things, or of findings of a disease that is asked about, are given, so that a reader sees what there was; where there are none,
//! those in which such a thing would stand.

use std::collections::{BTreeMap, BTreeSet};

use almoner_base::ConceptId;
use almoner_eligibility::TextSpan;
use almoner_facts::{FactKind, Source};
use almoner_terms::{ConceptKind, Mention};

use super::words::{asks_for_the_cause, is_about_cooperation, is_about_women};
use super::{Reader, is_affirmed, roots};
use crate::findings::sentences_about;
use crate::note::characters;
use crate::tokens;

/// What a sentence counts for what was stated in it, for the same concept as the criterion's or a kind of it, and for a sister of
/// one; a word in common and a telling finding count 1.
const STATED: f64 = 4.0;
const SAME: f64 = 2.0;
const NEAR: f64 = 0.5;
/// Sentences with this share of the best one's count are given beside it.
const NEAR_BEST: f64 = 0.7;

/// So many diseases in one sentence are a list of what the patient has.
const LISTED: usize = 3;

/// How sentences about drugs speak.
const DRUGS: &[&str] = &["medic", "takes", "taking", "prescri", "treated", "drug", "therap"];

impl Reader<'_> {
    /// The sentences in which a note tells such things: drugs among the drugs, results among the results, else the history.
    fn where_it_would_stand(&self, body: &str) -> Vec<TextSpan> {
        const RESULTS: &[&str] = &["lab", "count", "level", "blood", "urin", "wbc", "hemoglobin", "vital"];
        const HISTORY: &[&str] = &["history", "previous", "known", "healthy"];
        let kinds: Vec<_> = self
            .terms
            .mentions(body)
            .into_iter()
            .filter_map(|mention| self.terms.concept(mention.concept))
            .map(|concept| concept.kind)
            .collect();
        let about = |stems: &[&str]| tokens::words(body).any(|word| stems.iter().any(|stem| word.starts_with(stem)));
        let stems = if kinds.iter().any(|kind| matches!(kind, ConceptKind::Drug | ConceptKind::DrugClass)) || about(DRUGS) {
            DRUGS
        } else if kinds.contains(&ConceptKind::Measurement) || about(RESULTS) {
            RESULTS
        } else {
            HISTORY
        };
        self.where_stems_stand(stems)
    }

    fn where_stems_stand(&self, stems: &[&str]) -> Vec<TextSpan> {
        let note = self.patient.text;
        let tells = |range: &std::ops::Range<usize>| {
            let sentence = note.get(range.clone()).unwrap_or_default();
            !is_about_cooperation(sentence)
                && tokens::words(sentence).any(|word| stems.iter().any(|stem| word.starts_with(stem)))
        };
        let ranges = almoner_nlp::sentences(note).filter(tells);
        ranges.map(|range| characters(note, range.start, range.end)).collect()
    }

    /// The sentences that tell the likely diseases that are related to any of some concepts.
    fn suggested_where(&self, asked: &[ConceptId], related: impl Fn(ConceptId, ConceptId) -> bool) -> BTreeSet<TextSpan> {
        let is_asked = |kind: &ConceptId| asked.iter().any(|one| related(*one, *kind));
        let likely = self.suggested.likely.iter().filter(|(kinds, _)| kinds.iter().any(is_asked));
        likely.flat_map(|(_, sentences)| sentences.iter().copied()).collect()
    }

    /// The sentence that lists what the patient had before: that names a history, else one with several diseases.
    fn history(&self) -> Option<TextSpan> {
        let note = self.patient.text;
        let diseases = |span: &TextSpan| {
            let held = self.patient.facts.iter().filter(|fact| {
                let is_disease =
                    fact.kind == FactKind::Condition && fact.concept.is_some_and(|concept| !self.is_symptom(concept));
                let inside = matches!(fact.source, Source::Note { start, .. } if (span.start..span.end).contains(&start));
                is_affirmed(fact) && is_disease && inside
            });
            held.count() >= LISTED
        };
        let mut spans = almoner_nlp::sentences(note).map(|range| characters(note, range.start, range.end));
        self.named_history().or_else(|| spans.find(diseases))
    }

    fn named_history(&self) -> Option<TextSpan> {
        let note = self.patient.text;
        almoner_nlp::sentences(note).find_map(|range| {
            let sentence = note.get(range.clone())?.to_lowercase();
            let lists = ["medical history", "history is", "past history", "medical problems", "health problems"]
                .iter()
                .any(|words| sentence.contains(words));
            lists.then(|| characters(note, range.start, range.end))
        })
    }

    /// The sentences that bear most on the criterion: by what was stated, the concepts and words that they share with it, and
    /// findings of a disease that it names. Those that come near the best are given; where none bears on it, those in which such
    /// a thing would stand.
    pub(super) fn bearing(&self, stated: &BTreeSet<TextSpan>, rests: bool, is_silent: bool) -> BTreeSet<TextSpan> {
        let note = self.patient.text;
        let body = self.body();
        let asked = roots(body);
        let concepts: Vec<_> = self.terms.mentions(body).into_iter().map(|mention| mention.concept).collect();
        if let (true, true, Some((_, told))) = (stated.is_empty(), asks_for_the_cause(body), self.suggested.likely.first()) {
            return told.iter().copied().chain(self.patient.described).collect();
        }
        let is_drug = |mention: &Mention| {
            let kind = self.terms.concept(mention.concept).map(|concept| concept.kind);
            matches!(kind, Some(ConceptKind::Drug | ConceptKind::DrugClass))
        };
        if is_silent && self.terms.mentions(body).first().is_some_and(is_drug) {
            let drugs = self.where_stems_stand(DRUGS);
            if !drugs.is_empty() {
                return drugs.into_iter().collect();
            }
        }
        let is_told = |asked: &&ConceptId| {
            self.patient.facts.iter().any(|fact| fact.concept.is_some_and(|held| self.terms.is_a(held, **asked)))
        };
        let told: BTreeSet<&ConceptId> = concepts.iter().filter(is_told).collect();
        // Where the note speaks of several things that are asked, there.
        if stated.is_empty() && told.len() < 2 {
            let is_kind = |one, other| self.terms.is_a(one, other) || self.terms.is_a(other, one);
            let kin = self.suggested_where(&concepts, is_kind);
            // What a history does not list is not there.
            let listed = if is_silent { self.history() } else { None };
            let told = if kin.is_empty() && listed.is_none() {
                self.suggested_where(&concepts, |one, other| self.are_near(one, other))
            } else {
                kin
            };
            if !told.is_empty() {
                return told.into_iter().chain(self.patient.described).collect();
            }
        }
        let implying: Vec<TextSpan> = self
            .implying(&concepts)
            .into_iter()
            .filter_map(|fact| match fact.source {
                Source::Note { start, end, .. } => Some(TextSpan { start, end }),
                Source::Resource { .. } => None,
            })
            .collect();
        let telling = if rests { Vec::new() } else { sentences_about(self.terms, body, self.patient) };
        let sentences: Vec<_> = almoner_nlp::sentences(note)
            .map(|range| {
                let text = note.get(range.clone()).unwrap_or_default();
                (characters(note, range.start, range.end), telling.contains(&range), roots(text), text)
            })
            .collect();
        let scored: Vec<(TextSpan, f64)> = sentences
            .iter()
            .map(|(span, tells, own, text)| {
                let states = stated.iter().any(|one| one.start < span.end && one.end > span.start);
                let mentions = self.terms.mentions(text);
                let implies = implying.iter().any(|one| one.start < span.end && one.end > span.start);
                let same = implies
                    || mentions.iter().any(|mention| {
                        concepts.iter().any(|asked| {
                            self.terms.is_a(*asked, mention.concept) || self.terms.is_a(mention.concept, *asked)
                        })
                    });
                let near =
                    mentions.iter().any(|mention| concepts.iter().any(|asked| self.are_near(*asked, mention.concept)));
                let words = asked.intersection(own).map(|_| 1.0).sum::<f64>();
                let score = STATED * f64::from(u8::from(states))
                    + if same { SAME } else { NEAR * f64::from(u8::from(near)) }
                    + f64::from(u8::from(*tells))
                    + words;
                (*span, score)
            })
            .collect();
        let best = scored.iter().map(|(_, score)| *score).fold(0.0, f64::max);
        if let (true, true, Some(history)) = (is_silent, best < SAME, self.history()) {
            return BTreeSet::from([history]);
        }
        if best > 0.0 {
            return scored.into_iter().filter(|(_, score)| *score >= NEAR_BEST * best).map(|(span, _)| span).collect();
        }
        if rests {
            return if stated.is_empty() {
                self.patient.described.into_iter().collect()
            } else {
                self.whole_sentences(stated)
            };
        }
        if tokens::words(body).any(|word| is_about_women(&word)) {
            return self.patient.described.into_iter().collect();
        }
        if let (true, Some(promise)) = (self.asks_a_person, self.promise()) {
            return BTreeSet::from([promise]);
        }
        let would: BTreeSet<TextSpan> = self.where_it_would_stand(body).into_iter().collect();
        // Else what they had before, or who the patient is, and why they came.
        if would.is_empty() { self.history().or(self.patient.described).into_iter().collect() } else { would }
    }

    /// Adds the sentences that go on about what at least two of the shown ones speak of: "The pain ...", "The latest episode of
    /// pain ...", "Each lesion ...". One sentence out of a story would mislead.
    pub(super) fn add_continued(&self, shown: &mut BTreeSet<TextSpan>) {
        let note = self.patient.text;
        let told = almoner_nlp::sentences(note).map(|range| {
            let text = note.get(range.clone()).unwrap_or_default();
            (characters(note, range.start, range.end), roots(text), is_about_cooperation(text))
        });
        let told: Vec<_> = told.collect();
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for (_, own, _) in told.iter().filter(|(span, ..)| shown.contains(span)) {
            own.iter().for_each(|root| *counts.entry(root).or_default() += 1);
        }
        let goes_on =
            |own: &BTreeSet<String>| own.iter().any(|root| counts.get(root.as_str()).is_some_and(|count| *count > 1));
        let more = told.iter().filter(|(_, own, promises)| !promises && goes_on(own)).map(|(span, ..)| *span);
        shown.extend(more);
    }

    /// The sentences that hold spans of the note: a reader is shown no half of one.
    pub(super) fn whole_sentences(&self, spans: &BTreeSet<TextSpan>) -> BTreeSet<TextSpan> {
        let note = self.patient.text;
        let sentences = almoner_nlp::sentences(note).map(|range| characters(note, range.start, range.end));
        sentences
            .filter(|sentence| spans.iter().any(|span| span.start < sentence.end && span.end > sentence.start))
            .collect()
    }

    /// Whether two concepts are the same, one a kind of the other, or kinds of one thing.
    fn are_near(&self, one: ConceptId, other: ConceptId) -> bool {
        let parents = |id| self.terms.concept(id).map_or(&[][..], |concept| concept.parents.as_slice());
        self.terms.is_a(one, other)
            || self.terms.is_a(other, one)
            || parents(one).iter().any(|parent| parents(other).contains(parent) && !parents(*parent).is_empty())
    }
}
