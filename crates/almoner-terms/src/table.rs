//! Reads the tables: tab-separated rows under a line that names the columns. `terms/README.md` documents the form.
//!
//! Strict, because a table with a slip in it would decide trials wrongly in silence: an unknown column, a field of the wrong
//! form or a number used twice refuses the whole table.

use almoner_base::{CodeSystem, Coding, ConceptId};

use crate::{Concept, ConceptKind, Equivalent, Error};

const CODE_SYSTEMS: [CodeSystem; 12] = [
    CodeSystem::SnomedCt,
    CodeSystem::Loinc,
    CodeSystem::RxNorm,
    CodeSystem::Icd10Cm,
    CodeSystem::Icd9Cm,
    CodeSystem::Icd10Pcs,
    CodeSystem::Cpt,
    CodeSystem::Hcpcs,
    CodeSystem::Cvx,
    CodeSystem::Ndc,
    CodeSystem::Atc,
    CodeSystem::Hgnc,
];

const COLUMNS: [&str; 16] = [
    "id",
    "key",
    "kind",
    "name",
    "synonyms",
    "codes",
    "parents",
    "denies",
    "unit",
    "normal_low",
    "normal_high",
    "molar_mass",
    "valence",
    "stale_days",
    "equivalent",
    "half_life_hours",
];

/// A row whose parents, and what it denies, are still keys.
pub(crate) struct Row {
    pub(crate) concept: Concept,
    pub(crate) parents: Vec<String>,
    pub(crate) denies: Option<String>,
    /// Names to be matched in this very case only.
    pub(crate) exact: Vec<String>,
    pub(crate) table: String,
    pub(crate) line: usize,
}

/// Reads one table. A table without a column `kind` holds conditions.
pub(crate) fn read(table: &str, text: &str) -> Result<Vec<Row>, Error> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let no_columns = || Error::NoColumns { table: table.to_owned() };
    let (_, heading) = lines.next().ok_or_else(no_columns)?;
    let mut columns = Vec::new();
    for column in heading.split('\t') {
        let known = COLUMNS.into_iter().find(|known| *known == column);
        columns.push(known.ok_or_else(|| Error::UnknownColumn { table: table.to_owned(), column: column.to_owned() })?);
    }
    if ["id", "key", "name"].iter().any(|needed| !columns.contains(needed)) {
        return Err(no_columns());
    }
    lines.map(|(index, line)| row(table, index + 1, &columns, line)).collect()
}

fn row(table: &str, line_number: usize, columns: &[&'static str], line: &str) -> Result<Row, Error> {
    let malformed = |column| Error::Field { table: table.to_owned(), line: line_number, column };
    let fields: Vec<&str> = line.split('\t').collect();
    if fields.len() > columns.len() {
        return Err(malformed("id"));
    }
    // Empty fields at the end of a row may be left out.
    let field = |name: &str| {
        let index = columns.iter().position(|column| *column == name);
        index.and_then(|index| fields.get(index)).map_or("", |field| field.trim())
    };
    let number = |name: &'static str| match field(name) {
        "" => Ok(None),
        text => text.parse::<f64>().ok().filter(|value| value.is_finite()).map(Some).ok_or_else(|| malformed(name)),
    };

    let id = field("id").parse().ok().filter(|id| *id > 0).map(ConceptId).ok_or_else(|| malformed("id"))?;
    let key = field("key");
    if key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(malformed("key"));
    }
    let kind = match field("kind") {
        "" => ConceptKind::Condition,
        word => ConceptKind::ALL.into_iter().find(|kind| kind.name() == word).ok_or_else(|| malformed("kind"))?,
    };
    let name = field("name");
    if name.is_empty() {
        return Err(malformed("name"));
    }

    let (mut synonyms, mut exact) = (Vec::new(), Vec::new());
    for synonym in list(field("synonyms")) {
        if synonym.starts_with('?') {
            continue;
        }
        let plain = synonym.strip_prefix('=').unwrap_or(synonym);
        if plain.is_empty() {
            return Err(malformed("synonyms"));
        }
        if plain != synonym || is_short_abbreviation(plain) {
            exact.push(plain.to_owned());
        }
        synonyms.push(plain.to_owned());
    }
    let codes = list(field("codes")).map(coding).collect::<Option<Vec<_>>>().ok_or_else(|| malformed("codes"))?;
    let unit = Some(field("unit")).filter(|unit| !unit.is_empty()).map(str::to_owned);
    if unit.as_deref().is_some_and(|unit| crate::ucum::Unit::parse(unit).is_none()) {
        return Err(malformed("unit"));
    }
    let equivalent = match field("equivalent") {
        "" => None,
        text => Some(equivalent(text).ok_or_else(|| malformed("equivalent"))?),
    };
    let concept = Concept {
        id,
        key: key.to_owned(),
        kind,
        name: name.to_owned(),
        synonyms,
        codes,
        parents: Vec::new(),
        denies: None,
        unit,
        normal_low: number("normal_low")?,
        normal_high: number("normal_high")?,
        molar_mass: number("molar_mass")?.filter(|mass| *mass > 0.0),
        valence: number("valence")?.filter(|valence| *valence > 0.0),
        stale_days: days(field("stale_days")).ok_or_else(|| malformed("stale_days"))?,
        equivalent,
        half_life_hours: number("half_life_hours")?.filter(|hours| *hours > 0.0),
    };
    let parents = list(field("parents")).map(str::to_owned).collect();
    let denies = Some(field("denies")).filter(|key| !key.is_empty()).map(str::to_owned);
    Ok(Row { concept, parents, denies, exact, table: table.to_owned(), line: line_number })
}

/// A number of days, or none; the outer `None` for what is no number of days. `never` is for a table that takes back what another says.
fn days(field: &str) -> Option<Option<u32>> {
    match field {
        "" => Some(None),
        "never" => Some(Some(u32::MAX)),
        days => days.parse().ok().filter(|days| *days > 0).map(Some),
    }
}

/// `glucocorticoid=5`.
fn equivalent(text: &str) -> Option<Equivalent> {
    let (group, milligrams) = text.split_once('=')?;
    let milligrams = milligrams.parse().ok().filter(|amount: &f64| *amount > 0.0 && amount.is_finite())?;
    (!group.is_empty()).then(|| Equivalent { group: group.to_owned(), milligrams })
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field.split('|').map(str::trim).filter(|item| !item.is_empty())
}

fn coding(text: &str) -> Option<Coding> {
    let (system, code) = text.split_once(':')?;
    let system = CODE_SYSTEMS.into_iter().find(|known| known.name() == system)?;
    Coding::new(system, code)
}

/// Abbreviations of up to three characters without a lower-case letter (`MI`, `T1D`) are words or syllables in other cases.
fn is_short_abbreviation(name: &str) -> bool {
    name.len() <= 3 && name.bytes().any(|b| b.is_ascii_uppercase()) && !name.bytes().any(|b| b.is_ascii_lowercase())
}
