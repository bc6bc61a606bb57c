//! A witness of the log: somebody elsewhere who sees every checkpoint and cosigns it only if it continues the one before
//! (C2SP tlog-witness and tlog-cosignature, Ed25519 `cosignature/v1`).
//!
//! With a witness, whoever holds the log's key and all of its disks can still not show two people two different logs, nor
//! an older one. This file makes the request's bytes and judges the answer's; it opens no connection. ML-DSA-44 cosignatures
//! are ignored, as those of unknown keys are.

use std::fs;
use std::path::{Path, PathBuf};

use almoner_crypto::{VerifyingKey, sha256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::disk;
use crate::error::Error;
use crate::merkle::consistency_path;
use crate::note::{Checkpoint, is_origin};
use crate::proof::Tiles;
use crate::show::{check_note, read_note};

/// The type of Ed25519 cosignatures in key ids (signed-note, "Signature types").
const COSIGNATURE: u8 = 4;
/// Cosigned checkpoints stand in files with this prefix and the witness's key id.
pub(crate) const WITNESSED: &str = "witnessed.";

/// A witness's name and public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessKey {
    name: String,
    key: VerifyingKey,
}

impl WitnessKey {
    /// A witness by name and key; `None` if the name can not stand in a note.
    #[must_use]
    pub fn new(name: &str, key: VerifyingKey) -> Option<Self> {
        is_origin(name).then(|| Self { name: name.to_owned(), key })
    }

    /// Reads a verifier key (`<name>+<key id>+<key>`) of type 4.
    #[must_use]
    pub fn parse(vkey: &str) -> Option<Self> {
        let (name, rest) = vkey.split_once('+')?;
        let (_, typed) = rest.split_once('+')?;
        let typed = STANDARD.decode(typed).ok()?;
        let (_, key) = typed.split_first().filter(|(kind, _)| **kind == COSIGNATURE)?;
        let key = Self::new(name, VerifyingKey::from_bytes(key.try_into().ok()?))?;
        (key.to_string() == vkey).then_some(key)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The time (seconds since 1970) of this witness's cosignature in a line of a note; `None` if the line is not of this
    /// witness. The inner result tells whether it holds for the note's body.
    pub(crate) fn check(&self, line: &str, body: &str) -> Option<Result<u64, ()>> {
        let encoded = line.strip_prefix("\u{2014} ")?.strip_prefix(&self.name)?.strip_prefix(' ')?;
        let bytes = STANDARD.decode(encoded).ok()?;
        let (id, rest) = bytes.split_first_chunk::<4>()?;
        if *id != self.id() {
            return None;
        }
        let Some((time, signature)) = rest.split_first_chunk::<8>() else { return Some(Err(())) };
        let time = u64::from_be_bytes(*time);
        let message = format!("cosignature/v1\ntime {time}\n{body}");
        Some(self.key.verify(message.as_bytes(), signature).map(|()| time).map_err(drop))
    }

    /// The file that holds this witness's last cosigned checkpoint.
    pub(crate) fn file(&self) -> String {
        let id: String = self.id().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{WITNESSED}{id}")
    }

    fn id(&self) -> [u8; 4] {
        let mut bytes = self.name.as_bytes().to_vec();
        bytes.extend_from_slice(&[b'\n', COSIGNATURE]);
        bytes.extend_from_slice(&self.key.to_bytes());
        let [a, b, c, d, ..] = sha256(&bytes);
        [a, b, c, d]
    }
}

impl std::fmt::Display for WitnessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let id: String = self.id().iter().map(|byte| format!("{byte:02x}")).collect();
        let typed = [&[COSIGNATURE], self.key.to_bytes().as_slice()].concat();
        write!(f, "{}+{id}+{}", self.name, STANDARD.encode(typed))
    }
}

/// A note that holds a log's checkpoint and this witness's cosignature, and nothing else.
pub(crate) fn read_witnessed(
    note: &[u8],
    origin: &str,
    key: &VerifyingKey,
    witness: &WitnessKey,
) -> Option<(Checkpoint, u64)> {
    let text = std::str::from_utf8(note).ok()?;
    let (log, line) = text.strip_suffix('\n')?.rsplit_once('\n')?;
    let checkpoint = Checkpoint::read(format!("{log}\n").as_bytes(), origin, key)?;
    let time = witness.check(line, &checkpoint.body(origin))?.ok()?;
    // A line has one spelling: that of the bytes which it decodes to.
    let encoded = line.rsplit_once(' ')?.1;
    (STANDARD.encode(STANDARD.decode(encoded).ok()?) == encoded).then_some((checkpoint, time))
}

/// What a witness answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It cosigned the checkpoint of this size, at this time (seconds since 1970). The cosignature is on the disk.
    Cosigned {
        /// Entries that the checkpoint covers.
        size: u64,
        /// The witness's clock.
        time_secs: u64,
    },
    /// It had cosigned another size than was thought; ask again.
    AskAgain,
    /// It has cosigned a log that is larger than this one: this log was rolled back, or its key is used elsewhere.
    Ahead {
        /// Entries of the log that the witness has seen.
        size: u64,
    },
    /// It refused: the HTTP status. 404: it does not know this log. 403: it has another key for it. 422: it has seen
    /// another log under this name.
    Refused(u16),
    /// It answered, but with no cosignature that holds.
    Invalid,
}

/// The log's side of the conversation with one witness.
#[derive(Debug)]
pub struct Witness {
    folder: PathBuf,
    origin: String,
    key: VerifyingKey,
    witness: WitnessKey,
    /// The size that the witness cosigned last, as far as is known here.
    old: u64,
    /// The note that was sent last.
    asked: Option<(Checkpoint, String)>,
}

impl Witness {
    /// A witness of the log in `folder`, which another process may have open. What it cosigned last is read from the folder.
    #[must_use]
    pub fn new(folder: &Path, origin: &str, key: VerifyingKey, witness: WitnessKey) -> Self {
        let note = fs::read(folder.join(witness.file())).unwrap_or_default();
        let old = read_witnessed(&note, origin, &key, &witness).map_or(0, |(checkpoint, _)| checkpoint.size);
        Self { folder: folder.to_owned(), origin: origin.to_owned(), key, witness, old, asked: None }
    }

    /// The body of the request `POST <submission prefix>/add-checkpoint`; `None` if the newest checkpoint is cosigned.
    ///
    /// # Errors
    /// The log is damaged, or the disk refused.
    pub fn request(&mut self) -> Result<Option<String>, Error> {
        let note = read_note(&self.folder)?;
        let checkpoint = check_note(&note, &self.origin, &self.key)?;
        if checkpoint.size <= self.old {
            return Ok(None);
        }
        let note = String::from_utf8_lossy(&note).into_owned();
        let mut tiles = Tiles::new(&self.folder, checkpoint.size);
        let path = consistency_path(self.old, checkpoint.size, &mut |height, first| tiles.subtree(height, first))?;
        let lines: String = path.iter().map(|hash| STANDARD.encode(hash) + "\n").collect();
        let request = format!("old {}\n{lines}\n{note}", self.old);
        self.asked = Some((checkpoint, note));
        Ok(Some(request))
    }

    /// Judges the answer to the last request, and keeps a cosignature that holds.
    ///
    /// # Errors
    /// The disk refused.
    pub fn answer(&mut self, status: u16, body: &[u8]) -> Result<Answer, Error> {
        let Some((checkpoint, note)) = self.asked.take() else { return Ok(Answer::Invalid) };
        let text = std::str::from_utf8(body).unwrap_or_default();
        match status {
            200 => {
                let signed = checkpoint.body(&self.origin);
                for line in text.lines() {
                    if let Some(Ok(time_secs)) = self.witness.check(line, &signed) {
                        disk::replace(&self.folder, &self.witness.file(), format!("{note}{line}\n").as_bytes())?;
                        self.old = checkpoint.size;
                        return Ok(Answer::Cosigned { size: checkpoint.size, time_secs });
                    }
                }
                Ok(Answer::Invalid)
            }
            409 => match text.strip_suffix('\n').and_then(|size| size.parse().ok()) {
                Some(size) if size > checkpoint.size => Ok(Answer::Ahead { size }),
                Some(size) => {
                    self.old = size;
                    Ok(Answer::AskAgain)
                }
                None => Ok(Answer::Invalid),
            },
            _ => Ok(Answer::Refused(status)),
        }
    }
}

#[cfg(test)]
mod tests;
