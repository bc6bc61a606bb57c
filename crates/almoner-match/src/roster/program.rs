//! Criteria as programs over leaves, and what their outcomes count for in a trial.

use almoner_eligibility::Section;

use crate::mark::Mark;

/// What text comes to that was not understood.
pub(super) const OPAQUE: Mark = Mark::opaque();

/// A step of a criterion, in postfix order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Op {
    /// The answer to a question.
    Leaf(u32),
    /// What no patient's record changes.
    Fixed(Mark),
    Not,
    /// The last so many all hold.
    All(u32),
    /// One of the last so many holds.
    Any(u32),
    /// Of the last `of`, `count` hold.
    AtLeast {
        count: u32,
        of: u32,
    },
}

/// Works a program out.
pub(super) fn run(ops: &[Op], leaves: &[Mark], stack: &mut Vec<Mark>) -> Mark {
    stack.clear();
    for op in ops {
        let mark = match *op {
            Op::Leaf(leaf) => usize::try_from(leaf).ok().and_then(|at| leaves.get(at)).copied().unwrap_or(OPAQUE),
            Op::Fixed(mark) => mark,
            Op::Not => stack.pop().map_or(OPAQUE, Mark::not),
            Op::All(of) => over(stack, of, Mark::all),
            Op::Any(of) => over(stack, of, Mark::any),
            Op::AtLeast { count, of } => {
                over(stack, of, |marks| Mark::at_least(usize::try_from(count).unwrap_or(usize::MAX), marks))
            }
        };
        stack.push(mark);
    }
    stack.pop().unwrap_or(OPAQUE)
}

fn over(stack: &mut Vec<Mark>, of: u32, join: impl Fn(&[Mark]) -> Mark) -> Mark {
    let from = stack.len().saturating_sub(usize::try_from(of).unwrap_or(usize::MAX));
    let mark = join(stack.get(from..).unwrap_or_default());
    stack.truncate(from);
    mark
}

/// What the criteria of a trial come to for one patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// That exclude.
    pub(super) against: u32,
    /// That are open, and not for a person alone.
    pub(super) in_the_way: u32,
    /// That speak for enrolment.
    pub(super) in_favour: u32,
    /// That only a person can answer.
    pub(super) person_only: u32,
    /// Inclusions that are met.
    pub(super) included: u32,
}

impl Tally {
    /// Counts a criterion in (`by` 1) or out (`by` -1).
    pub(super) fn count(&mut self, section: Section, mark: Mark, by: i32) {
        let (for_it, against) = match section {
            Section::Inclusion => (Mark::MET, Mark::NOT_MET),
            Section::Exclusion => (Mark::NOT_MET, Mark::MET),
        };
        let slot = if mark == for_it {
            if section == Section::Inclusion {
                self.included = self.included.wrapping_add_signed(by);
            }
            &mut self.in_favour
        } else if mark == against {
            &mut self.against
        } else if mark.needs_only_a_person() {
            &mut self.person_only
        } else {
            &mut self.in_the_way
        };
        *slot = slot.wrapping_add_signed(by);
    }
}

/// Lists, one behind another.
#[derive(Debug)]
pub(super) struct Lists<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> Lists<T> {
    pub(super) fn of(lists: impl IntoIterator<Item = Vec<T>>) -> Self {
        let mut all = Self::default();
        for list in lists {
            all.items.extend(list);
            all.ends.push(u32::try_from(all.items.len()).unwrap_or(u32::MAX));
        }
        all.ends.shrink_to_fit();
        all.items.shrink_to_fit();
        all
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, number: u32) -> &[T] {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        let bound = |at: usize| self.ends.get(at).and_then(|end| usize::try_from(*end).ok());
        let from = at.checked_sub(1).map_or(Some(0), bound);
        from.zip(bound(at)).and_then(|(from, to)| self.items.get(from..to)).unwrap_or_default()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[T]> {
        (0_u32..).take(self.len()).map(|number| self.get(number))
    }

    pub(super) fn bytes(&self) -> usize {
        std::mem::size_of_val(self.ends.as_slice()) + std::mem::size_of_val(self.items.as_slice())
    }
}
