//! The figures on lines whose outcome can be counted by hand.

use super::{Change, Evaluation, evaluate};
use crate::{Category, Error, TextEngine};

const GOLD: &str = r#"{"id":"n1","text":"Dr. Vexlorn saw <b>the patient</b> on 3/4/2024 with Parkinson disease.","type":"visit","origin":"invented","spans":[{"start":4,"end":11,"category":"NAME"},{"start":38,"end":46,"category":"DATE"}],"keep":[{"start":52,"end":69,"class":"eponym"}]}
{"id":"n2","text":"The patient was walking well.","type":"visit","spans":[{"start":4,"end":11,"category":"NAME"}],"keep":[]}
"#;

#[test]
fn spans_notes_and_characters_are_counted() {
    let report = evaluate(TextEngine::builtin(), GOLD, &Evaluation::default()).unwrap();
    assert_eq!((report.recall.hits, report.recall.all), (2, 3));
    assert_eq!((report.leaking_notes.hits, report.leaking_notes.all), (1, 2));
    assert_eq!((report.keep_touched.hits, report.keep_touched.all), (0, 1));
    // Vexlorn and 3, 4, 2024.
    assert_eq!((report.character_precision.hits, report.character_precision.all), (13, 13));
    assert_eq!(report.by_category[&Category::Name].all, 2);
    assert_eq!(report.by_origin["invented"].all, 1);
    assert_eq!(report.misses.len(), 1);
    assert_eq!((report.misses[0].id.as_str(), report.misses[0].text.as_deref()), ("n2", None));
}

#[test]
fn the_text_of_a_miss_is_shown_only_on_request() {
    let shown = Evaluation { show_phi: true, ..Evaluation::default() };
    let with = evaluate(TextEngine::builtin(), GOLD, &shown).unwrap();
    let without = evaluate(TextEngine::builtin(), GOLD, &Evaluation::default()).unwrap();
    assert!(with.to_string().contains("\"patient\"") && with.to_html().contains("Vexlorn"));
    assert!(!without.to_string().contains("\"patient\"") && !without.to_html().contains("Vexlorn"));
    assert!(!with.to_html().contains("<b>"), "markup of a note is escaped");
    assert!(with.to_json().unwrap().contains("\"right_category\""));
}

#[test]
fn bounds_are_those_of_textbooks() {
    // Wilson, 81 of 263: 0.255 to 0.366 (Newcombe, Stat Med 1998, 17:857, table I).
    let (low, high) = super::Count { hits: 81, all: 263 }.bounds().unwrap();
    assert!((low - 0.2553).abs() < 5e-4 && (high - 0.3662).abs() < 5e-4, "{low} {high}");
    let (low, high) = super::Count { hits: 300, all: 300 }.bounds().unwrap();
    assert!((low - 0.99).abs() < 1e-9 && (high - 1.0).abs() < 1e-9);
}

#[test]
fn a_line_that_does_not_fit_is_refused_by_number() {
    let bad = "\n{\"id\":\"x\",\"text\":\"abc\",\"spans\":[{\"start\":0,\"end\":9,\"category\":\"NAME\"}]}";
    assert_eq!(evaluate(TextEngine::builtin(), bad, &Evaluation::default()).unwrap_err(), Error::Gold { line: 2 });
}

#[test]
fn changes_keep_the_number_of_characters() {
    let chars: Vec<char> = "Wife Rosa Lobos called".chars().collect();
    let spans = [(5..15, true)];
    let changed = |change: Change| change.apply(chars.clone(), &spans).into_iter().collect::<String>();
    assert_eq!(changed(Change::Upper), "WIFE ROSA LOBOS CALLED");
    assert_eq!(changed(Change::Scanned), "Wife R0sa Lobos called");
    assert_eq!(changed(Change::Broken), "Wife Rosa\nLobos called");
    assert_eq!(changed(Change::Mistyped), "Wife Rosa Lboos called");
}
