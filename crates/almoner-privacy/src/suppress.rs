//! Small counts, and what would give them back.
//!
//! A count from 1 to 10 says too much about the few (the cell size policy of the US Centers for Medicare and Medicaid Services).
//! Hiding it is not enough: a total less the other cells, or one count less the next, gives it back. So further cells are
//! hidden until nothing that is shown says more of a small count than that it lies between 1 and 10.
//!
//! All hidden cells must be drawn alike: whoever can tell a small one from one that was hidden for its sake knows more than is
//! promised here. Counts of one population at two times are two columns of one table, not two tables.

use std::collections::BTreeSet;

/// The smallest count that may be shown, besides 0.
pub const SMALLEST: u64 = 11;

/// The counts of a chain of sets, each within the one before (a funnel): hides small counts and small differences. The result
/// has `None` where a count is hidden.
#[must_use]
pub fn nested(counts: &[u64]) -> Vec<Option<u64>> {
    let mut last = None::<u64>;
    counts
        .iter()
        .map(|count| {
            let tells = is_small(*count) || last.is_some_and(|last| is_small(last.abs_diff(*count)));
            if tells {
                None
            } else {
                last = Some(*count);
                Some(*count)
            }
        })
        .collect()
}

/// Whether a count, or a difference of counts, must not be shown.
#[must_use]
pub fn is_small(count: u64) -> bool {
    (1..SMALLEST).contains(&count)
}

/// A two-way table with its totals; `None` is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossTable {
    /// Cells, row by row.
    pub cells: Vec<Vec<Option<u64>>>,
    /// The total of each row.
    pub row_totals: Vec<Option<u64>>,
    /// The total of each column.
    pub column_totals: Vec<Option<u64>>,
    /// The total of all.
    pub total: Option<u64>,
}

/// Hides small cells and totals of a table, and others so that the small ones can not be calculated. Rows that are shorter than the
/// longest are filled with zeros.
#[must_use]
pub fn cross_table(counts: &[Vec<u64>]) -> CrossTable {
    let columns = counts.iter().map(Vec::len).max().unwrap_or(0);
    let mut network = Network::new(counts, columns);
    network.protect();
    let shown = |from: usize, to: usize| {
        network.arcs.iter().find(|arc| (arc.from, arc.to) == (from, to)).filter(|arc| !arc.hidden).map(|arc| arc.value)
    };
    let rows = counts.len();
    let column = |index: usize| rows + 1 + index;
    CrossTable {
        cells: (0..rows).map(|row| (0..columns).map(|index| shown(row, column(index))).collect()).collect(),
        row_totals: (0..rows).map(|row| shown(column(columns), row)).collect(),
        column_totals: (0..columns).map(|index| shown(column(index), rows)).collect(),
        total: shown(rows, column(columns)),
    }
}

/// A table as a circulation. Nodes are the rows, then the row of totals, then the columns, then the column of totals. A cell flows
/// from its row to its column, a row's total from the column of totals to the row, a column's total from the column to the row of
/// totals, and the total from the row of totals to the column of totals. What flows into a node flows out of it: those are all
/// the sums of the table. So somebody who knows the shown cells can move a hidden one exactly as far as flow can be sent around a
/// circle of hidden cells, forwards without limit and backwards down to 0.
struct Network {
    arcs: Vec<Arc>,
    nodes: usize,
}

struct Arc {
    from: usize,
    to: usize,
    value: u64,
    hidden: bool,
}

impl Network {
    fn new(counts: &[Vec<u64>], columns: usize) -> Self {
        let rows = counts.len();
        let column = |index: usize| rows + 1 + index;
        let mut arcs = Vec::new();
        let mut column_totals = vec![0u64; columns];
        let mut total = 0u64;
        let mut arc = |from, to, value: u64| arcs.push(Arc { from, to, value, hidden: is_small(value) });
        for (row, cells) in counts.iter().enumerate() {
            let mut sum = 0u64;
            for (index, column_total) in column_totals.iter_mut().enumerate() {
                let value = cells.get(index).copied().unwrap_or(0);
                arc(row, column(index), value);
                sum = sum.saturating_add(value);
                *column_total = column_total.saturating_add(value);
            }
            arc(column(columns), row, sum);
            total = total.saturating_add(sum);
        }
        for (index, sum) in column_totals.into_iter().enumerate() {
            arc(column(index), rows, sum);
        }
        arc(rows, column(columns), total);
        Self { arcs, nodes: rows + columns + 2 }
    }

    /// For each small cell: hides what it takes so that it can be raised to 10 and lowered to 1.
    fn protect(&mut self) {
        let small: Vec<usize> =
            self.arcs.iter().enumerate().filter(|(_, arc)| is_small(arc.value)).map(|(index, _)| index).collect();
        for index in small {
            let Some(Arc { from, to, value, .. }) = self.arcs.get(index) else { continue };
            let (from, to, value) = (*from, *to, *value);
            let found =
                self.hide_circle(index, to, from, SMALLEST - 1 - value) && self.hide_circle(index, from, to, value - 1);
            if !found {
                // No circle is wide enough: nothing of this table can be shown.
                self.arcs.iter_mut().for_each(|arc| arc.hidden = true);
                return;
            }
        }
    }

    /// Hides the cheapest way from `start` to `end` on which `amount` can flow without the arc `except`. A hidden cell costs
    /// nothing, a shown one its value. Dijkstra over a graph of rows and columns.
    fn hide_circle(&mut self, except: usize, start: usize, end: usize, amount: u64) -> bool {
        if amount == 0 {
            return true;
        }
        let mut cost = vec![u64::MAX; self.nodes];
        let mut by = vec![None::<(usize, usize)>; self.nodes];
        let mut queue = BTreeSet::from([(0u64, start)]);
        if let Some(cost) = cost.get_mut(start) {
            *cost = 0;
        }
        while let Some((so_far, node)) = queue.pop_first() {
            if node == end {
                break;
            }
            for (index, arc) in self.arcs.iter().enumerate().filter(|(index, _)| *index != except) {
                let next = match (arc.from == node, arc.to == node) {
                    (true, _) => arc.to,
                    (_, true) if arc.value >= amount => arc.from,
                    _ => continue,
                };
                let price = so_far.saturating_add(if arc.hidden { 0 } else { arc.value.saturating_add(1) });
                if let (Some(known), Some(way)) = (cost.get_mut(next), by.get_mut(next))
                    && price < *known
                {
                    queue.remove(&(*known, next));
                    *known = price;
                    *way = Some((node, index));
                    queue.insert((price, next));
                }
            }
        }
        let mut node = end;
        while node != start {
            let Some((before, index)) = by.get(node).copied().flatten() else { return false };
            if let Some(arc) = self.arcs.get_mut(index) {
                arc.hidden = true;
            }
            node = before;
        }
        true
    }
}

#[cfg(test)]
mod tests;
