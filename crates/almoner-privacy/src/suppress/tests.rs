use proptest::prelude::*;

use super::*;

#[test]
fn a_funnel_hides_small_counts_and_small_steps() {
    assert_eq!(nested(&[100, 95, 80, 80, 10, 0]), [Some(100), None, Some(80), Some(80), None, Some(0)]);
    assert_eq!(nested(&[5, 5]), [None, None]);
    assert_eq!(nested(&[50, 45, 40, 30]), [Some(50), None, None, Some(30)]);
}

#[test]
fn a_single_small_cell_takes_others_with_it() {
    let table = cross_table(&[vec![3, 40], vec![50, 60]]);
    assert_eq!(table.cells[0][0], None);
    let hidden = table.cells.iter().flatten().filter(|cell| cell.is_none()).count()
        + table.row_totals.iter().chain(&table.column_totals).filter(|total| total.is_none()).count();
    assert!(hidden >= 3, "one more in its row and one more in its column, at least: {table:?}");
}

#[test]
fn a_table_without_small_cells_is_shown_whole() {
    let table = cross_table(&[vec![20, 0], vec![30, 11]]);
    assert_eq!(table.cells, [[Some(20), Some(0)], [Some(30), Some(11)]]);
    assert_eq!(
        (table.row_totals, table.column_totals, table.total),
        (vec![Some(20), Some(41)], vec![Some(50), Some(11)], Some(61))
    );
}

#[test]
fn a_lone_small_cell_hides_all() {
    assert_eq!(
        cross_table(&[vec![3]]),
        CrossTable { cells: vec![vec![None]], row_totals: vec![None], column_totals: vec![None], total: None }
    );
}

/// All tables that agree with what is shown, by trying every value up to `most` in every hidden cell.
fn possible(shown: &CrossTable, most: u64) -> Vec<Vec<Vec<u64>>> {
    fn fill(shown: &CrossTable, at: usize, table: &mut Vec<Vec<u64>>, most: u64, out: &mut Vec<Vec<Vec<u64>>>) {
        let columns = shown.column_totals.len();
        if at == shown.row_totals.len() * columns {
            let agrees = |total: Option<u64>, sum: u64| total.is_none_or(|total| total == sum);
            let column = |index: usize| table.iter().map(|row| row[index]).sum();
            if (0..columns).all(|index| agrees(shown.column_totals[index], column(index)))
                && agrees(shown.total, table.iter().flatten().sum())
            {
                out.push(table.clone());
            }
            return;
        }
        let (row, index) = (at / columns, at % columns);
        let range = match shown.cells[row][index] {
            Some(value) => value..=value,
            None => 0..=most,
        };
        for value in range {
            table[row][index] = value;
            if index + 1 == columns && shown.row_totals[row].is_some_and(|total| total != table[row].iter().sum::<u64>()) {
                continue;
            }
            fill(shown, at + 1, table, most, out);
        }
    }
    let mut out = Vec::new();
    let mut table = vec![vec![0; shown.column_totals.len()]; shown.row_totals.len()];
    fill(shown, 0, &mut table, most, &mut out);
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    /// Whoever tries all tables that agree with what is shown finds each small cell anywhere from 1 to 10, at least.
    #[test]
    fn nothing_more_of_a_small_cell_can_be_calculated(counts in prop::collection::vec(prop::collection::vec(prop_oneof![0..13u64, 11..16u64], 2), 2..3)) {
        let shown = cross_table(&counts);
        let tables = possible(&shown, 26);
        for (row, cells) in counts.iter().enumerate() {
            for (index, count) in cells.iter().enumerate() {
                prop_assert!(shown.cells[row][index].is_none_or(|value| value == *count));
                if is_small(*count) {
                    let least = tables.iter().map(|table| table[row][index]).min().unwrap();
                    let most = tables.iter().map(|table| table[row][index]).max().unwrap();
                    prop_assert!(least <= 1 && most >= 10, "{} to {} for {}: {:?}", least, most, count, shown);
                }
            }
        }
    }
}
