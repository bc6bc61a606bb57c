//! CTML trials asked of the clinical records that came with the engine: each trial and record once by the imported expression over facts,
//! and once by CTML's own meaning over the document, written here anew and sharing nothing with the importer.
//!
//! By CTML's meaning an age compares days of birth, a diagnosis is met by the names that the engine's OncoTree table lists under it, and
//! what no record says is not met. Of genomic clauses nothing is known, since the records of genes are not there: a clause of one leaves
//! the pair open unless the rest decides. The engine's tests run on 12 July 2000, and so does this.

use std::collections::{BTreeMap, HashMap};
use std::io::Read as _;
use std::path::Path;

use almoner_base::{Day, DayRange, Quantity, Reason, Verdict};
use almoner_eligibility::{AbsencePolicy, FactIndex, PatientView, decide_criterion};
use almoner_facts::{
    AgeYears, Assertion, Coverage, Demographics, Experiencer, Extractor, Fact, FactKind, Polarity, ResourceKind, Sex,
    Source, Span, Temporality, Value as Measured,
};
use almoner_terms::{ConceptKind, Terms};
use almoner_trials::interchange::{documents, from_ctml};
use serde_json::{Map, Value};

use super::{Outcome, files};

/// The day of the engine's tests, as `YYYYMMDD`.
const TODAY: f64 = 20_000_712.0;

/// Yes, no, or open.
type Open = Option<bool>;

/// How pairs of a trial and a record came out.
#[derive(Default)]
struct Pairs {
    equal: u64,
    /// Met here and not there, and the other way round.
    different: [u64; 2],
    /// The engine's meaning decides, and we say why we can not.
    unsaid: BTreeMap<String, u64>,
    /// Decided here, though the engine's meaning waits for records of genes.
    ahead: u64,
    both_open: u64,
}

#[expect(clippy::print_stdout, reason = "an example that tells figures")]
pub(super) fn compare(folder: &Path) -> Outcome {
    let data = folder.join("tests/data");
    let bytes = std::fs::read(data.join("integration_data/clinical.bson.gz"))?;
    let mut records = Vec::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut records)?;
    let records = bson_documents(&records).ok_or("clinical.bson.gz is no BSON")?;
    let tree: HashMap<String, Vec<String>> =
        serde_json::from_str(&std::fs::read_to_string(folder.join("ref/oncotree_mapping.json"))?)?;
    let terms = Terms::builtin();
    let patients: Vec<Patient> = records.iter().map(|record| Patient::of(record, terms)).collect();
    let named = patients.iter().filter(|patient| patient.named).count();
    let mut pairs = Pairs::default();
    let mut trials = 0;
    let mut of_burden = 0;
    for name in ["integration_trials", "trials"] {
        for path in files(&data.join(name))? {
            for document in documents(&std::fs::read_to_string(&path)?) {
                let document = document.map_err(|error| error.code)?;
                let imported = from_ctml(&document, terms).map_err(|error| error.code)?;
                let criterion = imported.criteria.first().ok_or("no criterion")?;
                trials += 1;
                for (record, patient) in records.iter().zip(&patients) {
                    let theirs = open_levels(&document, false, record, &tree);
                    let (verdict, reason) = patient.decide(criterion, terms);
                    pairs.add(theirs, verdict, reason);
                    let is_burden = path.file_stem().is_some_and(|stem| stem == "tmb");
                    of_burden += u32::from(is_burden && verdict == Verdict::Met);
                }
            }
        }
    }
    println!(
        "CTML patients: {trials} trials x {} records ({named} with a diagnosis that the tables hold): {} pairs as the engine means, {} met here and not there, {} the other way, {} not said here {:?}, {} open for both without records of genes, {} decided here alone",
        records.len(),
        pairs.equal,
        pairs.different[0],
        pairs.different[1],
        pairs.unsaid.values().sum::<u64>(),
        pairs.unsaid,
        pairs.both_open,
        pairs.ahead,
    );
    println!(
        "CTML patients: {of_burden} of the 3 records that the engine's own test expects fit the trial of mutational burden"
    );
    Ok(())
}

impl Pairs {
    fn add(&mut self, theirs: Open, ours: Verdict, reason: String) {
        match (theirs, ours) {
            (None, Verdict::Unknown(_)) => self.both_open += 1,
            (None, _) => self.ahead += 1,
            (Some(true), Verdict::Met) | (Some(false), Verdict::NotMet) => self.equal += 1,
            (Some(false), Verdict::Met) => self.different[0] += 1,
            (Some(true), Verdict::NotMet) => self.different[1] += 1,
            (Some(_), Verdict::Unknown(_)) => *self.unsaid.entry(reason).or_default() += 1,
        }
    }
}

/// A clinical record as facts.
struct Patient {
    demographics: Demographics,
    facts: Vec<Fact>,
    /// Whether the tables hold the diagnosis; else there may be any.
    named: bool,
}

fn fact(kind: FactKind, concept: almoner_base::ConceptId, value: Option<Measured>) -> Fact {
    let today = DayRange { earliest: Day(0), latest: Day(0) };
    Fact {
        kind,
        concept: Some(concept),
        coding: None,
        value,
        days: Span { start: Some(today), end: None, recorded: None },
        assertion: Assertion {
            polarity: Polarity::Affirmed,
            temporality: Temporality::Current,
            experiencer: Experiencer::Patient,
        },
        course: None,
        route: None,
        source: Source::Resource { kind: ResourceKind::Condition, ordinal: 0 },
        extractor: Extractor::Structured,
    }
}

impl Patient {
    fn of(record: &Map<String, Value>, terms: &Terms) -> Self {
        let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
        let age = birth(record).map(|birth| {
            // The day of birth in so many years is today or was before.
            let had = |years: &u8| TODAY - f64::from(*years) * 10_000.0 >= birth;
            if had(&90) { AgeYears::NinetyOrOlder } else { AgeYears::Years((0..90).rev().find(had).unwrap_or(0)) }
        });
        let sex = match text("GENDER") {
            "Female" => Some(Sex::Female),
            "Male" => Some(Sex::Male),
            _ => None,
        };
        let diagnosis = terms.by_name(text("ONCOTREE_PRIMARY_DIAGNOSIS_NAME"));
        let is_condition =
            |id: &almoner_base::ConceptId| terms.concept(*id).is_some_and(|one| one.kind == ConceptKind::Condition);
        let diagnosis = diagnosis.filter(is_condition);
        let mut facts: Vec<Fact> = diagnosis.map(|id| fact(FactKind::Condition, id, None)).into_iter().collect();
        let burden = terms.by_key("tumor-mutational-burden");
        if let (Some(concept), Some(value)) =
            (burden, record.get("TUMOR_MUTATIONAL_BURDEN_PER_MEGABASE").and_then(Value::as_f64))
        {
            let value = Quantity { value, unit: "1".to_owned(), comparator: None };
            facts.push(fact(FactKind::Measurement, concept, Some(Measured::Quantity(value))));
        }
        Self { demographics: Demographics { age, sex }, facts, named: diagnosis.is_some() }
    }

    fn decide(&self, criterion: &almoner_eligibility::Criterion, terms: &Terms) -> (Verdict, String) {
        let facts = FactIndex::new(&self.facts);
        let coverage = Coverage { encounters: Vec::new(), exported: Vec::new() };
        let view = PatientView { demographics: &self.demographics, facts: &facts, coverage: &coverage, notes: &[] };
        // A record names one primary diagnosis: where it is known which, it has no other.
        let absence = if self.named { AbsencePolicy::closed() } else { AbsencePolicy::open() };
        let finding = decide_criterion(criterion, &view, terms, &absence, None).finding;
        let reason = match finding.verdict {
            Verdict::Unknown(Reason::NoData) if !self.named => "diagnosis not in the tables".to_owned(),
            Verdict::Unknown(reason) => {
                serde_json::to_value(reason).ok().and_then(|code| Some(code.as_str()?.to_owned())).unwrap_or_default()
            }
            _ => String::new(),
        };
        (finding.verdict, reason)
    }
}

/// As `YYYYMMDD`.
fn birth(record: &Map<String, Value>) -> Option<f64> {
    record.get("BIRTH_DATE_INT").and_then(Value::as_f64)
}

fn and(parts: impl Iterator<Item = Open>) -> Open {
    let mut all = Some(true);
    for part in parts {
        match part {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

fn or(parts: impl Iterator<Item = Open>) -> Open {
    and(parts.map(|part| part.map(|yes| !yes))).map(|none| !none)
}

/// Whether one level that is open has a tree that holds.
fn open_levels(value: &Value, closed: bool, record: &Map<String, Value>, tree: &HashMap<String, Vec<String>>) -> Open {
    match value {
        Value::Array(items) => or(items.iter().map(|item| open_levels(item, closed, record, tree))),
        Value::Object(map) => {
            let yes = |name: &str| map.get(name).and_then(Value::as_str).is_some_and(|word| word.eq_ignore_ascii_case("y"));
            let arms = map.get("arm").and_then(Value::as_array).filter(|arms| !arms.is_empty());
            let all_closed = arms
                .is_some_and(|arms| arms.iter().all(|arm| arm.get("arm_suspended").and_then(Value::as_str) == Some("Y")));
            let closed = closed || yes("arm_suspended") || yes("level_suspended") || all_closed;
            or(map.iter().map(|(name, inner)| match name.as_str() {
                "match" if closed => Some(false),
                "match" => holds("and", inner, record, tree),
                "treatment_list" | "step" | "arm" | "dose_level" => open_levels(inner, closed, record, tree),
                _ => Some(false),
            }))
        }
        _ => Some(false),
    }
}

fn holds(operator: &str, value: &Value, record: &Map<String, Value>, tree: &HashMap<String, Vec<String>>) -> Open {
    let join = |parts: Vec<Open>| if operator.starts_with("or") { or(parts.into_iter()) } else { and(parts.into_iter()) };
    match value {
        Value::Array(items) => join(items.iter().map(|item| holds("and", item, record, tree)).collect()),
        Value::Object(map) => {
            let member = |(name, inner): (&String, &Value)| match (name.as_str(), inner) {
                ("genomic", _) => None,
                ("clinical", Value::Object(clause)) => {
                    and(clause.iter().map(|(name, value)| element(name, value, record, tree)))
                }
                (operator, inner) => holds(operator, inner, record, tree),
            };
            join(map.iter().map(member).collect())
        }
        _ => None,
    }
}

fn element(name: &str, value: &Value, record: &Map<String, Value>, tree: &HashMap<String, Vec<String>>) -> Open {
    let text = value.as_str()?;
    let (denied, text) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
    let own = |name: &str| record.get(name).and_then(Value::as_str);
    let told = match name.to_ascii_lowercase().as_str() {
        "age_numerical" => {
            let (operator, years) = compared(text)?;
            // A greater age is an earlier day of birth.
            operator(TODAY - years * 10_000.0, birth(record)?)
        }
        "gender" => own("GENDER") == Some(text),
        "oncotree_primary_diagnosis" => {
            let own = own("ONCOTREE_PRIMARY_DIAGNOSIS_NAME")?;
            own == text || tree.get(text).is_some_and(|below| below.iter().any(|name| name == own))
        }
        "tmb_numerical" => {
            let (operator, bound) = compared(text)?;
            let own = record.get("TUMOR_MUTATIONAL_BURDEN_PER_MEGABASE").and_then(Value::as_f64);
            own.is_some_and(|own| operator(own, bound))
        }
        _ => return None,
    };
    Some(told != denied)
}

type Operator = fn(f64, f64) -> bool;

fn compared(text: &str) -> Option<(Operator, f64)> {
    let all: [(&str, Operator); 5] = [
        ("==", |one, other| (one - other).abs() < 1e-9),
        (">=", |one, other| one >= other),
        ("<=", |one, other| one <= other),
        (">", |one, other| one > other),
        ("<", |one, other| one < other),
    ];
    let (operator, rest) = all.into_iter().find_map(|(sign, operator)| Some((operator, text.strip_prefix(sign)?)))?;
    Some((operator, rest.trim().parse().ok()?))
}

/// BSON documents behind each other (bsonspec.org, version 1.1), as far as these records use it.
fn bson_documents(mut bytes: &[u8]) -> Option<Vec<Map<String, Value>>> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let (document, rest) = bson_document(bytes)?;
        all.push(document);
        bytes = rest;
    }
    Some(all)
}

fn bson_document(bytes: &[u8]) -> Option<(Map<String, Value>, &[u8])> {
    let length = usize::try_from(i32::from_le_bytes(*bytes.first_chunk()?)).ok()?;
    let (mut inner, rest) = (bytes.get(4..length)?, bytes.get(length..)?);
    let mut map = Map::new();
    while let Some((kind, after)) = inner.split_first().filter(|(kind, _)| **kind != 0) {
        let end = after.iter().position(|byte| *byte == 0)?;
        let name = std::str::from_utf8(after.get(..end)?).ok()?.to_owned();
        let value = after.get(end + 1..)?;
        let (told, size) = match kind {
            0x01 => (Value::from(f64::from_le_bytes(*value.first_chunk()?)), 8),
            0x02 => {
                let size = usize::try_from(i32::from_le_bytes(*value.first_chunk()?)).ok()?;
                (Value::from(std::str::from_utf8(value.get(4..(4 + size).checked_sub(1)?)?).ok()?), 4 + size)
            }
            0x03 | 0x04 => (Value::Null, usize::try_from(i32::from_le_bytes(*value.first_chunk()?)).ok()?),
            0x07 => (Value::Null, 12),
            0x08 => (Value::from(value.first() == Some(&1)), 1),
            0x0a => (Value::Null, 0),
            0x10 => (Value::from(i32::from_le_bytes(*value.first_chunk()?)), 4),
            0x09 | 0x12 => (Value::from(i64::from_le_bytes(*value.first_chunk()?)), 8),
            _ => return None,
        };
        map.insert(name, told);
        inner = value.get(size..)?;
    }
    Some((map, rest))
}
