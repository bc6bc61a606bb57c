//! A set of phrases that is found in a list of tokens in one pass: longest first, whole words, any case, any blanks between.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::token::{Kind, Token, tokens};

/// Words longer than this are in no phrase.
const LONGEST_WORD: usize = 24;

/// Every word of every text is looked up, and what is looked up is fixed by the tables: no text can make collisions there.
type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A multiplicative hash over words of eight bytes.
#[derive(Default)]
struct Mix(u64);

impl Mix {
    fn mix(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            self.mix(chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.mix(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.mix(value as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Phrases with a payload of bits each; the same phrase entered twice has the bits of both.
pub(crate) struct Phrases {
    words: Map<Box<[u8]>, u32>,
    /// `(node, word) -> node` of the trie; node 0 is the root.
    edges: Map<(u32, u32), u32>,
    bits: Vec<u64>,
}

/// A phrase found: tokens `first..after`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) first: usize,
    pub(crate) after: usize,
    pub(crate) bits: u64,
}

impl Phrases {
    pub(crate) fn new() -> Self {
        Self { words: Map::default(), edges: Map::default(), bits: vec![0] }
    }

    /// Adds a phrase, which is cut into tokens as the text will be.
    pub(crate) fn add(&mut self, phrase: &str, bits: u64) {
        let mut node = 0;
        for token in tokens(phrase) {
            let count = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let mut buffer = [0; LONGEST_WORD];
            let Some(key) = key_of(phrase, &token, &mut buffer) else { return };
            let word = *self.words.entry(key.into()).or_insert(count);
            let next = u32::try_from(self.bits.len()).unwrap_or(u32::MAX);
            node = *self.edges.entry((node, word)).or_insert(next);
            if node == next {
                self.bits.push(0);
            }
        }
        if let Some(own) = usize::try_from(node).ok().and_then(|node| self.bits.get_mut(node)) {
            *own |= bits;
        }
    }

    /// All phrases in `tokens`, leftmost-longest, without overlap.
    pub(crate) fn find(&self, text: &str, tokens: &[Token]) -> Vec<Found> {
        let ids: Vec<Option<u32>> = tokens
            .iter()
            .map(|token| {
                let mut buffer = [0; LONGEST_WORD];
                key_of(text, token, &mut buffer).and_then(|key| self.words.get(key)).copied()
            })
            .collect();
        let mut found = Vec::new();
        let mut first = 0;
        while first < ids.len() {
            let hit = self.longest(ids.get(first..).unwrap_or_default());
            if let Some((length, bits)) = hit {
                found.push(Found { first, after: first + length, bits });
            }
            first += hit.map_or(1, |(length, _)| length);
        }
        found
    }

    fn longest(&self, ids: &[Option<u32>]) -> Option<(usize, u64)> {
        let mut node = 0;
        let mut best = None;
        for (length, id) in (1..).zip(ids) {
            let Some(next) = id.and_then(|word| self.edges.get(&(node, word))) else { break };
            node = *next;
            let bits = usize::try_from(node).ok().and_then(|node| self.bits.get(node)).copied().unwrap_or(0);
            if bits != 0 {
                best = Some((length, bits));
            }
        }
        best
    }
}

/// The token in lower case, with a plain apostrophe; `None` for what no phrase holds.
fn key_of<'b>(text: &str, token: &Token, buffer: &'b mut [u8; LONGEST_WORD]) -> Option<&'b [u8]> {
    if let Kind::Mark(mark) = token.kind {
        buffer[0] = mark;
        return Some(buffer.get(..1).unwrap_or_default());
    }
    let bytes = text.as_bytes().get(token.start..token.end)?;
    let mut length = 0;
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        // U+2019, the typographic apostrophe, is E2 80 99.
        let (byte, after) = if let [0xe2, 0x80, 0x99, after @ ..] = rest { (b'\'', after) } else { (*first, tail) };
        *buffer.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
        rest = after;
    }
    buffer.get(..length)
}
