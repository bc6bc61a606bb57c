use almoner_base::{CodeSystem, Coding, Comparator, ConceptId, Day, Quantity};

use super::*;
use crate::{Assertion, Course, Experiencer, Extractor, FactKind, Polarity, Source, Span, Temporality, Value};

fn draft() -> ChartDraft {
    let fact = Fact {
        kind: FactKind::Measurement,
        concept: Some(ConceptId(42)),
        coding: Coding::new(CodeSystem::Loinc, "4548-4"),
        value: Some(Value::Quantity(Quantity {
            value: 7.25,
            unit: "%".to_owned(),
            comparator: Some(Comparator::GreaterOrEqual),
        })),
        days: Span::on(Day(-12_345)),
        assertion: Assertion {
            polarity: Polarity::Possible,
            temporality: Temporality::Historical,
            experiencer: Experiencer::Family,
        },
        course: Some(Course::Remission),
        source: Source::Note { ordinal: 1, start: 2, end: 30 },
        extractor: Extractor::NoteRules,
        route: None,
    };
    ChartDraft {
        policy: PolicyKind::ExpertDetermination,
        policy_version: "0011223344556677".to_owned(),
        demographics: Demographics { age: Some(AgeYears::Years(89)), sex: Some(Sex::Other) },
        facts: vec![
            Fact { value: None, coding: None, course: None, concept: None, days: Span::default(), ..fact.clone() },
            fact,
        ],
        notes: vec![Note { kind: NoteKind::Discharge, day: Some(DayRange::exact(Day(0))), text: "é [NAME]".to_owned() }],
        coverage: Coverage {
            encounters: vec![DayRange { earliest: Day(-30), latest: Day(-1) }],
            exported: vec![ResourceKind::Condition, ResourceKind::Procedure],
        },
        removed: vec![Tally { what: "NAME".to_owned(), count: 1 }],
        area: Some(Area::Zip3("021".to_owned())),
    }
}

#[test]
fn a_draft_comes_back_from_its_bytes_unchanged() {
    let draft = draft();
    let bytes = minicbor::to_vec(&draft).unwrap();
    assert_eq!(minicbor::decode::<ChartDraft>(&bytes).unwrap(), draft);
}

#[test]
fn a_draft_cut_short_anywhere_does_not_decode() {
    let bytes = minicbor::to_vec(draft()).unwrap();
    for end in 0..bytes.len() {
        assert!(minicbor::decode::<ChartDraft>(&bytes[..end]).is_err(), "cut at {end}");
    }
}
