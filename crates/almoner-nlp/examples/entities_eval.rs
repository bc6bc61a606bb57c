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
    clippy::cast_possible_truncation,
    reason = "lists of one sentence are equally long; where they are not, the example ends"
)]

use std::collections::BTreeSet;
use std::error::Error;
use std::ops::Range;
use std::time::Instant;

use almoner_nlp::mention::{Sight, Without};
use almoner_nlp::tagger::{Scratch, Sequence, Tagger, Trainer};
use almoner_terms::{ConceptKind, Mention, Terms};

const LABELS: [&str; 5] = ["O", "B-Chemical", "I-Chemical", "B-Disease", "I-Disease"];
const ROUNDS: usize = 12;
const MEMBERS: usize = 2;
const BITS: u8 = 18;
/// By how much the right answer has to win while it learns.
const COST: i32 = 3;
/// So many of a hundred words are not told by name while it learns, so that it learns from their form.
const FORGOTTEN: u32 = 20;
/// Sentences on each side in which the same word is looked for: about an abstract.
const NEAR: usize = 10;

/// Taggers that learnt from the same sentences in another order each; the mean of their scores counts.
struct Team(Vec<Tagger>);

#[derive(Default)]
struct Sentence {
    words: Vec<String>,
    gold: Vec<u8>,
    /// Of the dictionary: one of the labels for each word.
    listed: Vec<u8>,
    /// The words, parted by blanks, and where each stands.
    text: String,
    ranges: Vec<Range<usize>>,
    /// The dictionary's names in it.
    mentions: Vec<Mention>,
    /// What a first pass made of the same word nearby: its usual label, and 8 more where it is not always that; 16 where the word
    /// stands nowhere near.
    nearby: Vec<u8>,
    /// What the first pass made of each word itself.
    first: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: entities_eval FOLDER")?;
    let terms = Terms::builtin();

    let read = |name: &str| -> Result<Vec<Sentence>, Box<dyn Error>> {
        let text = std::fs::read_to_string(format!("{folder}/{name}"))?;
        Ok(text.split("\n\n").filter(|block| !block.trim().is_empty()).map(|block| sentence(block, terms)).collect())
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
        println!(
            "  learnt in {seconds:.1} s, {} bytes of weights",
            tagger.0.iter().map(|one| one.to_bytes().len()).sum::<usize>()
        );
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

fn sentence(block: &str, terms: &Terms) -> Sentence {
    let mut sentence = Sentence::default();
    let mut ranges = Vec::new();
    for line in block.lines() {
        let (word, label) = line.split_once('\t').unwrap_or((line, "O"));
        sentence.words.push(word.to_owned());
        sentence.gold.push(LABELS.iter().position(|known| *known == label.trim()).unwrap_or(0) as u8);
        let start = sentence.text.len();
        sentence.text.push_str(word);
        ranges.push(start..sentence.text.len());
        sentence.text.push(' ');
    }
    let mentions = terms.mentions(&sentence.text);
    sentence.listed = vec![0; sentence.words.len()];
    for mention in &mentions {
        let label = match terms.concept(mention.concept).map(|concept| concept.kind) {
            Some(ConceptKind::Drug | ConceptKind::DrugClass | ConceptKind::Allergen) => 1,
            Some(ConceptKind::Condition) => 3,
            _ => continue,
        };
        let mut first = true;
        for (slot, range) in sentence.listed.iter_mut().zip(&ranges) {
            if (mention.start..mention.end).contains(&range.start) {
                *slot = if first { label } else { label + 1 };
                first = false;
            }
        }
    }
    sentence.ranges = ranges;
    sentence.mentions = mentions;
    sentence
}

fn learn(train: &[&Sentence], with_dictionary: bool) -> Team {
    Team((0..MEMBERS).map(|member| learn_one(train, with_dictionary, member)).collect())
}

fn learn_one(train: &[&Sentence], with_dictionary: bool, member: usize) -> Tagger {
    let mut trainer = Trainer::new(LABELS.len() as u8, BITS);
    for round in 0..ROUNDS {
        for at in 0..train.len() {
            // Another order in each round and for each member, the same each time.
            let at = (at * 7919 + (round + member * 100) * 31) % train.len();
            let forgets = |place: usize| {
                let forgotten = hash(&format!("{round} {at} {place} {member}")) % 100 < FORGOTTEN;
                Without { word: forgotten, dictionary: forgotten || !with_dictionary }
            };
            let sequence = features(train[at], forgets);
            trainer.learn(&sequence, &train[at].gold, COST, 1);
        }
    }
    trainer.finish()
}

fn tag(team: &Team, sentence: &Sentence, with_dictionary: bool) -> Vec<u8> {
    let without = |_| Without { word: false, dictionary: !with_dictionary };
    let sequence = features(sentence, without);
    let mut scratch = Scratch::default();
    let mut sums = vec![[0_i32; 8]; sequence.len()];
    for tagger in &team.0 {
        tagger.tag(&sequence, &mut scratch);
        let all = sums.iter_mut().zip(&scratch.scores);
        all.for_each(|(sums, scores)| sums.iter_mut().zip(scores).for_each(|(sum, score)| *sum += score));
    }
    if let Some(first) = team.0.first() {
        scratch.scores = sums.iter().map(|sums| sums.map(|sum| sum / MEMBERS as i32)).collect();
        first.tag_scored(&mut scratch);
    }
    scratch.tags.iter().map(|tag| tag.label).collect()
}

/// The features of the product's own tagger, and what the first pass made of the words.
fn features(sentence: &Sentence, without: impl Fn(usize) -> Without) -> Sequence {
    let sight = Sight::of_words(Terms::builtin(), &sentence.text, sentence.ranges.clone(), &sentence.mentions);
    let near = |list: &[u8], place: usize, by: isize, edge: u8| {
        place.checked_add_signed(by).and_then(|place| list.get(place)).copied().unwrap_or(edge)
    };
    let listed = |place: usize| near(&sentence.listed, place, 0, 9);
    let (mut sequence, mut own) = (Sequence::default(), Vec::new());
    for place in 0..sentence.words.len() {
        sight.features(place, without(place), &mut own);
        let mut list = Vec::new();
        if let Some(nearby) = sentence.nearby.get(place) {
            let shape = shape(&sentence.words[place]);
            let before = place.checked_sub(1).map_or_else(String::new, |before| sentence.words[before].to_lowercase());
            list.push(format!("v {nearby}"));
            list.push(format!("vv {} {nearby}", near(&sentence.nearby, place, -1, 17)));
            list.push(format!("vn {nearby} {}", near(&sentence.nearby, place, 1, 17)));
            list.push(format!("vd {nearby} {}", listed(place)));
            list.push(format!("vs {nearby} {shape}"));
            let first = |by| near(&sentence.first, place, by, 9);
            list.push(format!("f0 {}", first(0)));
            list.push(format!("f- {} {}", first(-1), first(0)));
            list.push(format!("f+ {} {}", first(0), first(1)));
            list.push(format!("ff {} {} {}", first(-1), first(0), first(1)));
            list.push(format!("fv {} {nearby}", first(0)));
            list.push(format!("fs {} {shape}", first(0)));
            list.push(format!("fd {} {}", first(0), listed(place)));
            list.push(format!("fp {} {before} {shape}", first(-2)));
        }
        sequence.push(own.iter().copied().chain(list.iter().map(|feature| hash(feature))));
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
