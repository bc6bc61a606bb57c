//! How a trial's criteria, one after the other, leave fewer patients; and what each one costs by itself.
//!
//! Counts are told from 11 patients on, as is usual for cells of clinical data. A row is shown only where the count is 0 or
//! at least 11 and the difference to the last row shown is too, so that no small group follows from two rows. This guards
//! one funnel; many funnels over one cohort need the disclosure control that comes later.

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::Share;
use crate::candidates::{Judged, against};

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
    pub(crate) fn of(judged: &Judged, everybody: u64) -> Self {
        let rows: Vec<_> =
            judged.sets.iter().map(|(criterion, section, set)| (*criterion, set.with(against(*section)))).collect();
        Self::over(&rows, everybody)
    }

    /// The funnel of criteria in this order, each with those whom it excludes.
    pub(crate) fn over(criteria: &[(u32, Share)], everybody: u64) -> Self {
        let alone = alone(criteria.iter().map(|(_, against)| against), everybody);
        let mut remaining = Share::everybody();
        let mut last_shown = 0;
        let mut show = |count: u64| {
            let shown = tellable(count) && tellable(count.abs_diff(last_shown));
            if shown {
                last_shown = count;
            }
            shown.then_some(count)
        };
        let start = show(everybody);
        let rows = criteria.iter().zip(alone).map(|((criterion, against), alone)| {
            remaining.less(against);
            FunnelRow {
                criterion: *criterion,
                remaining: show(remaining.len(everybody)),
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

/// How many are in each share and in no other. Work goes by who is listed, and not by who is in a share for not being listed.
fn alone<'s>(shares: impl Iterator<Item = &'s Share> + Clone, everybody: u64) -> Vec<u64> {
    let mut most: Vec<&RoaringBitmap> = Vec::new();
    let mut some: Vec<&RoaringBitmap> = Vec::new();
    for share in shares.clone() {
        match share {
            Share::AllBut(kept) => most.push(kept),
            Share::Those(listed) => some.push(listed),
        }
    }
    let any = some.iter().fold(RoaringBitmap::new(), |any, listed| any | *listed);
    // Who is in none of the shares but those that list, of whom alone the others can tell: `None` is everybody.
    let both = |one: Option<RoaringBitmap>, other: Option<&RoaringBitmap>| match (one, other) {
        (Some(one), Some(other)) => Some(one & other),
        (one, other) => one.or_else(|| other.cloned()),
    };
    let spared = most.iter().fold(None, |all, kept| both(all, Some(*kept)));
    let mut after: Vec<Option<RoaringBitmap>> = vec![None];
    for kept in most.iter().skip(1).rev() {
        after.push(both(after.last().cloned().flatten(), Some(*kept)));
    }
    let mut before: Option<RoaringBitmap> = None;
    let mut alone_of_most = Vec::with_capacity(most.len());
    for kept in &most {
        let others = both(before.clone(), after.pop().flatten().as_ref());
        alone_of_most.push(match others {
            None => everybody - kept.union_len(&any),
            Some(others) => (others - *kept - &any).len(),
        });
        before = both(before, Some(*kept));
    }
    let (mut once, mut twice) = (RoaringBitmap::new(), RoaringBitmap::new());
    for listed in &some {
        let own = both(spared.clone(), Some(*listed)).unwrap_or_default();
        twice |= &once & &own;
        once |= own;
    }
    let only = once - twice;
    let mut alone_of_most = alone_of_most.into_iter();
    shares
        .map(|share| match share {
            Share::AllBut(_) => alone_of_most.next().unwrap_or(0),
            Share::Those(listed) => listed.intersection_len(&only),
        })
        .collect()
}
