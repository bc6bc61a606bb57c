//! What may be told of counts: none of a small group, and none that gives one back.
//!
//! **What is protected from whom.** A funnel, a what-if and the preview of a version are tables about a cohort. They are copied into
//! feasibility answers and letters to sponsors, and leave by no export that anybody permits. So each must be safe to pass on as
//! it is: nothing that can be computed from the numbers of an answer is a group of 1 to 10 patients (cell size policy of the
//! US Centers for Medicare and Medicaid Services). Whoever may open the list of a trial's candidates counts them there, one by
//! one, and each chart that is opened is in the log: from such a person the counts of a trial as it was matched are no secret,
//! and are not kept back in the list. But nobody has a list of what *would* be, and a what-if costs nothing to ask again with one
//! year more. That is why a supposed count is protected from the coordinator too, against the exact counts of the match and against
//! every other what-if of the same match.
//!
//! **A match.** Everybody, those left by one criterion after the other, those not excluded and those eligible are sets each within the
//! one before. Whatever sum or difference is made of their counts and of the three statuses is a difference of two of the counts that
//! are told; so a count is told only if it is 0 or at least 11 away from each number that is told already. Potential is told only with both
//! counts that it is the difference of, excluded likewise, so that one that is kept back keeps a second one back. Who is
//! excluded by one criterion alone is part of a step between two counts that are told, and is told only if what is left of the
//! step, less all such parts, is none or 11 at least.
//!
//! **What would be.** Each supposed count is put on a scale that belongs to the match and to no question: the told numbers of the
//! match, and steps of 11 between them. A count within 10 of the one that it stands for in the match is told as that one, whether it
//! is the same or not, so that no question finds out whether one certain patient is there. Two numbers of the scale are never
//! 1 to 10 apart, whatever was asked before. A number on it is true to within 10.
//!
//! Not protected against: two matches of one cohort at different times, and somebody who finds by many questions where a supposed
//! count comes to its next step. Questions are counted by the day and are in the log.

use std::collections::BTreeSet;

use crate::funnel::{Counted, CountedRow};
use crate::{Funnel, FunnelRow, ToldCounts};

/// Fewer patients than this are not told.
pub const SMALLEST_COUNT: u64 = 11;

/// What is told of one match, and the scale for what would be.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    exact: Counted,
    pub(crate) funnel: Funnel,
    told: BTreeSet<u64>,
}

impl Release {
    pub(crate) fn new(exact: &Counted) -> Self {
        let mut told = Told(BTreeSet::from([0]));
        let start = told.admit(exact.start);
        let open = told.admit(exact.open);
        let eligible = told.admit(exact.eligible);
        let rows: Vec<_> = exact.rows.iter().map(|row| (*row, told.admit(row.remaining))).collect();
        let potential = open.and(eligible).and_then(|_| told.admit(exact.open - exact.eligible));
        let excluded = open.and(start).and_then(|_| told.admit(exact.start - exact.open));
        let rows = told.alone(start, &rows, eligible.unwrap_or(0));
        let counts = ToldCounts { eligible, potential, excluded };
        Self { exact: exact.clone(), funnel: Funnel { start, counts, rows }, told: told.0 }
    }

    /// The funnel of other criteria of the same cohort.
    pub(crate) fn beside(&self, other: &Counted) -> Funnel {
        let row = |row: &CountedRow| {
            let (own, told) = (self.exact.rows.iter(), self.funnel.rows.iter());
            let base = own.zip(told).find(|(own, _)| own.criterion == row.criterion);
            FunnelRow {
                criterion: row.criterion,
                remaining: self.near(row.remaining, base.map(|(own, told)| (own.remaining, told.remaining))),
                excluded_by_it_alone: self.near(row.alone, base.map(|(own, told)| (own.alone, told.excluded_by_it_alone))),
            }
        };
        let (own, told) = (&self.exact, &self.funnel);
        let counts = ToldCounts {
            eligible: self.near(other.eligible, Some((own.eligible, told.counts.eligible))),
            potential: self.near(other.open - other.eligible, Some((own.open - own.eligible, told.counts.potential))),
            excluded: self.near(other.start - other.open, Some((own.start - own.open, told.counts.excluded))),
        };
        Funnel { start: told.start, counts, rows: other.rows.iter().map(row).collect() }
    }

    /// A supposed count on the scale of the match; `base` is what it stands for there, and as what that is told.
    pub(crate) fn near(&self, count: u64, base: Option<(u64, Option<u64>)>) -> Option<u64> {
        if let Some((_, told)) = base.filter(|(own, _)| own.abs_diff(count) < SMALLEST_COUNT) {
            return told;
        }
        if count < SMALLEST_COUNT {
            return (count == 0).then_some(0);
        }
        let below = self.told.range(..=count).next_back().copied().unwrap_or(0);
        let above = self.told.range(count..).next().copied();
        let close = [Some(below), above].into_iter().flatten().min_by_key(|told| told.abs_diff(count));
        // Below the next told number there is room for the step: that one is at least 11 away from the count.
        let step = below + (count - below) / SMALLEST_COUNT * SMALLEST_COUNT;
        Some(close.filter(|told| told.abs_diff(count) < SMALLEST_COUNT).unwrap_or(step))
    }
}

/// Whether somebody may learn of a group so large.
pub(crate) fn tellable(count: u64) -> bool {
    count == 0 || count >= SMALLEST_COUNT
}

/// The numbers that are told: 0, and others at least 11 apart.
struct Told(BTreeSet<u64>);

impl Told {
    fn admit(&mut self, count: u64) -> Option<u64> {
        let beside = [self.0.range(..=count).next_back(), self.0.range(count..).next()];
        let far = beside.into_iter().flatten().all(|told| tellable(told.abs_diff(count)));
        far.then(|| {
            self.0.insert(count);
            count
        })
    }

    /// Who is excluded by one criterion alone, step by step: a step goes from one count that is told to the next.
    fn alone(&mut self, start: Option<u64>, rows: &[(CountedRow, Option<u64>)], end: u64) -> Vec<FunnelRow> {
        let mut all = Vec::with_capacity(rows.len());
        let (mut from, mut rest) = (start, rows);
        while !rest.is_empty() {
            let length = rest.iter().position(|(_, told)| told.is_some()).map_or(rest.len(), |at| at + 1);
            let (step, after) = rest.split_at(length);
            let to = step.last().and_then(|(_, told)| *told).unwrap_or(end);
            // Those of the step who are in no part that is told.
            let mut left = from.map_or(0, |from| from - to);
            for (row, remaining) in step {
                let fits = left.checked_sub(row.alone).is_some_and(tellable);
                let alone = if fits { self.admit(row.alone) } else { None };
                left -= alone.unwrap_or(0);
                all.push(FunnelRow { criterion: row.criterion, remaining: *remaining, excluded_by_it_alone: alone });
            }
            (from, rest) = (Some(to).filter(|_| from.is_some()), after);
        }
        all
    }
}

#[cfg(test)]
mod tests;
