//! RTF to the text that a reader sees (Rich Text Format Specification 1.9.1), in one pass, linear in the bytes.
//!
//! Text of the body, of tables, lists, headers, footers, notes and text boxes is kept. Tables of fonts, colours and styles, pictures,
//! embedded objects, field codes, hidden and deleted text are no text. What follows the last closed group of a cut document is lost with
//! it, what came before stays. A destination marked as one to ignore (`\*`) is ignored unless it is known to hold text.

use std::collections::HashMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};

/// Groups within groups; writers nest a few dozen deep.
const DEEPEST: usize = 4096;

/// Whether bytes are RTF, whatever their content type says: exports often call it plain text.
pub(super) fn is_rtf(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{\\rtf")
}

/// The text, with `\n` between paragraphs, lines and rows, and tabs between cells. `None` if the bytes are no RTF, or nested beyond what
/// any writer does.
#[must_use]
pub fn to_text(bytes: &[u8]) -> Option<String> {
    if !is_rtf(bytes) {
        return None;
    }
    let mut reader = Reader::new(bytes);
    while let Some(byte) = reader.next() {
        match byte {
            b'{' => {
                reader.flush();
                if reader.open.len() >= DEEPEST {
                    return None;
                }
                reader.open.push(reader.state.clone());
                reader.first_word = true;
                reader.ignorable = false;
            }
            b'}' => {
                reader.flush();
                reader.pending_fallback = 0;
                let Some(state) = reader.open.pop() else { break };
                reader.state = state;
                if reader.open.is_empty() {
                    break;
                }
            }
            b'\\' => reader.control(),
            // Line ends in the file are none of the text.
            b'\r' | b'\n' | 0 => {}
            byte => reader.byte(byte, true),
        }
    }
    reader.flush();
    let text = reader.text.trim_end().to_owned();
    Some(text)
}

/// What holds in a group and is restored at its end.
#[derive(Clone)]
struct State {
    /// Nothing in here is text.
    skipped: bool,
    /// In the table of fonts, whose character sets are read.
    fonts: bool,
    hidden: bool,
    deleted: bool,
    /// How many characters stand after `\u` for readers that know no Unicode.
    fallback: usize,
    encoding: &'static Encoding,
    font: i32,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
    open: Vec<State>,
    text: String,
    /// Bytes of a code page that are not decoded yet, and whether all stood as they are in the file.
    pending: Vec<u8>,
    pending_raw: bool,
    /// Code units of UTF-16 that are not decoded yet.
    units: Vec<u16>,
    pending_fallback: usize,
    /// The next control word is the first of its group, and may name a destination.
    first_word: bool,
    /// `\*` stood before it.
    ignorable: bool,
    default: &'static Encoding,
    default_font: i32,
    charsets: HashMap<i32, &'static Encoding>,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let state = State {
            skipped: false,
            fonts: false,
            hidden: false,
            deleted: false,
            fallback: 1,
            encoding: WINDOWS_1252,
            font: 0,
        };
        let at = bytes.iter().position(|byte| *byte == b'{').unwrap_or(bytes.len());
        Self {
            bytes,
            at,
            state,
            open: Vec::new(),
            text: String::new(),
            pending: Vec::new(),
            pending_raw: true,
            units: Vec::new(),
            pending_fallback: 0,
            first_word: false,
            ignorable: false,
            default: WINDOWS_1252,
            default_font: 0,
            charsets: HashMap::new(),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn shows(&self) -> bool {
        !self.state.skipped && !self.state.hidden && !self.state.deleted
    }

    /// A byte of text, as it stands in the file (`raw`) or behind `\'`.
    fn byte(&mut self, byte: u8, raw: bool) {
        self.first_word = false;
        if self.pending_fallback > 0 {
            self.pending_fallback -= 1;
            return;
        }
        if !self.shows() {
            return;
        }
        self.flush_units();
        if byte.is_ascii() && self.pending.is_empty() {
            self.text.push(char::from(byte));
            return;
        }
        self.pending_raw &= raw;
        self.pending.push(byte);
        // The second byte of a character may be below 0x80 in some code pages.
        if byte.is_ascii() {
            self.flush_bytes();
        }
    }

    /// A character of the reader's own choice for a control word.
    fn symbol(&mut self, symbol: char) {
        self.flush();
        if self.pending_fallback > 0 {
            self.pending_fallback -= 1;
        } else if self.shows() {
            self.text.push(symbol);
        }
    }

    fn flush(&mut self) {
        self.flush_bytes();
        self.flush_units();
    }

    fn flush_bytes(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        // Writers that know no code pages put UTF-8 into the file as it is.
        let utf8 = if self.pending_raw { std::str::from_utf8(&self.pending).ok() } else { None };
        match utf8 {
            Some(text) => self.text.push_str(text),
            None => self.text.push_str(&self.state.encoding.decode_without_bom_handling(&self.pending).0),
        }
        self.pending.clear();
        self.pending_raw = true;
    }

    fn flush_units(&mut self) {
        if !self.units.is_empty() {
            let units = std::mem::take(&mut self.units);
            self.text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
    }

    /// What stands behind a backslash.
    fn control(&mut self) {
        let Some(byte) = self.next() else { return };
        match byte {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).and_then(|digits| std::str::from_utf8(digits).ok());
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.at += 2;
                    self.byte(byte, false);
                }
            }
            b'\\' | b'{' | b'}' => self.byte(byte, true),
            b'~' => self.symbol('\u{a0}'),
            b'_' => self.symbol('-'),
            b'*' => self.ignorable = true,
            b'\r' | b'\n' => self.symbol('\n'),
            byte if byte.is_ascii_alphabetic() => self.word(),
            // An optional hyphen, an index entry: nothing that a reader sees.
            _ => {}
        }
    }

    fn word(&mut self) {
        let from = self.at - 1;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) && self.at - from < 32 {
            self.at += 1;
        }
        let word = self.bytes.get(from..self.at).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default();
        let digits_from = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) && self.at - digits_from < 12 {
            self.at += 1;
        }
        let digits = self.bytes.get(digits_from..self.at).and_then(|digits| std::str::from_utf8(digits).ok());
        let number: Option<i64> = digits.and_then(|digits| digits.parse().ok());
        if number.is_none() {
            self.at = digits_from;
        }
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        let (first, ignorable) = (std::mem::take(&mut self.first_word), std::mem::take(&mut self.ignorable));
        if first && (is_no_text(word) || ignorable && !holds_text(word)) {
            self.flush();
            self.state.skipped = true;
            self.state.fonts = word == "fonttbl";
            return;
        }
        self.obey(word, number);
    }

    fn obey(&mut self, word: &str, number: Option<i64>) {
        let flag = number != Some(0);
        match word {
            "par" | "line" | "sect" | "page" | "column" | "row" | "nestrow" => self.symbol('\n'),
            "cell" | "nestcell" | "tab" => self.symbol('\t'),
            "emdash" => self.symbol('\u{2014}'),
            "endash" => self.symbol('\u{2013}'),
            "lquote" => self.symbol('\u{2018}'),
            "rquote" => self.symbol('\u{2019}'),
            "ldblquote" => self.symbol('\u{201c}'),
            "rdblquote" => self.symbol('\u{201d}'),
            "bullet" => self.symbol('\u{2022}'),
            "emspace" | "enspace" | "qmspace" => self.symbol(' '),
            "u" => self.unicode(number.unwrap_or_default()),
            "uc" => self.state.fallback = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(16),
            "bin" => {
                let length = number.and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
                self.at = self.at.saturating_add(length).min(self.bytes.len());
            }
            "v" => self.turn(|state| state.hidden = flag),
            "deleted" => self.turn(|state| state.deleted = flag),
            "plain" => {
                let font = self.default_font;
                self.turn(|state| (state.hidden, state.deleted) = (false, false));
                self.font(font);
            }
            "ansicpg" => {
                self.default = number.and_then(code_page).unwrap_or(WINDOWS_1252);
                self.state.encoding = self.default;
            }
            "mac" => {
                self.default = MACINTOSH;
                self.state.encoding = MACINTOSH;
            }
            "deff" => self.default_font = number.and_then(|n| i32::try_from(n).ok()).unwrap_or_default(),
            "f" => self.font(number.and_then(|n| i32::try_from(n).ok()).unwrap_or_default()),
            "fcharset" if self.state.fonts => {
                if let Some(encoding) = number.and_then(character_set) {
                    self.charsets.insert(self.state.font, encoding);
                }
            }
            _ => {}
        }
    }

    fn turn(&mut self, change: impl FnOnce(&mut State)) {
        self.flush();
        change(&mut self.state);
    }

    fn font(&mut self, font: i32) {
        self.flush();
        self.state.font = font;
        self.state.encoding = self.charsets.get(&font).copied().unwrap_or(self.default);
    }

    /// `\uN`: a code unit of UTF-16, written as a signed number; what stands in for it is passed over.
    fn unicode(&mut self, number: i64) {
        self.flush_bytes();
        if self.shows()
            && let Ok(unit) = u16::try_from(if number < 0 { number + 0x1_0000 } else { number })
        {
            self.units.push(unit);
        }
        self.pending_fallback = self.state.fallback;
    }
}

/// Destinations that hold no text of the document.
fn is_no_text(word: &str) -> bool {
    matches!(
        word,
        "fonttbl"
            | "colortbl"
            | "stylesheet"
            | "info"
            | "pict"
            | "nonshppict"
            | "objdata"
            | "objclass"
            | "fldinst"
            | "datafield"
            | "filetbl"
            | "listtable"
            | "listoverridetable"
            | "revtbl"
            | "rsidtbl"
            | "sn"
            | "sv"
            | "themedata"
            | "xe"
            | "tc"
            | "template"
            | "private"
    )
}

/// Destinations that readers may ignore and that hold text all the same: text boxes and remarks.
fn holds_text(word: &str) -> bool {
    matches!(word, "shpinst" | "shptxt" | "annotation" | "footnote" | "nestcell" | "nesttableprops" | "shppict" | "do")
}

fn code_page(number: i64) -> Option<&'static Encoding> {
    Some(match number {
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 => GBK,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        65001 => UTF_8,
        _ => return None,
    })
}

/// The code page of `\fcharset`. None for the default set and for symbols, which have no text of their own.
fn character_set(number: i64) -> Option<&'static Encoding> {
    code_page(match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
