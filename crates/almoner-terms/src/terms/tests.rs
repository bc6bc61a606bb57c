use proptest::prelude::*;

use super::*;

const UNITS: (&str, &str) = ("units", "ucum\trole\tspellings\nmg\tboth\tmgs\n");

fn parse(rows: &str) -> Result<Terms, Error> {
    let table = format!("id\tkey\tkind\tname\tsynonyms\tcodes\tparents\tunit\n{rows}");
    Terms::parse(&[("table", &table)], UNITS)
}

/// The keys of the concepts that a text names.
fn named(terms: &Terms, text: &str) -> Vec<String> {
    terms.mentions(text).iter().map(|mention| terms.concept(mention.concept).unwrap().key.clone()).collect()
}

fn key(terms: &Terms, id: Option<ConceptId>) -> Option<&str> {
    id.and_then(|id| terms.concept(id)).map(|concept| concept.key.as_str())
}

fn is_a(child: &str, ancestor: &str) -> bool {
    let terms = Terms::builtin();
    let id = |key: &str| terms.by_key(key).unwrap_or_else(|| panic!("no concept `{key}`"));
    terms.is_a(id(child), id(ancestor))
}

#[test]
fn the_tables_of_the_release_are_valid() {
    if let Err(error) = Terms::parse(&BUILTIN, BUILTIN_UNITS) {
        panic!("{error}");
    }
}

#[test]
fn every_condition_is_a_kind_of_disease() {
    let terms = Terms::builtin();
    let root = terms.by_key("disease").unwrap();
    for concept in terms.concepts().iter().filter(|concept| concept.kind == ConceptKind::Condition) {
        assert!(terms.is_a(concept.id, root), "`{}` has no way up to `disease`", concept.key);
    }
}

#[test]
fn every_concept_is_found_by_its_key_its_names_and_its_codes() {
    let terms = Terms::builtin();
    let mut lost = Vec::new();
    for concept in terms.concepts() {
        assert_eq!(terms.by_key(&concept.key), Some(concept.id));
        let names = concept.synonyms.iter().chain([&concept.name]);
        lost.extend(names.filter(|name| terms.by_name(name) != Some(concept.id)));
        for coding in &concept.codes {
            assert_eq!(terms.by_code(coding.system, &coding.code), Some(concept.id), "`{}` by a code", concept.key);
        }
    }
    assert!(lost.is_empty(), "names that lead nowhere or elsewhere: {lost:?}");
}

/// "Severe asthma" as a name of asthma would make everybody with asthma answer for it; the reader of criteria makes asthma and a
/// qualifier of it. What stands here is no narrowing: it is the name itself, or the common form of what the concept means.
#[test]
fn no_name_is_another_name_of_the_concept_with_a_narrowing_before_it() {
    const NARROWING: &str = "severe mild moderate uncontrolled controlled symptomatic asymptomatic decompensated compensated untreated \
        treated acute chronic refractory relapsed recurrent advanced metastatic active inactive unstable stable progressive persistent \
        newly significant major minor serious unresectable resectable locally localized resistant overt";
    const BETWEEN: &str = "to or and of onset stage i ii iii iv very clinically poorly diagnosed end grade high low new";
    const NAMES: &[&str] = &[
        "chronic alcoholism",
        "chronic alcohol abuse",
        "acute myocardial infarction",
        "acute MI",
        "chronic heart failure",
        "chronic congestive heart failure",
        "persistent atrial fibrillation",
        "chronic atrial fibrillation",
        "chronic venous insufficiency",
        "chronic lung disease",
        "chronic pulmonary disease",
        "chronic respiratory disease",
        "chronic liver disease",
        "chronic hepatic disease",
        "chronic myeloproliferative disorder",
        "chronic myeloproliferative disease",
        "chronic hepatitis B",
        "chronic HBV infection",
        "chronic hepatitis B infection",
        "chronic hepatitis B virus infection",
        "chronic hepatitis C",
        "chronic HCV infection",
        "chronic hepatitis C infection",
        "chronic HCV",
        "chronic hepatitis C virus infection",
        "chronic hepatitis C virus (HCV) infection",
        "acute respiratory infection",
        "acute upper respiratory infection",
        "acute viral pharyngitis",
        "acute pharyngitis",
        "acute tonsillitis",
        "acute pyelonephritis",
        "acute pelvic inflammatory disease",
        "acute gastroenteritis",
        "acute febrile illness",
        "low-grade fever",
        "chronic active hepatitis B or C",
        "chronic hepatitis B or C",
        "chronic hepatitis B or hepatitis C",
        "chronic obstructive lung disease",
        "acute bronchospasm",
        "acute pulmonary edema",
        "chronic liver failure",
        "acute appendicitis",
        "chronic constipation",
        "chronic tic disorder",
        "acute confusion",
        "persistent vegetative state",
        "chronic schizophrenia",
        "chronic insomnia",
        "acute gouty arthritis",
        "chronic gout",
        "chronic ITP",
        "persistent generalized lymphadenopathy",
        "major organ transplant",
        "acute postoperative pain",
        "progressive systemic sclerosis",
        "chronic plaque psoriasis",
        "stable plaque psoriasis",
        "chronic periodontitis",
        "recurrent miscarriage",
        "recurrent pregnancy loss",
        "acute alcohol intoxication",
        "acute limb ischemia",
        "asymptomatic bacteriuria",
        "chronic rhinitis",
        "chronic immunosuppressive therapy",
        "chronic anticoagulation",
        "chronic opioid therapy",
        "chronic oxygen therapy",
        "major tranquilizer",
        "minor tranquilizer",
        "chronic dialysis",
        "chronic hemodialysis",
        "active smoker",
    ];
    let words = |name: &str| -> Vec<String> {
        let lower = name.to_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
        words.map(|word| word.trim_end_matches('s').trim_end_matches('\'').to_owned()).collect()
    };
    let is_in = |list: &str, word: &str| list.split_whitespace().any(|one| one.trim_end_matches('s') == word);
    let mut narrow = Vec::new();
    for concept in Terms::builtin().concepts() {
        let names: Vec<Vec<String>> = concept.synonyms.iter().chain([&concept.name]).map(|name| words(name)).collect();
        for name in &concept.synonyms {
            let all = words(name);
            let lead = all.iter().take_while(|word| is_in(NARROWING, word) || is_in(BETWEEN, word)).count();
            let (before, rest) = all.split_at(lead);
            let narrows = before.iter().any(|word| is_in(NARROWING, word) || word == "stage" || word == "grade");
            if narrows && names.iter().any(|other| other == rest) && !NAMES.contains(&name.as_str()) {
                narrow.push(name);
            }
        }
    }
    assert!(narrow.is_empty(), "{narrow:?}");
}

/// The last digit of a SNOMED CT identifier is a Verhoeff check digit (SNOMED CT Release File Specification, section 5.5).
#[test]
fn the_check_digits_of_snomed_codes_are_right() {
    const INVERSE: [usize; 10] = [0, 4, 3, 2, 1, 5, 6, 7, 8, 9];
    const BASE: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    // The dihedral group of order ten.
    let times = |a: usize, b: usize| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b) % 5 + 5,
        (false, true) => (a - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let check = |code: &str| {
        let digits = code.bytes().rev().map(|b| usize::from(b - b'0')).enumerate();
        let sum = digits.fold(0, |sum, (place, digit)| times(sum, (0..place % 8).fold(digit, |digit, _| BASE[digit])));
        INVERSE[sum] == 0
    };
    assert!(check("73211009") && !check("73211008"), "the check itself");
    for concept in Terms::builtin().concepts() {
        for coding in concept.codes.iter().filter(|coding| coding.system == CodeSystem::SnomedCt) {
            assert!(check(&coding.code), "`{}` has the SNOMED CT code {}", concept.key, coding.code);
        }
    }
}

#[test]
fn the_keys_that_other_crates_rely_on_exist() {
    let keys = "pregnant breastfeeding smoker-current smoker-former smoker-never alcohol-use-disorder substance-use-disorder \
                ecog karnofsky nyha child-pugh mmse body-mass-index body-weight body-height systolic-bp diastolic-bp \
                heart-rate lvef hemoglobin hba1c platelets anc wbc creatinine egfr creatinine-clearance bilirubin-total \
                alt ast alkaline-phosphatase albumin inr ldl-cholesterol glucose-fasting glucose potassium sodium calcium \
                psa cd4-count qtc fev1 spo2 temperature life-expectancy diabetes type-2-diabetes hiv-infection";
    for key in keys.split_whitespace() {
        assert!(Terms::builtin().by_key(key).is_some(), "no concept `{key}`");
    }
}

#[test]
fn kinds_of_a_disease_are_kinds_of_what_it_is_a_kind_of() {
    assert!(is_a("type-2-diabetes", "type-2-diabetes"));
    assert!(is_a("type-2-diabetes", "endocrine-disease"));
    assert!(is_a("nstemi", "cardiovascular-disease"));
    assert!(is_a("metastatic-breast-cancer", "breast-cancer"));
    assert!(is_a("metastatic-breast-cancer", "metastatic-cancer"));
    assert!(is_a("aml", "hematologic-malignancy"));
    assert!(is_a("hepatitis-c", "hepatitis-b-or-c"));
    assert!(is_a("hemorrhagic-stroke", "stroke"));

    assert!(!is_a("diabetes", "type-2-diabetes"));
    assert!(!is_a("hepatitis-a", "hepatitis-b-or-c"));
    assert!(!is_a("aml", "solid-tumor"));
    assert!(!is_a("tia", "stroke"));
    assert!(!is_a("dcis", "breast-cancer"));
    assert!(!is_a("prediabetes", "diabetes"));
    assert!(!is_a("type-2-diabetes", "type-1-diabetes"));
}

#[test]
fn descendants_are_sorted_and_hold_the_concept_itself() {
    let terms = Terms::builtin();
    for concept in terms.concepts() {
        let below = terms.descendants(concept.id);
        assert!(below.is_sorted_by(|a, b| a < b) && below.contains(&concept.id), "`{}`", concept.key);
    }
    assert!(terms.descendants(ConceptId(u32::MAX)).is_empty());
}

#[test]
fn a_code_of_icd_falls_back_to_its_category() {
    let terms = Terms::builtin();
    let icd = |code| key(terms, terms.by_code(CodeSystem::Icd10Cm, code));
    assert_eq!(icd("E11"), Some("type-2-diabetes"));
    assert_eq!(icd("E11.9"), Some("type-2-diabetes"));
    assert_eq!(icd("e119"), Some("type-2-diabetes"));
    assert_eq!(icd("E11.4"), Some("diabetic-neuropathy"));
    assert_eq!(icd("E11.42"), Some("diabetic-neuropathy"));
    assert_eq!(icd("I21.4"), Some("nstemi"));
    assert_eq!(icd("I21.9"), Some("myocardial-infarction"));
    assert_eq!(icd("E1"), None);
    assert_eq!(icd(""), None);
    assert_eq!(icd("E11.9 and a long rest of a line"), None);
    assert_eq!(icd("É11"), None);
}

#[test]
fn a_code_of_another_system_has_no_category() {
    let terms = Terms::builtin();
    assert_eq!(key(terms, terms.by_code(CodeSystem::SnomedCt, "44054006")), Some("type-2-diabetes"));
    assert_eq!(terms.by_code(CodeSystem::SnomedCt, "440540061"), None);
    assert_eq!(terms.by_code(CodeSystem::Loinc, "44054006"), None);
}

#[test]
fn names_are_found_as_records_display_them() {
    let terms = Terms::builtin();
    let by_name = |text| key(terms, terms.by_name(text));
    assert_eq!(by_name("Asthma (disorder)"), Some("asthma"));
    assert_eq!(by_name("  MYOCARDIAL  INFARCTION "), Some("myocardial-infarction"));
    assert_eq!(by_name("Crohn's disease"), Some("crohns-disease"));
    assert_eq!(by_name("Crohn\u{2019}s Disease"), Some("crohns-disease"));
    assert_eq!(by_name("Non Small-Cell Lung Cancers"), Some("nsclc"));
    assert_eq!(by_name("Sjogren's syndrome"), Some("sjogren-syndrome"));
    assert_eq!(by_name("Hemoglobin [Mass/volume] in Blood"), Some("hemoglobin"));
    assert_eq!(by_name("Body mass index 30+ - obesity (finding)"), Some("obesity"));
    assert_eq!(by_name("Asthma or something else"), None);
    assert_eq!(by_name("Mild asthma of the moon"), None);
    assert_eq!(by_name(""), None);
}

#[test]
fn the_longest_name_wins_and_keeps_its_place() {
    let terms = Terms::builtin();
    let text = "History of metastatic breast cancer; no diabetes.";
    let mentions = terms.mentions(text);
    let words: Vec<&str> = mentions.iter().filter_map(|mention| text.get(mention.start..mention.end)).collect();
    assert_eq!(words, ["metastatic breast cancer", "diabetes"]);
    assert_eq!(named(terms, text), ["metastatic-breast-cancer", "diabetes"]);
}

#[test]
fn plurals_hyphens_and_line_breaks_do_not_matter() {
    let terms = Terms::builtin();
    assert_eq!(named(terms, "brain metastasis"), ["brain-metastases"]);
    assert_eq!(named(terms, "Brain\nmetastases"), ["brain-metastases"]);
    assert_eq!(named(terms, "myocardial-infarctions"), ["myocardial-infarction"]);
    assert_eq!(named(terms, "strokes"), ["stroke"]);
}

#[test]
fn a_name_does_not_reach_over_a_full_stop_or_an_empty_line() {
    let terms = Terms::builtin();
    assert_eq!(named(terms, "seen for lung. Cancer was"), ["malignancy"]);
    assert_eq!(named(terms, "heart\n\nfailure"), Vec::<String>::new());
}

#[test]
fn abbreviations_that_are_words_count_in_their_own_case_only() {
    let terms = Terms::builtin();
    assert_eq!(named(terms, "prior MI"), ["myocardial-infarction"]);
    assert_eq!(named(terms, "mi casa"), Vec::<String>::new());
    assert_eq!(named(terms, "AIDS"), ["aids"]);
    assert_eq!(named(terms, "visual aids"), Vec::<String>::new());
    assert_eq!(named(terms, "all patients with ALL"), ["all"]);
    assert_eq!(named(terms, "copd"), ["copd"]);
}

#[test]
fn a_status_of_not_having_a_disease_is_not_the_disease() {
    let terms = Terms::builtin();
    assert_eq!(named(terms, "HIV-negative"), ["hiv-negative"]);
    assert!(!is_a("hiv-negative", "hiv-infection"));
}

#[test]
fn drugs_are_found_in_the_display_of_a_medication() {
    let terms = parse(
        "1\tstatin\tdrug-class\tStatin\t\t\t\t\n\
         2\tdrug-a\tdrug\tAlphastatin\tBrandalpha\t\tstatin\t\n\
         3\tdrug-b\tdrug\tBetazole\t\t\t\t\n",
    )
    .unwrap();
    let drugs =
        |display| -> Vec<&str> { terms.drugs_in(display).into_iter().filter_map(|id| key(&terms, Some(id))).collect() };
    assert_eq!(drugs("alphastatin 20 MG Oral Tablet [Brandalpha]"), ["drug-a"]);
    assert_eq!(drugs("alphastatin 20 MG / betazole 5 MG"), ["drug-a", "drug-b"]);
    assert_eq!(drugs("a statin"), ["statin"]);
    assert_eq!(key(&terms, terms.by_drug_text("betazole 5 MG")), Some("drug-b"));
    assert_eq!(terms.by_drug_text("alphastatin 20 MG / betazole 5 MG"), None);
    assert_eq!(terms.by_drug_text("water"), None);
}

#[test]
fn values_are_converted_through_the_molar_mass_of_the_concept() {
    let terms = Terms::builtin();
    let close = |concept: &str, value, from, to, wanted: f64| {
        let got = terms.convert(terms.by_key(concept), value, from, to).unwrap_or(f64::NAN);
        assert!((got - wanted).abs() < 0.005 * wanted.abs(), "{value} {from} of {concept}: {got} {to}, wanted {wanted}");
    };
    // Factors as clinical laboratories publish them.
    close("glucose", 100.0, "mg/dL", "mmol/L", 5.55);
    close("creatinine", 1.0, "mg/dL", "umol/L", 88.4);
    close("bilirubin-total", 1.0, "mg/dL", "umol/L", 17.1);
    close("calcium", 10.0, "mg/dL", "mmol/L", 2.495);
    close("calcium", 2.5, "mmol/L", "meq/L", 5.0);
    close("hba1c", 53.0, "mmol/mol", "%", 7.0);
    close("temperature", 98.6, "[degF]", "Cel", 37.0);
    close("alt", 120.0, "[IU]/L", "U/L", 120.0);
    close("alt", 3.0, "[ULN]", "U/L", 120.0);
    close("alt", 80.0, "U/L", "[ULN]", 2.0);
    close("platelets", 100_000.0, "/uL", "10*9/L", 100.0);
}

#[test]
fn what_cannot_be_converted_is_not_guessed() {
    let terms = Terms::builtin();
    let convert = |concept: &str, value, from, to| terms.convert(terms.by_key(concept), value, from, to);
    assert_eq!(terms.convert(None, 100.0, "mg/dL", "mmol/L"), None);
    assert_eq!(terms.convert(None, 3.0, "[ULN]", "U/L"), None);
    assert_eq!(convert("glucose", 100.0, "mg/dL", "kg"), None);
    assert_eq!(convert("glucose", 100.0, "mg/dL", "no-unit"), None);
    assert_eq!(convert("glucose", f64::NAN, "mg/dL", "mmol/L"), None);
    assert_eq!(convert("glucose", 100.0, "", "mmol/L"), None);
    assert_eq!(convert("body-weight", 70.0, "kg", "[IU]"), None);
    assert_eq!(convert("ecog", 2.0, "", "{score}"), Some(2.0));
}

#[test]
fn a_slip_in_a_table_refuses_it() {
    let refused = |rows: &str| parse(rows).err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(refused("x\ta\tcondition\tA\n"), "table line 2: column `id` is not well formed");
    assert_eq!(refused("0\ta\tcondition\tA\n"), "table line 2: column `id` is not well formed");
    assert_eq!(refused("1\tA b\tcondition\tA\n"), "table line 2: column `key` is not well formed");
    assert_eq!(refused("1\ta\tillness\tA\n"), "table line 2: column `kind` is not well formed");
    assert_eq!(refused("1\ta\tcondition\t\n"), "table line 2: column `name` is not well formed");
    assert_eq!(refused("1\ta\tcondition\tA\t=\n"), "table line 2: column `synonyms` is not well formed");
    assert_eq!(refused("1\ta\tcondition\tA\t\tsnomed:1\n"), "table line 2: column `codes` is not well formed");
    assert_eq!(refused("1\ta\tcondition\tA\t\t\t\tfurlong\n"), "table line 2: column `unit` is not well formed");
    assert_eq!(refused("1\ta\tcondition\tA\n1\tb\tcondition\tB\n"), "table line 3: `1` is taken by another concept");
    assert_eq!(refused("1\ta\tcondition\tA\n2\ta\tcondition\tB\n"), "table line 3: `a` is taken by another concept");
    assert_eq!(
        refused("1\ta\tcondition\tA\t\ticd10-cm:E11\n2\tb\tcondition\tB\t\ticd10-cm:E11\n"),
        "table line 3: `E11` is taken by another concept"
    );
    assert_eq!(refused("1\ta\tcondition\tA\t\t\tnone\n"), "`a` names the parent `none`, which no table defines");
    assert!(refused("1\ta\tcondition\tA\t\t\tb\n2\tb\tcondition\tB\t\t\ta\n").ends_with("is its own ancestor"));
    assert_eq!(Terms::parse(&[("empty", "# nothing\n")], UNITS).err(), Some(Error::NoColumns { table: "empty".to_owned() }));
    let column = Terms::parse(&[("t", "id\tkey\tname\tcolour\n")], UNITS).err();
    assert_eq!(column, Some(Error::UnknownColumn { table: "t".to_owned(), column: "colour".to_owned() }));
}

#[test]
fn a_name_that_could_mean_two_concepts_is_refused() {
    let twice = parse("1\ta\tcondition\tMorning cough\n2\tb\tcondition\tOther\tmorning-coughs\n").err();
    assert_eq!(
        twice,
        Some(Error::Ambiguous { name: "morning-coughs".to_owned(), one: "b".to_owned(), other: "a".to_owned() })
    );
    let marked = parse("1\ta\tcondition\tFirst\t?Morning cough\n2\tb\tcondition\tOther\t?Morning cough\n").unwrap();
    assert_eq!(marked.by_name("Morning cough"), None);
}

#[test]
fn one_spelling_may_mean_another_thing_in_its_own_case() {
    let terms = parse("1\ta\tcondition\tFirst\t=ORAL\n2\tb\tcondition\tSecond\toral\n").unwrap();
    assert_eq!(named(&terms, "oral and ORAL and Oral"), ["b", "a", "b"]);
}

#[test]
fn the_version_follows_the_content() {
    let version = |rows| parse(rows).unwrap().version().to_owned();
    assert_eq!(version("1\ta\tcondition\tA\n"), version("1\ta\tcondition\tA\n"));
    assert_ne!(version("1\ta\tcondition\tA\n"), version("1\ta\tcondition\tAa\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mentions_in_any_text_are_ordered_spans_of_it(text in "(\\PC|heart |failure |metastas[ei]s |AIDS |\n|-|'s ){0,40}") {
        let mut from = 0;
        for mention in Terms::builtin().mentions(&text) {
            prop_assert!(from <= mention.start && mention.start < mention.end);
            prop_assert!(text.get(mention.start..mention.end).is_some());
            from = mention.end;
        }
    }

    #[test]
    fn converting_there_and_back_gives_the_value(value in 0.01f64..1e6) {
        let terms = Terms::builtin();
        let glucose = terms.by_key("glucose");
        let there = terms.convert(glucose, value, "mg/dL", "mmol/L").unwrap();
        let back = terms.convert(glucose, there, "mmol/L", "mg/dL").unwrap();
        prop_assert!((back - value).abs() <= 1e-9 * value);
    }
}

#[test]
fn stages_ascend_with_their_numbers_and_are_found_by_their_whole_name_alone() {
    let terms = Terms::builtin();
    let id = |key: &str| terms.by_key(key).unwrap();
    let ascending = ["0", "i", "ia", "ib2", "ii", "iia", "iib", "iii", "iiia", "iiib", "iiic1", "iiid", "iv", "iva", "ivc"];
    let ids = ascending.map(|stage| id(&format!("cancer-stage-{stage}")));
    assert!(ids.is_sorted());
    assert!(is_a("cancer-stage-iiic1", "cancer-stage-iii") && !is_a("cancer-stage-iii", "cancer-stage-iiia"));
    // All below a stage have numbers before the next one's, so that a range of stages is a range of numbers.
    for concept in terms.concepts().iter().filter(|concept| concept.kind == ConceptKind::Stage) {
        let below = terms.descendants(concept.id);
        let (first, last) = (below[0], below[below.len() - 1]);
        let between = terms.concepts().iter().filter(|other| (first..=last).contains(&other.id)).count();
        assert_eq!((first, between), (concept.id, below.len()), "`{}`", concept.key);
    }
    assert_eq!(key(terms, terms.by_name("cancer stage IIIB")), Some("cancer-stage-iiib"));
    assert_eq!(key(terms, terms.by_name("Stage 3")), None);
    assert!(named(terms, "Cancer stage III or IV").iter().all(|key| !key.starts_with("cancer-stage")));
}

#[test]
fn an_operator_says_how_old_a_value_may_be() {
    let base = Terms::builtin();
    let stale = |terms: &Terms, key: &str| terms.concept(terms.by_key(key).unwrap()).unwrap().stale_days;
    assert_eq!([stale(base, "hemoglobin"), stale(base, "body-height")], [Some(180), None]);
    let row = |key: &str, days: &str| format!("{}\t{key}\tx\t{days}\n", base.by_key(key).unwrap().0);
    let rows =
        [row("hemoglobin", "365"), row("creatinine", "never"), row("sodium", ""), "7\tno-such\tx\t3\n".to_owned()].concat();
    let table = format!("id\tkey\tname\tstale_days\n{rows}");
    let own = base.extended("own", &table).unwrap();
    assert_eq!(["hemoglobin", "creatinine", "sodium"].map(|key| stale(&own, key)), [Some(365), Some(u32::MAX), Some(180)]);
    assert_ne!(own.version(), base.version());
    let counted = base.rows_of("own", &table).unwrap();
    assert_eq!([counted.merged, counted.stale_days, counted.unknown, counted.new], [3, 2, 1, 0]);
    for slip in ["soon", "0", "-3", "1.5"] {
        assert!(base.extended("own", &format!("id\tkey\tname\tstale_days\n{}", row("hemoglobin", slip))).is_err());
    }
}
