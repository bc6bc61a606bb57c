//! How much of real documents of other languages is read: `interchange_eval FOLDER`, where FOLDER holds `matchengine-ctml` and `circe`.
//!
//! CTML boolean cases are compared with the engine's own match paths over all assignments, or over 200,000 random ones where there
//! are more than 20 clauses. The trials are then asked of the engine's clinical records (`patients`); its genomic records are not part of the
//! data.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use almoner_eligibility::{Atom, Expr, Node};
use almoner_terms::Terms;
use almoner_trials::interchange::{Imported, Vocabulary, documents, from_circe, from_ctml, to_circe};
use almoner_trials::{Coverage, TrialRecord, coverage_of};
use serde_json::{Map, Value};

#[path = "interchange_eval/patients.rs"]
mod patients;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[expect(clippy::print_stdout, reason = "an example that tells figures")]
fn main() -> Outcome {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("interchange_eval FOLDER")?);
    boolean_cases(&folder.join("matchengine-ctml/tests/data"))?;
    let data = folder.join("matchengine-ctml/tests/data");
    for name in ["integration_trials", "trials"] {
        let mut tally = Tally::default();
        for path in files(&data.join(name))? {
            for document in documents(&std::fs::read_to_string(&path)?) {
                let document = document.map_err(|error| error.code)?;
                tally.add(from_ctml(&document, Terms::builtin()).ok());
            }
        }
        println!("CTML {name}: {tally}");
    }
    patients::compare(&folder.join("matchengine-ctml"))?;
    let mut tally = Tally::default();
    let (mut kept, mut same) = (0, 0);
    for path in files(&folder.join("circe"))? {
        let Some(Ok(document)) = documents(&std::fs::read_to_string(&path)?).next() else { continue };
        let imported = from_circe(&document, Terms::builtin()).ok();
        if let Some(imported) = imported.as_ref().filter(|one| !one.criteria.is_empty() && one.unsaid.is_empty()) {
            kept += 1;
            let id = almoner_base::NctId::parse("NCT00000000").map_err(|_| "id")?;
            let trial = TrialRecord::new(id, String::new());
            let exported = to_circe(&trial, &imported.criteria, Terms::builtin(), &Vocabulary::default());
            let again = from_circe(&exported.document, Terms::builtin()).map_err(|error| error.code)?;
            same += usize::from(again.unsaid.is_empty() && agree(&imported.criteria, &again.criteria));
        }
        if document.get("PrimaryCriteria").is_some() || document.get("InclusionRules").is_some() {
            tally.add(imported);
        }
    }
    println!("Circe cohort expressions: {tally}");
    println!("Circe: {kept} said in full by both; {same} of these the same after export and import");
    Ok(())
}

fn agree(one: &[almoner_eligibility::Criterion], other: &[almoner_eligibility::Criterion]) -> bool {
    (0..256).all(|seed| {
        let holds = |list: &[almoner_eligibility::Criterion]| {
            list.iter().all(|criterion| truth(&criterion.expr, &|name| chance(name, seed)))
        };
        holds(one) == holds(other)
    })
}

fn chance(name: &str, seed: u64) -> bool {
    let mut hasher = DefaultHasher::new();
    (name, seed).hash(&mut hasher);
    hasher.finish().is_multiple_of(2)
}

fn truth(node: &Node, of: &impl Fn(&str) -> bool) -> bool {
    match &node.expr {
        Expr::And(parts) => parts.iter().all(|part| truth(part, of)),
        Expr::Or(parts) => parts.iter().any(|part| truth(part, of)),
        Expr::Not(part) => !truth(part, of),
        Expr::AtLeast { count, of: parts } => parts.iter().filter(|part| truth(part, of)).count() >= *count as usize,
        Expr::AtMost { count, of: parts } => parts.iter().filter(|part| truth(part, of)).count() <= *count as usize,
        Expr::IfThen { condition, then } => !truth(condition, of) || truth(then, of),
        Expr::Except { base, exception } => truth(base, of) && !truth(exception, of),
        Expr::Atom(Atom::Named { name, .. }) => of(name),
        other => of(&format!("{other:?}")),
    }
}

#[derive(Default)]
struct Tally {
    documents: u32,
    unread: u32,
    full: u32,
    partial: u32,
    none: u32,
    without_criteria: u32,
    codes: BTreeMap<&'static str, u32>,
}

impl Tally {
    fn add(&mut self, imported: Option<Imported>) {
        self.documents += 1;
        let Some(imported) = imported else {
            self.unread += 1;
            return;
        };
        for part in &imported.unsaid {
            *self.codes.entry(part.code).or_default() += 1;
        }
        let worst = imported.criteria.iter().map(|criterion| coverage_of(&criterion.expr));
        let found: Vec<Coverage> = worst.collect();
        if found.is_empty() {
            self.without_criteria += 1;
        } else if found.iter().all(|one| *one == Coverage::Full) {
            self.full += 1;
        } else if found.iter().all(|one| *one == Coverage::None) {
            self.none += 1;
        } else {
            self.partial += 1;
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} documents, {} not read, {} without criteria, {} in full, {} in part, {} not at all; unsaid {:?}",
            self.documents, self.unread, self.without_criteria, self.full, self.partial, self.none, self.codes
        )
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Clauses of the cases are `g1`, `c1` and so on; here they get the kinds that real clauses have.
fn real(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(real).collect(),
        Value::Object(map) => {
            let mut out = Map::new();
            for (name, inner) in map {
                let is =
                    |letter: char| name.strip_prefix(letter).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
                let (key, value) = if is('g') {
                    ("genomic", serde_json::json!({ "hugo_symbol": marked(name, inner) }))
                } else if is('c') {
                    ("clinical", serde_json::json!({ "oncotree_primary_diagnosis": marked(name, inner) }))
                } else {
                    (name.as_str(), real(inner))
                };
                out.insert(key.to_owned(), value);
            }
            Value::Object(out)
        }
        other => other.clone(),
    }
}

fn marked(name: &str, clause: &Value) -> String {
    let value = clause.as_object().and_then(|map| map.values().next()).and_then(Value::as_str).unwrap_or_default();
    format!("zz{name}{value}")
}

#[expect(clippy::print_stdout, reason = "an example that tells figures")]
fn boolean_cases(data: &Path) -> Outcome {
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(data.join("get_match_paths_expected.json"))?)?;
    let (mut right, mut all, mut asked) = (0, 0, 0_u64);
    for (name, paths) in expected.as_object().ok_or("expected")? {
        let case = std::fs::read_to_string(data.join("ctml_boolean_cases").join(name))?;
        let case = documents(&case).next().ok_or("empty")?.map_err(|error| error.code)?;
        let imported =
            from_ctml(&serde_json::json!({ "match": real(&case) }), Terms::builtin()).map_err(|error| error.code)?;
        let tree = &imported.criteria.first().ok_or("no criterion")?.expr;
        let paths: Vec<Vec<String>> = paths.as_array().into_iter().flatten().map(clauses).collect();
        let mut names: Vec<&String> = paths.iter().flatten().collect();
        names.sort();
        names.dedup();
        let rounds = if names.len() <= 20 { 1_u64 << names.len() } else { 200_000 };
        let agrees = (0..rounds).all(|round| {
            let of = |name: &str| match names.binary_search_by(|known| known.as_str().cmp(name)) {
                Ok(at) if names.len() <= 20 => round >> at & 1 == 1,
                _ => chance(name, round),
            };
            truth(tree, &of) == paths.iter().any(|path| path.iter().all(|name| of(name)))
        });
        all += 1;
        asked += rounds;
        right += u32::from(agrees && imported.unsaid.is_empty());
        if !agrees {
            println!("  {name} differs");
        }
    }
    println!("CTML boolean cases: {right} of {all} as the engine's match paths ({asked} assignments)");
    Ok(())
}

fn clauses(path: &Value) -> Vec<String> {
    let nodes = path.get("criteria_list").and_then(Value::as_array).into_iter().flatten();
    let criteria = nodes.filter_map(|node| node.get("criteria")?.as_array()).flatten();
    criteria.filter_map(Value::as_object).flat_map(|map| map.iter().map(|(name, clause)| marked(name, clause))).collect()
}
