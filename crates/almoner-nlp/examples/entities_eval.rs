//! How well the tagger finds chemicals and diseases in BC5CDR (Li et al., Database 2016), trained on `train.tsv` of the folder that
//! is named and measured on `devel.tsv`: whole mentions, each token and the type right. Printed besides: what the dictionary
//! alone finds, and what the tagger finds without it. Nothing is kept: weights from that corpus are no part of the product.
//!
//! `cargo run --release -p almoner-nlp --example entities_eval -- FOLDER`
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "an example reads files, measures time and prints"
)]
#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    reason = "lists of one sentence are equally long; where they are not, the example ends"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::time::Instant;

use almoner_nlp::tagger::{Scratch, Sequence, Tagger, Trainer};
use almoner_terms::{ConceptKind, Terms};

const LABELS: [&str; 5] = ["O", "B-Chemical", "I-Chemical", "B-Disease", "I-Disease"];
const ROUNDS: usize = 12;
const BITS: u8 = 19;
/// By how much the right answer has to win while it learns.
const COST: i32 = 3;
/// So many of a hundred words are not told by name while it learns, so that it learns from their form.
const FORGOTTEN: u32 = 20;
/// Sentences on each side in which the same word is looked for: about an abstract.
const NEAR: usize = 10;

#[derive(Default)]
struct Sentence {
    words: Vec<String>,
    gold: Vec<u8>,
    /// Of the dictionary: one of the labels for each word.
    listed: Vec<u8>,
    /// Where the word stands in names of the dictionary, one bit each: in one of a condition, last in one, in one of a drug; and
    /// whether it begins as a drug does.
    parts: Vec<u8>,
    /// What a first pass made of the same word nearby: its usual label, and 8 more where it is not always that; 16 where the word
    /// stands nowhere near.
    nearby: Vec<u8>,
    /// What the first pass made of each word itself.
    first: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: entities_eval FOLDER")?;
    let terms = Terms::builtin();
    let parts = parts_of(terms);
    let read = |name: &str| -> Result<Vec<Sentence>, Box<dyn Error>> {
        let text = std::fs::read_to_string(format!("{folder}/{name}"))?;
        Ok(text.split("\n\n").filter(|block| !block.trim().is_empty()).map(|block| sentence(block, terms, &parts)).collect())
    };
    let (mut train, mut dev) = (read("train.tsv")?, read("devel.tsv")?);
    let gold: Vec<_> = dev.iter().map(|sentence| spans(&sentence.gold)).collect();
    let listed: Vec<_> = dev.iter().map(|sentence| spans(&sentence.listed)).collect();
    report("dictionary alone", &gold, &listed);
    let mut first_pass = None;
    for with_dictionary in [false, true] {
        let started = Instant::now();
        let tagger = learn(&Vec::from_iter(&train), with_dictionary);
        let seconds = started.elapsed().as_secs_f64();
        let found: Vec<_> = dev.iter().map(|sentence| spans(&tag(&tagger, sentence, with_dictionary))).collect();
        let name = if with_dictionary { "tagger with the dictionary" } else { "tagger without it" };
        report(name, &gold, &found);
        println!("  learnt in {seconds:.1} s, {} bytes of weights", tagger.to_bytes().len());
        first_pass = Some(tagger);
    }
    let first_pass = first_pass.ok_or("no tagger")?;
    let started = Instant::now();
    // Each fifth is read by a tagger that has not seen it, as the text is that the second one will read.
    let fifth = train.len().div_ceil(5);
    let mut first = Vec::new();
    for part in 0..5 {
        let own = part * fifth..((part + 1) * fifth).min(train.len());
        let others: Vec<&Sentence> =
            train.iter().enumerate().filter(|(at, _)| !own.contains(at)).map(|(_, one)| one).collect();
        let tagger = learn(&others, true);
        first.extend(train[own].iter().map(|sentence| tag(&tagger, sentence, true)));
    }
    look_around(&mut train, &first);
    let tagger = learn(&Vec::from_iter(&train), true);
    let first: Vec<Vec<u8>> = dev.iter().map(|sentence| tag(&first_pass, sentence, true)).collect();
    look_around(&mut dev, &first);
    let found: Vec<_> = dev.iter().map(|sentence| spans(&tag(&tagger, sentence, true))).collect();
    report("two passes", &gold, &found);
    println!("  learnt in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// Tells each word what the first pass made of the same word in the sentences around, its own place left out.
fn look_around(sentences: &mut [Sentence], first: &[Vec<u8>]) {
    for at in 0..sentences.len() {
        let around = at.saturating_sub(NEAR)..(at + NEAR + 1).min(sentences.len());
        let nearby: Vec<u8> = (0..sentences[at].words.len())
            .map(|place| {
                let word = sentences[at].words[place].to_lowercase();
                let mut counts = [0_u32; 5];
                for other in around.clone() {
                    for (there, own) in sentences[other].words.iter().enumerate() {
                        if (other, there) != (at, place) && own.to_lowercase() == word {
                            counts[usize::from(first[other][there])] += 1;
                        }
                    }
                }
                let all: u32 = counts.iter().sum();
                let (label, most) =
                    counts.iter().enumerate().fold((0, 0), |a, (label, n)| if *n > a.1 { (label, *n) } else { a });
                if all == 0 { 16 } else { label as u8 + if most < all { 8 } else { 0 } }
            })
            .collect();
        sentences[at].nearby = nearby;
        sentences[at].first.clone_from(&first[at]);
    }
}

fn parts_of(terms: &Terms) -> BTreeMap<String, u8> {
    let mut parts: BTreeMap<String, u8> = BTreeMap::new();
    for concept in terms.concepts() {
        let names = std::iter::once(concept.name.as_str()).chain(concept.synonyms.iter().map(|name| name.as_ref()));
        for name in names {
            let name = name.to_lowercase();
            let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).collect();
            for (at, word) in words.iter().enumerate() {
                let bits = match concept.kind {
                    ConceptKind::Condition if at + 1 == words.len() => 3,
                    ConceptKind::Condition => 1,
                    ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Allergen => 4,
                    _ => 0,
                };
                *parts.entry((*word).to_owned()).or_default() |= bits;
                if bits == 4
                    && let Some(start) = word.get(..5)
                {
                    *parts.entry(format!("{start}*")).or_default() |= 8;
                }
            }
        }
    }
    parts
}

fn sentence(block: &str, terms: &Terms, parts: &BTreeMap<String, u8>) -> Sentence {
    let mut sentence = Sentence::default();
    for line in block.lines() {
        let (word, label) = line.split_once('\t').unwrap_or((line, "O"));
        sentence.words.push(word.to_owned());
        sentence.gold.push(LABELS.iter().position(|known| *known == label.trim()).unwrap_or(0) as u8);
    }
    let part = |word: &String| {
        let word = word.to_lowercase();
        let start = word.get(..5).and_then(|start| parts.get(&format!("{start}*"))).copied().unwrap_or(0);
        parts.get(&word).or_else(|| parts.get(word.trim_end_matches('s'))).copied().unwrap_or(0) | start
    };
    sentence.parts = sentence.words.iter().map(part).collect();
    let mut starts = Vec::new();
    let mut text = String::new();
    for word in &sentence.words {
        starts.push(text.len());
        text.push_str(word);
        text.push(' ');
    }
    sentence.listed = vec![0; sentence.words.len()];
    for mention in terms.mentions(&text) {
        let label = match terms.concept(mention.concept).map(|concept| concept.kind) {
            Some(ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Allergen) => 1,
            Some(ConceptKind::Condition) => 3,
            _ => continue,
        };
        let mut first = true;
        for (slot, start) in sentence.listed.iter_mut().zip(&starts) {
            if (mention.start..mention.end).contains(start) {
                *slot = if first { label } else { label + 1 };
                first = false;
            }
        }
    }
    sentence
}

fn learn(train: &[&Sentence], with_dictionary: bool) -> Tagger {
    let mut trainer = Trainer::new(LABELS.len() as u8, BITS);
    for round in 0..ROUNDS {
        for at in 0..train.len() {
            // Another order in each round, the same each time.
            let at = (at * 7919 + round * 31) % train.len();
            let forgets = |place: usize| hash(&format!("{round} {at} {place}")) % 100 < FORGOTTEN;
            let sequence = features(train[at], with_dictionary, forgets);
            trainer.learn(&sequence, &train[at].gold, COST, 1);
        }
    }
    trainer.finish()
}

fn tag(tagger: &Tagger, sentence: &Sentence, with_dictionary: bool) -> Vec<u8> {
    let mut scratch = Scratch::default();
    tagger.tag(&features(sentence, with_dictionary, |_| false), &mut scratch);
    scratch.tags.iter().map(|tag| tag.label).collect()
}

fn features(sentence: &Sentence, with_dictionary: bool, forgets: impl Fn(usize) -> bool) -> Sequence {
    let lower: Vec<String> = sentence.words.iter().map(|word| word.to_lowercase()).collect();
    let shapes: Vec<String> = sentence.words.iter().map(|word| shape(word)).collect();
    let at = |list: &[String], place: usize, by: isize| -> String {
        place.checked_add_signed(by).and_then(|place| list.get(place)).map_or_else(|| "-".to_owned(), Clone::clone)
    };
    let listed = |place: usize, by: isize| {
        place.checked_add_signed(by).and_then(|place| sentence.listed.get(place)).copied().unwrap_or(9)
    };
    let mut sequence = Sequence::default();
    for place in 0..lower.len() {
        let word = &lower[place];
        let chars: Vec<char> = word.chars().collect();
        let forgets = forgets(place);
        let mut list = vec![format!("s {}", shapes[place]), "b".to_owned()];
        if !forgets {
            list.push(format!("w {word}"));
        }
        for length in 2..=5 {
            if chars.len() > length {
                list.push(format!("p {}", chars[..length].iter().collect::<String>()));
                list.push(format!("e {}", chars[chars.len() - length..].iter().collect::<String>()));
            }
        }
        if chars.len() > 5 {
            list.extend(chars.windows(4).map(|part| format!("g {}", part.iter().collect::<String>())));
        }
        if !forgets && word.len() > 4 && word.ends_with('s') {
            list.push(format!("w {}", &word[..word.len() - 1]));
        }
        for by in [-3, -2, -1, 1, 2, 3] {
            list.push(format!("w{by} {}", at(&lower, place, by)));
        }
        for by in [-1, 1] {
            list.push(format!("s{by} {}", at(&shapes, place, by)));
            let near: Vec<char> = at(&lower, place, by).chars().collect();
            list.push(format!("e{by} {}", near[near.len().saturating_sub(4)..].iter().collect::<String>()));
            if !forgets {
                list.push(format!("ww{by} {word} {}", at(&lower, place, by)));
            }
        }
        list.push(format!("n {} {}", at(&lower, place, -1), at(&lower, place, 1)));
        list.push(format!("nn {} {}", at(&lower, place, 1), at(&lower, place, 2)));
        list.push(format!("mm {} {}", at(&lower, place, -2), at(&lower, place, -1)));
        list.push(format!("ss {} {} {}", at(&shapes, place, -1), shapes[place], at(&shapes, place, 1)));
        if with_dictionary && !forgets {
            list.push(format!("d {}", listed(place, 0)));
            list.push(format!("dd {} {}", listed(place, -1), listed(place, 0)));
            list.push(format!("dn {} {}", listed(place, 0), listed(place, 1)));
            let part = |by: isize| place.checked_add_signed(by).and_then(|at| sentence.parts.get(at)).copied().unwrap_or(99);
            list.push(format!("t {}", part(0)));
            list.push(format!("t- {} {}", part(-1), part(0)));
            list.push(format!("t+ {} {}", part(0), part(1)));
            list.push(format!("t3 {} {} {}", part(-1), part(0), part(1)));
            list.push(format!("td {} {}", part(0), listed(place, 0)));
        }
        if let Some(nearby) = sentence.nearby.get(place) {
            let next = sentence.nearby.get(place + 1).copied().unwrap_or(17);
            let before = place.checked_sub(1).and_then(|at| sentence.nearby.get(at)).copied().unwrap_or(17);
            list.push(format!("v {nearby}"));
            list.push(format!("vv {before} {nearby}"));
            list.push(format!("vn {nearby} {next}"));
            list.push(format!("vd {nearby} {}", listed(place, 0)));
            list.push(format!("vs {nearby} {}", shapes[place]));
            let first = |by: isize| place.checked_add_signed(by).and_then(|at| sentence.first.get(at)).copied().unwrap_or(9);
            list.push(format!("fp {} {} {}", first(-2), at(&lower, place, -1), at(&shapes, place, 0)));
        }
        sequence.push(list.iter().map(|feature| hash(feature)));
    }
    sequence
}

/// Runs of capitals, small letters and digits as one sign each.
fn shape(word: &str) -> String {
    let mut shape = String::new();
    for c in word.chars() {
        let sign = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => '9',
            _ => c,
        };
        if !shape.ends_with(sign) {
            shape.push(sign);
        }
    }
    shape
}

/// FNV-1a, folded.
fn hash(text: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) as u32
}

/// Mentions as first word, one past the last, and type.
fn spans(labels: &[u8]) -> BTreeSet<(usize, usize, u8)> {
    let mut spans = BTreeSet::new();
    let mut open: Option<(usize, u8)> = None;
    for (place, label) in labels.iter().copied().chain([0]).enumerate() {
        let kind = label.div_ceil(2);
        let goes_on = label % 2 == 0 && label > 0 && open.is_some_and(|(_, of)| of == kind);
        if goes_on {
            continue;
        }
        if let Some((start, kind)) = open.take() {
            spans.insert((start, place, kind));
        }
        if label > 0 {
            open = Some((place, kind));
        }
    }
    spans
}

fn report(name: &str, gold: &[BTreeSet<(usize, usize, u8)>], found: &[BTreeSet<(usize, usize, u8)>]) {
    for (what, kinds) in [("chemicals", 1..=1), ("diseases", 2..=2), ("both", 1..=2)] {
        let count = |of: &dyn Fn(usize) -> usize| (0..gold.len()).map(of).sum::<usize>();
        let of_kind = |set: &BTreeSet<(usize, usize, u8)>| set.iter().filter(|span| kinds.contains(&span.2)).count();
        let right = count(&|at| gold[at].intersection(&found[at]).filter(|span| kinds.contains(&span.2)).count());
        let (there, told) = (count(&|at| of_kind(&gold[at])), count(&|at| of_kind(&found[at])));
        let (precision, recall) = (right as f64 / told.max(1) as f64, right as f64 / there.max(1) as f64);
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        println!("{name}, {what}: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    }
}
