//! What is measured stays, what identifies beside it goes: values and units, weeks of a pregnancy, ages over 89, signs that
//! are named after somebody, holidays, and names of the record that are words of the language.

use crate::{Form, Known, TextEngine, redact};

fn tags(text: &str, known: &str) -> String {
    let known = Known::from_json(known).unwrap();
    redact(TextEngine::builtin(), text, &known, Form::Tags).text
}

#[track_caller]
fn stays(texts: &[&str]) {
    for text in texts {
        assert_eq!(tags(text, "[]"), *text);
    }
}

#[test]
fn values_and_their_units_stay_in_any_case() {
    stays(&[
        "Na was 139 mmol/L\nK was 4.0 mmol/L\neGFR was 98 mL/min/1.73m2",
        "NA WAS 139 MMOL/L\nK WAS 4.0 MMOL/L\nEGFR WAS 98 ML/MIN/1.73M2",
        "HCV RNA 92 IU/mL, LDL at 124, stable. Glucose today 118.",
        "Sat 95 % on room air, ferritin 103 (H).",
    ]);
}

#[test]
fn weeks_and_days_of_a_pregnancy_are_no_date() {
    stays(&["Induced at 38 2/7 weeks.", "at 39 and 3/7, cephalic"]);
}

#[test]
fn a_sign_with_its_finding_is_no_person() {
    stays(&["Spurling negative. Adson equivocal; Trousseau not done."]);
}

#[test]
fn ages_over_89_are_found_behind_the_person_they_belong_to() {
    for (text, redacted) in [
        ("Her mother is 94 and drives.", "Her mother is [AGE_OVER_89] and drives."),
        ("Father died of pneumonia at 92.", "Father died of pneumonia at [AGE_OVER_89]."),
        ("Will attend his 98th birthday.", "Will attend his [AGE_OVER_89] birthday."),
        ("DOB 3/4/1931 (93)", "DOB [DATE] ([AGE_OVER_89])"),
        ("Her aunt, ninety-three, helps.", "Her aunt, [AGE_OVER_89], helps."),
        ("Her mother is 84 and drives.", "Her mother is 84 and drives."),
    ] {
        assert_eq!(tags(text, "[]"), redacted);
    }
}

#[test]
fn a_year_of_two_digits_goes_with_its_day() {
    assert_eq!(tags("Seen 12 Mar 24.", "[]"), "Seen [DATE].");
    assert_eq!(tags("Seen Mar 12 24; stable.", "[]"), "Seen [DATE]; stable.");
}

#[test]
fn holidays_are_found_with_any_apostrophe() {
    for text in ["off on Presidents' Day", "off on Mother\u{2019}s Day", "off on Easter Sunday"] {
        assert_eq!(tags(text, "[]"), "off on [DATE]");
    }
}

#[test]
fn a_name_of_the_record_that_is_a_word_is_found_where_somebody_acts() {
    let known = r#"{"names":["Grace Lane"],"relatives":["Seema Khanna"]}"#;
    for (text, redacted) in [
        ("Lane may return next week.", "[NAME] may return next week."),
        ("grace will call if worse.", "[NAME] will call if worse."),
        ("Khanna, Seema A  F", "[NAME]  F"),
        ("texted by Grace Lane (GL): better", "texted by [NAME] ([NAME]): better"),
        ("walks down the lane", "walks down the lane"),
    ] {
        assert_eq!(tags(text, known), redacted);
    }
}

#[test]
fn a_name_of_the_record_is_found_by_its_initials_in_pieces_and_in_capitals() {
    let known =
        Known::from_json(r#"{"names":["In-Sook Mira Bae"],"providers":["Rose Cook"],"addresses":["421 5th, Oldmill"]}"#);
    let known = known.unwrap();
    let gone = |text: &str| redact(TextEngine::builtin(), text, &known, Form::Tags).text;
    assert_eq!(gone("Vaccine given by IB, lot 4."), "Vaccine given by [NAME], lot 4.");
    assert_eq!(gone("Seen with In-Sook today; i bae agrees."), "Seen with [NAME] today; [NAME] agrees.");
    assert_eq!(gone("The plan stands. COOK signs out at five."), "The plan stands. [NAME] signs out at five.");
    assert!(!gone("New address 421 5th since May.").contains("421"));
}

#[test]
fn a_misread_digit_of_a_date_is_read() {
    let gone = |text: &str| redact(TextEngine::builtin(), text, &Known::new(), Form::Tags).text;
    assert_eq!(gone("seen 3/4/20l9 and 2O22-03-04"), "seen [DATE] and [DATE]");
    assert_eq!(gone("back on May l6 at noon"), "back on [DATE] at noon");
}

#[test]
fn a_tool_in_use_is_no_person() {
    let out = redact(TextEngine::builtin(), "Foley draining. Hickman flushed. Every Monday.", &Known::new(), Form::Tags);
    assert_eq!(out.text, "Foley draining. Hickman flushed. Every Monday.");
}
