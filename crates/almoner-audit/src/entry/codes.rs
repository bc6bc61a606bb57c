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
        // Collecting puts them in order; bytes in another order are then not those that would be written, and refused.
        Vec::<T>::decode(decoder, context).map(|codes| codes.into_iter().collect())
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
