//! The tables, indexed: by key, code and name, up and down the hierarchy, in text.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use almoner_base::{CodeSystem, Coding, ConceptId};

use crate::dictionary::{Dictionary, Mention};
use crate::spelling::{Spellings, is_limit};
use crate::table::{self, Row};
use crate::ucum::{self, Substance, Unit};
use crate::{Concept, ConceptKind, Error, athena};

const BUILTIN: [(&str, &str); 7] = [
    ("conditions.tsv", include_str!("../../../terms/conditions.tsv")),
    ("drugs.tsv", include_str!("../../../terms/drugs.tsv")),
    ("measurements.tsv", include_str!("../../../terms/measurements.tsv")),
    ("procedures.tsv", include_str!("../../../terms/procedures.tsv")),
    ("social.tsv", include_str!("../../../terms/social.tsv")),
    ("genes.tsv", include_str!("../../../terms/genes.tsv")),
    ("stages.tsv", include_str!("../../../terms/stages.tsv")),
];
const BUILTIN_UNITS: (&str, &str) = ("units.tsv", include_str!("../../../terms/units.tsv"));

/// What a table of an operator's own holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct OwnRows {
    /// Concepts that are not built in.
    pub new: u64,
    /// Built-in concepts that gain by it.
    pub merged: u64,
    /// Of these, those whose values grow old otherwise.
    pub stale_days: u64,
    /// Rows whose number and key are not those of one built-in concept; they are passed over.
    pub unknown: u64,
}

/// All concepts, with every way to find one.
#[derive(Clone, Debug)]
pub struct Terms {
    /// By ascending id.
    concepts: Vec<Concept>,
    /// Where each of the tables' own concepts stands in `concepts`, by its number: every word of a text may ask.
    positions: Vec<u32>,
    /// Each concept with everything below it, ascending; in the order of `concepts`.
    descendants: Vec<Vec<ConceptId>>,
    keys: HashMap<String, ConceptId>,
    codes: HashMap<(CodeSystem, String), ConceptId>,
    dictionary: Dictionary,
    /// Names that are found where nothing else is written, and never in a text.
    whole_names: Dictionary,
    spellings: Spellings,
    version: String,
}

/// Concepts below this number are found by it; an operator's own, which are far above, by search.
const DENSE: usize = 1 << 16;

impl Terms {
    /// The tables of this release.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the tables are part of the program; `the_tables_of_the_release_are_valid` proves it"
    )]
    pub fn builtin() -> &'static Self {
        static BUILT: OnceLock<Terms> = OnceLock::new();
        BUILT.get_or_init(|| Self::parse(&BUILTIN, BUILTIN_UNITS).expect("the tables of the release are valid"))
    }

    /// Reads tables of concepts and one of spellings of units, each a name and its text.
    ///
    /// # Errors
    /// Any slip in any table refuses all of them; see [`Error`].
    pub fn parse(tables: &[(&str, &str)], units: (&str, &str)) -> Result<Self, Error> {
        let mut rows = Vec::new();
        for (name, text) in tables {
            rows.extend(table::read(name, text)?);
        }
        rows.sort_by_key(|row| row.concept.id);
        let mut terms = Self {
            concepts: Vec::new(),
            positions: Vec::new(),
            descendants: Vec::new(),
            keys: HashMap::new(),
            codes: HashMap::new(),
            dictionary: Dictionary::new(),
            whole_names: Dictionary::new(),
            spellings: Spellings::parse(units.0, units.1)?,
            version: almoner_base::content_version(
                &tables.iter().chain([&units]).map(|(_, text)| text.as_bytes()).collect::<Vec<_>>(),
            ),
        };
        terms.index_keys(&rows)?;
        for row in &mut rows {
            let key = &row.concept.key;
            let known = |other: &String| {
                terms.by_key(other).ok_or_else(|| Error::UnknownParent { key: key.clone(), parent: other.clone() })
            };
            row.concept.parents = row.parents.iter().map(known).collect::<Result<_, _>>()?;
            row.concept.denies = row.denies.as_ref().map(known).transpose()?;
        }
        for row in &rows {
            terms.index_codes(row)?;
            terms.index_names(&rows, row)?;
        }
        terms.concepts = rows.into_iter().map(|row| row.concept).collect();
        terms.index_descendants()?;
        Ok(terms)
    }

    /// These tables and an operator's own beside them. What is here already stays as it is: a code or a name that has a concept keeps it,
    /// a built-in concept only gains codes and names, and a link to a concept that neither table holds is left out. So an overlay that was
    /// made beside an older edition of the tables is read with a newer one. How old a value may be is the operator's to say: a row of a
    /// built-in concept with `stale_days` takes the place of ours.
    ///
    /// # Errors
    /// The table is not well formed, a concept of its own has a number that is taken, or is its own ancestor.
    pub fn extended(&self, name: &str, text: &str) -> Result<Self, Error> {
        let rows = table::read(name, text)?;
        let mut terms = self.clone();
        terms.version = almoner_base::content_version(&[self.version.as_bytes(), text.as_bytes()]);
        let (known, mut new): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.concept.id.0 < athena::FIRST);
        new.sort_by_key(|row| row.concept.id);
        terms.index_keys(&new)?;
        for row in &mut new {
            row.concept.parents = row.parents.iter().filter_map(|parent| terms.by_key(parent)).collect();
        }
        for row in known.into_iter().filter(|row| self.by_key(&row.concept.key) == Some(row.concept.id)) {
            let Concept { id, synonyms, codes, stale_days, .. } = row.concept;
            terms.add(id, synonyms, codes);
            let concept = terms.position(id).and_then(|position| terms.concepts.get_mut(position));
            if let (Some(concept), Some(_)) = (concept, stale_days) {
                concept.stale_days = stale_days;
            }
        }
        for row in &new {
            terms.add(row.concept.id, row.concept.synonyms.clone(), row.concept.codes.clone());
            if athena::table::is_name(&row.concept.name) {
                let _taken = terms.dictionary.insert(&row.concept.name, row.concept.id, false);
            }
        }
        terms.concepts.extend(new.into_iter().map(|row| row.concept));
        terms.index_descendants()?;
        Ok(terms)
    }

    /// What a table of an operator's own holds, counted as [`Self::extended`] takes it.
    ///
    /// # Errors
    /// The table is not well formed.
    pub fn rows_of(&self, name: &str, text: &str) -> Result<OwnRows, Error> {
        let mut rows = OwnRows::default();
        for row in table::read(name, text)? {
            let Concept { id, key, stale_days, .. } = row.concept;
            match self.by_key(&key) {
                _ if id.0 >= athena::FIRST => rows.new += 1,
                Some(known) if known == id => {
                    rows.merged += 1;
                    rows.stale_days += u64::from(stale_days.is_some());
                }
                _ => rows.unknown += 1,
            }
        }
        Ok(rows)
    }

    /// Adds names and codes of a concept, as far as no other concept has them.
    fn add(&mut self, id: ConceptId, names: Vec<String>, codes: Vec<Coding>) {
        let names: Vec<String> = names
            .into_iter()
            .filter(|name| athena::table::is_name(name) && self.dictionary.insert(name, id, false).is_none())
            .collect();
        for coding in &codes {
            self.codes.entry((coding.system, coding.code.clone())).or_insert(id);
        }
        let Some(concept) = self.position(id).and_then(|position| self.concepts.get_mut(position)) else { return };
        concept.synonyms.extend(names);
        concept.codes.extend(codes);
    }

    fn index_keys(&mut self, rows: &[Row]) -> Result<(), Error> {
        let mut last = None;
        for row in rows {
            let taken = |what: String| Error::Taken { table: row.table.clone(), line: row.line, what };
            if last.replace(row.concept.id) == Some(row.concept.id) {
                return Err(taken(row.concept.id.0.to_string()));
            }
            if self.keys.insert(row.concept.key.clone(), row.concept.id).is_some() {
                return Err(taken(row.concept.key.clone()));
            }
        }
        Ok(())
    }

    fn index_codes(&mut self, row: &Row) -> Result<(), Error> {
        for coding in &row.concept.codes {
            let slot = (coding.system, coding.code.clone());
            if self.codes.insert(slot, row.concept.id).is_some_and(|other| other != row.concept.id) {
                return Err(Error::Taken { table: row.table.clone(), line: row.line, what: coding.code.clone() });
            }
        }
        Ok(())
    }

    fn index_names(&mut self, rows: &[Row], row: &Row) -> Result<(), Error> {
        for name in row.concept.synonyms.iter().chain([&row.concept.name]) {
            let exact = row.exact.contains(name);
            // "Cancer stage II" in a text may go on as "or III": stages are read with their ranges.
            let is_stage = row.concept.kind == ConceptKind::Stage;
            let dictionary = if is_stage { &mut self.whole_names } else { &mut self.dictionary };
            if let Some(other) = dictionary.insert(name, row.concept.id, exact) {
                let other = rows.iter().find(|row| row.concept.id == other).map_or("", |row| &row.concept.key);
                return Err(Error::Ambiguous { name: name.clone(), one: row.concept.key.clone(), other: other.to_owned() });
            }
        }
        Ok(())
    }

    fn index_descendants(&mut self) -> Result<(), Error> {
        self.index_positions();
        let mut descendants: Vec<Vec<ConceptId>> = vec![Vec::new(); self.concepts.len()];
        for concept in &self.concepts {
            let (mut open, mut seen) = (concept.parents.clone(), HashSet::from([concept.id]));
            while let Some(ancestor) = open.pop() {
                if ancestor == concept.id {
                    return Err(Error::Cycle { key: concept.key.clone() });
                }
                if seen.insert(ancestor) {
                    open.extend(self.concept(ancestor).into_iter().flat_map(|concept| &concept.parents));
                }
            }
            for ancestor in seen {
                if let Some(below) = self.position(ancestor).and_then(|position| descendants.get_mut(position)) {
                    below.push(concept.id);
                }
            }
        }
        descendants.iter_mut().for_each(Vec::shrink_to_fit);
        self.descendants = descendants;
        Ok(())
    }

    fn index_positions(&mut self) {
        let own = self.concepts.iter().map(|concept| concept.id.0 as usize).take_while(|id| *id < DENSE).last();
        self.positions = vec![u32::MAX; own.map_or(0, |id| id + 1)];
        for (position, concept) in (0_u32..).zip(&self.concepts) {
            if let Some(slot) = self.positions.get_mut(concept.id.0 as usize) {
                *slot = position;
            }
        }
    }

    fn position(&self, id: ConceptId) -> Option<usize> {
        if let Some(position) = self.positions.get(id.0 as usize) {
            return Some(*position as usize).filter(|position| *position < self.concepts.len());
        }
        self.concepts.binary_search_by_key(&id, |concept| concept.id).ok()
    }

    /// The concept with this number.
    #[must_use]
    pub fn concept(&self, id: ConceptId) -> Option<&Concept> {
        self.position(id).and_then(|position| self.concepts.get(position))
    }

    /// Every concept, by ascending number.
    #[must_use]
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// The concept with this slug, such as `type-2-diabetes`.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<ConceptId> {
        self.keys.get(key).copied()
    }

    /// The concept of a code. A code of ICD-10-CM or ICD-9-CM that the tables do not hold is found by the category it
    /// belongs to: `E11.65` is a kind of `E11`.
    #[must_use]
    pub fn by_code(&self, system: CodeSystem, code: &str) -> Option<ConceptId> {
        let find = |code: &str| self.codes.get(&(system, code.to_owned())).copied();
        if let Some(id) = find(code) {
            return Some(id);
        }
        if !matches!(system, CodeSystem::Icd10Cm | CodeSystem::Icd9Cm) || code.len() > 8 {
            return None;
        }
        let code = code.to_ascii_uppercase();
        // Records write codes with and without the point after the third character.
        let bare: String = code.chars().filter(|c| *c != '.').collect();
        (3..=bare.len()).rev().find_map(|length| {
            let (category, rest) = (bare.get(..3)?, bare.get(3..length)?);
            if rest.is_empty() { find(category) } else { find(&format!("{category}.{rest}")) }
        })
    }

    /// The concept that has this very code.
    #[must_use]
    pub fn by_exact_code(&self, coding: &Coding) -> Option<ConceptId> {
        self.codes.get(&(coding.system, coding.code.clone())).copied()
    }

    /// The one concept that this is a name of, as records display it: case, plural, hyphens, and the tag at the end of a
    /// SNOMED CT name or the specimen of a LOINC name do not matter. `None` if there is none, or if it could be several.
    #[must_use]
    pub fn by_name(&self, text: &str) -> Option<ConceptId> {
        let text = text.trim();
        self.dictionary
            .whole(text)
            .or_else(|| self.dictionary.whole(without_tag(text)?))
            .or_else(|| {
                // LOINC: `Component [Property] in Specimen by Method`.
                self.dictionary.whole(loinc_component(text)?).filter(|id| self.is_kind(*id, &[ConceptKind::Measurement]))
            })
            .or_else(|| self.whole_names.whole(text))
    }

    fn is_kind(&self, id: ConceptId, kinds: &[ConceptKind]) -> bool {
        self.concept(id).is_some_and(|concept| kinds.contains(&concept.kind))
    }

    /// The drugs that the display text of a medication names, each once, from left to right: the ingredients, whether named
    /// or behind a brand. Classes only if no ingredient is named.
    #[must_use]
    pub fn drugs_in(&self, display: &str) -> Vec<ConceptId> {
        let found: Vec<ConceptId> = self.mentions(display).into_iter().map(|mention| mention.concept).collect();
        let of_kind = |kind| {
            let mut drugs = Vec::new();
            for id in &found {
                if self.is_kind(*id, &[kind]) && !drugs.contains(id) {
                    drugs.push(*id);
                }
            }
            drugs
        };
        let drugs = of_kind(ConceptKind::Drug);
        let drugs = if drugs.is_empty() { of_kind(ConceptKind::DrugClass) } else { drugs };
        let is_general = |id: &ConceptId| drugs.iter().any(|other| other != id && self.is_a(*other, *id));
        drugs.iter().copied().filter(|id| !is_general(id)).collect()
    }

    /// The drug that the display text of a medication names, if it names exactly one.
    #[must_use]
    pub fn by_drug_text(&self, display: &str) -> Option<ConceptId> {
        match self.drugs_in(display).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// How many milligrams of one drug act like a milligram of the other ("prednisone equivalent"); `None` where the tables do not say.
    #[must_use]
    pub fn equivalent(&self, drug: ConceptId, to: ConceptId) -> Option<f64> {
        let (drug, to) = (self.concept(drug)?.equivalent.as_ref()?, self.concept(to)?.equivalent.as_ref()?);
        (drug.group == to.group).then(|| to.milligrams / drug.milligrams)
    }

    /// Whether one concept is the other or a kind of it.
    #[must_use]
    pub fn is_a(&self, child: ConceptId, ancestor: ConceptId) -> bool {
        self.descendants(ancestor).binary_search(&child).is_ok()
    }

    /// A concept and all kinds of it, by ascending number; empty for a number that no table holds.
    #[must_use]
    pub fn descendants(&self, id: ConceptId) -> &[ConceptId] {
        self.position(id).and_then(|position| self.descendants.get(position)).map_or(&[], Vec::as_slice)
    }

    /// The names of concepts in a text, from left to right, the longest where several begin at the same word. Whole words;
    /// plurals, possessives, hyphens and line breaks do not matter, nor does case but for short abbreviations. Stages of cancers
    /// are none of them. Linear in the length of the text.
    #[must_use]
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        self.dictionary.mentions(text)
    }

    /// A value in another unit. Units are UCUM codes, or spellings that [`Terms::unit`] knows.
    ///
    /// The concept says what may be bridged: mass and amount of substance by its molar mass, amount and equivalents by its
    /// valence, `[ULN]` and `[LLN]` by its limits of normal. `None` if the units do not convert into each other or one is
    /// not known. An empty unit stands for a bare number if the concept has no other unit, else for nothing.
    #[must_use]
    pub fn convert(&self, concept: Option<ConceptId>, value: f64, from: &str, to: &str) -> Option<f64> {
        let concept = concept.and_then(|id| self.concept(id));
        if !value.is_finite() {
            return None;
        }
        let (from, to) = (self.known_unit(concept, from)?, self.known_unit(concept, to)?);
        if from == to {
            return Some(value);
        }
        if let Some(concept) = concept.filter(|_| is_limit(from) || is_limit(to)) {
            return self.convert_limit(concept, value, from, to);
        }
        if concept.is_some_and(|concept| concept.key == "hba1c") {
            return convert_hba1c(value, from, to);
        }
        let substance = concept.map_or(Substance::default(), |concept| Substance {
            molar_mass: concept.molar_mass,
            valence: concept.valence,
            is_enzyme: concept.unit.as_deref() == Some("U/L"),
        });
        ucum::convert(value, &Unit::parse(from)?, &Unit::parse(to)?, substance)
    }

    fn known_unit<'a>(&'a self, concept: Option<&'a Concept>, unit: &'a str) -> Option<&'a str> {
        let unit = unit.trim();
        if unit.is_empty() {
            let own = concept?.unit.as_deref()?;
            return Unit::parse(own)?.is_number().then_some("1").filter(|_| own == "1" || own.starts_with('{'));
        }
        if is_limit(unit) || Unit::parse(unit).is_some() { Some(unit) } else { self.unit(unit) }
    }

    fn convert_limit(&self, concept: &Concept, value: f64, from: &str, to: &str) -> Option<f64> {
        let own = concept.unit.as_deref()?;
        let limit = |code| match code {
            "[ULN]" => concept.normal_high,
            "[LLN]" => concept.normal_low,
            _ => Some(1.0),
        };
        let in_own = if is_limit(from) { value * limit(from)? } else { self.convert(Some(concept.id), value, from, own)? };
        if is_limit(to) {
            let limit = limit(to).filter(|limit| *limit > 0.0)?;
            return Some(in_own / limit);
        }
        self.convert(Some(concept.id), in_own, own, to)
    }

    /// The UCUM code of a unit as people write it: `mg/dl`, `x10^9/L`, `/mm3`, `IU/L`, `cells per microliter`; `[ULN]` for
    /// "times the upper limit of normal". `None` if it is not known.
    #[must_use]
    pub fn unit(&self, text: &str) -> Option<&str> {
        self.spellings.code(text)
    }

    /// The longest unit that a text begins with, as a UCUM code, and its length in bytes. For what follows a number.
    #[must_use]
    pub fn leading_unit(&self, text: &str) -> Option<(&str, usize)> {
        self.spellings.leading(text)
    }

    /// A short content hash of the tables, kept beside whatever was decided with them.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// `Asthma (disorder)` without its tag.
fn without_tag(text: &str) -> Option<&str> {
    let (name, tag) = text.strip_suffix(')')?.rsplit_once('(')?;
    const TAGS: [&str; 17] = [
        "disorder",
        "finding",
        "situation",
        "procedure",
        "regime/therapy",
        "observable entity",
        "event",
        "morphologic abnormality",
        "body structure",
        "substance",
        "product",
        "medicinal product",
        "clinical drug",
        "physical object",
        "organism",
        "person",
        "qualifier value",
    ];
    TAGS.contains(&tag).then(|| name.trim_end())
}

/// `Glucose` of `Glucose [Mass/volume] in Serum or Plasma`. Only blood: the same component in urine is another test.
fn loinc_component(text: &str) -> Option<&str> {
    let (component, rest) = text.split_once(" [")?;
    let (property, rest) = rest.split_once("] ")?;
    const PROPERTIES: [&str; 8] = [
        "Mass/volume",
        "Moles/volume",
        "#/volume",
        "Enzymatic activity/volume",
        "Catalytic activity/volume",
        "Volume Fraction",
        "Units/volume",
        "Entitic volume",
    ];
    let specimen = rest.strip_prefix("in ").or_else(|| rest.strip_prefix("of "))?;
    let specimen = specimen.split_once(" by ").map_or(specimen, |(specimen, _)| specimen);
    const BLOOD: [&str; 5] = ["Blood", "Serum", "Plasma", "Serum or Plasma", "Serum, Plasma or Blood"];
    (PROPERTIES.contains(&property) && BLOOD.contains(&specimen)).then_some(component)
}

/// HbA1c has two scales that are not multiples of each other: NGSP per cent = 0.09148 IFCC mmol/mol + 2.152 (the master
/// equation of the IFCC-NGSP network, Hoelzel et al., Clin Chem 2004;50:166).
fn convert_hba1c(value: f64, from: &str, to: &str) -> Option<f64> {
    let round = |value: f64| (value * 1e6).round() / 1e6;
    match (from, to) {
        ("mmol/mol", "%") => Some(round(0.09148 * value + 2.152)),
        ("%", "mmol/mol") => Some(round((value - 2.152) / 0.09148)),
        ("%", "1") => Some(round(value / 100.0)),
        ("1", "%") => Some(round(value * 100.0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
