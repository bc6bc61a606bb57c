//! By which way a drug is given.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A route of administration, or a family of routes where the record tells no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Swallowed, or by a tube into stomach or bowel.
    #[n(0)]
    Oral,
    /// Under the tongue or in the cheek.
    #[n(1)]
    Sublingual,
    /// Into a vein.
    #[n(2)]
    Intravenous,
    /// Under the skin.
    #[n(3)]
    Subcutaneous,
    /// Into a muscle.
    #[n(4)]
    Intramuscular,
    /// Into the airways.
    #[n(5)]
    Inhaled,
    /// Into the nose.
    #[n(6)]
    Intranasal,
    /// On the skin, to act there.
    #[n(7)]
    Topical,
    /// Through the skin.
    #[n(8)]
    Transdermal,
    /// On the eye.
    #[n(9)]
    Ophthalmic,
    /// Into the eye.
    #[n(10)]
    Intravitreal,
    /// Into the ear.
    #[n(11)]
    Otic,
    /// Into a joint.
    #[n(12)]
    IntraArticular,
    /// Into the fluid around the spinal cord.
    #[n(13)]
    Intrathecal,
    /// Into the rectum.
    #[n(14)]
    Rectal,
    /// Into the vagina.
    #[n(15)]
    Vaginal,
    /// Into the bladder.
    #[n(16)]
    Intravesical,
    /// Injected into vein, muscle or under the skin; which of these is not told.
    #[n(17)]
    Parenteral,
    /// What trials call systemic: by mouth, under the tongue, injected, or through the skin.
    #[n(18)]
    Systemic,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Oral,
        Self::Sublingual,
        Self::Intravenous,
        Self::Subcutaneous,
        Self::Intramuscular,
        Self::Inhaled,
        Self::Intranasal,
        Self::Topical,
        Self::Transdermal,
        Self::Ophthalmic,
        Self::Intravitreal,
        Self::Otic,
        Self::IntraArticular,
        Self::Intrathecal,
        Self::Rectal,
        Self::Vaginal,
        Self::Intravesical,
        Self::Parenteral,
        Self::Systemic,
    ];

    /// Its name, as in the JSON form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Oral => "oral",
            Self::Sublingual => "sublingual",
            Self::Intravenous => "intravenous",
            Self::Subcutaneous => "subcutaneous",
            Self::Intramuscular => "intramuscular",
            Self::Inhaled => "inhaled",
            Self::Intranasal => "intranasal",
            Self::Topical => "topical",
            Self::Transdermal => "transdermal",
            Self::Ophthalmic => "ophthalmic",
            Self::Intravitreal => "intravitreal",
            Self::Otic => "otic",
            Self::IntraArticular => "intra-articular",
            Self::Intrathecal => "intrathecal",
            Self::Rectal => "rectal",
            Self::Vaginal => "vaginal",
            Self::Intravesical => "intravesical",
            Self::Parenteral => "parenteral",
            Self::Systemic => "systemic",
        }
    }

    /// The route of a SNOMED CT concept (value set `route-codes` of FHIR R4, below 284009009).
    #[must_use]
    pub fn from_snomed(code: &str) -> Option<Self> {
        Some(match code {
            // By mouth, enteral, gastrostomy, nasogastric.
            "26643006" | "417985001" | "127490009" | "127492001" => Self::Oral,
            // Under the tongue, buccal.
            "37839007" | "54471007" => Self::Sublingual,
            "47625008" => Self::Intravenous,
            "34206005" => Self::Subcutaneous,
            "78421000" => Self::Intramuscular,
            "447694001" => Self::Inhaled,
            "46713006" => Self::Intranasal,
            // Topical, cutaneous.
            "6064005" | "448598008" => Self::Topical,
            "45890007" => Self::Transdermal,
            "54485002" => Self::Ophthalmic,
            "418401004" => Self::Intravitreal,
            "10547007" => Self::Otic,
            "12130007" => Self::IntraArticular,
            "72607000" => Self::Intrathecal,
            "37161004" => Self::Rectal,
            "16857009" => Self::Vaginal,
            "372471009" => Self::Intravesical,
            _ => return None,
        })
    }

    /// Whether what was given by this way was given by the way that is asked; `None` where a family of routes leaves it open.
    #[must_use]
    pub fn is_a(self, asked: Self) -> Option<bool> {
        let injected = |route| matches!(route, Self::Intravenous | Self::Subcutaneous | Self::Intramuscular);
        let absorbed =
            |route| injected(route) || matches!(route, Self::Oral | Self::Sublingual | Self::Transdermal | Self::Parenteral);
        match (self, asked) {
            (told, asked) if told == asked => Some(true),
            (told, Self::Parenteral) if injected(told) => Some(true),
            (told, Self::Systemic) if absorbed(told) => Some(true),
            (Self::Parenteral, asked) if injected(asked) => None,
            (Self::Systemic, asked) if absorbed(asked) => None,
            // What is absorbed from there may be meant to act in the whole body; "topical" is said of skin, eye and patch.
            (Self::Rectal | Self::Vaginal, Self::Systemic) | (Self::Ophthalmic | Self::Transdermal, Self::Topical) => None,
            (Self::Topical, Self::Transdermal | Self::Ophthalmic) => None,
            _ => Some(false),
        }
    }
}

#[cfg(test)]
mod tests;
