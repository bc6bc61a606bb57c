//! A verdict of one patient with all of its reasons, in one number, and the algebra of [`crate::TriSet`] on such numbers.

use almoner_base::{Reason, Verdict};

use crate::REASONS;
use crate::tri::place;

/// Met, not met, or unknown with every reason why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Mark(u16);

impl Mark {
    pub(crate) const MET: Self = Self(1 << 15);
    pub(crate) const NOT_MET: Self = Self(1 << 14);
    /// Every bit that is a reason.
    const OPEN: u16 = (1 << 9) - 1;
    /// [`Reason::NeedsPerson`] alone, which is the first in order.
    const PERSON: Self = Self(1);

    /// [`Reason::Opaque`] alone.
    pub(crate) const fn opaque() -> Self {
        Self(1 << 1)
    }

    /// The verdict with its one reason.
    pub(crate) fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::MET,
            Verdict::NotMet => Self::NOT_MET,
            Verdict::Unknown(reason) => Self(1 << place(reason)),
        }
    }

    /// The verdict, under the first of its reasons.
    pub(crate) fn verdict(self) -> Verdict {
        match self {
            Self::MET => Verdict::Met,
            Self::NOT_MET => Verdict::NotMet,
            open => Verdict::Unknown(open.reasons().next().unwrap_or(Reason::NoData)),
        }
    }

    /// Why it is unknown, in order of precedence.
    pub(crate) fn reasons(self) -> impl Iterator<Item = Reason> {
        REASONS.into_iter().enumerate().filter(move |(at, _)| self.0 >> at & 1 == 1).map(|(_, reason)| reason)
    }

    /// Whether it is unknown for no other reason than that a person must answer.
    pub(crate) fn needs_only_a_person(self) -> bool {
        self == Self::PERSON
    }

    pub(crate) fn not(self) -> Self {
        match self {
            Self::MET => Self::NOT_MET,
            Self::NOT_MET => Self::MET,
            open => open,
        }
    }

    /// All hold; of none, it holds.
    pub(crate) fn all(marks: &[Self]) -> Self {
        Self::joined(marks, Self::MET, Self::NOT_MET)
    }

    /// One holds; of none, none does.
    pub(crate) fn any(marks: &[Self]) -> Self {
        Self::joined(marks, Self::NOT_MET, Self::MET)
    }

    /// `decides` where one of the marks is that, else what is open, else `otherwise`.
    fn joined(marks: &[Self], otherwise: Self, decides: Self) -> Self {
        let bits = marks.iter().fold(0, |bits, mark| bits | mark.0);
        match (bits & decides.0, bits & Self::OPEN) {
            (0, 0) => otherwise,
            (0, open) => Self(open),
            _ => decides,
        }
    }

    /// At least `needed` hold.
    pub(crate) fn at_least(needed: usize, marks: &[Self]) -> Self {
        let counted = marks.iter().fold(Counted::default(), |counted, mark| counted.and(*mark));
        counted.at_least(needed, marks.len())
    }

    /// Whether it is unknown.
    pub(crate) fn is_open(self) -> bool {
        self.0 & Self::OPEN != 0
    }
}

/// How many of some marks are met and not met, and why others are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Counted {
    met: usize,
    not_met: usize,
    open: u16,
}

impl Counted {
    /// With one mark more.
    pub(crate) fn and(self, mark: Mark) -> Self {
        match mark {
            Mark::MET => Self { met: self.met + 1, ..self },
            Mark::NOT_MET => Self { not_met: self.not_met + 1, ..self },
            Mark(open) => Self { open: self.open | open, ..self },
        }
    }

    /// Whether at least `needed` hold, `of` so many.
    pub(crate) fn at_least(self, needed: usize, of: usize) -> Mark {
        if self.met >= needed {
            Mark::MET
        } else if of.saturating_sub(self.not_met) < needed {
            Mark::NOT_MET
        } else {
            Mark(self.open)
        }
    }
}

/// What facts said of a plain question, in the bits of a [`Mark`]: for it, over, or open for some reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heard(u16);

impl Heard {
    /// A question that cannot be answered from single facts.
    pub(crate) const IN_FULL: Self = Self(1 << 13);
    /// Something that says less than was asked.
    pub(crate) const COARSE: Self = Self(1 << 12);

    pub(crate) fn of(weight: almoner_eligibility::Weight) -> Self {
        use almoner_eligibility::Weight;
        Self(match weight {
            Weight::For => Mark::MET.0,
            Weight::Open(reason) => Mark::of(Verdict::Unknown(reason)).0,
            Weight::Over => Mark::NOT_MET.0,
        })
    }

    pub(crate) fn is_silent(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether something was told of it, be it uncertain.
    pub(crate) fn is_told(self) -> bool {
        self.0 & (Mark::MET.0 | Mark::OPEN) != 0
    }

    /// What a plain question comes to that silence answers so; `None` where it must be asked in full.
    pub(crate) fn answer(self, silent: Mark) -> Option<Mark> {
        if self == Self::COARSE {
            return Some(if silent == Mark::NOT_MET { Mark::of(Verdict::Unknown(Reason::Uncertain)) } else { silent });
        }
        if self.0 & Self::IN_FULL.0 != 0 {
            return None;
        }
        if self.0 & Mark::MET.0 != 0 {
            return Some(Mark::MET);
        }
        let open = self.0 & Mark::OPEN;
        // The first reason counts, which is the lowest bit.
        Some(if open == 0 { Mark::NOT_MET } else { Mark(open & open.wrapping_neg()) })
    }
}
