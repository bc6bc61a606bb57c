//! Lines of therapy in notes.

use almoner_facts::Value;
use almoner_terms::Terms;

use crate::{NoteContext, extract};

/// The counts that a note states.
fn stated(text: &str) -> String {
    let terms = Terms::builtin();
    let facts = extract(terms, text, &NoteContext { ordinal: 0, day: None });
    let counts = facts.iter().filter_map(|fact| {
        let key = &terms.concept(fact.concept?)?.key;
        let Some(Value::Quantity(quantity)) = &fact.value else { return None };
        let sign = quantity.comparator.map_or("=", |sign| match sign {
            almoner_base::Comparator::GreaterOrEqual => ">=",
            almoner_base::Comparator::LessOrEqual => "<=",
            _ => "?",
        });
        key.ends_with("lines")
            .then(|| format!("{key} {sign} {}", quantity.value))
            .or_else(|| key.ends_with("lines-advanced").then(|| format!("{key} {sign} {}", quantity.value)))
    });
    counts.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_note_tells_how_many_lines_went_before() {
    for (text, expected) in [
        ("Metastatic colon cancer, progressed on two lines of chemotherapy.", "prior-chemotherapy-lines = 2"),
        ("Multiple myeloma after four prior lines of therapy including bortezomib.", "prior-lines = 4"),
        ("Lung adenocarcinoma, now on third-line docetaxel.", "prior-lines = 2"),
        ("Breast cancer that progressed on second-line capecitabine.", "prior-lines >= 2"),
        ("Ovarian cancer, relapsed after first-line carboplatin.", "prior-lines >= 1"),
        ("He has at least 3 prior lines of systemic therapy for his lymphoma.", "prior-lines >= 3"),
        (
            "Treatment-naive NSCLC.",
            "prior-chemotherapy-lines = 0, prior-chemotherapy-lines-advanced = 0, prior-lines = 0, prior-lines-advanced = 0",
        ),
        ("Chemo-naive prostate cancer.", "prior-chemotherapy-lines = 0, prior-chemotherapy-lines-advanced = 0"),
    ] {
        assert_eq!(stated(text), expected, "{text}");
    }
}

#[test]
fn a_plan_a_relative_and_another_disease_tell_no_lines() {
    for text in [
        "Breast cancer. If she progresses, consider starting second-line therapy.",
        "Lung cancer. Her mother had two prior lines of chemotherapy.",
        "HIV, on second-line antiretroviral therapy, treatment-naive before.",
        "Colon cancer. First-line options were discussed.",
    ] {
        assert_eq!(stated(text), "", "{text}");
    }
}
