//! Makes a roster: distinct questions, distinct criteria, and the ways from a concept to what asks about it.

use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use almoner_base::{ConceptId, NctId, Reason, Verdict};
use almoner_eligibility::{AbsencePolicy, Atom, AtomKind, Expr, Node, PlainWhen, Question, Section, Subject, When};
use almoner_terms::Terms;

use super::program::{Lists, OPAQUE, Op};
use super::{Bears, Entry, Leaf, Roster, Use};
use crate::Trial;
use crate::cohort::owner_asked;
use crate::mark::Mark;

/// Questions of which silence says the same.
#[derive(PartialEq, Eq, Hash)]
enum Silence {
    /// Of age and sex, which are no facts.
    Person,
    Measured,
    Recorded {
        kind: AtomKind,
        /// Whether the question names a window.
        windowed: bool,
        /// Whether silence says nothing of it.
        memberless: bool,
        /// Which concepts a statement about the person's life is about: some are not asked of men.
        about: Vec<ConceptId>,
    },
}

impl Silence {
    fn of(atom: &Atom, memberless: bool) -> Self {
        let recorded = |kind, when: When, about: &[ConceptId]| {
            let windowed = match when {
                When::Within(_) | When::Before(_) => true,
                When::HalfLives(lives) => lives.days > 0,
                When::Ever | When::Now | When::Since(_) | When::Event(_) => false,
            };
            Self::Recorded { kind, windowed, memberless, about: about.to_vec() }
        };
        match atom {
            person if person.needs_a_person() => Self::Person,
            Atom::Condition { when, subject: Subject::Patient, .. } => recorded(AtomKind::Condition, *when, &[]),
            Atom::Condition { when, .. } | Atom::Social { when, subject: Subject::Family, .. } => {
                recorded(AtomKind::Family, *when, &[])
            }
            Atom::Medication { when, .. } => recorded(AtomKind::Medication, *when, &[]),
            Atom::Procedure { when, .. } => recorded(AtomKind::Procedure, *when, &[]),
            Atom::Allergy { .. } => recorded(AtomKind::Allergy, When::Ever, &[]),
            Atom::Social { any_of, when, .. } => recorded(AtomKind::Social, *when, any_of),
            Atom::Genomic { when, .. } => recorded(AtomKind::Genomic, *when, &[]),
            Atom::Measurement { .. } | Atom::Stage { .. } => Self::Measured,
            Atom::Age { .. }
            | Atom::Sex(_)
            | Atom::Qualifier { .. }
            | Atom::Named { .. }
            | Atom::Participation { .. }
            | Atom::Person => Self::Person,
        }
    }
}

pub(super) fn roster<'c, 't>(
    trials: impl IntoIterator<Item = &'c Trial>,
    terms: &'t Terms,
    absence: AbsencePolicy,
) -> Roster<'t> {
    let mut build = Build::new(terms);
    let by_id: BTreeMap<NctId, &Trial> = trials.into_iter().map(|trial| (trial.nct_id, trial)).collect();
    let mut entries = Vec::with_capacity(by_id.len());
    let mut criteria: Vec<Use> = Vec::new();
    let mut users: Vec<Vec<(u32, Section)>> = Vec::new();
    for (place, trial) in (0_u32..).zip(by_id.into_values()) {
        let from = criteria.len();
        for criterion in &trial.criteria {
            let program = build.program(&criterion.expr);
            let at = usize::try_from(program).unwrap_or(usize::MAX);
            if users.len() <= at {
                users.resize_with(at + 1, Vec::new);
            }
            if let Some(users) = users.get_mut(at) {
                users.push((place, criterion.section));
            }
            criteria.push(Use { id: criterion.id, section: criterion.section, program });
        }
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let inclusions = trial.criteria.iter().filter(|one| one.section == Section::Inclusion).count();
        entries.push(Entry {
            nct_id: trial.nct_id,
            version: trial.version.clone(),
            criteria: (number(from), number(criteria.len())),
            inclusions: number(inclusions),
        });
    }
    build.finish(entries, criteria, users, absence)
}

struct Build<'t> {
    terms: &'t Terms,
    /// By the JSON of an atom: fields serialize in the order of their declaration, so that equal atoms have equal JSON.
    numbers: HashMap<String, u32>,
    leaves: Vec<Leaf>,
    known: HashMap<Vec<Op>, u32>,
    silences: Vec<Question>,
    silence_numbers: HashMap<Silence, u32>,
    about_person: Vec<u32>,
    bearing: HashMap<ConceptId, Bears>,
    question_bytes: usize,
}

impl<'t> Build<'t> {
    fn new(terms: &'t Terms) -> Self {
        Self {
            terms,
            numbers: HashMap::new(),
            leaves: Vec::new(),
            known: HashMap::new(),
            silences: Vec::new(),
            silence_numbers: HashMap::new(),
            about_person: Vec::new(),
            bearing: HashMap::new(),
            question_bytes: 0,
        }
    }

    /// The number of a criterion's program.
    fn program(&mut self, node: &Node) -> u32 {
        let mut ops = Vec::new();
        self.compile(node, &mut ops);
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        *self.known.entry(ops).or_insert(next)
    }

    fn compile(&mut self, node: &Node, ops: &mut Vec<Op>) {
        let mut many = |of: &[Node], ops: &mut Vec<Op>| {
            of.iter().for_each(|part| self.compile(part, ops));
            u32::try_from(of.len()).unwrap_or(u32::MAX)
        };
        let last = match &node.expr {
            Expr::And(of) => Op::All(many(of, ops)),
            Expr::Or(of) => Op::Any(many(of, ops)),
            // Examples of which none is required hold of everybody.
            Expr::AtLeast { count: 0, .. } => Op::Fixed(Mark::MET),
            Expr::AtLeast { count, of } => Op::AtLeast { count: *count, of: many(of, ops) },
            Expr::AtMost { count, of } => {
                let of = many(of, ops);
                ops.push(Op::AtLeast { count: count.saturating_add(1), of });
                Op::Not
            }
            Expr::Not(part) => {
                self.compile(part, ops);
                Op::Not
            }
            Expr::IfThen { condition, then } => {
                self.compile(condition, ops);
                ops.push(Op::Not);
                self.compile(then, ops);
                Op::Any(2)
            }
            Expr::Except { base, exception } => {
                self.compile(base, ops);
                self.compile(exception, ops);
                ops.push(Op::Not);
                Op::All(2)
            }
            Expr::Opaque => Op::Fixed(OPAQUE),
            Expr::Atom(atom) if atom.needs_a_person() => Op::Fixed(Mark::of(Verdict::Unknown(Reason::NeedsPerson))),
            Expr::Atom(Atom::Qualifier { .. } | Atom::Named { .. }) => Op::Fixed(Mark::of(Verdict::Unknown(Reason::NoData))),
            Expr::Atom(atom) => Op::Leaf(self.leaf(atom)),
        };
        ops.push(last);
    }

    fn leaf(&mut self, atom: &Atom) -> u32 {
        let next = u32::try_from(self.leaves.len()).unwrap_or(u32::MAX);
        match self.numbers.entry(serde_json::to_string(atom).unwrap_or_default()) {
            Slot::Occupied(known) => return *known.get(),
            Slot::Vacant(slot) => *slot.insert(next),
        };
        let question = Question::new(atom, self.terms);
        let silence = self.silence(atom, &question);
        let about_person = matches!(atom, Atom::Age { .. } | Atom::Sex(_));
        let plain = question.plain();
        if about_person {
            self.about_person.push(next);
        } else if let Some(plain) = &plain {
            let owner = owner_asked(plain.kind);
            let when = PlainWhen::ALL.iter().position(|when| *when == plain.when).unwrap_or(0);
            for concept in &plain.wanted {
                let bears = self.bearing.entry(*concept).or_default();
                if let Some(leaves) = bears.plain.get_mut(owner * PlainWhen::ALL.len() + when) {
                    leaves.push(next);
                }
            }
            for concept in &plain.coarser {
                let bears = self.bearing.entry(*concept).or_default();
                if let Some(leaves) = bears.coarse.get_mut(owner * PlainWhen::ALL.len() + when) {
                    leaves.push(next);
                }
            }
            for concept in &plain.wider {
                if let Some(leaves) = self.bearing.entry(*concept).or_default().denied.get_mut(owner) {
                    leaves.push(next);
                }
            }
        } else {
            for concept in question.concepts() {
                self.bearing.entry(concept).or_default().full.push(next);
            }
        }
        // A plain question is asked in full of few patients, and takes a kilobyte or more when it is ready.
        let question = plain.is_none().then_some(question);
        self.question_bytes += question.as_ref().map_or(0, Question::bytes);
        self.leaves.push(Leaf { atom: atom.clone(), question, silence });
        next
    }

    fn silence(&mut self, atom: &Atom, question: &Question) -> u32 {
        let next = u32::try_from(self.silences.len()).unwrap_or(u32::MAX);
        match Silence::of(atom, question.is_memberless()) {
            // Every patient is asked these; what stands in a baseline for them is the same for all.
            Silence::Person => u32::MAX,
            silence => *self.silence_numbers.entry(silence).or_insert_with(|| {
                self.silences.push(question.clone());
                next
            }),
        }
    }

    fn finish(
        self,
        trials: Vec<Entry>,
        criteria: Vec<Use>,
        mut users: Vec<Vec<(u32, Section)>>,
        absence: AbsencePolicy,
    ) -> Roster<'t> {
        let mut programs: Vec<(Vec<Op>, u32)> = self.known.into_iter().collect();
        programs.sort_unstable_by_key(|(_, number)| *number);
        users.resize_with(programs.len(), Vec::new);
        let mut asking: Vec<Vec<u32>> = vec![Vec::new(); self.leaves.len()];
        for (ops, number) in &programs {
            for op in ops {
                if let Op::Leaf(leaf) = op
                    && let Some(asking) = usize::try_from(*leaf).ok().and_then(|at| asking.get_mut(at))
                    && asking.last() != Some(number)
                {
                    asking.push(*number);
                }
            }
        }
        let places = (0_u32..).zip(&trials).map(|(place, entry)| (entry.nct_id, place)).collect();
        let programs = Lists::of(programs.into_iter().map(|(ops, _)| ops));
        let (users, asking) = (Lists::of(users), Lists::of(asking));
        let lists = |bears: &Bears| {
            let all = bears.plain.iter().chain(&bears.denied).chain(&bears.coarse).chain([&bears.full]);
            size_of::<Bears>() + all.map(|list| list.capacity() * size_of::<u32>()).sum::<usize>()
        };
        let bytes = programs.bytes()
            + users.bytes()
            + asking.bytes()
            + std::mem::size_of_val(criteria.as_slice())
            + trials.iter().map(|entry| size_of::<Entry>() + entry.version.len()).sum::<usize>()
            + self.leaves.len() * size_of::<Leaf>()
            + self.question_bytes
            + self.bearing.values().map(lists).sum::<usize>();
        Roster {
            terms: self.terms,
            absence,
            trials,
            places,
            criteria,
            programs,
            users,
            leaves: self.leaves,
            asking,
            about_person: self.about_person,
            bearing: self.bearing,
            silences: self.silences,
            baselines: Mutex::default(),
            bytes,
        }
    }
}
