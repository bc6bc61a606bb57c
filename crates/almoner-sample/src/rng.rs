//! A small deterministic generator (xoshiro256++ seeded by SplitMix64; Blackman and Vigna, 2018 and 2019).
//!
//! Not a cryptographic source: it only decides what a made-up hospital looks like. Whole-number arithmetic throughout, so
//! that a seed gives the same bytes on every machine.

/// One stream of numbers. Streams of different labels do not disturb each other, so that a change in one part of the
/// hospital leaves the rest as it was.
pub struct Rng {
    state: [u64; 4],
}

impl Rng {
    /// The stream that belongs to a seed, a label and a number (of a patient, for example).
    pub fn new(seed: u64, label: &str, index: u64) -> Self {
        let mut mix = seed ^ 0x9e37_79b9_7f4a_7c15;
        for byte in label.bytes() {
            mix = split_mix(&mut (mix ^ u64::from(byte)));
        }
        mix ^= index.wrapping_mul(0xd134_2543_de82_ef95);
        let state = [split_mix(&mut mix), split_mix(&mut mix), split_mix(&mut mix), split_mix(&mut mix) | 1];
        Self { state }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [mut a, mut b, mut c, mut d] = self.state;
        let out = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = d.rotate_left(45);
        self.state = [a, b, c, d];
        out
    }

    /// A whole number from 0 to `n` - 1; 0 where `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        let scaled = (self.bits() >> 32) * u64::from(n);
        u32::try_from(scaled >> 32).unwrap_or(0)
    }

    /// A whole number from `low` to `high`, both included.
    pub fn range(&mut self, low: i32, high: i32) -> i32 {
        let width = high.saturating_sub(low).max(0).unsigned_abs() + 1;
        low + i32::try_from(self.below(width)).unwrap_or(0)
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// A number between `low` and `high` with `places` decimals.
    pub fn decimal(&mut self, low: f64, high: f64, places: u8) -> f64 {
        let step = f64::from(self.below(10_001)) / 10_000.0;
        round(low + (high - low) * step, places)
    }

    /// One of the items.
    pub fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        let at = self.index(items.len());
        #[expect(clippy::indexing_slicing, reason = "index() is below len, and every list given is a non-empty constant")]
        items[at]
    }

    /// The position of one of `len` items.
    pub fn index(&mut self, len: usize) -> usize {
        self.below(u32::try_from(len).unwrap_or(u32::MAX)) as usize
    }

    /// `count` decimal digits, the first of them not zero.
    pub fn digits(&mut self, count: usize) -> String {
        let mut out = String::with_capacity(count);
        for place in 0..count {
            let digit = if place == 0 { 1 + self.below(9) } else { self.below(10) };
            out.push(char::from_digit(digit, 10).unwrap_or('0'));
        }
        out
    }

    /// `count` capital letters, without those that are misread as digits.
    pub fn letters(&mut self, count: usize) -> String {
        const LETTERS: &[u8; 22] = b"ABCDEFGHJKLMNPRSTUVWXY";
        (0..count).filter_map(|_| LETTERS.get(self.index(LETTERS.len()))).map(|b| char::from(*b)).collect()
    }

    /// A random identifier in the form of RFC 9562 version 4.
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.bits(), self.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }
}

/// `value` with `places` decimals.
pub fn round(value: f64, places: u8) -> f64 {
    let scale = f64::from(10_u32.pow(u32::from(places.min(6))));
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests;

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
