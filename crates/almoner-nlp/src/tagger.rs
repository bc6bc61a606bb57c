//! A tagger for sequences: hashed features in, one label for each item out.
//!
//! An averaged structured perceptron over a linear chain (Collins, EMNLP 2002; averaging as in Freund and Schapire, Machine
//! Learning 1999, 37:277). All arithmetic is on integers and nothing is drawn at random, so the same examples in the same
//! order give the same weights bit for bit on every machine. It knows no words and no text: whoever calls it decides what an
//! item is and what its features are. Label 0 is "none of them" and is what an item without features gets.

use std::fmt;

/// Weights by hashed feature and label, small enough to be compiled in.
#[derive(Clone, PartialEq, Eq)]
pub struct Tagger {
    labels: usize,
    /// Buckets are a power of two.
    mask: usize,
    /// `weights[bucket * labels + label]`, in eighths.
    weights: Vec<i8>,
    /// `transitions[before * labels + label]`; a first item follows label 0.
    transitions: Vec<i16>,
}

/// Shows sizes.
impl fmt::Debug for Tagger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tagger").field("labels", &self.labels).field("buckets", &(self.mask + 1)).finish()
    }
}

/// Weights are kept in this part of one.
const PARTS: i64 = 8;
const MAGIC: [u8; 4] = *b"ATG1";

/// A sequence of items and their features.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    features: Vec<u32>,
    /// One past each item's last feature.
    ends: Vec<usize>,
}

impl Sequence {
    /// Forgets the items, not the memory.
    pub fn clear(&mut self) {
        self.features.clear();
        self.ends.clear();
    }

    /// Adds an item with these feature hashes.
    pub fn push(&mut self, features: impl IntoIterator<Item = u32>) {
        self.features.extend(features);
        self.ends.push(self.features.len());
    }

    /// How many items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn items(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.features.get(start..*end).unwrap_or_default())
    }
}

/// The label of an item, and by how much the best sequence beats the best in which the item has label 0 (or, for label 0,
/// the best in which it has another), in eighths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// The label.
    pub label: u8,
    /// How sure; never negative.
    pub margin: i32,
}

/// Memory that decoding uses again and again.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    scores: Vec<i32>,
    forward: Vec<i32>,
    backward: Vec<i32>,
    /// One for each item of the last sequence.
    pub tags: Vec<Tag>,
}

impl Tagger {
    /// Reads what [`Tagger::to_bytes`] wrote; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<6>()?;
        let (magic, sizes) = head.split_first_chunk::<4>()?;
        let [labels, bits] = sizes else { return None };
        if *magic != MAGIC || *labels < 2 || *bits > 24 {
            return None;
        }
        let (labels, buckets) = (usize::from(*labels), 1_usize << bits);
        let (transitions, weights) = rest.split_at_checked(labels * labels * 2)?;
        if weights.len() != buckets * labels {
            return None;
        }
        let transitions = transitions.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
        let weights = weights.iter().map(|byte| byte.cast_signed()).collect();
        Some(Self { labels, mask: buckets - 1, weights, transitions })
    }

    /// `ATG1`, the number of labels, the bits of a bucket, the transitions (little-endian), the weights.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(u8::try_from(self.labels).unwrap_or(u8::MAX));
        out.push(u8::try_from((self.mask + 1).trailing_zeros()).unwrap_or(u8::MAX));
        out.extend(self.transitions.iter().flat_map(|weight| weight.to_le_bytes()));
        out.extend(self.weights.iter().map(|weight| weight.cast_unsigned()));
        out
    }

    /// Labels the items of `sequence`; the result is `scratch.tags`.
    pub fn tag(&self, sequence: &Sequence, scratch: &mut Scratch) {
        scratch.scores.clear();
        for item in sequence.items() {
            let at = scratch.scores.len();
            scratch.scores.resize(at + self.labels, 0);
            let scores = scratch.scores.get_mut(at..).unwrap_or_default();
            for feature in item {
                let bucket = (*feature as usize & self.mask) * self.labels;
                let weights = self.weights.get(bucket..bucket + self.labels).unwrap_or_default();
                for (score, weight) in scores.iter_mut().zip(weights) {
                    *score += i32::from(*weight);
                }
            }
        }
        let transition =
            |from: usize, to: usize| self.transitions.get(from * self.labels + to).map_or(0, |weight| i32::from(*weight));
        decode(self.labels, transition, scratch);
    }
}

/// Best scores of sequences that end, and that begin, with each label at each item; from both, the best through each.
fn decode(labels: usize, transition: impl Fn(usize, usize) -> i32, scratch: &mut Scratch) {
    let Scratch { scores, forward, backward, tags } = scratch;
    let items = scores.len() / labels.max(1);
    forward.clear();
    forward.resize(scores.len(), 0);
    backward.clear();
    backward.resize(scores.len(), 0);
    let get = |list: &[i32], item: usize, label: usize| list.get(item * labels + label).copied().unwrap_or(0);
    for item in 0..items {
        for label in 0..labels {
            let before = if item == 0 {
                transition(0, label)
            } else {
                let through = |from: usize| get(forward, item - 1, from) + transition(from, label);
                (0..labels).map(through).max().unwrap_or(0)
            };
            let best = before + get(scores, item, label);
            if let Some(slot) = forward.get_mut(item * labels + label) {
                *slot = best;
            }
        }
    }
    for item in (0..items.saturating_sub(1)).rev() {
        for label in 0..labels {
            let through = |to: usize| transition(label, to) + get(scores, item + 1, to) + get(backward, item + 1, to);
            let best = (0..labels).map(through).max().unwrap_or(0);
            if let Some(slot) = backward.get_mut(item * labels + label) {
                *slot = best;
            }
        }
    }
    tags.clear();
    for item in 0..items {
        let total = |label: usize| get(forward, item, label) + get(backward, item, label);
        let none = total(0);
        let (best, label) =
            (1..labels).map(|label| (total(label), label)).fold((i32::MIN, 0), |a, b| if b.0 > a.0 { b } else { a });
        let label = if best > none { u8::try_from(label).unwrap_or(0) } else { 0 };
        tags.push(Tag { label, margin: (best - none).abs() });
    }
}

/// Learns a [`Tagger`] from examples, one at a time.
#[derive(Clone, Debug)]
pub struct Trainer {
    labels: usize,
    mask: usize,
    bits: u8,
    weights: Vec<i32>,
    /// Sum of step times change, for the average.
    weighted: Vec<i64>,
    transitions: Vec<i32>,
    weighted_transitions: Vec<i64>,
    step: i64,
    scratch: Scratch,
}

impl Trainer {
    /// A trainer for `labels` labels (2 to 32) with `2^bits` buckets (at most 24).
    #[must_use]
    pub fn new(labels: u8, bits: u8) -> Self {
        let (labels, bits) = (usize::from(labels.clamp(2, 32)), bits.min(24));
        let size = labels << bits;
        Self {
            labels,
            mask: (1 << bits) - 1,
            bits,
            weights: vec![0; size],
            weighted: vec![0; size],
            transitions: vec![0; labels * labels],
            weighted_transitions: vec![0; labels * labels],
            step: 1,
            scratch: Scratch::default(),
        }
    }

    /// Learns from one sequence with its right labels; `cost` is added to every wrong answer before they compete, so that
    /// the right one has to win by a margin. A wrong label 0 counts `leak` times. Returns how many items came out wrong.
    pub fn learn(&mut self, sequence: &Sequence, gold: &[u8], cost: i32, leak: i32) -> usize {
        let labels = self.labels;
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.scores.clear();
        for (item, right) in sequence.items().zip(gold) {
            for label in 0..labels {
                let sum: i32 = item.iter().filter_map(|feature| self.weights.get(self.bucket(*feature, label))).sum();
                scratch.scores.push(sum + if label == usize::from(*right) { 0 } else { cost });
            }
        }
        let path = self.best(&scratch.scores);
        self.step += 1;
        let mut wrong = 0;
        let (mut before, mut before_right) = (0, 0);
        for ((item, right), label) in sequence.items().zip(gold).zip(path) {
            let right = usize::from(*right);
            let by = if label == 0 && right != 0 { leak } else { 1 };
            if label != right {
                wrong += 1;
                for feature in item {
                    self.change(self.bucket(*feature, right), by);
                    self.change(self.bucket(*feature, label), -by);
                }
            }
            if (before, label) != (before_right, right) {
                self.change_transition(before_right * labels + right, by);
                self.change_transition(before * labels + label, -by);
            }
            (before, before_right) = (label, right);
        }
        self.scratch = scratch;
        wrong
    }

    fn bucket(&self, feature: u32, label: usize) -> usize {
        (feature as usize & self.mask) * self.labels + label
    }

    fn change(&mut self, at: usize, by: i32) {
        if let (Some(weight), Some(sum)) = (self.weights.get_mut(at), self.weighted.get_mut(at)) {
            *weight += by;
            *sum += self.step * i64::from(by);
        }
    }

    fn change_transition(&mut self, at: usize, by: i32) {
        if let (Some(weight), Some(sum)) = (self.transitions.get_mut(at), self.weighted_transitions.get_mut(at)) {
            *weight += by;
            *sum += self.step * i64::from(by);
        }
    }

    /// The best path, by Viterbi's algorithm.
    fn best(&self, scores: &[i32]) -> Vec<usize> {
        let labels = self.labels;
        let items = scores.len() / labels;
        let mut best: Vec<i32> = Vec::with_capacity(scores.len());
        let mut from: Vec<usize> = Vec::with_capacity(scores.len());
        for item in 0..items {
            for label in 0..labels {
                let transition = |before: usize| self.transitions.get(before * labels + label).copied().unwrap_or(0);
                let (score, before) = if item == 0 {
                    (transition(0), 0)
                } else {
                    let through = |before: usize| {
                        (best.get((item - 1) * labels + before).copied().unwrap_or(0) + transition(before), before)
                    };
                    (0..labels).map(through).fold((i32::MIN, 0), |a, b| if b.0 > a.0 { b } else { a })
                };
                best.push(score + scores.get(item * labels + label).copied().unwrap_or(0));
                from.push(before);
            }
        }
        let last = items.saturating_sub(1) * labels;
        let ends = best.get(last..).unwrap_or_default().iter().enumerate();
        let mut label = ends.fold((i32::MIN, 0), |a, (at, score)| if *score > a.0 { (*score, at) } else { a }).1;
        let mut path = vec![0; items];
        for (item, slot) in path.iter_mut().enumerate().rev() {
            *slot = label;
            label = from.get(item * labels + label).copied().unwrap_or(0);
        }
        path
    }

    /// The average of all weights that there were, rounded to eighths.
    #[must_use]
    pub fn finish(&self) -> Tagger {
        let steps = self.step + 1;
        let average = |weight: &i32, sum: &i64| {
            let total = (i64::from(*weight) * steps - sum) * PARTS;
            // Rounded half away from zero.
            (total + total.signum() * steps / 2) / steps
        };
        let weights = self.weights.iter().zip(&self.weighted).map(|(weight, sum)| {
            let bounded = average(weight, sum).clamp(i64::from(i8::MIN), i64::from(i8::MAX));
            i8::try_from(bounded).unwrap_or(0)
        });
        let transitions = self.transitions.iter().zip(&self.weighted_transitions).map(|(weight, sum)| {
            let bounded = average(weight, sum).clamp(i64::from(i16::MIN), i64::from(i16::MAX));
            i16::try_from(bounded).unwrap_or(0)
        });
        Tagger {
            labels: self.labels,
            mask: (1 << self.bits) - 1,
            weights: weights.collect(),
            transitions: transitions.collect(),
        }
    }
}

#[cfg(test)]
mod tests;
