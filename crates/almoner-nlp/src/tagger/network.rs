//! A tagger whose scores come from a small neural network: hashed features in, one label for each item out.
//!
//! Each feature is a row of a table; the rows of an item are summed, what is negative becomes 0 (rectified linear units: Glorot
//! et al., AISTATS 2011), and each label weighs what is left. So features count together, which in the linear
//! [`Tagger`](super::Tagger) they do not. It is trained by structured hinge loss over the chain (Taskar et al., NIPS 2003) with
//! steps by Adagrad (Duchi et al., Journal of Machine Learning Research 2011, 12:2121), one size for each row, which shrink to
//! nothing at the end; whole features are left out at random (dropout: Srivastava et al., the same 2014, 15:1929). What is
//! kept is integers. Training adds, multiplies, divides and takes square roots of 32-bit floating-point numbers, each by itself
//! and in one order, which IEEE 754 rounds alike everywhere; what is drawn follows from a counter. So the same examples in the
//! same order give the same weights bit for bit on every machine. As there, label 0 is "none of them".

use std::fmt;

use super::{MOST, Scores, Scratch, Sequence, decode};

/// Hidden units: a row of the table.
const WIDTH: usize = 32;
/// Features left out while learning, of 65,536.
const DROPPED: u64 = 13_107;
/// What makes up for them.
const SCALE: f32 = 65_536.0 / (65_536 - DROPPED) as f32;
/// A score of 1 while learning is so much in the unit of scores and margins.
const UNIT: f32 = 250.0;
/// Steps of a row that has not moved yet are no larger than this times the root of what stands here.
const ROW_START: f32 = 0.01;

const MAGIC: [u8; 4] = *b"ANN1";

/// Weights of the table and of the labels, small enough to be compiled in.
#[derive(Clone, PartialEq, Eq)]
pub struct Network {
    labels: usize,
    /// Rows are a power of two.
    mask: usize,
    table: Vec<[i8; WIDTH]>,
    bias: [i16; WIDTH],
    /// `out[unit][label]`, in the unit of scores times `2^shift` for each unit of the table.
    out: [[i16; MOST]; WIDTH],
    shift: u32,
    /// `transitions[before][label]`; a first item follows label 0.
    transitions: [[i32; MOST]; MOST],
}

/// Shows sizes.
impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").field("labels", &self.labels).field("rows", &(self.mask + 1)).finish()
    }
}

impl Network {
    /// Reads what [`Network::to_bytes`] wrote; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<7>()?;
        let (magic, sizes) = head.split_first_chunk::<4>()?;
        let [labels, bits, shift] = *sizes else { return None };
        if *magic != MAGIC || labels < 2 || usize::from(labels) > MOST || bits > 24 || shift > 14 {
            return None;
        }
        let (labels, rows) = (usize::from(labels), 1_usize << bits);
        let (small, rest) = rest.split_at_checked((labels * labels + WIDTH + WIDTH * labels) * 2)?;
        if rest.len() != rows * WIDTH {
            return None;
        }
        let mut small = small.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair));
        let mut transitions = [[0; MOST]; MOST];
        for row in transitions.iter_mut().take(labels) {
            row.iter_mut().take(labels).zip(small.by_ref()).for_each(|(weight, read)| *weight = i32::from(read));
        }
        let mut bias = [0; WIDTH];
        bias.iter_mut().zip(small.by_ref()).for_each(|(weight, read)| *weight = read);
        let mut out = [[0; MOST]; WIDTH];
        for row in &mut out {
            row.iter_mut().take(labels).zip(small.by_ref()).for_each(|(weight, read)| *weight = read);
        }
        let table = rest.as_chunks::<WIDTH>().0.iter().map(|row| row.map(u8::cast_signed)).collect();
        Some(Self { labels, mask: rows - 1, table, bias, out, shift: u32::from(shift), transitions })
    }

    /// `ANN1`, the number of labels, the bits of a row's number, the shift; the transitions, the bias and the weights of the
    /// labels (little-endian); the table.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let rows = (self.mask + 1).trailing_zeros();
        let sizes = [u32::try_from(self.labels).unwrap_or(0), rows, self.shift];
        bytes.extend(sizes.map(|size| u8::try_from(size).unwrap_or(u8::MAX)));
        let transitions = self.transitions.iter().take(self.labels).flat_map(|row| row.iter().take(self.labels));
        let transitions = transitions.map(|weight| i16::try_from(*weight).unwrap_or(0));
        let out = self.out.iter().flat_map(|row| row.iter().take(self.labels));
        bytes.extend(transitions.chain(self.bias).chain(out.copied()).flat_map(i16::to_le_bytes));
        bytes.extend(self.table.iter().flatten().map(|weight| weight.cast_unsigned()));
        bytes
    }

    /// What the features of one item say of each label.
    #[must_use]
    pub fn score(&self, features: &[u32]) -> Scores {
        let mut units = self.bias;
        for feature in features {
            if let Some(row) = self.table.get(*feature as usize & self.mask) {
                units.iter_mut().zip(row).for_each(|(unit, weight)| *unit = unit.wrapping_add(i16::from(*weight)));
            }
        }
        let mut scores = [0_i32; MOST];
        for (unit, row) in units.iter().zip(&self.out) {
            let unit = i32::from((*unit).max(0));
            scores.iter_mut().zip(row).for_each(|(score, weight)| *score += unit * i32::from(*weight));
        }
        scores.map(|score| score >> self.shift)
    }

    /// Labels the items whose scores are in `scratch.scores`; the result is `scratch.tags`.
    pub fn tag_scored(&self, scratch: &mut Scratch) {
        decode(self.labels, &self.transitions, scratch);
    }
}

/// A weight and the sum of the squares of its gradients.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    value: f32,
    squares: f32,
}

impl Weight {
    fn climb(&mut self, gradient: f32, rate: f32) {
        self.squares += gradient * gradient;
        self.value += rate * gradient / (self.squares + 1.0).sqrt();
    }
}

/// Learns a [`Network`] from examples, one at a time.
#[derive(Clone, Debug)]
pub struct NetworkTrainer {
    labels: usize,
    bits: u8,
    mask: usize,
    table: Vec<[f32; WIDTH]>,
    /// Of each row, the sum of its gradients' mean squares.
    squares: Vec<f32>,
    bias: [Weight; WIDTH],
    out: [[Weight; MOST]; WIDTH],
    transitions: [[Weight; MOST]; MOST],
    drawn: u64,
    /// The features of the last sequence that were not left out, and one past each item's last.
    kept: Vec<u32>,
    ends: Vec<usize>,
    units: Vec<[f32; WIDTH]>,
    scores: Vec<[f32; MOST]>,
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) over a counter.
fn drawn(counter: &mut u64) -> u64 {
    *counter += 1;
    let mixed = counter.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Between -1 and 1.
fn small(counter: &mut u64) -> f32 {
    let [high, low, ..] = drawn(counter).to_le_bytes();
    f32::from(i16::from_le_bytes([high, low])) / 32_768.0
}

impl NetworkTrainer {
    /// A trainer for `labels` labels (2 to 8) with `2^bits` rows (at most 24).
    #[must_use]
    pub fn new(labels: u8, bits: u8) -> Self {
        let (labels, bits) = (usize::from(labels.clamp(2, 8)), bits.min(24));
        let mut counter = 0;
        let mut out = [[Weight::default(); MOST]; WIDTH];
        for weight in out.iter_mut().flat_map(|row| row.iter_mut().take(labels)) {
            weight.value = small(&mut counter) * 0.3;
        }
        let mut table = vec![[0.0; WIDTH]; 1 << bits];
        table.iter_mut().flatten().for_each(|weight| *weight = small(&mut counter) * 0.03);
        Self {
            labels,
            bits,
            mask: (1 << bits) - 1,
            squares: vec![0.0; table.len()],
            table,
            bias: [Weight { value: 0.1, squares: 0.0 }; WIDTH],
            out,
            transitions: [[Weight::default(); MOST]; MOST],
            drawn: counter,
            kept: Vec::new(),
            ends: Vec::new(),
            units: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// Learns from one sequence with its right labels by a step of size `rate`; the right ones have to win by 1 for each item
    /// that is wrong. A wrong label 0 counts `leak` times. Returns how many items came out wrong.
    pub fn learn(&mut self, sequence: &Sequence, gold: &[u8], rate: f32, leak: f32) -> usize {
        self.look(sequence, gold);
        let path = self.best();
        let mut wrong = 0;
        let (mut before, mut before_right, mut from) = (0, 0, 0);
        for (item, (label, right)) in path.into_iter().zip(gold).enumerate() {
            let right = usize::from(*right);
            let by = if label == 0 && right != 0 { leak } else { 1.0 };
            if (before, label) != (before_right, right) {
                for (before, label, by) in [(before_right, right, by), (before, label, -by)] {
                    let weight = self.transitions.get_mut(before).and_then(|row| row.get_mut(label));
                    weight.into_iter().for_each(|weight| weight.climb(by, rate * 0.3));
                }
            }
            (before, before_right) = (label, right);
            let end = self.ends.get(item).copied().unwrap_or(from);
            if label != right {
                wrong += 1;
                self.step(item, from..end, (right, label), by, rate);
            }
            from = end;
        }
        wrong
    }

    /// Hidden units and scores of each item, with 1 taken off the right label.
    fn look(&mut self, sequence: &Sequence, gold: &[u8]) {
        self.kept.clear();
        self.ends.clear();
        self.units.clear();
        self.scores.clear();
        for (item, right) in sequence.items().zip(gold) {
            let mut units = [0.0; WIDTH];
            for four in item.chunks(4) {
                let mut chance = drawn(&mut self.drawn);
                for feature in four {
                    let keep = chance & 0xffff >= DROPPED;
                    chance >>= 16;
                    let Some(row) = self.table.get(*feature as usize & self.mask).filter(|_| keep) else { continue };
                    self.kept.push(*feature);
                    units.iter_mut().zip(row).for_each(|(unit, weight)| *unit += weight);
                }
            }
            units.iter_mut().zip(&self.bias).for_each(|(unit, bias)| *unit = *unit * SCALE + bias.value);
            let mut scores = [0.0; MOST];
            for (unit, row) in units.iter().zip(&self.out) {
                let unit = unit.max(0.0);
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += unit * weight.value);
            }
            scores.get_mut(usize::from(*right)).into_iter().for_each(|score| *score -= 1.0);
            self.ends.push(self.kept.len());
            self.units.push(units);
            self.scores.push(scores);
        }
    }

    /// Moves what made the item at `item` so that `labels.0` gains `by` on `labels.1`.
    fn step(&mut self, item: usize, features: std::ops::Range<usize>, labels: (usize, usize), by: f32, rate: f32) {
        let Some(units) = self.units.get(item) else { return };
        let mut slopes = [0.0; WIDTH];
        for ((slope, unit), row) in slopes.iter_mut().zip(units).zip(&mut self.out) {
            if *unit > 0.0 {
                let value = |label: usize| row.get(label).map_or(0.0, |weight| weight.value);
                *slope = by * (value(labels.0) - value(labels.1));
                for (label, by) in [(labels.0, by), (labels.1, -by)] {
                    row.get_mut(label).into_iter().for_each(|weight| weight.climb(by * unit, rate));
                }
            }
        }
        self.bias.iter_mut().zip(&slopes).for_each(|(weight, slope)| weight.climb(*slope, rate));
        let square = slopes.iter().fold(0.0, |sum, slope| sum + slope * slope) / WIDTH as f32 * SCALE * SCALE;
        if square == 0.0 {
            return;
        }
        for feature in self.kept.get(features).unwrap_or_default() {
            let at = *feature as usize & self.mask;
            if let (Some(row), Some(squares)) = (self.table.get_mut(at), self.squares.get_mut(at)) {
                *squares += square;
                let size = rate * SCALE / (*squares + ROW_START).sqrt();
                row.iter_mut().zip(&slopes).for_each(|(weight, slope)| *weight += size * slope);
            }
        }
    }

    /// The best path, by Viterbi's algorithm.
    fn best(&self) -> Vec<usize> {
        let transition = |from: usize, to: usize| {
            self.transitions.get(from).and_then(|row| row.get(to)).map_or(0.0, |weight| weight.value)
        };
        let mut best: Option<[f32; MOST]> = None;
        let mut froms: Vec<[usize; MOST]> = Vec::with_capacity(self.scores.len());
        for own in &self.scores {
            let (mut now, mut from) = ([0.0; MOST], [0; MOST]);
            for (label, ((slot, from), own)) in now.iter_mut().zip(&mut from).zip(own).enumerate().take(self.labels) {
                let reached = match &best {
                    None => transition(0, label),
                    Some(best) => {
                        let (score, before) = top(best.iter().enumerate().take(self.labels), |at| transition(at, label));
                        *from = before;
                        score
                    }
                };
                *slot = reached + own;
            }
            best = Some(now);
            froms.push(from);
        }
        let mut label = top(best.unwrap_or_default().iter().enumerate().take(self.labels), |_| 0.0).1;
        let mut path = vec![0; froms.len()];
        for (slot, from) in path.iter_mut().zip(&froms).rev() {
            *slot = label;
            label = from.get(label).copied().unwrap_or(0);
        }
        path
    }

    /// The weights as integers: those of the table in the unit in which all but one in ten thousand fit a byte, scores and
    /// margins in hundreds for each 1 of learning or somewhat more.
    #[must_use]
    pub fn finish(&self) -> Network {
        let mut sizes: Vec<f32> = self.table.iter().flatten().map(|weight| weight.abs()).collect();
        sizes.sort_unstable_by(f32::total_cmp);
        let largest = sizes.len().checked_sub(sizes.len() / super::CUT + 1).and_then(|at| sizes.get(at)).copied();
        let unit = 127.0 / largest.unwrap_or(1.0).max(f32::MIN_POSITIVE);
        let heaviest = self.out.iter().flatten().fold(0.0_f32, |most, weight| most.max(weight.value.abs()));
        // The largest that lets the sum of all units stay within 32 bits.
        let fits = |shift: &u8| heaviest * UNIT / unit * f32::from(1_u16 << shift) < 8000.0;
        let shift = (0..=14_u8).take_while(fits).last().unwrap_or(0);
        let weight_unit = UNIT / unit * f32::from(1_u16 << shift);
        Network {
            labels: self.labels,
            mask: (1 << self.bits) - 1,
            table: self.table.iter().map(|row| row.map(|weight| byte(weight * unit))).collect(),
            bias: self.bias.map(|weight| short(weight.value * unit)),
            out: self.out.map(|row| row.map(|weight| short(weight.value * weight_unit))),
            shift: u32::from(shift),
            transitions: self.transitions.map(|row| row.map(|weight| i32::from(short(weight.value * UNIT)))),
        }
    }
}

/// The largest of `scores` with `more` added, the first of equals.
fn top<'a>(scores: impl Iterator<Item = (usize, &'a f32)>, more: impl Fn(usize) -> f32) -> (f32, usize) {
    let scores = scores.map(|(at, score)| (score + more(at), at));
    scores.fold((f32::NEG_INFINITY, 0), |best, next| if next.0 > best.0 { next } else { best })
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, and cut to what an i16 holds")]
fn short(value: f32) -> i16 {
    value.round().clamp(-32_768.0, 32_767.0) as i16
}

fn byte(value: f32) -> i8 {
    i8::try_from(short(value).clamp(-127, 127)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
