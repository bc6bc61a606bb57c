//! What an input is known by.
//!
//! Its digest is SHA-256 over a chain of the digests of its MiB-sized parts, so that what was read of an input that broke off
//! is known as well, at any part's end. Its fingerprint is of its length and its two ends: the same bytes have the same one,
//! so that only an input whose fingerprint was seen before is hashed before it is read.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::FileExt;

use almoner_crypto::{Sha256, sha256};
use almoner_vault::Prefix;

/// Bytes of one part.
const PART: usize = 1 << 20;
/// Bytes of each end in a fingerprint.
const END: usize = 64 << 10;

/// The digest of what was read so far.
pub(super) struct Running {
    part: Sha256,
    /// Bytes of the part.
    filled: usize,
    chain: Prefix,
    /// What the input must begin with, until that was seen.
    expected: Option<Prefix>,
    other: bool,
}

impl Running {
    pub(super) fn new(expected: Option<Prefix>) -> Self {
        let expected = expected.filter(|prefix| prefix.bytes > 0);
        Self { part: Sha256::new(), filled: 0, chain: Prefix::NOTHING, expected, other: false }
    }

    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(PART - self.filled));
            self.part.update(now);
            self.filled += now.len();
            bytes = rest;
            if self.filled == PART {
                self.end_part();
            }
        }
    }

    fn end_part(&mut self) {
        let part = std::mem::take(&mut self.part).finish();
        let digest = sha256(&[self.chain.digest, part].concat());
        self.chain = Prefix { bytes: self.chain.bytes + self.filled as u64, digest };
        self.filled = 0;
        if let Some(expected) = self.expected.take_if(|expected| expected.bytes <= self.chain.bytes) {
            self.other |= expected != self.chain;
        }
    }

    /// What was read up to the end of the last whole part.
    pub(super) fn prefix(&self) -> Prefix {
        self.chain
    }

    /// Whether the input is another than the one that was begun, as far as it was read.
    pub(super) fn is_other(&self) -> bool {
        self.other || self.expected.is_some()
    }

    /// The digest of all that was read; asked for at the end.
    pub(super) fn digest(&mut self) -> [u8; 32] {
        let length = self.chain.bytes + self.filled as u64;
        if self.filled > 0 {
            self.end_part();
        }
        sha256(&[b"almoner input v2\0".as_slice(), &length.to_be_bytes(), &self.chain.digest].concat())
    }
}

/// The digest of a whole file.
pub(super) fn of(file: &mut File) -> std::io::Result<[u8; 32]> {
    let mut running = Running::new(None);
    let mut buffer = vec![0; PART];
    loop {
        let read = match file.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            read => read?,
        };
        match buffer.get(..read) {
            Some([]) | None => return Ok(running.digest()),
            Some(bytes) => running.update(bytes),
        }
    }
}

/// The fingerprint of a file.
pub(super) fn fingerprint(file: &mut File) -> std::io::Result<[u8; 32]> {
    let length = file.metadata()?.len();
    let mut hash = Sha256::new();
    hash.update(b"almoner input ends v1\0");
    hash.update(&length.to_be_bytes());
    let end = usize::try_from(length).unwrap_or(END).min(END);
    let mut buffer = vec![0; end];
    for at in [0, length - end as u64] {
        file.read_exact_at(&mut buffer, at)?;
        hash.update(&buffer);
    }
    Ok(hash.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_does_not_depend_on_how_the_bytes_came() {
        let bytes: Vec<u8> = (0..=250u8).cycle().take(3 * PART + 17).collect();
        let mut digests = Vec::new();
        for step in [7_919, PART, PART + 1, bytes.len()] {
            let mut running = Running::new(None);
            bytes.chunks(step).for_each(|some| running.update(some));
            assert_eq!(running.prefix().bytes, 3 * PART as u64);
            digests.push(running.digest());
        }
        assert!(digests.iter().all(|digest| *digest == digests[0]));
        let mut shorter = Running::new(None);
        shorter.update(&bytes[..3 * PART]);
        let prefix = shorter.prefix();
        assert_ne!(shorter.digest(), digests[0]);
        let mut again = Running::new(Some(prefix));
        assert!(again.is_other(), "not before it was seen");
        again.update(&bytes);
        assert!(!again.is_other());
        let mut other = Running::new(Some(prefix));
        other.update(&bytes[1..]);
        assert!(other.is_other());
    }
}
