//! What is learned on one part and measured on the other must be sound.
use std::collections::{BTreeMap, BTreeSet};

use super::{GoldNote, KeepClass, Part, bank, corpus, names, note_types, render};
use crate::Category;

const PARTS: [Part; 2] = [Part::Train, Part::HeldOut];

fn cut(note: &GoldNote, start: usize, end: usize) -> String {
    note.text.chars().skip(start).take(end - start).collect()
}

#[test]
fn every_slot_and_bank_of_a_template_can_be_written() {
    for part in PARTS {
        for (name, template) in bank::of(part).all() {
            if template.contains('%') && !template.contains('{') {
                continue;
            }
            for slot in template.split('{').skip(1) {
                let slot = slot.split('}').next().unwrap();
                assert!(render::writes(part, slot), "{part:?} {name}: {{{slot}}}");
            }
        }
    }
}

#[test]
fn no_bracket_of_a_template_is_left_in_a_note() {
    for part in PARTS {
        for note in corpus(3, 400, part) {
            for bracket in ['{', '}', '[', ']', '\\'] {
                assert!(!note.text.contains(bracket), "{} {}: {bracket}", note.id, note.note_type);
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_notes() {
    let once: Vec<_> = corpus(5, 20, Part::Train).collect();
    assert!(corpus(5, 30, Part::Train).take(20).eq(once.iter().cloned()));
    assert!(!corpus(6, 20, Part::Train).eq(once));
}

#[test]
fn each_part_has_thirty_types_of_notes_and_every_category_and_class() {
    for part in PARTS {
        assert!(note_types(part).len() >= 30, "{part:?}: {}", note_types(part).len());
        let mut found: BTreeMap<Category, u32> = BTreeMap::new();
        let mut kept: BTreeMap<KeepClass, u32> = BTreeMap::new();
        let mut origins = BTreeSet::new();
        for note in corpus(1, 600, part) {
            note.spans.iter().for_each(|s| *found.entry(s.category).or_default() += 1);
            note.keep.iter().for_each(|k| *kept.entry(k.class).or_default() += 1);
            origins.insert(note.name_origin);
        }
        for category in Category::ALL {
            assert!(found.get(&category).is_some_and(|n| *n >= 15), "{part:?}: {category:?} {found:?}");
        }
        for class in KeepClass::ALL {
            assert!(kept.get(&class).is_some_and(|n| *n >= 50), "{part:?}: {class:?} {kept:?}");
        }
        assert!(origins.len() >= 8, "{origins:?}");
    }
}

#[test]
fn marks_are_in_order_apart_and_not_blank() {
    for part in PARTS {
        for note in corpus(2, 300, part) {
            let mut all: Vec<(usize, usize)> = note.spans.iter().map(|s| (s.start, s.end)).collect();
            all.extend(note.keep.iter().map(|k| (k.start, k.end)));
            all.sort_unstable();
            assert!(all.windows(2).all(|w| w[0].1 <= w[1].0), "{}", note.id);
            for (start, end) in all {
                let words = cut(&note, start, end);
                assert!(!words.is_empty() && words.trim() == words, "{} {}: {words:?}", note.id, note.note_type);
            }
            for fact in &note.facts {
                assert!(note.keep.iter().any(|k| k.start <= fact.start && fact.end <= k.end), "{}", note.id);
            }
        }
    }
}

#[test]
fn numbers_stand_in_their_spans_as_the_record_has_them() {
    let mut checked = 0;
    for part in PARTS {
        for note in corpus(4, 300, part) {
            for (category, key) in [(Category::Mrn, "mrns"), (Category::Ssn, "ssns")] {
                let own = note.known[key][0].as_str().unwrap().to_lowercase();
                for span in note.spans.iter().filter(|s| s.category == category) {
                    let words = cut(&note, span.start, span.end).to_lowercase().replace('\n', " ");
                    checked += u32::from(words == own);
                }
            }
        }
    }
    assert!(checked > 200, "{checked}");
}

#[test]
fn the_parts_share_no_name_of_a_person() {
    let of = |part| names::of(part).all().map(str::to_lowercase).collect::<BTreeSet<String>>();
    let (train, held_out) = (of(Part::Train), of(Part::HeldOut));
    assert!(train.is_disjoint(&held_out));
    assert!(train.len() > 3000, "{}", train.len());
    assert!(held_out.len() > 1500, "{}", held_out.len());
}

/// Runs of three words or more of a template stand in the other part's templates only where they are clinical fragments,
/// which both may use.
#[test]
fn the_parts_share_no_template() {
    let openings = |part| -> BTreeSet<String> {
        let shared = ["med", "problem", "lab", "vital"];
        bank::of(part)
            .all()
            .filter(|(name, _)| !shared.contains(name))
            .flat_map(|(_, t)| t.split('\n').map(str::to_lowercase).collect::<Vec<_>>())
            .filter(|line| line.split_whitespace().count() >= 4)
            .collect()
    };
    let clinical: BTreeSet<String> = include_str!("../../data/corpus/clinical.txt").lines().map(str::to_lowercase).collect();
    let shared: Vec<String> = openings(Part::Train)
        .intersection(&openings(Part::HeldOut))
        .filter(|line| !clinical.contains(*line))
        .cloned()
        .collect();
    assert!(shared.is_empty(), "{shared:?}");
}

#[test]
fn the_parts_share_no_place_and_no_employer() {
    let places = |part| -> BTreeSet<String> {
        let keys = ["places", "organizations", "employers"];
        corpus(9, 400, part)
            .flat_map(|note| {
                keys.iter()
                    .flat_map(|key| note.known[*key].as_array().unwrap().clone())
                    .map(|v| v.as_str().unwrap().to_lowercase())
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    assert!(places(Part::Train).is_disjoint(&places(Part::HeldOut)));
}

#[test]
fn a_line_of_a_gold_file_reads_back() {
    let note = corpus(1, 1, Part::HeldOut).next().unwrap();
    let line: serde_json::Value = serde_json::from_str(&note.to_json_line()).unwrap();
    assert_eq!(line["id"], "held-out-1-000000");
    assert_eq!(line["text"], note.text);
    assert_eq!(line["spans"].as_array().unwrap().len(), note.spans.len());
}
