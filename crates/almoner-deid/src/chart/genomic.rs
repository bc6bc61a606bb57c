//! What an assessment of a genetic variant says, as a concept of the tables.
//!
//! The form is that of the HL7 genomics reporting guide (STU 2, profile Variant): `Observation.code` LOINC 69548-6, its value LA9633-4
//! (present) or LA9634-2 (absent), and components for the gene studied (48018-6, a code of HGNC) and the change in HGVS words
//! (48004-6 of the coding DNA, 48005-3 of the protein, 81290-9 of the genome). The words of a change are only compared with the
//! tables: a change that these do not hold stays behind, and what is told is that the gene is changed.

use almoner_base::ConceptId;
use almoner_fhir::{CodeableConcept, Observation, ObservationComponent};
use almoner_terms::{ConceptKind, Terms};

use super::coded::{self, Coded};

const ASSESSMENT: &str = "69548-6";
const GENE: &str = "48018-6";
const PROTEIN_CHANGE: &str = "48005-3";
const CHANGES: [&str; 3] = ["48004-6", PROTEIN_CHANGE, "81290-9"];
/// Present, absent.
const ANSWERS: [(&str, bool); 2] = [("LA9633-4", true), ("LA9634-2", false)];

/// What was looked for, and whether it was found. `None` of an observation that is no such assessment.
pub(super) fn variant(terms: &Terms, it: &Observation<'_>) -> Option<Option<(Coded, bool)>> {
    it.code.as_ref().filter(|code| has_code(code, ASSESSMENT))?;
    Some(assessed(terms, it))
}

fn assessed(terms: &Terms, it: &Observation<'_>) -> Option<(Coded, bool)> {
    let answer = it.value_codeable_concept.as_ref()?;
    let found = ANSWERS.into_iter().find(|(code, _)| has_code(answer, code))?.1;
    let part = |code: &str| it.component.iter().find(|part| part.code.as_ref().is_some_and(|own| has_code(own, code)));
    let gene = coded::look_up(terms, part(GENE)?.value_codeable_concept.as_ref()?)?;
    let stem = terms.concept(gene.concept?)?.key.strip_suffix("-alteration")?;
    let named = |suffix: &str| terms.by_key(&format!("{stem}-{suffix}"));
    let particular =
        part(PROTEIN_CHANGE).and_then(words).and_then(|change| short(&change)).and_then(|change| named(&change));
    let changed = CHANGES.iter().any(|code| part(code).is_some());
    let concept = match (particular, changed, found) {
        (Some(particular), ..) => particular,
        (None, true, true) => named("mutation").or(gene.concept)?,
        (None, false, _) => gene.concept?,
        // One change was not found, and the tables do not hold it: this denies no other change of the gene.
        (None, true, false) => return None,
    };
    Some((Coded { concept: Some(concept), ..gene }, found))
}

fn has_code(concept: &CodeableConcept<'_>, code: &str) -> bool {
    concept.coding.iter().any(|coding| coding.code.as_deref() == Some(code))
}

fn words(part: &ObservationComponent<'_>) -> Option<String> {
    let coded = part.value_codeable_concept.as_ref();
    let text =
        coded.and_then(|coded| coded.coding.iter().find_map(|coding| coding.code.as_deref()).or(coded.text.as_deref()));
    text.or(part.value_string.as_deref()).map(str::to_owned)
}

/// `NP_005219.2:p.(Leu858Arg)` as `l858r`, the form of the tables' keys.
fn short(change: &str) -> Option<String> {
    const RESIDUES: [(&str, char); 20] = [
        ("ala", 'a'),
        ("arg", 'r'),
        ("asn", 'n'),
        ("asp", 'd'),
        ("cys", 'c'),
        ("gln", 'q'),
        ("glu", 'e'),
        ("gly", 'g'),
        ("his", 'h'),
        ("ile", 'i'),
        ("leu", 'l'),
        ("lys", 'k'),
        ("met", 'm'),
        ("phe", 'f'),
        ("pro", 'p'),
        ("ser", 's'),
        ("thr", 't'),
        ("trp", 'w'),
        ("tyr", 'y'),
        ("val", 'v'),
    ];
    let change = change.rsplit_once("p.").map_or(change, |(_, change)| change).trim_matches(['(', ')', ' ']).to_lowercase();
    let residue = |text: &str| -> Option<(char, usize)> {
        let long = RESIDUES.into_iter().find(|(long, _)| text.starts_with(long)).map(|(_, short)| (short, 3));
        long.or_else(|| text.chars().next().filter(char::is_ascii_lowercase).map(|short| (short, 1)))
    };
    let (before, length) = residue(&change)?;
    let rest = change.get(length..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (place, rest) = rest.split_at_checked(digits).filter(|(place, _)| !place.is_empty())?;
    if rest == "del" {
        return Some(format!("{before}{place}del"));
    }
    let (after, length) = residue(rest)?;
    (rest.len() == length).then(|| format!("{before}{place}{after}"))
}

/// Whether a test's own code names a marker, so that its answer says whether the marker is there.
pub(super) fn is_marker(terms: &Terms, concept: Option<ConceptId>) -> bool {
    concept.and_then(|id| terms.concept(id)).is_some_and(|concept| concept.kind == ConceptKind::Genomic)
}

#[cfg(test)]
mod tests;
