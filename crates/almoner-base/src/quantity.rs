//! Measured amounts.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// FHIR `Quantity.comparator`: how the true value stands to the one reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum Comparator {
    /// Less than the value.
    #[n(0)]
    #[serde(rename = "<")]
    Less,
    /// At most the value.
    #[n(1)]
    #[serde(rename = "<=")]
    LessOrEqual,
    /// At least the value.
    #[n(2)]
    #[serde(rename = ">=")]
    GreaterOrEqual,
    /// More than the value.
    #[n(3)]
    #[serde(rename = ">")]
    Greater,
}

/// A number with its UCUM unit.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize, Deserialize)]
pub struct Quantity {
    /// The number; finite.
    #[n(0)]
    pub value: f64,
    /// The UCUM code, such as `mg/dL`; `1` for a bare number; empty where the record names no unit.
    #[n(1)]
    pub unit: String,
    /// How the true value stands to `value`; `None` for equal.
    #[n(2)]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comparator: Option<Comparator>,
}
