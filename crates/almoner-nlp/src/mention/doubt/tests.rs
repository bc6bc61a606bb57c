//! What the tagger may change, and what it may not.

use std::collections::BTreeSet;

use almoner_base::{Day, DayRange};
use almoner_facts::{Extractor, Polarity};
use almoner_sample::{FactPart, fact_notes};
use almoner_terms::Terms;

use super::{Readers, doubtful, ordinary, settle, spelling};
use crate::mention::{Kind, Lexicon, tag};
use crate::{NoteContext, extract_with};

/// The keys of what a text names, with `*` where only the tagger found it.
fn names(text: &str) -> Vec<String> {
    let terms = Terms::builtin();
    let names = settle(terms, text, &terms.mentions(text), Readers::Both);
    let key = |id| terms.concept(id).map_or("", |concept| concept.key.as_str());
    let tagged = |start: usize| if names.tagged.contains(&start) { "*" } else { "" };
    names.mentions.iter().map(|one| format!("{}{}", key(one.concept), tagged(one.start))).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(names(text), expected, "{text}");
}

#[test]
fn an_abbreviation_is_what_stands_around_it() {
    check("She was diagnosed with RA in 2011.", &["rheumatoid-arthritis*"]);
    check("O2 sat 96% on RA", &["spo2"]);
    check("Recurrent PE on warfarin.", &["pulmonary-embolism*", "warfarin"]);
    check("PE: lungs clear, heart regular", &[]);
    check("Seen in the ED last night.", &[]);
}

#[test]
fn what_a_note_explains_is_what_it_says() {
    check(
        "Refractory anemia (RA) was found. RA is stable.",
        &["refractory-anemia", "refractory-anemia", "refractory-anemia"],
    );
    check("Best response was progressive disease (PD); off study for PD.", &[]);
}

#[test]
fn a_letter_may_be_wrong_in_a_name() {
    check("History of hypertenson and diabetis.", &["hypertension*", "diabetes*"]);
    check("Takes metfromin 500 mg twice daily.", &["metformin*"]);
    check("Mother had systemic lupus erythematosis.", &["lupus*"]);
}

#[test]
fn a_slip_is_not_mended_where_it_would_turn_the_meaning() {
    let near = |word: &str| spelling().near(word);
    assert!(near("hypetension").iter().all(|word| !word.starts_with("hypo")));
    assert!(!near("asymptomatic").contains(&"symptomatic"));
    assert!(!near("gastrotomy").contains(&"gastrostomy"));
    // Another drug of the class, which no table may hold yet.
    check("Started apatinib 500 mg daily.", &[]);
    check("She has the ability to walk.", &[]);
}

#[test]
fn a_street_is_no_disease() {
    let terms = Terms::builtin();
    assert!(tag(terms, "Lives at 12 Parkinson Avenue.").is_empty());
    check("She lives in a nursing facility.", &[]);
}

#[test]
fn rules_alone_leave_the_dictionary_as_it_is() {
    let terms = Terms::builtin();
    for note in fact_notes(3, 30, FactPart::HeldOut) {
        let listed = terms.mentions(&note.text);
        let names = settle(terms, &note.text, &listed, Readers::Rules);
        assert_eq!(names.mentions, listed);
        assert!(names.tagged.is_empty());
    }
}

#[test]
fn the_names_ascend_without_overlap() {
    let terms = Terms::builtin();
    for note in fact_notes(4, 100, FactPart::HeldOut) {
        let names = settle(terms, &note.text, &terms.mentions(&note.text), Readers::Both);
        assert!(names.mentions.is_sorted_by(|one, two| one.end <= two.start), "{}", note.text);
        assert!(names.tagged.iter().all(|start| names.mentions.iter().any(|one| one.start == *start)));
    }
}

#[test]
fn no_fact_that_the_rules_deny_is_affirmed_with_the_tagger() {
    let terms = Terms::builtin();
    let context = NoteContext { ordinal: 0, day: Some(DayRange::exact(Day(0))) };
    let mut mended = 0;
    for note in fact_notes(5, 200, FactPart::HeldOut) {
        let read = |readers| extract_with(terms, &note.text, &context, readers);
        let denied: BTreeSet<_> = read(Readers::Rules)
            .into_iter()
            .filter(|fact| fact.assertion.polarity == Polarity::Negated)
            .map(|fact| (fact.concept, fact.source))
            .collect();
        for fact in read(Readers::Both) {
            mended += u32::from(fact.extractor == Extractor::NoteTagger);
            let affirmed = fact.assertion.polarity == Polarity::Affirmed;
            assert!(!affirmed || !denied.contains(&(fact.concept, fact.source)), "{}", note.text);
        }
    }
    assert!(mended > 30, "{mended}");
}

#[test]
fn negation_reaches_what_the_tagger_found() {
    let context = NoteContext { ordinal: 0, day: None };
    let facts = extract_with(Terms::builtin(), "No hypertenson or diabetis.", &context, Readers::Both);
    assert_eq!(facts.len(), 2);
    assert!(facts.iter().all(|fact| fact.assertion.polarity == Polarity::Negated));
}

#[test]
fn each_doubtful_name_stands_for_names_of_the_tables_of_different_kinds() {
    let terms = Terms::builtin();
    for (name, others) in &doubtful().names {
        let mut kinds: Vec<Kind> = Vec::new();
        for other in others.iter().copied().chain([*name]) {
            let id = terms.by_name(other).filter(|id| terms.concept(*id).is_some());
            if other == *name && id.is_none() {
                assert!(!others.is_empty(), "{name} stands for nothing");
                continue;
            }
            kinds.push(Kind::of(terms.concept(id.unwrap_or_else(|| panic!("{other}"))).unwrap().kind));
        }
        let all = kinds.len();
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!(kinds.len(), all, "{name}");
    }
}

#[test]
fn ordinary_words_are_no_words_of_names() {
    let lexicon = Lexicon::builtin();
    assert!(ordinary().iter().filter(|word| lexicon.holds(word)).count() < ordinary().len() / 4);
}
