//! A concept: what records, notes and trials all mean by a word or a code.

use almoner_base::{Coding, ConceptId};

/// What sort of thing a concept is. It decides which kind of fact states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConceptKind {
    /// A disease, finding or symptom.
    Condition,
    /// An ingredient, or a vaccine.
    Drug,
    /// A group of drugs.
    DrugClass,
    /// A laboratory value or vital sign.
    Measurement,
    /// A clinical score.
    Score,
    /// Something done to a patient.
    Procedure,
    /// An implanted or used device.
    Device,
    /// A statement about a person's life.
    Social,
    /// A substance, other than a drug, that people are allergic to.
    Allergen,
    /// An alteration of a gene or chromosome, or a marker of a tumor.
    Genomic,
    /// A staging system of cancers, or a stage of one.
    Stage,
}

impl ConceptKind {
    /// Every kind, in the order of the enumeration.
    pub const ALL: [Self; 11] = [
        Self::Condition,
        Self::Drug,
        Self::DrugClass,
        Self::Measurement,
        Self::Score,
        Self::Procedure,
        Self::Device,
        Self::Social,
        Self::Allergen,
        Self::Genomic,
        Self::Stage,
    ];

    /// The word in the column `kind` of a table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Drug => "drug",
            Self::DrugClass => "drug-class",
            Self::Measurement => "measurement",
            Self::Score => "score",
            Self::Procedure => "procedure",
            Self::Device => "device",
            Self::Social => "social",
            Self::Allergen => "allergen",
            Self::Genomic => "genomic",
            Self::Stage => "stage",
        }
    }
}

/// One row of `terms/*.tsv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Concept {
    /// Stable number, never reused.
    pub id: ConceptId,
    /// Stable slug, such as `type-2-diabetes`.
    pub key: String,
    /// What sort of thing it is.
    pub kind: ConceptKind,
    /// The name people see.
    pub name: String,
    /// Other names that mean this and nothing else.
    pub synonyms: Vec<String>,
    /// Codes of it in code systems.
    pub codes: Vec<Coding>,
    /// What it is a kind of.
    pub parents: Vec<ConceptId>,
    /// What it says is not so: `KRAS wild type` denies a mutation of KRAS.
    pub denies: Option<ConceptId>,
    /// The UCUM unit that its values are compared in; `1` or an annotation such as `{score}` for bare numbers.
    pub unit: Option<String>,
    /// Lower limit of normal of an adult, in `unit`. Laboratories differ: a range in the record itself is better.
    pub normal_low: Option<f64>,
    /// Upper limit of normal of an adult, in `unit`.
    pub normal_high: Option<f64>,
    /// Grams per mole, where the substance has a definite mass.
    pub molar_mass: Option<f64>,
    /// Equivalents per mole of an ion.
    pub valence: Option<f64>,
    /// Days after which a value says nothing of the present any more; `None` for what stays true.
    pub stale_days: Option<u32>,
    /// Hours in which half of a drug leaves the body: the upper end of what is usual.
    pub half_life_hours: Option<f64>,
    /// In which amount a drug acts like others.
    pub equivalent: Option<Equivalent>,
}

/// The amount of a drug that acts like the amounts of the other drugs of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Equivalent {
    /// The group, such as `glucocorticoid`.
    pub group: String,
    /// The amount, in milligrams.
    pub milligrams: f64,
}
