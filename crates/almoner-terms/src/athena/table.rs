//! Writes what was kept as a table in the form of `terms/README.md`.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use almoner_base::{Coding, ConceptId};

use super::{FIRST, Kept, Report};
use crate::{ConceptKind, Terms};

/// Whether a name may be looked for in text. Short names and single common words mean other things there more often than not.
pub(crate) fn is_name(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let plain = !name.contains(['|', '\t', '[', ']', '"', '/']) && !name.starts_with(['?', '=']);
    plain && name.len() <= 120 && words <= 10 && letters >= 5 && (words > 1 || letters >= 7)
}

/// A row that is being put together: a built-in concept may be several standard ones.
#[derive(Default)]
struct Line<'k> {
    names: Vec<&'k str>,
    codes: Vec<&'k Coding>,
}

pub(super) fn write(base: &Terms, kept: &HashMap<u32, Kept>, report: &mut Report) -> String {
    let mut numbers: Vec<u32> = kept.keys().copied().collect();
    numbers.sort_unstable();
    let mut merged: BTreeMap<ConceptId, Line<'_>> = BTreeMap::new();
    let mut out = String::from(
        "# Made from an Athena download; made anew by each `terms import`.\nid\tkey\tkind\tname\tsynonyms\tcodes\tparents\n",
    );
    let key = |number: u32| match kept.get(&number).and_then(|kept| kept.builtin) {
        Some(builtin) => base.concept(builtin).map(|concept| concept.key.clone()),
        None => kept.contains_key(&number).then(|| format!("omop-{number}")),
    };
    for number in numbers {
        let Some(concept) = kept.get(&number) else { continue };
        let all_codes = concept.coding.iter().chain(&concept.codes);
        if let Some(builtin) = concept.builtin {
            let line = merged.entry(builtin).or_default();
            line.codes.extend(all_codes.filter(|coding| base.by_exact_code(coding).is_none()));
            if concept.named {
                let names = std::iter::once(&concept.name).chain(&concept.synonyms).map(AsRef::as_ref);
                line.names.extend(names.filter(|name| is_name(name) && base.by_name(name).is_none()));
            }
            continue;
        }
        let mut parents: Vec<String> = concept.parents.iter().filter_map(|parent| key(*parent)).collect();
        if parents.is_empty() && concept.kind == ConceptKind::Condition && base.by_key("disease").is_some() {
            parents.push("disease".to_owned());
        }
        parents.sort_unstable();
        parents.dedup();
        let synonyms: Vec<&str> = concept.synonyms.iter().map(AsRef::as_ref).collect();
        report.new += 1;
        report.names += synonyms.len() as u64;
        report.codes += 1 + concept.codes.len() as u64;
        let name = plain(&concept.name);
        let _ = writeln!(
            out,
            "{}\tomop-{number}\t{}\t{name}\t{}\t{}\t{}",
            FIRST + number,
            concept.kind.name(),
            synonyms.join("|"),
            codings(all_codes),
            parents.join("|"),
        );
    }
    for (id, line) in merged {
        let Some(concept) = base.concept(id) else { continue };
        if line.names.is_empty() && line.codes.is_empty() {
            continue;
        }
        report.merged += 1;
        report.names += line.names.len() as u64;
        report.codes += line.codes.len() as u64;
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t",
            id.0,
            concept.key,
            concept.kind.name(),
            concept.name,
            line.names.join("|"),
            codings(line.codes.into_iter()),
        );
    }
    out
}

fn codings<'c>(codings: impl Iterator<Item = &'c Coding>) -> String {
    let mut codings: Vec<String> = codings.map(|coding| format!("{}:{}", coding.system.name(), coding.code)).collect();
    codings.sort_unstable();
    codings.dedup();
    codings.join("|")
}

/// A name without the signs that part fields.
fn plain(name: &str) -> String {
    name.replace(['|', '\t'], " ")
}
