//! How a trial's criteria, one after the other, leave fewer patients; and what each one costs by itself.
//!
//! Counts are told from 11 patients on, as is usual for cells of clinical data. A row is shown only where the count is 0 or
//! at least 11 and the difference to the last row shown is too, so that no small group follows from two rows. This guards
//! one funnel; many funnels over one cohort need the disclosure control that comes later.

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::candidates::{Judged, sides};

/// Fewer patients than this are not told.
pub const SMALLEST_COUNT: u64 = 11;

/// One criterion of a funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelRow {
    /// Its number in the trial.
    pub criterion: u32,
    /// Patients whom neither it nor one before it excludes; `None` where the count is suppressed.
    pub remaining: Option<u64>,
    /// Patients whom it alone excludes, so that they would come back without it; `None` where suppressed.
    pub excluded_by_it_alone: Option<u64>,
}

/// The funnel of a trial.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    /// Patients at the start; `None` where suppressed.
    pub start: Option<u64>,
    /// The criteria in order.
    pub rows: Vec<FunnelRow>,
}

impl Funnel {
    pub(crate) fn of(judged: &Judged, everybody: &RoaringBitmap) -> Self {
        let rows: Vec<_> =
            judged.sets.iter().map(|(criterion, section, set)| (*criterion, sides(*section, set).1)).collect();
        Self::over(&rows, everybody)
    }

    /// The funnel of criteria in this order, each with those whom it excludes.
    pub(crate) fn over(criteria: &[(u32, &RoaringBitmap)], everybody: &RoaringBitmap) -> Self {
        let against: Vec<&RoaringBitmap> = criteria.iter().map(|(_, against)| *against).collect();
        let once = excluded_once(&against);
        let mut remaining = everybody.clone();
        let mut last_shown = 0;
        let mut show = |count: u64| {
            let shown = tellable(count) && tellable(count.abs_diff(last_shown));
            if shown {
                last_shown = count;
            }
            shown.then_some(count)
        };
        let start = show(everybody.len());
        let rows = criteria.iter().map(|(criterion, against)| {
            remaining -= *against;
            let alone = (*against & &once).len();
            FunnelRow {
                criterion: *criterion,
                remaining: show(remaining.len()),
                excluded_by_it_alone: tellable(alone).then_some(alone),
            }
        });
        let rows = rows.collect();
        Self { start, rows }
    }
}

/// Whether a count is told.
pub(crate) fn tellable(count: u64) -> bool {
    count == 0 || count >= SMALLEST_COUNT
}

/// Who is in exactly one of the sets.
fn excluded_once(sets: &[&RoaringBitmap]) -> RoaringBitmap {
    let mut once = RoaringBitmap::new();
    let mut twice = RoaringBitmap::new();
    for set in sets {
        twice |= &once & *set;
        once |= *set;
    }
    once - twice
}
