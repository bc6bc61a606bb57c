use almoner_base::{CodeSystem, Coding, ConceptId};
use proptest::prelude::*;

use super::*;

const TABLES: [(&str, &str); 1] = [(
    "t.tsv",
    "id\tkey\tkind\tname\tsynonyms\tcodes\tparents\n\
     1\tdisease\tcondition\tDisease\t\t\t\n\
     2\tasthma\tcondition\tAsthma\t\tsnomed-ct:195967001|icd10-cm:J45\tdisease\n\
     3\taspirin\tdrug\tAspirin\t\trx-norm:1191\t\n\
     4\tallergic-asthma\tcondition\tAllergic asthma\t\t\tasthma\n",
)];

fn base() -> Terms {
    Terms::parse(&TABLES, ("units.tsv", "ucum\trole\tspellings\n")).unwrap()
}

const CONCEPT: &str = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\tvalid_start_date\tvalid_end_date\tinvalid_reason\n";
const SYNONYM: &str = "concept_id\tconcept_synonym_name\tlanguage_concept_id\n";
const ANCESTOR: &str = "ancestor_concept_id\tdescendant_concept_id\tmin_levels_of_separation\tmax_levels_of_separation\n";
const RELATIONSHIP: &str = "concept_id_1\tconcept_id_2\trelationship_id\tvalid_start_date\tvalid_end_date\tinvalid_reason\n";

fn concept(id: u32, name: &str, rest: &str) -> String {
    let [domain, vocabulary, class, standard, code]: [&str; 5] = rest.split(' ').collect::<Vec<_>>().try_into().unwrap();
    let standard = standard.trim_matches('-');
    format!("{id}\t{name}\t{domain}\t{vocabulary}\t{class}\t{standard}\t{code}\t19700101\t20991231\t\n")
}

/// Six standard concepts, a retired one, one of another domain and one of another vocabulary.
fn concepts() -> String {
    [
        CONCEPT.to_owned(),
        concept(101, "Asthma", "Condition SNOMED Disorder S 195967001"),
        concept(102, "Occupational asthma", "Condition SNOMED Disorder S 57607007"),
        concept(103, "Keratoconus", "Condition SNOMED Disorder S 65636009"),
        concept(104, "Fall", "Condition SNOMED Disorder S 1912002"),
        concept(105, "aspirin", "Drug RxNorm Ingredient S 1191"),
        concept(106, "omeprazole", "Drug RxNorm Ingredient S 7646"),
        concept(107, "aspirin 81 MG Oral Tablet", "Drug RxNorm Clinical_Drug S 243670"),
        concept(108, "aspirin 81 MG / omeprazole 40 MG Tablet", "Drug RxNorm Clinical_Drug S 1811632"),
        concept(109, "Other asthma", "Condition ICD10CM Code - J45.998"),
        concept(110, "Keratoconus, stable", "Condition ICD10CM Code - H18.61"),
        concept(111, "Keratoconus with asthma", "Condition ICD10CM Code - H18.69"),
        concept(112, "Unspecified asthma", "Condition ICD10CM Code - J45.909"),
        concept(113, "Blood group", "Observation SNOMED Finding S 112144000"),
        concept(114, "Something", "Condition MedDRA PT S 10003553"),
        concept(115, "Old name", "Condition SNOMED Disorder S 12345005").replace("20991231\t\n", "20200101\tD\n"),
    ]
    .concat()
}

fn read_all(concept: &str, synonym: &str, ancestor: &str, relationship: &str) -> Result<Overlay, Refusal> {
    let files = Files {
        concept: &mut concept.as_bytes(),
        synonym: Some(&mut synonym.as_bytes()),
        ancestor: Some(&mut ancestor.as_bytes()),
        relationship: Some(&mut relationship.as_bytes()),
    };
    import(&base(), files, &[])
}

fn example() -> Overlay {
    let synonym = format!(
        "{SYNONYM}103\tConical cornea\t4180186\n103\tqueratocono\t4182511\n103\tKC\t4180186\n101\tBronchial asthma\t4180186\n"
    );
    let ancestor = format!("{ANCESTOR}101\t102\t1\t1\n105\t107\t2\t3\n105\t108\t2\t3\n106\t108\t2\t3\n101\t101\t0\t0\n");
    let relationship = format!(
        "{RELATIONSHIP}109\t102\tMaps to\t1\t2\t\n110\t103\tMaps to\t1\t2\t\n111\t103\tMaps to\t1\t2\t\n111\t101\tMaps to\t1\t2\t\n112\t103\tMaps to\t1\t2\t\n"
    );
    read_all(&concepts(), &synonym, &ancestor, &relationship).unwrap()
}

fn own(number: u32) -> ConceptId {
    ConceptId(FIRST + number)
}

#[test]
fn new_concepts_are_found_by_name_code_and_what_they_are_a_kind_of() {
    let base = base();
    let overlay = example();
    let terms = base.extended("athena.tsv", &overlay.table).unwrap();
    let asthma = base.by_key("asthma").unwrap();
    assert_eq!(terms.by_name("Keratoconus"), Some(own(103)));
    assert_eq!(terms.by_name("conical cornea"), Some(own(103)));
    assert_eq!(terms.by_name("KC"), None, "too short to mean one thing");
    assert_eq!(terms.by_name("queratocono"), None, "not English");
    assert_eq!(terms.by_name("Fall"), None, "a word of everyday");
    assert_eq!(terms.by_code(CodeSystem::SnomedCt, "1912002"), Some(own(104)), "but its code is known");
    assert_eq!(terms.by_code(CodeSystem::Icd10Cm, "H18.61"), Some(own(103)), "what maps to it");
    assert!(terms.is_a(own(102), asthma));
    assert!(terms.is_a(own(103), base.by_key("disease").unwrap()));
    assert_eq!(terms.mentions("History of keratoconus.")[0].concept, own(103));
    assert_eq!(omop_id(own(103)), Some(103));
    assert_ne!(terms.version(), base.version());
}

#[test]
fn the_built_in_tables_are_never_overruled() {
    let base = base();
    let overlay = example();
    let terms = base.extended("athena.tsv", &overlay.table).unwrap();
    let asthma = base.by_key("asthma").unwrap();
    assert_eq!(terms.by_name("Asthma"), Some(asthma));
    assert_eq!(terms.by_name("Bronchial asthma"), Some(asthma), "a name gained");
    assert_eq!(terms.by_code(CodeSystem::SnomedCt, "195967001"), Some(asthma));
    // Below the category that the tables hold and a kind of it: taken.
    assert_eq!(terms.by_code(CodeSystem::Icd10Cm, "J45.998"), Some(own(102)));
    // Below the category, but mapped to something that is no asthma: the tables' word stands.
    assert_eq!(terms.by_code(CodeSystem::Icd10Cm, "J45.909"), Some(asthma));
    assert_eq!(terms.by_code(CodeSystem::Icd10Cm, "H18.69"), None, "two things at once");
    assert_eq!(overlay.report.codes_left, 2);
}

#[test]
fn a_product_stands_for_its_ingredient_and_a_combination_is_a_kind_of_each() {
    let base = base();
    let terms = base.extended("athena.tsv", &example().table).unwrap();
    let aspirin = base.by_key("aspirin").unwrap();
    assert_eq!(terms.by_code(CodeSystem::RxNorm, "243670"), Some(aspirin));
    let both = terms.by_code(CodeSystem::RxNorm, "1811632").unwrap();
    assert!(terms.is_a(both, aspirin) && terms.is_a(both, own(106)));
}

#[test]
fn what_was_passed_over_is_counted() {
    let report = example().report;
    assert_eq!(report.rows[&File::Concept], Counted { read: 15, quarantined: 0 });
    // Occupational asthma, keratoconus, fall, omeprazole, the combination.
    assert_eq!((report.new, report.merged, report.issues.len()), (5, 2, 0));
    let passed: Vec<(&str, u64)> = report.passed_over.into_iter().collect();
    assert_eq!(passed, [("domain", 1), ("retired", 1), ("vocabulary", 1)]);
}

#[test]
fn corrupt_rows_are_set_aside_by_file_line_and_code() {
    let good = concept(103, "Keratoconus", "Condition SNOMED Disorder S 65636009");
    let bad = [
        "103\tx\n".to_owned(),
        good.replacen("103", "0", 1),
        good.replacen("103", "4294967295", 1),
        good.replace("Keratoconus", " "),
        good.replace("65636009", "65 636"),
        good.clone(),
        format!("{}\n", "x".repeat(1 << 17)),
    ];
    let text =
        format!("{CONCEPT}{good}{}{}", bad.concat(), concept(104, "Conical lens", "Condition SNOMED Disorder S 1912002"));
    let overlay = read_all(&text, SYNONYM, ANCESTOR, &format!("{RELATIONSHIP}a\tb\tIs a\t\t\t\n")).unwrap();
    let issues: Vec<(File, u64, &str)> =
        overlay.report.issues.iter().map(|issue| (issue.file, issue.line, issue.code.0)).collect();
    assert_eq!(
        issues,
        [
            (File::Concept, 3, "athena-fields"),
            (File::Concept, 4, "athena-number"),
            (File::Concept, 5, "athena-number"),
            (File::Concept, 6, "athena-name"),
            (File::Concept, 7, "athena-code"),
            (File::Concept, 8, "athena-twice"),
            (File::Concept, 9, "athena-too-long"),
            (File::Relationship, 2, "athena-number"),
        ]
    );
    assert_eq!(overlay.report.new, 2, "the good ones went in");
}

#[test]
fn links_in_a_circle_are_opened_and_everything_else_stays() {
    let ancestor = format!("{ANCESTOR}102\t103\t1\t1\n103\t104\t1\t1\n104\t102\t1\t1\n");
    let overlay = read_all(&concepts(), SYNONYM, &ancestor, RELATIONSHIP).unwrap();
    assert_eq!(overlay.report.circles, 1);
    let terms = base().extended("athena.tsv", &overlay.table).unwrap();
    let below = [102, 103, 104].map(|number| terms.descendants(own(number)).len());
    assert_eq!(below.iter().sum::<usize>(), 3 + 2 + 1, "a chain of three");
}

#[test]
fn a_file_that_is_not_athenas_or_of_no_use_is_refused() {
    let refused = |concept: &str| read_all(concept, SYNONYM, ANCESTOR, RELATIONSHIP).unwrap_err().code();
    assert_eq!(refused("a,b,c\n1,2,3\n"), "athena-columns");
    assert_eq!(refused(CONCEPT), "athena-empty");
    assert_eq!(refused(""), "athena-columns");
}

#[test]
fn only_the_vocabularies_that_are_named_are_taken() {
    let text = concepts();
    let files = Files { concept: &mut text.as_bytes(), synonym: None, ancestor: None, relationship: None };
    let overlay = import(&base(), files, &["RxNorm".to_owned()]).unwrap();
    assert_eq!((overlay.report.new, overlay.report.merged), (1, 0));
    assert!(!overlay.table.contains("Keratoconus"));
}

#[test]
fn an_overlay_of_an_older_edition_is_read_with_a_newer_one() {
    let overlay = example();
    let newer = Terms::parse(
        &[("t.tsv", "id\tkey\tkind\tname\tsynonyms\tcodes\tparents\n7\tkeratoconus\tcondition\tKeratoconus\t\tsnomed-ct:65636009\t\n")],
        ("units.tsv", "ucum\trole\tspellings\n"),
    )
    .unwrap();
    let terms = newer.extended("athena.tsv", &overlay.table).unwrap();
    assert_eq!(terms.by_name("Keratoconus"), newer.by_key("keratoconus"));
    assert_eq!(terms.by_exact_code(&Coding::new(CodeSystem::SnomedCt, "65636009").unwrap()), newer.by_key("keratoconus"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic_and_give_a_table_that_can_be_read(
        rows in proptest::collection::vec(("[0-9]{1,3}", "[a-zA-Z|?=\t ]{0,20}", 0..4usize, "[0-9A-Z.]{0,6}"), 0..30),
        links in proptest::collection::vec((1..60u32, 1..60u32, 0..3u32), 0..60),
    ) {
        let mut text = CONCEPT.to_owned();
        for (number, name, what, code) in rows {
            let what = ["Condition\tSNOMED\tDisorder\tS", "Drug\tRxNorm\tIngredient\tS", "Drug\tRxNorm\tClinical Drug\tS", "Condition\tICD10CM\tcode\t"][what];
            text.push_str(&format!("{number}\t{name}\t{what}\t{code}\t\t\t\n"));
        }
        let ancestor = links.iter().fold(ANCESTOR.to_owned(), |text, (a, b, levels)| format!("{text}{a}\t{b}\t{levels}\t1\n"));
        let relationship = links.iter().fold(RELATIONSHIP.to_owned(), |text, (a, b, _)| format!("{text}{a}\t{b}\tMaps to\t\t\t\n{b}\t{a}\tIs a\t\t\t\n"));
        if let Ok(overlay) = read_all(&text, SYNONYM, &ancestor, &relationship) {
            prop_assert!(base().extended("athena.tsv", &overlay.table).is_ok());
        }
    }
}

#[test]
fn links_without_end_are_counted_only_up_to_what_is_held() {
    // Each is a kind of all before it: 40 concepts are 40 * 41 / 2 pairs with themselves.
    let base = base();
    let kept = |number: u32| Kept {
        kind: ConceptKind::Condition,
        coding: None,
        name: "made".into(),
        named: false,
        builtin: None,
        synonyms: Vec::new(),
        codes: Vec::new(),
        parents: (number > 1).then_some(number - 1).into_iter().collect(),
    };
    let import = Import {
        base: &base,
        kept: (1..=40).map(|number| (number, kept(number))).collect(),
        products: HashMap::new(),
        sources: HashMap::new(),
        report: Report::default(),
    };
    assert!(import.kinds_exceed(819));
    assert!(!import.kinds_exceed(820));
}

#[test]
fn of_links_no_concept_has_so_many_only_a_thousand_are_taken_and_the_rest_set_aside() {
    let disorder =
        |id: u32| concept(id, &format!("Made disorder {id}"), &format!("Condition SNOMED Disorder S {}", 1_000_000 + id));
    let concepts: String = std::iter::once(CONCEPT.to_owned()).chain((1..=1_003).map(disorder)).collect();
    // The first concept is below all others; one of these links comes twice, which is no link more.
    let links = (2..=1_003).chain([2]).map(|above| format!("1\t{above}\tIs a\t1\t2\t\n"));
    let links: String = std::iter::once(RELATIONSHIP.to_owned()).chain(links).collect();
    let overlay = read_all(&concepts, SYNONYM, ANCESTOR, &links).unwrap();
    let issues: Vec<_> = overlay.report.issues.iter().map(|issue| (issue.line, issue.code.0)).collect();
    assert_eq!(issues, [(1_002, "athena-links"), (1_003, "athena-links")]);
    let terms = base().extended("terms.tsv", &overlay.table).unwrap();
    assert_eq!(terms.concept(own(1)).unwrap().parents.len(), 1_000);
}
