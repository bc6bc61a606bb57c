//! An operator's own vocabularies, from the CSV files that OHDSI Athena gives (OMOP common data model 5.4, vocabulary tables).
//!
//! The files are gigabytes, so they are read once each, line by line, and only what is of use is kept: standard concepts of the domains
//! that facts are about, their codes in other vocabularies (`Maps to`), English names, and is-a links. A concept that the built-in tables
//! hold is merged with it and never redefined. The result is a table in the form of `terms/README.md`, which [`Terms::extended`] reads.
//!
//! A row that can not be read is set aside with its file, line and code, and the rest goes on. Names that would make a reader of text
//! see things (short ones, single common words, names that another concept has) are left out; the concept is still found by its code.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::BufRead;

use almoner_base::{CodeSystem, Coding, ConceptId, IssueCode};
use serde::Serialize;

use crate::{ConceptKind, Terms};

mod rows;
pub(crate) mod table;

pub use rows::{Rows, codes};

/// Concepts of an operator have the OMOP concept id plus this number, so that they are the same in every edition.
pub const FIRST: u32 = 1 << 31;

/// The OMOP concept id behind a concept of an operator's vocabulary.
#[must_use]
pub fn omop_id(id: ConceptId) -> Option<u32> {
    id.0.checked_sub(FIRST)
}

/// Concepts that are kept at most. Each costs about a kilobyte in each zone while it runs.
pub const MOST_CONCEPTS: usize = 1_000_000;
/// Codes of other vocabularies that are held at most while the files are read.
pub const MOST_CODES: usize = 4_000_000;
/// Pairs of a concept and a kind of it that are held at most, at four bytes each.
pub const MOST_KINDS: usize = 50_000_000;
/// Concepts above one, ingredients of a product, or targets of a code: more in a file is a slip, and would be looked through each time.
const MOST_LINKS: usize = 1_000;
/// Issues that are told one by one; the rest is counted.
const MOST_ISSUES: usize = 1_000;
/// Names that a concept takes beside its own.
const MOST_NAMES: usize = 12;

/// The files, in the order in which they are read.
pub struct Files<'a> {
    /// `CONCEPT.csv`.
    pub concept: &'a mut dyn BufRead,
    /// `CONCEPT_SYNONYM.csv`.
    pub synonym: Option<&'a mut dyn BufRead>,
    /// `CONCEPT_ANCESTOR.csv`.
    pub ancestor: Option<&'a mut dyn BufRead>,
    /// `CONCEPT_RELATIONSHIP.csv`.
    pub relationship: Option<&'a mut dyn BufRead>,
}

/// One file of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum File {
    /// `CONCEPT.csv`.
    #[serde(rename = "CONCEPT.csv")]
    Concept,
    /// `CONCEPT_SYNONYM.csv`.
    #[serde(rename = "CONCEPT_SYNONYM.csv")]
    Synonym,
    /// `CONCEPT_ANCESTOR.csv`.
    #[serde(rename = "CONCEPT_ANCESTOR.csv")]
    Ancestor,
    /// `CONCEPT_RELATIONSHIP.csv`.
    #[serde(rename = "CONCEPT_RELATIONSHIP.csv")]
    Relationship,
}

impl File {
    /// Its name in a download.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Concept => "CONCEPT.csv",
            Self::Synonym => "CONCEPT_SYNONYM.csv",
            Self::Ancestor => "CONCEPT_ANCESTOR.csv",
            Self::Relationship => "CONCEPT_RELATIONSHIP.csv",
        }
    }
}

/// A row that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BadRow {
    /// The file.
    pub file: File,
    /// Its line, from 1.
    pub line: u64,
    /// Why.
    pub code: IssueCode,
}

/// The rows of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Read.
    pub read: u64,
    /// Set aside.
    pub quarantined: u64,
}

/// What became of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows by file.
    pub rows: BTreeMap<File, Counted>,
    /// Concepts that the built-in tables do not hold.
    pub new: u64,
    /// Concepts that they hold, and that gained names or codes.
    pub merged: u64,
    /// Codes that now lead to a concept.
    pub codes: u64,
    /// Codes that would lead to several concepts, or past what the built-in tables say of them.
    pub codes_left: u64,
    /// Names besides the concepts' own.
    pub names: u64,
    /// Rows of `CONCEPT.csv` that were passed over, by why: `retired`, `vocabulary`, `domain`, `not-standard`, `no-ingredient`.
    pub passed_over: BTreeMap<&'static str, u64>,
    /// Is-a links that would have led in a circle.
    pub circles: u64,
    /// The first rows that were set aside.
    pub issues: Vec<BadRow>,
}

/// Why nothing was imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A file is not one of Athena's.
    #[error("{}: the first line does not name the columns that this file has", file.name())]
    Columns {
        /// The file.
        file: File,
        /// The code.
        code: IssueCode,
    },
    /// Reading failed.
    #[error("{}: the file is missing or can not be read to its end", file.name())]
    Broken {
        /// The file.
        file: File,
        /// The code.
        code: IssueCode,
    },
    /// More than a zone can hold.
    #[error(
        "more than {MOST_CONCEPTS} concepts, {MOST_CODES} codes, or {MOST_KINDS} pairs of a concept and a kind of it; hint: name the vocabularies to take with --vocabulary"
    )]
    TooLarge,
    /// Nothing in the files is of use.
    #[error(
        "no concept of the files can be used; hint: standard concepts of SNOMED, RxNorm, LOINC, CVX, CPT4, HCPCS or ICD10PCS are needed"
    )]
    Empty,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Columns { code, .. } | Self::Broken { code, .. } => code.0,
            Self::TooLarge => "athena-too-large",
            Self::Empty => "athena-empty",
        }
    }
}

/// What was made of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// The table, for [`Terms::extended`].
    pub table: String,
    /// What became of the files.
    pub report: Report,
}

/// Reads the files. `vocabularies` names those to take, in Athena's spelling; empty for all that are known.
///
/// # Errors
/// See [`Refusal`].
pub fn import(base: &Terms, files: Files<'_>, vocabularies: &[String]) -> Result<Overlay, Refusal> {
    let mut import =
        Import { base, kept: HashMap::new(), products: HashMap::new(), sources: HashMap::new(), report: Report::default() };
    import.concepts(files.concept, vocabularies)?;
    if import.kept.is_empty() {
        return Err(Refusal::Empty);
    }
    if let Some(bytes) = files.synonym {
        import.synonyms(bytes)?;
    }
    if let Some(bytes) = files.ancestor {
        import.ancestors(bytes)?;
    }
    if let Some(bytes) = files.relationship {
        import.relationships(bytes)?;
    }
    import.place_products();
    import.open_circles();
    if import.kinds_exceed(MOST_KINDS) {
        return Err(Refusal::TooLarge);
    }
    Ok(import.finish())
}

/// Reads the files that `open` gives; all but `CONCEPT.csv` may be missing.
///
/// # Errors
/// See [`Refusal`].
pub fn import_from<R: BufRead>(
    base: &Terms,
    mut open: impl FnMut(File) -> std::io::Result<R>,
    vocabularies: &[String],
) -> Result<Overlay, Refusal> {
    let mut optional = |file| match open(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(_) => Err(Refusal::Broken { file, code: codes::STREAM }),
    };
    let missing = Refusal::Broken { file: File::Concept, code: codes::MISSING };
    let mut concept = optional(File::Concept)?.ok_or(missing)?;
    let (mut synonym, mut ancestor) = (optional(File::Synonym)?, optional(File::Ancestor)?);
    let mut relationship = optional(File::Relationship)?;
    let files = Files {
        concept: &mut concept,
        synonym: synonym.as_mut().map(|bytes| bytes as &mut dyn BufRead),
        ancestor: ancestor.as_mut().map(|bytes| bytes as &mut dyn BufRead),
        relationship: relationship.as_mut().map(|bytes| bytes as &mut dyn BufRead),
    };
    import(base, files, vocabularies)
}

/// A standard concept.
struct Kept {
    kind: ConceptKind,
    coding: Option<Coding>,
    name: Box<str>,
    /// Whether its names are looked for in text.
    named: bool,
    /// The built-in concept that it is.
    builtin: Option<ConceptId>,
    synonyms: Vec<Box<str>>,
    codes: Vec<Coding>,
    parents: Vec<u32>,
}

/// A drug as it is sold or ordered, which its ingredients stand for.
struct Product {
    coding: Coding,
    name: Box<str>,
    ingredients: Vec<u32>,
}

struct Import<'t> {
    base: &'t Terms,
    kept: HashMap<u32, Kept>,
    products: HashMap<u32, Product>,
    /// Concepts of other vocabularies, and the standard concepts that they map to.
    sources: HashMap<u32, (Coding, Vec<u32>)>,
    report: Report,
}

/// The code system of a vocabulary, in Athena's spelling.
#[must_use]
pub fn system(vocabulary: &str) -> Option<CodeSystem> {
    Some(match vocabulary {
        "SNOMED" => CodeSystem::SnomedCt,
        "LOINC" => CodeSystem::Loinc,
        "RxNorm" => CodeSystem::RxNorm,
        "ICD10CM" => CodeSystem::Icd10Cm,
        "ICD9CM" => CodeSystem::Icd9Cm,
        "ICD10PCS" => CodeSystem::Icd10Pcs,
        "CPT4" => CodeSystem::Cpt,
        "HCPCS" => CodeSystem::Hcpcs,
        "CVX" => CodeSystem::Cvx,
        "NDC" => CodeSystem::Ndc,
        "ATC" => CodeSystem::Atc,
        _ => return None,
    })
}

/// The vocabulary of a code system, in Athena's spelling.
#[must_use]
pub fn vocabulary(system: CodeSystem) -> &'static str {
    match system {
        CodeSystem::SnomedCt => "SNOMED",
        CodeSystem::Loinc => "LOINC",
        CodeSystem::RxNorm => "RxNorm",
        CodeSystem::Icd10Cm => "ICD10CM",
        CodeSystem::Icd9Cm => "ICD9CM",
        CodeSystem::Icd10Pcs => "ICD10PCS",
        CodeSystem::Cpt => "CPT4",
        CodeSystem::Hcpcs => "HCPCS",
        CodeSystem::Cvx => "CVX",
        CodeSystem::Ndc => "NDC",
        CodeSystem::Atc => "ATC",
        CodeSystem::Hgnc => "HGNC",
    }
}

fn kind(domain: &str) -> Option<ConceptKind> {
    Some(match domain {
        "Condition" => ConceptKind::Condition,
        "Drug" => ConceptKind::Drug,
        "Measurement" => ConceptKind::Measurement,
        "Procedure" => ConceptKind::Procedure,
        "Device" => ConceptKind::Device,
        _ => return None,
    })
}

/// Adds a link once.
fn add_link(links: &mut Vec<u32>, to: u32) -> Result<(), IssueCode> {
    if links.contains(&to) {
        return Ok(());
    }
    if links.len() >= MOST_LINKS {
        return Err(codes::LINKS);
    }
    links.push(to);
    Ok(())
}

/// An OMOP concept id: a positive number of 31 bits.
fn id(field: &str) -> Option<u32> {
    field.parse().ok().filter(|id| (1..FIRST).contains(id))
}

impl Import<'_> {
    /// Hands every row of a file to `take`, which gives the code of what is wrong with one.
    fn each<const N: usize>(
        &mut self,
        file: File,
        bytes: &mut dyn BufRead,
        columns: [&'static str; N],
        mut take: impl FnMut(&mut Self, [&str; N]) -> Result<(), IssueCode>,
    ) -> Result<(), Refusal> {
        let mut rows = Rows::open(bytes, columns).map_err(|code| Refusal::Columns { file, code })?;
        let (mut read, mut bad) = (0, 0);
        while let Some(row) = rows.read() {
            read += 1;
            let line = row.line;
            if let Err(code) = row.fields.and_then(|fields| take(self, fields)) {
                if code == codes::STREAM {
                    return Err(Refusal::Broken { file, code });
                }
                bad += 1;
                if self.report.issues.len() < MOST_ISSUES {
                    self.report.issues.push(BadRow { file, line, code });
                }
            }
            if self.kept.len() > MOST_CONCEPTS || self.sources.len() + self.products.len() > MOST_CODES {
                return Err(Refusal::TooLarge);
            }
        }
        self.report.rows.insert(file, Counted { read, quarantined: bad });
        Ok(())
    }

    fn pass(&mut self, why: &'static str) {
        *self.report.passed_over.entry(why).or_default() += 1;
    }

    fn concepts(&mut self, bytes: &mut dyn BufRead, vocabularies: &[String]) -> Result<(), Refusal> {
        let columns = [
            "concept_id",
            "concept_name",
            "domain_id",
            "vocabulary_id",
            "concept_class_id",
            "standard_concept",
            "concept_code",
            "invalid_reason",
        ];
        self.each(File::Concept, bytes, columns, |import, fields| {
            let [number, name, domain, vocabulary, class, standard, code, retired] = fields;
            let number = id(number).ok_or(codes::NUMBER)?;
            if !name.chars().any(char::is_alphanumeric) {
                return Err(codes::NAME);
            }
            let wanted = vocabularies.is_empty() || vocabularies.iter().any(|wanted| wanted == vocabulary);
            let Some(system) = system(vocabulary).filter(|_| wanted) else {
                import.pass("vocabulary");
                return Ok(());
            };
            if !retired.is_empty() {
                import.pass("retired");
                return Ok(());
            }
            let coding = Coding::new(system, code).ok_or(codes::CODE)?;
            if import.kept.contains_key(&number)
                || import.sources.contains_key(&number)
                || import.products.contains_key(&number)
            {
                return Err(codes::TWICE);
            }
            if standard != "S" {
                import.sources.insert(number, (coding, Vec::new()));
                return Ok(());
            }
            let Some(kind) = kind(domain) else {
                import.pass("domain");
                return Ok(());
            };
            if system == CodeSystem::RxNorm && class != "Ingredient" {
                import.products.insert(number, Product { coding, name: name.into(), ingredients: Vec::new() });
                return Ok(());
            }
            let builtin = import.builtin(&coding, name, kind);
            import.kept.insert(
                number,
                Kept {
                    kind,
                    coding: Some(coding),
                    name: name.into(),
                    // Names of LOINC are made of parts that no note writes.
                    named: system != CodeSystem::Loinc,
                    builtin,
                    synonyms: Vec::new(),
                    codes: Vec::new(),
                    parents: Vec::new(),
                },
            );
            Ok(())
        })
    }

    /// The built-in concept of this code, or of this name if it is of the same kind.
    fn builtin(&self, coding: &Coding, name: &str, kind: ConceptKind) -> Option<ConceptId> {
        let same_kind = |id: &ConceptId| self.base.concept(*id).is_some_and(|concept| concept.kind == kind);
        self.base.by_exact_code(coding).or_else(|| self.base.by_name(name).filter(same_kind))
    }

    fn synonyms(&mut self, bytes: &mut dyn BufRead) -> Result<(), Refusal> {
        self.each(File::Synonym, bytes, ["concept_id", "concept_synonym_name", "language_concept_id"], |import, fields| {
            let [number, name, language] = fields;
            let number = id(number).ok_or(codes::NUMBER)?;
            if name.trim().is_empty() {
                return Err(codes::NAME);
            }
            // 4180186 is English.
            if language == "4180186"
                && let Some(kept) = import.kept.get_mut(&number)
                && kept.named
                && kept.synonyms.len() < MOST_NAMES
                && *kept.name != *name
                && table::is_name(name)
            {
                kept.synonyms.push(name.into());
            }
            Ok(())
        })
    }

    fn ancestors(&mut self, bytes: &mut dyn BufRead) -> Result<(), Refusal> {
        let columns = ["ancestor_concept_id", "descendant_concept_id", "min_levels_of_separation"];
        self.each(File::Ancestor, bytes, columns, |import, fields| {
            let [above, below, levels] = fields;
            let (above, below) = (id(above).ok_or(codes::NUMBER)?, id(below).ok_or(codes::NUMBER)?);
            let levels: u32 = levels.parse().map_err(|_| codes::NUMBER)?;
            if above == below || !import.kept.contains_key(&above) {
                return Ok(());
            }
            if let Some(product) = import.products.get_mut(&below) {
                add_link(&mut product.ingredients, above)
            } else if levels == 1 {
                import.link(below, above)
            } else {
                Ok(())
            }
        })
    }

    fn link(&mut self, child: u32, parent: u32) -> Result<(), IssueCode> {
        self.kept.get_mut(&child).map_or(Ok(()), |kept| add_link(&mut kept.parents, parent))
    }

    fn relationships(&mut self, bytes: &mut dyn BufRead) -> Result<(), Refusal> {
        let columns = ["concept_id_1", "concept_id_2", "relationship_id", "invalid_reason"];
        self.each(File::Relationship, bytes, columns, |import, fields| {
            let [from, to, relationship, retired] = fields;
            let (from, to) = (id(from).ok_or(codes::NUMBER)?, id(to).ok_or(codes::NUMBER)?);
            if !retired.is_empty() || from == to {
                return Ok(());
            }
            match relationship {
                "Maps to" => {
                    let known = import.kept.contains_key(&to) || import.products.contains_key(&to);
                    import.sources.get_mut(&from).filter(|_| known).map_or(Ok(()), |(_, targets)| add_link(targets, to))
                }
                "Is a" if import.kept.contains_key(&to) => import.link(from, to),
                _ => Ok(()),
            }
        })
    }

    /// A product of one ingredient is a code of it; one of several is a kind of each.
    fn place_products(&mut self) {
        let mut products: Vec<(u32, Product)> = self.products.drain().collect();
        products.sort_unstable_by_key(|(number, _)| *number);
        let mut places: HashMap<u32, u32> = HashMap::new();
        for (number, product) in products {
            match product.ingredients.as_slice() {
                [] => self.pass("no-ingredient"),
                [one] => {
                    places.insert(number, *one);
                    self.add_code(*one, product.coding);
                }
                _ => {
                    let builtin = self.base.by_exact_code(&product.coding);
                    let kept = Kept {
                        kind: ConceptKind::Drug,
                        coding: Some(product.coding),
                        name: product.name,
                        named: false,
                        builtin,
                        synonyms: Vec::new(),
                        codes: Vec::new(),
                        parents: product.ingredients,
                    };
                    self.kept.insert(number, kept);
                }
            }
        }
        let mut sources: Vec<(u32, (Coding, Vec<u32>))> = self.sources.drain().collect();
        sources.sort_unstable_by_key(|(number, _)| *number);
        for (_, (coding, targets)) in sources {
            let mut targets: Vec<u32> =
                targets.iter().map(|target| places.get(target).copied().unwrap_or(*target)).collect();
            targets.dedup();
            match targets.as_slice() {
                [] => self.pass("not-standard"),
                [one] => self.add_code(*one, coding),
                _ => self.report.codes_left += 1,
            }
        }
    }

    /// Adds a code to a concept, unless the built-in tables lead it to a concept that this one is not a kind of.
    fn add_code(&mut self, number: u32, coding: Coding) {
        if let Some(told) = self.base.by_code(coding.system, &coding.code)
            && !self.is_kind_of(number, told)
        {
            self.report.codes_left += 1;
            return;
        }
        if let Some(kept) = self.kept.get_mut(&number) {
            kept.codes.push(coding);
        }
    }

    /// Whether a concept is a built-in one or below it.
    fn is_kind_of(&self, number: u32, builtin: ConceptId) -> bool {
        let (mut open, mut seen) = (vec![number], HashSet::from([number]));
        while let Some(next) = open.pop() {
            let Some(kept) = self.kept.get(&next) else { continue };
            if kept.builtin.is_some_and(|known| self.base.is_a(known, builtin)) {
                return true;
            }
            open.extend(kept.parents.iter().copied().filter(|parent| seen.insert(*parent)));
        }
        false
    }

    /// Takes away each link that closes a circle, walking upward without recursion.
    fn open_circles(&mut self) {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            Open,
            Done,
        }
        let mut numbers: Vec<u32> = self.kept.keys().copied().collect();
        numbers.sort_unstable();
        let mut marks: HashMap<u32, Mark> = HashMap::new();
        let mut closing: Vec<(u32, u32)> = Vec::new();
        for start in numbers {
            let mut path: Vec<(u32, usize)> = if marks.contains_key(&start) { Vec::new() } else { vec![(start, 0)] };
            while let Some((number, at)) = path.last_mut() {
                let number = *number;
                marks.entry(number).or_insert(Mark::Open);
                let parent = self.kept.get(&number).and_then(|kept| kept.parents.get(*at)).copied();
                *at += 1;
                match parent {
                    None => {
                        marks.insert(number, Mark::Done);
                        path.pop();
                    }
                    Some(parent) => match marks.get(&parent) {
                        Some(Mark::Open) => closing.push((number, parent)),
                        Some(Mark::Done) => {}
                        None => path.push((parent, 0)),
                    },
                }
            }
        }
        self.report.circles = closing.len() as u64;
        for (child, parent) in closing {
            if let Some(kept) = self.kept.get_mut(&child) {
                kept.parents.retain(|other| *other != parent);
            }
        }
    }

    /// Whether there are more pairs of a concept and a kind of it than this. Counting ends there, however deep the links go.
    fn kinds_exceed(&self, most: usize) -> bool {
        let (mut pairs, mut open, mut seen) = (0, Vec::new(), HashSet::new());
        for number in self.kept.keys() {
            seen.clear();
            open.push(*number);
            while let Some(next) = open.pop() {
                if !seen.insert(next) {
                    continue;
                }
                pairs += 1;
                if pairs > most {
                    return true;
                }
                open.extend(self.kept.get(&next).into_iter().flat_map(|kept| &kept.parents));
            }
        }
        false
    }

    fn finish(mut self) -> Overlay {
        let table = table::write(self.base, &self.kept, &mut self.report);
        Overlay { table, report: self.report }
    }
}

#[cfg(test)]
mod tests;
