//! What of the names in notes is found, by kind: by dictionary and rules alone, by the tagger alone, and by both as the product reads.
//!
//! `cargo run --release -p almoner-nlp --example facts_eval`
#![expect(clippy::print_stdout, clippy::cast_precision_loss, reason = "an example measures and prints")]

use std::collections::BTreeSet;
use std::ops::Range;

use almoner_nlp::mention::{Kind, Readers, settle, tag};
use almoner_sample::{FactPart, fact_notes};
use almoner_terms::Terms;

const NOTES: u32 = 2000;
const SEED: u64 = 2;
/// Marked names of so few letters are doubtful names of the tables.
const ABBREVIATION: usize = 3;

type Found = BTreeSet<(u32, usize, usize, Kind)>;

fn main() {
    let terms = Terms::builtin();
    let (mut gold, mut held) = (Found::new(), Found::new());
    let mut found = [("dictionary alone", Found::new()), ("tagger alone", Found::new()), ("both", Found::new())];
    let mut misspelt = [0_u32; 3];
    for (at, note) in (0..).zip(fact_notes(SEED, NOTES, FactPart::HeldOut)) {
        let put = |set: &mut Found, range: &Range<usize>, kind| set.insert((at, range.start, range.end, kind));
        let listed = terms.mentions(&note.text);
        let both = settle(terms, &note.text, &listed, Readers::Both).mentions;
        for mark in &note.marks {
            let Some(kind) = Kind::from_sign(mark.kind) else { continue };
            put(&mut gold, &mark.range, kind);
            let name = note.text.get(mark.range.clone()).unwrap_or_default();
            if mark.key.is_some() || name.len() <= ABBREVIATION || terms.by_name(name).is_some() {
                put(&mut held, &mark.range, kind);
            }
            if let Some(key) = mark.key.filter(|_| mark.misspelt) {
                let near = both.iter().find(|one| one.start < mark.range.end && mark.range.start < one.end);
                let key_of = |id| terms.concept(id).map(|concept| concept.key.as_str());
                misspelt[0] += 1;
                match near {
                    Some(one) if key_of(one.concept) == Some(key) => misspelt[1] += 1,
                    Some(_) => misspelt[2] += 1,
                    None => {}
                }
            }
        }
        let [rules, tagged, product] = &mut found;
        for (set, names) in [(rules, &listed), (product, &both)] {
            for mention in names {
                let kind = terms.concept(mention.concept).map(|concept| Kind::of(concept.kind));
                kind.into_iter().for_each(|kind| {
                    put(&mut set.1, &(mention.start..mention.end), kind);
                });
            }
        }
        for (range, kind) in tag(terms, &note.text) {
            put(&mut tagged.1, &range, kind);
        }
    }
    for (name, found) in &found {
        report(name, &gold, found);
    }
    for (name, found) in found.iter().filter(|(name, _)| *name != "tagger alone") {
        let out: Found = gold.difference(&held).copied().collect();
        let found: Found = found.difference(&out).copied().collect();
        line(name, "names that the tables hold, in whatever spelling", &held, &found);
    }
    let [all, right, other] = misspelt;
    println!(
        "of {all} names with a letter wrong, both read {right} as what they are, and {other} as something else or in part"
    );
}

fn report(name: &str, gold: &Found, found: &Found) {
    for kind in Kind::ALL {
        let of = |set: &Found| set.iter().filter(|one| one.3 == kind).copied().collect();
        line(name, kind.name(), &of(gold), &of(found));
    }
    line(name, "all", gold, found);
}

fn line(name: &str, kind: &str, gold: &Found, found: &Found) {
    let right = gold.intersection(found).count() as f64;
    let (precision, recall) = (right / found.len().max(1) as f64, right / gold.len().max(1) as f64);
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    println!("{name}, {kind}: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3} ({} in the notes)", gold.len());
}
