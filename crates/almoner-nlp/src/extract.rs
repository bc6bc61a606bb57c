//! Text to facts: every name of a concept, with how it is meant, its value and unit, its time, and the span it came from.
//!
//! The dictionary finds, a tagger settles what it is in doubt about (see [`crate::mention`]), the sentence and its section decide. A value is taken only where nothing but filler stands between the
//! name and the number; a unit that does not fit the concept drops the value. A number without a unit gets the concept's own
//! unit only where it would be a plausible value in it, as clinicians read "Hgb 9.8". What a family member has, and what is only
//! planned or feared, keeps its mark and is for the evaluator to judge.

mod dose;
mod genomic;
mod label;
mod line;
mod lines;
mod series;
mod social;
mod stage;
mod value;

use std::collections::HashSet;
use std::ops::Range;

use almoner_base::{ConceptId, Day, DayRange};
use almoner_facts::{
    Assertion, Course, Experiencer, Extractor, Fact, FactKind, Polarity, Route, Source, Span, Temporality, Value,
};
use almoner_terms::{Concept, ConceptKind, Mention, Terms};

use crate::assertion::Cues;
use crate::duration::{TimeMention, When, durations};
use crate::mention::{Names, Readers, settle};
use crate::quantity::{QuantityMention, quantities};
use crate::section::{Section, SectionKind, section_at, sections};
use crate::sentence::sentences;

/// What is known of a note besides its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoteContext {
    /// Position among the chart's notes.
    pub ordinal: u32,
    /// The day it was written on, on the patient's timeline. For a note that stands alone, any day does, such as day 0.
    pub day: Option<DayRange>,
}

/// The facts that a note states, in the order of the text. The same statement made twice in one note is one fact.
#[must_use]
pub fn extract(terms: &Terms, text: &str, note: &NoteContext) -> Vec<Fact> {
    extract_with(terms, text, note, Readers::Both)
}

/// The same by these readers.
#[must_use]
pub fn extract_with(terms: &Terms, text: &str, note: &NoteContext, readers: Readers) -> Vec<Fact> {
    let listed = terms.mentions(text);
    let Names { mentions, tagged } = settle(terms, text, &listed, readers);
    let reading = Reading {
        terms,
        text,
        note,
        sections: sections(text),
        quantities: quantities(text),
        times: durations(text),
        listed,
        mentions,
        tagged,
        scalars: Scalars::of(text),
    };
    let mut facts = Facts::default();
    let mut next = 0;
    for sentence in sentences(text) {
        let from = next;
        next += reading.mentions.get(from..).unwrap_or_default().partition_point(|mention| mention.start < sentence.end);
        let mentions = reading.mentions.get(from..next).unwrap_or_default();
        if !mentions.is_empty() {
            reading.read_sentence(sentence, mentions, &mut facts);
        }
    }
    social::pregnancy_by_gestation(&reading, &mut facts);
    social::pregnancy_by_test(&reading, &mut facts);
    social::pregnancy_by_count(&reading, &mut facts);
    social::smoking_by_verb(&reading, &mut facts);
    social::drinking_by_verb(&reading, &mut facts);
    label::read(&reading, &mut facts);
    dose::shared(&mut facts.list);
    stage::read(&reading, &mut facts);
    lines::read(&reading, &mut facts);
    facts.list
}

/// A note being read.
struct Reading<'a> {
    terms: &'a Terms,
    text: &'a str,
    note: &'a NoteContext,
    sections: Vec<Section>,
    quantities: Vec<QuantityMention>,
    times: Vec<TimeMention>,
    /// The names by the dictionary alone, which decide where no cue is looked for: so the tagger changes no assertion.
    listed: Vec<Mention>,
    mentions: Vec<Mention>,
    /// Where those begin that only the tagger found.
    tagged: Vec<usize>,
    scalars: Scalars,
}

/// What makes two facts without a measured value the same statement. Of a dose, its number by its bits.
type Statement = (FactKind, Option<ConceptId>, Assertion, Option<Course>, Span, Option<Route>, Option<(u64, String)>);

/// The facts found so far, each statement once.
#[derive(Default)]
struct Facts {
    list: Vec<Fact>,
    seen: HashSet<Statement>,
}

impl Facts {
    fn push(&mut self, fact: Fact) {
        let dose = match &fact.value {
            Some(Value::Quantity(dose)) if fact.kind == FactKind::Medication => {
                Some((dose.value.to_bits(), dose.unit.clone()))
            }
            _ => None,
        };
        let measured = fact.value.is_some() && dose.is_none();
        let said = (fact.kind, fact.concept, fact.assertion, fact.course, fact.days, fact.route, dose);
        if measured || self.seen.insert(said) {
            self.list.push(fact);
        }
    }
}

/// One mention in its sentence.
struct Place<'a> {
    sentence: &'a Range<usize>,
    range: Range<usize>,
    concept: &'a Concept,
    section: Option<SectionKind>,
    cues: &'a Cues,
    times: &'a [TimeMention],
}

/// What a mention hands to the next one of the same list ("on X, Y and Z", "allergic to X and Y").
#[derive(Clone, Default)]
struct Carried {
    end: usize,
    /// Where the dose of the drug before ends.
    dosed: usize,
    allergy: bool,
    taken: bool,
    /// A measurement that found no value.
    measure_without_value: bool,
}

impl Reading<'_> {
    fn read_sentence(&self, sentence: Range<usize>, mentions: &[Mention], facts: &mut Facts) {
        let Some(words) = self.text.get(sentence.clone()) else { return };
        let inside = |mention: &Mention| mention.start - sentence.start..mention.end.max(mention.start) - sentence.start;
        let from = self.listed.partition_point(|mention| mention.start < sentence.start);
        let listed = self.listed.get(from..).unwrap_or_default().iter().take_while(|mention| mention.start < sentence.end);
        let cues = Cues::find_around(words, &listed.map(inside).collect::<Vec<_>>());
        let first = self.times.partition_point(|time| time.range.start < sentence.start);
        let times = self.times.get(first..).unwrap_or_default();
        let times = times.get(..times.partition_point(|time| time.range.start < sentence.end)).unwrap_or_default();
        let mut carried = Carried::default();
        for mention in mentions {
            let Some(concept) = self.terms.concept(mention.concept) else { continue };
            let section = section_at(&self.sections, mention.start);
            let range = mention.start..mention.end;
            let place = Place { sentence: &sentence, range, concept, section, cues: &cues, times };
            carried = self.read_mention(&place, &carried, facts);
        }
    }

    fn read_mention(&self, place: &Place<'_>, carried: &Carried, facts: &mut Facts) -> Carried {
        let listed = self.is_list_joint(carried.end..place.range.start);
        let mut next = Carried { end: place.range.end, dosed: carried.dosed, ..Carried::default() };
        match place.concept.kind {
            ConceptKind::Measurement | ConceptKind::Score => {
                let shares_value = carried.measure_without_value && self.is_conjunction(carried.end..place.range.start);
                let found = !shares_value && value::measure(self, place, facts);
                next.measure_without_value = !found;
                return next;
            }
            ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Allergen => {
                next.allergy = self.is_allergy(place) || (carried.allergy && listed);
                if next.allergy {
                    self.push_plain(place, FactKind::Allergy, self.assertion(place), None, facts);
                } else if place.concept.kind != ConceptKind::Allergen {
                    next.taken = self.is_taken(place) || (carried.taken && listed);
                    let given;
                    (given, next.dosed) = dose::given(self, place, carried.dosed.max(carried.end));
                    self.push_drug(place, next.taken, given, facts);
                }
            }
            ConceptKind::Social => social::read(self, place, facts),
            ConceptKind::Genomic => genomic::read(self, place, facts),
            ConceptKind::Condition => {
                // The time of a diagnosis is no end of the disease.
                let lasting = !is_event(place.concept) || self.before(place, 32).contains("diagnosed with");
                let mention = self.in_sentence(place);
                let assertion = if lasting {
                    place.cues.assert_lasting(mention, place.section)
                } else {
                    place.cues.assert(mention, place.section)
                };
                self.push_plain(place, FactKind::Condition, assertion, None, facts);
                if place.concept.key == "fever" && assertion.polarity == Polarity::Affirmed {
                    value::temperature_of_fever(self, place, facts);
                }
                if place.concept.key == "drug-allergy" {
                    self.push_named_allergy(place, assertion, facts);
                }
            }
            ConceptKind::Procedure => {
                let kind = FactKind::Procedure;
                self.push_plain(place, kind, self.assertion(place), None, facts);
            }
            // No name of the dictionary is a stage.
            ConceptKind::Stage => {}
            ConceptKind::Device => self.push_plain(place, FactKind::Device, self.assertion(place), None, facts),
        }
        next
    }

    /// "Allergic to penicillin", where that is one name: the drug in it.
    fn push_named_allergy(&self, place: &Place<'_>, assertion: Assertion, facts: &mut Facts) {
        let name = self.text.get(place.range.clone()).unwrap_or_default();
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        for concept in words.flat_map(|word| self.terms.mentions(word)).filter_map(|found| self.terms.concept(found.concept))
        {
            if matches!(concept.kind, ConceptKind::Drug | ConceptKind::DrugClass) {
                let days = Span { start: None, end: None, recorded: self.recorded() };
                self.push(FactKind::Allergy, concept.id, None, days, assertion, None, place.range.clone(), facts);
            }
        }
    }

    fn push_drug(&self, place: &Place<'_>, taken: bool, given: dose::Given, facts: &mut Facts) {
        // What is in a list of past history and being taken is not past.
        let mention = self.in_sentence(place);
        let mut assertion = place.cues.assert_lasting(mention.clone(), place.section);
        if !taken && place.cues.assert(mention, None).temporality == Temporality::Historical {
            assertion.temporality = Temporality::Historical;
        }
        let affirmed = assertion.polarity == Polarity::Affirmed && assertion.experiencer == Experiencer::Patient;
        let tried = affirmed && assertion.temporality != Temporality::Hypothetical && line::is_over(self, place);
        if tried {
            assertion.temporality = Temporality::Historical;
        }
        let course = if !affirmed {
            None
        } else if tried || assertion.temporality != Temporality::Hypothetical && self.is_stopped(place) {
            Some(Course::Ended)
        } else if assertion.temporality == Temporality::Current && (taken || place.section == Some(SectionKind::Medications))
        {
            Some(Course::Active)
        } else {
            None
        };
        let kind =
            if place.section == Some(SectionKind::Immunizations) { FactKind::Immunization } else { FactKind::Medication };
        // A denial is of the drug, however it is given.
        let denied = assertion.polarity == Polarity::Negated;
        let given = if kind == FactKind::Medication && !denied { given } else { dose::Given::default() };
        self.push_given(place, kind, assertion, course, given, facts);
    }

    fn push_plain(
        &self,
        place: &Place<'_>,
        kind: FactKind,
        assertion: Assertion,
        course: Option<Course>,
        facts: &mut Facts,
    ) {
        self.push_given(place, kind, assertion, course, dose::Given::default(), facts);
    }

    fn push_given(
        &self,
        place: &Place<'_>,
        kind: FactKind,
        assertion: Assertion,
        course: Option<Course>,
        given: dose::Given,
        facts: &mut Facts,
    ) {
        // A status that says what is not so ("KRAS wild type", "HIV negative") denies that. Not to be negative may be to be untested.
        let polarity = match (place.concept.denies, assertion.polarity) {
            (None, polarity) => polarity,
            (Some(_), Polarity::Affirmed) => Polarity::Negated,
            (Some(_), Polarity::Negated | Polarity::Possible) => Polarity::Possible,
        };
        let assertion = Assertion { polarity, ..assertion };
        let mut days = self.days(place, assertion);
        if course == Some(Course::Ended) {
            // "Stopped 2 months ago" tells the end, not the beginning.
            days = Span { start: None, end: days.start, ..days };
        }
        let concept = place.concept.denies.unwrap_or(place.concept.id);
        let source = self.source(&place.range);
        let (value, route) = (given.dose.map(Value::Quantity), given.route);
        let extractor = self.extractor(&place.range);
        facts.push(Fact {
            kind,
            concept: Some(concept),
            coding: None,
            value,
            days,
            assertion,
            course,
            source,
            extractor,
            route,
        });
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a fact")]
    fn push(
        &self,
        kind: FactKind,
        concept: ConceptId,
        value: Option<Value>,
        days: Span,
        assertion: Assertion,
        course: Option<Course>,
        range: Range<usize>,
        facts: &mut Facts,
    ) {
        let source = self.source(&range);
        facts.push(Fact {
            kind,
            concept: Some(concept),
            coding: None,
            value,
            days,
            assertion,
            course,
            source,
            extractor: self.extractor(&range),
            route: None,
        });
    }

    fn extractor(&self, range: &Range<usize>) -> Extractor {
        let tagged = self.tagged.binary_search(&range.start).is_ok();
        if tagged { Extractor::NoteTagger } else { Extractor::NoteRules }
    }

    fn source(&self, range: &Range<usize>) -> Source {
        Source::Note {
            ordinal: self.note.ordinal,
            start: self.scalars.before(self.text, range.start),
            end: self.scalars.before(self.text, range.end),
        }
    }

    fn assertion(&self, place: &Place<'_>) -> Assertion {
        place.cues.assert(self.in_sentence(place), place.section)
    }

    fn in_sentence(&self, place: &Place<'_>) -> Range<usize> {
        place.range.start - place.sentence.start..place.range.end.max(place.range.start) - place.sentence.start
    }

    /// The day the note was written, where it is exact; else the last day it can be.
    fn recorded(&self) -> Option<Day> {
        self.note.day.map(|day| day.latest)
    }

    /// The time that the sentence tells of a mention: the nearest one within reach, if the mention is affirmed.
    fn days(&self, place: &Place<'_>, assertion: Assertion) -> Span {
        const REACH: usize = 80;
        let unknown = Span { start: None, end: None, recorded: self.recorded() };
        if assertion.polarity == Polarity::Negated || assertion.temporality == Temporality::Hypothetical {
            return unknown;
        }
        let distance = |time: &TimeMention| {
            if time.range.start >= place.range.end {
                time.range.start - place.range.end
            } else {
                // A time before the mention reaches less far: it belongs to what it follows.
                place.range.start.saturating_sub(time.range.end) * 2
            }
        };
        let near = place.times.iter().filter(|time| distance(time) <= REACH && !self.parted(time, place));
        let Some(time) = near.min_by_key(|time| distance(time)) else { return unknown };
        let measured = matches!(place.concept.kind, ConceptKind::Measurement | ConceptKind::Score);
        if measured && matches!(time.when, When::Lasting(_) | When::Since(_)) {
            return unknown;
        }
        let told = time.span(self.note.day).map_or(unknown, |span| Span { recorded: self.recorded(), ..span });
        let over = assertion.temporality == Temporality::Historical && matches!(time.when, When::Lasting(_));
        if over { unknown } else { told }
    }

    /// Whether a semicolon, a line break or another name stands between a time and a mention: then it is not this one's.
    fn parted(&self, time: &TimeMention, place: &Place<'_>) -> bool {
        let between = if time.range.start >= place.range.end {
            place.range.end..time.range.start
        } else {
            time.range.end.min(place.range.start)..place.range.start
        };
        let next = self.mentions.partition_point(|mention| mention.start < between.start);
        let ahead = time.range.end <= place.range.start;
        let named = self.mentions.get(next).is_some_and(|mention| mention.start < between.end);
        named
            || self
                .text
                .as_bytes()
                .get(between)
                .is_none_or(|gap| gap.iter().any(|byte| matches!(byte, b';' | b'\n') || (ahead && *byte == b')')))
    }

    /// The text of the sentence before a mention, at most `reach` bytes of it.
    fn before(&self, place: &Place<'_>, reach: usize) -> &str {
        let mut from = place.range.start.saturating_sub(reach).max(place.sentence.start);
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        self.text.get(from..place.range.start).unwrap_or_default()
    }

    /// The text of the sentence after a mention, at most `reach` bytes of it.
    fn after(&self, place: &Place<'_>, reach: usize) -> &str {
        let mut to = (place.range.end + reach).min(place.sentence.end).max(place.range.end);
        while !self.text.is_char_boundary(to) {
            to -= 1;
        }
        self.text.get(place.range.end..to).unwrap_or_default()
    }

    fn is_allergy(&self, place: &Place<'_>) -> bool {
        if place.section == Some(SectionKind::Allergies) {
            return true;
        }
        let words = |text: &str, list: &[&str]| {
            text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).any(|word| is_one_of(word, list))
        };
        let after = self.after(place, 24);
        let named_after = after.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        let before = self.before(place, 32);
        let clause = before.rsplit([';', '.']).next().unwrap_or_default();
        words(clause, &["allergic", "allergy", "allergies", "anaphylaxis", "hypersensitivity", "intolerant"])
            || is_one_of(
                named_after,
                &["allergy", "allergies", "allergic", "anaphylaxis", "hypersensitivity", "intolerance"],
            )
    }

    /// Whether the words right before say that the drug is being taken.
    fn is_taken(&self, place: &Place<'_>) -> bool {
        const TAKING: &[&str] = &[
            "on",
            "takes",
            "taking",
            "receives",
            "receiving",
            "continues",
            "continue",
            "continued",
            "using",
            "uses",
            "maintained",
            "managed",
        ];
        const BETWEEN: &[&str] =
            &["daily", "oral", "chronic", "home", "low", "dose", "high", "her", "his", "including", "with", "the", "a"];
        for word in self.before(place, 48).rsplit(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            if is_one_of(word, TAKING) {
                return true;
            }
            if !is_one_of(word, BETWEEN) {
                return false;
            }
        }
        false
    }

    /// Whether the words around say that the drug was stopped, up to the next name and the end of the clause.
    fn is_stopped(&self, place: &Place<'_>) -> bool {
        const STOPPED: &[&str] = &["discontinued", "stopped", "completed", "ceased", "weaned", "quit"];
        let says = |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).any(|word| is_one_of(word, STOPPED));
        let before = self.before(place, 24).rsplit([',', ';', '.', ':', ')']).next().unwrap_or_default();
        let next = self.mentions.partition_point(|mention| mention.start < place.range.end);
        let room = self.mentions.get(next).map_or(48, |mention| (mention.start - place.range.end).min(48));
        says(before) || says(self.after(place, room).split([',', ';', '.']).next().unwrap_or_default())
    }

    /// Whether only commas, slashes, `and`, `or` and doses stand between two names.
    fn is_list_joint(&self, gap: Range<usize>) -> bool {
        let Some(gap) = self.text.get(gap).filter(|gap| gap.len() <= 40) else { return false };
        let words = gap.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        !gap.contains(['.', ';'])
            && words.into_iter().all(|word| {
                is_one_of(word, &["and", "or", "mg", "mcg", "g", "daily", "bid", "tid", "units", "po"])
                    || word.bytes().all(|byte| byte.is_ascii_digit())
            })
    }

    /// Whether two names are joined by `and` or a slash.
    fn is_conjunction(&self, gap: Range<usize>) -> bool {
        self.text.get(gap).is_some_and(|gap| matches!(gap.trim(), "and" | "or" | "/" | "&"))
    }
}

pub(crate) fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|entry| word.eq_ignore_ascii_case(entry))
}

/// Whether a condition is something that happened, so that a history of it is past, and not a disease that stays.
pub(crate) fn is_event(concept: &Concept) -> bool {
    const STEMS: &[&str] = &[
        "infarct",
        "stroke",
        "cerebrovascular accident",
        "transient isch",
        "embol",
        "thrombosis",
        "hemorrh",
        "haemorrh",
        "bleed",
        "fracture",
        "pneumonia",
        "bronchitis",
        "sinusitis",
        "pharyngitis",
        "infection",
        "sepsis",
        "lacerat",
        "injur",
        "trauma",
        "concussion",
        "acute",
        "arrest",
        "abortion",
        "miscarriage",
        "appendicitis",
        "cellulitis",
        "abscess",
        "cancer",
        "carcinoma",
        "neoplasm",
        "lymphoma",
        "leukemia",
        "melanoma",
        "sarcoma",
        "tumor",
        "malignan",
        "burn",
        "sprain",
        "overdose",
        "poisoning",
        "suicid",
        "pancreatitis",
        "perforat",
        "rupture",
        "obstruction",
        "eclampsia",
        "torsion",
        "delirium",
        "syncope",
        "fever",
        "pain",
        "vomiting",
        "nausea",
        "diarrhea",
        "gestational",
        "pericarditis",
        "myocarditis",
        "meningitis",
        "encephalitis",
        "ketoacidosis",
        "shock",
        "dissection",
        "pneumothorax",
        "covid",
        "influenza",
        "tuberculosis",
        "ulcer",
        "polyp",
        "stone",
        "calculus",
        "nephrolithiasis",
        "cholecystitis",
        "diverticulitis",
    ];
    let name = concept.name.to_ascii_lowercase();
    STEMS.iter().any(|stem| name.contains(stem))
}

/// Turns byte offsets into counts of Unicode scalar values in about constant time.
struct Scalars {
    /// Continuation bytes before each block; empty for ASCII, where both counts agree.
    blocks: Vec<u32>,
}

impl Scalars {
    const BLOCK: usize = 256;

    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self { blocks: Vec::new() };
        }
        let mut before = 0;
        let blocks = text.as_bytes().chunks(Self::BLOCK).map(|block| {
            let here = before;
            before += continuations(block);
            here
        });
        Self { blocks: blocks.collect() }
    }

    /// Scalar values before byte `at` of the text.
    fn before(&self, text: &str, at: usize) -> u32 {
        let block = at / Self::BLOCK;
        let in_blocks = self.blocks.get(block).or(self.blocks.last()).copied().unwrap_or(0);
        let from = block * Self::BLOCK;
        let rest = if self.blocks.is_empty() { 0 } else { text.as_bytes().get(from..at).map_or(0, continuations) };
        u32::try_from(at).unwrap_or(u32::MAX).saturating_sub(in_blocks + rest)
    }
}

fn continuations(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|byte| **byte & 0xc0 == 0x80).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
