use super::*;

#[test]
fn thousands_are_set_apart() {
    assert_eq!(thousands(0), "0");
    assert_eq!(thousands(999), "999");
    assert_eq!(thousands(1_234_567), "1,234,567");
}

#[test]
fn a_table_has_a_rule_under_its_head() {
    assert_eq!(table(&["a", "b"], &[vec!["1".to_owned(), "2".to_owned()]]), "| a | b |\n|---|---|\n| 1 | 2 |\n");
}
