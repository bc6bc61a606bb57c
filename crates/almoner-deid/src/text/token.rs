//! Text into tokens, in one pass: words, numbers, single marks of punctuation, and tags that an earlier run left.
//!
//! A word carries a hash of its folded form (lower case, no diacritics, no apostrophes, no invisible characters), so that
//! every later comparison is one of numbers.

use unicode_normalization::UnicodeNormalization;

use super::lexicon::{CLINICAL, FUNCTION, Flags, Lexicon, PERSON, PLACE, VOCABULARY};
use crate::Category;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with inner apostrophes.
    Word,
    /// ASCII digits.
    Number,
    /// One character that is neither; `mark` holds it when it is ASCII.
    Mark,
    /// `[NAME]` and its like: never touched, and no evidence crosses it.
    Tag,
}

/// How a word is capitalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    /// First letter upper: `Smith`, `McDonald`.
    Title,
    /// Two letters or more, all upper.
    Upper,
    /// A single upper-case letter.
    Initial,
}

/// What stands before a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    #[default]
    None,
    Space,
    /// Two spaces or more, or a tab: a column.
    Column,
    Line,
    /// An empty line, or the beginning of the text.
    Paragraph,
}

/// One token; `start..end` are bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub start: u32,
    pub end: u32,
    /// Of a word its folded form's hash, of a number of at most 19 digits its value.
    pub hash: u64,
    pub flags: Flags,
    pub kind: Kind,
    pub case: Case,
    pub gap: Gap,
    /// The character of an ASCII mark; of a tag see [`tag_mark`]; else 0.
    pub mark: u8,
    /// Whether a word holds letters other than Latin and Greek.
    pub foreign: bool,
    /// Whether the line tells nothing by its capitals: all of it is upper case.
    pub shouted: bool,
}

impl Token {
    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
    pub fn is_number(&self) -> bool {
        self.kind == Kind::Number
    }
    pub fn is_mark(&self, mark: u8) -> bool {
        self.kind == Kind::Mark && self.mark == mark
    }
    pub fn has(&self, flags: Flags) -> bool {
        self.flags & flags != 0
    }
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
    /// Capitalised where capitals mean something.
    pub fn capital(&self) -> bool {
        self.is_word() && !self.shouted && self.case != Case::Lower
    }
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_STEP: u64 = 0x0000_0100_0000_01b3;

const fn fold_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(FNV_STEP)
}

/// The hash of no letters.
pub(crate) const fn hash_start() -> u64 {
    FNV_START
}

/// The hash of a folded word with one more letter.
pub(crate) const fn hash_step(hash: u64, letter: u8) -> u64 {
    fold_byte(hash, letter)
}

/// The hash of an already folded ASCII word; usable in patterns and tables.
pub(crate) const fn word_hash(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let mut hash = FNV_START;
    let mut at = 0;
    while at < bytes.len() {
        #[expect(clippy::indexing_slicing, reason = "at < bytes.len() by the loop's condition")]
        let byte = bytes[at];
        hash = fold_byte(hash, byte);
        at += 1;
    }
    hash
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '`')
}

/// A word's folded form: what the hash is of.
pub(crate) fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.chars().filter(|c| !apostrophe(*c)).map(|c| c.to_ascii_lowercase()).collect();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.nfkd() {
        match c {
            'ß' => folded.push_str("ss"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ı' => folded.push('i'),
            _ if apostrophe(c) || invisible(c) || unicode_normalization::char::is_combining_mark(c) => {}
            _ => folded.extend(c.to_lowercase().filter(|c| !unicode_normalization::char::is_combining_mark(*c))),
        }
    }
    folded
}

fn word_char(c: char) -> bool {
    c.is_alphabetic() || invisible(c) || unicode_normalization::char::is_combining_mark(c)
}

fn latin_or_greek(c: char) -> bool {
    matches!(c, '\0'..='\u{3ff}' | '\u{1e00}'..='\u{1fff}' | '\u{2000}'..='\u{218f}' | '\u{fb00}'..='\u{fb06}')
}

struct Tokenizer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    /// Flags of words lately seen, by the low bits of their hash: most words are few words, and the lists are large.
    seen: Box<[(u64, Flags); SEEN]>,
}

const SEEN: usize = 512;

/// Splits `text` from byte `start` to byte `end`; the tokens ascend and do not overlap, and only white space lies between.
/// What [`shout`] says of lines is not yet on them.
pub(crate) fn tokenize(text: &str, (start, end): (usize, usize), lexicon: &Lexicon) -> Vec<Token> {
    let text = text.get(..end).unwrap_or(text);
    let mut this = Tokenizer {
        text,
        bytes: text.as_bytes(),
        at: start,
        tokens: Vec::with_capacity(text.len().saturating_sub(start) / 4 + 8),
        seen: Box::new([(0, 0); SEEN]),
    };
    let mut gap = Gap::Paragraph;
    while let Some(&byte) = this.bytes.get(this.at) {
        match byte {
            b' ' => {
                gap = gap.max(if gap == Gap::Space { Gap::Column } else { Gap::Space });
                this.at += 1;
            }
            b'\t' | 0x0b | 0x0c => {
                gap = gap.max(Gap::Column);
                this.at += 1;
            }
            b'\r' => {
                gap = gap.max(Gap::Space);
                this.at += 1;
            }
            b'\n' => {
                gap = if gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
                this.at += 1;
            }
            _ => {
                let before = this.at;
                this.token(byte, gap, lexicon);
                if this.at > before {
                    gap = Gap::None;
                } else {
                    // White space outside ASCII.
                    let width = this.text.get(before..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                    gap = gap.max(Gap::Space);
                    this.at += width;
                }
            }
        }
    }
    this.tokens
}

/// How a text is written, as far as its capitals go.
pub(crate) struct Writing {
    /// Whose mark as shouted has changed.
    pub changed: Vec<usize>,
    /// Whether most lines and sentences begin with a word in lower case. Only words that are never taken for names count, so
    /// that the answer is nearly always the same after names have gone.
    pub lower_case: bool,
}

/// Marks the words of lines that hold no lower-case word and at least three words as shouted: their capitals tell nothing.
/// In a text that is nearly all upper case, lines of one or two words are shouted too.
pub(crate) fn shout(tokens: &mut [Token]) -> Writing {
    let (mut words, mut shouted_words) = (0_usize, 0_usize);
    let mut lines: Vec<(usize, bool)> = Vec::new();
    let (mut count, mut all) = (0_usize, true);
    let (mut lower, mut openings, mut begins) = (0_usize, 0_usize, true);
    for (at, token) in tokens.iter().enumerate() {
        if token.gap >= Gap::Line && at > 0 {
            let shouted = count >= 3 && all;
            words += count;
            shouted_words += if shouted { count } else { 0 };
            lines.push((at, shouted));
            (count, all, begins) = (0, true, true);
        }
        if token.is_word() {
            if token.len() > 1 {
                count += 1;
                all &= token.case == Case::Upper;
                if begins && token.has(FUNCTION | CLINICAL) && !token.has(PERSON | PLACE) {
                    openings += 1;
                    lower += usize::from(token.case == Case::Lower);
                }
            }
            begins = false;
        } else {
            begins = token.kind == Kind::Mark && matches!(token.mark, b'.' | b'!' | b'?');
        }
    }
    let shouted = count >= 3 && all;
    words += count;
    shouted_words += if shouted { count } else { 0 };
    lines.push((tokens.len(), shouted));
    let nearly_all = shouted_words > 0 && shouted_words * 10 >= words * 7;
    let mut changed = Vec::new();
    let mut first = 0;
    for (end, shouted) in lines {
        for (at, token) in (first..).zip(tokens.get_mut(first..end).unwrap_or_default()) {
            let now = shouted || nearly_all && matches!(token.case, Case::Upper | Case::Initial);
            if token.shouted != now {
                token.shouted = now;
                changed.push(at);
            }
        }
        first = end;
    }
    Writing { changed, lower_case: openings > 2 && lower * 10 > openings * 7 }
}

impl Tokenizer<'_> {
    fn push(&mut self, end: usize, kind: Kind, gap: Gap) -> Option<&mut Token> {
        let (start, stop) = (u32::try_from(self.at).ok()?, u32::try_from(end).ok()?);
        self.at = end;
        self.tokens.push(Token {
            start,
            end: stop,
            hash: 0,
            flags: 0,
            kind,
            case: Case::Lower,
            gap,
            mark: 0,
            foreign: false,
            shouted: false,
        });
        self.tokens.last_mut()
    }

    fn flags(&mut self, hash: u64, lexicon: &Lexicon) -> Flags {
        match self.seen.get_mut(usize::try_from(hash % SEEN as u64).unwrap_or(0)) {
            Some(slot) if slot.0 == hash => slot.1,
            Some(slot) => {
                *slot = (hash, lexicon.flags(hash));
                slot.1
            }
            None => lexicon.flags(hash),
        }
    }

    fn token(&mut self, byte: u8, gap: Gap, lexicon: &Lexicon) {
        if matches!(byte, b'0' | b'1' | b'5' | b'8') && self.misread_word(0, gap, lexicon) {
            return;
        }
        if matches!(byte, b'l' | b'I' | b'O') && self.misread_number(gap) {
            return;
        }
        if byte.is_ascii_digit() {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let (mut digits, mut value) = (0, 0_u64);
            for byte in rest.iter().take_while(|byte| byte.is_ascii_digit()) {
                digits += 1;
                value = value.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            }
            if digits < 4 && matches!(rest.get(digits), Some(b'l' | b'I' | b'O')) && self.misread_number(gap) {
                return;
            }
            if let Some(token) = self.push(self.at + digits, Kind::Number, gap) {
                token.hash = value;
            }
        } else if byte.is_ascii_alphabetic() || byte >= 0x80 {
            if byte >= 0x80 || !self.plain_word(gap, lexicon) {
                self.word(gap, lexicon);
            }
        } else if let Some(end) = (byte == b'[').then(|| tag_end(self.bytes, self.at)).flatten() {
            let body =
                self.bytes.get(self.at + 1..end - 1).and_then(|body| std::str::from_utf8(body).ok()).unwrap_or_default();
            let category = if body.starts_with("DAY ") { Some(Category::Date) } else { Category::from_name(body) };
            if let Some(token) = self.push(end, Kind::Tag, gap) {
                token.mark = tag_mark(category);
            }
        } else if let Some(token) = self.push(self.at + 1, Kind::Mark, gap) {
            token.mark = byte;
        }
    }

    /// A word of ASCII letters alone, which nearly all are; `false` leaves the work to [`Tokenizer::word`].
    fn plain_word(&mut self, gap: Gap, lexicon: &Lexicon) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let (mut hash, mut letters, mut uppers) = (FNV_START, 0_usize, 0_usize);
        for byte in rest {
            if !byte.is_ascii_alphabetic() {
                if *byte >= 0x80 || matches!(byte, b'\'' | b'`') {
                    return false;
                }
                break;
            }
            hash = fold_byte(hash, *byte | 0x20);
            letters += 1;
            uppers += usize::from(*byte < b'a');
        }
        if matches!(rest.get(letters), Some(b'0' | b'1' | b'5' | b'8')) && self.misread_word(letters, gap, lexicon) {
            return true;
        }
        let first_upper = rest.first().is_some_and(u8::is_ascii_uppercase);
        let flags = self.flags(hash, lexicon);
        if let Some(token) = self.push(self.at + letters, Kind::Word, gap) {
            token.hash = hash;
            token.flags = flags;
            token.case = match (first_upper, letters, uppers) {
                (true, 1, _) => Case::Initial,
                (_, 2.., _) if uppers == letters => Case::Upper,
                (true, ..) => Case::Title,
                _ => Case::Lower,
            };
        }
        true
    }

    /// A number of a date in which a scanner has taken one digit for a letter: the year of "3/4/20l9" or "2O22", the day or month
    /// of "l1/16/2020" and "May l6".
    fn misread_number(&mut self, gap: Gap) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take(5).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at)).copied().unwrap_or(b' ');
        let Some(run) = rest.get(..length).filter(|_| matches!(length, 2 | 4)) else { return false };
        let (mut letters, mut value) = (0, 0_u64);
        for byte in run {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'l' | b'I' => 1,
                b'O' => 0,
                _ => return false,
            };
            letters += usize::from(!byte.is_ascii_digit());
            value = value * 10 + u64::from(digit);
        }
        let parts = |byte: Option<&u8>| matches!(byte, Some(b'/' | b'-' | b'.'));
        let joined = parts(Some(&before))
            && self.at.checked_sub(2).and_then(|at| self.bytes.get(at)).is_some_and(u8::is_ascii_digit)
            || parts(rest.get(length)) && rest.get(length + 1).is_some_and(u8::is_ascii_digit);
        let month = self.tokens.last().is_some_and(|last| last.flags & super::lexicon::MONTH != 0 && gap == Gap::Space);
        let dated = match length {
            4 => (1900..=2099).contains(&value),
            _ => (1..=31).contains(&value) && (joined || month),
        };
        if letters != 1 || !dated || before.is_ascii_alphanumeric() {
            return false;
        }
        match self.push(self.at + length, Kind::Number, gap) {
            Some(token) => {
                token.hash = value;
                true
            }
            None => false,
        }
    }

    /// A word in which a scanner has taken letters for the digits that look like them: `Gonza1ez`, `J0hnson`. The first digit
    /// stands at `digit`. Short runs and those that begin with a word of the lists are codes and measures (`GLP1RA`, `day1of`),
    /// and at its ends a digit is read as a letter only where that makes a listed name.
    fn misread_word(&mut self, digit: usize, gap: Gap, lexicon: &Lexicon) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take(32).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let glued = self.at > 0
            && self
                .bytes
                .get(self.at - 1)
                .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-' | b'#' | b':' | b'*'));
        let Some(run) = rest.get(..length).filter(|_| (4..=24).contains(&length) && !glued) else { return false };
        let (digits, uppers) = run.iter().fold((0, 0), |(digits, uppers), byte| {
            (digits + usize::from(byte.is_ascii_digit()), uppers + usize::from(byte.is_ascii_uppercase()))
        });
        let letters = length - digits;
        let legible = run.iter().all(|byte| !byte.is_ascii_digit() || matches!(byte, b'0' | b'1' | b'5' | b'8'));
        let apart = run.windows(2).all(|pair| !pair.iter().all(u8::is_ascii_digit));
        let first_upper = run.first().is_some_and(u8::is_ascii_uppercase);
        let styled = uppers == letters || uppers == usize::from(first_upper);
        let beyond = rest.get(length).is_some_and(|byte| *byte >= 0x80 || matches!(byte, b'@' | b'_' | b'/' | b'#'));
        if !(1..=2).contains(&digits) || letters < 3 || !legible || !apart || !styled || beyond {
            return false;
        }
        let hash_of = |one: u8| {
            run.iter().fold(FNV_START, |hash, byte| {
                let letter = match byte {
                    b'0' => b'o',
                    b'1' => one,
                    b'5' => b's',
                    b'8' => b'b',
                    letter => letter | 0x20,
                };
                fold_byte(hash, letter)
            })
        };
        let hash =
            [b'l', b'i'].map(hash_of).into_iter().find(|hash| lexicon.flags(*hash) != 0).unwrap_or_else(|| hash_of(b'l'));
        let flags = lexicon.flags(hash);
        let head = run.get(..digit).unwrap_or_default().iter().fold(FNV_START, |hash, byte| fold_byte(hash, byte | 0x20));
        let begun = digit > 1 && lexicon.flags(head) & VOCABULARY != 0;
        let inner = digit > 0 && run.last().is_some_and(u8::is_ascii_alphabetic);
        let after = letters.saturating_sub(digit);
        let capitals = uppers == letters && letters > 1;
        let roomy =
            if capitals { digit >= 2 && after >= 2 && letters >= 5 || after >= 4 } else { after >= 2 && letters >= 4 };
        let lettered = digit > 1 || first_upper && !matches!(run.first(), Some(b'x' | b'q' | b'X' | b'Q'));
        // "Me1ody" begins with a word and is a name all the same.
        let named = inner && flags & PERSON != 0 && flags & VOCABULARY == 0 && letters >= 5;
        if !(inner && roomy && lettered && !begun
            || named
            || flags & PERSON != 0 && flags & VOCABULARY == 0 && !begun && letters >= 4)
        {
            return false;
        }
        if let Some(token) = self.push(self.at + length, Kind::Word, gap) {
            token.hash = hash;
            token.flags = flags;
            token.case = if capitals {
                Case::Upper
            } else if first_upper || digit == 0 {
                Case::Title
            } else {
                Case::Lower
            };
        }
        true
    }

    /// A word, or one character outside ASCII that is no letter. Leaves `at` where it is before white space.
    fn word(&mut self, gap: Gap, lexicon: &Lexicon) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut end = self.at;
        let (mut hash, mut plain, mut foreign) = (FNV_START, true, false);
        let (mut letters, mut uppers, mut first_upper) = (0_usize, 0_usize, false);
        for (offset, c) in rest.char_indices() {
            if c.is_ascii_alphabetic() {
                hash = fold_byte(hash, c.to_ascii_lowercase() as u8);
            } else if apostrophe(c) && letters > 0 {
                // Inner apostrophes belong to the word (O'Brien, don't); a possessive 's does not.
                let mut after = rest.get(offset + c.len_utf8()..).unwrap_or_default().chars();
                let (next, beyond) = (after.next(), after.next());
                let possessive = matches!(next, Some('s' | 'S')) && !beyond.is_some_and(word_char);
                if !next.is_some_and(|c| c.is_ascii_alphabetic()) || possessive {
                    break;
                }
                end = self.at + offset + c.len_utf8();
                continue;
            } else if c.is_ascii() || !word_char(c) {
                break;
            } else {
                plain = false;
                foreign |= !latin_or_greek(c);
            }
            if c.is_alphabetic() {
                letters += 1;
                if c.is_uppercase() {
                    uppers += 1;
                    first_upper |= letters == 1;
                }
            }
            end = self.at + offset + c.len_utf8();
        }
        if end == self.at {
            let width = rest.chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8);
            if width > 0 {
                self.push(end + width, Kind::Mark, gap);
            }
            return;
        }
        if !plain {
            let folded = fold(self.text.get(self.at..end).unwrap_or_default());
            hash = word_hash(&folded);
        }
        if let Some(token) = self.push(end, Kind::Word, gap) {
            token.hash = hash;
            token.flags = lexicon.flags(hash);
            token.foreign = foreign && letters > 1;
            token.case = match (first_upper, letters, uppers) {
                (true, 1, _) => Case::Initial,
                (_, 2.., _) if uppers == letters => Case::Upper,
                (true, ..) => Case::Title,
                _ if foreign => Case::Title,
                _ => Case::Lower,
            };
        }
    }
}

/// What a tag's token carries: one more than the category's place in [`Category::ALL`], 0 outside the safe vocabulary.
pub(crate) fn tag_mark(category: Option<Category>) -> u8 {
    let place = Category::ALL.iter().position(|other| Some(*other) == category);
    place.and_then(|place| u8::try_from(place + 1).ok()).unwrap_or(0)
}

/// The end of a tag that Almoner writes, if one begins at `at`: a category in brackets, `[REDACTED]`, `[DAY n]`, `[DAY n..m]`.
fn tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let inner = bytes.get(at + 1..)?;
    let close = inner.iter().take(28).position(|b| *b == b']')?;
    let body = std::str::from_utf8(inner.get(..close)?).ok()?;
    let day = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let known = body == "REDACTED"
        || Category::from_name(body).is_some()
        || body.strip_prefix("DAY ").is_some_and(|days| match days.split_once("..") {
            Some((first, last)) => day(first) && day(last),
            None => day(days),
        });
    known.then_some(at + 1 + close + 1)
}
