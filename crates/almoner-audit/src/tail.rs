//! The tail: the commits since the checkpoint, one after the other in one file, each with a signature of its own.
//!
//! tlog-tiles has no place for entries that are durable but not yet in a tile, and rewriting a bundle at each append would
//! cost more than the append. A commit is `length (4) || check (4) || note length (2) || note || entries`, all big-endian;
//! `length` counts what follows `check`, which guards it, so that a commit that was cut can be told from one that was altered.
//! `note` is the checkpoint after the commit; `entries` are written as in an entry bundle.

use almoner_crypto::{VerifyingKey, sha256};

use crate::merkle::Hash;
use crate::note::Checkpoint;

const HEADER: usize = 8;

/// The longest note. It is written after the entries are known, into a place that was left for it.
const NOTE: usize = 1024;

/// Begins a commit in a buffer; entries follow by [`push_entry`].
pub(crate) fn begin_commit(buffer: &mut Vec<u8>) {
    buffer.clear();
    buffer.resize(HEADER + 2 + NOTE, 0);
}

/// Ends a commit: puts header and note before the entries, and gives the whole commit.
pub(crate) fn end_commit<'a>(buffer: &'a mut [u8], note: &str) -> Option<&'a [u8]> {
    let entries = buffer.len().checked_sub(HEADER + 2 + NOTE)?;
    let start = NOTE.checked_sub(note.len())?;
    let length = u32::try_from(2 + note.len() + entries).ok()?;
    let mut head = Vec::with_capacity(HEADER + 2 + note.len());
    head.extend_from_slice(&length.to_be_bytes());
    head.extend_from_slice(&check(length));
    head.extend_from_slice(&u16::try_from(note.len()).ok()?.to_be_bytes());
    head.extend_from_slice(note.as_bytes());
    buffer.get_mut(start..HEADER + 2 + NOTE)?.copy_from_slice(&head);
    buffer.get(start..)
}

/// Whether the second of two tails holds the earlier entries.
pub(crate) fn order(tails: &[(&str, Vec<u8>)], origin: &str, key: &VerifyingKey) -> bool {
    let sizes: Vec<_> = tails
        .iter()
        .map(|(_, bytes)| match read_commit(bytes, 0, origin, key) {
            Next::Commit(commit, _) => Some(commit.checkpoint.size),
            Next::End => None,
            // The first commit of a tail that was cut is the newest there is.
            Next::Torn | Next::Bad { .. } => Some(u64::MAX),
        })
        .collect();
    matches!(sizes.as_slice(), [Some(first), Some(second)] if second < first)
}

/// A commit that was read, not yet compared with the tree.
pub(crate) struct Commit<'a> {
    pub(crate) checkpoint: Checkpoint,
    /// Each entry with its place in the file.
    pub(crate) entries: Vec<(usize, &'a [u8])>,
}

/// What stands at a place of the tail.
pub(crate) enum Next<'a> {
    Commit(Commit<'a>, usize),
    /// The file ends within a commit.
    Torn,
    /// The bytes are no commit of this log. The flag tells whether they reach the end of the file exactly.
    Bad {
        last: bool,
    },
    End,
}

/// Reads the commit that begins at `at`.
pub(crate) fn read_commit<'a>(tail: &'a [u8], at: usize, origin: &str, key: &VerifyingKey) -> Next<'a> {
    let rest = tail.get(at..).unwrap_or(&[]);
    if rest.is_empty() {
        return Next::End;
    }
    let Some((header, rest)) = rest.split_first_chunk::<HEADER>() else { return Next::Torn };
    let [a, b, c, d, guard @ ..] = *header;
    let length = u32::from_be_bytes([a, b, c, d]);
    if check(length) != guard {
        // Blocks that never reached the disk read as zeros; nothing after them can be a commit. They can begin within the
        // header.
        let unwritten = rest.iter().all(|byte| *byte == 0) && header.ends_with(&[0]);
        return if unwritten { Next::Torn } else { Next::Bad { last: false } };
    }
    let Some(body) = usize::try_from(length).ok().and_then(|length| rest.get(..length)) else { return Next::Torn };
    let end = at + HEADER + body.len();
    let commit = read_body(body, at + HEADER, origin, key);
    commit.map_or(Next::Bad { last: end == tail.len() }, |commit| Next::Commit(commit, end))
}

fn read_body<'a>(body: &'a [u8], at: usize, origin: &str, key: &VerifyingKey) -> Option<Commit<'a>> {
    let (length, rest) = body.split_first_chunk::<2>()?;
    let (note, bundle) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let checkpoint = Checkpoint::read(note, origin, key)?;
    let before = at + 2 + note.len();
    let entries: Vec<_> = entries(bundle)?.into_iter().map(|(place, entry)| (before + place, entry)).collect();
    (!entries.is_empty()).then_some(Commit { checkpoint, entries })
}

/// The entries of a bundle, each with the place of its length; `None` if the bytes end within one.
pub(crate) fn entries(mut bundle: &[u8]) -> Option<Vec<(usize, &[u8])>> {
    let whole = bundle.len();
    let mut entries = Vec::new();
    while !bundle.is_empty() {
        let place = whole - bundle.len();
        let (length, rest) = bundle.split_first_chunk::<2>()?;
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        entries.push((place, entry));
        bundle = rest;
    }
    Some(entries)
}

/// Appends an entry to a bundle.
pub(crate) fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Option<()> {
    bundle.extend_from_slice(&u16::try_from(entry.len()).ok()?.to_be_bytes());
    bundle.extend_from_slice(entry);
    Some(())
}

fn check(length: u32) -> [u8; 4] {
    let hash: Hash = sha256(&[b"tail".as_slice(), &length.to_be_bytes()].concat());
    let [a, b, c, d, ..] = hash;
    [a, b, c, d]
}
