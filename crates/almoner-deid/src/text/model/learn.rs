//! How layer 4 is trained: notes with gold spans in, the bytes of `data/tagger.bin` out.

use almoner_nlp::tagger::{NetworkTrainer, Sequence};

use super::super::lexicon::HashIndex;
use super::super::scan::Scan;
use super::super::token::{shout, tokenize};
use super::super::{Form, PhiSpan, Request, TextEngine};
use super::sight::{MOST, Sight, Without, both, feature, kind};
use super::{LABELS, ROW_BITS};
use crate::Known;

/// The size of the first steps; they shrink evenly to nothing.
const RATE: f32 = 0.1;
/// How often an identifier that was left counts, where a word that was taken counts once.
const LEAK: f32 = 6.0;

/// A pseudo-random number below 100, always the same for the same place of the same note in the same round.
fn percent(note: u64, at: usize, round: u32) -> u32 {
    feature(1000 + u64::from(round), both(note, at as u64)) % 100
}

/// Learns the weights of layer 4 from notes with gold spans, `rounds` times over; the bytes are those of `data/tagger.bin`.
/// The same notes in the same order give the same bytes.
///
/// Half of each round shows what the rules found and asks about the rest; the other half hides a part of the rules' findings,
/// and the lists, so that names are learned by their surroundings.
#[must_use]
pub fn learn(engine: &TextEngine, notes: &[(String, Vec<PhiSpan>)], rounds: u32) -> Vec<u8> {
    let mut trainer = NetworkTrainer::new(LABELS, ROW_BITS);
    let spread = HashIndex::default();
    let known = Known::new();
    let request = Request { known: &[&known], form: Form::Tags, dates: None, spread: &spread };
    let mut sequence = Sequence::default();
    // Both are whole numbers far below those that an f32 can not tell apart.
    let (all, mut done) = (notes.len() as f32 * rounds as f32, 0.0);
    for round in 0..rounds {
        for (number, (text, spans)) in (0_u64..).zip(notes) {
            let rate = RATE * (1.0 - done / all);
            done += 1.0;
            let mut tokens = tokenize(text, (0, text.len()), &engine.lexicon);
            let lower_case = shout(&mut tokens).lower_case;
            let scan = Scan::by_rules(engine, text, tokens, lower_case, &request, &spread);
            let gold = gold_labels(&scan, text, spans);
            // A whole claim is hidden or shown: neighbours of one category share their fate.
            let mut hidden = Vec::with_capacity(scan.tokens.len());
            let mut hide = false;
            for at in 0..scan.tokens.len() {
                if at == 0 || scan.owner(at) != scan.owner(at - 1) {
                    hide = percent(number, at, round) < 50;
                }
                hidden.push(hide);
            }
            let unlisted = percent(number, 0, round + 500) < 50;
            for (turn, (hidden, unlisted)) in (0..).zip([(&[][..], false), (&hidden[..], unlisted)]) {
                let forget = Some(both(number, u64::from(round * 2 + turn)));
                Sight::new(&scan, hidden, unlisted, forget).sequences(|sight, items| {
                    sequence.clear();
                    let mut features = [0; MOST];
                    for at in items {
                        let chance = |what: u32, of: u32| percent(number, *at, round + (what + turn) * 1000) < of;
                        let without = Without { words: chance(1, 25), endings: chance(3, 20) };
                        let count = sight.features(*at, without, &mut features);
                        sequence.push(features.iter().take(count).copied());
                    }
                    let right: Vec<u8> = items.iter().map(|at| gold.get(*at).copied().unwrap_or(0)).collect();
                    trainer.learn(&sequence, &right, rate, LEAK);
                });
            }
        }
    }
    trainer.finish().to_bytes()
}

/// The label of each token by the gold spans, whose offsets count characters.
fn gold_labels(scan: &Scan<'_>, text: &str, spans: &[PhiSpan]) -> Vec<u8> {
    let mut labels = vec![0; scan.tokens.len()];
    let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(text.len());
    for span in spans {
        let range = byte(span.start)..byte(span.end);
        let from = scan.tokens.partition_point(|token| (token.end as usize) <= range.start);
        for (token, label) in scan.tokens.iter().zip(&mut labels).skip(from) {
            if token.start as usize >= range.end {
                break;
            }
            *label = kind(span.category) + 1;
        }
    }
    labels
}
