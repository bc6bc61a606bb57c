//! Sets of patients in three-valued logic: who is met, who is not, and why the others are unknown.
//!
//! The algebra is that of the one-patient evaluator, a set at a time. A patient's reason is the first, in the order of
//! [`Reason`], of the sets in `why` that hold the patient; all of them together are what is missing.
//! A roaring container spans 65,536 patients, which makes each container one shard of DESIGN.md section 3.5.

use almoner_base::{Reason, Verdict};
use almoner_eligibility::Expr;
use roaring::RoaringBitmap;

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

fn place(reason: Reason) -> usize {
    REASONS.iter().position(|one| *one == reason).unwrap_or(REASONS.len() - 1)
}

/// A three-valued set of patients, by their number in the cohort.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TriSet {
    /// Of whom the statement holds.
    pub met: RoaringBitmap,
    /// Of whom it does not hold.
    pub not_met: RoaringBitmap,
    /// Of whom it is unknown, by reason; a patient may be in several.
    why: [RoaringBitmap; 9],
}

impl TriSet {
    /// The same verdict for everybody.
    #[must_use]
    pub fn uniform(verdict: Verdict, everybody: &RoaringBitmap) -> Self {
        let mut set = Self::default();
        set.add(verdict, everybody);
        set
    }

    /// Gives the patients a verdict. They must not have one yet.
    pub fn add(&mut self, verdict: Verdict, patients: &RoaringBitmap) {
        match verdict {
            Verdict::Met => self.met |= patients,
            Verdict::NotMet => self.not_met |= patients,
            Verdict::Unknown(reason) => {
                if let Some(set) = self.why.get_mut(place(reason)) {
                    *set |= patients;
                }
            }
        }
    }

    /// Gives one patient a verdict in place of the one before.
    pub fn put(&mut self, patient: u32, verdict: Verdict) {
        self.met.remove(patient);
        self.not_met.remove(patient);
        for set in &mut self.why {
            set.remove(patient);
        }
        self.add(verdict, &RoaringBitmap::from_iter([patient]));
    }

    /// One patient's verdict; `None` for a patient who was never given one.
    #[must_use]
    pub fn verdict(&self, patient: u32) -> Option<Verdict> {
        if self.met.contains(patient) {
            return Some(Verdict::Met);
        }
        if self.not_met.contains(patient) {
            return Some(Verdict::NotMet);
        }
        self.reasons(patient).next().map(Verdict::Unknown)
    }

    /// All reasons why one patient is unknown, in order of precedence.
    pub fn reasons(&self, patient: u32) -> impl Iterator<Item = Reason> + '_ {
        REASONS.iter().zip(&self.why).filter(move |(_, set)| set.contains(patient)).map(|(reason, _)| *reason)
    }

    /// Who is unknown.
    #[must_use]
    pub fn unknown(&self) -> RoaringBitmap {
        self.why.iter().fold(RoaringBitmap::new(), |all, set| all | set)
    }

    /// Who is unknown for no other reason than that a person must answer.
    #[must_use]
    pub fn needs_only_a_person(&self) -> RoaringBitmap {
        let [person, others @ ..] = &self.why;
        others.iter().fold(person.clone(), |only, set| only - set)
    }

    /// How many bytes the set takes when it is written, which is close to what it takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.met.serialized_size()
            + self.not_met.serialized_size()
            + self.why.iter().map(RoaringBitmap::serialized_size).sum::<usize>()
    }

    fn not(self) -> Self {
        Self { met: self.not_met, not_met: self.met, why: self.why }
    }

    fn join_why(&mut self, other: &Self) {
        for (mine, theirs) in self.why.iter_mut().zip(&other.why) {
            *mine |= theirs;
        }
    }

    fn clear_decided(&mut self) {
        for set in &mut self.why {
            *set -= &self.met;
            *set -= &self.not_met;
        }
    }

    fn and(mut self, other: &Self) -> Self {
        self.met &= &other.met;
        self.not_met |= &other.not_met;
        self.join_why(other);
        self.clear_decided();
        self
    }

    fn or(mut self, other: &Self) -> Self {
        self.met |= &other.met;
        self.not_met &= &other.not_met;
        self.join_why(other);
        self.clear_decided();
        self
    }
}

/// The set of a combination from the sets of its parts, in the order of the expression.
#[must_use]
pub fn combine(expr: &Expr, parts: Vec<TriSet>, everybody: &RoaringBitmap) -> TriSet {
    let count = parts.len();
    let mut parts = parts.into_iter();
    let opaque = || TriSet::uniform(Verdict::Unknown(Reason::Opaque), everybody);
    match expr {
        Expr::And(_) => match parts.next() {
            Some(first) => parts.fold(first, |all, part| all.and(&part)),
            None => TriSet::uniform(Verdict::Met, everybody),
        },
        Expr::Or(_) => match parts.next() {
            Some(first) => parts.fold(first, |any, part| any.or(&part)),
            None => TriSet::uniform(Verdict::NotMet, everybody),
        },
        Expr::Not(_) => parts.next().map_or_else(opaque, TriSet::not),
        Expr::AtLeast { count: needed, .. } => {
            let parts: Vec<TriSet> = parts.collect();
            at_least(usize::try_from(*needed).unwrap_or(usize::MAX), count, &parts, everybody)
        }
        Expr::IfThen { .. } => match (parts.next(), parts.next()) {
            (Some(condition), Some(then)) => condition.not().or(&then),
            _ => opaque(),
        },
        Expr::Except { .. } => match (parts.next(), parts.next()) {
            (Some(base), Some(exception)) => base.and(&exception.not()),
            _ => opaque(),
        },
        Expr::Atom(_) | Expr::Opaque => opaque(),
    }
}

/// Met where `needed` parts are met; not met where so many are not that `needed` cannot be reached.
fn at_least(needed: usize, count: usize, parts: &[TriSet], everybody: &RoaringBitmap) -> TriSet {
    let failing = (count + 1).saturating_sub(needed);
    let mut whole = TriSet {
        met: at_least_of(needed, parts.iter().map(|part| &part.met), everybody),
        not_met: at_least_of(failing, parts.iter().map(|part| &part.not_met), everybody),
        ..TriSet::default()
    };
    if needed > count {
        whole.not_met.clone_from(everybody);
    }
    for part in parts {
        whole.join_why(part);
    }
    whole.clear_decided();
    whole
}

/// Who is in at least `needed` of the sets: `reached[k]` holds who is in k or more of those seen so far.
fn at_least_of<'s>(
    needed: usize,
    sets: impl ExactSizeIterator<Item = &'s RoaringBitmap>,
    everybody: &RoaringBitmap,
) -> RoaringBitmap {
    if needed > sets.len() {
        return RoaringBitmap::new();
    }
    let mut reached = vec![RoaringBitmap::new(); needed + 1];
    if let Some(none) = reached.first_mut() {
        none.clone_from(everybody);
    }
    for set in sets {
        for already in (0..needed).rev() {
            let more = reached.get(already).map(|before| before & set).unwrap_or_default();
            if let Some(after) = reached.get_mut(already + 1) {
                *after |= more;
            }
        }
    }
    reached.pop().unwrap_or_default()
}
