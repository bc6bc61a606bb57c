use super::*;

fn table(values: &[&str]) -> Table {
    Table::new(vec![Column::new("q", values.iter().copied())]).unwrap()
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

#[test]
fn the_prosecutor_finds_one_in_the_size_of_the_class() {
    // Classes of 1, 2 and 3.
    let risk = prosecutor(&table(&["a", "b", "b", "c", "c", "c"]), &["q"], 0.4).unwrap();
    close(risk.max, 1.0);
    close(risk.mean, 3.0 / 6.0);
    close(risk.at_risk, 3.0 / 6.0);
}

#[test]
fn the_journalist_needs_the_register() {
    let own = table(&["a", "b", "b"]);
    let register = table(&["a", "a", "a", "a", "b", "b", "b", "b", "c"]);
    let risk = journalist(&own, &register, &["q"], 0.2).unwrap();
    close(risk.max, 0.25);
    close(risk.mean, 0.25);
    close(risk.at_risk, 1.0);
}

#[test]
fn whom_the_register_lacks_is_counted_by_the_table() {
    let risk = journalist(&table(&["z", "z"]), &table(&["a"]), &["q"], 0.9).unwrap();
    close(risk.max, 0.5);
    close(risk.at_risk, 0.0);
}
