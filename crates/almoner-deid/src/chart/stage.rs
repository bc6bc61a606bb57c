//! Stages of cancers as mCODE (HL7, STU 3, profiles Cancer Stage and TNM categories) and others write them: an observation whose code is
//! that of a staging system, and `Condition.stage.summary`.
//!
//! The answer is read from its words (`IIIA`, `c3A`, `Stage 3A (qualifier value)`, `cT2`), since its codes differ by system and
//! edition. Of a condition that is no cancer no stage is read.

use almoner_base::ConceptId;
use almoner_fhir::{CodeableConcept, ConditionStage, ObservationComponent};
use almoner_nlp::{stage_answer, stagings};
use almoner_terms::{ConceptKind, Terms};

/// Whether a concept is a staging system or a stage, of which a fact says nothing but the stage.
pub(super) fn is_stage(terms: &Terms, concept: Option<ConceptId>) -> bool {
    concept.and_then(|id| terms.concept(id)).is_some_and(|concept| concept.kind == ConceptKind::Stage)
}

/// The stage that an observation of a staging system says.
pub(super) fn answered(terms: &Terms, system: ConceptId, it: &ObservationComponent<'_>) -> Option<ConceptId> {
    let coded = it.value_codeable_concept.iter().flat_map(words);
    coded.chain(it.value_string.as_deref()).find_map(|text| stage_answer(terms, system, text))
}

/// The stages of a condition, each once.
pub(super) fn of_condition(terms: &Terms, concept: Option<ConceptId>, stages: &[ConditionStage<'_>]) -> Vec<ConceptId> {
    let Some((condition, malignancy)) = concept.zip(terms.by_key("malignancy")) else { return Vec::new() };
    if !terms.is_a(condition, malignancy) {
        return Vec::new();
    }
    let mut found: Vec<ConceptId> = Vec::new();
    for summary in stages.iter().filter_map(|stage| stage.summary.as_ref()) {
        let read = |text: &str| -> Option<Vec<ConceptId>> {
            let named: Vec<ConceptId> =
                stagings(terms, text).into_iter().flat_map(|staging| staging.all_of).flatten().collect();
            let plain = || Some(vec![stage_answer(terms, terms.by_key("cancer-stage")?, text)?]);
            if named.is_empty() { plain() } else { Some(named) }
        };
        found.extend(words(summary).find_map(read).unwrap_or_default());
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The words of a coded answer: what is displayed, what a person wrote, and codes, which AJCC's system writes as people do.
fn words<'c>(concept: &'c CodeableConcept<'_>) -> impl Iterator<Item = &'c str> {
    let displays = concept.coding.iter().filter_map(|coding| coding.display.as_deref());
    let codes = concept.coding.iter().filter_map(|coding| coding.code.as_deref()).filter(|code| code.len() <= 6);
    displays.chain(concept.text.as_deref()).chain(codes)
}
