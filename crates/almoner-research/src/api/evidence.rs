//! What a verdict rests on, for people to read: the redacted words of a note around it, or the fact of the record, and how long before
//! the latest entry of the chart. Intervals alone; nothing here ties a day to the calendar.

use almoner_base::Day;
use almoner_chart::Chart;
use almoner_eligibility::TextSpan;
use almoner_facts::{Assertion, Fact, Source, Value};
use almoner_match::Patient;
use almoner_terms::Terms;
use serde::Serialize;
use utoipa::ToSchema;

use super::candidates::{VerdictRow, code};
use crate::matching::slice;

/// Characters shown on each side of what was found in a note.
const AROUND: u32 = 80;

/// Where evidence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EvidenceKind {
    /// A redacted note.
    Note,
    /// A structured resource.
    Record,
}

/// When something was, relative to the latest entry of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Before {
    /// Days before the latest entry.
    days: i32,
}

/// What a verdict rests on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct EvidenceTold {
    kind: EvidenceKind,
    /// The concept's slug, such as `type-2-diabetes`.
    concept: Option<String>,
    /// The concept's name.
    label: Option<String>,
    value: Option<String>,
    /// UCUM.
    unit: Option<String>,
    when: Option<Before>,
    /// De-identified words around what was found.
    snippet: Option<String>,
    /// Where in the snippet it stands.
    start: Option<u32>,
    end: Option<u32>,
    /// How it is meant: `affirmed`, `negated`, `possible`, and besides `historical`, `hypothetical`, `family` or `other`.
    assertion: Option<String>,
    /// Such as `Condition`, or the kind of a note.
    source: String,
}

impl EvidenceTold {
    /// In a row of a file.
    pub(crate) fn in_row(&self, row: VerdictRow) -> VerdictRow {
        VerdictRow {
            source: self.source.clone(),
            label: self.label.clone(),
            value: self.value.clone(),
            unit: self.unit.clone(),
            days_before: self.when.map(|when| when.days),
            assertion: self.assertion.clone(),
            snippet: self.snippet.clone(),
            ..row
        }
    }
}

/// One patient's facts and notes.
pub(crate) struct Evidences<'a> {
    terms: &'a Terms,
    facts: &'a [Fact],
    chart: &'a Chart,
    latest: Option<Day>,
}

impl<'a> Evidences<'a> {
    pub(crate) fn new(terms: &'a Terms, patient: Option<&'a Patient>, chart: &'a Chart) -> Self {
        let facts = patient.map_or(&[][..], |patient| patient.facts.as_slice());
        let content = chart.content();
        let of_facts = facts.iter().filter_map(day);
        let of_notes = content.notes.iter().filter_map(|note| note.day.map(|day| day.latest));
        let of_encounters = content.coverage.encounters.iter().map(|day| day.latest);
        let latest = of_facts.chain(of_notes).chain(of_encounters).max();
        Self { terms, facts, chart, latest }
    }

    /// The fact or the words behind a source.
    pub(crate) fn of(&self, source: Source) -> EvidenceTold {
        let fact = self.facts.iter().find(|fact| fact.source == source);
        let concept = fact.and_then(|fact| self.terms.concept(fact.concept?));
        let (value, unit) = fact.and_then(|fact| fact.value.as_ref()).map(|value| self.value(value)).unwrap_or_default();
        let when = fact.and_then(day).or_else(|| self.note_day(source));
        let when = when.zip(self.latest).map(|(day, latest)| Before { days: latest.0.saturating_sub(day.0) });
        let mut told = EvidenceTold {
            kind: EvidenceKind::Record,
            concept: concept.map(|concept| concept.key.clone()),
            label: concept.map(|concept| concept.name.clone()),
            value,
            unit,
            when,
            snippet: None,
            start: None,
            end: None,
            assertion: fact.map(|fact| assertion(fact.assertion)),
            source: String::new(),
        };
        match source {
            Source::Resource { kind, .. } => told.source = code(kind),
            Source::Note { ordinal, start, end } => {
                told.kind = EvidenceKind::Note;
                if let Some(note) = self.chart.content().notes.get(ordinal as usize) {
                    let from = start.saturating_sub(AROUND);
                    told.snippet = Some(slice(&note.text, TextSpan { start: from, end: end.saturating_add(AROUND) }));
                    (told.start, told.end) = (Some(start - from), Some(end - from));
                    told.source = code(note.kind);
                }
            }
        }
        told
    }

    fn note_day(&self, source: Source) -> Option<Day> {
        let Source::Note { ordinal, .. } = source else { return None };
        self.chart.content().notes.get(ordinal as usize)?.day.map(|day| day.latest)
    }

    fn value(&self, value: &Value) -> (Option<String>, Option<String>) {
        match value {
            Value::Quantity(quantity) => {
                let comparator = quantity.comparator.map(code).unwrap_or_default();
                (
                    Some(format!("{comparator}{}", quantity.value)),
                    Some(quantity.unit.clone()).filter(|unit| !unit.is_empty()),
                )
            }
            Value::Concept(concept) => (self.terms.concept(*concept).map(|concept| concept.name.clone()), None),
            Value::Flag(flag) => (Some(if *flag { "yes" } else { "no" }.to_owned()), None),
        }
    }
}

/// The day that a fact is last known to have held, or was recorded.
fn day(fact: &Fact) -> Option<Day> {
    let held = fact.days.end.or(fact.days.start).map(|range| range.latest);
    held.or(fact.days.recorded)
}

fn assertion(of: Assertion) -> String {
    let usual = Assertion::default();
    let mut words = vec![code(of.polarity)];
    if of.temporality != usual.temporality {
        words.push(code(of.temporality));
    }
    if of.experiencer != usual.experiencer {
        words.push(code(of.experiencer));
    }
    words.join(", ")
}
