//! Stages of cancers: "stage IIIB adenocarcinoma", "pT2N1M0", "FIGO IIIC".
//!
//! Of a list or a range each stage is stated, so that what they do not agree on stays open.

use almoner_facts::FactKind;
use almoner_terms::ConceptKind;

use super::{Facts, Place, Reading};
use crate::assertion::Cues;
use crate::section::section_at;
use crate::sentence::sentences;
use crate::staging::stagings;

pub(super) fn read(reading: &Reading<'_>, facts: &mut Facts) {
    let found = stagings(reading.terms, reading.text);
    if found.is_empty() {
        return;
    }
    let sentences: Vec<_> = sentences(reading.text).collect();
    for staging in found {
        let at = sentences.partition_point(|sentence| sentence.end <= staging.range.start);
        let Some(sentence) = sentences.get(at) else { continue };
        let Some(words) = reading.text.get(sentence.clone()) else { continue };
        let named = reading.mentions.iter().filter(|mention| sentence.contains(&mention.start));
        let diseases = named.filter(|mention| {
            reading.terms.concept(mention.concept).is_some_and(|concept| concept.kind == ConceptKind::Condition)
        });
        if !staging.is_of_cancer(reading.terms, diseases.map(|mention| (mention.start..mention.end, mention.concept))) {
            continue;
        }
        let end = staging.range.end.min(sentence.end);
        let inside = staging.range.start - sentence.start..end - sentence.start;
        let cues = Cues::find_around(words, std::slice::from_ref(&inside));
        let section = section_at(&reading.sections, staging.range.start);
        for stage in staging.all_of.iter().flatten() {
            let Some(concept) = reading.terms.concept(*stage) else { continue };
            let range = staging.range.start..end;
            let place = Place { sentence, range, concept, section, cues: &cues, times: &reading.times };
            let assertion = cues.assert_lasting(reading.in_sentence(&place), section);
            reading.push_plain(&place, FactKind::Stage, assertion, None, facts);
        }
    }
}

#[cfg(test)]
mod tests;
