use proptest::prelude::*;

use super::*;

#[test]
fn neighbours_share_a_mean() {
    let found = microaggregate(&[vec![1.0, 100.0, 2.0, 101.0, 3.0]], 2).unwrap();
    assert_eq!(found.columns, [[2.0, 100.5, 2.0, 100.5, 2.0]]);
}

#[test]
fn fewer_rows_than_k_are_refused() {
    assert_eq!(microaggregate(&[vec![1.0]], 2), Err(Error::Empty));
}

#[test]
fn what_is_no_number_is_refused() {
    assert_eq!(microaggregate(&[vec![1.0, f64::NAN]], 1), Err(Error::NotFinite));
}

/// The least error over all partitions of the sorted values into stretches of at least k.
fn least(values: &[f64], k: usize) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    (k..=values.len())
        .filter(|size| values.len() == *size || values.len() - size >= k)
        .map(|size| {
            let mean = values[..size].iter().sum::<f64>() / size as f64;
            values[..size].iter().map(|value| (value - mean).powi(2)).sum::<f64>() + least(&values[size..], k)
        })
        .fold(f64::INFINITY, f64::min)
}

proptest! {
    #[test]
    fn one_column_is_grouped_as_well_as_can_be(mut values in prop::collection::vec(0..50i32, 3..11), k in 1..4usize) {
        values.sort_unstable();
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        prop_assume!(values.len() >= k);
        let found = microaggregate(std::slice::from_ref(&values), k).unwrap();
        let error: f64 = values.iter().zip(&found.columns[0]).map(|(value, mean)| (value - mean).powi(2)).sum();
        prop_assert!((error - least(&values, k)).abs() < 1e-6);
    }

    #[test]
    fn every_group_has_k_rows(points in prop::collection::vec((0..100i32, 0..100i32), 3..80), k in 1..6usize) {
        prop_assume!(points.len() >= k);
        let columns = [points.iter().map(|p| f64::from(p.0)).collect(), points.iter().map(|p| f64::from(p.1)).collect()];
        let found = microaggregate(&columns, k).unwrap();
        let mut sizes = std::collections::BTreeMap::new();
        found.of_row.iter().for_each(|group| *sizes.entry(*group).or_insert(0usize) += 1);
        prop_assert!(sizes.values().all(|size| *size >= k && (*size < 2 * k || points.len() < 2 * k)), "{sizes:?}");
        prop_assert!(found.loss <= 1.0 + 1e-9);
    }
}
