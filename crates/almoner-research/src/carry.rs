//! What becomes of people's words on a trial when the register publishes another version of it.
//!
//! An edit stands for a criterion as the register words it. Where those words are in the new version too, the edit goes with them,
//! whatever number the criterion has there. Where they are not, nobody knows whether the edit still says what is meant: it is left out
//! and told by its number, for a person to look at.

use std::collections::HashMap;

use almoner_eligibility::{Criterion, Node, Section};
use almoner_trials::{Edit, Parser, TrialRecord};

use crate::api::versions::of_a_person;
use crate::matching::slice;

/// A record of the register with the words of people that still hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Carried {
    pub(crate) record: TrialRecord,
    /// The numbers of edited criteria whose words the register changed or took out, in the version before.
    pub(crate) to_look_at: Vec<u32>,
    /// Whether text and criteria are what they were: only what the register says beside them changed.
    pub(crate) same_criteria: bool,
}

/// What a criterion says in the register: its words, or the question of a structured field.
type Words = (Section, String);

fn words(record: &TrialRecord, criterion: &Criterion) -> Words {
    let text = slice(&record.eligibility_text, criterion.source);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = if text.is_empty() { serde_json::to_string(&criterion.expr.expr).unwrap_or_default() } else { text };
    (criterion.section, words)
}

/// The criteria of the register's own record by their words, those of the same words in order.
fn by_words(record: &TrialRecord, parser: &mut Parser<'_>) -> (Vec<Criterion>, HashMap<Words, Vec<usize>>) {
    let public = TrialRecord { edits: Vec::new(), ..record.clone() };
    let criteria = parser.parse_trial(&public).criteria;
    let mut all: HashMap<Words, Vec<usize>> = HashMap::new();
    for (at, criterion) in criteria.iter().enumerate() {
        all.entry(words(&public, criterion)).or_default().push(at);
    }
    (criteria, all)
}

/// Takes the edits of `old` into `new`, which comes from the register.
pub(crate) fn carry(old: &TrialRecord, new: TrialRecord, parser: &mut Parser<'_>) -> Carried {
    let (before, known) = by_words(old, parser);
    let (after, found) = by_words(&new, parser);
    let mut next = u32::try_from(after.len()).unwrap_or(u32::MAX);
    let (mut edits, mut to_look_at) = (Vec::new(), Vec::new());
    for edit in &old.edits {
        let Some(at) = before.iter().position(|criterion| criterion.id == edit.criterion) else {
            // A criterion of the site's own has no words in the register that could change.
            edits.push(Edit { criterion: next, ..edit.clone() });
            next = next.saturating_add(1);
            continue;
        };
        let same = before.get(at).map(|criterion| words(old, criterion)).and_then(|words| {
            let place = known.get(&words)?.iter().position(|other| *other == at)?;
            after.get(*found.get(&words)?.get(place)?)
        });
        match (same, before.get(at)) {
            (Some(same), Some(was)) => {
                let moved = |node: &Node| {
                    if was.source == same.source { node.clone() } else { of_a_person(node.clone(), same.source) }
                };
                edits.push(Edit { criterion: same.id, section: edit.section, expr: edit.expr.as_ref().map(moved) });
            }
            _ => to_look_at.push(edit.criterion),
        }
    }
    edits.sort_by_key(|edit| edit.criterion);
    let record = TrialRecord { edits, ..new };
    let same_criteria = old.eligibility_text == record.eligibility_text
        && parser.parse_trial(old).criteria == parser.parse_trial(&record).criteria;
    Carried { record, to_look_at, same_criteria }
}

#[cfg(test)]
mod tests {
    use almoner_base::NctId;
    use almoner_eligibility::to_text;
    use almoner_terms::Terms;

    use super::*;

    fn record(lines: &[&str]) -> TrialRecord {
        let text: String = lines.iter().map(|line| format!("* {line}\n")).collect();
        TrialRecord::new(NctId::parse("NCT00000001").unwrap(), format!("Inclusion Criteria:\n\n{text}"))
    }

    fn reads(record: &TrialRecord) -> Vec<(u32, String)> {
        let terms = Terms::builtin();
        let criteria = Parser::new(terms).parse_trial(record).criteria;
        criteria.iter().map(|criterion| (criterion.id, to_text(&criterion.expr, terms))).collect()
    }

    /// A record in which the criterion reads as that line does.
    fn edited(record: TrialRecord, criterion: u32, as_in: Option<&str>) -> TrialRecord {
        let expr = as_in.map(|line| {
            let other = TrialRecord::new(record.nct_id, format!("Inclusion Criteria:\n\n* {line}\n"));
            Parser::new(Terms::builtin()).parse_trial(&other).criteria.remove(0).expr
        });
        let mut edits = record.edits.clone();
        edits.push(Edit { criterion, section: Section::Inclusion, expr });
        TrialRecord { edits, ..record }
    }

    fn carried(old: &TrialRecord, new: TrialRecord) -> Carried {
        carry(old, new, &mut Parser::new(Terms::builtin()))
    }

    #[test]
    fn an_edit_goes_with_the_words_of_its_criterion_and_stays_behind_where_they_changed() {
        let lines = ["Hemoglobin of at least 10 g/dL", "Creatinine below 2 mg/dL", "Sodium above 130 mmol/L"];
        let old = edited(edited(record(&lines), 1, Some("Creatinine below 1.5 mg/dL")), 2, None);
        let old = edited(old, 3, Some("Potassium above 3 mmol/L"));
        // A line before them is new, and the sodium is asked otherwise.
        let new = record(&["Platelets above 100 10*3/uL", lines[0], lines[1], "Sodium above 135 mmol/L"]);
        let found = carried(&old, new);
        assert_eq!((found.to_look_at, found.same_criteria), (vec![2], false));
        assert_eq!(found.record.edits.iter().map(|edit| edit.criterion).collect::<Vec<_>>(), [2, 4]);
        let reads = reads(&found.record);
        assert_eq!(reads.iter().map(|one| one.0).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert!(
            reads[2].1.contains("1.5 mg/dL") && reads[3].1.contains("135") && reads[4].1.contains("potassium"),
            "{reads:?}"
        );
        let at = found.record.edits[0].expr.as_ref().unwrap().source;
        assert!(slice(&found.record.eligibility_text, at).contains("Creatinine below 2"));
    }

    #[test]
    fn of_lines_with_the_same_words_the_edited_one_is_the_one_at_its_place() {
        let old = edited(record(&["Sodium above 130 mmol/L", "Age over 18", "Sodium above 130 mmol/L"]), 2, None);
        let found = carried(&old, record(&["Sodium above 130 mmol/L", "Sodium above 130 mmol/L"]));
        assert_eq!((found.record.edits[0].criterion, found.record.edits.len()), (1, 1));
        let found = carried(&old, record(&["Sodium above 130 mmol/L"]));
        assert_eq!((found.record.edits.len(), found.to_look_at), (0, vec![2]));
    }

    #[test]
    fn another_status_leaves_the_criteria_what_they_were() {
        let old = edited(record(&["Sodium above 130 mmol/L"]), 0, Some("Sodium above 125 mmol/L"));
        let withdrawn = TrialRecord { overall_status: Some("WITHDRAWN".to_owned()), edits: Vec::new(), ..old.clone() };
        let found = carried(&old, withdrawn.clone());
        assert!(found.same_criteria && found.to_look_at.is_empty());
        assert_eq!(found.record.edits, old.edits);
        let older = TrialRecord { sex: almoner_trials::EnrolledSex::Female, ..withdrawn };
        assert!(!carried(&old, older).same_criteria);
    }
}
