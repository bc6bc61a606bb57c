//! The trials and the checks that stand for their lines.

use super::trials;
use crate::truth::Section;

#[test]
fn ids_are_unique_and_texts_are_not_shared() {
    let mut ids: Vec<&str> = trials().iter().map(|t| t.nct_id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 25);
}

/// A check stands for a line of the criteria, in the list that it says, or for a part of that line.
#[test]
fn every_check_quotes_its_criterion() {
    for trial in trials() {
        let text = trial.criteria_text;
        let exclusions = text.to_lowercase().find("exclusion").unwrap();
        let inverted = ["No KRAS mutation", "Healthy men or non-pregnant"];
        for (section, line, _) in trial.checks {
            let at = text.find(line).unwrap_or_else(|| panic!("{}: {line}", trial.nct_id));
            if !inverted.contains(line) {
                assert_eq!(*section == Section::Exclusion, at > exclusions, "{}: {line}", trial.nct_id);
            }
        }
    }
}
