//! Finds where a record ends, in a buffer that holds one record at a time.
//!
//! This decides only which bytes belong together; whether they are JSON, and what they mean, `serde_json` says afterwards.

use almoner_base::IssueCode;
use memchr::{memchr, memchr2};

use super::source::Source;
use super::{Limits, Place};
use crate::codes;

/// How much is read at a time.
const CHUNK: usize = 256 << 10;

/// What was found at the current position; the number is where it ends, relative to that position.
pub(super) enum Frame {
    /// Balanced brackets: perhaps a JSON value.
    Value(usize),
    /// No value, and why.
    Damaged(usize, IssueCode),
    /// The first piece of something larger than the limit.
    TooLarge(usize),
}

/// The text that was read and not yet consumed.
pub(super) struct Feed<'i> {
    pub(super) source: Source<'i>,
    /// The line of the current position, from 1.
    pub(super) line: u64,
    buf: Vec<u8>,
    start: usize,
    filled: usize,
    offset: u64,
    ended: bool,
    limit: usize,
    /// Whether nothing but white space has come.
    pub(super) is_blank: bool,
}

impl<'i> Feed<'i> {
    pub(super) fn new(source: Source<'i>, limits: &Limits) -> Self {
        let limit = limits.max_bundle_bytes.max(limits.max_resource_bytes).max(16);
        Self { source, line: 1, buf: Vec::new(), start: 0, filled: 0, offset: 0, ended: false, limit, is_blank: true }
    }

    pub(super) fn place(&self) -> Place {
        Place { line: self.line, offset: self.offset }
    }

    /// The next `count` bytes.
    pub(super) fn bytes(&self, count: usize) -> &[u8] {
        self.ahead().get(..count).unwrap_or_default()
    }

    pub(super) fn consume(&mut self, count: usize) {
        let count = count.min(self.filled - self.start);
        self.line += memchr::memchr_iter(b'\n', self.bytes(count)).count() as u64;
        self.start += count;
        self.offset += count as u64;
    }

    pub(super) fn is_at_end(&mut self) -> bool {
        !self.skip_space()
    }

    /// Moves to the next byte that is not white space, a byte order mark or a record separator (RFC 7464); false at the end.
    pub(super) fn skip_space(&mut self) -> bool {
        loop {
            let ahead = self.ahead();
            let blank = ahead.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x1e)).count();
            let is_mark = ahead.get(blank..blank + 3) == Some(b"\xef\xbb\xbf");
            let left = ahead.len() - blank;
            self.consume(if is_mark { blank + 3 } else { blank });
            if is_mark {
                continue;
            }
            // A mark could be cut in two by the end of the buffer.
            if left >= 3 || (self.ended && left > 0) {
                self.is_blank = false;
                return true;
            }
            if !self.fill() && left == 0 {
                return false;
            }
        }
    }

    /// Moves over a comma between two objects on one line.
    pub(super) fn skip_separator(&mut self) {
        if self.skip_space() && self.ahead().first() == Some(&b',') {
            let blank = self.ahead().iter().skip(1).take_while(|byte| byte.is_ascii_whitespace()).count();
            if self.ahead().get(1 + blank) == Some(&b'{') {
                self.consume(1);
            }
        }
    }

    /// The length of the line at the current position, if it begins with `{` and ends with `}`.
    pub(super) fn one_line_object(&mut self) -> Option<usize> {
        if self.ahead().first() != Some(&b'{') {
            return None;
        }
        let end = self.line_end(0)?;
        let line = self.bytes(end).trim_ascii_end();
        (line.last() == Some(&b'}')).then_some(line.len())
    }

    /// Finds the end of what begins at the current position.
    pub(super) fn frame(&mut self) -> Frame {
        match self.ahead().first() {
            Some(b'{' | b'[') => self.frame_value(),
            Some(b'<') => self.frame_damage(0, codes::XML_NOT_SUPPORTED),
            _ => {
                let end = self.line_end(0).unwrap_or(self.filled - self.start);
                if serde_json::from_slice::<serde::de::IgnoredAny>(self.bytes(end)).is_ok() {
                    return Frame::Damaged(end, codes::JSON_NOT_OBJECT);
                }
                self.frame_damage(0, codes::JSON_SYNTAX)
            }
        }
    }

    /// The next piece of a record that is too large: at most the limit, ending before a line that begins with `{`.
    pub(super) fn rest_of_damage(&mut self) -> usize {
        if self.ahead().is_empty() && !self.fill() {
            return 0;
        }
        // The piece before may have ended exactly at the end of the record.
        if self.ahead().first() == Some(&b'{') && self.offset_is_line_start() {
            return 0;
        }
        match self.frame_damage(0, codes::RECORD_TOO_LARGE) {
            Frame::Value(end) | Frame::Damaged(end, _) | Frame::TooLarge(end) => end,
        }
    }

    fn offset_is_line_start(&self) -> bool {
        self.start == 0 || self.buf.get(self.start - 1) == Some(&b'\n')
    }

    fn ahead(&self) -> &[u8] {
        self.buf.get(self.start..self.filled).unwrap_or_default()
    }

    /// Follows brackets and strings until they balance.
    fn frame_value(&mut self) -> Frame {
        let mut scan = Scan::default();
        loop {
            match scan.run(self.ahead()) {
                Scanned::Balanced(end) => return self.judge_rest_of_line(end),
                Scanned::Broken(at) => return self.frame_damage(at.min(1), scan.code()),
                Scanned::More => {
                    if self.ahead().len() >= self.limit {
                        return self.too_large();
                    }
                    if !self.fill() {
                        return self.frame_damage(1, codes::JSON_TRUNCATED);
                    }
                }
            }
        }
    }

    /// A value may be followed by nothing or by another object; else the line as a whole is not to be trusted.
    fn judge_rest_of_line(&mut self, end: usize) -> Frame {
        let Some(line_end) = self.line_end(end) else { return Frame::Value(end) };
        let rest = self.bytes(line_end).get(end..).unwrap_or_default().trim_ascii();
        let rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
        match rest.first() {
            None | Some(b'{' | 0x1e) => Frame::Value(end),
            Some(_) => self.frame_damage(line_end.max(1), codes::JSON_SYNTAX),
        }
    }

    /// Sets aside everything up to the next line that begins with `{`, looking from `from` on.
    fn frame_damage(&mut self, from: usize, code: IssueCode) -> Frame {
        let mut from = from;
        loop {
            let Some(line_end) = self.line_end(from) else { return self.too_large() };
            let next = line_end + 1;
            if self.ahead().len() <= next && self.ahead().len() < self.limit {
                self.fill();
            }
            match self.ahead().get(next) {
                Some(b'{') => return Frame::Damaged(next, code),
                Some(_) => from = next,
                None if next > self.limit => return self.too_large(),
                None => return Frame::Damaged(self.ahead().len(), code),
            }
        }
    }

    fn too_large(&self) -> Frame {
        Frame::TooLarge(self.ahead().len().min(self.limit))
    }

    /// Where the line that holds the byte at `from` ends; `None` if that is beyond the limit.
    fn line_end(&mut self, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let ahead = self.ahead();
            if let Some(found) = ahead.get(from..).and_then(|rest| memchr(b'\n', rest)) {
                return Some(from + found);
            }
            from = ahead.len();
            if from >= self.limit {
                return None;
            }
            if !self.fill() {
                return Some(self.ahead().len());
            }
        }
    }

    /// Reads more; false at the end of the input.
    fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.start > 0 {
            self.buf.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        let room = self.filled.max(CHUNK).min(self.limit.saturating_add(CHUNK).saturating_sub(self.filled)).max(1);
        if self.buf.len() < self.filled + room {
            self.buf.resize(self.filled + room, 0);
        }
        let Some(free) = self.buf.get_mut(self.filled..) else { return false };
        let count = self.source.read(free);
        self.filled += count;
        self.ended = count == 0;
        count > 0
    }
}

enum Scanned {
    /// The brackets balance before this position.
    Balanced(usize),
    /// This can not be one value: a line ended inside a string, or a record begins inside another.
    Broken(usize),
    /// The end was not seen yet.
    More,
}

/// Follows brackets and strings, and can be resumed when more bytes have come.
#[derive(Default)]
struct Scan {
    at: usize,
    depth: usize,
    in_string: bool,
    /// The last byte outside strings that is not white space.
    last: u8,
    after_newline: bool,
}

impl Scan {
    fn code(&self) -> IssueCode {
        codes::JSON_TRUNCATED
    }

    fn run(&mut self, bytes: &[u8]) -> Scanned {
        loop {
            if self.in_string {
                let Some(rest) = bytes.get(self.at..) else { return Scanned::More };
                let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', rest) else {
                    self.at = bytes.len();
                    return Scanned::More;
                };
                match rest.get(found) {
                    Some(b'"') => {
                        self.in_string = false;
                        self.last = b'"';
                        self.at += found + 1;
                    }
                    Some(b'\\') => {
                        if rest.len() < found + 2 {
                            self.at += found;
                            return Scanned::More;
                        }
                        self.at += found + 2;
                    }
                    _ => return Scanned::Broken(self.at + found),
                }
                continue;
            }
            let Some(&byte) = bytes.get(self.at) else { return Scanned::More };
            match byte {
                b'"' => self.in_string = true,
                b'{' if self.after_newline && !matches!(self.last, b',' | b'[' | b':') => return Scanned::Broken(self.at),
                b'{' | b'[' => {
                    self.depth += 1;
                    self.last = byte;
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.last = byte;
                    if self.depth == 0 {
                        return Scanned::Balanced(self.at + 1);
                    }
                }
                b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => self.last = byte,
            }
            self.after_newline = byte == b'\n';
            self.at += 1;
        }
    }
}

/// The parts of a damaged Bundle's `entry` list: where each balanced entry begins and ends, and where the last one ended.
pub(super) fn entries(raw: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let Some(mut at) = entry_list(raw) else { return found };
    loop {
        let Some(rest) = raw.get(at..) else { return found };
        let Some(first) = memchr2(b'{', b']', rest) else { return found };
        if rest.get(..first).is_some_and(|gap| gap.iter().any(|b| !b.is_ascii_whitespace() && *b != b','))
            || rest.get(first) == Some(&b']')
        {
            return found;
        }
        let start = at + first;
        match Scan::default().run(raw.get(start..).unwrap_or_default()) {
            Scanned::Balanced(length) => {
                found.push((start, start + length));
                at = start + length;
            }
            Scanned::Broken(_) | Scanned::More => return found,
        }
    }
}

/// The position after `"entry": [` of the outermost object.
fn entry_list(raw: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(&byte) = raw.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b'"' => {
                let start = at + 1;
                at = string_end(raw, start)?;
                if depth == 1 && raw.get(start..at) == Some(b"entry") {
                    let rest = raw.get(at + 1..)?;
                    let colon = rest.iter().position(|b| !b.is_ascii_whitespace())?;
                    let list = rest.get(colon + 1..)?.iter().position(|b| !b.is_ascii_whitespace())? + colon + 1;
                    if rest.get(colon) == Some(&b':') && rest.get(list) == Some(&b'[') {
                        return Some(at + 1 + list + 1);
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The position of the quote that ends a string.
fn string_end(raw: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr2(b'"', b'\\', raw.get(at..)?)?;
        if raw.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}
