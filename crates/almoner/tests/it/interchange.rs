//! Trials and vocabularies in the forms of others, through the real binary.

use serde_json::{Value, json};

use crate::{Folder, almoner, array, number, text};

fn lines(path: &std::path::Path) -> Vec<Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const TRIAL: &str = "Inclusion Criteria:\n\n- Age 18 to 65 years\n- Asthma\n\nExclusion Criteria:\n\n- Stroke or pregnant\n";

#[test]
fn criteria_go_out_as_fhir_and_circe_with_what_can_not_be_said() {
    let folder = Folder::new();
    let trials =
        folder.write("t.jsonl", &format!("{}\nnonsense\n", json!({"nct_id": "NCT00000001", "criteria_text": TRIAL})));
    let out = text(&folder.join("out.jsonl"));
    let run = |arguments: &[&str]| {
        let all = [&["criteria", "export", "--input", &trials, "--output", &out], arguments].concat();
        let run = almoner(&folder.0, &all).expect(0);
        assert!(run.out.is_empty());
        lines(&folder.join("out.jsonl"))
    };
    let fhir = run(&["--to", "fhir", "--as-of", "2026-07-01"]);
    assert_eq!(fhir[0]["document"]["resourceType"], "Bundle");
    assert_eq!(array(&fhir[0], "/document/entry/1/resource/characteristic").len(), 4);
    assert_eq!(fhir[0]["unsaid"], json!([]));
    assert_eq!((&fhir[1]["line"], &fhir[1]["error"]["code"]), (&json!(2), &json!("trial-json")));
    let circe = run(&["--to", "circe"]);
    assert_eq!(array(&circe[0], "/document/InclusionRules").len(), 3);
    assert_eq!(array(&circe[0], "/unsaid")[0]["code"], "concept-id");
    almoner(&folder.0, &["criteria", "export", "--to", "fhir", "--as-of", "July", "--input", &trials, "--output", &out])
        .expect(2);
}

#[test]
fn a_ctml_trial_comes_in_and_is_matched() {
    let folder = Folder::new();
    let home = folder.join("home");
    almoner(&home, &["init"]).expect(0);
    let ctml = json!({ "protocol_no": "99-001", "nct_id": "NCT00000009", "treatment_list": { "step": [ { "match": [ { "and": [
        { "clinical": { "age_numerical": ">=18", "gender": "Female" } }, { "genomic": { "hugo_symbol": "BRAF" } } ] } ] } ] } });
    let input = folder.write("ctml.json", &format!("{ctml}{{\"a\":1}}"));
    let out = text(&folder.join("out.jsonl"));
    almoner(&home, &["criteria", "import", "--from", "ctml", "--input", &input, "--output", &out]).expect(0);
    let read = lines(&folder.join("out.jsonl"));
    assert_eq!(read[0]["criteria"][0]["reads"], "(age >= 18 years and sex female) and genomic BRAF alteration");
    assert_eq!((&read[1]["document"], &read[1]["error"]["code"]), (&json!(2), &json!("ctml-shape")));
    let imported = almoner(&home, &["trials", "import", &out, "--json"]).expect(0).json();
    assert_eq!((number(&imported, "/accepted"), number(&imported, "/quarantined")), (1, 1));
    let matched = almoner(&home, &["match", "--json"]).expect(0).lines();
    assert_eq!(array(&matched[0], "/criteria").len(), 1);
}

#[test]
fn legacy_xml_comes_in_and_a_changed_trial_is_a_new_version() {
    let folder = Folder::new();
    let home = folder.join("home");
    almoner(&home, &["init"]).expect(0);
    let xml = |status: &str, age: u8| {
        format!(
            "<?xml version=\"1.0\"?>\n<clinical_study>\n<id_info><nct_id>NCT00000007</nct_id></id_info>\n\
             <overall_status>{status}</overall_status><eligibility><criteria><textblock>Inclusion Criteria:\n\n  - Age {age} or older\
             </textblock></criteria></eligibility>\n</clinical_study>\n"
        )
    };
    let import = |content: &str| {
        let path = folder.write("t.xml", content);
        almoner(&home, &["trials", "import", &path, "--json"]).expect(0).json()
    };
    let counts = |report: &Value| ["/accepted", "/new", "/changed"].map(|name| number(report, name));
    assert_eq!(counts(&import(&xml("Recruiting", 18))), [1, 1, 0]);
    let before = almoner(&home, &["match", "--json"]).expect(0).lines();
    assert_eq!(counts(&import(&xml("Recruiting", 18))), [1, 0, 0], "the same again changes nothing");
    assert_eq!(counts(&import(&xml("Withdrawn", 21))), [1, 0, 1]);
    let after = almoner(&home, &["match", "--json"]).expect(0).lines();
    assert_ne!(before[0]["versions"]["trial"], after[0]["versions"]["trial"], "the new version is what is matched");
    assert!(before[0]["versions"]["trial"].is_string());
    let refused = almoner(
        &home,
        &[
            "trials",
            "import",
            &folder.write("b.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]>\n<clinical_study></clinical_study>"),
            "--json",
        ],
    );
    let report = refused.expect(0).json();
    assert_eq!(report["issues"][0][1]["code"], "trial-xml-doctype");
}

#[test]
fn an_operators_vocabulary_is_in_force_in_both_zones_until_it_is_removed() {
    let folder = Folder::new();
    let home = folder.join("home");
    almoner(&home, &["init"]).expect(0);
    let patient = json!({"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01", "gender": "female"});
    let encounter = json!({"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}, "subject": {"reference": "Patient/p"}, "period": {"start": "2026-09-01"}});
    // A code that the built-in tables do not hold.
    let condition = json!({"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "11101003"}]},
        "clinicalStatus": {"coding": [{"code": "active"}]}});
    let records = folder.write("r.ndjson", &format!("{patient}\n{encounter}\n{condition}\n"));
    almoner(&home, &["ingest", &records]).expect(0);
    let trial = json!({"nct_id": "NCT00000001", "criteria_text": "Inclusion Criteria:\n\n- Rhipicephalic keratomelia\n"});
    let trials = folder.write("t.jsonl", &format!("{trial}\n"));
    almoner(&home, &["trials", "import", &trials]).expect(0);

    let athena = folder.join("athena");
    std::fs::create_dir(&athena).unwrap();
    std::fs::write(
        athena.join("CONCEPT.csv"),
        "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\tvalid_start_date\tvalid_end_date\tinvalid_reason\n\
         9000001\tRhipicephalic keratomelia\tCondition\tSNOMED\tDisorder\tS\t11101003\t19700101\t20991231\t\nbroken\n",
    )
    .unwrap();
    let report = almoner(&home, &["terms", "import", &text(&athena), "--json"]).expect(0).json();
    assert_eq!((number(&report, "/new"), array(&report, "/issues").len()), (1, 1));
    assert_eq!(report["issues"][0], json!({"file": "CONCEPT.csv", "line": 3, "code": "athena-fields"}));

    let verdict = |lines: &[Value]| {
        let summary = number(lines.last().unwrap(), "/summary/eligible");
        (summary, lines[0]["criteria"][0]["coverage"].clone())
    };
    let matched = almoner(&home, &["match", "--json"]).expect(0).lines();
    assert_eq!(verdict(&matched).0, 1, "the record's code and the trial's words are one concept: {matched:?}");
    for zone in ["phi", "research"] {
        let shown =
            almoner(&home, &["audit", "show", "--zone", zone, "--action", "configuration_changed", "--json"]).expect(0);
        assert_eq!(shown.lines().len(), 1, "{}", shown.out);
    }
    let shown = almoner(&home, &["terms", "remove"]).expect(0);
    assert!(shown.out.contains("built-in"), "{}", shown.out);
    let matched = almoner(&home, &["match", "--json"]).expect(0).lines();
    assert_eq!(verdict(&matched).0, 0, "nobody knows the word any more");
    let own = folder
        .write("own.tsv", "id\tkey\tname\tstale_days\n6035\themoglobin\tHemoglobin\t730\n1\tno-such-key\tNothing\t9\n");
    let report = almoner(&home, &["terms", "import", &own, "--json"]).expect(0).json();
    assert_eq!([number(&report, "/stale_days"), number(&report, "/unknown")], [1, 1]);
    almoner(&home, &["match", "--json"]).expect(0);
    let slip = folder.write("slip.tsv", "id\tkey\tname\tstale_days\n6035\themoglobin\tHemoglobin\tsoon\n");
    let refused = almoner(&home, &["terms", "import", &slip, "--json"]).expect(4);
    assert!(refused.err.contains("line 2: column `stale_days`"), "{}", refused.err);
    almoner(&home, &["terms", "remove"]).expect(0);
    let refused = almoner(&home, &["terms", "import", &text(&folder.0), "--json"]).expect(2);
    assert!(refused.err.contains("athena-missing"), "{}", refused.err);
}

#[test]
fn a_note_in_rtf_is_read() {
    use base64::Engine;
    let folder = Folder::new();
    let home = folder.join("home");
    almoner(&home, &["init"]).expect(0);
    let note =
        r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\author Zoltan Canaryson}}\pard Assessment:\par She has {\b asthma}.\par}";
    let data = base64::engine::general_purpose::STANDARD.encode(note);
    let patient = json!({"resourceType": "Patient", "id": "p", "birthDate": "1980-01-01", "gender": "female"});
    let document = json!({"resourceType": "DocumentReference", "id": "d", "status": "current", "subject": {"reference": "Patient/p"},
        "date": "2020-03-01T10:00:00Z", "content": [{"attachment": {"contentType": "application/rtf", "data": data}}]});
    let records = folder.write("r.ndjson", &format!("{patient}\n{document}\n"));
    almoner(&home, &["ingest", &records]).expect(0);
    let trials = folder.write(
        "t.jsonl",
        &format!("{}\n", json!({"nct_id": "NCT00000001", "criteria_text": "Inclusion Criteria:\n\n- Asthma\n"})),
    );
    almoner(&home, &["trials", "import", &trials]).expect(0);
    let run = almoner(&home, &["match", "--json", "--text"]).expect(0);
    assert!(run.out.contains("asthma"), "{}", run.out);
    assert!(!run.out.contains("rtf1") && !run.out.contains("Canaryson"), "{}", run.out);
    assert_eq!(number(run.lines().last().unwrap(), "/summary/eligible"), 1, "{}", run.out);
}

#[test]
fn an_import_tells_the_flaws_of_trials_that_are_new_or_changed() {
    let folder = Folder::new();
    let home = folder.join("home");
    almoner(&home, &["init"]).expect(0);
    // More than one processor's share; every tenth asks what nobody can be.
    let line = |number: u32, age: &str| {
        let text = format!("Inclusion Criteria:\n\n- {age}\n");
        format!("{}\n", json!({ "nct_id": format!("NCT{number:08}"), "criteria_text": text }))
    };
    let age =
        |number: u32| if number.is_multiple_of(10) { "Age 60 or older\n- Age 50 or younger" } else { "Age 18 or older" };
    let import = |content: &str| {
        let path = folder.write("trials.jsonl", content);
        let told = almoner(&home, &["trials", "import", &path, "--json"]).expect(0).json();
        let flawed: Vec<String> =
            array(&told, "/flaws").iter().map(|flaw| flaw["nct_id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(number(&told, "/n_flaws"), flawed.len() as u64);
        flawed
    };
    let all: String = (1..=300).map(|number| line(number, age(number))).collect();
    let expected: Vec<String> = (10..=300).step_by(10).map(|number| format!("NCT{number:08}")).collect();
    assert_eq!(import(&all), expected);
    assert_eq!(import(&all), Vec::<String>::new(), "nothing is new");
    let changed: String = (1..=300)
        .map(|number| line(number, if number == 20 { "Age 61 or older\n- Age 50 or younger" } else { age(number) }))
        .collect();
    assert_eq!(import(&changed), ["NCT00000020"]);
}
