//! Notes to train and to measure de-identification on: text, what in it identifies, what must be left, and what it says.
//!
//! Two parts that share no template, no person's name, no place and no employer: what is learned on [`Part::Train`] is
//! measured on [`Part::HeldOut`]. Plain shapes that every hospital writes (`03/04/2024`, `(413) 555-0101`) occur in both; some
//! shapes occur in the held-out part alone. Gold spans are recorded while the text is written and are never found by
//! searching it. What counts as identifying follows 45 CFR 164.514(b)(2)(i); docs/reference/sample.md gives the conventions.

mod bank;
mod cast;
mod forms;
mod ids;
mod names;
mod noise;
mod render;

use serde_json::{Value, json};

use crate::rng::Rng;
use crate::text::Category;

/// Which half of templates, names and places to write from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// To learn from.
    Train,
    /// To measure on; nothing may be fitted to it.
    HeldOut,
    /// Every fifth template, fragment, name and form of [`Part::Train`]: to choose by, while something is fitted to
    /// [`Part::Rest`] alone.
    Development,
    /// What [`Part::Development`] leaves.
    Rest,
}

/// Which of a list's items a development part has.
const FIFTH: usize = 5;

impl Part {
    /// The name in note ids and on the command line: `train` or `held-out`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::HeldOut => "held-out",
            Self::Development => "development",
            Self::Rest => "rest",
        }
    }

    /// Whether this part has the `nth` item of a list of the train part that has `of` items. Short lists are shared.
    fn has(self, nth: usize, of: usize) -> bool {
        match self {
            Self::Train | Self::HeldOut => true,
            _ if of < FIFTH => true,
            Self::Development => nth % FIFTH == FIFTH - 2,
            Self::Rest => nth % FIFTH != FIFTH - 2,
        }
    }
}

/// Characters `start..end` (Unicode scalar values) that identify a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What they are.
    pub category: Category,
}

/// Why words must be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeepClass {
    /// A disease, sign, score or instrument named after somebody.
    Eponym,
    /// A gene, protein or variant.
    Gene,
    /// A drug.
    Drug,
    /// A dose, a measurement, a score, a grade.
    Value,
    /// Anything else that identifies nobody: an age under 90, a year, a state, a span of time, a diagnosis, a trial's name.
    Other,
}

impl KeepClass {
    /// Every class.
    pub const ALL: [Self; 5] = [Self::Eponym, Self::Gene, Self::Drug, Self::Value, Self::Other];

    /// The name in gold files, such as `eponym`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Eponym => "eponym",
            Self::Gene => "gene",
            Self::Drug => "drug",
            Self::Value => "value",
            Self::Other => "other",
        }
    }

    /// The class of a name, as [`Self::name`] gives it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

/// Characters `start..end` (Unicode scalar values) that must be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepSpan {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Why.
    pub class: KeepClass,
}

/// What kind of thing a note states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the class's own name")]
pub enum FactClass {
    Problem,
    Drug,
    Dose,
    Lab,
    Vital,
    Procedure,
    Gene,
    Score,
}

impl FactClass {
    /// The name in gold files, such as `problem`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Drug => "drug",
            Self::Dose => "dose",
            Self::Lab => "lab",
            Self::Vital => "vital",
            Self::Procedure => "procedure",
            Self::Gene => "gene",
            Self::Score => "score",
        }
    }
}

/// How a stated thing is meant, in the terms of the 2010 i2b2/VA assertion task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each variant is the assertion's own name")]
pub enum Assertion {
    Present,
    Absent,
    Possible,
    Family,
}

impl Assertion {
    /// The name in gold files, such as `absent`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Possible => "possible",
            Self::Family => "family",
        }
    }
}

/// Characters `start..end` (Unicode scalar values) that state something clinical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactSpan {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// What kind of thing.
    pub class: FactClass,
    /// How it is meant.
    pub assertion: Assertion,
}

/// A note with everything that is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldNote {
    /// Unique within a corpus, such as `train-7-000042`.
    pub id: String,
    /// Such as `discharge` or `phone_message`.
    pub note_type: String,
    /// Where names like the patient's are common, such as `vietnamese`.
    pub name_origin: String,
    /// The note.
    pub text: String,
    /// What identifies; in order, without overlap.
    pub spans: Vec<Span>,
    /// What must be left; in order, without overlap, apart from `spans`.
    pub keep: Vec<KeepSpan>,
    /// What the note states; in order. A fact lies inside a kept span.
    pub facts: Vec<FactSpan>,
    /// What the record knows of the patient, in the form that `known` of `almoner deid text` takes.
    pub known: Value,
}

impl GoldNote {
    /// One line of a `--gold` file, without its line break: `{"id","text","type","origin","spans","keep","facts","known"}`.
    #[must_use]
    pub fn to_json_line(&self) -> String {
        let spans: Vec<Value> =
            self.spans.iter().map(|s| json!({ "start": s.start, "end": s.end, "category": s.category.name() })).collect();
        let keep: Vec<Value> =
            self.keep.iter().map(|k| json!({ "start": k.start, "end": k.end, "class": k.class.name() })).collect();
        let facts: Vec<Value> = self
            .facts
            .iter()
            .map(|f| json!({ "start": f.start, "end": f.end, "class": f.class.name(), "assertion": f.assertion.name() }))
            .collect();
        json!({
            "id": self.id, "text": self.text, "type": self.note_type, "origin": self.name_origin,
            "spans": spans, "keep": keep, "facts": facts, "known": self.known,
        })
        .to_string()
    }
}

/// `n` notes of a part. The same arguments give the same notes on every machine, and the first notes of a longer corpus are
/// those of a shorter one.
pub fn corpus(seed: u64, n: u32, part: Part) -> impl Iterator<Item = GoldNote> {
    (0..n).map(move |index| note(seed, index, part))
}

/// The types of notes that a part has templates for, sorted.
#[must_use]
pub fn note_types(part: Part) -> Vec<&'static str> {
    bank::of(part).types()
}

fn note(seed: u64, index: u32, part: Part) -> GoldNote {
    let mut rng = Rng::new(seed, part.name(), u64::from(index));
    let bank = bank::of(part);
    let cast = cast::Cast::new(part, &mut rng);
    let (note_type, template) = bank.note(&mut rng);
    let known = cast.known();
    let name_origin = cast.patient.name.origin.to_owned();
    let segments = render::render(bank, &cast, template, &mut rng);
    let finished = noise::finish(segments, part, &mut rng);
    GoldNote {
        id: format!("{}-{seed}-{index:06}", part.name()),
        note_type: note_type.to_owned(),
        name_origin,
        text: finished.text,
        spans: finished.spans,
        keep: finished.keep,
        facts: finished.facts,
        known,
    }
}

#[cfg(test)]
mod tests;
