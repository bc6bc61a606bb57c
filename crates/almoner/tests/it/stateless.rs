//! The verbs without a home: one line of output for each line of input, whatever the line.

use std::path::Path;

use serde_json::{Value, json};

use crate::{Folder, almoner};

fn answers(verb: &[&str], input: &[u8]) -> Vec<Value> {
    let folder = Folder::new();
    std::fs::write(folder.join("in"), input).unwrap();
    let (from, to) = (crate::text(&folder.join("in")), crate::text(&folder.join("out")));
    let run = almoner(Path::new("/nowhere"), &[verb, &["--input", &from, "--output", &to]].concat()).expect(0);
    assert!(run.out.is_empty());
    std::fs::read_to_string(to).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Bad lines between good ones: not JSON, another shape, not UTF-8, cut short; and an empty line, which says nothing.
fn among_bad_lines(good: &Value) -> Vec<u8> {
    let good = format!("{good}\n");
    let bad: [&[u8]; 5] = [b"nonsense\n", b"[1]\n", b"{\"id\":\"\xff\"}\n", b"{\"id\":\"2\"\n", b"\n"];
    [b"\xef\xbb\xbf", good.as_bytes(), &bad.concat(), good.trim_end().as_bytes()].concat()
}

#[test]
fn bad_lines_are_answered_by_number_and_code_and_the_rest_goes_on() {
    let cases: [(&[&str], Value); 3] = [
        (&["deid", "text"], json!({"id": "a", "text": "Seen on 03/14/2021."})),
        (
            &["criteria", "parse"],
            json!({"nct_id": "NCT00000001", "criteria_text": "Inclusion Criteria:\n- Age 18 or older"}),
        ),
        (
            &["criteria", "decide"],
            json!({"id": "a", "note": "A 60-year-old man with asthma.", "criterion": "Asthma", "section": "inclusion"}),
        ),
    ];
    for (verb, good) in cases {
        let answers = answers(verb, &among_bad_lines(&good));
        assert_eq!(answers.len(), 6, "{verb:?}");
        assert_eq!(answers[0], answers[5], "{verb:?}: the same line, the same answer");
        assert!(answers[0].get("error").is_none(), "{verb:?}: {}", answers[0]);
        for (at, code) in [(1, "line-json"), (2, "line-json"), (3, "line-encoding"), (4, "line-json")] {
            assert_eq!(answers[at]["line"], at + 1, "{verb:?}");
            assert_eq!(answers[at]["error"]["code"], code, "{verb:?}");
            assert!(answers[at]["error"]["message"].is_string());
        }
    }
}

#[test]
fn many_lines_are_answered_in_their_order_and_one_patient_keeps_one_name() {
    let folder = Folder::new();
    let key = folder.join("key");
    std::fs::write(&key, [7; 32]).unwrap();
    let line = |at: usize| {
        if at % 100 == 99 {
            "{".to_owned()
        } else {
            json!({"id": at, "patient": at % 3, "text": "Seen by Dr. Zelimir."}).to_string()
        }
    };
    // More than are held at a time.
    let input: Vec<String> = (0..1300).map(line).collect();
    let answers = answers(&["deid", "text", "--as", "surrogates", "--key", &crate::text(&key)], input.join("\n").as_bytes());
    assert_eq!(answers.len(), 1300);
    for (at, answer) in answers.iter().enumerate() {
        if at % 100 == 99 {
            assert_eq!((&answer["line"], &answer["error"]["code"]), (&json!(at + 1), &json!("line-json")));
        } else {
            assert_eq!((&answer["id"], &answer["text"]), (&json!(at), &answers[at % 3]["text"]));
        }
    }
    assert_ne!(answers[0]["text"], answers[1]["text"], "two patients, two names");
}

#[test]
fn deid_spans_count_characters_and_cover_what_was_written() {
    let text = "Dr. Élodie Brenninkmeyer, MRN 00482913, was seen on 03/14/2021. Call (617) 555-0134.";
    let answer = answers(&["deid", "text"], format!("{}\n", json!({"id": 7, "text": text})).as_bytes()).remove(0);
    assert_eq!(answer["id"], 7, "the id comes back as it was given");
    let characters: Vec<char> = text.chars().collect();
    let spans: Vec<(String, String)> = answer["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| {
            let at = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
            (span["category"].as_str().unwrap().to_owned(), characters[at("start")..at("end")].iter().collect())
        })
        .collect();
    for (category, identifier) in
        [("NAME", "Brenninkmeyer"), ("MRN", "00482913"), ("DATE", "03/14/2021"), ("PHONE", "617) 555-0134")]
    {
        assert!(spans.iter().any(|(of, span)| of == category && span.contains(identifier)), "{category} in {spans:?}");
        assert!(!answer["text"].as_str().unwrap().contains(identifier));
    }
}

#[test]
fn deid_masks_what_the_caller_knows() {
    let line = json!({"id": 1, "text": "Mrs. Quill said that Zaphira came along.", "known": {"names": ["Zaphira"]}});
    let answer = answers(&["deid", "text"], format!("{line}\n").as_bytes()).remove(0);
    assert!(answer.get("error").is_none(), "{answer}");
    assert!(!answer["text"].as_str().unwrap().contains("Zaphira"));
}

#[test]
fn deid_writes_false_values_of_one_patient_or_masks() {
    let folder = Folder::new();
    let note = |id: u32, patient: &str, text: &str| format!("{}\n", json!({"id": id, "patient": patient, "text": text}));
    let text = "Mrs. Ottoline Quastov, seen 03/14/2021 by Dr. Zelimir. Call (617) 867-0134.";
    let again = "Dr. Zelimir called Mrs. Quastov on 03/21/2021.";
    let notes = folder.write("notes", &[note(1, "a", text), note(2, "a", again), note(3, "b", text)].concat());
    let key = folder.write("key", &"k".repeat(32));
    let run = |more: &[&str]| {
        let to = crate::text(&folder.join("out"));
        let verb = [&["deid", "text", "--input", &notes, "--output", &to], more].concat();
        almoner(Path::new("/nowhere"), &verb).expect(0);
        let lines = std::fs::read_to_string(to).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };
    let shown = |answers: &[Value]| answers.iter().map(|a| a["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let keyed = run(&["--as", "surrogates", "--key", &key]);
    let texts = shown(&keyed);
    assert_eq!(texts, shown(&run(&["--as", "surrogates", "--key", &key])), "the same key, the same false values");
    assert_ne!(texts[0], texts[2], "another patient, other false values");
    assert_ne!(texts, shown(&run(&["--as", "surrogates"])), "without a key they are drawn for this run");
    let doctor = texts[1].strip_prefix("Dr. ").unwrap().split(' ').next().unwrap();
    assert!(texts[0].contains(&format!("by Dr. {doctor}.")), "{texts:?}");
    assert!(texts[0].contains(") 555-01"), "{texts:?}");
    let masks = run(&["--as", "masks"]);
    assert_eq!(shown(&masks)[0].chars().count(), text.chars().count());
    for answers in [&keyed, &masks] {
        assert_eq!(answers[0]["spans"], run(&[])[0]["spans"], "where something was found is told of the input");
        for gone in ["Quastov", "Ottoline", "Zelimir", "03/14/2021", "0134"] {
            assert!(!shown(answers).concat().contains(gone), "{gone} in {answers:?}");
        }
    }
    let to = crate::text(&folder.join("out"));
    let short = folder.write("short", "too short");
    let verb = ["deid", "text", "--input", &notes, "--output", &to, "--as", "surrogates", "--key", &short];
    assert!(almoner(Path::new("/nowhere"), &verb).expect(2).err.contains("key-short"));
    let verb = ["deid", "text", "--input", &notes, "--output", &to, "--key", &key];
    assert!(almoner(Path::new("/nowhere"), &verb).expect(2).err.contains("key-unused"));
}

#[test]
fn a_reviewers_page_shows_what_was_marked_and_runs_nothing_that_notes_hold() {
    let folder = Folder::new();
    let script = "<script>alert(1)</script>";
    let text = format!("Seen by Dr. Zelimir Quastov {script} & \"co\". Call 413-555-0182.");
    let start = text.find("Zelimir").unwrap();
    let missed = text.find("co").unwrap();
    let note = json!({
        "id": format!("n1\"{script}"), "text": text, "type": script, "origin": script,
        "spans": [
            {"start": start, "end": start + 15, "category": "NAME"}, {"start": missed, "end": missed + 2, "category": "NAME"},
        ],
        "keep": [{"start": 0, "end": 4, "class": script}, {"start": start, "end": start + 7, "class": script}],
    });
    let gold = folder.write("gold.jsonl", &format!("{note}\n"));
    for show in [&[][..], &["--show-phi"]] {
        let page = crate::text(&folder.join("report.html"));
        almoner(&folder.0, &[&["deid", "evaluate", "--gold", &gold, "--html", &page], show].concat()).expect(0);
        let page = std::fs::read_to_string(page).unwrap();
        assert!(!page.contains("<script") && !page.contains("javascript:") && !page.contains("src="), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;"), "{page}");
        assert!(page.contains("<mark class=\"left\" title=\"NAME\">"), "what was missed is lit: {page}");
        assert!(page.contains("<mark class=\"removed\" title=\"NAME\">"), "{page}");
        assert_eq!(page.contains("Zelimir"), !show.is_empty(), "{page}");
    }
}

#[test]
fn criteria_spans_lie_in_the_text() {
    let text = "Inclusion Criteria:\n\n- Age ≥ 18 years\n- HbA1c < 9%\n\nExclusion Criteria:\n\n- Pregnant";
    let line = json!({"nct_id": "NCT00000001", "criteria_text": text});
    let answer = answers(&["criteria", "parse"], format!("{line}\n").as_bytes()).remove(0);
    assert_eq!(answer["nct_id"], "NCT00000001");
    let criteria = answer["criteria"].as_array().unwrap();
    let characters: Vec<char> = text.chars().collect();
    let sources: Vec<(String, String)> = criteria
        .iter()
        .map(|criterion| {
            let source = &criterion["source"];
            let at = |name: &str| usize::try_from(source[name].as_u64().unwrap()).unwrap();
            (criterion["section"].as_str().unwrap().to_owned(), characters[at("start")..at("end")].iter().collect())
        })
        .collect();
    let expected = [("inclusion", "Age ≥ 18 years"), ("inclusion", "HbA1c < 9%"), ("exclusion", "Pregnant")];
    assert_eq!(sources, expected.map(|(section, source)| (section.to_owned(), source.to_owned())));
}

#[test]
fn decide_says_met_not_met_and_unknown_with_evidence_in_the_note() {
    let note = "A 60-year-old man with asthma. Denies diabetes mellitus.";
    let line = |criterion: &str| {
        format!("{}\n", json!({"id": criterion, "note": note, "criterion": criterion, "section": "inclusion"}))
    };
    let input = ["Asthma", "Diabetes mellitus", "Able to walk a mile backwards"].map(line).concat();
    let answers = answers(&["criteria", "decide"], input.as_bytes());
    assert_eq!(
        answers.iter().map(|answer| answer["verdict"].as_str().unwrap()).collect::<Vec<_>>(),
        ["met", "not_met", "unknown"]
    );
    let at = |span: &serde_json::Value, name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
    let evidence = |answer: &serde_json::Value| {
        let spans = answer["evidence"].as_array().unwrap().iter();
        spans.map(|span| note.get(at(span, "start")..at(span, "end")).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(evidence(&answers[0]), ["A 60-year-old man with asthma."]);
    assert_eq!(evidence(&answers[1]), ["Denies diabetes mellitus."]);
    assert!(answers[2]["reason"].is_string());
}

#[test]
fn rank_writes_trec_lines_best_first() {
    let folder = Folder::new();
    let trial = |id: &str, condition: &str| {
        format!(
            "{}\n",
            json!({"nct_id": id, "title": condition, "conditions": [condition], "criteria_text": format!("Inclusion Criteria:\n- {condition}")})
        )
    };
    let trials = folder.write("trials.jsonl", &[trial("NCT00000001", "Asthma"), trial("NCT00000002", "Psoriasis")].concat());
    let topics = folder.write("topics.jsonl", "{\"id\":\"1\",\"note\":\"A 30-year-old woman with severe asthma.\"}\nbad\n");
    let out = crate::text(&folder.join("run.txt"));
    let run =
        almoner(&folder.0, &["rank", "--trials", &trials, "--topics", &topics, "--top", "1", "--output", &out]).expect(0);
    assert!(run.err.contains("topic line 2"), "{}", run.err);
    let lines = std::fs::read_to_string(out).unwrap();
    let words: Vec<&str> = lines.split_whitespace().collect();
    assert_eq!(words.len(), 6, "{lines}");
    assert_eq!((words[0], words[1], words[2], words[3], words[5]), ("1", "Q0", "NCT00000001", "1", "almoner"));
    assert!(words[4].parse::<f64>().is_ok());
}

#[test]
fn de_identification_is_measured_on_marked_notes_and_tells_no_identifier_unless_asked() {
    let folder = Folder::new();
    let text = "Seen by Dr. Zelimir Quastov. Call 413-555-0182. Lasix 40 mg daily.";
    let span = |words: &str, category: &str| {
        let start = text.find(words).unwrap();
        json!({"start": start, "end": start + words.len(), "category": category})
    };
    let lasix = text.find("Lasix").unwrap();
    let note = json!({
        "id": "n1", "text": text, "type": "progress", "origin": "slavic",
        "spans": [span("Zelimir Quastov", "NAME"), span("413-555-0182", "PHONE")],
        "keep": [{"start": lasix, "end": lasix + 5, "class": "drug"}],
    });
    let gold = folder.write("gold.jsonl", &format!("{note}\n"));
    let page = crate::text(&folder.join("report.html"));
    let run = almoner(&folder.0, &["deid", "evaluate", "--gold", &gold, "--html", &page, "--json"]).expect(0);
    assert!(run.json().is_object());
    let shown = almoner(&folder.0, &["deid", "evaluate", "--gold", &gold]).expect(0);
    assert!(shown.out.contains("PHONE"), "{}", shown.out);
    let page = std::fs::read_to_string(page).unwrap();
    for told in [&run.out, &shown.out, &shown.err, &page] {
        assert!(!told.contains("Quastov") && !told.contains("0182"), "{told}");
    }
    let broken = folder.write("broken.jsonl", "{\"id\":1,\"text\":\"Ann Example\"");
    let run = almoner(&folder.0, &["deid", "evaluate", "--gold", &broken]).expect(2);
    assert!(run.err.contains("gold-malformed") && !run.err.contains("Example"), "{}", run.err);
}

#[test]
fn an_unreadable_input_and_an_unwritable_output_end_with_four() {
    let folder = Folder::new();
    let input = folder.write("in", "");
    let out = crate::text(&folder.join("out"));
    let run = almoner(&folder.0, &["deid", "text", "--input", "/nowhere/ann-example", "--output", &out]).expect(4);
    assert!(run.err.contains("input-unreadable") && !run.err.contains("ann-example"));
    let run = almoner(&folder.0, &["deid", "text", "--input", &input, "--output", "/nowhere/ann-example"]).expect(4);
    assert!(run.err.contains("output-unwritable") && !run.err.contains("ann-example"));
}
