//! A tagger for sequences: hashed features in, one label for each item out.
//!
//! An averaged structured perceptron over a linear chain (Collins, EMNLP 2002; averaging as in Freund and Schapire, Machine
//! Learning 1999, 37:277). All arithmetic is on integers and nothing is drawn at random, so the same examples in the same
//! order give the same weights bit for bit on every machine. It knows no words and no text: whoever calls it decides what an
//! item is and what its features are. Beside it stands a [`Network`], which has more to learn by and takes longer. Label 0 is "none of them" and is what an item without features gets.

use std::fmt;

mod network;

pub use network::{Network, NetworkTrainer};

/// Most labels that a tagger can have: the weights of a feature lie side by side and are added at once.
const MOST: usize = 8;

/// Weights by hashed feature and label, small enough to be compiled in.
///
/// Weights and transitions are in one unit, which training chooses so that nearly all weights fit a byte; scores and margins
/// are in the same unit.
#[derive(Clone, PartialEq, Eq)]
pub struct Tagger {
    labels: usize,
    /// Buckets are a power of two.
    mask: usize,
    /// `weights[bucket][label]`; labels that there are not have 0.
    weights: Vec<[i8; MOST]>,
    /// `transitions[before][label]`; a first item follows label 0.
    transitions: [[i32; MOST]; MOST],
}

/// Shows sizes.
impl fmt::Debug for Tagger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tagger").field("labels", &self.labels).field("buckets", &(self.mask + 1)).finish()
    }
}

const MAGIC: [u8; 4] = *b"ATG2";
/// One weight in so many may be too large for a byte and is cut.
const CUT: usize = 10_000;

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
/// the best in which it has another), in the unit of the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// The label.
    pub label: u8,
    /// How sure; never negative.
    pub margin: i32,
}

/// The scores of one item by label, before its neighbours are heard.
pub type Scores = [i32; MOST];

/// Memory that decoding uses again and again.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// One for each item of the sequence.
    pub scores: Vec<Scores>,
    forward: Vec<Scores>,
    backward: Vec<Scores>,
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
        if *magic != MAGIC || *labels < 2 || usize::from(*labels) > MOST || *bits > 24 {
            return None;
        }
        let (labels, buckets) = (usize::from(*labels), 1_usize << bits);
        let (between, rest) = rest.split_at_checked(labels * labels * 2)?;
        if rest.len() != buckets * labels {
            return None;
        }
        let mut transitions = [[0; MOST]; MOST];
        for (row, list) in transitions.iter_mut().zip(between.chunks_exact(labels * 2)) {
            for (weight, pair) in row.iter_mut().zip(list.as_chunks::<2>().0) {
                *weight = i32::from(i16::from_le_bytes(*pair));
            }
        }
        let mut weights = vec![[0; MOST]; buckets];
        for (row, list) in weights.iter_mut().zip(rest.chunks_exact(labels)) {
            for (weight, byte) in row.iter_mut().zip(list) {
                *weight = byte.cast_signed();
            }
        }
        Some(Self { labels, mask: buckets - 1, weights, transitions })
    }

    /// `ATG2`, the number of labels, the bits of a bucket, the transitions (little-endian), the weights.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(u8::try_from(self.labels).unwrap_or(u8::MAX));
        out.push(u8::try_from((self.mask + 1).trailing_zeros()).unwrap_or(u8::MAX));
        for row in self.transitions.iter().take(self.labels) {
            let of_labels = row.iter().take(self.labels);
            out.extend(of_labels.flat_map(|weight| i16::try_from(*weight).unwrap_or(0).to_le_bytes()));
        }
        out.extend(self.weights.iter().flat_map(|row| row.iter().take(self.labels)).map(|weight| weight.cast_unsigned()));
        out
    }

    /// What the features of one item say of each label.
    #[must_use]
    pub fn score(&self, features: &[u32]) -> Scores {
        let mut sums = [0_i16; MOST];
        for feature in features {
            if let Some(row) = self.weights.get(*feature as usize & self.mask) {
                for (sum, weight) in sums.iter_mut().zip(row) {
                    *sum = sum.wrapping_add(i16::from(*weight));
                }
            }
        }
        sums.map(i32::from)
    }

    /// Labels the items whose scores are in `scratch.scores`; the result is `scratch.tags`.
    pub fn tag_scored(&self, scratch: &mut Scratch) {
        decode(self.labels, &self.transitions, scratch);
    }

    /// Labels the items of `sequence`; the result is `scratch.tags`.
    pub fn tag(&self, sequence: &Sequence, scratch: &mut Scratch) {
        scratch.scores.clear();
        scratch.scores.extend(sequence.items().map(|item| self.score(item)));
        self.tag_scored(scratch);
    }
}

/// The best of `from[k] + step(k)` over all labels.
fn best_of(labels: usize, from: &Scores, step: impl Fn(usize) -> i32) -> i32 {
    from.iter().take(labels).enumerate().map(|(label, score)| score + step(label)).max().unwrap_or(0)
}

/// Best scores of sequences that end, and that begin, with each label at each item; from both, the best through each.
fn decode(labels: usize, transitions: &[[i32; MOST]; MOST], scratch: &mut Scratch) {
    let Scratch { scores, forward, backward, tags } = scratch;
    let transition = |from: usize, to: usize| transitions.get(from).and_then(|row| row.get(to)).copied().unwrap_or(0);
    forward.clear();
    for own in scores.iter() {
        let before = forward.last().copied();
        let mut best = [0; MOST];
        for (label, (slot, own)) in best.iter_mut().zip(own).enumerate().take(labels) {
            let reached = match &before {
                None => transition(0, label),
                Some(before) => best_of(labels, before, |from| transition(from, label)),
            };
            *slot = reached + own;
        }
        forward.push(best);
    }
    backward.clear();
    backward.resize(scores.len(), [0; MOST]);
    let mut after: Option<Scores> = None;
    for (own, slot) in scores.iter().zip(backward.iter_mut()).rev() {
        let mut best = [0; MOST];
        if let Some(after) = &after {
            for (label, slot) in best.iter_mut().enumerate().take(labels) {
                *slot = best_of(labels, after, |to| transition(label, to));
            }
        }
        *slot = best;
        let mut through = best;
        through.iter_mut().zip(own).for_each(|(score, own)| *score += own);
        after = Some(through);
    }
    tags.clear();
    for (before, after) in forward.iter().zip(backward.iter()) {
        let mut total = *before;
        total.iter_mut().zip(after).for_each(|(score, after)| *score += after);
        let none = total.first().copied().unwrap_or(0);
        let others = total.iter().enumerate().take(labels).skip(1);
        let (best, label) = others.fold((i32::MIN, 0), |a, (label, score)| if *score > a.0 { (*score, label) } else { a });
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
    /// `weights[bucket * labels + label]`.
    weights: Vec<i32>,
    /// Sum of step times change, for the average.
    weighted: Vec<i64>,
    transitions: Vec<i32>,
    weighted_transitions: Vec<i64>,
    step: i64,
}

impl Trainer {
    /// A trainer for `labels` labels (2 to 8) with `2^bits` buckets (at most 24).
    #[must_use]
    pub fn new(labels: u8, bits: u8) -> Self {
        let (labels, bits) = (usize::from(labels.clamp(2, 8)), bits.min(24));
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
        }
    }

    /// Learns from one sequence with its right labels; `cost` is added to every wrong answer before they compete, so that
    /// the right one has to win by a margin. A wrong label 0 counts `leak` times. Returns how many items came out wrong.
    pub fn learn(&mut self, sequence: &Sequence, gold: &[u8], cost: i32, leak: i32) -> usize {
        let labels = self.labels;
        let mut scores = Vec::with_capacity(sequence.len() * labels);
        for (item, right) in sequence.items().zip(gold) {
            let mut sums = [0; MOST];
            for feature in item {
                let bucket = self.bucket(*feature, 0);
                let row = self.weights.get(bucket..bucket + labels).unwrap_or_default();
                sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
            }
            if let Some(sum) = sums.get_mut(usize::from(*right)) {
                *sum -= cost;
            }
            scores.extend(sums.iter().take(labels));
        }
        let path = self.best(&scores);
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

    /// The average of all weights that there were, features and transitions in one unit: the largest in which all weights but
    /// one in ten thousand of those that are not 0 fit a byte.
    #[must_use]
    pub fn finish(&self) -> Tagger {
        // Sums of weights over all steps: the average times the number of steps.
        let steps = i128::from(self.step + 1);
        let sum = |(weight, sum): (&i32, &i64)| i128::from(*weight) * steps - i128::from(*sum);
        let sums = || self.weights.iter().zip(&self.weighted).map(sum);
        let mut sizes: Vec<i128> = sums().map(i128::abs).filter(|size| *size > 0).collect();
        sizes.sort_unstable();
        let largest =
            sizes.len().checked_sub(sizes.len() / CUT + 1).and_then(|at| sizes.get(at)).copied().unwrap_or(1).max(1);
        // Rounded half away from zero.
        let scaled = |sum: i128| (sum * 127 * 2 + sum.signum() * largest) / (largest * 2);
        let byte = |sum: i128| i8::try_from(scaled(sum).clamp(i128::from(i8::MIN), i128::from(i8::MAX))).unwrap_or(0);
        let mut weights = vec![[0; MOST]; self.mask + 1];
        let mut all = sums();
        for row in &mut weights {
            row.iter_mut().zip(all.by_ref().take(self.labels)).for_each(|(weight, sum)| *weight = byte(sum));
        }
        let mut transitions = [[0; MOST]; MOST];
        let mut all = self.transitions.iter().zip(&self.weighted_transitions).map(sum);
        for row in transitions.iter_mut().take(self.labels) {
            for (weight, sum) in row.iter_mut().zip(all.by_ref().take(self.labels)) {
                let bounded = scaled(sum).clamp(i128::from(i16::MIN), i128::from(i16::MAX));
                *weight = i32::try_from(bounded).unwrap_or(0);
            }
        }
        Tagger { labels: self.labels, mask: (1 << self.bits) - 1, weights, transitions }
    }
}

#[cfg(test)]
mod tests;
