//! Marked notes, and the hand-written set in testdata/deid.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::{Error, parse};
use crate::Category;
use crate::corpus::{GoldNote, KeepClass, Part, corpus};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/deid"))
}

/// The hand-written notes, in the order of their files.
fn handwritten() -> Vec<GoldNote> {
    let mut files: Vec<_> = fs::read_dir(folder().join("handwritten")).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files.sort();
    let read = |path: &PathBuf| match parse(&fs::read_to_string(path).unwrap()) {
        Ok(notes) => notes,
        Err(error) => panic!("{}: {error}", path.file_name().unwrap().display()),
    };
    files.iter().flat_map(read).collect()
}

#[test]
fn marks_become_offsets_in_characters() {
    let notes = parse("a remark\n=== n1 type=letter origin=german\nknown: {\"names\":[\"Ö\"]}\nÖl für [[NAME:Jörg]],\n{{drug:Lasix}} 3/4\n").unwrap();
    let [note] = notes.as_slice() else { panic!() };
    assert_eq!(note.text, "Öl für Jörg,\nLasix 3/4");
    assert_eq!((note.spans[0].start, note.spans[0].end, note.spans[0].category), (7, 11, Category::Name));
    assert_eq!((note.keep[0].start, note.keep[0].end, note.keep[0].class), (13, 18, KeepClass::Drug));
    assert_eq!((note.note_type.as_str(), note.name_origin.as_str()), ("letter", "german"));
    assert_eq!(note.known["names"][0], "Ö");
}

#[test]
fn a_mark_that_is_nearly_right_is_refused_with_its_line() {
    let error = |body: &str| parse(&format!("=== n\n{body}")).unwrap_err();
    assert_eq!(error("ok\n[[NAME:Ann"), Error::Unclosed { line: 3 });
    assert_eq!(error("[[NAME:Ann {{drug:Lasix}}]]"), Error::Unclosed { line: 2 });
    assert_eq!(error("ok\nAnn]]"), Error::Unopened { line: 3 });
    assert_eq!(error("[[NAME:]]"), Error::Empty { line: 2 });
    assert_eq!(error("[[NAME: Ann]]"), Error::Empty { line: 2 });
    assert_eq!(error("[[NAMES:Ann]]"), Error::Unknown { line: 2 });
    assert_eq!(error("{{drugs:Lasix}}"), Error::Unknown { line: 2 });
    assert_eq!(error("known: {"), Error::Known { line: 2 });
}

#[test]
fn the_hand_written_set_has_eighty_notes_and_every_category_often_enough() {
    let notes = handwritten();
    assert!(notes.len() >= 80, "{}", notes.len());
    let ids: BTreeSet<&str> = notes.iter().map(|n| n.id.as_str()).collect();
    assert_eq!(ids.len(), notes.len());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for span in notes.iter().flat_map(|n| &n.spans) {
        *counts.entry(span.category.name()).or_default() += 1;
    }
    let rare = ["BIOMETRIC", "PHOTO", "VEHICLE", "IP"];
    for category in Category::ALL {
        let least = if rare.contains(&category.name()) { 8 } else { 15 };
        assert!(counts.get(category.name()).is_some_and(|n| *n >= least), "{}: {counts:?}", category.name());
    }
    for class in KeepClass::ALL {
        let count = notes.iter().flat_map(|n| &n.keep).filter(|k| k.class == class).count();
        assert!(count >= 30, "{class:?}: {count}");
    }
}

#[test]
fn the_gold_file_of_the_hand_written_set_is_up_to_date() {
    // As values: the order of keys depends on which crates are built together.
    let value = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
    let stands = fs::read_to_string(folder().join("handwritten.jsonl")).unwrap();
    let stands: Vec<_> = stands.lines().map(value).collect();
    let made: Vec<_> = handwritten().iter().map(|note| value(&note.to_json_line())).collect();
    assert!(made == stands, "run `cargo run -p almoner-sample --example handwritten`");
}

/// Nobody of the hand-written set is called as somebody of the generator; a pair of names is compared, as single ones are
/// common property.
#[test]
fn the_hand_written_set_takes_no_full_name_from_the_generator() {
    let written: BTreeSet<String> = handwritten()
        .iter()
        .flat_map(|n| n.spans.iter().map(|s| (n, s)).collect::<Vec<_>>())
        .filter(|(_, s)| s.category == Category::Name)
        .map(|(n, s)| n.text.chars().skip(s.start).take(s.end - s.start).collect::<String>().to_lowercase())
        .filter(|name| name.contains(' '))
        .collect();
    for part in [Part::Train, Part::HeldOut] {
        for note in corpus(11, 300, part) {
            for name in note.known["names"].as_array().unwrap() {
                assert!(!written.contains(&name.as_str().unwrap().to_lowercase()), "{}", note.id);
            }
        }
    }
}
