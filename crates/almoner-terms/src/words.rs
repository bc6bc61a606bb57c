//! Cuts text into the words that the dictionary knows.
//!
//! A word is a run of letters and digits; its case, accents, plural ending and possessive ending do not matter. Words that
//! are parted by blanks, one line break or a hyphen stand together; every other sign is a word of its own, so that a name
//! such as `HER2/neu` is found and a term does not reach over a full stop. Nothing is copied but one word at a time.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Longer runs of letters and digits are no words of a dictionary.
const LONGEST: usize = 48;

/// FxHash's multiply-and-rotate. The keys are the dictionary's own and fixed; text only looks them up, so a hostile text can
/// not make the table slow.
#[derive(Clone, Copy, Debug, Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.write_u64(chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
        self.write_u64(chunks.remainder().iter().fold(1, |word, byte| word << 8 | u64::from(*byte)));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        // The table takes its index from the low bits and its tag from the high ones; multiplication mixes upwards only.
        self.0 ^ (self.0 >> 29)
    }
}

/// A map whose keys are words that a program or its tables hold: quick, and only for keys that no text of others brings.
pub type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// The number of a word in [`Words`]; 0 is no word.
pub(crate) type WordId = u32;

/// A known word in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The word as written.
    pub(crate) word: WordId,
    /// The word without its plural ending, where that is another.
    pub(crate) stem: WordId,
    /// Whether nothing but blanks or a hyphen parts it from the token before.
    pub(crate) follows: bool,
}

/// The words of a dictionary.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    ids: WordMap<Box<[u8]>, WordId>,
}

impl Words {
    /// The words of a name, added where they are new. `None` if the name has no word, or one that is too long.
    pub(crate) fn intern(&mut self, name: &str) -> Option<Vec<WordId>> {
        let mut out = Vec::new();
        for piece in Pieces::new(name) {
            let mut word = Folded::new(name.get(piece.start..piece.word_end)?)?;
            // An abbreviation keeps its last letter: PCOS is not the plural of PCO.
            let is_abbreviation = name.get(piece.start..piece.word_end)?.chars().any(|c| c.is_uppercase() || c.is_numeric())
                && name.get(piece.start..piece.word_end)?.chars().skip(1).any(|c| c.is_uppercase() || c.is_numeric());
            if !is_abbreviation {
                word.stem();
            }
            let next = WordId::try_from(self.ids.len()).ok()?.checked_add(1)?;
            out.push(*self.ids.entry(word.as_bytes().into()).or_insert(next));
        }
        (!out.is_empty()).then_some(out)
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The known words of a text, in order.
    pub(crate) fn tokens(&self, text: &str) -> Tokens {
        // Known words are about five letters long with their blank.
        let (mut tokens, mut unknown) = (Vec::with_capacity(text.len() / 5 + 1), false);
        for piece in Pieces::new(text) {
            let folded = text.get(piece.start..piece.word_end).and_then(Folded::new);
            let (word, stem) = folded.map_or((0, 0), |mut folded| {
                let word = self.id(&folded);
                let stem = if folded.stem() { self.id(&folded) } else { 0 };
                (word, stem)
            });
            if word == 0 && stem == 0 {
                unknown = true;
                continue;
            }
            let follows = piece.follows && !std::mem::take(&mut unknown);
            tokens.push(Token { start: piece.start, end: piece.end, word, stem, follows });
            unknown = false;
        }
        Tokens { tokens, ends_unknown: unknown }
    }

    fn id(&self, word: &Folded) -> WordId {
        self.ids.get(word.as_bytes()).copied().unwrap_or(0)
    }
}

/// The known words of a text.
pub(crate) struct Tokens {
    pub(crate) tokens: Vec<Token>,
    /// Whether words follow that are not known.
    pub(crate) ends_unknown: bool,
}

/// A word in lower case, without accents.
struct Folded {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Folded {
    fn new(word: &str) -> Option<Self> {
        let mut folded = Self { bytes: [0; LONGEST], len: 0 };
        if word.is_ascii() {
            let target = folded.bytes.get_mut(..word.len())?;
            target.copy_from_slice(word.as_bytes());
            target.make_ascii_lowercase();
            folded.len = word.len();
            return Some(folded);
        }
        for c in word.chars().flat_map(char::to_lowercase) {
            let mut buffer = [0; 4];
            let piece = match plain_letters(c) {
                Some(letters) => letters,
                None => c.encode_utf8(&mut buffer),
            };
            folded.bytes.get_mut(folded.len..folded.len + piece.len())?.copy_from_slice(piece.as_bytes());
            folded.len += piece.len();
        }
        Some(folded)
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// Takes the plural ending off; whether that changed anything. Both sides of a comparison are treated alike, so the
    /// result need not be an English word: `metastases` and `metastasis` become `metastase`.
    fn stem(&mut self) -> bool {
        let word = self.as_bytes();
        if word.len() < 4 || !word.ends_with(b"s") {
            return false;
        }
        let (cut, ending): (usize, &[u8]) = if word.ends_with(b"sis") {
            (2, b"e")
        } else if word.ends_with(b"ies") && word.len() > 4 {
            (3, b"y")
        } else if word.ends_with(b"sses") || word.ends_with(b"uses") || word.ends_with(b"xes") {
            (2, b"")
        } else if word.ends_with(b"ss") || word.ends_with(b"us") || word.ends_with(b"is") {
            return false;
        } else {
            (1, b"")
        };
        let kept = self.len - cut;
        let Some(target) = self.bytes.get_mut(kept..kept + ending.len()) else { return false };
        target.copy_from_slice(ending);
        self.len = kept + ending.len();
        true
    }
}

/// Letters that medical names carry accents on, and the Greek ones that are spelled out as often as not.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'è'..='ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì'..='ï' | 'ī' => "i",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'ù'..='ü' | 'ū' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'š' | 'ś' => "s",
        'ž' | 'ź' | 'ż' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'δ' => "delta",
        'κ' => "kappa",
        'λ' => "lambda",
        'µ' | 'μ' => "u",
        '₁' | '¹' => "1",
        '₂' | '²' => "2",
        '₃' | '³' => "3",
        '₄' => "4",
        _ => return None,
    })
}

/// A word or a sign of a text.
struct Piece {
    start: usize,
    /// The end of the letters.
    word_end: usize,
    /// The end with the possessive ending.
    end: usize,
    follows: bool,
}

/// Walks over the words and signs of a text.
struct Pieces<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Pieces<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    fn char(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Whether the gap before the next piece leaves it standing with the one before; moves to the piece.
    fn skip_gap(&mut self) -> bool {
        let (mut blank, mut breaks, mut together) = (false, 0, true);
        loop {
            match self.byte(self.at) {
                b' ' | b'\t' | b'\r' => (blank, self.at) = (true, self.at + 1),
                b'\n' => {
                    (blank, self.at) = (true, self.at + 1);
                    breaks += 1;
                    together &= breaks < 2;
                }
                // A hyphen after a blank is a dash or a bullet.
                b'-' => {
                    together &= !blank;
                    self.at += 1;
                }
                b'\'' => self.at += 1,
                0x80.. => match self.char(self.at) {
                    Some(c @ ('\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{3000}')) => {
                        blank = true;
                        self.at += c.len_utf8();
                    }
                    Some(c @ ('\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{ad}')) => {
                        together &= !blank;
                        self.at += c.len_utf8();
                    }
                    Some(c @ ('\u{2018}' | '\u{2019}' | '\u{200b}')) => self.at += c.len_utf8(),
                    _ => return together,
                },
                _ => return together,
            }
        }
    }

    fn skip_word(&mut self) {
        loop {
            let byte = self.byte(self.at);
            if byte.is_ascii_alphanumeric() {
                self.at += 1;
            } else if byte >= 0x80 {
                match self.char(self.at) {
                    Some(c) if c.is_alphanumeric() => self.at += c.len_utf8(),
                    _ => return,
                }
            } else {
                return;
            }
        }
    }

    /// Skips `'s` at the end of a word.
    fn skip_possessive(&mut self) {
        let mark = match self.byte(self.at) {
            b'\'' => 1,
            0xe2 if self.char(self.at) == Some('\u{2019}') => 3,
            _ => return,
        };
        let after = self.at + mark + 1;
        let ends = !self.byte(after).is_ascii_alphanumeric() && self.byte(after) < 0x80;
        if matches!(self.byte(self.at + mark), b's' | b'S') && ends {
            self.at = after;
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let follows = self.skip_gap();
        let start = self.at;
        self.skip_word();
        let word_end = if self.at > start {
            let word_end = self.at;
            self.skip_possessive();
            word_end
        } else {
            self.at += self.char(start)?.len_utf8();
            self.at
        };
        Some(Piece { start, word_end, end: self.at, follows })
    }
}
