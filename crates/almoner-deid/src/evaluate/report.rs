//! The figures of an evaluation, as text for people and as JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::Serialize;
use serde::ser::SerializeMap;

use super::{Counts, Evaluation, Line, html};
use crate::{Category, Redacted};

/// So many of so many; in JSON with the bounds of the share: `{"hits","all","bounds":[low,high]}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub hits: u64,
    /// Of how many.
    pub all: u64,
}

impl Count {
    fn add(&mut self, hit: bool) {
        self.hits += u64::from(hit);
        self.all += 1;
    }

    /// The share, 0 to 1; `None` of nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of notes and characters are far below 2^53")]
    pub fn share(self) -> Option<f64> {
        (self.all > 0).then(|| self.hits as f64 / self.all as f64)
    }

    /// The 95 % bounds of the share: Wilson's score interval (J Am Stat Assoc 1927, 22:209), and where none or all were hit,
    /// the rule of three (JAMA 1983, 249:1743) for the open side.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of notes and characters are far below 2^53")]
    pub fn bounds(self) -> Option<(f64, f64)> {
        const Z: f64 = 1.959_964;
        let (share, n) = (self.share()?, self.all as f64);
        let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let low = if self.hits == 0 { 0.0 } else { (middle - half).max(0.0) };
        let high = if self.hits == self.all { 1.0 } else { (middle + half).min(1.0) };
        let low = if self.hits == self.all { (1.0 - 3.0 / n).max(0.0) } else { low };
        let high = if self.hits == 0 { (3.0 / n).min(1.0) } else { high };
        Some((low, high))
    }
}

impl Serialize for Count {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("hits", &self.hits)?;
        map.serialize_entry("all", &self.all)?;
        map.serialize_entry("bounds", &self.bounds())?;
        map.end()
    }
}

/// `98.50 %  [97.90, 98.93]  1970/2000`
impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.share(), self.bounds()) {
            (Some(share), Some((low, high))) => {
                write!(f, "{:6.2} %  [{:6.2}, {:6.2}]  {}/{}", share * 100.0, low * 100.0, high * 100.0, self.hits, self.all)
            }
            _ => f.write_str("     -"),
        }
    }
}

/// An identifier that was left, or a span to keep that was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The note.
    pub id: String,
    /// The category of an identifier, or the class of a span to keep.
    pub what: String,
    /// What stood there; only with `show_phi`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What [`evaluate`](super::evaluate) found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Notes read.
    pub notes: u64,
    /// Identifiers of which every letter and digit was covered.
    pub recall: Count,
    /// The same by category.
    pub by_category: BTreeMap<Category, Count>,
    /// The same by type of note.
    pub by_type: Counts,
    /// The same by origin of the names.
    pub by_origin: Counts,
    /// Identifiers that were covered under their own category.
    pub right_category: Count,
    /// Notes in which something was left.
    pub leaking_notes: Count,
    /// Letters and digits taken for identifiers that belong to one.
    pub character_precision: Count,
    /// Letters and digits outside identifiers that were kept.
    pub utility: Count,
    /// Spans to keep that were touched.
    pub keep_touched: Count,
    /// The same by class.
    pub keep_by_class: Counts,
    /// Identifiers that were left.
    pub misses: Vec<Miss>,
    /// Spans to keep that were touched.
    pub touched: Vec<Miss>,
    #[serde(skip)]
    what: Evaluation,
    #[serde(skip)]
    pages: Vec<String>,
}

/// The text of a range of characters.
pub(super) fn piece(chars: &[char], range: &Range<usize>) -> String {
    chars.get(range.clone()).unwrap_or_default().iter().collect()
}

impl Report {
    pub(super) fn new(what: Evaluation) -> Self {
        Self {
            notes: 0,
            recall: Count::default(),
            by_category: BTreeMap::new(),
            by_type: Counts::new(),
            by_origin: Counts::new(),
            right_category: Count::default(),
            leaking_notes: Count::default(),
            character_precision: Count::default(),
            utility: Count::default(),
            keep_touched: Count::default(),
            keep_by_class: Counts::new(),
            misses: Vec::new(),
            touched: Vec::new(),
            what,
            pages: Vec::new(),
        }
    }

    pub(super) fn add_span(&mut self, note: &Line, category: Category, whole: bool, right: bool, text: impl Fn() -> String) {
        self.recall.add(whole);
        self.by_category.entry(category).or_default().add(whole);
        if !note.note_type.is_empty() {
            self.by_type.entry(note.note_type.clone()).or_default().add(whole);
        }
        if !note.origin.is_empty() && category == Category::Name {
            self.by_origin.entry(note.origin.clone()).or_default().add(whole);
        }
        if whole {
            self.right_category.add(right);
        } else {
            let text = self.what.show_phi.then(text);
            self.misses.push(Miss { id: note.id.clone(), what: category.name().to_owned(), text });
        }
    }

    pub(super) fn add_keep(&mut self, note: &Line, class: &str, touched: bool, text: impl Fn() -> String) {
        self.keep_touched.add(touched);
        self.keep_by_class.entry(class.to_owned()).or_default().add(touched);
        if touched {
            let text = self.what.show_phi.then(text);
            self.touched.push(Miss { id: note.id.clone(), what: class.to_owned(), text });
        }
    }

    pub(super) fn add_characters(&mut self, hits: u64, all: u64) {
        self.character_precision.hits += hits;
        self.character_precision.all += all;
    }

    pub(super) fn add_utility(&mut self, kept: u64, all: u64) {
        self.utility.hits += kept;
        self.utility.all += all;
    }

    pub(super) fn add_note(
        &mut self,
        note: &Line,
        chars: &[char],
        redacted: &Redacted,
        missed: &[(Range<usize>, Category)],
    ) {
        self.notes += 1;
        self.leaking_notes.add(!missed.is_empty());
        self.pages.push(html::note(&note.id, &note.note_type, chars, redacted, missed, self.what.show_phi));
    }

    /// The figures as one JSON object.
    ///
    /// # Errors
    /// None that a report can cause; the serializer's type asks for it.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// A page for a reviewer: the figures, and each note with what was removed and what was left marked. Without `show_phi`
    /// the page shows the redacted text, and a left identifier only as its category.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::page(&self.to_string(), &self.pages)
    }
}

/// Tables for people.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "notes                       {}", self.notes)?;
        writeln!(f, "identifiers removed whole   {}", self.recall)?;
        writeln!(f, "notes with a leak           {}", self.leaking_notes)?;
        writeln!(f, "spans to keep touched       {}", self.keep_touched)?;
        writeln!(f, "character precision         {}", self.character_precision)?;
        writeln!(f, "other text kept             {}", self.utility)?;
        writeln!(f, "category named rightly      {}", self.right_category)?;
        writeln!(f, "\nby category (95 % bounds)")?;
        for (category, count) in &self.by_category {
            writeln!(f, "  {:24}  {count}", category.name())?;
        }
        for (title, counts) in [
            ("spans to keep touched, by class", &self.keep_by_class),
            ("by type of note", &self.by_type),
            ("names by origin", &self.by_origin),
        ] {
            if !counts.is_empty() {
                writeln!(f, "\n{title}")?;
                for (word, count) in counts {
                    writeln!(f, "  {word:24}  {count}")?;
                }
            }
        }
        for (title, misses) in [("left", &self.misses), ("touched", &self.touched)] {
            if !misses.is_empty() {
                writeln!(f, "\n{title}")?;
            }
            for miss in misses {
                let text = miss.text.as_deref().map(|text| format!("  {text:?}")).unwrap_or_default();
                writeln!(f, "  {}  {}{text}", miss.id, miss.what)?;
            }
        }
        Ok(())
    }
}
