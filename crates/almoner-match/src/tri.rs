//! Sets of patients in three-valued logic: who is met, who is not, and why the others are unknown.
//!
//! The algebra is that of the one-patient evaluator, a set at a time. Most patients answer most questions alike, by silence. So a
//! [`TriSet`] says what everybody answers but those who are listed, by what they answer; work and memory go by who is listed. A roaring
//! container spans 65,536 patients, which makes each container one shard of DESIGN.md section 3.5.

use std::collections::BTreeMap;

use almoner_base::{Reason, Verdict};
use almoner_eligibility::Expr;
use roaring::RoaringBitmap;

use crate::mark::{Counted, Mark};

/// Every reason, in order of precedence.
pub const REASONS: [Reason; 9] = [
    Reason::NeedsPerson,
    Reason::Opaque,
    Reason::NeedsRecency,
    Reason::Conflicting,
    Reason::Unit,
    Reason::Stale,
    Reason::Uncertain,
    Reason::NotExported,
    Reason::NoData,
];

pub(crate) fn place(reason: Reason) -> usize {
    REASONS.iter().position(|one| *one == reason).unwrap_or(REASONS.len() - 1)
}

/// A three-valued set of patients, by their number in the cohort. A patient may be unknown for several reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct TriSet {
    /// What everybody answers who is not listed.
    rest: Mark,
    /// Who answers otherwise, by what; nobody twice, no set empty, none with the mark of the rest.
    listed: BTreeMap<Mark, RoaringBitmap>,
}

/// Some of the patients: those who are listed, or everybody else.
#[derive(Clone, Debug, PartialEq)]
pub enum Share {
    /// These.
    Those(RoaringBitmap),
    /// Everybody but these.
    AllBut(RoaringBitmap),
}

impl TriSet {
    /// The same verdict for everybody.
    #[must_use]
    pub fn uniform(verdict: Verdict) -> Self {
        Self { rest: Mark::of(verdict), listed: BTreeMap::new() }
    }

    /// A verdict for everybody but those who are listed, nobody of them twice.
    pub(crate) fn new(rest: Verdict, listed: impl IntoIterator<Item = (Verdict, RoaringBitmap)>) -> Self {
        let listed = listed.into_iter().map(|(verdict, patients)| (Mark::of(verdict), patients));
        Self::of(Mark::of(rest), listed)
    }

    fn of(rest: Mark, all: impl IntoIterator<Item = (Mark, RoaringBitmap)>) -> Self {
        let mut listed: BTreeMap<Mark, RoaringBitmap> = BTreeMap::new();
        for (mark, patients) in all {
            if mark != rest && !patients.is_empty() {
                match listed.entry(mark) {
                    std::collections::btree_map::Entry::Vacant(slot) => {
                        slot.insert(patients);
                    }
                    std::collections::btree_map::Entry::Occupied(mut slot) => *slot.get_mut() |= patients,
                }
            }
        }
        Self { rest, listed }
    }

    /// Gives one patient a verdict in place of the one before.
    pub fn put(&mut self, patient: u32, verdict: Verdict) {
        for patients in self.listed.values_mut() {
            patients.remove(patient);
        }
        let mark = Mark::of(verdict);
        if mark != self.rest {
            self.listed.entry(mark).or_default().insert(patient);
        }
        self.listed.retain(|_, patients| !patients.is_empty());
    }

    fn mark(&self, patient: u32) -> Mark {
        let listed = self.listed.iter().find(|(_, patients)| patients.contains(patient));
        listed.map_or(self.rest, |(mark, _)| *mark)
    }

    /// One patient's verdict.
    #[must_use]
    pub fn verdict(&self, patient: u32) -> Verdict {
        self.mark(patient).verdict()
    }

    /// All reasons why one patient is unknown, in order of precedence.
    pub fn reasons(&self, patient: u32) -> impl Iterator<Item = Reason> {
        self.mark(patient).reasons()
    }

    /// Who has this verdict.
    pub(crate) fn with(&self, mark: Mark) -> Share {
        self.whose(|own| own == mark)
    }

    /// Of whom it is met.
    #[must_use]
    pub fn met(&self) -> Share {
        self.with(Mark::MET)
    }

    /// Of whom it is not.
    #[must_use]
    pub fn not_met(&self) -> Share {
        self.with(Mark::NOT_MET)
    }

    /// Who is unknown.
    #[must_use]
    pub fn unknown(&self) -> Share {
        self.whose(Mark::is_open)
    }

    /// Who is unknown for no other reason than that a person must answer.
    #[must_use]
    pub fn needs_only_a_person(&self) -> Share {
        self.whose(Mark::needs_only_a_person)
    }

    /// Who is unknown for a reason that records could settle.
    #[must_use]
    pub fn in_the_way(&self) -> Share {
        self.whose(|mark| mark.is_open() && !mark.needs_only_a_person())
    }

    /// Of how many of `everybody` it is met, not met and unknown.
    #[must_use]
    pub fn counts(&self, everybody: u64) -> [u64; 3] {
        let mut counts = [0; 3];
        let mut count = |mark: Mark, patients: u64| {
            let [met, not_met, unknown] = &mut counts;
            *match mark {
                Mark::MET => met,
                Mark::NOT_MET => not_met,
                _ => unknown,
            } += patients;
        };
        let mut listed = 0;
        for (mark, patients) in &self.listed {
            listed += patients.len();
            count(*mark, patients.len());
        }
        count(self.rest, everybody.saturating_sub(listed));
        counts
    }

    /// What everybody answers who is not listed, and who answers otherwise.
    pub(crate) fn marks(&self) -> (Mark, impl Iterator<Item = (Mark, &RoaringBitmap)>) {
        (self.rest, self.listed.iter().map(|(mark, patients)| (*mark, patients)))
    }

    /// The patients whose mark is so.
    fn whose(&self, wanted: impl Fn(Mark) -> bool) -> Share {
        let rest = wanted(self.rest);
        let mut some = self.listed.iter().filter(|(mark, _)| wanted(**mark) != rest).map(|(_, patients)| patients);
        let mut other = some.next().cloned().unwrap_or_default();
        some.for_each(|patients| other |= patients);
        if rest { Share::AllBut(other) } else { Share::Those(other) }
    }

    /// How many bytes the set takes when it is written, which is close to what it takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.listed.values().map(RoaringBitmap::serialized_size).sum::<usize>()
    }

    /// The same, if whoever is unknown had this verdict.
    pub(crate) fn decided(self, verdict: Verdict) -> Self {
        let decided = |mark: Mark| if mark.is_open() { Mark::of(verdict) } else { mark };
        Self::of(decided(self.rest), self.listed.into_iter().map(|(mark, patients)| (decided(mark), patients)))
    }

    fn not(self) -> Self {
        Self::of(self.rest.not(), self.listed.into_iter().map(|(mark, patients)| (mark.not(), patients)))
    }

    /// Joins two sets by what each pair of marks makes together.
    fn joined(self, other: Self, join: impl Fn([Mark; 2]) -> Mark) -> Self {
        let rest = join([self.rest, other.rest]);
        if other.listed.is_empty() {
            return Self::of(rest, self.listed.into_iter().map(|(mark, patients)| (join([mark, other.rest]), patients)));
        }
        if self.listed.is_empty() {
            return Self::of(rest, other.listed.into_iter().map(|(mark, patients)| (join([self.rest, mark]), patients)));
        }
        let mut all = Vec::new();
        let mut theirs = other.listed;
        for (mark, mut mine) in self.listed {
            for (other, patients) in &mut theirs {
                // Who is in neither with another answer than the rest's gains nothing by being looked up.
                let both = &mine & &*patients;
                if !both.is_empty() {
                    mine -= &both;
                    *patients -= &both;
                    all.push((join([mark, *other]), both));
                }
            }
            all.push((join([mark, other.rest]), mine));
        }
        all.extend(theirs.into_iter().map(|(mark, patients)| (join([self.rest, mark]), patients)));
        Self::of(rest, all)
    }

    fn and(self, other: Self) -> Self {
        self.joined(other, |marks| Mark::all(&marks))
    }

    fn or(self, other: Self) -> Self {
        self.joined(other, |marks| Mark::any(&marks))
    }
}

impl Share {
    /// How many of `everybody`.
    #[must_use]
    pub fn len(&self, everybody: u64) -> u64 {
        match self {
            Self::Those(patients) => patients.len(),
            Self::AllBut(patients) => everybody - patients.len(),
        }
    }

    /// Whether a patient is one of them.
    #[must_use]
    pub fn contains(&self, patient: u32) -> bool {
        match self {
            Self::Those(patients) => patients.contains(patient),
            Self::AllBut(patients) => !patients.contains(patient),
        }
    }

    /// Those of `everybody` who are.
    #[must_use]
    pub fn of(&self, everybody: &RoaringBitmap) -> RoaringBitmap {
        match self {
            Self::Those(patients) => patients.clone(),
            Self::AllBut(patients) => everybody - patients,
        }
    }

    /// Everybody.
    pub(crate) fn everybody() -> Self {
        Self::AllBut(RoaringBitmap::new())
    }

    /// Takes the others away.
    pub(crate) fn less(&mut self, others: &Self) {
        match (&mut *self, others) {
            (Self::AllBut(gone), Self::Those(more)) => *gone |= more,
            (Self::AllBut(gone), Self::AllBut(kept)) => *self = Self::Those(kept - &*gone),
            (Self::Those(left), others) => others.drop(left),
        }
    }

    /// Leaves those of `some` who are.
    pub(crate) fn keep(&self, some: &mut RoaringBitmap) {
        match self {
            Self::Those(patients) => *some &= patients,
            Self::AllBut(patients) => *some -= patients,
        }
    }

    /// Leaves those of `some` who are not.
    pub(crate) fn drop(&self, some: &mut RoaringBitmap) {
        match self {
            Self::Those(patients) => *some -= patients,
            Self::AllBut(patients) => *some &= patients,
        }
    }
}

/// The set of a combination from the sets of its parts, in the order of the expression.
#[must_use]
pub fn combine(expr: &Expr, parts: Vec<TriSet>) -> TriSet {
    let mut parts = parts.into_iter();
    let opaque = || TriSet::uniform(Verdict::Unknown(Reason::Opaque));
    match expr {
        Expr::And(_) => parts.reduce(TriSet::and).unwrap_or_else(|| TriSet::uniform(Verdict::Met)),
        Expr::Or(_) => parts.reduce(TriSet::or).unwrap_or_else(|| TriSet::uniform(Verdict::NotMet)),
        Expr::Not(_) => parts.next().map_or_else(opaque, TriSet::not),
        Expr::AtLeast { count, .. } => at_least(usize::try_from(*count).unwrap_or(usize::MAX), &parts.collect::<Vec<_>>()),
        Expr::AtMost { count, .. } => {
            let more = usize::try_from(*count).unwrap_or(usize::MAX).saturating_add(1);
            at_least(more, &parts.collect::<Vec<_>>()).not()
        }
        Expr::IfThen { .. } => match (parts.next(), parts.next()) {
            (Some(condition), Some(then)) => condition.not().or(then),
            _ => opaque(),
        },
        Expr::Except { .. } => match (parts.next(), parts.next()) {
            (Some(base), Some(exception)) => base.and(exception.not()),
            _ => opaque(),
        },
        Expr::Atom(_) | Expr::Opaque => opaque(),
    }
}

/// Met where `needed` parts are met; not met where so many are not that `needed` cannot be reached. Patients of whom so many parts
/// are met and not met, and who are open for the same reasons, stay together.
fn at_least(needed: usize, parts: &[TriSet]) -> TriSet {
    // What everybody answered so far who was never listed.
    let mut rest = Counted::default();
    let mut groups: BTreeMap<Counted, RoaringBitmap> = BTreeMap::new();
    let mut seen = RoaringBitmap::new();
    for part in parts {
        let mut next: BTreeMap<Counted, RoaringBitmap> = BTreeMap::new();
        let mut put = |counted: Counted, patients: RoaringBitmap| {
            if !patients.is_empty() {
                *next.entry(counted).or_default() |= patients;
            }
        };
        for (counted, mut patients) in groups {
            for (mark, listed) in &part.listed {
                let both = &patients & listed;
                patients -= &both;
                put(counted.and(*mark), both);
            }
            put(counted.and(part.rest), patients);
        }
        for (mark, listed) in &part.listed {
            put(rest.and(*mark), listed - &seen);
        }
        part.listed.values().for_each(|listed| seen |= listed);
        rest = rest.and(part.rest);
        groups = next;
    }
    let mark = |counted: Counted| counted.at_least(needed, parts.len());
    TriSet::of(mark(rest), groups.into_iter().map(|(counted, patients)| (mark(counted), patients)))
}
