//! Writes a note and records, as it writes, what in it identifies a person and what must be kept.
//!
//! Gold spans are never found by searching the finished text: a search would miss a name that is also an everyday word, and
//! would mark the word where it is not a name. Offsets count Unicode scalar values.

/// What kind of identifier (45 CFR 164.514(b)(2)(i)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the category's own name")]
pub enum Category {
    Name,
    Geo,
    Date,
    Phone,
    Fax,
    Email,
    Ssn,
    Mrn,
    HealthPlan,
    Account,
    License,
    Vehicle,
    Device,
    Url,
    Ip,
    Biometric,
    Photo,
    OtherId,
    AgeOver89,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 19] = [
        Self::Name,
        Self::Geo,
        Self::Date,
        Self::Phone,
        Self::Fax,
        Self::Email,
        Self::Ssn,
        Self::Mrn,
        Self::HealthPlan,
        Self::Account,
        Self::License,
        Self::Vehicle,
        Self::Device,
        Self::Url,
        Self::Ip,
        Self::Biometric,
        Self::Photo,
        Self::OtherId,
        Self::AgeOver89,
    ];

    /// The name used in gold files, such as `HEALTH_PLAN`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "NAME",
            Self::Geo => "GEO",
            Self::Date => "DATE",
            Self::Phone => "PHONE",
            Self::Fax => "FAX",
            Self::Email => "EMAIL",
            Self::Ssn => "SSN",
            Self::Mrn => "MRN",
            Self::HealthPlan => "HEALTH_PLAN",
            Self::Account => "ACCOUNT",
            Self::License => "LICENSE",
            Self::Vehicle => "VEHICLE",
            Self::Device => "DEVICE",
            Self::Url => "URL",
            Self::Ip => "IP",
            Self::Biometric => "BIOMETRIC",
            Self::Photo => "PHOTO",
            Self::OtherId => "OTHER_ID",
            Self::AgeOver89 => "AGE_OVER_89",
        }
    }
}

/// Something in the text that de-identification must leave alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keep {
    /// A disease, finding, drug, test or procedure.
    Clinical,
    /// The same, where the words are also names of people or places: Foley catheter, Parkinson disease.
    Eponym,
    /// A measured value with its unit.
    Value,
    /// An age below 90.
    Age,
    /// A year alone, or a state.
    Allowed,
}

impl Keep {
    /// The name used in gold files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Clinical => "clinical",
            Self::Eponym => "eponym",
            Self::Value => "value",
            Self::Age => "age",
            Self::Allowed => "allowed",
        }
    }
}

/// How the words are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// As written.
    Mixed,
    /// ALL CAPS, as old transcription systems send it.
    Upper,
    /// all lower, as hurried people type it.
    Lower,
}

/// Characters `start..end` of a note, and what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked<T> {
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// What they are.
    pub what: T,
}

/// A note as it grows.
pub struct Text {
    text: String,
    chars: u32,
    case: Case,
    /// What identifies.
    pub phi: Vec<Marked<Category>>,
    /// The identifying strings as planted, in the order of `phi`: what tests compare the finished text with.
    pub planted: Vec<String>,
    /// What must be kept.
    pub keep: Vec<Marked<Keep>>,
}

impl Text {
    /// An empty note.
    pub fn new(case: Case) -> Self {
        Self { text: String::new(), chars: 0, case, phi: Vec::new(), planted: Vec::new(), keep: Vec::new() }
    }

    /// Plain words. Gives the characters they fill.
    pub fn push(&mut self, words: &str) -> (u32, u32) {
        let start = self.chars;
        match self.case {
            Case::Mixed => self.text.push_str(words),
            Case::Upper => self.text.extend(words.chars().map(upper)),
            Case::Lower => self.text.extend(words.chars().map(lower)),
        }
        self.chars += u32::try_from(words.chars().count()).unwrap_or(0);
        (start, self.chars)
    }

    /// Words that identify a person.
    pub fn phi(&mut self, category: Category, words: &str) {
        if words.is_empty() {
            return;
        }
        let from = self.text.len();
        let (start, end) = self.push(words);
        self.phi.push(Marked { start, end, what: category });
        self.planted.push(self.text.get(from..).unwrap_or_default().to_owned());
    }

    /// Words that must be kept. Gives the characters they fill.
    pub fn keep(&mut self, kind: Keep, words: &str) -> (u32, u32) {
        let (start, end) = self.push(words);
        if end > start {
            self.keep.push(Marked { start, end, what: kind });
        }
        (start, end)
    }

    /// The text so far.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// The capital letter, where it is a single one; lengths must not change, for offsets are counted before.
fn upper(c: char) -> char {
    let mut all = c.to_uppercase();
    all.next().filter(|_| all.next().is_none()).unwrap_or(c)
}

fn lower(c: char) -> char {
    let mut all = c.to_lowercase();
    all.next().filter(|_| all.next().is_none()).unwrap_or(c)
}
