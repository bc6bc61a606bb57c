use super::*;
use crate::risk::prosecutor;

fn target(k: u32, max_suppressed: f64) -> Target {
    Target { max_prosecutor: 1.0 / f64::from(k), max_marketer: 1.0, max_suppressed }
}

fn ages(values: &[i64]) -> Column {
    Column::numbers("age", values.iter().map(|value| Some(*value)))
}

#[test]
fn the_narrowest_interval_that_hides_everybody_is_taken() {
    let column = ages(&[30, 31, 32, 33, 40, 41, 42, 43]);
    let table = Table::new(vec![column.clone()]).unwrap();
    let found = generalize(&table, &[Hierarchy::intervals(&column, &[2, 4, 10])], target(4, 0.0)).unwrap().unwrap();
    // Fours cut 30 to 33 in two (28-31, 32-35); tens hide all.
    assert_eq!(found.levels, [3]);
    assert_eq!(found.table.column("age").unwrap().value(0), Some("30-39"));
    assert_eq!(prosecutor(&found.table, &["age"], 1.0).unwrap().max, 0.25);
}

#[test]
fn a_few_rows_are_suppressed_where_that_loses_less() {
    let mut values = vec![30; 20];
    values.push(77);
    let column = ages(&values);
    let table = Table::new(vec![column.clone()]).unwrap();
    let found = generalize(&table, &[Hierarchy::intervals(&column, &[10])], target(5, 0.1)).unwrap().unwrap();
    assert_eq!((found.levels.as_slice(), found.suppressed), ([0].as_slice(), 1));
    assert_eq!(found.table.column("age").unwrap().value(20), Some("*"));
    assert!((found.loss - 1.0 / 21.0).abs() < 1e-9);
}

#[test]
fn nothing_is_found_where_nothing_can_meet_the_target() {
    let column = ages(&[1, 2, 3]);
    let table = Table::new(vec![column.clone()]).unwrap();
    assert_eq!(generalize(&table, &[Hierarchy::intervals(&column, &[10])], target(5, 0.5)), Ok(None));
}

#[test]
fn the_marketer_counts_too() {
    let column = ages(&[1, 1, 2, 2]);
    let table = Table::new(vec![column.clone()]).unwrap();
    let target = Target { max_prosecutor: 0.5, max_marketer: 0.25, max_suppressed: 0.0 };
    let found = generalize(&table, &[Hierarchy::all_or_nothing(&column)], target).unwrap().unwrap();
    assert_eq!(found.levels, [1], "two classes of two match half; one class of four matches a quarter");
}

#[test]
fn zip_codes_lose_digits_from_the_right() {
    let column = Column::new("zip", ["02139", "02138", "02215", "10001"]);
    let hierarchy = Hierarchy::prefixes(&column, &[3]);
    assert_eq!(hierarchy.levels[1].values, ["021*", "022*", "100*"]);
    assert_eq!(hierarchy.levels(), 3);
}

/// The best of the lattice by visiting every node.
#[test]
fn the_search_finds_what_trying_everything_finds() {
    let rows = 300i64;
    let age = Column::numbers("age", (0..rows).map(|row| Some(20 + row * 7 % 61)));
    let zips: Vec<String> = (0..rows).map(|row| format!("{:05}", 10_000 + row * row % 977)).collect();
    let zip = Column::new("zip", zips.iter().map(String::as_str));
    let table = Table::new(vec![age.clone(), zip.clone()]).unwrap();
    let hierarchies = [Hierarchy::intervals(&age, &[5, 10, 20]), Hierarchy::prefixes(&zip, &[4, 3, 2])];
    for (k, most) in [(3, 0.0), (5, 0.05), (11, 0.3)] {
        let search = Search::new(&table, &hierarchies).unwrap();
        let all = (0..5).flat_map(|a| (0..5).map(move |b| vec![a, b]));
        let best =
            all.filter_map(|levels| search.visit(&levels, target(k, most))).map(|(loss, _)| loss).min_by(f64::total_cmp);
        let found = generalize(&table, &hierarchies, target(k, most)).unwrap();
        assert_eq!(found.as_ref().map(|found| found.loss), best);
        let found = found.unwrap();
        let classes = found.table.classes(&["age", "zip"]).unwrap();
        let stars = u32::try_from(found.suppressed).unwrap();
        assert!(classes.sizes().iter().all(|size| *size >= k || *size == stars), "{k}: {:?}", classes.sizes());
    }
}

#[test]
fn a_hierarchy_of_another_column_is_refused() {
    let table = Table::new(vec![ages(&[1, 2])]).unwrap();
    let other = Hierarchy::all_or_nothing(&ages(&[1, 2, 3]));
    assert_eq!(generalize(&table, &[other], target(1, 0.0)), Err(Error::Hierarchy("age".to_owned())));
}
