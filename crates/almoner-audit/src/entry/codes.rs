//! Sets of codes in an entry: in ascending order, each once, and left out where there are none.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::{Serialize, Serializer};

/// A set of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Codes<T>(Vec<T>);

impl<T> Codes<T> {
    pub(crate) fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T> Default for Codes<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Ord> FromIterator<T> for Codes<T> {
    fn from_iter<I: IntoIterator<Item = T>>(codes: I) -> Self {
        let mut codes: Vec<T> = codes.into_iter().collect();
        codes.sort_unstable();
        codes.dedup();
        Self(codes)
    }
}

impl<C, T: Encode<C>> Encode<C> for Codes<T> {
    fn encode<W: encode::Write>(&self, encoder: &mut Encoder<W>, context: &mut C) -> Result<(), encode::Error<W::Error>> {
        self.0.encode(encoder, context)
    }

    fn is_nil(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'b, C, T: Decode<'b, C> + Ord> Decode<'b, C> for Codes<T> {
    fn decode(decoder: &mut Decoder<'b>, context: &mut C) -> Result<Self, decode::Error> {
        let claimed = decoder.probe().array()?.unwrap_or(0);
        // Whatever the bytes claim, no entry has room for more.
        let mut codes = Vec::with_capacity(usize::try_from(claimed).map_or(0, |claimed| claimed.min(64)));
        for code in decoder.array_iter_with(context)? {
            codes.push(code?);
        }
        // Sorting puts them in order; bytes in another order are then not those that would be written, and refused.
        Ok(codes.into_iter().collect())
    }

    fn nil() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: Serialize> Serialize for Codes<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}
