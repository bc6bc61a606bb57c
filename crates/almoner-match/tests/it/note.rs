//! Criteria decided from a note, and trials ranked for one. Notes and trials are invented.

use almoner_base::NctId;
use almoner_eligibility::Section;
use almoner_match::{NoteDecision, NoteReason, NoteVerdict, TrialIndex, decide};
use almoner_terms::Terms;
use almoner_trials::{AgeLimit, EnrolledSex, TrialRecord};

const NOTE: &str = "A 52-year-old man is seen for follow-up of type 2 diabetes. Hemoglobin A1c is 8.4 %. \
    He has no heart failure. He never smoked. He agrees to give informed consent.";

fn ask(criterion: &str, section: Section) -> NoteDecision {
    decide(Terms::builtin(), NOTE, criterion, section)
}

fn verdict(criterion: &str, section: Section) -> NoteVerdict {
    ask(criterion, section).verdict
}

/// The words of the note that a decision points to.
fn evidence(decision: &NoteDecision) -> Vec<String> {
    let slice = |start: u32, end: u32| NOTE.chars().skip(start as usize).take((end - start) as usize).collect();
    decision.evidence.iter().map(|span| slice(span.start, span.end)).collect()
}

#[test]
fn age_is_read_from_the_first_words_of_a_note() {
    let decision = ask("Age 18 to 65 years", Section::Inclusion);
    assert_eq!((decision.verdict, decision.reason), (NoteVerdict::Met, NoteReason::Stated));
    assert!(evidence(&decision).iter().any(|text| text.contains("52-year-old")), "{:?}", evidence(&decision));
    assert_eq!(verdict("Age over 60 years", Section::Inclusion), NoteVerdict::NotMet);
}

#[test]
fn met_of_an_exclusion_means_that_the_patient_has_what_excludes() {
    assert_eq!(verdict("Type 2 diabetes", Section::Exclusion), NoteVerdict::Met);
    assert_eq!(verdict("Type 2 diabetes", Section::Inclusion), NoteVerdict::Met);
}

#[test]
fn silence_closes_what_would_bar_and_leaves_open_what_is_required() {
    let barred = ask("Hypertension", Section::Exclusion);
    assert_eq!((barred.verdict, barred.reason), (NoteVerdict::NotMet, NoteReason::AbsentFromSummaryNote));
    // Nothing speaks of it, so the reader is shown whom the note describes.
    assert_eq!(evidence(&barred), ["52-year-old man"]);
    let barred = ask("Known hypoglycemia", Section::Exclusion);
    assert_eq!((barred.verdict, barred.reason), (NoteVerdict::NotMet, NoteReason::AbsentFromSummaryNote));
    assert_eq!(verdict("Hypertension", Section::Inclusion), NoteVerdict::Unknown);
}

#[test]
fn silence_about_a_result_that_would_bar_closes_it_and_about_a_required_one_does_not() {
    let barred = ask("Platelet count below 100,000/mm3", Section::Exclusion);
    assert_eq!((barred.verdict, barred.reason), (NoteVerdict::NotMet, NoteReason::AbsentFromSummaryNote));
    assert_eq!(verdict("Platelet count above 100,000/mm3", Section::Inclusion), NoteVerdict::Unknown);
}

#[test]
fn silence_about_the_body_a_score_or_a_stage_says_nothing() {
    for criterion in ["BMI > 40 kg/m2", "ECOG performance status > 2", "Stage IV disease", "Women who are pregnant"] {
        assert_eq!(verdict(criterion, Section::Exclusion), NoteVerdict::Unknown, "{criterion}");
    }
}

#[test]
fn sentences_that_speak_of_the_same_thing_are_shown_where_nothing_was_decided() {
    let decision = ask("Diabetic nephropathy proven by biopsy", Section::Inclusion);
    assert_eq!(decision.verdict, NoteVerdict::Unknown);
    assert!(evidence(&decision).iter().any(|text| text.contains("diabetes")), "{:?}", evidence(&decision));
}

#[test]
fn consent_is_met_where_the_note_says_that_it_will_be_given() {
    let given = ask("Willing to give written informed consent", Section::Inclusion);
    assert_eq!((given.verdict, given.reason), (NoteVerdict::Met, NoteReason::Stated));
    assert!(evidence(&given).iter().any(|text| text.contains("informed consent")), "{:?}", evidence(&given));
    assert_eq!(verdict("Unable to give informed consent", Section::Exclusion), NoteVerdict::NotMet);
    let refused = "A 52-year-old man with type 2 diabetes. He declined to give informed consent.";
    let decision = decide(Terms::builtin(), refused, "Willing to give written informed consent", Section::Inclusion);
    assert_eq!(decision.verdict, NoteVerdict::Unknown);
}

#[test]
fn text_that_was_not_understood_is_not_closed_where_the_note_speaks_of_it() {
    let strange = "Blorvian whatnot about quaggy diabetes";
    let decision = ask(strange, Section::Exclusion);
    assert_eq!(decision.verdict, NoteVerdict::Unknown);
}

#[test]
fn any_input_gets_an_answer() {
    for criterion in ["", "\n\n", "\u{0}", "≥ ≤ – •", "- \n- \n", &"nested (".repeat(500)] {
        for note in ["", "\u{feff}", "日本語のメモ"] {
            for section in [Section::Inclusion, Section::Exclusion] {
                let decision = decide(Terms::builtin(), note, criterion, section);
                assert_eq!(decision.verdict, NoteVerdict::Unknown, "{criterion:?} of {note:?}");
            }
        }
    }
}

fn trial(number: u32, title: &str, summary: &str) -> TrialRecord {
    let mut trial = TrialRecord::new(NctId::parse(&format!("NCT{number:08}")).unwrap(), String::new());
    trial.title = Some(title.to_owned());
    trial.summary = Some(summary.to_owned());
    trial
}

#[test]
fn trials_about_the_patients_problem_come_first() {
    let about = trial(1, "Metformin in type 2 diabetes", "Adults with type 2 diabetes take metformin.");
    let other = trial(2, "Knee replacement", "Rehabilitation after replacement of the knee.");
    let denied = trial(3, "Heart failure units", "Heart failure in the emergency department.");
    let mut women = trial(4, "Type 2 diabetes in women", "Women with type 2 diabetes.");
    women.sex = EnrolledSex::Female;
    let mut old = trial(5, "Type 2 diabetes in the old", "Type 2 diabetes beyond 75 years.");
    old.min_age = AgeLimit::parse("75 Years");
    let mut barred = trial(6, "Metformin in type 2 diabetes", "Adults with type 2 diabetes take metformin.");
    barred.eligibility_text = "Exclusion Criteria:\n\n- HbA1c above 8 %\n".to_owned();
    let mut index = TrialIndex::new(Terms::builtin(), vec![other, denied, about, women, old, barred]);
    let ranked = index.rank(NOTE, 10);
    let ids: Vec<String> = ranked.iter().map(|one| one.nct_id.to_string()).collect();
    // What the note denies finds nothing, whom a trial does not enrol is left out, what excludes sinks.
    assert_eq!(ids.first().map(String::as_str), Some("NCT00000001"), "{ids:?}");
    for absent in ["NCT00000004", "NCT00000005"] {
        assert!(!ids.contains(&absent.to_owned()), "{ids:?}");
    }
    let barred = ranked.iter().find(|one| one.nct_id.to_string() == "NCT00000006").unwrap();
    assert!(barred.excluded && barred.score < ranked[0].score);
    assert!(ranked[0].trec_line("7").starts_with("7 Q0 NCT00000001 1 "));
    assert_eq!(index.rank(NOTE, 1).len(), 1);
    assert_eq!(index.rank("", 10), Vec::new());
}

const GOUT: &str = "A 61-year-old man wakes with a hot, swollen and exquisitely tender big toe. He had eaten much red meat and drunk beer. \
    Fluid from the joint shows needle-shaped negatively birefringent crystals.";

#[test]
fn what_findings_suggest_before_all_else_meets_what_requires_it_and_is_not_closed_by_silence() {
    let decide = |criterion, section| decide(Terms::builtin(), GOUT, criterion, section);
    let required = decide("Gout", Section::Inclusion);
    assert_eq!((required.verdict, required.reason), (NoteVerdict::Met, NoteReason::SuggestedByFindings));
    assert!(!required.evidence.is_empty());
    let barred = decide("Gout", Section::Exclusion);
    assert_eq!((barred.verdict, barred.reason), (NoteVerdict::Unknown, NoteReason::Uncertain));
    // What was not suggested is closed as before, and stays open where it is required.
    assert_eq!(decide("Rheumatoid arthritis with vasculitis", Section::Exclusion).verdict, NoteVerdict::NotMet);
    assert_eq!(decide("Psoriasis", Section::Inclusion).verdict, NoteVerdict::Unknown);
}

#[test]
fn findings_never_tell_a_cancer() {
    let note = "A 66-year-old man with progressive dysphagia to solids and then liquids, weight loss and heavy smoking.";
    let decision = decide(Terms::builtin(), note, "Esophageal cancer", Section::Inclusion);
    assert_eq!(decision.verdict, NoteVerdict::Unknown);
}

#[test]
fn what_the_patient_must_be_able_to_do_is_shown_where_the_note_promises() {
    let decision = ask("Ability to swallow tablets", Section::Inclusion);
    assert_eq!(decision.verdict, NoteVerdict::Unknown);
    assert_eq!(evidence(&decision), ["He agrees to give informed consent."]);
}

#[test]
fn who_has_not_the_disease_has_no_kind_of_it_under_another_name() {
    // The terms hold heart failure, which the note denies, and no such kind of it.
    let kind = ask("Quaggy heart failure", Section::Exclusion);
    assert_eq!((kind.verdict, kind.reason), (NoteVerdict::NotMet, NoteReason::Stated));
    assert_eq!(verdict("Quaggy type 2 diabetes", Section::Exclusion), NoteVerdict::Unknown);
}

#[test]
fn a_symptom_is_no_disease_of_its_family() {
    let note = "A 34-year-old woman has had a tremor of both hands for a week. She has no other complaints.";
    let decide = |criterion| decide(Terms::builtin(), note, criterion, Section::Exclusion);
    assert_eq!(decide("Neurological disease").verdict, NoteVerdict::Unknown);
    assert_eq!(decide("Tremor").verdict, NoteVerdict::Met);
}

#[test]
fn results_that_the_study_is_to_measure_stay_open() {
    for criterion in [
        "Hemoglobin, platelets or creatinine outside the limits of the laboratory",
        "Chest X-ray shows pneumonia",
        "Failure to provide a urine sample",
    ] {
        assert_eq!(verdict(criterion, Section::Exclusion), NoteVerdict::Unknown, "{criterion}");
    }
}

#[test]
fn what_is_asked_of_women_does_not_apply_to_men_however_it_is_written() {
    for criterion in ["Women who are pregnant or breastfeeding", "Pregnant women", "If female, pregnant"] {
        let decision = ask(criterion, Section::Exclusion);
        assert_eq!((decision.verdict, decision.reason), (NoteVerdict::Unknown, NoteReason::NotApplicable), "{criterion}");
    }
    assert_eq!(verdict("Hypertension, pregnancy", Section::Exclusion), NoteVerdict::NotMet);
}

fn of_note(note: &str, criterion: &str) -> NoteVerdict {
    decide(Terms::builtin(), note, criterion, Section::Exclusion).verdict
}

#[test]
fn silence_does_not_close_what_a_drug_or_a_value_implies() {
    let note = "A 61-year-old woman with a swollen knee. She takes metformin and tacrolimus. Hemoglobin is 7.9 g/dL.";
    for implied in ["Diabetes", "Immunodeficiency", "Anemia"] {
        assert_eq!(of_note(note, implied), NoteVerdict::Unknown, "{implied}");
    }
    for silent in ["Epilepsy", "Thrombocytopenia", "Asthma"] {
        assert_eq!(of_note(note, silent), NoteVerdict::NotMet, "{silent}");
    }
}

#[test]
fn a_past_operation_is_closed_only_where_a_past_history_is_told() {
    let note = "A 44-year-old man with abdominal pain and fever.";
    assert_eq!(of_note(note, "Previous appendectomy"), NoteVerdict::Unknown);
    assert_eq!(of_note(&format!("{note} He has no past surgical history."), "Previous appendectomy"), NoteVerdict::NotMet);
    // A recent one would be told.
    assert_eq!(of_note(note, "Previous appendectomy within the last 4 weeks"), NoteVerdict::NotMet);
}

#[test]
fn who_is_of_the_other_sex_is_asked_nothing() {
    let note = "A 44-year-old man with abdominal pain and fever.";
    let decision = decide(Terms::builtin(), note, "Female subjects with asthma", Section::Exclusion);
    assert_eq!((decision.verdict, decision.reason), (NoteVerdict::Unknown, NoteReason::NotApplicable));
    let woman = "A 44-year-old woman with abdominal pain and fever.";
    assert_eq!(of_note(woman, "Female subjects with asthma"), NoteVerdict::NotMet);
}

#[test]
fn another_cause_than_that_of_the_study_is_left_open() {
    let note = "A 30-year-old man with fever, chills and a rash after camping.";
    assert_eq!(of_note(note, "Other known etiology of the fever"), NoteVerdict::Unknown);
    assert_eq!(of_note(note, "Need for anticoagulation for other cause"), NoteVerdict::NotMet);
}

#[test]
fn what_is_shown_goes_on_to_the_end_of_the_story() {
    let note = "A 50-year-old man presents with chest pain. The pain radiates to the left arm with sweating. \
        He lives alone. The latest episode of pain lasted an hour.";
    let decision =
        decide(Terms::builtin(), note, "Chest pain radiating to the left arm for more than 3 months", Section::Inclusion);
    let shown: Vec<String> = decision
        .evidence
        .iter()
        .map(|span| note.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect())
        .collect();
    assert!(shown.iter().any(|text| text.starts_with("The latest episode")), "{shown:?}");
    assert!(!shown.iter().any(|text| text.starts_with("He lives")), "{shown:?}");
}

#[test]
fn what_implies_a_disease_and_what_a_patient_arranges_are_shown() {
    let note = "A 61-year-old woman with a swollen knee. She lives with her son. She takes metformin. She has no rash. \
        She will provide informed consent.";
    let shown = |criterion: &str| -> Vec<String> {
        let decision = decide(Terms::builtin(), note, criterion, Section::Exclusion);
        let slice = |start: u32, end: u32| note.chars().skip(start as usize).take((end - start) as usize).collect();
        decision.evidence.iter().map(|span| slice(span.start, span.end)).collect()
    };
    assert_eq!(shown("Diabetes"), ["She takes metformin."]);
    assert_eq!(shown("No valid insurance"), ["She will provide informed consent."]);
}
