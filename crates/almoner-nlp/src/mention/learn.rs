//! How the tagger of notes is trained: notes with marks in, the bytes of `data/mentions.bin` out.

use std::ops::Range;

use almoner_terms::{Mention, Terms};

use super::sight::{Sight, Without};
use super::{Kind, LABELS};
use crate::sentence::sentences;
use crate::tagger::{Sequence, Trainer};

/// Bits of a bucket: twice as many found no more, half as many found less.
const BITS: u8 = 17;
/// By how much the right answer has to win while it learns.
const COST: i32 = 3;
/// Of a hundred tokens, so many are shown without the word, or without what the dictionary says.
const WITHOUT_WORD: u64 = 20;
const WITHOUT_DICTIONARY: u64 = 15;

/// A note, and the bytes and kinds of what it names, ascending.
pub type Marked = (String, Vec<(Range<usize>, Kind)>);

/// Learns from notes, `rounds` times over. The same notes in the same order give the same bytes.
#[must_use]
pub fn learn(terms: &Terms, notes: &[Marked], rounds: u64) -> Vec<u8> {
    let mut trainer = Trainer::new(LABELS, BITS);
    let (mut sequence, mut features) = (Sequence::default(), Vec::new());
    for round in 0..rounds {
        for (number, (text, marks)) in (0_u64..).zip(notes) {
            let mentions = terms.mentions(text);
            for sentence in sentences(text) {
                let sight = of_sentence(terms, text, &sentence, &mentions);
                sequence.clear();
                for at in 0..sight.ranges().len() {
                    let chance = mix(round << 48 ^ number << 20 ^ (sentence.start + at) as u64);
                    let without =
                        Without { word: chance % 100 < WITHOUT_WORD, dictionary: chance / 100 % 100 < WITHOUT_DICTIONARY };
                    sight.features(at, without, &mut features);
                    sequence.push(features.iter().copied());
                }
                let gold = sight.ranges().iter().map(|range| label(marks, sentence.start + range.start));
                trainer.learn(&sequence, &gold.collect::<Vec<_>>(), COST, 1);
            }
        }
    }
    trainer.finish().to_bytes()
}

/// A sentence with the dictionary's names in it.
pub(super) fn of_sentence<'t>(terms: &Terms, text: &'t str, sentence: &Range<usize>, mentions: &[Mention]) -> Sight<'t> {
    let from = mentions.partition_point(|mention| mention.end <= sentence.start);
    let inside = mentions.get(from..).unwrap_or_default().iter().take_while(|mention| mention.start < sentence.end);
    let moved = inside.map(|mention| Mention {
        start: mention.start.saturating_sub(sentence.start),
        end: mention.end - sentence.start,
        concept: mention.concept,
    });
    Sight::new(terms, text.get(sentence.clone()).unwrap_or_default(), &moved.collect::<Vec<_>>())
}

/// The label of what begins at a byte.
fn label(marks: &[(Range<usize>, Kind)], start: usize) -> u8 {
    let after = marks.partition_point(|(range, _)| range.end <= start);
    marks.get(after).filter(|(range, _)| range.contains(&start)).map_or(0, |(_, kind)| kind.label())
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn mix(value: u64) -> u64 {
    let mixed = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
