//! The bytes of an input, unpacked and in UTF-8.
//!
//! Compression and encoding are told by the first bytes, never by a name. Unpacking streams, and stops where the output grows
//! beyond the limits, so that a bomb costs no more memory than any other input.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use almoner_base::IssueCode;
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use super::{Compression, Limits};
use crate::codes;

/// The ratio is judged from here on: small inputs may compress well by chance.
const RATIO_FROM: u64 = 16 << 20;

/// An opened input.
pub(super) struct Source<'i> {
    stream: Box<dyn Read + 'i>,
    pub(super) compression: Compression,
    /// Why the input ended early.
    pub(super) failure: Option<IssueCode>,
    transcoder: Option<Transcoder>,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    delivered: u64,
    limits: Limits,
}

/// Counts the bytes that are taken from the packed input.
struct Counting<'i>(&'i mut dyn Read, Rc<Cell<u64>>);

impl Read for Counting<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buf)?;
        self.1.set(self.1.get() + count as u64);
        Ok(count)
    }
}

/// Looks at the first bytes and prepares to unpack.
pub(super) fn open<'i>(input: &'i mut dyn Read, limits: &Limits) -> Source<'i> {
    let packed = Rc::new(Cell::new(0));
    let mut counting = Counting(input, Rc::clone(&packed));
    let (head, mut failure) = match read_head(&mut counting) {
        Ok(head) => (head, None),
        Err(_) => (Vec::new(), Some(codes::INPUT_BROKEN)),
    };
    let compression = match head.as_slice() {
        [0x1f, 0x8b, ..] => Compression::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
        _ => Compression::None,
    };
    let whole = io::Cursor::new(head).chain(counting);
    let mut stream: Box<dyn Read + 'i> = match compression {
        Compression::None => Box::new(whole),
        Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(whole)),
        Compression::Zstd => match zstd::stream::read::Decoder::new(whole) {
            Ok(decoder) => Box::new(decoder),
            Err(_) => {
                failure = Some(codes::COMPRESSION_BROKEN);
                Box::new(io::empty())
            }
        },
    };
    let mut transcoder = None;
    if failure.is_none() {
        let head = match read_head(&mut stream) {
            Ok(head) => head,
            Err(_) => {
                failure = Some(broken(compression));
                Vec::new()
            }
        };
        transcoder = match head.as_slice() {
            [0xff, 0xfe, ..] | [b'{', 0, ..] => Some(Transcoder::new(UTF_16LE.new_decoder())),
            [0xfe, 0xff, ..] | [0, b'{', ..] => Some(Transcoder::new(UTF_16BE.new_decoder())),
            _ => None,
        };
        stream = Box::new(io::Cursor::new(head).chain(stream));
    }
    Source { stream, compression, failure, transcoder, packed, unpacked: 0, delivered: 0, limits: *limits }
}

/// Up to four bytes.
fn read_head(stream: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4);
    stream.take(4).read_to_end(&mut head)?;
    Ok(head)
}

fn broken(compression: Compression) -> IssueCode {
    match compression {
        Compression::None => codes::INPUT_BROKEN,
        Compression::Gzip | Compression::Zstd => codes::COMPRESSION_BROKEN,
    }
}

impl Source<'_> {
    /// The next bytes of text; 0 at the end, whether good or bad.
    pub(super) fn read(&mut self, buf: &mut [u8]) -> usize {
        let count = match self.transcoder.take() {
            None => self.read_unpacked(buf),
            Some(mut transcoder) => {
                let count = transcoder.read(buf, |raw| self.read_unpacked(raw));
                self.transcoder = Some(transcoder);
                count
            }
        };
        self.delivered += count as u64;
        count
    }

    /// How many bytes of text were delivered.
    pub(super) fn delivered(&self) -> u64 {
        self.delivered
    }

    /// What is odd about the encoding.
    pub(super) fn remarks(&self) -> impl Iterator<Item = IssueCode> {
        let replaced = self.transcoder.as_ref().filter(|transcoder| transcoder.replaced).map(|_| codes::ENCODING_REPLACED);
        self.transcoder.as_ref().map(|_| codes::ENCODING_UTF16).into_iter().chain(replaced)
    }

    fn read_unpacked(&mut self, buf: &mut [u8]) -> usize {
        if self.failure.is_some() {
            return 0;
        }
        let count = loop {
            match self.stream.read(buf) {
                Ok(count) => break count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    self.failure = Some(broken(self.compression));
                    return 0;
                }
            }
        };
        self.unpacked += count as u64;
        if self.compression != Compression::None && self.is_bomb() {
            self.failure = Some(codes::COMPRESSION_BOMB);
            return 0;
        }
        count
    }

    fn is_bomb(&self) -> bool {
        let allowed = self.packed.get().saturating_mul(self.limits.max_decompressed_ratio);
        self.unpacked > self.limits.max_decompressed_bytes || (self.unpacked > RATIO_FROM && self.unpacked > allowed)
    }
}

/// Turns UTF-16 into UTF-8.
struct Transcoder {
    decoder: Decoder,
    pending: Vec<u8>,
    ended: bool,
    finished: bool,
    replaced: bool,
}

impl Transcoder {
    fn new(decoder: Decoder) -> Self {
        Self { decoder, pending: Vec::new(), ended: false, finished: false, replaced: false }
    }

    fn read(&mut self, buf: &mut [u8], mut more: impl FnMut(&mut [u8]) -> usize) -> usize {
        while !self.finished {
            if self.pending.is_empty() && !self.ended {
                let mut raw = vec![0; 64 << 10];
                let count = more(&mut raw);
                raw.truncate(count);
                self.ended = count == 0;
                self.pending = raw;
            }
            let (result, taken, written, replaced) = self.decoder.decode_to_utf8(&self.pending, buf, self.ended);
            self.pending.drain(..taken.min(self.pending.len()));
            self.replaced |= replaced;
            // A decoder must not be asked again after its end.
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 || buf.len() < 4 {
                return written;
            }
        }
        0
    }
}
