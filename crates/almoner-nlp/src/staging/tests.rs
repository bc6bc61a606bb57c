//! Stages as trials and notes write them.

use almoner_terms::Terms;

use super::{stage_answer, stagings};

/// The stages that are read from a text, their common key left out, each with the words that say it.
fn read(text: &str) -> String {
    let terms = Terms::builtin();
    let name = |id| terms.concept(id).unwrap().key.replace("cancer-stage-", "").replace("-category-", "-");
    let one = |staging: &super::Staging| {
        let parts: Vec<String> =
            staging.all_of.iter().map(|any| any.iter().map(|id| name(*id)).collect::<Vec<_>>().join(" ")).collect();
        format!("<{}> {}", text.get(staging.range.clone()).unwrap(), parts.join(" + "))
    };
    stagings(terms, text).iter().map(one).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_stage_a_list_and_a_range_are_the_stages_that_they_cover() {
    for (text, expected) in [
        ("Stage IIIB disease", "<Stage IIIB> iiib"),
        ("stage iv cancer", "<stage iv> iv"),
        ("stage III or IV", "<stage III or IV> iii iv"),
        ("stage IIIB/IV", "<stage IIIB/IV> iiib iv"),
        ("stages I, II and IIIA", "<stages I, II and IIIA> i ii iiia"),
        ("stage I, II, or stage III", "<stage I, II, or stage III> i ii iii"),
        ("stage IB-IIIA", "<stage IB-IIIA> ib ic ie is ii iiia"),
        ("stage II to IV melanoma", "<stage II to IV> ii iii iv"),
        ("stage IIA/B", "<stage IIA/B> iia iib"),
        ("stage IIIA-C", "<stage IIIA-C> iiia iiib iiic"),
        ("stage III-A", "<stage III-A> iiia"),
        ("Stage 3C/D/4", "<Stage 3C/D/4> iiic iiid iv"),
        ("stage IIIB or higher", "<stage IIIB or higher> iiib iiic iiid iiie iiis iv"),
        ("stage II or less", "<stage II or less> 0 i ii"),
        ("at least stage III", "<stage III> iii iv"),
        ("stage >= III", "<stage >= III> iii iv"),
        ("> stage II", "<stage II> iii iv"),
        ("clinical stage of IIIA", "<clinical stage of IIIA> iiia"),
        ("clinical or pathologic stage II", "<clinical or pathologic stage II> ii"),
        ("Stage: IV", "<Stage: IV> iv"),
        ("staged as IIIC1", "<staged as IIIC1> iiic1"),
        ("stage III, 2 prior regimens", "<stage III> iii"),
        ("Stage 3, 4 weeks after surgery", "<Stage 3> iii"),
        ("stage 0-III breast cancer", "<stage 0-III> 0 i ii iii"),
        ("stage 0, I or II", "<stage 0, I or II> 0 i ii"),
        ("stage IV or a recurrence", "<stage IV> iv"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn the_name_of_a_system_says_which_stages_are_meant() {
    for (text, expected) in [
        ("FIGO IIIC", "<FIGO IIIC> iiic"),
        ("AJCC 8th edition stage IIIB", "<AJCC 8th edition stage IIIB> iiib"),
        ("AJCC (v.8) stage 3C", "<AJCC (v.8) stage 3C> iiic"),
        ("stage FIGO II-IV", "<stage FIGO II-IV> ii iii iv"),
        ("Ann Arbor stage IIIE", "<Ann Arbor stage IIIE> iiie"),
        ("Rai stage III-IV", "<Rai stage III-IV> rai-stage-iii rai-stage-iv"),
        ("Binet B or C", "<Binet B or C> binet-stage-b binet-stage-c"),
        ("Dukes' B2 or C", "<Dukes' B2 or C> dukes-stage-b2 dukes-stage-c"),
        ("BCLC stage C", "<BCLC stage C> bclc-stage-c"),
        ("Barcelona Clinic Liver Cancer (BCLC) stage B", "<Barcelona Clinic Liver Cancer (BCLC) stage B> bclc-stage-b"),
        ("R-ISS stage III", "<R-ISS stage III> riss-stage-iii"),
        ("Durie-Salmon stage IIIA", "<Durie-Salmon stage IIIA> durie-salmon-stage-iiia"),
        ("INSS stage 4S", "<INSS stage 4S> inss-stage-4s"),
        ("limited-stage small cell lung cancer", "<limited-stage> sclc-stage-limited"),
        ("limited or extensive stage", "<limited or extensive stage> sclc-stage-limited sclc-stage-extensive"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn categories_are_read_together() {
    for (text, expected) in [
        ("pT2N1M0", "<pT2N1M0> t-t2 + n-n1 + m-m0"),
        ("T1-2, N0, M0", "<T1-2, N0, M0> t-t1 t-t2 + n-n0 + m-m0"),
        ("T1--3N2MO", "<T1--3N2MO> t-t1 t-t2 t-t3 + n-n2 + m-m0"),
        ("cT1c-T3 cN0-1", "<cT1c-T3 cN0-1> t-t1c t-t2 t-t3 + n-n0 n-n1"),
        ("stage T3 or T4", "<stage T3 or T4> t-t3 t-t4"),
        ("any T, N2, M0", "<any T, N2, M0> n-n2 + m-m0"),
        ("T4a-b N0", "<T4a-b N0> t-t4a t-t4b + n-n0"),
        ("TisN0", "<TisN0> t-tis + n-n0"),
        ("T2 NX M0", "<T2 NX M0> t-t2 + m-m0"),
        ("cT2 tumor", "<cT2> t-t2"),
        ("N2 disease", "<N2> n-n2"),
        ("stage IIIA (N2)", "<stage IIIA> iiia; <N2> n-n2"),
        ("N+", "<N+> n-n1 n-n2 n-n3"),
        ("T1/T2 tumours with N+", "<T1/T2> t-t1 t-t2; <N+> n-n1 n-n2 n-n3"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_stage_of_a_cancer_is_not_read() {
    for text in [
        "T2 lesions on MRI",
        "free T4 and T3",
        "T4 1.2 ng/dL",
        "CKD stage 4",
        "NYHA stage III",
        "Hoehn and Yahr stage 2",
        "early stage disease",
        "stage of the study",
        "FAB M1",
        "M3 marrow",
        "ypT0N0",
        "Injury Severity Score (ISS) 9",
        "Stage I: dose escalation",
        "grade 3",
        "stage",
        "T1 weighted",
        "stage I-5",
        "TX",
        "",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn a_plain_number_is_the_stage_of_a_cancer_only_beside_one() {
    let terms = Terms::builtin();
    let of_cancer = |text: &str| {
        let diseases = terms.mentions(text).into_iter().map(|mention| (mention.start..mention.end, mention.concept));
        stagings(terms, text).iter().any(|staging| staging.is_of_cancer(terms, diseases.clone()))
    };
    for text in [
        "stage 3 breast cancer",
        "stage III",
        "melanoma, stage 3",
        "stage 3b",
        "AJCC stage 3",
        "diabetes and stage 2 lung cancer",
    ] {
        assert!(of_cancer(text), "{text}");
    }
    for text in [
        "stage 3",
        "stage 3 chronic kidney disease",
        "stage III hypertension",
        "sarcoidosis stage II",
        "lung cancer and stage 2 hypertension",
    ] {
        assert!(!of_cancer(text), "{text}");
    }
}

#[test]
fn an_answer_names_one_stage_of_its_system() {
    let terms = Terms::builtin();
    let answer = |system: &str, text: &str| {
        let found = stage_answer(terms, terms.by_key(system).unwrap(), text)?;
        Some(terms.concept(found).unwrap().key.as_str())
    };
    for (system, text, expected) in [
        ("cancer-stage", "c3A", Some("cancer-stage-iiia")),
        ("cancer-stage", "Stage 3A (qualifier value)", Some("cancer-stage-iiia")),
        ("cancer-stage", "American Joint Committee on Cancer stage IIB (qualifier value)", Some("cancer-stage-iib")),
        ("cancer-stage", "IV", Some("cancer-stage-iv")),
        ("cancer-stage", "8th edition", None),
        ("cancer-stage", "unknown", None),
        ("t-category", "cT2", Some("t-category-t2")),
        ("t-category", "American Joint Committee on Cancer pT1c (qualifier value)", Some("t-category-t1c")),
        ("n-category", "N0 category (finding)", Some("n-category-n0")),
        ("m-category", "cM0", Some("m-category-m0")),
        ("m-category", "N0", None),
    ] {
        assert_eq!(answer(system, text), expected, "{system} {text}");
    }
}

proptest::proptest! {
    #[test]
    fn stages_in_any_text_are_ordered_spans_of_it(text in "(stage |T[0-4]|N[0-3]|M1|III?[AB]?|IV|[-,/ ]|or |FIGO |é|.){0,24}") {
        let mut last = 0;
        for staging in stagings(Terms::builtin(), &text) {
            proptest::prop_assert!(text.get(staging.range.clone()).is_some() && staging.range.start >= last);
            proptest::prop_assert!(staging.all_of.iter().all(|any_of| !any_of.is_empty()));
            last = staging.range.end;
        }
    }
}
