//! What stands where an identifier stood: never something true, the same for one patient, in the form that it had.
#![expect(clippy::string_slice, reason = "the texts of these tests are cut where ASCII stands")]

use std::collections::BTreeSet;

use almoner_sample::{Part, corpus};
use proptest::prelude::*;

use super::{Output, Surrogates, date, redact_as};
use crate::text::{Request, lexicon::HashIndex, redact_with};
use crate::{Category, Form, Known, Redacted, TextEngine, redact};

/// A mixing function in the place of a keyed hash; each key gives other draws.
fn draw(key: u64) -> impl Fn(&[u8]) -> [u8; 32] {
    move |data| {
        let mut out = [0; 32];
        for (part, slot) in out.chunks_mut(8).enumerate() {
            let mut hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ part as u64;
            for byte in data {
                hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3);
                hash ^= hash >> 29;
            }
            slot.copy_from_slice(&hash.to_be_bytes());
        }
        out
    }
}

fn written(text: &str, known: &Known, surrogates: &Surrogates<'_>) -> String {
    redact_as(TextEngine::builtin(), text, known, Form::Tags, Output::Surrogates(surrogates)).text
}

/// Each identifier with what was written in its place.
fn pairs(text: &str, known: &Known, surrogates: &Surrogates<'_>) -> Vec<(Category, String, String)> {
    let engine = TextEngine::builtin();
    let spread = HashIndex::default();
    let request = Request { known: &[known], form: Form::Tags, dates: None, spread: &spread };
    let mut pairs = Vec::new();
    redact_with(engine, text, &request, |edits| {
        surrogates.write(engine, text, &[known], edits);
        pairs.extend(
            edits.iter().filter_map(|edit| Some((edit.category?, text[edit.range.clone()].to_owned(), edit.tag.clone()))),
        );
    });
    pairs
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_lowercase).collect()
}

/// What remains of both texts between the identifiers.
fn between(text: &str, redacted: &Redacted) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut at = 0;
    let mut out = Vec::new();
    for span in &redacted.spans {
        out.push(letters[at..span.start].iter().collect());
        at = span.end;
    }
    out.push(letters[at..].iter().collect());
    out
}

#[test]
fn every_form_of_a_name_becomes_the_same_false_person() {
    let surrogates = Surrogates::new(draw(1));
    let known = Known::from_json(r#"{"names":["John Quentin Smith"]}"#).unwrap();
    let text = written(
        "Patient: SMITH, John Q.\nMr. Smith came. Seen again: J. Smith. John Smith's wife waits.",
        &known,
        &surrogates,
    );
    let (family, rest) = text.strip_prefix("Patient: ").unwrap().split_once(", ").unwrap();
    let given = rest.split(' ').next().unwrap();
    let lower = family.to_lowercase();
    let family = format!("{}{}", &family[..1], &lower[1..]);
    let initial = &given[..1];
    assert!(text.contains(&format!("Mr. {family} came")), "{text}");
    assert!(text.contains(&format!("{initial}. {family}.")), "{text}");
    assert!(text.contains(&format!("{given} {family}'s wife waits")), "{text}");
    assert!(!words(&text).contains("smith") && !words(&text).contains("john"), "{text}");
}

#[test]
fn texts_read_apart_and_in_another_order_agree_and_other_keys_give_others() {
    let notes = ["Dr. Helga Thorvaldsen saw Ms. Priya Raman.", "Ms. Raman was called by Dr. Thorvaldsen."];
    let known = Known::new();
    let names = |key: u64, order: [usize; 2]| {
        let surrogates = Surrogates::new(draw(key));
        let mut out = [String::new(), String::new()];
        for at in order {
            out[at] = written(notes[at], &known, &surrogates);
        }
        out
    };
    assert_eq!(names(5, [0, 1]), names(5, [1, 0]));
    let all: BTreeSet<_> = (1..20).map(|key| names(key, [0, 1])).collect();
    assert!(all.len() > 15, "nineteen patients, {} pairs of notes", all.len());
}

#[test]
fn names_keep_their_gender_and_origin_where_lists_tell_them() {
    let pool = super::pool::Pools::get();
    for key in 1..30 {
        let surrogates = Surrogates::new(draw(key));
        for (name, given, class) in [
            ("rosario", true, ("hispanic", super::pool::Kind::Female)),
            ("hernandez", false, ("hispanic", super::pool::Kind::Family)),
            ("nguyen", false, ("east-asian", super::pool::Kind::Family)),
            ("sanjay", true, ("south-asian", super::pool::Kind::Male)),
        ] {
            assert_eq!(pool.class(name, given), class, "{name}");
            let false_name = surrogates.name(TextEngine::builtin(), name, &[]).unwrap();
            let letter = false_name.as_bytes()[0];
            assert!(pool.names(class, letter).contains(&false_name.as_str()), "{name} -> {false_name}");
        }
    }
}

#[test]
fn dates_keep_their_form_and_their_intervals() {
    let known = Known::new();
    for key in 1..40 {
        let surrogates = Surrogates::new(draw(key));
        let days = surrogates.days();
        assert!((-1770..=-410).contains(&days) && days % 7 != 0, "{days}");
        let moved = |text: &str| date::moved(text, days, Some(2024));
        let iso = |text: &str| {
            let date = almoner_base::PartialDate::parse_fhir(text).unwrap().bounds().unwrap().0;
            date.days_since_1970()
        };
        let first = moved("2024-03-04").unwrap();
        assert_eq!(iso(&first) - iso("2024-03-04"), days);
        assert_eq!(iso(&moved("2024-03-11").unwrap()) - iso(&first), 7);
        let (year, month, day) = (&first[..4], first[5..7].parse::<u32>().unwrap(), first[8..].parse::<u32>().unwrap());
        assert_eq!(moved("3/4/2024").unwrap(), format!("{month}/{day}/{year}"));
        assert_eq!(moved("03-04-24").unwrap(), format!("{month:02}-{day:02}-{}", &year[2..]));
        assert_eq!(moved("20240304").unwrap(), format!("{year}{month:02}{day:02}"));
        assert_eq!(moved("3/4").unwrap(), format!("{month}/{day}"));
        let long = moved("March 4, 2024").unwrap();
        assert!(long.ends_with(&format!(" {day}, {year}")), "{long}");
        assert_eq!(moved("MARCH 4, 2024").unwrap(), long.to_uppercase());
        assert!(moved("4th of March, 2024").unwrap().contains(" of "));
        for month_alone in
            ["March", "Mar '24", "March 2024", "3/2024", "2024", "Monday", "Mon", "the 5th", "3/4 to 3/7/2024"]
        {
            let now = moved(month_alone).unwrap();
            assert_ne!(now, month_alone, "{days}");
        }
    }
    assert_eq!(date::moved("Thanksgiving", -500, None), None, "what is no date can not be moved");
    assert_eq!(date::moved("02/31/2024", -500, None), None);
    // 500 days before 3, 7 and 17 March 2024: 20 and 24 October, 3 November 2022.
    assert_eq!(date::moved("March 3-7, 2024", -500, None).unwrap(), "October 20-24, 2022");
    assert_eq!(date::moved("Mar 3 - 17", -500, Some(2024)).unwrap(), "Oct 20 - Nov 3");
    let text = written("Admitted Thanksgiving, 2019.", &known, &Surrogates::new(draw(2)));
    assert!(text.contains("[DATE]"), "{text}");
}

#[test]
fn numbers_and_addresses_are_of_ranges_that_reach_nobody() {
    let known = Known::new();
    for key in 1..40 {
        let surrogates = Surrogates::new(draw(key));
        let phone = surrogates.phone("(413) 867-9182 x23", 0).unwrap();
        assert_eq!((phone.len(), &phone[4..12]), (18, ") 555-01"), "{phone}");
        assert_eq!(
            surrogates.phone("413.867.9182", 0).unwrap()[4..],
            surrogates.phone("4138679182", 0).unwrap()[3..].replace("55501", "555.01")
        );
        assert!(surrogates.phone("+44 20 7946 0321", 0).unwrap().starts_with("+99 9"));
        assert_eq!(surrogates.phone("1-800-FLOWERS", 0), None);
        let ssn = surrogates.ssn("123-45-6789", 0).unwrap();
        assert!(
            ssn.starts_with('9') && (1..50).contains(&ssn[4..6].parse::<u32>().unwrap()) && !ssn.ends_with("0000"),
            "{ssn}"
        );
        assert!(surrogates.email("jo@uni.edu", 0).contains("@example."));
        assert!(surrogates.url("https://uni.edu/jo", 0).starts_with("https://www.example."));
        let ip = surrogates.ip("10.2.3.4", 0);
        assert!(["192.0.2.", "198.51.100.", "203.0.113."].iter().any(|net| ip.starts_with(net)), "{ip}");
        assert!(surrogates.ip("fe80::1", 0).starts_with("2001:db8::"));
        let zip = surrogates.place(TextEngine::builtin(), "Springfield, IL 62701", &[], 0).unwrap();
        assert!(zip.contains(", IL 00"), "{zip}");
    }
    let text = written("VIN 1HGCM82633A004352", &known, &Surrogates::new(draw(3)));
    assert_ne!(text, "VIN 1HGCM82633A004352");
    let card = Surrogates::new(draw(4)).code(TextEngine::builtin(), "4111 1111 1111 1111", 0).unwrap();
    let digits: Vec<u32> = card.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(at, d)| if at % 2 == 0 { *d } else { d * 2 % 10 + d * 2 / 10 }).sum();
    assert_ne!(sum % 10, 0, "{card}: the sum of Luhn must not hold");
}

#[test]
fn an_age_over_89_becomes_the_class() {
    let surrogates = Surrogates::new(draw(6));
    let text = written("Her aunt is 92 years old, his uncle ninety-three years old.", &Known::new(), &surrogates);
    assert_eq!(text, "Her aunt is 90+ years old, his uncle 90+ years old.");
}

#[test]
fn no_true_value_is_written_in_any_note() {
    let engine = TextEngine::builtin();
    let (mut seen, mut tagged) = (0, 0);
    for (key, note) in (0..).zip(corpus(77, 240, Part::Development)) {
        let known = Known::new();
        let surrogates = Surrogates::new(draw(key));
        let pairs = pairs(&note.text, &known, &surrogates);
        let named = |(category, ..): &&(Category, String, String)| matches!(category, Category::Name | Category::Geo);
        let mut true_words = BTreeSet::new();
        for (_, was, _) in pairs.iter().filter(named) {
            true_words.extend(words(was).into_iter().filter(|word| !word.bytes().any(|b| b.is_ascii_digit())));
        }
        for (category, was, now) in &pairs {
            seen += 1;
            let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
            assert_ne!(plain(was), plain(now), "{category:?} in {}", note.id);
            tagged += u32::from(*now == format!("[{}]", category.name()));
            if *category == Category::Name {
                // Titles, credentials and parts of names may stay; a name may not.
                let left: Vec<_> = words(now).into_iter().filter(|word| true_words.contains(word)).collect();
                let telling = left.iter().filter(|word| {
                    let flags = engine.flags(crate::text::token::word_hash(word));
                    flags & crate::text::lexicon::PERSON != 0
                });
                assert_eq!(telling.count(), 0, "{was:?} -> {now:?} in {}", note.id);
            }
        }
        let plain = redact(engine, &note.text, &known, Form::Tags);
        let as_false = redact_as(engine, &note.text, &known, Form::Tags, Output::Surrogates(&surrogates));
        assert_eq!(plain.spans, as_false.spans, "the output does not change what is found");
        let mut rest = as_false.text.as_str();
        for piece in between(&note.text, &plain) {
            let at = rest.find(&piece).expect("text between identifiers stays as it was");
            rest = &rest[at + piece.len()..];
        }
    }
    assert!(seen > 2_000, "{seen}");
    // Holidays and odd codes have no false form; most identifiers have one.
    assert!(f64::from(tagged) < 0.08 * f64::from(seen), "{tagged} of {seen} stay tags");
}

#[test]
fn nothing_known_of_the_patient_is_given_as_a_false_name() {
    let engine = TextEngine::builtin();
    let all: Vec<String> = super::pool::Pools::get().towns.iter().map(|town| (*town).to_owned()).collect();
    let mut known = Known::new();
    all.iter().for_each(|town| known.add_place(town));
    let surrogates = Surrogates::new(draw(8));
    let text = redact_as(engine, "She lives in Boston.", &known, Form::Tags, Output::Surrogates(&surrogates)).text;
    assert_eq!(text, "She lives in [GEO].", "where every false town is a true one, the tag stays");
    for key in 0..60 {
        let first = written("Seen by Dr. Ustinov.", &Known::new(), &Surrogates::new(draw(key)));
        let taken = first.strip_prefix("Seen by Dr. ").unwrap().trim_end_matches('.').to_owned();
        let known = Known::from_json(&format!("[\"{taken}\"]")).unwrap();
        let second = written("Seen by Dr. Ustinov.", &known, &Surrogates::new(draw(key)));
        assert!(!second.contains(&taken), "{taken}: {second}");
    }
}

#[test]
fn masks_are_as_long_as_what_they_hide_and_masking_twice_changes_nothing() {
    let engine = TextEngine::builtin();
    for form in [Form::Tags, Form::SafeVocabulary] {
        for note in corpus(78, 120, Part::Development) {
            let known = Known::new();
            let once = redact_as(engine, &note.text, &known, form, Output::Masks);
            assert_eq!(once.text.chars().count(), note.text.chars().count());
            let twice = redact_as(engine, &once.text, &known, form, Output::Masks);
            assert_eq!(once.text, twice.text, "{}", note.id);
            let (was, now): (Vec<char>, Vec<char>) = (note.text.chars().collect(), once.text.chars().collect());
            let mut hidden = vec![false; was.len()];
            once.spans.iter().for_each(|span| hidden[span.start..span.end].fill(true));
            once.unlisted.iter().for_each(|range| hidden[range.clone()].fill(true));
            for (at, (was, now)) in was.iter().zip(&now).enumerate() {
                assert_eq!(*now, if hidden[at] && !matches!(was, '\n' | '\r') { '*' } else { *was });
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn any_text_is_masked_once_and_for_all(text in "(Dr\\. |Mr |DOB: |MRN |, |\\. |\n|[A-Z][a-zäöé]{1,7} |\\*{1,4}|[0-9/-]{1,9} |\\PC{0,3}){0,14}") {
        let engine = TextEngine::builtin();
        let once = redact_as(engine, &text, &Known::new(), Form::Tags, Output::Masks);
        let twice = redact_as(engine, &once.text, &Known::new(), Form::Tags, Output::Masks);
        prop_assert_eq!(&once.text, &twice.text);
        prop_assert_eq!(once.text.chars().count(), text.chars().count());
    }

    #[test]
    fn no_text_is_without_an_answer(text in "\\PC{0,60}", key in any::<u64>()) {
        let surrogates = Surrogates::new(draw(key));
        let redacted = redact_as(TextEngine::builtin(), &text, &Known::new(), Form::Tags, Output::Surrogates(&surrogates));
        let len = text.chars().count();
        prop_assert!(redacted.spans.iter().all(|span| span.start < span.end && span.end <= len));
        let _ = date::moved(&text, surrogates.days(), None);
        let _ = (surrogates.phone(&text, 0), surrogates.ssn(&text, 0), surrogates.code(TextEngine::builtin(), &text, 0));
    }
}
