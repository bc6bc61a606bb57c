use proptest::prelude::*;

use super::*;

fn table(columns: &[(&str, &[&str])]) -> Table {
    Table::new(columns.iter().map(|(name, values)| Column::new(name, values.iter().copied())).collect()).unwrap()
}

#[test]
fn rows_that_agree_on_all_columns_share_a_class() {
    let table = table(&[("age", &["30", "30", "40", "30"]), ("sex", &["f", "f", "f", "m"])]);
    let classes = table.classes(&["age", "sex"]).unwrap();
    let mut sizes = classes.sizes().to_vec();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 1, 2]);
    assert_eq!(classes.of_row()[0], classes.of_row()[1]);
    assert_ne!(classes.of_row()[0], classes.of_row()[3]);
}

#[test]
fn no_column_makes_one_class_of_all() {
    let table = table(&[("age", &["30", "40"])]);
    assert_eq!(table.classes(&[] as &[&str]).unwrap().sizes(), [2]);
}

#[test]
fn a_missing_value_is_a_value() {
    let table = table(&[("sex", &["f", "", ""])]);
    assert_eq!(table.classes(&["sex"]).unwrap().sizes(), [1, 2]);
}

#[test]
fn numbers_are_coded_in_their_order() {
    let column = Column::numbers("age", [Some(40), None, Some(-3), Some(40)]);
    assert_eq!(column.codes, [1, 2, 0, 1]);
    assert_eq!(column.value(2), Some("-3"));
    assert_eq!(column.value(1), Some(""));
}

#[test]
fn columns_of_different_lengths_are_refused() {
    let columns = vec![Column::new("a", ["x"]), Column::new("b", ["x", "y"])];
    assert_eq!(Table::new(columns), Err(Error::UnequalColumns(1, 2)));
}

#[test]
fn a_column_that_is_not_there_is_named() {
    assert_eq!(table(&[("a", &["x"])]).classes(&["b"]), Err(Error::NoColumn("b".to_owned())));
}

proptest! {
    /// Two rows are in one class exactly if they agree on all columns; both ways of refining, dense and sparse, are used.
    #[test]
    fn classes_are_those_of_comparing_all_pairs(rows in prop::collection::vec((0..4u32, 0..3u32, 0..300_000u32), 1..60)) {
        let text: Vec<[String; 3]> = rows.iter().map(|(a, b, c)| [a.to_string(), b.to_string(), (c % 7).to_string()]).collect();
        let columns = (0..3).map(|place| Column::new(&place.to_string(), text.iter().map(|row| row[place].as_str()))).collect();
        let table = Table::new(columns).unwrap();
        let classes = table.classes(&["0", "1", "2"]).unwrap();
        for (i, a) in text.iter().enumerate() {
            for (j, b) in text.iter().enumerate() {
                prop_assert_eq!(a == b, classes.of_row()[i] == classes.of_row()[j]);
            }
        }
        prop_assert_eq!(classes.sizes().iter().sum::<u32>() as usize, text.len());
    }
}

#[test]
fn many_codes_by_many_classes_are_refined_sparsely() {
    let rows = 3_000;
    let one = Column::numbers("one", (0..rows).map(|row| Some(row % 1_000)));
    let two = Column::numbers("two", (0..rows).map(|row| Some(row % 1_500)));
    let table = Table::new(vec![one, two]).unwrap();
    // Equal remainders by 1000 and by 1500 mean equal remainders by 3000: all rows differ.
    assert_eq!(table.classes(&["one", "two"]).unwrap().sizes().len(), 3_000);
}
