use super::*;

const TWO: &str = "id\tlevel\twhat\tanswer\n1.2.3\t1\tone thing\t\n1.2.10\t2\tanother\topen: not there\n";

fn document_of(table: &str, source: &str) -> Result<String, String> {
    let mut proofs: BTreeMap<Number, Vec<Proof>> = BTreeMap::new();
    for (number, test) in annotations("crates/a/src/b.rs", source)? {
        proofs.entry(number).or_default().push(Proof { path: "crates/a/src/b.rs".to_owned(), test });
    }
    write(&read(table)?, &proofs)
}

#[test]
fn a_test_is_linked_and_what_has_none_says_why() {
    let text = document_of(TWO, "    // ASVS 1.2.3\n    #[test]\n    #[ignore]\n    fn it_holds() {}\n").unwrap();
    assert!(text.contains(
        "| 1.2.3 | 1 | one thing | [`it_holds`](../../crates/a/src/b.rs) |\n| 1.2.10 | 2 | another | open: not there |\n"
    ));
    assert!(text.contains("| proven by a test | 1 |\n| met by design, no test | 0 |\n| open | 1 |\n"));
}

#[test]
fn one_line_names_several() {
    let found = annotations("x", "// ASVS 1.2.3, 4.5.6\n#[tokio::test]\nasync fn both() {}\n").unwrap();
    assert_eq!(found, [((1, 2, 3), "both".to_owned()), ((4, 5, 6), "both".to_owned())]);
}

#[test]
fn what_does_not_fit_is_told() {
    let test = "#[test]\nfn it_holds() {}\n";
    for (table, source, expected) in [
        (TWO, "", "1.2.3 has neither a test nor an answer".to_owned()),
        (TWO, &format!("// ASVS 1.2.3, 1.2.10\n{test}"), "1.2.10 has a test and needs no answer".to_owned()),
        (TWO, &format!("// ASVS 9.9.9\n{test}"), "names 9.9.9, which is none".to_owned()),
        (TWO, &format!("// ASVS 1.2.3;\n{test}"), "is no number".to_owned()),
        (TWO, "// ASVS 1.2.3\nfn helper() {}\n", "does not stand above a test".to_owned()),
        ("h\n1.2.3\t3\twords\t\n", "", "has another form".to_owned()),
        ("h\n1.2.3\t1\twords\tmaybe\n", "", "has another form".to_owned()),
        ("h\n1.2.3\t1\twords\t\n1.2.3\t1\twords\t\n", "", "comes twice".to_owned()),
    ] {
        let error = document_of(table, source).unwrap_err();
        assert!(error.contains(&expected), "{error}");
    }
}
