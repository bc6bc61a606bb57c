//! Stages in notes, and how they are meant.

use almoner_facts::{Assertion, Experiencer, FactKind, Polarity, Temporality};
use almoner_terms::Terms;

use crate::{NoteContext, extract};

/// The stages that a note states, with how they are meant where that is not plain.
fn stated(text: &str) -> String {
    let terms = Terms::builtin();
    let facts = extract(terms, text, &NoteContext { ordinal: 0, day: None });
    let stages = facts.iter().filter(|fact| fact.kind == FactKind::Stage).map(|fact| {
        let mut said =
            terms.concept(fact.concept.unwrap()).unwrap().key.replace("cancer-stage-", "").replace("-category-", "-");
        let Assertion { polarity, temporality, experiencer } = fact.assertion;
        if polarity != Polarity::Affirmed {
            said += &format!(" {polarity:?}");
        }
        if temporality != Temporality::Current {
            said += &format!(" {temporality:?}");
        }
        if experiencer != Experiencer::Patient {
            said += &format!(" {experiencer:?}");
        }
        said
    });
    stages.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_note_states_stages_as_it_states_diseases() {
    for (text, expected) in [
        ("62M with stage IIIB adenocarcinoma of the lung.", "iiib"),
        ("Pathology: invasive ductal carcinoma, pT2N1M0.", "t-t2, n-n1, m-m0"),
        ("Ovarian cancer, FIGO IIIC, after debulking.", "iiic"),
        ("Cancer staging. Stage: IV", "iv"),
        ("CLL, Rai stage II.", "rai-stage-ii"),
        ("Her mother had stage IV breast cancer.", "iv Family"),
        ("Colon cancer, possibly stage III.", "iii Possible"),
        ("Lung cancer stage II-III.", "ii, iii"),
    ] {
        assert_eq!(stated(text), expected, "{text}");
    }
}

#[test]
fn the_stage_of_another_disease_is_none_of_a_cancer() {
    for text in [
        "Stage 3 chronic kidney disease.",
        "CKD stage IV.",
        "Stage II sacral pressure ulcer.",
        "Stage 1 hypertension.",
        "T2 hyperintensity.",
    ] {
        assert_eq!(stated(text), "", "{text}");
    }
}
