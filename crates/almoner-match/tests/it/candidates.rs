//! Lists, funnels and explanations on a cohort that one can count by hand.

use almoner_base::{NctId, Reason, StudyId, Verdict};
use almoner_eligibility::{
    AbsencePolicy, Atom, Bound, Criterion, Expr, Section, SexClass, Subject, TextSpan, ValueTest, Values, When,
};
use almoner_facts::{
    AgeYears, Assertion, Coverage, Demographics, Extractor, Fact, FactKind, ResourceKind, Sex, Source, Span,
};
use almoner_match::{Cohort, MatchReport, Patient, Screen, Status, ToldCounts, Trial, explain_candidate};
use almoner_terms::Terms;

use crate::made::{concept, node};

fn woman(number: u64, age: u8, diabetic: bool) -> Patient {
    let diabetes = Fact {
        kind: FactKind::Condition,
        concept: Some(concept("type-2-diabetes")),
        coding: None,
        value: None,
        days: Span::default(),
        assertion: Assertion::default(),
        course: None,
        source: Source::Resource { kind: ResourceKind::Condition, ordinal: 3 },
        extractor: Extractor::Structured,
        route: None,
    };
    Patient {
        study_id: StudyId::from_random(number),
        demographics: Demographics { age: Some(AgeYears::Years(age)), sex: Some(Sex::Female) },
        facts: if diabetic { vec![diabetes] } else { Vec::new() },
        coverage: Coverage::default(),
        notes: Vec::new(),
        chart_version: format!("chart-{number}"),
    }
}

fn criterion(id: u32, section: Section, atom: Atom) -> Criterion {
    let mut expr = node(Expr::Atom(atom));
    expr.source = TextSpan { start: id * 10, end: id * 10 + 5 };
    Criterion { id, section, source: expr.source, expr }
}

/// Women of 18 or more with type 2 diabetes who consent; not with a hemoglobin under 9 g/dL.
fn trial() -> Trial {
    let bound = |value, inclusive| Some(Bound { value, inclusive });
    let diabetes = Atom::Condition { any_of: vec![concept("type-2-diabetes")], when: When::Ever, subject: Subject::Patient };
    let anemic = ValueTest { low: None, high: bound(9.0, false), unit: "g/dL".to_owned() };
    Trial {
        nct_id: NctId::parse("NCT00000002").unwrap(),
        version: "v1".to_owned(),
        criteria: vec![
            criterion(0, Section::Inclusion, Atom::Age { low: bound(18.0, true), high: None }),
            criterion(1, Section::Inclusion, Atom::Sex(SexClass::Female)),
            criterion(2, Section::Inclusion, diabetes),
            criterion(3, Section::Inclusion, Atom::Person),
            criterion(
                4,
                Section::Exclusion,
                Atom::Measurement { concept: concept("hemoglobin"), test: anemic, when: When::Ever, values: Values::Latest },
            ),
        ],
    }
}

fn hemoglobin(patient: Patient, value: f64) -> Patient {
    let quantity = almoner_base::Quantity { value, unit: "g/dL".to_owned(), comparator: None };
    let mut facts = patient.facts;
    facts.push(Fact {
        kind: FactKind::Measurement,
        concept: Some(concept("hemoglobin")),
        coding: None,
        value: Some(almoner_facts::Value::Quantity(quantity)),
        days: Span::default(),
        assertion: Assertion::default(),
        course: None,
        source: Source::Resource { kind: ResourceKind::Observation, ordinal: 0 },
        extractor: Extractor::Structured,
        route: None,
    });
    Patient { facts, ..patient }
}

#[test]
fn consent_does_not_stand_in_the_way_and_a_missing_lab_does() {
    let ready = hemoglobin(woman(1, 40, true), 12.0);
    let unmeasured = woman(2, 40, true);
    let anemic = hemoglobin(woman(3, 40, true), 8.0);
    let child = hemoglobin(woman(4, 10, true), 12.0);
    let ids = [&ready, &unmeasured, &anemic, &child].map(|patient| patient.study_id);
    let cohort = Cohort::new([ready, unmeasured, anemic, child]);
    let mut screen = Screen::new(&cohort, Terms::builtin(), AbsencePolicy::closed_if_covered());
    let report = MatchReport::new(&mut screen, &trial(), 10);

    let list = &report.candidates.list;
    assert_eq!(list.iter().map(|one| one.study_id).collect::<Vec<_>>(), vec![ids[0], ids[1]]);
    assert_eq!((list[0].status, list[1].status), (Status::Eligible, Status::Potential));
    assert_eq!(list[0].person_only, vec![3]);
    assert_eq!(list[0].missing, Vec::new());
    assert_eq!((list[1].missing[0].criterion, list[1].missing[0].reasons.clone()), (4, vec![Reason::NoData]));
    // Three of three answerable criteria and the exclusion: 0.8 * 4/4 + 0.2 * 3/4; without the lab 0.8 * 3/4 + 0.2 * 3/4.
    assert!((list[0].score - 0.95).abs() < 1e-9 && (list[1].score - 0.75).abs() < 1e-9);
    assert_eq!(report.candidates.counts.excluded, 2);
    assert_eq!(list[0].chart_version, "chart-1");

    let explained = explain_candidate(&screen, &trial(), ids[1]).unwrap();
    assert_eq!(explained.criteria[2].verdict, Verdict::Met);
    assert_eq!(explained.criteria[2].evidence, vec![Source::Resource { kind: ResourceKind::Condition, ordinal: 3 }]);
    // Consent and a hemoglobin that is not under 9.
    let flips: Vec<(u32, Verdict)> =
        explained.flips_to_eligible[0].iter().map(|flip| (flip.source.start, flip.becomes)).collect();
    assert_eq!(explained.flips_to_eligible.len(), 1);
    assert_eq!(flips, vec![(30, Verdict::Met), (40, Verdict::NotMet)]);
}

#[test]
fn a_report_is_json_and_names_what_made_it() {
    let cohort = Cohort::new([woman(1, 40, true)]);
    let mut screen = Screen::new(&cohort, Terms::builtin(), AbsencePolicy::closed_if_covered());
    let report = MatchReport::new(&mut screen, &trial(), 10);
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<MatchReport>(&json).unwrap(), report);
    let versions = &report.versions;
    for version in
        [&versions.parser, &versions.terms, &versions.extractor, &versions.evaluator, &versions.absence, &versions.trial]
    {
        assert!(!version.is_empty());
    }
}

#[test]
fn a_funnel_tells_no_small_group() {
    // Of 40 women 25 are adults; 5 of them have no diabetes on record, which excludes nobody while silence is open.
    let women = (0..40_u64).map(|number| woman(number, if number < 25 { 30 } else { 12 }, number % 5 != 0));
    let cohort = Cohort::new(women);
    let mut screen = Screen::new(&cohort, Terms::builtin(), AbsencePolicy::closed());
    let funnel = MatchReport::new(&mut screen, &trial(), 0).candidates.funnel;
    assert_eq!(funnel.start, Some(40));
    // In the end 20 are left, none of them measured: all potential. The 25 adults are too close to them: 5 without diabetes.
    assert_eq!(funnel.counts, ToldCounts { eligible: Some(0), potential: Some(20), excluded: Some(20) });
    let remaining: Vec<Option<u64>> = funnel.rows.iter().map(|row| row.remaining).collect();
    assert_eq!(remaining, vec![None, None, Some(20), Some(20), Some(20)]);
    // By age alone 15 children less the 3 that have no diabetes; but of the 20 who go that would leave 8.
    let alone: Vec<Option<u64>> = funnel.rows.iter().map(|row| row.excluded_by_it_alone).collect();
    assert_eq!(alone, vec![None, Some(0), None, Some(0), Some(0)]);
}
