//! Checkpoints: the size and root of a log, signed, in the form of C2SP tlog-checkpoint and signed-note.
//!
//! Reading is strict: a note has one way to be written, so that no byte of it can change unseen. Cosignatures of witnesses
//! stand in files of their own ([`crate::Witness`]).

use almoner_crypto::{SigningKey, VerifyingKey, sha256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::merkle::Hash;

/// How many entries a log has and the root of the tree over them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of entries.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads a signed checkpoint; `None` unless it is exactly what the key would sign for this origin.
    #[must_use]
    pub fn read(note: &[u8], origin: &str, key: &VerifyingKey) -> Option<Self> {
        let text = std::str::from_utf8(note).ok()?;
        let (body, signature) = text.split_once("\n\n")?;
        let mut lines = body.split('\n');
        let (_, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let checkpoint = Self { size: size.parse().ok()?, root: STANDARD.decode(root).ok()?.as_slice().try_into().ok()? };
        let body = checkpoint.body(origin);
        let signature = STANDARD.decode(signature.strip_prefix(&prefix(origin))?.strip_suffix('\n')?).ok()?;
        key.verify(body.as_bytes(), signature.get(4..)?).ok()?;
        // Whatever else the note could differ in (spelling of the size, the key id, more lines) shows here.
        (signed(&body, origin, key, signature.get(4..)?).as_bytes() == note).then_some(checkpoint)
    }

    /// The signed note.
    #[must_use]
    pub fn sign(&self, origin: &str, key: &SigningKey) -> String {
        let body = self.body(origin);
        signed(&body, origin, &key.public(), &key.sign(body.as_bytes()))
    }

    pub(crate) fn body(&self, origin: &str) -> String {
        format!("{origin}\n{}\n{}\n", self.size, STANDARD.encode(self.root))
    }
}

impl Serialize for Checkpoint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut object = serializer.serialize_struct("Checkpoint", 2)?;
        object.serialize_field("size", &self.size)?;
        object.serialize_field("root", &STANDARD.encode(self.root))?;
        object.end()
    }
}

/// The key in the form that others' verifiers read (signed-note, "Verifier keys").
#[must_use]
pub fn verifier_key(origin: &str, key: &VerifyingKey) -> String {
    let id: String = key_id(origin, key).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut typed = vec![ED25519];
    typed.extend_from_slice(&key.to_bytes());
    format!("{origin}+{id}+{}", STANDARD.encode(typed))
}

/// Whether a text can be an origin, and with it a key name.
pub(crate) fn is_origin(text: &str) -> bool {
    (1..=200).contains(&text.len()) && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

const ED25519: u8 = 1;

fn prefix(origin: &str) -> String {
    format!("\u{2014} {origin} ")
}

fn signed(body: &str, origin: &str, key: &VerifyingKey, signature: &[u8]) -> String {
    let mut bytes = key_id(origin, key).to_vec();
    bytes.extend_from_slice(signature);
    format!("{body}\n{}{}\n", prefix(origin), STANDARD.encode(bytes))
}

fn key_id(origin: &str, key: &VerifyingKey) -> [u8; 4] {
    let mut bytes = origin.as_bytes().to_vec();
    bytes.extend_from_slice(&[b'\n', ED25519]);
    bytes.extend_from_slice(&key.to_bytes());
    let [a, b, c, d, ..] = sha256(&bytes);
    [a, b, c, d]
}

#[cfg(test)]
mod tests;
