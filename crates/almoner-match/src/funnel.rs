//! How a trial's criteria, one after the other, leave fewer patients; and what each one costs by itself.
//!
//! What is told of it goes through [`crate::release`]: this module counts, and tells nothing.

use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};

use crate::Share;
use crate::candidates::{Judged, against};
use crate::release::Release;

/// One criterion of a funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelRow {
    /// Its number in the trial.
    pub criterion: u32,
    /// Patients whom neither it nor one before it excludes; `None` where the count is kept back.
    pub remaining: Option<u64>,
    /// Patients whom it alone excludes, so that they would come back without it; `None` where kept back.
    pub excluded_by_it_alone: Option<u64>,
}

/// How many patients stand where, as far as it is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldCounts {
    /// Eligible.
    pub eligible: Option<u64>,
    /// Potential.
    pub potential: Option<u64>,
    /// Excluded.
    pub excluded: Option<u64>,
}

/// The funnel of a trial, as it may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    /// Patients at the start; `None` where kept back.
    pub start: Option<u64>,
    /// How many stand where in the end.
    #[serde(default)]
    pub counts: ToldCounts,
    /// The criteria in order.
    pub rows: Vec<FunnelRow>,
}

/// The counts of a funnel, which stay inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) start: u64,
    /// Who is not excluded in the end.
    pub(crate) open: u64,
    pub(crate) eligible: u64,
    pub(crate) rows: Vec<CountedRow>,
}

/// One criterion of a funnel, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CountedRow {
    pub(crate) criterion: u32,
    pub(crate) remaining: u64,
    pub(crate) alone: u64,
}

impl Funnel {
    pub(crate) fn of(judged: &Judged, everybody: u64) -> Self {
        Release::new(&Counted::of(judged, everybody)).funnel
    }
}

impl Counted {
    pub(crate) fn of(judged: &Judged, everybody: u64) -> Self {
        let rows: Vec<_> =
            judged.sets.iter().map(|(criterion, section, set)| (*criterion, set.with(against(*section)))).collect();
        Self::over(&rows, everybody, judged.eligible.len())
    }

    /// The funnel of criteria in this order, each with those whom it excludes.
    pub(crate) fn over(criteria: &[(u32, Share)], everybody: u64, eligible: u64) -> Self {
        let alone = alone(criteria.iter().map(|(_, against)| against), everybody);
        let mut remaining = Share::everybody();
        let rows = criteria.iter().zip(alone).map(|((criterion, against), alone)| {
            remaining.less(against);
            CountedRow { criterion: *criterion, remaining: remaining.len(everybody), alone }
        });
        let rows: Vec<_> = rows.collect();
        let open = rows.last().map_or(everybody, |last| last.remaining);
        Self { start: everybody, open, eligible, rows }
    }
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
