//! Seal and verify (DESIGN.md section 3.3): integer-key CBOR, Ed25519 over the stored bytes, never re-encoded.

use std::marker::PhantomData;

use almoner_base::{ProjectId, StudyId, TenantId};
use almoner_crypto::{SigningKey, VerifyingKey};
use almoner_facts::ChartDraft;
use minicbor::{Decode, Encode};

use crate::{Error, recheck};

/// Bumped when a reader of the former schema would misread a chart. An unknown version is refused.
const SCHEMA: u32 = 1;

/// Keeps a seal over a chart from being taken for a signature over anything else.
const CONTEXT: &[u8] = b"almoner chart seal v1\0";

/// Whose chart it is, as far as the research zone may know.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Header {
    /// Institution.
    #[n(0)]
    pub tenant: TenantId,
    /// Research project.
    #[n(1)]
    pub project: ProjectId,
    /// Pseudonym in that project.
    #[n(2)]
    pub study_id: StudyId,
    /// The release of the project that the chart belongs to, from 1. All charts of a release share it: it tells no time.
    #[n(3)]
    pub release: u32,
}

#[derive(Encode, Decode)]
struct Payload {
    #[n(0)]
    schema: u32,
    #[n(1)]
    header: Header,
    #[n(2)]
    draft: ChartDraft,
}

/// Sealed bytes that claim to hold a `T`. What they hold is not looked at before [`Sealed::verify`].
#[derive(Encode, Decode)]
pub struct Sealed<T> {
    #[cbor(n(0), with = "minicbor::bytes")]
    payload: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    signature: Vec<u8>,
    #[cbor(skip)]
    holds: PhantomData<T>,
}

/// Seals a draft. Only the PHI role holds the key.
///
/// # Errors
/// The draft holds a structured identifier (the same check that the far side makes), or the key can not sign.
pub fn seal(header: Header, draft: ChartDraft, key: &SigningKey) -> Result<Sealed<Chart>, Error> {
    recheck::look(&draft)?;
    let payload = minicbor::to_vec(Payload { schema: SCHEMA, header, draft }).map_err(|_| Error::Schema)?;
    let signature = key.sign(&signed_bytes(&payload)).to_vec();
    Ok(Sealed { payload, signature, holds: PhantomData })
}

fn signed_bytes(payload: &[u8]) -> Vec<u8> {
    [CONTEXT, payload].concat()
}

impl Sealed<Chart> {
    /// Bytes of what is sealed, without the seal.
    #[must_use]
    pub fn size(&self) -> usize {
        self.payload.len()
    }

    /// Verifies the seal, reads the chart and looks once more for structured identifiers.
    ///
    /// # Errors
    /// The seal, the schema or the content is refused; nothing of the content is told.
    pub fn verify(&self, key: &VerifyingKey) -> Result<Chart, Error> {
        key.verify(&signed_bytes(&self.payload), &self.signature).map_err(|_| Error::Seal)?;
        let mut decoder = minicbor::Decoder::new(&self.payload);
        let payload: Payload = decoder.decode().map_err(|_| Error::Schema)?;
        if payload.schema != SCHEMA || decoder.position() != self.payload.len() {
            return Err(Error::Schema);
        }
        recheck::look(&payload.draft)?;
        Ok(Chart { header: payload.header, content: payload.draft })
    }

    /// The bytes for the chart store: payload and signature as they came, so that reading a chart back verifies it again.
    #[must_use]
    pub fn to_stored(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// Takes stored bytes back. They prove nothing before [`Sealed::verify`].
    ///
    /// # Errors
    /// The bytes are not a sealed chart.
    pub fn from_stored(bytes: &[u8]) -> Result<Self, Error> {
        minicbor::decode(bytes).map_err(|_| Error::Schema)
    }
}

impl<T> std::fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.payload.len())
    }
}

/// A verified chart. Its fields are private: the only way to one is [`Sealed::verify`].
pub struct Chart {
    header: Header,
    content: ChartDraft,
}

impl Chart {
    /// Whose chart it is.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What it holds.
    #[must_use]
    pub fn content(&self) -> &ChartDraft {
        &self.content
    }
}

impl std::fmt::Debug for Chart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Chart({})", self.header.study_id)
    }
}

#[cfg(test)]
mod tests;
