//! A trial's candidates kept as sets, best first, so that any page of a million is found without listing the others; and what
//! would become of them under other criteria.
//!
//! The order, the scores and the counts are those of [`crate::match_trial_with`]: the same sets, kept instead of written out.
//! After those who are not excluded come those who are, in the order of their study ids.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use almoner_base::{Reason, StudyId, Verdict};
use almoner_eligibility::{Criterion, Section};
use roaring::RoaringBitmap;

use crate::candidates::{Judged, against, open_and_eligible, scored};
use crate::funnel::Counted;
use crate::release::Release;
use crate::{
    Cohort, CriterionCounts, Funnel, OpenCriterion, Screen, Share, Status, StatusCounts, SuppliedAnswers, ToldCounts, TriSet,
};

/// The candidates of one trial, best first.
#[derive(Debug)]
pub struct Ranking {
    judged: Judged,
    groups: Vec<Group>,
    counts: StatusCounts,
    everybody: RoaringBitmap,
    release: OnceLock<Release>,
}

/// Patients with the same status and score.
#[derive(Debug)]
struct Group {
    status: Status,
    score: f64,
    patients: RoaringBitmap,
    /// How many patients stand before the first of these.
    before: u64,
}

/// A patient's place in the order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The patient's number in the cohort.
    pub number: u32,
    /// From 1, over everybody.
    pub rank: u64,
    /// Where the patient stands.
    pub status: Status,
    /// What the order rests on; 0 for who is excluded.
    pub score: f64,
}

/// Which patients of a ranking are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// With one of these; any if empty.
    pub statuses: Vec<Status>,
    /// Among these alone.
    pub only: Option<RoaringBitmap>,
}

impl Ranking {
    /// Screens the cohort for a trial's criteria.
    pub fn new(screen: &mut Screen, criteria: &[Criterion], answers: &SuppliedAnswers) -> Self {
        let judged = Judged::new(screen, criteria, answers);
        let everybody = screen.cohort().everybody().clone();
        let mut groups = Vec::new();
        let mut before = 0;
        let excluded = (Status::Excluded, 0.0, &everybody - &judged.open);
        for (status, score, patients) in scored(&judged).into_iter().chain([excluded]) {
            let size = patients.len();
            if size > 0 {
                groups.push(Group { status, score, patients, before });
            }
            before += size;
        }
        let counts = judged.counts(everybody.len());
        Self { judged, groups, counts, everybody, release: OnceLock::new() }
    }

    /// How many patients stand where.
    #[must_use]
    pub fn counts(&self) -> StatusCounts {
        self.counts
    }

    /// How many bytes the sets take when they are written, which is close to what they take in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let verdicts: usize = self.judged.sets.iter().map(|(_, _, set)| set.bytes()).sum();
        verdicts + self.groups.iter().map(|group| group.patients.serialized_size()).sum::<usize>()
    }

    /// Verdicts by criterion.
    #[must_use]
    pub fn criteria(&self) -> Vec<CriterionCounts> {
        self.judged.criteria(self.everybody.len())
    }

    /// The funnel, in the order of the criteria.
    #[must_use]
    pub fn funnel(&self) -> Funnel {
        self.release().funnel.clone()
    }

    /// At most `limit` of those who are wanted, after the first `skip` of them; and how many are wanted in all.
    #[must_use]
    pub fn page(&self, wanted: &Wanted, skip: u64, limit: usize) -> (Vec<Place>, u64) {
        let mut page = Vec::new();
        let mut seen = 0;
        for group in self.groups.iter().filter(|group| wanted.has(group.status)) {
            let size = match &wanted.only {
                Some(only) => group.patients.intersection_len(only),
                None => group.patients.len(),
            };
            let end = seen + size;
            if page.len() < limit && skip < end {
                let from = skip.saturating_sub(seen);
                let room = limit - page.len();
                match &wanted.only {
                    Some(only) => take(&(&group.patients & only), from, room, group, &mut page),
                    None => take(&group.patients, from, room, group, &mut page),
                }
            }
            seen = end;
        }
        (page, seen)
    }

    /// Everybody with this status, in sets that have nobody in common.
    pub fn with(&self, status: Status) -> impl Iterator<Item = &RoaringBitmap> {
        self.groups.iter().filter(move |group| group.status == status).map(|group| &group.patients)
    }

    /// Where a patient stands.
    #[must_use]
    pub fn place_of(&self, number: u32) -> Option<Place> {
        let group = self.groups.iter().find(|group| group.patients.contains(number))?;
        Some(group.place(number))
    }

    /// Who stands one before and one after a place, over everybody.
    #[must_use]
    pub fn beside(&self, place: Place) -> (Option<Place>, Option<Place>) {
        let everybody = Wanted::default();
        let at = |rank: u64| self.page(&everybody, rank.saturating_sub(1), 1).0.first().copied();
        let before = (place.rank > 1).then(|| at(place.rank - 1)).flatten();
        (before, at(place.rank + 1))
    }

    /// The verdict on each criterion for one patient, in order.
    #[must_use]
    pub fn verdicts(&self, number: u32) -> Vec<(u32, Section, Verdict)> {
        self.judged.sets.iter().map(|(criterion, section, set)| (*criterion, *section, set.verdict(number))).collect()
    }

    /// What is open for a patient: what records could answer, with the reasons, and what only a person can.
    #[must_use]
    pub fn open(&self, number: u32) -> (Vec<OpenCriterion>, Vec<u32>) {
        let (mut missing, mut person_only) = (Vec::new(), Vec::new());
        for (criterion, _, set) in &self.judged.sets {
            let reasons: Vec<Reason> = set.reasons(number).collect();
            match reasons.as_slice() {
                [] => {}
                [Reason::NeedsPerson] => person_only.push(*criterion),
                _ => missing.push(OpenCriterion { criterion: *criterion, reasons }),
            }
        }
        (missing, person_only)
    }

    /// Of whom a criterion is unknown.
    #[must_use]
    pub fn unknown(&self, criterion: u32) -> RoaringBitmap {
        let set = self.judged.sets.iter().find(|(own, _, _)| *own == criterion);
        set.map(|(_, _, set)| set.unknown().of(&self.everybody)).unwrap_or_default()
    }

    /// Who is one answer away: not excluded, and exactly one criterion is open that records could answer.
    #[must_use]
    pub fn one_unknown(&self) -> RoaringBitmap {
        let (mut once, mut twice) = (RoaringBitmap::new(), RoaringBitmap::new());
        for (_, _, set) in &self.judged.sets {
            let mut open = self.judged.open.clone();
            set.in_the_way().keep(&mut open);
            twice |= &once & &open;
            once |= open;
        }
        once - twice
    }

    /// Who is not excluded.
    #[must_use]
    pub fn candidates(&self) -> RoaringBitmap {
        self.judged.open.clone()
    }
}

impl Wanted {
    fn has(&self, status: Status) -> bool {
        self.statuses.is_empty() || self.statuses.contains(&status)
    }
}

impl Group {
    fn place(&self, number: u32) -> Place {
        // How many of the set are not greater: the first has rank 1.
        let rank = self.before + self.patients.rank(number);
        Place { number, rank, status: self.status, score: self.score }
    }
}

/// Takes members of a set from the `from`-th on.
fn take(patients: &RoaringBitmap, from: u64, room: usize, group: &Group, page: &mut Vec<Place>) {
    let Some(first) = u32::try_from(from).ok().and_then(|from| patients.select(from)) else { return };
    page.extend(patients.range(first..).take(room).map(|number| group.place(number)));
}

/// Other criteria: some left out, some in another form, all in another order.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The criteria in the order of the funnel; those that are not named follow in their own.
    pub order: Vec<u32>,
    /// Criteria that are left out.
    pub dropped: Vec<u32>,
    /// Criteria with another expression.
    pub replaced: Vec<Criterion>,
}

/// What would become of the candidates.
#[derive(Clone, Debug)]
pub struct Supposed {
    /// The funnel with its counts, on the scale of the match.
    pub funnel: Funnel,
    /// Who would not be excluded. It is for further sets, and never to be listed or counted for anybody.
    pub candidates: RoaringBitmap,
}

/// What another version of a trial would change, as it may be told.
#[derive(Clone, Debug)]
pub struct Compared {
    /// How many stand where.
    pub before: ToldCounts,
    /// How many would, on the scale of what is.
    pub after: ToldCounts,
    /// Who would be a candidate and is none.
    pub entering: Movement,
    /// Who is a candidate and would be none.
    pub leaving: Movement,
}

/// Some patients: nobody, or so many that the group may be told.
#[derive(Clone, Debug)]
pub struct Movement {
    /// How many; `None` for 1 to 10.
    pub count: Option<u64>,
    /// Those who may be named; nobody unless there are at least 11.
    pub named: RoaringBitmap,
}

impl Ranking {
    /// What would become of the candidates under other criteria. What stays is not asked again.
    pub fn suppose(&self, screen: &mut Screen, change: &Change) -> Supposed {
        let again = Judged::new(screen, &change.replaced, &SuppliedAnswers::default());
        let mut sets: BTreeMap<u32, (Section, &TriSet)> = BTreeMap::new();
        for (criterion, section, set) in self.judged.sets.iter().chain(&again.sets) {
            sets.insert(*criterion, (*section, set));
        }
        sets.retain(|criterion, _| !change.dropped.contains(criterion));
        let all = sets.values().map(|(section, set)| (*section, *set));
        let (candidates, eligible) = open_and_eligible(all, &self.everybody);
        let named: Vec<u32> = change.order.iter().copied().filter(|criterion| sets.contains_key(criterion)).collect();
        let rest = sets.keys().copied().filter(|criterion| !named.contains(criterion));
        let order: Vec<u32> = named.iter().copied().chain(rest).collect();
        let rows: Vec<(u32, Share)> = order
            .iter()
            .filter_map(|criterion| sets.get(criterion).map(|(section, set)| (*criterion, set.with(against(*section)))))
            .collect();
        let counted = Counted::over(&rows, self.everybody.len(), eligible.len());
        Supposed { funnel: self.release().beside(&counted), candidates }
    }

    /// What would change if this were matched instead: the same cohort under other criteria.
    #[must_use]
    pub fn compared(&self, after: &Self) -> Compared {
        let release = self.release();
        let movement = |named: RoaringBitmap| {
            let count = release.near(named.len(), None);
            Movement { count, named: if count.is_some() { named } else { RoaringBitmap::new() } }
        };
        Compared {
            before: release.funnel.counts,
            after: release.beside(&Counted::of(&after.judged, after.everybody.len())).counts,
            entering: movement(&after.judged.open - &self.judged.open),
            leaving: movement(&self.judged.open - &after.judged.open),
        }
    }

    /// Who is not excluded, and this criterion stands in the way of.
    pub(crate) fn in_the_way(&self, criterion: u32) -> RoaringBitmap {
        let mut open = self.judged.open.clone();
        match self.judged.sets.iter().find(|(own, _, _)| *own == criterion) {
            Some((_, _, set)) => set.in_the_way().keep(&mut open),
            None => open.clear(),
        }
        open
    }

    pub(crate) fn release(&self) -> &Release {
        self.release.get_or_init(|| Release::new(&Counted::of(&self.judged, self.everybody.len())))
    }

    /// The study ids of some patients, in order.
    pub fn study_ids<'c>(patients: &'c RoaringBitmap, cohort: &'c Cohort) -> impl Iterator<Item = StudyId> + 'c {
        patients.iter().filter_map(|number| cohort.patient(number)).map(|patient| patient.study_id)
    }
}
