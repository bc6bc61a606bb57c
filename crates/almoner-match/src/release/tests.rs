use proptest::prelude::*;

use super::*;

/// Criteria of the made trials.
const CRITERIA: usize = 3;
/// Patients by the criteria that exclude them, three bits, and by whether all is answered, the fourth.
type Cells = [u64; 16];

/// A set of cells, a bit for each.
type Members = u16;

fn members(wanted: impl Fn(usize, bool) -> bool) -> Members {
    (0..16).filter(|cell| wanted(cell & 7, cell & 8 != 0)).fold(0, |set, cell| set | 1 << cell)
}

fn size(set: Members, cells: &Cells) -> u64 {
    cells.iter().enumerate().filter(|(cell, _)| set >> cell & 1 == 1).map(|(_, count)| count).sum()
}

/// The funnel of the criteria in this order.
fn counted(order: &[usize], cells: &Cells) -> Counted {
    let mask = |of: &[usize]| of.iter().fold(0, |mask, criterion| mask | 1 << criterion);
    let all = mask(order);
    let rows = order.iter().enumerate().map(|(at, criterion)| {
        let so_far = mask(&order[..=at]);
        CountedRow {
            criterion: u32::try_from(*criterion).unwrap(),
            remaining: size(members(|by, _| by & so_far == 0), cells),
            alone: size(members(|by, _| by & all == 1 << criterion), cells),
        }
    });
    Counted {
        start: size(u16::MAX, cells),
        open: size(members(|by, _| by & all == 0), cells),
        eligible: size(members(|by, answered| by & all == 0 && answered), cells),
        rows: rows.collect(),
    }
}

fn numbers(funnel: &Funnel) -> Vec<u64> {
    let ToldCounts { eligible, potential, excluded } = funnel.counts;
    let rows = funnel.rows.iter().flat_map(|row| [row.remaining, row.excluded_by_it_alone]);
    [funnel.start, eligible, potential, excluded].into_iter().chain(rows).flatten().collect()
}

fn cells() -> impl Strategy<Value = Cells> {
    let cell = prop_oneof![3 => Just(0_u64), 3 => 1..=12_u64, 2 => 10..=60_u64, 1 => 500..=600_u64];
    prop::array::uniform16(cell)
}

fn order() -> impl Strategy<Value = Vec<usize>> {
    (Just(vec![0, 1, 2]).prop_shuffle(), 0..=CRITERIA).prop_map(|(order, kept)| order.into_iter().take(kept).collect())
}

/// Every set that is a sum or difference of sets whose counts are told, with its true size.
fn computable(told: &[Members], cells: &Cells) -> Vec<u64> {
    let mut sums = vec![[0_i8; 16]];
    for set in told {
        let more: Vec<[i8; 16]> = sums
            .iter()
            .flat_map(|sum| {
                [-1, 0, 1].map(|sign| std::array::from_fn(|cell| sum[cell] + sign * i8::from(set >> cell & 1 == 1)))
            })
            .collect();
        sums = more;
        sums.sort_unstable();
        sums.dedup();
    }
    // Cells that hold nobody may come out as anything.
    let is_set = |sum: &&[i8; 16]| sum.iter().zip(cells).all(|(part, count)| *count == 0 || (0..=1).contains(part));
    let count = |sum: &[i8; 16]| sum.iter().zip(cells).filter(|(part, _)| **part == 1).map(|(_, count)| count).sum();
    sums.iter().filter(is_set).map(count).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_number_told_of_any_questions_is_small_nor_is_a_difference(cells in cells(), asked in prop::collection::vec((order(), cells_moved()), 0..6)) {
        let release = Release::new(&counted(&[0, 1, 2], &cells));
        let mut told = numbers(&release.funnel);
        for (order, moved) in asked {
            // A criterion in another form excludes others: patients move between cells, and nobody comes or goes.
            let mut cells = cells;
            for (from, to, count) in moved {
                let count = count.min(cells[from]);
                cells[from] -= count;
                cells[to] += count;
            }
            told.extend(numbers(&release.beside(&counted(&order, &cells))));
        }
        told.push(0);
        told.sort_unstable();
        told.dedup();
        prop_assert!(told.windows(2).all(|pair| pair[1] - pair[0] >= SMALLEST_COUNT), "{told:?}");
    }

    #[test]
    fn nothing_that_can_be_computed_from_a_match_is_a_small_group(cells in cells()) {
        let funnel = Release::new(&counted(&[0, 1, 2], &cells)).funnel;
        let mut told = Vec::new();
        let mut tell = |count: Option<u64>, set: Members| if count.is_some() { told.push(set) };
        tell(funnel.start, u16::MAX);
        tell(funnel.counts.eligible, members(|by, answered| by == 0 && answered));
        tell(funnel.counts.potential, members(|by, answered| by == 0 && !answered));
        tell(funnel.counts.excluded, members(|by, _| by != 0));
        for (at, row) in funnel.rows.iter().enumerate() {
            tell(row.remaining, members(|by, _| by & ((2 << at) - 1) == 0));
            tell(row.excluded_by_it_alone, members(|by, _| by == 1 << at));
        }
        told.sort_unstable();
        told.dedup();
        for count in computable(&told, &cells) {
            prop_assert!(tellable(count), "{count} of {funnel:?}");
        }
    }

    #[test]
    fn a_supposed_count_is_true_to_within_ten_and_the_match_itself_is_told_as_it_is(cells in cells(), order in order()) {
        let base = counted(&[0, 1, 2], &cells);
        let release = Release::new(&base);
        prop_assert_eq!(&release.beside(&base), &release.funnel);
        let other = counted(&order, &cells);
        let told = release.beside(&other);
        for (told, exact) in told.rows.iter().zip(&other.rows) {
            prop_assert!(told.remaining.is_none_or(|told| told.abs_diff(exact.remaining) < SMALLEST_COUNT));
            prop_assert!(told.excluded_by_it_alone.is_none_or(|told| told.abs_diff(exact.alone) < SMALLEST_COUNT));
        }
        prop_assert!(told.counts.eligible.is_none_or(|told| told.abs_diff(other.eligible) < SMALLEST_COUNT));
    }
}

fn cells_moved() -> impl Strategy<Value = Vec<(usize, usize, u64)>> {
    prop::collection::vec((0..16_usize, 0..16_usize, 1..=30_u64), 0..3)
}

#[test]
fn a_count_that_is_kept_back_keeps_a_second_one_back() {
    // 114 patients, 111 excluded, none eligible: 3 potential, which 114 and 111 would give.
    let mut cells = Cells::default();
    (cells[1], cells[0]) = (111, 3);
    let funnel = Release::new(&counted(&[0], &cells)).funnel;
    assert_eq!(funnel.start, Some(114));
    assert_eq!(funnel.counts, ToldCounts { eligible: Some(0), potential: None, excluded: None });
    assert_eq!((funnel.rows[0].remaining, funnel.rows[0].excluded_by_it_alone), (None, None));
}

#[test]
fn whether_one_patient_more_would_be_a_candidate_can_not_be_asked() {
    let (mut cells, mut with_one_more) = (Cells::default(), Cells::default());
    (cells[0], cells[1]) = (100, 50);
    (with_one_more[0], with_one_more[1]) = (101, 49);
    let release = Release::new(&counted(&[0], &cells));
    assert_eq!(release.funnel.rows[0].remaining, Some(100));
    assert_eq!(release.beside(&counted(&[0], &with_one_more)), release.funnel);
    // 110 is still within ten, 111 is a step.
    (with_one_more[0], with_one_more[1]) = (110, 40);
    assert_eq!(release.beside(&counted(&[0], &with_one_more)).rows[0].remaining, Some(100));
    (with_one_more[0], with_one_more[1]) = (116, 34);
    assert_eq!(release.beside(&counted(&[0], &with_one_more)).rows[0].remaining, Some(111));
}
