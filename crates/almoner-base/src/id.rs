//! Identifiers that may be seen outside the PHI zone.

use std::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not an identifier. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdError {
    /// Not two groups of four characters of the alphabet.
    #[error("not a study id: expected the form XXXX-XXXX")]
    StudyIdShape,
    /// The check digit does not agree.
    #[error("not a study id: its check digit does not agree (hint: one character may be misread)")]
    StudyIdCheck,
    /// Not `NCT` and eight digits.
    #[error("not a ClinicalTrials.gov id: expected NCT and eight digits")]
    NctId,
    /// Not a short lower-case name.
    #[error("not a name: expected 1 to 40 lower-case letters, digits or `-`, beginning with a letter")]
    Name,
}

/// The digits of study ids: 31 symbols without 0, 1, I, L and O, which are misread over a phone. A prime count lets the
/// check digit find every single error and every swap of neighbours.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// The pseudonym of one patient in one project: seven random symbols and a check digit, as `7QK3-M4XW`.
///
/// Drawn at random in the vault, never derived from anything about the person (45 CFR 164.514(c)).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StudyId([u8; 8]);

impl StudyId {
    /// Makes an id from 64 random bits. The caller draws them from the cryptographic source in `almoner-crypto`.
    #[must_use]
    pub fn from_random(mut bits: u64) -> Self {
        let mut symbols = [b'2'; 8];
        let mut sum = 0_u64;
        for (place, symbol) in (1_u64..).zip(symbols.iter_mut().take(7)) {
            let digit = bits % 31;
            bits /= 31;
            sum += place * digit;
            *symbol = symbol_of(digit);
        }
        if let Some(last) = symbols.last_mut() {
            *last = symbol_of(sum % 31);
        }
        Self(symbols)
    }

    /// Reads `XXXX-XXXX`, in either case, with or without the hyphen.
    ///
    /// # Errors
    /// The shape or the check digit is wrong.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let mut symbols = [0_u8; 8];
        let mut count = 0;
        let mut sum = 0;
        for byte in text.trim().bytes().filter(|b| *b != b'-') {
            let upper = byte.to_ascii_uppercase();
            let digit = ALPHABET.iter().position(|symbol| *symbol == upper).ok_or(IdError::StudyIdShape)?;
            *symbols.get_mut(count).ok_or(IdError::StudyIdShape)? = upper;
            if count < 7 {
                sum += (count + 1) * digit;
            } else if sum % 31 != digit {
                return Err(IdError::StudyIdCheck);
            }
            count += 1;
        }
        if count == 8 { Ok(Self(symbols)) } else { Err(IdError::StudyIdShape) }
    }
}

fn symbol_of(digit: u64) -> u8 {
    usize::try_from(digit).ok().and_then(|at| ALPHABET.get(at)).copied().unwrap_or(b'2')
}

impl fmt::Display for StudyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if at == 4 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*byte))?;
        }
        Ok(())
    }
}

impl fmt::Debug for StudyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for StudyId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StudyId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl<C> Encode<C> for StudyId {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.to_string())?;
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for StudyId {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::parse(d.str()?).map_err(|_| minicbor::decode::Error::message("not a study id"))
    }
}

/// A ClinicalTrials.gov identifier, `NCT` and eight digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct NctId(#[n(0)] u32);

impl NctId {
    /// Reads `NCT01234567`, in either case.
    ///
    /// # Errors
    /// The text has another form.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = text.get(3..).ok_or(IdError::NctId)?;
        let prefixed = text.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case("NCT"));
        if !prefixed || digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdError::NctId);
        }
        digits.parse().map(Self).map_err(|_| IdError::NctId)
    }
}

impl fmt::Display for NctId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NCT{:08}", self.0)
    }
}

impl fmt::Debug for NctId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for NctId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NctId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize)]
        #[cbor(transparent)]
        #[serde(transparent)]
        pub struct $name(#[n(0)] String);

        impl $name {
            /// Takes 1 to 40 lower-case letters, digits or `-`, beginning with a letter.
            ///
            /// # Errors
            /// The text has another form.
            pub fn new(text: &str) -> Result<Self, IdError> {
                let fits = (1..=40).contains(&text.len())
                    && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                    && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
                if fits { Ok(Self(text.to_owned())) } else { Err(IdError::Name) }
            }

            /// The name as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name_id! {
    /// A research project: the scope within which a patient has one study id, one epoch and one chart.
    ProjectId
}
name_id! {
    /// An institution whose data stand apart from every other's.
    TenantId
}

impl Default for ProjectId {
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl Default for TenantId {
    fn default() -> Self {
        Self("default".to_owned())
    }
}

#[cfg(test)]
mod tests;
