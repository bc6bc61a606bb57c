//! A note that stands alone, read as a patient: its facts, and age and sex as it describes them. Its day is day 0, which is
//! also now, so that windows count back from the note.

use almoner_base::{Day, DayRange};
use almoner_eligibility::TextSpan;
use almoner_facts::{AgeYears, Coverage, Demographics, Experiencer, Fact, NoteKind, Polarity, Source};
use almoner_nlp::{NoteContext, extract};
use almoner_terms::Terms;

/// The day of the note, and now.
pub(crate) const NOTE_DAY: Day = Day(0);

/// What a single note says.
pub(crate) struct NotePatient<'n> {
    pub(crate) text: &'n str,
    pub(crate) facts: Vec<Fact>,
    pub(crate) demographics: Demographics,
    /// The age in years, with fractions for small children.
    pub(crate) years: Option<f64>,
    /// Where the note describes the patient.
    pub(crate) described: Option<TextSpan>,
    pub(crate) coverage: Coverage,
    pub(crate) notes: Vec<NoteKind>,
}

impl<'n> NotePatient<'n> {
    pub(crate) fn read(terms: &Terms, text: &'n str) -> Self {
        let context = NoteContext { ordinal: 0, day: Some(DayRange::exact(NOTE_DAY)) };
        let described = almoner_nlp::demographics(text);
        let years = described.as_ref().and_then(|found| found.age);
        let age = years.map(whole_years);
        let facts = extract(terms, text, &context);
        // A note that is handed in alone is taken for a full one, if it tells anything of a patient at all.
        let tells = described.is_some() || !facts.is_empty();
        Self {
            text,
            facts,
            years,
            demographics: Demographics { age, sex: described.as_ref().and_then(|found| found.sex) },
            described: described.map(|found| characters(text, found.range.start, found.range.end)),
            coverage: Coverage::default(),
            notes: if tells { vec![NoteKind::HistoryAndPhysical] } else { Vec::new() },
        }
    }

    /// The text without the names of what it denies or says of others.
    pub(crate) fn affirmed(&self) -> String {
        let hidden = self.facts.iter().filter_map(|fact| {
            let denied = fact.assertion.polarity == Polarity::Negated || fact.assertion.experiencer != Experiencer::Patient;
            match fact.source {
                Source::Note { start, end, .. } if denied => Some(start..end),
                _ => None,
            }
        });
        let hidden: Vec<std::ops::Range<u32>> = hidden.collect();
        let keep = |at: u32| !hidden.iter().any(|range| range.contains(&at));
        (0_u32..).zip(self.text.chars()).map(|(at, c)| if keep(at) { c } else { ' ' }).collect()
    }
}

fn whole_years(age: f64) -> AgeYears {
    let completed = (0_u8..90).take_while(|years| f64::from(*years) <= age).last().unwrap_or(0);
    if age >= 90.0 { AgeYears::NinetyOrOlder } else { AgeYears::Years(completed) }
}

/// Bytes to characters.
pub(crate) fn characters(text: &str, start: usize, end: usize) -> TextSpan {
    let count = |until: usize| {
        let before = text.get(..until).unwrap_or(text);
        u32::try_from(before.chars().count()).unwrap_or(u32::MAX)
    };
    TextSpan { start: count(start), end: count(end) }
}
