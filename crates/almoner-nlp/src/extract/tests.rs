mod notes;

use std::fmt::Write as _;
use std::sync::OnceLock;

use almoner_base::Quantity;
use almoner_facts::Value;
use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

fn terms() -> &'static Terms {
    static TERMS: OnceLock<Terms> = OnceLock::new();
    TERMS.get_or_init(|| {
        let concepts = ("terms.tsv", include_str!("../../testdata/terms.tsv"));
        Terms::parse(&[concepts], ("units.tsv", include_str!("../../testdata/units.tsv"))).unwrap()
    })
}

const NOTE: NoteContext = NoteContext { ordinal: 3, day: Some(DayRange { earliest: Day(1000), latest: Day(1000) }) };

/// `kind key <source text> how it is meant, course, value, days`.
fn check(text: &str, expected: &Expect) {
    let terms = terms();
    let mut lines = String::new();
    for fact in extract(terms, text, &NOTE) {
        let Source::Note { ordinal: 3, start, end } = fact.source else { panic!("facts of a note name the note") };
        let words: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
        let key = fact.concept.and_then(|id| terms.concept(id)).map_or("-", |concept| concept.key.as_str());
        write!(lines, "{:?} {key} <{words}>", fact.kind).unwrap();
        let Assertion { polarity, temporality, experiencer } = fact.assertion;
        if polarity != Polarity::Affirmed {
            write!(lines, " {polarity:?}").unwrap();
        }
        if temporality != Temporality::Current {
            write!(lines, " {temporality:?}").unwrap();
        }
        if experiencer != Experiencer::Patient {
            write!(lines, " {experiencer:?}").unwrap();
        }
        if let Some(course) = fact.course {
            write!(lines, " {course:?}").unwrap();
        }
        match fact.value {
            Some(Value::Quantity(quantity)) => {
                let sign = quantity.comparator.map_or(String::new(), |sign| format!("{sign:?} "));
                write!(lines, " {sign}{} {}", quantity.value, quantity.unit).unwrap();
            }
            Some(Value::Flag(flag)) => write!(lines, " {flag}").unwrap(),
            _ => {}
        }
        if let Some(start) = fact.days.start {
            let end = if fact.days.end.is_some() { "" } else { " on" };
            write!(lines, " @{}..{}{end}", start.earliest.0, start.latest.0).unwrap();
        }
        if let (None, Some(end)) = (fact.days.start, fact.days.end) {
            write!(lines, " until {}..{}", end.earliest.0, end.latest.0).unwrap();
        }
        lines.push('\n');
    }
    expected.assert_eq(&lines);
}

#[test]
fn values_are_taken_with_their_units() {
    check(
        "Hgb 9.8, WBC 12.3, platelets 150,000, creatinine of 1.3 mg/dL. Hemoglobin (g/dL): 10.1. BP 150/90, LVEF of 35-40%.",
        &expect![[r#"
            Measurement hemoglobin <Hgb 9.8> 9.8 g/dL
            Measurement wbc <WBC 12.3> 12.3 10*3/uL
            Measurement platelets <platelets 150,000> 150000 /uL
            Measurement creatinine <creatinine of 1.3 mg/dL> 1.3 mg/dL
            Measurement hemoglobin <Hemoglobin (g/dL): 10.1> 10.1 g/dL
            Measurement systolic-bp <BP 150/90> 150 mm[Hg]
            Measurement diastolic-bp <BP 150/90> 90 mm[Hg]
            Measurement lvef <LVEF of 35-40%> 35 %
            Measurement lvef <LVEF of 35-40%> 40 %
        "#]],
    );
}

#[test]
fn a_gene_is_told_by_what_its_test_found() {
    check(
        "Adenocarcinoma, EGFR mutation positive. ALK rearrangement: not detected. KRAS wild-type. No EGFR mutation was found.",
        &expect![[r#"
            Genomic egfr-mutation <EGFR mutation>
            Genomic alk-rearrangement <ALK rearrangement> Negated
            Genomic kras-mutation <KRAS wild-type> Negated
            Genomic egfr-mutation <EGFR mutation> Negated
        "#]],
    );
    check(
        "EGFR mutation testing is pending. Tested for ALK rearrangement. KRAS mutation status unknown. EGFR mutation analysis: negative. \
         Mother with KRAS mutation.",
        &expect![[r#"
            Genomic egfr-mutation <EGFR mutation> Negated
            Genomic kras-mutation <KRAS mutation> Family
        "#]],
    );
}

#[test]
fn scores_and_classes_are_taken() {
    check(
        "ECOG 1, KPS 80%, NYHA class III, Child-Pugh B.",
        &expect![[r#"
            Measurement ecog <ECOG 1> 1 {score}
            Measurement karnofsky <KPS 80%> 80 {score}
            Measurement nyha <NYHA class III> 3 {score}
            Measurement child-pugh <Child-Pugh B> 7 {score}
            Measurement child-pugh <Child-Pugh B> 9 {score}
        "#]],
    );
}

#[test]
fn a_number_that_is_not_the_value_is_left() {
    check(
        "Hemoglobin checked 3 times. Keep the INR between 2 and 3. Creatinine 5 days ago. Hemoglobin and platelets were 9 and 100.",
        &expect![[""]],
    );
}

#[test]
fn of_several_values_the_one_told_last_counts() {
    check(
        "Hgb 13.1 -> 7.9. Hemoglobin dropped from 13.1 to 7.9. Hemoglobin rose from 7.9 to 13.1. Hemoglobin 13.1 last month, 7.9 today. \
         Platelets 59, repeat 142. BP 182/110 on arrival, 130/80 after labetalol. Hemoglobin 7.9 today, 13.1 last month. \
         Hemoglobin ranging from 7 to 13. Hgb 13.1, creatinine 1.2.",
        &expect![[r#"
            Measurement hemoglobin <Hgb 13.1 -> 7.9> 7.9 g/dL
            Measurement hemoglobin <Hemoglobin dropped from 13.1 to 7.9> 7.9 g/dL
            Measurement hemoglobin <Hemoglobin rose from 7.9 to 13.1> 13.1 g/dL
            Measurement hemoglobin <Hemoglobin 13.1 last month, 7.9> 7.9 g/dL
            Measurement platelets <Platelets 59, repeat 142> 142 10*3/uL
            Measurement systolic-bp <BP 182/110 on arrival, 130/80> 130 mm[Hg]
            Measurement diastolic-bp <BP 182/110 on arrival, 130/80> 80 mm[Hg]
            Measurement hemoglobin <Hemoglobin 7.9> 7.9 g/dL @1000..1000
            Measurement hemoglobin <Hemoglobin ranging from 7 to 13> 7 g/dL
            Measurement hemoglobin <Hemoglobin ranging from 7 to 13> 13 g/dL
            Measurement hemoglobin <Hgb 13.1> 13.1 g/dL
            Measurement creatinine <creatinine 1.2> 1.2 mg/dL
        "#]],
    );
}

#[test]
fn a_stated_limit_is_no_unit_and_a_k_is_a_thousand() {
    check(
        "Creatinine 3.0 (ULN 1.2). Platelets 85K. Child-Pugh B8.",
        &expect![[r#"
            Measurement creatinine <Creatinine 3.0> 3 mg/dL
            Measurement platelets <Platelets 85K> 85 10*3/uL
            Measurement child-pugh <Child-Pugh B8> 8 {score}
        "#]],
    );
}

#[test]
fn sections_decide_what_a_name_means() {
    check(
        "PMH: hypertension, diabetes\nFamily History: diabetes\nMedications: metformin 500 mg, aspirin 81 mg\nAllergies: penicillin\n",
        &expect![[r#"
            Condition hypertension <hypertension>
            Condition diabetes <diabetes>
            Condition diabetes <diabetes> Family
            Medication metformin <metformin> Active 500 mg
            Medication aspirin <aspirin> Active 81 mg
            Allergy penicillin <penicillin>
        "#]],
    );
}

#[test]
fn drugs_tell_whether_they_are_taken() {
    check(
        "She is on metformin. Aspirin was discontinued 2 months ago. Metformin (stopped last week), warfarin. Allergic to penicillin. Plan to start insulin. Denies warfarin use.",
        &expect![[r#"
            Medication metformin <metformin> Active
            Medication aspirin <Aspirin> Historical Ended until 924..955
            Medication metformin <Metformin> Ended until 987..996
            Medication warfarin <warfarin>
            Allergy penicillin <penicillin>
            Medication insulin <insulin> Hypothetical
            Medication warfarin <warfarin> Negated
        "#]],
    );
}

#[test]
fn times_are_placed_on_the_timeline() {
    check(
        "Myocardial infarction on [DAY 412]. Diabetes for 10 years. History of stroke 6 months ago.",
        &expect![[r#"
            Condition myocardial-infarction <Myocardial infarction> @412..412
            Condition diabetes <Diabetes> @-2836..-2469 on
            Condition stroke <stroke> Historical @802..833
        "#]],
    );
}

#[test]
fn smoking_and_pregnancy_are_read_in_their_forms() {
    check(
        "Tobacco use: former. Denies alcohol. She is at 11 weeks gestation. Quit smoking 5 years ago.",
        &expect![[r#"
            Social smoker-former <Tobacco use>
            Social alcohol-drinking <alcohol> Negated
            Social smoker-former <Quit smoking> @-1010..-643
            Social pregnant <11 weeks>
        "#]],
    );
    check("The boy was born at 32 weeks gestation.", &expect![[""]]);
}

#[test]
fn who_has_smoked_until_now_smokes_and_weeks_of_gestation_are_its_age() {
    let terms = Terms::builtin();
    let told = |text: &str, key: &str| {
        let concept = terms.by_key(key);
        extract(terms, text, &NOTE).into_iter().find(|fact| fact.concept == concept).map(|fact| fact.value)
    };
    assert_eq!(told("He has smoked two packs a day for the past 20 years.", "smoker-current"), Some(None));
    for other in
        ["He has smoked for the past 20 years but quit in May.", "His father has smoked since 1980.", "He smoked once."]
    {
        assert_eq!(told(other, "smoker-current"), None, "{other}");
    }
    let weeks = Value::Quantity(Quantity { value: 11.0, unit: "wk".to_owned(), comparator: None });
    assert_eq!(told("She is at 11 weeks gestation.", "gestational-age"), Some(Some(weeks)));
    assert_eq!(told("The boy was born at 32 weeks gestation.", "gestational-age"), None);
}

#[test]
fn a_pregnancy_test_tells_of_pregnancy_by_its_result() {
    let terms = Terms::builtin();
    let told = |text: &str| {
        let pregnant = terms.by_key("pregnant");
        extract(terms, text, &NOTE).into_iter().find(|fact| fact.concept == pregnant).map(|fact| fact.assertion.polarity)
    };
    assert_eq!(told("Her urine pregnancy test is negative."), Some(Polarity::Negated));
    assert_eq!(told("A positive pregnancy test was noted."), Some(Polarity::Affirmed));
    assert_eq!(told("A pregnancy test will be repeated."), None);
}

#[test]
fn a_list_after_a_denial_is_denied_until_but() {
    check(
        "Denies diabetes, stroke or hypertension but has asthma.",
        &expect![[r#"
            Condition diabetes <diabetes> Negated
            Condition stroke <stroke> Negated
            Condition hypertension <hypertension> Negated
            Condition asthma <asthma>
        "#]],
    );
}

#[test]
fn the_same_statement_is_one_fact() {
    check(
        "Diabetes. Diabetes. No diabetes.",
        &expect![[r#"
            Condition diabetes <Diabetes>
            Condition diabetes <diabetes> Negated
        "#]],
    );
}

#[test]
fn results_of_a_test_are_flags() {
    check(
        "HER2 positive. HER2: negative. HER2+ tumor.",
        &expect![[r#"
            Measurement her2 <HER2 positive> true
            Measurement her2 <HER2: negative> false
            Measurement her2 <HER2+> true
        "#]],
    );
}

#[test]
fn spans_count_scalar_values() {
    let text = format!("{} caf\u{e9} \u{1f600} diabetes", "\u{e9}".repeat(600));
    let facts = extract(terms(), &text, &NOTE);
    let start = u32::try_from(text.chars().count() - 8).unwrap();
    assert_eq!(facts[0].source, Source::Note { ordinal: 3, start, end: start + 8 });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn facts_of_any_text_lie_inside_it(
        text in "(?s)(diabetes|no |Hgb |BP |[0-9]{1,3}|/|%|mg|allergic to |penicillin|for |weeks ago|[.,;:\n-]| |é|NYHA|III|Medications: |.){0,40}"
    ) {
        let length = u32::try_from(text.chars().count()).unwrap();
        for fact in extract(terms(), &text, &NOTE) {
            let Source::Note { start, end, .. } = fact.source else { panic!("not of a note") };
            prop_assert!(start < end && end <= length);
        }
    }
}

#[test]
fn a_drug_has_its_dose_and_its_route() {
    let taken = |text: &str| {
        let told = |fact: Fact| {
            let dose = match fact.value {
                Some(Value::Quantity(dose)) => format!("{} {}", dose.value, dose.unit),
                _ => "-".to_owned(),
            };
            format!("{dose} {}", fact.route.map_or("-", almoner_facts::Route::name))
        };
        extract(Terms::builtin(), text, &NOTE).into_iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(taken("Takes prednisone 20 mg daily."), ["20 mg/d -"]);
    assert_eq!(taken("On 20 mg of oral prednisone daily."), ["20 mg/d oral"]);
    assert_eq!(taken("Lisinopril 10 mg daily, metformin 500 mg PO BID, aspirin."), ["10 mg/d -", "1000 mg/d oral", "- -"]);
    assert_eq!(taken("Vancomycin 1 g IV q12h"), ["2 g/d intravenous"]);
    assert_eq!(taken("Takes prednisone and 40 mg of atorvastatin daily."), ["- -", "40 mg/d -"]);
    assert_eq!(taken("Takes lisinopril, 1 tab daily."), ["- oral"]);
    // What a note says of a drug once, it says of it everywhere; two doses are two.
    assert_eq!(taken("Takes prednisone 5 mg daily.\nPlan: prednisone."), ["5 mg/d -", "5 mg/d -"]);
    assert_eq!(taken("Takes prednisone 5 mg daily.\nPrednisone 10 mg daily.\nOn prednisone.").last().unwrap(), "- -");
    assert_eq!(taken("No prednisone 20 mg daily."), ["- -"]);
}
